// Numbers of code pages and locales, as Windows and Office write them into files, → names of charsets that
// text/charset.h reads. Sources: the code page identifiers of Windows; [MS-LCID] for the languages.
#pragma once

#include <cstdint>
#include <string>

namespace clew::text {

// 1251 → "windows-1251", 932 → "shift_jis", 20866 → "koi8-r", 28592 → "iso-8859-2", 65001 → "utf-8". Of a number that nobody uses
// "windows-N", which no charset is called.
std::string charset_of_code_page(std::uint64_t page);
// The code page in which Windows writes the letters of a locale (LCID 0x0419 → 1251) where text is not Unicode; 1252 for
// those that need no other.
unsigned code_page_of_locale(std::uint64_t locale);

}  // namespace clew::text
