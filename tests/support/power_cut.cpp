// A shim for LD_PRELOAD that cuts the power: what the program did to the files below a folder and did
// not flush is taken back, wholly or in a random part, at the n-th call that touches them.
//
// Why: a killed process leaves the page cache alive, so killing proves nothing about power cuts. Here
// each write, truncation, creation, rename and removal is kept in a list until an fsync makes it durable;
// at the cut the list is undone and the process ends at once.
//
// Example. write A; fsync; write B; write C; cut → the file holds A, or with POWER_CUT_MODE=some any of
// A, AB, AC (with a hole), ABC. Not synced and not written anywhere: what the application was told is done.
//
// What counts as durable, the strictest reading of POSIX: fsync of a file makes its bytes and its length
// durable, not its name; a name (created, renamed, removed) is durable when its folder was flushed
// afterwards. syncfs and sync make everything durable. Some real file systems keep more.
//
// Undoing everything in reverse order gives what was durable; then a random choice of the lost writes is
// put back in their order, as a disk does that got to some of them; of the names a random first part, as
// a journal does. Writes through mmap are not seen (SQLite's -shm, which is rebuilt after a crash anyway).
//
//   POWER_CUT_UNDER    folder (absolute, resolved)      POWER_CUT_PROGRAM  only in a program of this name
//   POWER_CUT_AT       n-th touching call; 0: only count POWER_CUT_MODE     all | some | kill
//   POWER_CUT_SEED     of the random choice              POWER_CUT_SPARE    folder for removed files, same disk
//   POWER_CUT_COUNT    file that gets the number of calls at a normal end
//
// Ends the process with exit code 99 at the cut. Mode kill undoes nothing and sends SIGKILL: a crash of the
// program at a chosen call, the same one on any machine.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#define SHOWN extern "C" __attribute__((visibility("default")))

namespace {

// The C library's own function, looked up at its first use.
template <typename F>
F resolved(F& slot, const char* name) {
  if (!slot) slot = reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
  return slot;
}

#define REAL(name) resolved(real_##name, #name)
ssize_t (*real_write)(int, const void*, size_t);
ssize_t (*real_pwrite64)(int, const void*, size_t, off64_t);
ssize_t (*real_pread64)(int, void*, size_t, off64_t);
ssize_t (*real_writev)(int, const iovec*, int);
int (*real_ftruncate64)(int, off64_t);
int (*real_fsync)(int);
int (*real_rename)(const char*, const char*);
int (*real_unlink)(const char*);
int (*real_mkdir)(const char*, mode_t);
int (*real_open64)(const char*, int, ...);
int (*real_syncfs)(int);

using FileId = std::pair<dev_t, ino_t>;

struct Op {
  enum class Kind { write, truncate, create, rename, unlink, mkdir, rmdir } kind;
  int fd = -1;  // write, truncate: our own descriptor of the file
  FileId file;  // write, truncate
  off64_t at = 0, old_size = 0, new_size = 0;
  std::string before, after;  // bytes
  std::string path, target;   // names
  std::string spare;          // where the removed or replaced file waits
};

struct State {
  std::mutex mutex;
  std::string under, spare, count_file;
  std::uint64_t cut_at = 0, calls = 0, random = 1;
  bool some = false, kill = false;
  std::vector<Op> pending;
  std::map<FileId, int> own;  // never closed: closing would drop the process's POSIX locks
  int spares = 0;
};
State* state = nullptr;  // null: this program is left alone

std::uint64_t next_random() {
  auto& x = state->random;
  x ^= x << 13, x ^= x >> 7, x ^= x << 17;
  return x;
}

bool below(const std::string& path) {
  return path.compare(0, state->under.size(), state->under) == 0 &&
         (path.size() == state->under.size() || path[state->under.size()] == '/');
}

std::string absolute(int directory, const char* path) {
  if (path[0] == '/') return path;
  std::string base(4096, '\0');
  std::string link = directory == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/" + std::to_string(directory);
  ssize_t size = readlink(link.c_str(), base.data(), base.size());
  base.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return base + "/" + path;
}

std::string parent(const std::string& path) { return path.substr(0, path.rfind('/')); }

// The watched path behind a descriptor, or "".
std::string path_of(int fd) {
  char name[4096];
  ssize_t size = readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), name, sizeof name);
  if (size <= 0) return {};
  std::string path(name, static_cast<size_t>(size));
  return below(path) ? path : std::string();
}

bool is_there(const std::string& path) {
  struct stat s;
  return lstat(path.c_str(), &s) == 0;
}

