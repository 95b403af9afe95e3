// Worked example, window one hour: u→v 10:00, v→u 10:10, u→v 10:50, u→v 11:05 has two motifs: the
// first three events (u→v v→u u→v) and the last three (v→u u→v u→v, which is u→v v→u v→u seen from
// its first sender).
//
// Three families (Paranjape, Benson, Leskovec 2017): both handles the same throughout (2 nodes), one
// handle in all three events (stars), triangles. The general step counts, in one sequence of events
// that carry a small label each, the ordered triples of labels within the window, by keeping counts of
// one and of two labels and taking events out as they leave (their algorithm 1): O(events × labels²).
//
//   pairs      sequence: events of {u, v}; labels: direction (2)
//   stars      sequence: events of u; for each event the number of pairs with one same other before
//              it, after it and around it (their algorithm 3); those whose third goes with that same
//              other are pairs and are taken off
//   triangles  sequence: events of {u, v, w}; labels: the six directed pairs; triples that use all
//              three pairs count
//
// Chance: the times of all events are dealt out anew, so everybody keeps contacts and counts; mean and
// spread over some rounds. The daily rhythm is kept (times are those of the case), each pair's own is
// not: chats come in runs, so motifs of one pair are always far above it.
#include "pattern/motif.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Events;

struct Tick {
  Millis time = 0;
  std::uint32_t event = 0;  // of the columns
  Handle from = link::no_handle, to = link::no_handle;
};

// Roles of the second or third event, given the first u→v.
enum Role { u_v, v_u, u_w, w_u, v_w, w_v };
Role role(Handle from, Handle to, Handle u, Handle v) {
  if (from == u) return to == v ? u_v : u_w;
  if (from == v) return to == u ? v_u : v_w;
  return to == u ? w_u : w_v;
}

// Of an event between the center of a star and its odd other, or a second other; `first` and `way`:
// directions (0: the center sends) of the first event and of this one.
Role beside(int first, int way) {
  return first == 0 ? (way == 0 ? u_w : w_u) : (way == 0 ? v_w : w_v);
}

struct Label {
  Millis time;
  std::uint8_t label;
};

// Ordered triples of `labels` labels within the window: out[a][b][c].
template <std::size_t labels>
using Triples = std::array<std::array<std::array<std::uint64_t, labels>, labels>, labels>;
template <std::size_t labels>
void count_triples(const std::vector<Label>& sequence, Millis window, Triples<labels>& out) {
  std::array<std::uint64_t, labels> one{};
  std::array<std::array<std::uint64_t, labels>, labels> two{};
  std::size_t begin = 0;
  for (const auto& [time, label] : sequence) {
    for (; sequence[begin].time < time - window; ++begin) {
      auto gone = sequence[begin].label;
      --one[gone];
      for (std::size_t b = 0; b < labels; ++b)
        two[gone][b] -= one[b];
    }
    for (std::size_t a = 0; a < labels; ++a)
      for (std::size_t b = 0; b < labels; ++b)
        out[a][b][label] += two[a][b];
    for (std::size_t a = 0; a < labels; ++a)
      two[a][label] += one[a];
    ++one[label];
  }
}

// Counters of one star's center, windows before and after the current event.
class Star {
 public:
  explicit Star(std::size_t others) : before_(others), after_(others) {}
  Triples<2> pairs_before{}, around{}, pairs_after{};  // the odd one last, middle, first

  void push_after(std::uint32_t other, int way) {
    for (std::size_t i = 0; i < 2; ++i)
      after_sum_[i][std::size_t(way)] += after_[other][i];
    ++after_[other][std::size_t(way)];
  }
  void pop_after(std::uint32_t other, int way) {
    --after_[other][std::size_t(way)];
    for (std::size_t i = 0; i < 2; ++i)
      after_sum_[std::size_t(way)][i] -= after_[other][i];
  }
  void push_before(std::uint32_t other, int way) {
    for (std::size_t i = 0; i < 2; ++i)
      before_sum_[i][std::size_t(way)] += before_[other][i];
    ++before_[other][std::size_t(way)];
  }
  void pop_before(std::uint32_t other, int way) {
    --before_[other][std::size_t(way)];
    for (std::size_t i = 0; i < 2; ++i)
      before_sum_[std::size_t(way)][i] -= before_[other][i];
  }
  void current(std::uint32_t other, int way) {
    auto w = std::size_t(way);
    for (std::size_t i = 0; i < 2; ++i)
      around_sum_[i][w] -= before_[other][i];
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) {
        pairs_before[i][j][w] += before_sum_[i][j];
        around[i][w][j] += around_sum_[i][j];
        pairs_after[w][i][j] += after_sum_[i][j];
      }
    for (std::size_t i = 0; i < 2; ++i)
      around_sum_[w][i] += after_[other][i];
  }

 private:
  using Sums = std::array<std::array<std::uint64_t, 2>, 2>;
  std::vector<std::array<std::uint64_t, 2>> before_, after_;
  Sums before_sum_{}, around_sum_{}, after_sum_{};
};

