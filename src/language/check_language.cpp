#include "language/check_parts.h"

#include <algorithm>
#include <set>

#include "language/common_english.h"
#include "language/detect.h"

namespace clew::language::checking {
namespace {

constexpr double copied_share = 0.67;

}  // namespace

void check_language(std::string_view translation, const Profile& source, const Profile& english,
                    std::vector<Mark>& marks) {
  bool foreign = false;
  std::set<std::string_view> theirs;
  for (const auto& token : source.tokens)
    theirs.insert(token.folded);
  std::size_t content = 0, same = 0, common = 0;
  for (const auto& token : english.tokens) {
    // "to" and "in" are words elsewhere too; longer ones tell.
    if (is_common_english(token.folded) || (token.letters >= 4 && english_commonness(token.folded) == 2 && theirs.count(token.folded) == 0)) ++common;
    if (token.letters < 3) continue;
    ++content;
    // Names stand in both; what counts are the small-letter words.
    if (theirs.count(token.folded) > 0 && !token.capital) ++same;
  }
  if (content >= 3 && static_cast<double>(same) >= copied_share * static_cast<double>(content)) {
    marks.push_back(Mark::copied);
  } else if (english.tokens.size() >= 3 && english.tokens.size() == source.tokens.size() &&
             std::any_of(english.tokens.begin(), english.tokens.end(),
                         [](const Token& t) { return !t.capital && t.letters > 1; }) &&
             std::equal(english.tokens.begin(), english.tokens.end(), source.tokens.begin(),
                        [](const Token& a, const Token& b) { return a.folded == b.folded; })) {
    marks.push_back(Mark::copied);
  } else if (!english.tokens.empty() && english.tokens.size() < 3 &&
             english.tokens.size() == source.tokens.size() &&
             std::any_of(english.tokens.begin(), english.tokens.end(),
                         [](const Token& t) {
                           return !t.capital && t.letters > 3 && !is_common_english(t.folded);
                         }) &&
             std::equal(english.tokens.begin(), english.tokens.end(), source.tokens.begin(),
                        [](const Token& a, const Token& b) { return a.folded == b.folded; })) {
    // A word or two: some are the same in English ("taxi", "hotel"); the detector knows them.
    const auto found = Detector::builtin().detect(translation);
    if (found.determined() && found.code != "en" && found.confidence >= 0.5f) marks.push_back(Mark::copied);
  }
  // Another language altogether: the detector is sure, and the words are not the source's names.
  if (english.tokens.size() >= 4 && common * 4 < english.tokens.size()) {
    const auto found = Detector::builtin().detect(translation);
    if (found.determined() && found.code != "en" && found.confidence >= 0.9f) foreign = true;
  }
  const bool foreign_letters =
      english.other > 2 && english.other * 5 > 2 * (english.latin + english.other);
  // A headline may do without everyday words ("Police arrest suspect …").
  bool strange = english.tokens.size() >= 9 && common == 0;
  if (strange) strange = Detector::builtin().detect(translation).code != "en";
  if (foreign || foreign_letters || strange) {
    marks.push_back(Mark::not_english);
  }
}

}  // namespace clew::language::checking
