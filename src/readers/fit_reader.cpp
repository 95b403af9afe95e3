#include "readers/fit_reader.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <map>

#include "exhibit/locator.h"
#include "readers/finding_limit.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Record;
using model::RecordKind;
using model::Severity;
using model::TimeKind;

constexpr std::int64_t fit_epoch = 631'065'600;  // 1989-12-31, in seconds since 1970
constexpr std::int64_t first_date = 0x10000000;  // below it the device's own clock since it was switched on

// What a field's number means in a kind of message; the profile has some thousand, these are the ones that place or time something.
enum class Meaning : std::uint8_t { plain, start, lat, lon, end_lat, end_lon, altitude, time };
struct FieldName {
  std::uint16_t message;
  std::uint8_t number;
  const char* name;
  double scale = 1, offset = 0;  // value / scale - offset
  Meaning meaning = Meaning::plain;
};
constexpr FieldName names[] = {
    {0, 0, "type"},
    {0, 1, "manufacturer"},
    {0, 2, "product"},
    {0, 3, "serial"},
    {0, 4, "created", 1, 0, Meaning::time},
    {0, 8, "model"},
    {18, 2, "start", 1, 0, Meaning::start},
    {18, 3, "latitude", 1, 0, Meaning::lat},
    {18, 4, "longitude", 1, 0, Meaning::lon},
    {18, 5, "sport"},
    {18, 6, "sub_sport"},
    {18, 7, "elapsed_seconds", 1000},
    {18, 8, "timer_seconds", 1000},
    {18, 9, "distance_m", 100},
    {18, 11, "calories"},
    {18, 16, "heart_rate"},
    {18, 38, "end_latitude", 1, 0, Meaning::end_lat},
    {18, 39, "end_longitude", 1, 0, Meaning::end_lon},
    {18, 110, "name"},
    {19, 2, "start", 1, 0, Meaning::start},
    {19, 3, "latitude", 1, 0, Meaning::lat},
    {19, 4, "longitude", 1, 0, Meaning::lon},
    {19, 5, "end_latitude", 1, 0, Meaning::end_lat},
    {19, 6, "end_longitude", 1, 0, Meaning::end_lon},
    {19, 7, "elapsed_seconds", 1000},
    {19, 8, "timer_seconds", 1000},
    {19, 9, "distance_m", 100},
    {19, 15, "heart_rate"},
    {20, 0, "latitude", 1, 0, Meaning::lat},
    {20, 1, "longitude", 1, 0, Meaning::lon},
    {20, 2, "altitude_m", 5, 500, Meaning::altitude},
    {20, 3, "heart_rate"},
    {20, 4, "cadence"},
    {20, 5, "distance_m", 100},
    {20, 6, "speed_m_s", 1000},
    {20, 7, "power"},
    {20, 13, "temperature"},
    {20, 31, "accuracy_m"},
    {20, 73, "enhanced_speed_m_s", 1000},
    {20, 78, "enhanced_altitude_m", 5, 500, Meaning::altitude},
    {21, 0, "event"},
    {21, 1, "event_type"},
    {21, 3, "data"},
    {23, 0, "device_index"},
    {23, 2, "manufacturer"},
    {23, 3, "serial"},
    {23, 4, "product"},
    {23, 5, "software_version", 100},
    {23, 27, "model"},
    {32, 1, "time", 1, 0, Meaning::time},
    {32, 2, "latitude", 1, 0, Meaning::lat},
    {32, 3, "longitude", 1, 0, Meaning::lon},
    {32, 4, "distance_m", 100},
    {32, 6, "name"},
    {29, 0, "name"},
    {29, 1, "latitude", 1, 0, Meaning::lat},
    {29, 2, "longitude", 1, 0, Meaning::lon},
    {29, 4, "altitude_m", 5, 500, Meaning::altitude},
    {34, 0, "timer_seconds", 1000},
    {34, 1, "sessions"},
    {34, 5, "local_timestamp"},
    {3, 0, "name"},
    {31, 5, "name"},
    {142, 2, "start", 1, 0, Meaning::start},
    {142, 3, "latitude", 1, 0, Meaning::lat},
    {142, 4, "longitude", 1, 0, Meaning::lon},
    {142, 5, "end_latitude", 1, 0, Meaning::end_lat},
    {142, 6, "end_longitude", 1, 0, Meaning::end_lon},
    {142, 29, "name"},
};

const FieldName* meaning_of(std::uint16_t message, std::uint8_t number) {
  for (const auto& f : names)
    if (f.message == message && f.number == number) return &f;
  return nullptr;
}

