#include "readers/xml_tags.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace clew::readers {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool name_start(char c) {
  const auto b = static_cast<unsigned char>(c);
  return (b | 0x20) >= 'a' ? (b | 0x20) <= 'z' || b >= 0x80 || b == '_' : b == '_' || b == ':';
}

void append_code_point(std::uint32_t c, std::string& out) {
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 63));
    out += static_cast<char>(0x80 | (c & 63));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 63));
    out += static_cast<char>(0x80 | (c >> 6 & 63));
    out += static_cast<char>(0x80 | (c & 63));
  }
}

// "&amp;", "&#233;", "&#xE9;" at the front of `raw`: appended, its length; 0 for anything else.
std::size_t append_reference(std::string_view raw, std::string& out) {
  const std::size_t end = raw.substr(0, 12).find(';');
  if (end == raw.npos || end < 2) return 0;
  const std::string_view name = raw.substr(1, end - 1);
  if (name[0] == '#') {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const std::string_view digits = name.substr(hex ? 2 : 1);
    std::uint32_t c = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), c, hex ? 16 : 10);
    if (digits.empty() || error != std::errc() || stop != digits.data() + digits.size()) return 0;
    append_code_point(c, out);
    return end + 1;
  }
  for (const auto& [word, c] : {std::pair<std::string_view, char>{"amp", '&'},
                                {"lt", '<'},
                                {"gt", '>'},
                                {"quot", '"'},
                                {"apos", '\''}})
    if (name == word) {
      out += c;
      return end + 1;
    }
  return 0;
}

}  // namespace

void XmlScanner::damage(std::uint64_t at) {
  if (damaged_++ == 0) first_damage_ = at;
}

// Past "<!DOCTYPE … [ … ]>" or another declaration, none of which is used.
void XmlScanner::skip_declaration() {
  const std::uint64_t begin = at_;
  document_type_ |= bytes_.substr(static_cast<std::size_t>(at_), 9) == "<!DOCTYPE";
  const std::size_t limit =
      std::min<std::size_t>(bytes_.size(), static_cast<std::size_t>(at_) + max_tag_bytes);
  bool inside = false;
  for (std::size_t i = static_cast<std::size_t>(at_) + 2; i < limit; ++i) {
    if (bytes_[i] == '[') inside = true;
    if (bytes_[i] == ']') inside = false;
    if (bytes_[i] == '>' && !inside) {
      at_ = i + 1;
      return;
    }
  }
  damage(begin);
  at_ = begin + 2;
}

bool XmlScanner::tag(XmlToken& token) {
  const auto begin = static_cast<std::size_t>(at_);
  std::size_t i = begin + 1;
  token.kind = XmlToken::Kind::start;
  if (i < bytes_.size() && bytes_[i] == '/') {
    token.kind = XmlToken::Kind::end;
    ++i;
  }
  if (i >= bytes_.size() || !name_start(bytes_[i])) {
    if (i >= bytes_.size()) cut_ = true;
    damage(begin);
    at_ = begin + 1;
    return false;
  }
  std::size_t name = i;
  while (i < bytes_.size() && !blank(bytes_[i]) && bytes_[i] != '>' && bytes_[i] != '/' &&
         bytes_[i] != '<' && bytes_[i] != '"' && bytes_[i] != '=')
    ++i;
  std::string_view whole = bytes_.substr(name, i - name);
  const std::size_t colon = whole.rfind(':');
  token.prefix = colon == whole.npos ? std::string_view{} : whole.substr(0, colon);
  token.name = colon == whole.npos ? whole : whole.substr(colon + 1);
  const std::size_t attributes = i;
  const std::size_t limit = std::min(bytes_.size(), begin + max_tag_bytes);
  char quote = '\0';
  for (; i < limit; ++i) {
    const char c = bytes_[i];
    if (c == '<') break;
    if (quote) {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      token.empty = token.kind == XmlToken::Kind::start && bytes_[i - 1] == '/';
      token.body = bytes_.substr(attributes, i - attributes - (token.empty && i > attributes));
      token.begin = begin;
      token.end = at_ = i + 1;
      return true;
    }
  }
  // No end: the tag is broken, the next one is not.
  if (i >= bytes_.size()) cut_ = true;
  damage(begin);
  at_ = i < limit && bytes_[i] == '<' ? i : begin + 1;
  return false;
}

bool XmlScanner::next(XmlToken& token) {
  token.empty = token.cdata = false;
  token.prefix = token.name = token.body = {};
  while (at_ < bytes_.size()) {
    const auto at = static_cast<std::size_t>(at_);
    if (bytes_[at] != '<') {
      const void* found = std::memchr(bytes_.data() + at, '<', bytes_.size() - at);
      const std::size_t end =
          found ? static_cast<std::size_t>(static_cast<const char*>(found) - bytes_.data())
                : bytes_.size();
      token.kind = XmlToken::Kind::text;
      token.body = bytes_.substr(at, end - at);
      token.begin = at;
      token.end = at_ = end;
      return true;
    }
    const std::string_view rest = bytes_.substr(at, 9);
    if (rest.starts_with("<?")) {
      const std::size_t end =
          bytes_.substr(0, std::min(bytes_.size(), at + max_tag_bytes)).find("?>", at + 2);
      if (end == bytes_.npos) {
        damage(at);
        at_ = at + 2;
      } else {
        at_ = end + 2;
      }
    } else if (rest.starts_with("<!--")) {
      const std::size_t end = bytes_.find("-->", at + 4);
      if (end == bytes_.npos) {
        damage(at);  // a comment without an end hides nothing
        at_ = at + 4;
      } else {
        at_ = end + 3;
      }
    } else if (rest == "<![CDATA[") {
      std::size_t end = bytes_.find("]]>", at + 9);
      if (end == bytes_.npos) {
        damage(at);
        cut_ = true;
        end = bytes_.find('<', at + 9);
        if (end == bytes_.npos) end = bytes_.size();
        at_ = end;
      } else {
        at_ = end + 3;
      }
      token.kind = XmlToken::Kind::text;
      token.cdata = true;
      token.body = bytes_.substr(at + 9, end - at - 9);
      token.begin = at;
      token.end = at_;
      return true;
    } else if (rest.starts_with("<!")) {
      skip_declaration();
    } else if (tag(token)) {
      return true;
    }
  }
  return false;
}

