#include "job/lead_stage.h"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "base/json.h"
#include "base/time.h"
#include "job/link_stage.h"
#include "link/pairs.h"
#include "pattern/broadcast.h"
#include "pattern/dispatch.h"
#include "pattern/hubs.h"
#include "pattern/number_change.h"
#include "pattern/relay.h"
#include "pattern/silence.h"

namespace clew::job {
namespace {

using pattern::Part;

// Names of handles and records as the outside forms have them.
class Names {
 public:
  Names(const casefile::Db& db, const CaseEvents& events) : events_(events) {
    auto handle = db.prepare("SELECT kind, normal, scope FROM handle WHERE id = ?1");
    for (auto id : events.handles) {
      handle.reset();
      handle.bind(1, id.value);
      handle.step();
      handles_.push_back({std::string(handle.text(0)), std::string(handle.text(1)), std::string(handle.text(2))});
    }
    for (auto list = db.prepare("SELECT id, ref FROM exhibit"); list.step();)
      refs_[list.integer(0)] = std::string(list.text(1));
  }
  struct HandleName {
    std::string kind, normal, scope;
  };
  const HandleName& handle(std::int64_t dense) const { return handles_[static_cast<std::size_t>(dense)]; }
  std::string record(std::int64_t canonical) const {
    auto id = events_.record(canonical);
    return fmt::format("{}#{}", refs_.at(model::exhibit_of(id).value), model::number_of(id));
  }

