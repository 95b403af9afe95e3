#include "readers/store_media.h"

#include <algorithm>
#include <functional>
#include <string>

#include "readers/store_source.h"

namespace clew::readers::store {
namespace {

// The last parts of a path, folded: what stays the same however the phone's file system was packed.
// "" when there is only a name, which says too little.
std::string tail_of(std::string_view path, int most) {
  std::size_t from = path.size();
  for (int parts = 0; parts < most && from > 0; ++parts) {
    const auto slash = path.substr(0, from).find_last_of("/\\");
    from = slash == path.npos ? 0 : slash;
  }
  while (from < path.size() && (path[from] == '/' || path[from] == '\\'))
    ++from;
  auto out = folded_name(path.substr(from));
  std::replace(out.begin(), out.end(), '\\', '/');
  return out.find('/') == out.npos ? "" : out;
}

}  // namespace

bool FilesBeside::has(std::string_view path) {
  if (!item_.tree) return false;
  const auto tail = tail_of(path, 3);
  if (tail.empty()) return false;
  if (!tails_) {
    tails_.emplace();
    for (const auto& name : item_.tree->names())
      for (const int parts : {2, 3})
        if (const auto t = tail_of(name, parts); !t.empty())
          tails_->push_back(std::hash<std::string>{}(t));
    std::sort(tails_->begin(), tails_->end());
  }
  return std::binary_search(tails_->begin(), tails_->end(), std::hash<std::string>{}(tail));
}

}  // namespace clew::readers::store
