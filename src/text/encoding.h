// Text of unknown encoding → UTF-8, piece by piece, with the way back to the source's bytes.
//
// Nothing here holds a whole file: detect_encoding() looks once over the bytes, LineReader goes
// line by line, to_utf8() converts any piece that begins and ends at a character. What is not valid
// becomes U+FFFD and is counted, so that the caller can report it; the source's bytes stay as they
// are and the record's position leads to them.
//
// All functions are pure and safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace clew::text {

enum class Encoding : std::uint8_t { utf8, utf16le, utf16be, windows1252, latin1 };
std::string_view word(Encoding encoding);  // "UTF-8", "UTF-16LE", …, "Windows-1252", "ISO-8859-1"

struct EncodingGuess {
  Encoding encoding = Encoding::utf8;
  std::size_t bom_bytes = 0;  // bytes to leave out at the start
  std::uint64_t invalid = 0;  // places that are not valid in that encoding (UTF-8 only)
  std::string reason;         // for the import report: "byte order mark", "every byte is ASCII" …
};
// Looks at all bytes (2 GB/s and more for ASCII). A byte order mark decides; then zero bytes at
// every second place mean UTF-16; then UTF-8 if its multi-byte sequences outnumber the broken ones;
// else Windows-1252, or ISO-8859-1 if the file uses bytes that Windows-1252 leaves undefined.
// `looked_at` is told from time to time how many bytes are done, every 8 MB about.
EncodingGuess detect_encoding(std::string_view bytes, const std::function<void(std::size_t)>& looked_at = {});

// Bytes per code unit: 2 for UTF-16, else 1.
constexpr std::size_t unit_bytes(Encoding encoding) {
  return encoding == Encoding::utf16le || encoding == Encoding::utf16be ? 2 : 1;
}

// Appends `bytes` as UTF-8 to `out`. Returns how many places were replaced by U+FFFD (0: exact).
// An incomplete sequence is one place; each further byte that fits nowhere is one.
std::size_t append_utf8(std::string_view bytes, Encoding encoding, std::string& out);
inline std::string to_utf8(std::string_view bytes, Encoding encoding,
                           std::size_t* replaced = nullptr) {
  std::string out;
  const std::size_t n = append_utf8(bytes, encoding, out);
  if (replaced) *replaced = n;
  return out;
}

bool is_ascii(std::string_view bytes);
bool is_valid_utf8(std::string_view bytes);

// The way back: the offset in `bytes` of the character whose UTF-8 form begins at (or holds)
// `utf8_offset` of to_utf8(bytes, encoding). bytes.size() at or past the end. Cost: linear.
std::size_t source_offset(std::string_view bytes, Encoding encoding, std::size_t utf8_offset);

// The physical lines of a text: ended by LF, CR LF or a lone CR. A file without a final line end
// gives its last line too; an empty file gives none. Memory: the longest line, cut at
// `max_line_bytes` of source: what is longer comes as several pieces with `continued` set.
class LineReader {
 public:
  struct Line {
    std::string_view text;     // UTF-8, without the line end; holds until the next call
    std::string_view source;   // the same in the source's bytes
    std::uint64_t offset = 0;  // of `source` in the file
    std::uint64_t number = 0;  // 1-based
    std::size_t replaced = 0;  // places that became U+FFFD
    bool continued = false;    // goes on where the piece before was cut
  };
  static constexpr std::size_t default_max_line_bytes = 16u << 20;

  // `bytes` must outlive the reader.
  LineReader(std::string_view bytes, const EncodingGuess& encoding,
             std::size_t max_line_bytes = default_max_line_bytes);
  // The next line; false at the end.
  bool next(Line& line);

 private:
  std::string_view bytes_;
  Encoding encoding_;
  std::size_t at_;
  std::size_t max_line_bytes_;
  std::uint64_t number_ = 0;
  bool in_line_ = false;
  std::string buffer_;
};

}  // namespace clew::text
