#include "view/episodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/error.h"
#include "casefile/audit.h"
#include "job/clocks.h"
#include "text/zone.h"
#include "view/identity.h"

namespace clew::view {
namespace {

constexpr Micros episode_hour = 3'600 * micros_per_second;

bool said_nothing(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// A reading without an offset is of the case's zone.
Micros episode_time(const CaseView& view, std::string_view written, std::string_view what) {
  std::string iso(written);
  if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
  const auto parsed = parse_iso(iso);
  if (!parsed) throw Error(ErrorKind::usage, fmt::format("{} must look like 2024-03-04T21:40 (in the case's zone) or 2024-03-04T21:40+01:00, not '{}'", what, written));
  if (parsed->offset_minutes) return parsed->micros - Micros{*parsed->offset_minutes} * 60 * micros_per_second;
  const auto zone = text::Zone::find(view.case_file().info("zone")).value_or(text::Zone::utc());
  // Twice, as the first guess may lie on the other side of a change of clocks.
  auto utc = parsed->micros - (zone.to_local(parsed->micros) - parsed->micros);
  return parsed->micros - (zone.to_local(utc) - utc);
}

struct CheckedEpisode {
  std::optional<std::int64_t> person;
  std::string label, raw;
  Micros from = 0;
  std::optional<Micros> to;
};

CheckedEpisode checked_episode(const CaseView& view, const NewEpisode& e) {
  if (said_nothing(e.person)) throw Error(ErrorKind::usage, "say who was missing: P1, or the name as the report has it");
  if (said_nothing(e.source)) throw Error(ErrorKind::usage, "say which report says so");
  CheckedEpisode out;
  out.from = episode_time(view, e.from, "from");
  if (!said_nothing(e.to)) out.to = episode_time(view, e.to, "to");
  if (out.to && *out.to < out.from) throw Error(ErrorKind::usage, "the episode ends before it begins");
  out.raw = e.to.empty() ? e.from : e.from + " – " + e.to;
  if (e.person.size() > 1 && (e.person[0] == 'P' || e.person[0] == 'p') && e.person.find_first_not_of("0123456789", 1) == std::string::npos)
    out.person = find_entity(view, e.person).id;
  else
    out.label = e.person;
  return out;
}

std::string put_episode(const CaseView& view, const NewEpisode& e, const CheckedEpisode& c) {
  auto& db = view.case_file().db();
  db.prepare("INSERT INTO episode(person_id, label, from_utc, to_utc, raw, source, note, who, made_utc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
      .bind_all(c.person, c.label, c.from, c.to, c.raw, e.source, e.note, view.viewer().name, now_micros())
      .run();
  return fmt::format("E{}", db.last_rowid());
}

// Rows of a CSV table (RFC 4180), each with its line.
struct CsvLine {
  std::size_t line = 0;
  std::vector<std::string> cells;
};
std::vector<CsvLine> csv_lines(std::string_view text) {
  std::vector<CsvLine> out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    CsvLine row{line, {}};
    for (bool more = true; more;) {
      std::string cell;
      if (at < text.size() && text[at] == '"') {
        for (++at; at < text.size(); ++at) {
          if (text[at] == '"') {
            if (at + 1 < text.size() && text[at + 1] == '"')
              ++at;
            else
              break;
          }
          line += text[at] == '\n';
          cell += text[at];
        }
        if (at < text.size()) ++at;
      }
      while (at < text.size() && text[at] != ',' && text[at] != '\n') cell += text[at++];
      while (!cell.empty() && (cell.back() == '\r' || cell.back() == ' ')) cell.pop_back();
      row.cells.push_back(std::move(cell));
      more = at < text.size() && text[at] == ',';
      if (at < text.size()) ++at;
    }
    ++line;
    if (row.cells.size() > 1 || !row.cells[0].empty()) out.push_back(std::move(row));
  }
  return out;
}

// Numbers and accounts of a person with the intervals of their attributions.
struct HeldHandle {
  std::int64_t handle;
  std::optional<Micros> from, to;
};
std::vector<HeldHandle> handles_held(const Judged& now, std::int64_t person) {
  std::vector<HeldHandle> out;
  const auto same = now.persons.members(person);
  for (const auto& act : now.acts)
    if (act.table == 'A' && std::find(same.begin(), same.end(), act.b.id) != same.end())
      for (auto handle : now.handles.members(act.a.id)) out.push_back({handle, act.from, act.to});
  return out;
}

}  // namespace

std::vector<EpisodeView> episodes(const CaseView& view) {
  std::vector<EpisodeView> out;
  for (auto list = view.db().prepare("SELECT e.id, e.person_id, CASE WHEN e.label <> '' THEN e.label ELSE coalesce(p.label, '') END, e.from_utc, e.to_utc, e.raw, e.source, e.note, e.who, e.made_utc FROM "
                                     "episode e LEFT JOIN person p ON p.id = e.person_id WHERE NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'E' AND w.act_id = e.id) ORDER BY e.from_utc, e.id");
       list.step();) {
    EpisodeView e;
    e.id = fmt::format("E{}", list.integer(0));
    e.person = list.optional_integer(1);
    e.label = list.text(2);
    e.from = list.integer(3);
    e.to = list.optional_integer(4);
    e.raw = list.text(5);
    e.source = list.text(6);
    e.note = list.text(7);
    e.who = list.text(8);
    e.made = list.integer(9);
    out.push_back(std::move(e));
  }
  return out;
}

std::string add_episode(const CaseView& view, const NewEpisode& episode) {
  const auto checked = checked_episode(view, episode);
  casefile::Transaction transaction(view.case_file().db());
  auto id = put_episode(view, episode, checked);
  view.case_file().audit().append({casefile::AuditAct::collection, "episode entered", fmt::format("episode {}", id), "", "", ""});
  transaction.commit();
  return id;
}

void withdraw_episode(const CaseView& view, std::string_view id, std::string_view reason) {
  if (said_nothing(reason)) throw Error(ErrorKind::usage, "say why the episode is taken back");
  std::int64_t row = 0;
  const auto digits = id.substr(std::min<std::size_t>(1, id.size()));
  if (id.empty() || (id[0] != 'E' && id[0] != 'e') || std::from_chars(digits.data(), digits.data() + digits.size(), row).ec != std::errc())
    throw Error(ErrorKind::usage, fmt::format("'{}' names no episode: E1, as clew episodes CASE lists them", id));
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  const auto all = episodes(view);
  if (std::none_of(all.begin(), all.end(), [&](const auto& e) { return e.id == fmt::format("E{}", row); })) throw Error(ErrorKind::not_found, fmt::format("there is no episode E{} in force", row));
  db.prepare("INSERT INTO withdrawal VALUES ('E', ?1, ?2, ?3, ?4)").bind_all(row, reason, view.viewer().name, now_micros()).run();
  view.case_file().audit().append({casefile::AuditAct::alteration, "episode taken back", fmt::format("episode E{}", row), "", "", std::string(reason)});
  transaction.commit();
}

EpisodesImported import_episodes(const CaseView& view, std::string_view csv, std::string_view source) {
  constexpr std::size_t most_bytes = 16u << 20;
  if (csv.size() > most_bytes) throw Error(ErrorKind::usage, "the table is larger than 16 MB: is it a list of episodes?");
  const auto lines = csv_lines(csv);
  if (lines.empty()) throw Error(ErrorKind::usage, "the table is empty: its first line names the columns person, from, to, source, note");
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < lines[0].cells.size(); ++i) {
    std::string name;
    for (char c : lines[0].cells[i]) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    column.emplace(name, i);
  }
  if (!column.contains("person") || !column.contains("from")) throw Error(ErrorKind::usage, "the first line of the table names the columns: person, from, to, source, note (person and from are needed)");
  EpisodesImported out;
  std::vector<std::pair<NewEpisode, CheckedEpisode>> fresh;
  std::set<std::string> there;
  const auto key_of = [](const std::optional<std::int64_t>& person, const std::string& label, Micros from, const std::optional<Micros>& to, const std::string& says) {
    return fmt::format("{}\n{}\n{}\n{}\n{}", person.value_or(0), label, from, to.value_or(0), says);
  };
  for (auto list = view.db().prepare("SELECT person_id, label, from_utc, to_utc, source FROM episode e WHERE NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'E' AND w.act_id = e.id)"); list.step();)
    there.insert(key_of(list.optional_integer(0), std::string(list.text(1)), list.integer(2), list.optional_integer(3), std::string(list.text(4))));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto cell = [&](const char* name) {
      auto found = column.find(name);
      return found != column.end() && found->second < lines[i].cells.size() ? lines[i].cells[found->second] : std::string();
    };
    NewEpisode e{cell("person"), cell("from"), cell("to"), cell("source"), cell("note")};
    if (e.source.empty()) e.source = source;
    try {
      auto checked = checked_episode(view, e);
      if (!there.insert(key_of(checked.person, checked.label, checked.from, checked.to, e.source)).second)
        ++out.repeated;
      else
        fresh.emplace_back(std::move(e), std::move(checked));
    } catch (const Error& error) {
      out.refused.push_back(fmt::format("line {}: {}", lines[i].line, error.what()));
    }
  }
  if (!out.refused.empty() || fresh.empty()) return out;
  casefile::Transaction transaction(view.case_file().db());
  for (const auto& [e, checked] : fresh) put_episode(view, e, checked);
  out.added = fresh.size();
  view.case_file().audit().append({casefile::AuditAct::collection, "episodes imported", "case", fmt::format("{{\"added\":{},\"repeated\":{}}}", out.added, out.repeated), "", ""});
  transaction.commit();
  return out;
}

