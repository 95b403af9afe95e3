// N made-up identifiers through proposals: people with a number, an account on it, an e-mail, saved
// by several phones under names in variants; namesakes; number changes. The result is judged
// against the truth before the time counts. Beside it, when python3 with pandas is there, the join
// alone: who shares a card or an exact name in two exhibits, without weights, names in variants,
// conflicts or explanations.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "bench.h"
#include "identity/proposals.h"

namespace clew::bench {
namespace {

struct Random {
  std::uint64_t state;
  std::uint64_t operator()(std::uint64_t n) {
    state += 0x9e3779b97f4a7c15;
    auto z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % n;
  }
};

const char* const syllables[] = {"an", "bo", "cri", "da", "el", "flo", "ga", "hari", "ion", "jor",
                                 "ka", "lu", "mi",  "no", "ol", "pet", "ra", "sor",  "ti",  "va"};

std::string word(Random& random, unsigned least) {
  std::string out;
  for (unsigned i = 0, n = least + static_cast<unsigned>(random(2)); i < n; ++i)
    out += syllables[random(20)];
  return out;
}

struct Made {
  identity::Input input;
  std::unordered_map<std::int64_t, std::uint32_t> person;
};

Made make(std::uint64_t wanted) {
  Made made;
  Random random{20261128};
  std::vector<std::string> given, family;
  for (int i = 0; i < 400; ++i)
    given.push_back(word(random, 1));
  for (int i = 0; i < 20'000; ++i)
    family.push_back(word(random, 3));
  std::int64_t id = 0, record = 0;
  std::unordered_set<std::string> authors;
  auto add = [&](std::uint32_t person, const char* kind, std::string normal, const char* scope) {
    made.input.handles.push_back({++id, kind, std::move(normal), scope});
    made.person[id] = person;
    return id;
  };
  for (std::uint32_t person = 0; made.input.handles.size() < wanted; ++person) {
    // Frequent given names, a tail of family names: namesakes come by themselves.
    auto g = given[random(random(400) + 1)], f = family[random(random(20'000) + 1)];
    auto number = fmt::format("+9997{:09}", person);
    auto phone = add(person, "phone", number, "");
    auto jid = add(person, "jid", number.substr(1) + "@s.whatsapp.net", "WhatsApp");
    std::int64_t mail =
        random(3) == 0 ? add(person, "email", fmt::format("{}.{}{}@example.org", g, f, person), "")
                       : 0;
    std::int64_t second =
        random(20) == 0 ? add(person, "phone", fmt::format("+9998{:09}", person), "") : 0;
    auto exhibits = 1 + random(3);
    for (std::uint64_t e = 0; e < exhibits; ++e) {
      auto exhibit = static_cast<std::int64_t>(1 + random(500));
      auto spelling = random(4);
      std::string name = spelling == 0   ? g
                         : spelling == 1 ? g + " " + f
                         : spelling == 2 ? f + " " + g
                                         : g + " " + f.substr(0, 1);
      auto card = (exhibit << 32) + ++record;
      made.input.names.push_back({phone, exhibit, name, {card}, true});
      if (random(2)) made.input.names.push_back({jid, exhibit, name, {card}, true});
      if (mail && random(2)) {
        made.input.names.push_back({mail, exhibit, name, {card}, true});
        made.input.cards.push_back({card, exhibit, {phone, mail}});
      }
      if (second && random(2)) {
        made.input.names.push_back({second,
                                    exhibit,
                                    name + (random(2) ? " new" : ""),
                                    {(exhibit << 32) + ++record},
                                    true});
      }
      // A chat of that exhibit shows the name instead of the number; one name is one author there.
      if (random(6) == 0 && authors.insert(fmt::format("{}/{}", exhibit, name)).second) {
        auto author = add(person, "name", name, "");
        made.input.handles.back().scope = fmt::format("E/{}", exhibit);
        made.input.names.push_back({author, exhibit, name, {(exhibit << 32) + ++record}, false});
      }
    }
  }
  made.input.handles.resize(std::min<std::size_t>(made.input.handles.size(), wanted));
  return made;
}

}  // namespace

int scale_bench(const std::vector<std::string>& arguments) {
  auto wanted = std::strtoull(arguments[1].c_str(), nullptr, 10);
  unsigned threads = 2;
  for (std::size_t i = 2; i + 1 < arguments.size(); ++i)
    if (arguments[i] == "--threads")
      threads = static_cast<unsigned>(std::atoi(arguments[i + 1].c_str()));
  auto made = make(wanted);
  std::printf("%zu identifiers, %zu names beside them, %zu cards; peak so far %lu MB\n",
              made.input.handles.size(), made.input.names.size(), made.input.cards.size(),
              static_cast<unsigned long>(peak_megabytes()));
  ThreadPool pool(threads);
  double clock = clock_seconds(), processor = processor_seconds();
  auto proposals = identity::propose(made.input, pool);
  clock = clock_seconds() - clock;
  processor = processor_seconds() - processor;
  Calibration calibration;
  std::uint64_t high = 0, high_right = 0;
  for (const auto& p : proposals) {
    bool same = made.person[p.a] == made.person[p.b];
    calibration.add(p.probability, same);
    if (p.level == "high") ++high, high_right += same;
  }
  std::printf("%zu proposals, high: %lu, right %.4f\n", proposals.size(),
              static_cast<unsigned long>(high), high ? double(high_right) / double(high) : 0);
  calibration.print();
  if (!high || double(high_right) / double(high) < .98)
    throw std::runtime_error(
        "the proposals called high are not right often enough: the time does not count");
  std::uint64_t hash = 1469598103934665603u;
  for (const auto& p : proposals)
    for (auto value : {std::uint64_t(p.a), std::uint64_t(p.b),
                       std::bit_cast<std::uint64_t>(p.weight), std::uint64_t(p.reasons.size())})
      hash = (hash ^ value) * 1099511628211u;
  std::printf("result %016lx (the same for any number of threads)\n",
              static_cast<unsigned long>(hash));
  std::printf("%u threads: %.1f s by the clock, %.1f s of processor time, peak %lu MB\n", threads,
              clock, processor, static_cast<unsigned long>(peak_megabytes()));

  auto path = fmt::format("/tmp/clew-bench-identity-{}.csv", clock_seconds());
  {
    std::ofstream out(path);
    out << "handle,exhibit,name,record\n";
    for (const auto& n : made.input.names)
      out << n.handle << ',' << n.exhibit << ',' << n.name << ',' << n.records[0] << '\n';
  }
  auto command = fmt::format(
      "/usr/bin/python3 -c \"\nimport pandas, time\nd = pandas.read_csv('{}')\nt = "
      "time.process_time()\n"
      "d['key'] = d.name.str.split().map(lambda w: ' '.join(sorted(w)))\n"
      "big = d.groupby('key').handle.nunique()\n"
      "d2 = d[d.key.str.contains(' ') & d.key.map(big).between(2, 12)]\n"
      "j = d2.merge(d2, on='key')\nj = j[(j.handle_x < j.handle_y) & (j.exhibit_x != "
      "j.exhibit_y)]\n"
      "c = d.merge(d, on='record')\nc = c[c.handle_x < c.handle_y]\n"
      "p = pandas.concat([j[['handle_x','handle_y']], "
      "c[['handle_x','handle_y']]]).drop_duplicates()\n"
      "print('pandas, the join alone: %.1f s of processor time, %d pairs' % (time.process_time() - "
      "t, len(p)))\"",
      path);
  if (std::system(command.c_str()) != 0) std::printf("pandas is not there: nothing beside it\n");
  std::remove(path.c_str());
  return 0;
}

}  // namespace clew::bench
