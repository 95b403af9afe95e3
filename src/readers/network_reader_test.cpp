// Networks in the forms of network programs. SYNTHETIC, written here from the forms' descriptions.
#include "readers/gml_reader.h"
#include "readers/network_xml_reader.h"
#include "readers/pajek_reader.h"
#include "readers/reader_test.h"
#include "readers/ucinet_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::IdentifierKind;
using model::RecordKind;
using model::Role;

namespace {

// "Ana>Ben 3" for each tie, those of a row of a matrix beside each other.
std::string ties(const Collected& read) {
  std::string out;
  const auto add = [&](const model::Record& r) {
    std::string counts = field(r, "ties");
    for (const auto& p : r.participants) {
      if (p.role != Role::to) continue;
      const auto end = std::min(counts.find(','), counts.size());
      out += (out.empty() ? "" : "; ") + who(r, Role::from) + ">" + p.identifier.raw + " " + counts.substr(0, end);
      counts.erase(0, end + 1);
    }
  };
  for (const auto& r : read.records)
    if (r.table == "ties") add(r);
  for (const auto& r : read.extra) add(r);
  return out;
}
std::string people(const Collected& read) {
  std::string out;
  for (const auto& r : read.records)
    if (r.table == "nodes")
      out += (out.empty() ? "" : "; ") + std::string(word(r.kind)) + " " +
             (r.participants.empty() ? r.text : std::string(word(r.participants[0].identifier.kind)) + " " + r.participants[0].identifier.raw + "|" + r.participants[0].name);
  return out;
}

Collected read_xml(const std::string& text, const std::string& name = "net.graphml", const Options& options = {}) {
  return read(*make_network_xml_reader(), text, {name}, options);
}
Collected read_gml(const std::string& text) { return read(*make_gml_reader(), text, {"net.gml"}); }
Collected read_net(const std::string& text) { return read(*make_pajek_reader(), text, {"net.net"}); }
Collected read_dl(const std::string& text) { return read(*make_ucinet_reader(), text, {"net.dl"}); }

const std::string graphml =
    "<?xml version=\"1.0\"?><graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"><key id=\"d0\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>"
    "<key id=\"d1\" for=\"node\" attr.name=\"town\" attr.type=\"string\"/><key id=\"d1\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>"
    "<graph edgedefault=\"undirected\">"
    "<node id=\"n1\"><data key=\"d0\">Ana Pop</data><data key=\"d1\">Marrowby</data></node><node id=\"n2\"><data key=\"d0\">Ben Fox</data></node>"
    "<node id=\"n3\"><data key=\"d0\">Cy Hill</data></node>"
    "<edge source=\"n1\" target=\"n2\"><data key=\"d1\">3</data></edge><edge source=\"n2\" target=\"n3\"/></graph></graphml>";
const std::string gexf =
    "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\"><graph defaultedgetype=\"undirected\"><attributes class=\"node\"><attribute id=\"0\" title=\"town\" type=\"string\"/></attributes>"
    "<nodes><node id=\"0\" label=\"Ana Pop\"><attvalues><attvalue for=\"0\" value=\"Marrowby\"/></attvalues></node><node id=\"1\" label=\"Ben Fox\"/><node id=\"2\" label=\"Cy Hill\"/></nodes>"
    "<edges><edge id=\"0\" source=\"0\" target=\"1\" weight=\"3.0\"/><edge id=\"1\" source=\"1\" target=\"2\"/></edges></graph></gexf>";
const std::string gml =
    "Creator \"somebody\"\ngraph\n[\n  directed 0\n  node\n  [\n    id 0\n    label \"Ana Pop\"\n    town \"Marrowby\"\n  ]\n  node [ id 1 label \"Ben Fox\" ]\n"
    "  node [ id 2 label \"Cy Hill\" ]\n  edge\n  [\n    source 0\n    target 1\n    value 3\n  ]\n  edge [ source 1 target 2 ]\n]\n";
const std::string net = "*Vertices 3\n1 \"Ana Pop\" 0.1 0.2 0.5 ic Red\n2 \"Ben Fox\"\n3 \"Cy Hill\"\n*Edges\n1 2 3\n2 3\n";
const std::string dl = "dl n=3 format=edgelist1\nlabels:\n\"Ana Pop\",\"Ben Fox\",\"Cy Hill\"\ndata:\n1 2 3\n2 3\n";

}  // namespace

