#include "pattern/broadcast.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "pattern/test_support.h"

using namespace clew;
using namespace clew::pattern;

namespace {

struct Message {
  Millis time;
  Handle to;
  std::uint64_t text;
};

// The definition, written down as slowly as it reads.
struct Referee {
  const std::vector<Message>& sent;
  const BroadcastOptions& options;

  std::size_t distinct(std::size_t begin, std::size_t end) const {
    std::set<Handle> handles;
    for (std::size_t i = begin; i < end; ++i)
      handles.insert(sent[i].to);
    return handles.size();
  }
  // All stretches of [begin, end) that fulfil one of the two rules, overlapping ones joined.
  std::vector<std::pair<std::size_t, std::size_t>> qualifying(std::size_t begin,
                                                              std::size_t end) const {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t i = begin; i < end; ++i)
      for (std::size_t j = i + 1; j <= end; ++j) {
        bool no_pause = true;
        for (std::size_t k = i + 1; k < j; ++k)
          no_pause = no_pause && sent[k].time - sent[k - 1].time <= options.run_gap;
        bool window = sent[j - 1].time - sent[i].time <= options.window &&
                      distinct(i, j) >= options.least_recipients;
        if (window || (no_pause && distinct(i, j) >= options.run_recipients))
          found.emplace_back(i, j);
      }
    std::sort(found.begin(), found.end());
    std::vector<std::pair<std::size_t, std::size_t>> joined;
    for (auto stretch : found)
      if (!joined.empty() && stretch.first < joined.back().second)
        joined.back().second = std::max(joined.back().second, stretch.second);
      else
        joined.push_back(stretch);
    return joined;
  }
  void mend(std::size_t begin, std::size_t end,
            std::vector<std::pair<std::size_t, std::size_t>>& out) const {
    std::vector<Millis> gaps;
    for (std::size_t i = begin + 1; i < end; ++i)
      gaps.push_back(sent[i].time - sent[i - 1].time);
    if (!gaps.empty()) {
      auto cut =
          begin + 1 +
          static_cast<std::size_t>(std::max_element(gaps.begin(), gaps.end()) - gaps.begin());
      Millis gap = sent[cut].time - sent[cut - 1].time;
      std::sort(gaps.begin(), gaps.end());
      if (gap > options.run_gap && gap > 5 * gaps[gaps.size() / 2]) {
        bool left = !qualifying(begin, cut).empty(), right = !qualifying(cut, end).empty();
        if (left && right) {
          mend(begin, cut, out);
          mend(cut, end, out);
          return;
        }
        if (left || right) {
          if (left ? same_text(begin, cut, cut, end) : same_text(cut, end, begin, cut))
            out.emplace_back(begin, end);
          else
            left ? mend(begin, cut, out) : mend(cut, end, out);
          return;
        }
      }
    }
    out.emplace_back(begin, end);
  }
  bool same_text(std::size_t begin, std::size_t end, std::size_t from, std::size_t to) const {
    std::map<std::uint64_t, int> count;  // the texts of the random cases are far apart
    for (std::size_t i = begin; i < end; ++i)
      if (sent[i].text != 0) ++count[sent[i].text];
    std::uint64_t best = 0;
    for (auto [text, n] : count)
      if (best == 0 || n > count[best]) best = text;
    for (std::size_t i = from; i < to; ++i)
      if (best == 0 || sent[i].text != best) return false;
    return true;
  }
};

