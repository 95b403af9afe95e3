#include "readers/compound_file.h"

#include "readers/mime.h"

#include <algorithm>

#include "text/encoding.h"

namespace clew::readers {
namespace {

constexpr std::uint32_t end_of_chain = 0xFFFFFFFE, free_sector = 0xFFFFFFFF, no_stream = 0xFFFFFFFF;
constexpr std::uint32_t mini_sector = 64, mini_cutoff = 4096, entry_bytes = 128;
constexpr std::size_t most_entries = 100'000, most_faults = 20;

std::uint32_t u32(std::string_view b, std::size_t at) {
  std::uint32_t out = 0;
  for (int i = 3; i >= 0; --i)
    out = out << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
}
std::uint32_t u16(std::string_view b, std::size_t at) {
  return static_cast<unsigned char>(b[at]) |
         static_cast<std::uint32_t>(static_cast<unsigned char>(b[at + 1])) << 8;
}

}  // namespace

std::string_view CompoundFile::sector(std::uint32_t number) const {
  auto at = (std::uint64_t{number} + 1) * sector_size_;
  return at < bytes_.size() ? bytes_.substr(at, sector_size_) : std::string_view();
}

// The sectors of a chain, at most `most`; ends at the first that lies outside or was there before.
std::vector<std::uint32_t> CompoundFile::chain(std::uint32_t first, std::uint64_t most) const {
  std::vector<std::uint32_t> out;
  for (auto at = first; at != end_of_chain && at != free_sector && out.size() < most;
       at = fat_[at]) {
    // A chain longer than the table has sectors goes round in a circle.
    if (at >= fat_.size() || sector(at).empty() || out.size() > fat_.size()) {
      if (faults_.size() < most_faults)
        faults_.push_back("a chain of sectors is broken; what stands before the break was read");
      break;
    }
    out.push_back(at);
  }
  return out;
}

std::optional<CompoundFile> CompoundFile::open(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.size() < 512 || !bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return {};
  CompoundFile out;
  out.bytes_ = bytes;
  auto shift = u16(bytes, 30);
  out.sector_size_ = shift == 12 ? 4096 : 512;
  // The table's own sectors: 109 in the header, then a chain of lists.
  std::vector<std::uint32_t> table;
  for (std::size_t i = 0; i < 109; ++i)
    if (auto s = u32(bytes, 76 + 4 * i); s < end_of_chain) table.push_back(s);
  auto per_sector = out.sector_size_ / 4;
  auto most = bytes.size() / out.sector_size_ + 1;
  auto list = u32(bytes, 68);
  for (std::size_t n = 0; list < end_of_chain && n < most; ++n) {
    auto part = out.sector(list);
    if (part.size() < out.sector_size_) break;
    for (std::uint32_t i = 0; i + 1 < per_sector; ++i)
      if (auto s = u32(part, 4 * i); s < end_of_chain && table.size() < most) table.push_back(s);
    list = u32(part, 4 * (per_sector - 1));
  }
  for (auto s : table) {
    auto part = out.sector(s);
    if (part.size() < out.sector_size_) {
      out.faults_.push_back("the table of sectors is cut");
      break;
    }
    for (std::uint32_t i = 0; i < per_sector && out.fat_.size() < most; ++i)
      out.fat_.push_back(u32(part, 4 * i));
  }
  out.read_directory(u32(bytes, 48));
  if (out.entries_.empty()) return out;
  for (auto s : out.chain(u32(bytes, 60), most)) {
    auto part = out.sector(s);
    for (std::size_t i = 0; i + 4 <= part.size(); i += 4)
      out.mini_fat_.push_back(u32(part, i));
  }
  out.mini_sectors_ = out.chain(out.entries_[0].first, most);
  for (auto s : out.mini_sectors_)
    out.mini_ += out.sector(s);
  return out;
}

void CompoundFile::read_directory(std::uint32_t first) {
  std::string directory;
  std::vector<std::uint64_t> places;
  for (auto s : chain(first, most_entries * entry_bytes / sector_size_)) {
    auto part = sector(s);
    for (std::size_t i = 0; i + entry_bytes <= part.size(); i += entry_bytes)
      places.push_back((std::uint64_t{s} + 1) * sector_size_ + i);
    directory += part.substr(0, part.size() / entry_bytes * entry_bytes);
  }
  auto count = directory.size() / entry_bytes;
  auto at = [&](std::size_t i) {
    return std::string_view(directory).substr(i * entry_bytes, entry_bytes);
  };
  if (!count || static_cast<unsigned char>(at(0)[66]) != 5) {
    faults_.push_back("the directory has no root");
    return;
  }
  // The entries of a storage are a tree of siblings; walked with a stack, each entry once.
  std::vector<bool> seen(count, false);
  struct Step {
    std::uint32_t number;
    std::size_t parent;
  };
  std::vector<Step> steps;
  auto add = [&](std::uint32_t number, std::size_t parent) {
    auto raw = at(number);
    Entry entry;
    auto length = std::min<std::uint32_t>(u16(raw, 64), 64);
    entry.name =
        text::to_utf8(raw.substr(0, length >= 2 ? length - 2 : 0), text::Encoding::utf16le);
    auto type = static_cast<unsigned char>(raw[66]);
    entry.storage = type == 1 || type == 5;
    entry.first = u32(raw, 116);
    entry.size = u32(raw, 120);
    entry.parent = parent;
    entry.at = places[number];
    entries_.push_back(std::move(entry));
    auto self = entries_.size() - 1;
    if (entries_[self].storage)
      if (auto child = u32(raw, 76); child != no_stream) steps.push_back({child, self});
  };
  seen[0] = true;
  add(0, 0);
  while (!steps.empty() && entries_.size() < most_entries) {
    auto step = steps.back();
    steps.pop_back();
    if (step.number >= count || seen[step.number]) {
      if (faults_.size() < most_faults)
        faults_.push_back("the directory points outside itself or in a circle");
      continue;
    }
    seen[step.number] = true;
    auto raw = at(step.number);
    for (auto sibling : {u32(raw, 68), u32(raw, 72)})
      if (sibling != no_stream) steps.push_back({sibling, step.parent});
    if (auto type = static_cast<unsigned char>(raw[66]); type == 1 || type == 2)
      add(step.number, step.parent);
  }
}

std::optional<std::size_t> CompoundFile::find(std::size_t storage, std::string_view name) const {
  for (std::size_t i = 1; i < entries_.size(); ++i)
    if (entries_[i].parent == storage && equal_names(entries_[i].name, name)) return i;
  return {};
}

std::string CompoundFile::read(std::size_t entry, std::uint64_t limit) const {
  const auto& e = entries_[entry];
  auto wanted = std::min(e.size, limit);
  std::string out;
  if (e.storage || !wanted) return out;
  if (e.size >= mini_cutoff) {
    for (auto s : chain(e.first, wanted / sector_size_ + 1))
      out += sector(s);
  } else {
    std::size_t steps = 0;
    for (auto at = e.first; at < end_of_chain && out.size() < wanted && steps++ <= mini_fat_.size();
         at = mini_fat_[at]) {
      if (at >= mini_fat_.size() || std::uint64_t{at} * mini_sector >= mini_.size()) break;
      out += std::string_view(mini_).substr(std::size_t{at} * mini_sector, mini_sector);
    }
  }
  if (out.size() < wanted && faults_.size() < most_faults)
    faults_.push_back("the stream \"" + e.name + "\" is shorter than it says");
  out.resize(std::min<std::uint64_t>(out.size(), wanted));
  return out;
}

std::optional<exhibit::ByteRange> CompoundFile::place(std::size_t entry, std::uint64_t offset,
                                                      std::uint64_t length) const {
  const auto& e = entries_[entry];
  const std::uint64_t unit = e.size >= mini_cutoff ? sector_size_ : mini_sector;
  if (placed_ != entry) {
    placed_ = entry;
    placed_sectors_.clear();
    if (e.size >= mini_cutoff) {
      for (auto s : chain(e.first, e.size / sector_size_ + 1))
        placed_sectors_.push_back((std::uint64_t{s} + 1) * sector_size_);
    } else {
      for (auto at = e.first; at < mini_fat_.size() && placed_sectors_.size() <= mini_cutoff / unit;
           at = mini_fat_[at]) {
        const std::uint64_t in_mini = std::uint64_t{at} * mini_sector;
        if (in_mini >= mini_.size()) break;
        placed_sectors_.push_back((std::uint64_t{mini_sectors_[in_mini / sector_size_]} + 1) *
                                      sector_size_ +
                                  in_mini % sector_size_);
      }
    }
  }
  auto number = offset / unit;
  if (number >= placed_sectors_.size()) return {};
  exhibit::ByteRange out{placed_sectors_[number] + offset % unit, 0};
  out.length = std::min(length, unit - offset % unit);
  while (out.length < length && ++number < placed_sectors_.size() &&
         placed_sectors_[number] == out.offset + out.length)
    out.length = std::min(length, out.length + unit);
  if (out.offset >= bytes_.size()) return {};
  out.length = std::min(out.length, bytes_.size() - out.offset);
  return out;
}

}  // namespace clew::readers
