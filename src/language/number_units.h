// Numbers that stand in another unit in the English: "16 km" – "10 miles". By people and by engines that learnt from them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/check_profile.h"

namespace clew::language::checking {

// The numbers of an English text with the unit that follows each, at most two words on ("1 to 4 inches", "200-mile", "6-foot-6").
struct Measure {
  std::string digits;
  std::string unit;
};
std::vector<Measure> measures_of(std::string_view english);

// `close` first, so that of "5 to 10 cm" each finds its own in "2 to 4 inches".
enum class Rounding { close, rough };
bool is_conversion(double x, double y, std::string_view named, const Profile& source, Rounding rounding = Rounding::rough);
bool is_conversion(const std::string& a, const std::string& b, const Profile& source, const std::vector<Measure>& measures, Rounding rounding = Rounding::rough);
bool is_conversion_in_words(const std::string& n, const Profile& source, const Profile& english);
std::size_t powers_in(const std::string& n, std::string_view text);

}  // namespace clew::language::checking
