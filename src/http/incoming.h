// Files that somebody gives to the page, piece by piece, until they are whole and can be taken in as exhibits.
//
// They lie in CASE/incoming/PROCESS, for the owner alone, and go when they were taken in or given up, or a server starts and the one that took them
// is no more: until an import has sealed them they are nobody's evidence. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace clew::http {

class Incoming {
 public:
  // Clears what servers left that run no more.
  explicit Incoming(std::filesystem::path case_directory);
  ~Incoming();
  Incoming(const Incoming&) = delete;

  // A file of that name and size will come. Throws Error(usage) for a name that is none on this machine (a path, dots, control characters,
  // over 255 bytes), Error(resource) where the disk has no room for it and its sealed copy.
  std::string begin(std::string_view name, std::uint64_t size);
  // Its bytes from `at` on, which must be where the last piece ended; how many there are now. Throws Error(usage), Error(not_found).
  std::uint64_t take(const std::string& id, std::uint64_t at, std::string_view bytes);
  // Of a file that is whole. Throws Error(usage) if pieces are missing.
  std::filesystem::path path_of(const std::string& id);
  void drop(const std::string& id);  // does nothing for one that is not there

 private:
  struct Coming {
    std::filesystem::path path;
    std::uint64_t size = 0, have = 0;
  };
  Coming& find(const std::string& id);

  std::filesystem::path directory_;
  std::mutex mutex_;
  std::map<std::string, Coming> coming_;
  std::uint64_t number_ = 0;
};

}  // namespace clew::http
