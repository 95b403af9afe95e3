// Biome streams made by hand from the public description of both generations of the file; people and texts are invented.
#include "readers/biome_reader.h"

#include <zlib.h>

#include <bit>

#include "base/sha256.h"
#include "readers/biome_entries.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> 8 * i);
}
void put_real(std::string& out, double value) { put(out, std::bit_cast<std::uint64_t>(value), 8); }
std::uint32_t sum_of(const std::string& s) {
  return static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(s.data()), static_cast<uInt>(s.size())));
}

// Protocol buffer fields.
void varint(std::string& out, std::uint64_t v) {
  for (; v >= 128; v >>= 7)
    out += static_cast<char>(v | 128);
  out += static_cast<char>(v);
}
std::string number(int field, std::uint64_t v) {
  std::string out;
  varint(out, static_cast<unsigned>(field) << 3);
  varint(out, v);
  return out;
}
std::string real(int field, double v) {
  std::string out;
  varint(out, static_cast<unsigned>(field) << 3 | 1);
  put_real(out, v);
  return out;
}
std::string bytes(int field, const std::string& v) {
  std::string out;
  varint(out, static_cast<unsigned>(field) << 3 | 2);
  varint(out, v.size());
  return out + v;
}

struct Made {
  std::string payload;
  int state = 1;
  double time = 731'281'209.5;  // 2024-03-04 21:40:09.5
};
std::string first(const std::vector<Made>& entries) {
  std::string body;
  for (const auto& e : entries) {
    put(body, e.payload.size(), 4);
    put(body, static_cast<unsigned>(e.state), 4);
    put_real(body, e.time);
    put_real(body, e.time + 1);
    put(body, sum_of(e.payload), 4);
    put(body, 0, 4);
    body += e.payload;
    while (body.size() % 8)
      body += '\0';
  }
  std::string f;
  put(f, 56 + body.size(), 4);
  f.resize(52);
  f += "SEGB" + body;
  f.resize(f.size() + 64);  // the system makes room in advance
  return f;
}
std::string second(const std::vector<Made>& entries) {
  std::string body, index;
  for (const auto& e : entries) {
    if (e.state != 4) {
      put(body, sum_of(e.payload), 4);
      put(body, 0, 4);
      body += e.payload;
    }
    put(index, e.state == 4 ? 0 : body.size(), 4);
    put(index, static_cast<unsigned>(e.state), 4);
    put_real(index, e.time);
    while (body.size() % 4)
      body += '\0';
  }
  std::string f = "SEGB";
  put(f, entries.size(), 4);
  put_real(f, 731'000'000);
  f.resize(32);
  return f + body + std::string(32, '\0') + index;
}
std::string in_focus(const std::string& app, bool foreground, double time) {
  return number(2, 1) + number(3, foreground) + real(4, time) + bytes(6, app) + bytes(9, "17.2");
}
const std::vector<std::string> focus_path{"private/var/mobile/Library/Biome/streams/restricted/App.InFocus/local/731281200000000"};

std::string utc(const model::Record& r, std::size_t i = 0) {
  return r.times.size() > i && r.times[i].utc ? to_iso_utc(*r.times[i].utc) : "";
}

}  // namespace

