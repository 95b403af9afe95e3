// Worked example: until 9 March a handle writes 140 lines, 131 Romanian; from 10 March 95 lines, 90
// Albanian and none before. One moment: share of Albanian 0 before, .95 after.
//
// The moment is the one between two days that parts the lines best (largest difference of the share
// of the later main language). Chance: days, not lines, are independent; by the hypergeometric tail
// of "so many of the days in that language fall on one side", times the moments looked at, and
// Benjamini and Hochberg over the writers.
#include "pattern/language_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "link/profile.h"
#include "pattern/chance.h"
#include "text/language_name.h"

namespace clew::pattern {
namespace {

std::vector<LanguageCount> count_by(std::vector<WrittenLine>& lines, bool pairs) {
  std::sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) {
    return std::tuple(a.from, pairs ? a.to : 0, a.language, a.time, a.record) <
           std::tuple(b.from, pairs ? b.to : 0, b.language, b.time, b.record);
  });
  std::vector<LanguageCount> result;
  for (const WrittenLine& line : lines) {
    Handle to = pairs ? line.to : link::no_handle;
    if (result.empty() || result.back().from != line.from || result.back().to != to ||
        result.back().language != line.language)
      result.push_back({line.from, to, line.language, 0, line.time, line.time, line.record, line.record});
    LanguageCount& count = result.back();
    ++count.lines;
    count.last = line.time;
    count.last_record = line.record;
  }
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.from, a.to, b.lines, a.language) <
           std::tuple(b.from, b.to, a.lines, b.language);
  });
  return result;
}

// log10 of P(at least k of the n drawn are marked), K of N marked.
double hypergeometric_tail_log10(std::uint64_t k, std::uint64_t n, std::uint64_t K, std::uint64_t N) {
  auto choose = [](std::uint64_t a, std::uint64_t b) {
    return log_factorial(a) - log_factorial(b) - log_factorial(a - b);
  };
  double highest = -1e300;
  std::vector<double> logs;
  for (std::uint64_t i = k; i <= std::min(n, K); ++i) {
    if (n - i > N - K) continue;
    logs.push_back(choose(K, i) + choose(N - K, n - i) - choose(N, n));
    highest = std::max(highest, logs.back());
  }
  double sum = 0;
  for (double log : logs)
    sum += std::exp(log - highest);
  return logs.empty() ? -300 : std::min(0.0, (highest + std::log(sum)) / std::log(10.0));
}

}  // namespace

LanguageUse language_use(std::vector<WrittenLine> lines) {
  std::erase_if(lines, [](const WrittenLine& line) { return line.from == link::no_handle; });
  LanguageUse use;
  use.by_writer = count_by(lines, false);
  std::erase_if(lines, [](const WrittenLine& line) { return line.to == link::no_handle; });
  use.by_pair = count_by(lines, true);
  return use;
}

std::vector<LanguageShift> find_language_shifts(std::vector<WrittenLine> lines,
                                                const LanguageOptions& options) {
  LanguageShifts shifts(options);
  shifts.add(lines);
  return shifts.finish();
}

