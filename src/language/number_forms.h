// Whether two figures are one hour, day, month, year or decade as two languages write it. A figure is its digits without separators ("1830"
// for 18:30), as check_numbers takes them from the texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/check_profile.h"

namespace clew::language::checking {

bool is_short_year(const std::string& year, const std::string& two, std::string_view text);
bool is_same_clock(const std::string& source, const std::string& english, std::string_view text);
bool is_same_hour_or_decade(const std::string& source, const std::string& english, std::string_view translation);
bool is_half_hour(const std::string& hour, const std::string& english, const Profile& source);
bool is_quarter_hour(const std::string& hour, const std::string& english, const Profile& source);
bool says_half_past(const std::string& hour, const Profile& source, const Profile& english);
bool tells_another_hour(const Profile& source, std::string_view language, const Profile& english);
// Takes from `added` what the date answers.
bool is_date_in_words(const std::string& digits, std::string_view text, const Profile& english, std::vector<std::string>& added);
bool is_decade(const std::string& year, std::string_view text);
bool speaks_of_years(const Profile& source);

}  // namespace clew::language::checking
