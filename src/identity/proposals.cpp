// Idea: every reason names a pair directly, so no all-pairs comparison is needed: an address that contains a number,
// a card, a saved name that is unique in its phone, an owner. Only then weaker reasons are looked up for the pairs found.
//
//   card in ABC/1: "Ana", +447700900123, ana@example.org      → number ~ address, one card, 8 bits
//   chat in ABC/1 shows author "Ana"; ABC/1 saved one number under "Ana"  → author ~ number, saved name, 7 bits
//   "Ana" beside both handles in two phones, 3 of 200 handles bear it → + log2(200 / 3) = 6 bits
//
// Weights: a shared card or saved name joins wrongly when a household or firm shares it; 1 in 200 was assumed (log2 200 ≈ 7.6),
// a number inside an account's address is assigned by the service (1 in 10^6 ≈ 20 bits). They are prior judgements, stated
// as such, until a case has enough judged pairs to learn them (Fellegi & Sunter 1969; Winkler 2006).
#include "identity/proposals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace clew::identity {
namespace {

constexpr double same_number_bits = 20, owner_bits = 10, card_bits = 8, crowded_card_bits = 3, saved_name_bits = 7,
                 second_card_bits = 2, change_bits = 8, weak_name_cap = 6;
constexpr std::size_t crowded_card = 7;  // handles on one card: a firm's or a copied list

// Words that many phones save and that name a part, not a person.
const std::set<std::string>& role_words() {
  static const std::set<std::string> words = {
      "mum",  "mom",   "mama",  "mamă", "dad",   "tata",  "boss",   "sef",    "șef",    "szef",  "shefi",  "taxi",  "home", "work",
      "office", "me",  "you",   "voicemail", "bank", "doctor", "wife", "husband", "brother", "sister", "babe", "love",  "friend", "driver",
      "landlord", "plumber", "gym", "school", "work 2", "new", "unknown", "acasa", "acasă", "casa", "dom"};
  return words;
}

struct Key {
  std::int64_t a, b;
  auto operator<=>(const Key&) const = default;
};

class Proposer {
 public:
  explicit Proposer(const Input& input) : input_(input) {
    for (std::size_t i = 0; i < input.handles.size(); ++i) index_[input.handles[i].id] = i;
    for (const auto& use : input.names) {
      by_name_[{use.exhibit, use.name}].push_back(&use);
      bearers_[use.name].insert(use.handle);
      names_of_[use.handle].push_back(&use);
    }
  }

  std::vector<Proposal> run() {
    same_numbers();
    owners();
    cards();
    saved_names();
    changes();
    std::vector<Proposal> out;
    for (auto& [key, proposal] : found_) {
      weak_names(proposal);
      for (const auto& reason : proposal.reasons) proposal.weight += reason.weight;
      double odds = proposal.weight - std::log2(static_cast<double>(std::max<std::size_t>(2, input_.handles.size())));
      proposal.probability = 1 / (1 + std::exp2(-odds));
      std::sort(proposal.conflicts.begin(), proposal.conflicts.end());
      out.push_back(std::move(proposal));
    }
    std::sort(out.begin(), out.end(), [&](const Proposal& x, const Proposal& y) {
      return std::tuple(-x.weight, order(x.a), order(x.b)) < std::tuple(-y.weight, order(y.a), order(y.b));
    });
    return out;
  }

 private:
  std::tuple<std::string, std::string, std::string> order(std::int64_t id) const {
    const auto& h = input_.handles[index_.at(id)];
    return {h.kind, h.normal, h.scope};
  }

  Proposal* pair(std::int64_t a, std::int64_t b) {
    if (a == b || !index_.contains(a) || !index_.contains(b)) return nullptr;
    if (order(b) < order(a)) std::swap(a, b);
    auto& proposal = found_[{a, b}];
    proposal.a = a;
    proposal.b = b;
    return &proposal;
  }

  void same_numbers() {
    std::map<std::string, std::int64_t> phones;
    for (const auto& h : input_.handles)
      if (h.kind == "phone" && h.normal.starts_with("+")) phones[h.normal.substr(1)] = h.id;
    for (const auto& h : input_.handles) {
      if (h.kind != "jid") continue;
      auto at = h.normal.find('@');
      auto digits = h.normal.substr(0, at);
      auto colon = digits.find_first_of(":.");  // device suffix
      digits = digits.substr(0, colon);
      // Pseudonymous addresses (@lid) hold no number, groups (@g.us) no person.
      if (at != std::string::npos && (h.normal.substr(at).starts_with("@lid") || h.normal.substr(at).starts_with("@g.us")))
        continue;
      if (auto phone = phones.find(digits); phone != phones.end())
        if (auto* p = pair(h.id, phone->second))
          p->reasons.push_back({"same number", "The account's address is this number.", same_number_bits, evidence(h.id)});
    }
  }

  void owners() {
    for (const auto& owner : input_.owners) {
      if (!owner.number || owner.name.empty()) continue;
      for (const auto& h : input_.handles) {
        if (h.kind != "name" || h.normal != owner.name) continue;
        auto uses = names_of_.find(h.id);
        if (uses == names_of_.end()) continue;
        for (const auto* use : uses->second)
          if (use->exhibit == owner.exhibit) {
            if (auto* p = pair(h.id, owner.number))
              p->reasons.push_back({"owner", "Name and number of the device's owner, as said at import.", owner_bits, use->records});
            break;
          }
      }
    }
  }