void LanguageShifts::add(std::vector<WrittenLine>& lines) {
  std::erase_if(lines, [](const WrittenLine& line) { return line.from == link::no_handle; });
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return std::tie(a.from, a.time, a.record) < std::tie(b.from, b.time, b.record);
  });
  for (std::size_t begin = 0, end; begin < lines.size(); begin = end) {
    std::map<std::uint16_t, std::uint32_t> total;
    for (end = begin; end < lines.size() && lines[end].from == lines[begin].from; ++end)
      ++total[lines[end].language];
    if (end - begin < 2 * std::size_t{options_.least_lines}) continue;
    ++writers_;
    if (total.size() < 2) continue;
    LanguageShift best;
    double widest = 0;
    std::size_t at = 0, moments = 0;
    for (const auto& [language, all] : total) {
      if (all < options_.least_lines) continue;
      std::uint32_t before = 0;
      for (std::size_t i = begin; i < end; ++i) {
        double done = double(i - begin), left = double(end - i);
        bool new_day = i > begin && link::day_number(lines[i].time, 0) !=
                                        link::day_number(lines[i - 1].time, 0);
        if (new_day && done >= options_.least_lines && left >= options_.least_lines) {
          ++moments;
          double share_before = before / done, share_after = (all - before) / left;
          if (share_after >= options_.least_share && share_before <= options_.most_share &&
              share_after - share_before > widest) {
            widest = share_after - share_before;
            at = i;
            best.after = language;
            best.share_before = share_before;
            best.share_after = share_after;
          }
        }
        before += lines[i].language == language;
      }
    }
    if (at == 0) continue;
    best.handle = lines[begin].from;
    best.at = lines[at].time;
    best.lines_before = static_cast<std::uint32_t>(at - begin);
    best.lines_after = static_cast<std::uint32_t>(end - at);
    std::map<std::uint16_t, std::uint32_t> earlier;
    for (std::size_t i = begin; i < at; ++i)
      ++earlier[lines[i].language];
    best.before = std::max_element(earlier.begin(), earlier.end(), [](const auto& a, const auto& b) {
                    return a.second < b.second;
                  })->first;
    // Days on which most lines are in the later language.
    std::uint64_t days = 0, marked = 0, days_after = 0, marked_after = 0;
    for (std::size_t i = begin, j; i < end; i = j) {
      std::size_t in = 0;
      for (j = i; j < end && link::day_number(lines[j].time, 0) == link::day_number(lines[i].time, 0); ++j)
        in += lines[j].language == best.after;
      bool most = 2 * in > j - i;
      ++days, marked += most;
      if (i >= at) ++days_after, marked_after += most;
    }
    best.log10_p = std::min(0.0, hypergeometric_tail_log10(marked_after, days_after, marked, days) +
                                     std::log10(double(std::max<std::size_t>(1, moments))));
    for (std::size_t i = at - begin > 10 ? at - 10 : begin; i < std::min(end, at + 10); ++i)
      best.records.push_back(lines[i].record);
    found_.push_back(std::move(best));
  }
}

std::vector<LanguageShift> LanguageShifts::finish() {
  std::vector<double> log10_p;
  for (const auto& shift : found_)
    log10_p.push_back(shift.log10_p);
  auto found = discoveries(log10_p, writers_, options_.false_discoveries);
  for (std::size_t i = 0; i < found_.size(); ++i)
    found_[i].stands_out = found[i];
  return std::move(found_);
}

Leads language_leads(const std::vector<LanguageShift>& found, const LanguageOptions& options,
                     const std::vector<std::string>& codes) {
  Leads result;
  for (const LanguageShift& shift : found) {
    if (!shift.stands_out) continue;
    const auto before = text::language_name(codes[shift.before]), after = text::language_name(codes[shift.after]);
    Lead lead;
    lead.detector = "language-shift";
    lead.subjects = {shift.handle};
    lead.from = lead.to = shift.at;
    lead.parameters = {{"least lines each", fmt::format("{}", options.least_lines)},
                       {"share from", fmt::format("{:.2f}", options.least_share)},
                       {"share before at most", fmt::format("{:.2f}", options.most_share)},
                       {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = shift.share_after;
    lead.expected = (shift.share_before * shift.lines_before + shift.share_after * shift.lines_after) /
                    (shift.lines_before + shift.lines_after);
    lead.null_model =
        "share of lines in the later language if its days were mixed over the whole time "
        "(hypergeometric, by days, all moments looked at allowed for)";
    lead.log10_p = shift.log10_p;
    lead.evidence = shift.records;
    lead.title = {words("From "), time(shift.at), words(" "), handle(shift.handle),
                  words(" writes " + after + " rather than " + before)};
    lead.explanation = {{words("Before: "), count(shift.lines_before), words(" lines, "),
                         number(shift.share_before), words(" of them " + after + "; after: "),
                         count(shift.lines_after), words(" lines, "), number(shift.share_after), words(".")}};
    lead.against = {{words("Languages are detected by machine from short lines; neighbouring languages "
                           "are mistaken for each other.")}};
    lead.alternatives = {"other contacts, with whom it always wrote that language",
                         "the phone passed to another person", "a keyboard or app that now translates"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
