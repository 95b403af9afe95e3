#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace clew::cli {

void add_serve_command(Commands&) {}

}  // namespace clew::cli
