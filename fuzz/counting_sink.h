// What every fuzz target of a reader looks at: each row has one fate, and each position lies inside
// the file (checked when `size`, the file's bytes, is set). A breach is an assertion.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/assert.h"
#include "exhibit/locator.h"
#include "readers/reader.h"

namespace clew {

struct CountingSink : readers::SilentSink {
  std::uint64_t seen = 0, fates = 0, records = 0;
  std::optional<std::uint64_t> size;

  virtual void look(const model::Record& r) {
    if (!size) return;
    const auto range = exhibit::locator_bytes(r.locator);
    CLEW_ASSERT(range && range->offset <= *size && range->length <= *size - range->offset);
  }
  void rows(std::string_view, std::uint64_t n) override { seen += n; }
  void record(model::Record r) override {
    look(r);
    ++fates, ++records;
  }
  void extra_record(model::Record r) override {
    look(r);
    ++records;
  }
  void duplicate(std::string_view, std::string_view) override { ++fates; }
  void skip(std::string_view, std::string_view, std::string_view) override { ++fates; }
};

}  // namespace clew
