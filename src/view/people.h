// Who is who: handles across exhibits, the names they are saved under, proposals, ties.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/viewer.h"

namespace clew::view {

struct HandleUse {
  std::string exhibit;
  std::int64_t sent = 0, received = 0, cards = 0, mentioned = 0, other = 0;
  std::optional<Micros> first, last;
  struct Name {
    model::EvidenceText name;
    std::int64_t records = 0;
  };
  std::vector<Name> names;
};

// One handle everywhere: by exhibit, with what it is saved as and how it was written.
struct HandleView {
  std::int64_t id = 0;
  std::string kind, flags;
  model::EvidenceText normal, scope;
  std::int64_t records = 0;  // over all exhibits, sum of the uses
  std::vector<HandleUse> uses;
  std::vector<model::EvidenceText> written;  // distinct writings, at most 20
};

struct HandleFilter {
  std::string text;     // part of normal form, writing or name; "" all
  std::string kind;     // "" all
  std::int64_t id = 0;  // exactly this handle
  std::size_t min_exhibits = 0;
  std::size_t offset = 0, limit = 200;
};
struct HandleList {
  std::vector<HandleView> rows;
  std::int64_t total = 0;
};
// In most exhibits first, then by records: counts that anybody can recount.
HandleList handles(const CaseView& view, const HandleFilter& filter);

struct SharedContacts {
  std::string a, b;         // exhibits
  std::int64_t shared = 0;  // handles that both hold
  double rarity = 0;  // sum of 1 / ln(1 + exhibits that hold it): a taxi in all phones adds little
  std::vector<model::EvidenceText> rarest;  // at most 10
};
std::vector<SharedContacts> shared_contacts(const CaseView& view);

struct ProposalView {
  std::int64_t a_id = 0, b_id = 0;
  model::EvidenceText a, b;            // normal forms
  model::EvidenceText a_name, b_name;  // the name that most exhibits save it under
  double weight = 0, probability = 0;
  std::string level;                // high, medium, low: identity/proposals.h
  std::string json;                 // reasons and conflicts as stored
  std::string verdict, verdict_by;  // newest judgement, "" none
};
std::vector<ProposalView> proposals(const CaseView& view);

void write_json(JsonWriter& out, const HandleList& list);
void write_json(JsonWriter& out, const std::vector<SharedContacts>& list);
// The form of `clew people --proposals --json`.
void write_json(JsonWriter& out, const std::vector<ProposalView>& list);

}  // namespace clew::view
