#include "base/spill.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/pages.h"

namespace clew {
namespace {

void* map_unnamed_file(std::size_t bytes, const std::filesystem::path& folder) {
  const int descriptor = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) return nullptr;
  void* data = posix_fallocate(descriptor, 0, static_cast<off_t>(bytes)) == 0
                   ? mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
                   : MAP_FAILED;
  close(descriptor);  // the mapping keeps the file
  return data == MAP_FAILED ? nullptr : data;
}

}  // namespace

Spill::Spill(std::size_t bytes, const std::filesystem::path& folder) : size_(bytes) {
  if (bytes == 0) return;
  if (!folder.empty()) data_ = static_cast<std::byte*>(map_unnamed_file(bytes, folder));
  in_file_ = data_ != nullptr;
  if (!data_) data_ = static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64));
  if (!data_)
    throw Error(ErrorKind::resource, fmt::format("not enough memory ({} MB): close other programs or work on a machine with more",
                                                 bytes >> 20));
}

Spill::~Spill() {
  if (!data_) return;
  if (in_file_)
    munmap(data_, size_);
  else
    std::free(data_);
}

void Spill::let_go(std::size_t begin, std::size_t end) const {
  if (in_file_) let_go_pages(data_, size_, begin, end);
}

}  // namespace clew
