#include "language/word_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/embedded_text.h"
#include "base/error.h"
#include "base/sha256.h"
#include "language/gloss_dictionary.h"

namespace clew::language {

// data/gloss, as the build put it into the program.
extern const EmbeddedText embedded_word_lists[];

const std::vector<WordListText>& word_lists() {
  static const auto all = [] {
    std::vector<WordListText> lists;
    for (const auto* file = embedded_word_lists; file->name; ++file) {
      const std::string_view name = file->name;
      lists.push_back({name.substr(0, name.find('.')), file->text, name.ends_with(".lookup.tsv")});
    }
    return lists;
  }();
  return all;
}

std::string version_of(const WordListText& list) {
  return fmt::format("clew-words {} sha256:{}", list.language, to_hex(sha256(list.text)).substr(0, 16));
}

std::vector<std::pair<std::string, std::string>> parse_word_list(const WordListText& list) {
  std::vector<std::pair<std::string, std::string>> words;
  std::unordered_set<std::string> seen;
  std::size_t number = 0;
  auto text = list.text;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto refuse = [&](std::string_view why) {
      throw Error(ErrorKind::integrity, fmt::format("word list {}, line {}: {}", list.language, number, why));
    };
    const auto tab = line.find('\t');
    if (tab == std::string_view::npos || line.find('\t', tab + 1) != std::string_view::npos) refuse("not FORMS, tab, ENGLISH");
    const auto english = line.substr(tab + 1);
    if (english.empty() || english.front() == ' ' || english.back() == ' ') refuse("no English, or blanks around it");
    if (std::any_of(english.begin(), english.end(), [](char c) { return c < ' ' || c > '~' || c == ','; })) refuse("English with other than plain letters");
    auto forms = line.substr(0, tab);
    while (true) {
      const auto comma = std::min(forms.find(", "), forms.size());
      const auto form = forms.substr(0, comma);
      auto folded = fold_word(form);
      if (folded.empty() || form.find(',') != std::string_view::npos) refuse("an empty form, or a comma without a blank behind it");
      if (!seen.insert(std::move(folded)).second) refuse(fmt::format("\"{}\" stands there twice", form));
      words.emplace_back(form, english);
      if (comma == forms.size()) break;
      forms.remove_prefix(comma + 2);
    }
  }
  return words;
}

}  // namespace clew::language
