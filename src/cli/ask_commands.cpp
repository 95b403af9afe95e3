// clew ask: the questions of view/questions.h, printed, as JSON or saved as a table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "cli/command.h"
#include "report/answer_table.h"
#include "view/patterns.h"
#include "view/questions.h"

namespace clew::cli {
namespace {

struct AskOptions {
  std::string path, question, who, save, recipients, reason;
  std::size_t count = 200;
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
  auto case_file = open_analysed(o.path, settings);
  view::CaseView view(case_file, view::local_viewer());
  if (!o.who.empty()) what.handle = view::handle_named(view, o.who);
  ThreadPool pool(settings.threads);
  const auto answer = view::ask(view, pool, what);
  const auto details = fmt::format("{{\"rows\":{}}}", answer.rows);
  if (form) {
    auto bytes = report::answer_table(*form, view, answer, fmt::format("{}: {}, {} rows. Clew {}", case_file.info("reference"), answer.name, answer.rows, CLEW_VERSION));
    case_file.audit().append({casefile::AuditAct::disclosure, answer.name + " exported", "case", details, o.recipients, o.reason});
    write_file_durably(o.save, bytes);
    say(settings, fmt::format("{}: {} rows", o.save, answer.rows));
    return answer.rows ? 0 : 1;
  }
  view.consulted(answer.name + " asked", what.handle ? fmt::format("handle {}", *what.handle) : "case", details);
  put(settings.json ? answer.json + "\n" : describe(view, answer));
  return answer.rows ? 0 : 1;
}

}  // namespace

void add_ask_commands(Commands& c) {
  auto* app = c.root.add_subcommand("ask", "a question by name, answered in rows with their records: `clew ask --list`");
  auto o = std::make_shared<AskOptions>();
  auto list = std::make_shared<bool>(false);
  app->add_option("CASE", o->path, "the case");
  app->add_option("QUESTION", o->question, "its name");
  app->add_flag("--list", *list, "the questions, with what each asks");
  app->add_option("--who", o->who, "only about this number or account");
  app->add_option("--count", o->count, "rows of each table")->capture_default_str();
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

}  // namespace clew::cli
