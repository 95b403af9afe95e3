// Skeletons of one part of a name, from its Latin letters. See name_sound.cpp for the classes.
#pragma once

#include <string>
#include <string_view>

namespace clew::identity {

std::string sound_of(std::string_view latin);
std::string bones_of(std::string_view latin);
// Without what gender, grammatical case or article adds.
std::string stem_of(std::string_view latin);
bool is_patronymic(std::string_view latin);

}  // namespace clew::identity
