#include "view/patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "job/lead_inputs.h"
#include "job/lead_json.h"
#include "link/common.h"
#include "link/profile.h"
#include "pattern/around.h"
#include "pattern/broker.h"
#include "pattern/chance.h"
#include "pattern/k_core.h"
#include "pattern/motif.h"
#include "pattern/relay.h"
#include "pattern/rhythm.h"
#include "pattern/sequence.h"
#include "pattern/structure.h"
#include "text/language_name.h"
#include "view/escape.h"
#include "view/leads.h"

namespace clew::view {
namespace {

using link::Handle;
using pattern::count;
using pattern::number;
using pattern::Parameter;
using pattern::Sentence;
using pattern::Table;
using pattern::words;

Answer made(job::LeadInputs& in, std::string_view name, const std::vector<Parameter>& parameters,
            const std::vector<Table>& tables, const std::vector<std::string>& notes) {
  job::LeadNames names(in.case_file().db(), in.case_events());
  JsonWriter out;
  out.begin_object().field("v", 1).field("answer", name).key("parameters").begin_object();
  for (const auto& parameter : parameters) out.field(parameter.key, parameter.value);
  out.end().key("tables").begin_array();
  Answer answer;
  for (const auto& table : tables) {
    job::write_table(out, table, names);
    answer.rows += table.rows.size();
  }
  out.end().key("notes").begin_array();
  for (const auto& note : notes) out.value(note);
  out.end().end();
  answer.name = name;
  answer.json = out.take();
  return answer;
}

Handle dense(job::LeadInputs& in, std::int64_t id) {
  Handle handle = in.dense(id);
  if (handle == link::no_handle) throw Error(ErrorKind::not_found, "this handle takes part in nothing");
  return handle;
}

// First event of a pair, either way; one without a time where there is no other.
pattern::Part first_record(const link::Events& events, Handle a, Handle b) {
  for (auto i : events.party(a))
    if (events.other_side(i, a) == b) return pattern::record(events.record(i));
  for (const auto& event : events.undated())
    if (!event.is_group && ((event.from == a && event.to == b) || (event.from == b && event.to == a))) return pattern::record(event.record);
  return words("-");
}

std::uint32_t events_between(const link::Contacts& contacts, Handle a, Handle b) {
  for (const auto& entry : contacts.of(a))
    if (entry.other == b) return entry.events;
  return 0;
}

const std::string exhibits_only = "Only contacts in the exhibits of this case are seen.";

}  // namespace

std::int64_t handle_named(const CaseView& view, std::string_view text) {
  auto colon = text.find(':');
  std::vector<std::int64_t> found;
  auto collect = [&](casefile::Stmt list) {
    while (list.step()) found.push_back(list.integer(0));
  };
  if (colon != std::string_view::npos) {
    auto list = view.db().prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2 ORDER BY scope");
    list.bind_all(text.substr(0, colon), text.substr(colon + 1));
    collect(std::move(list));
  }
  if (found.empty()) {
    auto list = view.db().prepare("SELECT id FROM handle WHERE normal = ?1 AND kind <> 'name' ORDER BY kind, scope");
    list.bind_all(text);
    collect(std::move(list));
  }
  if (found.empty()) {
    auto list = view.db().prepare("SELECT DISTINCT handle_id FROM identifier WHERE raw = ?1 ORDER BY handle_id");
    list.bind_all(text);
    collect(std::move(list));
  }
  if (found.empty()) {
    auto list = view.db().prepare("SELECT DISTINCT handle_id FROM identifier WHERE name = ?1 ORDER BY handle_id");
    list.bind_all(text);
    collect(std::move(list));
  }
  if (found.empty()) throw Error(ErrorKind::not_found, fmt::format("the case holds no number or account {}", text));
  // A number that is also an account of an app: the number.
  if (found.size() > 1) {
    std::vector<std::int64_t> phones;
    auto kind = view.db().prepare("SELECT kind = 'phone' FROM handle WHERE id = ?1");
    for (auto id : found) {
      kind.bind(1, id);
      if (kind.step() && kind.integer(0)) phones.push_back(id);
      kind.reset();
    }
    if (phones.size() == 1) return phones.front();
    throw Error(ErrorKind::usage, fmt::format("{} fits {} numbers or accounts; give one as kind:normal", text, found.size()));
  }
  return found.front();
}

Answer common_contacts(const CaseView& view, ThreadPool& pool, std::int64_t a_id, std::int64_t b_id) {
  job::LeadInputs in(view.case_file(), pool);
  Handle a = dense(in, a_id), b = dense(in, b_id);
  auto found = link::common_contacts(in.contacts(), a, b, in.dimmed());
  Table table{"Contacts of both, rarest first",
              {"contact", "events with the first", "events with the second", "contacts of its own", "rarity", "hub",
               "first record with the first", "first record with the second"},
              {}};
  for (const auto& c : found.shared)
    table.rows.push_back({pattern::handle(c.handle), count(c.events_a), count(c.events_b), count(c.degree), number(c.weight),
                          words(c.dimmed ? "yes" : ""), first_record(in.events(), a, c.handle),
                          first_record(in.events(), b, c.handle)});
  std::uint32_t direct = events_between(in.contacts(), a, b);
  return made(in, "common-contacts", {}, {table},
              {fmt::format("{} events between the two themselves.", direct),
               fmt::format("Sum of rarities, hubs left out: {:.2f} (a contact that only these two know counts 1).", found.weight),
               exhibits_only});
}

Answer ways_between(const CaseView& view, ThreadPool& pool, std::int64_t a_id, std::int64_t b_id, int hops) {
  job::LeadInputs in(view.case_file(), pool);
  Handle a = dense(in, a_id), b = dense(in, b_id);
  const auto& contacts = in.contacts();
  const auto& hubs = in.dimmed();
  constexpr std::size_t most_ways = 50;
  // Distances from b, then all ways down from a.
  std::map<Handle, int> far{{b, 0}};
  std::vector<Handle> front{b};
  for (int d = 1; d <= hops && !front.empty() && !far.contains(a); ++d) {
    std::vector<Handle> next;
    for (Handle at : front)
      for (const auto& entry : contacts.of(at)) {
        if (far.contains(entry.other)) continue;
        if (entry.other != a && std::binary_search(hubs.begin(), hubs.end(), entry.other)) continue;
        far[entry.other] = d;
        next.push_back(entry.other);
      }
    front = std::move(next);
  }
  std::vector<std::vector<Handle>> ways;
  bool capped = false;
  if (far.contains(a)) {
    std::vector<std::vector<Handle>> open{{a}};
    while (!open.empty()) {
      std::vector<std::vector<Handle>> next;
      for (const auto& way : open) {
        if (way.back() == b) {
          ways.push_back(way);
          continue;
        }
        for (const auto& entry : contacts.of(way.back())) {
          auto at = far.find(entry.other);
          if (at == far.end() || at->second != far[way.back()] - 1) continue;
          if (next.size() >= 20 * most_ways) {
            capped = true;
            break;
          }
          auto longer = way;
          longer.push_back(entry.other);
          next.push_back(std::move(longer));
        }
      }
      open = std::move(next);
    }
  }
  auto weight = [&](const std::vector<Handle>& way) {
    double least = 1;
    for (std::size_t i = 1; i + 1 < way.size(); ++i) least = std::min(least, link::rarity(contacts.degree(way[i])));
    return least;
  };
  std::stable_sort(ways.begin(), ways.end(), [&](const auto& x, const auto& y) { return weight(x) > weight(y); });
  capped |= ways.size() > most_ways;
  if (ways.size() > most_ways) ways.resize(most_ways);
  Table table{"Shortest ways, those through rare contacts first", {"way", "from", "to", "events", "first record"}, {}};
  std::int64_t n = 0;
  for (const auto& way : ways) {
    ++n;
    for (std::size_t i = 1; i < way.size(); ++i)
      table.rows.push_back({count(n), pattern::handle(way[i - 1]), pattern::handle(way[i]),
                            count(events_between(contacts, way[i - 1], way[i])),
                            first_record(in.events(), way[i - 1], way[i])});
  }
  std::vector<std::string> notes{"Hubs are passed over: through a taxi number everybody is linked.", exhibits_only};
  if (ways.empty()) notes.insert(notes.begin(), fmt::format("No way of at most {} ties in these exhibits.", hops));
  if (capped) notes.push_back("There are more ways of this length; the first are shown.");
  return made(in, "ways", {{"most ties", std::to_string(hops)}}, {table}, notes);
}

Answer contacts_of(const CaseView& view, ThreadPool& pool, std::int64_t id) {
  job::LeadInputs in(view.case_file(), pool);
  Handle who = dense(in, id);
  auto profile = link::profile(in.events(), who);
  Table table{"Contacts, most events first",
              {"contact", "sent", "received", "reciprocity", "days", "share", "first", "last", "days since", "usual gap",
               "longest gap", "since", "first record", "last record"},
              {}};
  for (const auto& c : profile.contacts) {
    double most = std::max(c.out, c.in), least = std::min(c.out, c.in);
    table.rows.push_back({pattern::handle(c.other), count(c.out), count(c.in), number(most > 0 ? least / most : 0),
                          count(c.days), number(c.share), pattern::time(c.first), pattern::time(c.last),
                          count((profile.last - c.last) / link::millis_per_day), pattern::duration(c.median_gap),
                          pattern::duration(c.longest_gap),
                          c.longest_gap ? pattern::time(c.longest_gap_from) : words("-"),
                          pattern::record(c.first_record), pattern::record(c.last_record)});
  }
  std::vector<Table> tables{table};
  // Lists of ties, and rows whose time nobody could read.
  struct Undated {
    std::int64_t sent = 0, received = 0, record = -1;
  };
  std::map<Handle, Undated> undated;
  for (const auto& event : in.events().undated()) {
    if (event.is_group || (event.from != who && event.to != who)) continue;
    auto& with = undated[event.from == who ? event.to : event.from];
    (event.from == who ? with.sent : with.received) += event.count;
    if (with.record < 0) with.record = event.record;
  }
  if (!undated.empty()) {
    std::vector<std::pair<Handle, Undated>> most_first(undated.begin(), undated.end());
    std::stable_sort(most_first.begin(), most_first.end(),
                     [](const auto& x, const auto& y) { return x.second.sent + x.second.received > y.second.sent + y.second.received; });
    Table without{"Contacts without a time", {"contact", "from here", "to here", "first record"}, {}};
    for (const auto& [other, with] : most_first)
      without.rows.push_back({other == link::no_handle ? words("not known") : pattern::handle(other), count(with.sent), count(with.received), pattern::record(with.record)});
    tables.push_back(std::move(without));
  }
  return made(in, "contacts", {}, tables,
              {fmt::format("{} sent, {} received on {} days; {} messages in groups beside.", profile.sent, profile.received,
                           profile.days, profile.group_messages),
               fmt::format("{} of the events have a time of unknown zone, taken in the zone of the case.", profile.local_time),
               "First and last are those in the data; exhibits end somewhere.", exhibits_only});
}

Answer passed_on(const CaseView& view, ThreadPool& pool, std::int64_t id) {
  job::LeadInputs in(view.case_file(), pool);
  const Handle who = dense(in, id);
  const pattern::RelayOptions options;
  auto found = in.relays_about(who);
  const auto& events = in.events();
  const auto& hubs = in.dimmed();
  const auto is_hub = [&](Handle h) { return h != who && std::binary_search(hubs.begin(), hubs.end(), h); };
  std::vector<pattern::Relay*> rows;
  std::size_t by_hub = 0, by_broadcast = 0;
  for (auto& relay : found.relays) {
    if (is_hub(relay.a) || is_hub(relay.b) || is_hub(relay.c) || std::ranges::any_of(relay.also, is_hub)) {
      ++by_hub;
    } else if (relay.by_broadcast) {
      ++by_broadcast;
    } else {
      rows.push_back(&relay);
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto* x, const auto* y) { return x->log10_p < y->log10_p; });
  pattern::tell_relays(rows, found, events.handle_count(), options);
  std::stable_sort(rows.begin(), rows.end(), [](const auto* x, const auto* y) { return x->by_chance < y->by_chance; });
  Table triples{"After hearing from one, who soon contacts whom",
                {"heard from", "who", "then contacts", "occasions", "on other days", "both wrote", "words repeated", "log10 p", "chance alone",
                 "stands out", "first record", "last record"},
                {}};
  Table repeated{"What was repeated", {"heard from", "who", "told", "heard", "first message", "passed on", "second message", "in both"}, {}};
  const auto said = in.relay_words();
  constexpr std::size_t most_rows = 200;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& relay = *rows[i];
    const auto words_repeated = static_cast<std::int64_t>(relay.passed_on.size() / 2);
    if (triples.rows.size() < most_rows)
      triples.rows.push_back({pattern::handle(relay.a), pattern::handle(relay.b), pattern::handle(relay.c), count(relay.observed), number(relay.expected),
                              count(relay.written), count(words_repeated), number(relay.log10_p), number(relay.by_chance),
                              words(relay.stands_out ? "yes" : ""), pattern::record(events.record(relay.events.front())), pattern::record(events.record(relay.events.back()))});
    for (std::size_t k = 0; k < relay.passed_on.size() && repeated.rows.size() < most_rows; k += 2) {
      const auto first = relay.passed_on[k], second = relay.passed_on[k + 1];
      repeated.rows.push_back({pattern::handle(relay.a), pattern::handle(relay.b), pattern::handle(relay.c), pattern::time(events.time(first)),
                               pattern::record(events.record(first)), pattern::time(events.time(second)), pattern::record(events.record(second)),
                               words(said.shown ? said.shown(first, second) : std::string())});
    }
  }
  std::vector<std::string> notes{
      fmt::format("Seen at least {} times, within {} minutes of the end of the first contact. On other days: {}.", options.least_events,
                  options.window / link::millis_per_minute, pattern::day_shift_null),
      fmt::format("Stands out: at most {:.0f} % of these are chance alone, of the {} with this handle that could stand out; how many others stand out with the "
                  "same people counts too. Who asks about many handles, and keeps what stands out, will keep what is chance.",
                  100 * options.false_discoveries, found.tests),
      "Numbers that leads take for one person's, before and after a change, are counted together; the one with most of it is shown, and the leads tell each of them.",
      "That one contact follows another does not say that something was passed on: read the two messages.", exhibits_only};
  if (by_hub) notes.push_back(fmt::format("{} with a hub are left out.", by_hub));
  if (by_broadcast) notes.push_back(fmt::format("{} of a broadcast's sender and its recipients are left out; see dispatch.", by_broadcast));
  if (rows.size() > most_rows) notes.push_back(fmt::format("{} further ones are less unusual than those shown.", rows.size() - most_rows));
  return made(in, "passed-on", {{"window", fmt::format("{} s", options.window / 1000)}, {"least occasions", std::to_string(options.least_events)}},
              {triples, repeated}, notes);
}

