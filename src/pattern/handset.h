// Handsets and cards: one handset (IMEI) in use with several numbers, one number or card (IMSI) in
// use in several handsets. A hard rule, not a likeness: the operator or the phone itself wrote both
// into one row. Question 11: "same person, several handsets or SIMs?", and the firmest form of
// question 12, "when did X change number?"
//
// An IMEI can be cloned, reused or mistyped, a phone can hold two cards, and a handset is sold: the
// lead says which of these the rows allow. Compared by the first 14 digits: the last is a check
// digit in some sources and a software version in others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

// One row that names a handle together with the handset or card it was used in.
struct HandsetUse {
  Handle handle = link::no_handle;
  std::string imei, imsi;  // as written; "" not said
  Millis time = 0;
  bool has_time = false;
  std::int64_t record = 0;
};

// The first 14 digits; "" when there are fewer, more than 16, or all alike.
std::string imei_key(std::string_view written);

struct HandsetSpan {
  std::string key;  // IMEI (14 digits) or IMSI
  Handle handle = link::no_handle;
  Millis first = 0, last = 0;
  std::uint32_t uses = 0;
  std::vector<std::int64_t> records;  // the first and last few, by time
  friend bool operator==(const HandsetSpan&, const HandsetSpan&) = default;
};

struct HandsetChange {
  enum class Kind : std::uint8_t {
    new_number,   // one handset, one number after another: a card or number was changed
    two_numbers,  // one handset, several numbers by turns
    new_handset,  // one number, one handset after another
    two_handsets,  // one number by turns in several handsets
  };
  Kind kind = Kind::new_number;
  std::vector<HandsetSpan> spans;  // by first use
  friend bool operator==(const HandsetChange&, const HandsetChange&) = default;
};

struct HandsetOptions {
  Millis side_by_side = 2 * link::millis_per_day;  // overlap up to which it is "one after another"
  std::size_t most_leads = 200;
  // One number in so many handsets, with fewer rows in each on the average, is no lead: what the rows name is not the
  // handset (another number in its column, or one made up for each row).
  std::size_t too_many_handsets = 20;
  double least_rows_each = 2;
};

// By kind and first span. O(n log n).
std::vector<HandsetChange> find_handset_changes(std::vector<HandsetUse> uses,
                                                const HandsetOptions& options);
Leads handset_leads(const std::vector<HandsetChange>& changes, bool any_handsets,
                    const HandsetOptions& options);

}  // namespace clew::pattern
