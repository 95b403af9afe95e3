// One property of a vCard: "item1.TEL;TYPE=CELL,VOICE:+44 7700 900123".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers::vcard {

struct Property {
  std::string group;  // "item1", "" none
  std::string name;   // upper case
  std::string head;   // all before the colon, as written
  std::vector<std::pair<std::string, std::string>>
      params;  // names upper case; 2.1's bare words as TYPE

  // The first value of that parameter, "" none; case as written.
  std::string_view param(std::string_view name) const;
  // Whether TYPE (or a bare word) has that word, ASCII case aside, also in lists "A,B".
  bool has_type(std::string_view word) const;
  bool is_quoted_printable() const;
  bool is_base64() const;
};

// The head and where the value begins; nothing when the line has no colon outside quotes, or no
// name before it.
std::optional<std::pair<Property, std::size_t>> parse_property(std::string_view line);

// "=C3=91" → bytes; soft line breaks ("=\n") go. What is no escape stays.
std::string decode_quoted_printable(std::string_view text);
// Base64 without blanks; stops being strict at nothing: other characters are left out and counted.
std::string decode_base64(std::string_view text, std::size_t* odd = nullptr);
// Text of a named character set as UTF-8; U+FFFD for what does not fit, counted. Unknown set, or
// none named: UTF-8 if it is valid, else Windows-1252.
std::string from_charset(std::string_view bytes, std::string_view charset, std::size_t* replaced);
// "\n", "\,", "\;", "\\" and "\:" undone.
std::string unescape(std::string_view value);
// At every `separator` that no backslash escapes; the parts still escaped.
std::vector<std::string_view> split_value(std::string_view value, char separator);

std::string upper(std::string_view text);  // ASCII only

}  // namespace clew::readers::vcard
