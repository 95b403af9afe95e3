// A first look at a cell: which kind of thing is written there, by its form alone.
#pragma once

#include <cstdint>
#include <string_view>

namespace clew::readers {

// A first look at a cell. Cheap: some tens of nanoseconds.
enum class CellLook : std::uint8_t {
  empty,
  integer,
  decimal,
  scientific,  // 4.4777E+11
  phone,       // + and digits, or a national number with a leading zero
  date_time,
  date,
  clock,  // 21:40, 00:05:32
  email,
  url,
  word,  // up to three words
  text,
};
inline constexpr int cell_look_count = 13;
CellLook look_at(std::string_view cell);
}  // namespace clew::readers
