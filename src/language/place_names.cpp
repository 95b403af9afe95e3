#include "language/place_names.h"

#include <unicode/locid.h>
#include <unicode/timezone.h>
#include <unicode/tznames.h>

#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "language/check_profile.h"
#include "language/glossary.h"

namespace clew::language::checking {
namespace {

using Places = std::unordered_map<std::string, std::vector<std::string>>;

std::vector<std::string> place_words_of(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  std::vector<std::string> words;
  for (const auto& token : profile_of(utf8).tokens)
    if (token.letters >= 3) words.push_back(folded_word(token.folded));
  return words;
}

void add(const icu::UnicodeString& english, const icu::UnicodeString& local, Places& table) {
  const auto theirs = place_words_of(local);
  for (const auto& word : place_words_of(english)) {
    auto& names = table[word];
    names.insert(names.end(), theirs.begin(), theirs.end());
  }
}

Places made_for(std::string_view language) {
  Places table;
  const icu::Locale local(std::string(language).c_str()), english("en");
  icu::UnicodeString a, b;
  for (const auto* const* code = icu::Locale::getISOCountries(); *code; ++code) {
    const icu::Locale country("", *code);
    add(country.getDisplayCountry(english, a), country.getDisplayCountry(local, b), table);
  }
  for (const auto* const* code = icu::Locale::getISOLanguages(); *code; ++code) {
    if (std::string_view(*code).size() != 2) continue;
    const icu::Locale spoken(*code);
    add(spoken.getDisplayLanguage(english, a), spoken.getDisplayLanguage(local, b), table);
  }
  UErrorCode failed = U_ZERO_ERROR;
  const std::unique_ptr<icu::TimeZoneNames> ours(icu::TimeZoneNames::createInstance(english, failed)), theirs(icu::TimeZoneNames::createInstance(local, failed));
  const std::unique_ptr<icu::StringEnumeration> zones(icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, nullptr, nullptr, failed));
  if (U_FAILURE(failed)) return table;
  while (const auto* zone = zones->snext(failed)) {
    ours->getExemplarLocationName(*zone, a);
    theirs->getExemplarLocationName(*zone, b);
    if (!a.isEmpty() && !b.isEmpty()) add(a, b, table);
  }
  return table;
}

}  // namespace

const std::vector<std::string>& local_names_of(std::string_view english, std::string_view language) {
  static std::mutex mutex;
  static std::map<std::string, Places, std::less<>> tables;
  static const std::vector<std::string> none;
  const std::lock_guard lock(mutex);
  auto it = tables.find(language);
  if (it == tables.end()) it = tables.emplace(language, made_for(language)).first;
  const auto found = it->second.find(std::string(english));
  return found == it->second.end() ? none : found->second;
}

}  // namespace clew::language::checking
