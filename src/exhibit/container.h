// A file that holds files. Members are listed once, in the container's order, and opened by number:
// names may repeat, be empty, lie or not be text, so they are data and never a path.
//
// zip is read by our own code (exhibit/zip.h: random access, salvage); everything else by
// libarchive as a stream (exhibit/archive.h), which unpacks all members into the scratch file at
// once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exhibit/file_type.h"
#include "exhibit/item.h"
#include "exhibit/limits.h"
#include "exhibit/scratch.h"
#include "model/finding.h"

namespace clew::exhibit {

enum class MemberKind : std::uint8_t { file, directory, symlink, hardlink, device };

// What can be said of a member without opening it. `name` holds as long as the container.
struct MemberInfo {
  std::string_view name;  // raw bytes as stored
  MemberKind kind = MemberKind::file;
  std::uint64_t size = 0;    // stated
  std::uint64_t offset = 0;  // where the member begins in the container
};

class Container {
 public:
  virtual ~Container() = default;
  virtual std::string_view format() const = 0;  // "zip", "tar", "7z" …
  virtual std::size_t size() const = 0;
  virtual MemberInfo info(std::size_t index) const = 0;
  // The member as an item (path: only its own name; tree not set) with what is wrong with it.
  // Source is null when nothing of it could be read (password, unknown method, limits), else as
  // much as could be. A link's bytes are its target.
  struct Opened {
    Item item;
    std::vector<model::Finding> findings;
  };
  virtual Opened open(std::size_t index) const = 0;
  // Findings about the container as a whole.
  const std::vector<model::Finding>& findings() const { return findings_; }

 protected:
  std::vector<model::Finding> findings_;
};

// Opens `source` as a container, whatever its name. Nothing when it is none of the known formats;
// an unreadable one gives a container without members and with findings. Keeps `scratch` and
// `budget`, which must outlive it. Throws Error(resource) when the scratch file is full, and
// whatever budget.heartbeat throws.
std::unique_ptr<Container> open_container(std::shared_ptr<const ByteSource> source,
                                          std::string_view name, Scratch& scratch, Budget& budget);

// What is odd about a member's name ("" if nothing): leaves the container, absolute, drive letter,
// control bytes, not UTF-8, reserved on Windows … The name is kept as it is all the same.
std::string odd_name(std::string_view name);

// The tree of one container's members as readers see it. Opening gives the first member with that
// name. `prefix` is the path of the container itself.
class ContainerTree : public Tree {
 public:
  ContainerTree(const Container& container, std::vector<std::string> prefix);
  const std::vector<std::string>& names() const override;
  std::optional<Item> open(std::string_view name) const override;
  // The member by number, with path and tree set.
  Container::Opened open_member(std::size_t index) const;

 private:
  const Container& container_;
  std::vector<std::string> prefix_;
  mutable std::vector<std::string> names_;  // made when first asked for
  mutable std::vector<std::uint32_t> by_name_;
};

}  // namespace clew::exhibit
