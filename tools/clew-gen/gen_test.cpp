#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "bulk.h"
#include "clock.h"
#include "generator.h"
#include "language_pack.h"
#include "output.h"
#include "phone_layouts.h"
#include "random.h"
#include "settings.h"
#include "vcard.h"
#include "whatsapp_text.h"

namespace clew::gen {
namespace {

using Json = nlohmann::json;

class Folder {
 public:
  Folder() {
    std::string form = (std::filesystem::temp_directory_path() / "clew-gen-test-XXXXXX").string();
    REQUIRE(mkdtemp(form.data()) != nullptr);
    path_ = form;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ + "/" + name, std::ios::binary);
    REQUIRE(in);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  // Relative path → content, of everything below.
  std::map<std::string, std::string> all() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_))
      if (entry.is_regular_file()) {
        const std::string name = std::filesystem::relative(entry.path(), path_).string();
        files[name] = read(name);
      }
    return files;
  }

 private:
  std::string path_;
};

Settings small() { return preset_settings("small"); }

std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> out;
  std::istringstream in(text);
  std::string line;
  while (std::getline(in, line))
    out.push_back(Json::parse(line));
  return out;
}

bool valid_utf8(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace).find("\xEF\xBF\xBD") ==
         std::string::npos;
}

TEST_CASE("the ends of a chat: what became of an event on each phone is in the truth, and nowhere else") {
  Settings s = preset_settings("ends");
  s.records = 3'000;
  s.second_extractions = 1;
  s.backups = 1;
  s.media_pool = 3;
  s.ledgers = 2;
  Folder folder;
  generate(s, folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::map<std::string, std::set<std::string>> seen;
  std::set<std::string> phones;
  for (const auto& d : truth["devices"])
    phones.insert(d["exhibit"].get<std::string>());
  for (const auto& e : truth["events"]) {
    std::set<std::string> holders;
    for (const auto& r : e["records"])
      holders.insert(r[0].get<std::string>());
    for (const auto& side : e.value("sides", Json::array())) {
      const auto exhibit = side[0].get<std::string>(), what = side[1].get<std::string>();
      REQUIRE(phones.count(exhibit) == 1);
      const bool lacks = what == "deleted" || what == "window" || what == "undelivered" || what == "coverage";
      REQUIRE((holders.count(exhibit) == 0) == lacks);
      seen[what].insert(exhibit);
    }
  }
  for (const char* what : {"deleted", "window", "undelivered", "edited", "late", "notice"})
    CHECK(!seen[what].empty());
  int copies = 0, backups = 0, drifting = 0, missed = 0;
  for (const auto& d : truth["devices"]) {
    copies += !d["copy_of"].is_null();
    backups += d["backup"].get<bool>();
    drifting += d["drift_s_week"].get<int>() != 0;
    missed += !d["dst_missed"].is_null();
  }
  CHECK(copies == 2);
  CHECK(backups == 1);
  CHECK(drifting + missed > 0);
  for (const auto& m : truth["media"])
    for (const auto& f : m["files"])
      CHECK(folder.read(f["path"].get<std::string>()).size() > 400);
  for (const auto& l : truth["ledgers"])
    CHECK(l["lines"].size() >= 4);
}

}  // namespace

