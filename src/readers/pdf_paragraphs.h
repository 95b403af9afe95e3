// From the words of a page to its paragraphs.
//
// A PDF has no paragraphs: it puts letters at places. The library gives words in reading order
// (columns apart); here words become lines and lines become paragraphs, by what a reader's eye goes
// by. A new line begins where a word does not stand beside the one before it. A new paragraph
// begins after a gap of more than 0.6 of a line's height, where the size of the letters changes by
// a fifth, where the text goes up again (next column), turns, or is set in by most of a letter. A
// line that begins with a bullet or number may have lines under it that are set in.
//
//   "1. Keys" / "   and maps" / (gap) "Total  12"   →   "1. Keys and maps", "Total\t12"
//
// Lines of a paragraph are joined by a blank (not after a hyphen, which stays; a soft hyphen goes).
// A gap of more than 1.5 heights inside a line becomes a tab, as between the cells of a table.
// Lines of Hebrew or Arabic are read from their right end and set in there. Recognised words bring
// their lines and paragraphs along.
#pragma once

#include <string>
#include <vector>

#include "readers/document_engine.h"

namespace clew::readers {

struct PageParagraph {
  std::string text;
  PageBox box;
  double height = 0;  // of its letters, points
  int lines = 0;
  std::vector<int> confidences;  // one per word, of recognised text
};

std::vector<PageParagraph> paragraphs_of(const PageText& page);

}  // namespace clew::readers
