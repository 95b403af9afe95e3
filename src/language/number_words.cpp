// ICU's rules spell a number in each gender, case and kind; what a text writes may have another ending, may join the words or may part
// them. So the words of each spelling, less their last letters, are looked for as beginnings of successive words: "devetnaest" (19) in
// "devetnaestogodišnji", "quarante-cinq" in "quarante cinq", "четириесет и пет" also as "четириесетипет" and "четириесетпет".
#include "language/number_words.h"

#include <unicode/locid.h>
#include <unicode/rbnf.h>
#include <unicode/uchar.h>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace clew::language {
namespace {

using Spelling = std::vector<std::string>;

// The spelling rules of one language; empty where ICU falls back to another language.
class Rules {
 public:
  explicit Rules(const std::string& language) {
    UErrorCode status = U_ZERO_ERROR;
    auto rules = std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_SPELLOUT, icu::Locale(language.c_str()), status);
    if (U_FAILURE(status) || language.substr(0, language.find('_')) != rules->getLocale(ULOC_ACTUAL_LOCALE, status).getLanguage()) return;
    rules_ = std::move(rules);
  }

  std::set<Spelling> spell(std::int64_t n) const {
    std::set<Spelling> spellings;
    for (std::int32_t i = 0; rules_ && i < rules_->getNumberOfRuleSetNames(); ++i) {
      const auto name = rules_->getRuleSetName(i);
      if (!name.startsWith(u"%spellout-")) continue;
      icu::UnicodeString text;
      icu::FieldPosition position;
      UErrorCode status = U_ZERO_ERROR;
      rules_->format(n, name, text, position, status);
      if (U_SUCCESS(status)) spellings.insert(words_of(text));
    }
    return spellings;
  }

 private:
  static Spelling words_of(icu::UnicodeString text) {
    Spelling words;
    std::string word;
    text.toLower();
    for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
      const auto c = text.char32At(at);
      if (c == 0xAD) continue;  // where a long word may be broken
      // Romanian letters with a cedilla are an old spelling of those with a comma.
      if (u_isalpha(c) || c == '\'' || u_charType(c) == U_NON_SPACING_MARK) {
        icu::UnicodeString(c == 0x15F ? 0x219 : c == 0x163 ? 0x21B : c).toUTF8String(word);
      } else if (!word.empty()) {
        words.push_back(std::move(word));
        word.clear();
      }
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
  }

  std::unique_ptr<icu::RuleBasedNumberFormat> rules_;
};

// A word without what declension may change.
std::string_view stem(std::string_view word) {
  std::size_t letters = 0;
  for (const char c : word)
    letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  for (std::size_t cut = letters >= 7 ? 2 : letters >= 4 ? 1 : 0; cut > 0; --cut) {
    while ((static_cast<unsigned char>(word.back()) & 0xC0) == 0x80)
      word.remove_suffix(1);
    word.remove_suffix(1);
  }
  return word;
}

bool stands_in(std::span<const std::string_view> words, const Spelling& spelling) {
  if (spelling.empty()) return false;
  const auto matches = [](std::string_view word, std::string_view spelt) {
    const auto beginning = stem(spelt);
    // Short numbers are whole words ("un", "six"), or every word would count.
    return spelt.size() <= 4 ? word == spelt : word.starts_with(beginning);
  };
  for (std::size_t i = 0; i + spelling.size() <= words.size(); ++i) {
    std::size_t same = 0;
    while (same < spelling.size() && matches(words[i + same], spelling[same]))
      ++same;
    if (same == spelling.size()) return true;
  }
  if (spelling.size() == 1) return false;
  // Joined, with and without the "and".
  std::string joined, without_and;
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    joined += spelling[i];
    if (i == 0 || i + 1 == spelling.size() || spelling[i].size() > 4) without_and += spelling[i];
  }
  for (const auto word : words) {
    if (word.starts_with(stem(joined)) || word.starts_with(stem(without_and))) return true;
  }
  return false;
}

}  // namespace

bool spells_number(std::span<const std::string_view> words, std::string_view language, std::int64_t n) {
  if (n < 0 || n > 999'999 || language.empty() || language.size() > 8) return false;
  thread_local std::map<std::string, std::vector<std::unique_ptr<Rules>>, std::less<>> cache;
  auto it = cache.find(language);
  if (it == cache.end()) {
    std::vector<std::unique_ptr<Rules>> rules;
    rules.push_back(std::make_unique<Rules>(std::string(language)));
    if (language == "sr") rules.push_back(std::make_unique<Rules>("sr_Latn"));
    it = cache.emplace(std::string(language), std::move(rules)).first;
  }
  // No blanks between words there, and the spelling in one piece.
  const bool runs_on = language == "zh" || language == "yue" || language == "ja";
  for (const auto& rules : it->second) {
    for (const auto& spelling : rules->spell(n)) {
      if (runs_on) {
        for (const auto word : words)
          if (spelling.size() == 1 && word.find(spelling[0]) != std::string_view::npos) return true;
        continue;
      }
      if (stands_in(words, spelling)) return true;
    }
  }
  return false;
}

}  // namespace clew::language
