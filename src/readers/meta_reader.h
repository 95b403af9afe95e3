// The reader of Meta's exports of conversations as JSON: Instagram, Facebook, Messenger
// (message_1.json …). See docs/formats/chat-exports.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_meta_reader();

// Meta writes each byte of UTF-8 as a character of its own ("Ã©" for "é"). The text as it was, when
// every character of the whole is such a byte and the bytes are UTF-8; else nothing, and nothing
// for plain ASCII. Example: "caf\u00c3\u00a9" → "café"; "café €" → nothing.
std::optional<std::string> undo_mojibake(std::string_view utf8);

}  // namespace clew::readers
