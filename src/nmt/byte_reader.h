// Reads little-endian numbers from bytes that may lie about their lengths.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace clew::nmt {

static_assert(std::endian::native == std::endian::little, "model files are read in place");

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  std::size_t left() const { return bytes_.size() - at_; }
  std::size_t at() const { return at_; }

  template <class T>
  std::optional<T> number() {
    if (left() < sizeof(T)) return {};
    T value;
    std::memcpy(&value, bytes_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }
  std::optional<std::string_view> take(std::uint64_t count) {
    if (count > left()) return {};
    const auto part = bytes_.substr(at_, static_cast<std::size_t>(count));
    at_ += part.size();
    return part;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace clew::nmt
