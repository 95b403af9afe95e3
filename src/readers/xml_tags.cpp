#include "readers/xml_tags.h"

#include <algorithm>

namespace clew::readers {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

bool XmlScanner::next(XmlToken& token) {
  for (;;) {
    const auto t = scanner_.next();
    switch (t.kind) {
      case xml::TokenKind::finish:
        return false;
      case xml::TokenKind::doctype:
        document_type_ = true;
        continue;
      case xml::TokenKind::fault:
        if (damaged_++ == 0) first_damage_ = t.begin;
        cut_ |= !t.whole;
        continue;
      case xml::TokenKind::text:
        token.kind = XmlToken::Kind::text;
        if (t.raw && !t.whole) {
          if (damaged_++ == 0) first_damage_ = t.begin;
          cut_ = true;
        }
        break;
      case xml::TokenKind::start:
        token.kind = XmlToken::Kind::start;
        if (t.empty) scanner_.drop_end();
        break;
      case xml::TokenKind::end:
        token.kind = XmlToken::Kind::end;
        break;
    }
    token.prefix = t.prefix;
    token.name = t.name;
    token.body = t.text;
    token.empty = t.empty;
    token.cdata = t.raw;
    token.begin = t.begin;
    token.end = t.end;
    return true;
  }
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

XmlBeginning xml_beginning(std::string_view head) {
  const auto first = head.find('<');
  if (first == head.npos) return {};
  std::string_view before = head.substr(0, first);
  if (before.starts_with("\xEF\xBB\xBF")) before.remove_prefix(3);
  if (before.find_first_not_of(" \t\r\n") != before.npos && (before.find('>') == before.npos || before.size() > 64)) return {};
  XmlScanner scanner(head);
  XmlToken token;
  while (scanner.next(token))
    if (token.kind == XmlToken::Kind::start) return {true, token.name};
  return {true, {}};
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
    std::size_t used = xml::append_reference(raw, out);
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

}  // namespace clew::readers