 private:
  const CaseEvents& events_;
  std::vector<HandleName> handles_;
  std::map<std::int64_t, std::string> refs_;
};

std::string duration_words(link::Millis length) {
  auto seconds = length / 1000;
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  if (seconds < 172'800) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} days", seconds / 86'400);
}

// Sentences stay in parts, so that the view can mask a handle and open a record:
// a text is a string; others are {"handle":"+44…","kind":"phone"}, {"time":"…Z"}, {"day":"2024-03-04"},
// {"record":"ABC/1#12"}, numbers are numbers.
void sentence(JsonWriter& out, const pattern::Sentence& parts, const Names& names) {
  out.begin_array();
  for (const auto& part : parts) switch (part.kind) {
      case Part::Kind::text: out.value(part.text); break;
      case Part::Kind::handle: {
        const auto& h = names.handle(part.value);
        out.begin_object().field("handle", h.normal).field("kind", h.kind).end();
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

std::string title_text(const pattern::Sentence& parts, const Names& names) {
  std::string text;
  for (const auto& part : parts) switch (part.kind) {
      case Part::Kind::text: text += part.text; break;
      case Part::Kind::handle: text += names.handle(part.value).normal; break;
      case Part::Kind::time: text += to_iso_local(part.value * 1000); break;
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

std::string lead_json(const pattern::Lead& lead, const Names& names) {
  JsonWriter out;
  out.begin_object().field("detector", lead.detector).key("subjects").begin_array();
  for (auto subject : lead.subjects) {
    const auto& h = names.handle(subject);
    out.begin_object().field("handle", h.normal).field("kind", h.kind).end();
  }
  out.end().field("from", to_iso_utc(lead.from * 1000)).field("to", to_iso_utc(lead.to * 1000));
  out.key("parameters").begin_object();
  for (const auto& parameter : lead.parameters) out.field(parameter.key, parameter.value);
  out.end().field("observed", lead.observed).field("expected", lead.expected);
  out.field("null_model", lead.null_model).field("log10_p", lead.log10_p).field("p", lead.p());
  out.key("title");
  sentence(out, lead.title, names);
  for (auto [name, list] : {std::pair("explanation", &lead.explanation), std::pair("against", &lead.against)}) {
    out.key(name).begin_array();
    for (const auto& s : *list) sentence(out, s, names);
    out.end();
  }
  out.key("alternatives").begin_array();
  for (const auto& text : lead.alternatives) out.value(text);
  out.end().key("tables").begin_array();
  for (const auto& table : lead.tables) {
    out.begin_object().field("title", table.title).key("columns").begin_array();
    for (const auto& column : table.columns) out.value(column);
    out.end().key("rows").begin_array();
    for (const auto& row : table.rows) sentence(out, row, names);
    out.end().end();
  }
  out.end().end();
  return out.take();
}

// Names that the case's phones saved for each handle: a hub is told by them too.
std::vector<pattern::HandleFacts> handle_facts(const casefile::Db& db, const CaseEvents& events) {
  std::vector<pattern::HandleFacts> facts;
  // Bare names of chats are people's as a rule; their form says nothing about a service.
  auto normal = db.prepare("SELECT normal FROM handle WHERE id = ?1 AND kind <> 'name'");
  auto saved = db.prepare("SELECT DISTINCT name FROM identifier WHERE handle_id = ?1 AND name <> '' ORDER BY name LIMIT 20");
  for (link::Handle h = 0; h < events.handles.size(); ++h) {
    pattern::HandleFacts fact;
    fact.handle = h;
    normal.bind(1, events.handles[h].value);
    bool counts = normal.step();
    if (counts) fact.normal = normal.text(0);
    normal.reset();
    if (!counts) continue;
    for (saved.bind(1, events.handles[h].value); saved.step();) fact.saved.emplace_back(saved.text(0));
    saved.reset();
    facts.push_back(std::move(fact));
  }
  return facts;
}

// A hub is listed so that a person can confirm it; it is dimmed in weights, never removed.
pattern::Leads hub_leads(const link::Events& events, const std::vector<pattern::Hub>& hubs) {
  pattern::Leads out;
  for (const auto& hub : hubs) {
    if (hub.contacts == 0) continue;
    pattern::Lead lead;
    lead.detector = "hub";
    lead.subjects = {hub.handle};
    lead.observed = hub.contacts;
    lead.null_model = "none: a rule about form, saved name and one-way contacts, not a comparison with chance";
    lead.title = {pattern::handle(hub.handle), pattern::words(" is in contact with "), pattern::count(hub.contacts),
                  pattern::words(" others: a service or exchange rather than a person?")};
    for (auto reason : hub.reasons) {
      switch (reason) {
        case pattern::HubReason::short_code: lead.explanation.push_back({pattern::words("It has the form of a short code.")}); break;
        case pattern::HubReason::sender_name:
          lead.explanation.push_back({pattern::words("It is a sender's name, not a number: firms send with such names.")});
          break;
        case pattern::HubReason::saved_name:
          lead.explanation.push_back({pattern::words("It is saved as \"" + hub.saved + "\".")});
          break;
        case pattern::HubReason::rung_by_many:
          lead.explanation.push_back({pattern::count(hub.one_way), pattern::words(" of its contacts only ring it and are never rung.")});
          break;
      }
    }
    lead.explanation.push_back({pattern::words("Ties through it weigh less in links and leads; it is left out of none.")});
    lead.against.push_back({pattern::words("People with many contacts look like this too; confirm before reading anything into it.")});
    auto party = events.party(hub.handle);
    for (std::size_t i = 0; i < party.size() && i < 50; ++i) lead.evidence.push_back(events.record(party[i]));
    if (!party.empty()) {
      lead.from = events.time(party.front());
      lead.to = events.time(party.back());
    }
    out.leads.push_back(std::move(lead));
  }
  return out;
}

}  // namespace

void run_lead_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress) {
  auto& db = case_file.db();
  auto say = [&](std::int64_t done) {
    if (progress) progress({"Looking for patterns", done, 4, "steps"});
  };
  say(0);
  auto events = open_events(case_file, pool);
  pattern::Leads found;
  auto take = [&](pattern::Leads more) {
    std::move(more.leads.begin(), more.leads.end(), std::back_inserter(found.leads));
    std::move(more.not_looked_for.begin(), more.not_looked_for.end(), std::back_inserter(found.not_looked_for));
  };
  const auto& columns = events.events;
  auto pairs = link::pair_table(columns, {}, pool);
  auto contacts = link::contacts(pairs);
  pattern::BroadcastOptions broadcast;
  auto bursts = pattern::find_bursts(columns, broadcast, pool);
  auto hubs = pattern::find_hubs(pairs, contacts, handle_facts(db, events), bursts, {});
  auto dimmed = pattern::handles_of(hubs);
  pattern::DispatchOptions dispatch_options;
  auto dispatch = pattern::find_dispatch(columns, bursts, broadcast, dispatch_options);
  broadcast.runners = pattern::runners_of(dispatch);
  take(pattern::broadcast_leads(columns, bursts, broadcast, pool));
  take(pattern::dispatch_leads(columns, dispatch, dispatch_options));
  say(1);
  pattern::NumberChangeOptions change_options;
  auto changes = pattern::number_changes(columns, contacts, change_options, pool);
  take(pattern::number_change_leads(columns, changes, change_options));
  say(2);
  pattern::RelayOptions relay_options;
  take(pattern::relay_leads(columns, pattern::find_relays(columns, bursts, relay_options, pool), dimmed, relay_options));
  pattern::SilenceOptions silence_options;
  take(pattern::silence_leads(columns, pattern::find_silences(columns, silence_options, pool), silence_options));
  take(hub_leads(columns, hubs));
  say(3);
  pattern::order_leads(found.leads);
  Names names(db, events);
  for (auto& lead : found.leads)
    lead.id = pattern::lead_id(lead, [&](link::Handle h) {
      const auto& name = names.handle(h);
      return fmt::format("{}\n{}\n{}", name.kind, name.normal, name.scope);
    });

  casefile::Transaction transaction(db);
  db.run("DELETE FROM lead_evidence; DELETE FROM lead; DELETE FROM not_looked_for");
  auto put = db.prepare("INSERT OR IGNORE INTO lead VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  auto put_evidence = db.prepare("INSERT OR IGNORE INTO lead_evidence VALUES (?1, ?2, ?3)");
  std::int64_t rank = 0;
  for (const auto& lead : found.leads) {
    put.bind_all(lead.id, ++rank, lead.detector, title_text(lead.title, names), lead_json(lead, names), "1").run();
    std::int64_t seq = 0;
    for (auto record : lead.evidence) put_evidence.bind_all(lead.id, seq++, events.record(record).value).run();
  }
  auto put_not = db.prepare("INSERT OR REPLACE INTO not_looked_for VALUES (?1, ?2)");
  for (const auto& [detector, why] : found.not_looked_for) put_not.bind_all(detector, why).run();
  transaction.commit();
  say(4);
}

}  // namespace clew::job
