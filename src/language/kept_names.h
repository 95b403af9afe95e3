// Names that an engine took for words: "dile a Marcos" came out as "tell Frames", "a Clara e a Branca" as "the Clear and the White".
//
// Finds them, so that the line can be translated again with them behind a placeholder.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

// The words of `text` that are surely names, each once: given names (given_names.h) and names of the case, in Latin letters, with a capital
// where neither a sentence's beginning nor a line of capitals explains it. Linear.
class NameSet;
std::vector<std::string> said_names(std::string_view text, const NameSet* known);
// Those of them that do not stand in `english` as they are.
std::vector<std::string> changed_names(std::string_view text, std::string_view english, const NameSet* known);
// Whether one of them became quite another word, not only another spelling ("Isabel" – "Isabella").
bool is_name_changed(std::string_view text, std::string_view english, const NameSet* known);

// "vi a Clara" – "vi Clara": a name's article, which an engine would read as a preposition before a mark; and "the Clara" – "Clara".
std::string without_articles(std::string_view text, std::span<const std::string> names);
// "Clara It is ill", "João Does not come": a name is the subject by itself.
std::string without_it(std::string_view english, std::span<const std::string> names);
std::string without_the(std::string_view english, std::span<const std::string> names);

}  // namespace clew::language
