#include "language/accents.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>

#include "base/error.h"
#include "language/accents_table.h"
#include "language/code_points.h"

namespace clew::language {
namespace {

constexpr std::size_t most_letters = 40;

// As typed, in small letters.
char32_t small(char32_t c, bool turkic) {
  if (turkic && c == 'I')
    return 'i';  // typed without dots: which i is meant is decided like the rest
  return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
}

}  // namespace

struct AccentRestorer::State {
  std::string_view weights;
  AccentOptions options;
  mutable std::mutex mutex;
  // Where each language begins in the weights, and its table once it was used.
  std::map<std::string, std::size_t, std::less<>> begins;
  struct Opened {
    AccentTable table;
    std::mutex mutex;  // one line at a time
    Opened(std::string_view bytes, std::size_t at, const AccentOptions& options) : table(bytes, at, options) {}
  };
  mutable std::map<std::string, std::unique_ptr<Opened>, std::less<>> tables;

  Opened* opened(std::string_view language) const {
    const std::lock_guard lock(mutex);
    if (const auto at = tables.find(language); at != tables.end()) return at->second.get();
    const auto begin = begins.find(language);
    if (begin == begins.end()) return nullptr;
    return tables.emplace(language, std::make_unique<Opened>(weights, begin->second, options)).first->second.get();
  }
};

AccentRestorer::AccentRestorer(AccentOptions options)
    : AccentRestorer(builtin_accents(), std::move(options)) {}

AccentRestorer::AccentRestorer(std::string_view weights, AccentOptions options)
    : state_(std::make_unique<State>()) {
  state_->weights = weights;
  state_->options = std::move(options);
  if (weights.size() < 12 || weights.substr(0, 8) != "CLEWACC2") refuse_accents("no such file");
  const auto languages = accent_number(weights.data() + 8);
  if (languages > 64) refuse_accents("too many languages");
  std::size_t at = 12;
  for (std::uint32_t i = 0; i < languages; ++i) {
    if (weights.size() - at < accent_head_bytes) refuse_accents("the file is cut short");
    const char* head = weights.data() + at;
    const std::size_t size = accent_bytes(head);
    if (size > weights.size() - at) refuse_accents("the file is cut short");
    state_->begins.emplace(std::string(head, strnlen(head, 8)), at);
    at += size;
  }
  if (at != weights.size()) refuse_accents("bytes are left over at the end");
}

AccentRestorer::~AccentRestorer() = default;

std::vector<std::string> AccentRestorer::languages() const {
  std::vector<std::string> list;
  for (const auto& [code, at] : state_->begins)
    list.push_back(code);
  return list;
}

bool AccentRestorer::has_dictionary(std::string_view language) const {
  auto* opened = state_->opened(language);
  return opened && opened->table.has_speller();
}

std::optional<std::string> AccentRestorer::restore(std::string_view text,
                                                   std::string_view language) const {
  if (!state_->begins.contains(language)) return {};
  const bool turkic = language == "tr";
  const auto all = code_points(text);
  std::vector<std::u32string> words;
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < all.size();) {
    if (all[i] >= 0xC0 && u_isalpha(static_cast<UChar32>(all[i])))
      return {};  // has accents of its own
    const auto is_plain = [&](std::size_t k) {
      return (all[k] | 0x20) >= 'a' && (all[k] | 0x20) <= 'z' && all[k] < 0x80;
    };
    if (!is_plain(i)) {
      ++i;
      continue;
    }
    const auto begin = i;
    std::u32string word;
    while (i < all.size() && is_plain(i) && word.size() < most_letters)
      word += small(all[i++], turkic);
    words.push_back(std::move(word));
    places.emplace_back(begin, i);
  }
  if (words.empty()) return {};
  auto* opened = state_->opened(language);
  std::vector<std::string> restored;
  {
    const std::lock_guard lock(opened->mutex);
    restored = opened->table.decode(words);
  }
  std::u32string out = all;
  bool changed = false;
  for (std::size_t w = 0; w < words.size(); ++w) {
    const auto letters = code_points(restored[w]);
    if (letters.size() != words[w].size()) continue;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      if (letters[i] == words[w][i]) continue;
      const auto at = places[w].first + i;
      const bool capital = all[at] >= 'A' && all[at] <= 'Z';
      out[at] = !capital                      ? letters[i]
                : turkic && letters[i] == 'i' ? char32_t{0x130}
                : letters[i] == 0x131
                    ? U'I'
                    : static_cast<char32_t>(u_toupper(static_cast<UChar32>(letters[i])));
      changed = changed || out[at] != all[at];
    }
  }
  if (!changed) return {};
  std::string bytes;
  return icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(out.data()), static_cast<std::int32_t>(out.size())).toUTF8String(bytes);
}

}  // namespace clew::language
