#include "language/check_parts.h"

#include <algorithm>
#include <set>

#include "language/common_english.h"
#include "language/detect.h"
#include "language/known_words.h"

namespace clew::language::checking {
namespace {

constexpr double copied_share = 0.67;
constexpr std::size_t min_foreign_letters = 7;

// A text without its links and addresses, whose words are nobody's.
std::string without_links(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of(" \t\n", at), text.size());
    const auto piece = text.substr(at, end - at);
    if (piece.find("://") == std::string_view::npos && piece.find("www.") == std::string_view::npos && piece.find('@') == std::string_view::npos && piece.find('#') == std::string_view::npos) out += piece;
    if (end < text.size()) out += text[end];
    at = end + 1;
  }
  return out;
}

bool is_english_word(const Token& token) { return english_commonness(token.folded) > 0 || is_known_word(token.folded, "en"); }

// Words of the source that stay in the English one after the other, or in letters that English does not have: "your parcel is here, a
// portán hagyták".
bool keeps_a_part(const Profile& source, const Profile& english) {
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  for (std::size_t t = 1; t < source.tokens.size(); ++t)
    pairs.emplace(source.tokens[t - 1].folded, source.tokens[t].folded);
  const auto foreign = [](const Token& t) { return !t.folded.empty() && static_cast<unsigned char>(t.folded[0]) >= 0xCD && t.letters >= 2; };
  const auto stays = [](const Token& t) { return !t.capital && !t.all_capitals; };
  // A part stays only where the rest is English.
  if (std::count_if(english.tokens.begin(), english.tokens.end(), is_english_word) < 2) return false;
  std::size_t run = 0, strange = 0, foreign_letters = 0;
  for (std::size_t t = 0; t < english.tokens.size(); ++t) {
    const auto& token = english.tokens[t];
    if (foreign(token) && !token.capital) foreign_letters += token.letters;
    if (foreign_letters >= min_foreign_letters) return true;
    const bool goes_on = t > 0 && stays(token) && stays(english.tokens[t - 1]) && pairs.contains({english.tokens[t - 1].folded, token.folded});
    if (!goes_on) {
      run = strange = 0;
      if (t + 1 < english.tokens.size()) strange = token.letters >= 3 && !is_english_word(token);
      continue;
    }
    ++run;
    strange += token.letters >= 3 && !is_english_word(token);
    if (run >= 1 && strange >= 2) return true;
  }
  return false;
}

}  // namespace

void check_language(const CheckInput& input, const Profile& source_with_links, const Profile& english_with_links, std::vector<Mark>& marks) {
  const auto has_links = [&](std::string_view text) { return text.find_first_of("@#") != std::string_view::npos || text.find("://") != std::string_view::npos || text.find("www.") != std::string_view::npos; };
  const bool links = has_links(input.translation);
  Profile rest_of_source, rest_of_english;
  if (links) {
    rest_of_source = profile_of(without_links(input.source));
    rest_of_english = profile_of(without_links(input.translation));
  }
  const auto& source = links ? rest_of_source : source_with_links;
  const auto& english = links ? rest_of_english : english_with_links;
  const auto translation = input.translation;
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
  const bool has_mark = !marks.empty() && marks.back() == Mark::copied;
  if (!has_mark && !input.gloss && input.language != "en" && keeps_a_part(source, english)) marks.push_back(Mark::copied);
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
