#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "view/chart_groups.h"
#include "view/escape.h"
#include "view/indicators.h"
#include "view/leads.h"
#include "view/links.h"
#include "view/patterns.h"

namespace clew::cli {
namespace {

using casefile::Case;
using casefile::OpenMode;
using view::for_terminal;

std::string shown_time(const std::optional<Micros>& time) {
  return time ? to_iso_local(*time).replace(10, 1, " ") : std::string("-");
}

int give(const view::CaseView& view, const Settings& settings, const view::Answer& answer, std::string_view item) {
  view.consulted(answer.name + " asked", item, fmt::format("{{\"rows\":{}}}", answer.rows));
  put(settings.json ? answer.json + "\n" : describe(view, answer));
  return answer.rows ? 0 : 1;
}

// The groups of the leads, what goes between them, and how many stand in none.
int groups(view::CaseView& view, const Settings& settings, ThreadPool& pool, std::int64_t least) {
  auto chart = view::chart_groups(view, pool, {}, {}, least);
  view.consulted("groups listed", "case", fmt::format("{{\"groups\":{}}}", chart.groups.size()));
  if (settings.json) {
    JsonWriter out;
    write_json(out, chart);
    put(out.take() + "\n");
    return chart.groups.empty() ? 1 : 0;
  }
  if (chart.groups.empty()) {
    put("no groups: " + chart.why_none + "\n");
    return 1;
  }
  for (std::size_t g = 0; g < chart.groups.size(); ++g) {
    const auto& group = chart.groups[g];
    std::string names;
    for (const auto& n : group.busiest)
      names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", for_terminal(n.name.empty() ? n.normal : n.name),
                           with_thousands(n.events));
    if (group.handles > static_cast<std::int64_t>(group.busiest.size())) names += ", …";
    put(fmt::format("{:>3}  {}: {} with each other, {} with others; lead {}\n     {}\n", g + 1,
                    counted(group.handles, "handle"), counted(group.events, "event"), with_thousands(group.outward), group.lead,
                    names));
  }
  for (const auto& l : chart.lines)
    put(fmt::format("{:>3} – {}  {} between {} of handles\n", l.a + 1, l.b + 1, counted(l.events, "event"),
                    counted(l.pairs, "pair")));
  put(fmt::format("{} of {} handles stand in no group ({} with one of them)\n", with_thousands(chart.outside),
                  with_thousands(chart.handles), counted(chart.outside_events, "event")));
  return 0;
}

struct LinkOptions {
  std::string path, language;
  std::vector<std::string> common, who_links;
  std::string of;
  std::size_t count = 50;
  std::int64_t least = 1, window = 3600;
  int hops = 4;
  bool brokers = false, motifs = false, languages = false, groups = false, passed_on = false, changes = false;
};

int links(const LinkOptions& o, const Settings& settings) {
  auto case_file = open_analysed(o.path, settings);
  view::CaseView view(case_file, view::local_viewer());
  ThreadPool pool(settings.threads);
  auto id = [&](const std::string& text) { return view::handle_named(view, text); };
  auto item = [](std::int64_t a, std::int64_t b) { return fmt::format("handles {} and {}", a, b); };
  if (!o.common.empty()) {
    auto a = id(o.common[0]), b = id(o.common[1]);
    return give(view, settings, view::common_contacts(view, pool, a, b), item(a, b));
  }
  if (!o.who_links.empty()) {
    auto a = id(o.who_links[0]), b = id(o.who_links[1]);
    return give(view, settings, view::ways_between(view, pool, a, b, o.hops), item(a, b));
  }
  if (o.languages) {
    auto who = o.of.empty() ? std::nullopt : std::optional(id(o.of));
    return give(view, settings, view::languages_of(view, pool, who), who ? fmt::format("handle {}", *who) : "case");
  }
  if (o.passed_on) {
    if (o.of.empty()) throw Error(ErrorKind::usage, "--passed-on needs --of: whose words? (Over the whole case: clew leads --detector relay)");
    auto who = id(o.of);
    return give(view, settings, view::passed_on(view, pool, who), fmt::format("handle {}", who));
  }
  if (o.changes) {
    auto who = o.of.empty() ? std::nullopt : std::optional(id(o.of));
    return give(view, settings, view::number_changes(view, pool, who), who ? fmt::format("handle {}", *who) : "case");
  }
  if (!o.of.empty()) {
    auto who = id(o.of);
    return give(view, settings, view::contacts_of(view, pool, who), fmt::format("handle {}", who));
  }
  if (o.groups) return groups(view, settings, pool, o.least);
  if (o.brokers) return give(view, settings, view::brokers(view, pool, o.count), "case");
  if (o.motifs) return give(view, settings, view::motifs(view, pool, o.window), "case");
  auto list = view::links(view, pool, 0, o.least);
  view.consulted("links listed", "case", fmt::format("{{\"pairs\":{}}}", list.size()));
  const auto pairs = list.size();
  if (!settings.json) list.resize(std::min(pairs, o.count));
  put_names(view, list);
  if (settings.json) {
    JsonWriter out;
    write_json(out, list);
    put(out.take() + "\n");
    return list.empty() ? 1 : 0;
  }
  auto named = [](const model::EvidenceText& handle, const model::EvidenceText& name) {
    return name.empty() || name.raw_for_analysis() == handle.raw_for_analysis() ? for_terminal(handle)
                                                                                : fmt::format("{} {}", for_terminal(handle), for_terminal(name));
  };
  std::vector<std::vector<std::string>> rows;
  for (const auto& p : list) {
    std::string kinds;
    for (std::size_t k = 0; k < p.by_kind.size(); ++k)
      if (p.by_kind[k])
        kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", link::word(static_cast<link::EventKind>(k)), p.by_kind[k]);
    if (p.by_saved_name) kinds += fmt::format("; {} by saved name", p.by_saved_name);
    rows.push_back({named(p.a, p.a_name), named(p.b, p.b_name), with_thousands(p.count), with_thousands(p.a_to_b),
                    with_thousands(p.b_to_a), shown_time(p.first), shown_time(p.last), kinds});
  }
  put(table({"one", "other", "events", "→", "←", "first (UTC)", "last (UTC)", "by kind"}, rows,
            {false, false, true, true, true}));
  if (pairs > list.size()) say(settings, fmt::format("{} of {} pairs shown; --count shows more", list.size(), pairs));
  return pairs == 0 ? 1 : 0;
}

void add_links(Commands& c) {
  auto* app = c.root.add_subcommand("links", "who is in contact with whom: counts, first, last, by kind, each event once");
  auto o = std::make_shared<LinkOptions>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("--count", o->count, "how many in the table")->capture_default_str();
  app->add_option("--least", o->least, "only pairs with at least so many events")->capture_default_str();
  app->add_option("--of", o->of, "the contacts of one number or account, with rhythm and silences");
  app->add_flag("--passed-on", o->passed_on, "with --of X: who contacts whom soon after hearing from X, what X passes on, and who tells X");
  app->add_flag("--changes", o->changes, "which number may continue which, at most five suggestions each; with --of X, only those with X");
  app->add_option("--common", o->common, "contacts that two numbers or accounts share, rarest first")->expected(2);
  app->add_option("--who-links", o->who_links, "the shortest ways between two numbers or accounts")->expected(2);
  app->add_option("--hops", o->hops, "for --who-links: at most so many ties")->check(CLI::Range(1, 8))->capture_default_str();
  app->add_flag("--languages", o->languages, "who writes which language; with --of X, to whom");
  app->add_flag("--groups", o->groups, "who talks more with each other, and what goes between these groups");
  app->add_flag("--brokers", o->brokers, "through whom the others are connected, with error bars");
  app->add_flag("--motifs", o->motifs, "the 36 patterns of three events against shuffled times (for experts)");
  app->add_option("--window", o->window, "for --motifs: seconds from the first to the third")->capture_default_str();
  app->add_flag("--json", c.settings.json, "machine-readable, all pairs");
  app->callback([=, &c] { c.chosen = [=, &settings = c.settings] { return links(*o, settings); }; });
}

struct LeadOptions {
  std::string path, id, state, judge, reason, detector;
  std::vector<std::string> words;  // ID, or show ID
  bool explain = false;
};

int leads(LeadOptions o, const Settings& settings) {
  // `clew leads CASE show ID` and `clew leads CASE ID` are one.
  if (!o.words.empty() && o.words.front() == "show") o.words.erase(o.words.begin());
  if (o.words.size() > 1) throw Error(ErrorKind::usage, "one lead at a time: clew leads CASE show ID");
  if (!o.words.empty()) o.id = o.words.front();
  if (!o.judge.empty()) {
    if (o.id.empty()) throw Error(ErrorKind::usage, "--judge needs the ID of the lead");
    auto case_file = Case::open(o.path, OpenMode::write);
    view::CaseView view(case_file, view::local_viewer());
    view::judge_lead(view, o.id, o.judge, o.reason);
    say(settings, fmt::format("lead {} is {} now", o.id, o.judge));
    return 0;
  }
  auto case_file = open_analysed(o.path, settings);
  view::CaseView view(case_file, view::local_viewer());
  auto list = view::leads(view, {o.id, o.state, o.detector});
  view.consulted("leads listed", o.id.empty() ? "case" : "lead " + o.id, fmt::format("{{\"leads\":{}}}", list.rows.size()));
  if (!o.id.empty() && list.rows.empty()) throw Error(ErrorKind::not_found, fmt::format("there is no lead {}", o.id));
  // One lead with --explain is computed anew: what stands in the case must follow from its records.
  std::optional<view::LeadCheck> check;
  if (!o.id.empty() && o.explain) {
    ThreadPool pool(settings.threads);
    check = view::recompute(view, pool, list.rows.front());
  }
  if (settings.json) {
    JsonWriter out;
    write_json(out, list, o.explain);
    auto text = out.take();
    if (check) {
      JsonWriter more;
      write_json(more, *check);
      text.insert(text.size() - 1, ",\"recomputed\":" + more.take());
    }
    put(text + "\n");
  } else {
    put(describe_leads(view, list, o.explain || !o.id.empty()));
    if (check) put(describe(*check));
  }
  return list.rows.empty() || (check && !check->same()) ? 1 : 0;
}

void add_leads(Commands& c) {
  auto* app = c.root.add_subcommand("leads", "patterns found, with evidence, what chance would give and what speaks against them");
  auto o = std::make_shared<LeadOptions>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("ID", o->words, "one lead (or: show ID)")->expected(0, 2);
  app->add_flag("--explain", o->explain,
                "everything behind it: parameters, how chance was computed, tables, rows; of one lead, computed anew from the "
                "records (exit 1 when it differs)");
  app->add_option("--state", o->state, "only leads in this state")
      ->check(CLI::IsMember({"new", "accepted", "rejected", "parked"}));
  app->add_option("--detector", o->detector, "only leads of this detector");
  app->add_option("--judge", o->judge, "decide about lead ID; earlier decisions stay on record")->check(CLI::IsMember({"accepted", "rejected", "parked", "new"}));
  app->add_option("--reason", o->reason, "why");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] { c.chosen = [=, &settings = c.settings] { return leads(*o, settings); }; });
}

