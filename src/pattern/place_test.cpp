// Co-movement and meetings.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>

#include "pattern/co_movement.h"
#include "pattern/meeting.h"
#include "pattern/test_support.h"

using namespace clew;
using namespace clew::pattern;

namespace {

std::vector<Fix> small_case_fixes(const pattern::testing::SmallCase& made) {
  std::vector<Fix> fixes;
  auto lines = pattern::testing::read_csv(
      *pattern::testing::shared_data("patterns/synthcase-s1/locations.csv"));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto at = made.handle.find(lines[i][1]);
    fixes.push_back({at == made.handle.end() ? link::no_handle : at->second,
                     std::stoll(lines[i][0]) * 1000, std::stod(lines[i][2]), std::stod(lines[i][3]),
                     0, static_cast<std::int64_t>(i)});
  }
  return fixes;
}

}  // namespace

TEST_CASE("distances are those of the globe, and impossible fixes are left out and counted") {
  Fix a{0, 0, 51.5, 0, 0, 1}, b{0, 1, 51.5, 1, 0, 2};
  CHECK(distance_m(a, b) == doctest::Approx(69'220).epsilon(.001));
  CHECK(distance_m(a, a) == 0);
  double nan = std::numeric_limits<double>::quiet_NaN();
  Tracks tracks({a,
                 b,
                 {1, 0, 91, 0, 0, 3},
                 {1, 0, nan, 0, 0, 4},
                 {link::no_handle, 0, 1, 1, 0, 5},
                 {1, 0, 0, 0, 0, 6},
                 {1, 0, 1, 1, nan, 7}});
  CHECK(tracks.count() == 1);
  CHECK(tracks.left_out() == 5);
  CHECK(Tracks({}).count() == 0);
}

TEST_CASE("small generated case: the second phone is found, neighbours are not") {
  auto made = pattern::testing::small_case();
  if (!made) return;
  Tracks tracks(small_case_fixes(*made));
  CHECK(tracks.left_out() == 28);  // lines without a handle
  std::set<std::pair<std::string, std::string>> same_person, found;
  for (const auto& person : made->truth["persons"])
    for (const auto& a : person["handles"])
      for (const auto& b : person["handles"])
        same_person.emplace(a.get<std::string>(), b.get<std::string>());
  auto pairs = find_co_movement(tracks, {});
  for (const auto& pair : pairs)
    if (pair.stands_out) found.emplace(made->name[pair.a], made->name[pair.b]);
  CHECK(found.size() == 4);
  bool second_phone = false;
  for (const auto& pair : found) {
    CHECK(same_person.contains(pair));
    second_phone |= pair.second == made->truth["burner"]["handle"].get<std::string>() ||
                    pair.first == made->truth["burner"]["handle"].get<std::string>();
  }
  CHECK(second_phone);
  for (const auto& lead : co_movement_leads(made->events, pairs, {}).leads) {
    CHECK(lead.log10_p < -2);
    CHECK(lead.observed > lead.expected);
  }
}

TEST_CASE("small generated case: the planted meetings are found") {
  auto made = pattern::testing::small_case();
  if (!made) return;
  auto meetings = find_meetings(Tracks(small_case_fixes(*made)), {});
  std::size_t hits = 0;
  std::set<std::size_t> used;
  for (const auto& planted : made->truth["meetings"]) {
    std::set<Handle> handles;
    for (const auto& handle : planted["handles"])
      if (auto at = made->handle.find(handle.get<std::string>()); at != made->handle.end())
        handles.insert(at->second);
    bool hit = false;
    for (std::size_t i = 0; i < meetings.size(); ++i) {
      const Meeting& meeting = meetings[i];
      std::size_t common = 0;
      for (Handle handle : meeting.handles)
        common += handles.contains(handle);
      if (common >= 2 && meeting.from < planted["end"].get<Millis>() * 1000 &&
          meeting.to > planted["start"].get<Millis>() * 1000)
        hit = true, used.insert(i);
    }
    hits += hit;
  }
  CHECK(meetings.size() == used.size());  // none that was not planted
  CHECK(hits == 12);
}

TEST_CASE("two who share a flat and a workplace are not one pocket, though most positions agree; phones on one's evenings out are") {
  link::testing::Random random(4);
  std::vector<Fix> fixes;
  // 0 and 1 live and work at the same places, 2 is in the pocket of 0; evenings each goes somewhere.
  for (int d = 0; d < 60; ++d)
    for (int h = 8; h < 24; h += 2) {
      const bool work = h >= 10 && h < 16, out = h >= 18 && h < 22;
      const double mine = double(random.below(6)), theirs = double(random.below(6));
      const auto place = [&](double evening) { return work ? 52.1 : out ? 52.2 + .1 * evening : 52.0; };
      const Millis time = d * link::millis_per_day + h * link::millis_per_hour;
      fixes.push_back({0, time, place(mine), -1, 20, static_cast<std::int64_t>(fixes.size())});
      fixes.push_back({1, time + 60'000, place(theirs), -1, 20, static_cast<std::int64_t>(fixes.size())});
      fixes.push_back({2, time + 120'000, place(mine), -1, 20, static_cast<std::int64_t>(fixes.size())});
    }
  CoMovementOptions options;
  options.most_apart = .3;  // of cells two thirds of the evenings are no contradiction
  std::set<std::pair<Handle, Handle>> found;
  for (const auto& pair : find_co_movement(Tracks(fixes), options)) {
    if (pair.a == 0 && pair.b == 1) CHECK(pair.together > .75 * pair.compared);
    if (pair.stands_out) found.emplace(pair.a, pair.b);
  }
  CHECK(found == std::set<std::pair<Handle, Handle>>{{0, 2}});
}

TEST_CASE("who stays together every day has one lead for it, told last; phones of one pocket meet nobody by that") {
  std::vector<Fix> fixes;
  const auto stay = [&](Handle who, Millis from, double place) {
    for (int minute = 0; minute <= 40; minute += 10)
      fixes.push_back({who, from + minute * link::millis_per_minute, place, -1, 20, static_cast<std::int64_t>(fixes.size())});
  };
  // 0 and 1 at work every day, 0's other phone 2 with it everywhere, and 0 meets 3 on three evenings.
  for (int d = 0; d < 30; ++d) {
    const Millis today = d * link::millis_per_day;
    const double evening = 52.3 + .05 * (d % 5);
    stay(0, today + 9 * link::millis_per_hour, 52.1), stay(2, today + 9 * link::millis_per_hour, 52.1), stay(1, today + 9 * link::millis_per_hour, 52.1);
    stay(0, today + 20 * link::millis_per_hour, evening), stay(2, today + 20 * link::millis_per_hour, evening);
    stay(1, today + 20 * link::millis_per_hour, 51.9);
    stay(3, today + 20 * link::millis_per_hour, d % 10 == 3 ? evening : 51.5);
  }
  const Tracks tracks(fixes);
  const auto movements = find_co_movement(tracks, {});
  const auto leads = meeting_leads(find_meetings(tracks, {}), movements, {});
  REQUIRE(leads.leads.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(leads.leads[i].subjects == std::vector<Handle>{0, 2, 3});
    CHECK(!leads.leads[i].ordinary);
  }
  CHECK(leads.leads[3].subjects == std::vector<Handle>{0, 1, 2});
  CHECK(leads.leads[3].ordinary);
  CHECK(plain(leads.leads[3].title).find("30 times on 30 days") != std::string::npos);
  REQUIRE(leads.leads[3].tables.size() == 1);
  CHECK(leads.leads[3].tables[0].rows.size() == 30);
  REQUIRE(leads.not_looked_for.size() == 1);
  CHECK(leads.not_looked_for[0].why.starts_with("27 times phones that are carried together"));
}

TEST_CASE("a phone that says where it is every ten minutes stayed a little longer than from its first fix to its last") {
  constexpr Millis minute = link::millis_per_minute;
  auto meetings = [&](std::initializer_list<std::pair<Handle, int>> list, double there = 51.5) {
    std::vector<Fix> fixes;
    std::int64_t record = 0;
    for (auto [handle, at] : list) fixes.push_back({handle, at * minute, there, 0, 10, ++record});
    fixes.push_back({1, -30 * minute, 51.6, 0, 10, ++record});  // before and after elsewhere
    fixes.push_back({1, 60 * minute, 51.6, 0, 10, ++record});
    return find_meetings(Tracks(std::move(fixes)), {});
  };
  auto seen = meetings({{1, 0}, {1, 10}, {2, 0}, {2, 10}, {2, 20}});
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].from == 0);
  CHECK(seen[0].to == 10 * minute);  // what the fixes show
  CHECK(meetings({{1, 0}, {2, 0}, {2, 10}, {2, 20}}).empty());  // one fix is no stay
  CHECK(meetings({{1, 0}, {1, 1}, {1, 2}, {1, 10}, {2, 0}, {2, 2}, {2, 4}, {2, 6}}).empty());  // 10 minutes with pauses of two
}

TEST_CASE("meetings agree with comparing every pair of stays") {
  link::testing::Random random(1);
  for (int round = 0; round < 1000; ++round) {
    std::vector<Fix> fixes;
    for (int n = 0; n < 60; ++n)
      fixes.push_back({static_cast<Handle>(random.below(4)),
                       static_cast<Millis>(random.below(300)) * 60'000,
                       51 + double(random.below(3)) * .002, .001 * double(random.below(3)), 0, n});
    Tracks tracks(fixes);
    auto stays = find_stays(tracks, {});
    // Group by repeated joining until nothing changes.
    std::vector<std::size_t> group(stays.size());
    for (std::size_t i = 0; i < group.size(); ++i)
      group[i] = i;
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < stays.size(); ++i)
        for (std::size_t j = 0; j < stays.size(); ++j) {
          Millis overlap =
              std::min(stays[i].to + stays[i].after, stays[j].to + stays[j].after) -
              std::max(stays[i].from - stays[i].before, stays[j].from - stays[j].before);
          Fix a{0, 0, stays[i].latitude, stays[i].longitude, 0, 0};
          Fix b{0, 0, stays[j].latitude, stays[j].longitude, 0, 0};
          if (stays[i].handle != stays[j].handle && overlap >= 15 * 60'000 &&
              distance_m(a, b) <= 300 && group[i] != group[j]) {
            group[i] = group[j] = std::min(group[i], group[j]);
            changed = true;
          }
        }
    }
    std::map<std::size_t, std::set<Handle>> expected;
    for (std::size_t i = 0; i < stays.size(); ++i)
      expected[group[i]].insert(stays[i].handle);
    std::multiset<std::vector<Handle>> want, have;
    for (const auto& [number, handles] : expected)
      if (handles.size() > 1) want.insert({handles.begin(), handles.end()});
    for (const Meeting& meeting : find_meetings(tracks, {}))
      have.insert(meeting.handles);
    REQUIRE(want == have);
  }
}
