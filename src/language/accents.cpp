// Layout of the weights, little endian: "CLEWACC1", u32 languages, then for each
//   char[8] code; u32 bytes of the letter list, words, bytes of the words, pairs, letters; u32 0
//   letter list: "aaăâ\n…": the plain letter, then all its ways
//   words: NUL-terminated, in byte order; u16 count each
//   pairs: u32 hashes, ascending; u8 count each ("before" 4 "word", and "before" 5 "plain word")
//   letters: u32 hashes, ascending; u16 count each (level, left, 1, letter, 2, right, 3, way)
// Hashes are FNV-1a (32 bit) over UTF-8; two keys with one hash share the larger count.
#include "language/accents.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <hunspell/hunspell.hxx>
#include <map>
#include <mutex>
#include <unordered_map>

#include "base/assert.h"
#include "base/error.h"
#include "language/engine.h"

namespace clew::language {
namespace {

constexpr std::array<std::pair<int, int>, 6> contexts = {
    {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {6, 6}}};
constexpr double letter_weight = 3.0;  // a: how many sightings the letters' opinion is worth
constexpr double word_weight = 2.0;    // b: the same for the word's own frequency
constexpr std::size_t beam = 300, most_states = 12, most_ways = 64, most_letters = 40;
constexpr std::size_t most_kept_words = 200'000;
constexpr double nothing = 1e-12;

constexpr auto dictionaries =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"ro", "ro_RO"},
                                                                  {"pl", "pl_PL"},
                                                                  {"cs", "cs_CZ"},
                                                                  {"hu", "hu_HU"},
                                                                  {"vi", "vi_VN"},
                                                                  {"tr", "tr_TR"},
                                                                  {"sq", "sq_AL"}});

[[noreturn]] void refuse(std::string_view why) {
  throw Error(ErrorKind::integrity, fmt::format("accent weights: {}; rebuild Clew", why));
}

std::uint32_t load32(const char* p) {
  std::uint32_t v;
  std::memcpy(&v, p, 4);
  return v;
}
std::uint16_t load16(const char* p) {
  std::uint16_t v;
  std::memcpy(&v, p, 2);
  return v;
}

class Hash {
 public:
  Hash& add(std::string_view bytes) {
    for (const char c : bytes)
      value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x01000193u;
    return *this;
  }
  Hash& add(char c) { return add(std::string_view(&c, 1)); }
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0x811C9DC5u;
};

std::string utf8(char32_t c) {
  std::array<std::uint8_t, 4> buffer;
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(buffer.data(), n, c);
  return {reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(n)};
}
std::string utf8(std::u32string_view text) {
  std::string out;
  for (const auto c : text)
    out += utf8(c);
  return out;
}
std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    UChar32 c;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), i,
                    static_cast<std::int32_t>(text.size()), c);
    out += static_cast<char32_t>(c);
  }
  return out;
}

char32_t stripped(char32_t c) {
  switch (c) {
    case 0x142:
      return 'l';
    case 0x111:
      return 'd';
    case 0x131:
      return 'i';
    default:
      break;
  }
  if (c < 0xC0) return c;
  UErrorCode error = U_ZERO_ERROR;
  static const auto* nfd = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString parts;
  if (!nfd->getDecomposition(static_cast<UChar32>(c), parts)) return c;
  return static_cast<char32_t>(parts.char32At(0));
}

// One language's tables, and what was worked out so far.
class Table {
 public:
  Table(std::string_view bytes, std::size_t& at, const AccentOptions& options) {
    const auto take = [&](std::size_t n) {
      if (n > bytes.size() - at) refuse("the file is cut short");
      const char* p = bytes.data() + at;
      at += n;
      return p;
    };
    const char* head = take(32);
    code.assign(head, strnlen(head, 8));
    const auto list_bytes = load32(head + 8), words = load32(head + 12),
               word_bytes = load32(head + 16);
    pairs_ = load32(head + 20);
    letters_ = load32(head + 24);
    const std::string_view list(take(list_bytes), list_bytes);
    const std::string_view names(take(word_bytes), word_bytes);
    const char* counts = take(2 * std::size_t{words});
    pair_keys_ = take(4 * std::size_t{pairs_});
    pair_counts_ = take(pairs_);
    letter_keys_ = take(4 * std::size_t{letters_});
    letter_counts_ = take(2 * std::size_t{letters_});
    for (std::size_t from = 0; from < list.size();) {
      const auto end = std::min(list.find('\n', from), list.size());
      const auto line = code_points(list.substr(from, end - from));
      if (line.size() > 2) ways_[line[0]] = line.substr(1);
      from = end + 1;
    }
    std::size_t from = 0;
    for (std::uint32_t w = 0; w < words; ++w) {
      const auto end = names.find('\0', from);
      if (end == std::string_view::npos) refuse("a word is cut short");
      const auto word = names.substr(from, end - from);
      std::u32string plain;
      for (const auto c : code_points(word))
        plain += stripped(c);
      seen_[utf8(plain)].emplace_back(word, load16(counts + 2 * std::size_t{w}));
      from = end + 1;
    }
    for (const auto& [c, name] : dictionaries) {
      if (c != code) continue;
      const auto aff = options.dictionaries / fmt::format("{}.aff", name);
      const auto dic = options.dictionaries / fmt::format("{}.dic", name);
      std::error_code error;
      if (!std::filesystem::exists(aff, error) || !std::filesystem::exists(dic, error)) continue;
      speller_ = std::make_unique<Hunspell>(aff.c_str(), dic.c_str());
      utf8_speller_ = std::string_view(speller_->get_dict_encoding()) == "UTF-8";
      latin2_ = std::string_view(speller_->get_dict_encoding()) == "ISO8859-2";
      if (!utf8_speller_ && !latin2_) speller_.reset();
    }
  }

