// Names that stand in no list: a word that begins a sentence with a capital and is no ordinary word of its language may be one.
#pragma once

#include <string_view>

#include "language/check_profile.h"

namespace clew::language::checking {

// Whether `token` may be a name by its looks: laughter, cries and what has no vowel is none.
bool may_be_unlisted_name(const Token& token, std::string_view language);
// Whether the English begins with somebody's pronoun, or leaves the one who acts out ("had a baby girl"), which may stand for the name.
bool begins_with_person(const Profile& english);
// Whether it speaks of people by a pronoun anywhere.
bool has_person(const Profile& english);

}  // namespace clew::language::checking
