#include "language/gloss_dictionary.h"

#include <fmt/format.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <zlib.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "language/code_points.h"
#include "language/common_english.h"

namespace clew::language {
namespace {

constexpr std::size_t max_dictionary_bytes = std::size_t{512} << 20;
constexpr std::size_t max_entry_bytes = 64 * 1024;
constexpr std::size_t max_reversed_words = 3;
// A stem match: at least so many letters in common, and at most so many different at each end.
constexpr std::size_t min_stem_letters = 5, max_ending_letters = 3;
// The choice among the English offered, by the share of NTREX words whose gloss stands in the reference
// (docs/measurements/translate.md).
constexpr double common_weight = 1.5, both_weight = 2.0, forward_weight = 0.7, forward_place = 0.25,
                 backward_place = 0.3, further_word = 0.6, capital = 1.0;
constexpr std::uint8_t last_place = 6, absent = 99;

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == '\t' || text.back() == '.' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// Without (…), […], <…>, {…} and quotation.
std::string without_brackets(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[' || c == '<' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '>' || c == '}') {
      depth = std::max(0, depth - 1);
    } else if (depth == 0) {
      out.push_back(c);
    }
  }
  return out;
}

// "1. ", "I.  ", "2." at the start of a sense: how many bytes; 0 if there is none.
std::size_t sense_number(std::string_view line) {
  std::size_t i = 0;
  while (i < line.size() && (line[i] == ' ' || line[i] == '\t'))
    ++i;
  const auto start = i;
  while (i < line.size() && ((line[i] >= '0' && line[i] <= '9') || line[i] == 'I' ||
                             line[i] == 'V' || line[i] == 'X')) {
    ++i;
  }
  if (i == start || i >= line.size() || line[i] != '.') return 0;
  return i + 1;
}

std::optional<std::uint64_t> base64_number(std::string_view text) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.empty() || text.size() > 10) return {};
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto d = digits.find(c);
    if (d == std::string_view::npos) return {};
    value = value * 64 + d;
  }
  return value;
}