std::string table_of(std::uint16_t message) {
  static const std::map<std::uint16_t, const char*> known = {
      {0, "file"},        {2, "device settings"}, {3, "user profile"}, {18, "sessions"},
      {19, "laps"},       {20, "track points"},   {21, "events"},      {23, "devices"},
      {29, "places"},     {30, "weight"},         {31, "courses"},     {32, "course points"},
      {34, "activities"}, {49, "file creator"},   {55, "monitoring"},  {78, "heart rate variability"},
      {101, "lengths"},   {103, "monitoring"},    {142, "segments"},   {206, "developer fields"},
      {207, "developers"}};
  const auto found = known.find(message);
  return found == known.end() ? fmt::format("messages of kind {}", message) : found->second;
}

std::string manufacturer(std::uint64_t number) {
  switch (number) {
    case 1: return "Garmin";
    case 23: return "Suunto";
    case 32: return "Wahoo";
    case 123: return "Polar";
    case 265: return "Strava";
    case 294: return "Coros";
    default: return fmt::format("manufacturer {}", number);
  }
}

struct Base {
  int size;
  bool is_signed, real;
  bool zero_is_none;
};
std::optional<Base> base_of(std::uint8_t type) {
  switch (type & 0x1F) {
    case 0: case 2: case 13: return Base{1, false, false, false};
    case 1: return Base{1, true, false, false};
    case 3: return Base{2, true, false, false};
    case 4: return Base{2, false, false, false};
    case 5: return Base{4, true, false, false};
    case 6: return Base{4, false, false, false};
    case 8: return Base{4, false, true, false};
    case 9: return Base{8, false, true, false};
    case 10: return Base{1, false, false, true};
    case 11: return Base{2, false, false, true};
    case 12: return Base{4, false, false, true};
    case 14: return Base{8, true, false, false};
    case 15: return Base{8, false, false, false};
    case 16: return Base{8, false, false, true};
    default: return std::nullopt;
  }
}

struct Field {
  std::uint8_t number, size, type;
};
struct Definition {
  std::uint16_t message = 0;
  bool big = false, known = false;
  std::vector<Field> fields;
  std::size_t developer_bytes = 0, bytes = 0;
};

class FitWalk {
 public:
  FitWalk(std::string_view bytes, const Options& options, Sink& sink)
      : bytes_(bytes), options_(options), sink_(sink), findings_(sink) {}

  void run() {
    std::size_t at = 0;
    while (at + 12 <= bytes_.size() && bytes_.substr(at + 8, 4) == ".FIT") {
      const std::size_t head = byte(at);
      const std::uint64_t length = number(at + 4, 4, false);
      if (head < 12) break;
      const std::uint64_t begin = at + head;
      const std::uint64_t stated = begin + length;
      const std::size_t end = static_cast<std::size_t>(std::min<std::uint64_t>(stated, bytes_.size()));
      // A recording that the device did not close says 0.
      const bool open = length == 0;
      definitions_ = {};
      last_ = 0;
      const bool whole = messages(static_cast<std::size_t>(begin), open ? bytes_.size() : end);
      if (!whole || stated > bytes_.size())
        findings_.add(Severity::warning, "file cut off or damaged", where(at, bytes_.size() - at),
                      fmt::format("Its head states {} bytes of messages; what could be read of them is read.", length));
      if (open || stated + 2 >= bytes_.size()) return findings_.finish();
      at = static_cast<std::size_t>(stated) + 2;
    }
    if (at < bytes_.size())
      findings_.add(Severity::note, "bytes behind the file", where(at, bytes_.size() - at), "They are no FIT file and were not read.");
    findings_.finish();
  }

 private:
  std::string where(std::uint64_t at, std::uint64_t length) const {
    return exhibit::Locator().bytes(at, length).str();
  }
  unsigned byte(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }
  std::uint64_t number(std::size_t at, int size, bool big) const {
    std::uint64_t v = 0;
    for (int i = 0; i < size; ++i)
      v = v << 8 | byte(at + static_cast<std::size_t>(big ? i : size - 1 - i));
    return v;
  }

