#include "readers/track_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/blanks.h"
#include "exhibit/locator.h"
#include "readers/finding_limit.h"
#include "readers/plausible_time.h"
#include "readers/said_zone.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Certainty;
using model::Record;
using model::RecordKind;
using model::Severity;
using model::TimeKind;

constexpr std::size_t max_text = 1u << 20, max_depth = 64;

std::optional<double> number(std::string_view s) {
  while (!s.empty() &&
         (s.front() == ' ' || s.front() == '\n' || s.front() == '\t' || s.front() == '\r'))
    s.remove_prefix(1);
  while (!s.empty() &&
         (s.back() == ' ' || s.back() == '\n' || s.back() == '\t' || s.back() == '\r'))
    s.remove_suffix(1);
  if (s.starts_with("+")) s.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (s.empty() || error != std::errc() || end != s.data() + s.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// "gpx" or "kml" and so on: the root's local name.
std::string root_of(std::string_view bytes) {
  const Utf8Bytes text(bytes.substr(0, 65'536));
  XmlScanner scanner(text.text());
  XmlToken token;
  while (scanner.next(token)) {
    if (token.kind == XmlToken::Kind::start) return std::string(token.name);
    if (token.kind == XmlToken::Kind::text &&
        token.body.find_first_not_of(" \t\r\n") != token.body.npos)
      return {};
  }
  return {};
}

class TrackWalk {
 public:
  TrackWalk(const Utf8Bytes& text, const Options& options, Sink& sink)
      : text_(text), options_(options), sink_(sink), findings_(sink), scanner_(text.text()) {
    zone_ = said_zone(options);
  }

  void finish() {
    findings_.finish();
    if (scanner_.damaged())
      sink_.finding(
          {Severity::warning, "damaged XML", "",
           fmt::format("{} tags are broken (the first at byte {}); what is around them is read.",
                       scanner_.damaged(), text_.source(scanner_.first_damage()))});
    if (scanner_.cut())
      sink_.finding({Severity::warning, "file cut off", "", "It ends within a tag."});
    if (scanner_.document_type())
      sink_.finding({Severity::note, "document type ignored", "",
                     "The file has a document type definition; nothing of it is used."});
  }

 protected:
  std::string place_of(std::uint64_t begin, std::uint64_t end, std::string_view path) const {
    const std::uint64_t from = text_.source(begin), to = text_.source(end);
    return exhibit::Locator().bytes(from, to - from).xml(path).str();
  }

  void add_time(Record& record, TimeKind kind, const std::string& written) {
    const std::string raw(trimmed(written));
    if (raw.empty()) return;
    model::Time time;
    time.kind = kind;
    time.raw = raw;
    if (const auto iso = parse_iso(raw)) {
      if (iso->offset_minutes) {
        time.utc = iso->micros - Micros{*iso->offset_minutes} * 60 * micros_per_second;
        time.offset_minutes = iso->offset_minutes;
        time.certainty = Certainty::exact;
      } else {
        time.local = iso->micros;
        time.certainty = Certainty::local_unknown;
        if (zone_)
          if (const auto at = zone_->to_utc(iso->micros); at.fit == text::Zone::Fit::unique) {
            time.utc = at.utc;
            time.offset_minutes = at.offset_minutes;
            time.certainty = Certainty::zone_assumed;
          }
      }
      const auto& at = time.utc ? time.utc : time.local;
      if (!is_plausible(*at, options_.latest_plausible)) {
        time.certainty = Certainty::implausible;
        findings_.add(Severity::note, "time outside the plausible range", record.locator,
                      fmt::format("'{}'; kept, but left out of time lines.", raw));
      }
    } else {
      findings_.add(Severity::note, "unreadable time", record.locator,
                    fmt::format("'{}' is in no form that is known.", raw.substr(0, 80)));
    }
    record.times.push_back(std::move(time));
  }

  bool set_place(Record& record, std::optional<double> lat, std::optional<double> lon) {
    if (!lat || !lon || std::abs(*lat) > 90 || std::abs(*lon) > 180) {
      findings_.add(Severity::note, "unreadable coordinates", record.locator,
                    "The point's latitude and longitude are none; its other values are kept.");
      return false;
    }
    record.place.emplace();
    record.place->latitude = lat;
    record.place->longitude = lon;
    return true;
  }

  // The texts within an element by the names of the elements that hold them, up to its end, which moves `end`; of
  // <HeartRateBpm><Value>130 the outer name. `beyond` is a tag that shows that the end is missing: it is left to be read.
  template <class Beyond>
  std::vector<std::pair<std::string, std::string>> values_in(const XmlToken& start, std::uint64_t& end, Beyond beyond) {
    std::vector<std::pair<std::string, std::string>> values;
    if (start.empty) return values;
    const std::string element(start.name);
    std::vector<std::string> open;
    std::string text;
    XmlToken token;
    while (true) {
      const std::uint64_t before = scanner_.offset();
      if (!scanner_.next(token)) break;
      if (beyond(token)) {
        scanner_.seek(before);
        break;
      }
      end = token.end;
      if (token.is_end(element)) break;
      if (token.kind == XmlToken::Kind::start) {
        if (!token.empty && open.size() < max_depth) open.emplace_back(token.name);
        text.clear();
      } else if (token.kind == XmlToken::Kind::text) {
        if (text.size() < max_text) append_xml_text(token.body, token.cdata, text);
      } else {
        if (!open.empty()) open.pop_back();
        const std::string key = token.name == "Value" && !open.empty() ? open.back() : std::string(token.name);
        if (std::string value(trimmed(text)); !value.empty() && values.size() < 200) values.emplace_back(key, std::move(value));
        text.clear();
      }
    }
    return values;
  }

  void give(Record record) {
    sink_.rows(record.table, 1);
    sink_.record(std::move(record));
  }

  const Utf8Bytes& text_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  XmlScanner scanner_;
  std::optional<text::Zone> zone_;
};

class GpxWalk final : public TrackWalk {
 public:
  using TrackWalk::TrackWalk;

  void run() {
    XmlToken token;
    std::string name, text;
    std::uint64_t tracks = 0, routes = 0, segments = 0;
    bool in_track = false;
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        if (token.name == "trkpt" || token.name == "rtept" || token.name == "wpt") {
          point(token, token.name == "trkpt"   ? fmt::format("trk[{}]/trkseg[{}]", tracks, segments)
                       : token.name == "rtept" ? fmt::format("rte[{}]", routes)
                                               : std::string("wpt"));
          continue;
        }
        if (token.name == "trk") {
          ++tracks;
          title_.clear();
          in_track = true;
          segments = 0;
          ++track_number_;
        }
        if (token.name == "rte") {
          ++routes;
          title_.clear();
          in_track = true;
        }
        if (token.name == "trkseg") {
          ++segments;
          ++all_segments_;
        }
        name = token.name;
        text.clear();
      } else if (token.kind == XmlToken::Kind::text) {
        if (text.size() < max_text) append_xml_text(token.body, token.cdata, text);
      } else {
        if (token.name == "name" && name == "name" && in_track && title_.empty())
          title_ = trimmed(text);
        if (token.name == "trk" || token.name == "rte") in_track = false;
        name.clear();
      }
    }
    sink_.decided("tracks", fmt::format("{} tracks with {} segments, {} routes", tracks,
                                        all_segments_, routes));
  }

 private:
  void point(const XmlToken& start, std::string where) {
    const std::string element(start.name);
    Record record;
    record.kind = RecordKind::location;
    record.table = element == "trkpt"   ? "track points"
                   : element == "rtept" ? "route points"
                                        : "waypoints";
    const auto lat = number(xml_attribute(start, "lat").value_or("")),
               lon = number(xml_attribute(start, "lon").value_or(""));
    const std::uint64_t begin = start.begin;
    std::uint64_t end = start.end;
    const auto values = values_in(start, end, [](const XmlToken& token) {
      return token.is_start("trkpt") || token.is_start("rtept") || token.is_start("wpt") || token.is_end("trkseg") ||
             token.is_end("trk") || token.is_end("gpx");
    });
    record.locator = place_of(begin, end, where + "/" + element);
    const bool placed = set_place(record, lat, lon);
    if (placed)
      record.place->origin = element == "trkpt" ? "gps" : element == "rtept" ? "planned" : "saved";
    if (!placed) {
      record.extras.push_back({"lat", std::string(xml_attribute(start, "lat").value_or(""))});
      record.extras.push_back({"lon", std::string(xml_attribute(start, "lon").value_or(""))});
    }
    for (auto& [key, value] : values) {
      if (key == "time") {
        add_time(record, element == "wpt" ? TimeKind::created : TimeKind::other, value);
      } else if (key == "ele" && placed && number(value)) {
        record.place->altitude_m = number(value);
      } else if (key == "name" || key == "desc" || key == "cmt") {
        if (key == "name" && placed) record.place->name = value;
        if (record.text.empty())
          record.text = value;
        else
          record.extras.push_back({key, value});
      } else {
        record.extras.push_back({key, value});
      }
    }
    if (element == "trkpt")
      record.fields.push_back(
          {"segment", fmt::format("{}", std::max<std::uint64_t>(all_segments_, 1))});
    if (!title_.empty() && element != "wpt") record.fields.push_back({"title", title_});
    give(std::move(record));
  }

  std::string title_;
  std::uint64_t all_segments_ = 0, track_number_ = 0;
};

class KmlWalk final : public TrackWalk {
 public:
  using TrackWalk::TrackWalk;

  void run() {
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.is_start("Placemark") && !token.empty)
        placemark(token);
      else if (token.is_start("Folder"))
        ++folders_;
      else if (token.is_start("NetworkLink"))
        findings_.add(Severity::note, "link to another place",
                      place_of(token.begin, token.end, "NetworkLink"),
                      "The file names further data on a network; it is not fetched.");
    }
  }

 private:
  struct Line {
    std::uint64_t begin, end;
    std::string text;
  };

  void placemark(const XmlToken& start) {
    ++placemarks_;
    std::string name, description, when, from, to, address;
    std::vector<std::pair<std::string, std::string>> data;
    std::vector<Line> points, whens, coords, lines;
    std::vector<std::string> open;
    std::string text, data_name;
    std::uint64_t end = start.end, text_begin = 0;
    XmlToken token;
    bool point = false, track = false;
    while (true) {
      const std::uint64_t before = scanner_.offset();
      if (!scanner_.next(token)) break;
      if (token.is_start("Placemark")) {
        scanner_.seek(before);
        break;
      }
      end = token.end;
      if (token.is_end("Placemark")) break;
      if (token.kind == XmlToken::Kind::start) {
        if (token.name == "Point") point = true;
        if (token.name == "Track") track = true;
        if (token.name == "Data" || token.name == "SimpleData")
          data_name = xml_attribute_text(token, "name");
        text.clear();
        text_begin = token.begin;
      } else if (token.kind == XmlToken::Kind::text) {
        if (text.size() < (16u << 20)) append_xml_text(token.body, token.cdata, text);
      } else {
        const std::string value(trimmed(text));
        const std::string_view n = token.name;
        const Line line{text_begin, token.end, value};
        if (n == "name" && name.empty())
          name = value;
        else if (n == "description")
          description = value;
        else if (n == "address")
          address = value;
        else if (n == "when")
          (track ? whens.push_back(line) : void(when = value));
        else if (n == "begin")
          from = value;
        else if (n == "end")
          to = value;
        else if (n == "coordinates")
          (point ? points.push_back(line) : lines.push_back(line));
        else if (n == "coord")
          coords.push_back(line);
        else if (n == "Point")
          point = false;
        else if ((n == "value" || n == "SimpleData") && !value.empty() && data.size() < 1000)
          data.emplace_back(data_name.empty() ? "value" : data_name, value);
        text.clear();
      }
    }
    const auto base = [&](std::uint64_t b, std::uint64_t e) {
      Record record;
      record.kind = RecordKind::location;
      record.table = "placemarks";
      record.locator = place_of(b, e, fmt::format("Placemark[{}]", placemarks_));
      return record;
    };
    Record record = base(start.begin, end);
    if (!points.empty()) coordinates(record, points.front().text);
    if (record.place) record.place->name = name.empty() ? address : name;
    record.text = name.empty() ? address : name;
    if (!when.empty()) add_time(record, TimeKind::other, when);
    if (!from.empty()) add_time(record, TimeKind::start, from);
    if (!to.empty()) add_time(record, TimeKind::end, to);
    if (!description.empty()) record.fields.push_back({"note", description});
    if (!address.empty() && !name.empty()) record.fields.push_back({"address", address});
    for (auto& [key, value] : data)
      record.extras.push_back({key, value});
    for (std::size_t i = 1; i < points.size(); ++i)
      extra_point(base(points[i].begin, points[i].end), points[i].text, name, "");
    std::uint64_t on_lines = 0;
    for (const auto& line : lines)
      on_lines += line_points(line, base(line.begin, line.end), name, record);
    for (std::size_t i = 0; i < coords.size(); ++i)
      extra_point(base(coords[i].begin, coords[i].end), coords[i].text, name,
                  i < whens.size() ? whens[i].text : "");
    if (!coords.empty() || !lines.empty()) {
      record.fields.push_back({"points", fmt::format("{}", coords.size() + on_lines)});
      if (!whens.empty() && record.times.empty()) {
        add_time(record, TimeKind::start, whens.front().text);
        add_time(record, TimeKind::end, whens.back().text);
      }
    }
    if (coords.size() != whens.size() && track)
      findings_.add(Severity::note, "track with unequal times and places", record.locator,
                    fmt::format("{} times and {} places; they are paired in their order.",
                                whens.size(), coords.size()));
    give(std::move(record));
  }

  // "lon,lat,alt" of KML or "lon lat alt" of gx:coord.
  bool coordinates(Record& record, std::string_view text) {
    double parts[3] = {};
    int n = 0;
    std::size_t at = 0;
    while (n < 3 && at < text.size()) {
      std::size_t stop = text.find_first_of(", \t\r\n", at);
      if (stop == text.npos) stop = text.size();
      if (stop > at) {
        const auto v = number(text.substr(at, stop - at));
        if (!v) break;
        parts[n++] = *v;
      }
      at = stop + 1;
    }
    if (n < 2 || !set_place(record, parts[1], parts[0])) {
      record.extras.push_back({"coordinates", std::string(text.substr(0, 1000))});
      return false;
    }
    if (n == 3 && parts[2] != 0) record.place->altitude_m = parts[2];
    return true;
  }

  void extra_point(Record record, std::string_view text, const std::string& title,
                   const std::string& when) {
    if (!coordinates(record, text)) return;
    if (!when.empty()) {
      add_time(record, TimeKind::other, when);
      record.place->origin = "gps";
    }
    record.fields.push_back({"type", "track point"});
    if (!title.empty()) record.fields.push_back({"title", title});
    sink_.extra_record(std::move(record));
  }

  // Corners of a line or an area: each its own record, the first also the placemark's place.
  std::uint64_t line_points(const Line& line, const Record& like, const std::string& title,
                            Record& whole) {
    std::uint64_t n = 0;
    for (std::size_t at = 0; at < line.text.size() && n < 1'000'000;) {
      std::size_t stop = line.text.find_first_of(" \t\r\n", at);
      if (stop == line.text.npos) stop = line.text.size();
      if (stop > at) {
        Record record = like;
        if (coordinates(record, std::string_view(line.text).substr(at, stop - at))) {
          if (n == 0 && !whole.place) whole.place = record.place;
          record.fields.push_back({"type", "line point"});
          if (!title.empty()) record.fields.push_back({"title", title});
          sink_.extra_record(std::move(record));
          ++n;
        }
      }
      at = stop + 1;
    }
    return n;
  }

  std::uint64_t placemarks_ = 0, folders_ = 0;
};

