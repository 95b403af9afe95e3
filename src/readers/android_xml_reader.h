// XML settings of Android: shared preferences of apps (<map>), the settings provider (<settings>)
// and saved Wi-Fi networks (WifiConfigStore.xml). See docs/formats/plist-and-protobuf.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_android_xml_reader();

}  // namespace clew::readers