  // False when the messages end in the middle of one, or make no sense.
  bool messages(std::size_t at, std::size_t end) {
    while (at < end) {
      const std::size_t begin = at;
      const unsigned head = byte(at++);
      if (!(head & 0x80) && (head & 0x40)) {
        Definition d;
        if (at + 5 > end) return false;
        d.big = byte(at + 1) == 1;
        if (byte(at + 1) > 1) return false;
        d.message = static_cast<std::uint16_t>(number(at + 2, 2, d.big));
        const std::size_t count = byte(at + 4);
        at += 5;
        if (at + 3 * count > end) return false;
        for (std::size_t i = 0; i < count; ++i, at += 3) {
          d.fields.push_back({static_cast<std::uint8_t>(byte(at)), static_cast<std::uint8_t>(byte(at + 1)),
                              static_cast<std::uint8_t>(byte(at + 2))});
          d.bytes += byte(at + 1);
        }
        if (head & 0x20) {
          if (at + 1 > end) return false;
          const std::size_t more = byte(at++);
          if (at + 3 * more > end) return false;
          for (std::size_t i = 0; i < more; ++i, at += 3)
            d.developer_bytes += byte(at + 1);
        }
        d.known = true;
        definitions_[head & 15] = std::move(d);
        continue;
      }
      const bool short_time = head & 0x80;
      const Definition& d = definitions_[short_time ? head >> 5 & 3 : head & 15];
      const std::size_t size = d.bytes + d.developer_bytes;
      if (!d.known || size > bytes_.size() - at) return false;
      std::optional<std::uint32_t> offset;
      if (short_time) offset = head & 31;
      data(d, begin, at, offset);
      at += size;
      if (at > end) return false;  // the head stated less than there is: the last message is taken
    }
    return true;
  }

