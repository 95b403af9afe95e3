// Rich Text Format 1.9.1: the visible text, paragraph by paragraph, straight from the bytes.
//
// One pass with a bounded stack of groups; destinations that hold no text (fonts, styles, pictures,
// objects, fields' code) are passed over. Characters come from \'hh in the file's or the font's
// code page, \uN with its fallback, and named ones. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers {

struct RtfParagraph {
  std::string text;                      // UTF-8
  std::uint64_t offset = 0, length = 0;  // in the source
  bool row = false;                      // a row of a table, cells parted by tabs
};

struct RtfText {
  std::vector<RtfParagraph> paragraphs;
  std::vector<std::pair<std::string, std::string>> info;  // title, author, operator …
  std::vector<std::string> faults;
  bool html =
      false;  // made from HTML (\fromhtml1): the HTML itself stands in passed-over destinations
};

bool is_rtf(std::string_view bytes);
RtfText rtf_text(std::string_view bytes);

// RTF as mail stores it (MS-OXRTFCP): LZFu or uncompressed. Nothing when it is neither, damaged, or
// says it is larger than `limit`.
std::string rtf_decompressed(std::string_view packed, std::uint64_t limit = 64u << 20);

}  // namespace clew::readers
