// What a word in a cell says about its row: which way, what kind of event, how it ended, yes or no, nothing at all. In eight languages.
//
// Pure; views that come out are constants.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/record.h"

namespace clew::readers {

// "MO", "Outgoing", "gesendet", "→ out" … in eight languages; unknown for anything else.
model::Direction direction_of(std::string_view cell);
// "yes", "true", "1", "ja", "oui", "sí", "tak", "da", "sim" and their opposites.
std::optional<bool> yes_no_of(std::string_view cell);

// Kinds of events that call records and phone reports name in a column.
enum class EventType : std::uint8_t { unknown, call, sms, mms, message, data, location, email };
struct EventMeaning {
  EventType type = EventType::unknown;
  model::Direction direction = model::Direction::unknown;
  bool forwarded = false;
  std::string_view outcome;  // "" unless the word says it ("Missed call")
};
EventMeaning event_of(std::string_view cell);
// "answered", "missed", "rejected", "voicemail", "blocked", or "" when the word is none of those.
std::string_view outcome_of(std::string_view cell);
bool is_withheld(std::string_view cell);
// What programs write where a name is missing: "NA", "#N/A", "NULL", "NaN". To the letter: Na and Nan are names.
bool is_missing(std::string_view cell);
// "WhatsApp", "Native Messages", "SMS" …: the name of a service, alone in a cell.
bool is_service_name(std::string_view cell);

}  // namespace clew::readers
