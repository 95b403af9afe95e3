// Pages in the form that public programs which read them describe; all people are invented.
#include "readers/google_voice_reader.h"

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Direction;
using model::RecordKind;
using model::Role;

namespace {

const std::unique_ptr<Reader> reader = make_google_voice_reader();
const std::string head =
    "<?xml version=\"1.0\" ?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
    "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\n<html "
    "xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Bo</title></head><body>";
const std::string bo =
    "<a class=\"tel\" href=\"tel:+447700900002\"><span class=\"fn\">Bo</span></a>";
const std::string me =
    "<a class=\"tel\" href=\"tel:+447700900001\"><abbr class=\"fn\" title=\"\">Ich</abbr></a>";
std::string message(const std::string& who, const std::string& when, const std::string& text) {
  return "<div class=\"message\"><abbr class=\"dt\" title=\"" + when +
         "\">Mar 4, 2024, 9:40:09 PM</abbr>:\n<cite class=\"sender vcard\">" + who +
         "</cite>:\n<q>" + text + "</q>\n";
}
const std::string chat =
    head + "<div class=\"hChatLog hfeed\">" +
    message(bo, "2024-03-04T21:40:09.123Z", "the key is under<br>the mat &amp; dry") + "</div> " +
    message(me, "2024-03-04T13:41:09.000-08:00", "thanks") +
    "<div><img src=\"Bo - Text - 1-1\" alt=\"Image MMS Attachment\" /></div></div></div><div "
    "class=\"tags\">Labels: <a rel=\"tag\" href=\"http://www.google.com/voice#sms\">Text</a></div>"
    "</body></html>";

}  // namespace

TEST_CASE("a conversation of Google Voice: sides, instants, attachments") {
  CHECK(reader->probe(item_of(chat, {"Bo - Text.html"})).confidence > 90);
  const auto out = read(*reader, chat, {"Bo - Text.html"});
  REQUIRE(out.records.size() == 2);
  const auto& in = out.records[0];
  CHECK(in.direction == Direction::in);
  CHECK(in.text == "the key is under\nthe mat & dry");
  CHECK(who(in, Role::from) == "+447700900002");
  CHECK(who(in, Role::to) == "+447700900001");
  CHECK(to_iso_utc(*in.times[0].utc).starts_with("2024-03-04T21:40:09.123"));
  const auto& sent = out.records[1];
  CHECK(sent.direction == Direction::out);
  CHECK(who(sent, Role::to) == "+447700900002");
  CHECK(to_iso_utc(*sent.times[0].utc).starts_with("2024-03-04T21:41:09"));
  REQUIRE(sent.media.size() == 1);
  CHECK(sent.media[0].path == "Bo - Text - 1-1");
  CHECK(in.chat_key == "+447700900002");
  REQUIRE(out.extra.size() == 1);
  CHECK(out.extra[0].participants.size() == 2);
}

TEST_CASE("texts of Google Voice that nobody answered go to whom the file or the title names") {
  const std::string sent = message(me, "2024-03-04T21:40:09.123Z", "are you there") + "</div></div></body></html>";
  const std::string start = head + "<div class=\"hChatLog hfeed\">";
  const auto named = read(*reader, start + sent, {"Voice/Calls/Bo - Cell - Text - 2024-03-04T21_40_09Z.html"});
  REQUIRE(named.records.size() == 1);
  CHECK(named.records[0].direction == Direction::out);
  CHECK(who(named.records[0], Role::to) == "Bo - Cell");
  CHECK(named.records[0].chat_key == "Bo - Cell");
  CHECK(named.records[0].participants[0].name.empty());  // not "Ich"
  const auto numbered = read(*reader, start + sent, {"+447700900002 - Text - 2024-03-04T21_40_09Z.html"});
  CHECK(who(numbered.records[0], Role::to) == "+447700900002");
  CHECK(numbered.records[0].participants[1].identifier.kind == model::IdentifierKind::phone);
  std::string titled = start;
  titled.replace(titled.find("<title>Bo"), 9, "<title>Me to\nBo Lind");
  CHECK(who(read(*reader, titled + sent, {"a.html"}).records[0], Role::to) == "Bo Lind");
}

