// Text in a charset that its source names ("KOI8-R", "iso-2022-jp", "gb18030") → UTF-8, by ICU's
// tables.
//
// For formats that state a charset (mail, vCard, HTML). What the source does not state is
// text/encoding.h's matter. Pure; safe from any thread; opens no file (ICU's tables are part of its
// library).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clew::text {

// `bytes` as UTF-8; what is not valid becomes U+FFFD and is counted in `replaced`. Nothing when the
// charset is not known. UTF-7 too, which web pages must not have: what it hides is text, and text is
// never run here. Cost: linear.
std::optional<std::string> charset_to_utf8(std::string_view bytes, std::string_view charset,
                                           std::size_t* replaced = nullptr);

}  // namespace clew::text
