#include "text/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "text/zone.h"

namespace clew::text {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

struct Name {
  std::string_view word;
  int value;
};

// Months as written in nine languages, lower case, without the final full stop. Sources: CLDR 42
// (en, de, fr, es, it, pt, pl, ro, nl), wide and abbreviated, format and stand-alone.
constexpr Name months[] = {
    {"january", 1},    {"jan", 1},          {"januar", 1},        {"jänner", 1},
    {"janvier", 1},    {"janv", 1},         {"enero", 1},         {"ene", 1},
    {"gennaio", 1},    {"gen", 1},          {"janeiro", 1},       {"styczeń", 1},
    {"stycznia", 1},   {"sty", 1},          {"ianuarie", 1},      {"ian", 1},
    {"januari", 1},    {"february", 2},     {"feb", 2},           {"februar", 2},
    {"février", 2},    {"fevrier", 2},      {"févr", 2},          {"fevr", 2},
    {"febrero", 2},    {"febbraio", 2},     {"fevereiro", 2},     {"fev", 2},
    {"luty", 2},       {"lutego", 2},       {"lut", 2},           {"februarie", 2},
    {"februari", 2},   {"march", 3},        {"mar", 3},           {"märz", 3},
    {"mär", 3},        {"mrz", 3},          {"mars", 3},          {"marzo", 3},
    {"março", 3},      {"marzec", 3},       {"marca", 3},         {"martie", 3},
    {"maart", 3},      {"mrt", 3},          {"april", 4},         {"apr", 4},
    {"avril", 4},      {"avr", 4},          {"abril", 4},         {"abr", 4},
    {"aprile", 4},     {"kwiecień", 4},     {"kwietnia", 4},      {"kwi", 4},
    {"aprilie", 4},    {"may", 5},          {"mai", 5},           {"mayo", 5},
    {"maggio", 5},     {"mag", 5},          {"maio", 5},          {"maj", 5},
    {"maja", 5},       {"mei", 5},          {"june", 6},          {"jun", 6},
    {"juni", 6},       {"juin", 6},         {"junio", 6},         {"giugno", 6},
    {"giu", 6},        {"junho", 6},        {"czerwiec", 6},      {"czerwca", 6},
    {"cze", 6},        {"iunie", 6},        {"iun", 6},           {"july", 7},
    {"jul", 7},        {"juli", 7},         {"juillet", 7},       {"juil", 7},
    {"julio", 7},      {"luglio", 7},       {"lug", 7},           {"julho", 7},
    {"lipiec", 7},     {"lipca", 7},        {"lip", 7},           {"iulie", 7},
    {"iul", 7},        {"august", 8},       {"aug", 8},           {"août", 8},
    {"aout", 8},       {"agosto", 8},       {"ago", 8},           {"sierpień", 8},
    {"sierpnia", 8},   {"sie", 8},          {"augustus", 8},      {"september", 9},
    {"sep", 9},        {"sept", 9},         {"septembre", 9},     {"septiembre", 9},
    {"settembre", 9},  {"set", 9},          {"setembro", 9},      {"wrzesień", 9},
    {"września", 9},   {"wrz", 9},          {"septembrie", 9},    {"october", 10},
    {"oct", 10},       {"oktober", 10},     {"okt", 10},          {"octobre", 10},
    {"octubre", 10},   {"ottobre", 10},     {"ott", 10},          {"outubro", 10},
    {"out", 10},       {"październik", 10}, {"października", 10}, {"paź", 10},
    {"octombrie", 10}, {"november", 11},    {"nov", 11},          {"novembre", 11},
    {"noviembre", 11}, {"novembro", 11},    {"listopad", 11},     {"listopada", 11},
    {"lis", 11},       {"noiembrie", 11},   {"noi", 11},          {"december", 12},
    {"dec", 12},       {"dezember", 12},    {"dez", 12},          {"décembre", 12},
    {"decembre", 12},  {"déc", 12},         {"diciembre", 12},    {"dic", 12},
    {"dicembre", 12},  {"dezembro", 12},    {"grudzień", 12},     {"grudnia", 12},
    {"gru", 12},       {"decembrie", 12},
};

// Russian, Ukrainian, Bulgarian, Turkish, Albanian, Hungarian, Danish, Thai (without its dots). Capitals
// only where a month is usually written with one that is no ASCII letter.
constexpr Name more_months[] = {
    {"янв", 1}, {"января", 1}, {"январь", 1}, {"фев", 2}, {"февр", 2}, {"февраля", 2},
    {"февраль", 2}, {"мар", 3}, {"марта", 3}, {"март", 3}, {"апр", 4}, {"апреля", 4},
    {"апрель", 4}, {"май", 5}, {"мая", 5}, {"июн", 6}, {"июня", 6}, {"июнь", 6}, {"июл", 7},
    {"июля", 7}, {"июль", 7}, {"авг", 8}, {"августа", 8}, {"август", 8}, {"сен", 9}, {"сент", 9},
    {"сентября", 9}, {"сентябрь", 9}, {"окт", 10}, {"октября", 10}, {"октябрь", 10}, {"ноя", 11},
    {"нояб", 11}, {"ноября", 11}, {"ноябрь", 11}, {"дек", 12}, {"декабря", 12}, {"декабрь", 12},
    {"січ", 1}, {"січня", 1}, {"лют", 2}, {"лютого", 2}, {"бер", 3}, {"березня", 3}, {"кві", 4},
    {"квіт", 4}, {"квітня", 4}, {"тра", 5}, {"трав", 5}, {"травня", 5}, {"чер", 6}, {"черв", 6},
    {"червня", 6}, {"лип", 7}, {"липня", 7}, {"сер", 8}, {"серп", 8}, {"серпня", 8}, {"вер", 9},
    {"вересня", 9}, {"жов", 10}, {"жовт", 10}, {"жовтня", 10}, {"лис", 11}, {"листопада", 11},
    {"гру", 12}, {"груд", 12}, {"грудня", 12},
    {"яну", 1}, {"януари", 1}, {"февруари", 2}, {"април", 4}, {"юни", 6}, {"юли", 7}, {"сеп", 9},
    {"септември", 9}, {"октомври", 10}, {"ное", 11}, {"ноември", 11}, {"декември", 12},
    {"oca", 1}, {"ocak", 1}, {"Şub", 2}, {"şub", 2}, {"Şubat", 2}, {"şubat", 2}, {"mart", 3},
    {"nis", 4}, {"nisan", 4}, {"mayıs", 5}, {"haz", 6}, {"haziran", 6}, {"tem", 7}, {"temmuz", 7},
    {"ağu", 8}, {"ağustos", 8}, {"eyl", 9}, {"eylül", 9}, {"eki", 10}, {"ekim", 10}, {"kas", 11},
    {"kasım", 11}, {"ara", 12}, {"aralık", 12},
    {"janar", 1}, {"shk", 2}, {"shkurt", 2}, {"prill", 4}, {"pri", 4}, {"qer", 6}, {"qershor", 6},
    {"korr", 7}, {"korrik", 7}, {"gush", 8}, {"gusht", 8}, {"sht", 9}, {"shtator", 9},
    {"tet", 10}, {"tetor", 10}, {"nën", 11}, {"nëntor", 11}, {"dhj", 12}, {"dhjetor", 12},
    {"január", 1}, {"febr", 2}, {"február", 2}, {"márc", 3}, {"március", 3}, {"ápr", 4},
    {"április", 4}, {"máj", 5}, {"május", 5}, {"jún", 6}, {"június", 6}, {"júl", 7},
    {"július", 7}, {"augusztus", 8}, {"szept", 9}, {"szeptember", 9}, {"október", 10},
    {"marts", 3},
    {"มค", 1}, {"กพ", 2}, {"มีค", 3}, {"เมย", 4}, {"พค", 5}, {"มิย", 6}, {"กค", 7}, {"สค", 8},
    {"กย", 9}, {"ตค", 10}, {"พย", 11}, {"ธค", 12},
};

constexpr Name weekdays[] = {
    {"monday", 1},     {"mon", 1},      {"tuesday", 2},  {"tue", 2},      {"tues", 2},
    {"wednesday", 3},  {"wed", 3},      {"thursday", 4}, {"thu", 4},      {"thur", 4},
    {"thurs", 4},      {"friday", 5},   {"fri", 5},      {"saturday", 6}, {"sat", 6},
    {"sunday", 7},     {"sun", 7},      {"montag", 1},   {"dienstag", 2}, {"mittwoch", 3},
    {"donnerstag", 4}, {"freitag", 5},  {"samstag", 6},  {"sonntag", 7},  {"lundi", 1},
    {"mardi", 2},      {"mercredi", 3}, {"jeudi", 4},    {"vendredi", 5}, {"samedi", 6},
    {"dimanche", 7},   {"lunes", 1},    {"martes", 2},   {"jueves", 4},   {"viernes", 5},
    {"domingo", 7},    {"mo", 1},       {"di", 2},       {"mi", 3},       {"do", 4},
    {"fr", 5},         {"sa", 6},       {"so", 7},       {"lun", 1},      {"mer", 3},
    {"jeu", 4},        {"ven", 5},      {"sam", 6},      {"dim", 7},
};

struct Offset {
  std::string_view word;
  int minutes;
};
// Short names with one meaning among the tools' home countries. IST, CST, AST and others have
// several and stay words.
constexpr Offset offsets[] = {
    {"utc", 0},    {"ut", 0},     {"gmt", 0},    {"z", 0},      {"wet", 0},    {"bst", 60},   {"west", 60},
    {"cet", 60},   {"mez", 60},   {"cest", 120}, {"mesz", 120}, {"eet", 120},  {"eest", 180},
    {"msk", 180},  {"est", -300}, {"edt", -240}, {"cdt", -300}, {"mst", -420}, {"mdt", -360},
    {"pst", -480}, {"pdt", -420}, {"aest", 600}, {"aedt", 660}, {"jst", 540},
};
constexpr std::string_view unsure_zones[] = {"ist", "cst", "ast", "sst", "gst", "pkt", "trt"};
constexpr std::string_view fillers[] = {"at", "on", "um", "uhr", "de",   "del", "of",  "the",
                                        "à",  "le", "a",  "t",   "alle", "ore", "ora", "o",
                                        "th", "st", "nd", "rd",  "h",    "klo", "den", "am",
                                        "г",  "р",  "год", "года", "lúc"};

template <class Table>
const auto* find_word(const Table& table, std::string_view w) {
  for (const auto& entry : table)
    if (entry.word == w) return &entry;
  return static_cast<decltype(&table[0])>(nullptr);
}

int full_year(int year, int digits) {
  if (digits > 2) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}

bool plausible_year(int year) { return year >= 1900 && year <= 2999; }

// What counts as space inside a written time: blanks, commas, brackets, quotes, and the invisible
// characters that phones put around times (no-break spaces, bidi marks). Returns its length.
std::size_t filler_length(std::string_view s) {
  const char c = s[0];
  if (c == ' ' || c == '\t' || c == ',' || c == '(' || c == ')' || c == '[' || c == ']' ||
      c == '"' || c == '\'' || c == '\n' || c == '\r')
    return 1;
  if (s.starts_with("\xC2\xA0")) return 2;
  if (s.starts_with("\xE2\x80")) {
    const auto third = static_cast<unsigned char>(s.size() > 2 ? s[2] : 0);
    if ((third >= 0x80 && third <= 0x8F) || (third >= 0xA8 && third <= 0xAF)) return 3;
  }
  if (s.starts_with("\xE2\x81\xA6") || s.starts_with("\xE2\x81\xA7") ||
      s.starts_with("\xE2\x81\xA8") || s.starts_with("\xE2\x81\xA9") ||
      s.starts_with("\xEF\xBB\xBF"))
    return 3;
  return 0;
}

class TimeParser {
 public:
  explicit TimeParser(std::string_view text) : s_(text) {}

