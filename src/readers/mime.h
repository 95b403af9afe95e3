// The structure of one mail (RFC 5322, 2045–2047, 2231) over its bytes: headers, parts, where each
// lies.
//
// Nothing is copied but headers. Parts are found by their boundaries in one pass without recursion;
// nesting, number of parts and length of headers are limited, and what goes beyond is a fault with
// its place. Broken mail is normal: a part without an end ends with what holds it, a header that is
// none begins the body.
//
//   Mime mail = parse_mime(bytes);
//   for (const MimePart& part : mail.parts) if (part.is_leaf()) … mime_body(bytes, part) …
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exhibit/locator.h"

namespace clew::readers {

// Names of headers, types and the like: the case of ASCII letters does not matter.
bool equal_names(std::string_view a, std::string_view b);

struct MimeHeader {
  std::string name;       // as written
  std::string value;      // unfolded, raw bytes
  exhibit::ByteRange at;  // the whole field
};

struct MimePart {
  int parent = -1;  // index of the multipart or message that holds it
  int depth = 0;
  std::vector<MimeHeader> headers;
  exhibit::ByteRange head, body;  // body: between the empty line and the boundary
  std::string type;               // lower case "text/plain"
  std::string charset, boundary,
      name;  // parameters; `name` decoded: of Content-Disposition, else of Content-Type
  std::string disposition;  // lower case "attachment", "inline", ""
  std::string transfer;     // lower case "base64", "quoted-printable", …
  std::string content_id;
  bool message = false;  // its headers are those of a mail of its own (the root, message/rfc822)
  bool holds_parts = false;  // multipart/* or message/rfc822 that was taken apart

  bool is_leaf() const { return !holds_parts; }
  // The first header of that name (case does not matter), raw; "" if none.
  std::string_view header(std::string_view name) const;
};

struct MimeFault {
  std::string what, why;
  std::uint64_t at = 0;
};

struct Mime {
  std::vector<MimePart> parts;  // the root first, children after their parents, in the file's order
  std::vector<MimeFault> faults;
};

Mime parse_mime(std::string_view bytes);

// The part's bytes with its transfer encoding undone. `faults`: places that are not valid in it
// (skipped).
std::string mime_body(std::string_view bytes, const MimePart& part, std::size_t* faults = nullptr);

// A header's text: RFC 2047 words decoded, the rest as UTF-8 or Windows-1252, control characters to
// blanks.
std::string mime_text(std::string_view raw);

struct MailAddress {
  std::string name, address;  // address as written, without < >
};
// Whether the text of an address names nobody: a group without members ("undisclosed-recipients:;"), or those words alone.
bool names_nobody(std::string_view text);
// The addresses of a From, To or Cc field (RFC 5322 3.4, with what programs write instead). Groups
// are taken apart; one without members gives nothing.
std::vector<MailAddress> mail_addresses(std::string_view raw);

}  // namespace clew::readers
