#include "job/lead_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <map>
#include <numeric>
#include <unordered_map>

#include "base/time.h"
#include "job/case_rows.h"
#include "job/clocks.h"
#include "job/lead_texts.h"
#include "job/positions.h"
#include "job/said_words.h"
#include "job/saved_alike.h"
#include "link/profile.h"
#include "text/normal.h"

namespace clew::job {

using casefile::Db;
using link::Handle;
using link::Millis;

struct LeadInputs::Made {
  std::optional<CaseEvents> events;
  std::optional<link::PairTable> pairs;
  std::optional<link::Contacts> contacts;
  std::optional<std::vector<pattern::Burst>> all_bursts;
  std::optional<pattern::Broadcasts> broadcasts;
  std::optional<pattern::Leads> broadcast_leads;
  std::optional<std::vector<pattern::Dispatch>> dispatch;
  std::optional<std::vector<pattern::Hub>> hubs;
  std::optional<std::vector<Handle>> dimmed;
  std::optional<pattern::Relays> relays;
  std::optional<std::vector<pattern::Silence>> silences;
  std::optional<pattern::Graph> graph;
  std::optional<pattern::Tracks> tracks, all_tracks;
  std::optional<std::vector<pattern::CoMovement>> movements;
  std::optional<std::vector<pattern::Burst>> standing_bursts;
  std::optional<std::vector<pattern::HandsetUse>> handsets;
  std::optional<std::vector<pattern::FileCopy>> files;
  std::optional<std::vector<pattern::Payment>> payments;
  std::optional<pattern::NumberChanges> number_changes;
  std::optional<std::vector<Handle>> holders, likely_holders;
  std::optional<pattern::SecondPhones> second_phones;
  std::optional<std::vector<pattern::LedgerText>> ledgers;
  std::optional<Languages> languages;
  std::optional<Groups> groups;
  std::optional<Sorted> sorted;
  std::future<Sorted> reading;
  std::optional<std::pair<std::vector<pattern::Fix>, std::vector<pattern::Fix>>> fixes;  // exact; all
  std::unordered_map<std::int64_t, Handle> dense;
  std::unordered_map<std::int64_t, std::int64_t> canonical;  // exhibit id → canonical number
  std::map<std::int64_t, Handle> owners;
  std::optional<OwnNumbers> own_numbers;
  bool numbered = false;
  std::vector<std::string> more_names;
  std::map<std::string, Handle, std::less<>> named;
};

namespace {

template <typename T, typename Make>
const T& once(std::optional<T>& slot, const Make& make) {
  if (!slot) slot = make();
  return *slot;
}

// A value of a flat JSON object of strings as record.fields holds it; "" when absent.
std::string field_of(std::string_view json, std::string_view name) {
  std::string wanted = fmt::format("\"{}\":\"", name);
  auto at = json.find(wanted);
  if (at == std::string_view::npos) return "";
  std::string value;
  for (auto i = at + wanted.size(); i < json.size() && json[i] != '"'; ++i) {
    if (json[i] == '\\' && i + 1 < json.size()) ++i;
    value.push_back(json[i]);
  }
  return value;
}

// "1,234.50", "1.234,50", "£40", "-12.3" → minor units; nothing for anything else.
std::optional<std::int64_t> minor_units(std::string_view written) {
  std::string digits;
  std::size_t last_mark = std::string::npos;
  for (char c : written) {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    } else if (c == '.' || c == ',') {
      last_mark = digits.size();
    }
  }
  if (digits.empty() || digits.size() > 15) return {};
  std::size_t places = last_mark == std::string::npos ? 0 : digits.size() - last_mark;
  if (places == 3 || places > 3) places = 0;  // a mark between thousands
  while (places < 2) digits.push_back('0'), ++places;
  return std::stoll(digits);
}

// More than one line, not longer than anybody types, and two figures at least.
bool may_be_a_list(std::string_view text) {
  if (text.find('\n') == std::string_view::npos) return false;
  auto figure = [](char c) { return c >= '0' && c <= '9'; };
  if (std::count_if(text.begin(), text.end(), figure) < 2) return false;
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }) < 20'000;
}