  std::optional<WrittenTime> parse() {
    if (s_.size() > 80) return std::nullopt;
    while (i_ < s_.size()) {
      if (const std::size_t n = filler_length(s_.substr(i_))) {
        i_ += n;
        continue;
      }
      const char c = s_[i_];
      bool fits = false;
      if (digit(c))
        fits = number();
      else if ((c == '+' || c == '-') && w_.has_clock)
        fits = offset();
      else if ((c == '-' || c == '.' || c == ';' || c == '/') && (has_date() || month_))
        fits = ++i_ > 0;  // "21:40 - 4 Mar", "Fri.", "4. März", "04-Mar-24"
      else
        fits = word_here();
      if (!fits) return std::nullopt;
    }
    return finish();
  }

 private:
  bool has_date() const { return w_.date != WrittenTime::Date::none; }
  char peek(std::size_t ahead = 0) const { return i_ + ahead < s_.size() ? s_[i_ + ahead] : '\0'; }

  // Digits at `at`; their count.
  std::size_t run(std::size_t at, int& value) const {
    std::size_t n = 0;
    value = 0;
    while (at + n < s_.size() && digit(s_[at + n]) && n < 18) {
      if (n < 9) value = value * 10 + (s_[at + n] - '0');
      ++n;
    }
    return n;
  }
  int two(std::size_t at) const { return (s_[at] - '0') * 10 + (s_[at + 1] - '0'); }

