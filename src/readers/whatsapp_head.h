// The begin of a line of an export in a form that a grammar can read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::readers::head {

struct Character {
  char32_t code;
  std::size_t size;
};
// The character at `at`; a byte that begins none is given as it is.
Character character_at(std::string_view s, std::size_t at);
bool is_invisible(char32_t c);  // marks of direction and the like
bool is_blank(char32_t c);

inline constexpr std::size_t max_head = 96;  // characters of a head that are looked at

// The begin of a line in a form that the grammar can read: marks left out, every blank a space,
// every digit ASCII, every dash '-'; with the way back to the line's bytes.
struct Head {
  char text[max_head * 4 + 1];
  std::uint16_t from[max_head * 4 + 1];
  std::size_t size = 0;

  explicit Head(std::string_view line);
  std::string_view view(std::size_t begin, std::size_t end) const {
    return {text + begin, end - begin};
  }

 private:
  void put(char c, std::size_t at) {
    from[size] = static_cast<std::uint16_t>(at);
    text[size++] = c;
  }
  void add(const Character& d, std::string_view line, std::size_t at);
};

}  // namespace clew::readers::head
