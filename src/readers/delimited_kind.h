// The kind of a table from the set of its columns' roles and the words about it, and what the roles mean in a table of that kind.
#pragma once

#include <string>

#include "readers/delimited_hints.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

// `said`: the profile, whether or not it is of this table; its words for events make a type of any. Null for none.
TableKind kind_of(const SurveyTable& table, const Hints& hints, const Profile* said, const Plan& plan);
// A list of persons by name, with nothing that reaches them.
bool is_list_of_people(const Plan& plan);

// Roles that mean something else in this kind of table, and which of several phones a row is from.
void fit_to_kind(const SurveyTable& table, Plan& plan);
// Ties without times: which column says how many contacts a row stands for.
void explain_ties(const SurveyTable& table, Plan& plan);
void explain_attendance(const SurveyTable& table, Plan& plan, Sink& sink);
// Numbers too short for telephones, in tables that are not of telephones, are user ids.
void find_ids(const SurveyTable& table, Plan& plan);

// The service of all rows, as the words about the table say; "" where a column says it or nothing does.
std::string service_of_table(const Hints& hints, const Plan& plan);
// "Incoming Calls", "Sent messages": the way of all rows of a table that says no other.
model::Direction direction_of_table(const SurveyTable& table, const Plan& plan);

}  // namespace clew::readers
