// FIT files of watches. SYNTHETIC, written here from the layout.
#include "readers/fit_reader.h"

#include <cmath>

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::RecordKind;

namespace {

std::string le(std::uint64_t v, int size) {
  std::string out;
  for (int i = 0; i < size; ++i) out += static_cast<char>(v >> (8 * i));
  return out;
}
std::string be(std::uint64_t v, int size) {
  std::string out;
  for (int i = size - 1; i >= 0; --i) out += static_cast<char>(v >> (8 * i));
  return out;
}
std::string fit(const std::string& messages) {
  return std::string("\x0e\x10", 2) + le(2132, 2) + le(messages.size(), 4) + ".FIT" + le(0, 2) + messages + le(0, 2);
}
// 2024-03-01T09:00:00Z
constexpr std::uint32_t nine = 1709283600 - 631065600;
std::uint32_t semicircles(double degrees) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(degrees * 2147483648.0 / 180)));
}

std::string walk() {
  std::string m;
  // file: type, manufacturer, serial, created
  m += std::string("\x40\x00\x00", 3) + le(0, 2) + std::string("\x04\x00\x01\x00\x01\x02\x84\x03\x04\x8c\x04\x04\x86", 13);
  m += std::string("\x00\x04", 2) + le(1, 2) + le(3912345678u, 4) + le(nine, 4);
  // track points: time, latitude, longitude, altitude, heart rate
  m += std::string("\x41\x00\x00", 3) + le(20, 2) + std::string("\x05\xfd\x04\x86\x00\x04\x85\x01\x04\x85\x02\x02\x84\x03\x01\x02", 16);
  m += "\x01" + le(nine, 4) + le(semicircles(50.37), 4) + le(semicircles(-4.14), 4) + le((12 + 500) * 5, 2) + "\x47";
  m += "\x01" + le(nine + 1, 4) + le(0x7fffffff, 4) + le(0x7fffffff, 4) + le(0xffff, 2) + "\x48";
  // two with the short form of the time: heart rate alone, by a big-endian definition
  m += std::string("\x42\x00\x01", 3) + be(20, 2) + std::string("\x02\x00\x04\x85\x01\x04\x85", 7);
  m += static_cast<char>(0x80 | 2 << 5 | ((nine + 3) & 31)) + be(semicircles(50.38), 4) + be(semicircles(-4.15), 4);
  m += static_cast<char>(0x80 | 2 << 5 | ((nine + 33) & 31)) + be(semicircles(50.39), 4) + be(semicircles(-4.15), 4);
  // a lap: end, start, distance
  m += std::string("\x43\x00\x00", 3) + le(19, 2) + std::string("\x03\xfd\x04\x86\x02\x04\x86\x09\x04\x86", 10);
  m += "\x03" + le(nine + 60, 4) + le(nine, 4) + le(12345, 4);
  return m;
}

std::string utc(const model::Record& r, std::size_t i = 0) {
  return i < r.times.size() && r.times[i].utc ? to_iso_utc(*r.times[i].utc).substr(0, 19) : "";
}

}  // namespace

TEST_CASE("a watch's FIT file: device, positions, short times, laps, points without a position") {
  const auto reader = make_fit_reader();
  const auto item = item_of(fit(walk()), {"walk.fit"});
  CHECK(reader->probe(item).confidence >= 95);
  const Collected got = readers::testing::read(*reader, item);
  REQUIRE(got.records.size() == 6);
  CHECK(got.seen == 6);
  CHECK(got.findings.empty());
  CHECK(got.records[0].kind == RecordKind::device);
  CHECK(field(got.records[0], "make") == "Garmin");
  CHECK(got.records[0].participants[0].identifier.raw == "3912345678");
  CHECK(utc(got.records[0]) == "2024-03-01T09:00:00");
  const auto& point = got.records[1];
  CHECK(point.kind == RecordKind::location);
  CHECK(std::abs(*point.place->latitude - 50.37) < 1e-6);
  CHECK(std::abs(*point.place->longitude + 4.14) < 1e-6);
  CHECK(*point.place->altitude_m == 12);
  CHECK(point.place->origin == "gps");
  CHECK(extra_of(point, "heart_rate") == "71");
  CHECK(bytes_at(item, point).size() == 16);
  CHECK(got.records[2].kind == RecordKind::event);
  CHECK_FALSE(got.records[2].place);
  CHECK(extra_of(got.records[2], "heart_rate") == "72");
  CHECK(utc(got.records[3]) == "2024-03-01T09:00:03");
  CHECK(utc(got.records[4]) == "2024-03-01T09:00:33");
  CHECK(std::abs(*got.records[4].place->latitude - 50.39) < 1e-6);
  CHECK(got.records[5].table == "laps");
  CHECK(utc(got.records[5], 0) == "2024-03-01T09:00:00");
  CHECK(utc(got.records[5], 1) == "2024-03-01T09:01:00");
  CHECK(extra_of(got.records[5], "distance_m") == "123.45");
}

TEST_CASE("FIT files one behind the other, cut off, never closed") {
  const auto reader = make_fit_reader();
  CHECK(readers::testing::read(*reader, fit(walk()) + fit(walk()), {"a.fit"}).records.size() == 12);
  const std::string whole = fit(walk());
  for (std::size_t cut = 14; cut < whole.size() - 2; ++cut) {
    const Collected got = readers::testing::read(*reader, whole.substr(0, cut), {"a.fit"});
    CHECK(got.seen == got.records.size());
    CHECK(got.findings.size() == 1);
  }
  std::string open = whole.substr(0, whole.size() - 2);
  for (int i = 4; i < 8; ++i) open[static_cast<std::size_t>(i)] = 0;
  CHECK(readers::testing::read(*reader, open, {"a.fit"}).records.size() == 6);
  // A head that states less than there is: the last message is taken all the same.
  std::string low = whole;
  low[4] = static_cast<char>(low[4] - 1);
  const Collected got = readers::testing::read(*reader, low, {"a.fit"});
  CHECK(got.records.size() == 6);
  CHECK_FALSE(got.findings.empty());
}
