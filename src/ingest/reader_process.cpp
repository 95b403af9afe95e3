#include "ingest/reader_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <tuple>

#include "base/error.h"
#include "exhibit/scratch.h"
#include "ingest/worker/worker.h"

namespace clew::ingest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int max_starts_without_progress = 3;
constexpr std::uint64_t output_floor_bytes = 256ull << 20;  // one item may send so much, and
constexpr std::uint64_t output_per_byte = 200;              // so many bytes for each of its own

[[noreturn]] void cannot(const char* what) {
  throw Error(ErrorKind::resource, fmt::format("cannot {}: {}", what, errno_text(errno)));
}

// A descriptor out of the way of the numbers that the child gets.
Descriptor high(int fd, const char* what) {
  if (fd < 0) cannot(what);
  int moved = fcntl(fd, F_DUPFD_CLOEXEC, 32);
  close(fd);
  if (moved < 0) cannot(what);
  return Descriptor(moved);
}

void write_whole(int fd, std::string_view rest, const char* what) {
  while (!rest.empty()) {
    auto put = ::write(fd, rest.data(), rest.size());
    if (put < 0) {
      if (errno == EINTR) continue;
      cannot(what);
    }
    rest.remove_prefix(static_cast<std::size_t>(put));
  }
}

Descriptor settings_file(const std::string& bytes) {
  auto file = high(memfd_create("clew-settings", MFD_CLOEXEC), "make the reader's settings");
  write_whole(file.get(), bytes, "write the reader's settings");
  return file;
}

// What the reader process is started with, and our ends of it.
struct Ends {
  explicit Ends(const WorkerSettings& settings, const std::filesystem::path& scratch_directory)
      : settings_bytes(settings_file(encode(settings))) {
    int ends[2], sockets[2];
    if (pipe2(ends, O_CLOEXEC) != 0) cannot("make a pipe to the reader");
    out = high(ends[0], "make a pipe to the reader");
    in = high(ends[1], "make a pipe to the reader");
    (void)fcntl(out.get(), F_SETPIPE_SZ, 1 << 20);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
      cannot("make a socket to the reader");
    control = high(sockets[0], "make a socket to the reader");
    childs_control = high(sockets[1], "make a socket to the reader");
    scratch = high(exhibit::Scratch::make_file(scratch_directory.string()), "make a scratch file");
  }
  Descriptor settings_bytes, out, in, control, childs_control, scratch;
};

// Kills and reaps on destruction.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      wait();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  void signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
  }
  // The status as waitpid gives it.
  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
};

pid_t spawn(const std::filesystem::path& program, const int (&descriptors)[4]) {
  struct Actions {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    Actions() {
      posix_spawn_file_actions_init(&actions);
      posix_spawnattr_init(&attributes);
    }
    ~Actions() {
      posix_spawn_file_actions_destroy(&actions);
      posix_spawnattr_destroy(&attributes);
    }
  } a;
  for (int fd : {0, 1, 2})
    posix_spawn_file_actions_addopen(&a.actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
  for (int i = 0; i < 4; ++i)
    posix_spawn_file_actions_adddup2(&a.actions, descriptors[i], settings_fd + i);
  posix_spawn_file_actions_addclosefrom_np(&a.actions, scratch_fd + 1);
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&a.attributes, &all);
  posix_spawnattr_setsigmask(&a.attributes, &none);
  // A group of its own: a Ctrl-C at the terminal reaches us, and we end it in order.
  posix_spawnattr_setpgroup(&a.attributes, 0);
  posix_spawnattr_setflags(&a.attributes,
                           POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  std::string name = program.string();
  char* arguments[] = {name.data(), nullptr};
  char locale[] = "LC_ALL=C.UTF-8", zone[] = "TZ=UTC";
  char* environment[] = {locale, zone, nullptr};
  pid_t pid = -1;
  if (int error =
          posix_spawn(&pid, name.c_str(), &a.actions, &a.attributes, arguments, environment);
      error != 0)
    throw Error(ErrorKind::resource, fmt::format("cannot start {}: {}", name, errno_text(error)));
  return pid;
}

// Answers the question for entry `index` with an open file, or with none (-1).
bool answer(int socket, std::uint32_t index, int fd) {
  iovec part{&index, sizeof index};
  alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

std::pair<std::string, std::string> describe(int status) {
  const std::pair<std::string, std::string> forbidden = {
      "reader stopped: forbidden system call",
      "the reader tried something that reading evidence never needs, and was ended"};
  if (WIFSIGNALED(status)) {
    int signal = WTERMSIG(status);
    switch (signal) {
      case SIGSYS:
        return forbidden;
      case SIGKILL:
        return {"reader stopped: killed", "the system ended the reader, most likely for memory"};
      case SIGXCPU:
        return {"reader stopped: time limit", "the reader used up its processor time"};
      default:
        return {fmt::format("reader stopped: signal {}", signal),
                "the reader crashed on this item"};
    }
  }
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code == 128 + SIGSYS) return forbidden;
  if (code == 128 + SIGXCPU)
    return {"reader stopped: time limit", "the reader used up its processor time"};
  return {fmt::format("reader stopped: exit {}", code),
          "the reader ended before its work was done"};
}

}  // namespace

