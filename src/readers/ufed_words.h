// How UFED reports write what is not text: roles, states, spans of time, paths, names of services.
//
// Pure; views point into the argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/record.h"

namespace clew::readers::ufed {

std::string fold_word(std::string_view s);  // ASCII letters in lower case
inline bool is_yes(std::string_view v) { return v == "True" || v == "true" || v == "1" || v == "Yes"; }

// The kind of time that a field's name says; nothing for other names. TimeStamp is by the model's type.
std::optional<model::TimeKind> time_kind_of_field(std::string_view name);
// The role that a field's name gives to the parties in it, and a party's own word.
std::optional<model::Role> role_of_field(std::string_view name);
std::optional<model::Role> role_of_word(std::string_view word);
// "Intact", "Deleted" … as a state.
std::optional<model::State> state_of(std::string_view deleted_state);

// "00:01:38", "1.02:03:04.5" (days) → µs.
std::optional<Micros> span_of(std::string_view s);
// "51.5", "+51,5".
std::optional<double> number_of(std::string_view s);
// A path with '/' between its parts and none before them.
std::string slashes(std::string_view path);

// What tools write as source of the phone's own messages and calls.
bool native_source(std::string_view source);
// The kind of an identifier by the service whose account it is and by its look.
model::Identifier identifier_of(std::string_view raw, std::string_view service);
std::uint64_t hash_of(std::string_view text);

}  // namespace clew::readers::ufed
