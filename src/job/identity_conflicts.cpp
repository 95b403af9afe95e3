// Idea: two sorted lists, one for each side, walked together once; what lies at one time on both is
// compared.
//
//   A rings X 10:00–10:05, B rings Y 10:02–10:03, X ≠ Y   → calls at one moment, one conflict, two
//   records A at the station 10:00, B 40 km away 10:05             → two places at once (480 km/h)
//
// Less than a minute of common talk is passed over: clocks of phones and operators differ by
// seconds, and one call may be held while another is taken. A cell is an area: its accuracy is
// taken off the distance.
#include "job/identity_conflicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <set>
#include <unordered_map>

#include "identity/names.h"
#include "job/positions.h"
#include "pattern/place.h"
#include "text/dates.h"

namespace clew::job {
namespace {

using identity::Conflict;
using link::Millis;

constexpr Millis least_common_talk = 60'000;
constexpr Millis same_moment = 3'000;
constexpr Millis longest_trip = 10 * link::millis_per_minute;
constexpr double least_km = 5, impossible_km_h = 200;
constexpr std::size_t most_records = 20;

struct Call {
  Millis from, to;
  link::Handle other;
  std::uint32_t event;
};
struct Typed {
  Millis time;
  link::Handle other;
  std::uint32_t event;
};

}  // namespace

struct ConflictFinder::State {
  const casefile::Db& db;
  const CaseEvents& events;
  std::unordered_map<std::int64_t, link::Handle> dense;
  casefile::Stmt fixes, birthdays, names, kind;

  State(const casefile::Db& db, const CaseEvents& events)
      : db(db),
        events(events),
        fixes(db.prepare("SELECT r.utc, r.latitude, r.longitude, r.id FROM identifier i CROSS JOIN "
                         "participation p ON "
                         "p.identifier_id = i.id JOIN record r ON r.id = p.record_id WHERE "
                         "i.handle_id = ?1 AND r.latitude IS "
                         "NOT NULL AND r.longitude IS NOT NULL AND r.utc IS NOT NULL AND r.kind = "
                         "'location' AND coalesce(json_extract(nullif(r.fields, ''), '$.origin'), '') NOT IN " +
                         std::string(no_position_origins) +
                         " ORDER BY 1, 4 LIMIT 200000")),
        birthdays(db.prepare("SELECT r.fields, r.id FROM identifier i CROSS JOIN participation p "
                             "ON p.identifier_id = i.id JOIN "
                             "record r ON r.id = p.record_id WHERE i.handle_id = ?1 AND r.kind IN "
                             "('contact', 'account') AND "
                             "r.fields LIKE '%\"birthday\"%' ORDER BY r.id LIMIT 100")),
        names(db.prepare("SELECT exhibit_id, name FROM name_use WHERE handle_id = ?1 ORDER BY "
                         "exhibit_id, records DESC, name")),
        kind(db.prepare("SELECT kind FROM handle WHERE id = ?1")) {
    for (link::Handle h = 0; h < events.handles.size(); ++h)
      dense[events.handles[h].value] = h;
  }

  std::vector<link::Handle> dense_of(std::span<const std::int64_t> ids) const {
    std::vector<link::Handle> out;
    for (auto id : ids)
      if (auto found = dense.find(id); found != dense.end()) out.push_back(found->second);
    return out;
  }

  void talk(const std::vector<link::Handle>& handles, std::vector<Call>& calls,
            std::vector<Typed>& typed) const {
    const auto& e = events.events;
    for (auto h : handles)
      for (auto i : e.party(h)) {
        auto other = e.other_side(i, h);
        if (e.kind(i) == link::EventKind::call) {
          if (auto s = e.duration(i); s && *s > 0)
            calls.push_back({e.time(i), e.time(i) + Millis{*s} * 1000, other, i});
        } else if (e.from(i) == h) {
          typed.push_back({e.time(i), other, i});
        }
      }
    std::sort(calls.begin(), calls.end(), [](const Call& x, const Call& y) {
      return std::tie(x.from, x.event) < std::tie(y.from, y.event);
    });
    std::sort(typed.begin(), typed.end(), [](const Typed& x, const Typed& y) {
      return std::tie(x.time, x.event) < std::tie(y.time, y.event);
    });
  }

