#include "readers/xml_scan.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace clew::readers::xml {
namespace {

constexpr std::size_t max_attributes = 1'000;  // of one tag; programs write some twenty
constexpr std::size_t max_declaration = 1u << 20;

// What may stand in a name, as bytes: letters, digits, the marks of XML, and everything above
// ASCII.
struct NameBytes {
  bool is[256] = {};
  constexpr NameBytes() {
    for (int c = 0; c < 256; ++c)
      is[c] = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == ':';
  }
};
constexpr NameBytes name_bytes;

// Where the name that begins at `p` ends. Sixteen bytes at a time where the processor can.
const char* end_of_name(const char* p, const char* stop, bool& colon) {
#if defined(__SSE2__)
  const auto up_to = [](__m128i from, char span) { return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8(span)), from); };
  while (stop - p >= 16) {
    const __m128i c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i letter = up_to(_mm_sub_epi8(_mm_or_si128(c, _mm_set1_epi8(0x20)), _mm_set1_epi8('a')), 25);
    const __m128i digit = up_to(_mm_sub_epi8(c, _mm_set1_epi8('0')), 10);  // and the colon behind '9'
    const __m128i mark = _mm_or_si128(up_to(_mm_sub_epi8(c, _mm_set1_epi8('-')), 1),  // and the dot behind it
                                      _mm_cmpeq_epi8(c, _mm_set1_epi8('_')));
    const auto in_name = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, digit), _mm_or_si128(mark, c))));
    const auto colons = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(c, _mm_set1_epi8(':'))));
    const int length = std::countr_one(in_name);
    colon |= (colons & ((1u << length) - 1)) != 0;
    p += length;
    if (length < 16) return p;
  }
#endif
  for (; p < stop && name_bytes.is[static_cast<unsigned char>(*p)]; ++p) colon |= *p == ':';
  return p;
}

// The name that begins at `p`, without its prefix; `p` moves behind it.
std::string_view take_name(const char*& p, const char* stop, std::string_view* prefix = nullptr) {
  bool colon = false;
  const std::string_view whole(p, static_cast<std::size_t>(end_of_name(p, stop, colon) - p));
  p += whole.size();
  if (!colon) return whole;
  const auto last = whole.rfind(':');
  if (prefix) *prefix = whole.substr(0, last);
  return whole.substr(last + 1);
}

// The first `quote` or '<' from `p` on; `stop` when there is none.
const char* end_of_value(const char* p, const char* stop, char quote) {
#if defined(__SSE2__)
  for (; stop - p >= 16; p += 16) {
    const __m128i c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8(quote)), _mm_cmpeq_epi8(c, _mm_set1_epi8('<')))));
    if (found != 0) return p + std::countr_zero(found);
  }
#endif
  while (p < stop && *p != quote && *p != '<') ++p;
  return p;
}

bool blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

bool is_utf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
         bytes.starts_with(std::string_view("<\0", 2)) ||
         bytes.starts_with(std::string_view("\0<", 2));
}

bool all_blank(std::string_view text) {
  for (const char c : text)
    if (!blank(c)) return false;
  return true;
}

namespace {

// "&#233;" as a number; its length, 0 when it is none.
std::size_t number_reference(std::string_view text, std::uint32_t& code) {
  const auto end = text.substr(0, 12).find(';');
  if (end == text.npos || end < 3 || text[0] != '&' || text[1] != '#') return 0;
  const bool hex = text[2] == 'x' || text[2] == 'X';
  const auto digits = text.substr(hex ? 3 : 2, end - (hex ? 3 : 2));
  const auto [stop, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (digits.empty() || error != std::errc{} || stop != digits.data() + digits.size()) return 0;
  return end + 1;
}

}  // namespace

std::size_t append_reference(std::string_view text, std::string& out) {
  std::uint32_t code = 0;
  std::size_t used = number_reference(text, code);
  if (used > 0 && code >= 0xD800 && code < 0xDC00) {
    std::uint32_t low = 0;
    const auto more = number_reference(text.substr(used), low);
    if (more == 0 || low < 0xDC00 || low >= 0xE000) return 0;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    used += more;
  }
  if (used == 0) {
    const auto end = text.substr(0, 7).find(';');
    if (end == text.npos) return 0;
    const auto name = text.substr(1, end - 1);
    if (name == "amp") code = '&';
    if (name == "lt") code = '<';
    if (name == "gt") code = '>';
    if (name == "quot") code = '"';
    if (name == "apos") code = '\'';
    used = end + 1;
  }
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 63));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 63));
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  }
  return used;
}

