// Plain bulk for benchmarks: one CSV phone download of n messages, or one file of n call records.
#pragma once

#include <cstdint>
#include <string>

namespace clew::gen {

// A phone download as the layout titled_utc of phone_layouts.h has it (without the title row), n
// messages in time order among 400 correspondents, a sixth of the lines repeats.
void write_csv_messages(const std::string& folder, std::uint64_t count, std::uint64_t seed);

// Call records (ISO times, caller, callee, kind, seconds) of n events among max(1,000, n / 50)
// numbers: heavy tail, four in five within circles of fifty.
void write_events(const std::string& folder, std::uint64_t count, std::uint64_t seed);

}  // namespace clew::gen
