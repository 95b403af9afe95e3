// The idea. For every handle find the moment at which its rate of events drops most, and the one at
// which it rises most. Rates are per event of the whole case, not per day: a quiet week of the case
// is nobody's drop, and a few wrong dates far away change nothing. Then compare the contacts of
// every dropper (before its drop) with those of every riser (after its rise) in the right order of
// time: cosine of log(1 + events) × log(handles / contacts of the contact). Best pairs first, one
// to one.
//
//   before day 8:  200 → 5 ×14, 1 ×9, 2 ×8, 3 ×8, 137 ×5, 97 ×3        (200 still rings 137, 97
//   later) after day 8:   300 → 268 ×8, 306 ×4, 360 ×4, 397 ×3, 309 ×2 …      no contact in common
//   at all pass 1:        5 → 306, 1 → 309, 2 → 397, 3 → 360 (.92 to .70) pass 2:        with those
//   four joined, 200 and 300 share four contacts: .42
//
// (VAST Challenge 2008, cell phone calls.) That the old number goes silent for good was required at
// first and loses 200 → 300, for 200 stays in use; hence the drop in rate. At least three contacts
// in common keep out 200 → 276, which shares two and scores higher.
//
// The contacts in common must be too many for chance by themselves, too: where exhibits begin and end, whole circles
// drop and rise together, and three contacts of few are soon in common (six false pairs of the generated case of 10^5
// records had a chance of .002 to .01 there, hidden behind that of the rates).
//
// Families and teams share contacts, and among many handles some always seem to drop and some to
// rise. So the two changes of rate must by themselves be too much for chance, given how many pairs
// were compared (without this, 13 false pairs joined the 6 true ones of the small generated case;
// with it none).
//
// By chance: the new handle's contacts are drawn anew, each with a chance in proportion to its
// number of contacts in the case (degree-preserving); the expected number in common, and the chance
// of as many as seen (sum of independent draws), times that of the changes of rate, times the
// pairs. Families and teams share contacts anyway, which this null does not know: therefore the
// calibration, which splits handles of this very case at a random time and counts how often the
// method puts them together again and how often it takes somebody else.
#include "pattern/number_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>

#include "link/profile.h"
#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Contacts;
using link::Events;

// How far through the case's events a time lies, 0 … 1: hours by their share of all events.
class CaseClock {
 public:
  explicit CaseClock(const Events& events) {
    auto span = events.span();
    if (!span) return;
    first_ = floor_hour(span->first);
    hours_.assign(static_cast<std::size_t>(floor_hour(span->second) - first_) + 2, 0);
    for (std::uint32_t i = 0; i < events.size(); ++i)
      ++hours_[static_cast<std::size_t>(floor_hour(events.time(i)) - first_) + 1];
    for (std::size_t i = 1; i < hours_.size(); ++i)
      hours_[i] += hours_[i - 1];
  }
  double at(Millis time) const {
    std::int64_t hour = floor_hour(time);
    double inside = double(time - hour * link::millis_per_hour) / double(link::millis_per_hour);
    auto i = static_cast<std::size_t>(hour - first_);
    return (double(hours_[i]) + inside * double(hours_[i + 1] - hours_[i])) / double(hours_.back());
  }

 private:
  static std::int64_t floor_hour(Millis time) {
    return time / link::millis_per_hour - (time % link::millis_per_hour < 0 ? 1 : 0);
  }
  std::int64_t first_ = 0;
  std::vector<std::uint64_t> hours_;  // events before each hour
};

// A moment at which a handle's rate changes most.
struct Turn {
  bool found = false;
  double strength = 0;      // 2 × log likelihood ratio
  double ratio = 1;         // rate on the quiet side / on the busy side
  Millis time = 0;          // last event of the busy side (drop), first of it (rise)
  std::uint32_t count = 0;  // events on the busy side
};
struct Turns {
  Turn drop, rise;
  // The first moment from which the rate is far less already, with at least half of the strength: who does not know the new number yet writes
  // to the old one for weeks, and the sharpest drop is then the end of that.
  Turn early;
};

// The slice split after its k-th event, `u` of the case having gone by then.
double change_of_rate(double k, double n, double u) {
  auto part = [](double seen, double expected) {
    return seen > 0 ? seen * std::log(seen / expected) : 0;
  };
  return 2 * (part(k, n * u) + part(n - k, n * (1 - u)));
}

// Encounters, not events, are counted: one contact on one day is one, for a chat of a hundred lines
// is not a hundred independent decisions to be in touch.
class Encounters {
 public:
  explicit Encounters(std::size_t handles) : last_(handles + 1, {link::no_handle, 0}) {}
  // Whether `handle` had not yet met `other` on that day. Ask in order of time, handle by handle.
  bool is_new(Handle handle, Handle other, std::int64_t day) {
    auto& last = last_[std::min<std::size_t>(other, last_.size() - 1)];
    if (last.first == handle && last.second == day) return false;
    last = {handle, day};
    return true;
  }

 private:
  std::vector<std::pair<Handle, std::int64_t>> last_;
};

