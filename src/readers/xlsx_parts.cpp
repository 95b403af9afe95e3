#include "readers/xlsx_parts.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/time.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

constexpr std::size_t max_sheets = 4096, max_styles = 65'536;

std::optional<exhibit::Item> part(const exhibit::Tree& tree, const std::string& name) {
  if (auto item = tree.open(name)) return item;
  return std::nullopt;
}

bool hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

const WorkbookSheet* Workbook::sheet_of(std::string_view part_name) const {
  for (const auto& sheet : sheets)
    if (!sheet.part.empty() && part_name.ends_with(sheet.part)) return &sheet;
  return nullptr;
}

std::string workbook_base(std::string_view part_name) {
  const std::size_t at = part_name.rfind("xl/");
  return at == part_name.npos ? std::string() : std::string(part_name.substr(0, at));
}

std::map<std::string, std::string> workbook_targets(const exhibit::Tree& tree,
                                                    const std::string& relationships) {
  std::map<std::string, std::string> targets;
  const auto rels = part(tree, relationships);
  if (!rels) return targets;
  XmlScanner scanner(rels->bytes());
  XmlToken token;
  while (scanner.next(token) && targets.size() < max_sheets * 2) {
    if (!token.is_start("Relationship")) continue;
    std::string target = xml_attribute_text(token, "Target");
    if (target.starts_with("/"))
      target.erase(0, 1);
    else if (!target.starts_with("xl/"))
      target = "xl/" + target;
    targets[xml_attribute_text(token, "Id")] = std::move(target);
  }
  return targets;
}

Workbook read_workbook(const exhibit::Tree& tree, std::string_view base) {
  Workbook book;
  const auto main = part(tree, std::string(base) + "xl/workbook.xml");
  if (!main) return book;
  book.found = true;
  const auto targets = workbook_targets(tree, std::string(base) + "xl/_rels/workbook.xml.rels");
  XmlScanner scanner(main->bytes());
  XmlToken token;
  while (scanner.next(token) && book.sheets.size() < max_sheets) {
    if (token.is_start("workbookPr")) {
      // Later versions add an element of that name (x15:workbookPr) that says nothing of dates.
      const std::string value = xml_attribute_text(token, "date1904");
      if (!value.empty()) book.date1904 = value == "1" || value == "true" || value == "on";
    } else if (token.is_start("sheet")) {
      WorkbookSheet sheet;
      sheet.name = xml_attribute_text(token, "name");
      sheet.state = xml_attribute_text(token, "state");
      if (sheet.state.empty()) sheet.state = "visible";
      for (const auto& [key, value] : xml_attributes(token)) {
        if (!key.ends_with(":id")) continue;
        if (const auto found = targets.find(value); found != targets.end())
          sheet.part = found->second;
      }
      if (sheet.part.empty())  // no relationships: the usual name
        sheet.part = fmt::format("xl/worksheets/sheet{}.xml", book.sheets.size() + 1);
      book.sheets.push_back(std::move(sheet));
    }
  }
  return book;
}

// ECMA-376 part 1, 18.8.30 (built-in) and 18.8.31 (codes).
NumberFormat builtin_format(unsigned id) {
  NumberFormat f;
  f.date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
           (id >= 50 && id <= 58);
  f.clock = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) || id == 45 || id == 47;
  if (id == 46) f.elapsed = true;
  return f;
}

NumberFormat number_format(std::string_view code) {
  NumberFormat f;
  bool minutes_or_month = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    switch (code[i]) {
      case '"': {
        const std::size_t end = code.find('"', i + 1);
        i = end == code.npos ? code.size() : end;
        break;
      }
      case '\\':
      case '_':
      case '*':
        ++i;
        break;
      case '[': {
        const std::size_t end = code.find(']', i);
        const std::string_view inside = code.substr(i + 1, end == code.npos ? 0 : end - i - 1);
        if (!inside.empty() && inside.find_first_not_of("hH") == inside.npos) f.elapsed = true;
        if (!inside.empty() && inside.find_first_not_of("mM") == inside.npos) f.elapsed = true;
        if (!inside.empty() && inside.find_first_not_of("sS") == inside.npos) f.elapsed = true;
        i = end == code.npos ? code.size() : end;
        break;
      }
      case ';':
        i = code.size();  // the first section is that of positive numbers
        break;
      case 'y':
      case 'Y':
      case 'd':
      case 'D':
        f.date = true;
        break;
      case 'h':
      case 'H':
      case 's':
      case 'S':
        f.clock = true;
        break;
      case 'm':
      case 'M':
        if (code.substr(i, 4) != "AM/P" && (i < 3 || code[i - 1] != 'P' || code[i - 2] != '/'))
          minutes_or_month = true;
        break;
      default:
        break;
    }
  }
  if (minutes_or_month && !f.date && !f.clock && !f.elapsed) f.date = true;  // "mmmm"
  if (f.elapsed) f.date = f.clock = false;
  return f;
}

