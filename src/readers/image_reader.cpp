#include "readers/image_reader.h"

#include <fmt/format.h>

#include "exhibit/file_type.h"
#include "exhibit/locator.h"
#include "readers/exif.h"
#include "readers/iso_media.h"
#include "readers/pdf_paragraphs.h"
#include "readers/pdf_reader.h"
#include "readers/plausible_time.h"
#include "text/dates.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Severity;

std::uint32_t big(std::string_view b, std::size_t at, int size) {
  std::uint32_t out = 0;
  for (int i = 0; i < size; ++i)
    out = out << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
}
std::uint32_t little(std::string_view b, std::size_t at, int size) {
  std::uint32_t out = 0;
  for (int i = size; i-- > 0;)
    out = out << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
}

struct Picture {
  std::uint64_t width = 0, height = 0;  // pixels, 0 unknown
  std::string_view exif;                // the TIFF block, "" none
  std::vector<std::pair<std::string, std::string>> texts;
  std::string fault;
};

// Segments up to the picture's data (ITU T.81, annex B).
Picture jpeg(std::string_view b) {
  Picture out;
  for (std::size_t at = 2; at + 4 <= b.size();) {
    if (static_cast<unsigned char>(b[at]) != 0xFF) {
      out.fault = fmt::format("no marker at byte {}", at);
      return out;
    }
    auto marker = static_cast<unsigned char>(b[at + 1]);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) return out;
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
      at += 2;
      continue;
    }
    std::size_t length = big(b, at + 2, 2);
    if (length < 2 || length > b.size() - at - 2) {
      out.fault = fmt::format("the segment at byte {} is cut", at);
      return out;
    }
    auto body = b.substr(at + 4, length - 2);
    if (marker == 0xE1 && body.starts_with(std::string_view("Exif\0\0", 6)) && out.exif.empty())
      out.exif = body.substr(6);
    bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame && body.size() >= 5) {
      out.height = big(body, 1, 2);
      out.width = big(body, 3, 2);
    }
    if (marker == 0xFE && out.texts.size() < 20)
      out.texts.emplace_back("comment", std::string(body.substr(0, 4096)));
    at += 2 + length;
  }
  out.fault = "it ends before the picture begins";
  return out;
}

// Chunks (ISO/IEC 15948).
Picture png(std::string_view b) {
  Picture out;
  for (std::size_t at = 8; at + 12 <= b.size();) {
    std::size_t length = big(b, at, 4);
    auto type = b.substr(at + 4, 4);
    if (length > b.size() - at - 12) {
      out.fault = fmt::format("the chunk at byte {} is cut", at);
      return out;
    }
    auto body = b.substr(at + 8, length);
    if (type == "IHDR" && length >= 8) out.width = big(body, 0, 4), out.height = big(body, 4, 4);
    if (type == "eXIf") out.exif = body;
    if (type == "tEXt" && out.texts.size() < 50)
      if (auto zero = body.find('\0'); zero != body.npos)
        out.texts.emplace_back(std::string(body.substr(0, zero)),
                               text::to_utf8(body.substr(zero + 1, 4096), text::Encoding::latin1));
    if (type == "IEND") return out;
    at += 12 + length;
  }
  out.fault = "it ends before its end chunk";
  return out;
}

// RIFF chunks (WebP container specification).
Picture webp(std::string_view b) {
  Picture out;
  for (std::size_t at = 12; at + 8 <= b.size();) {
    auto type = b.substr(at, 4);
    std::size_t length = little(b, at + 4, 4);
    if (length > b.size() - at - 8) {
      out.fault = fmt::format("the chunk at byte {} is cut", at);
      return out;
    }
    auto body = b.substr(at + 8, length);
    if (type == "EXIF")
      out.exif = body.starts_with(std::string_view("Exif\0\0", 6)) ? body.substr(6) : body;
    if (type == "VP8X" && length >= 10)
      out.width = 1 + little(body, 4, 3), out.height = 1 + little(body, 7, 3);
    at += 8 + length + (length & 1);
  }
  return out;
}

// Boxes (ISO/IEC 23008-12): HEIC, AVIF.
Picture iso(std::string_view b) {
  auto still = iso_media::still(b);
  return {still.width, still.height, still.exif, {}, std::move(still.fault)};
}

