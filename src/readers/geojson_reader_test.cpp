// GeoJSON in the dialects of its writers, OwnTracks as its recorder stores it, and the watch's TCX.
#include "readers/geojson_reader.h"

#include <doctest/doctest.h>

#include "readers/location_testing.h"
#include "readers/owntracks_reader.h"
#include "readers/reader_test.h"
#include "readers/track_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const std::string collection =
    R"({"type":"FeatureCollection","name":"walk","features":[
{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[-0.12,51.5,34]},"properties":{"time":"2024-03-04T16:30:11.331+07:00","time_long":1709544611331,"accuracy":4.5,"provider":"gps","speed":1.2}},
{"type":"Feature","geometry":{"type":"Point","coordinates":["-0.13","51.6"]},"properties":{"timestamp":1709544700,"altitude":12,"battery":61}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[-0.1,51.1],[-0.2,51.2],[-0.3,51.3]]},"properties":{"name":"Way home","coordTimes":["2024-03-04T10:00:00Z","2024-03-04T10:05:00Z","2024-03-04T10:10:00Z"]}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[-0.5,251.5]},"properties":{"when":"2024-03-04T11:00:00Z"}},
{"type":"Feature","geometry":null,"properties":{"timestamp":"2024-03-04T12:00:00Z","action":"will_terminate"}}]})";

}  // namespace

TEST_CASE("GeoJSON: points, lines with a time for each corner, features without a place") {
  const auto reader = make_geojson_reader();
  const auto item = item_of(collection, {"walk.geojson"});
  CHECK(reader->probe(item).confidence == 90);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 6);  // and the collection's name
  const auto& point = got.records[1];
  CHECK(point.key == "7");
  CHECK(lat(point) == 51.5);
  CHECK(lon(point) == -0.12);
  CHECK(point.place->altitude_m == 34);
  CHECK(point.place->accuracy_m == 4.5);
  CHECK(point.place->origin == "gps");
  REQUIRE(point.times.size() == 1);  // written twice, in two forms
  CHECK(instant(point) == "2024-03-04T09:30:11Z");
  CHECK(point.times[0].offset_minutes == 420);
  CHECK(extra_of(point, "speed") == "1.2");
  CHECK(extra_of(point, "time_long") == "1709544611331");
  CHECK(bytes_at(item, point).starts_with("{\"type\":\"Feature\",\"id\":7"));
  CHECK(lat(got.records[2]) == 51.6);
  CHECK(instant(got.records[2]) == "2024-03-04T09:31:40Z");
  CHECK(got.records[2].place->altitude_m == 12);
  CHECK(field(got.records[3], "points") == "3");
  CHECK(got.records[3].text == "Way home");
  REQUIRE(got.extra.size() == 3);
  CHECK(lat(got.extra[1]) == 51.2);
  CHECK(instant(got.extra[1]) == "2024-03-04T10:05:00Z");
  CHECK_FALSE(got.records[4].place);
  CHECK(extra_of(got.records[4], "geometry").find("251.5") != std::string::npos);
  CHECK(got.has_finding("unreadable coordinates"));
  CHECK(got.records[5].kind == model::RecordKind::event);
  CHECK(instant(got.records[5]) == "2024-03-04T12:00:00Z");
  CHECK(extra_of(got.records[5], "action") == "will_terminate");
  damage(*reader, collection, {"walk.geojson"}, same_place, 7);
}

