// The commands of `clew`, each a function that adds itself to the CLI11 tree. The tree is the one table
// from which --help, the man page and shell completion are made.
//
// A command's action returns the exit code: 0 ok, 1 nothing found or differs, 2 usage, 3 done but some
// input unread, 4 integrity failure, 5 refused: protected, 6 not permitted, 7 resource limit, 70 bug.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "casefile/case.h"
#include "view/viewer.h"

namespace CLI {
class App;
}

namespace clew::cli {

struct Settings {
  bool json = false;
  bool quiet = false;
  unsigned threads = 0;  // 0: one per processor
};

using Action = std::function<int()>;

// What every command gets: the tree to add to, the settings, and where to put its action.
struct Commands {
  CLI::App& root;
  Settings& settings;
  Action& chosen;
};

void add_case_commands(Commands& commands);      // new, ls, overview, digest, verify, audit, doctor
void add_evidence_commands(Commands& commands);  // add, report-import, show, export
void add_reading_commands(Commands& commands);   // read, time
void add_pattern_commands(Commands& commands);   // links, leads, around, rhythm
void add_people_commands(Commands& commands);    // people, merge, split
void add_ask_commands(Commands& commands);       // ask, tags, briefing, enquiries, episodes
void add_search_command(Commands& commands);     // grep
void add_language_commands(Commands& commands);  // language detect|translate|eval
void add_translate_command(Commands& commands);  // translate, glossary
void add_model_commands(Commands& commands);     // model add, list, verify, remove, get
void add_serve_command(Commands& commands);      // serve
void add_self_commands(Commands& commands);      // man, completion

// Writes to stdout; throws Error(resource) when that fails (disk full, pipe closed).
void put(std::string_view text);
// A message to stderr unless --quiet.
void say(const Settings& settings, std::string_view text);

// The code of a language that somebody typed as a code or by its English name. Throws Error(usage) for anything else.
std::string language_asked(const std::string& typed);
// For commands that only read models: throws Error(not_found) when `folder` is given and is none.
void need_models_folder(const std::string& folder);

// The stages that a case still needs, run now (for commands whose answer hangs on them). A case that cannot be
// written is shown as it is, with a message.
casefile::Case open_analysed(const std::string& directory, const Settings& settings);

int run(int argc, char** argv);

}  // namespace clew::cli