void add_around(Commands& c) {
  auto* app = c.root.add_subcommand("around", "contacts that are new, ceased or raised around a moment, against other weeks");
  struct Options {
    std::string path, moment;
    std::vector<std::string> who;
    int before = 48, after = 48;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("MOMENT", o->moment, "2024-03-04T18:00Z")->required();
  app->add_option("--who", o->who, "only contacts of these numbers or accounts");
  app->add_option("--before", o->before, "hours before")->check(CLI::Range(1, 10'000))->capture_default_str();
  app->add_option("--after", o->after, "hours after")->check(CLI::Range(1, 10'000))->capture_default_str();
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto time = parse_iso(o->moment);
      if (!time) throw Error(ErrorKind::usage, "give the moment as 2024-03-04T18:00Z");
      auto case_file = open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      ThreadPool pool(settings.threads);
      std::vector<std::int64_t> handles;
      for (const auto& who : o->who) handles.push_back(view::handle_named(view, who));
      return give(view, settings, view::around(view, pool, time->micros, handles, o->before, o->after), "case");
    };
  });
}

void add_rhythm(Commands& c) {
  auto* app = c.root.add_subcommand("rhythm", "at what hours of the week a number or account is in use; two compared");
  struct Options {
    std::string path, who, other;
    int offset = 0;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("WHO", o->who, "number or account")->required();
  app->add_option("OTHER", o->other, "another one to compare with");
  app->add_option("--offset", o->offset, "minutes east of UTC")->check(CLI::Range(-840, 840))->capture_default_str();
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      ThreadPool pool(settings.threads);
      auto who = view::handle_named(view, o->who);
      std::optional<std::int64_t> other;
      if (!o->other.empty()) other = view::handle_named(view, o->other);
      return give(view, settings, view::rhythm(view, pool, who, other, o->offset), fmt::format("handle {}", who));
    };
  });
}

