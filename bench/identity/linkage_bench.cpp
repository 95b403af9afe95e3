// Record linkage on labelled sets: blocking recall (the ceiling), precision, recall, F1 of pairs at
// probability .5 and of the clusters they make, and calibration. The labels are used for judging
// alone: nothing is fitted to them.
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>

#include "bench.h"
#include "identity/clusters.h"
#include "identity/fellegi_sunter.h"
#include "identity/name_sound.h"
#include "identity/names.h"
#include "identity/people_lists.h"

namespace clew::bench {
namespace {

using identity::BlockingRule;
using identity::Comparison;

std::uint64_t hash_text(const std::string& text) {
  std::uint64_t h = 1469598103934665603u;
  for (unsigned char c : text)
    h = (h ^ c) * 1099511628211u;
  return h ? h : 1;
}

using Column = std::vector<std::string>;

std::vector<std::uint32_t> terms_of(const Column& column) {
  std::map<std::string, std::uint32_t> ids;
  std::vector<std::uint32_t> out;
  for (const auto& value : column)
    out.push_back(value.empty() ? 0 : ids.try_emplace(value, ids.size() + 1).first->second);
  return out;
}

// Equal, a slip (one edit), alike by letters or sound or a nickname, else.
// With `other` (given for family name and back): the two exchanged count as alike.
Comparison name_comparison(const std::string& name, const Column& values,
                           const Column* other = nullptr) {
  auto sounds = std::make_shared<Column>();
  for (const auto& v : values)
    sounds->push_back(identity::sound_of(v));
  auto copy = std::make_shared<Column>(values);
  auto across = std::make_shared<Column>(other ? *other : Column(values.size()));
  return {name, 5,
          [copy, sounds, across](std::uint32_t a, std::uint32_t b) {
            const auto &x = (*copy)[a], &y = (*copy)[b];
            if (x.empty() || y.empty()) return -1;
            if (x == y) return 0;
            const auto &x2 = (*across)[a], &y2 = (*across)[b];
            if (!x2.empty() && !y2.empty() && x != x2 && identity::jaro_winkler(x, y2) >= .92 &&
                identity::jaro_winkler(x2, y) >= .92)
              return 1;
            auto edits = identity::damerau(x, y);
            if (edits <= 1 && std::min(x.size(), y.size()) >= 4) return 1;
            double jw = identity::jaro_winkler(x, y);
            if (jw >= .92 || (*sounds)[a] == (*sounds)[b] || identity::nickname_of(x, y)) return 2;
            if (jw >= .86 || (edits <= 2 && std::min(x.size(), y.size()) >= 6)) return 3;
            return 4;
          },
          terms_of(values)};
}

// Equal, one edit, two edits or day and month exchanged, else. Digits only.
Comparison code_comparison(const std::string& name, const Column& values) {
  auto copy = std::make_shared<Column>(values);
  return {name, 4,
          [copy](std::uint32_t a, std::uint32_t b) {
            const auto &x = (*copy)[a], &y = (*copy)[b];
            if (x.empty() || y.empty()) return -1;
            if (x == y) return 0;
            auto edits = identity::damerau(x, y);
            return edits <= 1 ? 1 : edits == 2 ? 2 : 3;
          },
          terms_of(values)};
}

Comparison mail_comparison(const Column& values) {
  auto copy = std::make_shared<Column>(values);
  return {"email", 4,
          [copy](std::uint32_t a, std::uint32_t b) {
            const auto &x = (*copy)[a], &y = (*copy)[b];
            if (x.empty() || y.empty()) return -1;
            if (x == y) return 0;
            if (x.substr(0, x.find('@')) == y.substr(0, y.find('@'))) return 1;
            return identity::jaro_winkler(x, y) >= .88 ? 2 : 3;
          },
          terms_of(values)};
}

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

BlockingRule rule(const std::string& name, const std::vector<const Column*>& columns,
                  std::vector<std::size_t> fixes, bool trains,
                  std::size_t prefix = std::string::npos) {
  BlockingRule out{name, {}, std::move(fixes), trains};
  for (std::size_t i = 0; i < columns[0]->size(); ++i) {
    std::string key;
    bool missing = false;
    for (const auto* c : columns) {
      missing |= (*c)[i].empty();
      key += (*c)[i].substr(0, prefix) + '\x1f';
    }
    out.key.push_back(missing ? 0 : hash_text(name + key));
  }
  return out;
}

Column map_column(const Column& in, const std::function<std::string(const std::string&)>& f) {
  Column out;
  for (const auto& v : in)
    out.push_back(v.empty() ? "" : f(v));
  return out;
}

void judge(const std::vector<std::string>& truth, std::vector<Comparison> comparisons,
           const std::vector<BlockingRule>& rules) {
  auto n = static_cast<std::uint32_t>(truth.size());
  std::map<std::string, std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < n; ++i)
    groups[truth[i]].push_back(i);
  std::uint64_t true_pairs = 0;
  for (const auto& [g, members] : groups)
    true_pairs += members.size() * (members.size() - 1) / 2;
  ThreadPool pool;
  double start = clock_seconds();
  auto candidates = identity::candidate_pairs(rules, n);
  std::uint64_t within = 0;
  for (const auto& [a, b] : candidates.pairs)
    within += truth[a] == truth[b];
  auto model = identity::estimate(comparisons, rules, n, {}, pool);
  auto scored = identity::score(model, comparisons, candidates.pairs, n, pool);
  double seconds = clock_seconds() - start;
  std::printf("%u records, %lu true pairs; %zu candidate pairs, blocking recall %.3f; %.2f s\n", n,
              static_cast<unsigned long>(true_pairs), candidates.pairs.size(),
              double(within) / double(true_pairs), seconds);
  for (const auto& r : candidates.rules)
    std::printf("  rule %-28s %8lu pairs%s\n", r.name.c_str(), static_cast<unsigned long>(r.pairs),
                r.blocks_skipped
                    ? (", " + std::to_string(r.blocks_skipped) + " blocks too large").c_str()
                    : "");
  for (std::size_t c = 0; c < comparisons.size(); ++c) {
    std::printf("  %-12s", comparisons[c].name.c_str());
    for (const auto& l : model.levels[c])
      std::printf(" %+6.1f (m %.3f u %.4f)", l.bits(), l.m, l.u);
    std::printf("\n");
  }
  std::printf("  prior 1 in %.0f\n", 1 / model.prior);
  Calibration calibration;
  for (double threshold : {.5, .9}) {
    Quality q;
    std::vector<identity::Edge> edges;
    for (std::size_t i = 0; i < scored.size(); ++i) {
      const auto& s = scored[i];
      bool same = truth[s.pair.first] == truth[s.pair.second];
      if (threshold == .5) calibration.add(double(s.probability), same);
      if (double(s.probability) >= threshold) {
        ++(same ? q.tp : q.fp);
        edges.push_back({s.pair.first, s.pair.second, static_cast<std::int64_t>(i)});
      }
    }
    q.fn = true_pairs - q.tp;
    std::printf("pairs at %.1f:     P %.3f R %.3f F1 %.3f\n", threshold, q.precision(), q.recall(),
                q.f1());
    identity::Clusters clusters(edges, {});
    Quality closed;
    for (const auto& members : clusters.all())
      for (std::size_t x = 0; x < members.size(); ++x)
        for (std::size_t y = x + 1; y < members.size(); ++y)
          ++(truth[static_cast<std::size_t>(members[x])] ==
                     truth[static_cast<std::size_t>(members[y])]
                 ? closed.tp
                 : closed.fp);
    closed.fn = true_pairs - closed.tp;
    std::printf("clusters at %.1f:  P %.3f R %.3f F1 %.3f\n", threshold, closed.precision(),
                closed.recall(), closed.f1());
  }
  calibration.print();
}

}  // namespace

