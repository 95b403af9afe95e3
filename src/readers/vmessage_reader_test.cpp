// SYNTHETIC: vMessages in the layouts of Nokia's, OPPO's and other phones.
#include "readers/vmessage_reader.h"

#include "readers/reader_test.h"
#include "readers/utf16_maker.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const std::string nokia =
    "BEGIN:VMSG\r\nVERSION:1.1\r\nX-IRMC-STATUS:READ\r\nX-IRMC-BOX:INBOX\r\nX-NOK-DT:20240304T214009Z\r\nX-MESSAGE-TYPE:DELIVER\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:\r\nTEL:+447700900101\r\nEND:VCARD\r\nBEGIN:VENV\r\nBEGIN:VBODY\r\nDate:04.03.2024 21:40:09\r\nHello there\r\nsecond: line\r\nEND:VBODY\r\nEND:VENV\r\nEND:VMSG\r\n"
    "BEGIN:VMSG\r\nVERSION:1.1\r\nX-IRMC-STATUS:READ\r\nX-IRMC-BOX:SENT\r\nX-NOK-DT:19700000T000000Z\r\nX-MESSAGE-TYPE:SUBMIT\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:\r\nTEL:\r\nEND:VCARD\r\nBEGIN:VENV\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nN:Popescu;Ana\r\nTEL:07700900102\r\nEND:VCARD\r\n"
    "BEGIN:VENV\r\nBEGIN:VBODY\r\nDate:5.3.2024 9:05:00\r\nOn my way\r\nEND:VBODY\r\nEND:VENV\r\nEND:VENV\r\nEND:VMSG\r\n";

const std::string oppo =
    "BEGIN:VMSG\nVERSION:1.1\nBEGIN:VCARD\nTEL:+447700900103\nEND:VCARD\nBEGIN:VBODY\nX-BOX:INBOX\nX-READ:READ\nX-SIMID:0\nX-LOCKED:UNLOCKED\nX-TYPE:SMS\n"
    "Date:2017/12/09 08:23:01\nDateOrigin:1512782581576\nSubjectENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=48=69=20=\n=C8=98=74=65=66=61=6E\nEND:VBODY\nEND:VMSG\n"
    "BEGIN:VMSG\nVERSION:1.1\nBEGIN:VCARD\nTEL:+447700900104\nEND:VCARD\nBEGIN:VBODY\nX-BOX:SENDBOX\nX-READ:READ\nX-TYPE:SMS\n"
    "Date:2018/01/29 13:14:17\nSubject;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=6F=6B\nEND:VBODY\nEND:VMSG\n";

}  // namespace

TEST_CASE("Nokia's short messages: both sides by their cards, times in UTC or as the clock stood, text of several lines") {
  const auto reader = make_vmessage_reader();
  CHECK(reader->probe(item_of(nokia, {"1.vmg"})).confidence == 95);
  const auto item = item_of(nokia, {"1.vmg"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 2);
  const auto& in = got.records[0];
  CHECK(in.direction == model::Direction::in);
  CHECK(who(in, model::Role::from) == "+447700900101");
  CHECK(in.text == "Hello there\nsecond: line");
  CHECK(to_iso_utc(*in.times[0].utc).starts_with("2024-03-04T21:40:09"));
  CHECK(bytes_at(item, in).starts_with("BEGIN:VMSG"));
  const auto& out = got.records[1];
  CHECK(out.direction == model::Direction::out);
  REQUIRE(out.participants.size() == 1);
  CHECK(who(out, model::Role::to) == "07700900102");
  CHECK(out.participants[0].name == "Ana Popescu");
  CHECK(!out.times[0].utc);
  CHECK(local_of(out) == "2024-03-05T09:05:00");
  CHECK(out.text == "On my way");
  // As the phone writes it: UTF-16.
  const Collected wide = read(*reader, utf16(nokia, true, false), {"1.vmg"});
  REQUIRE(wide.records.size() == 2);
  CHECK(wide.records[0].text == in.text);
  damage(*reader, nokia, {"1.vmg"}, [](const model::Record& a, const model::Record& b) { return a.times == b.times && a.text == b.text; }, 3);
}

TEST_CASE("texts of a phone's backup in one vMessage file: the one card is the other side, the subject is the text, milliseconds are the instant") {
  const auto reader = make_vmessage_reader();
  const Collected got = read(*reader, oppo, {"sms.vmsg"});
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].text == "Hi \xC8\x98tefan");
  CHECK(got.records[0].direction == model::Direction::in);
  CHECK(who(got.records[0], model::Role::from) == "+447700900103");
  CHECK(to_iso_utc(*got.records[0].times[0].utc).starts_with("2017-12-09T01:23:01"));
  CHECK(extra_of(got.records[0], "Date") == "2017/12/09 08:23:01");
  CHECK(got.records[1].direction == model::Direction::out);
  CHECK(who(got.records[1], model::Role::to) == "+447700900104");
  CHECK(got.records[1].text == "ok");
  CHECK(local_of(got.records[1]) == "2018-01-29T13:14:17");
  // Other programs' forms of body and date.
  const Collected other = read(*reader,
                               "BEGIN:VMSG\nVERSION:1.1\nBEGIN:VCARD\nVERSION:2.1\nFN:Coralie\nTEL;CELL:+447700900105\nEND:VCARD\nBEGIN:VENV\nBEGIN:VBODY\nX-IRMC-BOX:INBOX\nDate:2013.4.3.23.5.9\n"
                               "TEXT;ENCODING=QUOTED-PRINTABLE:Good night. =\n:)\nEND:VBODY\nEND:VENV\nEND:VMSG\n"
                               "BEGIN:VMSG\r\nX-MESSAGE-TYPE:SMS\r\nX-IRMC-BOX:INBOX\r\nX-SS-DT:20100709T155811Z\r\nBEGIN:VBODY\r\nX-BODY-SUBJECT:re\r\nX-BODY-CONTENTS;ENCODING=BASE64:aGVsbG8=\r\nEND:VBODY\r\nBEGIN:VCARD\r\nTEL:07700900106\r\nEND:VCARD\r\n",
                               {"a.vmg"});
  REQUIRE(other.records.size() == 2);
  CHECK(other.records[0].text == "Good night. :)");
  CHECK(local_of(other.records[0]) == "2013-04-03T23:05:09");
  CHECK(other.records[1].text == "hello");
  CHECK(who(other.records[1], model::Role::from) == "07700900106");
  CHECK(other.has_finding("message without an end"));
}
