#include "language/lid_model.h"

#include "base/error.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace clew::language::lid {
namespace {

static_assert(std::endian::native == std::endian::little, "weights are read as they lie");

template <class T>
T load(const char* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::integrity,
              "language detection weights: " + why + "; rebuild Clew or train the weights anew");
}

constexpr std::size_t max_words = 1'000'000;
constexpr std::uint32_t row_bits = 18;
constexpr std::uint32_t row_mask = (1u << row_bits) - 1;

// The check bits of a slot: bits of the hash that did not choose the slot.
std::uint32_t check_of(std::uint32_t hash) { return (hash & 0x3FFF) << row_bits; }

std::uint32_t slot_hash(std::uint32_t hash) { return Model::slot_hash(hash); }

// The row of an n-gram, or -1.
inline std::int32_t find_row(const Group& g, std::uint32_t hash) {
  const std::uint32_t check = check_of(hash);
  const std::uint32_t mask = g.slot_mask;
  const std::uint32_t* slots = g.slots;
  for (std::uint32_t s = slot_hash(hash) >> g.slot_shift;; s = (s + 1) & mask) {
    const std::uint32_t v = slots[s];
    const bool hit = (v & ~row_mask) == check && v != 0;
    if (hit | (v == 0)) return static_cast<std::int32_t>(v & row_mask) - 1;  // an empty slot: -1
  }
}

#if defined(__x86_64__)
// 64 languages: one 32-byte row, 16-bit sums in registers, emptied into `sums` before they can
// overflow (|weight| ≤ 127, so after 255 rows).
__attribute__((target("avx2"))) std::size_t accumulate_64(const Group& g,
                                                          std::span<const std::uint32_t> hashes,
                                                          std::int32_t* sums) {
  const __m128i book128 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(g.codebook));
  const __m256i book = _mm256_broadcastsi128_si256(book128);
  const __m256i low = _mm256_set1_epi8(0x0F);
  std::size_t known = 0;
  for (std::size_t at = 0; at < hashes.size();) {
    const std::size_t stop = std::min(hashes.size(), at + 255);
    std::array<const std::uint8_t*, 255> found;
    std::size_t n = 0;
    for (; at < stop; ++at) {
      const std::int32_t row = find_row(g, hashes[at]);
      // Whether an n-gram is known cannot be predicted: no branch, a slot that is written again.
      found[n] = g.row + static_cast<std::size_t>(row < 0 ? 0 : row) * 32;
      __builtin_prefetch(found[n]);
      n += row >= 0;
    }
    known += n;
    __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
    for (std::size_t i = 0; i < n; ++i) {
      const __m256i packed = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(found[i]));
      const __m256i even = _mm256_shuffle_epi8(book, _mm256_and_si256(packed, low));
      const __m256i odd =
          _mm256_shuffle_epi8(book, _mm256_and_si256(_mm256_srli_epi16(packed, 4), low));
      a = _mm256_add_epi16(a, _mm256_cvtepi8_epi16(_mm256_castsi256_si128(even)));
      b = _mm256_add_epi16(b, _mm256_cvtepi8_epi16(_mm256_extracti128_si256(even, 1)));
      c = _mm256_add_epi16(c, _mm256_cvtepi8_epi16(_mm256_castsi256_si128(odd)));
      d = _mm256_add_epi16(d, _mm256_cvtepi8_epi16(_mm256_extracti128_si256(odd, 1)));
    }
    alignas(32) std::array<std::int16_t, 64> part;
    _mm256_store_si256(reinterpret_cast<__m256i*>(part.data()), a);
    _mm256_store_si256(reinterpret_cast<__m256i*>(part.data() + 16), b);
    _mm256_store_si256(reinterpret_cast<__m256i*>(part.data() + 32), c);
    _mm256_store_si256(reinterpret_cast<__m256i*>(part.data() + 48), d);
    for (std::size_t i = 0; i < 32; ++i) {
      if (2 * i < g.classes) sums[2 * i] += part[i];
      if (2 * i + 1 < g.classes) sums[2 * i + 1] += part[32 + i];
    }
  }
  return known;
}
// The same for up to 16 languages: one 8-byte row.
__attribute__((target("avx2"))) std::size_t accumulate_16(const Group& g, std::span<const std::uint32_t> hashes, std::int32_t* sums) {
  const __m128i book = _mm_loadu_si128(reinterpret_cast<const __m128i*>(g.codebook));
  const __m128i low = _mm_set1_epi8(0x0F);
  std::size_t known = 0;
  for (std::size_t at = 0; at < hashes.size();) {
    const std::size_t stop = std::min(hashes.size(), at + 255);
    std::array<const std::uint8_t*, 255> found;
    std::size_t n = 0;
    for (; at < stop; ++at) {
      const std::int32_t row = find_row(g, hashes[at]);
      found[n] = g.row + static_cast<std::size_t>(row < 0 ? 0 : row) * 8;
      __builtin_prefetch(found[n]);
      n += row >= 0;
    }
    known += n;
    __m128i a = _mm_setzero_si128(), b = a;
    for (std::size_t i = 0; i < n; ++i) {
      const __m128i packed = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(found[i]));
      const __m128i even = _mm_shuffle_epi8(book, _mm_and_si128(packed, low));
      const __m128i odd = _mm_shuffle_epi8(book, _mm_and_si128(_mm_srli_epi16(packed, 4), low));
      a = _mm_add_epi16(a, _mm_cvtepi8_epi16(even));
      b = _mm_add_epi16(b, _mm_cvtepi8_epi16(odd));
    }
    alignas(16) std::array<std::int16_t, 16> part;
    _mm_store_si128(reinterpret_cast<__m128i*>(part.data()), a);
    _mm_store_si128(reinterpret_cast<__m128i*>(part.data() + 8), b);
    for (std::size_t i = 0; i < 8; ++i) {
      if (2 * i < g.classes) sums[2 * i] += part[i];
      if (2 * i + 1 < g.classes) sums[2 * i + 1] += part[8 + i];
    }
  }
  return known;
}
#endif

}  // namespace

