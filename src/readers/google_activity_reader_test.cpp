// Pages in the form of public exports; what is searched for is invented.
#include "readers/google_activity_reader.h"

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const std::unique_ptr<Reader> reader = make_google_activity_reader();

std::string entry(const std::string& product, const std::string& done, const std::string& more = "") {
  return "<div class=\"outer-cell mdl-cell mdl-cell--12-col mdl-shadow--2dp\"><div class=\"mdl-grid\"><div class=\"header-cell mdl-cell "
         "mdl-cell--12-col\"><p class=\"mdl-typography--title\">" +
         product +
         "<br></p></div>\n<div class=\"content-cell mdl-cell mdl-cell--6-col mdl-typography--body-1\">" + done +
         "</div>\n<div class=\"content-cell mdl-cell mdl-cell--6-col mdl-typography--body-1 mdl-typography--text-right\"></div>\n"
         "<div class=\"content-cell mdl-cell mdl-cell--12-col mdl-typography--caption\"><b>Products:</b><br>&emsp;" +
         product + "<br>" + more + "</div></div></div>";
}
std::string page(const std::string& entries, std::size_t style = 0) {
  return "<html><head><title>My Activity History</title><style type=\"text/css\">.mdl-cell {}" + std::string(style, ' ') +
         "</style></head><body><div class=\"mdl-grid\">" + entries + "</div></body></html>";
}

}  // namespace

TEST_CASE("activity of a Google account: what was done, where it leads, when and from where") {
  const auto text = page(
      entry("Search", "Searched for&nbsp;<a href=\"https://www.google.com/search?q=train+to+kent\">train to kent</a><br>Feb 8, 2024, 12:32:36 AM UTC",
            "<b>Locations:</b><br>&emsp;From your device: <a href=\"https://google.com/maps?q=51.1,1.2\">https://google.com/maps?q=51.1,1.2</a><br>") +
          entry("YouTube", "Watched <a href=\"https://www.youtube.com/watch?v=x\">Keys &amp; locks</a><br><a "
                           "href=\"https://www.youtube.com/channel/y\">Ana's channel</a><br>8 Feb 2024, 01:32:36 GMT+01:00") +
          entry("Assistant", "What is the weather<br>Feb 9, 2024, 9:10:11\xE2\x80\xAFPM"),
      100'000);
  CHECK(reader->probe(item_of(text, {"MyActivity.html"})).confidence > 90);
  const auto item = item_of(text, {"MyActivity.html"});
  const auto out = read(*reader, item);
  REQUIRE(out.records.size() == 3);
  const auto& search = out.records[0];
  CHECK(search.kind == model::RecordKind::event);
  CHECK(search.service == "Search");
  CHECK(search.text == "Searched for train to kent");
  CHECK(field(search, "url") == "https://www.google.com/search?q=train+to+kent");
  CHECK(to_iso_utc(*search.times[0].utc).starts_with("2024-02-08T00:32:36"));
  CHECK(extra_of(search, "Locations") == "From your device: https://google.com/maps?q=51.1,1.2");
  CHECK(extra_of(search, "Products") == "Search");
  CHECK(bytes_at(item, search).starts_with("<div class=\"outer-cell"));
  CHECK(bytes_at(item, search).ends_with("</div>"));
  const auto& watched = out.records[1];
  CHECK(watched.text == "Watched Keys & locks\nAna's channel");
  CHECK(to_iso_utc(*watched.times[0].utc).starts_with("2024-02-08T00:32:36"));
  CHECK(extra_of(watched, "link") == "https://www.youtube.com/channel/y");
  const auto& asked = out.records[2];
  CHECK(asked.times[0].certainty == model::Certainty::local_unknown);
  CHECK(to_iso_local(*asked.times[0].local) == "2024-02-09T21:10:11");
}

TEST_CASE("activity in another language, with days and months in an order that the page tells") {
  const auto out = read(*reader, page(entry("YouTube", "Angesehen: <a href=\"https://y.example\">Wetter</a><br>13.02.2024, 22:54:50 MEZ") +
                                      entry("YouTube", "Angesehen: <a href=\"https://y.example\">Reise</a><br>03.02.2024, 22:54:50 MEZ")),
                        {"Wiedergabeverlauf.html"});
  REQUIRE(out.records.size() == 2);
  CHECK(to_iso_utc(*out.records[1].times[0].utc).starts_with("2024-02-03T21:54:50"));
}

TEST_CASE("activity as JSON: the same records") {
  const std::string text =
      R"([{"header":"YouTube","title":"Watched Keys & locks","titleUrl":"https://y.example/x","subtitles":[{"name":"Ana's channel",)"
      R"("url":"https://y.example/y"}],"time":"2024-02-08T00:32:36.123Z","products":["YouTube"],"locationInfos":[{"name":"At this area",)"
      R"("url":"https://maps.example/@51.1,1.2","source":"From your device"}],"activityControls":["Web"]}])";
  const auto json = make_google_activity_json_reader();
  CHECK(json->probe(item_of(text, {"MyActivity.json"})).confidence > 90);
  const auto item = item_of(text, {"MyActivity.json"});
  const auto out = read(*json, item);
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(r.service == "YouTube");
  CHECK(r.text == "Watched Keys & locks\nAna's channel");
  CHECK(field(r, "url") == "https://y.example/x");
  CHECK(to_iso_utc(*r.times[0].utc).starts_with("2024-02-08T00:32:36.123"));
  CHECK(extra_of(r, "products") == "YouTube");
  CHECK(extra_of(r, "locations") == "At this area, https://maps.example/@51.1,1.2, From your device");
  CHECK(bytes_at(item, r).starts_with("{\"header\""));
}

TEST_CASE("activity that is cut or damaged loses only what the damage touches") {
  const std::string text = page(entry("Search", "Searched for <a href=\"https://a.example\">keys</a><br>Feb 8, 2024, 12:32:36 AM UTC") +
                                entry("Search", "Searched for <a href=\"https://b.example\">money</a><br>Feb 9, 2024, 12:32:36 AM UTC"));
  damage(
      *reader, text, {"MyActivity.html"},
      [](const model::Record& a, const model::Record& b) { return a.text == b.text && a.times == b.times; }, 2);
  const auto cut = read(*reader, text.substr(0, text.find("money")), {"MyActivity.html"});
  CHECK(cut.records.size() == 2);
  CHECK(cut.has_finding("file cut off"));
}
