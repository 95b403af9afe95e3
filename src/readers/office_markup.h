// The text of the parts of Word, PowerPoint and Excel documents (ECMA-376): <w:p>, <a:p> with runs of <t>; rows of tables are
// one block, cells parted by tabs. Text boxes, comments and series of charts are blocks of their own.
//
// Kept apart by extras: text that tracked changes deleted or moved away (with who and when), hidden text. What <mc:Fallback>
// says again for older programs is left out where it is the same.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "readers/office_gatherer.h"
#include "readers/xml_tags.h"

namespace clew::readers {

class OfficeMarkup {
 public:
  // `authors`: of presentations, whose comments say numbers.
  OfficeMarkup(std::string_view bytes, OfficeGatherer& out, const std::map<std::string, std::string>& authors)
      : scan_(bytes), out_(out), authors_(authors) {}

  void run();
  const XmlScanner& scan() const { return scan_; }
  std::uint64_t deleted() const { return deleted_; }
  std::uint64_t hidden() const { return hidden_count_; }
  bool hidden_slide() const { return hidden_slide_; }

 private:
  void start(const XmlToken& token);
  void end(const XmlToken& token);
  void text(const XmlToken& token);
  void put(std::string_view utf8, const XmlToken& token);
  void changed(const XmlToken& token);
  void enter(Block head);
  void leave();

  struct Table {
    int rows = 0, cells = 0;
  };
  XmlScanner scan_;
  OfficeGatherer& out_;
  const std::map<std::string, std::string>& authors_;
  bool in_text_ = false, gone_ = false, in_run_ = false, hidden_ = false, hidden_slide_ = false, in_series_ = false, in_value_ = false;
  int in_properties_ = 0, moved_ = 0;
  Table table_;
  std::vector<Table> outer_;
  std::string change_;  // who made the tracked change at hand, and when
  // <mc:AlternateContent>: what the choice said, what the fallback says.
  int alternate_ = 0, fallback_ = 0;
  std::string choice_, other_;
  std::uint64_t other_begin_ = 0, other_end_ = 0;
  std::uint64_t deleted_ = 0, hidden_count_ = 0;
};

}  // namespace clew::readers
