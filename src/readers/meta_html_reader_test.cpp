// Pages as public programs that read these exports describe them; every name and text is invented.
#include "readers/meta_html_reader.h"

#include <fmt/format.h>

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

using model::Direction;
using model::RecordKind;
using model::Role;

const std::unique_ptr<Reader> reader = make_meta_html_reader();

// One message in each of the four generations.
std::string facebook_2019(const std::string& who, const std::string& text, const std::string& when,
                          const std::string& more = "<div></div><div></div>") {
  return fmt::format(
      "<div class=\"pam _3-95 _2pi0 _2lej uiBoxWhite noborder\">"
      "<div class=\"_3-96 _2pio _2lek _2lel\">{}</div>"
      "<div class=\"_3-96 _2let\"><div><div></div><div>{}</div>{}</div></div>"
      "<div class=\"_3-94 _2lem\">{}</div></div>",
      who, text, more, when);
}
std::string instagram_2021(const std::string& who, const std::string& text, const std::string& when,
                           const std::string& more = "<div></div><div></div>",
                           const std::string& heading = "h2") {
  return fmt::format(
      "<div class=\"pam _3-95 _2ph- _a6-g uiBoxWhite noborder\">"
      "<{0} class=\"_3-95 _2pim _a6-h _a6-i\">{1}</{0}>"
      "<div class=\"_3-95 _a6-p\"><div><div></div><div>{2}</div>{3}</div></div>"
      "<div class=\"_3-94 _a6-o\">{4}</div></div>",
      heading, who, text, more, when);
}
std::string messenger_2022(const std::string& who, const std::string& text,
                           const std::string& when) {
  return fmt::format(
      "<div class=\"_3-95 _a6-g\"><div class=\"_2ph_ _a6-h _a6-i\">{}</div>"
      "<div class=\"_2ph_ _a6-p\"><div><div></div><div>{}</div><div></div></div></div>"
      "<div class=\"_3-94 _a6-o\"><a href=\"https://www.facebook.com/dyi/l/?l=X\">"
      "<div class=\"_a72d\">{}</div></a></div></div>",
      who, text, when);
}
std::string facebook_2025(const std::string& who, const std::string& text, const std::string& when,
                          const std::string& more = "<div></div>") {
  return fmt::format(
      "<section class=\"_3-95 _a6-g\" aria-labelledby=\"u_0\">"
      "<h2 class=\"_2ph_ _a6-h _a6-i\" id=\"u_0\">{}</h2>"
      "<div class=\"_2ph_ _a6-p\"><div><div></div><div>{}</div>{}</div></div>"
      "<footer class=\"_3-94 _a6-o\"><div class=\"_a72d\">{}</div></footer></section>",
      who, text, more, when);
}
std::string page(const std::string& title, const std::string& cards, const std::string& made = "") {
  return fmt::format(
      "<html><head><meta charset=\"utf-8\"/><base href=\"../../../\"/><title>{0}</title>"
      "<style>.pam{{padding:12px}} ._a6-g > ._a6-h{{}}</style></head><body class=\"_5vb_\">"
      "<div class=\"_a705\"><header class=\"_a70a\"><div class=\"_a70d\"><h1>{0}</h1>{1}"
      "</div></header><main class=\"_a706\" role=\"main\">{2}</main></div></body></html>",
      title, made, cards);
}
const std::vector<std::string> at = {"instagram-kim.zip", "messages/inbox/bo_123/message_1.html"};

}  // namespace

