// Forms, as published: GraphML (graphml.graphdrawing.org, XSD 1.0), GEXF 1.3 (gexf.net), the chart XML
// of i2 Analyst's Notebook (element names as its import takes them: ChartItem, End, Entity, Link),
// OOXML by libxlsxwriter. The chart XML was not opened in Analyst's Notebook itself.
#include "report/graph_export.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "report/workbook.h"
#include "view/escape.h"

namespace clew::report {
namespace {

struct Node {
  std::int64_t id = 0;
  const model::EvidenceText* normal = nullptr;
  std::string_view kind;
  std::int64_t events = 0, contacts = 0;
};

std::vector<Node> nodes_of(const std::vector<view::LinkPairView>& pairs) {
  std::map<std::int64_t, Node> nodes;
  for (const auto& p : pairs)
    for (auto [id, text, kind] : {std::tuple(p.a_id, &p.a, &p.a_kind), std::tuple(p.b_id, &p.b, &p.b_kind)}) {
      auto& node = nodes[id];
      node.id = id;
      node.normal = text;
      node.kind = *kind;
      node.events += p.count;
      ++node.contacts;
    }
  std::vector<Node> list;
  for (const auto& [id, node] : nodes) list.push_back(node);
  // In the order of names: ids of a case hang on the order of import.
  std::sort(list.begin(), list.end(), [](const Node& a, const Node& b) {
    return std::pair(a.kind, a.normal->raw_for_analysis()) < std::pair(b.kind, b.normal->raw_for_analysis());
  });
  return list;
}

// XML 1.0 has no way to write most control characters: they become visible, then the text is escaped.
std::string xml(const model::EvidenceText& text) {
  return view::for_html(model::EvidenceText(view::for_terminal(text)));
}
std::string xml(std::string_view text) { return xml(model::EvidenceText(std::string(text))); }

std::string when(const std::optional<Micros>& time) { return time ? to_iso_utc(*time) : std::string(); }

std::string kinds_of(const view::LinkPairView& p) {
  std::string kinds;
  for (std::size_t k = 0; k < p.by_kind.size(); ++k)
    if (p.by_kind[k])
      kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", link::word(static_cast<link::EventKind>(k)), p.by_kind[k]);
  return kinds;
}

// Row numbers of nodes, 1 …: what edges refer to.
std::map<std::int64_t, std::size_t> numbers(const std::vector<Node>& nodes) {
  std::map<std::int64_t, std::size_t> number;
  for (std::size_t i = 0; i < nodes.size(); ++i) number[nodes[i].id] = i + 1;
  return number;
}

std::string graphml(const std::vector<view::LinkPairView>& pairs, std::string_view about) {
  auto nodes = nodes_of(pairs);
  auto number = numbers(nodes);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
  out += fmt::format("<desc>{}</desc>\n", xml(about));
  struct Key {
    const char *id, *on, *name, *type;
  };
  for (const Key& key : {Key{"label", "node", "label", "string"}, Key{"kind", "node", "kind", "string"},
                         Key{"events", "node", "events", "long"}, Key{"weight", "edge", "weight", "double"},
                         Key{"count", "edge", "count", "long"}, Key{"forth", "edge", "a_to_b", "long"},
                         Key{"back", "edge", "b_to_a", "long"}, Key{"first", "edge", "first", "string"},
                         Key{"last", "edge", "last", "string"}, Key{"by", "edge", "by_kind", "string"}})
    out += fmt::format("<key id=\"{}\" for=\"{}\" attr.name=\"{}\" attr.type=\"{}\"/>\n", key.id, key.on, key.name, key.type);
  out += "<graph id=\"contacts\" edgedefault=\"undirected\">\n";
  for (const auto& node : nodes)
    out += fmt::format("<node id=\"n{}\"><data key=\"label\">{}</data><data key=\"kind\">{}</data><data key=\"events\">{}</data></node>\n",
                       number[node.id], xml(*node.normal), xml(node.kind), node.events);
  std::size_t n = 0;
  for (const auto& p : pairs)
    out += fmt::format("<edge id=\"e{}\" source=\"n{}\" target=\"n{}\"><data key=\"weight\">{}</data><data key=\"count\">{}</data><data "
                       "key=\"forth\">{}</data><data key=\"back\">{}</data><data key=\"first\">{}</data><data key=\"last\">{}</data><data "
                       "key=\"by\">{}</data></edge>\n",
                       ++n, number[p.a_id], number[p.b_id], p.count, p.count, p.a_to_b, p.b_to_a, when(p.first), when(p.last),
                       kinds_of(p));
  return out + "</graph>\n</graphml>\n";
}

std::string gexf(const std::vector<view::LinkPairView>& pairs, std::string_view about) {
  auto nodes = nodes_of(pairs);
  auto number = numbers(nodes);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n<meta><creator>Clew</creator>";
  out += fmt::format("<description>{}</description></meta>\n<graph defaultedgetype=\"undirected\" timeformat=\"dateTime\" mode=\"dynamic\">\n",
                     xml(about));
  out +=
      "<attributes class=\"node\"><attribute id=\"kind\" title=\"kind\" type=\"string\"/><attribute id=\"events\" title=\"events\" "
      "type=\"long\"/></attributes>\n<attributes class=\"edge\"><attribute id=\"forth\" title=\"a_to_b\" type=\"long\"/><attribute "
      "id=\"back\" title=\"b_to_a\" type=\"long\"/><attribute id=\"by\" title=\"by_kind\" type=\"string\"/></attributes>\n<nodes>\n";
  for (const auto& node : nodes)
    out += fmt::format("<node id=\"{}\" label=\"{}\"><attvalues><attvalue for=\"kind\" value=\"{}\"/><attvalue for=\"events\" "
                       "value=\"{}\"/></attvalues></node>\n",
                       number[node.id], xml(*node.normal), xml(node.kind), node.events);
  out += "</nodes>\n<edges>\n";
  std::size_t n = 0;
  for (const auto& p : pairs) {
    std::string span;
    if (p.first) span = fmt::format(" start=\"{}\" end=\"{}\"", when(p.first), when(p.last));
    out += fmt::format("<edge id=\"{}\" source=\"{}\" target=\"{}\" weight=\"{}\"{}><attvalues><attvalue for=\"forth\" "
                       "value=\"{}\"/><attvalue for=\"back\" value=\"{}\"/><attvalue for=\"by\" value=\"{}\"/></attvalues></edge>\n",
                       ++n, number[p.a_id], number[p.b_id], p.count, span, p.a_to_b, p.b_to_a, kinds_of(p));
  }
  return out + "</edges>\n</graph>\n</gexf>\n";
}

std::string_view icon_of(std::string_view kind) {
  if (kind == "phone" || kind == "imei" || kind == "imsi") return "Phone";
  if (kind == "email") return "E-mail";
  if (kind == "account-number" || kind == "iban") return "Account";
  return "Person";
}

// Entities on a circle: a chart opens with nothing on top of each other.
std::string anx(const std::vector<view::LinkPairView>& pairs, std::string_view about) {
  auto nodes = nodes_of(pairs);
  auto number = numbers(nodes);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Chart>\n";
  out += fmt::format("<Summary><FieldCollection><Field Type=\"SummaryFieldComments\" Field=\"{}\"/></FieldCollection></Summary>\n",
                     xml(about));
  out += "<ChartItemCollection>\n";
  std::size_t side = 1;
  while (side * side < nodes.size()) ++side;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& node = nodes[i];
    auto label = xml(*node.normal);
    out += fmt::format(
        "<ChartItem Label=\"{}\" Description=\"{}, {} events, {} contacts\" XPosition=\"{}\"><End X=\"{}\" Y=\"{}\" Z=\"0\"><Entity "
        "EntityId=\"{}\" Identity=\"{}\" LabelIsIdentity=\"false\"><Icon><IconStyle Type=\"{}\"/></Icon></Entity></End></ChartItem>\n",
        label, xml(node.kind), node.events, node.contacts, i % side * 120, i % side * 120, i / side * 120, number[node.id],
        fmt::format("{} {}", xml(node.kind), label), icon_of(node.kind));
  }
  for (const auto& p : pairs) {
    std::string date;
    if (p.first) date = fmt::format(" DateSet=\"true\" TimeSet=\"true\" DateTime=\"{}\"", to_iso_local(*p.first).substr(0, 19));
    bool both = p.a_to_b > 0 && p.b_to_a > 0;
    out += fmt::format(
        "<ChartItem Label=\"{}\" Description=\"{}; first {}, last {} (UTC)\"{}><Link End1Id=\"{}\" End2Id=\"{}\"><LinkStyle "
        "ArrowStyle=\"{}\" Type=\"Contact\"/></Link></ChartItem>\n",
        p.count, kinds_of(p), when(p.first), when(p.last), date, number[p.a_id], number[p.b_id],
        both ? "ArrowOnBoth" : p.a_to_b > 0 ? "ArrowOnHead" : p.b_to_a > 0 ? "ArrowOnTail" : "ArrowNone");
  }
  return out + "</ChartItemCollection>\n</Chart>\n";
}

std::string csv(const std::vector<view::LinkPairView>& pairs) {
  std::string out = "one,one_kind,other,other_kind,events,one_to_other,other_to_one,undated,first_utc,last_utc,talk_s,by_kind\r\n";
  for (const auto& p : pairs)
    out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\r\n", view::for_csv(p.a), view::for_csv(model::EvidenceText(p.a_kind)),
                       view::for_csv(p.b), view::for_csv(model::EvidenceText(p.b_kind)), p.count, p.a_to_b, p.b_to_a, p.undated,
                       when(p.first), when(p.last), p.talk_s, view::for_csv(model::EvidenceText(kinds_of(p))));
  return out;
}

