#include "link/threads.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "link/test_support.h"

using namespace clew::link;
using testing::Random;

namespace {

std::vector<ThreadRow> rows_of(const std::vector<std::tuple<int, int, int, std::string, int>>& list) {
  std::vector<ThreadRow> rows;
  for (const auto& [exhibit, conversation, sender, text, time] : list)
    rows.push_back({exhibit, conversation, static_cast<std::uint64_t>(sender), content_key(text),
                    time * millis_per_minute, 0, (std::int64_t{exhibit} << 32) + static_cast<std::int64_t>(rows.size())});
  return rows;
}

}  // namespace

TEST_CASE("two exports that name people as their owners saved them are one thread, seat by seat") {
  std::vector<std::tuple<int, int, int, std::string, int>> list;
  const std::vector<std::string> texts{"the train is at nine",   "bring the keys please",
                                       "left them at the market", "see you on sunday then",
                                       "rain all day tomorrow",   "the bus was late again"};
  for (int i = 0; i < 6; ++i) {
    list.push_back({1, 10, i % 2 ? 101 : 102, texts[static_cast<std::size_t>(i)], i * 30});
    list.push_back({1, 10, 101, "ok", i * 30 + 5});
    // The other phone's clock is 3 hours ahead and it lacks one line.
    if (i != 2) list.push_back({2, 20, i % 2 ? 201 : 202, texts[static_cast<std::size_t>(i)], i * 30 + 180});
    list.push_back({2, 20, 201, "ok", i * 30 + 185});
    list.push_back({3, 30, 301, "another talk " + std::to_string(i), i * 30});
  }
  Threads threads = match_threads(rows_of(list), {});
  REQUIRE(threads.pairs.size() == 1);
  CHECK(threads.pairs[0].in_order == 5);
  CHECK(threads.pairs[0].offset == 180 * millis_per_minute);
  REQUIRE(threads.find(10));
  CHECK(threads.find(10) == threads.find(20));
  CHECK(!threads.find(30));
  REQUIRE(threads.seat_of(10, 101));
  REQUIRE(threads.seat_of(20, 201));
  CHECK(threads.seat_of(10, 101)->seat == threads.seat_of(20, 201)->seat);
  CHECK(threads.seat_of(10, 102)->seat == threads.seat_of(20, 202)->seat);
  CHECK(threads.seat_of(10, 101)->seat != threads.seat_of(10, 102)->seat);
}

TEST_CASE("a group of which one copy lost all lines of one writer is still one thread") {
  std::vector<std::tuple<int, int, int, std::string, int>> list;
  for (int i = 0; i < 40; ++i) {
    int writer = i % 10;
    std::string text = "line " + std::to_string(i) + " of the shift team";
    if (writer != 3) list.push_back({1, 10, 100 + writer, text, i * 300});
    list.push_back({2, 20, 200 + writer, text, i * 300 + 119});
  }
  Threads threads = match_threads(rows_of(list), {});
  REQUIRE(threads.find(10));
  CHECK(threads.find(10) == threads.find(20));
}

TEST_CASE("one broadcast in many chats makes no thread of them") {
  std::vector<std::tuple<int, int, int, std::string, int>> list;
  for (int day = 0; day < 8; ++day)
    for (int chat = 0; chat < 6; ++chat) {
      std::string text = "offers of day " + std::to_string(day);
      list.push_back({1, 10 + chat, 100, text, day * 1440 + chat});
      list.push_back({1, 10 + chat, 200 + chat, "answer " + std::to_string(day * 10 + chat), day * 1440 + 9});
      // Exhibit 2 is the phone of the third recipient.
      if (chat == 2) {
        list.push_back({2, 50, 100, text, day * 1440 + chat});
        list.push_back({2, 50, 202, "answer " + std::to_string(day * 10 + chat), day * 1440 + 9});
      }
    }
  Threads threads = match_threads(rows_of(list), {});
  REQUIRE(threads.pairs.size() == 1);
  CHECK(threads.pairs[0].a == 12);
  CHECK(threads.pairs[0].b == 50);
}

