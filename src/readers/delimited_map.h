// From rows to records: the mapping itself, a plain walk over the cells of a row by the plan of its table (delimited_plan.h).
//
// Everything that the plan has no place for goes into the record's extras under the header's own name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/delimited_cells.h"
#include "readers/delimited_participants.h"
#include "readers/delimited_places.h"
#include "readers/delimited_plan.h"
#include "readers/delimited_times.h"
#include "readers/delimited_words.h"
#include "readers/finding_limit.h"
#include "readers/reader.h"

namespace clew::readers {

// For one thread. All that it is given outlives it.
class Mapper {
 public:
  Mapper(const Dialect& dialect, const Plan& plan, const Options& options, FindingLimit& findings);
  Mapper(const Mapper&) = delete;
  Mapper& operator=(const Mapper&) = delete;

  // The row as a record, and what else it holds (a call's place). `row_number` is the row's number below the header.
  void map(const Row& row, std::uint64_t row_number, Sink& sink);

 private:
  // What the steps of one row tell each other.
  struct Sketch {
    std::string_view type_text;  // the row's own word for what it is …
    EventMeaning type;           // … and what it means
    bool only_text = false;      // the word that makes it an SMS is "Text"
    bool phone_record = false;   // a call or message of a network or a phone's own log
    bool call = false;
    bool talk = false;  // somebody to somebody: a call, a message, a tie, a session of a phone
    model::Role from = model::Role::subject, to = model::Role::other;  // of the two sides
    std::size_t froms = 0, tos = 0;  // the first so many participants sent, the next received
    // Of the direction when both sides were read; "Me" as a further party may still say more.
    bool known_direction = false, out = false;
    std::string_view party_name;
    std::string name;  // of a contact, an account and the like
  };

  void what(model::Record& record, Sketch& row);
  void kind_by_type(model::Record& record, Sketch& row);
  void service_by_type(model::Record& record, Sketch& row);
  void state(model::Record& record);
  void times(model::Record& record);
  void direction(model::Record& record, Sketch& row);
  void sides(model::Record& record, Sketch& row);
  bool none_said(ColumnRole role) const;
  void name_alone(model::Record& record, ColumnRole column, std::string_view name, model::Role side);
  void other_side(model::Record& record, Sketch& row);
  void owner(model::Record& record, const Sketch& row, std::string_view owner, std::string_view owner_name);
  void members(model::Record& record, const Sketch& row);
  void text_is_no_sms(model::Record& record, const Sketch& row) const;
  void each_once(model::Record& record, const Sketch& row);
  void authors(model::Record& record, const Sketch& row);
  void names(model::Record& record, Sketch& row);
  void addresses(model::Record& record, const Sketch& row, model::Role holder);
  void name_holder(model::Record& record, const Sketch& row, model::Role holder);
  void hardware(model::Record& record);
  void content(model::Record& record);
  void money(model::Record& record, const Sketch& row);
  void conversation(model::Record& record, const Sketch& row);
  void attachments(model::Record& record);
  void call_details(model::Record& record, const Sketch& row);
  std::optional<model::Record> place(model::Record& record, const Sketch& row);
  void complete_place(model::Record& location, const model::Record& event, const Sketch& row) const;

  const Plan& plan_;
  RowCells cells_;
  RowWords words_;
  RowTimes times_;
  RowPlaces places_;
  RowParticipants participants_;
  std::vector<NamePart> name_part_;  // of each column of a name
};

}  // namespace clew::readers
