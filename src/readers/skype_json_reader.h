// Skype's own export (messages.json): conversations with their messages, calls, notices and call logs. See docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_skype_json_reader();

}  // namespace clew::readers
