// The idea. Lay the two copies side by side; what belongs to one event stands on one line:
//
//   phone A (her copy)                       phone B (his copy)
//   10:02 → the train is at nine             10:02 ← the train is at nine
//   10:05 ← ok                               10:05 → ok
//   10:09 → bring the keys                                                      B lacks it
//   10:30 ← left them at the market at 4     10:30 → left them at the market at 5    other words
//   11:00 → are you there                    13:41 ← are you there              2 h 41 min later
//
// "B lacks it": it went out from A, so it may never have arrived; if B's database has the row ids 812
// and 814 around it, 813 was once there, which speaks for deletion. What went out from B itself must
// have been on B: there the network explains nothing.
//
// Late copies are equal texts of one writer that have no copy on either side, the incoming one later.
// Short texts ("ok") must be sent here and received there, or lie within ten minutes.
//
// A changed copy is one without a partner at the same time (an edit or a deletion keeps it), of the same writer, whose text begins alike,
// or of which one is marked as edited or as a deletion note; there is no other such row on either side.
#include "compare/ends.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <tuple>
#include <unordered_map>

namespace clew::compare {
namespace {

constexpr Millis changed_copy_slack = 2'000;  // of clocks, on top of what the times' precision allows
constexpr Millis short_text_shift = 10 * link::millis_per_minute;

bool may_be_one_writer(const EndRow& x, const EndRow& y) {
  if (x.seat != no_seat && y.seat != no_seat) return x.seat == y.seat;
  return x.way == Way::unknown || y.way == Way::unknown || x.way != y.way;
}

bool other_words(const EndRow& x, const EndRow& y) {
  if (!x.words || !y.words || x.words == y.words) return false;
  if (x.loose != y.loose) return true;
  // A code page loses letters altogether, or puts question marks for some ("mình ?? 4 bao" for "mình để 4 bao").
  return x.beyond_ascii && y.beyond_ascii && (x.masked != y.masked || x.marks == y.marks);
}

class Comparer {
 public:
  Comparer(const End& a, const End& b, const EndOptions& options)
      : a_(a),
        b_(b),
        options_(options),
        partner_a_(a.rows.size(), no_row),
        partner_b_(b.rows.size(), no_row) {}

  Comparison run() {
    by_event();
    late_copies();
    changed_copies();
    for (std::uint32_t i = 0; i < a_.rows.size(); ++i)
      if (partner_a_[i] != no_row) compare_pair(i, partner_a_[i]);
    lacking(Side::b);
    lacking(Side::a);
    std::stable_sort(out_.differences.begin(), out_.differences.end(),
                     [&](const Difference& x, const Difference& y) { return time(x) < time(y); });
    return std::move(out_);
  }

 private:
  Millis time(const Difference& d) const {
    return d.a != no_row ? a_.rows[d.a].time : b_.rows[d.b].time;
  }
  void pair(std::uint32_t a, std::uint32_t b) {
    partner_a_[a] = b;
    partner_b_[b] = a;
  }

  void by_event() {
    // An exhibit may hold an event twice (a backup beside an export): the first that is free.
    std::unordered_multimap<std::int64_t, std::uint32_t> of_b;
    for (std::uint32_t j = static_cast<std::uint32_t>(b_.rows.size()); j-- > 0;)
      if (b_.rows[j].event >= 0) of_b.emplace(b_.rows[j].event, j);
    for (std::uint32_t i = 0; i < a_.rows.size(); ++i) {
      if (a_.rows[i].event < 0) continue;
      auto [begin, end] = of_b.equal_range(a_.rows[i].event);
      std::uint32_t best = no_row;
      for (auto at = begin; at != end; ++at)
        if (best == no_row || at->second < best) best = at->second;
      if (best == no_row) continue;
      in_both_.emplace(a_.rows[i].event, true);
      if (partner_b_[best] == no_row) pair(i, best);
    }
  }
  // A further copy, in one exhibit, of an event that both hold.
  bool covered(const EndRow& row) const { return row.event >= 0 && in_both_.contains(row.event); }

