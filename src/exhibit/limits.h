// What the reading of one exhibit may cost. Hostile input (archive bombs, endless nesting) runs
// into these; each limit that is met ends as a finding on the member, never as a failure of the
// rest.
//
// The defaults let through what phone labs produce (a 500 GB full file system with a million files)
// and stop what nobody produces: deflate reaches 1032:1 only on constant bytes, real evidence stays
// below 100:1, so a member may unpack to ratio_floor_bytes freely and beyond that to max_ratio
// times its packed size.
#pragma once

#include <cstdint>
#include <functional>

namespace clew::exhibit {

struct Limits {
  std::uint64_t max_member_bytes = 256ull << 30;  // one member, unpacked
  std::uint64_t ratio_floor_bytes = 64ull << 20;  // below this no ratio is looked at
  std::uint64_t max_ratio = 250;                  // unpacked : packed
  std::uint64_t total_floor_bytes = 1ull << 30;   // all members of the exhibit, at least
  std::uint64_t max_total_bytes = 4ull << 40;     // … and at most
  std::uint64_t max_members = 2'000'000;          // in all containers of the exhibit together
  std::uint64_t max_name_bytes = 4096;            // longer names are cut, with a finding
  int max_depth = 10;                             // containers within containers
  friend bool operator==(const Limits&, const Limits&) = default;
};

// The limits of one exhibit and what has been used of them. For one thread.
struct Budget {
  Limits limits;
  std::uint64_t exhibit_bytes = 0;  // the exhibit as received, for the total ratio
  std::uint64_t unpacked_bytes = 0;
  std::uint64_t members = 0;
  // Called every few MiB of work, so that a watcher sees life; may throw to stop the work.
  std::function<void()> heartbeat;

  std::uint64_t total_allowed() const {
    auto by_ratio = exhibit_bytes > limits.max_total_bytes / limits.max_ratio
                        ? limits.max_total_bytes
                        : exhibit_bytes * limits.max_ratio;
    auto allowed = by_ratio > limits.total_floor_bytes ? by_ratio : limits.total_floor_bytes;
    return allowed < limits.max_total_bytes ? allowed : limits.max_total_bytes;
  }
  // How far a member of `packed_bytes` may unpack.
  std::uint64_t member_allowed(std::uint64_t packed_bytes) const {
    auto by_ratio = packed_bytes > limits.max_member_bytes / limits.max_ratio
                        ? limits.max_member_bytes
                        : packed_bytes * limits.max_ratio;
    auto allowed = by_ratio > limits.ratio_floor_bytes ? by_ratio : limits.ratio_floor_bytes;
    return allowed < limits.max_member_bytes ? allowed : limits.max_member_bytes;
  }
  void beat() const {
    if (heartbeat) heartbeat();
  }
};

}  // namespace clew::exhibit
