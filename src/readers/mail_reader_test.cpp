#include "readers/mail_reader.h"

#include "base/sha256.h"
#include "readers/mime.h"
#include "readers/reader_test.h"

namespace clew::readers {
namespace {

using namespace testing;

const std::string plain =
    "Received: from a.example by b.example; Mon, 4 Mar 2024 09:31:05 +0000\r\n"
    "Date: Mon, 4 Mar 2024 10:31:02 +0100 (CET)\r\n"
    "From: =?utf-8?Q?Ana_Ionescu?= <ana@example.org>\r\n"
    "To: \"Popescu, Dan\" <dan@example.org>, office@example.org\r\n"
    "Cc: drivers: lee@example.org;\r\n"
    "Subject: =?utf-8?B?TcOiaW5lIGxhIA==?=\r\n =?utf-8?B?Z2FyxIM=?=\r\n"
    "Message-ID: <1@example.org>\r\n"
    "In-Reply-To: <0@example.org>\r\n"
    "X-Gmail-Labels: Inbox,Trips\r\n"
    "Content-Type: text/plain; charset=iso-8859-2\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "\r\n"
    "Ne vedem la gar=E3 la 10, =\r\nadu cheile.\r\n";

const std::string mixed =
    "From: a@example.org\nTo: b@example.org\nSubject: papers\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=\"outer\"\n\npreamble\n"
    "--outer\nContent-Type: multipart/alternative; boundary=inner\n\n"
    "--inner\nContent-Type: text/plain; charset=utf-8\n\nthe plain text\n"
    "--inner\nContent-Type: text/html; charset=utf-8\n\n<p>the <b>html</b> text</p>\n"
    "--inner--\n"
    "--outer\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment; filename*0*=utf-8''bilet%20; "
    "filename*1=\"10.pdf\"\n\nJVBERi0=\n"
    "--outer\nContent-Type: message/rfc822\n\nFrom: c@example.org\nSubject: inside\nMessage-ID: "
    "<9@example.org>\n\nhello from inside\n"
    "--outer--\nepilogue\n";

}  // namespace

TEST_CASE("a mail gives its people, subject, times with their zone, text and every other header") {
  auto reader = make_eml_reader();
  auto item = item_of(plain, {"a.eml"});
  CHECK(reader->probe(item).confidence >= 80);
  auto out = read(*reader, item);
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(field(r, "subject") == "Mâine la gară");
  CHECK(r.text == "Ne vedem la gară la 10, adu cheile.\r\n");
  CHECK(who(r, model::Role::from) == "ana@example.org");
  REQUIRE(r.participants.size() == 4);
  CHECK(r.participants[0].name == "Ana Ionescu");
  CHECK(r.participants[1].name == "Popescu, Dan");
  CHECK(r.participants[2].identifier.raw == "office@example.org");
  CHECK(r.participants[3].role == model::Role::cc);
  REQUIRE(r.times.size() == 2);
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T09:31:02.000000Z");
  CHECK(r.times[0].offset_minutes == 60);
  CHECK(r.times[1].kind == model::TimeKind::received);
  CHECK(r.key == "<1@example.org>");
  REQUIRE(r.links.size() == 1);
  CHECK(r.links[0].target == "<0@example.org>");
  CHECK(extra_of(r, "X-Gmail-Labels") == "Inbox,Trips");
  CHECK(bytes_at(item, r) == plain);
}

TEST_CASE(
    "parts: the plain text counts, attachments are named and hashed, an attached mail is a record "
    "of its own") {
  auto out = read(*make_eml_reader(), mixed, {"b.eml"});
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].text == "the plain text");
  REQUIRE(out.records[0].media.size() == 1);
  CHECK(out.records[0].media[0].path == "bilet 10.pdf");
  CHECK(out.records[0].media[0].sha256 == to_hex(sha256("%PDF-")));
  REQUIRE(out.extra.size() == 1);
  CHECK(field(out.extra[0], "subject") == "inside");
  CHECK(out.extra[0].text == "hello from inside");
  CHECK(out.extra[0].links[0].kind == model::LinkKind::part_of);
}

