#include "language/given_names.h"

#include <string>
#include <unordered_map>

#include "language/glossary.h"

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

bool may_be_given_name(std::string_view word) { return table().contains(std::string(word)); }

}  // namespace clew::language
