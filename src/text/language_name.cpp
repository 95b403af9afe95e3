#include "text/language_name.h"

#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>

namespace clew::text {

std::string language_name(std::string_view code) {
  if (code == "und" || code.empty()) return "an undetermined language";
  const auto locale = icu::Locale::createCanonical(std::string(code).c_str());
  icu::UnicodeString name;
  locale.getDisplayName(icu::Locale::getEnglish(), name);
  std::string out;
  name.toUTF8String(out);
  return out;
}

std::optional<std::string> language_code(std::string_view typed) {
  if (typed == "und") return "und";
  const bool like_code = typed.size() >= 2 && std::all_of(typed.begin(), typed.end(), [](char c) { return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-'; });
  if (!like_code && typed.find(' ') == std::string_view::npos) return {};
  if (like_code) {
    // As CLDR itself has it; "sh" would become "sr-Latn".
    if (typed.size() == 2 && std::islower(static_cast<unsigned char>(typed[0])) && language_name(typed) != typed) return std::string(typed);
    // "ron" and "RO" are "ro"; the script in CLDR's letters.
    UErrorCode error = U_ZERO_ERROR;
    const auto locale = icu::Locale::createCanonical(std::string(typed).c_str());
    const auto tag = locale.toLanguageTag<std::string>(error);
    const std::string name = language_name(tag);
    if (U_SUCCESS(error) && name != tag && name.find("(Unknown") == std::string::npos && locale.getLanguage()[0] != 0 &&
        language_name(locale.getLanguage()) != locale.getLanguage())
      return tag;
  }
  const auto wanted = icu::UnicodeString::fromUTF8({typed.data(), static_cast<std::int32_t>(typed.size())}).foldCase();
  for (const auto* const* code = uloc_getISOLanguages(); *code; ++code) {
    icu::UnicodeString name;
    icu::Locale(*code).getDisplayLanguage(icu::Locale::getEnglish(), name);
    if (name.foldCase() == wanted) return std::string(*code);
  }
  return {};
}

}  // namespace clew::text