TEST_CASE("random numbers are fixed by seed, stream and index, whatever was drawn before") {
  Rng a(1, Stream::noise, 7), b(1, Stream::noise, 7);
  CHECK(a.next() == b.next());
  CHECK(Rng(1, Stream::noise, 7).next() != Rng(2, Stream::noise, 7).next());
  CHECK(Rng(1, Stream::noise, 7).next() != Rng(1, Stream::text, 7).next());
  CHECK(Rng(1, Stream::noise, 7).next() != Rng(1, Stream::noise, 8).next());
  // A value of the definition itself: another machine must get the same.
  CHECK(Rng::mix(0) == 0xE220A8397B1DCDAFull);  // first output of SplitMix64 with seed 0
  std::map<std::uint32_t, int> seen;
  Rng rng(3, Stream::noise, 0);
  for (int i = 0; i < 60'000; ++i)
    ++seen[rng.below(6)];
  CHECK(seen.size() == 6);
  for (const auto& [value, n] : seen)
    CHECK(n == doctest::Approx(10'000).epsilon(.05));
}

TEST_CASE("civil time knows leap days and the two changes of summer time") {
  CHECK(days_from_civil(1970, 1, 1) == 0);
  CHECK(days_from_civil(2024, 2, 29) == 19782);
  std::string iso;
  append_iso(iso, parse_date("2025-03-30") + 3599);
  CHECK(iso == "2025-03-30T00:59:59Z");
  CHECK(offset_seconds(london_zone, parse_date("2025-03-30") + 3599) == 0);
  CHECK(offset_seconds(london_zone, parse_date("2025-03-30") + 3600) == 3600);
  CHECK(offset_seconds(berlin_zone, parse_date("2025-10-26") + 3599) == 7200);
  CHECK(offset_seconds(berlin_zone, parse_date("2025-10-26") + 3600) == 3600);
  CHECK_THROWS(parse_date("2025-02-30"));
  CHECK_THROWS(parse_date("2025-2-3"));
}

TEST_CASE(
    "every language has at least sixty templates, all valid, with slots that English has too") {
  CHECK(packs().size() >= 13);
  const LanguagePack& english = *find_pack("en");
  auto slots = [](const std::string& form) {
    std::set<std::string> out;
    for (std::size_t at = 0; (at = form.find('{', at)) != std::string::npos; ++at)
      out.insert(form.substr(at, form.find('}', at) - at));
    return out;
  };
  for (const char* code :
       {"ro", "sq", "vi", "pl", "es", "pt", "fr", "ar", "ur", "zh", "ru", "tr"}) {
    const LanguagePack* pack = find_pack(code);
    REQUIRE_MESSAGE(pack != nullptr, code);
    CHECK_MESSAGE(std::set<std::string>(pack->say.begin(), pack->say.end()).size() >= 60, code);
    CHECK(pack->say.size() == english.say.size());  // they run in parallel
    CHECK(pack->places.size() == english.places.size());
    CHECK(pack->items.size() == english.items.size());
    CHECK(pack->days.size() == 7);
    for (std::size_t i = 0; i < pack->say.size(); ++i) {
      CHECK(valid_utf8(pack->say[i]));
      const auto mine = slots(pack->say[i]), theirs = slots(english.say[i]);
      CHECK_MESSAGE(std::includes(theirs.begin(), theirs.end(), mine.begin(), mine.end()),
                    code << " " << pack->say[i]);
      Rng rng(1, Stream::text, i);
      std::string text;
      fill_template(text, pack->say[i], *pack, draw_slots(*pack, rng));
      CHECK(text.find('{') == std::string::npos);
    }
  }
}

TEST_CASE("letters lose their marks, other scripts stay") {
  CHECK(without_marks("știu că vii mâine") == "stiu ca vii maine");
  CHECK(without_marks("Đường phố Hà Nội ướt") == "Duong pho Ha Noi uot");
  CHECK(without_marks("źdźbło ŁÓDŹ") == "zdzblo LODZ");
  CHECK(without_marks("İğüş ışık") == "Igus isik");
  CHECK(without_marks("мир سلام 你好") == "мир سلام 你好");
}

TEST_CASE("files count records, lines and bytes in their own encoding") {
  Folder folder;
  OutputTree tree(folder.path());
  OutFile& wide = tree.create("a/wide.csv", Encoding::utf16le_bom);
  wide.text("head\n");
  const Place first = wide.record("ă😀\n");
  const Place second = wide.record("x\n");
  CHECK(first.offset == 2 + 5 * 2);
  CHECK(first.line == 2);
  CHECK(second.row == 2);
  CHECK(second.offset == first.offset + 2 + 4 + 2);
  OutFile& western = tree.create("western.csv", Encoding::cp1252);
  western.record("é€ș\n");
  tree.flush();
  CHECK(folder.read("western.csv") == "\xE9\x80?\n");
  CHECK(folder.read("a/wide.csv").substr(first.offset, 6) ==
        std::string("\x03\x01\x3D\xD8\x00\xDE", 6));
}

TEST_CASE("the same settings give the same bytes, in any time zone; another seed gives others") {
  Folder one, two, other;
  Settings s = small();
  generate(s, one.path());
  const char* const before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TZ", "Pacific/Auckland", 1);
  generate(s, two.path());
  if (before == nullptr)
    unsetenv("TZ");
  else
    setenv("TZ", kept.c_str(), 1);
  CHECK(one.all() == two.all());
  s.seed = 2;
  generate(s, other.path());
  CHECK(one.all() != other.all());
}

TEST_CASE("each canonical record lies where it says, with its text") {
  Folder folder;
  Settings s = small();
  s.records = 6'000;
  s.phones = 6;
  s.people = 120;
  s.cdr_exhibits = 3;
  s.languages = pack_codes();
  s.code_switch = 0;
  const Summary summary = generate(s, folder.path());
  std::map<std::string, std::string> files = folder.all();
  std::uint64_t records = 0, texts = 0;
  std::set<std::string> kinds;
  for (const Json& j : lines_of(files.at("canonical.jsonl"))) {
    ++records;
    const std::string file = j.at("file");
    REQUIRE(files.count(file) == 1);
    const std::string& bytes = files.at(file);
    const auto offset = j.at("offset").get<std::size_t>();
    REQUIRE(offset < bytes.size());
    const bool wide = bytes.substr(0, 2) == "\xFF\xFE";
    const auto newlines = static_cast<std::uint64_t>(
        std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    if (!wide) CHECK(newlines + 1 == j.at("line").get<std::uint64_t>());
    if (offset > 3 && !wide) CHECK(bytes[offset - 1] == '\n');
    kinds.insert(j.at("kind"));
    if (!j.contains("text") || wide || j.contains("deleted")) continue;
    std::string text = j.at("text");
    if (text.find('"') != std::string::npos || file.find("cp1252") != std::string::npos) continue;
    const bool western = file.find("/messages.csv") != std::string::npos;  // windows-1252
    if (western) continue;
    ++texts;
    CHECK_MESSAGE(bytes.compare(offset, 2000, bytes, offset, 2000) == 0, file);
    const std::string near = bytes.substr(offset, text.size() + 400);
    CHECK_MESSAGE(near.find(text) != std::string::npos, file << " " << offset << " " << text);
  }
  CHECK(texts > 500);
  CHECK(kinds == std::set<std::string>{"call", "message", "contact", "location", "payment"});
  // Statements are records too, but not canonical ones.
  CHECK(records + static_cast<std::uint64_t>(s.statements) == summary.records);
  CHECK(summary.records >= s.records);
  CHECK(summary.records < s.records * 102 / 100);
}

TEST_CASE("the truth names every record of every event once, and copies agree") {
  Folder folder;
  generate(small(), folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::set<std::string> places;
  std::map<std::string, std::set<std::string>> events_of;
  std::uint64_t located = 0;
  for (const auto& e : truth.at("events"))
    for (const auto& r : e.at("records")) {
      ++located;
      CHECK(places.insert(r.dump()).second);
      events_of[Json::array({r.at(0), r.at(1), r.at(2), r.at(3), r.at(4)}).dump()].insert(
          e.at("id"));
    }
  std::uint64_t canonical = 0;
  for (const Json& j : lines_of(folder.read("canonical.jsonl"))) {
    if (!j.contains("event")) continue;
    ++canonical;
    const Json key = {j.at("exhibit"), j.at("file"), j.at("row"), j.at("line"), j.at("offset")};
    CHECK(events_of[key.dump()].count(j.at("event")) == 1);
  }
  CHECK(canonical == located);
  CHECK(truth.at("totals").at("events") == truth.at("events").size());
}

TEST_CASE("all numbers come from ranges that belong to nobody") {
  Folder folder;
  Settings s = small();
  s.people = 1'500;  // more than there are numbers for drama
  generate(s, folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::set<std::string> seen;
  for (const auto& h : truth.at("handles")) {
    const std::string number = h.at("handle");
    const bool drama = number.rfind("+447700900", 0) == 0 || number.rfind("+441632960", 0) == 0 ||
                       number.rfind("+442079460", 0) == 0;
    CHECK_MESSAGE((drama || number.rfind("+999", 0) == 0 || h.at("kind") == "short-code"), number);
    if (drama) CHECK(number.size() == 13);
    if (h.at("to").is_null()) CHECK_MESSAGE(seen.insert(number).second, number);
  }
  CHECK(seen.size() > 1'400);
}

TEST_CASE("a meeting counts the fixes that lie at its place, not those of a phone given to somebody else") {
  Folder folder;
  Settings s = preset_settings("demo");
  s.meetings = 20;
  s.passed_phones = s.phones;
  generate(s, folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::map<std::string, Json> shown;  // event → a row of it
  std::istringstream lines(folder.read("canonical.jsonl"));
  for (std::string line; std::getline(lines, line);)
    if (Json row = Json::parse(line); row.at("kind") == "location") shown[row.at("event")] = row;
  int counted = 0;
  auto overlap = [](const Json& a, const Json& b) { return a.at("start") <= b.at("end") && b.at("start") <= a.at("end"); };
  for (const auto& m : truth.at("meetings")) {
    if (std::any_of(truth.at("meetings").begin(), truth.at("meetings").end(), [&](const Json& o) { return o != m && overlap(m, o); })) continue;
    int near = 0, said = 0;
    for (const auto& e : truth.at("events")) {
      if (e.at("kind") != "location" || e.at("t").get<std::string>() < m.at("start").get<std::string>() ||
          e.at("t").get<std::string>() > m.at("end").get<std::string>())
        continue;
      const Json& row = shown.at(e.at("id"));
      const double lat = row.at("lat_e6").get<double>() - 1e6 * std::stod(m.at("lat").get<std::string>());
      const double lon = row.at("lon_e6").get<double>() - 1e6 * std::stod(m.at("lon").get<std::string>());
      near += std::abs(lat) < 3000 && std::abs(lon) < 3000;
    }
    for (const auto& [person, fixes] : m.at("evidence").at("fixes").items()) said += fixes.get<int>();
    CHECK(said <= near);  // others' fixes, and those that a phone makes anyway
    counted += said;
  }
  CHECK(counted > 10);
}

TEST_CASE("what is called detectable has the evidence it needs in the records") {
  Folder folder;
  Settings s = preset_settings("demo");
  generate(s, folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::map<std::string, Json> events;
  for (const auto& e : truth.at("events"))
    events[e.at("id")] = e;
  std::map<std::string, std::set<std::string>> days;
  int broadcasts = 0, mailings = 0;
  for (const auto& b : truth.at("bursts")) {
    if (!b.at("detectable").get<bool>()) continue;
    (b.at("mailing").get<bool>() ? mailings : broadcasts)++;
    std::set<std::string> to;
    for (const auto& id : b.at("events")) {
      const Json& e = events.at(id.get<std::string>());
      CHECK(e.at("from") == b.at("sender"));
      to.insert(e.at("to").get<std::string>());
      CHECK(e.at("t").get<std::string>() >= b.at("start").get<std::string>());
      CHECK(e.at("t").get<std::string>() <= b.at("end").get<std::string>());
    }
    CHECK(to.size() >= 8);
    days[b.at("sender")].insert(b.at("start").get<std::string>().substr(0, 10));
  }
  CHECK(broadcasts >= 10);
  CHECK(mailings >= 3);
  for (const auto& [sender, on] : days)
    CHECK_MESSAGE(on.size() >= 3, sender);

  REQUIRE(truth.at("number_changes").size() == 2);
  for (const auto& c : truth.at("number_changes")) {
    CHECK(c.at("detectable").get<bool>());
    std::uint64_t old_events = 0, new_events = 0;
    for (const auto& [id, e] : events) {
      const bool of_new = e.at("from") == c.at("new") || e.at("to") == c.at("new");
      const std::string kind = e.at("kind");
      if (kind == "location" || kind == "group") continue;  // ties between two count
      if (of_new) {
        CHECK(e.at("t").get<std::string>() >= c.at("first_new").get<std::string>());
        ++new_events;
      }
      old_events += e.at("from") == c.at("old") || e.at("to") == c.at("old");
    }
    CHECK(new_events == c.at("evidence").at("new_events"));
    CHECK(old_events == c.at("evidence").at("old_events"));
  }
  int relays = 0;
  for (const auto& r : truth.at("relays")) {
    if (!r.at("detectable").get<bool>()) continue;
    ++relays;
    const Json& first = events.at(r.at("events").at(0).get<std::string>());
    const Json& second = events.at(r.at("events").at(1).get<std::string>());
    CHECK(first.at("to") == second.at("from"));
    CHECK(first.at("from") == r.at("a"));
    CHECK(second.at("to") == r.at("c"));
  }
  CHECK(relays >= 3);
}

TEST_CASE("nobody is in two calls at once, whatever phones he carries") {
  Folder folder;
  Settings s = small();
  s.second_phones = 4;
  s.days = 7;
  generate(s, folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::map<std::string, std::set<std::string>> persons;  // number → who had it
  for (const auto& h : truth.at("handles"))
    if (h.at("person").is_string()) persons[h.at("handle")].insert(h.at("person").get<std::string>());
  std::map<std::string, std::set<std::pair<std::string, int>>> calls;  // person → start, length
  std::istringstream lines(folder.read("canonical.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const Json r = Json::parse(line);
    if (r.value("kind", "") != "call" || r.value("duration_s", 0) == 0) continue;
    for (const char* side : {"from", "to"})
      if (const auto& who = persons[r.at(side).get<std::string>()]; who.size() == 1)
        calls[*who.begin()].emplace(r.at("t").get<std::string>(), r.at("duration_s").get<int>());
  }
  auto seconds = [](const std::string& iso) {
    return parse_date(iso.substr(0, 10)) + std::stoll(iso.substr(11, 2)) * 3600 +
           std::stoll(iso.substr(14, 2)) * 60 + std::stoll(iso.substr(17, 2));
  };
  std::size_t looked_at = 0, at_once = 0;
  for (const auto& [person, list] : calls) {
    std::int64_t until = 0;
    for (const auto& [t, length] : list) {
      at_once += seconds(t) < until;
      until = std::max<std::int64_t>(until, seconds(t) + length);
      ++looked_at;
    }
  }
  CHECK(looked_at > 400);
  CHECK(at_once == 0);
}

TEST_CASE("a phone's clock error is in every time it shows, and in no other exhibit") {
  Folder folder;
  generate(preset_settings("demo"), folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::map<std::string, std::int64_t> offset;
  int wrong = 0, right = 0;
  for (const auto& d : truth.at("devices")) {
    offset[d.at("exhibit")] =
        d.at("skew_s").get<std::int64_t>() + d.at("zone_error_s").get<std::int64_t>();
    (offset[d.at("exhibit")] == 0 ? right : wrong)++;
  }
  CHECK(wrong >= 1);
  CHECK(right >= 1);
  auto seconds = [](const std::string& iso) {
    return parse_date(iso.substr(0, 10)) + std::stoll(iso.substr(11, 2)) * 3600 +
           std::stoll(iso.substr(14, 2)) * 60 + std::stoll(iso.substr(17, 2));
  };
  for (const Json& j : lines_of(folder.read("canonical.jsonl"))) {
    if (!j.contains("shown")) continue;
    CHECK(seconds(j.at("shown")) - seconds(j.at("t")) ==
          offset[j.at("exhibit").get<std::string>()]);
  }
}

TEST_CASE("a quotation stands in the statement where the truth says, exact ones word for word") {
  Folder folder;
  generate(preset_settings("demo"), folder.path());
  const Json truth = Json::parse(folder.read("truth.json"));
  std::map<std::string, std::string> text_of;
  for (const Json& j : lines_of(folder.read("canonical.jsonl")))
    if (j.contains("text")) text_of[j.at("event")] = j.at("text");
  int exact = 0;
  for (const auto& q : truth.at("quotes")) {
    const auto& at = q.at("target");
    const std::string statement = folder.read(at.at(1));
    const std::string said =
        statement.substr(at.at(3).get<std::size_t>(), at.at(4).get<std::size_t>());
    CHECK(statement[at.at(3).get<std::size_t>() - 1] == '"');
    if (q.at("kind") == "exact") {
      ++exact;
      CHECK(said == text_of.at(q.at("source")));
    } else {
      CHECK(said != text_of.at(q.at("source")));
    }
  }
  CHECK(exact >= 1);
  for (const auto& c : truth.at("contradictions"))
    for (const auto& v : c.at("versions")) {
      const auto& at = v.at("span");
      CHECK(folder.read(at.at(1)).substr(at.at(3).get<std::size_t>(),
                                         at.at(4).get<std::size_t>()) == v.at("value"));
    }
}

TEST_CASE("chats are written in the manner of each system and locale") {
  struct Wanted {
    const char* locale;
    WhatsAppSystem system;
    const char* line;
  };
  // 2025-07-03T20:05:09Z is 21:05:09 in London.
  const std::int64_t t = parse_date("2025-07-03") + 20 * 3600 + 5 * 60 + 9;
  const std::vector<Wanted> wanted{
      {"en-GB", WhatsAppSystem::ios, "[03/07/2025, 21:05:09] Ana: hi\r\n"},
      {"en-GB", WhatsAppSystem::android, "03/07/2025, 21:05 - Ana: hi\n"},
      {"en-US", WhatsAppSystem::ios, "[7/3/25, 9:05:09\xE2\x80\xAFPM] Ana: hi\r\n"},
      {"en-US", WhatsAppSystem::android, "7/3/25, 9:05\xE2\x80\xAFPM - Ana: hi\n"},
      {"de", WhatsAppSystem::android, "03.07.25, 21:05 - Ana: hi\n"},
      {"es", WhatsAppSystem::android, "3/7/25, 21:05 - Ana: hi\n"},
      {"pt-BR", WhatsAppSystem::android, "03/07/2025 21:05 - Ana: hi\n"},
      {"ro", WhatsAppSystem::android, "03.07.2025, 21:05 - Ana: hi\n"},
      {"pl", WhatsAppSystem::android, "3.07.2025, 21:05 - Ana: hi\n"},
      {"fr", WhatsAppSystem::android, "03/07/2025, 21:05 - Ana: hi\n"}};
  CHECK(whatsapp_locales().size() >= 5);
  for (const auto& w : wanted) {
    Folder folder;
    OutputTree tree(folder.path());
    Device device;
    device.folder = "X_1";
    device.system = w.system;
    device.locale = w.locale;
    device.zone = utc_zone;
    WhatsAppChat chat(tree, device, "Ana", false);
    WhatsAppChat::Line line{t, "Ana", "hi", ""};
    chat.message(line);
    line.deleted = true;
    chat.message(line);
    tree.flush();
    const std::string text = folder.read(chat.file().path());
    CHECK_MESSAGE(text.rfind(w.line, 0) == 0, w.locale << ": " << text);
    CHECK(valid_utf8(text));
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  }
}

TEST_CASE("a vCard folds after 75 octets and never inside a character") {
  for (const auto version : {VcardVersion::v2_1, VcardVersion::v3_0, VcardVersion::v4_0}) {
    Folder folder;
    OutputTree tree(folder.path());
    OutFile& file = tree.create("a.vcf", Encoding::utf8);
    std::string name;
    for (int i = 0; i < 30; ++i)
      name += "ștefănescu ";
    write_vcard(file, version, {name, "+447700900001", "a@example.org"});
    tree.flush();
    const std::string text = folder.read("a.vcf");
    CHECK(valid_utf8(text));
    std::istringstream in(text);
    std::string line;
    while (std::getline(in, line)) {
      CHECK(line.size() <= 76);  // 75 and CR
      CHECK(valid_utf8(line));
    }
  }
}

TEST_CASE("bulk files have exactly as many records as asked for, in order of time") {
  Folder folder;
  write_csv_messages(folder.path(), 1'234, 5);
  write_events(folder.path(), 4'321, 5);
  const std::string messages = folder.read("messages.csv"), events = folder.read("events.csv");
  CHECK(std::count(messages.begin(), messages.end(), '\n') == 1'235);
  CHECK(std::count(events.begin(), events.end(), '\n') == 4'322);
  std::istringstream in(events);
  std::string line, before;
  std::getline(in, line);
  while (std::getline(in, line)) {
    CHECK(line.substr(0, 19) >= before);
    before = line.substr(0, 19);
  }
}

TEST_CASE("settings that do not go together are refused with what is wrong") {
  for (const auto& name : preset_names())
    CHECK_MESSAGE(complaint(preset_settings(name)).empty(), name);
  CHECK_THROWS_WITH(preset_settings("nosuch"), doctest::Contains("demo"));
  Settings s = small();
  s.people = 40;
  s.customers = 60;
  CHECK(complaint(s).find("--people") != std::string::npos);
  s = small();
  s.languages = {"xx"};
  CHECK(complaint(s).find("xx") != std::string::npos);
  s = small();
  s.coverage = 120;
  CHECK_FALSE(complaint(s).empty());
  Folder folder;
  CHECK_THROWS_AS(generate(s, folder.path()), std::invalid_argument);
}

TEST_CASE("edges of the knobs: nothing planted, everything lost, one language, many groups") {
  Settings bare = small();
  bare.lines = bare.customers = bare.relays = bare.meetings = bare.groups = bare.hubs = 0;
  bare.number_changes = bare.line_changes = bare.second_phones = bare.passed_phones = 0;
  bare.statements = bare.bank_accounts = bare.cdr_exhibits = bare.corrupt_rows = 0;
  bare.money_chains = bare.payments = bare.protected_people = bare.namesakes = 0;
  bare.locations_a_day = bare.whatsapp_chats = 0;
  bare.decoy_bursts = false;
  bare.languages = {"zh"};
  Folder one;
  CHECK(generate(bare, one.path()).records >= bare.records);

  Settings lost = small();
  lost.coverage = 0;
  lost.cdr_exhibits = 0;
  Folder two;
  generate(lost, two.path());  // ends, though no record can be made

  Settings groups = small();
  groups.groups = 40;
  groups.group_max = 300;
  groups.groups_share = 100;
  groups.whole_core_change = true;
  Folder three;
  generate(groups, three.path());
  const Json truth = Json::parse(three.read("truth.json"));
  CHECK(truth.at("groups").size() == 40);
  CHECK(truth.at("number_changes").size() >= static_cast<std::size_t>(groups.core));
}

}  // namespace clew::gen
