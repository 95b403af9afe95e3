#include "language/checks.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "language/code_points.h"
#include "language/common_english.h"
#include "language/detect.h"
#include "language/given_names.h"
#include "language/glossary.h"
#include "language/number_words.h"
#include "language/placeholder.h"

namespace clew::language {
namespace {

// Thresholds, each chosen on NTREX-128 so that good lines pass (docs/measurements/translate.md).
constexpr double max_unknown_share = 0.4;
constexpr double min_length_ratio = 0.33, max_length_ratio = 2.7;
constexpr std::size_t min_letters_for_ratio = 18;
constexpr double low_log_prob = -1.6;
constexpr double copied_share = 0.67;
constexpr std::size_t short_line_words = 14, chat_line_words = 9;
constexpr std::size_t max_checked_bytes = 64 * 1024;

bool is_wide_script(UChar32 c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
         (c >= 0xF900 && c <= 0xFAFF);
}

// One word of a text, folded to small letters; `letters` counts code points.
struct Token {
  std::string folded;
  std::size_t letters = 0;
  bool capital = false;         // begins with a capital, and is not all capitals
  bool all_capitals = false;    // two letters or more, all capitals
  bool clause_start = false;    // first word, after punctuation, or "and"/"but" itself
  bool sentence_start = false;  // first word, or after . ? ! … : " (
  bool before_figure = false;   // "No. 1", "no 4"
  bool in_brackets = false;
};

// What the checks look at, gathered in one pass.
struct Profile {
  std::vector<Token> tokens;
  std::size_t weight = 0;  // letters, Han and Hangul three times
  std::size_t latin = 0, other = 0;
  bool question = false;
  std::size_t longest_run = 0;     // of one character
  std::map<UChar32, int> symbols;  // notes, hearts, …
};

bool is_question_mark(UChar32 c) {
  return c == '?' || c == 0x061F || c == 0xFF1F || c == 0x00BF || c == 0x2047 || c == 0x2048 ||
         c == 0x2049 || c == 0x203D || c == 0x055E || c == 0x1367;
}

bool is_symbol(UChar32 c) {
  return c >= 0x2010 && (u_charType(c) == U_OTHER_SYMBOL || u_charType(c) == U_MATH_SYMBOL);
}

// "and" and "but" in the languages whose denials are known: a new clause.
bool is_and(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"aber", "ale", "ali", "ama", "and",  "because", "but",  "dar", "dhe", "iar", "ili",
       "mais", "mas", "och", "og",  "oraz", "pero",    "però", "sau", "und", "ve",  "y",
       "şi",   "și",  "а",   "але", "але",  "и",       "или",  "но",  "і"});
  return std::find(words.begin(), words.end(), w) != words.end();
}

Profile profile_of(std::string_view text) {
  Profile p;
  text = text.substr(0, max_checked_bytes);
  Token token;
  bool inside = false, start = true, clause = true;
  bool brackets = false;
  bool near = false;  // nothing but blanks and dots since the last word
  std::size_t capitals = 0, run = 0;
  UChar32 last = -1;
  const auto close = [&] {
    if (inside) {
      // "O'Neil" and "I" are no all-capitals words; "USA" is.
      if (capitals > 1 && capitals == token.letters) {
        token.capital = false;
        token.all_capitals = true;
      }
      if (is_and(token.folded)) token.clause_start = true;
      p.tokens.push_back(token);
      start = clause = false;
    }
    inside = false;
    token = {};
    capitals = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    run = c == last ? run + 1 : 1;
    last = c;
    if (c != ' ' && c != '.' && c != '-' && c != '_' && c != '=' && c != '*') {
      p.longest_run = std::max(p.longest_run, run);
    }
    if (is_question_mark(c)) p.question = true;
    if (is_symbol(c)) ++p.symbols[c];
    const auto type = u_charType(c);
    const bool mark = type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
    if (u_isalpha(c) || (inside && (mark || c == '\'' || c == 0x2019))) {
      if (!inside) {
        inside = true;
        token.capital = u_isupper(c);
        token.sentence_start = start;
        token.clause_start = clause;
        token.in_brackets = brackets;
      }
      if (u_isalpha(c)) {
        ++token.letters;
        p.weight += is_wide_script(c) ? 3 : 1;
        if (u_isupper(c)) ++capitals;
        const bool latin = c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF);
        ++(latin ? p.latin : p.other);
      }
      append_char(c == 0x2019 ? '\'' : u_tolower(c), token.folded);
      continue;
    }
    if (c == '(' || c == ')') brackets = c == '(';
    near = near || inside;
    close();
    if (near && c >= '0' && c <= '9') p.tokens.back().before_figure = true;
    near = near && (c == ' ' || c == '.' || c == 0xA0);
    if (c == ',' || c == ';' || c == 0x60C || c == 0x3001 || c == 0xFF0C || c == 0x3002)
      clause = true;
    if (c == '.' || c == '!' || is_question_mark(c) || c == ':' || c == '"' || c == '(' ||
        c == '\n' || c == 0x2026 || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x2018 ||
        c == 0xA1 || c == '-' || c == 0x2013 || c == 0x2014 || c == '*' || c == '\'' || c == '/') {
      start = true;
      clause = clause || c != '-';
    }
  }
  close();
  return p;
}

// ---- numbers ------------------------------------------------------------------------------------

// Every number as its digits: separators inside go, digits of any script become ASCII, the sign
// stays out. "3.500,50" and "3,500.50" are the same.
std::multiset<std::string> numbers_of(std::string_view text) {
  std::multiset<std::string> numbers;
  text = text.substr(0, max_checked_bytes);
  std::string digits;
  bool grouped = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    const auto value = u_charDigitValue(c);
    if (value >= 0 && value <= 9) {
      digits.push_back(static_cast<char>('0' + value));
      continue;
    }
    if (!digits.empty() &&
        (c == '.' || c == ',' || c == ':' || c == '\'' || c == 0xA0 || c == 0x202F || c == 0x66B ||
         c == 0x66C) &&
        at < text.size()) {
      std::size_t peek = at;
      const auto after = next_char(text, peek);
      if (u_charDigitValue(after) >= 0) continue;
    }
    // "10 000" is one number.
    const auto figure_at = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
    if (c == ' ' && !digits.empty() && (digits.size() <= 3 || grouped) && digits[0] != '0' && figure_at(at) && figure_at(at + 1) && figure_at(at + 2) && !figure_at(at + 3)) {
      grouped = true;
      continue;
    }
    // "07h55" is a clock's reading.
    if ((c == 'h' || c == 'H') && (digits.size() == 1 || digits.size() == 2) && figure_at(at) && text[at] <= '5' && figure_at(at + 1)) continue;
    if (!digits.empty()) numbers.insert(std::move(digits));
    digits.clear();
    grouped = false;
  }
  if (!digits.empty()) numbers.insert(std::move(digits));
  return numbers;
}

// "10:6" is one number above (a clock's reading), "10-6" two, "7.20" is "7 i 20" elsewhere: the parts of what is written so.
std::map<std::string, std::vector<std::string>> parts_at_colons(std::string_view text) {
  std::map<std::string, std::vector<std::string>> found;
  const auto figure = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (std::size_t at = 0; at < std::min(text.size(), max_checked_bytes); ++at) {
    if (!figure(at) || (at > 0 && figure(at - 1))) continue;
    std::vector<std::string> parts(1);
    std::string joined;
    std::size_t i = at;
    for (; figure(i) || (i < text.size() && (text[i] == ':' || (text[i] == '.' && parts.size() == 1 && parts[0].size() <= 2)) && figure(i + 1)); ++i) {
      if (text[i] == ':' || text[i] == '.') {
        parts.emplace_back();
      } else {
        parts.back() += text[i];
        joined += text[i];
      }
    }
    if (parts.size() > 1) found.emplace(joined, parts);
  }
  return found;
}

// Takes from `lost` what stands in `added` in parts.
void take_parts(std::string_view text, std::vector<std::string>& lost, std::vector<std::string>& added) {
  if (lost.empty() || added.size() < 2) return;
  const auto written = parts_at_colons(text);
  std::erase_if(lost, [&](const std::string& n) {
    const auto it = written.find(n);
    if (it == written.end()) return false;
    auto rest = added;
    for (const auto& part : it->second) {
      const auto found = std::find(rest.begin(), rest.end(), part);
      if (found == rest.end()) return false;
      rest.erase(found);
    }
    added = std::move(rest);
    return true;
  });
}

// Whether `two` stands for `year` in a text: "'19", "SS19", "1950-53", "1950/53".
bool is_short_year(const std::string& year, const std::string& two, std::string_view text) {
  if (year.size() != 4 || two.size() != 2 || !(year.starts_with("19") || year.starts_with("20")) || !year.ends_with(two)) return false;
  for (std::size_t at = text.find(two, 1); at != std::string_view::npos; at = text.find(two, at + 1)) {
    const auto before = static_cast<unsigned char>(text[at - 1]), before_it = static_cast<unsigned char>(at > 1 ? text[at - 2] : ' ');
    if (std::isalpha(before) || before == '\'' || before == 0x99 || before == 0x98) return true;
    // A dash of one or three bytes behind figures.
    if ((before == '-' || before == '/') && std::isdigit(before_it)) return true;
    if ((before == 0x93 || before == 0x94) && at > 3 && std::isdigit(static_cast<unsigned char>(text[at - 4]))) return true;
  }
  return false;
}

// English for the small numbers that engines and people write as words.
bool has_number_word(const Profile& english, const std::string& digits) {
  static const std::map<std::string, std::vector<std::string_view>> words = {
      {"0", {"zero", "no", "nil"}},
      {"1", {"one", "a", "an", "first", "once", "january", "jan"}},
      {"2", {"two", "second", "twice", "both", "february", "feb"}},
      {"3", {"three", "third", "march", "mar"}},
      {"4", {"four", "fourth", "april", "apr"}},
      {"5", {"five", "fifth", "may"}},
      {"6", {"six", "sixth", "june", "jun"}},
      {"7", {"seven", "seventh", "july", "jul"}},
      {"8", {"eight", "eighth", "august", "aug"}},
      {"9", {"nine", "ninth", "september", "sept", "sep"}},
      {"10", {"ten", "tenth", "october", "oct"}},
      {"11", {"eleven", "eleventh", "november", "nov"}},
      {"12", {"twelve", "twelfth", "noon", "midnight", "december", "dec"}},
      {"13", {"thirteen", "thirteenth"}},
      {"14", {"fourteen", "fourteenth"}},
      {"15", {"fifteen", "fifteenth"}},
      {"16", {"sixteen", "sixteenth"}},
      {"17", {"seventeen", "seventeenth"}},
      {"18", {"eighteen", "eighteenth"}},
      {"19", {"nineteen", "nineteenth"}},
      {"30", {"thirty", "thirties"}},
      {"40", {"forty", "forties"}},
      {"50", {"fifty", "fifties"}},
      {"20", {"twenty", "twenties"}},
      {"100", {"hundred"}},
      {"1000", {"thousand"}}};
  // "the quarter-hour mark", "a quarter past", "a half-hour ride", "a U-turn".
  for (std::size_t t = 0; t + 1 < english.tokens.size(); ++t) {
    const std::string_view w = english.tokens[t].folded, next = english.tokens[t + 1].folded;
    const bool of_hour = next == "hour" || next == "past" || next == "to" || (next == "of" && t + 3 < english.tokens.size() && english.tokens[t + 3].folded == "hour");
    if ((digits == "15" && w == "quarter" && of_hour) || (digits == "30" && w == "half" && (of_hour || next == "an")) ||
        (digits == "180" && w == "u" && next == "turn"))
      return true;
  }
  const auto it = words.find(digits);
  if (it == words.end()) return false;
  for (const auto& token : english.tokens) {
    for (const auto w : it->second) {
      if (token.folded == w) return true;
    }
  }
  return false;
}

// Roman numerals of the source ("secolul al XIX-lea" – "19th century") as digits.
std::multiset<std::string> roman_numbers(const std::vector<std::string_view>& capitals) {
  std::multiset<std::string> numbers;
  const auto value = [](char c) {
    switch (c) {
      case 'I':
        return 1;
      case 'V':
        return 5;
      case 'X':
        return 10;
      case 'L':
        return 50;
      default:
        return 0;
    }
  };
  for (const auto text : capitals) {
    int sum = 0;
    bool roman = text.size() <= 7;
    for (std::size_t i = 0; i < text.size() && roman; ++i) {
      const int here = value(text[i]), next = i + 1 < text.size() ? value(text[i + 1]) : 0;
      roman = here > 0;
      sum += here < next ? -here : here;
    }
    if (roman && sum > 0) numbers.insert(std::to_string(sum));
  }
  return numbers;
}

