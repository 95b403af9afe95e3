// clew ask: the questions of view/questions.h, printed, as JSON or saved as a table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "report/answer_table.h"
#include "view/changes.h"
#include "view/enquiries.h"
#include "view/episodes.h"
#include "view/escape.h"
#include "view/identity.h"
#include "view/patterns.h"
#include "view/questions.h"
#include "view/tags.h"

namespace clew::cli {
namespace {

struct AskOptions {
  std::string path, question, who, since, save, recipients, reason, other, authority;
  std::size_t count = 200;
  int hours = 24;
  bool only_marked = false, verified = false;
};

int ask(const AskOptions& o, const Settings& settings) {
  view::AskRequest what;
  what.question = o.question;
  what.most = settings.json || !o.save.empty() ? 1'000'000 : o.count;
  std::optional<report::TableForm> form;
  if (!o.save.empty()) {
    auto ending = std::filesystem::path(o.save).extension().string();
    form = report::table_form(ending.empty() ? ending : ending.substr(1));
  }
  what.since = view::parse_instant(o.since, "--since");
  what.only_marked = o.only_marked;
  what.other = o.other;
  what.authority = o.authority;
  what.hours = o.hours;
  auto case_file = open_analysed(o.path, settings);
  view::CaseView view(case_file, view::local_viewer());
  if (!o.who.empty()) what.handle = view::handle_named(view, o.who);
  ThreadPool pool(settings.threads);
  const auto answer = view::ask(view, pool, what);
  const auto details = fmt::format("{{\"rows\":{}}}", answer.rows);
  if (o.verified) view::need_verified(answer);
  if (form) {
    auto bytes = report::answer_table(*form, view, answer, report::about_answer(view, answer, o.verified));
    case_file.audit().append({casefile::AuditAct::disclosure, answer.name + " exported", "case", details, o.recipients, o.reason});
    write_file_durably(o.save, bytes);
    say(settings, fmt::format("{}: {} rows", o.save, answer.rows));
    return answer.rows ? 0 : 1;
  }
  view.consulted(answer.name + " asked", what.handle ? fmt::format("handle {}", *what.handle) : "case", details);
  put(settings.json ? answer.json + "\n" : describe(view, answer));
  return answer.rows ? 0 : 1;
}

void add_ask(Commands& c) {
  auto* app = c.root.add_subcommand("ask", "a question by name, answered in rows with their records: `clew ask --list`");
  auto o = std::make_shared<AskOptions>();
  auto list = std::make_shared<bool>(false);
  app->add_option("CASE", o->path, "the case");
  app->add_option("QUESTION", o->question, "its name");
  app->add_flag("--list", *list, "the questions, with what each asks");
  app->add_option("--who", o->who, "only about this number or account");
  app->add_option("--since", o->since, "of changed: since that moment (2024-03-04T09:00Z); without it, since the last briefing");
  app->add_flag("--only-marked", o->only_marked, "of sequence: without the records of accepted leads");
  app->add_option("--other", o->other, "of recurs: the other case, opened for reading only");
  app->add_option("--authority", o->authority, "of recurs: on whose authority the two cases are compared; written into the audit logs of both");
  app->add_option("--hours", o->hours, "of episodes: hours before and after each")->check(CLI::Range(0, 24 * 366))->capture_default_str();
  app->add_option("--count", o->count, "rows of each table")->capture_default_str();
  app->add_flag("--verified", o->verified, "refused (exit 6) when anything in the answer rests on machine translation that nobody looked at");
  app->add_option("--save", o->save, "as a table, FILE.xlsx or FILE.csv: a disclosure");
  app->add_option("--for", o->recipients, "whom the file is for; kept in the audit log");
  app->add_option("--reason", o->reason, "why it is made; kept in the audit log");
  app->add_flag("--json", c.settings.json, "machine-readable, all rows");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      if (*list) {
        for (const auto& q : view::named_questions()) put(fmt::format("{:<14} {}\n", q.name, q.asks));
        return 0;
      }
      if (o->path.empty() || o->question.empty()) throw Error(ErrorKind::usage, "which case, and which question? `clew ask --list` lists the questions");
      return ask(*o, settings);
    };
  });
}

