#include "language/denial_words.h"

#include <algorithm>
#include <array>

namespace clew::language::checking {

bool is_english_negation(std::string_view w) {
  if (w.ends_with("'s")) w.remove_suffix(2);  // "nobody's"
  static constexpr auto words = std::to_array<std::string_view>(
      {"aint",   "cannot", "cant",    "didnt",   "doesnt", "dont",    "hasnt",
       "havent", "isnt",   "neither", "never",   "no",     "nobody",  "none",
       "nor",    "not",    "nothing", "nowhere", "wasnt",  "without", "wont"});
  return w.ends_with("n't") || std::binary_search(words.begin(), words.end(), w);
}

// Words that say the same without "not".
bool is_english_denial(std::string_view w, bool is_short) {
  // "he isn't here" – "he is out": in a short line they are mostly what was said.
  if (!is_short && (w == "ill" || w == "off" || w == "out")) return true;
  static constexpr auto begins = std::to_array<std::string_view>(
      {"disallow", "disappro", "dishonest", "disobey", "dissatisf", "distrust", "illegitim", "illicit", "immatur", "impatien", "imperfect", "improbab", "improper", "inaccura", "inadequa",
       "impractic", "inappropria", "incomplet", "inconsisten", "ineffect", "inexperien", "insecur", "insignifican", "invisib", "irrelevan", "irresponsib",
       "absen",     "avoid",    "barely",   "declin",  "denie",     "deny",     "disagree", "dislike",  "disregard",
       "fail",      "few",      "hardly",   "ignor",   "illegal",   "impossib", "inab",     "incapab",  "incompet",
       "incorrect", "ineligib", "insuffic", "intoler", "invalid",   "irregular", "keep",    "lack",
       "little",    "miss",     "prevent",  "rarely",  "refus",     "reject",   "scarce",
       "seldom",    "stop",     "unable",   "unlike"});
  if (w == "only" || w == "short" || w == "wrong") return true;
  if (w.size() >= 6 && w.ends_with("less")) return true;
  if (w.starts_with("un") && w.size() >= 6 && !w.starts_with("uni") && !w.starts_with("under") &&
      w != "unless") {
    return true;
  }
  return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

// "no later than", "not only", "No. 1", "with or without": they deny nothing by themselves.
bool is_english_idiom(const std::vector<Token>& tokens, std::size_t t) {
  static constexpr auto after_no = std::to_array<std::string_view>({"doubt", "fewer", "later", "less", "matter", "more", "sooner", "wonder"});
  static constexpr auto after_not = std::to_array<std::string_view>({"just", "least", "merely", "only", "simply"});
  const std::string_view w = tokens[t].folded, next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  const std::string_view before = t > 0 ? std::string_view(tokens[t - 1].folded) : "";
  const auto stands = [](const auto& list, std::string_view x) { return std::binary_search(list.begin(), list.end(), x); };
  const std::string_view behind = t + 2 < tokens.size() ? std::string_view(tokens[t + 2].folded) : "";
  // "no smaller than 50 hectares", "look no further", "can do no wrong".
  if (w == "no" && ((next.ends_with("er") && behind == "than") || (before == "look" && next == "further") || (before == "do" && next == "wrong"))) return true;
  // "don't forget": remember; "it cannot be denied", "not illegal", "I couldn't help laughing".
  static constexpr auto turned = std::to_array<std::string_view>({"abnormal", "denied", "deny", "doubt", "forget", "hesitat", "illegal", "impossib", "insignif", "miss", "neglect", "overlook", "underestimat", "unlike", "uncommon", "unusual"});
  for (std::size_t i = t + 1; w != "no" && i < std::min(tokens.size(), t + 3) && !tokens[i].clause_start; ++i)
    if (std::any_of(turned.begin(), turned.end(), [&](auto b) { return tokens[i].folded.starts_with(b); })) return true;
  if ((w == "couldn't" || w == "can't" || w == "couldnt" || w == "cant") && next == "help" && behind.ends_with("ing")) return true;
  if (w == "no") return tokens[t].before_figure || stands(after_no, next);
  // "not out of it": still in.
  const bool out_of = next == "out" && behind == "of";
  if (w == "not") return stands(after_not, next) || before == "or" || out_of;
  if (w == "without") return before == "or" || next == "doubt";
  if (w == "don't" || w == "dont") {
    if (next == "worry") return true;  // "fica tranquila"
  }
  if (w == "no" && (next == "problem" || next == "worries" || next == "wonder")) return true;
  if (w == "can't" && next == "wait") return true;
  // "won't come until Friday": "abia vineri vine".
  for (std::size_t i = t + 1; i < std::min(tokens.size(), t + 8) && !tokens[i].sentence_start; ++i)
    if (tokens[i].folded == "until" || tokens[i].folded == "till") return true;
  if (w == "never") return next == "more" || next == "mind";
  return before == "why" && w.ends_with("n't");  // "Why wouldn't I": of course
}

// Words that turn a denial round: "no es fácil" – "it is challenging", "još nije" – "has yet to", "productos que no sean de
// alimentación" – "non-food". In a long sentence they may answer one; everyday words ("than", "just", "away") would hide too much.
bool is_turned_round(const std::vector<Token>& tokens, std::size_t t) {
  static constexpr auto words = std::to_array<std::string_view>({"banned", "beyond", "except", "inevitable", "landlocked", "merely", "non", "outside", "rare", "reluctant", "simply",
                                                                 "stuck", "tough", "trouble", "until", "wary", "wrong"});
  static constexpr auto begins = std::to_array<std::string_view>({"abandon", "abolish", "ceas", "challeng", "decriminal", "exclud", "exempt", "forbid", "hidd", "neglect", "object", "omit", "oppos",
                                                                  "overlook", "prohibit", "resist", "struggl", "wasted", "withh"});
  const std::string_view w = tokens[t].folded, next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  if (w == "yet") return next == "to";
  if (w == "far") return next == "from";
  if (w == "rather") return next == "than";
  return std::binary_search(words.begin(), words.end(), w) || std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

}  // namespace clew::language::checking
