// bt_config.conf of Android (misc/bluedroid, misc/bluetooth): the phone's own Bluetooth address and the devices it was paired with, as sections of an INI file. See docs/formats/android-system.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_bluetooth_config_reader();

}  // namespace clew::readers
