#include "job/link_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <map>
#include <set>
#include <tuple>
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

// Who writes in a thread, for messages that name no recipient; asked for once a thread.
class Authors {
 public:
  explicit Authors(const Db& db)
      : find_(db.prepare("SELECT DISTINCT i.handle_id FROM record r JOIN participation p ON p.record_id = r.id JOIN identifier "
                         "i ON i.id = p.identifier_id WHERE r.conversation_id = ?1 AND p.role IN ('from', 'member', "
                         "'caller', 'author') ORDER BY 1")) {}
  const std::vector<std::int64_t>& of(std::int64_t conversation) {
    auto [at, fresh] = known_.try_emplace(conversation);
    if (fresh) {
      for (find_.bind(1, conversation); find_.step();) at->second.push_back(find_.integer(0));
      find_.reset();
    }
    return at->second;
  }

 private:
  casefile::Stmt find_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> known_;
};

struct Identifiers {
  struct Entry {
    std::int64_t handle = 0;
    bool named = false;
  };
  std::vector<Entry> by_id;
  explicit Identifiers(const Db& db) {
    for (auto list = db.prepare("SELECT id, handle_id, name <> '' FROM identifier ORDER BY id"); list.step();) {
      auto id = static_cast<std::size_t>(list.integer(0));
      if (by_id.size() <= id) by_id.resize(id + 1);
      by_id[id] = {list.integer(1), list.integer(2) != 0};
    }
  }
  const Entry& at(std::int64_t id) const { return by_id[static_cast<std::size_t>(id)]; }
};

// The records of the case with who takes part, in record order. Both tables are read from front to back side by side,
// which spares asking for the participants of each record.
class Scan {
 public:
  // `records` must select id first, ORDER BY id.
  Scan(const Db& db, std::string_view records)
      : list_(db.prepare(records)),
        parts_(db.prepare("SELECT record_id, role, identifier_id FROM participation ORDER BY record_id, seq")) {
    more_ = parts_.step();
  }
  casefile::Stmt& row() { return list_; }
  bool next() {
    if (!list_.step()) return false;
    while (more_ && parts_.integer(0) < list_.integer(0)) more_ = parts_.step();
    return true;
  }
  // each(role, identifier id), in the source's order. Call at most once a record.
  template <typename F>
  void participants(F each) {
    auto id = list_.integer(0);
    for (; more_ && parts_.integer(0) == id; more_ = parts_.step()) each(parts_.text(1), parts_.integer(2));
  }

 private:
  casefile::Stmt list_, parts_;
  bool more_ = false;
};

