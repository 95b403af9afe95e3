// What the columns of one table are taken for: its plan, made once from the survey, the profile and what a person said.
//
// Whatever is decided is written down with its reason; what cannot be decided is asked. The order of the decisions:
//   1. roles from the profile, else from the header, else from the content, each checked against the cells (delimited_roles.h);
//   2. roles that columns have beside each other (delimited_relations.h);
//   3. the kind of table from the set of roles and the words of title and file name, and what roles mean in it (delimited_kind.h);
//   4. times: which columns belong together, zones, the order of day and month (delimited_dates.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readers/delimited_survey.h"
#include "readers/reader.h"
#include "text/zone.h"

namespace clew::readers {

struct PlanColumn {
  std::string header;
  ColumnRole role = ColumnRole::extra;
  model::TimeKind time_kind = model::TimeKind::other;
  model::Direction amount_direction = model::Direction::unknown;  // "Paid in", "Paid out"
  bool own_account = false;                                       // of a statement: whose it is, in each row
  std::string unit;  // integers: "" by magnitude, else as ProfileColumn::unit
  Micros duration_unit = micros_per_second;
  text::DateOrder order = text::DateOrder::unknown;
  std::optional<text::Zone> zone;  // of readings without an offset
  bool zone_from_file = false;     // the file says it (a header, a note), not a person
  std::string_view usual_unit;     // of the column's integers, for those out of range
  bool from_start = false;         // integers count seconds from a beginning that the file does not say
  Micros start = 0;                // which a person said: the unit is "from-start" then
  bool short_days = false;         // days of six figures, in the column's order
  bool numbers_are_ids = false;    // short numbers here are user ids, not telephone numbers
};

struct PlanTime {
  model::TimeKind kind;
  std::size_t column;                // date and clock, or the date
  std::optional<std::size_t> clock;  // the clock in a column of its own
};

struct Plan {
  TableKind kind = TableKind::events;
  std::string table;  // Record::table
  std::string title;
  std::string service;  // of the whole table, "" if a column says it or nothing does
  // From the rows above the header: whose numbers these are, whose account.
  std::vector<std::string> owners;
  // Whose rows an operator's are where the rows alone tell: the number that stands in nearly all rows with a card or handset. By
  // comparable digits; the column is that of the cards.
  std::optional<std::size_t> card;
  std::map<std::string, std::string> number_of_card;
  std::string partner;  // the account that all rows were exchanged with, where only the file's name says it
  std::string account, account_name, sort_code;
  bool account_is_iban = false;
  bool signed_amounts = false;  // of a statement: sums with a minus went out, the others came in
  bool decimal_comma = false;
  std::vector<PlanColumn> columns;
  std::vector<PlanTime> times;  // the main one first
  std::optional<std::size_t> zone_column;
  bool matrix = false, symmetric = false;  // of ties: a row and a column for each; every tie stands twice
  bool attendance = false;  // of events: a row for each person, a column for each event
  std::optional<std::size_t> contacts;  // of ties: the column that says how many contacts a row stands for
  model::Direction direction = model::Direction::unknown;  // of all rows, as the table's title says
  bool people = false;         // of contacts: a list of persons by name, with nothing that reaches them
  bool sessions = false;       // connections to the internet: the phone that was served, no two parties
  bool apple_epoch = false;    // integers near 2001's epoch are Apple's
  bool android_types = false;  // the type column holds Android's 1 in, 2 out, 3 missed …
  std::map<std::string, std::string> direction_words, event_words;  // from the profile
  std::string of_several;  // "table 2: " where the file holds several: before what is decided about this one
  std::vector<std::pair<std::string, std::string>> decided;

  std::optional<std::size_t> find(ColumnRole role) const;  // the first column of that role
  bool has(ColumnRole role) const { return find(role).has_value(); }
  void note(std::string_view key, std::string value) { decided.emplace_back(of_several + std::string(key), std::move(value)); }
};

// Decides roles, kind, times, orders and zones of every table; asks what has to be asked.
// Questions, decisions and findings about the whole file go to `sink`. `name` is what the tables
// count under (a sheet's name); "" for a file of one table.
std::vector<Plan> make_plans(const Survey& survey, const std::optional<Profile>& profile,
                             const Options& options, std::string_view file_name, Sink& sink,
                             std::string_view name = {});

}  // namespace clew::readers