TEST_CASE("a short chat is matched by time once clocks are known, and only then") {
  auto rows = rows_of({{1, 10, 1, "the parcel is with the neighbour", 100},
                       {2, 20, 2, "the parcel is with the neighbour", 160},
                       {3, 30, 3, "the parcel is with the neighbour", 9000}});
  CHECK(match_threads(rows, {}).pairs.empty());
  ThreadOptions options;
  options.clock = [](std::int64_t exhibit, Millis time) { return exhibit == 2 ? time - millis_per_hour : time; };
  // Three conversations have the text, so one row is not enough …
  CHECK(match_threads(rows, options).pairs.empty());
  rows.pop_back();
  // … but it is when nobody else wrote it.
  CHECK(match_threads(rows, options).pairs.size() == 1);
  options.clock = [](std::int64_t, Millis time) { return time; };
  CHECK(match_threads(rows, options).pairs.empty());
}

TEST_CASE("a chat of few lines a week on a clock that drifts is matched once that clock is known") {
  // A minute a week, a line every other day.
  std::vector<std::tuple<int, int, int, std::string, int>> list;
  for (int i = 0; i < 12; ++i) {
    const std::string text = "line " + std::to_string(i) + " of a quiet chat";
    list.push_back({1, 10, 101 + i % 2, text, i * 2880});
    list.push_back({2, 20, 201 + i % 2, text, i * 2880 + 60 + i * 2});
  }
  const auto rows = rows_of(list);
  CHECK(match_threads(rows, {}).pairs.empty());
  ThreadOptions options;
  options.clock = [](std::int64_t exhibit, Millis time) {
    return exhibit == 1 ? time : (time - 60 * millis_per_minute) * 2880 / 2882;
  };
  const auto threads = match_threads(rows, options);
  REQUIRE(threads.pairs.size() == 1);
  CHECK(threads.pairs[0].in_order == 12);
}

TEST_CASE("lost letters, marks of direction and case do not part two copies of a text") {
  CHECK(content_key("vin la gară mâine") == content_key("vin la gar? m?ine"));
  CHECK(content_key("\xE2\x80\x8Eok") == content_key("ok "));
  CHECK(content_key("ok") != content_key("nu"));
  CHECK(content_key("") == 0);
  CHECK(content_key("до встречи") != content_key("до завтра"));
}

TEST_CASE("random chats: every planted copy is found, no two chats are mixed, any order of rows") {
  Random random(7);
  std::uint32_t planted = 0, found = 0, wrong = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<ThreadRow> rows;
    std::map<std::int64_t, int> truth;  // conversation → chat
    for (int chat = 0; chat < 5; ++chat) {
      int length = 15 + static_cast<int>(random.below(40)), members = 2 + static_cast<int>(random.below(4));
      std::vector<std::pair<int, std::string>> lines;
      for (int i = 0; i < length; ++i)
        lines.emplace_back(random.below(static_cast<std::uint64_t>(members)),
                           random.chance(.3) ? "ok" : "line " + std::to_string(random.below(4000)) + " of it");
      for (int exhibit = 0; exhibit < 2; ++exhibit) {
        std::int64_t conversation = exhibit * 100 + chat;
        truth[conversation] = chat;
        for (int i = 0; i < length; ++i)
          if (random.chance(.85))
            rows.push_back({exhibit, conversation,
                            std::uint64_t(1000 * (exhibit + 1) + chat * 10 + lines[static_cast<std::size_t>(i)].first),
                            content_key(lines[static_cast<std::size_t>(i)].second),
                            (i * 10 + exhibit * 45) * millis_per_minute, 0,
                            (std::int64_t{exhibit} << 32) + static_cast<std::int64_t>(rows.size())});
      }
    }
    Threads threads = match_threads(rows, {});
    planted += 5;
    for (const auto& pair : threads.pairs)
      ++(truth[pair.a] == truth[pair.b] ? found : wrong);
    for (const auto& one : threads.seats)
      for (const auto& other : threads.seats)
        if (one.seat == other.seat) REQUIRE(one.sender % 1000 == other.sender % 1000);
    testing::shuffle(rows, random);
    Threads again = match_threads(rows, {});
    REQUIRE(again.pairs == threads.pairs);
    REQUIRE(again.seats == threads.seats);
  }
  CHECK(wrong == 0);
  CHECK(found >= planted * 99 / 100);
}
