// What plain text and HTML documents have in common once they are cut into blocks.
//
// A block is a paragraph, heading, list item or table row. Each is one row and one `document`
// record with its own position, linked `part_of` to one more `document` record for the whole, which
// holds title, date and the labelled fields. So a search hit, a translation or a quotation has the
// size of a paragraph, and its bytes.
//
// Two passes: survey() sees every block first (repeated lines are headers and footers only once
// they have been seen to repeat), then write() gives the records.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "readers/reader.h"

namespace clew::readers {

struct Block {
  std::string text;                                // UTF-8
  std::uint64_t offset = 0, length = 0, line = 0;  // in the file
  std::string_view part = "paragraph";             // "heading", "list-item", "table-row"
  std::vector<model::Field> extras;                // links, images
  std::vector<model::Media> media;
  std::string locator;         // "": made from offset, length and line
  std::string_view text_form;  // "", "recognised"
  // Of what stands beside the text (an annotation, a form field): no paragraph of it, so it is not
  // numbered, and its words are nobody's header or footer.
  bool beside = false;
  std::string table, key, reply_to;  // counted for; the source's own id; that of another such block
  std::vector<model::Field> fields;
  std::vector<model::Time> times;
  std::vector<model::Participation> participants;
};

class DocumentWriter {
 public:
  // Keeps references; for one thread. `format` is the media type.
  DocumentWriter(const exhibit::Item& item, const Options& options, Sink& sink,
                 std::string_view format);

  void survey(const Block& block);
  void write(Block block);
  // The record of the whole. `title` "" takes the first block's line, else the file's name.
  // `times` come after the date that stands in its text.
  void finish(std::string title, std::vector<model::Field> fields,
              std::vector<model::Time> times = {}, std::vector<model::Field> extras = {});

  // Findings, at most some of a kind and then their number.
  void finding(model::Severity severity, std::string_view what, std::string where, std::string why);

  std::uint64_t blocks() const { return number_; }

 private:
  void labels(std::string_view text, std::string_view where);
  bool is_boilerplate(const std::string& text) const;
  void add_date(model::Record& record);

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  std::string format_;
  std::unordered_map<std::uint64_t, std::uint32_t> seen_;  // short blocks by their digit-free form
  std::string first_line_, date_label_where_;
  std::map<std::string, std::string> fields_;
  std::uint64_t number_ = 0, surveyed_ = 0, boilerplate_ = 0;
  std::map<std::string, std::uint64_t> finding_counts_;
};

}  // namespace clew::readers
