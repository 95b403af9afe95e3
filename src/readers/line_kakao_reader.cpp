// LINE (phone): "[LINE] Chat history with Ana", a line with the day, then TIME <tab> NAME <tab> TEXT; a text of several lines stands in quotes.
// LINE (computer): no title, days as "2024.01.02 Tuesday", then TIME NAME TEXT with blanks between; the file's name is "[LINE]Ana.txt".
// KakaoTalk: "Ana 님과 카카오톡 대화"; on a computer a divider with the day and "[NAME] [TIME] TEXT", on a phone "DAY TIME, NAME : TEXT" in each line.
// Days and half-days are written as the phone's language does. Times are the phone's local time at export; authorship cannot be proved.
// The layouts are those that public converters of such files read; tested on synthetic files only.
#include "readers/line_kakao_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

#include "base/blanks.h"
#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/chat_record.h"
#include "readers/said_zone.h"
#include "readers/utf8_bytes.h"
#include "readers/whatsapp_header.h"
#include "readers/written_time.h"
#include "text/dates.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr std::size_t most_text = 4u << 20;    // of one message
constexpr std::size_t most_authors = 100'000;  // of one chat
constexpr std::size_t most_beginnings = 400'000;

// A byte order mark stands where files were put together.
std::string_view trimmed(std::string_view s) {
  constexpr std::string_view blanks = " \t\r", mark = "\xEF\xBB\xBF";
  for (s = clew::trimmed(s, blanks); s.starts_with(mark);) s = clew::trimmed(s.substr(mark.size()), blanks);
  return s;
}
bool digit(char c) { return c >= '0' && c <= '9'; }
int number(std::string_view s) {
  int value = 0;
  std::from_chars(s.data(), s.data() + s.size(), value);
  return value;
}

// Microseconds since midnight of "21:03", "9:30 PM", "下午03:21", "오전 9:12"; the whole text must be a time.
std::optional<Micros> clock(std::string_view s) {
  s = trimmed(s);
  if (s.empty() || s.size() > 40) return std::nullopt;
  const auto first = std::find_if(s.begin(), s.end(), digit);
  const auto last = std::find_if(s.rbegin(), s.rend(), digit).base();
  if (first == s.end()) return std::nullopt;
  const std::string_view before = trimmed(s.substr(0, static_cast<std::size_t>(first - s.begin()))), after = trimmed(s.substr(static_cast<std::size_t>(last - s.begin())));
  const std::string_view figures = s.substr(static_cast<std::size_t>(first - s.begin()), static_cast<std::size_t>(last - first));
  const auto colon = figures.find(':');
  if (colon == figures.npos || colon == 0 || colon > 2) return std::nullopt;
  const auto second_colon = figures.find(':', colon + 1);
  const std::string_view minutes = figures.substr(colon + 1, second_colon == figures.npos ? figures.npos : second_colon - colon - 1);
  const std::string_view seconds = second_colon == figures.npos ? std::string_view{} : figures.substr(second_colon + 1);
  const auto plain = [](std::string_view part) { return !part.empty() && part.size() <= 2 && std::all_of(part.begin(), part.end(), digit); };
  if (!plain(figures.substr(0, colon)) || minutes.size() != 2 || !plain(minutes) || (second_colon != figures.npos && !plain(seconds))) return std::nullopt;
  ExportHeader header;
  header.hour = number(figures.substr(0, colon));
  header.minute = number(minutes);
  header.second = number(seconds);
  for (const std::string_view word : {before, after}) {
    if (word.empty()) continue;
    const HalfDay half = half_day_word(word);
    if (half == HalfDay::none || header.half != HalfDay::none) return std::nullopt;
    header.half = half;
  }
  const auto read = clock_of(header);
  if (!read) return std::nullopt;
  return Micros{read->hour * 3600 + read->minute * 60 + read->second} * micros_per_second;
}

