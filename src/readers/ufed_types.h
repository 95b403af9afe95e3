// What each model type of a UFED report becomes: one table (ufed_types.cpp).
#pragma once

#include <string_view>

#include "model/record.h"

namespace clew::readers::ufed {

// What a model type becomes.
struct TypeMap {
  std::string_view type;
  model::RecordKind kind = model::RecordKind::event;
  model::TimeKind time = model::TimeKind::other;  // of its field TimeStamp
  model::Role party = model::Role::other;         // of parties whose role is not said
  std::string_view service;                       // where the model names none
  std::string_view text[3];                       // fields that make up the text, in this order
};
// The entry for a type; for an unknown one the general entry (an event).
const TypeMap& type_map(std::string_view type);

}  // namespace clew::readers::ufed
