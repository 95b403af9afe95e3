// What an iPhone's keyboard has learnt: Library/Keyboard/LANGUAGE-dynamic.lm/dynamic-lexicon.dat.
// See docs/formats/plist-and-protobuf.md.
//
// The layout is not public. As other tools do, the file is searched for text: here runs of at least
// three characters in UTF-8 (letters, digits, signs within words). Each is an event "keyboard
// word": it was typed or learnt at some time, by nobody knows whom, in no known order. Never a
// message.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_keyboard_words_reader();

}  // namespace clew::readers
