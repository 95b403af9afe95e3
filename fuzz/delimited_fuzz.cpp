// Any bytes through the delimited reader: no crash, no hang, the sum of rows holds, every position
// lies inside the file, and the proposed profile is one that the reader accepts.
// The first byte chooses options; the rest is the file. Seeds: fuzz/delimited/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "exhibit/locator.h"
#include "readers/delimited_testing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clew;
  using namespace clew::readers;
  if (size < 1) return 0;
  Options options;
  const unsigned choice = data[0];
  if (choice & 1) options.zone = "Europe/London";
  if (choice & 2) options.date_order = "dmy";
  if (choice & 4) options.latest_plausible = 1'700'000'000 * micros_per_second;
  if (choice & 8) options.owner_number = "+447700900001";
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto item = readers::testing::item_of(bytes);
  const auto reader = make_delimited_reader();
  (void)reader->probe(item);
  readers::testing::Kept kept;
  reader->read(item, options, kept);
  CLEW_ASSERT(kept.reconciles());
  for (const auto& record : kept.records) {
    const auto range = exhibit::locator_bytes(record.locator);
    CLEW_ASSERT(range && range->offset + range->length <= bytes.size());
  }
  if (choice & 16) {
    Options again = options;
    again.profile = propose_profile(item, options);
    readers::testing::Kept second;
    reader->read(item, again, second);
    CLEW_ASSERT(second.reconciles());
  }
  return 0;
}
