// Safari's cookies, and those of apps that show pages (Cookies.binarycookies; iOS and macOS). See
// docs/formats/plist-and-protobuf.md.
//
//   "cook", BE u32 pages, BE u32 size of each; pages; checksum and a footer
//   page    00 00 01 00, LE u32 cookies, LE u32 offset of each (from the page's begin), 0
//   cookie  LE u32: size, ?, flags (1 secure, 4 for servers only), ?, then offsets (from the
//           cookie's begin) of domain, name, path, value; 8 bytes; LE doubles: expiry and creation
//           in seconds since 2001. Texts end with a zero byte.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_binary_cookies_reader();

}  // namespace clew::readers
