#include "language/unlisted_names.h"

#include <algorithm>
#include <array>

#include "language/known_words.h"
#include "language/name_likeness.h"

namespace clew::language::checking {
namespace {

// "Hahaha", "Noooo", "Pfff", "Npc".
bool is_cry(std::string_view word) {
  std::size_t run = 1, vowels = 0;
  std::string letters;
  for (std::size_t i = 0; i < word.size(); ++i) {
    run = i > 0 && word[i] == word[i - 1] ? run + 1 : 1;
    if (run >= 3) return true;
    vowels += std::string_view("aeiouy").find(word[i]) != std::string_view::npos;
    if (letters.find(word[i]) == std::string::npos) letters += word[i];
  }
  return vowels == 0 || (word.size() >= 4 && letters.size() <= 2);
}

}  // namespace

bool may_be_unlisted_name(const Token& token, std::string_view language) {
  if (!token.capital || token.letters < 3 || !has_known_words(language)) return false;
  const auto stem = std::string_view(token.folded).substr(0, token.folded.find('\''));
  // "L'ami", "C'est": only Turkish puts an apostrophe behind names.
  if (stem.size() < token.folded.size() && language != "tr") return false;
  return !is_known_word(stem, language) && !is_known_word(stem, "en") && !is_cry(latin_of(stem));
}

bool begins_with_person(const Profile& english) {
  static constexpr auto words = std::to_array<std::string_view>({"he", "he'd", "he'll", "he's", "her", "his", "she", "she'd", "she'll", "she's"});
  static constexpr auto verbs = std::to_array<std::string_view>({"came", "forgot", "found", "had", "has", "lost", "said", "says", "wants", "was", "went"});
  if (english.tokens.empty()) return false;
  const auto& first = english.tokens.front().folded;
  return std::binary_search(words.begin(), words.end(), first) || (!english.question && std::binary_search(verbs.begin(), verbs.end(), first));
}

bool has_person(const Profile& english) {
  static constexpr auto words = std::to_array<std::string_view>({"he", "he'd", "he'll", "he's", "her", "hers", "him", "his", "she", "she'd", "she'll", "she's", "somebody", "someone", "their", "them", "they", "they'd", "they'll", "they're", "they've"});
  return std::any_of(english.tokens.begin(), english.tokens.end(), [](const Token& t) { return std::binary_search(words.begin(), words.end(), t.folded); });
}

}  // namespace clew::language::checking