std::vector<std::pair<std::string_view, std::string>> xml_attributes(const XmlToken& token) {
  std::vector<std::pair<std::string_view, std::string>> out;
  std::string_view rest = token.body;
  while (out.size() < 256) {
    const std::size_t equals = rest.find('=');
    if (equals == rest.npos) break;
    std::string_view key = rest.substr(0, equals);
    while (!key.empty() && blank(key.front()))
      key.remove_prefix(1);
    while (!key.empty() && blank(key.back()))
      key.remove_suffix(1);
    if (const std::size_t gap = key.find_last_of(" \t\r\n"); gap != key.npos)
      key.remove_prefix(gap + 1);
    rest.remove_prefix(equals + 1);
    while (!rest.empty() && blank(rest.front()))
      rest.remove_prefix(1);
    if (rest.empty()) break;
    const char quote = rest.front();
    if (quote != '"' && quote != '\'') continue;
    const std::size_t end = rest.find(quote, 1);
    if (end == rest.npos) break;
    out.emplace_back(key, xml_text(rest.substr(1, end - 1)));
    rest.remove_prefix(end + 1);
  }
  return out;
}

std::optional<std::string_view> xml_attribute(const XmlToken& token, std::string_view name) {
  const std::string_view body = token.body;
  for (std::size_t at = body.find(name); at != body.npos; at = body.find(name, at + 1)) {
    if (at > 0 && !blank(body[at - 1]) && body[at - 1] != ':') continue;
    std::size_t i = at + name.size();
    while (i < body.size() && blank(body[i]))
      ++i;
    if (i >= body.size() || body[i] != '=') continue;
    ++i;
    while (i < body.size() && blank(body[i]))
      ++i;
    if (i >= body.size() || (body[i] != '"' && body[i] != '\'')) continue;
    const std::size_t end = body.find(body[i], i + 1);
    if (end == body.npos) return std::nullopt;
    // A name inside another attribute's value has an odd number of quotes before it.
    const std::string_view before = body.substr(0, at);
    if (std::count(before.begin(), before.end(), '"') % 2 != 0) continue;
    return body.substr(i + 1, end - i - 1);
  }
  return std::nullopt;
}

std::string xml_attribute_text(const XmlToken& token, std::string_view name) {
  const auto raw = xml_attribute(token, name);
  return raw ? xml_text(*raw) : std::string();
}

std::size_t append_xml_text(std::string_view raw, bool cdata, std::string& out) {
  std::size_t replaced = 0;
  while (!raw.empty()) {
    std::size_t end = cdata ? raw.npos : raw.find('&');
    const std::string_view plain = raw.substr(0, end);
    if (text::is_valid_utf8(plain))
      out += plain;
    else
      replaced += text::append_utf8(plain, text::Encoding::utf8, out);
    if (end == raw.npos) break;
    raw.remove_prefix(end);
    std::size_t used = append_reference(raw, out);
    if (used == 0) {
      out += '&';
      used = 1;
    }
    raw.remove_prefix(used);
  }
  return replaced;
}

std::string xml_text(std::string_view raw) {
  std::string out;
  append_xml_text(raw, false, out);
  return out;
}

Utf8Bytes::Utf8Bytes(std::string_view bytes) : bytes_(bytes), text_(bytes) {
  const auto guess = text::detect_encoding(bytes.substr(0, 65'536));
  mark_ = guess.bom_bytes;
  if (text::unit_bytes(guess.encoding) != 2) {
    text_.remove_prefix(std::min(mark_, text_.size()));
    return;
  }
  encoding_ = guess.encoding;
  too_large_ = bytes.size() > max_bytes;
  if (too_large_) {
    text_ = {};
    return;
  }
  constexpr std::size_t step = 4096;
  for (std::size_t at = mark_; at < bytes.size();) {
    std::size_t end = std::min(bytes.size(), at + step);
    // Not between the two halves of a character.
    if (end < bytes.size()) {
      const std::size_t high = encoding_ == text::Encoding::utf16le ? end - 1 : end - 2;
      if ((static_cast<unsigned char>(bytes[high]) & 0xFC) == 0xD8) end += 2;
      end = std::min(end, bytes.size());
    }
    steps_.emplace_back(copy_.size(), at);
    text::append_utf8(bytes.substr(at, end - at), encoding_, copy_);
    at = end;
  }
  text_ = copy_;
}

std::uint64_t Utf8Bytes::source(std::uint64_t offset) const {
  if (encoding_ == text::Encoding::utf8)
    return std::min<std::uint64_t>(offset + mark_, bytes_.size());
  auto at =
      std::upper_bound(steps_.begin(), steps_.end(), offset,
                       [](std::uint64_t value, const auto& entry) { return value < entry.first; });
  if (at == steps_.begin()) return mark_;
  --at;
  const auto from = static_cast<std::size_t>(at->second);
  return from + text::source_offset(bytes_.substr(from, 8192), encoding_,
                                    static_cast<std::size_t>(offset - at->first));
}

}  // namespace clew::readers
