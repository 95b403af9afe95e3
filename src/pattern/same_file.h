// The same file on several devices, and who had it first. Question 24: "same picture or file on
// several devices, who sent it first?"
//
// Same means the same bytes (SHA-256). A picture that an app packed anew on the way has another
// hash: that nothing is found does not say that a picture was not passed on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

// One place where a file was found: attached to a message, or as a file of its own.
struct FileCopy {
  std::string sha256;
  std::string name;  // on that device, without folders; as the source says
  std::int64_t exhibit = 0;  // canonical number
  std::int64_t record = 0;
  std::optional<Millis> time;       // of the message, or when the file was made on that device
  bool certain_time = false;        // an instant, not a reading of unknown zone
  Handle from = link::no_handle;    // who sent it, if a message
  Handle owner = link::no_handle;   // whose device
  bool sent_by_owner = false;
};

struct SameFileOptions {
  double common_share = .5;  // on more of the exhibits than this, and on at least five: system file
  std::size_t most_leads = 200;
};

struct SharedFile {
  std::string sha256;
  std::vector<FileCopy> copies;  // by time, those without at the end
  std::uint32_t exhibits = 0;
  bool common = false;  // on so many that sharing it says little
};

// Files on at least two exhibits; on most exhibits last, then by first time. O(n log n).
std::vector<SharedFile> find_same_files(std::vector<FileCopy> copies, std::uint32_t exhibits,
                                        const SameFileOptions& options);
// `any_hashes`: whether any attachment of the case has a hash at all.
Leads same_file_leads(const std::vector<SharedFile>& files, bool any_hashes,
                      const SameFileOptions& options);

}  // namespace clew::pattern
