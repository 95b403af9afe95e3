// Room for unpacked members outside memory: one nameless file, given as an open descriptor, so that
// a process without a file system can use it. Members lie in it page-aligned and are mapped
// read-only; their blocks are given back (hole punched) when the last view of them goes.
//
// For one thread; one member is written at a time. The object shares ownership of its state with
// the sources it made, so these may outlive it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "exhibit/item.h"

namespace clew::exhibit {

class Scratch {
 public:
  // Takes the descriptor (closed at the end). A file open for reading and writing.
  explicit Scratch(int descriptor);
  // A nameless file in `directory` (O_TMPFILE; where the file system lacks that, created and
  // unlinked). Throws Error(resource).
  static int make_file(const std::string& directory);
  static Scratch in_directory(const std::string& directory) {
    return Scratch(make_file(directory));
  }

  // Bytes of a member as they come. Up to small_bytes stay in memory, the rest goes to the file.
  // Holes (sparse members) cost nothing. Throws Error(resource) when the disk is full.
  class Writer {
   public:
    static constexpr std::uint64_t small_bytes = 1 << 20;
    explicit Writer(Scratch& scratch);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    void append(std::string_view bytes);
    void append_zeros(std::uint64_t count);
    std::uint64_t size() const { return size_; }
    // What was written. The writer is empty afterwards.
    std::shared_ptr<const ByteSource> finish();

   private:
    void spill();
    Scratch& scratch_;
    std::string small_;
    std::uint64_t size_ = 0, start_ = 0;
    bool spilled_ = false;
  };

  struct State;

 private:
  std::shared_ptr<State> state_;
};

// A part of another source; keeps that one alive.
std::shared_ptr<const ByteSource> slice_of(std::shared_ptr<const ByteSource> whole,
                                           std::uint64_t offset, std::uint64_t length);
// A mapped file, read-only, by open descriptor (not kept). Throws Error(resource).
std::shared_ptr<const ByteSource> map_descriptor(int descriptor, const char* what);

}  // namespace clew::exhibit
