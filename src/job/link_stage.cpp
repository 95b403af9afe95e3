#include "job/link_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "base/sha256.h"
#include "base/time.h"
#include "link/clock.h"
#include "link/text_hash.h"

namespace clew::job {
namespace {

using casefile::Db;
using casefile::Transaction;
using link::EventKind;
using link::Handle;
using link::Millis;

// Dense numbers in canonical order.
struct Numbering {
  std::vector<model::HandleId> handles;
  std::unordered_map<std::int64_t, Handle> dense;             // handle id → dense
  std::vector<std::uint64_t> hash;                            // dense → stable hash of kind, normal, scope
  std::vector<std::int64_t> exhibits;                         // canonical → id
  std::unordered_map<std::int64_t, std::int64_t> canonical;   // exhibit id → canonical
};

std::uint64_t stable_hash(std::string_view text) {
  auto digest = sha256(text);
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | digest[static_cast<std::size_t>(i)];
  return value;
}

Numbering number_handles(const Db& db) {
  Numbering n;
  for (auto list = db.prepare("SELECT id FROM exhibit ORDER BY sha256"); list.step();) {
    n.canonical[list.integer(0)] = static_cast<std::int64_t>(n.exhibits.size());
    n.exhibits.push_back(list.integer(0));
  }
  for (auto list = db.prepare("SELECT id, kind, normal, scope FROM handle WHERE normal <> '' ORDER BY kind, normal, "
                              "scope");
       list.step();) {
    n.dense[list.integer(0)] = static_cast<Handle>(n.handles.size());
    n.handles.push_back({list.integer(0)});
    n.hash.push_back(stable_hash(fmt::format("{}\n{}\n{}", list.text(1), list.text(2), list.text(3))));
  }
  return n;
}

// The number of the phone that an exhibit is of: as a person said, or as the exhibit's own account says; with
// neither, a stand-in, so that "this phone sent" is not lost.
std::unordered_map<std::int64_t, std::int64_t> owners(casefile::Case& case_file) {
  auto& db = case_file.db();
  std::unordered_map<std::int64_t, std::int64_t> owner;
  auto by_writing = db.prepare("SELECT min(handle_id) FROM identifier WHERE raw = ?1 AND kind = 'phone'");
  auto by_normal = db.prepare("SELECT id FROM handle WHERE kind = 'phone' AND normal = ?1");
  auto by_account = db.prepare(
      "SELECT i.handle_id FROM record r JOIN participation p ON p.record_id = r.id JOIN identifier i ON i.id = "
      "p.identifier_id WHERE r.id >= ?1 << 32 AND r.id < (?1 + 1) << 32 AND p.role = 'owner' AND i.kind IN ('phone', 'jid') "
      "GROUP BY i.handle_id ORDER BY count(*) DESC, 1 LIMIT 1");
  for (auto list = db.prepare("SELECT id, ref, coalesce(owner_number, '') FROM exhibit"); list.step();) {
    std::int64_t exhibit = list.integer(0);
    std::string number(list.text(2));
    if (!number.empty()) {
      by_normal.bind(1, number);
      if (by_normal.step()) owner[exhibit] = by_normal.integer(0);
      by_normal.reset();
      if (!owner.contains(exhibit)) {
        by_writing.bind(1, number);
        if (by_writing.step() && !by_writing.is_null(0)) owner[exhibit] = by_writing.integer(0);
        by_writing.reset();
      }
    }
    if (!owner.contains(exhibit)) {
      by_account.bind(1, exhibit);
      if (by_account.step()) owner[exhibit] = by_account.integer(0);
      by_account.reset();
    }
    if (!owner.contains(exhibit) && case_file.writable()) {
      auto normal = !number.empty() ? number : fmt::format("owner of {}", list.text(1));
      auto kind = number.empty() ? "other" : "phone";
      db.prepare("INSERT OR IGNORE INTO handle(kind, normal, scope, flags) VALUES (?1, ?2, '', ?3)")
          .bind_all(kind, normal, number.empty() ? "stand-in" : "")
          .run();
    }
    if (!owner.contains(exhibit)) {
      auto find = db.prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2 AND scope = ''");
      find.bind_all(number.empty() ? "other" : "phone",
                    !number.empty() ? number : fmt::format("owner of {}", list.text(1)));
      if (find.step()) owner[exhibit] = find.integer(0);
    }
  }
  return owner;
}

// One message or call with the parties that take part.
struct Row {
  std::int64_t record = 0;
  bool call = false;
  std::string service, media;
  std::optional<Micros> utc, local;
  std::optional<std::int64_t> duration_us;
  std::string text;
  std::int64_t from = 0;             // handle id
  std::vector<std::int64_t> to;      // handle ids
  std::int64_t conversation = 0;
};

EventKind kind_of(const Row& row) {
  if (row.call) return EventKind::call;
  if (row.service == "SMS" || row.service == "MMS") return EventKind::sms;
  if (row.service == "email" || row.service == "Email" || row.service == "E-mail") return EventKind::mail;
  return EventKind::chat;
}

// Calls `each` for every message and call, in record order.
template <typename F>
void for_each_row(const Db& db, const std::unordered_map<std::int64_t, std::int64_t>& owner, F each) {
  // Who writes in a thread: recipients of messages that name none.
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> authors;
  for (auto list = db.prepare(
           "SELECT DISTINCT r.conversation_id, i.handle_id FROM record r JOIN participation p ON p.record_id = r.id JOIN "
           "identifier i ON i.id = p.identifier_id WHERE r.conversation_id IS NOT NULL AND p.role IN ('from', 'member', "
           "'caller', 'author') ORDER BY 1, 2");
       list.step();)
    authors[list.integer(0)].push_back(list.integer(1));

  auto list = db.prepare(
      "SELECT r.id, r.kind, r.service, r.utc, r.order_utc, r.time_certainty, r.duration_us, r.text, r.conversation_id, "
      "r.direction, p.role, i.handle_id, (SELECT max(sha256) FROM media m WHERE m.record_id = r.id) FROM record r LEFT "
      "JOIN participation p ON p.record_id = r.id LEFT JOIN identifier i ON i.id = p.identifier_id WHERE r.kind IN "
      "('message', 'call') ORDER BY r.id, p.seq");
  Row row;
  std::string direction;
  auto flush = [&] {
    if (!row.record) return;
    std::int64_t me = 0;
    if (auto found = owner.find(row.record >> 32); found != owner.end()) me = found->second;
    std::erase(row.to, 0);
    if (row.to.empty() && row.conversation && row.from) {
      for (auto author : authors[row.conversation])
        if (author != row.from) row.to.push_back(author);
    }
    if (row.to.empty() && direction == "in" && me && me != row.from) row.to.push_back(me);
    if (!row.from && direction == "out") row.from = me;
    std::sort(row.to.begin(), row.to.end());
    row.to.erase(std::unique(row.to.begin(), row.to.end()), row.to.end());
    each(row);
  };
  while (list.step()) {
    if (list.integer(0) != row.record) {
      flush();
      row = {};
      row.record = list.integer(0);
      row.call = list.text(1) == "call";
      row.service = list.text(2);
      row.utc = list.optional_integer(3);
      if (list.text(5) == "implausible") row.utc.reset();
      if (!row.utc && list.text(5) == "local-unknown") row.local = list.optional_integer(4);
      row.duration_us = list.optional_integer(6);
      row.text = list.text(7);
      row.conversation = list.integer(8);
      direction = list.text(9);
      row.media = list.text(12);
    }
    auto role = list.text(10);
    auto handle = list.integer(11);
    if (role == "from" || role == "caller" || role == "author") {
      if (!row.from) row.from = handle;
    } else if (role == "to" || role == "cc" || role == "bcc" || role == "callee" || role == "member") {
      row.to.push_back(handle);
    }
  }
  flush();
}

link::Events build(const Db& db, const Numbering& n, const std::unordered_map<std::int64_t, std::int64_t>& owner,
                   ThreadPool& pool) {
  std::set<std::int64_t> repeats;  // records that are later copies of an event
  for (auto list = db.prepare("SELECT record_id FROM event_group WHERE record_id <> group_id"); list.step();)
    repeats.insert(list.integer(0));
  link::EventsBuilder builder(static_cast<std::uint32_t>(n.handles.size()));
  auto dense = [&](std::int64_t id) {
    auto found = n.dense.find(id);
    return found == n.dense.end() ? link::no_handle : found->second;
  };
  for_each_row(db, owner, [&](const Row& row) {
    if (repeats.contains(row.record)) return;
    link::EventRow event;
    event.from = dense(row.from);
    if (row.to.size() == 1) {
      event.to = dense(row.to[0]);
    } else if (row.to.size() > 1) {
      std::vector<Handle> members;
      for (auto id : row.to)
        if (auto handle = dense(id); handle != link::no_handle) members.push_back(handle);
      if (event.from != link::no_handle) members.push_back(event.from);
      event.group = builder.add_group(std::move(members));
    }
    event.has_time = row.utc || row.local;
    event.time_us = row.utc ? *row.utc : row.local.value_or(0);
    event.local_time = !row.utc && row.local;
    event.kind = kind_of(row);
    if (row.duration_us) event.duration_s = *row.duration_us / micros_per_second;
    event.text = row.text.empty() ? 0 : link::text_hash(row.text);
    event.record = n.canonical.at(row.record >> 32) << 32 | (row.record & 0xffffffff);
    builder.add(event);
  });
  return std::move(builder).build(pool);
}

// What the columns were built from: a change of any of it makes them stale.
Sha256Digest stamp(const Db& db) {
  Sha256 hash;
  hash.update("clew events 1");
  for (auto list = db.prepare("SELECT sha256, owner_number, (SELECT count(*) FROM record r WHERE r.id >= e.id << 32 AND "
                              "r.id < (e.id + 1) << 32) FROM exhibit e ORDER BY sha256");
       list.step();)
    hash.update(fmt::format("{} {} {}\n", list.text(0), list.text(1), list.integer(2)));
  hash.update(fmt::format("{} {}", db.integer("SELECT count(*) FROM handle"),
                          db.integer("SELECT count(*) FROM event_group")));
  return hash.finish();
}

void solve_and_group(casefile::Case& case_file, const Numbering& n,
                     const std::unordered_map<std::int64_t, std::int64_t>& owner) {
  auto& db = case_file.db();
  auto hash_of = [&](std::int64_t id) -> std::uint64_t {
    auto found = n.dense.find(id);
    return found == n.dense.end() ? 0 : n.hash[found->second];
  };
  std::vector<link::SharedKey> copies;
  std::set<std::int64_t> operators;  // exhibits that hold only call records: the network's clock
  for_each_row(db, owner, [&](const Row& row) {
    if (!row.utc && !row.local) return;
    if (!row.from && row.to.empty()) return;
    link::SharedKey key;
    key.exhibit = n.canonical.at(row.record >> 32);
    key.time = (row.utc ? *row.utc : *row.local) / 1000;
    key.local_time = !row.utc;
    key.kind = kind_of(row);
    key.duration_s = row.duration_us ? static_cast<std::int32_t>(*row.duration_us / micros_per_second) : -1;
    key.record = key.exhibit << 32 | (row.record & 0xffffffff);
    std::vector<std::uint64_t> to;
    for (auto id : row.to) to.push_back(hash_of(id));
    bool known = row.call ? key.duration_s >= 0 : !row.text.empty() || !row.media.empty();
    key.content_known = known;
    key.key = link::shared_key(hash_of(row.from), to, key.kind, key.duration_s, row.text, row.media);
    key.coarse_key = link::shared_key(hash_of(row.from), to, key.kind, -1, "", "");
    copies.push_back(key);
  });
  link::ClockOptions options;
  auto clocks = link::solve_clocks(copies, options);
  auto groups = link::merge_copies(copies, clocks, options);

  db.run("DELETE FROM clock_offset; DELETE FROM event_group");
  auto put_offset = db.prepare("INSERT INTO clock_offset VALUES (?1,?2,?3,?4,?5,?6)");
  for (const auto& clock : clocks.exhibits) {
    if (!clock.solved) continue;
    double compared = 0, in_mode = 0;
    for (const auto& pair : clocks.pairs)
      if (pair.accepted && (pair.a == clock.exhibit || pair.b == clock.exhibit)) {
        compared += pair.compared;
        in_mode += pair.support;
      }
    std::string note;
    const auto& first = clock.pieces.front();
    if (first.cause == link::ClockCause::none)
      note = "agrees with the other exhibits";
    else
      note = fmt::format("{} s {} the other exhibits{}", std::abs(first.offset) / 1000.0,
                         first.offset > 0 ? "ahead of" : "behind",
                         first.cause == link::ClockCause::zone ? ": a time zone or summer time" : ": a wrong clock");
    if (clock.pieces.size() > 1) note += fmt::format("; changes {} times over the period", clock.pieces.size() - 1);
    if (clock.has_local_time) note += "; some of its times have no zone";
    auto id = n.exhibits[static_cast<std::size_t>(clock.exhibit)];
    put_offset
        .bind_all(id, first.offset * 1000, static_cast<std::int64_t>(clock.support),
                  compared > 0 ? in_mode / compared : 0.0, link::word(first.cause), note)
        .run();
  }
  auto put_group = db.prepare("INSERT INTO event_group VALUES (?1, ?2)");
  auto row_id = [&](std::int64_t canonical) {
    return n.exhibits[static_cast<std::size_t>(canonical >> 32)] << 32 | (canonical & 0xffffffff);
  };
  for (const auto& group : groups.groups)
    for (auto record : group.records) put_group.bind_all(row_id(record), row_id(group.records.front())).run();
}

void count_uses(Db& db, const std::unordered_map<std::int64_t, std::int64_t>& owner) {
  db.run("DELETE FROM handle_use; DELETE FROM name_use");
  // Sent and received count messages and calls; implausible times do not stretch the span.
  db.run(
      "INSERT INTO handle_use SELECT handle_id, exhibit_id, sum(sent), sum(received), sum(card), sum(mentioned), "
      "sum(other), min(t), max(t) FROM ("
      "SELECT i.handle_id, r.id >> 32 AS exhibit_id, r.kind IN ('message','call') AND p.role IN "
      "('from','caller','author') AS sent, r.kind IN ('message','call') AND p.role IN ('to','cc','bcc','callee') AS "
      "received, r.kind IN ('contact','account','device') AS card, 0 AS mentioned, NOT (r.kind IN "
      "('message','call') AND p.role IN ('from','caller','author','to','cc','bcc','callee')) AND r.kind NOT IN "
      "('contact','account','device') AS other, CASE WHEN r.time_certainty IN ('exact','zone-assumed') THEN r.utc END AS t "
      "FROM participation p JOIN identifier i ON i.id = p.identifier_id JOIN record r ON r.id = p.record_id "
      "UNION ALL SELECT m.handle_id, m.record_id >> 32, 0, 0, 0, 1, 0, CASE WHEN r.time_certainty IN "
      "('exact','zone-assumed') THEN r.utc END FROM mention m JOIN record r ON r.id = m.record_id WHERE m.handle_id IS "
      "NOT NULL) GROUP BY handle_id, exhibit_id");
  db.run(
      "INSERT INTO name_use SELECT i.handle_id, p.record_id >> 32, i.name, count(*) FROM participation p JOIN identifier i "
      "ON i.id = p.identifier_id WHERE i.name <> '' GROUP BY 1, 2, 3");
  (void)owner;
}

}  // namespace

void run_link_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress) {
  auto& db = case_file.db();
  auto say = [&](std::int64_t step) {
    if (progress) progress({"Following numbers across exhibits", step, 4, "steps"});
  };
  say(0);
  Transaction transaction(db);
  auto owner = owners(case_file);
  auto n = number_handles(db);
  solve_and_group(case_file, n, owner);
  say(1);
  count_uses(db, owner);
  say(2);
  transaction.commit();
  auto events = build(db, n, owner, pool);
  say(3);
  events.save(case_file.derived() / "events.bin", stamp(db));
  say(4);
}

CaseEvents open_events(casefile::Case& case_file, ThreadPool& pool) {
  auto& db = case_file.db();
  auto n = number_handles(db);
  CaseEvents out;
  out.handles = n.handles;
  out.exhibits = n.exhibits;
  auto expected = stamp(db);
  auto path = case_file.derived() / "events.bin";
  if (auto events = link::Events::open(path, expected)) {
    out.events = std::move(*events);
    return out;
  }
  out.events = build(db, n, owners(case_file), pool);
  try {
    out.events.save(path, expected);
  } catch (const Error&) {
    // A case on read-only media is read all the same; the columns are then built each time.
  }
  return out;
}

}  // namespace clew::job