  void late_copies() {
    struct Candidate {
      Millis shift;
      std::uint32_t a, b;
      auto operator<=>(const Candidate&) const = default;
    };
    std::unordered_multimap<std::uint64_t, std::uint32_t> of_b;
    for (std::uint32_t j = 0; j < b_.rows.size(); ++j)
      if (partner_b_[j] == no_row && b_.rows[j].words && !covered(b_.rows[j]))
        of_b.emplace(b_.rows[j].loose, j);
    std::unordered_map<std::uint64_t, std::uint32_t> of_a;  // how many on this side have that text
    for (std::uint32_t i = 0; i < a_.rows.size(); ++i)
      if (partner_a_[i] == no_row && a_.rows[i].words && !covered(a_.rows[i])) ++of_a[a_.rows[i].loose];
    std::vector<Candidate> candidates;
    for (std::uint32_t i = 0; i < a_.rows.size(); ++i) {
      const EndRow& x = a_.rows[i];
      if (partner_a_[i] != no_row || !x.words || covered(x)) continue;
      auto [begin, end] = of_b.equal_range(x.loose);
      std::size_t looked = 0;
      for (auto at = begin; at != end && looked < 64; ++at, ++looked) {
        const EndRow& y = b_.rows[at->second];
        if (x.call != y.call || !may_be_one_writer(x, y)) continue;
        Millis shift = y.time - x.time;
        Millis slack = (x.precision + y.precision) / 2;
        if (std::abs(shift) > options_.largest_shift + slack) continue;
        // Who receives, receives later.
        if (x.way == Way::out && y.way == Way::in && shift < -slack) continue;
        if (x.way == Way::in && y.way == Way::out && shift > slack) continue;
        bool alone = std::distance(begin, end) == 1 && of_a[x.loose] == 1;
        bool sent_and_received = (x.way == Way::out && y.way == Way::in) ||
                                 (x.way == Way::in && y.way == Way::out);
        if (!(alone && (x.long_text || sent_and_received)) && std::abs(shift) > short_text_shift)
          continue;
        candidates.push_back({std::abs(shift), i, at->second});
      }
    }
    std::sort(candidates.begin(), candidates.end());
    for (const Candidate& c : candidates)
      if (partner_a_[c.a] == no_row && partner_b_[c.b] == no_row) pair(c.a, c.b);
  }

  static bool may_be_changed(const EndRow& x, const EndRow& y) {
    if (x.call || y.call || !may_be_one_writer(x, y)) return false;
    if (std::abs(x.time - y.time) > changed_copy_slack + (x.precision + y.precision) / 2) return false;
    if (x.deleted != y.deleted) return (x.deleted ? y : x).words || (x.deleted ? y : x).media;
    if (!x.words || !y.words || x.words == y.words) return false;
    return x.edited != y.edited || (x.head && x.head == y.head);
  }
  void changed_copies() {
    std::vector<std::uint32_t> free_b;
    for (std::uint32_t j = 0; j < b_.rows.size(); ++j)
      if (partner_b_[j] == no_row && !covered(b_.rows[j])) free_b.push_back(j);
    std::vector<std::uint32_t> matches_of_a(a_.rows.size(), 0), matches_of_b(b_.rows.size(), 0);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    const auto least_precise = [](const End& end) {
      Millis widest = 0;
      for (const auto& row : end.rows) widest = std::max(widest, row.precision);
      return widest;
    };
    const Millis widest = changed_copy_slack + (least_precise(a_) + least_precise(b_)) / 2;
    std::size_t begin = 0;
    for (std::uint32_t i = 0; i < a_.rows.size(); ++i) {
      if (partner_a_[i] != no_row || covered(a_.rows[i])) continue;
      while (begin < free_b.size() && b_.rows[free_b[begin]].time < a_.rows[i].time - widest) ++begin;
      for (std::size_t at = begin; at < free_b.size() && b_.rows[free_b[at]].time <= a_.rows[i].time + widest; ++at) {
        const auto j = free_b[at];
        if (!may_be_changed(a_.rows[i], b_.rows[j])) continue;
        ++matches_of_a[i];
        ++matches_of_b[j];
        pairs.emplace_back(i, j);
      }
    }
    for (const auto& [i, j] : pairs)
      if (matches_of_a[i] == 1 && matches_of_b[j] == 1) pair(i, j);
  }

  void compare_pair(std::uint32_t i, std::uint32_t j) {
    const EndRow &x = a_.rows[i], &y = b_.rows[j];
    ++out_.both;
    if (x.deleted != y.deleted) {
      Difference d{What::notice, x.deleted ? Side::a : Side::b, i, j, 0, no_row, no_row, -1, 1, {}};
      d.causes.push_back({CauseKind::deletion, "that phone keeps a note that it was deleted", ""});
      out_.differences.push_back(std::move(d));
    } else if (other_words(x, y)) {
      Side side = y.edited && !x.edited ? Side::b : x.edited && !y.edited ? Side::a : Side::b;
      Difference d{What::edited, side, i, j, 0, no_row, no_row, -1, 1, {}};
      d.causes.push_back({CauseKind::edit,
                          x.edited || y.edited ? "one copy is marked as edited" : "",
                          x.edited || y.edited ? "" : "no copy is marked as edited"});
      d.causes.push_back({CauseKind::extraction, "", "a tool that alters words alters many"});
      out_.differences.push_back(std::move(d));
    }
    Millis shift = y.time - x.time, slack = (x.precision + y.precision) / 2;
    if (std::abs(shift) > options_.least_shift + slack) {
      Difference d{What::shifted, shift > 0 ? Side::b : Side::a, i, j, shift, no_row, no_row, -1, 1, {}};
      const EndRow& later = shift > 0 ? y : x;
      d.causes.push_back({CauseKind::network,
                          later.way == Way::in ? "the phone that received it shows it later" : "",
                          later.way == Way::out ? "the phone that sent it shows it later" : ""});
      d.causes.push_back({CauseKind::clock, "", "its neighbours are not shifted"});
      out_.differences.push_back(std::move(d));
    }
  }