Answer number_changes(const CaseView& view, ThreadPool& pool, std::optional<std::int64_t> id) {
  job::LeadInputs in(view.case_file(), pool);
  std::optional<Handle> who;
  if (id) who = dense(in, *id);
  const auto found = in.suggested_changes();
  Table table{"Which may continue which, leads first, the likeliest of each first",
              {"old", "new", "a lead", "old drops", "new starts", "likeness", "contacts carried over", "of earlier ones", "by chance", "log10 p of these", "saved alike",
               "saved differently", "rarest contact in common"},
              {}};
  // A hub shares contacts with everybody: not with one that goes on for it. What is a lead, or asked for, stays.
  auto suggestions = found.suggestions;
  const auto& hubs = in.dimmed();
  const auto is_hub = [&](Handle h) { return h != who && std::binary_search(hubs.begin(), hubs.end(), h); };
  const auto by_hub =
      std::erase_if(suggestions, [&](const auto& change) { return !change.proposed && (is_hub(change.old_handle) || is_hub(change.new_handle)); });
  constexpr std::size_t most_for_one = 5;
  std::map<Handle, std::size_t> listed;
  std::erase_if(suggestions, [&](const auto& change) { return ++listed[change.old_handle] > most_for_one; });
  // Those of one old handle stay together, in their order; with a lead first, then what is farther from chance.
  std::map<Handle, std::pair<bool, double>> rank;
  for (const auto& change : suggestions) {
    auto [at, fresh] = rank.try_emplace(change.old_handle, !change.proposed, change.log10_contacts);
    if (!fresh) at->second = std::min(at->second, {!change.proposed, change.log10_contacts});
  }
  std::stable_sort(suggestions.begin(), suggestions.end(), [&](const auto& x, const auto& y) { return rank[x.old_handle] < rank[y.old_handle]; });
  for (const auto& change : suggestions) {
    if (who && change.old_handle != *who && change.new_handle != *who) continue;
    table.rows.push_back({pattern::handle(change.old_handle), pattern::handle(change.new_handle), words(change.proposed ? "yes" : ""),
                          pattern::time(change.old_drops), pattern::time(change.new_starts), number(change.score), count(static_cast<std::int64_t>(change.common.size())),
                          count(change.old_contacts), number(change.expected_common), number(change.log10_contacts), count(change.saved.alike),
                          count(change.saved.unlike),
                          change.common.empty() ? words("-") : pattern::handle(change.common.front().contact)});
  }
  std::vector<std::string> notes{
      "A suggestion is a place to look, not a finding: one is in use less from a moment, the other more from then on, and they share at least two contacts. "
      "What is more than chance over all pairs of the case, or what names speak for, is a lead.",
      "Likeness: of the two contact lists, rare contacts counting more (1: the same). By chance: contacts in common if the new one's were drawn by how "
      "many contacts each has.",
      fmt::format("{} pairs were compared.", found.tested), exhibits_only};
  if (by_hub) notes.push_back(fmt::format("{} with a hub are left out; who asks about the hub sees its own.", by_hub));
  return made(in, "number-changes", {}, {table}, notes);
}