std::string decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto at = text.find('&');
    out.append(text.substr(0, at));
    if (at == text.npos) break;
    text.remove_prefix(at);
    auto used = append_reference(text, out);
    if (used == 0) {
      out += '&';
      used = 1;
    }
    text.remove_prefix(used);
  }
  return out;
}

std::string_view attribute(const std::vector<Attribute>& all, std::string_view name) {
  for (const auto& a : all)
    if (a.name == name) return a.value;
  return {};
}

Token Scanner::fault(std::uint64_t begin, std::uint64_t end, const char* why) {
  Token t;
  t.kind = TokenKind::fault;
  t.begin = begin;
  t.end = at_ = end;
  t.text = bytes_.substr(begin, end - begin);
  t.why = why;
  t.whole = end < bytes_.size();
  return t;
}

Token Scanner::next() {
  if (pending_end_) {
    pending_end_ = false;
    Token t;
    t.kind = TokenKind::end;
    t.name = pending_name_;
    t.begin = t.end = at_;
    return t;
  }
  while (at_ < bytes_.size()) {
    if (bytes_[at_] != '<') {
      Token t;
      t.kind = TokenKind::text;
      t.begin = at_;
      const void* open = std::memchr(bytes_.data() + at_, '<', bytes_.size() - at_);
      t.end = open ? static_cast<std::uint64_t>(static_cast<const char*>(open) - bytes_.data())
                   : bytes_.size();
      t.text = bytes_.substr(at_, t.end - at_);
      t.whole = open != nullptr;
      at_ = t.end;
      return t;
    }
    const auto rest = bytes_.substr(at_);
    if (rest.size() > 1 && rest[1] != '!' && rest[1] != '?') return tag();
    const auto begin = at_;
    if (rest.starts_with("<![CDATA[")) {
      Token t;
      t.kind = TokenKind::text;
      t.raw = true;
      t.begin = begin;
      auto close = find_close("]]>", at_ + 9, 0);
      t.whole = close != bytes_.npos;
      // Without an end it goes to the next tag.
      if (!t.whole) close = std::min(bytes_.find('<', at_ + 9), bytes_.size());
      t.text = bytes_.substr(at_ + 9, close - at_ - 9);
      t.end = at_ = t.whole ? close + 3 : close;
      return t;
    }
    if (rest.starts_with("<!--") || rest.starts_with("<?")) {
      const bool comment = rest[1] == '!';
      const std::string_view closing = comment ? "-->" : "?>";
      const auto opening = comment ? 4u : 2u;
      const auto close = find_close(closing, at_ + opening, comment ? 1 : 2);
      if (close == bytes_.npos)
        return fault(begin, begin + opening,
                     comment ? "a comment that does not end" : "an instruction that does not end");
      at_ = close + closing.size();
      continue;
    }
    if (rest.starts_with("<!")) return declaration();
    return fault(begin, begin + 1, "a mark that is no tag");
  }
  Token t;
  t.begin = t.end = bytes_.size();
  return t;
}

std::size_t Scanner::find_close(std::string_view closing, std::uint64_t from, int kind) {
  if (none_ahead_[kind]) return bytes_.npos;
  const auto at = bytes_.find(closing, from);
  none_ahead_[kind] = at == bytes_.npos;
  return at;
}

// "<!DOCTYPE … [ … ]>", or another one, which is a fault as a whole.
Token Scanner::declaration() {
  const auto begin = at_;
  const auto rest = bytes_.substr(begin, max_declaration);
  bool inside = false;
  for (std::size_t i = 2; i < rest.size(); ++i) {
    if (rest[i] == '[') inside = true;
    if (rest[i] == ']') inside = false;
    if (rest[i] == '<' && !inside) break;
    if (rest[i] != '>' || inside) continue;
    Token t = fault(begin, begin + i + 1, "a mark that is no tag");
    if (rest.starts_with("<!DOCTYPE")) t.kind = TokenKind::doctype;
    return t;
  }
  Token t = fault(begin, begin + 2, "a declaration that does not end");
  if (rest.starts_with("<!DOCTYPE")) t.kind = TokenKind::doctype;
  return t;
}

