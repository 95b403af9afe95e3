// The idea. An event that stands in two exhibits gives one difference of clocks. Of all differences
// between two exhibits, take the densest place: chance matches scatter, true ones agree.
//
//   D1: a→b "see you at 9"  10:00:00     D2: a→b "see you at 9"  11:00:01     +3601
//   D1: b→a call 31 s       12:10:05     D2: b→a call 31 s       13:10:05     +3600
//   D1: a→b "ok"            12:11:00     D2: a→b "ok"            17:40:00     (not unique: unused)
//
// Only keys that are unique on both sides within 14 hours count at first ("ok" is sent all day). If
// too few are, the repeated ones are matched as sequences: the offset at which most of them find a
// partner. A pair is believed with at least 5 events and 60 % of those compared on its curve: a
// level, a slope where a clock creeps, several with jumps between where one was changed.
//
// Then one curve for every exhibit, not one number for every pair: from a clock taken as right, the
// exhibit that shares most with what is known already is next; all its differences, less what is
// known of the other side, lie on its own curve. Twice more round, each against all others. So a
// pair that contradicts the rest is a few points beside the line, and what a few events with each
// of ten others say adds up. (Before, each pair was cut into steps and every stretch between any
// two cuts solved by least squares: a pair that says nothing at a time said what it said nearest to
// it, and clocks that gain a minute a week pulled each other off within days.)
//
// On the reference case (12 phones) offsets +3600 s and -90 s come out exactly and 101,720 copies
// give the true 95,790 events; see clock_test.cpp.
#include "link/clock.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "link/clock_curve.h"

namespace clew::link {
namespace {

constexpr std::size_t most_candidates = 64;  // of one copy among repeated ones
constexpr std::size_t most_steps = 600;       // of one sloped line
constexpr int rounds = 2;                      // each clock against all others
constexpr int most_rounds = 6;                 // while a clock is seen in one more season than before
constexpr Millis drift_step = millis_per_second;
constexpr Millis zone_step = 15 * millis_per_minute;

// Middle of the time in which an event may lie, and half the width of it.
struct Reading {
  Millis time, slack;
  friend auto operator<=>(const Reading&, const Reading&) = default;
};
using Readings = std::vector<Reading>;

// Everything two exhibits have in common.
struct Comparison {
  std::vector<ClockPoint> differences;  // on a's clock: b's less a's
  std::vector<std::pair<Readings, Readings>> repeated;  // times of one key
};
using PairKey = std::pair<std::int64_t, std::int64_t>;

// Differences of one key between two exhibits, times in order on both sides.
void compare(std::span<const Reading> a, std::span<const Reading> b, Millis reach, Comparison& into) {
  auto within = [reach](std::span<const Reading> times, Millis at) {
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
          {one.time, first->time - one.time, one.slack + first->slack});
    else
      repeats = true;
  }
  if (repeats) into.repeated.emplace_back(Readings(a.begin(), a.end()), Readings(b.begin(), b.end()));
}

// Repeated texts: the offset at which most find a partner, one to one, in order. Their differences
// then; empty if they do not convince.
std::vector<ClockPoint> by_sequence(const Comparison& comparison, const ClockOptions& options) {
  std::vector<ClockPoint> values = comparison.differences;
  std::size_t compared = values.size();
  for (const auto& [a, b] : comparison.repeated) {
    compared += std::min(a.size(), b.size());
    for (const Reading& one : a) {
      auto first = std::lower_bound(b.begin(), b.end(), one.time - options.largest_offset,
                                    [](const Reading& r, Millis t) { return r.time < t; });
      for (std::size_t n = 0; first != b.end() && first->time <= one.time + options.largest_offset && n < most_candidates;
           ++first, ++n)
        values.push_back({one.time, first->time - one.time, one.slack + first->slack});
    }
  }
  std::sort(values.begin(), values.end());
  auto level = fit_level(values, options.chat_tolerance, options);
  auto offset = static_cast<Millis>(std::llround(level.level));
  std::vector<ClockPoint> matched;
  for (const auto& difference : comparison.differences)
    if (std::abs(difference.ahead - offset) <= options.chat_tolerance + difference.slack) matched.push_back(difference);
  for (const auto& [a, b] : comparison.repeated)
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      Millis apart = b[j].time - a[i].time - offset;
      if (std::abs(apart) <= options.chat_tolerance + a[i].slack + b[j].slack) {
        matched.push_back({a[i].time, b[j].time - a[i].time, a[i].slack + b[j].slack});
        ++i, ++j;
      } else {
        apart < 0 ? ++j : ++i;
      }
    }
  if (matched.size() < options.least_support || double(matched.size()) < options.least_share * double(compared)) return {};
  std::sort(matched.begin(), matched.end());
  return matched;
}

