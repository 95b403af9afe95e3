// A lead: a pattern found between handles, with everything needed to argue with it.
//
// Detectors are pure functions from event columns (link/events.h) to leads; they store nothing and
// know no names. Sentences are given in parts, so that the view can mask a handle, format a time in
// the case's zone and link a record. Plain words only; a lead says what the data show, never what a
// person is. No lead, and nothing here, is a score of a person.
//
//   Leads found = broadcast_leads(events, bursts, {}, pool);
//   order_leads(found.leads);
//   for (Lead& lead : found.leads) lead.id = lead_id(lead, name_of_handle);
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "link/events.h"

namespace clew::pattern {

using link::Handle;
using link::Millis;

// A piece of a sentence or a cell of a table.
struct Part {
  enum class Kind : std::uint8_t { text, handle, time, day, duration, count, number, record };
  Kind kind = Kind::text;
  std::string text;        // text
  std::int64_t value = 0;  // handle index, ms since 1970, days since 1970, ms, count, record id
  double number = 0;       // number (show two significant digits)
  friend bool operator==(const Part&, const Part&) = default;
};
using Sentence = std::vector<Part>;

Part words(std::string_view text);
Part handle(Handle handle);
Part time(Millis time);
Part day(std::int64_t day);
Part duration(Millis length);
Part count(std::int64_t count);
Part number(double number);
Part record(std::int64_t record);

// The sentence with handles and records as numbers and times in UTC: for tests and logs of tests.
std::string plain(const Sentence& sentence);

struct Parameter {
  std::string key, value;
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

// "1 times" → "1 time": after a count of one, a noun loses its plural where no verb hangs on it.
Sentence agreed(Sentence sentence);

// Rows behind a lead: bursts of a sender, days, carried-over contacts.
struct Table {
  std::string title;
  std::vector<std::string> columns;
  std::vector<Sentence> rows;  // as many parts as columns
  friend bool operator==(const Table&, const Table&) = default;
};

struct Lead {
  std::string id;        // set by lead_id()
  std::string detector;  // "broadcast", "number-change" …
  std::vector<Handle> subjects;
  Millis from = 0, to = 0;  // both 0: about all of the data, no interval
  std::vector<Parameter> parameters;   // what the detector was told to look for
  double observed = 0, expected = 0;   // the same quantity, see null_model
  std::string null_model;              // how `expected` was made, in words
  double log10_p = 0;                  // chance of `observed` or more under it; see p()
  bool ordinary = false;               // no chance, but what speaks against it explains it: told after the others
  std::vector<std::int64_t> evidence;  // record ids, in order of time
  Sentence title;
  std::vector<Sentence> explanation;
  std::vector<Sentence> against;          // what speaks against it in this very case
  std::vector<std::string> alternatives;  // other explanations to think of
  std::vector<Table> tables;

  double p() const;
  bool has_interval() const { return from != 0 || to != 0; }
  friend bool operator==(const Lead&, const Lead&) = default;
};

// A pattern that was not looked for, and why: never leave the reader to think "none there".
struct NotLookedFor {
  std::string detector, why;
  friend bool operator==(const NotLookedFor&, const NotLookedFor&) = default;
};

struct Leads {
  std::vector<Lead> leads;
  std::vector<NotLookedFor> not_looked_for;
};

// Farthest from chance first, what has an ordinary explanation last; then by detector, what was seen most of,
// subjects and time, so the order is total.
void order_leads(std::vector<Lead>& leads);

// 16 hexadecimal digits from detector, subjects, interval and parameters. `name_of` gives what
// stays the same when handles are numbered anew (normal form); without it the indexes are used.
std::string lead_id(const Lead& lead, const std::function<std::string(Handle)>& name_of = {});

}  // namespace clew::pattern
