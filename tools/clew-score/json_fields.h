// Fields of the JSON that commands and truths are written in. Heavy: for .cpp files only.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace clew::score {

using Json = nlohmann::json;

// "" and false where there is no such field or it is of another type.
std::string text_of(const Json& object, const char* key);
bool flag_of(const Json& object, const char* key);
// A number, or a text that is one.
std::optional<double> number_of(const Json& object, const char* key);
// "2025-03-02T14:05:09Z" (or with a fraction) → seconds; nothing for anything else.
std::optional<std::int64_t> seconds_of(const std::string& iso);

}  // namespace clew::score