void xlsx(const std::filesystem::path& path, const std::vector<view::LinkPairView>& pairs, std::string_view about) {
  constexpr std::size_t most_rows = 1'048'575;  // of a sheet, without the head
  auto nodes = nodes_of(pairs);
  if (pairs.size() > most_rows || nodes.size() > most_rows)
    throw Error(ErrorKind::resource, fmt::format("{} pairs do not fit on a sheet; use --least, .csv or .graphml", pairs.size()));
  auto* book = new_workbook(path, path.parent_path().empty() ? "." : path.parent_path().string(), "Contacts", std::string(about));
  auto* bold = workbook_add_format(book);
  format_set_bold(bold);
  auto head = [&](lxw_worksheet* sheet, std::initializer_list<const char*> names) {
    lxw_col_t column = 0;
    for (const char* name : names) worksheet_write_string(sheet, 0, column++, name, bold);
    worksheet_freeze_panes(sheet, 1, 0);
  };
  lxw_error error = LXW_NO_ERROR;
  // Always text cells: nothing that begins with = + - @ is ever a formula.
  auto text = [&](lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string value) {
    if (value.size() > 32'000) value.resize(32'000);
    auto result = worksheet_write_string(sheet, row, column, value.c_str(), nullptr);
    if (result != LXW_NO_ERROR) error = result;
  };
  auto figure = [&](lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::int64_t value) {
    auto result = worksheet_write_number(sheet, row, column, static_cast<double>(value), nullptr);
    if (result != LXW_NO_ERROR) error = result;
  };
  auto* sheet = workbook_add_worksheet(book, "Contacts");
  head(sheet, {"one", "one kind", "other", "other kind", "events", "one to other", "other to one", "undated", "first (UTC)",
               "last (UTC)", "talk (s)", "by kind"});
  lxw_row_t row = 0;
  for (const auto& p : pairs) {
    ++row;
    text(sheet, row, 0, view::for_terminal(p.a));
    text(sheet, row, 1, p.a_kind);
    text(sheet, row, 2, view::for_terminal(p.b));
    text(sheet, row, 3, p.b_kind);
    lxw_col_t column = 4;
    for (auto value : {p.count, p.a_to_b, p.b_to_a, p.undated}) figure(sheet, row, column++, value);
    text(sheet, row, 8, when(p.first));
    text(sheet, row, 9, when(p.last));
    figure(sheet, row, 10, p.talk_s);
    text(sheet, row, 11, kinds_of(p));
  }
  sheet = workbook_add_worksheet(book, "Handles");
  head(sheet, {"handle", "kind", "events", "contacts"});
  row = 0;
  for (const auto& node : nodes) {
    ++row;
    text(sheet, row, 0, view::for_terminal(*node.normal));
    text(sheet, row, 1, std::string(node.kind));
    figure(sheet, row, 2, node.events);
    figure(sheet, row, 3, node.contacts);
  }
  auto closed = workbook_close(book);
  if (closed != LXW_NO_ERROR || error != LXW_NO_ERROR)
    throw Error(ErrorKind::resource,
                fmt::format("could not write {}: {}", path.string(), lxw_strerror(closed != LXW_NO_ERROR ? closed : error)));
}

}  // namespace

