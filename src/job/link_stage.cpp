#include "job/link_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/error.h"
#include "base/sha256.h"
#include "base/time.h"
#include "job/case_rows.h"
#include "job/clock_stage.h"
#include "job/clocks.h"
#include "link/text_hash.h"
#include "model/handle_use.h"
#include "text/zone.h"

namespace clew::job {
namespace {

using casefile::Db;
using casefile::Transaction;
using link::EventKind;
using link::Handle;

// The rows of a stretch of records as events; groups by their members, numbered when they come into the builder.
struct Stretch {
  RecordRange range;
  std::vector<link::EventRow> rows;
  std::vector<std::vector<Handle>> groups;  // EventRow::group counts these
  std::vector<std::pair<Handle, Handle>> named;  // from, to of those that name one of them by a saved name alone
};

// Stretches are read on the pool, each thread through a connection of its own, and added in order.
// `named`, if given: (from, to) → events that name one of them by a saved name alone.
using Named = std::map<std::pair<Handle, Handle>, std::int64_t>;
link::Events build(casefile::Case& case_file, const Numbering& n, const Owners& owner, ThreadPool& pool, Named* named = nullptr) {
  const auto& db = case_file.db();
  std::set<std::int64_t> repeats;  // records that are later copies of an event
  for (auto list = db.prepare("SELECT record_id FROM event_group WHERE record_id <> group_id"); list.step();)
    repeats.insert(list.integer(0));
  auto dense = [&](std::int64_t id) {
    auto found = n.dense.find(id);
    return found == n.dense.end() ? link::no_handle : found->second;
  };
  auto read = [&](RowReader& from, Clocks& clocks, link::TextHashes& hashes, Stretch& to) {
    from.for_each(to.range, [&](const Row& row) {
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
        event.group = static_cast<std::uint32_t>(to.groups.size());
        to.groups.push_back(std::move(members));
      }
      // Common time, where the exhibit's clock is known: what follows what across exhibits is asked of these columns.
      const auto time = clocks.instant(row.record, row.file, row.utc, row.local, row.own_zone);
      event.has_time = time.has_value();
      event.time_us = time.value_or(0);
      event.local_time = !row.utc && row.local && !clocks.ahead(row.record, row.file, row.own_zone, *row.local);
      event.kind = kind_of(row);
      event.count = row.contacts;
      if (row.duration_us) event.duration_s = *row.duration_us / micros_per_second;
      event.text = row.text.empty() ? 0 : hashes.of(row.text);
      event.record = n.canonical.at(row.record >> 32) << 32 | (row.record & 0xffffffff);
      if (row.by_saved_name && event.from != link::no_handle && event.to != link::no_handle) to.named.emplace_back(event.from, event.to);
      to.rows.push_back(event);
    });
  };

