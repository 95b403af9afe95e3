#include "view/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "model/ids.h"
#include "view/escape.h"
#include "view/leads.h"

namespace clew::view {

void write_json(JsonWriter& out, const Answer& answer) { out.raw(answer.json); }

std::string describe(const CaseView& view, const Answer& answer) {
  using Json = nlohmann::ordered_json;
  const auto stored = Json::parse(answer.json);
  std::string out;
  for (const auto& table : stored["tables"]) {
    out += table["title"].get<std::string>() + "\n";
    std::string line = "  ";
    for (const auto& column : table["columns"]) line += column.get<std::string>() + " | ";
    out += line + "\n";
    for (const auto& row : table["rows"]) {
      out += "  ";
      for (const auto& cell : row) {
        std::string text;
        for (const auto& part : cell.is_array() ? cell : Json::array({cell})) {
          if (part.is_null()) continue;
          text += (text.empty() ? "" : ", ") + for_terminal(sentence_text(view, Json::array({part}).dump()));
        }
        out += text + " | ";
      }
      out += "\n";
    }
    out += "\n";
  }
  for (const auto& note : stored["notes"]) out += note.get<std::string>() + "\n";
  return out;
}

EnglishBasis::EnglishBasis(const CaseView& view)
    : find_(view.db().prepare(
          "SELECT l.status, EXISTS (SELECT 1 FROM translation_verdict v WHERE v.translation_id = l.translation_id AND v.verdict = 'ok' AND v.id = (SELECT max(n.id) FROM "
          "translation_verdict n WHERE n.translation_id = v.translation_id)), coalesce(t.text, '') <> '' FROM record_language l LEFT JOIN translation t ON t.id = "
          "l.translation_id WHERE l.record_id = ?1")) {}

English EnglishBasis::of(std::int64_t record) {
  auto out = English::none;
  find_.bind(1, record);
  if (find_.step()) {
    const auto status = find_.text(0);
    if (status == "human-checked")
      out = English::person;
    else if (status != "not-needed" && find_.integer(2))
      out = find_.integer(1) ? English::person : English::machine;
  }
  find_.reset();
  return out;
}

void need_verified(const Answer& answer) {
  if (answer.machine_only.empty()) return;
  std::string some;
  for (std::size_t i = 0; i < answer.machine_only.size() && i < 10; ++i) some += (i ? ", " : "") + answer.machine_only[i];
  throw Error(ErrorKind::not_permitted,
              fmt::format("not verified: the English of {} {} rests on machine translation alone ({}{}). Have somebody who reads the language correct or judge the lines, or leave "
                          "out that the file is verified",
                          answer.machine_only.size(), answer.machine_only.size() == 1 ? "record" : "records", some, answer.machine_only.size() > 10 ? ", …" : ""));
}

AnswerWriter::AnswerWriter(const CaseView& view, std::string_view name)
    : view_(view),
      name_(name),
      ref_(view.db().prepare("SELECT ref FROM exhibit WHERE id = ?1")),
      handle_(view.db().prepare("SELECT kind, normal FROM handle WHERE id = ?1")),
      basis_(view) {
  out_.begin_object().field("v", 1).field("answer", name).key("parameters").begin_object();
}

AnswerWriter& AnswerWriter::parameter(std::string_view key, std::string_view value) {
  out_.field(key, value);
  return *this;
}

void AnswerWriter::close_row() {
  if (place_ != Place::row) return;
  out_.end();
  place_ = Place::table;
}

void AnswerWriter::close_table() {
  close_row();
  if (place_ == Place::table) out_.end().end();
  if (place_ == Place::parameters) out_.end().key("tables").begin_array();
  place_ = Place::between;
}

AnswerWriter& AnswerWriter::table(std::string_view title, std::initializer_list<std::string_view> columns) {
  close_table();
  out_.begin_object().field("title", title).key("columns").begin_array();
  for (auto column : columns) out_.value(column);
  out_.end().key("rows").begin_array();
  place_ = Place::table;
  return *this;
}

AnswerWriter& AnswerWriter::row() {
  close_row();
  out_.begin_array();
  ++rows_;
  place_ = Place::row;
  return *this;
}

AnswerWriter& AnswerWriter::list() {
  out_.begin_array();
  return *this;
}
AnswerWriter& AnswerWriter::end_list() {
  out_.end();
  return *this;
}
AnswerWriter& AnswerWriter::none() {
  out_.null();
  return *this;
}
AnswerWriter& AnswerWriter::word(std::string_view ours) {
  out_.value(ours);
  return *this;
}
AnswerWriter& AnswerWriter::quote(std::string_view said, std::string_view language) {
  if (said.empty()) return word("");
  out_.begin_object().field("quote", view_.text(said).raw_for_analysis());
  if (!language.empty()) out_.field("lang", language);
  out_.end();
  return *this;
}
AnswerWriter& AnswerWriter::count(std::int64_t n) {
  out_.value(n);
  return *this;
}
AnswerWriter& AnswerWriter::figure(std::int64_t n, const std::vector<std::pair<std::string, std::string>>& filters) {
  if (n == 0) return count(0);
  out_.begin_object().field("n", n).key("of").begin_object();
  for (const auto& [key, value] : filters) out_.field(key, value);
  out_.end().end();
  return *this;
}
AnswerWriter& AnswerWriter::record(std::int64_t id) {
  ref_.bind(1, id >> 32);
  out_.begin_object().field("record", ref_.step() ? fmt::format("{}#{}", ref_.text(0), id & 0xffffffff) : std::string()).end();
  ref_.reset();
  return *this;
}
AnswerWriter& AnswerWriter::lead(std::string_view id) {
  out_.begin_object().field("lead", id).end();
  return *this;
}
AnswerWriter& AnswerWriter::exhibit(std::int64_t id) {
  ref_.bind(1, id);
  out_.begin_object().field("exhibit", ref_.step() ? std::string(ref_.text(0)) : std::string()).end();
  ref_.reset();
  return *this;
}
AnswerWriter& AnswerWriter::conversation(std::int64_t id) {
  out_.begin_object().field("conversation", std::to_string(id)).end();
  return *this;
}
AnswerWriter& AnswerWriter::handle(std::int64_t id) {
  handle_.bind(1, id);
  if (handle_.step())
    out_.begin_object().field("handle", view_.text(handle_.text(1)).raw_for_analysis()).field("kind", handle_.text(0)).end();
  else
    out_.null();
  handle_.reset();
  return *this;
}
AnswerWriter& AnswerWriter::when(const RecordView& record) {
  if (record.times.empty() || record.times.front().utc) return time(record.times.empty() ? std::nullopt : record.times.front().utc);
  return quote(when_of(record.times.front()));
}

AnswerWriter& AnswerWriter::time(const std::optional<Micros>& utc) {
  if (utc)
    out_.begin_object().field("time", to_iso_utc(*utc)).end();
  else
    out_.null();
  return *this;
}
AnswerWriter& AnswerWriter::day(std::string_view iso_day) {
  out_.begin_object().field("day", iso_day).end();
  return *this;
}

AnswerWriter& AnswerWriter::people(const RecordView& record, bool senders) {
  list();
  bool any = false;
  for (const auto& p : record.participants) {
    const bool sends = p.role == "from" || p.role == "caller" || p.role == "author";
    const bool receives = p.role == "to" || p.role == "cc" || p.role == "bcc" || p.role == "callee" || p.role == "member";
    if (senders ? !sends : !receives) continue;
    any = true;
    if (p.normal.empty())
      quote(p.name.empty() ? p.raw.raw_for_analysis() : p.name.raw_for_analysis());
    else
      out_.begin_object().field("handle", p.normal.raw_for_analysis()).field("kind", p.kind).end();
    if (!p.normal.empty() && !p.name.empty() && p.name.raw_for_analysis() != p.normal.raw_for_analysis()) quote(p.name.raw_for_analysis());
  }
  if (!any && ((record.direction == "out" && senders) || (record.direction == "in" && !senders))) word("this device");
  return end_list();
}

AnswerWriter& AnswerWriter::english(const RecordView& record) {
  const auto basis = basis_.of(record.row.value);
  if (basis == English::none || !record.translation || record.translation->text.empty()) return word("");
  list().quote(record.translation->text.raw_for_analysis(), "en");
  if (basis == English::machine) {
    word("machine translation, nobody looked at it");
    if (english_seen_.insert(record.row.value).second) machine_only_.push_back(record.id);
  } else if (record.translation->author.empty()) {
    word("machine translation, judged ok");
  } else {
    word("by a person:").quote(record.translation->author);
  }
  return end_list();
}

AnswerWriter& AnswerWriter::note(std::string_view ours) {
  notes_.emplace_back(ours);
  return *this;
}

Answer AnswerWriter::finish() {
  close_table();
  if (!machine_only_.empty())
    note(fmt::format("The English of {} of these records is a machine translation that nobody looked at; the original stands beside it.", machine_only_.size()));
  out_.end().key("notes").begin_array();
  for (const auto& note : notes_) out_.value(note);
  out_.end().end();
  return {name_, out_.take(), rows_, std::move(machine_only_)};
}

std::string words_around(std::string_view text, std::size_t start, std::size_t length, std::size_t around) {
  const auto inside = [&](std::size_t at) { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
  start = std::min(start, text.size());
  auto from = start > around ? start - around : 0, to = std::min(text.size(), start + length + around);
  while (from > 0 && inside(from)) --from;
  while (inside(to)) ++to;
  return fmt::format("{}{}{}", from > 0 ? "…" : "", text.substr(from, to - from), to < text.size() ? "…" : "");
}

}  // namespace clew::view
