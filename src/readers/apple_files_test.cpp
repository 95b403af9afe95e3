// Cookies and learnt words of an iPhone, as made by hand from the public description of the first.
#include <bit>

#include "readers/binary_cookies_reader.h"
#include "readers/keyboard_words_reader.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

void put(std::string& out, std::uint64_t value, int bytes, bool big = false) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> 8 * (big ? bytes - 1 - i : i));
}
std::string cookie(const std::string& domain, const std::string& name, const std::string& value,
                   double made, double ends, std::uint32_t flags = 5) {
  std::string texts;
  const auto offset = [&](const std::string& s) {
    const auto at = 56 + texts.size();
    texts += s + '\0';
    return at;
  };
  const auto d = offset(domain), n = offset(name), p = offset("/"), v = offset(value);
  std::string c;
  put(c, 56 + texts.size(), 4);
  put(c, 0, 4);
  put(c, flags, 4);
  put(c, 0, 4);
  for (const auto at : {d, n, p, v})
    put(c, at, 4);
  put(c, 0, 8);
  put(c, std::bit_cast<std::uint64_t>(ends), 8);
  put(c, std::bit_cast<std::uint64_t>(made), 8);
  return c + texts;
}
std::string page(const std::vector<std::string>& cookies) {
  std::string p("\0\0\1\0", 4);
  put(p, cookies.size(), 4);
  auto at = 8 + 4 * cookies.size() + 4;
  for (const auto& c : cookies) {
    put(p, at, 4);
    at += c.size();
  }
  put(p, 0, 4);
  for (const auto& c : cookies)
    p += c;
  return p;
}
std::string file(const std::vector<std::string>& pages) {
  std::string f = "cook";
  put(f, pages.size(), 4, true);
  for (const auto& p : pages)
    put(f, p.size(), 4, true);
  for (const auto& p : pages)
    f += p;
  put(f, 0x1234, 4, true);
  put(f, 0x071720050000004B, 8, true);
  return f;
}

}  // namespace

TEST_CASE("Safari's cookies are events with the time they were made") {
  const auto reader = make_binary_cookies_reader();
  // 2024-03-04 21:40:09 UTC; the second one ends with the session.
  const auto bytes = file({page({cookie(".example.org", "lang", "pl", 731281209.5, 762817209),
                                 cookie("maps.example.net", "sid", "abc", 731281300, 0, 0)}),
                           page({cookie("", "n", "", 0, 0)})});
  CHECK(reader->probe(item_of(bytes, {"Cookies.binarycookies"})).confidence > 90);
  const auto out = read(*reader, bytes, {"Cookies.binarycookies"});
  REQUIRE(out.records.size() == 3);
  const auto& r = out.records[0];
  CHECK(field(r, "type") == "cookie");
  CHECK(field(r, "title") == "lang");
  CHECK(field(r, "url") == ".example.org/");
  CHECK(extra_of(r, "value") == "pl");
  CHECK(extra_of(r, "flags") == "5 secure http-only");
  REQUIRE(r.times.size() == 1);
  CHECK(to_iso_utc(*r.times[0].utc).starts_with("2024-03-04T21:40:09"));
  CHECK(extra_of(r, "expires").starts_with("2025-03-04"));
  CHECK(extra_of(out.records[1], "expires") == "0");
  CHECK(out.findings.empty());
}

TEST_CASE("damaged cookies are findings, and the others are read") {
  const auto reader = make_binary_cookies_reader();
  const auto bytes = file({page({cookie(".example.org", "lang", "pl", 731281209, 762817209),
                                 cookie("maps.example.net", "sid", "abc", 731281300, 0)}),
                           page({cookie(".example.com", "x", "y", 731281400, 0)})});
  // What lists the cookies can be hit like anything else: then those it listed are lost, and said
  // to be.
  const auto whole = read(*reader, bytes, {"c"});
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    const auto part = read(*reader, bytes.substr(0, cut), {"c"});
    CHECK((part.records.size() == whole.records.size() || !part.findings.empty()));
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto flipped = bytes;
    flipped[i] ^= static_cast<char>(1 << i % 8);
    read(*reader, flipped, {"c"});
    flipped[i] = '\xFF';
    const auto part = read(*reader, flipped, {"c"});
    if (i >= 8 && part.records.size() + part.skipped < whole.records.size())
      CHECK(!part.findings.empty());
  }
}

TEST_CASE("words that a keyboard has learnt are events, never messages") {
  const auto reader = make_keyboard_words_reader();
  constexpr char content[] =
      "DynamicDictionary-5\0\1\0\0\4\0Brighton\0\2\x81Łódź\0\3ok\0\1#!+\0дом\0\xFF\xFEkluczyk";
  const std::string bytes(content, sizeof content - 1);
  CHECK(reader->probe(item_of(bytes, {"dynamic-lexicon.dat"})).confidence > 90);
  const auto out = read(*reader, bytes, {"dynamic-lexicon.dat"});
  std::vector<std::string> words;
  for (const auto& r : out.records) {
    words.push_back(r.text);
    CHECK(r.kind == model::RecordKind::event);
    CHECK(r.times.empty());
    CHECK(bytes_at(item_of(bytes, {"x"}), r) == r.text);
  }
  CHECK(words == std::vector<std::string>{"Brighton", "Łódź", "дом", "kluczyk"});
  CHECK(out.has_finding("words a keyboard has learnt"));
  damage(*reader, bytes, {"dynamic-lexicon.dat"},
         [](const model::Record& a, const model::Record& b) { return a.text == b.text; });
}
