// A scanner for XML that programs write: tags, text and CDATA as views into the bytes, with their
// positions, without ever stopping.
//
// Idea: a parser that follows the standard must stop at the first byte that is not well-formed; of
// a report of many gigabytes with one bad sector it would give only what comes before. This scanner
// says where the fault is and goes on at the next tag. It keeps no stack: which element an end tag
// closes is the caller's business (ElementStack below). Nothing is copied, nothing allocated beyond
// the attributes of one tag.
//
// Worked example: `<a x="1">b<![CDATA[<c>]]></a>` gives start a {x=1} at 0, text "b" at 9, text
// "<c>" (raw) at 10, end a at 22.
//
// Refused: a document type (no entity is ever defined or fetched); its place is a token of its own.
// Only UTF-8 and encodings that share its ASCII part; UTF-16 is for the caller to recognise
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
  start,    // name, attributes()
  end,      // name; after <a/> comes an end with begin == end
  text,     // text; raw: from CDATA, no entities in it
  doctype,  // text: the whole declaration, as far as it goes
  fault,    // text: the bytes that make no sense; why
  finish,
};

struct Token {
  TokenKind kind = TokenKind::finish;
  std::string_view name;  // without prefix
  std::string_view text;
  bool raw = false;
  bool whole = true;  // false: the bytes end inside it
  const char* why = "";
  std::uint64_t begin = 0, end = 0;  // its bytes
};

// Views `bytes`, which must outlive it. For one thread.
class Scanner {
 public:
  explicit Scanner(std::string_view bytes, std::uint64_t at = 0) : bytes_(bytes), at_(at) {}
  Token next();
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
  Token fault(std::uint64_t begin, std::uint64_t end, const char* why);

  std::string_view bytes_;
  std::uint64_t at_ = 0;
  std::vector<Attribute> attributes_;
  bool pending_end_ = false;
  std::string_view pending_name_;
};

bool is_utf16(std::string_view bytes);
bool all_blank(std::string_view text);
// The five entities and character references decoded; what is none of them stays as written.
std::string decode(std::string_view text);
// The value of an attribute as it stands; "" when absent.
std::string_view attribute(const std::vector<Attribute>& all, std::string_view name);

}  // namespace clew::readers::xml