Descriptor::~Descriptor() { reset(); }
void Descriptor::reset() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

Descriptor open_for_reading(const std::filesystem::path& path) {
  int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW;
  int fd = open(path.c_str(), flags | O_NOATIME);
  if (fd < 0 && errno == EPERM) fd = open(path.c_str(), flags);
  if (fd < 0)
    throw Error(errno == ENOENT ? ErrorKind::not_found : ErrorKind::resource,
                fmt::format("cannot open {}: {}", path.string(), errno_text(errno)));
  return Descriptor(fd);
}

std::filesystem::path reader_program(const std::filesystem::path& given) {
  auto path = given;
  if (path.empty())
    if (const char* set = std::getenv("CLEW_READER"); set && *set) path = set;
  if (path.empty()) {
    std::error_code error;
    path = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "clew-reader";
  }
  if (access(path.c_str(), X_OK) != 0)
    throw Error(ErrorKind::not_found,
                fmt::format("the program that reads exhibits is not at {}; install clew whole, or "
                            "set CLEW_READER to its path",
                            path.string()));
  return path;
}

ReaderProcess::ReaderProcess(const ImportOptions& options, std::filesystem::path scratch_directory,
                             PathOf path_of)
    : options_(options),
      program_(reader_program(options.reader_program)),
      scratch_directory_(std::move(scratch_directory)),
      path_of_(std::move(path_of)) {}

void ReaderProcess::read(WorkerSettings settings, ImportSink& sink) {
  int idle = 0;  // ends in a row without a new item
  bool told = false;
  while (true) {
    WireReader frames(sink);
    auto outcome = run(settings, frames, sink);
    if (frames.hello() && !frames.hello()->sandbox.empty() && !told) {
      told = true;
      sink.exhibit_finding({model::Severity::note, "reader not fully locked down", "",
                            frames.hello()->sandbox.substr(0, 500)});
    }
    if (outcome.finished) return;
    auto next = frames.last_item() ? *frames.last_item() + 1 : settings.first_ordinal;
    if (sink.in_item()) {
      sink.abandon_item(outcome.what, outcome.why);
      settings.not_opened.push_back(next - 1);
      idle = 0;
    } else {
      // It ended between two items, on the way to `next`: that one is not unpacked again.
      idle = next > settings.first_ordinal ? 1 : idle + 1;
      if (idle > max_starts_without_progress || !frames.hello()) {
        sink.exhibit_finding({model::Severity::unread, outcome.what, "",
                              outcome.why + "; the remaining items of this exhibit were not read"});
        return;
      }
      if (settings.not_opened.empty() || settings.not_opened.back() != next)
        settings.not_opened.push_back(next);
      sink.exhibit_finding({model::Severity::warning, outcome.what, "",
                            fmt::format("{}; it was on its way to item {} and was started again",
                                        outcome.why, next)});
    }
    settings.first_ordinal = next;
    settings.claimed = sink.claimed();
  }
}

