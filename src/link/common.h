// Shared contacts: who links X and Y; which handles stand in k of m exhibits; which exhibits share
// whom. Always weighted by rarity, because a taxi number that half the case rings joins nobody:
// a shared contact with d contacts of its own weighs 1 / log2(max(2, d)), so 1 if only these two
// know it, .15 if a hundred do (Adamic & Adar 2003).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "link/pairs.h"

namespace clew::link {

double rarity(std::uint32_t degree);

struct CommonContact {
  Handle handle = no_handle;
  std::uint32_t events_a = 0, events_b = 0, degree = 0;
  double weight = 0;
  bool dimmed = false;  // a hub: listed, adds nothing to the sum
  friend bool operator==(const CommonContact&, const CommonContact&) = default;
};
struct CommonContacts {
  std::vector<CommonContact> shared;  // heaviest first, then by handle
  double weight = 0;
};
// `hubs` sorted; `least_events` with each side for a contact to count (2: one call is no tie).
CommonContacts common_contacts(const Contacts& contacts, Handle a, Handle b,
                               std::span<const Handle> hubs = {}, std::uint32_t least_events = 1);

// That a handle stands in an exhibit: as a card in its address book, or in its traffic.
struct ExhibitHandle {
  std::int64_t exhibit = 0;
  Handle handle = no_handle;
  bool card = false;
  std::uint32_t events = 0;  // 0: only a card
};
// A handle found in at least two exhibits.
struct HandleInExhibits {
  Handle handle = no_handle;
  std::vector<std::int64_t> exhibits, by_card, by_traffic;  // in order
};
// Handles in at least `k` exhibits; those in most exhibits first. Input in any order.
std::vector<HandleInExhibits> in_exhibits(std::vector<ExhibitHandle> rows, std::size_t k = 2);

struct ExhibitPair {
  std::int64_t a = 0, b = 0;           // a < b
  std::vector<Handle> shared, dimmed;  // rarest first; `dimmed` are hubs, in no sum
  double weight = 0;
};
// Pairs of exhibits that share a handle, heaviest first. The degree that makes a handle common is
// the larger of its contacts in the case and the exhibits that hold it. Owners' own numbers are
// shared contacts like others: that one phone holds the other's number is the point.
std::vector<ExhibitPair> exhibit_pairs(std::vector<ExhibitHandle> rows, const Contacts& contacts,
                                       std::span<const Handle> hubs = {});

}  // namespace clew::link