Answer around(const CaseView& view, ThreadPool& pool, Micros moment, const std::vector<std::int64_t>& handles,
              int hours_before, int hours_after) {
  job::LeadInputs in(view.case_file(), pool);
  pattern::AroundOptions options;
  options.before = hours_before * link::millis_per_hour;
  options.after = hours_after * link::millis_per_hour;
  std::vector<Handle> wanted;
  for (auto id : handles) wanted.push_back(dense(in, id));
  auto found = pattern::around(in.events(), moment / 1000, wanted, options);
  std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) {
    return std::tuple(!x.stands_out, x.log10_p) < std::tuple(!y.stands_out, y.log10_p);
  });
  Table table{"Contacts around the moment",
              {"one", "other", "change", "before", "usually", "after", "usually", "log10 p", "stands out", "first record"},
              {}};
  std::size_t left_out = 0;
  for (const auto& c : found) {
    if (table.rows.size() >= 500) {
      ++left_out;
      continue;
    }
    table.rows.push_back({pattern::handle(c.a), pattern::handle(c.b), words(pattern::word(c.change)), count(c.observed_before),
                          number(c.expected_before), count(c.observed_after), number(c.expected_after), number(c.log10_p),
                          words(c.stands_out ? "yes" : ""),
                          c.events.empty() ? words("-") : pattern::record(in.events().record(c.events.front()))});
  }
  std::vector<std::string> notes{
      "Usually: the same hours of the same weekdays in the other weeks of the data, mean. Stands out: false discoveries at "
      "most 5 % over all contacts; contacts less than half an hour apart are one talk there.",
      "If the moment was chosen after looking at these data this is exploratory, and the chance given does not hold."};
  auto span = in.events().span();
  if (!span || span->second - span->first < 21 * link::millis_per_day)
    notes.push_back("The dated events span less than three weeks, so there is little to compare with.");
  if (left_out) notes.push_back(fmt::format("{} further contacts are less unusual than those shown.", left_out));
  return made(in, "around",
              {{"moment", to_iso_utc(moment)}, {"hours before", std::to_string(hours_before)},
               {"hours after", std::to_string(hours_after)}},
              {table}, notes);
}

