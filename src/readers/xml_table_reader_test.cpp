// XML of no known form: lists of elements become tables. Invented layouts, in the ways in which tools write them.
#include "readers/sms_xml_reader.h"
#include "readers/xml_table_reader.h"

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Direction;
using model::RecordKind;
using model::Role;

namespace {

const auto reader = make_xml_table_reader();

const char* const report =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<reports><report type=\"cell\"><general_information><selected_model>6300</selected_model><imei>357000000000001</imei></general_information>\n"
    "<phonebook><contact><id>1</id><name>Ana Pop</name><memory>Phone</memory><phone_number><designation>Mobile</designation><value>+447700900123</value></phone_number>"
    "<phone_number><designation>Home</designation><value>02079460123</value></phone_number></contact>\n"
    "<contact><id>2</id><name>Ben</name><memory>SIM</memory><phone_number><designation>Mobile</designation><value>07700900124</value></phone_number></contact></phonebook>\n"
    "<sms_messages><sms_message><id>1</id><number>+447700900123</number><name>Ana Pop</name><timestamp>2011-03-04T21:40:09Z</timestamp><folder>Inbox</folder><type>Incoming</type><text>See you &amp; Ben</text></sms_message>\n"
    "<sms_message><id>2</id><number>07700900124</number><name>Ben</name><timestamp>2011-03-05T21:40:09Z</timestamp><folder>Sent</folder><type>Outgoing</type><text>ok</text></sms_message></sms_messages>\n"
    "<incoming_calls><call><id>1</id><number>+447700900123</number><name>Ana Pop</name><timestamp>2011-03-04T22:40:09Z</timestamp><duration>00:01:05</duration></call></incoming_calls></report></reports>\n";

std::vector<const model::Record*> of(const Collected& c, RecordKind kind) {
  std::vector<const model::Record*> out;
  for (const auto& r : c.records)
    if (r.kind == kind) out.push_back(&r);
  return out;
}

}  // namespace

TEST_CASE("how long a telephone rang is no time of day") {
  const auto reader = make_xml_table_reader();
  const Collected got = read(*reader, "<?xml version='1.0'?><CallLog><CALL_RECORDS _id=\"1472\" number=\"+447700900101\" duration=\"0\" type=\"3\" date=\"1723966897012\" ring_time=\"32\" countryiso=\"GB\" />"
                                      "<CALL_RECORDS _id=\"1471\" number=\"+447700900102\" duration=\"9\" type=\"1\" date=\"1723948055371\" ring_time=\"38\" countryiso=\"GB\" /></CallLog>", {"calls.xml"});
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].times.size() == 1);
  CHECK(extra_of(got.records[0], "ring_time") == "32");
  CHECK(got.records[0].call->outcome == "missed");
}

TEST_CASE("elements that repeat are rows: messages, calls and contacts with their bytes; what stands once is kept together") {
  const auto item = item_of(report, {"report.xml"});
  REQUIRE(reader->probe(item).confidence == 50);
  const Collected got = read(*reader, item);
  const auto messages = of(got, RecordKind::message), calls = of(got, RecordKind::call), contacts = of(got, RecordKind::contact);
  REQUIRE(messages.size() == 2);
  CHECK(messages[0]->text == "See you & Ben");
  CHECK(messages[0]->direction == Direction::in);
  CHECK(who(*messages[0], Role::from) == "+447700900123");
  CHECK(to_iso_utc(*messages[0]->times[0].utc).starts_with("2011-03-04T21:40:09"));
  CHECK(bytes_at(item, *messages[1]).starts_with("<sms_message><id>2"));
  CHECK(messages[1]->direction == Direction::out);
  REQUIRE(calls.size() == 1);
  CHECK(calls[0]->direction == Direction::in);
  CHECK(calls[0]->call->duration == 65 * micros_per_second);
  REQUIRE(contacts.size() == 2);
  std::string numbers;
  for (const auto& p : contacts[0]->participants)
    if (p.identifier.kind == model::IdentifierKind::phone) numbers += p.identifier.raw + " ";
  CHECK(numbers == "+447700900123 02079460123 ");
  for (const auto& p : contacts[0]->participants) CHECK(p.identifier.raw != "Mobile");
  bool model_kept = false;
  for (const auto& r : got.records)
    for (const auto& e : r.extras) model_kept |= e.value == "6300";
  CHECK(model_kept);
  damage(*reader, report, {"report.xml"}, [](const model::Record& a, const model::Record& b) { return a.text == b.text && a.participants == b.participants; }, 17);
}

