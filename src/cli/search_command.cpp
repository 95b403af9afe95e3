#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>

#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "view/escape.h"
#include "view/search.h"

namespace clew::cli {
namespace {

using casefile::Case;
using casefile::OpenMode;
using view::for_terminal;

struct Options {
  std::string path;
  std::vector<std::string> words;
  view::SearchRequest request;
  std::optional<std::size_t> count;
  std::size_t from = 0;
  std::int64_t replay = 0;
  bool list = false;
};

void print_hit(std::string& text, const view::SearchHit& hit) {
  const auto& r = hit.record;
  const std::string time = r.times.empty() ? "-" : view::when_of(r.times.front());
  std::string who = r.direction == "out" ? "(this device)" : "-", where;
  for (const auto& p : r.participants)
    if (p.role == "from" || p.role == "caller" || p.role == "author" || p.role == "subject") {
      who = for_terminal(p.name.empty() ? p.raw : p.name);
      break;
    }
  for (const auto& place : hit.matched)
    where += (where.empty() ? "" : ", ") + place;
  text += fmt::format("{}  {}  {}  [{}]  {}\n", time, who, r.kind, r.id, where);
  if (!r.text.empty()) text += "    " + for_terminal(r.text) + "\n";
  if (r.recognised) text += "    (" + for_terminal(view::recognition_note(r)) + ")\n";
  if (r.translation && !r.translation->text.empty())
    text += fmt::format("    {} ({}): {}\n", r.language, view::english_by(*r.translation), for_terminal(r.translation->text));
}

// A search is kept when the case can be written; somebody else's lock must not stop the reading.
view::SearchResult run_search(const Options& o, const Settings& settings) {
  std::int64_t id = 0;
  const std::size_t count = o.count.value_or(settings.json ? 100'000 : 50);  // machines read all
  { open_analysed(o.path, settings); }
  try {
    auto writable = Case::open(o.path, OpenMode::write);
    view::CaseView view(writable, view::local_viewer());
    id = view::keep_search(view, o.request);
    return view::run_kept_search(view, id, o.from, count);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_permitted && error.kind() != ErrorKind::resource) throw;
    say(settings, fmt::format("clew: this search is not kept: {}", error.what()));
  }
  auto readable = Case::open(o.path, OpenMode::read);
  view::CaseView view(readable, view::local_viewer());
  auto result = view::search(view, o.request, o.from, count);
  view.consulted("search", "case", fmt::format("{{\"hits\":{}}}", result.total));
  return result;
}

int list_searches(const Options& o, const Settings& settings) {
  auto case_file = Case::open(o.path, OpenMode::read);
  view::CaseView view(case_file, view::local_viewer());
  JsonWriter out;
  view::write_kept_searches(out, view);
  view.consulted("searches listed", "case");
  if (settings.json) {
    put(out.take() + "\n");
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& kept : view::kept_searches(view))
    rows.push_back({std::to_string(kept.id), to_iso_local(kept.made).replace(10, 1, " "),
                    for_terminal(model::EvidenceText(kept.who)), with_thousands(kept.hits),
                    shorten(for_terminal(model::EvidenceText(kept.request.query)), 70)});
  put(table({"no", "made (UTC)", "by", "hits", "query"}, rows, {true, false, false, true}));
  return rows.empty() ? 1 : 0;
}

int replay(const Options& o, const Settings& settings) {
  open_analysed(o.path, settings);
  auto case_file = Case::open(o.path, OpenMode::read);
  view::CaseView view(case_file, view::local_viewer());
  auto again = view::replay_search(view, o.replay);
  view.consulted("search replayed", fmt::format("search {}", o.replay),
                 fmt::format("{{\"hits\":{}}}", again.hits_now));
  if (settings.json) {
    JsonWriter out;
    out.begin_object().field("v", 1).field("id", o.replay).field("query", again.request.query);
    out.field("hits_then", again.hits_then)
        .field("hits_now", again.hits_now)
        .field("same", again.same)
        .end();
    put(out.take() + "\n");
  } else {
    put(fmt::format("search {} of {} by {}: {} hits then, {} now; {}\n", o.replay,
                    to_iso_utc(again.made), for_terminal(model::EvidenceText(again.who)),
                    with_thousands(again.hits_then), with_thousands(again.hits_now),
                    again.same ? "the same records" : "not the same records"));
  }
  return again.same ? 0 : 1;
}

}  // namespace

void add_search_command(Commands& c) {
  auto* app = c.root.add_subcommand(
      "grep", "search originals and translations in any script and spelling; every search is kept");
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option(
      "QUERY", o->words,
      "words, \"phrases\", OR, -not, begin*, who: from: kind: exhibit: language: after: before:");
  app->add_option("--exhibit", o->request.exhibit, "only this exhibit");
  app->add_option("--language", o->request.language, "only lines in this language");
  app->add_option("--kind", o->request.kind, "message, call, contact, document …");
  app->add_option("--count", o->count, "how many to show (50; 100,000 with --json)");
  app->add_option("--from", o->from, "skip so many");
  app->add_option("--replay", o->replay,
                  "run a kept search again and compare; exit 1 when it finds other records");
  app->add_flag("--list", o->list, "the searches that were kept");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->footer("Put -words behind --:  clew grep CASE -- taxi -airport");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      if (o->list) return list_searches(*o, settings);
      if (o->replay) return replay(*o, settings);
      for (const auto& word : o->words)
        o->request.query += (o->request.query.empty() ? "" : " ") + word;
      if (o->request.query.empty())
        throw Error(ErrorKind::usage,
                    "what should be searched? Give a QUERY, --list or --replay ID");
      auto result = run_search(*o, settings);
      if (settings.json) {
        JsonWriter out;
        write_json(out, result);
        put(out.take() + "\n");
        return result.total ? 0 : 1;
      }
      std::string text;
      for (const auto& hit : result.hits)
        print_hit(text, hit);
      put(text);
      auto shown = o->from + result.hits.size();
      say(settings, fmt::format("{} found{}{}", counted(result.total, "record"),
                                static_cast<std::int64_t>(shown) < result.total
                                    ? fmt::format(", shown to no {}", shown)
                                    : "",
                                result.id ? fmt::format("; kept as search {}", result.id) : ""));
      for (const auto& line : result.not_searched)
        say(settings, "not searched: " + line);
      return result.total ? 0 : 1;
    };
  });
}

}  // namespace clew::cli