ReaderProcess::Outcome ReaderProcess::run(const WorkerSettings& settings, WireReader& frames,
                                          ImportSink& sink) {
  Ends ends(settings, scratch_directory_);
  auto &out = ends.out, &control = ends.control;
  Child child(spawn(program_, {ends.settings_bytes.get(), ends.in.get(), ends.childs_control.get(),
                               ends.scratch.get()}));
  for (auto* fd : {&ends.settings_bytes, &ends.in, &ends.childs_control, &ends.scratch})
    fd->reset();

  auto buffer = std::make_unique<char[]>(1 << 20);
  std::uint64_t item_output = 0;
  std::optional<std::uint32_t> item;
  std::uint64_t item_allowance = output_floor_bytes;
  auto item_start = Clock::now(), last_sign = item_start;
  bool control_open = true, ending = false;
  Outcome outcome;

  // Tells the reader to send what it has and end; what comes until then is taken.
  auto end_it = [&](std::string what, std::string why) {
    if (ending) {
      child.signal(SIGKILL);
      return;
    }
    ending = true;
    outcome.what = std::move(what);
    outcome.why = std::move(why);
    child.signal(SIGTERM);
    last_sign = Clock::now();
  };
  while (true) {
    auto now = Clock::now();
    auto limit = ending ? std::chrono::milliseconds(2000) : options_.stall_limit;
    auto deadline = last_sign + limit;
    if (!ending) deadline = std::min(deadline, item_start + options_.item_limit);
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now).count();
    // In slices, so that a stop request is seen while the reader is silent.
    int wait = static_cast<int>(std::clamp<std::int64_t>(left, 0, 200));
    pollfd fds[2] = {{out.get(), POLLIN, 0}, {control_open ? control.get() : -1, POLLIN, 0}};
    int ready = poll(fds, 2, wait);
    if (ready < 0 && errno != EINTR) cannot("wait for the reader");
    if (ready <= 0) {
      if (!ending) sink.heartbeat();
      if (Clock::now() >= deadline)
        end_it("reader stopped: time limit",
               Clock::now() >= item_start + options_.item_limit
                   ? "the item took longer than one item may"
                   : fmt::format("the reader said nothing for {} s",
                                 std::chrono::duration<double>(limit).count()));
      continue;
    }
    if (fds[1].revents) {
      std::uint32_t index = 0;
      auto got = recv(control.get(), &index, sizeof index, MSG_DONTWAIT);
      if (got == static_cast<ssize_t>(sizeof index)) {
        Descriptor file;
        if (index < settings.entries.size() &&
            settings.entries[index].kind == exhibit::MemberKind::file) {
          try {
            file = open_for_reading(path_of_(index));
          } catch (const Error&) {
            // the reader says that the file could not be had
          }
        }
        if (!answer(control.get(), index, file.get())) control_open = false;
        last_sign = Clock::now();
      } else {
        control_open = false;  // closed, or half a question: no more is answered
      }
    }
    if (fds[0].revents) {
      auto got = ::read(out.get(), buffer.get(), 1 << 20);
      if (got < 0) {
        if (errno == EINTR) continue;
        cannot("read from the reader");
      }
      if (got == 0) break;
      item_output += static_cast<std::uint64_t>(got);
      try {
        frames.feed({buffer.get(), static_cast<std::size_t>(got)});
      } catch (const WireError& error) {
        // Nothing it says can be believed any more.
        child.signal(SIGKILL);
        outcome.what = "reader stopped: invalid data";
        outcome.why = fmt::format("the reader sent what no reader sends ({})", error.what());
        child.wait();
        return outcome;
      }
      last_sign = Clock::now();
      if (frames.last_item() != item) {
        item = frames.last_item();
        item_start = last_sign;
        item_output = 0;
        item_allowance = output_floor_bytes +
                         output_per_byte * std::min<std::uint64_t>(sink.item_bytes(), 1ull << 50);
      } else if (item_output > item_allowance && !ending) {
        end_it("reader stopped: too much output",
               fmt::format("the reader sent more than {} bytes for one item", item_allowance));
      }
    }
  }
  int status = child.wait();
  if (frames.finished() && !ending) {
    outcome.finished = true;
    return outcome;
  }
  if (!ending) std::tie(outcome.what, outcome.why) = describe(status);
  return outcome;
}

std::shared_ptr<const exhibit::ByteSource> attached_bytes(
    std::string_view holder, const std::string& holder_name, const std::string& name,
    const std::filesystem::path& scratch_directory, std::chrono::milliseconds limit) {
  const auto program = reader_program({});
  auto file = high(exhibit::Scratch::make_file(scratch_directory.string()), "make a scratch file");
  write_whole(file.get(), holder, "write a scratch file");
  WorkerSettings settings;
  exhibit::Entry entry;
  entry.name = holder_name;
  entry.size = holder.size();
  settings.entries.push_back(std::move(entry));
  settings.exhibit_bytes = holder.size();
  settings.wanted = name;
  Ends ends(settings, scratch_directory);
  Child child(spawn(program, {ends.settings_bytes.get(), ends.in.get(), ends.childs_control.get(),
                              ends.scratch.get()}));
  for (auto* fd : {&ends.settings_bytes, &ends.in, &ends.childs_control})
    fd->reset();
  const auto deadline = Clock::now() + limit;
  bool control_open = true;
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0)
      throw Error(ErrorKind::resource,
                  fmt::format("taking '{}' out took longer than {} s", name, limit.count() / 1000));
    pollfd fds[2] = {{ends.out.get(), POLLIN, 0},
                     {control_open ? ends.control.get() : -1, POLLIN, 0}};
    if (poll(fds, 2, static_cast<int>(left.count())) < 0 && errno != EINTR)
      cannot("wait for the reader");
    if (fds[1].revents) {
      std::uint32_t index = 0;
      control_open = recv(ends.control.get(), &index, sizeof index, MSG_DONTWAIT) ==
                         static_cast<ssize_t>(sizeof index) &&
                     answer(ends.control.get(), index, index == 0 ? file.get() : -1);
    }
    if (fds[0].revents) {
      char ignored[4096];  // it has nothing to say; the end of the pipe is its end
      const auto got = ::read(ends.out.get(), ignored, sizeof ignored);
      if (got == 0) break;
      if (got < 0 && errno != EINTR) cannot("read from the reader");
    }
  }
  const int status = child.wait();
  if (WIFEXITED(status) && WEXITSTATUS(status) == exit_no_such_file) return nullptr;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const auto [what, why] = describe(status);
    throw Error(ErrorKind::resource, fmt::format("{}: {}", what, why));
  }
  return exhibit::map_descriptor(ends.scratch.get(), "a file taken out by the reader");
}

}  // namespace clew::ingest
