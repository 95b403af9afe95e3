#include "readers/utf8_copy.h"

#include <algorithm>

#include "readers/xml_scan.h"

namespace clew::readers {

bool Utf8Copy::make(std::string_view bytes) {
  bytes_ = bytes;
  std::size_t mark = 0;
  if (xml::is_utf16(bytes)) {
    const bool big = bytes.starts_with("\xFE\xFF") || bytes[0] == '\0';
    encoding_ = big ? text::Encoding::utf16be : text::Encoding::utf16le;
    mark = bytes[0] == '<' || bytes[0] == '\0' ? 0 : 2;
  } else {
    std::string head(bytes.substr(0, 200));
    for (char& c : head)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const auto end = head.find("?>");
    const auto said = head.find("encoding=");
    if (end == head.npos || said == head.npos || said > end) return true;
    const auto name = std::string_view(head).substr(said + 10, 14);
    if (name.starts_with("windows-1252"))
      encoding_ = text::Encoding::windows1252;
    else if (name.starts_with("iso-8859-1"))
      encoding_ = text::Encoding::latin1;
    else
      return true;  // UTF-8, or something whose bytes are repaired where they are shown
  }
  if (bytes.size() > max_source_bytes) return false;
  converted_ = true;
  std::size_t at = mark;
  while (at < bytes.size()) {
    std::size_t length = std::min(piece_bytes, bytes.size() - at);
    if (text::unit_bytes(encoding_) == 2 && length >= 2 && at + length < bytes.size()) {
      // Not between the halves of a pair.
      const auto high = static_cast<unsigned char>(
          bytes[at + length - (encoding_ == text::Encoding::utf16le ? 1 : 2)]);
      if (high >= 0xD8 && high <= 0xDB) length -= 2;
    }
    piece_begins_.push_back(copy_.size());
    source_begins_.push_back(at);
    text::append_utf8(bytes.substr(at, length), encoding_, copy_);
    at += length;
  }
  return true;
}

std::uint64_t Utf8Copy::source_of(std::uint64_t offset) const {
  if (!converted_) return offset;
  if (offset >= copy_.size() || piece_begins_.empty()) return bytes_.size();
  const auto piece = static_cast<std::size_t>(
      std::upper_bound(piece_begins_.begin(), piece_begins_.end(), offset) - piece_begins_.begin() -
      1);
  const auto begin = source_begins_[piece];
  const auto end = piece + 1 < source_begins_.size() ? source_begins_[piece + 1] : bytes_.size();
  return begin + text::source_offset(bytes_.substr(begin, end - begin), encoding_,
                                     offset - piece_begins_[piece]);
}

}  // namespace clew::readers
