// For tests and measurements: Outlook stores ([MS-PST]), synthetic, in all three forms and encodings. Only what readers look at is written:
// the maps of free space are left out.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readers/pst_file.h"

namespace clew::readers::testing {

class StoreMaker {
 public:
  using Form = pst::Form;
  using Cipher = pst::Cipher;
  struct Property {
    std::uint16_t id, type;
    std::uint64_t number = 0;
    std::string bytes;
  };
  struct Sub {
    std::uint32_t id;
    std::uint64_t data = 0, subnodes = 0;
  };
  struct Made {
    std::uint64_t data = 0, subnodes = 0;
  };
  struct Recipient {
    int type;  // 1 to, 2 cc, 3 bcc
    std::string name, address;
  };

  explicit StoreMaker(Form form = Form::unicode, Cipher cipher = Cipher::permute) : form_(form), cipher_(cipher) { file_.assign(form == Form::large_pages ? 0x24000 : 0x4800, '\0'); }
  // For files that must be small: no room for the maps that stand in front.
  void begin_early() { file_.resize(form_ == Form::large_pages ? 4096 : 1024); }

  // `utf8` holds nothing beyond the Basic Multilingual Plane; of a 32-bit store its ASCII only is kept.
  static std::string utf16(std::string_view utf8) {
    std::string out;
    for (std::size_t i = 0; i < utf8.size();) {
      const auto byte = [&](std::size_t k) { return i + k < utf8.size() ? static_cast<unsigned char>(utf8[i + k]) : 0u; };
      const unsigned lead = byte(0), n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3;
      out += little(n == 1 ? lead : n == 2 ? (lead & 0x1F) << 6 | (byte(1) & 0x3F) : (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 2);
      i += n;
    }
    return out;
  }
  Property text(std::uint16_t id, std::string_view utf8) const {
    if (form_ != Form::ansi) return {id, 0x1F, 0, utf16(utf8)};
    std::string ascii;
    for (const char c : utf8)
      if (static_cast<unsigned char>(c) < 0x80) ascii += c;
    return {id, 0x1E, 0, std::move(ascii)};
  }
  static Property number(std::uint16_t id, std::uint32_t value) { return {id, 0x03, value, ""}; }
  static Property time(std::uint16_t id, std::uint64_t ticks) { return {id, 0x40, ticks, ""}; }
  static Property binary(std::uint16_t id, std::string bytes) { return {id, 0x102, 0, std::move(bytes)}; }
  static Property object(std::uint16_t id, std::uint32_t node) { return {id, 0x0D, 0, little(node, 4) + little(0, 4)}; }

  // A block, at once in the file. `packed`: with large pages only.
  std::uint64_t block(std::string bytes, bool internal = false, bool packed = false) {
    const auto id = next_block_ + (internal ? 2 : 0);
    next_block_ += 4;
    const auto size = bytes.size();
    if (!internal) pst::encode(cipher_, static_cast<std::uint32_t>(id), bytes);
    if (packed) {
      uLongf length = compressBound(static_cast<uLong>(bytes.size()));
      std::string out(length, '\0');
      compress(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()));
      out.resize(length);
      if (length < bytes.size()) bytes = std::move(out);
    }
    const std::size_t align = form_ == Form::large_pages ? 512 : 64, trailer = form_ == Form::ansi ? 12 : form_ == Form::unicode ? 16 : 24;
    file_.resize((file_.size() + align - 1) / align * align);
    const auto at = file_.size();
    const auto whole = (bytes.size() + trailer + align - 1) / align * align;
    std::string end = little(bytes.size(), 2) + little(sign(at, id), 2);
    end += form_ == Form::ansi ? little(id, 4) + little(sum(bytes), 4) : little(sum(bytes), 4) + little(id, 8);
    if (form_ == Form::large_pages) end += little(0, 2) + little(size, 2) + little(0, 4);
    file_ += bytes + std::string(whole - bytes.size() - trailer, '\0') + end;
    blocks_[id] = {at, bytes.size(), size};
    return id;
  }
  // Bytes of any length: one block, or a list of blocks, or a list of lists.
  std::uint64_t data(const std::vector<std::string>& parts, bool packed = false) {
    std::vector<std::uint64_t> ids;
    std::uint64_t total = 0;
    for (const auto& p : parts) {
      ids.push_back(block(p, false, packed));
      total += p.size();
    }
    if (ids.size() == 1) return ids[0];
    const std::size_t per_list = lists_of ? lists_of : (most() - 8) / id_bytes();
    if (ids.size() <= per_list) return block(list(1, 1, ids, total), true);
    std::vector<std::uint64_t> lists;
    for (std::size_t i = 0; i < ids.size(); i += per_list) {
      const std::vector<std::uint64_t> some(ids.begin() + static_cast<std::ptrdiff_t>(i), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), i + per_list)));
      lists.push_back(block(list(1, 1, some, some.size() * most()), true));
    }
    return block(list(1, 2, lists, total), true);
  }
  std::uint64_t data(const std::string& bytes, bool packed = false) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < bytes.size() || parts.empty(); at += most())
      parts.push_back(bytes.substr(at, most()));
    return data(parts, packed);
  }
  std::uint64_t subnodes(const std::vector<Sub>& subs) {
    if (subs.empty()) return 0;
    const std::string pad = form_ == Form::ansi ? "" : little(0, 4);
    const auto leaf = [&](std::size_t begin, std::size_t end) {
      std::string out = little(2, 1) + little(0, 1) + little(end - begin, 2) + pad;
      for (auto i = begin; i < end; ++i)
        out += little(subs[i].id, id_bytes()) + little(subs[i].data, id_bytes()) + little(subs[i].subnodes, id_bytes());
      return block(out, true);
    };
    constexpr std::size_t per_leaf = 100;
    if (subs.size() <= per_leaf) return leaf(0, subs.size());
    std::string out = little(2, 1) + little(1, 1) + little((subs.size() + per_leaf - 1) / per_leaf, 2) + pad;
    for (std::size_t i = 0; i < subs.size(); i += per_leaf)
      out += little(subs[i].id, id_bytes()) + little(leaf(i, std::min(subs.size(), i + per_leaf)), id_bytes());
    return block(out, true);
  }
  void node(std::uint32_t id, Made made, std::uint32_t parent) { nodes_[id] = {made.data, made.subnodes, parent}; }
  // As a deleted message: its node and the block of its properties are in no tree from now on; their bytes stay.
  void forget(std::uint32_t id) {
    blocks_.erase(nodes_.at(id).data);
    nodes_.erase(id);
  }
  void rename(std::uint32_t from, std::uint32_t to, std::uint32_t parent) {
    nodes_[to] = {nodes_.at(from).data, nodes_.at(from).subnodes, parent};
    nodes_.erase(from);
  }
  std::uint64_t next_block() const { return next_block_; }

  // A node of properties; large values and `subs` become its subnodes.
  Made properties(std::vector<Property> list, std::vector<Sub> subs = {}) {
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    Heap heap(form_);
    std::vector<std::pair<std::string, std::string>> records;
    std::uint32_t large = 0x1001;
    for (const auto& p : list) {
      std::uint32_t held = static_cast<std::uint32_t>(p.number);
      if (p.type == 0x40)
        held = heap.add(little(p.number, 8));
      else if (p.type != 3 && p.type != 0x0B && p.bytes.size() > 3580)
        subs.push_back({held = large++ << 5 | 0x1F, data(p.bytes, pack)});
      else if (p.type != 3 && p.type != 0x0B)
        held = p.bytes.empty() ? 0 : heap.add(p.bytes);
      records.emplace_back(little(p.id, 2), little(p.type, 2) + little(held, 4));
    }
    const auto root = heap.tree(records, 2, 6);
    std::sort(subs.begin(), subs.end(), [](const Sub& a, const Sub& b) { return a.id < b.id; });
    return {data(heap.finish(0xBC, root), pack), subnodes(subs)};
  }
  struct Column {
    std::uint16_t id, type;
    unsigned bytes;
  };
  // A table of 4-byte cells; the first two columns are the row's number and version. Values by column, in order.
  Made table(const std::vector<Column>& columns, const std::vector<std::pair<std::uint32_t, std::vector<Property>>>& rows, bool matrix_in_subnode = false) {
    Heap heap(form_);
    std::string info, matrix;
    const auto count = columns.size() + 2;
    const auto bits = count * 4, width = bits + (count + 7) / 8;
    std::vector<std::pair<std::string, std::string>> index;
    std::vector<std::string> parts(1);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::string row = little(rows[r].first, 4) + little(1, 4), present(( count + 7) / 8, '\0');
      present[0] = static_cast<char>(0xC0);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const Property* found = nullptr;
        for (const auto& p : rows[r].second)
          if (p.id == columns[c].id) found = &p;
        row += little(!found ? 0 : found->type == 3 ? found->number : heap.add(found->bytes), 4);
        if (found) present[(c + 2) / 8] = static_cast<char>(present[(c + 2) / 8] | 1 << (7 - (c + 2) % 8));
      }
      if (parts.back().size() + width > most()) parts.emplace_back();
      parts.back() += row + present;
      index.emplace_back(little(rows[r].first, 4), little(r, form_ == Form::ansi ? 2 : 4));
    }
    std::sort(index.begin(), index.end(), [](const auto& a, const auto& b) { return std::lexicographical_compare(a.first.rbegin(), a.first.rend(), b.first.rbegin(), b.first.rend()); });
    const auto rows_tree = heap.tree(index, 4, form_ == Form::ansi ? 2 : 4);
    std::vector<Sub> subs;
    std::uint32_t where = 0;
    if (!rows.empty() && !matrix_in_subnode && parts.size() == 1 && parts[0].size() <= 3580)
      where = heap.add(parts[0]);
    else if (!rows.empty())
      subs.push_back({where = 0x41 << 5 | 0x1F, data(parts, pack)});
    info = little(0x7C, 1) + little(count, 1) + little(bits, 2) + little(bits, 2) + little(bits, 2) + little(width, 2) + little(rows_tree, 4) + little(where, 4) + little(0, 4);
    info += little(0x67F20003, 4) + little(0, 2) + little(4, 1) + little(0, 1) + little(0x67F30003, 4) + little(4, 2) + little(4, 1) + little(1, 1);
    for (std::size_t c = 0; c < columns.size(); ++c)
      info += little(columns[c].type, 2) + little(columns[c].id, 2) + little(8 + 4 * c, 2) + little(4, 1) + little(c + 2, 1);
    const auto root = heap.add(info);
    return {data(heap.finish(0x7C, root), pack), subnodes(subs)};
  }

  // A folder with its list of messages, which are nodes of it.
  void folder(std::uint32_t id, std::uint32_t parent, std::string_view name, const std::vector<std::uint32_t>& messages) {
    node(id, properties({text(0x3001, name), number(0x3602, static_cast<std::uint32_t>(messages.size()))}), parent);
    std::vector<std::pair<std::uint32_t, std::vector<Property>>> rows;
    for (const auto m : messages)
      rows.push_back({m, {}});
    node((id & ~0x1Fu) | 0x0E, table({}, rows, rows.size() > 100), id);
  }
  Sub recipients(const std::vector<Recipient>& list) {
    std::vector<std::pair<std::uint32_t, std::vector<Property>>> rows;
    for (const auto& r : list)
      rows.push_back({static_cast<std::uint32_t>(rows.size()), {number(0x0C15, static_cast<std::uint32_t>(r.type)), text(0x3001, r.name), text(0x39FE, r.address)}});
    const std::uint16_t text_type = form_ == Form::ansi ? 0x1E : 0x1F;
    const auto made = table({{0x0C15, 3, 4}, {0x3001, text_type, 4}, {0x39FE, text_type, 4}}, rows);
    return {0x692, made.data, made.subnodes};
  }
  Sub attachment(std::uint32_t number, std::string_view name, std::string bytes) {
    const auto made = properties({text(0x3707, name), text(0x370E, "text/plain"), StoreMaker::number(0x3705, 1), binary(0x3701, std::move(bytes))});
    return {0x8000 + number * 0x20 + 5, made.data, made.subnodes};
  }
  // The list of the attachments among `subs`; other programs look for them there.
  Sub attachment_table(const std::vector<Sub>& subs) {
    std::vector<std::pair<std::uint32_t, std::vector<Property>>> rows;
    for (const auto& sub : subs)
      if (pst::kind_of(sub.id) == pst::Kind::attachment) rows.push_back({sub.id, {number(0x3705, 1)}});
    const auto made = table({{0x3705, 3, 4}}, rows);
    return {0x671, made.data, made.subnodes};
  }
  Sub attached_message(std::uint32_t number, Made message) {
    const std::uint32_t inner = 0x200004 + number * 0x20;
    const auto made = properties({text(0x3707, "message"), StoreMaker::number(0x3705, 5), object(0x3701, inner)}, {{inner, message.data, message.subnodes}});
    return {0x8000 + number * 0x20 + 5, made.data, made.subnodes};
  }
  // The store itself: what `folder()` calls do not say. 0x8022 is the mailbox, 0x8062 its deleted items.
  void store(std::uint32_t password = 0) {
    const auto entry = [](std::uint32_t id) { return std::string(20, '\0') + little(id, 4); };
    node(0x21, properties({text(0x3001, "Invented"), binary(0x35E0, entry(0x8022)), binary(0x35E3, entry(0x8062)), binary(0x35E4, entry(0x80A2)), number(0x67FF, password)}), 0);
  }

  // The pages of both trees and the header as of now. Called again, the pages of before are left over.
  std::string bytes() {
    std::vector<std::string> nodes, blocks;
    const auto n = id_bytes();
    for (const auto& [id, node] : nodes_)
      nodes.push_back(little(id, n) + little(node.data, n) + little(node.subnodes, n) + little(node.parent, 4) + (form_ == Form::ansi ? "" : little(0, 4)));
    for (const auto& [id, b] : blocks_) {
      auto sizes = little(b.stored, 2) + (form_ == Form::large_pages ? little(b.size, 2) : little(2, 2));
      blocks.push_back(little(id, n) + little(b.at, n) + sizes + (form_ == Form::ansi ? "" : little(0, 4)));
    }
    const auto node_root = pages(nodes, 0x81), block_root = pages(blocks, 0x80);
    std::string out = file_;
    head(out, node_root, block_root);
    return out;
  }

  bool pack = false;          // large pages: pack the blocks of data
  std::size_t lists_of = 0;   // entries of a list of blocks, to make lists of lists small
  unsigned entries = 0;       // of a page, to make trees deep

  static std::string little(std::uint64_t value, std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i)
      out += static_cast<char>(value >> (8 * i));
    return out;
  }

 private:
  struct Place {
    std::uint64_t at;
    std::size_t stored, size;
  };
  struct NodePlace {
    std::uint64_t data, subnodes;
    std::uint32_t parent;
  };

  class Heap {
   public:
    explicit Heap(Form form) : form_(form) {}
    std::uint32_t add(const std::string& bytes) {
      const std::size_t most = form_ == Form::large_pages ? 65'512 : form_ == Form::ansi ? 8180 : 8176;
      std::size_t used = 70 + 2 * items_.back().size() + 8;
      for (const auto& i : items_.back())
        used += i.size();
      if (used + bytes.size() + 4 > most) items_.emplace_back();
      items_.back().push_back(bytes);
      const auto index = static_cast<std::uint32_t>(items_.back().size()), number = static_cast<std::uint32_t>(items_.size() - 1);
      return index << 5 | (form_ == Form::large_pages ? number << 19 : number << 16);
    }
    // Records in order; as many levels as it takes.
    std::uint32_t tree(std::vector<std::pair<std::string, std::string>> records, std::size_t key, std::size_t value) {
      unsigned levels = 0;
      std::uint32_t root = 0;
      auto size = key + value;
      while (!records.empty()) {
        std::vector<std::pair<std::string, std::string>> above;
        for (std::size_t i = 0; i < records.size(); i += 3500 / size) {
          std::string item;
          for (auto k = i; k < std::min(records.size(), i + 3500 / size); ++k)
            item += records[k].first + records[k].second;
          root = add(item);
          above.emplace_back(records[i].first, little(root, 4));
        }
        if (above.size() == 1) break;
        records = std::move(above);
        size = key + 4;
        ++levels;
      }
      return add(little(0xB5, 1) + little(key, 1) + little(value, 1) + little(levels, 1) + little(root, 4));
    }
    std::vector<std::string> finish(unsigned client, std::uint32_t root) const {
      std::vector<std::string> out;
      for (std::size_t b = 0; b < items_.size(); ++b) {
        std::string head = b == 0 ? little(0xEC, 1) + little(client, 1) + little(root, 4) + little(0, 4) : b % 128 == 8 ? std::string(64, '\0') : "";
        std::string body, map = little(items_[b].size(), 2) + little(0, 2);
        for (const auto& i : items_[b]) {
          map += little(2 + head.size() + body.size(), 2);
          body += i;
        }
        map += little(2 + head.size() + body.size(), 2);
        body.resize(body.size() + body.size() % 2, '\0');  // the map stands at an even place, as Outlook has it
        out.push_back(little(2 + head.size() + body.size(), 2) + head + body + map);
      }
      return out;
    }

   private:
    Form form_;
    std::vector<std::vector<std::string>> items_{1};
  };

  std::size_t id_bytes() const { return form_ == Form::ansi ? 4 : 8; }
  std::size_t most() const { return form_ == Form::large_pages ? 65'512 : form_ == Form::ansi ? 8180 : 8176; }
  std::string list(unsigned type, unsigned level, const std::vector<std::uint64_t>& ids, std::uint64_t total) const {
    std::string out = little(type, 1) + little(level, 1) + little(ids.size(), 2) + little(total, 4);
    for (const auto id : ids)
      out += little(id, id_bytes());
    return out;
  }
  static std::uint32_t sum(std::string_view bytes) {
    return ~static_cast<std::uint32_t>(crc32(0xFFFFFFFF, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
  }
  static std::uint64_t sign(std::uint64_t at, std::uint64_t id) { return ((at ^ id) >> 16 ^ (at ^ id)) & 0xFFFF; }

  std::uint64_t page(const std::string& entries, std::size_t count, std::size_t entry, unsigned level, unsigned type, std::uint64_t& id) {
    const bool large = form_ == Form::large_pages;
    const std::size_t size = large ? 4096 : 512, room = large ? 4056 : form_ == Form::ansi ? 496 : 488;
    file_.resize((file_.size() + size - 1) / size * size);
    const auto at = file_.size();
    id = next_page_++;
    std::string out = entries + std::string(room - entries.size(), '\0');
    out += little(count, large ? 2 : 1) + little(room / entry, large ? 2 : 1) + little(entry, 1) + little(level, 1);
    out.resize(large ? 4072 : form_ == Form::ansi ? 500 : 496, '\0');
    const auto crc = sum(out);
    out += little(type, 1) + little(type, 1) + little(sign(at, id), 2);
    out += form_ == Form::ansi ? little(id, 4) + little(crc, 4) : little(crc, 4) + little(id, 8);
    out.resize(size, '\0');
    file_ += out;
    return at;
  }
  std::pair<std::uint64_t, std::uint64_t> pages(std::vector<std::string> records, unsigned type) {
    const std::size_t room = form_ == Form::large_pages ? 4056 : form_ == Form::ansi ? 496 : 488;
    for (unsigned level = 0;; ++level) {
      std::vector<std::string> above;
      const auto entry = records.empty() ? (level ? 3 : 4) * id_bytes() : records[0].size();
      const std::size_t per_page = entries ? entries : room / entry;
      std::uint64_t at = 0, id = 0;
      for (std::size_t i = 0; i < records.size() || above.empty(); i += per_page) {
        std::string some;
        const auto end = std::min(records.size(), i + per_page);
        for (auto k = i; k < end; ++k)
          some += records[k];
        at = page(some, end - std::min(i, end), entry, level, type, id);
        above.push_back((records.empty() ? little(0, id_bytes()) : records[i].substr(0, id_bytes())) + little(id, id_bytes()) + little(at, id_bytes()));
      }
      if (above.size() == 1) return {at, id};
      records = std::move(above);
    }
  }
  void head(std::string& out, std::pair<std::uint64_t, std::uint64_t> nodes, std::pair<std::uint64_t, std::uint64_t> blocks) const {
    const auto put = [&](std::size_t at, const std::string& bytes) { out.replace(at, bytes.size(), bytes); };
    const bool ansi = form_ == Form::ansi;
    put(0, "!BDN");
    put(8, "SM" + little(ansi ? 14 : form_ == Form::unicode ? 23 : 36, 2) + little(19, 2) + little(0x0101, 2));
    const auto n = id_bytes();
    const std::size_t eof = ansi ? 168 : 184, roots = ansi ? 184 : 216;
    put(eof, little(out.size(), n));
    put(roots, little(nodes.second, n) + little(nodes.first, n) + little(blocks.second, n) + little(blocks.first, n));
    put(ansi ? 460 : 512, little(0x80, 1) + little(static_cast<unsigned>(cipher_), 1));
    put(4, little(sum(std::string_view(out).substr(8, 471)), 4));
    if (!ansi) put(524, little(sum(std::string_view(out).substr(8, 516)), 4));
  }

  Form form_;
  Cipher cipher_;
  std::string file_;
  std::map<std::uint64_t, Place> blocks_;
  std::map<std::uint32_t, NodePlace> nodes_;
  std::uint64_t next_block_ = 4, next_page_ = 3;
};

}  // namespace clew::readers::testing
