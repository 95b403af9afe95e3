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
#include <set>
#include <tuple>

#include "base/assert.h"

namespace clew::link {
namespace {

constexpr std::size_t most_candidates = 64;  // of one copy among repeated ones
constexpr std::size_t most_cuts = 200;
constexpr Millis zone_step = 15 * millis_per_minute;

struct Difference {
  Millis time_a, value;
  bool unique;
  friend auto operator<=>(const Difference&, const Difference&) = default;
};

// Everything two exhibits have in common.
struct Comparison {
  std::vector<Difference> differences;
  std::vector<std::pair<std::vector<Millis>, std::vector<Millis>>> repeated;  // times of one key
};
using PairKey = std::pair<std::int64_t, std::int64_t>;

Millis median(std::vector<Millis> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Differences of one key between two exhibits, times in order on both sides.
void compare(const std::vector<Millis>& a, const std::vector<Millis>& b, Millis reach,
             Comparison& into) {
  auto within = [reach](const std::vector<Millis>& times, Millis at) {
    auto first = std::lower_bound(times.begin(), times.end(), at - reach);
    auto last = std::upper_bound(first, times.end(), at + reach);
    return std::pair(first, last);
  };
  bool repeats = false;
  for (Millis time : a) {
    auto [first, last] = within(b, time);
    if (first == last) continue;
    auto [back_first, back_last] = within(a, *first);
    if (last - first == 1 && back_last - back_first == 1)
      into.differences.push_back({time, *first - time, true});
    else
      repeats = true;
  }
  if (repeats) into.repeated.emplace_back(a, b);
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

Mode mode_of(const std::vector<Difference>& differences, std::size_t begin, std::size_t end,
             const ClockOptions& options) {
  Mode mode;
  std::vector<Millis> sorted;
  for (std::size_t i = begin; i < end; ++i)
    sorted.push_back(differences[i].value);
  std::sort(sorted.begin(), sorted.end());
  mode.compared = static_cast<std::uint32_t>(sorted.size());
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
  std::vector<Millis> values;
  for (const auto& difference : comparison.differences)
    values.push_back(difference.value);
  Mode mode;
  mode.compared = static_cast<std::uint32_t>(values.size());
  for (const auto& [a, b] : comparison.repeated) {
    mode.compared += static_cast<std::uint32_t>(std::min(a.size(), b.size()));
    for (Millis time : a) {
      auto first = std::lower_bound(b.begin(), b.end(), time - options.largest_offset);
      for (std::size_t n = 0;
           first != b.end() && *first <= time + options.largest_offset && n < most_candidates;
           ++first, ++n)
        values.push_back(*first - time);
    }
  }
  std::sort(values.begin(), values.end());
  auto [at, count] = densest(values, 2 * options.chat_tolerance);
  if (count == 0) return mode;
  mode.offset = values[at + count / 2];
  for (const auto& difference : comparison.differences)
    mode.support += std::abs(difference.value - mode.offset) <= options.chat_tolerance;
  for (const auto& [a, b] : comparison.repeated)
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      Millis apart = b[j] - a[i] - mode.offset;
      if (std::abs(apart) <= options.chat_tolerance)
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
         end < count && std::abs(running[end] - running[begin]) <= options.chat_tolerance; ++end) {
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
    if (!found.empty() && std::abs(found.back().offset - piece.offset) <= options.call_tolerance) {
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
// slopes between events half the list apart). Given back as steps of at most 2 s, so that later
// parts know one form only; empty if the line does not convince more than `least` events.
std::vector<PairOffset> steps_of_drift(const std::vector<Difference>& differences,
                                       std::size_t least, const ClockOptions& options) {
  std::size_t count = differences.size();
  if (count < 2 * options.least_support) return {};
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
      std::min(double(most_cuts) - 10, std::ceil(rise / double(options.call_tolerance))));
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
      return std::tuple(key(a), copies[a].exhibit, copies[a].time, copies[a].record) <
             std::tuple(key(b), copies[b].exhibit, copies[b].time, copies[b].record);
    });
    struct Side {
      std::int64_t exhibit;
      std::vector<Millis> times;
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
        sides.back().times.push_back(copy.time);
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
  for (auto& [pair, comparison] : result)
    std::sort(comparison.differences.begin(), comparison.differences.end());
  return result;
}

// One equation of a stretch: clock of b minus clock of a.
struct Edge {
  std::size_t a, b, pair;
  double offset, weight;
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
      if (remainder <= tolerance) continue;
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
  std::set<Millis> cuts;
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
      if (i > 0) cuts.insert(pieces[i - 1].to + (pieces[i].from - pieces[i - 1].to) / 2);
      pieces[i].a = pair.first;
      pieces[i].b = pair.second;
      numbers.push_back(report.pairs.size());
      report.pairs.push_back(pieces[i]);
    }
    if (pieces.front().accepted) accepted.push_back(std::move(numbers));
  }

  // Solve every stretch between cuts. A pair that says nothing in a stretch says what it says
  // nearest to it.
  std::vector<Millis> bounds{Events::min_time};
  for (Millis cut : cuts)
    if (bounds.size() < most_cuts) bounds.push_back(cut);
  bounds.push_back(Events::max_time);
  std::vector<std::vector<double>> solutions;
  std::vector<std::uint32_t> network;
  for (std::size_t stretch = 0; stretch + 1 < bounds.size(); ++stretch) {
    std::vector<Edge> edges;
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
      edges.push_back({index_of(piece.a), index_of(piece.b), best, double(piece.offset),
                       double(piece.support)});
    }
    if (stretch == 0) network = networks(exhibits.size(), edges);
    solutions.push_back(solve_robustly(exhibits.size(), edges, double(options.chat_tolerance)));
    for (const Edge& edge : edges)
      report.pairs[edge.pair].residual =
          static_cast<Millis>(std::llround(left_over(edge, solutions.back())));
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
          std::abs(clock.pieces.back().offset - offset) <= options.call_tolerance / 2) {
        clock.pieces.back().to = bounds[stretch + 1];
        continue;
      }
      // The cut was found on another exhibit's clock, at most an offset away.
      Millis from = stretch == 0 ? Events::min_time : bounds[stretch];
      if (!clock.pieces.empty()) clock.pieces.back().to = from - 1;
      clock.pieces.push_back({from, bounds[stretch + 1], offset, cause_of(offset, options)});
    }
    if (std::size_t count = clock.pieces.size(); count >= 3) {
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

// --- one event from several copies ---------------------------------------------------------------

namespace {

struct Cluster {
  Millis time = 0;  // of its first copy, corrected
  std::vector<std::uint32_t> copies;
  bool content = false, merged_away = false, by_time = false;
};

bool share_exhibit(const Cluster& a, const Cluster& b, std::span<const SharedKey> copies) {
  for (auto i : a.copies)
    for (auto j : b.copies)
      if (copies[i].exhibit == copies[j].exhibit) return true;
  return false;
}

// Lengths of a call as two sources count them: the operator may round or count from ringing.
bool lengths_agree(std::int32_t a, std::int32_t b) {
  return a < 0 || b < 0 || std::abs(a - b) <= std::max(3, std::max(a, b) / 20);
}

}  // namespace

Deduplication merge_copies(std::span<const SharedKey> copies, const ClockReport& clocks,
                           const ClockOptions& options) {
  CLEW_ASSERT(copies.size() < no_handle);
  std::vector<Millis> corrected(copies.size());
  const ExhibitClock* clock = nullptr;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    if (!clock || clock->exhibit != copies[i].exhibit) clock = clocks.find(copies[i].exhibit);
    corrected[i] = copies[i].time - (clock ? clock->offset_at(copies[i].time) : 0);
  }
  std::vector<std::uint32_t> order(copies.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(copies[a].key, corrected[a], copies[a].exhibit, copies[a].record) <
           std::tuple(copies[b].key, corrected[b], copies[b].exhibit, copies[b].record);
  });

