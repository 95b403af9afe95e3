#include "view/persons.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "job/identity_conflicts.h"
#include "job/link_stage.h"
#include "link/pairs.h"
#include "view/leads.h"

namespace clew::view {
namespace {

using Ids = std::vector<std::int64_t>;

bool overlap(const std::optional<Micros>& from_a, const std::optional<Micros>& to_a,
             const std::optional<Micros>& from_b, const std::optional<Micros>& to_b) {
  return !(to_a && from_b && *to_a <= *from_b) && !(to_b && from_a && *to_b <= *from_a);
}

// Everything that one answer needs of the case, read once.
class Reader {
 public:
  Reader(const CaseView& view, ThreadPool& pool)
      : view(view),
        all(acts(view)),
        now(judged(all)),
        events(job::open_events(view.case_file(), pool)),
        contacts(link::contacts(link::pair_table(events.events, {}, pool))),
        conflicts(view.db(), events) {
    for (link::Handle h = 0; h < events.handles.size(); ++h)
      dense[events.handles[h].value] = h;
    for (auto list = view.db().prepare("SELECT id, ref FROM exhibit"); list.step();)
      refs[list.integer(0)] = std::string(list.text(1));
    for (auto list = view.db().prepare("SELECT id, label FROM person"); list.step();)
      labels[list.integer(0)] = std::string(list.text(1));
  }

  std::string record(std::int64_t id) const {
    auto ref = refs.find(id >> 32);
    return ref == refs.end() ? std::string() : fmt::format("{}#{}", ref->second, id & 0xffffffff);
  }
  EvidenceFor evidence(const identity::Conflict& c) const {
    EvidenceFor out{c.feature, c.words, c.weight, {}};
    for (auto id : c.evidence)
      out.records.push_back(record(id));
    return out;
  }
  model::EvidenceText label(std::int64_t person) const {
    auto found = labels.find(person);
    return view.text(found == labels.end() ? std::string() : found->second);
  }
  model::EvidenceText handle_name(std::int64_t id) const {
    auto get = view.db().prepare("SELECT normal FROM handle WHERE id = ?1");
    get.bind(1, id);
    return view.text(get.step() ? std::string(get.text(0)) : std::string());
  }

  // Attributions in force of a handle.
  std::vector<const Act*> attributions(std::int64_t handle) const {
    std::vector<const Act*> out;
    for (const auto& act : now.acts)
      if (act.table == 'A' && act.a.id == handle) out.push_back(&act);
    return out;
  }

  PersonIdentifier identifier(std::int64_t id) const {
    PersonIdentifier out;
    out.handle = {Entity::Kind::handle, id};
    auto get = view.db().prepare("SELECT kind, normal, scope FROM handle WHERE id = ?1");
    get.bind(1, id);
    if (!get.step())
      throw Error(ErrorKind::not_found, fmt::format("there is no number or account H{}", id));
    out.kind = get.text(0);
    out.normal = view.text(get.text(1));
    out.scope = get.text(2);
    auto uses = view.db().prepare(
        "SELECT e.ref, u.sent + u.received + u.cards + u.mentioned + u.other, u.first_utc, "
        "u.last_utc FROM handle_use u JOIN exhibit e ON e.id = "
        "u.exhibit_id WHERE u.handle_id = ?1 ORDER BY e.ref COLLATE by_number");
    for (uses.bind(1, id); uses.step();) {
      out.exhibits.emplace_back(uses.text(0));
      out.records += uses.integer(1);
      auto first = uses.optional_integer(2), last = uses.optional_integer(3);
      if (first && (!out.first || *first < *out.first)) out.first = first;
      if (last && (!out.last || *last > *out.last)) out.last = last;
    }
    auto names = view.db().prepare(
        "SELECT name, sum(records) AS n FROM name_use WHERE handle_id = ?1 GROUP BY name ORDER BY "
        "n DESC, name LIMIT 8");
    for (names.bind(1, id); names.step();)
      out.names.push_back(view.text(names.text(0)));
    return out;
  }

