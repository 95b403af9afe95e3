#include "view/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "view/changes.h"
#include "view/machine_only.h"
#include "view/money.h"
#include "view/places.h"
#include "view/sequence.h"

namespace clew::view {
namespace {

constexpr NamedQuestion all_questions[] = {
    {"money", "which accounts, IBANs, wallets and sums are named, and who paid whom as statements say", true},
    {"places", "which postcodes, addresses, stations and plates are named, by whom and when", true},
    {"sequence", "the sequence of events: marked records and those of accepted leads, numbered, each with exhibit and time as written"},
    {"changed", "what changed since a moment or the last briefing: exhibits, leads, who is who, marks, translations", false, true},
    {"machine-only", "which leads, marks and highlighted messages rest on machine translation that nobody looked at"},
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
  if (found->name == "machine-only") return machine_only(view, request.most);
  if (found->name == "places") return places(view, request.handle, request.most);
  return money(view, pool, request.handle, request.most);
}

}  // namespace clew::view
