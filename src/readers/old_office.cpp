#include "readers/old_office.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/utf8.h"
#include "readers/xlsx_parts.h"
#include "text/charset.h"
#include "text/encoding.h"

namespace clew::readers::old_office {
namespace {

constexpr std::size_t most_text = 256u << 20;
constexpr std::size_t most_paragraph = 256u << 10;

std::uint32_t u8(std::string_view b, std::uint64_t at) {
  return at < b.size() ? static_cast<unsigned char>(b[at]) : 0;
}
std::uint32_t u16(std::string_view b, std::uint64_t at) { return u8(b, at) | u8(b, at + 1) << 8; }
std::uint32_t u32(std::string_view b, std::uint64_t at) {
  return u16(b, at) | u16(b, at + 2) << 16;
}
std::uint64_t u64(std::string_view b, std::uint64_t at) {
  return u32(b, at) | std::uint64_t{u32(b, at + 4)} << 32;
}
std::string_view part_of(std::string_view b, std::uint64_t at, std::uint64_t size) {
  return at < b.size() ? b.substr(at, size) : std::string_view();
}
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

// --- Excel ----------------------------------------------------------------------------------

namespace {

// The bytes of a record and those of the CONTINUE records behind it, with the places where one
// ends: a text that goes over such a place says again there how wide its characters are.
class Continued {
 public:
  Continued(std::string_view stream, std::uint64_t at) {
    auto take = [&] {
      auto length = u16(stream, at + 2);
      data_ += part_of(stream, at + 4, length);
      at += 4 + std::uint64_t{length};
      ends_.push_back(data_.size());
    };
    take();
    while (at + 4 <= stream.size() && u16(stream, at) == 0x3C)
      take();
  }
  bool more() const { return at_ < data_.size(); }
  std::uint32_t number(int size) {
    std::uint32_t out = size == 1 ? u8(data_, at_) : size == 2 ? u16(data_, at_) : u32(data_, at_);
    at_ += static_cast<std::size_t>(size);
    return out;
  }
  void skip(std::uint64_t size) { at_ += std::min<std::uint64_t>(size, data_.size()); }
  std::string characters(std::uint32_t count, bool wide) {
    std::string out;
    while (count > 0 && at_ < data_.size()) {
      // A record may end right behind the text's head: then the next says the width.
      auto end = *std::lower_bound(ends_.begin(), ends_.end(), at_);
      auto here = std::min<std::size_t>(count, (end - at_) / (wide ? 2 : 1));
      auto raw = std::string_view(data_).substr(at_, here * (wide ? 2 : 1));
      out += wide ? wide_text(raw) : text::to_utf8(raw, text::Encoding::latin1);
      at_ += raw.size();
      count -= static_cast<std::uint32_t>(here);
      if (count == 0) break;
      at_ = end;
      if (at_ >= data_.size()) break;
      wide = u8(data_, at_++) & 1;
    }
    return out;
  }

