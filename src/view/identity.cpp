#include "view/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "casefile/audit.h"

namespace clew::view {

void judge_identity(const CaseView& view, std::int64_t a, std::int64_t b, std::string_view verdict,
                    std::string_view reason) {
  if (verdict != "same" && verdict != "not-same" && verdict != "unsure" && verdict != "withdrawn")
    throw Error(ErrorKind::usage, "the verdict is one of same, not-same, unsure, withdrawn");
  if (reason.empty()) throw Error(ErrorKind::usage, "say why: a judgement about identity needs a reason");
  if (a == b) throw Error(ErrorKind::usage, "the two are the same number or account already");
  if (a > b) std::swap(a, b);
  auto& db = view.case_file().db();
  for (auto id : {a, b}) {
    auto exists = db.prepare("SELECT 1 FROM handle WHERE id = ?1");
    exists.bind(1, id);
    if (!exists.step()) throw Error(ErrorKind::not_found, fmt::format("there is no number or account with id {}", id));
  }
  casefile::Transaction transaction(db);  // committed when the log's entry is on disk
  db.prepare("INSERT INTO identity_judgement(a, b, verdict, reason, who, made_utc) VALUES (?1,?2,?3,?4,?5,?6)")
      .bind_all(a, b, verdict, reason, view.viewer().name, now_micros())
      .run();
  JsonWriter details;
  details.begin_object().field("verdict", verdict).end();
  view.case_file().audit().append({casefile::AuditAct::combination, "identity judged", fmt::format("handles {} and {}", a, b),
                                   details.take(), "", std::string(reason)});
  transaction.commit();
}

std::vector<std::vector<std::int64_t>> clusters(const CaseView& view) {
  std::map<std::int64_t, std::int64_t> parent;
  auto root = [&](std::int64_t id) {
    parent.try_emplace(id, id);
    while (parent[id] != id) id = parent[id] = parent[parent[id]];
    return id;
  };
  for (auto list = view.db().prepare("SELECT a, b FROM identity_judgement j WHERE verdict = 'same' AND id = (SELECT max(id) "
                                     "FROM identity_judgement WHERE a = j.a AND b = j.b)");
       list.step();) {
    auto a = root(list.integer(0)), b = root(list.integer(1));
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::map<std::int64_t, std::vector<std::int64_t>> by_root;
  std::vector<std::int64_t> ids;
  for (const auto& [id, unused] : parent) ids.push_back(id);
  for (auto id : ids) by_root[root(id)].push_back(id);
  std::vector<std::vector<std::int64_t>> out;
  for (auto& [id, members] : by_root) out.push_back(std::move(members));
  return out;
}

}  // namespace clew::view
