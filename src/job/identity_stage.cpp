#include "job/identity_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "identity/names.h"
#include "identity/proposals.h"
#include "job/identity_conflicts.h"
#include "job/link_stage.h"
#include "job/positions.h"
#include "job/saved_alike.h"
#include "link/lean.h"
#include "link/pairs.h"
#include "pattern/co_movement.h"
#include "pattern/number_change.h"
#include "text/dates.h"
#include "text/normal.h"

namespace clew::job {
namespace {

// Exhibits by their hash, so that nothing hangs on the order in which they came in. Records go
// through it as number of their exhibit × 2^32 + number in it.
class Canonical {
 public:
  explicit Canonical(const casefile::Db& db) {
    for (auto list = db.prepare("SELECT id, ref FROM exhibit ORDER BY sha256, id"); list.step();) {
      number_[list.integer(0)] = static_cast<std::int64_t>(refs_.size()) + 1;
      refs_.emplace_back(list.text(1));
    }
  }
  std::int64_t exhibit(std::int64_t id) const { return number_.at(id); }
  std::int64_t record(std::int64_t id) const {
    return number_.at(id >> 32) << 32 | (id & 0xffffffff);
  }
  std::string name(std::int64_t canonical) const {
    return fmt::format("{}#{}", refs_.at(static_cast<std::size_t>(canonical >> 32) - 1),
                       canonical & 0xffffffff);
  }

