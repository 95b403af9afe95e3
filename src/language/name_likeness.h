// Whether two words may be one name in two languages or scripts: "Наташе" – "Natasha", "Londra" – "London", "Džejkobs" – "Jacobs".
#pragma once

#include <string>
#include <string_view>

namespace clew::language::checking {

// Letters of other scripts and with accents as plain Latin ones, roughly as English papers write them.
std::string latin_of(std::string_view word);
// Both as latin_of() gives them.
bool may_be_same_name(std::string_view a, std::string_view b);
bool sounds_the_same(std::string_view a, std::string_view b);

}  // namespace clew::language::checking
