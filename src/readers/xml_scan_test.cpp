#include "readers/xml_scan.h"

#include <doctest/doctest.h>

#include <chrono>

#include "readers/xml_tags.h"

using namespace clew::readers;

namespace {

// One line a token, as the scanner gives them and as the view of it for flat lists does.
std::vector<std::string> tokens(std::string_view bytes, bool read_attributes = true) {
  std::vector<std::string> out;
  xml::Scanner scanner(bytes, 0, read_attributes);
  for (;;) {
    const auto t = scanner.next();
    const auto name = (t.prefix.empty() ? "" : std::string(t.prefix) + ":") + std::string(t.name);
    if (t.kind == xml::TokenKind::start) out.push_back("<" + name);
    if (t.kind == xml::TokenKind::end) out.push_back("/" + name);
    if (t.kind == xml::TokenKind::text) out.push_back("'" + std::string(t.text) + "'");
    if (t.kind == xml::TokenKind::doctype) out.push_back("doctype");
    if (t.kind == xml::TokenKind::fault) out.push_back("fault " + std::string(t.text));
    if (t.kind == xml::TokenKind::finish) return out;
    CHECK(t.begin <= t.end);
    CHECK(t.end <= bytes.size());
  }
}
std::vector<std::string> by_view(std::string_view bytes) {
  std::vector<std::string> out;
  XmlScanner scanner(bytes);
  XmlToken t;
  while (scanner.next(t)) {
    const auto name = (t.prefix.empty() ? "" : std::string(t.prefix) + ":") + std::string(t.name);
    if (t.kind == XmlToken::Kind::start) out.push_back("<" + name);
    if (t.kind == XmlToken::Kind::end || t.empty) out.push_back("/" + name);
    if (t.kind == XmlToken::Kind::text) out.push_back("'" + std::string(t.body) + "'");
  }
  return out;
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("names and values of every length are read whole, wherever the bytes end") {
  // Lengths and ends on both sides of what is looked at in one go.
  constexpr std::string_view marks = "aZ09_-.\xC3\xA9mnopqrstuvwxyzABCDEFGHIJKLMNOPQR";
  for (std::size_t length = 1; length <= 40; ++length)
    for (std::size_t colon = 0; colon == 0 || colon + 1 < length; ++colon) {  // 0: none
      std::string name(marks.substr(0, length));
      if (colon) name[colon] = ':';
      const std::string value(marks.substr(40 - length));
      const std::string text = "<" + name + " " + name + "='" + value + "\">'/>";
      xml::Scanner scanner(text);
      const xml::Token t = scanner.next();
      REQUIRE(t.kind == xml::TokenKind::start);
      CHECK(t.name == (colon ? name.substr(colon + 1) : name));
      CHECK(t.prefix == (colon ? name.substr(0, colon) : ""));
      REQUIRE(scanner.attributes().size() == 1);
      CHECK(scanner.attributes()[0].name == t.name);
      CHECK(scanner.attributes()[0].value == value + "\">");
      CHECK(scanner.next().kind == xml::TokenKind::end);
      CHECK(scanner.next().kind == xml::TokenKind::finish);
    }
}

TEST_CASE("xml: tags, texts, prefixes and what is passed over") {
  const std::string_view doc =
      "<?xml version='1.0'?><!DOCTYPE plist [<!ENTITY a 'b>'>]><!-- <no> --><x:a b=\"1>2\" "
      "c='/'>t<d/><![CDATA[<e>&amp;]]></x:a >";
  const Lines seen = {"doctype", "<x:a", "'t'", "<d", "/d", "'<e>&amp;'", "/x:a"};
  CHECK(tokens(doc) == seen);
  CHECK(tokens(doc, false) == seen);
  CHECK(by_view(doc) == Lines(seen.begin() + 1, seen.end()));
}

TEST_CASE("xml: damage costs what is damaged, and nothing behind it") {
  CHECK(tokens("<a b=\"1\">x<broken <c/>") == Lines{"<a", "'x'", "fault <broken ", "<c", "/c"});
  // A bare mark in a text is a mark in a text.
  CHECK(tokens("<a>2 < 3</a>") == Lines{"<a", "'2 '", "fault <", "' 3'", "/a"});
  // What has no end hides nothing.
  CHECK(tokens("<a><!-- lost <b>x</b>") ==
        Lines{"<a", "fault <!--", "' lost '", "<b", "'x'", "/b"});
  CHECK(tokens("<a><? lost <b/>") == Lines{"<a", "fault <?", "' lost '", "<b", "/b"});
  CHECK(tokens("<a><![CDATA[lost <b/>") == Lines{"<a", "'lost '", "<b", "/b"});
  CHECK(tokens("<!DOCTYPE x <b/>") == Lines{"doctype", "'DOCTYPE x '", "<b", "/b"});
  CHECK(tokens("<!ELEMENT x><b/>") == Lines{"fault <!ELEMENT x>", "<b", "/b"});
  CHECK(tokens("<a b=\"1<c/>") == Lines{"fault <a b=\"1", "<c", "/c"});
  CHECK(tokens("<a") == Lines{"fault <a"});
  CHECK(tokens("<") == Lines{"fault <"});
  // Attributes that make no sense: the tag is lost where they are wanted, else not.
  CHECK(tokens("<a b=1>x</a>") == Lines{"fault <a b=1>x", "/a"});
  CHECK(tokens("<a b=1>x</a>", false) == Lines{"<a", "'x'", "/a"});

  XmlScanner view("<a>1 < 2</a><b");
  XmlToken t;
  while (view.next(t)) {
  }
  CHECK(view.damaged() == 2);
  CHECK(view.first_damage() == 5);
  CHECK(view.cut());
}

TEST_CASE("xml: the two ways to look agree on every cut of a document") {
  const std::string doc =
      "<r a='1'><m n=\"x&amp;y\"><t>one</t><e/></m><!-- c --><m><![CDATA[two]]></m></r>";
  for (std::size_t cut = 0; cut <= doc.size(); ++cut) {
    auto a = tokens(doc.substr(0, cut)), b = tokens(doc.substr(0, cut), false);
    std::erase_if(a, [](const auto& l) { return l.starts_with("fault"); });
    std::erase_if(b, [](const auto& l) { return l.starts_with("fault"); });
    CHECK(a == b);
    CHECK(a == by_view(doc.substr(0, cut)));
  }
}

TEST_CASE("xml: references, halves of emoji, and what is none stays as written") {
  CHECK(xml::decode("&lt;&#65;&#x42;&#X43;&amp;amp;") == "<ABC&amp;");
  CHECK(xml::decode("&#55357;&#56832;!") == "\xF0\x9F\x98\x80!");
  for (const char* plain : {"&#55357;", "&#56832;&#55357;", "&#0;", "&#x110000;", "&#;", "&#x;",
                            "&unknown;", "&", "&;", "&#12", "a & b"})
    CHECK(xml::decode(plain) == plain);
  CHECK(xml_text("&#55357;&#56832;\xFF") == "\xF0\x9F\x98\x80\xEF\xBF\xBD");
}

TEST_CASE("xml: openings without an end take no longer than one") {
  std::string doc;
  for (int i = 0; i < 300'000; ++i)
    doc += "<!--<?<![CDATA[";
  const auto begin = std::chrono::steady_clock::now();
  xml::Scanner scanner(doc);
  std::size_t faults = 0;
  for (auto t = scanner.next(); t.kind != xml::TokenKind::finish; t = scanner.next())
    faults += t.kind == xml::TokenKind::fault;
  CHECK(faults == 600'000);
  CHECK(std::chrono::steady_clock::now() - begin <
        std::chrono::seconds(20));  // looked for anew: hours
}