// What a handle's slice says of each event, read from the columns once.
struct Course {
  std::vector<Millis> time;
  std::vector<std::uint32_t> until;  // encounters up to and with each event
  std::vector<Turn> far_less;        // moments from which it is
  std::int64_t day(std::size_t i) const { return link::day_number(time[i], 0); }
};

// Variance over mean of the encounters of a day, days without any included; at least 1.
double unevenness(const Course& course, std::size_t begin, std::size_t end) {
  double days = double(course.day(end - 1) - course.day(begin)) + 1;
  if (days < 3) return 1;
  std::uint32_t before = begin == 0 ? 0 : course.until[begin - 1];
  double mean = double(course.until[end - 1] - before) / days;
  double squares = 0;
  for (std::size_t i = begin; i < end;) {
    std::int64_t today = course.day(i);
    std::uint32_t start = i == 0 ? 0 : course.until[i - 1];
    while (i < end && course.day(i) == today)
      ++i;
    double count = course.until[i - 1] - start;
    squares += count * count;
  }
  double variance = (squares - days * mean * mean) / (days - 1);
  return std::max(1.0, variance / mean);
}

// `other_side(event)`: who an event is with. `course` is scratch space.
template <typename OtherSide>
Turns turns_of(const Events& events, std::span<const std::uint32_t> slice, const OtherSide& other_side, Handle handle,
               const CaseClock& clock, const NumberChangeOptions& options, Encounters& encounters, Course& course) {
  constexpr double least_part = .01;  // of the case on the quiet side, else nothing can be said
  Turns turns;
  std::vector<Turn>& far_less = course.far_less;
  far_less.clear();
  course.time.resize(slice.size());
  course.until.resize(slice.size());
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < slice.size(); ++i) {
    course.time[i] = events.time(slice[i]);
    all += encounters.is_new(handle, other_side(slice[i]), course.day(i));
    course.until[i] = all;
  }
  double n = all;
  for (std::size_t i = 0; i < slice.size(); ++i) {
    Millis time = course.time[i];
    double u = clock.at(time);
    if (i + 1 >= options.least_events && u > 0 && 1 - u >= least_part) {
      double busy = course.until[i];
      double ratio = (n - busy) * u / ((1 - u) * busy);
      double strength = ratio < options.drop ? change_of_rate(busy, n, u) : 0;
      if (ratio < options.drop && strength >= options.least_change &&
          strength > turns.drop.strength)
        turns.drop = {true, strength, ratio, time, static_cast<std::uint32_t>(i + 1)};
      if (ratio < options.strong_drop && strength >= options.least_change && (far_less.empty() || strength > far_less.back().strength))
        far_less.push_back({true, strength, ratio, time, static_cast<std::uint32_t>(i + 1)});
    }
    if (slice.size() - i >= options.least_events && u >= least_part && u < 1) {
      double quiet = i == 0 ? 0 : course.until[i - 1];
      double ratio = quiet * (1 - u) / (u * (n - quiet));
      double strength = ratio < options.drop ? change_of_rate(quiet, n, u) : 0;
      if (n > quiet && ratio < options.drop && strength >= options.least_change &&
          strength > turns.rise.strength)
        turns.rise = {true, strength, ratio, time, static_cast<std::uint32_t>(slice.size() - i)};
    }
  }
  // Days differ more than independent decisions would let them (a broadcast is thirty encounters
  // and one decision): the ratio is scaled down by variance / mean of the busy days
  // (quasi-likelihood).
  for (const Turn& turn : far_less)
    if (turn.strength >= turns.drop.strength / 2) {
      turns.early = turn;
      break;
    }
  // Of one or two busy days alone nothing can be said: there the whole of the handle is asked. (A school's first mailing to a hundred parents was a
  // hundred decisions, and all later ones together a drop.)
  auto scale = [&](Turn& turn, std::size_t begin, std::size_t end) {
    if (!turn.found) return;
    const bool few_days = course.day(end - 1) - course.day(begin) < 2;
    turn.strength /= few_days ? unevenness(course, 0, slice.size()) : unevenness(course, begin, end);
    turn.found = turn.strength >= options.least_change;
  };
  scale(turns.drop, 0, turns.drop.count);
  scale(turns.early, 0, turns.early.count);
  scale(turns.rise, slice.size() - turns.rise.count, slice.size());
  return turns;
}

// log10 of the chance that a steady handle shows a change of rate this strong at some moment. The
// likelihood ratio of one moment is chi-square with one degree of freedom; looking at every moment
// costs a factor of about 7 (after the critical values of Andrews 1993 for one parameter).
double chance_of_change(double strength) {
  return std::min(0.0, std::log10(7.0) - strength / 2 / std::log(10.0));
}

// One contact of one side, under the name it goes by once changes are joined.
struct Weighted {
  Handle contact, as_known;
  std::uint32_t events;
  double weight;  // log(1 + events) × rarity
};
struct Side {
  Handle handle;
  Turn turn;
  std::optional<Millis> later = {};  // of Turns::early: when the sharpest drop is
  std::vector<Weighted> contacts = {};  // by contact
  double length = 0;                    // of the vector
  double rival = 0, second = 0;         // best two scores with enough in common
};

// A handle cut in two on purpose, see calibrate(): what comes after `time` goes by `second`.
struct Split {
  Handle first = link::no_handle, second = link::no_handle;
  Millis time = 0;
};