  bool set_fixed(int year, int month, int day) {
    if (has_date() || !plausible_year(year)) return false;
    if (!is_valid({year, month, day})) return false;
    w_.date = WrittenTime::Date::fixed;
    w_.year = year;
    w_.month = month;
    w_.day = day;
    return true;
  }

  bool set_clock(int hour, int minute, int second) {
    if (w_.has_clock || hour > 24 || minute > 59 || second > 60) return false;
    if (hour == 24 && (minute || second)) return false;
    w_.has_clock = true;
    w_.hour = hour;
    w_.minute = minute;
    w_.second = second;
    return true;
  }

  // h:mm[:ss[.fraction]] at i_, the hour already measured.
  bool clock(std::size_t hour_digits, int hour, char separator) {
    if (hour_digits > 2) return false;
    std::size_t at = i_ + hour_digits + 1;
    int minute = 0, second = 0;
    if (run(at, minute) != 2) return false;
    at += 2;
    if (at + 1 < s_.size() && s_[at] == separator && digit(s_[at + 1])) {
      if (run(at + 1, second) != 2) return false;
      at += 3;
      if (at + 1 < s_.size() && (s_[at] == '.' || s_[at] == ',' || s_[at] == ':') &&
          digit(s_[at + 1])) {
        ++at;
        int scale = 100'000, micro = 0;
        while (at < s_.size() && digit(s_[at])) {
          micro += (s_[at++] - '0') * scale;
          scale /= 10;
        }
        w_.micro = micro;
      }
    }
    if (!set_clock(hour, minute, second)) return false;
    i_ = at;
    return true;
  }