TEST_CASE("lists of people and posts come in the same cards, and are no messages") {
  // A friend's card of 2022 has the empty parts of a message.
  const std::string friends = page("Your friends", "<div class=\"_3-95 _a6-g\"><div class=\"_2ph_ _a6-h _a6-i\">Bo Lee</div><div class=\"_2ph_ _a6-p\"><div><div></div><div></div></div></div>"
                                                   "<div class=\"_3-94 _a6-o\"><div class=\"_a72d\">Mar 04, 2024 9:40 pm</div></div></div>");
  const std::vector<std::string> friend_list = {"facebook-kim.zip", "connections/friends/your_friends.html"};
  REQUIRE(reader->probe(item_of(friends, friend_list)).confidence == 94);
  const auto facebook = read(*reader, friends, friend_list);
  REQUIRE(facebook.records.size() == 1);
  CHECK(facebook.records[0].kind == RecordKind::contact);
  CHECK(who(facebook.records[0], Role::subject) == "Bo Lee");
  CHECK(facebook.records[0].direction == Direction::unknown);
  CHECK(facebook.extra.empty());

  const auto card = [](const std::string& inside) { return "<div class=\"pam _3-95 _2ph- _a6-g uiBoxWhite noborder\">" + inside + "</div>"; };
  const auto followers = read(*reader, page("Followers", card("<div class=\"_a6-p\"><div><div><a target=\"_blank\" href=\"https://www.instagram.com/_u/bo.lee\">bo.lee</a></div><div>Mar 04, 2024 9:40 pm</div></div></div>") +
                                                             card("<div class=\"_a6-p\"><div><div><a target=\"_blank\" href=\"https://www.instagram.com/cy_1\">cy_1</a></div><div>Mar 25, 2024 9:40 pm</div></div></div>")),
                              {"instagram-kim.zip", "connections/followers_and_following/followers_1.html"});
  REQUIRE(followers.records.size() == 2);
  CHECK(followers.records[0].kind == RecordKind::contact);
  CHECK(followers.records[0].participants[0].identifier.kind == model::IdentifierKind::username);
  CHECK(who(followers.records[0], Role::subject) == "bo.lee");
  REQUIRE(followers.records[0].times.size() == 1);
  CHECK(followers.records[0].times[0].kind == model::TimeKind::created);
  CHECK(followers.records[0].times[0].raw == "Mar 04, 2024 9:40 pm");

  const auto posts = read(*reader, page("Posts", card("<h2 class=\"_3-95 _2pim _a6-h _a6-i\">On the hill</h2><div class=\"_3-95 _a6-p\"><div><a href=\"media/posts/202403/1.jpg\"><img src=\"media/posts/202403/1.jpg\"/></a></div>"
                                                     "<table><tr><td><div class=\"_a6-q\">Latitude</div><div><div class=\"_a6-q\">51.5</div></div></td></tr><tr><td><div class=\"_a6-q\">Longitude</div><div>"
                                                     "<div class=\"_a6-q\">-0.12</div></div></td></tr></table></div><div class=\"_3-94 _a6-o\">Mar 04, 2024 9:40 pm</div>")),
                          {"instagram-kim.zip", "your_instagram_activity/media/posts_1.html"});
  REQUIRE(posts.records.size() == 1);
  CHECK(posts.records[0].kind == RecordKind::event);
  CHECK(posts.records[0].text.starts_with("On the hill"));
  REQUIRE(posts.records[0].media.size() == 1);
  REQUIRE(posts.extra.size() == 1);
  CHECK(*posts.extra[0].place->latitude == doctest::Approx(51.5));
  CHECK(*posts.extra[0].place->longitude == doctest::Approx(-0.12));
}

TEST_CASE("four generations of a message give the same record") {
  const std::string when = "Mar 04, 2024 9:40 pm";
  for (const auto& card :
       {facebook_2019("Bo Lee", "The key is under the mat", "Mar 4, 2024, 9:40 PM"),
        instagram_2021("Bo Lee", "The key is under the mat", when, "<div></div><div></div>", "div"),
        instagram_2021("Bo Lee", "The key is under the mat", when),
        messenger_2022("Bo Lee", "The key is under the mat", when),
        facebook_2025("Bo Lee", "The key is under the mat", when)}) {
    const auto bytes = page("Bo Lee", card);
    CHECK(reader->probe(item_of(bytes, at)).confidence >= 93);
    const auto out = read(*reader, bytes, at);
    REQUIRE(out.records.size() == 1);
    const auto& r = out.records[0];
    CHECK(r.kind == RecordKind::message);
    CHECK(r.text == "The key is under the mat");
    CHECK(who(r, Role::from) == "Bo Lee");
    CHECK(local_of(r) == "2024-03-04T21:40:00");
    CHECK_FALSE(r.times[0].utc);
    CHECK(r.chat_key == "bo_123");
    CHECK(r.chat_title == "Bo Lee");
    CHECK(r.service == "Instagram");
    REQUIRE(out.extra.size() == 1);
    CHECK(out.extra[0].kind == RecordKind::chat);
  }
}