struct Search {
  const Events& events;
  const Contacts& contacts;
  const NumberChangeOptions& options;
  ThreadPool& pool;
  CaseClock clock{events};
  std::vector<Split> splits = {};            // second = handles + index
  std::vector<std::uint32_t> split_of = {};  // by handle, no_handle: not cut; empty: none is
  std::vector<Handle> joined = {};  // name of each handle: the oldest of its chain
  std::vector<double> rarity = {};  // by name; 0: in contact with too many, skipped
  std::vector<std::uint32_t> degree = {};
  std::vector<Side> droppers = {}, risers = {};
  std::uint64_t tested = 0, active = 0, degrees = 0;

  // The events of a handle, or of a half of one; and who an event is with.
  std::span<const std::uint32_t> slice_of(Handle handle) const {
    bool second = handle >= events.handle_count();
    Handle whole = second ? splits[handle - events.handle_count()].first : handle;
    auto slice = events.party(whole);
    if (split_of.empty() || split_of[whole] == link::no_handle) return slice;
    Millis time = splits[split_of[whole]].time;
    auto cut = static_cast<std::size_t>(
        std::partition_point(slice.begin(), slice.end(),
                             [&](std::uint32_t i) { return events.time(i) <= time; }) -
        slice.begin());
    return second ? slice.subspan(cut) : slice.first(cut);
  }
  Handle other_side(std::uint32_t i, Handle handle) const {
    if (handle >= events.handle_count()) handle = splits[handle - events.handle_count()].first;
    Handle other = events.other_side(i, handle);
    if (split_of.empty() || other == link::no_handle || split_of[other] == link::no_handle ||
        events.time(i) <= splits[split_of[other]].time)
      return other;
    return splits[split_of[other]].second;
  }

  void find_turns(std::span<const Handle> handles) {
    // As many blocks as keep the scratch space small beside the columns.
    std::size_t block = handles.size() / 16 + 1, blocks = handles.size() / block + 1;
    std::vector<std::vector<Side>> drops(blocks), rises(blocks);
    pool.for_each(blocks, [&](std::size_t b) {
      Encounters encounters(events.handle_count() + splits.size());
      Course course;
      for (auto h = b * block; h < std::min(handles.size(), (b + 1) * block); ++h) {
        Handle handle = handles[h];
        if (handle < options.service.size() && options.service[handle]) continue;
        auto slice = slice_of(handle);
        if (slice.size() < options.least_events) continue;
        auto with = [&](std::uint32_t event) { return other_side(event, handle); };
        Turns turns = turns_of(events, slice, with, handle, clock, options, encounters, course);
        if (turns.drop.found) drops[b].push_back({handle, turns.drop});
        // Whose sharpest drop comes long after the rate fell is looked at with both.
        if (turns.drop.found && turns.early.found && turns.drop.time - turns.early.time > options.longest_overlap)
          drops[b].push_back({handle, turns.early, turns.drop.time});
        if (turns.rise.found) rises[b].push_back({handle, turns.rise});
      }
    });
    for (std::size_t b = 0; b < blocks; ++b) {
      droppers.insert(droppers.end(), drops[b].begin(), drops[b].end());
      risers.insert(risers.end(), rises[b].begin(), rises[b].end());
    }
  }

  // Rarity of each name, from how many names it is in contact with.
  void weigh() {
    Handle handles = events.handle_count();
    degree.assign(handles, 0);
    std::vector<Handle> seen_by(handles, link::no_handle);
    std::vector<std::vector<Handle>> members;  // of names with several handles
    std::vector<std::uint32_t> group(handles, link::no_handle);
    for (Handle handle = 0; handle < handles; ++handle)
      if (joined[handle] != handle) {
        Handle name = joined[handle];
        if (group[name] == link::no_handle) {
          group[name] = static_cast<std::uint32_t>(members.size());
          members.push_back({name});
        }
        members[group[name]].push_back(handle);
      }
    active = degrees = 0;
    for (Handle name = 0; name < handles; ++name) {
      if (joined[name] != name) continue;
      auto count = [&](Handle handle) {
        for (const auto& entry : contacts.of(handle)) {
          Handle other = joined[entry.other];
          if (other == name || seen_by[other] == name) continue;
          seen_by[other] = name;
          ++degree[name];
        }
      };
      if (group[name] == link::no_handle)
        count(name);
      else
        for (Handle handle : members[group[name]])
          count(handle);
      active += degree[name] > 0;
      degrees += degree[name];
    }
    rarity.assign(handles, 0);
    for (Handle name = 0; name < handles; ++name)
      if (degree[name] > 0 &&
          (degree[name] <= options.common_everywhere * double(active) || degree[name] <= 2))
        rarity[name] = std::log(double(active) / degree[name]);
  }