  void put(Conflict& c, std::int64_t canonical) const {
    // A long call may overlap several of the other's: it is named once.
    auto record = events.record(canonical).value;
    if (c.evidence.size() < most_records && std::find(c.evidence.begin(), c.evidence.end(), record) == c.evidence.end())
      c.evidence.push_back(record);
  }

  void calls_at_once(const std::vector<Call>& a, const std::vector<Call>& b,
                     std::vector<Conflict>& out) const {
    Conflict c{"calls at once", "", 0, {}};
    std::size_t start = 0, found = 0;
    Millis longest = 0;
    for (const auto& y : b)
      longest = std::max(longest, y.to - y.from);
    for (const auto& x : a) {
      while (start < b.size() && b[start].from + longest < x.from)
        ++start;
      for (auto k = start; k < b.size() && b[k].from < x.to; ++k) {
        if (x.event == b[k].event || x.other == b[k].other)
          continue;  // one call seen twice, or a conference
        if (std::min(x.to, b[k].to) - std::max(x.from, b[k].from) < least_common_talk) continue;
        ++found;
        put(c, events.events.record(x.event));
        put(c, events.events.record(b[k].event));
      }
    }
    // If two people held them, so many would overlap by chance, over the time in which both were in
    // use.
    if (a.empty() || b.empty()) return;
    auto begin = std::max(a.front().from, b.front().from), end = std::min(a.back().to, b.back().to);
    double expected = 0;
    if (end > begin) {
      auto busy = [&](const std::vector<Call>& calls) {
        std::pair<double, double> sum{0, 0};  // how many, their length in ms
        for (const auto& call : calls)
          if (call.from >= begin && call.to <= end)
            sum.first += 1, sum.second += static_cast<double>(call.to - call.from);
        return sum;
      };
      auto [na, la] = busy(a);
      auto [nb, lb] = busy(b);
      double both = na * lb + nb * la - 2 * na * nb * static_cast<double>(least_common_talk);
      expected = std::max(0.0, both) / static_cast<double>(end - begin);
    }
    if (!found) {
      // The other way round: the phones take turns, where two people's would not.
      if (expected < 3) return;
      c.feature = "never in two calls at once";
      c.words = fmt::format(
          "They are never in calls at the same time; two people's phones would have been about "
          "{:.0f} times.",
          expected);
      c.weight = std::min(6.0, expected);
      out.push_back(std::move(c));
      return;
    }
    double n = static_cast<double>(found);
    c.words = fmt::format(
        "Both were in a call with different others at the same time, {} times; two people's would "
        "be about {:.1f} "
        "times.",
        found, expected);
    // Likelihoods of the count: with one person only one in twenty of what chance gives, and one
    // slip of a clock.
    double one = .05 * expected + .3, two = std::max(expected, .3);
    c.weight =
        std::clamp((n * std::log2(one / two)) - (one - two) * std::numbers::log2e, -12.0, -1.0);
    out.push_back(std::move(c));
  }

