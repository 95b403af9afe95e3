// Which engine takes a language: the one with the best measured quality that is there.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/engine.h"

namespace clew::language {

struct Choice {
  Engine* engine = nullptr;  // null: none
  std::string reason;        // without an engine: why, and what would bring one
};

// `forced`: only engines of that name. Engines are ranked by measured BLEU; without a figure a
// neural engine is taken for 25, Apertium for 8 (the middle of what each reaches); glosses come
// last whatever they say. Ties keep the order given.
Choice choose_engine(std::span<const std::shared_ptr<Engine>> engines, std::string_view language,
                     std::string_view forced = {});

// What a person can do about a language without engine: "install the package apertium-es-ro …" or
// "no engine knows this language; it stays searchable".
std::string what_would_help(std::string_view language);
// What brings an engine of that name its languages: "clew model add FILES …".
std::string what_brings(std::string_view engine);

}  // namespace clew::language
