// What people write: picks a language both know, a template, and the ways real lines differ from
// tidy ones (no marks, typos, emoji, another language in the middle, lines such as "ok").
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "world.h"

namespace clew::gen {

struct Said {
  std::string text;
  std::string english;        // the same by the English templates; "" when there is no counterpart
  std::string_view language;  // "" = no words
  std::string_view also_language;  // of an interjected sentence
  const char* style = "";
};

// What an instruction says and who passes it on has to repeat: when, where, how much, which car. Made up; the letters Q and X
// begin no registration of this form.
struct Details {
  static constexpr int kinds = 4;
  std::array<std::string, kinds> heard, told;  // as one writes it and as another may
};
Details draw_details(Rng& rng);

class Speech {
 public:
  explicit Speech(const World& world) : world_(world) {}
  // A line from `from` to `to` (lines; to = -1 in a group). `serial` is the key.
  void say(Said& out, int from, int to, std::int64_t t, std::uint64_t serial);
  // A line of a given section: 'b' broadcast, 'n' new number, 's' one with a sum in it.
  void say_section(Said& out, char section, int person, std::uint64_t key, std::uint64_t variant,
                   int sum = 0);
  // A line as above with the details of `mask`, as heard or as told on.
  void say_details(Said& out, int from, int to, std::int64_t t, std::uint64_t key, const Details& details, unsigned mask, bool told);
  // A sender that is a firm.
  void say_hub(Said& out, std::string_view label, std::uint64_t serial);

 private:
  int common_pack(int from, int to, std::int64_t t, Rng& rng) const;
  const World& world_;
  std::uint64_t lines_ = 0, characters_ = 0;
};

std::size_t count_characters(std::string_view utf8);

}  // namespace clew::gen