std::vector<std::string_view> capital_runs(std::string_view text) {
  std::vector<std::string_view> runs;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && text[end] >= 'A' && text[end] <= 'Z')
      ++end;
    if (end > i) runs.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return runs;
}

// "15:00" (here 1500) may be "3 p.m." or "3.00 pm"; "7:30" may be "half past seven" only by people,
// so that is left to them.
bool is_same_clock(const std::string& source, const std::string& english, std::string_view text) {
  if (source.size() < 3 || source.size() > 4 || text.find(source) != std::string_view::npos) return false;  // "1500" is no clock
  const int hour = std::stoi(source.substr(0, source.size() - 2));
  const auto minutes = source.substr(source.size() - 2);
  if (hour > 24 || minutes > "59") return false;
  for (const int h : {hour, hour > 12 ? hour - 12 : hour, hour == 0 ? 12 : hour}) {
    if (english == std::to_string(h) + minutes) return true;
    if (minutes == "00" && english == std::to_string(h)) return true;
    if (h < 10 && english == "0" + std::to_string(h) + minutes) return true;
  }
  return false;
}

// "15 h" – "3 p.m.", "les années 30" – "the 1930s".
bool is_same_hour_or_decade(const std::string& source, const std::string& english, std::string_view translation) {
  if (source.size() != 2) return false;
  if (english.size() == 4 && source[1] == '0' && english.ends_with(source) && (english.starts_with("19") || english.starts_with("20")))
    return translation.find(english + "s") != std::string_view::npos || translation.find(english + "'s") != std::string_view::npos;
  const int hour = std::stoi(source);
  if (hour < 13 || hour > 24 || english != std::to_string(hour - 12)) return false;
  for (const char* after : {"pm", " pm", " p.m", "p.m", "PM", " PM"})
    if (translation.find(english + after) != std::string_view::npos) return true;
  return false;
}

// "5 y media", "6 jumate", "٥ والنص" – "5.30" or "half past five"; "fél 6", "halb 6", "půl 6" – half an hour earlier.
bool is_half_hour(const std::string& hour, const std::string& english, const Profile& source) {
  static constexpr auto halves = std::to_array<std::string_view>({"buçuk", "bucuk", "demi", "demie", "gjysmë", "gjysme", "jumate", "jumătate", "jumatate", "media", "meia", "mezza", "mezzo", "polovina", "pol", "rưỡi", "ruoi", "نص", "نصف",
                                                                  "ونص", "والنص", "ونصف", "والنصف", "نیم", "половиной", "половина", "половиною"});
  static constexpr auto halves_before = std::to_array<std::string_view>({"fél", "fel", "halb", "půl", "pul", "pol", "pola", "wpół", "wpol", "pusė", "puse", "пол", "пів"});
  if (hour.size() > 2 || english.size() < 3 || english.size() > 4 || !english.ends_with("30")) return false;
  const int h = std::stoi(hour), said = std::stoi(english.substr(0, english.size() - 2));
  const auto has = [&](const auto& list) {
    return std::any_of(source.tokens.begin(), source.tokens.end(), [&](const Token& t) {
      return std::any_of(list.begin(), list.end(), [&](auto w) { return t.folded == w || (w == "buçuk" && t.folded.starts_with(w)) || (w == "bucuk" && t.folded.starts_with(w)); });
    });
  };
  const auto same = [&](int a) { return a == said || a + 12 == said || (a == 0 && said == 12); };
  return (has(halves) && same(h)) || (has(halves_before) && same(h - 1));
}

// "fél 6-kor" – "half past five", "at five thirty".
bool says_half_past(const std::string& hour, const Profile& source, const Profile& english) {
  if (hour.size() > 2) return false;
  static constexpr auto words = std::to_array<std::string_view>({"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"});
  const int h = std::stoi(hour);
  if (h < 1 || h > 13) return false;
  const auto before = std::to_string(h == 1 ? 12 : h - 1);
  for (std::size_t i = 0; i + 1 < english.tokens.size(); ++i) {
    const auto& w = english.tokens[i].folded;
    const auto& next = english.tokens[i + 1].folded;
    const bool past = w == "past" && i > 0 && english.tokens[i - 1].folded == "half" && next == words[static_cast<std::size_t>(std::stoi(before))];
    const bool thirty = next == "thirty" && w == words[static_cast<std::size_t>(std::stoi(before))];
    if ((past || thirty) && is_half_hour(hour, before + "30", source)) return true;
  }
  return false;
}

// "14.6." – "14 June", "14/06" – "June 14th": the parts of a figure with points, one of which English says as a month.
bool is_date_in_words(const std::string& digits, std::string_view text, const Profile& english, std::vector<std::string>& added) {
  static constexpr auto months = std::to_array<std::string_view>({"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"});
  const auto figure = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (std::size_t at = 0; at < std::min(text.size(), max_checked_bytes); ++at) {
    if (!figure(at) || (at > 0 && (figure(at - 1) || text[at - 1] == '.'))) continue;
    std::vector<std::string> parts(1);
    std::string joined;
    std::size_t i = at;
    for (; figure(i) || (i < text.size() && text[i] == '.' && figure(i + 1)); ++i) {
      if (text[i] == '.') {
        parts.emplace_back();
      } else {
        parts.back() += text[i];
        joined += text[i];
      }
    }
    if (joined != digits || parts.size() < 2 || parts.size() > 3 || parts[0].size() > 2 || parts[1].size() > 2) continue;
    const int month = std::stoi(parts[1]);
    if (month < 1 || month > 12) continue;
    const auto name = months[static_cast<std::size_t>(month - 1)];
    const bool named = std::any_of(english.tokens.begin(), english.tokens.end(), [&](const Token& t) { return t.folded == name || (t.letters >= 3 && t.folded == name.substr(0, 3)); });
    if (!named) continue;
    auto rest = added;
    bool all = true;
    for (const std::size_t part : {std::size_t{0}, std::size_t{2}}) {
      if (part >= parts.size()) continue;
      const auto wanted = std::to_string(std::stol(parts[part]));
      const auto it = std::find_if(rest.begin(), rest.end(), [&](const auto& a) { return a == wanted || a == parts[part]; });
      if (it == rest.end()) {
        all = false;
        break;
      }
      rest.erase(it);
    }
    if (!all) continue;
    added = std::move(rest);
    return true;
  }
  return false;
}

// "1930s", "1980's": the text says this year as a decade.
bool is_decade(const std::string& year, std::string_view text) {
  return year.size() == 4 && year[3] == '0' && (year.starts_with("19") || year.starts_with("20")) &&
         (text.find(year + "s") != std::string_view::npos || text.find(year + "'s") != std::string_view::npos);
}

// Whether a text speaks of years, so that a decade may stand in words there ("w latach trzydziestych", "harmincas években").
bool speaks_of_years(const Profile& source) {
  static constexpr auto begins = std::to_array<std::string_view>(
      {"années", "anni", "anos", "ans", "années", "anys", "años", "ani", "decen", "decade", "dècada", "década", "hamarkad", "let", "lat", "rok", "roč", "godin", "gad", "dešimtm", "évek", "évtized", "vite", "vjet", "yıl",
       "jahr", "tisíc", "století", "storoč", "wiek", "vek", "годин", "години", "год", "рок", "век", "столет", "столітт", "دهه", "thập", "thế"});
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) {
    const std::string_view w = t.folded;
    return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); }) || w.find("ينيات") != std::string_view::npos ||
           w.find("القرن") != std::string_view::npos || w.find("年代") != std::string_view::npos || w.find("世纪") != std::string_view::npos || w.find("世紀") != std::string_view::npos;
  });
}

bool stands_in_brackets(const std::string& n, std::string_view source) {
  for (auto open = source.find('('); open != std::string_view::npos; open = source.find('(', open + 1)) {
    const auto end = source.find(')', open);
    if (end != std::string_view::npos && numbers_of(source.substr(open, end - open)).contains(n)) return true;
  }
  return false;
}

// The figure of "m2" or "km3", which English says in words ("square metres").
bool is_power(const std::string& n, std::string_view source) {
  if (n != "2" && n != "3") return false;
  for (auto at = source.find("m" + n); at != std::string_view::npos; at = source.find("m" + n, at + 1)) {
    const bool unit = at == 0 || !std::isalpha(static_cast<unsigned char>(source[at - 1])) || ((source[at - 1] == 'k' || source[at - 1] == 'c') && (at < 2 || !std::isalpha(static_cast<unsigned char>(source[at - 2]))));
    if (unit && (at + 2 >= source.size() || !std::isalnum(static_cast<unsigned char>(source[at + 2])))) return true;
  }
  return false;
}

// A number may be written in another unit in the English ("16 km" – "10 miles"), by people and by
// engines that learnt from them. The factor must be that of a unit which the English names; pounds
// are money unless the source weighs.
struct Conversion {
  std::string_view unit;
  double factor;  // 0: degrees
};
constexpr auto conversions =
    std::to_array<Conversion>({{"mile", 1.609344},  {"miles", 1.609344},
                               {"inch", 25.4},      {"inches", 25.4},
                               {"foot", 30.48},
                               {"mph", 1.609344},   {"km", 1.609344},
                               {"feet", 3.28084},   {"foot", 3.28084},
                               {"ft", 3.28084},     {"feet", 30.48},
                               {"inch", 2.54},      {"inches", 2.54},
                               {"yards", 1.09361},  {"acres", 2.47105},
                               {"lbs", 2.20462},    {"pounds", 2.20462},
                               {"pound", 2.20462},  {"kilometers", 1.609344},
                               {"ounces", 28.3495}, {"kilometres", 1.609344},
                               {"degrees", 0},      {"degree", 0},
                               {"fahrenheit", 0},   {"celsius", 0}});

bool weighs(const Profile& source) {
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) {
    const std::string_view w = t.folded;
    return w == "kg" || w.starts_with("kilo") || w.starts_with("кг") || w.starts_with("кило") ||
           w.starts_with("quilo");
  });
}

bool speaks_of_kilometres(const Profile& source) {
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) {
    const std::string_view w = t.folded;
    return w == "km" || w == "км" || w.starts_with("kilom") || w.starts_with("quilóm") || w.starts_with("килом");
  });
}

// The numbers of an English text with the unit that follows each, at most two words on ("1 to 4 inches", "200-mile", "6-foot-6").
struct Measure {
  std::string digits;
  std::string unit;
};
std::vector<Measure> measures_of(std::string_view english) {
  struct Piece {
    std::string text;
    bool number;
  };
  std::vector<Piece> pieces;
  english = english.substr(0, max_checked_bytes);
  for (std::size_t i = 0; i < english.size();) {
    const auto c = static_cast<unsigned char>(english[i]);
    Piece piece{{}, std::isdigit(c) != 0};
    for (; i < english.size(); ++i) {
      const auto d = static_cast<unsigned char>(english[i]);
      const bool digit = std::isdigit(d) != 0, inside = piece.number && i + 1 < english.size() && std::isdigit(static_cast<unsigned char>(english[i + 1]));
      if (piece.number ? digit : d < 0x80 && std::isalpha(d)) {
        piece.text += static_cast<char>(std::tolower(d));
      } else if (!(inside && (d == '.' || d == ','))) {
        break;
      }
    }
    if (piece.text.empty()) {
      ++i;
    } else {
      pieces.push_back(std::move(piece));
    }
  }
  std::vector<Measure> measures;
  const auto is_unit = [](const std::string& w) { return std::any_of(conversions.begin(), conversions.end(), [&](const Conversion& c) { return w == c.unit; }); };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!pieces[i].number) continue;
    for (std::size_t j = i + 1; j < std::min(pieces.size(), i + 4); ++j) {
      if (is_unit(pieces[j].text)) {
        measures.push_back({pieces[i].text, pieces[j].text});
        break;
      }
    }
    // "temperatures in the 80s".
    if (i + 1 < pieces.size() && pieces[i + 1].text == "s" && pieces[i].text.size() == 2 && pieces[i].text[1] == '0') measures.push_back({pieces[i].text, "degrees"});
    if (i > 0 && (pieces[i - 1].text == "foot" || pieces[i - 1].text == "feet" || pieces[i - 1].text == "ft")) measures.push_back({pieces[i].text, "foot-inches"});
  }
  return measures;
}

