// A file's text as UTF-8: the file's own bytes, or a copy in memory when it is in another encoding
// (up to max_bytes of source), with the way back to the file's own places. For formats whose
// scanner needs UTF-8 and whose files hardly ever are anything else.
//
// UTF-16 is told by its mark or its zero bytes, an 8-bit encoding by what an XML declaration says.
// What is none of these is taken for UTF-8; its bad bytes are repaired where they are shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/encoding.h"

namespace clew::readers {

class Sink;

class Utf8Bytes {
 public:
  static constexpr std::uint64_t max_bytes = 128u << 20;
  // Keeps `bytes`, which outlive it.
  explicit Utf8Bytes(std::string_view bytes);
  Utf8Bytes(const Utf8Bytes&) = delete;
  Utf8Bytes& operator=(const Utf8Bytes&) = delete;
  std::string_view text() const { return text_; }
  // Only these bytes of a file in UTF-8.
  void only(std::size_t begin, std::size_t end) {
    mark_ = begin;
    text_ = bytes_.substr(begin, end - begin);
  }
  // The place in the file of the character that text() has at `offset`.
  std::uint64_t source(std::uint64_t offset) const;
  bool too_large() const { return too_large_; }  // then text() is empty
  bool converted() const { return encoding_ != text::Encoding::utf8; }
  std::string_view word() const { return text::word(encoding_); }

 private:
  std::string_view bytes_, text_;
  std::string copy_;
  text::Encoding encoding_ = text::Encoding::utf8;
  std::size_t mark_ = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> steps_;  // text offset, source offset
  bool too_large_ = false;
};

// Whether the file is too large to be converted; then `sink` has the finding. `form`: what it is, such as "HTML".
bool refused_as_too_large(const Utf8Bytes& text, std::string_view form, Sink& sink);

}  // namespace clew::readers
