// Features are runs of four characters of the folded text; each votes with its hash on every bit.
//
//   "open till 9, usual place"  →  opentill0usualplace  →  open pent entt … lace  →  64 sums → bits
#include "link/text_hash.h"

#include <xxhash.h>

#include <array>
#include <string>
#include <vector>

namespace clew::link {
namespace {

// The bits of a byte as eight bytes of 0 or 1: counts 64 votes with eight additions.
constexpr std::array<std::uint64_t, 256> spread = [] {
  std::array<std::uint64_t, 256> table{};
  for (std::size_t value = 0; value < 256; ++value)
    for (std::size_t bit = 0; bit < 8; ++bit)
      table[value] |= std::uint64_t{value >> bit & 1} << (8 * bit);
  return table;
}();

}  // namespace

std::uint64_t text_hash(std::string_view utf8) {
  // Characters as byte strings: no decoding is needed to compare them.
  std::string folded;
  std::vector<std::uint32_t> starts;
  folded.reserve(utf8.size());
  starts.reserve(utf8.size());
  bool in_number = false;
  for (unsigned char byte : utf8) {
    bool digit = byte >= '0' && byte <= '9';
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<unsigned char>(byte - 'A' + 'a');
    if (digit) {
      if (!in_number) starts.push_back(static_cast<std::uint32_t>(folded.size())), folded.push_back('0');
    } else if ((byte >= 'a' && byte <= 'z') || byte >= 0x80) {
      if (byte < 0x80 || byte >= 0xc0) starts.push_back(static_cast<std::uint32_t>(folded.size()));
      folded.push_back(static_cast<char>(byte));
    }
    in_number = digit;
  }
  if (starts.empty()) return 0;
  std::array<std::uint32_t, 64> ayes{};  // votes for each bit; the rest are against
  std::array<std::uint64_t, 8> sums{};   // the same in bytes, eight to a word, until they could overflow
  auto carry = [&] {
    for (std::size_t bit = 0; bit < 64; ++bit) ayes[bit] += sums[bit / 8] >> (bit % 8 * 8) & 0xff;
    sums = {};
  };
  constexpr std::size_t run = 4;
  std::size_t features = starts.size() <= run ? 1 : starts.size() - run + 1;
  for (std::size_t i = 0; i < features; ++i) {
    std::size_t end = i + run < starts.size() ? starts[i + run] : folded.size();
    std::uint64_t hash = XXH3_64bits(folded.data() + starts[i], end - starts[i]);
    for (std::size_t byte = 0; byte < 8; ++byte) sums[byte] += spread[hash >> (8 * byte) & 0xff];
    if (i % 255 == 254) carry();
  }
  carry();
  std::uint64_t result = 0;
  for (std::size_t bit = 0; bit < 64; ++bit)
    if (2 * std::uint64_t{ayes[bit]} > features) result |= std::uint64_t{1} << bit;
  return result == 0 ? 1 : result;
}

std::uint64_t TextHashes::of(std::string_view utf8) {
  constexpr std::size_t longest = 120;  // longer ones seldom come again
  if (utf8.size() > longest) return text_hash(utf8);
  Kept& kept = kept_[XXH3_64bits(utf8.data(), utf8.size()) % kept_.size()];
  if (kept.text != utf8) {
    kept.text = utf8;
    kept.hash = text_hash(utf8);
  }
  return kept.hash;
}

}  // namespace clew::link
