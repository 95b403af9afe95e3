// Are the source's numbers in the English, and no others? Both texts' figures are compared as digits ("3.500,50" and "3,500.50" are one
// number); what is left over on either side may still be the same hour, date, unit or word (number_forms.h, number_units.h,
// spelt_numbers.h).
#include "language/check_parts.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <map>
#include <set>

#include "language/code_points.h"
#include "language/number_forms.h"
#include "language/number_units.h"
#include "language/spelt_numbers.h"

namespace clew::language::checking {
namespace {

// Whether the figure before `at` stands in a word of small Latin letters ("3al", "sa7bi"), and is no amount, hour or ordinal ("8pm", "2nd").
bool is_letter_at(std::string_view text, std::size_t at) {
  const auto small = [&](std::size_t i) { return i < text.size() && text[i] >= 'a' && text[i] <= 'z'; };
  const bool behind = at >= 2 && small(at - 2);
  const auto next = text.substr(at, 2);
  return (small(at) && small(at + 1) && next != "am" && next != "pm" && next != "eu" && next != "km" && next != "kg" && next != "st" && next != "nd" && next != "rd" && next != "th") || (behind && small(at));
}

// Every number as its digits: separators inside go, digits of any script become ASCII, the sign
// stays out. "3.500,50" and "3,500.50" are the same.
std::multiset<std::string> numbers_of(std::string_view text, bool figures_for_letters = false) {
  std::multiset<std::string> numbers;
  text = text.substr(0, max_checked_bytes);
  std::string digits;
  bool grouped = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    const auto value = u_charDigitValue(c);
    // "3al 8": Arabic in Latin letters has figures for letters.
    if (figures_for_letters && value >= 0 && value <= 9 && is_letter_at(text, at) && !(at >= 2 && text[at - 2] >= '0' && text[at - 2] <= '9')) continue;
    if (value >= 0 && value <= 9) {
      digits.push_back(static_cast<char>('0' + value));
      continue;
    }
    if (!digits.empty() &&
        (c == '.' || c == ',' || c == ':' || c == '\'' || c == 0xA0 || c == 0x202F || c == 0x2009 || c == 0x66B ||
         c == 0x66C || c == 0x60C) &&
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
    // "07h55" and "19 h 00" are a clock's readings.
    if ((c == ' ' || c == 0xA0 || c == 0x202F) && (digits.size() == 1 || digits.size() == 2) && text.substr(at).starts_with("h")) {
      std::size_t minutes = at + 1;
      for (const std::string_view blank : {" ", "\u00a0", "\u202f"})
        if (text.substr(minutes).starts_with(blank)) minutes += blank.size();
      if (minutes > at + 1 && figure_at(minutes) && text[minutes] <= '5' && figure_at(minutes + 1) && !figure_at(minutes + 2)) {
        at = minutes;
        continue;
      }
    }
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

bool stands_in_brackets(const std::string& n, std::string_view source) {
  for (auto open = source.find('('); open != std::string_view::npos; open = source.find('(', open + 1)) {
    const auto end = source.find(')', open);
    if (end != std::string_view::npos && numbers_of(source.substr(open, end - open)).contains(n)) return true;
  }
  return false;
}

// "4. áratug 19. aldar", "v 80. letech 15. století": the 1830s, the 1480s.
void take_decades(std::vector<std::string>& lost, std::vector<std::string>& added, std::string_view translation, const Profile& theirs) {
  if (!speaks_of_years(theirs)) return;
  for (auto it = added.begin(); it != added.end();) {
    if (!is_decade(*it, translation)) {
      ++it;
      continue;
    }
    const auto century = std::to_string(std::stoi(it->substr(0, 2)) + 1), tenth = std::to_string((*it)[2] - '0' + 1);
    bool found = false;
    for (const auto& part : {it->substr(2), tenth, century}) {
      if (const auto at = std::find(lost.begin(), lost.end(), part); at != lost.end()) {
        lost.erase(at);
        found = true;
      }
    }
    if (found)
      it = added.erase(it);
    else
      ++it;
  }
}

std::string without_zeros(std::string n) {
  while (n.size() > 1 && n.back() == '0')
    n.pop_back();
  return n;
}

// "05 cuộc": five.
std::string without_leading_zero(const std::string& n) { return n.size() == 2 && n[0] == '0' ? n.substr(1) : n; }

}  // namespace

void check_numbers(const CheckInput& input, const Profile& theirs, const Profile& english,
                   std::vector<Mark>& marks) {
  auto source = numbers_of(input.source, input.language == "ar");
  auto target = numbers_of(input.translation);
  // The figure of "m2" is no number.
  for (const std::string power : {"2", "3"}) {
    for (auto times = powers_in(power, input.source); times > 0 && source.contains(power); --times)
      source.erase(source.find(power));
    for (auto times = powers_in(power, input.translation); times > 0 && target.contains(power); --times)
      target.erase(target.find(power));
  }
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
  take_decades(lost, added, input.translation, theirs);
  std::set<std::string> centuries;  // of decades that were found again
  std::erase_if(lost, [&](const std::string& n) { return says_wholly(n, input.source, english); });
  std::erase_if(lost, [&](const std::string& n) { return is_date_in_words(n, input.source, english, added) || says_half_past(n, theirs, english); });
  if (units) {
    std::erase_if(lost, [&](const std::string& n) {
      const auto it = std::find_if(added.begin(), added.end(), [&](const auto& a) { return is_conversion(n, a, theirs, measures, Rounding::close); });
      if (it == added.end()) return false;
      converted = true;
      added.erase(it);
      return true;
    });
  }
  std::erase_if(lost, [&](const std::string& n) {
    auto it = std::find_if(added.begin(), added.end(), [&](const auto& a) {
      return is_half_hour(n, a, theirs) || is_quarter_hour(n, a, theirs) || is_same_clock(n, a, input.source) || is_same_clock(a, n, input.translation) || is_same_hour_or_decade(n, a, input.translation) || is_short_year(n, a, input.translation) ||
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
      return in_words || (twice && stands_in_brackets(n, input.source)) || has_number_word(english, without_leading_zero(n)) || spells(english, "en", n);
    }
    if (n.size() == 2 && is_decade(*it, input.translation)) centuries.insert(std::to_string(std::stoi(it->substr(0, 2)) + 1));
    added.erase(it);
    return true;
  });
  // "30. letech 20. století" – "the 1930s".
  std::erase_if(lost, [&](const std::string& n) { return centuries.contains(n); });
  const auto romans = added.empty() ? std::multiset<std::string>{} : roman_numbers(capital_runs(input.source));
  const auto is_its_century = [&](const std::string& n) { return n.size() == 4 && (n.starts_with("19") || n.starts_with("20") || romans.contains(std::to_string(std::stoi(n.substr(0, 2)) + 1))); };
  if (lost.empty()) std::erase_if(added, [&](const std::string& n) { return is_its_century(n) && is_decade(n, input.translation) && speaks_of_years(theirs); });
  if (!added.empty()) {
    auto roman = romans;
    std::erase_if(added, [&](const std::string& n) {
      const auto it = roman.find(n);
      if (it == roman.end())
        return source_has_number_word(theirs, input.language, n) || (n == "1" && says_first(theirs)) || is_and_a_half(n, theirs, input.language, input.translation) || is_figure_of_speech(n, english, input.translation) || spells(theirs, input.language, n);
      roman.erase(it);
      return true;
    });
  }
  // "las siete y media" – "7:30".
  std::erase_if(added, [&](const std::string& a) {
    for (int hour = 1; hour <= 12; ++hour) {
      const auto h = std::to_string(hour);
      if ((is_half_hour(h, a, theirs) || is_quarter_hour(h, a, theirs)) && source_has_number_word(theirs, input.language, h)) return true;
    }
    return false;
  });
  // "72 km" – "45 miles (72 km)".
  std::erase_if(added, [&](const std::string& a) {
    bool other_unit = std::any_of(source.begin(), source.end(), [&](const auto& n) { return is_conversion(n, a, theirs, measures); });
    // "seis metros" – "six meters (18 feet)".
    for (int n = 2; n <= 20 && !other_unit; ++n)
      other_unit = is_conversion(std::to_string(n), a, theirs, measures) && spells(theirs, input.language, std::to_string(n));
    converted = converted || other_unit;
    return other_unit;
  });
  const bool other_hour = source.empty() && target.empty() && theirs.tokens.size() <= short_line_words && tells_another_hour(theirs, input.language, english);
  if (!lost.empty() || other_hour) marks.push_back(Mark::number_lost);
  if (!added.empty()) marks.push_back(Mark::number_added);
  if (converted) marks.push_back(Mark::converted);
}

}  // namespace clew::language::checking
