// What the old Office formats (97–2003) hold inside their compound file: the text of Word
// (MS-DOC 2.4.1, the piece table), the cells of Excel (MS-XLS, BIFF8 records), the text of
// PowerPoint (MS-PPT, text atoms), and the properties that all of them have (MS-OLEPS).
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

std::vector<Paragraph> slide_text(std::string_view document, Faults& faults);

struct BiffSheet {
  std::string name;
  std::uint64_t offset = 0;  // of its first record in the stream
  bool hidden = false;
};
struct BiffCell {
  std::uint32_t row = 0, column = 0;  // from 0
  std::string text;
  std::string stored;  // of a date: the number that is stored
  std::uint64_t offset = 0, length = 0;
};
class BiffWorkbook {
 public:
  // `stream` outlives the object.
  BiffWorkbook(std::string_view stream, Faults& faults);
  bool encrypted() const { return encrypted_; }
  bool known() const { return known_; }  // BIFF8
  bool date1904() const { return date1904_; }
  const std::vector<BiffSheet>& sheets() const { return sheets_; }
  // The cells of a sheet in the order of the stream, from the record at `at` (which moves on); an
  // empty vector at the end. One row's cells at a time, when they lie together.
  void begin(const BiffSheet& sheet, std::uint64_t& at) const { at = sheet.offset; }
  bool next_row(std::uint64_t& at, std::vector<BiffCell>& cells) const;
  std::uint64_t formulas() const { return formulas_; }

 private:
  struct Format {
    bool date = false, clock = false, elapsed = false;
  };
  void globals(Faults& faults);
  void texts(std::uint64_t at, Faults& faults);
  std::string number_text(double value, std::size_t style, std::string& stored) const;

  std::string_view stream_;
  bool encrypted_ = false, known_ = false, date1904_ = false;
  std::vector<BiffSheet> sheets_;
  std::vector<std::string> strings_;
  std::vector<std::uint16_t> styles_;  // the number format of each
  std::vector<std::pair<std::uint16_t, std::string>> formats_;
  mutable std::uint64_t formulas_ = 0;
};

struct Property {
  std::string name, text;             // title, author … as text
  std::optional<std::uint64_t> time;  // FILETIME
};
std::vector<Property> summary(std::string_view stream);

}  // namespace clew::readers::old_office
