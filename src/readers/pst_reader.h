// Outlook stores, PST and OST: the messages, contacts, appointments, tasks and notes of all folders ([MS-PST]). See
// docs/formats/outlook-store.md.
//
// One node of a message is one row of its folder's table and one record; a message attached to it is a further record tied to it.
// Items are read as those of message files are (mapi_message.h). Attached files are items of their own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_pst_reader();

// What a position in a store holds, for showing it: the properties, recipients and attachments of the message of that node whose
// data begins at `at`, or of the one attached to it whose data does; "" when there is none. Texts are cut at 64 KiB.
std::string shown_message(std::string_view store, std::uint32_t node, std::uint64_t at);

}  // namespace clew::readers
