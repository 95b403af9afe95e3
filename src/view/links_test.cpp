#include "view/links.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cctype>
#include <map>

#include "job/clocks.h"
#include "job/link_stage.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

using model::Direction;
using model::Participation;
using model::Role;

struct LinkCase : testing::NewCase {
  ThreadPool pool{1};
  Micros now = 1'741'000'000'000'000;

  struct Text {
    Direction direction;
    std::string other;  // the only number written in the row
    std::string words;
    int minute;  // -1: no time
  };
  // `filled`: the owner's number as well stands in every row, as an extraction that was told it writes.
  void add(const std::string& ref, std::optional<std::string> owner, const std::vector<Text>& texts, bool filled = false) {
    testing::OneFile file(*made, ref, owner);
    for (const auto& text : texts) {
      model::Record record;
      record.service = "SMS";
      record.direction = text.direction;
      record.text = text.words;
      Participation there;
      there.role = text.direction == Direction::out ? Role::to : Role::from;
      there.identifier = {model::IdentifierKind::phone, text.other, ""};
      record.participants.push_back(there);
      if (text.minute >= 0) {
        model::Time time;
        time.kind = model::TimeKind::sent;
        time.utc = now + text.minute * 60 * micros_per_second;
        time.certainty = model::Certainty::exact;
        record.times.push_back(time);
      }
      casefile::NormalForm form;
      form.normal = text.other;
      std::vector<casefile::NormalForm> forms{form};
      if (filled) {
        Participation here;
        here.role = text.direction == Direction::out ? Role::from : Role::to;
        here.identifier = {model::IdentifierKind::phone, *owner, ""};
        record.participants.push_back(here);
        form.normal = *owner;
        forms.push_back(form);
      }
      file.add(record, forms);
    }
    file.end();
  }
};

}  // namespace

TEST_CASE("every event that a line counts has its records, though only the exhibit says who its owner is") {
  const std::string ana = "+447700900101", ben = "+447700900102", cleo = "+447700900103";
  LinkCase c;
  c.add("A/1", ana,
        {{Direction::out, ben, "the train is at nine", 0},
         {Direction::in, ben, "bring the keys", 5},
         {Direction::out, cleo, "rain again", 6},
         {Direction::out, ben, "left the parcel there", -1}});
  c.add("B/1", ben, {{Direction::in, ana, "the train is at nine", 0}});
  c.add("C/1", std::nullopt, {{Direction::out, ben, "see you at the market", 20}});
  job::run_link_stage(*c.made, job::name_owners(*c.made), c.pool, {});
  CaseView view(*c.made, {"Ana"});
  auto lines = links(view, c.pool);
  REQUIRE(lines.size() == 3);
  std::size_t pairs_of_ana = 0;
  for (const auto& line : lines) {
    auto records = link_records(view, c.pool, line.a_id, line.b_id);
    CHECK(records == link_records(view, c.pool, line.b_id, line.a_id));
    CHECK(static_cast<std::int64_t>(records.size()) >= line.count);
    if (line.a.raw_for_analysis() == ana && line.b.raw_for_analysis() == ben) {
      ++pairs_of_ana;
      CHECK(line.count == 3);
      REQUIRE(records.size() == 4);  // one event stands on both phones; the undated one comes last
      CHECK(records.back().value == model::record_id({1}, 4).value);
      CHECK(link_records(view, c.pool, line.a_id, line.b_id, 2).size() == 2);
      // As many as a line counts: each event once; a line of the chart counts the dated ones, in its interval.
      LinkRecordFilter once;
      once.copies = false;
      CHECK(link_records(view, c.pool, line.a_id, line.b_id, once).size() == 3);
      once.undated = false;
      CHECK(link_records(view, c.pool, line.a_id, line.b_id, once).size() == 2);
      once.undated = true;
      once.from = *line.last;
      CHECK(link_records(view, c.pool, line.a_id, line.b_id, once).size() == 1);
      once.to = *line.last;
      CHECK(link_records(view, c.pool, line.a_id, line.b_id, once).empty());
    } else {
      CHECK(records.size() == 1);
    }
  }
  CHECK(pairs_of_ana == 1);
  CHECK(link_records(view, c.pool, 999, 1).empty());
}

