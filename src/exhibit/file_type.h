// What a file is, by its content; the name is only asked to tell text formats apart (CSV or plain
// text), never believed against the bytes.
//
// Sources of the signatures: the formats' own specifications (PKWARE APPNOTE, RFC 1952, POSIX
// ustar, SQLite file format, ISO 32000, ISO 14496-12, RFC 3533, …).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::exhibit {

enum class FileClass : std::uint8_t {
  empty,
  container,  // holds files: zip, tar, 7z, gz …
  database,
  document,    // pdf, office, rtf, html
  structured,  // json, xml, plist
  text,
  image,
  audio,
  video,
  program,
  other,  // known, none of these
  unknown,
};

struct FileType {
  FileClass file_class = FileClass::unknown;
  std::string_view name;  // "zip", "jpeg", "text (UTF-16LE)"; static
  std::string_view mime;  // static; "application/octet-stream" when unknown
};

// Looks at the first 4 KiB (text: 64 KiB) and at offset 257 / 32769 for tar and ISO 9660.
FileType file_type(std::string_view bytes, std::string_view name = {});

// A pointer that a version control system left instead of the content.
bool is_lfs_pointer(std::string_view bytes);

// Whether all bytes are zero (a file that was sparse or wiped). Stops at the first other byte.
bool is_all_zero(std::string_view bytes);

// Whether the bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);

// Lower-case extension of a name without the dot, "" if none (ASCII only).
std::string extension_of(std::string_view name);

}  // namespace clew::exhibit
