// For tests: the records of Excel workbooks of before 2007 (BIFF2 to BIFF5), synthetic, written
// after the same description as the reader.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers::testing::biff {

inline std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8 * i));
  return out;
}
inline std::string real(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return le(bits, 8);
}
inline std::string record(unsigned type, const std::string& data) {
  return le(type, 2) + le(data.size(), 2) + data;
}
inline std::string short_text(std::string_view text) {
  return le(text.size(), 1) + std::string(text);
}
inline std::string long_text(std::string_view text) {
  return le(text.size(), 2) + std::string(text);
}
inline std::string at(unsigned row, unsigned column, unsigned style = 0) {
  return le(row, 2) + le(column, 2) + le(style, 2);
}
// BIFF2: three bytes say how a cell looks; the second its number format.
inline std::string at_2(unsigned row, unsigned column, unsigned format = 0) {
  return le(row, 2) + le(column, 2) + le(0, 1) + le(format, 1) + le(0, 1);
}
inline std::string label(unsigned row, unsigned column, std::string_view text, unsigned style = 0) {
  return record(0x204, at(row, column, style) + long_text(text));
}
inline std::string formula(const std::string& place, const std::string& result) {
  return record(0x06, place + result + le(0, 2) + le(0, 4) + long_text("\x1E\x01"));
}
inline std::string begin(unsigned kind) {
  return record(0x809, le(0x0500, 2) + le(kind, 2) + le(0, 4));
}

// A BIFF5 stream: what stands among the globals, and sheets: name, their records, state.
struct Sheet {
  std::string name, records;
  unsigned state = 0, type = 0;
};
inline std::string stream(const std::string& globals, const std::vector<Sheet>& sheets) {
  std::vector<std::uint64_t> places(sheets.size(), 0);
  std::string out;
  for (int pass = 0; pass < 2; ++pass) {
    out = begin(5) + globals;
    for (std::size_t i = 0; i < sheets.size(); ++i)
      out += record(0x85, le(places[i], 4) + le(sheets[i].state, 1) + le(sheets[i].type, 1) +
                              short_text(sheets[i].name));
    out += record(0x0A, "");
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      places[i] = out.size();
      out += begin(sheets[i].type == 2 ? 0x20 : 0x10) + sheets[i].records + record(0x0A, "");
    }
  }
  return out;
}
// Number formats and styles: style 0 plain, 1 a date with a clock, 2 text in a Cyrillic font.
inline std::string styles(unsigned code_page) {
  std::string out = record(0x42, le(code_page, 2));
  for (unsigned charset : {0u, 204u})
    out += record(0x31, le(200, 2) + le(0, 2) + le(8, 2) + le(400, 2) + le(0, 2) + le(0, 1) +
                            le(0, 1) + le(charset, 1) + le(0, 1) + short_text("Arial"));
  out += record(0x41E, le(164, 2) + short_text("yyyy-mm-dd hh:mm:ss"));
  for (auto [font, format] : {std::pair(0u, 0u), {0u, 164u}, {1u, 0u}})
    out += record(0xE0, le(font, 2) + le(format, 2) + std::string(12, '\0'));
  return out;
}

}  // namespace clew::readers::testing::biff