// Whether `y` of an English unit is `x` of another.
bool is_conversion(double x, double y, std::string_view named, const Profile& source) {
  // People round ("300 km" – "200 miles").
  const auto near = [](double p, double q) { return std::abs(p - q) <= 0.1 * q + 0.3; };
  for (const auto& [unit, factor] : conversions) {
    if (named != unit || (unit.starts_with("pound") && !weighs(source)) || (unit.starts_with('k') && speaks_of_kilometres(source))) continue;
    const auto converts = [&, f = factor](double p, double q) {
      return f > 0 ? (q >= 1 && near(p * f, q)) || (p >= 1 && near(q * f, p)) : near(p * 1.8 + 32, q) || near(q * 1.8 + 32, p) || near(p * 1.8, q);
    };
    // Decimal places: the point is not in the digits.
    if (converts(x, y) || (x >= 10 && converts(x / 10, y)) || (x >= 100 && converts(x / 100, y)) || (y >= 20 && converts(x, y / 10))) return true;
  }
  return false;
}

bool is_conversion(const std::string& a, const std::string& b, const Profile& source, const std::vector<Measure>& measures) {
  return a.size() <= 9 && b.size() <= 9 && std::any_of(measures.begin(), measures.end(), [&](const Measure& m) {
           return m.digits == b && (m.unit == "foot-inches" || is_conversion(std::stod(a), std::stod(b), m.unit, source));
         });
}

// Whether the English says a number of the source in another unit and in words: "a mile", "half an inch", "two feet".
bool is_conversion_in_words(const std::string& n, const Profile& source, const Profile& english) {
  static constexpr auto words =
      std::to_array<std::string_view>({"half", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"});
  if (n.size() > 9) return false;
  for (std::size_t i = 1; i < english.tokens.size(); ++i) {
    const auto& before = english.tokens[i - 1].folded;
    const bool article = before == "a" || before == "an";
    double value = 0;
    if (i >= 2 && (article || before == "of") && english.tokens[i - 2].folded == "half") {
      value = 0.5;
    } else if (article) {
      value = 1;
    } else if (const auto it = std::find(words.begin(), words.end(), before); it != words.end()) {
      value = it == words.begin() ? 0.5 : static_cast<double>(it - words.begin());
    }
    const double x = std::stod(n);
    if (value > 0 && (is_conversion(x, value, english.tokens[i].folded, source) || is_conversion(x / 10, value, english.tokens[i].folded, source))) return true;
  }
  return false;
}

bool spells(const Profile& text, std::string_view language, const std::string& digits) {
  if (digits.size() > 6 || (digits.size() > 1 && digits[0] == '0')) return false;
  std::vector<std::string_view> words;
  for (const auto& token : text.tokens)
    words.push_back(token.folded);
  return spells_number(words, language, std::stol(digits));
}

// "100 percent" and "No. 1" say "wholly" and "first".
bool is_figure_of_speech(const std::string& digits, const Profile& english, std::string_view translation) {
  if (digits == "1") {
    return std::any_of(english.tokens.begin(), english.tokens.end(),
                       [](const Token& t) { return t.before_figure && (t.folded == "no" || t.folded == "number"); });
  }
  if (digits != "100") return false;
  for (const auto* written : {"100 percent", "100 per cent", "100%", "100 %"})
    if (translation.find(written) != std::string_view::npos) return true;
  return false;
}

// Words for numbers in the source's language, for English digits that the source has as a word.
bool source_has_number_word(const Profile& source, std::string_view language,
                            const std::string& digits) {
  struct Row {
    std::string_view language;
    std::array<std::string_view, 12> words;  // 1 … 12, beginnings
  };
  static constexpr auto rows = std::to_array<Row>({
      {"es",
       {"un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
        "doce"}},
      {"pt",
       {"um", "doi", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze",
        "doze"}},
      {"gl",
       {"un", "dous", "tres", "catro", "cinco", "seis", "sete", "oito", "nove", "dez", "once",
        "doce"}},
      {"ca",
       {"un", "dos", "tres", "quatre", "cinc", "sis", "set", "vuit", "nou", "deu", "onze",
        "dotze"}},
      {"it",
       {"un", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici",
        "dodici"}},
      {"fr",
       {"un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
        "douze"}},
      {"ro",
       {"un", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă", "zece", "unsprezece",
        "doisprezece"}},
      {"pl",
       {"jed", "dw", "trz", "czter", "pię", "sześ", "sied", "osiem", "dziewi", "dziesi", "jedena",
        "dwana"}},
      {"cs",
       {"jed", "dv", "tři", "čtyř", "pět", "šest", "sedm", "osm", "devět", "deset", "jedenáct",
        "dvanáct"}},
      {"sk",
       {"jed", "dv", "tri", "štyr", "päť", "šesť", "sedem", "osem", "deväť", "desať", "jedenásť",
        "dvanásť"}},
      {"hr",
       {"jed", "dv", "tri", "četir", "pet", "šest", "sedam", "osam", "devet", "deset", "jedanaest",
        "dvanaest"}},
      {"bs",
       {"jed", "dv", "tri", "četir", "pet", "šest", "sedam", "osam", "devet", "deset", "jedanaest",
        "dvanaest"}},
      {"sr",
       {"jed", "dv", "tri", "četir", "pet", "šest", "sedam", "osam", "devet", "deset", "jedanaest",
        "dvanaest"}},
      {"sl",
       {"en", "dv", "tri", "štir", "pet", "šest", "sedem", "osem", "devet", "deset", "enajst",
        "dvanajst"}},
      {"bg",
       {"ед", "дв", "три", "четири", "пет", "шест", "седем", "осем", "девет", "десет", "единадесет",
        "дванадесет"}},
      {"mk",
       {"ед", "дв", "три", "четири", "пет", "шест", "седум", "осум", "девет", "десет", "единаесет",
        "дванаесет"}},
      {"ru",
       {"од", "дв", "тр", "четыр", "пят", "шест", "сем", "восем", "девят", "десят", "одиннадцат",
        "двенадцат"}},
      {"uk",
       {"од", "дв", "тр", "чотир", "п'ят", "шіст", "сім", "вісім", "дев'ят", "десят", "одинадцят",
        "дванадцят"}},
      {"de",
       {"ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
        "zwölf"}},
      {"hu",
       {"egy", "ket", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc", "tíz", "tizenegy",
        "tizenkettő"}},
      {"tr",
       {"bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz", "on", "onbir",
        "oniki"}},
      {"sq",
       {"një", "dy", "tre", "katër", "pesë", "gjashtë", "shtatë", "tetë", "nëntë", "dhjetë",
        "njëmbëdhjetë", "dymbëdhjetë"}},
      {"lt",
       {"vien", "du", "tr", "ketur", "penk", "šeš", "septyn", "aštuon", "devyn", "dešimt",
        "vienuolik", "dvylik"}},
      {"eu",
       {"bat", "bi", "hiru", "lau", "bost", "sei", "zazpi", "zortzi", "bederatzi", "hamar",
        "hamaika", "hamabi"}},
  });
  if (digits.size() > 2) return false;
  const int n = std::stoi(digits);
  if (n < 1 || n > 12) return false;
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.language == language; });
  if (row == rows.end()) return false;
  const auto word = row->words[static_cast<std::size_t>(n - 1)];
  return std::any_of(source.tokens.begin(), source.tokens.end(),
                     [&](const Token& t) { return std::string_view(t.folded).starts_with(word); });
}

// "5 mil", "5 de mii", "1,5 million": the zeros stand in a word on one of the sides.
bool names_a_scale(const Profile& text) {
  static constexpr auto words =
      std::to_array<std::string_view>({"bin", "bn", "k", "m", "mie", "mii", "mijë", "mil", "mila",
                                       "mille", "mln", "mlrd", "tis", "tys", "тис", "тыс", "хил", "ألف", "ألفا", "آلاف", "هزار", "ہزار", "لاکھ", "کروڑ", "مليون", "ملايين", "میلیون", "مليار",
                                       "میلیارد"});
  static constexpr auto begins = std::to_array<std::string_view>(
      {"thousand", "million", "billion", "hundred", "trillion", "bilion",  "tisíc",
       "tysi",     "tysią",   "tuhat",   "ezer",    "nghìn",    "ngàn",    "triệu",
       "тися",     "тыся",    "хиляд",   "илјад",   "хиљад",    "милион",  "миллион",
       "мільйон",  "млн",     "млрд",    "hiljad",  "tusen",    "þúsund",  "miliard",
       "miliar",   "milió",   "tūkst",   "milh",    "milers",   "migliai", "tisuć"});
  return std::any_of(text.tokens.begin(), text.tokens.end(), [](const Token& t) {
    return std::find(words.begin(), words.end(), t.folded) != words.end() ||
           t.folded.starts_with("万") || t.folded.starts_with("萬") || t.folded.starts_with("亿") || t.folded.starts_with("億") || t.folded.starts_with("千") ||
           std::any_of(begins.begin(), begins.end(),
                       [&](auto b) { return std::string_view(t.folded).starts_with(b); });
  });
}
std::string without_zeros(std::string n) {
  while (n.size() > 1 && n.back() == '0')
    n.pop_back();
  return n;
}

void check_numbers(const CheckInput& input, const Profile& theirs, const Profile& english,
                   std::vector<Mark>& marks) {
  auto source = numbers_of(input.source);
  auto target = numbers_of(input.translation);
  std::vector<std::string> lost, added;
  std::set_difference(source.begin(), source.end(), target.begin(), target.end(),
                      std::back_inserter(lost));
  std::set_difference(target.begin(), target.end(), source.begin(), source.end(),
                      std::back_inserter(added));
  bool converted = false;
  const auto measures = added.empty() && lost.empty() ? std::vector<Measure>{} : measures_of(input.translation);
  take_parts(input.source, lost, added);
  take_parts(input.translation, added, lost);
  const bool units = !lost.empty() && !added.empty();
  const bool scales =
      !lost.empty() && !added.empty() && (names_a_scale(english) || names_a_scale(theirs));
  std::set<std::string> centuries;  // of decades that were found again
  std::erase_if(lost, [&](const std::string& n) { return is_date_in_words(n, input.source, english, added) || says_half_past(n, theirs, english); });
  std::erase_if(lost, [&](const std::string& n) {
    auto it = std::find_if(added.begin(), added.end(), [&](const auto& a) {
      return is_half_hour(n, a, theirs) || is_same_clock(n, a, input.source) || is_same_clock(a, n, input.translation) || is_same_hour_or_decade(n, a, input.translation) || is_short_year(n, a, input.translation) ||
             is_short_year(a, n, input.source) || (scales && without_zeros(n) == without_zeros(a));
    });
    if (it == added.end() && units) {
      it = std::find_if(added.begin(), added.end(),
                        [&](const auto& a) { return is_conversion(n, a, theirs, measures); });
      converted = converted || it != added.end();
    }
    if (it == added.end()) {
      // "2–4 collas (~5,1–10,2 cm)" – "2 to 4 inches".
      const bool twice = std::any_of(measures.begin(), measures.end(), [&](const Measure& m) {
        return m.unit != "foot-inches" && source.contains(m.digits) && n != m.digits && n.size() <= 9 && is_conversion(std::stod(n), std::stod(m.digits), m.unit, theirs);
      });
      const bool in_words = is_conversion_in_words(n, theirs, english);
      converted = converted || in_words;
      return in_words || (twice && stands_in_brackets(n, input.source)) || is_power(n, input.source) || has_number_word(english, n) || spells(english, "en", n);
    }
    if (n.size() == 2 && is_decade(*it, input.translation)) centuries.insert(std::to_string(std::stoi(it->substr(0, 2)) + 1));
    added.erase(it);
    return true;
  });
  // "30. letech 20. století" – "the 1930s".
  std::erase_if(lost, [&](const std::string& n) { return centuries.contains(n); });
  if (lost.empty()) std::erase_if(added, [&](const std::string& n) { return is_decade(n, input.translation) && speaks_of_years(theirs); });
  if (!added.empty()) {
    auto roman = roman_numbers(capital_runs(input.source));
    std::erase_if(added, [&](const std::string& n) {
      const auto it = roman.find(n);
      if (it == roman.end())
        return source_has_number_word(theirs, input.language, n) || is_figure_of_speech(n, english, input.translation) || spells(theirs, input.language, n);
      roman.erase(it);
      return true;
    });
  }
  // "72 km" – "45 miles (72 km)".
  std::erase_if(added, [&](const std::string& a) {
    bool other_unit = std::any_of(source.begin(), source.end(), [&](const auto& n) { return is_conversion(n, a, theirs, measures); });
    // "seis metros" – "six meters (18 feet)".
    for (int n = 2; n <= 20 && !other_unit; ++n)
      other_unit = is_conversion(std::to_string(n), a, theirs, measures) && spells(theirs, input.language, std::to_string(n));
    converted = converted || other_unit;
    return other_unit;
  });
  if (!lost.empty()) marks.push_back(Mark::number_lost);
  if (!added.empty()) marks.push_back(Mark::number_added);
  if (converted) marks.push_back(Mark::converted);
}

