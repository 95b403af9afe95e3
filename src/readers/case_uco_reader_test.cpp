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
