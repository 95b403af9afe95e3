#include "readers/rtf_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "text/charset.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

constexpr std::size_t deepest = 500, most_paragraphs = 1'000'000, longest_paragraph = 256u << 10;

struct Group {
  bool skipped = false;
  int fallback = 1;  // characters after \uN to pass over
  std::string charset = "windows-1252";
  std::string info;  // name of the info field being read, "" none
};

// Code pages of \fcharset (RTF 1.9.1, "Font Table").
std::string charset_of_font(int number) {
  static const std::map<int, const char*> table = {
      {0, "windows-1252"},   {128, "shift_jis"},    {129, "euc-kr"},       {134, "gb2312"},
      {136, "big5"},         {161, "windows-1253"}, {162, "windows-1254"}, {163, "windows-1258"},
      {177, "windows-1255"}, {178, "windows-1256"}, {186, "windows-1257"}, {204, "windows-1251"},
      {222, "windows-874"},  {238, "windows-1250"}};
  auto found = table.find(number);
  return found == table.end() ? "" : found->second;
}

void append_code(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
  } else if (code < 0x10000) {
    out += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
            static_cast<char>(0x80 | (code & 0x3F))};
  } else {
    out += {static_cast<char>(0xF0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 0x3F)),
            static_cast<char>(0x80 | (code >> 6 & 0x3F)), static_cast<char>(0x80 | (code & 0x3F))};
  }
}

class Parser {
 public:
  explicit Parser(std::string_view bytes) : bytes_(bytes) {}

  RtfText run() {
    groups_.push_back({});
    while (at_ < bytes_.size()) {
      char c = bytes_[at_];
      if (c == '{') {
        flush_bytes();
        if (groups_.size() >= deepest) {
          out_.faults.push_back("groups are nested too deep; the rest was left out");
          break;
        }
        groups_.push_back(groups_.back());
        ++at_;
      } else if (c == '}') {
        flush_bytes();
        if (groups_.size() > 1) {
          if (!groups_.back().info.empty() && groups_[groups_.size() - 2].info.empty())
            take_info(groups_.back().info);
          groups_.pop_back();
        }
        ++at_;
      } else if (c == '\\') {
        control();
      } else if (c == '\r' || c == '\n') {
        ++at_;
      } else {
        byte(c, at_, at_ + 1);
        ++at_;
      }
    }
    end_paragraph();
    if (groups_.size() > 1 && out_.faults.empty())
      out_.faults.push_back("the file is cut: groups stay open");
    return std::move(out_);
  }

