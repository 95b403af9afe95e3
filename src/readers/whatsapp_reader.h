// WhatsApp chats exported as text ("_chat.txt" of iPhones, "WhatsApp Chat with X.txt" of Android),
// in any language, and Signal's text exports of the same form. See docs/formats/whatsapp-text.md.
//
// Three passes over the mapped file, one line in memory at a time: which layout its heads have and
// in which order the date is written; who takes part; then the messages. One head = one row =
// one record.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_whatsapp_reader();

}  // namespace clew::readers
