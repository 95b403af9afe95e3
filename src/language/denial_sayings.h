// Where a denying word of the source denies nothing, and where other words do.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "language/check_profile.h"

namespace clew::language::checking {

bool is_expletive(const std::vector<Token>& tokens, std::size_t t, std::string_view language);
bool implies_denial(std::string_view w);
bool is_followed_by_no_denial(std::string_view next);
bool is_verb_itself(std::string_view english, const std::vector<Token>& source);
bool says_without(const std::vector<Token>& tokens);
bool denies_nothing(const std::vector<Token>& tokens, std::size_t t, std::string_view language);
bool is_denied_verb(std::string_view w, std::string_view language);
bool denies_from_here(const std::vector<Token>& tokens, std::size_t t, std::string_view language);

}  // namespace clew::language::checking
