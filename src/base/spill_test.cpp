#include "base/spill.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "base/file.h"

using namespace clew;

namespace {

void fill(Spill& block) {
  for (std::size_t i = 0; i < block.size(); ++i) block.data()[i] = static_cast<std::byte>(i * 7 + i / 4096);
}
bool holds(const Spill& block) {
  for (std::size_t i = 0; i < block.size(); ++i)
    if (block.data()[i] != static_cast<std::byte>(i * 7 + i / 4096)) return false;
  return true;
}

}  // namespace

TEST_CASE("what lies in a spill file is still there after its pages were let go of") {
  TemporaryDirectory directory;
  Spill block(1'000'001, directory.path());
  CHECK(reinterpret_cast<std::uintptr_t>(block.data()) % 64 == 0);
  fill(block);
  block.let_go(0, block.size());
  CHECK(holds(block));
  block.let_go(5000, 700'000);
  CHECK(holds(block));
  Spill moved = std::move(block);
  CHECK(holds(moved));
  CHECK(std::filesystem::is_empty(directory.path()));  // the file has no name
}

TEST_CASE("without a folder that takes a file a spill block is memory") {
  for (const char* folder : {"", "/nonexistent/folder"}) {
    Spill block(100'000, folder);
    CHECK_FALSE(block.in_file());
    fill(block);
    block.let_go(0, block.size());
    CHECK(holds(block));
  }
  CHECK(Spill().data() == nullptr);
  CHECK(Spill(0, "").data() == nullptr);
}
