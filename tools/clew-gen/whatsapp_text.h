// Chats as the messenger's "export chat" writes them: one text file a chat, in the manner of iOS
// ("[02/03/2025, 14:05:09] Name: text") or Android ("02/03/2025, 14:05 - Name: text"), with the
// notices of eight locales. Times are the phone's local time; nothing in the file says which.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output.h"
#include "world.h"

namespace clew::gen {

const std::vector<std::string>& whatsapp_locales();

enum class ChatNotice { encrypted, group_created, added, left, missed_call };

class WhatsAppChat {
 public:
  // `title` is the contact's or the group's name as the phone shows it.
  WhatsAppChat(OutputTree& tree, const Device& device, std::string_view title, bool group);

  struct Line {
    std::int64_t shown;
    std::string_view author, text, media;
    bool own = false, deleted = false, edited = false;
  };
  Place message(const Line& line);
  Place notice(std::int64_t shown, ChatNotice kind, std::string_view who, std::string_view what);
  OutFile& file() { return *file_; }

 private:
  void head(std::int64_t shown, bool mark);
  const Device& device_;
  std::size_t locale_;
  std::string title_;
  bool group_;
  OutFile* file_;
  std::string row_;
  int media_count_ = 0;
};

}  // namespace clew::gen
