// For tests: parts of binary Excel workbooks (.xlsb), synthetic, written after MS-XLSB.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readers/xlsb_records.h"
#include "readers/xlsx_maker.h"

namespace clew::readers::testing::binary {

inline std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8 * i));
  return out;
}
inline std::string record(unsigned type, const std::string& data = "") {
  std::string out;
  if (type < 0x80)
    out += static_cast<char>(type);
  else
    out += {static_cast<char>((type & 0x7F) | 0x80), static_cast<char>(type >> 7)};
  auto size = data.size();
  do {
    out += static_cast<char>((size & 0x7F) | (size > 0x7F ? 0x80 : 0));
    size >>= 7;
  } while (size);
  return out + data;
}
inline std::string wide(std::u16string_view text) {
  std::string out = le(text.size(), 4);
  for (const char16_t c : text)
    out += le(c, 2);
  return out;
}
inline std::string wide(std::string_view ascii) {
  return wide(std::u16string(ascii.begin(), ascii.end()));
}
inline std::string real(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return le(bits, 8);
}
inline std::string row(unsigned number, bool hidden = false) {
  return record(xlsb::row, le(number, 4) + le(0, 4) + le(300, 2) + le(0, 1) +
                               le(hidden ? 0x10 : 0, 1) + le(0, 1) + le(1, 4) + le(0, 8));
}
inline std::string at(unsigned column, unsigned style = 0) { return le(column, 4) + le(style, 4); }
inline std::string text_cell(unsigned column, std::string_view ascii) {
  return record(xlsb::text, at(column) + wide(ascii));
}
inline std::string real_cell(unsigned column, double value, unsigned style = 0) {
  return record(xlsb::real, at(column, style) + real(value));
}
inline std::string shared_cell(unsigned column, unsigned number) {
  return record(xlsb::shared_text, at(column) + le(number, 4));
}
inline std::string formula_end() { return le(0, 2) + le(2, 4) + "\x1E\x01" + le(0, 4); }
inline std::string sheet(const std::string& rows, const std::string& head = "",
                         const std::string& tail = "") {
  return record(xlsb::begin_sheet) + record(147, std::string(23, '\0')) + head +
         record(xlsb::begin_data) + rows + record(xlsb::end_data) + tail + record(xlsb::end_sheet);
}
inline std::string string_item(std::u16string_view text) {
  return record(xlsb::string_item, le(0, 1) + wide(text));
}
inline std::string strings(const std::vector<std::u16string>& texts) {
  std::string out = record(xlsb::begin_strings, le(texts.size(), 4) + le(texts.size(), 4));
  for (const auto& text : texts)
    out += string_item(text);
  return out + record(xlsb::end_strings);
}
// Style 0 plain, 1 "m/d/yy h:mm" (22), 2 own "dd/mm/yyyy hh:mm:ss", 3 "[h]:mm:ss".
inline std::string styles() {
  std::string out = record(xlsb::begin_styles) + record(615, le(2, 4)) +
                    record(xlsb::format, le(164, 2) + wide("dd/mm/yyyy hh:mm:ss")) +
                    record(xlsb::format, le(165, 2) + wide("[h]:mm:ss")) + record(616) +
                    record(626, le(1, 4)) +
                    record(xlsb::style, le(0xFFFF, 2) + std::string(14, '\0')) + record(627) +
                    record(xlsb::begin_cell_styles, le(4, 4));
  for (unsigned format : {0u, 22u, 164u, 165u})
    out += record(xlsb::style, le(0, 2) + le(format, 2) + std::string(12, '\0'));
  return out + record(xlsb::end_cell_styles) + record(279);
}
struct Sheet {
  std::string name, bytes;
  unsigned state = 0;
};
inline Parts workbook(const std::vector<Sheet>& sheets, const std::vector<std::u16string>& texts,
                      bool date1904 = false) {
  Parts out;
  std::string list, rels;
  int n = 0;
  for (const auto& s : sheets) {
    const auto number = std::to_string(++n);
    list += record(xlsb::sheet, le(s.state, 4) + le(static_cast<unsigned>(n), 4) +
                                    wide("rId" + number) + wide(s.name));
    rels +=
        "<Relationship Id=\"rId" + number + "\" Target=\"worksheets/sheet" + number + ".bin\"/>";
    out.parts["xl/worksheets/sheet" + number + ".bin"] = s.bytes;
  }
  out.parts["xl/workbook.bin"] =
      record(xlsb::begin_book) +
      record(xlsb::workbook_properties, le(date1904 ? 1 : 0, 4) + le(0, 4) + wide("")) +
      record(143) + list + record(144) + record(132);
  out.parts["xl/_rels/workbook.bin.rels"] = "<Relationships>" + rels + "</Relationships>";
  out.parts["xl/styles.bin"] = styles();
  if (!texts.empty()) out.parts["xl/sharedStrings.bin"] = strings(texts);
  return out;
}

}  // namespace clew::readers::testing::binary
