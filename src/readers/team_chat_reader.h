// Chats of teams as JSON: Slack's export of a workspace (a file a day and channel, users.json, channels.json, dms.json …) and the
// rooms that Element and other Matrix clients export. See docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_slack_reader();
std::unique_ptr<Reader> make_matrix_reader();

}  // namespace clew::readers
