#include "report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

namespace clew::score {

double AnalysisScore::f1() const {
  const double p = precision(), r = recall_detectable.value();
  return p + r == 0 ? 0 : 2 * p * r / (p + r);
}

namespace {

std::string share(const Share& s) {
  return s.of == 0 ? "-" : fmt::format("{:.3f} ({}/{})", s.value(), s.hit, s.of);
}

}  // namespace

void print_text(std::ostream& out, const Report& r) {
  if (r.has_records) {
    out << fmt::format("records        {} in the truth, {} exported, {} matched\n", r.truth_records,
                       r.records, r.matched);
    out << fmt::format(
        "               {} lost, {} twice, {} of damaged rows, {} of another kind, {} of other "
        "places\n",
        r.truth_records - std::min(r.truth_records, r.matched), r.twice, r.of_damaged_rows,
        r.beside, r.elsewhere);
    out << fmt::format("same event     precision {}, recall {} of pairs of copies\n",
                       share(r.dedupe_precision), share(r.dedupe_recall));
    out << fmt::format("               recall {} where the copies tell more than a minute\n",
                       share(r.dedupe_telling));
    std::vector<std::pair<std::uint64_t, std::string>> missed;
    for (const auto& [forms, n] : r.missed_copies)
      missed.emplace_back(n, forms);
    std::sort(missed.rbegin(), missed.rend());
    for (std::size_t i = 0; i < missed.size() && i < 8; ++i)
      out << fmt::format("               missed {:>6}  {}\n", missed[i].first, missed[i].second);
    LanguageScore all;
    for (const auto& [code, s] : r.languages) {
      all.lines += s.lines;
      all.right += s.right;
      all.undetermined += s.undetermined;
      all.called_english += s.called_english;
    }
    out << "language       lines      right  undetermined  wrongly English\n";
    auto row = [&](std::string_view name, const LanguageScore& s) {
      const double n = static_cast<double>(std::max<std::uint64_t>(1, s.lines));
      out << fmt::format("  {:<9} {:>8}   {:>8.4f}      {:>8.4f}         {:>8.4f}\n", name, s.lines,
                         static_cast<double>(s.right) / n, static_cast<double>(s.undetermined) / n,
                         static_cast<double>(s.called_english) / n);
    };
    for (const auto& [code, s] : r.languages)
      row(code, s);
    row("all", all);
    row("3+ words", r.long_lines);
  }
  if (!r.analyses.empty()) {
    out << fmt::format("{:<15}{:>7}{:>7}{:>8}  {:<11}{:<22}{:<22}{:<8}{}\n", "analysis", "leads",
                       "right", "decoys", "precision", "recall all", "recall detectable", "F1",
                       "precision@20");
    for (const auto& a : r.analyses)
      out << fmt::format("{:<15}{:>7}{:>7}{:>8}  {:<11}{:<22}{:<22}{:<8}{}\n", a.name, a.leads,
                         a.right, a.decoys,
                         a.leads == 0 ? "-" : fmt::format("{:.3f}", a.precision()),
                         share(a.recall_all), share(a.recall_detectable),
                         a.leads == 0 ? "-" : fmt::format("{:.3f}", a.f1()), share(a.first_20));
  }
  if (r.relays_told_apart.of > 0)
    out << fmt::format("relays         {} of the detectable could be told apart from chance; of these {} found\n", share(r.relays_told_apart),
                       share(r.relays_found_of_those));
  if (r.has_leads && r.has_records) {
    out << fmt::format("bursts cited   {}\n", share(r.bursts_covered));
    if (r.lines_first.of > 0) out << fmt::format("               {} pairs of a line and an employer's or school's mailing in this order\n", share(r.lines_first));
    out << fmt::format(
        "evidence       {} leads cite {} records: {} not in the export, {} without a subject of "
        "the "
        "lead; {} leads cite nothing\n",
        r.evidence.leads, r.evidence.cited, r.evidence.missing, r.evidence.strangers,
        r.evidence.leads_without);
  }
  if (r.has_leads || r.has_suggestions) {
    out << fmt::format("changes        {} among the first five suggestions for the old number\n",
                       share(r.changes_in_five));
    out << fmt::format("second phones  {} first among the leads of either number\n",
                       share(r.second_phones_first));
  }
  if (r.has_time)
    out << fmt::format(
        "clocks         {} of {} reported, {} right to 2 s, {} but for a common zero; {} within 5 s "
        "throughout\n",
        r.clocks.reported, r.clocks.exhibits, r.clocks.right, r.clocks.right_but_for_zero,
        r.clocks.throughout);
  if (r.has_ends) {
    for (const auto& [kind, s] : r.ends.kinds)
      out << fmt::format("both ends      {:<8} precision {}, recall {}, detectable {}\n", kind,
                         share(s.precision), share(s.recall_all), share(s.recall_detectable));
    out << fmt::format("               cause named {}; {} differences not judged\n",
                       share(r.ends.cause_named), r.ends.not_judged);
  }
  if (r.has_links)
    out << fmt::format("links          pairs {}, exact counts {}\n", share(r.link_pairs),
                       share(r.link_counts));
  if (r.has_people) {
    out << fmt::format("proposals      {} of identifiers that the truth does not know\n",
                       r.proposals_not_judged);
    out << fmt::format("               said .9 and more: right {}; .98 and more: {}\n",
                       share(r.high_proposals), share(r.high_proposals_98));
    for (const auto& b : r.calibration)
      if (b.right.of > 0)
        out << fmt::format("  said {:.1f}-{:.1f}  right {}\n", b.low, b.high, share(b.right));
  }
}

std::string to_json(const Report& r) {
  using Ordered = nlohmann::ordered_json;
  auto part = [](const Share& s) {
    return Ordered{
        {"hit", s.hit}, {"of", s.of}, {"share", s.of == 0 ? Ordered(nullptr) : Ordered(s.value())}};
  };
  Ordered j;
  j["v"] = 1;
  if (r.has_records) {
    j["records"] = {{"truth", r.truth_records},
                    {"exported", r.records},
                    {"matched", r.matched},
                    {"twice", r.twice},
                    {"of_damaged_rows", r.of_damaged_rows},
                    {"of_another_kind", r.beside},
                    {"elsewhere", r.elsewhere}};
    j["same_event"] = {{"precision", part(r.dedupe_precision)},
                       {"recall", part(r.dedupe_recall)},
                       {"recall_telling", part(r.dedupe_telling)},
                       {"missed", r.missed_copies}};
    Ordered languages = Ordered::object();
    auto one = [](const LanguageScore& s) {
      return Ordered{{"lines", s.lines},
                     {"right", s.right},
                     {"undetermined", s.undetermined},
                     {"called_english", s.called_english}};
    };
    for (const auto& [code, s] : r.languages)
      languages[code] = one(s);
    j["languages"] = languages;
    j["three_words_and_more"] = one(r.long_lines);
  }
  Ordered analyses = Ordered::object();
  for (const auto& a : r.analyses)
    analyses[a.name] = {{"leads", a.leads},
                        {"right", a.right},
                        {"decoys", a.decoys},
                        {"precision", a.leads == 0 ? Ordered(nullptr) : Ordered(a.precision())},
                        {"recall_all", part(a.recall_all)},
                        {"recall_detectable", part(a.recall_detectable)},
                        {"f1", a.leads == 0 ? Ordered(nullptr) : Ordered(a.f1())},
                        {"precision_at_20", part(a.first_20)}};
  j["analyses"] = analyses;
  if (r.relays_told_apart.of > 0) {
    j["relays_told_apart"] = part(r.relays_told_apart);
    j["relays_found_of_those"] = part(r.relays_found_of_those);
  }
  if (r.has_leads && r.has_records) {
    j["bursts_cited"] = part(r.bursts_covered);
    j["lines_before_mailings"] = part(r.lines_first);
    j["evidence"] = {{"leads", r.evidence.leads},
                     {"cited", r.evidence.cited},
                     {"missing", r.evidence.missing},
                     {"strangers", r.evidence.strangers},
                     {"leads_without", r.evidence.leads_without}};
  }
  if (r.has_suggestions) j["changes_in_five"] = part(r.changes_in_five);
  if (r.has_leads) {
    j["changes_in_five"] = part(r.changes_in_five);
    j["second_phones_first"] = part(r.second_phones_first);
  }
  if (r.has_ends) {
    Ordered ends = Ordered::object();
    for (const auto& [kind, s] : r.ends.kinds)
      ends[kind] = {{"precision", part(s.precision)},
                    {"recall_all", part(s.recall_all)},
                    {"recall_detectable", part(s.recall_detectable)}};
    ends["cause_named"] = part(r.ends.cause_named);
    ends["not_judged"] = r.ends.not_judged;
    j["both_ends"] = ends;
  }
  if (r.has_time)
    j["clocks"] = {{"exhibits", r.clocks.exhibits},
                   {"throughout", r.clocks.throughout},
                   {"reported", r.clocks.reported},
                   {"right", r.clocks.right},
                   {"right_but_for_zero", r.clocks.right_but_for_zero}};
  if (r.has_links) j["links"] = {{"pairs", part(r.link_pairs)}, {"counts", part(r.link_counts)}};
  if (r.has_people) {
    Ordered bins = Ordered::array();
    for (const auto& b : r.calibration)
      bins.push_back({{"low", b.low}, {"high", b.high}, {"right", part(b.right)}});
    j["calibration"] = bins;
    j["proposals_not_judged"] = r.proposals_not_judged;
    j["proposals_high"] = part(r.high_proposals);
    j["proposals_very_high"] = part(r.high_proposals_98);
  }
  return j.dump(1);
}

}  // namespace clew::score
