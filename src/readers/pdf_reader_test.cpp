#include "readers/pdf_reader.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "readers/image_reader.h"
#include "readers/pdf_maker.h"
#include "readers/pdf_paragraphs.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const DocumentEngine& engine() {
  // As the reader process has it: no threads for recognition.
  static const auto loaded = [] {
    setenv("OMP_THREAD_LIMIT", "1", 1);
    std::string why;
    auto engine = load_document_engine(CLEW_BINARY_DIR "/libclew_documents.so", why);
    REQUIRE_MESSAGE(engine, why);
    return engine;
  }();
  return *loaded;
}

Options with_engine() {
  Options options;
  options.engine = &engine();
  return options;
}

Collected read_pdf(const std::string& bytes, const Options& options = with_engine()) {
  return testing::read(*make_pdf_reader(), bytes, {"letter.pdf"}, options);
}

std::string two_pages() {
  PdfMaker pdf;
  pdf.text_page({{72, 770, 20, "Ferry timetable"},
                 {72, 730, 11, "The boat to Plymouth leaves at seven from pier four"},
                 {72, 716, 11, "and comes back in the evening."},
                 {72, 680, 11, "Bring a coat; it will rain (they say)."},
                 {72, 640, 11, "Adult"},
                 {200, 640, 11, "12.50"}});
  pdf.text_page({{72, 770, 11, "On the second page stands the price."}});
  pdf.information("Title", "Ferry timetable 2024");
  pdf.information("Author", "Ana Pop");
  pdf.information("CreationDate", "D:20240304214009+01'00'");
  pdf.information("ModDate", "D:20240305");
  return pdf.str();
}

PageWord word(std::string text, double x, double y, double width, double height = 10) {
  PageWord w;
  w.text = std::move(text);
  w.box = {x, y, width, height};
  return w;
}

}  // namespace

TEST_CASE("pdf: paragraphs come with page and box, the document with title, author and times") {
  auto got = read_pdf(two_pages());
  REQUIRE(got.records.size() == 5);
  CHECK(got.records[0].text == "Ferry timetable");
  CHECK(got.records[1].text ==
        "The boat to Plymouth leaves at seven from pier four and comes back in the evening.");
  CHECK(got.records[2].text == "Bring a coat; it will rain (they say).");
  CHECK(got.records[3].text == "Adult\t12.50");
  CHECK(got.records[4].text == "On the second page stands the price.");
  CHECK(exhibit::locator_part(got.records[1].locator, "page") == "1");
  CHECK(exhibit::locator_part(got.records[4].locator, "page") == "2");
  auto box = exhibit::locator_part(got.records[1].locator, "box");
  REQUIRE(box);
  double x = 0, y = 0, w = 0, h = 0;
  REQUIRE(std::sscanf(box->c_str(), "%lf,%lf,%lf,%lf", &x, &y, &w, &h) == 4);
  CHECK(x == doctest::Approx(72).epsilon(0.01));
  CHECK(y > 842 - 730 - 12);  // the upper edge of letters on a line at 730
  CHECK(y < 842 - 730);
  CHECK(h > 14);
  CHECK(h < 30);
  CHECK(w > 200);
  REQUIRE(got.extra.size() == 1);
  const auto& document = got.extra[0];
  CHECK(field(document, "title") == "Ferry timetable 2024");
  CHECK(field(document, "author") == "Ana Pop");
  CHECK(field(document, "pages") == "2");
  REQUIRE(document.times.size() == 2);
  CHECK(document.times[0].kind == model::TimeKind::created);
  CHECK(to_iso_utc(*document.times[0].utc) == "2024-03-04T20:40:09.000000Z");
  CHECK(document.times[1].certainty == model::Certainty::local_unknown);
  CHECK(got.findings.empty());
}

