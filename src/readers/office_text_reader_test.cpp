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
  CHECK(reader->probe(item).confidence == 90);
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
