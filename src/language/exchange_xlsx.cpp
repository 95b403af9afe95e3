#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <pugixml.hpp>

#include "base/error.h"
#include "base/utf8.h"
#include "language/exchange_parts.h"

namespace clew::language {
namespace {

constexpr std::size_t max_part_bytes = std::size_t{256} << 20;
constexpr std::size_t max_rows = 1'048'576, max_cell_characters = 32'767;

// Control characters, U+FFFE/F and "_xHHHH_" itself cannot stand in a cell as they are: ECMA-376
// 22.9.2.19 (ST_Xstring) writes them _xHHHH_. libxlsxwriter does that for controls but leaves a
// literal
// "_x0041_" alone, so its underscore is written out here.
std::string cell_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape_like = text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' &&
                             text[i + 6] == '_' &&
                             std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i) + 2,
                                         text.begin() + static_cast<std::ptrdiff_t>(i) + 6,
                                         [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (escape_like)
      out += "_x005F_";
    else if (text[i] == '\r')
      out += "_x000D_";  // a bare carriage return would be lost in XML
    else if (text[i] == '\0')
      out += "_x0000_";
    else
      out += text[i];
  }
  return out;
}

std::string from_cell(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_') {
      unsigned value = 0;
      bool hex = true;
      for (std::size_t k = i + 2; k < i + 6; ++k) {
        const char c = text[k];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        hex = hex && digit >= 0;
        value = value * 16 + static_cast<unsigned>(std::max(digit, 0));
      }
      if (hex && (value < 0xD800 || value > 0xDFFF)) {
        append_code_point(value, out);
        i += 7;
        continue;
      }
    }
    out += text[i++];
  }
  return out;
}

std::string why(archive* a) {
  const char* text = archive_error_string(a);
  return text ? text : "unknown";
}

struct Closer {
  void operator()(archive* a) const { archive_read_free(a); }
};

// The parts of the package that are needed, by name.
std::map<std::string, std::string> parts_of(const std::filesystem::path& file) {
  std::unique_ptr<archive, Closer> in(archive_read_new());
  archive_read_support_format_zip(in.get());
  if (archive_read_open_filename(in.get(), file.c_str(), 1 << 16) != ARCHIVE_OK)
    throw Error(ErrorKind::integrity, fmt::format("{} cannot be read as a spreadsheet: {}",
                                                  file.string(), why(in.get())));
  std::map<std::string, std::string> parts;
  std::size_t total = 0, entries = 0;
  archive_entry* entry = nullptr;
  int result;
  while ((result = archive_read_next_header(in.get(), &entry)) == ARCHIVE_OK ||
         result == ARCHIVE_WARN) {
    const char* name = archive_entry_pathname(entry);
    if (!name || ++entries > 10'000) break;
    const std::string_view path(name);
    if (!path.ends_with(".xml") && !path.ends_with(".rels")) continue;
    std::string& into = parts[std::string(path)];
    std::array<char, 1 << 16> buffer;
    la_ssize_t n;
    while ((n = archive_read_data(in.get(), buffer.data(), buffer.size())) > 0) {
      total += static_cast<std::size_t>(n);
      if (total > max_part_bytes)
        throw Error(ErrorKind::resource,
                    fmt::format("{} unpacks to more than 256 MiB", file.string()));
      into.append(buffer.data(), static_cast<std::size_t>(n));
    }
    if (n < 0)
      throw Error(ErrorKind::integrity,
                  fmt::format("{} is damaged: {}", file.string(), why(in.get())));
  }
  if (result != ARCHIVE_EOF && result != ARCHIVE_OK)
    throw Error(ErrorKind::integrity,
                fmt::format("{} is damaged: {}", file.string(), why(in.get())));
  return parts;
}

// All <t> of a string item, joined: rich text and plain; phonetic readings (rPh) left out.
std::string item_text(const pugi::xml_node& item) {
  std::string text;
  for (const auto& child : item.children()) {
    const std::string_view name = child.name();
    if (name == "t") text += child.text().get();
    if (name == "r") text += child.child("t").text().get();
  }
  return from_cell(text);
}

void load(pugi::xml_document& document, const std::string& text,
          const std::filesystem::path& file) {
  refuse_deep_xml(text, file);
  const auto result = document.load_buffer(text.data(), text.size(),
                                           pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!result)
    throw Error(ErrorKind::integrity,
                fmt::format("{} is no spreadsheet: {}", file.string(), result.description()));
}

int column_of(std::string_view reference) {
  int column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + (c - 'A' + 1);
    if (column > 16'384) return -1;
  }
  return column - 1;
}

}  // namespace

