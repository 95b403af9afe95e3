// Any bytes through the containers (zip by our own code, the rest by libarchive) and every member
// through a second level: no crash, no hang, nothing beyond the limits.
// Seeds: fuzz/container/, made by the hostile archive set's builders.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "base/error.h"
#include "exhibit/container.h"

namespace {

using namespace clew::exhibit;

void open_all(std::shared_ptr<const ByteSource> source, std::string_view name, Scratch& scratch,
              Budget& budget, int depth) {
  auto container = open_container(std::move(source), name, scratch, budget);
  if (!container) return;
  ContainerTree tree(*container, {"fuzz"});
  for (std::size_t i = 0; i < container->size(); ++i) {
    auto opened = tree.open_member(i);
    CLEW_ASSERT(opened.item.path.size() == 2);
    if (!opened.item.source) {
      CLEW_ASSERT(!opened.findings.empty());  // nothing is left out in silence
      continue;
    }
    CLEW_ASSERT(opened.item.bytes().size() <= budget.limits.max_member_bytes);
    if (depth < 2) open_all(opened.item.source, opened.item.name(), scratch, budget, depth + 1);
  }
  CLEW_ASSERT(budget.unpacked_bytes <= budget.total_allowed() + budget.limits.ratio_floor_bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Scratch scratch = Scratch::in_directory("/tmp");
  Budget budget;
  budget.limits.max_member_bytes = 4 << 20;
  budget.limits.ratio_floor_bytes = 1 << 20;
  budget.limits.total_floor_bytes = 8 << 20;
  budget.limits.max_total_bytes = 16 << 20;
  budget.limits.max_members = 1000;
  budget.exhibit_bytes = size;
  try {
    open_all(bytes_in_memory(std::string(reinterpret_cast<const char*>(data), size)), "fuzz.bin",
             scratch, budget, 0);
  } catch (const clew::Error&) {
    // the scratch disk is full: nothing the input is to blame for
  }
  return 0;
}
