#include "view/translation.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/time.h"
#include "casefile/audit.h"
#include "job/translate_control.h"
#include "job/translate_stage.h"
#include "language/exchange.h"
#include "language/pipeline.h"
#include "language/placeholder.h"
#include "view/records.h"
#include "view/sample.h"

namespace clew::view {
namespace {

using casefile::AuditAct;
using casefile::Transaction;

struct Target {
  std::int64_t record = 0, hash = 0;
  std::optional<std::int64_t> translation;
  std::string text, language;
};

Target target_of(const CaseView& view, std::string_view record) {
  const auto id = RecordReader(view).find(record);
  if (!id) throw Error(ErrorKind::not_found, fmt::format("there is no record {}", record));
  auto row = view.db().prepare(
      "SELECT r.text, r.text_hash, l.code, l.translation_id FROM record r LEFT JOIN "
      "record_language l "
      "ON l.record_id = r.id WHERE r.id = ?1");
  row.bind(1, id->value);
  if (!row.step() || row.text(0).empty() || row.is_null(2))
    throw Error(ErrorKind::usage, fmt::format("record {} has no text to translate", record));
  return {id->value, row.integer(1), row.optional_integer(3), std::string(row.text(0)),
          std::string(row.text(2))};
}

std::int64_t put_correction(casefile::Db& db, const Target& target, std::string_view english,
                            std::string_view note, std::string_view author) {
  db.prepare(
        "INSERT INTO translation_correction(text_hash, source, language, text, author, made_utc, "
        "note) VALUES "
        "(?1,?2,?3,?4,?5,?6,?7)")
      .bind_all(target.hash, target.text, target.language, english, author, now_micros(), note)
      .run();
  return db.last_rowid();
}

std::int64_t count_identical(const casefile::Db& db, const Target& target) {
  auto count = db.prepare(
      "SELECT count(*) FROM record r JOIN record_language l ON l.record_id = r.id WHERE "
      "r.text_hash = ?1 "
      "AND r.text = ?2 AND l.code = ?3");
  count.bind_all(target.hash, target.text, target.language);
  count.step();
  return count.integer(0);
}

std::string external_id(std::string_view ref, std::int64_t record) {
  return fmt::format("{}#{}", ref, record & 0xFFFFFFFF);
}

std::string joined_marks(std::string_view json) {
  std::string text;
  for (const auto& mark : nlohmann::json::parse(json, nullptr, false))
    if (mark.is_string()) text += (text.empty() ? "" : ", ") + mark.get<std::string>();
  return text;
}

bool is_verdict(std::string_view verdict) {
  return verdict == "ok" || verdict == "minor" || verdict == "major";
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// A cell as people fill it: "Minor " is minor.
std::string plain_verdict(std::string_view cell) {
  std::string verdict;
  for (const char c : cell)
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
      verdict.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  return verdict;
}

// What happened to a line between the making of an interpreter's file and its return.
enum class Meanwhile {
  nothing,    // the cell may be taken
  stale,      // the cell holds what stood there when the file was made, and somebody has changed it since
  contested,  // the cell was filled anew, and somebody else has corrected the line since
};
struct Since {
  Meanwhile what = Meanwhile::nothing;
  std::string author, text;  // of the newest correction
};
Since since_made(casefile::Db& db, const Target& target, std::string_view english,
                 std::string_view made_utc, std::string_view author) {
  const auto made = parse_iso(made_utc);
  auto all = db.prepare(
      "SELECT text, author, made_utc FROM translation_correction WHERE text_hash = ?1 AND source = "
      "?2 AND language = ?3 ORDER BY id DESC");
  all.bind_all(target.hash, target.text, target.language);
  Since since;
  for (bool newest = true; all.step(); newest = false) {
    if (newest) {
      since.author = all.text(1);
      since.text = all.text(0);
      if (made && all.integer(2) <= made->micros) return {};
      continue;
    }
    if (all.text(0) == english) {
      since.what = Meanwhile::stale;
      return since;
    }
  }
  if (made && !since.author.empty() && since.author != author)
    since.what = Meanwhile::contested;
  return since;
}

void put_verdict(casefile::Db& db, const Target& target, std::string_view draw,
                 std::string_view verdict, std::string_view note, std::string_view who) {
  db.prepare(
        "INSERT INTO translation_verdict(record_id, translation_id, draw, verdict, note, who, "
        "made_utc) VALUES "
        "(?1,?2,?3,?4,?5,?6,?7)")
      .bind_all(target.record, target.translation, draw, verdict, note, who, now_micros())
      .run();
}

// Checked and completed.
NewTerm sensible(NewTerm term) {
  const auto trim = [](std::string& text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
      text.pop_back();
    text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
  };
  for (auto* text : {&term.language, &term.term, &term.english, &term.use, &term.source})
    trim(*text);
  if (term.language.empty()) term.language = "*";
  const auto use = language::term_use_from(term.use);
  if (!use)
    throw Error(ErrorKind::usage,
                fmt::format("'{}' is no use of a term: translate, keep or note", term.use));
  if (*use == language::TermUse::keep) term.english.clear();
  if (*use != language::TermUse::keep && term.english.empty())
    throw Error(ErrorKind::usage,
                "say what the term means in English (or use keep for a name to leave alone)");
  if (term.source.empty())
    throw Error(ErrorKind::usage, "say who or what the meaning comes from (--source)");
  if (term.term.size() > 200 || term.english.size() > 1000)
    throw Error(ErrorKind::usage, "a term has at most 200 bytes and its English at most 1000");
  if (term.term.find_first_of("\r\n") != std::string::npos)
    throw Error(ErrorKind::usage, "a term stands on one line");
  const language::Glossary probe({{"*", term.term, language::TermUse::keep, ""}});
  if (probe.find(term.term, "").empty())
    throw Error(ErrorKind::usage, "a term needs a letter or digit");
  return term;
}

}  // namespace

Corrected correct_translation(const CaseView& view, std::string_view record,
                              std::string_view english, std::string_view note,
                              std::string_view author) {
  if (english.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw Error(ErrorKind::usage, "a correction needs a text");
  const auto target = target_of(view, record);
  auto& case_file = view.case_file();
  Corrected result;
  {
    Transaction transaction(case_file.db());
    const auto id = put_correction(case_file.db(), target, english, note,
                                   author.empty() ? view.viewer().name : author);
    job::spread_corrections(case_file, id);
    transaction.commit();
    result.records = count_identical(view.db(), target);
    case_file.audit().append(
        {AuditAct::alteration, "translation corrected", fmt::format("record {}", record),
         fmt::format("{{\"correction\":{},\"records\":{}}}", id, result.records), "", ""});
  }
  return result;
}

std::vector<TermView> glossary(const CaseView& view, bool with_removed) {
  std::vector<TermView> terms;
  auto list = view.db().prepare(
      "SELECT id, language, term, use, english, note, source, author, made_utc, removed_by, "
      "removed_utc "
      "FROM glossary WHERE ?1 OR removed_utc IS NULL ORDER BY language, term, id");
  for (list.bind(1, with_removed ? 1 : 0); list.step();) {
    TermView t;
    t.id = list.integer(0);
    t.language = list.text(1);
    t.term = view.text(list.text(2));
    t.use = list.text(3);
    t.english = view.text(list.text(4));
    t.note = view.text(list.text(5));
    t.source = view.text(list.text(6));
    t.author = list.text(7);
    t.made_utc = to_iso_utc(list.integer(8));
    t.removed_by = list.text(9);
    t.removed = !list.is_null(10);
    terms.push_back(std::move(t));
  }
  return terms;
}

void write_json(JsonWriter& out, const std::vector<TermView>& terms) {
  out.begin_object().field("v", 1).key("terms").begin_array();
  for (const auto& t : terms) {
    out.begin_object()
        .field("id", t.id)
        .field("language", t.language)
        .field("term", t.term.raw_for_analysis());
    out.field("use", t.use)
        .field("english", t.english.raw_for_analysis())
        .field("note", t.note.raw_for_analysis());
    out.field("source", t.source.raw_for_analysis())
        .field("author", t.author)
        .field("made", t.made_utc);
    out.field("removed", t.removed).end();
  }
  out.end().end();
}

TermChange add_term(const CaseView& view, const NewTerm& given) {
  const auto term = sensible(given);
  auto& case_file = view.case_file();
  auto& db = case_file.db();
  TermChange change;
  Transaction transaction(db);
  // An entry for the same words gives way to the new one.
  auto old = db.prepare("SELECT id FROM glossary WHERE removed_utc IS NULL AND language = ?1 AND term = ?2");
  old.bind_all(term.language, term.term);
  if (old.step()) change.replaced = old.integer(0);
  old.reset();
  db.prepare(
        "UPDATE glossary SET removed_utc = ?3, removed_by = ?4 WHERE removed_utc IS NULL AND "
        "language = ?1 AND term = ?2")
      .bind_all(term.language, term.term, now_micros(), view.viewer().name)
      .run();
  db.prepare(
        "INSERT INTO glossary(language, term, use, english, note, source, author, made_utc) VALUES "
        "(?1,?2,?3,?4,?5,?6,?7,?8)")
      .bind_all(term.language, term.term, term.use, term.english, term.note, term.source,
                view.viewer().name, now_micros())
      .run();
  change.id = db.last_rowid();
  if (term.use != "note")
    change.waiting = job::requeue_for_term(case_file, term.language, term.term);
  transaction.commit();
  case_file.audit().append({AuditAct::alteration, "glossary term added",
                            fmt::format("glossary {}", change.id),
                            fmt::format("{{\"waiting\":{}}}", change.waiting), "", ""});
  return change;
}

TermChange remove_term(const CaseView& view, std::int64_t id) {
  auto& case_file = view.case_file();
  auto& db = case_file.db();
  auto row =
      db.prepare("SELECT language, term, use FROM glossary WHERE id = ?1 AND removed_utc IS NULL");
  row.bind(1, id);
  if (!row.step())
    throw Error(ErrorKind::not_found, fmt::format("the glossary has no entry {}", id));
  const std::string language(row.text(0)), term(row.text(1)), use(row.text(2));
  row.reset();
  TermChange change{id, 0};
  Transaction transaction(db);
  db.prepare("UPDATE glossary SET removed_utc = ?2, removed_by = ?3 WHERE id = ?1")
      .bind_all(id, now_micros(), view.viewer().name)
      .run();
  if (use != "note") change.waiting = job::requeue_for_term(case_file, language, term);
  transaction.commit();
  case_file.audit().append({AuditAct::alteration, "glossary term removed",
                            fmt::format("glossary {}", id),
                            fmt::format("{{\"waiting\":{}}}", change.waiting), "", ""});
  return change;
}

void write_json(JsonWriter& out, const TermPreview& preview) {
  out.begin_object().field("v", 1).field("lines", preview.lines).key("examples").begin_array();
  for (const auto& e : preview.examples)
    out.begin_object()
        .field("record", e.record)
        .field("language", e.language)
        .field("text", e.text.raw_for_analysis())
        .field("now", e.now.raw_for_analysis())
        .field("then", e.then.raw_for_analysis())
        .end();
  out.end().end();
}

TermPreview preview_term(const CaseView& view, const NewTerm& given, std::size_t examples) {
  auto draft = given;
  if (draft.source.empty()) draft.source = "preview";
  const auto term = sensible(draft);
  std::vector<language::GlossaryTerm> terms;
  for (auto list = view.db().prepare("SELECT language, term, use, english FROM glossary WHERE "
                                     "removed_utc IS NULL ORDER BY id");
       list.step();)
    terms.push_back({std::string(list.text(0)), std::string(list.text(1)),
                     language::term_use_from(list.text(2)).value_or(language::TermUse::note),
                     std::string(list.text(3))});
  terms.push_back({term.language, term.term, *language::term_use_from(term.use), term.english});
  const language::Glossary only({terms.back()});
  TermPreview preview;
  std::vector<language::Line> lines;
  std::vector<std::int64_t> hashes;
  auto list = view.db().prepare(
      "SELECT r.id, e.ref, r.text, l.code, t.text, r.text_hash FROM record_language l JOIN record "
      "r ON r.id = l.record_id JOIN "
      "exhibit e ON e.id = r.id >> 32 LEFT JOIN translation t ON t.id = l.translation_id WHERE "
      "l.status <> 'not-needed' OR "
      "l.code <> 'en' ORDER BY r.id");
  while (list.step()) {
    if (only.find(list.text(2), list.text(3)).empty()) continue;
    ++preview.lines;
    if (lines.size() >= examples ||
        std::find(hashes.begin(), hashes.end(), list.integer(5)) != hashes.end())
      continue;
    hashes.push_back(list.integer(5));
    lines.push_back({lines.size(), std::string(list.text(2)), std::string(list.text(3))});
    preview.examples.push_back({external_id(list.text(1), list.integer(0)),
                                std::string(list.text(3)), view.text(list.text(2)),
                                view.text(list.text(4)), view.text("")});
  }
  if (lines.empty()) return preview;
  language::PipelineOptions options;
  options.glossary = std::make_shared<const language::Glossary>(std::move(terms));
  language::Pipeline pipeline(language::default_engines(), options);
  for (const auto& t : pipeline.translate(lines))
    preview.examples[t.id].then = view.text(t.text);
  return preview;
}

std::int64_t export_lines(const CaseView& view, const std::filesystem::path& file,
                          const PackOptions& options) {
  const auto ending = file.extension().string();
  if (ending != ".xlsx" && ending != ".xlf" && ending != ".xliff")
    throw Error(ErrorKind::usage,
                fmt::format("{}: lines are written as .xlsx or .xlf", file.string()));
  Draw draw{options.seed, options.sample, options.language, options.exhibit, options.status};
  auto list = view.db().prepare(
      fmt::format("SELECT r.id, e.ref, r.text, r.text_hash, l.code, l.status, t.text, t.engine, t.marks, "
      "r.utc, r.time_raw, (SELECT CASE "
      "WHEN i.name <> '' THEN i.name ELSE i.raw END FROM participation p JOIN identifier i ON i.id "
      "= p.identifier_id WHERE "
      "p.record_id = r.id AND p.role IN ('from', 'author') ORDER BY p.seq LIMIT 1), (SELECT "
      "text FROM "
      "translation_correction k WHERE k.text_hash = r.text_hash AND k.source = r.text AND "
      "k.language = l.code ORDER BY k.id DESC "
      "LIMIT 1) FROM record_language l JOIN record r ON r.id = l.record_id JOIN exhibit e ON e.id "
      "= r.id >> 32 LEFT JOIN "
      "translation t ON t.id = l.translation_id WHERE {}",
      options.sample > 0 ? "r.id = ?1" :
      "l.status <> 'not-needed' AND (?1 = '' OR "
      "l.code = ?1) AND (?2 = '' OR "
      "e.ref = ?2) AND (?3 = '' OR l.status = ?3) AND (?4 = '' OR r.conversation_id = ?4) ORDER BY "
      "r.id"));
  std::vector<language::ExchangeRow> rows;
  std::map<std::tuple<std::int64_t, std::string, std::string>, std::size_t>
      seen;  // hash, language, text → row
  const auto take = [&] {
    language::ExchangeRow row;
    row.original = view.text(list.text(2)).raw_for_analysis();
    row.language = list.text(4);
    row.records = "1";
    if (options.sample == 0) {
      const auto [at, is_new] =
          seen.emplace(std::tuple(list.integer(3), row.language, row.original), rows.size());
      if (!is_new) {
        auto& count = rows[at->second].records;
        count = std::to_string(std::stoll(count) + 1);
        return;
      }
      row.english = view.text(list.text(12)).raw_for_analysis();
    }
    row.id = external_id(list.text(1), list.integer(0));
    row.status = list.text(5);
    row.machine = view.text(list.text(6)).raw_for_analysis();
    row.engine = list.text(7);
    row.marks = joined_marks(list.text(8).empty() ? "[]" : list.text(8));
    row.time =
        list.is_null(9) ? view.text(list.text(10)).raw_for_analysis() : to_iso_utc(list.integer(9));
    row.sender = view.text(list.text(11)).raw_for_analysis();
    row.check = language::original_check(list.text(2));
    row.original = language::valid_utf8(row.original);
    rows.push_back(std::move(row));
  };
  if (options.sample > 0) {
    for (const auto id : drawn_records(view, draw)) {
      list.bind(1, id);
      if (list.step()) take();
      list.reset();
    }
  } else {
    list.bind_all(options.language, options.exhibit, options.status, options.conversation);
    while (list.step())
      take();
  }
  language::ExchangeHead head;
  head.case_reference = view.case_file().info("reference");
  head.made_utc = to_iso_utc(now_micros());
  head.draw = options.sample > 0 ? draw.name() : "-";
  (ending == ".xlsx" ? language::write_xlsx : language::write_xliff)(file, head, rows);
  view.case_file().audit().append(
      {AuditAct::disclosure, "lines written for an interpreter", "case",
       fmt::format("{{\"rows\":{},\"draw\":\"{}\"}}", rows.size(), head.draw), "", ""});
  return static_cast<std::int64_t>(rows.size());
}

PackResult import_lines(const CaseView& view, const std::filesystem::path& file,
                        std::string_view author) {
  if (author.empty()) throw Error(ErrorKind::usage, "say who translated the lines (--author)");
  auto pack = language::read_exchange(file);
  auto& case_file = view.case_file();
  auto& db = case_file.db();
  PackResult result;
  auto current = db.prepare(
      "SELECT text FROM translation_correction WHERE text_hash = ?1 AND source = ?2 AND language = "
      "?3 "
      "ORDER BY id DESC LIMIT 1");
  auto machine = db.prepare("SELECT text FROM translation WHERE id = ?1");
  Transaction transaction(db);
  for (auto& row : pack.rows) {
    ++result.rows;
    if (is_blank(row.english)) row.english.clear();
    row.verdict = plain_verdict(row.verdict);
    const auto refuse = [&](std::string why) {
      result.refused.push_back({result.rows, row.id, std::move(why)});
    };
    if (!row.fault.empty()) {
      refuse(row.fault);
      continue;
    }
    if (row.english.empty() && row.verdict.empty()) {
      ++result.unchanged;
      continue;
    }
    Target target;
    try {
      target = target_of(view, row.id);
    } catch (const Error& error) {
      refuse(error.what());
      continue;
    }
    if (language::valid_utf8(target.text) != row.original ||
        language::original_check(target.text) != row.check) {
      refuse("the original was altered: it is not the text of that record");
      continue;
    }
    if (!row.verdict.empty() && (!is_verdict(row.verdict) || !target.translation)) {
      refuse(target.translation ? fmt::format("'{}' is no verdict: ok, minor or major", row.verdict)
                                : "a verdict on a line that has no machine translation");
      continue;
    }
    if (!row.verdict.empty() && !row.machine.empty()) {
      machine.bind(1, *target.translation);
      const bool same = machine.step() && view.text(machine.text(0)).raw_for_analysis() == row.machine;
      machine.reset();
      if (!same) {
        refuse("a verdict on a machine translation that is not the one shown now");
        continue;
      }
    }
    bool changed = false;
    if (!row.verdict.empty()) {
      put_verdict(db, target, pack.head.draw, row.verdict, row.note, author);
      ++result.verdicts;
      changed = true;
    }
    if (!row.english.empty()) {
      current.bind_all(target.hash, target.text, target.language);
      const bool same = current.step() && current.text(0) == row.english;
      current.reset();
      const auto since = same ? Since{} : since_made(db, target, row.english, pack.head.made_utc, author);
      if (since.what == Meanwhile::contested) {
        refuse(fmt::format("{} has corrected this line since the file was written; compare, then use "
                           "--correct",
                           since.author));
        continue;
      }
      if (!same && since.what == Meanwhile::nothing) {
        put_correction(db, target, row.english, row.note, author);
        ++result.corrections;
        changed = true;
      }
    }
    result.unchanged += !changed;
  }
  if (result.corrections) {
    job::spread_corrections(case_file);
    result.records = db.changes();
  }
  transaction.commit();
  case_file.audit().append(
      {AuditAct::alteration, "interpreter's lines taken in", "case",
       fmt::format("{{\"rows\":{},\"corrections\":{},\"verdicts\":{},\"refused\":{}}}", result.rows,
                   result.corrections, result.verdicts, result.refused.size()),
       "", ""});
  return result;
}

void judge_translation(const CaseView& view, std::string_view record, std::string_view verdict,
                       std::string_view note, std::string_view draw) {
  if (!is_verdict(verdict))
    throw Error(ErrorKind::usage, fmt::format("'{}' is no verdict: ok, minor or major", verdict));
  const auto target = target_of(view, record);
  if (!target.translation)
    throw Error(ErrorKind::usage,
                fmt::format("record {} has no machine translation to judge", record));
  auto& case_file = view.case_file();
  Transaction transaction(case_file.db());
  put_verdict(case_file.db(), target, draw.empty() ? "-" : draw, verdict, note, view.viewer().name);
  transaction.commit();
  case_file.audit().append(
      {AuditAct::alteration, "translation judged", fmt::format("record {}", record), "", "", ""});
}

std::pair<double, double> wilson(std::int64_t k, std::int64_t n) {
  if (n <= 0) return {0, 1};
  constexpr double z = 1.959963984540054;  // 95 %
  const double total = static_cast<double>(n), p = static_cast<double>(k) / total;
  const double middle = p + z * z / (2 * total), scale = 1 + z * z / total;
  const double half = z * std::sqrt(p * (1 - p) / total + z * z / (4 * total * total));
  return {std::max(0.0, (middle - half) / scale), std::min(1.0, (middle + half) / scale)};
}

std::vector<Quality> translation_quality(const CaseView& view) {
  std::vector<Quality> list;
  // A rate with an interval holds for what was drawn at random; a line that somebody judged because it caught the eye, or that was
  // drawn from a part of its language ("7/200 of low-confidence"), says nothing about the rest.
  auto rows = view.db().prepare(
      "SELECT t.language, t.engine, t.engine_version, sum(v.drawn), sum(v.drawn AND v.verdict = 'minor'), sum(v.drawn AND v.verdict = "
      "'major'), sum(NOT v.drawn) FROM (SELECT translation_id, verdict, draw <> '-' AND draw NOT LIKE '% of %' AS drawn FROM "
      "translation_verdict WHERE id IN (SELECT max(id) FROM translation_verdict GROUP BY record_id, translation_id, draw <> '-' AND draw "
      "NOT LIKE '% of %')) v JOIN translation t ON t.id = v.translation_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
  while (rows.step()) {
    Quality q;
    q.language = rows.text(0);
    q.engine = rows.text(1);
    q.version = rows.text(2);
    q.judged = rows.integer(3);
    q.minor = rows.integer(4);
    q.major = rows.integer(5);
    q.picked = rows.integer(6);
    const auto share = [&](std::int64_t n) { return q.judged ? static_cast<double>(n) / static_cast<double>(q.judged) : 0.0; };
    q.error = share(q.minor + q.major);
    q.major_share = share(q.major);
    std::tie(q.error_low, q.error_high) = wilson(q.minor + q.major, q.judged);
    std::tie(q.major_low, q.major_high) = wilson(q.major, q.judged);
    list.push_back(std::move(q));
  }
  return list;
}

std::vector<QueueRow> translation_queue(const CaseView& view) {
  std::vector<QueueRow> queue;
  auto list = view.db().prepare(
      "SELECT e.ref, l.code, l.status, l.reason, count(*) FROM record_language l JOIN exhibit e ON "
      "e.id "
      "= l.record_id >> 32 GROUP BY e.id, l.code, l.status, l.reason ORDER BY e.id, 2, 3, 4");
  while (list.step())
    queue.push_back({std::string(list.text(0)), std::string(list.text(1)),
                     std::string(list.text(2)), std::string(list.text(3)), list.integer(4)});
  return queue;
}

std::vector<EngineCount> translation_engines(const CaseView& view) {
  std::vector<EngineCount> engines;
  auto list = view.db().prepare(
      "SELECT language, engine, count(DISTINCT text_hash) FROM translation WHERE engine <> '' AND text "
      "<> '' GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2");
  while (list.step())
    engines.push_back({std::string(list.text(0)), std::string(list.text(1)), list.integer(2)});
  return engines;
}

std::vector<DoubtCount> translation_doubts(const CaseView& view) {
  std::map<std::pair<std::string, std::string>, std::int64_t> sums;
  auto list = view.db().prepare(
      "SELECT l.code, t.marks, count(*) FROM record_language l JOIN translation t ON t.id = "
      "l.translation_id WHERE l.status = 'low-confidence' GROUP BY 1, 2");
  while (list.step()) {
    for (const auto& mark : nlohmann::json::parse(list.text(1), nullptr, false)) {
      if (!mark.is_string()) continue;
      const auto known = language::mark_from(mark.get<std::string>());
      if (known && language::lowers(*known))
        sums[{std::string(list.text(0)), mark.get<std::string>()}] += list.integer(2);
    }
  }
  std::vector<DoubtCount> doubts;
  for (const auto& [key, lines] : sums)
    doubts.push_back({key.first, key.second, lines});
  std::stable_sort(doubts.begin(), doubts.end(), [](const DoubtCount& a, const DoubtCount& b) {
    return a.language != b.language ? a.language < b.language : a.lines > b.lines;
  });
  return doubts;
}

void write_translate_json(JsonWriter& out, const CaseView& view, std::string_view fault) {
  const job::TranslateControl control(view.case_file().directory());
  const auto state = control.state();
  out.begin_object()
      .field("v", 1)
      .field("running", state.running)
      .field("fault", fault)
      .key("run")
      .begin_object();
  out.field("total", state.total)
      .field("done", state.done)
      .field("records", state.records)
      .field("rendered", state.rendered);
  out.field("lines_per_second", state.lines_per_second)
      .field("language", state.now)
      .key("seconds_left");
  if (state.running && state.seconds_left)
    out.value(*state.seconds_left);
  else
    out.null();
  out.end().key("first").begin_array();
  for (const auto& wish : control.first())
    out.begin_object().field("kind", wish.kind).field("value", wish.value).end();
  out.end().key("queue").begin_array();
  for (const auto& row : translation_queue(view))
    out.begin_object()
        .field("exhibit", row.exhibit)
        .field("language", row.language)
        .field("status", row.status)
        .field("reason", row.reason)
        .field("lines", row.lines)
        .end();
  out.end().key("engines").begin_array();
  for (const auto& e : translation_engines(view))
    out.begin_object()
        .field("language", e.language)
        .field("engine", e.engine)
        .field("texts", e.texts)
        .end();
  out.end().key("doubts").begin_array();
  // Not while it runs, when this is asked for every second.
  if (!state.running)
    for (const auto& d : translation_doubts(view))
      out.begin_object()
          .field("language", d.language)
          .field("mark", d.mark)
          .field("lines", d.lines)
          .end();
  out.end().key("quality").begin_array();
  for (const auto& q : translation_quality(view)) {
    out.begin_object()
        .field("language", q.language)
        .field("engine", q.engine)
        .field("version", q.version);
    out.field("judged", q.judged).field("minor", q.minor).field("major", q.major).field("picked", q.picked);
    out.key("error").begin_array().value(q.error_low).value(q.error).value(q.error_high).end();
    out.key("major_error")
        .begin_array()
        .value(q.major_low)
        .value(q.major_share)
        .value(q.major_high)
        .end()
        .end();
  }
  out.end().key("draws").begin_array();
  for (const auto& d : begun_draws(view))
    out.begin_object().field("name", d.name).field("judged", d.judged).field("who", d.who).field("last", d.last_utc).field("again", d.name.find(" of ") == std::string::npos).end();
  out.end().end();
}

}  // namespace clew::view
