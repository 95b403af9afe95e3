#include "language/gloss.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "language/code_points.h"
#include "language/gloss_dictionary.h"
#include "language/stems.h"
#include "language/word_list.h"

namespace clew::language {
namespace {

constexpr std::string_view gloss_adapter_version = "6";
constexpr std::size_t max_phrase_words = 4, max_phrase_characters = 6;

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

bool is_capitalised(std::string_view word) {
  std::size_t at = 0;
  const auto first = next_char(word, at);
  return u_isupper(first) && at < word.size() && u_islower(next_char(word, at));
}

bool ends_sentence(std::string_view between) {
  return between.find_first_of(".!?:;\"()\n") != std::string_view::npos ||
         between.find("\u2026") != std::string_view::npos;
}

// What a word begins with that denies what the rest says; "" if the language has no such beginning.
std::string_view denying_prefix(std::string_view language) {
  if (language == "cs" || language == "sk" || language == "lt" || language == "lv" || language == "hr" || language == "sl") return "ne";
  if (language == "pl") return "nie";
  return language == "ru" || language == "uk" || language == "bg" ? "не" : "";
}

// Whether a form denies what its stem says.
bool denies(std::string_view language, std::string_view form, std::string_view stem) {
  const auto begins = [&](std::string_view prefix) {
    return form.starts_with(prefix) && !stem.starts_with(prefix);
  };
  if (const auto prefix = denying_prefix(language); !prefix.empty()) return begins(prefix);
  if (language == "ku") return begins("na") || begins("ne");
  if (language != "tr" || !form.starts_with(stem)) return false;
  // gel-mi-yor, gel-me-di, gel-mez, gel-me-yecek; "gel-me-k" and "gel-me-si" (coming) deny nothing.
  const auto ending = form.substr(stem.size());
  for (const auto* part : {"mıyor", "miyor", "muyor", "müyor", "maz", "mez", "madı", "medi", "mayacak", "meyecek",
                           "mam", "mem", "mamış", "memiş", "madan", "meden"})
    if (ending.starts_with(part)) return true;
  return ending == "ma" || ending == "me" || ending == "mayın" || ending == "meyin";
}

// Arabic "and", "by", "for", "so" and the article are written against the word: what is behind them; "" if nothing is.
std::string_view behind_clitic(std::string_view form, const GlossDictionary& dictionary) {
  static constexpr std::array<std::string_view, 9> clitics = {"وال", "بال", "فال", "کال", "ال", "لل", "و", "ب", "ل"};
  for (const auto clitic : clitics) {
    if (!form.starts_with(clitic) || count_points(form) < count_points(clitic) + 3) continue;
    const auto rest = form.substr(clitic.size());
    if (dictionary.find_exact(rest)) return rest;
  }
  return {};
}

// Words are not made longer by endings there: what begins alike is another word.
bool is_isolating(std::string_view language) { return language == "vi" || language == "zh"; }

// The English of a single word, with its "~"; empty if there is none.
std::string gloss_of(std::string_view language, std::string_view word, bool as_name,
                     const GlossDictionary& dictionary, const Stemmer& stemmer) {
  const auto is_name = [](std::string_view english) {
    return !english.empty() && english[0] >= 'A' && english[0] <= 'Z';
  };
  const auto by_stem = [](std::string_view english, bool denied) { return fmt::format("{}{}~", denied ? "not " : "", english); };
  const auto form = fold_word(word);
  if (const auto hit = dictionary.find_exact(form); hit && (!as_name || is_name(*hit))) return std::string(*hit);
  if (language == "ar" && !as_name)
    if (const auto rest = behind_clitic(form, dictionary); !rest.empty()) return by_stem(*dictionary.find_exact(rest), false);
  if (const auto prefix = denying_prefix(language); !prefix.empty() && !as_name && form.starts_with(prefix) && count_points(form) >= count_points(prefix) + 3)
    if (const auto hit = dictionary.find_exact(std::string_view(form).substr(prefix.size()))) return by_stem(*hit, true);
  if (const auto hit = as_name ? std::nullopt : dictionary.find_plain(form)) return by_stem(*hit, false);
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
      if (!hit || (as_name && !is_name(*hit))) continue;
      return by_stem(*hit, denies(language, form, fold_word(stem)));
    }
  }
  if (language == "tr" && !as_name) {
    // The spelling dictionary lacks many denied verbs: "vermiyor" is ver-mi-yor.
    for (const auto* part : {"mıyor", "miyor", "muyor", "müyor"}) {
      const auto at = form.find(part);
      if (at == std::string::npos || at < 2) continue;
      for (const auto* ending : {"mek", "mak"})
        if (const auto hit = dictionary.find_exact(form.substr(0, at) + ending)) return by_stem(*hit, true);
    }
  }
  // A word that the spelling dictionary knows is not another one that looks alike; nor is a name.
  if (as_name || stems.known || is_isolating(language)) return {};
  if (const auto hit = dictionary.find_alike(word)) return by_stem(*hit, false);
  return {};
}

