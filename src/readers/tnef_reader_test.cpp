// winmail.dat through the properties that it shares with Outlook's other files; synthetic streams.
#include "readers/tnef_reader.h"

#include <doctest/doctest.h>

#include "readers/reader_test.h"
#include "readers/tnef_maker.h"

namespace clew::readers {
namespace {

using namespace testing;
using model::RecordKind;
using model::Role;

std::string wide(std::string_view ascii) {
  std::string out;
  for (const char c : ascii)
    out += std::string(1, c) + std::string(1, '\0');
  return out + std::string(2, '\0');
}
std::string padded(std::string s) {
  while (s.size() % 4)
    s += '\0';
  return s;
}
std::string words(std::uint16_t id, std::string_view ascii) { return le(0x1F, 2) + le(id, 2) + le(1, 4) + le(wide(ascii).size(), 4) + padded(wide(ascii)); }
std::string number(std::uint16_t id, std::uint32_t n) { return le(0x03, 2) + le(id, 2) + le(n, 4); }
std::string time(std::uint16_t id, std::uint64_t ticks) { return le(0x40, 2) + le(id, 2) + le(ticks, 8); }
// Of the set of appointments: a number.
std::string named_time(std::uint16_t id, std::uint32_t name, std::uint64_t ticks) {
  return le(0x40, 2) + le(id, 2) + std::string("\x02\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16) + le(0, 4) + le(name, 4) + le(ticks, 8);
}
std::string list(const std::vector<std::string>& properties) {
  std::string out = le(properties.size(), 4);
  for (const auto& p : properties)
    out += p;
  return out;
}

constexpr std::uint64_t at_nine = 133'540'620'090'000'000;  // 2024-03-04 21:40:09

Collected read(const std::string& bytes) { return testing::read(*make_tnef_reader(), bytes, {"winmail.dat"}); }

}  // namespace

TEST_CASE("tnef: the table of recipients gives who it went to, with their addresses and roles") {
  TnefMaker t;
  t.attribute(1, 0x00069003, list({words(0x0037, "Keys"), words(0x1000, "Behind the door."), words(0x0C1A, "Ana Pop"), words(0x5D01, "ana@example.org"), time(0x0039, at_nine)}));
  t.attribute(1, 0x00069004, le(2, 4) + list({words(0x3001, "Bo Lindt"), words(0x39FE, "bo@example.org"), number(0x0C15, 1)}) + list({words(0x3001, "Cy Moor"), words(0x3003, "cy@example.org"), number(0x0C15, 2)}));
  const auto out = read(t.str());
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(who(r, Role::from) == "ana@example.org");
  CHECK(who(r, Role::to) == "bo@example.org");
  CHECK(who(r, Role::cc) == "cy@example.org");
  CHECK(r.participants[1].name == "Bo Lindt");
  CHECK(to_iso_utc(*r.times[0].utc).starts_with("2024-03-04T21:40:09"));
  CHECK(out.findings.empty());
}

TEST_CASE("tnef: an appointment is one, with its times from the named properties, as in a message file") {
  TnefMaker t;
  t.attribute(1, 0x00069003, list({words(0x001A, "IPM.Appointment"), words(0x0037, "Boat"), named_time(0x8001, 0x820D, at_nine), named_time(0x8002, 0x820E, at_nine + 36'000'000'000)}));
  const auto out = read(t.str());
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].kind == RecordKind::event);
  const auto& times = out.records[0].times;
  CHECK(std::any_of(times.begin(), times.end(), [](const model::Time& time) { return time.kind == model::TimeKind::start && to_iso_utc(*time.utc).starts_with("2024-03-04T21:40:09"); }));
}

TEST_CASE("tnef: a stream of older attributes only has its sender, class and text") {
  TnefMaker t;
  t.attribute(1, 0x00008000, le(4, 2) + le(30, 2) + le(8, 2) + le(20, 2) + std::string("Ana Pop\0SMTP:ana@example.org", 28));
  t.attribute(1, 0x00078008, std::string("IPM.Microsoft Mail.Note\0", 24));
  t.attribute(1, 0x0002800C, std::string("They hang behind the door.\0", 27));
  const auto out = read(t.str());
  REQUIRE(out.records.size() == 1);
  CHECK(who(out.records[0], Role::from) == "ana@example.org");
  CHECK(out.records[0].text == "They hang behind the door.");
  CHECK(field(out.records[0], "type").empty());
}

}  // namespace clew::readers
