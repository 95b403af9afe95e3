#include "exhibit/program_text.h"

#include <algorithm>
#include <string>

#include "exhibit/file_type.h"

namespace clew::exhibit {
namespace {

bool word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}
bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// What a text is made of, seen as JavaScript: bytes of code (blanks not counted), of strings, signs
// and words of the language in the code, keys in quotes.
struct Parts {
  std::size_t code = 0, strings = 0, signs = 0, words = 0, keys = 0, calls = 0;
};

Parts parts_of(std::string_view s) {
  Parts out;
  for (std::size_t i = 0; i < s.size();) {
    const char c = s[i];
    if (c == '/' && i + 1 < s.size() && (s[i + 1] == '/' || s[i + 1] == '*')) {
      const auto end = s.find(s[i + 1] == '/' ? "\n" : "*/", i + 2);
      i = end == s.npos ? s.size() : end + 1;
    } else if (c == '"' || c == '\'' || c == '`') {
      std::size_t end = i + 1;
      while (end < s.size() && s[end] != c && (c == '`' || s[end] != '\n'))
        end += s[end] == '\\' ? 2 : 1;
      end = std::min(end, s.size());
      out.strings += end - i;
      i = end < s.size() && s[end] == c ? end + 1 : end;
      if (i < s.size() && s[i] == ':') ++out.keys;
    } else if (word_byte(c)) {
      const auto begin = i;
      while (i < s.size() && word_byte(s[i]))
        ++i;
      out.code += i - begin;
      const auto word = s.substr(begin, i - begin);
      for (const std::string_view known :
           {"function",  "return",    "var",    "let",      "const",   "typeof",
            "prototype", "undefined", "this",   "null",     "exports", "module",
            "require",   "import",    "export", "document", "window",  "new",
            "async",     "await",     "else",   "catch",    "void"})
        out.words += word == known;
    } else {
      if (!blank(c)) {
        ++out.code;
        out.signs += std::string_view("{}()[];=<>&|!?:,+*").find(c) != std::string_view::npos;
        if (c == '(' && i > 0 && word_byte(s[i - 1])) ++out.calls;
      }
      ++i;
    }
  }
  return out;
}

bool is_script(std::string_view s, bool named) {
  const auto p = parts_of(s);
  if (p.code < (named ? 20u : 200u)) return false;
  if (p.strings > p.code) return false;                       // it carries data
  if (p.keys >= 20 && p.keys * 200 > s.size()) return false;  // so it does
  const bool dense = p.signs * 100 > p.code * (named ? 8 : 14);
  const bool wordy = p.words >= (named ? 2u : 6u) && p.words * 1000 > p.code * (named ? 1 : 4);
  return dense && wordy && p.calls >= (named ? 1u : 5u);
}

// How many bytes of a text are rules "selector { name: value; … }", and how many rules there are.
// Blanks and comments do not count on either side.
bool is_style(std::string_view s, bool named) {
  std::string bare;
  for (std::size_t i = 0; i < s.size();) {
    if (s.substr(i, 2) == "/*") {
      const auto end = s.find("*/", i + 2);
      i = end == s.npos ? s.size() : end + 2;
      continue;
    }
    bare += s[i++];
  }
  std::size_t ruled = 0, all = 0, declarations = 0, rules = 0, begin = 0;
  int depth = 0;
  for (const char c : bare)
    all += !blank(c);
  auto solid = [](std::string_view piece) {
    return static_cast<std::size_t>(
        std::count_if(piece.begin(), piece.end(), [](char c) { return !blank(c); }));
  };
  for (std::size_t i = 0; i < bare.size(); ++i) {
    const char c = bare[i];
    if (c != '{' && c != '}' && c != ';') continue;
    const auto piece = std::string_view(bare).substr(begin, i - begin);
    begin = i + 1;
    if (c == '{') {
      if (depth < 0 || ++depth > 6) return false;
      ++rules;
      // A selector is short and holds no "=" outside brackets, no quotes beside them.
      const bool selector = solid(piece) > 0 && piece.find("=>") == piece.npos &&
                            piece.find("function") == piece.npos && piece.find('"') == piece.npos;
      ruled += selector ? solid(piece) + 1 : 0;
      continue;
    }
    const auto colon = piece.find(':');
    bool declaration = depth > 0 && colon != piece.npos && colon > 0;
    if (declaration) {
      auto name = piece.substr(0, colon);
      while (!name.empty() && blank(name.front()))
        name.remove_prefix(1);
      while (!name.empty() && blank(name.back()))
        name.remove_suffix(1);
      declaration =
          !name.empty() && name.size() < 60 && std::all_of(name.begin(), name.end(), [](char b) {
            return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '-' || b == '*' ||
                   b == '_' || (b >= '0' && b <= '9');
          });
    }
    declarations += declaration;
    const bool at_rule = c == ';' && depth == 0 && piece.find('@') != piece.npos;
    if (declaration || at_rule || solid(piece) == 0) ruled += solid(piece) + 1;
    if (c == '}' && --depth < 0) return false;
  }
  if (begin < bare.size()) all -= solid(std::string_view(bare).substr(begin));  // cut off
  return all > 0 && rules >= (named ? 1u : 3u) && declarations >= rules / 2 + 1 &&
         ruled * 100 >= all * (named ? 70 : 92);
}

}  // namespace

std::string_view program_text(std::string_view head, std::string_view name) {
  const auto extension = extension_of(name);
  const bool script = extension == "js" || extension == "mjs" || extension == "cjs";
  const bool style = extension == "css";
  for (const auto* text : {"txt", "text", "md", "csv", "tsv", "json", "log", "eml"})
    if (extension == text) return {};
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const auto first = head.find_first_not_of(" \t\r\n");
  if (first == head.npos || head[first] == '<') return {};
  if (head.find('{') == head.npos && head.find('(') == head.npos) return {};  // most texts
  if (!script && is_style(head, style)) return "CSS";
  if (!style && is_script(head, script)) return "JavaScript";
  return {};
}

}  // namespace clew::exhibit
