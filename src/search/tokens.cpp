#include "search/tokens.h"

#include <sqlite3.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "base/error.h"

namespace clew::search {
namespace {

constexpr std::size_t max_word_characters = 64;
constexpr std::size_t max_memo = 200'000;
constexpr char next_position = '\x01', same_position = '\x02';

// Scripts that are written without spaces between words, or whose words take endings directly
// (Hangul).
bool is_unspaced(UChar32 c) {
  if (c < 0x0E00) return false;
  if (c >= 0x30A0 && c <= 0x30FF) return true;  // Katakana with its prolonged sound mark
  if (c >= 0xFF66 && c <= 0xFF9F) return true;  // halfwidth Katakana with its voice marks
  if (c == 0x3099 || c == 0x309A) return true;  // voice marks as combining characters
  if (c >= 0x1100 && c <= 0x11FF) return true;  // conjoining Jamo
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

enum class Kind : std::uint8_t { separator, word, mark, ignored, symbol, unspaced };

Kind kind_of(UChar32 c) {
  if (c < 0x80)
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
               ? Kind::word
               : Kind::separator;
  if (is_unspaced(c)) {
    auto category = u_charType(c);
    return category == U_OTHER_PUNCTUATION || category == U_DECIMAL_DIGIT_NUMBER
               ? (category == U_DECIMAL_DIGIT_NUMBER ? Kind::word : Kind::separator)
               : Kind::unspaced;
  }
  switch (u_charType(c)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
    case U_PRIVATE_USE_CHAR:
      return Kind::word;
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_ENCLOSING_MARK:
      return Kind::mark;
    case U_FORMAT_CHAR:
      return Kind::ignored;  // joiners, direction marks, soft hyphens hide in words
    case U_OTHER_SYMBOL:
      return Kind::symbol;  // emoji
    default:
      return Kind::separator;
  }
}

// Letters and digits only, digits as ASCII.
void keep_letters(icu::UnicodeString& text) {
  icu::UnicodeString kept;
  for (int32_t i = 0; i < text.length();) {
    UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    if (auto digit = u_charDigitValue(c); digit >= 0 && u_isdigit(c)) {
      kept.append(static_cast<UChar>('0' + digit));
      continue;
    }
    auto k = kind_of(c);
    if (k == Kind::word || k == Kind::mark || k == Kind::unspaced) kept.append(c);
  }
  text = kept;
}

// One letter for the writings of it that keyboards and writers mix up (Arabic, Persian, Urdu).
UChar32 unify_arabic(UChar32 c) {
  switch (c) {
    case 0x0622:
    case 0x0623:
    case 0x0625:
    case 0x0671:
      return 0x0627;  // alef with madda, hamza, wasla
    case 0x0649:
    case 0x06CC:
    case 0x06D2:
    case 0x0626:
      return 0x064A;  // alef maksura, Farsi yeh, yeh barree, yeh with hamza
    case 0x0624:
      return 0x0648;  // waw with hamza
    case 0x0629:
    case 0x06C1:
    case 0x06C0:
    case 0x06BE:
    case 0x06D5:
      return 0x0647;  // teh marbuta, heh goal, heh doachashmee
    case 0x06A9:
      return 0x0643;  // keheh
    default:
      return c;
  }
}

struct Folded {
  std::string exact, folded;
};

// Latin and Cyrillic letters that stand alone (no combining marks) are folded one by one: ICU gives a
// word of them what it gives its letters one after another (search_test.cpp compares). That spares
// normalising and transliterating every new word (docs/measurements/search.md).
constexpr UChar32 simple_end = 0x1F00;
bool is_simple(UChar32 c) {
  return (c >= 0xC0 && c < 0x250) || (c >= 0x400 && c < 0x530) || (c >= 0x1E00 && c < simple_end);
}

// The forms of one such letter, made when it is first met.
struct CharacterForms {
  enum class State : std::uint8_t { unknown, simple, other } state = State::unknown;
  std::uint8_t exact_size = 0, folded_size = 0;
  char exact[8], folded[8];
};

// Bytes that stay where they are until clear(). Grows by blocks; keeps the first.
class Arena {
 public:
  std::string_view keep(std::string_view text) {
    if (text.size() > left_) {
      blocks_.push_back(std::make_unique<char[]>(left_ = std::max(block_bytes, text.size())));
      at_ = blocks_.back().get();
    }
    std::copy(text.begin(), text.end(), at_);
    std::string_view kept(at_, text.size());
    at_ += text.size();
    left_ -= text.size();
    return kept;
  }
  void clear() {
    if (blocks_.size() > 1) blocks_.clear();
    at_ = blocks_.empty() ? nullptr : blocks_.front().get();
    left_ = blocks_.empty() ? 0 : block_bytes;
  }

 private:
  static constexpr std::size_t block_bytes = 64 << 10;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

struct WordForms {
  std::string_view exact, folded;
};

}  // namespace

struct Tokenizer::State {
  const icu::Normalizer2* nfkc = nullptr;
  std::unique_ptr<icu::Transliterator> to_latin, to_simplified;
  std::unordered_map<std::string, Folded> memo;  // word as written → its forms
  std::unordered_map<std::string, std::vector<Folded>>
      characters;  // segment of an unspaced script → units
  std::vector<Piece> pieces;
  Arena arena;  // forms that did not come from the memo, for this scan
  std::string key, exact_form, folded_form;
  struct Encoded {
    std::string text, tokens;
  };
  std::vector<Encoded> encoded;  // about 1 MB and the texts
  std::vector<CharacterForms> by_character = std::vector<CharacterForms>(simple_end);

  State() {
    UErrorCode status = U_ZERO_ERROR;
    nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
    UParseError where;
    to_latin.reset(icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower",
                                                       UTRANS_FORWARD, where, status));
    to_simplified.reset(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    if (U_FAILURE(status) || !to_latin || !to_simplified)
      throw Error(ErrorKind::resource,
                  "ICU's data for normalisation is not there; install the package libicu72 again");
  }

  Folded forms(std::string_view raw) const {
    UErrorCode status = U_ZERO_ERROR;
    auto source = icu::UnicodeString::fromUTF8(
        icu::StringPiece(raw.data(), static_cast<int32_t>(raw.size())));
    auto exact = nfkc->normalize(source, status);
    if (U_FAILURE(status)) exact = source;
    keep_letters(exact);
    icu::UnicodeString base;
    for (int32_t i = 0; i < exact.length();) {
      UChar32 c = exact.char32At(i);
      i += U16_LENGTH(c);
      bool arabic = c >= 0x0600 && c <= 0x06FF;
      if (c == 0x0640 || (arabic && u_charType(c) == U_NON_SPACING_MARK))
        continue;  // tatweel, vowel marks
      base.append(arabic ? unify_arabic(c) : c);
    }
    to_latin->transliterate(base);
    keep_letters(base);
    Folded out;
    exact.toUTF8String(out.exact);
    base.toUTF8String(out.folded);  // may be empty: a soft sign has no Latin letter
    return out;
  }

  const CharacterForms& letter(UChar32 c) {
    auto& entry = by_character[static_cast<std::size_t>(c)];
    if (entry.state != CharacterForms::State::unknown) return entry;
    entry.state = CharacterForms::State::other;
    if (kind_of(c) != Kind::word || u_getCombiningClass(c) != 0) return entry;
    std::string raw;
    icu::UnicodeString(c).toUTF8String(raw);
    auto one = forms(raw);
    if (one.exact.empty() || one.exact.size() > 8 || one.folded.size() > 8) return entry;
    entry.exact_size = static_cast<std::uint8_t>(one.exact.copy(entry.exact, 8));
    entry.folded_size = static_cast<std::uint8_t>(one.folded.copy(entry.folded, 8));
    entry.state = CharacterForms::State::simple;
    return entry;
  }

  // Both forms of a word letter by letter; false when it holds anything but simple letters.
  bool simple_word(std::string_view raw) {
    exact_form.clear();
    folded_form.clear();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(raw.data());
    auto size = static_cast<std::int64_t>(raw.size());
    for (std::int64_t at = 0; at < size;) {
      if (bytes[at] < 0x80) {  // nothing that ICU would change but the case
        char c = raw[static_cast<std::size_t>(at++)];
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        exact_form += c;
        folded_form += c;
        continue;
      }
      UChar32 c;
      U8_NEXT(bytes, at, size, c);
      if (c < 0 || !is_simple(c)) return false;
      const auto& entry = letter(c);
      if (entry.state != CharacterForms::State::simple) return false;
      exact_form.append(entry.exact, entry.exact_size);
      folded_form.append(entry.folded, entry.folded_size);
    }
    return true;
  }

  WordForms word(std::string_view raw) {
    if (simple_word(raw)) {
      if (folded_form.empty()) folded_form = exact_form;
      auto exact = arena.keep(exact_form);
      return {exact, folded_form == exact_form ? exact : arena.keep(folded_form)};
    }
    key.assign(raw);
    auto found = memo.find(key);
    // The views of this scan point into the memo: it is emptied only between scans.
    if (found == memo.end()) {
      auto made = forms(raw);
      if (made.folded.empty()) made.folded = made.exact;
      found = memo.emplace(key, std::move(made)).first;
    }
    return {found->second.exact, found->second.folded};
  }

  const std::vector<Folded>& units(std::string_view segment) {
    std::string key(segment);
    auto found = characters.find(key);
    if (found != characters.end()) return found->second;
    std::vector<Folded> out;
    UErrorCode status = U_ZERO_ERROR;
    auto text = nfkc->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                    segment.data(), static_cast<int32_t>(segment.size()))),
                                status);
    for (int32_t i = 0; i < text.length();) {
      UChar32 c = text.char32At(i);
      i += U16_LENGTH(c);
      auto k = kind_of(c);
      if (k == Kind::separator || k == Kind::ignored) continue;
      icu::UnicodeString one(c);
      Folded unit;
      one.toUTF8String(unit.exact);
      if (c >= 0x30A1 && c <= 0x30F6)
        one = icu::UnicodeString(static_cast<UChar32>(c - 0x60));  // Hiragana
      to_simplified->transliterate(one);
      one.toUTF8String(unit.folded);
      out.push_back(std::move(unit));
    }
    return characters.emplace(std::move(key), std::move(out)).first->second;
  }