void print_indicators(const view::IndicatorList& list, const search::Lexicon& lexicon, std::size_t count) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& c : list.conversations) {
    if (rows.size() >= count) break;
    std::string topics;
    for (const auto& [topic, messages] : c.topics) topics += fmt::format("{}{} {}", topics.empty() ? "" : ", ", topic, messages);
    rows.push_back({c.id ? std::to_string(c.id) : "-", c.exhibit, c.service, with_thousands(c.messages), topics,
                    shorten(for_terminal(c.title), 40)});
  }
  put("Conversations to read, most different topics first:\n" +
      table({"no", "exhibit", "service", "messages", "topics", "who"}, rows, {true, false, false, true}) + "\n");
  std::string text;
  std::size_t shown = 0;
  for (const auto& h : list.hits) {
    if (++shown > count) break;
    // The words that hit stand between marks; cut at the hit, escaped piece by piece.
    std::string whole(h.text.raw_for_analysis());
    auto piece = [](std::string part) { return for_terminal(model::EvidenceText(std::move(part))); };
    text += fmt::format("[{}] {}{}\n    {}«{}»{}\n", h.record, h.entry, h.in_translation ? ", in the translation" : "",
                        piece(whole.substr(0, h.begin)), piece(whole.substr(h.begin, h.end - h.begin)), piece(whole.substr(h.end)));
  }
  put(text);
  std::string files;
  for (const auto& f : lexicon.files())
    files += fmt::format("{}{} {} ({} entries)", files.empty() ? "" : ", ", f.name, f.version, f.entries);
  put(fmt::format("\n{} of {} messages hold such wordings. Lexicons: {}.\n", with_thousands(list.messages_hit),
                  with_thousands(list.messages_looked_at), files));
  for (const auto& language : list.languages_without)
    put(fmt::format("No lexicon for: {}; only its English translations were looked at.\n", language));
}

