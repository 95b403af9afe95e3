#include "readers/delimited_preamble.h"

#include <algorithm>
#include <vector>

#include "readers/cell_look.h"
#include "readers/folded_words.h"
#include "readers/header_meaning.h"
#include "text/iban.h"
#include "text/zone.h"

namespace clew::readers {
namespace {

constexpr std::string_view own_number_keys =
    "own number|owner number|subject number|subject numbers|target number|target|msisdn|subscriber number|phone number|"
    "number|target msisdn|subject msisdn|device number|eigene rufnummer|rufnummer|numero cible|numero propio|"
    "numero objetivo|numero proprio|numer wlasny|numar propriu|target numbers|my number|line number|handset number|"
    "user number";
constexpr std::string_view account_keys =
    "account number|account no|account|kontonummer|konto|iban|numero de compte|numero de cuenta|numero conto|numer rachunku";
constexpr std::string_view holder_keys = "account name|account holder|name|kontoinhaber|titulaire|titular";

std::vector<std::string_view> lines_of(std::string_view notes) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < notes.size();) {
    const std::size_t end = std::min(notes.find('\n', begin), notes.size());
    lines.push_back(notes.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// "Call Data Records for MSISDN 447700900101 from …": the one number of a title that says whose records follow.
void number_in_title(std::string_view line, Plan& p) {
  const std::string folded = " " + fold_header(line) + " ";
  bool said = false;
  for (const std::string_view word : {" msisdn ", " subscriber ", " records for ", " call records ", " data records ", " cdr ", " billing for ", " usage for "})
    said |= folded.find(word) != std::string::npos;
  if (!said) return;
  std::vector<std::string_view> numbers;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at + (line[at] == '+');
    while (end < line.size() && line[end] >= '0' && line[end] <= '9')
      ++end;
    const std::size_t digits = end - at - (line[at] == '+');
    if (digits >= 10 && digits <= 14) numbers.push_back(line.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  if (numbers.size() == 1) p.owners.emplace_back(numbers[0]);
}

void own_numbers(std::string_view value, Plan& p) {
  for (std::size_t at = 0; at < value.size();) {
    std::size_t stop = value.find_first_of(",;|", at);
    if (stop == std::string_view::npos) stop = value.size();
    std::string_view part = value.substr(at, stop - at);
    at = stop + 1;
    // Blanks separate where the whole has more digits than one number can.
    const auto digits =
        std::count_if(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    while (digits > 15 && part.find(' ') != std::string_view::npos) {
      const std::size_t blank = part.find(' ');
      if (blank >= 5) p.owners.emplace_back(part.substr(0, blank));
      part.remove_prefix(blank + 1);
    }
    while (!part.empty() && part.front() == ' ')
      part.remove_prefix(1);
    if (part.size() >= 5 &&
        (look_at(part) == CellLook::phone || look_at(part) == CellLook::integer))
      p.owners.emplace_back(part);
  }
}

}  // namespace

void owners_in_preamble(const SurveyTable& table, Plan& p, Decisions& decisions) {
  const bool payments = p.kind == TableKind::payments;
  for (const std::string_view line : lines_of(table.notes)) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || colon > 60) {
      number_in_title(line, p);
      continue;
    }
    const std::string key = fold_header(line.substr(0, colon));
    const std::string_view value = line.substr(colon + 2);
    if (value.empty() || value.size() > 1000) continue;
    if (one_of(key, own_number_keys)) {
      own_numbers(value, p);
    } else if (payments && one_of(key, account_keys)) {
      p.account = value;
      p.account_is_iban = key == "iban" || text::is_iban(value);
    } else if (payments && one_of(key, holder_keys)) {
      p.account_name = value;
    } else if (payments && key == "sort code") {
      p.sort_code = value;
    }
  }
  if (!p.owners.empty()) {
    std::string list;
    for (const auto& o : p.owners)
      list += (list.empty() ? "" : ", ") + o;
    decisions.once("owner", list + " (note above the table)");
  }
}

std::optional<NotedZone> zone_in_preamble(const SurveyTable& table) {
  for (const std::string_view line : lines_of(table.notes)) {
    const std::string folded = fold_header(line);
    constexpr std::string_view words[] = {"time", "zone", "zeit", "heure", "hora", "ora", "czas", "utc", "gmt", "bst", "clock"};
    if (std::none_of(std::begin(words), std::end(words), [&](std::string_view w) { return folded.find(w) != std::string::npos; })) continue;
    if (auto zone = text::zone_in_note(line)) return NotedZone{std::move(*zone), std::string(line)};
  }
  return std::nullopt;
}

}  // namespace clew::readers
