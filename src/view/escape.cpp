#include "view/escape.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/json.h"
#include "exhibit/locator.h"

namespace clew::view {
namespace {

// Calls `each(code point, bytes)` for every character; invalid bytes come as U+FFFD.
template <typename F>
void characters(std::string_view text, F each) {
  auto size = static_cast<int32_t>(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (int32_t i = 0; i < size;) {
    int32_t start = i;
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (c < 0)
      each(0xfffd, std::string_view("\xef\xbf\xbd"));
    else
      each(c, text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
  }
}

// Names of the controls that turn the direction of text or hide.
const char* bidi_name(UChar32 c) {
  switch (c) {
    case 0x061c: return "ALM";
    case 0x200b: return "ZWSP";
    case 0x200e: return "LRM";
    case 0x200f: return "RLM";
    case 0x202a: return "LRE";
    case 0x202b: return "RLE";
    case 0x202c: return "PDF";
    case 0x202d: return "LRO";
    case 0x202e: return "RLO";
    case 0x2028: return "LS";
    case 0x2029: return "PS";
    case 0x2066: return "LRI";
    case 0x2067: return "RLI";
    case 0x2068: return "FSI";
    case 0x2069: return "PDI";
    case 0xfeff: return "BOM";
    default: return nullptr;
  }
}

}  // namespace

std::string for_terminal(const model::EvidenceText& text, bool keep_lines) {
  std::string out;
  characters(text.raw_for_analysis(), [&](UChar32 c, std::string_view bytes) {
    if (c == '\n') {
      out += keep_lines ? "\n" : " ⏎ ";
    } else if (c == '\r' || c == '\t') {
      out += ' ';
    } else if (c < 0x20) {  // the control pictures: U+2400 + code
      out += "\xe2\x90";
      out += static_cast<char>(0x80 + c);
    } else if (c == 0x7f) {
      out += "␡";
    } else if (c >= 0x80 && c < 0xa0) {
      fmt::format_to(std::back_inserter(out), "⟦{:02X}⟧", c);
    } else if (const char* name = bidi_name(c)) {
      fmt::format_to(std::back_inserter(out), "⟦{}⟧", name);
    } else {
      out += bytes;
    }
  });
  return out;
}

std::string for_terminal_path(std::string_view joined) {
  std::string out;
  bool first = true;
  for (const auto& name : exhibit::split_path(joined)) {
    if (!first) out += '!';
    first = false;
    for (char c : name) out += c == '%' ? "%25" : c == '!' ? "%21" : std::string(1, c);
  }
  return for_terminal(model::EvidenceText(out));
}

std::string for_html(const model::EvidenceText& text) {
  std::string out;
  characters(text.raw_for_analysis(), [&](UChar32 c, std::string_view bytes) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '`': out += "&#96;"; break;
      default:
        if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0))
          out += "\xef\xbf\xbd";
        else
          out += bytes;
    }
  });
  return out;
}

std::string for_csv(const model::EvidenceText& text) {
  std::string inner;
  UChar32 first = 0;
  std::size_t digits = 0, others = 0;
  characters(text.raw_for_analysis(), [&](UChar32 c, std::string_view bytes) {
    if (first == 0 && c != ' ' && c != 0xa0 && c != 0x200b && c != 0xfeff && c != 0) first = c;
    c >= '0' && c <= '9' ? ++digits : ++others;
    if (c == '"')
      inner += "\"\"";
    else if (c == 0)
      inner += "␀";
    else
      inner += bytes;
  });
  static constexpr UChar32 active[] = {'=', '+', '-', '@', '\t', '\r', '\n', '|', '%', 0xff1d, 0xff0b, 0xff0d, 0xff20};
  bool formula = std::find(std::begin(active), std::end(active), first) != std::end(active);
  bool long_number = digits > 11 && others == 0;
  bool lost_zero = digits > 1 && others == 0 && inner.front() == '0';
  return fmt::format("\"{}{}\"", formula || long_number || lost_zero ? "'" : "", inner);
}

std::string for_log(const model::EvidenceText& text) {
  std::string out;
  characters(text.raw_for_analysis(), [&](UChar32 c, std::string_view) {
    if (c >= 0x20 && c < 0x7f && c != '\\')
      out += static_cast<char>(c);
    else if (c > 0xffff)
      fmt::format_to(std::back_inserter(out), "\\U{:08x}", c);
    else
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
  });
  return out;
}

std::string for_json(const model::EvidenceText& text) {
  std::string out;
  append_json(out, text.raw_for_analysis());
  return out;
}

}  // namespace clew::view