CellStyles::CellStyles(std::string_view xml) {
  std::map<unsigned, NumberFormat> own;
  XmlScanner scanner(xml);
  XmlToken token;
  bool in_cells = false;
  const auto number = [](const std::string& text) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  while (scanner.next(token) && formats_.size() < max_styles) {
    if (token.is_start("numFmt") && own.size() < max_styles)
      own[number(xml_attribute_text(token, "numFmtId"))] =
          number_format(xml_attribute_text(token, "formatCode"));
    if (token.is_start("cellXfs")) in_cells = true;
    if (token.is_end("cellXfs")) in_cells = false;
    if (!in_cells || !token.is_start("xf")) continue;
    const unsigned id = number(xml_attribute_text(token, "numFmtId"));
    const auto found = own.find(id);
    formats_.push_back(found == own.end() ? builtin_format(id) : found->second);
  }
}

SharedStrings::SharedStrings(std::shared_ptr<const exhibit::ByteSource> xml)
    : source_(std::move(xml)) {
  if (!source_) return;
  const std::string_view bytes = source_->bytes();
  // "<si>" with any prefix: places only, the texts are read when asked for.
  XmlScanner scanner(bytes);
  XmlToken token;
  while (scanner.next(token))
    if (token.is_start("si")) {
      if (count_ % step == 0) places_.push_back(token.begin);
      ++count_;
    }
}

bool SharedStrings::append(std::uint64_t number, std::string& out) const {
  if (number >= count_) return false;
  std::uint64_t at = places_[static_cast<std::size_t>(number / step)], here = number / step * step;
  if (next_number_ <= number && next_number_ > here) {
    at = next_place_;
    here = next_number_;
  }
  XmlScanner scanner(source_->bytes(), at);
  XmlToken token;
  const std::size_t start = out.size();
  bool in_text = false, phonetic = false, wanted = false;
  while (scanner.next(token)) {
    if (token.is_start("si")) {
      if (wanted) {  // the one before had no end
        scanner.seek(token.begin);
        break;
      }
      wanted = here++ == number;
      if (wanted && token.empty) break;
    } else if (token.is_end("si") && wanted) {
      break;
    } else if (!wanted) {
      continue;
    } else if (token.is_start("rPh")) {
      phonetic = !token.empty;
    } else if (token.is_end("rPh")) {
      phonetic = false;
    } else if (token.is_start("t")) {
      in_text = !token.empty && !phonetic;
    } else if (token.is_end("t")) {
      in_text = false;
    } else if (in_text && token.kind == XmlToken::Kind::text) {
      append_xml_text(token.body, token.cdata, out);
    }
  }
  next_number_ = number + 1;
  next_place_ = scanner.offset();
  undo_escapes(out, start);
  return true;
}

void undo_escapes(std::string& text, std::size_t from) {
  for (std::size_t at = text.find("_x", from); at != text.npos; at = text.find("_x", at + 1)) {
    if (at + 7 > text.size() || text[at + 6] != '_') continue;
    bool hex = true;
    for (std::size_t i = at + 2; i < at + 6; ++i)
      hex = hex && hex_digit(text[i]);
    if (!hex) continue;
    unsigned code = 0;
    std::from_chars(text.data() + at + 2, text.data() + at + 6, code, 16);
    std::string character;
    append_xml_text(fmt::format("&#{};", code), false, character);
    text.replace(at, 7, character);
  }
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return "#NUM!";
  if (value == std::trunc(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

std::string error_text(unsigned code) {
  switch (code) {
    case 0x00:
      return "#NULL!";
    case 0x07:
      return "#DIV/0!";
    case 0x0F:
      return "#VALUE!";
    case 0x17:
      return "#REF!";
    case 0x1D:
      return "#NAME?";
    case 0x24:
      return "#NUM!";
    case 0x2A:
      return "#N/A";
    case 0x2B:
      return "#GETTING_DATA";
    default:
      return fmt::format("#error {}", code);
  }
}

std::optional<std::string> serial_text(double serial, const NumberFormat& format, bool date1904) {
  if (!std::isfinite(serial) || serial < 0 || serial >= 2'958'466) return std::nullopt;
  constexpr Micros day = 86'400 * micros_per_second;
  const Micros millis = static_cast<Micros>(std::llround(serial * 86'400'000.0));
  if (format.elapsed) {
    const Micros seconds = millis / 1000;
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
  Micros whole = millis / 86'400'000;
  const Micros rest = millis % 86'400'000 * 1000;
  const bool dated = whole > 0 || (format.date && !format.clock);
  // 1900 counts a 29 February that there was not: days before it are one lower.
  if (date1904)
    whole += 1462;
  else if (whole < 60)
    whole += 1;
  const Micros at = (whole - 25'569) * day + rest;
  const CivilTime c = to_civil(at);
  std::string clock = fmt::format("{:02}:{:02}:{:02}", c.hour, c.minute, c.second);
  if (c.micro) clock += fmt::format(".{:03}", c.micro / 1000);
  const std::string date = fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
  if (!dated) return clock;
  if (format.date && !format.clock && rest == 0) return date;
  if (!format.date && !format.clock) return std::nullopt;
  return date + " " + clock;
}

}  // namespace clew::readers
