// Conversations of Instagram, Facebook and Messenger as "Download your information" writes them
// when HTML is left chosen: messages/inbox/THREAD/message_1.html, newest message first. See
// docs/formats/chat-exports.md.
//
// Four generations, told apart by nothing but their classes; each message is a card:
//
//   card      div.pam.uiBoxWhite (2018 on, and Instagram) | div._a6-g (2022) | section._a6-g (2024)
//   sender    ._2pio | ._a6-h (div, then h2)
//   content   ._2let | ._a6-p > div > [what was shared before, text, what is attached, …]
//   reactions ul._tqp | ul._a6-q, an li each
//   time      ._2lem | ._a6-o (div, then footer > ._a72d)
//
// A card without a time says something of the group (who takes part, how to join). One pass over
// the tags, with a stack of open elements; memory is one message.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_meta_html_reader();

}  // namespace clew::readers
