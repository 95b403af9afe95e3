// A reader process that was taken over, for tests: its reader does what the exhibit's text says
// ("evil:NAME") after the lock-down, as an exploit would. Built from the same worker as
// clew-reader.
//
// Each escape says by a finding how it went: "refused" or "ESCAPED". Those that end the process say
// nothing; ingest sees how it died.
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <stdexcept>

#include "ingest/worker/worker.h"
#include "readers/file_reader.h"

namespace {

using clew::readers::Sink;

// Each returns whether the attempt got through.
using Escape = std::function<bool()>;

bool got(long result) { return result >= 0; }

const std::map<std::string, Escape, std::less<>>& escapes() {
  static const std::map<std::string, Escape, std::less<>> all = {
      {"open", [] { return got(syscall(SYS_open, "/etc/hostname", O_RDONLY)); }},
      {"openat", [] { return got(open("/etc/hostname", O_RDONLY)); }},
      {"openat2",
       [] {
         std::uint64_t how[3] = {O_RDONLY, 0, 0};
         return got(syscall(SYS_openat2, AT_FDCWD, "/etc/hostname", how, sizeof how));
       }},
      {"creat", [] { return got(syscall(SYS_creat, "/tmp/clew-evil", 0600)); }},
      {"write-file", [] { return got(open("/tmp/clew-evil", O_CREAT | O_WRONLY, 0600)); }},
      {"read-proc-maps", [] { return got(open("/proc/self/maps", O_RDONLY)); }},
      {"read-proc-parent-mem",
       [] { return got(open(fmt::format("/proc/{}/mem", getppid()).c_str(), O_RDONLY)); }},
      {"reopen-evidence-for-writing", [] { return got(open("/proc/self/fd/4", O_RDWR)); }},
      {"list-directory", [] { return opendir("/") != nullptr; }},
      {"stat",
       [] {
         struct stat info;
         return got(stat("/etc/hostname", &info));
       }},
      {"access", [] { return got(access("/etc/hostname", R_OK)); }},
      {"readlink",
       [] {
         char text[100];
         return got(readlink("/proc/self/exe", text, sizeof text));
       }},
      {"unlink", [] { return got(unlink("/tmp/clew-evil-target")); }},
      {"unlinkat", [] { return got(unlinkat(AT_FDCWD, "/tmp/clew-evil-target", 0)); }},
      {"rename", [] { return got(rename("/tmp/clew-evil-target", "/tmp/clew-evil-moved")); }},
      {"link", [] { return got(link("/tmp/clew-evil-target", "/tmp/clew-evil-linked")); }},
      {"symlink", [] { return got(symlink("/etc", "/tmp/clew-evil-link")); }},
      {"mkdir", [] { return got(mkdir("/tmp/clew-evil-dir", 0700)); }},
      {"rmdir", [] { return got(rmdir("/tmp/clew-evil-target")); }},
      {"chmod", [] { return got(chmod("/tmp/clew-evil-target", 0777)); }},
      {"fchmod-scratch", [] { return got(fchmod(clew::ingest::scratch_fd, 0777)); }},
      {"chown", [] { return got(chown("/tmp/clew-evil-target", 1, 1)); }},
      {"utimensat", [] { return got(utimensat(AT_FDCWD, "/tmp/clew-evil-target", nullptr, 0)); }},
      {"mknod", [] { return got(mknod("/tmp/clew-evil-node", S_IFIFO | 0600, 0)); }},
      {"truncate", [] { return got(truncate("/tmp/clew-evil-target", 0)); }},
      {"chdir", [] { return got(chdir("/")); }},
      {"chroot", [] { return got(chroot("/tmp")); }},
      {"socket-inet", [] { return got(socket(AF_INET, SOCK_STREAM, 0)); }},
      {"socket-unix", [] { return got(socket(AF_UNIX, SOCK_STREAM, 0)); }},
      {"socketpair",
       [] {
         int pair[2];
         return got(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
       }},
      {"connect-on-control",
       [] {
         sockaddr_un address{};
         address.sun_family = AF_UNIX;
         return got(connect(clew::ingest::control_fd, reinterpret_cast<sockaddr*>(&address),
                            sizeof address));
       }},
      {"bind",
       [] {
         sockaddr_in address{};
         address.sin_family = AF_INET;
         return got(
             bind(clew::ingest::control_fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
       }},
      {"send-descriptor",
       [] {
         msghdr message{};
         return got(sendmsg(clew::ingest::control_fd, &message, 0));
       }},
      {"fork", [] { return got(syscall(SYS_fork)); }},
      {"vfork", [] { return got(syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0)); }},
      {"clone3", [] { return got(syscall(SYS_clone3, nullptr, 0)); }},
      {"thread",
       [] { return got(syscall(SYS_clone, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, 0, 0, 0, 0)); }},
      {"execve",
       [] {
         char* arguments[] = {nullptr};
         return got(execve("/bin/true", arguments, arguments));
       }},
      {"execveat",
       [] { return got(syscall(SYS_execveat, AT_FDCWD, "/bin/true", nullptr, nullptr, 0)); }},
      {"ptrace-parent", [] { return got(ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr)); }},
      {"process_vm_readv",
       [] {
         char bytes[8];
         iovec local{bytes, 8}, remote{reinterpret_cast<void*>(0x400000), 8};
         return got(process_vm_readv(getppid(), &local, 1, &remote, 1, 0));
       }},
      {"kill-parent", [] { return got(kill(getppid(), 0)); }},
      {"kill-init", [] { return got(kill(1, 0)); }},
      {"tgkill-other", [] { return got(syscall(SYS_tgkill, getppid(), getppid(), 0)); }},
      {"pidfd_open", [] { return got(syscall(SYS_pidfd_open, getppid(), 0)); }},
      {"pidfd_getfd", [] { return got(syscall(SYS_pidfd_getfd, 3, 0, 0)); }},
      {"mount", [] { return got(mount("none", "/tmp", "tmpfs", 0, nullptr)); }},
      {"umount", [] { return got(umount("/tmp/clew-evil-target")); }},
      {"unshare", [] { return got(unshare(CLONE_NEWUSER)); }},
      {"setns", [] { return got(setns(0, 0)); }},
      {"setuid", [] { return got(setuid(0)); }},
      {"capset", [] { return got(syscall(SYS_capset, nullptr, nullptr)); }},
      {"prctl-dumpable", [] { return got(prctl(PR_SET_DUMPABLE, 1)); }},
      {"prctl-name", [] { return got(prctl(PR_SET_NAME, "clew")); }},
      {"raise-limit",
       [] {
         rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
         return got(setrlimit(RLIMIT_DATA, &limit));
       }},
      {"second-filter", [] { return got(syscall(SYS_seccomp, 1, 0, nullptr)); }},
      {"executable-memory",
       [] {
         return mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                     -1, 0) != MAP_FAILED;
       }},
      {"make-executable",
       [] {
         void* page =
             mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
         return got(mprotect(page, 4096, PROT_READ | PROT_EXEC));
       }},
      {"pkey_mprotect", [] { return got(syscall(SYS_pkey_mprotect, 0, 0, PROT_EXEC, -1)); }},
      {"memfd_create", [] { return got(memfd_create("x", 0)); }},
      {"dup-over", [] { return got(dup2(0, 1)); }},
      {"fcntl-flags", [] { return got(fcntl(clew::ingest::scratch_fd, F_SETFL, O_APPEND)); }},
      {"ioctl-tiocsti",
       [] {
         char c = 'x';
         return got(syscall(SYS_ioctl, 0, 0x5412, &c));
       }},
      {"io_uring", [] { return got(syscall(SYS_io_uring_setup, 1, nullptr)); }},
      {"bpf", [] { return got(syscall(SYS_bpf, 0, nullptr, 0)); }},
      {"perf_event_open", [] { return got(syscall(SYS_perf_event_open, nullptr, 0, -1, -1, 0)); }},
      {"userfaultfd", [] { return got(syscall(SYS_userfaultfd, 0)); }},
      {"keyctl", [] { return got(syscall(SYS_keyctl, 0, 0, 0)); }},
      {"shmget", [] { return got(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600)); }},
      {"msgget", [] { return got(msgget(IPC_PRIVATE, IPC_CREAT | 0600)); }},
      {"semget", [] { return got(semget(IPC_PRIVATE, 1, IPC_CREAT | 0600)); }},
      {"inotify", [] { return got(inotify_init1(0)); }},
      {"epoll", [] { return got(epoll_create1(0)); }},
      {"name_to_handle_at",
       [] { return got(syscall(SYS_name_to_handle_at, AT_FDCWD, "/", nullptr, nullptr, 0)); }},
      {"reboot", [] { return got(syscall(SYS_reboot, 0, 0, 0, nullptr)); }},
      {"sethostname", [] { return got(sethostname("evil", 4)); }},
      {"settimeofday",
       [] {
         timeval now{};
         return got(settimeofday(&now, nullptr));
       }},
      {"i386-call",
       [] {
         // int 0x80 enters as a 32-bit program: open is number 5 there.
         long result = -1;
#if defined(__x86_64__)
         static const char name[] = "/etc/hostname";
         asm volatile("int $0x80"
                      : "=a"(result)
                      : "a"(5L), "b"(name), "c"(0L), "d"(0L)
                      : "memory", "r8", "r9", "r10", "r11");
#endif
         return got(result);
       }},
      {"x32-call", [] { return got(syscall(0x40000000 + SYS_getpid)); }},
  };
  return all;
}

