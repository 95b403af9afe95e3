#include "language/ways.h"

#include <fmt/format.h>

#include <algorithm>

#include "language/dictionary_words.h"
#include "language/romanised.h"

namespace clew::language {
namespace {

// Bumped whenever planning or checking gives other results for the same engine.
constexpr int lines_version = 11;

}  // namespace

const Way& Ways::of(const std::string& language) {
  const auto it = ways_.find(language);
  if (it != ways_.end()) return it->second;
  Way w;
  w.base = language;
  w.choice = choice(language);
  if (const auto base = romanised_base(language); !w.choice.engine && !base.empty()) {
    const auto other = choice(base);
    if (other.engine) {
      w.choice = other;
      w.base = base;
    }
  }
  if (w.choice.engine) {
    w.version = fmt::format("{}; lines {}", w.choice.engine->version(w.base), lines_version);
    w.route = w.choice.engine->route(w.base);
    if (w.choice.engine->passes_words_on()) add_dictionary(w);
    // "bg→mk→en", "sl→hr→en": 6 BLEU and less, as the pairs' own ways never are.
    const auto quality = w.choice.engine->quality(w.base);
    w.by_neighbour = w.choice.engine->passes_words_on() && quality && *quality < 8 && w.route.find("→") != w.route.rfind("→");
    if (w.base != language) w.route = fmt::format("{}→{}", language, w.route);
  }
  return ways_.emplace(language, std::move(w)).first->second;
}

void Ways::add_dictionary(Way& w) const {
  const auto gloss = std::find_if(engines_.begin(), engines_.end(), [](const auto& e) { return e->is_gloss(); });
  if (gloss == engines_.end()) return;
  w.dictionary_languages = languages_to_look_up(w.route);
  std::erase_if(w.dictionary_languages, [&](const std::string& language) { return !(*gloss)->has_words(language); });
  for (const auto& language : w.dictionary_languages) w.version += fmt::format("; words {}", (*gloss)->version(language));
  if (!w.dictionary_languages.empty()) w.dictionary = gloss->get();
}

}  // namespace clew::language
