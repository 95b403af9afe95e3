// Idea: every reason names a pair directly, so no all-pairs comparison is needed: an address that
// contains a number, a card, a saved name, an owner, a handset, a name that two exhibits give. The
// reasons are put in one list, sorted by pair, and summed up; then names are compared for the pairs
// found.
//
//   card in ABC/1: "Ana", +447700900123, ana@example.org      → number ~ address, one card, 8 bits
//   chat in ABC/1 shows author "Ana"; ABC/1 saved one number under "Ana"  → author ~ number, saved
//   name, 7 bits "Ana Popescu" beside both handles in two exhibits, 2 of 1,000 handles bear it →
//   log2(m / .002) ≈ 8 bits "Ana" and "Ana new" on one phone → saved twice
//
// Weights of reasons that name a pair are stated, as how often such a reason is wrong: a shared
// card or saved name joins wrongly when a household or firm shares it, 1 in 200 was assumed (log2
// 200 = 7.6); a number inside an account's address is assigned by the service (1 in 10^6). The
// chance that a reason names this very pair of all is 1 in handles, so the bits of the prior are
// added. Weights of names are learned: u from random pairs of handles, m by EM over the pairs
// found, from stated starting values with the weight of 20 pairs, so that a small case keeps them
// (Winkler 1988).
#include "identity/proposals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <unordered_map>

#include "identity/names.h"

namespace clew::identity {
namespace {

// How much likelier than not a pair is on this reason alone, in bits: wrong in 1 of 2^bits. A
// reason names its pair among all handles, so its weight is this and the bits of the prior,
// log2(handles).
constexpr double same_number_bits = 20, same_mail_bits = 14, lid_bits = 18, owner_bits = 8,
                 handset_bits = 4, card_bits = 7.6, crowded_card_bits = 1, saved_name_bits = 7,
                 second_card_bits = 2, movement_bits = 2, saved_twice_bits = 2;
constexpr double change_least = 0, change_bits = 5;  // by the score, .35 to 1
constexpr std::size_t crowded_card = 7;  // handles on one card: a firm's or a copied list
constexpr std::size_t largest_card = 40;
constexpr std::size_t largest_name =
    12;  // handles under one full name: more say nothing about two of them
constexpr std::size_t most_names = 4;  // of one handle that are compared
constexpr std::int64_t handset_gap_us = 45ll * 86'400 * 1'000'000;
constexpr double high = .95, medium = .5;

enum class Feature : std::uint8_t {
  same_number,
  same_mail,
  lid_pair,
  owner,
  handset,
  card,
  saved_name,
  change,
  movement,
  saved_twice,
  full_name,
  count
};
constexpr std::array<const char*, static_cast<std::size_t>(Feature::count)> feature_words = {
    "same number", "same e-mail",   "LID pair",       "owner",       "same handset",    "one card",
    "saved name",  "number change", "moves together", "saved twice", "compatible names"};

// How the names beside two handles agree, seen from different exhibits.
enum NameLevel : int { full_equal, full_compatible, short_equal, unclear, different, name_levels };
constexpr std::array<double, name_levels> start_m = {.40, .20, .20, .08, .12};
constexpr std::array<double, name_levels> start_u = {.00002, .0001, .002, .02, .978};
constexpr double start_pairs = 20;

// FNV-1a, the same on every platform; a part is closed so that "ab" "c" and "a" "bc" differ.
std::uint64_t hash_of(std::string_view text, std::uint64_t h = 1469598103934665603u) {
  for (unsigned char c : text)
    h = (h ^ c) * 1099511628211u;
  return (h ^ 0x1f) * 1099511628211u;
}

struct Evidence {
  std::uint32_t a, b;  // ranks of handles, a < b
  Feature feature;
  float bits;
  std::uint32_t number;  // what the sentence counts: exhibits, numbers, …
  std::int64_t record;   // one record a row, or 0
  auto order() const { return std::tuple(a, b, feature, record, number, bits); }
};

struct Use {
  std::uint32_t handle, exhibit, name;  // ranks; name is an index into distinct names
  std::int64_t record;
  bool card, only_card;
};

class Proposer {
 public:
  Proposer(const Input& input, ThreadPool& pool) : input_(input), pool_(pool) {
    rank();
    read_names();
  }

  std::vector<Proposal> run(const ConflictCall& conflicts) {
    same_addresses();
    owners();
    handsets();
    cards();
    saved_names();
    saved_twice();
    full_names();
    changes();
    movements();
    std::sort(evidence_.begin(), evidence_.end(),
              [](const Evidence& x, const Evidence& y) { return x.order() < y.order(); });
    auto out = assemble();
    add_names(out);
    add_lists(out);
    finish(out, conflicts);
    return out;
  }