struct GlossWord {
  std::size_t begin, end;
  bool ideograph;  // one character of Chinese: words are found among them
};

std::vector<GlossWord> gloss_words_in(std::string_view segment) {
  std::vector<GlossWord> words;
  bool inside = false;
  for (std::size_t at = 0; at < segment.size();) {
    const auto from = at;
    if (mark_at(segment, at)) {
      at += mark_bytes;
      inside = false;
      continue;
    }
    const auto c = next_char(segment, at);
    if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC)) {
      words.push_back({from, at, true});
      inside = false;
      continue;
    }
    const auto type = u_charType(c);
    const bool joins = c == '\'' || c == 0x2019 || c == 0x2BC || c == 0x200C || c == 0x200D;
    const bool letter = u_isalpha(c) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
    if (letter && !(inside && !words.back().ideograph)) {
      words.push_back({from, at, false});
      inside = true;
    } else if (letter) {
      words.back().end = at;
    } else if (!(inside && joins)) {
      inside = false;
    }
  }
  return words;
}

// The most words from the first of `words` on that the dictionary has as one: with single blanks between them, or of
// Chinese nothing.
struct Phrase {
  std::size_t words = 1;
  std::optional<std::string_view> english;
};
Phrase phrase_at(std::string_view segment, std::span<const GlossWord> words, const GlossDictionary& dictionary) {
  const bool ideographs = words[0].ideograph;
  std::size_t most = 1;
  while (most < words.size() && most < (ideographs ? max_phrase_characters : max_phrase_words) && words[most].ideograph == ideographs &&
         segment.substr(words[most - 1].end, words[most].begin - words[most - 1].end) == (ideographs ? "" : " "))
    ++most;
  for (; most > 1; --most)
    if (const auto english = dictionary.find_exact(segment.substr(words[0].begin, words[most - 1].end - words[0].begin)))
      return {most, english};
  return {};
}

}  // namespace

struct GlossEngine::State {
  struct Book {
    std::vector<std::pair<std::filesystem::path, bool>> files;  // without suffix; reversed
    std::optional<WordListText> list;
    std::string label;
    std::once_flag once, described;
    GlossDictionary dictionary;
    std::unique_ptr<Stemmer> stemmer;
    std::string version;
  };
  std::map<std::string, std::unique_ptr<Book>, std::less<>> books;

  static const GlossDictionary& read(Book& book) {
    std::call_once(book.once, [&] {
      if (book.list) book.dictionary.add(*book.list);
      for (const auto& [path, reversed] : book.files) book.dictionary.add(path, reversed);
      book.dictionary.finish();
    });
    return book.dictionary;
  }

  Book* find(std::string_view language) const {
    const auto it = books.find(language);
    return it == books.end() ? nullptr : it->second.get();
  }
};

