#include "view/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "job/clocks.h"

namespace clew::view {
namespace {

constexpr Micros hour = 3'600 * micros_per_second;
constexpr Micros day = 24 * hour;

Micros parse_time(const std::string& text, bool end_of_day) {
  std::string iso = text;
  if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
  auto parsed = parse_iso(iso);
  if (!parsed) throw Error(ErrorKind::usage, fmt::format("'{}' is no time; write 2025-03-30 or 2025-03-30T14:00", text));
  Micros time = parsed->micros - Micros{parsed->offset_minutes.value_or(0)} * 60 * micros_per_second;
  return !parsed->has_clock && end_of_day ? time + day - 1 : time;
}

struct Slot {
  Micros time;
  std::int64_t record;
  Micros offset;
  bool clock_known, zone_known;
};

// Handles that a text names: exactly by normal form or as written; else by name, or a part of one.
std::set<std::int64_t> handles_named(const casefile::Db& db, const std::string& who) {
  std::set<std::int64_t> out;
  for (const char* sql :
       {"SELECT id FROM handle WHERE normal = ?1", "SELECT DISTINCT handle_id FROM identifier WHERE raw = ?1 OR name = ?1",
        "SELECT DISTINCT handle_id FROM identifier WHERE instr(lower(name), lower(?1)) > 0"}) {
    auto list = db.prepare(sql);
    for (list.bind(1, who); list.step();) out.insert(list.integer(0));
    if (!out.empty()) return out;
  }
  throw Error(ErrorKind::not_found, fmt::format("nobody in the case is called or has the number '{}'", who));
}

std::string numbers(const std::set<std::int64_t>& ids) {
  std::string out;
  for (auto id : ids) out += (out.empty() ? "" : ",") + std::to_string(id);
  return out.empty() ? "-1" : out;
}

}  // namespace

Timeline timeline(const CaseView& view, const TimelineFilter& filter) {
  const auto& db = view.db();
  RecordReader reader(view);
  job::Clocks clocks(db);
  Timeline out;
  if (!filter.from.empty()) out.from = parse_time(filter.from, false);
  if (!filter.to.empty()) out.to = parse_time(filter.to, true);
  if (!filter.around.empty()) {
    Micros middle = 0;
    if (filter.around.find('#') != std::string::npos) {
      auto id = reader.find(filter.around);
      if (!id) throw Error(ErrorKind::not_found, fmt::format("there is no record {}", filter.around));
      auto get = db.prepare("SELECT coalesce(utc, order_utc), file_id, time_certainty = 'exact' FROM record WHERE id = ?1");
      get.bind(1, id->value);
      if (!get.step() || get.is_null(0)) throw Error(ErrorKind::usage, fmt::format("record {} has no time", filter.around));
      middle = get.integer(0);
      if (!filter.as_written) middle -= clocks.ahead(id->value, get.integer(1), get.integer(2) != 0, middle).value_or(0);
    } else {
      middle = parse_time(filter.around, false);
    }
    auto half = static_cast<Micros>(filter.window_hours * static_cast<double>(hour));
    out.from = std::max(out.from.value_or(middle - half), middle - half);
    out.to = std::min(out.to.value_or(middle + half), middle + half);
  }

  std::string where = "r.kind IN ('message', 'call', 'location', 'event')";
  if (!filter.exhibits.empty()) {
    std::set<std::int64_t> ids;
    for (const auto& ref : filter.exhibits) ids.insert(view.exhibit(ref));
    where += fmt::format(" AND r.id >> 32 IN ({})", numbers(ids));
  }
  for (const auto& who : filter.who) {
    auto handles = handles_named(db, who);
    std::set<std::int64_t> own;  // exhibits of that person's phone: its rows need not name it
    for (auto list = db.prepare(fmt::format("SELECT e.id FROM exhibit e JOIN handle h ON h.normal = e.owner_number WHERE h.id IN "
                                            "({})",
                                            numbers(handles)));
         list.step();)
      own.insert(list.integer(0));
    where += fmt::format(
        " AND (r.id >> 32 IN ({}) OR r.id IN (SELECT p.record_id FROM participation p JOIN identifier i ON i.id = "
        "p.identifier_id WHERE i.handle_id IN ({})))",
        numbers(own), numbers(handles));
  }
  out.undated = db.integer("SELECT count(*) FROM record r WHERE " + where + " AND r.utc IS NULL AND r.time_certainty <> "
                           "'local-unknown'");
  Micros margin = filter.as_written ? 0 : clocks.largest();
  if (out.from) where += fmt::format(" AND r.order_utc >= {}", *out.from - margin);
  if (out.to) where += fmt::format(" AND r.order_utc <= {}", *out.to + margin);

  // Each event once: the copy that stands for all, or else the first that the filter lets through.
  std::vector<Slot> slots;
  std::unordered_map<std::int64_t, std::size_t> slot_of;  // group → slot
  for (auto list = db.prepare("SELECT r.id, r.utc, r.order_utc, g.group_id, r.file_id, r.time_certainty = 'exact' FROM record r LEFT "
                              "JOIN event_group g ON g.record_id = r.id WHERE " +
                              where + " AND (r.utc IS NOT NULL OR r.time_certainty = 'local-unknown') AND r.time_certainty <> "
                                      "'implausible' ORDER BY r.id");
       list.step();) {
    Slot slot{list.is_null(1) ? list.integer(2) : list.integer(1), list.integer(0), 0, false, !list.is_null(1)};
    if (auto offset = clocks.ahead(slot.record, list.integer(4), list.integer(5) != 0, slot.time)) {
      slot.clock_known = true;
      slot.offset = *offset;
      if (!filter.as_written) slot.time -= *offset;
    }
    if ((out.from && slot.time < *out.from) || (out.to && slot.time > *out.to)) continue;
    if (!list.is_null(3)) {
      auto [found, fresh] = slot_of.try_emplace(list.integer(3), slots.size());
      if (!fresh) {
        if (slot.record == list.integer(3)) slots[found->second] = slot;
        continue;
      }
    }
    slots.push_back(slot);
  }
  auto ref = db.prepare("SELECT sha256 FROM exhibit WHERE id = ?1");
  std::map<std::int64_t, std::string> order;  // exhibits by hash, so that ties do not hang on the order of import
  auto hash_of = [&](std::int64_t exhibit) -> const std::string& {
    auto found = order.find(exhibit);
    if (found == order.end()) {
      ref.bind(1, exhibit);
      ref.step();
      found = order.emplace(exhibit, std::string(ref.text(0))).first;
      ref.reset();
    }
    return found->second;
  };
  for (const auto& slot : slots) hash_of(slot.record >> 32);
  std::sort(slots.begin(), slots.end(), [&](const Slot& a, const Slot& b) {
    if (a.time != b.time) return a.time < b.time;
    if (a.record >> 32 != b.record >> 32) return order.at(a.record >> 32) < order.at(b.record >> 32);
    return a.record < b.record;
  });

  out.total = static_cast<std::int64_t>(slots.size());
  auto gap = static_cast<Micros>(filter.gap_hours * static_cast<double>(hour));
  for (std::size_t i = filter.offset; i < slots.size() && out.entries.size() < filter.limit; ++i) {
    const Slot& slot = slots[i];
    auto record = reader.load({slot.record});
    if (!record) continue;
    TimelineEntry entry;
    entry.time = slot.time;
    entry.clock_offset_s = static_cast<double>(slot.offset) / 1e6;
    entry.clock_known = slot.clock_known;
    entry.zone_known = slot.zone_known;
    if (i > 0 && slot.time - slots[i - 1].time >= gap) entry.gap = slot.time - slots[i - 1].time;
    entry.record = std::move(*record);
    out.entries.push_back(std::move(entry));
  }
  return out;
}

void write_json(JsonWriter& out, const Timeline& line) {
  auto optional_time = [&](std::string_view name, const std::optional<Micros>& time) {
    out.key(name);
    time ? out.value(to_iso_utc(*time)) : out.null();
  };
  out.begin_object().field("total", line.total).field("shown", static_cast<std::int64_t>(line.entries.size()));
  out.field("undated", line.undated);
  optional_time("from", line.from);
  optional_time("to", line.to);
  out.key("entries").begin_array();
  for (const auto& e : line.entries) {
    out.begin_object().field("time", to_iso_utc(e.time)).field("zone_known", e.zone_known);
    out.field("clock_offset_s", e.clock_offset_s).field("clock_known", e.clock_known).key("gap_s");
    e.gap ? out.value(static_cast<double>(*e.gap) / 1e6) : out.null();
    out.key("record");
    write_json(out, e.record);
    out.end();
  }
  out.end().end();
}

}  // namespace clew::view