class EvilReader : public clew::readers::Reader {
 public:
  std::string_view name() const override { return "evil"; }
  std::string_view version() const override { return "1"; }
  clew::readers::Probe probe(const clew::exhibit::Item& item) const override {
    return {item.bytes().starts_with("evil:") ? 100 : 0, "says so"};
  }
  void read(const clew::exhibit::Item& item, const clew::readers::Options&,
            Sink& sink) const override {
    auto what = std::string(item.bytes().substr(5));
    clew::model::Record record;
    record.text = "said before it happened";
    sink.rows("", 1);
    sink.record(record);
    if (auto escape = escapes().find(what); escape != escapes().end()) {
      errno = 0;
      bool through = escape->second();
      sink.finding(
          {clew::model::Severity::note, through ? "ESCAPED" : "refused", "", std::strerror(errno)});
    } else if (what == "list") {
      for (const auto& [name, call] : escapes())
        sink.decided(name, "");
    } else if (what == "crash") {
      munmap(const_cast<char*>(item.bytes().data()) -
                 reinterpret_cast<std::uintptr_t>(item.bytes().data()) % 4096,
             4096);
      record.text = item.bytes();  // a real fault: the page is gone
    } else if (what == "abort") {
      std::abort();
    } else if (what == "hang") {
      while (true)
        asm volatile("");
    } else if (what == "memory") {
      std::vector<std::string> all;
      while (true)
        all.emplace_back(16 << 20, 'x');
    } else if (what == "throw") {
      throw std::runtime_error("a mistake in the reader");
    } else if (what == "garbage") {
      for (int i = 0; i < 100; ++i) {
        std::string junk(100'000, static_cast<char>(i * 37));
        if (::write(clew::ingest::frames_fd, junk.data(), junk.size()) < 0) break;
      }
    } else if (what == "flood") {
      record.text = std::string(1 << 20, 'f');
      while (true) {
        sink.rows("", 1);
        sink.record(record);
      }
    } else if (what == "lie") {
      sink.rows("", 1000);
    } else if (what == "leave") {
      _exit(0);
    } else if (what == "ask") {
      // Questions that belong to no entry of the exhibit.
      for (std::uint32_t index : {9999u, 0xFFFFFFFFu})
        if (::write(clew::ingest::control_fd, &index, 4) != 4) break;
    }
  }
};

}  // namespace

int main() {
  clew::ingest::ReaderList list;
  list.push_back(std::make_unique<EvilReader>());
  list.push_back(clew::readers::make_file_reader());
  return clew::ingest::worker_main(list);
}
