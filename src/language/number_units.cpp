#include "language/number_units.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace clew::language::checking {
namespace {

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

}  // namespace

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
bool is_conversion(double x, double y, std::string_view named, const Profile& source, Rounding rounding) {
  // People round ("300 km" – "200 miles").
  const auto near = [&](double p, double q) { return std::abs(p - q) <= (rounding == Rounding::close ? 0.04 * q + 0.1 : 0.1 * q + 0.55); };
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

bool is_conversion(const std::string& a, const std::string& b, const Profile& source, const std::vector<Measure>& measures, Rounding rounding) {
  return a.size() <= 9 && b.size() <= 9 && std::any_of(measures.begin(), measures.end(), [&](const Measure& m) {
           return m.digits == b && (m.unit == "foot-inches" || is_conversion(std::stod(a), std::stod(b), m.unit, source, rounding));
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

// How often a text has the figure of "m2", "mm2", "km3" or "км2", which the other may say in words ("square metres").
std::size_t powers_in(const std::string& n, std::string_view text) {
  std::size_t times = 0;
  for (const std::string_view metre : {"m", "м"}) {
    const auto unit = std::string(metre) + n;
    for (auto at = text.find(unit); at != std::string_view::npos; at = text.find(unit, at + 1)) {
      auto before = text.substr(0, at);
      for (const std::string_view prefix : {"k", "c", "d", "m", "к", "с", "д", "м"}) {
        if (before.ends_with(prefix)) {
          before.remove_suffix(prefix.size());
          break;
        }
      }
      const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; };
      const auto end = at + unit.size();
      const bool nbsp = before.ends_with("\u00a0") || before.ends_with("\u202f");
      times += (before.empty() || nbsp || !is_letter(before.back())) && (end >= text.size() || !std::isalnum(static_cast<unsigned char>(text[end])));
    }
  }
  return times;
}

}  // namespace clew::language::checking
