// Does the English name somebody or some place that the source does not? "Travelling via Niš" must not become "via Belgrade". For short
// lines; a name is a capital word inside a sentence that is no English word, and it is answered by what sounds like it in any script, or
// by what ICU calls the place in the source's language.
#include "language/check_parts.h"

#include <unicode/translit.h>

#include <algorithm>
#include <memory>

#include "language/calendar_words.h"
#include "language/common_english.h"
#include "language/given_names.h"
#include "language/glossary.h"
#include "language/known_words.h"
#include "language/name_likeness.h"
#include "language/place_names.h"
#include "language/unlisted_names.h"

namespace clew::language::checking {
namespace {

// Scripts whose words cannot be told apart or sounded out.
bool cannot_be_read(std::string_view language) { return language == "zh" || language == "yue" || language == "ja" || language == "th" || language == "km" || language == "lo" || language == "my" || language == "bo"; }

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// In Latin letters, roughly, whatever the script.
std::string sounded_out(const std::string& word) {
  if (auto plain = latin_of(word); !plain.empty() && (static_cast<unsigned char>(word[0]) < 0xD2 || is_plain(word))) return plain;
  thread_local const std::unique_ptr<icu::Transliterator> to_latin = [] {
    UErrorCode failed = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, failed));
  }();
  if (!to_latin) return {};
  auto text = icu::UnicodeString::fromUTF8(word);
  to_latin->transliterate(text);
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string consonants_of(std::string_view word, bool english = true) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    char c = word[i];
    if (c < 'a' || c > 'z' || std::string_view("aeiouyhvw").find(c) != std::string_view::npos) continue;
    if (c == 'j' && i > 0 && !english) continue;  // heard as "y" there
    if (c == 'g' && i + 1 < word.size() && (word[i + 1] == 'e' || word[i + 1] == 'i')) c = 's';
    if (c == 'c' || c == 'q' || c == 'x') c = 'k';
    if (c == 'p' || c == 'f') c = 'b';
    if (c == 'z' || c == 'j') c = 's';
    if (c == 'd') c = 't';
    if (c == 'g') c = 'k';
    if (out.empty() || out.back() != c) out += c;
  }
  return out;
}

std::size_t common_letters(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1, 0);
  for (const char c : a) {
    std::size_t corner = 0;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto up = row[j];
      row[j] = c == b[j - 1] ? corner + 1 : std::max(row[j], row[j - 1]);
      corner = up;
    }
  }
  return row[b.size()];
}

bool sounds_alike(std::string_view english, std::string_view theirs) {
  if (may_be_same_name(theirs, english) || sounds_the_same(theirs, english)) return true;
  if (theirs.starts_with("al")) theirs.remove_prefix(2);
  const auto a = consonants_of(english), b = consonants_of(theirs, false);
  if (a.empty() || b.empty()) return a.empty() && b.empty();
  return 3 * common_letters(a, b) >= 2 * std::max(a.size(), b.size());
}

// "Escocia" – "Scotland", "Kolín" – "Cologne": two names that begin with the same two consonants.
bool begins_alike(std::string_view english, std::string_view theirs) {
  const auto a = consonants_of(english), b = consonants_of(theirs, false);
  return a.size() >= 2 && b.size() >= 2 && a.compare(0, 2, b, 0, 2) == 0;
}

bool is_name(const Token& token) {
  static constexpr std::string_view others[] = {"allah", "bible", "christmas", "easter", "eid", "god", "islam", "jesus", "koran", "lord", "muslim", "quran", "ramadan", "santa"};
  if (!token.capital || token.sentence_start || token.letters < 4 || token.folded.find('\'') != std::string::npos) return false;
  return english_commonness(token.folded) == 0 && !names_day_or_month(token, "en") && !is_known_word(token.folded, "en") && !std::binary_search(std::begin(others), std::end(others), token.folded);
}

}  // namespace

void check_added_names(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  if (input.gloss || source.tokens.size() > chat_line_words || english.tokens.size() > short_line_words || cannot_be_read(input.language)) return;
  // "Killer Pig Mauls Farmer": in a headline capitals say nothing.
  const auto capitals = std::count_if(english.tokens.begin(), english.tokens.end(), [](const Token& t) { return t.capital && !t.sentence_start; });
  if (capitals > 2 && 3 * static_cast<std::size_t>(capitals) > english.tokens.size()) return;
  std::vector<std::string> theirs;
  for (const auto& token : english.tokens) {
    if (!is_name(token)) continue;
    if (theirs.empty())
      for (const auto& word : source.tokens)
        theirs.push_back(sounded_out(word.folded));
    const auto name = latin_of(token.folded);
    bool answered = false;
    for (std::size_t t = 0; t < theirs.size() && !answered; ++t)
      answered = sounds_alike(name, theirs[t]) || (source.tokens[t].capital && begins_alike(name, theirs[t]));
    if (answered) continue;
    const auto& local = local_names_of(folded_word(token.folded), input.language);
    const bool known = std::any_of(local.begin(), local.end(), [&](const std::string& place) {
      const auto sound = sounded_out(place);
      return std::any_of(theirs.begin(), theirs.end(), [&](const auto& t) { return may_be_same_name(sound, t); });
    });
    // A term of the glossary may be the name.
    if (known || !input.replaced.empty()) continue;
    marks.push_back(Mark::name_lost);
    return;
  }
}

void check_names_without_capitals(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  static constexpr std::string_view languages[] = {"ar", "ckb", "fa", "ps", "ur"};
  if (input.gloss || source.tokens.size() > chat_line_words || std::find(std::begin(languages), std::end(languages), input.language) == std::end(languages) || !has_person(english)) return;
  for (const auto& token : source.tokens) {
    if (!is_arabic_given_name(token.folded, input.language)) continue;
    const auto sound = sounded_out(token.folded);
    if (std::any_of(english.tokens.begin(), english.tokens.end(), [&](const Token& t) { return (t.capital || t.all_capitals) && sounds_alike(latin_of(t.folded), sound); })) continue;
    // Another name may be its spelling.
    if (std::any_of(english.tokens.begin(), english.tokens.end(), is_name)) continue;
    marks.push_back(Mark::name_lost);
    return;
  }
}

}  // namespace clew::language::checking
