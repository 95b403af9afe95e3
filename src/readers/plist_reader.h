// Property lists of iPhones and Macs, binary and XML, keyed archives too; and protocol buffer
// files. What is known of them (Wi-Fi networks, the identity of the device) becomes records of that
// kind, everything else a tree view: one event for each part of the list with every value under its
// path. See docs/formats/plist-and-protobuf.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_plist_reader();
std::unique_ptr<Reader> make_protobuf_reader();

}  // namespace clew::readers
