// Google's chats as Takeout and legal returns hold them: Google Chat ("messages.json" beside
// "group_info.json", a folder a conversation) and Hangouts ("Hangouts.json", all conversations).
// See docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_google_chat_reader();

}  // namespace clew::readers
