// Walks the fields of one protobuf message, checking every length before it is believed.
// Source of the encoding: protobuf.dev/programming-guides/encoding. No allocation, no recursion:
// whoever wants a message inside walks its bytes with another Message.
#pragma once

#include "nmt/byte_reader.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace clew::nmt {

struct ProtobufField {
  std::uint64_t number = 0;
  unsigned wire = 0;        // 0 varint, 1 fixed64, 2 length-delimited, 5 fixed32
  std::uint64_t value = 0;  // of a varint, or the bits of fixed32/64
  std::string_view bytes;   // length-delimited

  bool is_number(std::uint64_t n) const { return number == n && wire == 0; }
  bool is_bytes(std::uint64_t n) const { return number == n && wire == 2; }
  bool is_fixed32(std::uint64_t n) const { return number == n && wire == 5; }
};

class ProtobufMessage {
 public:
  explicit ProtobufMessage(std::string_view bytes) : reader_(bytes) {}
  // The frame is broken; what was returned before may be used or not.
  bool bad() const { return bad_; }

  // The next field; nothing at the end or when the frame is broken (then bad()).
  std::optional<ProtobufField> next() {
    if (bad_ || reader_.left() == 0) return {};
    ProtobufField f;
    std::uint64_t key = 0;
    if (!varint(key)) return fail();
    f.number = key >> 3;
    f.wire = static_cast<unsigned>(key & 7);
    switch (f.wire) {
      case 0:
        if (!varint(f.value)) return fail();
        return f;
      case 1:
        return fixed<std::uint64_t>(f);
      case 2: {
        std::uint64_t length = 0;
        if (!varint(length)) return fail();
        const auto bytes = reader_.take(length);
        if (!bytes) return fail();
        f.bytes = *bytes;
        return f;
      }
      case 5:
        return fixed<std::uint32_t>(f);
      default:
        return fail();
    }
  }

 private:
  template <class T>
  std::optional<ProtobufField> fixed(ProtobufField& f) {
    const auto v = reader_.number<T>();
    if (!v) return fail();
    f.value = *v;
    return f;
  }
  bool varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = reader_.number<std::uint8_t>();
      if (!byte) return false;
      value |= static_cast<std::uint64_t>(*byte & 0x7f) << shift;
      if ((*byte & 0x80) == 0) return true;
    }
    return false;
  }
  std::optional<ProtobufField> fail() {
    bad_ = true;
    return {};
  }

  ByteReader reader_;
  bool bad_ = false;
};

}  // namespace clew::nmt
