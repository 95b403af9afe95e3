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
#include <utility>

#include "score.h"

extern char** environ;

namespace {

// A command at work, its standard output going to the descriptor `output`. Throws when it could not be started.
pid_t start(const std::vector<std::string>& command, int output) {
  std::vector<char*> arguments;
  for (const auto& a : command)
    arguments.push_back(const_cast<char*>(a.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, command[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + command[0]);
  return child;
}

int exit_status(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// Runs a command, its standard output going to a new file. Returns its exit status.
int run(const std::vector<std::string>& command, const std::string& output) {
  const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot write " + output);
  const pid_t child = start(command, file);
  close(file);
  return exit_status(child);
}

// What a command says, read while it works: nothing of it is kept, however long it is. Or a file.
class Source {
 public:
  explicit Source(const std::string& path) : in_(path, std::ios::binary) {
    if (!in_) throw std::runtime_error("cannot read " + path);
  }
  explicit Source(const std::vector<std::string>& command) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    child_ = start(command, ends[1]);
    close(ends[1]);
    in_.open("/dev/fd/" + std::to_string(ends[0]), std::ios::binary);
    close(ends[0]);
    if (!in_) throw std::runtime_error("cannot read what " + command[0] + " says");
  }
  ~Source() {
    in_.close();
    if (child_ > 0) exit_status(child_);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  std::istream& text() { return in_; }
  // Of the command when it was read to the end; 0 for a file.
  int status() { return child_ > 0 ? exit_status(std::exchange(child_, 0)) : 0; }

 private:
  std::ifstream in_;
  pid_t child_ = 0;
};

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
  std::string truth_path, case_path, clew = "clew", records, leads, people, links, changes, time, compare, missed;
  bool json = false;
  app.add_option("truth", truth_path, "truth.json, truth.jsonl, or the folder it lies in")
      ->required();
  app.add_option("case", case_path, "case folder; its outputs are asked of the clew command");
  app.add_option("--clew", clew, "the clew command")->capture_default_str();
  app.add_option("--records", records, "instead of asking: clew export CASE --records FILE");
  app.add_option("--leads", leads, "instead of asking: clew leads CASE --json");
  app.add_option("--people", people, "instead of asking: clew people CASE --proposals --json");
  app.add_option("--links", links, "instead of asking: clew links CASE --json");
  app.add_option("--changes", changes, "instead of asking: clew links CASE --changes --json");
  app.add_option("--time", time, "instead of asking: clew time CASE --json");
  app.add_option("--compare", compare, "instead of asking: clew compare CASE --json");
  app.add_flag("--json", json, "figures as JSON");
  app.add_option("--missed", missed, "write there what was missed or wrong of copies and both ends, a line each");
  app.footer("Exit codes: 0 judged, 2 wrong options, 70 an input could not be read.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (case_path.empty() && records.empty() && leads.empty() && people.empty() && links.empty() &&
      changes.empty() && time.empty() && compare.empty()) {
    std::cerr << "clew-score: give a case, or at least one of --records --leads --people --links "
                 "--changes --time --compare\n";
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
    const bool asks = !case_path.empty();
    std::optional<clew::score::Records> judged;
    if (!records.empty() || asks) {
      Source source = records.empty() ? Source(std::vector<std::string>{clew, "-q", "export", case_path, "--records", "-"}) : Source(records);
      judged.emplace(truth);
      judged->read(source.text());
      if (source.status() > 1) throw std::runtime_error("clew export did not succeed");
    }
    auto ask = [&](const std::string& path, const char* name, std::vector<std::string> command) {
      if (!path.empty()) return whole(path);
      if (!asks) return std::string();
      const std::string answer = scratch.file(name);
      // 1 is "nothing found", which is an answer.
      if (run(command, answer) <= 1) return whole(answer);
      std::cerr << "clew-score: clew " << command[1] << " gave no answer; left out\n";
      return std::string();
    };
    clew::score::Outputs outputs;
    outputs.leads = ask(leads, "leads.json", {clew, "leads", case_path, "--json"});
    outputs.people = ask(people, "people.json", {clew, "people", case_path, "--proposals", "--json"});
    outputs.changes = ask(changes, "changes.json", {clew, "links", case_path, "--changes", "--json"});
    outputs.time = ask(time, "time.json", {clew, "time", case_path, "--clocks", "--json"});
    std::optional<Source> links_source, compare_source;
    // Judged in this order too: a command waits until it is listened to.
    auto listen = [&](std::optional<Source>& source, const std::string& path, const char* command) -> std::istream* {
      if (path.empty() && !asks) return nullptr;
      path.empty() ? source.emplace(std::vector<std::string>{clew, command, case_path, "--json"}) : source.emplace(path);
      if (source->text().peek() != std::ifstream::traits_type::eof()) return &source->text();
      std::cerr << "clew-score: clew " << command << " gave no answer; left out\n";
      source.reset();
      return nullptr;
    };
    outputs.compare = listen(compare_source, compare, "compare");
    outputs.links = listen(links_source, links, "links");
    std::ofstream missed_out;
    if (!missed.empty()) {
      missed_out.open(missed, std::ios::binary);
      if (!missed_out) throw std::runtime_error("cannot write " + missed);
      outputs.missed = &missed_out;
    }
    const auto report = clew::score::judge(truth, judged ? &*judged : nullptr, outputs);
    for (auto* source : {&compare_source, &links_source})
      if (*source && (*source)->status() > 1) throw std::runtime_error("clew did not say all of what it was asked");
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
