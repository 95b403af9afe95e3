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
// two places within hours, received later than sent, is one message that came late. Then pictures of
// one thread whose writer goes by names that nothing joins: he wrote no word that both copies have.
// A call begins on the caller's phone when he dials, on the other when it rings, in an operator's record when it is answered:
// what is left of calls is held against each other over that longer time. Last, the note that a message was deleted, or its edited words, where its writer is such a one: the
// only message of the thread at that time that can be his, and that has no other such note.
//
// Tried first: each copy joins the latest open cluster. With repeated texts and a second of jitter
// it crosses pairs; copies_test.cpp holds the alignment against all ways of pairing.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

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
  Merger(std::span<const SharedKey> copies, const ClockReport& clocks, const ClockOptions& options,
         const ThreadPlaces& places)
      : copies_(copies), options_(options), places_(places), corrected_(copies.size()) {
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
                 return a.content && b.content && !share_source(a, b) && one_is_named(a, b);
               });
    by_delay([](const SharedKey& copy) { return copy.key; }, [&](const Cluster& c) { return has_text(c); },
             [&](const Cluster& first, const Cluster& later) { return came_late(first, later); });
    by_delay([](const SharedKey& copy) { return copy.thread_key; }, [&](const Cluster& c) { return has_text(c); },
             [&](const Cluster& first, const Cluster& later) {
               return copies_[first.copies[0]].telling && came_late(first, later) && may_be_unplaced(first, later);
             });
    by_delays([](const SharedKey& copy) { return copy.key; });
    by_sent_time();
    by_delay([](const SharedKey& copy) { return copy.key; },
             [&](const Cluster& c) { return has_text(c) && copies_[c.copies[0]].telling; },
             [&](const Cluster& first, const Cluster& later) { return sent_then_received(first, later); }, options_.longest_delay);
    by_nearest([](const SharedKey& copy) { return copy.coarse_key; },
               [&](const Cluster& a, const Cluster& b) { return may_be_one(a, b); });
    by_nearest([](const SharedKey& copy) { return copy.kind == EventKind::call ? copy.coarse_key : 0; },
               [&](const Cluster& a, const Cluster& b) { return !share_exhibit(a, b) && may_be_one(a, b); }, options_.call_setup);
    by_nearest([](const SharedKey& copy) { return copy.thread_key; },
               [&](const Cluster& a, const Cluster& b) {
                 return !a.content && !b.content &&
                        (!copies_[a.copies[0]].writer_placed || !copies_[b.copies[0]].writer_placed) && may_be_one(a, b);
               });
    by_delay([](const SharedKey& copy) { return copy.coarse_key; },
             [&](const Cluster& c) { return is_wordless_sms(c) || is_received_sms(c); },
             [&](const Cluster& sent, const Cluster& later) { return !sent.content && later.content; });
    altered_in_threads();
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
      align_run(without_repeats({order.data() + begin, end - begin}));
    }
  }

  // A row that stands twice in one source: nobody writes the same sentence to the same people, or has calls of one length with
  // them, twice at one moment. Of a run in order of time; the further ones follow the first wherever it goes.
  std::vector<std::uint32_t> without_repeats(std::span<const std::uint32_t> run) {
    std::vector<std::uint32_t> kept;
    for (auto i : run) {
      const SharedKey& copy = copies_[i];
      const bool telling = copy.content_known && copy.precision < millis_per_minute && (copy.kind == EventKind::call ? copy.duration_s > 0 : copy.telling);
      auto first = telling ? std::find_if(kept.rbegin(), kept.rend(),
                                          [&](auto k) {
                                            return corrected_[k] < corrected_[i] ||
                                                   (copies_[k].exhibit == copy.exhibit && copies_[k].source == copy.source);
                                          })
                           : kept.rend();
      if (first != kept.rend() && corrected_[*first] == corrected_[i])
        repeats_[*first].push_back(i);
      else
        kept.push_back(i);
    }
    return kept;
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

  // What came late: of the clusters taken, two of different exhibits that have an equal key and stand alone with it within
  // hours. Two that were each lost on the other side are far rarer.
  template <typename Key, typename Take, typename May>
  void by_delay(Key further_key, Take take, May may, Millis longest = 0) {
    longest = std::max(longest, options_.largest_delay);
    auto key = [&](std::uint32_t c) { return further_key(copies_[clusters_[c].copies[0]]); };
    std::vector<std::uint32_t> order;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c)
      if (!clusters_[c].merged_away && key(c) != 0 && take(clusters_[c])) order.push_back(c);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(key(a), clusters_[a].time, a) < std::tuple(key(b), clusters_[b].time, b);
    });
    auto apart = [&](std::size_t i, std::size_t j) {
      return j >= order.size() || key(order[i]) != key(order[j]) ||
             clusters_[order[j]].time - clusters_[order[i]].time > longest;
    };
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      if (apart(i, i + 1) || !apart(i + 1, i + 2) || (i > 0 && !apart(i - 1, i))) continue;
      Cluster &first = clusters_[order[i]], &later = clusters_[order[i + 1]];
      if (!share_exhibit(first, later) && may(first, later)) merge(first, later);
    }
  }
  // A text that says itself when it was sent: the one of the same two that somebody sent then, or that an operator has.
  void by_sent_time() {
    auto said = [&](const Cluster& cluster) {
      for (auto i : cluster.copies)
        if (copies_[i].sent != 0) return copies_[i].sent;
      return Millis{0};
    };
    auto coarse = [&](std::uint32_t c) { return copies_[clusters_[c].copies[0]].coarse_key; };
    std::vector<std::uint32_t> sent, received;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c) {
      const Cluster& cluster = clusters_[c];
      if (cluster.merged_away || copies_[cluster.copies[0]].kind != EventKind::sms || coarse(c) == 0) continue;
      (is_received_sms(cluster) && said(cluster) != 0 ? received : sent).push_back(c);
    }
    auto earlier = [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(coarse(a), clusters_[a].time, a) < std::tuple(coarse(b), clusters_[b].time, b);
    };
    std::sort(sent.begin(), sent.end(), earlier);
    struct Candidate {
      bool words_differ;  // not known to be the same
      Millis apart;
      std::uint32_t sent, received;
      auto operator<=>(const Candidate&) const = default;
    };
    std::vector<Candidate> candidates;
    for (auto r : received) {
      const Millis time = said(clusters_[r]), reach = options_.tolerance(EventKind::sms);
      if (clusters_[r].time - time < reach || clusters_[r].time - time > options_.longest_delay) continue;
      auto at = std::partition_point(sent.begin(), sent.end(), [&](std::uint32_t c) {
        return std::tuple(coarse(c), clusters_[c].time) < std::tuple(coarse(r), time - reach);
      });
      for (; at != sent.end() && coarse(*at) == coarse(r) && clusters_[*at].time <= time + reach; ++at)
        if (const bool differ = copies_[clusters_[*at].copies[0]].key != copies_[clusters_[r].copies[0]].key;
            !share_exhibit(clusters_[*at], clusters_[r]) && (!differ || may_be_one(clusters_[*at], clusters_[r])))
          candidates.push_back({differ, std::abs(clusters_[*at].time - time), *at, r});
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [differ, apart, s, r] : candidates)
      if (!clusters_[s].merged_away && !clusters_[r].merged_away && !share_exhibit(clusters_[s], clusters_[r])) merge(clusters_[s], clusters_[r]);
  }
  // The same for more than two: a message of a group that came late on several phones, each at another time. Nobody has it twice, or it
  // would have been written twice. A short text ("ok") is written twice soon enough, and either may be lost here or there: on three phones and
  // more at its time, late on others, and never twice on one.
  template <typename Key>
  void by_delays(Key further_key) {
    auto key = [&](std::uint32_t c) { return further_key(copies_[clusters_[c].copies[0]]); };
    std::vector<std::uint32_t> order;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c)
      if (!clusters_[c].merged_away && key(c) != 0 && has_text(clusters_[c]) && copies_[clusters_[c].copies[0]].kind == EventKind::chat) order.push_back(c);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(key(a), clusters_[a].time, a) < std::tuple(key(b), clusters_[b].time, b);
    });
    auto apart = [&](std::size_t i, std::size_t j) {
      return key(order[i]) != key(order[j]) || clusters_[order[j]].time - clusters_[order[i]].time > options_.largest_delay;
    };
    for (std::size_t begin = 0, end; begin < order.size(); begin = end) {
      for (end = begin + 1; end < order.size() && !apart(begin, end);) ++end;
      const bool alone = (begin == 0 || apart(begin - 1, begin)) && (end == order.size() || apart(end - 1, end));
      if (end - begin < 2 || !alone) continue;
      Cluster& first = clusters_[order[begin]];
      const bool telling = copies_[first.copies[0]].telling;
      if (!telling && exhibits(first) < 3) continue;
      bool one = true;
      for (std::size_t i = begin; one && i < end; ++i)
        for (std::size_t j = i + 1; one && j < end; ++j) one = !share_exhibit(clusters_[order[i]], clusters_[order[j]]);
      for (std::size_t i = begin + 1; one && i < end; ++i)
        one = std::none_of(clusters_[order[i]].copies.begin(), clusters_[order[i]].copies.end(), [&](auto c) { return copies_[c].way == 1; });
      if (!one) continue;
      for (std::size_t i = begin + 1; i < end; ++i) merge(first, clusters_[order[i]]);
    }
  }
  std::size_t exhibits(const Cluster& cluster) const {
    std::vector<std::int64_t> of;
    for (auto i : cluster.copies) of.push_back(copies_[i].exhibit);
    std::sort(of.begin(), of.end());
    return static_cast<std::size_t>(std::unique(of.begin(), of.end()) - of.begin());
  }
  bool all_of(const Cluster& cluster, bool (*test)(const SharedKey&)) const {
    return std::all_of(cluster.copies.begin(), cluster.copies.end(), [&](auto i) { return test(copies_[i]); });
  }
  bool has_text(const Cluster& cluster) const {
    return cluster.content && copies_[cluster.copies[0]].kind != EventKind::call;
  }
  // The operator's copy of a message, and the phone's.
  bool is_wordless_sms(const Cluster& cluster) const {
    return copies_[cluster.copies[0]].kind == EventKind::sms &&
           all_of(cluster, [](const SharedKey& k) { return !k.content_known && k.form == CopyForm::any; });
  }
  bool is_received_sms(const Cluster& cluster) const {
    return copies_[cluster.copies[0]].kind == EventKind::sms &&
           all_of(cluster, [](const SharedKey& k) { return k.content_known && k.way == -1; });
  }
  // Who receives, receives later. A short text ("ok") must be sent on the one and received on the other. So must an SMS: it has
  // one recipient, all whose copies have the time at which it came to him; a firm's text that two of them have hours apart came
  // twice.
  bool came_late(const Cluster& first, const Cluster& later) const {
    const SharedKey& copy = copies_[first.copies[0]];
    return !has_way(later, 1) && ((copy.telling && copy.kind != EventKind::sms) || (has_way(first, 1) && has_way(later, -1)));
  }
  // Over days, only this: two who received the same words days apart received them twice.
  bool sent_then_received(const Cluster& first, const Cluster& later) const {
    return has_way(first, 1) && has_way(later, -1) && !has_way(later, 1);
  }
  bool has_way(const Cluster& cluster, int way) const {
    return std::any_of(cluster.copies.begin(), cluster.copies.end(), [&](auto c) { return copies_[c].way == way; });
  }
  // A bare name is in one of them at least: it may stand for the same writer.
  bool one_is_named(const Cluster& a, const Cluster& b) const {
    return !copies_[a.copies[0]].numbers || !copies_[b.copies[0]].numbers;
  }

  // The note "this message was deleted", or edited words, of a writer of whom the copies do not say that he is the same, and
  // the message.
  void altered_in_threads() {
    if (!places_.of) return;
    struct Near {
      std::uint32_t thread;
      Millis time;
      std::uint32_t cluster;
      ThreadPlace place;
      bool altered;
    };
    auto is_altered = [&](const Cluster& cluster) {
      const SharedKey& copy = copies_[cluster.copies[0]];
      return copy.kind == EventKind::chat && copy.thread_key != 0 &&
             (cluster.content ? copy.edited : copy.form == CopyForm::any);
    };
    auto may_be_altered = [&](const Near& x, const Near& y) {
      const Cluster &a = clusters_[x.cluster], &b = clusters_[y.cluster];
      if (!(x.altered || y.altered) || !(a.content || b.content)) return false;
      const SharedKey &of_a = copies_[a.copies[0]], &of_b = copies_[b.copies[0]];
      if (a.content && b.content && (!of_a.near || !of_b.near || std::popcount(of_a.near ^ of_b.near) > near_bits)) return false;
      return std::abs(y.time - x.time) <= options_.chat_tolerance + a.slack + b.slack && !share_exhibit(a, b) &&
             may_be_one_writer(a, x.place, b, y.place);
    };
    // Of the many messages only those near such a one in time are asked where they stand.
    constexpr Millis reach = 2 * millis_per_minute;
    std::unordered_set<Millis> times;
    for (const Cluster& cluster : clusters_)
      if (!cluster.merged_away && is_altered(cluster))
        for (Millis bin : {-1, 0, 1}) times.insert(cluster.time / reach + bin);
    std::vector<Near> near;
    for (std::uint32_t c = 0; c < clusters_.size(); ++c) {
      const Cluster& cluster = clusters_[c];
      if (cluster.merged_away || copies_[cluster.copies[0]].kind != EventKind::chat || !times.contains(cluster.time / reach))
        continue;
      const bool altered = is_altered(cluster);
      if (!cluster.content && !altered) continue;
      if (auto place = place_of(cluster); place.thread != 0) near.push_back({place.thread, cluster.time, c, place, altered});
    }
    std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
      return std::tie(a.thread, a.time, a.cluster) < std::tie(b.thread, b.time, b.cluster);
    });
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::unordered_map<std::uint32_t, std::uint32_t> fits;  // cluster → with how many it may be one
    for (std::size_t i = 0; i < near.size(); ++i)
      for (std::size_t j = i + 1; j < near.size() && near[j].thread == near[i].thread; ++j) {
        const Near &x = near[i], &y = near[j];
        if (y.time - x.time > reach) break;
        if (!may_be_altered(x, y)) continue;
        pairs.emplace_back(x.cluster, y.cluster);
        ++fits[x.cluster];
        ++fits[y.cluster];
      }
    for (auto [a, b] : pairs)
      if (fits[a] == 1 && fits[b] == 1) merge(clusters_[a], clusters_[b]);
  }
  // Thread, and the seat if any copy has one.
  ThreadPlace place_of(const Cluster& cluster) const {
    ThreadPlace place = places_.of(cluster.copies[0]);
    for (std::size_t i = 1; i < cluster.copies.size() && (place.thread == 0 || place.seat == 0); ++i)
      if (auto other = places_.of(cluster.copies[i]); other.thread != 0 && (place.thread == 0 || other.seat != 0)) place = other;
    return place;
  }
  // Seats that differ are two writers; one whose seat is taken in the other's copy by somebody else is not that copy's writer.
  bool may_be_one_writer(const Cluster& a, const ThreadPlace& of_a, const Cluster& b, const ThreadPlace& of_b) const {
    if (of_a.seat != 0 && of_b.seat != 0) return of_a.seat == of_b.seat;
    auto taken_in = [&](const Cluster& cluster, std::uint32_t seat) {
      return std::any_of(cluster.copies.begin(), cluster.copies.end(),
                         [&](auto i) { return places_.taken(places_.of(i).conversation, seat); });
    };
    if (of_a.seat != 0) return !taken_in(b, of_a.seat);
    if (of_b.seat != 0) return !taken_in(a, of_b.seat);
    return true;
  }

  // One of them has a seat that is free in the other's copy, and the other has none.
  bool may_be_unplaced(const Cluster& a, const Cluster& b) const {
    if (!places_.of) return false;
    const ThreadPlace of_a = place_of(a), of_b = place_of(b);
    return (of_a.seat == 0) != (of_b.seat == 0) && may_be_one_writer(a, of_a, b, of_b);
  }

  // `b` into `a`. A copy with content stands first, so that what joins later is held against it.
  void merge(Cluster& a, Cluster& b) {
    a.copies.insert(a.copies.end(), b.copies.begin(), b.copies.end());
    if (!a.content && b.content)
      std::rotate(a.copies.begin(), a.copies.end() - static_cast<std::ptrdiff_t>(b.copies.size()), a.copies.end());
    a.by_time |= !a.content || !b.content || b.by_time;
    a.content |= b.content;
    b.merged_away = true;
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

  // What is left, nearest in time with an equal further key, one to one. `longest`: how far apart, if not as far as the kind's tolerance.
  template <typename Key, typename May>
  void by_nearest(Key further_key, May may, Millis longest = 0) {
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
      Millis tolerance = std::max(longest, options_.tolerance(copies_[cluster.copies[0]].kind));
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
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::vector<std::uint32_t> partner(left.size(), none);
    for (bool again = true; again;) {
      pairs.clear();
      std::fill(partner.begin(), partner.end(), none);
      for (const Candidate& candidate : candidates) {
        const Cluster &a = clusters_[left[candidate.a]], &b = clusters_[left[candidate.b]];
        if (partner[candidate.a] != none || partner[candidate.b] != none || a.merged_away || b.merged_away || !may(a, b)) continue;
        partner[candidate.a] = candidate.b;
        partner[candidate.b] = candidate.a;
        pairs.emplace_back(candidate.a, candidate.b);
      }
      in_their_order(left, pairs, may);
      for (auto [a, b] : pairs) merge(clusters_[left[a]], clusters_[left[b]]);
      again = !pairs.empty();
    }
  }
  // Two pairs that cross: what one source has first, the other has second. Nearest first crosses them where clocks are a second off.
  template <typename May>
  void in_their_order(std::span<const std::uint32_t> left, std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs, May may) {
    std::sort(pairs.begin(), pairs.end());
    auto at = [&](std::uint32_t i) -> const Cluster& { return clusters_[left[i]]; };
    auto alike = [&](const Cluster& a, const Cluster& b) { return a.content == b.content && share_source(a, b); };
    for (std::size_t i = 0; i < pairs.size(); ++i)
      for (std::size_t j = i + 1; j < pairs.size() && j - i <= most_neighbours && pairs[j].first < pairs[i].second; ++j) {
        // As first-first and second-second, whichever of a pair comes first in time.
        auto &[a, b] = pairs[i];
        auto &[c, d] = pairs[j];
        if (alike(at(a), at(c)) && alike(at(b), at(d))) {
          if (b > d && may(at(a), at(d)) && may(at(c), at(b))) std::swap(b, d);
        } else if (alike(at(a), at(d)) && alike(at(b), at(c))) {
          if (c < b && a < d && may(at(a), at(c)) && may(at(b), at(d)) &&
              std::abs(at(a).time - at(c).time) + std::abs(at(b).time - at(d).time) <=
                  std::abs(at(a).time - at(b).time) + std::abs(at(c).time - at(d).time))
            std::swap(b, c);
        }
      }
  }

  Deduplication result() {
    Deduplication out;
    out.copies = copies_.size();
    for (Cluster& cluster : clusters_) {
      if (cluster.merged_away) continue;
      ++out.events;
      if (!repeats_.empty())
        for (std::size_t k = 0, n = cluster.copies.size(); k < n; ++k)
          if (auto more = repeats_.find(cluster.copies[k]); more != repeats_.end())
            cluster.copies.insert(cluster.copies.end(), more->second.begin(), more->second.end());
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
  const ThreadPlaces& places_;
  std::vector<Millis> corrected_;
  std::vector<Cluster> clusters_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> repeats_;  // first → further rows of its source that say the same
};

}  // namespace

Deduplication merge_copies(std::span<const SharedKey> copies, const ClockReport& clocks,
                           const ClockOptions& options, const ThreadPlaces& places) {
  CLEW_ASSERT(copies.size() < no_handle);
  return Merger(copies, clocks, options, places).run();
}

std::vector<std::int64_t> Deduplication::repeats() const {
  std::vector<std::int64_t> records;
  for (const auto& group : groups)
    records.insert(records.end(), group.records.begin() + 1, group.records.end());
  std::sort(records.begin(), records.end());
  return records;
}

}  // namespace clew::link
