#include "view/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/error.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "identity/names.h"
#include "text/normal.h"

namespace clew::view {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorKind::usage, why); }

void need_reason(std::string_view reason) {
  if (reason.find_first_not_of(" \t\r\n") == std::string_view::npos)
    refuse("say why: an act about who is who needs a reason (--reason)");
}

void need_basis(std::string_view basis) {
  if (basis != "fact" && basis != "assessment" && basis != "source-claim")
    refuse("the basis is one of fact, assessment, source-claim");
}

void need_interval(const std::optional<Micros>& from, const std::optional<Micros>& to) {
  if (from && to && *from >= *to)
    refuse(
        "the interval is empty: its end must come after its beginning (the end itself does not "
        "belong to it)");
}

std::optional<std::int64_t> number_after(std::string_view text, char letter) {
  if (text.size() < 2 || (text[0] != letter && text[0] != letter + 32)) return std::nullopt;
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

void need_there(const CaseView& view, const Entity& e) {
  auto exists =
      view.db().prepare(e.kind == Entity::Kind::person ? "SELECT 1 FROM person WHERE id = ?1"
                                                       : "SELECT 1 FROM handle WHERE id = ?1");
  exists.bind(1, e.id);
  if (!exists.step())
    throw Error(
        ErrorKind::not_found,
        e.kind == Entity::Kind::person
            ? fmt::format("there is no person {} (clew people CASE --persons lists them)", e.name())
            : fmt::format("there is no number or account {}", e.name()));
}

const char* table_of(char act) {
  switch (act) {
    case 'J':
      return "identity_judgement";
    case 'M':
      return "person_judgement";
    case 'A':
      return "attribution";
    case 'R':
      return "person_role";
    default:
      return nullptr;
  }
}

std::string list_acts(const std::vector<identity::Edge>& edges, char letter) {
  std::string out;
  for (const auto& edge : edges)
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", letter, edge.act);
  return out;
}

void log(const CaseView& view, std::string_view what, const std::string& item, std::string details,
         std::string_view reason) {
  view.case_file().audit().append({casefile::AuditAct::combination, std::string(what), item,
                                   std::move(details), "", std::string(reason)});
}

}  // namespace

std::string Entity::name() const {
  return fmt::format("{}{}", kind == Kind::person ? 'P' : 'H', id);
}

Entity find_entity(const CaseView& view, std::string_view text) {
  const auto& db = view.db();
  if (auto id = number_after(text, 'P')) {
    Entity e{Entity::Kind::person, *id};
    need_there(view, e);
    return e;
  }
  if (auto id = number_after(text, 'H')) {
    Entity e{Entity::Kind::handle, *id};
    need_there(view, e);
    return e;
  }
  if (text.empty()) refuse("say who: a number, an account, a name, H12 or P3");
  std::set<Entity> found;
  auto look = [&](Entity::Kind kind, const char* sql, std::string_view value) {
    if (!found.empty()) return;
    auto list = db.prepare(sql);
    for (list.bind(1, value); list.step() && found.size() < 21;)
      found.insert({kind, list.integer(0)});
  };
  look(Entity::Kind::handle,
       "SELECT id FROM handle WHERE normal = ?1 ORDER BY kind, scope LIMIT 21", text);
  if (found.empty()) {
    text::Normalizer normalizer;
    auto phone = normalizer.normalize("phone", text, view.case_file().info("country")).normal;
    if (!phone.empty())
      look(Entity::Kind::handle,
           "SELECT id FROM handle WHERE normal = ?1 AND kind = 'phone' LIMIT 21", phone);
  }
  look(Entity::Kind::person, "SELECT id FROM person WHERE label = ?1 ORDER BY id LIMIT 21", text);
  look(Entity::Kind::handle,
       "SELECT DISTINCT handle_id FROM identifier WHERE raw = ?1 ORDER BY 1 LIMIT 21", text);
  look(Entity::Kind::handle,
       "SELECT DISTINCT handle_id FROM name_use WHERE name = ?1 ORDER BY 1 LIMIT 21", text);
  if (found.empty())
    throw Error(ErrorKind::not_found, fmt::format("nobody and nothing in the case is called '{}'; "
                                                  "clew people CASE '{}' looks for parts of it",
                                                  text, text));
  if (found.size() > 1) {
    std::string list;
    for (const auto& e : found)
      list += fmt::format("{}{}", list.empty() ? "" : ", ", e.name());
    refuse(fmt::format("'{}' may be any of {}{}: say which (clew people show CASE {} tells more)",
                       text, list, found.size() > 20 ? " …" : "", found.begin()->name()));
  }
  return *found.begin();
}