TEST_CASE("a mail is a mail whatever its parts hold, and blanks before its first header end nothing") {
  const std::string head = "From: ana@example.org\nTo: ben@example.org\nSubject: papers\nDate: Mon, 4 Mar 2024 10:00:00 +0000\nMIME-Version: 1.0\n";
  CHECK(make_eml_reader()->probe(item_of(head + "\nBEGIN:VCARD\n", {"a"})).confidence == 95);
  CHECK(make_eml_reader()->probe(item_of("From: ana@example.org\nSubject: x\n\nDate,From,To,Message\n", {"a.eml"})).confidence == 95);
  CHECK(make_mbox_reader()->probe(item_of("From ana@example.org Mon Mar  4 10:00:00 2024\n" + head + "\nx\n", {"a"})).confidence == 96);
  CHECK(make_eml_reader()->probe(item_of("[04/03/2024, 21:40:09] Ana: look\n" + head + "\nhi\n", {"chat.txt"})).confidence == 0);
  const auto out = read(*make_eml_reader(), std::string(200, ' ') + "\n" + head + "\nHello\n", {"a.eml"});
  REQUIRE(out.records.size() == 1);
  CHECK(who(out.records[0], model::Role::from) == "ana@example.org");
  CHECK(out.records[0].text == "Hello\n");
}

TEST_CASE("CST in a mail's date is six hours behind, as the mail standard says") {
  const auto out = read(*make_eml_reader(), "Date: Wed, 11 Feb 98 11:51 CST\r\nFrom: ana@example.org\r\nSubject: x\r\n\r\nHello\r\n", {"a.eml"});
  REQUIRE(out.records.size() == 1);
  REQUIRE(out.records[0].times[0].utc);
  CHECK(to_iso_utc(*out.records[0].times[0].utc) == "1998-02-11T17:51:00.000000Z");
  CHECK(out.records[0].times[0].offset_minutes == -360);
}

TEST_CASE("-0000 is Universal Time whose writer's own zone is not known") {
  const auto out = read(*make_eml_reader(), "Date: 30 Jun 2005 03:57:11 -0000\r\nFrom: ana@example.org\r\nSubject: x\r\n\r\nHello\r\n", {"a.eml"});
  REQUIRE(out.records.size() == 1);
  REQUIRE(out.records[0].times[0].utc);
  CHECK(to_iso_utc(*out.records[0].times[0].utc) == "2005-06-30T03:57:11.000000Z");
  CHECK(out.records[0].times[0].certainty == model::Certainty::exact);
  CHECK_FALSE(out.records[0].times[0].offset_minutes);
}

TEST_CASE("a mail with HTML alone gives its visible text") {
  auto out = read(*make_eml_reader(),
                  "From: a@example.org\nTo: b@example.org\nDate: x\nContent-Type: "
                  "text/html\n\n<p>bus <b>at</b> 7<script>x()</script></p>",
                  {"c.eml"});
  CHECK(out.records[0].text == "bus at 7");
  CHECK(out.records[0].text_form == "html");
  CHECK(out.has_finding("date not understood"));
}

TEST_CASE("a mailbox gives one record a message, quoted From lines restored, each with its place") {
  std::string box =
      "From ana@example.org Mon Mar  4 10:31:02 2024\nFrom: ana@example.org\nSubject: one\n\nFrom "
      "here it is far.\n>From Dover, by bus.\n\n"
      "From dan@example.org Mon Mar  4 10:35:00 2024\nFrom: dan@example.org\nSubject: two\n\nok\n";
  auto reader = make_mbox_reader();
  auto item = item_of(box, {"All mail.mbox"});
  CHECK(reader->probe(item).confidence > 90);
  CHECK(make_eml_reader()->probe(item).confidence < 90);
  auto out = read(*reader, item);
  REQUIRE(out.records.size() == 2);
  CHECK(out.records[0].text == "From here it is far.\nFrom Dover, by bus.\n");
  CHECK(field(out.records[1], "subject") == "two");
  CHECK(bytes_at(item, out.records[1]).starts_with("From: dan@"));
  CHECK(exhibit::locator_part(out.records[1].locator, "index") == "2");
}

