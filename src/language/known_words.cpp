#include "language/known_words.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/error.h"
#include "language/glossary.h"

#ifndef CLEW_KNOWN_WORDS
#error "CLEW_KNOWN_WORDS must name data/language/known_words.bits"
#endif

// The file as it lies in the tree; the path comes from CMake.
__asm__(
    ".section .rodata\n"
    "clew_known_words_begin:\n"
    ".incbin \"" CLEW_KNOWN_WORDS
    "\"\n"
    "clew_known_words_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char clew_known_words_begin[] __attribute__((visibility("hidden")));
extern const char clew_known_words_end[] __attribute__((visibility("hidden")));
}

namespace clew::language {
namespace {

constexpr std::string_view magic = "CLEWWRD1";
constexpr int probes = 5;
constexpr double bits_a_word = 8;  // with five probes 2.2 % of other words are taken for known

struct Filter {
  std::string_view code, bits;
};

std::uint64_t hash_of(std::string_view word) {
  std::uint64_t h = 0xCBF29CE484222325u;
  for (const char c : word)
    h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  h ^= h >> 32;
  return h * 0x9E3779B97F4A7C15u;
}

template <class Visit>
bool each_bit(std::string_view folded, std::size_t bits, Visit&& visit) {
  const auto h = hash_of(folded);
  const std::uint64_t a = h & 0xFFFFFFFFu, b = (h >> 32) | 1;
  for (std::uint64_t i = 0; i < probes; ++i)
    if (!visit((a + i * b) % bits)) return false;
  return true;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t n = 0;
  for (std::size_t i = 4; i-- > 0;)
    n = n << 8 | static_cast<unsigned char>(bytes[at + i]);
  return n;
}

std::vector<Filter> read(std::string_view bytes) {
  const auto need = [&](std::size_t size) {
    if (bytes.size() < size) throw Error(ErrorKind::integrity, "the list of known words is cut short");
  };
  need(magic.size() + 4);
  if (!bytes.starts_with(magic)) throw Error(ErrorKind::integrity, "the list of known words does not begin as one");
  const std::size_t count = number_at(bytes, magic.size());
  std::size_t head = magic.size() + 4, body = head + 16 * count;
  need(body);
  std::vector<Filter> filters;
  for (std::size_t i = 0; i < count; ++i, head += 16) {
    const auto size = number_at(bytes, head + 12);
    need(body + size);
    auto code = bytes.substr(head, 8);
    filters.push_back({code.substr(0, code.find('\0')), bytes.substr(body, size)});
    body += size;
  }
  return filters;
}

// Bosnian and Serbian share the list of Croatian.
const Filter* filter_of(std::string_view language) {
  if (language == "bs" || language == "sr") language = "hr";
  if (language == "bs+" || language == "sr+") language = "hr+";
  static const auto filters = read({clew_known_words_begin, static_cast<std::size_t>(clew_known_words_end - clew_known_words_begin)});
  const auto it = std::find_if(filters.begin(), filters.end(), [&](const Filter& f) { return f.code == language; });
  return it == filters.end() || it->bits.empty() ? nullptr : &*it;
}

void append_number(std::size_t n, std::string& out) {
  for (int i = 0; i < 4; ++i)
    out.push_back(static_cast<char>(n >> (8 * i) & 0xFF));
}

}  // namespace

bool has_known_words(std::string_view language) { return filter_of(language) != nullptr; }

namespace {

bool holds(const Filter* filter, std::string_view word) {
  if (!filter) return false;
  return each_bit(folded_word(word), 8 * filter->bits.size(), [&](std::uint64_t bit) { return (filter->bits[bit / 8] >> (bit % 8) & 1) != 0; });
}

}  // namespace

bool is_known_word(std::string_view word, std::string_view language) { return holds(filter_of(language), word); }

bool is_frequent_word(std::string_view word, std::string_view language) { return holds(filter_of(std::string(language) + "+"), word); }

std::string known_words_file(const std::vector<KnownWords>& languages) {
  std::string head(magic), body;
  append_number(languages.size(), head);
  for (const auto& [language, words] : languages) {
    std::set<std::string> folded;
    for (const auto& word : words)
      folded.insert(folded_word(word));
    std::string bits(static_cast<std::size_t>(bits_a_word * static_cast<double>(folded.size()) / 8) + 1, '\0');
    for (const auto& word : folded)
      each_bit(word, 8 * bits.size(), [&](std::uint64_t bit) {
        bits[bit / 8] = static_cast<char>(bits[bit / 8] | 1 << (bit % 8));
        return true;
      });
    std::string code = language;
    code.resize(8, '\0');
    head += code;
    append_number(folded.size(), head);
    append_number(bits.size(), head);
    body += bits;
  }
  return head + body;
}

}  // namespace clew::language
