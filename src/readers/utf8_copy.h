// A file in another encoding as UTF-8 in memory, with the way back to its own bytes; a file that is
// UTF-8 already is only viewed. For formats whose scanner needs UTF-8 and whose files hardly ever
// are anything else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/encoding.h"

namespace clew::readers {

class Utf8Copy {
 public:
  static constexpr std::size_t max_source_bytes = 128u << 20;
  // UTF-16 is told by its mark or its zero bytes, an 8-bit encoding by an XML declaration. False
  // when the file would have to be converted and is larger than max_source_bytes.
  bool make(std::string_view bytes);
  std::string_view text() const { return converted_ ? std::string_view(copy_) : bytes_; }
  bool converted() const { return converted_; }
  std::string_view word() const { return text::word(encoding_); }
  // Where in the file the character lies that text() has at `offset`.
  std::uint64_t source_of(std::uint64_t offset) const;

 private:
  static constexpr std::size_t piece_bytes = 64u << 10;
  std::string_view bytes_;
  std::string copy_;
  std::vector<std::uint64_t> piece_begins_;  // in copy_
  std::vector<std::uint64_t> source_begins_;
  text::Encoding encoding_ = text::Encoding::utf8;
  bool converted_ = false;
};

}  // namespace clew::readers