class Counter {
 public:
  Counter(std::vector<Tick> ticks, std::uint32_t handles, const MotifOptions& options)
      : ticks_(std::move(ticks)), options_(options), begin_(std::size_t{handles} + 1, 0) {
    std::sort(ticks_.begin(), ticks_.end(), [](const Tick& a, const Tick& b) {
      return std::pair(a.time, a.event) < std::pair(b.time, b.event);
    });
    for (const Tick& tick : ticks_)
      ++begin_[tick.from + 1], ++begin_[tick.to + 1];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    of_.resize(begin_.back());
    auto next = begin_;
    for (std::uint32_t i = 0; i < ticks_.size(); ++i)
      of_[next[ticks_[i].from]++] = i, of_[next[ticks_[i].to]++] = i;
    by_pair_.resize(ticks_.size());
    std::iota(by_pair_.begin(), by_pair_.end(), 0u);
    std::stable_sort(by_pair_.begin(), by_pair_.end(),
                     [&](auto a, auto b) { return pair_of(a) < pair_of(b); });
  }

  void pairs_and_stars(MotifCounts& counts) {
    for (Handle u = 0; u + 1 < begin_.size(); ++u)
      if (begin_[u + 1] - begin_[u] >= 3) center(u, counts);
  }

  // Triangles from their corner with fewest neighbours (Chiba and Nishizeki 1985).
  void triangles(MotifCounts& counts, std::uint64_t most_steps, bool& left_out) {
    auto handles = static_cast<Handle>(begin_.size() - 1);
    std::vector<std::vector<Handle>> all(handles), higher(handles);
    for (Handle u = 0; u < handles; ++u) {
      for (auto i : events_of(u))
        all[u].push_back(other_side(i, u));
      std::sort(all[u].begin(), all[u].end());
      all[u].erase(std::unique(all[u].begin(), all[u].end()), all[u].end());
    }
    auto degree = [&](Handle a) { return std::pair(all[a].size(), a); };
    for (Handle u = 0; u < handles; ++u)
      for (Handle v : all[u])
        if (degree(u) < degree(v)) higher[u].push_back(v);
    std::uint64_t steps = 0;
    for (Handle u = 0; u < handles; ++u)
      for (Handle v : higher[u])
        for (std::size_t i = 0, j = 0; i < higher[u].size() && j < higher[v].size(); ++steps) {
          if (higher[u][i] != higher[v][j]) {
            higher[u][i] < higher[v][j] ? ++i : ++j;
            continue;
          }
          steps += 40 * triangle(u, v, higher[u][i], counts);
          if (steps > most_steps) {
            left_out = true;
            return;
          }
          ++i, ++j;
        }
  }

  // The first few of each kind, in order of their first event. Looks at the next eight events of
  // each handle only: examples to open, not a count.
  void examples(Motifs& out) const {
    std::uint64_t budget = 20'000'000;
    for (std::uint32_t a = 0; a < ticks_.size() && budget > 0; ++a)
      near(ticks_[a].from, ticks_[a].to, link::no_handle, a, a, budget, [&](std::uint32_t b) {
        Handle u = ticks_[a].from, v = ticks_[a].to, w = third_of(b, u, v);
        near(u, v, w, a, b, budget, [&](std::uint32_t c) {
          Handle x = third_of(c, u, v);
          if (w != link::no_handle && x != link::no_handle && x != w) return;
          auto& list = out.examples[role(ticks_[b].from, ticks_[b].to, u, v)]
                                   [role(ticks_[c].from, ticks_[c].to, u, v)];
          MotifExample example{ticks_[a].event, ticks_[b].event, ticks_[c].event};
          if (list.size() < options_.examples &&
              std::find(list.begin(), list.end(), example) == list.end())
            list.push_back(example);
        });
      });
  }

