#include "readers/pst_folders.h"

#include <algorithm>

#include "readers/little_bytes.h"
#include "readers/pst_heap.h"

namespace clew::readers::pst {
namespace {

constexpr std::uint32_t store_id = 0x21, root_id = 0x122;  // [MS-PST] 2.4.1
constexpr std::uint16_t name_property = 0x3001, top_property = 0x35E0, waste_property = 0x35E3, sent_property = 0x35E4, password_property = 0x67FF;
constexpr std::size_t most_path = 2000, most_rows = 4'000'000;

bool is_folder(const Node& node) { return kind_of(node.id) == Kind::folder; }

}  // namespace

Folders::Folders(const File& file) : file_(file) {
  read_store();
  const auto& nodes = file.nodes();
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const auto kind = kind_of(nodes[i].id);
    if (kind == Kind::folder || kind == Kind::message || kind == Kind::hidden_message) children_.push_back({nodes[i].parent, i});
  }
  std::stable_sort(children_.begin(), children_.end(), [](const Child& a, const Child& b) { return a.parent < b.parent; });
  steps_.push_back({root_id, "", false, false, true});
}

void Folders::read_store() {
  const auto* node = file_.find(store_id);
  if (!node) return;
  const Heap heap(file_, *node);
  const NodeProperties p(heap);
  store_.name = p.text(name_property);
  store_.has_password = p.number(password_property).value_or(0) != 0;
  // An EntryID: four bytes of flags, sixteen of the store, the node's number ([MS-PST] 2.4.3.2).
  const auto entry = [&](std::uint16_t id) { return little::u32(p.bytes(id), 20); };
  top_ = entry(top_property);
  waste_ = entry(waste_property);
  sent_ = entry(sent_property);
}

std::string Folders::name_of(std::uint32_t id) const {
  const auto* node = file_.find(id);
  if (!node) return "";
  const Heap heap(file_, *node);
  auto name = NodeProperties(heap).text(name_property);
  if (name.size() > 255) name.resize(255);
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

std::pair<std::size_t, std::size_t> Folders::children(std::uint32_t parent) const {
  const auto less = [](const Child& c, std::uint32_t wanted) { return c.parent < wanted; };
  const auto more = [](std::uint32_t wanted, const Child& c) { return wanted < c.parent; };
  return {std::lower_bound(children_.begin(), children_.end(), parent, less) - children_.begin(),
          std::upper_bound(children_.begin(), children_.end(), parent, more) - children_.begin()};
}

void Folders::fill(Folder& folder) const {
  const auto [begin, end] = children(folder.id);
  for (auto i = begin; i < end; ++i) {
    const auto& node = file_.nodes()[children_[i].node];
    if (kind_of(node.id) == Kind::message) folder.messages.push_back(&node);
    folder.hidden += kind_of(node.id) == Kind::hidden_message;
  }
  const auto* table = file_.find((folder.id & ~0x1Fu) | static_cast<std::uint32_t>(Kind::contents_table));
  if (!table) return;
  const Heap heap(file_, *table);
  if (auto ids = row_ids(heap, most_rows)) {
    folder.listed = std::move(*ids);
    std::sort(folder.listed.begin(), folder.listed.end());
    folder.table_read = true;
  }
}

// Folders that no way leads to from the root: the uppermost of each such branch.
void Folders::go_to_unreached() {
  const auto& nodes = file_.nodes();
  while (steps_.empty() && unreached_ < nodes.size()) {
    const auto* node = &nodes[unreached_++];
    if (!is_folder(*node) || done_.contains(node->id)) continue;
    std::unordered_set<std::uint32_t> climbed;
    while (climbed.insert(node->id).second) {
      const auto* above = file_.find(node->parent);
      if (!above || !is_folder(*above) || done_.contains(above->id) || climbed.contains(above->id)) break;
      node = above;
    }
    steps_.push_back({node->id, "", false, false, false});
    --unreached_;  // it comes with its branch, or again
  }
}

bool Folders::next(Folder& out) {
  out = {};
  const auto& nodes = file_.nodes();
  while (!steps_.empty() && done_.contains(steps_.back().id))
    steps_.pop_back();
  if (steps_.empty()) go_to_unreached();
  if (steps_.empty()) {
    if (gone_given_) return false;
    gone_given_ = true;
    out.reached = false;
    for (const auto& child : children_)
      if (!done_.contains(child.parent) && kind_of(nodes[child.node].id) == Kind::message) out.messages.push_back(&nodes[child.node]);
    return !out.messages.empty();
  }
  const auto step = steps_.back();
  steps_.pop_back();
  done_.insert(step.id);
  out.id = step.id;
  out.reached = step.reached;
  out.deleted = step.deleted || step.id == waste_;
  out.sent = step.sent || step.id == sent_;
  if (step.id != root_id && step.id != top_) {
    out.path = step.path;
    const auto name = name_of(step.id);
    if (name == "IPM_SUBTREE")  // what Exchange calls the mailbox in the stores that it fills
      out.path.clear();
    else if (out.path.size() < most_path)
      out.path += (out.path.empty() ? "" : "/") + (name.empty() ? std::string("(no name)") : name);
  }
  fill(out);
  const auto [begin, end] = children(step.id);
  for (auto i = end; i-- > begin;)
    if (const auto& node = nodes[children_[i].node]; is_folder(node) && node.id != step.id && !done_.contains(node.id))
      steps_.push_back({node.id, out.path, out.deleted, out.sent, out.reached});
  return true;
}

}  // namespace clew::readers::pst
