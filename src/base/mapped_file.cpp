#include "base/mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "base/pages.h"

namespace clew {

MappedFile MappedFile::from_descriptor(int descriptor, const char* what) {
  struct stat info {};
  if (fstat(descriptor, &info) != 0)
    throw Error(ErrorKind::resource, fmt::format("cannot look at {}: {}", what, errno_text(errno)));
  if (!S_ISREG(info.st_mode))
    throw Error(ErrorKind::usage, fmt::format("{} is not a regular file", what));
  MappedFile file;
  file.size_ = static_cast<std::size_t>(info.st_size);
  if (file.size_ == 0) return file;
  void* data = mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED) {
    file.size_ = 0;
    throw Error(ErrorKind::resource, fmt::format("cannot map {}: {}", what, errno_text(errno)));
  }
  file.data_ = data;
  return file;
}

MappedFile::MappedFile(const std::filesystem::path& path) {
  int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOATIME);
  if (descriptor < 0 && errno == EPERM) descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    auto kind = errno == ENOENT ? ErrorKind::not_found : ErrorKind::resource;
    throw Error(kind, fmt::format("cannot open {}: {}", path.string(), errno_text(errno)));
  }
  try {
    *this = from_descriptor(descriptor, path.c_str());
  } catch (...) {
    close(descriptor);
    throw;
  }
  close(descriptor);
}

void MappedFile::let_go(std::size_t begin, std::size_t end) const {
  let_go_pages(data_, size_, begin, end);
}

MappedFile::~MappedFile() {
  if (data_) munmap(const_cast<void*>(data_), size_);
}

}  // namespace clew
