// Plain numbers in a text as slots: "dame 15 euros" and "dame 20 euros" are one thing to translate.
//
// Each run of digits is replaced by one that stands for all of its length; afterwards the real ones
// go back. Left alone: 0 and 1 (grammar hangs on them), years, leading zeros, six digits and more.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/engine.h"

namespace clew::language {

struct Slotted {
  std::string text;
  std::vector<std::pair<std::string, std::string>> slots;  // stand-in, real one
};
// Nothing where the text has no such number, or too many of one length.
std::optional<Slotted> slotted(std::string_view text);
// Puts the real numbers back; nothing when a stand-in did not come out exactly once. Both have
// one length, so ranges of untranslated words stay.
std::optional<Rendering> unslotted(const Rendering& from, const Slotted& slots);

}  // namespace clew::language
