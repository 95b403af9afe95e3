#include "readers/owntracks_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "exhibit/locator.h"
#include "readers/json_records.h"

namespace clew::readers {
namespace {

using model::Record;
using model::RecordKind;
using model::Severity;
using model::TimeKind;

// OwnTracks: {"_type":"location","lat","lon","tst",…}. The recorder writes one a line behind the
// time of arrival and a word for the kind, parted by tabs: "2024-03-01T09:03:09Z\t*\t{…}".
// Source: owntracks.org/booklet/tech/json, github.com/owntracks/recorder (README, "storage").
class OwnTracksWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType type) override {
    return path.empty() && type == JsonType::array ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override { message(path, value, {}); }

  // The recorder's lines.
  void run() {
    const std::string_view bytes = text_.text();
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < bytes.size();) {
      std::size_t end = bytes.find('\n', at);
      if (end == bytes.npos) end = bytes.size();
      ++number;
      if (bytes.find_first_not_of(" \t\r", at) < end) line(at, end, number);
      at = end + 1;
    }
  }

 private:
  struct Arrival {
    std::string time, kind, locator;
  };

  void line(std::size_t begin, std::size_t end, std::uint64_t number) {
    const std::string_view bytes = text_.text();
    const std::string_view whole = bytes.substr(begin, end - begin);
    const std::size_t first = whole.find('\t'),
                      second = first == whole.npos ? first : whole.find('\t', first + 1);
    // An older recorder parts the columns by blanks.
    const std::size_t brace = whole.find('{');
    Arrival arrival;
    arrival.time = std::string(whole.substr(0, whole.find_first_of(" \t")));
    if (second != whole.npos) {
      arrival.kind = std::string(whole.substr(first + 1, second - first - 1));
      arrival.kind.resize(arrival.kind.find_last_not_of(' ') + 1);
    }
    const std::uint64_t from = text_.source(begin), to = text_.source(end);
    arrival.locator = exhibit::Locator().bytes(from, to - from).line(number).str();
    JsonDoc doc;
    if (brace != whole.npos && doc.parse(bytes.substr(0, end), begin + brace, whole.size()) &&
        doc.root().is_object())
      return message({}, doc.root(), arrival);
    // What is no JSON is kept as it stands.
    Record record;
    record.kind = RecordKind::event;
    record.table = "messages";
    record.locator = arrival.locator;
    record.service = service;
    add_time_text(record, TimeKind::received, arrival.time, false);
    record.text = std::string(whole.substr(0, 1u << 20));
    findings_.add(Severity::note, "unreadable message", record.locator,
                  "No message of OwnTracks that is whole; the line is kept as it stands.");
    give(std::move(record));
  }

  void message(const JsonPath& path, Json value, const Arrival& arrival) {
    const std::string type = value["_type"].text();
    const auto lat = value["lat"].real(), lon = value["lon"].real();
    const bool placed = lat && lon && std::abs(*lat) <= 90 && std::abs(*lon) <= 180;
    Record record =
        start(placed ? RecordKind::location : RecordKind::event, "messages", path, value);
    if (!arrival.locator.empty()) record.locator = arrival.locator;
    record.service = service;
    record.fields.push_back({"type", type});
    // A waypoint's time is that of its making: it is a place that was named, not where the phone
    // was.
    if (value["tst"])
      add_unix(record, type == "waypoint" ? TimeKind::created : TimeKind::other, value["tst"], "s");
    if (!arrival.time.empty()) add_time_text(record, TimeKind::received, arrival.time, false);
    if (placed) {
      record.place.emplace();
      record.place->latitude = lat;
      record.place->longitude = lon;
      record.place->accuracy_m = value["acc"].real();
      record.place->altitude_m = value["alt"].real();
      if (type == "waypoint") record.place->origin = "saved";
    }
    const std::string place = value["desc"].text();
    if (type == "transition") {
      record.text = fmt::format("{}: {}", value["event"].text(), place);
      if (record.place) record.place->name = place;
    } else if (!place.empty()) {
      record.text = place;
      if (record.place) record.place->name = place;
    }
    if (const std::string mac = value["BSSID"].text(); !mac.empty())
      record.participants.push_back(
          who(model::Role::other, model::IdentifierKind::mac, mac, value["SSID"].text(), ""));
    if (type == "encrypted")
      findings_.add(Severity::warning, "encrypted message", record.locator,
                    "OwnTracks encrypted it with the key that was set in the app; without the key "
                    "it cannot be read.");
    leave_over(record, value,
               {"_type", "lat", "lon", "acc", "alt", "tst", "desc", "BSSID", "SSID"});
    give(std::move(record));
  }

  static constexpr std::string_view service = "OwnTracks";
};

class OwnTracksReader final : public Reader {
 public:
  std::string_view name() const override { return "owntracks"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    if (recorded(item)) return {93, "OwnTracks, as its recorder stores it"};
    const JsonHead head = json_head(item);
    const bool list = head.array && head.has("[]._type") && head.has("[].tst");
    if (head.json && (list || (!head.array && head.has("_type") && head.has("tst"))))
      return {90, "OwnTracks messages"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    if (!recorded(item)) return walk_all<OwnTracksWalk>(item, options, sink);
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "OwnTracks", sink)) return;
    OwnTracksWalk walk(item, text, options, sink);
    walk.run();
    walk.finish();
  }

 private:
  // The first line: a time of ISO 8601, and a message with "_type" further on.
  static bool recorded(const exhibit::Item& item) {
    const std::string_view head = item.bytes().substr(0, 16'384);
    const std::string_view line = head.substr(0, head.find('\n'));
    const std::size_t blank = line.find_first_of(" \t");
    if (blank == line.npos || blank < 19 || blank > 32 || !parse_iso(line.substr(0, blank)))
      return false;
    return line.find("{\"", blank) != line.npos && line.find("\"_type\"", blank) != line.npos;
  }
};

}  // namespace

std::unique_ptr<Reader> make_owntracks_reader() { return std::make_unique<OwnTracksReader>(); }

}  // namespace clew::readers