 private:
  std::span<const std::uint32_t> events_of(Handle u) const {
    return std::span(of_).subspan(begin_[u], begin_[u + 1] - begin_[u]);
  }
  Handle other_side(std::uint32_t i, Handle u) const {
    return ticks_[i].from == u ? ticks_[i].to : ticks_[i].from;
  }
  std::pair<Handle, Handle> pair_of(std::uint32_t i) const {
    return std::minmax(ticks_[i].from, ticks_[i].to);
  }
  Handle third_of(std::uint32_t i, Handle u, Handle v) const {
    for (Handle who : {ticks_[i].from, ticks_[i].to})
      if (who != u && who != v) return who;
    return link::no_handle;
  }
  // The next eight events after `after` of each of three handles, within the window of `first`.
  template <typename Call>
  void near(Handle u, Handle v, Handle w, std::uint32_t first, std::uint32_t after,
            std::uint64_t& budget, const Call& call) const {
    for (Handle who : {u, v, w}) {
      if (who == link::no_handle) continue;
      auto list = events_of(who);
      auto at = std::upper_bound(list.begin(), list.end(), after);
      for (int n = 0; n < 8 && at != list.end() && budget > 0 &&
                      ticks_[*at].time <= ticks_[first].time + options_.window;
           ++n, ++at) {
        --budget;
        call(*at);
      }
    }
  }

  void center(Handle u, MotifCounts& counts) {
    auto slice = events_of(u);
    names_.clear();
    for (auto i : slice)
      names_.push_back(other_side(i, u));
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    std::vector<std::vector<Label>> with(names_.size());
    std::vector<std::uint32_t> other(slice.size());
    std::vector<std::uint8_t> way(slice.size());
    for (std::size_t i = 0; i < slice.size(); ++i) {
      other[i] = static_cast<std::uint32_t>(
          std::lower_bound(names_.begin(), names_.end(), other_side(slice[i], u)) - names_.begin());
      way[i] = ticks_[slice[i]].from == u ? 0 : 1;
      with[other[i]].push_back({ticks_[slice[i]].time, way[i]});
    }
    // Triples with one other: counted from the smaller handle, and taken off the stars of both.
    Triples<2> same{};
    for (std::size_t x = 0; x < names_.size(); ++x) {
      if (with[x].size() < 3) continue;
      Triples<2> out{};
      count_triples<2>(with[x], options_.window, out);
      for (std::size_t a = 0; a < 2; ++a)
        for (std::size_t b = 0; b < 2; ++b)
          for (std::size_t c = 0; c < 2; ++c) {
            same[a][b][c] += out[a][b][c];
            if (u < names_[x]) counts[a == b ? u_v : v_u][a == c ? u_v : v_u] += out[a][b][c];
          }
    }
    if (names_.size() < 2) return;
    Star star(names_.size());
    std::size_t begin = 0, end = 0;
    auto time = [&](std::size_t i) { return ticks_[slice[i]].time; };
    for (std::size_t k = 0; k < slice.size(); ++k) {
      for (; time(begin) + options_.window < time(k); ++begin)
        star.pop_before(other[begin], way[begin]);
      for (; end < slice.size() && time(end) <= time(k) + options_.window; ++end)
        star.push_after(other[end], way[end]);
      star.pop_after(other[k], way[k]);
      star.current(other[k], way[k]);
      star.push_before(other[k], way[k]);
    }
    for (int a = 0; a < 2; ++a)
      for (int b = 0; b < 2; ++b)
        for (int c = 0; c < 2; ++c) {
          auto x = std::size_t(a), y = std::size_t(b), z = std::size_t(c);
          Role b_same = a == b ? u_v : v_u, c_same = a == c ? u_v : v_u;
          counts[b_same][beside(a, c)] += star.pairs_before[x][y][z] - same[x][y][z];
          counts[beside(a, b)][c_same] += star.around[x][y][z] - same[x][y][z];
          counts[beside(a, b)][beside(a, c)] += star.pairs_after[x][y][z] - same[x][y][z];
        }
  }

