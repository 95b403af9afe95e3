#include "language/lid_text.h"

#include "base/assert.h"
#include "base/error.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <memory>

namespace clew::language::lid {
namespace {

Script script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_LATIN:
      return Script::latin;
    case USCRIPT_CYRILLIC:
      return Script::cyrillic;
    case USCRIPT_ARABIC:
      return Script::arabic;
    case USCRIPT_DEVANAGARI:
      return Script::devanagari;
    case USCRIPT_ETHIOPIC:
      return Script::ethiopic;
    case USCRIPT_TIBETAN:
      return Script::tibetan;
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
      return Script::cjk;
    case USCRIPT_HANGUL:
      return Script::hangul;
    case USCRIPT_GREEK:
      return Script::greek;
    case USCRIPT_HEBREW:
      return Script::hebrew;
    case USCRIPT_ARMENIAN:
      return Script::armenian;
    case USCRIPT_GEORGIAN:
      return Script::georgian;
    case USCRIPT_THAI:
      return Script::thai;
    case USCRIPT_LAO:
      return Script::lao;
    case USCRIPT_KHMER:
      return Script::khmer;
    case USCRIPT_MYANMAR:
      return Script::myanmar;
    case USCRIPT_BENGALI:
      return Script::bengali;
    case USCRIPT_GURMUKHI:
      return Script::gurmukhi;
    case USCRIPT_GUJARATI:
      return Script::gujarati;
    case USCRIPT_TAMIL:
      return Script::tamil;
    case USCRIPT_TELUGU:
      return Script::telugu;
    case USCRIPT_KANNADA:
      return Script::kannada;
    case USCRIPT_MALAYALAM:
      return Script::malayalam;
    case USCRIPT_SINHALA:
      return Script::sinhala;
    case USCRIPT_THAANA:
      return Script::thaana;
    default:
      return Script::other;
  }
}

const icu::Normalizer2& nfkc() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* n = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) {
    throw Error(ErrorKind::resource,
                "language detection: ICU's normalisation data is missing; reinstall libicu72");
  }
  return *n;
}

const icu::Normalizer2& nfc() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* n = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) {
    throw Error(ErrorKind::resource,
                "language detection: ICU's normalisation data is missing; reinstall libicu72");
  }
  return *n;
}

// Keyboards of one language write what those of another write with a neighbouring code point.
char16_t unify(char16_t c) {
  switch (c) {
    case 0x0219:
      return 0x015F;  // ș ş
    case 0x021B:
      return 0x0163;  // ț ţ
    default:
      return c;
  }
}

Fold fold_one(UChar32 c) {
  // Apostrophes of all makes, also the modifier letters of Uzbek, Hausa and Hawaiian.
  switch (c) {
    case '\'':
    case 0x2018:
    case 0x2019:
    case 0x02BB:
    case 0x02BC:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x0060:
    case 0x00B4:
    case 0x05F3:
      return {u'\'', kind_apostrophe};
    case 0x0640:  // tatweel
    case 0x30FC:
      return {0, kind_ignore};  // kana length mark
    case 0x3005:
      return {0x3005, static_cast<std::uint8_t>(Script::cjk)};
    default:
      break;
  }
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return {0, kind_ignore};
  const int category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_COMBINING_SPACING_MARK ||
      category == U_ENCLOSING_MARK) {
    // Vowel signs of Indic and similar scripts are letters to us; Latin, Arabic and Hebrew marks
    // are composed or dropped.
    const Script script = script_of(c);
    if (script == Script::other || script == Script::arabic || script == Script::hebrew ||
        script == Script::latin || script == Script::cyrillic || script == Script::greek ||
        script == Script::cjk) {
      return {static_cast<char16_t>(c), kind_mark};
    }
    return {static_cast<char16_t>(c), static_cast<std::uint8_t>(script)};
  }
  if (category == U_DECIMAL_DIGIT_NUMBER) {
    return {static_cast<char16_t>(u'0' + u_charDigitValue(c)), kind_digit};
  }
  // ª º ² and circled or enclosed letters are no letters here; full-width and presentation forms
  // are.
  if (!u_isalpha(c) || c == 0xAA || c == 0xBA) return {0, kind_break};
  UChar32 lower = u_tolower(c);
  if (lower == 0x0131) lower = 'i';  // ı: typed and case-folded too unevenly to be trusted
  icu::UnicodeString whole;
  UErrorCode status = U_ZERO_ERROR;
  whole = nfkc().normalize(icu::UnicodeString(lower), status);
  if (U_SUCCESS(status) && !whole.isEmpty() && u_isalpha(whole.char32At(0))) {
    lower = u_tolower(whole.char32At(0));
  }
  if (lower > 0xFFFF) return {0, kind_break};
  const Script script = script_of(lower);
  return {unify(static_cast<char16_t>(lower)), static_cast<std::uint8_t>(script)};
}

}  // namespace

