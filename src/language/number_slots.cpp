#include "language/number_slots.h"

#include <algorithm>
#include <array>

namespace clew::language {
namespace {

bool is_number_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Slotted> slotted(std::string_view text) {
  Slotted result;
  std::array<std::size_t, 6> used{};
  for (std::size_t at = 0; at < text.size();) {
    if (!is_number_digit(text[at])) {
      result.text.push_back(text[at++]);
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_number_digit(text[end]))
      ++end;
    const auto run = text.substr(at, end - at);
    at = end;
    const bool year = run.size() == 4 && (run.starts_with("19") || run.starts_with("20"));
    if (run.size() > 5 || run[0] == '0' || run == "1" || year) {
      result.text += run;
      continue;
    }
    const auto n = used[run.size()]++;
    if (n >= (run.size() == 1 ? 6u : 9u)) return {};
    std::string stand_in(1, '4');
    if (run.size() == 1) {
      stand_in[0] = static_cast<char>('4' + n);
    } else {
      stand_in += std::string(run.size() - 2, '1') + static_cast<char>('1' + n);
    }
    result.text += stand_in;
    result.slots.emplace_back(std::move(stand_in), run);
  }
  if (result.slots.empty()) return {};
  return result;
}

std::optional<Rendering> unslotted(const Rendering& from, const Slotted& slots) {
  Rendering result = from;
  result.text.clear();
  std::vector<unsigned> seen(slots.slots.size(), 0);
  for (std::size_t at = 0; at < from.text.size();) {
    if (!is_number_digit(from.text[at])) {
      result.text.push_back(from.text[at++]);
      continue;
    }
    std::size_t end = at;
    while (end < from.text.size() && is_number_digit(from.text[end]))
      ++end;
    const auto run = std::string_view(from.text).substr(at, end - at);
    std::string_view put = run;
    for (std::size_t i = 0; i < slots.slots.size(); ++i) {
      if (run != slots.slots[i].first) continue;
      if (++seen[i] > 1) return {};
      put = slots.slots[i].second;
    }
    result.text += put;
    at = end;
  }
  if (std::any_of(seen.begin(), seen.end(), [](unsigned n) { return n != 1; })) return {};
  return result;
}

}  // namespace clew::language
