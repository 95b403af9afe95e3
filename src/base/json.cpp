#include "base/json.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/assert.h"

namespace clew {
namespace {

// Length of the well-formed UTF-8 sequence at `at`, 0 if there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view s, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  unsigned char a = byte(at);
  auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return at + i < s.size() && byte(at + i) >= low && byte(at + i) <= high;
  };
  if (a < 0x80) return 1;
  if (a >= 0xc2 && a <= 0xdf) return follows(1) ? 2 : 0;
  if (a == 0xe0) return follows(1, 0xa0) && follows(2) ? 3 : 0;
  if (a == 0xed) return follows(1, 0x80, 0x9f) && follows(2) ? 3 : 0;
  if (a >= 0xe1 && a <= 0xef) return follows(1) && follows(2) ? 3 : 0;
  if (a == 0xf0) return follows(1, 0x90) && follows(2) && follows(3) ? 4 : 0;
  if (a >= 0xf1 && a <= 0xf3) return follows(1) && follows(2) && follows(3) ? 4 : 0;
  if (a == 0xf4) return follows(1, 0x80, 0x8f) && follows(2) && follows(3) ? 4 : 0;
  return 0;
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // start of bytes not yet copied
  for (std::size_t i = 0; i < text.size();) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
      ++i;
      continue;
    }
    std::size_t length = sequence_length(text, i);
    unsigned code = c;
    if (length == 2) code = (c & 0x1fu) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3fu);
    bool separator = length == 3 && text.substr(i, 2) == "\xe2\x80" &&
                     (text[i + 2] == '\xa8' || text[i + 2] == '\xa9');
    if (length > 1 && !separator && !(length == 2 && code < 0xa0)) {
      i += length;
      continue;
    }
    out.append(text, plain, i - plain);
    if (length == 0) {
      out += "\xef\xbf\xbd";
      length = 1;
    } else if (separator) {
      out += text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
    }
    i += length;
    plain = i;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void JsonWriter::comma() {
  if (after_key_) {
    after_key_ = false;
  } else if (!first_) {
    out_ += ',';
  }
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket, char closing) {
  comma();
  out_ += bracket;
  closing_ += closing;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end() {
  CLEW_ASSERT(!closing_.empty() && !after_key_);
  out_ += closing_.back();
  closing_.pop_back();
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  CLEW_ASSERT(!closing_.empty() && closing_.back() == '}' && !after_key_);
  comma();
  append_json(out_, name);
  out_ += ':';
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  comma();
  append_json(out_, text);
  return *this;
}
JsonWriter& JsonWriter::value(std::int64_t number) {
  comma();
  out_ += fmt::format_int(number).c_str();
  return *this;
}
JsonWriter& JsonWriter::value(std::uint64_t number) {
  comma();
  out_ += fmt::format_int(number).c_str();
  return *this;
}
JsonWriter& JsonWriter::value(double number) {
  comma();
  if (std::isfinite(number))
    fmt::format_to(std::back_inserter(out_), "{}", number);
  else
    out_ += "null";
  return *this;
}
JsonWriter& JsonWriter::value(bool truth) {
  comma();
  out_ += truth ? "true" : "false";
  return *this;
}
JsonWriter& JsonWriter::null() {
  comma();
  out_ += "null";
  return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
  comma();
  out_ += json;
  return *this;
}

std::string JsonWriter::take_part() { return std::exchange(out_, {}); }

std::string JsonWriter::take() {
  CLEW_ASSERT(closing_.empty());
  first_ = true;
  return std::exchange(out_, {});
}

}  // namespace clew
