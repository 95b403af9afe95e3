// The form in which a question is answered: tables whose cells open what they stand on, and notes on what was and was not looked at.
// An answer is rows with their sources, never a text.
//
//   {"v":1,"answer":"money","parameters":{},"tables":[{"title","columns":[],"rows":[[cell …]]}],"notes":[]}
//
// A cell is a part or a list of parts. A part is a string of Clew's own words, a number, null, or one of
//   {"handle":"+44…","kind":"phone"}      a number or account
//   {"time":"…Z"}  {"day":"2024-03-04"}   an instant, a day
//   {"record":"ABC/1#12"}  {"lead":"1f…"}  {"exhibit":"ABC/1"}  {"conversation":"7"}   what opens
//   {"quote":"Vin mâine","lang":"ro"}     words out of an exhibit or by a person
//   {"n":12,"of":{"handle":"13"}}         a figure, and the search filters that find the records it counts (search/query.h)
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/records.h"
#include "view/viewer.h"

namespace clew::view {

struct Answer {
  std::string name;  // "common-contacts", "ways", "money", …
  std::string json;  // as above
  std::size_t rows = 0;
  std::vector<std::string> machine_only;  // records whose English here no person has looked at ("ABC/1#12"), each once, in order
};
// Throws Error(not_permitted) when something of the answer rests on machine translation that nobody looked at: it cannot leave as verified.
void need_verified(const Answer& answer);

// On what the English of a record rests. A person looked at it when somebody corrected it or judged it ok; all identical lines go with it.
enum class English { none, machine, person };  // none: nothing to translate, or no English
class EnglishBasis {
 public:
  explicit EnglishBasis(const CaseView& view);
  English of(std::int64_t record);

 private:
  casefile::Stmt find_;
};
void write_json(JsonWriter& out, const Answer& answer);
std::string describe(const CaseView& view, const Answer& answer);  // escaped for a terminal

// Writes an answer from its beginning to its end: parameters, then each table with its rows, then notes.
//
//   AnswerWriter out(view, "money");
//   out.parameter("who", "H12");
//   out.table("Accounts", {"account", "records"});
//   out.row().handle(12).figure(7, {{"handle", "12"}});
//   out.note("…");
//   Answer answer = out.finish();
//
// All text of the case goes through view.text(). Keeps a reference to `view`; for one thread.
class AnswerWriter {
 public:
  AnswerWriter(const CaseView& view, std::string_view name);

  AnswerWriter& parameter(std::string_view key, std::string_view value);
  AnswerWriter& table(std::string_view title, std::initializer_list<std::string_view> columns);
  AnswerWriter& row();

  // Cells, or parts of one between list() and end_list().
  AnswerWriter& list();
  AnswerWriter& end_list();
  AnswerWriter& none();
  AnswerWriter& word(std::string_view ours);
  AnswerWriter& quote(std::string_view said, std::string_view language = {});
  AnswerWriter& count(std::int64_t n);
  AnswerWriter& figure(std::int64_t n, const std::vector<std::pair<std::string, std::string>>& filters);
  AnswerWriter& record(std::int64_t id);
  AnswerWriter& lead(std::string_view id);
  AnswerWriter& exhibit(std::int64_t id);
  AnswerWriter& conversation(std::int64_t id);
  AnswerWriter& handle(std::int64_t id);
  AnswerWriter& time(const std::optional<Micros>& utc);  // null without
  AnswerWriter& when(const RecordView& record);          // its first time; without an instant what was written, and that no zone is known
  AnswerWriter& day(std::string_view iso_day);
  // One cell: who sent or said it (or to whom it went), with the name the exhibit shows; the exhibit's own side is "this device".
  AnswerWriter& people(const RecordView& record, bool senders);

  // One cell: the English of a record and on what it rests; remembers what nobody looked at.
  AnswerWriter& english(const RecordView& record);

  AnswerWriter& note(std::string_view ours);
  std::size_t rows() const { return rows_; }
  Answer finish();

 private:
  void close_row();
  void close_table();
  const CaseView& view_;
  std::string name_;
  JsonWriter out_;
  casefile::Stmt ref_, handle_;
  EnglishBasis basis_;
  std::vector<std::string> notes_, machine_only_;
  std::set<std::int64_t> english_seen_;
  std::size_t rows_ = 0;
  enum class Place { parameters, between, table, row } place_ = Place::parameters;
};

// The words of a text around [start, start + length), cut at characters, at most `around` bytes on either side.
std::string words_around(std::string_view text, std::size_t start, std::size_t length, std::size_t around = 60);

}  // namespace clew::view