// TCX: <Activity Sport="…"><Lap StartTime="…"><Track><Trackpoint>. A point has a time, mostly a
// position, and what the watch measured; a lap has its sums; <Creator> is the watch.
class TcxWalk final : public TrackWalk {
 public:
  using TrackWalk::TrackWalk;

  void run() {
    XmlToken token;
    std::string text;
    std::uint64_t points = 0;
    bool lap = false;
    Record of_lap;
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        if (token.name == "Trackpoint" || token.name == "Creator") {
          element(token, token.name == "Creator" ? RecordKind::device : RecordKind::location, ++points);
          continue;
        }
        if (token.name == "Activity") sport_ = xml_attribute_text(token, "Sport");
        if (token.name == "Lap" && !token.empty) {
          if (lap) give(std::move(of_lap));
          lap = true;
          of_lap = {};
          of_lap.kind = RecordKind::event;
          of_lap.table = "laps";
          of_lap.locator = place_of(token.begin, token.end, fmt::format("Lap[{}]", ++laps_));
          if (!sport_.empty()) of_lap.fields.push_back({"activity", sport_});
          add_time(of_lap, TimeKind::start, xml_attribute_text(token, "StartTime"));
        }
        if (token.name == "Track" && lap) {
          give(std::move(of_lap));
          lap = false;
        }
        text.clear();
      } else if (token.kind == XmlToken::Kind::text) {
        if (text.size() < max_text) append_xml_text(token.body, token.cdata, text);
      } else {
        const std::string value(trimmed(text));
        if (lap && token.name == "Lap") {
          give(std::move(of_lap));
          lap = false;
        } else if (lap && !value.empty() && of_lap.extras.size() < 200) {
          of_lap.extras.push_back({std::string(token.name), value});
        }
        text.clear();
      }
    }
    if (lap) give(std::move(of_lap));
  }

 private:
  void element(const XmlToken& start, RecordKind kind, std::uint64_t number_of_it) {
    const std::string name(start.name);
    const std::uint64_t begin = start.begin;
    std::uint64_t end = start.end;
    const auto values = values_in(start, end, [](const XmlToken& token) {
      return token.is_start("Trackpoint") || token.is_start("Lap") || token.is_end("Track") || token.is_end("Lap") || token.is_end("Activity");
    });
    Record record;
    record.kind = kind;
    record.table = kind == RecordKind::device ? "devices" : "track points";
    record.locator = place_of(begin, end, fmt::format("{}[{}]", name, number_of_it));
    std::optional<std::string> lat, lon;
    for (auto& [key, value] : values) {
      if (key == "Time")
        add_time(record, TimeKind::other, value);
      else if (key == "LatitudeDegrees")
        lat = value;
      else if (key == "LongitudeDegrees")
        lon = value;
      else if (key == "Name" && kind == RecordKind::device)
        record.fields.push_back({"model", value});
      else if (key == "UnitId" && kind == RecordKind::device)
        record.participants.push_back({model::Role::subject, {model::IdentifierKind::serial, value, ""}, ""});
      else
        record.extras.push_back({key, value});
    }
    if (kind == RecordKind::location) {
      if (!lat && !lon)
        record.kind = RecordKind::event;  // measured indoors: no position
      else if (set_place(record, number(lat.value_or("")), number(lon.value_or(""))))
        record.place->origin = "gps";
      else
        record.extras.push_back({"position", lat.value_or("") + ", " + lon.value_or("")});
      if (record.place)
        for (const auto& extra : record.extras)
          if (extra.name == "AltitudeMeters") record.place->altitude_m = number(extra.value);
      if (!sport_.empty()) record.fields.push_back({"activity", sport_});
    }
    give(std::move(record));
  }

  std::string sport_;
  std::uint64_t laps_ = 0;
};

template <class Walk>
class TrackReader final : public Reader {
 public:
  TrackReader(const char* name, const char* root, const char* what)
      : name_(name), root_(root), what_(what) {}
  std::string_view name() const override { return name_; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const std::string_view head = item.bytes().substr(0, 4096);
    if (head.find('<') == head.npos) return {};
    if (root_of(item.bytes()) != root_) return {};
    return {95, what_};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "XML", sink)) return;
    Walk walk(text, options, sink);
    walk.run();
    walk.finish();
  }

 private:
  const char *name_, *root_, *what_;
};

}  // namespace

std::unique_ptr<Reader> make_gpx_reader() {
  return std::make_unique<TrackReader<GpxWalk>>("gpx", "gpx", "a GPX file of tracks and waypoints");
}
std::unique_ptr<Reader> make_kml_reader() {
  return std::make_unique<TrackReader<KmlWalk>>("kml", "kml", "a KML file of places and tracks");
}
std::unique_ptr<Reader> make_tcx_reader() {
  return std::make_unique<TrackReader<TcxWalk>>("tcx", "TrainingCenterDatabase", "a TCX file of a watch");
}

}  // namespace clew::readers
