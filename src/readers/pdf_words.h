// Small things that the PDF reader needs of the page and of the metadata: the words that lie under
// a mark, what XMP says, text made valid.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readers/document_engine.h"

namespace clew::readers {

// The words of a page whose middle lies under one of the boxes, in reading order, lines joined by a
// blank. A mark that covers half a word has the word whole or not at all.
//
// Each word is held against each box, so a file of a hundred thousand marks over as many words
// would take hours: after 200 million comparisons in all (a second or two) nothing is given.
class WordsUnder {
 public:
  std::string words(const PageText& page, const std::vector<PageBox>& boxes);
  bool stopped() const { return left_ == 0; }

 private:
  std::size_t left_ = 200'000'000;
};

// The values of an XMP packet (ISO 16684-1), as "dc:creator" and text, in its order, the same
// said twice once; histories as "stEvt:when" and the like. Also from damaged ones. At most 200.
std::vector<std::pair<std::string, std::string>> xmp_values(std::string_view packet);

std::string valid_utf8(std::string_view text);  // other bytes become U+FFFD

}  // namespace clew::readers
