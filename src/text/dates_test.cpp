#include "text/dates.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <vector>

using namespace clew;
using namespace clew::text;

namespace {

std::string read(std::string_view text, DateOrder order = DateOrder::unknown) {
  const auto written = parse_written_time(text);
  if (!written) return "unreadable";
  const auto reading = reading_of(*written, order);
  std::string out = reading ? to_iso_local(*reading) : "open";
  if (written->micro) out += fmt::format(".{:06}", written->micro);
  if (written->offset_minutes) out += fmt::format("{:+}", *written->offset_minutes);
  return out;
}

}  // namespace

TEST_CASE("written times are read as their text says") {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"2024-03-04T21:40:09Z", "2024-03-04T21:40:09+0"},
      {"2024-03-04 21:40", "2024-03-04T21:40:00"},
      {"Tue, 22 Jan 2002 14:35:28 UT", "2002-01-22T14:35:28+0"},
      {"2024-03-04T21:40:09.123+01:00", "2024-03-04T21:40:09.123000+60"},
      {"2024/03/04", "2024-03-04T00:00:00"},
      {"20060601 0008", "2006-06-01T00:08:00"},
      {"20240304T214009Z", "2024-03-04T21:40:09+0"},
      {"20240304214009", "2024-03-04T21:40:09"},
      {"20240304", "2024-03-04T00:00:00"},
      {"14/03/2024 21:40:09", "2024-03-14T21:40:09"},
      {"3/14/2024 9:40:09 PM", "2024-03-14T21:40:09"},
      {"3/14/24, 12:05\xE2\x80\xAF"
       "AM",
       "2024-03-14T00:05:00"},
      {"14.3.2024, 9:40 p. m.", "2024-03-14T21:40:00"},
      {"14. 3. 2024 21.40.09", "2024-03-14T21:40:09"},
      {"4 Mar 2024 21:40", "2024-03-04T21:40:00"},
      {"04-Mar-24 21:40:09", "2024-03-04T21:40:09"},
      {"Mar 4, 2024 9:40:09 PM", "2024-03-04T21:40:09"},
      {"Wed Aug 19 12:00:00 UTC 2020", "2020-08-19T12:00:00+0"},
      {"Mon, 04 Mar 2024 21:40:09 -0500", "2024-03-04T21:40:09-300"},
      {"Monday, 4th March 2024 at 21:40 GMT", "2024-03-04T21:40:00+0"},
      {"4. März 2024 21:40 Uhr", "2024-03-04T21:40:00"},
      {"4 de abril de 2024 21:40", "2024-04-04T21:40:00"},
      {"4 października 2024", "2024-10-04T00:00:00"},
      {"4 янв. 2022 г., 10:05", "2022-01-04T10:05:00"},
      {"18 мая 2023 г., 7:05:09", "2023-05-18T07:05:09"},
      {"4 лист. 2022 р., 10:05", "unreadable"},
      {"4 лис. 2022 р., 10:05", "2022-11-04T10:05:00"},
      {"Ağu 04, 2022 7:05 pm", "2022-08-04T19:05:00"},
      {"04 Şub 2022 10:05", "2022-02-04T10:05:00"},
      {"4 thg 3, 2022, 10:05", "2022-03-04T10:05:00"},
      {"thg 3 04, 2022 7:05 pm", "2022-03-04T19:05:00"},
      {"พ.ค. 24, 2023 7:12:54 pm", "2023-05-24T19:12:54"},
      {"jun. 07, 2024 5:44 am", "2024-06-07T05:44:00"},
      {"13 de enero de 2024, 10:30", "2024-01-13T10:30:00"},
      {"Jan 01, 2025 9:00 am", "2025-01-01T09:00:00"},
      {"14/03/2024 21:40:09(UTC+0)", "2024-03-14T21:40:09+0"},
      {"14/03/2024 21:40:09 (UTC+01:00)", "2024-03-14T21:40:09+60"},
      {"21:40:09 14/03/2024", "2024-03-14T21:40:09"},
      {"14/07/2024 21:40 BST", "2024-07-14T21:40:00+60"},
      {"2024-03-04 24:00", "2024-03-05T00:00:00"},
      {"94-03-04", "1994-03-04T00:00:00"},
      {"05/05/2024", "2024-05-05T00:00:00"},
      {"05/06/2024", "open"},
      {"21:40:09", "open"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(read(text) == expected);
  }
  CHECK(read("05/06/2024", DateOrder::dmy) == "2024-06-05T00:00:00");
  CHECK(read("05/06/2024", DateOrder::mdy) == "2024-05-06T00:00:00");
  CHECK(read("24-06-05", DateOrder::ymd) == "2024-06-05T00:00:00");
  CHECK(parse_written_time("14/07/2024 21:40 IST")->zone_word == "IST");
}

