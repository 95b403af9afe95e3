#include "identity/people_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <string_view>
#include <tuple>

#include "identity/fellegi_sunter.h"
#include "identity/name_sound.h"
#include "identity/names.h"

namespace clew::identity {
namespace {

using Column = std::vector<std::string>;

// At least so much against: as a conflict of two birthdays weighs (job/identity_conflicts.cpp).
constexpr double apart_bits = -6;
// Stated shares, with the weight of so many pairs: a short list keeps them.
constexpr double prior_m_pairs = 30, prior_u_pairs = 2000;

std::uint64_t hash_text(std::string_view text, std::uint64_t h = 1469598103934665603u) {
  for (unsigned char c : text)
    h = (h ^ c) * 1099511628211u;
  return (h ^ 0x1f) * 1099511628211u;
}

std::string letters(std::string_view text) {
  std::string out;
  for (const auto& part : read_name(text).parts) out += part.latin;
  return out;
}

std::string plain(std::string_view text) {  // ASCII folded, letters and figures
  std::string out;
  for (unsigned char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<unsigned char>(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) out += static_cast<char>(c);
  }
  return out;
}

std::vector<std::uint32_t> terms_of(const Column& column) {
  std::map<std::string_view, std::uint32_t> ids;
  std::vector<std::uint32_t> out;
  for (const auto& value : column)
    out.push_back(value.empty() ? 0 : ids.try_emplace(value, static_cast<std::uint32_t>(ids.size() + 1)).first->second);
  return out;
}

// 0 the same, 1 a slip or the two names exchanged, 2 the same sound or a short form, 3 alike, 4 different.
Comparison names_compared(const std::string& name, std::shared_ptr<Column> values, std::shared_ptr<Column> others) {
  auto sounds = std::make_shared<Column>();
  for (const auto& v : *values) sounds->push_back(sound_of(v));
  Comparison out{name, 5,
                 [values, sounds, others](std::uint32_t a, std::uint32_t b) {
                   const auto &x = (*values)[a], &y = (*values)[b];
                   if (x.empty() || y.empty()) return -1;
                   if (x == y) return 0;
                   const auto &x2 = (*others)[a], &y2 = (*others)[b];
                   if (!x2.empty() && !y2.empty() && x != x2 && jaro_winkler(x, y2) >= .92 && jaro_winkler(x2, y) >= .92) return 1;
                   auto edits = damerau(x, y);
                   if (edits <= 1 && std::min(x.size(), y.size()) >= 4) return 1;
                   double jw = jaro_winkler(x, y);
                   if (jw >= .92 || (*sounds)[a] == (*sounds)[b] || nickname_of(x, y)) return 2;
                   if (jw >= .86 || (edits <= 2 && std::min(x.size(), y.size()) >= 6)) return 3;
                   return 4;
                 },
                 terms_of(*values)};
  out.prior_m = {.72, .12, .06, .03, .07};
  out.prior_u = {.004, .0015, .002, .0015, .991};
  return out;
}

// 0 the same, 1 one figure, 2 two figures, 3 different.
Comparison figures_compared(const std::string& name, std::shared_ptr<Column> values, double same_by_chance) {
  Comparison out{name, 4,
                 [values](std::uint32_t a, std::uint32_t b) {
                   const auto &x = (*values)[a], &y = (*values)[b];
                   if (x.empty() || y.empty()) return -1;
                   if (x == y) return 0;
                   auto edits = damerau(x, y);
                   return edits <= 1 ? 1 : edits == 2 ? 2 : 3;
                 },
                 terms_of(*values)};
  out.prior_m = {.85, .07, .03, .05};
  out.prior_u = {same_by_chance, .002, .015, .983 - same_by_chance};
  out.rare_tells = name != "birthday";
  return out;
}

// 0 the same, 1 a slip or the same sound, 2 alike, 3 different.
Comparison texts_compared(const std::string& name, std::shared_ptr<Column> values, double same_by_chance) {
  Comparison out{name, 4,
                 [values](std::uint32_t a, std::uint32_t b) {
                   const auto &x = (*values)[a], &y = (*values)[b];
                   if (x.empty() || y.empty()) return -1;
                   if (x == y) return 0;
                   if (damerau(x, y) <= 1 && std::min(x.size(), y.size()) >= 4) return 1;
                   return jaro_winkler(x, y) >= .9 ? 2 : 3;
                 },
                 terms_of(*values)};
  out.prior_m = {.7, .08, .04, .18};  // people move house
  out.prior_u = {same_by_chance, .002, .006, .992 - same_by_chance};
  return out;
}

class Lists {
 public:
  explicit Lists(const std::vector<ListedPerson>& people) : people_(people) {
    for (auto* column : {&given_, &family_, &born_, &town_, &place_, &postcode_, &mail_}) {
      *column = std::make_shared<Column>();
      (*column)->reserve(people.size());
    }
    for (const auto& p : people) {
      auto given = letters(p.given), family = letters(p.family);
      if (given.empty() && family.empty()) {
        const auto whole = read_name(p.name);
        std::vector<std::string_view> words;
        for (const auto& part : whole.parts)
          if (part.kind == NamePart::Kind::word && !part.patronymic) words.push_back(part.latin);
        if (!words.empty()) given = words.front();
        if (words.size() > 1) family = words.back();
      }
      given_->push_back(std::move(given));
      family_->push_back(std::move(family));
      born_->push_back(plain(p.born));
      town_->push_back(plain(p.town));
      place_->push_back(plain(p.place));
      postcode_->push_back(plain(p.postcode));
      auto mail = std::string_view(p.mail).substr(0, p.mail.find('@'));
      mail_->push_back(plain(mail));
    }
    add(names_compared("given name", given_, family_), given_);
    add(names_compared("family name", family_, given_), family_);
    add(figures_compared("birthday", born_, .0001), born_);
    add(texts_compared("town", town_, .05), town_);
    add(texts_compared("place", place_, .003), place_);
    add(figures_compared("postcode", postcode_, .002), postcode_);
    add(texts_compared("e-mail name", mail_, .0001), mail_);
  }

