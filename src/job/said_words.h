// The words of messages for comparison (pattern/passed_on.h): figures as their digits ("14:30", "14.30" and "1430" are one,
// "1,200" is 1200), other words of three characters and more in folded form, two characters of scripts without spaces; of
// messages that were translated the English words too. A word is a number: 32 bits of its hash.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "casefile/case.h"

namespace clew::job {

// take(record id, words without repeats) for each message with words, ids rising.
void read_said(const casefile::Db& db, const std::function<void(std::int64_t, std::span<const std::uint32_t>)>& take);

// For showing what two messages share. Keeps a reference to `db`. For one thread.
class SaidTexts {
 public:
  explicit SaidTexts(const casefile::Db& db);
  ~SaidTexts();
  // The shared words as the second record has them, with commas: figures, then the longest; at most six.
  std::string shared(std::int64_t first, std::int64_t second);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::job