  // `place`: a scratch word for each name, all no_handle before and after.
  void fill(Side& side, bool before, std::vector<Handle>& place) const {
    auto slice = slice_of(side.handle);
    auto part = before ? slice.first(side.turn.count) : slice.last(side.turn.count);
    side.contacts.clear();
    for (auto i : part) {
      Handle other = other_side(i, side.handle);
      if (other == link::no_handle || other == side.handle) continue;
      Handle name = joined[other];
      if (rarity[name] <= 0 || name == joined[side.handle]) continue;
      if (place[name] == link::no_handle) {
        place[name] = static_cast<Handle>(side.contacts.size());
        side.contacts.push_back({name, other, 0, 0});
      }
      auto& contact = side.contacts[place[name]];
      ++contact.events;
      contact.as_known = std::max(contact.as_known, other);
    }
    std::sort(side.contacts.begin(), side.contacts.end(),
              [](const Weighted& a, const Weighted& b) { return a.contact < b.contact; });
    double sum = 0;
    for (auto& contact : side.contacts) {
      place[contact.contact] = link::no_handle;
      contact.weight = std::log1p(double(contact.events)) * rarity[contact.contact];
      sum += contact.weight * contact.weight;
    }
    side.length = std::sqrt(sum);
    side.rival = side.second = 0;
  }

  bool in_order(const Side& old_side, const Side& new_side) const {
    const auto fits = [&](Millis drop) {
      const Millis gap = new_side.turn.time - drop;
      return gap <= options.longest_gap && gap >= -options.longest_overlap;
    };
    return fits(old_side.turn.time) && !(old_side.later && fits(*old_side.later));
  }

  void fill_all() {
    constexpr std::size_t parts = 32;
    for (auto* sides : {&droppers, &risers})
      pool.for_each(parts, [&](std::size_t part) {
        std::vector<Handle> place(joined.size(), link::no_handle);
        for (auto i = sides->size() * part / parts; i < sides->size() * (part + 1) / parts; ++i)
          fill((*sides)[i], sides == &droppers, place);
      });
  }

  // Everything among these with at least two contacts in common and a score worth showing. Adds to
  // `sum` the pairs that were compared.
  std::vector<NumberChange> compare(std::span<const std::uint32_t> old_ids,
                                    std::span<const std::uint32_t> new_ids,
                                    std::uint64_t& sum) const {
    struct Entry {
      std::uint32_t riser;
      double weight;
    };
    std::size_t handles = joined.size();
    std::vector<std::uint32_t> begin(handles + 1, 0);
    for (auto r : new_ids)
      for (const auto& contact : risers[r].contacts)
        ++begin[contact.contact + 1];
    for (std::size_t handle = 0; handle < handles; ++handle)
      begin[handle + 1] += begin[handle];
    std::vector<Entry> entries(begin.back());
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    for (auto r : new_ids)
      for (const auto& contact : risers[r].contacts)
        entries[next[contact.contact]++] = {r, contact.weight};

    constexpr std::size_t block = 64;
    std::size_t blocks = (old_ids.size() + block - 1) / block;
    std::vector<std::vector<NumberChange>> found(blocks);
    std::vector<std::uint64_t> compared(blocks, 0);
    pool.for_each(blocks, [&](std::size_t b) {
      std::vector<double> dot(risers.size(), 0);
      std::vector<std::uint32_t> common(risers.size(), 0), touched;
      for (std::size_t d = b * block; d < std::min(old_ids.size(), (b + 1) * block); ++d) {
        const Side& old_side = droppers[old_ids[d]];
        touched.clear();
        for (const auto& contact : old_side.contacts)
          for (auto e = begin[contact.contact]; e < begin[contact.contact + 1]; ++e) {
            if (common[entries[e].riser]++ == 0) touched.push_back(entries[e].riser);
            dot[entries[e].riser] += contact.weight * entries[e].weight;
          }
        std::sort(touched.begin(), touched.end());
        for (auto r : touched) {
          const Side& new_side = risers[r];
          if (joined[new_side.handle] != joined[old_side.handle] && in_order(old_side, new_side)) {
            ++compared[b];
            double score = dot[r] / (old_side.length * new_side.length);
            if (common[r] >= 2 && score >= std::min(options.show, options.suggest))
              found[b].push_back(describe(old_side, new_side, score));
          }
          dot[r] = 0;
          common[r] = 0;
        }
      }
    });
    std::vector<NumberChange> all;
    for (std::size_t b = 0; b < blocks; ++b) {
      all.insert(all.end(), std::make_move_iterator(found[b].begin()),
                 std::make_move_iterator(found[b].end()));
      sum += compared[b];
    }
    return all;
  }

