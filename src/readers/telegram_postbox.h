// The values in Telegram's database on iOS (postbox/db/db_sqlite): messages, people, media.
//
// Two layouts. An object is a row of fields: one byte with the length of the name, the name, one byte with the kind of value, the value (little-endian; texts and bytes after four bytes with
// their length; an object after the hash of its class and its length). A message is a fixed head whose flags say which numbers follow, then text, attributes and media, each an object as bytes.
//
// Worked example: 01 't' 04 02 00 00 00 'h' 'i' is the field t with the text "hi".
//
// Sources: the layout as the public readers iLEAPP and its author Stek29 describe it; the classes' hashes are MurmurHash3 of their names (Telegram for iOS is open source). Nothing here was read from a real phone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew::readers::postbox {

// MurmurHash3, 32 bits, as the app names its classes by it.
std::uint32_t murmur(std::string_view name, std::uint32_t seed = 0xF7CA7FD2u);

// One field of an object, or of the object within `_` that a value begins with: number, text or bytes. Nothing when there is none, or the bytes make no sense.
struct Leaf {
  std::optional<std::int64_t> number;
  std::optional<double> real;
  std::optional<std::string> text;
  bool any() const { return number || real || text; }
};
Leaf field(std::string_view object, std::string_view name);

// The name of a person (first and last) or the title of a group, from its object.
std::string name_of(std::string_view peer);

// One kind of knowledge about a message. `what`: flags, incoming, author, thread, text, edited, reply_to, forward_author, forward_date, forward_name, reference (key of shared media, 12 bytes),
// action (number), action_name, duration, outcome, video, file, file_name, mime, lat, lon, url, phone, contact_name.
Leaf of_message(std::string_view value, std::string_view what);
// The same of an entry of the table of shared media; only what concerns media.
Leaf of_media(std::string_view entry, std::string_view what);

}  // namespace clew::readers::postbox
