#include "readers/xml_scan.h"

#include <charconv>
#include <cstring>

namespace clew::readers::xml {
namespace {

constexpr std::size_t max_attributes = 1'000;  // of one tag; programs write some twenty

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

// The name that begins at `p`, without its prefix; `p` moves behind it.
std::string_view take_name(const char*& p, const char* stop) {
  const char* begin = p;
  while (p < stop && name_bytes.is[static_cast<unsigned char>(*p)]) {
    if (*p == ':') begin = p + 1;
    ++p;
  }
  return {begin, static_cast<std::size_t>(p - begin)};
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

std::string decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto at = text.find('&');
    out.append(text.substr(0, at));
    if (at == text.npos) break;
    text.remove_prefix(at);
    const auto end = text.substr(0, 12).find(';');
    std::uint32_t code = 0;
    if (end != text.npos) {
      const auto name = text.substr(1, end - 1);
      if (name == "amp") code = '&';
      if (name == "lt") code = '<';
      if (name == "gt") code = '>';
      if (name == "quot") code = '"';
      if (name == "apos") code = '\'';
      if (name.size() > 1 && name[0] == '#') {
        const bool hex = name[1] == 'x';
        const auto digits = name.substr(hex ? 2 : 1);
        const auto [stop, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
        if (error != std::errc{} || stop != digits.data() + digits.size() || code > 0x10FFFF ||
            (code >= 0xD800 && code < 0xE000))
          code = 0;
      }
    }
    if (code == 0) {
      out += '&';
      text.remove_prefix(1);
      continue;
    }
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
    text.remove_prefix(end + 1);
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
      const auto close = bytes_.find("]]>", at_ + 9);
      t.whole = close != bytes_.npos;
      t.text = bytes_.substr(at_ + 9, t.whole ? close - at_ - 9 : bytes_.npos);
      t.end = at_ = t.whole ? close + 3 : bytes_.size();
      return t;
    }
    std::string_view closing;
    if (rest.starts_with("<!--")) closing = "-->";
    if (rest.starts_with("<?")) closing = "?>";
    if (!closing.empty()) {
      const auto close = bytes_.find(closing, at_ + 2);
      if (close == bytes_.npos) return fault(begin, bytes_.size(), "a comment that does not end");
      at_ = close + closing.size();
      continue;
    }
    if (rest.starts_with("<!DOCTYPE")) {
      auto close = bytes_.find('>', at_);
      const auto subset = bytes_.substr(at_, 65536).find('[');
      if (subset != bytes_.npos && at_ + subset < close) {
        close = bytes_.find("]", at_ + subset);
        if (close != bytes_.npos) close = bytes_.find('>', close);
      }
      Token t = fault(begin, close == bytes_.npos ? bytes_.size() : close + 1, "document type");
      t.kind = TokenKind::doctype;
      return t;
    }
    const void* open = rest.size() < 2
                           ? nullptr
                           : std::memchr(bytes_.data() + at_ + 1, '<', bytes_.size() - at_ - 1);
    return fault(begin,
                 open ? static_cast<std::uint64_t>(static_cast<const char*>(open) - bytes_.data())
                      : bytes_.size(),
                 "a mark that is no tag");
  }
  Token t;
  t.begin = t.end = bytes_.size();
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
  t.name = take_name(p, stop);
  if (t.name.empty()) return broken("a tag without a name");
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
  for (;;) {
    while (p < stop && blank(*p))
      ++p;
    if (p == stop) return broken("a tag that is cut off");
    if (*p == '>') {
      ++p;
      break;
    }
    if (*p == '/' && p + 1 < stop && p[1] == '>') {
      p += 2;
      pending_end_ = true;
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
    while (p < stop && *p != quote && *p != '<')
      ++p;
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