 private:
  std::uint32_t count() const { return static_cast<std::uint32_t>(input_.handles.size()); }
  const HandleFacts& handle(std::uint32_t rank) const { return input_.handles[order_[rank]]; }

  void rank() {
    order_.resize(input_.handles.size());
    std::iota(order_.begin(), order_.end(), 0u);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t x, std::uint32_t y) {
      const auto &a = input_.handles[x], &b = input_.handles[y];
      return std::tie(a.kind, a.normal, a.scope) < std::tie(b.kind, b.normal, b.scope);
    });
    rank_of_.reserve(order_.size());
    for (std::uint32_t r = 0; r < order_.size(); ++r)
      rank_of_[input_.handles[order_[r]].id] = r;
  }

  // Rank of a handle id, or count() when it is not there.
  std::uint32_t rank_of(std::int64_t id) const {
    auto found = rank_of_.find(id);
    return found == rank_of_.end() ? count() : found->second;
  }

  void put(std::uint32_t a, std::uint32_t b, Feature feature, double bits, std::uint32_t number,
           std::int64_t record) {
    if (a == b || a >= count() || b >= count()) return;
    if (feature != Feature::full_name) bits += prior_bits();
    evidence_.push_back(
        {std::min(a, b), std::max(a, b), feature, static_cast<float>(bits), number, record});
  }
  void put_all(std::uint32_t a, std::uint32_t b, Feature feature, double bits, std::uint32_t number,
               const std::vector<std::int64_t>& records) {
    if (records.empty()) put(a, b, feature, bits, number, 0);
    for (auto record : records)
      put(a, b, feature, bits, number, record);
  }

  void read_names() {
    std::vector<std::string_view> texts;
    for (const auto& use : input_.names)
      texts.push_back(use.name);
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    std::erase(texts, std::string_view());
    names_.resize(texts.size());
    constexpr std::size_t chunk = 4096;
    pool_.for_each((texts.size() + chunk - 1) / chunk, [&](std::size_t k) {
      for (auto i = k * chunk; i < std::min(texts.size(), (k + 1) * chunk); ++i)
        names_[i] = read_name(texts[i]);
    });
    std::unordered_map<std::string_view, std::uint32_t> id;
    id.reserve(texts.size());
    for (std::uint32_t i = 0; i < texts.size(); ++i)
      id[texts[i]] = i;
    std::vector<std::int64_t> exhibits;
    for (const auto& use : input_.names)
      exhibits.push_back(use.exhibit);
    for (const auto& owner : input_.owners)
      exhibits.push_back(owner.exhibit);
    std::sort(exhibits.begin(), exhibits.end());
    exhibits.erase(std::unique(exhibits.begin(), exhibits.end()), exhibits.end());
    exhibits_ = exhibits;
    for (const auto& use : input_.names) {
      auto h = rank_of(use.handle);
      if (h == count() || use.name.empty()) continue;
      uses_.push_back({h, exhibit_rank(use.exhibit), id[use.name],
                       use.records.empty() ? 0 : use.records.front(), use.card, use.only_card});
    }
    std::sort(uses_.begin(), uses_.end(), [](const Use& x, const Use& y) {
      return std::tie(x.handle, x.exhibit, x.name, x.record) <
             std::tie(y.handle, y.exhibit, y.name, y.record);
    });
    first_use_.assign(count() + 1, 0);
    for (const auto& use : uses_)
      ++first_use_[use.handle + 1];
    std::partial_sum(first_use_.begin(), first_use_.end(), first_use_.begin());
    // Bearers of each key (a name in any order of its parts) among the handles.
    keys_.resize(names_.size());
    std::unordered_map<std::string, std::uint32_t> key_ids;
    key_ids.reserve(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) {
      auto key = names_[i].key();
      keys_[i] = key_ids.try_emplace(std::move(key), static_cast<std::uint32_t>(key_ids.size()))
                     .first->second;
    }
    bearers_.assign(key_ids.size(), 0);
    for (std::uint32_t h = 0; h < count(); ++h) {
      std::vector<std::uint32_t> own;
      for (auto i = first_use_[h]; i < first_use_[h + 1]; ++i)
        own.push_back(keys_[uses_[i].name]);
      std::sort(own.begin(), own.end());
      own.erase(std::unique(own.begin(), own.end()), own.end());
      for (auto key : own)
        ++bearers_[key];
      named_ += !own.empty();
    }
  }

