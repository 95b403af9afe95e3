// Which values of settings files say what device, SIM or account they come from: told by the name
// under which they stand and by their form. Used for property lists and Android's preference files.
#pragma once

#include <string>
#include <string_view>

#include "model/record.h"

namespace clew::readers {

// Adds an identifier or a standard field to `record` if the value is one. True if it was.
bool place_device_word(model::Record& record, std::string_view path, const std::string& value);
// An identifier that makes the record one about the device (IMEI, ICCID, serial number …).
bool says_device(const model::Record& record);

}  // namespace clew::readers