  bool number() {
    int first = 0;
    const std::size_t n = run(i_, first);
    const char next = peek(n);
    if (next == ':' && digit(peek(n + 1))) return clock(n, first, ':');
    if (has_date() && !w_.has_clock) {
      if ((next == '.' || next == 'h') && digit(peek(n + 1))) return clock(n, first, next);
      if (n == 4 || n == 6) {
        const bool set = set_clock(two(i_), two(i_ + 2), n == 6 ? two(i_ + 4) : 0);
        i_ += n;
        return set;
      }
      // "9 PM"
      if (n <= 2) {
        std::size_t at = i_ + n;
        while (at < s_.size() && filler_length(s_.substr(at)))
          at += filler_length(s_.substr(at));
        if (at < s_.size() && (lower(s_[at]) == 'a' || lower(s_[at]) == 'p')) {
          i_ += n;
          return set_clock(first, 0, 0);
        }
      }
      return false;
    }
    if (has_date()) return false;
    if (month_) {  // "Mar 4, 2024", "Aug 19 12:00:00 UTC 2021", "4 Mar 2024"
      if (!day_ && n <= 2) {
        day_ = first;
        i_ += n;
        return true;
      }
      if (day_ && (n == 4 || n == 2)) {
        i_ += n;
        w_.short_year = n == 2;
        return set_fixed(full_year(first, static_cast<int>(n)), month_, day_);
      }
      return false;
    }
    if (n == 8 || n == 12 || n == 14) {
      const int year = two(i_) * 100 + two(i_ + 2);
      if (!set_fixed(year, two(i_ + 4), two(i_ + 6))) return false;
      if (n > 8 && !set_clock(two(i_ + 8), two(i_ + 10), n == 14 ? two(i_ + 12) : 0)) return false;
      i_ += n;
      return true;
    }
    return numeric_date(n, first);
  }

  // Three numbers with the same separator, or a day in front of a month's name.
  bool numeric_date(std::size_t n, int first) {
    const char separator = peek(n);
    int second = 0, third = 0;
    if (separator == '/' || separator == '-' || separator == '.' || separator == ' ') {
      const std::size_t space = separator == '.' && peek(n + 1) == ' ' ? 1 : 0;  // "4. 3. 2024"
      const std::size_t n2 = run(i_ + n + 1 + space, second);
      const std::size_t at3 = i_ + n + 1 + space + n2 + 1 + space;
      if (n2 >= 1 && n2 <= 2 && at3 <= s_.size() && s_[i_ + n + 1 + space + n2] == separator) {
        const std::size_t n3 = run(at3, third);
        if (n3) return three(n, first, second, n3, third, at3 + n3);
      }
    }
    if (n > 2 || day_) return false;
    day_ = first;  // a month's name must follow
    i_ += n;
    if (peek() == '.' || peek() == '-' || peek() == '/') ++i_;
    return true;
  }

  bool three(std::size_t n, int first, int second, std::size_t n3, int third, std::size_t end) {
    if (n == 4) {
      if (n3 > 2 || !set_fixed(first, second, third)) return false;
      i_ = end;
      return true;
    }
    if (n > 2 || (n3 != 4 && n3 != 2)) return false;
    if (n3 == 4 && !plausible_year(third)) return false;
    const bool short_year = n3 == 2;
    const bool readable = (first >= 1 && first <= 31 && second >= 1 && second <= 12) ||
                          (second >= 1 && second <= 31 && first >= 1 && first <= 12);
    if (!readable && !(short_year && first > 31)) return false;
    if (short_year && first > 31)  // "94-03-04": only a year can be that large
      return (i_ = end) && (w_.short_year = true) && set_fixed(full_year(first, 2), second, third);
    w_.date = WrittenTime::Date::unclear;
    w_.parts = {first, second, third};
    w_.short_year = short_year;
    w_.year = full_year(third, static_cast<int>(n3));
    i_ = end;
    return true;
  }

