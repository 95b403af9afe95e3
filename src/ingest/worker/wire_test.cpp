#include "ingest/worker/wire.h"

#include <doctest/doctest.h>

#include <random>

using namespace clew;
using namespace clew::ingest;
using namespace clew::model;

namespace {

// Records with every field, at random but the same on each run.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  bool chance(unsigned percent) { return below(100) < percent; }
  std::string text(std::size_t most = 40) {
    std::string out;
    for (auto n = below(most + 1); n-- > 0;)
      out += static_cast<char>(random_());
    return out;
  }
  std::string maybe() { return chance(50) ? text() : std::string(); }
  template <typename E>
  E word(E last) {
    return static_cast<E>(below(static_cast<unsigned>(last) + 1));
  }
  std::int64_t integer() {
    return static_cast<std::int64_t>(random_() >> below(64)) * (chance(50) ? 1 : -1);
  }
  template <typename T, typename Each>
  void list(std::vector<T>& values, Each&& each) {
    if (chance(60)) values.resize(below(5));
    for (auto& value : values)
      each(value);
  }

  Record record() {
    Record r;
    r.kind = word(RecordKind::event);
    r.state = word(State::unknown);
    r.direction = word(Direction::out);
    for (auto* t : {&r.state_flag, &r.locator, &r.table, &r.key, &r.service, &r.chat_key,
                    &r.chat_title, &r.text, &r.text_form})
      *t = maybe();
    list(r.times, [&](Time& t) {
      t.kind = word(TimeKind::other);
      t.certainty = word(Certainty::none);
      if (chance(50)) t.utc = integer();
      if (chance(50)) t.local = integer();
      if (chance(50)) t.offset_minutes = static_cast<int>(below(1440)) - 720;
      t.raw = text();
      t.unit = maybe();
    });
    list(r.participants, [&](Participation& p) {
      p = {word(Role::other), {word(IdentifierKind::other), text(), maybe()}, maybe()};
    });
    list(r.media, [&](Media& m) { m = {text(), text(), text(), text(), chance(50)}; });
    if (chance(30)) {
      r.call.emplace();
      if (chance(50)) r.call->duration = integer();
      if (chance(50)) r.call->video = chance(50);
      r.call->outcome = maybe();
    }
    if (chance(30)) {
      auto& p = r.place.emplace();
      for (auto* v : {&p.latitude, &p.longitude, &p.accuracy_m, &p.altitude_m})
        if (chance(50)) *v = static_cast<double>(integer()) / 1e7;
      p.origin = maybe();
      p.name = maybe();
    }
    for (auto* fields : {&r.fields, &r.extras})
      list(*fields, [&](Field& f) { f = {text(), text()}; });
    list(r.links, [&](RecordLink& l) { l = {word(LinkKind::other), text()}; });
    return r;
  }

 private:
  std::mt19937_64 random_;
};

// Keeps everything it is told, as text.
struct Notes : ReadingSink {
  std::vector<std::string> lines;
  std::vector<Record> records;
  void add(std::string line) { lines.push_back(std::move(line)); }
  void begin_item(const ItemHead& h) override {
    std::string path;
    for (const auto& p : h.path)
      path += p + "!";
    add("begin " + std::to_string(h.ordinal) + " " + path + std::to_string(h.size));
  }
  void chosen(const Chosen& c) override {
    add("chosen " + c.sha256 + c.mime + c.reader + c.reader_version + c.reason +
        std::to_string(c.confidence));
  }
  void end_item() override { add("end"); }
  void exhibit_finding(Finding f) override { add("exhibit " + f.what + f.where + f.why); }
  void heartbeat() override { add("beat"); }
  void rows(std::string_view t, std::uint64_t n) override {
    add("rows " + std::string(t) + std::to_string(n));
  }
  void record(Record r) override {
    add("record");
    records.push_back(std::move(r));
  }
  void extra_record(Record r) override {
    add("extra");
    records.push_back(std::move(r));
  }
  void duplicate(std::string_view t, std::string_view l) override {
    add("duplicate " + std::string(t) + std::string(l));
  }
  void skip(std::string_view t, std::string_view r, std::string_view l) override {
    add("skip " + std::string(t) + std::string(r) + std::string(l));
  }
  void finding(Finding f) override {
    add("finding " + std::to_string(static_cast<int>(f.severity)) + f.what + f.where + f.why);
  }
  void question(Question q) override {
    std::string line = "question " + q.key + q.text;
    for (const auto& c : q.choices)
      line += "|" + c;
    add(line);
  }
  void decided(std::string_view k, std::string_view v) override {
    add("decided " + std::string(k) + std::string(v));
  }
  void claims(std::string_view n) override { add("claims " + std::string(n)); }
};

void tell(ReadingSink& sink, std::uint64_t seed) {
  Maker make(seed);
  for (std::uint32_t item = 0; item < 5; ++item) {
    sink.begin_item({item * 3, {make.text(), make.text()}, make.below(1000)});
    sink.chosen({make.text(), make.text(), make.text(), make.text(), make.text(), 50});
    for (int i = 0; i < 20; ++i) {
      switch (make.below(10)) {
        case 0:
          sink.rows(make.text(), make.below(1 << 20));
          break;
        case 1:
          sink.extra_record(make.record());
          break;
        case 2:
          sink.duplicate(make.text(), make.text());
          break;
        case 3:
          sink.skip(make.text(), make.text(), make.text());
          break;
        case 4:
          sink.finding({make.word(Severity::unread), make.text(), make.text(), make.text()});
          break;
        case 5:
          sink.question({make.text(), make.text(), {make.text(), make.text()}});
          break;
        case 6:
          sink.decided(make.text(), make.text());
          break;
        case 7:
          sink.claims(make.text());
          break;
        case 8:
          sink.heartbeat();
          break;
        default:
          sink.record(make.record());
      }
    }
    sink.end_item();
  }
  sink.exhibit_finding({Severity::note, make.text(), make.text(), make.text()});
}

