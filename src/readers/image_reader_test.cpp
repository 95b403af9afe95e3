#include "readers/image_reader.h"

#include "readers/exif.h"
#include "readers/iso_media.h"
#include "readers/reader_test.h"

namespace clew::readers {
namespace {

using namespace testing;

// A synthetic Exif block, written entry by entry; big- or little-endian.
class Tiff {
 public:
  explicit Tiff(bool little) : little_(little) {
    out_ = little ? std::string("II*\0", 4) : std::string("MM\0*", 4);
    put(out_, 8, 4);
  }
  void put(std::string& to, std::uint32_t value, int size) const {
    for (int i = 0; i < size; ++i)
      to += static_cast<char>(value >> (8 * (little_ ? i : size - 1 - i)));
  }
  struct Entry {
    std::uint16_t tag, type;
    std::uint32_t count;
    std::string value;
  };
  Entry text(std::uint16_t tag, std::string value) const {
    return {tag, 2, static_cast<std::uint32_t>(value.size() + 1), value + '\0'};
  }
  Entry rationals(std::uint16_t tag,
                  std::vector<std::pair<std::uint32_t, std::uint32_t>> list) const {
    Entry e{tag, 5, static_cast<std::uint32_t>(list.size()), {}};
    for (auto [a, b] : list)
      put(e.value, a, 4), put(e.value, b, 4);
    return e;
  }
  Entry offset(std::uint16_t tag, std::uint32_t at) const {
    Entry e{tag, 4, 1, {}};
    put(e.value, at, 4);
    return e;
  }
  std::uint32_t size_of(const std::vector<Entry>& entries) const {
    std::uint32_t n = 2 + 12 * static_cast<std::uint32_t>(entries.size()) + 4;
    for (const auto& e : entries)
      if (e.value.size() > 4) n += static_cast<std::uint32_t>(e.value.size());
    return n;
  }
  void directory(const std::vector<Entry>& entries) {
    std::string values;
    auto at = static_cast<std::uint32_t>(out_.size()) + 2 +
              12 * static_cast<std::uint32_t>(entries.size()) + 4;
    put(out_, static_cast<std::uint32_t>(entries.size()), 2);
    for (const auto& e : entries) {
      put(out_, e.tag, 2);
      put(out_, e.type, 2);
      put(out_, e.count, 4);
      if (e.value.size() <= 4) {
        out_ += e.value + std::string(4 - e.value.size(), '\0');
      } else {
        put(out_, at + static_cast<std::uint32_t>(values.size()), 4);
        values += e.value;
      }
    }
    put(out_, 0, 4);
    out_ += values;
  }
  std::string bytes() const { return out_; }

