// What the old Office formats (97–2003) hold inside their compound file: the text of Word
// (MS-DOC 2.4.1, the piece table; of Word 6 and 95 the format before it), the text of PowerPoint (MS-PPT, text atoms), and the properties
// that all of them have (MS-OLEPS). The cells of Excel: biff_workbook.h.
//
// Everything is read from one stream held in memory, by offsets that are checked; a broken record
// ends the reading of its stream with a fault, what stands before stays.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers::old_office {

struct Faults {
  std::vector<std::string> list;
  void add(std::string why) {
    if (list.size() < 20) list.push_back(std::move(why));
  }
};

struct Paragraph {
  std::string text;          // UTF-8
  std::string_view part;     // "body", "footnotes", "headers", "comments" …; of slides "slide"
  std::uint64_t number = 0;  // of the slide, 0 none
  std::uint64_t offset = 0, length = 0;  // in the stream; of text in several pieces the first
};

// `table`: the stream that the head of `document` names. `encrypted`: nothing can be read.
bool word_is_encrypted(std::string_view document);
std::string_view word_table_name(std::string_view document);  // "1Table", "0Table"
std::vector<Paragraph> word_text(std::string_view document, std::string_view table, Faults& faults);

// Word 6 and 95 (the binary format of Word 6.0). `charset`: the code page its text was read in; `guessed`: not by what
// the document says of its language, but by its letters.
std::vector<Paragraph> word95_text(std::string_view document, std::string& charset, bool& guessed, Faults& faults);

std::vector<Paragraph> slide_text(std::string_view document, Faults& faults);

struct Property {
  std::string name, text;             // title, author … as text
  std::optional<std::uint64_t> time;  // FILETIME
};
std::vector<Property> summary(std::string_view stream);

}  // namespace clew::readers::old_office