std::vector<link::EventRow> random_sender(link::testing::Random& random) {
  std::vector<link::EventRow> rows;
  std::int64_t second = 0;
  for (auto n = 1 + random.below(30); n > 0; --n) {
    second += static_cast<std::int64_t>(random.chance(.1) ? random.below(300) : random.below(8));
    rows.push_back({.from = 0,
                    .to = static_cast<Handle>(1 + random.below(6)),
                    .time_us = second * 1'000'000,
                    .has_time = true,
                    .kind = link::EventKind::sms,
                    .text = random.below(3) * 0x0fedcba987654321,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  }
  return rows;
}

}  // namespace

TEST_CASE("bursts agree with the definition written down slowly") {
  link::testing::Random random(1);
  ThreadPool pool(1);
  BroadcastOptions options;
  options.least_recipients = 3;
  options.window = 12'000;
  options.run_recipients = 4;
  options.run_gap = 6'000;
  std::size_t seen = 0;
  for (int round = 0; round < 5000; ++round) {
    auto rows = random_sender(random);
    link::Events events = link::testing::build(7, rows);
    std::vector<Message> sent;
    for (auto [i, end] = events.sent(0); i < end; ++i)
      sent.push_back({events.time(i), events.to(i), events.text(i)});
    Referee referee{sent, options};
    std::vector<std::pair<std::size_t, std::size_t>> expected;
    for (auto [begin, end] : referee.qualifying(0, sent.size()))
      referee.mend(begin, end, expected);
    auto bursts = find_bursts(events, options, pool);
    REQUIRE(bursts.size() == expected.size());
    for (std::size_t i = 0; i < bursts.size(); ++i) {
      REQUIRE(bursts[i].events.front() == expected[i].first);
      REQUIRE(bursts[i].events.size() == expected[i].second - expected[i].first);
      REQUIRE(bursts[i].recipients == referee.distinct(expected[i].first, expected[i].second));
    }
    seen += bursts.size();
  }
  CHECK(seen > 2000);
}

TEST_CASE("potential and confirmed counts equal those counted by hand") {
  // Day 0: 2 and 3 ring line 0; the line rings 2 back; runner 1 rings 3. Day 1: 2 rings; the line
  // rings 2 before that, which confirms nothing. Day 2: 4 rings and gets only a broadcast.
  std::vector<link::EventRow> rows;
  auto call = [&](Handle from, Handle to, std::int64_t minute) {
    rows.push_back({.from = from,
                    .to = to,
                    .time_us = minute * 60'000'000,
                    .has_time = true,
                    .kind = link::EventKind::call,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  };
  call(2, 0, 10), call(3, 0, 11), call(2, 0, 12), call(0, 2, 20), call(1, 3, 30), call(0, 1, 31);
  call(1, 0, 40);
  call(0, 2, 1440 + 5), call(2, 0, 1440 + 10);
  call(4, 0, 2880 + 1);
  for (Handle to = 2; to < 12; ++to)
    rows.push_back({.from = 0,
                    .to = to,
                    .time_us = (2880 + 5) * std::int64_t{60'000'000} + to,
                    .has_time = true,
                    .kind = link::EventKind::sms,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  link::Events events = link::testing::build(12, rows);
  ThreadPool pool(1);
  BroadcastOptions options;
  auto bursts = find_bursts(events, options, pool);
  REQUIRE(bursts.size() == 1);
  auto days = line_days(events, 0, bursts, options);
  REQUIRE(days.size() == 3);
  CHECK(days[0].potential == 3);  // 1, 2, 3: without being told, 1 is a caller like others
  CHECK(days[0].confirmed == 1);
  CHECK(days[1].potential == 1);
  CHECK(days[1].confirmed == 0);
  CHECK(days[2].potential == 1);
  CHECK(days[2].confirmed == 0);
  options.runners = {{0, 1}};
  days = line_days(events, 0, bursts, options);
  CHECK(days[0].potential == 2);
  CHECK(days[0].confirmed == 2);
}

TEST_CASE("one burst a year is no lead, and no messages at all is said") {
  std::vector<link::EventRow> rows;
  for (Handle to = 1; to < 20; ++to)
    rows.push_back({.from = 0,
                    .to = to,
                    .time_us = to * 1'000'000,
                    .has_time = true,
                    .kind = link::EventKind::chat,
                    .record = to});
  ThreadPool pool(1);
  link::Events events = link::testing::build(20, rows);
  auto bursts = find_bursts(events, {}, pool);
  CHECK(bursts.size() == 1);
  CHECK(broadcast_leads(events, bursts, {}, pool).leads.empty());
  CHECK(broadcast_leads({}, {}, {}, pool).not_looked_for.size() == 1);
}

TEST_CASE("a sender busy all day long has bursts by chance and is no lead") {
  link::testing::Random random(4);
  std::vector<link::EventRow> rows;
  for (int n = 0; n < 20'000; ++n)
    rows.push_back({.from = 0,
                    .to = static_cast<Handle>(1 + random.below(25)),
                    .time_us = static_cast<std::int64_t>(random.below(30 * 86400)) * 1'000'000,
                    .has_time = true,
                    .kind = link::EventKind::chat,
                    .record = n + 1});
  link::Events events = link::testing::build(26, rows);
  ThreadPool one(1), two(2);
  auto bursts = find_bursts(events, {}, one);
  CHECK(bursts.size() > 10);
  Leads leads = broadcast_leads(events, bursts, {}, one);
  CHECK(leads.leads.empty());
  CHECK(leads.not_looked_for.size() == 1);
}

TEST_CASE("who writes something else to somebody else each time talks with many; one text, or one list, is a broadcast") {
  // Every day a quarter of an hour with 30 messages to 10 people.
  enum class Says { one_thing, many_things, some_known, nothing_known };
  auto found = [&](Says says, std::uint32_t people) {
    link::testing::Random random(7);
    std::vector<link::EventRow> rows;
    for (int day = 0; day < 20; ++day)
      for (int n = 0; n < 30; ++n)
        rows.push_back({.from = 0,
                        .to = static_cast<Handle>(1 + (n % 10 + day * 10) % people),
                        .time_us = (std::int64_t{day} * 86400 + 36'000 + n * 20) * 1'000'000,
                        .has_time = true,
                        .kind = link::EventKind::chat,
                        .text = says == Says::nothing_known || (says == Says::some_known && n % 3 != 0) ? 0 : says == Says::one_thing ? 0x5555aaaa5555aaaa + static_cast<std::uint64_t>(day) : random.next(),
                        .record = static_cast<std::int64_t>(rows.size() + 1)});
    ThreadPool pool(1);
    link::Events events = link::testing::build(people + 1, rows);
    auto kept = broadcasts(find_bursts(events, {}, pool), {});
    CHECK(kept.bursts.size() == (kept.talkers ? 0 : 20));
    return kept.talkers == 0;
  };
  CHECK_FALSE(found(Says::many_things, 200));
  CHECK_FALSE(found(Says::some_known, 200));
  CHECK(found(Says::one_thing, 200));
  CHECK(found(Says::many_things, 10));
  CHECK(found(Says::nothing_known, 200));
}

TEST_CASE("somebody with many friends, of whose messages nothing but the times is known, is no broadcast for talking in sittings") {
  // Handle 0 talks with 40 people all day, handle 1 sends one list the same way at the same times but seldom else; both a few sittings more than chance.
  link::testing::Random random(3);
  std::vector<link::EventRow> rows;
  auto add = [&](Handle from, Handle to, std::int64_t second) {
    rows.push_back({.from = from, .to = to, .time_us = second * 1'000'000, .has_time = true, .kind = link::EventKind::sms,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  };
  for (int day = 0; day < 60; ++day) {
    for (int n = 0; n < 80; ++n) add(0, static_cast<Handle>(2 + random.below(40)), day * 86'400 + 36'000 + static_cast<std::int64_t>(random.below(28'800)));
    for (int n = 0; n < 12; ++n)
      if (day % 3 == 0)
        for (Handle who : {Handle{0}, Handle{1}}) add(who, static_cast<Handle>(2 + (n + day) % 40), day * 86'400 + 50'000 + 40 * n);
  }
  ThreadPool pool(1);
  const auto events = link::testing::build(42, rows);
  const auto bursts = find_bursts(events, {}, pool);
  CHECK(std::count_if(bursts.begin(), bursts.end(), [](const Burst& b) { return b.sender == 0; }) >= 20);
  const auto leads = broadcast_leads(events, bursts, {}, pool).leads;
  REQUIRE(leads.size() == 1);
  CHECK(leads[0].subjects == std::vector<Handle>{1});
}

TEST_CASE("threads and the order of rows do not change a byte of bursts and leads") {
  link::testing::Random random(5);
  std::vector<link::EventRow> rows;
  for (Handle sender = 0; sender < 5; ++sender)
    for (int day = 0; day < 6; ++day)
      for (int n = 0; n < 15; ++n)
        rows.push_back({.from = sender,
                        .to = static_cast<Handle>(5 + random.below(40)),
                        .time_us = (day * 86400 + sender * 3000 + n * 5) * std::int64_t{1'000'000},
                        .has_time = true,
                        .kind = link::EventKind::sms,
                        .record = static_cast<std::int64_t>(rows.size() + 1)});
  for (int n = 0; n < 3000; ++n)
    rows.push_back({.from = static_cast<Handle>(random.below(45)),
                    .to = static_cast<Handle>(random.below(45)),
                    .time_us = static_cast<std::int64_t>(random.below(6 * 86400)) * 1'000'000,
                    .has_time = true,
                    .kind = link::EventKind::sms,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  ThreadPool one(1), two(2);
  link::Events events = link::testing::build(45, rows);
  auto bursts = find_bursts(events, {}, one);
  Leads leads = broadcast_leads(events, bursts, {}, one);
  REQUIRE(leads.leads.size() == 5);
  for (int round = 0; round < 5; ++round) {
    link::testing::shuffle(rows, random);
    link::Events again = link::testing::build(45, rows, 2);
    auto same = find_bursts(again, {}, two);
    REQUIRE(same == bursts);
    Leads same_leads = broadcast_leads(again, same, {}, two);
    REQUIRE(same_leads.leads == leads.leads);
    for (std::size_t i = 0; i < leads.leads.size(); ++i)
      REQUIRE(lead_id(same_leads.leads[i]) == lead_id(leads.leads[i]));
  }
}

TEST_CASE("small generated case: all 77 bursts, none false, and two leads") {
  auto made = pattern::testing::small_case();
  if (!made) return;
  ThreadPool pool(2);
  auto bursts = find_bursts(made->events, {}, pool);
  std::map<std::tuple<std::string, Millis, std::uint32_t>, Millis> expected, found;
  for (const auto& burst : made->truth["bursts"])
    expected[{burst["line"].get<std::string>(), burst["start"].get<Millis>() * 1000,
              burst["recipients"].get<std::uint32_t>()}] = burst["end"].get<Millis>() * 1000;
  for (const auto& burst : bursts)
    found[{made->name[burst.sender], burst.start, burst.recipients}] = burst.end;
  CHECK(expected.size() == 77);
  REQUIRE(found.size() == 77);
  for (const auto& [burst, end] : expected) {
    REQUIRE(found.contains(burst));
    // The key says when the sender was done, a pause after the last message.
    CHECK(found[burst] <= end);
    CHECK(found[burst] > end - 15'000);
  }
  Leads leads = broadcast_leads(made->events, bursts, {}, pool);
  for (const auto& lead : leads.leads) {
    CHECK(lead.expected < .1);
    CHECK(lead.log10_p < -50);
    CHECK(lead.evidence.size() > 1000);
    CHECK(!lead.against.empty());
  }
  REQUIRE(leads.leads.size() == 2);
  std::set<std::string> lines;
  for (const auto& lead : leads.leads)
    lines.insert(made->name[lead.subjects[0]]);
  CHECK(lines == made->truth["deal_lines"].get<std::set<std::string>>());
}
