// What is known of a chat before its messages are read.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "readers/ufed_tree.h"

namespace clew::readers::ufed {

// What is known of the chat whose message is mapped.
struct Chat {
  std::string key, service, title;
  std::vector<std::string> owners;  // identifiers of the phone's own accounts
  std::unordered_map<std::uint64_t, std::string> message_ids;  // app's id (hash) → model id
};

// From the fields of its model that came before the messages.
Chat chat_of(const Tree& tree);

}  // namespace clew::readers::ufed
