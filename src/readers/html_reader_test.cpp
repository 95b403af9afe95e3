#include "readers/html_reader.h"

#include <ctime>
#include <iostream>

#include "readers/html_blocks.h"
#include "readers/html_entities.h"
#include "readers/reader_test.h"
#include "readers/utf16_maker.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const auto reader = make_html_reader();

Collected page(std::string bytes) { return read(*reader, std::move(bytes), {"page.html"}); }
std::vector<std::string> texts(const Collected& c) {
  std::vector<std::string> out;
  for (const auto& r : c.records)
    out.push_back(r.text);
  return out;
}
using Strings = std::vector<std::string>;

const char* const sample =
    "<!DOCTYPE html>\n<html lang=\"ro\"><head><meta charset=utf-8><title>Orar &amp; preț</title>\n"
    "<meta name=\"author\" content=\"Ana Pop\"><meta name=date content=\"2024-04-03\">\n"
    "<style>p { color: red }</style><script "
    "src=\"https://example.org/x.js\">document.write('<p>no</p>')</script></head>\n"
    "<body><h1>Orarul feribotului</h1><!-- <p>hidden</p> -->\n"
    "<p>Pleacă la <b>nou&#259;</b> și\n  un sfert.<br>Mâine <a "
    "href=\"https://example.org/?a=1&amp;b=2\">aici</a>.</p>\n"
    "<ul><li>bilet<li>bagaj</ul>\n"
    "<table><tr><th>Oră</th><th>Port</th></tr><tr><td>9:15</td><td><p>Nord</p><p>cheiul "
    "2</p></td></tr></table>\n"
    "<img src=\"img/harta.png\" alt=\"harta\"> 2 < 3 &unknown; &nbsp;gata\n</body></html>\n";

}  // namespace

TEST_CASE("a page gives its visible blocks with their bytes, title and links") {
  auto item = item_of(sample, {"mail.zip", "pages/page.html"});
  const NamesOnly tree({"pages/page.html", "pages/img/harta.png"});
  item.tree = &tree;
  const auto c = read(*reader, item);
  REQUIRE(texts(c) == Strings{"Orarul feribotului", "Pleacă la nouă și un sfert.\nMâine aici.",
                              "bilet", "bagaj", "Oră\tPort", "9:15\tNord cheiul 2",
                              "[harta] 2 < 3 &unknown; \u00a0gata"});
  CHECK(field(c.records[0], "part") == "heading");
  CHECK(field(c.records[1], "part") == "paragraph");
  CHECK(field(c.records[2], "part") == "list-item");
  CHECK(field(c.records[5], "part") == "table-row");
  CHECK(bytes_at(item, c.records[0]) == "Orarul feribotului");
  CHECK(bytes_at(item, c.records[2]) == "bilet");
  CHECK(bytes_at(item, c.records[1]).substr(0, 8) == "Pleacă ");
  CHECK(bytes_at(item, c.records[1]).ends_with("aici</a>."));
  CHECK(extra_of(c.records[1], "link") == "https://example.org/?a=1&b=2");
  REQUIRE(c.records[6].media.size() == 1);
  CHECK(c.records[6].media[0].path == "img/harta.png");
  CHECK(c.records[6].media[0].present);
  REQUIRE(c.extra.size() == 1);
  CHECK(field(c.extra[0], "title") == "Orar & preț");
  CHECK(field(c.extra[0], "author") == "Ana Pop");
  CHECK(field(c.extra[0], "language") == "ro");
  CHECK(local_of(c.extra[0]) == "2024-04-03T00:00:00");
  CHECK(c.has_finding("references to other machines"));
  CHECK(c.has_finding("scripts not run"));
  CHECK(exhibit::locator_part(c.records[0].locator, "line") == "5");
}

