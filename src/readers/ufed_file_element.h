// The element <file> of a UFED report: where the bytes of a file lie and what identifies them.
#pragma once

#include <string>

#include "readers/ufed_tree.h"

namespace clew::readers::ufed {

struct FileFacts {
  std::string path;  // in the exhibit, with '/'; "" when not extracted
  std::string name;  // where it lay on the phone
  std::string sha256, md5;
};
FileFacts facts_of(const Tree& file);

}  // namespace clew::readers::ufed
