#include "exhibit/container.h"

#include <algorithm>
#include <numeric>

#include "exhibit/archive.h"
#include "exhibit/packed_stream.h"
#include "exhibit/zip.h"

namespace clew::exhibit {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool reserved_on_windows(std::string_view part) {
  auto base = lower(part.substr(0, part.find('.')));
  for (auto name : {"con", "prn", "aux", "nul"})
    if (base == name) return true;
  return base.size() == 4 && (base.starts_with("com") || base.starts_with("lpt")) &&
         base[3] >= '1' && base[3] <= '9';
}

}  // namespace

std::unique_ptr<Container> open_container(std::shared_ptr<const ByteSource> source,
                                          std::string_view name, Scratch& scratch, Budget& budget) {
  auto type = file_type(source->bytes(), name);
  // A program with an archive behind it, or an archive whose first bytes are damaged, calls itself
  // a zip only by its end record.
  if (type.file_class != FileClass::container) {
    auto bytes = source->bytes();
    auto tail = bytes.substr(bytes.size() > 65557 ? bytes.size() - 65557 : 0);
    bool program = type.file_class == FileClass::program || type.file_class == FileClass::unknown;
    if (!program || tail.rfind(std::string_view("PK\x05\x06", 4)) == tail.npos) return nullptr;
    if (bytes.find(std::string_view("PK\x01\x02", 4)) == bytes.npos) return nullptr;
    return open_zip(std::move(source), scratch, budget);
  }
  if (type.name == "zip") return open_zip(std::move(source), scratch, budget);
  if (type.name == "android backup" || type.name == "zlib stream")
    return open_packed_stream(std::move(source), type, name, scratch, budget);
  return open_archive(std::move(source), type, name, scratch, budget);
}

std::string odd_name(std::string_view name) {
  if (name.empty()) return "has no name";
  if (name.find('\0') != name.npos) return "holds a NUL byte";
  if (name[0] == '/' || name[0] == '\\') return "is an absolute path";
  if (name.size() >= 2 && name[1] == ':' &&
      ((name[0] >= 'A' && name[0] <= 'Z') || (name[0] >= 'a' && name[0] <= 'z')))
    return "begins with a drive letter";
  for (unsigned char c : name)
    if (c < 0x20 || c == 0x7F) return "holds control characters";
  if (!is_utf8(name)) return "is not UTF-8";
  for (auto rest = name;;) {
    auto end = rest.find_first_of("/\\");
    auto part = rest.substr(0, end);
    if (part == "..") return "leads out of the container (\"..\")";
    if (reserved_on_windows(part)) return "is reserved on Windows";
    if (part.size() > 255) return "has a part longer than 255 bytes";
    if (end == rest.npos) break;
    rest.remove_prefix(end + 1);
  }
  return {};
}

ContainerTree::ContainerTree(const Container& container, std::vector<std::string> prefix)
    : container_(container), prefix_(std::move(prefix)) {}

const std::vector<std::string>& ContainerTree::names() const {
  if (names_.empty() && container_.size()) {
    names_.reserve(container_.size());
    for (std::size_t i = 0; i < container_.size(); ++i)
      names_.emplace_back(container_.info(i).name);
    by_name_.resize(names_.size());
    std::iota(by_name_.begin(), by_name_.end(), 0u);
    std::stable_sort(by_name_.begin(), by_name_.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return names_[a] < names_[b]; });
  }
  return names_;
}

std::optional<Item> ContainerTree::open(std::string_view name) const {
  names();
  auto at = std::lower_bound(by_name_.begin(), by_name_.end(), name,
                             [this](std::uint32_t a, std::string_view b) { return names_[a] < b; });
  if (at == by_name_.end() || names_[*at] != name) return std::nullopt;
  if (container_.info(*at).kind != MemberKind::file) return std::nullopt;
  auto opened = open_member(*at);
  if (!opened.item.source) return std::nullopt;
  return std::move(opened.item);
}

Container::Opened ContainerTree::open_member(std::size_t index) const {
  auto opened = container_.open(index);
  auto own = std::move(opened.item.path.front());
  opened.item.path = prefix_;
  opened.item.path.push_back(std::move(own));
  opened.item.tree = this;
  return opened;
}

}  // namespace clew::exhibit