  std::uint32_t exhibit_rank(std::int64_t exhibit) const {
    return static_cast<std::uint32_t>(
        std::lower_bound(exhibits_.begin(), exhibits_.end(), exhibit) - exhibits_.begin());
  }

  std::int64_t first_record(std::uint32_t h) const {
    return first_use_[h] < first_use_[h + 1] ? uses_[first_use_[h]].record : 0;
  }

  void same_addresses() {
    std::unordered_map<std::string_view, std::uint32_t> phones, mails;
    for (std::uint32_t h = 0; h < count(); ++h) {
      const auto& f = handle(h);
      if (f.kind == "phone" && f.normal.size() > 7 && f.normal.front() == '+')
        phones[std::string_view(f.normal).substr(1)] = h;
      if (f.kind == "email") mails[f.normal] = h;
    }
    for (std::uint32_t h = 0; h < count(); ++h) {
      const auto& f = handle(h);
      std::string_view normal = f.normal;
      auto at = normal.find('@');
      if (f.kind == "jid" && at != std::string_view::npos) {
        auto host = normal.substr(at);
        // Pseudonymous addresses (@lid) hold no number, groups (@g.us) no person.
        if (host.starts_with("@lid") || host.starts_with("@g.us")) continue;
        auto digits = normal.substr(0, at);
        digits = digits.substr(0, digits.find_first_of(":."));  // device suffix
        if (auto phone = phones.find(digits); phone != phones.end())
          put(h, phone->second, Feature::same_number, same_number_bits, 1, first_record(h));
      }
      if (f.kind == "username" || f.kind == "uid" || f.kind == "jid" || f.kind == "other") {
        if (auto phone =
                phones.find(normal.starts_with('+') ? normal.substr(1) : std::string_view());
            phone != phones.end())
          put(h, phone->second, Feature::same_number, same_number_bits, 1, first_record(h));
        if (auto mail = at == std::string_view::npos ? mails.end() : mails.find(normal);
            mail != mails.end())
          put(h, mail->second, Feature::same_mail, same_mail_bits, 1, first_record(h));
      }
    }
  }

  void owners() {
    for (const auto& owner : input_.owners) {
      auto number = rank_of(owner.number);
      if (!owner.number || number == count() || owner.name.empty()) continue;
      auto exhibit = exhibit_rank(owner.exhibit);
      for (const auto& use : uses_) {
        const auto& f = handle(use.handle);
        if (use.exhibit == exhibit && f.kind == "name" && f.normal == owner.name)
          put(use.handle, number, Feature::owner, owner_bits, 1, use.record);
      }
    }
  }

  // One handset that took two numbers, one soon after the other or in turns.
  void handsets() {
    auto uses = input_.handsets;
    std::sort(uses.begin(), uses.end(), [&](const auto& x, const auto& y) {
      return std::tuple(rank_of(x.handset), rank_of(x.handle), x.first_us) <
             std::tuple(rank_of(y.handset), rank_of(y.handle), y.first_us);
    });
    for (std::size_t i = 0; i < uses.size(); ++i)
      for (auto k = i + 1; k < uses.size() && uses[k].handset == uses[i].handset && k < i + 20;
           ++k) {
        if (uses[k].handle == uses[i].handle) continue;
        const auto& early = uses[i].first_us <= uses[k].first_us ? uses[i] : uses[k];
        const auto& late = &early == &uses[i] ? uses[k] : uses[i];
        if (late.first_us - early.last_us > handset_gap_us) continue;
        std::vector<std::int64_t> records = early.records;
        records.insert(records.end(), late.records.begin(), late.records.end());
        put_all(rank_of(early.handle), rank_of(late.handle), Feature::handset, handset_bits, 1,
                records);
      }
  }

