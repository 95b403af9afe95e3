#include "view/compare.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "base/natural_order.h"
#include "job/case_rows.h"
#include "job/clocks.h"
#include "link/threads.h"
#include "view/escape.h"

namespace clew::view {
namespace {

using compare::End;
using compare::EndRow;
using compare::Way;
using link::Millis;

// A thread or, for records without one, the calls and messages of the same parties.
struct Lane {
  std::int64_t conversation = 0;
  bool group = false;
  std::vector<std::uint32_t> rows;
  std::map<std::int64_t, std::uint32_t> parties;  // handle id → rows with it
};

struct Side {
  std::int64_t exhibit = 0;
  std::string ref, device;
  std::vector<EndRow> rows;
  std::vector<std::int64_t> record;         // as rows: id in the case
  std::vector<Lane> lanes;
  Millis from = link::Events::max_time, to = link::Events::min_time;
  bool calls = false, media = false;
  std::vector<std::int64_t> row_ids;
};

class Loader {
 public:
  explicit Loader(const CaseView& view)
      : view_(view), numbering_(job::number_handles(view.db())), owners_(job::owners(view.case_file())) {
    for (auto list = view.db().prepare("SELECT conversation_id, handle_id, seat FROM thread_seat"); list.step();)
      seats_[{list.integer(0), list.integer(1)}] = static_cast<std::uint32_t>(list.integer(2));
    first_free_ = static_cast<std::uint32_t>(view.db().integer("SELECT coalesce(max(seat), -1) + 1 FROM thread_seat"));
  }

  // By the phone that a row was read from, in order of its name; nearly always the exhibit itself alone.
  std::vector<Side> load(std::int64_t exhibit, const std::string& ref) {
    std::map<std::string, Side> sides;
    std::map<std::string, std::map<std::pair<std::int64_t, std::vector<std::int64_t>>, std::uint32_t>> lanes_of;
    job::Clocks clocks(view_.db());
    std::unordered_map<std::int64_t, std::int64_t> events;
    auto groups = view_.db().prepare("SELECT record_id, group_id FROM event_group WHERE record_id >= ?1 << 32 AND record_id < "
                                     "(?1 + 1) << 32");
    for (groups.bind(1, exhibit); groups.step();) events[groups.integer(0)] = groups.integer(1);

    job::for_each_row(
        view_.db(), numbering_, owners_,
        [&](const job::Row& row) {
          if (!row.utc && !row.local) return;
          Side& side = sides[row.device];
          auto& lanes = lanes_of[row.device];
          EndRow r;
          r.record = row.record;
          if (auto found = events.find(row.record); found != events.end()) r.event = found->second;
          r.precision = row.precision / 1000;
          Millis middle = (row.utc ? *row.utc : *row.local) / 1000 + r.precision / 2;
          r.time = middle - clocks.ahead(row.record, row.file, row.own_zone, middle * 1000).value_or(0) / 1000;
          r.deleted = row.deleted;
          r.edited = row.edited;
          r.media = row.has_media;
          r.call = row.call;
          if (!row.call && !row.deleted && !row.has_media && !row.text.empty()) words(row.text, r);
          r.way = row.direction == "out" ? Way::out : row.direction == "in" ? Way::in : Way::unknown;
          r.seat = seat(row);
          std::int64_t id = 0;
          auto [end, error] = std::from_chars(row.key.data(), row.key.data() + row.key.size(), id);
          if (!row.key.empty() && error == std::errc() && end == row.key.data() + row.key.size()) {
            r.row_id = id;
            side.row_ids.push_back(id);
          }
          side.from = std::min(side.from, r.time - r.precision / 2);
          side.to = std::max(side.to, r.time + r.precision / 2);
          side.calls |= row.call;
          side.media |= row.has_media;
          std::vector<std::int64_t> parties;
          if (!row.conversation) {
            parties = row.to;
            parties.push_back(row.from);
            std::sort(parties.begin(), parties.end());
          }
          auto [lane, fresh] = lanes.try_emplace({row.conversation, std::move(parties)},
                                                 static_cast<std::uint32_t>(side.lanes.size()));
          if (fresh) side.lanes.push_back({row.conversation, false, {}, {}});
          auto& here = side.lanes[lane->second];
          here.group |= row.to.size() > 1;
          if (row.from) ++here.parties[row.from];
          for (auto to : row.to) ++here.parties[to];
          here.rows.push_back(static_cast<std::uint32_t>(side.rows.size()));
          side.rows.push_back(r);
          side.record.push_back(row.record);
        },
        job::RecordRange::of_exhibit(exhibit));
    std::vector<Side> out;
    for (auto& [device, side] : sides) {
      side.exhibit = exhibit;
      side.ref = ref;
      side.device = device;
      std::sort(side.row_ids.begin(), side.row_ids.end());
      out.push_back(std::move(side));
    }
    return out;
  }

