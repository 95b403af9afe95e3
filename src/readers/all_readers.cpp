// The register of readers. Order decides only between equal confidences; it never changes for
// readers that are there, new ones go before the file reader.
#include "readers/file_reader.h"
#include "readers/reader.h"

namespace clew::readers {

const std::vector<std::unique_ptr<Reader>>& all_readers() {
  static const auto readers = [] {
    std::vector<std::unique_ptr<Reader>> list;
    list.push_back(make_file_reader());
    return list;
  }();
  return readers;
}

}  // namespace clew::readers
