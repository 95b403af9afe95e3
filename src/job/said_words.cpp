#include "job/said_words.h"

#include <xxhash.h>

#include <algorithm>
#include <vector>

#include "pattern/passed_on.h"
#include "search/tokens.h"

namespace clew::job {
namespace {

bool figure(char c) { return c >= '0' && c <= '9'; }

class Splitter {
 public:
  // each(hash, bytes [begin, end) of the text)
  template <typename Each>
  void split(std::string_view text, const Each& each) {
    const auto& pieces = tokenizer_.scan(text);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const auto& piece = pieces[i];
      if (piece.character) {
        if (!piece.joined || i + 1 == pieces.size()) continue;
        word_.assign(piece.folded).append(pieces[i + 1].folded);
        each(hash(word_), piece.begin, pieces[i + 1].end);
        continue;
      }
      if (std::all_of(piece.folded.begin(), piece.folded.end(), figure)) {
        // Digits with one mark between belong together.
        word_.assign(piece.folded);
        auto begin = piece.begin, end = piece.end;
        while (i + 1 < pieces.size() && pieces[i + 1].begin == end + 1 &&
               (joins(text[end]) || (text[end] == ' ' && pieces[i].folded.size() > 2 && pieces[i + 1].folded.size() > 2)) &&
               std::all_of(pieces[i + 1].folded.begin(), pieces[i + 1].folded.end(), figure)) {
          ++i;
          word_.append(pieces[i].folded);
          end = pieces[i].end;
        }
        if (word_.size() >= 2) each(hash(word_), begin, end);
      } else if (std::count_if(piece.folded.begin(), piece.folded.end(), [](char c) { return (c & 0xC0) != 0x80; }) >= 3) {
        word_.assign(piece.folded);
        each(hash(word_), piece.begin, piece.end);
      }
    }
  }
  void words(std::string_view text, std::vector<std::uint32_t>& out) {
    split(text, [&](std::uint32_t word, std::uint32_t, std::uint32_t) {
      if (std::find(out.begin(), out.end(), word) == out.end()) out.push_back(word);
    });
  }

 private:
  static bool joins(char c) { return c == ':' || c == '.' || c == ','; }
  static std::uint32_t hash(std::string_view word) { return static_cast<std::uint32_t>(XXH3_64bits(word.data(), word.size())); }
  search::Tokenizer tokenizer_;
  std::string word_;
};

// The text of each message and its translation, which holds for identical texts too.
constexpr const char* english =
    "(SELECT t.text FROM record_language l JOIN translation t ON t.id = l.translation_id WHERE l.record_id = r.id)";

}  // namespace

void read_said(const casefile::Db& db, const std::function<void(std::int64_t, std::span<const std::uint32_t>)>& take) {
  const bool translated = db.integer("SELECT EXISTS (SELECT 1 FROM translation)") != 0;
  Splitter splitter;
  std::vector<std::uint32_t> words;
  auto list = db.prepare(std::string("SELECT r.id, r.text, ") + (translated ? english : "NULL") +
                         " FROM record r WHERE r.kind = 'message' AND r.text_hash <> 0 ORDER BY r.id");
  while (list.step()) {
    words.clear();
    splitter.words(list.text(1), words);
    if (!list.is_null(2)) {
      if (words.size() > pattern::Said::most_words / 2) words.resize(pattern::Said::most_words / 2);
      splitter.words(list.text(2), words);
    }
    if (!words.empty()) take(list.integer(0), words);
  }
}

struct SaidTexts::State {
  casefile::Stmt text;
  Splitter splitter;
};

SaidTexts::SaidTexts(const casefile::Db& db)
    : state_(new State{db.prepare(std::string("SELECT r.text, coalesce(") + english + ", '') FROM record r WHERE r.id = ?1"), {}}) {}
SaidTexts::~SaidTexts() = default;

std::string SaidTexts::shared(std::int64_t first, std::int64_t second) {
  auto& [text, splitter] = *state_;
  auto read = [&, &text = text](std::int64_t id) {
    std::pair<std::string, std::string> said;
    text.bind(1, id);
    if (text.step()) said = {std::string(text.text(0)), std::string(text.text(1))};
    text.reset();
    return said;
  };
  std::vector<std::uint32_t> heard;
  const auto [original, translation] = read(first);
  splitter.words(original, heard);
  splitter.words(translation, heard);
  // Figures first, then the longest words: "the" says nothing.
  std::vector<std::string> both;
  const auto [told, told_in_english] = read(second);
  std::vector<std::uint32_t> seen;
  for (const std::string* of : {&told, &told_in_english})
    splitter.split(*of, [&, of = of](std::uint32_t word, std::uint32_t begin, std::uint32_t end) {
      if (std::find(heard.begin(), heard.end(), word) == heard.end() || std::find(seen.begin(), seen.end(), word) != seen.end()) return;
      seen.push_back(word);
      both.push_back(of->substr(begin, end - begin));
    });
  auto rank = [](const std::string& word) { return std::pair(!std::any_of(word.begin(), word.end(), figure), -static_cast<std::ptrdiff_t>(word.size())); };
  std::stable_sort(both.begin(), both.end(), [&](const auto& x, const auto& y) { return rank(x) < rank(y); });
  std::string out;
  for (std::size_t i = 0; i < both.size() && i < 6; ++i) out += (i ? ", " : "") + both[i];
  return out;
}

}  // namespace clew::job