  std::span<const std::uint32_t> events_between(Handle a, Handle b) const {
    auto wanted = std::minmax(a, b);
    auto [first, last] = std::equal_range(
        by_pair_.begin(), by_pair_.end(), std::pair<Handle, Handle>(wanted),
        [&](const auto& x, const auto& y) {
          if constexpr (std::is_same_v<std::decay_t<decltype(x)>, std::uint32_t>)
            return pair_of(x) < y;
          else
            return x < pair_of(y);
        });
    return {first, last};
  }

  // Returns the number of events of the three.
  std::uint64_t triangle(Handle u, Handle v, Handle w, MotifCounts& counts) {
    std::array<Handle, 6> from{u, v, u, w, v, w}, to{v, u, w, u, w, v};
    merged_.clear();
    for (auto list : {events_between(u, v), events_between(u, w), events_between(v, w)})
      merged_.insert(merged_.end(), list.begin(), list.end());
    std::sort(merged_.begin(), merged_.end());
    sequence_.clear();
    for (auto i : merged_)
      sequence_.push_back({ticks_[i].time,
                           static_cast<std::uint8_t>(role(ticks_[i].from, ticks_[i].to, u, v))});
    Triples<6> out{};
    count_triples<6>(sequence_, options_.window, out);
    for (std::size_t a = 0; a < 6; ++a)
      for (std::size_t b = 0; b < 6; ++b)
        for (std::size_t c = 0; c < 6; ++c)
          if (a / 2 != b / 2 && a / 2 != c / 2 && b / 2 != c / 2)
            counts[role(from[b], to[b], from[a], to[a])][role(from[c], to[c], from[a], to[a])] +=
                out[a][b][c];
    return merged_.size();
  }

  std::vector<Tick> ticks_;
  const MotifOptions& options_;
  std::vector<std::uint64_t> begin_;
  std::vector<std::uint32_t> of_, by_pair_, merged_;
  std::vector<Handle> names_;
  std::vector<Label> sequence_;
};

}  // namespace

std::string motif_words(int second, int third) {
  constexpr std::array words = {"u→v", "v→u", "u→w", "w→u", "v→w", "w→v"};
  return fmt::format("u→v {} {}", words[std::size_t(second)], words[std::size_t(third)]);
}

Motifs count_motifs(const Events& events, const MotifOptions& options, ThreadPool& pool) {
  Motifs result;
  std::vector<Tick> ticks;
  for (std::uint32_t i = 0; i < events.size(); ++i)
    if (events.from(i) != link::no_handle && events.to(i) != link::no_handle &&
        events.from(i) != events.to(i))
      ticks.push_back({events.time(i), i, events.from(i), events.to(i)});
  result.events = ticks.size();
  std::vector<MotifCounts> rounds(options.rounds + 1);
  std::vector<std::uint8_t> left_out(options.rounds + 1, 0);
  pool.for_each(options.rounds + 1, [&](std::size_t round) {
    auto mine = ticks;
    if (round > 0) {
      Random random(0x6d6f746966 + round);
      for (std::size_t i = mine.size(); i > 1; --i)
        std::swap(mine[i - 1].time, mine[random.below(i)].time);
    }
    Counter counter(std::move(mine), events.handle_count(), options);
    counter.pairs_and_stars(rounds[round]);
    bool capped = false;
    MotifCounts triangles{};
    counter.triangles(triangles, options.most_steps, capped);
    left_out[round] = capped;
    if (!capped)
      for (std::size_t a = 0; a < 6; ++a)
        for (std::size_t b = 0; b < 6; ++b)
          rounds[round][a][b] += triangles[a][b];
    if (round == 0) counter.examples(result);
  });
  for (auto capped : left_out)
    result.without_triangles |= capped != 0;
  result.observed = rounds[0];
  for (std::size_t a = 0; a < 6; ++a)
    for (std::size_t b = 0; b < 6; ++b) {
      double sum = 0, squares = 0, n = options.rounds;
      for (std::size_t r = 1; r < rounds.size(); ++r)
        sum += double(rounds[r][a][b]), squares += double(rounds[r][a][b]) * double(rounds[r][a][b]);
      if (n == 0) continue;
      result.expected[a][b] = sum / n;
      result.deviation[a][b] =
          n < 2 ? 0 : std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
    }
  return result;
}

}  // namespace clew::pattern
