// What the detectors of pattern/ are given, read from the case and made once.
//
// Everything is made on first use, so recomputing one lead costs what its detector needs. Handles
// are dense numbers of CaseEvents, records canonical ones (link_stage.h). For one thread; the pool
// is used inside.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "job/link_stage.h"
#include "link/pairs.h"
#include "pattern/broadcast.h"
#include "pattern/co_movement.h"
#include "pattern/dispatch.h"
#include "pattern/graph.h"
#include "pattern/handset.h"
#include "pattern/second_phone.h"
#include "pattern/hubs.h"
#include "pattern/language_use.h"
#include "pattern/ledger.h"
#include "pattern/membership.h"
#include "pattern/money.h"
#include "pattern/number_change.h"
#include "pattern/place.h"
#include "pattern/relay.h"
#include "pattern/same_file.h"
#include "pattern/silence.h"

namespace clew::job {

class LeadInputs {
 public:
  LeadInputs(casefile::Case& case_file, ThreadPool& pool);
  ~LeadInputs();

  ThreadPool& pool() { return pool_; }
  casefile::Case& case_file() { return case_; }
  const CaseEvents& case_events();
  const link::Events& events() { return case_events().events; }
  const link::PairTable& pairs();
  const link::Contacts& contacts();

  const std::vector<pattern::Burst>& all_bursts();  // of those who talk with many too
  const pattern::Broadcasts& broadcasts();
  const pattern::Leads& broadcast_leads();  // those that stand out
  const std::vector<pattern::Burst>& bursts() { return broadcasts().bursts; }
  const std::vector<pattern::Burst>& bursts_that_stand_out();  // of senders in broadcast_leads()
  const std::vector<pattern::Dispatch>& dispatch();  // without those to a hub: everybody soon rings a taxi
  const std::vector<pattern::Hub>& hubs();
  const std::vector<link::Handle>& dimmed();  // handles of hubs(), sorted
  const pattern::Relays& relays();
  pattern::Relays relays_about(link::Handle who);  // RelayOptions::about
  pattern::RelayWords relay_words();  // to show what two messages share; holds as long as this
  const std::vector<pattern::Silence>& silences();
  const pattern::NumberChanges& number_changes();
  const std::vector<link::Handle>& holders();  // by handle, the least of all numbers that the proposed changes give one holder
  // With the proposals of level "high" too: a number and the account on it, two cards of one phone. Who answers to the other of them passes nothing on.
  const std::vector<link::Handle>& likely_holders();
  const pattern::SecondPhones& second_phones();
  // With what is too weak to propose, for who asks (NumberChanges::suggestions).
  pattern::NumberChanges suggested_changes();
  void take(pattern::NumberChanges changes);  // found before, in the same events
  // Ties of at least two events between handles that are no hubs.
  const pattern::Graph& graph();

  // Positions of phones: location records at their owner's handle, call records at the served side.
  const pattern::Tracks& tracks();        // exact enough to say who stayed where (no cells)
  const pattern::Tracks& all_tracks();    // with cells
  const std::vector<pattern::CoMovement>& movements();  // of all tracks
  const std::vector<pattern::HandsetUse>& handsets();
  const std::vector<pattern::FileCopy>& files();
  const std::vector<pattern::Payment>& payments();  // merged
  const std::vector<pattern::LedgerText>& ledgers();
  // All lines of which the language is known, those of whole writers at a time, by handle. What is taken may be changed.
  void for_lines(const std::function<void(std::vector<pattern::WrittenLine>&)>& take);
  const std::vector<std::string>& languages();  // names of WrittenLine::language
  struct Groups {
    std::vector<pattern::Membership> members;
    std::vector<pattern::GroupName> names;
  };
  const Groups& groups();

  // Records that the detectors of facts read, found in one pass over the record table; ids rising.
  struct Sorted {
    std::vector<std::int64_t> fixes, payments, group_lines, lists;
    std::vector<std::pair<std::int64_t, std::int64_t>> sums;  // figures from 100 on in messages, minor units; record
  };
  const Sorted& sorted_records();
  // Reads them from now on, on a thread of its own: where they will be asked for anyway.
  void begin_reading();

  std::uint32_t exhibit_count();
  link::Handle dense(std::int64_t handle_id);           // no_handle when it has no number
  // A number beyond the case's handles for a party that only a text names (the payee of a statement's row).
  link::Handle named(std::string_view name);
  const std::vector<std::string>& more_names() const;   // of those numbers, in order
  std::int64_t canonical(std::int64_t record_id);       // of a record of the case
  // Whose phone the exhibit is, if known: the number it had at that reading of its clock.
  link::Handle owner_of(std::int64_t exhibit_id, std::optional<Micros> shown = std::nullopt);

 private:
  struct Languages {
    std::vector<std::vector<std::uint16_t>> of_record;  // by exhibit in canonical order and number in it; 0 none that is sure
    std::vector<std::uint16_t> in_order;                // such a number → place in `names`
    std::vector<std::string> names;
  };
  const Languages& languages_of_records();
  static Sorted sort_records(const casefile::Db& db);
  pattern::Said said();
  struct Made;
  casefile::Case& case_;
  ThreadPool& pool_;
  std::unique_ptr<Made> made_;
};

}  // namespace clew::job
