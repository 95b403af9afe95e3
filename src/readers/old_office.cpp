#include "readers/old_office.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "readers/little_bytes.h"
#include "text/charset.h"
#include "text/code_page.h"
#include "text/encoding.h"

namespace clew::readers::old_office {
namespace {

using little::part_of;
using little::u16;
using little::u32;
using little::u64;
using little::u8;

constexpr std::size_t most_text = 256u << 20;
constexpr std::size_t most_paragraph = 256u << 10;

std::string wide_text(std::string_view raw) { return text::to_utf8(raw, text::Encoding::utf16le); }
std::string narrow_text(std::string_view raw) {
  return text::to_utf8(raw, text::Encoding::windows1252);
}

// --- Word -----------------------------------------------------------------------------------

// Turns characters one by one into paragraphs: marks end them, the code of fields is left out.
class WordParagraphs {
 public:
  explicit WordParagraphs(std::vector<Paragraph>& out) : out_(out) {}

  void part(std::string_view name) {
    flush();
    part_ = name;
    fields_.clear();
  }
  void take(std::uint32_t c, std::uint64_t offset, std::uint64_t size) {
    switch (c) {
      case 0x0D:
      case 0x0C:
        return flush();
      case 0x07:  // the end of a cell, and of a row
        return add('\t', offset, size);
      case 0x0B:
        return add('\n', offset, size);
      case 0x13:
        if (fields_.size() < 100) fields_.push_back(true);
        return;
      case 0x14:
        if (!fields_.empty()) fields_.back() = false;
        return;
      case 0x15:
        if (!fields_.empty()) fields_.pop_back();
        return;
      case 0x1E:
        return add('-', offset, size);
      case 0x09:
        return add('\t', offset, size);
      default:
        if (c >= 0x20) add(c, offset, size);
    }
  }
  void flush() {
    while (!now_.text.empty() && (now_.text.back() == '\t' || now_.text.back() == ' '))
      now_.text.pop_back();
    if (now_.text.find_first_not_of(" \t\n") != std::string::npos) {
      now_.part = part_;
      out_.push_back(std::move(now_));
    }
    now_ = {};
    high_ = 0;
  }

 private:
  void add(std::uint32_t c, std::uint64_t offset, std::uint64_t size) {
    if (std::find(fields_.begin(), fields_.end(), true) != fields_.end()) return;
    if (c >= 0xDC00 && c < 0xE000 && high_) {
      c = 0x10000 + ((high_ - 0xD800) << 10) + (c - 0xDC00);
      high_ = 0;
    } else if (c >= 0xD800 && c < 0xDC00) {
      high_ = c;
      return;
    } else if (c >= 0xDC00 && c < 0xE000) {
      c = 0xFFFD;
    }
    if (now_.text.empty()) {
      now_.offset = offset;
      now_.length = 0;
    }
    if (offset >= now_.offset && offset == now_.offset + now_.length) now_.length += size;
    append_code_point(c, now_.text);
    if (now_.text.size() > most_paragraph) flush();
  }

  std::vector<Paragraph>& out_;
  Paragraph now_;
  std::string_view part_ = "body";
  std::vector<bool> fields_;  // true: inside its code
  std::uint32_t high_ = 0;
};

// Windows-1252 where it differs from Latin-1 (MS-DOC 2.9.73 gives the same table).
std::uint32_t from_1252(unsigned char c) {
  static constexpr std::array<std::uint16_t, 32> table = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  return c >= 0x80 && c < 0xA0 ? table[c - 0x80] : c;
}

// The first character of valid UTF-8.
std::uint32_t first_code_point(std::string_view utf8) {
  const auto lead = static_cast<unsigned char>(utf8[0]);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  std::uint32_t code = lead & (0x3F >> more);
  for (std::size_t i = 1; i <= more && i < utf8.size(); ++i) code = code << 6 | (static_cast<unsigned char>(utf8[i]) & 0x3F);
  return code;
}

}  // namespace

bool word_is_encrypted(std::string_view document) { return u16(document, 0x0A) & 0x0100; }
std::string_view word_table_name(std::string_view document) {
  return u16(document, 0x0A) & 0x0200 ? "1Table" : "0Table";
}

std::vector<Paragraph> word_text(std::string_view document, std::string_view table,
                                 Faults& faults) {
  std::vector<Paragraph> out;
  // FIB (2.5.1): lengths of the parts in characters, then where the piece table lies.
  static constexpr std::pair<std::uint64_t, std::string_view> parts[] = {
      {0x4C, "body"},     {0x50, "footnotes"}, {0x54, "headers and footers"}, {0x58, "macros"},
      {0x5C, "comments"}, {0x60, "endnotes"},  {0x64, "text boxes"},          {0x68, "text boxes"}};
  auto clx = part_of(table, u32(document, 0x1A2), u32(document, 0x1A6));
  std::uint64_t at = 0;
  while (u8(clx, at) == 1 && at + 3 <= clx.size())
    at += 3 + u16(clx, at + 1);
  if (u8(clx, at) != 2 || clx.size() - std::min<std::uint64_t>(at, clx.size()) < 5) {
    faults.add("the table of its pieces of text is not there");
    return out;
  }
  auto pieces = part_of(clx, at + 5, u32(clx, at + 1));
  if (pieces.size() < 16) {
    faults.add("the table of its pieces of text is cut");
    return out;
  }
  const std::uint64_t count = (pieces.size() - 4) / 12;
  WordParagraphs paragraphs(out);
  std::size_t now = 0;
  std::uint64_t part_end = u32(document, parts[0].first), position = 0, total = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t from = u32(pieces, 4 * i), to = u32(pieces, 4 * (i + 1));
    auto where = u32(pieces, 4 * (count + 1) + 8 * i + 2);
    bool narrow = where & 0x40000000;
    std::uint64_t offset = narrow ? (where & 0x3FFFFFFF) / 2 : where & 0x3FFFFFFF;
    const std::uint64_t width = narrow ? 1 : 2;
    if (to < from || offset >= document.size() || (to - from) * width > document.size() - offset) {
      faults.add(fmt::format("piece {} of the text lies outside the file", i + 1));
      if (to <= from || offset >= document.size()) continue;
      to = from + (document.size() - offset) / width;
    }
    for (std::uint64_t k = from; k < to && total < most_text; ++k, ++total, ++position) {
      while (position >= part_end && now + 1 < std::size(parts)) {
        ++now;
        part_end += u32(document, parts[now].first);
        if (part_end > position) paragraphs.part(parts[now].second);
      }
      const auto byte = offset + (k - from) * width;
      paragraphs.take(
          narrow ? from_1252(static_cast<unsigned char>(document[byte])) : u16(document, byte),
          byte, width);
    }
  }
  paragraphs.flush();
  return out;
}