std::vector<Act> acts(const CaseView& view) {
  const auto& db = view.db();
  std::vector<Act> out;
  struct Taken {
    std::string who, why;
    Micros made;
  };
  std::map<std::pair<char, std::int64_t>, Taken> withdrawn;
  for (auto list = db.prepare("SELECT act, act_id, who, reason, made_utc FROM withdrawal");
       list.step();)
    withdrawn[{list.text(0).empty() ? '?' : list.text(0)[0], list.integer(1)}] = {
        std::string(list.text(2)), std::string(list.text(3)), list.integer(4)};
  auto read = [&](char table, const char* sql, Entity::Kind a, Entity::Kind b) {
    for (auto list = db.prepare(sql); list.step();) {
      Act act;
      act.table = table;
      act.row = list.integer(0);
      act.id = fmt::format("{}{}", table, act.row);
      act.a = {a, list.integer(1)};
      act.b = {b, list.integer(2)};
      act.verdict = list.text(3);
      act.from = list.optional_integer(4);
      act.to = list.optional_integer(5);
      act.basis = list.text(6);
      act.reason = list.text(7);
      act.who = list.text(8);
      act.made = list.integer(9);
      if (auto w = withdrawn.find({table, act.row}); w != withdrawn.end()) {
        act.withdrawn = true;
        act.withdrawn_by = w->second.who;
        act.withdrawn_why = w->second.why;
        act.withdrawn_at = w->second.made;
      }
      out.push_back(std::move(act));
    }
  };
  using K = Entity::Kind;
  read('J',
       "SELECT id, a, b, verdict, NULL, NULL, '', reason, who, made_utc FROM identity_judgement "
       "ORDER BY id",
       K::handle, K::handle);
  read('M',
       "SELECT id, a, b, verdict, NULL, NULL, '', reason, who, made_utc FROM person_judgement "
       "ORDER BY id",
       K::person, K::person);
  read('A',
       "SELECT id, handle_id, person_id, 'attributed', from_utc, to_utc, basis, reason, who, "
       "made_utc FROM attribution ORDER BY id",
       K::handle, K::person);
  read('R',
       "SELECT id, person_id, 0, role, from_utc, to_utc, basis, reason, who, made_utc FROM "
       "person_role ORDER BY id",
       K::person, K::person);
  return out;
}

Judged judged(std::vector<Act> all) {
  std::map<std::tuple<char, Entity, Entity>, std::size_t> newest;  // of judgements
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!all[i].withdrawn && (all[i].table == 'J' || all[i].table == 'M'))
      newest[{all[i].table, all[i].a, all[i].b}] = i;
  std::vector<Act> in_force;
  std::vector<identity::Edge> same[2], apart[2];
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& act = all[i];
    if (act.withdrawn) continue;
    if (act.table == 'J' || act.table == 'M') {
      if (newest[{act.table, act.a, act.b}] != i) continue;
      bool persons = act.table == 'M';
      if (act.verdict == "same") same[persons].push_back({act.a.id, act.b.id, act.row});
      if (act.verdict == "not-same") apart[persons].push_back({act.a.id, act.b.id, act.row});
    }
    in_force.push_back(std::move(act));
  }
  return {std::move(in_force), identity::Clusters(std::move(same[0]), std::move(apart[0])),
          identity::Clusters(std::move(same[1]), std::move(apart[1]))};
}

Judged judged(const CaseView& view) { return judged(acts(view)); }

