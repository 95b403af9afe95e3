// Outlook stores, PST and OST: the messages, contacts, appointments, tasks and notes of all folders ([MS-PST]). See
// docs/formats/outlook-store.md.
//
// One node of a message is one row of its folder's table and one record; a message attached to it is a further record tied to it.
// Items are read as those of message files are (mapi_message.h). Attached files are items of their own.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_pst_reader();

}  // namespace clew::readers
