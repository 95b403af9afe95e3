#include "readers/whatsapp_header.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/blanks.h"
#include "readers/whatsapp_head.h"

namespace clew::readers {
namespace {

using head::Head;

// Words that may stand behind the time without meaning anything to it.
constexpr std::string_view clock_suffixes[] = {"uhr", "ч", "год", "น",    "u",    "h",   "hs",
                                               "hrs", "s", "hod", "hodź", "godz", "klo", "o'clock"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Number {
  int value = 0;
  std::uint8_t width = 0;
};

// Reads the head from left to right. Every function leaves `at` where it was when it fails.
class Scanner {
 public:
  explicit Scanner(const Head& head) : h_(head) {}

  std::size_t at = 0;
  std::uint64_t hash = 1469598103934665603ull;  // FNV-1a

  void mix(std::string_view s) {
    for (const char c : s)
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    hash = (hash ^ 0xFF) * 1099511628211ull;
  }
  char peek(std::size_t ahead = 0) const {
    return at + ahead < h_.size ? h_.text[at + ahead] : '\0';
  }
  bool starts(std::string_view s) const { return h_.view(at, h_.size).substr(0, s.size()) == s; }
  void skip_blanks() {
    while (peek() == ' ')
      ++at;
  }

  std::optional<Number> number(int max_width) {
    Number n;
    while (is_digit(peek(n.width)) && n.width <= max_width) {
      n.value = n.value * 10 + (peek(n.width) - '0');
      ++n.width;
    }
    if (n.width == 0 || n.width > max_width) return std::nullopt;
    at += n.width;
    return n;
  }

  // Three numbers and what stands between them.
  bool date(ExportHeader& out) {
    const std::size_t begin = at;
    for (int i = 0; i < 3; ++i) {
      const auto n = number(4);
      if (!n || (i < 2 && !separator(out, i))) {
        at = begin;
        return false;
      }
      out.part[i] = n->value;
      out.width[i] = n->width;
    }
    const int years = (out.width[0] == 4) + (out.width[1] == 4) + (out.width[2] == 4);
    const bool three = out.width[0] == 3 || out.width[1] == 3 || out.width[2] == 3;
    if (years > 1 || three) {
      at = begin;
      return false;
    }
    mix(out.width[0] == 4 ? "Y--" : out.width[1] == 4 ? "-Y-" : out.width[2] == 4 ? "--Y" : "---");
    return true;
  }

  bool time(ExportHeader& out) {
    const std::size_t begin = at;
    const auto hour = number(2);
    if (!hour) return false;
    std::string_view between;
    for (const std::string_view s : {":", ".", " h ", "h", "時", "时", "시 "})
      if (starts(s)) {
        between = s;
        break;
      }
    at += between.size();
    const auto minute = between.empty() ? std::nullopt : number(2);
    if (!minute || (minute->width != 2 && between != " h ")) {
      at = begin;
      return false;
    }
    out.hour = hour->value;
    out.minute = minute->value;
    mix(between);
    const std::string_view next = between == " h " ? std::string_view(" min ") : between;
    if (starts(next) && is_digit(peek(next.size())) && is_digit(peek(next.size() + 1)) &&
        !is_digit(peek(next.size() + 2))) {
      at += next.size();
      out.second = number(2)->value;
      out.has_seconds = true;
      if (between == " h " && starts(" s")) at += 2;
    } else if (starts("分") || starts("분")) {
      at += 3;
    }
    mix(out.has_seconds ? "s" : "m");
    return !is_digit(peek()) && (peek() != ':' || peek(1) == ' ');
  }

  // What stands between date and time: blanks, a comma, a word, perhaps a half-day.
  bool gap(ExportHeader& out) {
    const std::size_t begin = at;
    while (at < h_.size && !is_digit(h_.text[at]) && at - begin < 36) {
      const char c = h_.text[at];
      if (c == '[' || c == ']' || c == ':' || c == '\n' || c == '"') return false;
      ++at;
    }
    std::string_view text = h_.view(begin, at);
    if (text.empty() || !is_digit(peek())) return false;
    out.comma = text.find(',') != std::string_view::npos;
    mix(out.comma ? "," : " ");
    words(text, out, "<");
    return true;
  }

  // Takes the half-day out of a short text and mixes the rest into the layout.
  void words(std::string_view text, ExportHeader& out, std::string_view where) {
    if (out.half == HalfDay::none && text.size() > 1) {
      auto whole = trim(text);
      while (!whole.empty() && (whole.front() == ',' || whole.front() == ' '))
        whole.remove_prefix(1);
      while (!whole.empty() && (whole.back() == ',' || whole.back() == ' '))
        whole.remove_suffix(1);
      if (take_half(whole, out, where)) return;
      // The half-day is the first or the last of several words.
      const auto last = whole.find_last_of(" ,");
      if (last != std::string_view::npos && take_half(whole.substr(last + 1), out, where))
        return mix(whole.substr(0, last));
      const auto first = whole.find_first_of(" ,");
      if (first != std::string_view::npos && take_half(whole.substr(0, first), out, where))
        return mix(whole.substr(first));
      mix(whole);
      return;
    }
    mix(trim(text));
  }

  // Behind the time: half-day or a word, then what ends the head. True if it ends.
  bool tail(ExportHeader& out) {
    const std::size_t begin = at;
    if (out.bracket) {
      while (at < h_.size && h_.text[at] != ']' && at - begin < 40)
        ++at;
      if (peek() != ']') return false;
      words(h_.view(begin, at), out, ">");
      stamp_end(out, begin, at);
      ++at;
      if (peek() == ' ') ++at;
      out.rest = h_.from[at];
      return true;
    }
    // " - " within a few words of the time.
    for (std::size_t i = begin; i < h_.size && i - begin < 40; ++i) {
      const char c = h_.text[i];
      if (c == ':' || c == '[' || is_digit(c)) break;
      if (c != '-' || (i + 1 < h_.size && h_.text[i + 1] != ' ')) continue;
      if (i > begin && h_.text[i - 1] != ' ') continue;
      const std::string_view word = trim(h_.view(begin, i));
      if (!word.empty() && !is_known_suffix(word, out)) break;
      words(word, out, ">");
      mix("-");
      stamp_end(out, begin, i);
      at = i + 1;
      if (peek() == ' ') ++at;
      out.rest = h_.from[at];
      return true;
    }
    // A half-day, then ": " or a blank.
    std::size_t i = begin;
    while (i < h_.size && h_.text[i] == ' ')
      ++i;
    for (std::size_t j = i; j < h_.size && j - i < 24; ++j) {
      const bool stop = h_.text[j] == ':' || h_.text[j] == ' ';
      if (!stop || (j + 1 < h_.size && h_.text[j] == ' ' && is_half_prefix(h_.view(i, j))))
        continue;
      if (j > i && take_half(h_.view(i, j), out, ">")) i = j;
      break;
    }
    if (i > begin && out.half == HalfDay::none) i = begin;
    at = i;
    out.weak = true;
    if (peek() == ':' && (peek(1) == ' ')) {
      mix(":");
      stamp_end(out, begin, at);
      at += 2;
    } else if (peek() == ' ') {
      mix("_");
      stamp_end(out, begin, at);
      ++at;
    } else {
      return false;
    }
    out.rest = h_.from[at];
    return true;
  }

 private:
  static std::string_view trim(std::string_view s) { return trimmed(s, " "); }

  // "p." of "p. m.": a blank after it does not end the half-day.
  static bool is_half_prefix(std::string_view s) {
    return s == "a." || s == "p." || s == "A." || s == "P.";
  }

  bool take_half(std::string_view word, ExportHeader& out, std::string_view where) {
    const HalfDay half = half_day_word(word);
    if (half == HalfDay::none) return false;
    out.half = half;
    mix(where);
    return true;
  }

  bool is_known_suffix(std::string_view word, const ExportHeader& out) {
    if (out.half == HalfDay::none && half_day_word(word) != HalfDay::none) return true;
    std::string lower;
    for (const char c : word)
      if (c != '.') lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (std::find(std::begin(clock_suffixes), std::end(clock_suffixes), lower) !=
        std::end(clock_suffixes))
      return true;
    const auto blank = word.find(' ');
    return blank != std::string_view::npos && is_known_suffix(word.substr(0, blank), out);
  }

  void stamp_end(ExportHeader& out, std::size_t begin, std::size_t end) {
    while (end > begin && h_.text[end - 1] == ' ')
      --end;
    out.stamp_end = h_.from[end];
  }

  bool separator(ExportHeader& out, int which) {
    const std::size_t begin = at;
    std::size_t i = at;
    bool blank = false;
    char sign = 0;
    if (i < h_.size && h_.text[i] == ' ') ++i, blank = true;
    const auto rest = h_.view(i, h_.size);
    if (!rest.empty() && (rest[0] == '/' || rest[0] == '.' || rest[0] == '-')) {
      sign = rest[0];
      ++i;
    } else {
      for (const std::string_view s : {"年", "月", "년", "월"})
        if (rest.substr(0, s.size()) == s) {
          sign = 'K';
          i += s.size();
        }
    }
    if (sign && i < h_.size && h_.text[i] == ' ') ++i, blank = true;
    if (!sign && !blank) return false;
    if (which == 0) {
      out.separator = sign ? sign : ' ';
      out.spaced = sign && blank;
    }
    mix(h_.view(begin, i));
    at = i;
    return true;
  }

  const Head& h_;
};

}  // namespace

std::optional<ExportHeader> parse_export_header(std::string_view line) {
  // Most lines of a long message end here: a head begins with a digit, a bracket or a mark.
  if (line.size() < 10) return std::nullopt;
  const unsigned char first = static_cast<unsigned char>(line[0]);
  if (first < 0x80 && !is_digit(line[0]) && first != '[' && first != ' ') return std::nullopt;
  const Head head(line);
  Scanner s(head);
  ExportHeader out;
  s.skip_blanks();
  if (s.peek() == '[') {
    out.bracket = true;
    ++s.at;
    s.skip_blanks();
    s.mix("[");
  }
  if (!is_digit(s.peek())) return std::nullopt;
  out.stamp_begin = head.from[s.at];
  const std::size_t start_at = s.at;
  const std::uint64_t start_hash = s.hash;
  const ExportHeader empty = out;
  if (s.date(out) && s.gap(out) && s.time(out) && s.tail(out)) {
    out.layout = s.hash;
    return out;
  }
  s.at = start_at;
  s.hash = start_hash;
  out = empty;
  out.time_first = true;
  s.mix("T");
  if (s.time(out) && s.gap(out) && s.date(out) && s.tail(out)) {
    out.layout = s.hash;
    return out;
  }
  return std::nullopt;
}

std::optional<ClockTime> clock_of(const ExportHeader& header) {
  ClockTime t{header.hour, header.minute, header.second};
  if (t.minute > 59 || t.second > 59 || t.hour > 24) return std::nullopt;
  switch (header.half) {
    case HalfDay::none:
      break;
    case HalfDay::am:
      if (t.hour > 12) return std::nullopt;
      if (t.hour == 12) t.hour = 0;
      break;
    case HalfDay::pm:
      // "13:05 PM" is written by phones set to 24 hours with a forced half-day.
      if (t.hour < 12) t.hour += 12;
      break;
    case HalfDay::noon:
      if (t.hour < 10) t.hour += 12;
      break;
  }
  // "24:10" stands for ten past midnight where the pattern counts hours from 1 to 24.
  if (t.hour == 24) t.hour = 0;
  return t;
}

}  // namespace clew::readers
