// Contacts as vCard 2.1 (quoted-printable, soft line breaks), 3.0 (RFC 2426) and 4.0 (RFC 6350),
// with lines folded at 75 octets as each version asks.
#pragma once

#include "phone_layouts.h"

namespace clew::gen {

enum class VcardVersion { v2_1, v3_0, v4_0 };

Place write_vcard(OutFile& file, VcardVersion version, const ContactRow& contact);

}  // namespace clew::gen