std::string frames(std::uint64_t seed) {
  std::string bytes;
  WireSink wire([&](std::string_view part) { bytes += part; });
  wire.hello({});
  tell(wire, seed);
  wire.goodbye();
  return bytes;
}

}  // namespace

TEST_CASE("random records come out of the wire as they went in") {
  Maker make(1);
  for (int i = 0; i < 20'000; ++i) {
    auto record = make.record();
    Record back;
    decode(encode(record), back);
    REQUIRE(back == record);
  }
}

TEST_CASE("every call crosses the boundary, in any portions") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Notes straight, through;
    tell(straight, seed);
    auto bytes = frames(seed);
    WireReader reader(through);
    Maker make(seed + 1000);
    for (std::size_t at = 0; at < bytes.size();) {
      auto portion = 1 + make.below(seed % 2 ? 7 : 4000);
      reader.feed(std::string_view(bytes).substr(at, portion));
      at += portion;
    }
    CHECK(reader.finished());
    CHECK(through.lines == straight.lines);
    CHECK(through.records == straight.records);
  }
}

TEST_CASE("a record cut at any byte is refused, never half believed") {
  Maker make(3);
  for (int i = 0; i < 300; ++i) {
    auto bytes = encode(make.record());
    Record back;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
      CHECK_THROWS_AS(decode(std::string_view(bytes).substr(0, cut), back), WireError);
    CHECK_THROWS_AS(decode(bytes + "x", back), WireError);
  }
}

TEST_CASE("frames with flipped bits end in a refusal or in other words, never in a crash") {
  Maker make(4);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = frames(static_cast<std::uint64_t>(round % 7));
    for (auto flips = 1 + make.below(4); flips-- > 0;) {
      auto at = make.below(bytes.size());
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << make.below(8)));
    }
    Notes notes;
    WireReader reader(notes);
    try {
      reader.feed(bytes);
    } catch (const WireError&) {
      ++refused;
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE("frames out of order are refused") {
  auto refuses = [](auto&& say) {
    std::string bytes;
    WireSink wire([&](std::string_view part) { bytes += part; });
    say(wire);
    wire.flush();
    Notes notes;
    WireReader reader(notes);
    try {
      reader.feed(bytes);
    } catch (const WireError&) {
      return true;
    }
    return false;
  };
  CHECK(refuses([](WireSink& w) { w.end_item(); }));                     // no greeting
  CHECK(refuses([](WireSink& w) { w.hello({wire_version + 1, ""}); }));  // other version
  CHECK(refuses([](WireSink& w) { w.hello({}), w.record({}); }));        // outside an item
  CHECK(refuses([](WireSink& w) { w.hello({}), w.hello({}); }));         // twice
  CHECK(refuses([](WireSink& w) { w.hello({}), w.begin_item({1, {"a"}, 0}), w.goodbye(); }));
  CHECK(refuses([](WireSink& w) {
    w.hello({}), w.begin_item({1, {"a"}, 0}), w.end_item(), w.begin_item({1, {"b"}, 0});
  }));
  CHECK(refuses([](WireSink& w) { w.hello({}), w.goodbye(), w.heartbeat(); }));
  CHECK_FALSE(refuses([](WireSink& w) {
    w.hello({}), w.begin_item({1, {"a"}, 0}), w.end_item(), w.begin_item({2, {"b"}, 0}),
        w.end_item(), w.goodbye();
  }));
}

TEST_CASE("a frame cannot promise more than it brings") {
  Record back;
  // kind, state, direction, parts = participants, count = 100,000 with nothing behind it.
  std::string bytes("\0\0\0\x80\x02\xA0\x8D\x06", 8);
  CHECK_THROWS_AS(decode(bytes, back), WireError);
  Notes notes;
  WireReader reader(notes);
  CHECK_THROWS_AS(reader.feed(std::string("\xFF\xFF\xFF\xFF\x05", 5)), WireError);
}

TEST_CASE("a record over the limits is cut and the cut is told") {
  std::string bytes;
  WireSink wire([&](std::string_view part) { bytes += part; });
  wire.hello({});
  wire.begin_item({0, {"a"}, 1});
  Record record;
  record.text = std::string(max_text_bytes + 100, 'x');
  record.extras.assign(max_parts + 5, {"name", std::string(400, 'v')});
  wire.record(record);
  wire.end_item();
  wire.goodbye();
  Notes notes;
  WireReader reader(notes);
  reader.feed(bytes);
  REQUIRE(notes.records.size() == 1);
  CHECK(notes.records[0].text.size() == max_text_bytes);
  CHECK(notes.lines[2].find("record too large") != std::string::npos);
}

TEST_CASE("settings come out as they went in") {
  WorkerSettings s;
  s.options.zone = "Europe/London";
  s.options.answers = {{"date-order", "dmy"}, {"zone", "UTC"}};
  s.options.owner_name = "Ana";
  s.options.latest_plausible = 12345;
  s.limits.max_depth = 3;
  s.entries = {{"a\xFF", exhibit::MemberKind::file, 12, std::string(64, 'a'), ""},
               {"l", exhibit::MemberKind::symlink, 3, "", "a"}};
  s.first_ordinal = 7;
  s.not_opened = {3, 6};
  s.claimed = {"x!y"};
  CHECK(decode_settings(encode(s)) == s);
  auto bytes = encode(s);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK_THROWS_AS(decode_settings(std::string_view(bytes).substr(0, cut)), WireError);
}
