// The idea. An event that stands in two exhibits gives one difference of clocks. Of all differences
// between two exhibits, take the densest place: chance matches scatter, true ones agree.
//
//   D1: a→b "see you at 9"  10:00:00     D2: a→b "see you at 9"  11:00:01     +3601
//   D1: b→a call 31 s       12:10:05     D2: b→a call 31 s       13:10:05     +3600
//   D1: a→b "ok"            12:11:00     D2: a→b "ok"            17:40:00     (not unique: unused)
//
// Only keys that are unique on both sides within 14 hours count at first ("ok" is sent all day). If
// too few are, the repeated ones are matched as sequences: the offset at which most of them find a
// partner. A pair is believed with at least 5 events and 60 % of those compared in the mode. Then
// one offset per exhibit by least squares over the accepted pairs, weighted by support; edges that
// contradict the rest by more than the tolerance are dropped one at a time, worst first, and
// reported. Where the differences of a pair jump (daylight saving, a clock set anew) or creep, the
// pair is cut where the running median of five leaves the tolerance, and the system is solved for
// every stretch between cuts.
//
// On the reference case (12 phones) offsets +3600 s and -90 s come out exactly and 101,720 copies
// give the true 95,790 events; see clock_test.cpp.
#include "link/clock.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <tuple>

#include "base/assert.h"

namespace clew::link {
namespace {

constexpr std::size_t most_candidates = 64;  // of one copy among repeated ones
constexpr std::size_t most_cuts = 600;
constexpr Millis drift_step = millis_per_second;
constexpr Millis zone_step = 15 * millis_per_minute;

struct Difference {
  Millis time_a, value;
  bool unique;
  Millis slack = 0;  // half the precisions of both readings: the true difference lies within
  friend auto operator<=>(const Difference&, const Difference&) = default;
};

// Middle of the time in which an event may lie, and half the width of it.
struct Reading {
  Millis time, slack;
  friend auto operator<=>(const Reading&, const Reading&) = default;
};
using Readings = std::vector<Reading>;

// Everything two exhibits have in common.
struct Comparison {
  std::vector<Difference> differences;
  std::vector<std::pair<Readings, Readings>> repeated;  // times of one key
};
using PairKey = std::pair<std::int64_t, std::int64_t>;

Millis median(std::vector<Millis> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Differences of one key between two exhibits, times in order on both sides.
void compare(const Readings& a, const Readings& b, Millis reach, Comparison& into) {
  auto within = [reach](const Readings& times, Millis at) {
    auto first = std::lower_bound(times.begin(), times.end(), at - reach,
                                  [](const Reading& r, Millis t) { return r.time < t; });
    auto last = std::upper_bound(first, times.end(), at + reach,
                                 [](Millis t, const Reading& r) { return t < r.time; });
    return std::pair(first, last);
  };
  bool repeats = false;
  for (const Reading& one : a) {
    auto [first, last] = within(b, one.time);
    if (first == last) continue;
    auto [back_first, back_last] = within(a, first->time);
    if (last - first == 1 && back_last - back_first == 1)
      into.differences.push_back(
          {one.time, first->time - one.time, true, one.slack + first->slack});
    else
      repeats = true;
  }
  if (repeats) into.repeated.emplace_back(a, b);
}

// Where most intervals value ± (slack + tolerance) overlap: middle of that place. Times written to
// the minute pin an offset to seconds when there are many: each cuts a piece off.
//
//   -40 ± 30   [-70 ………… -10]
//    -5 ± 30           [-35 ………… 25]      overlap [-35, -10]: about -22
Millis most_overlap(const std::vector<Difference>& differences, Millis tolerance) {
  std::vector<std::pair<Millis, int>> ends;
  for (const auto& d : differences) {
    ends.emplace_back(d.value - d.slack - tolerance, 1);
    ends.emplace_back(d.value + d.slack + tolerance + 1, -1);
  }
  std::sort(ends.begin(), ends.end());
  int depth = 0, best = 0;
  Millis from = 0, to = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    depth += ends[i].second;
    if (depth > best) best = depth, from = ends[i].first, to = i + 1 < ends.size() ? ends[i + 1].first : from;
  }
  return from + (to - from) / 2;
}

// The densest window of that width: first index and count.
std::pair<std::size_t, std::size_t> densest(const std::vector<Millis>& sorted, Millis width) {
  std::size_t best = 0, best_count = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); ++begin) {
    while (end < sorted.size() && sorted[end] - sorted[begin] <= width)
      ++end;
    if (end - begin > best_count) best = begin, best_count = end - begin;
  }
  return {best, best_count};
}

