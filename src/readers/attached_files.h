// The files that a mail, a message file or a document carries inside, as a container: each is read
// as an item of its own, with positions that run through its holder
// ("ABC/1:box.mbox!message 7/route.csv@row=3").
//
// Names are what the holder says of the file, "part 4" where it says nothing; where a name repeats
// the later ones get their number in front ("part 4/route.csv"). They are data, never a path.
// Nothing is held in memory but names and places; bytes are decoded when a file is opened.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "exhibit/container.h"
#include "exhibit/limits.h"
#include "readers/reader.h"

namespace clew::readers {

class AttachedFiles final : public exhibit::Container {
 public:
  // `budget` outlives the object; files and bytes are counted in it. `format`: a static text.
  AttachedFiles(std::string_view format, exhibit::Budget& budget)
      : format_(format), budget_(&budget) {}

  // `group`: "message 7/" or "". `number`: of the part in its holder. `offset`: where the file
  // begins in the holder, 0 unknown. False: over the limit, not taken (the first time a finding).
  bool add(std::string_view group, std::size_t number, std::string name, std::string mime,
           std::uint64_t offset, std::uint64_t size, std::function<std::string()> bytes);

  std::string_view format() const override { return format_; }
  std::size_t size() const override { return files_.size(); }
  exhibit::MemberInfo info(std::size_t index) const override;
  Opened open(std::size_t index) const override;

 private:
  struct File {
    std::string name, mime;
    std::uint64_t offset = 0, size = 0;
    std::function<std::string()> bytes;
  };
  std::string_view format_;
  exhibit::Budget* budget_;
  std::vector<File> files_;
  std::unordered_set<std::string> names_;
};

// A cheap look at the first bytes: whether a file with them could be one that carries files (mail,
// mailbox, compound file, Outlook store, TNEF, PDF, an app's cache of answers). The walk over an exhibit and `clew show` ask it first, so
// both see the same members.
bool may_carry_files(std::string_view bytes);

// For a position that runs through such a file: the files that the reader of the item finds in it;
// null when there are none.
std::unique_ptr<exhibit::Container> attached_files(const exhibit::Item& item,
                                                   const Options& options, exhibit::Budget& budget);

}  // namespace clew::readers