std::string read_dict(const std::filesystem::path& path) {
  struct Closer {
    void operator()(gzFile_s* f) const { gzclose(f); }
  };
  const std::unique_ptr<gzFile_s, Closer> file(gzopen(path.c_str(), "rb"));
  if (!file) {
    throw Error(ErrorKind::not_found,
                fmt::format("cannot open dictionary {}; install its package again", path.string()));
  }
  gzbuffer(file.get(), 256 * 1024);
  std::string text, buffer(1 << 20, '\0');
  for (;;) {
    const int n = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    if (n < 0) {
      throw Error(
          ErrorKind::integrity,
          fmt::format("dictionary {} is damaged; install its package again", path.string()));
    }
    if (n == 0) return text;
    text.append(buffer, 0, static_cast<std::size_t>(n));
    if (text.size() > max_dictionary_bytes) {
      throw Error(ErrorKind::resource,
                  fmt::format("dictionary {} is larger than 512 MiB", path.string()));
    }
  }
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

// "to come" → "come": a gloss stands for any form of the verb.
std::string bare_verb(std::string_view english) {
  return std::string(english.starts_with("to ") && english.size() > 3 ? english.substr(3) : english);
}

// Some dictionaries begin every English word with a capital ("Begins"): small, but for what is written so.
std::string uncapitalised(std::string english) {
  const bool capital = english.size() > 2 && english[0] >= 'A' && english[0] <= 'Z' && english[1] >= 'a' && english[1] <= 'z';
  if (!capital || english == "May" || english == "March" || english == "August" || english == "China" || english == "Turkey" || english == "Polish")
    return english;
  auto small = lower_ascii(english);
  return english_commonness(small) > 0 ? small : english;
}

// `text`: the English in small letters.
double goodness(std::string_view text, std::string_view english, std::uint8_t forward,
                std::uint8_t backward) {
  int common = 2;
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    auto word = text.substr(at, end - at);
    while (!word.empty() && std::string_view("!?.,'`").find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    common = std::min(common, english_commonness(word));
    ++words;
    at = end + 1;
  }
  // Levels 10 and 20 stand for 3 and 2 steps.
  double score = common_weight * (common > 0 ? common + 1 : 0);
  if (forward != absent && backward != absent) score += both_weight;
  if (forward != absent) score += forward_weight - forward_place * forward;
  if (backward != absent) score -= backward_place * backward;
  score -= further_word * static_cast<double>(words - 1);
  if (english.size() > 1 && english[0] >= 'A' && english[0] <= 'Z' && english[1] >= 'a' && english[1] <= 'z')
    score -= capital;
  return score;
}

// A letter of a folded word; 0: left out.
UChar32 folded(UChar32 c) {
  if ((c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640 || (c >= 0x200C && c <= 0x200F)) return 0;
  switch (c) {
    case 0x130: return 'i';                   // Turkish capital with its dot
    case 0x2019: case 0x2BC: return '\'';     // п’ять
    case 0x64A: return 0x6CC;                 // Arabic yeh and kaf for the Persian ones
    case 0x643: return 0x6A9;
    case 0x6C1: return 0x647;                 // and Urdu's heh
    default: return u_tolower(c);
  }
}

// NFC; as it is where it cannot be made.
std::string composed(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(error);
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  if (U_FAILURE(error) || nfc->isNormalizedUTF8(piece, error)) return std::string(text);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  nfc->normalizeUTF8(0, piece, sink, nullptr, error);
  return U_FAILURE(error) ? std::string(text) : out;
}

// A word in Latin letters without its accents, if plain ASCII is left; "" otherwise.
std::string plain_latin(std::string_view word) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfd = icu::Normalizer2::getNFDInstance(error);
  if (U_FAILURE(error)) return {};
  std::string parts, out;
  icu::StringByteSink<std::string> sink(&parts);
  nfd->normalizeUTF8(0, icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())), sink, nullptr, error);
  if (U_FAILURE(error)) return {};
  for (std::size_t at = 0; at < parts.size();) {
    auto c = next_char(parts, at);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    switch (c) {
      case 0x111: c = 'd'; break;
      case 0x131: c = 'i'; break;
      case 0x142: c = 'l'; break;
      case 0xF8: c = 'o'; break;
      default: break;
    }
    if (c >= 0x80) return {};
    out.push_back(static_cast<char>(c));
  }
  return out;
}

}  // namespace

std::string fold_word(std::string_view word) {
  std::string out;
  bool blank = false;
  for (std::size_t at = 0; at < word.size();) {
    const auto c = next_char(word, at);
    if (c == ' ' || c == '\t') {
      blank = !out.empty();
      continue;
    }
    const auto letter = folded(c);
    if (letter == 0) continue;
    if (blank) out.push_back(' ');
    blank = false;
    append_char(letter, out);
  }
  return composed(out);
}

std::array<std::filesystem::path, 2> dictd_files(const std::filesystem::path& without_suffix) {
  return {without_suffix.string() + ".index", without_suffix.string() + ".dict.dz"};
}

