// Readers of further chats exported as JSON: Discord (DiscordChatExporter and Discord's own
// package), Snapchat, TikTok, Signal, X; answers of servers in caches. See docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_discord_reader();
std::unique_ptr<Reader> make_snapchat_reader();
std::unique_ptr<Reader> make_tiktok_reader();
std::unique_ptr<Reader> make_signal_json_reader();
std::unique_ptr<Reader> make_cached_answer_reader();
std::unique_ptr<Reader> make_x_archive_reader();

}  // namespace clew::readers
