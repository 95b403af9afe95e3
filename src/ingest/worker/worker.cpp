#include "ingest/worker/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "ingest/worker/sandbox.h"
#include "ingest/worker/wire.h"
#include "readers/attached_files.h"
#include "readers/document_engine.h"
#include "readers/pdf_reader.h"

namespace clew::ingest {
namespace {

bool write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    auto put = ::write(fd, bytes, size);
    if (put < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

// When the process is about to end by a signal, the complete frames in its buffer are still sent:
// what was read before the crash is not lost. The other side trusts none of it anyway.
WireSink* dying_sink = nullptr;

void save_frames(int signal) {
  if (auto* sink = dying_sink) {
    dying_sink = nullptr;
    write_all(frames_fd, sink->pending(), sink->pending_size());
  }
  if (signal == SIGTERM) _exit(exit_killed);
  // SA_RESETHAND put the default back: returning runs into the same fault, which ends the process.
  if (signal == SIGXCPU || signal == SIGSYS) _exit(128 + signal);
}

void catch_signals() {
  static char stack[64 << 10];
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = save_frames;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTERM, SIGXCPU})
    sigaction(signal, &action, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGXFSZ, &ignore, nullptr);  // a full scratch file is an error of write()
}

std::string read_settings() {
  std::string bytes;
  char buffer[1 << 16];
  off_t at = 0;
  while (true) {
    auto got = pread(settings_fd, buffer, sizeof buffer, at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(got));
    at += got;
  }
}

// Asks for the bytes of an entry; null when the other side says no.
std::shared_ptr<const exhibit::ByteSource> ask_for(std::size_t index) {
  auto number = static_cast<std::uint32_t>(index);
  if (!write_all(control_fd, reinterpret_cast<const char*>(&number), sizeof number)) return nullptr;
  // The answer names its question, so that an answer to another one is never taken for it.
  while (true) {
    std::uint32_t answer = 0;
    iovec part{&answer, sizeof answer};
    alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    ssize_t got;
    do
      got = recvmsg(control_fd, &message, 0);
    while (got < 0 && errno == EINTR);
    if (got != static_cast<ssize_t>(sizeof answer)) return nullptr;
    auto* header = CMSG_FIRSTHDR(&message);
    int fd = -1;
    if (header && header->cmsg_type == SCM_RIGHTS) std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    if (answer != number) {
      if (fd >= 0) close(fd);
      continue;
    }
    if (fd < 0) return nullptr;
    std::shared_ptr<const exhibit::ByteSource> source;
    try {
      source = exhibit::map_descriptor(fd, "a file of the exhibit");
    } catch (const Error&) {
      // said by the caller: the file could not be had
    }
    close(fd);
    return source;
  }
}

// Whether the libraries for PDF and pictures may be needed: they cost 10 to 40 ms, a reader process
// otherwise 2, and can only be loaded before the lock-down. The first bytes of a few entries are
// compared with marks here, nothing is parsed: a PDF, what may carry files, what is packed.
bool may_hold_documents(const WorkerSettings& settings) {
  using namespace std::string_view_literals;
  static constexpr std::string_view packed[] = {"PK"sv,
                                                "7z\xBC\xAF"sv,
                                                "Rar!"sv,
                                                "BZh"sv,
                                                "\xFD"
                                                "7zXZ"sv,
                                                "\x28\xB5\x2F\xFD"sv,
                                                "MSCF"sv,
                                                "\x1F\x8B"sv,
                                                "\x04\x22\x4D\x18"sv,
                                                "LZIP"sv,
                                                "0707"sv,
                                                "!<arch>"sv};
  constexpr std::size_t few = 16;
  if (settings.entries.size() > few) return true;
  const bool pictures = readers::recognition_wish(settings.options).pictures;
  for (std::size_t i = 0; i < settings.entries.size(); ++i) {
    if (settings.entries[i].kind != exhibit::MemberKind::file) continue;
    auto source = ask_for(i);
    if (!source) continue;
    auto bytes = source->bytes();
    if (pictures || readers::may_carry_files(bytes.substr(0, 64 << 10))) return true;
    if (bytes.size() > 262 && bytes.substr(257, 5) == "ustar") return true;
    if (bytes.size() > 32774 && bytes.substr(32769, 5) == "CD001") return true;
    for (auto mark : packed)
      if (bytes.starts_with(mark)) return true;
  }
  return false;
}

// Puts the bytes of one file that entry 0 carries into the scratch file. The exit code.
int give_attached(const WorkerSettings& settings) {
  if (settings.entries.empty()) return exit_bad_start;
  exhibit::Item item;
  item.path = {settings.entries[0].name};
  item.source = ask_for(0);
  if (!item.source) return exit_bad_start;
  item.size = item.source->bytes().size();
  exhibit::Budget budget;
  budget.limits = settings.limits;
  budget.exhibit_bytes = settings.exhibit_bytes;
  const auto files = readers::attached_files(item, settings.options, budget);
  for (std::size_t i = 0; files && i < files->size(); ++i) {
    if (files->info(i).name != settings.wanted) continue;
    const auto opened = files->open(i);
    if (!opened.item.source) continue;
    const auto bytes = opened.item.bytes();
    return write_all(scratch_fd, bytes.data(), bytes.size()) ? 0 : exit_bad_start;
  }
  return exit_no_such_file;
}

std::string beside_this_program(std::string_view name) {
  char path[4096];
  auto length = readlink("/proc/self/exe", path, sizeof path);
  std::string_view whole(path, length > 0 ? static_cast<std::size_t>(length) : 0);
  auto slash = whole.rfind('/');
  return slash == whole.npos ? std::string(name)
                             : std::string(whole.substr(0, slash + 1)) + std::string(name);
}

}  // namespace

