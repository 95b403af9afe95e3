// What Facebook's and Instagram's downloads hold beside the conversations. SYNTHETIC, in the layouts of real downloads that public
// programs test themselves with.
#include "readers/meta_activity_reader.h"
#include "readers/meta_reader.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::IdentifierKind;
using model::RecordKind;
using model::Role;

namespace {

const model::Participation* party(const model::Record& r, Role role, std::size_t number = 0) {
  for (const auto& p : r.participants)
    if (p.role == role && number-- == 0) return &p;
  return nullptr;
}

std::string utc(const model::Record& r, std::size_t i = 0) {
  return i < r.times.size() && r.times[i].utc ? to_iso_utc(*r.times[i].utc).substr(0, 19) : "";
}

Collected activity(const std::string& json, std::vector<std::string> path) {
  const auto reader = make_meta_activity_reader();
  const auto item = item_of(json, std::move(path));
  CHECK(reader->probe(item).confidence >= 80);
  CHECK(make_meta_reader()->probe(item).confidence == 0);
  const Collected got = readers::testing::read(*reader, item);
  CHECK(got.seen == got.records.size());
  return got;
}

}  // namespace

TEST_CASE("Facebook's posts: what was written, when, with which files, where, and put right") {
  const auto got = activity(R"([
{"timestamp":1354805114,"attachments":[{"data":[{"media":{"uri":"posts/media/a.jpg","creation_timestamp":1354805110,"media_metadata":{"photo_metadata":{"exif_data":[{"upload_ip":"192.0.2.4","taken_timestamp":1354805000,"latitude":50.3,"longitude":-4.1}]}},"title":"Mobile Uploads","description":"Snow!"}}]}],"data":[{"post":"Snow!"}],"title":"Ana Pop added a photo."},
{"timestamp":1325790129,"attachments":[{"data":[{"external_context":{"name":"A caf\u00c3\u00a9","url":"https://example.org/"}},{"place":{"name":"Pier","coordinate":{"latitude":51.5,"longitude":-0.12},"address":"1 Quay"}}]}],"data":[{"post":"In the caf\u00c3\u00a9"},{"update_timestamp":1325790130}],"tags":[{"name":"Ben Hale"}]},
{"timestamp":1325790131,"data":[],"attachments":[{"data":[{"poll":{"question":"When?","options":[{"option":"Monday","voted":true},{"option":"Friday"}]}}]}]}])",
                            {"facebook-ana/posts/your_posts_1.json"});
  REQUIRE(got.records.size() == 3);
  const auto& photo = got.records[0];
  CHECK(photo.kind == RecordKind::event);
  CHECK(photo.service == "Facebook");
  CHECK(photo.text == "Snow!");
  CHECK(utc(photo) == "2012-12-06T14:45:14");
  REQUIRE(photo.media.size() == 1);
  CHECK(photo.media[0].path == "posts/media/a.jpg");
  CHECK(extra_of(photo, "exif upload_ip") == "192.0.2.4");
  CHECK(field(photo, "title") == "Ana Pop added a photo.");
  const auto& cafe = got.records[1];
  CHECK(cafe.text == "In the caf\xC3\xA9");
  CHECK(extra_of(cafe, "text as written") == "In the caf\xC3\x83\xC2\xA9");
  CHECK(field(cafe, "url") == "https://example.org/");
  CHECK(field(cafe, "place") == "Pier");
  CHECK(party(cafe, Role::mentioned)->identifier.raw == "Ben Hale");
  CHECK(cafe.times[1].kind == model::TimeKind::modified);
  CHECK(got.records[2].text == "When?");
  CHECK(extra_of(got.records[2], "poll option 1") == "Monday (chosen)");
  REQUIRE(got.extra.size() == 2);
  CHECK(got.extra[0].place->origin == "exif");
  CHECK(*got.extra[1].place->latitude == 51.5);
}

TEST_CASE("Facebook's comments, reactions, friends, address book, places, the profile") {
  const auto got = activity(R"({"comments_v2":[{"timestamp":1257938047,"data":[{"comment":{"timestamp":1257938047,"comment":"hello","author":"Ana Pop","group":"Walks"}}],"title":"Ana Pop commented."}],
"reactions_v2":[{"timestamp":1257938031,"data":[{"reaction":{"reaction":"LIKE","actor":"Ana Pop"}}],"title":"Ana Pop likes a post."}],
"friends_v2":[{"name":"Ben Hale","timestamp":1300000000}],
"address_book_v2":{"address_book":[{"name":"Kim","details":[{"contact_point":"+447700900150"},{"contact_point":"kim@example.org"}],"created_timestamp":1300000001}]},
"location_history_v2":[{"name":"Plymouth","coordinate":{"latitude":50.37,"longitude":-4.14},"creation_timestamp":1300000002}],
"searches_v2":[{"timestamp":1300000003,"data":[{"text":"night bus"}],"title":"You searched"}],
"last_activity_v2":{"by_day":[1300000004,1300000005]}})",
                            {"facebook-ana/x.json"});
  REQUIRE(got.records.size() == 7);
  CHECK(got.records[0].text == "hello");
  CHECK(party(got.records[0], Role::author)->identifier.raw == "Ana Pop");
  CHECK(field(got.records[0], "group") == "Walks");
  CHECK(got.records[0].times.size() == 1);
  CHECK(field(got.records[1], "reaction") == "LIKE");
  CHECK(got.records[2].kind == RecordKind::contact);
  CHECK(party(got.records[2], Role::subject)->identifier.raw == "Ben Hale");
  CHECK(got.records[3].kind == RecordKind::contact);
  CHECK(party(got.records[3], Role::subject, 1)->identifier.kind == IdentifierKind::phone);
  CHECK(party(got.records[3], Role::subject, 2)->identifier.raw == "kim@example.org");
  CHECK(got.records[4].kind == RecordKind::location);
  CHECK(*got.records[4].place->longitude == -4.14);
  CHECK(got.records[5].text == "night bus");
  CHECK(got.records[6].table == "values");
  CHECK(got.records[6].extras.size() == 2);
  const auto profile = activity(
      R"({"profile_v2":{"name":{"full_name":"Ana Pop","first_name":"Ana"},"emails":{"emails":["ana@example.org"],"previous_emails":[]},"phone_numbers":[{"phone_type":"Mobile","phone_number":"+447700900123","verified":true}],"username":"ana.pop","registration_timestamp":1236355160}})",
      {"facebook-ana/profile_information.json"});
  REQUIRE(profile.records.size() == 1);
  CHECK(profile.records[0].kind == RecordKind::account);
  CHECK(party(profile.records[0], Role::owner, 2)->identifier.raw == "ana@example.org");
  CHECK(party(profile.records[0], Role::owner, 3)->identifier.kind == IdentifierKind::phone);
}

