// time, compare: called by add_reading_commands().
#pragma once

#include "cli/command.h"

namespace clew::cli {

void add_time_commands(Commands& commands);

}  // namespace clew::cli