 private:
  // An edit changes a word, mostly behind the first ones.
  static std::uint64_t head_of(std::string_view text) {
    constexpr std::size_t head_letters = 3;  // "pse" becomes "pse 2"
    std::size_t letters = 0, at = 0;
    for (; at < text.size(); ++at)
      if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && letters++ == head_letters) break;
    return letters < head_letters ? 0 : XXH3_64bits(text.data(), at);
  }
  static void words(const std::string& text, EndRow& r) {
    std::string_view trimmed(text);
    while (!trimmed.empty() && (trimmed.back() == ' ' || trimmed.back() == '\n' || trimmed.back() == '\r'))
      trimmed.remove_suffix(1);
    std::string plain, masked;  // without line ends of the platform and marks of direction
    for (std::size_t i = 0; i < trimmed.size(); ++i) {
      if (trimmed.compare(i, 2, "\xE2\x80") == 0 && i + 2 < trimmed.size() &&
          (trimmed[i + 2] == '\x8E' || trimmed[i + 2] == '\x8F')) {
        i += 2;
        continue;
      }
      if (trimmed[i] == '\r') continue;
      plain.push_back(trimmed[i]);
      bool beyond = static_cast<unsigned char>(trimmed[i]) >= 0x80;
      r.beyond_ascii |= beyond;
      r.marks += trimmed[i] == '?';
      if (!beyond && trimmed[i] != '?')
        masked.push_back(trimmed[i]);
      else if (masked.empty() || masked.back() != '?')
        masked.push_back('?');
    }
    r.words = XXH3_64bits(plain.data(), plain.size());
    r.masked = XXH3_64bits(masked.data(), masked.size());
    r.loose = link::content_key(text);
    r.long_text = plain.size() >= 10;
    r.head = head_of(plain);
  }

  // Writers of threads by their seat; others by their number or account, which is the same in every exhibit.
  std::uint32_t seat(const job::Row& row) {
    if (!row.from) return compare::no_seat;
    if (auto found = seats_.find({row.conversation, row.from}); found != seats_.end()) return found->second;
    if (numbering_.is_name(row.from)) return compare::no_seat;
    auto dense = numbering_.dense.find(row.from);
    return dense == numbering_.dense.end() ? compare::no_seat : first_free_ + dense->second;
  }