GlossEngine::GlossEngine(std::filesystem::path folder, std::filesystem::path stems, std::span<const WordListText> lists)
    : state_(std::make_unique<State>()) {
  const auto book_of = [&](std::string_view language) -> State::Book& {
    auto& book = state_->books[std::string(language)];
    if (!book) {
      book = std::make_unique<State::Book>();
      book->stemmer = std::make_unique<Stemmer>(language, stems);
      book->label = fmt::format("{}→en (word by word)", language);
    }
    return *book;
  };
  for (const auto& code : gloss_codes) {
    for (const bool reversed : {false, true}) {
      const auto path = folder / (reversed ? fmt::format("freedict-eng-{}", code.three) : fmt::format("freedict-{}-eng", code.three));
      const auto files = dictd_files(path);
      std::error_code error;
      if (std::filesystem::exists(files[0], error) && std::filesystem::exists(files[1], error))
        book_of(code.two).files.emplace_back(path, reversed);
    }
  }
  for (const auto& list : lists) {
    auto& book = book_of(list.language);
    book.list = list;
    if (list.only_lookup && book.files.empty()) book.label.clear();
  }
}

GlossEngine::~GlossEngine() = default;

std::vector<std::string> GlossEngine::languages() const {
  std::vector<std::string> codes;
  for (const auto& [code, book] : state_->books)
    if (!book->label.empty()) codes.push_back(code);
  return codes;
}

bool GlossEngine::has_words(std::string_view language) const { return state_->find(language) != nullptr; }

std::string GlossEngine::route(std::string_view language) const {
  const auto* book = state_->find(language);
  return book ? book->label : std::string();
}

std::string GlossEngine::version(std::string_view language) const {
  auto* book = state_->find(language);
  if (!book) return {};
  std::call_once(book->described, [&] {
    std::string text;
    if (book->list) text += fmt::format("{}, ", version_of(*book->list));
    for (const auto& [path, reversed] : book->files) {
      Sha256 hash;
      for (const auto& file : dictd_files(path)) hash.update(read_file(file));
      text += fmt::format("{} sha256:{}, ", path.filename().string(), to_hex(hash.finish()).substr(0, 16));
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
  const auto& dictionary = State::read(*book);
  std::vector<Rendering> out;
  for (const auto& segment : segments) {
    if (stop.stop_requested()) return out;
    const auto words = gloss_words_in(segment);
    Rendering r;
    r.words = static_cast<std::uint32_t>(words.size());
    std::size_t copied = 0;
    for (std::size_t w = 0; w < words.size();) {
      const auto& first = words[w];
      r.text.append(segment, copied, first.begin - copied);
      // Between Chinese words stands nothing.
      if (first.ideograph && first.begin == copied && w > 0) r.text += ' ';
      const auto start = static_cast<std::uint32_t>(r.text.size());
      const auto phrase = phrase_at(segment, std::span(words).subspan(w), dictionary);
      const auto word = std::string_view(segment).substr(first.begin, first.end - first.begin);
      // A name: inside a sentence, with a capital, and not in the dictionary as one.
      const bool as_name = language != "de" && is_capitalised(word) && count_points(word) >= 4 &&
                           w > 0 && !ends_sentence(std::string_view(segment).substr(
                                        words[w - 1].end, first.begin - words[w - 1].end));
      const auto english = phrase.english ? std::string(*phrase.english)
                                          : gloss_of(language, word, as_name, dictionary, *book->stemmer);
      if (!english.empty()) {
        r.text += english;
      } else if (as_name) {
        r.text += word;
      } else {
        r.text += word;
        r.untranslated.push_back({start, static_cast<std::uint32_t>(r.text.size())});
        ++r.unknown;
      }
      copied = words[w + phrase.words - 1].end;
      r.links.push_back({static_cast<std::uint32_t>(first.begin), static_cast<std::uint32_t>(copied), start, static_cast<std::uint32_t>(r.text.size())});
      w += phrase.words;
    }
    r.text.append(segment, copied, std::string::npos);
    out.push_back(std::move(r));
  }
  return out;
}

std::string GlossEngine::english_of(std::string_view language, std::string_view word, bool as_written) {
  auto* book = state_->find(language);
  if (!book) return {};
  if (as_written) return std::string(State::read(*book).find_exact(word).value_or(""));
  auto english = gloss_of(language, word, false, State::read(*book), *book->stemmer);
  if (english.ends_with('~')) english.pop_back();
  return english;
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
