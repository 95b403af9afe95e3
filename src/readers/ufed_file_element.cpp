#include "readers/ufed_file_element.h"

#include "readers/ufed_words.h"

namespace clew::readers::ufed {

FileFacts facts_of(const Tree& file) {
  FileFacts out;
  const Node& root = file.root();
  out.name = std::string(file.attribute(root, "path"));
  file.children(root, [&](const Node& section) {
    file.children(section, [&](const Node& item) {
      if (item.name == "Local Path") out.path = slashes(item.text);
      if (item.name == "MD5") out.md5 = fold_word(item.text);
      if (item.name == "SHA256") out.sha256 = fold_word(item.text);
    });
  });
  return out;
}

}  // namespace clew::readers::ufed