Answer rhythm(const CaseView& view, ThreadPool& pool, std::int64_t id, std::optional<std::int64_t> other,
              std::int32_t offset_minutes) {
  job::LeadInputs in(view.case_file(), pool);
  constexpr const char* day_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::vector<std::string> notes{
      "Each contact counts once an hour. Hours are those of the zone given; with a wrong one everything is moved."};
  std::vector<Table> tables;
  std::vector<pattern::HourOfWeek> profiles;
  for (auto each : {std::optional(id), other}) {
    if (!each) continue;
    Handle who = dense(in, *each);
    profiles.push_back(pattern::hour_of_week_profile(in.events(), who, offset_minutes));
    Table table{"Hour of the week", {"day"}, {}};
    for (int h = 0; h < 24; ++h) table.columns.push_back(fmt::format("{:02}", h));
    Sentence head{pattern::handle(who)};
    for (std::size_t d = 0; d < 7; ++d) {
      Sentence row{words(day_names[d])};
      for (std::size_t h = 0; h < 24; ++h) row.push_back(count(static_cast<std::int64_t>(profiles.back()[d * 24 + h])));
      table.rows.push_back(std::move(row));
    }
    head.resize(25, words(""));
    table.rows.insert(table.rows.begin(), head);
    tables.push_back(std::move(table));
    int quiet = pattern::quiet_hours(profiles.back());
    notes.push_back(fmt::format("The quietest six hours begin at {:02}:00{}.", quiet,
                                quiet >= 22 || quiet <= 3 ? "" : ": unusual for a night; is the zone right?"));
    if (in.events().party(who).size() < 100) notes.push_back("Few events: such a rhythm says little.");
  }
  if (profiles.size() == 2)
    notes.push_back(fmt::format("The two rhythms differ by {:.2f} bits (Jensen–Shannon: 0 alike, 1 never in one hour).",
                                pattern::divergence(profiles[0], profiles[1])));
  return made(in, "rhythm", {{"minutes east of UTC", std::to_string(offset_minutes)}}, tables, notes);
}

