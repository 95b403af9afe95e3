// Mail: single messages (.eml, RFC 5322) and mailboxes (mbox, all four quoting customs). See docs/formats/mail.md.
//
// A message is one row and one record; messages attached to it are further records tied to it, not counted as messages
// of the mailbox. Attachments are named with type, size and the hash of their decoded bytes. Memory: one message's
// headers and texts; attachments are decoded one at a time.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_eml_reader();
std::unique_ptr<Reader> make_mbox_reader();

}  // namespace clew::readers
