// The tables of data/names, parsed once.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace clew::identity {

struct NameWords {
  std::unordered_set<std::string> roles, again, titles, particles, kin, organisations;
  std::unordered_map<std::string, std::string> legal;    // written form → class
  std::unordered_map<std::string, std::string> numbers;  // word → figure
};
const NameWords& name_words();

class Nicknames {
 public:
  static Nicknames& shared();
  bool related(std::string_view a, std::string_view b) const;
  std::size_t add(std::string_view table);

 private:
  bool add_pair(const std::string& name, const std::string& nick);
  // short or full form → full names it may stand for, itself included when it is one.
  std::unordered_map<std::string, std::vector<std::string>> names_of_;
};

// Calls each(line fields) for lines that are neither empty nor comments; fields by tab.
template <typename F>
void each_line(std::string_view table, F each) {
  while (!table.empty()) {
    auto end = table.find('\n');
    auto line = table.substr(0, end);
    table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty() && line.front() != '#') each(line);
  }
}

}  // namespace clew::identity
