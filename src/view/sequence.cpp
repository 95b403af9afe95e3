#include "view/sequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "job/clocks.h"
#include "view/tags.h"

namespace clew::view {
namespace {

struct WhyThere {
  std::vector<TagView> marks;
  std::vector<std::string> leads;
};

// The record that stands for all copies of an event.
std::int64_t first_copy(casefile::Stmt& group, std::int64_t record) {
  group.bind(1, record);
  const auto first = group.step() ? group.integer(0) : record;
  group.reset();
  return first;
}

std::string offset_words(const TimeView& time) {
  if (!time.offset_minutes) return time.utc ? "" : "zone not known";
  return fmt::format("UTC{}{:02}:{:02}", *time.offset_minutes < 0 ? '-' : '+', std::abs(*time.offset_minutes) / 60, std::abs(*time.offset_minutes) % 60);
}

std::string clock_words(const std::optional<Micros>& ahead) {
  if (!ahead) return "not compared";
  if (*ahead == 0) return "agrees with the others";
  const auto seconds = (std::abs(*ahead) + micros_per_second / 2) / micros_per_second;
  return fmt::format("{}:{:02}:{:02} {}; taken into account", seconds / 3600, seconds / 60 % 60, seconds % 60, *ahead > 0 ? "ahead" : "behind");
}

struct SequenceRow {
  bool dated = false;
  Micros time = 0;  // common
  std::optional<Micros> ahead;
  std::string exhibit_hash;
  std::int64_t record = 0;
  const WhyThere* why = nullptr;
};

}  // namespace

Answer sequence_of_events(const CaseView& view, bool accepted_leads, std::size_t most) {
  const auto& db = view.db();
  auto group = db.prepare("SELECT group_id FROM event_group WHERE record_id = ?1");
  std::map<std::int64_t, WhyThere> chosen;
  std::size_t moved = 0;
  for (auto& tag : tags(view, {0, "sequence", false})) {
    moved += tag.moved;
    const auto there = first_copy(group, tag.record);
    chosen[there].marks.push_back(std::move(tag));
  }
  if (accepted_leads)
    for (auto list = db.prepare("SELECT v.record_id, v.lead_id FROM lead l JOIN lead_evidence v ON v.lead_id = l.id WHERE 'accepted' = (SELECT state FROM lead_judgement j WHERE "
                                "j.lead_id = l.id ORDER BY j.id DESC LIMIT 1) ORDER BY l.rank, v.seq");
         list.step();) {
      auto& leads = chosen[first_copy(group, list.integer(0))].leads;
      if (leads.empty() || leads.back() != list.text(1)) leads.emplace_back(list.text(1));
    }

  job::Clocks clocks(db);
  std::vector<SequenceRow> rows;
  auto facts = db.prepare("SELECT r.utc, r.order_utc, r.time_certainty, r.file_id, e.sha256 FROM record r JOIN exhibit e ON e.id = r.id >> 32 WHERE r.id = ?1");
  for (const auto& [record, why] : chosen) {
    facts.bind(1, record);
    if (facts.step()) {
      SequenceRow row;
      row.record = record;
      row.why = &why;
      row.exhibit_hash = facts.text(4);
      const bool local = facts.text(2) == "local-unknown";
      row.dated = facts.text(2) != "implausible" && (!facts.is_null(0) || (local && !facts.is_null(1)));
      if (row.dated) {
        row.time = facts.is_null(0) ? facts.integer(1) : facts.integer(0);
        row.ahead = clocks.ahead(record, facts.integer(3), facts.text(2) == "exact", row.time);
        row.time -= row.ahead.value_or(0);
      }
      rows.push_back(std::move(row));
    }
    facts.reset();
  }
  std::sort(rows.begin(), rows.end(), [](const SequenceRow& a, const SequenceRow& b) {
    return std::tuple(!a.dated, a.time, std::string_view(a.exhibit_hash), a.record) < std::tuple(!b.dated, b.time, std::string_view(b.exhibit_hash), b.record);
  });

  AnswerWriter out(view, "sequence");
  out.parameter("from", accepted_leads ? "marked records and accepted leads" : "marked records");
  out.table("Sequence of events", {"no.", "time", "time as written", "offset", "exhibit", "record", "what", "from", "to", "original", "English", "in the table because", "clock of the exhibit",
                                   "file and position", "also in"});
  RecordReader reader(view);
  std::int64_t number = 0;
  for (const auto& row : rows) {
    if (static_cast<std::size_t>(number) == most) break;
    const auto record = reader.load({row.record});
    if (!record) continue;
    out.row().count(++number).time(row.dated ? std::optional(row.time) : std::nullopt);
    if (record->times.empty()) {
      out.word("").word("no time");
    } else {
      const auto& time = record->times.front();
      out.quote(time.raw.raw_for_analysis() + (time.unit.empty() ? "" : " " + time.unit)).word(offset_words(time));
    }
    out.exhibit(row.record >> 32).record(row.record);
    out.word(record->service.empty() || record->kind == "message" ? (record->service.empty() ? record->kind : record->service) : record->service + " " + record->kind);
    out.people(*record, true).people(*record, false).quote(record->text.raw_for_analysis(), record->language).english(*record).list();
    for (const auto& mark : row.why->marks) out.word(fmt::format("marked by {}:", mark.who)).quote(mark.reason);
    for (const auto& lead : row.why->leads) out.lead(lead);
    out.end_list().word(row.dated ? clock_words(row.ahead) : "").quote(record->position).list();
    for (const auto& copy : record->copies)
      if (const auto id = reader.find(copy)) out.record(id->value);
    out.end_list();
  }
  if (rows.empty()) out.note("Nobody marked a record for the sequence of events yet, and no lead is accepted: records are marked in the evidence drawer, or with clew tags CASE ABC/1#12 --set sequence.");
  if (rows.size() > most) out.note(fmt::format("{} of {} rows are given.", most, rows.size()));
  if (moved) out.note(fmt::format("{} marked records are not what they were when they were marked, as their exhibit was read anew: look at them again.", moved));
  out.note("Times are UTC: as the exhibit says, less what its clock was ahead of the others where that is known. The time as written stands beside, unchanged.");
  out.note("Only what people chose: records that somebody marked, and records behind leads that somebody accepted. A lead is a line of enquiry, not a finding about a person.");
  return out.finish();
}

}  // namespace clew::view