// Which true pairs the rules of lists of people (identity/people_lists.h) look at at all, by what the list gives. Febrl sets.
int lists_bench(const std::vector<std::string>& arguments) {
  const auto rows = read_csv(arguments.at(1));
  auto of = [&](const char* name) { return column(rows[0], name); };
  const auto id = of("rec_id"), given = of("given_name"), family = of("surname"), number = of("street_number"), street = of("address_1"), suburb = of("suburb"),
             postcode = of("postcode"), born = of("date_of_birth");
  std::map<std::string, std::vector<std::uint32_t>> persons;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& name = rows[i][id];
    const auto begin = name.find('-') + 1;
    persons[name.substr(begin, name.find('-', begin) - begin)].push_back(static_cast<std::uint32_t>(i - 1));
  }
  struct Given {
    const char* what;
    bool names, address, suburb, postcode, born;
  };
  constexpr Given lists[] = {{"names, address, suburb, postcode, birthday", true, true, true, true, true},
                             {"names, address, suburb, postcode", true, true, true, true, false},
                             {"names, address", true, true, false, false, false},
                             {"address, suburb, postcode, birthday", false, true, true, true, true}};
  ThreadPool pool(2);
  for (const Given& list : lists) {
    std::vector<identity::ListedPerson> people;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const auto& row = rows[i];
      identity::ListedPerson person;
      person.record = person.handle = static_cast<std::int64_t>(i);
      if (list.names) person.given = row[given], person.family = row[family];
      if (list.address) person.place = row[street].empty() ? "" : row[number] + " " + row[street];
      if (list.suburb) person.town = row[suburb];
      if (list.postcode) person.postcode = row[postcode];
      if (list.born) person.born = row[born];
      people.push_back(std::move(person));
    }
    identity::ListReport report;
    report.keep_pairs = true;
    const auto said = identity::list_pairs(people, 0, pool, &report);
    const std::set<std::pair<std::uint32_t, std::uint32_t>> looked(report.pairs.begin(), report.pairs.end());
    std::uint64_t pairs = 0, seen = 0;
    for (const auto& [person, of_person] : persons)
      for (std::size_t i = 0; i < of_person.size(); ++i)
        for (std::size_t j = i + 1; j < of_person.size(); ++j) ++pairs, seen += looked.contains(std::minmax(of_person[i], of_person[j]));
    std::printf("%-45s blocking recall %.4f (%llu of %llu), %llu candidates\n", list.what, double(seen) / double(std::max<std::uint64_t>(1, pairs)),
                static_cast<unsigned long long>(seen), static_cast<unsigned long long>(pairs), static_cast<unsigned long long>(report.candidates));
  }
  return 0;
}

