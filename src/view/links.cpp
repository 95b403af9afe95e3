#include "view/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "job/clocks.h"
#include "job/link_stage.h"
#include "link/pairs.h"
#include "view/chart_node.h"

namespace clew::view {

std::vector<LinkPairView> links(const CaseView& view, ThreadPool& pool, std::int64_t handle, std::int64_t least) {
  auto events = job::open_events(view.case_file(), pool);
  auto table = link::pair_table(events.events, {}, pool);
  struct Name {
    std::string kind, normal;
  };
  std::vector<Name> names;
  auto get = view.db().prepare("SELECT kind, normal FROM handle WHERE id = ?1");
  for (auto id : events.handles) {
    get.reset();
    get.bind(1, id.value);
    get.step();
    names.push_back({std::string(get.text(0)), std::string(get.text(1))});
  }
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> named;
  for (auto list = view.db().prepare("SELECT from_id, to_id, events FROM saved_name_count"); list.step();)
    named[std::minmax(list.integer(0), list.integer(1))] += list.integer(2);
  std::vector<LinkPairView> out;
  auto add = [&](link::Handle a, link::Handle b, const link::Pair* there, const link::Pair* back) {
    LinkPairView p;
    p.a_id = events.handles[a].value;
    p.b_id = events.handles[b].value;
    if (handle && p.a_id != handle && p.b_id != handle) return;
    for (auto [pair, direction] : {std::pair(there, &p.a_to_b), std::pair(back, &p.b_to_a)}) {
      if (!pair) continue;
      *direction += pair->count + pair->undated;
      p.undated += pair->undated;
      p.talk_s += pair->talk_s;
      for (std::size_t k = 0; k < p.by_kind.size(); ++k) p.by_kind[k] += pair->by_kind[k];
      if (pair->count) {
        if (!p.first || pair->first * 1000 < *p.first) p.first = pair->first * 1000;
        if (!p.last || pair->last * 1000 > *p.last) p.last = pair->last * 1000;
      }
    }
    p.count = p.a_to_b + p.b_to_a;
    if (p.count < least) return;
    if (auto found = named.find(std::minmax(p.a_id, p.b_id)); found != named.end()) p.by_saved_name = found->second;
    p.a = view.text(names[a].normal);
    p.b = view.text(names[b].normal);
    p.a_kind = names[a].kind;
    p.b_kind = names[b].kind;
    out.push_back(std::move(p));
  };
  for (link::Handle a = 0; a < table.handle_count(); ++a)
    for (const auto& pair : table.of(a)) {
      auto b = pair.to;
      if (a < b)
        add(a, b, &pair, table.find(b, a));
      else if (!table.find(b, a) || a == b)
        add(b, a, a == b ? &pair : nullptr, a == b ? nullptr : &pair);
    }
  std::stable_sort(out.begin(), out.end(), [](const auto& x, const auto& y) {
    return std::tuple(-x.count, x.a.raw_for_analysis(), x.b.raw_for_analysis()) <
           std::tuple(-y.count, y.a.raw_for_analysis(), y.b.raw_for_analysis());
  });
  return out;
}

void put_names(const CaseView& view, std::vector<LinkPairView>& list) {
  ChartNodes nodes(view);
  std::map<std::int64_t, model::EvidenceText> names;
  auto name = [&](std::int64_t handle) {
    auto [at, fresh] = names.try_emplace(handle);
    if (fresh) at->second = nodes.of(handle).name;
    return at->second;
  };
  for (auto& pair : list) {
    pair.a_name = name(pair.a_id);
    pair.b_name = name(pair.b_id);
  }
}

void write_json(JsonWriter& out, const std::vector<LinkPairView>& list) {
  out.begin_object().field("v", 1).key("links").begin_array();
  for (const auto& p : list) {
    out.begin_object().field("a", p.a.raw_for_analysis()).field("b", p.b.raw_for_analysis());
    out.field("a_name", p.a_name.raw_for_analysis()).field("b_name", p.b_name.raw_for_analysis());
    out.field("a_kind", p.a_kind).field("b_kind", p.b_kind).field("a_id", p.a_id).field("b_id", p.b_id);
    out.field("count", p.count).field("a_to_b", p.a_to_b).field("b_to_a", p.b_to_a).field("undated", p.undated).field("by_saved_name", p.by_saved_name);
    for (auto [name, time] : {std::pair("first", p.first), std::pair("last", p.last)}) {
      out.key(name);
      time ? out.value(to_iso_utc(*time)) : out.null();
    }
    out.key("by_kind").begin_object();
    for (std::size_t k = 0; k < p.by_kind.size(); ++k)
      if (p.by_kind[k]) out.field(link::word(static_cast<link::EventKind>(k)), p.by_kind[k]);
    out.end().field("talk_s", p.talk_s).end();
  }
  out.end().end();
}

namespace {

std::string device_in(std::string_view part) { return job::ClockPart::of(part).device; }

// The clocks of an exhibit with the rows of several phones apart: pieces and lines of the note by phone.
std::vector<ClockView> by_device(std::vector<ClockView> list) {
  std::vector<ClockView> out;
  for (auto& all : list) {
    std::map<std::string, ClockView> devices;
    for (auto& piece : all.pieces)
      if (auto device = device_in(piece.part); !device.empty()) devices[device].pieces.push_back(std::move(piece));
    if (devices.empty()) {
      out.push_back(std::move(all));
      continue;
    }
    std::string_view notes = all.note;
    while (!notes.empty()) {
      const auto line = notes.substr(0, notes.find('\n'));
      notes.remove_prefix(std::min(line.size() + 1, notes.size()));
      // "A: B" is not A, whose line may begin with the same words.
      std::pair<std::size_t, ClockView*> whose{0, nullptr};
      for (auto& [device, clock] : devices)
        if (const auto label = job::ClockPart::of(clock.pieces.front().part).label() + ": "; line.starts_with(label) && label.size() > whose.first)
          whose = {label.size(), &clock};
      if (whose.second) whose.second->note = line.substr(whose.first);
    }
    for (auto& [device, clock] : devices) {
      clock.exhibit = all.exhibit;
      clock.device = device;
      clock.offset_s = clock.pieces.front().offset_s;
      clock.kind = clock.pieces.size() > 1 ? "changed" : clock.pieces.front().kind;
      out.push_back(std::move(clock));
    }
  }
  return out;
}

}  // namespace

std::vector<ClockView> clocks(const CaseView& view) {
  std::vector<ClockView> out;
  for (auto list = view.db().prepare("SELECT e.ref, c.offset_us, c.support, c.share, c.kind, c.note FROM clock_offset c "
                                     "JOIN exhibit e ON e.id = c.exhibit_id ORDER BY e.ref COLLATE by_number");
       list.step();) {
    ClockView c;
    c.exhibit = list.text(0);
    c.offset_s = static_cast<double>(list.integer(1)) / 1e6;
    c.support = list.integer(2);
    c.share = list.real(3);
    c.kind = list.text(4);
    c.note = list.text(5);
    out.push_back(std::move(c));
  }
  auto pieces = view.db().prepare("SELECT from_utc, to_utc, offset_us, p.kind, p.part FROM clock_piece p JOIN exhibit e ON e.id = "
                                  "p.exhibit_id WHERE e.ref = ?1 ORDER BY part, seq");
  auto pairs = view.db().prepare(
      "SELECT x.ref, y.ref, a_part, b_part, from_utc, to_utc, offset_us, residual_us, support, compared, believed FROM clock_pair p JOIN "
      "exhibit x ON x.id = p.a JOIN exhibit y ON y.id = p.b WHERE x.ref = ?1 OR y.ref = ?1");
  for (auto& c : out) {
    for (pieces.bind(1, c.exhibit); pieces.step();)
      c.pieces.push_back({pieces.optional_integer(0), pieces.optional_integer(1), static_cast<double>(pieces.integer(2)) / 1e6,
                          std::string(pieces.text(3)), std::string(pieces.text(4))});
    pieces.reset();
  }
  out = by_device(std::move(out));
  for (auto& c : out) {
    for (pairs.bind(1, c.exhibit); pairs.step();)
      for (const bool first : {true, false}) {
        const std::string own(pairs.text(first ? 2 : 3)), others(pairs.text(first ? 3 : 2)), other(pairs.text(first ? 1 : 0));
        if (pairs.text(first ? 0 : 1) != c.exhibit || device_in(own) != c.device) continue;
        if (other == c.exhibit && device_in(others) == c.device) continue;
        const auto offset = first ? -pairs.integer(6) : pairs.integer(6);
        c.with.push_back({other, device_in(others), pairs.optional_integer(4), pairs.optional_integer(5), static_cast<double>(offset) / 1e6,
                          static_cast<double>(pairs.integer(7)) / 1e6, pairs.integer(8), pairs.integer(9), pairs.integer(10) != 0});
      }
    pairs.reset();
    std::stable_sort(c.with.begin(), c.with.end(), [](const auto& a, const auto& b) {
      return std::tie(a.exhibit, a.device, a.from) < std::tie(b.exhibit, b.device, b.from);
    });
    if (c.device.empty()) continue;
    std::int64_t compared = 0;
    c.support = 0;
    for (const auto& with : c.with)
      if (with.believed) c.support += with.support, compared += with.compared;
    c.share = compared ? static_cast<double>(c.support) / static_cast<double>(compared) : 0;
  }
  return out;
}

void write_array(JsonWriter& out, const std::vector<ClockView>& list) {
  auto time = [&](std::string_view name, const std::optional<Micros>& value) {
    out.key(name);
    value ? out.value(to_iso_utc(*value)) : out.null();
  };
  out.begin_array();
  for (const auto& c : list) {
    out.begin_object().field("exhibit", c.exhibit);
    if (!c.device.empty()) out.field("device", c.device);
    out.field("offset_s", c.offset_s).field("support", c.support);
    out.field("share", c.share).field("kind", c.kind).field("note", c.note).key("pieces").begin_array();
    for (const auto& p : c.pieces) {
      out.begin_object();
      time("from", p.from);
      time("to", p.to);
      out.field("offset_s", p.offset_s).field("kind", p.kind).field("part", p.part).end();
    }
    out.end().key("with").begin_array();
    for (const auto& w : c.with) {
      out.begin_object().field("exhibit", w.exhibit);
      if (!w.device.empty()) out.field("device", w.device);
      time("from", w.from);
      time("to", w.to);
      out.field("offset_s", w.offset_s).field("support", w.support).field("compared", w.compared);
      out.field("believed", w.believed).field("residual_s", w.residual_s).end();
    }
    out.end().end();
  }
  out.end();
}

void write_json(JsonWriter& out, const std::vector<ClockView>& list) {
  out.begin_object().field("v", 1).key("clock_offsets");
  write_array(out, list);
  out.end();
}

// From the event columns, as the pair table is: the owner of an exhibit takes part in most of its events
// without being written in any of them. Then all copies of each event.
std::vector<model::RecordId> link_records(const CaseView& view, ThreadPool& pool, std::int64_t a, std::int64_t b,
                                          const LinkRecordFilter& filter) {
  const auto limit = filter.limit;
  auto events = job::open_events(view.case_file(), pool);
  const auto& columns = events.events;
  auto one = events.dense(a), other = events.dense(b);
  if (one == link::no_handle || other == link::no_handle) return {};
  std::vector<std::int64_t> found;
  auto is_pair = [&](link::Handle from, link::Handle to) {
    return (from == one && to == other) || (from == other && to == one);
  };
  auto fewer = columns.party(one).size() < columns.party(other).size() ? one : other;
  for (auto i : columns.party(fewer)) {
    if (found.size() >= limit) break;
    if (!is_pair(columns.from(i), columns.to(i))) continue;
    const auto when = columns.time(i) * 1000;
    if ((filter.from && when < *filter.from) || (filter.to && when >= *filter.to)) continue;
    auto record = events.record(columns.record(i)).value;
    if (found.empty() || found.back() != record) found.push_back(record);  // with oneself: once
  }
  for (const auto& event : columns.undated()) {
    if (found.size() >= limit || !filter.undated || filter.from || filter.to) break;
    if (!event.is_group && is_pair(event.from, event.to)) found.push_back(events.record(event.record).value);
  }
  auto copies = view.db().prepare(
      "SELECT c.record_id FROM event_group e JOIN event_group c ON c.group_id = e.group_id WHERE e.record_id = ?1");
  auto time = view.db().prepare("SELECT order_utc FROM record WHERE id = ?1");
  std::vector<std::pair<std::optional<std::int64_t>, std::int64_t>> all;
  auto add = [&](std::int64_t id) {
    time.reset();
    time.bind(1, id);
    if (time.step()) all.emplace_back(time.optional_integer(0), id);
  };
  for (auto id : found) {
    bool alone = true;
    if (filter.copies) {
      for (copies.bind(1, id); copies.step(); alone = false) add(copies.integer(0));
      copies.reset();
    }
    if (alone) add(id);
  }
  // Undated ones last.
  std::sort(all.begin(), all.end(), [](const auto& x, const auto& y) {
    return std::tuple(!x.first, x.first, x.second) < std::tuple(!y.first, y.first, y.second);
  });
  std::vector<model::RecordId> out;
  for (std::size_t i = 0; i < all.size() && i < limit; ++i) out.push_back({all[i].second});
  return out;
}

}  // namespace clew::view