  void cards() {
    std::map<Key, std::vector<std::pair<std::int64_t, std::int64_t>>> together;  // pair → (exhibit, record)
    std::map<Key, bool> crowded;
    for (const auto& card : input_.cards) {
      std::set<std::int64_t> handles(card.handles.begin(), card.handles.end());
      if (handles.size() < 2 || handles.size() > 40) continue;
      for (auto a = handles.begin(); a != handles.end(); ++a)
        for (auto b = std::next(a); b != handles.end(); ++b) {
          together[{*a, *b}].push_back({card.exhibit, card.record});
          if (handles.size() >= crowded_card) crowded[{*a, *b}] = true;
        }
    }
    for (auto& [key, where] : together) {
      auto* p = pair(key.a, key.b);
      if (!p) continue;
      std::sort(where.begin(), where.end());
      std::set<std::int64_t> exhibits;
      Reason reason{"one card", "", 0, {}};
      for (const auto& [exhibit, record] : where) {
        exhibits.insert(exhibit);
        reason.evidence.push_back(record);
      }
      bool many = crowded.contains(key);
      reason.weight = (many ? crowded_card_bits : card_bits) + (exhibits.size() > 1 ? second_card_bits : 0);
      reason.words = exhibits.size() > 1 ? fmt::format("Contact cards of {} exhibits hold both.", exhibits.size())
                                         : std::string("One contact card holds both.");
      if (many) reason.words += " The card holds many others too, as a firm's would.";
      p->reasons.push_back(std::move(reason));
    }
  }

  // A chat export shows the name that the phone had saved instead of the number.
  void saved_names() {
    for (const auto& h : input_.handles) {
      if (h.kind != "name") continue;
      auto uses = names_of_.find(h.id);
      if (uses == names_of_.end()) continue;
      std::set<std::int64_t> exhibits;
      for (const auto* use : uses->second) exhibits.insert(use->exhibit);
      for (auto exhibit : exhibits) {
        std::map<std::int64_t, const NameUse*> numbers;  // handles saved under that name on this phone
        for (const auto* use : by_name_[{exhibit, h.normal}])
          if (use->handle != h.id && index_.contains(use->handle) && input_.handles[index_.at(use->handle)].kind != "name")
            numbers[use->handle] = use;
        std::size_t phones = 0;
        for (const auto& [id, use] : numbers) phones += input_.handles[index_.at(id)].kind == "phone";
        for (const auto& [id, use] : numbers) {
          auto* p = pair(h.id, id);
          if (!p) continue;
          auto words = phones > 1 ? fmt::format("This phone shows the name for this number, and for {} others.", phones - 1)
                                  : std::string("This phone saved this number, and no other, under the name that the chat shows.");
          double weight = phones > 1 ? saved_name_bits - std::log2(static_cast<double>(phones)) - 2 : saved_name_bits;
          p->reasons.push_back({"saved name", words, weight, use->records});
          if (phones > 1) p->conflicts.push_back(fmt::format("{} numbers are saved under this name on the same phone", phones));
        }
      }
    }
  }

  void changes() {
    for (const auto& change : input_.changes)
      if (auto* p = pair(change.old_handle, change.new_handle))
        p->reasons.push_back({"number change", "One stops, the other starts and goes on with the same rare contacts.",
                              change_bits * change.score, change.records});
  }

  // Only for pairs that a stronger reason proposed.
  void weak_names(Proposal& p) {
    auto a = names_of_.find(p.a), b = names_of_.find(p.b);
    if (a == names_of_.end() || b == names_of_.end()) return;
    std::set<std::string> of_a, of_b, shared;
    for (const auto* use : a->second) of_a.insert(use->name);
    for (const auto* use : b->second) of_b.insert(use->name);
    std::set_intersection(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), std::inserter(shared, shared.begin()));
    bool joined_by_name = std::any_of(p.reasons.begin(), p.reasons.end(), [](const Reason& r) { return r.feature == "saved name"; });
    for (const auto& name : shared) {
      if (role_words().contains(name)) continue;
      // The name that made the pair in one phone says more only when another phone says it too.
      std::set<std::int64_t> exhibits;
      std::vector<std::int64_t> records;
      for (const auto* side : {&a->second, &b->second})
        for (const auto* use : *side)
          if (use->name == name) {
            exhibits.insert(use->exhibit);
            if (!use->records.empty()) records.push_back(use->records.front());
          }
      if (joined_by_name && exhibits.size() < 2) continue;
      double rarity = std::log2(static_cast<double>(std::max<std::size_t>(2, input_.handles.size())) /
                                static_cast<double>(bearers_[name].size()));
      std::sort(records.begin(), records.end());
      records.erase(std::unique(records.begin(), records.end()), records.end());
      p.reasons.push_back({"same name",
                           fmt::format("Both bear the same name in {} exhibits; {} identifiers of the case bear it.", exhibits.size(),
                                       bearers_[name].size()),
                           std::clamp(rarity / 2, 0.0, weak_name_cap), std::move(records)});
      break;  // the first in order: further names are seldom independent
    }
    if (shared.empty() && !of_a.empty() && !of_b.empty() && !joined_by_name)
      p.conflicts.push_back("no name is shown beside both");
  }

  std::vector<std::int64_t> evidence(std::int64_t handle) const {
    auto uses = names_of_.find(handle);
    if (uses == names_of_.end() || uses->second.empty()) return {};
    return uses->second.front()->records;
  }

  const Input& input_;
  std::unordered_map<std::int64_t, std::size_t> index_;
  std::map<std::pair<std::int64_t, std::string>, std::vector<const NameUse*>> by_name_;
  std::map<std::string, std::set<std::int64_t>> bearers_;
  std::map<std::int64_t, std::vector<const NameUse*>> names_of_;
  std::map<Key, Proposal> found_;
};

}  // namespace

std::vector<Proposal> propose(const Input& input) { return Proposer(input).run(); }

}  // namespace clew::identity
