#include "text/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>

#include "text/encoding.h"

namespace clew::text {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return ucnv_compareNames(std::string(a).c_str(), std::string(b).c_str()) == 0;
}

std::size_t count_replacements(std::string_view utf8) {
  std::size_t n = 0;
  for (auto at = utf8.find("\xEF\xBF\xBD"); at != utf8.npos; at = utf8.find("\xEF\xBF\xBD", at + 3))
    ++n;
  return n;
}

}  // namespace

std::optional<std::string> charset_to_utf8(std::string_view bytes, std::string_view charset,
                                           std::size_t* replaced) {
  if (replaced) *replaced = 0;
  if (charset.empty() || charset.size() > 60) return {};
  for (unsigned char c : charset)
    if (c <= ' ' || c >= 0x7F) return {};
  // Everyday names need no converter; what calls itself ISO-8859-1 is Windows-1252 in practice
  // (WHATWG Encoding).
  for (auto [name, encoding] :
       {std::pair("utf-8", Encoding::utf8), std::pair("us-ascii", Encoding::windows1252),
        std::pair("iso-8859-1", Encoding::windows1252),
        std::pair("windows-1252", Encoding::windows1252)})
    if (same_name(charset, name)) {
      // Mail that calls itself ASCII and holds UTF-8 is common.
      bool utf8 =
          encoding == Encoding::utf8 || (same_name(charset, "us-ascii") && is_valid_utf8(bytes));
      return to_utf8(bytes, utf8 ? Encoding::utf8 : encoding, replaced);
    }
  UErrorCode status = U_ZERO_ERROR;
  std::string name(charset);
  if (same_name(name, "unicode-1-1-utf-7")) name = "utf-7";  // its older name, RFC 1642
  std::unique_ptr<UConverter, decltype(&ucnv_close)> from(ucnv_open(name.c_str(), &status),
                                                          ucnv_close);
  if (U_FAILURE(status) || !from) return {};
  std::unique_ptr<UConverter, decltype(&ucnv_close)> to(ucnv_open("UTF-8", &status), ucnv_close);
  if (U_FAILURE(status) || !to) return {};
  std::string out;
  UChar pivot[1024];
  UChar *pivot_source = pivot, *pivot_target = pivot;
  const char* source = bytes.data();
  const char* end = source + bytes.size();
  for (bool first = true;; first = false) {
    char chunk[4096];
    char* target = chunk;
    status = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, chunk + sizeof chunk, &source, end, pivot,
                   &pivot_source, &pivot_target, pivot + std::size(pivot), first, true, &status);
    out.append(chunk, static_cast<std::size_t>(target - chunk));
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_FAILURE(status)) return {};
    break;
  }
  if (replaced) *replaced = count_replacements(out);
  return out;
}

}  // namespace clew::text