 private:
  void control() {
    auto begin = at_++;
    if (at_ >= bytes_.size()) return;
    char c = bytes_[at_];
    if (c == '\'') {
      auto digit = [](char d) {
        return d >= '0' && d <= '9'                 ? d - '0'
               : (d | 32) >= 'a' && (d | 32) <= 'f' ? (d | 32) - 'a' + 10
                                                    : -1;
      };
      int high = at_ + 1 < bytes_.size() ? digit(bytes_[at_ + 1]) : -1,
          low = at_ + 2 < bytes_.size() ? digit(bytes_[at_ + 2]) : -1;
      at_ = std::min(at_ + 3, bytes_.size());
      if (high >= 0 && low >= 0) byte(static_cast<char>(high * 16 + low), begin, at_);
      return;
    }
    if (!((c | 32) >= 'a' && (c | 32) <= 'z')) {
      ++at_;
      if (c == '*') groups_.back().skipped = true;  // a destination that a reader may not know
      if (c == '\\' || c == '{' || c == '}') text(std::string(1, c), begin);
      if (c == '~') text("\xC2\xA0", begin);
      if (c == '_') text("\xE2\x80\x91", begin);
      if (c == '\r' || c == '\n') end_paragraph();
      return;
    }
    auto from = at_;
    while (at_ < bytes_.size() && (bytes_[at_] | 32) >= 'a' && (bytes_[at_] | 32) <= 'z' &&
           at_ - from < 40)
      ++at_;
    auto word = bytes_.substr(from, at_ - from);
    bool minus = at_ < bytes_.size() && bytes_[at_] == '-';
    auto digits = at_ + minus;
    long number = 0;
    bool has = false;
    while (digits < bytes_.size() && bytes_[digits] >= '0' && bytes_[digits] <= '9') {
      has = true;
      if (number < 1'000'000'000) number = number * 10 + (bytes_[digits] - '0');
      ++digits;
    }
    if (has) at_ = digits;
    if (minus) number = -number;
    if (at_ < bytes_.size() && bytes_[at_] == ' ') ++at_;
    handle(word, has, number, begin);
  }

  void handle(std::string_view word, bool has, long number, std::size_t begin) {
    static constexpr std::array<std::string_view, 15> passed = {
        "fonttbl",      "colortbl",  "stylesheet",
        "pict",         "object",    "fldinst",
        "datastore",    "themedata", "colorschememapping",
        "latentstyles", "listtable", "listoverridetable",
        "rsidtbl",      "generator", "filetbl"};
    if (std::find(passed.begin(), passed.end(), word) != passed.end()) {
      in_fonts_ = word == "fonttbl" ? groups_.size() : in_fonts_;
      groups_.back().skipped = true;
      return;
    }
    if (word == "info") {
      groups_.back().skipped = true;
      in_info_ = groups_.size();
      return;
    }
    if (in_info_ && groups_.size() > in_info_) {
      static constexpr std::array<std::string_view, 8> fields = {
          "title", "subject", "author", "operator", "keywords", "company", "doccomm", "manager"};
      if (std::find(fields.begin(), fields.end(), word) != fields.end()) {
        groups_.back().info = word;
        info_text_.clear();
        return;
      }
    }
    if (in_info_ && groups_.size() < in_info_) in_info_ = 0;
    if (in_fonts_ && groups_.size() < in_fonts_) in_fonts_ = 0;
    if (in_fonts_) {
      if (word == "f") font_ = number;
      if (word == "fcharset" && fonts_.size() < 10'000)
        fonts_[font_] = charset_of_font(static_cast<int>(number));
      return;
    }
    if (word == "ansicpg" && has) {
      base_ = fmt::format("windows-{}", number);
      for (auto& g : groups_)
        g.charset = base_;
    } else if (word == "mac") {
      for (auto& g : groups_)
        g.charset = "macintosh";
    } else if (word == "fromhtml") {
      out_.html = true;
    } else if (word == "f") {
      flush_bytes();
      auto found = fonts_.find(number);
      groups_.back().charset =
          found == fonts_.end() || found->second.empty() ? base_ : found->second;
    } else if (word == "plain") {
      flush_bytes();
      groups_.back().charset = base_;
    } else if (word == "uc" && has) {
      groups_.back().fallback = static_cast<int>(std::clamp(number, 0L, 100L));
    } else if (word == "u" && has) {
      unicode(number, begin);
    } else if (word == "par" || word == "sect" || word == "page" || word == "line") {
      word == "line" ? text("\n", begin) : end_paragraph();
    } else if (word == "cell" || word == "nestcell") {
      text("\t", begin);
      paragraph_.row = true;
    } else if (word == "row" || word == "nestrow") {
      end_paragraph();
    } else if (word == "tab") {
      text("\t", begin);
    } else if (word == "bin" && has && number > 0) {
      at_ = std::min(at_ + static_cast<std::size_t>(number), bytes_.size());
    } else {
      static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> named = {
          {{"emdash", "—"},
           {"endash", "–"},
           {"bullet", "•"},
           {"lquote", "‘"},
           {"rquote", "’"},
           {"ldblquote", "“"},
           {"rdblquote", "”"},
           {"emspace", " "}}};
      for (auto [name, sign] : named)
        if (word == name) text(sign, begin);
    }
  }

  void unicode(long number, std::size_t begin) {
    flush_bytes();
    auto unit = static_cast<std::uint32_t>(number < 0 ? number + 65536 : number) & 0xFFFF;
    std::string out;
    if (unit >= 0xD800 && unit < 0xDC00) {
      high_ = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      append_code(out, high_ ? 0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD);
      high_ = 0;
    } else {
      append_code(out, unit);
      high_ = 0;
    }
    text(out, begin);
    skip_ = groups_.back().fallback;
  }

  // A byte of text in the current code page; bytes are converted together, since some pages use two
  // a character.
  void byte(char c, std::size_t begin, std::size_t end) {
    if (skip_ > 0) {
      --skip_;
      return;
    }
    if (pending_.empty()) pending_from_ = begin;
    pending_ += c;
    pending_to_ = end;
    if (pending_.size() > 64u << 10) flush_bytes();
  }
  void flush_bytes() {
    if (pending_.empty()) return;
    auto bytes = std::exchange(pending_, {});
    auto utf8 = text::charset_to_utf8(bytes, groups_.back().charset)
                    .value_or(text::to_utf8(bytes, text::Encoding::windows1252));
    put(utf8, pending_from_, pending_to_);
  }
  void text(std::string_view utf8, std::size_t begin) {
    flush_bytes();
    if (skip_ > 0 && utf8 != "\n") {
      --skip_;
      return;
    }
    put(utf8, begin, at_);
  }
  void put(std::string_view utf8, std::size_t begin, std::size_t end) {
    const auto& group = groups_.back();
    if (!group.info.empty()) {
      if (info_text_.size() < 4096) info_text_ += utf8;
      return;
    }
    if (group.skipped || utf8.empty()) return;
    if (paragraph_.text.empty()) paragraph_.offset = begin;
    paragraph_.text += utf8;
    paragraph_.length = end - paragraph_.offset;
    if (paragraph_.text.size() > longest_paragraph) end_paragraph();
  }
  void end_paragraph() {
    flush_bytes();
    skip_ = 0;
    if (groups_.back().skipped) return;
    if (paragraph_.text.find_first_not_of(" \t\n") != std::string::npos &&
        out_.paragraphs.size() < most_paragraphs)
      out_.paragraphs.push_back(std::move(paragraph_));
    paragraph_ = {};
  }
  void take_info(const std::string& name) {
    if (!info_text_.empty() && out_.info.size() < 20) out_.info.emplace_back(name, info_text_);
    info_text_.clear();
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::vector<Group> groups_;
  std::string pending_, info_text_, base_ = "windows-1252";
  std::size_t pending_from_ = 0, pending_to_ = 0, in_info_ = 0, in_fonts_ = 0;
  std::map<long, std::string> fonts_;
  long font_ = 0;
  int skip_ = 0;
  std::uint32_t high_ = 0;
  RtfParagraph paragraph_;
  RtfText out_;
};

}  // namespace

bool is_rtf(std::string_view bytes) {
  auto at = bytes.find_first_not_of("\xEF\xBB\xBF \r\n\t");
  return at != bytes.npos && bytes.substr(at).starts_with("{\\rtf");
}

RtfText rtf_text(std::string_view bytes) { return Parser(bytes).run(); }

std::string rtf_decompressed(std::string_view packed, std::uint64_t limit) {
  // The dictionary that both sides begin with (MS-OXRTFCP 2.1.2.1).
  static constexpr std::string_view start =
      "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
      "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
      "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
      "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
  static_assert(start.size() == 207);
  if (packed.size() < 16) return {};
  auto u32 = [&](std::size_t at) {
    std::uint32_t out = 0;
    for (int i = 3; i >= 0; --i)
      out = out << 8 | static_cast<unsigned char>(packed[at + static_cast<std::size_t>(i)]);
    return out;
  };
  std::uint64_t size = u32(4);
  auto kind = packed.substr(8, 4);
  if (size > limit) return {};
  if (kind == "MELA") return std::string(packed.substr(16, size));
  if (kind != "LZFu") return {};
  std::string window(4096, ' '), out;
  std::copy(start.begin(), start.end(), window.begin());
  std::size_t write = start.size();
  auto give = [&](char c) {
    out += c;
    window[write] = c;
    write = (write + 1) & 4095;
  };
  for (std::size_t at = 16; at < packed.size() && out.size() < size;) {
    auto control = static_cast<unsigned char>(packed[at++]);
    for (int bit = 0; bit < 8 && at < packed.size() && out.size() < size; ++bit) {
      if (!(control >> bit & 1)) {
        give(packed[at++]);
        continue;
      }
      if (at + 1 >= packed.size()) return out;
      auto pair = static_cast<unsigned>(static_cast<unsigned char>(packed[at])) << 8 |
                  static_cast<unsigned char>(packed[at + 1]);
      at += 2;
      auto from = static_cast<std::size_t>(pair >> 4),
           length = static_cast<std::size_t>(pair & 15) + 2;
      if (from == write) return out;  // the end
      for (std::size_t i = 0; i < length && out.size() < size; ++i)
        give(window[(from + i) & 4095]);
    }
  }
  return out;
}

}  // namespace clew::readers