int own_descriptor(int fd, FileId& id, off64_t& size) {
  struct stat s;
  if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) return -1;
  id = {s.st_dev, s.st_ino};
  size = s.st_size;
  auto found = state->own.find(id);
  if (found != state->own.end()) return found->second;
  int mine = REAL(open64)(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDWR | O_CLOEXEC);
  if (mine < 0) return -1;
  // Out of the way of programs that expect low numbers or close ranges of them.
  int high = fcntl(mine, F_DUPFD_CLOEXEC, 700);
  if (high >= 0) {
    syscall(SYS_close, mine);
    mine = high;
  }
  state->own.emplace(id, mine);
  return mine;
}

std::string spare_name() { return state->spare + "/" + std::to_string(getpid()) + "-" + std::to_string(state->spares++); }

void set_size(int fd, off64_t size) {
  if (REAL(ftruncate64)(fd, size) != 0) abort();
}

void put_bytes(int fd, const std::string& bytes, off64_t at) {
  if (!bytes.empty() && REAL(pwrite64)(fd, bytes.data(), bytes.size(), at) < 0) abort();
}

void undo(const Op& op) {
  using enum Op::Kind;
  switch (op.kind) {
    case write:
    case truncate:
      set_size(op.fd, op.old_size);
      put_bytes(op.fd, op.before, op.at);
      break;
    case create: REAL(unlink)(op.path.c_str()); break;
    case mkdir: REAL(rename)(op.path.c_str(), spare_name().c_str()); break;
    case rmdir: REAL(mkdir)(op.path.c_str(), 0700); break;
    case rename:
      REAL(rename)(op.target.c_str(), op.path.c_str());
      if (!op.spare.empty()) REAL(rename)(op.spare.c_str(), op.target.c_str());
      break;
    case unlink: REAL(rename)(op.spare.c_str(), op.path.c_str()); break;
  }
}

[[noreturn]] void cut() {
  if (state->kill) {
    kill(getpid(), SIGKILL);
    pause();
  }
  using enum Op::Kind;
  auto is_name = [](const Op& op) { return op.kind != write && op.kind != truncate; };
  // Of the names a first part stays, of the bytes any part.
  std::vector<size_t> names;
  for (size_t i = 0; i < state->pending.size(); ++i)
    if (is_name(state->pending[i])) names.push_back(i);
  size_t names_kept = state->some ? next_random() % (names.size() + 1) : 0;
  size_t first_lost = names_kept < names.size() ? names[names_kept] : state->pending.size();
  for (size_t i = state->pending.size(); i-- > 0;) {
    const auto& op = state->pending[i];
    if (!is_name(op) || i >= first_lost) undo(op);
  }
  if (state->some) {
    auto keep_of_hundred = next_random() % 101;
    for (const auto& op : state->pending) {
      if (is_name(op) || next_random() % 100 >= keep_of_hundred) continue;
      if (op.kind == truncate) {
        set_size(op.fd, op.new_size);
        continue;
      }
      auto bytes = op.after;
      // Now and then a disk stops within a write: at a sector.
      if (bytes.size() > 512 && next_random() % 8 == 0) bytes.resize(512 * (1 + next_random() % (bytes.size() / 512)));
      put_bytes(op.fd, bytes, op.at);
    }
  }
  _exit(99);
}

// Called before each touching call, with the lock held.
void tick() {
  ++state->calls;
  if (state->cut_at && state->calls >= state->cut_at) cut();
}

void bytes_are_durable(const FileId& id) {
  std::erase_if(state->pending, [&](const Op& op) {
    return (op.kind == Op::Kind::write || op.kind == Op::Kind::truncate) && op.file == id;
  });
}

void names_are_durable(const std::string& directory) {
  std::erase_if(state->pending, [&](const Op& op) {
    using enum Op::Kind;
    if (op.kind == write || op.kind == truncate) return false;
    return parent(op.kind == rename ? op.target : op.path) == directory;
  });
}

// Before a write of `size` bytes at `at` (-1: where the descriptor stands).
struct Watched {
  bool yes = false;
  Op op;
};

Watched before_write(int fd, off64_t at, size_t size) {
  Watched w;
  if (path_of(fd).empty()) return w;
  tick();
  w.op.kind = Op::Kind::write;
  w.op.fd = own_descriptor(fd, w.op.file, w.op.old_size);
  if (w.op.fd < 0) return w;
  if (at < 0) at = (fcntl(fd, F_GETFL) & O_APPEND) ? w.op.old_size : lseek64(fd, 0, SEEK_CUR);
  w.op.at = at;
  if (at < w.op.old_size) {
    w.op.before.resize(std::min(size, static_cast<size_t>(w.op.old_size - at)));
    ssize_t got = REAL(pread64)(w.op.fd, w.op.before.data(), w.op.before.size(), at);
    w.op.before.resize(got > 0 ? static_cast<size_t>(got) : 0);
  }
  w.yes = true;
  return w;
}

