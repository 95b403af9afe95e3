#include "identity/proposals.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace clew::identity;

namespace {

Input base() {
  Input in;
  in.handles = {
      {1, "phone", "+447700900123", ""},   {2, "jid", "447700900123@s.whatsapp.net", "WhatsApp"},
      {3, "email", "ana@example.org", ""}, {4, "name", "ana", "ABC/1"},
      {5, "phone", "+447700900456", ""},   {6, "name", "ana", "ABC/2"},
      {7, "phone", "+447700900789", ""}};
  for (int i = 100; i < 300; ++i)
    in.handles.push_back({i, "phone", "+99970" + std::to_string(i), ""});
  return in;
}

const Proposal* find(const std::vector<Proposal>& list, std::int64_t a, std::int64_t b) {
  for (const auto& p : list)
    if ((p.a == a && p.b == b) || (p.a == b && p.b == a)) return &p;
  return nullptr;
}

}  // namespace

TEST_CASE("an account whose address is a number is proposed with it, almost surely") {
  auto found = propose(base());
  REQUIRE(found.size() == 1);
  CHECK(found[0].reasons[0].feature == "same number");
  CHECK(found[0].probability > .999);
}

TEST_CASE("a pseudonymous address or a group is no number") {
  auto in = base();
  in.handles[1].normal = "447700900123@lid";
  CHECK(propose(in).empty());
  in.handles[1].normal = "447700900123@g.us";
  CHECK(propose(in).empty());
}

TEST_CASE("a name alone never proposes, however rare") {
  auto in = base();
  in.handles[1].normal = "x@s.whatsapp.net";
  in.names = {{1, 1, "wilhelmina", {11}, true}, {5, 2, "wilhelmina", {12}, true}};
  CHECK(propose(in).empty());
}

TEST_CASE("one card joins its number and address; a second phone's card says so too") {
  auto in = base();
  in.cards = {{50, 1, {1, 3}}};
  auto one = propose(in);
  REQUIRE(find(one, 1, 3));
  in.cards.push_back({60, 2, {3, 1}});
  auto two = propose(in);
  REQUIRE(find(two, 1, 3));
  CHECK(find(two, 1, 3)->weight > find(one, 1, 3)->weight);
  CHECK(find(two, 1, 3)->reasons[0].evidence == std::vector<std::int64_t>{50, 60});
}

TEST_CASE(
    "a chat author is proposed with the number that this phone saved under the name, not with "
    "another phone's") {
  auto in = base();
  in.names = {{4, 1, "ana", {10}, false},
              {1, 1, "ana", {50}, true},
              {5, 2, "ana", {60}, true},
              {6, 2, "ana", {61}, false}};
  auto found = propose(in);
  CHECK(find(found, 4, 1));
  CHECK(find(found, 6, 5));
  CHECK_FALSE(find(found, 4, 5));
  CHECK_FALSE(find(found, 4, 6));
}

TEST_CASE("two numbers under one name weigh less each and the conflict is said") {
  auto in = base();
  in.names = {{4, 1, "ana", {10}, false}, {1, 1, "ana", {50}, true}};
  auto alone = find(propose(in), 4, 1)->weight;
  in.names.push_back({7, 1, "ana", {70}, true});
  auto found = propose(in);
  REQUIRE(find(found, 4, 1));
  CHECK(find(found, 4, 1)->weight < alone);
  CHECK_FALSE(find(found, 4, 1)->conflicts.empty());
}

TEST_CASE("two cards of one phone book under one name join nothing; a name that a chat shows does") {
  auto in = base();
  in.names = {{4, 1, "brown", {10}, true, true}, {1, 1, "brown", {50}, true}};
  CHECK_FALSE(find(propose(in), 4, 1));
  in.names[0].only_card = false;  // the same name speaks in a chat of that phone
  CHECK(find(propose(in), 4, 1));
}

TEST_CASE("the result does not hang on the order of the input") {
  auto in = base();
  in.cards = {{50, 1, {1, 3}}, {60, 2, {3, 1}}};
  in.names = {{4, 1, "ana", {10}, false}, {1, 1, "ana", {50}, true}, {5, 2, "ana", {60}, true}};
  auto one = propose(in);
  std::reverse(in.handles.begin(), in.handles.end());
  std::reverse(in.cards.begin(), in.cards.end());
  std::reverse(in.names.begin(), in.names.end());
  auto two = propose(in);
  REQUIRE(one.size() == two.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    CHECK(one[i].a == two[i].a);
    CHECK(one[i].b == two[i].b);
    CHECK(one[i].weight == two[i].weight);
  }
}
