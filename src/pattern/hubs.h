// Hubs: handles that so many are in contact with that sharing one says little: a taxi number,
// voicemail, a bank's codes. Proposed with reasons, for a person to confirm; dimmed and weighted
// down where used, never removed.
//
// Reasons: the form of the handle (short code, name in place of a number); how at least half of the
// contact lists save it (a name that only mentions a service counts if the traffic agrees); and
// behaviour: among the 5 % with most contacts, and nearly all of those contacts only ring it and
// are never rung by it; or it sends to twenty and more of whom next to none ever answers it (an
// employer's or a school's notices), or who are no more in touch with it after its broadcasts than
// at other times (broadcast.h). Who sends to many and is answered is no hub by that: people do, and
// broadcasts are a lead of their own. What is known from a list of ties without times has often no direction: such ties do not say
// who rings whom.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "link/pairs.h"
#include "pattern/broadcast.h"
#include "pattern/lead.h"

namespace clew::pattern {

// What is known of a handle beside its traffic.
struct HandleFacts {
  Handle handle = link::no_handle;
  std::string normal;              // normal form: "+447700900123", "60601", "PIZZA"
  std::vector<std::string> saved;  // names it is saved under
  bool telephone = true;           // a number of a network: only of those the form tells something
};

struct HubOptions {
  double most_contacts = .05;  // of the handles in traffic
  std::uint32_t least_contacts = 20;
  double one_way = .9;  // of its contacts only ring it, or never do
  std::uint32_t most_short = 10;  // short codes, while no more than a fifth of the numbers: where most are short, they are somebody's ids
  double answered = .05;  // events that come back of those sent: hardly any (an employer that some ring about a shift)
};

enum class HubReason : std::uint8_t { short_code, sender_name, saved_name, rung_by_many, never_answered, no_reaction };
std::string_view word(HubReason reason);

struct Hub {
  Handle handle = link::no_handle;
  std::vector<HubReason> reasons;
  std::string saved;  // the name that gave saved_name
  std::uint32_t contacts = 0;
  std::uint32_t one_way = 0, silent = 0;  // contacts that it never rings; that never ring it
  std::uint64_t sent = 0, received = 0;   // events
  std::uint64_t reacted = 0;              // to its broadcasts, and by chance (broadcast.h), if it has any
  double reacted_by_chance = 0;
  friend bool operator==(const Hub&, const Hub&) = default;
};

// By handle. `facts` in any order; handles without facts are judged by traffic alone. `bursts` by (sender, start).
std::vector<Hub> find_hubs(const link::Events& events, const link::PairTable& pairs, const link::Contacts& contacts,
                           std::span<const HandleFacts> facts, std::span<const Burst> bursts,
                           const HubOptions& options);
std::vector<Handle> handles_of(const std::vector<Hub>& hubs);
// A hub is listed so that a person can confirm it; it is dimmed in weights, never removed. One that a single other is in contact with
// connects nobody: its form is known, and there is nothing to confirm.
Leads hub_leads(const link::Events& events, const std::vector<Hub>& hubs);

// Form of a normal form: 3 to 6 digits, or at most 4 after a country code; letters without an "@".
bool is_short_code(std::string_view normal);
// Whether short numbers are services here: not where they are most of all `telephones`.
bool short_codes_tell(std::size_t shorts, std::size_t telephones, const HubOptions& options);
bool is_sender_name(std::string_view normal);
// What a saved name says: "Taxi" and "my bank" name a service; "Taxi Ana" may be a driver or a firm
// (mentions one). A table of words in some common languages, of services, not of people.
enum class ServiceName : std::uint8_t { no, mentions, names };
ServiceName service_name(std::string_view saved);

}  // namespace clew::pattern