  // ±hh, ±hhmm, ±hh:mm
  bool offset() {
    const bool west = s_[i_] == '-';
    int value = 0, minutes = 0;
    const std::size_t n = run(i_ + 1, value);
    std::size_t end = i_ + 1 + n;
    if (n == 4) {
      minutes = value % 100;
      value /= 100;
    } else if (n == 0 || n > 2) {
      return false;
    } else if (end + 2 < s_.size() + 0 && s_[end] == ':' && digit(s_[end + 1])) {
      if (run(end + 1, minutes) != 2) return false;
      end += 3;
    }
    if (value > 18 || minutes > 59) return false;
    const int total = value * 60 + minutes;
    w_.offset_minutes = west ? -total : total;
    i_ = end;
    return true;
  }

  bool word_here() {
    std::size_t end = i_;
    char folded[24];
    std::size_t n = 0;
    while (end < s_.size() && filler_length(s_.substr(end)) == 0) {
      const auto c = static_cast<unsigned char>(s_[end]);
      if (!(std::isalpha(c) || c >= 0x80)) {
        // "p.m." is one word; "Fri." is not continued.
        if (c != '.' || end + 1 >= s_.size() ||
            !(std::isalpha(static_cast<unsigned char>(s_[end + 1])) ||
              static_cast<unsigned char>(s_[end + 1]) >= 0x80) ||
            filler_length(s_.substr(end + 1)))
          break;
        ++end;
        continue;
      }
      if (n == sizeof folded) return false;
      folded[n++] = lower(s_[end++]);
    }
    if (n == 0) return false;
    const std::string_view w(folded, n);
    const std::size_t begin = i_;
    // ISO's T, glued to digits on both sides, and a zone glued to the clock ("21:40Z").
    i_ = end;
    if (peek() == '.' && n > 0) ++i_;
    if ((w == "am" || w == "pm") && w_.has_clock && !noon_) {
      if (w_.hour > 12 || w_.hour == 0) return w == "pm" ? true : w_.hour == 0;
      w_.hour = w_.hour % 12 + (w == "pm" ? 12 : 0);
      noon_ = true;
      return true;
    }
    // "p. m."
    if ((w == "a" || w == "p") && w_.has_clock && !noon_) {
      std::size_t at = i_;
      while (at < s_.size() && filler_length(s_.substr(at)))
        at += filler_length(s_.substr(at));
      if (at < s_.size() && lower(s_[at]) == 'm') {
        i_ = at + 1;
        if (peek() == '.') ++i_;
        if (w_.hour >= 1 && w_.hour <= 12) w_.hour = w_.hour % 12 + (w == "p" ? 12 : 0);
        noon_ = true;
        return true;
      }
    }
    if (!has_date() && !month_) {
      const auto* m = find_word(months, w);
      if (!m) m = find_word(more_months, w);
      if (m) {
        month_ = m->value;
        // "Mar" is also Tuesday in Romanian and Spanish; the month wins.
        return true;
      }
      // Vietnamese counts its months: "3 thg 4, 2022", "thg 4 03, 2022".
      if (w == "thg" || w == "tháng" || w == "Tháng") return numbered_month();
    }
    if (w_.has_clock) {
      if (const auto* o = find_word(offsets, w)) {
        w_.offset_minutes = o->minutes;
        if ((peek() == '+' || peek() == '-') && digit(peek(1))) return offset();
        return true;
      }
      for (const auto& zone : unsure_zones)
        if (zone == w) {
          w_.zone_word = s_.substr(begin, end - begin);
          return true;
        }
    }
    if (!w_.weekday) {
      if (const auto* d = find_word(weekdays, w)) {
        w_.weekday = d->value;
        return true;
      }
    }
    return std::find(std::begin(fillers), std::end(fillers), w) != std::end(fillers) &&
           (has_date() || day_ || w_.weekday || w_.has_clock);
  }

  bool numbered_month() {
    while (i_ < s_.size() && filler_length(s_.substr(i_)))
      i_ += filler_length(s_.substr(i_));
    int number = 0;
    const std::size_t n = run(i_, number);
    if (n < 1 || n > 2 || number < 1 || number > 12) return false;
    month_ = number;
    i_ += n;
    return true;
  }

  std::optional<WrittenTime> finish() {
    if (!has_date() && (month_ || day_)) return std::nullopt;
    if (!has_date() && !w_.has_clock) return std::nullopt;
    return w_;
  }

