// Lines of enquiry that people keep in the case: raised, allocated, closed with a result, opened again, each with its name, time and words, linked to
// records, leads and persons. Question 27.
//
// Everything is an event that stays; the newest state counts. A line is closed only with a result. Nothing raises, allocates or closes one by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/answer.h"

namespace clew::view {

struct EnquiryEvent {
  std::string state, owner, target, words, who;  // state: allocated, closed, open, linked
  Micros made = 0;
};
struct EnquiryView {
  std::string id;  // L1
  std::string title, reason, who;
  Micros raised = 0;
  std::string state = "open";  // open, allocated, closed
  bool ever_allocated = false;
  std::string owner, result;
  std::optional<Micros> closed;
  std::vector<std::string> links;  // ABC/1#12, ids of leads, P1
  std::vector<EnquiryEvent> events;
};
// Open ones first, oldest first.
std::vector<EnquiryView> enquiries(const CaseView& view);

// All throw Error(usage) for what makes no sense, with what to do, and Error(not_found) for what is not there.
std::string raise_enquiry(const CaseView& view, std::string_view title, std::string_view reason, std::string_view owner, const std::vector<std::string>& links);
void allocate_enquiry(const CaseView& view, std::string_view id, std::string_view owner, std::string_view reason);
void close_enquiry(const CaseView& view, std::string_view id, std::string_view result);
void reopen_enquiry(const CaseView& view, std::string_view id, std::string_view reason);
// `target`: a record (ABC/1#12), the id of a lead, or a person (P1).
void link_enquiry(const CaseView& view, std::string_view id, std::string_view target, std::string_view reason);

// Open, never allocated and closed ones with their ages in days as of `now`.
Answer open_enquiries(const CaseView& view, Micros now);

void write_json(JsonWriter& out, const std::vector<EnquiryView>& list, Micros now);

}  // namespace clew::view
