#include "job/translate_control.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/file.h"

namespace clew::job {

TEST_CASE("somebody who only asks whether a translation runs keeps nobody from beginning one") {
  TemporaryDirectory folder;
  TranslateControl asked(folder.path());
  REQUIRE(asked.begin());
  asked.end();
  std::filesystem::path lock;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.path().filename() == "lock") lock = entry.path();
  REQUIRE_FALSE(lock.empty());
  const int file = ::open(lock.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(::flock(file, LOCK_SH) == 0);
  std::jthread asker([file] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    ::close(file);
  });
  TranslateControl run(folder.path());
  CHECK(run.begin());
  TranslateControl second(folder.path());
  CHECK_FALSE(second.begin());
}

}  // namespace clew::job