  // Same content: each copy joins the nearest open cluster that has none from its exhibit.
  std::vector<Cluster> clusters;
  std::size_t open = 0;  // first cluster that may still take a copy
  for (std::size_t n = 0; n < order.size(); ++n) {
    std::uint32_t i = order[n];
    if (n == 0 || copies[order[n - 1]].key != copies[i].key) open = clusters.size();
    Millis tolerance = options.tolerance(copies[i].kind);
    while (open < clusters.size() && corrected[i] - clusters[open].time > tolerance)
      ++open;
    std::size_t nearest = clusters.size();
    if (copies[i].content_known)
      for (std::size_t c = clusters.size(); c-- > open;) {
        bool has = std::any_of(clusters[c].copies.begin(), clusters[c].copies.end(),
                               [&](auto j) { return copies[j].exhibit == copies[i].exhibit; });
        if (!has && clusters[c].content) {
          nearest = c;
          break;
        }
      }
    if (nearest == clusters.size())
      clusters.push_back({corrected[i], {i}, copies[i].content_known, false, false});
    else
      clusters[nearest].copies.push_back(i);
  }

  // Copies without content: nearest in time with the same parties, one to one.
  std::vector<std::uint32_t> with_coarse;
  bool any_without = false;
  for (std::uint32_t c = 0; c < clusters.size(); ++c) {
    if (copies[clusters[c].copies[0]].coarse_key != 0) with_coarse.push_back(c);
    any_without |= !clusters[c].content;
  }
  if (any_without) {
    auto coarse = [&](std::uint32_t c) { return copies[clusters[c].copies[0]].coarse_key; };
    auto first_record = [&](std::uint32_t c) { return copies[clusters[c].copies[0]].record; };
    std::sort(with_coarse.begin(), with_coarse.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(coarse(a), clusters[a].time, first_record(a)) <
             std::tuple(coarse(b), clusters[b].time, first_record(b));
    });
    struct Candidate {
      Millis apart;
      std::uint32_t a, b;  // places in with_coarse
      auto operator<=>(const Candidate&) const = default;
    };
    std::vector<Candidate> candidates;
    for (std::uint32_t a = 0; a < with_coarse.size(); ++a) {
      const Cluster& cluster = clusters[with_coarse[a]];
      Millis tolerance = options.tolerance(copies[cluster.copies[0]].kind);
      for (std::uint32_t b = a + 1; b < with_coarse.size() && b - a <= most_candidates; ++b) {
        const Cluster& other = clusters[with_coarse[b]];
        if (coarse(with_coarse[a]) != coarse(with_coarse[b]) ||
            other.time - cluster.time > tolerance)
          break;
        if (cluster.content && other.content) continue;
        if (lengths_agree(copies[cluster.copies[0]].duration_s, copies[other.copies[0]].duration_s))
          candidates.push_back({other.time - cluster.time, a, b});
      }
    }
    std::sort(candidates.begin(), candidates.end());
    for (const Candidate& candidate : candidates) {
      Cluster& a = clusters[with_coarse[candidate.a]];
      Cluster& b = clusters[with_coarse[candidate.b]];
      if (a.merged_away || b.merged_away || share_exhibit(a, b, copies)) continue;
      a.copies.insert(a.copies.end(), b.copies.begin(), b.copies.end());
      a.content |= b.content;
      a.by_time = true;
      b.merged_away = true;
    }
  }

  Deduplication result;
  result.copies = copies.size();
  for (Cluster& cluster : clusters) {
    if (cluster.merged_away) continue;
    ++result.events;
    if (cluster.copies.size() < 2) continue;
    // A copy with content stands for all; then the earliest.
    std::sort(cluster.copies.begin(), cluster.copies.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(!copies[a].content_known, corrected[a], copies[a].record) <
             std::tuple(!copies[b].content_known, corrected[b], copies[b].record);
    });
    EventGroup group;
    group.without_content = cluster.by_time;
    for (auto i : cluster.copies)
      group.records.push_back(copies[i].record);
    result.groups.push_back(std::move(group));
  }
  std::sort(result.groups.begin(), result.groups.end(),
            [](const auto& a, const auto& b) { return a.records.front() < b.records.front(); });
  return result;
}

std::vector<std::int64_t> Deduplication::repeats() const {
  std::vector<std::int64_t> records;
  for (const auto& group : groups)
    records.insert(records.end(), group.records.begin() + 1, group.records.end());
  std::sort(records.begin(), records.end());
  return records;
}

}  // namespace clew::link