  void cards() {
    struct On {
      std::uint32_t a, b;
      std::int64_t exhibit, record;
      bool crowded, lid;
    };
    std::vector<On> together;
    for (const auto& card : input_.cards) {
      std::vector<std::uint32_t> ranks;
      bool lid = false;
      for (auto id : card.handles)
        if (auto r = rank_of(id); r != count()) {
          ranks.push_back(r);
          lid |= handle(r).kind == "lid";
        }
      std::sort(ranks.begin(), ranks.end());
      ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
      if (ranks.size() < 2 || ranks.size() > largest_card) continue;
      for (std::size_t x = 0; x < ranks.size(); ++x)
        for (std::size_t y = x + 1; y < ranks.size(); ++y)
          together.push_back({ranks[x], ranks[y], card.exhibit, card.record,
                              ranks.size() >= crowded_card, lid && ranks.size() <= 3});
    }
    std::sort(together.begin(), together.end(), [](const On& x, const On& y) {
      return std::tie(x.a, x.b, x.record) < std::tie(y.a, y.b, y.record);
    });
    for (std::size_t i = 0; i < together.size();) {
      auto end = i;
      bool crowded = true, lid = false;
      std::vector<std::int64_t> exhibits;
      for (; end < together.size() && together[end].a == together[i].a &&
             together[end].b == together[i].b;
           ++end) {
        crowded &= together[end].crowded;
        lid |= together[end].lid;
        exhibits.push_back(together[end].exhibit);
      }
      std::sort(exhibits.begin(), exhibits.end());
      auto n = static_cast<std::uint32_t>(std::unique(exhibits.begin(), exhibits.end()) -
                                          exhibits.begin());
      double bits =
          lid ? lid_bits
              : (crowded ? crowded_card_bits : card_bits) + (n > 1 ? second_card_bits : 0);
      for (auto k = i; k < end; ++k)
        put(together[k].a, together[k].b, lid ? Feature::lid_pair : Feature::card, bits,
            crowded ? n + 1000 : n, together[k].record);
      i = end;
    }
  }

  // A chat export shows the name that the phone had saved instead of the number. Two cards of one name are no such thing: a
  // name that stands on cards only joins nothing by itself.
  void saved_names() {
    auto by_place = uses_;
    std::sort(by_place.begin(), by_place.end(), [](const Use& x, const Use& y) {
      return std::tie(x.exhibit, x.name, x.handle, x.record) <
             std::tie(y.exhibit, y.name, y.handle, y.record);
    });
    for (std::size_t i = 0; i < by_place.size();) {
      auto end = i;
      while (end < by_place.size() && by_place[end].exhibit == by_place[i].exhibit &&
             by_place[end].name == by_place[i].name)
        ++end;
      std::vector<const Use*> authors, others;
      std::uint32_t phones = 0;
      for (auto k = i; k < end; ++k) {
        const auto& f = handle(by_place[k].handle);
        if (f.kind == "name" && by_place[k].only_card) continue;
        auto& list = f.kind == "name" ? authors : others;
        if (list.empty() || list.back()->handle != by_place[k].handle) {
          list.push_back(&by_place[k]);
          phones += f.kind == "phone";
        }
      }
      for (const auto* author : authors)
        for (const auto* other : others) {
          // One of the numbers is the author's: even odds at two, less with more.
          double bits = phones > 1 ? -std::log2(double(phones - 1)) : saved_name_bits;
          put(author->handle, other->handle, Feature::saved_name, bits, std::max(1u, phones),
              other->record);
        }
      i = end;
    }
  }

  // One phone that saved two numbers under names of one person: "Ana", "Ana new". Pairs on one card
  // are no news.
  void saved_twice() {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;  // exhibit and first word → use
    for (std::uint32_t i = 0; i < uses_.size(); ++i) {
      const auto& name = names_[uses_[i].name];
      if (!uses_[i].card || handle(uses_[i].handle).kind != "phone" || !name.personal()) continue;
      for (const auto& part : name.parts)
        if (part.kind == NamePart::Kind::word) {
          keyed.push_back(
              {std::uint64_t(uses_[i].exhibit) << 32 | (hash_of(part.stem) & 0xffffffff), i});
          break;
        }
    }
    std::sort(keyed.begin(), keyed.end());
    for (std::size_t i = 0; i < keyed.size();) {
      auto end = i;
      while (end < keyed.size() && keyed[end].first == keyed[i].first)
        ++end;
      if (end - i <= 8)
        for (auto x = i; x < end; ++x)
          for (auto y = x + 1; y < end; ++y) {
            const auto &one = uses_[keyed[x].second], &two = uses_[keyed[y].second];
            if (one.handle == two.handle || one.record == two.record) continue;
            if (!says_again(names_[one.name], names_[two.name])) continue;
            auto bits = saved_twice_bits - std::log2(double(end - i - 1));
            put(one.handle, two.handle, Feature::saved_twice, bits,
                static_cast<std::uint32_t>(end - i), one.record);
            put(one.handle, two.handle, Feature::saved_twice, bits,
                static_cast<std::uint32_t>(end - i), two.record);
          }
      i = end;
    }
  }

