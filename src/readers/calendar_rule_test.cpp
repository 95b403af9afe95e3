// The examples of RFC 5545, 3.8.5.3, with the days that it prints, and a referee that walks over every day.
#include "readers/calendar_rule.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "readers/calendar_reader.h"
#include "readers/calendar_text.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

Micros at(const char* text) { return calendar::reading_of(text)->micros; }

// "09-02 09-03 …": the days after the start, which the rule begins with.
std::string days(const char* start, const char* text, std::size_t most = 12, bool clock = false) {
  std::string why, out;
  const auto rule = CalendarRule::parse(text, why);
  REQUIRE_MESSAGE(rule, why);
  CalendarRule::Work work{1'000'000};
  std::size_t count = 0;
  const bool done = rule->each(at(start), at(start), at(start) + 20'000 * calendar::micros_per_day, work, [&](Micros day) {
    if (rule->until() && day > rule->until()->reading) return false;
    const auto iso = to_iso_local(day);
    out += (out.empty() ? "" : " ") + (clock ? iso.substr(5, 11) : iso.substr(5, 5));
    return ++count < most;
  });
  CHECK(done);
  return out;
}
std::string words(const char* text) {
  std::string why;
  const auto rule = CalendarRule::parse(text, why);
  return rule ? rule->words() : "refused: " + why;
}

}  // namespace

