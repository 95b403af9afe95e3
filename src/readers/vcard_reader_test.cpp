#include "readers/vcard_reader.h"

#include <iostream>

#include "base/sha256.h"
#include "readers/reader_test.h"
#include "readers/vcard_property.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::IdentifierKind;

namespace {

const auto reader = make_vcard_reader();

Collected cards(std::string bytes) { return read(*reader, std::move(bytes), {"contacts.vcf"}); }

std::vector<std::string> ids(const model::Record& r, IdentifierKind kind) {
  std::vector<std::string> out;
  for (const auto& p : r.participants)
    if (p.identifier.kind == kind) out.push_back(p.identifier.raw);
  return out;
}
using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a card of version 3.0 gives names, numbers and everything else") {
  const std::string bytes =
      "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:abc-1\r\nN:Pop;Ana;Maria,Ioana;Dr.;\r\nFN:Dr. Ana Pop\r\n"
      "NICKNAME:Anișoara\r\nORG:Harbour Office;Tickets\r\nTITLE:Clerk\r\n"
      "TEL;TYPE=CELL,pref;waid=447700900001:+44 7700 900001\r\n"
      "item1.TEL:+44 7700 900002\r\nitem1.X-ABLabel:_$!<Assistant>!$_\r\n"
      "EMAIL;TYPE=INTERNET:ana@example.org\r\n"
      "ADR;TYPE=HOME:;;12 Quay Street;Plymouth;;PL1 1AA;UK\r\n"
      "NOTE:first\\nsecond\\, third with a very lo\r\n ng line\r\n"
      "BDAY:1980-03-22\r\nURL:https://example.org/"
      "ana\r\nIMPP;X-SERVICE-TYPE=Skype:skype:ana.pop\r\n"
      "X-FAVOURITE;X-ODD=1:ferry\r\nGEO:50.37;-4.14\r\nREV:2024-01-02T03:04:05Z\r\nEND:VCARD\r\n";
  const auto item = item_of(bytes, {"contacts.vcf"});
  const auto c = read(*reader, item);
  REQUIRE(c.records.size() == 1);
  CHECK(c.findings.empty());
  const auto& r = c.records[0];
  CHECK(r.kind == model::RecordKind::contact);
  CHECK(r.key == "abc-1");
  CHECK(bytes_at(item, r) == bytes.substr(0, bytes.size() - 2));
  CHECK(exhibit::locator_part(r.locator, "index") == "1");
  CHECK(ids(r, IdentifierKind::name) == Strings{"Dr. Ana Pop"});
  CHECK(ids(r, IdentifierKind::phone) == Strings{"+44 7700 900001", "+44 7700 900002"});
  CHECK(ids(r, IdentifierKind::jid) == Strings{"447700900001@s.whatsapp.net"});
  CHECK(ids(r, IdentifierKind::email) == Strings{"ana@example.org"});
  CHECK(ids(r, IdentifierKind::username) == Strings{"ana.pop"});
  CHECK(r.participants[1].name == "Dr. Ana Pop");
  CHECK(field(r, "family_name") == "Pop");
  CHECK(field(r, "given_name") == "Ana");
  CHECK(field(r, "organisation") == "Harbour Office, Tickets");
  CHECK(field(r, "address") == "12 Quay Street, Plymouth, PL1 1AA, UK");
  CHECK(field(r, "birthday") == "1980-03-22");
  CHECK(field(r, "nickname") == "Anișoara");
  CHECK(r.text == "first\nsecond, third with a very long line");
  CHECK(extra_of(r, "X-FAVOURITE;X-ODD=1") == "ferry");
  CHECK(extra_of(r, "item1.X-ABLabel") == "_$!<Assistant>!$_");
  CHECK(extra_of(r, "TEL;TYPE=CELL,pref;waid=447700900001") == "+44 7700 900001");
  REQUIRE(r.place);
  CHECK(r.place->longitude == doctest::Approx(-4.14));
  REQUIRE(r.times.size() == 1);
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-01-02T03:04:05.000000Z");
}

TEST_CASE("version 2.1: quoted-printable with soft breaks, character sets, bare types, photos") {
  const auto c = cards(
      "BEGIN:VCARD\nVERSION:2.1\n"
      "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C8=98tefan;=C3=8Eon;;;\n"
      "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=8Eon =C8=98te=\nfan\n"
      "TEL;CELL;PREF:07700900001\nTEL;WORK;FAX:07700900002\n"
      "NOTE;CHARSET=ISO-8859-2;ENCODING=QUOTED-PRINTABLE:=BAase=0D=0Adoi\n"
      "NOTE;CHARSET=windows-1250:\xBA"
      "apte\n"
      "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\n "
      "SkZJRg==\n\nEMAIL;INTERNET:ion@example.org\nEND:VCARD\n");
  REQUIRE(c.records.size() == 1);
  const auto& r = c.records[0];
  CHECK(ids(r, IdentifierKind::name) == Strings{"Îon Ștefan"});
  CHECK(ids(r, IdentifierKind::phone) == Strings{"07700900001", "07700900002"});
  CHECK(ids(r, IdentifierKind::email) == Strings{"ion@example.org"});
  CHECK(r.text == "şase\r\ndoi\nşapte");
  REQUIRE(r.media.size() == 1);
  CHECK(r.media[0].mime == "image/jpeg");
  CHECK(r.media[0].present);
  CHECK(r.media[0].sha256 == sha256_hex(std::string("\xFF\xD8\xFF\xE0\x00\x10JFIF", 10)));
  CHECK(extra_of(r, "PHOTO;ENCODING=BASE64;JPEG").substr(0, 9) == "10 bytes,");
}

