#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "language/detect.h"

namespace clew::cli {

void add_language_commands(Commands& c) {
  auto* app = c.root.add_subcommand("language", "language work on lines, without a case");
  app->require_subcommand(1);
  auto* detect = app->add_subcommand("detect", "lines on stdin → code, tab, confidence ('und': undetermined)");
  detect->callback([&c] {
    c.chosen = [] {
      std::ios::sync_with_stdio(false);
      language::detect_stream(std::cin, std::cout);
      std::cout.flush();
      return 0;
    };
  });
}

}  // namespace clew::cli
