#include "view/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "view/chart_node.h"
#include "view/identity.h"

namespace clew::view {
namespace {

std::string like_pattern(const std::string& text) {
  std::string pattern = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

HandleList handles(const CaseView& view, const HandleFilter& filter) {
  const auto& db = view.db();
  std::string where = " WHERE h.normal <> ''";
  if (filter.id) where += " AND h.id = ?1";
  if (!filter.kind.empty()) where += " AND h.kind = ?2";
  if (!filter.text.empty())
    where +=
        " AND (h.normal LIKE ?3 ESCAPE '\\' OR EXISTS (SELECT 1 FROM identifier i WHERE "
        "i.handle_id = h.id AND (i.raw "
        "LIKE ?3 ESCAPE '\\' OR i.name LIKE ?3 ESCAPE '\\')))";
  auto list = db.prepare(
      "SELECT h.id, h.kind, h.normal, h.scope, h.flags, count(*) AS exhibits, sum(u.sent + "
      "u.received + u.cards + "
      "u.mentioned + u.other) AS records FROM handle h JOIN handle_use u ON u.handle_id = h.id" +
      where +
      fmt::format(" GROUP BY h.id HAVING exhibits >= {} ORDER BY exhibits DESC, records DESC, "
                  "h.kind, h.normal, "
                  "h.scope",
                  filter.min_exhibits));
  if (filter.id) list.bind(1, filter.id);
  if (!filter.kind.empty()) list.bind(2, filter.kind);
  if (!filter.text.empty()) list.bind(3, like_pattern(filter.text));
  auto uses = db.prepare(
      "SELECT e.ref, u.sent, u.received, u.cards, u.mentioned, u.other, u.first_utc, u.last_utc, "
      "u.exhibit_id FROM "
      "handle_use u JOIN exhibit e ON e.id = u.exhibit_id WHERE u.handle_id = ?1 ORDER BY e.ref COLLATE by_number");
  auto names = db.prepare(
      "SELECT name, records FROM name_use WHERE handle_id = ?1 AND exhibit_id = ?2 ORDER BY "
      "records "
      "DESC, name");
  auto written =
      db.prepare("SELECT DISTINCT raw FROM identifier WHERE handle_id = ?1 ORDER BY raw LIMIT 20");
  HandleList out;
  while (list.step()) {
    auto row = static_cast<std::size_t>(out.total++);
    if (row < filter.offset || out.rows.size() >= filter.limit) continue;
    HandleView h;
    h.id = list.integer(0);
    h.kind = list.text(1);
    h.normal = view.text(list.text(2));
    h.scope = view.text(list.text(3));
    h.flags = list.text(4);
    h.records = list.integer(6);
    for (uses.bind(1, h.id); uses.step();) {
      HandleUse u;
      u.exhibit = uses.text(0);
      u.sent = uses.integer(1);
      u.received = uses.integer(2);
      u.cards = uses.integer(3);
      u.mentioned = uses.integer(4);
      u.other = uses.integer(5);
      u.first = uses.optional_integer(6);
      u.last = uses.optional_integer(7);
      for (names.bind_all(h.id, uses.integer(8)); names.step();)
        u.names.push_back({view.text(names.text(0)), names.integer(1)});
      names.reset();
      h.uses.push_back(std::move(u));
    }
    uses.reset();
    for (written.bind(1, h.id); written.step();)
      h.written.push_back(view.text(written.text(0)));
    written.reset();
    out.rows.push_back(std::move(h));
  }
  return out;
}

std::vector<SharedContacts> shared_contacts(const CaseView& view) {
  // Handles of a bare name do not cross exhibits: the same first name is no shared contact.
  auto list = view.db().prepare(
      "SELECT h.id, h.normal, e.ref FROM handle_use u JOIN handle h ON h.id = u.handle_id JOIN "
      "exhibit e ON e.id = "
      "u.exhibit_id WHERE h.kind <> 'name' AND h.normal <> '' ORDER BY h.normal, h.kind, h.scope, "
      "h.id, e.ref");
  std::map<std::pair<std::string, std::string>, SharedContacts> pairs;
  std::map<std::pair<std::string, std::string>, std::vector<std::pair<std::size_t, std::string>>>
      rare;
  std::int64_t current = 0;
  std::string normal;
  std::vector<std::string> held;
  auto flush = [&] {
    for (std::size_t i = 0; i < held.size(); ++i)
      for (std::size_t k = i + 1; k < held.size(); ++k) {
        auto& pair = pairs[{held[i], held[k]}];
        pair.a = held[i];
        pair.b = held[k];
        ++pair.shared;
        pair.rarity += 1 / std::log(1 + static_cast<double>(held.size()));
        rare[{held[i], held[k]}].push_back({held.size(), normal});
      }
    held.clear();
  };
  while (list.step()) {
    if (list.integer(0) != current) {
      flush();
      current = list.integer(0);
      normal = list.text(1);
    }
    held.emplace_back(list.text(2));
  }
  flush();
  std::vector<SharedContacts> out;
  for (auto& [key, pair] : pairs) {
    auto& candidates = rare[key];
    std::sort(candidates.begin(), candidates.end());
    for (std::size_t i = 0; i < candidates.size() && i < 10; ++i)
      pair.rarest.push_back(view.text(candidates[i].second));
    out.push_back(std::move(pair));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& x, const auto& y) { return x.rarity > y.rarity; });
  return out;
}

std::vector<ProposalView> proposals(const CaseView& view) {
  std::vector<ProposalView> out;
  auto list = view.db().prepare(
      "SELECT p.a, p.b, a.normal, b.normal, p.weight, p.probability, p.json, (a.kind, a.normal, "
      "a.scope) > (b.kind, b.normal, b.scope) FROM identity_proposal p JOIN handle a ON a.id = p.a "
      "JOIN handle b "
      "ON b.id = p.b ORDER BY p.weight DESC, min(a.normal, b.normal), max(a.normal, b.normal)");
  std::map<std::pair<std::int64_t, std::int64_t>, std::pair<std::string, std::string>>
      verdicts;  // newest in force
  ChartNodes nodes(view);
  auto now = judged(view);
  for (const auto& act : now.acts)
    if (act.table == 'J') verdicts[{act.a.id, act.b.id}] = {act.verdict, act.who};
  while (list.step()) {
    ProposalView p;
    p.a_id = list.integer(0);
    p.b_id = list.integer(1);
    p.a = view.text(list.text(2));
    p.b = view.text(list.text(3));
    p.weight = list.real(4);
    p.probability = list.real(5);
    p.json = list.text(6);
    if (auto stored = nlohmann::json::parse(p.json, nullptr, false); stored.is_object())
      p.level = stored.value("level", "");
    if (auto verdict = verdicts.find({p.a_id, p.b_id}); verdict != verdicts.end()) {
      p.verdict = verdict->second.first;
      p.verdict_by = verdict->second.second;
    } else if (now.handles.together(p.a_id, p.b_id)) {
      p.verdict = "same";  // through others
    }
    if (list.integer(
            7)) {  // the order of rows hangs on the import's, that of normal forms does not
      std::swap(p.a_id, p.b_id);
      std::swap(p.a, p.b);
    }
    p.a_name = nodes.of(p.a_id).name;
    p.b_name = nodes.of(p.b_id).name;
    out.push_back(std::move(p));
  }
  return out;
}

void write_json(JsonWriter& out, const HandleList& list) {
  auto time = [&](std::string_view name, const std::optional<Micros>& t) {
    out.key(name);
    t ? out.value(to_iso_utc(*t)) : out.null();
  };
  out.begin_object().field("v", 1).field("total", list.total).key("handles").begin_array();
  for (const auto& h : list.rows) {
    out.begin_object()
        .field("id", h.id)
        .field("kind", h.kind)
        .field("normal", h.normal.raw_for_analysis());
    out.field("scope", h.scope.raw_for_analysis())
        .field("flags", h.flags)
        .field("records", h.records);
    out.key("exhibits").begin_array();
    for (const auto& u : h.uses) {
      out.begin_object()
          .field("exhibit", u.exhibit)
          .field("sent", u.sent)
          .field("received", u.received);
      out.field("cards", u.cards).field("mentioned", u.mentioned).field("other", u.other);
      time("first", u.first);
      time("last", u.last);
      out.key("names").begin_array();
      for (const auto& n : u.names)
        out.begin_object()
            .field("name", n.name.raw_for_analysis())
            .field("records", n.records)
            .end();
      out.end().end();
    }
    out.end().key("written").begin_array();
    for (const auto& w : h.written)
      out.value(w.raw_for_analysis());
    out.end().end();
  }
  out.end().end();
}

void write_json(JsonWriter& out, const std::vector<SharedContacts>& list) {
  out.begin_object().field("v", 1).key("pairs").begin_array();
  for (const auto& p : list) {
    out.begin_object()
        .field("a", p.a)
        .field("b", p.b)
        .field("shared", p.shared)
        .field("rarity", p.rarity);
    out.key("rarest").begin_array();
    for (const auto& r : p.rarest)
      out.value(r.raw_for_analysis());
    out.end().end();
  }
  out.end().end();
}

void write_json(JsonWriter& out, const std::vector<ProposalView>& list) {
  out.begin_object().field("v", 1).key("proposals").begin_array();
  for (const auto& p : list) {
    out.begin_object().field("a", p.a.raw_for_analysis()).field("b", p.b.raw_for_analysis());
    out.field("a_id", p.a_id)
        .field("b_id", p.b_id)
        .field("a_name", p.a_name.raw_for_analysis())
        .field("b_name", p.b_name.raw_for_analysis())
        .field("weight", p.weight)
        .field("probability", p.probability);
    // Stored as {"reasons":[…],"conflicts":[…]}.
    auto stored = nlohmann::ordered_json::parse(p.json, nullptr, false);
    for (const char* part : {"reasons", "conflicts"})
      out.key(part).raw(stored.is_object() && stored.contains(part) ? stored[part].dump() : "[]");
    out.field("level", p.level).field("verdict", p.verdict).field("verdict_by", p.verdict_by).end();
  }
  out.end().end();
}

}  // namespace clew::view
