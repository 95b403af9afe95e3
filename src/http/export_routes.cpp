#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "casefile/audit.h"
#include "http/routes.h"
#include "report/graph_export.h"
#include "report/lead_page.h"
#include "report/record_table.h"
#include "view/chart.h"
#include "view/links.h"
#include "view/search.h"

namespace clew::http {
namespace {

// Logged before the first byte leaves. Whom it is for and why are the person's own words.
void disclosed(const Ask& ask, const view::CaseView& view, std::string_view what, std::string_view item, std::string details) {
  view.case_file().audit().append(
      {casefile::AuditAct::disclosure, std::string(what), std::string(item), std::move(details), ask.body_text("recipients"), ask.body_text("reason")});
}

// A chart's lines as pairs: in a time window only what the chart counts is known; without one, all of links().
std::vector<view::LinkPairView> pairs_of(const Ask& ask, view::CaseView& view, ThreadPool& pool) {
  const auto least = std::max<std::int64_t>(1, ask.body_int("least", 1));
  const auto handles = ids_of(ask.body_text("handles"));
  const auto instant = [&](const char* name) -> std::optional<Micros> {
    const auto text = ask.body_text(name);
    if (text.empty()) return {};
    const auto parsed = parse_iso(text);
    if (!parsed) throw Error(ErrorKind::usage, fmt::format("{} must look like 2024-03-04T21:40:00Z", name));
    return parsed->micros;
  };
  const auto from = instant("from"), to = instant("to");
  auto pairs = view::links(view, pool, 0, from || to ? 1 : least);
  if (!handles.empty()) {
    const std::set<std::int64_t> wanted(handles.begin(), handles.end());
    std::erase_if(pairs, [&](const auto& p) { return !wanted.contains(p.a_id) || !wanted.contains(p.b_id); });
  }
  if (!from && !to) return pairs;
  if (handles.empty()) throw Error(ErrorKind::usage, "a chart of a time goes with the numbers on it: handles");
  view::ChartFilter filter;
  filter.handles = handles;
  filter.hops = 0;
  filter.least = least;
  filter.from = from;
  filter.to = to;
  filter.limit = handles.size();
  std::map<std::pair<std::int64_t, std::int64_t>, view::ChartLine> lines;
  for (const auto& line : view::chart(view, pool, filter).lines) lines[{std::min(line.a, line.b), std::max(line.a, line.b)}] = line;
  std::vector<view::LinkPairView> out;
  for (auto& p : pairs) {
    const auto found = lines.find({std::min(p.a_id, p.b_id), std::max(p.a_id, p.b_id)});
    if (found == lines.end()) continue;
    const auto& line = found->second;
    const bool same = line.a == p.a_id;
    p.a_to_b = same ? line.a_to_b : line.b_to_a;
    p.b_to_a = same ? line.b_to_a : line.a_to_b;
    p.count = p.a_to_b + p.b_to_a;
    p.undated = p.talk_s = p.by_saved_name = 0;
    p.by_kind = {};
    p.first = line.first;
    p.last = line.last;
    out.push_back(std::move(p));
  }
  return out;
}

constexpr const char* type_of(report::GraphForm form) {
  return form == report::GraphForm::csv    ? "text/csv; charset=utf-8"
         : form == report::GraphForm::xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                                           : "application/xml; charset=utf-8";
}

File graph(const Ask& ask, view::CaseView& view, unsigned threads) {
  const auto ending = ask.body_text("form");
  const auto form = report::graph_form("x." + ending);
  ThreadPool pool(threads);
  const auto pairs = pairs_of(ask, view, pool);
  const auto about = fmt::format("{}: {} pairs of numbers and accounts, each event counted once. Contacts in the exhibits of this case only. Clew {}",
                                 view.case_file().info("reference"), pairs.size(), CLEW_VERSION);
  disclosed(ask, view, "contacts exported", "case", fmt::format("{{\"pairs\":{}}}", pairs.size()));
  File file{file_name(view, "contacts", ending), type_of(form), {}};
  if (form != report::GraphForm::xlsx) {
    file.bytes = report::graph_text(form, pairs, about);
    return file;
  }
  const TemporaryDirectory folder("clew-export");
  report::write_graph(folder.path() / "contacts.xlsx", pairs, about);
  file.bytes = read_file(folder.path() / "contacts.xlsx");
  return file;
}

File found(const Ask& ask, view::CaseView& view) {
  const auto id = std::stoll(ask.match(1));
  const auto ending = ask.body_text("form");
  const auto form = report::table_form(ending);
  const auto ids = view::kept_search_records(view, id);
  disclosed(ask, view, "records found by a search exported", fmt::format("search {}", id), fmt::format("{{\"records\":{}}}", ids.size()));
  return {file_name(view, fmt::format("search-{}", id), ending),
          form == report::TableForm::csv ? "text/csv; charset=utf-8" : type_of(report::GraphForm::xlsx),
          report::record_table(form, view, ids, fmt::format("{}: search {}, {} records. Clew {}", view.case_file().info("reference"), id, ids.size(), CLEW_VERSION))};
}

File leads(const Ask& ask, view::CaseView& view) {
  const auto state = ask.body_text("state");
  if (!state.empty() && state != "new" && state != "accepted" && state != "rejected" && state != "parked")
    throw Error(ErrorKind::usage, fmt::format("'{}' is no state of a lead: new, accepted, rejected or parked", state));
  auto page = report::lead_page(view, state);
  disclosed(ask, view, "leads exported", "case", fmt::format("{{\"leads\":{},\"records\":{}}}", page.leads, page.records));
  return {file_name(view, fmt::format("{}-leads", state.empty() ? "all" : state), "html"), "text/html; charset=utf-8", std::move(page.html)};
}

}  // namespace

void add_export_routes(Routes& routes) {
  routes.file("/api/export/graph", [&routes](const Ask& ask, view::CaseView& view) { return graph(ask, view, routes.threads()); });
  routes.file(R"(/api/export/search/(\d{1,18}))", found);
  routes.file("/api/export/leads", leads);
}

}  // namespace clew::http
