// The text of OpenDocument parts (ISO/IEC 26300): it stands directly inside <text:p> and <text:h>. Comments, footnotes, text boxes
// and speaker notes, which stand inside a paragraph or beside it, are blocks of their own; so are headers and footers
// (styles.xml). Text that tracked changes deleted is marked, with who and when.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "readers/office_gatherer.h"
#include "readers/xml_tags.h"

namespace clew::readers {

class OpenDocumentText {
 public:
  OpenDocumentText(std::string_view bytes, OfficeGatherer& out) : scan_(bytes), out_(out) {}

  void run();
  const XmlScanner& scan() const { return scan_; }
  std::uint64_t deleted() const { return deleted_; }

 private:
  void start(const XmlToken& token);
  void end(const XmlToken& token);
  void enter(Block head);
  void leave();

  struct Level {
    int paragraphs = 0, rows = 0, cells = 0;
  };
  XmlScanner scan_;
  OfficeGatherer& out_;
  Level level_;
  std::vector<Level> outer_;
  int changes_ = 0;
  std::string* into_ = nullptr;  // creator or date of a comment or a change
  std::string creator_, date_;
  std::uint64_t deleted_ = 0;
};

}  // namespace clew::readers