  NumberChange describe(const Side& old_side, const Side& new_side, double score) const {
    NumberChange change;
    change.old_handle = old_side.handle;
    change.new_handle = new_side.handle;
    change.old_drops = old_side.turn.time;
    change.rung_on = old_side.later.has_value();
    change.new_starts = new_side.turn.time;
    change.old_ratio = old_side.turn.ratio;
    change.new_ratio = new_side.turn.ratio;
    change.old_strength = old_side.turn.strength;
    change.new_strength = new_side.turn.strength;
    change.score = score;
    const auto outgoing = [&](const Side& side, std::span<const std::uint32_t> part) {
      const Handle self = side.handle >= events.handle_count() ? splits[side.handle - events.handle_count()].first : side.handle;
      return double(std::count_if(part.begin(), part.end(), [&](std::uint32_t i) { return events.from(i) == self; })) / double(part.size());
    };
    change.old_outgoing = outgoing(old_side, slice_of(old_side.handle).first(old_side.turn.count));
    change.new_outgoing = outgoing(new_side, slice_of(new_side.handle).last(new_side.turn.count));
    change.old_contacts = static_cast<std::uint32_t>(old_side.contacts.size());
    change.new_contacts = static_cast<std::uint32_t>(new_side.contacts.size());
    double carried = 0, whole = 0;
    for (const auto& contact : old_side.contacts)
      whole += contact.weight * contact.weight;
    auto b = new_side.contacts.begin();
    for (const auto& a : old_side.contacts) {
      b = std::find_if(b, new_side.contacts.end(), [&](const auto& other) { return other.contact >= a.contact; });
      if (b == new_side.contacts.end() || b->contact != a.contact) {
        change.left.push_back({a.as_known, link::no_handle, a.events, 0, rarity[a.contact]});
        continue;
      }
      carried += a.weight * a.weight;
      change.common.push_back({a.as_known, b->as_known, a.events, b->events, rarity[a.contact]});
    }
    change.containment = whole > 0 ? carried / whole : 0;
    std::sort(change.common.begin(), change.common.end(), [](const auto& a, const auto& b) {
      return std::tuple(b.weight, a.contact) < std::tuple(a.weight, b.contact);
    });
    std::sort(change.left.begin(), change.left.end(), [](const auto& a, const auto& b) {
      return std::tuple(b.before, a.contact) < std::tuple(a.before, b.contact);
    });
    return change;
  }

  // That both rates change so much, somewhere among the pairs compared. (log10, may be above 0.)
  double chance_of_rates(const NumberChange& change) const {
    return chance_of_change(change.old_strength) + chance_of_change(change.new_strength) +
           std::log10(double(std::max<std::uint64_t>(1, tested)));
  }

  // Chance of so many in common when the new handle's contacts are drawn by degree.
  void weigh_against_chance(NumberChange& change) const {
    const Side* old_side = nullptr;
    for (const Side& side : droppers)
      if (side.handle == change.old_handle && side.turn.time == change.old_drops) old_side = &side;
    if (!old_side) return;
    std::vector<double> chances;
    for (const auto& contact : old_side->contacts) {
      double share = std::min(
          1.0, double(degree[contact.contact]) / double(std::max<std::uint64_t>(1, degrees)));
      chances.push_back(1 - std::pow(1 - share, double(change.new_contacts)));
    }
    change.expected_common = std::accumulate(chances.begin(), chances.end(), 0.0);
    double one = sum_tail_log10(change.common.size(), chances);
    change.log10_contacts = one;
    change.log10_p = std::min(0.0, one + chance_of_rates(change));
  }
};

bool better(const NumberChange& a, const NumberChange& b) {
  return std::tuple(b.score, b.common.size(), a.old_handle, a.new_handle) <
         std::tuple(a.score, a.common.size(), b.old_handle, b.new_handle);
}

std::vector<std::uint32_t> all_of(std::size_t count) {
  std::vector<std::uint32_t> ids(count);
  std::iota(ids.begin(), ids.end(), 0u);
  return ids;
}

bool one_calls_and_the_other_is_called(const NumberChange& change, const NumberChangeOptions& options) {
  const auto [least, most] = std::minmax(change.old_outgoing, change.new_outgoing);
  return least <= options.hardly && most >= 1 - options.hardly;
}

// May stand as a proposal by itself.
bool good_enough(const Search& work, const NumberChange& candidate) {
  return candidate.common.size() >= work.options.least_common &&
         !one_calls_and_the_other_is_called(candidate, work.options) && candidate.score >= (candidate.saved.speaks_for() ? work.options.show : work.options.propose) &&
         work.chance_of_rates(candidate) <= std::log10(work.options.rate_level) &&
         (candidate.saved.speaks_for() || candidate.saved.unlike <= work.options.most_unlike);
}

// So many contacts in common are too many for chance by themselves: of this pair, or among all where few are compared (in a
// small case everybody is likely to share some). Call weigh_against_chance() before.
bool enough_in_common(const Search& work, const NumberChange& candidate) {
  double of_all = work.options.rate_level / double(std::max<std::uint64_t>(1, work.tested));
  double level = candidate.saved.speaks_for()       ? work.options.named_contact_level
                 : candidate.saved.speaks_against() ? of_all
                 : candidate.rung_on                ? of_all
                                                    : work.options.contact_level;
  return candidate.log10_contacts <= std::log10(std::max(level, of_all));
}

// At most so many for each old handle, by (old, names, enough in common, score).
void keep_suggestions(std::vector<NumberChange>& list, const NumberChangeOptions& options) {
  std::sort(list.begin(), list.end(), [&](const NumberChange& a, const NumberChange& b) {
    if (a.old_handle != b.old_handle) return a.old_handle < b.old_handle;
    if (a.saved.speaks_for() != b.saved.speaks_for()) return a.saved.speaks_for();
    bool weak_a = a.common.size() < options.least_common;
    bool weak_b = b.common.size() < options.least_common;
    return weak_a != weak_b ? weak_b : better(a, b);
  });
  std::uint32_t of_this = 0;
  std::erase_if(list, [&, last = link::no_handle](const auto& change) mutable {
    of_this = change.old_handle == last ? of_this + 1 : 1;
    last = change.old_handle;
    return of_this > options.suggestions;
  });
}