void after_write(Watched& w, const void* bytes, ssize_t written) {
  if (!w.yes || written <= 0) return;
  w.op.after.assign(static_cast<const char*>(bytes), static_cast<size_t>(written));
  if (w.op.before.size() > static_cast<size_t>(written)) w.op.before.resize(static_cast<size_t>(written));
  state->pending.push_back(std::move(w.op));
}

int opened(int directory, const char* path, int flags, mode_t mode) {
  if (!state || !(flags & (O_CREAT | O_TRUNC)))
    return static_cast<int>(syscall(SYS_openat, directory, path, flags | O_LARGEFILE, mode));
  std::lock_guard lock(state->mutex);
  auto full = absolute(directory, path);
  if (!below(full)) return static_cast<int>(syscall(SYS_openat, directory, path, flags | O_LARGEFILE, mode));
  struct stat s;
  bool there = lstat(full.c_str(), &s) == 0;
  bool cuts = there && (flags & O_TRUNC) && s.st_size > 0;
  if (there && !cuts) return static_cast<int>(syscall(SYS_openat, directory, path, flags | O_LARGEFILE, mode));
  tick();
  Op op;
  if (cuts) {
    op.kind = Op::Kind::truncate;
    int fd = static_cast<int>(syscall(SYS_openat, AT_FDCWD, full.c_str(), O_RDWR | O_CLOEXEC));
    if (fd >= 0) op.fd = own_descriptor(fd, op.file, op.old_size);
    if (op.fd >= 0) {
      op.before.resize(static_cast<size_t>(op.old_size));
      if (REAL(pread64)(op.fd, op.before.data(), op.before.size(), 0) < 0) abort();
    }
  } else {
    op.kind = Op::Kind::create;
    op.path = full;
  }
  int fd = static_cast<int>(syscall(SYS_openat, directory, path, flags | O_LARGEFILE, mode));
  if (fd >= 0) state->pending.push_back(std::move(op));
  return fd;
}

__attribute__((constructor)) void begin() {
  const char* under = getenv("POWER_CUT_UNDER");
  const char* program = getenv("POWER_CUT_PROGRAM");
  if (!under || (program && std::strcmp(program, program_invocation_short_name) != 0)) return;
  auto text = [](const char* name) {
    const char* value = getenv(name);
    return std::string(value ? value : "");
  };
  auto* made = new State;
  made->under = under;
  made->spare = text("POWER_CUT_SPARE");
  made->count_file = text("POWER_CUT_COUNT");
  made->cut_at = std::strtoull(text("POWER_CUT_AT").c_str(), nullptr, 10);
  made->kill = text("POWER_CUT_MODE") == "kill";
  made->some = text("POWER_CUT_MODE") == "some";
  made->random = (std::strtoull(text("POWER_CUT_SEED").c_str(), nullptr, 10) + 1) * 0x9E3779B97F4A7C15u;
  state = made;
}

__attribute__((destructor)) void end() {
  if (!state || state->count_file.empty()) return;
  auto number = std::to_string(state->calls) + "\n";
  int fd = static_cast<int>(syscall(SYS_openat, AT_FDCWD, state->count_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
  if (fd >= 0 && REAL(write)(fd, number.data(), number.size()) < 0) abort();
}

mode_t mode_of(int flags, va_list list) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; }

}  // namespace

SHOWN int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return opened(AT_FDCWD, path, flags, mode);
}
SHOWN int open64(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return opened(AT_FDCWD, path, flags, mode);
}
SHOWN int openat(int directory, const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return opened(directory, path, flags, mode);
}
SHOWN int openat64(int directory, const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return opened(directory, path, flags, mode);
}

SHOWN ssize_t write(int fd, const void* bytes, size_t size) {
  if (!state) return REAL(write)(fd, bytes, size);
  std::lock_guard lock(state->mutex);
  auto w = before_write(fd, -1, size);
  auto written = REAL(write)(fd, bytes, size);
  after_write(w, bytes, written);
  return written;
}
SHOWN ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  if (!state) return REAL(pwrite64)(fd, bytes, size, at);
  std::lock_guard lock(state->mutex);
  auto w = before_write(fd, at, size);
  auto written = REAL(pwrite64)(fd, bytes, size, at);
  after_write(w, bytes, written);
  return written;
}
SHOWN ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }
SHOWN ssize_t writev(int fd, const iovec* parts, int count) {
  if (!state) return REAL(writev)(fd, parts, count);
  std::string all;
  for (int i = 0; i < count; ++i) all.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
  return write(fd, all.data(), all.size());
}

