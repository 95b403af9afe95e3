#include "language/apertium_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace clew::language {
namespace {

constexpr std::string_view special = "[]{}^$@\\/<>#*~";

bool is_special(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || special.find(c) != std::string::npos;
}

// Whether a full stop must be added so that the tagger sees the end of a sentence.
bool lacks_end(std::string_view segment) {
  std::size_t end = segment.size();
  while (end > 0 && segment[end - 1] == ' ')
    --end;
  if (end == 0) return true;
  const char last = segment[end - 1];
  return last != '.' && last != '?' && last != '!';
}

std::string tail_of(std::uint64_t number) { return fmt::format("[={}]", number); }

// One superblank's content back to what it stands for. False: not one of ours.
bool append_blank(std::string_view content, std::string& out) {
  if (content.empty()) return true;
  const bool hex = content[0] == 'x';
  const char* from = content.data() + (hex ? 1 : 0);
  const char* to = content.data() + content.size();
  unsigned value = 0;
  const auto [end, error] = std::from_chars(from, to, value, hex ? 16 : 10);
  if (error != std::errc{} || end != to) return false;
  if (hex) {
    if (value > 0x7F) return false;
    out.push_back(static_cast<char>(value));
  } else {
    if (value >= max_marks) return false;
    out += mark_text(value);
  }
  return true;
}

bool ends_word(char c) {
  return c == ' ' || c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' ||
         c == '"' || c == '(' || c == ')' || c == '[' || c == '*';
}

}  // namespace

void append_stream(std::string_view segment, std::uint64_t number, std::string& out) {
  for (std::size_t i = 0; i < segment.size();) {
    if (const auto mark = mark_at(segment, i)) {
      fmt::format_to(std::back_inserter(out), "[{}]", *mark);
      i += mark_bytes;
      continue;
    }
    const char c = segment[i++];
    if (is_special(c)) {
      fmt::format_to(std::back_inserter(out), "[x{:02X}]", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
  if (lacks_end(segment)) out.push_back('.');
  out += tail_of(number);
  out.push_back('\0');
}

std::optional<StreamAnswer> parse_stream(std::string_view answer, std::string_view segment,
                                         std::uint64_t number) {
  const std::string tail = tail_of(number);
  while (!answer.empty() && (answer.back() == ' ' || answer.back() == '\n'))
    answer.remove_suffix(1);
  if (!answer.ends_with(tail)) return {};
  answer.remove_suffix(tail.size());
  if (lacks_end(segment)) {
    while (!answer.empty() && answer.back() == ' ')
      answer.remove_suffix(1);
    if (answer.ends_with('.')) answer.remove_suffix(1);
  }
  while (!answer.empty() && answer.front() == ' ')
    answer.remove_prefix(1);

  StreamAnswer result;
  std::string& text = result.text;
  text.reserve(answer.size());
  bool in_unknown = false;
  const bool single_blanks = segment.find("  ") == std::string_view::npos;
  const auto close = [&] {
    if (!in_unknown) return;
    in_unknown = false;
    auto& range = result.untranslated.back();
    range.end = static_cast<std::uint32_t>(text.size());
    if (range.begin == range.end) {
      result.untranslated.pop_back();
      result.unread.pop_back();
    }
  };
  for (std::size_t i = 0; i < answer.size();) {
    const char c = answer[i];
    if (in_unknown && ends_word(c)) close();
    if (c == '[') {
      const auto end = answer.find(']', i);
      if (end == std::string_view::npos) return {};
      if (!append_blank(answer.substr(i + 1, end - i - 1), text)) return {};
      i = end + 1;
    } else if (c == '\\' && i + 1 < answer.size() && answer[i + 1] != '@') {
      text.push_back(answer[i + 1]);
      i += 2;
    } else if (c == '*' || c == '@' || c == '\\') {
      // "\@fi": a generator passes on the mark of a word that the dictionary before it lacks. A sign
      // of the text itself comes as a blank.
      if (c == '\\') ++i;
      close();
      in_unknown = true;
      result.unread.push_back(c == '*');
      result.untranslated.push_back({static_cast<std::uint32_t>(text.size()), 0});
      ++i;
    } else if (c == '#' || c == '~') {
      ++i;
    } else {
      // Where a word has no counterpart its two blanks are left.
      if (c != ' ' || !single_blanks || !text.ends_with(' ')) text.push_back(c);
      ++i;
    }
  }
  close();
  return result;
}

std::optional<std::vector<std::string>> parse_analysis(std::string_view answer, std::uint64_t number) {
  while (!answer.empty() && (answer.back() == ' ' || answer.back() == '\n'))
    answer.remove_suffix(1);
  if (!answer.ends_with(tail_of(number))) return {};
  std::vector<std::string> words;
  for (auto at = answer.find("/*"); at != std::string_view::npos; at = answer.find("/*", at + 2)) {
    const auto end = std::min(answer.find('$', at), answer.size());
    words.emplace_back(answer.substr(at + 2, end - at - 2));
  }
  return words;
}

std::uint32_t count_words(std::string_view text) {
  std::uint32_t words = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size();) {
    if (mark_at(text, i)) {
      inside = false;
      i += mark_bytes;
      continue;
    }
    const auto c = static_cast<unsigned char>(text[i++]);
    const bool letter =
        c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (letter && !inside) ++words;
    if (letter) {
      inside = true;
    } else if (c != '\'' && c != '-') {
      inside = false;
    }
  }
  return words;
}

}  // namespace clew::language
