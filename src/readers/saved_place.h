// Whether a tool's or an app's word for the kind of a place ("Favorites", "Searched Items", "Saved places") says that somebody
// saved, looked up or planned it: then it is no position of the phone.
#pragma once

#include <string>
#include <string_view>

namespace clew::readers {

inline bool is_word_for_saved_place(std::string_view word) {
  std::string low;
  for (const char c : word.substr(0, 100))
    low += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const std::string_view part : {"favorite", "favourite", "saved", "search", "pinned", "bookmark", "planned", "destination", "starred"})
    if (low.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace clew::readers