// Figures that stand for themselves and may be a sum: 100 and more, of at most seven places before a point. No time, date,
// telephone number or part of a word.
template <typename Take>
void for_sums(std::string_view text, const Take& take) {
  auto figure = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < text.size();) {
    if (!figure(text[i])) {
      ++i;
      continue;
    }
    std::size_t begin = i;
    while (i < text.size() && (figure(text[i]) || ((text[i] == '.' || text[i] == ',') && i + 1 < text.size() && figure(text[i + 1])))) ++i;
    auto joins = [](char c) { return c == ':' || c == '/' || c == '+' || c == '-' || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if ((begin > 0 && joins(text[begin - 1])) || (i < text.size() && joins(text[i])) || i - begin < 3 || i - begin > 10) continue;
    if (auto minor = minor_units(text.substr(begin, i - begin)); minor && *minor >= 10'000 && *minor < 1'000'000'000) take(*minor);
  }
}

}  // namespace

LeadInputs::LeadInputs(casefile::Case& case_file, ThreadPool& pool)
    : case_(case_file), pool_(pool), made_(std::make_unique<Made>()) {}
LeadInputs::~LeadInputs() = default;

const CaseEvents& LeadInputs::case_events() {
  return once(made_->events, [&] { return open_events(case_, pool_); });
}
const link::PairTable& LeadInputs::pairs() {
  return once(made_->pairs, [&] { return link::pair_table(events(), {}, pool_); });
}
const link::Contacts& LeadInputs::contacts() {
  return once(made_->contacts, [&] { return link::contacts(pairs()); });
}
const std::vector<pattern::Burst>& LeadInputs::all_bursts() {
  return once(made_->all_bursts, [&] { return pattern::find_bursts(events(), {}, pool_); });
}
const pattern::Broadcasts& LeadInputs::broadcasts() {
  return once(made_->broadcasts, [&] { return pattern::broadcasts(all_bursts(), {}); });
}
const pattern::Leads& LeadInputs::broadcast_leads() {
  return once(made_->broadcast_leads, [&] {
    pattern::BroadcastOptions options;
    options.runners = pattern::runners_of(dispatch());
    return pattern::broadcast_leads(events(), bursts(), options, pool_);
  });
}
const std::vector<pattern::Burst>& LeadInputs::bursts_that_stand_out() {
  return once(made_->standing_bursts, [&] {
    std::set<Handle> senders;
    for (const auto& lead : broadcast_leads().leads) senders.insert(lead.subjects.front());
    std::vector<pattern::Burst> kept;
    std::copy_if(bursts().begin(), bursts().end(), std::back_inserter(kept), [&](const auto& burst) { return senders.contains(burst.sender); });
    return kept;
  });
}
const std::vector<pattern::Dispatch>& LeadInputs::dispatch() {
  return once(made_->dispatch,
              [&] {
                auto found = pattern::find_dispatch(events(), bursts(), {}, {});
                std::erase_if(found, [&](const auto& d) { return std::binary_search(dimmed().begin(), dimmed().end(), d.to); });
                return found;
              });
}
const std::vector<Handle>& LeadInputs::dimmed() {
  return once(made_->dimmed, [&] { return pattern::handles_of(hubs()); });
}
namespace {

// Handles of one holder, joined pair by pair; of(h) is the least of them.
class Joined {
 public:
  explicit Joined(std::size_t handles) : least_(handles) { std::iota(least_.begin(), least_.end(), Handle{0}); }
  explicit Joined(std::vector<Handle> least) : least_(std::move(least)) {}
  Handle of(Handle h) const {
    while (least_[h] != h) h = least_[h];
    return h;
  }
  void join(Handle a, Handle b) {
    const auto [low, high] = std::minmax({of(a), of(b)});
    least_[high] = low;
  }
  std::vector<Handle> finish() && {
    for (Handle h = 0; h < least_.size(); ++h) least_[h] = of(h);
    return std::move(least_);
  }

 private:
  std::vector<Handle> least_;
};

}  // namespace

