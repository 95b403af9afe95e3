#include "readers/google_location_reader.h"

#include <fmt/format.h>

#include "readers/json_records.h"

namespace clew::readers {
namespace {

using model::Record;
using model::RecordKind;
using model::TimeKind;

constexpr std::string_view service = "Google location history";

class GoogleWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType type) override {
    if (path.empty()) return Plan::descend;
    if (path.size() == 1 && type == JsonType::array &&
        (path[0].key == "locations" || path[0].key == "timelineObjects" ||
         path[0].key == "semanticSegments" || path[0].key == "rawSignals" ||
         path[0].key == "timelineEdits"))
      return Plan::descend;
    return Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    const std::string& list = path.size() == 2 ? path[0].key : empty_;
    if (list == "locations") return record_json(path, value);
    if (list == "timelineObjects") return timeline_object(path, value);
    if (list == "semanticSegments") return segment(list, path, value);
    if (list == "rawSignals") return raw_signal(path, value);
    if (list == "timelineEdits") return timeline_edit(path, value);
    if (path.size() == 1 && path[0].element)  // the iOS form: the root is the list
      return segment("semanticSegments", path, value);
    if (value.is_object() || value.is_array())
      generic(path.empty() ? "root" : path[0].key, path, value);
  }

  std::uint64_t overflows() const { return overflows_; }

 private:
  Record location(std::string_view table, const JsonPath& path, Json value) {
    Record record = start(RecordKind::location, table, path, value);
    record.service = service;
    return record;
  }

  // Written in UTC; some exports have seconds or milliseconds since 1970 in the same place.
  void time(Record& record, TimeKind kind, Json value) {
    if (!add_any_time(record, kind, value, true)) add_written(record, kind, value, true);
  }

  bool set_e7(Record& record, Json lat, Json lon) {
    bool overflow = false;
    const auto y = degrees_e7(lat, &overflow), x = degrees_e7(lon, &overflow);
    if (!y || !x || *y > 90 || *y < -90) return false;
    record.place.emplace();
    record.place->latitude = y;
    record.place->longitude = x;
    if (overflow) {
      ++overflows_;
      record.fields.push_back({"coordinates_repaired", "a value that had overflowed"});
    }
    return true;
  }

