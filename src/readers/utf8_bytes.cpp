#include "readers/utf8_bytes.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/reader.h"

namespace clew::readers {
namespace {

constexpr std::size_t step_bytes = 4096;  // of source, between places that are remembered

// What <?xml … encoding="…"?> says, where it is an 8-bit encoding that is known; else UTF-8.
text::Encoding declared(std::string_view bytes) {
  std::string head(bytes.substr(0, 200));
  for (char& c : head)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  const auto end = head.find("?>"), said = head.find("encoding=");
  if (!head.starts_with("<?xml") || end == head.npos || said == head.npos || said > end)
    return text::Encoding::utf8;
  const auto name = std::string_view(head).substr(said + 10, 14);
  if (name.starts_with("windows-1252")) return text::Encoding::windows1252;
  // Not iso-8859-15 and its like.
  if (name.starts_with("iso-8859-1") && (name.size() < 11 || name[10] < '0' || name[10] > '9'))
    return text::Encoding::latin1;
  return text::Encoding::utf8;
}

}  // namespace

Utf8Bytes::Utf8Bytes(std::string_view bytes) : bytes_(bytes), text_(bytes) {
  const auto guess = text::detect_encoding(bytes.substr(0, 65'536));
  mark_ = guess.bom_bytes;
  encoding_ = text::unit_bytes(guess.encoding) == 2 ? guess.encoding : declared(bytes);
  if (!converted()) {
    text_.remove_prefix(std::min(mark_, text_.size()));
    return;
  }
  too_large_ = bytes.size() > max_bytes;
  if (too_large_) {
    text_ = {};
    return;
  }
  for (std::size_t at = mark_; at < bytes.size();) {
    std::size_t end = std::min(bytes.size(), at + step_bytes);
    if (text::unit_bytes(encoding_) == 2 && end < bytes.size()) {
      // Not between the two halves of a character.
      const std::size_t high = encoding_ == text::Encoding::utf16le ? end - 1 : end - 2;
      if ((static_cast<unsigned char>(bytes[high]) & 0xFC) == 0xD8) end += 2;
      end = std::min(end, bytes.size());
    }
    steps_.emplace_back(copy_.size(), at);
    text::append_utf8(bytes.substr(at, end - at), encoding_, copy_);
    at = end;
  }
  text_ = copy_;
}

std::uint64_t Utf8Bytes::source(std::uint64_t offset) const {
  if (!converted()) return std::min<std::uint64_t>(offset + mark_, bytes_.size());
  auto at =
      std::upper_bound(steps_.begin(), steps_.end(), offset,
                       [](std::uint64_t value, const auto& entry) { return value < entry.first; });
  if (at == steps_.begin()) return mark_;
  --at;
  const auto from = static_cast<std::size_t>(at->second);
  return from + text::source_offset(bytes_.substr(from, 2 * step_bytes), encoding_,
                                    static_cast<std::size_t>(offset - at->first));
}

bool refused_as_too_large(const Utf8Bytes& text, std::string_view form, Sink& sink) {
  if (!text.too_large()) return false;
  sink.finding({model::Severity::unread, "UTF-16 file too large", "",
                fmt::format("{} in UTF-16 is read up to {} MiB; convert it to UTF-8.", form, Utf8Bytes::max_bytes >> 20)});
  return true;
}

}  // namespace clew::readers
