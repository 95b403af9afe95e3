// Are the source's names in the English? A name is a word with a capital inside a sentence, a given name at its beginning, or a word that
// the case knows as one; it may be respelled or inflected (name_likeness.h), or answered by a capital word of the English.
#include "language/check_parts.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "language/calendar_words.h"
#include "language/code_points.h"
#include "language/common_english.h"
#include "language/given_names.h"
#include "language/glossary.h"
#include "language/known_words.h"
#include "language/name_likeness.h"
#include "language/unlisted_names.h"

namespace clew::language::checking {
namespace {

// "Sra. Sumbung" – "Ms. Sumbung".
bool is_foreign_title(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>({"dna", "doamna", "domnul", "don", "doña", "dott", "gđa", "gđu", "gosp", "gospa", "mlle", "mme", "sig", "signor", "signora", "sra", "srta"});
  return std::find(words.begin(), words.end(), w) != words.end();
}

bool is_title(std::string_view w) {
  return w == "mr" || w == "mrs" || w == "ms" || w == "miss" || w == "dr" || w == "sir";
}

// "Lei", "Вас": you, said politely.
bool is_polite(std::string_view w, std::string_view language) {
  static constexpr auto words = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"bg", "вас"}, {"bg", "ви"}, {"bg", "вие"}, {"bg", "ваш"}, {"it", "lei"}, {"it", "suo"}, {"it", "sua"}, {"mk", "вас"}, {"mk", "вие"},
       {"ru", "вам"}, {"ru", "вас"}, {"ru", "ваш"}, {"ru", "вы"}, {"uk", "вам"}, {"uk", "вас"}, {"uk", "ви"}, {"bs", "vas"}, {"bs", "vam"},
       {"hr", "vas"}, {"hr", "vam"}, {"sr", "vas"}, {"sr", "vam"}, {"sl", "vas"}, {"sl", "vam"}, {"pl", "pan"}, {"pl", "pani"}, {"pl", "pana"}});
  return std::find(words.begin(), words.end(), std::pair{language, w}) != words.end();
}

// "Partido Laborista", "la Comisión", "Twitter": English writes "party", "the committee", "tweeted".
bool is_institution(std::string_view w) {
  static constexpr auto begins = std::to_array<std::string_view>(
      {"agenc", "agenț", "commis", "comis", "comit", "comunid", "consej", "consel", "consil", "cort", "cour", "département", "departament", "departman", "držav", "estad", "estat",
       "facebook", "fundaci", "gobiern", "govern", "guvern", "instit", "komis", "komit", "membr", "miembr", "minist", "nacion", "național", "odbor", "paese", "parlament", "parlement", "parti", "país",
       "paesi", "pays", "polic", "predsj", "predsed", "president", "président", "președ", "senat", "servi", "serviz", "sud", "sveuč", "tribun", "twit", "univer", "vlad", "whatsapp", "țar", "țăr", "šola", "комис",
       "комит", "министер", "парламент", "партиј", "партия", "полиц", "сенат", "суд", "твитер", "туит", "универ", "съд", "влад", "државн", "държавн"});
  return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

// "Lua", "Księżyc", "Сонце", "Internet": English has a small letter there ("moon", "online").
bool is_written_small(std::string_view w) {
  static constexpr auto begins = std::to_array<std::string_view>({"blanc", "hold", "holdat", "holdon", "internet", "księżyc", "lua", "luna", "lune", "lună", "měsíc", "mesiac", "mėnul", "mēnes", "mjesec", "nap", "noir", "saule", "saulė", "słońc", "slunc", "slnk", "slnc", "sonc", "sunc", "sunč", "univers", "vesmír",
                                                                  "всесвіт", "вселен", "інтернет", "интернет", "луна", "луне", "луны", "луні", "місяц", "слънц", "сонц", "солнц"});
  return std::any_of(begins.begin(), begins.end(), [&](auto b) { return b.size() <= 4 ? w == b : w.starts_with(b); });
}

// "XIXe", "XVII": a century or an ordinal.
bool is_century(std::string_view w) {
  const auto end = std::min(w.find_first_not_of("ivxl"), w.size());
  return end >= 2 && w.size() - end <= 3;
}

// What English writes with a capital and most other languages do not, so that it says nothing of names. (Peoples and languages may
// answer a country: "equipo de Escocia" – "Scottish side".)
bool is_capital_in_english_only(std::string_view w, std::string_view language) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"april", "august", "christmas", "december", "easter", "february", "friday", "january", "july", "june", "monday", "november", "october", "saturday",
       "september", "sunday", "thursday", "tuesday", "wednesday"});
  return language != "de" && std::binary_search(words.begin(), words.end(), w);
}

