#include "readers/biome_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "readers/little_bytes.h"

namespace clew::readers::biome {
namespace {

constexpr std::uint64_t head_1 = 56, entry_head_1 = 32, head_2 = 32, entry_head_2 = 8, index_entry = 16;
constexpr std::uint64_t longest_sought = 256u << 10;  // an entry that only its checksum can end
constexpr std::uint64_t passes = 64;  // so many times the file's size of bytes are looked at again after damage

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> t{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int k = 0; k < 8; ++k)
      c = c & 1 ? 0xEDB88320u ^ c >> 1 : c >> 1;
    t[i] = c;
  }
  return t;
}();
std::uint32_t crc_step(std::uint32_t c, char byte) {
  return crc_table[(c ^ static_cast<unsigned char>(byte)) & 0xFF] ^ c >> 8;
}
std::uint32_t crc_of(std::string_view s) {
  std::uint32_t c = 0xFFFFFFFFu;
  for (const char b : s)
    c = crc_step(c, b);
  return ~c;
}

double real_at(std::string_view b, std::uint64_t at) { return little::real(little::u64(b, at)); }
// 2010 … 2100: times of a system that came with iOS 15; wide enough for a clock that was set wrong.
bool plausible(double s) { return std::isfinite(s) && s > 283'996'800.0 && s < 3'124'137'600.0; }
std::uint64_t aligned(std::uint64_t at, std::uint64_t to) { return (at + to - 1) / to * to; }
bool only_zeros(std::string_view s) { return s.find_first_not_of('\0') == s.npos; }

class FirstGeneration {
 public:
  FirstGeneration(std::string_view bytes, const std::function<void(const Entry&)>& entry,
                  const std::function<void(const Damage&)>& damage)
      : bytes_(bytes), entry_(entry), damage_(damage), budget_(passes * bytes.size()) {}

  void run() {
    const std::uint64_t stated = little::u32(bytes_, 0);
    std::uint64_t end = std::min<std::uint64_t>(stated, bytes_.size());
    if (stated > bytes_.size())
      damage_({"file cut off", 0, bytes_.size(),
               fmt::format("Its entries end at byte {}, the file at {}.", stated, bytes_.size())});
    std::uint64_t at = head_1;
    while (at + entry_head_1 <= end) {
      const std::int64_t length = static_cast<std::int32_t>(little::u32(bytes_, at));
      const auto state = static_cast<std::int32_t>(little::u32(bytes_, at + 4));
      const bool fits = length >= 0 && at + entry_head_1 + static_cast<std::uint64_t>(length) <= end &&
                        state >= 0 && state < 16;
      if (!fits) {
        const auto next = sought(at + 8, end);
        Entry e;
        e.kept = Kept::unreadable;
        e.begin = at;
        e.length = next.value_or(end) - at;
        entry_(e);
        if (!next) break;
        at = *next;
        continue;
      }
      Entry e = entry_at(at, static_cast<std::uint64_t>(length));
      if (!e.sum_right && state == 1 && budget_) {  // a wrong length may have swallowed others
        budget_ -= std::min(budget_, e.length);
        if (const auto next = sought(at + entry_head_1 + 8, e.begin + e.length)) e = entry_at(at, *next - at - entry_head_1);
      }
      e.kept = state == 3   ? Kept::deleted
               : state == 4 ? (e.payload.empty() || only_zeros(e.payload) ? Kept::empty : Kept::wrong_sum)
               : e.sum_right ? Kept::written
                             : Kept::wrong_sum;
      entry_(e);
      at = aligned(e.begin + e.length, 8);
    }
    // Behind the end: nothing, as a rule. What is there with a right checksum is told.
    for (std::uint64_t from = std::max(aligned(std::min(at, end), 8), head_1);;) {
      const auto next = sought(from, bytes_.size());
      if (!next) break;
      Entry e = entry_at(*next, little::u32(bytes_, *next));
      e.kept = Kept::found;
      entry_(e);
      from = aligned(e.begin + e.length, 8);
    }
  }

 private:
  Entry entry_at(std::uint64_t at, std::uint64_t length) const {
    Entry e;
    e.begin = at;
    e.length = entry_head_1 + length;
    e.state = static_cast<std::int32_t>(little::u32(bytes_, at + 4));
    e.made = real_at(bytes_, at + 8);
    e.changed = real_at(bytes_, at + 16);
    e.payload = little::part_of(bytes_, at + entry_head_1, length);
    e.sum_right = crc_of(e.payload) == little::u32(bytes_, at + 24);
    return e;
  }
  // The next place in [from, end) where an entry with a right checksum begins.
  std::optional<std::uint64_t> sought(std::uint64_t from, std::uint64_t end) {
    for (std::uint64_t at = aligned(from, 8); at + entry_head_1 < end; at += 8) {
      const std::uint64_t length = little::u32(bytes_, at);
      if (length == 0 || length > end - at - entry_head_1) continue;
      const auto state = little::u32(bytes_, at + 4);
      if (state != 1 && state != 3) continue;
      if (!plausible(real_at(bytes_, at + 8)) || length > budget_) continue;
      budget_ -= length;
      if (crc_of(bytes_.substr(at + entry_head_1, length)) == little::u32(bytes_, at + 24)) return at;
    }
    return std::nullopt;
  }

  std::string_view bytes_;
  const std::function<void(const Entry&)>& entry_;
  const std::function<void(const Damage&)>& damage_;
  std::uint64_t budget_;
};

class SecondGeneration {
 public:
  SecondGeneration(std::string_view bytes, const std::function<void(const Entry&)>& entry,
                   const std::function<void(const Damage&)>& damage)
      : bytes_(bytes), entry_(entry), damage_(damage), budget_(passes * bytes.size()) {}

  void run() {
    const std::int64_t count = static_cast<std::int32_t>(little::u32(bytes_, 4));
    const std::uint64_t room = bytes_.size() - head_2;
    if (count < 0 || static_cast<std::uint64_t>(count) > room / index_entry || !index_fits(static_cast<std::uint64_t>(count))) {
      damage_({"index of entries lost", 0, bytes_.size(),
               "The index at the end of the file is not there or damaged. Entries are found by their checksums; when they were "
               "written, and whether they were deleted, is not known."});
      find_from(head_2, bytes_.size());
      return;
    }
    const auto entries = static_cast<std::uint64_t>(count);
    index_ = bytes_.size() - index_entry * entries;
    // In order of place, as a rule the order in which they stand.
    std::vector<std::uint32_t> order;
    if (!sorted(entries)) {
      order.resize(entries);
      std::iota(order.begin(), order.end(), 0u);
      std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return end_of(a) < end_of(b); });
    }
    std::uint64_t at = head_2;
    for (std::uint64_t i = 0; i < entries; ++i)
      at = one(order.empty() ? i : order[i], at);
    find_from(at, index_);
  }

 private:
  std::int64_t end_of(std::uint64_t i) const {
    return static_cast<std::int32_t>(little::u32(bytes_, index_ + index_entry * i));
  }
  std::int32_t state_of(std::uint64_t i) const {
    return static_cast<std::int32_t>(little::u32(bytes_, index_ + index_entry * i + 4));
  }
  bool sorted(std::uint64_t entries) const {
    std::int64_t before = 0;
    for (std::uint64_t i = 0; i < entries; ++i) {
      if (state_of(i) == 4) continue;
      if (end_of(i) < before) return false;
      before = end_of(i);
    }
    return true;
  }
  // Three quarters of the places and states make sense: else these bytes are no index (the file was cut).
  bool index_fits(std::uint64_t entries) const {
    const std::uint64_t begin = bytes_.size() - index_entry * entries;
    std::uint64_t good = 0;
    for (std::uint64_t i = 0; i < entries; ++i) {
      const auto at = begin + index_entry * i;
      const auto end = static_cast<std::int32_t>(little::u32(bytes_, at));
      const auto state = little::u32(bytes_, at + 4);
      good += end >= 0 && head_2 + static_cast<std::uint64_t>(end) <= begin && state < 16 &&
              (plausible(real_at(bytes_, at + 8)) || state == 4);
    }
    return 4 * good >= 3 * entries;
  }

  // Gives one entry of the index that begins at `at`; returns where the next begins.
  std::uint64_t one(std::uint64_t i, std::uint64_t at) {
    Entry e;
    e.state = state_of(i);
    e.made = real_at(bytes_, index_ + index_entry * i + 8);
    e.begin = index_ + index_entry * i;
    e.length = index_entry;
    if (e.state == 4) {
      e.kept = Kept::empty;
      entry_(e);
      return at;
    }
    const std::int64_t stated = end_of(i);
    const std::uint64_t end = stated <= 0 ? 0 : head_2 + static_cast<std::uint64_t>(stated);
    bool given = false;
    // Entries that the index forgot, or one that it ends wrongly, stand between `at` and the end: they are found by their checksums.
    while (end >= at + entry_head_2 && end <= index_) {
      e.begin = at;
      e.length = end - at;
      e.payload = bytes_.substr(at + entry_head_2, end - at - entry_head_2);
      if (given) budget_ -= std::min(budget_, e.length);
      e.sum_right = crc_of(e.payload) == little::u32(bytes_, at);
      if (e.sum_right || (e.state == 3 && only_zeros(e.payload))) {
        e.kept = e.state == 3 ? Kept::deleted : Kept::written;
        entry_(e);
        return aligned(end, 4);
      }
      const auto found = by_sum(at, given ? end : index_);
      if (!found) {
        if (given) return at;
        e.kept = e.state == 3 ? Kept::deleted : Kept::wrong_sum;
        entry_(e);
        return aligned(end, 4);
      }
      entry_(*found);
      given = true;
      at = aligned(found->begin + found->length, 4);
      if (!budget_) return at;
    }
    if (given) return at;
    e.kept = Kept::unreadable;
    entry_(e);
    return at;
  }

  // The entry that begins at `at`, ended by its checksum.
  std::optional<Entry> by_sum(std::uint64_t at, std::uint64_t end) {
    if (at + entry_head_2 >= end) return std::nullopt;
    const auto sum = little::u32(bytes_, at);
    if (sum == 0) return std::nullopt;
    const auto begin = at + entry_head_2;
    const std::uint64_t most = std::min({end - begin, longest_sought, budget_});
    std::uint32_t c = 0xFFFFFFFFu;
    for (std::uint64_t n = 0; n < most; ++n) {
      c = crc_step(c, bytes_[begin + n]);
      if (~c != sum) continue;
      budget_ -= n;
      Entry e;
      e.kept = Kept::found;
      e.begin = at;
      e.length = entry_head_2 + n + 1;
      e.payload = bytes_.substr(begin, n + 1);
      e.sum_right = true;
      return e;
    }
    budget_ -= most;
    return std::nullopt;
  }
  // Entries that begin in [at, end), and those that follow one of them without a gap: of a file that was cut, bytes of an entry were
  // taken for the index.
  void find_from(std::uint64_t at, std::uint64_t end) {
    bool follows = false;
    for (at = aligned(at, 4); (at < end || follows) && at + entry_head_2 < bytes_.size() && budget_;) {
      const auto e = by_sum(at, bytes_.size());
      follows = e.has_value();
      if (e) entry_(*e);
      at = e ? aligned(e->begin + e->length, 4) : at + 4;
    }
  }

  std::string_view bytes_;
  const std::function<void(const Entry&)>& entry_;
  const std::function<void(const Damage&)>& damage_;
  std::uint64_t index_ = 0, budget_;
};

}  // namespace

Generation generation_of(std::string_view bytes) {
  if (bytes.size() >= head_1 && bytes.substr(52, 4) == "SEGB") return Generation::first;
  if (bytes.size() >= head_2 && bytes.starts_with("SEGB")) return Generation::second;
  return Generation::none;
}

void each_entry(std::string_view bytes, const std::function<void(const Entry&)>& entry,
                const std::function<void(const Damage&)>& damage) {
  switch (generation_of(bytes)) {
    case Generation::first:
      return FirstGeneration(bytes, entry, damage).run();
    case Generation::second:
      return SecondGeneration(bytes, entry, damage).run();
    case Generation::none:
      damage({"file cut off", 0, bytes.size(), "It ends before the head of a Biome stream does."});
  }
}

}  // namespace clew::readers::biome
