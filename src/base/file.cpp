#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/error.h"

namespace clew {
namespace {

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, int error) {
  throw Error(error == ENOENT ? ErrorKind::not_found : ErrorKind::resource,
              fmt::format("cannot {} {}: {}", what, path.string(), errno_text(error)));
}

struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) fail("open", path, errno);
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    ssize_t got = read(file.fd, buffer, sizeof buffer);
    if (got < 0) {
      if (errno == EINTR) continue;
      fail("read", path, errno);
    }
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
  }
}

void sync_directory(const std::filesystem::path& directory) {
  Descriptor dir{open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (dir.fd < 0) fail("open", directory, errno);
  if (fsync(dir.fd) != 0 && errno != EINVAL) fail("flush", directory, errno);
}

void write_file_durably(const std::filesystem::path& path, std::string_view bytes) {
  auto temporary = path;
  temporary += ".new";
  {
    Descriptor file{open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (file.fd < 0) fail("create", temporary, errno);
    while (!bytes.empty()) {
      ssize_t put = write(file.fd, bytes.data(), bytes.size());
      if (put < 0) {
        if (errno == EINTR) continue;
        fail("write", temporary, errno);
      }
      bytes.remove_prefix(static_cast<size_t>(put));
    }
    if (fsync(file.fd) != 0) fail("flush", temporary, errno);
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) fail("rename to", path, errno);
  auto parent = path.parent_path();
  sync_directory(parent.empty() ? "." : parent);
}

void create_directories_durably(const std::filesystem::path& directory) {
  std::error_code error;
  if (directory.empty() || std::filesystem::is_directory(directory, error)) return;
  auto parent = directory.parent_path();
  create_directories_durably(parent);
  if (mkdir(directory.c_str(), 0777) != 0 && errno != EEXIST) fail("create", directory, errno);
  sync_directory(parent.empty() ? "." : parent);
}

TemporaryDirectory::TemporaryDirectory(std::string_view prefix) {
  const char* base = std::getenv("TMPDIR");
  std::string pattern = fmt::format("{}/{}-XXXXXX", base && *base ? base : "/tmp", prefix);
  if (!mkdtemp(pattern.data())) fail("create a directory like", pattern, errno);
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace clew