bool is_common_english(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"about",  "after", "again", "all",    "also",     "am",      "an",     "and",    "any",
       "are",    "as",    "at",    "back",   "be",       "because", "been",   "before", "but",
       "by",     "call",  "can",   "come",   "could",    "day",     "did",    "do",     "does",
       "for",    "from",  "get",   "give",   "go",       "going",   "good",   "had",    "has",
       "have",   "hello", "her",   "here",   "him",      "his",     "home",   "house",  "how",
       "i",      "if",    "is",    "it",     "its",      "just",    "know",   "later",  "like",
       "make",   "many",  "money", "more",   "most",     "much",    "must",   "my",     "need",
       "never",  "new",   "not",   "now",    "of",       "on",      "one",    "only",   "or",
       "other",  "our",   "out",   "over",   "people",   "phone",   "please", "said",   "say",
       "see",    "send",  "she",   "should", "so",       "some",    "take",   "than",   "thank",
       "thanks", "that",  "the",   "their",  "them",     "then",    "there",  "these",  "they",
       "this",   "those", "time",  "today",  "tomorrow", "two",     "up",     "us",     "very",
       "want",   "was",   "we",    "well",   "were",     "what",    "when",   "where",  "which",
       "who",    "why",   "will",  "with",   "without",  "would",   "yes",    "yet",    "you",
       "your"});
  return std::binary_search(words.begin(), words.end(), w);
}

// ---- items --------------------------------------------------------------------------------------

void check_items(const CheckInput& input, std::vector<Mark>& marks) {
  for (const auto& item : find_items(input.source.substr(0, max_checked_bytes))) {
    if (item.kind != ItemKind::url && item.kind != ItemKind::email &&
        item.kind != ItemKind::phone && item.kind != ItemKind::handle &&
        item.kind != ItemKind::iban && item.kind != ItemKind::card) {
      continue;
    }
    if (input.translation.find(input.source.substr(item.begin, item.end - item.begin)) ==
        std::string_view::npos) {
      marks.push_back(Mark::item_lost);
      return;
    }
  }
}

// ---- names --------------------------------------------------------------------------------------

// Letters of other scripts and with accents as plain Latin ones, roughly as English papers write
// them: "Иван" ivan, "Şahin" sahin, "Γιώργος" giorgos.
std::string latin_of(std::string_view word) {
  static constexpr std::array<std::string_view, 32> cyrillic = {
      "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "i",   "k", "l", "m", "n", "o",  "p",
      "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "sht", "a", "y", "",  "e", "yu", "ya"};
  static constexpr std::array<std::string_view, 25> greek = {
      "a", "v", "g", "d", "e", "z", "i", "th", "i", "k",  "l",  "m", "n",
      "x", "o", "p", "r", "s", "s", "t", "y",  "f", "ch", "ps", "o"};
  std::string out;
  const auto folded = folded_word(word);
  for (std::size_t at = 0; at < folded.size();) {
    const auto c = next_char(folded, at);
    if (c < 0x80) {
      out.push_back(static_cast<char>(c));
    } else if (c >= 0x430 && c <= 0x44F) {
      out += cyrillic[static_cast<std::size_t>(c - 0x430)];
    } else if (c >= 0x3B1 && c <= 0x3C9) {
      out += greek[static_cast<std::size_t>(c - 0x3B1)];
    } else {
      switch (c) {
        case 0x454:
          out += "ye";
          break;
        case 0x456:
        case 0x458:
          out += c == 0x456 ? "i" : "j";
          break;
        case 0x459:
          out += "lj";
          break;
        case 0x45A:
          out += "nj";
          break;
        case 0x45B:
        case 0x452:
          out += c == 0x45B ? "c" : "dj";
          break;
        case 0x45F:
          out += "dz";
          break;
        case 0xDF:
          out += "ss";
          break;
        case 0xE6:
          out += "ae";
          break;
        case 0xF0:
          out += "d";
          break;
        case 0xFE:
          out += "th";
          break;
        case 0x153:
          out += "oe";
          break;
        default:
          break;
      }
    }
  }
  return out;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      corner = up;
    }
  }
  return row[b.size()];
}

// Whether two plain Latin words may be the same name in two languages: a long common beginning
// (endings are inflected: "Andreja" – "Andrej"), or few letters that differ ("Londra" – "London").
bool may_be_same_name(std::string_view a, std::string_view b) {
  if (a.find('x') != std::string_view::npos || b.find('x') != std::string_view::npos) {  // "Meksikanci" – "Mexicans"
    const auto spelt = [](std::string_view w) {
      std::string out;
      for (const char c : w)
        out += c == 'x' ? std::string("ks") : std::string(1, c);
      return out;
    };
    return may_be_same_name(spelt(a), spelt(b));
  }
  if (a.ends_with("'s")) a.remove_suffix(2);
  if (b.ends_with("'s")) b.remove_suffix(2);
  if (a == b) return true;
  const auto shorter = std::min(a.size(), b.size()), longer = std::max(a.size(), b.size());
  if (shorter < 3) return false;
  std::size_t common = 0;
  while (common < shorter && a[common] == b[common])
    ++common;
  if (common >= 3 && common + 3 >= longer) return true;
  if (common >= std::max<std::size_t>(4, (shorter + 1) / 2)) return true;
  if (common >= 3 && 2 * common >= longer) return true;
  return longer <= 24 && 3 * distance(a, b) <= longer;
}

// "Sra. Sumbung" – "Ms. Sumbung".
bool is_foreign_title(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>({"dna", "doamna", "domnul", "don", "doña", "dott", "gđa", "gđu", "gosp", "gospa", "mlle", "mme", "sig", "signor", "signora", "sra", "srta"});
  return std::find(words.begin(), words.end(), w) != words.end();
}

bool is_title(std::string_view w) {
  return w == "mr" || w == "mrs" || w == "ms" || w == "miss" || w == "dr" || w == "sir";
}

// "Lei", "Вас": you, said politely.
bool is_polite(std::string_view w, std::string_view language) {
  static constexpr auto words = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"bg", "вас"}, {"bg", "ви"}, {"bg", "вие"}, {"bg", "ваш"}, {"it", "lei"}, {"it", "suo"}, {"it", "sua"}, {"mk", "вас"}, {"mk", "вие"},
       {"ru", "вам"}, {"ru", "вас"}, {"ru", "ваш"}, {"ru", "вы"}, {"uk", "вам"}, {"uk", "вас"}, {"uk", "ви"}, {"bs", "vas"}, {"bs", "vam"},
       {"hr", "vas"}, {"hr", "vam"}, {"sr", "vas"}, {"sr", "vam"}, {"sl", "vas"}, {"sl", "vam"}, {"pl", "pan"}, {"pl", "pani"}, {"pl", "pana"}});
  return std::find(words.begin(), words.end(), std::pair{language, w}) != words.end();
}

// "Partido Laborista", "la Comisión", "Twitter": English writes "party", "the committee", "tweeted".
bool is_institution(std::string_view w) {
  static constexpr auto begins = std::to_array<std::string_view>(
      {"agenc", "agenț", "commis", "comis", "comit", "comunid", "consej", "consel", "consil", "cort", "cour", "département", "departament", "departman", "držav", "estad", "estat",
       "facebook", "fundaci", "gobiern", "govern", "guvern", "instit", "komis", "komit", "membr", "miembr", "minist", "nacion", "național", "odbor", "paese", "parlament", "parlement", "parti", "país",
       "pays", "polic", "predsj", "predsed", "president", "président", "președ", "senat", "servi", "serviz", "sud", "sveuč", "tribun", "twit", "univer", "vlad", "whatsapp", "țar", "țăr", "šola", "комис",
       "комит", "министер", "парламент", "партиј", "партия", "полиц", "сенат", "суд", "твитер", "туит", "универ", "съд", "влад", "државн", "държавн"});
  return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

// "XIXe", "XVII": a century or an ordinal.
bool is_century(std::string_view w) {
  const auto end = std::min(w.find_first_not_of("ivxl"), w.size());
  return end >= 2 && w.size() - end <= 3;
}

// What English writes with a capital and most other languages do not, so that it says nothing of names. (Peoples and languages may
// answer a country: "equipo de Escocia" – "Scottish side".)
bool is_capital_in_english_only(std::string_view w, std::string_view language) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"april", "august", "christmas", "december", "easter", "february", "friday", "january", "july", "june", "monday", "november", "october", "saturday",
       "september", "sunday", "thursday", "tuesday", "wednesday"});
  return language != "de" && std::binary_search(words.begin(), words.end(), w);
}

// What is heard of a name's consonants, as languages that spell by ear write English names: "Votersova" – "Waters", "Džejkobs" – "Jacobs".
std::string consonants(std::string_view name) {
  if (name.ends_with("'s")) name.remove_suffix(2);
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    const char next = i + 1 < name.size() ? name[i + 1] : '\0';
    if (std::string_view("aeiouyhj'").find(c) != std::string_view::npos) {
      if (c != 'j' || i != 0) continue;
      c = 'z';
    }
    if (c == 'd' && (next == 'z' || next == 'j')) continue;  // "dž"
    if (c == 'p' && next == 'h') c = 'f';
    if (c == 'w') c = 'v';
    if (c == 'q' || c == 'x') c = 'k';
    if (c == 'c') c = next == 'h' || next == 'e' || next == 'i' ? 's' : 'k';
    if (c == 'z') c = 's';
    if (c == 'g' && i == 0 && (next == 'e' || next == 'i')) c = 's';
    if (out.empty() || out.back() != c) out.push_back(c);
  }
  return out;
}

bool sounds_the_same(std::string_view a, std::string_view b) {
  const auto x = consonants(a), y = consonants(b);
  const auto shorter = std::min(x.size(), y.size()), longer = std::max(x.size(), y.size());
  return shorter >= 3 && longer <= shorter + 2 && x.compare(0, shorter, y, 0, shorter) == 0;
}

// "Oğuzhan'a": the name before the apostrophe.
std::string_view without_ending(std::string_view w) { return w.substr(0, w.find('\'')); }

