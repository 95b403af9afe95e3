// What turns segments of foreign text into English: the one interface behind which Apertium, the
// neural decoder and the dictionary gloss stand.
//
// A segment is UTF-8 in NFC, without line breaks, at most max_segment_bytes long. Things that must
// come through untouched (links, phone numbers, emoji; see placeholder.h) stand in it as marks: one
// private-use character each, U+F0000 + n. An engine gives every mark back, once, where it belongs
// in the English; the pipeline checks that, and an engine that loses one costs only quality, never
// the item.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "language/alignment.h"

namespace clew::language {

inline constexpr std::size_t max_segment_bytes = 4000;

// ---- marks ------------------------------------------------------------------------------------
// Plane 15 is private use, so no text has a meaning there; what evidence does hold there is itself
// put behind a mark by protect().
inline constexpr char32_t first_mark = 0xF0000;
inline constexpr std::size_t max_marks = 4096;  // a segment never has more
inline constexpr std::size_t mark_bytes = 4;    // of one mark in UTF-8
std::string mark_text(std::size_t n);
// The number of the mark that begins at `at`, or nothing. A mark is mark_bytes long.
inline std::optional<std::size_t> mark_at(std::string_view text, std::size_t at) {
  if (at + mark_bytes > text.size() || static_cast<unsigned char>(text[at]) != 0xF3) return {};
  char32_t c = 3;
  for (std::size_t i = 1; i < mark_bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return {};
    c = (c << 6) | (byte & 0x3F);
  }
  if (c < first_mark || c >= first_mark + max_marks) return {};
  return c - first_mark;
}

// ---- results ----------------------------------------------------------------------------------
// One segment in English, and what the engine itself knows about its quality.
struct Rendering {
  std::string text;           // with marks
  std::string refusal;        // not empty: no text, and this is why ("a stage crashed: lt-proc")
  std::uint32_t words = 0;    // words the engine looked at
  std::uint32_t unknown = 0;  // of these, words it passed on untranslated
  std::uint32_t looked_up = 0;  // words that the engine did not know and a dictionary did (dictionary_words.h)
  // Where those stand in `text`: byte ranges [begin, end), rising.
  struct Range {
    std::uint32_t begin = 0, end = 0;
    friend bool operator==(const Range&, const Range&) = default;
  };
  std::vector<Range> untranslated;
  std::optional<double> mean_log_prob;  // per token; neural engines only
  std::optional<double> clipped;  // share of values outside the model's range; neural engines only
  std::vector<WordLink> links;    // which words of the segment became which of `text`
  bool respelled = false;         // read with accents that the segment does not have
  friend bool operator==(const Rendering&, const Rendering&) = default;
};

class Engine {
 public:
  virtual ~Engine() = default;
  // "apertium", "neural", "gloss": what people write after --engine and what a label shows.
  virtual std::string_view name() const = 0;
  // Codes it can translate now on this machine, sorted.
  virtual std::vector<std::string> languages() const = 0;
  virtual bool can(std::string_view language) const;
  // The way a language takes: "ro→es→en". Empty if it cannot.
  virtual std::string route(std::string_view language) const = 0;
  // Everything that decides the output for that language: program, data or model versions, own
  // settings. Two equal versions give equal bytes. Empty if it cannot.
  virtual std::string version(std::string_view language) const = 0;
  // Measured BLEU on NTREX-128 (0 … 100) where there is a figure, for routing.
  virtual std::optional<double> quality(std::string_view language) const;
  // Whether results are shown word by word under the line, never as a translation.
  virtual bool is_gloss() const { return false; }
  // Whether words that it does not know stand in its English as they were (Rendering::untranslated).
  virtual bool passes_words_on() const { return false; }
  // Whether english_of() may know words of the language.
  virtual bool has_words([[maybe_unused]] std::string_view language) const { return false; }
  // The English of one word; "" if it has none. Only glosses know single words. `as_written`: not by its stem. Any number of threads.
  virtual std::string english_of([[maybe_unused]] std::string_view language, [[maybe_unused]] std::string_view word, [[maybe_unused]] bool as_written) { return {}; }

  // Fewer segments than this are not worth a call of their own beside another. The calls of an
  // engine that says less than 512 each take every n-th segment by length, so that they end
  // together; the others get runs of neighbours.
  static constexpr std::size_t usual_call = 512;
  virtual std::size_t least_call() const { return usual_call; }

  // One rendering per segment, in order. A segment's rendering depends on that segment alone, not
  // on its neighbours, thread count or history. Any number of threads may call at once; engines
  // that keep processes or scratch memory hold one set per simultaneous call. A segment that the
  // engine cannot take (it crashed or hung on it) comes back refused; the others are unharmed. On a
  // stop request it returns early with fewer renderings: a prefix.
  // Throws Error(resource) when the engine cannot work at all any more.
  virtual std::vector<Rendering> translate(std::string_view language,
                                           std::span<const std::string> segments,
                                           std::stop_token stop = {}) = 0;
};

}  // namespace clew::language
