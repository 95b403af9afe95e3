// The file of event columns, byte for byte: a header, then the columns, each at a multiple of 64. Only for events.cpp, which reads it, and
// events_builder.cpp, which writes it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "link/events.h"

namespace clew::link {

inline constexpr std::uint32_t events_file_version = 1;
inline constexpr std::array<char, 8> events_file_magic = {'C', 'L', 'E', 'W', 'E', 'V', 'T', 'S'};
// In `when`: time << 21 | local << 20 | group << 19 | kind << 16 | duration.
inline constexpr std::uint64_t group_bit = std::uint64_t{1} << 19;

// 256 bytes at the start of the file. Little-endian, as every machine that Clew is built for.
struct Events::Header {
  std::array<char, 8> magic;
  std::uint32_t version, handle_count, group_count, unused;
  std::uint64_t size, party_count, member_count, group_event_count, undated_count;
  Sha256Digest stamp;
  std::uint64_t body_bytes, body_hash_low, body_hash_high;
  std::array<std::uint64_t, 16> reserved;
  std::uint64_t header_hash;  // of everything before it
};

// Where each column starts, from the counts alone.
struct Events::Layout {
  std::size_t sender_begin, from, to, when, record, text, party_begin, party, group_begin, member,
      group_event_begin, group_event, member_group_begin, member_group, undated, end;

  explicit Layout(const Header& header) {
    static_assert(sizeof(Header) == 256);
    std::size_t at = sizeof(Header);
    auto take = [&](std::uint64_t count, std::size_t width) {
      std::size_t start = at;
      at = (at + count * width + 63) / 64 * 64;
      return start;
    };
    std::uint64_t handles = header.handle_count, groups = header.group_count;
    sender_begin = take(handles + 2, 4);
    from = take(header.size, 4);
    to = take(header.size, 4);
    when = take(header.size, 8);
    record = take(header.size, 8);
    text = take(header.size, 8);
    party_begin = take(handles + 1, 8);
    party = take(header.party_count, 4);
    group_begin = take(groups + 1, 8);
    member = take(header.member_count, 4);
    group_event_begin = take(groups + 1, 8);
    group_event = take(header.group_event_count, 4);
    member_group_begin = take(handles + 1, 8);
    member_group = take(header.member_count, 4);
    undated = take(header.undated_count, sizeof(UndatedEvent));
    end = at;
  }
};

}  // namespace clew::link