  std::vector<ListPair> run(double least_bits, ThreadPool& pool, ListReport* report) {
    const auto n = static_cast<std::uint32_t>(people_.size());
    std::vector<ListPair> out;
    if (n < 2) return out;
    auto rules = blocking();
    auto candidates = candidate_pairs(rules, n);
    if (report) {
      report->candidates = candidates.pairs.size();
      for (const auto& rule : candidates.rules) report->left_out += rule.pairs_skipped;
      if (report->keep_pairs)
        for (const auto& pair : candidates.pairs) report->pairs.emplace_back(pair.first, pair.second);
    }
    std::erase_if(candidates.pairs, [&](const Pair& p) { return people_[p.first].handle == people_[p.second].handle; });
    EstimateOptions options;
    options.prior_m_pairs = prior_m_pairs;
    options.prior_u_pairs = prior_u_pairs;
    auto model = estimate(comparisons_, rules, n, options, pool);
    auto scored = score(model, comparisons_, candidates.pairs, n, pool);
    // The prior of the case says one partner each, by chance 1 / handles; where the pairs themselves say that hardly anybody stands twice, that
    // counts, but for one pair in all.
    const double possible = double(n) * double(n - 1) / 2, prior = std::max(model.prior, std::min(.5, 1 / possible));
    const double seldom = std::min(0.0, least_bits + std::log2(prior / (1 - prior)));
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> best;  // two handles → in `out`
    WaterfallMaker steps(model, comparisons_);
    for (const auto& s : scored) {
      if (double(s.bits) < least_bits) continue;
      ListPair pair{s.pair.first, s.pair.second, 0, {}};
      explain(steps.of(s.pair), pair);
      bool more = false, named = false;  // than names; a name
      for (const auto& step : pair.steps) {
        pair.bits += step.bits;
        more |= !step.name && step.bits > 0;
        named |= step.name && step.bits > 0;
      }
      if (seldom < -.05) {
        pair.steps.push_back({"seldom twice", fmt::format("Of {} rows and cards hardly any two are one person's, as all pairs compared show.", n), seldom, false, false});
        pair.bits += seldom;
      }
      if (pair.bits < least_bits || !more || !named) continue;
      auto [at, fresh] = best.try_emplace(std::minmax(people_[pair.a].handle, people_[pair.b].handle), out.size());
      if (fresh)
        out.push_back(std::move(pair));
      else if (std::tuple(-pair.bits, people_[pair.a].record, people_[pair.b].record) <
               std::tuple(-out[at->second].bits, people_[out[at->second].a].record, people_[out[at->second].b].record))
        out[at->second] = std::move(pair);
    }
    return out;
  }

