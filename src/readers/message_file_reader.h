// Outlook messages (.msg): MAPI properties in a compound file (MS-OXMSG). See docs/formats/mail.md.
//
// One message is one row and one record; a message attached to it is a further record tied to it.
// Text is the plain body, else what is visible of the HTML or RTF body. Every property that no
// field takes stays as an extra under its number.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_message_file_reader();
std::unique_ptr<Reader> make_rtf_reader();

}  // namespace clew::readers
