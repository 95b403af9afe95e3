// A file's bytes, mapped read-only. The file is opened without write access and O_NOATIME where
// allowed, so that looking at evidence leaves its times alone.
//
// bytes() holds until the object is destroyed or moved from. Threads may read at will.
// If another process truncates the file while it is mapped, access faults: map sealed copies only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <utility>

namespace clew {

class MappedFile {
 public:
  MappedFile() = default;
  // Throws Error(not_found or resource) when the file cannot be opened or mapped.
  explicit MappedFile(const std::filesystem::path& path);
  // Maps an open descriptor; keeps no hold on it. Throws Error(resource).
  static MappedFile from_descriptor(int descriptor, const char* what);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }
  std::size_t size() const { return size_; }
  // A hint: the pages of bytes [begin, end) will hardly be looked at soon. They stay readable, and count no more as memory
  // of this process.
  void let_go(std::size_t begin, std::size_t end) const;

 private:
  const void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace clew
