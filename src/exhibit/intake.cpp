#include "exhibit/intake.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "exhibit/locator.h"

namespace clew::exhibit {
namespace {

using model::Severity;

constexpr std::size_t block_bytes = 1 << 20;
constexpr int max_folder_depth = 400;  // each level holds a descriptor open
constexpr std::string_view manifest_head = "clew-folder-manifest 1\n";

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

int open_evidence(int directory, const char* name, int flags) {
  flags |= O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // NONBLOCK: a pipe in a folder must not hang us
  int fd = openat(directory, name, flags | O_NOATIME);
  if (fd < 0 && errno == EPERM) fd = openat(directory, name, flags);
  return fd;
}

bool same_file_state(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

class Taker {
 public:
  Taker(Intake& intake, const IntakeOptions& options) : intake_(intake), options_(options) {
    if (!options_.store) return;
    store_ = Descriptor(::open(options_.store->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (store_.get() < 0)
      throw Error(ErrorKind::resource, fmt::format("cannot open the case's store {}: {}",
                                                   options_.store->string(), errno_text(errno)));
    // Copies that an earlier run left half done (power cut); the case has one writer at a time.
    std::error_code ignored;
    for (const auto& left : std::filesystem::directory_iterator(*options_.store, ignored))
      if (left.path().filename().string().starts_with(".incoming-"))
        std::filesystem::remove(left.path(), ignored);
  }

  // Hashes and stores one open file.
  void file(int fd, const std::string& name) {
    struct stat before {
    }, after{};
    if (fstat(fd, &before) != 0) fail("look at", name);
    Entry entry;
    entry.name = name;
    Sha256 hash;
    Incoming copy(*this);
    while (true) {
      auto got = ::read(fd, buffer_.data(), buffer_.size());
      if (got < 0) {
        if (errno == EINTR) continue;
        // A bad sector: said, and the rest of the folder goes on; a single file cannot.
        if (!intake_.folder) fail("read", name);
        intake_.findings.push_back({Severity::unread, "file could not be read", "",
                                    fmt::format("{}: {} at byte {}", percent_encode(name),
                                                errno_text(errno), entry.size)});
        intake_.entries.push_back(std::move(entry));
        return;
      }
      if (got == 0) break;
      std::string_view part(buffer_.data(), static_cast<std::size_t>(got));
      hash.update(part);
      copy.write(part);
      entry.size += part.size();
      done_ += part.size();
      if (options_.progress && done_ >= next_progress_) {
        options_.progress(done_);
        next_progress_ = done_ + (8 << 20);
      }
    }
    if (fstat(fd, &after) != 0) fail("look at", name);
    if (!same_file_state(before, after) || entry.size != static_cast<std::uint64_t>(after.st_size))
      throw Error(
          ErrorKind::integrity,
          fmt::format("{} changed while it was read; stop what writes to it and add it again",
                      percent_encode(name)));
    entry.sha256 = to_hex(hash.finish());
    copy.keep(entry.sha256);
    intake_.size += entry.size;
    intake_.entries.push_back(std::move(entry));
  }

  void folder(int directory, const std::string& prefix, int depth) {
    std::vector<std::string> names;
    {
      int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      DIR* listing = copy < 0 ? nullptr : fdopendir(copy);
      if (!listing) {
        unreadable(prefix, "folder could not be listed", errno);
        return;
      }
      while (auto* found = readdir(listing)) {
        std::string_view name = found->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
      }
      closedir(listing);
    }
    if (names.empty() && !prefix.empty()) {
      Entry entry;
      entry.name = prefix;
      entry.kind = MemberKind::directory;
      intake_.entries.push_back(std::move(entry));
    }
    std::sort(names.begin(), names.end());
    for (const auto& name : names) {
      auto path = prefix.empty() ? name : prefix + "/" + name;
      struct stat info {};
      if (fstatat(directory, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        unreadable(path, "file could not be read", errno);
        continue;
      }
      if (S_ISREG(info.st_mode)) {
        Descriptor fd(open_evidence(directory, name.c_str(), O_NOFOLLOW));
        if (fd.get() < 0)
          unreadable(path, "file could not be read", errno);
        else
          file(fd.get(), path);
      } else if (S_ISDIR(info.st_mode)) {
        Descriptor fd(open_evidence(directory, name.c_str(), O_NOFOLLOW | O_DIRECTORY));
        if (fd.get() < 0)
          unreadable(path, "folder could not be listed", errno);
        else if (depth >= max_folder_depth)
          unreadable(path, "folders nested too deep", ELOOP);
        else
          folder(fd.get(), path, depth + 1);
      } else {
        Entry entry;
        entry.name = path;
        entry.kind = S_ISLNK(info.st_mode) ? MemberKind::symlink : MemberKind::device;
        if (entry.kind == MemberKind::symlink) {
          std::string target(4096, '\0');
          auto length = readlinkat(directory, name.c_str(), target.data(), target.size());
          target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
          entry.size = target.size();
          entry.sha256 = sha256_hex(target);
          entry.target = std::move(target);
        }
        intake_.entries.push_back(std::move(entry));
      }
    }
  }

  void store_text(const std::string& text, const std::string& sha256) {
    Incoming copy(*this);
    copy.write(text);
    copy.keep(sha256);
  }

  // Once for all files of the exhibit: what the store holds is on the disk before the case says so.
  void flush() {
    if (store_.get() >= 0 && syncfs(store_.get()) != 0) fail("flush", options_.store->string());
  }

  [[noreturn]] static void fail(const char* what, const std::string& name) {
    auto error = errno;
    throw Error(error == ENOENT ? ErrorKind::not_found : ErrorKind::resource,
                fmt::format("cannot {} {}: {}", what, name, errno_text(error)));
  }

 private:
  // A copy that is on its way in; goes away unless kept.
  class Incoming {
   public:
    explicit Incoming(Taker& taker) : taker_(taker) {
      if (taker_.store_.get() < 0) return;
      path_ = (*taker_.options_.store / ".incoming-XXXXXX").string();
      fd_ = Descriptor(mkostemp(path_.data(), O_CLOEXEC));
      if (fd_.get() < 0) fail("write to the store", path_);
    }
    ~Incoming() {
      if (fd_.get() >= 0) unlink(path_.c_str());
    }
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    void write(std::string_view bytes) {
      while (fd_.get() >= 0 && !bytes.empty()) {
        auto put = ::write(fd_.get(), bytes.data(), bytes.size());
        if (put < 0) {
          if (errno == EINTR) continue;
          fail("write to the store", path_);
        }
        bytes.remove_prefix(static_cast<std::size_t>(put));
      }
    }
    void keep(const std::string& sha256) {
      if (fd_.get() < 0) return;
      auto final = stored_path(*taker_.options_.store, sha256);
      if (mkdir(final.parent_path().c_str(), 0700) != 0 && errno != EEXIST)
        fail("make", final.parent_path().string());
      fchmod(fd_.get(), 0400);
      if (rename(path_.c_str(), final.c_str()) != 0) fail("rename to", final.string());
      close(fd_.release());
    }

   private:
    Taker& taker_;
    std::string path_;
    Descriptor fd_;
  };

  void unreadable(const std::string& path, const char* what, int error) {
    intake_.findings.push_back({Severity::unread, what, "",
                                fmt::format("{}: {}", percent_encode(path), errno_text(error))});
    Entry entry;
    entry.name = path;
    intake_.entries.push_back(std::move(entry));
  }

  Intake& intake_;
  const IntakeOptions& options_;
  Descriptor store_;
  std::string buffer_ = std::string(block_bytes, '\0');
  std::uint64_t done_ = 0, next_progress_ = 8 << 20;
};

char letter_of(const Entry& entry) {
  switch (entry.kind) {
    case MemberKind::file:
      return 'F';
    case MemberKind::directory:
      return 'D';
    case MemberKind::symlink:
      return 'L';
    default:
      return 'O';
  }
}

}  // namespace

std::filesystem::path stored_path(const std::filesystem::path& store, std::string_view sha256) {
  return store / std::string(sha256.substr(0, 2)) / std::string(sha256);
}

std::string make_manifest(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  std::string text(manifest_head);
  for (const auto& entry : entries) {
    text += fmt::format("{} {} {} {}", letter_of(entry), entry.sha256.empty() ? "-" : entry.sha256,
                        entry.size, percent_encode(entry.name));
    if (entry.kind == MemberKind::symlink) text += " -> " + percent_encode(entry.target);
    text += '\n';
  }
  return text;
}

std::optional<std::vector<Entry>> read_manifest(std::string_view text) {
  if (!text.starts_with(manifest_head)) return std::nullopt;
  text.remove_prefix(manifest_head.size());
  std::vector<Entry> entries;
  while (!text.empty()) {
    auto end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    Entry entry;
    auto first = line.find(' '), second = line.find(' ', first + 1);
    if (first != 1 || second == line.npos) return std::nullopt;
    auto third = line.find(' ', second + 1);
    if (third == line.npos) return std::nullopt;
    switch (line[0]) {
      case 'F':
        entry.kind = MemberKind::file;
        break;
      case 'D':
        entry.kind = MemberKind::directory;
        break;
      case 'L':
        entry.kind = MemberKind::symlink;
        break;
      case 'O':
        entry.kind = MemberKind::device;
        break;
      default:
        return std::nullopt;
    }
    auto hash = line.substr(first + 1, second - first - 1);
    if (hash != "-") entry.sha256 = hash;
    auto size = line.substr(second + 1, third - second - 1);
    auto [stop, error] = std::from_chars(size.data(), size.data() + size.size(), entry.size);
    if (error != std::errc{} || stop != size.data() + size.size()) return std::nullopt;
    auto name = line.substr(third + 1);
    // '>' is always encoded within names, so the arrow is unmistakable.
    auto arrow = name.find(" -> ");
    if (entry.kind == MemberKind::symlink && arrow != name.npos) {
      auto target = percent_decode(name.substr(arrow + 4));
      if (!target) return std::nullopt;
      entry.target = *target;
      name = name.substr(0, arrow);
    }
    auto decoded = percent_decode(name);
    if (!decoded) return std::nullopt;
    entry.name = *decoded;
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::uint64_t size_of(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    auto size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
  }
  std::uint64_t sum = 0;
  for (std::filesystem::recursive_directory_iterator
           it(path, std::filesystem::directory_options::skip_permission_denied, error),
       end;
       it != end && !error; it.increment(error)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored) && !it->is_symlink(ignored)) sum += it->file_size(ignored);
  }
  return sum;
}

Intake take_in(const std::filesystem::path& path, const IntakeOptions& options) {
  Intake intake;
  auto clean = path.lexically_normal();
  intake.name = clean.filename().string();
  if (intake.name.empty()) intake.name = clean.parent_path().filename().string();
  if (intake.name.empty() || intake.name == "." || intake.name == "..")
    intake.name =
        std::filesystem::absolute(path).lexically_normal().parent_path().filename().string();
  Descriptor fd(open_evidence(AT_FDCWD, path.c_str(), 0));
  if (fd.get() < 0) Taker::fail("open", path.string());
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) Taker::fail("look at", path.string());
  intake.folder = S_ISDIR(info.st_mode);
  if (!intake.folder && !S_ISREG(info.st_mode))
    throw Error(
        ErrorKind::usage,
        fmt::format("{} is neither a file nor a folder; add an image of it", path.string()));
  Taker taker(intake, options);
  if (intake.folder) {
    taker.folder(fd.get(), {}, 0);
    std::sort(intake.entries.begin(), intake.entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    intake.manifest = make_manifest(intake.entries);
    intake.sha256 = sha256_hex(intake.manifest);
    if (options.store) taker.store_text(intake.manifest, intake.sha256);
  } else {
    taker.file(fd.get(), intake.name);
    intake.sha256 = intake.entries.front().sha256;
  }
  taker.flush();
  return intake;
}

EntryTree::EntryTree(std::vector<Entry> entries, Opener open)
    : entries_(std::move(entries)), open_(std::move(open)) {
  names_.reserve(entries_.size());
  for (const auto& entry : entries_)
    names_.push_back(entry.name);
}

std::optional<Item> EntryTree::open(std::string_view name) const {
  auto at = std::lower_bound(names_.begin(), names_.end(), name);
  if (at == names_.end() || *at != name) return std::nullopt;
  auto index = static_cast<std::size_t>(at - names_.begin());
  if (entries_[index].kind != MemberKind::file) return std::nullopt;
  auto opened = item(index);
  if (!opened.source) return std::nullopt;
  return opened;
}

Item EntryTree::item(std::size_t index) const {
  const auto& entry = entries_[index];
  Item item;
  item.path = {entry.name};
  item.size = entry.size;
  item.sha256 = entry.sha256;
  item.tree = this;
  switch (entry.kind) {
    case MemberKind::file:
      if (entry.size == 0 && !entry.sha256.empty())
        item.source = bytes_in_memory({});
      else if (!entry.sha256.empty())
        item.source = open_(index);
      break;
    case MemberKind::symlink:
      item.stated_mime = "inode/symlink";
      item.source = bytes_in_memory(entry.target);
      break;
    case MemberKind::directory:
      item.stated_mime = "inode/directory";
      item.source = bytes_in_memory({});
      break;
    default:
      item.stated_mime = "inode/device";
  }
  return item;
}

}  // namespace clew::exhibit
