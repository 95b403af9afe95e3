// Which two identifiers may belong to one person, with the reasons. Nothing is merged here, or anywhere by itself:
// a proposal is for a person to judge.
//
// The evidence ladder: hard (an account's address is the number; the owner as said at import), strong (one contact
// card holds both; a chat shows a name that this phone saved for one number), medium (a number change), weak (the
// same name in other phones). A weak reason alone never proposes. Weights are bits, log2 of how much likelier the
// evidence is for one person than for two (Fellegi & Sunter 1969); they are stated with every reason, and add up with
// the prior to the probability shown.
//
// Pure; deterministic for any order of the input; O(n log n) in names and cards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
};

// A contact card and the handles on it.
struct Card {
  std::int64_t record = 0, exhibit = 0;
  std::vector<std::int64_t> handles;
};

struct OwnerFact {
  std::int64_t exhibit = 0;
  std::int64_t number = 0;   // handle, 0 unknown
  std::string name;          // folded, "" unknown
};

struct NumberChangeFact {
  std::int64_t old_handle = 0, new_handle = 0;
  double score = 0;  // 0 … 1
  std::vector<std::int64_t> records;
};

struct Input {
  std::vector<HandleFacts> handles;
  std::vector<NameUse> names;
  std::vector<Card> cards;
  std::vector<OwnerFact> owners;
  std::vector<NumberChangeFact> changes;
};

struct Reason {
  std::string feature;  // fixed words: "same number", "one card", "saved name", …
  std::string words;    // one sentence
  double weight = 0;    // bits
  std::vector<std::int64_t> evidence;  // record ids
};

struct Proposal {
  std::int64_t a = 0, b = 0;  // handle ids; a stands first in (kind, normal, scope)
  double weight = 0;          // sum of the reasons' weights
  double probability = 0;     // with the prior 1 / handles
  std::vector<Reason> reasons;
  std::vector<std::string> conflicts;
};

// Heaviest first, then by the handles' kind, normal form and scope.
std::vector<Proposal> propose(const Input& input);

}  // namespace clew::identity
