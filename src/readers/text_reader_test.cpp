#include "readers/text_reader.h"

#include <iostream>

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const auto reader = make_text_reader();

Collected text_of(std::string bytes, std::string name = "notes.txt", const Options& options = {}) {
  return read(*reader, std::move(bytes), {std::move(name)}, options);
}

const char* const statement =
    "WITNESS STATEMENT\r\n"
    "(Criminal Procedure Rules, r 16.2; Criminal Justice Act 1967, s. 9)\r\n"
    "\r\n"
    "Statement of: Ana Pop   Age if under 18: Over 18   (if over 18 insert 'over 18')   "
    "Occupation: Clerk\r\n"
    "\r\n"
    "This statement (consisting of 2 pages each signed by me) is true to the best of my knowledge "
    "and belief.\r\n"
    "\r\n"
    "Signature: A Pop ........   Date: 3 April 2024\r\n"
    "\r\n"
    "1. I work at the ticket office on the quay.\r\n"
    "The office opens at nine.\r\n"
    "2. On 2 April I found a set of keys.\r\n"
    "\r\n"
    "Page 1 of 2\r\n";

}  // namespace

TEST_CASE("a witness statement gives its head, its paragraphs and their bytes") {
  const auto item = item_of(statement, {"mg11.txt"});
  const auto c = read(*reader, item);
  REQUIRE(c.records.size() == 7);
  REQUIRE(c.extra.size() == 1);
  const auto& d = c.extra[0];
  CHECK(d.kind == model::RecordKind::document);
  CHECK(d.key == "document");
  CHECK(field(d, "title") == "WITNESS STATEMENT");
  CHECK(field(d, "type") == "statement");
  CHECK(field(d, "statement_of") == "Ana Pop");
  CHECK(field(d, "age") == "Over 18");
  CHECK(field(d, "occupation") == "Clerk");
  CHECK(field(d, "signature") == "A Pop");
  CHECK(field(d, "date") == "3 April 2024");
  CHECK(who(d, model::Role::author) == "Ana Pop");
  REQUIRE(d.times.size() == 1);
  CHECK(local_of(d) == "2024-04-03T00:00:00");
  CHECK(d.times[0].kind == model::TimeKind::created);
  CHECK(d.times[0].raw == "3 April 2024");

  CHECK(field(c.records[0], "boilerplate") == "yes");
  CHECK(field(c.records[2], "boilerplate") == "yes");
  CHECK(field(c.records[4], "boilerplate").empty());
  CHECK(c.records[4].text ==
        "1. I work at the ticket office on the quay.\nThe office opens at nine.");
  CHECK(bytes_at(item, c.records[4]) ==
        "1. I work at the ticket office on the quay.\r\nThe office opens at nine.");
  CHECK(exhibit::locator_part(c.records[4].locator, "line") == "10");
  CHECK(c.records[5].text == "2. On 2 April I found a set of keys.");
  CHECK(field(c.records[6], "boilerplate") == "yes");
  CHECK(c.records[4].links.at(0) == model::RecordLink{model::LinkKind::part_of, "document"});
  CHECK(field(c.records[4], "paragraph") == "5");
}

TEST_CASE("an unclear date is asked, and read once said") {
  auto c = text_of("Letter\n\nDate: 03/04/2024\n\nDear Ana\n");
  REQUIRE(c.questions.size() == 1);
  CHECK(c.questions[0].key == "date-order");
  CHECK(c.extra[0].times.at(0).certainty == model::Certainty::ambiguous);
  CHECK_FALSE(c.extra[0].times.at(0).local);
  Options options;
  options.date_order = "dmy";
  c = text_of("Letter\n\nDate: 03/04/2024\n\nDear Ana\n", "l.txt", options);
  CHECK(c.questions.empty());
  CHECK(local_of(c.extra[0]) == "2024-04-03T00:00:00");
  CHECK(local_of(text_of("Brief\n\nDatum: 3. April 2024\n").extra[0]) == "2024-04-03T00:00:00");
  CHECK(text_of("No date: here\n").extra[0].times.empty());
}

