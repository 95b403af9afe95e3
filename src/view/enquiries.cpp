#include "view/enquiries.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "base/error.h"
#include "casefile/audit.h"
#include "view/identity.h"
#include "view/records.h"

namespace clew::view {
namespace {

bool only_blanks(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

void need_words(std::string_view text, const char* what) {
  if (only_blanks(text)) throw Error(ErrorKind::usage, what);
}

std::int64_t enquiry_number(std::string_view id) {
  std::int64_t row = 0;
  const auto digits = id.substr(std::min<std::size_t>(1, id.size()));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
  if (id.empty() || (id[0] != 'L' && id[0] != 'l') || error != std::errc() || end != digits.data() + digits.size() || row <= 0)
    throw Error(ErrorKind::usage, fmt::format("'{}' names no line of enquiry: L1, as clew enquiries CASE lists them", id));
  return row;
}

EnquiryView one_enquiry(const CaseView& view, std::string_view id) {
  const auto name = fmt::format("L{}", enquiry_number(id));
  for (auto& e : enquiries(view))
    if (e.id == name) return std::move(e);
  throw Error(ErrorKind::not_found, fmt::format("there is no line of enquiry {}", name));
}

// Throws unless the target is a record, lead or person of the case. Its name as it is kept.
std::string link_target(const CaseView& view, std::string_view target) {
  if (target.find('#') != std::string_view::npos) {
    if (!RecordReader(view).find(target)) throw Error(ErrorKind::not_found, fmt::format("there is no record {}", target));
    return std::string(target);
  }
  if (target.size() > 1 && (target[0] == 'P' || target[0] == 'p') && target.find_first_not_of("0123456789", 1) == std::string_view::npos) return find_entity(view, target).name();
  auto lead = view.db().prepare("SELECT 1 FROM lead WHERE id = ?1");
  lead.bind(1, target);
  if (!lead.step()) throw Error(ErrorKind::not_found, fmt::format("'{}' is no record (ABC/1#12), no lead and no person (P1) of the case", target));
  return std::string(target);
}

void add_enquiry_event(const CaseView& view, std::int64_t row, std::string_view state, std::string_view owner, std::string_view target, std::string_view words) {
  view.case_file()
      .db()
      .prepare("INSERT INTO enquiry_event(enquiry_id, state, owner, target, words, who, made_utc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
      .bind_all(row, state, owner, target, words, view.viewer().name, now_micros())
      .run();
}

void log_enquiry(const CaseView& view, std::string_view what, std::int64_t row, std::string_view reason) {
  view.case_file().audit().append({casefile::AuditAct::alteration, std::string(what), fmt::format("line of enquiry L{}", row), "", "", std::string(reason)});
}

std::int64_t whole_days(Micros from, Micros to) { return std::max<Micros>(0, to - from) / (86'400 * micros_per_second); }

}  // namespace

std::vector<EnquiryView> enquiries(const CaseView& view) {
  std::vector<EnquiryView> out;
  std::map<std::int64_t, std::size_t> at;
  for (auto list = view.db().prepare("SELECT id, title, reason, who, made_utc FROM enquiry ORDER BY id"); list.step();) {
    at[list.integer(0)] = out.size();
    EnquiryView e;
    e.id = fmt::format("L{}", list.integer(0));
    e.title = list.text(1);
    e.reason = list.text(2);
    e.who = list.text(3);
    e.raised = list.integer(4);
    out.push_back(std::move(e));
  }
  for (auto list = view.db().prepare("SELECT enquiry_id, state, owner, target, words, who, made_utc FROM enquiry_event ORDER BY id"); list.step();) {
    auto& e = out[at.at(list.integer(0))];
    e.events.push_back({std::string(list.text(1)), std::string(list.text(2)), std::string(list.text(3)), std::string(list.text(4)), std::string(list.text(5)), list.integer(6)});
    const auto& event = e.events.back();
    if (event.state == "linked") {
      e.links.push_back(event.target);
      continue;
    }
    e.state = event.state;
    if (event.state == "allocated") {
      e.owner = event.owner;
      e.ever_allocated = true;
    }
    e.result = event.state == "closed" ? event.words : "";
    e.closed = event.state == "closed" ? std::optional(event.made) : std::nullopt;
    // Opened again, it is still with whom it was.
    if (event.state == "open" && !e.owner.empty()) e.state = "allocated";
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return std::tuple(a.state == "closed", a.raised) < std::tuple(b.state == "closed", b.raised); });
  return out;
}

std::string raise_enquiry(const CaseView& view, std::string_view title, std::string_view reason, std::string_view owner, const std::vector<std::string>& links) {
  need_words(title, "say what is to be found out or done");
  need_words(reason, "say why: a line of enquiry needs a reason");
  std::vector<std::string> targets;
  for (const auto& link : links) targets.push_back(link_target(view, link));
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  db.prepare("INSERT INTO enquiry(title, reason, who, made_utc) VALUES (?1, ?2, ?3, ?4)").bind_all(title, reason, view.viewer().name, now_micros()).run();
  const auto row = db.last_rowid();
  if (!only_blanks(owner)) add_enquiry_event(view, row, "allocated", owner, "", reason);
  for (const auto& target : targets) add_enquiry_event(view, row, "linked", "", target, reason);
  log_enquiry(view, "line of enquiry raised", row, reason);
  transaction.commit();
  return fmt::format("L{}", row);
}

void allocate_enquiry(const CaseView& view, std::string_view id, std::string_view owner, std::string_view reason) {
  need_words(owner, "say to whom it is allocated");
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  if (const auto e = one_enquiry(view, id); e.state == "closed") throw Error(ErrorKind::usage, fmt::format("{} is closed: open it again first, with a reason", e.id));
  add_enquiry_event(view, enquiry_number(id), "allocated", owner, "", reason);
  log_enquiry(view, "line of enquiry allocated", enquiry_number(id), reason);
  transaction.commit();
}

void close_enquiry(const CaseView& view, std::string_view id, std::string_view result) {
  need_words(result, "say what came of it: a line of enquiry is closed with a result");
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  if (const auto e = one_enquiry(view, id); e.state == "closed") throw Error(ErrorKind::usage, fmt::format("{} is closed already", e.id));
  add_enquiry_event(view, enquiry_number(id), "closed", "", "", result);
  log_enquiry(view, "line of enquiry closed", enquiry_number(id), result);
  transaction.commit();
}

void reopen_enquiry(const CaseView& view, std::string_view id, std::string_view reason) {
  need_words(reason, "say why it is opened again");
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  if (const auto e = one_enquiry(view, id); e.state != "closed") throw Error(ErrorKind::usage, fmt::format("{} is open", e.id));
  add_enquiry_event(view, enquiry_number(id), "open", "", "", reason);
  log_enquiry(view, "line of enquiry opened again", enquiry_number(id), reason);
  transaction.commit();
}

void link_enquiry(const CaseView& view, std::string_view id, std::string_view target, std::string_view reason) {
  const auto name = link_target(view, target);
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  if (const auto e = one_enquiry(view, id); std::find(e.links.begin(), e.links.end(), name) != e.links.end())
    throw Error(ErrorKind::usage, fmt::format("{} is linked to {} already", e.id, name));
  add_enquiry_event(view, enquiry_number(id), "linked", "", name, reason);
  log_enquiry(view, "line of enquiry linked", enquiry_number(id), reason);
  transaction.commit();
}

Answer open_enquiries(const CaseView& view, Micros now) {
  AnswerWriter out(view, "enquiries");
  const auto all = enquiries(view);
  RecordReader reader(view);
  const auto put = [&](const EnquiryView& e) {
    out.row().word(e.id).quote(e.title);
    if (e.closed) out.quote(e.result).time(e.closed);
    out.quote(e.owner).time(e.raised).count(whole_days(e.raised, e.closed.value_or(now))).quote(e.who).quote(e.reason).list();
    for (const auto& target : e.links) {
      if (target.find('#') != std::string::npos) {
        const auto id = reader.find(target);
        id ? out.record(id->value) : out.word(target + " (no longer there)");
      } else if (target.starts_with('P')) {
        out.word(target);
      } else {
        out.lead(target);
      }
    }
    out.end_list();
  };
  std::int64_t open = 0, never = 0, closed = 0;
  out.table("Open and allocated", {"line", "what", "with", "raised", "days open", "raised by", "why", "rests on"});
  for (const auto& e : all)
    if (e.state != "closed" && e.ever_allocated) put(e), ++open;
  out.table("Open, never allocated", {"line", "what", "with", "raised", "days open", "raised by", "why", "rests on"});
  for (const auto& e : all)
    if (e.state != "closed" && !e.ever_allocated) put(e), ++never;
  out.table("Closed", {"line", "what", "result", "closed", "with", "raised", "days open", "raised by", "why", "rests on"});
  for (const auto& e : all)
    if (e.state == "closed") {
      put(e);
      ++closed;
    }
  out.note(fmt::format("{} open and allocated, {} open and never allocated, {} closed.", open, never, closed));
  out.note("Days are whole ones, of open lines until now. Only what people raised here: lines of enquiry that stand elsewhere are not known.");
  return out.finish();
}

void write_json(JsonWriter& out, const std::vector<EnquiryView>& list, Micros now) {
  out.begin_array();
  for (const auto& e : list) {
    out.begin_object().field("id", e.id).field("title", e.title).field("reason", e.reason).field("who", e.who).field("raised", to_iso_utc(e.raised)).field("state", e.state);
    out.field("owner", e.owner).field("ever_allocated", e.ever_allocated).field("days", whole_days(e.raised, e.closed.value_or(now))).field("result", e.result).key("closed");
    e.closed ? out.value(to_iso_utc(*e.closed)) : out.null();
    out.key("links").begin_array();
    for (const auto& link : e.links) out.value(link);
    out.end().key("events").begin_array();
    for (const auto& event : e.events)
      out.begin_object().field("state", event.state).field("owner", event.owner).field("target", event.target).field("words", event.words).field("who", event.who).field("utc", to_iso_utc(event.made)).end();
    out.end().end();
  }
  out.end();
}

}  // namespace clew::view