TEST_CASE("version 4.0: uri values, quoted parameters, data photos") {
  const auto c = cards(
      "BEGIN:VCARD\nVERSION:4.0\nFN:Ana "
      "Pop\nTEL;VALUE=uri;TYPE=\"work,voice\":tel:+44-7700-900001;ext=102\n"
      "EMAIL:mailto:ana@example.org\nPHOTO:data:image/png;base64,iVBORw==\nPHOTO:https://"
      "example.org/a.jpg\n"
      "GEO:geo:46.772673,-71.282945\nREV:20120305T131933Z\nEND:VCARD");
  REQUIRE(c.records.size() == 1);
  const auto& r = c.records[0];
  CHECK(ids(r, IdentifierKind::phone) == Strings{"+44-7700-900001"});
  CHECK(ids(r, IdentifierKind::email) == Strings{"ana@example.org"});
  REQUIRE(r.media.size() == 2);
  CHECK(r.media[0].mime == "image/png");
  CHECK(r.media[1].path == "https://example.org/a.jpg");
  CHECK_FALSE(r.media[1].present);
  CHECK(to_iso_utc(*r.times.at(0).utc) == "2012-03-05T13:19:33.000000Z");
  CHECK(r.place->latitude == doctest::Approx(46.772673));
}

TEST_CASE("cards inside cards, without END, and text around them") {
  const auto c = cards(
      "hello\nBEGIN:VCARD\nVERSION:2.1\nFN:Ana\nAGENT:\nBEGIN:VCARD\nFN:Ben\nTEL:07700900003\nEND:"
      "VCARD\n"
      "TEL:07700900001\nUID:u1\nEND:VCARD\nBEGIN:VCARD\nFN:Cleo\nno property "
      "here\nBEGIN:VCARD\nFN:Dan\n");
  REQUIRE(c.records.size() == 4);
  CHECK(ids(c.records[0], IdentifierKind::name) == Strings{"Ana"});
  CHECK(ids(c.records[0], IdentifierKind::phone) == Strings{"07700900001"});
  CHECK(c.records[0].key == "u1");
  CHECK(ids(c.records[1], IdentifierKind::name) == Strings{"Ben"});
  REQUIRE(c.records[1].links.size() == 1);
  CHECK(c.records[1].links[0] == model::RecordLink{model::LinkKind::part_of, "u1"});
  CHECK(ids(c.records[2], IdentifierKind::name) == Strings{"Cleo"});
  CHECK(extra_of(c.records[2], "") == "no property here");
  CHECK(ids(c.records[3], IdentifierKind::name) == Strings{"Dan"});
  CHECK(c.skips.at("text outside of cards") == 1);
  REQUIRE(c.extra.size() == 1);
  CHECK(c.extra[0].kind == model::RecordKind::document);
  CHECK(c.has_finding("card without END"));
  CHECK(c.has_finding("line that is no property"));
}

TEST_CASE("names come from FN, else N, else the organisation; several are all kept") {
  CHECK(ids(cards("BEGIN:VCARD\nN:Pop;Ana;M\nEND:VCARD").records[0], IdentifierKind::name) ==
        Strings{"Ana M Pop"});
  CHECK(ids(cards("BEGIN:VCARD\nORG:Quay Taxis\nEND:VCARD").records[0], IdentifierKind::name) ==
        Strings{"Quay Taxis"});
  CHECK(ids(cards("BEGIN:VCARD\nFN:Ana\nFN:Anna P\nN:Pop;Ana\nEND:VCARD").records[0],
            IdentifierKind::name) == Strings{"Ana", "Anna P"});
  CHECK(cards("BEGIN:VCARD\nTEL:07700900001\nEND:VCARD").records[0].participants[0].name.empty());
}

TEST_CASE("line ends of CR CR LF break neither folded values nor photos") {
  const auto c = cards(
      "BEGIN:VCARD\r\r\nFN:Ana\r\r\nADR:;;12 Quay Street;Ply\r\r\n "
      "mouth\r\r\nPHOTO;ENCODING=b:/9j/\r\r\n 4AAQSkZJRg==\r\r\n"
      "END:VCARD\r\r\n");
  REQUIRE(c.records.size() == 1);
  CHECK(c.findings.empty());
  CHECK(field(c.records[0], "address") == "12 Quay Street, Plymouth");
  CHECK(extra_of(c.records[0], "PHOTO;ENCODING=b").substr(0, 9) == "10 bytes,");
}

