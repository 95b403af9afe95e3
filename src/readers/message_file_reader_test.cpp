#include "readers/message_file_reader.h"

#include "readers/compound_file.h"
#include "readers/compound_maker.h"
#include "readers/reader_test.h"
#include "readers/rtf_text.h"

namespace clew::readers {
namespace {

using namespace testing;

std::string property(std::uint16_t id, std::uint16_t type, std::uint64_t value) {
  std::string out;
  for (auto [v, n] : {std::pair<std::uint64_t, int>{type, 2}, {id, 2}, {6, 4}, {value, 8}})
    for (int i = 0; i < n; ++i)
      out += static_cast<char>(v >> (8 * i));
  return out;
}

std::string message() {
  CompoundMaker m;
  auto text = [&](int at, const char* id, const char* value) {
    m.stream(at, std::string("__substg1.0_") + id + "001F", CompoundMaker::utf16(value));
  };
  m.stream(0, "__properties_version1.0",
           std::string(32, '\0') + property(0x0039, 0x40, 133'540'176'000'000'000ULL));
  text(0, "0037", "Keys for the van");
  text(0, "1000", "They are at the station.");
  text(0, "0C1A", "Ana Ionescu");
  text(0, "5D01", "ana@example.org");
  text(0, "1035", "<5@example.org>");
  auto to = m.storage(0, "__recip_version1.0_#00000000");
  m.stream(to, "__properties_version1.0", std::string(8, '\0') + property(0x0C15, 3, 2));
  text(to, "3001", "Dan");
  text(to, "39FE", "dan@example.org");
  auto attachment = m.storage(0, "__attach_version1.0_#00000000");
  text(attachment, "3707", "map.pdf");
  m.stream(attachment, "__substg1.0_37010102", "%PDF-");
  auto other = m.storage(0, "__attach_version1.0_#00000001");
  auto inner = m.storage(other, "__substg1.0_3701000D");
  text(inner, "0037", "inside");
  text(inner, "1000", "hello");
  return m.bytes();
}

}  // namespace

TEST_CASE(
    "an Outlook message gives its people, time, body, attachments and the message attached to it") {
  auto reader = make_message_file_reader();
  auto item = item_of(message(), {"a.msg"});
  CHECK(reader->probe(item).confidence == 95);
  auto out = read(*reader, item);
  CHECK(out.findings.empty());
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(field(r, "subject") == "Keys for the van");
  CHECK(r.text == "They are at the station.");
  CHECK(who(r, model::Role::from) == "ana@example.org");
  CHECK(who(r, model::Role::cc) == "dan@example.org");
  REQUIRE(r.times.size() == 1);
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T09:20:00.000000Z");
  REQUIRE(r.media.size() == 2);
  CHECK(r.media[0].title == "map.pdf");
  CHECK(r.media[0].present);
  REQUIRE(out.extra.size() == 1);
  CHECK(out.extra[0].text == "hello");
  CHECK(out.extra[0].links[0].target == "<5@example.org>");
}

TEST_CASE("text that is not Unicode is read in the message's code page, its recipients' and attachments' names too") {
  struct Said {
    std::uint16_t id;
    std::uint64_t value;
  };
  auto with = [](const std::vector<Said>& said, const std::string& letters) {
    CompoundMaker m;
    std::string fixed(32, '\0');
    for (const auto& [id, value] : said) fixed += property(id, 3, value);
    m.stream(0, "__properties_version1.0", fixed);
    m.stream(0, "__substg1.0_0037001E", letters);
    m.stream(0, "__substg1.0_1000001E", letters);
    auto to = m.storage(0, "__recip_version1.0_#00000000");
    m.stream(to, "__properties_version1.0", std::string(8, '\0') + property(0x0C15, 3, 1));
    m.stream(to, "__substg1.0_3001001E", letters);
    auto attachment = m.storage(0, "__attach_version1.0_#00000000");
    m.stream(attachment, "__substg1.0_3704001E", letters);
    m.stream(attachment, "__substg1.0_37010102", "x");
    auto out = read(*make_message_file_reader(), m.bytes(), {"a.msg"});
    REQUIRE(out.records.size() == 1);
    const auto& r = out.records[0];
    REQUIRE(r.participants.size() == 1);
    REQUIRE(r.media.size() == 1);
    CHECK(r.participants[0].name == r.text);
    CHECK(r.media[0].title == r.text);
    CHECK(field(r, "subject") == r.text);
    return r.text;
  };
  const std::string cyrillic = "\xC4\xEC\xE8\xF2\xF0\xE8\xE9";  // windows-1251
  CHECK(with({{0x3FFD, 1251}}, cyrillic) == "Дмитрий");
  CHECK(with({{0x3FFD, 1251}, {0x3FDE, 65001}}, cyrillic) == "Дмитрий");
  CHECK(with({{0x3FDE, 1251}}, cyrillic) == "Дмитрий");
  CHECK(with({{0x3FDE, 65001}, {0x3FF1, 1049}}, cyrillic) == "Дмитрий");
  CHECK(with({{0x3FF1, 1048}}, "Gr\xE3" "dina \xBA") == "Grădina ş");
  CHECK(with({{0x3FDE, 20866}}, "\xE4\xCD\xC9\xD4\xD2\xC9\xCA") == "Дмитрий");
  CHECK(with({{0x3FDE, 28591}}, "caf\xE9") == "café");
}

TEST_CASE("a compound file that is cut or damaged at any byte gives what is sound") {
  auto good = message();
  for (std::size_t cut = 0; cut <= good.size(); cut += 7)
    read(*make_message_file_reader(), good.substr(0, cut), {"a.msg"});
  for (std::size_t i = 0; i < 2048; ++i) {
    auto bytes = good;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x5A);
    read(*make_message_file_reader(), bytes, {"a.msg"});
  }
}

TEST_CASE("the real message has the time that its sender's program wrote") {
  auto data = shared_data();
  auto path = data ? *data / "msg-outlook" / "strangeDate.msg" : std::filesystem::path();
  if (!data || !std::filesystem::exists(path)) {
    std::puts("SKIPPED the real message: no shared data");
    return;
  }
  auto out = read(*make_message_file_reader(), slurp(path), {"strangeDate.msg"});
  REQUIRE(out.records.size() == 1);
  CHECK(!out.records[0].participants.empty());
  CHECK(!field(out.records[0], "subject").empty());
}

TEST_CASE("Rich Text gives its paragraphs, in the letters that its code pages mean") {
  auto text = rtf_text(
      R"({\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset238 A;}{\f1\fcharset204 B;}}{\info{\title Trip}{\author Ana}}\f0 g\'e3r\'e3\par \f1\'e4\'e0\par \u8364?5 {\*\x hidden}shown\tab t\par})");
  REQUIRE(text.paragraphs.size() == 3);
  CHECK(text.paragraphs[0].text == "gără");
  CHECK(text.paragraphs[1].text == "да");
  CHECK(text.paragraphs[2].text == "€5 shown\tt");
  REQUIRE(text.info.size() == 2);
  CHECK(text.info[0].second == "Trip");
  CHECK(text.faults.empty());
}

TEST_CASE("Rich Text that is cut, nested without end or empty ends") {
  std::string good = R"({\rtf1\ansi one\par{\b two}\par \'e3\u300?x\par})";
  for (std::size_t cut = 0; cut <= good.size(); ++cut)
    read(*make_rtf_reader(), good.substr(0, cut), {"a.rtf"});
  auto deep = rtf_text("{\\rtf1 " + std::string(100'000, '{') + "x");
  CHECK(!deep.faults.empty());
  CHECK(read(*make_rtf_reader(), good, {"a.rtf"}).records.size() == 3);
}

TEST_CASE("packed Rich Text is unpacked as the specification's example says") {
  // MS-OXRTFCP 4.1.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
  const unsigned char packed[] = {0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a,
                                  0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00,
                                  0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a,
                                  0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77,
                                  0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
  CHECK(rtf_decompressed(std::string(packed, packed + sizeof packed)) ==
        "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  CHECK(rtf_decompressed("short").empty());
}

}  // namespace clew::readers
