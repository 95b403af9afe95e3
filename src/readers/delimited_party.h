// People and numbers as cells of phone reports hold them.
//
// "447700900123 Ana*", "447700900123@s.whatsapp.net Ana", "Ana <+447700900123>",
// "From: +447700900123 Ana", several on lines of their own or between semicolons.
// Pure; views point into the argument.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"

namespace clew::readers {

struct PartyText {
  std::string_view whole, identifier, name;
  std::optional<model::Role> role;  // from or to, if the text says so
};
// `many`: the cell may hold several, separated by line breaks, semicolons or (between numbers)
// commas.
std::vector<PartyText> split_parties(std::string_view cell, bool many);

// Entries on lines of their own or between semicolons, trimmed, without empty ones.
std::vector<std::string_view> split_list(std::string_view cell);

// "Telephony" or "SMS" for the words that tools use for a phone's own calls and messages ("Phone",
// "Native", "Cellular"); "" for other services.
std::string_view network_service(std::string_view service, model::RecordKind kind);

// phone, email, jid, lid, uid or name, by form. `numbers_are_ids`: plain short numbers are uids.
model::IdentifierKind identifier_kind_of(std::string_view raw, bool numbers_are_ids);

// The same where a bare number may be a program's or an account's (lists of ties, networks): a telephone's only where it is as long as those are and
// accounts' seldom, eleven to thirteen figures, or ten and more behind a nought.
model::IdentifierKind tie_kind_of(std::string_view raw);

// "192.0.2.1", "192.0.2.1:443", "2001:db8::1".
bool is_internet_address(std::string_view text);

// A sum below zero as statements write it: "-12.50", "£-12.50", "−12,50", "12.50-", "(12.50)".
bool is_minus(std::string_view sum);

// 4.4777E+11: a number that a spreadsheet has rounded.
bool is_damaged_number(std::string_view raw);
// "07939 XXXXXX", "0793****56", "+44 7700 9##123": a number of which a part was made unreadable.
bool is_masked_number(std::string_view raw);

// The last nine digits, for telling whether two spellings can be the same number; "" below five.
// ="447700900123" and '447700900123 keep a spreadsheet from making a number of a text: the text itself.
std::string_view without_text_mark(std::string_view cell);
// "447700900123.0", ".2": digits with one point among them, as no number is written.
bool is_decimal_number(std::string_view raw);
std::string comparable_digits(std::string_view raw);
// The 14 to 16 digits of an IMEI or IMSI, "" for anything else.
std::string card_digits(std::string_view raw);

// "Yes", "Deleted", "Intact", "Trash", "Carving" …
model::State state_of(std::string_view flag);

// "Me", "Self", "You": whose phone it is, in the words of programs; a name of nobody else.
bool is_oneself(std::string_view cell);

}  // namespace clew::readers
