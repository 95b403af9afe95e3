#include "text/encoding.h"

#include "base/utf8.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace clew::text {
namespace {

// Windows-1252, 0x80–0x9F; 0 where undefined (the WHATWG decoder gives the C1 control there).
constexpr std::uint16_t windows1252_high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

constexpr char32_t replacement = 0xFFFD;

std::size_t utf8_length(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

// One character, or one broken place, at the start of non-empty `bytes`.
struct Step {
  std::size_t bytes = 1;
  char32_t c = replacement;
  bool valid = false;
  bool cut = false;  // broken only because the bytes end here
};

unsigned char at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

// Unicode 15, table 3-7 (well-formed UTF-8); a broken sequence is its longest well-formed
// beginning.
Step step_utf8(std::string_view bytes) {
  const unsigned char lead = at(bytes, 0);
  Step step;
  if (lead < 0x80) return {1, lead, true, false};
  std::size_t need = 0;
  unsigned char low = 0x80, high = 0xBF;
  char32_t c = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    need = 1;
    c = lead & 0x1Fu;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    need = 2;
    c = lead & 0x0Fu;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    need = 3;
    c = lead & 0x07u;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return step;
  }
  for (std::size_t i = 1; i <= need; ++i) {
    if (i >= bytes.size()) return {i, replacement, false, true};
    const unsigned char b = at(bytes, i);
    if (b < low || b > high) return {i, replacement, false, false};
    c = (c << 6) | (b & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  return {need + 1, c, true, false};
}

Step step_utf16(std::string_view bytes, bool little) {
  const auto unit = [&](std::size_t i) -> char32_t {
    return little ? at(bytes, i) | (char32_t{at(bytes, i + 1)} << 8)
                  : at(bytes, i + 1) | (char32_t{at(bytes, i)} << 8);
  };
  if (bytes.size() < 2) return {bytes.size(), replacement, false, true};
  const char32_t first = unit(0);
  if (first < 0xD800 || first > 0xDFFF) return {2, first, true, false};
  if (first > 0xDBFF) return {2, replacement, false, false};
  if (bytes.size() < 4) return {2, replacement, false, true};
  const char32_t second = unit(2);
  if (second < 0xDC00 || second > 0xDFFF) return {2, replacement, false, false};
  return {4, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), true, false};
}

Step step(std::string_view bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return step_utf8(bytes);
    case Encoding::utf16le:
      return step_utf16(bytes, true);
    case Encoding::utf16be:
      return step_utf16(bytes, false);
    case Encoding::windows1252: {
      const unsigned char b = at(bytes, 0);
      if (b >= 0x80 && b <= 0x9F && windows1252_high[b - 0x80])
        return {1, windows1252_high[b - 0x80], true, false};
      return {1, b, true, false};
    }
    case Encoding::latin1:
      break;
  }
  return {1, at(bytes, 0), true, false};
}

// Length of the ASCII run at the start.
std::size_t ascii_run(std::string_view bytes) {
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t block;
    std::memcpy(&block, bytes.data() + i, 8);
    if (block & 0x8080808080808080ull) break;
  }
  while (i < bytes.size() && at(bytes, i) < 0x80)
    ++i;
  return i;
}

