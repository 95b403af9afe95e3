#include "readers/delimited_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "readers/header_meaning.h"
#include "readers/said_zone.h"
#include "text/zone.h"

namespace clew::readers {
namespace {

using model::TimeKind;
using R = ColumnRole;

int importance(TimeKind kind, TableKind table) {
  const bool calls = table == TableKind::calls || table == TableKind::events_by_type;
  switch (kind) {
    case TimeKind::sent:
      return 0;
    case TimeKind::start:
      return calls ? -1 : 2;
    case TimeKind::other:
      return 1;
    case TimeKind::taken:
      return 2;
    case TimeKind::received:
      return 3;
    case TimeKind::accessed:
      return 4;
    case TimeKind::created:
      return 5;
    case TimeKind::end:
      return 6;
    default:
      return 7;
  }
}

// A program writes days as midnights: where clocks stand in a column of their own, those are the clocks.
void days_at_midnight(const SurveyTable& table, Plan& p) {
  if (!p.has(R::clock)) return;
  for (std::size_t i = 0; i < p.columns.size() && i < table.columns.size(); ++i) {
    const ColumnSample& s = table.columns[i].sample;
    if (p.columns[i].role == R::time && s.midnight > 0 && s.midnight + s.count(CellLook::date) >= s.non_empty()) p.columns[i].role = R::date;
  }
}

// The nearest clock of the same kind to the right, else the nearest at all. `alone`: one date and one clock, of the same event.
std::optional<std::size_t> clock_of(std::size_t d, const std::vector<std::size_t>& clocks, const std::vector<bool>& taken, bool alone, const Plan& p) {
  std::optional<std::size_t> best;
  int best_cost = 1 << 20;
  for (const std::size_t c : clocks) {
    if (taken[c]) continue;
    int cost = static_cast<int>(c > d ? c - d : 100 + (d - c));
    if (p.columns[c].time_kind != p.columns[d].time_kind &&
        p.columns[c].time_kind != TimeKind::other && p.columns[d].time_kind != TimeKind::other)
      cost += alone ? 500 : 1000;
    else if (p.columns[c].time_kind != p.columns[d].time_kind)
      cost += 50;
    if (cost < best_cost && cost < 1000) {
      best_cost = cost;
      best = c;
    }
  }
  return best;
}

// A plain "Date" in a message or call is when it was sent or began.
void main_time_first(Plan& p) {
  TimeKind main = TimeKind::other;
  if (p.kind == TableKind::messages) main = TimeKind::sent;
  if (p.kind == TableKind::calls || p.kind == TableKind::events_by_type) main = TimeKind::start;
  if (p.kind == TableKind::anpr) main = TimeKind::taken;
  if (p.kind == TableKind::web) main = TimeKind::accessed;
  const bool has_main =
      std::any_of(p.times.begin(), p.times.end(), [&](const auto& t) { return t.kind == main; });
  if (!has_main && main != TimeKind::other)
    for (auto& t : p.times)
      if (t.kind == TimeKind::other) {
        t.kind = main;
        break;
      }
  std::stable_sort(p.times.begin(), p.times.end(), [&](const auto& a, const auto& b) {
    return importance(a.kind, p.kind) < importance(b.kind, p.kind);
  });
}

// Apple's stores count from 2001; a column name or two gives them away.
bool apple_store(const SurveyTable& table, const Hints& hints) {
  if (hints.any({"ios", "iphone", "ipad", "apple", "sms db", "chatstorage", "mac absolute", "cocoa"}))
    return true;
  for (const auto& c : table.columns) {
    const std::string folded = fold_header(c.header);
    if (folded == "zdate" || folded == "zmessagedate" ||
        folded.find("cocoa") != std::string::npos ||
        folded.find("mac absolute") != std::string::npos ||
        folded.find("apple") != std::string::npos)
      return true;
  }
  return false;
}

// Integers outside the plausible range are read in the unit of the column's others.
void usual_units(const SurveyTable& table, Plan& p) {
  constexpr std::string_view units[] = {"s", "ms", "us", "ns"};
  for (const auto& t : p.times) {
    const ColumnSample& s = table.columns[t.column].sample;
    for (std::size_t u = 0; u < 4; ++u)
      if (s.epoch_unit[u] * 2 > s.non_empty()) p.columns[t.column].usual_unit = units[u];
  }
}

}  // namespace

void pair_dates_with_clocks(const SurveyTable& table, Plan& p) {
  days_at_midnight(table, p);
  std::vector<std::size_t> dates, clocks;
  bool whole = false;
  for (std::size_t i = 0; i < p.columns.size(); ++i) {
    if (p.columns[i].role == R::date) dates.push_back(i);
    if (p.columns[i].role == R::clock) clocks.push_back(i);
    whole |= p.columns[i].role == R::time;
  }
  std::vector<bool> taken(p.columns.size(), false);
  for (const std::size_t d : dates) {
    const auto best = clock_of(d, clocks, taken, dates.size() == 1 && clocks.size() == 1 && !whole, p);
    TimeKind kind = p.columns[d].time_kind;
    if (best) {
      taken[*best] = true;
      if (kind == TimeKind::other) kind = p.columns[*best].time_kind;
    }
    // A date that repeats a whole time beside it ("Timestamp: Date", "Timestamp: Time").
    if (!best && whole) {
      const bool same = std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) {
        return c.role == R::time && c.time_kind == p.columns[d].time_kind;
      });
      if (same) {
        p.columns[d].role = R::extra;
        continue;
      }
    }
    p.times.push_back({kind, d, best});
  }
  for (std::size_t i = 0; i < p.columns.size(); ++i) {
    if (p.columns[i].role == R::time)
      p.times.push_back({p.columns[i].time_kind, i, std::nullopt});
    if (p.columns[i].role != R::clock || taken[i]) continue;
    // A clock without a date: the end of a call on the day it began. A duration under another
    // name otherwise stays what it says.
    const bool end = p.columns[i].time_kind == TimeKind::end;
    if (end && dates.size() == 1 && !whole)
      p.times.push_back({TimeKind::end, dates[0], i});
    else
      p.columns[i].role = R::extra;
  }
  main_time_first(p);
  p.zone_column = p.find(R::zone);
}