TEST_CASE("a network gives the same people and ties in every form of network programs") {
  const std::string all = "Ana Pop>Ben Fox 3; Ben Fox>Cy Hill 1", who = "contact name Ana Pop|Ana Pop; contact name Ben Fox|Ben Fox; contact name Cy Hill|Cy Hill";
  for (const auto& read : {read_xml(graphml), read_xml(gexf, "net.gexf"), read_gml(gml), read_net(net), read_dl(dl)}) {
    CHECK(ties(read) == all);
    CHECK(people(read) == who);
    CHECK(read.findings.empty());
    for (const auto& r : read.records)
      if (r.table == "ties") CHECK(r.kind == RecordKind::event);
  }
  Collected read = read_xml(graphml);
  CHECK(extra_of(read.records[0], "town") == "Marrowby");
  CHECK(read.records[0].key == "n1");
  CHECK(extra_of(read.records[3], "weight") == "3");
  CHECK(extra_of(read.records[3], "directed") == "no");
  CHECK(read.decisions["ties"] == "'weight' says for how many contacts each stands; no times; not directed: which end is first means nothing");
  CHECK(bytes_at(item_of(graphml, {"net.graphml"}), read.records[3]) == "<edge source=\"n1\" target=\"n2\"><data key=\"d1\">3</data></edge>");
  read = read_gml(gml);
  CHECK(bytes_at(item_of(gml, {"net.gml"}), read.records[4]) == "edge [ source 1 target 2 ]");
  CHECK(read.decisions["ties"].starts_with("'value' says"));
  CHECK(extra_of(read.records[0], "town") == "Marrowby");
  read = read_net(net);
  CHECK(extra_of(read.records[0], "more") == "ic Red");
  CHECK(read.records[3].locator == "bytes=74+5;line=6;row=1;table=ties");
  CHECK(read_dl(dl).decisions["ties"].ends_with("; directed"));
}

TEST_CASE("a node is known by a label of its own, by an id that reaches somebody, else by its id in this file only") {
  // Two with one label stay two.
  Collected read = read_gml("graph [ node [ id 1 label \"Ana\" ] node [ id 2 label \"Ana\" ] node [ id 3 ] edge [ source 1 target 2 ] edge [ source 1 target 3 ] ]");
  CHECK(people(read) == "contact uid 1|Ana; contact uid 2|Ana; contact uid 3|");
  CHECK(ties(read) == "1>2 1; 1>3 1");
  CHECK(read.records[0].participants[0].identifier.scope == "net.gml");
  CHECK(read.records[3].participants[0].identifier.scope == "net.gml");
  // Telephones, addresses, accounts; a number of a program is none of them.
  read = read_xml("<graphml><key id=\"l\" for=\"node\" attr.name=\"label\"/><graph edgedefault=\"directed\"><node id=\"+447700900101\"><data key=\"l\">Ana</data></node>"
                  "<node id=\"n1\"><data key=\"l\">447700900102</data></node><node id=\"ben@example.org\"/><node id=\"n2\"><data key=\"l\">1017</data></node>"
                  "<edge source=\"+447700900101\" target=\"n1\"/><edge source=\"n1\" target=\"Cy Hill\"/></graph></graphml>");
  CHECK(people(read) == "contact phone +447700900101|Ana; contact phone 447700900102|; contact email ben@example.org|; contact uid 1017|");
  CHECK(ties(read) == "+447700900101>447700900102 1; 447700900102>Cy Hill 1");
  CHECK(read.has_finding("tie with a node that is not there"));
  // Where labels repeat and names do not, names tell people apart.
  read = read_gml("graph [ node [ id 1 label \"m\" name \"Ana\" ] node [ id 2 label \"m\" name \"Ben\" ] edge [ source 1 target 2 ] ]");
  CHECK(ties(read) == "Ana>Ben 1");
  // Ids begin anew in each graph of a file.
  read = read_gml("graph [ node [ id 1 label \"Ana\" ] node [ id 2 label \"Ben\" ] edge [ source 1 target 2 ] ]\n"
                  "graph [ node [ id 1 label \"Cy\" ] node [ id 2 label \"Ana\" ] edge [ source 1 target 2 ] ]");
  CHECK(ties(read) == "Ana>Ben 1; Cy>Ana 1");
  // One id for two people is said.
  read = read_gml("graph [ node [ id 1 label \"Ana\" ] node [ id 1 label \"Ben\" ] node [ id 2 label \"Cy\" ] edge [ source 1 target 2 ] ]");
  CHECK(read.has_finding("two nodes with one id"));
}

