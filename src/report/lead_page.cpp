#include "report/lead_page.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/time.h"
#include "casefile/audit.h"
#include "view/answer.h"
#include "view/case_overview.h"
#include "view/escape.h"
#include "view/leads.h"
#include "view/records.h"

namespace clew::report {
namespace {

using Json = nlohmann::ordered_json;
using model::EvidenceText;

std::string html(const EvidenceText& text) { return view::for_html(EvidenceText(view::for_terminal(text))); }
std::string html(std::string_view text) { return html(EvidenceText(std::string(text))); }

constexpr const char* style =
    "body{font:15px/1.45 'Noto Sans','Liberation Sans',sans-serif;color:#0b0c0c;max-width:1000px;margin:24px auto;padding:0 16px}"
    "h2{margin:28px 0 4px;border-top:2px solid #0b0c0c;padding-top:12px}table{border-collapse:collapse;width:100%;margin:8px 0}"
    "th,td{text-align:left;vertical-align:top;border-bottom:1px solid #c3c9ce;padding:4px 8px 4px 0;overflow-wrap:anywhere}"
    ".muted{color:#596066}.against{color:#8a5300}pre{white-space:pre-wrap;overflow-wrap:anywhere}@media print{h2{break-after:avoid}tr{break-inside:avoid}}";

std::string sentence(const view::CaseView& view, const Json& parts) { return html(view::sentence_text(view, parts.dump())); }

// A figure as it is stored: numbers as they are, null as words.
std::string figure(const Json& value) {
  if (value.is_number_float()) return fmt::format("{:.3g}", value.get<double>());
  return value.is_null() ? "not known" : html(value.dump());
}

void put_table(std::string& out, const view::CaseView& view, const Json& table) {
  out += fmt::format("<h3>{}</h3>\n<table><thead><tr>", html(table.value("title", std::string())));
  for (const auto& column : table["columns"]) out += fmt::format("<th scope=\"col\">{}</th>", html(column.get<std::string>()));
  out += "</tr></thead><tbody>\n";
  for (const auto& row : table["rows"]) {
    out += "<tr>";
    for (const auto& cell : row) out += fmt::format("<td>{}</td>", sentence(view, Json::array({cell})));
    out += "</tr>\n";
  }
  out += "</tbody></table>\n";
}

void put_record(std::string& out, const view::RecordView& r, bool looked_at) {
  std::string who;
  for (const auto& p : r.participants)
    if (p.role == "from" || p.role == "caller" || p.role == "author")
      who = p.name.raw_for_analysis().empty() ? p.raw.raw_for_analysis() : p.name.raw_for_analysis();
  const auto time = r.times.empty() ? std::string() : r.times.front().utc ? to_iso_utc(*r.times.front().utc).substr(0, 19) + "Z" : html(r.times.front().raw) + (r.times.front().raw.raw_for_analysis().empty() ? "" : "<br><span class=\"muted\">as written, zone not known</span>");
  out += fmt::format("<tr><th scope=\"row\">{}<br><span class=\"muted\">{}</span></th><td>{}</td><td>{}</td><td><bdi lang=\"{}\">{}</bdi></td><td>", html(r.id),
                     html(r.position), time, html(who), html(r.language), r.text.raw_for_analysis().empty() ? html(r.kind) : html(r.text));
  if (const auto& t = r.translation; t && !t->text.raw_for_analysis().empty())
    out += fmt::format("<bdi lang=\"en\">{}</bdi><br><span class=\"muted\">{}, {}</span>", html(t->text),
                       t->author.empty() ? (t->engine == "gloss" ? "word-by-word gloss, not a translation," : "machine translation") + std::string(looked_at ? ", judged ok, " : " that nobody looked at, ") + html(t->engine) : "by " + html(t->author), html(t->status));
  out += "</td></tr>\n";
}

}  // namespace

LeadPage lead_page(const view::CaseView& view, const std::string& state, std::size_t most_records) {
  const auto overview = view::overview(view);
  const auto list = view::leads(view, {"", state, ""});
  LeadPage page;
  auto& out = page.html;
  const auto title = fmt::format("{}: {} leads", overview.reference, state.empty() ? "all" : state);
  out = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\"><title>{0}</title><style>{1}</style></head><body>\n<h1>{0}</h1>\n",
      html(title), style);
  out += fmt::format("<p>Authority: {}. Purpose: {}. Made {} by {} with Clew {}.</p>\n", html(overview.authority), html(overview.purpose),
                     to_iso_utc(now_micros()).substr(0, 19) + "Z", html(view.viewer().name), CLEW_VERSION);
  out +=
      "<p>A lead is a line of enquiry, not a finding about a person. Each says how much chance alone would give and what speaks against it. Machine translation is for "
      "finding what matters; the original stands beside it. A record is named by its exhibit and number; <code>clew show CASE RECORD</code> gives its bytes. Times are "
      "UTC where they end in Z.</p>\n<table><thead><tr><th scope=\"col\">Exhibit</th><th scope=\"col\">SHA-256</th><th scope=\"col\">Records</th><th "
      "scope=\"col\">Not read</th></tr></thead><tbody>\n";
  for (const auto& e : overview.exhibits)
    out += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n", html(e.ref), html(e.sha256), e.records, e.unread);
  out += "</tbody></table>\n";
  std::string kept;
  for (const auto& k : overview.kept)
    kept += fmt::format("{}{} {}", kept.empty() ? "" : ", ", k.count, k.name == "audio" ? "of sound" : k.name == "video" ? "of film" : k.name == "image" ? "of pictures" : "of other kinds");
  if (!kept.empty()) out += fmt::format("<p>Nobody here heard, watched or looked at what these files hold: {}.</p>\n", kept);
  view::RecordReader reader(view);
  view::EnglishBasis basis(view);
  for (const auto& lead : list.rows) {
    const auto stored = Json::parse(lead.json, nullptr, false);
    if (!stored.is_object()) continue;
    ++page.leads;
    out += fmt::format("<h2>{}</h2>\n<p class=\"muted\">{}, lead {}. State: {}", html(lead.title), html(lead.detector), html(lead.id), html(lead.state));
    out += ".</p>\n";
    for (const auto& j : lead.judgements)
      out += fmt::format("<p>{} by {}, {}: {}</p>\n", html(j.state), html(j.who), html(j.made_utc.substr(0, 19)) + "Z", html(j.reason));
    const auto null_model = stored.value("null_model", std::string());
    if (null_model.starts_with("none"))
      out += fmt::format("<p>{} observed; not compared with chance ({}).</p>\n", figure(stored["observed"]), html(null_model));
    else
      out += fmt::format("<p>{} observed, {} expected by chance ({}).</p>\n", figure(stored["observed"]), figure(stored["expected"]), html(null_model));
    for (const auto& s : lead.saved_as) out += fmt::format("<p class=\"muted\">{} is saved as “<bdi>{}</bdi>”.</p>\n", html(s.handle), html(s.name));
    for (const auto& parts : stored["explanation"]) out += fmt::format("<p>{}</p>\n", sentence(view, parts));
    for (const auto& parts : stored["against"]) out += fmt::format("<p class=\"against\"><b>Against:</b> {}</p>\n", sentence(view, parts));
    for (const auto& other : stored["alternatives"]) out += fmt::format("<p><b>Could also be:</b> {}</p>\n", html(other.get<std::string>()));
    for (const auto& table : stored["tables"]) put_table(out, view, table);
    out += "<p class=\"muted\">Parameters:";
    for (const auto& [key, value] : stored["parameters"].items())
      out += fmt::format(" {}={}", html(key), html(value.is_string() ? value.get<std::string>() : value.dump()));
    out += "</p>\n";
    const auto shown = std::min(most_records, lead.evidence.size());
    std::size_t by_machine = 0;
    out += fmt::format("<h3>{} of {} records</h3>\n", shown, lead.evidence_count);
    out +=
        "<table><thead><tr><th scope=\"col\">Record</th><th scope=\"col\">Time</th><th scope=\"col\">From</th><th scope=\"col\">Original</th><th "
        "scope=\"col\">English</th></tr></thead><tbody>\n";
    for (std::size_t i = 0; i < shown; ++i)
      if (const auto id = reader.find(lead.evidence[i]))
        if (const auto record = reader.load(*id)) {
          const auto rests = basis.of(record->row.value);
          put_record(out, *record, rests == view::English::person);
          by_machine += rests == view::English::machine;
          ++page.records;
        }
    out += "</tbody></table>\n";
    if (by_machine) out += fmt::format("<p class=\"against\"><b>Not verified:</b> the English of {} of these records is a machine translation that nobody looked at.</p>\n", by_machine);
  }
  if (page.leads == 0) out += "<p>There is no lead of this state.</p>\n";
  for (const auto& none : list.not_looked_for) out += fmt::format("<p>Not looked for: {} ({}).</p>\n", html(none.detector), html(none.why));
  out += fmt::format("<h2>Audit checkpoint</h2>\n<pre>{}</pre>\n</body></html>\n", view::for_html(EvidenceText(view.case_file().audit().checkpoint())));
  return page;
}

}  // namespace clew::report
