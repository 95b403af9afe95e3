#include "language/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <pugixml.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "language/exchange_parts.h"

namespace clew::language {
namespace {

constexpr std::uintmax_t max_file_bytes = std::uintmax_t{256} << 20;

// The machine's own fields of a row, as notes.
struct Note {
  const char* category;
  std::string ExchangeRow::*field;
};
constexpr std::array<Note, 11> notes = {{{"language", &ExchangeRow::language},
                                         {"records", &ExchangeRow::records},
                                         {"time", &ExchangeRow::time},
                                         {"sender", &ExchangeRow::sender},
                                         {"machine", &ExchangeRow::machine},
                                         {"engine", &ExchangeRow::engine},
                                         {"status", &ExchangeRow::status},
                                         {"doubts", &ExchangeRow::marks},
                                         {"verdict", &ExchangeRow::verdict},
                                         {"note", &ExchangeRow::note},
                                         {"check", &ExchangeRow::check}}};

// Appends text as XML; what XML 1.0 cannot hold goes as <cp hex="001B"/> where `inline_codes`, else
// is left out.
void append_xml(std::string& out, std::string_view text, bool inline_codes) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\r')
      out += "&#13;";
    else if (c < 0x20 && c != '\n' && c != '\t') {
      if (inline_codes) out += fmt::format("<cp hex=\"{:04X}\"/>", c);
    } else if (c == 0xEF && i + 2 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) == 0xBF &&
               static_cast<unsigned char>(text[i + 2]) >= 0xBE) {
      if (inline_codes)
        out += fmt::format("<cp hex=\"FFF{:X}\"/>", static_cast<unsigned char>(text[i + 2]) - 0xB0);
      i += 2;
    } else {
      out += text[i];
    }
  }
}

std::string text_with_codes(const pugi::xml_node& node, int depth = 0) {
  std::string text;
  if (depth > 16) return text;
  for (const auto& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    } else if (std::string_view(child.name()) == "cp") {
      const auto c = std::strtoul(child.attribute("hex").value(), nullptr, 16);
      if (c < 0x110000 && (c < 0xD800 || c > 0xDFFF)) append_code_point(static_cast<std::uint32_t>(c), text);
    } else {
      text += text_with_codes(child, depth + 1);  // <pc>, <mrk> of an editor: their text
    }
  }
  return text;
}

// The language's code as BCP 47 has it; what is undetermined is "und".
std::string bcp47(const std::string& code) { return code.empty() ? "und" : code; }

}  // namespace

void refuse_deep_xml(std::string_view text, const std::filesystem::path& file) {
  std::size_t depth = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('<', at + 1)) {
    if (text[at + 1] == '/') {
      depth -= depth > 0;
    } else if (text[at + 1] != '!' && text[at + 1] != '?') {
      const auto end = text.find('>', at);
      if (end == std::string_view::npos) break;
      if (text[end - 1] != '/' && ++depth > 200)
        throw Error(ErrorKind::integrity,
                    fmt::format("{} is nested too deeply to be one of ours", file.string()));
    }
  }
}

void read_title(std::string_view title, ExchangeHead& head) {
  if (!title.starts_with("clew ")) return;
  title.remove_prefix(5);
  const auto last = title.rfind(' ');
  if (last == std::string_view::npos) return;
  head.draw = title.substr(last + 1);
  title = title.substr(0, last);
  const auto before = title.rfind(' ');
  if (before == std::string_view::npos) return;
  head.made_utc = title.substr(before + 1);
  head.case_reference = title.substr(0, before);
}

std::string original_check(std::string_view original) {
  Sha256 hash;
  hash.update(original);
  return to_hex(hash.finish()).substr(0, 16);
}

void write_xliff(const std::filesystem::path& file, const ExchangeHead& head,
                 const std::vector<ExchangeRow>& rows) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  // XLIFF knows one source language a document; where lines differ it is "mul" (ISO 639-2) and each
  // unit's note says which.
  std::string source = rows.empty() ? "und" : bcp47(rows.front().language);
  for (const auto& row : rows)
    if (bcp47(row.language) != source) source = "mul";
  text += fmt::format(
      "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"{}\" "
      "trgLang=\"en-GB\">\n",
      source);
  text += "<file id=\"lines\" original=\"";
  append_xml(text, fmt::format("clew {} {} {}", head.case_reference, head.made_utc, head.draw),
             false);
  text += "\">\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    text += fmt::format("<unit id=\"u{}\" name=\"", i + 1);
    append_xml(text, row.id, false);
    text += "\" xml:space=\"preserve\">\n<notes>";
    for (const auto& note : notes) {
      if ((row.*note.field).empty()) continue;
      text += fmt::format("<note category=\"{}\">", note.category);
      append_xml(text, row.*note.field, false);
      text += "</note>";
    }
    text += "</notes>\n<segment><source xml:space=\"preserve\">";
    append_xml(text, row.original, true);
    text += "</source><target xml:space=\"preserve\">";
    append_xml(text, row.english, true);
    text += "</target></segment>\n</unit>\n";
    if (text.size() > (1 << 20)) {
      out << text;
      text.clear();
    }
  }
  text += "</file>\n</xliff>\n";
  out << text;
  out.close();
  if (!out) throw Error(ErrorKind::resource, fmt::format("cannot write {}", file.string()));
}