  void typed_at_once(const std::vector<Typed>& a, const std::vector<Typed>& b,
                     std::vector<Conflict>& out) const {
    if (a.empty() || b.empty()) return;
    Conflict c{"typed at once", "", 0, {}};
    std::size_t start = 0, found = 0;
    for (const auto& x : a) {
      while (start < b.size() && b[start].time < x.time - same_moment)
        ++start;
      for (auto k = start; k < b.size() && b[k].time <= x.time + same_moment; ++k) {
        if (x.event == b[k].event || events.events.text(x.event) == events.events.text(b[k].event))
          continue;
        ++found;
        put(c, events.events.record(x.event));
        put(c, events.events.record(b[k].event));
      }
    }
    auto span = std::max<double>(1, static_cast<double>(std::min(a.back().time, b.back().time) -
                                                        std::max(a.front().time, b.front().time)));
    double chance =
        static_cast<double>(a.size()) * static_cast<double>(b.size()) * 2 * same_moment / span;
    if (static_cast<double>(found) <= 3 * chance + 1)
      return;  // what two busy people do, or a message sent to two
    c.words = fmt::format(
        "Messages went out from both within {} s of each other {} times; {:.1f} would be chance.",
        same_moment / 1000, found, chance);
    c.weight = -2;
    out.push_back(std::move(c));
  }

  void each_other(const std::vector<link::Handle>& a, const std::vector<link::Handle>& b,
                  std::vector<Conflict>& out) const {
    Conflict c{"in contact with each other", "", 0, {}};
    std::size_t found = 0;
    std::set<link::Handle> other(b.begin(), b.end());
    for (auto h : a)
      for (auto i : events.events.party(h))
        if (other.contains(events.events.other_side(i, h))) {
          ++found;
          put(c, events.events.record(i));
        }
    if (!found) return;
    c.words = fmt::format(
        "They are in contact with each other, {} times: people seldom ring or write to themselves.",
        found);
    c.weight = -std::min(8.0, 2.0 + std::log2(static_cast<double>(found)));
    out.push_back(std::move(c));
  }

  std::vector<pattern::Fix> fixes_of(std::span<const std::int64_t> ids) {
    std::vector<pattern::Fix> out;
    for (auto id : ids) {
      for (fixes.bind(1, id); fixes.step();) {
        pattern::Fix fix;
        fix.time = fixes.integer(0) / 1000;
        fix.latitude = fixes.real(1);
        fix.longitude = fixes.real(2);
        fix.record = fixes.integer(3);
        out.push_back(fix);
      }
      fixes.reset();
    }
    std::sort(out.begin(), out.end(), [](const auto& x, const auto& y) {
      return std::tie(x.time, x.record) < std::tie(y.time, y.record);
    });
    return out;
  }

  void two_places(std::span<const std::int64_t> a, std::span<const std::int64_t> b,
                  std::vector<Conflict>& out) {
    auto one = fixes_of(a);
    if (one.empty()) return;
    auto two = fixes_of(b);
    Conflict c{"two places at once", "", 0, {}};
    std::size_t start = 0, found = 0, compared = 0;
    for (const auto& x : one) {
      while (start < two.size() && two[start].time < x.time - longest_trip)
        ++start;
      for (auto k = start; k < two.size() && two[k].time <= x.time + longest_trip; ++k) {
        ++compared;
        double km = (pattern::distance_m(x, two[k]) - x.accuracy_m - two[k].accuracy_m) / 1000;
        double hours = std::abs(static_cast<double>(x.time - two[k].time)) /
                       static_cast<double>(link::millis_per_hour);
        if (km < least_km || km < impossible_km_h * hours) continue;
        ++found;
        if (c.evidence.size() + 1 < most_records) {
          c.evidence.push_back(x.record);
          c.evidence.push_back(two[k].record);
        }
      }
    }
    if (!found) return;
    c.words = fmt::format(
        "{} of {} positions within {} minutes of each other lie too far apart to travel.", found,
        compared, longest_trip / link::millis_per_minute);
    // One phone left at home explains some; a share says more than a number.
    c.weight = -1 - 7 * static_cast<double>(found) / static_cast<double>(compared);
    out.push_back(std::move(c));
  }

