// Layout of the weights, little endian: "CLEWACC2", u32 languages, then for each
//   char[8] code; u32 bytes of the letter list, words, bytes of the words, pairs, letters, clues
//   letter list: "aaăâ\n…": the plain letter, then all its ways
//   words: NUL-terminated, in byte order; u16 count each
//   pairs: u32 hashes, ascending; u8 count each ("before" 4 "word", and "before" 5 "plain word")
//   letters: u32 hashes, ascending; u16 count each (level, left, 1, letter, 2, right, 3, way)
//   clues: u32 keys, ascending; a signed byte each, the weight in sixteenths
// Hashes are FNV-1a (32 bit) over UTF-8; two keys with one hash share the larger count.
#include "language/accents_table.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "language/code_points.h"
#include "nmt/exact_math.h"

namespace clew::language {
namespace {

constexpr std::array<std::pair<int, int>, 6> contexts = {
    {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {6, 6}}};
constexpr double letter_weight = 3.0;  // a: how many sightings the letters' opinion is worth
constexpr double word_weight = 8.0;    // b: the same for the word's own frequency
constexpr std::size_t beam = 300, most_states = 12, most_ways = 64;
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

// ISO 8859-2, letters only.
char latin2(char32_t c) {
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

// The last `n` letters.
std::string_view ending(std::string_view word, int n) {
  std::size_t at = word.size();
  for (; n > 0 && at > 0; --n)
    do
      --at;
    while (at > 0 && (static_cast<unsigned char>(word[at]) & 0xC0) == 0x80);
  return word.substr(at);
}

std::size_t letter_bytes(char first) {
  const auto c = static_cast<unsigned char>(first);
  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

// The key of something that speaks for a way or against it; 0 is none.
std::uint32_t clue(std::uint32_t kind, std::initializer_list<std::string_view> parts) {
  std::uint32_t h = kind * 0x9E3779B1u;
  for (const auto part : parts) {
    h = (h ^ Hash().add(part).value()) * 0x85EBCA6Bu;
    h ^= h >> 15;
  }
  return h == 0 ? 1 : h;
}

}  // namespace

void refuse_accents(std::string_view why) {
  throw Error(ErrorKind::integrity, fmt::format("accent weights: {}; rebuild Clew", why));
}

std::uint32_t accent_number(const char* bytes) {
  std::uint32_t v;
  std::memcpy(&v, bytes, 4);
  return v;
}

std::size_t accent_bytes(const char* head) {
  const auto n = [&](std::size_t at) { return std::size_t{accent_number(head + at)}; };
  return accent_head_bytes + n(8) + 2 * n(12) + n(16) + 5 * n(20) + 6 * n(24) + 5 * n(28);
}


char32_t accent_stripped(char32_t c) {
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

AccentTable::AccentTable(std::string_view bytes, std::size_t& at, const AccentOptions& options) {
  const auto take = [&](std::size_t n) {
    if (n > bytes.size() - at) refuse_accents("the file is cut short");
    const char* p = bytes.data() + at;
    at += n;
    return p;
  };
  const char* head = take(accent_head_bytes);
  code_.assign(head, strnlen(head, 8));
  const auto list_bytes = accent_number(head + 8), words = accent_number(head + 12),
             word_bytes = accent_number(head + 16);
  pairs_ = accent_number(head + 20);
  letters_ = accent_number(head + 24);
  weights_ = accent_number(head + 28);
  const std::string_view list(take(list_bytes), list_bytes);
  const std::string_view names(take(word_bytes), word_bytes);
  const char* counts = take(2 * std::size_t{words});
  pair_keys_ = take(4 * std::size_t{pairs_});
  pair_counts_ = take(pairs_);
  letter_keys_ = take(4 * std::size_t{letters_});
  letter_counts_ = take(2 * std::size_t{letters_});
  weight_keys_ = take(4 * std::size_t{weights_});
  weight_values_ = take(weights_);
  for (std::size_t from = 0; from < list.size();) {
    const auto end = std::min(list.find('\n', from), list.size());
    const auto line = code_points(list.substr(from, end - from));
    if (line.size() > 2) ways_[line[0]] = line.substr(1);
    from = end + 1;
  }
  std::size_t from = 0;
  for (std::uint32_t w = 0; w < words; ++w) {
    const auto end = names.find('\0', from);
    if (end == std::string_view::npos) refuse_accents("a word is cut short");
    const auto word = names.substr(from, end - from);
    std::u32string plain;
    for (const auto c : code_points(word))
      plain += accent_stripped(c);
    seen_[utf8(plain)].emplace_back(word, load16(counts + 2 * std::size_t{w}));
    from = end + 1;
  }
  for (const auto& [c, name] : dictionaries) {
    if (c != code_) continue;
    const auto aff = options.dictionaries / fmt::format("{}.aff", name);
    const auto dic = options.dictionaries / fmt::format("{}.dic", name);
    std::error_code error;
    if (!std::filesystem::exists(aff, error) || !std::filesystem::exists(dic, error)) continue;
    speller_ = std::make_unique<Hunspell>(aff.c_str(), dic.c_str());
    const std::string_view encoding = speller_->get_dict_encoding();
    spelling_ = encoding == "UTF-8" ? Encoding::utf8 : encoding == "ISO8859-1" ? Encoding::latin1 : Encoding::latin2;
    if (spelling_ == Encoding::latin2 && encoding != "ISO8859-2") speller_.reset();
  }
}


std::size_t AccentTable::find(const char* keys, std::size_t n, std::uint32_t hash) const {
  std::size_t low = 0, high = n;
  while (low < high) {
    const auto middle = (low + high) / 2;
    const auto v = accent_number(keys + 4 * middle);
    if (v == hash) return middle;
    (v < hash ? low : high) = v < hash ? middle + 1 : middle;
  }
  return n;
}
unsigned AccentTable::pair(std::string_view before, char kind, std::string_view word) const {
  const auto at = find(pair_keys_, pairs_, Hash().add(before).add(kind).add(word).value());
  return at == pairs_ ? 0 : static_cast<unsigned char>(pair_counts_[at]);
}

double AccentTable::weight(std::uint32_t key) const {
  if (key == 0) return 0;
  const auto at = find(weight_keys_, weights_, key);
  return at == weights_ ? 0 : static_cast<double>(static_cast<signed char>(weight_values_[at])) / 16;
}

// P0 of each way of the letter at `at`: shares in the order of its ways.
std::vector<double> AccentTable::letter(std::u32string_view text, std::size_t at) const {
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
const std::vector<std::string>& AccentTable::ways_of(const std::u32string& word, const std::string& plain) {
  if (const auto at = kept_.find(plain); at != kept_.end()) return at->second;
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
        more.emplace_back(score + nmt::exact_log(p[w] + 1e-9), begun + at->second[w]);
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


bool AccentTable::spells(const std::u32string& way, bool capital) const {
  auto word = way;
  if (capital) word[0] = static_cast<char32_t>(u_toupper(static_cast<UChar32>(word[0])));
  if (spelling_ == Encoding::utf8) return speller_->spell(utf8(word));
  std::string bytes;
  for (const auto c : word) {
    const char b = spelling_ == Encoding::latin2 ? latin2(c) : c < 0x100 ? static_cast<char>(c) : '\0';
    if (b == 0) return false;
    bytes += b;
  }
  return speller_->spell(bytes);
}

// P1 of each way, with the letters judged in their line.
std::vector<double> AccentTable::opinion(std::u32string_view text, std::size_t offset,
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
      p[w] += nmt::exact_log((way == std::u32string::npos ? 0 : shares[way]) + 1e-9);
    }
  }
  double sum = 0;
  for (auto& x : p)
    sum += x = nmt::exact_exp(std::max(-700.0, x));
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


std::vector<AccentTable::Word> AccentTable::judge(const std::vector<std::u32string>& words) {
  if (kept_.size() + words.size() > most_kept_words) kept_.clear();
  std::u32string text = U" ";
  for (const auto& word : words)
    text += word + U" ";
  std::vector<Word> line;
  std::size_t offset = 1;
  for (const auto& word : words) {
    auto& w = line.emplace_back();
    w.plain = utf8(word);
    w.ways = &ways_of(word, w.plain);
    w.chance = opinion(text, offset, word, w.plain, *w.ways);
    offset += word.size() + 1;
  }
  return line;
}

double AccentTable::by_counts(const Word& word, std::size_t way, std::string_view before) const {
  const double chance = (pair(before, '\4', (*word.ways)[way]) + word_weight * word.chance[way]) /
                        (pair(before, '\5', word.plain) + word_weight);
  return nmt::exact_log(chance + nothing);
}

std::vector<std::uint32_t> AccentTable::clues(const std::vector<Word>& words, std::size_t at, std::size_t way) const {
  const std::string_view w = (*words[at].ways)[way];
  const std::string_view before = at == 0 ? "<s>" : std::string_view(words[at - 1].plain);
  const std::string_view after = at + 1 == words.size() ? "</s>" : std::string_view(words[at + 1].plain);
  std::vector<std::uint32_t> keys = {clue(1, {w}), clue(2, {w, before}), clue(3, {w, after}), clue(4, {w, before, after})};
  if (words[at].plain.size() < 4) return keys;
  for (const auto key : {clue(5, {ending(w, 4)}), clue(6, {ending(w, 3), ending(before, 2)}), clue(7, {ending(w, 3), ending(after, 2)}),
                         clue(8, {ending(w, 2), before}), clue(9, {ending(w, 2), after}), clue(10, {ending(w, 3)})})
    keys.push_back(key);
  // Each letter that may carry an accent, within the word.
  const std::string_view plain = words[at].plain;
  std::string_view last;
  for (std::size_t i = 0, byte = 0; i < plain.size() && byte < w.size(); ++i) {
    const auto size = letter_bytes(w[byte]);
    const auto letter = w.substr(byte, size);
    byte += size;
    if (!ways_.contains(static_cast<unsigned char>(plain[i]))) continue;
    for (const std::size_t n : {2u, 3u})
      keys.push_back(clue(n == 2 ? 11 : 12, {letter, plain.substr(i < n ? 0 : i - n, std::min(n, i)), plain.substr(i + 1, n), i < n ? "^" : "",
                                             i + n >= plain.size() ? "$" : ""}));
    keys.push_back(clue(13, {last, letter}));
    last = letter;
  }
  return keys;
}

std::array<std::uint32_t, 2> AccentTable::clues_before(const Word& word, std::size_t way, std::string_view before) {
  const std::string_view w = (*word.ways)[way];
  return {clue(14, {w, before}), word.plain.size() < 4 ? 0 : clue(15, {ending(w, 3), ending(before, 2)})};
}

std::vector<std::string> AccentTable::decode(const std::vector<std::u32string>& plain) {
  struct State {
    std::string_view way;
    double score;
    std::vector<std::uint8_t> path;
  };
  const auto words = judge(plain);
  std::vector<State> states = {{"<s>", 0.0, {}}};
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto& list = *words[at].ways;
    std::vector<double> around(list.size(), 0.0);
    if (list.size() > 1)
      for (std::size_t w = 0; w < list.size(); ++w)
        for (const auto key : clues(words, at, w))
          around[w] += weight(key);
    std::vector<State> next;
    std::vector<double> scores(list.size());
    for (const auto& state : states) {
      double highest = -1e300, sum = 0;
      for (std::size_t w = 0; w < list.size(); ++w) {
        scores[w] = by_counts(words[at], w, state.way) + around[w];
        if (list.size() > 1)
          for (const auto key : clues_before(words[at], w, state.way))
            scores[w] += weight(key);
        highest = std::max(highest, scores[w]);
      }
      for (const double s : scores)
        sum += nmt::exact_exp(std::max(-700.0, s - highest));
      const double norm = highest + nmt::exact_log(sum) - state.score;
      for (std::size_t w = 0; w < list.size(); ++w) {
        const double score = scores[w] - norm;
        if (next.size() <= w) {
          next.push_back({list[w], score, state.path});
        } else if (score > next[w].score) {
          next[w].score = score;
          next[w].path = state.path;
        } else {
          continue;
        }
        next[w].path.resize(at);
        next[w].path.push_back(static_cast<std::uint8_t>(w));
      }
    }
    std::stable_sort(next.begin(), next.end(), [](const State& a, const State& b) { return a.score > b.score; });
    if (next.size() > most_states) next.resize(most_states);
    states = std::move(next);
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out.push_back((*words[i].ways)[states.front().path[i]]);
  return out;
}

}  // namespace clew::language
