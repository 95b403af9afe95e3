#include "readers/image_reader.h"

#include "readers/exif.h"
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

}  // namespace clew::readers
