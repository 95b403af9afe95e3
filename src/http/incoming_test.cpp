#include "http/incoming.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace clew::http {

namespace fs = std::filesystem;

TEST_CASE("a file that comes in pieces is whole when all are there, and goes when it was taken in") {
  TemporaryDirectory made("clew-incoming");
  Incoming incoming(made.path());
  const auto id = incoming.begin("chat of März.txt", 10);
  CHECK(incoming.take(id, 0, "12345") == 5);
  CHECK_THROWS_AS(incoming.take(id, 0, "12345"), Error);  // sent twice
  CHECK_THROWS_AS(incoming.path_of(id), Error);
  CHECK_THROWS_AS(incoming.take(id, 5, "123456"), Error);  // longer than was said
  CHECK(incoming.take(id, 5, "67890") == 10);
  const auto path = incoming.path_of(id);
  CHECK(path.filename() == "chat of März.txt");
  CHECK(read_file(path) == "1234567890");
  incoming.drop(id);
  CHECK_FALSE(fs::exists(made.path() / "incoming"));
  CHECK_THROWS_AS(incoming.path_of(id), Error);
  incoming.drop(id);
}

TEST_CASE("two files of one name do not meet, and an empty one is whole at once") {
  TemporaryDirectory made("clew-incoming");
  Incoming incoming(made.path());
  const auto one = incoming.begin("calls.csv", 1), other = incoming.begin("calls.csv", 0);
  incoming.take(one, 0, "x");
  CHECK(incoming.path_of(one) != incoming.path_of(other));
  CHECK(read_file(incoming.path_of(other)).empty());
}

TEST_CASE("names that would lead elsewhere are no names of files") {
  TemporaryDirectory made("clew-incoming");
  Incoming incoming(made.path());
  for (const char* name : {"", ".", "..", "a/b", "../case.db", "a\\b", "a\nb", "\x1b[2J"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(incoming.begin(name, 1), Error);
  }
  CHECK_THROWS_AS(incoming.begin(std::string(256, 'a'), 1), Error);
  CHECK_THROWS_AS(incoming.begin("too large", 1ull << 62), Error);
  CHECK_THROWS_AS(incoming.take("7", 0, "x"), Error);
}

TEST_CASE("what a server that is no more left of a file is cleared; what another one takes stays") {
  TemporaryDirectory made("clew-incoming");
  const auto folder = made.path() / "incoming";
  const auto child = ::fork();
  if (child == 0) ::_exit(0);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  fs::create_directories(folder / std::to_string(child) / "1");
  { Incoming incoming(made.path()); }
  CHECK_FALSE(fs::exists(folder));
  fs::create_directories(folder / std::to_string(::getppid()) / "1");  // runs
  Incoming incoming(made.path());
  incoming.drop(incoming.begin("a", 0));
  CHECK(fs::exists(folder / std::to_string(::getppid()) / "1"));
}

}  // namespace clew::http
