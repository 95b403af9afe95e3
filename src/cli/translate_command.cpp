#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <stop_token>

#include "base/error.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "job/translate_control.h"
#include "job/translate_stage.h"
#include "view/case_overview.h"
#include "view/escape.h"
#include "view/translation.h"

namespace clew::cli {
namespace {

std::stop_source* running = nullptr;
void stop_running(int) {
  if (!running || running->stop_requested()) std::_Exit(130);
  running->request_stop();
}

casefile::Case open_to_write(const std::string& path, const Settings& settings) {
  open_analysed(path, settings);
  return casefile::Case::open(path, casefile::OpenMode::write);
}

struct Asked {
  std::string path;
  job::TranslateOptions options;
  std::string models, memory, first, correct, judge, note, author, export_to, import_from, status;
  std::vector<std::string> text;
  std::size_t sample = 0;
  std::uint64_t seed = 1;
  bool watch = false, status_only = false, stop = false, quality = false;
};

// "512M", "2G": bytes.
std::size_t bytes_of(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string unit(end);
  const double factor = unit.empty() || unit == "M" || unit == "MiB" ? 1 << 20
                        : unit == "G" || unit == "GiB"               ? 1 << 30
                                                                     : 0;
  if (number <= 0 || factor == 0)
    throw Error(ErrorKind::usage, fmt::format("'{}' is no amount of memory: 512M, 2G", text));
  return static_cast<std::size_t>(number * factor);
}

// What a wish is about, by what it names: a conversation's number, an exhibit's reference, else a
// language.
job::First wish_of(const view::CaseView& view, const std::string& what) {
  auto exhibit = view.db().prepare("SELECT 1 FROM exhibit WHERE ref = ?1");
  exhibit.bind(1, what);
  if (exhibit.step()) return {"exhibit", what};
  const std::string number = what.starts_with("conversation:") ? what.substr(13) : what;
  if (!number.empty() && number.find_first_not_of("0123456789") == std::string::npos) {
    auto conversation = view.db().prepare("SELECT 1 FROM conversation WHERE id = ?1");
    conversation.bind(1, std::int64_t{std::atoll(number.c_str())});
    if (conversation.step()) return {"conversation", number};
  }
  auto language = view.db().prepare("SELECT 1 FROM record_language WHERE code = ?1 LIMIT 1");
  language.bind(1, what);
  if (language.step()) return {"language", what};
  throw Error(
      ErrorKind::not_found,
      fmt::format(
          "the case has no language, exhibit or conversation '{}' (conversations by their number)",
          what));
}

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

int show_quality(const view::CaseView& view, bool json) {
  const auto list = view::translation_quality(view);
  if (json) {
    JsonWriter out;
    view::write_translate_json(out, view);
    put(out.take() + "\n");
    return 0;
  }
  if (list.empty()) {
    put("no translation was judged yet: draw a sample with --sample N --export FILE.xlsx, mark ok, "
        "minor or major, --import it\n");
    return 1;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& q : list) {
    const auto rate = [&](double share, double low, double high) {
      return q.judged ? fmt::format("{} ({} – {})", percent(share), percent(low), percent(high)) : std::string("no sample");
    };
    rows.push_back(
        {q.language, q.engine, std::to_string(q.judged), std::to_string(q.minor),
         std::to_string(q.major), rate(q.error, q.error_low, q.error_high), rate(q.major_share, q.major_low, q.major_high),
         std::to_string(q.picked)});
  }
  put(table(
      {"language", "engine", "drawn, judged", "minor", "major", "any error (95 %)", "major error (95 %)", "judged outside"},
      rows, {false, false, true, true, true, false, false, true}));
  return 0;
}

int show_counts(const view::CaseView& view, bool json, bool details) {
  auto o = view::overview(view);
  if (json) {
    JsonWriter out;
    out.begin_object().field("v", 1).field("lines", o.lines).key("statuses").begin_object();
    for (const auto& s : o.statuses)
      out.field(s.name, s.count);
    out.end().key("languages").begin_array();
    for (const auto& l : o.languages)
      out.begin_object()
          .field("code", l.code)
          .field("status", l.status)
          .field("lines", l.lines)
          .end();
    out.end().key("translation");
    view::write_translate_json(out, view);
    out.end();
    put(out.take() + "\n");
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& l : o.languages)
    rows.push_back({l.code, l.status, with_thousands(l.lines)});
  put(table({"language", "status", "lines"}, rows, {false, false, true}));
  std::string sum;
  for (const auto& s : o.statuses)
    sum += fmt::format("{}{} {}", sum.empty() ? "" : " + ", with_thousands(s.count), s.name);
  put(fmt::format("{} lines = {}\n", with_thousands(o.lines), sum));
  if (!details) return 0;
  std::map<std::string, std::int64_t> why;
  for (const auto& row : view::translation_queue(view))
    if ((row.status == "no-engine" || row.status == "refused") && !row.reason.empty())
      why[row.reason] += row.lines;
  for (const auto& [reason, lines] : why)
    put(fmt::format("  {}: {}\n", with_thousands(lines), reason));
  const job::TranslateControl control(view.case_file().directory());
  if (const auto s = control.state(); s.running) {
    put(fmt::format(
        "running: {} of {} distinct lines, {:.0f} a second{}\n", with_thousands(s.done),
        with_thousands(s.total), s.lines_per_second,
        s.seconds_left ? fmt::format(", about {:.0f} s left", *s.seconds_left) : std::string()));
  }
  for (const auto& wish : control.first())
    put(fmt::format("first: {} {}\n", wish.kind, wish.value));
  return 0;
}

void run_job(Asked& asked, const Settings& settings) {
  std::stop_source stop;
  running = &stop;
  std::signal(SIGINT, stop_running);
  std::signal(SIGTERM, stop_running);
  asked.options.threads = settings.threads;
  asked.options.engines.models = asked.models;
  if (!asked.memory.empty()) asked.options.memory_bytes = bytes_of(asked.memory);
  ProgressLine line(!settings.quiet || asked.watch);
  job::run_translate_stage(
      asked.path, asked.options,
      [&](const job::Progress& p) { line.update(p.stage, p.done, p.total, p.unit); },
      stop.get_token());
  running = nullptr;
}

int act(Asked& asked, const Settings& settings) {
  const bool writes = !asked.correct.empty() || !asked.judge.empty() || !asked.import_from.empty();
  if (writes) {
    auto case_file = open_to_write(asked.path, settings);
    view::CaseView view(case_file, view::local_viewer());
    if (!asked.correct.empty()) {
      if (asked.text.size() != 1)
        throw Error(ErrorKind::usage, "--correct RECORD needs the English as one argument");
      const auto done =
          view::correct_translation(view, asked.correct, asked.text[0], asked.note, asked.author);
      put(fmt::format("{} shows the correction now; {} records with the same text in all\n",
                      asked.correct, done.records));
    }
    if (!asked.judge.empty()) {
      if (asked.text.size() != 1)
        throw Error(ErrorKind::usage, "--judge RECORD needs ok, minor or major");
      view::judge_translation(view, asked.judge, asked.text[0], asked.note);
    }
    if (!asked.import_from.empty()) {
      const auto done = view::import_lines(view, asked.import_from, asked.author);
      put(fmt::format("{} rows = {} corrections, {} verdicts, {} without change, {} refused\n",
                      done.rows, done.corrections, done.verdicts, done.unchanged,
                      done.refused.size()));
      for (const auto& r : done.refused)
        put(fmt::format("  row {} ({}): {}\n", r.row,
                        view::for_terminal(model::EvidenceText(r.line)),
                        view::for_terminal(model::EvidenceText(r.why))));
      return done.refused.empty() ? 0 : 3;
    }
    return 0;
  }
  if (!asked.text.empty())
    throw Error(ErrorKind::usage,
                fmt::format("what is '{}'? A text goes with --correct or --judge", asked.text[0]));
  const bool looks = asked.status_only || asked.quality || asked.stop || !asked.first.empty() ||
                     !asked.export_to.empty();
  open_analysed(asked.path, settings);  // languages must be known before anything is translated
  if (!looks) {
    if (asked.sample > 0)
      throw Error(ErrorKind::usage, "a sample goes into a file: --export FILE.xlsx");
    run_job(asked, settings);
  }
  auto case_file = casefile::Case::open(asked.path, casefile::OpenMode::read);
  view::CaseView view(case_file, view::local_viewer());
  if (!asked.first.empty()) {
    job::TranslateControl control(asked.path);
    if (asked.first == "none")
      control.clear_first();
    else
      control.put_first(wish_of(view, asked.first));
    if (!asked.status_only) return 0;
  }
  if (asked.stop) {
    job::TranslateControl control(asked.path);
    if (!control.state().running) {
      put("no translation of this case is running\n");
      return 1;
    }
    control.ask_to_stop();
    return 0;
  }
  if (!asked.export_to.empty()) {
    view::PackOptions options;
    options.language = asked.options.language;
    options.exhibit = asked.options.exhibit;
    options.status = asked.status;
    options.sample = asked.sample;
    options.seed = asked.seed;
    put(fmt::format("{} lines in {}\n",
                    with_thousands(view::export_lines(view, asked.export_to, options)),
                    asked.export_to));
    return 0;
  }
  if (asked.quality) return show_quality(view, settings.json);
  return show_counts(view, settings.json, asked.status_only);
}

void add_glossary(Commands& c) {
  auto* app = c.root.add_subcommand(
      "glossary", "the words of this case: slang, nicknames, names to leave alone");
  app->require_subcommand(1);
  auto path = std::make_shared<std::string>();
  auto term = std::make_shared<view::NewTerm>();
  auto id = std::make_shared<std::int64_t>(0);
  auto all = std::make_shared<bool>(false);
  const auto with_case = [&](CLI::App* command) {
    command->add_option("CASE", *path, "the case")->required();
  };
  const auto with_term = [&](CLI::App* command) {
    command->add_option("TERM", term->term, "the word or words, as people write them")->required();
    command->add_option("ENGLISH", term->english, "what it means here (not for --use keep)");
    command->add_option("--language", term->language, "only in this language (code); else in all");
    command
        ->add_option("--use", term->use,
                     "translate: put the English in; keep: leave as written; note: only show")
        ->check(CLI::IsMember({"translate", "keep", "note"}));
    command->add_option("--note", term->note, "remark");
  };
  auto* add =
      app->add_subcommand("add", "add a term; lines that hold it wait to be translated anew");
  with_case(add);
  with_term(add);
  add->add_option("--source", term->source, "who or what says so")->required();
  add->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_to_write(*path, settings);
      view::CaseView view(case_file, view::local_viewer());
      const auto change = view::add_term(view, *term);
      put(fmt::format("entry {}; {} lines wait to be translated anew (clew translate)\n", change.id,
                      with_thousands(change.waiting)));
      return 0;
    };
  });
  auto* preview = app->add_subcommand("preview", "what a term would do, without adding it");
  with_case(preview);
  with_term(preview);
  preview->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(*path, settings);
      view::CaseView view(case_file, view::local_viewer());
      const auto effect = view::preview_term(view, *term);
      put(fmt::format("{} lines hold it\n", with_thousands(effect.lines)));
      for (const auto& e : effect.examples)
        put(fmt::format("{} {}\n  {}\n  now   {}\n  then  {}\n", e.record, e.language,
                        view::for_terminal(e.text), view::for_terminal(e.now),
                        view::for_terminal(e.then)));
      return effect.lines ? 0 : 1;
    };
  });
  auto* list = app->add_subcommand("list", "all terms");
  with_case(list);
  list->add_flag("--all", *all, "also those that were taken out");
  list->add_flag("--json", c.settings.json, "as JSON");
  list->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = casefile::Case::open(*path, casefile::OpenMode::read);
      view::CaseView view(case_file, view::local_viewer());
      const auto terms = view::glossary(view, *all);
      if (settings.json) {
        JsonWriter out;
        view::write_json(out, terms);
        put(out.take() + "\n");
        return 0;
      }
      std::vector<std::vector<std::string>> rows;
      for (const auto& t : terms)
        rows.push_back({std::to_string(t.id), t.language, view::for_terminal(t.term), t.use,
                        view::for_terminal(t.english), view::for_terminal(t.source), t.author,
                        t.made_utc.substr(0, 10), t.removed ? "out" : ""});
      put(table({"entry", "language", "term", "use", "English", "source", "by", "on", ""}, rows,
                {true}));
      return terms.empty() ? 1 : 0;
    };
  });
  auto* remove =
      app->add_subcommand("remove", "take a term out; it stays in the record of the case");
  with_case(remove);
  remove->add_option("ENTRY", *id, "its number in the list")->required();
  remove->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_to_write(*path, settings);
      view::CaseView view(case_file, view::local_viewer());
      const auto change = view::remove_term(view, *id);
      put(fmt::format("{} lines wait to be translated anew (clew translate)\n",
                      with_thousands(change.waiting)));
      return 0;
    };
  });
}

}  // namespace