std::string judge(const CaseView& view, const Entity& one, const Entity& two,
                  std::string_view verdict, std::string_view reason) {
  if (verdict != "same" && verdict != "not-same" && verdict != "unsure")
    refuse("the verdict is one of same, not-same, unsure");
  need_reason(reason);
  if (one.kind != two.kind)
    refuse(
        "one is a number or account, the other a person: clew people attribute says that a person "
        "holds a number");
  if (one == two) refuse("the two are the same number, account or person already");
  auto a = std::min(one, two), b = std::max(one, two);
  need_there(view, a);
  need_there(view, b);
  bool persons = a.kind == Entity::Kind::person;
  char letter = persons ? 'M' : 'J';
  auto& db = view.case_file().db();
  casefile::Transaction transaction(
      db);  // begun first, so that nobody judges between the check and the row
  auto now = judged(view);
  // The pair's own newest judgement is replaced by this one, so it does not stand against it.
  std::vector<identity::Edge> same, apart;
  for (const auto& act : now.acts)
    if (act.table == letter && !(act.a == a && act.b == b)) {
      if (act.verdict == "same") same.push_back({act.a.id, act.b.id, act.row});
      if (act.verdict == "not-same") apart.push_back({act.a.id, act.b.id, act.row});
    }
  identity::Clusters others(std::move(same), std::move(apart));
  if (verdict == "same")
    if (auto against = others.forbids(a.id, b.id); !against.empty())
      refuse(
          fmt::format("{} and {} are kept apart by {}: somebody judged members of the two not the "
                      "same. Withdraw that first if it was wrong "
                      "(clew merge CASE --withdraw {}{} --reason …)",
                      a.name(), b.name(), list_acts(against, letter), letter, against.front().act));
  if (verdict == "not-same")
    if (auto path = others.path(a.id, b.id); !path.empty())
      refuse(
          fmt::format("{} and {} are one through {}: withdraw one of these first (clew merge CASE "
                      "--withdraw {}{} --reason …)",
                      a.name(), b.name(), list_acts(path, letter), letter, path.front().act));
  db
      .prepare(fmt::format(
          "INSERT INTO {}(a, b, verdict, reason, who, made_utc) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
          table_of(letter)))
      .bind_all(a.id, b.id, verdict, reason, view.viewer().name, now_micros())
      .run();
  auto id = fmt::format("{}{}", letter, db.last_rowid());
  JsonWriter details;
  details.begin_object().field("act", id).field("verdict", verdict).end();
  log(view, "identity judged", fmt::format("{} and {}", a.name(), b.name()), details.take(),
      reason);
  transaction.commit();
  return id;
}

