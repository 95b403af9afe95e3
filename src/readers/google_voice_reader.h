// Texts, calls and voicemails of Google Voice, as Takeout writes them: a page a conversation or
// call, Voice/Calls/NAME - Text - 2024-03-04T21_40_09Z.html. See docs/formats/chat-exports.md.
//
//   div.message   abbr.dt[title=ISO 8601 with offset]  cite.sender > a.tel[href=tel:…] > .fn  q
//   (text)
//                 a div with img, audio or a link for each attachment
//   div.haudio    .contributor > a.tel > .fn  abbr.published[title]  abbr.duration[title=PT35S]
//                 .full-text (a machine's transcript)  audio[src]
//   a[rel=tag][href$=#placed]: what it was, in every language (received, missed, voicemail,
//   recorded) .participants > cite: of a group
//
// The owner's name stands in an abbr, others' in a span. Memory is one message.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_google_voice_reader();

}  // namespace clew::readers