const pattern::Relays& LeadInputs::relays() {
  return once(made_->relays, [&] {
    auto words = said();
    auto found = pattern::find_relays(events(), bursts_that_stand_out(), {.holder = holders()}, pool_, &words);
    // To contact the account, the other card or the second phone of whom one has heard from is no relay. That these are one holder's is not
    // taken for known beyond that: counted together they hid six relays of 18 in a case of 10^6 records.
    if (!found.relays.empty()) {
      Joined joined(likely_holders());
      if (all_tracks().count() >= 2)
        for (const auto& phone : second_phones().phones)
          if (phone.stands_out) joined.join(phone.first, phone.second);
      std::erase_if(found.relays, [&](const auto& relay) { return joined.of(relay.a) == joined.of(relay.c); });
    }
    return found;
  });
}
pattern::Relays LeadInputs::relays_about(Handle who) {
  auto words = said();
  return pattern::find_relays(events(), bursts_that_stand_out(), {.about = who, .holder = holders()}, pool_, &words);
}
const std::vector<Handle>& LeadInputs::holders() {
  return once(made_->holders, [&] {
    Joined joined(events().handle_count());
    for (const auto& change : number_changes().changes)
      if (change.proposed) joined.join(change.old_handle, change.new_handle);
    return std::move(joined).finish();
  });
}
const pattern::SecondPhones& LeadInputs::second_phones() {
  return once(made_->second_phones, [&] {
    pattern::SecondPhoneOptions options;
    options.holder = holders();
    return pattern::find_second_phones(events(), contacts(), all_tracks(), dimmed(), options);
  });
}
const std::vector<Handle>& LeadInputs::likely_holders() {
  return once(made_->likely_holders, [&] {
    Joined joined(holders());
    for (auto list = case_.db().prepare("SELECT a, b FROM identity_proposal WHERE json_extract(json, '$.level') = 'high' ORDER BY a, b"); list.step();) {
      const Handle a = dense(list.integer(0)), b = dense(list.integer(1));
      if (a < events().handle_count() && b < events().handle_count()) joined.join(a, b);
    }
    // Two cards in one handset by turns: whoever holds it reads both, one person or two.
    for (const auto& change : pattern::find_handset_changes(handsets(), {}))
      if (change.kind == pattern::HandsetChange::Kind::two_numbers)
        for (const auto& span : change.spans)
          if (span.handle < events().handle_count() && change.spans.front().handle < events().handle_count())
            joined.join(change.spans.front().handle, span.handle);
    return std::move(joined).finish();
  });
}
pattern::RelayWords LeadInputs::relay_words() {
  pattern::RelayWords words;
  words.shown = [this, texts = std::make_shared<SaidTexts>(case_.db())](std::uint32_t first, std::uint32_t second) {
    auto id = [&](std::uint32_t i) { return case_events().record(events().record(i)).value; };
    return texts->shared(id(first), id(second));
  };
  return words;
}
pattern::Said LeadInputs::said() {
  const auto& columns = events();
  std::vector<std::vector<std::uint32_t>> event_of(case_events().exhibits.size());  // canonical record → event + 1
  for (std::uint32_t i = 0; i < columns.size(); ++i) {
    if (columns.text(i) == 0 || columns.is_group(i)) continue;
    auto& of_exhibit = event_of[static_cast<std::size_t>(columns.record(i) >> 32)];
    const auto number = static_cast<std::size_t>(columns.record(i) & 0xffffffff);
    if (of_exhibit.size() <= number) of_exhibit.resize(number + 1);
    of_exhibit[number] = i + 1;
  }
  pattern::Said said(columns.size());
  read_said(case_.db(), [&](std::int64_t record, std::span<const std::uint32_t> words) {
    const auto at = canonical(record);
    const auto& of_exhibit = event_of[static_cast<std::size_t>(at >> 32)];
    const auto number = static_cast<std::size_t>(at & 0xffffffff);
    if (number < of_exhibit.size() && of_exhibit[number]) said.add(of_exhibit[number] - 1, words);
  });
  return said;
}
const std::vector<pattern::Silence>& LeadInputs::silences() {
  return once(made_->silences, [&] { return pattern::find_silences(events(), {}, pool_); });
}
const pattern::NumberChanges& LeadInputs::number_changes() {
  return once(made_->number_changes, [&] { return pattern::number_changes(events(), contacts(), number_change_options(case_.db(), case_events()), pool_); });
}
pattern::NumberChanges LeadInputs::suggested_changes() {
  auto options = number_change_options(case_.db(), case_events());
  options.calibration_splits = 0;
  options.suggest = .1;
  options.suggestions = 10;  // hubs among them are left out before five are shown
  options.weighed = true;
  return pattern::number_changes(events(), contacts(), options, pool_);
}
void LeadInputs::take(pattern::NumberChanges changes) { made_->number_changes = std::move(changes); }
const pattern::Graph& LeadInputs::graph() {
  return once(made_->graph, [&] {
    pattern::GraphOptions options;
    options.least_events = 2;
    for (const auto& tie : events().undated())
      if (!tie.is_group && tie.kind == static_cast<std::uint8_t>(link::EventKind::other) && tie.from != link::no_handle && tie.to != link::no_handle)
        options.stated.push_back(std::minmax({tie.from, tie.to}));
    std::sort(options.stated.begin(), options.stated.end());
    return pattern::make_graph(contacts(), dimmed(), options);
  });
}

