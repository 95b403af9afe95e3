// Where a record lies inside one file of an exhibit, and the whole position through every
// container.
//
// A locator is `part=value` pairs joined by ';', in the order below; values are percent-encoded
// (bytes outside [A-Za-z0-9._~/ -] and '%'; the four numbers of a box keep their commas):
//
//   bytes=OFFSET+LENGTH  the record's own bytes in the (decompressed) file, 0-based
//   line=N               first physical line, 1-based
//   row=N                row of a table: data row of a CSV counted from 1 after the header; rowid;
//                        node of an Outlook store
//   table=NAME           SQLite table
//   sheet=NAME           of a workbook
//   cell=A7              of a sheet
//   json=/pointer        RFC 6901
//   xml=PATH|ID          element path or model id
//   page=N               of a document, 1-based
//   box=x,y,w,h          on that page, from its upper left corner as shown: points (1/72 inch),
//                        one decimal; of a picture pixels
//   index=N              message number in a mailbox, card number in a vCard file, 1-based
//
// A position is EXHIBIT_REF ':' file path ('!' member path)* '@' locator, each path percent-encoded
// in the same way (with '/' kept): "ABC/1:chats.zip!_chat.txt@bytes=1200+110;line=14". The
// exhibit's reference is percent-encoded too (with '/' kept). `clew show CASE POSITION` resolves
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::exhibit {

struct ByteRange {
  std::uint64_t offset = 0, length = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// Builds a locator: Locator().bytes(120, 44).row(7).str(). Parts keep the order of the calls.
class Locator {
 public:
  Locator& bytes(std::uint64_t offset, std::uint64_t length);
  Locator& line(std::uint64_t number);
  Locator& row(std::int64_t number);
  Locator& table(std::string_view name);
  Locator& sheet(std::string_view name);
  Locator& cell(std::string_view name);
  Locator& json(std::string_view pointer);
  Locator& xml(std::string_view path);
  Locator& page(std::uint64_t number);
  Locator& box(double x, double y, double width, double height);
  Locator& index(std::uint64_t number);
  // The text; the object is empty afterwards.
  std::string str() { return std::exchange(text_, {}); }

 private:
  Locator& add(std::string_view part, std::string_view value);
  std::string text_;
};

// The value of one part of a locator, decoded; nothing when it is not there.
std::optional<std::string> locator_part(std::string_view locator, std::string_view part);
std::optional<ByteRange> locator_bytes(std::string_view locator);

struct Position {
  std::string exhibit_ref;
  std::vector<std::string> path;  // outermost file first; members follow
  std::string locator;
  friend bool operator==(const Position&, const Position&) = default;
};

// `path` of a file as the case stores it: members joined by '!', each percent-encoded.
std::string join_path(const std::vector<std::string>& path);
std::vector<std::string> split_path(std::string_view joined);

std::string to_string(const Position& position);
// Nothing when the text is not a position.
std::optional<Position> parse_position(std::string_view text);

std::string percent_encode(std::string_view bytes);
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace clew::exhibit