struct Mode {
  Millis offset = 0;
  std::uint32_t support = 0, compared = 0;
  bool accepted = false;
};

void mode_of_coarse(const std::vector<Difference>& differences, const ClockOptions& options,
                    Mode& mode) {
  for (Millis tolerance : {options.chat_tolerance, options.sms_tolerance}) {
    Millis place = most_overlap(differences, tolerance);
    std::vector<Difference> in;
    for (const auto& d : differences)
      if (std::abs(d.value - place) <= d.slack + tolerance) in.push_back(d);
    mode.support = static_cast<std::uint32_t>(in.size());
    if (in.empty()) break;
    mode.offset = most_overlap(in, millis_per_second);
    mode.accepted = in.size() >= options.least_support &&
                    double(in.size()) >= options.least_share * double(differences.size());
    if (mode.accepted) break;
  }
}

Mode mode_of(const std::vector<Difference>& differences, std::size_t begin, std::size_t end,
             const ClockOptions& options) {
  Mode mode;
  std::vector<Millis> sorted;
  Millis slack = 0;
  for (std::size_t i = begin; i < end; ++i) {
    sorted.push_back(differences[i].value);
    slack = std::max(slack, differences[i].slack);
  }
  std::sort(sorted.begin(), sorted.end());
  mode.compared = static_cast<std::uint32_t>(sorted.size());
  if (slack > 0) {
    mode_of_coarse({differences.begin() + static_cast<std::ptrdiff_t>(begin),
                    differences.begin() + static_cast<std::ptrdiff_t>(end)},
                   options, mode);
    return mode;
  }
  // Messages reach the other phone late: if the narrow window does not convince, the wide one may.
  for (Millis width : {2 * options.chat_tolerance, 2 * options.sms_tolerance}) {
    auto [at, count] = densest(sorted, width);
    if (count == 0) break;
    mode.support = static_cast<std::uint32_t>(count);
    mode.offset = sorted[at + count / 2];
    mode.accepted = count >= options.least_support &&
                    double(count) >= options.least_share * double(sorted.size());
    if (mode.accepted) break;
  }
  return mode;
}

// Repeated texts: the offset at which most find a partner, one to one, in order.
Mode mode_by_sequence(const Comparison& comparison, const ClockOptions& options) {
  std::vector<Difference> values = comparison.differences;
  Mode mode;
  mode.compared = static_cast<std::uint32_t>(values.size());
  for (const auto& [a, b] : comparison.repeated) {
    mode.compared += static_cast<std::uint32_t>(std::min(a.size(), b.size()));
    for (const Reading& one : a) {
      auto first = std::lower_bound(b.begin(), b.end(), one.time - options.largest_offset,
                                    [](const Reading& r, Millis t) { return r.time < t; });
      for (std::size_t n = 0; first != b.end() &&
                              first->time <= one.time + options.largest_offset &&
                              n < most_candidates;
           ++first, ++n)
        values.push_back({one.time, first->time - one.time, false, one.slack + first->slack});
    }
  }
  if (values.empty()) return mode;
  Millis place = most_overlap(values, options.chat_tolerance);
  std::vector<Difference> in;
  for (const auto& d : values)
    if (std::abs(d.value - place) <= d.slack + options.chat_tolerance) in.push_back(d);
  if (std::all_of(in.begin(), in.end(), [](const auto& d) { return d.slack == 0; })) {
    std::vector<Millis> exact;
    for (const auto& d : in)
      exact.push_back(d.value);
    mode.offset = exact.empty() ? place : median(std::move(exact));
  } else {
    mode.offset = most_overlap(in, millis_per_second);
  }
  for (const auto& difference : comparison.differences)
    mode.support += std::abs(difference.value - mode.offset) <=
                    options.chat_tolerance + difference.slack;
  for (const auto& [a, b] : comparison.repeated)
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      Millis apart = b[j].time - a[i].time - mode.offset;
      if (std::abs(apart) <= options.chat_tolerance + a[i].slack + b[j].slack)
        ++mode.support, ++i, ++j;
      else
        apart < 0 ? ++j : ++i;
    }
  mode.accepted =
      mode.support >= options.least_support && mode.support >= options.least_share * mode.compared;
  return mode;
}