  const CaseView& view_;
  job::Numbering numbering_;
  job::Owners owners_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> seats_;
  std::uint32_t first_free_ = 0;
};

// Lanes of two exhibits that share events: connected ones are one conversation (a chat may lie in an export and in a
// database; a number may have changed).
struct Mates {
  std::vector<std::uint32_t> a, b;
};

std::vector<Mates> mates(const Side& a, const Side& b) {
  std::unordered_map<std::int64_t, std::uint32_t> lane_of_event;
  for (std::uint32_t lane = 0; lane < a.lanes.size(); ++lane)
    for (auto row : a.lanes[lane].rows)
      if (a.rows[row].event >= 0) lane_of_event.emplace(a.rows[row].event, lane);
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> shared;
  for (std::uint32_t lane = 0; lane < b.lanes.size(); ++lane)
    for (auto row : b.lanes[lane].rows)
      if (auto found = lane_of_event.find(b.rows[row].event); b.rows[row].event >= 0 && found != lane_of_event.end())
        ++shared[{found->second, lane}];
  std::vector<std::uint32_t> parent(a.lanes.size() + b.lanes.size());
  std::iota(parent.begin(), parent.end(), 0u);
  auto root = [&](std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  std::map<std::uint32_t, std::uint32_t> best_of_a, best_of_b;
  for (const auto& [pair, count] : shared) {
    best_of_a[pair.first] = std::max(best_of_a[pair.first], count);
    best_of_b[pair.second] = std::max(best_of_b[pair.second], count);
  }
  for (const auto& [pair, count] : shared) {
    // A stray coincidence does not tie two conversations.
    if (count * 10 < best_of_a[pair.first] && count * 10 < best_of_b[pair.second]) continue;
    auto x = root(pair.first), y = root(static_cast<std::uint32_t>(a.lanes.size()) + pair.second);
    parent[std::max(x, y)] = std::min(x, y);
  }
  std::map<std::uint32_t, Mates> by_root;
  for (std::uint32_t i = 0; i < parent.size(); ++i) {
    if (i < a.lanes.size())
      by_root[root(i)].a.push_back(i);
    else
      by_root[root(i)].b.push_back(i - static_cast<std::uint32_t>(a.lanes.size()));
  }
  std::vector<Mates> out;
  for (auto& [first, found] : by_root)
    if (!found.a.empty() && !found.b.empty()) out.push_back(std::move(found));
  return out;
}

End end_of(const Side& side, const std::vector<std::uint32_t>& lanes, std::vector<std::uint32_t>& order) {
  End end;
  for (auto lane : lanes) {
    order.insert(order.end(), side.lanes[lane].rows.begin(), side.lanes[lane].rows.end());
    end.group |= side.lanes[lane].group;
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) {
    return std::tuple(side.rows[x].time, side.rows[x].record) < std::tuple(side.rows[y].time, side.rows[y].record);
  });
  for (auto row : order) end.rows.push_back(side.rows[row]);
  end.window_from = side.from;
  end.window_to = side.to;
  end.has_calls = side.calls;
  end.has_media = side.media;
  end.row_ids = side.row_ids;
  return end;
}

class PartyNames {
 public:
  explicit PartyNames(const CaseView& view) : get_(view.db().prepare("SELECT normal FROM handle WHERE id = ?1")) {}

  std::vector<std::string> of(const Side& a, const std::vector<std::uint32_t>& lanes_a, const Side& b, const std::vector<std::uint32_t>& lanes_b) {
    std::map<std::string, std::uint32_t> rows;  // bare names of two exhibits are two handles
    for (const auto& [side, lanes] : {std::pair(&a, &lanes_a), std::pair(&b, &lanes_b)})
      for (auto lane : *lanes)
        for (const auto& [handle, count] : side->lanes[lane].parties)
          if (const auto& name = normal(handle); !name.empty()) rows[name] += count;
    std::vector<std::string> out;
    for (const auto& [name, count] : rows) out.push_back(name);
    std::stable_sort(out.begin(), out.end(), [&](const auto& x, const auto& y) { return rows[x] > rows[y]; });
    return out;
  }