Answer languages_of(const CaseView& view, ThreadPool& pool, std::optional<std::int64_t> id) {
  job::LeadInputs in(view.case_file(), pool);
  std::vector<pattern::WrittenLine> lines;
  in.for_lines([&](auto& some) { lines.insert(lines.end(), some.begin(), some.end()); });
  auto use = pattern::language_use(std::move(lines));
  Table table{id ? "Lines of one writer, by reader and language" : "Lines by writer and language",
              {id ? "reader" : "writer", "language", "lines", "first", "last", "first record"},
              {}};
  std::optional<Handle> who;
  if (id) who = dense(in, *id);
  for (const auto& c : id ? use.by_pair : use.by_writer) {
    if (who && c.from != *who) continue;
    table.rows.push_back({pattern::handle(id ? c.to : c.from), words(text::language_name(in.languages()[c.language])), count(c.lines),
                          pattern::time(c.first), pattern::time(c.last), pattern::record(c.first_record)});
  }
  return made(in, "languages", {}, {table},
              {"Languages are detected by machine, line by line; lines that are too short or mixed for it are left out. A language "
               "says nothing about where a person comes from."});
}

Answer brokers(const CaseView& view, ThreadPool& pool, std::size_t how_many) {
  job::LeadInputs in(view.case_file(), pool);
  const auto& graph = in.graph();
  auto measured = pattern::betweenness(graph, pool);
  auto core = pattern::core_numbers(graph);
  std::vector<Table> tables{pattern::betweenness_table(graph, measured, how_many)};
  Table cuts{"Without it others are not connected in this data", {"handle", "cut off", "parts"}, {}};
  for (const auto& cut : pattern::cut_handles(graph)) {
    if (cuts.rows.size() >= how_many) break;
    cuts.rows.push_back({pattern::handle(graph.handles[cut.node]), count(static_cast<std::int64_t>(cut.loose.size())),
                         count(static_cast<std::int64_t>(cut.parts.size()))});
  }
  tables.push_back(std::move(cuts));
  std::vector<std::string> notes{
      "The owner of an exhibit is tied to everybody in it and the others only to the owner: missing exhibits make brokers. "
      "Neither measure finds who decides.",
      fmt::format("{} hubs are left out.", graph.left_out.size())};
  if (!core.empty()) notes.push_back(fmt::format("Innermost core: k = {}.", *std::max_element(core.begin(), core.end())));
  return made(in, "brokers", {{"sources", std::to_string(measured.sources)}, {"least events for a tie", "2"}}, tables, notes);
}

