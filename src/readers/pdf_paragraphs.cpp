#include "readers/pdf_paragraphs.h"

#include <algorithm>
#include <cmath>

namespace clew::readers {
namespace {

constexpr double paragraph_gap = 0.6;  // of the height of a line
constexpr double cell_gap = 1.5;
constexpr double set_in = 0.8;
constexpr double size_change = 0.2;
constexpr std::size_t most_text = 256u << 10;  // of one paragraph, then a new one begins

struct Line {
  std::string text;
  PageBox box;
  int rotation = 0, paragraph = -1;
  bool leftwards = false;  // written from right to left
  std::vector<int> confidences;
};

double right(const PageBox& b) { return b.x + b.width; }
double bottom(const PageBox& b) { return b.y + b.height; }

PageBox around(const PageBox& a, const PageBox& b) {
  PageBox out{std::min(a.x, b.x), std::min(a.y, b.y), 0, 0};
  out.width = std::max(right(a), right(b)) - out.x;
  out.height = std::max(bottom(a), bottom(b)) - out.y;
  return out;
}

// Boxes that a damaged file gives may be anything; they become ones that can be reckoned with.
PageBox sound(PageBox b) {
  for (double* value : {&b.x, &b.y, &b.width, &b.height})
    if (!std::isfinite(*value) || std::fabs(*value) > 1e7) *value = 0;
  if (b.width < 0) b.x += b.width, b.width = -b.width;
  if (b.height < 0) b.y += b.height, b.height = -b.height;
  return b;
}

// Whether `next` stands beside `last` in the same line: the boxes share half of the lower one's
// height, and the word does not begin far before the other ends.
bool beside(const PageBox& last, const PageBox& next, int rotation) {
  if (rotation % 2 == 1) {  // the line runs up or down the page
    double shared = std::min(right(last), right(next)) - std::max(last.x, next.x);
    return shared > 0.5 * std::min(last.width, next.width);
  }
  double shared = std::min(bottom(last), bottom(next)) - std::max(last.y, next.y);
  return shared > 0.5 * std::min(last.height, next.height) && next.x > last.x - 0.5 * last.height;
}

// Letters of Hebrew, Arabic and their neighbours less other letters (UAX 9: R and AL, by block).
int leftward_letters(std::string_view utf8) {
  int out = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    if (c < 0x80) {
      out -= (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    } else if (c >= 0xC3 && c <= 0xD5) {  // Latin to Armenian
      --out;
    } else if (c >= 0xD6 && c <= 0xDF) {  // U+0580 … U+07FF
      ++out;
    } else if (c >= 0xE0 && i + 1 < utf8.size()) {
      const auto d = static_cast<unsigned char>(utf8[i + 1]);
      const bool arabic = c == 0xE0 && d < 0xA4;                            // U+0800 … U+08FF
      const bool forms = c == 0xEF && d >= 0xAC && d <= 0xBB && d != 0xB8;  // U+FB00 … U+FEFF
      out += arabic || forms ? 1 : -1;
    }
  }
  return out;
}

using Words = std::vector<const PageWord*>;

// The library gives the words of a line from left to right. Where the line is written the other way
// it is read from its right end; words of Latin letters and numbers beside each other keep their
// order among themselves.
Words in_reading_order(const Words& words) {
  Words out;
  for (std::size_t end = words.size(); end > 0;) {
    std::size_t begin = end - 1;
    if (leftward_letters(words[begin]->text) <= 0)
      while (begin > 0 && leftward_letters(words[begin - 1]->text) <= 0)
        --begin;
    for (auto k = begin; k < end; ++k)
      out.push_back(words[k]);
    end = begin;
  }
  return out;
}

Line line_of(Words words) {
  Line line;
  line.rotation = words.front()->rotation;
  line.paragraph = words.front()->paragraph;
  int leftwards = 0;
  for (const auto* word : words)
    leftwards += leftward_letters(word->text);
  line.leftwards = leftwards > 0;
  // Recognised words come as they are read.
  if (line.leftwards && words.front()->line < 0) words = in_reading_order(words);
  line.box = sound(words.front()->box);
  for (const auto* word : words)
    line.box = around(line.box, sound(word->box));
  const PageWord* last = nullptr;
  for (const auto* word : words) {
    if (last) {
      const auto a = sound(last->box), b = sound(word->box);
      const double gap = word->rotation % 2 ? 0 : std::max(a.x, b.x) - std::min(right(a), right(b));
      const bool leftwards_here = b.x < a.x;
      const bool neighbours = word == last + 1 || last == word + 1;  // on the page
      if (!neighbours)
        line.text += ' ';
      else if (gap > cell_gap * std::max(std::max(a.height, b.height), 1.0))
        line.text += '\t';
      else if (leftwards_here ? word->space_after : last->space_after)
        line.text += ' ';
    }
    line.text += word->text;
    if (word->confidence >= 0) line.confidences.push_back(word->confidence);
    last = word;
  }
  return line;
}

std::vector<Line> lines_of(const PageText& page) {
  std::vector<Line> out;
  Words words;
  std::size_t bytes = 0;
  for (const auto& word : page.words) {
    const auto* last = words.empty() ? nullptr : words.back();
    const bool same =
        last && bytes < most_text &&
        (word.line >= 0 ? word.line == last->line
                        : word.rotation == last->rotation &&
                              beside(sound(last->box), sound(word.box), word.rotation));
    if (!same && last) {
      out.push_back(line_of(std::move(words)));
      words.clear();
      bytes = 0;
    }
    words.push_back(&word);
    bytes += word.text.size();
  }
  if (!words.empty()) out.push_back(line_of(std::move(words)));
  return out;
}

// "1.", "(a)", "•", "-" at the beginning of a line.
bool listed(std::string_view line) {
  auto end = line.find_first_of(" \t");
  if (end == line.npos || end > 6) return false;
  auto mark = line.substr(0, end);
  if (mark == "-" || mark == "*" || mark == "\xE2\x80\xA2" || mark == "\xE2\x80\x93") return true;
  return mark.size() >= 2 && (mark.back() == '.' || mark.back() == ')');
}

struct Joiner {
  const Line& first;
  const Line& last;
  const Line& next;
  const PageBox& box;  // of the paragraph so far
  int lines;

