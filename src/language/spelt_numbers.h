// Whether a text says a number in words, as Roman figures or as a way of speaking. `digits` without separators.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "language/check_profile.h"

namespace clew::language::checking {

bool has_number_word(const Profile& english, const std::string& digits);
std::multiset<std::string> roman_numbers(const std::vector<std::string_view>& capitals);
std::vector<std::string_view> capital_runs(std::string_view text);
bool spells(const Profile& text, std::string_view language, const std::string& digits);
bool is_figure_of_speech(const std::string& digits, const Profile& english, std::string_view translation);
// "à 100 %" – "completely".
bool says_wholly(const std::string& digits, std::string_view source, const Profile& english);
bool source_has_number_word(const Profile& source, std::string_view language, const std::string& digits);
bool says_first(const Profile& source);
bool is_and_a_half(const std::string& digits, const Profile& source, std::string_view language, std::string_view translation);
bool names_a_scale(const Profile& text);

}  // namespace clew::language::checking
