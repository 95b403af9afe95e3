#include "readers/geojson_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "readers/header_meaning.h"
#include "readers/json_records.h"

namespace clew::readers {
namespace {

using model::Record;
using model::RecordKind;
using model::Severity;
using model::TimeKind;

constexpr std::size_t max_positions = 1'000'000;

// What a property's name says about its time; of others nothing is taken for one.
std::optional<TimeKind> time_kind_of(const std::string& key) {
  static constexpr std::pair<std::string_view, TimeKind> kinds[] = {
      {"timestamp", TimeKind::other},    {"time", TimeKind::other},
      {"datetime", TimeKind::other},     {"date time", TimeKind::other},
      {"date", TimeKind::other},         {"when", TimeKind::other},
      {"recorded at", TimeKind::other},  {"device time", TimeKind::other},
      {"time long", TimeKind::other},    {"timestamp ms", TimeKind::other},
      {"tst", TimeKind::other},          {"taken at", TimeKind::taken},
      {"start time", TimeKind::start},   {"start", TimeKind::start},
      {"begin", TimeKind::start},        {"arrival", TimeKind::start},
      {"end time", TimeKind::end},       {"end", TimeKind::end},
      {"stop time", TimeKind::end},      {"departure", TimeKind::end},
      {"created at", TimeKind::created}, {"created", TimeKind::created},
      {"published", TimeKind::created},  {"updated at", TimeKind::modified},
      {"updated", TimeKind::modified},   {"modified", TimeKind::modified}};
  const std::string folded = fold_header(key);
  for (const auto& [name, kind] : kinds)
    if (folded == name) return kind;
  return std::nullopt;
}

std::optional<double> first_real(Json object, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (const auto value = object[name].real()) return value;
  return std::nullopt;
}
std::string first_text(Json object, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (const Json value = object[name]; value.is_string() && !value.text().empty())
      return value.text();
  return "";
}

struct Position {
  double latitude, longitude;
  std::optional<double> altitude;
};

// [longitude, latitude, altitude]; numbers, in some exports as strings.
std::optional<Position> position_of(Json list) {
  std::optional<double> part[3];
  std::size_t n = 0;
  list.each([&](Json v) {
    if (n < 3 && !v.is_array() && !v.is_object()) part[n] = v.real();
    ++n;
  });
  if (n < 2 || !part[0] || !part[1]) return std::nullopt;
  if (std::abs(*part[1]) > 90 || std::abs(*part[0]) > 180) return std::nullopt;
  return Position{*part[1], *part[0], part[2]};
}

// Every position of a geometry in its order, however deep its lists lie (at most four: a
// MultiPolygon).
void positions_of(Json list, int depth, std::vector<Position>& out, std::uint64_t& unreadable) {
  if (!list.is_array() || list.size() == 0 || out.size() >= max_positions) return;
  bool nested = false;
  list.each([&](Json v) { nested = nested || v.is_array(); });
  if (!nested) {
    if (const auto at = position_of(list))
      out.push_back(*at);
    else
      ++unreadable;
    return;
  }
  if (depth >= 4) return;
  list.each([&](Json v) { positions_of(v, depth + 1, out, unreadable); });
}

void texts_of(Json list, int depth, std::vector<Json>& out) {
  list.each([&](Json v) {
    if (v.is_array() && depth < 3)
      texts_of(v, depth + 1, out);
    else if (out.size() < max_positions)
      out.push_back(v);
  });
}

class FeatureWalk final : public JsonRecords {
 public:
  FeatureWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : JsonRecords(item, text, options, sink) {
    const JsonHead head = json_head(item);
    whole_ = head.lines || (!head.array && head.has("geometry"));
  }

  Plan plan(const JsonPath& path, JsonType type) override {
    if (path.empty()) return whole_ ? Plan::whole : Plan::descend;
    if (path.size() == 1 && type == JsonType::array &&
        (path[0].key == "features" || path[0].key == "locations"))
      return Plan::descend;
    return Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (path.size() == 2 || path.empty() || path[0].element) {
      const std::string table = path.size() == 2 ? path[0].key : "features";
      if (value.is_object() && (value["geometry"].type() != JsonType::none || value["properties"]))
        return feature(table, path, value);
      if (value.is_object() || value.is_array()) generic(table, path, value);
      return;
    }
    if (path[0].key == "type") return;
    if (value.is_object() || value.is_array()) return generic(path[0].key, path, value);
    if (value.text().empty()) return;
    Record record = start(RecordKind::event, "values", path, value);
    record.extras.push_back({path[0].key, value.text()});
    give(std::move(record));
  }

