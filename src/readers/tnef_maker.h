// For tests: TNEF streams (MS-OXTNEF), synthetic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::readers::testing {

inline std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8 * i));
  return out;
}

class TnefMaker {
 public:
  TnefMaker() : bytes_(le(0x223E9F78, 4) + le(1, 2)) {}
  TnefMaker& attribute(int level, std::uint32_t id, std::string_view data) {
    std::uint32_t sum = 0;
    for (unsigned char c : data)
      sum += c;
    bytes_ += le(std::uint64_t(level), 1) + le(id, 4) + le(data.size(), 4);
    bytes_ += data;
    bytes_ += le(sum & 0xFFFF, 2);
    return *this;
  }
  TnefMaker& file(std::string_view name, std::string_view data) {
    attribute(2, 0x00069002, std::string(14, '\0'));
    attribute(2, 0x00018010, std::string(name) + std::string(1, '\0'));
    return attribute(2, 0x0006800F, data);
  }
  // A list with one UTF-16 property of ASCII text.
  static std::string text_property(std::uint16_t id, std::string_view ascii) {
    std::string wide;
    for (char c : ascii)
      wide += std::string(1, c) + std::string(1, '\0');
    wide += std::string(2, '\0');
    auto out = le(1, 4) + le(0x1F, 2) + le(id, 2) + le(1, 4) + le(wide.size(), 4) + wide;
    while (out.size() % 4)
      out += '\0';
    return out;
  }
  const std::string& str() const { return bytes_; }

 private:
  std::string bytes_;
};

inline std::string a_tnef() {
  TnefMaker t;
  t.attribute(1, 0x00069007, le(1252, 4) + le(0, 4));
  t.attribute(1, 0x00018004, std::string("Keys of the boat house\0", 23));
  t.attribute(1, 0x00038005,
              le(2024, 2) + le(3, 2) + le(4, 2) + le(21, 2) + le(40, 2) + le(9, 2) + le(1, 2));
  t.attribute(1, 0x0002800C, std::string("They hang behind the door.\0", 27));
  t.attribute(1, 0x00069003, TnefMaker::text_property(0x0C1A, "Ana Pop"));
  t.file("prices.csv", "what,price\ncoat,12\nmap,3\n");
  return t.str();
}

}  // namespace clew::readers::testing
