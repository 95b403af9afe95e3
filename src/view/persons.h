// A person of the case as people judged it: which numbers and accounts, since when and until when,
// by which judgements, in which roles; what speaks against it; and what would fall if a judgement
// were wrong. And the preview of a merge.
//
// Nothing here is stored: all of it follows from the acts in force and the records. No score of a
// person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/thread_pool.h"
#include "identity/proposals.h"
#include "view/identity.h"

namespace clew::view {

struct EvidenceFor {
  std::string feature, words;
  double weight = 0;
  std::vector<std::string> records;  // external ids
};

// A number or account of a person.
struct PersonIdentifier {
  Entity handle;
  std::string kind, scope;
  model::EvidenceText normal;
  std::vector<model::EvidenceText> names;  // saved as, most used first, at most 8
  std::vector<std::string> exhibits;
  std::int64_t records = 0;
  std::optional<Micros> first, last;  // in the data
  std::string by;                     // attribution, same
  std::string act;                    // A1 of an attribution; the judgement it hangs by for "same"
  std::optional<Micros> from, to;
  std::string basis;
  struct Other {  // who else holds it, and whether at the same time
    Entity person;
    model::EvidenceText label;
    std::optional<Micros> from, to;
    bool overlaps = false;
  };
  std::vector<Other> others;
};

struct RoleView {
  std::string act, role, basis, reason, who;
  std::optional<Micros> from, to;
};

// A link that two sides of a bridge share: it is one link only while the judgement holds.
struct FallingLink {
  std::int64_t contact = 0;
  model::EvidenceText name;
  std::int64_t a_events = 0, b_events = 0;
};
struct JudgementView {
  Act act;
  bool bridge = false;                       // without it the cluster parts
  std::vector<std::int64_t> a_side, b_side;  // handles on its two sides, for a bridge
  std::vector<FallingLink> falls;            // most events first, at most 50
  std::int64_t falls_total = 0;
  std::vector<std::string> leads;  // ids of leads with subjects on both sides
};

struct PersonView {
  Entity entity;  // P3, or H12 for a cluster that no person was made for
  model::EvidenceText label;
  std::vector<Entity> also;  // persons judged the same
  std::vector<PersonIdentifier> identifiers;
  std::vector<JudgementView> judgements;  // in force on its members, with verdicts of all kinds
  std::vector<RoleView> roles;            // in force
  std::vector<EvidenceFor> conflicts;
  std::vector<Act> history;  // all acts that name it or its members, withdrawn ones too
};
// `who`: a person, or any handle of a cluster. Throws Error(not_found).
PersonView person(const CaseView& view, ThreadPool& pool, const Entity& who);

struct PersonRow {
  Entity entity;
  model::EvidenceText label;
  std::vector<model::EvidenceText> identifiers;  // normal forms, at most 10
  std::int64_t identifier_count = 0, records = 0;
  std::vector<std::string> roles;  // in force, in order of giving
};
// Persons with an act in force, then clusters of two or more without a person; by id.
std::vector<PersonRow> persons(const CaseView& view);

// What a merge of two would do, before anybody does it. Direction-free: the result is a cluster,
// nobody loses.
struct MergePreview {
  Entity a, b;
  std::vector<PersonIdentifier> a_side, b_side;  // what would join
  bool together_already = false;
  std::vector<Act> blocked_by;         // judgements "not same" that forbid it
  std::vector<EvidenceFor> conflicts;  // what in the records and attributions speaks against it
  std::vector<EvidenceFor> reasons;    // of a proposal between the two sides, if there is one
  double weight = 0, probability = 0;  // of that proposal
  std::int64_t links_before = 0, links_after = 0;
  std::vector<FallingLink>
      joined;  // contacts of both sides: two links become one; most events first, 50
  std::int64_t joined_total = 0;
  std::int64_t between = 0;  // events between the two sides: contact with oneself afterwards
  struct LeadChange {
    std::string id, detector;
    model::EvidenceText title;
    bool both = false;  // names both sides: its subjects would be one person
    std::vector<model::EvidenceText> against;  // what it says against itself; of those that are about these two alone
  };
  std::vector<LeadChange> leads;  // that name one of them; both sides first, at most 100
  std::int64_t leads_total = 0;
};
MergePreview preview_merge(const CaseView& view, ThreadPool& pool, const Entity& a,
                           const Entity& b);

void write_json(JsonWriter& out, const PersonView& person);
void write_json(JsonWriter& out, const std::vector<PersonRow>& list);
void write_json(JsonWriter& out, const MergePreview& preview);
// For a terminal, escaped.
std::string describe(const PersonView& person);
std::string describe(const MergePreview& preview);

}  // namespace clew::view