TEST_CASE("GeoJSON: a batch of Overland, a feature a line, areas, Google's saved places") {
  const auto reader = make_geojson_reader();
  const std::string batch =
      R"({"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-0.1,51.5]},"properties":{"timestamp":"2024-03-04T09:00:00Z","horizontal_accuracy":-1,"wifi":"Hall"}}],"current":{}})";
  CHECK(reader->probe(item_of(batch, {"b.json"})).confidence == 90);
  const Collected overland = read(*reader, batch, {"b.json"});
  REQUIRE(overland.records.size() == 2);
  CHECK(lat(overland.records[0]) == 51.5);
  CHECK_FALSE(overland.records[0].place->accuracy_m);
  CHECK(extra_of(overland.records[0], "wifi") == "Hall");

  const std::string lines =
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]},\"properties\":{}}\n"
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[1,2]]]},\"properties\":{\"name\":\"Yard\"}}\n";
  CHECK(reader->probe(item_of(lines, {"l.geojson"})).confidence == 90);
  const Collected lined = read(*reader, lines, {"l.geojson"});
  REQUIRE(lined.records.size() == 2);
  CHECK(lat(lined.records[0]) == 2);
  CHECK(field(lined.records[1], "type") == "Polygon");
  CHECK(lined.extra.size() == 3);

  const std::string saved =
      R"({"type":"FeatureCollection","features":[{"geometry":{"coordinates":[-0.12,51.5],"type":"Point"},"properties":{"date":"2024-03-04T09:00:00Z","google_maps_url":"http://example.org","location":{"address":"1 Road","name":"Station"}},"type":"Feature"},
{"geometry":{"coordinates":[-0.2,51.6],"type":"Point"},"properties":{"Title":"Keys","Published":"2024-03-05T09:00:00Z","Updated":"2024-03-06T09:00:00Z","Location":{"Address":"2 Road","Business Name":"Locksmith"}},"type":"Feature"}]})";
  const Collected places = read(*reader, saved, {"Saved Places.json"});
  REQUIRE(places.records.size() == 2);
  CHECK(places.records[0].text == "Station");
  CHECK(field(places.records[0], "address") == "1 Road");
  CHECK(places.records[1].text == "Keys");
  CHECK(places.records[1].times[0].kind == model::TimeKind::created);
  CHECK(places.records[1].place->origin == "saved");
  CHECK(instant(places.records[1]) == "2024-03-05T09:00:00Z");
}

TEST_CASE("OwnTracks: the recorder's lines, entering and leaving, what is encrypted or cut") {
  const std::string text =
      "2024-03-01T09:03:09Z\t*                 \t{\"_type\":\"location\",\"tst\":1709283780,\"lat\":51.5,\"lon\":-0.12,\"acc\":10,\"alt\":36,"
      "\"batt\":94,\"BSSID\":\"02:00:5e:10:00:01\",\"SSID\":\"Hall\",\"topic\":\"owntracks/test/phone\"}\n"
      "2024-03-01T18:26:55Z\t*                 \t{\"_type\":\"transition\",\"event\":\"leave\",\"desc\":\"home\",\"lat\":51.6,\"lon\":-0.1,\"tst\":1709317615}\n"
      "2024-03-01T18:27:00Z\twaypoint          \t{\"_type\":\"waypoint\",\"desc\":\"yard\",\"lat\":51.7,\"lon\":-0.1,\"rad\":50,\"tst\":1696359532}\n"
      "2024-03-01T18:28:00Z\t*                 \t{\"_type\":\"encrypted\",\"data\":\"AAAA\"}\n"
      "2024-03-01T18:29:00Z\tlwt               \t{\"_type\":\"lwt\",\"tst\":1709317700}\n"
      "2024-03-01T18:30:00Z\t*                 \t{\"_type\":\"location\",\"tst\":17\n";
  const auto reader = make_owntracks_reader();
  const auto item = item_of(text, {"2024-03.rec"});
  CHECK(reader->probe(item).confidence == 93);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 6);
  const auto& first = got.records[0];
  CHECK(first.kind == model::RecordKind::location);
  CHECK(lat(first) == 51.5);
  CHECK(first.place->accuracy_m == 10);
  CHECK(instant(first) == "2024-03-01T09:03:00Z");
  CHECK(instant(first, 1) == "2024-03-01T09:03:09Z");
  CHECK(first.times[1].kind == model::TimeKind::received);
  CHECK(who(first, model::Role::other) == "02:00:5e:10:00:01");
  CHECK(first.participants[0].name == "Hall");
  CHECK(extra_of(first, "batt") == "94");
  CHECK(bytes_at(item, first).starts_with("2024-03-01T09:03:09Z"));
  CHECK(got.records[1].text == "leave: home");
  CHECK(got.records[2].times[0].kind == model::TimeKind::created);
  CHECK(got.records[2].place->origin == "saved");
  CHECK(got.has_finding("encrypted message"));
  CHECK(got.records[4].kind == model::RecordKind::event);
  CHECK(got.has_finding("unreadable message"));
  CHECK(got.records[5].text.ends_with("\"tst\":17"));
  damage(*reader, text, {"2024-03.rec"}, same_place, 5);

  const std::string alone = R"({"_type":"location","tst":1709283789,"lat":51.5,"lon":-0.12})";
  CHECK(reader->probe(item_of(alone, {"a.json"})).confidence == 90);
  CHECK(lat(read(*reader, alone, {"a.json"}).records.at(0)) == 51.5);
  CHECK(read(*reader, "[" + alone + "," + alone + "]", {"a.json"}).records.size() == 2);
}