TEST_CASE("nothing of scripts, styles and comments is text, whatever they hold") {
  CHECK(texts(page("<p>a</p><script>if (x</y) '</p><p>b'</script><style>c</style><p>d</p>")) ==
        Strings{"a", "d"});
  CHECK(texts(page("<p>a</p><SCRIPT>x</ScRiPt ><p>d</p>")) == Strings{"a", "d"});
  CHECK(texts(page("<p title='<p>no</p>'>a</p><!-- > --><p>b")) == Strings{"a", "b"});
  CHECK(texts(page("<p>a<script>never closed <p>b</p>")) == Strings{"a"});
  CHECK(page("<p>a<script>never closed").has_finding("page ends inside markup"));
  CHECK(texts(page("a <b>b</b>c<i> d</i> <u>e</u>")) == Strings{"a bc d e"});
  CHECK(texts(page("<pre>a\n  b</pre>")) == Strings{"a\n  b"});
  CHECK(texts(page("<textarea>a <b></textarea>")) == Strings{"a <b>"});
}

TEST_CASE("character references are decoded, unknown ones stay") {
  using html::decode_entities;
  CHECK(decode_entities("&lt;a&gt; &amp;amp; &eacute;&#233;&#xE9;") == "<a> &amp; ééé");
  CHECK(decode_entities("&#128;&#0;&#xD800;&#x110000;") == "€\uFFFD\uFFFD\uFFFD");
  CHECK(decode_entities("&nix; &amp") == "&nix; &");
  CHECK(decode_entities("a&b=c&copy=1 &#; &#x;") == "a&b=c&copy=1 &#; &#x;");
}

TEST_CASE("character sets come from marks, meta elements or the bytes") {
  CHECK(texts(page("<meta charset=\"windows-1251\"><p>\xCF\xF0\xE8\xE2\xE5\xF2</p>")) ==
        Strings{"Привет"});
  CHECK(texts(page("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'><p>\xBA"
                   "ase</p>")) == Strings{"şase"});
  CHECK(texts(page("<p>caf\xE9</p>")) == Strings{"café"});
  CHECK(texts(page("<meta charset=iso-8859-1><p>caf\u00e9 \u0219i</p>")) == Strings{"café și"});
  std::string wide = "\xFF\xFE";
  for (const char16_t u : std::u16string(u"<html>\n<p>ăâ 😀</p><p>doi</p>")) {
    wide += static_cast<char>(u & 0xFF);
    wide += static_cast<char>(u >> 8);
  }
  const auto item = item_of(wide, {"p.html"});
  const auto c = read(*reader, item);
  REQUIRE(texts(c) == Strings{"ăâ 😀", "doi"});
  CHECK(bytes_at(item, c.records[1]) == std::string("d\0o\0i\0", 6));
  CHECK(exhibit::locator_part(c.records[0].locator, "line") == "2");
}

