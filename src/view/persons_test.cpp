#include "view/persons.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "base/error.h"
#include "casefile/audit.h"
#include "casefile/digest.h"
#include "view/people.h"
#include "view/test_support.h"

namespace clew::view {
namespace {


// A case with handles H1 … Hn and nothing else.
struct PeopleCase : testing::NewCase {
  explicit PeopleCase(int handles) {
    for (int i = 1; i <= handles; ++i)
      made->db()
          .prepare("INSERT INTO handle VALUES (?1, 'phone', ?2, '', '')")
          .bind_all(i, fmt::format("+4477009000{:02}", i))
          .run();
  }
};

Entity H(std::int64_t id) { return {Entity::Kind::handle, id}; }
Entity P(std::int64_t id) { return {Entity::Kind::person, id}; }

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE(
    "a merge and its withdrawal leave the case as it was, to the digest; both stay on record") {
  PeopleCase c(6);
  CaseView view(*c.made, {"Ana"});
  judge(view, H(1), H(2), "unsure", "not enough yet");
  auto before = casefile::digest(*c.made);
  auto logged = c.made->audit().size();
  auto act = judge(view, H(2), H(1), "same", "one card");
  CHECK(casefile::digest(*c.made) != before);
  CHECK(clusters(view).size() == 1);
  withdraw(view, act, "another person's card");
  CHECK(casefile::digest(*c.made) == before);
  CHECK(clusters(view).empty());
  CHECK(c.made->audit().size() == logged + 2);
  auto all = acts(view);
  REQUIRE(all.size() == 2);
  CHECK(all[1].withdrawn);
  CHECK(all[1].withdrawn_by == "Ana");
  // The judgement before it counts again.
  auto now = judged(view);
  REQUIRE(now.acts.size() == 1);
  CHECK(now.acts[0].verdict == "unsure");
  CHECK(refusal([&] { withdraw(view, act, "again"); }).find("withdrawn already") !=
        std::string::npos);
}

TEST_CASE(
    "judgements are transitive, and a cannot-link keeps clusters apart until it is withdrawn") {
  PeopleCase c(6);
  CaseView view(*c.made, {"Ana"});
  judge(view, H(1), H(2), "same", "r");
  judge(view, H(3), H(4), "same", "r");
  auto apart = judge(view, H(1), H(4), "not-same", "seen at two places at once");
  CHECK(refusal([&] { judge(view, H(2), H(3), "same", "r"); }).find(apart) != std::string::npos);
  CHECK(refusal([&] {
          judge(view, H(2), H(1), "not-same", "r");
        }).empty());  // the pair's own judgement is replaced
  CHECK(clusters(view).size() == 1);
  withdraw(view, apart, "r");
  judge(view, H(2), H(3), "same", "r");
  CHECK(judged(view).handles.members(4) == std::vector<std::int64_t>{2, 3, 4});
  CHECK(refusal([&] { judge(view, H(2), H(4), "not-same", "r"); }).find("J2") != std::string::npos);
  CHECK_THROWS_AS(judge(view, H(1), H(1), "same", "r"), Error);
  CHECK_THROWS_AS(judge(view, H(1), H(2), "same", "  "), Error);
  CHECK_THROWS_AS(judge(view, H(1), P(1), "same", "r"), Error);
  CHECK_THROWS_AS(judge(view, H(1), H(99), "same", "r"), Error);
}

TEST_CASE(
    "a number that passes on is attributed to each person for the time; two at once is said") {
  PeopleCase c(4);
  CaseView view(*c.made, {"Ana"});
  ThreadPool pool(1);
  auto day = [](const char* text) { return parse_instant(text, "day"); };
  auto first = attribute(
      view, {H(1), {}, "driver", {}, day("2024-03-10"), "assessment", "told at interview"});
  auto second = attribute(
      view, {H(1), {}, "nephew", day("2024-03-10"), {}, "source-claim", "told at interview"});
  CHECK(first.person == P(1));
  auto p = person(view, pool, P(1));
  REQUIRE(p.identifiers.size() == 1);
  REQUIRE(p.identifiers[0].others.size() == 1);
  CHECK_FALSE(p.identifiers[0].others[0].overlaps);  // until the 10th, from the 10th
  CHECK(p.conflicts.empty());
  attribute(view, {H(1), P(2), "", day("2024-03-01"), day("2024-03-05"), "fact", "answered it"});
  p = person(view, pool, P(1));
  CHECK(std::any_of(p.conflicts.begin(), p.conflicts.end(),
                    [](const auto& e) { return e.feature == "held by two at once"; }));
  // What is judged the same as an attributed number comes with it, unless it is somebody else's in
  // its own right.
  judge(view, H(1), H(2), "same", "r");
  CHECK(person(view, pool, P(1)).identifiers.size() == 2);
  CHECK_THROWS_AS(
      attribute(view, {H(1), P(1), "", day("2024-03-05"), day("2024-03-05"), "fact", "r"}), Error);
  CHECK_THROWS_AS(attribute(view, {H(1), P(1), "", {}, {}, "guess", "r"}), Error);
}

TEST_CASE(
    "a person may stand in several roles, each dated, by a named person; roles need a person") {
  PeopleCase c(2);
  CaseView view(*c.made, {"Ana"});
  ThreadPool pool(1);
  auto made = attribute(view, {H(1), {}, "", {}, {}, "fact", "subscriber"});
  auto before = casefile::digest(*c.made);
  auto role = give_role(view, {made.person, "victim", {}, {}, "assessment", "account given"});
  give_role(view, {made.person,
                   "suspect",
                   parse_instant("2024-05-01", "from"),
                   {},
                   "assessment",
                   "sold it on"});
  auto p = person(view, pool, made.person);
  REQUIRE(p.roles.size() == 2);
  CHECK(p.roles[0].who == "Ana");
  CHECK(persons(view).at(0).roles == std::vector<std::string>{"victim", "suspect"});
  CHECK_THROWS_AS(give_role(view, {made.person, "leader", {}, {}, "fact", "r"}), Error);
  CHECK_THROWS_AS(give_role(view, {H(1), "victim", {}, {}, "fact", "r"}), Error);
  withdraw(view, role, "r");
  withdraw(view, "R2", "r");
  CHECK(casefile::digest(*c.made) == before);
  withdraw(view, made.act, "r");
  CHECK(persons(view).empty());
}

TEST_CASE(
    "who is meant is found by id, number, local writing or label; several that fit are listed") {
  PeopleCase c(3);
  CaseView view(*c.made, {"Ana"});
  CHECK(find_entity(view, "H2") == H(2));
  CHECK(find_entity(view, "+447700900003") == H(3));
  CHECK(find_entity(view, "07700 900003") == H(3));
  attribute(view, {H(1), {}, "driver", {}, {}, "fact", "r"});
  CHECK(find_entity(view, "driver") == P(1));
  attribute(view, {H(2), {}, "driver", {}, {}, "fact", "r"});
  CHECK(refusal([&] { find_entity(view, "driver"); }).find("P1, P2") != std::string::npos);
  CHECK_THROWS_AS(find_entity(view, "nobody"), Error);
  CHECK_THROWS_AS(find_entity(view, "P7"), Error);
}

TEST_CASE(
    "random acts and withdrawals: the digest hangs on what is in force alone, and undoing in any "
    "order restores it") {
  // A referee keeps the acts in force in plain maps; states it has seen must have the digest they
  // had.
  PeopleCase c(7);
  CaseView view(*c.made, {"Ana"});
  c.made->db().run("PRAGMA synchronous=OFF");
  auto beginning = casefile::digest(*c.made);
  const char* wanted = std::getenv("CLEW_IDENTITY_OPERATIONS");
  int operations = wanted ? std::atoi(wanted) : 400;
  std::mt19937 random(20261128);
  std::map<std::string, std::string> in_force;  // act → content
  std::map<std::string, std::string> digests;   // state → digest
  std::set<std::int64_t> people;
  int refused = 0, repeated = 0;
  auto state = [&] {
    // Judgements of one pair count in their order; the rest as a set.
    std::map<std::string, std::string> by_pair;
    std::multiset<std::string> rest;
    for (const auto& act : acts(view)) {
      auto found = in_force.find(act.id);
      if (found == in_force.end()) continue;
      if (act.table == 'J' || act.table == 'M')
        by_pair[act.a.name() + act.b.name()] += act.verdict + ";";
      else
        rest.insert(found->second);
    }
    std::string text;
    for (const auto& [pair, verdicts] : by_pair)
      text += pair + verdicts + "\n";
    for (const auto& r : rest)
      text += r + "\n";
    return text;
  };
  for (int i = 0; i < operations; ++i) {
    auto dice = random() % 10;
    try {
      if (dice < 4) {
        auto a = 1 + random() % 7, b = 1 + random() % 7;
        const char* verdict = random() % 3 == 0   ? "not-same"
                              : random() % 4 == 0 ? "unsure"
                                                  : "same";
        in_force[judge(view, H(a), H(b), verdict, "r")] = "";
      } else if (dice == 4 && people.size() < 3) {
        auto done = attribute(view, {H(1 + random() % 7), {}, "", {}, {}, "fact", "r"});
        people.insert(done.person.id);
        in_force[done.act] = fmt::format("A {} {}", acts(view).back().a.name(), done.person.name());
        for (const auto& act : acts(view))
          if (act.id == done.act)
            in_force[done.act] = fmt::format("A {} {}", act.a.name(), act.b.name());
      } else if (dice == 5 && !people.empty()) {
        auto handle = H(1 + random() % 7);
        in_force[attribute(view, {handle, P(1), "", {}, {}, "fact", "r"}).act] =
            fmt::format("A {} P1", handle.name());
      } else if (dice == 6 && !people.empty()) {
        in_force[give_role(view, {P(1), "witness", {}, {}, "fact", "r"})] = "R P1 witness";
      } else if (!in_force.empty()) {
        auto at =
            std::next(in_force.begin(), static_cast<std::ptrdiff_t>(random() % in_force.size()));
        withdraw(view, at->first, "r");
        in_force.erase(at);
      }
    } catch (const Error& error) {
      REQUIRE(error.kind() == ErrorKind::usage);
      ++refused;
    }
    auto digest = casefile::digest(*c.made);
    auto [seen, fresh] = digests.try_emplace(state(), digest);
    REQUIRE(seen->second == digest);
    repeated += !fresh;
    REQUIRE(judged(view).handles.contradictions().empty());
  }
  CHECK(refused > 0);
  CHECK(repeated > operations / 20);
  std::set<std::string> distinct;
  for (const auto& [state, digest] : digests)
    distinct.insert(digest);
  CHECK(distinct.size() == digests.size());  // and different states have different digests
  // All taken back, in random order where that is allowed: the state of the beginning.
  for (int tries = 0; !in_force.empty() && tries < 100 * operations; ++tries) {
    auto at = std::next(in_force.begin(), static_cast<std::ptrdiff_t>(random() % in_force.size()));
    if (refusal([&] { withdraw(view, at->first, "r"); }).empty()) in_force.erase(at);
  }
  REQUIRE(in_force.empty());
  CHECK(judged(view).acts.empty());
  CHECK(casefile::digest(*c.made) == beginning);
}

}  // namespace clew::view