  void scan(std::string_view text) {
    pieces.clear();
    arena.clear();
    if (memo.size() > max_memo) memo.clear();
    if (characters.size() > max_memo) characters.clear();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    auto size = static_cast<std::int64_t>(text.size());
    std::int64_t at = 0;
    bool run = false;  // the piece before is a character that ends where this one begins
    while (at < size) {
      if (bytes[at] < 0x80) {  // the usual case first: plain ASCII words
        if (kind_of(bytes[at]) != Kind::word) {
          ++at;
          run = false;
          continue;
        }
      }
      auto begin = at;
      UChar32 c;
      U8_NEXT(bytes, at, size, c);
      auto kind = c < 0 ? Kind::separator : kind_of(c);
      if (kind == Kind::symbol) {
        run = false;
        add_word(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)),
                 begin, at, true);
      } else if (kind == Kind::unspaced) {
        at = add_character(text, begin, at, run);
        run = true;
      } else if (kind == Kind::word) {
        run = false;
        std::size_t characters_seen = 1;
        auto end = at, counted = at;
        while (at < size) {
          auto before = at;
          U8_NEXT(bytes, at, size, c);
          auto next = c < 0 ? Kind::separator : kind_of(c);
          if (next == Kind::word || next == Kind::mark) {
            end = at;
            if (++characters_seen <= max_word_characters) counted = at;
          } else if (next != Kind::ignored) {
            at = before;
            break;
          }
        }
        auto taken =
            text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(counted - begin));
        add_word(taken, begin, end, false);
      } else if (kind != Kind::ignored && kind != Kind::mark) {
        run = false;
      }
    }
  }

  void add_word(std::string_view raw, std::int64_t begin, std::int64_t end, bool symbol) {
    Piece piece;
    piece.begin = static_cast<std::uint32_t>(begin);
    piece.end = static_cast<std::uint32_t>(end);
    if (symbol) {
      piece.exact = piece.folded = arena.keep(raw);
    } else {
      auto known = word(raw);
      if (known.exact.empty()) return;
      piece.exact = known.exact;
      piece.folded = known.folded;
    }
    pieces.push_back(piece);
  }

  // One segment up to the next normalisation boundary; returns its end.
  std::int64_t add_character(std::string_view text, std::int64_t begin, std::int64_t at, bool run) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    auto size = static_cast<std::int64_t>(text.size());
    std::size_t count = 1;
    while (at < size && count < max_word_characters) {
      auto next = at;
      UChar32 c;
      U8_NEXT(bytes, next, size, c);
      if (c < 0 || !is_unspaced(c) || nfkc->hasBoundaryBefore(c)) break;
      at = next;
      ++count;
    }
    const auto& list =
        units(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    for (const auto& unit : list) {
      Piece piece;
      piece.exact = unit.exact;
      piece.folded = unit.folded;
      piece.begin = static_cast<std::uint32_t>(begin);
      piece.end = static_cast<std::uint32_t>(at);
      piece.character = true;
      if (!pieces.empty() && pieces.back().character && (run || &unit != &list.front()))
        pieces.back().joined = true;
      pieces.push_back(piece);
    }
    return at;
  }
};

