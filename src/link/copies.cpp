// One event from several copies. Equal keys are aligned as sequences, source by source:
//
//   phone A   ok 10:00:04   ok 10:00:09              "ok" from the same sender to the same people
//   phone B   ok 10:00:05   ok 10:00:10   ok 10:02   B's third has no partner within 5 s
//
//   nearest-first would pair A's second with B's first (4 s); the sequence pairs first with first
//   and second with second: two pairs and 2 s in all.
//
// As many pairs as the tolerance allows, and among those the least sum of differences (dynamic
// programming in runs that no gap longer than the tolerance divides; runs are short). Then copies
// whose content is not known or may differ (operators' records, deleted, edited, "image omitted")
// join the nearest with the same parties, one to one. Between the two, a text that stands in just
// two places within hours, received later than sent, is one message that came late. Last, pictures of
// one thread whose writer goes by names that nothing joins: he wrote no word that both copies have.
//
// Tried first: each copy joins the latest open cluster. With repeated texts and a second of jitter
// it crosses pairs; copies_test.cpp holds the alignment against all ways of pairing.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "base/assert.h"
#include "link/clock.h"

namespace clew::link {
namespace {

constexpr std::size_t most_neighbours = 64;       // neighbours looked at without content
constexpr std::size_t largest_table = 4'000'000;  // cells of one alignment
constexpr int near_bits = 8;                      // of text hashes: 8 of 64 may differ

struct Cluster {
  Millis time = 0, slack = 0;  // of its most exact copy, corrected
  std::vector<std::uint32_t> copies;
  bool content = false, merged_away = false, by_time = false;
};

// Lengths of a call as two sources count them: the operator may round or count from ringing.
bool lengths_agree(std::int32_t a, std::int32_t b) {
  return a < 0 || b < 0 || std::abs(a - b) <= std::max(3, std::max(a, b) / 20);
}

class Merger {
 public:
  Merger(std::span<const SharedKey> copies, const ClockReport& clocks, const ClockOptions& options)
      : copies_(copies), options_(options), corrected_(copies.size()) {
    const ExhibitClock* clock = nullptr;
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (!clock || clock->exhibit != copies[i].exhibit) clock = clocks.find(copies[i].exhibit);
      Millis middle = copies[i].time + copies[i].precision / 2;
      corrected_[i] = middle - (clock ? clock->offset_at(middle) : 0);
    }
  }

  Deduplication run() {
    by_content();
    by_nearest([](const SharedKey& copy) { return copy.thread_key; },
               [&](const Cluster& a, const Cluster& b) {
                 return a.content && b.content && !share_source(a, b) &&
                        (!copies_[a.copies[0]].numbers || !copies_[b.copies[0]].numbers);
               });
    by_delay();
    by_nearest([](const SharedKey& copy) { return copy.coarse_key; },
               [&](const Cluster& a, const Cluster& b) { return may_be_one(a, b); });
    by_nearest([](const SharedKey& copy) { return copy.thread_key; },
               [&](const Cluster& a, const Cluster& b) {
                 return !a.content && !b.content &&
                        (!copies_[a.copies[0]].writer_placed || !copies_[b.copies[0]].writer_placed) && may_be_one(a, b);
               });
    by_delay_without_content();
    return result();
  }

 private:
  Millis slack(std::uint32_t i) const { return copies_[i].precision / 2; }

  // Runs of equal keys without a gap in time, aligned.
  void by_content() {
    std::vector<std::uint32_t> order(copies_.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(copies_[a].key, corrected_[a], copies_[a].record) <
             std::tuple(copies_[b].key, corrected_[b], copies_[b].record);
    });
    for (std::size_t begin = 0, end; begin < order.size(); begin = end) {
      const SharedKey& first = copies_[order[begin]];
      for (end = begin + 1;
           end < order.size() && copies_[order[end]].key == first.key &&
           corrected_[order[end]] - corrected_[order[end - 1]] <=
               options_.tolerance(first.kind) + slack(order[end]) + slack(order[end - 1]);)
        ++end;
      align_run({order.data() + begin, end - begin});
    }
  }

  void add(std::uint32_t i) {
    clusters_.push_back({corrected_[i], slack(i), {i}, copies_[i].content_known, false, false});
  }
  void join(Cluster& cluster, std::uint32_t i) {
    cluster.copies.push_back(i);
    if (slack(i) < cluster.slack) cluster.slack = slack(i), cluster.time = corrected_[i];
  }

