#include "readers/mime.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text/charset.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

constexpr int deepest = 40;
constexpr std::size_t most_parts = 10'000, most_headers = 2'000, longest_header = 1u << 20;

char low(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    c = low(c);
  return out;
}
std::string_view stripped(std::string_view s) {
  auto from = s.find_first_not_of(" \t\r\n");
  if (from == s.npos) return {};
  return s.substr(from, s.find_last_not_of(" \t\r\n") - from + 1);
}

// One physical line; `next` is where the following begins.
struct Line {
  std::string_view text;
  std::size_t next;
};
Line line_at(std::string_view bytes, std::size_t at, std::size_t end) {
  auto feed = bytes.find('\n', at);
  if (feed == bytes.npos || feed >= end) return {bytes.substr(at, end - at), end};
  auto length = feed - at;
  if (length && bytes[feed - 1] == '\r') --length;
  return {bytes.substr(at, length), feed + 1};
}

// Name of a header line ("Subject: x" → "Subject"), nothing when it is none.
std::optional<std::string_view> header_name(std::string_view line) {
  auto colon = line.find(':');
  if (colon == line.npos || colon == 0 || colon > 100) return {};
  auto name = line.substr(0, colon);
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t'))
    name.remove_suffix(1);
  for (unsigned char c : name)
    if (c <= ' ' || c >= 0x7F) return {};
  return name;
}

// Headers from `at`; returns where the body begins.
std::size_t read_headers(std::string_view bytes, std::size_t at, std::size_t end, MimePart& part,
                         std::vector<MimeFault>& faults) {
  while (at < end) {
    auto line = line_at(bytes, at, end);
    if (line.text.empty()) return line.next;
    if (part.headers.empty() && line.text.find_first_not_of(" \t") == line.text.npos) {
      // A line of blanks before the first header ends nothing.
      at = line.next;
      continue;
    }
    if ((line.text[0] == ' ' || line.text[0] == '\t') && !part.headers.empty()) {
      auto& last = part.headers.back();
      if (last.value.size() + line.text.size() < longest_header) last.value += line.text;
      last.at.length = line.next - last.at.offset;
    } else if (auto name = header_name(line.text)) {
      if (part.headers.size() >= most_headers) {
        faults.push_back({"too many headers", "The rest of them was left out.", at});
        while (at < end && !(line = line_at(bytes, at, end)).text.empty())
          at = line.next;
        return line.next;
      }
      auto value = line.text.substr(line.text.find(':') + 1);
      part.headers.push_back(
          {std::string(*name), std::string(value.substr(0, longest_header)), {at, line.next - at}});
    } else if (part.headers.empty() && line.text.starts_with("From ")) {
      // The envelope line that a mailbox puts before a mail.
    } else {
      faults.push_back({"header that is none",
                        "A line among the headers is no header; the body begins there.", at});
      return at;
    }
    at = line.next;
  }
  return end;
}

// "text/plain; charset=x; name*0*=…" → value and parameters, RFC 2231 put together.
struct Parameters {
  std::string value;
  std::vector<std::pair<std::string, std::string>> list;
  std::string get(std::string_view name) const {
    for (const auto& [n, v] : list)
      if (n == name) return v;
    return {};
  }
};