Model::Model(std::string_view bytes) {
  std::size_t at = 0;
  const auto need = [&](std::size_t n, const char* what) {
    if (n > bytes.size() - at) refuse(fmt::format("the file ends within {}", what));
    const char* p = bytes.data() + at;
    at += n;
    return p;
  };
  const char* head = need(24, "the header");
  if (std::memcmp(head, "CLEWLID2", 8) != 0) refuse("the file is no such file");
  const auto classes = load<std::uint32_t>(head + 8);
  const auto groups = load<std::uint32_t>(head + 12);
  name_count_ = load<std::uint32_t>(head + 16);
  word_count_ = load<std::uint32_t>(head + 20);
  if (word_count_ > max_words) refuse(fmt::format("{} words", word_count_));
  if (classes == 0 || classes > max_classes) refuse(fmt::format("{} languages", classes));
  if (groups == 0 || groups > script_count) refuse(fmt::format("{} groups", groups));
  std::fill(std::begin(group_of_), std::end(group_of_), -1);
  std::fill(std::begin(only_), std::end(only_), -1);
  for (std::uint32_t i = 0; i < classes; ++i) {
    const char* p = need(16, "the list of languages");
    codes_.emplace_back(p, strnlen(p, 12));
    const auto script = load<std::uint32_t>(p + 12);
    if (script == 0 || script >= script_count) refuse("a language has no script");
    scripts_.push_back(static_cast<Script>(script));
    only_[script] = only_[script] == -1 ? static_cast<int>(i) : -2;
  }
  for (std::uint32_t i = 0; i < groups; ++i) {
    const char* p = need(24 + 16 + 8 * temperature_count, "the list of groups");
    Group g;
    const auto script = load<std::uint32_t>(p);
    g.script = static_cast<Script>(script);
    g.first_class = load<std::uint32_t>(p + 4);
    g.classes = load<std::uint32_t>(p + 8);
    g.row_bytes = load<std::uint32_t>(p + 12);
    g.rows = load<std::uint32_t>(p + 16);
    g.scale = load<float>(p + 20);
    std::memcpy(g.codebook, p + 24, 16);
    std::memcpy(g.temperature, p + 40, sizeof g.temperature);
    std::memcpy(g.word_weight, p + 40 + sizeof g.temperature, sizeof g.word_weight);
    if (script == 0 || script >= script_count || group_of_[script] >= 0) refuse("bad group");
    if (g.classes < 2 || g.classes > max_group_classes || g.first_class > classes ||
        g.classes > classes - g.first_class || g.row_bytes != (g.classes > 16 ? 32u : 8u) ||
        g.rows == 0 || g.rows >= row_mask) {
      refuse(fmt::format("group {} has impossible sizes", i));
    }
    group_of_[script] = static_cast<int>(i);
    groups_.push_back(std::move(g));
  }
  if (const Group* r = group(Script::romanised)) {
    const Group* latin = group(Script::latin);
    if (latin == nullptr || r->first_class != latin->first_class + latin->classes || r->classes > max_romanised ||
        codes_[r->first_class - 1] != romanised_family)
      refuse("the romanised languages do not follow their family");
  }
  for (Group& g : groups_) {
    g.bias = need(4 * g.classes, "the biases");
    g.hashes = need(4 * std::size_t{g.rows}, "the n-grams");
    need((64 - at % 64) % 64, "the padding");
    const std::size_t row_bytes = std::size_t{g.rows} * g.row_bytes;
    const char* rows = need(row_bytes, "the weights");
    g.row = static_cast<const std::uint8_t*>(std::memcpy(memory_.take(row_bytes), rows, row_bytes));
    std::uint32_t bits = 4;
    while ((1u << bits) < 2 * g.rows)
      ++bits;
    // Fresh from the system, so all zero.
    auto* slots = static_cast<std::uint32_t*>(memory_.take(sizeof(std::uint32_t) << bits));
    g.slots = slots;
    g.slot_shift = 32 - bits;
    const std::uint32_t mask = g.slot_mask = (1u << bits) - 1;
    for (std::uint32_t r = 0; r < g.rows; ++r) {
      const auto hash = load<std::uint32_t>(g.hashes + 4 * std::size_t{r});
      if (find_row(g, hash) >= 0) continue;  // two n-grams that look alike share the first's row
      std::uint32_t s = slot_hash(hash) >> g.slot_shift;
      while (slots[s] != 0)
        s = (s + 1) & mask;
      slots[s] = check_of(hash) | (r + 1);
    }
  }
  names_ = need(4 * name_count_, "the names");
  for (std::size_t i = 0; i < name_count_; ++i) {
    const std::uint32_t bit = load<std::uint32_t>(names_ + 4 * i) >> name_shift;
    name_bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  if (word_count_ > 0) {
    const char* hashes = need(4 * word_count_, "the words");
    const char* languages = need(word_count_, "the words' languages");
    std::size_t entries = 0;
    for (std::size_t i = 0; i < word_count_; ++i) {
      if (languages[i] == 0) refuse("a word is listed for no language");
      entries += static_cast<std::uint8_t>(languages[i]);
    }
    if (entries >= 1u << 24) refuse("too many languages of words");
    word_entries_ = reinterpret_cast<const std::uint8_t*>(need(2 * entries, "the words' values"));
    for (std::size_t i = 0; i < entries; ++i)
      if (word_entries_[2 * i] >= max_scores) refuse("a word has a language that there is not");
    std::uint32_t bits = 4;
    while ((1u << bits) < 2 * word_count_) ++bits;
    word_slots_.assign(std::size_t{1} << bits, 0);
    word_shift_ = 32 - bits;
    word_mask_ = (1u << bits) - 1;
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < word_count_; ++i) {
      const auto hash = load<std::uint32_t>(hashes + 4 * i);
      const auto count = static_cast<std::uint8_t>(languages[i]);
      std::uint32_t s = slot_hash(hash) >> word_shift_;
      while (word_slots_[s] != 0) s = (s + 1) & word_mask_;
      word_slots_[s] = std::uint64_t{hash} << 32 | std::uint64_t{first} << 8 | count;
      first += count;
    }
  }
  if (at != bytes.size()) refuse("bytes are left over at the end");
#if defined(__x86_64__)
  avx2_ = __builtin_cpu_supports("avx2");
#endif
}

