// The single checks behind check() (checks.h): each looks for one kind of fault and appends its marks. They know words of many languages
// and no grammar.
#pragma once

#include <string_view>
#include <vector>

#include "language/check_profile.h"
#include "language/checks.h"

namespace clew::language::checking {

void check_numbers(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
void check_items(const CheckInput& input, std::vector<Mark>& marks);
void check_names(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
// Given names in Arabic letters that became a pronoun.
void check_names_without_capitals(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
void check_added_names(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
// Weekdays and months.
void check_calendar(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
void check_negation(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
void check_questions(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
void check_loops(const Profile& source, const Profile& english, std::vector<Mark>& marks);
// Handed back as it was, or in another language than English.
void check_language(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);
void check_symbols(const Profile& source, const Profile& english, std::vector<Mark>& marks);
void check_length(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks);

}  // namespace clew::language::checking