// A day in a line of its own: "2020/12/31(Thu)", "Fri, 9/25/2026", "2024.01.02 Tuesday", "2024년 3월 11일 월요일", "Monday, March 11, 2024".
std::optional<text::WrittenTime> day(std::string_view line) {
  line = trimmed(line);
  if (line.size() < 6 || line.size() > 80) return std::nullopt;
  // Year, month and day with their own words behind them.
  constexpr std::string_view year_words[] = {"\xEB\x85\x84", "\xE5\xB9\xB4"}, month_words[] = {"\xEC\x9B\x94", "\xE6\x9C\x88"}, day_words[] = {"\xEC\x9D\xBC", "\xE6\x97\xA5"};
  for (int language = 0; language < 2; ++language) {
    const auto y = line.find(year_words[language]), m = line.find(month_words[language]), d = line.find(day_words[language]);
    if (y == line.npos || m == line.npos || d == line.npos || !(y < m && m < d) || y != 4) continue;
    if (line.find_first_of("0123456789:,", d) != line.npos) return std::nullopt;  // only a weekday may follow
    text::WrittenTime written;
    written.date = text::WrittenTime::Date::fixed;
    written.year = number(line.substr(0, 4));
    written.month = number(trimmed(line.substr(y + 3, m - y - 3)));
    written.day = number(trimmed(line.substr(m + 3, d - m - 3)));
    return written;
  }
  if (auto whole = text::parse_written_time(line); whole && whole->date != text::WrittenTime::Date::none && !whole->has_clock) return whole;
  // The numbers alone, what is around them being a weekday.
  const auto first = std::find_if(line.begin(), line.end(), digit);
  if (first == line.end()) return std::nullopt;
  const auto last = std::find_if(line.rbegin(), line.rend(), digit).base();
  const std::size_t begin = static_cast<std::size_t>(first - line.begin()), size = static_cast<std::size_t>(last - first);
  const std::string_view numbers = line.substr(begin, size);
  if (begin > 24 || line.size() - begin - size > 24 || numbers.find_first_not_of("0123456789/.-") != numbers.npos) return std::nullopt;
  auto written = text::parse_written_time(numbers);
  if (!written || written->date == text::WrittenTime::Date::none || written->has_clock) return std::nullopt;
  // "Fri, 9/25/2026": the weekday says which number is the day.
  const std::string_view front = trimmed(line.substr(0, begin));
  constexpr std::string_view names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  for (int i = 0; i < 7; ++i)
    if (front.starts_with(names[i])) written->weekday = i + 1;
  return written;
}

enum class App { none, line, kakao };

// What one line of the file is.
struct Line {
  enum class Kind { other, day, head };
  Kind kind = Kind::other;
  std::optional<text::WrittenTime> date;
  Micros clock = 0;
  std::string_view stamp, name, text;  // as written; no name: the app's own line
};

class Chat {
 public:
  // `file_name`: of a chat without a title in it.
  Chat(const Utf8Bytes& text, std::string_view file_name, const Options& options, Sink& sink) : text_(text), all_(text.text()), options_(options), sink_(sink) {
    if (saved_on_computer(all_, file_name)) title_ = title_in(file_name);
    zone_ = said_zone(options);
  }

  void run() {
    survey();
    sink_.decided("service", app_ == App::line ? "LINE" : "KakaoTalk");
    sink_.decided("zone", options_.zone ? *options_.zone + " (said at import)" : "not said: times are the exporting phone's local time");
    sink_.decided("authorship", "as written: text cannot prove who wrote it, whole messages can be pasted or edited");
    walk([&](const Line& line, std::size_t begin) {
      if (line.kind == Line::Kind::day) {
        date_ = line.date;
        day_.assign(line.stamp.substr(0, 80));
      }
      give();
      if (line.kind != Line::Kind::head) return;
      open_ = true;
      begin_ = begin;
      head_ = line;
      dated_ = line.date.has_value();
      if (line.date) date_ = line.date;
      head_.date = date_;
      body_.assign(line.text);
    },
         [&](std::string_view line) {
           if (!open_ || body_.size() + line.size() >= most_text) return;
           body_ += '\n';
           body_ += line;
         });
    give();
    if (told_) give_chat();
  }

  // "[LINE]Ana.txt" whose first line is a day and whose next begin with a time.
  static bool saved_on_computer(std::string_view text, std::string_view file_name) {
    if (!file_name.starts_with("[LINE]")) return false;
    text = trimmed(text.substr(0, 4096));
    bool dated = false;
    for (std::size_t at = 0, lines = 0; at < text.size() && lines < 4; ++lines) {
      const std::size_t stop = std::min(text.find('\n', at), text.size());
      const std::string_view line = trimmed(text.substr(at, stop - at));
      at = stop + 1;
      if (lines == 0) {
        if (!day(line)) return false;
        dated = true;
      } else if (Line head; timed(line, head)) {
        return dated;
      }
    }
    return false;
  }

