#include "ingest/worker/sandbox.h"

#include <fmt/format.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"

namespace clew::ingest {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

void limit(__rlimit_resource which, std::uint64_t value, std::string& trouble, const char* what) {
  rlimit limits{};
  getrlimit(which, &limits);
  if (limits.rlim_max != RLIM_INFINITY && limits.rlim_max < value) value = limits.rlim_max;
  limits.rlim_cur = limits.rlim_max = value;
  if (setrlimit(which, &limits) != 0) trouble += fmt::format("no limit on {}; ", what);
}

struct Context {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
  ~Context() {
    if (filter) seccomp_release(filter);
  }
};

int add_rules(scmp_filter_ctx filter) {
  int error = 0;
  auto allow = [&](int call) {
    if (int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0); e != 0) error = e;
  };
  auto refuse = [&](int call) {
    // Pseudo numbers of calls that this processor has not are no trouble.
    if (int e = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), call, 0); e != 0 && e != -EDOM)
      error = e;
  };
  for (int call : {SCMP_SYS(read),          SCMP_SYS(pread64),        SCMP_SYS(write),
                   SCMP_SYS(pwrite64),      SCMP_SYS(lseek),          SCMP_SYS(recvmsg),
                   SCMP_SYS(close),         SCMP_SYS(ftruncate),      SCMP_SYS(fallocate),
                   SCMP_SYS(munmap),        SCMP_SYS(mremap),         SCMP_SYS(madvise),
                   SCMP_SYS(brk),           SCMP_SYS(futex),          SCMP_SYS(exit),
                   SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn),   SCMP_SYS(rt_sigprocmask),
                   SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),   SCMP_SYS(time),
                   SCMP_SYS(getpid),        SCMP_SYS(gettid),         SCMP_SYS(getrandom),
                   SCMP_SYS(sched_yield),   SCMP_SYS(restart_syscall)})
    allow(call);
  // Memory yes, executable memory no.
  for (int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
    if (int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        e != 0)
      error = e;
  // abort() signals itself; nobody else may be signalled.
  if (int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                               SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid())));
      e != 0)
    error = e;
  // What libraries try and can do without. They get an error, as on a machine without the file.
  for (int call : {SCMP_SYS(open),
                   SCMP_SYS(openat),
                   SCMP_SYS(stat),
                   SCMP_SYS(lstat),
                   SCMP_SYS(fstat),
                   SCMP_SYS(newfstatat),
                   SCMP_SYS(statx),
                   SCMP_SYS(access),
                   SCMP_SYS(faccessat),
                   SCMP_SYS(faccessat2),
                   SCMP_SYS(readlink),
                   SCMP_SYS(readlinkat),
                   SCMP_SYS(getcwd),
                   SCMP_SYS(ioctl),
                   SCMP_SYS(fcntl),
                   SCMP_SYS(uname),
                   SCMP_SYS(sysinfo),
                   SCMP_SYS(getrusage),
                   SCMP_SYS(sched_getaffinity),
                   SCMP_SYS(prlimit64),
                   SCMP_SYS(getrlimit),
                   SCMP_SYS(rt_sigaction),
                   SCMP_SYS(sigaltstack)})
    refuse(call);
  return error;
}

}  // namespace

std::string lock_down(const SandboxLimits& limits) {
  std::string trouble;
  limit(RLIMIT_CORE, 0, trouble, "core files");
  limit(RLIMIT_NOFILE, limits.descriptors, trouble, "descriptors");
  limit(RLIMIT_CPU, limits.cpu_seconds, trouble, "processor time");
  limit(RLIMIT_FSIZE, limits.file_bytes, trouble, "file size");
  limit(RLIMIT_MEMLOCK, 0, trouble, "locked memory");
  if (!sanitized) {  // a sanitizer reserves terabytes of address space
    limit(RLIMIT_DATA, limits.memory_bytes, trouble, "memory");
    limit(RLIMIT_AS, limits.mapped_bytes, trouble, "address space");
  }
  if (prctl(PR_SET_DUMPABLE, 0) != 0) trouble += "process can be traced; ";
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) trouble += "privileges could be gained; ";
  if (sanitized) return trouble + "sanitizer build: no system call filter";

  Context context;
  if (!context.filter) return trouble + "no system call filter: out of memory";
  // A forbidden call is not made; it raises SIGSYS, whose handler (worker.cpp) sends what was read
  // and ends the process. Calls in another processor mode (32-bit) end it on the spot.
  if (int error = seccomp_attr_set(context.filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
      error != 0)
    return trouble + fmt::format("no system call filter: {}", errno_text(-error));
  if (int error = add_rules(context.filter); error != 0)
    return trouble + fmt::format("no system call filter: {}", errno_text(-error));
  if (int error = seccomp_load(context.filter); error != 0)
    return trouble +
           fmt::format("no system call filter: this machine refuses it ({})", errno_text(-error));
  return trouble;
}

}  // namespace clew::ingest
