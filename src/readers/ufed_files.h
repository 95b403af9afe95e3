// Where the files lie that a UFED report lists: by the report's id of a file, and by MD5 for
// entries that do not say where their bytes are. Sixteen bytes an entry: the place of its element
// in the report, which is read again when somebody asks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers::ufed {

// Hash → place. Entries may be added at any time; the first of several with one hash is found.
class PlaceIndex {
 public:
  static constexpr std::size_t max_entries = 6'000'000;  // 96 MB
  void add(std::uint64_t hash, std::uint64_t place) {
    if (entries_.size() >= max_entries) return;
    entries_.emplace_back(hash, place);
    sorted_ = false;
  }
  std::optional<std::uint64_t> find(std::uint64_t hash) {
    if (!sorted_) std::sort(entries_.begin(), entries_.end());
    sorted_ = true;
    const auto at =
        std::lower_bound(entries_.begin(), entries_.end(), std::pair(hash, std::uint64_t{0}));
    if (at == entries_.end() || at->first != hash) return std::nullopt;
    return at->second;
  }

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> entries_;
  bool sorted_ = true;
};

}  // namespace clew::readers::ufed
