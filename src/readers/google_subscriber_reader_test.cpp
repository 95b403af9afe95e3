// The page in the layout that public readers of such answers describe; every name, number and address is invented.
#include "readers/google_subscriber_reader.h"

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

TEST_CASE("Google's answer about an account: who, since when, and from which addresses") {
  const auto reader = make_google_subscriber_reader();
  const std::string text =
      "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body><h2>GOOGLE SUBSCRIBER INFORMATION</h2>"
      "<ul><li>Google Account ID: 123456789012</li><li>Name: Ana Pop</li><li>Given Name: Ana</li><li>e-Mail: ana.pop@gmail.example</li><li>Alternate e-Mails: ana.p@example.org, a.pop@example.org</li>"
      "<li>Created on: 2012-03-04 21:40:09 Z</li><li>Terms of Service IP: 81.2.69.160</li><li>Last Logins: 2024-03-04 21:40:09 Z, 2024-03-03 20:40:09 Z</li></ul>"
      "<h2>ACCOUNT RECOVERY</h2><ul><li>Recovery e-Mail: ben@example.org</li><li>Recovery SMS: +447700900124 [GB]</li></ul>"
      "<h2>PHONE NUMBERS</h2><ul><li>User Phone Numbers: +447700900123 [GB]</li></ul><h2>IP ACTIVITY</h2>"
      "<table><tr><th>Timestamp</th><th>IP Address</th><th>Activity Type</th><th>Android ID</th><th>Apple iOS IDFV</th><th>Raw User Agents</th></tr>"
      "<tr><td>2024-03-04 21:40:09 Z</td><td>81.2.69.160</td><td>Login</td><td>3e8</td><td></td><td>Mozilla/5.0</td></tr>"
      "<tr><td>2024-03-04 22:40:09 Z</td><td>2001:db8::1</td><td>Logout</td><td></td><td></td><td>Mozilla/5.0</td></tr></table><h2>DEVICE INFORMATION</h2></body></html>";
  const auto item = item_of(text, {"ana.pop@gmail.example.123.GoogleAccount.SubscriberInfo_001.html"});
  REQUIRE(reader->probe(item).confidence == 95);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 3);
  const auto& account = got.records[0];
  CHECK(account.kind == model::RecordKind::account);
  std::string owners, others;
  for (const auto& p : account.participants) (p.role == model::Role::owner ? owners : others) += p.identifier.raw + " ";
  CHECK(owners == "123456789012 ana.pop@gmail.example ana.p@example.org a.pop@example.org +447700900123 ");
  CHECK(others == "ben@example.org +447700900124 ");
  REQUIRE(account.times.size() == 3);
  CHECK(account.times[0].kind == model::TimeKind::created);
  CHECK(to_iso_utc(*account.times[2].utc).starts_with("2024-03-03T20:40:09"));
  const auto& login = got.records[1];
  CHECK(login.kind == model::RecordKind::event);
  CHECK(to_iso_utc(*login.times[0].utc).starts_with("2024-03-04T21:40:09"));
  CHECK(field(login, "type") == "Login");
  CHECK(field(login, "ip_address") == "81.2.69.160");
  CHECK(who(login, model::Role::subject) == "123456789012");
  CHECK(login.participants[0].name == "Ana Pop");
  CHECK(extra_of(login, "Android ID") == "3e8");
  CHECK(bytes_at(item, login).find("2024-03-04 21:40:09 Z") != std::string::npos);
  CHECK(field(got.records[2], "ip_address") == "2001:db8::1");
  CHECK(extra_of(got.records[2], "Raw User Agents") == "Mozilla/5.0");
  damage(*reader, text, {"SubscriberInfo.html"}, [](const model::Record& a, const model::Record& b) { return a.fields == b.fields; }, 3);
}