TEST_CASE("header words: charsets, cut characters, broken words") {
  CHECK(mime_text("=?koi8-r?B?8NLJ18XU?=") == "Привет");
  CHECK(mime_text("=?utf-8?Q?g=C4?= =?utf-8?Q?=83r=C4=83?=") == "gără");
  // As old Outlook wrote it.
  CHECK(mime_text("=?utf-7?Q?Die_Fr+APY-sche_=28zwei=29?=") == "Die Frösche (zwei)");
  CHECK(mime_text("=?unicode-1-1-utf-7?Q?M+APw-ller?=") == "Müller");
  CHECK(mime_text("=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?= =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=") == "テストテスト");
  CHECK(mime_text("=?x-none?Q?a?= b") == "a b");
  CHECK(mime_text("plain =? text") == "plain =? text");
  CHECK(mime_text("a\x1b[31mb") == "a [31mb");
  std::string many;
  for (int i = 0; i < 100'000; ++i)
    many += "=?a?B? ";
  CHECK(mime_text(many).size() <= many.size());
}

TEST_CASE("addresses as programs write them") {
  auto one = [](std::string_view raw) {
    auto list = mail_addresses(raw);
    return list.size() == 1 ? list[0].name + "|" + list[0].address : std::to_string(list.size());
  };
  CHECK(one("ana@example.org (Ana)") == "Ana|ana@example.org");
  CHECK(one("<ana@example.org>") == "|ana@example.org");
  CHECK(one("\"A \\\"B\\\" C\" <x@example.org>") == "A \"B\" C|x@example.org");
  for (const std::string nobody :
       {"undisclosed-recipients:;", "undisclosed-recipients: ;", "Undisclosed recipients:;", "\"Undisclosed-Recipient\":;", "<undisclosed-recipients:;>",
        "\"undisclosed-recipients:;\"", "\"undisclosed-recipients:;\" <undisclosed-recipients:;>", "Undisclosed-Recipient:;@mail.example", "undisclosed-recipients",
        "undisclosed recipients:", "unlisted-recipients:; (no To-header on input)", "Team: ;", "Team:;, Other: ;", "=?utf-8?Q?undisclosed-recipients=3A=3B?="}) {
    CAPTURE(nobody);
    CHECK(one(nobody) == "0");
  }
  CHECK(one("undisclosed-recipients:;, ana@example.org") == "|ana@example.org");
  const auto group = mail_addresses("The \"A\" team: Ana <a@example.org>, b@example.org (Bo), \"Flo, of: late\" <f@example.org>;, c@example.org");
  REQUIRE(group.size() == 4);
  CHECK(group[0].name == "Ana");
  CHECK(group[1].name == "Bo");
  CHECK(group[2].name == "Flo, of: late");
  CHECK(group[3].address == "c@example.org");
  CHECK(one("<@relay.example,@other.example:ana@example.org>") == "|ana@example.org");
  auto listed = mail_addresses("a@example.org b@example.org");
  REQUIRE(listed.size() == 2);
  CHECK(listed[1].address == "b@example.org");
  CHECK(one("a @ example.org") == "|a@example.org");
  CHECK(mail_addresses("a@example.org, b@example.org; c@example.org").size() == 3);
}

TEST_CASE("a mail's date without an offset is read in the zone that was said at import") {
  const std::string mail = "From: Ana <ana@example.org>\nTo: Ben <ben@example.org>\nDate: Thu, 4 Jul 2024 21:40:09\n\nHello\n";
  const auto unsaid = read(*make_eml_reader(), mail, {"a.eml"});
  CHECK(!unsaid.records.at(0).times.at(0).utc);
  CHECK(unsaid.records[0].times[0].certainty == model::Certainty::local_unknown);
  CHECK(!unsaid.decisions.contains("zone"));
  Options options;
  options.zone = "Europe/London";
  const std::pair<const Reader*, std::string> both[] = {{make_eml_reader().release(), mail}, {make_mbox_reader().release(), "From a@example.org Thu Jul  4 21:40:09 2024\n" + mail}};
  for (const auto& [made, bytes] : both) {
    const std::unique_ptr<const Reader> reader(made);
    const auto said = read(*reader, bytes, {"a.eml"}, options);
    const auto& time = said.records.at(0).times.at(0);
    REQUIRE(time.utc);
    CHECK(to_iso_utc(*time.utc) == "2024-07-04T20:40:09.000000Z");
    CHECK(time.certainty == model::Certainty::zone_assumed);
    CHECK(said.decisions.at("zone") == "Europe/London (said at import)");
  }
  const auto ours = read(*make_eml_reader(), "From: Ana <ana@example.org>\nTo: b@example.org\nDate: Thu, 4 Jul 2024 21:40:09 +0300\n\nHello\n", {"a.eml"}, options);
  CHECK(to_iso_utc(*ours.records.at(0).times.at(0).utc) == "2024-07-04T18:40:09.000000Z");
}

TEST_CASE("a mail that is cut or damaged loses nothing that is there") {
  for (const auto& bytes : {plain, mixed})
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
      read(*make_eml_reader(), bytes.substr(0, cut), {"a.eml"});
  for (std::size_t i = 0; i < mixed.size(); ++i) {
    auto bytes = mixed;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x21);
    auto out = read(*make_eml_reader(), bytes, {"a.eml"});
    CHECK(out.records.size() == 1);
  }
}