TEST_CASE("who is named only as saved counts under the number that the same phone shows beside the name, if there is one only") {
  const std::string ana = "+447700900101", ben = "+447700900102", cleo = "+447700900103", other = "+447700900104";
  LinkCase c;
  testing::OneFile file(*c.made, "A/1", ana);
  auto phone = [](Role role, const std::string& number, const std::string& name) {
    return Participation{role, {model::IdentifierKind::phone, number, ""}, name};
  };
  auto named = [](Role role, const std::string& name) {
    return Participation{role, {model::IdentifierKind::name, name, "WhatsApp"}, name};
  };
  auto add = [&](model::RecordKind kind, Direction direction, std::vector<Participation> people, int minute, const std::string& chat) {
    model::Record record;
    record.kind = kind;
    record.service = "WhatsApp";
    record.direction = direction;
    if (kind == model::RecordKind::message) {
      record.text = fmt::format("line {}", minute);
      record.chat_key = chat;
      record.chat_title = chat;
      model::Time time;
      time.kind = model::TimeKind::sent;
      time.utc = c.now + minute * 60 * micros_per_second;
      time.certainty = model::Certainty::exact;
      record.times.push_back(time);
    }
    std::vector<casefile::NormalForm> forms;
    for (const auto& person : people) {
      casefile::NormalForm form;
      const bool name = person.identifier.kind == model::IdentifierKind::name;
      form.normal = person.identifier.raw;
      for (char& letter : form.normal) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      form.scope = name ? "A/1" : "";
      forms.push_back(form);
    }
    record.participants = std::move(people);
    file.add(record, forms);
  };
  using model::RecordKind;
  add(RecordKind::contact, Direction::unknown, {named(Role::subject, "Ben"), phone(Role::subject, ben, "Ben")}, 0, "");
  add(RecordKind::contact, Direction::unknown, {named(Role::subject, "Cleo"), phone(Role::subject, cleo, "Cleo")}, 0, "");
  add(RecordKind::contact, Direction::unknown, {named(Role::subject, "Cleo"), phone(Role::subject, other, "Cleo")}, 0, "");
  add(RecordKind::message, Direction::in, {phone(Role::from, ben, "")}, 1, "with a number");
  add(RecordKind::message, Direction::in, {named(Role::from, "Ben"), named(Role::to, "Ana")}, 2, "Ben");
  add(RecordKind::message, Direction::out, {named(Role::from, "Ana"), named(Role::to, "Ben")}, 3, "Ben");
  add(RecordKind::message, Direction::in, {named(Role::from, "Cleo"), named(Role::to, "Ana")}, 4, "Cleo");
  // A chat to which nobody answered says by its title alone to whom.
  c.made->db().run("INSERT INTO conversation VALUES (90, 1, 'WhatsApp', 'k:ben', 'Ben'); "
                   "UPDATE record SET conversation_id = 90 WHERE id = (SELECT max(id) - 1 FROM record); "
                   "DELETE FROM participation WHERE record_id = (SELECT max(id) - 1 FROM record) AND role = 'to'");
  file.end();
  job::run_link_stage(*c.made, job::name_owners(*c.made), c.pool, {});
  CaseView view(*c.made, {"Ana"});
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> seen;
  for (const auto& line : links(view, c.pool)) {
    const bool first = line.a.raw_for_analysis() == ana;
    seen[(first ? line.b : line.a).raw_for_analysis()] = {line.count, line.by_saved_name};
    if ((first ? line.b : line.a).raw_for_analysis() == ben) CHECK(link_records(view, c.pool, line.a_id, line.b_id).size() == 3);
  }
  using Count = std::pair<std::int64_t, std::int64_t>;
  CHECK(seen == std::map<std::string, std::pair<std::int64_t, std::int64_t>>{{ben, Count{3, 2}}, {"cleo", Count{1, 0}}});
}

