#include "readers/office_text_reader.h"

#include "readers/reader_test.h"

namespace clew::readers {
namespace {

using namespace testing;

const std::string word =
    R"(<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>)"
    R"(<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Travel &amp; keys</w:t></w:r></w:p>)"
    R"(<w:p><w:r><w:t xml:space="preserve">Bus </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>at 7</w:t><w:br/><w:t>gate 2</w:t></w:r></w:p>)"
    R"(<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Ana</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>250</w:t></w:r></w:p></w:tc></w:tr></w:tbl>)"
    R"(<w:p><w:del w:author="Dan"><w:r><w:delText>not this</w:delText></w:r></w:del><w:r><w:t>but this</w:t></w:r></w:p>)"
    R"(</w:body></w:document>)";

const std::string open_document =
    R"(<?xml version="1.0"?><office:document-content xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b"><office:body><office:text>)"
    R"(<text:h>Rain</text:h><text:p>two<text:s text:c="2"/>blanks<text:tab/>tab</text:p>)"
    R"(<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>)"
    R"(</office:text></office:body></office:document-content>)";

std::vector<std::string> texts(const Collected& out) {
  std::vector<std::string> list;
  for (const auto& r : out.records)
    list.push_back(r.text);
  return list;
}

}  // namespace

TEST_CASE("a Word document's body gives its paragraphs, rows and what tracked changes deleted") {
  auto reader = make_office_text_reader();
  auto item = item_of(word, {"a.docx", "word/document.xml"});
  CHECK(reader->probe(item).confidence == 92);
  auto out = read(*reader, item);
  CHECK(texts(out) == std::vector<std::string>{"Travel & keys", "Bus at 7\ngate 2", "Ana \t250 ",
                                               "not thisbut this"});
  CHECK(out.has_finding("tracked changes"));
  CHECK(extra_of(out.records[3], "deleted text (tracked change)") == "not this");
  CHECK(bytes_at(item, out.records[1]).starts_with("Bus "));
}

TEST_CASE("an OpenDocument body gives its paragraphs with blanks and tabs as they are seen") {
  auto out = read(*make_office_text_reader(), open_document, {"a.odt", "content.xml"});
  CHECK(texts(out) == std::vector<std::string>{"Rain", "two  blanks\ttab", "a \tb "});
}

TEST_CASE("comments of Word are records beside the text, with author and time, all their paragraphs") {
  const std::string part =
      R"(<w:comments xmlns:w="x/wordprocessingml"><w:comment w:id="4" w:author="Ana Pop" w:date="2024-03-04T09:20:00Z"><w:p><w:r><w:t>Not true</w:t></w:r></w:p>)"
      R"(<w:p><w:r><w:t>Ask Ben</w:t></w:r></w:p></w:comment><w:comment w:id="5"><w:p><w:r><w:t>no name</w:t></w:r></w:p></w:comment></w:comments>)";
  const auto out = read(*make_office_text_reader(), part, {"a.docx", "word/comments.xml"});
  CHECK(texts(out) == std::vector<std::string>{"Not true", "Ask Ben", "no name"});
  for (int i = 0; i < 2; ++i) {
    CHECK(who(out.records[i], model::Role::author) == "Ana Pop");
    CHECK(local_of(out.records[i]) == "2024-03-04T09:20:00");  // programs write their own clock there
    CHECK(out.records[i].key == "comment 4");
    CHECK(out.records[i].table == "comments");
  }
  CHECK(out.records[2].participants.empty());
}

TEST_CASE("a text box of Word is a block of its own, and what is said again for older programs is not said twice") {
  const auto box = [](const std::string& text) { return "<w:txbxContent><w:p><w:r><w:t>" + text + "</w:t></w:r></w:p></w:txbxContent>"; };
  const auto part = [&](const std::string& choice, const std::string& fallback) {
    return R"(<w:document xmlns:w="x/wordprocessingml"><w:body><w:p><w:r><w:t>before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice>)" + choice +
           "</mc:Choice><mc:Fallback>" + fallback + "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p></w:body></w:document>";
  };
  const std::vector<std::string> path = {"a.docx", "word/document.xml"};
  CHECK(texts(read(*make_office_text_reader(), part(box("in the box"), box("in the box")), path)) == std::vector<std::string>{"before after", "in the box"});
  const auto other = read(*make_office_text_reader(), part(box("in the box"), box("something else")), path);
  CHECK(texts(other) == std::vector<std::string>{"before after", "in the box", "something else\n"});
  CHECK(extra_of(other.records[2], "shown by older programs only") == "yes");
  CHECK(extra_of(other.records[1], "shown by older programs only").empty());
}

