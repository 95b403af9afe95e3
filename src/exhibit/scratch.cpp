#include "exhibit/scratch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/assert.h"
#include "base/error.h"
#include "base/pages.h"

namespace clew::exhibit {
namespace {

constexpr std::uint64_t page = 65536;  // multiple of every page size in use

std::uint64_t round_up(std::uint64_t size) { return (size + page - 1) / page * page; }

[[noreturn]] void fail(const char* what) {
  throw Error(ErrorKind::resource,
              fmt::format("cannot {} the scratch file: {}; free some disk space and try again",
                          what, errno_text(errno)));
}

}  // namespace

struct Scratch::State {
  explicit State(int fd) : descriptor(fd) {}
  ~State() { close(descriptor); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void write_at(std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
      auto put = pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0) {
        if (errno == EINTR) continue;
        fail("write");
      }
      bytes.remove_prefix(static_cast<size_t>(put));
      offset += static_cast<std::uint64_t>(put);
    }
  }
  // Blocks go back to the file system; the room at the end is used again.
  void release(std::uint64_t offset, std::uint64_t length) {
    if (offset + length == end) {
      end = offset;
      if (ftruncate(descriptor, static_cast<off_t>(end)) == 0) return;
    }
    (void)fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                    static_cast<off_t>(offset), static_cast<off_t>(length));
  }

  int descriptor;
  std::uint64_t end = 0;  // first free byte, multiple of `page`
  bool writing = false;
};

namespace {

class ScratchBytes : public ByteSource {
 public:
  ScratchBytes(std::shared_ptr<Scratch::State> state, std::uint64_t offset, std::uint64_t size)
      : state_(std::move(state)), offset_(offset), size_(size) {
    data_ = mmap(nullptr, size_, PROT_READ, MAP_SHARED, state_->descriptor,
                 static_cast<off_t>(offset_));
    if (data_ == MAP_FAILED) fail("map");
  }
  ~ScratchBytes() override {
    munmap(data_, size_);
    state_->release(offset_, round_up(size_));
  }
  std::string_view bytes() const override { return {static_cast<const char*>(data_), size_}; }
  void passed(std::uint64_t begin, std::uint64_t end) const override {
    let_go_pages(data_, size_, begin, end);
  }

 private:
  std::shared_ptr<Scratch::State> state_;
  std::uint64_t offset_, size_;
  void* data_ = nullptr;
};

class Slice : public ByteSource {
 public:
  Slice(std::shared_ptr<const ByteSource> whole, std::string_view part)
      : whole_(std::move(whole)), part_(part) {}
  std::string_view bytes() const override { return part_; }
  void passed(std::uint64_t begin, std::uint64_t end) const override {
    const auto at = static_cast<std::uint64_t>(part_.data() - whole_->bytes().data());
    whole_->passed(at + begin, at + std::min<std::uint64_t>(end, part_.size()));
  }

 private:
  std::shared_ptr<const ByteSource> whole_;
  std::string_view part_;
};

class MappedBytes : public ByteSource {
 public:
  MappedBytes(int descriptor, const char* what) {
    // lseek, not fstat: the locked-down reader process may not ask about files.
    auto end = lseek(descriptor, 0, SEEK_END);
    size_ = end > 0 ? static_cast<std::size_t>(end) : 0;
    if (size_ == 0) return;
    data_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data_ == MAP_FAILED)
      throw Error(ErrorKind::resource, fmt::format("cannot map {}: {}", what, errno_text(errno)));
  }
  ~MappedBytes() override {
    if (size_) munmap(data_, size_);
  }
  std::string_view bytes() const override { return {static_cast<const char*>(data_), size_}; }
  void passed(std::uint64_t begin, std::uint64_t end) const override {
    let_go_pages(data_, size_, begin, end);
  }

 private:
  std::size_t size_ = 0;
  void* data_ = nullptr;
};

}  // namespace

Scratch::Scratch(int descriptor) : state_(std::make_shared<State>(descriptor)) {}

int Scratch::make_file(const std::string& directory) {
  int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  std::string pattern = directory + "/clew-scratch-XXXXXX";
  fd = mkostemp(pattern.data(), O_CLOEXEC);
  if (fd < 0)
    throw Error(ErrorKind::resource,
                fmt::format("cannot make a scratch file in {}: {}", directory, errno_text(errno)));
  unlink(pattern.c_str());
  return fd;
}

Scratch::Writer::Writer(Scratch& scratch) : scratch_(scratch) {
  CLEW_ASSERT(!scratch_.state_->writing);
  scratch_.state_->writing = true;
}

Scratch::Writer::~Writer() {
  auto& state = *scratch_.state_;
  if (spilled_ && ftruncate(state.descriptor, static_cast<off_t>(state.end)) != 0) {
    // the blocks stay until the file goes; nothing else depends on them
  }
  state.writing = false;
}

void Scratch::Writer::spill() {
  if (spilled_) return;
  auto& state = *scratch_.state_;
  start_ = state.end;
  spilled_ = true;
  state.write_at(start_, small_);
  small_ = {};
}

void Scratch::Writer::append(std::string_view bytes) {
  if (!spilled_ && size_ + bytes.size() <= small_bytes) {
    small_.append(bytes);
  } else {
    spill();
    scratch_.state_->write_at(start_ + size_, bytes);
  }
  size_ += bytes.size();
}

void Scratch::Writer::append_zeros(std::uint64_t count) {
  if (!spilled_ && size_ + count <= small_bytes) {
    small_.append(count, '\0');
  } else {
    spill();  // what lies between is a hole, read as zeros
  }
  size_ += count;
}

std::shared_ptr<const ByteSource> Scratch::Writer::finish() {
  auto size = std::exchange(size_, 0);
  if (!spilled_) return bytes_in_memory(std::exchange(small_, {}));
  auto& state = *scratch_.state_;
  if (ftruncate(state.descriptor, static_cast<off_t>(start_ + round_up(size))) != 0) fail("grow");
  auto source = std::make_shared<ScratchBytes>(scratch_.state_, start_, size);
  state.end = start_ + round_up(size);
  spilled_ = false;
  return source;
}

std::shared_ptr<const ByteSource> slice_of(std::shared_ptr<const ByteSource> whole,
                                           std::uint64_t offset, std::uint64_t length) {
  auto bytes = whole->bytes();
  CLEW_ASSERT(offset <= bytes.size() && length <= bytes.size() - offset);
  return std::make_shared<Slice>(std::move(whole), bytes.substr(offset, length));
}

std::shared_ptr<const ByteSource> map_descriptor(int descriptor, const char* what) {
  return std::make_shared<MappedBytes>(descriptor, what);
}

}  // namespace clew::exhibit
