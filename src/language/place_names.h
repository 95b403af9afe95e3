// What countries, cities, languages and peoples are called elsewhere, by ICU: "Viena" is Vienna in Romanian, "Beč" in Croatian.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clew::language::checking {

// The names in `language` (folded words, glossary.h) of what English calls by a name with the word `english` (folded) in it. Any
// thread; the table of a language is made at its first use, some 30 ms. Views live as long as the program.
const std::vector<std::string>& local_names_of(std::string_view english, std::string_view language);

}  // namespace clew::language::checking
