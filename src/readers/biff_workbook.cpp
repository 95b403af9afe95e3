#include "readers/biff_workbook.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/little_bytes.h"
#include "text/charset.h"
#include "text/encoding.h"

namespace clew::readers::old_office {
namespace {

using little::part_of;
using little::u16;
using little::u32;
using little::u64;
using little::u8;

constexpr std::size_t most_strings = 5'000'000, most_sheets = 10'000, most_formats = 10'000;
constexpr std::size_t most_styles = 100'000, most_fonts = 100'000;
constexpr std::size_t most_string_bytes = 256u << 20;
constexpr std::uint64_t most_record = 8228;  // bytes; BIFF5 stops at 2,080
constexpr std::uint32_t most_column = 256, most_row = 65'536;
// Bytes behind what a cell needs. Some writers leave a few; where a chain of records is looked for,
// none may.
constexpr std::size_t no_slack = 0, usual_slack = 4, any_slack = most_record;
constexpr std::uint64_t most_resumed = 1000, most_back = 65'536;

std::string wide_text(std::string_view raw) { return text::to_utf8(raw, text::Encoding::utf16le); }

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
  std::string_view bytes(std::uint64_t count) const { return part_of(data_, at_, count); }
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

// BOF (Rentz 5.8): its number says which BIFF up to 4, its first field from 5 on.
int version_of(std::string_view stream) {
  switch (u16(stream, 0)) {
    case 0x0009:
      return 2;
    case 0x0209:
      return 3;
    case 0x0409:
      return 4;
    case 0x0809:
      return u16(stream, 4) >> 8 == 6 ? 8 : u16(stream, 4) >> 8 == 5 ? 5 : 0;
    default:
      return 0;
  }
}

// Code pages of CODEPAGE (Rentz 5.17); ICU has no table for 1361 (Johab).
std::string charset_of_page(unsigned page) {
  switch (page) {
    case 367:
      return "us-ascii";
    case 10000:
    case 0x8000:
      return "macintosh";
    case 10006:
      return "x-mac-greek";
    case 10007:
      return "x-mac-cyrillic";
    case 10029:
      return "x-mac-centraleurroman";
    case 10081:
      return "x-mac-turkish";
    case 932:
    case 10001:
      return "shift_jis";
    case 936:
    case 10008:
      return "gbk";
    case 950:
    case 10002:
      return "big5";
    case 10003:
      return "windows-949";
    case 874:
    case 949:
      return fmt::format("windows-{}", page);
    case 0x8001:
      return "windows-1252";
    default:
      return page >= 1250 && page <= 1258 ? fmt::format("windows-{}", page)
             : page >= 437 && page <= 869 ? fmt::format("ibm-{}", page)
                                          : "";
  }
}

// The script of a font (FONT's character set); nothing for those that mean "as the workbook".
const char* charset_of_font(unsigned number) {
  switch (number) {
    case 128:
      return "shift_jis";
    case 129:
      return "windows-949";
    case 134:
      return "gbk";
    case 136:
      return "big5";
    case 161:
      return "windows-1253";
    case 162:
      return "windows-1254";
    case 163:
      return "windows-1258";
    case 177:
      return "windows-1255";
    case 178:
      return "windows-1256";
    case 186:
      return "windows-1257";
    case 204:
      return "windows-1251";
    case 222:
      return "windows-874";
    case 238:
      return "windows-1250";
    default:
      return nullptr;
  }
}

std::string in_charset(std::string_view raw, std::string_view charset) {
  const bool ascii = std::all_of(raw.begin(), raw.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return std::string(raw);
  return text::charset_to_utf8(raw, charset)
      .value_or(text::to_utf8(raw, text::Encoding::windows1252));
}

// BOF of a part: parts of a BIFF5 file may say 6, as Excel's own do.
bool plausible_version(std::string_view data) {
  const auto version = u16(data, 0) >> 8;
  return version == 5 || version == 6;
}

// How many bytes `count` characters take where some take two.
std::size_t bytes_of_characters(std::string_view raw, std::size_t count, std::string_view charset) {
  const bool japanese = charset == "shift_jis";
  if (!japanese && charset != "gbk" && charset != "big5" && charset != "windows-949") return count;
  std::size_t at = 0;
  for (; count > 0 && at < raw.size(); --count) {
    const auto c = static_cast<unsigned char>(raw[at]);
    const bool two = c > 0x80 && c != 0xFF && !(japanese && c >= 0xA0 && c < 0xE0);
    at += two && at + 1 < raw.size() ? 2 : 1;
  }
  return at;
}

bool is_begin(std::uint32_t type) {
  return type == 0x09 || type == 0x209 || type == 0x409 || type == 0x809;
}

}  // namespace

// What the global records say, before all of it is known.
struct BiffWorkbook::Globals {
  struct Sheet {
    std::string name;  // bytes, before BIFF8
    std::uint64_t offset = 0;
    bool hidden = false;
    unsigned type = 0;
  };
  std::vector<Sheet> sheets;
  std::vector<unsigned char> fonts;                             // their character sets
  std::vector<std::pair<std::uint16_t, std::string>> formats;   // number, code
  std::vector<std::pair<std::uint16_t, std::uint16_t>> styles;  // font, format
  std::optional<unsigned> page;
};

bool BiffWorkbook::is_stream(std::string_view bytes) {
  const int version = version_of(bytes);
  const auto length = u16(bytes, 2), kind = u16(bytes, 6);
  if (version == 0 || length < 4 || length > 16 || bytes.size() < 4 + length) return false;
  if (kind != 0x05 && kind != 0x10 && kind != 0x20 && kind != 0x40 && kind != 0x100) return false;
  const auto next = 4 + length;
  return bytes.size() < next + 4 || (u16(bytes, next) < 0x1100 && u16(bytes, next + 2) <= 8224);
}

BiffWorkbook::BiffWorkbook(std::string_view stream, Faults& faults)
    : stream_(stream), version_(version_of(stream)) {
  if (version_) globals(faults);
}

BiffWorkbook::Kind BiffWorkbook::kind_of(std::uint32_t type) const {
  if (is_begin(type)) return Kind::begin;
  if (type == 0x0A) return Kind::end;
  if (version_ == 2) {
    switch (type) {
      case 0x01:
        return Kind::blank;
      case 0x02:
        return Kind::integer;
      case 0x03:
        return Kind::number;
      case 0x04:
        return Kind::label;
      case 0x05:
        return Kind::truth_or_error;
      case 0x06:
        return Kind::formula;
      case 0x07:
        return Kind::text;
      case 0x08:
        return Kind::row;
      default:
        return Kind::other;
    }
  }
  switch (type) {
    case 0x201:
      return Kind::blank;
    case 0x203:
      return Kind::number;
    case 0x204:
      return Kind::label;
    case 0x205:
      return Kind::truth_or_error;
    case 0x06:
    case 0x206:
    case 0x406:
      return Kind::formula;
    case 0x207:
      return Kind::text;
    case 0x208:
      return Kind::row;
    case 0x27E:
      return Kind::rk;
    case 0xBD:
      return version_ >= 5 ? Kind::many_rk : Kind::other;
    case 0xBE:
      return version_ >= 5 ? Kind::many_blank : Kind::other;
    case 0xD6:
      return version_ >= 5 ? Kind::rich_label : Kind::other;
    case 0xFD:
      return version_ == 8 ? Kind::shared_label : Kind::other;
    default:
      return Kind::other;
  }
}

BiffWorkbook::Record BiffWorkbook::record(std::uint64_t at) const {
  Record r;
  r.at = at;
  r.type = u16(stream_, at);
  const std::uint64_t length = u16(stream_, at + 2);
  r.data = part_of(stream_, at + 4, length);
  r.kind = kind_of(r.type);
  r.whole = at + 4 <= stream_.size() && r.data.size() == length && length <= most_record &&
            r.type < 0x1100;
  // DIMENSIONS of BIFF2, which others write too; one empty record, but no stretch of zeros.
  if (r.type == 0)
    r.whole = r.whole && (length == 8 || length == 10 || (length == 0 && u32(stream_, at + 4)));
  return r;
}

// Whether a cell's bytes are as many as its kind needs, and its place is on a sheet.
bool BiffWorkbook::content_fits(const Record& r, std::size_t slack) const {
  const auto size = r.data.size(), head = cell_head();
  const auto fixed = [&](std::size_t wanted) { return size >= wanted && size - wanted <= slack; };
  if (r.kind == Kind::row) return version_ == 2 ? fixed(13) || fixed(18) : fixed(16);
  if (r.kind == Kind::begin)
    return version_ < 5 ? size >= 4 && size <= 16
                        : (size == 8 || size == 16) && plausible_version(r.data);
  if (!is_cell(r.kind)) return true;
  if (size < head || u16(r.data, 2) >= most_column) return false;
  switch (r.kind) {
    case Kind::blank:
      return fixed(head);
    case Kind::integer:
    case Kind::truth_or_error:
      return fixed(head + 2);
    case Kind::number:
      return fixed(head + 8);
    case Kind::rk:
    case Kind::shared_label:
      return fixed(10);
    case Kind::many_rk:
    case Kind::many_blank: {
      const std::size_t each = r.kind == Kind::many_rk ? 6 : 2;
      if (size < 6 + each || (size - 6) % each != 0) return false;
      return slack == any_slack ||
             u16(r.data, 2) + (size - 6) / each == u16(r.data, size - 2) + std::size_t{1};
    }
    case Kind::formula: {  // what stands behind its code belongs to lists in it
      const std::size_t code = version_ == 2 ? 16 : version_ < 5 ? 16 : 20;
      const std::size_t wanted =
          version_ == 2 ? code + 1 + u8(r.data, code) : code + 2 + u16(r.data, code);
      return slack == any_slack ? size >= head + 10 : size >= wanted && (slack || size == wanted);
    }
    case Kind::label:
    case Kind::rich_label: {
      if (version_ == 2) return size > head && fixed(head + 1 + u8(r.data, 7));
      const bool rich = r.kind == Kind::rich_label;  // its runs follow
      if (version_ == 8) {
        const std::size_t end = 9 + u16(r.data, 6) * (u8(r.data, 8) & 1 ? 2u : 1u);
        return size >= 9 && (rich ? size >= end : fixed(end));
      }
      const std::size_t end = 8 + label_bytes(r.data, rich, u16(r.data, 4));
      return rich && slack ? size >= end : fixed(rich ? end + 1 + 2 * u8(r.data, end) : end);
    }
    default:
      return true;
  }
}

// What else stands behind a cell: its text or formula, the end of its block, of the cells, of all.
bool BiffWorkbook::may_follow(const Record& r) {
  return r.kind == Kind::text || (r.kind == Kind::end && r.data.empty()) || r.type == 0xD7 ||
         r.type == 0x4BC || r.type == 0xBC || r.type == 0x21 || r.type == 0x221 ||
         r.type == 0x23E || r.type == 0x3E || r.type == 0xE5;
}

std::optional<std::uint64_t> BiffWorkbook::resume(std::uint64_t at, std::uint64_t before,
                                                  std::uint64_t end, bool cells) const {
  for (; at + 4 <= end && at < before; ++at) {
    Record r = record(at);
    if (!r.whole || r.next() > end || (cells && !is_cell(r.kind)) || !content_fits(r, no_slack))
      continue;
    const auto row = u16(r.data, 0);
    bool follow = true;
    for (int more = cells ? 2 : 4; more > 0 && follow && r.next() < end; --more) {
      r = record(r.next());
      follow = r.whole && r.next() <= end && content_fits(r, no_slack);
      if (cells) follow = follow && (is_cell(r.kind) ? u16(r.data, 0) >= row : may_follow(r));
      if (r.kind == Kind::end && r.data.empty()) break;
    }
    if (follow) return at;
  }
  return {};
}

void BiffWorkbook::globals(Faults& faults) {
  Globals found;
  std::uint64_t resumed = 0, last = 0;
  bool ended = false;
  for (std::uint64_t at = 0; at + 4 <= stream_.size();) {
    const Record r = record(at);
    if (!r.whole) {
      if (!encrypted_)
        faults.add(
            fmt::format("the record at byte {} of the workbook's stream is damaged or cut", at));
      const auto to = ++resumed < most_resumed
                          ? resume(last + 4, stream_.size(), stream_.size(), false)
                          : std::optional<std::uint64_t>();
      if (!to) break;
      last = at = *to;
      continue;
    }
    ended = r.kind == Kind::end;
    if (ended || (r.kind == Kind::begin && at > 0)) break;
    global(r, found, faults);
    last = at;
    at = r.next();
    // BIFF4W: the sheets lie between these records, each behind its head.
    if (version_ == 4 && r.type == 0x8F) at += u32(r.data, 0);
  }
  if (!ended && version_ >= 5)
    faults.add("the part of the workbook that names its sheets has no end; some may be missing");
  settle(found, faults);
}

void BiffWorkbook::global(const Record& r, Globals& into, Faults& faults) {
  const auto data = r.data;
  switch (r.type) {
    case 0x2F:  // FILEPASS
      encrypted_ = true;
      break;
    case 0x22:  // DATEMODE
      date1904_ = u16(data, 0) == 1;
      break;
    case 0x42:  // CODEPAGE
      into.page = u16(data, 0);
      break;
    case 0x31:  // FONT
      if (version_ >= 5 && into.fonts.size() < most_fonts)
        into.fonts.push_back(static_cast<unsigned char>(u8(data, 12)));
      break;
    case 0x85:  // BOUNDSHEET
      if (version_ >= 5 && into.sheets.size() < most_sheets)
        into.sheets.push_back({version_ == 8 ? unicode_string(data, 6, 1)
                                             : std::string(part_of(data, 7, u8(data, 6))),
                               u32(data, 0), (u8(data, 4) & 3) != 0, u8(data, 5)});
      break;
    case 0x8F:  // the head of a sheet in BIFF4W
      if (version_ == 4 && into.sheets.size() < most_sheets)
        into.sheets.push_back({std::string(part_of(data, 5, u8(data, 4))), r.next(), false, 0});
      break;
    case 0x1E:  // FORMAT: up to BIFF4 numbered as they stand
    case 0x41E:
      if (into.formats.size() >= most_formats) break;
      into.formats.emplace_back(version_ >= 5 ? static_cast<std::uint16_t>(u16(data, 0))
                                              : static_cast<std::uint16_t>(into.formats.size()),
                                version_ == 8   ? unicode_string(data, 2, 2)
                                : version_ >= 4 ? std::string(part_of(data, 3, u8(data, 2)))
                                                : std::string(part_of(data, 1, u8(data, 0))));
      break;
    case 0xE0:  // XF
    case 0x243:
    case 0x443:
      if (into.styles.size() >= most_styles) break;
      if (version_ >= 5)
        into.styles.emplace_back(u16(data, 0), u16(data, 2));
      else
        into.styles.emplace_back(u8(data, 0), u8(data, 1));
      break;
    case 0xFC:  // SST
      if (version_ == 8 && !encrypted_) texts(r.at, faults);
      break;
    default:
      break;
  }
}

void BiffWorkbook::settle(Globals& found, Faults& faults) {
  if (found.page && version_ < 8) {
    const auto name = charset_of_page(*found.page);
    charset_said_ = !name.empty() && text::charset_to_utf8("\xE9", name);
    if (charset_said_)
      charset_ = name;
    else if (!encrypted_)
      faults.add(fmt::format("its code page {} is not known; texts are read in Windows-1252",
                             *found.page));
  }
  std::vector<std::pair<std::uint16_t, NumberFormat>> formats;
  for (const auto& [number, code] : found.formats)
    formats.emplace_back(number, number_format(code));
  std::stable_sort(formats.begin(), formats.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto format_of = [&](std::uint16_t id) {
    const auto at = std::lower_bound(formats.begin(), formats.end(), id,
                                     [](const auto& f, std::uint16_t n) { return f.first < n; });
    return at != formats.end() && at->first == id ? at->second : builtin_format(id);
  };
  if (version_ == 2)  // a cell names its format itself
    for (std::uint16_t id = 0; id < 64; ++id)
      styles_.push_back({format_of(id), nullptr});
  for (const auto& [font, format] : found.styles) {
    if (version_ == 2) break;
    Style style;
    style.format = format_of(format);
    // There is no font 4: those after it are numbered one higher than they stand.
    const std::size_t number = font > 4 ? font - 1u : font;
    if (version_ == 5 && number < found.fonts.size())
      style.charset = charset_of_font(found.fonts[number]);
    styles_.push_back(style);
  }
  list_sheets(found, faults);
}

// Where each sheet begins. A sheet whose place the list has wrong, or that it does not name, is
// found by its first record.
void BiffWorkbook::list_sheets(Globals& found, Faults& faults) {
  if (version_ < 5) {
    if (found.sheets.empty()) found.sheets.push_back({"", 0, false, 0});
    for (auto& sheet : found.sheets)
      sheets_.push_back({in_charset(sheet.name, charset_), sheet.offset, 0, false, true});
  } else if (!encrypted_) {
    std::vector<std::uint64_t> loose;  // worksheets of the stream that the list does not point at
    const auto begins = [&](std::uint64_t at) {
      return u16(stream_, at) == 0x809 && plausible_version(part_of(stream_, at + 4, 2));
    };
    for (auto at = stream_.find("\x09\x08", 4); at != stream_.npos;
         at = stream_.find("\x09\x08", at + 1)) {
      const auto length = u16(stream_, at + 2);
      if ((length != 8 && length != 16) || !begins(at) || u16(stream_, at + 6) != 0x10) continue;
      const bool known = std::any_of(found.sheets.begin(), found.sheets.end(),
                                     [&](const auto& s) { return s.offset == at; });
      if (!known && loose.size() < most_sheets) loose.push_back(at);
    }
    std::size_t used = 0;
    for (auto& sheet : found.sheets) {
      auto name = version_ == 8 ? std::move(sheet.name) : in_charset(sheet.name, charset_);
      if (sheet.type == 1) macro_sheets_.push_back(name);
      if (sheet.type != 0) continue;
      if (!begins(sheet.offset)) {
        if (used == loose.size()) {
          faults.add(
              fmt::format("the sheet '{}' is not where the workbook says, nor elsewhere", name));
          continue;
        }
        sheet.offset = loose[used++];
        faults.add(
            fmt::format("the sheet '{}' is not where the workbook says; what begins at byte "
                        "{} of its stream is taken for it",
                        name, sheet.offset));
      }
      sheets_.push_back({std::move(name), sheet.offset, 0, sheet.hidden, true});
    }
    for (; used < loose.size(); ++used) {
      sheets_.push_back(
          {fmt::format("sheet at byte {}", loose[used]), loose[used], 0, false, false});
      found.sheets.push_back({"", loose[used], false, 0});
    }
  }
  std::vector<std::uint64_t> begins;
  for (const auto& sheet : found.sheets)
    begins.push_back(sheet.offset);
  for (const auto& sheet : sheets_)
    begins.push_back(sheet.offset);
  std::sort(begins.begin(), begins.end());
  for (auto& sheet : sheets_) {
    const auto next = std::upper_bound(begins.begin(), begins.end(), sheet.offset);
    sheet.end =
        next == begins.end() ? stream_.size() : std::min<std::uint64_t>(*next, stream_.size());
  }
}

// SST (MS-XLS 2.4.265).
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

std::string_view BiffWorkbook::charset_of(std::size_t style) const {
  const char* own = style < styles_.size() ? styles_[style].charset : nullptr;
  return own ? std::string_view(own) : std::string_view(charset_);
}
std::string BiffWorkbook::narrow(std::string_view raw, std::size_t style) const {
  return in_charset(raw, charset_of(style));
}

// How many bytes the text of LABEL and RSTRING takes from BIFF3 to BIFF7. Its length counts bytes,
// or, as some writers have it, characters of one or two bytes: the record's own length tells.
std::size_t BiffWorkbook::label_bytes(std::string_view data, bool rich, std::size_t style) const {
  const std::size_t count = u16(data, 6), end = 8 + count;
  if (data.size() == (rich ? end + 1 + 2 * u8(data, end) : end)) return count;
  return bytes_of_characters(part_of(data, 8, data.size()), count, charset_of(style));
}

// --- The cells of a sheet ---------------------------------------------------------------------

BiffOutline BiffWorkbook::outline(const BiffSheet& sheet) const {
  constexpr std::size_t most = 100'000;
  BiffOutline out;
  std::uint64_t row = 0;
  int depth = 0;  // of charts inside the sheet
  for (std::uint64_t at = sheet.offset; at + 4 <= sheet.end;) {
    const Record r = record(at);
    if (!r.whole || r.next() > sheet.end) break;
    at = r.next();
    if (r.kind == Kind::begin) ++depth;
    if (r.kind == Kind::end && --depth <= 0) break;
    if (depth > 1) continue;
    if (is_cell(r.kind) && r.kind != Kind::row) {
      out.in_order &= u16(r.data, 0) >= row;
      row = std::max<std::uint64_t>(row, u16(r.data, 0));
    }
    if (r.type != 0xE5 || version_ != 8) continue;
    const auto count = std::min<std::size_t>(u16(r.data, 0), (r.data.size() - std::min<std::size_t>(r.data.size(), 2)) / 8);
    for (std::size_t i = 0; i < count && out.merges.size() < most; ++i) {
      const BiffMerge m{u16(r.data, 2 + 8 * i), u16(r.data, 4 + 8 * i), u16(r.data, 6 + 8 * i), u16(r.data, 8 + 8 * i)};
      if (m.first_row <= m.last_row && m.first_column <= m.last_column) out.merges.push_back(m);
    }
  }
  return out;
}

BiffCells::BiffCells(const BiffWorkbook& book, const BiffSheet& sheet)
    : book_(book), sheet_(sheet) {
  rewind();
}

void BiffCells::rewind() {
  at_ = sure_ = sheet_.offset;
  last_kind_ = Kind::other;
  depth_ = 0;
  ended_ = text_next_ = false;
  hidden_.assign(most_row, false);
  hidden_columns_.clear();
  formulas_ = errors_ = damaged_ = first_damage_ = resumed_ = 0;
}

// Records that stand between cells and are none.
bool BiffCells::belongs_among_cells(const Record& r) const {
  static constexpr std::array<std::uint32_t, 11> kinds = {0xE5, 0x21,  0x221, 0x36, 0x236, 0x37,
                                                          0x0B, 0x20B, 0x5E,  0x3C, 0x44};
  if (r.type == 0x4BC || r.type == 0xBC) return last_kind_ == Kind::formula;  // SHRFMLA
  if (r.type == 0xD7) {  // DBCELL says how far back the rows of its cells begin
    const std::uint64_t back = u32(r.data, 0);
    return back <= r.at && book_.record(r.at - back).kind == Kind::row;
  }
  return std::find(kinds.begin(), kinds.end(), r.type) != kinds.end();
}

// The record at `at_`, or what stands behind damage; false at the end of the sheet.
bool BiffCells::settled(Record& r) {
  while (at_ + 4 <= sheet_.end) {
    r = book_.record(at_);
    const bool fits = r.whole && r.next() <= sheet_.end && book_.content_fits(r, any_slack);
    if (fits) {
      // Longer than what it holds: cells in it say that its length is wrong.
      const bool tight = r.kind != Kind::other && book_.content_fits(r, no_slack);
      if (tight && (book_.is_cell(r.kind) || r.kind == Kind::begin)) sure_ = r.next();
      const bool among = r.kind != Kind::other || book_.is_cell(last_kind_);
      const auto inside = tight || depth_ > 1 || !among
                              ? std::optional<std::uint64_t>()
                              : book_.resume(r.at + 4, r.next(), sheet_.end, true);
      if (inside || !book_.content_fits(r, usual_slack)) {
        if (damaged_++ == 0) first_damage_ = at_;
        if (inside) r.data = r.data.substr(0, static_cast<std::size_t>(*inside - r.at - 4));
        return true;
      }
      // One record of another kind between two cells was a cell, most likely.
      if (r.kind == Kind::other && depth_ <= 1 && book_.is_cell(last_kind_)) {
        const Record behind = book_.record(r.next());
        if (!belongs_among_cells(r) && behind.whole && book_.is_cell(behind.kind) &&
            book_.content_fits(behind, no_slack)) {
          if (damaged_++ == 0) first_damage_ = at_;
        }
      }
      return true;
    }
    if (damaged_++ == 0) first_damage_ = at_;
    // Its length is wrong, or that of one before, when cells lie in it; only its content when the
    // next one follows it.
    const auto from = std::max(sure_, at_ - std::min<std::uint64_t>(at_, most_back));
    if (++resumed_ > most_resumed) break;
    if (const auto inside = book_.resume(from, r.next(), sheet_.end, true)) {
      at_ = *inside;
      continue;
    }
    const Record behind = book_.record(r.next());
    if (r.whole && r.next() <= sheet_.end && behind.whole && book_.content_fits(behind, no_slack) &&
        (book_.is_cell(behind.kind) || behind.kind == Kind::end)) {
      at_ = r.next();
      continue;
    }
    const auto to = book_.resume(from, sheet_.end, sheet_.end, true);
    if (!to) break;
    at_ = *to;
    depth_ = 0;
  }
  at_ = sheet_.end;
  return false;
}

bool BiffCells::next(std::vector<BiffCell>& cells) {
  cells.clear();
  Record r;
  while (at_ + 4 <= sheet_.end) {
    const bool after_damage = damaged_ > 0;
    if (!settled(r)) break;
    if (r.kind == Kind::end) {
      if (depth_ <= 1) {
        // A worksheet ends here, unless the number of the record is the damage.
        const Record behind = book_.record(r.next());
        if (r.data.empty() || r.next() >= sheet_.end || !book_.is_cell(behind.kind)) {
          at_ = sheet_.end;
          ended_ = true;
          break;
        }
        if (damaged_++ == 0) first_damage_ = at_;
      } else {
        --depth_;
      }
    } else if (r.kind == Kind::begin) {
      ++depth_;
    } else if (depth_ > 1 && !after_damage) {
      // A chart's own numbers.
    } else if (r.kind == Kind::row) {
      const bool hidden = book_.version_ > 2 && (u16(r.data, 12) & 0x20);
      if (hidden) hidden_[u16(r.data, 0)] = true;
    } else if (r.type == 0x7D && book_.version_ > 2) {  // COLINFO
      if ((u16(r.data, 8) & 1) && hidden_columns_.size() < 256)
        hidden_columns_.emplace_back(u16(r.data, 0), std::min(u16(r.data, 2), most_column - 1));
    } else if (book_.is_cell(r.kind)) {
      if (!cells.empty() && cells.back().row != u16(r.data, 0))
        return true;  // read again by the next call
      take(r, cells);
    } else if (r.kind == Kind::text && !text_next_) {
      if (damaged_++ == 0) first_damage_ = at_;
    } else if (r.kind == Kind::text && !cells.empty()) {
      text_next_ = false;
      auto& cell = cells.back();
      Continued in(book_.stream_, at_);
      const auto count = in.number(book_.version_ == 2 ? 1 : 2);
      if (book_.version_ == 8) {
        const bool wide = in.number(1) & 1;
        cell.text = in.characters(count, wide);
      } else {
        cell.text = book_.narrow(in.bytes(count), style_of(book_.record(cell.offset)));
      }
    }
    last_kind_ = r.kind;
    at_ = r.next();
  }
  return !cells.empty();
}

std::size_t BiffCells::style_of(const Record& r) const {
  return book_.version_ == 2 ? u8(r.data, 5) & 0x3F : u16(r.data, 4);
}

std::string BiffCells::number(double value, std::size_t style, std::string& stored) const {
  if (style < book_.styles_.size()) {
    const auto& format = book_.styles_[style].format;
    if (format.date || format.clock || format.elapsed)
      if (auto text = serial_text(value, format, book_.date1904_)) {
        stored = number_text(value);
        return *text;
      }
  }
  return number_text(value);
}

void BiffCells::take(const Record& r, std::vector<BiffCell>& cells) {
  const auto data = r.data;
  const auto row = u16(data, 0);
  auto column = u16(data, 2);
  const auto head = book_.cell_head();
  auto style = style_of(r);
  const auto add = [&](std::string text, std::string stored = {}) {
    cells.push_back({row, column, std::move(text), std::move(stored), r.at, 4 + data.size()});
  };
  const auto add_number = [&](double value) {
    std::string stored;
    auto text = number(value, style, stored);
    add(std::move(text), std::move(stored));
  };
  const auto add_error = [&](unsigned code) {
    ++errors_;
    add(error_text(code));
  };
  text_next_ = false;
  switch (r.kind) {
    case Kind::shared_label: {
      const auto number = u32(data, 6);
      add(number < book_.strings_.size() ? book_.strings_[number]
                                         : fmt::format("(text {} missing)", number));
      break;
    }
    case Kind::integer:
      add_number(u16(data, head));
      break;
    case Kind::number:
      add_number(little::real(u64(data, head)));
      break;
    case Kind::rk:
      add_number(little::rk(u32(data, 6)));
      break;
    case Kind::many_rk:
      for (std::uint64_t k = 4; k + 8 <= data.size() && column < most_column; k += 6, ++column) {
        style = u16(data, k);
        add_number(little::rk(u32(data, k + 2)));
      }
      break;
    case Kind::label:
    case Kind::rich_label:
      if (book_.version_ == 8)
        add(unicode_string(data, 6, 2));
      else if (book_.version_ == 2)
        add(book_.narrow(part_of(data, 8, u8(data, 7)), style));
      else
        add(book_.narrow(
            part_of(data, 8, book_.label_bytes(data, r.kind == Kind::rich_label, style)), style));
      break;
    case Kind::truth_or_error:
      if (u8(data, head + 1))
        add_error(u8(data, head));
      else
        add(u8(data, head) ? "TRUE" : "FALSE");
      break;
    case Kind::formula:  // what it came to
      ++formulas_;
      if (u16(data, head + 6) != 0xFFFF)
        add_number(little::real(u64(data, head)));
      else if (u8(data, head) == 1)
        add(u8(data, head + 2) ? "TRUE" : "FALSE");
      else if (u8(data, head) == 2)
        add_error(u8(data, head + 2));
      else
        add("");  // nothing, or a text that follows
      text_next_ = u16(data, head + 6) == 0xFFFF && u8(data, head) == 0;
      break;
    default:
      break;
  }
}

}  // namespace clew::readers::old_office
