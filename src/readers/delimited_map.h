// From rows to records: what the columns of one table are taken for (Plan), and the mapping itself.
//
// A plan is made once per table from its survey, the profile and what a person said. Mapper::map()
// is then a plain walk over the row's cells. Everything that the plan has no place for goes into
// the record's extras under the header's own name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

enum class NamePart : std::uint8_t { whole, given, family };
NamePart name_part(std::string_view header);  // "First name", "Nachname", …

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
  std::vector<std::pair<std::string, std::string>> decided;
};

// Decides roles, kind, times, orders and zones of every table; asks what has to be asked.
// Questions, decisions and findings about the whole file go to `sink`. `name` is what the tables
// count under (a sheet's name); "" for a file of one table.
std::vector<Plan> make_plans(const Survey& survey, const std::optional<Profile>& profile,
                             const Options& options, std::string_view file_name, Sink& sink,
                             std::string_view name = {});

// Passes on the first findings of each sort and counts the rest, so that a file with a million bad
// rows does not make a million findings. finish() reports the counts.
class FindingLimit {
 public:
  static constexpr std::uint64_t each = 50;
  explicit FindingLimit(Sink& sink) : sink_(sink) {}
  void add(model::Severity severity, std::string_view what, std::string where, std::string why);
  bool full(std::string_view what) const;
  void count_only(std::string_view what) { ++counts_.find(what)->second.count; }
  void finish();

 private:
  struct Entry {
    model::Severity severity;
    std::uint64_t count = 0;
  };
  Sink& sink_;
  std::map<std::string, Entry, std::less<>> counts_;
};

// For one thread. `plan` and `options` outlive it.
class Mapper {
 public:
  Mapper(const Dialect& dialect, const Plan& plan, const Options& options, FindingLimit& findings);
  // The row as a record, and what else it holds (a call's place). `row_number` is the row's number
  // below the header.
  void map(const Row& row, std::uint64_t row_number, Sink& sink);

 private:
  struct Value {
    std::string_view text;
    bool used = false;
  };
  // What a word of a small vocabulary (direction, type, status) means, looked up once.
  struct WordMeaning {
    std::string text;
    model::Direction direction = model::Direction::unknown;
    EventMeaning event;
    std::string_view outcome;
    std::optional<bool> yes_no;
    bool video = false, deleted = false;
  };
  // A cell that holds one party, taken apart once: a phone talks to the same people again and again.
  struct KnownParty {
    std::string cell;
    std::size_t column = 0;
    bool many = false;
    std::optional<model::Role> said;
    model::IdentifierKind kind = model::IdentifierKind::other;
    std::string identifier, name;
  };
  std::string locator(const Row& row, std::uint64_t row_number) const;
  const std::string& where();
  void finding(model::Severity severity, std::string_view what, std::string why);

  std::string_view value(ColumnRole role);
  std::optional<std::size_t> column(ColumnRole role) const;

  model::Time time_of(const PlanTime& source);
  void stored_value(const GridRow& grid, const PlanTime& source, model::Time& time);
  bool integer_time(std::string_view text, const PlanColumn& column, model::Time& time);
  void local_time(Micros reading, const text::WrittenTime* written, const PlanColumn& column,
                  model::Time& time);
  void range_check(model::Time& time);
  void attendance(model::Record& record);
  void parties(model::Record& record, std::size_t column, model::Role role, std::string_view name,
               bool many);
  bool is_of_whatsapp() const;
  void said_of_oneself(model::Record& record, model::Role side);
  bool place_of_cells(model::Record& record);
  void place(model::Record& record);
  void ties(model::Record& record);
  std::optional<double> number(std::string_view text) const;
  std::optional<double> degrees(std::string_view text) const;
  std::optional<double> degrees_of(std::string_view text, ColumnRole role) const;
  const WordMeaning& meaning(std::string_view text);
  model::Direction direction(std::string_view text) const;
  EventMeaning event(std::string_view text) const;
  void direction_from_owner(model::Record& record, std::size_t froms, std::size_t tos,
                            std::string_view owner);
  bool is_owner(std::string_view raw, std::string_view row_owner) const;
  void add_field(model::Record& record, ColumnRole role, std::string_view name);
  void add_identifier(model::Record& record, ColumnRole role, model::IdentifierKind kind);

  const Dialect& dialect_;
  const Plan& plan_;
  const Options& options_;
  FindingLimit& findings_;
  std::vector<std::string> owner_digits_;          // comparable forms of the owner's numbers
  std::vector<std::size_t> sources_;               // columns that say in which file a tool found the row
  std::vector<std::vector<std::size_t>> by_role_;  // columns of each role
  std::vector<NamePart> name_part_;                // of each column of a name
  std::vector<std::size_t> place_kinds_;           // of a table of places: columns that say the kind of a place
  bool has_place_ = false;                         // some column says where
  // of the row being mapped
  const Row* row_ = nullptr;
  std::uint64_t row_number_ = 0;
  std::string where_;
  std::vector<Value> values_;
  std::vector<std::string> buffers_;
  std::vector<WordMeaning> words_;  // by hash; one place each, the newer word wins
  std::vector<KnownParty> known_parties_;  // likewise
};

}  // namespace clew::readers