TEST_CASE("directions, ties both ways, ties of several, defaults and nested graphs of GraphML and GEXF are read as the forms mean them") {
  Collected read = read_xml(
      "<!DOCTYPE graphml [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><graphml><key id=\"w\" for=\"edge\" attr.name=\"weight\"><default>2</default></key>"
      "<key id=\"y\" for=\"node\" yfiles.type=\"nodegraphics\"/><graph edgedefault=\"directed\"><node id=\"a\"><data key=\"y\"><y:ShapeNode><y:Geometry height=\"30\"/><y:NodeLabel>Ana &amp; &b;</y:NodeLabel></y:ShapeNode></data>"
      "<graph edgedefault=\"undirected\"><node id=\"b\"/><node id=\"c\"/><edge source=\"b\" target=\"c\"/></graph></node>"
      "<edge source=\"a\" target=\"b\"><data key=\"w\">5</data></edge><edge source=\"b\" target=\"a\" directed=\"false\"/>"
      "<hyperedge><endpoint node=\"a\"/><endpoint node=\"b\"/><endpoint node=\"c\"/></hyperedge><edge source=\"a\"/></graph></graphml>");
  CHECK(ties(read) == "b>c 2; Ana & &b;>b 5; b>Ana & &b; 2");
  CHECK(read.has_finding("document type ignored"));
  CHECK(read.has_finding("a tie of more than two"));
  CHECK(read.has_finding("tie without two ends"));
  CHECK(read.skips["tie without two ends"] == 1);
  CHECK(extra_of(read.records[3], "Geometry height") == "30");
  std::string directed;
  for (const auto& r : read.records)
    if (r.table == "ties") directed += extra_of(r, "directed") + " ";
  CHECK(directed == "no yes no yes ");
  CHECK(who(read.records.back(), Role::member) == "Ana & &b;");

  read = read_xml("<gexf><graph defaultedgetype=\"mutual\" timeformat=\"date\"><attributes class=\"edge\"><attribute id=\"0\" title=\"sort\"/></attributes>"
                  "<nodes count=\"99999999999\"><node id=\"a\" label=\"Ana\"><viz:position x=\"1\"/><nodes><node id=\"b\" label=\"Ben\"/></nodes></node></nodes><edges>"
                  "<edge source=\"a\" target=\"b\" weight=\"4\" start=\"2024-03-04\" end=\"2024-03-09T10:00:00Z\" label=\"met at work\"><attvalues><attvalue for=\"0\" value=\"friends\"/></attvalues></edge>"
                  "<edge source=\"b\" target=\"a\" type=\"directed\"/></edges></graph></gexf>", "x.gexf");
  CHECK(ties(read) == "Ana>Ben 4; Ben>Ana 1; Ben>Ana 4");
  const auto& tie = read.records[2];
  CHECK(tie.text == "met at work");
  CHECK(extra_of(tie, "sort") == "friends");
  REQUIRE(tie.times.size() == 2);
  CHECK(tie.times[0].kind == model::TimeKind::start);
  CHECK(tie.times[0].local == to_micros({2024, 3, 4, 0, 0, 0, 0}));
  CHECK(tie.times[1].utc == to_micros({2024, 3, 9, 10, 0, 0, 0}));
  CHECK(people(read).find("Ben") != std::string::npos);
}