  // "1990-03-04", "19900304", "4 March 1990" as 19900304; of "03/04/1990" both days that it can mean.
  static std::vector<std::string> days_of(const std::string& written) {
    std::vector<std::string> days;
    const auto add = [&](int year, int month, int day) {
      if (year > 1800 && month >= 1 && month <= 12 && day >= 1 && day <= 31)
        days.push_back(fmt::format("{:04}{:02}{:02}", year, month, day));
    };
    if (const auto time = text::parse_written_time(written)) {
      if (time->date == text::WrittenTime::Date::fixed) add(time->year, time->month, time->day);
      if (time->date == text::WrittenTime::Date::unclear) {
        add(time->year, time->parts[1], time->parts[0]);
        if (time->parts[0] != time->parts[1]) add(time->year, time->parts[0], time->parts[1]);
      }
    }
    return days;
  }

  std::map<std::string, std::int64_t> birthdays_of(std::span<const std::int64_t> ids) {
    std::map<std::string, std::int64_t> out;
    for (auto id : ids) {
      for (birthdays.bind(1, id); birthdays.step();) {
        auto fields = nlohmann::json::parse(birthdays.text(0), nullptr, false);
        if (!fields.is_object() || !fields.contains("birthday") || !fields["birthday"].is_string())
          continue;
        for (const auto& day : days_of(fields["birthday"].get<std::string>())) out.try_emplace(day, birthdays.integer(1));
      }
      birthdays.reset();
    }
    return out;
  }

  void two_birthdays(std::span<const std::int64_t> a, std::span<const std::int64_t> b,
                     std::vector<Conflict>& out) {
    auto one = birthdays_of(a);
    if (one.empty()) return;
    auto two = birthdays_of(b);
    if (two.empty()) return;
    for (const auto& [day, record] : one)
      if (two.contains(day)) return;
    Conflict c{"two birthdays",
               "Cards give them different birthdays.",
               -6,
               {one.begin()->second, two.begin()->second}};
    out.push_back(std::move(c));
  }

  // One phone that saved both under names which cannot be one person's: its owner tells them apart.
  void two_names(std::span<const std::int64_t> a, std::span<const std::int64_t> b,
                 std::vector<Conflict>& out) {
    auto names_of = [&](std::span<const std::int64_t> ids) {
      std::map<std::int64_t, std::string> by_exhibit;  // the name used most
      for (auto id : ids) {
        for (names.bind(1, id); names.step();)
          by_exhibit.try_emplace(names.integer(0), names.text(1));
        names.reset();
      }
      return by_exhibit;
    };
    auto one = names_of(a), two = names_of(b);
    std::size_t apart = 0, alike = 0;
    for (const auto& [exhibit, name] : one)
      if (auto found = two.find(exhibit); found != two.end()) {
        auto x = identity::read_name(name), y = identity::read_name(found->second);
        if (!x.personal() || !y.personal()) continue;
        (identity::compare_names(x, y) < .25 ? apart : alike) += 1;
      }
    if (!apart || alike > apart) return;
    out.push_back({"two names in one phone",
                   apart == 1 ? std::string("One phone keeps them under different names.")
                              : fmt::format("{} phones keep them under different names.", apart),
                   -std::min(3.0, static_cast<double>(apart)),
                   {}});
  }
};

ConflictFinder::ConflictFinder(const casefile::Db& db, const CaseEvents& events)
    : state_(std::make_unique<State>(db, events)) {}
ConflictFinder::~ConflictFinder() = default;

std::vector<Conflict> ConflictFinder::between(std::span<const std::int64_t> a,
                                              std::span<const std::int64_t> b) {
  if (std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end())) std::swap(a, b);
  std::vector<Conflict> out;
  std::vector<Call> calls_a, calls_b;
  std::vector<Typed> typed_a, typed_b;
  auto one = state_->dense_of(a), two = state_->dense_of(b);
  state_->talk(one, calls_a, typed_a);
  state_->talk(two, calls_b, typed_b);
  state_->calls_at_once(calls_a, calls_b, out);
  state_->two_places(a, b, out);
  state_->two_birthdays(a, b, out);
  state_->two_names(a, b, out);
  state_->each_other(one, two, out);
  state_->typed_at_once(typed_a, typed_b, out);
  return out;
}

}  // namespace clew::job