// What is sorted of a copy: by key, exhibit and time.
struct KeyedCopy {
  std::uint64_t key;
  std::int64_t record;
  Millis middle, slack;
  std::uint32_t exhibit;  // its place in the list of exhibits
  bool content;
  friend bool operator<(const KeyedCopy& a, const KeyedCopy& b) {
    return std::tie(a.key, a.exhibit, a.middle, a.record) < std::tie(b.key, b.exhibit, b.middle, b.record);
  }
};

using Found = std::pair<std::uint64_t, Comparison>;  // exhibit a << 32 | exhibit b, by place

// Of copies in order, those of keys that several exhibits have; by the exhibits.
std::vector<Found> compare_keys(std::span<const KeyedCopy> copies, bool coarse, Millis reach) {
  std::vector<Found> result;
  std::unordered_map<std::uint64_t, std::size_t> place;
  struct Side {
    std::uint32_t exhibit;
    std::size_t begin, end;
    bool content;
  };
  std::vector<Side> sides;
  Readings times;
  for (std::size_t begin = 0, end; begin < copies.size(); begin = end) {
    for (end = begin + 1; end < copies.size() && copies[end].key == copies[begin].key;) ++end;
    if (copies[begin].exhibit == copies[end - 1].exhibit) continue;
    sides.clear();
    times.clear();
    for (std::size_t i = begin; i < end; ++i) {
      const auto& copy = copies[i];
      if (sides.empty() || sides.back().exhibit != copy.exhibit) sides.push_back({copy.exhibit, times.size(), times.size(), true});
      times.push_back({copy.middle, copy.slack});
      sides.back().end = times.size();
      sides.back().content = sides.back().content && copy.content;
    }
    auto of = [&](const Side& side) { return std::span<const Reading>(times).subspan(side.begin, side.end - side.begin); };
    for (std::size_t a = 0; a < sides.size(); ++a)
      for (std::size_t b = a + 1; b < sides.size(); ++b) {
        if (coarse && sides[a].content && sides[b].content) continue;
        const std::uint64_t pair = std::uint64_t{sides[a].exhibit} << 32 | sides[b].exhibit;
        const auto [found, fresh] = place.try_emplace(pair, result.size());
        if (fresh) result.emplace_back(pair, Comparison{});
        compare(of(sides[a]), of(sides[b]), reach, result[found->second].second);
      }
  }
  return result;
}