// Stretches between jumps of the running median; only those that convince by themselves.
std::vector<PairOffset> stretches(const std::vector<Difference>& differences,
                                  const ClockOptions& options) {
  std::size_t count = differences.size();
  Millis slack = 0;
  for (const auto& difference : differences)
    slack = std::max(slack, difference.slack);
  const Millis jump = options.chat_tolerance + slack;
  std::vector<Millis> running(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<Millis> five;
    for (std::size_t j = i < 2 ? 0 : i - 2; j < std::min(count, i + 3); ++j)
      five.push_back(differences[j].value);
    running[i] = median(std::move(five));
  }
  std::vector<PairOffset> found;
  for (std::size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin + 1;
         end < count && std::abs(running[end] - running[begin]) <= jump; ++end) {
    }
    Mode mode = mode_of(differences, begin, end, options);
    if (!mode.accepted) continue;
    PairOffset piece;
    piece.from = differences[begin].time_a;
    piece.to = differences[end - 1].time_a;
    piece.offset = mode.offset;
    piece.support = mode.support;
    piece.compared = mode.compared;
    piece.accepted = true;
    if (!found.empty() && std::abs(found.back().offset - piece.offset) <= options.call_tolerance + slack) {
      found.back().to = piece.to;
      found.back().support += piece.support;
      found.back().compared += piece.compared;
    } else {
      found.push_back(piece);
    }
  }
  return found;
}

// A clock that creeps: the differences lie on a sloping line (slope by Theil and Sen: the median of
// slopes between events half the list apart). Given back as steps of at most 1 s, so that later
// parts know one form only; empty if the line does not convince more than `least` events.
std::vector<PairOffset> steps_of_drift(const std::vector<Difference>& differences,
                                       std::size_t least, const ClockOptions& options) {
  std::size_t count = differences.size();
  if (count < 2 * options.least_support) return {};
  if (std::any_of(differences.begin(), differences.end(), [](const auto& d) { return d.slack > 0; }))
    return {};  // a creep of seconds does not show in minutes
  std::vector<double> slopes;
  for (std::size_t i = 0; i + count / 2 < count; ++i) {
    const auto &a = differences[i], &b = differences[i + count / 2];
    if (b.time_a - a.time_a >= millis_per_day)
      slopes.push_back(double(b.value - a.value) / double(b.time_a - a.time_a));
  }
  if (slopes.empty()) return {};
  auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
  std::nth_element(slopes.begin(), middle, slopes.end());
  double slope = *middle;
  Millis from = differences.front().time_a, to = differences.back().time_a;
  auto on_line = [&](Millis time) { return std::llround(slope * double(time - from)); };
  std::vector<Difference> level = differences;
  for (auto& difference : level)
    difference.value -= on_line(difference.time_a);
  Mode mode = mode_of(level, 0, count, options);
  double rise = std::abs(slope * double(to - from));
  if (!mode.accepted || mode.support <= least || rise <= double(options.call_tolerance)) return {};
  auto steps = static_cast<std::size_t>(
      std::min(double(most_cuts) - 10, std::ceil(rise / double(drift_step))));
  std::vector<PairOffset> result(steps);
  for (std::size_t i = 0; i < steps; ++i) {
    PairOffset& piece = result[i];
    piece.from = from + static_cast<Millis>(i) * (to - from) / static_cast<Millis>(steps);
    piece.to = from + static_cast<Millis>(i + 1) * (to - from) / static_cast<Millis>(steps);
    piece.offset = mode.offset + on_line(piece.from + (piece.to - piece.from) / 2);
    piece.support = std::max<std::uint32_t>(1, mode.support / static_cast<std::uint32_t>(steps));
    piece.compared = std::max<std::uint32_t>(1, mode.compared / static_cast<std::uint32_t>(steps));
    piece.accepted = true;
  }
  return result;
}

