// A block of memory that may lie in an unnamed file, for what is larger than a process should hold: pages that are let go
// of go back to the system, keep what is in them, and come back when they are looked at.
//
// The file's room on the disk is reserved at once, so that a full disk shows here and not at a later write. Where none can be
// had (a medium for reading, a full disk, no folder named) the block is ordinary memory and let_go() does nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <utility>

namespace clew {

class Spill {
 public:
  Spill() = default;
  // Aligned to 64 bytes, contents undefined. Throws Error(resource) when there is not even memory.
  Spill(std::size_t bytes, const std::filesystem::path& folder);
  ~Spill();
  Spill(Spill&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)), in_file_(other.in_file_) {}
  Spill& operator=(Spill&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(in_file_, other.in_file_);
    return *this;
  }

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool in_file() const { return in_file_; }
  // The whole pages of bytes [begin, end). For any thread.
  void let_go(std::size_t begin, std::size_t end) const;

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  bool in_file_ = false;
};

}  // namespace clew