void check_names(const CheckInput& input, const Profile& source, const Profile& english,
                 std::vector<Mark>& marks) {
  for (const auto& name : input.names) {
    if (!name.empty() && input.source.find(name) != std::string_view::npos &&
        input.translation.find(name) == std::string_view::npos) {
      marks.push_back(Mark::name_lost);
      return;
    }
  }
  std::vector<std::string> theirs;
  for (const auto& token : english.tokens)
    theirs.push_back(latin_of(token.folded));
  std::vector<bool> taken(theirs.size(), false);
  const auto is_replaced = [&](const Token& token) {
    return std::any_of(input.replaced.begin(), input.replaced.end(), [&](const std::string& term) {
      return folded_word(term).find(folded_word(token.folded)) != std::string::npos;
    });
  };
  const auto found_in_english = [&](const Token& token) {
    const auto name = latin_of(token.folded);
    if (name.size() < 2) return true;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (taken[i] || !may_be_same_name(name, theirs[i])) continue;
      taken[i] = true;
      return true;
    }
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (taken[i] || !(english.tokens[i].capital || english.tokens[i].all_capitals) || !sounds_the_same(name, theirs[i])) continue;
      taken[i] = true;
      return true;
    }
    return false;
  };
  std::size_t in_brackets = 0;
  const auto is_known = [&](const Token& token) { return input.known_names && input.known_names->contains(folded_word(token.folded)); };
  // In a short line a sentence that begins with a given name which is no word of the language begins with a name.
  const bool is_short = source.tokens.size() <= short_line_words;
  const auto is_given = [&](const Token& token) {
    return is_short && token.capital && token.sentence_start && is_given_name(without_ending(token.folded), input.language);
  };
  // First words of sentences that stand in both: they answer each other, and no name that was lost.
  for (const auto& token : source.tokens)
    if (token.capital && token.sentence_start && token.letters >= 3 && !is_known(token) && !is_given(token) && found_in_english(token)) in_brackets += token.in_brackets;
  // Capitals inside a sentence. German writes nouns so, and many scripts have none.
  const bool capitals_tell = input.language != "de" && input.language != "lb";
  std::size_t unmatched = 0, known = 0, known_capital = 0;
  std::vector<std::string> matched;
  const auto looks_like_name = [&](const Token& token) {
    return capitals_tell && token.capital && !token.sentence_start && !is_polite(token.folded, input.language) && !is_century(token.folded) &&
           !is_institution(token.folded);
  };
  std::vector<std::size_t> found, missing;
  for (std::size_t t = 0; t < source.tokens.size(); ++t) {
    const auto& token = source.tokens[t];
    if (token.letters < 3 || is_replaced(token) || is_foreign_title(token.folded)) continue;
    if (!looks_like_name(token) && !is_known(token) && !is_given(token)) continue;
    if (found_in_english(token)) {
      matched.push_back(latin_of(token.folded));
      found.push_back(t);
      in_brackets += token.in_brackets;
      continue;
    }
    // Said again, where the English has a pronoun.
    if (const auto name = latin_of(token.folded); std::any_of(matched.begin(), matched.end(), [&](const auto& m) { return may_be_same_name(name, m); })) continue;
    if (is_known(token)) {
      ++unmatched;
      ++known;
      known_capital += token.capital;
    } else {
      missing.push_back(t);
    }
  }
  // "Maiks Koups (Mike Coupe)": the name as heard, and as written. "Holly Willoughby" – "Willoughby": said more fully.
  std::erase_if(missing, [&](std::size_t t) {
    if (in_brackets > 0 && !source.tokens[t].in_brackets) {
      --in_brackets;
      return true;
    }
    return std::any_of(found.begin(), found.end(), [&](std::size_t f) { return f + 1 == t || t + 1 == f; });
  });
  unmatched += missing.size();
  const auto given = static_cast<std::size_t>(std::count_if(missing.begin(), missing.end(), [&](std::size_t t) { return is_given(source.tokens[t]); }));
  known += given;
  // A capital word of the English that answers none of the source's may be its translation
  // ("Reino Unido" – "United Kingdom"); the first word of a sentence only if it is no everyday one.
  std::size_t candidates = 0, names = 0;
  for (std::size_t i = 0; i < english.tokens.size(); ++i) {
    const auto& token = english.tokens[i];
    if (taken[i] || token.folded == "i" || token.folded.starts_with("i'")) continue;
    if (!token.capital && !token.all_capitals) continue;
    if (token.sentence_start &&
        (is_common_english(token.folded) || (given > 0 && english_commonness(token.folded) > 0) || (token.folded.find('\'') != std::string::npos && !token.folded.ends_with("'s")))) {
      continue;
    }
    if (is_title(token.folded)) continue;
    ++candidates;
    names += !is_capital_in_english_only(token.folded, input.language);
  }
  // A name of the case written as a name has no translation: "Prado" is no "Meadow".
  if (known_capital > 0 ||
      (known > 0 ? unmatched > candidates : (unmatched > 0 && candidates == 0) || (unmatched > 2 && unmatched > 2 * names))) {
    marks.push_back(Mark::name_lost);
  }
}

// ---- negation -----------------------------------------------------------------------------------

// `strong`: hardly ever without a negation in English. `weak`: may stand behind one.
struct Negations {
  std::vector<std::string_view> strong, weak;
};
const Negations* negations_of(std::string_view language) {
  static const std::map<std::string_view, Negations> table = {
      {"es",
       {{"no", "nunca", "jamás", "jamas", "tampoco", "nadie"},
        {"nada", "sin", "ni", "ninguno", "ningún", "ninguna", "imposible", "falta", "menos"}}},
      {"ca", {{"no", "mai", "tampoc", "ningú"}, {"res", "sense", "ni", "cap", "pas"}}},
      {"gl", {{"non", "nunca", "tampouco", "ninguén"}, {"nada", "sen", "nin", "ningún"}}},
      {"pt",
       {{"não", "nunca", "jamais", "ninguém", "nao", "ninguem"},
        {"nada", "sem", "nem", "nenhum", "nenhuma", "tampouco"}}},
      {"it",
       {{"non", "mai", "nessuno"},
        {"niente", "nulla", "senza", "né", "nessun", "nessuna", "neanche", "nemmeno"}}},
      {"fr",
       {{"pas", "jamais", "ne", "n"},
        {"plus", "rien", "personne", "sans", "ni", "aucun", "aucune", "non"}}},
      {"ro",
       {{"nu", "niciodată", "nimeni", "n", "niciodata", "nush"},
        {"nici", "nimic", "fără", "fara", "niciun", "nicio"}}},
      {"bg",
       {{"не", "няма", "никога", "никой", "нямам", "нямаш", "нямаме", "нямате", "нямат", "нямаше",
         "недей", "недейте"},
        {"нищо", "без", "ни", "нито"}}},
      {"mk",
       {{"не", "нема", "никогаш", "никој", "немам", "немаш", "немаме", "немаат", "немој"},
        {"ништо", "без", "ни", "ниту"}}},
      {"ru", {{"не", "нет", "никогда", "никто"}, {"ничего", "без", "ни", "нельзя", "вряд", "вместо"}}},
      {"uk", {{"не", "ні", "немає", "нема", "ніколи", "ніхто"}, {"нічого", "без"}}},
      {"sr",
       {{"ne",     "nije",  "nisam",  "nemoj",   "nikad", "nema", "nemam", "nemaš", "nemas",  "nemamo",
         "nemaju", "neću",  "necu",   "nećeš",   "neće",  "nece",  "не",    "није",   "нисам",
         "немој",  "немам", "немаш",  "немамо",  "немају", "нећу",  "нећеш", "неће"},
        {"ništa", "bez", "ni", "niko", "нема", "ништа", "без", "nisu", "nismo", "nisi",
         "ниси", "нису"}}},
      {"hr",
       {{"ne", "nije", "nisam", "nemoj", "nikad", "nema", "nemam", "nemaš", "nemas", "nemamo", "nemaju",
         "neću", "necu", "nećeš", "neće", "nece"},
        {"ništa", "bez", "ni", "nitko", "nisu", "nismo", "nisi"}}},
      {"bs",
       {{"ne", "nije", "nisam", "nemoj", "nikad", "nema", "nemam", "nemaš", "nemas", "nemamo", "nemaju",
         "neću", "necu", "nećeš", "neće", "nece"},
        {"ništa", "bez", "ni", "niko", "nisu", "nismo", "nisi"}}},
      {"sl", {{"ne", "ni", "nisem", "nikoli"}, {"nič", "brez", "nihče", "niso", "nima"}}},
      {"pl", {{"nie", "nigdy", "nikt"}, {"nic", "bez", "ani"}}},
      {"cs",
       {{"není", "neni", "nikdy", "nikdo", "nejsem", "nemám", "nemam", "nevím", "nevim", "nechci",
         "nemůžu", "nemuzu", "nebudu", "nepřijdu", "nechoď"},
        {"ne", "nic", "bez", "ani", "žádný", "žádné", "žádná"}}},
      {"sk",
       {{"nie", "nikdy", "nikto", "nemám", "nemam", "neviem", "nechcem", "nemôžem", "nebudem"},
        {"nič", "bez", "ani", "žiadny", "žiadna"}}},
      {"is", {{"ekki", "aldrei"}, {"enginn", "ekkert", "án"}}},
      {"eu", {{"ez"}, {"inoiz", "gabe", "inor"}}},
      {"de",
       {{"nicht", "nie", "niemals", "kein", "keine"},
        {"nichts", "ohne", "keinen", "niemand", "nein", "weder", "kaum"}}},
      {"nl", {{"niet", "nooit", "geen"}, {"niets", "zonder", "niemand", "nee"}}},
      {"hu",
       {{"nem", "soha", "nincs", "nincsenek", "sincs", "ne", "senki", "senkit", "senkinek", "sehol", "mégsem", "megsem"},
        {"semmi", "semmit", "nélkül", "sem", "se"}}},
      {"tr",
       {{"değil", "degil", "yok", "yoktu", "hayır", "asla", "hiç"}, {"hic", "kimse", "hayir"}}},
      // "ما" is "not" in speech and "what" in writing.
      {"ar",
       {{"لا", "ليس", "لم", "لن", "مش", "مو", "ليست", "مافي", "ماعندي"},
        {"ما", "غير", "بدون", "بلا", "ولا", "عدم", "كلا", "دون", "أبدا", "ابدا", "مطلقا", "قط", "رفض"}}},
      {"fa", {{"نیست", "نه", "نمی", "هیچ", "ندارم", "نکن"}, {"بدون", "بی", "هرگز", "ممنوع", "دیگر", "هیچکدام", "هنوز"}}},
      {"ur", {{"نہیں", "نہ", "مت"}, {"بغیر", "نا", "بے"}}},
      {"sq",
       {{"nuk", "mos", "kurrë", "kurre", "s'kam", "s'ka", "skam", "ska", "s'di", "sdi", "askush", "askënd", "askund"},
        {"asgjë", "asgje", "pa", "jo", "as", "s"}}},
      {"lt",
       {{"nėra", "nera", "niekada", "neturiu", "nežinau", "nezinau", "negaliu", "nenoriu", "niekas", "niekur"},
        {"ne", "nieko", "be"}}},
      {"vi", {{"không", "chưa", "đừng", "khong", "chua"}, {"chẳng", "ko", "k", "dung"}}},
      {"lv", {{"nav", "nekad", "neviens"}, {"ne", "nekas", "bez"}}},
      {"so",
       {{"ma", "maya", "maaha"},
        {"la'aan", "aan", "aanan", "aanay", "aanu", "kuma", "kama", "kaama", "lama", "uma", "uuma", "looma", "isma", "lagama", "maysan", "laheyn", "lahayn", "ahayn", "aheyn", "weli", "weligood", "marnaba", "lahaa", "aysan", "uusan", "aanan", "inaysan", "inuusan", "inaan"}}},
  };
  const auto it = table.find(language);
  return it == table.end() ? nullptr : &it->second;
}