  static std::string origin_of(const std::string& source) {
    std::string lower = source;
    for (char& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (lower == "wifi" || lower == "cell" || lower == "gps") return lower;
    return "";
  }

  void record_json(const JsonPath& path, Json value) {
    Record record = location("locations", path, value);
    if (value["timestamp"])
      time(record, TimeKind::other, value["timestamp"]);
    else
      add_unix(record, TimeKind::other, value["timestampMs"], "ms");
    if (set_e7(record, value["latitudeE7"], value["longitudeE7"])) {
      record.place->accuracy_m = value["accuracy"].real();
      record.place->altitude_m = value["altitude"].real();
      record.place->origin = origin_of(value["source"].text());
      leave_over(record, value,
                 {"timestamp", "timestampMs", "latitudeE7", "longitudeE7", "accuracy", "altitude"});
    } else {
      leave_over(record, value, {"timestamp", "timestampMs"});
    }
    give(std::move(record));
  }

  // Semantic Location History (until 2024): E7 numbers, duration with start and end.
  void timeline_object(const JsonPath& path, Json value) {
    Record record = location("timelineObjects", path, value);
    for (const bool visit : {true, false}) {
      const Json part = value[visit ? "placeVisit" : "activitySegment"];
      if (!part.is_object()) continue;
      const Json span = part["duration"];
      if (span["startTimestamp"]) {
        time(record, TimeKind::start, span["startTimestamp"]);
        time(record, TimeKind::end, span["endTimestamp"]);
      } else {
        add_unix(record, TimeKind::start, span["startTimestampMs"], "ms");
        add_unix(record, TimeKind::end, span["endTimestampMs"], "ms");
      }
      const Json at = part[visit ? "location" : "startLocation"];
      if (set_e7(record, at["latitudeE7"], at["longitudeE7"])) record.place->origin = "inferred";
      if (visit) {
        std::string name = at["name"].text();
        const std::string address = at["address"].text();
        if (!address.empty()) record.fields.push_back({"address", address});
        if (name.empty()) name = address;
        if (record.place) record.place->name = name;
        record.text = name;
        record.fields.push_back({"type", "visit"});
        leave_over(record, at, {"latitudeE7", "longitudeE7", "name", "address"}, "location ");
        leave_over(record, part, {"duration", "location"});
      } else {
        record.fields.push_back({"type", "activity"});
        if (const auto activity = part["activityType"].text(); !activity.empty())
          record.fields.push_back({"activity", activity});
        const Json to = part["endLocation"];
        if (const auto y = degrees_e7(to["latitudeE7"]), x = degrees_e7(to["longitudeE7"]); y && x)
          point(record, "end", *y, *x, TimeKind::end, span["endTimestamp"]);
        leave_over(record, part, {"duration", "activityType"});
        waypoints(record, part);
      }
    }
    if (record.fields.empty()) leave_over(record, value, {});
    give(std::move(record));
  }

  void waypoints(const Record& parent, Json part) {
    std::size_t n = 0;
    part["waypointPath"]["waypoints"].each([&](Json p) {
      const auto y = degrees_e7(p["latE7"]), x = degrees_e7(p["lngE7"]);
      if (y && x && ++n <= max_points)
        point(parent, fmt::format("waypoint {}", n), *y, *x, TimeKind::other, Json());
    });
    n = 0;
    part["simplifiedRawPath"]["points"].each([&](Json p) {
      const auto y = degrees_e7(p["latE7"]), x = degrees_e7(p["lngE7"]);
      if (!y || !x || ++n > max_points) return;
      point(parent, fmt::format("point {}", n), *y, *x, TimeKind::other, p["timestamp"]);
    });
  }

  // One of the places that a segment names: a record of its own.
  void point(const Record& parent, const std::string& what, double lat, double lon, TimeKind kind,
             Json when) {
    Record record;
    record.kind = RecordKind::location;
    record.locator = parent.locator;
    record.table = parent.table;
    record.service = service;
    record.place = model::Place{lat, lon, std::nullopt, std::nullopt, "inferred", ""};
    record.fields.push_back({"type", what});
    time(record, kind, when);
    if (record.times.empty() && !parent.times.empty()) {
      record.times.push_back(parent.times.front());
      record.fields.push_back({"time_of", "the whole segment"});
    }
    extra(std::move(record));
  }

  bool set_point(Record& record, const std::string& text) {
    const auto at = lat_lon(text);
    if (!at) return false;
    record.place.emplace();
    record.place->latitude = at->first;
    record.place->longitude = at->second;
    return true;
  }

  static std::string place_text(Json location) {
    return location.is_object() ? location["latLng"].text() : location.text();
  }

  // Timeline.json (since 2024): "48.8566°, 2.3522°" or "geo:48.8,2.3", times with offset.
  void segment(std::string_view table, const JsonPath& path, Json value) {
    Record record = location(table, path, value);
    add_written(record, TimeKind::start, value["startTime"]);
    add_written(record, TimeKind::end, value["endTime"]);
    const Json visit = value["visit"], activity = value["activity"], points = value["timelinePath"];
    if (visit.is_object()) {
      const Json candidate = visit["topCandidate"];
      if (set_point(record, place_text(candidate["placeLocation"])))
        record.place->origin = "inferred";
      record.fields.push_back({"type", "visit"});
      for (const auto name : {"semanticType", "placeId", "placeID"})
        if (const auto text = candidate[name].text(); !text.empty())
          record.fields.push_back({name, text});
      leave_over(record, candidate, {"placeLocation", "semanticType", "placeId", "placeID"},
                 "candidate ");
      leave_over(record, visit, {"topCandidate"}, "visit ");
    } else if (activity.is_object()) {
      if (set_point(record, place_text(activity["start"]))) record.place->origin = "inferred";
      record.fields.push_back({"type", "activity"});
      if (const auto kind = activity["topCandidate"]["type"].text(); !kind.empty())
        record.fields.push_back({"activity", kind});
      if (const auto to = lat_lon(place_text(activity["end"])))
        point(record, "end", to->first, to->second, TimeKind::end, value["endTime"]);
      leave_over(record, activity, {}, "activity ");
    } else if (points.is_array()) {
      record.fields.push_back({"type", "path"});
      std::size_t n = 0;
      points.each([&](Json p) {
        const auto at = lat_lon(p["point"].text());
        if (!at || ++n > max_points) return;
        if (n == 1) {
          record.place =
              model::Place{at->first, at->second, std::nullopt, std::nullopt, "inferred", ""};
        }
        // iOS counts minutes from the segment's start.
        if (p["time"])
          point(record, fmt::format("point {}", n), at->first, at->second, TimeKind::other,
                p["time"]);
        else
          offset_point(record, n, *at, p["durationMinutesOffsetFromStartTime"]);
      });
      record.fields.push_back({"points", fmt::format("{}", points.size())});
    }
    leave_over(record, value, {"startTime", "endTime", "visit", "activity", "timelinePath"});
    give(std::move(record));
  }

  void offset_point(const Record& parent, std::size_t n, std::pair<double, double> at,
                    Json minutes) {
    Record record;
    record.kind = RecordKind::location;
    record.locator = parent.locator;
    record.table = parent.table;
    record.service = service;
    record.place = model::Place{at.first, at.second, std::nullopt, std::nullopt, "inferred", ""};
    record.fields.push_back({"type", fmt::format("point {}", n)});
    const auto later = minutes.integer();
    if (later && *later >= 0 && *later < 100'000 && !parent.times.empty() && parent.times[0].utc) {
      model::Time time = parent.times[0];
      time.kind = TimeKind::other;
      *time.utc += *later * 60 * micros_per_second;
      time.raw += fmt::format(" + {} min", *later);
      record.times.push_back(std::move(time));
    }
    extra(std::move(record));
  }

  void raw_signal(const JsonPath& path, Json value) {
    const Json position = value["position"];
    if (position.is_object()) {
      Record record = location("rawSignals", path, value);
      time(record, TimeKind::other, position["timestamp"]);
      std::string at = position["LatLng"].text();
      if (at.empty()) at = position["latLng"].text();
      if (set_point(record, at)) {
        record.place->accuracy_m = position["accuracyMeters"].real();
        record.place->altitude_m = position["altitudeMeters"].real();
        record.place->origin = origin_of(position["source"].text());
      }
      leave_over(record, position,
                 {"timestamp", "LatLng", "latLng", "accuracyMeters", "altitudeMeters"});
      return give(std::move(record));
    }
    Record record = start(RecordKind::event, "rawSignals", path, value);
    record.service = service;
    value.each_member([&](const std::string& kind, Json part) {
      record.fields.push_back({"type", kind});
      add_written(record, TimeKind::other,
                  part["deliveryTime"] ? part["deliveryTime"] : part["timestamp"], true);
      part["devicesRecords"].each([&](Json device) {
        const auto number = device["mac"].integer();
        if (!number || *number < 0 || record.participants.size() >= 1000) return;
        const auto n = static_cast<std::uint64_t>(*number);
        record.participants.push_back(
            who(model::Role::other, model::IdentifierKind::mac,
                fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", n >> 40 & 255,
                            n >> 32 & 255, n >> 24 & 255, n >> 16 & 255, n >> 8 & 255, n & 255),
                "", ""));
      });
      leave_over(record, part, {});
    });
    give(std::move(record));
  }