  static App app_of(std::string_view text, std::string* title = nullptr) {
    text = trimmed(text.substr(0, 4096));
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size() && lines < 4; ++lines) {
      const std::size_t stop = std::min(text.find('\n', at), text.size());
      const std::string_view line = trimmed(text.substr(at, stop - at));
      at = stop + 1;
      if (lines == 0 && line.starts_with("[LINE]")) {
        if (title) *title = title_of(trimmed(line.substr(6)));
        return App::line;
      }
      for (const std::string_view words : {" \xEB\x8B\x98\xEA\xB3\xBC \xEC\xB9\xB4\xEC\xB9\xB4\xEC\x98\xA4\xED\x86\xA1 \xEB\x8C\x80\xED\x99\x94", " \xEC\xB9\xB4\xEC\xB9\xB4\xEC\x98\xA4\xED\x86\xA1 \xEB\x8C\x80\xED\x99\x94"})
        if (line.ends_with(words)) {
          if (title) *title = std::string(trimmed(line.substr(0, line.size() - words.size())));
          return App::kakao;
        }
      for (const std::string_view words : {"KakaoTalk Chats with ", "KakaoTalk Chat with "})
        if (line.starts_with(words)) {
          if (title) *title = std::string(trimmed(line.substr(words.size())));
          return App::kakao;
        }
    }
    return App::none;
  }

 private:
  static std::string title_in(std::string_view file_name) {
    file_name.remove_prefix(std::string_view("[LINE]").size());
    if (file_name.ends_with(".txt")) file_name.remove_suffix(4);
    return title_of(trimmed(file_name));
  }

  // "21:03 Ana What time": the time and what stands behind it, in `text`.
  static bool timed(std::string_view raw, Line& line) {
    const std::size_t blank = raw.find(' ');
    if (blank == raw.npos || blank > 20 || raw.find('\t') != raw.npos) return false;
    std::size_t end = blank;
    if (const auto next = raw.substr(blank + 1); next.starts_with("AM ") || next.starts_with("PM ")) end += 3;
    const auto at = clock(raw.substr(0, end));
    if (!at) return false;
    line.kind = Line::Kind::head;
    line.clock = *at;
    line.stamp = raw.substr(0, end);
    line.text = raw.substr(end + 1);
    return !line.text.empty();
  }

  // Where names have blanks in them as the text behind does: a name goes on as long as nearly every line that begins so has one of few
  // next words, and text behind that. "Ana Example at six", "Ana Example yes", "Ana Example no" → "Ana Example".
  struct Beginning {
    std::uint64_t lines = 0, kinds = 0, repeated = 0, followed = 0;
  };
  static constexpr int most_words = 4;
  void count_beginnings() {
    for (std::size_t at = 0; at < all_.size();) {
      const std::size_t stop = std::min(all_.find('\n', at), all_.size());
      std::string_view raw = all_.substr(at, stop - at);
      at = stop + 1;
      if (raw.ends_with('\r')) raw.remove_suffix(1);
      Line line;
      if (!timed(raw, line)) continue;
      std::size_t end = 0;
      for (int words = 0; words <= most_words && end != line.text.npos && beginnings_.size() < most_beginnings; ++words) {
        end = line.text.find(' ', end + 1);
        if (const std::string_view so_far = line.text.substr(0, end); so_far.size() < 200) ++beginnings_[std::string(so_far)].lines;
      }
    }
    std::vector<std::pair<std::string, std::uint64_t>> longer;
    for (const auto& [words, node] : beginnings_)
      if (const auto blank = words.rfind(' '); blank != words.npos && blank > 0) longer.emplace_back(words.substr(0, blank), node.lines);
    for (const auto& [words, lines] : longer)
      if (const auto found = beginnings_.find(words); found != beginnings_.end()) {
        ++found->second.kinds;
        found->second.followed += lines;
        if (lines >= 3) found->second.repeated += lines;
      }
  }
  void split_name(Line& line) const {
    const std::string_view all = line.text;
    for (const std::string_view words : {" joined the group.", " left the group.", " unsent a message.", "Message unsent."})  // the app's own
      if (all.ends_with(words) && std::count(all.begin(), all.end(), ' ') <= most_words + 2) return;
    std::size_t end = all.find(' ');
    if (!title_.empty() && all.starts_with(title_) && (all.size() == title_.size() || all[title_.size()] == ' ')) {
      end = title_.size();
    } else {
      for (int words = 1; words < most_words && end != all.npos; ++words) {
        const auto node = beginnings_.find(std::string(all.substr(0, end)));
        if (node == beginnings_.end() || node->second.repeated * 10 < node->second.lines * 9 || node->second.kinds * 3 > node->second.lines) break;
        const std::size_t next = all.find(' ', end + 1);
        if (next == all.npos) break;
        const auto longer = beginnings_.find(std::string(all.substr(0, next)));
        if (longer == beginnings_.end() || longer->second.followed * 10 < longer->second.lines * 9) break;
        end = next;
      }
    }
    if (end == all.npos || end >= all.size()) return;  // one word: the app's own
    line.name = all.substr(0, end);
    line.text = all.substr(end + 1);
  }

  // "Chat history with Ana", "Anaとのトーク履歴", "與Ana的聊天記錄" → "Ana"; other languages keep the line.
  static std::string title_of(std::string_view line) {
    for (const std::string_view front : {"Chat history with ", "Chat history in ", "Chat with ", "\xE8\x88\x87", "\xE4\xB8\x8E"})
      if (line.starts_with(front)) line.remove_prefix(front.size());
    for (const std::string_view back :
         {"\xE3\x81\xA8\xE3\x81\xAE\xE3\x83\x88\xE3\x83\xBC\xE3\x82\xAF\xE5\xB1\xA5\xE6\xAD\xB4", "\xE3\x81\xAE\xE3\x83\x88\xE3\x83\xBC\xE3\x82\xAF\xE5\xB1\xA5\xE6\xAD\xB4", "\xE3\x81\xA8\xE3\x81\xAE\xE3\x83\x88\xE3\x83\xBC\xE3\x82\xAF",
          "\xE7\x9A\x84\xE8\x81\x8A\xE5\xA4\xA9\xE8\xA8\x98\xE9\x8C\x84", "\xE7\x9A\x84\xE8\x81\x8A\xE5\xA4\xA9\xE8\xAE\xB0\xE5\xBD\x95", "\xE7\x9A\x84\xE8\x81\x8A\xE5\xA4\xA9\xE7\xB4\x80\xE9\x8C\x84", "\xE7\x9A\x84\xE8\x81\x8A\xE5\xA4\xA9", "\xEB\x8B\x98\xEA\xB3\xBC\xEC\x9D\x98 \xEB\x8C\x80\xED\x99\x94"})
      if (line.ends_with(back)) line.remove_suffix(back.size());
    return std::string(trimmed(line));
  }

  // Which language's order of day and month, who writes.
  void survey() {
    app_ = title_.empty() ? app_of(all_, &title_) : App::line;
    if (app_ == App::line && blanks_instead()) {
      blanks_ = true;
      count_beginnings();
      sink_.decided("names", "this file parts names from texts with a blank: a name is what repeats at the beginning of lines; check names of several words");
    }
    dividers_ = app_ == App::kakao && all_.find("\n---------------") != all_.npos;
    text::DateOrderEvidence evidence;
    std::uint64_t row = 0;
    walk([&](const Line& line, std::size_t) {
      ++row;
      if (line.date) evidence.add(*line.date, row, line.stamp);
      if (line.kind == Line::Kind::head && !line.name.empty() && authors_.size() < most_authors) ++authors_[std::string(line.name)];
    },
         [](std::string_view) {});
    const auto decision = evidence.decide();
    order_ = decision.order;
    if (options_.date_order) {
      order_ = text::date_order_from(*options_.date_order).value_or(order_);
      sink_.decided("date-order", *options_.date_order + " (said at import)");
    } else if (order_ != text::DateOrder::unknown) {
      sink_.decided("date-order", fmt::format("{} ({})", text::word(order_), decision.reason));
    } else if (decision.needed) {
      sink_.question({"date-order", fmt::format("The dates of this chat can be read in more than one order, and none tells which. How is \"{}\" meant (d day, m month, y year)?", evidence.examples()[0]), {"dmy", "mdy"}});
    }
  }

  // No line has a time with a tab behind it, and some have one with a blank.
  bool blanks_instead() const {
    bool any = false;
    for (std::size_t at = 0; at < all_.size();) {
      const std::size_t stop = std::min(all_.find('\n', at), all_.size());
      const std::string_view raw = all_.substr(at, stop - at);
      at = stop + 1;
      if (const auto tab = raw.find('\t'); tab != raw.npos && clock(raw.substr(0, tab))) return false;
      Line line;
      any = any || timed(raw, line);
    }
    return any;
  }

  template <typename Head, typename Rest>
  void walk(Head&& head, Rest&& rest) {
    bool blank_before = true;
    for (std::size_t at = 0; at < all_.size();) {
      const std::size_t stop = std::min(all_.find('\n', at), all_.size()), begin = at;
      std::string_view raw = all_.substr(at, stop - at);
      at = stop + 1;
      if (raw.ends_with('\r')) raw.remove_suffix(1);
      Line line = app_ == App::line ? line_line(raw, blank_before || begin == 0) : kakao_line(raw, dividers_);
      if (blanks_ && line.kind == Line::Kind::other && timed(raw, line)) split_name(line);
      blank_before = trimmed(raw).empty();
      if (line.kind == Line::Kind::head && !line.text.empty()) line.text = raw.substr(static_cast<std::size_t>(line.text.data() - raw.data()));  // with the blanks at its end
      if (line.kind == Line::Kind::other) {
        rest(raw);
        continue;
      }
      if (line.kind == Line::Kind::head && app_ == App::line && !blanks_ && line.text.starts_with('"')) {
        // A text of several lines stands in quotes, quotes in it doubled.
        const std::size_t from = static_cast<std::size_t>(line.text.data() - all_.data());
        if (const std::size_t close = closing_quote(from); close > stop) {
          quoted_ = unquoted(all_.substr(from + 1, close - from - 1));
          line.text = quoted_;
          at = std::min(all_.find('\n', close), all_.size()) + 1;
          head(line, begin);
          continue;
        }
      }
      head(line, begin);
    }
  }

  // Where the quote that opens at `from` closes: before the end of a line; 0 if a line that begins a message comes first.
  std::size_t closing_quote(std::size_t from) const {
    for (std::size_t at = from + 1; at < all_.size() && at - from < most_text; ++at) {
      if (all_[at] == '\n') {
        const std::size_t stop = std::min(all_.find('\n', at + 1), all_.size());
        const std::string_view next = all_.substr(at + 1, stop - at - 1);
        if (const auto tab = next.find('\t'); tab != next.npos && clock(next.substr(0, tab))) return 0;
      }
      if (all_[at] != '"') continue;
      if (at + 1 < all_.size() && all_[at + 1] == '"') {
        ++at;
        continue;
      }
      if (at + 1 == all_.size() || all_[at + 1] == '\n' || all_[at + 1] == '\r') return at;
      return 0;
    }
    return 0;
  }
  static std::string unquoted(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\r') continue;
      out += text[i];
      if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') ++i;
    }
    return out;
  }

  // "2024.01.02 Tuesday", "2024.01.02 火曜日": four figures, two, two, and one word that is a day of the week.
  static bool full_day(std::string_view raw) {
    raw = trimmed(raw);
    if (raw.size() < 14 || raw[4] != '.' || raw[7] != '.' || raw[10] != ' ' || raw.find(' ', 11) != raw.npos) return false;
    const std::string_view word = raw.substr(11);
    for (const std::string_view end : {"day", "\xE6\x9B\x9C\xE6\x97\xA5", "\xEC\x9A\x94\xEC\x9D\xBC"})
      if (word.ends_with(end)) return true;
    for (const std::string_view front : {"\xE6\x98\x9F\xE6\x9C\x9F", "\xE9\x80\xB1", "\xE5\x91\xA8"})
      if (word.starts_with(front)) return true;
    return false;
  }

  static Line line_line(std::string_view raw, bool blank_before) {
    Line line;
    const auto tab = raw.find('\t');
    if (tab == raw.npos) {
      // Without a blank line above it a day may be somebody's words, unless its weekday is written right behind the figures.
      if (!blank_before && !full_day(raw)) {
        const auto figures = raw.find_first_not_of("0123456789/.-");
        if (raw.empty() || !digit(raw[0]) || figures == raw.npos || raw[figures] == ' ' || raw[figures] == '\r') return line;
      }
      if (auto date = day(raw)) {
        line.kind = Line::Kind::day;
        line.date = std::move(date);
        line.stamp = trimmed(raw);
      }
      return line;
    }
    const auto at = clock(raw.substr(0, tab));
    if (!at) return line;
    line.kind = Line::Kind::head;
    line.clock = *at;
    line.stamp = trimmed(raw.substr(0, tab));
    const auto second = raw.find('\t', tab + 1);
    if (second == raw.npos)
      line.text = raw.substr(tab + 1);
    else {
      line.name = trimmed(raw.substr(tab + 1, second - tab - 1));
      line.text = raw.substr(second + 1);
    }
    return line;
  }

  static Line kakao_line(std::string_view raw, bool dividers) {
    Line line;
    const std::string_view text = trimmed(raw);
    if (text.starts_with("-----") && text.ends_with("-----")) {
      std::string_view inner = text;
      while (inner.starts_with('-')) inner.remove_prefix(1);
      while (inner.ends_with('-')) inner.remove_suffix(1);
      if (auto date = day(inner)) {
        line.kind = Line::Kind::day;
        line.date = std::move(date);
        line.stamp = trimmed(inner);
      }
      return line;
    }
    // "[NAME] [9:12 AM] text"; a name may hold brackets.
    if (text.starts_with('[')) {
      for (std::size_t at = text.find("] ["); at != text.npos; at = text.find("] [", at + 1)) {
        const auto close = text.find(']', at + 3);
        if (close == text.npos) break;
        if (const auto time = clock(text.substr(at + 3, close - at - 3))) {
          line.kind = Line::Kind::head;
          line.clock = *time;
          line.name = text.substr(1, at - 1);
          line.stamp = text.substr(at + 3, close - at - 3);
          line.text = close + 2 <= text.size() ? text.substr(close + 2) : std::string_view{};
          return line;
        }
      }
      return line;
    }
    // "DAY TIME, NAME : text", and the app's own lines without a name. The moment ends at the first comma before which one stands whole.
    if (!text.empty() && (digit(text[0]) || (text[0] >= 'A' && text[0] <= 'Z'))) {
      if (moment(text, line)) {  // alone: a new day begins
        line.kind = Line::Kind::day;
        line.stamp = text;
        return line;
      }
      for (std::size_t comma = text.find(", "); comma != text.npos && comma < 60; comma = text.find(", ", comma + 1)) {
        if (!moment(text.substr(0, comma), line)) continue;
        line.kind = Line::Kind::head;
        line.stamp = text.substr(0, comma);
        const std::string_view after = raw.substr(static_cast<std::size_t>(text.data() - raw.data()) + comma + 2);  // "NAME : " may be all of its line
        if (const auto name_end = after.find(" : "); name_end != after.npos) {
          line.name = after.substr(0, name_end);
          line.text = after.substr(name_end + 3);
        } else {
          line.text = after;
        }
        return line;
      }
    }
    // On a computer the app's own lines bear no time: "…님이 들어왔습니다." (came in, left, was invited, was removed).
    if (dividers)
      for (const std::string_view words : {"\xEB\x93\xA4\xEC\x96\xB4\xEC\x99\x94\xEC\x8A\xB5\xEB\x8B\x88\xEB\x8B\xA4.", "\xEB\x82\x98\xEA\xB0\x94\xEC\x8A\xB5\xEB\x8B\x88\xEB\x8B\xA4.",
                                           "\xEC\xB4\x88\xEB\x8C\x80\xED\x96\x88\xEC\x8A\xB5\xEB\x8B\x88\xEB\x8B\xA4.", "\xEB\x82\xB4\xEB\xB3\xB4\xEB\x83\x88\xEC\x8A\xB5\xEB\x8B\x88\xEB\x8B\xA4.",
                                           " joined this chatroom.", " left this chatroom."})
        if (text.ends_with(words) && (words[0] == ' ' || text.find("\xEB\x8B\x98") != text.npos)) {
          line.kind = Line::Kind::head;
          line.text = text;
          return line;
        }
    return line;
  }

  // "2024년 3월 11일 오전 9:12", "2024. 3. 11. 오전 9:12", "March 11, 2024, 9:12 AM", "March 11, 2024 at 9:12 AM", "9:46AM, February 20, 2014": the whole text.
  static bool moment(std::string_view text, Line& line) {
    const auto colon = text.rfind(':');
    if (colon == text.npos || text.size() > 60) return false;
    if (const auto comma = text.find(", "); comma != text.npos && comma > colon)
      if (const auto time = clock(text.substr(0, comma)))
        if (auto date = day(text.substr(comma + 2))) {
          line.date = std::move(date);
          line.clock = *time;
          return true;
        }
    // The longest end that is a time, half-day and all; what stands before it is the day.
    for (std::size_t split = 1; split < colon; ++split) {
      if (text[split - 1] != ' ') continue;
      const auto time = clock(text.substr(split));
      if (!time) continue;
      std::string_view before = trimmed(text.substr(0, split));
      if (before.ends_with(" at")) before.remove_suffix(3);
      while (before.ends_with(',') || before.ends_with('.') || before.ends_with(' ')) before.remove_suffix(1);
      std::string spaced(before);  // "2024. 3. 11" → "2024.3.11"
      if (!spaced.empty() && digit(spaced[0]) && spaced.find(". ") != spaced.npos) std::erase(spaced, ' ');
      auto date = day(spaced);
      if (!date) return false;
      line.date = std::move(date);
      line.clock = *time;
      return true;
    }
    return false;
  }

  void give() {
    if (!open_) return;
    open_ = false;
    while (!body_.empty() && (body_.back() == '\n' || body_.back() == '\r')) body_.pop_back();
    const std::string_view service = app_ == App::line ? "LINE" : "KakaoTalk";
    Record record;
    record.service = service;
    const std::size_t end = body_end();
    const std::uint64_t from = text_.source(begin_), to = text_.source(end);
    record.locator = exhibit::Locator().bytes(from, to - from).str();
    const bool called = body_.starts_with("\xE2\x98\x8E");
    record.kind = head_.name.empty() ? RecordKind::event : called ? RecordKind::call : RecordKind::message;
    record.chat_key = title_.empty() ? std::string(service) : title_;
    record.chat_title = title_;
    if (record.kind == RecordKind::event) record.fields.push_back({"type", "system"});
    person(record, called);
    record.text = body_;
    if (called) call(record);
    if (body_.size() > 2 && body_.size() < 40 && body_.front() == '[' && body_.back() == ']' && body_.find(']') + 1 == body_.size()) record.fields.push_back({"app_note", "media-omitted"});
    model::Time time;
    time.kind = called ? TimeKind::start : record.kind == RecordKind::event ? TimeKind::other : TimeKind::sent;
    time.raw = dated_ || day_.empty() ? std::string(head_.stamp) : head_.stamp.empty() ? day_ : fmt::format("{} {}", day_, head_.stamp);
    const auto midnight = head_.date ? text::reading_of(*head_.date, order_) : std::nullopt;
    if (midnight)
      set_reading(time, *midnight / (24 * 3600 * micros_per_second) * (24 * 3600 * micros_per_second) + head_.clock, std::nullopt, zone_, options_.latest_plausible);
    else
      time.certainty = head_.date ? model::Certainty::ambiguous : model::Certainty::none;
    record.times.push_back(std::move(time));
    if (!told_) {
      told_ = true;
      chat_ = chat_record(record);
    }
    sink_.rows("", 1);
    sink_.record(std::move(record));
  }
  // The text ends where its last line does; the next head or the file's end is not far, so it is found again.
  std::size_t body_end() const {
    std::size_t end = begin_;
    const std::size_t limit = std::min(all_.size(), begin_ + most_text + 1024);
    std::size_t lines = static_cast<std::size_t>(std::count(body_.begin(), body_.end(), '\n')) + 1;
    for (end = begin_; lines > 0 && end < limit; --lines) {
      const auto stop = all_.find('\n', end);
      if (stop == all_.npos) return all_.size();
      if (lines == 1) return stop > begin_ && all_[stop - 1] == '\r' ? stop - 1 : stop;
      end = stop + 1;
    }
    return std::min(end, all_.size());
  }

  void person(Record& record, bool called) {
    if (head_.name.empty()) return;
    const std::string name(head_.name);
    const auto who = [&](Role role, const std::string& of) {
      model::Participation p;
      p.role = role;
      p.identifier.kind = IdentifierKind::name;
      p.identifier.raw = of;
      p.identifier.scope = record.service;
      p.name = of;
      record.participants.push_back(std::move(p));
    };
    who(called ? Role::caller : Role::from, name);
    // The title of a chat of two is the other's name: who else writes is whose phone it is.
    const bool two = authors_.size() <= 2 && authors_.contains(title_);
    if (!options_.owner_name.empty() && name == options_.owner_name)
      record.direction = Direction::out;
    else if (two)
      record.direction = name == title_ ? Direction::in : Direction::out;
    else if (!options_.owner_name.empty())
      record.direction = Direction::in;
    if (two && name != title_) who(called ? Role::callee : Role::to, title_);
  }

  // "☎ Call time 1:23", "☎ 不在着信"
  void call(Record& record) const {
    record.call.emplace();
    const auto first = std::find_if(body_.begin(), body_.end(), digit);
    if (first != body_.end()) {
      Micros seconds = 0;
      int part = 0;
      bool colon = false;
      for (auto at = first; at != body_.end(); ++at) {
        if (digit(*at)) part = std::min(part * 10 + (*at - '0'), 99'999);
        else if (*at == ':') {
          colon = true;
          seconds = (seconds + part) * 60;
          part = 0;
        } else break;
      }
      if (colon) {
        record.call->duration = (seconds + part) * micros_per_second;
        record.call->outcome = "answered";
      }
    } else {
      for (const std::string_view word : {"Missed", "\xE4\xB8\x8D\xE5\x9C\xA8", "\xE6\x9C\xAA\xE6\x8E\xA5", "\xEB\xB6\x80\xEC\x9E\xAC"})
        if (body_.find(word) != body_.npos) record.call->outcome = "missed";
    }
  }

  void give_chat() {
    Record record = chat_;
    record.chat_title = title_;
    if (!title_.empty()) record.fields.push_back({"title", title_});
    std::size_t given = 0;
    for (const auto& [name, count] : authors_) {
      if (++given > 1000) break;
      model::Participation p;
      p.role = Role::member;
      p.identifier.kind = IdentifierKind::name;
      p.identifier.raw = name;
      p.identifier.scope = record.service;
      p.name = name;
      record.participants.push_back(std::move(p));
    }
    sink_.extra_record(std::move(record));
  }

  const Utf8Bytes& text_;
  std::string_view all_;
  const Options& options_;
  Sink& sink_;
  std::optional<text::Zone> zone_;
  App app_ = App::none;
  std::string title_, body_, quoted_, day_;
  std::map<std::string, std::uint64_t> authors_;
  text::DateOrder order_ = text::DateOrder::unknown;
  std::optional<text::WrittenTime> date_;
  Line head_;
  std::size_t begin_ = 0;
  std::unordered_map<std::string, Beginning> beginnings_;
  bool open_ = false, told_ = false, dividers_ = false, dated_ = false, blanks_ = false;
  Record chat_;
};

std::string_view base_name(const exhibit::Item& item) {
  const std::string_view name = item.file_name();
  const auto slash = name.rfind('/');
  return slash == name.npos ? name : name.substr(slash + 1);
}

class LineKakaoReader final : public Reader {
 public:
  std::string_view name() const override { return "line-kakao-text"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto bytes = item.bytes().substr(0, 64u << 10);
    if (!base_name(item).starts_with("[LINE]") && bytes.find("LINE") == bytes.npos && bytes.find("akao") == bytes.npos && bytes.find("\xEC\xB9\xB4\xEC\xB9\xB4\xEC\x98\xA4\xED\x86\xA1") == bytes.npos && bytes.find('\0') == bytes.npos) return {};
    const Utf8Bytes text(bytes);
    const App app = Chat::saved_on_computer(text.text(), base_name(item)) ? App::line : Chat::app_of(text.text());
    if (app == App::none || text.text().find(':') == std::string_view::npos) return {};
    return {92, app == App::line ? "a chat that LINE saved as text" : "a chat that KakaoTalk saved as text"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "text", sink)) return;
    Chat(text, base_name(item), options, sink).run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_line_kakao_reader() { return std::make_unique<LineKakaoReader>(); }

}  // namespace clew::readers