// Word 6 and 95: as Word 97, but the lengths of the parts stand at 0x34, the piece table in the document's own stream, and
// a character is a byte in the code page of the document's language; two bytes (UTF-16) in the editions for the Far East.
std::vector<Paragraph> word95_text(std::string_view document, std::string& charset, bool& guessed, Faults& faults) {
  std::vector<Paragraph> out;
  static constexpr std::pair<std::uint64_t, std::string_view> parts[] = {
      {0x34, "body"},     {0x38, "footnotes"}, {0x3C, "headers and footers"}, {0x40, "macros"},
      {0x44, "comments"}, {0x48, "endnotes"},  {0x4C, "text boxes"},          {0x50, "text boxes"}};
  const auto kind = u16(document, 0);
  const std::uint64_t width = kind >= 0xA697 && kind <= 0xA699 ? 2 : 1;
  std::uint64_t total = 0;
  for (const auto& part : parts) total += u32(document, part.first);
  struct Piece {
    std::uint64_t offset, length;  // of characters
  };
  std::vector<Piece> pieces;
  const auto add = [&](std::uint64_t offset, std::uint64_t length) {
    if (offset >= document.size() || length * width > document.size() - offset) {
      faults.add(fmt::format("piece {} of the text lies outside the file", pieces.size() + 1));
      if (offset >= document.size()) return;
      length = (document.size() - offset) / width;
    }
    pieces.push_back({offset, length});
  };
  if (u16(document, 0x0A) & 0x0004) {  // saved fast: the text lies in pieces
    auto clx = part_of(document, u32(document, 0x160), u32(document, 0x164));
    std::uint64_t at = 0;
    while (u8(clx, at) == 1 && at + 3 <= clx.size()) at += 3 + u16(clx, at + 1);
    auto table = u8(clx, at) == 2 ? part_of(clx, at + 5, u32(clx, at + 1)) : std::string_view();
    if (table.size() < 16) faults.add("the table of its pieces of text is not there");
    const std::uint64_t count = table.size() < 16 ? 0 : (table.size() - 4) / 12;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t from = u32(table, 4 * i), to = u32(table, 4 * (i + 1));
      if (to > from) add(u32(table, 4 * (count + 1) + 8 * i + 2), to - from);
    }
  } else {
    const std::uint64_t begin = u32(document, 0x18), end = u32(document, 0x1C);
    if (end > begin) add(begin, std::min((end - begin) / width, total));
  }
  charset = u16(document, 0x14) == 256 ? "macintosh" : text::charset_of_code_page(text::code_page_of_locale(u16(document, 0x06)));
  if (width == 1 && charset == "windows-1252") {
    // A Russian text in an English Word says nothing of it but for its fonts: letters that are nearly all above 0xC0.
    std::uint64_t low = 0, high = 0;
    for (const auto& piece : pieces)
      for (const char c : document.substr(piece.offset, piece.length)) {
        const auto b = static_cast<unsigned char>(c);
        low += (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
        high += b >= 0xC0;
      }
    guessed = high > 40 && high > 2 * low;
    if (guessed) charset = "windows-1251";
  }
  std::array<std::uint32_t, 256> letters{};
  std::array<bool, 256> leads{};  // the first of two bytes
  if (width == 1)
    for (unsigned b = 0; b < 256; ++b) {
      letters[b] = b;
      if (b < 0x80) continue;
      const char byte = static_cast<char>(b);
      const auto utf8 = text::charset_to_utf8(std::string_view(&byte, 1), charset);
      letters[b] = utf8 && !utf8->empty() ? first_code_point(*utf8) : 0xFFFD;
      leads[b] = charset == "shift_jis" ? (b > 0x80 && b < 0xA0) || (b >= 0xE0 && b < 0xFD)
                                        : b > 0x80 && b < 0xFF && (charset == "gbk" || charset == "big5" || charset == "windows-949");
    }
  WordParagraphs paragraphs(out);
  std::size_t now = 0;
  std::uint64_t part_end = u32(document, parts[0].first), position = 0, taken = 0;
  for (const auto& piece : pieces)
    for (std::uint64_t k = 0; k < piece.length && taken < most_text; ++k, ++taken, ++position) {
      while (position >= part_end && now + 1 < std::size(parts)) {
        ++now;
        part_end += u32(document, parts[now].first);
        if (part_end > position) paragraphs.part(parts[now].second);
      }
      const auto byte = piece.offset + k * width;
      if (width == 2) {
        paragraphs.take(u16(document, byte), byte, 2);
        continue;
      }
      const auto b = static_cast<unsigned char>(document[byte]);
      if (leads[b] && k + 1 < piece.length)
        if (const auto pair = text::charset_to_utf8(document.substr(byte, 2), charset); pair && !pair->empty())
          if (const auto code = first_code_point(*pair); code != 0xFFFD) {
            paragraphs.take(code, byte, 2);
            ++k, ++position;
            continue;
          }
      paragraphs.take(letters[b], byte, 1);
    }
  paragraphs.flush();
  return out;
}

