// Which column of an unknown table holds what somebody wrote? A guess by the column's name and by
// what stands in it, so that an app without a description is still read, translated and searched.
// It is always labelled as a guess, and the row keeps every column as it stands.
//
// A name that says it ("body", "ZTEXT", "message_text") needs one value that is words; any other
// name needs three values, most of them sentences of three words or more: identifiers, addresses,
// paths and markup are not words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::readers {

// Does the value read as words: letters of any script, with at least `words` runs of them?
// Addresses
// (://, @), paths, markup, JSON and codes of letters with digits do not. `text` must be UTF-8.
bool reads_as_words(std::string_view text, int words);

class TextGuess {
 public:
  explicit TextGuess(std::vector<std::string> columns);
  // Looks at one value of a column; cheap, so that a few hundred rows may be shown.
  void see(std::size_t column, std::string_view value);
  // The column of the most words, or nothing.
  std::optional<std::size_t> best() const;

 private:
  struct Column {
    int named = 0;  // how plainly the name says it: 0 … 2
    std::uint64_t values = 0, words = 0, sentences = 0, bytes = 0;
  };
  std::vector<Column> columns_;
};

}  // namespace clew::readers