// Names that the case's phones saved for each handle: a hub is told by them too. Bare names of chats
// are people's as a rule; their form says nothing about a service.
const std::vector<pattern::Hub>& LeadInputs::hubs() {
  return once(made_->hubs, [&] {
    std::vector<pattern::HandleFacts> facts;
    auto list = case_.db().prepare(
        "SELECT h.id, h.normal, n.name, h.kind = 'phone' FROM handle h LEFT JOIN (SELECT DISTINCT handle_id, name FROM identifier "
        "WHERE name <> '') n ON n.handle_id = h.id WHERE h.kind <> 'name' AND h.normal <> '' ORDER BY h.kind, "
        "h.normal, h.scope, n.name");
    std::int64_t last = 0;
    while (list.step()) {
      Handle handle = dense(list.integer(0));
      if (handle == link::no_handle) continue;
      if (facts.empty() || list.integer(0) != last) {
        last = list.integer(0);
        facts.push_back({handle, std::string(list.text(1)), {}, list.integer(3) != 0});
      }
      if (!list.is_null(2) && facts.back().saved.size() < 20)
        facts.back().saved.emplace_back(list.text(2));
    }
    return pattern::find_hubs(events(), pairs(), contacts(), facts, bursts(), {});
  });
}

// `db`: the case's, or one of its own for a thread of its own.
LeadInputs::Sorted LeadInputs::sort_records(const Db& db) {
  Sorted found;
  auto list = db.prepare(
      "SELECT id, kind, ((latitude IS NOT NULL AND longitude IS NOT NULL) OR (kind = 'location' AND instr(fields, '\"cell\":') > 0)) "
      "AND (utc IS NOT NULL AND time_certainty IN ('exact', 'zone-assumed') OR time_certainty = 'local-unknown'), conversation_id IS NOT NULL, fields, text FROM record "
      "ORDER BY id");
  while (list.step()) {
    auto id = list.integer(0);
    auto kind = list.text(1), fields = list.text(4), text = list.text(5);
    bool message = kind == "message", event = kind == "event";
    if (list.integer(2)) found.fixes.push_back(id);
    if (event && fields.find("\"amount\":") != std::string_view::npos) found.payments.push_back(id);
    if ((message || event) && list.integer(3) &&
        (fields.find("\"system_type\":") != std::string_view::npos ||
         (event && (fields.find("\"action\":") != std::string_view::npos || fields.find("\"type\":") != std::string_view::npos))))
      found.group_lines.push_back(id);
    if ((message || event || kind == "document" || kind == "file") && may_be_a_list(text)) found.lists.push_back(id);
    if (message) for_sums(text, [&](std::int64_t minor) { found.sums.emplace_back(minor, id); });
  }
  if (found.payments.empty()) found.sums = {};
  return found;
}

void LeadInputs::begin_reading() {
  made_->reading = std::async(std::launch::async, [path = case_.directory() / "case.db"] {
    Db db(path, casefile::OpenMode::read);
    db.run("PRAGMA mmap_size=0; PRAGMA cache_size=-8192");
    return sort_records(db);
  });
}

