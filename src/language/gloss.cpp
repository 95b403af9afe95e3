#include "language/gloss.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "language/code_points.h"
#include "language/common_english.h"
#include "language/stems.h"

namespace clew::language {
namespace {

constexpr std::string_view gloss_adapter_version = "2";
constexpr std::size_t max_dictionary_bytes = std::size_t{512} << 20;
constexpr std::size_t max_entry_bytes = 64 * 1024;
constexpr std::size_t max_phrase_words = 3;
// A stem match: at least so many letters in common, and at most so many different at each end.
constexpr std::size_t min_stem_letters = 5, max_ending_letters = 3;
// The choice among the English offered, by the share of NTREX words whose gloss stands in the reference
// (docs/measurements/translate.md).
constexpr double common_weight = 1.5, both_weight = 2.0, forward_weight = 0.7, forward_place = 0.25,
                 backward_place = 0.3, further_word = 0.6, capital = 1.0;
constexpr std::uint8_t last_place = 6, absent = 99;

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

// Small letters, without Arabic vowel signs and tatweel, blanks squeezed.
std::string fold_word(std::string_view word) {
  std::string out;
  bool blank = false;
  for (std::size_t at = 0; at < word.size();) {
    const auto c = next_char(word, at);
    if ((c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640) continue;
    if (c == ' ' || c == '\t') {
      blank = !out.empty();
      continue;
    }
    if (blank) out.push_back(' ');
    blank = false;
    append_char(c == 0x130 ? 'i' : u_tolower(c), out);
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
    constexpr std::size_t most_senses = 40;
    for (std::size_t i = 0; i < terms.size() && (reversed || i < most_senses); ++i) {
      const auto place = static_cast<std::uint8_t>(std::min<std::size_t>(i, last_place));
      if (!reversed) {
        offers_.push_back({fold_word(head), bare_verb(terms[i]), place, absent});
      } else if (std::count(terms[i].begin(), terms[i].end(), ' ') < static_cast<long>(max_phrase_words)) {
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
    const Offer* best = nullptr;
    double best_score = 0;
    for (const auto& [text, m] : merged) {
      const double score = goodness(text, m.offer->english, m.forward, m.backward);
      if (best && (score < best_score || (score == best_score && m.offer > best))) continue;
      best = m.offer;
      best_score = score;
    }
    entries_.emplace_back(best->word, best->english);
    begin = end;
  }
  offers_.clear();
  offers_.shrink_to_fit();
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
  const auto key = fold_word(word);
  // Arabic "and", "by", "for", "so" and the article are written against the word.
  static constexpr std::array<std::string_view, 9> clitics = {"وال", "بال", "فال", "كال", "ال",
                                                              "لل",  "و",   "ب",   "ل"};
  for (const auto clitic : clitics) {
    if (!key.starts_with(clitic) || count_points(key) < count_points(clitic) + 3) continue;
    if (auto hit = find_exact(std::string_view(key).substr(clitic.size())))
      return Hit{hit->english, true};
  }
  return {};
}

std::optional<GlossDictionary::Hit> GlossDictionary::find_alike(std::string_view word) const {
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
  return Hit{best->second, true};
}

namespace {

bool is_capitalised(std::string_view word) {
  std::size_t at = 0;
  const auto first = next_char(word, at);
  return u_isupper(first) && at < word.size() && u_islower(next_char(word, at));
}

bool ends_sentence(std::string_view between) {
  return between.find_first_of(".!?:;\"()\n") != std::string_view::npos ||
         between.find("\u2026") != std::string_view::npos;
}

// Whether a form denies what its stem says.
bool denies(std::string_view language, std::string_view form, std::string_view stem) {
  const auto begins = [&](std::string_view prefix) {
    return form.starts_with(prefix) && !stem.starts_with(prefix);
  };
  if (language == "cs" || language == "sk" || language == "lt" || language == "hr" || language == "sl")
    return begins("ne");
  if (language == "pl") return begins("nie");
  if (language == "ru" || language == "bg") return begins("не");
  if (language == "ku") return begins("na") || begins("ne");
  if (language != "tr" || !form.starts_with(stem)) return false;
  // gel-mi-yor, gel-me-di, gel-mez, gel-me-yecek; "gel-me-k" and "gel-me-si" (coming) deny nothing.
  const auto ending = form.substr(stem.size());
  for (const auto* part : {"mıyor", "miyor", "muyor", "müyor", "maz", "mez", "madı", "medi", "mayacak", "meyecek",
                           "mam", "mem", "mamış", "memiş", "madan", "meden"})
    if (ending.starts_with(part)) return true;
  return ending == "ma" || ending == "me" || ending == "mayın" || ending == "meyin";
}

// The English of a single word, with its "~"; empty if there is none.
std::string gloss_of(std::string_view language, std::string_view word, bool as_name,
                     const GlossDictionary& dictionary, const Stemmer& stemmer) {
  const auto is_name = [](std::string_view english) {
    return !english.empty() && english[0] >= 'A' && english[0] <= 'Z';
  };
  const auto said = [](const GlossDictionary::Hit& hit, bool by_stem, bool denied) {
    return fmt::format("{}{}{}", denied ? "not " : "", hit.english, by_stem ? "~" : "");
  };
  const auto form = fold_word(word);
  if (const auto everyday = everyday_gloss(language, form); !everyday.empty() && !as_name) {
    std::string english(everyday);
    std::replace(english.begin(), english.end(), '_', ' ');
    return english;
  }
  if (const auto hit = dictionary.find(word); hit && (!as_name || is_name(hit->english)))
    return said(*hit, hit->by_stem, false);
  auto stems = stemmer.of(word);
  if (stems.others.empty() && !as_name) {
    const auto small = stemmer.of(form);
    stems.known = stems.known || small.known;
    stems.others = small.others;
  }
  for (const auto& stem : stems.others) {
    if (as_name && !is_capitalised(stem)) continue;
    std::vector<std::string> headwords = {stem};
    if (language == "tr") headwords.insert(headwords.end(), {stem + "mek", stem + "mak"});
    for (const auto& headword : headwords) {
      const auto hit = dictionary.find_exact(headword);
      if (!hit || (as_name && !is_name(hit->english))) continue;
      return said(*hit, true, denies(language, form, fold_word(stem)));
    }
  }
  if (language == "tr" && !as_name) {
    // The spelling dictionary lacks many denied verbs: "vermiyor" is ver-mi-yor.
    for (const auto* part : {"mıyor", "miyor", "muyor", "müyor"}) {
      const auto at = form.find(part);
      if (at == std::string::npos || at < 2) continue;
      for (const auto* ending : {"mek", "mak"})
        if (const auto hit = dictionary.find_exact(form.substr(0, at) + ending)) return said(*hit, true, true);
    }
  }
  // A word that the spelling dictionary knows is not another one that looks alike; nor is a name.
  if (as_name || stems.known) return {};
  if (const auto hit = dictionary.find_alike(word)) return said(*hit, true, false);
  return {};
}

}  // namespace

struct GlossEngine::State {
  struct Book {
    std::vector<std::pair<std::filesystem::path, bool>> files;  // without suffix; reversed
    std::string label;
    std::once_flag once, described;
    GlossDictionary dictionary;
    std::unique_ptr<Stemmer> stemmer;
    std::string version;
  };
  std::map<std::string, std::unique_ptr<Book>, std::less<>> books;

  Book* find(std::string_view language) const {
    const auto it = books.find(language);
    return it == books.end() ? nullptr : it->second.get();
  }
};

GlossEngine::GlossEngine(std::filesystem::path folder, std::filesystem::path stems)
    : state_(std::make_unique<State>()) {
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
    book->stemmer = std::make_unique<Stemmer>(code.two, stems);
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
    if (const auto stems = book->stemmer->version(); !stems.empty()) text += stems + ", ";
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
    book->dictionary.finish();
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
        const auto c = next_char(segment, at);
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
      // A name: inside a sentence, with a capital, and not in the dictionary as one.
      const bool as_name = language != "de" && is_capitalised(word) && count_points(word) >= 4 &&
                           w > 0 && !ends_sentence(std::string_view(segment).substr(
                                        words[w - 1].end, words[w].begin - words[w - 1].end));
      const auto english = hit ? std::string(hit->english)
                               : gloss_of(language, word, as_name, dictionary, *book->stemmer);
      if (!english.empty()) {
        r.text += english;
      } else if (as_name) {
        r.text += word;
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
