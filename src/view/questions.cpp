#include "view/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "view/both_ways.h"
#include "view/changes.h"
#include "view/enquiries.h"
#include "view/episodes.h"
#include "view/machine_only.h"
#include "view/money.h"
#include "view/places.h"
#include "view/recurring.h"
#include "view/sequence.h"
#include "view/third_parties.h"

namespace clew::view {
namespace {

constexpr NamedQuestion all_questions[] = {
    {"money", "which accounts, IBANs, wallets and sums are named, and who paid whom as statements say", true},
    {"places", "which postcodes, addresses, stations and plates are named, by whom and when", true},
    {"sequence", "the sequence of events: marked records and those of accepted leads, numbered, each with exhibit and time as written"},
    {"changed", "what changed since a moment or the last briefing: exhibits, leads, who is who, marks, translations", false, true},
    {"machine-only", "which leads, marks and highlighted messages rest on machine translation that nobody looked at"},
    {"both-ways", "what points away and what towards, what shows coercion and what speaks against it, by whom"},
    {"episodes", "missing-from-home episodes beside the contacts and places of the person, in time order"},
    {"enquiries", "which lines of enquiry are open, closed or were never allocated, and how old they are"},
    {"third-parties", "whose numbers and accounts are held without a role, and what could be sealed"},
    {"recurs", "which identifiers recur in another case, by explicit authority"},
};

}  // namespace

std::span<const NamedQuestion> named_questions() { return all_questions; }

Answer ask(const CaseView& view, ThreadPool& pool, const AskRequest& request) {
  const auto found = std::find_if(std::begin(all_questions), std::end(all_questions), [&](const auto& q) { return q.name == request.question; });
  if (found == std::end(all_questions)) {
    std::string names;
    for (const auto& q : all_questions) names += fmt::format("{}{}", names.empty() ? "" : ", ", q.name);
    throw Error(ErrorKind::usage, fmt::format("there is no question '{}'; there are: {}", request.question, names));
  }
  if (request.handle && !found->takes_handle)
    throw Error(ErrorKind::usage, fmt::format("the question {} is asked of the whole case, not of one number", found->name));
  if (request.since && !found->takes_since) throw Error(ErrorKind::usage, fmt::format("the question {} takes no moment", found->name));
  if (found->name == "sequence") return sequence_of_events(view, !request.only_marked, request.most);
  if (found->name == "changed") return changes(view, request.since, request.most);
  if (found->name == "both-ways") return both_ways(view, request.most);
  if (found->name == "episodes") return episodes_aligned(view, std::clamp(request.hours, 0, 24 * 366), request.most);
  if (found->name == "enquiries") return open_enquiries(view, now_micros());
  if (found->name == "third-parties") return third_parties(view, request.most);
  if (found->name == "recurs") {
    if (request.other.empty()) throw Error(ErrorKind::usage, "which other case? Name it, and on whose authority the two are compared");
    return recurring(view, request.other, request.authority, request.most);
  }
  if (found->name == "machine-only") return machine_only(view, request.most);
  if (found->name == "places") return places(view, request.handle, request.most);
  return money(view, pool, request.handle, request.most);
}

}  // namespace clew::view
