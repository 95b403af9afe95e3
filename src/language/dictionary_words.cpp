#include "language/dictionary_words.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "language/code_points.h"

namespace clew::language {
namespace {

bool begins_with_capital(std::string_view word) {
  std::size_t at = 0;
  return u_isupper(next_char(word, at)) != 0;
}

bool begins_sentence(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '"' || text[at - 1] == '\'')) --at;
  return at == 0 || std::string_view(".!?\n").find(text[at - 1]) != std::string_view::npos;
}

std::string english_of(Engine& dictionary, std::span<const std::string> languages, std::string_view word) {
  for (const bool as_written : {true, false})
    for (const auto& language : languages)
      if (auto english = dictionary.english_of(language, word, as_written); !english.empty()) return english;
  return {};
}

// Without the quotes and the like that an engine takes for a part of the word.
Rendering::Range letters_of(std::string_view text, Rendering::Range range) {
  auto begin = range.begin, end = range.begin;
  bool any = false;
  for (std::size_t at = range.begin; at < range.end;) {
    const auto from = static_cast<std::uint32_t>(at);
    const auto c = next_char(text.substr(0, range.end), at);
    const auto type = u_charType(c);
    if (!u_isalpha(c) && type != U_NON_SPACING_MARK && type != U_COMBINING_SPACING_MARK) continue;
    if (!any) begin = from;
    any = true;
    end = static_cast<std::uint32_t>(at);
  }
  return {begin, end};
}

// Moves what stands behind a changed stretch.
void move_links(std::vector<WordLink>& links, std::uint32_t end, std::uint32_t new_end) {
  for (auto& link : links) {
    if (link.begin >= end) link.begin += new_end - end;
    if (link.end >= end) link.end += new_end - end;
  }
}

}  // namespace

void look_up_unknown(Rendering& rendering, Engine& dictionary, std::span<const std::string> languages) {
  std::vector<Rendering::Range> left;
  std::uint32_t moved = 0;  // modulo 2^32: texts may become shorter
  for (auto range : rendering.untranslated) {
    range = letters_of(rendering.text, {range.begin + moved, range.end + moved});
    const auto word = std::string_view(rendering.text).substr(range.begin, range.end - range.begin);
    if (word.empty()) continue;  // no letter in it
    const bool capital = begins_with_capital(word);
    std::string english;
    if (!capital || begins_sentence(rendering.text, range.begin)) english = english_of(dictionary, languages, word);
    if (english.empty()) {
      left.push_back(range);
      continue;
    }
    if (capital && english[0] >= 'a' && english[0] <= 'z') english[0] = static_cast<char>(english[0] - 0x20);
    rendering.text.replace(range.begin, range.end - range.begin, english);
    const auto end = range.begin + static_cast<std::uint32_t>(english.size());
    move_links(rendering.links, range.end, end);
    moved += end - range.end;
    ++rendering.looked_up;
    if (rendering.unknown > 0) --rendering.unknown;
  }
  rendering.untranslated = std::move(left);
}

std::vector<std::string> languages_to_look_up(std::string_view route) {
  constexpr std::string_view arrow = "→";
  std::vector<std::string> languages;
  const auto add = [&](std::string_view language) {
    if (std::find(languages.begin(), languages.end(), language) == languages.end()) languages.emplace_back(language);
  };
  while (!route.empty()) {
    const auto end = std::min(route.find(arrow), route.size());
    const auto language = route.substr(0, end);
    route.remove_prefix(std::min(end + arrow.size(), route.size()));
    if (language == "en") continue;
    if (language != "hbs") add(language);
    if (language == "bs" || language == "sr" || language == "sh" || language == "hbs") add("hr");
  }
  return languages;
}

}  // namespace clew::language