int linkage_bench(const std::vector<std::string>& arguments) {
  auto table = read_csv(arguments[1]);
  auto get = [&](const std::string& name) {
    auto c = column(table[0], name);
    Column out;
    for (std::size_t i = 1; i < table.size(); ++i)
      out.push_back(c < table[i].size() ? lower(table[i][c]) : "");
    return out;
  };
  std::vector<std::string> truth;
  auto sound = [](const Column& c) {
    return map_column(c, [](const std::string& v) { return identity::sound_of(v); });
  };
  if (arguments[0] == "fake1000") {
    truth = get("cluster");
    auto first = get("first_name"), last = get("surname"), born = get("dob"), city = get("city"),
         mail = get("email");
    auto digits = map_column(born, [](std::string v) {
      std::erase(v, '-');
      return v;
    });
    auto user = map_column(mail, [](const std::string& v) { return v.substr(0, v.find('@')); });
    auto month = map_column(digits, [](const std::string& v) { return v.substr(4); });
    auto year_month = map_column(digits, [](const std::string& v) { return v.substr(0, 6); });
    auto year_day = map_column(digits, [](const std::string& v) {
      return v.size() < 8 ? v : v.substr(0, 4) + v.substr(6);
    });
    auto tail = map_column(
        user, [](const std::string& v) { return v.size() > 4 ? v.substr(v.size() - 4) : v; });
    auto sf = sound(first), sl = sound(last), sc = sound(city);
    Column either;
    for (std::size_t i = 0; i < sf.size(); ++i)
      either.push_back(sf[i].empty() || sl[i].empty()
                           ? ""
                           : std::min(sf[i], sl[i]) + "|" + std::max(sf[i], sl[i]));
    judge(truth,
          {name_comparison("first", first, &last), name_comparison("last", last, &first),
           code_comparison("born", digits), name_comparison("city", city), mail_comparison(mail)},
          {rule("born", {&digits}, {2}, true),
           rule("first+last", {&first, &last}, {0, 1}, true),
           rule("email", {&mail}, {4}, true),
           rule("email user", {&user}, {4}, false),
           rule("sound first+last", {&sf, &sl}, {}, false),
           rule("last+city", {&last, &city}, {1, 3}, false),
           rule("first+city", {&first, &city}, {}, false),
           rule("last+month,day", {&last, &month}, {}, false),
           rule("first+month,day", {&first, &month}, {}, false),
           rule("last+year,month", {&last, &year_month}, {}, false),
           rule("first+year,month", {&first, &year_month}, {}, false),
           rule("city+year,month", {&city, &year_month}, {}, false),
           rule("last+year,day", {&last, &year_day}, {}, false),
           rule("first+year,day", {&first, &year_day}, {}, false),
           rule("sound city+month,day", {&sc, &month}, {}, false),
           rule("sound last", {&sl}, {}, false),
           rule("sound first+sound city", {&sf, &sc}, {}, false),
           rule("email begin", {&mail}, {}, false, 5),
           rule("email user end", {&tail}, {}, false),
           rule("names in either order", {&either}, {}, false)});
    return 0;
  }
  for (const auto& id : get("rec_id"))
    truth.push_back(id.substr(4, id.find('-', 4) - 4));
  auto first = get("given_name"), last = get("surname"), suburb = get("suburb");
  auto sf = sound(first), sl = sound(last), ss = sound(suburb);
  std::vector<Comparison> comparisons{name_comparison("given_name", first, &last),
                                      name_comparison("surname", last, &first),
                                      name_comparison("suburb", suburb)};
  std::vector<BlockingRule> rules{rule("given+surname", {&first, &last}, {0, 1}, true),
                                  rule("given+suburb", {&first, &suburb}, {0, 2}, true),
                                  rule("surname+suburb", {&last, &suburb}, {1, 2}, true),
                                  rule("sounds given+surname", {&sf, &sl}, {}, false),
                                  rule("sounds given+suburb", {&sf, &ss}, {}, false),
                                  rule("sounds surname+suburb", {&sl, &ss}, {}, false),
                                  rule("3 letters of each name", {&first, &last}, {}, false, 3),
                                  rule("3 letters given, suburb", {&first, &suburb}, {}, false, 3),
                                  rule("3 letters surname, suburb", {&last, &suburb}, {}, false, 3),
                                  rule("names exchanged", {&first, &last}, {}, false)};
  for (std::size_t i = 0; i < first.size(); ++i) {  // given and surname in either order
    auto &a = first[i], &b = last[i];
    rules.back().key[i] =
        a.empty() || b.empty() ? 0 : hash_text("x" + std::min(a, b) + "|" + std::max(a, b));
  }
  if (arguments.size() > 2) {
    // Further columns by name, as codes.
    for (std::size_t i = 2; i < arguments.size(); ++i) {
      auto values = get(arguments[i]);
      rules.push_back(rule(arguments[i], {&values}, {comparisons.size()}, true));
      comparisons.push_back(code_comparison(arguments[i], values));
    }
  }
  judge(truth, comparisons, rules);
  return 0;
}

}  // namespace clew::bench