std::vector<std::string> gloss_terms(std::string_view entry) {
  std::vector<std::string_view> lines;
  while (!entry.empty()) {
    const auto end = std::min(entry.find('\n'), entry.size());
    lines.push_back(entry.substr(0, end));
    entry.remove_prefix(std::min(end + 1, entry.size()));
  }
  std::vector<std::string> terms;
  const bool numbered = std::any_of(lines.begin() + (lines.empty() ? 0 : 1), lines.end(),
                                    [](auto line) { return sense_number(line) > 0; });
  bool first = true;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto line = lines[i];
    const auto number = sense_number(line);
    // Under a numbered sense, and behind the first line of the rest, stand explanations.
    if (numbered ? number == 0 && !first : !first) continue;
    line.remove_prefix(number);
    if (const auto again = sense_number(line); again > 0) line.remove_prefix(again);
    std::string plain = without_brackets(line);
    if (const auto again = sense_number(plain); again > 0) plain.erase(0, again);
    std::string_view rest = plain;
    bool any = false;
    while (!rest.empty()) {
      const auto end = std::min(rest.find_first_of(",;/|"), rest.size());
      const auto term = trim(rest.substr(0, end));
      // "human 2." – the number of the next sense stands at the end of the line.
      auto clean = term;
      while (!clean.empty() && clean.back() >= '0' && clean.back() <= '9' &&
             clean.find(' ') != std::string_view::npos) {
        clean.remove_suffix(1);
      }
      clean = trim(clean);
      if (!clean.empty() && clean.size() <= 60) {
        terms.emplace_back(clean);
        any = true;
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (any) first = false;
  }
  return terms;
}

void GlossDictionary::add(const std::filesystem::path& without_suffix, bool reversed) {
  const auto files = dictd_files(without_suffix);
  const auto index = read_file(files[0]);
  const auto text = read_dict(files[1]);
  std::string_view rest = index;
  std::size_t lines = 0, good = 0;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++lines;
    const auto tab = line.find('\t');
    const auto tab2 = tab == std::string_view::npos ? tab : line.find('\t', tab + 1);
    if (tab2 == std::string_view::npos) continue;
    const auto offset = base64_number(line.substr(tab + 1, tab2 - tab - 1));
    const auto tab3 = std::min(line.find('\t', tab2 + 1), line.size());
    const auto length = base64_number(line.substr(tab2 + 1, tab3 - tab2 - 1));
    if (!offset || !length || *offset > text.size() || *length > text.size() - *offset) continue;
    ++good;
    const auto head = line.substr(0, tab);
    if (head.empty() || head.starts_with("00database") || *length > max_entry_bytes) continue;
    const auto terms = gloss_terms(std::string_view(text).substr(*offset, *length));
    if (terms.empty()) continue;
    constexpr std::size_t most_senses = 40;
    for (std::size_t i = 0; i < terms.size() && (reversed || i < most_senses); ++i) {
      const auto place = static_cast<std::uint8_t>(std::min<std::size_t>(i, last_place));
      if (!reversed) {
        offers_.push_back({fold_word(head), bare_verb(terms[i]), place, absent});
      } else if (std::count(terms[i].begin(), terms[i].end(), ' ') < static_cast<long>(max_reversed_words)) {
        offers_.push_back({fold_word(terms[i]), bare_verb(head), absent, place});
      }
    }
  }
  if (lines > 0 && good == 0) {
    throw Error(ErrorKind::integrity,
                fmt::format("{}.index is no dictd index; install its package again",
                            without_suffix.string()));
  }
}

void GlossDictionary::add(const WordListText& list) {
  for (const auto& [form, english] : parse_word_list(list)) offers_.push_back({fold_word(form), std::string(english), absent, absent, true});
}

void GlossDictionary::finish() {
  std::erase_if(offers_, [](const Offer& o) { return o.word.empty() || o.english.empty(); });
  // Stable: of equally good ones, dictionaries added first and senses written first win.
  std::stable_sort(offers_.begin(), offers_.end(),
                   [](const Offer& a, const Offer& b) { return a.word < b.word; });
  entries_.clear();
  struct Merged {
    const Offer* offer;
    std::uint8_t forward, backward;
  };
  for (auto begin = offers_.begin(); begin != offers_.end();) {
    // The same English from several places is one offer.
    std::map<std::string, Merged> merged;
    auto end = begin;
    for (; end != offers_.end() && end->word == begin->word; ++end) {
      const auto [at, is_new] =
          merged.try_emplace(lower_ascii(end->english), Merged{&*end, end->forward, end->backward});
      if (is_new) continue;
      at->second.forward = std::min(at->second.forward, end->forward);
      at->second.backward = std::min(at->second.backward, end->backward);
    }
    const auto own = std::find_if(begin, end, [](const Offer& o) { return o.own; });
    const Offer* best = own == end ? nullptr : &*own;
    double best_score = 0;
    for (const auto& [text, m] : merged) {
      if (own != end) break;
      const double score = goodness(text, m.offer->english, m.forward, m.backward);
      if (best && (score < best_score || (score == best_score && m.offer > best))) continue;
      best = m.offer;
      best_score = score;
    }
    entries_.emplace_back(best->word, best->own ? best->english : uncapitalised(best->english));
    begin = end;
  }
  offers_.clear();
  offers_.shrink_to_fit();
  make_plain();
}

