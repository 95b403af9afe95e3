// Worked example:
//
//   "Fri\nAna 20\nBen - 15.50\nCosmin: £40\ntotal 75.50"     → Ana 20, Ben 15.50, Cosmin 40
//
// A line counts if it is a name of one to four words that begins with a letter, then at most one of
// - : = . and blanks, then a number with an optional currency sign or word, and nothing more but "paid", "owes" or the like. "total"
// and its like count as part of the list but not as names. Times (21:40), dates and telephone
// numbers are no sums: at most six digits before the decimal sign and no second colon or slash.
#include "pattern/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>

namespace clew::pattern {
namespace {

constexpr std::array currency_words = {"£", "€", "$", "gbp", "eur", "usd", "ron", "lei", "lek", "pln", "zł",
                                       "tl", "quid", "q", "p"};
constexpr std::array state_words = {"paid", "pd", "owes", "owed", "due", "left", "done", "ok", "cash", "✓", "✔", "✅", "❌"};
constexpr std::array total_words = {"total", "sum", "suma", "totali", "razem", "toplam"};

bool is_figure(char c) { return c >= '0' && c <= '9'; }

std::string_view trim_line(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n*•-–—";
  auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string lower_ascii(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

// Takes a currency sign or word off the end (or, `front`, the beginning).
std::string_view without_currency(std::string_view text, bool front) {
  std::string folded = lower_ascii(text);
  for (std::string_view word : currency_words) {
    if (folded.size() <= word.size()) continue;
    if (!front && folded.ends_with(word) &&
        (is_figure(folded[folded.size() - word.size() - 1]) ||
         folded[folded.size() - word.size() - 1] == ' '))
      return trim_line(text.substr(0, text.size() - word.size()));
    if (front && folded.ends_with(word)) return text.substr(0, text.size() - word.size());
  }
  return text;
}

// Takes "paid", "owes" and the like off the end.
std::string_view without_state(std::string_view text) {
  const std::string folded = lower_ascii(text);
  for (std::string_view word : state_words) {
    if (folded.size() <= word.size() + 1 || !folded.ends_with(word)) continue;
    const auto rest = text.substr(0, text.size() - word.size());
    if (rest.back() == ' ' || rest.back() == ',' || rest.back() == '(') return trim_line(rest.substr(0, rest.find_last_not_of(" ,(") + 1));
  }
  return text;
}

std::optional<LedgerLine> read_line(std::string_view line, std::size_t longest_name) {
  line = without_currency(without_state(trim_line(line)), false);
  auto number = line.size();
  while (number > 0 && (is_figure(line[number - 1]) || line[number - 1] == '.' || line[number - 1] == ','))
    --number;
  std::string_view digits = line.substr(number);
  if (digits.empty() || number == 0 || !is_figure(digits.front())) return {};
  std::string_view before = line.substr(0, number);
  LedgerLine result;
  before = without_currency(before, true);
  while (!before.empty() && (before.back() == ' ' || before.back() == '\t'))
    before.remove_suffix(1);
  std::size_t signs = 0;
  while (!before.empty() && (before.back() == '-' || before.back() == ':' || before.back() == '=' ||
                             before.back() == '+' || before.back() == ' ' || before.back() == '.')) {
    if (before.back() == '/') return {};
    if (before.back() != ' ') ++signs, result.negative |= before.back() == '-' && number > 0 &&
                                                          line[number - 1] == '-' && before.size() > 1 &&
                                                          before[before.size() - 2] == ' ';
    before.remove_suffix(1);
  }
  if (signs > 2 || before.empty() || before.size() > longest_name) return {};
  auto first = static_cast<unsigned char>(before.front());
  if (!((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') || first >= 0x80)) return {};
  if (std::any_of(before.begin(), before.end(), [](char c) { return is_figure(c) || c == '/' || c == '@'; }))
    return {};
  if (std::count(before.begin(), before.end(), ' ') > 3) return {};
  std::int64_t whole = 0, cents = 0;
  std::size_t i = 0, places = 0;
  for (; i < digits.size() && is_figure(digits[i]); ++i) {
    if (i >= 6) return {};
    whole = whole * 10 + (digits[i] - '0');
  }
  if (i < digits.size()) {
    for (++i; i < digits.size() && is_figure(digits[i]) && places < 2; ++i, ++places)
      cents = cents * 10 + (digits[i] - '0');
    if (i != digits.size() || places == 0) return {};
    if (places == 1) cents *= 10;
  }
  result.name = std::string(before);
  result.minor = whole * 100 + cents;
  return result;
}

}  // namespace

std::vector<LedgerLine> read_ledger(std::string_view text, const LedgerOptions& options) {
  std::vector<LedgerLine> found;
  std::uint32_t lines = 0, fits = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    auto end = std::min(text.find('\n', begin), text.size());
    if (auto line = trim_line(text.substr(begin, end - begin)); !line.empty()) {
      ++lines;
      if (auto read = read_line(line, options.longest_name)) {
        ++fits;
        std::string folded = lower_ascii(read->name);
        if (std::find(total_words.begin(), total_words.end(), folded) == total_words.end())
          found.push_back(std::move(*read));
      }
    }
    begin = end + 1;
  }
  std::set<std::string_view> names;
  for (const auto& line : found)
    names.insert(line.name);
  if (names.size() < options.least_lines || fits < options.least_share * lines) return {};
  return found;
}

Leads ledger_leads(std::vector<LedgerText> texts, const LedgerOptions& options) {
  Leads result;
  std::sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) {
    return std::tie(a.from, a.to, a.time, a.record) < std::tie(b.from, b.to, b.time, b.record);
  });
  for (std::size_t begin = 0, end; begin < texts.size(); begin = end) {
    const LedgerText& first = texts[begin];
    Lead lead;
    lead.detector = "ledger";
    if (first.from != link::no_handle) lead.subjects.push_back(first.from);
    if (first.to != link::no_handle) lead.subjects.push_back(first.to);
    Table table{"Lists", {"time", "record", "lines", "sum"}, {}};
    std::int64_t lines = 0;
    for (end = begin; end < texts.size() && texts[end].from == first.from && texts[end].to == first.to;
         ++end) {
      std::int64_t sum = 0;
      for (const auto& line : texts[end].lines)
        sum += line.negative ? -line.minor : line.minor;
      lines += std::int64_t(texts[end].lines.size());
      table.rows.push_back({time(texts[end].time), record(texts[end].record),
                            count(std::int64_t(texts[end].lines.size())),
                            words(fmt::format("{}{}.{:02}", sum < 0 ? "-" : "", std::abs(sum) / 100,
                                              std::abs(sum) % 100))});
      lead.evidence.push_back(texts[end].record);
    }
    lead.from = first.time;
    lead.to = texts[end - 1].time;
    lead.parameters = {{"least lines", fmt::format("{}", options.least_lines)},
                       {"least share", fmt::format("{:.2f}", options.least_share)}};
    lead.observed = double(end - begin);
    lead.null_model = "none: a rule about the form of a text, not a comparison with chance";
    lead.title = {count(std::int64_t(end - begin)), words(" texts have the form of a list of names and sums")};
    if (first.from != link::no_handle) {
      lead.title.push_back(words(", written by "));
      lead.title.push_back(handle(first.from));
    }
    lead.explanation = {{count(lines), words(" lines of a name and a number in all.")}};
    lead.tables.push_back(std::move(table));
    lead.against = {{words("Only the form is looked at; what the numbers are is not known.")}};
    lead.alternatives = {"a shopping list, scores, sizes or quantities", "shares of a bill, fees of a team",
                         "hours worked"};
    result.leads.push_back(std::move(lead));
  }
  // Those with most lists first.
  std::stable_sort(result.leads.begin(), result.leads.end(),
                   [](const Lead& a, const Lead& b) { return a.observed > b.observed; });
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back(
        {"ledger", fmt::format("{} further writers of fewer lists beside the {} shown",
                               result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
