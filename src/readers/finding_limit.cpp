#include "readers/finding_limit.h"

#include <fmt/format.h>

#include <utility>

namespace clew::readers {

using model::Severity;

void FindingLimit::add(Severity severity, std::string_view what, std::string where,
                       std::string why) {
  auto found = counts_.find(what);
  if (found == counts_.end()) found = counts_.emplace(std::string(what), Entry{severity, 0}).first;
  if (++found->second.count <= each)
    sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
}

bool FindingLimit::full(std::string_view what) const {
  const auto found = counts_.find(what);
  return found != counts_.end() && found->second.count >= each;
}

void FindingLimit::finish() {
  for (const auto& [what, entry] : counts_)
    if (entry.count > each)
      sink_.finding({entry.severity, what, "",
                     fmt::format("{} cases in this file; the first {} are listed one by one.",
                                 entry.count, each)});
  counts_.clear();
}

}  // namespace clew::readers
