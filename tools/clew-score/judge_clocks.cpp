#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <utility>

#include "judge.h"

namespace clew::score {
namespace {

// What was said of the clock of each exhibit: one offset, and its course where that was said.
struct SaidClocks {
  struct Piece {
    std::int64_t to;
    double offset;
  };
  std::map<std::string, double> offset;
  std::map<std::string, std::vector<Piece>> pieces;
};

std::optional<double> offset_in(const Json& j) {
  for (const char* key : {"offset_s", "offset_seconds", "offset"})
    if (const auto v = number_of(j, key)) return v;
  if (const auto v = number_of(j, "offset_ms")) return *v / 1000;
  if (const auto pieces = j.find("pieces");
      pieces != j.end() && pieces->is_array() && !pieces->empty()) {
    for (const char* key : {"offset_s", "offset_seconds", "offset"})
      if (const auto v = number_of(pieces->front(), key)) return v;
    if (const auto v = number_of(pieces->front(), "offset_ms")) return *v / 1000;
  }
  return std::nullopt;
}

void read_time(const std::string& time, SaidClocks& said) {
  const Json j = Json::parse(time);
  for (const char* key : {"clock_offsets", "exhibits", "clocks", "offsets"}) {
    const auto list = j.find(key);
    if (list == j.end() || !list->is_array()) continue;
    for (const auto& item : *list) {
      const std::string exhibit =
          text_of(item, "exhibit").empty() ? text_of(item, "ref") : text_of(item, "exhibit");
      if (item.contains("solved") && !flag_of(item, "solved")) continue;
      if (const auto v = offset_in(item); v && !exhibit.empty()) said.offset.emplace(exhibit, *v);
      if (const auto pieces = item.find("pieces"); pieces != item.end() && pieces->is_array())
        for (const auto& p : *pieces)
          // Texts whose zone was given have a clock of their own; the phone's counts here.
          if (text_of(p, "part") == text_of(pieces->front(), "part"))
            said.pieces[exhibit].push_back(
              {seconds_of(text_of(p, "to")).value_or(std::numeric_limits<std::int64_t>::max()),
               offset_in(p).value_or(0)});
    }
  }
}

void offsets_on_the_first_day(const Truth& truth, const SaidClocks& said, Report& report) {
  std::map<std::int64_t, int> shifts;
  for (const auto& d : truth.devices) {
    ++report.clocks.exhibits;
    const auto found = said.offset.find(d.exhibit);
    if (found == said.offset.end()) continue;
    ++report.clocks.reported;
    const double error = found->second - static_cast<double>(d.offset_s);
    report.clocks.right += std::abs(error) <= 2;
    ++shifts[std::llround(error)];
  }
  // Without a reference exhibit the zero is a choice: allow one common shift.
  for (const auto& [shift, n] : shifts) {
    std::uint64_t near = 0;
    for (const auto& [other, m] : shifts)
      if (std::llabs(other - shift) <= 2) near += static_cast<std::uint64_t>(m);
    report.clocks.right_but_for_zero = std::max(report.clocks.right_but_for_zero, near);
  }
}

// At nine times over the window, for clocks that drift or missed a change of summer time. The
// common zero is the median error of all exhibits at their middle.
void offsets_throughout(const Truth& truth, const SaidClocks& said, Report& report) {
  std::vector<std::vector<double>> errors;
  std::vector<double> middles;
  for (const auto& d : truth.devices) {
    if (said.offset.find(d.exhibit) == said.offset.end()) continue;
    std::vector<double> of;
    for (int k = 0; k < 9; ++k) {
      const std::int64_t t = d.from + (d.to - d.from) * (2 * k + 1) / 18;
      const double offset = d.offset_at(t);
      double have = said.offset.at(d.exhibit);
      if (const auto found = said.pieces.find(d.exhibit); found != said.pieces.end())
        for (const auto& piece : found->second) {
          have = piece.offset;
          if (t + static_cast<std::int64_t>(offset) <= piece.to) break;
        }
      of.push_back(have - offset);
    }
    middles.push_back(of[4]);
    errors.push_back(std::move(of));
  }
  if (middles.empty()) return;
  std::nth_element(middles.begin(), middles.begin() + static_cast<std::ptrdiff_t>(middles.size() / 2),
                   middles.end());
  const double zero = middles[middles.size() / 2];
  for (const auto& of : errors)
    report.clocks.throughout += std::all_of(of.begin(), of.end(), [&](double e) {
      return std::abs(e - zero) <= 5 || std::abs(e) <= 5;
    });
}

}  // namespace

void judge_clocks(const Truth& truth, const std::string& time, const std::vector<LeadIn>& leads, Report& report) {
  SaidClocks said;
  if (!time.empty()) read_time(time, said);
  for (const auto& lead : leads)
    if (detector_is(lead, "clock") && !lead.raw_subjects.empty())
      if (const auto v = offset_in(lead.parameters)) said.offset.emplace(lead.raw_subjects[0], *v);
  offsets_on_the_first_day(truth, said, report);
  offsets_throughout(truth, said, report);
}

}  // namespace clew::score
