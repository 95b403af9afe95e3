#include "view/translation.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "casefile/digest.h"
#include "job/detect_stage.h"
#include "job/translate_control.h"
#include "job/translate_stage.h"
#include "language/exchange.h"
#include "view/records.h"
#include "view/sample.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

namespace fs = std::filesystem;

struct TranslationCase : testing::NewCase {
  explicit TranslationCase(const std::vector<std::string>& texts) { add("A/1", texts); }
  void add(const std::string& ref, const std::vector<std::string>& texts) {
    testing::OneFile file(*made, ref);
    for (const auto& text : texts) {
      model::Record record;
      record.text = text;
      file.add(record);
    }
    file.end();
    job::run_detect_stage(*made, {});
  }
  // As if an engine had translated every Romanian line.
  void translate_by_hand() {
    made->db().run(
        "INSERT INTO translation(text_hash, source, language, text, engine, engine_version, "
        "settings, status, reason, marks) "
        "SELECT DISTINCT r.text_hash, r.text, l.code, 'machine ' || r.text, 'test', '1', 'ro→en', "
        "'translated', '', '[]' FROM "
        "record r JOIN record_language l ON l.record_id = r.id WHERE l.code = 'ro'");
    made->db().run(
        "UPDATE record_language SET status = 'translated', translation_id = (SELECT t.id FROM "
        "translation t JOIN record "
        "r ON r.text_hash = t.text_hash WHERE r.id = record_id) WHERE code = 'ro'");
  }
  std::string shown(const char* id) {
    CaseView view(*made, {"Ana"});
    RecordReader reader(view);
    auto record = reader.load(*reader.find(id));
    return record->translation
               ? record->translation->status + ": " + record->translation->text.raw_for_analysis()
               : "";
  }
};

const std::vector<std::string> lines = {
    "vin maine la gara cu trenul", "nu am bani acum frate", "vin maine la gara cu trenul",
    "adu marfa la depozit diseara te rog", "see you tomorrow at the station"};

}  // namespace

TEST_CASE("a correction is shown on every identical line and on no other") {
  TranslationCase c(lines);
  c.translate_by_hand();
  CaseView view(*c.made, {"Ana"});
  const auto done = correct_translation(view, "A/1#1", "I come to the station by train tomorrow",
                                        "checked by ear");
  CHECK(done.records == 2);
  CHECK(c.shown("A/1#1") == "human-checked: I come to the station by train tomorrow");
  CHECK(c.shown("A/1#3") == c.shown("A/1#1"));
  CHECK(c.shown("A/1#2") == "translated: machine nu am bani acum frate");
  CHECK(c.made->db().integer(
            "SELECT count(*) FROM record_language WHERE status = 'human-checked'") == 2);
  // Identical lines that come in later have it too; the machine's own translation stays.
  c.add("A/2", {"vin maine la gara cu trenul"});
  CHECK(c.shown("A/2#1") == c.shown("A/1#1"));
  CHECK(c.made->db().integer("SELECT count(*) FROM translation WHERE text LIKE 'machine vin%'") ==
        1);
  CHECK_THROWS_AS(correct_translation(view, "A/1#99", "x", ""), Error);
  CHECK_THROWS_AS(correct_translation(view, "A/1#1", "  ", ""), Error);
}

TEST_CASE("an interpreter's file comes back whole, and what was altered in it is refused") {
  TranslationCase c(lines);
  c.translate_by_hand();
  CaseView view(*c.made, {"Ana"});
  for (const char* name : {"pack.xlsx", "pack.xlf"}) {
    const auto file = c.directory.path() / name;
    CHECK(export_lines(view, file, {}) == 3);  // distinct lines that are not English
    auto pack = language::read_exchange(file);
    REQUIRE(pack.rows.size() == 3);
    CHECK(pack.rows[0].id == "A/1#1");
    CHECK(pack.rows[0].records == "2");
    // Nothing filled in: nothing happens.
    const auto before = casefile::digest(*c.made);
    auto result = import_lines(view, file, "M. Example");
    CHECK(result.unchanged == 3);
    CHECK(casefile::digest(*c.made) == before);
    pack.rows[0].english = fmt::format("by {}: I come tomorrow", name);
    pack.rows[1].english = "I have no money";
    pack.rows[1].original += "!";
    pack.rows[2].verdict = "minor";
    (std::string(name).ends_with("x") ? language::write_xlsx : language::write_xliff)(
        file, pack.head, pack.rows);
    result = import_lines(view, file, "M. Example");
    CHECK(result.corrections == 1);
    CHECK(result.verdicts == 1);
    REQUIRE(result.refused.size() == 1);
    CHECK(result.refused[0].why.find("altered") != std::string::npos);
    CHECK(c.shown("A/1#3") == fmt::format("human-checked: by {}: I come tomorrow", name));
    CHECK(c.shown("A/1#2") == "translated: machine nu am bani acum frate");
    CHECK(c.made->db().text("SELECT author FROM translation_correction ORDER BY id DESC LIMIT 1") ==
          "M. Example");
    CHECK_THROWS_AS(import_lines(view, file, ""), Error);
  }
  const auto quality = translation_quality(view);
  REQUIRE(quality.size() == 1);
  CHECK(quality[0].language == "ro");
  // The file was no sample, so its verdict is in no rate.
  CHECK(quality[0].judged == 0);
  CHECK(quality[0].picked == 1);
}

