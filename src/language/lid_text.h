// From the bytes of a chat line to the words that the language detector looks at.
//
// A word is a run of letters of one script, folded so that the same word gives the same letters
// however it was typed: lower case, NFKC, combining marks composed, Arabic vowel signs and tatweel
// dropped, ţ/ț and ş/ș unified, "fancy" mathematical letters turned plain, a letter repeated three
// times or more written once ("sunaaa" = "suna"). Digits stay only inside words that have more
// letters than digits ("7abibi", "gr8"). Links, mail addresses, @handles and file names give no
// words: their letters say nothing about the language of the writer.
//
// Bytes that are no UTF-8 end a word and are stepped over one by one; no input is refused.
// Nothing is allocated. About 6 ns per byte.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::language::lid {

// Scripts that are told apart before any statistics. The numbers stand in the weights file.
enum class Script : std::uint8_t {
  none = 0,
  latin,
  cyrillic,
  arabic,
  devanagari,
  ethiopic,
  tibetan,
  cjk,  // Han and kana
  hangul,
  greek,
  hebrew,
  armenian,
  georgian,
  thai,
  lao,
  khmer,
  myanmar,
  bengali,
  gurmukhi,
  gujarati,
  tamil,
  telugu,
  kannada,
  malayalam,
  sinhala,
  thaana,
  other,      // letters of a script no model knows
  romanised,  // no script of letters: languages of Cyrillic script typed in Latin letters (lid_model.h)
};
inline constexpr std::size_t script_count = 28;

// The longest run of letters taken as one word; what is longer is cut into several.
inline constexpr std::size_t max_word_letters = 40;
// The mark that stands before and after each word.
inline constexpr char16_t word_border = u'_';

struct Word {
  const char16_t* letters;  // folded, with a word_border on both sides; valid during the call only
  std::size_t length;       // with the borders
  Script script;
  std::size_t begin, end;  // bytes in the line, [begin, end)
  std::size_t digits = 0;  // among the letters
};

// How one code point of the Basic Multilingual Plane is seen.
struct Fold {
  char16_t letter;  // folded
  std::uint8_t kind;
};
enum Kind : std::uint8_t {
  kind_break = 0,         // ends a word
  kind_ignore = 100,      // as if it were not there
  kind_mark = 101,        // combining: composed with the letter before it, or dropped
  kind_digit = 102,       //
  kind_apostrophe = 103,  // part of a word only between two letters
  // 1 … script_count-1: a letter of that Script
};

// Built once from ICU's data (about 5 ms), then read only.
const std::array<Fold, 0x10000>& fold_table();

// The code point at `at` (moves `at` past it), or 0xFFFD and one byte on where the bytes are no
// well-formed UTF-8 (overlong, surrogate, cut off, beyond U+10FFFF).
char32_t next_code_point(std::string_view text, std::size_t& at);

// Code points above U+FFFF: plain letter for mathematical alphabets, one stand-in for rare Han.
Fold fold_astral(char32_t c);

// The letter with the mark on it if Unicode has one as a single code point, else 0.
char16_t compose(char16_t letter, char16_t mark);

// Whether the line may hold a link at all, and whether one blank-delimited chunk is one.
bool may_hold_links(std::string_view text);
bool is_link(std::string_view chunk);

// Calls sink(const Word&) for every word in order. Sink returns false to stop.
template <class Sink>
void for_each_word(std::string_view text, Sink&& sink) {
  const auto& table = fold_table();
  const bool links = may_hold_links(text);
  std::array<char16_t, max_word_letters + 2> buffer;
  buffer[0] = word_border;
  std::size_t length = 0, letters = 0, digits = 0, run = 0;
  Script script = Script::none;
  std::size_t begin = 0, end = 0;
  bool apostrophe = false;  // seen after a letter; counts only if a letter follows

  const auto finish = [&]() -> bool {
    bool go_on = true;
    if (letters > digits) {
      // A letter written three times or more at the very end.
      if (run >= 3) length -= run - 1;
      buffer[length + 1] = word_border;
      go_on = sink(Word{buffer.data(), length + 2, script, begin, end, digits});
    }
    length = letters = digits = run = 0;
    script = Script::none;
    apostrophe = false;
    return go_on;
  };
  const auto push = [&](char16_t letter, std::size_t from, std::size_t to) -> bool {
    if (length == 0) begin = from;
    if (length > 0 && buffer[length] == letter) {
      ++run;
    } else {
      if (run >= 3) length -= run - 1;
      run = 1;
    }
    buffer[++length] = letter;
    end = to;
    return length < max_word_letters || finish();
  };

  bool chunk_start = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    if (links && chunk_start) {
      std::size_t stop = at;
      while (stop < text.size() && static_cast<unsigned char>(text[stop]) > ' ')
        ++stop;
      if (stop > at && is_link(text.substr(at, stop - at))) {
        if (!finish()) return;
        at = stop;
        continue;
      }
    }
    const auto byte = static_cast<unsigned char>(text[at]);
    Fold fold;
    if (byte < 0x80) {
      fold = table[byte];
      ++at;
      chunk_start = byte <= ' ';
    } else {
      const char32_t c = next_code_point(text, at);
      fold = c < 0x10000 ? table[c] : fold_astral(c);
      chunk_start = false;
    }
    if (fold.kind > 0 && fold.kind < script_count) {
      const auto s = static_cast<Script>(fold.kind);
      if (length > 0 && s != script && script != Script::none) {
        if (!finish()) return;
      }
      if (apostrophe) {
        apostrophe = false;
        if (!push(u'\'', from, from)) return;
      }
      script = s;
      ++letters;
      if (!push(fold.letter, from, at)) return;
    } else if (fold.kind == kind_break) {
      if (length > 0 && !finish()) return;
    } else if (fold.kind == kind_ignore) {
      continue;
    } else if (fold.kind == kind_mark) {
      if (length == 0) continue;
      if (const char16_t whole = compose(buffer[length], fold.letter)) {
        buffer[length] = whole;
        run = 1;
      }
      end = at;
    } else if (fold.kind == kind_digit) {
      if (script != Script::none && script != Script::latin) {
        if (!finish()) return;
        continue;
      }
      apostrophe = false;
      ++digits;
      if (!push(fold.letter, from, at)) return;
    } else {  // apostrophe
      if (letters > 0 && script == Script::latin && !apostrophe) {
        apostrophe = true;
      } else if (length > 0 && script != Script::latin && script != Script::cyrillic) {
        if (!finish()) return;
      } else if (length > 0 && script == Script::cyrillic) {
        apostrophe = true;
      }
    }
  }
  finish();
}

}  // namespace clew::language::lid
