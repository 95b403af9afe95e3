// One sentence on its way through the neural decoder: marks out, marks back, words that belong
// together. Students are trained on sentences without foreign matter.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/alignment.h"
#include "nmt/translator.h"

namespace clew::language {

// "Ven. ¿Dónde estás? Ya!" → its three sentences, as byte ranges without the blanks between. A full
// stop after a single letter or a digit, or before a small letter, ends none.
std::vector<std::pair<std::size_t, std::size_t>> split_sentences(std::string_view text);

struct Sentence {
  std::string text;                   // without marks
  std::vector<std::uint32_t> origin;  // of each byte of `text`, and of its end, in the segment
  struct Taken {
    std::size_t mark;
    std::size_t at;  // byte of `text` before which it stood
  };
  std::vector<Taken> marks;
};
// The part [begin, end) of a segment.
Sentence take_out_marks(std::string_view segment, std::size_t begin, std::size_t end);

// Appends the English of a sentence with its marks, each behind the word that its neighbour became
// (by the alignment), and which words of the segment became which of `text`.
void put_back(const nmt::Translation& translation, const Sentence& sentence, std::string& text,
              std::vector<WordLink>& links);

}  // namespace clew::language