std::map<PairKey, Comparison> compare_exhibits(std::span<const SharedKey> copies,
                                               const ClockOptions& options) {
  std::map<PairKey, Comparison> result;
  std::vector<std::uint32_t> order(copies.size());
  // Once by full key, once by the key without content for pairs of which one side lacks content.
  for (bool coarse : {false, true}) {
    if (coarse && std::all_of(copies.begin(), copies.end(),
                              [](const SharedKey& copy) { return copy.content_known; }))
      break;
    auto key = [&](std::uint32_t i) { return coarse ? copies[i].coarse_key : copies[i].key; };
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      auto middle = [&](std::uint32_t i) { return copies[i].time + copies[i].precision / 2; };
      return std::tuple(key(a), copies[a].exhibit, middle(a), copies[a].record) <
             std::tuple(key(b), copies[b].exhibit, middle(b), copies[b].record);
    });
    struct Side {
      std::int64_t exhibit;
      Readings times;
      bool content;
    };
    std::vector<Side> sides;
    for (std::size_t begin = 0, end; begin < order.size(); begin = end) {
      sides.clear();
      for (end = begin; end < order.size() && key(order[end]) == key(order[begin]); ++end) {
        const SharedKey& copy = copies[order[end]];
        if (!coarse && !copy.content_known) continue;
        if (sides.empty() || sides.back().exhibit != copy.exhibit)
          sides.push_back({copy.exhibit, {}, true});
        sides.back().times.push_back({copy.time + copy.precision / 2, copy.precision / 2});
        sides.back().content = sides.back().content && copy.content_known;
      }
      if (coarse && key(order[begin]) == 0) continue;
      for (std::size_t a = 0; a < sides.size(); ++a)
        for (std::size_t b = a + 1; b < sides.size(); ++b)
          if (!coarse || !sides[a].content || !sides[b].content)
            compare(sides[a].times, sides[b].times, options.largest_offset,
                    result[{sides[a].exhibit, sides[b].exhibit}]);
    }
  }
  for (auto& [pair, comparison] : result) {
    auto& list = comparison.differences;
    std::sort(list.begin(), list.end());
    // Exact readings say more than those to the minute: with enough of them, they alone speak.
    auto exact = static_cast<std::size_t>(
        std::count_if(list.begin(), list.end(), [](const auto& d) { return d.slack == 0; }));
    if (exact >= 2 * options.least_support && exact * 5 >= list.size())
      std::erase_if(list, [](const auto& d) { return d.slack > 0; });
  }
  return result;
}

// One equation of a stretch: clock of b minus clock of a.
struct Edge {
  std::size_t a, b, pair;
  double offset, weight;
  double slack = 0;  // a pair known to the minute may leave that much over
};

