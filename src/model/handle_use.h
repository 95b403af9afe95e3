// How a record uses a number or account. Each record counts once for each handle, under the first of
// these that fits, so that the uses of a handle add up to its records: a note to oneself is sent, and
// a number is only called mentioned where it is no participant.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace clew::model {

enum class HandleUse : std::uint8_t { sent, received, card, other, mentioned };

inline constexpr std::array<std::string_view, 5> handle_use_names{"sent", "received", "card", "other", "mentioned"};

inline std::optional<HandleUse> handle_use_from(std::string_view name) {
  for (std::size_t i = 0; i < handle_use_names.size(); ++i)
    if (handle_use_names[i] == name) return static_cast<HandleUse>(i);
  return {};
}

// Of a participant of that role in a record of that kind. Messages and calls are sent and received.
constexpr HandleUse handle_use(std::string_view kind, std::string_view role) {
  if (kind == "message" || kind == "call") {
    if (role == "from" || role == "caller" || role == "author") return HandleUse::sent;
    if (role == "to" || role == "cc" || role == "bcc" || role == "callee") return HandleUse::received;
  }
  return kind == "contact" || kind == "account" || kind == "device" ? HandleUse::card : HandleUse::other;
}

}  // namespace clew::model