 private:
  void add(Comparison comparison, const std::shared_ptr<Column>& column) {
    const auto known = std::count_if(column->begin(), column->end(), [](const auto& v) { return !v.empty(); });
    if (known < 2) return;
    known_.push_back(static_cast<std::uint64_t>(known));
    auto& bearers = bearers_.emplace_back();
    for (auto term : comparison.terms) {
      if (bearers.size() <= term) bearers.resize(term + 1);
      ++bearers[term];
    }
    at_.emplace(comparison.name, comparisons_.size());
    comparisons_.push_back(std::move(comparison));
  }

  std::vector<std::size_t> fixes(std::initializer_list<const char*> names) const {
    std::vector<std::size_t> out;
    for (const char* name : names)
      if (auto found = at_.find(name); found != at_.end()) out.push_back(found->second);
    return out;
  }

  std::vector<BlockingRule> blocking() const {
    const Column &given = *given_, &family = *family_, &born = *born_, &town = *town_, &place = *place_, &postcode = *postcode_, &mail = *mail_;
    Column sound_given, sound_family, sound_town, day, month, year_day;
    for (std::size_t i = 0; i < given.size(); ++i) {
      sound_given.push_back(sound_of(given[i]));
      sound_family.push_back(sound_of(family[i]));
      sound_town.push_back(sound_of(town[i]));
      const bool whole = born[i].size() == 8;
      day.push_back(whole ? born[i].substr(4) : "");
      month.push_back(whole ? born[i].substr(0, 6) : "");
      year_day.push_back(whole ? born[i].substr(0, 4) + born[i].substr(6) : "");
    }
    std::vector<BlockingRule> out;
    auto rule = [&](const char* name, std::initializer_list<const Column*> columns, std::vector<std::size_t> fixed, bool trains,
                    std::size_t prefix = std::string::npos) {
      BlockingRule made{name, {}, std::move(fixed), trains};
      for (std::size_t i = 0; i < given.size(); ++i) {
        auto h = hash_text(name);
        bool all = true;
        for (const auto* c : columns) {
          all &= !(*c)[i].empty();
          h = hash_text(std::string_view((*c)[i]).substr(0, prefix), h);
        }
        made.key.push_back(all ? std::max<std::uint64_t>(h, 1) : 0);
      }
      out.push_back(std::move(made));
    };
    rule("birthday", {&born}, fixes({"birthday"}), true);
    rule("names", {&given, &family}, fixes({"given name", "family name"}), true);
    rule("family name and town", {&family, &town}, fixes({"family name", "town"}), true);
    rule("given name and town", {&given, &town}, fixes({"given name", "town"}), true);
    rule("e-mail name", {&mail}, fixes({"e-mail name"}), true);
    rule("family name and postcode", {&family, &postcode}, fixes({"family name", "postcode"}), true);
    rule("given name and postcode", {&given, &postcode}, fixes({"given name", "postcode"}), false);
    rule("family name and place", {&family, &place}, fixes({"family name", "place"}), false);
    rule("given name and place", {&given, &place}, {}, false);
    rule("sounds of names", {&sound_given, &sound_family}, {}, false);
    rule("sounds of family name and town", {&sound_family, &sound_town}, {}, false);
    rule("sounds of given name and town", {&sound_given, &sound_town}, {}, false);
    rule("family name, month and day", {&family, &day}, {}, false);
    rule("given name, month and day", {&given, &day}, {}, false);
    rule("family name, year and month", {&family, &month}, {}, false);
    rule("given name, year and month", {&given, &month}, {}, false);
    rule("family name, year and day", {&family, &year_day}, {}, false);
    rule("given name, year and day", {&given, &year_day}, {}, false);
    rule("town, year and month", {&town, &month}, {}, false);
    rule("town, month and day", {&sound_town, &day}, {}, false);
    rule("beginnings of names", {&given, &family}, {}, false, 3);
    rule("beginnings of given name and town", {&given, &town}, {}, false, 3);
    rule("beginnings of family name and town", {&family, &town}, {}, false, 3);
    rule("beginning of e-mail name", {&mail}, {}, false, 6);
    // An address is the same house in other words: its number, and its street but for the end.
    Column house, street;
    for (const auto& value : place) {
      std::string number, words;
      for (const char c : value) (c >= '0' && c <= '9' ? number : words) += c;
      words.erase(0, std::min(words.size(), words.find_first_not_of(" ,")));
      house.push_back(std::move(number));
      street.push_back(words.substr(0, 5));
    }
    rule("place", {&place}, {}, false);
    rule("beginning of place and postcode", {&street, &postcode}, {}, false);
    rule("family name and beginning of place", {&sound_family, &street}, {}, false);
    rule("given name and beginning of place", {&sound_given, &street}, {}, false);
    rule("family name and house number", {&sound_family, &house}, {}, false);
    rule("given name and house number", {&sound_given, &house}, {}, false);
    rule("house number and beginning of place", {&house, &street}, {}, false);
    Column either;
    for (std::size_t i = 0; i < given.size(); ++i)
      either.push_back(sound_given[i].empty() || sound_family[i].empty()
                           ? ""
                           : std::min(sound_given[i], sound_family[i]) + "|" + std::max(sound_given[i], sound_family[i]));
    rule("names in either order", {&either}, {}, false);
    return out;
  }