  // The same words, but for "new", "old", "2", "work" and the like; another initial is another
  // person.
  static bool says_again(const Name& a, const Name& b) {
    auto words = [](const Name& n, bool& more) {
      std::vector<std::string> out;
      for (const auto& p : n.parts) {
        bool light = p.kind == NamePart::Kind::number || is_again_word(p.latin);
        more |= light;
        if (!light) out.push_back(p.stem);
      }
      std::sort(out.begin(), out.end());
      return out;
    };
    bool more = false;
    auto x = words(a, more), y = words(b, more);
    return !x.empty() && x == y && more;  // without such a word: namesakes
  }

  // Full names that two exhibits give to two handles.
  void full_names() {
    struct Keyed {
      std::uint64_t key;
      std::uint32_t use;
    };
    std::vector<Keyed> keyed;
    for (std::uint32_t i = 0; i < uses_.size(); ++i) {
      const auto& name = names_[uses_[i].name];
      const auto& kind = handle(uses_[i].handle).kind;
      if (kind == "name" || name.words() < 2 || !name.personal()) continue;
      // By the sounds of its words in any order: spellings and scripts meet.
      std::vector<std::string_view> sounds;
      for (const auto& part : name.parts)
        if (part.kind == NamePart::Kind::word && !part.patronymic) sounds.push_back(part.sound);
      std::sort(sounds.begin(), sounds.end());
      std::uint64_t h = hash_of("");
      for (auto s : sounds)
        h = hash_of(s, h);
      keyed.push_back({h, i});
    }
    std::sort(keyed.begin(), keyed.end(), [](const Keyed& x, const Keyed& y) {
      return std::tie(x.key, x.use) < std::tie(y.key, y.use);
    });
    for (std::size_t i = 0; i < keyed.size();) {
      auto end = i;
      std::uint32_t handles = 0, last = count();
      for (; end < keyed.size() && keyed[end].key == keyed[i].key; ++end) {
        handles += uses_[keyed[end].use].handle != last;
        last = uses_[keyed[end].use].handle;
      }
      if (handles >= 2 && handles <= largest_name)
        for (auto x = i; x < end; ++x)
          for (auto y = x + 1; y < end; ++y) {
            const auto &one = uses_[keyed[x].use], &two = uses_[keyed[y].use];
            if (one.handle == two.handle || one.exhibit == two.exhibit) continue;
            put(one.handle, two.handle, Feature::full_name, 0, 0, one.record);
            put(one.handle, two.handle, Feature::full_name, 0, 0, two.record);
          }
      i = end;
    }
  }

  void changes() {
    for (const auto& change : input_.changes)
      put_all(rank_of(change.old_handle), rank_of(change.new_handle), Feature::change,
              change_least + change_bits * change.score, 1, change.records);
  }

  void movements() {
    for (const auto& m : input_.movements)
      put_all(rank_of(m.a), rank_of(m.b), Feature::movement, movement_bits, m.places, m.records);
  }

  std::string words(Feature feature, std::uint32_t number, double bits) const {
    switch (feature) {
      case Feature::same_number:
        return "The account's address is this number.";
      case Feature::same_mail:
        return "The account's name is this e-mail address.";
      case Feature::lid_pair:
        return "The app itself pairs this pseudonym with this number or account.";
      case Feature::owner:
        return "Name and number of the device's owner, as said at import.";
      case Feature::handset:
        return "One handset (IMEI) took both numbers, one soon after the other or in turns. "
               "Handsets are passed on, and an IMEI can be copied.";
      case Feature::card: {
        auto exhibits = number % 1000;
        auto text = exhibits > 1 ? fmt::format("Contact cards of {} exhibits hold both.", exhibits)
                                 : std::string("One contact card holds both.");
        if (number > 1000) text += " The card holds many others too, as a firm's would.";
        return text;
      }
      case Feature::saved_name:
        return number > 1
                   ? fmt::format("This phone shows the name for this number, and for {} others.",
                                 number - 1)
                   : std::string(
                         "This phone saved this number, and no other, under the name that the chat "
                         "shows.");
      case Feature::change:
        return "One stops, the other starts and goes on with the same rare contacts.";
      case Feature::movement:
        return fmt::format(
            "Both are at the same {} places at the same times, and never far apart. People who "
            "travel together are too.",
            number);
      case Feature::saved_twice:
        return number > 2 ? fmt::format("One phone saved both under one name, and {} others too.",
                                        number - 2)
                          : std::string("One phone saved both numbers under one name.");
      case Feature::full_name:
        (void)bits;
        return "Two exhibits give both compatible full names.";
      case Feature::count:
        break;
    }
    return {};
  }

