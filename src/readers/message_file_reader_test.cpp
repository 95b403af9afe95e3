#include "readers/message_file_reader.h"

#include <fmt/format.h>

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

namespace {

// A message file of a class, with properties that the file names itself: {set, number, type, value}.
struct Named {
  int set;
  std::uint32_t number;
  std::uint16_t type;
  std::string text;
  std::uint64_t value;
};
std::string item_file(const char* kind, const std::vector<std::pair<const char*, const char*>>& texts, const std::vector<Named>& named,
                      const std::string& fixed = "") {
  CompoundMaker m;
  const auto little = [](std::uint64_t value, int size) {
    std::string out;
    for (int i = 0; i < size; ++i) out += static_cast<char>(value >> (8 * i));
    return out;
  };
  auto text = [&](const std::string& id, std::string_view value) { m.stream(0, "__substg1.0_" + id + "001F", CompoundMaker::utf16(value)); };
  text("001A", kind);
  for (const auto& [id, value] : texts) text(id, value);
  std::string guids, entries, numbers = std::string(32, '\0') + fixed;
  for (std::size_t i = 0; i < named.size(); ++i) {
    const auto& n = named[i];
    guids += static_cast<char>(n.set) + std::string("\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 15);
    entries += little(n.number, 4) + little((i + 3) << 1, 2) + little(i, 2);
    if (n.type == 0x1F)
      text(fmt::format("{:04X}", 0x8000 + i), n.text);
    else
      numbers += property(static_cast<std::uint16_t>(0x8000 + i), n.type, n.value);
  }
  // And a name in letters, of the last property.
  const std::string keywords = CompoundMaker::utf16("Colour");
  entries += little(0, 4) + little(2 << 1 | 1, 2) + little(named.size(), 2);
  text(fmt::format("{:04X}", 0x8000 + named.size()), "blue");
  m.stream(0, "__properties_version1.0", numbers);
  const int names = m.storage(0, "__nameid_version1.0");
  m.stream(names, "__substg1.0_00020102", guids);
  m.stream(names, "__substg1.0_00030102", entries);
  m.stream(names, "__substg1.0_00040102", little(keywords.size(), 4) + keywords);
  return m.bytes();
}

}  // namespace

TEST_CASE("a draft of Outlook was neither sent nor received, and a changed day of an appointment is no mail") {
  CompoundMaker m;
  m.stream(0, "__properties_version1.0",
           std::string(32, '\0') + property(0x0E06, 0x40, 133'540'176'000'000'000ULL) + property(0x3007, 0x40, 133'540'176'000'000'000ULL) + property(0x0E07, 3, 8));
  m.stream(0, "__substg1.0_0037001F", CompoundMaker::utf16("Keys"));
  const auto draft = read(*make_message_file_reader(), item_of(m.bytes(), {"a.msg"}));
  REQUIRE(draft.records.size() == 1);
  REQUIRE(draft.records[0].times.size() == 1);
  CHECK(draft.records[0].times[0].kind == model::TimeKind::created);
  CHECK(field(draft.records[0], "status") == "draft");
  CHECK(extra_of(draft.records[0], "message delivery time").starts_with("2024-03-04"));
  const auto day = read(*make_message_file_reader(), item_of(item_file("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}", {{"0037", "Lunch"}}, {}), {"a.msg"}));
  CHECK(day.records[0].kind == model::RecordKind::event);
  CHECK(day.records[0].service == "Calendar");
}

TEST_CASE("texts that are not Unicode are in the page of the message's language, whatever it was sent in") {
  CompoundMaker m;
  m.stream(0, "__properties_version1.0", std::string(32, '\0') + property(0x3FDE, 3, 50220) + property(0x3FF1, 3, 1041));
  m.stream(0, "__substg1.0_0037001E", "\x93\xFA\x96{\x8C\xEA");
  m.stream(0, "__substg1.0_1000001E", "\x83^\x83\x43\x83g\x83\x8B");
  const auto out = read(*make_message_file_reader(), item_of(m.bytes(), {"a.msg"}));
  REQUIRE(out.records.size() == 1);
  CHECK(field(out.records[0], "subject") == "\u65E5\u672C\u8A9E");
  CHECK(out.records[0].text == "\u30BF\u30A4\u30C8\u30EB");
}

TEST_CASE("a contact of Outlook is a contact, with its numbers, addresses and what else the card says") {
  const auto file = item_file("IPM.Contact",
                              {{"3001", "Ana Pop"}, {"3A06", "Ana"}, {"3A11", "Pop"}, {"3A1C", "+44 7700 900101"}, {"3A08", "020 7946 0000"},
                               {"3A16", "Keys Ltd"}, {"1000", "met in Dover"}, {"0037", "Ana Pop"}},
                              {{0x04, 0x8083, 0x1F, "ana@example.org", 0}, {0x04, 0x8084, 0x1F, "ana@example.org", 0}, {0x04, 0x801A, 0x1F, "1 High Street", 0}},
                              property(0x0039, 0x40, 133'540'176'000'000'000ULL) + property(0x3007, 0x40, 133'540'176'000'000'000ULL));
  const auto out = read(*make_message_file_reader(), file, {"a.msg"});
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(r.kind == model::RecordKind::contact);
  std::string people;
  for (const auto& p : r.participants) {
    CHECK(p.role == model::Role::subject);
    people += std::string(model::word(p.identifier.kind)) + " " + p.identifier.raw + "; ";
  }
  CHECK(people == "name Ana Pop; phone +44 7700 900101; phone 020 7946 0000; email ana@example.org; ");
  CHECK(field(r, "family_name") == "Pop");
  CHECK(field(r, "organisation") == "Keys Ltd");
  CHECK(field(r, "address") == "1 High Street");
  CHECK(field(r, "note") == "met in Dover");
  CHECK(extra_of(r, "mobile telephone") == "+44 7700 900101");
  CHECK(extra_of(r, "Colour") == "blue");
  REQUIRE(r.times.size() == 1);  // nobody sent it
  CHECK(r.times[0].kind == model::TimeKind::created);
}

TEST_CASE("a list of contacts in a message file names its members") {
  CompoundMaker m;
  const std::string uid("\x81\x2B\x1F\xA4\xBE\xA3\x10\x19\x9D\x6E\x00\xDD\x01\x0F\x54\x02", 16);
  m.stream(0, "__substg1.0_001A001F", CompoundMaker::utf16("IPM.DistList"));
  m.stream(0, "__substg1.0_3001001F", CompoundMaker::utf16("Crew"));
  m.stream(0, "__properties_version1.0", std::string(32, '\0'));
  for (const int k : {0, 1})
    m.stream(0, fmt::format("__substg1.0_80001102-{:08X}", k), std::string(4, '\0') + uid + std::string("\0\0\x01\x10", 4) + (k ? std::string("Bo\0SMTP\0bo@example.org\0", 23) : std::string("\0SMTP\0ana@example.org\0", 22)));
  const int names = m.storage(0, "__nameid_version1.0");
  m.stream(names, "__substg1.0_00020102", std::string("\x04\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16));
  m.stream(names, "__substg1.0_00030102", std::string("\x54\x80\0\0\x06\0\0\0", 8));
  m.stream(names, "__substg1.0_00040102", "");
  const auto out = read(*make_message_file_reader(), m.bytes(), {"a.msg"});
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].kind == model::RecordKind::document);
  REQUIRE(out.records[0].participants.size() == 2);
  CHECK(out.records[0].participants[0].identifier.raw == "ana@example.org");
  CHECK(out.records[0].participants[1].name == "Bo");
}

TEST_CASE("an appointment and a task of Outlook are events with their own times first") {
  const auto file = item_file("IPM.Appointment", {{"0037", "Dentist"}, {"1000", "bring the card"}, {"0C1A", "Ana Pop"}},
                              {{0x02, 0x820D, 0x40, "", 133'540'176'000'000'000ULL}, {0x02, 0x820E, 0x40, "", 133'540'212'000'000'000ULL},
                               {0x02, 0x8208, 0x1F, "Dover", 0}, {0x02, 0x8232, 0x1F, "every Monday", 0}},
                              property(0x0039, 0x40, 133'500'000'000'000'000ULL));
  const auto out = read(*make_message_file_reader(), file, {"a.msg"});
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(r.kind == model::RecordKind::event);
  CHECK(r.service == "Calendar");
  CHECK(r.text == "Dentist");
  CHECK(field(r, "note") == "bring the card");
  CHECK(field(r, "recurrence in words") == "every Monday");
  CHECK(r.place->name == "Dover");
  CHECK(who(r, model::Role::author) == "Ana Pop");
  REQUIRE(r.times.size() == 2);
  CHECK(r.times[0].kind == model::TimeKind::start);
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T09:20:00.000000Z");
  CHECK(to_iso_utc(*r.times[1].utc) == "2024-03-04T10:20:00.000000Z");
  CHECK(extra_of(r, "client submit time").starts_with("2024-01-17"));

  // An empty body is one blank that does not break; nobody is called Unknown; a journal's kind of entry is not its class.
  CompoundMaker m;
  for (const auto& [id, value] : {std::pair("001A", "IPM.Activity"), {"0037", "Talk"}, {"0C1A", "Unknown"}, {"0C1E", "UNKNOWN"}})
    m.stream(0, std::string("__substg1.0_") + id + "001F", CompoundMaker::utf16(value));
  m.stream(0, "__substg1.0_1000001F", std::string("\xA0\0", 2));
  m.stream(0, "__substg1.0_8000001F", CompoundMaker::utf16("Phone call"));
  const auto to = m.storage(0, "__recip_version1.0_#00000000");
  m.stream(to, "__substg1.0_3001001F", CompoundMaker::utf16("Unknown"));
  m.stream(to, "__substg1.0_3002001F", CompoundMaker::utf16("UNKNOWN"));
  const int names = m.storage(0, "__nameid_version1.0");
  m.stream(names, "__substg1.0_00020102", std::string("\x0A\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16));
  m.stream(names, "__substg1.0_00030102", std::string("\x00\x87\0\0\x06\0\0\0", 8));
  m.stream(names, "__substg1.0_00040102", "");
  const auto journal = read(*make_message_file_reader(), m.bytes(), {"a.msg"});
  REQUIRE(journal.records.size() == 1);
  CHECK(field(journal.records[0], "note").empty());
  CHECK(field(journal.records[0], "type") == "IPM.Activity");
  CHECK(field(journal.records[0], "activity") == "Phone call");
  CHECK(journal.records[0].participants.empty());
  CHECK(journal.records[0].text_form.empty());

  const auto task = read(*make_message_file_reader(),
                         item_file("IPM.Task", {{"0037", "Buy paint"}}, {{0x03, 0x8105, 0x40, "", 133'539'840'000'000'000ULL}, {0x03, 0x8101, 3, "", 1}}), {"a.msg"});
  REQUIRE(task.records.size() == 1);
  CHECK(task.records[0].service == "Tasks");
  CHECK(field(task.records[0], "status") == "in progress");
  CHECK(local_of(task.records[0]) == "2024-03-04T00:00:00");
  CHECK(task.records[0].times[0].certainty == model::Certainty::local_unknown);

  // A request for a meeting stays a message; when the meeting is stands behind.
  const auto meeting = read(*make_message_file_reader(),
                            item_file("IPM.Schedule.Meeting.Request", {{"0037", "Dentist"}, {"1000", "come"}}, {{0x02, 0x820D, 0x40, "", 133'540'176'000'000'000ULL}},
                                      property(0x0039, 0x40, 133'500'000'000'000'000ULL)),
                            {"a.msg"});
  CHECK(meeting.records.at(0).kind == model::RecordKind::message);
  CHECK(meeting.records[0].times.at(0).kind == model::TimeKind::sent);
  CHECK(meeting.records[0].times.at(1).kind == model::TimeKind::start);
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
  good = item_file("IPM.Contact", {{"3001", "Ana Pop"}}, {{0x04, 0x8083, 0x1F, "ana@example.org", 0}});
  for (std::size_t i = 0; i < good.size(); i += 3) {
    auto bytes = good;
    bytes[i] = static_cast<char>(bytes[i] ^ 0xFF);
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