namespace {

// What a file is that begins with these bytes and is neither a workbook nor XML; nothing for XML.
std::string_view what_else(std::string_view head) {
  if (head.empty()) return "empty";
  if (head.starts_with("\xD0\xCF\x11\xE0")) return "an Office file of before 2007 (.xls, .doc)";
  if (head.starts_with("%PDF")) return "a PDF";
  if (head.starts_with("{\\rtf")) return "a rich text file";
  // A byte order mark, then blanks, then the first "<", in UTF-8 or UTF-16.
  const auto first = head.find_first_not_of(std::string_view("\xEF\xBB\xBF\xFE\xFF \t\r\n\0", 10));
  if (first != std::string_view::npos && head[first] == '<') return {};
  const bool binary = std::any_of(head.begin(), head.end(), [](unsigned char c) { return c < 0x20 && c != '\t' && c != '\r' && c != '\n'; });
  return binary ? "no workbook and no XML" : "plain text (such as CSV)";
}

}  // namespace

Exchange read_xliff(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::file_size(file, error) > max_file_bytes || error)
    throw Error(ErrorKind::resource,
                fmt::format("{} is larger than 256 MiB or cannot be read", file.string()));
  const auto bytes = read_file(file);
  refuse_deep_xml(bytes, file);
  pugi::xml_document document;
  const auto result = document.load_buffer(
      bytes.data(), bytes.size(), (pugi::parse_default | pugi::parse_ws_pcdata) & ~pugi::parse_eol);
  if (!result)
    throw Error(ErrorKind::integrity, fmt::format("{} is damaged: its XML cannot be read past byte {} ({}); {}", file.string(), result.offset,
                                                  result.description(), what_comes_back));
  const auto root = document.child("xliff");
  const std::string_view version = root.attribute("version").value();
  if (!root || version.substr(0, 1) != "2") {
    const auto given = root ? fmt::format("XLIFF {}", version.empty() ? "without a version" : version.substr(0, 8))
                            : fmt::format("XML with the root <{}>", std::string_view(document.document_element().name()).substr(0, 40));
    throw Error(ErrorKind::integrity, fmt::format("{} is {}; {}", file.string(), given, what_comes_back));
  }
  Exchange exchange;
  for (const auto& part : root.children("file")) {
    read_title(part.attribute("original").value(), exchange.head);
    for (const auto& unit : part.children("unit")) {
      ExchangeRow row;
      row.id = unit.attribute("name").value();
      for (const auto& note : unit.child("notes").children("note"))
        for (const auto& known : notes)
          if (std::string_view(note.attribute("category").value()) == known.category)
            row.*known.field = text_with_codes(note);
      // An editor may cut a unit into segments; what stands between them (blanks) it keeps as
      // <ignorable>, with or without a target of its own.
      std::string between;
      std::size_t filled = 0, open = 0;
      for (const auto& segment : unit.children()) {
        const bool ignorable = std::string_view(segment.name()) == "ignorable";
        if (!ignorable && std::string_view(segment.name()) != "segment") continue;
        const auto source = text_with_codes(segment.child("source"));
        row.original += source;
        auto english = text_with_codes(segment.child("target"));
        if (ignorable) {
          between += segment.child("target") ? english : source;
        } else if (!english.empty()) {
          if (!row.english.empty()) row.english += between;
          row.english += english;
          between.clear();
          ++filled;
        } else if (source.find_first_not_of(" \t\r\n") != std::string::npos) {
          ++open;
        }
      }
      if (filled > 0 && open > 0)
        row.fault = fmt::format("{} of its {} segments have no English", open, open + filled);
      exchange.rows.push_back(std::move(row));
    }
  }
  return exchange;
}

Exchange read_exchange(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw Error(ErrorKind::not_found,
                fmt::format("{} is not there or cannot be read", file.string()));
  std::string head(512, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  if (head.starts_with("PK\x03\x04")) return read_xlsx(file);
  if (const auto given = what_else(head); !given.empty())
    throw Error(ErrorKind::integrity, fmt::format("{} is {}; {}", file.string(), given, what_comes_back));
  return read_xliff(file);
}

}  // namespace clew::language
