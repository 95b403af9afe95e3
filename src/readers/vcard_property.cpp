#include "readers/vcard_property.h"

#include <unicode/ucnv.h>

#include <algorithm>

#include "text/encoding.h"

namespace clew::readers::vcard {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '/';
}

}  // namespace

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::string_view Property::param(std::string_view wanted) const {
  for (const auto& [key, value] : params)
    if (key == wanted) return value;
  return {};
}

bool Property::has_type(std::string_view word) const {
  for (const auto& [key, value] : params) {
    if (key != "TYPE" && key != "TYPES") continue;
    for (const std::string_view part : split_value(value, ','))
      if (upper(part) == word) return true;
  }
  return false;
}

bool Property::is_quoted_printable() const {
  return upper(param("ENCODING")) == "QUOTED-PRINTABLE" || has_type("QUOTED-PRINTABLE");
}

bool Property::is_base64() const {
  const std::string encoding = upper(param("ENCODING"));
  return encoding == "B" || encoding == "BASE64" || has_type("BASE64");
}

std::optional<std::pair<Property, std::size_t>> parse_property(std::string_view line) {
  std::size_t colon = 0;
  bool quoted = false;
  for (; colon < line.size(); ++colon) {
    if (line[colon] == '"') quoted = !quoted;
    if (line[colon] == ':' && !quoted) break;
  }
  if (colon == line.size()) {
    // A quotation mark that is never closed: the first colon after all.
    colon = line.find(':');
    if (colon == line.npos) return std::nullopt;
  }
  Property p;
  p.head = std::string(line.substr(0, colon));
  std::size_t at = 0;
  std::vector<std::string_view> parts;
  quoted = false;
  for (std::size_t i = 0; i <= p.head.size(); ++i) {
    if (i < p.head.size() && p.head[i] == '"') quoted = !quoted;
    if (i == p.head.size() || (p.head[i] == ';' && !quoted)) {
      parts.push_back(std::string_view(p.head).substr(at, i - at));
      at = i + 1;
    }
  }
  std::string_view name = parts[0];
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t'))
    name.remove_suffix(1);
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_char)) return std::nullopt;
  if (const auto dot = name.rfind('.'); dot != name.npos) {
    p.group = std::string(name.substr(0, dot));
    name.remove_prefix(dot + 1);
  }
  p.name = upper(name);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto equals = parts[i].find('=');
    if (equals == parts[i].npos) {
      const std::string word = upper(parts[i]);
      if (word == "QUOTED-PRINTABLE" || word == "BASE64")
        p.params.emplace_back("ENCODING", word);
      else if (!word.empty())
        p.params.emplace_back("TYPE", std::string(parts[i]));
      continue;
    }
    std::string value(parts[i].substr(equals + 1));
    value.erase(std::remove(value.begin(), value.end(), '"'), value.end());
    p.params.emplace_back(upper(parts[i].substr(0, equals)), std::move(value));
  }
  return std::pair{std::move(p), colon + 1};
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '\n') {
      ++i;
      continue;
    }
    const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      if (i + 1 < text.size()) out += '=';  // a soft break at the very end goes
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string decode_base64(std::string_view text, std::size_t* odd) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z')
      value = c - 'A';
    else if (c >= 'a' && c <= 'z')
      value = c - 'a' + 26;
    else if (c >= '0' && c <= '9')
      value = c - '0' + 52;
    else if (c == '+' || c == '-')
      value = 62;
    else if (c == '/' || c == '_')
      value = 63;
    if (value < 0) {
      if (odd && c != '=' && c != ' ' && c != '\n' && c != '\r' && c != '\t') ++*odd;
      continue;
    }
    bits = bits << 6 | static_cast<unsigned>(value);
    if ((count += 6) >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return out;
}

std::string from_charset(std::string_view bytes, std::string_view charset, std::size_t* replaced) {
  const std::string name = upper(charset);
  std::size_t n = 0;
  std::string out;
  if (name.empty() || name == "UTF-8" || name == "UTF8" || name == "US-ASCII" || name.size() > 40) {
    const bool utf8 = name == "UTF-8" || name == "UTF8" || text::is_valid_utf8(bytes);
    out = text::to_utf8(bytes, utf8 ? text::Encoding::utf8 : text::Encoding::windows1252, &n);
  } else {
    UErrorCode error = U_ZERO_ERROR;
    UConverter* converter = ucnv_open(name.c_str(), &error);
    if (U_FAILURE(error) || !converter) return from_charset(bytes, "", replaced);
    std::u16string wide(bytes.size() + 1, u'\0');
    const auto length = ucnv_toUChars(converter, wide.data(), static_cast<int32_t>(wide.size()),
                                      bytes.data(), static_cast<int32_t>(bytes.size()), &error);
    ucnv_close(converter);
    if (U_FAILURE(error)) return from_charset(bytes, "", replaced);
    wide.resize(static_cast<std::size_t>(length));
    n = static_cast<std::size_t>(std::count(wide.begin(), wide.end(), u'\uFFFD'));
    std::string le;
    le.reserve(wide.size() * 2);
    for (const char16_t u : wide) {
      le += static_cast<char>(u & 0xFF);
      le += static_cast<char>(u >> 8);
    }
    out = text::to_utf8(le, text::Encoding::utf16le);
  }
  if (replaced) *replaced += n;
  return out;
}

std::string unescape(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
      continue;
    }
    const char next = value[++i];
    if (next == 'n' || next == 'N')
      out += '\n';
    else if (next == ',' || next == ';' || next == '\\' || next == ':' || next == '"')
      out += next;
    else
      (out += '\\') += next;
  }
  return out;
}

std::vector<std::string_view> split_value(std::string_view value, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == separator) {
      parts.push_back(value.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(value.substr(begin));
  return parts;
}

}  // namespace clew::readers::vcard