const LeadInputs::Sorted& LeadInputs::sorted_records() {
  return once(made_->sorted, [&] { return made_->reading.valid() ? made_->reading.get() : sort_records(case_.db()); });
}

std::uint32_t LeadInputs::exhibit_count() {
  return static_cast<std::uint32_t>(case_events().exhibits.size());
}

Handle LeadInputs::dense(std::int64_t handle_id) {
  if (!made_->numbered) {
    const auto& events = case_events();
    for (Handle h = 0; h < events.handles.size(); ++h)
      made_->dense[events.handles[h].value] = h;
    for (std::size_t e = 0; e < events.exhibits.size(); ++e)
      made_->canonical[events.exhibits[e]] = static_cast<std::int64_t>(e);
    for (const auto& [exhibit, handle] : exhibit_owners(case_))
      if (auto at = made_->dense.find(handle); at != made_->dense.end())
        made_->owners[exhibit] = at->second;
    made_->numbered = true;
  }
  auto at = made_->dense.find(handle_id);
  return at == made_->dense.end() ? link::no_handle : at->second;
}

Handle LeadInputs::named(std::string_view name) {
  auto next = static_cast<Handle>(case_events().handles.size() + made_->more_names.size());
  auto [at, fresh] = made_->named.try_emplace(std::string(name), next);
  if (fresh) made_->more_names.emplace_back(name);
  return at->second;
}
const std::vector<std::string>& LeadInputs::more_names() const { return made_->more_names; }

std::int64_t LeadInputs::canonical(std::int64_t record_id) {
  dense(0);
  return made_->canonical.at(record_id >> 32) << 32 | (record_id & 0xffffffff);
}

Handle LeadInputs::owner_of(std::int64_t exhibit_id, std::optional<Micros> shown) {
  dense(0);
  auto at = made_->owners.find(exhibit_id);
  if (at == made_->owners.end()) return link::no_handle;
  if (!made_->own_numbers) made_->own_numbers.emplace(case_.db());
  return dense(made_->own_numbers->at(exhibit_id, shown, case_events().handles[at->second].value));
}

namespace {

// Where the cells of the case are. One operator's layout gives coordinates beside a cell's number, another the number
// alone: within one network (the first five digits of the card's IMSI: country and operator) a number means one place, so
// what one row says of it holds for all. A number that rows put more than 3 km apart is not used.
class CellPlaces {
 public:
  explicit CellPlaces(LeadInputs& in)
      : card_(in.case_file().db().prepare("SELECT i.raw FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE "
                                          "p.record_id = ?1 AND i.kind = 'imsi' ORDER BY p.seq LIMIT 1")) {
    auto& db = in.case_file().db();
    if (!db.integer("SELECT EXISTS (SELECT 1 FROM record WHERE kind = 'location' AND latitude IS NULL AND instr(fields, "
                    "'\"cell\":') > 0)"))
      return;
    auto list = db.prepare("SELECT id, fields, latitude, longitude FROM record WHERE kind = 'location' AND latitude IS NOT "
                           "NULL AND instr(fields, '\"cell\":') > 0 ORDER BY id");
    while (list.step()) {
      auto name = key(list.integer(0), field_of(list.text(1), "cell"));
      if (name.empty()) continue;
      auto [at, fresh] = places_.try_emplace(name);
      Place& place = at->second;
      double latitude = list.real(2), longitude = list.real(3);
      if (fresh) place = {latitude, longitude, true};
      pattern::Fix one, other;
      one.latitude = place.latitude, one.longitude = place.longitude;
      other.latitude = latitude, other.longitude = longitude;
      place.one = place.one && pattern::distance_m(one, other) <= 3000;
    }
  }
  // Nothing when the case does not say where that cell is.
  std::optional<std::pair<double, double>> of(std::int64_t record, std::string_view cell) {
    auto at = places_.find(key(record, cell));
    if (at == places_.end() || !at->second.one) return std::nullopt;
    return std::pair(at->second.latitude, at->second.longitude);
  }

