// Taking an exhibit in: every byte is read once, hashed, and (unless only referenced) copied into
// the case's store under its own hash. The original is opened for reading only, without following
// links, and where allowed without touching its access time; a file that changes meanwhile is
// refused.
//
// The store is content-addressed: DIRECTORY/ab/abcd…, one file for each distinct content,
// read-only. A folder's hash is that of its manifest (docs/formats/folder-manifest.md), which is
// stored too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exhibit/container.h"
#include "exhibit/item.h"
#include "model/finding.h"

namespace clew::exhibit {

// One entry of an exhibit as received: the file itself, or what lies in the folder.
struct Entry {
  std::string name;  // file name, or path within the folder with '/'; raw bytes
  MemberKind kind = MemberKind::file;
  std::uint64_t size = 0;
  std::string sha256;  // "" for what has no bytes (devices, unreadable files)
  std::string target;  // of symbolic links
  friend bool operator==(const Entry&, const Entry&) = default;
};

struct Intake {
  std::string name;  // last part of the path
  bool folder = false;
  std::uint64_t size = 0;      // bytes, sum over a folder
  std::string sha256;          // of the file, or of the manifest
  std::string manifest;        // text; "" for a file
  std::vector<Entry> entries;  // sorted by name bytes; empty folders included
  std::vector<model::Finding> findings;
};

struct IntakeOptions {
  // Where copies go; nothing: hash only. The directory must exist.
  std::optional<std::filesystem::path> store;
  // Called with the bytes done so far, every few MiB; may throw to stop.
  std::function<void(std::uint64_t done)> progress;
};

// Throws Error(not_found) when there is nothing at `path`, Error(integrity) when a file changes
// while it is read, Error(resource) when the disk is full.
Intake take_in(const std::filesystem::path& path, const IntakeOptions& options);

// Bytes that take_in() will read, for a progress bar.
std::uint64_t size_of(const std::filesystem::path& path);

// Where the store keeps a content.
std::filesystem::path stored_path(const std::filesystem::path& store, std::string_view sha256);

// The manifest of entries (sorted here), and back; nothing when the text is not one.
std::string make_manifest(std::vector<Entry> entries);
std::optional<std::vector<Entry>> read_manifest(std::string_view text);

// The tree of the entries as readers see it. `open(index)` gives a file's bytes or null; bytes are
// kept only as long as somebody holds them.
class EntryTree : public Tree {
 public:
  using Opener = std::function<std::shared_ptr<const ByteSource>(std::size_t index)>;
  EntryTree(std::vector<Entry> entries, Opener open);
  const std::vector<std::string>& names() const override { return names_; }
  std::optional<Item> open(std::string_view name) const override;
  const std::vector<Entry>& entries() const { return entries_; }
  // The entry by number as an item; source null when it cannot be had.
  Item item(std::size_t index) const;

 private:
  std::vector<Entry> entries_;
  std::vector<std::string> names_;
  Opener open_;
};

}  // namespace clew::exhibit