void add_translate_command(Commands& c) {
  auto* app = c.root.add_subcommand(
      "translate", "translate every waiting line; can be stopped and goes on where it was");
  auto a = std::make_shared<Asked>();
  app->add_option("CASE", a->path, "the case")->required();
  app->add_option("TEXT", a->text, "the English of --correct, the verdict of --judge");
  app->add_option("--engine", a->options.engine, "only this engine")
      ->check(CLI::IsMember({"neural", "apertium", "gloss"}));
  app->add_option("--language", a->options.language, "only lines of this language (code)");
  app->add_option("--exhibit", a->options.exhibit, "only lines of this exhibit");
  app->add_flag("--again", a->options.again,
                "also lines whose translation the engine, model or glossary of now would make "
                "otherwise; old ones stay");
  app->add_option("--models", a->models,
                  "where the neural models lie (else CLEW_MODELS, or the user's data folder)");
  app->add_flag("--pivot", a->options.engines.pivot,
                "neural also by way of a third language where no model leads into English");
  app->add_option("--memory", a->memory, "for remembered texts, besides the engines' own: 64M, 1G");
  app->add_option("--first", a->first,
                  "translate this before all else, also while a translation runs: a language, "
                  "exhibit or conversation; 'none' ends that");
  app->add_flag("--stop", a->stop, "end the translation of this case that is running");
  app->add_flag("--watch", a->watch, "show rate and time left (also where stderr is no terminal)");
  app->add_flag("--status", a->status_only,
                "translate nothing; say what is done, what waits and what could not be, and why");
  app->add_option("--correct", a->correct,
                  "a person's English for this record and all with the same text");
  app->add_option("--judge", a->judge, "a verdict on this record's translation: ok, minor, major");
  app->add_option("--note", a->note, "remark to --correct or --judge");
  app->add_option("--author", a->author, "who translated, for --correct and --import");
  app->add_option("--export", a->export_to,
                  "write lines for an interpreter, FILE.xlsx or FILE.xlf");
  app->add_option("--only", a->status, "with --export: only lines of this status")
      ->check(CLI::IsMember(
          {"pending", "translated", "low-confidence", "no-engine", "refused", "human-checked"}));
  app->add_option("--import", a->import_from, "take an interpreter's file back");
  app->add_option("--sample", a->sample,
                  "with --export: so many translated lines drawn at random, to be marked");
  app->add_option("--seed", a->seed, "of the draw");
  app->add_flag("--quality", a->quality,
                "error rates by language and engine from the marked samples");
  app->add_flag("--json", c.settings.json, "the counts as JSON");
  app->callback([=, &c] { c.chosen = [=, &settings = c.settings] { return act(*a, settings); }; });
  add_glossary(c);
}

}  // namespace clew::cli
