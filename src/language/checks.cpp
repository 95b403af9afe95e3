#include "language/checks.h"

#include <algorithm>
#include <array>

#include "language/check_parts.h"

namespace clew::language {
namespace {

constexpr double max_unknown_share = 0.4;
constexpr double max_unknown_share_by_neighbour = 0.15;
constexpr double low_log_prob = -1.6;

constexpr auto mark_words = std::to_array<std::string_view>(
    {"empty",     "number-lost",     "number-added",    "item-lost",     "item-moved",
     "name-lost", "negation-lost",   "negation-added",  "question-lost", "question-added",
     "loop",      "copied",          "not-english",     "invented",      "too-short",
     "too-long",  "unknown-words",   "low-probability", "read-as",       "gloss",
     "glossary",  "mixed-languages", "dictionary-words", "by-neighbour", "converted"});
static_assert(mark_words.size() == mark_count);

}  // namespace

std::string_view word(Mark mark) { return mark_words[static_cast<std::size_t>(mark)]; }

std::optional<Mark> mark_from(std::string_view text) {
  const auto it = std::find(mark_words.begin(), mark_words.end(), text);
  if (it == mark_words.end()) return {};
  return static_cast<Mark>(it - mark_words.begin());
}

bool lowers(Mark mark) {
  return mark != Mark::read_as && mark != Mark::item_moved && mark != Mark::glossary &&
         mark != Mark::mixed_languages && mark != Mark::dictionary_words && mark != Mark::by_neighbour && mark != Mark::converted;
}

std::vector<Mark> check(const CheckInput& input) {
  using namespace checking;
  std::vector<Mark> marks;
  const auto source = profile_of(input.source);
  const auto english = profile_of(input.translation);
  if (input.translation.find_first_not_of(" \t\n\r") == std::string_view::npos) {
    if (input.source.find_first_not_of(" \t\n\r") != std::string_view::npos) {
      marks.push_back(Mark::empty);
    }
    return marks;
  }
  check_numbers(input, source, english, marks);
  check_items(input, marks);
  check_names(input, source, english, marks);
  check_added_names(input, source, english, marks);
  check_names_without_capitals(input, source, english, marks);
  check_calendar(input, source, english, marks);
  check_negation(input, source, english, marks);
  check_questions(input, source, english, marks);
  check_loops(source, english, marks);
  check_language(input, source, english, marks);
  check_symbols(source, english, marks);
  if (!input.gloss) check_length(input, source, english, marks);
  if (input.words > 1 && input.unknown > (input.by_neighbour ? max_unknown_share_by_neighbour : max_unknown_share) * input.words) {
    marks.push_back(Mark::unknown_words);
  }
  if (input.mean_log_prob && *input.mean_log_prob < low_log_prob) {
    marks.push_back(Mark::low_probability);
  }
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  return marks;
}

}  // namespace clew::language