void withdraw(const CaseView& view, std::string_view act, std::string_view reason) {
  need_reason(reason);
  std::optional<std::int64_t> row;
  char letter = 0;
  for (char c : {'J', 'M', 'A', 'R'})
    if (auto n = number_after(act, c)) {
      letter = c;
      row = n;
    }
  if (!row)
    refuse(fmt::format(
        "'{}' names no act: J1, M1, A1 or R1, as clew people show CASE WHO lists them", act));
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  auto there = db.prepare(fmt::format("SELECT 1 FROM {} WHERE id = ?1", table_of(letter)));
  there.bind(1, *row);
  if (!there.step())
    throw Error(ErrorKind::not_found, fmt::format("there is no act {}{}", letter, *row));
  auto before = db.prepare("SELECT who FROM withdrawal WHERE act = ?1 AND act_id = ?2");
  if (before.bind_all(std::string(1, letter), *row); before.step())
    refuse(fmt::format("{}{} was withdrawn already, by {}; to do it again, do it again", letter,
                       *row, before.text(0)));
  // An older judgement on the pair may come back into force with it.
  if (letter == 'J' || letter == 'M') {
    auto all = acts(view);
    for (auto& other : all)
      if (other.table == letter && other.row == *row) other.withdrawn = true;
    auto then = judged(std::move(all));
    const auto& clusters = letter == 'J' ? then.handles : then.persons;
    if (auto broken = clusters.contradictions(); !broken.empty())
      refuse(
          fmt::format("without {}{} the judgement not same {}{} is in force again, but by now the "
                      "two are one through {}: "
                      "withdraw one of these first",
                      letter, *row, letter, broken.front().act,
                      list_acts(clusters.path(broken.front().a, broken.front().b), letter)));
  }
  db.prepare("INSERT INTO withdrawal VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind_all(std::string(1, letter), *row, reason, view.viewer().name, now_micros())
      .run();
  log(view, "act withdrawn", fmt::format("act {}{}", letter, *row), "", reason);
  transaction.commit();
}

std::string withdraw_pair(const CaseView& view, const Entity& one, const Entity& two,
                          std::string_view reason) {
  auto a = std::min(one, two), b = std::max(one, two);
  auto now = judged(view);
  for (const auto& act : now.acts)
    if ((act.table == 'J' || act.table == 'M') && act.a == a && act.b == b) {
      withdraw(view, act.id, reason);
      return act.id;
    }
  std::string hint;
  if (a.kind == b.kind) {
    const auto& clusters = a.kind == Entity::Kind::person ? now.persons : now.handles;
    if (auto path = clusters.path(a.id, b.id); !path.empty())
      hint = fmt::format(": they are one through {}; withdraw one of these",
                         list_acts(path, a.kind == Entity::Kind::person ? 'M' : 'J'));
  }
  throw Error(ErrorKind::not_found,
              fmt::format("no judgement on {} and {} is in force{}", a.name(), b.name(), hint));
}

Attributed attribute(const CaseView& view, const Attribution& what) {
  need_reason(what.reason);
  need_basis(what.basis);
  need_interval(what.from, what.to);
  if (what.handle.kind != Entity::Kind::handle)
    refuse("say which number or account is attributed; a person cannot be");
  need_there(view, what.handle);
  if (what.person && what.person->kind != Entity::Kind::person)
    refuse(
        "a number is attributed to a person: P1, or --new with what the analysts call the person");
  if (what.person) need_there(view, *what.person);
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  Entity person = what.person.value_or(Entity{Entity::Kind::person, 0});
  if (!what.person) {
    db.prepare("INSERT INTO person(label, reason, who, made_utc) VALUES (?1, ?2, ?3, ?4)")
        .bind_all(what.label, what.reason, view.viewer().name, now_micros())
        .run();
    person.id = db.last_rowid();
  }
  db.prepare(
        "INSERT INTO attribution(handle_id, person_id, from_utc, to_utc, basis, reason, who, "
        "made_utc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .bind_all(what.handle.id, person.id, what.from, what.to, what.basis, what.reason,
                view.viewer().name, now_micros())
      .run();
  auto id = fmt::format("A{}", db.last_rowid());
  JsonWriter details;
  details.begin_object()
      .field("act", id)
      .field("basis", what.basis)
      .field("from", what.from ? to_iso_utc(*what.from) : "");
  details.field("to", what.to ? to_iso_utc(*what.to) : "").field("new_person", !what.person).end();
  log(view, "number attributed", fmt::format("{} to {}", what.handle.name(), person.name()),
      details.take(), what.reason);
  transaction.commit();
  return {id, person};
}

std::string give_role(const CaseView& view, const RoleGiven& what) {
  need_reason(what.reason);
  need_basis(what.basis);
  need_interval(what.from, what.to);
  if (what.person.kind != Entity::Kind::person)
    refuse(
        "a role belongs to a person, not to a number: make the person first (clew people attribute "
        "CASE NUMBER --new LABEL --reason …)");
  static const std::set<std::string, std::less<>> roles = {"suspect", "convicted", "victim",
                                                           "witness", "other",     "not-yet-known"};
  if (!roles.contains(what.role))
    refuse("the role is one of suspect, convicted, victim, witness, other, not-yet-known");
  need_there(view, what.person);
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  db.prepare(
        "INSERT INTO person_role(person_id, role, from_utc, to_utc, basis, reason, who, made_utc) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .bind_all(what.person.id, what.role, what.from, what.to, what.basis, what.reason,
                view.viewer().name, now_micros())
      .run();
  auto id = fmt::format("R{}", db.last_rowid());
  JsonWriter details;
  details.begin_object().field("act", id).field("role", what.role).field("basis", what.basis).end();
  view.case_file().audit().append({casefile::AuditAct::alteration, "role given", what.person.name(),
                                   details.take(), "", what.reason});
  transaction.commit();
  return id;
}

std::size_t set_nicknames(const CaseView& view, std::string_view table) {
  if (table.size() > (8u << 20))
    refuse("the table of nicknames is larger than 8 MB; give only what the case needs");
  auto pairs = identity::add_nicknames(table);
  if (pairs == 0 && table.find_first_of("\t,") == std::string_view::npos)
    refuse("the file holds no nicknames: lines NAME<TAB>SHORT SHORT, or NAME,has_nickname,SHORT");
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  db.prepare(
        "INSERT INTO case_info VALUES ('nicknames', ?1) ON CONFLICT(key) DO UPDATE SET value = "
        "excluded.value")
      .bind_all(table)
      .run();
  view.case_file().audit().append({casefile::AuditAct::alteration, "nicknames given", "case",
                                   fmt::format("{{\"pairs\":{}}}", pairs), "", ""});
  transaction.commit();
  return pairs;
}

std::optional<Micros> parse_instant(std::string_view text, std::string_view what) {
  if (text.empty()) return std::nullopt;
  auto parsed = parse_iso(text);
  if (!parsed)
    refuse(
        fmt::format("{} must look like 2024-03-04 or 2024-03-04T21:40+01:00 (UTC unless an offset "
                    "is given), not '{}'",
                    what, text));
  return parsed->micros - parsed->offset_minutes.value_or(0) * 60 * micros_per_second;
}

void judge_identity(const CaseView& view, std::int64_t a, std::int64_t b, std::string_view verdict,
                    std::string_view reason) {
  Entity one{Entity::Kind::handle, a}, two{Entity::Kind::handle, b};
  if (verdict == "withdrawn")
    withdraw_pair(view, one, two, reason);
  else
    judge(view, one, two, verdict, reason);
}

std::vector<std::vector<std::int64_t>> clusters(const CaseView& view) {
  return judged(view).handles.all();
}

}  // namespace clew::view
