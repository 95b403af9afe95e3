// Whether a text is written for a machine: JavaScript or CSS. Browsers and apps keep thousands of
// such files in their caches, mostly without a name that says so. As documents they would bury what
// people wrote; so they are recorded as files of their kind.
//
// Idea: outside of strings and comments, programs are dense in signs ("if(a&&b){return c}") and in
// a few words; style sheets are nothing but rules ("p{margin:0}"). Doubt decides for a document: a
// program that carries data (half of it in strings, or many quoted keys) is none, so that nothing
// that could hold what an examiner looks for is left unread. A name .js or .css lowers the bar, it
// does not decide.
#pragma once

#include <string_view>

namespace clew::exhibit {

// "JavaScript", "CSS", or "" for anything else. `head`: the first 64 KiB or less of the file,
// UTF-8.
std::string_view program_text(std::string_view head, std::string_view name);

}  // namespace clew::exhibit
