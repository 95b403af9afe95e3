#include "job/lead_json.h"

#include <fmt/format.h>

#include "base/time.h"

namespace clew::job {

using pattern::Part;

LeadNames::LeadNames(const casefile::Db& db, const CaseEvents& events, const std::vector<std::string>& more_names)
    : events_(events) {
  auto handle = db.prepare("SELECT kind, normal, scope, CASE WHEN kind = 'name' THEN (SELECT min(raw) FROM identifier WHERE "
                           "handle_id = handle.id AND raw <> '') END FROM handle WHERE id = ?1");
  for (auto id : events.handles) {
    handle.reset();
    handle.bind(1, id.value);
    handle.step();
    handles_.push_back({std::string(handle.text(0)), std::string(handle.text(1)), std::string(handle.text(2)),
                        std::string(handle.text(handle.is_null(3) ? 1 : 3))});
  }
  for (const auto& name : more_names) handles_.push_back({"name", name, "", name});
  for (auto list = db.prepare("SELECT id, ref FROM exhibit"); list.step();)
    refs_[list.integer(0)] = std::string(list.text(1));
}

std::string LeadNames::record(std::int64_t canonical) const {
  auto id = events_.record(canonical);
  return fmt::format("{}#{}", refs_.at(model::exhibit_of(id).value), model::number_of(id));
}

namespace {

std::string duration_words(link::Millis length) {
  auto seconds = length / 1000;
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  if (seconds < 172'800) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} days", seconds / 86'400);
}

void sentence(JsonWriter& out, const pattern::Sentence& parts, const LeadNames& names) {
  out.begin_array();
  for (const auto& part : parts) switch (part.kind) {
      case Part::Kind::text: out.value(part.text); break;
      case Part::Kind::handle: {
        const auto& h = names.handle(part.value);
        out.begin_object().field("handle", h.normal).field("kind", h.kind);
        if (h.shown != h.normal) out.field("shown", h.shown);
        out.end();
        break;
      }
      case Part::Kind::time: out.begin_object().field("time", to_iso_utc(part.value * 1000)).end(); break;
      case Part::Kind::day:
        out.begin_object()
            .field("day", to_iso_local(part.value * link::millis_per_day * 1000).substr(0, 10))
            .end();
        break;
      case Part::Kind::duration: out.value(duration_words(part.value)); break;
      case Part::Kind::count: out.value(part.value); break;
      case Part::Kind::number: out.raw(fmt::format("{:.2g}", part.number)); break;
      case Part::Kind::record: out.begin_object().field("record", names.record(part.value)).end(); break;
    }
  out.end();
}

}  // namespace

std::string lead_title(const pattern::Sentence& parts, const LeadNames& names) {
  std::string text;
  for (const auto& part : parts) switch (part.kind) {
      case Part::Kind::text: text += part.text; break;
      case Part::Kind::handle: text += names.handle(part.value).shown; break;
      case Part::Kind::time: text += to_iso_local(part.value * 1000).substr(0, 16).replace(10, 1, " ") + " UTC"; break;
      case Part::Kind::day:
        text += to_iso_local(part.value * link::millis_per_day * 1000).substr(0, 10);
        break;
      case Part::Kind::duration: text += duration_words(part.value); break;
      case Part::Kind::count: text += std::to_string(part.value); break;
      case Part::Kind::number: text += fmt::format("{:.2g}", part.number); break;
      case Part::Kind::record: text += names.record(part.value); break;
    }
  return text;
}

void write_table(JsonWriter& out, const pattern::Table& table, const LeadNames& names) {
  out.begin_object().field("title", table.title).key("columns").begin_array();
  for (const auto& column : table.columns) out.value(column);
  out.end().key("rows").begin_array();
  for (const auto& row : table.rows) sentence(out, row, names);
  out.end().end();
}

std::string lead_json(const pattern::Lead& lead, const LeadNames& names) {
  JsonWriter out;
  out.begin_object().field("detector", lead.detector).key("subjects").begin_array();
  for (auto subject : lead.subjects) {
    const auto& h = names.handle(subject);
    out.begin_object().field("handle", h.normal).field("kind", h.kind).end();
  }
  out.end();
  for (auto [name, time] : {std::pair("from", lead.from), std::pair("to", lead.to)}) {
    out.key(name);
    lead.has_interval() ? out.value(to_iso_utc(time * 1000)) : out.null();
  }
  out.key("parameters").begin_object();
  for (const auto& parameter : lead.parameters) out.field(parameter.key, parameter.value);
  out.end().field("observed", lead.observed).field("expected", lead.expected);
  out.field("null_model", lead.null_model).field("log10_p", lead.log10_p).field("p", lead.p());
  out.key("title");
  sentence(out, pattern::agreed(lead.title), names);
  for (auto [name, list] : {std::pair("explanation", &lead.explanation), std::pair("against", &lead.against)}) {
    out.key(name).begin_array();
    for (const auto& s : *list) sentence(out, pattern::agreed(s), names);
    out.end();
  }
  out.key("alternatives").begin_array();
  for (const auto& text : lead.alternatives) out.value(text);
  out.end().key("tables").begin_array();
  for (const auto& table : lead.tables) write_table(out, table, names);
  out.end().end();
  return out.take();
}

}  // namespace clew::job
