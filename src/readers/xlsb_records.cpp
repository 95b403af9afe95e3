#include "readers/xlsb_records.h"

#include <algorithm>

#include "readers/little_bytes.h"
#include "text/encoding.h"

namespace clew::readers {

bool binary_record(std::string_view bytes, std::uint64_t at, BinaryRecord& record) {
  constexpr unsigned most_type = 0x1FFF;  // the highest in use is near 5,200
  record.begin = at;
  const auto byte = [&](unsigned& value) {
    if (at >= bytes.size()) return false;
    value = static_cast<unsigned char>(bytes[static_cast<std::size_t>(at++)]);
    return true;
  };
  unsigned b = 0;
  if (!byte(record.type)) return false;
  if (record.type & 0x80) {
    if (!byte(b) || b & 0x80) return false;
    record.type = (record.type & 0x7F) | b << 7;
  }
  std::uint64_t size = 0;
  for (int shift = 0; shift < 28; shift += 7) {
    if (!byte(b)) return false;
    size |= std::uint64_t{b & 0x7F} << shift;
    if (!(b & 0x80)) break;
  }
  if (record.type > most_type || size > bytes.size() - at) return false;
  record.data = bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  record.end = at + size;
  return true;
}

std::string wide_string(std::string_view data, std::uint64_t at, std::uint64_t* end) {
  const std::uint64_t count = little::u32(data, at);
  const auto raw = little::part_of(data, at + 4, count == 0xFFFFFFFF ? 0 : 2 * count);
  if (end) *end = at + 4 + raw.size();
  return text::to_utf8(raw, text::Encoding::utf16le);
}

}  // namespace clew::readers
