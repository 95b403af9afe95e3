// The tags and texts of an XML file, one after the other, straight from its mapped bytes.
//
// A view of xml::Scanner (xml_scan.h), which does the scanning, for readers of flat lists: faults
// are counted, not given; an empty element is one token; attributes stay text until asked for by
// name; one can go back to a place. See there for what happens at damage.
//
// UTF-8 only: other encodings are converted by Utf8Bytes (utf8_bytes.h). Pure; views point into the
// bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readers/xml_scan.h"
#include "text/encoding.h"

namespace clew::readers {

struct XmlToken {
  enum class Kind : std::uint8_t { start, end, text };
  Kind kind = Kind::text;
  std::string_view prefix, name;  // of elements: "x" and "row" of <x:row>
  std::string_view body;          // attributes, or the text as written
  bool empty = false;             // <a/>: no end follows
  bool cdata = false;             // the text has no references
  std::uint64_t begin = 0, end = 0;
  bool is_start(std::string_view n) const { return kind == Kind::start && name == n; }
  bool is_end(std::string_view n) const { return kind == Kind::end && name == n; }
};

class XmlScanner {
 public:
  explicit XmlScanner(std::string_view bytes, std::uint64_t at = 0)
      : bytes_(bytes), scanner_(bytes, at, false) {}

  // The next tag or text (comments, instructions and document types are passed over); false at the
  // end.
  bool next(XmlToken& token);
  std::uint64_t offset() const { return scanner_.position(); }
  void seek(std::uint64_t at) { scanner_ = xml::Scanner(bytes_, at, false); }

  // Of what was passed so far.
  std::uint64_t damaged() const { return damaged_; }            // tags that are none
  std::uint64_t first_damage() const { return first_damage_; }  // where
  bool document_type() const { return document_type_; }         // a DTD was there, and ignored
  bool cut() const { return cut_; }                             // the end lies inside a tag

 private:
  std::string_view bytes_;
  xml::Scanner scanner_;
  std::uint64_t damaged_ = 0, first_damage_ = 0;
  bool document_type_ = false, cut_ = false;
};

// What a file begins with, from the UTF-8 of its beginning: for telling an XML file of a known form from another file that holds a piece of one.
struct XmlBeginning {
  bool markup = false;    // with a tag, behind blanks at most or the end of a tag that was cut
  std::string_view root;  // the first element's name without prefix, "" where there is none
};
XmlBeginning xml_beginning(std::string_view head);

// The value of an attribute as written (not decoded), by local name: "id" finds r:id too; nothing
// if it is not there.
std::optional<std::string_view> xml_attribute(const XmlToken& token, std::string_view name);
std::string xml_attribute_text(const XmlToken& token,
                               std::string_view name);  // decoded; "" if none
std::vector<std::pair<std::string_view, std::string>> xml_attributes(const XmlToken& token);

// Appends text with the five entities and character references resolved; unknown ones stay as
// written. Bytes that are not UTF-8 become U+FFFD; returns how many places did.
std::size_t append_xml_text(std::string_view raw, bool cdata, std::string& out);
std::string xml_text(std::string_view raw);

}  // namespace clew::readers