TEST_CASE("tracked changes say who and when; text moved away and hidden text are marked") {
  const std::string part =
      R"(<w:document xmlns:w="x/wordprocessingml"><w:body><w:p><w:ins w:author="Ana" w:date="2024-03-04T09:20:00Z"><w:r><w:t>new </w:t></w:r></w:ins><w:r><w:t>old</w:t></w:r></w:p>)"
      R"(<w:p><w:del w:author="Ben"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>)"
      R"(<w:p><w:moveFrom w:author="Cy"><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo w:author="Cy"><w:r><w:t>moved</w:t></w:r></w:moveTo></w:p>)"
      R"(<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>not seen</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>, seen</w:t></w:r></w:p>)"
      R"(<w:p><w:pPr><w:rPr><w:vanish/><w:ins w:author="Dan"/></w:rPr></w:pPr><w:r><w:t>shown</w:t></w:r></w:p></w:body></w:document>)";
  const auto out = read(*make_office_text_reader(), part, {"a.docx", "word/document.xml"});
  CHECK(texts(out) == std::vector<std::string>{"new old", "gone", "moved", "moved", "not seen, seen", "shown"});
  CHECK(extra_of(out.records[0], "inserted by") == "Ana, 2024-03-04T09:20:00Z");
  CHECK(extra_of(out.records[1], "deleted by") == "Ben");
  CHECK(extra_of(out.records[2], "text moved away (tracked change)") == "moved");
  CHECK(extra_of(out.records[2], "moved by") == "Cy");
  CHECK(extra_of(out.records[3], "inserted by") == "Cy");
  CHECK(extra_of(out.records[4], "hidden text") == "not seen");
  CHECK(out.records[5].extras.size() == 0);
  CHECK(out.has_finding("hidden text"));
  CHECK(out.has_finding("tracked changes"));
}

TEST_CASE("hidden slides, comments of presentations, words of charts and diagrams") {
  const auto slide = read(*make_office_text_reader(), R"(<p:sld show="0"><a:p><a:r><a:t>Plan B</a:t></a:r></a:p></p:sld>)", {"a.pptx", "ppt/slides/slide2.xml"});
  CHECK(texts(slide) == std::vector<std::string>{"Plan B"});
  CHECK(extra_of(slide.records[0], "hidden slide") == "yes");
  CHECK(slide.has_finding("hidden slide"));
  const auto old = read(*make_office_text_reader(), R"(<p:cmLst><p:cm authorId="0" dt="2024-03-04T09:20:00.000" idx="1"><p:pos x="1" y="2"/><p:text>too long</p:text></p:cm></p:cmLst>)",
                        {"a.pptx", "ppt/comments/comment1.xml"});
  CHECK(texts(old) == std::vector<std::string>{"too long"});
  CHECK(local_of(old.records[0]) == "2024-03-04T09:20:00");
  const auto answered = read(*make_office_text_reader(),
                             R"(<p188:cmLst><p188:cm id="{1}" authorId="{A}" created="2024-03-04T09:20:00"><p188:replyLst><p188:reply id="{2}" authorId="{B}" created="2024-03-05T09:20:00">)"
                             R"(<p188:txBody><a:p><a:r><a:t>yes</a:t></a:r></a:p></p188:txBody></p188:reply></p188:replyLst><p188:txBody><a:p><a:r><a:t>is it?</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>)",
                             {"a.pptx", "ppt/comments/modernComment_1.xml"});
  CHECK(texts(answered) == std::vector<std::string>{"yes", "is it?"});
  CHECK(who(answered.records[0], model::Role::author) == "{B}");
  CHECK(who(answered.records[1], model::Role::author) == "{A}");
  const auto chart = read(*make_office_text_reader(),
                          R"(<c:chartSpace><c:title><a:p><a:r><a:t>Rain</a:t></a:r></a:p></c:title><c:ser><c:tx><c:v>Dover</c:v></c:tx><c:cat><c:pt><c:v>March</c:v></c:pt></c:cat><c:val><c:pt><c:v>12</c:v></c:pt></c:val></c:ser></c:chartSpace>)",
                          {"a.pptx", "ppt/charts/chart1.xml"});
  CHECK(texts(chart) == std::vector<std::string>{"Rain", "Dover\tMarch\t12\t"});
  const auto diagram = read(*make_office_text_reader(), R"(<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>Ana</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>)", {"a.pptx", "ppt/diagrams/data1.xml"});
  CHECK(texts(diagram) == std::vector<std::string>{"Ana"});
  CHECK(read(*make_office_text_reader(), "<xdr:wsDr><xdr:pic/></xdr:wsDr>", {"a.xlsx", "xl/drawings/drawing1.xml"}).extra.empty());
}

