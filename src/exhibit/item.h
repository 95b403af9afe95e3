// One file of an exhibit as a reader sees it, and the tree of files around it.
//
// A reader gets bytes and names, nothing else: no path of this machine, no file system. Names are
// data from the exhibit. All views hold as long as the Tree that made them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"

namespace clew::exhibit {

// A file's (decompressed) bytes. Contiguous and read-only, mapped, so that large files cost no
// memory of their own. Kept alive by the shared pointer; safe from any thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::string_view bytes() const = 0;
  // A hint: these bytes were read and will hardly be read again, so a mapping may let go of its
  // pages. They stay readable. Keeps the resident memory of a reader small on items of many GB.
  virtual void passed(std::uint64_t /*begin*/, std::uint64_t /*end*/) const {}
};

// Tells a source what a reader that goes from front to back has left behind, in large portions and some way back: the row
// at hand may be looked at again. A copy tells by itself, which does no harm.
class Behind {
 public:
  static constexpr std::uint64_t portion = 8u << 20;
  Behind() = default;
  // `source` may be null; it outlives this and its copies.
  explicit Behind(const ByteSource* source) : source_(source) {}
  void now_at(std::uint64_t at) {
    if (at < told_ + 2 * portion || !source_) return;
    source_->passed(told_, at - portion);
    told_ = at - portion;
  }

 private:
  const ByteSource* source_ = nullptr;
  std::uint64_t told_ = 0;
};

// Bytes that are already in memory (tests, small members).
std::shared_ptr<const ByteSource> bytes_in_memory(std::string bytes);

class Tree;

struct Item {
  std::vector<std::string> path;  // outermost file first, members of containers after it
  std::uint64_t size = 0;
  std::string stated_mime;  // what a container says of it, "" if nothing; "inode/symlink" and the
                            // like for what is no file (bytes: the link's target)
  std::string sha256;       // of the bytes, lower-case hex; "" if not computed
  std::vector<model::Time> times;  // what the container or file system says (modified …)
  std::shared_ptr<const ByteSource> source;
  const Tree* tree = nullptr;  // the files around it; may be null

  std::string_view bytes() const { return source ? source->bytes() : std::string_view{}; }
  std::string_view name() const { return path.empty() ? std::string_view{} : path.back(); }
  // Last component of the innermost name ("sms.db").
  std::string_view file_name() const;
};

// The files of the same container, by name. Opening is lazy: a member is decompressed when asked
// for.
class Tree {
 public:
  virtual ~Tree() = default;
  // All member names of the container that `item` lies in, in the container's order.
  virtual const std::vector<std::string>& names() const = 0;
  // The member with that exact name; nothing when absent, unreadable or over the limits.
  virtual std::optional<Item> open(std::string_view name) const = 0;
  // First member whose name ends in `suffix`, which must start at a '/' or at the name's begin:
  // "Library/SMS/sms.db" matches "private/var/mobile/Library/SMS/sms.db".
  std::optional<Item> find(std::string_view suffix) const;
};

}  // namespace clew::exhibit
