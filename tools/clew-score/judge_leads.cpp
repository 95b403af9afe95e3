// Leads against what was planted, detector by detector.
#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "judge.h"

namespace clew::score {
namespace {

// Scores one kind of lead. `item_of` gives the truth item a lead hits (-1 none, -2 a decoy), `more` further ones that it hits too.
AnalysisScore score_kind(std::string name, const std::vector<LeadIn>& leads, std::string_view stem,
                         const std::vector<bool>& detectable,
                         const std::function<int(const LeadIn&)>& item_of,
                         const std::function<std::vector<int>(const LeadIn&)>& more = {}) {
  AnalysisScore s;
  s.name = std::move(name);
  std::set<int> hit;
  for (const auto& lead : leads) {
    if (!detector_is(lead, stem)) continue;
    ++s.leads;
    const int item = item_of(lead);
    const bool right = item >= 0;
    if (right) {
      ++s.right;
      hit.insert(item);
      if (more)
        for (const int other : more(lead)) hit.insert(other);
    } else if (item == -2) {
      ++s.decoys;
    }
    if (s.first_20.of < 20) {
      ++s.first_20.of;
      s.first_20.hit += right;
    }
  }
  for (std::size_t i = 0; i < detectable.size(); ++i) {
    const bool found = hit.count(static_cast<int>(i)) != 0;
    ++s.recall_all.of;
    s.recall_all.hit += found;
    if (detectable[i]) {
      ++s.recall_detectable.of;
      s.recall_detectable.hit += found;
    }
  }
  return s;
}

// A number that one person had and then another. Seen are those with twenty events in the exhibits before and after. A lead is right when it
// names the number first, and a moment within a week of the true one.
AnalysisScore score_handovers(const std::vector<LeadIn>& leads, const Truth& truth) {
  constexpr std::int64_t week = 7 * 86400;
  constexpr int least = 20;
  struct Passed {
    std::string number;
    std::int64_t at;
    int before = 0, after = 0;
  };
  std::vector<Passed> passed;
  for (const auto& [number, spans] : truth.had) {
    std::vector<Truth::Span> by_time = spans;
    std::sort(by_time.begin(), by_time.end(), [](const auto& x, const auto& y) { return x.from < y.from; });
    for (std::size_t i = 1; i < by_time.size(); ++i)
      if (by_time[i].person != by_time[i - 1].person) passed.push_back({number, by_time[i].from});
  }
  std::map<std::string, std::vector<std::size_t>> of_number;
  for (std::size_t i = 0; i < passed.size(); ++i) of_number[passed[i].number].push_back(i);
  for (const TruthEvent& event : truth.events) {
    if (!event.contact || event.copies == 0) continue;
    for (const auto side : {event.from, event.to})
      if (const auto found = of_number.find(truth.words[side]); found != of_number.end())
        for (const auto i : found->second) ++(event.time < passed[i].at ? passed[i].before : passed[i].after);
  }
  std::vector<bool> seen;
  for (const Passed& p : passed) seen.push_back(p.before >= least && p.after >= least);
  return score_kind("handover", leads, "handover", seen, [&](const LeadIn& lead) {
    if (lead.subjects.empty() || !lead.from) return -1;
    for (std::size_t i = 0; i < passed.size(); ++i)
      if (passed[i].number == lead.subjects[0] && *lead.from - week <= passed[i].at && lead.to.value_or(*lead.from) + week >= passed[i].at)
        return static_cast<int>(i);
    return -1;
  });
}

int pair_index(const std::vector<TruthPair>& pairs, const LeadIn& lead) {
  if (lead.subjects.size() < 2) return -1;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if ((lead.subjects[0] == pairs[i].a && lead.subjects[1] == pairs[i].b) ||
        (lead.subjects[0] == pairs[i].b && lead.subjects[1] == pairs[i].a))
      return static_cast<int>(i);
  return -1;
}

std::vector<bool> detectable_of(const std::vector<TruthPair>& pairs) {
  std::vector<bool> out;
  for (const auto& p : pairs)
    out.push_back(p.detectable);
  return out;
}

// Whether one person had both numbers, at whatever time.
bool one_person(const Truth& truth, const std::string& a, const std::string& b) {
  const auto of_a = truth.owners.find(a), of_b = truth.owners.find(b);
  if (of_a == truth.owners.end() || of_b == truth.owners.end()) return false;
  return std::any_of(of_a->second.begin(), of_a->second.end(), [&](const auto& p) { return of_b->second.count(p) != 0; });
}

// Pairs of leads on a line and on an employer's or school's mailing: which comes first.
void order_of_lines(const std::vector<LeadIn>& leads, const std::map<std::string, int>& senders, const std::set<std::string>& mailings, Report& report) {
  std::size_t lines = 0, after = 0;
  for (const auto& lead : leads)
    if (detector_is(lead, "broadcast") && !lead.subjects.empty() && senders.count(lead.subjects[0]) != 0) {
      if (mailings.count(lead.subjects[0]) == 0)
        ++lines, report.lines_first.of += after;
      else
        ++after, report.lines_first.hit += lines, report.lines_first.of += lines;
    }
}

// One item a sender.
void broadcasts(const Truth& truth, const Records* records, const std::vector<LeadIn>& leads, Report& report) {
  std::map<std::string, int> senders;
  std::vector<bool> detectable;
  std::map<std::string, std::string> decoy_senders;
  std::set<std::string> mailings;
  std::map<std::string, std::set<std::uint32_t>> planted;
  for (const auto& b : truth.bursts) {
    if (b.mailing) mailings.insert(b.sender);
    if (!b.decoy) planted[b.sender].insert(b.events.begin(), b.events.end());
    if (b.decoy) {
      decoy_senders.emplace(b.sender, b.kind);
      continue;
    }
    const auto [found, fresh] = senders.try_emplace(b.sender, static_cast<int>(detectable.size()));
    if (fresh) detectable.push_back(false);
    if (b.detectable) detectable[static_cast<std::size_t>(found->second)] = true;
  }
  report.analyses.push_back(
      score_kind("broadcast", leads, "broadcast", detectable, [&](const LeadIn& lead) {
        if (lead.subjects.empty()) return -1;
        if (const auto found = senders.find(lead.subjects[0]); found != senders.end()) {
          // What is cited was sent to many at once, nine rows of ten.
          std::size_t known = 0, of_bursts = 0;
          for (const auto& id : lead.evidence)
            if (const auto* r = records != nullptr ? records->find(id) : nullptr; r != nullptr)
              ++known, of_bursts += planted[lead.subjects[0]].count(r->event);
          if (records == nullptr || (known > 0 && 10 * of_bursts >= 9 * known)) return found->second;
        }
        return decoy_senders.count(lead.subjects[0]) != 0 ? -2 : -1;
      }));
  order_of_lines(leads, senders, mailings, report);
}

// Planted bursts of which a lead on the sender cites half or more.
void bursts_covered(const Truth& truth, const Records& records, const std::vector<LeadIn>& leads, Report& report) {
  std::map<std::string, std::set<std::uint32_t>> cited;
  for (const auto& lead : leads)
    if (detector_is(lead, "broadcast") && !lead.subjects.empty())
      for (const auto& id : lead.evidence)
        if (const auto* r = records.find(id); r != nullptr)
          cited[lead.subjects[0]].insert(r->event);
  for (const auto& b : truth.bursts) {
    if (b.decoy || !b.detectable) continue;
    ++report.bursts_covered.of;
    std::size_t n = 0;
    for (const auto e : b.events)
      n += cited[b.sender].count(e);
    report.bursts_covered.hit += 2 * n >= b.events.size() && n > 0;
  }
}

// One item a triple.
void relays(const Truth& truth, const std::vector<LeadIn>& leads, Report& report) {
  // Who hears from one phone of somebody and then contacts the other has passed nothing on.
  std::map<std::vector<std::string>, int> triples;
  std::set<std::vector<std::string>> decoy_triples;
  std::vector<bool> seen_relays;
  for (const auto& r : truth.relays) {
    if (r.decoy || one_person(truth, r.a, r.c)) {
      decoy_triples.insert({r.a, r.b, r.c});
      continue;
    }
    const auto [found, fresh] =
        triples.try_emplace({r.a, r.b, r.c}, static_cast<int>(seen_relays.size()));
    if (fresh) seen_relays.push_back(false);
    if (r.detectable) seen_relays[static_cast<std::size_t>(found->second)] = true;
  }
  // A lead names the three by their main numbers, then further numbers of the same people: it says the triples of all of these.
  const auto said_triples = [&](const LeadIn& l) {
    std::vector<int> said;
    if (l.subjects.size() < 3) return said;
    const std::set<std::string> named(l.subjects.begin(), l.subjects.end());
    for (const auto& [triple, item] : triples) {
      bool all = true;
      for (std::size_t i = 0; i < 3; ++i) all = all && (triple[i] == l.subjects[i] || (named.count(triple[i]) != 0 && one_person(truth, triple[i], l.subjects[i])));
      if (all) said.push_back(item);
    }
    return said;
  };
  report.analyses.push_back(score_kind(
      "relay", leads, "relay", seen_relays,
      [&](const LeadIn& l) {
        if (const auto said = said_triples(l); !said.empty()) return said.front();
        return l.subjects.size() >= 3 && decoy_triples.count({l.subjects[0], l.subjects[1], l.subjects[2]}) != 0 ? -2 : -1;
      },
      said_triples));
  std::set<int> found_relays;
  for (const auto& lead : leads)
    if (detector_is(lead, "relay"))
      for (const int item : said_triples(lead)) found_relays.insert(item);
  for (const auto& triple : told_apart(truth)) {
    const auto known = triples.find({triple.begin(), triple.end()});
    if (known == triples.end()) continue;
    const int item = known->second;
    ++report.relays_told_apart.hit;
    ++report.relays_found_of_those.of;
    report.relays_found_of_those.hit += found_relays.count(item);
  }
  report.relays_told_apart.of = static_cast<std::uint64_t>(std::count(seen_relays.begin(), seen_relays.end(), true));
}

// Whom a line contacts when its customers have: seen are pairs with three orders and more.
void dispatches(const Truth& truth, const std::vector<LeadIn>& leads, Report& report) {
  std::map<std::pair<std::string, std::string>, int> sent;
  std::vector<bool> seen_sent;
  for (const auto& [pair, times] : truth.orders) {
    if (pair.second.empty()) continue;
    sent.emplace(pair, static_cast<int>(seen_sent.size()));
    seen_sent.push_back(times >= 3);
  }
  report.analyses.push_back(score_kind("dispatch", leads, "dispatch", seen_sent, [&](const LeadIn& l) {
    if (l.subjects.size() < 2) return -1;
    const auto found = sent.find({l.subjects[0], l.subjects[1]});
    return found == sent.end() ? -1 : found->second;
  }));
}

// Suggestions for one number, in the order of the list.
void first_suggestions(const Truth& truth, const std::vector<LeadIn>& leads, Report& report) {
  for (const auto& c : truth.changes) {
    if (!c.detectable) continue;
    ++report.changes_in_five.of;
    int rank = 0;
    for (const auto& lead : leads) {
      if (!detector_is(lead, "number-change") || lead.subjects.size() < 2) continue;
      const bool about = lead.subjects[0] == c.a || lead.subjects[1] == c.a;
      if (!about) continue;
      if (++rank > 5) break;
      if (lead.subjects[0] == c.b || lead.subjects[1] == c.b) {
        ++report.changes_in_five.hit;
        break;
      }
    }
  }
}

bool had_both_at_once(const Truth& truth, const std::string& a, const std::string& b) {
  const auto of_a = truth.had.find(a), of_b = truth.had.find(b);
  if (of_a == truth.had.end() || of_b == truth.had.end()) return false;
  for (const auto& x : of_a->second)
    for (const auto& y : of_b->second)
      if (x.person == y.person && std::max(x.from, y.from) < std::min(x.to, y.to)) return true;
  return false;
}

// A second phone is beside its owner's everyday number of the time, of which the truth names the last one.
bool is_second_phone(const Truth& truth, const TruthPair& p, const LeadIn& lead) {
  return lead.subjects.size() >= 2 && (lead.subjects[0] == p.b || lead.subjects[1] == p.b) &&
         one_person(truth, lead.subjects[0], lead.subjects[1]);
}

void second_phones(const Truth& truth, const std::vector<LeadIn>& leads, Report& report) {
  for (const auto& p : truth.second_phones) {
    if (!p.detectable) continue;
    ++report.second_phones_first.of;
    for (const auto& lead : leads) {
      if (!(detector_is(lead, "second-phone") || detector_is(lead, "co-movement")) ||
          lead.subjects.size() < 2)
        continue;
      const auto in = [&](const std::string& h) {
        return lead.subjects[0] == h || lead.subjects[1] == h;
      };
      if (!in(p.a) && !in(p.b)) continue;
      report.second_phones_first.hit += is_second_phone(truth, p, lead);
      break;
    }
  }

  for (const char* name : {"second-phone", "co-movement"})
    report.analyses.push_back(
        score_kind(name, leads, name, detectable_of(truth.second_phones),
                   [&](const LeadIn& l) {
                     for (std::size_t i = 0; i < truth.second_phones.size(); ++i)
                       if (is_second_phone(truth, truth.second_phones[i], l)) return static_cast<int>(i);
                     // Carried together are all phones of one person, those asked for or not; two at once are such as he
                     // had over the same time.
                     const bool right = l.subjects.size() >= 2 &&
                                        (name == std::string_view("co-movement") ? one_person(truth, l.subjects[0], l.subjects[1])
                                                                                 : had_both_at_once(truth, l.subjects[0], l.subjects[1]));
                     return right ? std::numeric_limits<int>::max() : -1;
                   }));
}

// Nobody in these cases lends a handset or card, so all numbers in one are one person's; a number goes on in another handset as another number.
void handsets(const Truth& truth, const std::vector<LeadIn>& leads, Report& report) {
  report.analyses.push_back(score_kind("handset", leads, "handset", {}, [&](const LeadIn& l) {
    bool right = l.subjects.size() >= 2;
    for (std::size_t i = 1; right && i < l.subjects.size(); ++i) right = one_person(truth, l.subjects[0], l.subjects[i]);
    return right ? std::numeric_limits<int>::max() : -1;
  }));
}

void meetings(const Truth& truth, const std::vector<LeadIn>& leads, Report& report) {
  std::vector<bool> seen_meetings;
  for (const auto& m : truth.meetings)
    seen_meetings.push_back(m.detectable);
  report.analyses.push_back(
      score_kind("meeting", leads, "meeting", seen_meetings, [&](const LeadIn& l) {
        for (std::size_t i = 0; i < truth.meetings.size(); ++i) {
          const auto& m = truth.meetings[i];
          // Half an hour of play on either side: positions are sparse.
          if (!l.from || *l.from > m.end + 1800 || l.to.value_or(*l.from) < m.start - 1800)
            continue;
          // Whose phones: the truth names everybody's own number, and some carry a second phone that says where they are.
          std::set<std::string> met;
          for (const auto& h : m.handles)
            if (truth.owners.count(h) != 0) met.insert(truth.owners.at(h).begin(), truth.owners.at(h).end());
          std::set<std::string> common;
          for (const auto& h : l.subjects)
            if (const auto of = truth.owners.find(h); of != truth.owners.end())
              for (const auto& person : of->second)
                if (met.count(person) != 0) common.insert(person);
          if (common.size() >= 2) return static_cast<int>(i);
        }
        return -1;
      }));
}

void hubs(const Truth& truth, const std::vector<LeadIn>& leads, Report& report) {
  std::vector<bool> used(truth.hubs.size());
  for (std::size_t i = 0; i < used.size(); ++i)
    used[i] = truth.used.count(truth.hubs[i].first) != 0;
  report.analyses.push_back(score_kind("hub", leads, "hub", used, [&](const LeadIn& l) {
    for (std::size_t i = 0; i < truth.hubs.size(); ++i)
      if (!l.subjects.empty() && truth.hubs[i].first == l.subjects[0]) return static_cast<int>(i);
    return -1;
  }));
}

void money_chains(const Truth& truth, const Records* records, const std::vector<LeadIn>& leads, Report& report) {
  std::vector<bool> chains;
  std::vector<const TruthChain*> real;
  for (const auto& c : truth.chains)
    if (!c.decoy) {
      real.push_back(&c);
      chains.push_back(c.detectable);
    }
  if (records != nullptr)
    report.analyses.push_back(
        score_kind("money-chain", leads, "money", chains, [&](const LeadIn& l) {
          std::set<std::uint32_t> cited;
          for (const auto& id : l.evidence)
            if (const auto* r = records->find(id); r != nullptr) cited.insert(r->event);
          for (std::size_t i = 0; i < real.size(); ++i)
            if (cited.count(real[i]->first) != 0 && cited.count(real[i]->second) != 0)
              return static_cast<int>(i);
          for (const auto& c : truth.chains)
            if (c.decoy && cited.count(c.first) != 0 && cited.count(c.second) != 0) return -2;
          return -1;
        }));
}

}  // namespace

void judge_leads(const Truth& truth, const Records* records, const std::vector<LeadIn>& leads, Report& report) {
  broadcasts(truth, records, leads, report);
  if (records != nullptr) bursts_covered(truth, *records, leads, report);
  report.analyses.push_back(
      score_kind("number-change", leads, "number-change", detectable_of(truth.changes),
                 [&](const LeadIn& l) { return pair_index(truth.changes, l); }));
  relays(truth, leads, report);
  dispatches(truth, leads, report);
  first_suggestions(truth, leads, report);
  second_phones(truth, leads, report);
  handsets(truth, leads, report);
  report.analyses.push_back(score_handovers(leads, truth));
  meetings(truth, leads, report);
  hubs(truth, leads, report);
  money_chains(truth, records, leads, report);
  if (records != nullptr) judge_evidence(truth, *records, leads, report);
}

}  // namespace clew::score
