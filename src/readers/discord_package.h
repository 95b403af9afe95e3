// What Discord's own package says around a channel's messages: messages/c123/channel.json, messages/index.json, account/user.json.
#pragma once

#include <string>
#include <vector>

#include "readers/reader.h"

namespace clew::readers {

struct DiscordChannel {
  std::string id, title, type;
  std::vector<std::string> recipients;  // ids, the owner's among them
  std::string owner_id, owner_name;     // "" if user.json is not there
  std::string channel_file;             // in the tree, if it was read
};
// Looks at the files beside `item`; what is not there stays empty. At most 1 MiB each of the first two, 64 MiB of user.json.
DiscordChannel discord_channel(const exhibit::Item& item);
// Who wrote (the owner) and who of the channel got it.
void add_discord_people(const DiscordChannel& channel, model::Record& record);

// messages.csv of Discord's package (ID, Timestamp, Contents, Attachments) and tables of DiscordChatExporter (AuthorID, Author, Date, Content, …).
std::unique_ptr<Reader> make_discord_csv_reader();

}  // namespace clew::readers