TEST_CASE("TCX: laps, points with what the watch measured, points without a position, the watch") {
  const std::string text =
      "<?xml version=\"1.0\"?><TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>"
      "<Activity Sport=\"Running\"><Id>2024-03-04T10:00:00Z</Id><Lap StartTime=\"2024-03-04T10:00:00.000Z\"><TotalTimeSeconds>60</TotalTimeSeconds>"
      "<Track><Trackpoint><Time>2024-03-04T10:00:01Z</Time><Position><LatitudeDegrees>51.5</LatitudeDegrees><LongitudeDegrees>-0.12"
      "</LongitudeDegrees></Position><AltitudeMeters>12.5</AltitudeMeters><HeartRateBpm><Value>130</Value></HeartRateBpm></Trackpoint>"
      "<Trackpoint><Time>2024-03-04T10:00:05Z</Time><Cadence>80</Cadence></Trackpoint></Track></Lap>"
      "<Creator><Name>Watch 5</Name><UnitId>3990000001</UnitId></Creator></Activity></Activities></TrainingCenterDatabase>";
  const auto reader = make_tcx_reader();
  const auto item = item_of(text, {"run.tcx"});
  CHECK(reader->probe(item).confidence == 95);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 4);
  CHECK(instant(got.records[0]) == "2024-03-04T10:00:00Z");
  CHECK(extra_of(got.records[0], "TotalTimeSeconds") == "60");
  CHECK(lat(got.records[1]) == 51.5);
  CHECK(got.records[1].place->altitude_m == 12.5);
  CHECK(extra_of(got.records[1], "HeartRateBpm") == "130");
  CHECK(field(got.records[1], "activity") == "Running");
  CHECK(got.records[2].kind == model::RecordKind::event);
  CHECK(instant(got.records[2]) == "2024-03-04T10:00:05Z");
  CHECK(field(got.records[3], "model") == "Watch 5");
  CHECK(who(got.records[3], model::Role::subject) == "3990000001");
  CHECK(bytes_at(item, got.records[1]).starts_with("<Trackpoint>"));
  damage(*reader, text, {"run.tcx"}, same_place, 5);
}

TEST_CASE("real samples: what OwnTracks' recorder stored") {
  const auto data = shared_data();
  if (!data) {
    MESSAGE("SKIPPED: shared data is not there");
    return;
  }
  const auto item = item_of(slurp(*data / "location-exports" / "owntracks_2024-03.rec"), {"2024-03.rec"});
  const auto reader = make_owntracks_reader();
  CHECK(reader->probe(item).confidence == 93);
  const Collected got = read(*reader, item);
  REQUIRE(!got.records.empty());
  CHECK(instant(got.records[0]) == "2024-03-01T09:03:09Z");
  CHECK(lat(got.records[0]) == 52.225);
  CHECK(lon(got.records[0]) == 13.332);
}
