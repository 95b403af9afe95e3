// Weekdays and months that a text names, by ICU's names for its language.
#pragma once

#include <cstdint>
#include <string_view>

#include "language/check_profile.h"

namespace clew::language::checking {

// Bits 0 … 6: Sunday … Saturday, 7 … 18: January … December.
inline constexpr std::uint32_t weekday_bits = 0x7F, month_bits = 0xFFF << 7;
struct CalendarWords {
  std::uint32_t surely = 0;  // named as ICU writes it or with an ending
  std::uint32_t likely = 0;   // these, and by most of its letters, a short form or an everyday word ("luni")
  std::uint32_t perhaps = 0;  // these, and by a common beginning
};
CalendarWords calendar_words_of(const Profile& text, std::string_view language);
// Whether one word does.
bool names_day_or_month(const Token& token, std::string_view language);

}  // namespace clew::language::checking