NumberChanges search(Search& work) {
  const Events& events = work.events;
  const NumberChangeOptions& options = work.options;
  work.joined.resize(events.handle_count());
  std::iota(work.joined.begin(), work.joined.end(), Handle{0});
  work.find_turns(work.joined);
  NumberChanges result;
  std::vector<bool> is_old(events.handle_count()), is_new(events.handle_count());
  std::vector<NumberChange> candidates;
  for (std::uint32_t pass = 1; pass <= options.passes; ++pass) {
    work.weigh();
    work.fill_all();
    std::uint64_t compared = 0;
    candidates = work.compare(all_of(work.droppers.size()), all_of(work.risers.size()), compared);
    if (pass == 1) work.tested = compared;
    result.passes = pass;
    std::sort(candidates.begin(), candidates.end(), better);
    std::size_t before = result.changes.size();
    for (NumberChange& candidate : candidates) {
      if (options.saved && candidate.common.size() >= options.least_common)
        candidate.saved = options.saved(candidate.old_handle, candidate.new_handle);
      if (is_old[candidate.old_handle] || is_new[candidate.new_handle] ||
          !good_enough(work, candidate))
        continue;
      work.weigh_against_chance(candidate);
      if (!enough_in_common(work, candidate)) continue;
      candidate.pass = pass;
      candidate.proposed = true;
      is_old[candidate.old_handle] = is_new[candidate.new_handle] = true;
      for (const auto& other : candidates)
        if ((other.old_handle == candidate.old_handle) !=
                (other.new_handle == candidate.new_handle) &&
            other.common.size() >= options.least_common)
          candidate.rival = std::max(candidate.rival, other.score);
      result.changes.push_back(candidate);
    }
    if (result.changes.size() == before) break;
    // A chain of changes goes by its oldest handle.
    for (std::size_t i = before; i < result.changes.size(); ++i) {
      Handle from = work.joined[result.changes[i].new_handle];
      Handle to = work.joined[result.changes[i].old_handle];
      for (Handle& name : work.joined)
        if (name == from) name = to;
    }
  }
  result.tested = work.tested;

  // What remains is shown, not proposed.
  result.suggestions = result.changes;
  for (const auto& candidate : candidates)
    if (!is_old[candidate.old_handle] || !is_new[candidate.new_handle])
      result.suggestions.push_back(candidate);
  std::erase_if(result.suggestions, [&](const NumberChange& change) { return !change.proposed && change.score < options.suggest; });
  keep_suggestions(result.suggestions, options);
  if (options.weighed)
    for (NumberChange& change : result.suggestions)
      if (!change.proposed) work.weigh_against_chance(change);
  std::sort(result.changes.begin(), result.changes.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.log10_p, b.score, a.old_handle) <
           std::tuple(b.log10_p, a.score, b.old_handle);
  });
  return result;
}