// --- PowerPoint -----------------------------------------------------------------------------

std::vector<Paragraph> slide_text(std::string_view document, Faults& faults) {
  std::vector<Paragraph> out;
  std::uint64_t slide = 0;
  std::size_t total = 0;
  for (std::uint64_t at = 0; at + 8 <= document.size();) {
    auto version = u16(document, at) & 0xF;
    auto type = u16(document, at + 2);
    std::uint64_t length = u32(document, at + 4);
    if (version == 0xF) {  // a container: its records follow
      at += 8;
      continue;
    }
    if (length > document.size() - at - 8) {
      faults.add(fmt::format("the record at byte {} of the stream is cut", at));
      length = document.size() - at - 8;
    }
    auto data = document.substr(at + 8, length);
    if (type == 0x03F3) ++slide;  // SlidePersistAtom: a slide's text follows
    if ((type == 0x0FA0 || type == 0x0FA8) && total < most_text) {  // text, 16 or 8 bits
      auto text = type == 0x0FA0 ? wide_text(data) : narrow_text(data);
      for (char& c : text)
        if (c == '\r' || c == '\v') c = '\n';
      total += text.size();
      if (text.find_first_not_of(" \t\n") != std::string::npos)
        out.push_back({std::move(text), "slide", slide, at + 8, data.size()});
    }
    at += 8 + length;
  }
  return out;
}

// --- Properties -----------------------------------------------------------------------------

std::vector<Property> summary(std::string_view stream) {
  static constexpr std::pair<std::uint32_t, std::string_view> names[] = {
      {2, "title"},    {3, "subject"},   {4, "author"},
      {5, "keywords"}, {6, "comments"},  {8, "last modified by"},
      {12, "created"}, {13, "modified"}, {18, "created with"}};
  std::vector<Property> out;
  if (u16(stream, 0) != 0xFFFE) return out;
  std::uint64_t set = u32(stream, 44);
  auto section = part_of(stream, set, stream.size());
  auto count = std::min<std::uint32_t>(u32(section, 4), 200);
  std::string charset = "windows-1252";
  for (std::uint32_t pass = 0; pass < 2; ++pass)
    for (std::uint32_t i = 0; i < count; ++i) {
      auto id = u32(section, 8 + 8 * std::uint64_t{i});
      std::uint64_t at = u32(section, 12 + 8 * std::uint64_t{i});
      if (at + 8 > section.size()) continue;
      auto type = u32(section, at) & 0xFFFF;
      if (pass == 0) {
        if (id == 1 && type == 2) {
          charset = text::charset_of_code_page(u16(section, at + 4));
        }
        continue;
      }
      auto known = std::find_if(std::begin(names), std::end(names),
                                [&](const auto& n) { return n.first == id; });
      if (known == std::end(names)) continue;
      Property p;
      p.name = known->second;
      if (type == 0x40) {
        p.time = u64(section, at + 4);
      } else if (type == 0x1E || type == 0x1F) {
        auto length = u32(section, at + 4);
        auto raw = part_of(section, at + 8, std::uint64_t{length} * (type == 0x1F ? 2 : 1));
        p.text = type == 0x1F ? wide_text(raw)
                              : text::charset_to_utf8(raw, charset).value_or(narrow_text(raw));
        while (!p.text.empty() && p.text.back() == '\0')
          p.text.pop_back();
        if (p.text.empty()) continue;
      } else {
        continue;
      }
      out.push_back(std::move(p));
    }
  return out;
}

}  // namespace clew::readers::old_office