TEST_CASE("UTF-16 cards, empty files and files without cards") {
  std::string wide = "\xFF\xFE";
  for (const char16_t u : std::u16string(u"BEGIN:VCARD\r\nFN:Ștefan\r\nEND:VCARD\r\n")) {
    wide += static_cast<char>(u & 0xFF);
    wide += static_cast<char>(u >> 8);
  }
  const auto c = cards(wide);
  REQUIRE(c.records.size() == 1);
  CHECK(ids(c.records[0], IdentifierKind::name) == Strings{"Ștefan"});
  CHECK(cards("").has_finding("empty file"));
  CHECK(cards("nothing").has_finding("no contact cards"));
  CHECK(cards("\xEF\xBB\xBF"
              "begin:vcard\nfn:Ana\nend:vcard")
            .records.size() == 1);
  const auto bad = cards(
      "BEGIN:VCARD\nFN:a\xFF"
      "b \u00e9\u00e9\nEND:VCARD");
  CHECK(bad.has_finding("bytes that are not valid text"));
  CHECK(reader->probe(item_of("\r\nBEGIN:VCARD\r\n", {"x.jpg"})).confidence >= 90);
  CHECK(reader->probe(item_of("a,b\n1,2\n", {"x.vcf"})).confidence == 0);
}

TEST_CASE("a vCard file cut or spoilt anywhere keeps the cards before") {
  const std::string bytes =
      "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=8Eon "
      "=\nPop\nTEL;CELL:07700900001\nEND:VCARD\n"
      "BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\n "
      "4AAQ\nAGENT:\nBEGIN:VCARD\nFN:Ben\nEND:VCARD\nEND:VCARD\n"
      "BEGIN:VCARD\nFN:Cleo\nEND:VCARD\n";
  damage(*reader, bytes, {"contacts.vcf"}, [](const model::Record& a, const model::Record& b) {
    return a.locator == b.locator && a.participants == b.participants && a.extras == b.extras;
  });
}

TEST_CASE("deep nesting and endless properties are bounded") {
  std::string deep;
  for (int i = 0; i < 5000; ++i)
    deep += "BEGIN:VCARD\nFN:x\nAGENT:\n";
  CHECK(cards(deep).records.size() == 5000);
  std::string wide = "BEGIN:VCARD\n";
  for (int i = 0; i < 30'000; ++i)
    wide += "X-A:b\n";
  const auto c = cards(wide + "END:VCARD\n");
  CHECK(c.records.size() == 1);
  CHECK(c.has_finding("card with too many properties"));
}

TEST_CASE("shared vCard samples give what is expected of them") {
  const auto data = shared_data();
  if (!data) {
    std::cout << "SKIPPED: vCard samples (shared data not there)\n";
    return;
  }
  const auto dir = *data / "vcard-real-devices";
  const auto load = [&](const char* name) {
    INFO(std::string(name));
    const auto c = read(*reader, slurp(dir / name), {name});
    CHECK_FALSE(c.has_finding("line that is no property"));
    CHECK_FALSE(c.has_finding("card without END"));
    CHECK_FALSE(c.has_finding("text outside of cards"));
    return c;
  };
  const auto android = load("John_Doe_ANDROID.vcf");
  REQUIRE(android.records.size() == 6);
  CHECK(ids(android.records[3], IdentifierKind::phone) ==
        Strings{"123456", "234567", "3456789", "45678901"});
  CHECK(ids(android.records[3], IdentifierKind::name) == Strings{"Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ"});
  CHECK(ids(android.records[4], IdentifierKind::email).at(1) == "ÑÑÑÑÑÑÑÑÑÑÑÑÑÑ");
  int photos = 0;
  for (const auto& r : android.records)
    photos += !r.media.empty();
  CHECK(photos >= 1);
  const auto iphone = load("John_Doe_IPHONE.vcf");
  REQUIRE(iphone.records.size() == 1);
  CHECK(iphone.records[0].media.size() == 1);
  CHECK(iphone.records[0].media[0].mime == "image/jpeg");
  CHECK(ids(iphone.records[0], IdentifierKind::phone).size() == 7);
  const auto outlook = load("John_Doe_MS_OUTLOOK.vcf");
  REQUIRE(outlook.records.size() == 1);
  CHECK(outlook.records[0].media.size() == 1);
  CHECK(field(outlook.records[0], "address_label") ==
        "Cresent moon drive\r\nAlbaney, New York  12345");
  const auto gmail = load("John_Doe_GMAIL.vcf");
  REQUIRE(gmail.records.size() == 1);
  CHECK(gmail.records[0].text.ends_with("DAMAGE.\nFavotire Color: Blue"));
  CHECK(load("gmail-list.vcf").records.size() == 3);
  const auto rfc = load("rfc6350-example.vcf");
  REQUIRE(rfc.records.size() == 1);
  CHECK(ids(rfc.records[0], IdentifierKind::phone) ==
        Strings{"+1-418-656-9254", "+1-418-262-6501"});
}