  void lacking(Side side) {
    const End& have = side == Side::b ? a_ : b_;
    const End& lack = side == Side::b ? b_ : a_;
    const auto& partner = side == Side::b ? partner_a_ : partner_b_;
    // Runs of rows in a row that the other side lacks, and the neighbours around each.
    std::vector<std::uint32_t> missing;
    std::uint32_t before = no_row;
    auto flush = [&](std::uint32_t after) {
      for (auto i : missing)
        out_.differences.push_back(
            lacks(side, have, lack, i, before, after, static_cast<std::uint32_t>(missing.size())));
      missing.clear();
    };
    for (std::uint32_t i = 0; i < have.rows.size(); ++i) {
      if (partner[i] == no_row) {
        if (!covered(have.rows[i])) missing.push_back(i);
      } else {
        flush(partner[i]);
        before = partner[i];
      }
    }
    flush(no_row);
  }

  Difference lacks(Side side, const End& have, const End& lack, std::uint32_t i,
                   std::uint32_t before, std::uint32_t after, std::uint32_t run) const {
    const EndRow& row = have.rows[i];
    Difference d{What::lacks, side, side == Side::b ? i : no_row, side == Side::b ? no_row : i,
                 0, before, after, missing_ids(lack, before, after), run, {}};
    auto add = [&](CauseKind kind, std::string_view because, std::string_view but = "") {
      d.causes.push_back({kind, because, but});
    };
    bool outside = row.time < lack.window_from || row.time > lack.window_to;
    bool outside_chat = !lack.rows.empty() &&
                        (row.time < lack.rows.front().time || row.time > lack.rows.back().time);
    if (outside)
      add(CauseKind::window, "it lies outside the time that the other exhibit covers");
    if (have.group && outside_chat)
      add(CauseKind::membership, "the other copy of the group begins later or ends earlier");
    if (row.call && !lack.has_calls)
      add(CauseKind::not_taken, "the other exhibit holds no calls at all");
    if (row.media && !lack.has_media)
      add(CauseKind::not_taken, "the other exhibit holds no media at all");
    if (!outside && outside_chat && !have.group)
      add(CauseKind::window, "the other copy of this conversation begins later or ends earlier");
    if (d.missing_ids > 0)
      add(CauseKind::deletion, "row ids are missing there in the other phone's own numbering");
    else
      add(CauseKind::deletion, row.way == Way::in ? "it was sent from that phone, so it was there once" : "",
          d.missing_ids == 0 ? "no row id is missing there in the other phone's own numbering" : "");
    if (row.way != Way::in)
      add(CauseKind::network, row.way == Way::out ? "it went out to that phone and may not have arrived" : "",
          run >= options_.long_run ? "so many in a row seldom fail to arrive" : "");
    add(CauseKind::extraction, run >= options_.long_run ? "a whole stretch is missing" : "",
        run == 1 && !outside ? "its neighbours were extracted" : "");
    return d;
  }

  static std::int64_t missing_ids(const End& lack, std::uint32_t before, std::uint32_t after) {
    if (before == no_row || after == no_row) return -1;
    auto from = lack.rows[before].row_id, to = lack.rows[after].row_id;
    if (!from || !to || *to <= *from || lack.row_ids.empty()) return -1;
    auto first = std::upper_bound(lack.row_ids.begin(), lack.row_ids.end(), *from);
    auto last = std::lower_bound(lack.row_ids.begin(), lack.row_ids.end(), *to);
    return *to - *from - 1 - (last - first);
  }

  const End &a_, &b_;
  const EndOptions& options_;
  std::vector<std::uint32_t> partner_a_, partner_b_;
  std::unordered_map<std::int64_t, bool> in_both_;
  Comparison out_;
};

}  // namespace

std::string_view word(What what) {
  switch (what) {
    case What::lacks: return "lacks";
    case What::edited: return "edited";
    case What::shifted: return "shifted";
    case What::notice: return "notice";
  }
  return "";
}

bool outside(const Difference& difference) {
  if (difference.what != What::lacks || difference.causes.empty()) return false;
  const auto first = difference.causes.front().kind;
  return first == CauseKind::window || first == CauseKind::membership || first == CauseKind::not_taken;
}

std::string_view word(CauseKind kind) {
  switch (kind) {
    case CauseKind::window: return "window";
    case CauseKind::membership: return "membership";
    case CauseKind::not_taken: return "not-taken";
    case CauseKind::deletion: return "deletion";
    case CauseKind::extraction: return "extraction";
    case CauseKind::network: return "network";
    case CauseKind::edit: return "edit";
    case CauseKind::clock: return "clock";
  }
  return "";
}

Comparison compare_ends(const End& a, const End& b, const EndOptions& options) {
  return Comparer(a, b, options).run();
}

}  // namespace clew::compare
