#include "language/glossary.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <xxhash.h>

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "language/code_points.h"

namespace clew::language {
namespace {

constexpr auto use_words = std::to_array<std::string_view>({"translate", "keep", "note"});

bool is_mark(UChar32 c) {
  const auto type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK;
}

// Appends the folded form of one character.
void fold(UChar32 c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
    return;
  }
  if (is_mark(c)) return;
  // Letters that Unicode does not take apart.
  switch (c) {
    case 0x131:
    case 0x130:
      out += 'i';
      return;
    case 0x142:
    case 0x141:
      out += 'l';
      return;
    case 0x111:
    case 0x110:
      out += 'd';
      return;
    case 0xF8:
    case 0xD8:
      out += 'o';
      return;
    default:
      break;
  }
  UErrorCode error = U_ZERO_ERROR;
  static const auto* nfd = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString parts;
  if (nfd->getDecomposition(c, parts)) {
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      const auto part = parts.char32At(i);
      if (!is_mark(part)) append_char(u_tolower(part), out);
    }
    return;
  }
  append_char(u_tolower(c), out);
}

struct FoldedWord {
  std::string text;
  std::size_t begin, end;
};

// Runs of letters, digits and marks; an apostrophe or hyphen ends a word.
std::vector<FoldedWord> folded_words(std::string_view text) {
  std::vector<FoldedWord> words;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto from = at;
    const auto c = next_char(text, at);
    const bool counts = u_isalnum(c) || (inside && is_mark(c));
    if (counts) {
      if (!inside) words.push_back({{}, from, at});
      fold(c, words.back().text);
      words.back().end = at;
    }
    inside = counts;
  }
  return words;
}

}  // namespace

std::string_view word(TermUse use) { return use_words[static_cast<std::size_t>(use)]; }

std::optional<TermUse> term_use_from(std::string_view text) {
  const auto it = std::find(use_words.begin(), use_words.end(), text);
  if (it == use_words.end()) return {};
  return static_cast<TermUse>(it - use_words.begin());
}

std::string folded_word(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();)
    fold(next_char(text, at), out);
  return out;
}

Glossary::Glossary(std::vector<GlossaryTerm> terms) : terms_(std::move(terms)) {
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    Entry entry{{}, i};
    for (auto& w : folded_words(terms_[i].term))
      entry.words.push_back(std::move(w.text));
    if (entry.words.empty()) continue;
    auto& list = by_first_[entry.words.front()];
    std::erase_if(list, [&](const Entry& e) {
      return e.words == entry.words && terms_[e.term].language == terms_[i].language;
    });
    list.push_back(std::move(entry));
  }
  for (auto& [first, list] : by_first_) {
    // Longest first; a term of the language itself before one of all languages.
    std::stable_sort(list.begin(), list.end(), [&](const Entry& a, const Entry& b) {
      if (a.words.size() != b.words.size()) return a.words.size() > b.words.size();
      return (terms_[a.term].language != "*") > (terms_[b.term].language != "*");
    });
  }
}

std::vector<Glossary::Hit> Glossary::find(std::string_view text, std::string_view language) const {
  std::vector<Hit> hits;
  if (by_first_.empty()) return hits;
  const auto words = folded_words(text);
  for (std::size_t i = 0; i < words.size();) {
    std::size_t taken = 0;
    if (const auto it = by_first_.find(words[i].text); it != by_first_.end()) {
      for (const auto& entry : it->second) {
        const auto& term = terms_[entry.term];
        if (term.language != "*" && term.language != language) continue;
        if (entry.words.size() > words.size() - i) continue;
        if (!std::equal(entry.words.begin(), entry.words.end(),
                        words.begin() + static_cast<std::ptrdiff_t>(i),
                        [](const std::string& a, const FoldedWord& b) { return a == b.text; })) {
          continue;
        }
        taken = entry.words.size();
        hits.push_back({words[i].begin, words[i + taken - 1].end, &term});
        break;
      }
    }
    i += std::max<std::size_t>(1, taken);
  }
  return hits;
}

std::string Glossary::version(const std::vector<Hit>& hits) {
  std::string bytes;
  for (const auto& hit : hits) {
    if (hit.term->use == TermUse::note) continue;
    bytes += fmt::format("{}\x1f{}\x1f{}\x1e", word(hit.term->use), folded_word(hit.term->term),
                         hit.term->english);
  }
  if (bytes.empty()) return {};
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

}  // namespace clew::language
