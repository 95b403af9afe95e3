// Text into the words that are searched by: the same way for what is indexed and what is asked.
//
// Idea. A word is a run of letters, digits and their marks; it is taken in two forms: exact (NFKC,
// case-folded, digits of any script as 0-9, invisible controls gone) and folded (Latin letters
// without accents; Arabic letter variants, tatweel and vowel marks unified; other alphabets in
// Latin letters). Scripts that write without spaces (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese)
// give one piece a character, which the index takes as overlapping pairs:
//
//   "Vin mâine 我在家"   pieces  vin · mâine/maine · 我 在 家
//                        indexed vin · mâine+maine · 我在+我 · 在家+在 · 家
//   asked "在家"         在家     asked "家"  家     asked "maine"  maine
//
// So every substring of such a script is found, which no segmenter by dictionary gives (84 % of the
// hits of one two-character word; the default tokenizer of FTS5 1 %). Folding of a word is
// memoised: chats repeat their words, ICU's transliterators manage only about 1 MB/s.
//
// Sources: Unicode UAX 15 and 24; CLDR transforms Any-Latin, Latin-ASCII, Traditional-Simplified.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace clew::search {

// One word, or one character of a script without spaces.
struct Piece {
  std::string_view exact, folded;    // views into the Tokenizer, until its next scan()
  std::uint32_t begin = 0, end = 0;  // bytes of the text
  bool character = false;            // of a script without spaces
  bool joined = false;  // the next piece follows directly in the same run of characters
};

// For one thread. Words longer than 64 characters count by their first 64.
class Tokenizer {
 public:
  Tokenizer();
  ~Tokenizer();
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  // All pieces of `text` in order; invalid UTF-8 separates words.
  const std::vector<Piece>& scan(std::string_view text);

  // The tokens of a document in the form that the index's tokenizer takes as they are (see
  // register_tokenizer), appended to `out`.
  void encode(std::string_view text, std::string& out);

 private:
  struct State;
  void encode_anew(std::string_view text, std::string& out);
  std::unique_ptr<State> state_;
};

// A piece of a query, which owns its text.
struct Word {
  std::string exact, folded;
  bool character = false, joined = false;
  friend bool operator==(const Word&, const Word&) = default;
};
std::vector<Word> words_of(Tokenizer& tokenizer, std::string_view text);

// The tokens that a phrase asks for, encoded; "" when there are none. `exact`: in the exact instead
// of the folded form.
std::string encode_query(const std::vector<Word>& phrase, bool exact);

// Makes FTS5's tokenizer 'clew' known on a connection. It takes encoded tokens (U+0001 before each
// at the next position, U+0002 before each at the same) and nothing else, so that tokenizing can be
// done on several threads before, and no text of a query is ever parsed twice.
void register_tokenizer(sqlite3* db);

}  // namespace clew::search
