#include "link/clock_curve.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

namespace clew::link {
namespace {

constexpr std::size_t most_points = 600;   // looked at for where the lines meet
constexpr std::size_t blocks = 16;         // bounds considered, besides changes of summer time
constexpr double steepest = 1e-3;          // ten minutes a week; quartz clocks keep to a minute
constexpr double least_errors = 6;         // of a slope, in standard errors
constexpr Millis jitter = millis_per_second / 2;

using Points = std::span<const ClockPoint>;

struct Interval {
  double from, to;
};

// Of many, digit by digit (11 bits at a time): a fourth of the time of comparing them. The curve of one of 147 exhibits has
// a hundred thousand points and more, each sorted a dozen times.
void sort_numbers(std::vector<double>& values) {
  constexpr std::size_t few = 2048;
  constexpr int digit_bits = 11, digits = 6;
  constexpr std::size_t digit_values = std::size_t{1} << digit_bits;
  if (values.size() < few) {
    std::sort(values.begin(), values.end());
    return;
  }
  // As integers in the same order: negative ones turned over.
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  std::vector<std::uint64_t> keys(values.size()), other(values.size());
  std::vector<std::size_t> counts(digit_values * digits);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(values[i]);
    keys[i] = bits & sign ? ~bits : bits | sign;
    for (int d = 0; d < digits; ++d) ++counts[d * digit_values + (keys[i] >> (d * digit_bits) & (digit_values - 1))];
  }
  for (int d = 0; d < digits; ++d) {
    auto* count = counts.data() + d * digit_values;
    if (std::any_of(count, count + digit_values, [&](std::size_t n) { return n == values.size(); })) continue;  // all the same
    std::size_t at = 0;
    for (std::size_t v = 0; v < digit_values; ++v) at += std::exchange(count[v], at);
    for (const auto key : keys) other[count[key >> (d * digit_bits) & (digit_values - 1)]++] = key;
    keys.swap(other);
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    values[i] = std::bit_cast<double>(keys[i] & sign ? keys[i] & ~sign : ~keys[i]);
}

// Middle of where most intervals overlap. Minutes pin an offset to seconds when there are many: each cuts a piece off.
//
//   -40 ± 30   [-70 ………… -10]
//    -5 ± 30           [-35 ………… 25]      overlap [-35, -10]: about -22
double most_overlap(const std::vector<Interval>& intervals) {
  std::vector<double> begins, ends;
  begins.reserve(intervals.size());
  ends.reserve(intervals.size());
  for (const auto& i : intervals) {
    begins.push_back(i.from);
    ends.push_back(i.to);
  }
  sort_numbers(begins);
  sort_numbers(ends);
  // Walked side by side; where one ends another begins: both count there.
  std::size_t best = 0;
  double from = 0, to = 0;
  for (std::size_t i = 0, j = 0; i < begins.size();) {
    if (ends[j] < begins[i]) {
      ++j;
      continue;
    }
    ++i;
    if (i - j <= best) continue;
    best = i - j;
    from = begins[i - 1];
    to = i < begins.size() ? std::min(begins[i], ends[j]) : ends[j];
  }
  return from + (to - from) / 2;
}

double median(std::vector<double> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Points on a line, and what the line leaves of them.
struct Left {
  std::vector<const ClockPoint*> points;
  std::vector<double> value;
};
Left on_line(Points points, const ClockLine& line, Millis tolerance) {
  Left in;
  for (const auto& p : points) {
    double rest = double(p.ahead) - line.ahead(p.at);
    if (std::abs(rest) > double(p.slack + tolerance)) continue;
    in.points.push_back(&p);
    in.value.push_back(rest);
  }
  return in;
}

// Moves the line by what its points leave over: the median of the exact ones, or where the intervals overlap most.
void settle(ClockLine& line, const Left& in, const ClockOptions& options) {
  std::vector<double> exact;
  for (std::size_t i = 0; i < in.points.size(); ++i)
    if (in.points[i]->slack == 0) exact.push_back(in.value[i]);
  if (exact.size() >= options.least_support && exact.size() * 5 >= in.points.size()) {
    line.level += median(std::move(exact));
    return;
  }
  std::vector<Interval> intervals;
  for (std::size_t i = 0; i < in.points.size(); ++i) {
    double half = double(in.points[i]->slack + millis_per_second);
    intervals.push_back({in.value[i] - half, in.value[i] + half});
  }
  if (!intervals.empty()) line.level += most_overlap(intervals);
}

void place(ClockLine& line, Points points, Millis tolerance) {
  std::vector<Interval> intervals;
  intervals.reserve(points.size());
  for (const auto& p : points) {
    double value = double(p.ahead) - line.slope * double(p.at - line.middle), half = double(p.slack + tolerance);
    intervals.push_back({value - half, value + half});
  }
  line.level = most_overlap(intervals);
}

// The slope at which most pairs of points half the list apart agree, then least squares; false where there is none.
bool sloped(ClockLine& line, Points points, Millis tolerance, const ClockOptions& options, double& error) {
  std::size_t half = points.size() / 2;
  if (points.size() < 2 * options.least_support) return false;
  std::vector<Interval> slopes;
  for (std::size_t i = 0; i + half < points.size(); ++i) {
    const auto &a = points[i], &b = points[i + half];
    double apart = double(b.at - a.at);
    if (apart < millis_per_day) continue;
    double slope = double(b.ahead - a.ahead) / apart, play = double(a.slack + b.slack + 2 * tolerance) / apart;
    if (std::abs(slope) <= steepest + play) slopes.push_back({slope - play, slope + play});
  }
  if (slopes.size() < options.least_support) return false;
  line.slope = most_overlap(slopes);
  place(line, points, tolerance);
  for (int round = 0; round < 3; ++round) {
    Left in = on_line(points, line, tolerance);
    if (in.points.size() < options.least_support) return false;
    double weights = 0, mean_at = 0, mean = 0;
    std::vector<double> weight(in.points.size());
    for (std::size_t i = 0; i < in.points.size(); ++i) {
      double sigma = double(jitter) + double(in.points[i]->slack) / std::sqrt(3.0);
      weight[i] = 1e6 / (sigma * sigma);
      weights += weight[i];
      mean_at += weight[i] * double(in.points[i]->at - line.middle);
      mean += weight[i] * in.value[i];
    }
    mean_at /= weights;
    mean /= weights;
    double square = 0, product = 0, rest = 0;
    for (std::size_t i = 0; i < in.points.size(); ++i) {
      double at = double(in.points[i]->at - line.middle) - mean_at;
      square += weight[i] * at * at;
      product += weight[i] * at * (in.value[i] - mean);
    }
    if (square <= 0) return false;
    double slope = product / square;
    for (std::size_t i = 0; i < in.points.size(); ++i) {
      double r = in.value[i] - mean - slope * (double(in.points[i]->at - line.middle) - mean_at);
      rest += weight[i] * r * r;
    }
    // No better than the readings can be, however well they happen to agree.
    error = std::sqrt(std::max(1e6, rest / double(in.points.size())) / square);
    line.slope += slope;
    line.level += mean - slope * mean_at;
  }
  return std::abs(line.slope) <= steepest;
}

ClockLine fit_line(Points points, Millis tolerance, const ClockOptions& options) {
  ClockLine level = fit_level(points, tolerance, options);
  ClockLine slope = level;
  double error = 0;
  if (sloped(slope, points, tolerance, options, error)) {
    Left on = on_line(points, slope, tolerance);
    slope.support = static_cast<std::uint32_t>(on.points.size());
    if (!on.points.empty()) {  // seen there, not where chance matches lie
      slope.from = on.points.front()->at;
      slope.to = on.points.back()->at;
    }
    double rise = std::abs(slope.slope * double(slope.to - slope.from));
    bool more = slope.support >= level.support + std::max(options.least_support, level.support / 50);
    bool sure = slope.support * 50 >= level.support * 49 && std::abs(slope.slope) > least_errors * error;
    if (rise > double(options.call_tolerance) && (more || sure)) {
      settle(slope, on, options);
      return slope;
    }
  }
  return level;
}

bool convinces(std::size_t support, std::size_t compared, const ClockOptions& options) {
  return support >= options.least_support && double(support) >= options.least_share * double(compared);
}

// Bounds of ranges, each to be one line: the first 0, the last points.size().
std::vector<std::size_t> divide(Points points, Millis tolerance, const ClockOptions& options) {
  const std::size_t count = points.size();
  auto charge = std::max<std::size_t>(options.least_support, count / 50);
  auto left_over = [&](std::size_t begin, std::size_t end) {
    auto line = fit_line(points.subspan(begin, end - begin), tolerance, options);
    return end - begin - (line.support < options.least_support ? 0 : line.support);
  };
  if (left_over(0, count) <= charge) return {0, count};
  std::vector<std::size_t> bounds{0, count};
  for (std::size_t i = 1; i < blocks; ++i) bounds.push_back(i * count / blocks);
  for (Millis change : options.changes)
    bounds.push_back(static_cast<std::size_t>(
        std::lower_bound(points.begin(), points.end(), change, [](const ClockPoint& p, Millis t) { return p.at < t; }) -
        points.begin()));
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  std::vector<std::size_t> cost(bounds.size(), count * 2 + charge), before(bounds.size());
  cost[0] = 0;
  for (std::size_t j = 1; j < bounds.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) {
      if (bounds[j] - bounds[i] < options.least_support && j - i + 1 < bounds.size()) continue;
      if (cost[i] + charge >= cost[j]) continue;
      auto total = cost[i] + charge + left_over(bounds[i], bounds[j]);
      if (total < cost[j]) cost[j] = total, before[j] = i;
    }
  std::vector<std::size_t> chosen;
  for (std::size_t j = bounds.size() - 1; j > 0; j = before[j]) chosen.push_back(bounds[j]);
  chosen.push_back(0);
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

// Where between two lines the clock jumped: where the fewest points are left over. If it was by an hour and summer time
// changed about then, at that change (`at_change`).
std::size_t meet(Points points, std::size_t begin, std::size_t end, const ClockLine& before, ClockLine& after, Millis tolerance,
                 const ClockOptions& options) {
  auto off = [&](std::size_t i, const ClockLine& line) {
    return std::abs(double(points[i].ahead) - line.ahead(points[i].at)) > double(points[i].slack + tolerance);
  };
  std::size_t over = 0;  // begin…i on the line before, the rest on the one after
  for (std::size_t i = begin; i < end; ++i) over += off(i, after);
  std::size_t least = over, first = begin, last = begin;
  for (std::size_t i = begin; i < end; ++i) {
    over = over + off(i, before) - off(i, after);
    if (over < least) least = over, first = i + 1;
    if (over == least) last = i + 1;
  }
  auto at = [&](std::size_t i) { return points[std::min(i, points.size() - 1)].at; };
  Millis low = first > 0 ? at(first - 1) : at(first), high = at(last);
  after.begin = low + (high - low) / 2;
  std::size_t cut = first + (last - first) / 2;
  Millis jump = static_cast<Millis>(std::llround(std::abs(after.ahead(after.begin) - before.ahead(after.begin))));
  if (std::abs(jump - millis_per_hour) <= options.sms_tolerance) {
    constexpr Millis play = 14 * millis_per_hour;  // the clock itself may be in another zone
    auto change = std::lower_bound(options.changes.begin(), options.changes.end(), low - play);
    if (change != options.changes.end() && *change <= high + play) after.begin = *change, after.at_change = true;
  }
  return cut;
}

// A clock that shows summer time for a few days only of all that is seen of it: no line of those days pays for itself among
// thousands of points. But that they lie on the same line an hour beside, from a change of summer time on, is no accident.
void hour_beside(Points points, ClockCurve& curve, Millis tolerance, const ClockOptions& options) {
  auto from = [&](Millis at) {
    return static_cast<std::size_t>(std::lower_bound(points.begin(), points.end(), at, [](const ClockPoint& p, Millis t) { return p.at < t; }) -
                                    points.begin());
  };
  auto on = [&](std::size_t begin, std::size_t end, const ClockLine& line) {
    return static_cast<std::uint32_t>(std::count_if(points.begin() + static_cast<std::ptrdiff_t>(begin), points.begin() + static_cast<std::ptrdiff_t>(end),
                                                    [&](const ClockPoint& p) { return std::abs(double(p.ahead) - line.ahead(p.at)) <= double(p.slack + tolerance); }));
  };
  for (std::size_t i = 0; i < curve.lines.size(); ++i) {
    const Millis next = i + 1 < curve.lines.size() ? curve.lines[i + 1].begin : Events::max_time;
    const std::size_t begin = from(curve.lines[i].begin), end = from(next);
    for (const Millis change : options.changes) {
      if (change <= curve.lines[i].begin || change >= next) continue;
      const std::size_t cut = from(change);
      // The shorter side, and the line of it moved.
      const bool before = cut - begin < end - cut;
      const std::size_t low = before ? begin : cut, high = before ? cut : end;
      if (high - low < options.least_support) continue;
      const ClockLine line = curve.lines[i];
      ClockLine moved = line;
      std::uint32_t most = on(low, high, line);
      for (const Millis hour : {millis_per_hour, -millis_per_hour}) {
        ClockLine beside = line;
        beside.level += double(hour);
        if (const auto many = on(low, high, beside); many > most) most = many, moved = beside;
      }
      if (moved.level == line.level || !convinces(most, static_cast<std::uint32_t>(high - low), options)) continue;
      ClockLine first = before ? moved : line, second = before ? line : moved;
      const std::size_t met = meet(points, begin, end, first, second, tolerance, options);
      if (!second.at_change || met == begin || met == end) continue;
      first.begin = line.begin;
      first.at_change = line.at_change;
      const auto settle_range = [&](ClockLine& one, std::size_t a, std::size_t b) {
        one.from = points[a].at;
        one.to = points[b - 1].at;
        one.support = on(a, b, one);
        one.compared = static_cast<std::uint32_t>(b - a);
      };
      settle_range(first, begin, met);
      settle_range(second, met, end);
      curve.support += first.support + second.support - line.support;
      curve.lines[i] = first;
      curve.lines.insert(curve.lines.begin() + static_cast<std::ptrdiff_t>(i) + 1, second);
      break;
    }
  }
}

ClockCurve curve_within(Points points, Millis tolerance, const ClockOptions& options) {
  std::vector<ClockPoint> few;
  Points looked_at = points;
  if (points.size() > most_points) {
    for (std::size_t i = 0; i < most_points; ++i) few.push_back(points[i * points.size() / most_points]);
    looked_at = few;
  }
  auto whole = [&](std::size_t i) {
    return i == looked_at.size() ? points.size() : i * points.size() / looked_at.size();
  };
  auto chosen = divide(looked_at, tolerance, options);
  std::vector<ClockLine> lines;
  for (std::size_t i = 0; i + 1 < chosen.size(); ++i)
    lines.push_back(fit_line(looked_at.subspan(chosen[i], chosen[i + 1] - chosen[i]), tolerance, options));
  std::vector<std::size_t> bounds{0};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    // From the middle of the one range to the middle of the other.
    auto begin = std::max(bounds.back(), whole(chosen[i - 1] + (chosen[i] - chosen[i - 1]) / 2));
    auto end = whole(chosen[i] + (chosen[i + 1] - chosen[i]) / 2);
    bounds.push_back(meet(points, begin, end, lines[i - 1], lines[i], tolerance, options));
  }
  bounds.push_back(points.size());
  ClockCurve curve;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    curve.compared += static_cast<std::uint32_t>(bounds[i + 1] - bounds[i]);
    if (bounds[i] == bounds[i + 1]) continue;
    auto line = fit_line(points.subspan(bounds[i], bounds[i + 1] - bounds[i]), tolerance, options);
    if (line.support < options.least_support && lines.size() > 1) continue;
    line.begin = lines[i].begin;
    line.at_change = lines[i].at_change && !curve.lines.empty();
    if (curve.lines.empty()) line.begin = Events::min_time;
    curve.support += line.support;
    curve.lines.push_back(line);
  }
  hour_beside(points, curve, tolerance, options);
  curve.accepted = convinces(curve.support, curve.compared, options);
  return curve;
}

}  // namespace

ClockLine fit_level(Points points, Millis tolerance, const ClockOptions& options) {
  ClockLine level;
  level.from = points.front().at;
  level.to = points.back().at;
  level.middle = level.from + (level.to - level.from) / 2;
  level.compared = static_cast<std::uint32_t>(points.size());
  place(level, points, tolerance);
  Left in = on_line(points, level, tolerance);
  settle(level, in, options);
  level.support = static_cast<std::uint32_t>(in.points.size());
  return level;
}

double ClockCurve::ahead(Millis at) const {
  if (lines.empty()) return 0;
  auto line = std::upper_bound(lines.begin(), lines.end(), at, [](Millis t, const ClockLine& l) { return t < l.begin; });
  if (line != lines.begin()) --line;
  return line->ahead(at);
}

// Messages reach the other phone late: if the narrow tolerance does not convince, the wide one may.
ClockCurve fit_curve(Points points, const ClockOptions& options) {
  ClockCurve best;
  if (points.empty()) return best;
  for (Millis tolerance : {options.chat_tolerance, options.sms_tolerance}) {
    best = curve_within(points, tolerance, options);
    if (best.accepted) break;
  }
  return best;
}

}  // namespace clew::link