TEST_CASE("dates of ties that can be read in two orders are asked about") {
  const auto network = [](const std::string& date) {
    return "graph [ node [ id 1 label \"Ana\" ] node [ id 2 label \"Ben\" ] edge [ source 1 target 2 date \"" + date + "\" ] ]";
  };
  Collected out = read_gml(network("03/04/2024"));
  REQUIRE(out.questions.size() == 1);
  CHECK(out.questions[0].key == "date-order");
  CHECK(!out.records[2].times[0].local);
  Options said;
  said.answers["date-order"] = "dmy";
  out = read(*make_gml_reader(), network("03/04/2024"), {"net.gml"}, said);
  CHECK(out.questions.empty());
  CHECK(local_of(out.records[2]).starts_with("2024-04-03"));
  CHECK(local_of(read_gml(network("23/04/2024")).records[2]).starts_with("2024-04-23"));
  // A year or a step of a study is a value like any other.
  CHECK(read_gml(network("2024")).records[2].times.empty());
}

TEST_CASE("Pajek's lists, matrices, relations, two sorts and several networks in one file") {
  Collected read = read_net("% a comment\n*vertices 4\n1 \"Ana\"\n2 Ben\n3 \"Cy\"\n*Arcslist\n1 2 3\n*Edgeslist\n3 4\n*Arcs :2 \"calls\"\n1 2 7 l \"daily\"\n2 1 -1\n*Partition p\n*Vertices 4\n1\n2\n1\n1\n");
  CHECK(ties(read) == "Ana>Ben 1; Ana>Cy 1; Cy>4 1; Ana>Ben 7; Ben>Ana 0");
  CHECK(extra_of(read.records[5], "relation") == "calls");
  CHECK(read.records[5].text == "daily");
  CHECK(read.skips["of no network"] == 4);
  CHECK(read.has_finding("ties below zero"));
  // A matrix that is the same on both sides of the diagonal states each tie twice; another does not.
  const std::string names = "*Vertices 3\n1 \"Ana\"\n2 \"Ben\"\n3 \"Cy\"\n*Matrix\n";
  read = read_net(names + "0 2 1\n2 0 0\n1 0 0\n");
  CHECK(ties(read) == "Ana>Ben 2; Ana>Cy 1");
  CHECK(extra_of(read.records[3], "directed") == "no");
  read = read_net(names + "0 2 1\n0 0 0\n1 0 4\n");
  CHECK(ties(read) == "Ana>Ben 2; Ana>Cy 1; Cy>Ana 1");
  CHECK(extra_of(read.records[3], "directed") == "yes");
  CHECK(read_net(names + "0 2 1\n0 0 0\n").has_finding("cut off"));
  // People and meetings.
  read = read_net("*Vertices 4 2\n1 \"Ana\"\n2 \"Ben\"\n3 \"Market\"\n4 \"Fair\"\n*Edges\n1 3\n2 3\n2 4\n");
  CHECK(people(read) == "contact name Ana|Ana; contact name Ben|Ben; event Market; event Fair");
  CHECK(ties(read) == "Ana>Market 1; Ben>Market 1; Ben>Fair 1");
  read = read_net("*Vertices 4 2\n1 \"Ana\"\n2 \"Ben\"\n3 \"Market\"\n4 \"Fair\"\n*Matrix\n1 0\n1 1\n");
  CHECK(ties(read) == "Ana>Market 1; Ben>Market 1; Ben>Fair 1");
  // Several networks: numbers count from one in each, the people are the same by their names.
  read = read_net("*Network one\n*Vertices 2\n1 \"Ana\"\n2 \"Ben\"\n*Arcs\n1 2\n*Network two\n*Vertices 3\n1 \"Cy\"\n2 \"Ana\"\n*Arcs\n1 2\n2 3\n");
  CHECK(ties(read) == "Ana>Ben 1; Cy>Ana 1; Ana>3 1");
  CHECK(read.records.back().participants[1].identifier.scope == "net.net (network 2)");
  CHECK(extra_of(read.records.back(), "network") == "two");
  // Of Windows.
  CHECK(ties(read_net("*Vertices 2\n1 \"J\xfcrgen\"\n2 \"Ben\"\n*Arcs\n1 2\n")) == "Jürgen>Ben 1");
  // A size that nobody has costs nothing.
  CHECK(ties(read_net("*Vertices 99999999999999\n1 \"Ana\"\n2 \"Ben\"\n*Edges\n1 2\n")) == "Ana>Ben 1");
  CHECK(read_net("*Vertices 99999999999999\n*Matrix\n0 1\n").has_finding("row with too few fields"));
}

