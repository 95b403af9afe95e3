#include "language/gloss.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

namespace clew::language {
namespace {

constexpr std::string_view gloss_adapter_version = "1";
constexpr std::size_t max_dictionary_bytes = std::size_t{512} << 20;
constexpr std::size_t max_entry_bytes = 64 * 1024;
constexpr std::size_t max_phrase_words = 3;
// A stem match: at least so many letters in common, and at most so many different at each end.
constexpr std::size_t min_stem_letters = 4, max_ending_letters = 4;

struct Code {
  std::string_view two, three;
};
// Codes with a dictionary in Debian 12, either way round.
constexpr auto gloss_codes = std::to_array<Code>(
    {{"af", "afr"}, {"ar", "ara"}, {"bg", "bul"}, {"cs", "ces"}, {"cy", "cym"}, {"da", "dan"},
     {"de", "deu"}, {"el", "ell"}, {"es", "spa"}, {"fi", "fin"}, {"fr", "fra"}, {"ga", "gle"},
     {"hi", "hin"}, {"hr", "hrv"}, {"hu", "hun"}, {"id", "ind"}, {"is", "isl"}, {"it", "ita"},
     {"ku", "kur"}, {"lt", "lit"}, {"nl", "nld"}, {"nb", "nor"}, {"pl", "pol"}, {"pt", "por"},
     {"ru", "rus"}, {"sk", "slk"}, {"sl", "slv"}, {"sr", "srp"}, {"sv", "swe"}, {"sw", "swh"},
     {"tr", "tur"}});

std::string_view three_letters(std::string_view two) {
  for (const auto& code : gloss_codes)
    if (code.two == two) return code.three;
  return {};
}

UChar32 next_point(std::string_view text, std::size_t& at) {
  UChar32 c;
  auto i = static_cast<std::int32_t>(at);
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), i,
                  static_cast<std::int32_t>(text.size()), c);
  at = static_cast<std::size_t>(i);
  return c;
}

void append_point(UChar32 c, std::string& out) {
  std::array<std::uint8_t, 4> bytes;
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(bytes.data(), n, c);
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(n));
}

// Small letters, without Arabic vowel signs and tatweel, blanks squeezed.
std::string fold_word(std::string_view word) {
  std::string out;
  bool blank = false;
  for (std::size_t at = 0; at < word.size();) {
    const auto c = next_point(word, at);
    if ((c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640) continue;
    if (c == ' ' || c == '\t') {
      blank = !out.empty();
      continue;
    }
    if (blank) out.push_back(' ');
    blank = false;
    append_point(c == 0x130 ? 'i' : u_tolower(c), out);
  }
  return out;
}

std::size_t count_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

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

std::filesystem::path with_suffix(const std::filesystem::path& path, const char* suffix) {
  return std::filesystem::path(path.string() + suffix);
}

}  // namespace

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
  const auto index = read_file(with_suffix(without_suffix, ".index"));
  const auto text = read_dict(with_suffix(without_suffix, ".dict.dz"));
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
    if (!reversed) {
      entries_.emplace_back(fold_word(head), terms.front());
      continue;
    }
    for (const auto& term : terms) {
      if (std::count(term.begin(), term.end(), ' ') < static_cast<long>(max_phrase_words)) {
        entries_.emplace_back(fold_word(term), std::string(head));
      }
    }
  }
  if (lines > 0 && good == 0) {
    throw Error(ErrorKind::integrity,
                fmt::format("{}.index is no dictd index; install its package again",
                            without_suffix.string()));
  }
  finish();
}

void GlossDictionary::finish() {
  std::erase_if(entries_, [](const auto& e) { return e.first.empty() || e.second.empty(); });
  // Stable: dictionaries added first, and senses written first, win.
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  entries_.erase(std::unique(entries_.begin(), entries_.end(),
                             [](const auto& a, const auto& b) { return a.first == b.first; }),
                 entries_.end());
}

std::optional<GlossDictionary::Hit> GlossDictionary::find_exact(std::string_view phrase) const {
  const auto key = fold_word(phrase);
  const auto it = std::lower_bound(entries_.begin(), entries_.end(), key,
                                   [](const auto& e, const auto& k) { return e.first < k; });
  if (it == entries_.end() || it->first != key) return {};
  return Hit{it->second, false};
}

std::optional<GlossDictionary::Hit> GlossDictionary::find(std::string_view word) const {
  if (auto hit = find_exact(word)) return hit;
  auto key = fold_word(word);
  // Arabic "and", "by", "for", "so" and the article are written against the word.
  static constexpr std::array<std::string_view, 9> clitics = {"وال", "بال", "فال", "كال", "ال",
                                                              "لل",  "و",   "ب",   "ل"};
  for (const auto clitic : clitics) {
    if (!key.starts_with(clitic) || count_points(key) < count_points(clitic) + 3) continue;
    if (auto hit = find_exact(std::string_view(key).substr(clitic.size())))
      return Hit{hit->english, true};
  }
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
  return Hit{best->second, true};
}

struct GlossEngine::State {
  struct Book {
    std::vector<std::pair<std::filesystem::path, bool>> files;  // without suffix; reversed
    std::string label;
    std::once_flag once, described;
    GlossDictionary dictionary;
    std::string version;
  };
  std::map<std::string, std::unique_ptr<Book>, std::less<>> books;

  Book* find(std::string_view language) const {
    const auto it = books.find(language);
    return it == books.end() ? nullptr : it->second.get();
  }
};

