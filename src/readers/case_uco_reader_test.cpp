#include "readers/case_uco_reader.h"

#include "readers/reader_test.h"

namespace clew::readers {
namespace {

using namespace testing;

const std::string graph =
    R"({"@context":{"o":"https://ontology.unifiedcyberontology.org/uco/observable/"},"@graph":[
{"@id":"kb:a","@type":"o:PhoneAccount","core:hasFacet":[{"@type":"o:PhoneAccountFacet","o:phoneNumber":"+447700900101"}]},
{"@id":"kb:b","@type":"o:PhoneAccount","core:name":"Dan","core:hasFacet":{"@type":"o:PhoneAccountFacet","o:phoneNumber":"+447700900102"}},
{"@id":"kb:app","@type":["o:Application"],"core:hasFacet":[{"@type":"o:ApplicationFacet","core:name":"WhatsApp"}]},
{"@id":"kb:m","@type":"o:Message","core:hasFacet":[{"@type":"o:MessageFacet","o:application":{"@id":"kb:app"},"o:messageText":"bus at 7",
 "o:from":{"@id":"kb:a"},"o:to":[{"@id":"kb:b"}],"o:sentTime":{"@type":"xsd:dateTime","@value":"2024-03-04T21:40:09.5Z"},"o:rare":"kept"}]},
{"@id":"kb:c","@type":"o:Call","core:hasFacet":[{"@type":"o:CallFacet","o:from":{"@id":"kb:b"},"o:to":{"@id":"kb:none"},
 "o:startTime":{"@value":"2024-03-05T08:00:00+01:00"},"o:duration":{"@value":"65"}}]},
{"@id":"kb:l","@type":"loc:Location","core:hasFacet":[{"@type":"loc:LatLongCoordinatesFacet","loc:latitude":{"@value":"51.5"},"loc:longitude":{"@value":"-0.1"}}]},
{"@id":"kb:x","@type":"o:Thing","o:colour":"blue"}]})";

}  // namespace

TEST_CASE("mail and visited pages of a CASE graph: the address of an account, every page of a history") {
  const auto reader = make_case_uco_reader();
  const auto out = read(*reader,
                        R"({"@context":{"o":"https://ontology.unifiedcyberontology.org/uco/observable/"},"@graph":[
{"@id":"kb:addr","@type":"o:X","core:hasFacet":[{"@type":"o:EmailAddressFacet","o:addressValue":"ana@example.org"}]},
{"@id":"kb:acc","@type":"o:X","core:hasFacet":[{"@type":"o:AccountFacet","o:accountIdentifier":"Ana P."},{"@type":"o:EmailAccountFacet","o:emailAddress":{"@id":"kb:addr"}}]},
{"@id":"kb:m","@type":"o:X","core:hasFacet":[{"@type":"o:EmailMessageFacet","o:subject":"Clues","o:body":"Dear friends","o:sentTime":{"@value":"2021-02-25T14:55:51+00:00"},"o:from":{"@id":"kb:acc"},"o:to":[],"o:cc":[]}]},
{"@id":"kb:u","@type":"o:URL","core:hasFacet":[{"@type":"o:URLFacet","o:fullValue":"https://example.org/owls"}]},
{"@id":"kb:h","@type":"o:X","core:hasFacet":[{"@type":"o:URLHistoryFacet","o:urlHistoryEntry":[
{"@type":"o:URLHistoryEntry","o:lastVisit":{"@value":"2017-01-25T02:20:22.00Z"},"o:url":{"@id":"kb:u"},"o:pageTitle":"Owls","o:visitCount":2},
{"@type":"o:URLHistoryEntry","o:lastVisit":{"@value":"2017-01-26T02:20:22.00Z"},"o:url":{"@id":"kb:u"},"o:pageTitle":"More owls"}]}]}]})",
                        {"c.json"});
  REQUIRE(out.records.size() == 5);
  const auto& mail = out.records[2];
  CHECK(mail.kind == model::RecordKind::message);
  CHECK(mail.service == "E-mail");
  CHECK(mail.text == "Dear friends");
  CHECK(field(mail, "subject") == "Clues");
  CHECK(who(mail, model::Role::from) == "ana@example.org");
  CHECK(mail.participants[0].name == "Ana P.");
  CHECK(field(out.records[4], "url") == "https://example.org/owls");
  CHECK(extra_of(out.records[4], "visitCount") == "2");
  REQUIRE(out.extra.size() == 1);
  CHECK(out.extra[0].text == "More owls");
}

