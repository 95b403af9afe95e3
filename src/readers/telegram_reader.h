// The reader of Telegram Desktop's export (result.json): one chat, or an account's. See
// docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_telegram_reader();

}  // namespace clew::readers
