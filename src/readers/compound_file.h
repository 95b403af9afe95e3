// Compound files (MS-CFB 12.0): streams in storages inside one file, as Outlook's .msg and old
// Office files are.
//
// The whole chain of every stream is checked: sector numbers inside the file, no loops, lengths no
// longer than the chain. A broken chain gives what stands before the break and a fault. Streams are
// read one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exhibit/locator.h"

namespace clew::readers {

class CompoundFile {
 public:
  // Nothing when the bytes are no compound file. `bytes` outlive the object.
  static std::optional<CompoundFile> open(std::string_view bytes);

  struct Entry {
    std::string name;      // UTF-8
    bool storage = false;  // holds entries
    std::uint64_t size = 0;
    std::uint32_t first = 0;  // sector of a stream
    std::size_t parent = 0;   // index of the storage that holds it; the root holds itself
    std::uint64_t at = 0;     // of its directory entry in the file
  };
  // The root first; in the order of the directory. Unreachable ones are left out.
  const std::vector<Entry>& entries() const { return entries_; }
  std::optional<std::size_t> find(std::size_t storage,
                                  std::string_view name) const;  // ASCII case does not matter
  // At most `limit` bytes of a stream.
  std::string read(std::size_t entry, std::uint64_t limit = 64u << 20) const;
  // Where `length` bytes at `offset` of a stream lie in the file, as far as they lie in one piece
  // there; nothing when they are not in the file.
  std::optional<exhibit::ByteRange> place(std::size_t entry, std::uint64_t offset,
                                          std::uint64_t length) const;
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  std::string_view sector(std::uint32_t number) const;
  std::vector<std::uint32_t> chain(std::uint32_t first, std::uint64_t most) const;
  void read_directory(std::uint32_t first);

  std::string_view bytes_;
  std::uint32_t sector_size_ = 512;
  std::vector<std::uint32_t> fat_, mini_fat_;
  std::string mini_;                         // the stream that holds the small streams
  std::vector<std::uint32_t> mini_sectors_;  // where that lies
  // The sectors of the stream last asked for by place().
  mutable std::size_t placed_ = 0;
  mutable std::vector<std::uint64_t> placed_sectors_;
  std::vector<Entry> entries_;
  mutable std::vector<std::string> faults_;
};

}  // namespace clew::readers
