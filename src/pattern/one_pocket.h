// One pocket: how much better the positions of two phones are explained by one pocket than by two people of the same habits.
//
// People who live or work together are at the same places at the same hours, so that they are together proves nothing. What is
// compared is each moment at which both positions are known: how often two positions of *one* phone so far apart in time are at one
// cell, near, neither, or too far apart to be driven (learnt from all phones of the case), against how often these two are on other
// days at the same hours. The weight is the sum of the logarithms: a chance that it comes about by the habits alone is at most ten to
// the power of minus it (Markov's inequality), if moments four hours or a place apart are independent.
//
//   OnePocket pocket(tracks, {});
//   Pocket found = pocket.compare(tracks[0], tracks[1]);
#pragma once

#include <array>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "pattern/place.h"

namespace clew::pattern {

struct OnePocketOptions {
  Millis same_time = 30 * link::millis_per_minute;
  double together_m = 1500;            // plus both accuracies
  double area_m = 1000;                // a fix of this accuracy and more is an area: a cell
  double spot_m = 100;                 // two areas "at one spot": the same cell
  double distinct_m = 2000;            // places farther from each other count as different
  std::uint32_t least_compared = 3;
  double least_share = .8;             // together, of what is compared: below it nothing is weighed
};

struct Pocket {
  std::uint32_t compared = 0, together = 0, apart = 0, places = 0;  // moments; distinct places of those together
  double usual = 0;         // share together on other days at the same hours
  double log10_weight = 0;  // 0 also where nothing was weighed
  Millis from = 0, to = 0;  // of what is together
  std::vector<std::int64_t> evidence, contradictions;  // records, by time
  friend bool operator==(const Pocket&, const Pocket&) = default;
};

// One moment at which both positions are known, and how much it speaks for one pocket (orders of magnitude; below 0: against).
struct PocketMoment {
  Millis time = 0;
  std::int64_t record = 0, other_record = 0;
  bool together = false;
  double log10_weight = 0;
};

class OnePocket {
 public:
  using Track = std::span<const Fix>;
  // Learns from `tracks`, each of one phone and by time. O(fixes log).
  OnePocket(std::span<const Track> tracks, const OnePocketOptions& options);
  // Symmetric. O(29 fixes of the smaller log those of the larger); less where too few are together.
  Pocket compare(Track a, Track b) const;
  // All moments, by time, also of phones that are seldom together: of some weeks they may be. Empty where fewer than `least` are together.
  std::vector<PocketMoment> moments(Track a, Track b, std::uint32_t least) const;

 private:
  enum Sort : std::uint8_t { areas, mixed, exact };
  enum Class : std::uint8_t { spot, near, between, far };
  using Shares = std::array<double, 4>;
  struct Moment {
    Sort sort;
    std::uint8_t wait;  // of three: up to 5, 15, 30 minutes
    Class how;
    const Fix* other;
  };
  bool is_area(const Fix& fix) const { return fix.accuracy_m >= options_.area_m; }
  Moment moment(const Fix& fix, const Fix& other, Millis wait) const;
  using Cell = std::pair<std::int64_t, std::int64_t>;
  static Cell cell_of(const Fix& fix);
  void join_cells(std::span<const Track> tracks);
  bool of_one_operator(Track a, Track b) const;
  using Days = std::array<Shares, 3>;  // what two are on other days, by sort
  Days other_days(Track a, Track b) const;
  double weight(const Moment& moment, const Days& days, bool one_operator) const;
  bool look(const Fix& fix, Track other, Millis shift, Moment& found) const;

  OnePocketOptions options_;
  std::array<std::array<Shares, 3>, 3> own_{};  // of one phone, by sort and wait
  std::array<std::uint32_t, 3> learnt_{};  // from how many moments, by sort
  std::map<Cell, std::uint32_t> operator_of_;
};

}  // namespace clew::pattern
