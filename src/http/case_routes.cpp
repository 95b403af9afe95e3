#include <fmt/format.h>

#include "base/error.h"
#include "casefile/audit.h"
#include "http/routes.h"
#include "view/case_overview.h"
#include "view/exhibit_report.h"

namespace clew::http {
namespace {

void session(const Ask&, view::CaseView& view, JsonWriter& out) {
  out.begin_object().field("v", 1).field("case", view.case_file().info("reference"));
  out.field("review_date", view.case_file().info("review_date"));
  out.field("user", view.viewer().name)
      .field("version", CLEW_VERSION)
      .field("token_needed", false)
      .end();
}

void overview(const Ask&, view::CaseView& view, JsonWriter& out) {
  view.consulted("overview", "case");
  write_json(out, view::overview(view));
}

void import_report(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto ref = ask.match(1);
  view.consulted("import report", "exhibit " + ref);
  write_json(out, view::import_report(view, ref));
}

void import_summary(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const auto ref = ask.match(1);
  view.consulted("import report", "exhibit " + ref);
  write_json(out, view::report_summary(view, ref));
}

std::size_t offset(const Ask& ask) { return static_cast<std::size_t>(std::max<std::int64_t>(0, ask.number("offset", 0))); }

void findings_of(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const view::FindingFilter filter{ask.match(1), ask.text("severity"), ask.text("what"), offset(ask), ask.limit(100)};
  view.consulted("findings of an import", "exhibit " + filter.exhibit);
  write_json(out, view::findings(view, filter));
}

void files_of(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const view::FileFilter filter{ask.match(1), ask.text("reader"), ask.text("find"), offset(ask), ask.limit(100)};
  view.consulted("files of an exhibit", "exhibit " + filter.exhibit);
  write_json(out, view::files(view, filter));
}

void needs_an_eye(const Ask&, view::CaseView& view, JsonWriter& out) {
  view.consulted("what needs an eye", "case");
  write_json(out, view::needs_an_eye(view));
}

// The newest entries, of one act or of all, at most `last`; those before entry `before` where it is given. All of the log is within reach.
void audit(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto& log = view.case_file().audit();
  const auto size = log.size();
  const auto last = static_cast<std::size_t>(std::min<std::int64_t>(ask.number("last", 100), 1000));
  const auto act = ask.text("act");
  const auto wanted = fmt::format("\"act\":\"{}\"", act);
  if (act.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos)
    throw Error(ErrorKind::usage, "act is collection, alteration, consultation, disclosure, combination or erasure");
  auto end = std::min(size, static_cast<std::uint64_t>(ask.number("before", static_cast<std::int64_t>(size))));
  std::vector<casefile::StoredAuditEntry> found;  // newest first
  constexpr std::uint64_t stretch = 1000;
  while (end > 0 && found.size() < last) {
    const auto begin = end > stretch ? end - stretch : 0;
    auto entries = log.entries(begin, end - begin);
    for (auto entry = entries.rbegin(); entry != entries.rend() && found.size() < last; ++entry)
      if (act.empty() || entry->json.find(wanted) != std::string::npos) found.push_back(std::move(*entry));
    end = begin;
  }
  out.begin_object().field("v", 1).field("size", size).field("checkpoint", log.checkpoint());
  out.key("entries").begin_array();
  for (auto entry = found.rbegin(); entry != found.rend(); ++entry)
    out.begin_object().field("index", entry->index).key("entry").raw(entry->json).end();
  out.end().field("more", found.size() == last && !found.empty() && found.back().index > 0).end();
  log.append({casefile::AuditAct::consultation, "audit log read", "audit log", "", "", ""});
}

// The log recomputed from its entries; with `held`, a checkpoint kept elsewhere, also that it has only grown since.
void verify_audit(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto& log = view.case_file().audit();
  const auto held = ask.text("held");
  const auto faults = log.verify(held);
  out.begin_object().field("v", 1).field("size", log.size()).field("held", !held.empty()).key("faults").begin_array();
  for (const auto& fault : faults) out.begin_object().field("index", fault.index).field("what", fault.what).end();
  out.end().end();
  log.append({casefile::AuditAct::consultation, "audit log proved", "audit log", fmt::format("{{\"faults\":{}}}", faults.size()), "", ""});
}

}  // namespace

void add_case_routes(Routes& routes) {
  routes.get("/api/session", session);
  routes.get("/api/overview", overview);
  routes.get(R"(/api/exhibits/([^/]+(?:/[^/]+)*)/report)", import_report);
  routes.get(R"(/api/exhibits/([^/]+(?:/[^/]+)*)/summary)", import_summary);
  routes.get(R"(/api/exhibits/([^/]+(?:/[^/]+)*)/findings)", findings_of);
  routes.get(R"(/api/exhibits/([^/]+(?:/[^/]+)*)/files)", files_of);
  routes.get("/api/findings", needs_an_eye);
  routes.get("/api/audit", audit);
  routes.get("/api/audit/verify", verify_audit);
}

}  // namespace clew::http