TEST_CASE("objects in a bundle's own list are read, at the top, within a graph, and as expanded JSON-LD; a file without any says so") {
  const auto reader = make_case_uco_reader();
  const std::string list =
      R"([{"@id":"kb:a","@type":"o:ObservableObject","core:hasFacet":[{"@type":"o:PhoneAccountFacet","o:phoneNumber":"+447700900101"}]},
{"@id":"kb:c","@type":"o:ObservableObject","core:hasFacet":[{"@type":"o:CallFacet","o:from":{"@id":"kb:a"},"o:startTime":{"@value":"2024-03-05T08:00:00+01:00"}}]}])";
  const std::string context = R"({"@context":{"o":"https://ontology.unifiedcyberontology.org/uco/observable/"},)";
  for (const std::string& text : {context + R"("@id":"kb:b","@type":"core:Bundle","rdfs:comment":["one","two"],"uco-core:object":)" + list + "}",
                                  context + R"("@graph":[{"@id":"kb:b","@type":"core:Bundle","uco-core:object":)" + list + "}]}"}) {
    const auto item = item_of(text, {"bundle.json"});
    const auto out = read(*reader, item);
    REQUIRE(out.records.size() == 2);
    CHECK(out.records[1].kind == model::RecordKind::call);
    CHECK(who(out.records[1], model::Role::caller) == "+447700900101");
    CHECK(bytes_at(item, out.records[1]).starts_with("{\"@id\":\"kb:c\""));
  }
  const auto expanded = read(*reader,
                             R"([{"@id":"kb:a","@type":["https://ontology.unifiedcyberontology.org/uco/observable/ObservableObject"],
"https://ontology.unifiedcyberontology.org/uco/core/hasFacet":[{"@type":["https://ontology.unifiedcyberontology.org/uco/observable/PhoneAccountFacet"],
"https://ontology.unifiedcyberontology.org/uco/observable/phoneNumber":[{"@value":"+447700900101"}]}]}])",
                             {"expanded.jsonld"});
  REQUIRE(expanded.records.size() == 1);
  CHECK(who(expanded.records[0], model::Role::subject) == who(read(*reader, context + R"("@graph":)" + list + "}", {"g.json"}).records[0], model::Role::subject));
  CHECK(read(*reader, context + R"("@id":"kb:b"})", {"none.json"}).has_finding("no objects"));
}

TEST_CASE(
    "messages, calls, accounts and places of a CASE graph become records, whatever the prefixes") {
  auto reader = make_case_uco_reader();
  auto item = item_of(graph, {"export.jsonld"});
  CHECK(reader->probe(item).confidence > 90);
  auto out = read(*reader, item);
  REQUIRE(out.records.size() == 7);
  const auto& m = out.records[3];
  CHECK(m.kind == model::RecordKind::message);
  CHECK(m.service == "WhatsApp");
  CHECK(m.text == "bus at 7");
  CHECK(who(m, model::Role::from) == "+447700900101");
  CHECK(m.participants[1].name == "Dan");
  CHECK(to_iso_utc(*m.times[0].utc) == "2024-03-04T21:40:09.500000Z");
  CHECK(m.direction == model::Direction::unknown);
  CHECK(extra_of(m, "rare") == "kept");
  const auto& c = out.records[4];
  CHECK(c.kind == model::RecordKind::call);
  CHECK(*c.call->duration == 65'000'000);
  CHECK(to_iso_utc(*c.times[0].utc) == "2024-03-05T07:00:00.000000Z");
  CHECK(who(c, model::Role::callee) == "kb:none");  // not in the graph: its name stands for it
  CHECK(*out.records[5].place->longitude == doctest::Approx(-0.1));
  CHECK(out.records[6].kind == model::RecordKind::event);
}

TEST_CASE("a CASE graph that is cut gives the objects before the cut") {
  for (std::size_t cut = 0; cut <= graph.size(); cut += 3)
    read(*make_case_uco_reader(), graph.substr(0, cut), {"export.jsonld"});
}

}  // namespace clew::readers
