// What the words of small vocabularies in a table's cells (direction, type, status) mean under its plan.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/cell_words.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

struct WordMeaning {
  std::string text;
  model::Direction direction = model::Direction::unknown;
  EventMeaning event;
  std::string_view outcome;
  std::optional<bool> yes_no;
  bool video = false, deleted = false;
};

// Each word is looked up once and remembered, in bounded memory. For one thread; `plan` outlives it.
class RowWords {
 public:
  explicit RowWords(const Plan& plan) : plan_(plan) {}
  // Holds until the next call. The profile's own words go before the common ones.
  const WordMeaning& meaning(std::string_view text);

 private:
  model::Direction direction(std::string_view text) const;
  EventMeaning event(std::string_view text) const;

  const Plan& plan_;
  std::vector<WordMeaning> words_;  // by hash; one place each, the newer word wins
};

}  // namespace clew::readers