void add_indicators(Commands& c) {
  auto* app = c.root.add_subcommand(
      "indicators", "messages with wordings of published indicators, and the conversations in the order in which to read them");
  struct Options {
    std::string path;
    std::vector<std::string> files;
    view::IndicatorRequest request;
    std::size_t count = 30;
    bool list = false;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case (not needed with --list)");
  app->add_option("--lexicon", o->files, "a lexicon of your own; its entries replace those of the same id");
  app->add_option("--topic", o->request.topic, "only this topic");
  app->add_option("--exhibit", o->request.exhibit, "only this exhibit");
  app->add_option("--conversation", o->request.conversation, "only this conversation");
  app->add_option("--count", o->count, "how many to show")->capture_default_str();
  app->add_flag("--list", o->list, "the lexicons themselves, with sources, examples and counter-examples");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->footer("Order of reading only: a hit says nothing about a person, and people who are exploited write these words too.");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto lexicon = search::built_in_lexicon();
      for (const auto& file : o->files) lexicon.add(read_file(file), file);
      JsonWriter out;
      if (o->list) {
        if (settings.json) {
          view::write_json(out, lexicon);
          put(out.take() + "\n");
          return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto& e : lexicon.entries())
          rows.push_back({e.id, e.topic, e.examples.front(), e.counter_examples.front(), e.source});
        put(table({"entry", "topic", "hits", "does not hit", "source"}, rows));
        return 0;
      }
      if (o->path.empty()) throw Error(ErrorKind::usage, "which case? Give CASE, or --list for the lexicons");
      if (const auto& topic = o->request.topic; !topic.empty()) {
        std::set<std::string> topics;
        for (const auto& e : lexicon.entries()) topics.insert(e.topic);
        if (!topics.contains(topic)) throw Error(ErrorKind::usage, fmt::format("no lexicon has the topic '{}'; there are: {}", topic, fmt::join(topics, ", ")));
      }
      auto case_file = open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      auto found = view::indicators(view, lexicon, o->request);
      view.consulted("indicators asked", "case", fmt::format("{{\"messages\":{}}}", found.messages_hit));
      if (settings.json) {
        write_json(out, found, lexicon);
        put(out.take() + "\n");
      } else {
        print_indicators(found, lexicon, o->count);
      }
      return found.messages_hit ? 0 : 1;
    };
  });
}

}  // namespace

void add_pattern_commands(Commands& c) {
  add_links(c);
  add_leads(c);
  add_around(c);
  add_rhythm(c);
  add_indicators(c);
}

}  // namespace clew::cli
