// clew-score: how right a case's findings are, against the truth of a generated case.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "score.h"

extern char** environ;

namespace {

// Runs a command with its standard output going to `output` ("" = passed on). Returns the exit
// status; throws when it could not be started.
int run(const std::vector<std::string>& command, const std::string& output) {
  std::vector<char*> arguments;
  for (const auto& a : command)
    arguments.push_back(const_cast<char*>(a.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (!output.empty())
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, command[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + command[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string form = (std::filesystem::temp_directory_path() / "clew-score-XXXXXX").string();
    if (mkdtemp(form.data()) == nullptr) throw std::runtime_error("cannot make a scratch folder");
    path_ = form;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string file(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Judges a case against the truth that clew-gen wrote: records, same events, languages, "
      "leads,\n"
      "clocks, people, links, and whether every cited record exists and belongs."};
  std::string truth_path, case_path, clew = "clew", records, leads, people, links, time, compare;
  bool json = false;
  app.add_option("truth", truth_path, "truth.json, truth.jsonl, or the folder it lies in")
      ->required();
  app.add_option("case", case_path, "case folder; its outputs are asked of the clew command");
  app.add_option("--clew", clew, "the clew command")->capture_default_str();
  app.add_option("--records", records, "instead of asking: clew export CASE --records FILE");
  app.add_option("--leads", leads, "instead of asking: clew leads CASE --json");
  app.add_option("--people", people, "instead of asking: clew people CASE --proposals --json");
  app.add_option("--links", links, "instead of asking: clew links CASE --json");
  app.add_option("--time", time, "instead of asking: clew time CASE --json");
  app.add_option("--compare", compare, "instead of asking: clew compare CASE --json");
  app.add_flag("--json", json, "figures as JSON");
  app.footer("Exit codes: 0 judged, 2 wrong options, 70 an input could not be read.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (case_path.empty() && records.empty() && leads.empty() && people.empty() && links.empty() &&
      time.empty() && compare.empty()) {
    std::cerr << "clew-score: give a case, or at least one of --records --leads --people --links "
                 "--time\n";
    return 2;
  }
  try {
    if (std::filesystem::is_directory(truth_path)) {
      const std::string lines = truth_path + "/truth.jsonl";
      truth_path = std::filesystem::exists(lines) ? lines : truth_path + "/truth.json";
    }
    std::ifstream truth_in(truth_path, std::ios::binary);
    if (!truth_in) throw std::runtime_error("cannot read " + truth_path);
    const clew::score::Truth truth = clew::score::load_truth(truth_in);

    ScratchFolder scratch;
    if (!case_path.empty()) {
      if (records.empty()) {
        records = scratch.file("records.jsonl");
        if (run({clew, "export", case_path, "--records", records}, scratch.file("export.txt")) != 0)
          throw std::runtime_error("clew export did not succeed");
      }
      auto ask = [&](std::string& path, const char* name, std::vector<std::string> command) {
        if (!path.empty()) return;
        path = scratch.file(name);
        // 1 is "nothing found", which is an answer.
        if (run(command, path) > 1) {
          std::cerr << "clew-score: clew " << command[1] << " gave no answer; left out\n";
          path.clear();
        }
      };
      ask(leads, "leads.json", {clew, "leads", case_path, "--json"});
      ask(people, "people.json", {clew, "people", case_path, "--proposals", "--json"});
      ask(links, "links.json", {clew, "links", case_path, "--json"});
      ask(time, "time.json", {clew, "time", case_path, "--clocks", "--json"});
      ask(compare, "compare.json", {clew, "compare", case_path, "--json"});
    }
    std::optional<clew::score::Records> judged;
    if (!records.empty()) {
      std::ifstream in(records, std::ios::binary);
      if (!in) throw std::runtime_error("cannot read " + records);
      judged.emplace(truth);
      judged->read(in);
    }
    clew::score::Outputs outputs;
    if (!leads.empty()) outputs.leads = whole(leads);
    if (!people.empty()) outputs.people = whole(people);
    if (!links.empty()) outputs.links = whole(links);
    if (!time.empty()) outputs.time = whole(time);
    if (!compare.empty()) outputs.compare = whole(compare);
    const auto report = clew::score::judge(truth, judged ? &*judged : nullptr, outputs);
    if (json)
      std::cout << clew::score::to_json(report) << "\n";
    else
      clew::score::print_text(std::cout, report);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "clew-score: " << error.what() << "\n";
    return 70;
  }
}