GlossEngine::GlossEngine(std::filesystem::path folder) : state_(std::make_unique<State>()) {
  for (const auto& code : gloss_codes) {
    auto book = std::make_unique<State::Book>();
    for (const bool reversed : {false, true}) {
      const auto name = reversed ? fmt::format("freedict-eng-{}", code.three)
                                 : fmt::format("freedict-{}-eng", code.three);
      const auto path = folder / name;
      std::error_code error;
      if (std::filesystem::exists(with_suffix(path, ".index"), error) &&
          std::filesystem::exists(with_suffix(path, ".dict.dz"), error)) {
        book->files.emplace_back(path, reversed);
      }
    }
    if (book->files.empty()) continue;
    book->label = fmt::format("{}→en (word by word)", code.two);
    state_->books.emplace(code.two, std::move(book));
  }
}

GlossEngine::~GlossEngine() = default;

std::vector<std::string> GlossEngine::languages() const {
  std::vector<std::string> codes;
  for (const auto& [code, book] : state_->books)
    codes.push_back(code);
  return codes;
}

std::string GlossEngine::route(std::string_view language) const {
  const auto* book = state_->find(language);
  return book ? book->label : std::string();
}

std::string GlossEngine::version(std::string_view language) const {
  auto* book = state_->find(language);
  if (!book) return {};
  std::call_once(book->described, [&] {
    std::string text;
    for (const auto& [path, reversed] : book->files) {
      Sha256 hash;
      hash.update(read_file(with_suffix(path, ".index")));
      hash.update(read_file(with_suffix(path, ".dict.dz")));
      text += fmt::format("{} sha256:{}, ", path.filename().string(),
                          to_hex(hash.finish()).substr(0, 16));
    }
    text.resize(text.size() - 2);
    book->version = fmt::format("{}; clew-gloss {}", text, gloss_adapter_version);
  });
  return book->version;
}

std::vector<Rendering> GlossEngine::translate(std::string_view language,
                                              std::span<const std::string> segments,
                                              std::stop_token stop) {
  auto* book = state_->find(language);
  if (!book) {
    throw Error(ErrorKind::not_found,
                fmt::format("no dictionary for {} on this machine", language));
  }
  std::call_once(book->once, [&] {
    for (const auto& [path, reversed] : book->files)
      book->dictionary.add(path, reversed);
  });
  const auto& dictionary = book->dictionary;
  std::vector<Rendering> out;
  for (const auto& segment : segments) {
    if (stop.stop_requested()) return out;
    // Words and what stands between them.
    struct Word {
      std::size_t begin, end;
    };
    std::vector<Word> words;
    std::size_t begin = 0;
    bool inside = false;
    for (std::size_t at = 0; at < segment.size();) {
      const auto from = at;
      bool letter = false;
      if (mark_at(segment, at)) {
        at += mark_bytes;
      } else {
        const auto c = next_point(segment, at);
        const auto type = u_charType(c);
        letter = u_isalpha(c) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK ||
                 (inside && (c == '\'' || c == 0x2019));
      }
      if (letter && !inside) begin = from;
      if (!letter && inside) words.push_back({begin, from});
      inside = letter;
    }
    if (inside) words.push_back({begin, segment.size()});

    Rendering r;
    r.words = static_cast<std::uint32_t>(words.size());
    std::size_t copied = 0;
    for (std::size_t w = 0; w < words.size();) {
      r.text.append(segment, copied, words[w].begin - copied);
      std::optional<GlossDictionary::Hit> hit;
      std::size_t used = 1;
      for (std::size_t n = std::min(max_phrase_words, words.size() - w); n > 1 && !hit; --n) {
        const auto phrase =
            std::string_view(segment).substr(words[w].begin, words[w + n - 1].end - words[w].begin);
        bool plain = true;  // only single blanks between
        for (std::size_t k = w; k + 1 < w + n; ++k)
          plain = plain && words[k + 1].begin == words[k].end + 1 && segment[words[k].end] == ' ';
        if (plain && (hit = dictionary.find_exact(phrase))) used = n;
      }
      const auto word =
          std::string_view(segment).substr(words[w].begin, words[w].end - words[w].begin);
      if (!hit) hit = dictionary.find(word);
      if (hit) {
        r.text += hit->english;
        if (hit->by_stem) r.text += '~';
      } else {
        const auto start = static_cast<std::uint32_t>(r.text.size());
        r.text += word;
        r.untranslated.push_back({start, static_cast<std::uint32_t>(r.text.size())});
        ++r.unknown;
      }
      copied = words[w + used - 1].end;
      w += used;
    }
    r.text.append(segment, copied, std::string::npos);
    out.push_back(std::move(r));
  }
  return out;
}

std::vector<std::string> gloss_packages_for(std::string_view language) {
  // What Debian 12 has, in each direction.
  static constexpr std::string_view to_english =
      " afr ara ces cym dan deu ell fin fra gle hrv hun isl ita kur lit nld pol por slk slv spa "
      "srp "
      "swe swh tur ";
  static constexpr std::string_view from_english =
      " afr ara bul ces cym dan deu ell fin fra gle hin hrv hun ind ita lit nld nor pol por rus "
      "spa "
      "srp swe swh tur ";
  std::vector<std::string> packages;
  const auto code = three_letters(language);
  if (code.empty()) return packages;
  const auto padded = fmt::format(" {} ", code);
  if (to_english.find(padded) != std::string_view::npos) {
    packages.push_back(fmt::format("dict-freedict-{}-eng", code));
  }
  if (from_english.find(padded) != std::string_view::npos) {
    packages.push_back(fmt::format("dict-freedict-eng-{}", code));
  }
  return packages;
}

}  // namespace clew::language