  constexpr std::int64_t stretch = 50'000;
  std::vector<RecordRange> ranges;
  for (auto list = db.prepare("SELECT id << 32, (SELECT max(r.id) FROM record r WHERE r.id >= e.id << 32 AND r.id < (e.id + 1) "
                              "<< 32) FROM exhibit e ORDER BY id");
       list.step();)
    for (auto at = list.integer(0); at <= list.integer(1); at += stretch)
      ranges.push_back({at, std::min(at + stretch, list.integer(1) + 1)});
  const auto workers = std::max<std::size_t>(1, pool.size());
  struct Worker {
    Db db;
    SavedNames names;
    RowReader rows;
    Clocks clocks;
    link::TextHashes hashes;
    Worker(const std::filesystem::path& path, const Numbering& n, const Owners& owner)
        : db(path, casefile::OpenMode::read), names(db), rows(db, n, owner, &names, true), clocks(db) {
      db.run("PRAGMA mmap_size=0; PRAGMA cache_size=-8192");
    }
  };
  std::vector<std::unique_ptr<Worker>> readers(workers);
  std::vector<Stretch> stretches(workers);
  link::EventsBuilder builder(static_cast<std::uint32_t>(n.handles.size()), case_file.derived());
  for (std::size_t done = 0; done < ranges.size(); done += workers) {
    const auto count = std::min(workers, ranges.size() - done);
    pool.for_each(count, [&](std::size_t i) {
      if (!readers[i]) readers[i] = std::make_unique<Worker>(case_file.directory() / "case.db", n, owner);
      stretches[i].range = ranges[done + i];
      stretches[i].rows.clear();
      stretches[i].groups.clear();
      stretches[i].named.clear();
      read(readers[i]->rows, readers[i]->clocks, readers[i]->hashes, stretches[i]);
    });
    for (std::size_t i = 0; i < count; ++i) {
      if (named)
        for (const auto& pair : stretches[i].named) ++(*named)[pair];
      for (auto& row : stretches[i].rows) {
        if (row.group != link::no_group) row.group = builder.add_group(std::move(stretches[i].groups[row.group]));
        builder.add(row);
      }
    }
  }
  return std::move(builder).build(pool);
}

// What the columns were built from: a change of any of it makes them stale.
Sha256Digest stamp(const Db& db) {
  Sha256 hash;
  hash.update("clew events 6");
  for (auto list = db.prepare("SELECT sha256, owner_number, (SELECT max(r.id) FROM record r WHERE r.id >= e.id << 32 AND "
                              "r.id < (e.id + 1) << 32) FROM exhibit e ORDER BY sha256");
       list.step();)
    hash.update(fmt::format("{} {} {}\n", list.text(0), list.text(1), list.integer(2)));
  hash.update(fmt::format("{} {}", db.integer("SELECT count(*) FROM handle"),
                          db.integer("SELECT count(*) FROM event_group")));
  for (auto list = db.prepare("SELECT exhibit_id, coalesce(from_utc, 0), coalesce(to_utc, 0), handle_id FROM own_number ORDER BY "
                              "exhibit_id, seq");
       list.step();)
    hash.update(fmt::format(" {} {} {} {}", list.integer(0), list.integer(1), list.integer(2), list.integer(3)));
  for (auto list = db.prepare("SELECT exhibit_id, conversation_id, name_id, number_id FROM saved_name ORDER BY 1, 2, 3"); list.step();)
    hash.update(fmt::format(" {} {} {} {}", list.integer(0), list.integer(1), list.integer(2), list.integer(3)));
  for (auto list = db.prepare("SELECT exhibit_id, part, coalesce(to_utc, 0), offset_us FROM clock_piece ORDER BY exhibit_id, part, seq");
       list.step();)
    hash.update(fmt::format(" {} {} {} {}", list.integer(0), list.text(1), list.integer(2), list.integer(3)));
  return hash.finish();
}

struct Use {
  std::array<std::int64_t, model::handle_use_names.size()> records{};  // by model::HandleUse
  std::optional<Micros> first, last;
  std::int64_t of(model::HandleUse use) const { return records[static_cast<std::size_t>(use)]; }
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
  std::vector<OfHandle> handles;
  std::vector<NameUse> names;
};

// Each record counts once for each handle (model/handle_use.h); implausible times do not stretch the span, and the reading of a clock without a
// zone counts as the case's, as in link events. Only reads.
Uses count_uses(const Db& db) {
  Uses out;
  const auto zone = text::Zone::find(db.text("SELECT value FROM case_info WHERE key = 'zone'").value_or("")).value_or(text::Zone::utc());
  Identifiers identifiers(db);
  std::unordered_map<std::int64_t, Use> uses;            // by handle
  std::unordered_map<std::int64_t, std::int64_t> names;  // identifier with a name → records
  std::vector<std::pair<std::int64_t, model::HandleUse>> here;  // of one record
  std::vector<std::int64_t> named;
  std::int64_t exhibit = 0;
  auto flush = [&] {
    for (const auto& [handle, use] : uses) out.handles.push_back({handle, exhibit, use});
    for (const auto& [identifier, records] : names) out.names.push_back({identifier, exhibit, records});
    uses.clear();
    names.clear();
  };
  auto mentions = db.prepare("SELECT record_id, handle_id FROM mention WHERE handle_id IS NOT NULL ORDER BY record_id");
  bool more = mentions.step();
  Scan scan(db, "SELECT id, kind, time_certainty, utc, order_utc FROM record ORDER BY id");
  auto& list = scan.row();
  while (scan.next()) {
    auto id = list.integer(0);
    if (id >> 32 != exhibit) {
      flush();
      exhibit = id >> 32;
    }
    auto kind = list.text(1), certainty = list.text(2);
    std::optional<Micros> time;
    if (certainty == "exact" || certainty == "zone-assumed") time = list.optional_integer(3);
    if (certainty == "local-unknown" && !list.is_null(4)) time = zone.to_utc(list.integer(4)).utc;
    here.clear();
    named.clear();
    auto put = [&](std::int64_t handle, model::HandleUse how) {
      for (auto& [known, use] : here)
        if (known == handle) {
          use = std::min(use, how);
          return;
        }
      here.emplace_back(handle, how);
    };
    scan.participants([&](std::string_view role, std::int64_t identifier) {
      const auto& known = identifiers.at(identifier);
      put(known.handle, model::handle_use(kind, role));
      if (known.named && std::find(named.begin(), named.end(), identifier) == named.end()) named.push_back(identifier);
    });
    for (; more && mentions.integer(0) <= id; more = mentions.step())
      if (mentions.integer(0) == id) put(mentions.integer(1), model::HandleUse::mentioned);
    for (const auto& [handle, how] : here) {
      auto& use = uses[handle];
      ++use.records[static_cast<std::size_t>(how)];
      use.at(time);
    }
    for (auto identifier : named) ++names[identifier];
  }
  flush();
  return out;
}

void store_named(Db& db, const Numbering& n, const Named& named) {
  db.run("DELETE FROM saved_name_count");
  auto put = db.prepare("INSERT INTO saved_name_count VALUES (?1, ?2, ?3)");
  for (const auto& [pair, events] : named) put.bind_all(n.handles[pair.first].value, n.handles[pair.second].value, events).run();
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
    put_use
        .bind_all(handle, exhibit, use.of(model::HandleUse::sent), use.of(model::HandleUse::received), use.of(model::HandleUse::card),
                  use.of(model::HandleUse::mentioned), use.of(model::HandleUse::other), use.first, use.last)
        .run();
  for (const auto& [identifier, exhibit, records] : uses.names) put_name.bind_all(identifier, exhibit, records).run();
}

}  // namespace