TEST_CASE("OpenDocument: comments with author and time, footnotes, text boxes, tracked deletions, headers and footers") {
  const std::string part =
      R"(<office:document-content xmlns:office="urn:o" xmlns:text="urn:t" xmlns:dc="urn:d"><text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Ben</dc:creator>)"
      R"(<dc:date>2024-03-04T09:20:00</dc:date></office:change-info><text:p>not this</text:p></text:deletion></text:changed-region></text:tracked-changes>)"
      R"(<text:p>The key<office:annotation><dc:creator>Ana</dc:creator><dc:date>2024-03-05T10:00:00</dc:date><text:p>which?</text:p><text:p>ask</text:p></office:annotation> is)"
      R"(<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>since May</text:p></text:note-body></text:note> here<draw:text-box><text:p>boxed</text:p></draw:text-box>.</text:p></office:document-content>)";
  const auto out = read(*make_office_text_reader(), part, {"a.odt", "content.xml"});
  CHECK(texts(out) == std::vector<std::string>{"not this", "The key is1 here.", "which?", "ask", "since May", "boxed"});
  CHECK(extra_of(out.records[0], "deleted by") == "Ben, 2024-03-04T09:20:00");
  for (int i = 2; i < 4; ++i) {
    CHECK(who(out.records[i], model::Role::author) == "Ana");
    CHECK(local_of(out.records[i]) == "2024-03-05T10:00:00");
  }
  const std::string styles =
      R"(<office:document-styles xmlns:text="urn:t"><office:master-styles><style:master-page><style:header><text:p>Keys Ltd</text:p></style:header><style:footer><text:p>page</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>)";
  const auto reader = make_office_text_reader();
  CHECK(reader->probe(item_of(styles, {"a.odt", "styles.xml"})).confidence == 92);
  CHECK(texts(read(*reader, styles, {"a.odt", "styles.xml"})) == std::vector<std::string>{"Keys Ltd", "page"});
  for (std::size_t cut = 0; cut <= part.size(); ++cut) read(*reader, part.substr(0, cut), {"a.odt", "content.xml"});
  std::string deep = "<office:document-content><text:p>";
  for (int i = 0; i < 2000; ++i) deep += "<draw:text-box><text:p>x";
  read(*reader, deep, {"a.odt", "content.xml"});
}

TEST_CASE("other XML is not taken for an office document") {
  auto reader = make_office_text_reader();
  CHECK(reader->probe(item_of("<report><document>x</document></report>", {"a.xml"})).confidence ==
        0);
  CHECK(reader->probe(item_of("<document>x</document>", {"a.xml"})).confidence == 0);
}

TEST_CASE("parts without text are read as such only beside a document") {
  auto reader = make_office_part_reader();
  auto styles = item_of("<w:styles/>", {"a.docx", "word/styles.xml"});
  CHECK(reader->probe(styles).confidence == 0);
  NamesOnly names({"word/document.xml", "word/styles.xml"});
  styles.tree = &names;
  CHECK(reader->probe(styles).confidence == 0);  // its body cannot be opened
}

TEST_CASE("an office part that is cut anywhere gives what stands before the cut") {
  for (const auto& bytes : {word, open_document})
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
      read(*make_office_text_reader(), bytes.substr(0, cut), {"a.docx", "word/document.xml"});
}

}  // namespace clew::readers
