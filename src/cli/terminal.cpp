#include "cli/terminal.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace clew::cli {
namespace {

double seconds_now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

int columns_of(UChar32 c) {
  auto type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || c == 0x200d || c == 0xfe0f)
    return 0;
  auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

template <typename F>
void characters(std::string_view text, F each) {
  auto size = static_cast<int32_t>(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (int32_t i = 0; i < size;) {
    int32_t start = i;
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    each(c < 0 ? 0xfffd : c, text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
  }
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  characters(text, [&](UChar32 c, std::string_view) { width += static_cast<std::size_t>(columns_of(c)); });
  return width;
}

std::string shorten(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  std::string out;
  std::size_t width = 0;
  bool full = false;
  characters(text, [&](UChar32 c, std::string_view bytes) {
    auto w = static_cast<std::size_t>(columns_of(c));
    if (full || width + w + 1 > columns) {
      full = true;
      return;
    }
    width += w;
    out += bytes;
  });
  return out + "…";
}

std::string counted(std::int64_t number, std::string_view thing) {
  return fmt::format("{} {}{}", with_thousands(number), thing, number == 1 ? "" : "s");
}

std::string nearest_word(std::string_view typed, const std::vector<std::string>& words) {
  std::string best;
  std::size_t least = typed.size() < 4 ? 2 : 3;  // as many changes are too many
  for (const auto& word : words) {
    std::vector<std::size_t> row(word.size() + 1);
    for (std::size_t i = 0; i <= word.size(); ++i) row[i] = i;
    for (std::size_t t = 0; t < typed.size(); ++t) {
      std::size_t corner = row[0];
      row[0] = t + 1;
      for (std::size_t w = 0; w < word.size(); ++w) {
        const std::size_t changed = corner + (typed[t] != word[w]);
        corner = row[w + 1];
        row[w + 1] = std::min({changed, row[w] + 1, corner + 1});
      }
    }
    if (row.back() < least) {
      least = row.back();
      best = word;
    }
  }
  return best;
}

std::string with_thousands(std::int64_t number) {
  std::string digits = std::to_string(number < 0 ? -number : number), out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return number < 0 ? "-" + out : out;
}

std::string table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows,
                  const std::vector<bool>& right_aligned) {
  std::vector<std::size_t> widths(head.size());
  for (std::size_t i = 0; i < head.size(); ++i) widths[i] = display_width(head[i]);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  std::string out;
  auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string pad(widths[i] - std::min(widths[i], display_width(cells[i])), ' ');
      bool right = i < right_aligned.size() && right_aligned[i];
      if (i) text += "  ";
      text += right ? pad + cells[i] : cells[i] + pad;
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    out += text + "\n";
  };
  line(head);
  for (const auto& row : rows) line(row);
  return out;
}

ProgressLine::ProgressLine(bool enabled) : enabled_(enabled), terminal_(isatty(STDERR_FILENO)) {}
ProgressLine::~ProgressLine() { finish(); }

void ProgressLine::update(std::string_view what, std::int64_t done, std::int64_t total, std::string_view unit) {
  if (!enabled_) return;
  double now = seconds_now();
  bool fresh = what != what_;
  if (fresh) {
    finish();
    what_ = what;
    started_ = now;
    last_ = terminal_ ? 0 : now;
  }
  bool complete = total > 0 && done >= total;
  if (now - last_ < (terminal_ ? 0.1 : 10) && !(terminal_ && complete)) return;
  last_ = now;
  double elapsed = now - started_, rate = elapsed > 0.5 && unit != "steps" ? static_cast<double>(done) / elapsed : 0;
  std::string text = fmt::format("{}  {}", what, with_thousands(done));
  if (total > 0)
    text += fmt::format("/{} {}  {:.0f} %", with_thousands(total), unit,
                        100.0 * static_cast<double>(done) / static_cast<double>(total));
  else
    text += fmt::format(" {}", unit);
  if (rate > 0) text += fmt::format("  {}/s", with_thousands(static_cast<std::int64_t>(rate)));
  if (rate > 0 && total > done) {
    auto left = static_cast<std::int64_t>(static_cast<double>(total - done) / rate + 0.5);
    text += fmt::format("  {}:{:02} left", left / 60, left % 60);
  }
  if (terminal_) {
    fmt::print(stderr, "\r\x1b[K{}", text);
    std::fflush(stderr);
    drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", text);
  }
}

void ProgressLine::finish() {
  if (drawn_) fmt::print(stderr, "\n");
  drawn_ = false;
  what_.clear();
}

}  // namespace clew::cli