// Copies are dealt out by the first bits of their keys, so that each part is sorted and compared by itself; put together
// in the order of the parts, that is of the keys.
std::map<PairKey, Comparison> compare_exhibits(std::span<const SharedKey> copies, const std::vector<std::int64_t>& exhibits,
                                               const ClockOptions& options, ThreadPool& pool) {
  constexpr int part_bits = 8;
  constexpr std::size_t parts = std::size_t{1} << part_bits;
  std::map<PairKey, Comparison> result;
  std::vector<KeyedCopy> keyed;
  // Once by full key, once by the key without content for pairs of which one side lacks content.
  for (bool coarse : {false, true}) {
    if (coarse && std::all_of(copies.begin(), copies.end(),
                              [](const SharedKey& copy) { return copy.content_known; }))
      break;
    auto key = [&](const SharedKey& copy) { return coarse ? copy.coarse_key : copy.key; };
    auto counts = [&](const SharedKey& copy) { return coarse ? copy.coarse_key != 0 : copy.content_known; };
    std::vector<std::size_t> begin(parts + 1);
    for (const auto& copy : copies)
      if (counts(copy)) ++begin[(key(copy) >> (64 - part_bits)) + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    keyed.resize(begin.back());
    auto at = begin;
    std::uint32_t exhibit = 0;
    for (const auto& copy : copies) {
      if (!counts(copy)) continue;
      if (exhibits[exhibit] != copy.exhibit)
        exhibit = static_cast<std::uint32_t>(std::lower_bound(exhibits.begin(), exhibits.end(), copy.exhibit) - exhibits.begin());
      keyed[at[key(copy) >> (64 - part_bits)]++] = {key(copy),          copy.record, copy.time + copy.precision / 2,
                                                    copy.precision / 2, exhibit,     copy.content_known};
    }
    std::vector<std::vector<Found>> found(parts);
    pool.for_each(parts, [&](std::size_t part) {
      const auto first = keyed.begin() + static_cast<std::ptrdiff_t>(begin[part]), last = keyed.begin() + static_cast<std::ptrdiff_t>(begin[part + 1]);
      std::sort(first, last);
      found[part] = compare_keys({first, last}, coarse, options.largest_offset);
    });
    for (auto& part : found) {
      for (auto& [pair, comparison] : part) {
        auto& all = result[{exhibits[pair >> 32], exhibits[pair & 0xffffffff]}];
        all.differences.insert(all.differences.end(), comparison.differences.begin(), comparison.differences.end());
        std::move(comparison.repeated.begin(), comparison.repeated.end(), std::back_inserter(all.repeated));
      }
      part = {};
    }
  }
  std::vector<Comparison*> list;
  for (auto& [pair, comparison] : result) list.push_back(&comparison);
  pool.for_each(list.size(), [&](std::size_t i) {
    auto& differences = list[i]->differences;
    std::sort(differences.begin(), differences.end());
    // Exact readings say more than those to the minute: with enough of them, they alone speak.
    auto exact = static_cast<std::size_t>(
        std::count_if(differences.begin(), differences.end(), [](const auto& d) { return d.slack == 0; }));
    if (exact >= 2 * options.least_support && exact * 5 >= differences.size())
      std::erase_if(differences, [](const auto& d) { return d.slack > 0; });
  });
  return result;
}

// What two exhibits say of each other, believed. By place in the list of exhibits.
struct ClockPair {
  std::size_t a, b;
  std::vector<ClockPoint> points;  // on a's clock: b's less a's
  std::size_t first, last;         // in ClockReport::pairs
  double weight = 0;               // of all points: an event known to the minute says little beside one known to the second
};

// Parts that hold together; each has the number of its first exhibit.
std::vector<std::uint32_t> networks(std::size_t count, const std::vector<ClockPair>& pairs) {
  std::vector<std::uint32_t> parent(count);
  std::iota(parent.begin(), parent.end(), 0u);
  auto root = [&](std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const ClockPair& pair : pairs) {
    auto a = root(static_cast<std::uint32_t>(pair.a)), b = root(static_cast<std::uint32_t>(pair.b));
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::uint32_t> result(count);
  for (std::uint32_t i = 0; i < count; ++i) result[i] = root(i);
  return result;
}

// The curves of a network whose member `origin` is taken as right.
class ClockNetwork {
 public:
  ClockNetwork(std::size_t count, const std::vector<ClockPair>& pairs, const ClockOptions& options)
      : pairs_(pairs), options_(options), of_(count), curves_(count), known_(count), seen_(count) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      of_[pairs[i].a].push_back(i);
      of_[pairs[i].b].push_back(i);
    }
  }

  std::vector<ClockCurve> solve(std::span<const std::size_t> members, std::size_t origin) {
    const std::size_t seasons = options_.changes.size() + 1;
    for (std::size_t i : members) known_[i] = false, curves_[i] = {}, seen_[i].assign(seasons, false);
    known_[origin] = true;
    seen_[origin].assign(seasons, true);
    std::vector<std::size_t> order;
    while (true) {
      std::size_t next = origin;
      double most = 0;
      for (std::size_t i : members)
        if (double says = known_[i] ? 0 : weight(i); says > most) most = says, next = i;
      if (most <= 0) break;
      fit(next);
      known_[next] = true;
      order.push_back(next);
    }
    bool more = false;
    for (int round = 0; order.size() > 1 && (round < rounds || (more && round < most_rounds)); ++round) {
      more = false;
      for (std::size_t i : order) more |= fit(i);
    }
    for (std::size_t s = 0; s < seasons && seasons > 1; ++s) tie_together(members, order, s);
    return curves_;
  }

 private:
  double weight(std::size_t i) const {
    double sum = 0;
    for (std::size_t number : of_[i])
      if (const ClockPair& pair = pairs_[number]; known_[pair.a == i ? pair.b : pair.a]) sum += pair.weight;
    return sum;
  }

  // Whether its clock is seen in a season now in which it was not.
  bool fit(std::size_t i) {
    const auto of = points(i);
    curves_[i] = fit_curve(of, options_);
    std::vector<std::uint32_t> on(seen_[i].size(), 0);
    for (const auto& p : of)
      if (std::abs(double(p.ahead) - curves_[i].ahead(p.at)) <= double(p.slack + options_.sms_tolerance)) ++on[season(p.at)];
    bool more = false;
    for (std::size_t s = 0; s < on.size(); ++s) {
      more |= !seen_[i][s] && on[s] >= options_.least_support;
      seen_[i][s] = on[s] >= options_.least_support;
    }
    return more;
  }

  // Clocks that are seen in a season by each other only: one of them is taken as it is, the others follow from it. Else two of
  // them that differ there would both stay as they are at other times.
  void tie_together(std::span<const std::size_t> members, const std::vector<std::size_t>& order, std::size_t s) {
    std::vector<std::uint32_t> shared(pairs_.size(), 0);
    for (std::size_t number = 0; number < pairs_.size(); ++number) {
      const ClockPair& pair = pairs_[number];
      if (!known_[pair.a] || !known_[pair.b] || seen_[pair.a][s] || seen_[pair.b][s]) continue;
      for (const auto& p : pair.points) shared[number] += season(p.at) == s;
    }
    while (true) {
      std::size_t first = 0;
      std::uint32_t most = 0;
      for (std::size_t i : members) {
        if (seen_[i][s]) continue;
        std::uint32_t says = 0;
        for (std::size_t number : of_[i])
          if (!seen_[pairs_[number].a][s] && !seen_[pairs_[number].b][s]) says += shared[number];
        if (says > most) most = says, first = i;
      }
      if (most < options_.least_support) return;
      seen_[first][s] = true;
      bool more = true;
      for (int round = 0; more && round < most_rounds; ++round) {
        more = false;
        for (std::size_t i : order)
          if (!seen_[i][s] && std::any_of(of_[i].begin(), of_[i].end(), [&](std::size_t number) { return shared[number] > 0; })) more |= fit(i);
      }
    }
  }

  std::size_t season(Millis at) const {
    return static_cast<std::size_t>(std::upper_bound(options_.changes.begin(), options_.changes.end(), at) - options_.changes.begin());
  }

  // What others say of it, each of them in the seasons of which its own clock is known: whether it keeps summer time shows only
  // across a change. Else two phones that both do not, and wrote to each other before the change, outvote the one that says so.
  std::vector<ClockPoint> points(std::size_t i) const {
    auto out = points(i, true);
    return out.size() < options_.least_support ? points(i, false) : out;
  }
  std::vector<ClockPoint> points(std::size_t i, bool where_seen) const {
    std::vector<ClockPoint> out;
    for (std::size_t number : of_[i]) {
      const ClockPair& pair = pairs_[number];
      bool is_b = pair.b == i;
      std::size_t other = is_b ? pair.a : pair.b;
      if (!known_[other]) continue;
      for (const auto& p : pair.points) {
        Millis there = p.at + p.ahead;
        if (where_seen && !seen_[other][season(is_b ? p.at : there)]) continue;
        double ahead = is_b ? double(p.ahead) + curves_[other].ahead(p.at) : curves_[other].ahead(there) - double(p.ahead);
        out.push_back({is_b ? there : p.at, static_cast<Millis>(std::llround(ahead)), p.slack});
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  const std::vector<ClockPair>& pairs_;
  const ClockOptions& options_;
  std::vector<std::vector<std::size_t>> of_;
  std::vector<ClockCurve> curves_;
  std::vector<bool> known_;
  std::vector<std::vector<bool>> seen_;  // by season: between two changes of summer time
};

ClockCause cause_of(Millis offset, const ClockOptions& options) {
  if (std::abs(offset) <= options.call_tolerance) return ClockCause::none;
  Millis rest = std::abs(offset) % zone_step;
  return std::min(rest, zone_step - rest) <= options.call_tolerance ? ClockCause::zone
                                                                    : ClockCause::clock;
}

// Times at which curves are held against each other.
std::vector<Millis> samples(std::span<const std::size_t> members, const std::vector<ClockPair>& pairs) {
  Millis from = std::numeric_limits<Millis>::max(), to = std::numeric_limits<Millis>::min();
  for (const ClockPair& pair : pairs)
    if (std::binary_search(members.begin(), members.end(), pair.a)) {
      from = std::min(from, pair.points.front().at);
      to = std::max(to, pair.points.back().at);
    }
  std::vector<Millis> out;
  for (int i = 0; i <= 8; ++i) out.push_back(from + (to - from) / 8 * i);
  return out;
}

// The largest set of a network that agrees throughout.
std::vector<std::size_t> largest_agreement(const std::vector<std::size_t>& members, const std::vector<ClockCurve>& curves,
                                           const std::vector<Millis>& times, const ClockOptions& options) {
  std::vector<std::size_t> chosen;
  for (std::size_t center : members) {
    std::vector<std::size_t> agree;
    for (std::size_t member : members)
      if (std::all_of(times.begin(), times.end(), [&](Millis t) {
            return std::abs(curves[member].ahead(t) - curves[center].ahead(t)) <= double(options.call_tolerance);
          }))
        agree.push_back(member);
    if (agree.size() > chosen.size()) chosen = std::move(agree);
  }
  return chosen;
}

// The lines as pieces: a level one is one piece, a sloped one is cut into steps from `first` to `last`, the times that the
// exhibit has at all.
std::vector<ClockPiece> pieces_of(const std::vector<ClockLine>& lines, Millis first, Millis last, const ClockOptions& options) {
  std::vector<ClockPiece> pieces;
  auto add = [&](Millis from, double ahead, bool at_change) {
    auto offset = static_cast<Millis>(std::llround(ahead));
    if (!pieces.empty()) {
      if (std::abs(pieces.back().offset - offset) < drift_step / 2) return;
      pieces.back().to = from - 1;
    }
    pieces.push_back({from, Events::max_time, offset, cause_of(offset, options), at_change && !pieces.empty()});
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const ClockLine& line = lines[i];
    Millis begin = line.begin, end = i + 1 < lines.size() ? lines[i + 1].begin : Events::max_time;
    if (line.slope == 0) {
      add(begin, line.level, line.at_change);
      continue;
    }
    Millis from = std::max(begin, first), to = std::min(end, last);
    to = std::max(to, from + 1);
    double rise = std::abs(line.slope * double(to - from));
    auto steps = static_cast<Millis>(std::clamp(std::ceil(rise / double(drift_step)), 1.0, double(most_steps)));
    for (Millis k = 0; k < steps; ++k) {
      Millis at = from + k * (to - from) / steps, next = from + (k + 1) * (to - from) / steps;
      add(k == 0 ? begin : at, line.ahead(at + (next - at) / 2), line.at_change && k == 0);
    }
  }
  if (pieces.empty()) pieces.push_back({});
  return pieces;
}

double middle_of(std::vector<double> values) {
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
  if (pieces.empty()) return 0;
  auto piece = std::lower_bound(pieces.begin(), pieces.end(), time, [](const ClockPiece& p, Millis t) { return p.to < t; });
  return piece == pieces.end() ? pieces.back().offset : piece->offset;
}

const ExhibitClock* ClockReport::find(std::int64_t exhibit) const {
  auto at = std::lower_bound(
      exhibits.begin(), exhibits.end(), exhibit,
      [](const ExhibitClock& clock, std::int64_t wanted) { return clock.exhibit < wanted; });
  return at != exhibits.end() && at->exhibit == exhibit ? &*at : nullptr;
}

ClockReport solve_clocks(std::span<const SharedKey> copies, const ClockOptions& options) {
  ThreadPool alone(1);
  return solve_clocks(copies, options, alone);
}

ClockReport solve_clocks(std::span<const SharedKey> copies, const ClockOptions& options, ThreadPool& pool) {
  ClockReport report;
  struct Seen {
    bool local = false;
    Millis first = std::numeric_limits<Millis>::max(), last = std::numeric_limits<Millis>::min();
  };
  std::map<std::int64_t, Seen> seen;
  for (const SharedKey& copy : copies) {
    auto& of = seen[copy.exhibit];
    of.local |= copy.local_time;
    of.first = std::min(of.first, copy.time);
    of.last = std::max(of.last, copy.time);
  }
  std::vector<std::int64_t> exhibits;
  for (const auto& [exhibit, of] : seen) exhibits.push_back(exhibit);
  auto index_of = [&](std::int64_t exhibit) {
    return static_cast<std::size_t>(std::lower_bound(exhibits.begin(), exhibits.end(), exhibit) - exhibits.begin());
  };

  std::vector<ClockPair> pairs;
  std::vector<std::uint32_t> support(exhibits.size());
  auto compared = compare_exhibits(copies, exhibits, options, pool);
  struct Fit {
    PairKey key;
    Comparison* comparison;
    ClockCurve curve;
    bool sequence = false;
  };
  std::vector<Fit> fits;
  for (auto& [key, comparison] : compared) fits.push_back({key, &comparison, {}, false});
  pool.for_each(fits.size(), [&](std::size_t i) {
    Fit& fit = fits[i];
    fit.curve = fit_curve(fit.comparison->differences, options);
    if (fit.curve.accepted || fit.comparison->repeated.empty()) return;
    auto matched = by_sequence(*fit.comparison, options);
    if (ClockCurve again = fit_curve(matched, options); again.accepted) {
      fit.curve = std::move(again);
      fit.comparison->differences = std::move(matched);
      fit.sequence = true;
    }
  });
  for (auto& [key, fitted, curve, sequence] : fits) {
    Comparison& comparison = *fitted;
    if (curve.lines.empty()) continue;
    PairOffset said;
    said.a = key.first;
    said.b = key.second;
    said.by_sequence = sequence;
    said.accepted = curve.accepted;
    for (const auto& difference : comparison.differences) said.precision = std::max(said.precision, difference.slack * 2);
    std::size_t first = report.pairs.size();
    for (const ClockLine& line : curve.lines) {
      said.from = line.from;
      said.to = line.to;
      said.offset = static_cast<Millis>(std::llround(line.ahead(line.from + (line.to - line.from) / 2)));
      said.support = line.support;
      said.compared = line.compared;
      report.pairs.push_back(said);
    }
    if (!curve.accepted) continue;
    std::size_t a = index_of(key.first), b = index_of(key.second);
    support[a] += curve.support;
    support[b] += curve.support;
    pairs.push_back({a, b, std::move(comparison.differences), first, report.pairs.size()});
    for (const auto& p : pairs.back().points) pairs.back().weight += 1 / (1 + double(p.slack) / millis_per_second);
  }
  compared.clear();

  auto network = networks(exhibits.size(), pairs);
  std::vector<std::vector<std::size_t>> members(exhibits.size());
  for (std::size_t i = 0; i < exhibits.size(); ++i) members[network[i]].push_back(i);
  std::vector<ClockCurve> curves(exhibits.size());
  ClockNetwork solver(exhibits.size(), pairs, options);
  for (std::uint32_t number = 0; number < members.size(); ++number) {
    const auto& of = members[number];
    if (of.size() < 2) continue;
    auto strongest = [&](const std::vector<std::size_t>& among) {
      return *std::max_element(among.begin(), among.end(),
                               [&](std::size_t x, std::size_t y) { return std::pair(support[x], y) < std::pair(support[y], x); });
    };
    std::vector<std::size_t> zero;
    for (std::size_t i : of)
      if (std::find(options.reference.begin(), options.reference.end(), exhibits[i]) != options.reference.end())
        zero.push_back(i);
    bool by_reference = !zero.empty();
    std::size_t origin = strongest(by_reference ? zero : of);
    auto solution = solver.solve(of, origin);
    auto times = samples(of, pairs);
    if (!by_reference) {
      // What was started from may itself run fast: then again from one of those that agree.
      zero = largest_agreement(of, solution, times, options);
      if (std::find(zero.begin(), zero.end(), origin) == zero.end()) solution = solver.solve(of, strongest(zero));
    }
    std::vector<double> at_zero;
    for (std::size_t i : zero) at_zero.push_back(solution[i].ahead(times[times.size() / 2]));
    double shift = middle_of(std::move(at_zero));
    ClockReport::Zero entry{number, {}, by_reference};
    for (std::size_t i : zero) entry.exhibits.push_back(exhibits[i]);
    report.zeros.push_back(std::move(entry));
    for (std::size_t i : of) {
      curves[i] = solution[i];
      if (curves[i].lines.empty()) curves[i].lines.emplace_back();  // the origin
      for (ClockLine& line : curves[i].lines) line.level -= shift;
    }
  }

  for (const ClockPair& pair : pairs)
    for (std::size_t i = pair.first; i < pair.last; ++i) {
      PairOffset& said = report.pairs[i];
      std::vector<double> rest;
      for (const auto& p : pair.points)
        if (p.at >= said.from && p.at <= said.to)
          rest.push_back(std::abs(double(p.ahead) - curves[pair.b].ahead(p.at + p.ahead) + curves[pair.a].ahead(p.at)));
      if (!rest.empty()) said.residual = static_cast<Millis>(std::llround(middle_of(std::move(rest))));
    }

  for (std::size_t i = 0; i < exhibits.size(); ++i) {
    ExhibitClock clock;
    const Seen& of = seen[exhibits[i]];
    clock.exhibit = exhibits[i];
    clock.solved = members[network[i]].size() > 1;
    clock.network = network[i];
    clock.support = support[i];
    clock.has_local_time = of.local;
    clock.lines = std::move(curves[i].lines);
    clock.pieces = pieces_of(clock.lines, of.first, of.last, options);
    Millis longest = 0;
    for (const ClockLine& line : clock.lines)
      if (line.slope != 0 && line.to - line.from > longest) {
        longest = line.to - line.from;
        clock.drift_s_per_week = line.s_per_week();
      }
    report.exhibits.push_back(std::move(clock));
  }
  return report;
}

}  // namespace clew::link