Tokenizer::Tokenizer() : state_(std::make_unique<State>()) {}
Tokenizer::~Tokenizer() = default;

const std::vector<Piece>& Tokenizer::scan(std::string_view text) {
  state_->scan(text.substr(0, UINT32_MAX));
  return state_->pieces;
}

void Tokenizer::encode(std::string_view text, std::string& out) {
  // Chats repeat themselves: the newest short texts are kept with their tokens, each in one place by its hash.
  constexpr std::size_t longest = 120, places = 16'384;
  if (text.empty()) return;
  if (text.size() > longest) return encode_anew(text, out);
  auto& known = state_->encoded;
  if (known.empty()) known.resize(places);
  auto& kept = known[XXH3_64bits(text.data(), text.size()) % places];
  if (kept.text != text) {
    kept.text = text;
    kept.tokens.clear();
    encode_anew(text, kept.tokens);
  }
  out += kept.tokens;
}

void Tokenizer::encode_anew(std::string_view text, std::string& out) {
  const auto& pieces = scan(text);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& piece = pieces[i];
    out += next_position;
    if (piece.character && piece.joined && i + 1 < pieces.size()) {
      out.append(piece.folded).append(pieces[i + 1].folded);
      (out += same_position).append(piece.folded);
      continue;
    }
    // A character's exact form is not indexed: asked by its folded form it is always found.
    out += piece.character ? piece.folded : piece.exact;
    if (!piece.character && piece.folded != piece.exact)
      (out += same_position).append(piece.folded);
  }
}

