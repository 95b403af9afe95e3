// What readers of chats exported as HTML share: classes, and text as a browser shows it.
#pragma once

#include <string>
#include <string_view>

#include "base/blanks.h"

namespace clew::readers::html {

// Written for a <br> while text is gathered, so that it can be told from the source's own line
// ends.
inline constexpr char line_break = '\x01';

// Whether `list`, the value of a class attribute, holds that class.
bool has_class(std::string_view list, std::string_view wanted);
inline std::string trimmed(std::string_view s) { return std::string(clew::trimmed(s)); }
// The first character that is no blank and no mark of an encoding is '<': for probes that look for
// words of a page, which may also stand in what the page is packed in or quoted in.
bool begins_with_tag(std::string_view bytes);
// Blanks and line ends of the source become one blank, line_break a line's end.
std::string shown(std::string_view raw);

}  // namespace clew::readers::html
