#include "view/leads.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/time.h"
#include "casefile/audit.h"
#include "job/lead_stage.h"
#include "view/chart_node.h"
#include "view/escape.h"

namespace clew::view {
namespace {

using Json = nlohmann::ordered_json;

std::string plain(const Json& parts) {
  std::string text;
  for (const auto& part : parts) {
    if (part.is_string())
      text += part.get<std::string>();
    else if (part.is_object() && part.contains("handle"))
      text += part.value("shown", part["handle"].get<std::string>());
    else if (part.is_object() && part.contains("time"))
      text += part["time"].get<std::string>().substr(0, 16).replace(10, 1, " ") + " UTC";
    else if (part.is_object() && part.contains("n"))
      text += part["n"].dump();
    else if (part.is_object() && !part.empty())
      text += part.begin()->get<std::string>();
    else
      text += part.dump();
  }
  return text;
}

}  // namespace

model::EvidenceText sentence_text(const CaseView& view, std::string_view parts_json) {
  auto parts = Json::parse(parts_json, nullptr, false);
  return view.text(parts.is_array() ? plain(parts) : std::string());
}

LeadList leads(const CaseView& view, const LeadFilter& filter) {
  const auto& db = view.db();
  LeadList out;
  auto list = db.prepare(
      "SELECT l.id, l.rank, l.detector, l.title, l.json, coalesce(j.state, 'new'), coalesce(j.reason, ''), "
      "coalesce(j.who, '') FROM lead l LEFT JOIN lead_judgement j ON j.id = (SELECT max(id) FROM lead_judgement WHERE "
      "lead_id = l.id) WHERE (?1 = '' OR l.id = ?1) AND (?2 = '' OR coalesce(j.state, 'new') = ?2) AND (?3 = '' OR "
      "l.detector = ?3) ORDER BY l.rank");
  list.bind_all(filter.id, filter.state, filter.detector);
  auto evidence = db.prepare(
      "SELECT e.ref, v.record_id & 4294967295 FROM lead_evidence v JOIN exhibit e ON e.id = v.record_id >> 32 WHERE "
      "v.lead_id = ?1 ORDER BY v.seq LIMIT ?2");
  auto how_many = db.prepare("SELECT count(*) FROM lead_evidence WHERE lead_id = ?1");
  auto judged = db.prepare("SELECT state, reason, who, made_utc FROM lead_judgement WHERE lead_id = ?1 ORDER BY id DESC");
  out.most_rows = filter.most_rows;
  const auto most_rows = static_cast<std::int64_t>(std::min<std::size_t>(filter.most_rows, std::numeric_limits<std::int64_t>::max()));
  ChartNodes nodes(view);
  auto number = db.prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2 ORDER BY id LIMIT 1");
  std::map<std::pair<std::string, std::string>, model::EvidenceText> names;
  auto name_of = [&](const std::string& kind, const std::string& normal) -> const model::EvidenceText& {
    auto [at, fresh] = names.try_emplace({kind, normal});
    if (fresh) {
      number.bind_all(kind, normal);
      if (number.step()) at->second = nodes.of(number.integer(0)).name;
      number.reset();
    }
    return at->second;
  };
  while (list.step()) {
    LeadView lead;
    lead.id = list.text(0);
    lead.rank = list.integer(1);
    lead.detector = list.text(2);
    lead.title = view.text(list.text(3));
    lead.json = list.text(4);
    lead.state = list.text(5);
    lead.state_reason = list.text(6);
    lead.state_by = list.text(7);
    for (evidence.bind_all(lead.id, most_rows); evidence.step();)
      lead.evidence.push_back(fmt::format("{}#{}", evidence.text(0), evidence.integer(1)));
    evidence.reset();
    for (judged.bind(1, lead.id); judged.step();)
      lead.judgements.push_back({std::string(judged.text(0)), std::string(judged.text(1)), std::string(judged.text(2)), to_iso_utc(judged.integer(3))});
    judged.reset();
    how_many.bind(1, lead.id);
    how_many.step();
    lead.evidence_count = how_many.integer(0);
    how_many.reset();
    const auto stored = Json::parse(lead.json, nullptr, false);
    for (const auto& subject : stored["subjects"]) {
      auto handle = subject["handle"].get<std::string>();
      if (subject["kind"] == "name") continue;  // it is the name that it would be saved as
      const auto& name = name_of(subject["kind"].get<std::string>(), handle);
      if (!name.empty() && name.raw_for_analysis() != handle) lead.saved_as.push_back({std::move(handle), name});
    }
    out.rows.push_back(std::move(lead));
  }
  for (auto none = db.prepare("SELECT detector, why FROM not_looked_for ORDER BY detector"); none.step();)
    out.not_looked_for.push_back({std::string(none.text(0)), std::string(none.text(1))});
  return out;
}

Activity lead_days(const CaseView& view, ThreadPool& pool, std::string_view id, std::size_t most) {
  auto lead = view.db().prepare("SELECT json FROM lead WHERE id = ?1");
  lead.bind(1, id);
  if (!lead.step()) throw Error(ErrorKind::not_found, fmt::format("there is no lead {}", id));
  const auto stored = Json::parse(lead.text(0), nullptr, false);
  std::vector<std::int64_t> handles;
  auto number = view.db().prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2 ORDER BY id LIMIT 1");
  for (const auto& subject : stored["subjects"]) {
    number.bind_all(subject["kind"].get<std::string>(), subject["handle"].get<std::string>());
    if (number.step()) handles.push_back(number.integer(0));
    number.reset();
  }
  if (handles.size() > most) handles.clear();
  return activity_of(view, pool, handles);
}

void judge_lead(const CaseView& view, std::string_view id, std::string_view state, std::string_view reason) {
  if (state != "accepted" && state != "rejected" && state != "parked" && state != "new")
    throw Error(ErrorKind::usage, "a lead can be accepted, rejected, parked or made new again");
  if (reason.empty() && state != "new")
    throw Error(ErrorKind::usage, "say why: a decision about a lead needs a reason");
  auto& db = view.case_file().db();
  auto exists = db.prepare("SELECT 1 FROM lead WHERE id = ?1");
  exists.bind(1, id);
  if (!exists.step()) throw Error(ErrorKind::not_found, fmt::format("there is no lead {}", id));
  // The log's entry is on disk before the decision is: a crash in between leaves an entry too many, never a
  // decision that nobody logged.
  casefile::Transaction transaction(db);
  db.prepare("INSERT INTO lead_judgement(lead_id, state, reason, who, made_utc) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind_all(id, state, reason, view.viewer().name, now_micros())
      .run();
  JsonWriter details;
  details.begin_object().field("state", state).end();
  view.case_file().audit().append({casefile::AuditAct::alteration, "lead judged", fmt::format("lead {}", id),
                                   details.take(), "", std::string(reason)});
  transaction.commit();
}

LeadCheck recompute(const CaseView& view, ThreadPool& pool, const LeadView& lead) {
  LeadCheck check;
  auto again = job::recompute_lead(view.case_file(), pool, lead.id, lead.detector);
  if (!again.looked || again.json.empty()) return check;
  check.found = true;
  auto then = Json::parse(lead.json, nullptr, false), now = Json::parse(again.json, nullptr, false);
  for (const auto& [name, value] : now.items())
    if (!then.contains(name) || then[name] != value) check.differences.push_back(name);
  std::vector<std::string> evidence;
  auto ref = view.db().prepare("SELECT ref FROM exhibit WHERE id = ?1");
  for (auto id : again.evidence) {
    ref.bind(1, id >> 32);
    if (ref.step()) evidence.push_back(fmt::format("{}#{}", ref.text(0), id & 0xffffffff));
    ref.reset();
  }
  // A record that a lead cites twice is stored once.
  auto unique = [](std::vector<std::string> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  };
  if (unique(evidence) != unique(lead.evidence)) check.differences.push_back("evidence");
  return check;
}

void write_json(JsonWriter& out, const LeadCheck& check) {
  out.begin_object().field("found", check.found).field("same", check.same()).key("differences").begin_array();
  for (const auto& name : check.differences) out.value(name);
  out.end().end();
}

std::string describe(const LeadCheck& check) {
  if (!check.found) return "   Computed anew from the records: it is not found any more.\n";
  if (check.same()) return "   Computed anew from the records: the same figures, sentences and records.\n";
  std::string list;
  for (const auto& name : check.differences) list += (list.empty() ? "" : ", ") + name;
  return "   Computed anew from the records: not the same: " + list + ".\n";
}

void write_json(JsonWriter& out, const LeadList& list, bool full) {
  out.begin_object().field("v", 1).key("leads").begin_array();
  for (const auto& lead : list.rows) {
    auto stored = Json::parse(lead.json, nullptr, false);
    out.begin_object().field("id", lead.id).field("detector", lead.detector).key("subjects").begin_array();
    for (const auto& subject : stored["subjects"]) out.value(subject["handle"].get<std::string>());
    out.end();
    for (const char* name : {"from", "to", "parameters", "observed", "expected", "null_model", "p"})
      out.key(name).raw(stored[name].dump());
    out.key("evidence").begin_array();
    for (const auto& id : lead.evidence) out.value(id);
    out.end().field("evidence_count", lead.evidence_count).key("against").begin_array();
    for (const auto& sentence : stored["against"]) out.value(plain(sentence));
    out.end().field("state", lead.state).field("state_reason", lead.state_reason).field("state_by", lead.state_by);
    out.field("title", lead.title.raw_for_analysis()).field("rank", lead.rank);
    out.key("alternatives").raw(stored["alternatives"].dump());
    out.key("log10_p").raw(stored["log10_p"].dump());
    if (full) {
      out.key("judgements").begin_array();
      for (const auto& j : lead.judgements)
        out.begin_object().field("state", j.state).field("reason", j.reason).field("by", j.who).field("utc", j.made_utc).end();
      out.end();
      out.key("saved_as").begin_array();
      for (const auto& [handle, name] : lead.saved_as)
        out.begin_object().field("handle", handle).field("name", name.raw_for_analysis()).end();
      out.end().key("parts").begin_object();
      for (auto& table : stored["tables"])
        if (auto& rows = table["rows"]; rows.size() > list.most_rows) {
          table["row_count"] = rows.size();
          rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(list.most_rows), rows.end());
        }
      for (const char* name : {"subjects", "title", "explanation", "against", "tables"})
        out.key(name).raw(stored[name].dump());
      out.end();
    }
    out.end();
  }
  out.end().key("not_looked_for").begin_array();
  for (const auto& none : list.not_looked_for)
    out.begin_object().field("detector", none.detector).field("why", none.why).end();
  out.end().end();
}

std::string describe_leads(const CaseView& view, const LeadList& list, bool full) {
  auto show = [&](const std::string& text) { return for_terminal(view.text(text)); };
  std::string out;
  constexpr std::size_t most_names = 6;
  for (const auto& lead : list.rows) {
    auto stored = Json::parse(lead.json, nullptr, false);
    out += fmt::format("{}. {}  [{}, {}, lead {}]\n", lead.rank, for_terminal(lead.title), lead.detector, lead.state, lead.id);
    const auto null_model = stored["null_model"].get<std::string>();
    if (null_model.starts_with("none"))
      out += fmt::format("   {} observed, not compared with chance ({})\n", stored["observed"].dump(), null_model);
    else
      out += fmt::format("   {} observed, {} expected by chance ({})\n", stored["observed"].dump(),
                         stored["expected"].is_number() ? fmt::format("{:.3g}", stored["expected"].get<double>()) : "not known how many",
                         null_model);
    for (std::size_t i = 0; i < lead.saved_as.size(); ++i) {
      if (i == most_names && !full) {
        out += fmt::format("   … and {} more\n", lead.saved_as.size() - i);
        break;
      }
      out += fmt::format("   {} is saved as \"{}\"\n", show(lead.saved_as[i].handle), for_terminal(lead.saved_as[i].name));
    }
    for (const auto& sentence : stored["against"]) out += "   Against: " + show(plain(sentence)) + "\n";
    if (full) {
      for (const auto& sentence : stored["explanation"]) out += "   " + show(plain(sentence)) + "\n";
      for (const auto& other : stored["alternatives"]) out += "   Could also be: " + other.get<std::string>() + "\n";
      for (const auto& table : stored["tables"]) {
        out += "   " + table["title"].get<std::string>() + "\n     ";
        for (const auto& column : table["columns"]) out += column.get<std::string>() + " | ";
        out += "\n";
        for (const auto& row : table["rows"]) {
          out += "     ";
          for (const auto& cell : row) out += show(plain(Json::array({cell}))) + " | ";
          out += "\n";
        }
      }
      out += "   Parameters:";
      for (const auto& [key, value] : stored["parameters"].items()) out += fmt::format(" {}={}", key, value.get<std::string>());
      out += fmt::format("\n   {} records:", lead.evidence.size());
      for (const auto& id : lead.evidence) out += " " + show(id);
      out += "\n";
      for (const auto& j : lead.judgements)
        out += fmt::format("   {} by {} on {}{}{}\n", j.state, show(j.who), j.made_utc.substr(0, 10), j.reason.empty() ? "" : ": ", show(j.reason));
    }
    out += "\n";
  }
  if (list.rows.empty()) out += "No leads.\n";
  for (const auto& none : list.not_looked_for) out += fmt::format("Not looked for: {} ({})\n", none.detector, none.why);
  return out;
}

}  // namespace clew::view
