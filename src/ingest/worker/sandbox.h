// The lock-down of the reader process: after it, the process can compute, use memory, read and
// write the descriptors it holds, and end. It cannot open, create, rename or look at files, reach
// the network, start or signal processes, trace, mount, or make memory executable.
//
// Means: no_new_privs, resource limits, and a seccomp allow-list; any other call is not made and raises
// SIGSYS, which ends the process.
// Calls that libraries try in good faith (opening a locale file) are refused with an error instead.
#pragma once

#include <cstdint>
#include <string>

namespace clew::ingest {

struct SandboxLimits {
  std::uint64_t memory_bytes = 1ull << 30;  // heap
  std::uint64_t mapped_bytes = 1ull << 40;  // address space, mapped evidence included
  std::uint64_t file_bytes = 1ull << 40;    // size of the scratch file
  std::uint64_t cpu_seconds = 24 * 3600;
  unsigned descriptors = 32;
};

// For the calling process, for good; call it with one thread running. Returns "" when all of it
// holds, else in words what does not (sanitizer build, seccomp refused by the machine): what could
// be put in force then is.
std::string lock_down(const SandboxLimits& limits);

}  // namespace clew::ingest