 private:
  bool little_;
  std::string out_;
};

std::string block(bool little) {
  Tiff t(little);
  std::vector<Tiff::Entry> first = {t.text(0x010F, "Maker"), t.text(0x0132, "2024:03:05 08:00:00"),
                                    t.offset(0x8769, 0), t.offset(0x8825, 0)};
  std::vector<Tiff::Entry> second = {t.text(0x9003, "2024:03:04 21:40:09"),
                                     t.text(0x9011, "+01:00")};
  auto exif_at = 8 + t.size_of(first), gps_at = exif_at + t.size_of(second);
  first[2] = t.offset(0x8769, exif_at);
  first[3] = t.offset(0x8825, gps_at);
  t.directory(first);
  t.directory(second);
  t.directory({t.text(1, "N"), t.rationals(2, {{51, 1}, {7, 1}, {4500, 100}}), t.text(3, "W"),
               t.rationals(4, {{1, 1}, {18, 1}, {0, 1}}),
               t.rationals(7, {{20, 1}, {40, 1}, {8, 1}}), t.text(0x1D, "2024:03:04")});
  return t.bytes();
}

std::string jpeg_with(const std::string& exif) {
  auto body = std::string("Exif\0\0", 6) + exif;
  std::string out = "\xFF\xD8\xFF\xE1";
  auto n = body.size() + 2;
  out += static_cast<char>(n >> 8);
  out += static_cast<char>(n);
  out += body;
  out += std::string("\xFF\xC0\x00\x0B\x08\x00\x10\x00\x20\x01\x01\x11\x00", 13);
  return out + std::string("\xFF\xDA\x00\x02", 4) + "data\xFF\xD9";
}

}  // namespace

TEST_CASE(
    "a picture gives camera, times with their offset, and its position as a record of its own") {
  for (bool little : {true, false}) {
    auto item = item_of(jpeg_with(block(little)), {"IMG_1.jpg"});
    auto reader = make_image_reader();
    CHECK(reader->probe(item).confidence > 80);
    auto out = read(*reader, item);
    REQUIRE(out.records.size() == 1);
    const auto& r = out.records[0];
    CHECK(r.kind == model::RecordKind::file);
    CHECK(field(r, "dimensions") == "32 × 16");
    CHECK(extra_of(r, "Make") == "Maker");
    REQUIRE(r.times.size() == 3);
    CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T20:40:09.000000Z");
    CHECK(!r.times[1].utc);  // no offset: the camera's clock
    CHECK(to_iso_utc(*r.times[2].utc) == "2024-03-04T20:40:08.000000Z");
    REQUIRE(out.extra.size() == 1);
    CHECK(*out.extra[0].place->latitude == doctest::Approx(51.129166));
    CHECK(*out.extra[0].place->longitude == doctest::Approx(-1.3));
    CHECK(out.findings.empty());
  }
}

TEST_CASE("an Exif block that lies, points at itself or is cut gives what is sound in it") {
  auto good = block(true);
  for (std::size_t cut = 0; cut <= good.size(); ++cut)
    read(*make_image_reader(), jpeg_with(good.substr(0, cut)), {"a.jpg"});
  for (std::size_t i = 4; i < good.size(); ++i)
    for (char flip : {'\x01', '\x80', '\xFF'}) {
      auto bytes = good;
      bytes[i] = static_cast<char>(bytes[i] ^ flip);
      read(*make_image_reader(), jpeg_with(bytes), {"a.jpg"});
    }
  auto loop = parse_exif(
      std::string("II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0", 26));
  REQUIRE(loop);
  CHECK(!loop->faults.empty());
}

TEST_CASE("a PNG gives its size and texts; one that is cut says so") {
  std::string png = "\x89PNG\r\n\x1a\n";
  auto chunk = [&](const std::string& type, const std::string& body) {
    std::string n(4, '\0');
    n[3] = static_cast<char>(body.size());
    png += n + type + body + "crc!";
  };
  chunk("IHDR", std::string("\0\0\0\x07\0\0\0\x05\x08\x02\0\0\0", 13));
  chunk("tEXt", std::string("Software\0Clew test", 18));
  auto cut = read(*make_image_reader(), png, {"a.png"});
  CHECK(cut.has_finding("damaged picture"));
  chunk("IEND", "");
  auto out = read(*make_image_reader(), png, {"a.png"});
  CHECK(out.findings.empty());
  CHECK(field(out.records[0], "dimensions") == "7 × 5");
  CHECK(extra_of(out.records[0], "Software") == "Clew test");
}

namespace {

std::string be(std::uint64_t value, int size) {
  std::string out;
  for (int i = size; i-- > 0;)
    out += static_cast<char>(value >> 8 * i);
  return out;
}
std::string box(const std::string& type, const std::string& body) { return be(8 + body.size(), 4) + type + body; }

// As an iPhone writes a picture: the Exif block is an item, whose place in the file stands in "iloc".
std::string heic(const std::string& exif) {
  const auto head = box("ftyp", "heic" + be(0, 4) + "mif1heic");
  const auto item = be(6, 4) + std::string("Exif\0\0", 6) + exif;
  const auto entry = [](int id, const std::string& type) { return box("infe", be(2, 1) + be(0, 3) + be(static_cast<unsigned>(id), 2) + be(0, 2) + type + '\0'); };
  const auto meta = [&](std::uint64_t at) {
    return box("meta", be(0, 4) + box("hdlr", be(0, 8) + "pict" + be(0, 13)) +
                           box("iinf", be(0, 4) + be(2, 2) + entry(1, "hvc1") + entry(9, "Exif")) +
                           box("iprp", box("ipco", box("ispe", be(0, 4) + be(32, 4) + be(16, 4)) + box("ispe", be(0, 4) + be(8, 4) + be(4, 4)))) +
                           box("iloc", be(1, 1) + be(0, 3) + be(0x44, 1) + be(0, 1) + be(2, 2) + be(1, 2) + be(0, 2) + be(0, 2) + be(1, 2) +
                                           be(0, 4) + be(1, 4) + be(9, 2) + be(0, 2) + be(0, 2) + be(1, 2) + be(at, 4) + be(item.size(), 4)));
  };
  const auto size = head.size() + meta(0).size();
  return head + meta(size + 8) + box("mdat", item);
}

std::string keys_and_values(const std::vector<std::pair<std::string, std::string>>& list) {
  std::string keys = be(0, 4) + be(list.size(), 4), values;
  std::uint64_t n = 0;
  for (const auto& [key, value] : list) {
    keys += be(8 + key.size(), 4) + "mdta" + key;
    values += be(8 + 16 + value.size(), 4) + be(++n, 4) + box("data", be(1, 4) + be(0, 4) + value);
  }
  return box("meta", box("hdlr", be(0, 8) + "mdta" + be(0, 12)) + box("keys", keys) + box("ilst", values));
}
std::string film_head(std::uint64_t seconds_since_1904) {
  return box("mvhd", be(0, 4) + be(seconds_since_1904, 4) + be(seconds_since_1904 + 20, 4) + be(600, 4) + be(7'500, 4) + be(0, 80));
}
std::string track(unsigned width, unsigned height) {
  return box("trak", box("tkhd", be(0, 4) + be(0, 72) + be(width << 16, 4) + be(height << 16, 4)));
}
constexpr std::uint64_t made = 3'792'429'609;  // 2024-03-04 20:40:09 UTC

}  // namespace

TEST_CASE("a HEIC picture gives size, camera, times and position like any other") {
  for (const bool little : {true, false}) {
    const auto bytes = heic(block(little));
    const auto item = item_of(bytes, {"IMG_1.HEIC"});
    CHECK(make_image_reader()->probe(item).confidence > 80);
    const auto out = read(*make_image_reader(), item);
    REQUIRE(out.records.size() == 1);
    const auto& r = out.records[0];
    CHECK(field(r, "dimensions") == "32 × 16");
    CHECK(extra_of(r, "Make") == "Maker");
    REQUIRE(r.times.size() == 3);
    CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T20:40:09.000000Z");
    REQUIRE(out.extra.size() == 1);
    CHECK(*out.extra[0].place->latitude == doctest::Approx(51.129166));
    CHECK(out.findings.empty());
  }
  const auto whole = heic(block(true));
  for (std::size_t cut = 20; cut < whole.size(); ++cut)
    CHECK(read(*make_image_reader(), whole.substr(0, cut), {"a.heic"}).has_finding("damaged picture"));
  for (std::size_t i = 8; i < whole.size(); ++i)
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      auto bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ flip);
      read(*make_image_reader(), bytes, {"a.heic"});
    }
}

TEST_CASE("films say when, where and with what they were made, as phones of either kind write it") {
  const auto reader = make_film_reader();
  const auto apple = box("ftyp", "qt  " + be(0, 4) + "qt  ") + box("mdat", "pictures") +
                     box("moov", film_head(made) + track(0, 0) + track(1920, 1080) +
                                     keys_and_values({{"com.apple.quicktime.creationdate", "2024-03-04T21:40:09+0100"},
                                                      {"com.apple.quicktime.location.ISO6709", "+51.1291-001.3000+042.500/"},
                                                      {"com.apple.quicktime.location.accuracy.horizontal", "12.5"},
                                                      {"com.apple.quicktime.make", "Maker"},
                                                      {"com.apple.quicktime.model", "Model 7"}}));
  const auto item = item_of(apple, {"IMG_2.MOV"});
  CHECK(reader->probe(item).confidence > 80);
  auto out = read(*reader, item);
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(r.kind == model::RecordKind::file);
  CHECK(field(r, "dimensions") == "1920 × 1080");
  CHECK(extra_of(r, "seconds") == "12.500");
  CHECK(extra_of(r, "Make") == "Maker");
  CHECK(extra_of(r, "Model") == "Model 7");
  REQUIRE(r.times.size() == 3);
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T20:40:09.000000Z");
  CHECK(r.times[0].offset_minutes == 60);
  CHECK(to_iso_utc(*r.times[1].utc) == "2024-03-04T20:40:09.000000Z");
  CHECK(r.times[2].kind == model::TimeKind::modified);
  REQUIRE(out.extra.size() == 1);
  CHECK(out.extra[0].kind == model::RecordKind::location);
  CHECK(*out.extra[0].place->latitude == doctest::Approx(51.1291));
  CHECK(*out.extra[0].place->longitude == doctest::Approx(-1.3));
  CHECK(*out.extra[0].place->altitude_m == doctest::Approx(42.5));
  CHECK(*out.extra[0].place->accuracy_m == doctest::Approx(12.5));

  const std::string place = "+51.1291-001.3000/";
  const auto android = box("ftyp", "mp42" + be(0, 4) + "isommp42") + box("mdat", "pictures") +
                       box("moov", film_head(made) + box("udta", box("\xA9xyz", be(place.size(), 2) + be(0x15C7, 2) + place)) + track(1280, 720));
  out = read(*reader, android, {"VID_1.mp4"});
  REQUIRE(out.extra.size() == 1);
  CHECK(*out.extra[0].place->longitude == doctest::Approx(-1.3));
  CHECK(!out.extra[0].place->altitude_m);
  CHECK(extra_of(out.records[0], "position") == place);

  // 3GPP's own box, and a film without any of it whose times are 0.
  const auto old = box("ftyp", "3gp5" + be(0, 4)) +
                   box("moov", film_head(0) + box("udta", box("loci", be(0, 4) + be(0x15C7, 2) + "Pier" + '\0' + '\0' +
                                                                         be(static_cast<std::uint32_t>(-0x14CCD), 4) + be(0x332100, 4) + be(0, 4))));
  out = read(*reader, old, {"a.3gp"});
  REQUIRE(out.extra.size() == 1);
  CHECK(*out.extra[0].place->latitude == doctest::Approx(51.1289));
  CHECK(*out.extra[0].place->longitude == doctest::Approx(-1.3));
  const auto bare = read(*reader, box("ftyp", "isom" + be(0, 4)) + box("moov", film_head(0)), {"b.mp4"});
  CHECK(bare.extra.empty());
  CHECK(bare.records[0].times.size() == 1);  // only the 20 s after 0 of this test, marked
  CHECK(bare.records[0].times[0].certainty == model::Certainty::implausible);
}

TEST_CASE("a film that was cut before its description says so, and no byte of one does harm") {
  const auto reader = make_film_reader();
  const auto whole = box("ftyp", "qt  " + be(0, 4) + "qt  ") + box("mdat", std::string(40, 'x')) +
                     box("moov", film_head(made) + keys_and_values({{"com.apple.quicktime.make", "Maker"}}));
  for (std::size_t cut = 16; cut < whole.size(); ++cut)
    CHECK(read(*reader, whole.substr(0, cut), {"a.mov"}).has_finding("damaged film"));
  for (std::size_t i = 8; i < whole.size(); ++i)
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      auto bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ flip);
      read(*reader, bytes, {"a.mov"});
    }
}

TEST_CASE("positions in ISO 6709 are degrees, or have minutes and seconds in them") {
  const auto at = [](std::string_view s) { return iso_media::iso_6709(s); };
  CHECK(at("+51.5-000.12/")->latitude == doctest::Approx(51.5));
  CHECK(at("+5130-00007.2/")->latitude == doctest::Approx(51.5));
  CHECK(at("+5130-00007.2/")->longitude == doctest::Approx(-0.12));
  CHECK(at("+513000-0000712+8/")->longitude == doctest::Approx(-0.12));
  CHECK(at("+513000-0000712+8/")->altitude_m == 8);
  CHECK(!at("+91+000/"));
  CHECK(!at("51.5 -0.12"));
  CHECK(!at(""));
}

}  // namespace clew::readers
