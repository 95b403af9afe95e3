// Heaps, trees of properties and tables inside the data of a node ([MS-PST] 2.3).
//
// Items of a heap are found by their number: the block of the node's data and the place in its page map. Values of up to
// 3,580 bytes lie in the heap, larger ones in a subnode. Everything is checked against the bytes that are there; a tree on the heap
// visits each item once. For one thread; the file outlives the heap.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/mapi_properties.h"
#include "readers/pst_file.h"

namespace clew::readers::pst {

class Heap {
 public:
  enum class Client : std::uint8_t { none = 0, table = 0x7C, properties = 0xBC };

  Heap(const File& file, const Node& node);

  Client client() const { return client_; }
  std::uint32_t root() const { return root_; }
  std::string item(std::uint32_t id) const;  // "" when it is not there
  // A value by the number that a property or cell holds: a heap item, or the data of a subnode.
  std::string value(std::uint32_t id, std::uint64_t most) const;
  const Node* subnode(std::uint32_t id) const;
  const std::vector<Node>& subnodes() const;  // by id
  const File& file() const { return file_; }
  std::uint64_t at() const { return blocks_.empty() ? 0 : blocks_[0].at; }
  std::uint32_t first_bytes() const { return blocks_.empty() ? 0 : blocks_[0].stored; }

  // The records of a tree on the heap: each as key and value bytes. False when it is damaged.
  bool each(std::uint32_t tree, unsigned key_bytes, unsigned value_bytes, const std::function<void(std::string_view key, std::string_view value)>& take) const;

 private:
  std::string_view block(std::size_t number) const;

  const File& file_;
  std::uint64_t subnode_list_ = 0;
  std::vector<Block> blocks_;
  Client client_ = Client::none;
  std::uint32_t root_ = 0;
  struct Kept {
    std::size_t number;
    std::string bytes;
  };
  mutable std::vector<Kept> kept_;  // blocks that were decoded last
  mutable std::optional<std::vector<Node>> subnodes_;
};

// The properties of a node: a message, a folder, an attachment.
class NodeProperties final : public mapi::Properties {
 public:
  // `heap` outlives the object.
  explicit NodeProperties(const Heap& heap, const Properties* above = nullptr);
  bool whole() const { return whole_; }
  const Heap& heap() const { return heap_; }
  std::vector<std::string> parts(std::uint16_t id, std::size_t most) const override;
  // The subnode that an object property names.
  const Node* object(std::uint16_t id) const;
  // The number under which a large value lies; 0 when it lies in the heap or is not there.
  std::uint32_t place(std::uint16_t id) const;

 private:
  std::string read(std::uint16_t id, std::uint64_t most) const override;
  std::string several(std::uint16_t type, const std::string& raw) const override;

  const Heap& heap_;
  std::map<std::uint16_t, std::uint32_t> places_;
  bool whole_ = true;
};

// A row of a table as properties: a recipient.
class RowProperties final : public mapi::Properties {
 public:
  RowProperties(const Heap& heap, const Properties* above) : Properties(above), heap_(heap) {}
  void cell(std::uint16_t id, std::uint16_t type, std::string_view bytes);
  std::vector<std::string> parts(std::uint16_t, std::size_t) const override { return {}; }

 private:
  std::string read(std::uint16_t id, std::uint64_t most) const override;
  const Heap& heap_;
  std::map<std::uint16_t, std::uint32_t> places_;
};

// The numbers of a table's rows in its index, at most `most`; nothing when the heap is no table or its index is damaged.
std::optional<std::vector<std::uint32_t>> row_ids(const Heap& heap, std::size_t most);
// Its rows, in the order in which they are stored.
std::vector<std::unique_ptr<mapi::Properties>> rows(const Heap& heap, const mapi::Properties* above, std::size_t most);

}  // namespace clew::readers::pst