TEST_CASE("values as attributes, and values that bear their names as labels") {
  const Collected attributes = read(*reader, "<log owner=\"x\"><message from=\"+447700900123\" to=\"+447700900001\" date=\"2024-03-04T21:40:09Z\">Hello</message>"
                                             "<message from=\"+447700900001\" to=\"+447700900123\" date=\"2024-03-04T21:41:09Z\">Hi<b> you</b></message></log>", {"log.xml"});
  const auto messages = of(attributes, RecordKind::message);
  REQUIRE(messages.size() == 2);
  CHECK(messages[0]->text == "Hello");
  CHECK(who(*messages[1], Role::to) == "+447700900123");
  const Collected labels = read(*reader, "<?xml version=\"1.0\"?><table><row><field name=\"Number\">+447700900123</field><field name=\"Direction\">Incoming</field><field name=\"Time\"><value>2024-03-04T21:40:09Z</value></field><field name=\"Duration\">00:00:10</field></row>"
                                         "<row><field name=\"Number\">+447700900124</field><field name=\"Direction\">Outgoing</field><field name=\"Time\"><value>2024-03-04T21:50:09Z</value></field><field name=\"Duration\">00:00:20</field></row></table>", {"calls.xml"});
  const auto calls = of(labels, RecordKind::call);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0]->direction == Direction::in);
  CHECK(calls[1]->call->duration == 20 * micros_per_second);
}

TEST_CASE("a list of calls of another program than SMS Backup & Restore is a table") {
  const char* const text = "<calls><item><id>C1</id><caller>+447700900101</caller><callee>+447700900102</callee><duration>190</duration><type>incoming</type><timestamp>2025-09-19T02:32:38Z</timestamp></item>"
                           "<item><id>C2</id><caller>+447700900101</caller><callee>+447700900103</callee><duration>20</duration><type>outgoing</type><timestamp>2025-09-19T03:32:38Z</timestamp></item></calls>";
  CHECK(make_sms_xml_reader()->probe(item_of(text, {"calls.xml"})).confidence == 0);
  CHECK(make_sms_xml_reader()->probe(item_of("<calls><call number=\"1\" /></calls>", {"calls.xml"})).confidence == 90);
  const Collected got = read(*reader, text, {"calls.xml"});
  const auto calls = of(got, RecordKind::call);
  REQUIRE(calls.size() == 2);
  CHECK(who(*calls[0], Role::caller) == "+447700900101");
  CHECK(who(*calls[0], Role::callee) == "+447700900102");
  CHECK(calls[0]->call->duration == 190 * micros_per_second);
}

TEST_CASE("XML that lists no records is left to others") {
  for (const char* text : {"<?xml version=\"1.0\"?><config><server host=\"a\" port=\"1\"/><server host=\"b\" port=\"2\"/></config>",
                           "<?xml version=\"1.0\"?><book><chapter><title>One</title><p>Text</p></chapter><chapter><title>Two</title><p>More</p></chapter></book>",
                           "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M1\" id=\"a\"/><path d=\"M2\" id=\"b\"/></svg>", "<?xml version=\"1.0\"?>", "<a", ""})
    CHECK_MESSAGE(reader->probe(item_of(text, {"a.xml"})).confidence == 0, text);
}