  // A value as text, with the number where it is one; nothing where there is none.
  struct Value {
    std::string text;
    std::optional<double> real;
    std::int64_t whole = 0;
  };
  std::optional<Value> value(const Field& f, std::size_t at, bool big) const {
    if ((f.type & 0x1F) == 7) {
      const auto raw = bytes_.substr(at, f.size);
      const auto text = raw.substr(0, raw.find('\0'));
      if (text.empty()) return std::nullopt;
      return Value{text::is_valid_utf8(text) ? std::string(text) : text::to_utf8(text, text::Encoding::latin1), std::nullopt, 0};
    }
    auto base = base_of(f.type);
    if (!base || f.size % base->size != 0) base = Base{1, false, false, false};  // as bytes
    Value out;
    bool any = false;
    const int count = f.size / base->size;
    for (int i = 0; i < count; ++i) {
      const std::uint64_t raw = number(at + static_cast<std::size_t>(i * base->size), base->size, big);
      const std::uint64_t ones = base->size == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * base->size)) - 1;
      const std::uint64_t none = base->zero_is_none ? 0 : base->is_signed ? ones >> 1 : ones;
      std::string text;
      if (raw != none) {
        any = true;
        if (base->real) {
          const double v = base->size == 4 ? std::bit_cast<float>(static_cast<std::uint32_t>(raw)) : std::bit_cast<double>(raw);
          if (!std::isfinite(v)) return std::nullopt;
          out.real = v;
          text = fmt::format("{}", v);
        } else {
          std::int64_t v = static_cast<std::int64_t>(raw);
          if (base->is_signed && base->size < 8 && raw >> (8 * base->size - 1)) v -= std::int64_t{1} << (8 * base->size);
          out.whole = v;
          out.real = static_cast<double>(v);
          text = base->is_signed ? fmt::format("{}", v) : fmt::format("{}", raw);
        }
      }
      if (i) out.text += ' ';
      out.text += text.empty() ? "-" : text;
    }
    if (!any) return std::nullopt;
    if (count > 1) out.real.reset();
    return out;
  }

  void add_time(Record& record, TimeKind kind, std::int64_t seconds) {
    model::Time t;
    t.kind = kind;
    t.raw = fmt::format("{}", seconds);
    t.unit = "fit-s";
    if (seconds < first_date) {
      t.certainty = model::Certainty::none;  // since the device was switched on
    } else {
      t.utc = (seconds + fit_epoch) * micros_per_second;
      const bool late = options_.latest_plausible && *t.utc > options_.latest_plausible;
      t.certainty = late ? model::Certainty::implausible : model::Certainty::exact;
      if (late)
        findings_.add(Severity::note, "time outside the plausible range", record.locator,
                      fmt::format("'{}' reads as {}, after the exhibit came in; kept, but left out of time lines.", t.raw, to_iso_utc(*t.utc)));
    }
    record.times.push_back(std::move(t));
  }

  static double degrees(std::int64_t semicircles) {
    return static_cast<double>(semicircles) * (180.0 / 2147483648.0);
  }

  void data(const Definition& d, std::size_t begin, std::size_t at, std::optional<std::uint32_t> offset) {
    Record record;
    record.table = table_of(d.message);
    const std::size_t length = at - begin + d.bytes + d.developer_bytes;
    record.locator = where(begin, length);
    const bool point = d.message == 20 || d.message == 29 || d.message == 32;
    record.kind = d.message == 0 || d.message == 23 ? RecordKind::device : RecordKind::event;
    std::optional<std::int64_t> lat, lon, end_lat, end_lon;
    std::optional<double> altitude, accuracy;
    std::optional<std::int64_t> timestamp;
    std::string make;
    for (const auto& f : d.fields) {
      const auto v = value(f, at, d.big);
      at += f.size;
      if (!v) continue;
      if (f.number == 253 && v->real) {
        timestamp = v->whole;
        last_ = v->whole;
        continue;
      }
      const FieldName* name = meaning_of(d.message, f.number);
      if (!name) {
        record.extras.push_back({fmt::format("field {}", f.number), v->text});
        continue;
      }
      const std::string_view called = name->name;
      if (!v->real) {
        if (called == "name") record.fields.push_back({"name", v->text});
        else if (called == "model") record.fields.push_back({"model", v->text});
        else record.extras.push_back({std::string(called), v->text});
        continue;
      }
      switch (name->meaning) {
        case Meaning::lat: lat = v->whole; continue;
        case Meaning::lon: lon = v->whole; continue;
        case Meaning::end_lat: end_lat = v->whole; continue;
        case Meaning::end_lon: end_lon = v->whole; continue;
        case Meaning::start: add_time(record, TimeKind::start, v->whole); continue;
        case Meaning::time: add_time(record, d.message == 0 ? TimeKind::created : TimeKind::other, v->whole); continue;
        case Meaning::altitude: altitude = *v->real / name->scale - name->offset; break;
        case Meaning::plain: break;
      }
      const bool scaled = name->scale != 1 || name->offset != 0;
      const std::string shown = scaled ? fmt::format("{:.6g}", *v->real / name->scale - name->offset) : v->text;
      if (called == "accuracy_m") accuracy = *v->real;
      if (called == "manufacturer") {
        make = manufacturer(static_cast<std::uint64_t>(v->whole));
        record.fields.push_back({"make", make});
      } else if (called == "serial") {
        record.participants.push_back({model::Role::subject, {model::IdentifierKind::serial, v->text, ""}, ""});
      } else if (called == "local_timestamp") {
        record.extras.push_back({"local clock", to_iso_local((v->whole + fit_epoch) * micros_per_second)});
      } else {
        record.extras.push_back({std::string(called), shown});
      }
    }
    if (d.developer_bytes)
      record.extras.push_back({"developer bytes", fmt::format("{}", d.developer_bytes)});
    if (offset) {
      // The five lowest bits of the time; they run over every 32 seconds.
      const std::int64_t low = last_ & 31, next = static_cast<std::int64_t>(*offset);
      last_ += (next - low + 32) & 31;
      timestamp = last_;
      record.extras.push_back({"compressed time", fmt::format("{}", *offset)});
    }
    if (timestamp) {
      const bool span = d.message == 18 || d.message == 19 || d.message == 142;
      add_time(record, span ? TimeKind::end : TimeKind::other, *timestamp);
    }
    const auto place = [&](std::int64_t y, std::int64_t x) -> std::optional<model::Place> {
      const double latitude = degrees(y), longitude = degrees(x);
      if (std::abs(latitude) > 90) return std::nullopt;
      return model::Place{latitude, longitude, std::nullopt, std::nullopt, d.message == 32 ? "planned" : d.message == 29 ? "saved" : "gps", ""};
    };
    if (lat && lon) {
      if (point) {
        record.place = place(*lat, *lon);
        if (record.place) {
          record.kind = RecordKind::location;
          record.place->altitude_m = altitude;
          record.place->accuracy_m = accuracy;
        }
      }
      if (!record.place)
        record.extras.push_back({"position", fmt::format("{:.6f}, {:.6f}", degrees(*lat), degrees(*lon))});
    }
    if (end_lat && end_lon)
      record.extras.push_back({"end position", fmt::format("{:.6f}, {:.6f}", degrees(*end_lat), degrees(*end_lon))});
    sink_.rows(record.table, 1);
    sink_.record(std::move(record));
  }

  std::string_view bytes_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  std::array<Definition, 16> definitions_;
  std::int64_t last_ = 0;
};

class FitReader final : public Reader {
 public:
  std::string_view name() const override { return "fit"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto b = item.bytes();
    if (b.size() < 14 || b.substr(8, 4) != ".FIT" || (b[0] != 12 && b[0] != 14)) return {};
    return {97, "begins as a FIT file of a watch or bicycle computer does"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    FitWalk(item.bytes(), options, sink).run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_fit_reader() { return std::make_unique<FitReader>(); }

}  // namespace clew::readers