TEST_CASE("entries of both generations of Biome's files are events with app, state and time") {
  const auto reader = make_biome_reader();
  const std::vector<Made> entries{{in_focus("net.whatsapp.WhatsApp", true, 731'281'208)},
                                  {in_focus("net.whatsapp.WhatsApp", false, 731'281'300), 1, 731'281'301},
                                  {std::string(24, '\0'), 3, 731'281'400},
                                  {in_focus("com.apple.mobilesafari", true, 731'281'500), 3, 731'281'500}};
  for (const auto& file : {first(entries), second(entries)}) {
    CHECK(reader->probe(item_of(file, focus_path)).confidence > 90);
    const auto out = read(*reader, file, focus_path);
    REQUIRE(out.records.size() == 4);
    const auto& r = out.records[0];
    CHECK(field(r, "type") == "App.InFocus");
    CHECK(field(r, "app") == "net.whatsapp.WhatsApp");
    CHECK(field(r, "value") == "foreground");
    CHECK(field(out.records[1], "value") == "background");
    CHECK(extra_of(r, "9") == "17.2");
    CHECK(utc(r).starts_with("2024-03-04T21:40:08"));
    CHECK(r.times[0].kind == model::TimeKind::start);
    CHECK(utc(r, 1).starts_with("2024-03-04T21:40:09.5"));
    CHECK(r.times[1].kind == model::TimeKind::created);
    CHECK(r.state == model::State::existing);
    // Deleted: mostly only that there was one, sometimes still what it said.
    CHECK(out.records[2].state == model::State::deleted_trace);
    CHECK(out.records[2].state_flag == "deleted");
    CHECK(field(out.records[2], "app").empty());
    CHECK(utc(out.records[2]).starts_with("2024-03-04T21:43:20"));
    CHECK(out.records[3].state == model::State::recovered);
    CHECK(field(out.records[3], "app") == "com.apple.mobilesafari");
    CHECK(out.findings.empty());
    CHECK(out.decisions.at("stream") == "App.InFocus");
  }
}