ExhibitOwners name_owners(casefile::Case& case_file) {
  Transaction transaction(case_file.db());
  auto owner = owners(case_file);
  transaction.commit();
  return owner;
}

void run_link_stage(casefile::Case& case_file, const ExhibitOwners& owner, ThreadPool& pool, const ProgressCall& progress) {
  auto& db = case_file.db();
  std::int64_t done = 0;
  auto say = [&](std::int64_t step) {
    done = step;
    if (progress) progress({"Following numbers across exhibits", done, clock_steps + 4, "steps"});
  };
  say(0);
  // Counting only reads: on a thread of its own, beside the clocks.
  auto counted = std::async(pool.size() > 1 ? std::launch::async : std::launch::deferred, [&case_file] {
    Db reading(case_file.directory() / "case.db", casefile::OpenMode::read);
    reading.run("PRAGMA mmap_size=0; PRAGMA cache_size=-8192");
    return count_uses(reading);
  });
  auto n = number_handles(db);
  {
    Transaction transaction(db);
    run_clock_stage(case_file, n, owner, pool, [&] { say(done + 1); });
    transaction.commit();
  }
  say(clock_steps + 1);
  auto uses = counted.get();
  {
    Transaction transaction(db);
    store_saved_names(db, uses.names);
    transaction.commit();
  }
  say(clock_steps + 2);
  Named named;
  auto events = build(case_file, n, owner, pool, &named);
  events.save(case_file.derived() / "events.bin", stamp(db));
  say(clock_steps + 3);
  Transaction transaction(db);
  store_named(db, n, named);
  store_uses(db, std::move(uses));
  transaction.commit();
  say(clock_steps + 4);
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
  out.events = build(case_file, n, owners(case_file), pool);
  try {
    out.events.save(path, expected);
  } catch (const Error&) {
    // A case on read-only media is read all the same; the columns are then built each time.
  }
  return out;
}

link::Handle CaseEvents::dense(std::int64_t id) const {
  auto at = std::find_if(handles.begin(), handles.end(), [&](auto h) { return h.value == id; });
  return at == handles.end() ? link::no_handle : static_cast<link::Handle>(at - handles.begin());
}

ExhibitOwners exhibit_owners(casefile::Case& case_file) { return owners(case_file); }

}  // namespace clew::job
