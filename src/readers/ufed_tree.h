// One model (or file) of a UFED report as a tree in reused memory: what is read of it, before it
// becomes a record.
//
// Text and attributes are views into the report's bytes; only what had entities in it is copied. A
// tree is cleared and filled again for the next model, so a report of any size costs the memory of
// its largest model (a Chat's messages are trees of their own), bounded by max_nodes.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "readers/xml_scan.h"

namespace clew::readers::ufed {

enum class Tag : std::uint8_t {
  field,              // field name type > value | empty
  multi_field,        // several values
  model_field,        // one model
  multi_model_field,  // several models
  model,
  data_field,  // a place in memory: source
  node_field,  // ids of files
  jumptargets,
  value,
  empty,
  other,
};
Tag tag_of(std::string_view element);

inline constexpr std::uint32_t none = 0xFFFFFFFF;

struct Node {
  Tag tag = Tag::other;
  std::string_view element, name, type;  // name, type: the attributes of that name
  std::string_view text;                 // its own characters, not those of its children
  std::uint32_t parent = none, first_child = none, last_child = none, next = none;
  std::uint32_t attribute_begin = 0, attribute_count = 0;
};

class Tree {
 public:
  static constexpr std::size_t max_nodes = 400'000;

  void clear();
  bool empty() const { return nodes_.empty(); }
  std::size_t size() const { return nodes_.size(); }
  // Nodes that were left out because there were too many.
  std::uint64_t dropped() const { return dropped_; }

  // Opens a node below the open one (the first is the root). Depth is the caller's limit.
  void open(const xml::Token& start, const std::vector<xml::Attribute>& attributes);
  void close();
  bool at_root() const { return open_.size() == 1; }
  bool closed() const { return open_.empty(); }
  const Node& current() const { return nodes_[open_.back()]; }
  void text(std::string_view text, bool raw);

  const Node& node(std::uint32_t i) const { return nodes_[i]; }
  const Node& root() const { return nodes_[0]; }
  std::string_view attribute(const Node& node, std::string_view name) const;
  struct Range {
    const xml::Attribute *first, *last;
    const xml::Attribute* begin() const { return first; }
    const xml::Attribute* end() const { return last; }
  };
  Range attributes(const Node& node) const {
    const auto* from = attributes_.data() + node.attribute_begin;
    return {from, from + node.attribute_count};
  }
  // The value of a field (or of the only value in a multi-field); "" when it has none.
  std::string_view value(const Node& field) const;
  // Value of the field of that name directly below a model.
  std::string_view value(const Node& model, std::string_view field) const;
  const Node* child(const Node& parent, std::string_view name) const;
  // The first model below a field, or null.
  const Node* model_of(const Node& field) const;

  template <typename F>
  void children(const Node& parent, F each) const {
    for (auto i = parent.first_child; i != none; i = nodes_[i].next)
      each(nodes_[i]);
  }

 private:
  std::vector<Node> nodes_;
  std::vector<xml::Attribute> attributes_;
  std::vector<std::uint32_t> open_;
  std::deque<std::string> copies_;  // decoded or joined text
  std::size_t copied_bytes_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint32_t skipping_ = 0;  // depth below a node that was left out
};

}  // namespace clew::readers::ufed