 private:
  struct Place {
    double latitude = 0, longitude = 0;
    bool one = false;
  };
  std::string key(std::int64_t record, std::string_view cell) {
    std::string name;
    card_.bind(1, record);
    if (!cell.empty() && card_.step() && card_.text(0).size() >= 14) name = fmt::format("{} {}", card_.text(0).substr(0, 5), cell);
    card_.reset();
    return name;
  }
  casefile::Stmt card_;
  std::map<std::string, Place> places_;
};

// Location and call records with coordinates; first those more exact than a cell, then all. Cells are
// areas: without a stated accuracy a radius of 1.5 km is taken for them.
std::pair<std::vector<pattern::Fix>, std::vector<pattern::Fix>> read_fixes(LeadInputs& in) {
  std::pair<std::vector<pattern::Fix>, std::vector<pattern::Fix>> fixes;
  auto party = in.case_file().db().prepare(
      "SELECT p.role, i.handle_id FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE "
      "p.record_id = ?1 AND p.role IN ('from', 'caller', 'to', 'callee', 'owner', 'subject') AND i.kind IN "
      "('phone', 'jid', 'username', 'uid', 'email') ORDER BY p.seq");
  CellPlaces cells(in);
  Clocks clocks(in.case_file().db());
  auto file = in.case_file().db().prepare("SELECT path FROM file WHERE id = ?1");
  const auto path_of = [&](std::int64_t id) {
    file.reset();
    file.bind(1, id);
    return file.step() ? std::string(file.text(0)) : std::string();
  };
  auto list = in.case_file().db().prepare(
      "SELECT id, kind, direction, utc, latitude, longitude, fields, file_id, time_certainty, order_utc FROM record WHERE id = ?1");
  for (auto id : in.sorted_records().fixes) {
    list.reset();
    list.bind(1, id);
    if (!list.step()) continue;
    bool talk = list.text(1) == "call" || list.text(1) == "message";
    const auto origin = field_of(list.text(6), "origin");
    if (!origin.empty() && !says_where_the_phone_was(origin, origin == "exif" ? path_of(list.integer(7)) : "")) continue;
    bool cell = origin == "cell" || talk;
    pattern::Fix fix;
    fix.record = in.canonical(list.integer(0));
    const auto own = list.optional_integer(3), local = list.optional_integer(9);
    const auto time = clocks.instant(id, list.integer(7), own, local, list.text(8) == "exact");
    if (!time) continue;
    fix.time = *time / 1000;
    if (list.is_null(4) || list.is_null(5)) {
      auto place = cells.of(id, field_of(list.text(6), "cell"));
      if (!place) continue;
      fix.latitude = place->first;
      fix.longitude = place->second;
    } else {
      fix.latitude = list.real(4);
      fix.longitude = list.real(5);
    }
    fix.accuracy_m = cell ? 1500 : 0;
    if (auto said = field_of(list.text(6), "accuracy_m"); !said.empty())
      fix.accuracy_m = std::clamp(std::atof(said.c_str()), 0.0, 50'000.0);
    Handle from = link::no_handle, to = link::no_handle;
    if (talk) {
      for (party.bind(1, list.integer(0)); party.step();) {
        Handle who = in.dense(party.integer(1));
        bool sends = party.text(0) == "from" || party.text(0) == "caller";
        auto& side = sends ? from : to;
        if (side == link::no_handle) side = who;
      }
      party.reset();
      // The cell is that of the served phone. A network says A's when nothing says whose records
      // these are.
      fix.handle = list.text(2) == "in" ? to : from;
    } else {
      fix.handle = in.owner_of(list.integer(0) >> 32, own ? own : local);
      for (party.bind(1, list.integer(0)); party.step();)
        if (party.text(0) == "owner" || party.text(0) == "subject" || party.text(0) == "from")
          fix.handle = in.dense(party.integer(1));
      party.reset();
    }
    if (fix.handle == link::no_handle) continue;
    fixes.second.push_back(fix);
    if (!cell) fixes.first.push_back(fix);
  }
  return fixes;
}

}  // namespace

const pattern::Tracks& LeadInputs::tracks() {
  return once(made_->tracks, [&] {
    return pattern::Tracks(once(made_->fixes, [&] { return read_fixes(*this); }).first);
  });
}
const pattern::Tracks& LeadInputs::all_tracks() {
  return once(made_->all_tracks, [&] {
    return pattern::Tracks(once(made_->fixes, [&] { return read_fixes(*this); }).second);
  });
}

const std::vector<pattern::CoMovement>& LeadInputs::movements() {
  return once(made_->movements, [&] { return pattern::find_co_movement(all_tracks(), {}); });
}

const std::vector<pattern::HandsetUse>& LeadInputs::handsets() {
  return once(made_->handsets, [&] {
    std::vector<pattern::HandsetUse> uses;
    auto list = case_.db().prepare(
        "SELECT r.id, r.kind, r.direction, r.utc, p.role, i.kind, i.raw, i.handle_id, r.order_utc, r.file_id, r.time_certainty FROM identifier m CROSS JOIN participation q "
        "ON q.identifier_id = m.id JOIN record r ON r.id = q.record_id JOIN participation p ON p.record_id = r.id JOIN "
        "identifier i ON i.id = p.identifier_id WHERE m.kind IN ('imei', 'imsi') GROUP BY r.id, p.seq ORDER BY r.id, p.seq");
    std::int64_t record = -1, exhibit = 0;
    Clocks clocks(case_.db());
    std::optional<Micros> shown;  // on the exhibit's clock
    pattern::HandsetUse use;
    Handle from = link::no_handle, to = link::no_handle, owner = link::no_handle;
    bool in = false, device = false;
    auto flush = [&] {
      if (record < 0) return;
      use.handle = owner != link::no_handle ? owner : in ? to : from;
      if (device && use.handle == link::no_handle) use.handle = owner_of(exhibit, shown);
      if (use.handle != link::no_handle) uses.push_back(use);
    };
    while (list.step()) {
      if (list.integer(0) != record) {
        flush();
        record = list.integer(0);
        exhibit = record >> 32;
        use = {};
        use.record = canonical(record);
        const auto certainty = list.text(10);
        const auto own = certainty == "implausible" ? std::nullopt : list.optional_integer(3);
        const auto local = certainty == "local-unknown" ? list.optional_integer(8) : std::nullopt;
        shown = own ? own : local;
        const auto time = clocks.instant(record, list.integer(9), own, local, certainty == "exact");
        use.has_time = time.has_value();
        use.time = time.value_or(0) / 1000;
        from = to = owner = link::no_handle;
        in = list.text(2) == "in";
        device = list.text(1) == "device" || list.text(1) == "account";
      }
      auto kind = list.text(5), role = list.text(4);
      if (kind == "imei" && use.imei.empty())
        use.imei = list.text(6);
      else if (kind == "imsi" && use.imsi.empty())
        use.imsi = list.text(6);
      else if (kind == "phone" && (role == "from" || role == "caller") && from == link::no_handle)
        from = dense(list.integer(7));
      else if (kind == "phone" && (role == "to" || role == "callee") && to == link::no_handle)
        to = dense(list.integer(7));
      else if (kind == "phone" && role == "owner")
        owner = dense(list.integer(7));
    }
    flush();
    return uses;
  });
}

const std::vector<pattern::FileCopy>& LeadInputs::files() {
  return once(made_->files, [&] {
    std::vector<pattern::FileCopy> copies;
    Clocks clocks(case_.db());
    auto sender = case_.db().prepare(
        "SELECT i.handle_id FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE p.record_id = ?1 AND p.role "
        "IN ('from', 'author') ORDER BY p.seq LIMIT 1");
    auto list = case_.db().prepare(
        "SELECT m.sha256, r.id, r.utc, r.order_utc, r.time_certainty, r.direction, r.file_id, m.path FROM media m JOIN record r ON r.id = m.record_id "
        "WHERE m.sha256 <> '' AND m.sha256 IN (SELECT sha256 FROM media WHERE sha256 <> '' GROUP BY sha256 HAVING "
        "count(DISTINCT record_id >> 32) > 1) ORDER BY m.sha256, r.id");
    while (list.step()) {
      pattern::FileCopy copy;
      copy.sha256 = list.text(0);
      const std::string_view path = list.text(7);
      copy.name = path.substr(path.find_last_of("/\\") + 1);
      std::int64_t id = list.integer(1);
      copy.record = canonical(id);
      copy.exhibit = copy.record >> 32;
      auto certainty = list.text(4);
      const bool certain = !list.is_null(2) && (certainty == "exact" || certainty == "zone-assumed");
      const auto own = certain ? list.optional_integer(2) : std::nullopt;
      const auto local = certainty == "local-unknown" ? list.optional_integer(3) : std::nullopt;
      if (const auto time = clocks.instant(id, list.integer(6), own, local, certainty == "exact")) {
        copy.time = *time / 1000;
        copy.certain_time = certain;
      }
      copy.owner = owner_of(id >> 32, list.optional_integer(2));
      copy.sent_by_owner = list.text(5) == "out";
      sender.bind(1, id);
      if (sender.step()) copy.from = dense(sender.integer(0));
      sender.reset();
      if (copy.from == link::no_handle && copy.sent_by_owner) copy.from = copy.owner;
      copies.push_back(std::move(copy));
    }
    return copies;
  });
}

const std::vector<pattern::Payment>& LeadInputs::payments() {
  return once(made_->payments, [&] { return read_payments(*this); });
}
const std::vector<pattern::LedgerText>& LeadInputs::ledgers() {
  return once(made_->ledgers, [&] { return read_ledgers(*this); });
}
const LeadInputs::Groups& LeadInputs::groups() {
  return once(made_->groups, [&] { return read_groups(*this); });
}

const LeadInputs::Languages& LeadInputs::languages_of_records() {
  return once(made_->languages, [&] {
    Languages made;
    made.of_record.resize(case_events().exhibits.size());
    std::map<std::string, std::uint16_t, std::less<>> number;
    for (auto list = case_.db().prepare("SELECT record_id, code FROM record_language WHERE code <> 'und' AND confidence >= .5 ORDER BY record_id");
         list.step();) {
      auto at = canonical(list.integer(0));
      auto& of_exhibit = made.of_record[static_cast<std::size_t>(at >> 32)];
      auto record = static_cast<std::size_t>(at & 0xffffffff);
      if (of_exhibit.size() <= record) of_exhibit.resize(record + 1);
      auto known = number.find(list.text(1));
      if (known == number.end()) known = number.emplace(list.text(1), number.size() + 1).first;
      of_exhibit[record] = known->second;
    }
    // Numbers of languages follow their codes, not the order of import.
    made.in_order.resize(number.size() + 1);
    for (const auto& [code, place] : number) {
      made.in_order[place] = static_cast<std::uint16_t>(made.names.size());
      made.names.push_back(code);
    }
    return made;
  });
}

void LeadInputs::for_lines(const std::function<void(std::vector<pattern::WrittenLine>&)>& take) {
  constexpr std::size_t batch = 1 << 18;
  const auto& columns = events();
  const auto& languages = languages_of_records();
  std::vector<pattern::WrittenLine> lines;
  for (Handle from = 0; from < columns.handle_count(); ++from) {
    auto [begin, end] = columns.sent(from);
    if (lines.capacity() < lines.size() + (end - begin)) lines.reserve(std::max(batch, lines.size() + (end - begin)));
    for (auto i = begin; i < end; ++i) {
      if (columns.text(i) == 0) continue;
      const auto& of_exhibit = languages.of_record[static_cast<std::size_t>(columns.record(i) >> 32)];
      auto record = static_cast<std::size_t>(columns.record(i) & 0xffffffff);
      if (record < of_exhibit.size() && of_exhibit[record])
        lines.push_back({from, columns.to(i), languages.in_order[of_exhibit[record]], columns.time(i), columns.record(i)});
    }
    if (lines.size() < batch) continue;
    take(lines);
    lines.clear();
  }
  take(lines);
}
const std::vector<std::string>& LeadInputs::languages() { return languages_of_records().names; }

std::optional<std::int64_t> minor_units_of(std::string_view written) { return minor_units(written); }
std::string field_value(std::string_view fields_json, std::string_view name) {
  return field_of(fields_json, name);
}

}  // namespace clew::job
