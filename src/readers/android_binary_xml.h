// Android's packed XML ("ABX", Android 12 and later) as XML text.
//
// A stream of tokens: the low four bits say what (start tag, attribute, text, end tag …), the high
// four how its value is stored; names are kept once and referred to by number. Source: the
// platform's BinaryXmlSerializer (Android Open Source Project). Damage ends the conversion; what
// came before stays.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::readers {

struct UnpackedXml {
  std::string text;
  bool whole = true;  // false: the bytes make no sense from `at` on
  std::uint64_t at = 0;
};
bool is_android_binary_xml(std::string_view bytes);
// At most 64 MiB of text.
UnpackedXml unpack_android_xml(std::string_view bytes);

}  // namespace clew::readers
