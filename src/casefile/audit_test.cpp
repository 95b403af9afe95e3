#include "casefile/audit.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "base/error.h"
#include "base/file.h"

using namespace clew;
using namespace clew::casefile;
namespace fs = std::filesystem;

namespace {

void fill(AuditLog& log, int count) {
  for (int i = 0; i < count; ++i)
    log.append({AuditAct::consultation, "record read", "record ABC/1#" + std::to_string(i), "", "", ""});
}

std::vector<fs::path> files_of(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file() && entry.path().filename() != "lock" && entry.path().filename() != "key")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("entries come back in order, across full and partial tiles, and the log verifies") {
  TemporaryDirectory directory;
  AuditLog::create(directory.path(), "OP/1");
  AuditLog log(directory.path());
  CHECK(log.verify().empty());
  fill(log, 300);
  CHECK(log.size() == 300);
  CHECK(log.verify().empty());
  auto entries = log.entries(250, 20);
  REQUIRE(entries.size() == 20);
  CHECK(entries[0].index == 250);
  CHECK(entries[19].json.find("ABC/1#269") != std::string::npos);
  CHECK(fs::exists(directory.path() / "tile/0/000"));
  CHECK(fs::exists(directory.path() / "tile/1/000.p/1"));
  CHECK(fs::exists(directory.path() / "tile/entries/001.p/44"));
}

TEST_CASE("entries are read and the log is verified while others append: nothing is missing and nothing fails") {
  TemporaryDirectory directory;
  AuditLog::create(directory.path(), "OP/1");
  AuditLog log(directory.path());
  fill(log, 3);
  std::atomic<bool> done = false;
  std::size_t reads = 0, wrong = 0, faults = 0;
  std::thread reader([&] {
    AuditLog other(directory.path());
    while (!done || reads == 0) {
      const auto size = other.size();
      const auto entries = other.entries(0, size);
      wrong += entries.size() != size || entries.back().index + 1 != size;
      faults += other.verify().size();
      ++reads;
    }
  });
  fill(log, 400);
  done = true;
  reader.join();
  CHECK(reads > 0);
  CHECK(wrong == 0);
  CHECK(faults == 0);
}
TEST_CASE("the root of a small log is the one that RFC 6962 defines") {
  TemporaryDirectory directory;
  AuditLog::create(directory.path(), "OP/1");
  // The empty tree's hash is SHA-256 of nothing, in base64.
  CHECK(AuditLog(directory.path()).checkpoint().find("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=") !=
        std::string::npos);
}

TEST_CASE("any flipped bit in any file of the log is found") {
  TemporaryDirectory directory;
  AuditLog::create(directory.path(), "OP/1");
  AuditLog log(directory.path());
  fill(log, 9);
  std::mt19937 random(7);
  for (const auto& path : files_of(directory.path())) {
    auto good = read_file(path);
    for (std::size_t i = 0; i < good.size(); i += 1 + random() % 3) {
      auto bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << random() % 8));
      // The note's line for key names is text: a changed vkey name is still the same key.
      if (path.filename() == "vkey" && i < good.rfind('+')) continue;
      write_file_durably(path, bad);
      INFO(path.string() << " byte " << i);
      bool found = false;
      try {
        found = !log.verify().empty();
      } catch (const Error&) {
        found = true;
      }
      // base64 has spare bits in its last character, trailing newlines carry nothing
      if (!found) CHECK((path.filename() == "vkey" || path.filename() == "checkpoint"));
    }
    write_file_durably(path, good);
  }
  CHECK(log.verify().empty());
}

TEST_CASE("removing the newest entries is found against a checkpoint kept elsewhere") {
  TemporaryDirectory directory, copy;
  AuditLog::create(directory.path(), "OP/1");
  AuditLog log(directory.path());
  fill(log, 5);
  fs::copy(directory.path(), copy.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  fill(log, 5);
  auto held = log.checkpoint();
  CHECK(log.verify(held).empty());
  AuditLog cut(copy.path());
  CHECK(cut.verify().empty());
  REQUIRE(cut.verify(held).size() == 1);
  CHECK(cut.verify(held)[0].what.find("missing") != std::string::npos);
  // A fork: the same number of other entries under the same key.
  for (int i = 0; i < 6; ++i) cut.append({AuditAct::alteration, "other", "x", "", "", ""});
  CHECK(cut.verify().empty());
  CHECK_FALSE(cut.verify(held).empty());
}

TEST_CASE("a crash before the checkpoint leaves the old log whole and appending goes on") {
  TemporaryDirectory directory;
  AuditLog::create(directory.path(), "OP/1");
  AuditLog log(directory.path());
  fill(log, 3);
  auto before = log.checkpoint();
  auto kept = directory.path() / "tile/entries/000.p/3", kept_hashes = directory.path() / "tile/0/000.p/3";
  auto entries = read_file(kept), hashes = read_file(kept_hashes);
  fill(log, 1);
  // As if power had failed after the tiles and before the checkpoint.
  write_file_durably(directory.path() / "checkpoint", before);
  write_file_durably(kept, entries);
  write_file_durably(kept_hashes, hashes);
  CHECK(log.verify().empty());
  fill(log, 2);
  CHECK(log.size() == 5);
  CHECK(log.verify().empty());
}
