#include "language/word_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/embedded_text.h"
#include "base/error.h"
#include "base/sha256.h"
#include "language/gloss_dictionary.h"

namespace clew::language {

// data/gloss, as the build put it into the program.
extern const EmbeddedText embedded_word_lists[];

WordList parse_word_list(std::string_view language, std::string_view text) {
  WordList list;
  list.language = language;
  Sha256 hash;
  hash.update(text);
  list.version = fmt::format("clew-words {} sha256:{}", language, to_hex(hash.finish()).substr(0, 16));
  std::set<std::string> seen;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto refuse = [&](std::string_view why) {
      throw Error(ErrorKind::integrity, fmt::format("word list {}, line {}: {}", language, number, why));
    };
    const auto tab = line.find('\t');
    if (tab == std::string_view::npos || line.find('\t', tab + 1) != std::string_view::npos) refuse("not FORMS, tab, ENGLISH");
    const auto english = line.substr(tab + 1);
    if (english.empty() || english.front() == ' ' || english.back() == ' ') refuse("no English, or blanks around it");
    if (std::any_of(english.begin(), english.end(), [](char c) { return c < ' ' || c > '~' || c == ','; })) refuse("English with other than plain letters");
    auto forms = line.substr(0, tab);
    while (true) {
      const auto comma = std::min(forms.find(", "), forms.size());
      const std::string form(forms.substr(0, comma));
      const auto folded = fold_word(form);
      if (folded.empty() || form.find(',') != std::string::npos) refuse("an empty form, or a comma without a blank behind it");
      if (!seen.insert(folded).second) refuse(fmt::format("\"{}\" stands there twice", form));
      list.words.emplace_back(form, english);
      if (comma == forms.size()) break;
      forms.remove_prefix(comma + 2);
    }
  }
  return list;
}

const std::vector<WordList>& word_lists() {
  static const auto all = [] {
    std::vector<WordList> lists;
    for (const auto* file = embedded_word_lists; file->name; ++file) {
      const std::string_view name = file->name;
      lists.push_back(parse_word_list(name.substr(0, name.find('.')), file->text));
    }
    return lists;
  }();
  return all;
}

}  // namespace clew::language
