// What Android notes of the use of apps (system/usagestats: daily, weekly …) and of notices (system_ce/…/notification_history): protocol buffers whose texts stand in a pool or in a file beside them.
// See docs/formats/android-system.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_android_usage_reader();
std::unique_ptr<Reader> make_notification_history_reader();

}  // namespace clew::readers
