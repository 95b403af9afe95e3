#include "readers/pdf_reader.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "readers/attached_files.h"
#include "readers/image_reader.h"
#include "readers/pdf_maker.h"
#include "readers/pdf_paragraphs.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

#if defined(__SANITIZE_ADDRESS__)
// fontconfig, which poppler asks for fonts that are not embedded, keeps two blocks to the end.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif

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

namespace {

// A letter with what people leave in PDFs: comments with an answer, a highlight, a link, a form of
// several kinds, files in all three places, metadata.
std::string marked_letter() {
  PdfMaker pdf;
  pdf.text_page({{72, 770, 11, "The boat to Plymouth leaves at seven from pier four"},
                 {72, 740, 11, "Bring the green coat"}});
  // Over "Plymouth leaves": Helvetica 11 as poppler measures it.
  int note = pdf.add(
      "<< /Type /Annot /Subtype /Text /Rect [300 700 320 720] /Contents (Is it not pier five?) "
      "/T (Ana Pop) /Subj (Question) /M (D:20240304214009+01'00') /CreationDate "
      "(D:20240304213000+01'00') /NM (note-1) /Name /Comment /C [1 0.5 0] >>");
  int answer = pdf.add(
      fmt::format("<< /Type /Annot /Subtype /Text /Rect [300 700 320 720] /IRT {} 0 R /Contents "
                  "<FEFF0045007300740065002000630069006E0063006900200219> /T (Ion) /F 2 >>",
                  note));
  int highlight = pdf.add(
      "<< /Type /Annot /Subtype /Highlight /Rect [110 765 210 782] "
      "/QuadPoints [128 782 205 782 128 766 205 766] /T (Ana Pop) >>");
  int link = pdf.add(
      "<< /Type /Annot /Subtype /Link /Rect [70 735 190 752] "
      "/A << /S /URI /URI (https://example.org/coats) >> >>");
  int inside = pdf.add("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest [3 0 R /Fit] >>");
  int clip_bytes = pdf.add_stream("/Type /EmbeddedFile /Subtype /text#2Fplain", "meet at six");
  int clip = pdf.add(fmt::format(
      "<< /Type /Annot /Subtype /FileAttachment /Rect [10 10 30 30] /Contents (the note) /FS "
      "<< /Type /Filespec /F (note.txt) /UF <FEFF006E006F0074002E007400780074> /EF << /F {} 0 R >> "
      ">> >>",
      clip_bytes));
  // The form: a group with a name, a box that is ticked, a choice of one, a signature, an empty
  // one, a list with shown names, one that stands on no page.
  int group = 1000 + 7;
  int who = pdf.add(fmt::format(
      "<< /Subtype /Widget /Parent {} 0 R /FT /Tx /T (name) /TU (Your name) /V (Ana Pop) /Rect "
      "[72 600 200 615] >>",
      group + 1));
  int parent = pdf.add(fmt::format("<< /T (applicant) /Kids [{} 0 R] >>", who));
  int box =
      pdf.add("<< /Subtype /Widget /FT /Btn /T (return) /V /Yes /AS /Yes /Rect [72 560 82 570] >>");
  int one_a = pdf.add("<< /Subtype /Widget /AS /Off /Rect [72 540 82 550] >>");
  int one_b = pdf.add("<< /Subtype /Widget /AS /Evening /Rect [92 540 102 550] >>");
  int one = pdf.add(fmt::format(
      "<< /FT /Btn /Ff 32768 /T (when) /V /Evening /Kids [{} 0 R {} 0 R] >>", one_a, one_b));
  int list = pdf.add(
      "<< /Subtype /Widget /FT /Ch /Ff 131072 /T (harbour) /V (PLY) /Opt [[(PLY) (Plymouth)] "
      "[(ROS) "
      "(Roscoff)]] /Rect [72 520 200 535] >>");
  int empty = pdf.add("<< /Subtype /Widget /FT /Tx /T (remarks) /Rect [72 500 200 515] >>");
  int signature = pdf.add(
      "<< /Subtype /Widget /FT /Sig /T (signed) /Rect [72 480 200 495] /V << /Type /Sig /Name (Ion "
      "Rusu) /M (D:20240305) /Reason (I agree) /Location (Plymouth) >> >>");
  int nowhere = pdf.add("<< /FT /Tx /T (kept) /V (from the last time) >>");
  CHECK(parent == group + 1);
  pdf.page_also(fmt::format(
      "/Annots [{} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 "
      "R "
      "{} 0 R << /Type /Annot /Subtype /FreeText /Rect [400 10 500 30] /Contents (typed on the "
      "page) "
      ">>]",
      note, answer, highlight, link, inside, clip, who, box, one_a, one_b, list, empty, signature));
  pdf.catalog_also(
      fmt::format("/AcroForm << /Fields [{} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R] >>",
                  parent, box, one, list, empty, signature, nowhere));
  int xmp = pdf.add_stream(
      "/Type /Metadata /Subtype /XML",
      "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
      "rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' "
      "xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
      "xmp:CreatorTool='Writer &amp; Co'><dc:creator><rdf:Seq><rdf:li>Ana Pop</rdf:li></rdf:Seq>"
      "</dc:creator><xmp:ModifyDate>2024-03-05T10:00:00+01:00</xmp:ModifyDate></rdf:Description>"
      "</rdf:RDF></x:xmpmeta>");
  pdf.catalog_also(fmt::format("/Metadata {} 0 R ", xmp));
  pdf.trailer_also("/ID [<00112233445566778899aabbccddeeff> <ffeeddccbbaa99887766554433221100>] ");
  pdf.embed("prices.csv", "coat,12.50\n");
  return pdf.str();
}

const model::Record& of_field(const Collected& got, std::string_view name) {
  for (const auto& r : got.records)
    if (field(r, "form_field") == name) return r;
  FAIL("no field " << name);
  return got.records[0];
}
const model::Record& of_type(const Collected& got, std::string_view type, std::size_t skip = 0) {
  for (const auto& r : got.records)
    if (field(r, "type") == type && skip-- == 0) return r;
  FAIL("no annotation " << type);
  return got.records[0];
}

}  // namespace

