#include "language/calendar_words.h"

#include <unicode/dtfmtsym.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "language/code_points.h"
#include "language/glossary.h"

namespace clew::language::checking {
namespace {

// A day's or month's name, its words folded: {"thu", "hai"}, {"piatek"}.
struct Name {
  std::vector<std::string> words;
  std::u32string letters;  // of the first
  int bit = 0;
  bool brief = false;
};

std::u32string letters_of(std::string_view word) {
  std::u32string letters;
  for (std::size_t at = 0; at < word.size();)
    letters.push_back(static_cast<char32_t>(next_char(word, at)));
  return letters;
}

std::vector<std::string> name_words_of(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  std::vector<std::string> words;
  for (const auto& token : profile_of(utf8).tokens)
    words.push_back(folded_word(token.folded));
  // Albanian "e hënë", Portuguese "segunda-feira": the word that is said.
  if (words.size() == 2 && words[0].size() == 1) words.erase(words.begin());
  if (words.size() == 2 && words[1] == "feira") words.pop_back();
  return words;
}

std::vector<Name> names_of(std::string_view language) {
  using icu::DateFormatSymbols;
  const std::string code(language == "sr" ? "sr_Latn" : language == "bs" ? "bs_Latn" : language);
  std::vector<Name> names;
  std::vector<std::string> locales = {code};
  if (language == "sr") locales.emplace_back("sr_Cyrl");
  for (const auto& locale : locales) {
    UErrorCode failed = U_ZERO_ERROR;
    const DateFormatSymbols symbols(icu::Locale(locale.c_str()), failed);
    if (U_FAILURE(failed)) continue;
    for (const auto context : {DateFormatSymbols::FORMAT, DateFormatSymbols::STANDALONE}) {
      for (const auto width : {DateFormatSymbols::WIDE, DateFormatSymbols::ABBREVIATED}) {
        const bool brief = width == DateFormatSymbols::ABBREVIATED;
        int32_t count = 0;
        const auto* days = symbols.getWeekdays(count, context, width);
        for (int32_t i = 1; i < count; ++i)  // the first is empty
          names.push_back({name_words_of(days[i]), {}, i - 1, brief});
        const auto* months = symbols.getMonths(count, context, width);
        for (int32_t i = 0; i < std::min(count, 12); ++i)
          names.push_back({name_words_of(months[i]), {}, 7 + i, brief});
      }
    }
  }
  // Months by figures ("tháng 3"), and short forms of a letter or two, say nothing.
  std::erase_if(names, [](const Name& n) { return n.words.empty() || (n.words.size() == 1 && n.words[0].size() < 3) || (n.bit >= 7 && n.words.size() > 1); });
  for (auto& name : names)
    name.letters = letters_of(name.words[0]);
  return names;
}

const std::vector<Name>& names_for(std::string_view language) {
  static std::mutex mutex;
  static std::map<std::string, std::vector<Name>, std::less<>> made;
  const std::lock_guard lock(mutex);
  auto it = made.find(language);
  if (it == made.end()) it = made.emplace(language, names_of(language)).first;
  return it->second;
}

// Names that are everyday words as well: they answer what English says, and are not missed.
bool is_ambiguous(std::string_view word, std::string_view language) {
  static constexpr auto words = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"ro", "mai"}, {"ro", "luni"}, {"ro", "mar"}, {"pt", "segunda"}, {"pt", "terca"}, {"pt", "quarta"}, {"pt", "quinta"}, {"pt", "sexta"}, {"pt", "feira"}, {"tr", "ocak"}, {"tr", "aralik"}, {"tr", "ekim"}, {"tr", "pazar"},
       {"sr", "sredi"}, {"sl", "sredi"}, {"sk", "strede"}, {"cs", "stredu"}, {"ru", "среди"}, {"ru", "среде"}, {"bg", "среди"}, {"mk", "среде"}, {"uk", "середі"}, {"es", "domingo"}, {"it", "domenica"}, {"en", "may"}, {"en", "march"}, {"hr", "sredi"}, {"bs", "sredi"}, {"lv", "marta"}, {"fa", "شنبه"}, {"uk", "листопад"}, {"mk", "недела"}, {"mk", "среда"}, {"sr", "nedelja"}, {"sr", "недеља"}, {"hr", "nedjelja"}, {"bs", "nedjelja"}, {"hr", "studeni"}, {"bs", "studeni"}, {"el", "δευτερα"}, {"el", "τριτη"}, {"el", "τεταρτη"}, {"el", "πεμπτη"}, {"hr", "lipanj"}, {"tr", "cuma"}});
  return std::find(words.begin(), words.end(), std::pair{language, word}) != words.end() || language == "vi" || language == "so";  // "thứ hai" is the second, too
}

