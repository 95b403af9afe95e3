#include "link/common.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace clew::link {

double rarity(std::uint32_t degree) { return 1 / std::log2(std::max(2u, degree)); }

CommonContacts common_contacts(const Contacts& contacts, Handle a, Handle b,
                               std::span<const Handle> hubs, std::uint32_t least_events) {
  CommonContacts result;
  auto of_a = contacts.of(a), of_b = contacts.of(b);
  for (std::size_t i = 0, j = 0; i < of_a.size() && j < of_b.size();) {
    if (of_a[i].other != of_b[j].other) {
      of_a[i].other < of_b[j].other ? ++i : ++j;
      continue;
    }
    if (Handle shared = of_a[i].other; shared != a && shared != b &&
                                       of_a[i].events >= least_events &&
                                       of_b[j].events >= least_events) {
      std::uint32_t degree = contacts.degree(shared);
      result.shared.push_back({shared, of_a[i].events, of_b[j].events, degree, rarity(degree),
                               std::binary_search(hubs.begin(), hubs.end(), shared)});
    }
    ++i, ++j;
  }
  std::sort(result.shared.begin(), result.shared.end(), [](const auto& x, const auto& y) {
    return std::tuple(x.dimmed, y.weight, x.handle) < std::tuple(y.dimmed, x.weight, y.handle);
  });
  for (const auto& shared : result.shared)
    if (!shared.dimmed) result.weight += shared.weight;
  return result;
}

std::vector<HandleInExhibits> in_exhibits(std::vector<ExhibitHandle> rows, std::size_t k) {
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.handle, a.exhibit) < std::tuple(b.handle, b.exhibit);
  });
  auto add = [](std::vector<std::int64_t>& exhibits, std::int64_t exhibit) {
    if (exhibits.empty() || exhibits.back() != exhibit) exhibits.push_back(exhibit);
  };
  std::vector<HandleInExhibits> result;
  for (std::size_t begin = 0, end; begin < rows.size(); begin = end) {
    HandleInExhibits found{
        .handle = rows[begin].handle, .exhibits = {}, .by_card = {}, .by_traffic = {}};
    for (end = begin; end < rows.size() && rows[end].handle == found.handle; ++end) {
      add(found.exhibits, rows[end].exhibit);
      if (rows[end].card) add(found.by_card, rows[end].exhibit);
      if (rows[end].events > 0) add(found.by_traffic, rows[end].exhibit);
    }
    if (found.exhibits.size() >= std::max<std::size_t>(k, 1)) result.push_back(std::move(found));
  }
  std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return a.exhibits.size() > b.exhibits.size();
  });
  return result;
}

std::vector<ExhibitPair> exhibit_pairs(std::vector<ExhibitHandle> rows, const Contacts& contacts,
                                       std::span<const Handle> hubs) {
  std::map<std::pair<std::int64_t, std::int64_t>, ExhibitPair> pairs;
  std::vector<std::pair<double, HandleInExhibits>> shared;
  for (auto& handle : in_exhibits(std::move(rows), 2)) {
    auto holders = static_cast<std::uint32_t>(handle.exhibits.size());
    double weight = rarity(std::max(contacts.degree(handle.handle), holders));
    shared.emplace_back(weight, std::move(handle));
  }
  std::sort(shared.begin(), shared.end(), [](const auto& x, const auto& y) {
    return std::tuple(y.first, x.second.handle) < std::tuple(x.first, y.second.handle);
  });
  for (const auto& [weight, handle] : shared) {
    bool hub = std::binary_search(hubs.begin(), hubs.end(), handle.handle);
    for (std::size_t i = 0; i < handle.exhibits.size(); ++i)
      for (std::size_t j = i + 1; j < handle.exhibits.size(); ++j) {
        auto& pair = pairs[{handle.exhibits[i], handle.exhibits[j]}];
        pair.a = handle.exhibits[i];
        pair.b = handle.exhibits[j];
        (hub ? pair.dimmed : pair.shared).push_back(handle.handle);
        if (!hub) pair.weight += weight;
      }
  }
  std::vector<ExhibitPair> result;
  for (auto& [key, pair] : pairs)
    result.push_back(std::move(pair));
  std::stable_sort(result.begin(), result.end(),
                   [](const auto& x, const auto& y) { return x.weight > y.weight; });
  return result;
}

}  // namespace clew::link