 private:
  void feature(const std::string& table, const JsonPath& path, Json value) {
    Record record = start(RecordKind::location, table, path, value);
    record.key = value["id"].text();
    const Json properties = value["properties"];
    const auto used = times(record, properties);

    std::vector<Position> positions;
    std::uint64_t unreadable = 0;
    std::string type = geometry(value["geometry"], 0, positions, unreadable);
    if (unreadable)
      findings_.add(
          Severity::note, "unreadable coordinates", record.locator,
          fmt::format("{} positions are none; what the feature says besides is kept.", unreadable));
    if (unreadable || (positions.empty() && value["geometry"]))
      record.extras.push_back(
          {"geometry", std::string(value["geometry"].source().substr(0, 10'000))});
    if (positions.empty()) record.kind = RecordKind::event;

    const Json where =
        properties["location"].is_object() ? properties["location"] : properties["Location"];
    std::string name = first_text(properties, {"name", "Title", "title"});
    if (name.empty()) name = first_text(where, {"name", "Business Name"});
    std::string address = first_text(properties, {"address"});
    if (address.empty()) address = first_text(where, {"address", "Address"});
    record.text = name.empty() ? address : name;
    if (!address.empty()) record.fields.push_back({"address", address});
    if (!positions.empty()) {
      record.place = place_of(positions.front(), properties);
      record.place->name = record.text;
      // Only its making has a time: a place that was saved.
      if (!record.times.empty() && record.place->origin.empty() &&
          (record.times[0].kind == TimeKind::created || record.times[0].kind == TimeKind::modified))
        record.place->origin = "saved";
    }
    if (type != "Point" && !type.empty()) {
      record.fields.push_back({"type", type});
      record.fields.push_back({"points", fmt::format("{}", positions.size())});
    }
    properties.each_member([&](const std::string& key, Json v) {
      if (std::find(used.begin(), used.end(), key) != used.end() || key == "coordTimes") return;
      std::string text = v.is_object() || v.is_array() ? std::string(v.source()) : v.text();
      if (!text.empty() && text != "[]" && text != "{}")
        record.extras.push_back({key, std::move(text)});
    });
    leave_over(record, value, {"type", "geometry", "properties", "id"});
    if (type != "Point" && positions.size() > 1) corners(record, properties, positions);
    give(std::move(record));
  }

  // The corners of a line or an area, each a record; with its own time where one is given beside.
  void corners(const Record& parent, Json properties, const std::vector<Position>& positions) {
    std::vector<Json> at;
    Json list = properties["coordTimes"];
    if (!list) list = properties["coordinateProperties"]["times"];
    texts_of(list, 0, at);
    const bool timed = at.size() == positions.size();
    if (!at.empty() && !timed)
      findings_.add(Severity::note, "track with unequal times and places", parent.locator,
                    fmt::format("{} times and {} places; the places stand without times.",
                                at.size(), positions.size()));
    for (std::size_t i = 0; i < positions.size(); ++i) {
      Record record;
      record.kind = RecordKind::location;
      record.locator = parent.locator;
      record.table = parent.table;
      record.place = model::Place{positions[i].latitude,
                                  positions[i].longitude,
                                  std::nullopt,
                                  positions[i].altitude,
                                  "",
                                  ""};
      record.fields.push_back({"type", fmt::format("point {}", i + 1)});
      if (!parent.text.empty()) record.fields.push_back({"title", parent.text});
      if (timed && at[i]) add_any_time(record, TimeKind::other, at[i]);
      extra(std::move(record));
    }
  }

  // Its type; of a collection the types of its parts.
  std::string geometry(Json geometry, int depth, std::vector<Position>& out,
                       std::uint64_t& unreadable) {
    std::string type = geometry["type"].text();
    if (const Json parts = geometry["geometries"]; parts.is_array() && depth < 8) {
      parts.each(
          [&](Json part) { type += " " + this->geometry(part, depth + 1, out, unreadable); });
      return type;
    }
    positions_of(geometry["coordinates"], 0, out, unreadable);
    return type;
  }

  model::Place place_of(const Position& at, Json properties) {
    model::Place place;
    place.latitude = at.latitude;
    place.longitude = at.longitude;
    place.altitude_m = at.altitude;
    if (!place.altitude_m)
      place.altitude_m = first_real(properties, {"altitude", "alt", "elevation", "ele", "height"});
    place.accuracy_m = first_real(properties, {"accuracy", "horizontal_accuracy", "acc"});
    if (place.accuracy_m && *place.accuracy_m < 0) place.accuracy_m.reset();
    if (properties["provider"].text() == "gps") place.origin = "gps";
    return place;
  }

  // Adds the times of a feature, those of what it describes before those of its own making, and
  // returns the names of the properties that were taken. One instant written twice is one time.
  std::vector<std::string> times(Record& record, Json properties) {
    std::vector<std::string> used;
    for (const bool of_its_making : {false, true}) {
      properties.each_member([&](const std::string& key, Json v) {
        if (v.is_object() || v.is_array() || record.times.size() >= 8) return;
        const auto kind = time_kind_of(key);
        if (!kind || (*kind == TimeKind::created || *kind == TimeKind::modified) != of_its_making)
          return;
        const std::size_t before = record.times.size();
        if (!add_any_time(record, *kind, v)) return;
        for (std::size_t i = 0; i < before; ++i)
          if (record.times[i].kind == *kind && record.times[i].utc &&
              record.times[i].utc == record.times.back().utc) {
            record.times.pop_back();
            return;
          }
        used.push_back(key);
      });
    }
    return used;
  }

  bool whole_ = false;
};

class GeoJsonReader final : public Reader {
 public:
  std::string_view name() const override { return "geojson"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json) return {};
    if (head.has("features[].geometry") || head.has("features[].geometry.coordinates[]") ||
        (head.has("features[].properties") && head.has("type")))
      return {90, "GeoJSON"};
    if (head.has("locations[].geometry.coordinates") && head.has("locations[].properties"))
      return {90, "GeoJSON, a batch of Overland"};
    if (head.has("geometry.coordinates") && head.has("properties"))
      return {90, head.lines ? "GeoJSON, a feature a line" : "GeoJSON, one feature"};
    if (head.has("[].geometry.coordinates") && head.has("[].properties"))
      return {90, "GeoJSON, a list of features"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    walk_all<FeatureWalk>(item, options, sink);
  }
};

}  // namespace

std::unique_ptr<Reader> make_geojson_reader() { return std::make_unique<GeoJsonReader>(); }

}  // namespace clew::readers