 private:
  std::string data_;
  std::vector<std::size_t> ends_;
  std::size_t at_ = 0;
};

std::string unicode_string(std::string_view data, std::uint64_t at, int length_size) {
  auto count = length_size == 1 ? u8(data, at) : u16(data, at);
  at += static_cast<std::uint64_t>(length_size);
  bool wide = u8(data, at) & 1;
  auto raw = part_of(data, at + 1, std::uint64_t{count} * (wide ? 2 : 1));
  return wide ? wide_text(raw) : text::to_utf8(raw, text::Encoding::latin1);
}

double real(std::uint64_t bits) {
  double out = 0;
  std::memcpy(&out, &bits, 8);
  return out;
}

// RK (2.5.217): the upper 30 bits of a double or an integer, perhaps times 100.
double rk(std::uint32_t value) {
  double out = value & 2 ? static_cast<double>(static_cast<std::int32_t>(value) >> 2)
                         : real(std::uint64_t{value & 0xFFFFFFFC} << 32);
  return value & 1 ? out / 100 : out;
}

constexpr std::size_t most_strings = 5'000'000, most_sheets = 10'000;
constexpr std::size_t most_string_bytes = 256u << 20;

}  // namespace

BiffWorkbook::BiffWorkbook(std::string_view stream, Faults& faults) : stream_(stream) {
  globals(faults);
}

void BiffWorkbook::globals(Faults& faults) {
  known_ = u16(stream_, 0) == 0x0809 && u16(stream_, 4) == 0x0600;
  if (!known_) return;
  for (std::uint64_t at = 0; at + 4 <= stream_.size();) {
    auto type = u16(stream_, at);
    std::uint64_t length = u16(stream_, at + 2);
    auto data = part_of(stream_, at + 4, length);
    if (data.size() < length) faults.add(fmt::format("the record at byte {} is cut", at));
    if (type == 0x0A) break;
    if (type == 0x2F) encrypted_ = true;
    if (type == 0x22) date1904_ = u16(data, 0) == 1;
    if (type == 0x85 && sheets_.size() < most_sheets && (u8(data, 5) == 0))  // worksheets only
      sheets_.push_back({unicode_string(data, 6, 1), u32(data, 0), (u8(data, 4) & 3) != 0});
    if (type == 0x41E && formats_.size() < 10'000)
      formats_.emplace_back(static_cast<std::uint16_t>(u16(data, 0)), unicode_string(data, 2, 2));
    if (type == 0xE0 && styles_.size() < 100'000)
      styles_.push_back(static_cast<std::uint16_t>(u16(data, 2)));
    if (type == 0xFC && !encrypted_) texts(at, faults);
    at += 4 + length;
  }
}

// SST (2.4.265).
void BiffWorkbook::texts(std::uint64_t at, Faults& faults) {
  Continued in(stream_, at);
  in.number(4);
  auto count = in.number(4);
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!in.more() || strings_.size() >= most_strings || bytes > most_string_bytes) {
      faults.add(fmt::format("of {} texts that cells share, {} are there", count, strings_.size()));
      return;
    }
    auto length = in.number(2);
    auto flags = in.number(1);
    auto runs = flags & 8 ? in.number(2) : 0;
    auto more = flags & 4 ? in.number(4) : 0;
    strings_.push_back(in.characters(length, flags & 1));
    bytes += strings_.back().size();
    in.skip(std::uint64_t{runs} * 4 + more);
  }
}

std::string BiffWorkbook::number_text(double value, std::size_t style, std::string& stored) const {
  auto plain = [](double v) {
    if (!std::isfinite(v)) return std::string("#NUM!");
    if (v == std::trunc(v) && std::abs(v) < 1e15) return fmt::format("{:.0f}", v);
    return fmt::format("{}", v);
  };
  if (style < styles_.size()) {
    auto id = styles_[style];
    auto found = std::find_if(formats_.begin(), formats_.end(),
                              [&](const auto& f) { return f.first == id; });
    auto format = found == formats_.end() ? builtin_format(id) : number_format(found->second);
    if (format.date || format.clock || format.elapsed)
      if (auto text = serial_text(value, format, date1904_)) {
        stored = plain(value);
        return *text;
      }
  }
  return plain(value);
}

bool BiffWorkbook::next_row(std::uint64_t& at, std::vector<BiffCell>& cells) const {
  cells.clear();
  auto add = [&](std::uint32_t row, std::uint32_t column, std::string text, std::uint64_t from,
                 std::uint64_t length, std::string stored = {}) {
    cells.push_back({row, column, std::move(text), std::move(stored), from, length});
  };
  while (at + 4 <= stream_.size()) {
    auto type = u16(stream_, at);
    std::uint64_t length = u16(stream_, at + 2);
    auto data = part_of(stream_, at + 4, length);
    if (type == 0x0A) break;
    bool cell = type == 0xFD || type == 0x203 || type == 0x27E || type == 0xBD || type == 0x204 ||
                type == 0xD6 || type == 0x06 || type == 0x205;
    if (cell && data.size() >= 6) {
      auto row = u16(data, 0), column = u16(data, 2);
      if (!cells.empty() && cells.back().row != row) return true;  // read again by the next call
      std::size_t style = u16(data, 4);
      std::string stored;
      if (type == 0xFD) {
        auto number = u32(data, 6);
        add(row, column,
            number < strings_.size() ? strings_[number] : fmt::format("(text {} missing)", number),
            at, 4 + length);
      } else if (type == 0x203) {
        auto text = number_text(real(u64(data, 6)), style, stored);
        add(row, column, std::move(text), at, 4 + length, stored);
      } else if (type == 0x27E) {
        auto text = number_text(rk(u32(data, 6)), style, stored);
        add(row, column, std::move(text), at, 4 + length, stored);
      } else if (type == 0xBD) {
        for (std::uint64_t k = 4; k + 8 <= data.size(); k += 6, ++column) {
          std::string kept;
          auto text = number_text(rk(u32(data, k + 2)), u16(data, k), kept);
          add(row, column, std::move(text), at, 4 + length, kept);
        }
      } else if (type == 0x204 || type == 0xD6) {
        add(row, column, unicode_string(data, 6, 2), at, 4 + length);
      } else if (type == 0x205) {
        add(row, column,
            u8(data, 7)   ? fmt::format("#error {}", u8(data, 6))
            : u8(data, 6) ? "TRUE"
                          : "FALSE",
            at, 4 + length);
      } else {  // a formula: what it came to
        ++formulas_;
        if (u16(data, 12) != 0xFFFF) {
          auto text = number_text(real(u64(data, 6)), style, stored);
          add(row, column, std::move(text), at, 4 + length, stored);
        } else if (u8(data, 6) == 1) {
          add(row, column, u8(data, 8) ? "TRUE" : "FALSE", at, 4 + length);
        } else if (u8(data, 6) == 0) {
          add(row, column, "", at, 4 + length);  // its text follows
        }
      }
    } else if (type == 0x207 && !cells.empty() && cells.back().text.empty()) {
      cells.back().text = unicode_string(data, 0, 2);
    }
    at += 4 + length;
  }
  return !cells.empty();
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
          auto page = u16(section, at + 4);
          charset = page == 65001  ? "utf-8"
                    : page == 1200 ? "utf-16le"
                                   : fmt::format("windows-{}", page);
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
