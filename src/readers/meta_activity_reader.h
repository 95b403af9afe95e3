// The reader of what Facebook's and Instagram's downloads hold beside the conversations, as JSON: posts, comments, reactions, searches, friends and
// followers, log-ins, the profile. See docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_meta_activity_reader();

}  // namespace clew::readers