std::string percent_decoded(std::string_view s) {
  std::string out;
  auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : low(c) >= 'a' && low(c) <= 'f' ? low(c) - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%' && i + 2 < s.size() && digit(s[i + 1]) >= 0 && digit(s[i + 2]) >= 0) {
      out += static_cast<char>(digit(s[i + 1]) * 16 + digit(s[i + 2]));
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

Parameters parameters_of(std::string_view raw) {
  Parameters out;
  auto semicolon = raw.find(';');
  out.value = lower(stripped(raw.substr(0, semicolon)));
  if (auto blank = out.value.find_first_of(" \t("); blank != out.value.npos)
    out.value.resize(blank);
  struct Piece {
    std::string name;
    int number;
    bool encoded;
    std::string value;
  };
  std::vector<Piece> pieces;
  for (auto at = semicolon; at != raw.npos && pieces.size() < 200;) {
    at = raw.find_first_not_of("; \t", at);
    if (at == raw.npos) break;
    auto equals = raw.find('=', at), next = raw.find(';', at);
    if (equals == raw.npos || (next != raw.npos && next < equals)) {
      at = next;
      continue;
    }
    Piece piece{lower(stripped(raw.substr(at, equals - at))), -1, false, {}};
    at = raw.find_first_not_of(" \t", equals + 1);
    if (at != raw.npos && raw[at] == '"') {
      for (++at; at < raw.size() && raw[at] != '"'; ++at) {
        if (raw[at] == '\\' && at + 1 < raw.size()) ++at;
        piece.value += raw[at];
      }
      at = raw.find(';', at);
    } else if (at != raw.npos) {
      next = raw.find(';', at);
      piece.value = stripped(raw.substr(at, next == raw.npos ? next : next - at));
      at = next;
    }
    if (!piece.name.empty() && piece.name.back() == '*') {
      piece.encoded = true;
      piece.name.pop_back();
    }
    if (auto star = piece.name.find('*'); star != piece.name.npos) {
      piece.number = 0;
      for (char c : piece.name.substr(star + 1))
        piece.number =
            c >= '0' && c <= '9' && piece.number < 10'000 ? piece.number * 10 + (c - '0') : 0;
      piece.name.resize(star);
    }
    pieces.push_back(std::move(piece));
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.number < b.number; });
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    auto& first = pieces[i];
    if (first.name.empty() || !out.get(first.name).empty()) continue;
    std::string charset, bytes;
    bool encoded = false;
    for (auto& piece : pieces) {
      if (piece.name != first.name || (piece.number < 0) != (first.number < 0)) continue;
      auto value = std::string_view(piece.value);
      if (piece.encoded && !encoded) {
        auto quote = value.find('\''),
             second = quote == value.npos ? quote : value.find('\'', quote + 1);
        if (second != value.npos) {
          charset = value.substr(0, quote);
          value.remove_prefix(second + 1);
        }
      }
      encoded = encoded || piece.encoded;
      bytes += piece.encoded ? percent_decoded(value) : std::string(value);
      if (first.number < 0) break;
    }
    if (encoded)
      bytes = text::charset_to_utf8(bytes, charset.empty() ? "utf-8" : charset)
                  .value_or(text::to_utf8(bytes, text::Encoding::windows1252));
    out.list.emplace_back(first.name, std::move(bytes));
  }
  return out;
}

void take_headers_in(MimePart& part, const MimePart* parent) {
  auto type = parameters_of(part.header("Content-Type"));
  auto disposition = parameters_of(part.header("Content-Disposition"));
  part.type = type.value.find('/') != std::string::npos ? type.value : "";
  if (part.type.empty())
    part.type = parent && parent->type == "multipart/digest" ? "message/rfc822" : "text/plain";
  part.charset = type.get("charset");
  part.boundary = type.get("boundary");
  part.name = mime_text(disposition.get("filename").empty() ? type.get("name")
                                                            : disposition.get("filename"));
  part.disposition = disposition.value;
  part.transfer = lower(stripped(part.header("Content-Transfer-Encoding")));
  auto id = stripped(part.header("Content-ID"));
  if (id.size() > 2 && id.front() == '<' && id.back() == '>') id = id.substr(1, id.size() - 2);
  part.content_id = id;
}

// Offsets of the lines of `body` that are the boundary: {line begin, line end, closing}.
struct Delimiter {
  std::size_t at, next;
  bool closing;
};
std::vector<Delimiter> delimiters(std::string_view bytes, const MimePart& part) {
  std::vector<Delimiter> out;
  auto mark = "--" + part.boundary;
  std::size_t begin = part.body.offset, end = begin + part.body.length;
  for (auto at = bytes.find(mark, begin); at != bytes.npos && at < end;
       at = bytes.find(mark, at + 1)) {
    if (at > begin && bytes[at - 1] != '\n') continue;
    auto line = line_at(bytes, at, end);
    auto rest = line.text.substr(mark.size() <= line.text.size() ? mark.size() : line.text.size());
    bool closing = rest.starts_with("--");
    if (closing) rest.remove_prefix(2);
    if (rest.find_first_not_of(" \t") != rest.npos) continue;  // another, longer boundary
    out.push_back({at, line.next, closing});
    if (closing || out.size() > most_parts) break;
  }
  return out;
}

}  // namespace

bool equal_names(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return low(x) == low(y); });
}

std::string_view MimePart::header(std::string_view wanted) const {
  for (const auto& h : headers)
    if (equal_names(h.name, wanted)) return h.value;
  return {};
}

