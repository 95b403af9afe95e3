// The reader process: from its start to its end. Descriptors it is started with:
//   3 settings (a memory file)   4 frames out (pipe)   5 control (socket)   6 scratch (nameless
//   file)
// It asks on the control socket for an entry's bytes by number (u32) and gets the open descriptor,
// so it never opens anything itself, and only what belongs to the exhibit can be asked for.
#pragma once

#include "ingest/worker/read_exhibit.h"

namespace clew::ingest {

enum : int { settings_fd = 3, frames_fd = 4, control_fd = 5, scratch_fd = 6 };

// Exit codes besides 0.
inline constexpr int exit_bad_start = 64;     // not started by ingest
inline constexpr int exit_killed = 65;        // asked to end (SIGTERM); what was read is written
inline constexpr int exit_no_such_file = 66;  // what was wanted is not there

int worker_main(const ReaderList& readers);

}  // namespace clew::ingest
