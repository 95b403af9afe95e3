#include "view/case_overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "casefile/tally.h"

namespace clew::view {

std::vector<ExhibitView> exhibits(const CaseView& view) {
  std::vector<ExhibitView> out;
  auto list = view.db().prepare(
      "SELECT e.id, e.ref, e.name, e.kind, e.sha256, e.storage, e.status, coalesce(e.zone,''), coalesce(e.country,''), "
      "coalesce(e.owner_name,''), coalesce(e.owner_number,''), e.size_bytes, e.added_utc, (SELECT count(*) FROM file f "
      "WHERE f.exhibit_id = e.id), "
      "(SELECT count(*) FROM finding n WHERE n.exhibit_id = e.id AND n.severity = 'unread'), (SELECT count(*) FROM "
      "finding n WHERE n.exhibit_id = e.id AND n.severity = 'warning'), (SELECT count(*) FROM finding n WHERE "
      "n.exhibit_id = e.id AND n.severity = 'note'), (SELECT count(*) FROM question q JOIN file f ON f.id = q.file_id "
      "WHERE f.exhibit_id = e.id AND q.answer IS NULL) FROM exhibit e ORDER BY e.id");
  const auto counted = casefile::tally(view.db());
  while (list.step()) {
    ExhibitView e;
    e.row = list.integer(0);
    e.ref = list.text(1);
    e.name = view.text(list.text(2));
    e.kind = list.text(3);
    e.sha256 = list.text(4);
    e.storage = list.text(5);
    e.status = list.text(6);
    e.zone = list.text(7);
    e.country = list.text(8);
    e.owner_name = view.text(list.text(9));
    e.owner_number = view.text(list.text(10));
    e.size_bytes = list.integer(11);
    e.added_utc = list.integer(12);
    e.files = list.integer(13);
    if (auto found = counted.exhibits.find(e.row); found != counted.exhibits.end()) e.records = found->second.records();
    e.unread = list.integer(14);
    e.warnings = list.integer(15);
    e.notes = list.integer(16);
    e.questions = list.integer(17);
    out.push_back(std::move(e));
  }
  return out;
}

Overview overview(const CaseView& view) {
  const auto& db = view.db();
  Overview o;
  auto info = view.case_file().info();
  o.reference = info.reference;
  o.authority = info.authority;
  o.purpose = info.purpose;
  o.review_date = info.review_date;
  o.zone = info.zone;
  o.exhibits = exhibits(view);
  const auto all = casefile::tally(db).all();
  for (const auto& [kind, count] : all.kinds) o.kinds.push_back({kind, count});
  std::stable_sort(o.kinds.begin(), o.kinds.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
  o.records = all.records();
  std::map<std::string, std::int64_t> statuses;
  for (const auto& [of, lines] : casefile::count_languages(db)) {
    o.languages.push_back({of.first, of.second, lines});
    statuses[of.second] += lines;
    o.lines += lines;
  }
  std::stable_sort(o.languages.begin(), o.languages.end(), [](const auto& a, const auto& b) { return a.lines > b.lines; });
  for (const auto& [status, lines] : statuses) o.statuses.push_back({status, lines});
  std::stable_sort(o.statuses.begin(), o.statuses.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
  // Lines that no stage has looked at yet are pending; so the sum is always every line with text.
  if (all.lines > o.lines) {
    o.statuses.push_back({"not looked at yet", all.lines - o.lines});
    o.lines = all.lines;
  }
  if (statuses.contains("low-confidence"))
    o.glossed = db.integer(
        "SELECT count(*) FROM record_language l JOIN translation t ON t.id = l.translation_id WHERE l.status = 'low-confidence' AND t.engine = 'gloss'");
  // As People lists them (view/people.cpp).
  o.handles = db.integer("SELECT count(*) FROM handle h WHERE normal <> '' AND EXISTS (SELECT 1 FROM handle_use u WHERE u.handle_id = h.id)");
  o.proposals = db.integer("SELECT count(*) FROM identity_proposal");
  o.proposals_judged = db.integer(
      "SELECT count(*) FROM identity_proposal p WHERE EXISTS (SELECT 1 FROM identity_judgement j WHERE j.a = min(p.a, p.b) AND j.b = max(p.a, p.b) "
      "AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'J' AND w.act_id = j.id))");
  o.leads = db.integer("SELECT count(*) FROM lead");
  o.leads_new = db.integer(
      "SELECT count(*) FROM lead l WHERE coalesce((SELECT state FROM lead_judgement j WHERE j.lead_id = l.id ORDER BY "
      "j.id DESC LIMIT 1), 'new') = 'new'");
  o.findings_unread = db.integer("SELECT count(*) FROM finding WHERE severity = 'unread'");
  auto kept = db.prepare(fmt::format(
      "SELECT CASE WHEN f.mime LIKE 'audio/%' THEN 'audio' WHEN f.mime LIKE 'video/%' THEN 'video' WHEN f.mime LIKE 'image/%' THEN 'image' "
      "ELSE 'other' END AS sort, count(*) FROM file f WHERE f.status <> 'unread' AND (f.mime LIKE 'image/%' OR f.id IN (SELECT file_id FROM "
      "finding WHERE severity = 'note' AND what IN ({}))) GROUP BY sort ORDER BY sort",
      kept_findings));
  while (kept.step()) o.kept.push_back({std::string(kept.text(0)), kept.integer(1)});
  o.questions_open = db.integer("SELECT count(*) FROM question WHERE answer IS NULL");
  o.events_counted_once =
      o.records - db.integer("SELECT count(*) - count(DISTINCT group_id) FROM event_group");
  return o;
}

void write_json(JsonWriter& out, const ExhibitView& e) {
  out.begin_object().field("ref", e.ref).field("name", e.name.raw_for_analysis()).field("kind", e.kind);
  out.field("sha256", e.sha256).field("storage", e.storage).field("status", e.status).field("zone", e.zone);
  out.field("country", e.country).field("owner_name", e.owner_name.raw_for_analysis());
  out.field("owner_number", e.owner_number.raw_for_analysis()).field("size_bytes", e.size_bytes);
  out.field("added_utc", to_iso_utc(e.added_utc)).field("files", e.files).field("records", e.records);
  out.field("unread", e.unread).field("warnings", e.warnings).field("notes", e.notes);
  out.field("questions", e.questions).end();
}

void write_json(JsonWriter& out, const Overview& o) {
  auto counts = [&](std::string_view name, const std::vector<NamedCount>& list) {
    out.key(name).begin_array();
    for (const auto& c : list) out.begin_object().field("name", c.name).field("count", c.count).end();
    out.end();
  };
  out.begin_object().field("v", 1).field("reference", o.reference).field("authority", o.authority);
  out.field("purpose", o.purpose).field("review_date", o.review_date).field("zone", o.zone);
  out.key("exhibits").begin_array();
  for (const auto& e : o.exhibits) write_json(out, e);
  out.end();
  counts("kinds", o.kinds);
  counts("statuses", o.statuses);
  counts("kept", o.kept);
  out.key("languages").begin_array();
  for (const auto& l : o.languages)
    out.begin_object().field("code", l.code).field("status", l.status).field("lines", l.lines).end();
  out.end().field("records", o.records).field("lines", o.lines).field("glossed", o.glossed).field("events", o.events_counted_once);
  out.field("handles", o.handles).field("proposals", o.proposals).field("proposals_judged", o.proposals_judged).field("leads", o.leads);
  out.field("leads_new", o.leads_new).field("unread", o.findings_unread).field("questions", o.questions_open).end();
}

ImportReportView import_report(const CaseView& view, std::string_view exhibit_ref) {
  const auto& db = view.db();
  auto find = db.prepare("SELECT id, status FROM exhibit WHERE ref = ?1");
  find.bind(1, exhibit_ref);
  if (!find.step())
    throw Error(ErrorKind::not_found, fmt::format("there is no exhibit {}; `clew ls CASE` lists them", exhibit_ref));
  auto exhibit = find.integer(0);
  ImportReportView report;
  report.exhibit = exhibit_ref;
  report.status = find.text(1);
  auto finding_list = [&](casefile::Stmt& list) {
    std::vector<FindingView> out;
    while (list.step()) {
      out.push_back({std::string(list.text(0)), std::string(list.text(1)), view.text(list.text(2)),
                     view.text(list.text(3))});
      if (list.text(0) != "note") report.something_unread = true;
    }
    list.reset();
    return out;
  };
  auto whole = db.prepare("SELECT severity, what, place, why FROM finding WHERE exhibit_id = ?1 AND file_id IS NULL ORDER "
                          "BY id");
  whole.bind(1, exhibit);
  report.findings = finding_list(whole);
  TableCounts tables(view);
  auto findings = db.prepare("SELECT severity, what, place, why FROM finding WHERE exhibit_id = ?2 AND file_id = ?1 "
                             "ORDER BY id");
  auto questions = db.prepare("SELECT key, text, choices, coalesce(answer,'') FROM question WHERE file_id = ?1 ORDER BY "
                              "id");
  auto files = db.prepare(fmt::format("SELECT {} FROM file WHERE exhibit_id = ?1 ORDER BY id", file_columns));
  for (files.bind(1, exhibit); files.step();) {
    FileReport f = file_report(view, files, tables);
    const auto id = files.integer(0);
    auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    for (const auto& t : f.tables) {
      report.rows_seen += number(t.rows_seen);
      report.records += number(t.records);
      report.duplicates += number(t.duplicates);
      report.recovered += number(t.recovered);
      for (const auto& s : t.skipped) report.skipped += number(s.count);
    }
    findings.bind_all(id, exhibit);
    f.findings = finding_list(findings);
    for (questions.bind(1, id); questions.step();) {
      FileReport::QuestionView q;
      q.key = questions.text(0);
      q.text = view.text(questions.text(1));
      q.choices = choices_of(questions.text(2));
      q.answer = questions.text(3);
      if (q.answer.empty()) report.something_unread = true;
      f.questions.push_back(std::move(q));
    }
    questions.reset();
    report.files.push_back(std::move(f));
  }
  return report;
}

TableCounts::TableCounts(const CaseView& view)
    : tables_(view.db().prepare("SELECT table_name, rows_seen, records, duplicates, recovered FROM import_table WHERE file_id = ?1 ORDER BY table_name")),
      skips_(view.db().prepare("SELECT reason, count FROM import_skip WHERE file_id = ?1 AND table_name = ?2 ORDER BY reason")) {}

std::vector<model::TableCount> TableCounts::of(std::int64_t file) {
  std::vector<model::TableCount> out;
  auto number = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  for (tables_.bind(1, file); tables_.step();) {
    model::TableCount t;
    t.table = tables_.text(0);
    t.rows_seen = number(tables_.integer(1));
    t.records = number(tables_.integer(2));
    t.duplicates = number(tables_.integer(3));
    t.recovered = number(tables_.integer(4));
    for (skips_.bind_all(file, t.table); skips_.step();) t.skipped.push_back({std::string(skips_.text(0)), number(skips_.integer(1))});
    skips_.reset();
    out.push_back(std::move(t));
  }
  tables_.reset();
  return out;
}

FileReport file_report(const CaseView& view, const casefile::Stmt& row, TableCounts& tables) {
  FileReport f;
  f.file = row.text(1);
  f.sha256 = row.text(2);
  f.mime = row.text(3);
  f.reader = row.text(4);
  f.reader_version = row.text(5);
  f.status = row.text(6);
  f.decided_json = view.text(row.text(7));
  f.size_bytes = row.integer(8);
  f.tables = tables.of(row.integer(0));
  return f;
}

std::vector<std::string> choices_of(std::string_view stored) {
  std::vector<std::string> out;
  auto choices = nlohmann::json::parse(stored, nullptr, false);
  if (choices.is_array())
    for (const auto& choice : choices) out.push_back(choice.get<std::string>());
  return out;
}

void write_json(JsonWriter& out, const FindingView& f) {
  out.begin_object().field("severity", f.severity).field("what", f.what).field("where", f.where.raw_for_analysis());
  out.field("why", f.why.raw_for_analysis()).end();
}

void write_json(JsonWriter& out, const FileReport::QuestionView& q) {
  out.begin_object().field("key", q.key).field("text", q.text.raw_for_analysis()).key("choices").begin_array();
  for (const auto& choice : q.choices) out.value(choice);
  out.end().field("answer", q.answer).end();
}

void write_fields(JsonWriter& out, const FileReport& f) {
  auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  out.field("file", f.file).field("size_bytes", f.size_bytes).field("sha256", f.sha256);
  out.field("mime", f.mime).field("reader", f.reader).field("reader_version", f.reader_version);
  out.field("status", f.status);
  out.key("decided").raw(f.decided_json.empty() ? "{}" : f.decided_json.raw_for_analysis());
  out.key("tables").begin_array();
  for (const auto& t : f.tables) {
    out.begin_object().field("table", t.table).field("rows_seen", number(t.rows_seen));
    out.field("records", number(t.records)).field("duplicates", number(t.duplicates));
    out.field("recovered", number(t.recovered)).key("skipped").begin_array();
    for (const auto& s : t.skipped) out.begin_object().field("reason", s.reason).field("count", number(s.count)).end();
    out.end().end();
  }
  out.end();
}

void write_json(JsonWriter& out, const ImportReportView& report) {
  auto findings = [&](const std::vector<FindingView>& list) {
    out.key("findings").begin_array();
    for (const auto& f : list) write_json(out, f);
    out.end();
  };
  out.begin_object().field("v", 1).field("exhibit", report.exhibit).field("status", report.status);
  out.field("rows_seen", report.rows_seen).field("records", report.records).field("duplicates", report.duplicates);
  out.field("recovered", report.recovered).field("skipped", report.skipped);
  findings(report.findings);
  out.key("files").begin_array();
  for (const auto& f : report.files) {
    out.begin_object();
    write_fields(out, f);
    findings(f.findings);
    out.key("questions").begin_array();
    for (const auto& q : f.questions) write_json(out, q);
    out.end().end();
  }
  out.end().end();
}

}  // namespace clew::view