std::vector<Word> words_of(Tokenizer& tokenizer, std::string_view text) {
  std::vector<Word> out;
  for (const auto& piece : tokenizer.scan(text))
    out.push_back(
        {std::string(piece.exact), std::string(piece.folded), piece.character, piece.joined});
  return out;
}

std::string encode_query(const std::vector<Word>& pieces, bool exact) {
  std::string out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& piece = pieces[i];
    bool last = i + 1 == pieces.size();
    if (!piece.character) {
      (out += next_position).append(exact ? piece.exact : piece.folded);
    } else if (piece.joined && !last) {
      (out += next_position).append(piece.folded).append(pieces[i + 1].folded);
    } else {
      // The end of a run: its last pair said it already, unless more follows or there was no pair.
      bool pair_before = i > 0 && pieces[i - 1].character && pieces[i - 1].joined;
      if (!pair_before || !last) (out += next_position).append(piece.folded);
    }
  }
  return out;
}

namespace {

int split(Fts5Tokenizer*, void* context, int, const char* text, int size,
          int (*token)(void*, int, const char*, int, int, int)) {
  int at = 0;
  while (at < size) {
    char mark = text[at];
    if (mark != next_position && mark != same_position) {  // not ours: no tokens
      ++at;
      continue;
    }
    int begin = ++at;
    while (at < size && text[at] != next_position && text[at] != same_position)
      ++at;
    if (at == begin) continue;
    int code = token(context, mark == same_position ? FTS5_TOKEN_COLOCATED : 0, text + begin,
                     at - begin, begin, at);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

int create(void*, const char**, int, Fts5Tokenizer** out) {
  static int nothing;  // never read: the tokenizer has no state
  *out = reinterpret_cast<Fts5Tokenizer*>(&nothing);
  return SQLITE_OK;
}

void destroy(Fts5Tokenizer*) {}

}  // namespace

void register_tokenizer(sqlite3* db) {
  fts5_api* api = nullptr;
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", nullptr);
    sqlite3_step(stmt);
  }
  sqlite3_finalize(stmt);
  fts5_tokenizer functions{create, destroy, split};
  if (!api || api->xCreateTokenizer(api, "clew", nullptr, &functions, nullptr) != SQLITE_OK)
    throw Error(ErrorKind::resource, "this SQLite has no FTS5; install Debian's libsqlite3-0");
}

}  // namespace clew::search
