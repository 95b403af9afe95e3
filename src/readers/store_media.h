// Whether the files that a database's rows name are in the exhibit, wherever the phone's file system was packed into it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "exhibit/item.h"

namespace clew::readers::store {

// For one thread; keeps a reference to `item`.
class FilesBeside {
 public:
  explicit FilesBeside(const exhibit::Item& item) : item_(item) {}
  // Whether the exhibit has a file of that path, whatever lies before its last three parts.
  bool has(std::string_view path);

 private:
  const exhibit::Item& item_;
  std::optional<std::vector<std::size_t>> tails_;  // hashes of the names beside it, when first asked for
};

}  // namespace clew::readers::store