TEST_CASE("UCINET's matrices and lists, labels listed or embedded, of one sort or two") {
  CHECK(ties(read_dl("DL N = 3\nFORMAT = FULLMATRIX DIAGONAL PRESENT\nROW LABELS:\n\"Ana\"\nBen\nCy\nCOLUMN LABELS:\nAna\nBen\nCy\nDATA:\n0 1 0\n1 0 2\n0 2 0\n")) == "Ana>Ben 1; Ben>Cy 2");
  CHECK(ties(read_dl("dl n=3 format=fullmatrix diagonal absent\nlabels: Ana,Ben,Cy\ndata:\n1 0\n0 0\n0 1\n")) == "Ana>Ben 1; Cy>Ben 1");
  CHECK(ties(read_dl("dl n=3\nlabels embedded\ndata:\n Ana Ben Cy\nAna 0 1 1\nBen 0 0 0\nCy 0 0 0\n")) == "Ana>Ben 1; Ana>Cy 1");
  CHECK(ties(read_dl("dl n=3 format=edgelist1\nlabels embedded:\ndata:\nAna Ben 4\nBen \"Cy Hill\"\n")) == "Ana>Ben 4; Ben>Cy Hill 1");
  CHECK(ties(read_dl("dl n=3 format=edgelist1\nlabels:\nAna,Ben,Cy\ndata:\nAna Cy 2\n")) == "Ana>Cy 2");
  Collected read = read_dl("dl n=4 format=nodelist1\nlabels:\nAna,Ben,Cy,Di\ndata:\n1 2 3\n2 3\n4\n");
  CHECK(ties(read) == "Ana>Ben 1; Ana>Cy 1; Ben>Cy 1");
  CHECK(read.skips["node without ties"] == 1);
  CHECK(ties(read_dl("dl n=3 format=lowerhalf\nlabels: Ana Ben Cy\ndata:\n0\n1 0\n0 2 0\n")) == "Ben>Ana 1; Cy>Ben 2");
  CHECK(ties(read_dl("dl n=3 format=upperhalf diagonal=absent\nlabels: Ana Ben Cy\ndata:\n1 0\n2\n")) == "Ana>Ben 1; Ben>Cy 2");
  // People by meetings.
  read = read_dl("dl nr=2 nc=3\nrow labels: Ana Ben\ncolumn labels: Fair Market Walk\ndata:\n1 0 1\n0 1 1\n");
  CHECK(people(read) == "contact name Ana|Ana; contact name Ben|Ben; event Fair; event Market; event Walk");
  CHECK(ties(read) == "Ana>Fair 1; Ana>Walk 1; Ben>Market 1; Ben>Walk 1");
  CHECK(ties(read_dl("dl nr=2 nc=3 format=edgelist2 labels embedded\ndata:\nAna Fair 2\nBen Walk\n")) == "Ana>Fair 2; Ben>Walk 1");
  // Two matrices, of which one is symmetric.
  read = read_dl("dl n=2 nm=2\nlabels: Ana Ben\nmatrix labels: likes knows\ndata:\n0 1\n0 0\n0 1\n1 0\n");
  CHECK(ties(read) == "Ana>Ben 1; Ana>Ben 1");
  CHECK(extra_of(read.records[2], "relation") == "likes");
  CHECK(extra_of(read.records[4], "relation") == "knows");
  CHECK(extra_of(read.records[4], "directed") == "no");
  // Without labels the numbers are this file's own.
  read = read_dl("dl n=2\ndata:\n0 1\n0 0\n");
  CHECK(read.records[0].participants[0].identifier.scope == "net.dl");
  CHECK(read_dl("dl n=9999999999\ndata:\n0 1\n0 0\n").has_finding("cut off"));
  CHECK(read_dl("dl n=2 format=rankedlist1\ndata:\n1 2\n").has_finding("a form that is not read"));
}