  void align_run(std::span<const std::uint32_t> run) {
    if (run.size() == 1 || !copies_[run[0]].content_known) {
      for (auto i : run)
        add(i);
      return;
    }
    // The source with most copies first; the others are laid against what is there.
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::uint32_t>> by_source;
    for (auto i : run)
      by_source[{copies_[i].exhibit, copies_[i].source}].push_back(i);
    std::vector<const std::vector<std::uint32_t>*> sources;
    for (const auto& [source, list] : by_source)
      sources.push_back(&list);
    std::sort(sources.begin(), sources.end(), [&](const auto* x, const auto* y) {
      return std::tuple(y->size(), copies_[x->front()].record) <
             std::tuple(x->size(), copies_[y->front()].record);
    });
    std::size_t from = clusters_.size();
    for (const auto* source : sources) {
      std::vector<std::uint32_t> places(clusters_.size() - from);
      std::iota(places.begin(), places.end(), static_cast<std::uint32_t>(from));
      std::sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(clusters_[a].time, a) < std::tuple(clusters_[b].time, b);
      });
      auto partner = align(places, *source);
      for (std::size_t i = 0; i < source->size(); ++i)
        if (partner[i] == none)
          add((*source)[i]);
        else
          join(clusters_[partner[i]], (*source)[i]);
    }
  }

  // For each copy the cluster it belongs to, or none: as many as possible, then least difference.
  std::vector<std::uint32_t> align(const std::vector<std::uint32_t>& clusters,
                                   const std::vector<std::uint32_t>& source) const {
    std::size_t rows = clusters.size(), columns = source.size();
    std::vector<std::uint32_t> partner(columns, none);
    auto apart = [&](std::size_t r, std::size_t c) {
      return std::abs(clusters_[clusters[r]].time - corrected_[source[c]]);
    };
    auto may = [&](std::size_t r, std::size_t c) {
      return apart(r, c) <= options_.tolerance(copies_[source[c]].kind) +
                                clusters_[clusters[r]].slack + slack(source[c]);
    };
    if (rows * columns >
        largest_table) {  // a machine that repeats itself: first come, first served
      for (std::size_t r = 0, c = 0; r < rows && c < columns;) {
        if (may(r, c))
          partner[c] = clusters[r], ++r, ++c;
        else
          clusters_[clusters[r]].time < corrected_[source[c]] ? ++r : ++c;
      }
      return partner;
    }
    struct Cell {
      std::int32_t pairs = 0;
      Millis cost = 0;
      bool better(const Cell& other) const {
        return pairs != other.pairs ? pairs > other.pairs : cost < other.cost;
      }
    };
    std::vector<Cell> table((rows + 1) * (columns + 1));
    auto at = [&](std::size_t r, std::size_t c) -> Cell& { return table[r * (columns + 1) + c]; };
    for (std::size_t r = rows; r-- > 0;)
      for (std::size_t c = columns; c-- > 0;) {
        Cell best = at(r + 1, c);
        if (at(r, c + 1).better(best)) best = at(r, c + 1);
        if (may(r, c)) {
          Cell take = at(r + 1, c + 1);
          ++take.pairs;
          take.cost += apart(r, c);
          if (!best.better(take)) best = take;
        }
        at(r, c) = best;
      }
    for (std::size_t r = 0, c = 0; r < rows && c < columns;) {
      Cell here = at(r, c);
      if (may(r, c) && at(r + 1, c + 1).pairs + 1 == here.pairs &&
          at(r + 1, c + 1).cost + apart(r, c) == here.cost)
        partner[c] = clusters[r], ++r, ++c;
      else if (at(r + 1, c).pairs == here.pairs && at(r + 1, c).cost == here.cost)
        ++r;
      else
        ++c;
    }
    return partner;
  }

  // A message that reached a phone late: the only two places of a text within hours, in different
  // exhibits. A short one ("ok") must be sent on the one and received later on the other: two that
  // were each lost on the other side are far rarer.
  void by_delay() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c) {
      const SharedKey& copy = copies_[clusters_[c].copies[0]];
      if (clusters_[c].content && !clusters_[c].merged_away && copy.kind != EventKind::call) order.push_back(c);
    }
    auto key = [&](std::uint32_t c) { return copies_[clusters_[c].copies[0]].key; };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(key(a), clusters_[a].time, a) < std::tuple(key(b), clusters_[b].time, b);
    });
    auto apart = [&](std::size_t i, std::size_t j) {
      return j >= order.size() || key(order[i]) != key(order[j]) ||
             clusters_[order[j]].time - clusters_[order[i]].time > options_.largest_delay;
    };
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      if (apart(i, i + 1) || !apart(i + 1, i + 2) || (i > 0 && !apart(i - 1, i))) continue;
      Cluster &first = clusters_[order[i]], &later = clusters_[order[i + 1]];
      if (share_exhibit(first, later)) continue;
      auto has = [&](const Cluster& cluster, int way) {
        return std::any_of(cluster.copies.begin(), cluster.copies.end(),
                           [&](auto c) { return copies_[c].way == way; });
      };
      if (has(later, 1)) continue;
      if (!copies_[first.copies[0]].telling && !(has(first, 1) && has(later, -1))) continue;
      first.copies.insert(first.copies.end(), later.copies.begin(), later.copies.end());
      later.merged_away = true;
    }
  }

  // A message that the operator has without words and the phone received hours later, as it was off: the only one of the
  // operator's between these two within hours before that no phone has, and the only such message on a phone within hours
  // after it.
  void by_delay_without_content() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c) {
      const Cluster& cluster = clusters_[c];
      const SharedKey& copy = copies_[cluster.copies[0]];
      if (cluster.merged_away || copy.kind != EventKind::sms || copy.coarse_key == 0) continue;
      auto all = [&](auto test) {
        return std::all_of(cluster.copies.begin(), cluster.copies.end(), [&](auto i) { return test(copies_[i]); });
      };
      bool wordless = all([](const SharedKey& k) { return !k.content_known && k.form == CopyForm::any; });
      bool received = all([](const SharedKey& k) { return k.content_known && k.way == -1; });
      if (wordless || received) order.push_back(c);
    }
    auto key = [&](std::uint32_t c) { return copies_[clusters_[c].copies[0]].coarse_key; };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(key(a), clusters_[a].time, a) < std::tuple(key(b), clusters_[b].time, b);
    });
    auto apart = [&](std::size_t i, std::size_t j) {
      return j >= order.size() || key(order[i]) != key(order[j]) ||
             clusters_[order[j]].time - clusters_[order[i]].time > options_.largest_delay;
    };
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      if (apart(i, i + 1) || !apart(i + 1, i + 2) || (i > 0 && !apart(i - 1, i))) continue;
      Cluster &sent = clusters_[order[i]], &later = clusters_[order[i + 1]];
      if (sent.content || !later.content || share_exhibit(sent, later)) continue;
      later.copies.insert(later.copies.end(), sent.copies.begin(), sent.copies.end());
      later.by_time = true;
      sent.merged_away = true;
    }
  }

  bool share_source(const Cluster& a, const Cluster& b) const {
    for (auto i : a.copies)
      for (auto j : b.copies)
        if (copies_[i].exhibit == copies_[j].exhibit && copies_[i].source == copies_[j].source)
          return true;
    return false;
  }

  bool share_exhibit(const Cluster& a, const Cluster& b) const {
    for (auto i : a.copies)
      for (auto j : b.copies)
        if (copies_[i].exhibit == copies_[j].exhibit) return true;
    return false;
  }

  // Whether two clusters may be one event though their keys differ.
  bool may_be_one(const Cluster& a, const Cluster& b) const {
    const SharedKey &x = copies_[a.copies[0]], &y = copies_[b.copies[0]];
    if (x.kind == EventKind::call) {
      if (!lengths_agree(x.duration_s, y.duration_s)) return false;
    } else if (a.content && b.content) {
      bool edited = x.edited || y.edited;
      bool near = x.near && y.near && std::popcount(x.near ^ y.near) <= near_bits;
      if (!edited && !near) return false;
    } else {
      auto form = [](const Cluster& cluster, const SharedKey& copy) {
        return cluster.content ? CopyForm::text : copy.form;
      };
      auto fx = form(a, x), fy = form(b, y);
      if (fx != fy && fx != CopyForm::any && fy != CopyForm::any) return false;
    }
    return !share_source(a, b);
  }

  // What is left, nearest in time with an equal further key, one to one.
  template <typename Key, typename May>
  void by_nearest(Key further_key, May may) {
    std::vector<std::uint32_t> left;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c)
      if (!clusters_[c].merged_away && further_key(copies_[clusters_[c].copies[0]]) != 0)
        left.push_back(c);
    auto coarse = [&](std::uint32_t c) { return further_key(copies_[clusters_[c].copies[0]]); };
    auto first_record = [&](std::uint32_t c) { return copies_[clusters_[c].copies[0]].record; };
    std::sort(left.begin(), left.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(coarse(a), clusters_[a].time, first_record(a)) <
             std::tuple(coarse(b), clusters_[b].time, first_record(b));
    });
    struct Candidate {
      bool content;  // both have content: only if nothing else is there
      Millis apart;
      std::uint32_t a, b;  // places in `left`
      auto operator<=>(const Candidate&) const = default;
    };
    std::vector<Candidate> candidates;
    for (std::uint32_t a = 0; a < left.size(); ++a) {
      const Cluster& cluster = clusters_[left[a]];
      Millis tolerance = options_.tolerance(copies_[cluster.copies[0]].kind);
      for (std::uint32_t b = a + 1; b < left.size() && b - a <= most_neighbours; ++b) {
        const Cluster& other = clusters_[left[b]];
        if (coarse(left[a]) != coarse(left[b]) ||
            other.time - cluster.time > tolerance + cluster.slack + other.slack)
          break;
        if (may(cluster, other))
          candidates.push_back({cluster.content && other.content, other.time - cluster.time, a, b});
      }
    }
    std::sort(candidates.begin(), candidates.end());
    for (const Candidate& candidate : candidates) {
      Cluster& a = clusters_[left[candidate.a]];
      Cluster& b = clusters_[left[candidate.b]];
      if (a.merged_away || b.merged_away || !may(a, b)) continue;
      a.copies.insert(a.copies.end(), b.copies.begin(), b.copies.end());
      // A copy with content stands first, so that what joins later is held against it.
      if (!a.content && b.content)
        std::rotate(a.copies.begin(), a.copies.end() - static_cast<std::ptrdiff_t>(b.copies.size()),
                    a.copies.end());
      a.by_time |= !a.content || !b.content || b.by_time;
      a.content |= b.content;
      b.merged_away = true;
    }
  }

  Deduplication result() {
    Deduplication out;
    out.copies = copies_.size();
    for (Cluster& cluster : clusters_) {
      if (cluster.merged_away) continue;
      ++out.events;
      if (cluster.copies.size() < 2) continue;
      // A copy with content and numbers stands for all; then the earliest.
      std::sort(cluster.copies.begin(), cluster.copies.end(),
                [&](std::uint32_t a, std::uint32_t b) {
                  auto rank = [&](std::uint32_t i) {
                    return std::tuple(!copies_[i].content_known, !copies_[i].numbers, corrected_[i],
                                      copies_[i].record);
                  };
                  return rank(a) < rank(b);
                });
      EventGroup group;
      group.without_content = cluster.by_time;
      for (auto i : cluster.copies)
        group.records.push_back(copies_[i].record);
      out.groups.push_back(std::move(group));
    }
    std::sort(out.groups.begin(), out.groups.end(),
              [](const auto& a, const auto& b) { return a.records.front() < b.records.front(); });
    return out;
  }

  static constexpr std::uint32_t none = 0xffffffff;
  std::span<const SharedKey> copies_;
  const ClockOptions& options_;
  std::vector<Millis> corrected_;
  std::vector<Cluster> clusters_;
};

}  // namespace

Deduplication merge_copies(std::span<const SharedKey> copies, const ClockReport& clocks,
                           const ClockOptions& options) {
  CLEW_ASSERT(copies.size() < no_handle);
  return Merger(copies, clocks, options).run();
}

std::vector<std::int64_t> Deduplication::repeats() const {
  std::vector<std::int64_t> records;
  for (const auto& group : groups)
    records.insert(records.end(), group.records.begin() + 1, group.records.end());
  std::sort(records.begin(), records.end());
  return records;
}

}  // namespace clew::link