// Components of the exhibits under the edges; numbers in order of their first exhibit.
std::vector<std::uint32_t> networks(std::size_t count, const std::vector<Edge>& edges) {
  std::vector<std::uint32_t> parent(count);
  std::iota(parent.begin(), parent.end(), 0u);
  auto root = [&](std::uint32_t i) {
    while (parent[i] != i)
      i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const Edge& edge : edges) {
    auto a = root(static_cast<std::uint32_t>(edge.a)), b = root(static_cast<std::uint32_t>(edge.b));
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::uint32_t> result(count);
  for (std::uint32_t i = 0; i < count; ++i)
    result[i] = root(i);
  return result;
}

// Weighted least squares with the first exhibit of each network held at 0: the normal equations
// (a graph Laplacian) by Gaussian elimination. m exhibits: m³/3 steps.
std::vector<double> least_squares(std::size_t count, const std::vector<Edge>& edges) {
  std::vector<std::uint32_t> network = networks(count, edges);
  std::vector<std::vector<double>> row(count, std::vector<double>(count + 1, 0));
  for (const Edge& edge : edges) {
    row[edge.a][edge.a] += edge.weight;
    row[edge.b][edge.b] += edge.weight;
    row[edge.a][edge.b] -= edge.weight;
    row[edge.b][edge.a] -= edge.weight;
    row[edge.a][count] -= edge.weight * edge.offset;
    row[edge.b][count] += edge.weight * edge.offset;
  }
  for (std::size_t i = 0; i < count; ++i)
    if (network[i] == i) {  // held at 0
      std::fill(row[i].begin(), row[i].end(), 0);
      row[i][i] = 1;
    }
  for (std::size_t pivot = 0; pivot < count; ++pivot)
    for (std::size_t i = pivot + 1; i < count; ++i) {
      if (row[i][pivot] == 0) continue;
      double factor = row[i][pivot] / row[pivot][pivot];
      for (std::size_t j = pivot; j <= count; ++j)
        row[i][j] -= factor * row[pivot][j];
    }
  std::vector<double> solution(count, 0);
  for (std::size_t i = count; i-- > 0;) {
    double value = row[i][count];
    for (std::size_t j = i + 1; j < count; ++j)
      value -= row[i][j] * solution[j];
    solution[i] = value / row[i][i];
  }
  return solution;
}

double left_over(const Edge& edge, const std::vector<double>& offsets) {
  return std::abs(offsets[edge.b] - offsets[edge.a] - edge.offset);
}

// Solves, and drops the edge that contradicts most, until none contradicts. An edge that alone
// holds two parts together contradicts nothing, so networks never fall apart.
std::vector<double> solve_robustly(std::size_t count, std::vector<Edge> edges, double tolerance) {
  while (true) {
    std::vector<double> offsets = least_squares(count, edges);
    std::size_t worst = edges.size();
    double most = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      double remainder = left_over(edges[i], offsets);
      if (remainder <= tolerance + edges[i].slack) continue;
      // Weak edges go first: the remainder of a strong edge is often a weak one's fault.
      if (double weighed = remainder / std::sqrt(edges[i].weight); weighed > most)
        worst = i, most = weighed;
    }
    if (worst == edges.size()) return offsets;
    edges.erase(edges.begin() + static_cast<std::ptrdiff_t>(worst));
  }
}

ClockCause cause_of(Millis offset, const ClockOptions& options) {
  if (std::abs(offset) <= options.call_tolerance) return ClockCause::none;
  Millis rest = std::abs(offset) % zone_step;
  return std::min(rest, zone_step - rest) <= options.call_tolerance ? ClockCause::zone
                                                                    : ClockCause::clock;
}

// Which exhibits of a network say the time: references, or the largest set that agrees.
std::vector<std::size_t> choose_zero(const std::vector<std::size_t>& members,
                                     const std::vector<double>& offsets,
                                     const std::vector<std::int64_t>& exhibits,
                                     const ClockOptions& options, bool& by_reference) {
  std::vector<std::size_t> chosen;
  for (std::size_t member : members)
    if (std::find(options.reference.begin(), options.reference.end(), exhibits[member]) !=
        options.reference.end())
      chosen.push_back(member);
  by_reference = !chosen.empty();
  if (by_reference) return chosen;
  for (std::size_t center : members) {
    std::vector<std::size_t> agree;
    for (std::size_t member : members)
      if (std::abs(offsets[member] - offsets[center]) <= double(options.call_tolerance))
        agree.push_back(member);
    if (agree.size() > chosen.size()) chosen = std::move(agree);
  }
  return chosen;
}