void add_tags(Commands& c) {
  auto* app = c.root.add_subcommand("tags", "marks that people put on records: for the sequence of events, or what a record points to");
  struct Options {
    std::string path, record, set, take_back, reason, tag;
    bool all = false;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("RECORD", o->record, "a record (ABC/1#12): its marks, or the one to mark");
  app->add_option("--set", o->set, "mark the record: sequence, points-towards, points-away, coercion, no-coercion");
  app->add_option("--take-back", o->take_back, "take the mark T1 back; one that may assist a defence only by another person than who set it");
  app->add_option("--reason", o->reason, "why");
  app->add_option("--tag", o->tag, "list only these marks");
  app->add_flag("--all", o->all, "list those that were taken back too");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      const bool writes = !o->set.empty() || !o->take_back.empty();
      auto case_file = writes ? casefile::Case::open(o->path, casefile::OpenMode::write) : open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      if (!o->set.empty()) {
        if (o->record.empty()) throw Error(ErrorKind::usage, "which record? clew tags CASE ABC/1#12 --set sequence --reason …");
        say(settings, fmt::format("{} is marked ({})", o->record, view::set_tag(view, o->record, o->set, o->reason)));
        return 0;
      }
      if (!o->take_back.empty()) {
        view::withdraw_tag(view, o->take_back, o->reason);
        say(settings, fmt::format("the mark {} is taken back", o->take_back));
        return 0;
      }
      view::TagFilter filter;
      filter.tag = o->tag;
      filter.withdrawn = o->all;
      if (!o->record.empty()) {
        const auto id = view::RecordReader(view).find(o->record);
        if (!id) throw Error(ErrorKind::not_found, fmt::format("there is no record {}", o->record));
        filter.record = id->value;
      }
      const auto list = view::tags(view, filter);
      view.consulted("marks listed", o->record.empty() ? "case" : "record " + o->record, fmt::format("{{\"marks\":{}}}", list.size()));
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).key("tags");
        write_json(out, list);
        out.end();
        put(out.take() + "\n");
        return list.empty() ? 1 : 0;
      }
      std::vector<std::vector<std::string>> rows;
      const auto shown = [](const std::string& text) { return view::for_terminal(model::EvidenceText(text)); };
      for (const auto& t : list)
        rows.push_back({t.id, t.record_name, std::string(view::tag_words(t.tag)), shown(t.who), to_iso_utc(t.made).substr(0, 16),
                        shown(t.reason) + (t.withdrawn ? " (taken back by " + shown(t.withdrawn_by) + ": " + shown(t.withdrawn_why) + ")" : "") + (t.moved ? " (the record was read anew since)" : "")});
      put(table({"", "record", "mark", "by", "when (UTC)", "why"}, rows));
      return list.empty() ? 1 : 0;
    };
  });
}

void add_enquiries(Commands& c) {
  auto* app = c.root.add_subcommand("enquiries", "lines of enquiry that people keep in the case: raised, allocated, closed with a result");
  struct Options {
    std::string path, id, title, raise, allocate, close, reopen, reason;
    std::vector<std::string> links;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("ID", o->id, "a line of enquiry (L1)");
  app->add_option("--raise", o->raise, "raise one: what is to be found out or done (with --reason; --allocate and --link too)");
  app->add_option("--allocate", o->allocate, "to whom");
  app->add_option("--close", o->close, "close it: what came of it");
  app->add_option("--reopen", o->reopen, "open it again: why");
  app->add_option("--link", o->links, "a record (ABC/1#12), lead or person (P1) that it rests on")->allow_extra_args(false);
  app->add_option("--reason", o->reason, "why");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      const bool acts = !o->raise.empty() || !o->allocate.empty() || !o->close.empty() || !o->reopen.empty() || !o->links.empty();
      auto case_file = acts ? casefile::Case::open(o->path, casefile::OpenMode::write) : casefile::Case::open(o->path, casefile::OpenMode::read);
      view::CaseView view(case_file, view::local_viewer());
      if (!o->raise.empty()) {
        say(settings, fmt::format("line of enquiry {} is raised", view::raise_enquiry(view, o->raise, o->reason, o->allocate, o->links)));
        return 0;
      }
      if (acts && o->id.empty()) throw Error(ErrorKind::usage, "which line of enquiry? clew enquiries CASE L1 …; --raise begins a new one");
      if (!o->reopen.empty()) view::reopen_enquiry(view, o->id, o->reopen);
      for (const auto& link : o->links) view::link_enquiry(view, o->id, link, o->reason);
      if (!o->allocate.empty()) view::allocate_enquiry(view, o->id, o->allocate, o->reason);
      if (!o->close.empty()) view::close_enquiry(view, o->id, o->close);
      if (acts) {
        say(settings, fmt::format("{}: done", o->id));
        return 0;
      }
      auto list = view::enquiries(view);
      if (!o->id.empty()) std::erase_if(list, [&](const auto& e) { return e.id != o->id; });
      view.consulted("lines of enquiry listed", o->id.empty() ? "case" : "line of enquiry " + o->id, fmt::format("{{\"lines\":{}}}", list.size()));
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).key("enquiries");
        write_json(out, list, now_micros());
        out.end();
        put(out.take() + "\n");
        return list.empty() ? 1 : 0;
      }
      const auto shown = [](const std::string& text) { return view::for_terminal(model::EvidenceText(text)); };
      std::vector<std::vector<std::string>> rows;
      for (const auto& e : list)
        rows.push_back({e.id, e.state + (e.state == "open" && !e.ever_allocated ? ", never allocated" : ""), shown(e.owner), to_iso_utc(e.raised).substr(0, 10),
                        shown(e.title) + (e.result.empty() ? "" : " → " + shown(e.result))});
      put(table({"", "state", "with", "raised", "what"}, rows));
      return list.empty() ? 1 : 0;
    };
  });
}

