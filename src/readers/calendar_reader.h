// The reader of iCalendar files (RFC 5545): events, to-dos, journals. See docs/formats/calendar.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_calendar_reader();

}  // namespace clew::readers