  std::string_view s_;
  std::size_t i_ = 0;
  WrittenTime w_;
  int month_ = 0, day_ = 0;
  bool noon_ = false;
};

std::optional<Micros> assemble(const WrittenTime& w, int year, int month, int day) {
  CivilTime civil{year, month, day, w.hour, w.minute, w.second, w.micro};
  Micros more = 0;
  if (civil.hour == 24) {  // ISO's end of day
    civil.hour = 0;
    more = 86'400 * micros_per_second;
  }
  if (civil.second == 60) {  // a leap second, shown as the second after
    civil.second = 59;
    more += micros_per_second;
  }
  if (!is_valid(civil)) return std::nullopt;
  return to_micros(civil) + more;
}

int weekday_of(Micros reading) {
  constexpr Micros day = 86'400 * micros_per_second;
  std::int64_t days = reading / day - (reading % day < 0);
  return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1;  // 1970-01-01 was a Thursday
}

}  // namespace

std::string_view word(DateOrder order) {
  switch (order) {
    case DateOrder::dmy:
      return "dmy";
    case DateOrder::mdy:
      return "mdy";
    case DateOrder::ymd:
      return "ymd";
    case DateOrder::unknown:
      break;
  }
  return "";
}

std::optional<DateOrder> date_order_from(std::string_view w) {
  for (const auto order : {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd})
    if (word(order) == w) return order;
  return std::nullopt;
}

std::optional<WrittenTime> parse_written_time(std::string_view text) {
  // Phone tools say in brackets whose clock it was: "14/03/2024 21:40:09 UTC (Device)".
  for (const std::string_view clock : {" (Device)", " (Network)", " (Local)", " (Server)"})
    if (text.ends_with(clock)) text.remove_suffix(clock.size());
  return TimeParser(text).parse();
}

std::optional<Micros> reading_of(const WrittenTime& w, DateOrder order) {
  if (w.date == WrittenTime::Date::none) return std::nullopt;
  if (w.date == WrittenTime::Date::fixed) return assemble(w, w.year, w.month, w.day);
  const auto [a, b, c] = w.parts;
  if (order == DateOrder::ymd && w.short_year) return assemble(w, full_year(a, 2), b, c);
  const auto dmy = assemble(w, w.year, b, a), mdy = assemble(w, w.year, a, b);
  if (a > 12 || a == b) return dmy;
  if (b > 12) return mdy;
  if (order == DateOrder::dmy) return dmy;
  if (order == DateOrder::mdy) return mdy;
  return std::nullopt;
}

void DateOrderEvidence::Run::add(Micros reading) {
  if (steps && reading == last) return;
  if (steps) {
    if (reading > last)
      ++forward;
    else
      ++back;
  }
  ++steps;
  last = reading;
}

void DateOrderEvidence::add(const WrittenTime& w, std::uint64_t row, std::string_view text) {
  if (w.date != WrittenTime::Date::unclear) return;
  ++unclear_;
  const int a = w.parts[0], b = w.parts[1];
  if (a > 12 && first_large_++ == 0) first_large_row_ = row;
  if (b > 12 && second_large_++ == 0) second_large_row_ = row;
  if (a > 12 || b > 12) return;
  if (a != b) {
    if (open_ < examples_.size()) examples_[open_] = std::string(text.substr(0, 60));
    ++open_;
  }
  WrittenTime day_only = w;
  day_only.hour = day_only.minute = day_only.second = day_only.micro = 0;
  const auto dmy = assemble(day_only, w.year, b, a), mdy = assemble(day_only, w.year, a, b);
  if (dmy) dmy_.add(*dmy);
  if (mdy) mdy_.add(*mdy);
  if (w.weekday && a != b && dmy && mdy) {
    ++weekdays_;
    weekday_dmy_ += weekday_of(*dmy) == w.weekday;
    weekday_mdy_ += weekday_of(*mdy) == w.weekday;
  }
}

