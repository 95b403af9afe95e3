// For the tests of link/ and pattern/ only: reference data that lies beside the project, and small
// random cases for referees.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "link/events.h"

namespace clew::link::testing {

// Splitmix64: the same numbers everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  bool chance(double p) { return double(next() >> 11) * 0x1p-53 < p; }

 private:
  std::uint64_t state_;
};

// The file, or nothing with a line that says so.
inline std::optional<std::filesystem::path> shared_data(const std::string& name) {
  std::filesystem::path root;
  if (const char* set = std::getenv("CLEW_SHARED_DATA"))
    root = set;
  else
    root = std::filesystem::path(CLEW_SOURCE_DIR) / ".." / "shared" / "data";
  if (std::filesystem::exists(root / name)) return root / name;
  std::cout << "SKIPPED: " << name << " (shared data not there)\n";
  return std::nullopt;
}

// Comma-separated fields with quotes; enough for the reference files.
inline std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path,
                                                      char separator = ',') {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      char c = line[i];
      if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
        fields.back().push_back(line[++i]);
      else if (c == '"')
        quoted = !quoted;
      else if (c == separator && !quoted)
        fields.emplace_back();
      else if (c != '\r')
        fields.back().push_back(c);
    }
    rows.push_back(std::move(fields));
  }
  return rows;
}

template <typename T>
void shuffle(std::vector<T>& values, Random& random) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[random.below(i)]);
}

inline Events build(std::uint32_t handles, const std::vector<EventRow>& rows,
                    unsigned threads = 1) {
  EventsBuilder builder(handles);
  for (const EventRow& row : rows)
    builder.add(row);
  ThreadPool pool(threads);
  return std::move(builder).build(pool);
}

}  // namespace clew::link::testing