TEST_CASE("lines that repeat are boilerplate, but kept") {
  std::string bytes;
  for (int i = 1; i <= 4; ++i)
    bytes += "Harbour Office, sheet " + std::to_string(i) + "\n\nPart " +
             std::string(1, static_cast<char>('a' + i)) + " of the story.\n\n";
  const auto c = text_of(bytes);
  REQUIRE(c.records.size() == 8);
  for (std::size_t i = 0; i < 8; ++i)
    CHECK(field(c.records[i], "boilerplate") == (i % 2 == 0 ? "yes" : ""));
  CHECK(field(c.extra[0], "boilerplate_paragraphs") == "4");
}

TEST_CASE("a text without empty lines is cut at its lines if they are paragraphs") {
  CHECK(text_of("One sentence here.\nAnother one.\nA third one.\n").records.size() == 3);
  CHECK(text_of("these lines were\nwrapped by hand\nand belong together.\n").records.size() == 1);
}

TEST_CASE("encodings, zero bytes, empty and blank files") {
  const auto latin = text_of("Caf\xE9 de la gare\n\nd\xE9j\xE0 vu\n");
  REQUIRE(latin.records.size() == 2);
  CHECK(latin.records[0].text == "Café de la gare");
  std::string wide = "\xFF\xFE";
  for (const char16_t u : std::u16string(u"Bună\r\n\r\nziua 😀\r\n")) {
    wide += static_cast<char>(u & 0xFF);
    wide += static_cast<char>(u >> 8);
  }
  const auto item = item_of(wide, {"a.txt"});
  const auto c = read(*reader, item);
  REQUIRE(c.records.size() == 2);
  CHECK(c.records[1].text == "ziua 😀");
  CHECK(exhibit::locator_bytes(c.records[1].locator)->offset == 2 + 16);
  const auto bad = text_of("ă ă ă a\xFF b\n");
  CHECK(bad.has_finding("bytes that are not valid text"));
  CHECK(bad.records[0].text == "ă ă ă a\uFFFD b");
  CHECK(
      text_of(std::string("some text a\0b and more\n", 23)).has_finding("zero bytes in the text"));
  CHECK(text_of("").has_finding("empty file"));
  CHECK(text_of("\n\n \n").has_finding("no text"));
  CHECK(text_of("\n\n").extra[0].fields.at(0).value == "notes.txt");
}

TEST_CASE("the text probe takes text and leaves bytes alone") {
  const auto probe = [](std::string bytes, std::string name) {
    return reader->probe(item_of(std::move(bytes), {std::move(name)})).confidence;
  };
  CHECK(probe("Dear Ana,\n", "letter.txt") == 35);
  CHECK(probe("Dear Ana,\n", "photo.jpg") == 25);
  CHECK(probe("a,b\n1,2\n", "x.csv") < 10);
  CHECK(probe(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", 20), "photo.png") == 0);
  CHECK(probe(std::string(100, '\0'), "x.txt") == 0);
}

TEST_CASE("a text cut or spoilt anywhere keeps the paragraphs before") {
  damage(*reader, statement, {"mg11.txt"}, [](const model::Record& a, const model::Record& b) {
    const auto x = exhibit::locator_bytes(a.locator), y = exhibit::locator_bytes(b.locator);
    return x->offset == y->offset && b.text.compare(0, a.text.size(), a.text) == 0;
  });
}

TEST_CASE("endless lines and paragraphs are bounded") {
  const auto c = text_of(std::string(3u << 20, 'x'));
  CHECK(c.records.size() >= 8);
  for (const auto& r : c.records)
    CHECK(r.text.size() <= (256u << 10));
}

TEST_CASE("shared text samples are read in their encodings") {
  const auto data = shared_data();
  if (!data) {
    std::cout << "SKIPPED: text samples (shared data not there)\n";
    return;
  }
  const std::pair<const char*, const char*> files[] = {
      {"test_utf8", "UTF-8"}, {"test_iso8859-1", "Windows-1252"}, {"test_utf16", "UTF-16"}};
  for (const auto& file : files) {
    const auto& [name, encoding] = file;
    INFO(std::string(file.first));
    const auto item = item_of(slurp(*data / "documents-iped" / name), {name});
    CHECK(reader->probe(item).confidence >= 20);
    const auto c = read(*reader, item);
    CHECK(c.records.size() == 2);
    CHECK(c.records.at(0).text.find("stRin8888") != std::string::npos);
    MESSAGE(c.decisions.at("encoding"));
    CHECK_FALSE(c.has_finding("bytes that are not valid text"));
  }
}
