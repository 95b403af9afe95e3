// Text that came out of an exhibit. It may be a script, a formula, a terminal escape; so it has no
// way to a stream or a string by itself: view/escape.h renders it for a target (terminal, HTML, CSV
// cell, JSON, log). Storage and analysis take raw_for_analysis(), whose name is what a reviewer
// searches for in code that prints.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace clew::model {

class EvidenceText {
 public:
  EvidenceText() = default;
  explicit EvidenceText(std::string bytes) : bytes_(std::move(bytes)) {}

  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  // The bytes as they are, for storing, comparing and analysing; never for output.
  const std::string& raw_for_analysis() const { return bytes_; }
  std::string&& take() && { return std::move(bytes_); }

  friend bool operator==(const EvidenceText&, const EvidenceText&) = default;
  friend auto operator<=>(const EvidenceText&, const EvidenceText&) = default;

 private:
  std::string bytes_;
};

}  // namespace clew::model