TEST_CASE(
    "pdf: a page that is a picture is recognised and marked, with the confidence of each word") {
  DotPicture picture(1240, 1754);
  picture.write(150, 200, 8, "MEET ANNA AT THE");
  picture.write(150, 320, 8, "STATION IN THE MORNING");
  PdfMaker pdf;
  pdf.text_page({{72, 770, 11, "A page of text."}});
  pdf.picture_page(picture.pixels(), picture.width(), picture.height());
  pdf.picture_page(std::string(100 * 140, '\xFF'), 100, 140);
  auto got = read_pdf(pdf.str());
  REQUIRE(got.records.size() >= 2);
  CHECK(got.records[0].text_form == "");
  std::string all;
  for (std::size_t i = 1; i < got.records.size(); ++i) {
    const auto& r = got.records[i];
    all += r.text + " ";
    CHECK(r.text_form == "recognised");
    CHECK(exhibit::locator_part(r.locator, "page") == "2");
    CHECK(extra_of(r, "recognised by").find("tesseract") == 0);
    CHECK(!extra_of(r, "confidence of each word (%)").empty());
  }
  CHECK_MESSAGE(all.find("STATION") != std::string::npos, all);
  CHECK(got.has_finding("recognised text"));
  CHECK(got.skips["page without text"] == 1);
  CHECK(got.has_finding("pages without text"));

  auto options = with_engine();
  options.answers["recognise-text"] = "none";
  auto without = read_pdf(pdf.str(), options);
  CHECK(without.records.size() == 1);
  CHECK(without.skips["page without text"] == 2);
}

TEST_CASE(
    "image: text in a picture is recognised only when asked for, with its place and confidence") {
  DotPicture picture(1240, 500);
  picture.write(150, 200, 8, "STATION IN THE MORNING");
  auto item = item_of(picture.tiff(), {"note.tif"});
  auto reader = make_image_reader();
  CHECK(testing::read(*reader, item, with_engine()).extra.empty());
  auto options = with_engine();
  options.answers["recognise-text"] = "all";
  auto got = testing::read(*reader, item, options);
  REQUIRE(!got.extra.empty());
  const auto& r = got.extra[0];
  CHECK_MESSAGE(r.text.find("STATION") != std::string::npos, r.text);
  CHECK(r.text_form == "recognised");
  CHECK(exhibit::locator_part(r.locator, "box"));
  options.engine = nullptr;
  CHECK(testing::read(*reader, item, options).has_finding("text in picture not recognised"));
  auto damaged = with_engine();
  damaged.answers["recognise-text"] = "all";
  CHECK(testing::read(*reader, picture.tiff().substr(0, 60), {"n.tif"}, damaged)
            .has_finding("text in picture not recognised"));
}

TEST_CASE("pdf: a language without data is a finding on the page") {
  DotPicture picture(600, 800);
  picture.write(50, 200, 8, "MAP");
  PdfMaker pdf;
  pdf.picture_page(picture.pixels(), picture.width(), picture.height());
  auto options = with_engine();
  options.answers["recognise-language"] = "xxx";
  auto got = read_pdf(pdf.str(), options);
  CHECK(got.records.empty());
  CHECK(got.has_finding("page not recognised"));
}

TEST_CASE("pdf: without the library, cut short or no PDF at all it is said to be unread") {
  auto bytes = two_pages();
  CHECK(read_pdf(bytes, {}).has_finding("no PDF library"));
  auto none = read_pdf("%PDF-1.5\nnothing of it is there");
  CHECK(none.records.empty());
  CHECK(none.has_finding("damaged PDF"));
  auto reader = make_pdf_reader();
  CHECK(reader->probe(item_of(bytes, {"a"})).confidence == 92);
  CHECK(reader->probe(item_of("junk\n" + bytes, {"a"})).confidence == 45);
  CHECK(reader->probe(item_of("PK\3\4 %PDF-1.4 in an archive", {"a"})).confidence == 0);
  CHECK(reader->probe(item_of("no such head", {"a.pdf"})).confidence == 0);
}

