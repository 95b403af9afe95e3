#include "language/apertium_chain.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/error.h"

namespace clew::language {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;

// A descriptor that closes itself, for the way through start() when something fails.
class Handle {
 public:
  explicit Handle(int fd = -1) : fd_(fd) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  void reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

std::string base_name(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

pid_t spawn(const std::vector<std::string>& argv, int in, int out) {
  std::vector<char*> args;
  for (const auto& a : argv)
    args.push_back(const_cast<char*>(a.c_str()));
  args.push_back(nullptr);
  // C.UTF-8 is part of libc, so the stages read UTF-8 whatever the user's locale is.
  std::string path = "PATH=/usr/bin:/bin", locale = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment = {path.data(), locale.data(), nullptr};

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  // A group of their own: an interrupt typed at the terminal is for Clew, which then ends them.
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, argv[0].c_str(), &actions, &attributes, args.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw Error(ErrorKind::resource,
                fmt::format("cannot start {}: {}; check that the Apertium packages are whole",
                            argv[0], errno_text(error)));
  }
  return pid;
}

}  // namespace

ApertiumChain::ApertiumChain(std::vector<std::vector<std::string>> stages,
                             std::size_t stage_memory_bytes)
    : stages_(std::move(stages)), stage_memory_bytes_(stage_memory_bytes) {}

ApertiumChain::~ApertiumChain() { stop(); }

void ApertiumChain::start() {
  stop();
  const auto fail = [](const char* what) {
    throw Error(ErrorKind::resource,
                fmt::format("cannot make a {} for a translation engine: {}; close other programs "
                            "or raise the limit of open files",
                            what, errno_text(errno)));
  };
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) fail("socket");
  Handle ours(pair[0]), upstream(pair[1]);
  try {
    for (const auto& stage : stages_) {
      if (::pipe2(pair.data(), O_CLOEXEC) != 0) fail("pipe");
      Handle from(pair[0]), to(pair[1]);
      const pid_t pid = spawn(stage, upstream.get(), to.get());
      children_.push_back({pid, base_name(stage[0])});
      if (stage_memory_bytes_ > 0) {
        const rlimit memory{stage_memory_bytes_, stage_memory_bytes_};
        ::prlimit(pid, RLIMIT_AS, &memory, nullptr);
      }
      const rlimit no_core{0, 0};
      ::prlimit(pid, RLIMIT_CORE, &no_core, nullptr);
      upstream = std::move(from);
    }
  } catch (...) {
    stop();
    throw;
  }
  for (const int fd : {ours.get(), upstream.get()})
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  input_ = ours.release();
  output_ = upstream.release();
}

void ApertiumChain::stop() {
  if (input_ >= 0) ::close(input_);
  if (output_ >= 0) ::close(output_);
  input_ = output_ = -1;
  for (const auto& child : children_)
    ::kill(child.pid, SIGKILL);
  for (const auto& child : children_) {
    while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  children_.clear();
}

long ApertiumChain::write(std::string_view bytes) {
  for (;;) {
    const ssize_t n = ::send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) return n;
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
  }
}

long ApertiumChain::read(std::string& into) {
  std::array<char, read_bytes> buffer;
  for (;;) {
    const ssize_t n = ::read(output_, buffer.data(), buffer.size());
    if (n > 0) {
      into.append(buffer.data(), static_cast<std::size_t>(n));
      return n;
    }
    if (n < 0 && errno == EINTR) continue;
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : -1;
  }
}

std::string ApertiumChain::post_mortem() {
  // The first stage with an ending of its own is the culprit; its neighbours die of the closed
  // pipes (signal 13 before it, end of input behind it).
  std::string first;
  for (int round = 0; round < 20 && first.empty(); ++round) {
    for (std::size_t i = 0; i < children_.size(); ++i) {
      int status = 0;
      if (::waitpid(children_[i].pid, &status, WNOHANG) != children_[i].pid) continue;
      std::string how;
      if (WIFSIGNALED(status) && WTERMSIG(status) != SIGPIPE) {
        how = fmt::format("{} ended by signal {}", children_[i].name, WTERMSIG(status));
      } else if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        how = fmt::format("{} ended with status {}", children_[i].name, WEXITSTATUS(status));
      } else if (WIFEXITED(status)) {
        how = fmt::format("{} ended early", children_[i].name);
      }
      children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
      --i;
      if (first.empty()) first = how;
    }
    if (first.empty()) ::poll(nullptr, 0, 10);
  }
  stop();
  return first.empty() ? "a stage ended" : first;
}

}  // namespace clew::language