  // Who else holds a handle than the persons in `own`.
  void others(PersonIdentifier& id, const std::set<std::int64_t>& own) const {
    for (const auto* act : attributions(id.handle.id))
      if (!own.contains(act->b.id))
        id.others.push_back({act->b, label(act->b.id), act->from, act->to,
                             overlap(id.from, id.to, act->from, act->to)});
  }

  const CaseView& view;
  std::vector<Act> all;
  Judged now;
  job::CaseEvents events;
  link::Contacts contacts;
  job::ConflictFinder conflicts;
  std::unordered_map<std::int64_t, link::Handle> dense;
  std::map<std::int64_t, std::string> refs, labels;
};

// The handles of a person: attributed ones, and those judged the same as one of them unless they
// are attributed to somebody in their own right. Of a handle: its cluster.
struct Members {
  std::set<std::int64_t> persons;
  std::vector<PersonIdentifier> identifiers;
  std::vector<std::string> clashes;  // judgements that join handles attributed to different persons
  Ids handles() const {
    Ids out;
    for (const auto& id : identifiers)
      out.push_back(id.handle.id);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }
};

Members members_of(const Reader& reader, const Entity& who) {
  Members out;
  std::set<std::int64_t> have;
  auto by_cluster = [&](std::int64_t through, const PersonIdentifier* like) {
    for (auto member : reader.now.handles.members(through)) {
      if (have.contains(member)) continue;
      bool elsewhere = false;
      for (const auto* act : reader.attributions(member))
        elsewhere |= !out.persons.contains(act->b.id);
      if (elsewhere && like) {
        auto path = reader.now.handles.path(through, member);
        out.clashes.push_back(
            fmt::format("J{} joins H{} and H{}, which are attributed to different persons",
                        path.empty() ? 0 : path.back().act, through, member));
        continue;
      }
      auto id = reader.identifier(member);
      auto path = reader.now.handles.path(through, member);
      id.by = path.empty() ? "" : "same";
      id.act = path.empty() ? "" : fmt::format("J{}", path.front().act);
      if (like) {
        id.from = like->from;
        id.to = like->to;
        id.basis = like->basis;
      }
      have.insert(member);
      reader.others(id, out.persons);
      out.identifiers.push_back(std::move(id));
    }
  };
  if (who.kind == Entity::Kind::handle) {
    by_cluster(who.id, nullptr);
    return out;
  }
  for (auto person : reader.now.persons.members(who.id))
    out.persons.insert(person);
  for (const auto& act : reader.now.acts) {
    if (act.table != 'A' || !out.persons.contains(act.b.id)) continue;
    auto id = reader.identifier(act.a.id);
    id.by = "attribution";
    id.act = act.id;
    id.from = act.from;
    id.to = act.to;
    id.basis = act.basis;
    have.insert(act.a.id);
    reader.others(id, out.persons);
    out.identifiers.push_back(std::move(id));
  }
  for (std::size_t i = 0, n = out.identifiers.size(); i < n; ++i) {
    auto like = out.identifiers[i];
    by_cluster(like.handle.id, &like);
  }
  return out;
}

// Contacts of the handles: dense number → events.
std::map<link::Handle, std::int64_t> contacts_of(const Reader& reader, const Ids& handles) {
  std::map<link::Handle, std::int64_t> out;
  for (auto id : handles)
    if (auto h = reader.dense.find(id); h != reader.dense.end())
      for (const auto& c : reader.contacts.of(h->second))
        out[c.other] += c.events;
  return out;
}

struct Shared {
  std::vector<FallingLink> links;
  std::int64_t total = 0, before = 0, after = 0, between = 0;
};
Shared shared_links(const Reader& reader, const Ids& a, const Ids& b) {
  Shared out;
  auto of_a = contacts_of(reader, a), of_b = contacts_of(reader, b);
  std::set<link::Handle> inside;
  for (const auto* side : {&a, &b})
    for (auto id : *side)
      if (auto h = reader.dense.find(id); h != reader.dense.end()) inside.insert(h->second);
  for (auto id : b)
    if (auto h = reader.dense.find(id); h != reader.dense.end())
      if (auto n = of_a.find(h->second); n != of_a.end()) out.between += n->second;
  out.before = static_cast<std::int64_t>(of_a.size() + of_b.size());
  std::set<link::Handle> together;
  for (const auto& [contact, events] : of_a) {
    if (!inside.contains(contact)) together.insert(contact);
    auto other = of_b.find(contact);
    if (inside.contains(contact) || other == of_b.end()) continue;
    ++out.total;
    out.links.push_back({reader.events.handles[contact].value, {}, events, other->second});
  }
  for (const auto& [contact, events] : of_b)
    if (!inside.contains(contact)) together.insert(contact);
  out.after = static_cast<std::int64_t>(together.size());
  std::stable_sort(out.links.begin(), out.links.end(), [](const auto& x, const auto& y) {
    return x.a_events + x.b_events > y.a_events + y.b_events;
  });
  if (out.links.size() > 50) out.links.resize(50);
  for (auto& link : out.links)
    link.name = reader.handle_name(link.contact);
  return out;
}

// Leads whose subjects are among the handles, with which side each subject is on.
std::vector<MergePreview::LeadChange> leads_of(const Reader& reader, const Ids& a, const Ids& b,
                                               std::int64_t& total) {
  std::map<std::pair<std::string, std::string>, int> side;
  auto get = reader.view.db().prepare("SELECT kind, normal FROM handle WHERE id = ?1");
  for (auto [ids, bit] : {std::pair(&a, 1), std::pair(&b, 2)})
    for (auto id : *ids) {
      get.bind(1, id);
      if (get.step()) side[{std::string(get.text(0)), std::string(get.text(1))}] |= bit;
      get.reset();
    }
  std::vector<MergePreview::LeadChange> both, one;
  for (auto list =
           reader.view.db().prepare("SELECT id, detector, title, json FROM lead ORDER BY rank");
       list.step();) {
    auto json = nlohmann::json::parse(list.text(3), nullptr, false);
    if (!json.is_object() || !json.contains("subjects") || !json["subjects"].is_array()) continue;
    int bits = 0;
    for (const auto& subject : json["subjects"])
      if (subject.is_object() && subject.contains("handle") && subject["handle"].is_string())
        if (auto found =
                side.find({subject.value("kind", ""), subject["handle"].get<std::string>()});
            found != side.end())
          bits |= found->second;
    if (!bits) continue;
    ++total;
    auto& change = (bits == 3 ? both : one)
                       .emplace_back(MergePreview::LeadChange{std::string(list.text(0)), std::string(list.text(1)), reader.view.text(list.text(2)), bits == 3, {}});
    if (bits == 3 && json["subjects"].size() == 2 && json.contains("against"))
      for (const auto& sentence : json["against"]) change.against.push_back(sentence_text(reader.view, sentence.dump()));
  }
  both.insert(both.end(), std::make_move_iterator(one.begin()), std::make_move_iterator(one.end()));
  if (both.size() > 100) both.resize(100);
  return both;
}

bool names(const Act& act, const std::set<Entity>& who) {
  return who.contains(act.a) || (act.b.id && who.contains(act.b));
}

}  // namespace

PersonView person(const CaseView& view, ThreadPool& pool, const Entity& who) {
  Reader reader(view, pool);
  PersonView out;
  auto members = members_of(reader, who);
  out.entity = who;
  if (who.kind == Entity::Kind::person) {
    if (!reader.labels.contains(who.id))
      throw Error(ErrorKind::not_found, fmt::format("there is no person {}", who.name()));
    out.label = reader.label(who.id);
    for (auto id : members.persons)
      if (id != who.id) out.also.push_back({Entity::Kind::person, id});
  }
  std::set<Entity> involved;
  for (auto id : members.persons)
    involved.insert({Entity::Kind::person, id});
  for (const auto& id : members.identifiers)
    involved.insert(id.handle);
  for (const auto& act : reader.all)
    if (names(act, involved)) out.history.push_back(act);
  std::map<std::int64_t, identity::Bridge> bridges;
  for (auto id : members.handles())
    for (auto& bridge : reader.now.handles.bridges(id))
      bridges.try_emplace(bridge.edge.act, bridge);
  for (const auto& act : reader.now.acts) {
    if (act.table == 'R' && involved.contains(act.a))
      out.roles.push_back({act.id, act.verdict, act.basis, act.reason, act.who, act.from, act.to});
    if ((act.table != 'J' && act.table != 'M') || !names(act, involved)) continue;
    JudgementView j;
    j.act = act;
    if (auto bridge = bridges.find(act.row);
        act.table == 'J' && act.verdict == "same" && bridge != bridges.end()) {
      j.bridge = true;
      j.a_side = bridge->second.a_side;
      j.b_side = bridge->second.b_side;
      auto shared = shared_links(reader, j.a_side, j.b_side);
      j.falls = std::move(shared.links);
      j.falls_total = shared.total;
      std::int64_t total = 0;
      for (const auto& lead : leads_of(reader, j.a_side, j.b_side, total))
        if (lead.both) j.leads.push_back(lead.id);
    }
    out.judgements.push_back(std::move(j));
  }
  // Each pair of members is looked at; a person with very many numbers only up to a limit, which is
  // said.
  auto handles = members.handles();
  constexpr std::size_t most = 24;
  for (std::size_t i = 0; i < handles.size() && i < most; ++i)
    for (std::size_t k = i + 1; k < handles.size() && k < most; ++k)
      for (const auto& conflict :
           reader.conflicts.between(std::span(&handles[i], 1), std::span(&handles[k], 1))) {
        if (conflict.weight >= 0) continue;
        auto e = reader.evidence(conflict);
        e.words = fmt::format("H{} and H{}: {}", handles[i], handles[k], e.words);
        out.conflicts.push_back(std::move(e));
      }
  if (handles.size() > most)
    out.conflicts.push_back(
        {"not all compared",
         fmt::format("Only the first {} of {} numbers and accounts were compared with each other.",
                     most, handles.size()),
         0,
         {}});
  for (auto& clash : members.clashes)
    out.conflicts.push_back({"attributed to different persons", clash, 0, {}});
  for (const auto& id : members.identifiers)
    for (const auto& other : id.others)
      if (other.overlaps)
        out.conflicts.push_back({"held by two at once",
                                 fmt::format("{} is attributed to {} for the same time.",
                                             id.handle.name(), other.person.name()),
                                 0,
                                 {}});
  out.identifiers = std::move(members.identifiers);
  return out;
}

std::vector<PersonRow> persons(const CaseView& view) {
  auto now = judged(view);
  std::map<std::int64_t, std::set<std::int64_t>> handles;  // person → handles
  std::map<std::int64_t, std::vector<std::string>> roles;
  std::set<std::int64_t> people, attributed;
  for (const auto& act : now.acts) {
    if (act.table == 'A') {
      people.insert(act.b.id);
      for (auto member : now.handles.members(act.a.id)) {
        handles[act.b.id].insert(member);
        attributed.insert(member);
      }
    }
    if (act.table == 'R') {
      people.insert(act.a.id);
      roles[act.a.id].push_back(act.verdict);
    }
    if (act.table == 'M') people.insert({act.a.id, act.b.id});
  }
  auto name = view.db().prepare("SELECT label FROM person WHERE id = ?1");
  auto normal = view.db().prepare(
      "SELECT h.normal, (SELECT coalesce(sum(u.sent + u.received + u.cards + u.mentioned + "
      "u.other), 0) FROM handle_use u WHERE u.handle_id = h.id) "
      "FROM handle h WHERE h.id = ?1");
  std::vector<PersonRow> out;
  auto add = [&](const Entity& entity, const std::set<std::int64_t>& ids) {
    PersonRow row;
    row.entity = entity;
    if (entity.kind == Entity::Kind::person) {
      name.bind(1, entity.id);
      if (name.step()) row.label = view.text(name.text(0));
      name.reset();
      row.roles = roles[entity.id];
    }
    for (auto id : ids) {
      normal.bind(1, id);
      if (normal.step()) {
        if (row.identifiers.size() < 10) row.identifiers.push_back(view.text(normal.text(0)));
        row.records += normal.integer(1);
      }
      normal.reset();
    }
    row.identifier_count = static_cast<std::int64_t>(ids.size());
    out.push_back(std::move(row));
  };
  for (auto id : people)
    add({Entity::Kind::person, id}, handles[id]);
  for (const auto& cluster : now.handles.all())
    if (std::none_of(cluster.begin(), cluster.end(),
                     [&](auto id) { return attributed.contains(id); }))
      add({Entity::Kind::handle, cluster.front()}, {cluster.begin(), cluster.end()});
  return out;
}

MergePreview preview_merge(const CaseView& view, ThreadPool& pool, const Entity& one,
                           const Entity& two) {
  if (one == two)
    throw Error(ErrorKind::usage, "the two are the same number, account or person already");
  if (one.kind != two.kind)
    throw Error(ErrorKind::usage,
                "one is a number or account, the other a person: clew people attribute says that a "
                "person holds a number");
  Reader reader(view, pool);
  MergePreview out;
  out.a = std::min(one, two);
  out.b = std::max(one, two);
  auto a = members_of(reader, out.a), b = members_of(reader, out.b);
  const auto& clusters =
      out.a.kind == Entity::Kind::person ? reader.now.persons : reader.now.handles;
  out.together_already = clusters.together(out.a.id, out.b.id);
  char letter = out.a.kind == Entity::Kind::person ? 'M' : 'J';
  for (const auto& edge : clusters.forbids(out.a.id, out.b.id))
    for (const auto& act : reader.now.acts)
      if (act.table == letter && act.row == edge.act) out.blocked_by.push_back(act);
  auto ids_a = a.handles(), ids_b = b.handles();
  for (const auto& conflict : reader.conflicts.between(ids_a, ids_b))
    if (conflict.weight < 0) out.conflicts.push_back(reader.evidence(conflict));
  // Attributions of the two sides to persons that nobody judged one.
  std::set<std::int64_t> of_a = a.persons, of_b = b.persons;
  for (auto [side, set] : {std::pair(&ids_a, &of_a), std::pair(&ids_b, &of_b)})
    for (auto id : *side)
      for (const auto* act : reader.attributions(id))
        set->insert(act->b.id);
  if (out.a.kind == Entity::Kind::handle)
    for (auto p : of_a)
      for (auto q : of_b)
        if (!reader.now.persons.together(p, q))
          out.conflicts.push_back({"attributed to different persons",
                                   fmt::format("One side is attributed to P{}, the other to P{}: "
                                               "judge the persons too, or bound the intervals.",
                                               p, q),
                                   0,
                                   {}});
  auto get = view.db().prepare(
      "SELECT weight, probability, json FROM identity_proposal WHERE a = ?1 AND b = ?2");
  for (auto x : ids_a)
    for (auto y : ids_b) {
      get.bind_all(std::min(x, y), std::max(x, y));
      if (get.step() && (out.reasons.empty() || get.real(0) > out.weight)) {
        out.weight = get.real(0);
        out.probability = get.real(1);
        out.reasons.clear();
        auto json = nlohmann::json::parse(get.text(2), nullptr, false);
        if (json.is_object() && json.contains("reasons"))
          for (const auto& r : json["reasons"]) {
            EvidenceFor e{r.value("feature", ""), r.value("words", ""), r.value("weight", 0.0), {}};
            if (r.contains("evidence"))
              for (const auto& id : r["evidence"])
                if (id.is_string()) e.records.push_back(id.get<std::string>());
            out.reasons.push_back(std::move(e));
          }
      }
      get.reset();
    }
  auto shared = shared_links(reader, ids_a, ids_b);
  out.joined = std::move(shared.links);
  out.joined_total = shared.total;
  out.links_before = shared.before;
  out.links_after = shared.after;
  out.between = shared.between;
  out.leads = leads_of(reader, ids_a, ids_b, out.leads_total);
  out.a_side = std::move(a.identifiers);
  out.b_side = std::move(b.identifiers);
  return out;
}

}  // namespace clew::view
