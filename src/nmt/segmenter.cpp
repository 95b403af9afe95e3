#include "nmt/segmenter.h"

#include <algorithm>
#include <array>

namespace clew::nmt {
namespace {

enum class Place { inside_word, word_start, after_break, after_sentence };

bool ends_with_any(std::string_view text, std::span<const std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view e) { return text.ends_with(e); });
}

// What kind of place lies before piece `i`, judged by the text around it.
Place place_before(std::string_view text, std::span<const Piece> pieces, std::size_t i) {
  static constexpr std::array<std::string_view, 14> sentence_ends = {
      ".", "!", "?", "…", "。", "！", "？", "؟", "।", "۔", "\n", "։", "።", "॥"};
  static constexpr std::array<std::string_view, 13> breaks = {",",  ";",  ":", "–", "—", "，", "、",
                                                              "；", "：", "،", "؛", ")", "\t"};
  static constexpr std::array<std::string_view, 8> full_width = {"。", "！", "？", "，",
                                                                 "、", "；", "：", "।"};
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  // Not between a blank that is a piece of its own and its word, nor between the bytes of a
  // character (the last of which has the character's span, the others none).
  const auto left = text.substr(pieces[i - 1].begin, pieces[i - 1].end - pieces[i - 1].begin);
  if (std::all_of(left.begin(), left.end(), blank)) return Place::inside_word;
  auto before = text.substr(0, pieces[i].begin);
  // A word-start piece spans the blanks before it; depending on the text they sit on either side.
  bool spaced = pieces[i].begin < text.size() && blank(text[pieces[i].begin]);
  while (!before.empty() && blank(before.back())) {
    spaced = true;
    before.remove_suffix(1);
  }
  const auto tail = before.substr(before.size() - std::min<std::size_t>(before.size(), 8));
  if (!spaced && !ends_with_any(tail, full_width)) return Place::inside_word;
  auto quoted = tail;  // 'He left." She stayed.'
  for (const std::string_view close : {"\"", "'", "”", "’", "»", ")", "]"})
    if (quoted.ends_with(close)) {
      quoted.remove_suffix(close.size());
      break;
    }
  if (ends_with_any(tail, sentence_ends) || ends_with_any(quoted, sentence_ends))
    return Place::after_sentence;
  if (ends_with_any(tail, breaks)) return Place::after_break;
  return Place::word_start;
}

// Han, kana, full-width forms: scripts that put no spaces between sentences.
bool is_unspaced_script(std::string_view bytes, bool last) {
  if (bytes.empty()) return false;
  std::size_t at = last ? bytes.size() - 1 : 0;
  while (at > 0 && (static_cast<unsigned char>(bytes[at]) & 0xc0) == 0x80)
    --at;
  if (bytes.size() - at < 3) return false;
  const auto b = [&](std::size_t k) { return static_cast<unsigned char>(bytes[at + k]); };
  if ((b(0) & 0xf0) != 0xe0) return false;
  const unsigned code = (b(0) & 0x0fu) << 12 | (b(1) & 0x3fu) << 6 | (b(2) & 0x3fu);
  return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xff00 && code <= 0xffef);
}

}  // namespace

std::vector<Cut> cut_long_text(std::string_view text, std::span<const Piece> pieces,
                               std::size_t limit) {
  std::vector<Cut> cuts;
  std::size_t start = 0;
  while (pieces.size() - start > limit) {
    const std::size_t rest = pieces.size() - start;
    const bool last_two = rest < 2 * limit;
    // Ranges in which each kind of place is worth taking, as lengths of this part.
    const std::size_t aim = last_two ? rest / 2 : limit;
    std::size_t chosen = last_two ? aim : limit;
    Place best = Place::inside_word;
    struct Choice {
      Place kind;
      std::size_t share;
    };
    static constexpr Choice choices[] = {
        {Place::after_sentence, 3}, {Place::after_break, 2}, {Place::word_start, 4}};
    for (const auto& [kind, share] : choices) {
      const std::size_t low = std::max<std::size_t>(last_two ? rest - limit : limit / share, 1);
      std::size_t nearest = 0;
      for (std::size_t length = low; length <= limit; ++length) {
        if (place_before(text, pieces, start + length) < kind) continue;
        const auto distance = [&](std::size_t l) { return l > aim ? l - aim : aim - l; };
        if (nearest == 0 || distance(length) <= distance(nearest)) nearest = length;
      }
      if (nearest != 0) {
        chosen = nearest;
        best = kind;
        break;
      }
    }
    // Anywhere, but not between the bytes of a character.
    const auto spanless = [&](std::size_t i) { return pieces[i].begin == pieces[i].end; };
    for (int back = 0; back < 3 && best == Place::inside_word && chosen > 1; ++back)
      if (spanless(start + chosen - 1)) --chosen;
    cuts.push_back({start + chosen, best == Place::inside_word});
    start += chosen;
  }
  cuts.push_back({pieces.size(), false});
  return cuts;
}

std::size_t append_part(std::string& text, std::string_view part, bool mid_word) {
  const bool space = !text.empty() && !part.empty() && !mid_word &&
                     !is_unspaced_script(text, true) && !is_unspaced_script(part, false);
  if (space) text += ' ';
  const std::size_t at = text.size();
  text += part;
  return at;
}

}  // namespace clew::nmt
