#include "exhibit/item.h"

namespace clew::exhibit {
namespace {

class MemoryBytes : public ByteSource {
 public:
  explicit MemoryBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string_view bytes() const override { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace

std::shared_ptr<const ByteSource> bytes_in_memory(std::string bytes) {
  return std::make_shared<MemoryBytes>(std::move(bytes));
}

std::string_view Item::file_name() const {
  auto whole = name();
  auto slash = whole.find_last_of("/\\");
  return slash == std::string_view::npos ? whole : whole.substr(slash + 1);
}

std::optional<Item> Tree::find(std::string_view suffix) const {
  for (const auto& name : names())
    if (name.ends_with(suffix) &&
        (name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '/'))
      return open(name);
  return std::nullopt;
}

}  // namespace clew::exhibit