// UTF-16 without a mark: text has far more zero high bytes (ASCII letters, digits, separators) on
// one side than on the other. Scripts without any ASCII still have spaces and line ends.
std::optional<Encoding> utf16_without_mark(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, std::min<std::size_t>(bytes.size(), 65536) & ~1ull);
  if (head.size() < 4) return std::nullopt;
  std::size_t zero_even = 0, zero_odd = 0, both = 0;
  for (std::size_t i = 0; i < head.size(); i += 2) {
    const bool even = head[i] == 0, odd = head[i + 1] == 0;
    if (even && odd)
      ++both;
    else if (even)
      ++zero_even;
    else if (odd)
      ++zero_odd;
  }
  const std::size_t units = head.size() / 2;
  if (both * 10 > units) return std::nullopt;  // padding or a binary file
  // ASCII text with a few zero bytes in it: in UTF-16 either most high bytes are zero (Latin), or
  // they are small (Cyrillic, Arabic), or the low bytes reach above 0x7F (Chinese).
  const auto is_ascii_text = [](char c) {
    const auto b = static_cast<unsigned char>(c);
    return b == 0 || (b >= 8 && b < 0x80);
  };
  if ((zero_even + zero_odd) * 100 < units * 40 &&
      std::all_of(head.begin(), head.end(), is_ascii_text))
    return std::nullopt;
  // 8 %: the share of spaces and line ends in a text whose letters are all outside Latin.
  if (zero_odd * 100 >= units * 8 && zero_even * 20 <= zero_odd) return Encoding::utf16le;
  if (zero_even * 100 >= units * 8 && zero_odd * 20 <= zero_even) return Encoding::utf16be;
  return std::nullopt;
}

}  // namespace

std::string_view word(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::windows1252:
      return "Windows-1252";
    case Encoding::latin1:
      return "ISO-8859-1";
  }
  return "";
}

EncodingGuess detect_encoding(std::string_view bytes, const std::function<void(std::size_t)>& looked_at) {
  EncodingGuess guess;
  if (bytes.starts_with("\xFF\xFE")) return {Encoding::utf16le, 2, 0, "byte order mark"};
  if (bytes.starts_with("\xFE\xFF")) return {Encoding::utf16be, 2, 0, "byte order mark"};
  const bool marked = bytes.starts_with("\xEF\xBB\xBF");
  if (!marked) {
    if (const auto wide = utf16_without_mark(bytes))
      return {*wide, 0, 0, "zero bytes at every second place"};
  }
  std::uint64_t good = 0, bad = 0;
  bool undefined1252 = false;
  constexpr std::size_t portion = 8u << 20;
  std::size_t told = 0;
  for (std::size_t i = marked ? 3 : 0; i < bytes.size();) {
    if (i - told >= portion && looked_at) looked_at(told = i);
    const std::size_t run = ascii_run(bytes.substr(i, portion));
    i += run;
    if (i >= bytes.size()) break;
    if (run == portion) continue;
    const Step s = step_utf8(bytes.substr(i));
    if (s.valid) {
      ++good;
    } else if (!s.cut) {
      ++bad;
    } else {
      ++guess.invalid;  // a character cut at the end of the file: damage, no sign of the encoding
    }
    for (std::size_t k = 0; k < s.bytes && !s.valid; ++k) {
      const unsigned char b = at(bytes, i + k);
      undefined1252 |= b >= 0x80 && b <= 0x9F && !windows1252_high[b - 0x80];
    }
    i += s.bytes;
  }
  if (marked || bad == 0 || good > bad) {
    guess.encoding = Encoding::utf8;
    guess.bom_bytes = marked ? 3 : 0;
    guess.invalid += bad;
    guess.reason = marked                      ? "byte order mark"
                   : good + guess.invalid == 0 ? "every byte is ASCII"
                                               : "valid multi-byte sequences";
    return guess;
  }
  guess.invalid = 0;
  guess.encoding = undefined1252 ? Encoding::latin1 : Encoding::windows1252;
  guess.reason = undefined1252 ? "not UTF-8, and bytes that Windows-1252 does not define"
                               : "high bytes that are not UTF-8";
  return guess;
}

std::size_t append_utf8(std::string_view bytes, Encoding encoding, std::string& out) {
  std::size_t replaced = 0;
  const bool narrow = unit_bytes(encoding) == 1;
  while (!bytes.empty()) {
    if (narrow) {
      const std::size_t run = ascii_run(bytes);
      out.append(bytes.data(), run);
      bytes.remove_prefix(run);
      if (bytes.empty()) break;
    }
    const Step s = step(bytes, encoding);
    replaced += !s.valid;
    append_code_point(s.c, out);
    bytes.remove_prefix(s.bytes);
  }
  return replaced;
}

