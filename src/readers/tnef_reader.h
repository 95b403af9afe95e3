// TNEF, the winmail.dat that Outlook attaches to mail (MS-OXTNEF): one message with its properties,
// text and attachments in one file.
//
// The attributes lie one after the other with length and checksum; a damaged one costs itself, a
// length that leaves the file ends the reading with a finding. Attached files are items of their
// own (attached_files.h). See docs/formats/mail.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_tnef_reader();

}  // namespace clew::readers
