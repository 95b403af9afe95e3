#include "language/name_likeness.h"

#include <algorithm>
#include <array>
#include <vector>

#include "language/code_points.h"
#include "language/glossary.h"

namespace clew::language::checking {
namespace {

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

}  // namespace

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

bool sounds_the_same(std::string_view a, std::string_view b) {
  const auto x = consonants(a), y = consonants(b);
  const auto shorter = std::min(x.size(), y.size()), longer = std::max(x.size(), y.size());
  return shorter >= 3 && longer <= shorter + 2 && x.compare(0, shorter, y, 0, shorter) == 0;
}

}  // namespace clew::language::checking
