// Passes on the first findings of each sort and counts the rest, so that a file with a million bad rows does not make a million findings.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "readers/reader.h"

namespace clew::readers {

// For one thread; keeps a reference to `sink`. finish() reports the counts and begins anew.
class FindingLimit {
 public:
  static constexpr std::uint64_t each = 50;
  explicit FindingLimit(Sink& sink) : sink_(sink) {}
  void add(model::Severity severity, std::string_view what, std::string where, std::string why);
  bool full(std::string_view what) const;
  void count_only(std::string_view what) { ++counts_.find(what)->second.count; }
  void finish();

 private:
  struct Entry {
    model::Severity severity;
    std::uint64_t count = 0;
  };
  Sink& sink_;
  std::map<std::string, Entry, std::less<>> counts_;
};

}  // namespace clew::readers