TEST_CASE("what is no time is not read as one") {
  for (const char* text : {"",           "1",           "447700900123", "+447700900123",
                           "1.2.3",      "31/31/2024",  "2024-02-30",   "25:61",
                           "meet at 9",  "v1.10.2024a", "12345678",     "99999999999999",
                           "13/13/2024", "hello",       "Mar",          "may",
                           "sun",        "4.4777E+11",  "192.168.1.20", "2024-03-04x",
                           "0",          "a",           "10 May"}) {
    INFO(text);
    CHECK(read(text) == "unreadable");
  }
}

TEST_CASE("a day above twelve anywhere settles the order of the whole file") {
  DateOrderEvidence evidence;
  std::uint64_t row = 0;
  for (const char* text : {"05/06/2024", "07/06/2024", "14/06/2024"})
    evidence.add(*parse_written_time(text), ++row, text);
  CHECK(evidence.decide().order == DateOrder::dmy);
  CHECK(evidence.decide().reason.find("row 3") != std::string::npos);
}

TEST_CASE("dates that could be either stay undecided, with examples") {
  DateOrderEvidence evidence;
  for (const char* text : {"05/06/2024", "07/06/2024"})
    evidence.add(*parse_written_time(text), 1, text);
  CHECK(evidence.decide().order == DateOrder::unknown);
  CHECK(evidence.decide().needed);
  DateOrderEvidence dots;
  for (const char* date : {"04.03.2024 21:40", "05.03.2024 21:40"}) dots.add(*parse_written_time(date), 1, date);
  CHECK(dots.decide().order == DateOrder::dmy);
  CHECK(dots.decide().reason == "dots between the numbers");
  CHECK(evidence.examples()[0] == "05/06/2024");
}

TEST_CASE("the sequence of the rows decides when one order never goes back") {
  DateOrderEvidence evidence;
  for (const char* text : {"09/04/2024", "10/04/2024", "11/04/2024", "12/04/2024", "01/05/2024",
                           "02/05/2024", "03/05/2024"})
    evidence.add(*parse_written_time(text), 1, text);
  CHECK(evidence.decide().order == DateOrder::dmy);
}

TEST_CASE("weekday names decide where the numbers do not") {
  DateOrderEvidence evidence;
  const char* text = "Wed 05/06/2024";  // 5 June 2024 was a Wednesday, 6 May a Monday
  evidence.add(*parse_written_time(text), 1, text);
  CHECK(evidence.decide().order == DateOrder::dmy);
}

TEST_CASE("rows that speak for both orders leave it open and say so") {
  DateOrderEvidence evidence;
  for (const char* text : {"14/06/2024", "06/14/2024", "05/06/2024"})
    evidence.add(*parse_written_time(text), 1, text);
  CHECK(evidence.decide().contradictory);
  CHECK(evidence.decide().order == DateOrder::unknown);
}

TEST_CASE("durations are read in every usual form") {
  const auto seconds = [](std::string_view text) {
    const auto d = parse_duration(text);
    return d ? static_cast<double>(*d) / 1e6 : -1.0;
  };
  CHECK(seconds("00:05:32") == 332);
  CHECK(seconds("5:32") == 332);
  CHECK(seconds("1.02:00:00") == -1);
  CHECK(seconds("1:02:00:00") == 93600);
  CHECK(seconds("332") == 332);
  CHECK(seconds("332 s") == 332);
  CHECK(seconds("5m 32s") == 332);
  CHECK(seconds("1h 02min") == 3720);
  CHECK(seconds("PT5M32S") == 332);
  CHECK(seconds("12.5") == 12.5);
  CHECK(seconds("0") == 0);
  CHECK(seconds("") == -1);
  CHECK(seconds("long") == -1);
  CHECK(seconds("00:05:75") == -1);
  CHECK(seconds("999999999999999999999") == -1);
  CHECK(*parse_duration("2500", 1000) == 2'500'000);
}

TEST_CASE("notes about zones are understood") {
  CHECK(zone_in_note("All times BST") == "UTC+01:00");
  CHECK(zone_in_note("Times are shown in UTC.") == "UTC");
  CHECK(zone_in_note("All times GMT/BST") == "Europe/London");
  CHECK(zone_in_note("Zeitzone: Europe/Berlin") == "Europe/Berlin");
  CHECK(zone_in_note("Date/Time - (UTC+2)") == "UTC+02:00");
  CHECK(zone_in_note("Time (UTC-05:30)") == "UTC-05:30");
  CHECK_FALSE(zone_in_note("Date/Time"));
  CHECK_FALSE(zone_in_note("From/To"));
  CHECK_FALSE(zone_in_note("Extraction report of exhibit ABC/1"));
}

TEST_CASE("a format in a header gives the order") {
  CHECK(order_in_format("Date/Time - (UTC) (MM/dd/yyyy)") == DateOrder::mdy);
  CHECK(order_in_format("Datum (dd.MM.yyyy HH:mm)") == DateOrder::dmy);
  CHECK(order_in_format("yyyy-MM-dd") == DateOrder::ymd);
  CHECK_FALSE(order_in_format("Date/Time"));
}
