#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <stop_token>

#include "base/error.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "job/detect_stage.h"
#include "job/translate_control.h"
#include "job/translate_stage.h"
#include "language/romanised.h"
#include "language/route.h"
#include "text/language_name.h"
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
  std::optional<std::uint64_t> seed;
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
  const auto code = text::language_code(what).value_or(what);
  auto language = view.db().prepare("SELECT 1 FROM record_language WHERE code = ?1 LIMIT 1");
  language.bind(1, code);
  if (language.step()) return {"language", code};
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

int show_counts(const view::CaseView& view, bool json) {
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
  if (o.lines == 0) {
    put("the case has no line of text to translate: clew add CASE FILE… brings messages and notes\n");
    return 1;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& l : o.languages)
    rows.push_back({l.code, l.code == "und" ? "undetermined" : text::language_name(l.code), l.status, with_thousands(l.lines)});
  put(table({"code", "language", "status", "lines"}, rows, {false, false, false, true}));
  std::string sum;
  for (const auto& s : o.statuses)
    sum += fmt::format("{}{} {}", sum.empty() ? "" : " + ", with_thousands(s.count), s.name);
  put(fmt::format("{} lines = {}\n", with_thousands(o.lines), sum));
  std::map<std::string, std::int64_t> why;
  std::map<std::string, std::int64_t> names;
  for (const auto& row : view::translation_queue(view)) {
    if ((row.status == "no-engine" || row.status == "refused") && !row.reason.empty()) why[row.reason] += row.lines;
    if (row.status == "not-needed" && std::find(job::not_said.begin(), job::not_said.end(), row.reason) != job::not_said.end()) names[row.reason] += row.lines;
  }
  for (const auto& [reason, lines] : why)
    put(fmt::format("  {}: {}\n", with_thousands(lines), reason));
  for (const auto& [reason, lines] : names)
    put(fmt::format("  {} left out: {} (--names takes them up)\n", with_thousands(lines), reason));
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

// Checks what was asked before anything is done: an option that would be passed over in silence, a language or exhibit that
// the case does not hold.
void check_asked(Asked& asked, bool writes) {
  const auto alone = [](bool given, const char* what) {
    if (given) throw Error(ErrorKind::usage, what);
  };
  alone(!asked.status.empty() && asked.export_to.empty(), "--only goes with --export FILE.xlsx; what there is of each status: --status");
  alone(asked.sample > 0 && asked.export_to.empty(), "a sample goes into a file: --export FILE.xlsx");
  alone(asked.seed && asked.sample == 0, "--seed is of a draw: --sample N --export FILE.xlsx");
  alone(!asked.note.empty() && asked.correct.empty() && asked.judge.empty(), "--note goes with --correct or --judge");
  alone(!asked.author.empty() && !writes, "--author goes with --correct or --import");
  need_models_folder(asked.models);
  if (!asked.options.language.empty()) asked.options.language = language_asked(asked.options.language);
}

// Lines by language, "ro" with its statuses together.
std::map<std::string, std::int64_t> lines_by_language(const view::CaseView& view) {
  std::map<std::string, std::int64_t> lines;
  for (const auto& l : view::overview(view).languages)
    lines[l.code] += l.lines;
  return lines;
}

std::string first_few(const std::vector<std::string>& names) {
  constexpr std::size_t most = 8;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    out += (i == 0 ? "" : ", ") + names[i];
  return names.size() > most ? fmt::format("{} and {} more", out, names.size() - most) : out;
}

// What is asked for must be in the case.
void check_in_case(const view::CaseView& view, const Asked& asked) {
  std::vector<std::string> exhibits, languages;
  for (const auto& e : view::exhibits(view))
    exhibits.push_back(e.ref);
  if (const auto& ref = asked.options.exhibit; !ref.empty() && std::find(exhibits.begin(), exhibits.end(), ref) == exhibits.end())
    throw Error(ErrorKind::not_found, exhibits.empty() ? "the case has no exhibit yet: clew add CASE FILE…"
                                                       : fmt::format("the case has no exhibit '{}'; it has {}", ref, first_few(exhibits)));
  const auto lines = lines_by_language(view);
  if (const auto& code = asked.options.language; !code.empty() && !lines.contains(code)) {
    std::vector<std::pair<std::string, std::int64_t>> most(lines.begin(), lines.end());
    std::stable_sort(most.begin(), most.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [have, count] : most)
      languages.push_back(fmt::format("{} {}", have, with_thousands(count)));
    throw Error(ErrorKind::not_found,
                languages.empty() ? "the case has no line of text yet: clew add CASE FILE…"
                                  : fmt::format("the case has no line in {}; its lines by language: {}", text::language_name(code), first_few(languages)));
  }
}

// An engine that is asked for by name must be able to do something, or every line would end as one without an engine.
void check_engine(const view::CaseView& view, const Asked& asked) {
  const auto& options = asked.options;
  if (options.engine.empty()) return;
  const auto engines = language::default_engines(options.engines);
  std::vector<std::string> languages, here;
  std::string why;
  for (const auto& l : view::overview(view).languages) {
    if (l.status == "not-needed" || (!options.language.empty() && l.code != options.language)) continue;
    const auto base = language::romanised_base(l.code);
    const auto choice = language::choose_engine(engines, base.empty() ? l.code : base, options.engine);
    if (choice.engine) return;
    why = choice.reason;
    if (std::find(languages.begin(), languages.end(), l.code) == languages.end()) languages.push_back(l.code);
  }
  if (languages.empty()) return;
  if (languages.size() == 1) throw Error(ErrorKind::not_found, why);
  for (const auto& engine : engines)
    if (engine->name() == options.engine) here = engine->languages();
  throw Error(ErrorKind::not_found,
              fmt::format("engine {} can take none of the case's languages ({}): {}", options.engine, first_few(languages),
                          here.empty() ? language::what_brings(options.engine) : fmt::format("here it knows {}", first_few(here))));
}

job::TranslateResult run_job(Asked& asked, const Settings& settings) {
  std::stop_source stop;
  running = &stop;
  std::signal(SIGINT, stop_running);
  std::signal(SIGTERM, stop_running);
  asked.options.threads = settings.threads;
  ProgressLine line(!settings.quiet || asked.watch);
  const auto result = job::run_translate_stage(
      asked.path, asked.options,
      [&](const job::Progress& p) { line.update(p.stage, p.done, p.total, p.unit); },
      stop.get_token());
  running = nullptr;
  return result;
}

int act(Asked& asked, const Settings& settings) {
  const bool writes = !asked.correct.empty() || !asked.judge.empty() || !asked.import_from.empty();
  check_asked(asked, writes);
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
      put(fmt::format("{} is marked {}\n", asked.judge, asked.text[0]));
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
  {
    auto case_file = open_analysed(asked.path, settings);  // languages must be known before anything is translated
    view::CaseView view(case_file, view::local_viewer());
    check_in_case(view, asked);
    asked.options.engines.models = asked.models;
    if (!asked.memory.empty()) asked.options.memory_bytes = bytes_of(asked.memory);
    if (!looks) check_engine(view, asked);
  }
  std::string done;
  if (!looks) {
    const auto result = run_job(asked, settings);
    done = result.lines == 0 ? std::string("nothing waited to be translated (--again: also what the engines of now would translate otherwise)")
                             : fmt::format("{} lines looked at, {} distinct texts, {} of them translated in this case before", with_thousands(result.lines),
                                           with_thousands(result.distinct), with_thousands(result.reused));
  }
  auto case_file = casefile::Case::open(asked.path, casefile::OpenMode::read);
  view::CaseView view(case_file, view::local_viewer());
  if (!asked.first.empty()) {
    job::TranslateControl control(asked.path);
    if (asked.first == "none") {
      control.clear_first();
      put("no wishes: exhibit by exhibit, language by language\n");
    } else {
      const auto wish = wish_of(view, asked.first);
      control.put_first(wish);
      put(fmt::format("{} {} goes first, {}\n", wish.kind, wish.value,
                      control.state().running ? "after the batch under way" : "as soon as a translation runs: clew translate CASE"));
    }
    if (!asked.status_only) return 0;
  }
  if (asked.stop) {
    job::TranslateControl control(asked.path);
    if (!control.state().running) {
      put("no translation of this case is running\n");
      return 1;
    }
    control.ask_to_stop();
    put("asked to stop; it ends with the batch under way, and the next clew translate goes on from there\n");
    return 0;
  }
  if (!asked.export_to.empty()) {
    view::PackOptions options;
    options.language = asked.options.language;
    options.exhibit = asked.options.exhibit;
    options.status = asked.status;
    options.sample = asked.sample;
    options.seed = asked.seed.value_or(1);
    if (const auto folder = std::filesystem::absolute(asked.export_to).parent_path(); !std::filesystem::is_directory(folder))
      throw Error(ErrorKind::not_found, fmt::format("{} cannot be written: there is no folder {}", asked.export_to, folder.string()));
    const auto lines = view::export_lines(view, asked.export_to, options);
    put(fmt::format("{} lines in {}{}\n", with_thousands(lines), asked.export_to,
                    lines > 0 ? "" : ": none fits what was asked for (what there is: clew translate CASE --status)"));
    return lines > 0 ? 0 : 1;
  }
  if (asked.quality) return show_quality(view, settings.json);
  if (!done.empty() && view::overview(view).lines > 0) say(settings, "clew: " + done);
  return show_counts(view, settings.json);
}

void check_term(view::NewTerm& term) {
  if (term.language != "*") term.language = language_asked(term.language);
  if (term.use == "keep" && !term.english.empty())
    throw Error(ErrorKind::usage, fmt::format("keep leaves '{}' as it is written, without an English; for \"{}\" take --use translate", term.term, term.english));
}

std::string wait_anew(std::int64_t lines) {
  return lines == 0 ? std::string("no line that was translated holds it")
                    : fmt::format("{} lines wait to be translated anew: clew translate CASE", with_thousands(lines));
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
    command->add_option("--language", term->language, "only in this language: its code or English name; else in all");
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
      check_term(*term);
      auto case_file = open_to_write(*path, settings);
      view::CaseView view(case_file, view::local_viewer());
      const auto change = view::add_term(view, *term);
      put(fmt::format("entry {}{}; {}\n", change.id, change.replaced ? fmt::format(" in place of {}", *change.replaced) : "",
                      term->use == "note" ? "it is shown where it stands and changes nothing" : wait_anew(change.waiting)));
      return 0;
    };
  });
  auto* preview = app->add_subcommand("preview", "what a term would do, without adding it");
  with_case(preview);
  with_term(preview);
  preview->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      check_term(*term);
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
      if (terms.empty()) {
        put("no terms yet: clew glossary add CASE TERM ENGLISH --source WHO\n");
        return 1;
      }
      std::vector<std::vector<std::string>> rows;
      for (const auto& t : terms)
        rows.push_back({std::to_string(t.id), t.language, view::for_terminal(t.term), t.use,
                        view::for_terminal(t.english), view::for_terminal(t.source), t.author,
                        t.made_utc.substr(0, 10), t.removed ? "out" : ""});
      put(table({"entry", "language", "term", "use", "English", "source", "by", "on", ""}, rows,
                {true}));
      return 0;
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
      put(fmt::format("entry {} is out; {}\n", change.id, wait_anew(change.waiting)));
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
  app->add_option("--language", a->options.language, "only lines of this language: its code or English name");
  app->add_option("--exhibit", a->options.exhibit, "only lines of this exhibit");
  app->add_flag("--again", a->options.again,
                "also lines whose translation the engine, model or glossary of now would make "
                "otherwise; old ones stay");
  app->add_flag("--names", a->options.names, "also what nobody says and is left out by itself: names and references of payments, names of places, links, file names, notes of an app about files left out or messages deleted");
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