// Where between two stretches the clock changed: at a change of summer time if one lies between, else
// in the middle. On the clock of a, which may itself be an hour off.
std::pair<Millis, bool> cut_between(const PairOffset& before, const PairOffset& after,
                                    const ClockOptions& options) {
  Millis jump = std::abs(after.offset - before.offset);
  if (std::abs(jump - millis_per_hour) <= options.chat_tolerance) {
    // The running median puts the jump a few events early or late: two days of play.
    constexpr Millis play = 2 * millis_per_day;
    auto at = std::lower_bound(options.changes.begin(), options.changes.end(), before.to - play);
    if (at != options.changes.end() && *at <= after.from + play) return {*at, true};
  }
  return {before.to + (after.from - before.to) / 2, false};
}

// Whether the steps are small and go one way: a clock that runs fast or slow, not one set anew.
bool creeps(const std::vector<ClockPiece>& pieces, const ClockOptions& options) {
  int up = 0, down = 0, large = 0;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    Millis step = pieces[i].offset - pieces[i - 1].offset;
    ++(step > 0 ? up : down);
    large += std::abs(step) > 4 * options.chat_tolerance;
  }
  return large == 0 && std::min(up, down) * 5 <= std::max(up, down);
}

double middle_of(const std::vector<std::size_t>& which, const std::vector<double>& offsets) {
  std::vector<double> values;
  for (std::size_t i : which)
    values.push_back(offsets[i]);
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

}  // namespace

std::string_view word(ClockCause cause) {
  return cause == ClockCause::none ? "none" : cause == ClockCause::zone ? "zone" : "clock";
}

std::uint64_t shared_key(std::uint64_t from, std::span<const std::uint64_t> recipients,
                         EventKind kind, std::int64_t duration_s, std::string_view text,
                         std::string_view media_hash) {
  std::vector<std::uint64_t> sorted(recipients.begin(), recipients.end());
  std::sort(sorted.begin(), sorted.end());
  std::string bytes;
  auto put = [&](std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<char>(value >> shift & 0xff));
  };
  put(from);
  put(sorted.size());
  for (auto recipient : sorted)
    put(recipient);
  put(static_cast<std::uint64_t>(kind));
  put(static_cast<std::uint64_t>(duration_s));
  put(text.size());
  bytes.append(text);
  bytes.append(media_hash);
  std::uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
  return hash == 0 ? 1 : hash;
}

Millis ExhibitClock::offset_at(Millis time) const {
  for (const ClockPiece& piece : pieces)
    if (time <= piece.to) return piece.offset;
  return pieces.empty() ? 0 : pieces.back().offset;
}

const ExhibitClock* ClockReport::find(std::int64_t exhibit) const {
  auto at = std::lower_bound(
      exhibits.begin(), exhibits.end(), exhibit,
      [](const ExhibitClock& clock, std::int64_t wanted) { return clock.exhibit < wanted; });
  return at != exhibits.end() && at->exhibit == exhibit ? &*at : nullptr;
}