std::optional<std::string_view> GlossDictionary::look(const Entries& entries, std::string_view key) {
  const auto it = std::lower_bound(entries.begin(), entries.end(), key, [](const auto& e, const auto& k) { return e.first < k; });
  if (it == entries.end() || it->first != key) return {};
  return it->second;
}

std::optional<std::string_view> GlossDictionary::find_exact(std::string_view phrase) const { return look(entries_, fold_word(phrase)); }

std::optional<std::string_view> GlossDictionary::find_plain(std::string_view word) const {
  if (std::any_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return {};
  return look(plain_, fold_word(word));
}

void GlossDictionary::make_plain() {
  for (const auto& [word, english] : entries_) {
    if (word.find(' ') != std::string::npos) continue;
    if (auto plain = plain_latin(word); !plain.empty() && plain != word) plain_.emplace_back(std::move(plain), english);
  }
  std::stable_sort(plain_.begin(), plain_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < plain_.size(); ++i) {
    if (kept > 0 && plain_[kept - 1].first == plain_[i].first) {
      auto& english = plain_[kept - 1].second;
      if (english != plain_[i].second && english.find('/') == std::string::npos) english += "/" + plain_[i].second;
      continue;
    }
    if (kept != i) plain_[kept] = std::move(plain_[i]);
    ++kept;
  }
  plain_.resize(kept);
  plain_.shrink_to_fit();
}

std::optional<std::string_view> GlossDictionary::find_alike(std::string_view word) const {
  const auto key = fold_word(word);
  const auto letters = count_points(key);
  if (letters < min_stem_letters) return {};
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), key,
                                   [](const auto& e, const auto& k) { return e.first < k; });
  // Of the words with the longest common beginning the shortest is nearest to the stem. In sorted
  // order they stand around the place where the word itself would.
  const auto common = [&](const std::string& other) {
    std::size_t n = 0;
    while (n < key.size() && n < other.size() && key[n] == other[n])
      ++n;
    while (n > 0 && n < key.size() && (static_cast<unsigned char>(key[n]) & 0xC0) == 0x80)
      --n;
    return n;
  };
  const std::pair<std::string, std::string>* best = nullptr;
  std::size_t best_common = 0;
  const auto consider = [&](const auto& entry) {
    const auto n = common(entry.first);
    const auto stem = count_points(std::string_view(key).substr(0, n));
    const auto other = count_points(entry.first);
    if (stem < min_stem_letters || stem * 5 < letters * 3 || letters - stem > max_ending_letters ||
        other - stem > max_ending_letters || entry.first.find(' ') != std::string::npos) {
      return n;
    }
    if (!best || n > best_common || (n == best_common && entry.first.size() < best->first.size())) {
      best = &entry;
      best_common = n;
    }
    return n;
  };
  constexpr int reach = 64;  // neighbours looked at on each side
  auto forward = at;
  for (int i = 0; i < reach && forward != entries_.end(); ++i, ++forward)
    if (consider(*forward) < min_stem_letters) break;
  auto back = at;
  for (int i = 0; i < reach && back != entries_.begin(); ++i)
    if (consider(*--back) < min_stem_letters) break;
  if (!best) return {};
  return best->second;
}

}  // namespace clew::language
