// Character references of HTML ("&eacute;", "&#233;", "&#xE9;") → UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace clew::readers::html {

// Unknown references stay as written. Linear.
std::string decode_entities(std::string_view text);

}  // namespace clew::readers::html