bool Model::is_listed_name(std::uint32_t word_hash) const {
  std::size_t low = 0, high = name_count_;
  while (low < high) {
    const std::size_t mid = (low + high) / 2;
    const auto v = load<std::uint32_t>(names_ + 4 * mid);
    if (v == word_hash) return true;
    if (v < word_hash)
      low = mid + 1;
    else
      high = mid;
  }
  return false;
}

std::size_t Model::accumulate(const Group& g, std::span<const std::uint32_t> hashes,
                              std::int32_t* sums) const {
#if defined(__x86_64__)
  if (avx2_) return g.row_bytes == 32 ? accumulate_64(g, hashes, sums) : accumulate_16(g, hashes, sums);
#endif
  return accumulate_plain(g, hashes, sums);
}

std::size_t Model::accumulate_plain(const Group& g, std::span<const std::uint32_t> hashes,
                                    std::int32_t* sums) const {
  std::size_t known = 0;
  for (const std::uint32_t hash : hashes) {
    const std::int32_t row = find_row(g, hash);
    if (row < 0) continue;
    ++known;
    const std::uint8_t* p = g.row + static_cast<std::size_t>(row) * g.row_bytes;
    for (std::size_t c = 0; c < g.classes; ++c) {
      const std::uint8_t nibble = c % 2 == 0 ? p[c / 2] & 0x0F : p[c / 2] >> 4;
      sums[c] += g.codebook[nibble];
    }
  }
  return known;
}

}  // namespace clew::language::lid