// Calls `each` for every message and call, in record order.
template <typename F>
void for_each_row(const Db& db, const std::unordered_map<std::int64_t, std::int64_t>& owner, F each) {
  Authors authors(db);
  Identifiers identifiers(db);
  auto media = db.prepare("SELECT max(sha256) FROM media WHERE record_id = ?1");
  bool any_media = db.integer("SELECT EXISTS (SELECT 1 FROM media)") != 0;
  Scan scan(db, "SELECT id, kind, service, utc, order_utc, time_certainty, duration_us, text, conversation_id, direction FROM "
                "record WHERE kind IN ('message', 'call') ORDER BY id");
  auto& list = scan.row();
  Row row;
  while (scan.next()) {
    row.record = list.integer(0);
    row.call = list.text(1) == "call";
    row.service = list.text(2);
    row.utc = list.optional_integer(3);
    row.local.reset();
    auto certainty = list.text(5);
    if (certainty == "implausible") row.utc.reset();
    if (!row.utc && certainty == "local-unknown") row.local = list.optional_integer(4);
    row.duration_us = list.optional_integer(6);
    row.text = list.text(7);
    row.conversation = list.integer(8);
    row.media.clear();
    if (any_media) {
      media.bind(1, row.record);
      if (media.step()) row.media = media.text(0);
      media.reset();
    }
    row.from = 0;
    row.to.clear();
    scan.participants([&](std::string_view role, std::int64_t identifier) {
      auto handle = identifiers.at(identifier).handle;
      if (role == "from" || role == "caller" || role == "author") {
        if (!row.from) row.from = handle;
      } else if (role == "to" || role == "cc" || role == "bcc" || role == "callee" || role == "member") {
        row.to.push_back(handle);
      }
    });
    std::int64_t me = 0;
    if (auto found = owner.find(row.record >> 32); found != owner.end()) me = found->second;
    if (row.to.empty() && row.conversation && row.from) {
      for (auto author : authors.of(row.conversation))
        if (author != row.from) row.to.push_back(author);
    }
    auto direction = list.text(9);
    if (row.to.empty() && direction == "in" && me && me != row.from) row.to.push_back(me);
    if (!row.from && direction == "out") row.from = me;
    std::sort(row.to.begin(), row.to.end());
    row.to.erase(std::unique(row.to.begin(), row.to.end()), row.to.end());
    each(row);
  }
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
  for (auto list = db.prepare("SELECT sha256, owner_number, (SELECT max(r.id) FROM record r WHERE r.id >= e.id << 32 AND "
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
  db.run("DELETE FROM clock_offset; DELETE FROM event_group");
  if (n.exhibits.size() < 2) return;  // nothing to compare with; copies within one exhibit are never merged
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

struct Use {
  std::int64_t sent = 0, received = 0, cards = 0, mentioned = 0, other = 0;
  std::optional<Micros> first, last;
  void at(const std::optional<Micros>& time) {
    if (!time) return;
    if (!first || *time < *first) first = time;
    if (!last || *time > *last) last = time;
  }
};

struct Uses {
  struct OfHandle {
    std::int64_t handle, exhibit;
    Use use;
  };
  struct OfName {
    std::int64_t identifier, exhibit, records;
  };
  std::vector<OfHandle> handles;
  std::vector<OfName> names;
};

// Sent and received count messages and calls; implausible times do not stretch the span. Only reads.
Uses count_uses(const Db& db) {
  Uses out;
  Identifiers identifiers(db);
  std::unordered_map<std::int64_t, Use> uses;            // by handle
  std::unordered_map<std::int64_t, std::int64_t> names;  // identifier with a name → records
  std::int64_t exhibit = 0;
  auto flush = [&] {
    for (const auto& [handle, use] : uses) out.handles.push_back({handle, exhibit, use});
    for (const auto& [identifier, records] : names) out.names.push_back({identifier, exhibit, records});
    uses.clear();
    names.clear();
  };
  auto mentions = db.prepare("SELECT record_id, handle_id FROM mention WHERE handle_id IS NOT NULL ORDER BY record_id");
  bool more = mentions.step();
  Scan scan(db, "SELECT id, kind, time_certainty, utc FROM record ORDER BY id");
  auto& list = scan.row();
  while (scan.next()) {
    auto id = list.integer(0);
    if (id >> 32 != exhibit) {
      flush();
      exhibit = id >> 32;
    }
    auto kind = list.text(1), certainty = list.text(2);
    bool talk = kind == "message" || kind == "call", card = kind == "contact" || kind == "account" || kind == "device";
    std::optional<Micros> time;
    if (certainty == "exact" || certainty == "zone-assumed") time = list.optional_integer(3);
    scan.participants([&](std::string_view role, std::int64_t identifier) {
      const auto& known = identifiers.at(identifier);
      auto& use = uses[known.handle];
      bool sends = role == "from" || role == "caller" || role == "author";
      bool receives = role == "to" || role == "cc" || role == "bcc" || role == "callee";
      use.sent += talk && sends;
      use.received += talk && receives;
      use.cards += card;
      use.other += !(talk && (sends || receives)) && !card;
      use.at(time);
      if (known.named) ++names[identifier];
    });
    for (; more && mentions.integer(0) <= id; more = mentions.step()) {
      if (mentions.integer(0) != id) continue;
      auto& use = uses[mentions.integer(1)];
      ++use.mentioned;
      use.at(time);
    }
  }
  flush();
  return out;
}

void store_uses(Db& db, Uses uses) {
  db.run("DELETE FROM handle_use; DELETE FROM name_use");
  auto put_use = db.prepare("INSERT INTO handle_use VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  auto put_name = db.prepare("INSERT INTO name_use SELECT handle_id, ?2, name, ?3 FROM identifier WHERE id = ?1 ON CONFLICT DO "
                             "UPDATE SET records = records + excluded.records");
  std::sort(uses.handles.begin(), uses.handles.end(), [](const auto& a, const auto& b) {
    return std::tie(a.handle, a.exhibit) < std::tie(b.handle, b.exhibit);
  });
  std::sort(uses.names.begin(), uses.names.end(), [](const auto& a, const auto& b) {
    return std::tie(a.identifier, a.exhibit) < std::tie(b.identifier, b.exhibit);
  });
  for (const auto& [handle, exhibit, use] : uses.handles)
    put_use.bind_all(handle, exhibit, use.sent, use.received, use.cards, use.mentioned, use.other, use.first, use.last).run();
  for (const auto& [identifier, exhibit, records] : uses.names) put_name.bind_all(identifier, exhibit, records).run();
}

}  // namespace

void name_owners(casefile::Case& case_file) {
  Transaction transaction(case_file.db());
  owners(case_file);
  transaction.commit();
}

void run_link_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress) {
  auto& db = case_file.db();
  auto say = [&](std::int64_t step) {
    if (progress) progress({"Following numbers across exhibits", step, 4, "steps"});
  };
  say(0);
  name_owners(case_file);
  // Counting only reads: on a thread of its own, beside the clocks.
  auto counted = std::async(pool.size() > 1 ? std::launch::async : std::launch::deferred, [&case_file] {
    Db reading(case_file.directory() / "case.db", casefile::OpenMode::read);
    reading.run("PRAGMA mmap_size=0; PRAGMA cache_size=-8192");
    return count_uses(reading);
  });
  auto owner = owners(case_file);
  auto n = number_handles(db);
  {
    Transaction transaction(db);
    solve_and_group(case_file, n, owner);
    transaction.commit();
  }
  say(1);
  auto events = build(db, n, owner, pool);
  events.save(case_file.derived() / "events.bin", stamp(db));
  say(2);
  auto uses = counted.get();
  say(3);
  Transaction transaction(db);
  store_uses(db, std::move(uses));
  transaction.commit();
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

std::unordered_map<std::int64_t, std::int64_t> exhibit_owners(casefile::Case& case_file) { return owners(case_file); }

}  // namespace clew::job