// "2024:03:04 21:40:09": a clock reading; with "+01:00" an instant.
model::Time exif_time(const std::string& raw, const std::string& offset, model::TimeKind kind,
                      const Options& options) {
  model::Time time;
  time.kind = kind;
  time.raw = offset.empty() ? raw : raw + " " + offset;
  auto iso = raw;
  if (iso.size() >= 10 && iso[4] == ':' && iso[7] == ':') iso[4] = iso[7] = '-';
  auto written = text::parse_written_time(offset.empty() ? iso : iso + offset);
  auto reading = written ? text::reading_of(*written, text::DateOrder::ymd) : std::nullopt;
  if (!reading) return time;
  if (written->offset_minutes) {
    time.offset_minutes = written->offset_minutes;
    time.utc = *reading - Micros{*written->offset_minutes} * 60'000'000;
    bool late = options.latest_plausible && *time.utc > options.latest_plausible;
    time.certainty =
        late || *time.utc < 0 ? model::Certainty::implausible : model::Certainty::exact;
  } else {
    time.local = reading;
    time.certainty = model::Certainty::local_unknown;
  }
  return time;
}

// Where a picture or film was taken, as a place of its own that is tied to it.
model::Record position_of(const model::Record& record) {
  model::Record place;
  place.kind = model::RecordKind::location;
  place.locator = record.locator;
  place.key = record.key + " position";
  place.times = record.times;
  place.place = record.place;
  place.links.push_back({model::LinkKind::extracted_from, record.key});
  return place;
}