bool is_english_negation(std::string_view w) {
  if (w.ends_with("'s")) w.remove_suffix(2);  // "nobody's"
  static constexpr auto words = std::to_array<std::string_view>(
      {"aint",   "cannot", "cant",    "didnt",   "doesnt", "dont",    "hasnt",
       "havent", "isnt",   "neither", "never",   "no",     "nobody",  "none",
       "nor",    "not",    "nothing", "nowhere", "wasnt",  "without", "wont"});
  return w.ends_with("n't") || std::binary_search(words.begin(), words.end(), w);
}
// Words that say the same without "not".
bool is_english_denial(std::string_view w, bool is_short) {
  // "he isn't here" – "he is out": in a short line they are mostly what was said.
  if (!is_short && (w == "ill" || w == "off" || w == "out")) return true;
  static constexpr auto begins = std::to_array<std::string_view>(
      {"disallow", "disappro", "dishonest", "disobey", "dissatisf", "distrust", "illegitim", "illicit", "immatur", "impatien", "imperfect", "improbab", "improper", "inaccura", "inadequa",
       "impractic", "inappropria", "incomplet", "inconsisten", "ineffect", "inexperien", "insecur", "insignifican", "invisib", "irrelevan", "irresponsib",
       "absen",     "avoid",    "barely",   "declin",  "denie",     "deny",     "disagree", "dislike",  "disregard",
       "fail",      "few",      "hardly",   "ignor",   "illegal",   "impossib", "inab",     "incapab",  "incompet",
       "incorrect", "ineligib", "insuffic", "intoler", "invalid",   "irregular", "keep",    "lack",
       "little",    "miss",     "prevent",  "rarely",  "refus",     "reject",   "scarce",
       "seldom",    "stop",     "unable",   "unlike"});
  if (w == "only" || w == "short" || w == "wrong") return true;
  if (w.size() >= 6 && w.ends_with("less")) return true;
  if (w.starts_with("un") && w.size() >= 6 && !w.starts_with("uni") && !w.starts_with("under") &&
      w != "unless") {
    return true;
  }
  return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

// "no later than", "not only", "No. 1", "with or without": they deny nothing by themselves.
bool is_english_idiom(const std::vector<Token>& tokens, std::size_t t) {
  static constexpr auto after_no = std::to_array<std::string_view>({"doubt", "fewer", "later", "less", "matter", "more", "sooner", "wonder"});
  static constexpr auto after_not = std::to_array<std::string_view>({"just", "least", "merely", "only", "simply"});
  const std::string_view w = tokens[t].folded, next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  const std::string_view before = t > 0 ? std::string_view(tokens[t - 1].folded) : "";
  const auto stands = [](const auto& list, std::string_view x) { return std::binary_search(list.begin(), list.end(), x); };
  if (w == "no") return tokens[t].before_figure || stands(after_no, next);
  if (w == "not") return stands(after_not, next) || before == "or";
  if (w == "without") return before == "or" || next == "doubt";
  if (w == "don't" || w == "dont") {
    if (next == "worry") return true;  // "fica tranquila"
  }
  if (w == "no" && (next == "problem" || next == "worries" || next == "wonder")) return true;
  if (w == "can't" && next == "wait") return true;
  // "won't come until Friday": "abia vineri vine".
  for (std::size_t i = t + 1; i < std::min(tokens.size(), t + 8) && !tokens[i].sentence_start; ++i)
    if (tokens[i].folded == "until" || tokens[i].folded == "till") return true;
  if (w == "never") return next == "more" || next == "mind";
  return before == "why" && w.ends_with("n't");  // "Why wouldn't I": of course
}

// Words that turn a denial round: "no es fácil" – "it is challenging", "još nije" – "has yet to", "productos que no sean de
// alimentación" – "non-food". In a long sentence they may answer one; everyday words ("than", "just", "away") would hide too much.
bool is_turned_round(const std::vector<Token>& tokens, std::size_t t) {
  static constexpr auto words = std::to_array<std::string_view>({"banned", "beyond", "except", "inevitable", "landlocked", "merely", "non", "outside", "rare", "reluctant", "simply",
                                                                 "stuck", "tough", "trouble", "until", "wary", "wrong"});
  static constexpr auto begins = std::to_array<std::string_view>({"abandon", "abolish", "ceas", "challeng", "decriminal", "exclud", "exempt", "forbid", "hidd", "neglect", "object", "omit", "oppos",
                                                                  "overlook", "prohibit", "resist", "struggl", "wasted", "withh"});
  const std::string_view w = tokens[t].folded, next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  if (w == "yet") return next == "to";
  if (w == "far") return next == "from";
  if (w == "rather") return next == "than";
  return std::binary_search(words.begin(), words.end(), w) || std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

// Whether the denying word at `t` denies nothing: "hasta que no", "dok ne" (until), "o no", "ali ne" (or not), "no … más que" (only).
bool is_expletive(const std::vector<Token>& tokens, std::size_t t, std::string_view language) {
  struct Words {
    std::string_view language;
    std::vector<std::string_view> until, alternative, more;
    std::vector<std::string_view> than;
  };
  static const std::vector<Words> table = {
      {"es", {"hasta"}, {"o"}, {"más", "mas"}, {"que"}},
      {"pt", {"até", "enquanto"}, {"ou"}, {"mais"}, {"que", "do"}},
      {"gl", {"ata", "mentres"}, {"ou"}, {"máis"}, {"que", "ca", "co", "do"}},
      {"ca", {"fins"}, {"o"}, {"més"}, {"que"}},
      {"it", {"finché", "finchè", "fino"}, {"o"}, {"altro"}, {"che"}},
      {"fr", {}, {"ou"}, {}, {}},
      {"ro", {"până", "pana"}, {"sau", "ori"}, {"decât", "decat"}, {}},
      {"hr", {"dok", "dokle", "samo", "zamalo"}, {"ili", "a"}, {}, {}},
      {"bs", {"dok", "dokle", "samo", "zamalo"}, {"ili", "a"}, {}, {}},
      {"sr", {"dok", "dokle", "samo", "zamalo", "док", "докле"}, {"ili", "a", "или"}, {}, {}},
      {"sl", {"dokler"}, {"ali"}, {}, {}},
      {"mk", {"додека", "дури"}, {"или"}, {}, {}},
      {"bg", {"докато"}, {"или"}, {}, {}},
      {"ru", {"пока"}, {"или"}, {}, {}},
      {"uk", {"поки", "доки"}, {"чи", "або"}, {}, {}},
      {"pl", {"dopóki", "póki", "zanim"}, {"czy", "lub"}, {}, {}},
      {"hu", {"amíg", "míg", "ameddig"}, {"vagy"}, {}, {}},
      {"sq", {"derisa"}, {"apo"}, {}, {}},
      {"eu", {}, {"ala", "edo"}, {}, {}},
      {"de", {}, {"oder"}, {}, {}},
  };
  const auto found = std::find_if(table.begin(), table.end(), [&](const Words& r) { return r.language == language; });
  static const Words none;
  const auto* row = found == table.end() ? &none : &*found;
  const auto in = [](const std::vector<std::string_view>& list, const std::string& w) { return std::find(list.begin(), list.end(), w) != list.end(); };
  for (std::size_t back = 1; back <= 6 && back <= t; ++back) {
    // "пока не придёт", but "поки немає" (not yet).
    if (in(row->until, tokens[t - back].folded)) return !(language == "ru" || language == "uk") || tokens[t].folded == "не";
    if (tokens[t - back + 1].clause_start) break;
  }
  if (t > 0 && in(row->alternative, tokens[t - 1].folded)) return true;
  for (std::size_t i = t + 1; i < std::min(tokens.size(), t + 7); ++i) {
    if (!in(row->more, tokens[i].folded)) continue;
    if (row->than.empty() || (i + 1 < tokens.size() && in(row->than, tokens[i + 1].folded))) return true;
  }
  const std::string_view next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  const std::string_view before = t > 0 ? std::string_view(tokens[t - 1].folded) : "";
  if (language == "so") return tokens[t].sentence_start;
  if (language == "vi") {
    static constexpr auto behind = std::to_array<std::string_view>({"gian", "khí", "quân", "chỉ", "những"});
    return before == "hay" || before == "trên" || before == "hàng" || std::find(behind.begin(), behind.end(), next) != behind.end() || t + 1 == tokens.size();
  }
  if (language == "eu") return before == "baino" || before == "besterik" || next == "ezik";
  if (language == "ca") return before == "que" && next == "pas";
  return false;
}

// "to cease", "absence", "forbidden", "rarely", "until", "less": an English "not" may answer them.
bool implies_denial(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"antes", "apenas", "avant", "cel", "ever", "gutxi", "nié", "niega", "niego", "ikad", "jamais", "less", "manje", "meno", "menos", "menys", "minder", "mindre", "moins", "najkasnije", "nerijetko", "prije",
       "prima", "rar", "sólo", "tek", "uniquement", "înainte", "најдоцна", "пред", "преди", "освен", "осім", "кроме", "oprócz", "osim", "sauf", "salvo", "excepto", "exceto"});
  static constexpr auto begins = std::to_array<std::string_view>(
      {"absen", "absèn", "ausen", "ausên", "assen", "barely", "blok", "caren", "cess", "deix", "dej", "difícil", "difficil", "dificil", "doubt", "dud", "dúv", "dubt", "escap",
       "eskas", "evit", "éviter", "exclu", "exclo", "faltan", "ferm", "imped", "impied", "încet", "incet", "interd", "interz", "jed", "lips", "manc", "mangel", "nedost", "odb", "odust",
       "oprost", "ignor", "nega", "negó", "perd", "perso", "pierd", "priv", "rare", "prekin", "prestan", "prestal", "presta", "proib", "prohib", "rareori", "raram", "rech", "recus", "refus", "rehus", "renun", "respin", "retk", "rijet",
       "rifiut", "sans", "smett", "spriječ", "spreč", "stop", "uisl", "usfal", "ustav", "vetat", "weiger", "zabran", "zaborav", "zaustav", "забран", "забрав", "запре", "изгуб", "липс",
       "отказ", "одби", "престан", "преста", "прекин", "предотврат", "ретк", "рядк", "спре", "спря", "запрет", "редко", "відмов", "заборон", "рідко"});
  return std::find(words.begin(), words.end(), w) != words.end() || std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

// How many clauses of a text deny something. A clause ends at punctuation or where the text goes on
// with "and"/"but" in its language; several denying words in one clause are one denial ("no vi a
// nadie"), as Romance and Slavic languages double them.
struct Denials {
  std::size_t strong = 0, weak = 0;
};

bool is_followed_by_no_denial(std::string_view next) {
  // "no obstante", "no solo", "¿no?" and their like deny nothing.
  static constexpr auto words = std::to_array<std::string_view>(
      {"deja", "doar", "només", "numai", "obstant", "obstante", "samo", "seulement", "solamente", "solo",
       "soltanto", "só", "sólo", "tylko", "только", "само", "csak", "csupán", "chỉ", "лише", "тільки", "менее", "менш", "jen", "len", "nur", "vetëm", "يزال", "تزال"});
  return std::find(words.begin(), words.end(), next) != words.end();
}

// Sayings: "no cabe duda" (certainly), "ne cesse de" (keeps), "un pas" (a step), "не след дълго" (soon).
bool denies_nothing(const std::vector<Token>& tokens, std::size_t t, std::string_view language) {
  const std::string_view w = tokens[t].folded, before = t > 0 ? std::string_view(tokens[t - 1].folded) : "";
  const auto next = [&](std::size_t n) { return t + n < tokens.size() ? std::string_view(tokens[t + n].folded) : ""; };
  static constexpr auto doubts = std::to_array<std::string_view>({"dubbi", "dubt", "duda", "dúbida", "dúvid", "doute", "îndoial", "indoial", "сомнен", "съмнени", "сумнів", "sumnj", "wątpliw", "pochyb", "zweifel", "dyshim", "şüphe"});
  const bool denies = w == "no" || w == "não" || w == "non" || w == "nu" || w == "nema" || w == "nie" || w == "няма" || w == "нет" || w == "немає" || w == "kein" || w == "nuk" || w == "s'ka";
  for (std::size_t n = 1; denies && n <= 3 && t + n < tokens.size() && !tokens[t + n].clause_start; ++n)
    if (std::any_of(doubts.begin(), doubts.end(), [&](auto d) { return next(n).starts_with(d); })) return true;
  if (language == "fr") {
    static constexpr auto steps = std::to_array<std::string_view>({"au", "ces", "chaque", "des", "deux", "faux", "grand", "grands", "gros", "le", "les", "mes", "nouveau", "petit", "petits", "premier", "premiers", "quelques", "ses", "trois", "un"});
    if (w == "pas") return std::binary_search(steps.begin(), steps.end(), before);
    return (w == "ne" || w == "n") && next(1).starts_with("cess") && next(2) != "pas";
  }
  if (language == "bg") return w == "не" && ((next(1) == "на" && next(2) == "последно") || (next(1) == "след" && next(2) == "дълго"));
  if (language == "ca") return w == "no" && next(1) == "cal" && next(2).starts_with("dir");
  // "nema veze" (never mind), "nema na čemu" (you're welcome).
  if (language == "hr" || language == "bs" || language == "sr") return w == "nema" && (next(1) == "veze" || next(1) == "na" || next(1) == "frke" || next(1).starts_with("problem"));
  return false;
}

// Whether a word that begins with "ne" in Czech, Slovak, Latvian or Lithuanian is likely a verb that is denied, and none of the words
// that only begin so ("nebo", "neskôr", "nedēļa", "nes").
bool is_denied_verb(std::string_view w, std::string_view language) {
  static constexpr auto others = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"cs", "nebe"},  {"cs", "nebo"},  {"cs", "nedal"}, {"cs", "nedost"}, {"cs", "nepok"}, {"cs", "nespr"}, {"cs", "neotř"}, {"cs", "nedůvěr"}, {"cs", "nedáv"}, {"cs", "nedav"}, {"cs", "neděl"}, {"cs", "nedel"}, {"cs", "negat"},  {"cs", "nehod"},  {"cs", "nechal"}, {"cs", "nechat"}, {"cs", "nechá"}, {"cs", "nechte"}, {"cs", "nej"},
       {"cs", "někd"},  {"cs", "nekd"},  {"cs", "nekol"}, {"cs", "nekter"}, {"cs", "nemoc"}, {"cs", "neob"},  {"cs", "nepř"},  {"cs", "nerv"},   {"cs", "nese"},   {"cs", "nesl"},   {"cs", "netr"},  {"cs", "neut"},   {"cs", "neust"},
       {"cs", "neuv"},  {"cs", "nevěst"}, {"cs", "nevin"}, {"cs", "nezav"}, {"cs", "nezáv"}, {"cs", "nezb"},  {"cs", "nezn"},  {"sk", "nebe"},   {"sk", "nebo"},   {"sk", "neďal"}, {"sk", "nedost"}, {"sk", "nedôver"}, {"sk", "nepok"}, {"sk", "nedáv"},  {"sk", "nedav"}, {"sk", "nedeľ"},  {"sk", "nedel"},
       {"sk", "nehod"}, {"sk", "nech"},  {"sk", "neja"},  {"sk", "niek"},  {"sk", "nemoc"}, {"sk", "neob"},  {"sk", "nepr"},  {"sk", "neskor"}, {"sk", "neskôr"}, {"sk", "nesie"},  {"sk", "nesk"},  {"sk", "neust"},  {"sk", "nevin"},
       {"sk", "nevyh"}, {"sk", "nevest"}, {"sk", "nezáv"}, {"lt", "neab"},  {"lt", "neb"},   {"lt", "nei"},   {"lt", "neį"},   {"lt", "neapr"}, {"lt", "nedaug"}, {"lt", "nedid"}, {"lt", "nelaim"}, {"lt", "nepaprast"}, {"lt", "nepasit"}, {"lt", "nemal"}, {"lt", "neteis"}, {"lt", "neturting"}, {"lt", "nevyr"}, {"lt", "nemaž"},  {"lt", "nemok"},  {"lt", "nepais"}, {"lt", "neprik"}, {"lt", "neretai"},
       {"lt", "nesen"}, {"lt", "neti"},  {"lt", "netgi"}, {"lt", "neto"},  {"lt", "netruk"}, {"lv", "neatk"}, {"lv", "nedaudz"}, {"lv", "nedēļ"},  {"lv", "nedel"},  {"lv", "nekav"},  {"lv", "nekā"},  {"lv", "negad"}, {"lv", "nesask"}, {"lv", "neuzt"}, {"lv", "nesag"}, {"lv", "neatkar"}, {"lv", "nelaim"}, {"lv", "neliel"},
       {"lv", "nemier"}, {"lv", "nepar"}, {"lv", "nepiec"}, {"lv", "nesen"}, {"lv", "neskat"}, {"lv", "netālu"}, {"lv", "netalu"}, {"lv", "nevis"}});
  if (language == "sk" && (w.starts_with("nepríd") || w.starts_with("nepri"))) return true;
  if (language == "cs" && (w.starts_with("nepřij") || w.starts_with("nepřes") || w.starts_with("nepříj"))) return true;
  return std::none_of(others.begin(), others.end(), [&](const auto& o) { return o.first == language && w.starts_with(o.second); });
}