SHOWN int ftruncate64(int fd, off64_t size) {
  if (!state) return REAL(ftruncate64)(fd, size);
  std::lock_guard lock(state->mutex);
  if (path_of(fd).empty()) return REAL(ftruncate64)(fd, size);
  tick();
  Op op;
  op.kind = Op::Kind::truncate;
  op.fd = own_descriptor(fd, op.file, op.old_size);
  op.new_size = size;
  op.at = size;
  if (op.fd >= 0 && size < op.old_size) {
    op.before.resize(static_cast<size_t>(op.old_size - size));
    if (REAL(pread64)(op.fd, op.before.data(), op.before.size(), size) < 0) abort();
  }
  int code = REAL(ftruncate64)(fd, size);
  if (code == 0 && op.fd >= 0) state->pending.push_back(std::move(op));
  return code;
}
SHOWN int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
// SQLite falls back to writing zeros, and glibc's fallocate is not seen: say that the disk cannot do it.
SHOWN int fallocate64(int fd, int mode, off64_t at, off64_t size) {
  if (!state) return static_cast<int>(syscall(SYS_fallocate, fd, mode, at, size));
  errno = EOPNOTSUPP;
  return -1;
}
SHOWN int fallocate(int fd, int mode, off_t at, off_t size) { return fallocate64(fd, mode, at, size); }

SHOWN int fsync(int fd) {
  if (!state) return REAL(fsync)(fd);
  std::lock_guard lock(state->mutex);
  auto path = path_of(fd);
  if (path.empty()) {
    // The parent of the watched folder holds its name.
    char name[4096];
    ssize_t size = readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), name, sizeof name);
    if (size > 0) names_are_durable(std::string(name, static_cast<size_t>(size)));
    return 0;
  }
  tick();
  struct stat s;
  if (fstat(fd, &s) != 0) return -1;
  if (S_ISDIR(s.st_mode))
    names_are_durable(path);
  else
    bytes_are_durable({s.st_dev, s.st_ino});
  return 0;  // the disk itself is left in peace: nothing here depends on it
}
SHOWN int fdatasync(int fd) { return fsync(fd); }
SHOWN int syncfs(int fd) {
  if (!state) return REAL(syncfs)(fd);
  std::lock_guard lock(state->mutex);
  tick();
  state->pending.clear();
  return 0;
}

SHOWN int renameat(int from_dir, const char* from, int to_dir, const char* to) {
  auto plain = [&] { return static_cast<int>(syscall(SYS_renameat, from_dir, from, to_dir, to)); };
  if (!state) return plain();
  std::lock_guard lock(state->mutex);
  Op op;
  op.kind = Op::Kind::rename;
  op.path = absolute(from_dir, from);
  op.target = absolute(to_dir, to);
  if (!below(op.path) && !below(op.target)) return plain();
  tick();
  if (is_there(op.target)) {
    op.spare = spare_name();
    if (link(op.target.c_str(), op.spare.c_str()) != 0) op.spare.clear();
  }
  int code = plain();
  if (code == 0) {
    // The names below a renamed folder go with it.
    auto move = [&](std::string& name) {
      if (name.compare(0, op.path.size() + 1, op.path + "/") == 0) name = op.target + name.substr(op.path.size());
    };
    for (auto& earlier : state->pending) move(earlier.path), move(earlier.target);
    state->pending.push_back(std::move(op));
  }
  return code;
}
SHOWN int rename(const char* from, const char* to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

SHOWN int unlinkat(int directory, const char* path, int flags) {
  auto plain = [&] { return static_cast<int>(syscall(SYS_unlinkat, directory, path, flags)); };
  if (!state) return plain();
  std::lock_guard lock(state->mutex);
  Op op;
  op.path = absolute(directory, path);
  if (!below(op.path) || !is_there(op.path)) return plain();
  tick();
  op.kind = flags & AT_REMOVEDIR ? Op::Kind::rmdir : Op::Kind::unlink;
  if (op.kind == Op::Kind::unlink) {
    op.spare = spare_name();
    if (link(op.path.c_str(), op.spare.c_str()) != 0) return plain();
  }
  int code = plain();
  if (code == 0) state->pending.push_back(std::move(op));
  return code;
}
SHOWN int unlink(const char* path) { return unlinkat(AT_FDCWD, path, 0); }
SHOWN int rmdir(const char* path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
SHOWN int remove(const char* path) {
  struct stat s;
  bool folder = lstat(path, &s) == 0 && S_ISDIR(s.st_mode);
  return unlinkat(AT_FDCWD, path, folder ? AT_REMOVEDIR : 0);
}

SHOWN int mkdirat(int directory, const char* path, mode_t mode) {
  auto plain = [&] { return static_cast<int>(syscall(SYS_mkdirat, directory, path, mode)); };
  if (!state) return plain();
  std::lock_guard lock(state->mutex);
  Op op;
  op.kind = Op::Kind::mkdir;
  op.path = absolute(directory, path);
  if (!below(op.path) || is_there(op.path)) return plain();
  tick();
  int code = plain();
  if (code == 0) state->pending.push_back(std::move(op));
  return code;
}
SHOWN int mkdir(const char* path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
