#include "language/check_profile.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "language/code_points.h"

namespace clew::language::checking {
namespace {

bool is_wide_script(UChar32 c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
         (c >= 0xF900 && c <= 0xFAFF);
}

bool is_question_mark(UChar32 c) {
  return c == '?' || c == 0x061F || c == 0xFF1F || c == 0x00BF || c == 0x2047 || c == 0x2048 ||
         c == 0x2049 || c == 0x203D || c == 0x055E || c == 0x1367;
}

bool is_symbol(UChar32 c) {
  return c >= 0x2010 && (u_charType(c) == U_OTHER_SYMBOL || u_charType(c) == U_MATH_SYMBOL);
}

// "and" and "but" in the languages whose denials are known: a new clause.
bool is_and(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"aber", "ale", "ali", "ama", "and",  "because", "but",  "dar", "dhe", "iar", "ili",
       "mais", "mas", "och", "og",  "oraz", "pero",    "però", "sau", "und", "ve",  "y",
       "şi",   "și",  "а",   "але", "але",  "и",       "или",  "но",  "і"});
  return std::find(words.begin(), words.end(), w) != words.end();
}

}  // namespace

Profile profile_of(std::string_view text) {
  Profile p;
  text = text.substr(0, max_checked_bytes);
  Token token;
  bool inside = false, start = true, clause = true;
  bool brackets = false;
  bool near = false;  // nothing but blanks and dots since the last word
  std::size_t capitals = 0, run = 0;
  UChar32 last = -1;
  const auto close = [&] {
    if (inside) {
      // A closing quotation mark is no part of the word.
      while (token.folded.size() > 1 && token.folded.back() == '\'')
        token.folded.pop_back();
      // "O'Neil" and "I" are no all-capitals words; "USA" is.
      if (capitals > 1 && capitals == token.letters) {
        token.capital = false;
        token.all_capitals = true;
      }
      if (is_and(token.folded)) token.clause_start = true;
      p.tokens.push_back(token);
      start = clause = false;
    }
    inside = false;
    token = {};
    capitals = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    run = c == last ? run + 1 : 1;
    last = c;
    if (c != ' ' && c != '.' && c != '-' && c != '_' && c != '=' && c != '*') {
      p.longest_run = std::max(p.longest_run, run);
    }
    if (is_question_mark(c)) p.question = true;
    if (is_symbol(c)) ++p.symbols[c];
    const auto type = u_charType(c);
    const bool mark = type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
    if (u_isalpha(c) || (inside && (mark || c == '\'' || c == 0x2019))) {
      if (!inside) {
        inside = true;
        token.capital = u_isupper(c);
        token.sentence_start = start;
        token.clause_start = clause;
        token.in_brackets = brackets;
      }
      if (u_isalpha(c)) {
        ++token.letters;
        p.weight += is_wide_script(c) ? 3 : 1;
        if (u_isupper(c)) ++capitals;
        const bool latin = c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF);
        ++(latin ? p.latin : p.other);
      }
      append_char(c == 0x2019 ? '\'' : u_tolower(c), token.folded);
      continue;
    }
    if (c == '(' || c == ')') brackets = c == '(';
    near = near || inside;
    close();
    if (near && c >= '0' && c <= '9') p.tokens.back().before_figure = true;
    near = near && (c == ' ' || c == '.' || c == 0xA0);
    if (c == ',' || c == ';' || c == 0x60C || c == 0x3001 || c == 0xFF0C || c == 0x3002)
      clause = true;
    if (c == '.' || c == '!' || is_question_mark(c) || c == ':' || c == '"' || c == '(' ||
        c == '\n' || c == 0x2026 || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x2018 ||
        c == 0xA1 || c == '-' || c == 0x2013 || c == 0x2014 || c == '*' || c == '\'' || c == '/') {
      start = true;
      clause = clause || c != '-';
    }
  }
  close();
  return p;
}

bool is_common_english(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"about",  "after", "again", "all",    "also",     "am",      "an",     "and",    "any",
       "are",    "as",    "at",    "back",   "be",       "because", "been",   "before", "but",
       "by",     "call",  "can",   "come",   "could",    "day",     "did",    "do",     "does",
       "for",    "from",  "get",   "give",   "go",       "going",   "good",   "had",    "has",
       "have",   "hello", "her",   "here",   "him",      "his",     "home",   "house",  "how",
       "i",      "if",    "is",    "it",     "its",      "just",    "know",   "later",  "like",
       "make",   "many",  "money", "more",   "most",     "much",    "must",   "my",     "need",
       "never",  "new",   "not",   "now",    "of",       "on",      "one",    "only",   "or",
       "other",  "our",   "out",   "over",   "people",   "phone",   "please", "said",   "say",
       "see",    "send",  "she",   "should", "so",       "some",    "take",   "than",   "thank",
       "thanks", "that",  "the",   "their",  "them",     "then",    "there",  "these",  "they",
       "this",   "those", "time",  "today",  "tomorrow", "two",     "up",     "us",     "very",
       "want",   "was",   "we",    "well",   "were",     "what",    "when",   "where",  "which",
       "who",    "why",   "will",  "with",   "without",  "would",   "yes",    "yet",    "you",
       "your"});
  return std::binary_search(words.begin(), words.end(), w);
}

}  // namespace clew::language::checking