 private:
  const std::string& normal(std::int64_t handle) {
    auto [at, fresh] = known_.try_emplace(handle);
    if (!fresh) return at->second;
    get_.bind(1, handle);
    if (get_.step()) at->second = get_.text(0);
    get_.reset();
    return at->second;
  }
  casefile::Stmt get_;
  std::unordered_map<std::int64_t, std::string> known_;
};

EndRecord end_record(const Side& side, const std::vector<std::uint32_t>& order, std::uint32_t row) {
  EndRecord out;
  if (row == compare::no_row) return out;
  const auto& r = side.rows[order[row]];
  out.row = {side.record[order[row]]};
  out.id = fmt::format("{}#{}", side.ref, model::number_of(out.row));
  out.common = (r.time - r.precision / 2) * 1000;
  return out;
}

// One side as it was asked for.
struct Wanted {
  std::int64_t exhibit = 0, conversation = 0;
  std::string ref, device;
};

// `only_a`, `only_b`: a conversation that must be among those of that side, 0 any.
void compare_sides(const CaseView& view, const Side& a, std::int64_t only_a, const Side& b, std::int64_t only_b, const std::function<void(EndsView)>& each) {
  PartyNames names(view);
  auto title = view.db().prepare("SELECT title FROM conversation WHERE id = ?1");
  auto holds = [](const Side& side, const std::vector<std::uint32_t>& lanes, std::int64_t conversation) {
    return !conversation || std::any_of(lanes.begin(), lanes.end(), [&](auto lane) { return side.lanes[lane].conversation == conversation; });
  };
  for (const auto& found : mates(a, b)) {
    if (!holds(a, found.a, only_a) || !holds(b, found.b, only_b)) continue;
    std::vector<std::uint32_t> order_a, order_b;
    End end_a = end_of(a, found.a, order_a), end_b = end_of(b, found.b, order_b);
    auto compared = compare::compare_ends(end_a, end_b, {});
    EndsView ends;
    for (auto [shown, side, lanes, end] : {std::tuple(&ends.a, &a, &found.a, &end_a), std::tuple(&ends.b, &b, &found.b, &end_b)}) {
      shown->exhibit = side->ref;
      shown->device = view.text(side->device);
      shown->rows = static_cast<std::int64_t>(end->rows.size());
      for (auto lane : *lanes)
        if (auto id = side->lanes[lane].conversation) {
          shown->conversations.push_back(id);
          title.bind(1, id);
          if (title.step() && shown->title.empty()) shown->title = view.text(title.text(0));
          title.reset();
        }
    }
    ends.parties = names.of(a, found.a, b, found.b);
    ends.both = compared.both;
    for (auto& difference : compared.differences) {
      DifferenceView shown;
      shown.a = end_record(a, order_a, difference.a);
      shown.b = end_record(b, order_b, difference.b);
      const Side& lacking = difference.side == compare::Side::b ? b : a;
      const auto& order = difference.side == compare::Side::b ? order_b : order_a;
      if (difference.what == compare::What::lacks) {
        shown.before = end_record(lacking, order, difference.before);
        shown.after = end_record(lacking, order, difference.after);
      }
      shown.found = std::move(difference);
      ends.differences.push_back(std::move(shown));
    }
    each(std::move(ends));
  }
}

// A table of several phones, as the clock stage told them apart.
struct Table {
  std::int64_t exhibit;
  std::string ref;
};

std::vector<Table> tables_of_phones(const CaseView& view) {
  std::vector<Table> out;
  for (auto list = view.db().prepare("SELECT DISTINCT p.exhibit_id, e.ref, p.part FROM clock_piece p JOIN exhibit e ON e.id = p.exhibit_id ORDER BY e.ref COLLATE by_number"); list.step();)
    if (!job::ClockPart::of(list.text(2)).device.empty() && (out.empty() || out.back().exhibit != list.integer(0)))
      out.push_back({list.integer(0), std::string(list.text(1))});
  return out;
}

Wanted wanted(const CaseView& view, const std::string& what) {
  auto by_ref = view.db().prepare("SELECT id, ref FROM exhibit WHERE ref = ?1");
  by_ref.bind(1, what);
  if (by_ref.step()) return {by_ref.integer(0), 0, std::string(by_ref.text(1)), ""};
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(what.data(), what.data() + what.size(), number);
  if (error == std::errc() && end == what.data() + what.size()) {
    auto by_id = view.db().prepare("SELECT c.exhibit_id, e.ref FROM conversation c JOIN exhibit e ON e.id = c.exhibit_id WHERE c.id = ?1");
    by_id.bind(1, number);
    if (by_id.step()) return {by_id.integer(0), number, std::string(by_id.text(1)), ""};
  }
  for (const auto& table : tables_of_phones(view)) {
    const std::string colon = table.ref + ":", bracket = table.ref + " (";
    if (what.starts_with(colon)) return {table.exhibit, 0, table.ref, what.substr(colon.size())};
    if (what.starts_with(bracket) && what.ends_with(")")) return {table.exhibit, 0, table.ref, what.substr(bracket.size(), what.size() - bracket.size() - 1)};
  }
  throw Error(ErrorKind::not_found, fmt::format("there is no exhibit and no conversation {}", what));
}

// Those that share an event, and each table of several phones with itself.
std::vector<std::pair<Wanted, Wanted>> all_pairs(const CaseView& view) {
  std::vector<std::pair<Wanted, Wanted>> out;
  // The one whose reference comes first is A.
  for (auto list = view.db().prepare(
           "SELECT DISTINCT x.record_id >> 32, y.record_id >> 32, ex.ref, ey.ref FROM event_group x JOIN event_group y ON "
           "y.group_id = x.group_id AND y.record_id >> 32 <> x.record_id >> 32 JOIN exhibit ex ON ex.id = x.record_id >> 32 "
           "JOIN exhibit ey ON ey.id = y.record_id >> 32 WHERE ex.id < ey.id");
       list.step();) {
    Wanted a{list.integer(0), 0, std::string(list.text(2)), ""}, b{list.integer(1), 0, std::string(list.text(3)), ""};
    if (natural_less(b.ref, a.ref)) std::swap(a, b);
    out.emplace_back(std::move(a), std::move(b));
  }
  for (const auto& table : tables_of_phones(view)) {
    const Wanted one{table.exhibit, 0, table.ref, ""};
    out.push_back({one, one});
  }
  std::sort(out.begin(), out.end(), [](const auto& x, const auto& y) {
    return x.first.ref != y.first.ref ? natural_less(x.first.ref, y.first.ref) : natural_less(x.second.ref, y.second.ref);
  });
  return out;
}

void check_phone(const CaseView& view, const Wanted& one, const std::vector<Side>& there) {
  std::string names;
  for (const Side& side : there) {
    if (side.device == one.device) return;
    names += (names.empty() ? "" : ", ") + side.device;
  }
  throw Error(ErrorKind::not_found, fmt::format("there is no phone {} in {}; there are {}", one.device, one.ref, for_terminal(view.text(names))));
}

std::vector<std::string> recipients(const RecordView& record) {
  std::vector<std::string> out;
  for (const auto& party : record.participants)
    if (party.role == "to" || party.role == "callee") out.push_back((party.name.empty() ? party.raw : party.name).raw_for_analysis());
  return out;
}

model::EvidenceText writer_of(const RecordView& record) {
  for (const auto& party : record.participants)
    if (party.role == "from" || party.role == "caller" || party.role == "author") return party.name.empty() ? party.raw : party.name;
  return {};
}

}  // namespace