ClockReport solve_clocks(std::span<const SharedKey> copies, const ClockOptions& options) {
  ClockReport report;
  std::map<std::int64_t, bool> known;  // exhibit → has times without zone
  for (const SharedKey& copy : copies)
    known[copy.exhibit] |= copy.local_time;
  std::vector<std::int64_t> exhibits;
  for (const auto& [exhibit, local] : known)
    exhibits.push_back(exhibit);
  auto index_of = [&](std::int64_t exhibit) {
    return static_cast<std::size_t>(std::lower_bound(exhibits.begin(), exhibits.end(), exhibit) -
                                    exhibits.begin());
  };

  // What every pair says, in one or several stretches.
  std::map<Millis, bool> cuts;  // → at a change of summer time
  std::vector<std::vector<std::size_t>>
      accepted;  // per accepted pair: its stretches in report.pairs
  for (const auto& [pair, comparison] : compare_exhibits(copies, options)) {
    const auto& differences = comparison.differences;
    Mode whole = mode_of(differences, 0, differences.size(), options);
    std::vector<PairOffset> pieces = stretches(differences, options);
    std::uint32_t in_pieces = 0;
    for (const auto& piece : pieces)
      in_pieces += piece.support;
    bool by_sequence = false;
    std::vector<PairOffset> drift = steps_of_drift(
        differences,
        std::max(whole.accepted ? whole.support : 0, pieces.size() > 1 ? in_pieces : 0) +
            options.least_support,
        options);
    if (!drift.empty()) {
      pieces = std::move(drift);
    } else if (pieces.size() < 2 || in_pieces <= whole.support ||
               in_pieces < options.least_share * double(differences.size())) {
      if (!whole.accepted && !comparison.repeated.empty()) {
        Mode sequence = mode_by_sequence(comparison, options);
        if (sequence.accepted) whole = sequence, by_sequence = true;
      }
      if (whole.compared == 0) continue;
      PairOffset piece;
      piece.from = differences.empty() ? 0 : differences.front().time_a;
      piece.to = differences.empty() ? 0 : differences.back().time_a;
      piece.offset = whole.offset;
      piece.support = whole.support;
      piece.compared = whole.compared;
      piece.accepted = whole.accepted;
      piece.by_sequence = by_sequence;
      pieces = {piece};
    }
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (i > 0) {
        auto [cut, at_change] = cut_between(pieces[i - 1], pieces[i], options);
        cuts[cut] |= at_change;
        pieces[i - 1].to = report.pairs.back().to = cut;
        pieces[i].from = cut;
      }
      pieces[i].a = pair.first;
      pieces[i].b = pair.second;
      for (const auto& difference : differences)
        pieces[i].precision = std::max(pieces[i].precision, difference.slack * 2);
      numbers.push_back(report.pairs.size());
      report.pairs.push_back(pieces[i]);
    }
    if (pieces.front().accepted) accepted.push_back(std::move(numbers));
  }

  // Solve every stretch between cuts. A pair that says nothing in a stretch says what it says
  // nearest to it.
  std::vector<Millis> bounds{Events::min_time};
  std::vector<bool> at_change{false};
  std::size_t number = 0;
  for (auto [cut, change] : cuts) {
    // Too many cuts are thinned evenly; a change of summer time stays.
    bool keep = cuts.size() <= most_cuts || change ||
                number * most_cuts / cuts.size() != (number + 1) * most_cuts / cuts.size();
    ++number;
    if (!keep) continue;
    bounds.push_back(cut);
    at_change.push_back(change);
  }
  bounds.push_back(Events::max_time);
  std::vector<bool> changes(exhibits.size());  // most of what is said about it comes in pieces
  {
    std::vector<double> in_pieces(exhibits.size()), all(exhibits.size());
    for (const auto& numbers : accepted)
      for (auto number : numbers)
        for (auto exhibit : {report.pairs[number].a, report.pairs[number].b}) {
          all[index_of(exhibit)] += report.pairs[number].support;
          if (numbers.size() > 1) in_pieces[index_of(exhibit)] += report.pairs[number].support;
        }
    for (std::size_t i = 0; i < exhibits.size(); ++i)
      changes[i] = in_pieces[i] * 2 > all[i];
  }
  std::vector<std::vector<double>> solutions;
  std::vector<std::vector<bool>> spoken;  // per stretch: which exhibits it says something about
  std::vector<std::uint32_t> network;
  for (std::size_t stretch = 0; stretch + 1 < bounds.size(); ++stretch) {
    std::vector<Edge> edges;
    spoken.emplace_back(exhibits.size(), false);
    for (const auto& numbers : accepted) {
      std::size_t best = numbers.front();
      Millis best_overlap = std::numeric_limits<Millis>::min();
      for (std::size_t number : numbers) {
        const PairOffset& piece = report.pairs[number];
        Millis overlap =
            std::min(piece.to, bounds[stretch + 1]) - std::max(piece.from, bounds[stretch]);
        if (overlap > best_overlap) best = number, best_overlap = overlap;
      }
      const PairOffset& piece = report.pairs[best];
      // A pair known to the minute says little beside one known to the second.
      // What a changing pair said on other days only holds the network together.
      bool steady = numbers.size() == 1 && !changes[index_of(piece.a)] && !changes[index_of(piece.b)];
      double near = steady || best_overlap >= -millis_per_day ? 1 : 1e-6;
      edges.push_back({index_of(piece.a), index_of(piece.b), best, double(piece.offset),
                       near * piece.support / (1 + double(piece.precision) / millis_per_second),
                       double(piece.precision) / 2});
      if (near == 1) spoken.back()[edges.back().a] = spoken.back()[edges.back().b] = true;
    }
    if (stretch == 0) network = networks(exhibits.size(), edges);
    solutions.push_back(solve_robustly(exhibits.size(), edges, double(options.chat_tolerance)));
    for (const Edge& edge : edges)
      report.pairs[edge.pair].residual =
          static_cast<Millis>(std::llround(left_over(edge, solutions.back())));
  }

  // Where nothing speaks about an exhibit, its clock stood as in the nearest stretch that does.
  for (std::size_t i = 0; i < exhibits.size(); ++i) {
    for (std::size_t s = 1; s < solutions.size(); ++s)
      if (!spoken[s][i] && spoken[s - 1][i]) {
        solutions[s][i] = solutions[s - 1][i];
        spoken[s][i] = true;
      }
    for (std::size_t s = solutions.size(); s-- > 1;)
      if (!spoken[s - 1][i] && spoken[s][i]) {
        solutions[s - 1][i] = solutions[s][i];
        spoken[s - 1][i] = true;
      }
  }

  // The zero of each network, from the longest stretch that has evidence.
  std::vector<std::vector<std::size_t>> members(exhibits.size());
  for (std::size_t i = 0; i < exhibits.size(); ++i)
    members[network[i]].push_back(i);
  for (std::uint32_t number = 0; number < members.size(); ++number) {
    if (members[number].empty()) continue;
    bool by_reference = false;
    auto zero = choose_zero(members[number], solutions.front(), exhibits, options, by_reference);
    if (members[number].size() > 1) {
      ClockReport::Zero entry{number, {}, by_reference};
      for (std::size_t i : zero)
        entry.exhibits.push_back(exhibits[i]);
      report.zeros.push_back(std::move(entry));
    }
    for (auto& solution : solutions) {
      double middle = middle_of(zero, solution);
      for (std::size_t i : members[number])
        solution[i] -= middle;
    }
  }

  for (std::size_t i = 0; i < exhibits.size(); ++i) {
    ExhibitClock clock;
    clock.exhibit = exhibits[i];
    clock.solved = members[network[i]].size() > 1;
    clock.network = network[i];
    clock.has_local_time = known[exhibits[i]];
    for (const auto& numbers : accepted)
      for (std::size_t number : numbers)
        if (report.pairs[number].a == exhibits[i] || report.pairs[number].b == exhibits[i])
          clock.support += report.pairs[number].support;
    for (std::size_t stretch = 0; stretch < solutions.size(); ++stretch) {
      auto offset = static_cast<Millis>(std::llround(solutions[stretch][i]));
      if (!clock.pieces.empty() &&
          std::abs(clock.pieces.back().offset - offset) < drift_step / 2) {
        clock.pieces.back().to = bounds[stretch + 1];
        continue;
      }
      // The cut was found on another exhibit's clock, at most an offset away.
      Millis from = stretch == 0 ? Events::min_time : bounds[stretch];
      if (!clock.pieces.empty()) clock.pieces.back().to = from - 1;
      bool hour = !clock.pieces.empty() &&
                  std::abs(std::abs(offset - clock.pieces.back().offset) - millis_per_hour) <=
                      options.chat_tolerance;
      clock.pieces.push_back({from, bounds[stretch + 1], offset, cause_of(offset, options),
                              hour && at_change[stretch]});
    }
    if (std::size_t count = clock.pieces.size(); count >= 3 && creeps(clock.pieces, options)) {
      // Slope through the starts of the inner pieces: the two outer ones are open-ended.
      const auto &first = clock.pieces[1], &last = clock.pieces[count - 1];
      if (last.from > first.from)
        clock.drift_s_per_week = double(last.offset - first.offset) / 1000 /
                                 (double(last.from - first.from) / (7.0 * millis_per_day));
    }
    report.exhibits.push_back(std::move(clock));
  }
  return report;
}

}  // namespace clew::link
