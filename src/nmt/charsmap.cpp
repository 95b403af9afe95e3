#include "nmt/charsmap.h"

#include "nmt/byte_reader.h"

#include <fmt/core.h>

#include <cstring>

namespace clew::nmt {
namespace {

// Longest of nmt_nfkc: 33 bytes. One character must not blow a text up without limit.
constexpr std::size_t max_replacement = 1000;

bool is_value(std::uint32_t unit) { return (unit >> 31) != 0; }
bool has_leaf(std::uint32_t unit) { return ((unit >> 8) & 1) != 0; }
std::uint32_t value(std::uint32_t unit) { return unit & 0x7fffffffu; }
std::uint32_t label(std::uint32_t unit) { return unit & 0x800000ffu; }
std::uint32_t offset(std::uint32_t unit) { return (unit >> 10) << ((unit & (1u << 9)) >> 6); }

}  // namespace

std::string CharsMap::fault(std::string_view bytes) {
  if (bytes.empty()) return {};
  ByteReader reader(bytes);
  const auto trie_bytes = reader.number<std::uint32_t>();
  if (!trie_bytes || *trie_bytes > reader.left() || *trie_bytes % 4 != 0 || *trie_bytes < 1024)
    return "its normalisation map has a wrong length";
  const auto trie = *reader.take(*trie_bytes);
  const auto texts = *reader.take(reader.left());
  if (texts.empty() || texts.back() != '\0') return "its normalisation texts do not end";
  for (std::size_t begin = 0; begin < texts.size();) {
    const std::size_t end = texts.find('\0', begin);
    if (end - begin > max_replacement)
      return fmt::format("its normalisation map has a text of {} bytes", end - begin);
    begin = end + 1;
  }
  const std::size_t units = trie.size() / 4;
  const auto unit = [&](std::size_t i) {
    std::uint32_t u;
    std::memcpy(&u, trie.data() + i * 4, 4);
    return u;
  };
  // Every step that any text could take must stay inside. A text begins at the first unit, whatever it is.
  if (is_value(unit(0))) return "its normalisation trie has no root";
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint32_t u = unit(i);
    if (is_value(u)) continue;  // never reached by a label
    const std::size_t base = i ^ offset(u);
    if ((base | 0xff) >= units) return "its normalisation trie points outside itself";
    if (has_leaf(u) && value(unit(base)) >= texts.size())
      return "its normalisation trie points outside its texts";
  }
  return {};
}

CharsMap::CharsMap(std::string_view bytes) {
  if (bytes.empty()) return;
  ByteReader reader(bytes);
  const auto trie = *reader.take(*reader.number<std::uint32_t>());
  units_.resize(trie.size() / 4);
  std::memcpy(units_.data(), trie.data(), trie.size());
  texts_ = *reader.take(reader.left());
}

CharsMap::Match CharsMap::longest(std::string_view text) const {
  Match match;
  if (units_.empty()) return match;
  std::size_t at = offset(units_[0]);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    at ^= byte;
    const std::uint32_t u = units_[at];
    if (label(u) != byte) break;
    at ^= offset(u);
    if (has_leaf(u)) match = {i + 1, texts_.c_str() + value(units_[at])};
  }
  return match;
}

}  // namespace clew::nmt
