#include "language/kept_names.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "language/checks.h"
#include "language/code_points.h"
#include "language/given_names.h"
#include "language/glossary.h"
#include "language/name_likeness.h"

namespace clew::language {
namespace {

struct NameWord {
  std::string text, folded, small;
  std::size_t letters = 0, capitals = 0;
  bool latin = true, begins = true;  // a sentence
};

std::vector<NameWord> name_words(std::string_view text) {
  std::vector<NameWord> words;
  NameWord word;
  bool begins = true;
  const auto close = [&] {
    if (word.letters > 0) {
      word.begins = begins;
      word.folded = folded_word(word.text);
      words.push_back(std::move(word));
      begins = false;
    }
    word = {};
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    if (u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK) {
      append_char(c, word.text);
      append_char(u_tolower(c), word.small);
      ++word.letters;
      word.capitals += u_isupper(c) != 0;
      word.latin = word.latin && c < 0x250;
      continue;
    }
    close();
    // A comma, an apostrophe or an article's blank begins nothing; whatever else is no letter may.
    begins = begins || !(c == ' ' || c == ',' || c == '\'' || c == 0x2019 || c == 0xA0 || c == '-' || (c >= '0' && c <= '9'));
  }
  close();
  return words;
}

// Names that languages have words of their own for, or that people write with a capital and mean no one by.
bool is_name_of_other_things(std::string_view folded) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"abril", "agosto", "agostino", "america", "april", "asia", "august", "augusto", "avril", "china", "cristo", "dios", "domingo", "europa", "florencia", "francia", "germania", "gloria", "india",
       "inglaterra", "irlanda", "israel", "italia", "january", "jesus", "julio", "junio", "mai", "maio", "mar", "marte", "martes", "marzo", "mayo", "milan", "navidad", "noel", "paris", "pascua", "pasqua", "reyes", "roma", "rusia",
       "sabado", "samedi", "santa", "santos", "senora", "sol", "turquia", "virgen"});
  return std::find(words.begin(), words.end(), folded) != words.end();
}

}  // namespace

std::vector<std::string> said_names(std::string_view text, const NameSet* known) {
  std::vector<std::string> found;
  const auto theirs = name_words(text);
  // Where most words have a capital ("Feliz Navidad A Todos") it says nothing.
  const auto capital = static_cast<std::size_t>(std::count_if(theirs.begin(), theirs.end(), [](const NameWord& w) { return w.capitals > 0; }));
  if (capital == 0 || (theirs.size() > 2 && 2 * capital > theirs.size() + 1)) return found;
  for (const auto& word : theirs) {
    if (word.begins || word.capitals != 1 || word.letters < 3 || !word.latin) continue;
    const bool is_known = known && known->contains(word.folded);
    if (!is_known && (!may_be_given_name(word.small) || is_name_of_other_things(word.folded))) continue;
    if (std::find(found.begin(), found.end(), word.text) == found.end()) found.push_back(word.text);
  }
  return found;
}

std::vector<std::string> changed_names(std::string_view text, std::string_view english, const NameSet* known) {
  auto found = said_names(text, known);
  if (found.empty()) return found;
  const auto answers = name_words(english);
  std::erase_if(found, [&](const std::string& name) {
    const auto folded = folded_word(name);
    return std::any_of(answers.begin(), answers.end(), [&](const NameWord& w) { return w.folded == folded; });
  });
  return found;
}

std::string without_articles(std::string_view text, std::span<const std::string> names) {
  static constexpr auto articles = std::to_array<std::string_view>({"a ", "o ", "A ", "O ", "la ", "La ", "el ", "El "});
  std::string out(text);
  for (const auto& name : names) {
    for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at + 1)) {
      for (const auto article : articles) {
        if (at < article.size() || out.compare(at - article.size(), article.size(), article) != 0) continue;
        if (at > article.size() && out[at - article.size() - 1] != ' ' && out[at - article.size() - 1] != '(') continue;
        out.erase(at - article.size(), article.size());
        at -= article.size();
        break;
      }
    }
  }
  return out;
}

std::string without_it(std::string_view english, std::span<const std::string> names) {
  static constexpr auto helpers = std::to_array<std::string_view>({"Can", "Could", "Did", "Do", "Does", "Has", "Is", "Was", "Will", "Would"});
  std::string out(english);
  for (const auto& name : names) {
    for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at + 1)) {
      const auto end = at + name.size();
      if (out.compare(end, 4, " It ") == 0) out.erase(end, 3);
      if (end >= out.size() || out[end] != ' ') continue;
      for (const auto helper : helpers)
        if (out.compare(end + 1, helper.size(), helper) == 0 && (end + 1 + helper.size() == out.size() || out[end + 1 + helper.size()] == ' ')) out[end + 1] = static_cast<char>(out[end + 1] | 0x20);
    }
  }
  return out;
}

std::string without_the(std::string_view english, std::span<const std::string> names) {
  std::string out(english);
  for (const auto& name : names) {
    for (const std::string_view the : {"the ", "The "}) {
      const auto said = std::string(the) + name;
      for (auto at = out.find(said); at != std::string::npos; at = out.find(said, at)) {
        const auto end = at + said.size();
        // "the Clara family", "the Claras".
        const bool alone = end == out.size() || std::string_view(".,!?;:)'").find(out[end]) != std::string_view::npos || (out[end] == ' ' && (end + 1 == out.size() || (out[end + 1] >= 'a' && out[end + 1] <= 'z')));
        if (alone && (at == 0 || out[at - 1] == ' '))
          out.erase(at, the.size());
        else
          at = end;
      }
    }
  }
  return out;
}

bool is_name_changed(std::string_view text, std::string_view english, const NameSet* known) {
  const auto names = changed_names(text, english, known);
  if (names.empty()) return false;
  const auto theirs = name_words(english);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto plain = checking::latin_of(folded_word(name));
    return std::none_of(theirs.begin(), theirs.end(), [&](const NameWord& w) { return checking::may_be_same_name(plain, checking::latin_of(w.folded)); });
  });
}

}  // namespace clew::language