int worker_main(const ReaderList& readers) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (fcntl(settings_fd, F_GETFD) < 0 || fcntl(frames_fd, F_GETFD) < 0 ||
      fcntl(control_fd, F_GETFD) < 0 || fcntl(scratch_fd, F_GETFD) < 0)
    return exit_bad_start;
  catch_signals();
  WorkerSettings settings;
  try {
    settings = decode_settings(read_settings());
  } catch (const WireError&) {
    return exit_bad_start;
  }
  close(settings_fd);
  static WireSink sink([](std::string_view bytes) {
    if (!write_all(frames_fd, bytes.data(), bytes.size())) throw Stopped{};
  });
  SandboxLimits limits;
  limits.memory_bytes = settings.memory_bytes;
  limits.file_bytes = settings.scratch_bytes;
  limits.cpu_seconds = settings.cpu_seconds;
  limits.mapped_bytes =
      settings.memory_bytes + 2 * settings.exhibit_bytes + settings.scratch_bytes + (4ull << 30);
  // Tesseract would start threads for OpenMP, which the lock-down forbids; read when it is loaded.
  setenv("OMP_THREAD_LIMIT", "1", 1);
  static std::unique_ptr<readers::DocumentEngine> engine;
  if (may_hold_documents(settings)) {
    std::string why;  // the reader of PDF says that the library is missing
    engine = readers::load_document_engine(beside_this_program("libclew_documents.so"), why);
  }
  settings.options.engine = engine.get();
  auto trouble = lock_down(limits);

  // From here on the process touches evidence.
  if (!settings.wanted.empty()) _exit(give_attached(settings));
  try {
    sink.hello({wire_version, trouble});
    dying_sink = &sink;
    exhibit::Scratch scratch(scratch_fd);
    exhibit::Budget budget;
    budget.limits = settings.limits;
    budget.exhibit_bytes = settings.exhibit_bytes;
    exhibit::EntryTree tree(std::move(settings.entries), ask_for);
    Resume resume{settings.first_ordinal, std::move(settings.not_opened),
                  std::move(settings.claimed)};
    read_exhibit(tree, readers, settings.options, scratch, budget, resume, sink);
    sink.goodbye();
  } catch (const Stopped&) {
    // the other side is gone
  }
  dying_sink = nullptr;
  _exit(0);  // no destructors after evidence was read: they have nothing to do
}

}  // namespace clew::ingest
