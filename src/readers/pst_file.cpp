#include "readers/pst_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <unordered_set>

#include "exhibit/inflate.h"
#include "readers/little_bytes.h"

namespace clew::readers::pst {
namespace {

using namespace little;

constexpr unsigned block_page = 0x80, node_page = 0x81;  // [MS-PST] 2.2.2.7.1
constexpr std::uint64_t internal_bit = 2, ignored_bit = 1;
constexpr unsigned most_said = 20;
constexpr std::size_t most_subnodes = 1'000'000;

// [MS-PST] 5.3: CRC-32 with zeros before and nothing done to the end.
std::uint32_t checksum(std::string_view bytes) {
  uLong crc = 0xFFFFFFFF;
  return ~static_cast<std::uint32_t>(crc32(crc, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

// [MS-PST] 5.5: what a page or block says of the place it was written to.
std::uint16_t signature(std::uint64_t at, std::uint64_t id) {
  at ^= id;
  return static_cast<std::uint16_t>(at >> 16 ^ at);
}

std::uint64_t number(std::string_view b, std::uint64_t at, unsigned bytes) { return bytes == 4 ? u32(b, at) : u64(b, at); }

// Sizes and places that differ by form.
struct Layout {
  unsigned page, entries, type, checked, page_checksum, page_id;  // bytes of a page; where things stand in it
  unsigned id, node_entry, block_entry;                           // bytes of a number and of entries
  unsigned trailer, align, block_checksum, block_id;              // of a block
};
const Layout& layout_of(Form form) {
  static constexpr Layout layouts[] = {{512, 496, 500, 500, 508, 504, 4, 16, 12, 12, 64, 8, 4},
                                       {512, 488, 496, 496, 500, 504, 8, 32, 24, 16, 64, 4, 8},
                                       {4096, 4056, 4072, 4072, 4076, 4080, 8, 32, 24, 24, 512, 4, 8}};
  return layouts[static_cast<int>(form)];
}

}  // namespace

struct File::Page {
  std::string_view entries;
  unsigned count = 0, entry_bytes = 0, level = 0;
  std::string_view entry(unsigned i) const { return part_of(entries, std::uint64_t{i} * entry_bytes, entry_bytes); }
};

bool is_store(std::string_view bytes) { return bytes.starts_with("!BDN"); }

void File::fault(std::string what, std::uint64_t at, std::string why) const {
  if (++said_[what] > most_said)
    ++left_out_;
  else
    faults_.push_back({std::move(what), std::move(why), at});
}

std::optional<File> File::open(std::string_view bytes, const exhibit::ByteSource* source, const std::function<void()>& alive) {
  if (!is_store(bytes)) return {};
  File out(bytes);
  if (!out.read_header()) return {};
  const auto unit = layout_of(out.form_).page;
  out.may_spend_ = (64u << 20) + bytes.size() * (out.form_ == Form::large_pages ? 40 : 16);
  out.visited_.assign(bytes.size() / unit + 1, false);
  bool sorted = true;
  out.nodes_whole_ = out.walk(out.node_root_, node_page, [&](std::string_view entry) {
    const auto node = out.node_at(entry);
    sorted = sorted && (out.nodes_.empty() || out.nodes_.back().id < node.id);
    out.nodes_.push_back(node);
  });
  if (!sorted) {
    out.fault("nodes out of order", out.node_root_, "The tree of nodes is not in the order of its numbers; of those that repeat the first was taken.");
    const auto before = [](const Node& a, const Node& b) { return a.id < b.id; };
    std::stable_sort(out.nodes_.begin(), out.nodes_.end(), before);
    out.nodes_.erase(std::unique(out.nodes_.begin(), out.nodes_.end(), [](const Node& a, const Node& b) { return a.id == b.id; }), out.nodes_.end());
  }
  out.walk(out.block_root_, block_page, [](std::string_view) {});
  out.gather_left_over(source, alive);
  out.visited_ = {};
  return out;
}

bool File::read_header() {
  version_ = u16(bytes_, 10);
  form_ = version_ == 14 || version_ == 15 ? Form::ansi : version_ >= 36 ? Form::large_pages : Form::unicode;
  if (version_ < 14 || (version_ > 15 && version_ < 20) || version_ > 40) return false;
  const bool ansi = form_ == Form::ansi;
  const unsigned cipher = u8(bytes_, ansi ? 461 : 513);
  if (bytes_.size() < 564 || cipher > 2) return false;
  cipher_ = static_cast<Cipher>(cipher);
  node_root_ = ansi ? u32(bytes_, 188) : u64(bytes_, 224);
  block_root_ = ansi ? u32(bytes_, 196) : u64(bytes_, 240);
  const auto stated = ansi ? u32(bytes_, 168) : u64(bytes_, 184);
  if (stated > bytes_.size())
    fault("store is cut", bytes_.size(), fmt::format("Its header says {} bytes, {} are there.", stated, bytes_.size()));
  return true;
}

std::optional<File::Page> File::page(std::uint64_t at, unsigned kind) const {
  const auto& l = layout_of(form_);
  if (at > bytes_.size() || bytes_.size() - at < l.page) return {};
  const auto raw = bytes_.substr(at, l.page);
  if (u8(raw, l.type) != kind || u8(raw, l.type + 1) != kind) return {};
  Page out;
  const bool wide = form_ == Form::large_pages;
  out.count = wide ? u16(raw, l.entries) : u8(raw, l.entries);
  out.entry_bytes = u8(raw, l.entries + (wide ? 4 : 2));
  out.level = u8(raw, l.entries + (wide ? 5 : 3));
  out.entries = raw.substr(0, l.entries);
  const unsigned least = out.level ? 3 * l.id : kind == node_page ? l.node_entry : l.block_entry;
  if (out.entry_bytes < least || out.count * out.entry_bytes > l.entries) return {};
  return out;
}

// Visits the leaves in order; each page once, levels only go down. False when some page is missing.
template <typename Leaf>
bool File::walk(std::uint64_t root, unsigned kind, Leaf&& leaf) {
  struct Step {
    std::uint64_t at;
    unsigned level;
  };
  const auto& l = layout_of(form_);
  const std::string tree = kind == node_page ? "nodes" : "blocks";
  std::vector<Step> steps{{root, 256}};
  bool whole = true;
  while (!steps.empty()) {
    const auto [at, level] = steps.back();
    steps.pop_back();
    const auto p = page(at, kind);
    if (!p || (level != 256 && p->level != level) || visited_[at / l.page]) {
      whole = false;
      fault("damaged tree of " + tree, std::min<std::uint64_t>(at, bytes_.size()),
            p ? "A page is reached twice or stands on the wrong level; what is below it was not followed." : "A page of it is not there or is no such page.");
      continue;
    }
    visited_[at / l.page] = true;
    if (checksum(bytes_.substr(at, l.checked)) != u32(bytes_, at + l.page_checksum))
      fault("page with a wrong checksum", at, "The page of the tree of " + tree + " was read all the same.");
    if (p->level == 0) {
      for (unsigned i = 0; i < p->count; ++i)
        leaf(p->entry(i));
      continue;
    }
    for (unsigned i = p->count; i-- > 0;)
      steps.push_back({number(p->entry(i), 2 * l.id, l.id), p->level - 1});
  }
  return whole;
}

Node File::node_at(std::string_view entry) const {
  const unsigned n = layout_of(form_).id;
  Node out;
  out.id = u32(entry, 0);
  out.data = number(entry, n, n) & ~ignored_bit;
  out.subnodes = number(entry, 2 * n, n) & ~ignored_bit;
  out.parent = u32(entry, 3 * n);
  return out;
}

Block File::block_at(std::string_view entry) const {
  const unsigned n = layout_of(form_).id;
  Block out;
  out.id = number(entry, 0, n) & ~ignored_bit;
  out.at = number(entry, n, n);
  out.stored = out.size = u16(entry, 2 * n);
  if (form_ == Form::large_pages) out.size = u16(entry, 2 * n + 2);
  return out;
}

// What an older state of the trees says: leaves that were written to this very place and are reached no more. Of their nodes
// those are kept whose number no node has now and whose data is whole and no other node's (a message that was moved has a new number
// and the old data).
void File::gather_left_over(const exhibit::ByteSource* source, const std::function<void()>& alive) {
  const auto& l = layout_of(form_);
  exhibit::Behind behind(source);
  struct Seen {
    Node node;
    std::uint64_t page;
  };
  std::map<std::uint32_t, Seen> nodes;
  std::unordered_map<std::uint64_t, Block> blocks;
  constexpr std::size_t most = 2'000'000;
  for (std::uint64_t at = 0; at + l.page <= bytes_.size(); at += l.page) {
    behind.now_at(at);
    if (alive && at % (32u << 20) == 0) alive();
    const auto type = u8(bytes_, at + l.type);
    if ((type != node_page && type != block_page) || visited_[at / l.page]) continue;
    const auto p = page(at, type);
    if (!p || p->level != 0) continue;
    const auto id = number(bytes_, at + l.page_id, l.id);
    if (u16(bytes_, at + l.type + 2) != signature(at, id) || checksum(bytes_.substr(at, l.checked)) != u32(bytes_, at + l.page_checksum)) continue;
    for (unsigned i = 0; i < p->count; ++i) {
      if (type == block_page) {
        const auto found = block_at(p->entry(i));
        if (blocks.size() < most && !block(found.id) && is_whole(found)) blocks.try_emplace(found.id, found);
        continue;
      }
      auto node = node_at(p->entry(i));
      node.left_over = true;
      if (find(node.id) || nodes.size() >= most) continue;
      auto& kept = nodes[node.id];
      if (kept.page <= id) kept = {node, id};
    }
  }
  found_ = std::move(blocks);
  if (nodes.empty()) return;
  std::unordered_set<std::uint64_t> held;
  for (const auto& node : nodes_)
    held.insert(node.data);
  std::vector<Seen> kept;
  for (const auto& [id, seen] : nodes)
    kept.push_back(seen);
  std::stable_sort(kept.begin(), kept.end(), [](const Seen& a, const Seen& b) { return a.page > b.page; });
  const auto old = nodes_.size();
  for (const auto& seen : kept) {
    const auto data = block(seen.node.data);
    if (data && is_whole(*data) && held.insert(seen.node.data).second) nodes_.push_back(seen.node);
  }
  std::sort(nodes_.begin() + static_cast<std::ptrdiff_t>(old), nodes_.end(), [](const Node& a, const Node& b) { return a.id < b.id; });
  std::inplace_merge(nodes_.begin(), nodes_.begin() + static_cast<std::ptrdiff_t>(old), nodes_.end(), [](const Node& a, const Node& b) { return a.id < b.id; });
}

const Node* File::find(std::uint32_t id) const {
  const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), id, [](const Node& n, std::uint32_t wanted) { return n.id < wanted; });
  return at == nodes_.end() || at->id != id ? nullptr : &*at;
}

std::optional<Block> File::block(std::uint64_t id) const {
  id &= ~ignored_bit;
  if (!id) return {};
  const unsigned n = layout_of(form_).id;
  auto at = block_root_;
  for (unsigned above = 256;;) {
    const auto p = page(at, block_page);
    if (!p || p->level >= above) break;
    above = p->level;
    unsigned low = 0, high = p->count;  // the first whose number is larger
    while (low < high) {
      const auto middle = (low + high) / 2;
      if ((number(p->entry(middle), 0, n) & ~ignored_bit) <= id)
        low = middle + 1;
      else
        high = middle;
    }
    if (!low) break;
    const auto entry = p->entry(low - 1);
    if (p->level) {
      at = number(entry, 2 * n, n);
      continue;
    }
    auto out = block_at(entry);
    if (out.id == id) return out;
    break;
  }
  const auto found = found_.find(id);
  return found == found_.end() ? std::nullopt : std::optional(found->second);
}

// The trailer stands at the end of the block, whose size with it is a multiple of 64 or 512.
std::string_view File::trailer(const Block& block) const {
  const auto& l = layout_of(form_);
  const auto whole = (std::uint64_t{block.stored} + l.trailer + l.align - 1) / l.align * l.align;
  if (block.at > bytes_.size() || bytes_.size() - block.at < whole) return {};
  return bytes_.substr(block.at + whole - l.trailer, l.trailer);
}

bool File::is_whole(const Block& block) const {
  const auto& l = layout_of(form_);
  const auto t = trailer(block);
  if (t.empty() || !block.stored || u16(t, 0) != block.stored) return false;
  const auto id = number(t, l.block_id, l.id);
  return (id & ~ignored_bit) == block.id && u16(t, 2) == signature(block.at, id) && u32(t, l.block_checksum) == checksum(bytes_.substr(block.at, block.stored));
}

std::string File::content(const Block& block) const {
  const auto& l = layout_of(form_);
  spent_ += std::max(block.size, block.stored);
  if (exhausted()) {
    if (!said_["too much work"]) fault("too much work", block.at, "The store leads to more data than it can hold; the rest of it was not read.");
    return {};
  }
  const auto raw = part_of(bytes_, block.at, block.stored);
  if (raw.size() < block.stored)
    fault("block lies outside", std::min<std::uint64_t>(block.at, bytes_.size()), fmt::format("Block {:#x} ends behind the end of the file.", block.id));
  else if (const auto t = trailer(block); t.empty() || (number(t, l.block_id, l.id) & ~ignored_bit) != block.id)
    fault("block of another number", block.at, fmt::format("Where block {:#x} should be another one stands; it was read all the same.", block.id));
  else if (u32(t, l.block_checksum) != checksum(raw))
    fault("block with a wrong checksum", block.at, fmt::format("Block {:#x} was read all the same.", block.id));
  const bool encoded = !(block.id & internal_bit);
  const auto key = static_cast<std::uint32_t>(block.id);
  std::string out;
  if (block.stored == block.size) {
    out = raw;
    if (encoded) decode(cipher_, key, out);
    return out;
  }
  exhibit::Budget unlimited;
  const auto unpack = [&](std::string_view packed) {
    out.clear();
    return exhibit::inflate_all(packed, exhibit::Wrapping::zlib, block.size, unlimited, [&](std::string_view part) { out += part; }).ending == exhibit::Ending::complete;
  };
  if (unpack(raw)) {
    if (encoded) decode(cipher_, key, out);
    return out;
  }
  std::string packed(raw);
  if (encoded) decode(cipher_, key, packed);
  if (!unpack(packed)) fault("block not unpacked", block.at, fmt::format("Block {:#x} is packed in a way that is not known, or damaged.", block.id));
  return out;
}

std::vector<Block> File::data_blocks(std::uint64_t id) const {
  std::vector<Block> out;
  if (!id) return out;
  const unsigned n = layout_of(form_).id;
  const auto most = bytes_.size() * (form_ == Form::large_pages ? 250 : 1);
  std::uint64_t total = 0;
  struct Step {
    std::uint64_t id;
    unsigned above;  // level of the list that names it; 3: none does
  };
  std::vector<Step> steps{{id, 3}};
  while (!steps.empty() && !exhausted()) {
    const auto step = steps.back();
    steps.pop_back();
    const auto found = block(step.id);
    if (!found) {
      fault("missing block", 0, fmt::format("Block {:#x} is in no page of the tree of blocks.", step.id));
      continue;
    }
    if (!(step.id & internal_bit)) {
      if (step.above == 2) fault("damaged list of blocks", found->at, "It names data where a list should be.");
      total += found->size;
      if (total > most) {
        fault("damaged list of blocks", found->at, "It names more data than the file can hold; the rest was not read.");
        break;
      }
      out.push_back(*found);
      continue;
    }
    const auto list = content(*found);
    const unsigned level = u8(list, 1), count = u16(list, 2);
    if (u8(list, 0) != 1 || level < 1 || level > 2 || level >= step.above || std::uint64_t{count} * n + 8 > list.size()) {
      fault("damaged list of blocks", found->at, "It is no list, or stands on the wrong level.");
      continue;
    }
    for (unsigned i = count; i-- > 0;)
      steps.push_back({number(list, 8 + std::uint64_t{i} * n, n) & ~ignored_bit, level});
  }
  return out;
}

std::string File::data(std::uint64_t id, std::uint64_t most) const {
  std::string out;
  for (const auto& block : data_blocks(id)) {
    if (out.size() >= most) break;
    out += content(block);
  }
  if (out.size() > most) out.resize(most);
  return out;
}

std::vector<Node> File::subnodes(std::uint64_t id) const {
  std::vector<Node> out;
  const unsigned n = layout_of(form_).id;
  const unsigned head = form_ == Form::ansi ? 4 : 8;
  std::vector<std::pair<std::uint64_t, unsigned>> steps;
  if (id) steps.emplace_back(id, 2);
  while (!steps.empty() && out.size() < most_subnodes && !exhausted()) {
    const auto [at, above] = steps.back();
    steps.pop_back();
    const auto found = block(at);
    if (!found) {
      fault("missing block", 0, fmt::format("Block {:#x} of subnodes is in no page of the tree of blocks.", at));
      continue;
    }
    const auto list = content(*found);
    const unsigned level = u8(list, 1), count = u16(list, 2), size = (level ? 2 : 3) * n;
    if (!(at & internal_bit) || u8(list, 0) != 2 || level >= above || std::uint64_t{count} * size + head > list.size()) {
      fault("damaged list of subnodes", found->at, "It is no list, or stands on the wrong level.");
      continue;
    }
    for (unsigned k = 0; k < count; ++k) {
      const auto entry = std::string_view(list).substr(head + std::size_t{level ? count - 1 - k : k} * size, size);
      if (level) {
        steps.emplace_back(number(entry, n, n) & ~ignored_bit, level);
        continue;
      }
      auto node = node_at(entry);
      node.parent = 0;
      out.push_back(node);
    }
  }
  return out;
}

}  // namespace clew::readers::pst
