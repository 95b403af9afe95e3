// Deflated bytes, unpacked in portions (zlib). Memory: 64 KiB and zlib's window. Throws
// std::bad_alloc, and whatever the budget's heartbeat throws.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>

#include "exhibit/limits.h"

namespace clew::exhibit {

enum class Ending { complete, damaged, truncated, limit };
struct Inflated {
  Ending ending = Ending::damaged;
  std::uint64_t consumed = 0, produced = 0;
};

enum class Wrapping {
  none,
  zlib
};  // raw deflate (RFC 1951), or with zlib's head and sum (RFC 1950)

// `out(bytes)` takes each portion. At most `cap` bytes are given out.
template <typename Out>
Inflated inflate_all(std::string_view in, Wrapping wrapping, std::uint64_t cap,
                     const Budget& budget, Out&& out) {
  constexpr std::uint64_t beat_bytes = 16 << 20;
  z_stream stream{};
  if (inflateInit2(&stream, wrapping == Wrapping::none ? -MAX_WBITS : MAX_WBITS) != Z_OK)
    throw std::bad_alloc();
  struct End {
    z_stream& stream;
    ~End() { inflateEnd(&stream); }
  } end{stream};
  std::string buffer(64 << 10, '\0');
  Inflated result;
  std::uint64_t next_beat = beat_bytes;
  while (true) {
    auto portion = std::min<std::uint64_t>(in.size() - result.consumed, 1u << 30);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data() + result.consumed));
    stream.avail_in = static_cast<uInt>(portion);
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    int status = inflate(&stream, Z_NO_FLUSH);
    result.consumed += portion - stream.avail_in;
    auto got = buffer.size() - stream.avail_out;
    auto room = cap - result.produced;
    out(std::string_view(buffer.data(), std::min<std::uint64_t>(got, room)));
    result.produced += std::min<std::uint64_t>(got, room);
    if (got > room) {
      result.ending = Ending::limit;
      return result;
    }
    if (status == Z_STREAM_END) {
      result.ending = Ending::complete;
      return result;
    }
    if (status == Z_BUF_ERROR || (status == Z_OK && got == 0 && portion == stream.avail_in)) {
      result.ending = Ending::truncated;
      return result;
    }
    if (status != Z_OK) return result;
    if (result.produced >= next_beat) {
      budget.beat();
      next_beat = result.produced + beat_bytes;
    }
  }
}

}  // namespace clew::exhibit