  std::vector<Proposal> assemble() {
    std::vector<Proposal> out;
    ranks_.clear();
    for (std::size_t i = 0; i < evidence_.size();) {
      auto end = i;
      Proposal p;
      p.a = handle(evidence_[i].a).id;
      p.b = handle(evidence_[i].b).id;
      while (end < evidence_.size() && evidence_[end].a == evidence_[i].a &&
             evidence_[end].b == evidence_[i].b) {
        // One reason a feature: its best bits, all its records.
        auto from = end;
        float bits = evidence_[end].bits;
        auto number = evidence_[end].number;
        Reason reason;
        for (; end < evidence_.size() && evidence_[end].a == evidence_[i].a &&
               evidence_[end].b == evidence_[i].b &&
               evidence_[end].feature == evidence_[from].feature;
             ++end) {
          if (evidence_[end].bits > bits)
            bits = evidence_[end].bits, number = evidence_[end].number;
          if (evidence_[end].record && reason.evidence.size() < 40 &&
              (reason.evidence.empty() || reason.evidence.back() != evidence_[end].record))
            reason.evidence.push_back(evidence_[end].record);
        }
        auto feature = evidence_[from].feature;
        if (feature == Feature::full_name) {
          name_records_.push_back(
              {static_cast<std::uint32_t>(out.size()), std::move(reason.evidence)});
          continue;
        }
        reason.feature = feature_words[static_cast<std::size_t>(feature)];
        reason.words = words(feature, number, double(bits));
        reason.weight = double(bits);
        if (feature == Feature::saved_name && number > 1)
          p.conflicts.push_back(
              fmt::format("{} numbers are saved under this name on the same phone", number));
        p.reasons.push_back(std::move(reason));
      }
      ranks_.push_back({evidence_[i].a, evidence_[i].b});
      out.push_back(std::move(p));
      i = end;
    }
    return out;
  }

  struct NameView {
    int level = -1;
    double share = 0;  // of the handles that bear the name, for equal ones
    std::uint32_t exhibits = 0, bearers = 0;
  };

  // The best agreement of names that different exhibits (for a bare name: the name itself) give to
  // the two.
  NameView name_view(std::uint32_t a, std::uint32_t b) const {
    NameView best;
    std::size_t looked = 0;
    for (auto i = first_use_[a]; i < first_use_[a + 1]; ++i)
      for (auto k = first_use_[b]; k < first_use_[b + 1]; ++k) {
        const auto &x = uses_[i], &y = uses_[k];
        if (x.exhibit == y.exhibit) continue;
        const auto &one = names_[x.name], &two = names_[y.name];
        if (!one.personal() || !two.personal()) continue;
        bool equal = keys_[x.name] == keys_[y.name];
        if (!equal && ++looked > most_names * most_names) continue;
        NameView v;
        auto least = std::min(one.words(), two.words());
        if (equal) {
          v.level = least > 1 ? full_equal : short_equal;
          v.bearers = bearers_[keys_[x.name]];
          v.share = double(v.bearers) / double(std::max<std::size_t>(1, named_));
        } else {
          double s = compare_names(one, two);
          v.level = s >= .65   ? (least > 1 ? full_compatible : short_equal)
                    : s >= .45 ? unclear
                               : different;
          v.bearers = std::max(bearers_[keys_[x.name]], bearers_[keys_[y.name]]);
          v.share = double(v.bearers) / double(std::max<std::size_t>(1, named_));
        }
        if (best.level < 0 || v.level < best.level ||
            (v.level == best.level && v.share < best.share))
          best = v;
      }
    return best;
  }