TEST_CASE("pdf: comments keep author, dates, answer and place, a highlight the words under it") {
  const auto bytes = marked_letter();
  const auto item = item_of(bytes, {"letter.pdf"});
  auto got = testing::read(*make_pdf_reader(), item, with_engine());
  const auto& note = of_type(got, "Text");
  CHECK(note.text == "Is it not pier five?");
  CHECK(note.table == "annotations");
  CHECK(who(note, model::Role::author) == "Ana Pop");
  CHECK(field(note, "subject") == "Question");
  REQUIRE(note.times.size() == 2);
  CHECK(note.times[0].kind == model::TimeKind::created);
  CHECK(to_iso_utc(*note.times[1].utc) == "2024-03-04T20:40:09.000000Z");
  CHECK(exhibit::locator_part(note.locator, "page") == "1");
  CHECK(exhibit::locator_part(note.locator, "box") == "300.0,122.0,20.0,20.0");
  CHECK(bytes_at(item, note).starts_with("1000 0 obj"));
  CHECK(bytes_at(item, note).ends_with("endobj"));
  CHECK(extra_of(note, "NM") == "note-1");
  CHECK(extra_of(note, "C") == "1 0.5 0");
  const auto& answer = of_type(got, "Text", 1);
  CHECK(answer.text == "Este cinci \xC8\x99");
  CHECK(extra_of(answer, "shown on the page").starts_with("no"));
  bool replies = false;
  for (const auto& l : answer.links)
    replies |= l.kind == model::LinkKind::reply && l.target == note.key;
  CHECK(replies);
  const auto& highlight = of_type(got, "Highlight");
  CHECK(field(highlight, "marked_text") == "Plymouth leaves");
  CHECK(highlight.text == "Plymouth leaves");
  const auto& link = of_type(got, "Link");
  CHECK(link.text == "https://example.org/coats");
  CHECK(field(link, "marked_text") == "Bring the green coat");
  CHECK(of_type(got, "FreeText").text == "typed on the page");
  CHECK(exhibit::locator_bytes(of_type(got, "FreeText").locator)->offset ==
        0);  // in the page's own object
  CHECK(of_type(got, "FileAttachment").text == "the note");
  std::size_t links = 0;
  for (const auto& r : got.records)
    links += r.table == "links";
  CHECK(links == 1);  // a place in the same document is none
}

