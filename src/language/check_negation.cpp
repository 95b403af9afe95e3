// Does the English deny where the source does, and nowhere else? Denying clauses of both are counted; in long lines, which people and
// engines turn round, only a denial that is gone altogether counts.
#include "language/check_parts.h"

#include <algorithm>

#include "language/denial_sayings.h"
#include "language/denied_opposites.h"
#include "language/source_denials.h"

namespace clew::language::checking {

void check_negation(const CheckInput& input, const Profile& source, const Profile& english,
                    std::vector<Mark>& marks) {
  const auto* words = negations_of(input.language);
  const bool chinese = input.language == "zh" || input.language == "yue" || input.language == "th";
  if ((!words && !chinese) || input.gloss) return;
  auto theirs =
      chinese ? (input.language == "th" ? thai_denials(input.source) : chinese_denials(input.source)) : denials_of(source, *words, input.language);
  if (!chinese && !input.read_as.empty()) {
    // "n posso", "noooo", "nzm": the denial is to be seen in the form that the engine read.
    const auto read = denials_of(profile_of(input.read_as), *words, input.language);
    if (read.strong + read.weak > theirs.strong + theirs.weak) theirs = read;
  }
  std::size_t denies = 0, denial = 0;
  bool open_denies = false, open_denial = false;
  const auto close = [&] {
    denies += open_denies;
    denial += open_denial && !open_denies;
    open_denies = open_denial = false;
  };
  // Chinese and Thai have no blanks to count words by.
  const bool is_short = source.tokens.size() <= short_line_words && (!chinese || english.tokens.size() <= short_line_words);
  for (std::size_t t = 0; t < english.tokens.size(); ++t) {
    const auto& token = english.tokens[t];
    if (token.clause_start) close();
    if (is_english_negation(token.folded)) {
      if (is_english_idiom(english.tokens, t)) {
        open_denial = true;
        continue;
      }
      // Two in one English clause are two ("don't say no").
      if (open_denies) ++denies;
      open_denies = true;
    }
    const std::string_view next = t + 1 < english.tokens.size() ? std::string_view(english.tokens[t + 1].folded) : "";
    const bool yet_to = (token.folded == "yet" && next == "to") || (token.folded == "ill" && next == "advised") || (token.folded == "out" && next == "of");
    open_denial = open_denial || yet_to || (is_english_denial(token.folded, is_short) && !(source.tokens.size() <= chat_line_words && is_verb_itself(token.folded, source.tokens))) || (!is_short && is_turned_round(english.tokens, t));
  }
  close();
  // Long sentences are turned round by people and engines; there only a denial that is gone
  // altogether tells something. In short ones each counts.
  const bool lost =
      is_short ? theirs.strong > denies + denial : theirs.strong > 0 && denies == 0 && denial == 0 && !says_the_opposite(source.tokens, theirs.at, english.tokens);
  // "senza zucchero" – "with sugar".
  const bool with = source.tokens.size() <= chat_line_words && theirs.strong == 0 && denies == 0 && denial == 0 && input.language != "pa" && says_without(source.tokens) &&
                    std::any_of(english.tokens.begin(), english.tokens.end(), [](const Token& t) { return t.folded == "with"; });
  if (lost || with) marks.push_back(Mark::negation_lost);
  if (denies > 0 && theirs.strong + theirs.weak == 0 && denials_are_all_known(input.language)) marks.push_back(Mark::negation_added);
}

}  // namespace clew::language::checking