void units_of_integers(const SurveyTable& table, const Hints& hints, Plan& plan) {
  plan.apple_epoch = apple_store(table, hints);
  usual_units(table, plan);
}

void ask_for_the_start(const SurveyTable& table, Plan& p, Sink& sink) {
  for (std::size_t i = 0; i < p.columns.size(); ++i) {
    const PlanColumn& c = p.columns[i];
    if (!c.from_start) continue;
    const std::string name = c.header.empty() ? fmt::format("column {}", i + 1) : fmt::format("'{}'", c.header);
    if (c.role == R::time) {
      p.note("time-start", fmt::format("{} counts seconds from {} (said at import)", name, to_iso_utc(c.start)));
      continue;
    }
    const ColumnSample& s = table.columns[i].sample;
    p.note("time-start", "open");
    sink.question({"time-start",
                    fmt::format("Times under {} count from {} to {}: seconds, it seems, from a beginning that the file does not say. When was it "
                                "(2024-03-04T00:00:00Z)? Until this is said the numbers stand as written and nothing has a time.",
                                name, s.smallest, s.largest),
                    {}});
    return;
  }
}

void ZonesOfTables::decide(const SurveyTable& table, const Profile* profile, Plan& p) {
  if (auto note = zone_in_preamble(table)) note_ = std::move(note);
  std::string said;
  if (profile && !profile->zone.empty())
    said = profile->zone;
  else if (const auto a = options_.answers.find("zone"); a != options_.answers.end())
    said = a->second;
  if (said.empty() && options_.zone) said = *options_.zone;
  std::optional<text::Zone> said_zone;
  if (!said.empty()) said_zone = zone_named(said);
  for (const auto& t : p.times) {
    PlanColumn& c = p.columns[t.column];
    std::optional<std::string> header_zone = table.columns[t.column].meaning.zone;
    if (!header_zone && t.clock) header_zone = table.columns[*t.clock].meaning.zone;
    if (profile && !profile->zone.empty()) {
      c.zone = said_zone;
    } else if (header_zone) {
      c.zone = text::Zone::find(*header_zone);
      c.zone_from_file = true;
      decisions_.once("zone", fmt::format("{} (header '{}')", *header_zone, c.header));
    } else if (note_) {
      c.zone = text::Zone::find(note_->zone);
      c.zone_from_file = true;
      decisions_.once("zone", fmt::format("{} (note '{}')", note_->zone, note_->line.substr(0, 120)));
    } else if (said_zone) {
      c.zone = said_zone;
    }
    if (c.zone && !c.zone_from_file) decisions_.once("zone", said + " (said at import)");
  }
}

}  // namespace clew::readers