// Splits handles that do not change by themselves, each at a random event in the middle half of its
// life: what comes after goes to a second handle. The rest of the case stays as the search left it,
// with the real changes joined, so only pairs with a half in them are compared; nothing is built
// anew.
Calibration calibrate(Search& work, const NumberChanges& found) {
  const Events& events = work.events;
  const NumberChangeOptions& options = work.options;
  Calibration result;
  std::set<Handle> taken;
  for (const auto& change : found.changes)
    taken.insert(change.old_handle), taken.insert(change.new_handle);
  std::vector<Handle> eligible;
  for (Handle handle = 0; handle < events.handle_count(); ++handle)
    if (events.party(handle).size() >= 4 * std::size_t{options.least_events} &&
        !taken.contains(handle))
      eligible.push_back(handle);
  Random random(0x6e756d626572 ^ events.size());
  shuffle(eligible, random);
  // Few enough that the splits are the exception in the case, as changes are.
  eligible.resize(std::min<std::size_t>(
      {eligible.size(), options.calibration_splits, 1 + events.handle_count() / 10}));
  std::sort(eligible.begin(), eligible.end());
  if (eligible.empty()) return result;
  result.splits = static_cast<std::uint32_t>(eligible.size());

  Handle handles = events.handle_count();
  work.split_of.assign(handles, link::no_handle);
  std::vector<bool> touched(handles, false);  // has a half among its contacts
  std::vector<Handle> halves;
  for (Handle handle : eligible) {
    auto slice = events.party(handle);
    auto at = slice.size() / 4 + random.below(slice.size() / 2);
    auto second = handles + static_cast<Handle>(work.splits.size());
    work.split_of[handle] = static_cast<std::uint32_t>(work.splits.size());
    work.splits.push_back({handle, second, events.time(slice[at])});
    halves.push_back(handle);
    for (const auto& entry : work.contacts.of(handle))
      touched[entry.other] = true;
  }
  for (const Split& split : work.splits) {
    halves.push_back(split.second);
    work.joined.push_back(split.second);
    work.rarity.push_back(work.rarity[work.joined[split.first]]);
    work.degree.push_back(work.degree[work.joined[split.first]]);
  }
  auto is_half = [&](Handle handle) {
    return handle >= handles || work.split_of[handle] != link::no_handle;
  };
  for (auto* sides : {&work.droppers, &work.risers})
    std::erase_if(*sides, [&](const Side& side) { return is_half(side.handle); });
  work.find_turns(halves);
  std::vector<Handle> place(work.joined.size(), link::no_handle);
  std::vector<std::uint32_t> old_halves, old_others, new_halves;
  for (std::uint32_t d = 0; d < work.droppers.size(); ++d) {
    Side& side = work.droppers[d];
    (is_half(side.handle) ? old_halves : old_others).push_back(d);
    if (is_half(side.handle) || touched[side.handle]) work.fill(side, true, place);
  }
  for (std::uint32_t r = 0; r < work.risers.size(); ++r) {
    Side& side = work.risers[r];
    if (is_half(side.handle)) new_halves.push_back(r);
    if (is_half(side.handle) || touched[side.handle]) work.fill(side, false, place);
  }
  std::uint64_t ignored = 0;
  auto candidates = work.compare(old_halves, all_of(work.risers.size()), ignored);
  auto others = work.compare(old_others, new_halves, ignored);
  candidates.insert(candidates.end(), std::make_move_iterator(others.begin()),
                    std::make_move_iterator(others.end()));
  std::sort(candidates.begin(), candidates.end(), better);
  auto first_of = [&](Handle handle) {
    return handle < handles ? handle : work.splits[handle - handles].first;
  };
  std::set<Handle> is_old, is_new;
  for (const auto& change : found.changes)
    is_old.insert(change.old_handle), is_new.insert(change.new_handle);
  for (auto& candidate : candidates) {
    if (is_old.contains(candidate.old_handle) || is_new.contains(candidate.new_handle) ||
        !good_enough(work, candidate))
      continue;
    work.weigh_against_chance(candidate);
    if (!enough_in_common(work, candidate)) continue;
    is_old.insert(candidate.old_handle);
    is_new.insert(candidate.new_handle);
    ++result.proposed;
    result.right += first_of(candidate.old_handle) == first_of(candidate.new_handle);
  }
  keep_suggestions(candidates, options);
  for (const auto& change : candidates)
    result.suggested_right += first_of(change.old_handle) == first_of(change.new_handle);
  return result;
}

}  // namespace

NumberChanges number_changes(const Events& events, const Contacts& contacts,
                             const NumberChangeOptions& options, ThreadPool& pool) {
  Search work{events, contacts, options, pool};
  NumberChanges result = search(work);
  if (options.calibration_splits > 0) result.calibration = calibrate(work, result);
  return result;
}

namespace {

// Both in a call at one moment: one person rarely is.
std::uint32_t simultaneous_calls(const Events& events, Handle a, Handle b) {
  auto calls = [&](Handle handle) {
    std::vector<std::pair<Millis, Millis>> found;
    for (auto i : events.party(handle))
      if (events.kind(i) == link::EventKind::call && events.duration(i).value_or(0) > 0)
        found.emplace_back(events.time(i), events.time(i) + Millis{*events.duration(i)} * 1000);
    return found;
  };
  auto of_a = calls(a), of_b = calls(b);
  std::uint32_t count = 0;
  for (std::size_t i = 0, j = 0; i < of_a.size() && j < of_b.size();) {
    if (of_a[i].first < of_b[j].second && of_b[j].first < of_a[i].second) ++count;
    of_a[i].second < of_b[j].second ? ++i : ++j;
  }
  return count;
}

}  // namespace

