#include "readers/delimited_words.h"

#include <functional>

#include "readers/delimited_party.h"
#include "readers/header_meaning.h"

namespace clew::readers {

using model::Direction;

Direction RowWords::direction(std::string_view text) const {
  if (text.empty()) return Direction::unknown;
  if (!plan_.direction_words.empty()) {
    const auto found = plan_.direction_words.find(fold_header(text));
    if (found != plan_.direction_words.end())
      return found->second == "in" ? Direction::in : Direction::out;
  }
  return direction_of(text);
}

EventMeaning RowWords::event(std::string_view text) const {
  EventMeaning meaning = event_of(text);
  if (!plan_.event_words.empty()) {
    const auto found = plan_.event_words.find(fold_header(text));
    if (found != plan_.event_words.end()) {
      const std::string& w = found->second;
      meaning.type = w == "call"       ? EventType::call
                     : w == "sms"      ? EventType::sms
                     : w == "mms"      ? EventType::mms
                     : w == "message"  ? EventType::message
                     : w == "location" ? EventType::location
                                       : EventType::data;
    }
  }
  return meaning;
}

const WordMeaning& RowWords::meaning(std::string_view text) {
  constexpr std::size_t places = 256;
  if (words_.empty()) words_.resize(places);
  WordMeaning& w = words_[std::hash<std::string_view>{}(text) % places];
  if (w.text == text) return w;
  w = {};
  w.text = text;
  w.direction = direction(text);
  w.event = event(text);
  w.outcome = outcome_of(text);
  w.yes_no = yes_no_of(text);
  w.deleted = !w.yes_no && state_of(text) == model::State::recovered;
  w.video = fold_header(text).find("video") != std::string::npos;
  return w;
}

}  // namespace clew::readers