enum class Form { none, maybe, likely, ending };
// "środę", "hétfőn", "пятницу" of "środa", "hétfő", "пятница": an ending; "piątku" of "piątek": maybe. "средина" is no "среда".
Form form_of(const std::u32string& name, const std::u32string& word) {
  std::size_t common = 0;
  while (common < std::min(name.size(), word.size()) && name[common] == word[common])
    ++common;
  const bool behind = common == name.size() && word.size() <= name.size() + 3, instead = common + 1 == name.size() && word.size() >= name.size() && word.size() <= name.size() + 1;
  if (name.size() >= 5 && (behind || instead)) return Form::ending;
  if (common == name.size() && word.size() <= name.size() + 2) return Form::likely;
  if (common >= 4 && 3 * common >= 2 * name.size() && word.size() <= name.size() + 2) return Form::likely;
  return common >= 3 && 2 * common >= name.size() && word.size() <= name.size() + 5 ? Form::maybe : Form::none;
}

// Languages whose names of days and months have endings.
bool has_endings(std::string_view language) {
  static constexpr std::string_view languages[] = {"be", "bg", "bs", "cs", "et", "eu", "fi", "hr", "hu", "lt", "lv", "mk", "pl", "ru", "sk", "sl", "sr", "tr", "uk"};
  return std::binary_search(std::begin(languages), std::end(languages), language);
}

}  // namespace

CalendarWords calendar_words_of(const Profile& text, std::string_view language) {
  CalendarWords found;
  const auto& names = names_for(language);
  std::vector<std::string> words;
  for (const auto& token : text.tokens) {
    words.push_back(folded_word(token.folded));
    if (language == "en" && words.back().ends_with("'s")) words.back().resize(words.back().size() - 2);
  }
  for (std::size_t t = 0; t < words.size();) {
    const auto& word = words[t];
    const auto& token = text.tokens[t];
    // "in May", "3 March", but "may", "march", "Theresa May".
    static constexpr std::string_view before[] = {"by", "early", "from", "in", "last", "late", "next", "of", "on", "since", "this", "until"};
    const bool small_word = language == "en" && (!token.capital || !(token.before_figure || (t > 0 && std::binary_search(std::begin(before), std::end(before), words[t - 1]))));
    std::uint32_t surely = 0, likely = 0, perhaps = 0;
    std::size_t length = 1;
    for (const auto& name : names) {
      if (t + name.words.size() > words.size() || !std::equal(name.words.begin(), name.words.end(), words.begin() + static_cast<std::ptrdiff_t>(t))) continue;
      if (name.words.size() > length) {
        surely = likely = 0;
        length = name.words.size();
      }
      if (name.words.size() < length) continue;
      ((name.brief && name.words == std::vector{word}) || (is_ambiguous(word, language) && (language != "en" || small_word)) ? likely : surely) |= 1u << name.bit;
    }
    if (surely == 0 && length == 1 && language != "en") {
      const auto letters = letters_of(word);
      for (const auto& name : names) {
        if (name.brief || name.words.size() != 1) continue;
        const auto form = form_of(name.letters, letters);
        if (form != Form::none) perhaps |= 1u << name.bit;
        if (form == Form::likely && has_endings(language)) likely |= 1u << name.bit;
        if (form == Form::ending && has_endings(language) && !is_ambiguous(name.words[0], language) && !is_ambiguous(word, language)) surely |= 1u << name.bit;
      }
      if ((surely & (surely - 1)) != 0) surely = 0;  // one of several
    }
    found.surely |= surely;
    found.likely |= surely | likely;
    found.perhaps |= surely | likely | perhaps;
    t += length;
  }
  return found;
}

bool names_day_or_month(const Token& token, std::string_view language) {
  Profile one;
  one.tokens.push_back(token);
  const auto words = calendar_words_of(one, language);
  return (language == "en" ? words.perhaps : words.surely) != 0;
}

}  // namespace clew::language::checking