TEST_CASE("what Siri remembers of a call has its direction, numbers and names") {
  const auto person = [](const std::string& part, const std::string& who, const std::string& name) {
    return bytes(2, bytes(1, part) + bytes(2, bytes(1, who) + (name.empty() ? "" : bytes(4, R"({"name":")" + name + "\"}"))));
  };
  const auto meta = [](int direction) {
    return bytes(1, bytes(2, "INStartCallIntent") + bytes(4, "net.whatsapp.WhatsApp") + number(6, static_cast<unsigned>(direction)) +
                        real(8, 1'709'588'409) + bytes(13, "C-1"));
  };
  const auto in = meta(1) + person("contacts", "A-1", "Edyta Wilk") + person("contactHandles", "+447700900101", "");
  const auto out_call = meta(2) + person("contactHandles", "+447700900102", "");
  const auto reader = make_biome_reader();
  const auto out = read(*reader, second({{in}, {out_call}}), {"Biome/streams/restricted/Siri.Remembers.CallHistory/remote/7F-1/1"});
  REQUIRE(out.records.size() == 2);
  const auto& r = out.records[0];
  CHECK(r.kind == model::RecordKind::event);  // the call itself stands in the call history
  CHECK(r.direction == model::Direction::in);
  CHECK(who(r, model::Role::from) == "+447700900101");
  CHECK(r.participants[0].name == "Edyta Wilk");
  CHECK(r.participants[0].identifier.kind == model::IdentifierKind::phone);
  CHECK(utc(r).starts_with("2024-03-04T21:40:09"));
  CHECK(r.key == "C-1");
  CHECK(extra_of(r, "from another device") == "7F-1");
  CHECK(out.records[1].direction == model::Direction::out);
  CHECK(who(out.records[1], model::Role::to) == "+447700900102");
}

TEST_CASE("streams of visits, networks, notices, harvested texts and knowledge events are told by their names") {
  const auto reader = make_biome_reader();
  const auto one = [&](const std::string& stream, const std::string& payload) {
    const auto out = read(*reader, second({{payload}}), {"streams/restricted/" + stream + "/local/1"});
    REQUIRE(out.records.size() == 1);
    CHECK(out.findings.empty());
    return out.records[0];
  };
  const auto place = one("Location.Visit", real(1, 1'709'600'000) + bytes(3, real(1, 50.82) + real(2, -0.14) + real(3, 35)) +
                                               real(4, 1'709'588'409) + real(5, 1'709'592'009) +
                                               bytes(8, bytes(5, bytes(2, "North Pier Cafe") + bytes(3, "1 Pier Road"))));
  CHECK(place.kind == model::RecordKind::location);
  CHECK(place.place->latitude == 50.82);
  CHECK(place.place->longitude == -0.14);
  CHECK(place.place->accuracy_m == 35);
  CHECK(place.place->origin == "inferred");
  CHECK(place.place->name == "North Pier Cafe, 1 Pier Road");
  CHECK(utc(place).starts_with("2024-03-04T21:40:09"));
  CHECK(utc(place, 1).starts_with("2024-03-04T22:40:09"));

  const auto wifi = one("Device.Wireless.WiFi", bytes(1, "HARBOUR-GUEST") + number(2, 1));
  CHECK(wifi.text == "HARBOUR-GUEST");
  CHECK(field(wifi, "value") == "connected");
  const auto tooth = one("Device.Wireless.Bluetooth", bytes(1, "00:00:5E:00:53:01") + bytes(2, "Van"));
  CHECK(tooth.participants[0].identifier.kind == model::IdentifierKind::mac);
  CHECK(tooth.text == "Van");
  CHECK(field(one("Device.ScreenLocked", number(1, 0)), "value") == "unlocked");
  CHECK(field(one("Device.Power.BatteryLevel", real(1, 71)), "value") == "71");

  const auto notice = one("Notification.Usage", bytes(1, "N-1") + real(2, 731'281'208) + bytes(8, "Edyta") + bytes(12, "boat at nine") +
                                                    bytes(14, "net.whatsapp.WhatsApp"));
  CHECK(notice.text == "Edyta\nboat at nine");
  CHECK(field(notice, "app") == "net.whatsapp.WhatsApp");

  const auto text = one("ProactiveHarvesting.Messages", bytes(1, "M-1") + bytes(2, "iMessage;-;+447700900103") +
                                                            bytes(10, "see you at the harbour") + bytes(11, bytes(1, "+447700900103")));
  CHECK(text.text == "see you at the harbour");
  CHECK(who(text, model::Role::from) == "+447700900103");
  CHECK(extra_of(text, "conversation") == "iMessage;-;+447700900103");
  const auto mail = one("ProactiveHarvesting.Mail", bytes(2, "<1@example.org>") + real(3, 731'281'208) +
                                                        bytes(10, bytes(1, "from") + bytes(2, "Edyta Wilk <edyta@example.org>")) +
                                                        bytes(10, bytes(1, "to") + bytes(2, "jan@example.org")) + bytes(11, "Boat"));
  CHECK(mail.text == "Boat");
  CHECK(who(mail, model::Role::from) == "edyta@example.org");
  CHECK(mail.participants[0].name == "Edyta Wilk");
  CHECK(who(mail, model::Role::to) == "jan@example.org");

  const auto history = one("_DKEvent.Safari.History", bytes(1, bytes(1, "/safari/history")) + real(2, 731'281'208) + real(3, 731'281'208) +
                                                          bytes(4, bytes(3, "https://example.org/tides")) + bytes(5, "H-1") + number(10, 3600));
  CHECK(field(history, "url") == "https://example.org/tides");
  CHECK(history.times[0].offset_minutes == 60);
  const auto web = one("App.WebUsage", bytes(1, "W-1") + real(2, 731'281'208) + bytes(4, "https://example.org/") +
                                           bytes(6, "com.apple.mobilesafari"));
  CHECK(field(web, "url") == "https://example.org/");
  CHECK(field(web, "app") == "com.apple.mobilesafari");
}

TEST_CASE("what apps gave to Siri, what was played and what was done in an app are told by their streams' fields") {
  const auto reader = make_biome_reader();
  const auto one = [&](const std::string& stream, const std::string& payload) {
    const auto out = read(*reader, second({{payload}}), {"streams/restricted/" + stream + "/local/1"});
    REQUIRE(out.records.size() == 1);
    CHECK(out.findings.empty());
    return out.records[0];
  };
  const auto played = one("Media.NowPlaying", real(2, 731'281'208) + number(3, 1) + bytes(5, "The Invented Band") + bytes(8, "Harbour Song") +
                                                  bytes(10, "Audio") + bytes(14, number(1, 1) + bytes(3, "Speaker")) + bytes(15, "com.apple.Music"));
  CHECK(played.text == "Harbour Song");
  CHECK(played.participants.empty());
  CHECK(field(played, "app") == "com.apple.Music");
  CHECK(extra_of(played, "artist") == "The Invented Band");
  CHECK(extra_of(played, "output") == "Speaker");
  CHECK(utc(played).starts_with("2024-03-04T21:40:08"));

  const auto activity = one("App.Activity", bytes(1, "com.apple.mobilenotes") + bytes(2, "com.apple.notes.activity.edit-note") + real(5, 1'712'180'409) + bytes(8, "A-1") +
                                                bytes(10, "applenotes:note/1") + bytes(14, "Shopping list"));
  CHECK(field(activity, "app") == "com.apple.mobilenotes");
  CHECK(activity.text == "Shopping list");
  CHECK(extra_of(activity, "activity") == "com.apple.notes.activity.edit-note");
  CHECK(activity.key == "A-1");

  // A keyed archive of an INInteraction, as Python's plistlib wrote it.
  std::string archive;
  REQUIRE(from_hex(
      "62706c6973743030d401020304050641445924617263686976657258246f626a656374735424746f70582476657273696f6e5f100f4e534b65796564"
      "4172636869766572af100f0708151d21242526272b2f35383b3e55246e756c6cd6090a0b0c0d0e0f10111213145624636c6173735e5f646f6e617465"
      "644279536972695c64617465496e74657276616c59646972656374696f6e5f100f67726f75704964656e74696669657256696e74656e74800a088002"
      "800680078008d409161718191a1b1c5b4e532e6475726174696f6e5a4e532e656e64446174655c4e532e737461727444617465800b233ff000000000"
      "000080048003d2091e1f20574e532e74696d65800c2341c5cb3b9cc00000d2091e2223800c2341c5cb3b9d40000056756e7573656410015663686174"
      "2d37d20928292a5c6261636b696e6753746f7265800d8009d2092c2d2e556279746573800e4f10332a1a0a18121673656520796f7520617420746865"
      "20686172626f75724206636861742d377a0d2b343437373030393030313033d2303132335824636c61737365735a24636c6173736e616d65a233345d"
      "494e496e746572616374696f6e584e534f626a656374d230313637a237345e4e5344617465496e74657276616cd23031393aa23a34564e5344617465"
      "d230313c3da23d345f1013494e53656e644d657373616765496e74656e74d230313f40a240345f10165f494e504253656e644d657373616765496e74"
      "656e74d1424354726f6f74800112000186a000080011001b00240029003200440056005c00690070007f008c009600a800af00b100b200b400b600b8"
      "00ba00c300cf00da00e700e900f200f400f600fb01030105010e01130115011e01250127012e01330140014201440149014f01510187018c019501a0"
      "01a301b101ba01bf01c201d101d601d901e001e501e801fe02030206021f022202270229000000000000020100000000000000450000000000000000"
      "000000000000022e",
      archive));
  for (const std::string stream : {"App.Intent", "AppIntent"}) {
    const auto intent = one(stream, real(1, 731'281'208) + bytes(2, "com.apple.MobileSMS") + bytes(4, "INSendMessageIntent") + bytes(5, "SendMessage") + bytes(8, archive));
    CHECK(field(intent, "app") == "com.apple.MobileSMS");
    CHECK(extra_of(intent, "intent") == "INSendMessageIntent");
    CHECK(intent.direction == model::Direction::out);
    CHECK(utc(intent).starts_with("2024-03-04T21:40:09.5"));
    CHECK(intent.times[0].kind == model::TimeKind::start);
    CHECK(intent.times[1].kind == model::TimeKind::end);
    CHECK(extra_of(intent, "conversation") == "chat-7");
    CHECK(intent.text == "see you at the harbour");
  }
}

TEST_CASE("an unknown Biome stream is shown by its numbers, and an event of knowledgeC's form by its own name") {
  const auto reader = make_biome_reader();
  const auto out = read(*reader, second({{bytes(3, "some words") + real(4, 0.25)}}), {"streams/public/Some.New/local/1"});
  REQUIRE(out.records.size() == 1);
  CHECK(field(out.records[0], "type") == "Some.New");
  CHECK(extra_of(out.records[0], "3") == "some words");
  CHECK(extra_of(out.records[0], "4") == "0.25");
  CHECK(out.has_finding("no description of this stream"));
  const auto own = read(*reader, first({{bytes(1, bytes(1, "/app/inFocus")) + real(2, 731'281'208) + bytes(4, bytes(3, "com.apple.Maps"))}}), {"745"});
  REQUIRE(own.records.size() == 1);
  CHECK(field(own.records[0], "type") == "/app/inFocus");
  CHECK(field(own.records[0], "app") == "com.apple.Maps");
}

TEST_CASE("a damaged Biome file gives every entry that its checksum proves, and says what is wrong") {
  const auto reader = make_biome_reader();
  const std::vector<Made> entries{{in_focus("net.whatsapp.WhatsApp", true, 731'281'208)},
                                  {in_focus("com.apple.Maps", true, 731'281'300)},
                                  {std::string(24, '\0'), 3},
                                  {"", 4},
                                  {in_focus("org.example.boats", false, 731'281'400)},
                                  {in_focus("com.apple.mobilesafari", true, 731'281'500)}};
  const auto same = [](const model::Record& a, const model::Record& b) {
    // What a lost index says of an entry (that it was deleted, when) is lost with it.
    return a.state == model::State::deleted_trace || field(a, "app") == field(b, "app");
  };
  damage(*reader, first(entries), focus_path, same);
  damage(*reader, second(entries), focus_path, same);
  for (const auto& file : {first(entries), second(entries)}) {
    const auto whole = read(*reader, file, focus_path);
    CHECK(whole.records.size() == 5);
    CHECK(whole.skips.at("place without entry") == 1);
    for (std::size_t cut = 33; cut < file.size(); ++cut) {
      const auto part = read(*reader, file.substr(0, cut), focus_path);
      CHECK((part.records.size() >= whole.records.size() || !part.findings.empty()));
    }
    // A changed byte of a content is noticed.
    auto spoilt = file;
    spoilt[spoilt.find("Maps")] = 'C';
    const auto out = read(*reader, spoilt, focus_path);
    CHECK(out.has_finding("checksum does not fit"));
    CHECK(out.records.size() == 5);
  }
  auto cut = second(entries);
  cut.resize(cut.size() - 15);
  const auto out = read(*reader, cut, focus_path);
  CHECK(out.has_finding("index of entries lost"));
  std::size_t found = 0;
  for (const auto& r : out.records)
    found += r.state == model::State::recovered && !field(r, "app").empty();
  CHECK(found == 4);
  // An index that is short of its last entry loses that entry's time only.
  cut.resize(cut.size() - 1);
  const auto short_of_one = read(*reader, cut, focus_path);
  CHECK(!short_of_one.findings.empty());
  CHECK(utc(short_of_one.records[0]).starts_with("2024-03-04T21:40:08"));
  CHECK(short_of_one.records.size() == 5);
}

TEST_CASE("a Biome file that lies about its numbers ends at once") {
  std::string f = "SEGB";
  put(f, 0x7FFFFFFF, 4);
  f.resize(100'000, 'x');
  const auto reader = make_biome_reader();
  CHECK(read(*reader, f, focus_path).has_finding("index of entries lost"));
  std::string g;
  put(g, 0xFFFFFFFF, 4);
  g.resize(52);
  g += "SEGB" + std::string(100'000, '\1');
  CHECK(read(*reader, g, focus_path).has_finding("file cut off"));
}