std::vector<EndsView> compare_ends(const CaseView& view, const EndsFilter& filter) {
  std::vector<EndsView> out;
  compare_ends(view, filter, [&](EndsView ends) { out.push_back(std::move(ends)); });
  return out;
}

std::vector<std::string> phones_of_tables(const CaseView& view) {
  std::vector<std::string> out;
  auto names = view.db().prepare(
      "SELECT DISTINCT json_extract(fields, '$.source_device') FROM record WHERE id >= ?1 << 32 AND id < (?1 + 1) << 32 AND kind IN ('message', 'call') AND "
      "instr(fields, '\"source_device\":') > 0 ORDER BY 1");
  for (const auto& table : tables_of_phones(view)) {
    names.bind(1, table.exhibit);
    while (names.step()) out.push_back(fmt::format("{}:{}", table.ref, names.text(0)));
    names.reset();
  }
  return out;
}

void compare_ends(const CaseView& view, const EndsFilter& filter, const std::function<void(EndsView)>& each) {
  if (filter.a.empty() != filter.b.empty()) throw Error(ErrorKind::usage, "give two exhibits or conversations, or none for all");
  std::vector<std::pair<Wanted, Wanted>> pairs;
  if (!filter.a.empty()) {
    pairs.emplace_back(wanted(view, filter.a), wanted(view, filter.b));
    const auto& [a, b] = pairs[0];
    const auto tables = tables_of_phones(view);
    const bool of_phones = std::any_of(tables.begin(), tables.end(), [&](const Table& t) { return t.exhibit == a.exhibit; });
    if (a.conversation && a.conversation == b.conversation) throw Error(ErrorKind::usage, "that is the same conversation twice: name two");
    if (a.exhibit == b.exhibit && a.device == b.device && !a.device.empty()) throw Error(ErrorKind::usage, "that is the same phone twice: name two");
    if (a.exhibit == b.exhibit && !of_phones) throw Error(ErrorKind::usage, "both lie in one exhibit: two copies from two exhibits are compared");
  } else {
    pairs = all_pairs(view);
  }
  Loader loader(view);
  std::map<std::int64_t, std::vector<Side>> loaded;
  auto sides = [&](const Wanted& one) -> const std::vector<Side>& {
    auto found = loaded.find(one.exhibit);
    return (found != loaded.end() ? found : loaded.emplace(one.exhibit, loader.load(one.exhibit, one.ref)).first)->second;
  };
  for (const auto& [a, b] : pairs)
    for (const Wanted* one : {&a, &b})
      if (!one->device.empty()) check_phone(view, *one, sides(*one));
  auto chosen = [](const Wanted& one, const Side& side) { return one.device.empty() || one.device == side.device; };
  std::map<std::int64_t, std::size_t> last;  // exhibit → its last comparison
  for (std::size_t i = 0; i < pairs.size(); ++i) last[pairs[i].first.exhibit] = last[pairs[i].second.exhibit] = i;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& [a, b] = pairs[i];
    // Of a table with itself each pair of phones comes once; where one is named, in the order asked for.
    const bool in_order = a.exhibit == b.exhibit && a.device.empty() && b.device.empty() && !a.conversation && !b.conversation;
    for (const Side& one : sides(a))
      for (const Side& other : sides(b)) {
        if (!chosen(a, one) || !chosen(b, other)) continue;
        if (&one == &other || (in_order && other.device < one.device)) continue;
        compare_sides(view, one, a.conversation, other, b.conversation, each);
      }
    for (auto exhibit : {a.exhibit, b.exhibit})
      if (last[exhibit] == i) loaded.erase(exhibit);
  }
}