// "Oğuzhan'a": the name before the apostrophe.
std::string_view without_ending(std::string_view w) { return w.substr(0, w.find('\'')); }

}  // namespace

void check_names(const CheckInput& input, const Profile& source, const Profile& english,
                 std::vector<Mark>& marks) {
  for (const auto& name : input.names) {
    if (!name.empty() && input.source.find(name) != std::string_view::npos &&
        input.translation.find(name) == std::string_view::npos) {
      marks.push_back(Mark::name_lost);
      return;
    }
  }
  std::vector<std::string> theirs;
  for (const auto& token : english.tokens)
    theirs.push_back(latin_of(token.folded));
  std::vector<bool> taken(theirs.size(), false);
  const auto is_replaced = [&](const Token& token) {
    return std::any_of(input.replaced.begin(), input.replaced.end(), [&](const std::string& term) {
      return folded_word(term).find(folded_word(token.folded)) != std::string::npos;
    });
  };
  const auto found_in_english = [&](const Token& token) {
    const auto name = latin_of(token.folded);
    if (name.size() < 2) return true;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (taken[i] || !may_be_same_name(name, theirs[i])) continue;
      taken[i] = true;
      return true;
    }
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (taken[i] || !(english.tokens[i].capital || english.tokens[i].all_capitals) || !sounds_the_same(name, theirs[i])) continue;
      taken[i] = true;
      return true;
    }
    return false;
  };
  std::size_t in_brackets = 0;
  // Glossed word by word, a name of the case that is also a word ("minh", "van") is that word where it is written small.
  const auto is_known = [&](const Token& token) {
    return input.known_names && (!input.gloss || token.capital) && input.known_names->contains(folded_word(token.folded));
  };
  // In a short line a sentence that begins with a given name which is no word of the language begins with a name.
  const bool is_short = source.tokens.size() <= short_line_words;
  const bool is_chat = source.tokens.size() <= chat_line_words && !input.gloss;
  const bool german = input.language == "de" || input.language == "lb";
  const bool begins_with_pronoun = is_chat && begins_with_person(english);
  const auto is_given = [&](const Token& token) {
    if (!is_short) return false;
    const auto word = without_ending(token.folded);
    if (token.capital) {
      if (!token.sentence_start && !german) return false;
      if (is_given_name(word, input.language)) return true;
      if (!begins_with_pronoun || !token.sentence_start) return false;
      // A name that is a rare word as well, or stands in no list.
      return may_be_unlisted_name(token, input.language) || (may_be_given_name(word) && has_known_words(input.language) && !is_frequent_word(word, input.language));
    }
    // Names are typed small too.
    return !input.gloss && !token.all_capitals && has_known_words(input.language) && is_given_name(word, input.language) && !is_known_word(word, input.language) && !is_known_word(word, "en");
  };
  // Capitals inside a sentence. German writes nouns so, and many scripts have none.
  const bool capitals_tell = input.language != "de" && input.language != "lb";
  std::size_t unmatched = 0, known = 0, known_capital = 0;
  std::vector<std::string> matched;
  const auto looks_like_name = [&](const Token& token) {
    // Turkish parts only a name's ending with an apostrophe.
    const bool parted = input.language == "tr" && token.folded.find('\'') != std::string::npos;
    return capitals_tell && token.capital && (!token.sentence_start || parted) && !is_polite(token.folded, input.language) && !is_century(token.folded) &&
           !is_institution(token.folded) && !is_written_small(token.folded) && !(is_chat && names_day_or_month(token, input.language));
  };
  // First words of sentences that stand in both: they answer each other, and no name that was lost.
  for (const auto& token : source.tokens)
    if (token.capital && token.sentence_start && token.letters >= 3 && !is_known(token) && !is_given(token) && !looks_like_name(token) && found_in_english(token)) in_brackets += token.in_brackets;
  std::vector<std::size_t> found, missing;
  for (std::size_t t = 0; t < source.tokens.size(); ++t) {
    const auto& token = source.tokens[t];
    if (token.letters < 3 || is_replaced(token) || is_foreign_title(token.folded)) continue;
    if (!looks_like_name(token) && !is_known(token) && !is_given(token)) continue;
    if (found_in_english(token)) {
      matched.push_back(latin_of(token.folded));
      found.push_back(t);
      in_brackets += token.in_brackets;
      continue;
    }
    // Said again, where the English has a pronoun.
    if (const auto name = latin_of(token.folded); std::any_of(matched.begin(), matched.end(), [&](const auto& m) { return may_be_same_name(name, m); })) continue;
    if (is_known(token)) {
      ++unmatched;
      ++known;
      known_capital += token.capital;
    } else {
      missing.push_back(t);
    }
  }
  // "Maiks Koups (Mike Coupe)": the name as heard, and as written. "Holly Willoughby" – "Willoughby": said more fully.
  std::erase_if(missing, [&](std::size_t t) {
    if (in_brackets > 0 && !source.tokens[t].in_brackets) {
      --in_brackets;
      return true;
    }
    return std::any_of(found.begin(), found.end(), [&](std::size_t f) { return f + 1 == t || t + 1 == f; });
  });
  unmatched += missing.size();
  // In a long sentence one name of several may have become a pronoun.
  if (!is_short && known == 0 && unmatched < found.size()) return;
  const auto given = static_cast<std::size_t>(std::count_if(missing.begin(), missing.end(), [&](std::size_t t) { return is_given(source.tokens[t]); }));
  known += given;
  // A capital word of the English that answers none of the source's may be its translation
  // ("Reino Unido" – "United Kingdom"); the first word of a sentence only if it is no everyday one.
  std::size_t candidates = 0, names = 0;
  for (std::size_t i = 0; i < english.tokens.size(); ++i) {
    const auto& token = english.tokens[i];
    if (taken[i] || token.folded == "i" || token.folded.starts_with("i'")) continue;
    if (!token.capital && !token.all_capitals) continue;
    if (token.sentence_start &&
        (is_common_english(token.folded) || (is_chat && (english_commonness(token.folded) > 0 || is_known_word(token.folded, "en"))) || (given > 0 && english_commonness(token.folded) > 0) || (token.folded.find('\'') != std::string::npos && !token.folded.ends_with("'s")))) {
      continue;
    }
    if (is_title(token.folded)) continue;
    ++candidates;
    names += !is_capital_in_english_only(token.folded, input.language) || (is_chat && (token.folded == "christmas" || token.folded == "easter"));
  }
  // A name of the case written as a name has no translation: "Prado" is no "Meadow".
  if (known_capital > 0 ||
      (known > 0 || is_chat ? unmatched > names : (unmatched > 0 && candidates == 0) || (unmatched > 2 && unmatched > 2 * names))) {
    marks.push_back(Mark::name_lost);
  }
}

}  // namespace clew::language::checking