  // "Timeline Edits.json": positions that a phone sent, in E7 numbers, with the device's number.
  void timeline_edit(const JsonPath& path, Json value) {
    const Json position = value["rawSignal"]["signal"]["position"];
    if (!position.is_object()) return generic("timelineEdits", path, value);
    Record record = location("timelineEdits", path, value);
    time(record, TimeKind::other, position["timestamp"]);
    if (set_e7(record, position["point"]["latE7"], position["point"]["lngE7"])) {
      if (const auto mm = position["accuracyMm"].real()) record.place->accuracy_m = *mm / 1000;
      record.place->altitude_m = position["altitudeMeters"].real();
      record.place->origin = origin_of(position["source"].text());
      leave_over(record, position, {"timestamp", "point", "accuracyMm", "altitudeMeters"});
    } else {
      leave_over(record, position, {"timestamp"});
    }
    leave_over(record, value, {"rawSignal"});
    give(std::move(record));
  }

  static constexpr std::size_t max_points = 100'000;
  std::uint64_t overflows_ = 0;
  const std::string empty_;
};

class GoogleLocationReader final : public Reader {
 public:
  std::string_view name() const override { return "google-locations"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json) return {};
    if (head.has("locations[].latitudeE7")) return {95, "Google location history (Records.json)"};
    if (head.has("timelineObjects[].placeVisit") || head.has("timelineObjects[].activitySegment"))
      return {95, "Google semantic location history"};
    if (head.has("semanticSegments[].startTime") || head.has("rawSignals[].position.LatLng") ||
        head.has("semanticSegments"))
      return {95, "Google timeline of a phone"};
    if (head.array && head.has("[].startTime") &&
        (head.has("[].visit") || head.has("[].activity") || head.has("[].timelinePath")))
      return {93, "Google timeline of an iPhone"};
    if (head.has("timelineEdits[].rawSignal.signal.position") || head.has("timelineEdits[].deviceId"))
      return {95, "Google timeline edits"};
    if (head.has("locations") && item.file_name() == "Records.json")
      return {70, "Google location history by name"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    read_json(item, sink, [&](const Utf8Bytes& text) {
      GoogleWalk walk(item, text, options, sink);
      walk_json(text.text(), walk);
      walk.finish();
      if (walk.overflows())
        sink.finding(
            {model::Severity::note, "coordinates repaired", "",
             fmt::format("{} coordinates had overflowed (a known fault of old exports); 2^32 "
                         "was taken off, and the records say so.",
                         walk.overflows())});
    });
  }
};

}  // namespace

std::unique_ptr<Reader> make_google_location_reader() {
  return std::make_unique<GoogleLocationReader>();
}

}  // namespace clew::readers