TEST_CASE("pdf: form fields come with full name, value as shown, kind and place") {
  auto got = read_pdf(marked_letter());
  const auto& name = of_field(got, "applicant.name");
  CHECK(name.text == "Ana Pop");
  CHECK(extra_of(name, "shown name") == "Your name");
  CHECK(exhibit::locator_part(name.locator, "box") == "72.0,227.0,128.0,15.0");
  CHECK(of_field(got, "return").text == "Yes");
  CHECK(extra_of(of_field(got, "return"), "kind of field") == "check box");
  const auto& when = of_field(got, "when");
  CHECK(when.text == "Evening");
  CHECK(extra_of(when, "kind of field") == "choice of one");
  CHECK(exhibit::locator_part(when.locator, "box") == "92.0,292.0,10.0,10.0");
  CHECK(of_field(got, "harbour").text == "Plymouth (PLY)");
  const auto& signature = of_field(got, "signed");
  CHECK(signature.text == "I agree");
  CHECK(who(signature, model::Role::author) == "Ion Rusu");
  CHECK(extra_of(signature, "Location") == "Plymouth");
  const auto& kept = of_field(got, "kept");
  CHECK(kept.text == "from the last time");
  CHECK(!exhibit::locator_part(kept.locator, "page"));
  CHECK(got.skips["form field without a value"] == 1);
}

TEST_CASE(
    "pdf: files hang on the document and on annotations, each once; metadata and ids are kept") {
  const auto bytes = marked_letter();
  const auto item = item_of(bytes, {"letter.pdf"});
  exhibit::Budget budget;
  auto files = attached_files(item, with_engine(), budget);
  REQUIRE(files);
  REQUIRE(files->size() == 2);
  CHECK(files->info(0).name == "prices.csv");
  CHECK(files->info(1).name == "not.txt");
  CHECK(files->open(1).item.bytes() == "meet at six");
  auto got = testing::read(*make_pdf_reader(), item, with_engine());
  REQUIRE(got.extra.size() == 1);
  const auto& document = got.extra[0];
  CHECK(extra_of(document, "permanent id") == "00112233445566778899aabbccddeeff");
  CHECK(extra_of(document, "id of this version") == "ffeeddccbbaa99887766554433221100");
  CHECK(extra_of(document, "XMP dc:creator") == "Ana Pop");
  CHECK(extra_of(document, "XMP xmp:CreatorTool") == "Writer & Co");
  CHECK(extra_of(document, "XMP xmp:ModifyDate") == "2024-03-05T10:00:00+01:00");
  CHECK(field(document, "embedded file") == "prices.csv");
}

TEST_CASE("pdf: on a page that is turned, marks lie where the page shows them") {
  PdfMaker pdf;
  pdf.text_page({{72, 770, 11, "Bring the green coat"}});
  pdf.page_also(
      "/Rotate 90 /CropBox [50 0 595 800] /Annots [<< /Type /Annot /Subtype /Highlight /Rect [70 "
      "765 190 782] >>]");
  auto got = read_pdf(pdf.str());
  CHECK(field(of_type(got, "Highlight"), "marked_text") == "Bring the green coat");
  // Turned to the right: what was 782 from the bottom is 782 from the left; what was 70 is 20 from
  // the top.
  CHECK(exhibit::locator_part(of_type(got, "Highlight").locator, "box") == "765.0,20.0,17.0,120.0");
}

