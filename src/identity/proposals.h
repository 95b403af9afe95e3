// Which two identifiers may belong to one person, with the reasons. Nothing is merged here, or
// anywhere by itself: a proposal is for a person to judge.
//
// The evidence ladder:
//   hard    an account's address is the number or the e-mail; the app pairs a pseudonym (LID) with
//   the number; the owner as
//           said at import; one handset (IMEI) took both numbers within weeks
//   strong  one contact card holds both; a chat shows a name that this phone saved for one number
//   medium  a number change; two phones that move as one; compatible full names in two exhibits;
//   one phone that saved
//           both under compatible names
//   on lists  all that two cards give of a person, name, birthday, town …, together (people_lists.h)
//   weak    a first name or nickname in other exhibits
// A weak reason alone never proposes. Weights are bits, log2 of how much likelier the evidence is
// for one person than for two (Fellegi & Sunter 1969): stated ones for hard and strong reasons, for
// names learned by EM in this case. They are stated with every reason, and with the bits of what
// speaks against it and the prior (1 / handles) add up to the probability shown.
//
// Pure; the same result for any order of the input and number of threads. O(n log n); 1 M handles:
// see docs/measurements/identity.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "identity/people_lists.h"

namespace clew::identity {

struct HandleFacts {
  std::int64_t id = 0;
  std::string kind, normal, scope;  // scope of a bare name: its exhibit
};

// A name shown beside a handle in an exhibit, folded (text/normal.h, kind "name").
struct NameUse {
  std::int64_t handle = 0;
  std::int64_t exhibit = 0;
  std::string name;
  std::vector<std::int64_t> records;  // some of them, in order
  bool card = false;                  // stands on a contact card
  bool only_card = false;             // … and nowhere else in that exhibit
};

// A contact card and the handles on it.
struct Card {
  std::int64_t record = 0, exhibit = 0;
  std::vector<std::int64_t> handles;
};

struct OwnerFact {
  std::int64_t exhibit = 0;
  std::int64_t number = 0;  // handle, 0 unknown
  std::string name;         // folded, "" unknown
};

struct NumberChangeFact {
  std::int64_t old_handle = 0, new_handle = 0;
  double score = 0;  // 0 … 1
  std::vector<std::int64_t> records;
};

// A handset that was used with a number (or a SIM), over which time.
struct HandsetUse {
  std::int64_t handset = 0, handle = 0;  // IMEI; number or IMSI
  std::int64_t first_us = 0, last_us = 0;
  std::vector<std::int64_t> records;
};

struct CoMovementFact {
  std::int64_t a = 0, b = 0;
  std::uint32_t together = 0, compared = 0, places = 0;
  std::vector<std::int64_t> records;
};

struct Input {
  std::vector<HandleFacts> handles;
  std::vector<NameUse> names;
  std::vector<Card> cards;
  std::vector<OwnerFact> owners;
  std::vector<NumberChangeFact> changes;
  std::vector<HandsetUse> handsets;
  std::vector<CoMovementFact> movements;
  std::vector<ListedPerson> people;  // cards that give more than a name and a number
};

struct Reason {
  std::string
      feature;  // fixed words: "same number", "one card", "saved name", "compatible names" …
  std::string words;                   // one sentence
  double weight = 0;                   // bits
  std::vector<std::int64_t> evidence;  // record ids
};

// What the events say about one person: against it with bits below 0; above, where something that
// two people's would show never happens.
struct Conflict {
  std::string feature;  // fixed words: "calls at once", "two places at once", "two birthdays", …
  std::string words;    // one sentence
  double weight = 0;
  std::vector<std::int64_t> evidence;  // record ids
};

struct Proposal {
  std::int64_t a = 0, b = 0;  // handle ids; a stands first in (kind, normal, scope)
  double weight = 0;          // sum of the reasons' weights
  double probability = 0;     // with the prior 1 / handles
  std::string level;  // high: at least .95 and nothing heavy against it; medium: at least .5; low
  std::vector<Reason> reasons;  // heaviest first; what speaks against it last, with weights below 0
  std::vector<std::string> conflicts;  // what speaks against it, in words
};

// What in the records speaks against a pair (job/identity_conflicts.h); asked once for each pair,
// in a fixed order, from the caller's thread.
using ConflictCall = std::function<std::vector<Conflict>(std::int64_t a, std::int64_t b)>;

// Heaviest first, then by the handles' kind, normal form and scope.
std::vector<Proposal> propose(const Input& input, ThreadPool& pool,
                              const ConflictCall& conflicts = {});
std::vector<Proposal> propose(const Input& input);

}  // namespace clew::identity