TEST_CASE("Instagram's followers, comments, log-ins, profile, posts, and labels since 2024") {
  const auto followers = activity(
      R"([{"title":"","media_list_data":[],"string_list_data":[{"href":"https://www.instagram.com/kim_w","value":"kim_w","timestamp":1749860021}]},
{"title":"ben_h","media_list_data":[],"string_list_data":[{"href":"https://www.instagram.com/_u/ben_h","timestamp":1749860022}]}])",
      {"instagram-ana/connections/followers_and_following/followers_1.json"});
  REQUIRE(followers.records.size() == 2);
  for (const auto& r : followers.records) CHECK(r.kind == RecordKind::contact);
  CHECK(party(followers.records[0], Role::subject)->identifier.raw == "kim_w");
  CHECK(party(followers.records[1], Role::subject)->identifier.raw == "ben_h");
  CHECK(party(followers.records[1], Role::subject)->identifier.kind == IdentifierKind::username);
  CHECK(utc(followers.records[0]) == "2025-06-14T00:13:41");

  const auto comments = activity(
      R"({"comments_media_comments":[{"title":"kim_w","media_list_data":[],"string_list_data":[{"href":"","value":"nice one","timestamp":1550618520}]}],
"comments_reels_comments":[{"string_map_data":{"Comment":{"href":"","value":"lovely","timestamp":0},"Media Owner":{"href":"","value":"kim_w","timestamp":0},"Time":{"href":"","value":"","timestamp":1550618521}}}]})",
      {"instagram-ana/post_comments.json"});
  REQUIRE(comments.records.size() == 2);
  CHECK(comments.records[0].kind == RecordKind::event);
  CHECK(comments.records[0].text == "nice one");
  CHECK(comments.records[1].text == "lovely");
  CHECK(party(comments.records[1], Role::mentioned)->identifier.raw == "kim_w");
  CHECK(utc(comments.records[1]) == "2019-02-19T23:22:01");

  const auto logins = activity(
      R"({"account_history_login_history":[{"title":"2024-01-01T10:00:00+00:00","media_map_data":{},"string_map_data":{"IP-Adresse":{"href":"","value":"192.0.2.7","timestamp":0},"User Agent":{"value":"Instagram 300"},"Zeit":{"href":"","value":"","timestamp":1704103200}}}]})",
      {"login_activity.json"});
  REQUIRE(logins.records.size() == 1);
  CHECK(logins.records[0].service == "Instagram");
  CHECK(field(logins.records[0], "type") == "account_history_login_history");
  CHECK(extra_of(logins.records[0], "IP-Adresse") == "192.0.2.7");
  CHECK(utc(logins.records[0]) == "2024-01-01T10:00:00");

  const auto profile = activity(
      R"({"profile_user":[{"title":"User Information","string_map_data":{"Email":{"value":"ana@example.org"},"Phone Number":{"value":"+447700900123"},"Phone Confirmed":{"value":"True"},"Username":{"value":"ana_p"}}}]})",
      {"personal_information.json"});
  REQUIRE(profile.records.size() == 1);
  CHECK(profile.records[0].kind == RecordKind::account);
  CHECK(profile.records[0].participants.size() == 3);
  CHECK(party(profile.records[0], Role::owner, 2)->identifier.raw == "ana_p");

  const auto posts = activity(
      R"([{"media":[{"uri":"media/posts/1.mp4","creation_timestamp":1528646598,"title":"first try"}]},
{"media":[{"uri":"a.jpg","creation_timestamp":1530370210,"title":""},{"uri":"b.jpg","creation_timestamp":1530370223,"title":""}],"title":"one or two?","creation_timestamp":1530370224}])",
      {"posts_1.json"});
  REQUIRE(posts.records.size() == 2);
  CHECK(posts.records[0].text == "first try");
  CHECK(posts.records[1].text == "one or two?");
  CHECK(posts.records[1].media.size() == 2);

  const auto labels = activity(
      R"([{"timestamp":1704103200,"media":[],"label_values":[{"label":"Caption","value":"by the sea"},{"label":"URL","value":"https://example.org/p/1","href":"https://example.org/p/1"},{"title":"Owner","dict":[{"title":"","dict":[{"label":"Username","value":"kim_w"}]}]}],"fbid":"17"}])",
      {"instagram-ana/liked_posts.json"});
  REQUIRE(labels.records.size() == 1);
  CHECK(labels.records[0].text == "by the sea");
  CHECK(party(labels.records[0], Role::mentioned)->identifier.raw == "kim_w");
  CHECK(extra_of(labels.records[0], "URL") == "https://example.org/p/1");
  CHECK(utc(labels.records[0]) == "2024-01-01T10:00:00");
}
