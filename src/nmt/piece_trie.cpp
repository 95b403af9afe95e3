#include "nmt/piece_trie.h"

#include "base/assert.h"

#include <algorithm>

namespace clew::nmt {

void PieceTrie::build(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.text < b.text; });
  nodes_.assign(1, {});
  labels_.assign(1, 0);
  // ranges[n]: the entries that begin with the text of node n; grows as its parents are visited.
  struct Range {
    std::size_t begin, end;
  };
  std::vector<Range> ranges = {{0, entries.size()}};
  std::size_t level_end = 1, depth = 0;
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    if (n == level_end) {
      level_end = nodes_.size();
      ++depth;
    }
    auto [at, end] = ranges[n];
    if (at < end && entries[at].text.size() == depth) {
      CLEW_ASSERT(depth > 0);
      nodes_[n].value = entries[at++].value;
    }
    nodes_[n].first = static_cast<std::uint32_t>(nodes_.size());
    while (at < end) {
      CLEW_ASSERT(entries[at].text.size() > depth);  // or two entries are equal
      const auto byte = static_cast<unsigned char>(entries[at].text[depth]);
      const std::size_t begin = at;
      while (at < end && static_cast<unsigned char>(entries[at].text[depth]) == byte)
        ++at;
      nodes_.push_back({});
      labels_.push_back(byte);
      ranges.push_back({begin, at});
    }
    nodes_[n].count = static_cast<std::uint32_t>(nodes_.size()) - nodes_[n].first;
  }
  from_root_.fill(none);
  for (std::uint32_t i = 0; i < nodes_[root].count; ++i)
    from_root_[labels_[nodes_[root].first + i]] = nodes_[root].first + i;
}

}  // namespace clew::nmt