GraphForm graph_form(const std::filesystem::path& path) {
  auto end = path.extension().string();
  std::transform(end.begin(), end.end(), end.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (end == ".graphml") return GraphForm::graphml;
  if (end == ".gexf") return GraphForm::gexf;
  if (end == ".csv") return GraphForm::csv;
  if (end == ".xlsx") return GraphForm::xlsx;
  if (end == ".anx") return GraphForm::anx;
  throw Error(ErrorKind::usage, "the name must end in .graphml, .gexf, .csv, .xlsx or .anx");
}

std::string graph_text(GraphForm form, const std::vector<view::LinkPairView>& pairs, std::string_view about) {
  switch (form) {
    case GraphForm::graphml: return graphml(pairs, about);
    case GraphForm::gexf: return gexf(pairs, about);
    case GraphForm::csv: return csv(pairs);
    case GraphForm::anx: return anx(pairs, about);
    case GraphForm::xlsx: break;
  }
  throw Error(ErrorKind::internal, "a workbook has no text form");
}

void write_graph(const std::filesystem::path& path, const std::vector<view::LinkPairView>& pairs, std::string_view about) {
  auto form = graph_form(path);
  if (form == GraphForm::xlsx) return xlsx(path, pairs, about);
  write_file_durably(path, graph_text(form, pairs, about));
}

}  // namespace clew::report