 private:
  std::map<std::int64_t, std::int64_t> number_;
  std::vector<std::string> refs_;
};

// Names that handles go under, by exhibit, with the first record of each. Asks the index for the first record of an
// identifier in each exhibit, one after another, instead of reading every participation.
void gather_names(const casefile::Db& db, const Canonical& canonical, identity::Input& in) {
  std::set<std::pair<std::int64_t, std::int64_t>> on_card;  // identifier, exhibit id
  for (auto cards = db.prepare("SELECT DISTINCT p.identifier_id, r.id >> 32 FROM record r CROSS JOIN participation p ON "
                               "p.record_id = r.id WHERE r.kind IN ('contact', 'account')");
       cards.step();)
    on_card.emplace(cards.integer(0), cards.integer(1));
  struct Known {
    std::int64_t first;
    bool card = false, only_card = true;
  };
  std::map<std::tuple<std::int64_t, std::int64_t, std::string>, Known> names;  // by handle, exhibit id, name
  auto next = db.prepare("SELECT record_id FROM participation WHERE identifier_id = ?1 AND record_id >= ?2 ORDER BY "
                         "record_id LIMIT 1");
  // Whether an identifier that is on cards of an exhibit is anywhere else in it too.
  auto elsewhere = db.prepare(
      "SELECT 1 FROM participation p CROSS JOIN record r ON r.id = p.record_id WHERE p.identifier_id = ?1 AND p.record_id >= ?2 "
      "AND p.record_id < ?3 AND r.kind NOT IN ('contact', 'account') LIMIT 1");
  for (auto list = db.prepare("SELECT id, handle_id, name, kind FROM identifier WHERE name <> ''"); list.step();) {
    auto identifier = list.integer(0);
    std::int64_t from = 0;
    while (next.bind_all(identifier, from).step()) {
      auto first = next.integer(0), exhibit = first >> 32;
      next.reset();
      auto& known = names.try_emplace({list.integer(1), exhibit, std::string(list.text(2))}, Known{first}).first->second;
      known.first = std::min(known.first, first);
      bool card = on_card.contains({identifier, exhibit}), only = card && list.text(3) == "name";
      if (only) {
        only = !elsewhere.bind_all(identifier, exhibit << 32, (exhibit + 1) << 32).step();
        elsewhere.reset();
      }
      known.card |= card;
      known.only_card &= only;
      from = (exhibit + 1) << 32;
    }
    next.reset();
  }
  text::Normalizer normalizer;
  for (const auto& [key, known] : names) {
    const auto& [handle, exhibit, name] = key;
    in.names.push_back({handle,
                        canonical.exhibit(exhibit),
                        normalizer.normalize("name", name, "").normal,
                        {canonical.record(known.first)},
                        known.card,
                        known.only_card});
  }
  auto owners = db.prepare(
      "SELECT e.id, coalesce((SELECT min(handle_id) FROM identifier WHERE kind = 'phone' AND raw = "
      "e.owner_number), (SELECT id FROM "
      "handle WHERE kind = 'phone' AND normal = e.owner_number), 0), coalesce(e.owner_name, '') "
      "FROM exhibit e");
  while (owners.step())
    in.owners.push_back(
        {canonical.exhibit(owners.integer(0)), owners.integer(1),
         owners.text(2).empty() ? "" : normalizer.normalize("name", owners.text(2), "").normal});
}

void gather_cards(const casefile::Db& db, const Canonical& canonical, identity::Input& in) {
  auto cards = db.prepare(
      "SELECT r.id, i.handle_id FROM record r CROSS JOIN participation p ON p.record_id = r.id JOIN "
      "identifier i ON i.id = "
      "p.identifier_id JOIN handle h ON h.id = i.handle_id WHERE r.kind IN ('contact', 'account') "
      "AND h.normal <> '' AND "
      "h.kind <> 'name' ORDER BY r.id, p.seq");
  std::int64_t last = 0;
  while (cards.step()) {
    if (cards.integer(0) != last) {
      last = cards.integer(0);
      in.cards.push_back({canonical.record(last), canonical.exhibit(last >> 32), {}});
    }
    in.cards.back().handles.push_back(cards.integer(1));
  }
}

// Numbers that one handset took: from calls and messages that name an IMEI and say in which
// direction they went (without it nobody knows whose handset it is), and from records about a
// device.
void gather_handsets(const casefile::Db& db, const Canonical& canonical, identity::Input& in) {
  auto uses = db.prepare(
      "SELECT hi.id, hn.id, min(r.utc), max(r.utc), min(r.id), max(r.id) FROM handle hi JOIN "
      "identifier ii ON "
      "ii.handle_id = hi.id JOIN participation pi ON pi.identifier_id = ii.id JOIN record r ON "
      "r.id = pi.record_id "
      "JOIN participation pn ON pn.record_id = r.id JOIN identifier jn ON jn.id = pn.identifier_id "
      "JOIN handle hn ON "
      "hn.id = jn.handle_id WHERE hi.kind = 'imei' AND hi.normal <> '' AND hn.kind = 'phone' AND "
      "hn.normal <> '' AND "
      "r.utc IS NOT NULL AND ((r.direction = 'out' AND pn.role IN ('caller', 'from')) OR "
      "(r.direction = 'in' AND "
      "pn.role IN ('callee', 'to')) OR (r.kind IN ('device', 'account') AND pn.role IN ('owner', "
      "'subject'))) GROUP "
      "BY 1, 2 ORDER BY 1, 2");
  while (uses.step()) {
    identity::HandsetUse use{
        uses.integer(0), uses.integer(1), uses.integer(2), uses.integer(3), {}};
    use.records = {canonical.record(uses.integer(4))};
    if (uses.integer(5) != uses.integer(4))
      use.records.push_back(canonical.record(uses.integer(5)));
    in.handsets.push_back(std::move(use));
  }
}

void gather_changes(const CaseEvents& events, const Canonical& canonical, const pattern::NumberChanges& found,
                    identity::Input& in) {
  for (const auto& change : found.changes) {
    if (!change.proposed) continue;
    identity::NumberChangeFact fact;
    fact.old_handle = events.handles[change.old_handle].value;
    fact.new_handle = events.handles[change.new_handle].value;
    fact.score = std::min(1.0, change.score);
    for (auto handle : {change.old_handle, change.new_handle}) {
      auto party = events.events.party(handle);
      if (!party.empty())
        fact.records.push_back(
            canonical.record(events
                                 .record(events.events.record(
                                     handle == change.old_handle ? party.back() : party.front()))
                                 .value));
    }
    in.changes.push_back(std::move(fact));
  }
}

// "1971-06-24" as 19710624. "02/01/1990" by the order of the other birthdays of its file: "14/03/1988" has the day first. Where nothing tells, as
// written.
struct WrittenOrder {
  std::uint32_t first_day = 0, first_month = 0;
  void add(const std::string& written) {
    const auto time = text::parse_written_time(written);
    if (!time || time->date != text::WrittenTime::Date::fixed || written.find_first_of("/.-") > 2) return;
    const int first = std::atoi(written.c_str());
    if (first == time->day && time->day > 12) ++first_day;
    if (first == time->month && time->day > 12) ++first_month;
  }
};
std::string day_of(const std::string& written, const WrittenOrder& order) {
  const auto time = text::parse_written_time(written);
  if (time && time->date == text::WrittenTime::Date::fixed) return fmt::format("{:04}{:02}{:02}", time->year, time->month, time->day);
  if (time && time->date == text::WrittenTime::Date::unclear && (order.first_day == 0) != (order.first_month == 0)) {
    const bool day_first = order.first_day > 0;
    return fmt::format("{:04}{:02}{:02}", time->year, time->parts[day_first ? 1 : 0], time->parts[day_first ? 0 : 1]);
  }
  return written;
}

// Cards and rows of lists that give a name and more: a birthday, a town, an address.
void gather_people(const casefile::Db& db, const Canonical& canonical, identity::Input& in) {
  auto subject = db.prepare("SELECT i.handle_id, h.kind, h.normal FROM participation p JOIN identifier i ON i.id = p.identifier_id JOIN handle h ON "
                            "h.id = i.handle_id WHERE p.record_id = ?1 AND p.role = 'subject' AND h.normal <> '' ORDER BY p.seq");
  std::map<std::int64_t, WrittenOrder> orders;  // by file
  std::vector<std::int64_t> files;
  for (auto cards = db.prepare("SELECT id, fields, extras, file_id FROM record WHERE kind = 'contact' AND fields <> '' ORDER BY id"); cards.step();) {
    identity::ListedPerson person;
    person.record = canonical.record(cards.integer(0));
    for (int column : {1, 2}) {
      const auto fields = nlohmann::json::parse(cards.text(column), nullptr, false);
      if (!fields.is_object()) continue;
      for (const auto& [key, value] : fields.items()) {
        if (!value.is_string()) continue;
        std::string header;
        for (unsigned char c : key)
          header += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '_' || c == '-' || c == '.' ? ' ' : static_cast<char>(c);
        auto put = [&](std::string& to, std::initializer_list<std::string_view> names) {
          if (to.empty() && std::find(names.begin(), names.end(), header) != names.end()) to = value.get<std::string>();
        };
        put(person.name, {"name"});
        put(person.given, {"given name"});
        put(person.family, {"family name"});
        put(person.born, {"birthday"});
        put(person.postcode, {"postcode"});
        put(person.town, {"town", "city", "suburb", "village", "locality", "birth place", "birthplace", "place of birth", "ort", "stadt", "ville", "ciudad", "citta", "miasto", "oras"});
        put(person.place, {"place", "address", "street"});
      }
    }
    if (person.place == person.postcode) person.place.clear();
    // One list says "city", another "town": a place without figures is one.
    if (person.town.empty() && person.place.find_first_of("0123456789") == std::string::npos) std::swap(person.town, person.place);
    if (person.name.empty() || (person.born.empty() && person.town.empty() && person.place.empty() && person.postcode.empty())) continue;
    orders[cards.integer(3)].add(person.born);
    for (subject.bind(1, cards.integer(0)); subject.step();) {
      if (!person.handle) person.handle = subject.integer(0);
      if (person.mail.empty() && subject.text(1) == "email") person.mail = subject.text(2);
    }
    subject.reset();
    if (!person.handle) continue;
    files.push_back(cards.integer(3));
    in.people.push_back(std::move(person));
  }
  for (std::size_t i = 0; i < files.size(); ++i) in.people[i].born = day_of(in.people[i].born, orders[files[i]]);
}

// Phones that move as one: positions of the case by the handle they are of.
void gather_movements(const casefile::Db& db, const CaseEvents& events, const Canonical& canonical,
                      identity::Input& in) {
  std::unordered_map<std::int64_t, link::Handle> dense;
  for (link::Handle h = 0; h < events.handles.size(); ++h)
    dense[events.handles[h].value] = h;
  std::vector<pattern::Fix> fixes;
  auto rows = db.prepare(
      "SELECT i.handle_id, r.utc, r.latitude, r.longitude, r.id, json_extract(nullif(r.fields, ''), "
      "'$.accuracy_m') FROM record r JOIN participation p ON "
      "p.record_id = r.id JOIN identifier i ON i.id = p.identifier_id WHERE r.kind = 'location' "
      "AND r.latitude IS NOT NULL AND r.longitude IS NOT "
      "NULL AND r.utc IS NOT NULL AND p.role IN ('owner', 'subject') AND i.kind = 'phone' AND "
      "coalesce(json_extract(nullif(r.fields, ''), '$.origin'), '') NOT IN " +
      std::string(no_position_origins));
  while (rows.step())
    if (auto h = dense.find(rows.integer(0)); h != dense.end())
      fixes.push_back({h->second, rows.integer(1) / 1000, rows.real(2), rows.real(3),
                       rows.is_null(5) ? 0 : rows.real(5), canonical.record(rows.integer(4))});
  if (fixes.empty()) return;
  for (const auto& pair : pattern::find_co_movement(pattern::Tracks(std::move(fixes)), {}))
    if (pair.stands_out) {
      identity::CoMovementFact fact{events.handles[pair.a].value,
                                    events.handles[pair.b].value,
                                    pair.together,
                                    pair.compared,
                                    pair.places,
                                    pair.evidence};
      if (fact.records.size() > 20) fact.records.resize(20);
      in.movements.push_back(std::move(fact));
    }
}

identity::Input gather(casefile::Case& case_file, const CaseEvents& events,
                       const Canonical& canonical, const pattern::NumberChanges& changes) {
  const auto& db = case_file.db();
  identity::Input in;
  for (auto list = db.prepare("SELECT id, kind, normal, scope FROM handle WHERE normal <> '' ORDER "
                              "BY kind, normal, scope");
       list.step();)
    in.handles.push_back({list.integer(0), std::string(list.text(1)), std::string(list.text(2)),
                          std::string(list.text(3))});
  gather_names(db, canonical, in);
  gather_cards(db, canonical, in);
  gather_handsets(db, canonical, in);
  gather_changes(events, canonical, changes, in);
  gather_movements(db, events, canonical, in);
  gather_people(db, canonical, in);
  return in;
}

}  // namespace

pattern::NumberChanges run_identity_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress) {
  auto& db = case_file.db();
  if (progress) progress({"Proposing who is who", 0, 1, "steps"});
  if (auto table = case_file.info("nicknames"); !table.empty()) identity::add_nicknames(table);
  Canonical canonical(db);
  auto events = open_events(case_file, pool);
  link::EventsLetGo lean(events.events);
  ConflictFinder finder(db, events);
  auto changes = pattern::number_changes(events.events, link::contacts(link::pair_table(events.events, {}, pool)),
                                         number_change_options(db, events), pool);
  auto proposals = identity::propose(
      gather(case_file, events, canonical, changes), pool, [&](std::int64_t a, std::int64_t b) {
        auto found = finder.between(std::span(&a, 1), std::span(&b, 1));
        for (auto& conflict : found)
          for (auto& record : conflict.evidence)
            record = canonical.record(record);
        return found;
      });
  casefile::Transaction transaction(db);
  db.run("DELETE FROM identity_proposal");
  auto put = db.prepare("INSERT INTO identity_proposal VALUES (?1, ?2, ?3, ?4, ?5)");
  for (const auto& p : proposals) {
    JsonWriter out;
    out.begin_object().field("level", p.level).key("reasons").begin_array();
    for (const auto& reason : p.reasons) {
      out.begin_object()
          .field("feature", reason.feature)
          .field("weight", reason.weight)
          .field("words", reason.words);
      out.key("evidence").begin_array();
      for (auto record : reason.evidence)
        out.value(canonical.name(record));
      out.end().end();
    }
    out.end().key("conflicts").begin_array();
    for (const auto& conflict : p.conflicts)
      out.value(conflict);
    out.end().end();
    put.bind_all(std::min(p.a, p.b), std::max(p.a, p.b), p.weight, p.probability, out.take()).run();
  }
  transaction.commit();
  if (progress) progress({"Proposing who is who", 1, 1, "steps"});
  return changes;
}

}  // namespace clew::job
