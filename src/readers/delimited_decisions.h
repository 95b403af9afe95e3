// What is decided about a whole file: said to the sink once, however many tables it holds for.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "readers/reader.h"

namespace clew::readers {

// Keeps a reference to `sink`.
class Decisions {
 public:
  explicit Decisions(Sink& sink) : sink_(sink) {}
  Sink& sink() { return sink_; }
  void once(std::string key, std::string value) {
    auto pair = std::pair{std::move(key), std::move(value)};
    if (std::find(said_.begin(), said_.end(), pair) != said_.end()) return;
    sink_.decided(pair.first, pair.second);
    said_.push_back(std::move(pair));
  }

 private:
  Sink& sink_;
  std::vector<std::pair<std::string, std::string>> said_;
};

}  // namespace clew::readers
