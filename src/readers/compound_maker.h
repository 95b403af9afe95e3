// For tests: compound files (MS-CFB), synthetic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers::testing {

// Writes a small synthetic compound file: every stream in 64-byte sectors of the root's stream.
class CompoundMaker {
 public:
  CompoundMaker() { entries_.push_back({"Root Entry", 5, -1, ""}); }
  int storage(int parent, std::string name) { return add({std::move(name), 1, parent, ""}); }
  void stream(int parent, std::string name, std::string bytes) {
    add({std::move(name), 2, parent, std::move(bytes)});
  }
  static std::string utf16(std::string_view ascii) {
    std::string out;
    for (char c : ascii)
      out += c, out += '\0';
    return out;
  }
  std::string bytes() const {
    std::string mini;
    std::vector<std::uint32_t> mini_fat, first(entries_.size(), 0xFFFFFFFE);
    for (std::size_t i = 1; i < entries_.size(); ++i) {
      if (entries_[i].bytes.empty()) continue;
      first[i] = static_cast<std::uint32_t>(mini_fat.size());
      auto count = (entries_[i].bytes.size() + 63) / 64;
      for (std::size_t k = 0; k < count; ++k)
        mini_fat.push_back(k + 1 < count ? static_cast<std::uint32_t>(mini_fat.size() + 1)
                                         : 0xFFFFFFFE);
      mini += entries_[i].bytes + std::string(count * 64 - entries_[i].bytes.size(), '\0');
    }
    auto sectors = [](std::size_t n) { return static_cast<std::uint32_t>((n + 511) / 512); };
    std::uint32_t directory = 1, mini_fat_at = directory + sectors(entries_.size() * 128),
                  mini_at = mini_fat_at + sectors(mini_fat.size() * 4),
                  all = mini_at + sectors(mini.size());
    std::string fat;
    put(fat, 0xFFFFFFFD, 4);
    for (std::uint32_t s = 1; s < all; ++s)
      put(fat, s + 1 == mini_fat_at || s + 1 == mini_at || s + 1 == all ? 0xFFFFFFFE : s + 1, 4);
    fat.resize(512, '\xFF');
    std::string dir;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      auto name = utf16(entries_[i].name);
      auto used = name.size() + 2;
      name.resize(64, '\0');
      dir += name;
      put(dir, static_cast<std::uint32_t>(used), 2);
      dir += static_cast<char>(entries_[i].type);
      dir += '\1';
      put(dir, 0xFFFFFFFF, 4);
      put(dir, sibling(i), 4);
      put(dir, child(i), 4);
      dir += std::string(36, '\0');
      put(dir, i == 0 ? (mini.empty() ? 0xFFFFFFFE : mini_at) : first[i], 4);
      put(dir, static_cast<std::uint32_t>(i == 0 ? mini.size() : entries_[i].bytes.size()), 4);
      put(dir, 0, 4);
    }
    dir.resize(sectors(dir.size()) * 512, '\0');
    std::string mf;
    for (auto s : mini_fat)
      put(mf, s, 4);
    mf.resize(sectors(mf.size()) * 512, '\xFF');
    mini.resize(sectors(mini.size()) * 512, '\0');
    std::string head("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    head += std::string(16, '\0');
    for (auto [value, size] : {std::pair(0x3Eu, 2), {3u, 2}, {0xFFFEu, 2}, {9u, 2}, {6u, 2}})
      put(head, value, size);
    head += std::string(6, '\0');
    for (std::uint32_t value :
         {0u, 1u, directory, 0u, 4096u, mini_fat.empty() ? 0xFFFFFFFEu : mini_fat_at, 1u,
          0xFFFFFFFEu, 0u, 0u})
      put(head, value, 4);
    head.resize(512, '\xFF');
    return head + fat + dir + mf + mini;
  }

 private:
  struct Entry {
    std::string name;
    int type, parent;
    std::string bytes;
  };
  int add(Entry e) {
    entries_.push_back(std::move(e));
    return static_cast<int>(entries_.size()) - 1;
  }
  static void put(std::string& to, std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i)
      to += static_cast<char>(value >> (8 * i));
  }
  std::uint32_t child(std::size_t i) const {
    for (std::size_t k = 1; k < entries_.size(); ++k)
      if (entries_[k].parent == static_cast<int>(i)) return static_cast<std::uint32_t>(k);
    return 0xFFFFFFFF;
  }
  std::uint32_t sibling(std::size_t i) const {
    for (std::size_t k = i + 1; i && k < entries_.size(); ++k)
      if (entries_[k].parent == entries_[i].parent) return static_cast<std::uint32_t>(k);
    return 0xFFFFFFFF;
  }
  std::vector<Entry> entries_;
};

}  // namespace clew::readers::testing
