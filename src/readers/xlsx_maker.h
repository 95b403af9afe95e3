// For tests and benchmarks: synthetic Excel workbooks, part by part, as Excel and openpyxl write
// them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exhibit/item.h"

namespace clew::readers::testing {

// The parts of a workbook as a reader meets them: names and bytes, no file.
class Parts : public exhibit::Tree {
 public:
  std::map<std::string, std::string> parts;
  const std::vector<std::string>& names() const override {
    names_.clear();
    for (const auto& [name, bytes] : parts)
      names_.push_back(name);
    return names_;
  }
  std::optional<exhibit::Item> open(std::string_view name) const override {
    const auto found = parts.find(std::string(name));
    if (found == parts.end()) return std::nullopt;
    exhibit::Item item;
    item.path = {"book.xlsx", found->first};
    item.size = found->second.size();
    item.source = exhibit::bytes_in_memory(found->second);
    item.tree = this;
    return item;
  }

 private:
  mutable std::vector<std::string> names_;
};

inline std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// One cell: text by its number in the shared strings, or a number with a style, or raw XML.
struct SheetMaker {
  std::string xml, head, tail;
  std::vector<std::string>* strings = nullptr;
  int row = 0, column = 0;
  bool open = false;

  static std::string letters(int column) {
    std::string out;
    for (++column; column > 0; column = (column - 1) / 26)
      out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
    return out;
  }
  SheetMaker& next_row(const std::string& attributes = "", int skip = 0) {
    if (open) xml += "</row>";
    open = true;
    row += 1 + skip;
    column = 0;
    xml += "<row r=\"" + std::to_string(row) + "\"" + attributes + ">";
    return *this;
  }
  std::string place() { return letters(column++) + std::to_string(row); }
  SheetMaker& text(const std::string& value) {
    if (value.empty()) {
      ++column;
      return *this;
    }
    strings->push_back("<si><t xml:space=\"preserve\">" + escaped(value) + "</t></si>");
    xml +=
        "<c r=\"" + place() + "\" t=\"s\"><v>" + std::to_string(strings->size() - 1) + "</v></c>";
    return *this;
  }
  SheetMaker& in_line(const std::string& value) {
    xml += "<c r=\"" + place() + "\" t=\"inlineStr\"><is><t>" + escaped(value) + "</t></is></c>";
    return *this;
  }
  SheetMaker& number(const std::string& value, int style = 0) {
    xml += "<c r=\"" + place() + "\" s=\"" + std::to_string(style) + "\"><v>" + value + "</v></c>";
    return *this;
  }
  SheetMaker& raw(const std::string& attributes, const std::string& inside) {
    xml += "<c r=\"" + place() + "\"" + attributes + ">" + inside + "</c>";
    return *this;
  }
  std::string done() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
           "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">" +
           head + "<sheetData>" + xml + (open ? "</row>" : "") + "</sheetData>" + tail +
           "</worksheet>";
  }
};

// Styles 0 general, 1 "m/d/yy h:mm" (22), 2 date (14), 3 clock (21), 4 own "dd/mm/yyyy\ hh:mm:ss",
// 5 elapsed "[h]:mm:ss", 6 text.
inline std::string styles_part() {
  return "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
         "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm:ss\"/>"
         "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm:ss\"/></numFmts>"
         "<cellXfs count=\"7\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"14\"/>"
         "<xf numFmtId=\"21\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
         "<xf numFmtId=\"49\"/></cellXfs></styleSheet>";
}

struct WorkbookMaker {
  struct Sheet {
    std::string name, state, xml;
  };
  std::vector<Sheet> sheets;
  std::vector<std::string> strings;  // "<si>…</si>"
  bool date1904 = false;

  Parts parts() const {
    Parts out;
    std::string list, rels;
    int n = 0;
    for (const auto& sheet : sheets) {
      const std::string id = std::to_string(++n);
      list += "<sheet name=\"" + escaped(sheet.name) + "\" sheetId=\"" + id + "\"" +
              (sheet.state.empty() ? "" : " state=\"" + sheet.state + "\"") + " r:id=\"rId" + id +
              "\"/>";
      rels += "<Relationship Id=\"rId" + id +
              "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
              "worksheet\" Target=\"worksheets/sheet" +
              id + ".xml\"/>";
      out.parts["xl/worksheets/sheet" + id + ".xml"] = sheet.xml;
    }
    out.parts["xl/workbook.xml"] =
        "<?xml version=\"1.0\"?><workbook "
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
        "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">" +
        std::string(date1904 ? "<workbookPr date1904=\"1\"/>" : "<workbookPr/>") + "<sheets>" +
        list + "</sheets></workbook>";
    out.parts["xl/_rels/workbook.xml.rels"] =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" +
        rels + "</Relationships>";
    out.parts["xl/styles.xml"] = styles_part();
    std::string all;
    for (const auto& si : strings)
      all += si;
    out.parts["xl/sharedStrings.xml"] =
        "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"" +
        std::to_string(strings.size()) + "\">" + all + "</sst>";
    out.parts["[Content_Types].xml"] =
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    return out;
  }
};

}  // namespace clew::readers::testing
