// Any bytes as a UFED report: no crash, no hang, every row one fate, every position inside the
// file, and the same result twice. Seeds: fuzz/ufed/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "counting_sink.h"
#include "exhibit/locator.h"
#include "readers/ufed_reader.h"

namespace {

using namespace clew;

// And what was said, so that two runs can be compared.
struct Sum final : CountingSink {
  std::uint64_t hash = 0;
  void look(const model::Record& r) override {
    CountingSink::look(r);
    for (const char c : r.text + r.key + r.locator)
      hash = hash * 31 + static_cast<unsigned char>(c);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exhibit::Item item;
  item.path = {"report.xml"};
  item.size = size;
  item.source = exhibit::bytes_in_memory(std::string(reinterpret_cast<const char*>(data), size));
  const auto reader = readers::make_ufed_reader();
  (void)reader->probe(item);
  Sum first, second;
  first.size = second.size = size;
  reader->read(item, {}, first);
  CLEW_ASSERT(first.seen == first.fates);
  reader->read(item, {}, second);
  CLEW_ASSERT(first.hash == second.hash && first.seen == second.seen);
  return 0;
}