TEST_CASE("the other messages, what is attached, reactions and links keep apart from the words") {
  const auto cards =
      facebook_2025(
          "Kim Poe", "Look &amp; see<br>two lines", "Mar 05, 2024 8:00:09 am",
          "<div><div><a href=\"messages/inbox/bo_123/photos/1.jpg\">"
          "<img src=\"messages/inbox/bo_123/photos/1.jpg\" class=\"_a6_o\"/></a></div></div>"
          "<div><ul class=\"_a6-q\"><li><span>\xE2\x9D\xA4"
          "Bo Lee (Mar 05, 2024 8:01 am)</span></li><li>\xF0\x9F\x98\x82"
          "Kim Poe</li></ul></div>") +
      facebook_2025("Bo Lee", "", "Mar 04, 2024 9:41:00 pm",
                    "<div><div><a target=\"_blank\" href=\"https://example.org/walk\">"
                    "https://example.org/walk</a></div><div>A walk by the river</div></div>") +
      facebook_2025("Bo Lee", "", "Mar 04, 2024 9:40:00 pm",
                    "<div><audio src=\"messages/inbox/bo_123/audio/2.mp4\" controls=\"1\">"
                    "<a href=\"messages/inbox/bo_123/audio/2.mp4\"><div>Click for audio:</div></a>"
                    "</audio></div>") +
      facebook_2025("Bo Lee", "Bo called you.", "Mar 04, 2024 9:00:00 pm",
                    "<div><div>Duration: 2 minutes 5 seconds</div></div>");
  const auto out = read(*reader, page("Bo Lee", cards), at);
  REQUIRE(out.records.size() == 4);
  const auto& own = out.records[0];
  CHECK(own.text == "Look & see\ntwo lines");
  CHECK(own.direction == Direction::out);  // of two people the one who is not the title
  CHECK(who(own, Role::to) == "Bo Lee");
  CHECK(local_of(own) == "2024-03-05T08:00:09");
  REQUIRE(own.media.size() == 1);
  CHECK(own.media[0].path == "messages/inbox/bo_123/photos/1.jpg");
  CHECK(field(own, "reaction") ==
        "\xE2\x9D\xA4"
        "Bo Lee (Mar 05, 2024 8:01 am)");
  CHECK(own.fields.size() == 2);
  const auto& share = out.records[1];
  CHECK(share.direction == Direction::in);
  CHECK(share.text.empty());
  CHECK(field(share, "url") == "https://example.org/walk");
  CHECK(extra_of(share, "attached").find("A walk by the river") != std::string::npos);
  const auto& voice = out.records[2];
  CHECK(voice.text.empty());
  REQUIRE(voice.media.size() == 1);
  CHECK(voice.media[0].path == "messages/inbox/bo_123/audio/2.mp4");
  const auto& call = out.records[3];
  CHECK(call.kind == RecordKind::call);
  CHECK(call.text == "Bo called you.");
  REQUIRE(call.call);
  CHECK(call.call->duration == Micros{125} * micros_per_second);
  CHECK(who(call, Role::caller) == "Bo Lee");
}