Answer episodes_aligned(const CaseView& view, int hours_around, std::size_t most) {
  const auto& db = view.db();
  const auto all = episodes(view);
  const auto now = judged(view);
  job::Clocks clocks(db);
  RecordReader reader(view);
  AnswerWriter out(view, "episodes");
  out.parameter("hours_around", std::to_string(hours_around));
  struct Found {
    Micros time;
    std::int64_t record;
    bool place;
  };
  auto by_handle = db.prepare(
      "SELECT r.id, r.kind, r.utc, r.file_id, r.time_certainty, g.group_id FROM identifier i JOIN participation p ON p.identifier_id = i.id JOIN record r ON r.id = p.record_id LEFT JOIN event_group g ON "
      "g.record_id = r.id WHERE i.handle_id = ?1 AND r.kind IN ('message', 'call', 'location') AND r.utc >= ?2 AND r.utc <= ?3");
  auto by_phone = db.prepare(
      "SELECT r.id, r.kind, r.utc, r.file_id, r.time_certainty, NULL FROM exhibit e JOIN handle h ON h.normal = e.owner_number JOIN record r ON r.id >= e.id << 32 AND r.id < (e.id + 1) << 32 WHERE h.id = "
      "?1 AND r.kind = 'location' AND r.utc >= ?2 AND r.utc <= ?3");
  auto spoken = db.prepare("SELECT raw, kind FROM mention WHERE record_id = ?1 AND kind IN ('postcode', 'vrm', 'address', 'station', 'coordinates') ORDER BY start");
  const Micros margin = std::max<Micros>(0, clocks.largest());
  std::vector<std::vector<Found>> of_episode;
  std::size_t without = 0;
  out.table("Episodes", {"episode", "who", "from", "to", "as written", "report", "entered by", "contacts in it", "places in it", "numbers and accounts"});
  for (const auto& e : all) {
    const auto held = e.person ? handles_held(now, *e.person) : std::vector<HeldHandle>{};
    without += held.empty();
    const auto end = e.to.value_or(e.from + 24 * episode_hour);
    const Micros first = e.from - hours_around * episode_hour, last = end + hours_around * episode_hour;
    std::map<std::int64_t, Found> found;  // event → first copy seen
    for (const auto& h : held)
      for (auto* list : {&by_handle, &by_phone}) {
        for (list->bind_all(h.handle, first - margin, last + margin); list->step();) {
          const auto record = list->integer(0);
          const auto ahead = clocks.ahead(record, list->integer(3), list->text(4) == "exact", list->integer(2));
          const Micros time = list->integer(2) - ahead.value_or(0);
          if (time < first || time > last || (h.from && time < *h.from) || (h.to && time >= *h.to)) continue;
          const auto event = list->is_null(5) ? record : list->integer(5);
          auto [at, fresh] = found.try_emplace(event, Found{time, record, list->text(1) == "location"});
          if (!fresh && record == event) at->second = {time, record, at->second.place};
        }
        list->reset();
      }
    std::vector<Found> rows;
    for (const auto& [event, row] : found) rows.push_back(row);
    std::sort(rows.begin(), rows.end(), [](const Found& a, const Found& b) { return std::pair(a.time, a.record) < std::pair(b.time, b.record); });
    std::int64_t contacts = 0, places = 0;
    for (const auto& row : rows)
      if (row.time >= e.from && row.time <= end) ++(row.place ? places : contacts);
    out.row().word(e.id).list();
    if (e.person) out.word(fmt::format("P{}", *e.person));
    out.quote(e.label).end_list().time(e.from).time(e.to).quote(e.raw).quote(e.source).quote(e.who).count(contacts).count(places).list();
    for (const auto& h : held) out.handle(h.handle);
    out.end_list();
    of_episode.push_back(std::move(rows));
  }
  out.table("Around each episode, in time order", {"episode", "time", "when", "what", "from", "to", "place, or place that is named", "words", "English", "record"});
  std::size_t given = 0, total = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& e = all[i];
    const auto end = e.to.value_or(e.from + 24 * episode_hour);
    for (const auto& row : of_episode[i]) {
      if (++total > most) continue;
      const auto record = reader.load({row.record});
      if (!record) continue;
      ++given;
      out.row().word(e.id).time(row.time).word(row.time < e.from ? "before" : row.time <= end ? "during" : "after");
      out.word(record->service.empty() || record->kind == "message" ? (record->service.empty() ? record->kind : record->service) : record->service + " " + record->kind);
      out.people(*record, true).people(*record, false).list();
      if (record->latitude && record->longitude) out.word(fmt::format("{:.5f}, {:.5f}", *record->latitude, *record->longitude));
      for (spoken.bind(1, row.record); spoken.step();) out.quote(spoken.text(0));
      spoken.reset();
      out.end_list().quote(record->text.raw_for_analysis(), record->language).english(*record).record(row.record);
    }
  }
  if (total > most) out.note(fmt::format("{} of {} rows are given.", given, total));
  if (without) out.note(fmt::format("{} of {} episodes are of somebody whom no number or account is attributed to: nothing can stand beside them. Numbers are attributed on the People screen.", without, all.size()));
  out.note(fmt::format("From {} hours before each episode to as long after it; where the report gives no end, 24 hours are taken as the episode. Times are less what a clock was ahead; records without an instant are left out.", hours_around));
  out.note("Why somebody was away, and whether anything here has to do with it, this does not say. Where the person is a child, welfare comes first, whatever else the records show.");
  return out.finish();
}

void write_json(JsonWriter& out, const std::vector<EpisodeView>& list) {
  out.begin_array();
  for (const auto& e : list) {
    out.begin_object().field("id", e.id).key("person");
    e.person ? out.value(fmt::format("P{}", *e.person)) : out.null();
    out.field("label", e.label).field("from", to_iso_utc(e.from)).key("to");
    e.to ? out.value(to_iso_utc(*e.to)) : out.null();
    out.field("raw", e.raw).field("source", e.source).field("note", e.note).field("who", e.who).field("utc", to_iso_utc(e.made)).end();
  }
  out.end();
}

}  // namespace clew::view
