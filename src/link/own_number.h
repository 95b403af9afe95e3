// Under which number a phone's own calls and messages stand in other exhibits, and since when.
//
// A phone's rows name the other side only, or beside it the one number that the extraction was told; whose phone it is, a
// person says once ("the number is …").
// A phone that got a new card keeps the rows of the old one, so one number for all of them is wrong: it
// moves months of calls to a number that did not exist yet. Operators' records and other phones hold the
// same calls with both numbers. Where those speak with one voice over a stretch of time, that number is
// taken for the phone's unnamed side in this stretch, and said with its support; no record is changed. A last stretch
// ends when its number is last seen anywhere, if the stated number is no earlier one: a new number may be known to nobody else.
//
//   for (const OwnNumber& own : own_numbers(sightings, stated, {})) …
//
// Pure, one thread, deterministic for any order of the input. O(n log n).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "link/events.h"

namespace clew::link {

// One side of a call or message, seen from the other.
struct Sighting {
  std::int64_t exhibit = 0;
  std::uint64_t about = 0;    // hash of the other side, of who sent, and of the kind
  std::uint64_t content = 0;  // hash of the text, 0 where it is not there (operators) or is what anybody writes; length of a call in seconds if `call`
  bool call = false;
  Millis time = 0;           // common time: the exhibit's clock corrected
  Millis shown = 0;          // as the exhibit says
  std::uint64_t number = 0;  // who stands on this side; 0: the exhibit's owner, whom the row does not name
};

struct OwnNumber {
  std::int64_t exhibit = 0;
  Millis from = Events::min_time, to = Events::max_time;  // as the exhibit says; [from, to)
  std::uint64_t number = 0;
  std::uint32_t support = 0, compared = 0;  // rows of the stretch that others show under it; that others show at all
  friend bool operator==(const OwnNumber&, const OwnNumber&) = default;
};

struct OwnNumberOptions {
  Millis tolerance = 30 * millis_per_second;
  Millis without_words = 5 * millis_per_second;  // where one of the two has no content
  std::uint32_t least_support = 5;
  double least_share = .8;      // of the compared rows of the stretch
  std::uint32_t change_cost = 3;  // a change of number must explain more rows than that
};

// Stretches in which an exhibit's owner goes by another number than `stated` says (exhibit → number; not there:
// nobody said). By (exhibit, from).
std::vector<OwnNumber> own_numbers(std::vector<Sighting> sightings, const std::map<std::int64_t, std::uint64_t>& stated,
                                   const OwnNumberOptions& options);

}  // namespace clew::link