TEST_CASE("networks are told from other files by what is in them") {
  const auto sure = [](const auto& reader, const std::string& text, const std::string& name = "x") { return reader->probe(item_of(text, {name})).confidence; };
  CHECK(sure(make_network_xml_reader(), graphml) >= 90);
  CHECK(sure(make_network_xml_reader(), gexf) >= 90);
  CHECK(sure(make_gml_reader(), gml) >= 90);
  CHECK(sure(make_gml_reader(), "Creator Mark at noon\nVersion 1\ngraph [ node [ id 1 ] ]") >= 90);
  CHECK(sure(make_pajek_reader(), net) >= 90);
  CHECK(sure(make_pajek_reader(), "A study of three.\n" + net, "x.net") >= 90);
  CHECK(sure(make_pajek_reader(), "A study of three.\n" + net, "x.txt") == 0);
  CHECK(sure(make_ucinet_reader(), dl) >= 90);
  for (const std::string text : {"<html><p>graphml</p></html>", "graph paper [ see below ] node", "*Vertices are the corners of a graph\n", "dl the file from the server, n is 4\n",
                                 "graph: a picture [1]", "digraph { a -> b }", "", "dl,ul\n1,2\n", "*", "graph"}) {
    CAPTURE(text);
    CHECK(sure(make_network_xml_reader(), text) == 0);
    CHECK(sure(make_gml_reader(), text) == 0);
    CHECK(sure(make_pajek_reader(), text) == 0);
    CHECK(sure(make_ucinet_reader(), text) == 0);
  }
}

TEST_CASE("a network cut or spoilt anywhere keeps what is intact, and nesting, defaults and long rows cost no memory") {
  const auto same = [](const model::Record& a, const model::Record& b) { return a.kind == b.kind && a.table == b.table && exhibit::locator_bytes(a.locator) == exhibit::locator_bytes(b.locator); };
  damage(*make_network_xml_reader(), graphml, {"a.graphml"}, same, 3);
  damage(*make_network_xml_reader(), gexf, {"a.gexf"}, same, 3);
  damage(*make_gml_reader(), gml, {"a.gml"}, same);
  damage(*make_pajek_reader(), net, {"a.net"}, same);
  CHECK(read_xml(graphml.substr(0, graphml.find("<edge") + 10)).has_finding("cut off"));
  CHECK(read_gml(gml.substr(0, gml.size() - 3)).has_finding("cut off"));

  std::string deep = "<graphml><graph>", lists = "graph [ node [ id 1 ";
  for (int i = 0; i < 20'000; ++i) deep += "<node id=\"a\"><graph>", lists += "a [ ";
  CHECK(read_xml(deep).has_finding("nested too deeply"));
  CHECK(read_gml(lists).has_finding("nested too deeply"));
  // A row of more ends than one record should have goes on in further ones.
  std::string row = "*Vertices 5000\n*Arcslist\n1";
  for (int i = 2; i <= 2500; ++i) row += " " + std::to_string(i);
  const Collected read = read_net(row + "\n");
  CHECK(read.records.size() == 1);
  CHECK(read.extra.size() == 2);
  // A default is not repeated for each of many nodes.
  std::string text = "<graphml><key id=\"k\" for=\"node\" attr.name=\"note\"><default>" + std::string(100'000, 'x') + "</default></key><graph>";
  for (int i = 0; i < 2000; ++i) text += "<node id=\"" + std::to_string(i) + "\"/>";
  CHECK(extra_of(read_xml(text + "</graph></graphml>").records[0], "note").empty());
}
