// Chats as Telegram Desktop exports them by default: messages.html, messages2.html … beside folders
// of photos and files. See docs/formats/chat-exports.md.
//
//   div.message.default#message12 [.joined: sender as before]
//     div.date.details[title="04.03.2024 21:40:09 UTC+01:00"]   (older exports: no offset)
//     div.from_name   div.reply_to a[href=#go_to_message9]   div.forwarded.body   div.text   div.media…
//   div.message.service#message-1   a line with a date (negative number), or what happened
//
// One pass over the tags, with a stack of open div elements; memory is one message.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_telegram_html_reader();

}  // namespace clew::readers
