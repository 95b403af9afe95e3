// Small helpers around files. All throw Error(resource or not_found) with the path and the reason.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace clew {

std::string read_file(const std::filesystem::path& path);
// Writes to a temporary file beside, flushes it to disk, renames: the old or the new content, never
// a mixture, also after a power cut.
void write_file_durably(const std::filesystem::path& path, std::string_view bytes);
// Flushes a directory's entries to disk (after creating or renaming files in it).
void sync_directory(const std::filesystem::path& directory);
// Makes a directory and those above it that are missing; their names are on disk when it returns.
void create_directories_durably(const std::filesystem::path& directory);
// A directory of its own that goes away with the object.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(std::string_view prefix = "clew");
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace clew
