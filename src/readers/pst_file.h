// The lower layers of an Outlook store, PST or OST ([MS-PST] 2.2): header, the trees of nodes and of blocks, the data and the
// subnodes of a node.
//
// Three forms: 32-bit ("ANSI", Outlook 97 to 2002), 64-bit ("Unicode"), and 64-bit with pages of 4 KiB and packed blocks, as
// Outlook has written OST files since 2013; the last is not in [MS-PST], its sizes are those that libpff documents.
//
// Blocks are looked up and decoded one at a time. What is held: 40 bytes for each node of the store. Every page is
// visited once, levels of a tree only go down, the bytes decoded of one store are bounded by its size; what is wrong becomes a
// fault with its place. Views the bytes, which outlive the object. For one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "exhibit/item.h"
#include "readers/pst_cipher.h"

namespace clew::readers::pst {

enum class Form : std::uint8_t { ansi, unicode, large_pages };

// A node or a subnode: numbers of the blocks of its data and of its own subnodes, 0 for none.
struct Node {
  std::uint64_t data = 0, subnodes = 0;
  std::uint32_t id = 0, parent = 0;
  bool left_over = false;  // only in a page that the tree of nodes does not reach any more
};
// The kind of a node, its lowest five bits ([MS-PST] 2.2.2.1).
enum class Kind : std::uint8_t {
  internal = 0x01,
  folder = 0x02,
  search_folder = 0x03,
  message = 0x04,
  attachment = 0x05,
  hidden_message = 0x08,
  contents_table = 0x0E,
  recipient_table = 0x12,
};
inline Kind kind_of(std::uint32_t id) { return static_cast<Kind>(id & 0x1F); }

struct Block {
  std::uint64_t id = 0, at = 0;
  std::uint32_t stored = 0, size = 0;  // they differ where it is packed
};

struct Fault {
  std::string what, why;
  std::uint64_t at = 0;
};

bool is_store(std::string_view bytes);

class File {
 public:
  // Nothing when the header is none of a store. `source`: told what was passed over; may be null. `alive`: called every some MiB.
  static std::optional<File> open(std::string_view bytes, const exhibit::ByteSource* source = nullptr, const std::function<void()>& alive = {});

  Form form() const { return form_; }
  Cipher cipher() const { return cipher_; }
  unsigned version() const { return version_; }
  std::string_view bytes() const { return bytes_; }

  const std::vector<Node>& nodes() const { return nodes_; }  // by id, each once
  bool nodes_whole() const { return nodes_whole_; }           // no page of their tree is missing
  const Node* find(std::uint32_t id) const;
  std::vector<Node> subnodes(std::uint64_t block_id) const;  // in the store's order

  std::optional<Block> block(std::uint64_t id) const;
  std::string content(const Block& block) const;  // decoded
  // The blocks that hold the data, in order: `id` itself, or those that it lists.
  std::vector<Block> data_blocks(std::uint64_t id) const;
  std::string data(std::uint64_t id, std::uint64_t most) const;

  const std::vector<Fault>& faults() const { return faults_; }
  std::uint64_t faults_left_out() const { return left_out_; }
  bool exhausted() const { return spent_ > may_spend_; }
  void spend(std::uint64_t bytes) const { spent_ += bytes; }  // for work on what was decoded
  std::uint64_t spent() const { return spent_; }

 private:
  struct Page;
  explicit File(std::string_view bytes) : bytes_(bytes) {}
  bool read_header();
  std::optional<Page> page(std::uint64_t at, unsigned kind) const;
  template <typename Leaf>
  bool walk(std::uint64_t root, unsigned kind, Leaf&& leaf);
  void gather_left_over(const exhibit::ByteSource* source, const std::function<void()>& alive);
  Node node_at(std::string_view entry) const;
  Block block_at(std::string_view entry) const;
  std::string_view trailer(const Block& block) const;
  bool is_whole(const Block& block) const;
  void fault(std::string what, std::uint64_t at, std::string why) const;

  std::string_view bytes_;
  Form form_ = Form::unicode;
  Cipher cipher_ = Cipher::none;
  unsigned version_ = 0;
  std::uint64_t node_root_ = 0, block_root_ = 0;
  std::vector<Node> nodes_;
  bool nodes_whole_ = true;
  std::vector<bool> visited_;               // pages of the two trees, while they are read
  std::unordered_map<std::uint64_t, Block> found_;  // blocks that only left-over pages name
  std::uint64_t may_spend_ = 0;
  mutable std::uint64_t spent_ = 0, left_out_ = 0;
  mutable std::vector<Fault> faults_;
  mutable std::map<std::string, unsigned> said_;
};

}  // namespace clew::readers::pst
