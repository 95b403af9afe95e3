// Files of the generated case. Text goes in as UTF-8 and leaves in the file's encoding; the files
// count their bytes, lines and records so that the truth can name the place of each record.
//
// Memory: one buffer a file, all together at most about max_buffered_bytes. No file stays open
// between writes, so a case may have any number of files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::gen {

enum class Encoding { utf8, utf8_bom, utf16le_bom, cp1252 };

// Where a record starts: record number (from 1, header and preamble not counted), physical line
// (from 1) and byte offset in the file as written.
struct Place {
  std::uint64_t row = 0, line = 0, offset = 0;
};

class OutputTree;

class OutFile {
 public:
  OutFile(OutputTree& tree, std::string relative_path, Encoding encoding);
  // Text that is no record: header, preamble, damaged bytes of no meaning.
  void text(std::string_view utf8);
  // One record, with its line end. Returns where it starts.
  Place record(std::string_view utf8);
  // Bytes as they are, whatever the encoding (for damage). Counts lines.
  void raw(std::string_view bytes);
  Place here() const { return {rows_ + 1, lines_ + 1, bytes_}; }

  const std::string& path() const { return path_; }
  Encoding encoding() const { return encoding_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  friend class OutputTree;
  void encode(std::string_view utf8);
  OutputTree& tree_;
  std::string path_;
  Encoding encoding_;
  std::string buffer_;
  std::uint64_t rows_ = 0, lines_ = 0, bytes_ = 0;
  bool created_ = false;
};

class OutputTree {
 public:
  static constexpr std::size_t file_buffer_bytes = 256 * 1024;
  static constexpr std::size_t max_buffered_bytes = 64 * 1024 * 1024;

  // Makes `root`. Throws std::runtime_error when it cannot be made.
  // `discard`: files are made and counted, nothing is written.
  explicit OutputTree(std::string root, bool discard = false);
  OutFile& create(std::string relative_path, Encoding encoding);
  // Writes out everything. Throws std::runtime_error when the disk refuses.
  void flush();
  const std::string& root() const { return root_; }

 private:
  friend class OutFile;
  void grew(OutFile& file, std::size_t by);
  void write_out(OutFile& file);
  std::string root_;
  bool discard_;
  std::vector<std::unique_ptr<OutFile>> files_;
  std::size_t buffered_bytes_ = 0;
};

const char* name_of(Encoding encoding);

// Next code point of `text` at `at` (valid UTF-8 expected); moves `at` past it.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t c);

}  // namespace clew::gen
