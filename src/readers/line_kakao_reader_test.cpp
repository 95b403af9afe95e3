// SYNTHETIC: chats as LINE and KakaoTalk save them, in several languages.
#include "readers/line_kakao_reader.h"

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

TEST_CASE("a chat of LINE: days above, times with tabs, texts of several lines in quotes, calls, whose phone it is by the title") {
  const std::string line =
      "[LINE] Chat history with Ana Example\nSaved on: 9/26/2026, 11:00\n\nFri, 9/4/2026\n21:03\tAna Example\tWhat time works tomorrow?\n21:05\tBen\t\"How about two?\nI bring \"\"it\"\".\"\n"
      "21:10\tAna Example\t[Sticker]\n21:11\tBen\t\xE2\x98\x8E Call time 1:23\n\nSat, 9/5/2026\n09:00\t\tAna Example changed the name.\n09:01\tBen\t\"ok\"\n";
  const auto reader = make_line_kakao_reader();
  CHECK(reader->probe(item_of(line, {"chat.txt"})).confidence == 92);
  const auto item = item_of(line, {"chat.txt"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 6);
  CHECK(local_of(got.records[0]) == "2026-09-04T21:03:00");  // the weekday says that the month stands first
  CHECK(got.records[0].direction == model::Direction::in);
  CHECK(who(got.records[0], model::Role::from) == "Ana Example");
  CHECK(got.records[1].text == "How about two?\nI bring \"it\".");
  CHECK(got.records[1].direction == model::Direction::out);
  CHECK(who(got.records[1], model::Role::to) == "Ana Example");
  CHECK(bytes_at(item, got.records[1]).starts_with("21:05\tBen"));
  CHECK(bytes_at(item, got.records[1]).ends_with("it\"\".\""));
  CHECK(field(got.records[2], "app_note") == "media-omitted");
  CHECK(got.records[3].kind == model::RecordKind::call);
  CHECK(got.records[3].call->duration == 83 * micros_per_second);
  CHECK(got.records[4].kind == model::RecordKind::event);
  CHECK(local_of(got.records[4]) == "2026-09-05T09:00:00");
  CHECK(got.records[5].text == "\"ok\"");
  CHECK(got.records[0].service == "LINE");
  REQUIRE(got.extra.size() == 1);
  CHECK(got.extra[0].participants.size() == 2);
  Options zone;
  zone.zone = "Europe/London";
  CHECK(to_iso_utc(*read(*reader, item, zone).records[0].times[0].utc).starts_with("2026-09-04T20:03:00"));
  damage(*reader, line, {"chat.txt"}, [](const model::Record& a, const model::Record& b) { return b.text.starts_with(a.text); }, 3);  // a head cut in the middle is text of the message before it
}

TEST_CASE("LINE in Japanese and Chinese: half-days, weekdays in brackets, a group without a side") {
  const auto reader = make_line_kakao_reader();
  const Collected ja = read(*reader, "[LINE] 花子とのトーク履歴\r\n保存日時：2026/08/21 11:59\r\n\r\n2025/04/18(金)\r\n12:08\t花子\tお疲れ様です！\r\n21:38\t花子\t☎ 不在着信\r\n午後9:40\t太郎\t[写真]\r\n", {"[LINE]花子.txt"});
  REQUIRE(ja.records.size() == 3);
  CHECK(ja.records[0].chat_title == "花子");
  CHECK(local_of(ja.records[0]) == "2025-04-18T12:08:00");
  CHECK(ja.records[1].call->outcome == "missed");
  CHECK(local_of(ja.records[2]) == "2025-04-18T21:40:00");
  CHECK(ja.records[2].direction == model::Direction::out);
  const Collected zh = read(*reader, "[LINE] 與小美的聊天記錄\n儲存日期：2024/01/03 09:00\n\n2024/01/02（二）\n下午03:21\t小美\t你好\n2024/01/05\n下午03:22\t阿明\t好\n上午12:05\t阿華\t早\n", {"chat.txt"});
  REQUIRE(zh.records.size() == 3);
  CHECK(local_of(zh.records[0]) == "2024-01-02T15:21:00");
  CHECK(zh.records[0].text == "你好\n2024/01/05");  // no blank line before it: somebody wrote it
  CHECK(zh.records[0].direction == model::Direction::unknown);
  CHECK(local_of(zh.records[2]) == "2024-01-02T00:05:00");
  const Collected bare = read(*reader, "[LINE] 與王小明的聊天\n儲存日期：2024/01/06 10:00\n\n2024/1/5週五\n上午09:15\t王小明\t早安\n2024/1/8 見\n2024/01/06（六）\n00:30\t我\t晚安\n", {"chat.txt"});
  REQUIRE(bare.records.size() == 2);
  CHECK(bare.records[0].chat_title == "王小明");
  CHECK(bare.records[0].text == "早安\n2024/1/8 見");
  CHECK(local_of(bare.records[1]) == "2024-01-06T00:30:00");
}

TEST_CASE("LINE saved on a computer: blanks for tabs, the name of two words by what repeats, the title by the file's name") {
  const auto reader = make_line_kakao_reader();
  const std::string chat =
      "2024.01.02 Tuesday\n21:03 Ana Example What time works tomorrow?\n21:04 Ben How about two?\nI bring it, 2024.01.09 Tuesday is late\n21:05 Ana Example yes\n21:06 Ana Example Stickers\n"
      "21:07 Ben Photos\n21:08 Ben Photos\n21:09 Ben Photos\n21:10 Cem Example joined the group.\n2024.01.03 Wednesday\n09:00 Ana Sample Stickers\n09:01 Ana Sample at six\n09:02 Ana Sample or seven\n"
      "09:03 Ana Example no, six\n09:04 Ana Sample fine\n09:05 Message unsent.\n";
  CHECK(reader->probe(item_of(chat, {"[LINE]Five a side.txt"})).confidence == 92);
  CHECK(reader->probe(item_of(chat, {"diary.txt"})).confidence == 0);  // a diary may look the same
  const auto item = item_of(chat, {"[LINE]Five a side.txt"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 14);
  CHECK(got.records[0].chat_title == "Five a side");
  CHECK(who(got.records[0], model::Role::from) == "Ana Example");
  CHECK(got.records[0].text == "What time works tomorrow?");
  CHECK(local_of(got.records[0]) == "2024-01-02T21:03:00");
  CHECK(who(got.records[1], model::Role::from) == "Ben");
  CHECK(got.records[1].text == "How about two?\nI bring it, 2024.01.09 Tuesday is late");
  CHECK(who(got.records[4], model::Role::from) == "Ben");
  CHECK(got.records[4].text == "Photos");
  CHECK(who(got.records[8], model::Role::from) == "Ana Sample");
  CHECK(local_of(got.records[8]) == "2024-01-03T09:00:00");
  CHECK(got.records[13].kind == model::RecordKind::event);
  CHECK(bytes_at(item, got.records[1]).starts_with("21:04 Ben"));
  const Collected two = read(*reader, "2024.01.02 火曜日\r\n21:03 花子 山田 こんにちは\r\n21:04 太郎 はい\r\n", {"[LINE]花子 山田.txt"});
  REQUIRE(two.records.size() == 2);
  CHECK(two.records[0].direction == model::Direction::in);
  CHECK(who(two.records[1], model::Role::to) == "花子 山田");
  CHECK(two.records[1].text == "はい");
}

TEST_CASE("KakaoTalk: saved on a computer with the day as a divider, on a phone with the day in each line, in Korean and English") {
  const auto reader = make_line_kakao_reader();
  const std::string pc =
      "\xEF\xBB\xBF박팀장 님과 카카오톡 대화\r\n저장한 날짜 : 2024-03-11 22:14:03\r\n\r\n--------------- 2024년 3월 11일 월요일 ---------------\r\n벤님이 들어왔습니다.\r\n[박팀장] [오전 9:12] 안녕하세요\r\n둘째 줄\r\n[김[1]] [오후 12:05] 네\r\n박팀장님이 나갔습니다.\r\n"
      "--------------- 2024년 3월 12일 화요일 ---------------\r\n[박팀장] [오후 3:00] 사진\r\n";
  CHECK(reader->probe(item_of(pc, {"KakaoTalk_1.txt"})).confidence == 92);
  const Collected a = read(*reader, pc, {"KakaoTalk_1.txt"});
  REQUIRE(a.records.size() == 5);
  CHECK(a.records[0].kind == model::RecordKind::event);  // who came in and left, without a time of its own
  CHECK(local_of(a.records[0]) == "2024-03-11T00:00:00");
  CHECK(a.records[1].text == "안녕하세요\n둘째 줄");
  CHECK(local_of(a.records[1]) == "2024-03-11T09:12:00");
  CHECK(a.records[1].times[0].raw == "2024년 3월 11일 월요일 오전 9:12");
  CHECK(a.records[1].direction == model::Direction::in);
  CHECK(who(a.records[2], model::Role::from) == "김[1]");
  CHECK(local_of(a.records[2]) == "2024-03-11T12:05:00");
  CHECK(a.records[2].text == "네");
  CHECK(a.records[3].text == "박팀장님이 나갔습니다.");
  CHECK(local_of(a.records[4]) == "2024-03-12T15:00:00");
  const Collected phone = read(*reader, "가족 3 님과 카카오톡 대화\n저장한 날짜 : 2024년 3월 11일 오후 9:12\n\n\n2024년 3월 11일 오전 9:12\n2024년 3월 11일 오전 9:12, 아나 : 몇 시에, 와?\n다음 줄\n2024년 3월 11일 오후 12:30, 아나님이 벤님을 초대했습니다.\n2024년 3월 11일 오후 1:05, 벤 : 두 시\n\n2024년 3월 12일 오전 8:00\n2024년 3월 12일 오전 8:00, 벤 : 8:30\n", {"KakaoTalkChats.txt"});
  REQUIRE(phone.records.size() == 4);
  CHECK(phone.records[2].text == "두 시");  // the line that begins a day is nobody's
  CHECK(phone.records[0].text == "몇 시에, 와?\n다음 줄");
  CHECK(local_of(phone.records[0]) == "2024-03-11T09:12:00");
  CHECK(phone.records[1].kind == model::RecordKind::event);
  CHECK(local_of(phone.records[2]) == "2024-03-11T13:05:00");
  const Collected ios = read(*reader, "아나 님과 카카오톡 대화\n저장한 날짜 : 2024. 3. 11. 오후 9:12\n\n2024년 3월 11일 월요일\n2024. 3. 11. 오전 9:12, 아나 : 안녕\n", {"KakaoTalk.txt"});
  REQUIRE(ios.records.size() == 1);
  CHECK(local_of(ios.records[0]) == "2024-03-11T09:12:00");
  const Collected en = read(*reader, "KakaoTalk Chats with Ana\nDate Saved : March 11, 2024, 9:30 PM\n\nMarch 11, 2024, 9:12 AM\nMarch 11, 2024, 9:12 AM, Ana : Hello\nMarch 11, 2024 at 1:05 PM, Ben : Hi\n", {"KakaoTalk.txt"});
  REQUIRE(en.records.size() == 2);
  CHECK(local_of(en.records[0]) == "2024-03-11T09:12:00");
  CHECK(local_of(en.records[1]) == "2024-03-11T13:05:00");
  CHECK(en.records[1].direction == model::Direction::out);
  const Collected empty = read(*reader, "아나 님과 카카오톡 대화\n저장한 날짜 : 2024년 3월 11일 오후 9:12\n\n2024년 3월 11일 오전 9:12, 아나 : \n첫 줄이 비었다 \n끝\n", {"k.txt"});
  REQUIRE(empty.records.size() == 1);
  CHECK(who(empty.records[0], model::Role::from) == "아나");
  CHECK(empty.records[0].text == "\n첫 줄이 비었다 \n끝");
  const Collected old = read(*reader, "KakaoTalk Chats with Ana\nDate Saved : 9:48AM, February 20, 2014\n\n\n9:46AM, February 20, 2014\n9:46AM, February 20, 2014, Ana : Hello\n12:05PM, February 20, 2014, Ben : Hi\n", {"KakaoTalk.txt"});
  REQUIRE(old.records.size() == 2);
  CHECK(local_of(old.records[0]) == "2014-02-20T09:46:00");
  CHECK(local_of(old.records[1]) == "2014-02-20T12:05:00");
  damage(*reader, pc, {"k.txt"}, [](const model::Record& x, const model::Record& y) { return y.text.starts_with(x.text); }, 3);
}
