#include "language/given_names.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "language/code_points.h"
#include "language/glossary.h"
#include "language/known_words.h"

namespace clew::language {

extern const char given_tsv[];

namespace {

// Names, as they are written and without their accents, to the languages in which they are words, separated by blanks. What is written
// alike shares its languages. A word with accents is a name only if it has the name's own: "stále" (still) is no Ståle.
const std::unordered_map<std::string, std::string>& table() {
  static const auto names = [] {
    std::unordered_map<std::string, std::string> made;
    for (std::string_view rest = given_tsv; !rest.empty();) {
      const auto end = rest.find('\n');
      const auto line = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (line.empty() || line.starts_with('#')) continue;
      const auto tab = line.find('\t');
      const auto languages = tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1);
      const std::string name(line.substr(0, tab)), plain = folded_word(name);
      made[name].append(" ").append(languages);
      if (plain != name) made[plain].append(" ").append(languages);
    }
    return made;
  }();
  return names;
}

}  // namespace

bool is_given_name(std::string_view word, std::string_view language) {
  // Languages whose ordinary words were looked at, and for a few the one whose dictionary speaks for them.
  static constexpr std::string_view languages = "bg ca cs de es fr gl hr hu it lt lv pl pt ro ru sk sl sq sr tr uk";
  const bool south_slavic = language == "hr" || language == "bs" || language == "sr";
  if (language.size() != 2 || (languages.find(language) == std::string_view::npos && language != "bs" && language != "mk")) return false;
  const auto it = table().find(std::string(word));
  if (it == table().end()) return false;
  const auto is_word = [&](std::string_view code) { return it->second.find(code) != std::string::npos; };
  if (south_slavic && (is_word("hr") || is_word("sr"))) return false;
  // Serbian in Cyrillic letters and Macedonian are much like Bulgarian.
  if ((language == "sr" || language == "mk") && is_word("bg")) return false;
  return !is_word(language);
}

namespace {

// Arabic, Persian, Urdu and Kurdish spell the same letters with signs of their own: "نادیہ", "نادية".
std::string plain_arabic(std::string_view word) {
  std::string out;
  for (std::size_t at = 0; at < word.size();) {
    auto c = next_char(word, at);
    if ((c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x200C || c == 0x640) continue;
    if (c == 0x64A || c == 0x649 || c == 0x626) c = 0x6CC;
    if (c == 0x643) c = 0x6A9;
    if (c == 0x622 || c == 0x623 || c == 0x625 || c == 0x671) c = 0x627;
    if (c == 0x629 || c == 0x6C1 || c == 0x6BE || c == 0x6D5 || c == 0x6C0 || c == 0x6C2) c = 0x647;
    append_char(c, out);
  }
  return out;
}

const std::unordered_set<std::string>& arabic_names() {
  static const auto names = [] {
    std::unordered_set<std::string> made;
    for (const auto& [name, languages] : table())
      if (static_cast<unsigned char>(name[0]) >= 0xD8 && static_cast<unsigned char>(name[0]) <= 0xDB) made.insert(plain_arabic(name));
    return made;
  }();
  return names;
}

}  // namespace

bool is_arabic_given_name(std::string_view word, std::string_view language) {
  if (!has_known_words(language) || is_known_word(word, language)) return false;
  const auto plain = plain_arabic(word);
  if (arabic_names().contains(plain)) return true;
  if (language != "ar" || plain.size() < 8) return false;
  for (const std::string_view before : {"ل", "ب", "و", "ف", "ع"})
    if (plain.starts_with(before) && !is_known_word(word.substr(2), language) && arabic_names().contains(plain.substr(2))) return true;
  return false;
}

bool may_be_given_name(std::string_view word) { return table().contains(std::string(word)); }

}  // namespace clew::language
