#include "readers/ufed_tree.h"

namespace clew::readers::ufed {
namespace {

// Decoded and joined text of one model; what is longer is cut with the report of the nodes left
// out.
constexpr std::size_t max_copied_bytes = 64u << 20;

}  // namespace

Tag tag_of(std::string_view e) {
  switch (e.size()) {
    case 5:
      return e == "field"   ? Tag::field
             : e == "value" ? Tag::value
             : e == "model" ? Tag::model
             : e == "empty" ? Tag::empty
                            : Tag::other;
    case 9:
      return e == "dataField" || e == "nodeField"
                 ? (e[0] == 'd' ? Tag::data_field : Tag::node_field)
                 : Tag::other;
    case 10:
      return e == "modelField"   ? Tag::model_field
             : e == "multiField" ? Tag::multi_field
                                 : Tag::other;
    case 11:
      return e == "jumptargets" ? Tag::jumptargets : Tag::other;
    case 15:
      return e == "multiModelField" ? Tag::multi_model_field : Tag::other;
    default:
      return Tag::other;
  }
}

void Tree::clear() {
  nodes_.clear();
  attributes_.clear();
  open_.clear();
  copies_.clear();
  copied_bytes_ = 0;
  dropped_ = 0;
  skipping_ = 0;
}

void Tree::open(const xml::Token& start, const std::vector<xml::Attribute>& attributes) {
  if (skipping_ > 0 || nodes_.size() >= max_nodes) {
    ++skipping_;
    ++dropped_;
    return;
  }
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  Node n;
  n.element = start.name;
  n.tag = tag_of(start.name);
  n.attribute_begin = static_cast<std::uint32_t>(attributes_.size());
  n.attribute_count = static_cast<std::uint32_t>(attributes.size());
  for (const auto& a : attributes) {
    auto kept = a;
    if (kept.value.find('&') != kept.value.npos) {
      copies_.push_back(xml::decode(kept.value));
      kept.value = copies_.back();
    }
    if (kept.name == "name") n.name = kept.value;
    if (kept.name == "type") n.type = kept.value;
    attributes_.push_back(kept);
  }
  if (!open_.empty()) {
    n.parent = open_.back();
    Node& parent = nodes_[n.parent];
    (parent.first_child == none ? parent.first_child : nodes_[parent.last_child].next) = index;
    parent.last_child = index;
  }
  nodes_.push_back(n);
  open_.push_back(index);
}

void Tree::close() {
  if (skipping_ > 0)
    --skipping_;
  else if (!open_.empty())
    open_.pop_back();
}

void Tree::text(std::string_view text, bool raw) {
  if (skipping_ > 0 || open_.empty() || text.empty()) return;
  if (!raw && xml::all_blank(text)) return;
  Node& n = nodes_[open_.back()];
  const bool coded = !raw && text.find('&') != text.npos;
  if (n.text.empty() && !coded) {
    n.text = text;
    return;
  }
  if (copied_bytes_ + n.text.size() + text.size() > max_copied_bytes) {
    ++dropped_;
    return;
  }
  std::string joined(n.text);
  joined += coded ? xml::decode(text) : std::string(text);
  copied_bytes_ += joined.size();
  copies_.push_back(std::move(joined));
  n.text = copies_.back();
}

std::string_view Tree::attribute(const Node& node, std::string_view name) const {
  for (const auto& a : attributes(node))
    if (a.name == name) return a.value;
  return {};
}

std::string_view Tree::value(const Node& field) const {
  for (auto i = field.first_child; i != none; i = nodes_[i].next)
    if (nodes_[i].tag == Tag::value && !nodes_[i].text.empty()) return nodes_[i].text;
  return field.text;
}

std::string_view Tree::value(const Node& model, std::string_view name) const {
  for (auto i = model.first_child; i != none; i = nodes_[i].next)
    if (nodes_[i].name == name &&
        (nodes_[i].tag == Tag::field || nodes_[i].tag == Tag::multi_field))
      if (const auto v = value(nodes_[i]); !v.empty()) return v;
  return {};
}

const Node* Tree::child(const Node& parent, std::string_view name) const {
  for (auto i = parent.first_child; i != none; i = nodes_[i].next)
    if (nodes_[i].name == name) return &nodes_[i];
  return nullptr;
}

const Node* Tree::model_of(const Node& field) const {
  for (auto i = field.first_child; i != none; i = nodes_[i].next)
    if (nodes_[i].tag == Tag::model) return &nodes_[i];
  return nullptr;
}

}  // namespace clew::readers::ufed
