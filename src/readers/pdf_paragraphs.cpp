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

std::vector<Line> lines_of(const PageText& page) {
  std::vector<Line> out;
  PageBox last;
  int last_line = -1;
  bool space = false;
  for (const auto& word : page.words) {
    const auto box = sound(word.box);
    bool same = !out.empty() && (word.line >= 0 ? word.line == last_line
                                                : word.rotation == out.back().rotation &&
                                                      beside(last, box, word.rotation));
    if (same && out.back().text.size() < most_text) {
      auto& line = out.back();
      double gap = word.rotation % 2 ? 0 : box.x - right(last);
      if (gap > cell_gap * std::max(line.box.height, 1.0))
        line.text += '\t';
      else if (space)
        line.text += ' ';
      line.text += word.text;
      line.box = around(line.box, box);
    } else {
      out.push_back({word.text, box, word.rotation, word.paragraph, {}});
    }
    if (word.confidence >= 0) out.back().confidences.push_back(word.confidence);
    last = box;
    last_line = word.line;
    space = word.space_after;
  }
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
  double left;  // of the paragraph so far
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
    const bool indented = next.box.x > left + set_in * height;
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
                 Joiner{lines[first], lines[i - 1], lines[i], out.back().box.x, out.back().lines}
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
