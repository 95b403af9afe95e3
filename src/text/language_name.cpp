#include "text/language_name.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

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

}  // namespace clew::text