Leads number_change_leads(const Events& events, const NumberChanges& found,
                          const NumberChangeOptions& options) {
  Leads result;
  auto span = events.span();
  if (!span || span->second - span->first < 2 * link::millis_per_day) {
    result.not_looked_for.push_back(
        {"number-change", "the dated events span less than two days, too little for a change"});
    return result;
  }
  for (const NumberChange& change : found.changes) {
    if (!change.proposed) continue;
    Lead lead;
    lead.detector = "number-change";
    lead.subjects = {change.old_handle, change.new_handle};
    lead.from = std::min(change.old_drops, change.new_starts);
    lead.to = std::max(change.old_drops, change.new_starts);
    lead.parameters = {{"least events each", fmt::format("{}", options.least_events)},
                       {"least contacts carried over", fmt::format("{}", options.least_common)},
                       {"drop in rate to", fmt::format("{:.2f}", options.drop)},
                       {"score from", fmt::format("{:.2f}", options.propose)}};
    lead.observed = double(change.common.size());
    lead.expected = change.expected_common;
    lead.log10_p = change.log10_p;
    lead.null_model = fmt::format(
        "contacts in common when the new handle's contacts are drawn by how many "
        "contacts each has (degree-preserving), over {} pairs compared",
        found.tested);
    lead.title = {handle(change.new_handle), words(" may continue "), handle(change.old_handle),
                  words(" from "), time(change.new_starts)};
    lead.explanation.push_back({words("Up to "), time(change.old_drops), words(" "),
                                handle(change.old_handle),
                                words(change.old_ratio == 0 ? " is in use, then no more."
                                      : change.old_ratio < options.strong_drop
                                          ? " is in use, then far less (its rate falls to "
                                          : " is in use, then less (its rate falls to ")});
    if (change.old_ratio > 0) {
      lead.explanation.back().push_back(number(change.old_ratio));
      lead.explanation.back().push_back(words(" of what it was)."));
    }
    lead.explanation.push_back(
        {handle(change.new_handle), words(" comes into use on "), time(change.new_starts),
         words(" and has "), count(std::int64_t(change.common.size())), words(" of the "),
         count(change.old_contacts), words(" earlier contacts; "), number(change.expected_common),
         words(" would be expected by chance.")});
    lead.explanation.push_back(
        {words("Likeness of the contact lists, rare contacts counting more: "),
         number(change.score), words(" (1: the same). Carried over: "), number(change.containment),
         words(" of the old list by weight.")});
    if (change.saved.alike > 0)
      lead.explanation.push_back({words("Phones that save both under names which may be one person's: "), count(change.saved.alike), words(".")});
    if (change.saved.own)
      lead.explanation.push_back({words("One phone's own calls and messages stand under the first number until then and under the second from "
                                        "then on, in other exhibits (see its clock).")});
    if (change.pass > 1)
      lead.explanation.push_back(
          {words("Seen only after other changes of number were joined: some of "
                 "the contacts changed numbers too. If those are wrong, this "
                 "falls.")});

    const bool renamed = std::any_of(change.common.begin(), change.common.end(), [](const auto& c) { return c.contact != c.new_contact; });
    Table table{"Contacts carried over", {"contact", "before", "after", "rarity"}, {}};
    if (renamed) table.columns.insert(table.columns.begin() + 1, "then as");
    std::vector<std::pair<Millis, std::int64_t>> evidence;
    std::set<Handle> before, after;
    for (const auto& contact : change.common) {
      table.rows.push_back({handle(contact.contact), count(contact.before), count(contact.after), number(contact.weight)});
      if (renamed) table.rows.back().insert(table.rows.back().begin() + 1, handle(contact.new_contact));
      before.insert(contact.contact);
      after.insert(contact.new_contact);
    }
    lead.tables.push_back(std::move(table));
    if (!change.left.empty()) {
      Table left{"Earlier contacts not carried over", {"contact", "before", "rarity"}, {}};
      for (const auto& contact : change.left) left.rows.push_back({handle(contact.contact), count(contact.before), number(contact.weight)});
      lead.tables.push_back(std::move(left));
    }
    std::uint32_t still_used = 0, between = 0;
    for (auto i : events.party(change.old_handle)) {
      Handle other = events.other_side(i, change.old_handle);
      if (events.time(i) > change.old_drops)
        ++still_used;
      else if (before.contains(other))
        evidence.emplace_back(events.time(i), events.record(i));
      between += other == change.new_handle;
    }
    for (auto i : events.party(change.new_handle))
      if (events.time(i) >= change.new_starts &&
          after.contains(events.other_side(i, change.new_handle)))
        evidence.emplace_back(events.time(i), events.record(i));
    std::sort(evidence.begin(), evidence.end());
    evidence.erase(std::unique(evidence.begin(), evidence.end()), evidence.end());
    for (const auto& [when, id] : evidence)
      lead.evidence.push_back(id);

    if (change.saved.unlike > 0)
      lead.against.push_back({words("Phones that save the two under different names: "), count(change.saved.unlike), words(".")});
    if (still_used > 0)
      lead.against.push_back({handle(change.old_handle), words(" is still used afterwards: "),
                              count(still_used), words(" events.")});
    if (change.new_starts < change.old_drops)
      lead.against.push_back(
          {words("The new one is in use before the old one drops: both run side by "
                 "side for "),
           duration(change.old_drops - change.new_starts), words(".")});
    if (auto both = simultaneous_calls(events, change.old_handle, change.new_handle))
      lead.against.push_back(
          {words("Both are in a call at the same moment "), count(both), words(" times.")});
    if (between > 0)
      lead.against.push_back(
          {words("The two are in contact with each other: "), count(between), words(" events.")});
    if (change.rival >= options.show)
      lead.against.push_back({words("Another handle fits one side with a likeness of "),
                              number(change.rival), words(".")});
    if (change.old_contacts > change.common.size())
      lead.against.push_back({count(std::int64_t(change.old_contacts - change.common.size())),
                              words(" earlier contacts are not carried over.")});
    std::uint32_t same_day = 0;
    for (const auto& other : found.changes)
      same_day += other.old_handle != change.old_handle &&
                  std::abs(other.old_drops - change.old_drops) < link::millis_per_day;
    if (same_day > 0)
      lead.against.push_back(
          {count(same_day), words(" other proposed changes fall within a day of this one: a common cause, or the end of an exhibit's data.")});
    if (const Calibration& measured = found.calibration; measured.splits > 0)
      lead.against.push_back({words("Measured in this case: of "), count(measured.splits),
                              words(" numbers and accounts split on purpose, "), count(measured.right),
                              words(" were put together again, and "),
                              count(measured.proposed - measured.right),
                              words(" proposals took somebody else.")});
    lead.alternatives = {"somebody close who shares these contacts, such as a partner or colleague",
                         "a phone that passed to another person",
                         "the end of one exhibit's data and the start of another's"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