TEST_CASE("pdf: the parts of a form (XFA) are files of their own") {
  PdfMaker pdf;
  pdf.text_page({{72, 770, 11, "Please wait"}});
  int data = pdf.add_stream("", "<data><name>Ana Pop</name></data>");
  pdf.catalog_also(fmt::format("/AcroForm << /Fields [] /XFA [(datasets) {} 0 R] >>", data));
  exhibit::Budget budget;
  const auto item = item_of(pdf.str(), {"form.pdf"});
  auto files = attached_files(item, with_engine(), budget);
  REQUIRE(files);
  REQUIRE(files->size() == 1);
  CHECK(files->info(0).name == "XFA datasets.xml");
  CHECK(files->open(0).item.bytes().find("Ana Pop") != std::string_view::npos);
}

TEST_CASE("pdf: fields and names that lead back to themselves come to an end") {
  PdfMaker pdf;
  pdf.text_page({{72, 770, 11, "A page"}});
  pdf.catalog_also(
      "/AcroForm << /Fields [1000 0 R 1000 0 R 1001 0 R] >> /Names << /EmbeddedFiles 1003 0 R >>");
  pdf.add("<< /FT /Tx /T (a) /V (x) /Kids [1001 0 R] >>");
  pdf.add("<< /T (b) /Parent 1000 0 R /Kids [1000 0 R 1001 0 R 1002 0 R] >>");
  pdf.add("<< /Subtype /Widget /Parent 1002 0 R /T (c) /FT /Tx /V 1002 0 R /Rect [1 2 3] >>");
  pdf.add("<< /Kids [1003 0 R] /Names [(a) 1003 0 R (b) << /EF << /F 1003 0 R >> >>] >>");
  pdf.page_also(
      "/Annots [1002 0 R 1002 0 R 1003 0 R 7 (no) << /Subtype /Highlight /Rect [1e300 (x) 1 2] "
      "/QuadPoints [1 2 3] /IRT 1004 0 R >>]");
  auto got = read_pdf(pdf.str());
  CHECK(got.records.size() >= 2);
  exhibit::Budget budget;
  auto files = attached_files(item_of(pdf.str(), {"a.pdf"}), with_engine(), budget);
  CHECK((!files || files->size() == 0));
}

TEST_CASE("pdf: hostile text in marks arrives as text, complete") {
  const std::string hostile[] = {"<script>alert(1)</script>",
                                 "=HYPERLINK(\"x\")",
                                 "\x1B]0;title\x07\x1B[31m",
                                 "' OR 1=1 --",
                                 "\xE2\x80\xAEgpj.exe",
                                 std::string("a\0b", 3),
                                 "..\\..\\x",
                                 "%s%n{}{0}",
                                 "NEAR(a b) AND *"};
  for (const auto& text : hostile) {
    std::string hex = "EFBBBF";
    for (unsigned char c : text)
      hex += fmt::format("{:02X}", c);
    PdfMaker pdf;
    pdf.text_page({{72, 770, 11, "A page"}});
    pdf.page_also(
        fmt::format("/Annots [<< /Subtype /Text /Rect [1 1 9 9] /Contents <{0}> /T <{0}> /M <{0}> "
                    ">> << /Subtype "
                    "/Widget /FT /Tx /T <{0}> /V <{0}> /Rect [1 1 9 9] >>]",
                    hex));
    auto got = read_pdf(pdf.str());
    REQUIRE(got.records.size() == 3);
    CHECK(got.records[1].text == text);
    CHECK(who(got.records[1], model::Role::author) == text);
    CHECK(got.records[2].text == text);
    CHECK(field(got.records[2], "form_field") == text);
  }
  // A lone surrogate, and bytes that are no UTF-8.
  PdfMaker pdf;
  pdf.text_page({{72, 770, 11, "A page"}});
  pdf.page_also(
      "/Annots [<< /Subtype /Text /Rect [1 1 9 9] /Contents <FEFFD8000041> >> << /Subtype /Text "
      "/Contents <EFBBBFFF41> >>]");
  auto got = read_pdf(pdf.str());
  REQUIRE(got.records.size() == 3);
  CHECK(got.records[1].text ==
        "\xEF\xBF\xBD"
        "A");
  CHECK(got.records[2].text ==
        "\xEF\xBF\xBD"
        "A");
}

