// The folders of an Outlook store and which messages lie in them ([MS-PST] 2.4.4), in the store's order: from the root down, then what
// no folder leads to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "readers/pst_file.h"

namespace clew::readers::pst {

struct Folder {
  std::uint32_t id = 0;
  std::string path;         // names from below the mailbox's own root, joined by '/'
  bool deleted = false;     // Deleted Items, or below it
  bool sent = false;        // Sent Items, or below it
  bool reached = true;      // from the root
  bool table_read = false;  // the list of its messages
  std::vector<std::uint32_t> listed;    // messages in that list, sorted
  std::vector<const Node*> messages;    // nodes whose folder this is, by number
  std::uint64_t hidden = 0;             // items of Outlook's own, such as rules and views
};

struct Store {
  std::string name;
  bool has_password = false;
};

class Folders {
 public:
  explicit Folders(const File& file);
  const Store& store() const { return store_; }
  // The next folder with its messages; the last one may have id 0: messages whose folder is gone. False at the end.
  bool next(Folder& out);

 private:
  struct Step {
    std::uint32_t id;
    std::string path;
    bool deleted, sent, reached;
  };
  struct Child {
    std::uint32_t parent, node;
  };
  void read_store();
  std::string name_of(std::uint32_t id) const;
  void fill(Folder& folder) const;
  void go_to_unreached();
  std::pair<std::size_t, std::size_t> children(std::uint32_t parent) const;

  const File& file_;
  Store store_;
  std::uint32_t top_ = 0, waste_ = 0, sent_ = 0;
  std::vector<Child> children_;  // by parent
  std::vector<Step> steps_;
  std::unordered_set<std::uint32_t> done_;
  std::size_t unreached_ = 0;
  bool gone_given_ = false;
};

}  // namespace clew::readers::pst