Token Scanner::tag() {
  const char* const base = bytes_.data();
  const char* const stop = base + bytes_.size();
  const char* p = base + at_ + 1;
  const auto begin = at_;
  const auto broken = [&](const char* why) {
    // On at the next '<' after this one.
    const char* from = base + begin + 1;
    const void* open = std::memchr(from, '<', static_cast<std::size_t>(stop - from));
    return fault(
        begin,
        open ? static_cast<std::uint64_t>(static_cast<const char*>(open) - base) : bytes_.size(),
        why);
  };
  Token t;
  t.begin = begin;
  const bool closing = *p == '/';
  if (closing) ++p;
  t.name = take_name(p, stop, &t.prefix);
  // A mark in the text, as careless programs write it ("a < b"): what follows is text.
  if (t.name.empty()) return fault(begin, begin + 1, "a tag without a name");
  if (closing) {
    while (p < stop && blank(*p))
      ++p;
    if (p == stop) return broken("a tag that is cut off");
    if (*p != '>') return broken("an end tag that does not end");
    t.kind = TokenKind::end;
    t.end = at_ = static_cast<std::uint64_t>(p + 1 - base);
    return t;
  }
  t.kind = TokenKind::start;
  attributes_.clear();
  const char* const attributes = p;
  if (!read_attributes_) {
    char quote = '\0';
    for (;; ++p) {
      if (p == stop || *p == '<')
        return broken(p == stop ? "a tag that is cut off" : "a tag that does not end");
      if (quote) {
        if (*p == quote) quote = '\0';
      } else if (*p == '"' || *p == '\'') {
        quote = *p;
      } else if (*p == '>') {
        break;
      }
    }
    t.empty = p[-1] == '/';
    t.text = {attributes, static_cast<std::size_t>(p - attributes) - (t.empty && p > attributes)};
    pending_end_ = t.empty;
    pending_name_ = t.name;
    t.end = at_ = static_cast<std::uint64_t>(p + 1 - base);
    return t;
  }
  for (;;) {
    while (p < stop && blank(*p))
      ++p;
    if (p == stop) return broken("a tag that is cut off");
    if (*p == '>' || (*p == '/' && p + 1 < stop && p[1] == '>')) {
      t.empty = *p == '/';
      t.text = {attributes, static_cast<std::size_t>(p - attributes)};
      p += t.empty ? 2 : 1;
      pending_end_ = t.empty;
      pending_name_ = t.name;
      break;
    }
    const auto attribute = take_name(p, stop);
    if (attribute.empty()) return broken("a tag with a stray mark");
    while (p < stop && blank(*p))
      ++p;
    if (p == stop || *p != '=') return broken("an attribute without a value");
    ++p;
    while (p < stop && blank(*p))
      ++p;
    if (p == stop || (*p != '"' && *p != '\'')) return broken("an attribute without a value");
    const char quote = *p++;
    const char* value = p;
    p = end_of_value(p, stop, quote);
    if (p == stop || *p == '<') return broken("an attribute that does not end");
    if (attributes_.size() < max_attributes)
      attributes_.push_back({attribute, {value, static_cast<std::size_t>(p - value)}});
    ++p;
  }
  t.end = at_ = static_cast<std::uint64_t>(p - base);
  return t;
}

Scanner::Ahead Scanner::ahead() const {
  Scanner copy(bytes_, at_);
  copy.pending_end_ = pending_end_;
  copy.pending_name_ = pending_name_;
  for (int i = 0; i < 8; ++i) {
    const Token t = copy.next();
    if (t.kind == TokenKind::text && all_blank(t.text)) continue;
    if (t.kind == TokenKind::start) return {false, t.name};
    if (t.kind == TokenKind::end) return {true, t.name};
    break;
  }
  return {};
}

}  // namespace clew::readers::xml
