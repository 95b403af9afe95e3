// Worked example.
//
//   IMEI 35-209900-176148   +447700900001 from 1 March to 9 April, +447700900777 from 11 April
//     → new_number: the handset goes on with another number
//   +447700900001 in IMEI 35-209900-176148 to 9 April and in IMEI 35-332210-001122 from 10 April
//     → new_handset
//
// Spans that overlap by more than two days are "by turns": a phone with two cards, or a card moved to
// and fro. Handsets with more than eight numbers (test sets, repair shops, cloned IMEIs) are told as
// such and make one lead, not many. IMEI: 3GPP TS 23.003, section 6.2.
#include "pattern/handset.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace clew::pattern {
namespace {

using ChangeKind = HandsetChange::Kind;

std::string digits_of(std::string_view written) {
  std::string digits;
  for (char c : written)
    if (c >= '0' && c <= '9') digits.push_back(c);
  return digits;
}

struct Spans {
  std::map<std::pair<std::string, Handle>, HandsetSpan> by_pair;

  void add(const std::string& key, const HandsetUse& use) {
    if (key.empty() || use.handle == link::no_handle || !use.has_time) return;
    auto& span = by_pair[{key, use.handle}];
    if (span.uses == 0) {
      span.key = key;
      span.handle = use.handle;
      span.first = use.time;
    }
    span.last = use.time;
    ++span.uses;
    // The first ten and the last ten uses: enough to open, however many there are.
    if (span.records.size() < 20)
      span.records.push_back(use.record);
    else {
      span.records.erase(span.records.begin() + 10);
      span.records.push_back(use.record);
    }
  }
};

void find_spans(const Spans& spans, bool by_key, const HandsetOptions& options,
          std::vector<HandsetChange>& out) {
  std::map<std::string, std::vector<HandsetSpan>> of_key;
  std::map<Handle, std::vector<HandsetSpan>> of_handle;
  for (const auto& [pair, span] : spans.by_pair)
    (by_key ? of_key[span.key] : of_handle[span.handle]).push_back(span);
  auto judge = [&](std::vector<HandsetSpan> list) {
    if (list.size() < 2) return;
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first, a.key, a.handle) < std::tie(b.first, b.key, b.handle);
    });
    bool turns = false;
    for (std::size_t i = 1; i < list.size(); ++i)
      turns |= list[i - 1].last - list[i].first > options.side_by_side;
    HandsetChange change;
    change.kind = by_key ? (turns ? ChangeKind::two_numbers : ChangeKind::new_number)
                         : (turns ? ChangeKind::two_handsets : ChangeKind::new_handset);
    change.spans = std::move(list);
    out.push_back(std::move(change));
  };
  for (auto& [key, list] : of_key)
    judge(std::move(list));
  for (auto& [handle, list] : of_handle)
    judge(std::move(list));
}

}  // namespace

std::string imei_key(std::string_view written) {
  std::string digits = digits_of(written);
  if (digits.size() < 14 || digits.size() > 16) return "";
  digits.resize(14);
  if (digits.find_first_not_of(digits[0]) == std::string::npos) return "";
  return digits;
}

std::vector<HandsetChange> find_handset_changes(std::vector<HandsetUse> uses,
                                                const HandsetOptions& options) {
  std::sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) {
    return std::tie(a.time, a.record, a.handle) < std::tie(b.time, b.record, b.handle);
  });
  Spans handsets, cards;
  for (const HandsetUse& use : uses) {
    handsets.add(imei_key(use.imei), use);
    std::string card = digits_of(use.imsi);
    if (card.size() >= 14 && card.size() <= 15) cards.add(card, use);
  }
  std::vector<HandsetChange> result;
  find_spans(handsets, true, options, result);
  find_spans(handsets, false, options, result);
  // One card with several numbers: a number that was changed on the same contract.
  find_spans(cards, true, options, result);
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    const auto &x = a.spans.front(), &y = b.spans.front();
    return std::tie(a.kind, x.first, x.key, x.handle) < std::tie(b.kind, y.first, y.key, y.handle);
  });
  return result;
}

