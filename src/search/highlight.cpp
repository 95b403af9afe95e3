#include "search/highlight.h"

#include <algorithm>

namespace clew::search {
namespace {

// Whether `term` stands at piece `at`; sets `exact` when it stands there as typed.
bool stands_at(const std::vector<Piece>& pieces, std::size_t at, const Term& term, bool& exact) {
  const auto& words = term.words;
  if (at + words.size() > pieces.size()) return false;
  exact = true;
  for (std::size_t k = 0; k < words.size(); ++k) {
    const auto& piece = pieces[at + k];
    const auto& word = words[k];
    bool last = k + 1 == words.size();
    if (term.prefix && last) {
      bool typed = piece.exact.starts_with(word.exact);
      if (!typed && !piece.folded.starts_with(word.folded)) return false;
      exact = exact && typed;
      continue;
    }
    if (piece.folded != word.folded && piece.exact != word.folded) return false;
    if (word.joined && !last && !piece.joined) return false;
    exact = exact && piece.exact == word.exact;
  }
  return true;
}

bool anywhere(const std::vector<Piece>& pieces, const Term& term) {
  bool exact;
  for (std::size_t at = 0; at < pieces.size(); ++at)
    if (stands_at(pieces, at, term, exact)) return true;
  return false;
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

}  // namespace

Marks mark_text(Tokenizer& tokenizer, std::string_view text, const Query& query) {
  Marks marks;
  const auto& pieces = tokenizer.scan(text);
  for (const auto& clause : query.all) {
    if (clause.exclude) continue;
    for (const auto& term : clause.any) {
      if (term.field != Field::anywhere) continue;
      for (std::size_t at = 0; at < pieces.size(); ++at) {
        bool exact;
        if (!stands_at(pieces, at, term, exact)) continue;
        (exact ? marks.exact : marks.folded) = true;
        marks.ranges.emplace_back(pieces[at].begin, pieces[at + term.words.size() - 1].end);
      }
    }
  }
  std::sort(marks.ranges.begin(), marks.ranges.end());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> merged;
  for (auto range : marks.ranges) {
    if (!merged.empty() && range.first < merged.back().second)
      merged.back().second = std::max(merged.back().second, range.second);
    else
      merged.push_back(range);
  }
  marks.ranges = std::move(merged);
  return marks;
}

bool matches_number(std::string_view normal, const Query& query) {
  for (const auto& clause : query.all) {
    if (clause.exclude) continue;
    for (const auto& term : clause.any)
      if (!term.digits.empty() && digits_of(normal).ends_with(term.digits)) return true;
  }
  return false;
}

bool matches_party(Tokenizer& tokenizer, std::string_view name, std::string_view raw,
                   std::string_view normal, const Query& query) {
  if (matches_number(normal, query)) return true;
  for (std::string_view text : {name, raw}) {
    const auto& pieces = tokenizer.scan(text);
    for (const auto& clause : query.all)
      for (const auto& term : clause.any)
        if (!clause.exclude && anywhere(pieces, term)) return true;
  }
  return false;
}

}  // namespace clew::search
