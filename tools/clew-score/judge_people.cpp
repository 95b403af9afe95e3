#include <algorithm>
#include <set>
#include <utility>

#include "judge.h"

namespace clew::score {

void judge_people(const Truth& truth, const std::string& text, Report& report) {
  const Json j = Json::parse(text);
  const Json& list = j.is_array() ? j : j.at("proposals");
  AnalysisScore s;
  s.name = "people";
  for (int i = 0; i < 10; ++i)
    report.calibration.push_back({i / 10.0, (i + 1) / 10.0, {}});
  auto side = [](const Json& item, const char* key) {
    const auto found = item.find(key);
    if (found == item.end()) return std::string();
    if (found->is_string()) return number_key(found->get<std::string>());
    for (const char* inner : {"normal", "identifier", "raw", "id"})
      if (const std::string v = text_of(*found, inner); !v.empty()) return number_key(v);
    return std::string();
  };
  std::set<std::pair<std::string, std::string>> proposed;
  for (const auto& item : list) {
    std::string a = side(item, "a"), b = side(item, "b");
    const auto pa = truth.owners.find(a), pb = truth.owners.find(b);
    if (pa == truth.owners.end() || pb == truth.owners.end()) {
      ++report.proposals_not_judged;
      continue;
    }
    bool same = false;
    for (const auto& p : pa->second)
      same |= pb->second.count(p) != 0;
    if (a > b) std::swap(a, b);
    proposed.insert({a, b});
    ++s.leads;
    s.right += same;
    if (s.first_20.of < 20) {
      ++s.first_20.of;
      s.first_20.hit += same;
    }
    if (const auto p = number_of(item, "probability")) {
      const auto bin = static_cast<std::size_t>(std::clamp(*p * 10, 0.0, 9.0));
      ++report.calibration[bin].right.of;
      report.calibration[bin].right.hit += same;
      if (*p >= .9) ++report.high_proposals.of, report.high_proposals.hit += same;
      if (*p >= .98) ++report.high_proposals_98.of, report.high_proposals_98.hit += same;
    }
  }
  auto want = [&](const TruthPair& pair) {
    const auto key = std::minmax(pair.a, pair.b);
    const bool found = proposed.count({key.first, key.second}) != 0;
    ++s.recall_all.of;
    s.recall_all.hit += found;
    if (pair.detectable) {
      ++s.recall_detectable.of;
      s.recall_detectable.hit += found;
    }
  };
  for (const auto& c : truth.changes)
    want(c);
  for (const auto& c : truth.second_phones)
    want(c);
  report.analyses.push_back(std::move(s));
}

}  // namespace clew::score