bool is_ascii(std::string_view bytes) { return ascii_run(bytes) == bytes.size(); }

bool is_valid_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(ascii_run(bytes));
    if (bytes.empty()) break;
    const Step s = step_utf8(bytes);
    if (!s.valid) return false;
    bytes.remove_prefix(s.bytes);
  }
  return true;
}

std::size_t source_offset(std::string_view bytes, Encoding encoding, std::size_t utf8_offset) {
  std::size_t source = 0, written = 0;
  while (source < bytes.size()) {
    const Step s = step(bytes.substr(source), encoding);
    const std::size_t length = utf8_length(s.c);
    if (written + length > utf8_offset) return source;
    written += length;
    source += s.bytes;
  }
  return bytes.size();
}

LineReader::LineReader(std::string_view bytes, const EncodingGuess& encoding,
                       std::size_t max_line_bytes)
    : bytes_(bytes),
      encoding_(encoding.encoding),
      at_(std::min(encoding.bom_bytes, bytes.size())),
      max_line_bytes_(std::max<std::size_t>(max_line_bytes & ~std::size_t{3}, 4)) {}

bool LineReader::next(Line& line) {
  if (at_ >= bytes_.size()) return false;
  const std::size_t unit = unit_bytes(encoding_);
  const std::size_t low = encoding_ == Encoding::utf16be ? 1 : 0;  // place of the ASCII byte
  const std::size_t begin = at_;
  const std::size_t limit = std::min(bytes_.size() - begin, max_line_bytes_);
  std::size_t length = 0, after = 0;
  bool ended = false;
  if (unit == 1) {
    const auto* data = bytes_.data() + begin;
    const auto* lf = static_cast<const char*>(std::memchr(data, '\n', limit));
    const std::size_t window = lf ? static_cast<std::size_t>(lf - data) : limit;
    const auto* cr = static_cast<const char*>(std::memchr(data, '\r', window));
    if (cr) {
      length = static_cast<std::size_t>(cr - data);
      after = begin + length + 1 < bytes_.size() && data[length + 1] == '\n' ? 2 : 1;
      ended = true;
    } else {
      length = window;
      after = lf ? 1 : 0;
      ended = lf != nullptr;
    }
  } else {
    const auto is = [&](std::size_t i, char c) {
      return i + 1 < bytes_.size() && bytes_[i + low] == c && bytes_[i + 1 - low] == 0;
    };
    for (length = 0; length < limit; length += 2) {
      if (is(begin + length, '\n')) {
        after = 2;
        ended = true;
        break;
      }
      if (is(begin + length, '\r')) {
        after = is(begin + length + 2, '\n') ? 4 : 2;
        ended = true;
        break;
      }
    }
    length = std::min(length, bytes_.size() - begin);
  }
  if (!ended && begin + length < bytes_.size()) {
    // Cut between characters: back over continuation bytes or between surrogates.
    if (encoding_ == Encoding::utf8) {
      std::size_t back = 0;
      while (back < 3 && length > back + 1 && (at(bytes_, begin + length - back) & 0xC0) == 0x80)
        ++back;
      if ((at(bytes_, begin + length - back) & 0xC0) != 0x80) length -= back;
    } else if (unit == 2 && length >= 4 && begin + length + 2 <= bytes_.size() &&
               (at(bytes_, begin + length + 1 - low) & 0xFC) == 0xDC) {
      length -= 2;
    }
  }
  line.continued = in_line_;
  if (!in_line_) ++number_;
  in_line_ = !ended;
  line.source = bytes_.substr(begin, length);
  line.offset = begin;
  line.number = number_;
  if (encoding_ == Encoding::utf8 && is_valid_utf8(line.source)) {
    line.text = line.source;
    line.replaced = 0;
  } else {
    buffer_.clear();
    line.replaced = append_utf8(line.source, encoding_, buffer_);
    line.text = buffer_;
  }
  at_ = begin + length + after;
  return true;
}

}  // namespace clew::text