TEST_CASE("a group's own cards are no messages, and the page says who made it") {
  const std::string made =
      "<aside role=\"contentinfo\" class=\"_aoaa\">Generado por Kim Poe el <time "
      "datetime=\"2024-04-01T05:03Z\">31 de marzo de 2024, 22:03</time></aside>";
  const auto cards =
      "<div class=\"pam _3-95 _2ph- _a6-g uiBoxWhite noborder\"><h2 class=\"_3-95 _2pim _a6-h\">"
      "Participants: Ana, Bo Lee and Kim Poe</h2></div>" +
      instagram_2021("Kim Poe", "hola", "mar. 04, 2024 9:40 pm") +
      instagram_2021("Ana", "buenas", "13 de enero de 2024, 10:30") +
      instagram_2021("Bo Lee", "?", "yesterday or so");
  const auto out = read(*reader, page("Walks", cards, made), at);
  CHECK(out.seen == 4);
  CHECK(out.skipped == 1);
  REQUIRE(out.records.size() == 3);
  CHECK(out.records[0].direction == Direction::out);
  CHECK(who(out.records[0], Role::to).empty());
  CHECK(local_of(out.records[0]) == "2024-03-04T21:40:00");
  CHECK(out.records[1].direction == Direction::in);
  CHECK(local_of(out.records[1]) == "2024-01-13T10:30:00");
  CHECK(out.records[2].times[0].raw == "yesterday or so");
  CHECK(out.has_finding("unreadable time"));
  CHECK(extra_of(out.extra[0], "said of the group") == "Participants: Ana, Bo Lee and Kim Poe");
  CHECK(out.decisions.at("page made").find("2024-04-01T05:03Z") != std::string::npos);
}

TEST_CASE("dates of numbers alone follow the whole page, or are asked for") {
  const auto open = page("Bo Lee", messenger_2022("Bo Lee", "a", "04/03/2024, 21:40"));
  auto out = read(*reader, open, at);
  REQUIRE(out.questions.size() == 1);
  CHECK(out.questions[0].key == "date-order");
  CHECK(local_of(out.records[0]).empty());
  Options options;
  options.date_order = "dmy";
  options.zone = "Europe/London";
  CHECK(local_of(read(*reader, open, at, options).records[0]) == "2024-03-04T21:40:00");
  CHECK(read(*reader, open, at, options).records[0].times[0].utc);
  const auto told = page("Bo Lee", messenger_2022("Bo Lee", "a", "04/03/2024, 21:40") +
                                       messenger_2022("Bo Lee", "b", "29/02/2024, 21:40"));
  out = read(*reader, told, at);
  CHECK(out.questions.empty());
  CHECK(local_of(out.records[0]) == "2024-03-04T21:40:00");
}

TEST_CASE("a post in the same card is an event, wherever its page lies") {
  const auto posts = page(
      "Your posts",
      "<section class=\"_a6-g\"><h2 class=\"_2ph_ _a6-h _a6-i\">Kim Poe updated her status.</h2>"
      "<div class=\"_2ph_ _a6-p\"><div class=\"_2pin\">Rain again.</div></div>"
      "<footer class=\"_3-94 _a6-o\"><div class=\"_a72d\">Mar 04, 2024 9:40 "
      "pm</div></footer></section>");
  CHECK(reader->probe(item_of(posts, {"your_posts_1.html"})).confidence == 94);
  const auto got = read(*reader, posts, {"your_posts_1.html"});
  REQUIRE(got.records.size() == 1);
  CHECK(got.records[0].kind == RecordKind::event);
  CHECK(got.records[0].text == "Kim Poe updated her status.\nRain again.");
  CHECK(got.records[0].participants.empty());
}

TEST_CASE("a damaged page of messages loses only what the damage touches") {
  const auto bytes = page("Bo Lee", instagram_2021("Bo Lee", "first", "Mar 04, 2024 9:40 pm") +
                                        facebook_2025("Kim Poe", "second", "Mar 04, 2024 9:39 pm") +
                                        facebook_2019("Bo Lee", "third", "Mar 4, 2024, 9:38 PM"));
  damage(
      *reader, bytes, at,
      [](const model::Record& a, const model::Record& b) {
        return a.text == b.text && a.locator == b.locator;
      },
      3);
  CHECK(read(*reader, bytes.substr(0, bytes.size() - 60), at).has_finding("file cut off"));
}
