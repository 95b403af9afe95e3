#include "text/code_page.h"

#include <fmt/format.h>

namespace clew::text {

std::string charset_of_code_page(std::uint64_t page) {
  switch (page) {
    case 932: return "shift_jis";
    case 936: return "gbk";
    case 950: return "big5";
    case 1200: return "utf-16le";
    case 10000: return "macintosh";
    case 20127: return "us-ascii";
    case 20866: return "koi8-r";
    case 21866: return "koi8-u";
    case 50220: case 50221: case 50222: return "iso-2022-jp";
    case 50225: return "iso-2022-kr";
    case 51932: return "euc-jp";
    case 51949: return "euc-kr";
    case 52936: return "hz";
    case 54936: return "gb18030";
    case 65000: return "utf-7";
    case 65001: return "utf-8";
    default: break;
  }
  if (page > 28590 && page < 28606) return fmt::format("iso-8859-{}", page - 28590);
  return fmt::format("windows-{}", page);
}

unsigned code_page_of_locale(std::uint64_t locale) {
  switch (locale & 0x3FF) {  // the language alone, but for those with two scripts
    case 0x01: case 0x20: case 0x29: return 1256;                          // Arabic, Urdu, Persian
    case 0x02: case 0x19: case 0x22: case 0x23: case 0x2F: return 1251;  // Bulgarian, Russian, Ukrainian, Belarusian, Macedonian
    // Czech, Hungarian, Polish, Romanian, Slovak, Albanian, Slovenian
    case 0x05: case 0x0E: case 0x15: case 0x18: case 0x1B: case 0x1C: case 0x24: return 1250;
    case 0x1A: return locale == 0x0C1A || locale == 0x1C1A || locale == 0x201A ? 1251 : 1250;  // Serbian in Cyrillic; Croatian, Bosnian
    case 0x04: return locale == 0x0404 || locale == 0x0C04 || locale == 0x1404 ? 950 : 936;    // Chinese
    case 0x08: return 1253;             // Greek
    case 0x0D: return 1255;             // Hebrew
    case 0x11: return 932;              // Japanese
    case 0x12: return 949;              // Korean
    case 0x1E: return 874;              // Thai
    case 0x1F: case 0x2C: return 1254;  // Turkish, Azerbaijani
    case 0x25: case 0x26: case 0x27: return 1257;  // Estonian, Latvian, Lithuanian
    case 0x2A: return 1258;             // Vietnamese
    default: return 1252;
  }
}

}  // namespace clew::text
