// Channels and conversations as DiscordChatExporter writes them by default: one page each. See docs/formats/chat-exports.md.
//
//   div.preamble__entry                        the server ("Direct Messages"), "Category / channel", a topic
//   div.chatlog__message-group                 messages of one author: author and time stand at the first
//     [data-message-id]                        a message; the number tells the instant to the millisecond
//       .chatlog__author[title][data-user-id]  .chatlog__timestamp[title]  .chatlog__reply  .chatlog__content  .chatlog__attachment  .chatlog__embed
//       .chatlog__system-notification-author, -content: calls, joins, pins
//
// Attributes mostly have no quotes. The readings shown are of the exporter's own zone, whose name older pages lack; times are taken from the
// numbers. Memory is one message.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_discord_html_reader();

}  // namespace clew::readers