TEST_CASE("a phone that was told a later number and is an hour fast stands under its earlier number, at the time of the others") {
  const std::string ben = "+447700900102", cleo = "+447700900103", dina = "+447700900106";
  const std::string earlier = "+447700900104", later = "+447700900105";
  LinkCase c;
  std::vector<LinkCase::Text> fast, of_ben, of_dina;
  for (int i = 0; i < 16; ++i) {
    bool out = i % 2 == 0;
    auto words = fmt::format("the bus number {} leaves at the market", i * 37 + 100);
    fast.push_back({out ? Direction::out : Direction::in, ben, words, i * 200 + 60});
    of_ben.push_back({out ? Direction::in : Direction::out, i < 8 ? earlier : later, words, i * 200});
    auto others = fmt::format("rain from {} o'clock in the valley", i * 41 + 300);
    of_ben.push_back({Direction::in, dina, others, i * 200 + 90});
    of_dina.push_back({Direction::out, ben, others, i * 200 + 90});
  }
  fast.push_back({Direction::out, cleo, "the keys are under the mat", 500 + 60});
  fast.push_back({Direction::out, cleo, "the parcel is at the desk", 2500 + 60});
  c.add("A/1", later, fast, true);
  c.add("B/1", ben, of_ben);
  c.add("C/1", dina, of_dina);
  job::run_link_stage(*c.made, job::name_owners(*c.made), c.pool, {});
  auto& db = c.made->db();
  REQUIRE(db.integer("SELECT count(*) FROM own_number") == 1);
  CHECK(*db.text("SELECT normal FROM own_number JOIN handle h ON h.id = handle_id") == earlier);
  CHECK(db.integer("SELECT support FROM own_number") == 8);
  auto events = job::open_events(*c.made, c.pool);
  CHECK(events.events.size() == 16 + 16 + 2);
  std::vector<std::pair<std::string, std::int64_t>> alone;
  auto name = [&](link::Handle h) { return *db.text(fmt::format("SELECT normal FROM handle WHERE id = {}", events.handles[h].value).c_str()); };
  for (std::uint32_t i = 0; i < events.events.size(); ++i)
    if (name(events.events.to(i)) == cleo)
      alone.emplace_back(name(events.events.from(i)), (events.events.time(i) * 1000 - c.now) / micros_per_second);
  CHECK(alone == std::vector<std::pair<std::string, std::int64_t>>{{earlier, 500 * 60}, {later, 2500 * 60}});
  // The records say what they said.
  CHECK(db.integer("SELECT count(*) FROM record WHERE id >> 32 = 1 AND (utc - 1741000000000000) / 60000000 = 560") == 1);
}

TEST_CASE("of a table of several phones each has a clock and a note of its own, whatever the phones are called") {
  testing::NewCase made;
  {
    testing::OneFile file(*made.made, "A/1");
    file.end();
  }
  auto& db = made.made->db();
  // As an exhibit may call them: with a colon as the note has it, over two lines, with a terminal's escape.
  const std::vector<std::string> phones{"A", "A: B", "two\nlines", "\x1b[31mC"};
  std::string note;
  for (std::size_t i = 0; i < phones.size(); ++i) {
    const job::ClockPart part{"", phones[i]};
    CHECK(job::ClockPart::of(part.text()).device == phones[i]);
    db.prepare("INSERT INTO clock_piece VALUES (1, ?1, 0, NULL, NULL, ?2, 'clock')").bind_all(part.text(), static_cast<std::int64_t>(i) * 1'000'000).run();
    note += (i ? "\n" : "") + part.label() + ": " + std::to_string(i) + " s ahead";
  }
  db.prepare("INSERT INTO clock_offset VALUES (1, 0, 9, 1, 'clock', ?1)").bind_all(note).run();
  CHECK(job::ClockPart::of("delimited, device A, device B").device == "A, device B");
  CHECK(job::ClockPart::of("delimited").device.empty());
  for (const char* text : {"received", "received, whatsapp-text", "received, delimited, device A"}) {
    CHECK(job::ClockPart::of(text).received);
    CHECK(job::ClockPart::of(text).text() == text);
  }
  CHECK_FALSE(job::ClockPart::of("device received").received);
  CaseView view(*made.made, {"Ana"});
  const auto found = clocks(view);
  REQUIRE(found.size() == phones.size());
  for (const auto& clock : found) CHECK(clock.note == std::to_string(static_cast<int>(clock.offset_s)) + " s ahead");
}

}  // namespace clew::view