const std::array<Fold, 0x10000>& fold_table() {
  static const std::unique_ptr<const std::array<Fold, 0x10000>> table = [] {
    auto t = std::make_unique<std::array<Fold, 0x10000>>();
    for (UChar32 c = 0; c < 0x10000; ++c) {
      const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
      (*t)[static_cast<std::size_t>(c)] =
          surrogate || c == 0xFFFD ? Fold{0, kind_break} : fold_one(c);
    }
    return t;
  }();
  return *table;
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  CLEW_ASSERT(at < text.size());
  const auto byte = [&](std::size_t i) -> char32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const char32_t a = byte(at);
  if (a < 0x80) {
    ++at;
    return a;
  }
  const auto tail = [](char32_t b) { return (b & 0xC0) == 0x80; };
  const char32_t b = byte(at + 1), c = byte(at + 2), d = byte(at + 3);
  if (a >= 0xC2 && a <= 0xDF && tail(b)) {
    at += 2;
    return (a & 0x1F) << 6 | (b & 0x3F);
  }
  if (a >= 0xE0 && a <= 0xEF && tail(b) && tail(c)) {
    const char32_t v = (a & 0x0F) << 12 | (b & 0x3F) << 6 | (c & 0x3F);
    if (v >= 0x800 && (v < 0xD800 || v > 0xDFFF)) {
      at += 3;
      return v;
    }
  }
  if (a >= 0xF0 && a <= 0xF4 && tail(b) && tail(c) && tail(d)) {
    const char32_t v = (a & 0x07) << 18 | (b & 0x3F) << 12 | (c & 0x3F) << 6 | (d & 0x3F);
    if (v >= 0x10000 && v <= 0x10FFFF) {
      at += 4;
      return v;
    }
  }
  ++at;
  return 0xFFFD;
}

Fold fold_astral(char32_t c) {
  if (c >= 0x1D400 && c <= 0x1D7FF) {  // mathematical alphanumerics: the "fonts" of chat apps
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString plain =
        nfkc().normalize(icu::UnicodeString(static_cast<UChar32>(c)), status);
    if (U_SUCCESS(status) && plain.length() == 1) {
      return fold_table()[static_cast<std::size_t>(plain.charAt(0))];
    }
    return {0, kind_break};
  }
  if (c >= 0x20000 && c <= 0x3FFFF) {  // rare Han: all the same to the statistics
    return {u'〇', static_cast<std::uint8_t>(Script::cjk)};
  }
  if (c >= 0xE0000 && c <= 0xE0FFF) return {0, kind_ignore};  // tags, variation selectors
  return {0, kind_break};
}

char16_t compose(char16_t letter, char16_t mark) {
  const UChar32 whole = nfc().composePair(letter, mark);
  return whole > 0 && whole < 0x10000 ? fold_table()[static_cast<std::size_t>(whole)].letter : 0;
}

bool may_hold_links(std::string_view text) {
  // Each kind of link has one of these followed by something other than a blank.
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '@' && c != ':' && c != '.') continue;
    if (c == '@' || (i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) > ' ')) {
      return true;
    }
  }
  return false;
}

bool is_link(std::string_view chunk) {
  const auto alnum = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  const auto starts = [&](std::string_view prefix) {
    return chunk.size() > prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), chunk.begin(), [](char p, char c) {
             return p == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
           });
  };
  while (!chunk.empty() && (chunk.front() == '(' || chunk.front() == '<' || chunk.front() == '"')) {
    chunk.remove_prefix(1);
  }
  while (!chunk.empty() && !alnum(chunk.back()) && chunk.back() != '/' && chunk.back() > 0) {
    chunk.remove_suffix(1);
  }
  if (chunk.size() < 2) return false;
  if (chunk.find("://") != std::string_view::npos || starts("www.") || starts("mailto:"))
    return true;
  if (chunk.front() == '@') return true;
  const auto at = chunk.find('@');
  if (at != std::string_view::npos && at > 0 && at + 1 < chunk.size() && alnum(chunk[at - 1]) &&
      alnum(chunk[at + 1])) {
    return true;
  }
  // name.tld, name.tld/path, name.jpg: only endings that are no everyday word in some language.
  const std::string_view host = chunk.substr(0, chunk.find_first_of("/?#:"));
  const auto dot = host.rfind('.');
  if (dot == std::string_view::npos || dot < 2 || dot + 1 >= host.size()) return false;
  std::array<char, 6> ending{};
  const std::string_view tail = host.substr(dot + 1);
  if (tail.size() > 5) return false;
  for (std::size_t i = 0; i < tail.size(); ++i) {
    const char c = tail[i];
    ending[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  static constexpr std::array<std::string_view, 48> known = {
      "com",  "org", "net",  "uk",  "info", "io",   "eu",   "gov",  "edu", "app", "ro",   "vn",
      "pl",   "tv",  "ly",   "ru",  "cn",   "biz",  "jpg",  "jpeg", "png", "gif", "pdf",  "mp3",
      "mp4",  "ogg", "opus", "m4a", "webp", "webm", "mov",  "avi",  "txt", "doc", "docx", "xls",
      "xlsx", "ppt", "pptx", "zip", "rar",  "apk",  "html", "htm",  "php", "vcf", "csv",  "3gp"};
  const std::string_view lower(ending.data(), tail.size());
  return std::find(known.begin(), known.end(), lower) != known.end();
}

}  // namespace clew::language::lid
