#include "readers/folded_words.h"

#include <cctype>

namespace clew::readers {
namespace {

// Base letter of a Latin letter with a mark (Latin-1 Supplement, Latin Extended-A and the Romanian
// comma letters); 0 for others. `c` is a code point.
char base_letter(unsigned c) {
  if (c >= 0xC0 && c <= 0xFF) {
    static constexpr char row[] = {'a', 'a', 'a', 'a', 'a', 'a', 'a', 'c', 'e', 'e', 'e',
                                   'e', 'i', 'i', 'i', 'i', 'd', 'n', 'o', 'o', 'o', 'o',
                                   'o', 0,   'o', 'u', 'u', 'u', 'u', 'y', 't', 's'};
    if (c == 0xFF) return 'y';
    return row[(c - 0xC0) % 32];
  }
  if (c >= 0x100 && c <= 0x17F) {
    if (c <= 0x105) return 'a';
    if (c <= 0x10D) return 'c';
    if (c <= 0x111) return 'd';
    if (c <= 0x11B) return 'e';
    if (c <= 0x123) return 'g';
    if (c <= 0x127) return 'h';
    if (c <= 0x131) return 'i';
    if (c <= 0x135) return 'j';
    if (c <= 0x138) return 'k';
    if (c <= 0x142) return 'l';
    if (c <= 0x14B) return 'n';
    if (c <= 0x153) return 'o';
    if (c <= 0x159) return 'r';
    if (c <= 0x161) return 's';
    if (c <= 0x167) return 't';
    if (c <= 0x173) return 'u';
    if (c <= 0x175) return 'w';
    if (c <= 0x178) return 'y';
    if (c <= 0x17E) return 'z';
    return 's';
  }
  if (c == 0x218 || c == 0x219) return 's';
  if (c == 0x21A || c == 0x21B) return 't';
  return 0;
}

}  // namespace

std::string fold(std::string_view text, bool split_camel) {
  std::string out;
  bool previous_lower = false;
  const auto space = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      const bool upper = c >= 'A' && c <= 'Z';
      if (std::isalnum(c) || c == '#') {
        if (upper && previous_lower && split_camel) space();
        out += static_cast<char>(upper ? c + 32 : c);
        previous_lower = (c >= 'a' && c <= 'z');
      } else {
        space();
        previous_lower = false;
      }
      ++i;
      continue;
    }
    unsigned point = 0;
    std::size_t n = 1;
    if ((c & 0xE0) == 0xC0 && i + 1 < text.size()) {
      point = (c & 0x1Fu) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu);
      n = 2;
    } else if ((c & 0xF0) == 0xE0 && i + 2 < text.size()) {
      point = (c & 0x0Fu) << 12 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu) << 6 |
              (static_cast<unsigned char>(text[i + 2]) & 0x3Fu);
      n = 3;
    }
    if (const char base = base_letter(point)) {
      out += base;
      if (point == 0xDF) out += 's';
      previous_lower = true;
    } else if (point == 0xA0 || (point >= 0x2000 && point <= 0x206F) || point == 0xFEFF ||
               (point >= 0xA1 && point <= 0xBF)) {
      space();
      previous_lower = false;
    } else {
      out.append(text.substr(i, n));  // other scripts stay as they are
    }
    i += n;
  }
  while (!out.empty() && out.back() == ' ')
    out.pop_back();
  return out;
}

bool has_word(std::string_view folded, std::string_view w) {
  for (std::size_t at = folded.find(w); at != std::string_view::npos; at = folded.find(w, at + 1)) {
    const bool left = at == 0 || folded[at - 1] == ' ';
    const std::size_t end = at + w.size();
    if (left && (end == folded.size() || folded[end] == ' ')) return true;
  }
  return false;
}

bool one_of(std::string_view w, std::string_view list) {
  if (w.empty()) return false;
  for (std::size_t at = list.find(w); at != std::string_view::npos; at = list.find(w, at + 1)) {
    const std::size_t end = at + w.size();
    if ((at == 0 || list[at - 1] == '|') && (end == list.size() || list[end] == '|')) return true;
  }
  return false;
}

}  // namespace clew::readers
