// Conversations of a Snapchat download as pages: html/chat_history/subpage_ID.html, html/snap_history/subpage_ID.html (since 2023). See
// docs/formats/chat-exports.md.
//
//   h1 "Chat History with NAME"
//   div[style*="#f2f2f2"]  a message: button.saved if it was saved, h4 who sent it, span its kind (TEXT, MEDIA, NOTE, SHARE …), p its words,
//                          h6 "2024-03-04 21:40:09 UTC"
//
// ID is the other's user name, of a group its number (a UUID); whose download it is says html/account.html. Memory is one message.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_snapchat_html_reader();
// "ana.pop_01": what can be a user name of Snapchat; titles of groups mostly cannot.
bool is_snapchat_username(std::string_view s);

}  // namespace clew::readers
