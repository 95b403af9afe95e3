#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "http/server.h"

namespace clew::cli {

void add_serve_command(Commands& c) {
  auto* app = c.root.add_subcommand("serve", "the workbench in a browser on this machine, and its JSON interface");
  auto options = std::make_shared<http::ServeOptions>();
  auto path = std::make_shared<std::string>(), web_root = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("--port", options->port, "port (0: any free one)");
  app->add_option("--web-root", *web_root, "serve the workbench's files from here (for work on the workbench)");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      open_analysed(*path, settings);
      options->case_directory = *path;
      options->web_root = *web_root;
      options->threads = settings.threads;
      http::serve(*options, [&](const std::string& address) {
        put(address + "\n");
        std::fflush(stdout);
        say(settings, "Open this address in a browser on this machine. The part after # is the key to the case; it holds "
                      "until the program ends. Ctrl-C ends it.");
      });
      return 0;
    };
  });
}

}  // namespace clew::cli
