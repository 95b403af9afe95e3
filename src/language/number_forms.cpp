#include "language/number_forms.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "language/spelt_numbers.h"

namespace clew::language::checking {

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

// "8 y cuarto" – "8:15", "8 menos cuarto" – "7:45".
bool is_quarter_hour(const std::string& hour, const std::string& english, const Profile& source) {
  if (hour.size() > 2 || english.size() < 3 || english.size() > 4) return false;
  const bool before = english.ends_with("45");
  if (!before && !english.ends_with("15")) return false;
  static constexpr auto quarters = std::to_array<std::string_view>({"cuarto", "quarto", "quart", "sfert"});
  if (std::none_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) { return std::find(quarters.begin(), quarters.end(), t.folded) != quarters.end(); })) return false;
  const int h = std::stoi(hour), said = std::stoi(english.substr(0, english.size() - 2));
  return before ? said == h - 1 || said + 12 == h - 1 || (h == 1 && said == 12) : said == h || said + 12 == h;
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

namespace {

// Where half an hour is told before the hour that it goes to: "halb neun", "u pola osam" are half past eight and half past seven; "osam i
// pol" and "las ocho y media" are half past eight. 1: of the hour before, 0: of the hour itself, -1: there is no half.
int half_of(const Profile& source, std::string_view language) {
  static constexpr auto before = std::to_array<std::string_view>({"halb", "halv", "halfeen", "half", "pola", "pol", "půl", "pul", "fél", "fel", "wpół", "wpol", "пола", "пол", "пів", "pusė", "pusę", "puse", "pus", "pool", "puoli"});
  static constexpr auto itself = std::to_array<std::string_view>({"buçuk", "buçukta", "bucuk", "bucukta", "demi", "demie", "gjysmë", "gjysme", "jumate", "jumătate", "jumatate", "media", "meia", "mezza", "mezzo", "rưỡi", "ruoi", "نص", "نصف", "ونص", "والنص", "ونصف", "والنصف", "نیم", "ونیم",
                                                                 "половиной", "половина", "половиною", "polovina", "ساڑھے", "साढ़े", "সাড়ে", "ਸਾਢੇ"});
  static constexpr auto joins = std::to_array<std::string_view>({"i", "in", "и", "y", "e", "și", "si", "a", "й"});
  const auto in = [](const auto& list, std::string_view w) { return std::find(list.begin(), list.end(), w) != list.end(); };
  for (std::size_t t = 0; t < source.tokens.size(); ++t) {
    const std::string_view w = source.tokens[t].folded, last = t > 0 ? std::string_view(source.tokens[t - 1].folded) : "";
    if (in(itself, w)) return 0;
    if (in(before, w) && (w != "half" || language == "nl") && t + 1 < source.tokens.size() + (source.tokens[t].before_figure ? 1 : 0)) return in(joins, last) ? 0 : 1;
    // "полвосьмого".
    if (language == "ru" && w.starts_with("пол") && w.size() >= 12) {
      static constexpr auto ordinals = std::to_array<std::string_view>({"перв", "втор", "трет", "четв", "пят", "шест", "седьм", "восьм", "девят", "десят", "одинн", "двен"});
      for (const auto o : ordinals)
        if (w.substr(6).starts_with(o)) return 1;
    }
  }
  return -1;
}

// "六点半": the hour of a Chinese half, 0 if there is none.
int chinese_half(const Profile& source) {
  static constexpr auto hours = std::to_array<std::string_view>({"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"});
  for (const auto& token : source.tokens) {
    for (const std::string_view half : {"点半", "點半"}) {
      const auto at = token.folded.find(half);
      if (at == std::string::npos) continue;
      const auto before = std::string_view(token.folded).substr(0, at);
      if (before.ends_with("两") || before.ends_with("兩")) return 2;
      for (std::size_t h = hours.size(); h-- > 0;)
        if (before.ends_with(hours[h])) return static_cast<int>(h) + 1;
    }
  }
  return 0;
}

}  // namespace

// "alle tre e mezza" – "half past four": an hour that English tells in words, and the source in words that are others.
bool tells_another_hour(const Profile& source, std::string_view language, const Profile& english) {
  static constexpr auto words = std::to_array<std::string_view>({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"});
  for (std::size_t i = 2; i < english.tokens.size(); ++i) {
    const auto& before = english.tokens[i - 1].folded;
    const bool half = before == "past" && english.tokens[i - 2].folded == "half", quarter = (before == "past" || before == "to") && english.tokens[i - 2].folded == "quarter";
    const auto it = std::find(words.begin(), words.end(), english.tokens[i].folded);
    if (it == words.end() || !(half || quarter)) continue;
    const int hour = static_cast<int>(it - words.begin()) + 1;
    if (const int theirs = chinese_half(source); half && theirs > 0) return theirs != hour;
    const auto says = [&](int n) { return source_has_number_word(source, language, std::to_string(n)) || spells(source, language, std::to_string(n)); };
    if (const int back = half ? half_of(source, language) : -1; back >= 0) {
      const int told = back == 0 ? hour : hour % 12 + 1;
      if (says(told)) return false;
      for (int other = 1; other <= 12; ++other)
        if (says(other)) return true;
      return false;
    }
    // "wpół do ósmej" and "menos cuarto" count from another hour.
    if (says(hour) || says(hour % 12 + 1) || says(hour == 1 ? 12 : hour - 1)) {
      const bool exact = says(hour), romance = language == "it" || language == "es" || language == "pt" || language == "fr" || language == "ro" || language == "gl";
      if (exact || !romance || !half) return false;
    }
    for (int other = 2; other <= 12; ++other)
      if (says(other)) return true;
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
  return year.size() == 4 && year[3] == '0' && (year[0] == '1' || year[0] == '2') &&
         (text.find(year + "s") != std::string_view::npos || text.find(year + "'s") != std::string_view::npos);
}

// Whether a text speaks of years, so that a decade may stand in words there ("w latach trzydziestych", "harmincas években").
bool speaks_of_years(const Profile& source) {
  static constexpr auto begins = std::to_array<std::string_view>(
      {"années", "anni", "anos", "ans", "années", "anys", "años", "ani", "decen", "decade", "dècada", "década", "hamarkad", "áratug", "let", "lat", "rok", "roč", "godin", "gad", "dešimtm", "évek", "évtized", "vite", "vjet", "yıl",
       "jahr", "tisíc", "století", "storoč", "wiek", "vek", "годин", "години", "год", "рок", "век", "столет", "столітт", "دهه", "thập", "thế"});
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) {
    const std::string_view w = t.folded;
    return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); }) || w.find("ينيات") != std::string_view::npos ||
           w.find("القرن") != std::string_view::npos || w.find("年代") != std::string_view::npos || w.find("世纪") != std::string_view::npos || w.find("世紀") != std::string_view::npos;
  });
}

}  // namespace clew::language::checking
