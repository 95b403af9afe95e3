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
#include "view/escape.h"
#include "view/identity.h"
#include "view/patterns.h"
#include "view/questions.h"
#include "view/tags.h"

namespace clew::cli {
namespace {

struct AskOptions {
  std::string path, question, who, since, save, recipients, reason;
  std::size_t count = 200;
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
}

}  // namespace clew::cli
