// What must come through a translation untouched: links, mail addresses, phone and card numbers,
// handles, emoji … Each is taken out before an engine sees the line, a mark stands for it
// (engine.h), and it is put back afterwards.
//
//   "ven a las 18:30 😂 http://a.example"  →  "ven a las ⟨0⟩ ⟨1⟩",  items {18:30; 😂
//   http://a.example}
//
// Neighbouring items share a mark (with the blanks between them), so that a line has few. Plain
// whole numbers of up to five digits stay in the text: engines copy them and inflect the noun
// behind; the checks look after them. restore() can tell what an engine lost or doubled; the
// pipeline then translates the pieces between the items one by one, so nothing is ever lost.
//
// Pure functions, safe from any thread; linear in the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

enum class ItemKind : std::uint8_t {
  url,
  email,
  phone,
  iban,
  card,
  money,
  time,
  date,
  number,  // with decimals, thousands, percent, letters (plates, references), or long
  handle,
  hashtag,
  emoji,  // pictures, emoticons, other symbols
  file,   // "IMG-20250317-WA0001.jpg"
  name,   // given by the caller
  other,  // private-use characters, control characters, what was no UTF-8
};
std::string_view word(ItemKind kind);

// A thing found in a text: bytes [begin, end).
struct Found {
  ItemKind kind;
  std::size_t begin = 0, end = 0;
  friend bool operator==(const Found&, const Found&) = default;
};
// All items of `text` (valid UTF-8), rising, without overlap. With `all_numbers` also the plain
// ones. `names` are kept as written where they stand as whole words.
std::vector<Found> find_items(std::string_view text, std::span<const std::string> names = {},
                              bool all_numbers = false);

// Bytes [begin, end) that are to come out as `text` whatever the engine (a term of the glossary).
struct Substitution {
  std::size_t begin = 0, end = 0;
  std::string text;
};

struct ProtectedText {
  std::string text;                    // with marks 0 … items.size()-1, in order
  std::vector<std::string> items;      // what comes out for each mark
  std::vector<std::string> originals;  // what stood there; differs where something is substituted
};
// `substitutions` rise without overlap; one that touches an item is left out.
ProtectedText protect(std::string_view text, std::span<const std::string> names = {},
                      bool all_numbers = false, std::span<const Substitution> substitutions = {});

struct Restored {
  std::string text;
  std::size_t lost = 0, repeated = 0;  // marks; both 0: every item once
};
// Puts the items back. Where a mark ended up against a letter or digit, a blank is set between.
Restored restore(std::string_view translated, std::span<const std::string> items);

// Any bytes → valid UTF-8, each broken place one U+FFFD. Marks and control characters stay.
std::string valid_utf8(std::string_view bytes);

}  // namespace clew::language