// "Niente mare domani", "Nada de fiesta": at a line's beginning "nothing" denies. Arabic "ما" is "not" before what one has, wants or can.
bool denies_from_here(const std::vector<Token>& tokens, std::size_t t, std::string_view language) {
  static constexpr auto nothing = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"bg", "нищо"}, {"bs", "ništa"}, {"cs", "nic"},    {"de", "nichts"}, {"es", "nada"},   {"es", "ni"}, {"es", "ninguna"}, {"es", "ningún"}, {"fr", "rien"}, {"gl", "nada"}, {"hr", "ništa"}, {"hu", "semmi"},
       {"it", "nessun"}, {"it", "nessuna"}, {"it", "niente"}, {"pl", "nic"}, {"it", "neanche"}, {"it", "nemmeno"}, {"pt", "nada"}, {"pt", "nem"}, {"ro", "nici"}, {"pt", "nenhum"}, {"pt", "nenhuma"}, {"ro", "nicio"}, {"ro", "niciun"}, {"ro", "nimic"}, {"sk", "nič"}, {"sr", "ništa"}});
  static constexpr auto behind = std::to_array<std::string_view>({"اريد", "أريد", "اعرف", "أعرف", "ادري", "أدري", "اقدر", "أقدر", "بدي", "بدك", "بدنا", "بعرف", "بقدر", "رح", "راح", "عندك", "عندنا", "عنده", "عندها", "عندهم", "عندي",
                                                                  "في", "فيه", "فيها", "معك", "معنا", "معه", "معي", "لقيت", "وصل", "وصلت", "فهمت", "رديت"});
  static constexpr auto before = std::to_array<std::string_view>({"كل", "مثل", "زي", "بعد", "قبل", "عند", "دائما"});
  const std::string_view w = tokens[t].folded, next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  const auto in = [](const auto& list, const auto& x) { return std::find(list.begin(), list.end(), x) != list.end(); };
  // "مرحلة ما في": some stage in.
  if (language == "ar") return w == "ما" && in(behind, next) && (t == 0 || !in(before, tokens[t - 1].folded)) && (tokens[t].clause_start || !next.starts_with("في"));
  return tokens[t].sentence_start && !next.empty() && !tokens[t + 1].clause_start && next != "male" && next != "mal" && next != "mau" && next != "rău" && in(nothing, std::pair{language, w});
}

Denials denials_of(const Profile& source, const Negations& words, std::string_view language) {
  Denials result;
  bool strong = false, weak = false;
  // French "ne" beside "que" denies nothing ("n'a que", "avant qu'il ne parte") unless "plus", "rien" or "personne" stands there too.
  bool ne = false, partner = false, que = false;
  const auto close = [&] {
    if (ne) (partner || !que ? strong : weak) = true;
    ne = partner = que = false;
    if (strong)
      ++result.strong;
    else if (weak)
      ++result.weak;
    strong = weak = false;
  };
  const auto in = [](const std::vector<std::string_view>& list, std::string_view w) {
    return std::find(list.begin(), list.end(), w) != list.end();
  };
  const bool is_short = source.tokens.size() <= short_line_words;
  for (std::size_t t = 0; t < source.tokens.size(); ++t) {
    const auto& token = source.tokens[t];
    if (token.clause_start) close();
    std::string_view w = token.folded;
    if (t + 1 < source.tokens.size() && !source.tokens[t + 1].clause_start &&
        is_followed_by_no_denial(source.tokens[t + 1].folded)) {
      weak = true;
      continue;
    }
    if (denies_nothing(source.tokens, t, language)) {
      weak = true;
      continue;
    }
    // A tag at the end of a question ("vienes, ¿no?", "vii, nu?") asks.
    const bool tag = token.clause_start && t + 1 == source.tokens.size() && source.question;
    const bool french = language == "fr";
    if (french && (w == "ne" || w == "n" || w.starts_with("n'"))) {
      ne = true;
      if (w != "ne" && w != "n" && in(words.weak, w.substr(2))) partner = true;
      continue;
    }
    partner = partner || (french && in(words.weak, w));
    // French chats leave "ne" out: "j'ai rien compris", "y a personne", but "de rien", "rien que", "une personne".
    if (french && is_short) {
      const std::string_view before = t > 0 ? std::string_view(source.tokens[t - 1].folded) : "", next = t + 1 < source.tokens.size() ? std::string_view(source.tokens[t + 1].folded) : "";
      static constexpr auto articles = std::to_array<std::string_view>({"cette", "chaque", "d'une", "la", "par", "quelle", "une", "l'autre", "autre", "ma", "seule"});
      if (w == "rien" && before != "de" && before != "pour" && next != "que" && next != "qu") strong = true;
      if (w == "personne" && std::find(articles.begin(), articles.end(), before) == articles.end()) strong = true;
    }
    que = que || w == "que" || w.starts_with("qu'");
    if (in(words.strong, w)) (tag || is_expletive(source.tokens, t, language) ? weak : strong) = true;
    if (in(words.weak, w)) weak = true;
    if (denies_from_here(source.tokens, t, language)) strong = true;
    if (const auto cut = w.find('\''); cut != std::string_view::npos) {
      const auto first = w.substr(0, cut), rest = w.substr(cut + 1);
      if (in(words.strong, first) || in(words.strong, rest)) strong = true;
      if (in(words.weak, first) || in(words.weak, rest)) weak = true;
    }
    // Czech and Slovak write the denial as the verb's beginning, Latvian and Lithuanian too.
    if ((language == "cs" || language == "sk" || language == "lt" || language == "lv") && w.size() >= 5 &&
        w.starts_with("ne") && (!token.capital || token.sentence_start)) {
      (source.tokens.size() <= chat_line_words && is_denied_verb(w, language) ? strong : weak) = true;
    }
    // Turkish and Hungarian suffixes.
    if (language == "tr" && w.size() >= 5) {
      // The verb's "-me-" before a tense. "-mesi" + case is a noun ("olmasından", of its being), "-meden" "without" and "before".
      static constexpr auto anywhere = std::to_array<std::string_view>({"mıyor", "miyor", "muyor", "müyor", "mayacak", "meyecek", "mayan", "meyen", "madığ", "mediğ", "mamış", "memiş", "mamız", "memiz"});
      static constexpr auto endings = std::to_array<std::string_view>({"maz", "mez", "mazlar", "mezler", "mazsa", "mezse", "mazsın", "mezsin", "mam", "mem", "mayız", "meyiz", "madı", "medi", "madım", "medim", "madın", "medin",
                                                                       "madık", "medik", "madılar", "mediler", "masın", "mesin", "mayın", "meyin", "mamak", "memek"});
      static constexpr auto without = std::to_array<std::string_view>({"madan", "meden", "sız", "siz", "suz", "süz", "maya", "meye", "mama", "meme"});
      const auto inside = [&](std::string_view part) {
        const auto at = w.find(part);
        return at != std::string_view::npos && at >= 2;
      };
      const auto ends = [&](std::string_view part) { return w.size() > part.size() + 1 && w.ends_with(part); };
      if (w != "tamam" && w != "namaz" && (std::any_of(anywhere.begin(), anywhere.end(), inside) || std::any_of(endings.begin(), endings.end(), ends))) strong = true;
      if (std::any_of(without.begin(), without.end(), inside)) weak = true;
    }
    // Arabic writes "and", "so", "by" and "for" as the word's beginning.
    if (language == "ar" && w.size() > 4) {
      const auto rest = w.substr(2);
      const auto first = w.substr(0, 2);
      if ((first == "و" || first == "ف") && in(words.strong, rest)) strong = true;
      if ((first == "و" || first == "ف" || first == "ب" || first == "ل") && in(words.weak, rest)) weak = true;
    }
    // Persian verbs begin with "ن": the clear ones.
    if (language == "fa") {
      for (const std::string_view part : {"نیست", "ندار", "نکرد", "نکن", "نخواه", "نبود", "نشد", "نباید", "نمی", "نداد", "نرسی", "نتوان", "نگرفت", "نداش", "نماند", "نگفت", "نیاور", "نرف", "نده", "نگذا", "نشو", "نباش"})
        if (w.starts_with(part)) (is_short ? strong : weak) = true;
    }
    if (language == "hu" && w.size() >= 7 && (w.ends_with("tlan") || w.ends_with("tlen") || w.ends_with("talan") || w.ends_with("telen")))
      weak = true;
    weak = weak || implies_denial(w);
    // Words that carry a denial in their beginning in many languages.
    weak = weak || (token.letters >= 4 && (w.starts_with("im") || w.starts_with("in") || w.starts_with("ne") || w.starts_with("des") || w.starts_with("не") || w.starts_with("ni")));
  }
  close();
  return result;
}

// No blanks between words: looked for as they stand.
Denials chinese_denials(std::string_view text) {
  // Words that hold the same letters and deny nothing ("respectively", "special", "not only").
  std::string source(text.substr(0, max_checked_bytes));
  for (const std::string_view word : {"分别", "特别", "级别", "类别", "性别", "区别", "个别", "告别", "别有", "别墅", "分別", "特別", "級別", "類別", "性別", "區別", "不仅", "不但", "不僅", "不断", "不斷", "不过", "不過", "不久",
                                      "不少", "差不多", "淹没", "沉没", "没收", "非常", "非洲", "除非", "无论", "無論", "未来", "未來"}) {
    for (std::size_t at; (at = source.find(word)) != std::string::npos;)
      source.replace(at, word.size(), "，");
  }
  const auto has = [&](std::string_view part) {
    return source.find(part) != std::string_view::npos;
  };
  Denials result;
  // "没" (have not) and commands; "不" stands in many words and questions ("是不是").
  if (has("没") || has("沒") || has("别") || has("不要") || has("不能") || has("不会") || has("不用") || has("不想") || has("不知道") || has("不在") ||
      has("唔")) {
    result.strong = has("没事") || has("是不是") || has("有没有") || has("在不在") || has("想不想") || has("用不用") || has("不用谢") ? 0 : 1;
  }
  if (result.strong == 0 &&
      (has("不") || has("无") || has("無") || has("非") || has("没") || has("未"))) {
    result.weak = 1;
  }
  return result;
}