  // The plain words of a line, as it stands; their accented forms.
  std::vector<std::string> decode(const std::vector<std::u32string>& words) {
    std::u32string text = U" ";
    for (const auto& word : words)
      text += word + U" ";
    struct StateOf {
      double score;
      std::vector<std::uint8_t> path;
    };
    std::vector<std::vector<std::string>> ways;
    std::map<std::string, StateOf> states = {{"<s>", {0.0, {}}}};
    std::size_t offset = 1;
    for (const auto& word : words) {
      const auto plain = utf8(word);
      ways.push_back(ways_of(word, plain));
      const auto& list = ways.back();
      const auto p = opinion(text, offset, word, plain, list);
      std::map<std::string, StateOf> next;
      for (const auto& [before, state] : states) {
        const auto pairs = static_cast<double>(pair(before, '\5', plain));
        for (std::size_t w = 0; w < list.size(); ++w) {
          const double chance =
              (pair(before, '\4', list[w]) + word_weight * p[w]) / (pairs + word_weight);
          const double score = state.score + std::log(chance + nothing);
          const auto [at, is_new] = next.try_emplace(list[w], StateOf{score, {}});
          if (is_new || score > at->second.score) {
            at->second.score = score;
            at->second.path = state.path;
            at->second.path.push_back(static_cast<std::uint8_t>(w));
          }
        }
      }
      if (next.size() > most_states) {
        std::vector<double> scores;
        for (const auto& [w, s] : next)
          scores.push_back(s.score);
        std::nth_element(scores.begin(), scores.begin() + most_states, scores.end(),
                         std::greater<>());
        std::erase_if(next,
                      [&](const auto& entry) { return entry.second.score < scores[most_states]; });
      }
      states = std::move(next);
      offset += word.size() + 1;
    }
    const auto best = std::max_element(
        states.begin(), states.end(),
        [](const auto& a, const auto& b) { return a.second.score < b.second.score; });
    std::vector<std::string> out;
    for (std::size_t i = 0; i < words.size(); ++i)
      out.push_back(ways[i][best->second.path[i]]);
    return out;
  }

  std::string code;
  bool has_speller() const { return speller_ != nullptr; }
  std::mutex mutex;  // one line at a time: the speller keeps state

 private:
  std::size_t find(const char* keys, std::size_t n, std::uint32_t hash) const {
    std::size_t low = 0, high = n;
    while (low < high) {
      const auto middle = (low + high) / 2;
      const auto v = load32(keys + 4 * middle);
      if (v == hash) return middle;
      (v < hash ? low : high) = v < hash ? middle + 1 : middle;
    }
    return n;
  }
  unsigned pair(std::string_view before, char kind, std::string_view word) const {
    const auto at = find(pair_keys_, pairs_, Hash().add(before).add(kind).add(word).value());
    return at == pairs_ ? 0 : static_cast<unsigned char>(pair_counts_[at]);
  }

