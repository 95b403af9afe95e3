// vMessage (IrMC 1.1; .vmg, .vmsg, .nbu's texts): short messages as Nokia, Samsung, ZTE, OPPO and other phones and their programs save them.
// See docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_vmessage_reader();

}  // namespace clew::readers
