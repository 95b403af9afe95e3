// A scanner for XML that programs write: tags, text and CDATA as views into the bytes, with their
// positions, without ever stopping.
//
// Idea: a parser that follows the standard must stop at the first byte that is not well-formed; of
// a report of many gigabytes with one bad sector it would give only what comes before. This scanner
// says where the fault is and goes on as near behind it as it can: a broken tag costs that tag, a
// comment or CDATA without an end hides nothing. It keeps no stack: which element an end tag closes
// is the caller's business. Nothing is copied, nothing allocated beyond the attributes of one tag.
//
// Worked example: `<a x="1">b<![CDATA[<c>]]></a>` gives start a {x=1} at 0, text "b" at 9, text
// "<c>" (raw) at 10, end a at 22. Of `<a b="1">x<broken <c/>` come start a, text "x", a fault,
// start c and its end.
//
// This is the only scanner of XML here. Trees and faults in their places are read from it directly
// (ufed_reader, plist, android_xml_reader); flat lists through XmlScanner (xml_tags.h), which
// counts the faults and leaves attributes as text until they are asked for.
//
// No entity is ever defined or fetched; a document type is a token of its own, for the caller to
// refuse. Only UTF-8 and encodings that share its ASCII part; UTF-16 is for the caller to recognise
// (is_utf16). Compared with expat 2.5 (which is its referee in the tests): see docs/decisions/0008.
// Source: Extensible Markup Language 1.0, fifth edition, W3C.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::readers::xml {

struct Attribute {
  std::string_view name;   // without prefix
  std::string_view value;  // as it stands: entities not decoded
};

enum class TokenKind : std::uint8_t {
  start,    // name, attributes(); text: the attributes as they stand
  end,      // name; after <a/> comes an end with begin == end
  text,     // text; raw: from CDATA, no entities in it
  doctype,  // text: the whole declaration, as far as it goes
  fault,    // text: the bytes that make no sense; why
  finish,
};

struct Token {
  TokenKind kind = TokenKind::finish;
  std::string_view prefix, name;  // "x" and "row" of <x:row>
  std::string_view text;
  bool raw = false;
  bool empty = false;  // a start <a/>: its end follows
  bool whole = true;   // false: the bytes end inside it
  const char* why = "";
  std::uint64_t begin = 0, end = 0;  // its bytes
};

// Views `bytes`, which must outlive it. For one thread.
class Scanner {
 public:
  // `read_attributes` false: attributes() stays empty, and a tag need not be sound in its
  // attributes as long as it ends.
  explicit Scanner(std::string_view bytes, std::uint64_t at = 0, bool read_attributes = true)
      : bytes_(bytes), at_(at), read_attributes_(read_attributes) {}
  Token next();
  // The end that belongs to the empty start just given will not be given.
  void drop_end() { pending_end_ = false; }
  // Of the last start token; the views hold as long as the bytes.
  const std::vector<Attribute>& attributes() const { return attributes_; }
  std::uint64_t position() const { return at_; }
  // Name of the end tag or start tag that follows (after blanks and comments), for deciding what a
  // stray end tag means. Empty at the end.
  struct Ahead {
    bool is_end = false;
    std::string_view name;
  };
  Ahead ahead() const;

 private:
  Token tag();
  Token declaration();
  Token fault(std::uint64_t begin, std::uint64_t end, const char* why);
  // Where `closing` (kind 0 to 2: CDATA, comment, instruction) next is; once it was not found it is
  // not looked for again, so that many openings without an end take no longer than one.
  std::size_t find_close(std::string_view closing, std::uint64_t from, int kind);

  std::string_view bytes_;
  std::uint64_t at_ = 0;
  bool read_attributes_;
  bool none_ahead_[3] = {};
  std::vector<Attribute> attributes_;
  bool pending_end_ = false;
  std::string_view pending_name_;
};

bool is_utf16(std::string_view bytes);
bool all_blank(std::string_view text);
// "&amp;", "&#233;", "&#xE9;" at the front of `text`: appends what it stands for and gives its
// length; 0 for anything else (an unknown entity, a number that is no character). Two references
// that are halves of one character, as some backup apps write emoji ("&#55357;&#56832;"), count as
// that character.
std::size_t append_reference(std::string_view text, std::string& out);
// The five entities and character references decoded; what is none of them stays as written.
std::string decode(std::string_view text);
// The value of an attribute as it stands; "" when absent.
std::string_view attribute(const std::vector<Attribute>& all, std::string_view name);

}  // namespace clew::readers::xml
