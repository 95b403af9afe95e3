// What the header of a column says by itself: a role, a kind of time, a zone, an order of dates. The cells may say otherwise (delimited_roles.h).
//
// Pure; views point into the argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/record.h"
#include "readers/column_role.h"
#include "text/dates.h"

namespace clew::readers {

// What a header says.
struct HeaderMeaning {
  ColumnRole role = ColumnRole::extra;
  model::TimeKind time_kind = model::TimeKind::other;
  bool exact = false;               // the whole header is a known name, not only a part of it
  std::optional<std::string> zone;  // "(UTC)", "(UTC+1)"
  std::optional<text::DateOrder> date_order;  // "(MM/dd/yyyy)"
  Micros duration_unit = micros_per_second;   // "(ms)", "(minutes)"
};
HeaderMeaning meaning_of(std::string_view header);

// Lower case, without accents, camelCase and punctuation turned into single spaces:
// "CallingNumber" → "calling number", "Empfänger-Nr." → "empfanger nr".
std::string fold_header(std::string_view header);

enum class NamePart : std::uint8_t { whole, given, family };
NamePart name_part(std::string_view header);  // "First name", "Nachname", …

// Whether a header speaks of days and not of clocks: "Date", "Buchungsdatum".
bool says_a_day(std::string_view header);

}  // namespace clew::readers
