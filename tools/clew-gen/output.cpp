#include "output.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace clew::gen {
namespace {

// Code points of bytes 0x80 … 0x9F of windows-1252 (Unicode's CP1252.TXT); 0 = unassigned.
constexpr std::array<char16_t, 32> cp1252_high{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char cp1252_byte(char32_t c) {
  if (c < 0x80 || (c >= 0xA0 && c <= 0xFF)) return static_cast<char>(c);
  for (std::size_t i = 0; i < cp1252_high.size(); ++i)
    if (c != 0 && cp1252_high[i] == c) return static_cast<char>(0x80 + i);
  return '?';  // what exporters write for a character the code page lacks
}

std::uint64_t count_lines(std::string_view text) {
  std::uint64_t lines = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while ((at = static_cast<const char*>(
              std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
    ++lines;
    if (++at == end) break;
  }
  return lines;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t c = lead & (0x3F >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    c = (c << 6) | (static_cast<unsigned char>(text[at++]) & 0x3F);
  return c;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

const char* name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "utf-8";
    case Encoding::utf8_bom:
      return "utf-8-bom";
    case Encoding::utf16le_bom:
      return "utf-16le-bom";
    case Encoding::cp1252:
      return "windows-1252";
  }
  return "";
}

OutFile::OutFile(OutputTree& tree, std::string relative_path, Encoding encoding)
    : tree_(tree), path_(std::move(relative_path)), encoding_(encoding) {
  if (encoding == Encoding::utf8_bom) raw("\xEF\xBB\xBF");
  if (encoding == Encoding::utf16le_bom) raw("\xFF\xFE");
}

void OutFile::encode(std::string_view utf8) {
  const std::size_t before = buffer_.size();
  if (encoding_ == Encoding::utf8 || encoding_ == Encoding::utf8_bom) {
    buffer_.append(utf8);
  } else {
    for (std::size_t at = 0; at < utf8.size();) {
      const char32_t c = next_code_point(utf8, at);
      if (encoding_ == Encoding::cp1252) {
        buffer_ += cp1252_byte(c);
        continue;
      }
      auto unit = [&](char32_t u) {
        buffer_ += static_cast<char>(u & 0xFF);
        buffer_ += static_cast<char>(u >> 8 & 0xFF);
      };
      if (c >= 0x10000) {
        unit(0xD800 + ((c - 0x10000) >> 10));
        unit(0xDC00 + ((c - 0x10000) & 0x3FF));
      } else {
        unit(c);
      }
    }
  }
  const std::size_t added = buffer_.size() - before;
  bytes_ += added;
  lines_ += count_lines(utf8);
  tree_.grew(*this, added);
}

void OutFile::text(std::string_view utf8) { encode(utf8); }

Place OutFile::record(std::string_view utf8) {
  const Place place{rows_ + 1, lines_ + 1, bytes_};
  ++rows_;
  encode(utf8);
  return place;
}

void OutFile::raw(std::string_view bytes) {
  buffer_.append(bytes);
  bytes_ += bytes.size();
  lines_ += count_lines(bytes);
  tree_.grew(*this, bytes.size());
}

OutputTree::OutputTree(std::string root, bool discard)
    : root_(std::move(root)), discard_(discard) {
  if (discard_) return;
  std::error_code error;
  std::filesystem::create_directories(root_, error);
  if (error) throw std::runtime_error("cannot make the folder " + root_ + ": " + error.message());
}

OutFile& OutputTree::create(std::string relative_path, Encoding encoding) {
  files_.push_back(std::make_unique<OutFile>(*this, std::move(relative_path), encoding));
  if (discard_) return *files_.back();
  std::error_code error;
  const auto parent = std::filesystem::path(root_ + "/" + files_.back()->path_).parent_path();
  std::filesystem::create_directories(parent, error);
  if (error)
    throw std::runtime_error("cannot make the folder " + parent.string() + ": " + error.message());
  return *files_.back();
}

void OutputTree::grew(OutFile& file, std::size_t by) {
  buffered_bytes_ += by;
  if (file.buffer_.size() >= file_buffer_bytes) write_out(file);
  if (buffered_bytes_ >= max_buffered_bytes) flush();
}

void OutputTree::write_out(OutFile& file) {
  if (discard_) {
    file.created_ = true;
    buffered_bytes_ -= file.buffer_.size();
    file.buffer_.clear();
    return;
  }
  const std::string path = root_ + "/" + file.path_;
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (file.created_ ? O_APPEND : O_TRUNC);
  const int fd = ::open(path.c_str(), flags, 0644);
  if (fd < 0) throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
  file.created_ = true;
  std::size_t done = 0;
  while (done < file.buffer_.size()) {
    const ssize_t n = ::write(fd, file.buffer_.data() + done, file.buffer_.size() - done);
    if (n < 0) {
      if (errno == EINTR) continue;
      const int why = errno;
      ::close(fd);
      throw std::runtime_error("cannot write " + path + ": " + std::strerror(why));
    }
    done += static_cast<std::size_t>(n);
  }
  if (::close(fd) != 0) throw std::runtime_error("cannot close " + path);
  buffered_bytes_ -= file.buffer_.size();
  file.buffer_.clear();
  if (files_.size() > 128) std::string().swap(file.buffer_);  // keep no idle capacity
}

void OutputTree::flush() {
  for (const auto& file : files_)
    if (!file->buffer_.empty() || !file->created_) write_out(*file);
}

}  // namespace clew::gen