TEST_CASE("deep nesting, endless tags and huge text cost no more than their bytes") {
  const auto timed = [](std::string bytes) {
    const auto start = std::clock();
    const auto c = page(std::move(bytes));
    CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 5);
    return c;
  };
  std::string deep;
  for (int i = 0; i < 500'000; ++i)
    deep += "<div>";
  CHECK(texts(timed(deep + "x")) == Strings{"x"});
  std::string cells;
  for (int i = 0; i < 100'000; ++i)
    cells += "<table><tr><td>";
  CHECK(texts(timed(cells + "x")) == Strings{"x"});
  CHECK(timed(std::string(2'000'000, '<')).records.size() >= 1);
  std::string quotes;
  for (int i = 0; i < 200'000; ++i)
    quotes += "<a b=\">";
  timed(quotes);
  std::string comments;
  for (int i = 0; i < 200'000; ++i)
    comments += "<!--";
  timed(comments);
  const auto big = timed(std::string(2'000'000, 'x'));
  for (const auto& r : big.records)
    CHECK(r.text.size() <= (512u << 10));
  std::string brackets;
  for (int i = 0; i < 200'000; ++i)
    brackets += "</";
  timed("<script>" + brackets);
}

TEST_CASE("empty pages and other files") {
  CHECK(page("").has_finding("empty file"));
  CHECK(page("<html></html>").has_finding("no text"));
  const auto probe = [](std::string bytes, std::string name) {
    return reader->probe(item_of(std::move(bytes), {std::move(name)})).confidence;
  };
  CHECK(probe("\xEF\xBB\xBF <!-- x --> <!DOCTYPE HTML><html>", "x.txt") >= 90);
  CHECK(probe("<?xml version=\"1.0\"?><html xmlns=\"a\">", "x") >= 90);
  CHECK(probe("<?xml version=\"1.0\"?><project>", "report.xml") == 0);
  CHECK(probe("Dear Ana, 2 < 3", "x.txt") == 0);
}

TEST_CASE("a page cut or spoilt anywhere keeps the blocks before") {
  damage(*reader, sample, {"page.html"}, [](const model::Record& a, const model::Record& b) {
    const auto x = exhibit::locator_bytes(a.locator), y = exhibit::locator_bytes(b.locator);
    return x->offset == y->offset && b.text.compare(0, a.text.size(), a.text) == 0;
  });
}

TEST_CASE("a log of sign-ins with times and addresses of the internet is a table of records") {
  const auto c = read(*reader, "<html><body><h2>Sign-ins</h2><table><tr><th>Timestamp</th><th>IP Address</th><th>Client</th></tr><tr><td>2024-03-04 21:40:09 Z</td><td>81.2.69.160</td><td>Web</td></tr>"
                               "<tr><td>2024-03-05 21:40:09 Z</td><td>2001:db8::1</td><td></td></tr></table></body></html>", {"log.html"});
  std::vector<const model::Record*> events;
  for (const auto& r : c.records)
    if (r.kind == model::RecordKind::event) events.push_back(&r);
  REQUIRE(events.size() == 2);
  REQUIRE(events[0]->times.size() == 1);
  CHECK(events[0]->times[0].utc == parse_iso("2024-03-04T21:40:09Z")->micros);
  CHECK(events[0]->participants.empty());
}

TEST_CASE("a table of calls in a page is calls, each with the bytes of its row; what stands around it stays text") {
  const std::string text =
      "<html><head><title>Report</title></head><body><h1>Call log of 447700900101</h1><p>Times are UTC.</p>\n"
      "<table border=1><caption>Call log</caption><thead><tr><th>Date/Time (UTC)</th><th>Direction</th><th>Calling number</th><th>Called number</th><th>Duration</th></tr></thead>\n"
      "<tbody><tr><td>14/03/2024 21:40:09</td><td>Outgoing</td><td>447700900101</td><td>447700900102</td><td>00:01:10</td></tr>\n"
      "<tr><td>15/03/2024 08:00:00<td>Incoming<td>447700900103<td>447700900101<td>5\n"
      "</tbody></table><p>End of report</p></body></html>";
  for (const char* name : {"calls.html", "calls.xls"}) {
    const auto item = item_of(text, {name});
    CHECK(reader->probe(item).confidence >= 75);
    const auto c = read(*reader, item);
    std::vector<const model::Record*> calls;
    for (const auto& r : c.records)
      if (r.kind == model::RecordKind::call) calls.push_back(&r);
    REQUIRE(calls.size() == 2);
    CHECK(calls[0]->direction == model::Direction::out);
    CHECK(calls[0]->times[0].utc == parse_iso("2024-03-14T21:40:09Z")->micros);
    CHECK(calls[0]->participants[0].identifier.raw == "447700900101");
    CHECK(calls[0]->participants[1].identifier.raw == "447700900102");
    CHECK(bytes_at(item, *calls[0]).starts_with("<tr><td>14/03/2024"));
    CHECK(calls[1]->direction == model::Direction::in);
    CHECK(calls[1]->participants[0].identifier.raw == "447700900103");
    std::string words;
    for (const auto& r : c.records)
      if (r.kind == model::RecordKind::document) words += r.text + "|";
    CHECK(words == "Call log of 447700900101|Times are UTC.|End of report|");
  }
}

TEST_CASE("a table of messages in a page of UTF-16 is messages, each with its own bytes") {
  const std::string page_text =
      "<html><head><meta charset=\"utf-16\"></head><body><p>Ca\u0219timea \U0001F511</p><table><tr><th>Date</th><th>From</th><th>To</th><th>Message</th></tr>"
      "<tr><td>2024-03-14 21:40:09</td><td>447700900101</td><td>447700900102</td><td>m\u00E2ine \U0001F511</td></tr>"
      "<tr><td>2024-03-14 21:41:09</td><td>447700900102</td><td>447700900101</td><td>da</td></tr></table><p>End</p></body></html>";
  for (const bool little : {true, false})
    for (const bool mark : {true, false}) {
      const auto item = item_of(utf16(page_text, little, mark), {"export.html"});
      REQUIRE(reader->probe(item).confidence >= 75);
      const auto c = read(*reader, item);
      std::vector<const model::Record*> messages;
      std::string words;
      for (const auto& r : c.records) {
        if (r.kind == model::RecordKind::message) messages.push_back(&r);
        if (r.kind == model::RecordKind::document) words += r.text + "|";
      }
      REQUIRE(messages.size() == 2);
      CHECK(messages[0]->text == "m\u00E2ine \U0001F511");
      CHECK(bytes_at(item, *messages[1]) ==
            utf16("<tr><td>2024-03-14 21:41:09</td><td>447700900102</td><td>447700900101</td><td>da</td></tr>", little, false));
      CHECK(words == "Ca\u0219timea \U0001F511|End|");
    }
}

TEST_CASE("cells that span rows and columns stand where the page shows them, and tables inside a layout are found") {
  const auto c = page(
      "<html><body><table><tr><td>menu</td><td><table><tr><td colspan=4>Messages</td></tr>"
      "<tr><th>Date</th><th>From</th><th>To</th><th>Message</th></tr>"
      "<tr><td rowspan=\"2\">2024-03-14 21:40:09</td><td>447700900101</td><td>447700900102</td><td>one<br>more &amp; more</td></tr>"
      "<tr><td>447700900102</td><td>447700900101</td><td>two</td></tr>"
      "<tr><td>2024-03-14 21:50:09</td><td colspan=2>447700900103</td><td>three</td></tr>"
      "</table></td></tr></table></body></html>");
  std::vector<const model::Record*> messages;
  for (const auto& r : c.records)
    if (r.kind == model::RecordKind::message) messages.push_back(&r);
  REQUIRE(messages.size() == 3);
  CHECK(messages[0]->text == "one\nmore & more");
  CHECK(messages[1]->text == "two");
  CHECK(messages[1]->times[0].raw == "2024-03-14 21:40:09");
  CHECK(messages[1]->participants[0].identifier.raw == "447700900102");
  REQUIRE(messages[2]->participants.size() == 1);
  CHECK(messages[2]->participants[0].role == model::Role::from);
  CHECK(messages[2]->text == "three");
}

TEST_CASE("tables of a page that are no lists of records stay text") {
  const auto c = page(
      "<html><body><table><tr><th>Harbour</th><th>Depth</th></tr><tr><td>North</td><td>4 m</td></tr><tr><td>South</td><td>7 m</td></tr></table>"
      "<table><tr><td>Date</td><td>3 April 2024</td></tr><tr><td>Author</td><td>Ana</td></tr></table></body></html>");
  for (const auto& r : c.records)
    CHECK(r.kind == model::RecordKind::document);
  CHECK(c.records.size() == 5);
}

TEST_CASE("two tables of a page are read each under its own heading") {
  const auto c = page(
      "<html><body><h2>Contacts</h2><table><tr><th>Name</th><th>Phone</th></tr><tr><td>Ana Pop</td><td>+447700900101</td></tr><tr><td>Ben</td><td>+447700900102</td></tr></table>"
      "<h2>SMS</h2><table><tr><th>Time</th><th>Direction</th><th>Phone number</th><th>Text</th></tr><tr><td>2024-03-14 21:40:09</td><td>Sent</td><td>+447700900101</td><td>hello</td></tr></table></body></html>");
  std::size_t contacts = 0, messages = 0;
  for (const auto& r : c.records) {
    contacts += r.kind == model::RecordKind::contact && r.table == "Contacts";
    messages += r.kind == model::RecordKind::message && r.table == "SMS";
  }
  CHECK(contacts == 2);
  CHECK(messages == 1);
}

TEST_CASE("a page of tables cut anywhere gives no crash and never more rows than it holds") {
  const std::string text =
      "<table><tr><th>Date</th><th>From</th><th>To</th><th>Message</th></tr><tr><td rowspan=99999>2024-03-14 21:40:09</td><td colspan='x'>447700900101</td>"
      "<td>447700900102</td><td>one<td></tr><tr><td \"><table><tr><td><table></table></tr></table>";
  for (std::size_t n = 0; n <= text.size(); ++n)
    CHECK(page("<html><body>" + text.substr(0, n)).records.size() <= 12);
}
