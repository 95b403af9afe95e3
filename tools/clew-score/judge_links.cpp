#include <algorithm>
#include <istream>
#include <map>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "judge.h"

namespace clew::score {

void judge_links(const Truth& truth, std::istream& in, Report& report) {
  using Pair = std::pair<std::uint32_t, std::uint32_t>;  // into Truth::words
  auto ordered = [](std::uint32_t a, std::uint32_t b) { return Pair{std::min(a, b), std::max(a, b)}; };
  std::map<Pair, std::uint64_t> wanted, have;
  for (const auto& e : truth.events)
    if (e.contact && e.from != 0 && e.to != 0) ++wanted[ordered(e.from, e.to)];
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < truth.words.size(); ++i)
    numbers.emplace(truth.words[i], i);
  auto count = [&](const Json& item) {
    auto side = [&](const char* key) {
      const auto found = item.find(key);
      if (found == item.end()) return std::string();
      return number_key(found->is_string() ? found->get<std::string>() : text_of(*found, "normal"));
    };
    const auto a = numbers.find(side("a").empty() ? side("from") : side("a"));
    const auto b = numbers.find(side("b").empty() ? side("to") : side("b"));
    if (a == numbers.end() || b == numbers.end()) return;
    std::uint64_t n = 0;
    bool direct = false;
    for (const char* key : {"events", "total", "count"})
      if (!direct && item.contains(key) && item.at(key).is_number()) {
        n = item.at(key).get<std::uint64_t>();
        direct = true;
      }
    if (!direct)
      for (const char* key : {"counts", "by_kind"})
        if (item.contains(key) && item.at(key).is_object())
          for (const auto& [kind, value] : item.at(key).items()) {
            (void)kind;
            if (value.is_number()) n += value.get<std::uint64_t>();
          }
    have[ordered(a->second, b->second)] += n;
  };
  std::string section;
  bool bare = false;  // the list itself
  const Json::parser_callback_t step = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth == 0 && event == Json::parse_event_t::array_start) bare = true;
    if (depth == 1 && event == Json::parse_event_t::key && !bare) section = value.get<std::string>();
    const bool item = event == Json::parse_event_t::object_end &&
                      (bare ? depth == 1 : depth == 2 && (section == "pairs" || section == "links"));
    if (item) count(value);
    return !item;
  };
  if (Json::parse(in, step).is_discarded()) throw std::runtime_error("links: neither pairs nor a list of them");
  for (const auto& [pair, n] : wanted) {
    ++report.link_pairs.of;
    ++report.link_counts.of;
    const auto found = have.find(pair);
    if (found == have.end()) continue;
    ++report.link_pairs.hit;
    report.link_counts.hit += found->second == n;
  }
}

void judge_suggestions(const Truth& truth, const std::string& text, Report& report) {
  const Json j = Json::parse(text);
  std::map<std::string, std::vector<std::string>> suggested;  // old → new ones, as listed
  for (const Json& row : j.at("tables").at(0).at("rows"))
    suggested[number_key(row.at(0).at("handle").get<std::string>())].push_back(number_key(row.at(1).at("handle").get<std::string>()));
  report.has_suggestions = true;
  report.changes_in_five = {};
  for (const auto& c : truth.changes) {
    if (!c.detectable) continue;
    ++report.changes_in_five.of;
    const auto& list = suggested[c.a];
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, list.size()));
    report.changes_in_five.hit += std::find(list.begin(), end, c.b) != end;
  }
}

}  // namespace clew::score
