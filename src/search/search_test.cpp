#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/error.h"
#include "casefile/writer.h"
#include "search/highlight.h"
#include "search/index.h"

namespace clew::search {
namespace {

namespace fs = std::filesystem;

struct TempCase {
  fs::path root;
  std::optional<casefile::Case> made;
  ThreadPool pool{2};

  TempCase() {
    static int number = 0;
    root = fs::temp_directory_path() / fmt::format("clew-search-test-{}-{}", ::getpid(), number++);
    fs::remove_all(root);
    fs::create_directories(root);
    casefile::CaseInfo info;
    info.reference = "OP-TEST";
    info.authority = "test";
    info.purpose = "test";
    info.review_date = "2030-01-01";
    made = casefile::Case::create(root / "a.clew", info);
  }
  ~TempCase() {
    made.reset();
    fs::remove_all(root);
  }
  casefile::Case& get() { return *made; }

  static model::Record message(std::string text, std::string from = {}, std::string name = {}) {
    model::Record record;
    record.kind = model::RecordKind::message;
    record.text = std::move(text);
    if (!from.empty())
      record.participants.push_back({model::Role::from,
                                     {model::IdentifierKind::phone, std::move(from), ""},
                                     std::move(name)});
    return record;
  }
  // An exhibit of records; the normal form of a participant is what it was given.
  model::ExhibitId add(const std::string& ref, const std::vector<model::Record>& records) {
    casefile::Writer writer(*made);
    casefile::ExhibitInfo exhibit;
    exhibit.ref = exhibit.name = ref;
    exhibit.kind = "file";
    exhibit.sha256 = ref;
    exhibit.storage = "reference";
    auto id = writer.begin_exhibit(exhibit);
    fill(writer, id, records);
    return id;
  }
  static void fill(casefile::Writer& writer, model::ExhibitId id,
                   const std::vector<model::Record>& records) {
    casefile::FileInfo file;
    file.path = {"f.csv"};
    auto file_id = writer.begin_file(id, file);
    for (const auto& record : records) {
      std::vector<casefile::NormalForm> forms;
      for (const auto& p : record.participants)
        forms.push_back({p.identifier.raw, "", "", ""});
      writer.add(file_id, record, forms);
    }
    writer.end_file(file_id, {"test", "1", "", "read", {}, {}});
    writer.end_exhibit(id, "complete");
  }
  model::ExhibitId add_texts(const std::string& ref, const std::vector<std::string>& texts) {
    std::vector<model::Record> records;
    for (const auto& text : texts)
      records.push_back(message(text));
    return add(ref, records);
  }
  void translate(std::int64_t record, const std::string& english) {
    auto& db = made->db();
    db.prepare(
          "INSERT INTO translation(text_hash, source, language, text, engine, engine_version, "
          "settings, status, reason, "
          "marks) SELECT text_hash, text, 'xx', ?2, 'gloss', ?2, '', 'translated', '', '[]' FROM "
          "record WHERE id = ?1")
        .bind_all(record, english)
        .run();
    db.prepare("INSERT OR REPLACE INTO record_language VALUES (?1, 'xx', 1, 'translated', '', ?2)")
        .bind_all(record, db.last_rowid())
        .run();
  }
  // Numbers within the first exhibit.
  std::vector<std::int64_t> find(std::string_view query) {
    update_index(*made, pool);
    auto index = Index::open(*made);
    REQUIRE(index);
    Tokenizer tokenizer;
    auto ids = index->find(parse_query(query, tokenizer));
    for (auto& id : ids)
      id &= 0xffffffff;
    return ids;
  }
};

using Numbers = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("words are found without case, accents and direction marks, in both ways") {
  TempCase c;
  c.add_texts("A", {"Vin mâine la gară", "vin maine la GARA", "Tôi đến nhà ga lúc tám giờ",
                    "toi den nha ga luc tam gio", "\u202Bgar\u00ADă\u202C", "ＧＡＲＡ"});
  CHECK(c.find("maine") == Numbers{1, 2});
  CHECK(c.find("mâine") == Numbers{1, 2});
  CHECK(c.find("gara") == Numbers{1, 2, 5, 6});
  CHECK(c.find("đến") == Numbers{3, 4});
  CHECK(c.find("den nha") == Numbers{3, 4});
  CHECK(c.find("\"tam gio\"") == Numbers{3, 4});
  CHECK(c.find("\"gio tam\"").empty());
  CHECK(c.find("xyz").empty());
}

TEST_CASE("other alphabets are found in Latin letters and in their own") {
  TempCase c;
  c.add_texts("A", {"Иван едет в Москву", "Ivan edet", "Η Μαρία ήρθε", "مُحَمَّد في المدرسة",
                    "محمد فى المدرسه", "किताब", "٠٧٧٠٠ ٩٠٠١٢٣"});
  CHECK(c.find("ivan") == Numbers{1, 2});
  CHECK(c.find("ИВАН") == Numbers{1, 2});
  CHECK(c.find("maria") == Numbers{3});
  CHECK(c.find("محمد المدرسة") == Numbers{4, 5});
  CHECK(c.find("في") == Numbers{4, 5});
  CHECK(c.find("किताब") == Numbers{6});
  CHECK(c.find("кит*") == Numbers{6});  // by sound, through Latin letters
  CHECK(c.find("моск*") == Numbers{1});
  CHECK(c.find("07700") == Numbers{7});
}

TEST_CASE("every part of a Chinese, Japanese, Korean, Thai or Khmer line is found") {
  TempCase c;
  std::vector<std::string> texts = {"我们明天在火车站见面", "警察局在哪里",  "火車站很遠",
                                    "駅でまっています",     "ﾀｸｼｰ タクシー", "내일 역에서 만나요",
                                    "พรุ่งนี้เจอกันที่สถานี",       "ជួបគ្នានៅស្ថានីយ",  "见 面"};
  c.add_texts("A", texts);
  CHECK(c.find("火车") == Numbers{1, 3});  // traditional and simplified
  CHECK(c.find("警察") == Numbers{2});
  CHECK(c.find("见面") == Numbers{1});
  CHECK(c.find("面") == Numbers{1, 9});
  CHECK(c.find("\"明天在火车站\"") == Numbers{1});
  CHECK(c.find("天在火") == Numbers{1});
  CHECK(c.find("天火").empty());
  CHECK(c.find("たくしー") == Numbers{5});
  CHECK(c.find("역에") == Numbers{6});
  CHECK(c.find("สถานี") == Numbers{7});
  CHECK(c.find("គ្នា") == Numbers{8});
}

TEST_CASE("scripts meet in one phrase") {
  TempCase c;
  c.add_texts("A", {"我在Paris吃饭了", "在 Paris 吃饭"});
  CHECK(c.find("\"我在Paris\"") == Numbers{1});
  CHECK(c.find("\"在Paris吃\"") == Numbers{1, 2});
  CHECK(c.find("\"Paris吃饭了\"") == Numbers{1});
}

TEST_CASE(
    "a translation is searched with its original, replaced when it changes, and gone when "
    "withdrawn") {
  TempCase c;
  auto exhibit = c.add_texts("A", {"Vin mâine la gară", "Banii sunt la mine"});
  auto first = model::record_id(exhibit, 1).value;
  CHECK(c.find("station").empty());
  c.translate(first, "I come to the station tomorrow");
  CHECK(c.find("station") == Numbers{1});
  CHECK(c.find("gara station") == Numbers{1});  // one word here, the other there
  c.translate(first, "I am coming to the railway tomorrow");
  CHECK(c.find("station").empty());
  CHECK(c.find("railway") == Numbers{1});
  c.get()
      .db()
      .prepare(
          "INSERT INTO translation_correction(text_hash, source, language, text, author, made_utc, "
          "note) SELECT text_hash, "
          "text, 'xx', 'By the platform tomorrow', 'Ana', 0, '' FROM record WHERE id = ?1")
      .bind_all(first)
      .run();
  CHECK(c.find("railway").empty());
  CHECK(c.find("platform") == Numbers{1});
  c.get().db().run(
      "UPDATE record_language SET translation_id = NULL; DELETE FROM translation_correction");
  // The old text is not there any more to be taken out: the index is made anew.
  CHECK(c.find("platform").empty());
  CHECK(c.find("gara") == Numbers{1});
}

TEST_CASE("letters folded one by one give what ICU gives the whole word") {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  const auto* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
  std::unique_ptr<icu::Transliterator> latin(icu::Transliterator::createInstance(
      "Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, where, status));
  REQUIRE(U_SUCCESS(status));
  auto letters_of = [](const icu::UnicodeString& text) {
    icu::UnicodeString kept;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
      if (u_isalnum(text.char32At(i))) kept.append(text.char32At(i));
    return kept;
  };
  std::vector<UChar32> letters;
  for (UChar32 c = '0'; c < 0x1F00; ++c)
    if ((c < 0x80 || (c >= 0xC0 && c < 0x250) || (c >= 0x400 && c < 0x530) || c >= 0x1E00) && u_isalnum(c) &&
        c != 0x130)  // its small letter has a mark of its own, which letters_of() drops
      letters.push_back(c);
  std::mt19937 random(7);
  Tokenizer tokenizer;
  for (int n = 0; n < 20'000; ++n) {
    icu::UnicodeString word;
    for (auto length = 1 + random() % 7; length > 0; --length)
      word.append(random() % 3 ? letters[random() % letters.size()] : static_cast<UChar32>('a' + random() % 26));
    auto exact = letters_of(nfkc->normalize(word, status));
    auto base = exact;
    latin->transliterate(base);
    std::string raw, want_exact, want_folded;
    word.toUTF8String(raw);
    exact.toUTF8String(want_exact);
    letters_of(base).toUTF8String(want_folded);
    auto pieces = words_of(tokenizer, raw);
    REQUIRE_MESSAGE(pieces.size() == 1, raw);
    CHECK_MESSAGE(pieces[0].exact == want_exact, raw);
    CHECK_MESSAGE(pieces[0].folded == (want_folded.empty() ? want_exact : want_folded), raw);
  }
}

TEST_CASE("operators: OR before AND, minus, prefix, fields and filters") {
  TempCase c;
  auto call = TempCase::message("");
  call.kind = model::RecordKind::call;
  call.participants = {
      {model::Role::caller, {model::IdentifierKind::phone, "+447700900123", ""}, "Ana Pop"}};
  auto card = TempCase::message("");
  card.kind = model::RecordKind::contact;
  card.participants = {
      {model::Role::subject, {model::IdentifierKind::phone, "+447700900456", ""}, "Ana Pop"}};
  c.add("A", {TempCase::message("taxi to the airport", "+447700900123", "Ana Pop"),
              TempCase::message("taxi to the harbour", "+447700900777", "Bo"),
              TempCase::message("bus to the airport"), call, card});
  c.add_texts("B", {"taxi again"});
  CHECK(c.find("taxi airport") == Numbers{1});
  CHECK(c.find("taxi OR bus airport") == Numbers{1, 3});
  CHECK(c.find("airport -taxi") == Numbers{3});
  CHECK(c.find("harb*") == Numbers{2});
  CHECK(c.find("ana") == Numbers{5});  // the card; her messages with who:
  CHECK(c.find("who:ana") == Numbers{1, 4, 5});
  CHECK(c.find("from:ana") == Numbers{1, 4});
  CHECK(c.find("from:\"ana pop\" airport") == Numbers{1});
  CHECK(c.find("07700 900123") == Numbers{1, 4});
  CHECK(c.find("+44 (0)7700 900-123") == Numbers{1, 4});
  CHECK(c.find("who:7700900123 kind:call") == Numbers{4});
  CHECK(c.find("taxi exhibit:B") == Numbers{1});
  CHECK(c.find("taxi exhibit:none").empty());
  CHECK(c.find("kind:contact") == Numbers{5});
  CHECK(c.find("kind:message exhibit:B") == Numbers{1});
  CHECK(c.find("exhibit:A exhibit:B") == Numbers{1, 2, 3, 4, 5, 1});
  CHECK(c.find("exhibit:none").empty());
  CHECK(c.find("kind:message kind:contact exhibit:A -taxi") == Numbers{3, 5});
  CHECK(c.find("taxi language:ro").empty());
  CHECK(c.find("OR taxi OR") == Numbers{1, 2, 1});
}

TEST_CASE("a search is narrowed to what became of the translation, to its engine and its doubts") {
  TempCase c;
  c.add_texts("A", {"uno", "dos", "tres"});
  const auto first = c.made->db().integer("SELECT min(id) FROM record");
  c.translate(first, "one");
  c.translate(first + 1, "two");
  c.made->db().run(
      "UPDATE translation SET marks = '[\"number-lost\"]', engine = 'apertium' WHERE text = 'two'; "
      "UPDATE record_language SET status = 'low-confidence' WHERE record_id = (SELECT min(id) + 1 FROM record); "
      "INSERT OR REPLACE INTO record_language VALUES ((SELECT min(id) + 2 FROM record), 'sq', 1, "
      "'no-engine', 'none', NULL)");
  CHECK(c.find("status:translated") == Numbers{1});
  CHECK(c.find("status:translated status:low-confidence") == Numbers{1, 2});
  CHECK(c.find("status:no-engine language:sq") == Numbers{3});
  CHECK(c.find("engine:gloss") == Numbers{1});
  CHECK(c.find("mark:number-lost") == Numbers{2});
  CHECK(c.find("mark:number-lost engine:gloss").empty());
  CHECK(c.find("one status:refused").empty());
  CHECK(c.find("reason:none") == Numbers{3});
  CHECK(c.find("reason:\"no\"").empty());
  CHECK(c.find("reason:\"\"") == Numbers{1, 2});
  CHECK(c.find("reason:\"no\"*") == Numbers{3});
  CHECK(c.find("status:no-engine reason:no*") == Numbers{3});
  Tokenizer tokenizer;
  CHECK(parse_query("one mark:nonsense", tokenizer).ignored.size() == 1);
  CHECK(parse_query("one status:nonsense", tokenizer).ignored.size() == 1);
  c.made->db().run("UPDATE record_language SET status = 'human-checked' WHERE status = 'low-confidence'");
  CHECK(c.find("mark:number-lost").empty());
}

TEST_CASE("a search is narrowed to one number and how records use it, each record counting once") {
  TempCase c;
  auto both = TempCase::message("my number is +447700900123", "+447700900123");
  auto to_self = TempCase::message("note", "+447700900123");
  to_self.participants.push_back({model::Role::to, {model::IdentifierKind::phone, "+447700900123", ""}, ""});
  auto got = TempCase::message("hello", "+447700900777");
  got.participants.push_back({model::Role::to, {model::IdentifierKind::phone, "+447700900123", ""}, ""});
  auto card = TempCase::message("");
  card.kind = model::RecordKind::contact;
  card.participants = {{model::Role::subject, {model::IdentifierKind::phone, "+447700900123", ""}, "Ana"}};
  c.add("A", {both, to_self, got, card, TempCase::message("ring +447700900123", "+447700900777")});
  auto& db = c.made->db();
  const auto first = db.integer("SELECT min(id) FROM record");
  const auto handle = db.integer("SELECT id FROM handle WHERE normal = '+447700900123'");
  for (const auto record : {first, first + 4})
    db.prepare("INSERT INTO mention VALUES (?1, 0, 1, 'phone', '+447700900123', '+447700900123', '', ?2)")
        .bind_all(record, handle)
        .run();
  const auto asked = [&](std::string_view use) { return c.find(fmt::format("handle:{}{}", handle, use)); };
  CHECK(asked("") == Numbers{1, 2, 3, 4, 5});
  CHECK(asked(" use:sent") == Numbers{1, 2});
  CHECK(asked(" use:received") == Numbers{3});
  CHECK(asked(" use:card") == Numbers{4});
  CHECK(asked(" use:mentioned") == Numbers{5});
  CHECK(asked(" use:sent use:card") == Numbers{1, 2, 4});
  CHECK(asked(" hello") == Numbers{3});
  const auto other = db.integer("SELECT id FROM handle WHERE normal = '+447700900777'");
  CHECK(asked(fmt::format(" handle:{}", other)) == Numbers{3, 5});
  Tokenizer tokenizer;
  CHECK(parse_query("handle:x hello", tokenizer).ignored.size() == 1);
  CHECK(parse_query("use:sent hello", tokenizer).ignored.size() == 1);
  CHECK(parse_query("handle:1 use:nonsense", tokenizer).ignored.size() == 1);
}

TEST_CASE("dates narrow a search; a record without a time is not between them") {
  TempCase c;
  auto at = [](std::string text, Micros utc) {
    auto record = TempCase::message(std::move(text));
    model::Time time;
    time.utc = utc;
    time.certainty = model::Certainty::exact;
    record.times.push_back(time);
    return record;
  };
  c.add("A", {at("taxi", parse_iso("2024-02-29T23:59:59")->micros),
              at("taxi", parse_iso("2024-03-01")->micros),
              at("taxi", parse_iso("2024-03-31T10:00:00")->micros), TempCase::message("taxi")});
  CHECK(c.find("taxi after:2024-03-01") == Numbers{2, 3});
  CHECK(c.find("taxi before:2024-03-01") == Numbers{1});
  CHECK(c.find("taxi after:2024-03-01 before:2024-03-02") == Numbers{2});
  CHECK(c.find("taxi after:soon").size() == 4);
}

TEST_CASE("a number inside a text is found by another writing of it") {
  TempCase c;
  auto exhibit = c.add_texts("A", {"ring me on 07700 900 123 ok", "nothing"});
  auto& db = c.get().db();
  db.run(
      "INSERT INTO handle(kind, normal, scope, flags) VALUES ('phone', '+447700900123', '', "
      "'possible')");
  db.prepare(
        "INSERT INTO mention VALUES (?1, 11, 14, 'phone', '07700 900 123', '+447700900123', "
        "'possible', ?2)")
      .bind_all(model::record_id(exhibit, 1).value, db.last_rowid())
      .run();
  CHECK(c.find("+447700900123") == Numbers{1});
  CHECK(c.find("00447700900123") == Numbers{1});
  CHECK(c.find("7700-900123") == Numbers{1});
  CHECK(c.find("+447700900124").empty());
}

TEST_CASE("many numbers are written to the index in a few pieces, not one by one") {
  TempCase c;
  std::vector<model::Record> records;
  for (int i = 0; i < 2000; ++i) records.push_back(c.message("hello", fmt::format("+447700900{:03}{}", i % 1000, i)));
  c.add("A", records);
  CHECK(c.find("+4477009009991999") == Numbers{2000});
  // A row of FTS5's data is a leaf of segment number id >> 37.
  casefile::Db db(c.get().derived() / "search.db", casefile::OpenMode::read);
  CHECK(db.integer("SELECT count(DISTINCT id >> 37) FROM people_data WHERE id > 10") <= 3);
}

TEST_CASE("a record is found by the source's own id, but not by the number of its row") {
  TempCase c;
  std::vector<model::Record> records;
  for (const char* key : {"QT3A3BCCEB", "713", "3EB0-77AF/2", "20240304"}) {
    records.push_back(c.message("hello"));
    records.back().key = key;
  }
  c.add("A", records);
  CHECK(c.find("QT3A3BCCEB") == Numbers{1});
  CHECK(c.find("qt3a3*") == Numbers{1});
  CHECK(c.find("713").empty());
  CHECK(c.find("\"3EB0-77AF/2\"") == Numbers{3});
  CHECK(c.find("20240304").empty());
}

TEST_CASE("any string is a valid query") {
  TempCase c;
  c.add_texts("A", {"alpha beta NEAR gamma", "x"});
  std::string big(100'000, 'a'), many, nuls("al\0pha", 6);
  for (int i = 0; i < 20'000; ++i)
    many += "w" + std::to_string(i) + " ";
  for (std::string query : {"\"",
                            "\"\"\"",
                            "'",
                            "alpha AND",
                            "AND",
                            "OR",
                            "NOT",
                            "NEAR(alpha beta, 5)",
                            "^alpha",
                            "alpha +beta",
                            "text: alpha",
                            "original:alpha",
                            "{original}:alpha",
                            "alpha*beta*",
                            "*",
                            "**",
                            "-",
                            "--",
                            "-*",
                            "(((((",
                            "rowid:1",
                            "\x01",
                            "\x02#1",
                            "\xff\xfe",
                            "\"\x01x\"",
                            "kind:",
                            "who:",
                            "from:\"",
                            "after:",
                            "; DROP TABLE original; --",
                            "“alpha",
                            "a OR OR OR b",
                            ":::"})
    CHECK_NOTHROW(c.find(query));
  CHECK(c.find("alpha NEAR") == Numbers{1});
  CHECK(c.find("(alpha)") == Numbers{1});
  CHECK(c.find("“beta NEAR”") == Numbers{1});
  CHECK(c.find(big).empty());
  CHECK(c.find(many).empty());
  CHECK_NOTHROW(c.find(nuls));
  CHECK(c.find("").empty());
  CHECK(c.find("?!").empty());
}

TEST_CASE("a damaged, foreign or outdated index is made anew") {
  TempCase c;
  auto exhibit = c.add_texts("A", {"alpha", "beta"});
  CHECK(c.find("alpha") == Numbers{1});
  auto path = c.get().derived() / "search.db";
  std::ofstream(path, std::ios::trunc)
      << "this is no database at all, but it is long enough to be read as one";
  fs::remove(path.string() + "-wal");
  CHECK(c.find("alpha") == Numbers{1});
  fs::resize_file(path, 0);
  CHECK(c.find("beta") == Numbers{2});
  fs::remove(path);
  CHECK(c.find("beta") == Numbers{2});
  {  // the exhibit is read again, with other records
    casefile::Writer writer(c.get());
    writer.clear_exhibit(exhibit);
    TempCase::fill(writer, exhibit, {TempCase::message("gamma")});
  }
  CHECK(!Index::open(c.get()));
  CHECK(c.find("alpha").empty());
  CHECK(c.find("gamma") == Numbers{1});
}

TEST_CASE("an index that grew finds what one made at once finds") {
  std::mt19937 random(7);
  const std::vector<std::string> words = {"gara", "mâine", "站见", "Москва", "البيت", "สถานี", "ok"};
  TempCase c;
  auto text = [&] {
    std::string out;
    for (int i = 0; i < 4; ++i)
      out += words[random() % words.size()] + (random() % 3 ? " " : "");
    return out;
  };
  for (int e = 0; e < 3; ++e) {
    std::vector<std::string> texts;
    for (int i = 0; i < 30; ++i)
      texts.push_back(text());
    c.add_texts(fmt::format("E{}", e), texts);
    c.find("ok");
  }
  std::vector<Numbers> grown;
  for (const auto& word : words)
    grown.push_back(c.find(word));
  fs::remove(c.get().derived() / "search.db");
  for (std::size_t i = 0; i < words.size(); ++i)
    CHECK(c.find(words[i]) == grown[i]);
}

TEST_CASE("random lines in ten scripts: the index agrees with a scan of every line") {
  const std::vector<std::pair<int, int>> letters = {
      {'a', 'z'},       {0x00E0, 0x00FE}, {0x0430, 0x044F}, {0x03B1, 0x03C1},
      {0x0627, 0x064A}, {0x05D0, 0x05EA}, {0x0915, 0x0928}, {0x4E00, 0x4E20},
      {0x3042, 0x3060}, {0x0E01, 0x0E10}, {0xAC00, 0xAC20}};
  std::mt19937 random(11);
  auto letter = [&](std::size_t script) {
    auto [low, high] = letters[script];
    int c = low + static_cast<int>(random() % static_cast<unsigned>(std::min(high - low + 1, 6)));
    std::string out;
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | c >> 6);
      out += static_cast<char>(0x80 | (c & 63));
    } else {
      out += static_cast<char>(0xE0 | c >> 12);
      out += static_cast<char>(0x80 | (c >> 6 & 63));
      out += static_cast<char>(0x80 | (c & 63));
    }
    return out;
  };
  auto word = [&](std::size_t script, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i)
      out += letter(script);
    return out;
  };
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (int w = 0; w < 5; ++w)
      text += word(random() % letters.size(), 1 + random() % 4) + " ";
    texts.push_back(text);
  }
  TempCase c;
  c.add_texts("A", texts);
  c.find("x");
  auto index = Index::open(c.get());
  REQUIRE(index);
  Tokenizer tokenizer;
  int hits = 0;
  for (int i = 0; i < 400; ++i) {
    auto script = random() % letters.size();
    auto asked = word(script, 1 + random() % 2);
    auto query = parse_query(asked, tokenizer);
    REQUIRE(query.all.size() == 1);
    // The referee: folds line and word as wholes and compares text, words for alphabets, parts for
    // the others.
    Numbers expected;
    bool unspaced = query.all[0].any[0].words[0].character;
    std::string needle;
    for (const auto& w : query.all[0].any[0].words)
      needle += w.folded;
    for (std::size_t t = 0; t < texts.size(); ++t) {
      std::string folded = " ";
      for (const auto& piece : tokenizer.scan(texts[t])) {
        folded += piece.folded;
        if (!piece.joined) folded += ' ';
      }
      if (folded.find(unspaced ? needle : " " + needle + " ") != std::string::npos)
        expected.push_back(static_cast<std::int64_t>(t + 1));
    }
    auto found = index->find(query);
    for (auto& id : found)
      id &= 0xffffffff;
    CHECK(found == expected);
    hits += static_cast<int>(expected.size());
  }
  CHECK(hits > 1000);
}

TEST_CASE("marks name the bytes and the form in which a line matched") {
  Tokenizer tokenizer;
  auto query = parse_query("maine", tokenizer);
  auto marks = mark_text(tokenizer, "Vin mâine, maine", query);
  CHECK(marks.exact);
  CHECK(marks.folded);
  CHECK(marks.ranges == std::vector<std::pair<std::uint32_t, std::uint32_t>>{{4, 10}, {12, 17}});
  marks = mark_text(tokenizer, "我们明天见", parse_query("明天", tokenizer));
  CHECK(marks.ranges == std::vector<std::pair<std::uint32_t, std::uint32_t>>{{6, 12}});
  CHECK(mark_text(tokenizer, "taxi", parse_query("bus -taxi", tokenizer)).ranges.empty());
}

}  // namespace clew::search