DateOrderEvidence::Decision DateOrderEvidence::decide() const {
  Decision decision;
  decision.needed = open_ > 0;
  if (unclear_ == 0) return decision;
  if (first_large_ || second_large_) {
    decision.contradictory = first_large_ && second_large_;
    if (first_large_ >= 100 * second_large_ && first_large_ > 0)
      decision.order = DateOrder::dmy;
    else if (second_large_ >= 100 * first_large_ && second_large_ > 0)
      decision.order = DateOrder::mdy;
    decision.reason =
        decision.contradictory
            ? fmt::format(
                  "a first number above 12 in {} rows (first: row {}), a second in {} "
                  "(first: row {})",
                  first_large_, first_large_row_, second_large_, second_large_row_)
            : fmt::format("a {} number above 12 in {} rows, first in row {}",
                          first_large_ ? "first" : "second", first_large_ + second_large_,
                          first_large_ ? first_large_row_ : second_large_row_);
    return decision;
  }
  // One order fits every weekday and the other does not; by chance it fits one in seven.
  if (weekday_dmy_ != weekday_mdy_ && (weekday_dmy_ == 0 || weekday_mdy_ == 0 || weekday_dmy_ == weekdays_ || weekday_mdy_ == weekdays_)) {
    decision.order = weekday_dmy_ > weekday_mdy_ ? DateOrder::dmy : DateOrder::mdy;
    decision.reason = fmt::format("the weekdays written beside {} dates", weekdays_);
    return decision;
  }
  const auto breaks = [](const Run& run) { return std::min(run.forward, run.back); };
  if (dmy_.steps >= 6 && mdy_.steps >= 6 && (breaks(dmy_) == 0) != (breaks(mdy_) == 0)) {
    decision.order = breaks(dmy_) == 0 ? DateOrder::dmy : DateOrder::mdy;
    decision.reason =
        fmt::format("{} dates in sequence only this way", std::min(dmy_.steps, mdy_.steps));
  }
  // "04.03.2024": no locale of Unicode's CLDR puts dots between numbers and the month first.
  if (decision.order == DateOrder::unknown && open_ > 0) {
    const auto dotted = [](const std::string& s) {
      const auto digits = s.find_first_of("0123456789");
      const auto dot = s.find_first_not_of("0123456789", digits);
      const auto next = s.find_first_not_of("0123456789", dot + 1);
      return digits != s.npos && dot != s.npos && s[dot] == '.' && next != s.npos && next > dot + 1 && s[next] == '.';
    };
    if (std::all_of(examples_.begin(), examples_.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(open_, examples_.size())), dotted)) {
      decision.order = DateOrder::dmy;
      decision.reason = "dots between the numbers";
    }
  }
  return decision;
}

std::optional<Micros> parse_duration(std::string_view text, Micros unit) {
  const auto trim = [&] {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
      text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
      text.remove_suffix(1);
  };
  trim();
  if (text.empty() || text.size() > 40) return std::nullopt;
  const auto number = [&](std::size_t& i, Micros& whole, Micros& fraction) {
    const std::size_t begin = i;
    whole = fraction = 0;
    while (i < text.size() && digit(text[i]) && i - begin < 12)
      whole = whole * 10 + (text[i++] - '0');
    if (i == begin || (i < text.size() && digit(text[i]))) return false;
    if (i + 1 < text.size() && (text[i] == '.' || text[i] == ',') && digit(text[i + 1])) {
      ++i;
      Micros scale = 100'000;
      while (i < text.size() && digit(text[i])) {
        fraction += (text[i++] - '0') * scale;
        scale /= 10;
      }
    }
    return true;
  };
  std::size_t i = 0;
  Micros whole = 0, fraction = 0;
  if (text.find(':') != std::string_view::npos) {
    Micros parts[4] = {};
    std::size_t count = 0;
    while (count < 4 && number(i, whole, fraction)) {
      parts[count++] = whole;
      if (i == text.size() || text[i] != ':' || fraction) break;
      ++i;
    }
    if (i != text.size() || count < 2 || parts[count - 1] > 59) return std::nullopt;
    if (count > 2 && parts[count - 2] > 59) return std::nullopt;
    Micros seconds = 0;
    if (count == 4) {
      if (parts[1] > 23) return std::nullopt;
      seconds = ((parts[0] * 24 + parts[1]) * 60 + parts[2]) * 60 + parts[3];
    } else {
      for (std::size_t k = 0; k < count; ++k)
        seconds = seconds * 60 + parts[k];
    }
    return seconds * micros_per_second + fraction;
  }
  if (text.size() > 2 && (text[0] == 'P' || text[0] == 'p')) {
    text.remove_prefix(1);
    if (lower(text[0]) == 't') text.remove_prefix(1);
  }
  Micros total = 0;
  bool any = false;
  while (i < text.size()) {
    if (text[i] == ' ' || text[i] == ',') {
      ++i;
      continue;
    }
    if (!number(i, whole, fraction)) return std::nullopt;
    while (i < text.size() && text[i] == ' ')
      ++i;
    char word[8] = {};
    std::size_t n = 0;
    while (i < text.size() && std::isalpha(static_cast<unsigned char>(text[i]))) {
      if (n == 7) return std::nullopt;
      word[n++] = lower(text[i++]);
    }
    if (n && i < text.size() && text[i] == '.') ++i;
    const std::string_view w(word, n);
    Micros scale = 0;
    if (w.empty() && !any)
      scale = unit;
    else if (w == "s" || w == "sec" || w == "secs" || w == "second" || w == "seconds" || w == "sek")
      scale = micros_per_second;
    else if (w == "m" || w == "min" || w == "mins" || w == "minute" || w == "minutes")
      scale = 60 * micros_per_second;
    else if (w == "h" || w == "hr" || w == "hrs" || w == "hour" || w == "hours" || w == "std")
      scale = 3600 * micros_per_second;
    else if (w == "d" || w == "day" || w == "days")
      scale = 86'400 * micros_per_second;
    else if (w == "ms")
      scale = 1000;
    else
      return std::nullopt;
    if (whole > 1'000'000'000'000 / (scale / 1000 + 1) * 1000) return std::nullopt;
    total += whole * scale + fraction * (scale / 1000) / 1000;
    any = true;
    if (w.empty() && i < text.size()) return std::nullopt;
  }
  if (!any) return std::nullopt;
  return total;
}

