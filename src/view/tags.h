// Marks that people put on records: for the sequence of events, or what a record points to. Every mark has a reason and a name, stays as a
// row, and can be taken back with a reason.
//
// "points-away", "coercion" and "no-coercion" may assist a defence: anybody may set them, and another person than the one who set
// it must take it back. No mark says anything about a person, and none is ever set by a machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/viewer.h"

namespace clew::view {

struct TagView {
  std::string id;            // T1
  std::int64_t record = 0;
  std::string record_name;   // ABC/1#12
  std::string tag, reason, who;
  Micros made = 0;
  bool withdrawn = false;
  std::string withdrawn_by, withdrawn_why;
  std::optional<Micros> withdrawn_at;
  bool moved = false;  // the exhibit was read anew since, and the record is not there or not the same: look at it again
};

struct TagFilter {
  std::int64_t record = 0;  // 0 all
  std::string tag;          // "" all
  bool withdrawn = false;   // those that were taken back too
};
// In the order of marking.
std::vector<TagView> tags(const CaseView& view, const TagFilter& filter);

// `record`: "ABC/1#12". Returns the mark's id. Throws Error(not_found) for no such record, Error(usage) for another word, a missing reason, or a
// mark that the record has already.
std::string set_tag(const CaseView& view, std::string_view record, std::string_view tag, std::string_view reason);
// Throws Error(not_permitted) where another person has to do it.
void withdraw_tag(const CaseView& view, std::string_view id, std::string_view reason);

// Marks that may assist a defence.
bool for_disclosure(std::string_view tag);
// "points away", "for the sequence of events".
std::string_view tag_words(std::string_view tag);

void write_json(JsonWriter& out, const std::vector<TagView>& list);

}  // namespace clew::view