TEST_CASE("mail: an archive that holds a mail as it is, is no mail") {
  const auto reader = make_eml_reader();
  const std::string head =
      "From: Ana <ana@example.org>\nTo: Ben <ben@example.org>\nSubject: Map\nDate: Mon, 4 Mar 2024 "
      "21:40:09 +0000\n\nHello\n";
  CHECK(reader->probe(testing::item_of(head, {"a.eml"})).confidence == 95);
  CHECK(reader->probe(testing::item_of(std::string("PK\3\4", 4) + "a.eml" + head, {"a.zip"}))
            .confidence == 0);
}

TEST_CASE("parts within parts end, however deep") {
  std::string deep = "From: a@example.org\nSubject: x\n";
  for (int i = 0; i < 3000; ++i)
    deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
            std::to_string(i) + "\n";
  auto out = read(*make_eml_reader(), deep, {"a.eml"});
  CHECK(out.records.size() == 1);
  CHECK(out.has_finding("mail nested too deep"));
}

TEST_CASE("a mailbox whose envelope lines have no time is a mailbox, and a line From of a text does not end a message") {
  const auto mail = [](const std::string& subject) {
    return "From: Ana <ana@example.org>\nTo: bo@example.org\nSubject: " + subject +
           "\nDate: Mon, 4 Mar 2024 21:40:09 +0100\n\nText.\n\nFrom \nthe harbour\n\nFrom - Brighton\nSubject: of a text\nDate: none\n\n";
  };
  for (const std::string envelope : {"From \n", "From -\n", "From - \n", "From bo@example.org\n"}) {
    const auto box = envelope + mail("one") + envelope + mail("two") + "From - Mon Mar  4 22:40:09 2024\n" + mail("three");
    for (const auto& bytes : {box, "\xEF\xBB\xBF" + box}) {
      CHECK(make_mbox_reader()->probe(item_of(bytes, {"Inbox"})).confidence > make_eml_reader()->probe(item_of(bytes, {"Inbox"})).confidence);
      const auto out = read(*make_mbox_reader(), bytes, {"Inbox"});
      REQUIRE(out.records.size() == 3);
      CHECK(field(out.records[1], "subject") == "two");
      CHECK(out.records[1].text.find("of a text") != std::string::npos);
    }
  }
}

TEST_CASE("a mailbox whose messages no empty line parts is not one message") {
  const std::string box =
      "From bo@example.org Mon Mar  4 21:40:09 2024\nFrom: bo@example.org\nDate: Mon, 4 Mar 2024 "
      "21:40:09 +0000\nSubject: one\n\nfirst\nFrom Mon to Tue it rained\nFrom here: Mon Mar 4 "
      "21:40:09 2024 is a date\nFrom - Mon Mar 04 21:41:09 2024\nFrom: ana@example.org\nDate: Mon, 4 "
      "Mar 2024 21:41:09 +0000\nSubject: two\n\nsecond\n";
  const auto out = read(*make_mbox_reader(), box, {"a.mbox"});
  REQUIRE(out.records.size() == 2);
  CHECK(field(out.records[0], "subject") == "one");
  CHECK(out.records[0].text.find("is a date") != std::string::npos);
  CHECK(field(out.records[1], "subject") == "two");
  CHECK(out.records[1].text.starts_with("second"));
}

TEST_CASE("a table whose cells begin lines with From and To is no mail, however many of them") {
  std::string table = "Call Log,,,,\n#,Source,Parties,Timestamp: Time,Duration\n";
  for (int i = 1; i < 30; ++i) table += std::to_string(i) + ",Phone,\"From: +447700900123\nTo: +447700900596 (owner)\nSubject: x\",03/04/2025 05:10:45(UTC+0),00:00:45\n";
  CHECK(make_eml_reader()->probe(item_of(table, {"Call Log.csv"})).confidence == 0);
  CHECK(make_eml_reader()->probe(item_of("From: a\nTo: b\nFrom: a\nTo: b\nFrom: a\nTo: b\n", {"notes.txt"})).confidence < 50);  // two headers, often
}

}  // namespace clew::readers
