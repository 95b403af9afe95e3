// Places in a text as UTF-16 code units, which is how a reader of our JSON counts them.
//
// Bytes that are no UTF-8 go out as one replacement character each (base/json.h) and count as one.
// Built in one pass over the text; 4 bytes of memory a byte. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace clew::view {

class Utf16Places {
 public:
  explicit Utf16Places(std::string_view text);
  // The code units before byte `at`; those of the whole text where `at` lies behind its end. A byte
  // inside a character counts with the character's end.
  std::uint32_t before(std::size_t at) const {
    return places_[at < places_.size() ? at : places_.size() - 1];
  }

 private:
  std::vector<std::uint32_t> places_;  // one per byte, and one for the end
};

}  // namespace clew::view