TEST_CASE("a caller of Google Voice without number and name is nobody") {
  const auto out = read(*reader, head + "<div class=\"haudio\"><div class=\"contributor vcard\"><a class=\"tel\" href=\"tel:\"><span class=\"fn\"></span></a></div>"
                                 "<abbr class=\"published\" title=\"2024-03-04T21:40:09Z\">x</abbr></div></body></html>", {" - Missed - 2024-03-04T21_40_09Z.html"});
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].participants.empty());
}

// Found by the fuzzer: text was added to a name or a message that was gone already.
TEST_CASE("a name or a message that never ends ends with what holds it") {
  const std::string name = "<a class=\"tel\" href=\"tel:+447700900002\"><span class=\"fn\">A name long enough to be kept on the heap";
  const auto out = read(*reader, head + "<div class=\"hChatLog hfeed\">" + message(name + bo, "2024-03-04T21:40:09.123Z", "one") + "</div>" +
                                     "<div class=\"message\"><q>a text long enough to be kept on the heap</div> and more text behind it" +
                                     message(bo, "2024-03-04T21:41:09.123Z", "two") + "</div></div></body></html>",
                        {"Bo - Text.html"});
  REQUIRE(out.records.size() == 3);
  CHECK(who(out.records[0], Role::from) == "+447700900002");
  CHECK(out.records[1].text == "a text long enough to be kept on the heap");
  CHECK(out.records[2].text == "two");
}

TEST_CASE("calls of Google Voice, told by their labels in any language") {
  const auto call = [](const std::string& tag, const std::string& more) {
    return head +
           "<div class=\"haudio\"><span class=\"album\">x</span><span "
           "class=\"fn\">Anruf</span><div "
           "class=\"contributor vcard\">Anruf " +
           bo +
           "</div><abbr class=\"published\" "
           "title=\"2024-03-04T21:40:09.000Z\">4. 3.</abbr><br />" +
           more + "<div class=\"tags\">Labels: <a rel=\"tag\" href=\"http://www.google.com/voice#" +
           tag + "\">x</a></div></div></body></html>";
  };
  auto out = read(*reader, call("placed", "<abbr class=\"duration\" title=\"PT1H2M5S\">(1)</abbr>"),
                  {"a.html"});
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].kind == RecordKind::call);
  CHECK(out.records[0].direction == Direction::out);
  CHECK(who(out.records[0], Role::callee) == "+447700900002");
  CHECK(out.records[0].call->duration == Micros{3725} * micros_per_second);
  CHECK(out.records[0].call->outcome == "answered");
  out = read(*reader, call("missed", ""), {"a.html"});
  CHECK(out.records.at(0).call->outcome == "missed");
  CHECK(who(out.records[0], Role::caller) == "+447700900002");
  out =
      read(*reader,
           call("voicemail",
                "<span class=\"description\"><span class=\"full-text\">call me</span></span><audio "
                "src=\"a.mp3\"><a rel=\"enclosure\" href=\"a.mp3\">Audio</a></audio><abbr "
                "class=\"duration\" title=\"PT22S\">x</abbr>"),
           {"a.html"});
  CHECK(out.records.at(0).call->outcome == "voicemail");
  CHECK(out.records[0].text == "call me");
  CHECK(out.records[0].media.size() == 1);
}

TEST_CASE("a damaged page of Google Voice loses only what the damage touches") {
  damage(
      *reader, chat, {"a.html"},
      [](const model::Record& a, const model::Record& b) {
        return a.text == b.text && a.locator == b.locator;
      },
      2);
  CHECK(read(*reader, chat.substr(0, chat.find("thanks")), {"a.html"}).has_finding("file cut off"));
}