Mime parse_mime(std::string_view bytes) {
  Mime mail;
  auto begin = [&](int parent, std::size_t from, std::size_t end, bool message) {
    MimePart part;
    part.parent = parent;
    part.depth = parent < 0 ? 0 : mail.parts[static_cast<std::size_t>(parent)].depth + 1;
    part.message = message;
    auto body = read_headers(bytes, from, end, part, mail.faults);
    part.head = {from, body - from};
    part.body = {body, end - body};
    take_headers_in(part, parent < 0 ? nullptr : &mail.parts[static_cast<std::size_t>(parent)]);
    mail.parts.push_back(std::move(part));
  };
  begin(-1, 0, bytes.size(), true);
  // Parts are taken apart in the order in which they were found, so no call goes as deep as the
  // mail.
  for (std::size_t i = 0; i < mail.parts.size(); ++i) {
    bool multipart =
        mail.parts[i].type.starts_with("multipart/") && !mail.parts[i].boundary.empty();
    bool message = mail.parts[i].type == "message/rfc822" || mail.parts[i].type == "message/global";
    bool plain = mail.parts[i].transfer.empty() || mail.parts[i].transfer == "7bit" ||
                 mail.parts[i].transfer == "8bit" || mail.parts[i].transfer == "binary";
    if (!multipart && !(message && plain)) continue;
    if (mail.parts[i].depth >= deepest || mail.parts.size() >= most_parts) {
      mail.faults.push_back({"mail nested too deep", "The part is kept whole and not taken apart.",
                             mail.parts[i].head.offset});
      continue;
    }
    auto body = mail.parts[i].body;
    if (message) {
      if (!body.length) continue;
      mail.parts[i].holds_parts = true;
      begin(static_cast<int>(i), body.offset, body.offset + body.length, true);
      continue;
    }
    auto marks = delimiters(bytes, mail.parts[i]);
    if (marks.empty()) {
      mail.faults.push_back({"multipart without parts",
                             "Its boundary stands nowhere; the body is kept as text.",
                             body.offset});
      mail.parts[i].type = "text/plain";
      continue;
    }
    mail.parts[i].holds_parts = true;
    if (!marks.back().closing)
      mail.faults.push_back({"multipart without an end",
                             "The closing boundary is missing: the mail may be cut.",
                             body.offset + body.length});
    for (std::size_t m = 0; m < marks.size() && !marks[m].closing; ++m) {
      auto end = m + 1 < marks.size() ? marks[m + 1].at : body.offset + body.length;
      // The line break before a boundary belongs to the boundary.
      if (m + 1 < marks.size() && end > marks[m].next && bytes[end - 1] == '\n') --end;
      if (m + 1 < marks.size() && end > marks[m].next && bytes[end - 1] == '\r') --end;
      begin(static_cast<int>(i), marks[m].next, std::max(end, marks[m].next), false);
      if (mail.parts.size() >= most_parts) break;
    }
  }
  return mail;
}

std::string mime_body(std::string_view bytes, const MimePart& part, std::size_t* faults) {
  auto body = bytes.substr(part.body.offset, part.body.length);
  std::size_t wrong = 0;
  std::string out;
  if (part.transfer == "base64") {
    out.reserve(body.size() * 3 / 4);
    std::uint32_t bits = 0;
    int have = 0;
    for (char c : body) {
      int value = c >= 'A' && c <= 'Z'   ? c - 'A'
                  : c >= 'a' && c <= 'z' ? c - 'a' + 26
                  : c >= '0' && c <= '9' ? c - '0' + 52
                  : c == '+'             ? 62
                  : c == '/'             ? 63
                                         : -1;
      if (value < 0) {
        wrong += c != '=' && c != '\r' && c != '\n' && c != ' ' && c != '\t';
        continue;
      }
      bits = bits << 6 | static_cast<std::uint32_t>(value);
      if (++have == 4) {
        out +=
            {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8), static_cast<char>(bits)};
        bits = 0;
        have = 0;
      }
    }
    if (have == 3) out += {static_cast<char>(bits >> 10), static_cast<char>(bits >> 2)};
    if (have == 2) out += static_cast<char>(bits >> 4);
    wrong += have == 1;
  } else if (part.transfer == "quoted-printable") {
    auto digit = [](char c) {
      return c >= '0' && c <= '9'             ? c - '0'
             : low(c) >= 'a' && low(c) <= 'f' ? low(c) - 'a' + 10
                                              : -1;
    };
    for (std::size_t i = 0; i < body.size(); ++i) {
      if (body[i] != '=') {
        out += body[i];
      } else if (i + 2 < body.size() && digit(body[i + 1]) >= 0 && digit(body[i + 2]) >= 0) {
        out += static_cast<char>(digit(body[i + 1]) * 16 + digit(body[i + 2]));
        i += 2;
      } else {
        auto rest = body.find_first_not_of(" \t", i + 1);
        if (rest == body.npos)
          break;
        else if (body[rest] == '\n')
          i = rest;
        else if (body[rest] == '\r' && rest + 1 < body.size() && body[rest + 1] == '\n')
          i = rest + 1;
        else
          out += '=', ++wrong;
      }
    }
  } else {
    out = body;
  }
  if (faults) *faults = wrong;
  return out;
}

}  // namespace clew::readers