TEST_CASE("recurring entries fall on the days that the standard prints") {
  const char* tuesday = "19970902T090000";
  CHECK(days(tuesday, "FREQ=DAILY;COUNT=5") == "09-03 09-04 09-05 09-06");
  CHECK(days(tuesday, "FREQ=DAILY;UNTIL=19970905T000000Z") == "09-03 09-04");
  CHECK(days(tuesday, "FREQ=DAILY;INTERVAL=10;COUNT=5") == "09-12 09-22 10-02 10-12");
  CHECK(days("19980101T090000", "FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", 3) == "01-02 01-03 01-04");
  CHECK(days(tuesday, "FREQ=WEEKLY;INTERVAL=2;WKST=SU", 4) == "09-16 09-30 10-14 10-28");
  CHECK(days(tuesday, "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH") == "09-04 09-09 09-11 09-16 09-18 09-23 09-25 09-30 10-02");
  CHECK(days("19970901T090000", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", 9) ==
        "09-03 09-05 09-15 09-17 09-19 09-29 10-01 10-03 10-13");
  CHECK(days("19970905T090000", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", 4) == "10-03 11-07 12-05 01-02");
  CHECK(days("19970907T090000", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU") == "09-28 11-02 11-30 01-04 01-25 03-01 03-29 05-03 05-31");
  CHECK(days("19970922T090000", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO") == "10-20 11-17 12-22 01-19 02-16");
  CHECK(days("19970928T090000", "FREQ=MONTHLY;BYMONTHDAY=-3", 4) == "10-29 11-28 12-29 01-29");
  CHECK(days("19970930T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1") == "10-01 10-31 11-01 11-30 12-01 12-31 01-01 01-31 02-01");
  CHECK(days("19970910T090000", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15") ==
        "09-11 09-12 09-13 09-14 09-15 03-10 03-11 03-12 03-13");
  CHECK(days("19970610T090000", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", 4) == "07-10 06-10 07-10 06-10");
  CHECK(days("19970101T090000", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200") == "04-10 07-19 01-01 04-09 07-18 01-01 04-10 07-19 01-01");
  CHECK(days("19970519T090000", "FREQ=YEARLY;BYDAY=20MO", 2) == "05-18 05-17");
  CHECK(days("19970313T090000", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", 4) == "03-20 03-27 03-05 03-12");
  CHECK(days("19980213T090000", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 4) == "03-13 11-13 08-13 10-13");
  CHECK(days("19961105T090000", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", 2) == "11-07 11-02");
  CHECK(days("19970904T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3") == "10-07 11-06");
  CHECK(days("19970929T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", 3) == "10-30 11-27 12-30");
  CHECK(days("19970902T090000", "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20", 4, true) == "09-02T09:20 09-02T10:00 09-02T10:20 09-03T09:00");
  CHECK(days("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO") == "08-10 08-19 08-24");
  CHECK(days("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU") == "08-17 08-19 08-31");
  CHECK(days("20070115T090000", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5") == "01-30 02-15 03-15 03-30");
  CHECK(days("20240131T090000", "FREQ=MONTHLY", 3) == "03-31 05-31 07-31");  // months without that day are passed over
  CHECK(days("20240229T090000", "FREQ=YEARLY", 2) == "02-29 02-29");
  CHECK(days("19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", 2) == "05-11 05-17");
  CHECK(days(tuesday, "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", 9, true) == "09-02T12:00 09-02T15:00");
  CHECK(days(tuesday, "FREQ=MINUTELY;INTERVAL=15;COUNT=6", 9, true) == "09-02T09:15 09-02T09:30 09-02T09:45 09-02T10:00 09-02T10:15");
  CHECK(days(tuesday, "FREQ=MINUTELY;INTERVAL=90;COUNT=4", 9, true) == "09-02T10:30 09-02T12:00 09-02T13:30");
  CHECK(days("19970902T164000", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", 3, true) == "09-03T09:00 09-03T09:20 09-03T09:40");
}

TEST_CASE("a rule in words; what is not worked out is refused with the reason") {
  CHECK(words("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=10") == "every 2 weeks on Monday and Friday, 10 times");
  CHECK(words("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20240630") == "every month on the last Friday, until 2024-06-30");
  CHECK(words("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=22") == "every year in March on the 22nd day of the month");
  CHECK(words("FREQ=HOURLY;INTERVAL=3;BYDAY=MO") == "every 3 hours on Monday");
  CHECK(words("FREQ=YEARLY;BYWEEKNO=20,-1;BYDAY=MO") == "every year in the last and 20th week of the year on Monday");
  for (const char* bad : {"FREQ=FORTNIGHTLY", "M1 #10", "D0 #3", "MP1 MO", "W1 XX", "", "COUNT=3", "FREQ=DAILY;COUNT=0", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=1MO",
                          "FREQ=YEARLY;BYWEEKNO=54", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "FREQ=DAILY;INTERVAL=99999999999", "FREQ=DAILY;BYMONTHDAY=0"})
    CHECK_MESSAGE(words(bad).starts_with("refused"), bad);
}

TEST_CASE("the rules of vCalendar 1.0, by its own examples") {
  CHECK(words("D1 #5") == "every day, 5 times");
  CHECK(words("W2 MO FR #0") == "every 2 weeks on Monday and Friday");
  CHECK(words("W1") == "every week, 2 times");
  CHECK(words("MP6 1+ MO #5") == "every 6 months on the 1st Monday, 5 times");
  CHECK(words("MP1 1+ 2- SA SU 3+ MO #0") == words("FREQ=MONTHLY;BYDAY=1SA,-2SA,1SU,-2SU,3MO"));
  CHECK(words("MD1 1 10 LD 20241224T000000Z") == "every month on the last, 1st and 10th day of the month, until 2024-12-24T00:00:00Z");
  CHECK(words("YM1 6 7 #8") == "every year in June and July, 8 times");
  CHECK(days("19970902T090000", "D2 #4") == "09-04 09-06 09-08");
  CHECK(days("19970904T090000", "W1 TU TH 19970912T000000") == "09-09 09-11");
  CHECK(days("19970905T090000", "MP1 1+ FR #3") == "10-03 11-07");
}

TEST_CASE("only what lies in the window is worked out, and work has an end") {
  std::string why;
  const auto rule = *CalendarRule::parse("FREQ=DAILY", why);
  CalendarRule::Work work{100};
  std::vector<Micros> got;
  const auto take = [&](Micros day) { return got.push_back(day), true; };
  CHECK(rule.each(at("16040101"), at("20240304"), at("20240306"), work, take));
  CHECK(got == std::vector<Micros>{at("20240304"), at("20240305"), at("20240306")});
  const auto counted = *CalendarRule::parse("FREQ=DAILY;COUNT=1000000", why);
  CHECK_FALSE(counted.each(at("16040101"), at("20240304"), at("20240306"), work, take));
  const auto never = *CalendarRule::parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", why);
  work.left = 1'000'000;
  CHECK(never.each(at("16040101"), at("16040101"), at("24000101"), work, take));
  CHECK(got.size() == 3);
}

namespace {

const char* const rule_page =
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:gym@example.org\r\nDTSTART;TZID=Europe/London:20240311T180000\r\nDURATION:PT1H30M\r\n"
    "RRULE:FREQ=WEEKLY;COUNT=6\r\nEXDATE;TZID=Europe/London:20240318T180000\r\nRDATE;TZID=Europe/London:20240501T070000\r\n"
    "SUMMARY:Gym\r\nLOCATION:Dover\r\nATTENDEE;CN=Ben:mailto:ben@example.org\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:gym@example.org\r\nRECURRENCE-ID;TZID=Europe/London:20240401T180000\r\nDTSTART;TZID=Europe/London:20240402T190000\r\n"
    "SUMMARY:Gym, moved\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

}  // namespace

TEST_CASE("each day of a recurring event is a record with the event's bytes; days taken out or moved are not") {
  const auto reader = make_calendar_reader();
  const auto item = item_of(rule_page, {"a.ics"});
  Options options;
  options.latest_plausible = at("20250101");
  const auto out = read(*reader, item, options);
  REQUIRE(out.records.size() == 2);
  const auto& event = out.records[0];
  CHECK(field(event, "recurrence") == "FREQ=WEEKLY;COUNT=6");
  CHECK(field(event, "recurrence in words") == "every week, 6 times");
  REQUIRE(event.times.size() == 2);
  CHECK(to_iso_utc(*event.times[1].utc) == "2024-03-11T19:30:00.000000Z");
  CHECK(event.times[1].raw == "PT1H30M");
  std::string days;
  for (const auto& r : out.extra) {
    days += to_iso_utc(*r.times.at(0).utc).substr(5, 11) + " ";
    CHECK(*r.times.at(1).utc - *r.times[0].utc == 5400 * micros_per_second);
    CHECK(r.text == "Gym");
    CHECK(r.place->name == "Dover");
    CHECK(r.table == "VEVENT occurrences");
    CHECK(r.participants.empty());
    CHECK(field(r, "organiser and attendees") == "Ben");
    CHECK(bytes_at(item, r) == bytes_at(item, event));
    REQUIRE(r.links.size() == 1);
    CHECK(r.links[0].target == "gym@example.org");
  }
  // The clock goes on in between; the 18th is taken out, the 1st of April has an entry of its own, the 1st of May is added.
  CHECK(days == "03-25T18:00 04-08T17:00 04-15T17:00 05-01T06:00 ");
  CHECK(out.extra[0].times[0].raw == "20240311T180000 Europe/London; FREQ=WEEKLY;COUNT=6");
}

TEST_CASE("occurrences are bounded by the window and by number, and what is left out is said") {
  const auto reader = make_calendar_reader();
  const auto page = [](const std::string& rule, const std::string& start) {
    return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:" + start + "\r\nRRULE:" + rule + "\r\nSUMMARY:Ana's birthday\r\nEND:VEVENT\r\n";
  };
  Options options;
  options.latest_plausible = at("20240101");
  const auto yearly = read(*reader, page("FREQ=YEARLY", "19620305"), {"a.ics"}, options);
  REQUIRE(yearly.extra.size() == 11);
  CHECK(local_of(yearly.extra.front()) == "2014-03-05T00:00:00");
  CHECK(yearly.extra.front().times[0].certainty == model::Certainty::local_unknown);
  const auto daily = read(*reader, page("FREQ=DAILY", "20100101"), {"a.ics"}, options);
  CHECK(daily.extra.size() == 1500);
  CHECK(local_of(daily.extra.back()).starts_with("2025-01-0"));
  CHECK(daily.has_finding("occurrences left out"));
  const auto odd = read(*reader, page("FREQ=FORTNIGHTLY", "20100101"), {"a.ics"}, options);
  // A rule that never holds takes its share of the work, and the next entry is worked out.
  const auto never = read(*reader, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20140101T000000Z\r\nRRULE:FREQ=SECONDLY;INTERVAL=6;BYSECOND=5\r\nEND:VEVENT\r\n"
                                   "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20230101T000000Z\r\nRRULE:FREQ=HOURLY;COUNT=3\r\nEND:VEVENT\r\n", {"a.ics"}, options);
  CHECK(never.extra.size() == 2);
  CHECK(never.has_finding("too many occurrences"));
  CHECK(odd.extra.empty());
  CHECK(odd.has_finding("recurrence not worked out"));
}

TEST_CASE("a calendar's durations and readings") {
  CHECK(calendar::duration_of("PT1H30M") == 5400 * micros_per_second);
  CHECK(calendar::duration_of("P2W") == 14 * calendar::micros_per_day);
  CHECK(calendar::duration_of("-P1DT1S") == -86401 * micros_per_second);
  for (const char* bad : {"", "P", "PT", "1H", "PT1", "P1H", "PT99999999999H", "PTT1H", "P1X"}) CHECK_MESSAGE(!calendar::duration_of(bad), bad);
  for (const char* bad : {"", "2024030", "20240230", "20240304X101010", "20240304T1010", "+0240304", "2024-304"}) CHECK_MESSAGE(!calendar::reading_of(bad), bad);
}