  bool new_paragraph() const {
    if (next.paragraph >= 0) return next.paragraph != last.paragraph;
    if (next.rotation != last.rotation) return true;
    if (next.rotation % 2 == 1) return true;  // text along the side: each line its own
    const double height = std::max(last.box.height, 0.1);
    const double gap = next.box.y - bottom(last.box);
    if (gap > paragraph_gap * height || gap < -0.9 * height) return true;
    if (std::fabs(next.box.height - last.box.height) > size_change * height) return true;
    if (listed(next.text)) return true;
    const double inwards = next.leftwards ? right(box) - right(next.box) : next.box.x - box.x;
    const bool indented = inwards > set_in * height;
    if (indented && !(lines == 1 && listed(first.text))) return true;
    return false;
  }
};

void add(PageParagraph& paragraph, const Line& line) {
  static constexpr std::string_view soft_hyphen = "\xC2\xAD";
  if (paragraph.text.ends_with(soft_hyphen))
    paragraph.text.resize(paragraph.text.size() - soft_hyphen.size());
  else if (!paragraph.text.empty() && !paragraph.text.ends_with('-'))
    paragraph.text += ' ';
  paragraph.box = paragraph.lines ? around(paragraph.box, line.box) : line.box;
  paragraph.height = std::max(paragraph.height, line.box.height);
  paragraph.text += line.text;
  ++paragraph.lines;
  paragraph.confidences.insert(paragraph.confidences.end(), line.confidences.begin(),
                               line.confidences.end());
}

}  // namespace

std::vector<PageParagraph> paragraphs_of(const PageText& page) {
  const auto lines = lines_of(page);
  std::vector<PageParagraph> out;
  std::size_t first = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    bool fresh = i == 0 || out.back().text.size() > most_text ||
                 Joiner{lines[first], lines[i - 1], lines[i], out.back().box, out.back().lines}
                     .new_paragraph();
    if (fresh) {
      out.emplace_back();
      first = i;
    }
    add(out.back(), lines[i]);
  }
  return out;
}

}  // namespace clew::readers