Answer motifs(const CaseView& view, ThreadPool& pool, std::int64_t window_s) {
  job::LeadInputs in(view.case_file(), pool);
  pattern::MotifOptions options;
  options.window = window_s * 1000;
  auto found = pattern::count_motifs(in.events(), options, pool);
  Table table{"Motifs of three events", {"motif", "observed", "at shuffled times", "±", "example"}, {}};
  for (int a = 0; a < 6; ++a)
    for (int b = 0; b < 6; ++b) {
      auto x = static_cast<std::size_t>(a), y = static_cast<std::size_t>(b);
      table.rows.push_back({words(pattern::motif_words(a, b)), count(static_cast<std::int64_t>(found.observed[x][y])),
                            number(found.expected[x][y]), number(found.deviation[x][y]),
                            found.examples[x][y].empty() ? words("-")
                                                         : pattern::record(in.events().record(found.examples[x][y][0][0]))});
    }
  std::vector<std::string> notes{
      "For experts. Chats come in runs, so motifs of one pair are always far above shuffled times (mean and spread of five "
      "rounds)."};
  if (found.without_triangles) notes.push_back("Triangles are left out: there are too many in this case.");
  return made(in, "motifs", {{"window", fmt::format("{} s", window_s)}}, {table}, notes);
}

}  // namespace clew::view
