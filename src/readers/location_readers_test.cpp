// Google's three generations, GPX, KML, iCalendar: synthetic files in their public layouts, and
// real samples where this machine has them.
#include <doctest/doctest.h>

#include "readers/calendar_reader.h"
#include "readers/calendar_zone.h"
#include "readers/google_location_reader.h"
#include "readers/json_records.h"
#include "readers/location_testing.h"
#include "readers/reader_test.h"
#include "readers/track_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

TEST_CASE("coordinates in each of the forms") {
  CHECK(lat_lon("48.8566\xC2\xB0, 2.3522\xC2\xB0") == std::pair(48.8566, 2.3522));
  CHECK(lat_lon("geo:-33.5,151.25") == std::pair(-33.5, 151.25));
  CHECK(lat_lon("geo:48.8,2.3,35;u=10") == std::pair(48.8, 2.3));
  CHECK_FALSE(lat_lon("91, 0"));
  CHECK_FALSE(lat_lon("here"));
  CHECK_FALSE(lat_lon(""));
}

TEST_CASE("Records.json: both forms of time, values that had overflowed") {
  const std::string text =
      R"({"locations":[{"latitudeE7":515000000,"longitudeE7":-1200000,"accuracy":20,"altitude":11,"source":"WIFI","deviceTag":7,"timestamp":"2024-03-04T21:40:09.460Z"},
{"timestampMs":"1709588409460","latitudeE7":515000001,"longitudeE7":4293767296,"accuracy":30}]})";
  const auto reader = make_google_location_reader();
  CHECK(reader->probe(item_of(text, {"Records.json"})).confidence == 95);
  const auto item = item_of(text, {"Records.json"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 2);
  CHECK(lat(got.records[0]) == 51.5);
  CHECK(lon(got.records[0]) == -0.12);
  CHECK(*got.records[0].place->accuracy_m == 20);
  CHECK(got.records[0].place->origin == "wifi");
  CHECK(*got.records[0].times[0].utc == 1'709'588'409'460'000);
  CHECK(got.records[0].times[0].utc == got.records[1].times[0].utc);
  CHECK(lon(got.records[1]) == -0.12);
  CHECK(field(got.records[1], "coordinates_repaired") != "");
  CHECK(got.has_finding("coordinates repaired"));
  CHECK(bytes_at(item, got.records[1]).starts_with("{\"timestampMs\""));
  damage(*reader, text, {"Records.json"}, same_place, 5);
}

TEST_CASE("semantic history and the phone's timeline, Android's and the iPhone's") {
  const auto reader = make_google_location_reader();
  const Collected old = read(
      *reader,
      R"({"timelineObjects":[{"placeVisit":{"location":{"latitudeE7":515000000,"longitudeE7":-1200000,"name":"Station","address":"1 Road"},"duration":{"startTimestamp":"2024-03-04T08:00:00Z","endTimestamp":"2024-03-04T09:00:00Z"}}},
{"activitySegment":{"startLocation":{"latitudeE7":515000000,"longitudeE7":-1200000},"endLocation":{"latitudeE7":516000000,"longitudeE7":-1200000},"duration":{"startTimestampMs":"1709542800000","endTimestampMs":"1709543400000"},"activityType":"IN_BUS","waypointPath":{"waypoints":[{"latE7":515000000,"lngE7":-1200000},{"latE7":515500000,"lngE7":-1200000}]}}}]})",
      {"2024_MARCH.json"});
  REQUIRE(old.records.size() == 2);
  CHECK(old.records[0].text == "Station");
  CHECK(instant(old.records[0], 1) == "2024-03-04T09:00:00Z");
  CHECK(instant(old.records[1]) == "2024-03-04T09:00:00Z");
  CHECK(field(old.records[1], "activity") == "IN_BUS");
  CHECK(old.extra.size() == 3);  // the end and two waypoints
  const Collected phone = read(
      *reader,
      R"([{"startTime":"2024-03-04T09:00:00.000+01:00","endTime":"2024-03-04T10:00:00.000+01:00","visit":{"topCandidate":{"placeLocation":"geo:51.5,-0.12","semanticType":"Home"}}},
{"startTime":"2024-03-04T10:00:00.000+01:00","endTime":"2024-03-04T11:00:00.000+01:00","timelinePath":[{"point":"geo:51.5,-0.12","durationMinutesOffsetFromStartTime":"5"},{"point":"geo:51.6,-0.12","durationMinutesOffsetFromStartTime":"30"}]}])",
      {"location-history.json"});
  REQUIRE(phone.records.size() == 2);
  CHECK(instant(phone.records[0]) == "2024-03-04T08:00:00Z");
  CHECK(*phone.records[0].times[0].offset_minutes == 60);
  CHECK(field(phone.records[0], "semanticType") == "Home");
  REQUIRE(phone.extra.size() == 2);
  CHECK(instant(phone.extra[1]) == "2024-03-04T09:30:00Z");
}

