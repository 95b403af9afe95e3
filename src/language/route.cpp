#include "language/route.h"

#include <fmt/format.h>

#include <algorithm>

#include "language/apertium.h"
#include "language/gloss.h"
#include "text/language_name.h"

namespace clew::language {
namespace {

double rank(const Engine& engine, std::string_view language) {
  if (engine.is_gloss()) return -1;
  if (const auto bleu = engine.quality(language)) return *bleu;
  return engine.name() == "neural" ? 25 : 8;
}

}  // namespace

Choice choose_engine(std::span<const std::shared_ptr<Engine>> engines, std::string_view language,
                     std::string_view forced) {
  Choice best;
  double best_rank = 0;
  for (const auto& engine : engines) {
    if (!forced.empty() && engine->name() != forced) continue;
    if (!engine->can(language)) continue;
    const double r = rank(*engine, language);
    if (!best.engine || r > best_rank) {
      best.engine = engine.get();
      best_rank = r;
    }
  }
  if (best.engine) return best;
  best.reason = what_would_help(language);
  if (forced.empty()) return best;
  // What would help that engine, and which other one is there.
  const auto packages = forced == "apertium" ? apertium_packages_for(language)
                        : forced == "gloss"  ? gloss_packages_for(language)
                                             : std::vector<std::string>{};
  std::string help = forced == "neural"    ? what_brings(forced)
                     : packages.empty() ? std::string("no Debian package brings one")
                                           : fmt::format("install {} (Debian)", fmt::join(packages, " and "));
  if (const auto other = choose_engine(engines, language); other.engine) help += fmt::format("; without --engine {} takes it", other.engine->name());
  best.reason = fmt::format("engine {} has no way from {} to English: {}", forced, text::language_name(language), help);
  return best;
}

std::string what_brings(std::string_view engine) {
  if (engine == "neural") return "clew model add FILES brings a model (docs/guide/models.md), clew model list shows those that are here";
  return engine == "apertium" ? "its language pairs are Debian packages, as apertium-es-ro" : "its dictionaries are Debian packages, as dict-freedict-pol-eng";
}

std::string what_would_help(std::string_view language) {
  if (language.empty() || language == "und") return "language not determined";
  const auto name = text::language_name(language);
  const auto packages = apertium_packages_for(language);
  if (!packages.empty()) {
    return fmt::format("no engine for {}: install {} (Debian), or a model with clew model add",
                       name, fmt::join(packages, " and "));
  }
  // Published neural models from these languages to English (docs/guide/translation.md).
  static constexpr std::string_view none = " ur ur-Latn pa pa-Latn ku ckb so ";
  const auto dictionaries = gloss_packages_for(language);
  if (none.find(fmt::format(" {} ", language)) != std::string_view::npos) {
    return dictionaries.empty()
               ? fmt::format("no engine for {}: none is published; the line stays searchable",
                             name)
               : fmt::format("no engine for {}: none is published; install {} (Debian) for glosses",
                             name, fmt::join(dictionaries, " and "));
  }
  if (!dictionaries.empty()) {
    return fmt::format(
        "no engine for {}: add a model with clew model add, or install {} (Debian) for glosses",
        name, fmt::join(dictionaries, " and "));
  }
  return fmt::format("no engine for {}: add a model with clew model add; the line stays searchable",
                     name);
}

}  // namespace clew::language
