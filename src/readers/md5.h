// MD5 (RFC 1321), only to recognise names that an app keeps as their MD5. The reader process can open no file, so no library that looks for its settings first.
#pragma once

#include <string>
#include <string_view>

namespace clew::readers {

// 32 hexadecimal digits, in small letters.
std::string md5_hex(std::string_view bytes);

}  // namespace clew::readers