  // Bits of the names of every pair found: u from random pairs, m by EM.
  void add_names(std::vector<Proposal>& out) {
    std::vector<NameView> views(out.size());
    constexpr std::size_t chunk = 2048;
    pool_.for_each((out.size() + chunk - 1) / chunk, [&](std::size_t k) {
      for (auto i = k * chunk; i < std::min(out.size(), (k + 1) * chunk); ++i)
        views[i] = name_view(ranks_[i].first, ranks_[i].second);
    });
    auto u = random_names();
    auto m = start_m;
    std::vector<double> other(out.size());
    for (std::size_t i = 0; i < out.size(); ++i)
      for (const auto& reason : out[i].reasons)
        other[i] += reason.weight;
    for (int round = 0; round < 20; ++round) {
      std::array<double, name_levels> sum{};
      double total = 0;
      for (std::size_t i = 0; i < out.size(); ++i) {
        if (views[i].level < 0) continue;
        double p = probability(other[i] + name_bits(views[i], m, u));
        sum[static_cast<std::size_t>(views[i].level)] += p;
        total += p;
      }
      double change = 0;
      for (std::size_t l = 0; l < name_levels; ++l) {
        double next = (start_pairs * start_m[l] + sum[l]) / (start_pairs + total);
        change = std::max(change, std::abs(next - m[l]));
        m[l] = next;
      }
      if (change < 1e-4) break;
    }
    std::size_t at = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      std::vector<std::int64_t> records;
      if (at < name_records_.size() && name_records_[at].first == i)
        records = std::move(name_records_[at++].second);
      const auto& v = views[i];
      if (v.level < 0) continue;
      double bits = name_bits(v, m, u);
      if (v.level == different && bits < 0) {
        bool saved = std::any_of(out[i].reasons.begin(), out[i].reasons.end(), [](const Reason& r) {
          return r.feature == "saved name" || r.feature == "LID pair";
        });
        if (saved) continue;  // the phone itself says so: what others call the number tells less
        out[i].conflicts.push_back("the exhibits give them different names");
        out[i].reasons.push_back({"different names",
                                  "The exhibits give the two names that do not fit each other.",
                                  bits, std::move(records)});
        continue;
      }
      if (v.level == unclear || bits <= 0) continue;
      if (records.empty())
        for (auto h : {ranks_[i].first, ranks_[i].second})
          if (auto r = first_record(h)) records.push_back(r);
      std::sort(records.begin(), records.end());
      bool weak = v.level == short_equal;
      // A name that made the pair says no more when it is found again.
      auto by_name = [](const Reason& r) {
        return r.feature == "saved name" || r.feature == "saved twice";
      };
      if (weak && std::any_of(out[i].reasons.begin(), out[i].reasons.end(), by_name)) continue;
      const char* feature = weak                    ? "same name"
                            : v.level == full_equal ? "same full name"
                                                    : "compatible names";
      out[i].reasons.push_back(
          {feature,
           fmt::format("{}; {} {}.",
                       v.level == full_equal ? "Two exhibits give both the same full name"
                       : v.level == short_equal
                           ? "Two exhibits give both the same first name or nickname"
                           : "Two exhibits give both full names that may be one person's",
                       v.bearers == 1 ? "one identifier of the case bears" : fmt::format("{} identifiers of the case bear", v.bearers),
                       v.level == full_compatible ? "the more frequent" : "it"),
           bits, std::move(records)});
    }
  }

  // What cards and lists give of two people, field by field.
  void add_lists(std::vector<Proposal>& out) {
    if (input_.people.size() < 2) return;
    auto people = input_.people;
    std::erase_if(people, [&](const ListedPerson& p) { return rank_of(p.handle) == count(); });
    std::sort(people.begin(), people.end(), [](const auto& x, const auto& y) { return x.record < y.record; });
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> at;
    for (std::size_t i = 0; i < ranks_.size(); ++i) at[ranks_[i]] = i;
    for (const auto& pair : list_pairs(people, prior_bits(), pool_)) {
      std::pair<std::uint32_t, std::uint32_t> ranks = std::minmax(rank_of(people[pair.a].handle), rank_of(people[pair.b].handle));
      auto [found, fresh] = at.try_emplace(ranks, out.size());
      if (fresh) {
        Proposal p;
        p.a = handle(ranks.first).id;
        p.b = handle(ranks.second).id;
        ranks_.push_back(ranks);
        out.push_back(std::move(p));
      }
      auto& p = out[found->second];
      // Names are counted once.
      std::erase_if(p.reasons, [](const Reason& r) {
        return r.feature == "same full name" || r.feature == "compatible names" || r.feature == "same name" || r.feature == "different names";
      });
      for (const auto& step : pair.steps) {
        p.reasons.push_back({step.feature, step.words, step.bits, {people[pair.a].record, people[pair.b].record}});
        if (step.apart) p.conflicts.push_back(step.words), listed_apart_.insert(ranks);
      }
      if (!pair.whole) p.conflicts.push_back("one of the two rows gives only a part of the name"), listed_apart_.insert(ranks);
      listed_.insert(ranks);
    }
  }

  double prior_bits() const { return std::log2(double(std::max(2u, count()))); }
  double probability(double bits) const { return 1 / (1 + std::exp2(-(bits - prior_bits()))); }

  static double name_bits(const NameView& v, const std::array<double, name_levels>& m,
                          const std::array<double, name_levels>& u) {
    if (v.level < 0) return 0;
    auto l = static_cast<std::size_t>(v.level);
    // An equal name by the share of those who bear it; at least what the level gives on the whole
    // for compatible ones.
    double chance = v.level == full_equal || v.level == short_equal ? std::max(v.share, 1e-7)
                    : v.level == full_compatible                    ? std::max(v.share, u[l])
                                                                    : u[l];
    double bits = std::log2(m[l] / chance);
    return std::clamp(bits, -6.0, v.level == short_equal ? 6.0 : 14.0);
  }

  std::array<double, name_levels> random_names() const {
    std::array<double, name_levels> sum{};
    double total = start_pairs;
    for (std::size_t l = 0; l < name_levels; ++l)
      sum[l] = start_pairs * start_u[l];
    std::vector<std::uint32_t> named;
    for (std::uint32_t h = 0; h < count(); ++h)
      if (first_use_[h] < first_use_[h + 1]) named.push_back(h);
    std::uint64_t state = 1;
    auto next = [&state](std::size_t n) {  // splitmix64
      state += 0x9e3779b97f4a7c15;
      auto z = state;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      return static_cast<std::size_t>((z ^ (z >> 31)) % n);
    };
    for (int i = 0; i < 20'000 && named.size() > 2; ++i) {
      auto a = named[next(named.size())], b = named[next(named.size())];
      if (a == b) continue;
      auto v = name_view(std::min(a, b), std::max(a, b));
      if (v.level < 0) continue;
      sum[static_cast<std::size_t>(v.level)] += 1;
      total += 1;
    }
    for (auto& s : sum)
      s = std::max(s / total, 1e-7);
    return sum;
  }

  void finish(std::vector<Proposal>& out, const ConflictCall& conflicts) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < out.size(); ++i) {
      auto& p = out[i];
      // A weak reason alone proposes nothing, nor do names that fit too badly.
      bool carried = std::any_of(p.reasons.begin(), p.reasons.end(), [](const Reason& r) {
        return r.weight > 0 && r.feature != "same name";
      });
      if (!carried) continue;
      double against = 0;
      if (conflicts)
        for (auto& c : conflicts(p.a, p.b)) {
          if (listed_.contains(ranks_[i]) && (c.feature == "two birthdays" || c.feature == "two names in one phone")) continue;  // weighed there
          if (c.weight < 0) {
            against += c.weight;
            p.conflicts.push_back(c.words);
          }
          p.reasons.push_back(
              {std::move(c.feature), std::move(c.words), c.weight, std::move(c.evidence)});
        }
      std::stable_sort(p.reasons.begin(), p.reasons.end(),
                       [](const Reason& x, const Reason& y) { return x.weight > y.weight; });
      for (const auto& reason : p.reasons) {
        p.weight += reason.weight;
        if (reason.weight < 0 && reason.feature == "different names") against += reason.weight;
      }
      p.probability = probability(p.weight);
      p.level = p.probability >= high && against > -4 && !listed_apart_.contains(ranks_[i]) ? "high"
                : p.probability >= medium             ? "medium"
                                                      : "low";
      std::sort(p.conflicts.begin(), p.conflicts.end());
      p.conflicts.erase(std::unique(p.conflicts.begin(), p.conflicts.end()), p.conflicts.end());
      order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) {
      return out[x].weight > out[y].weight;
    });
    std::vector<Proposal> sorted;
    sorted.reserve(order.size());
    for (auto i : order)
      sorted.push_back(std::move(out[i]));
    out = std::move(sorted);
  }

  const Input& input_;
  ThreadPool& pool_;
  std::vector<std::uint32_t> order_;
  std::unordered_map<std::int64_t, std::uint32_t> rank_of_;
  std::vector<std::int64_t> exhibits_;
  std::vector<Name> names_;
  std::vector<std::uint32_t> keys_, bearers_;
  std::size_t named_ = 0;
  std::vector<Use> uses_;
  std::vector<std::size_t> first_use_;
  std::vector<Evidence> evidence_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranks_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> listed_, listed_apart_;
  std::vector<std::pair<std::uint32_t, std::vector<std::int64_t>>> name_records_;
};

}  // namespace

std::vector<Proposal> propose(const Input& input, ThreadPool& pool, const ConflictCall& conflicts) {
  return Proposer(input, pool).run(conflicts);
}

std::vector<Proposal> propose(const Input& input) {
  ThreadPool one(1);
  return propose(input, one);
}

}  // namespace clew::identity