TEST_CASE("a file that comes back late does not undo what somebody corrected meanwhile") {
  TranslationCase c(lines);
  c.translate_by_hand();
  CaseView view(*c.made, {"Ana"});
  correct_translation(view, "A/1#1", "first reading", "", "M. Example");
  const auto file = c.directory.path() / "late.xlsx";
  export_lines(view, file, {});
  auto pack = language::read_exchange(file);
  REQUIRE(pack.rows.size() == 3);
  REQUIRE(pack.rows[0].english == "first reading");
  pack.head.made_utc = "2020-01-01T00:00:00.000000Z";  // long before
  correct_translation(view, "A/1#1", "second reading", "", "R. Example");
  correct_translation(view, "A/1#2", "I have no money now, bro", "", "R. Example");
  // The first cell as it went out, the second filled in by the interpreter, the third a blank.
  pack.rows[1].english = "I have no cash";
  pack.rows[2].english = "  ";
  language::write_xlsx(file, pack.head, pack.rows);
  const auto result = import_lines(view, file, "M. Example");
  CHECK(result.corrections == 0);
  CHECK(result.unchanged == 2);
  REQUIRE(result.refused.size() == 1);
  CHECK(result.refused[0].why.find("R. Example") != std::string::npos);
  CHECK(c.shown("A/1#1") == "human-checked: second reading");
  CHECK(c.shown("A/1#2") == "human-checked: I have no money now, bro");
  CHECK(c.shown("A/1#4") == "translated: machine adu marfa la depozit diseara te rog");
  // The interpreter's own second delivery of the same file counts.
  pack.rows[0].english.clear();
  pack.rows[1].english.clear();
  pack.rows[2].english = "bring the goods tonight";
  language::write_xlsx(file, pack.head, pack.rows);
  CHECK(import_lines(view, file, "M. Example").corrections == 1);
  pack.rows[2].english = "bring the goods to the depot tonight";
  language::write_xlsx(file, pack.head, pack.rows);
  CHECK(import_lines(view, file, "M. Example").corrections == 1);
  CHECK(c.shown("A/1#4") == "human-checked: bring the goods to the depot tonight");
}

TEST_CASE("a verdict counts for the translation that was judged, however it is typed") {
  TranslationCase c(lines);
  c.translate_by_hand();
  CaseView view(*c.made, {"Ana"});
  const auto file = c.directory.path() / "judged.xlf";
  export_lines(view, file, {});
  auto pack = language::read_exchange(file);
  pack.rows[0].verdict = "Major ";
  pack.rows[1].verdict = "ok";
  pack.rows[1].machine = "what an older model made";
  language::write_xliff(file, pack.head, pack.rows);
  const auto result = import_lines(view, file, "M. Example");
  CHECK(result.verdicts == 1);
  REQUIRE(result.refused.size() == 1);
  CHECK(result.refused[0].why.find("not the one shown") != std::string::npos);
}

TEST_CASE("the doubts of low-confidence lines are counted by language, and the engines named") {
  TranslationCase c(lines);
  c.translate_by_hand();
  c.made->db().run(
      "UPDATE translation SET marks = '[\"number-lost\",\"read-as\"]'; "
      "UPDATE record_language SET status = 'low-confidence' WHERE translation_id IS NOT NULL AND record_id & 1 = 1");
  CaseView view(*c.made, {"Ana"});
  const auto doubts = translation_doubts(view);
  REQUIRE(doubts.size() == 1);  // "read-as" is none
  CHECK(doubts[0].language == "ro");
  CHECK(doubts[0].mark == "number-lost");
  CHECK(doubts[0].lines == 2);
  const auto engines = translation_engines(view);
  REQUIRE(engines.size() == 1);
  CHECK(engines[0].engine == "test");
  CHECK(engines[0].texts == 3);
}

TEST_CASE("a sample is drawn by its seed alone") {
  std::vector<std::string> many;
  for (int i = 0; i < 300; ++i)
    many.push_back(fmt::format("vin maine la gara cu trenul de la ora {}", i));
  TranslationCase c(many);
  c.translate_by_hand();
  CaseView view(*c.made, {"Ana"});
  const auto drawn = [&](std::uint64_t seed) {
    PackOptions options;
    options.sample = 20;
    options.seed = seed;
    CHECK(export_lines(view, c.directory.path() / "s.xlf", options) == 20);
    std::vector<std::string> ids;
    for (const auto& row : language::read_exchange(c.directory.path() / "s.xlf").rows)
      ids.push_back(row.id);
    return ids;
  };
  CHECK(drawn(1) == drawn(1));
  CHECK(drawn(1) != drawn(2));
}