void EndsCounts::add(const compare::Difference& difference) {
  using compare::What;
  if (compare::outside(difference))
    ++outside;
  else if (difference.what == What::lacks)
    ++(difference.side == compare::Side::a ? a_lacks : b_lacks);
  else
    ++(difference.what == What::edited ? edited : difference.what == What::shifted ? shifted : notices);
}

void PairsOfSides::add(const EndsView& ends) {
  const auto same = [&](const PairView& p) {
    return p.a.exhibit == ends.a.exhibit && p.b.exhibit == ends.b.exhibit && p.a.device == ends.a.device && p.b.device == ends.b.device;
  };
  if (pairs_.empty() || !same(pairs_.back())) pairs_.push_back({{ends.a.exhibit, ends.a.device, {}, {}, 0}, {ends.b.exhibit, ends.b.device, {}, {}, 0}, 0, 0, {}});
  PairView& pair = pairs_.back();
  ++pair.conversations;
  pair.both += ends.both;
  for (const auto& d : ends.differences) pair.counts.add(d.found);
}

namespace {

void write_fields(JsonWriter& out, const EndsCounts& counts) {
  out.field("a_lacks", counts.a_lacks).field("b_lacks", counts.b_lacks).field("outside", counts.outside);
  out.field("edited", counts.edited).field("shifted", counts.shifted).field("notices", counts.notices);
}

std::string side_name(const EndsSide& side) {
  return side.device.empty() ? side.exhibit : fmt::format("{}:{}", side.exhibit, side.device.raw_for_analysis());
}

// Neighbours come without their English.
void write_record(JsonWriter& out, RecordReader& records, std::string_view name, const EndRecord& r, bool neighbour = false) {
  out.key(name);
  const auto record = r.id.empty() ? std::nullopt : records.load(r.row);
  if (!record) {
    out.null();
    return;
  }
  const bool timed = !record->times.empty();
  out.begin_object().field("record", r.id).field("kind", record->kind);
  out.field("time", timed ? record->times.front().raw.raw_for_analysis() : "").key("utc");
  timed && record->times.front().utc ? out.value(to_iso_utc(*record->times.front().utc)) : out.null();
  out.key("common_time");
  r.common ? out.value(to_iso_utc(*r.common)) : out.null();
  out.field("direction", record->direction).field("state", record->state);
  out.field("who", writer_of(*record).raw_for_analysis());
  if (const auto to = recipients(*record); !to.empty() && to.size() <= 3) {  // a group is named by its title
    out.key("to").begin_array();
    for (const auto& name : to) out.value(name);
    out.end();
  }
  out.field("text", record->text.raw_for_analysis());
  if (record->duration_s) out.field("duration_s", *record->duration_s);
  if (!neighbour) write_english(out, *record);
  out.end();
}

}  // namespace