void check_negation(const CheckInput& input, const Profile& source, const Profile& english,
                    std::vector<Mark>& marks) {
  const auto* words = negations_of(input.language);
  const bool chinese = input.language == "zh" || input.language == "yue";
  if ((!words && !chinese) || input.gloss) return;
  auto theirs =
      chinese ? chinese_denials(input.source) : denials_of(source, *words, input.language);
  if (!chinese && !input.read_as.empty()) {
    // "n posso", "noooo", "nzm": the denial is to be seen in the form that the engine read.
    const auto read = denials_of(profile_of(input.read_as), *words, input.language);
    if (read.strong + read.weak > theirs.strong + theirs.weak) theirs = read;
  }
  std::size_t denies = 0, denial = 0;
  bool open_denies = false, open_denial = false;
  const auto close = [&] {
    denies += open_denies;
    denial += open_denial && !open_denies;
    open_denies = open_denial = false;
  };
  // Chinese has no blanks to count words by.
  const bool is_short = source.tokens.size() <= short_line_words && (!chinese || english.tokens.size() <= short_line_words);
  for (std::size_t t = 0; t < english.tokens.size(); ++t) {
    const auto& token = english.tokens[t];
    if (token.clause_start) close();
    if (is_english_negation(token.folded)) {
      if (is_english_idiom(english.tokens, t)) {
        open_denial = true;
        continue;
      }
      // Two in one English clause are two ("don't say no").
      if (open_denies) ++denies;
      open_denies = true;
    }
    const std::string_view next = t + 1 < english.tokens.size() ? std::string_view(english.tokens[t + 1].folded) : "";
    const bool yet_to = (token.folded == "yet" && next == "to") || (token.folded == "ill" && next == "advised") || (token.folded == "out" && next == "of");
    open_denial = open_denial || yet_to || is_english_denial(token.folded, is_short) || (!is_short && is_turned_round(english.tokens, t));
  }
  close();
  // Long sentences are turned round by people and engines; there only a denial that is gone
  // altogether tells something. In short ones each counts.
  const bool lost =
      is_short ? theirs.strong > denies + denial : theirs.strong > 0 && denies == 0 && denial == 0;
  if (lost) marks.push_back(Mark::negation_lost);
  if (denies > 0 && theirs.strong + theirs.weak == 0) marks.push_back(Mark::negation_added);
}

// ---- loops, copies, language --------------------------------------------------------------------

// The most times that 1 … 6 words stand one after the other, counted for runs of at least `least`
// words in all.
std::size_t longest_repeat(const std::vector<Token>& tokens) {
  std::size_t worst = 1;
  for (std::size_t n = 1; n <= 6; ++n) {
    std::size_t same = 0;
    for (std::size_t i = n; i < tokens.size(); ++i) {
      same = tokens[i].folded == tokens[i - n].folded ? same + 1 : 0;
      // Two words twice happen ("bye bye", "very very good"); longer groups rarely.
      const auto times = same / n + 1;
      if (times >= (n <= 2 ? 4u : 3u)) worst = std::max(worst, times);
    }
  }
  return worst;
}

void check_language(std::string_view translation, const Profile& source, const Profile& english,
                    std::vector<Mark>& marks) {
  bool foreign = false;
  std::set<std::string_view> theirs;
  for (const auto& token : source.tokens)
    theirs.insert(token.folded);
  std::size_t content = 0, same = 0, common = 0;
  for (const auto& token : english.tokens) {
    // "to" and "in" are words elsewhere too; longer ones tell.
    if (is_common_english(token.folded) || (token.letters >= 4 && english_commonness(token.folded) == 2 && theirs.count(token.folded) == 0)) ++common;
    if (token.letters < 3) continue;
    ++content;
    // Names stand in both; what counts are the small-letter words.
    if (theirs.count(token.folded) > 0 && !token.capital) ++same;
  }
  if (content >= 3 && static_cast<double>(same) >= copied_share * static_cast<double>(content)) {
    marks.push_back(Mark::copied);
  } else if (english.tokens.size() >= 3 && english.tokens.size() == source.tokens.size() &&
             std::any_of(english.tokens.begin(), english.tokens.end(),
                         [](const Token& t) { return !t.capital && t.letters > 1; }) &&
             std::equal(english.tokens.begin(), english.tokens.end(), source.tokens.begin(),
                        [](const Token& a, const Token& b) { return a.folded == b.folded; })) {
    marks.push_back(Mark::copied);
  } else if (!english.tokens.empty() && english.tokens.size() < 3 &&
             english.tokens.size() == source.tokens.size() &&
             std::any_of(english.tokens.begin(), english.tokens.end(),
                         [](const Token& t) {
                           return !t.capital && t.letters > 3 && !is_common_english(t.folded);
                         }) &&
             std::equal(english.tokens.begin(), english.tokens.end(), source.tokens.begin(),
                        [](const Token& a, const Token& b) { return a.folded == b.folded; })) {
    // A word or two: some are the same in English ("taxi", "hotel"); the detector knows them.
    const auto found = Detector::builtin().detect(translation);
    if (found.determined() && found.code != "en" && found.confidence >= 0.5f) marks.push_back(Mark::copied);
  }
  // Another language altogether: the detector is sure, and the words are not the source's names.
  if (english.tokens.size() >= 4 && common * 4 < english.tokens.size()) {
    const auto found = Detector::builtin().detect(translation);
    if (found.determined() && found.code != "en" && found.confidence >= 0.9f) foreign = true;
  }
  const bool foreign_letters =
      english.other > 2 && english.other * 5 > 2 * (english.latin + english.other);
  // A headline may do without everyday words ("Police arrest suspect …").
  bool strange = english.tokens.size() >= 9 && common == 0;
  if (strange) strange = Detector::builtin().detect(translation).code != "en";
  if (foreign || foreign_letters || strange) {
    marks.push_back(Mark::not_english);
  }
}

void check_symbols(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  for (const auto& [symbol, count] : english.symbols) {
    const auto it = source.symbols.find(symbol);
    if (it == source.symbols.end() || it->second < count) {
      marks.push_back(Mark::invented);
      return;
    }
  }
}

void check_length(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  const auto ratio = static_cast<double>(english.weight) /
                     static_cast<double>(std::max<std::size_t>(1, source.weight));
  if (source.weight >= min_letters_for_ratio && ratio < min_length_ratio) {
    marks.push_back(Mark::too_short);
  }
  if (english.weight >= min_letters_for_ratio && source.weight > 0 && ratio > max_length_ratio) {
    marks.push_back(Mark::too_long);
  }
}

constexpr auto mark_words = std::to_array<std::string_view>(
    {"empty",     "number-lost",     "number-added",    "item-lost",     "item-moved",
     "name-lost", "negation-lost",   "negation-added",  "question-lost", "question-added",
     "loop",      "copied",          "not-english",     "invented",      "too-short",
     "too-long",  "unknown-words",   "low-probability", "read-as",       "gloss",
     "glossary",  "mixed-languages", "converted"});
static_assert(mark_words.size() == mark_count);

}  // namespace

std::string_view word(Mark mark) { return mark_words[static_cast<std::size_t>(mark)]; }

std::optional<Mark> mark_from(std::string_view text) {
  const auto it = std::find(mark_words.begin(), mark_words.end(), text);
  if (it == mark_words.end()) return {};
  return static_cast<Mark>(it - mark_words.begin());
}

bool lowers(Mark mark) {
  return mark != Mark::read_as && mark != Mark::item_moved && mark != Mark::glossary &&
         mark != Mark::mixed_languages && mark != Mark::converted;
}

void NameSet::add(std::string_view name) {
  // What contacts are saved as besides names, in the languages that matter here, and what stands between names ("Fontanillas del Río").
  static constexpr auto everyday = std::to_array<std::string_view>(
      {"abuela", "airport", "ama", "amor", "and", "baba", "bank", "bar", "boss", "brat", "bro", "brother", "bunica", "bunicu", "cab",
       "casa", "cousin", "dad", "daddy", "dal", "das", "dei", "del", "della", "den", "der", "des", "doctor", "doi", "dos", "driver",
       "english", "family", "father", "frate", "friend", "garage", "gym", "hermano", "home", "hotel", "house", "iubi", "iubirea", "kardes",
       "las", "lidl", "london", "los", "love", "mama", "mami", "mamma", "man", "mom", "money", "mother", "mum", "new", "nou", "number",
       "office", "old", "papa", "papi", "phone", "police", "prieten", "sef", "shop", "sister", "sora", "station", "tata", "tati", "taxi",
       "the", "unknown", "van", "vecin", "von", "whatsapp", "wife", "work"});
  std::string word;
  const auto close = [&] {
    auto folded = folded_word(word);
    word.clear();
    std::size_t letters = 0;
    for (std::size_t at = 0; at < folded.size();)
      letters += u_isalpha(next_char(folded, at)) ? 1 : 0;
    if (letters < 3 || is_common_english(folded) ||
        std::binary_search(everyday.begin(), everyday.end(), folded)) {
      return;
    }
    words_.insert(std::move(folded));
  };
  for (std::size_t at = 0; at < name.size();) {
    const auto c = next_char(name, at);
    if (u_isalpha(c) || (!word.empty() && u_charType(c) == U_NON_SPACING_MARK)) {
      append_char(c, word);
    } else if (!word.empty()) {
      close();
    }
  }
  if (!word.empty()) close();
}

// "me preguntó por qué": English may give the question itself ("she asked me: why?").
bool asks_in_words(const Profile& source) {
  static constexpr auto begins = std::to_array<std::string_view>(
      {"pregunt", "pergunt", "chied", "chiest", "domand", "demand", "întreb", "intreb", "pyet", "пит", "запит", "праш", "pita", "upita", "zapita", "pyta", "zapyta", "spyta", "ptá", "zept", "opýt", "spýt", "спрос", "спраш",
       "вопрос", "kérd", "sordu", "soru", "klaus", "jautā", "jautāj", "frag", "gefragt", "hỏi", "سأل", "يسأل", "تساءل", "يتساءل", "سؤال", "پرسید", "پرسش", "galde", "weydii", "پوچھ", "سوال"});
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) {
    const std::string_view w = t.folded;
    return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); }) || w.find("问") != std::string_view::npos || w.find("問") != std::string_view::npos;
  });
}

std::vector<Mark> check(const CheckInput& input) {
  std::vector<Mark> marks;
  const auto source = profile_of(input.source);
  const auto english = profile_of(input.translation);
  if (input.translation.find_first_not_of(" \t\n\r") == std::string_view::npos) {
    if (input.source.find_first_not_of(" \t\n\r") != std::string_view::npos) {
      marks.push_back(Mark::empty);
    }
    return marks;
  }
  check_numbers(input, source, english, marks);
  check_items(input, marks);
  check_names(input, source, english, marks);
  check_negation(input, source, english, marks);
  if (source.question && !english.question) marks.push_back(Mark::question_lost);
  if (!source.question && english.question && !asks_in_words(source)) marks.push_back(Mark::question_added);
  const auto repeats = longest_repeat(english.tokens);
  if ((repeats > 1 && repeats > longest_repeat(source.tokens)) ||
      (english.longest_run >= 6 && english.longest_run > source.longest_run)) {
    marks.push_back(Mark::loop);
  }
  check_language(input.translation, source, english, marks);
  check_symbols(source, english, marks);
  if (!input.gloss) check_length(source, english, marks);
  if (input.words > 1 && input.unknown > max_unknown_share * input.words) {
    marks.push_back(Mark::unknown_words);
  }
  if (input.mean_log_prob && *input.mean_log_prob < low_log_prob) {
    marks.push_back(Mark::low_probability);
  }
  std::sort(marks.begin(), marks.end());
  return marks;
}

}  // namespace clew::language
