#include "readers/text_guess.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace clew::readers {
namespace {

// Names that apps give to what was written, each as a word of the column's name; those before the
// gap name the thing itself, those behind it what stands beside it.
constexpr std::string_view names[] = {"text",     "body",    "message", "msg",       "content",
                                      "contents", "comment", "caption", "plaintext", "transcript",
                                      "",         "note",    "snippet", "subject",   "description",
                                      "bio",      "title"};

// 2 for the thing itself, 1 for what stands beside it, 0 for any other name.
int says_text(std::string_view column) {
  std::string name;
  for (const char c : column)
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  int rank = 2;
  for (const auto want : names) {
    if (want.empty()) {
      rank = 1;
      continue;
    }
    for (std::size_t at = name.find(want); at != name.npos; at = name.find(want, at + 1)) {
      const auto letter = [&](std::size_t i) { return name[i] >= 'a' && name[i] <= 'z'; };
      const std::size_t end = at + want.size();
      // A whole word of the name, or after the Z that Core Data writes, or the name's end
      // (messageText).
      const bool begins =
          at == 0 || !letter(at - 1) || (at == 1 && name[0] == 'z') || end == name.size();
      const bool ends = end == name.size() || !letter(end);
      const bool context = at >= 3 && name.compare(at - 3, 7, "context") == 0;
      if (begins && ends && !context) return rank;
    }
  }
  return 0;
}

}  // namespace

bool reads_as_words(std::string_view text, int words) {
  if (text.size() > 4096) {  // not inside a character
    std::size_t end = 4096;
    while (end > 4090 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
      --end;
    text = text.substr(0, end);
  }
  if (text.empty() || text.find("://") != text.npos) return false;
  const char first = text[0];
  if (first == '{' || first == '[' || first == '<' || first == '/') return false;
  const auto size = static_cast<std::int32_t>(text.size());
  int found = 0, letters = 0, dense = 0;
  bool digit = false, odd = false, wordless_script = false;
  const auto close = [&] {
    if (letters > 0 && !digit && !odd) {
      ++found;
      if (wordless_script) dense += letters;
    }
    letters = 0;
    digit = odd = false;
  };
  for (std::int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) return false;
    if (u_isUWhiteSpace(c)) {
      close();
    } else if (u_isalpha(c) || u_getCombiningClass(c) != 0) {
      ++letters;
      wordless_script = wordless_script || (c >= 0x0E00 && c <= 0x0EFF) ||
                        (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x9FFF);
    } else if (u_isdigit(c)) {
      digit = true;
    } else if (c == '_' || c == '@' || c == '/' || c == '\\' || c == '=') {
      odd = true;
    }
  }
  close();
  // Scripts without spaces: two characters make a word.
  return found + dense / 2 >= words;
}

TextGuess::TextGuess(std::vector<std::string> columns) : columns_(columns.size()) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    columns_[i].named = says_text(columns[i]);
}

void TextGuess::see(std::size_t column, std::string_view value) {
  if (column >= columns_.size() || value.empty()) return;
  Column& c = columns_[column];
  ++c.values;
  c.words += reads_as_words(value, 1);
  if (!reads_as_words(value, 3)) return;
  ++c.sentences;
  c.bytes += value.size();
}

std::optional<std::size_t> TextGuess::best() const {
  std::optional<std::size_t> best;
  const auto better = [&](const Column& a, const Column& b) {
    if (a.named != b.named) return a.named > b.named;
    if (a.sentences != b.sentences) return a.sentences > b.sentences;
    return a.bytes > b.bytes;
  };
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& c = columns_[i];
    const bool fits = c.named > 0 ? c.words > 0 && (c.sentences > 0 || c.words * 2 >= c.values)
                                  : c.sentences >= 3 && c.sentences * 2 >= c.values;
    if (fits && (!best || better(c, columns_[*best]))) best = i;
  }
  return best;
}

}  // namespace clew::readers