void write_json(JsonWriter& out, RecordReader& records, const EndsView& ends, std::optional<std::size_t> most_differences) {
  out.begin_object();
  for (auto [name, side] : {std::pair("a", &ends.a), std::pair("b", &ends.b)}) {
    out.key(name).begin_object().field("exhibit", side->exhibit);
    if (!side->device.empty()) out.field("device", side->device.raw_for_analysis());
    out.key("conversations").begin_array();
    for (auto id : side->conversations) out.value(id);
    out.end().field("title", side->title.raw_for_analysis()).field("records", side->rows).end();
  }
  constexpr std::size_t most_parties = 6;
  out.key("parties").begin_array();
  for (std::size_t i = 0; i < std::min(most_parties, ends.parties.size()); ++i) out.value(ends.parties[i]);
  out.end().field("party_count", static_cast<std::int64_t>(ends.parties.size()));
  out.field("in_both", ends.both);
  if (most_differences) out.field("difference_count", static_cast<std::int64_t>(ends.differences.size()));
  EndsCounts counts;
  for (const auto& d : ends.differences) counts.add(d.found);
  out.key("counts").begin_object();
  write_fields(out, counts);
  out.end();
  out.key("differences").begin_array();
  // Those within what both cover are taken first; what is taken stands in order of time.
  std::size_t inside = most_differences.value_or(ends.differences.size());
  std::size_t beyond = inside - std::min(inside, static_cast<std::size_t>(counts.to_look_at()));
  for (const auto& d : ends.differences) {
    auto& left = compare::outside(d.found) ? beyond : inside;
    if (left == 0) continue;
    --left;
    out.begin_object().field("what", compare::word(d.found.what));
    out.field("side", d.found.side == compare::Side::a ? "a" : "b");
    write_record(out, records, "a", d.a);
    write_record(out, records, "b", d.b);
    if (d.found.what == compare::What::shifted) out.field("shift_s", static_cast<double>(std::abs(d.found.shift)) / 1000.0);
    if (d.found.what == compare::What::lacks) {
      write_record(out, records, "before", d.before, true);
      write_record(out, records, "after", d.after, true);
      out.field("in_a_row", static_cast<std::int64_t>(d.found.run));
      out.key("missing_row_ids");
      d.found.missing_ids < 0 ? out.null() : out.value(d.found.missing_ids);
    }
    out.key("possible_causes").begin_array();
    for (const auto& cause : d.found.causes)
      out.begin_object().field("cause", compare::word(cause.kind)).field("for", cause.because).field("against", cause.but).end();
    out.end().end();
  }
  out.end().end();
}

void write_json(JsonWriter& out, const CaseView& view, const std::vector<EndsView>& list, std::optional<std::size_t> most_differences) {
  constexpr std::size_t most_in_all = 1000;
  RecordReader records(view);
  out.begin_object().field("v", 1).key("phones").begin_array();
  for (const auto& phone : phones_of_tables(view)) out.value(phone);
  PairsOfSides sides;
  for (const auto& ends : list) sides.add(ends);
  out.end().key("pairs").begin_array();
  for (const auto& pair : sides.pairs()) {
    out.begin_object().field("a", side_name(pair.a)).field("b", side_name(pair.b));
    out.field("conversations", pair.conversations).field("in_both", pair.both);
    write_fields(out, pair.counts);
    out.end();
  }
  out.end().key("comparisons").begin_array();
  std::size_t left = most_in_all;
  for (const auto& ends : list) {
    auto most = most_differences;
    if (most) left -= *most = std::min({*most, ends.differences.size(), left});
    write_json(out, records, ends, most);
  }
  out.end().end();
}

}  // namespace clew::view
