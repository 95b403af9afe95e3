// The entries of a SEGB file, in the file's order, and what damage does to them.
//
// Generation 1: a head of 56 bytes (u32 end of the entries at 0, "SEGB" at 52), then entries at multiples of 8: i32 length, i32 state,
// f64 and f64 seconds since 2001, u32 CRC-32 of the payload, 4 bytes, payload. Generation 2: a head of 32 bytes ("SEGB", i32 number of
// entries, f64 time made), entries at multiples of 4 (u32 CRC-32, 4 bytes, payload), and at the end of the file an index of 16 bytes an
// entry: i32 end (counted from 32), i32 state, f64 seconds since 2001. State 1 is written, 3 deleted, 4 a place without entry.
// Source: the public readers ccl-segb and iLEAPP, which follow what Cellebrite and CCL found out.
//
// The checksum finds what an index lost: of generation 2 an entry's begin is known (where the one before it ends), and the running
// checksum says where it ends; of generation 1 an entry's head is looked for at each multiple of 8. By chance one of 2^32 fits.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace clew::readers::biome {

enum class Kept : std::uint8_t {
  written,     // state 1, checksum right
  wrong_sum,   // state 1 (or none known), checksum wrong: content may be damaged
  deleted,     // state 3; the payload may still be there
  found,       // not in the index or behind the end of the entries, found by its checksum
  empty,       // state 4
  unreadable,  // its place lies outside of the file
};

struct Entry {
  Kept kept = Kept::written;
  std::uint64_t begin = 0, length = 0;  // of all of it in the file
  std::int64_t state = 0;
  std::optional<double> made, changed;  // seconds since 2001 as stored; generation 2 has only the first
  std::string_view payload;
  bool sum_right = false;
};

enum class Generation : std::uint8_t { none, first, second };
Generation generation_of(std::string_view bytes);

// Calls `entry` for each and `damage` for what is wrong with the file as a whole (a fixed phrase, a place, a sentence).
struct Damage {
  std::string_view what;
  std::uint64_t begin = 0, length = 0;
  std::string why;
};
void each_entry(std::string_view bytes, const std::function<void(const Entry&)>& entry,
                const std::function<void(const Damage&)>& damage);

}  // namespace clew::readers::biome