void write_xlsx(const std::filesystem::path& file, const ExchangeHead& head,
                const std::vector<ExchangeRow>& rows) {
  if (rows.size() + 1 > max_rows)
    throw Error(
        ErrorKind::usage,
        fmt::format("{} lines are more than a spreadsheet holds; choose a language or an exhibit",
                    rows.size()));
  lxw_workbook_options options{};
  options.constant_memory = LXW_FALSE;
  lxw_workbook* book = workbook_new_opt(file.c_str(), &options);
  if (!book) throw Error(ErrorKind::resource, fmt::format("cannot write {}", file.string()));
  lxw_doc_properties properties{};
  auto title = fmt::format("clew {} {} {}", head.case_reference, head.made_utc, head.draw);
  properties.title = title.data();
  workbook_set_properties(book, &properties);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "Lines");
  lxw_format* plain = workbook_add_format(book);
  format_set_num_format_index(plain, 49);  // "@": a text, also after somebody edits it
  format_set_text_wrap(plain);
  format_set_align(plain, LXW_ALIGN_VERTICAL_TOP);
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  const auto put = [&](std::size_t row, std::size_t column, std::string_view text,
                       lxw_format* format) {
    const auto value = cell_text(text);
    if (value.empty())
      worksheet_write_blank(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                            format);
    else if (worksheet_write_string(sheet, static_cast<lxw_row_t>(row),
                                    static_cast<lxw_col_t>(column), value.c_str(),
                                    format) != LXW_NO_ERROR)
      throw Error(
          ErrorKind::usage,
          fmt::format(
              "line {} is longer than a cell of a spreadsheet holds ({} characters); use XLIFF",
              rows[row - 1].id, max_cell_characters));
  };
  try {
    for (std::size_t c = 0; c < exchange_columns.size(); ++c) {
      put(0, c, exchange_columns[c].title, bold);
      worksheet_set_column(sheet, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c),
                           exchange_columns[c].width, nullptr);
    }
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (std::size_t c = 0; c < exchange_columns.size(); ++c)
        put(r + 1, c, rows[r].*exchange_columns[c].field, plain);
  } catch (...) {
    workbook_close(book);
    std::error_code error;
    std::filesystem::remove(file, error);
    throw;
  }
  worksheet_freeze_panes(sheet, 1, 1);
  lxw_data_validation verdicts{};
  static char ok[] = "ok", minor[] = "minor", major[] = "major";
  static char* list[] = {ok, minor, major, nullptr};
  verdicts.validate = LXW_VALIDATION_TYPE_LIST;
  verdicts.value_list = list;
  for (std::size_t c = 0; c < exchange_columns.size(); ++c)
    if (exchange_columns[c].field == &ExchangeRow::verdict && !rows.empty())
      worksheet_data_validation_range(sheet, 1, static_cast<lxw_col_t>(c),
                                      static_cast<lxw_row_t>(rows.size()),
                                      static_cast<lxw_col_t>(c), &verdicts);
  if (const auto error = workbook_close(book); error != LXW_NO_ERROR)
    throw Error(ErrorKind::resource,
                fmt::format("cannot write {}: {}", file.string(), lxw_strerror(error)));
}

Exchange read_xlsx(const std::filesystem::path& file) {
  auto parts = parts_of(file);
  Exchange result;
  std::vector<std::string> shared;
  if (const auto at = parts.find("xl/sharedStrings.xml"); at != parts.end()) {
    pugi::xml_document document;
    load(document, at->second, file);
    for (const auto& item : document.child("sst").children("si"))
      shared.push_back(item_text(item));
    parts.erase(at);
  }
  if (const auto at = parts.find("docProps/core.xml"); at != parts.end()) {
    pugi::xml_document document;
    load(document, at->second, file);
    read_title(document.child("cp:coreProperties").child("dc:title").text().get(), result.head);
  }
  // The first sheet that has our header row.
  for (const auto& [name, text] : parts) {
    if (!name.starts_with("xl/worksheets/sheet")) continue;
    pugi::xml_document document;
    load(document, text, file);
    std::map<int, std::string ExchangeRow::*> fields;
    bool header = true;
    int next_row = 0;
    for (const auto& row : document.child("worksheet").child("sheetData").children("row")) {
      ++next_row;
      ExchangeRow out;
      bool any = false;
      int next = 0;
      for (const auto& cell : row.children("c")) {
        const char* reference = cell.attribute("r").value();
        const int column = *reference ? column_of(reference) : next;
        next = column + 1;
        const std::string_view type = cell.attribute("t").value();
        std::string value;
        if (cell.child("f")) {
          out.fault = fmt::format("cell {} holds a formula", *reference ? reference : "?");
        } else if (type == "s") {
          const auto index = cell.child("v").text().as_ullong(~0ull);
          if (index >= shared.size())
            throw Error(ErrorKind::integrity,
                        fmt::format("{} is damaged: string {} is not there", file.string(), index));
          value = shared[index];
        } else if (type == "inlineStr") {
          value = item_text(cell.child("is"));
        } else {
          value = from_cell(cell.child("v").text().get());
        }
        if (header) {
          for (const auto& known : exchange_columns)
            if (value == known.title) fields[column] = known.field;
        } else if (const auto field = fields.find(column); field != fields.end()) {
          any = any || !value.empty() || cell.child("f");
          out.*(field->second) = std::move(value);
        }
      }
      if (header) {
        if (!has_needed(fields)) break;  // another sheet
        header = false;
      } else if (any) {
        if (result.rows.size() >= max_rows) throw Error(ErrorKind::resource, "too many rows");
        result.rows.push_back(std::move(out));
      }
    }
    if (!header) return result;
  }
  const auto holds = [&](std::string_view begins) { return std::any_of(parts.begin(), parts.end(), [&](const auto& p) { return p.first.starts_with(begins); }); };
  if (!holds("xl/")) {
    const std::string_view given = holds("word/") ? "a Word document" : holds("content.xml") ? "an OpenDocument file (save it as .xlsx)" : "an archive without a workbook in it";
    throw Error(ErrorKind::integrity, fmt::format("{} is {}; {}", file.string(), given, what_comes_back));
  }
  throw Error(ErrorKind::integrity,
              fmt::format("{} has no sheet with the columns Line, Check, Original and English; "
                          "take one that `clew translate --export` wrote",
                          file.string()));
}

}  // namespace clew::language