  void explain(const std::vector<Step>& waterfall, ListPair& pair) const {
    auto level_of = [&](const char* name) {
      auto found = at_.find(name);
      if (found == at_.end()) return -1;
      for (const auto& step : waterfall)
        if (step.comparison == found->second) return step.level;
      return -1;
    };
    for (const auto& step : waterfall) {
      if (step.level < 0) continue;
      const auto& name = comparisons_[step.comparison].name;
      ListStep out;
      out.feature = name;
      out.bits = step.bits + step.term_bits;
      out.name = name == "given name" || name == "family name";
      // An address made of the name says no more than the name: "hollyb35" and "hollyb98" are two Hollys.
      const auto agrees = [&](const char* of) { return level_of(of) >= 0 && level_of(of) <= 3; };
      if (name == "e-mail name" && (step.level == 1 || step.level == 2) && (agrees("given name") || agrees("family name"))) continue;
      const bool last = step.level + 1 == comparisons_[step.comparison].levels;
      const char* how = nullptr;
      if (out.name) {
        constexpr std::array<const char*, 5> words = {"is the same", "differs by a slip, or the two names are exchanged", "sounds the same or is a short form", "is alike",
                                                      "is another"};
        how = words[static_cast<std::size_t>(step.level)];
      } else if (name == "birthday" || name == "postcode") {
        constexpr std::array<const char*, 4> words = {"is the same", "differs in one figure", "differs in two figures", "is another"};
        how = words[static_cast<std::size_t>(step.level)];
      } else {
        constexpr std::array<const char*, 4> words = {"is the same", "differs by a slip", "is alike", "is another"};
        how = words[static_cast<std::size_t>(step.level)];
      }
      out.words = fmt::format("The {} {}", name, how);
      if (step.level == 0 && !comparisons_[step.comparison].terms.empty()) {
        const auto term = comparisons_[step.comparison].terms[pair.a];
        out.words += fmt::format("; {} of {} cards give it", bearers_[step.comparison][term], known_[step.comparison]);
      }
      out.words += ".";
      // Families: see the header.
      if (last && name == "given name" && level_of("family name") >= 0 && level_of("family name") <= 3) {
        out.apart = true;
        out.words = "The given name is another: brothers and sisters share the family name, twins the birthday too.";
      }
      if (last && name == "birthday") {
        out.apart = true;
        out.words = "The birthday is another: namesakes, and fathers and sons, differ in nothing else.";
      }
      if (out.apart) out.bits = std::min(out.bits, apart_bits);
      pair.steps.push_back(std::move(out));
    }
    const auto agrees = [&](const char* name, int most) { return level_of(name) >= 0 && level_of(name) <= most; };
    pair.whole = (agrees("given name", 3) && agrees("family name", 3)) || agrees("birthday", 1) || agrees("e-mail name", 0);
  }

  const std::vector<ListedPerson>& people_;
  std::shared_ptr<Column> given_, family_, born_, town_, place_, postcode_, mail_;
  std::vector<Comparison> comparisons_;
  std::vector<std::uint64_t> known_;
  std::vector<std::vector<std::uint32_t>> bearers_;  // by term
  std::map<std::string, std::size_t> at_;
};

}  // namespace

std::vector<ListPair> list_pairs(const std::vector<ListedPerson>& people, double least_bits, ThreadPool& pool, ListReport* report) {
  return Lists(people).run(least_bits, pool, report);
}

}  // namespace clew::identity