  // P0 of each way of the letter at `at`: shares in the order of its ways.
  std::vector<double> letter(std::u32string_view text, std::size_t at) const {
    const auto& ways = ways_.at(text[at]);
    std::vector<double> p(ways.size(), 1.0 / static_cast<double>(ways.size()));
    for (std::size_t level = 0; level < contexts.size(); ++level) {
      const auto left = std::min<std::size_t>(at, static_cast<std::size_t>(contexts[level].first));
      const auto key =
          Hash()
              .add(static_cast<char>(0x20 + level))
              .add(utf8(text.substr(at - left, left)))
              .add('\1')
              .add(utf8(text[at]))
              .add('\2')
              .add(utf8(text.substr(at + 1, static_cast<std::size_t>(contexts[level].second))))
              .add('\3');
      std::vector<unsigned> n(ways.size());
      unsigned all = 0, types = 0;
      for (std::size_t w = 0; w < ways.size(); ++w) {
        auto own = key;
        const auto found = find(letter_keys_, letters_, own.add(utf8(ways[w])).value());
        n[w] = found == letters_ ? 0 : load16(letter_counts_ + 2 * found);
        all += n[w];
        types += n[w] > 0;
      }
      if (all == 0) break;
      for (std::size_t w = 0; w < ways.size(); ++w)
        p[w] = (n[w] + types * p[w]) / (all + types);
    }
    return p;
  }

  // Every way that the word may be written, best known first.
  const std::vector<std::string>& ways_of(const std::u32string& word, const std::string& plain) {
    if (const auto at = kept_.find(plain); at != kept_.end()) return at->second;
    if (kept_.size() >= most_kept_words) kept_.clear();
    std::vector<std::string> list;
    if (const auto at = seen_.find(plain); at != seen_.end())
      for (const auto& [way, count] : at->second)
        list.emplace_back(way);
    const auto text = U" " + word + U" ";
    std::vector<std::pair<double, std::u32string>> found = {{0.0, U""}};
    for (std::size_t i = 0; i < word.size(); ++i) {
      const auto at = ways_.find(word[i]);
      if (at == ways_.end()) {
        for (auto& f : found)
          f.second += word[i];
        continue;
      }
      const auto p = letter(text, i + 1);
      std::vector<std::pair<double, std::u32string>> more;
      for (const auto& [score, begun] : found)
        for (std::size_t w = 0; w < p.size(); ++w)
          more.emplace_back(score + std::log(p[w] + 1e-9), begun + at->second[w]);
      std::sort(more.begin(), more.end(), std::greater<>());
      if (more.size() > beam) more.resize(beam);
      found = std::move(more);
    }
    bool valid = false;
    for (const bool capital : {false, true}) {
      if (!speller_ || valid) break;
      for (const auto& [score, way] : found) {
        if (list.size() >= most_ways) break;
        if (!spells(way, capital)) continue;
        valid = true;
        auto text8 = utf8(way);
        if (std::find(list.begin(), list.end(), text8) == list.end())
          list.push_back(std::move(text8));
      }
    }
    if (list.empty())
      for (std::size_t i = 0; i < std::min<std::size_t>(8, found.size()); ++i)
        list.push_back(utf8(found[i].second));
    return kept_.emplace(plain, std::move(list)).first->second;
  }

  bool spells(const std::u32string& way, bool capital) const {
    auto word = way;
    if (capital) word[0] = static_cast<char32_t>(u_toupper(static_cast<UChar32>(word[0])));
    std::string bytes;
    if (utf8_speller_) {
      bytes = utf8(word);
    } else {
      for (const auto c : word) {
        const char b = latin2(c);
        if (b == 0) return false;
        bytes += b;
      }
    }
    return speller_->spell(bytes);
  }
  // ISO 8859-2, letters only.
  static char latin2(char32_t c) {
    static constexpr std::array<char16_t, 96> high = {
        0xA0,  0x104, 0x2D8, 0x141, 0xA4,  0x13D, 0x15A, 0xA7,  0xA8,  0x160, 0x15E, 0x164,
        0x179, 0xAD,  0x17D, 0x17B, 0xB0,  0x105, 0x2DB, 0x142, 0xB4,  0x13E, 0x15B, 0x2C7,
        0xB8,  0x161, 0x15F, 0x165, 0x17A, 0x2DD, 0x17E, 0x17C, 0x154, 0xC1,  0xC2,  0x102,
        0xC4,  0x139, 0x106, 0xC7,  0x10C, 0xC9,  0x118, 0xCB,  0x11A, 0xCD,  0xCE,  0x10E,
        0x110, 0x143, 0x147, 0xD3,  0xD4,  0x150, 0xD6,  0xD7,  0x158, 0x16E, 0xDA,  0x170,
        0xDC,  0xDD,  0x162, 0xDF,  0x155, 0xE1,  0xE2,  0x103, 0xE4,  0x13A, 0x107, 0xE7,
        0x10D, 0xE9,  0x119, 0xEB,  0x11B, 0xED,  0xEE,  0x10F, 0x111, 0x144, 0x148, 0xF3,
        0xF4,  0x151, 0xF6,  0xF7,  0x159, 0x16F, 0xFA,  0x171, 0xFC,  0xFD,  0x163, 0x2D9};
    if (c < 0x80) return static_cast<char>(c);
    const auto at = std::find(high.begin(), high.end(), static_cast<char16_t>(c));
    return at == high.end() ? '\0' : static_cast<char>(0xA0 + (at - high.begin()));
  }