void add_episodes(Commands& c) {
  auto* app = c.root.add_subcommand("episodes", "missing-from-home episodes, entered or imported from reports; `clew ask CASE episodes` puts contacts and places beside them");
  struct Options {
    std::string path, take_back, reason, file;
    view::NewEpisode one;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("--person", o->one.person, "enter one: who (P1, or the name as the report has it)");
  app->add_option("--from", o->one.from, "missing from then on: 2024-03-04T21:40, in the case's zone unless it has an offset");
  app->add_option("--to", o->one.to, "until then, if the report says");
  app->add_option("--source", o->one.source, "the report that says so");
  app->add_option("--note", o->one.note, "remark");
  app->add_option("--import", o->file, "a CSV table with the columns person, from, to, source, note");
  app->add_option("--take-back", o->take_back, "take the episode E1 back");
  app->add_option("--reason", o->reason, "why it is taken back");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      const bool acts = !o->one.person.empty() || !o->file.empty() || !o->take_back.empty();
      auto case_file = casefile::Case::open(o->path, acts ? casefile::OpenMode::write : casefile::OpenMode::read);
      view::CaseView view(case_file, view::local_viewer());
      if (!o->take_back.empty()) {
        view::withdraw_episode(view, o->take_back, o->reason);
        say(settings, fmt::format("episode {} is taken back", o->take_back));
        return 0;
      }
      if (!o->file.empty()) {
        const auto done = view::import_episodes(view, read_file(o->file), o->one.source);
        for (const auto& line : done.refused) say(settings, line);
        say(settings, fmt::format("{} episodes entered, {} stood there already, {} lines refused{}", done.added, done.repeated, done.refused.size(), done.refused.empty() ? "" : ": nothing was entered"));
        return done.refused.empty() ? 0 : 2;
      }
      if (acts) {
        say(settings, fmt::format("episode {} is entered", view::add_episode(view, o->one)));
        return 0;
      }
      const auto list = view::episodes(view);
      view.consulted("episodes listed", "case", fmt::format("{{\"episodes\":{}}}", list.size()));
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).key("episodes");
        write_json(out, list);
        out.end();
        put(out.take() + "\n");
        return list.empty() ? 1 : 0;
      }
      const auto shown = [](const std::string& text) { return view::for_terminal(model::EvidenceText(text)); };
      std::vector<std::vector<std::string>> rows;
      for (const auto& e : list)
        rows.push_back({e.id, (e.person ? fmt::format("P{} ", *e.person) : std::string()) + shown(e.label), to_iso_utc(e.from).substr(0, 16), e.to ? to_iso_utc(*e.to).substr(0, 16) : "-", shown(e.source)});
      put(table({"", "who", "from (UTC)", "to (UTC)", "report"}, rows));
      return list.empty() ? 1 : 0;
    };
  });
}

void add_briefing(Commands& c) {
  auto* app = c.root.add_subcommand("briefing", "write into the audit log that people were briefed now; `clew ask CASE changed` begins there");
  struct Options {
    std::string path, recipients, note;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("--for", o->recipients, "who was briefed")->required();
  app->add_option("--reason", o->note, "remark");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = casefile::Case::open(o->path, casefile::OpenMode::read);
      view::CaseView view(case_file, view::local_viewer());
      view::briefing_held(view, o->recipients, o->note);
      say(settings, "written to the audit log");
      return 0;
    };
  });
}

}  // namespace

void add_ask_commands(Commands& c) {
  add_ask(c);
  add_tags(c);
  add_briefing(c);
  add_enquiries(c);
  add_episodes(c);
}

}  // namespace clew::cli