TEST_CASE("an error rate counts what was drawn at random, and no line that somebody picked") {
  std::vector<std::string> many;
  for (int i = 0; i < 60; ++i)
    many.push_back(fmt::format("vin maine la gara cu trenul de la ora {}", i));
  TranslationCase c(many);
  c.translate_by_hand();
  CaseView view(*c.made, {"Ana"});
  const auto draw = next_draw(view, "ro", 20);
  CHECK(draw.name() == "1/20 ro");
  const auto ids = drawn_records(view, draw);
  REQUIRE(ids.size() == 20);
  CHECK(ids == drawn_records(view, draw_from("1/20 ro")));
  const auto name = [](std::int64_t id) { return fmt::format("A/1#{}", id & 0xFFFFFFFF); };
  judge_translation(view, name(ids[0]), "ok", "", draw.name());
  judge_translation(view, name(ids[1]), "minor", "", draw.name());
  judge_translation(view, name(ids[2]), "ok", "", draw.name());
  judge_translation(view, name(ids[2]), "major", "on second thoughts", draw.name());
  judge_translation(view, name(ids[3]), "major", "");                      // caught the eye
  judge_translation(view, name(ids[4]), "major", "", "1/20 of low-confidence");  // drawn among the doubtful ones only
  judge_translation(view, name(ids[0]), "major", "");                      // a picked verdict does not push a drawn one out
  const auto quality = translation_quality(view);
  REQUIRE(quality.size() == 1);
  CHECK(quality[0].judged == 3);
  CHECK(quality[0].minor == 1);
  CHECK(quality[0].major == 1);
  CHECK(quality[0].picked == 3);
  CHECK(quality[0].error_low == doctest::Approx(wilson(2, 3).first));
  // The draw goes on under its name, and the next one is another.
  const auto begun = begun_draws(view);
  REQUIRE(begun.size() == 2);
  CHECK(begun[1].name == "1/20 ro");
  CHECK(begun[1].judged == 3);
  CHECK(next_draw(view, "", 20).name() == "2/20");
  JsonWriter out;
  CHECK(write_sample_json(out, view, draw) == 20);
  const auto json = out.take();
  CHECK(json.find("\"draw\":\"1/20 ro\"") != std::string::npos);
  CHECK(json.find("on second thoughts") != std::string::npos);
  for (const char* bad : {"", "7", "x/20", "7/x", "7/0", "7/20 of refused", "7/999999999"})
    CHECK_THROWS_AS(draw_from(bad), Error);
}

TEST_CASE("Wilson's interval is that of the tables") {
  const auto [low, high] = wilson(5, 100);
  CHECK(low == doctest::Approx(0.02154).epsilon(0.001));
  CHECK(high == doctest::Approx(0.11175).epsilon(0.001));
  CHECK(wilson(0, 10).first == 0);
  CHECK(wilson(0, 10).second == doctest::Approx(0.27753).epsilon(0.001));
  CHECK(wilson(0, 0).second == 1);
}

TEST_CASE("a glossary term sends the lines that hold it back into the queue, and only those") {
  TranslationCase c(lines);
  c.translate_by_hand();
  CaseView view(*c.made, {"Ana"});
  NewTerm term;
  term.language = "ro";
  term.term = "MARFĂ";
  term.english = "goods";
  CHECK_THROWS_AS(add_term(view, term), Error);  // no source
  term.source = "briefing";
  const auto change = add_term(view, term);
  // "marfa" is the term without its accents.
  CHECK(change.waiting == 1);
  CHECK(c.made->db().integer("SELECT count(*) FROM record_language WHERE status = 'pending'") == 1);
  CHECK(c.shown("A/1#4") == "pending: machine adu marfa la depozit diseara te rog");
  REQUIRE(glossary(view).size() == 1);
  CHECK(glossary(view)[0].author == "Ana");
  remove_term(view, change.id);
  CHECK(glossary(view).empty());
  CHECK(glossary(view, true).size() == 1);
  CHECK_THROWS_AS(remove_term(view, change.id), Error);
  term.use = "nonsense";
  CHECK_THROWS_AS(add_term(view, term), Error);
}

TEST_CASE("wishes what to translate first are kept newest first, without a lock on the case") {
  TranslationCase c(lines);
  job::TranslateControl control(c.made->directory());
  control.put_first({"language", "ro"});
  control.put_first({"exhibit", "A/1"});
  control.put_first({"language", "ro"});
  const job::TranslateControl other(c.made->directory());
  CHECK(other.first() == std::vector<job::First>{{"language", "ro"}, {"exhibit", "A/1"}});
  CHECK_FALSE(other.state().running);
  CHECK(control.begin());
  CHECK(other.state().running);
  job::TranslateControl third(c.made->directory());
  CHECK_FALSE(third.begin());
  third.ask_to_stop();
  CHECK(control.asked_to_stop());
  control.end();
  CHECK_FALSE(other.state().running);
  CHECK_THROWS_AS(control.put_first({"person", "x"}), Error);
  control.clear_first();
  CHECK(other.first().empty());
}

}  // namespace clew::view
