// Chats of LINE and KakaoTalk as the apps save them as text. See docs/formats/chat-exports.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_line_kakao_reader();

}  // namespace clew::readers
