// Contact cards: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as phones and mail programs write
// them. One contact record a card; see docs/formats/vcard.md. Memory: one card.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_vcard_reader();

}  // namespace clew::readers