TEST_CASE("Google's exports with seconds or milliseconds where a written time is expected, and edits of the timeline") {
  const auto reader = make_google_location_reader();
  const Collected old = read(
      *reader,
      R"({"timelineObjects":[{"placeVisit":{"location":{"latitudeE7":515000000,"longitudeE7":-1200000},"duration":{"startTimestamp":"1709542800"}}},
{"activitySegment":{"startLocation":{"latitudeE7":515000000,"longitudeE7":-1200000},"duration":{"startTimestamp":"1709542800585","endTimestamp":"2024-03-04T10:00:00+01:00"}}}]})",
      {"2024_MARCH.json"});
  REQUIRE(old.records.size() == 2);
  CHECK(instant(old.records[0]) == "2024-03-04T09:00:00Z");
  CHECK(*old.records[1].times[0].utc == 1'709'542'800'585'000);
  CHECK(instant(old.records[1], 1) == "2024-03-04T09:00:00Z");
  CHECK(old.findings.empty());
  const std::string edits =
      R"({"timelineEdits":[{"deviceId":"-16","rawSignal":{"signal":{"position":{"point":{"latE7":515000000,"lngE7":-1200000},"accuracyMm":12000,"timestamp":"2024-03-04T09:00:00.000Z"}}}}]})";
  CHECK(reader->probe(item_of(edits, {"Timeline Edits.json"})).confidence == 95);
  const Collected edited = read(*reader, edits, {"Timeline Edits.json"});
  REQUIRE(edited.records.size() == 1);
  CHECK(lat(edited.records[0]) == 51.5);
  CHECK(edited.records[0].place->accuracy_m == 12);
  CHECK(extra_of(edited.records[0], "deviceId") == "-16");
}