class ImageReader final : public Reader {
 public:
  std::string_view name() const override { return "image"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    auto type = exhibit::file_type(item.bytes(), item.name());
    for (auto known : {"jpeg", "png", "tiff", "webp", "heic", "avif"})
      if (type.name == known) return {88, fmt::format("a {} picture by its first bytes", known)};
    return {0, "no picture that is known"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    auto bytes = item.bytes();
    auto type = exhibit::file_type(bytes, item.name());
    Picture picture = type.name == "jpeg"   ? jpeg(bytes)
                      : type.name == "png"  ? png(bytes)
                      : type.name == "webp" ? webp(bytes)
                      : type.name == "heic" || type.name == "avif" ? iso(bytes)
                                                                   : Picture{};
    if (type.name == "tiff") picture.exif = bytes;
    auto whole = exhibit::Locator().bytes(0, bytes.size()).str();
    model::Record record;
    record.kind = model::RecordKind::file;
    record.locator = whole;
    record.key = "picture";
    record.media.push_back(
        {std::string(item.name()), std::string(type.mime), item.sha256, "", true});
    record.fields.push_back({"size", fmt::to_string(item.size)});
    record.fields.push_back({"type", std::string(type.name)});
    if (picture.width && picture.height)
      record.fields.push_back(
          {"dimensions", fmt::format("{} × {}", picture.width, picture.height)});
    if (!picture.fault.empty())
      sink.finding({Severity::warning, "damaged picture", whole,
                    picture.fault + "; what stands before was read"});
    for (auto& [name, value] : picture.texts)
      record.extras.push_back({name, std::move(value)});
    std::optional<Exif> exif;
    if (!picture.exif.empty()) exif = parse_exif(picture.exif);
    if (!picture.exif.empty() && !exif)
      sink.finding({Severity::warning, "damaged Exif block", whole, "It does not begin as one."});
    if (exif) add(record, *exif, options, sink, whole);
    record.times.insert(record.times.end(), item.times.begin(), item.times.end());
    sink.rows("", 1);
    sink.record(record);
    recognise(item, options, sink);
    if (!exif || !exif->latitude || !exif->longitude) return;
    sink.extra_record(position_of(record));
  }

 private:
  // On request: what is written in the picture, a record a paragraph, tied to the picture.
  static void recognise(const exhibit::Item& item, const Options& options, Sink& sink) {
    const auto wish = recognition_wish(options);
    if (!wish.pictures) return;
    auto whole = exhibit::Locator().bytes(0, item.bytes().size()).str();
    if (!options.engine) {
      sink.finding({Severity::warning, "text in picture not recognised", whole,
                    "This reader process runs without libclew_documents.so."});
      return;
    }
    const auto text = options.engine->recognise_picture(item.bytes(), wish.languages);
    sink.alive();
    if (text.failed)
      sink.finding({Severity::warning, "text in picture not recognised", whole, text.why});
    for (auto& p : paragraphs_of(text)) {
      if (p.text.find_first_not_of(" \t\n") == std::string::npos) continue;
      model::Record record;
      record.kind = model::RecordKind::document;
      record.locator = exhibit::Locator()
                           .bytes(0, item.bytes().size())
                           .box(p.box.x, p.box.y, p.box.width, p.box.height)
                           .str();
      record.text = std::move(p.text);
      record.text_form = "recognised";
      record.extras.push_back(
          {"recognised by", options.engine->recognition_version() + ", " + wish.languages});
      record.extras.push_back(
          {"mean confidence of words (%)", fmt::to_string(mean_confidence(p.confidences))});
      record.extras.push_back({"confidence of each word (%)", confidence_list(p.confidences)});
      record.links.push_back({model::LinkKind::extracted_from, "picture"});
      sink.extra_record(std::move(record));
    }
  }

  static void add(model::Record& record, const Exif& exif, const Options& options, Sink& sink,
                  const std::string& whole) {
    if (!exif.taken.empty())
      record.times.push_back(
          exif_time(exif.taken, exif.taken_offset, model::TimeKind::created, options));
    if (!exif.modified.empty())
      record.times.push_back(
          exif_time(exif.modified, exif.modified_offset, model::TimeKind::modified, options));
    // The satellites' time is UTC by definition (Exif 2.32, GPSTimeStamp).
    if (!exif.gps_utc.empty())
      record.times.push_back(exif_time(exif.gps_utc, "+00:00", model::TimeKind::other, options));
    for (const auto& [name, value] : exif.tags)
      record.extras.push_back(
          {name, text::to_utf8(value, text::is_valid_utf8(value) ? text::Encoding::utf8
                                                                 : text::Encoding::windows1252)});
    if (exif.latitude && exif.longitude) {
      model::Place place;
      place.latitude = exif.latitude;
      place.longitude = exif.longitude;
      place.altitude_m = exif.altitude_m;
      place.accuracy_m = exif.accuracy_m;
      place.origin = "exif";
      record.place = place;
    }
    for (std::size_t i = 0; i < exif.faults.size() && i < 10; ++i)
      sink.finding({Severity::warning, "damaged Exif block", whole, exif.faults[i]});
  }
};

// Films, voice memos and other recordings: what they say of themselves. Nothing is played.
class FilmReader final : public Reader {
 public:
  std::string_view name() const override { return "film"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    auto type = exhibit::file_type(item.bytes(), item.name());
    for (auto known : {"mp4", "quicktime", "3gpp", "m4a"})
      if (type.name == known) return {88, fmt::format("a {} file by its first bytes", known)};
    return {0, "no film that is known"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const auto bytes = item.bytes();
    const auto type = exhibit::file_type(bytes, item.name());
    const auto film = iso_media::film(bytes);
    const auto whole = exhibit::Locator().bytes(0, bytes.size()).str();
    model::Record record;
    record.kind = model::RecordKind::file;
    record.locator = whole;
    record.key = "film";
    record.media.push_back({std::string(item.name()), std::string(type.mime), item.sha256, "", true});
    record.fields.push_back({"size", fmt::to_string(item.size)});
    record.fields.push_back({"type", std::string(type.name)});
    if (film.width && film.height)
      record.fields.push_back({"dimensions", fmt::format("{} × {}", film.width, film.height)});
    if (film.seconds) record.extras.push_back({"seconds", fmt::format("{:.3f}", *film.seconds)});
    if (!film.date.empty())
      record.times.push_back(exif_time(film.date, "", model::TimeKind::created, options));
    // Since 1904, in UTC by the standard; some cameras write their own clock there.
    if (film.created) record.times.push_back(mac_time(film.created, model::TimeKind::created, options));
    if (film.modified && film.modified != film.created)
      record.times.push_back(mac_time(film.modified, model::TimeKind::modified, options));
    record.times.insert(record.times.end(), item.times.begin(), item.times.end());
    for (const auto& [name, value] : film.tags)
      record.extras.push_back({name, value});
    if (!film.position.empty()) record.extras.push_back({"position", film.position});
    if (film.place) {
      record.place.emplace();
      record.place->latitude = film.place->latitude;
      record.place->longitude = film.place->longitude;
      record.place->altitude_m = film.place->altitude_m;
      record.place->accuracy_m = film.accuracy_m;
      record.place->origin = "exif";
    }
    sink.finding({Severity::note, "not played", whole, "What it shows or says was not read."});
    if (!film.fault.empty())
      sink.finding({Severity::warning, "damaged film", whole, film.fault + "; what stands before was read"});
    if (!film.position.empty() && !film.place)
      sink.finding({Severity::warning, "position not understood", whole, "Written: " + film.position});
    sink.rows("", 1);
    sink.record(record);
    if (!record.place) return;
    sink.extra_record(position_of(record));
  }

 private:
  static model::Time mac_time(std::uint64_t seconds, model::TimeKind kind, const Options& options) {
    constexpr std::int64_t to_1970 = 2'082'844'800;
    model::Time time;
    time.kind = kind;
    time.raw = fmt::to_string(seconds);
    time.unit = "s since 1904";
    if (seconds > 10'000'000'000u) return time;
    time.utc = (static_cast<std::int64_t>(seconds) - to_1970) * Micros{1'000'000};
    // Some programs count from 1970 there: that reads as before 1990.
    time.certainty = certainty_of(*time.utc, options.latest_plausible);
    return time;
  }
};

}  // namespace

std::unique_ptr<Reader> make_film_reader() { return std::make_unique<FilmReader>(); }
std::unique_ptr<Reader> make_image_reader() { return std::make_unique<ImageReader>(); }

}  // namespace clew::readers