namespace clew::language {

void NameSet::add(std::string_view name) {
  // What contacts are saved as besides names, in the languages that matter here, and what stands between names ("Fontanillas del Río").
  static constexpr auto everyday = std::to_array<std::string_view>(
      {"abuela", "airport", "ama", "amor", "and", "baba", "bank", "bar", "boss", "brat", "bro", "brother", "bunica", "bunicu", "cab",
       "casa", "cousin", "dad", "daddy", "dal", "das", "dei", "del", "della", "den", "der", "des", "doctor", "doi", "dos", "driver",
       "english", "family", "father", "frate", "friend", "garage", "gym", "hermano", "home", "hotel", "house", "iubi", "iubirea", "kardes",
       "las", "lidl", "london", "los", "love", "mama", "mami", "mamma", "man", "mom", "money", "mother", "mum", "new", "nou", "number",
       "office", "old", "papa", "papi", "phone", "police", "prieten", "sef", "shop", "sister", "sora", "station", "tata", "tati", "taxi",
       "the", "unknown", "van", "vecin", "von", "whatsapp", "wife", "work"});
  std::string word;
  const auto close = [&] {
    auto folded = folded_word(word);
    word.clear();
    std::size_t letters = 0;
    for (std::size_t at = 0; at < folded.size();)
      letters += u_isalpha(next_char(folded, at)) ? 1 : 0;
    if (letters < 3 || checking::is_common_english(folded) ||
        std::binary_search(everyday.begin(), everyday.end(), folded)) {
      return;
    }
    words_.insert(std::move(folded));
  };
  for (std::size_t at = 0; at < name.size();) {
    const auto c = next_char(name, at);
    if (u_isalpha(c) || (!word.empty() && u_charType(c) == U_NON_SPACING_MARK)) {
      append_char(c, word);
    } else if (!word.empty()) {
      close();
    }
  }
  if (!word.empty()) close();
}

}  // namespace clew::language