std::optional<std::string> zone_in_note(std::string_view text) {
  text = text.substr(0, 400);
  std::string folded;
  for (char c : text)
    folded += lower(c);
  // An IANA name anywhere ("Area/City").
  for (std::size_t slash = text.find('/'); slash != std::string_view::npos;
       slash = text.find('/', slash + 1)) {
    const auto part = [](char c) {
      return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '/';
    };
    std::size_t begin = slash, end = slash;
    while (begin > 0 && part(text[begin - 1]))
      --begin;
    while (end < text.size() && part(text[end]))
      ++end;
    const std::string_view name = text.substr(begin, end - begin);
    if (name.size() > 5 && std::isupper(static_cast<unsigned char>(name[0])) && name.find('/') > 2)
      if (const auto zone = Zone::find(name)) return std::string(name);
  }
  const auto has = [&](std::string_view w) {
    for (std::size_t at = folded.find(w); at != std::string::npos; at = folded.find(w, at + 1)) {
      const bool left = at == 0 || !std::isalnum(static_cast<unsigned char>(folded[at - 1]));
      const std::size_t end = at + w.size();
      const bool right =
          end >= folded.size() || !std::isalpha(static_cast<unsigned char>(folded[end]));
      if (left && right) return true;
    }
    return false;
  };
  if ((has("bst") && has("gmt")) || has("uk local time") || has("uk time") || has("london time") ||
      has("british time"))
    return "Europe/London";
  // utc or gmt with an offset behind.
  for (const std::string_view base : {"utc", "gmt"}) {
    for (std::size_t at = folded.find(base); at != std::string::npos;
         at = folded.find(base, at + 1)) {
      if (at > 0 && std::isalnum(static_cast<unsigned char>(folded[at - 1]))) continue;
      std::size_t end = at + 3;
      while (end < folded.size() && folded[end] == ' ')
        ++end;
      if (end >= folded.size() || (folded[end] != '+' && folded[end] != '-')) continue;
      std::size_t stop = end + 1;
      while (stop < folded.size() && (digit(folded[stop]) || folded[stop] == ':'))
        ++stop;
      while (stop > end + 1 && folded[stop - 1] == ':')
        --stop;
      if (const auto zone = Zone::find("UTC" + folded.substr(end, stop - end))) {
        const int offset = zone->to_utc(0).offset_minutes;
        return Zone::fixed(offset).name();
      }
    }
  }
  for (const auto& offset : offsets) {
    if (offset.word == "z" || offset.word == "west" || offset.word == "wet") continue;
    if (has(offset.word)) return Zone::fixed(offset.minutes).name();
  }
  if (has("coordinated universal time") || has("zulu")) return "UTC";
  return std::nullopt;
}

std::optional<DateOrder> order_in_format(std::string_view text) {
  std::string f;
  for (char c : text.substr(0, 200))
    f += lower(c);
  if (f.find("yy") == f.npos) return std::nullopt;  // of most headers, at once
  for (const std::string_view sep : {"/", ".", "-", " ", ""}) {
    for (const std::string_view d : {"dd", "d"}) {
      for (const std::string_view m : {"mm", "m"}) {
        const std::string day(d), month(m), s(sep);
        if (sep.empty() && (d != "dd" || m != "mm")) continue;
        if (f.find("yy" + s + month + s + day) != std::string::npos) return DateOrder::ymd;
        if (f.find(day + s + month + s + "yy") != std::string::npos) return DateOrder::dmy;
        if (f.find(month + s + day + s + "yy") != std::string::npos) return DateOrder::mdy;
      }
    }
  }
  return std::nullopt;
}

}  // namespace clew::text
