#include "job/identity_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "identity/proposals.h"
#include "job/link_stage.h"
#include "link/pairs.h"
#include "pattern/number_change.h"
#include "text/normal.h"

namespace clew::job {
namespace {

identity::Input gather(casefile::Case& case_file, ThreadPool& pool) {
  const auto& db = case_file.db();
  identity::Input in;
  text::Normalizer normalizer;
  for (auto list = db.prepare("SELECT id, kind, normal, scope FROM handle WHERE normal <> '' ORDER BY kind, normal, scope");
       list.step();)
    in.handles.push_back({list.integer(0), std::string(list.text(1)), std::string(list.text(2)), std::string(list.text(3))});
  // Up to five records behind each name, the earliest in the exhibit.
  auto rows = db.prepare(
      "SELECT i.handle_id, p.record_id >> 32, i.name, min(p.record_id), max(r.kind IN ('contact', 'account')) FROM identifier i "
      "JOIN participation p ON p.identifier_id = i.id JOIN record r ON r.id = p.record_id WHERE i.name <> '' GROUP BY 1, 2, 3 "
      "ORDER BY 1, 2, 3");
  while (rows.step())
    in.names.push_back({rows.integer(0), rows.integer(1), normalizer.normalize("name", rows.text(2), "").normal,
                        {rows.integer(3)}, rows.integer(4) != 0});
  auto cards = db.prepare(
      "SELECT r.id, i.handle_id FROM record r JOIN participation p ON p.record_id = r.id JOIN identifier i ON i.id = "
      "p.identifier_id JOIN handle h ON h.id = i.handle_id WHERE r.kind IN ('contact', 'account') AND h.normal <> '' AND "
      "h.kind <> 'name' ORDER BY r.id, p.seq");
  while (cards.step()) {
    if (in.cards.empty() || in.cards.back().record != cards.integer(0))
      in.cards.push_back({cards.integer(0), cards.integer(0) >> 32, {}});
    in.cards.back().handles.push_back(cards.integer(1));
  }
  auto owners = db.prepare(
      "SELECT e.id, coalesce((SELECT min(handle_id) FROM identifier WHERE kind = 'phone' AND raw = e.owner_number), (SELECT id FROM "
      "handle WHERE kind = 'phone' AND normal = e.owner_number), 0), coalesce(e.owner_name, '') FROM exhibit e");
  while (owners.step())
    in.owners.push_back({owners.integer(0), owners.integer(1),
                         owners.text(2).empty() ? "" : normalizer.normalize("name", owners.text(2), "").normal});
  auto events = open_events(case_file, pool);
  pattern::NumberChangeOptions options;
  options.calibration_splits = 0;
  auto contacts = link::contacts(link::pair_table(events.events, {}, pool));
  for (const auto& change : pattern::number_changes(events.events, contacts, options, pool).changes) {
    if (!change.proposed) continue;
    identity::NumberChangeFact fact;
    fact.old_handle = events.handles[change.old_handle].value;
    fact.new_handle = events.handles[change.new_handle].value;
    fact.score = std::min(1.0, change.score);
    for (auto handle : {change.old_handle, change.new_handle}) {
      auto party = events.events.party(handle);
      if (!party.empty())
        fact.records.push_back(events.record(events.events.record(handle == change.old_handle ? party.back() : party.front())).value);
    }
    in.changes.push_back(std::move(fact));
  }
  return in;
}

}  // namespace

void run_identity_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress) {
  auto& db = case_file.db();
  if (progress) progress({"Proposing who is who", 0, 1, "steps"});
  auto proposals = identity::propose(gather(case_file, pool));
  std::map<std::int64_t, std::string> refs;
  for (auto list = db.prepare("SELECT id, ref FROM exhibit"); list.step();) refs[list.integer(0)] = std::string(list.text(1));
  casefile::Transaction transaction(db);
  db.run("DELETE FROM identity_proposal");
  auto put = db.prepare("INSERT INTO identity_proposal VALUES (?1, ?2, ?3, ?4, ?5)");
  for (const auto& p : proposals) {
    JsonWriter out;
    out.begin_object().key("reasons").begin_array();
    for (const auto& reason : p.reasons) {
      out.begin_object().field("feature", reason.feature).field("weight", reason.weight).field("words", reason.words);
      out.key("evidence").begin_array();
      for (auto record : reason.evidence)
        out.value(fmt::format("{}#{}", refs[record >> 32], record & 0xffffffff));
      out.end().end();
    }
    out.end().key("conflicts").begin_array();
    for (const auto& conflict : p.conflicts) out.value(conflict);
    out.end().end();
    put.bind_all(std::min(p.a, p.b), std::max(p.a, p.b), p.weight, p.probability, out.take()).run();
  }
  transaction.commit();
  if (progress) progress({"Proposing who is who", 1, 1, "steps"});
}

}  // namespace clew::job
