// The reader of the XML that SMS Backup & Restore (and Signal's old plain text backup) writes:
// <smses><sms …/><mms …><parts>…</mms></smses>, <calls><call …/></calls>. See
// docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_sms_xml_reader();

}  // namespace clew::readers
