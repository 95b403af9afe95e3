#include "ingest/reader_process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "exhibit/zip_maker.h"

using namespace clew;
using namespace clew::ingest;
using namespace clew::exhibit::test;

namespace {

// A case, and a folder of files for the reader that was taken over.
struct House {
  TemporaryDirectory directory;
  casefile::Case case_file = casefile::Case::create(
      directory.path() / "a.clew",
      {"OP-THREAD", "Inspector Example", "who moved the keys", "2027-03-14", "", "", ""});
  ImportOptions options;

  House() {
    options.reader_program = std::filesystem::path(CLEW_BINARY_DIR) / "clew-reader-evil";
    options.stall_limit = std::chrono::milliseconds(700);
    std::filesystem::create_directory(folder());
  }
  std::filesystem::path folder() const { return directory.path() / "in"; }
  void file(const std::string& name, std::string_view bytes) {
    std::ofstream(folder() / name, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  ImportReport read() { return import_path(case_file, folder(), options); }
};

const FileReport& of(const ImportReport& report, std::string_view path) {
  auto found = std::find_if(report.files.begin(), report.files.end(),
                            [&](const auto& file) { return file.path == path; });
  REQUIRE(found != report.files.end());
  return *found;
}

bool says(const FileReport& file, std::string_view what) {
  return std::any_of(file.findings.begin(), file.findings.end(),
                     [&](const auto& finding) { return finding.what == what; });
}

bool sandboxed(const ImportReport& report) {
  for (const auto& finding : report.findings)
    if (finding.what == "reader not fully locked down") {
      MESSAGE("SKIPPED: " << finding.why);
      return false;
    }
  return true;
}

}  // namespace

TEST_CASE("a reader that was taken over cannot leave its process") {
  House list;
  list.file("list", "evil:list");
  auto names = of(list.read(), "list").decided;
  REQUIRE(names.size() >= 40);

  House house;
  std::ofstream("/tmp/clew-evil-target") << "x";
  for (const auto& [name, ignored] : names)
    house.file(name, "evil:" + name);
  auto report = house.read();
  if (!sandboxed(report)) return;
  int refused = 0, ended = 0;
  for (const auto& [name, ignored] : names) {
    const auto& file = of(report, name);
    CAPTURE(name);
    CHECK_FALSE(says(file, "ESCAPED"));
    if (says(file, "refused"))
      ++refused;
    else if (says(file, "reader stopped: forbidden system call"))
      ++ended;
    else
      CHECK_MESSAGE(false, "neither refused nor ended");
  }
  MESSAGE(names.size() << " escapes tried, 0 through: " << refused << " refused, " << ended
                       << " ended the reader");
  CHECK(refused + ended == static_cast<int>(names.size()));
  CHECK(read_file("/tmp/clew-evil-target") == "x");
  std::filesystem::remove("/tmp/clew-evil-target");
  // What was said before the end is kept (the two calls in another processor mode leave no time).
  CHECK(report.records + 2 >= names.size());
}

TEST_CASE("a crash, a hang and a flood cost one item, the others are read") {
  House house;
  for (auto what : {"abort", "ask", "crash", "flood", "garbage", "hang", "leave", "lie", "throw"})
    house.file(what, std::string("evil:") + what);
  house.file("plain-a", "\x01\x02 one");
  house.file("zlast", "\x01\x02 two");
  auto report = house.read();
  REQUIRE(report.files.size() == 11);
  std::string all;
  for (const auto& file : report.files)
    for (const auto& finding : file.findings)
      all += file.path + ": " + finding.what + ": " + finding.why + "\n";
  CAPTURE(all);
  CHECK(report.status == "partial");
  CHECK(says(of(report, "crash"), "reader stopped: signal 11"));
  CHECK(says(of(report, "abort"), "reader stopped: signal 6"));
  CHECK(says(of(report, "hang"), "reader stopped: time limit"));
  CHECK(says(of(report, "flood"), "reader stopped: too much output"));
  CHECK(says(of(report, "garbage"), "reader stopped: invalid data"));
  CHECK(says(of(report, "leave"), "reader stopped: exit 0"));
  CHECK(says(of(report, "lie"), "rows do not add up"));
  CHECK(says(of(report, "throw"), "reader failed"));
  for (auto whole : {"plain-a", "zlast"}) {
    CHECK(of(report, whole).reader == "file");
    CHECK(of(report, whole).tables.at(0).records == 1);
  }
  // The record before the crash crossed the boundary.
  for (auto what : {"crash", "abort", "hang"})
    CHECK(of(report, what).tables.at(0).records == 1);
  for (const auto& file : report.files)
    for (const auto& table : file.tables) {
      auto sum = table.records + table.duplicates;
      for (const auto& skipped : table.skipped)
        sum += skipped.count;
      CHECK(sum == table.rows_seen);
    }
}

TEST_CASE("a reader that wants too much memory is stopped, the rest goes on") {
  House house;
  house.options.reader_memory_bytes = 256 << 20;
  house.options.stall_limit = std::chrono::seconds(20);
  house.file("a", "evil:memory");
  house.file("b", "\x01\x02 plain");
  auto report = house.read();
  if (!sandboxed(report)) return;
  CHECK(says(of(report, "a"), "reader stopped: memory limit"));
  CHECK(of(report, "b").reader == "file");
}

TEST_CASE("no descriptor and no process is left behind") {
  auto open_now = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  House house;
  house.file("a", "evil:crash");
  house.file("b", "evil:garbage");
  auto before = open_now();
  house.read();
  CHECK(open_now() == before);
}

TEST_CASE("a missing reader program is an error that says what to do") {
  House house;
  house.file("a", "x");
  house.options.reader_program = "/nonexistent/clew-reader";
  try {
    house.read();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("CLEW_READER") != std::string::npos);
  }
}

TEST_CASE("an exhibit costs at most 2 ms beyond starting the process") {
  House house;
  house.options.reader_program = std::filesystem::path(CLEW_BINARY_DIR) / "clew-reader";
  constexpr int rounds = 20;
  // Processor time, ours and the reader's: wall time says more about the machine's other work.
  auto used = [] {
    double ms = 0;
    for (auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
      rusage usage{};
      getrusage(who, &usage);
      for (auto time : {usage.ru_utime, usage.ru_stime})
        ms += static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    }
    return ms;
  };
  auto import_all = [&](Isolation isolation) {
    auto options = house.options;
    options.isolation = isolation;
    options.again = true;
    auto start = used();
    for (int i = 0; i < rounds; ++i) {
      auto path = house.directory.path() / ("note" + std::to_string(i) + ".bin");
      std::ofstream(path) << "\x01\x02 note " << i;
      import_path(house.case_file, path, options);
    }
    return (used() - start) / rounds;
  };
  import_all(Isolation::in_process);
  auto without = import_all(Isolation::in_process), with = import_all(Isolation::process);
  // The same program started by itself ends at once: what any process costs here.
  auto start = used();
  for (int i = 0; i < rounds; ++i) {
    auto program = house.options.reader_program.string();
    char* arguments[] = {program.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid = -1;
    REQUIRE(posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments, nullptr) == 0);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    waitpid(pid, &status, 0);
  }
  auto bare = (used() - start) / rounds;
  MESSAGE("processor time of the reader process: " << with - without << " ms an exhibit, of which "
                                                   << bare << " ms to start it");
  CHECK(with - without - bare < 8);  // loose: the figure is in the message
}
