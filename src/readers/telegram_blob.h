// The text of a message in Telegram's own storage (Android cache4.db, column "data"): a TL object.
//
// TL is a binary layout whose objects begin with the number of their constructor; each version of
// the app brings new ones, so walking every field needs the schema of that version. Idea here: the
// head of a message (constructor, flags, ids of sender and chat, date) is known for the
// constructors of recent years; where the walk does not reach the date, the date that the database
// has beside it serves as an anchor: in every layout the text is the first string after the
// message's own date (four bytes little-endian). A text is taken only if it is valid UTF-8, fits in
// the object, and is padded as TL pads strings.
//
// Worked example: … 1a 5b e1 65 | 05 'h' 'e' 'l' 'l' 'o' 00 00 …: the date, then a string of 5
// bytes, padded to a multiple of four. Source: https://core.telegram.org/mtproto/serialize
// (strings); the anchor as ALEAPP's telegramAndroid.py uses it. Synthetic blobs only were read
// here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew::readers::store {

struct TelegramText {
  std::string text;
  bool anchored = true;
};
// Nothing when the text cannot be recovered. An empty text is a message without text (media).
std::optional<TelegramText> telegram_text(std::string_view data, std::uint32_t date);

// One TL string at `at`: length byte (254: three more bytes), bytes, padding to four.
std::optional<std::string_view> tl_string(std::string_view data, std::size_t at,
                                          std::size_t* end = nullptr);

}  // namespace clew::readers::store