TEST_CASE("GPX: segments, points, what a point holds besides") {
  const std::string text =
      "<?xml version=\"1.0\"?><gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\">"
      "<wpt lat=\"51.5\" lon=\"-0.12\"><time>2024-03-04T09:00:00Z</time><name>Caf&#233; &amp; "
      "bar</name></wpt><trk><name>Walk</name><trkseg>"
      "<trkpt lat=\"51.50\" lon=\"-0.10\"><ele>12.5</ele><time>2024-03-04T21:40:09.500Z</time>"
      "<extensions><x:speed>1.5</x:speed></extensions></trkpt>"
      "<trkpt lat=\"51.51\" lon=\"-0.11\"/></trkseg><trkseg><trkpt lat=\"91\" lon=\"0\"><time>2024-"
      "03-04T22:40:09+01:00</time></trkpt></trkseg></trk></gpx>";
  const auto reader = make_gpx_reader();
  CHECK(reader->probe(item_of(text, {"a.gpx"})).confidence == 95);
  const auto item = item_of(text, {"a.gpx"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 4);
  CHECK(got.records[0].text == "Caf\xC3\xA9 & bar");
  CHECK(got.records[0].place->origin == "saved");  // a waypoint is no position
  CHECK(got.records[1].place->origin == "gps");
  CHECK(got.records[1].place->altitude_m == 12.5);
  CHECK(extra_of(got.records[1], "speed") == "1.5");
  CHECK(field(got.records[1], "title") == "Walk");
  CHECK(field(got.records[2], "segment") == "1");
  CHECK(field(got.records[3], "segment") == "2");
  CHECK_FALSE(got.records[3].place);
  CHECK(instant(got.records[3]) == "2024-03-04T21:40:09Z");
  CHECK(got.has_finding("unreadable coordinates"));
  CHECK(bytes_at(item, got.records[2]) == "<trkpt lat=\"51.51\" lon=\"-0.11\"/>");
  damage(*reader, text, {"a.gpx"}, same_place, 3);
}

TEST_CASE("KML: places with times, tracks, lines, further data; nothing is fetched") {
  const std::string text =
      "<kml xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:gx=\"x\"><Document><NetworkLink><Link>"
      "<href>http://example.org/more.kml</href></Link></NetworkLink><Placemark><name>Yard</name>"
      "<TimeSpan><begin>2024-03-04T09:00:00Z</begin><end>2024-03-04T10:00:00Z</end></TimeSpan>"
      "<ExtendedData><Data name=\"device\"><value>P7</value></Data></ExtendedData>"
      "<Point><coordinates>-0.12,51.5,10</coordinates></Point></Placemark><Placemark><name>Track"
      "</name><gx:Track><when>2024-03-04T11:00:00Z</when><when>2024-03-04T11:01:00Z</"
      "when><gx:coord>"
      "-0.12 51.5 0</gx:coord><gx:coord>-0.13 51.6 0</gx:coord></gx:Track></Placemark><Placemark>"
      "<LineString><coordinates>\n -0.1,51.1 -0.2,51.2\n -0.3,51.3</coordinates></LineString>"
      "</Placemark></Document></kml>";
  const auto reader = make_kml_reader();
  CHECK(reader->probe(item_of(text, {"doc.kml"})).confidence == 95);
  const Collected got = read(*reader, text, {"doc.kml"});
  REQUIRE(got.records.size() == 3);
  CHECK(got.records[0].text == "Yard");
  CHECK(lat(got.records[0]) == 51.5);
  CHECK(instant(got.records[0], 1) == "2024-03-04T10:00:00Z");
  CHECK(extra_of(got.records[0], "device") == "P7");
  REQUIRE(got.extra.size() == 5);
  CHECK(instant(got.extra[1]) == "2024-03-04T11:01:00Z");
  CHECK(lon(got.extra[1]) == -0.13);
  CHECK(lat(got.extra[4]) == 51.3);
  CHECK(got.has_finding("link to another place"));
  damage(*reader, text, {"doc.kml"}, same_place, 3);
}

TEST_CASE("iCalendar: zones, recurrence, people, folded lines") {
  const std::string text =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Work\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n"
      "DTSTART;TZID=Europe/London:20240704T100000\r\nDTEND;TZID=Europe/London:20240704T110000\r\n"
      "SUMMARY:Meet at the sta\r\n tion\\, platform 2\r\nLOCATION:Kent\r\nGEO:51.1;1.2\r\n"
      "RRULE:FREQ=WEEKLY;COUNT=3\r\nORGANIZER;CN=Ana Pop:mailto:ana@example.org\r\n"
      "ATTENDEE;CN=Ben;PARTSTAT=ACCEPTED:mailto:ben@example.org\r\nBEGIN:VALARM\r\n"
      "TRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:"
      "20240705\r\n"
      "DTSTAMP:20240101T000000Z\r\nCREATED:20240101T000000Z\r\nSUMMARY:Day\r\nEND:VEVENT\r\n"
      "BEGIN:VEVENT\r\nDTSTART;TZID=Customized Time Zone:20240705T100000\r\nSUMMARY:Odd zone\r\n"
      "END:VEVENT\r\nEND:VCALENDAR\r\n";
  const auto reader = make_calendar_reader();
  CHECK(reader->probe(item_of(text, {"a.ics"})).confidence == 97);
  const auto item = item_of(text, {"a.ics"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 3);
  const auto& r = got.records[0];
  CHECK(instant(r) == "2024-07-04T09:00:00Z");
  CHECK(instant(r, 1) == "2024-07-04T10:00:00Z");
  CHECK(r.text == "Meet at the station, platform 2");
  CHECK(r.place->name == "Kent");
  CHECK(*r.place->longitude == 1.2);
  CHECK(field(r, "recurrence") == "FREQ=WEEKLY;COUNT=3");
  CHECK(who(r, model::Role::author) == "ana@example.org");
  CHECK(extra_of(r, "VALARM TRIGGER") == "-PT15M");
  CHECK(r.key == "1@example.org");
  CHECK(bytes_at(item, r).starts_with("BEGIN:VEVENT"));
  CHECK(got.records[1].times[0].certainty == model::Certainty::local_unknown);
  CHECK(local_of(got.records[1]) == "2024-07-05T00:00:00");
  CHECK(got.has_finding("unknown time zone"));
  damage(
      *reader, text, {"a.ics"},
      [](const model::Record& a, const model::Record& b) {
        return a.text == b.text && a.times == b.times;
      },
      3);
}

namespace {

CalendarZone defined(std::initializer_list<std::pair<const char*, const char*>> lines) {
  CalendarZone zone;
  for (const auto& [name, value] : lines) zone.line(name, value);
  return zone;
}

}  // namespace

TEST_CASE("a zone that the calendar defines gives at every hour what the zone table gives") {
  struct Pair {
    const char* name;
    CalendarZone defined;
  };
  const std::vector<Pair> pairs = {
      {"Europe/London",
       defined({{"TZID", "Home"}, {"BEGIN", "STANDARD"}, {"DTSTART", "19961027T020000"}, {"RRULE", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"},
                {"TZOFFSETFROM", "+0100"}, {"TZOFFSETTO", "+0000"}, {"END", "STANDARD"}, {"BEGIN", "DAYLIGHT"},
                {"DTSTART", "19960331T010000"}, {"RRULE", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"}, {"TZOFFSETFROM", "+0000"},
                {"TZOFFSETTO", "+0100"}, {"END", "DAYLIGHT"}})},
      {"Australia/Sydney",
       defined({{"BEGIN", "STANDARD"}, {"DTSTART", "20080406T030000"}, {"RRULE", "FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=4"},
                {"TZOFFSETFROM", "+1100"}, {"TZOFFSETTO", "+1000"}, {"END", "STANDARD"}, {"BEGIN", "DAYLIGHT"},
                {"DTSTART", "20081005T020000"}, {"RRULE", "FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=10"}, {"TZOFFSETFROM", "+1000"},
                {"TZOFFSETTO", "+1100"}, {"END", "DAYLIGHT"}})},
      // The second Sunday, said by the days it can fall on; the rule before 2007 ends.
      {"America/New_York",
       defined({{"BEGIN", "DAYLIGHT"}, {"DTSTART", "19870405T020000"}, {"RRULE", "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z"},
                {"TZOFFSETFROM", "-0500"}, {"TZOFFSETTO", "-0400"}, {"END", "DAYLIGHT"}, {"BEGIN", "STANDARD"}, {"DTSTART", "19671029T020000"},
                {"RRULE", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z"}, {"TZOFFSETFROM", "-0400"}, {"TZOFFSETTO", "-0500"},
                {"END", "STANDARD"}, {"BEGIN", "DAYLIGHT"}, {"DTSTART", "20070311T020000"},
                {"RRULE", "FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14"}, {"TZOFFSETFROM", "-0500"}, {"TZOFFSETTO", "-0400"},
                {"END", "DAYLIGHT"}, {"BEGIN", "STANDARD"}, {"DTSTART", "20071104T020000"}, {"RRULE", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"},
                {"TZOFFSETFROM", "-0400"}, {"TZOFFSETTO", "-0500"}, {"END", "STANDARD"}})},
      {"Asia/Singapore", defined({{"BEGIN", "STANDARD"}, {"DTSTART", "16010101T000000"}, {"TZOFFSETFROM", "+0900"}, {"TZOFFSETTO", "+0800"},
                                  {"END", "STANDARD"}})}};
  for (const auto& pair : pairs) {
    const char* const name = pair.name;
    const auto& own = pair.defined;
    CAPTURE(name);
    REQUIRE(own.usable());
    const auto zone = *text::Zone::find(name);
    std::size_t wrong = 0;
    const Micros half_hour = 1800 * micros_per_second, begin = to_micros({2000, 1, 1, 0, 15, 0, 0});
    for (Micros at = std::string_view(name) == "Australia/Sydney" ? to_micros({2008, 4, 7, 0, 15, 0, 0}) : begin;
         at < to_micros({2031, 1, 1, 0, 0, 0, 0}); at += half_hour) {
      const auto expected = zone.to_utc(at), given = own.to_utc(at);
      wrong += expected.fit != given.fit || (given.fit == text::Zone::Fit::unique && expected.utc != given.utc);
    }
    CHECK(wrong == 0);
  }
  CHECK_FALSE(defined({{"BEGIN", "STANDARD"}, {"DTSTART", "20080406T030000"}, {"RRULE", "FREQ=MONTHLY"}, {"TZOFFSETFROM", "+1100"},
                       {"TZOFFSETTO", "+1000"}, {"END", "STANDARD"}})
                  .usable());
  CHECK_FALSE(defined({{"BEGIN", "STANDARD"}, {"TZOFFSETTO", "+1000"}, {"END", "STANDARD"}}).usable());
  CHECK_FALSE(defined({{"END", "STANDARD"}}).usable());
}

TEST_CASE("an event in a zone of the file's own is read by the file's rules, wherever they stand") {
  const std::string text =
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=\"Canberra, Melbourne, Sydney\":20090310T093000\r\nSUMMARY:Keys\r\nEND:VEVENT\r\n"
      "BEGIN:VTIMEZONE\r\nTZID:Canberra\\, Melbourne\\, Sydney\r\nBEGIN:STANDARD\r\nDTSTART:20080406T030000\r\n"
      "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=4\r\nTZOFFSETFROM:+1100\r\nTZOFFSETTO:+1000\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
      "DTSTART:20081005T020000\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=10\r\nTZOFFSETFROM:+1000\r\nTZOFFSETTO:+1100\r\n"
      "END:DAYLIGHT\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n";
  const Collected got = read(*make_calendar_reader(), item_of(text, {"a.ics"}));
  REQUIRE(got.records.size() == 1);
  CHECK(instant(got.records[0]) == "2009-03-09T22:30:00Z");
  CHECK_FALSE(got.has_finding("unknown time zone"));
}

TEST_CASE("a blank before a calendar's time and a Z behind a day are no reason not to read them") {
  const Collected got = read(*make_calendar_reader(), item_of("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20240812T213000Z\r\nDTEND: 20240812T223000Z\r\nEND:VEVENT\r\n"
                                                             "BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20131210Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", {"a.ics"}));
  REQUIRE(got.records.size() == 2);
  CHECK(instant(got.records[0], 1) == "2024-08-12T22:30:00Z");
  CHECK(local_of(got.records[1]) == "2013-12-10T00:00:00");
  CHECK(got.findings.empty());
}

TEST_CASE("real samples of places: Google, GPX, KML") {
  const auto data = shared_data();
  if (!data) {
    MESSAGE("SKIPPED: shared data is not there");
    return;
  }
  const auto file = [&](const char* name) {
    return item_of(slurp(*data / "location-exports" / name), {name});
  };
  const auto google = make_google_location_reader();
  const auto count = [&](const Reader& reader, const char* name) {
    const auto item = file(name);
    CHECK(reader.probe(item).confidence >= 90);
    return read(reader, item);
  };
  const Collected records = count(*google, "google_records.json");
  REQUIRE(records.records.size() == 3);
  CHECK(lat(records.records[0]) == 53.369055);
  CHECK(lon(records.records[0]) == 83.695001);
  CHECK(instant(records.records[0]) == "2012-12-15T14:21:29Z");
  const Collected timeline = count(*google, "google_timeline_new_format.json");
  CHECK(timeline.records.size() >= 4);
  CHECK(instant(timeline.records[0]) == "2024-06-15T07:00:00Z");
  CHECK(*timeline.records[0].times[0].offset_minutes == 120);
  CHECK(lat(timeline.records[0]) == 48.8566);
  CHECK(count(*google, "google_semantic_history.json").records.size() >= 2);
  CHECK(count(*google, "google_phone-takeout_w_3_duplicates.json").records.size() >= 3);
  const Collected gpx = count(*make_gpx_reader(), "gpx_gpx_track_multiple_segments.gpx");
  CHECK(gpx.records.size() == 43);
  CHECK(field(gpx.records.back(), "segment") == "3");
  const Collected garmin = count(*make_gpx_reader(), "gpx_garmin_example.gpx");
  REQUIRE(garmin.records.size() == 1);
  CHECK(instant(garmin.records[0]) == "2024-11-03T09:30:11Z");
  CHECK(count(*make_kml_reader(), "kml_points_with_timestamps.kml").records.size() == 3);
  CHECK(count(*make_kml_reader(), "kml_gx_track.kml").extra.size() == 4);
}
