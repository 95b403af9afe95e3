// Any bytes as a UFED report: no crash, no hang, every row one fate, every position inside the
// file, and the same result twice. Seeds: fuzz/ufed/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "exhibit/locator.h"
#include "readers/ufed_reader.h"

namespace {

using namespace clew;

struct Sum final : readers::Sink {
  std::uint64_t seen = 0, fates = 0, size = 0, hash = 0;
  void look(const model::Record& r) {
    const auto range = exhibit::locator_bytes(r.locator);
    CLEW_ASSERT(range && range->offset <= size && range->length <= size - range->offset);
    for (const char c : r.text + r.key + r.locator)
      hash = hash * 31 + static_cast<unsigned char>(c);
  }
  void rows(std::string_view, std::uint64_t n) override { seen += n; }
  void record(model::Record r) override {
    look(r);
    ++fates;
  }
  void extra_record(model::Record r) override { look(r); }
  void duplicate(std::string_view, std::string_view) override { ++fates; }
  void skip(std::string_view, std::string_view, std::string_view) override { ++fates; }
  void finding(model::Finding) override {}
  void question(model::Question) override {}
  void decided(std::string_view, std::string_view) override {}
  void claims(std::string_view) override {}
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
