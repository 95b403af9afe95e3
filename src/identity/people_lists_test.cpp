#include "identity/people_lists.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "identity/proposals.h"

using namespace clew;
using namespace clew::identity;

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

const char* const syllables[] = {"an", "bo", "cri", "da", "el", "flo", "ga", "hari", "ion", "jor", "ka", "lu", "mi", "no", "ol", "pet", "ra", "sor", "ti", "va"};

std::string word(Random& random, unsigned least) {
  std::string out;
  for (unsigned i = 0, n = least + static_cast<unsigned>(random(2)); i < n; ++i) out += syllables[random(20)];
  return out;
}

// Different people, each once: names with frequent and rare ones, birthdays of fifty years, two hundred towns.
std::vector<ListedPerson> strangers(std::uint64_t seed, std::size_t count) {
  Random random{seed};
  std::vector<std::string> given, family, towns;
  for (int i = 0; i < 120; ++i) given.push_back(word(random, 1));
  for (int i = 0; i < 1500; ++i) family.push_back(word(random, 2));
  for (int i = 0; i < 200; ++i) towns.push_back(word(random, 2));
  std::vector<ListedPerson> out;
  for (std::size_t i = 0; i < count; ++i) {
    ListedPerson p;
    p.record = static_cast<std::int64_t>(i + 1);
    p.handle = p.record;
    p.given = given[random(random(120) + 1)];
    p.family = family[random(random(1500) + 1)];
    auto month = 1 + random(12), day = 1 + random(28);
    p.born = std::to_string(1950 + random(50)) + (month < 10 ? "0" : "") + std::to_string(month) + (day < 10 ? "0" : "") + std::to_string(day);
    p.town = towns[random(random(200) + 1)];
    out.push_back(std::move(p));
  }
  return out;
}

const ListPair* find(const std::vector<ListPair>& pairs, std::uint32_t a, std::uint32_t b) {
  auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& p) { return p.a == a && p.b == b; });
  return found == pairs.end() ? nullptr : &*found;
}

Proposal const* proposal(const std::vector<Proposal>& all, std::int64_t a, std::int64_t b) {
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& p) { return (p.a == a && p.b == b) || (p.a == b && p.b == a); });
  return found == all.end() ? nullptr : &*found;
}

Input input_of(std::vector<ListedPerson> people) {
  Input in;
  for (const auto& p : people) in.handles.push_back({p.handle, "phone", "+4477009" + std::to_string(10000 + p.handle), ""});
  in.people = std::move(people);
  return in;
}

}  // namespace

TEST_CASE("rows of a list that differ by slips are one person, with each field's weight; namesakes of another day are not") {
  auto people = strangers(7, 600);
  auto add = [&](const char* given, const char* family, const char* born, const char* town) {
    ListedPerson p;
    p.record = p.handle = static_cast<std::int64_t>(people.size() + 1);
    p.given = given, p.family = family, p.born = born, p.town = town;
    people.push_back(p);
    return static_cast<std::uint32_t>(people.size() - 1);
  };
  auto a = add("Robert", "Allenby", "19710624", "Harrowgate"), b = add("Robert", "Alenby", "19710624", "Harowgate");
  auto c = add("Allenby", "Robert", "19710624", "Harrowgate");  // the two names exchanged
  auto d = add("Robert", "Allenby", "19960213", "Kettleford");  // a namesake
  ThreadPool pool(2);
  auto found = list_pairs(people, 10, pool);
  REQUIRE(find(found, a, b));
  CHECK(find(found, a, c));
  CHECK(find(found, a, b)->steps.size() == 5);
  for (const auto& step : find(found, a, b)->steps) CHECK((step.bits > 0) == (step.feature != "seldom twice"));
  auto proposals = propose(input_of(people), pool);
  REQUIRE(proposal(proposals, a + 1, b + 1));
  CHECK(proposal(proposals, a + 1, b + 1)->level == "high");
  CHECK(!proposal(proposals, a + 1, d + 1));
}

TEST_CASE("twins, and father and son, are never called high, and the proposal says what tells them apart") {
  auto people = strangers(8, 600);
  auto add = [&](const char* given, const char* born) {
    ListedPerson p;
    p.record = p.handle = static_cast<std::int64_t>(people.size() + 1);
    p.given = given, p.family = "Quillfeather", p.born = born, p.town = "Marrowby", p.place = "14 Lime Walk", p.postcode = "AB12 3CD";
    people.push_back(p);
    return p.handle;
  };
  auto anna = add("Anna", "19900101"), bertha = add("Bertha", "19900101");  // twins
  auto father = add("Thaddeus", "19600714"), son = add("Thaddeus", "19910322");
  ThreadPool pool(1);
  auto proposals = propose(input_of(people), pool);
  for (auto [x, y] : {std::pair(anna, bertha), std::pair(father, son)}) {
    const auto* p = proposal(proposals, x, y);
    if (!p) continue;
    CHECK(p->level != "high");
    CHECK(!p->conflicts.empty());
  }
}

TEST_CASE("lists in which nobody stands twice propose hardly anybody") {
  ThreadPool pool(2);
  std::size_t high = 0, all = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed)
    for (const auto& p : propose(input_of(strangers(seed, 800)), pool)) {
      ++all;
      high += p.level == "high";
    }
  MESSAGE(high, " high, ", all, " in all of 12 lists of 800");
  CHECK(high == 0);
  CHECK(all <= 2);
}

TEST_CASE("names alone propose nobody on lists, and an address made of the name is no more than the name") {
  auto people = strangers(9, 400);
  auto add = [&](const char* given, const char* family, const char* born, const char* mail) {
    ListedPerson p;
    p.record = p.handle = static_cast<std::int64_t>(people.size() + 1);
    p.given = given, p.family = family, p.born = born, p.mail = mail;
    people.push_back(p);
    return static_cast<std::uint32_t>(people.size() - 1);
  };
  auto a = add("Zebedee", "Oxenstierna", "", "zeb.oxen1@example.org"), b = add("Zebedee", "Oxenstierna", "", "zeb.oxen2@example.net");
  ThreadPool pool(1);
  CHECK(!find(list_pairs(people, 1, pool), a, b));
}

TEST_CASE("the result of lists is the same for one and two threads") {
  auto people = strangers(11, 1500);
  for (std::size_t i = 0; i < 300; ++i) {
    auto copy = people[i];
    copy.record = copy.handle = static_cast<std::int64_t>(people.size() + 1);
    if (i % 3 == 0) copy.family += "s";
    people.push_back(copy);
  }
  ThreadPool one(1), two(2);
  auto x = list_pairs(people, 8, one), y = list_pairs(people, 8, two);
  REQUIRE(x.size() == y.size());
  CHECK(x.size() >= 280);
  for (std::size_t i = 0; i < x.size(); ++i) {
    CHECK(x[i].a == y[i].a);
    CHECK(x[i].bits == y[i].bits);
  }
}
