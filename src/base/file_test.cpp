#include "base/file.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/mapped_file.h"

using namespace clew;

TEST_CASE("what was written durably is read back, mapped or whole, and replaces the old content") {
  TemporaryDirectory directory;
  auto path = directory.path() / "a";
  write_file_durably(path, "one");
  write_file_durably(path, std::string("two\0three", 9));
  CHECK(read_file(path) == std::string("two\0three", 9));
  CHECK(MappedFile(path).bytes() == std::string_view("two\0three", 9));
}

TEST_CASE("an empty file maps to no bytes") {
  TemporaryDirectory directory;
  write_file_durably(directory.path() / "empty", "");
  CHECK(MappedFile(directory.path() / "empty").bytes().empty());
}

TEST_CASE("a missing file is named in the error, and a folder is not a file") {
  TemporaryDirectory directory;
  try {
    MappedFile file(directory.path() / "nowhere");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::not_found);
    CHECK(std::string(error.what()).find("nowhere") != std::string::npos);
  }
  CHECK_THROWS_AS(MappedFile(directory.path()), Error);
}

TEST_CASE("folders that are missing are made, one below the other, and those that are there stay") {
  TemporaryDirectory place;
  auto deep = place.path() / "a" / "b" / "c";
  create_directories_durably(deep);
  CHECK(std::filesystem::is_directory(deep));
  create_directories_durably(deep);
  write_file_durably(place.path() / "a" / "file", "x");
  CHECK_THROWS_AS(create_directories_durably(place.path() / "a" / "file" / "below"), Error);
}
