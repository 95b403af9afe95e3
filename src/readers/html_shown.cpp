#include "readers/html_shown.h"

namespace clew::readers::html {

using namespace std::string_view_literals;

bool has_class(std::string_view list, std::string_view wanted) {
  for (std::size_t at = list.find(wanted); at != list.npos; at = list.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

bool begins_with_tag(std::string_view bytes) {
  const auto at = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFE\xFF\0"sv);
  return at != bytes.npos && bytes[at] == '<';
}

std::string shown(std::string_view raw) {
  std::string out;
  bool blank = false;
  for (const char c : raw) {
    if (c == line_break) {
      while (!out.empty() && out.back() == ' ')
        out.pop_back();
      out += '\n';
      blank = false;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      blank = !out.empty() && out.back() != '\n';
    } else {
      if (blank) out += ' ';
      blank = false;
      out += c;
    }
  }
  return trimmed(out);
}

}  // namespace clew::readers::html