  // P1 of each way, with the letters judged in their line.
  std::vector<double> opinion(std::u32string_view text, std::size_t offset,
                              const std::u32string& word, const std::string& plain,
                              const std::vector<std::string>& list) const {
    std::vector<double> p(list.size(), 0.0);
    std::vector<std::u32string> letters;
    for (const auto& way : list)
      letters.push_back(code_points(way));
    for (std::size_t i = 0; i < word.size(); ++i) {
      const auto at = ways_.find(word[i]);
      if (at == ways_.end()) continue;
      const auto shares = letter(text, offset + i);
      for (std::size_t w = 0; w < list.size(); ++w) {
        const auto way =
            i < letters[w].size() ? at->second.find(letters[w][i]) : std::u32string::npos;
        p[w] += std::log((way == std::u32string::npos ? 0 : shares[way]) + 1e-9);
      }
    }
    double sum = 0;
    for (auto& x : p)
      sum += x = std::exp(x);
    double all = 0;
    std::vector<double> counts(list.size(), 0.0);
    if (const auto at = seen_.find(plain); at != seen_.end())
      for (const auto& [way, count] : at->second)
        for (std::size_t w = 0; w < list.size(); ++w)
          if (list[w] == way) all += counts[w] = count;
    for (std::size_t w = 0; w < list.size(); ++w)
      p[w] = (counts[w] + letter_weight * p[w] / sum) / (all + letter_weight);
    return p;
  }

  std::unordered_map<char32_t, std::u32string> ways_;
  std::unordered_map<std::string, std::vector<std::pair<std::string_view, unsigned>>> seen_;
  std::unordered_map<std::string, std::vector<std::string>> kept_;
  std::size_t pairs_ = 0, letters_ = 0;
  const char *pair_keys_ = nullptr, *pair_counts_ = nullptr, *letter_keys_ = nullptr,
             *letter_counts_ = nullptr;
  std::unique_ptr<Hunspell> speller_;
  bool utf8_speller_ = false, latin2_ = false;
};

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
  mutable std::map<std::string, std::unique_ptr<Table>, std::less<>> tables;

  Table* table(std::string_view language) const {
    const std::lock_guard lock(mutex);
    if (const auto at = tables.find(language); at != tables.end()) return at->second.get();
    const auto begin = begins.find(language);
    if (begin == begins.end()) return nullptr;
    auto at = begin->second;
    return tables.emplace(language, std::make_unique<Table>(weights, at, options))
        .first->second.get();
  }
};

AccentRestorer::AccentRestorer(AccentOptions options)
    : AccentRestorer(builtin_accents(), std::move(options)) {}

AccentRestorer::AccentRestorer(std::string_view weights, AccentOptions options)
    : state_(std::make_unique<State>()) {
  state_->weights = weights;
  state_->options = std::move(options);
  if (weights.size() < 12 || weights.substr(0, 8) != "CLEWACC1") refuse("no such file");
  const auto languages = load32(weights.data() + 8);
  if (languages > 64) refuse("too many languages");
  std::size_t at = 12;
  for (std::uint32_t i = 0; i < languages; ++i) {
    if (weights.size() - at < 32) refuse("the file is cut short");
    const char* head = weights.data() + at;
    const std::size_t size =
        32 + std::size_t{load32(head + 8)} + 2 * std::size_t{load32(head + 12)} +
        load32(head + 16) + 5 * std::size_t{load32(head + 20)} + 6 * std::size_t{load32(head + 24)};
    if (size > weights.size() - at) refuse("the file is cut short");
    state_->begins.emplace(std::string(head, strnlen(head, 8)), at);
    at += size;
  }
  if (at != weights.size()) refuse("bytes are left over at the end");
}

AccentRestorer::~AccentRestorer() = default;

std::vector<std::string> AccentRestorer::languages() const {
  std::vector<std::string> list;
  for (const auto& [code, at] : state_->begins)
    list.push_back(code);
  return list;
}

bool AccentRestorer::has_dictionary(std::string_view language) const {
  auto* table = state_->table(language);
  return table && table->has_speller();
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
  auto* table = state_->table(language);
  std::vector<std::string> restored;
  {
    const std::lock_guard lock(table->mutex);
    restored = table->decode(words);
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
  return utf8(out);
}

}  // namespace clew::language
