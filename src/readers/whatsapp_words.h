// What the app itself writes into an exported chat, in the languages it does so: notices, notes in
// place of media, marks behind edited messages, calls, and the export's file name.
//
// The tables are data gathered from exports as they are; they cannot be complete. So nothing rests
// on them alone: a line without "Name: " is an event whether its words are known or not, a note in
// place of media is also known by its form, and what no table knows stays what it is written as.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::readers::whatsapp {

// Text without direction marks and other invisible characters, every blank an ASCII space, every
// quotation mark '"', every apostrophe '\''; trimmed. What the tables are compared with.
std::string plain(std::string_view text);
// The same text without the invisible characters at both ends.
std::string_view trim_marks(std::string_view text);
// Whether the text begins with the mark that iPhones put before what the app wrote.
bool begins_with_mark(std::string_view text);

struct Notice {
  std::string_view kind;  // "encryption", "group-created", "added", "number-changed" …
  std::string_view language;
  std::string actor, object, old_value, new_value;  // as written; "" if the notice has none
};
// The notice that `plain_text` is; nothing when no table has it. About 5 µs.
std::optional<Notice> match_notice(std::string_view plain_text);
// Whether the text speaks of the chat's encryption, in any language of the table.
bool is_encryption_notice(std::string_view plain_text);

struct CallNote {
  bool video = false;
  bool group = false;
  std::string_view outcome;  // as in model::Call
  std::optional<std::int64_t> seconds;
  bool whole = false;  // nothing else stands in the line
};
std::optional<CallNote> match_call(std::string_view plain_text);

// The message was deleted by its sender (or by the owner of the phone: "You deleted …").
bool is_deleted_note(std::string_view plain_text);

struct MediaNote {
  bool attached = false;     // else left out of the export
  std::string_view kind;     // "image", "video", "audio", "sticker", "document", "contact", ""
  std::string file;          // name as written, "" if none is said
  std::string_view note;     // the app's words, part of the body given
  std::string_view caption;  // what the sender wrote beside it, part of the body given
};
// Looks at a whole message body, marks and line breaks as in the file.
std::optional<MediaNote> match_media(std::string_view body);

// Cuts "<This message was edited>" off the end of the body; gives the mark as written, or "".
std::string_view cut_edited_mark(std::string_view& body);

bool is_live_location(std::string_view plain_text);
struct Coordinates {
  double latitude, longitude;
};
// The position in the link of a shared location; nothing when the text has none.
std::optional<Coordinates> location_in(std::string_view body);
bool is_poll(std::string_view body);

// The other party's or the group's name in the name of an export ("WhatsApp Chat with Ana.txt",
// "Ana ile WhatsApp Sohbeti.txt"), without the suffix; nothing when the name is not of that kind.
std::optional<std::string> title_in_file_name(std::string_view file_name);
// " (2)" at the end of such a name, else nothing: a second download of the same export, or of another chat of that name.
std::string copy_in_file_name(std::string_view file_name);

// "You" in the app's languages.
bool is_you(std::string_view name);

// Media type by the name's suffix; "" unknown.
std::string_view mime_of(std::string_view file_name);

}  // namespace clew::readers::whatsapp
