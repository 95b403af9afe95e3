// Header fields as people read them: RFC 2047 words and addresses. See mime.h.
#include "readers/mime.h"

#include <algorithm>

#include "text/charset.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

constexpr std::size_t most_addresses = 10'000, longest_word = 16'384;

// "=?charset?B?…?=" at `at`: its bytes, charset, and where it ends; false when it is none.
bool encoded_word(std::string_view s, std::size_t at, std::string& charset, std::string& bytes,
                  std::size_t& end) {
  if (s.substr(at, 2) != "=?") return false;
  auto first = s.find('?', at + 2);
  if (first == s.npos || first - at > 80 || first + 2 >= s.size() || s[first + 2] != '?')
    return false;
  // RFC 2047 allows 75 characters a word; programs write longer ones, but no endless search either.
  auto close = s.substr(0, first + longest_word).find("?=", first + 3);
  if (close == s.npos) return false;
  charset = s.substr(at + 2, first - at - 2);
  if (auto star = charset.find('*'); star != charset.npos)
    charset.resize(star);  // RFC 2231: language behind
  auto body = s.substr(first + 3, close - first - 3);
  MimePart part;
  part.body = {0, body.size()};
  std::string form(body);
  switch (s[first + 1]) {
    case 'B':
    case 'b':
      part.transfer = "base64";
      break;
    case 'Q':
    case 'q':
      part.transfer = "quoted-printable";
      for (char& c : form)
        if (c == '_') c = ' ';
      break;
    default:
      return false;
  }
  bytes = mime_body(form, part);
  end = close + 2;
  return true;
}

constexpr const char* blanks = " \t\r\n";

// Two or more whole addresses with only blanks between them.
bool several(std::string_view words) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = words.find_first_not_of(blanks, at)) != words.npos; ++count) {
    const auto word = words.substr(at, words.find_first_of(blanks, at) - at);
    const auto sign = word.find('@');
    if (sign == word.npos || sign == 0 || sign + 1 == word.size()) return false;
    at += word.size();
  }
  return count > 1;
}

std::string as_utf8(std::string_view raw) {
  return text::to_utf8(
      raw, text::is_valid_utf8(raw) ? text::Encoding::utf8 : text::Encoding::windows1252);
}

}  // namespace

std::string mime_text(std::string_view raw) {
  std::string out, pending, pending_charset;
  bool word_before = false;
  // Words of one charset that touch are decoded together: programs cut characters between them.
  auto flush = [&] {
    if (!pending.empty())
      out += text::charset_to_utf8(pending, pending_charset).value_or(as_utf8(pending));
    pending.clear();
  };
  for (std::size_t at = 0; at < raw.size();) {
    std::string charset, bytes;
    std::size_t end = 0;
    if (encoded_word(raw, at, charset, bytes, end)) {
      if (charset != pending_charset) flush();
      // ISO-2022: back to ASCII at the end of one word and out of it again in the next says nothing, and ICU objects.
      if (pending.ends_with("\x1b(B") && bytes.starts_with('\x1b')) pending.resize(pending.size() - 3);
      pending_charset = charset;
      pending += bytes;
      word_before = true;
      at = end;
      continue;
    }
    auto next = raw.find("=?", at + 1);
    auto plain = raw.substr(at, next == raw.npos ? next : next - at);
    bool blank = plain.find_first_not_of(" \t\r\n") == plain.npos;
    std::string after_charset, after_bytes;
    bool between = word_before && blank && next != raw.npos &&
                   encoded_word(raw, next, after_charset, after_bytes, end);
    if (!between) {
      flush();
      out += as_utf8(plain);
    }
    word_before = between;
    at += plain.size();
  }
  flush();
  std::size_t from = 0, to = out.size();
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  while (from < to && out[from] == ' ')
    ++from;
  while (to > from && out[to - 1] == ' ')
    --to;
  return out.substr(from, to - from);
}

bool names_nobody(std::string_view text) {
  std::string words;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 32);
    if (c == '-' || c == '_') c = ' ';
    if (std::string_view(" \t\r\n<>\"'").find(c) == std::string_view::npos || (c == ' ' && !words.empty() && words.back() != ' ')) words += c;
  }
  bool empty_group = false;
  while (!words.empty() && (words.back() == ' ' || words.back() == ';' || words.back() == ':')) {
    empty_group = empty_group || words.back() == ':';
    words.pop_back();
  }
  if (words.find('@') != words.npos) return false;
  for (const std::string_view hidden : {"undisclosed recipient", "undisclosed recipients", "unlisted recipient", "unlisted recipients"})
    if (words == hidden) return true;
  return empty_group && text.find(';') != text.npos;
}

std::vector<MailAddress> mail_addresses(std::string_view raw) {
  std::vector<MailAddress> out;
  std::string words, address, comment;
  bool in_angle = false, quoted = false, had_angle = false;
  int comments = 0;
  auto finish = [&] {
    MailAddress a;
    if (had_angle) {
      // "<@relay.example,@other.example:ana@example.org>": a route of old (RFC 5322, 4.4), no part of the address.
      if (const auto route = address.rfind(':'); address.starts_with('@') && route != address.npos) address.erase(0, route + 1);
      a.address = address;
      a.name = mime_text(words.find_first_not_of(" \t") == words.npos ? comment : words);
    } else if (several(words)) {
      const std::string list = words;
      words.clear();
      for (std::size_t at = 0; (at = list.find_first_not_of(blanks, at)) != list.npos;) {
        const auto end = std::min(list.find_first_of(blanks, at), list.size());
        if (out.size() < most_addresses) out.push_back({"", as_utf8(std::string_view(list).substr(at, end - at))});
        at = end;
      }
    } else if (words.find('@') != words.npos) {
      for (char c : words)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') a.address += c;
      a.name = mime_text(comment);
    } else {
      a.name = mime_text(words);
    }
    std::string trimmed;
    for (char c : a.address)
      if (static_cast<unsigned char>(c) > ' ') trimmed += c;
    a.address = as_utf8(trimmed);
    if (names_nobody(a.address)) a.address.clear();
    if (a.address.empty() && names_nobody(a.name)) a.name.clear();
    if ((!a.address.empty() || !a.name.empty()) && out.size() < most_addresses)
      out.push_back(std::move(a));
    words.clear();
    address.clear();
    comment.clear();
    in_angle = had_angle = false;
  };
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '\\' && i + 1 < raw.size() && (quoted || comments)) {
      (comments ? comment : words) += raw[++i];
    } else if (comments) {
      if (c == '(') ++comments;
      if (c == ')' && --comments == 0) continue;
      comment += c;
    } else if (c == '"' && !in_angle) {
      quoted = !quoted;
    } else if (quoted) {
      words += c;
    } else if (c == '(') {
      comments = 1;
    } else if (c == '<') {
      in_angle = had_angle = true;
      address.clear();
    } else if (c == '>') {
      in_angle = false;
    } else if (in_angle) {
      address += c;
    } else if (c == ',' || c == ';') {
      // Old servers wrote their own name behind a group: "undisclosed-recipients:;@mail.example".
      if (c == ';' && i + 1 < raw.size() && raw[i + 1] == '@') i = std::min(raw.find(',', i), raw.size() - 1);
      finish();
    } else if (c == ':' && words.find('@') == words.npos) {
      words.clear();  // name of a group
    } else {
      words += c;
    }
  }
  finish();
  return out;
}

}  // namespace clew::readers
