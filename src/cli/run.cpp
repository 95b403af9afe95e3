#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "job/analysis.h"
#include "view/escape.h"

namespace clew::cli {
namespace {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage: return 2;
    case ErrorKind::not_found: return 1;
    case ErrorKind::integrity: return 4;
    case ErrorKind::protected_id: return 5;
    case ErrorKind::not_permitted: return 6;
    case ErrorKind::resource: return 7;
    case ErrorKind::internal: return 70;
  }
  return 70;
}

// Messages quote arguments, and an argument may be the name of a hostile file (`clew add CASE *`).
std::string harmless(std::string_view message) {
  return view::for_terminal(model::EvidenceText(std::string(message)), true);
}

}  // namespace

void put(std::string_view text) {
  while (!text.empty()) {
    auto written = std::fwrite(text.data(), 1, text.size(), stdout);
    if (written == 0 && errno == EPIPE) std::_Exit(0);  // whoever read has seen enough
    if (written == 0) throw Error(ErrorKind::resource, "cannot write to the output (disk full or pipe closed)");
    text.remove_prefix(written);
  }
}

void say(const Settings& settings, std::string_view text) {
  if (!settings.quiet) fmt::print(stderr, "{}\n", harmless(text));
}

casefile::Case open_analysed(const std::string& directory, const Settings& settings) {
  bool stale;
  {
    auto look = casefile::Case::open(directory, casefile::OpenMode::read);
    stale = job::needs_analysis(look);
    if (!stale) return look;
  }
  try {
    auto writable = casefile::Case::open(directory, casefile::OpenMode::write);
    ThreadPool pool(settings.threads);
    ProgressLine line(!settings.quiet);
    job::bring_up_to_date(writable, pool, [&](const job::Progress& p) {
      line.update(p.stage, p.done, p.total, p.unit);
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_permitted && error.kind() != ErrorKind::resource) throw;
    say(settings, fmt::format("clew: the case is shown as it was last analysed: {}", error.what()));
  }
  return casefile::Case::open(directory, casefile::OpenMode::read);
}

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // `clew help leads` is `clew leads --help`.
  std::vector<char*> list(argv, argv + argc);
  std::string asks_help = "--help";
  if (argc > 1 && std::string_view(argv[1]) == "help") {
    list.erase(list.begin() + 1);
    list.push_back(asks_help.data());
    argc = static_cast<int>(list.size());
    argv = list.data();
  }
  CLI::App root("Clew: an offline workbench for lawful investigations. Reads phone downloads, call records and papers; "
                "translates every foreign line beside its original; follows every number across all devices; lists "
                "patterns as leads with the rows behind them. Nothing leaves the machine.",
                "clew");
  root.set_version_flag("--version", std::string("clew ") + CLEW_VERSION);
  root.require_subcommand(1);
  root.fallthrough();
  root.footer("Start with: clew new CASE.clew --ref OP-1 --authority … --purpose … --review-date 2027-03-14\n"
              "            clew add CASE.clew FILE… ; clew serve CASE.clew\n"
              "Exit codes: 0 ok, 1 nothing found or differs, 2 usage, 3 done but some input unread, 4 integrity failure,\n"
              "            5 refused: protected identity, 6 not permitted, 7 resource limit, 70 internal error.");
  Settings settings;
  root.add_flag("-q,--quiet", settings.quiet, "no messages and no progress on stderr");
  root.add_option("--threads", settings.threads, "threads to work with (0: one per processor); results are the same");
  Action chosen;
  Commands commands{root, settings, chosen};
  add_case_commands(commands);
  add_evidence_commands(commands);
  add_reading_commands(commands);
  add_pattern_commands(commands);
  add_people_commands(commands);
  add_ask_commands(commands);
  add_search_command(commands);
  add_language_commands(commands);
  add_model_commands(commands);
  add_serve_command(commands);
  add_self_commands(commands);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const auto left = root.remaining();
    if (argc == 1) {
      fmt::print(stderr, "clew: what should be done? `clew --help` lists the commands.\n\n{}\n", root.get_footer());
      return 2;
    }
    if (root.get_subcommands().empty() && !left.empty() && !left[0].starts_with('-')) {
      std::vector<std::string> names;
      for (const auto* command : root.get_subcommands([](CLI::App*) { return true; })) names.push_back(command->get_name());
      // Words that others use for it.
      static constexpr std::pair<std::string_view, std::string_view> others[] = {{"search", "grep"}, {"find", "grep"},      {"import", "add"},
                                                                                {"open", "serve"},  {"web", "serve"},      {"list", "ls"},
                                                                                {"undo", "split"},  {"persons", "people"}, {"chart", "links"}};
      auto near = nearest_word(left[0], names);
      for (const auto& [word, command] : others)
        if (left[0] == word) near = command;
      fmt::print(stderr, "clew: there is no command '{}'{}; `clew --help` lists them\n", harmless(left[0]),
                 near.empty() ? "" : fmt::format("; did you mean '{}'", near));
      return 2;
    }
    std::ostringstream messages;
    int code = root.exit(error, std::cout, messages);
    if (code == 0) return 0;
    std::string command = "clew";
    for (const CLI::App* at = &root; !at->get_subcommands().empty();) {
      at = at->get_subcommands().front();
      command += " " + at->get_name();
    }
    fmt::print(stderr, "{}: {}; `{} --help` tells what it takes\n", command, harmless(error.what()), command);
    return 2;
  }
  try {
    int code = chosen ? chosen() : 2;
    if (std::fflush(stdout) != 0 && errno != EPIPE) {
      fmt::print(stderr, "clew: cannot write to the output (disk full or pipe closed)\n");
      return 7;
    }
    return code;
  } catch (const Error& error) {
    std::fflush(stdout);
    fmt::print(stderr, "clew: {}\n", harmless(error.what()));
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "clew: out of memory; close other programs or give the machine more, nothing was lost\n");
    return 7;
  } catch (const std::exception& error) {
    fmt::print(stderr, "clew: internal error: {}. This is a mistake in Clew; please report it with the command that "
                       "you ran.\n",
               harmless(error.what()));
    return 70;
  }
}

}  // namespace clew::cli