Leads handset_leads(const std::vector<HandsetChange>& changes, bool any_handsets,
                    const HandsetOptions& options) {
  Leads result;
  if (!any_handsets) {
    result.not_looked_for.push_back(
        {"handset", "no record names an IMEI or IMSI together with a number"});
    return result;
  }
  std::size_t implausible = 0;
  for (const HandsetChange& change : changes) {
    bool of_handset = change.kind == ChangeKind::new_number || change.kind == ChangeKind::two_numbers;
    bool card = change.spans.front().key.size() != 14;
    std::uint64_t rows_in_all = 0;
    for (const auto& span : change.spans) rows_in_all += span.uses;
    if (!of_handset && change.spans.size() >= options.too_many_handsets &&
        double(rows_in_all) < options.least_rows_each * double(change.spans.size())) {
      ++implausible;
      continue;
    }
    Lead lead;
    lead.detector = "handset";
    std::set<Handle> seen;
    for (const auto& span : change.spans)
      if (seen.insert(span.handle).second) lead.subjects.push_back(span.handle);
    lead.from = change.spans.front().first;
    for (const auto& span : change.spans)
      lead.to = std::max(lead.to, span.last);
    lead.parameters = {
        {"side by side from", fmt::format("{} h", options.side_by_side / link::millis_per_hour)},
        {"compared by", card ? "IMSI" : "first 14 digits of the IMEI"},
        {"of", of_handset ? change.spans.front().key : "number"}};
    lead.observed = double(change.spans.size());
    lead.expected = 1;
    lead.null_model = "none: the rows themselves name both, this is no comparison with chance";
    const char* thing = card ? "One card (IMSI " : "One handset (IMEI ";
    if (of_handset)
      lead.title = {words(fmt::format("{}{}) is used with ", thing, change.spans.front().key)),
                    count(std::int64_t(change.spans.size())),
                    words(change.kind == ChangeKind::new_number ? " numbers, one after another"
                                                          : " numbers by turns")};
    else
      lead.title = {handle(change.spans.front().handle), words(" is used in "),
                    count(std::int64_t(change.spans.size())),
                    words(change.kind == ChangeKind::new_handset ? " handsets, one after another"
                                                           : " handsets by turns")};
    Table table{"Use", {"handset or card", "number", "first", "last", "rows"}, {}};
    std::set<std::int64_t> rows;
    for (const auto& span : change.spans) {
      table.rows.push_back({words(span.key), handle(span.handle), time(span.first),
                            time(span.last), count(span.uses)});
      for (auto id : span.records)
        if (rows.insert(id).second) lead.evidence.push_back(id);
    }
    lead.tables.push_back(std::move(table));
    if (change.spans.size() > 8)
      lead.against.push_back({words("So many are unusual for one owner: a repair shop, a test set, "
                                    "or a copied identity number.")});
    lead.against.push_back(
        {words("An IMEI can be copied to another handset or mistyped; a handset can be lent or "
               "sold.")});
    lead.alternatives = of_handset ? std::vector<std::string>{"a phone with two cards",
                                                              "a handset sold or lent",
                                                              "a copied IMEI"}
                                   : std::vector<std::string>{"a new handset or a repair",
                                                              "a card moved to a spare phone",
                                                              "a copied card"};
    result.leads.push_back(std::move(lead));
  }
  if (implausible > 0)
    result.not_looked_for.push_back(
        {"handset", fmt::format("{} named with another handset in nearly every row: what stands there as IMEI is hardly one",
                                implausible == 1 ? "one number is" : fmt::format("{} numbers are", implausible))});
  order_leads(result.leads);
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back(
        {"handset", fmt::format("{} further ones beside the {} shown",
                                result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