TEST_CASE("pdf: an encrypted file says that a password is needed") {
  // The standard security handler, revision 2, with a user password that is not empty: /O and /U
  // are 32 bytes that no empty password gives.
  auto bytes = two_pages();
  auto at = bytes.find("/Root 1 0 R");
  bytes.insert(at,
               "/ID [(0123456789abcdef) (0123456789abcdef)] /Encrypt << /Filter /Standard /V 1 "
               "/R 2 /P -4 /O (01234567890123456789012345678901) /U "
               "(abcdefghijabcdefghijabcdefghij01) >> ");
  auto got = read_pdf(bytes);
  CHECK(got.records.empty());
  CHECK(got.has_finding("password needed"));
}

TEST_CASE("pdf: cut anywhere and with flipped bytes every row has its fate and nothing crashes") {
  auto bytes = two_pages();
  auto options = with_engine();
  options.answers["recognise-text"] = "none";
  for (std::size_t cut = 0; cut < bytes.size(); cut += 7)
    read_pdf(bytes.substr(0, cut), options);
  for (std::size_t at = 0; at < bytes.size(); at += 5)
    for (char with : {'\0', '\xFF', '9'}) {
      auto flipped = bytes;
      flipped[at] = with;
      read_pdf(flipped, options);
    }
  // With the place of the table of objects spoilt, poppler finds the objects by itself.
  auto cut = read_pdf(bytes.substr(0, bytes.find("startxref\n")), options);
  CHECK(cut.records.size() == 5);
  CHECK(cut.has_finding("PDF without its end"));
}

TEST_CASE(
    "pdf paragraphs: gaps, sizes, columns and set-in lines begin new ones, list items do not end") {
  PageText page;
  page.words = {
      word("1.", 50, 100, 8),         word("Keys", 60, 100, 30), word("and", 60, 112, 20),
      word("maps", 84, 112, 30),      word("2.", 50, 124, 8),    word("Coats", 60, 124, 30),
      word("Large", 50, 160, 60, 20), word("next", 300, 40, 30), word("column", 334, 40, 40)};
  auto got = paragraphs_of(page);
  REQUIRE(got.size() == 4);
  CHECK(got[0].text == "1. Keys and maps");
  CHECK(got[1].text == "2. Coats");
  CHECK(got[2].text == "Large");
  CHECK(got[3].text == "next column");
  CHECK(got[0].box.x == 50);
  CHECK(got[0].box.height == 22);
}

TEST_CASE("pdf paragraphs: hyphens stay, soft hyphens go, wild boxes do no harm") {
  PageText page;
  page.words = {word("well-", 50, 100, 40), word("known", 50, 112, 40),
                word("har\xC2\xAD", 50, 124, 20), word("bour", 50, 136, 30)};
  auto got = paragraphs_of(page);
  REQUIRE(got.size() == 1);
  CHECK(got[0].text == "well-known harbour");
  page.words = {word("a", 1e300, -1e300, 5), word("b", 0.0 / 1.0, 5, -3),
                word("c", std::nan(""), std::nan(""), 1)};
  CHECK(!paragraphs_of(page).empty());
}

TEST_CASE("pdf paragraphs: lines written from right to left are read from their right end") {
  // On paper, from the right: "salam", "12", "ABC x", "kitab"; then a shorter line.
  const std::string salam = "\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85";
  const std::string kitab = "\xD9\x83\xD8\xAA\xD8\xA7\xD8\xA8";
  PageText page;
  page.words = {word(kitab, 100, 100, 30), word("ABC", 134, 100, 20), word("x", 158, 100, 8),
                word(salam, 170, 100, 30), word(salam, 150, 112, 50)};
  auto got = paragraphs_of(page);
  REQUIRE(got.size() == 1);
  CHECK(got[0].text == salam + " ABC x " + kitab + " " + salam);
}