TEST_CASE("pdf: of a file that was cut the pages before the cut are read") {
  auto options = with_engine();
  options.answers["recognise-text"] = "none";
  // Cut before its table and trailer: everything is there.
  auto bytes = marked_letter();
  const auto whole = read_pdf(bytes, options);
  auto cut = read_pdf(bytes.substr(0, bytes.rfind("xref\n0 ")), options);
  CHECK(cut.has_finding("PDF without its trailer"));
  CHECK(cut.records.size() == whole.records.size());
  CHECK(of_type(cut, "Text").text == "Is it not pier five?");
  CHECK(of_field(cut, "applicant.name").text == "Ana Pop");
  CHECK(bytes_at(item_of(bytes, {"a"}), of_type(cut, "Text")).starts_with("1000 0 obj"));

  // Catalog and list of pages at the end, as many programs write them: both are gone.
  std::string late =
      "%PDF-1.4\n3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n";
  for (int page = 0; page < 4; ++page) {
    const auto words = fmt::format("BT /F1 11 Tf 72 700 Td (The boat number {}) Tj ET", page + 1);
    late += fmt::format("{} 0 obj\n<< /Length {} >>\nstream\n{}\nendstream\nendobj\n",
                        11 + 2 * page, words.size(), words);
    late += fmt::format(
        "{} 0 obj\n<< /Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] /Contents {} 0 R "
        "/Resources << "
        "/Font << /F1 3 0 R >> >> >>\nendobj\n",
        10 + 2 * page, 11 + 2 * page);
  }
  for (int cuts = 0; cuts < 3; ++cuts) {
    const auto at = cuts == 0   ? late.size()
                    : cuts == 1 ? late.size() - 10
                                : late.find("12 0 obj") + 30;
    const auto got = read_pdf(late.substr(0, at), options);
    CHECK(got.records.size() == (cuts == 0 ? 4 : cuts == 1 ? 3 : 1));
    REQUIRE(!got.records.empty());
    CHECK(got.records[0].text == "The boat number 1");
    CHECK(got.has_finding("PDF without its trailer"));
  }
}

TEST_CASE("pdf: no position leads into what was written to open a file without a catalog") {
  std::string refs;
  for (int number = 1; number < 40; ++number)
    refs += fmt::format("{} 0 R ", number);
  const auto bytes = fmt::format(
      "%PDF-1.4\n10 0 obj\n<< /Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] /Annots [{}] "
      ">>\nendobj\n",
      refs);
  auto options = with_engine();
  options.answers["recognise-text"] = "none";
  const auto got = read_pdf(bytes, options);
  CHECK(got.has_finding("PDF without its trailer"));
  std::size_t marks = 0;
  for (const auto& r : got.records) {
    const auto range = exhibit::locator_bytes(r.locator);
    REQUIRE(range);
    CHECK(range->offset + range->length <= bytes.size());
    marks += r.table == "annotations";
  }
  CHECK(marks > 0);
}

TEST_CASE("pdf: marks in a file cut anywhere or with flipped bytes: every row has its fate") {
  const auto bytes = marked_letter();
  auto options = with_engine();
  options.answers["recognise-text"] = "none";
  const auto begin = bytes.find("1000 0 obj");
  for (std::size_t cut = begin; cut < bytes.size(); cut += 61)
    read_pdf(bytes.substr(0, cut), options);
  for (std::size_t at = begin; at < bytes.size(); at += 13)
    for (char with : {'\0', '\xFF', '9', '<'}) {
      auto flipped = bytes;
      flipped[at] = with;
      const auto item = item_of(flipped, {"a.pdf"});
      testing::read(*make_pdf_reader(), item, options);
      exhibit::Budget budget;
      if (auto files = attached_files(item, options, budget))
        for (std::size_t i = 0; i < files->size(); ++i)
          (void)files->open(i);
    }
  // With the place of the table spoilt the objects are found again, the comment's among them.
  auto cut = read_pdf(bytes.substr(0, bytes.find("startxref\n")), options);
  CHECK(of_type(cut, "Text").text == "Is it not pier five?");
  CHECK(of_field(cut, "applicant.name").text == "Ana Pop");
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
