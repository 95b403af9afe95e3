#include "readers/sqlite_image.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/assert.h"

namespace clew::readers::sqlite {
namespace {

constexpr std::string_view file_magic("SQLite format 3\0", 16);
constexpr std::uint32_t wal_magic = 0x377F0682;  // + 1: checksums read big-endian words
constexpr std::size_t wal_header_bytes = 32, frame_header_bytes = 24;
constexpr std::string_view journal_magic("\xD9\xD5\x05\xF9\x20\xA1\x63\xD7", 8);
// 100,000 calls of the handler, one every 100,000 steps: some ten minutes of one core.
constexpr int steps_a_call = 100'000;
constexpr std::uint64_t max_step_calls = 100'000;

std::uint32_t be32(std::string_view s, std::size_t at) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < 4; ++i)
    v = v << 8 | static_cast<unsigned char>(s[at + i]);
  return v;
}
std::uint32_t word_at(std::string_view s, std::size_t at, bool big) {
  const std::uint32_t v = be32(s, at);
  return big ? v : __builtin_bswap32(v);
}
void put_be32(char* out, std::uint32_t v) {
  for (int i = 3; i >= 0; --i, v >>= 8)
    out[i] = static_cast<char>(v & 0xFF);
}
bool is_page_size(std::uint32_t n) { return n >= 512 && n <= 65536 && (n & (n - 1)) == 0; }

struct Checksum {
  std::uint32_t a = 0, b = 0;
  void add(std::string_view s, bool big) {
    for (std::size_t i = 0; i + 8 <= s.size(); i += 8) {
      a += word_at(s, i, big) + b;
      b += word_at(s, i + 4, big) + a;
    }
  }
  friend bool operator==(const Checksum&, const Checksum&) = default;
};

}  // namespace

Image::Image(std::string_view file) : file_(file) { look_at_first_page(); }

void Image::look_at_first_page() {
  std::string_view first = file_;
  if (const auto it = newer_.find(1); it != newer_.end()) first = it->second;
  if (first.size() < 100 || first.substr(0, 16) != file_magic) return;
  std::uint32_t size =
      static_cast<unsigned char>(first[16]) << 8 | static_cast<unsigned char>(first[17]);
  if (size == 1) size = 65536;
  if (!is_page_size(size)) return;
  const std::uint32_t reserved = static_cast<unsigned char>(first[20]);
  if (size - reserved < 480) return;
  page_size_ = size;
  reserved_ = reserved;
  if (!newer_.empty()) return;  // the page count came with the log's last commit
  const std::uint64_t whole = (file_.size() + size - 1) / size;
  pages_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(whole, 0xFFFFFFFE));
  // The stated count is valid only if the change counter agrees with the version-valid-for number.
  const std::uint32_t stated = be32(first, 28);
  missing_ = 0;
  if (be32(first, 24) == be32(first, 92) && stated > file_.size() / size)
    missing_ = stated - file_.size() / size;
}

std::string_view Image::page(std::uint32_t number) const {
  if (number == 0 || number > pages_) return {};
  if (const auto it = newer_.find(number); it != newer_.end()) return it->second;
  const std::uint64_t at = std::uint64_t{number - 1} * page_size_;
  return at >= file_.size() ? std::string_view{} : file_.substr(at, page_size_);
}

LogReport Image::apply_wal(std::string_view wal) {
  LogReport report;
  if (wal.empty()) return report;
  if (wal.size() < wal_header_bytes || (be32(wal, 0) & ~1u) != wal_magic) {
    report.why_not = "it does not begin as a write-ahead log does";
    report.rest_bytes = wal.size();
    return report;
  }
  const bool big = be32(wal, 0) & 1;
  const std::uint32_t size = be32(wal, 8);
  Checksum sum;
  sum.add(wal.substr(0, 24), big);
  if (!is_page_size(size) || (page_size_ != 0 && size != page_size_) ||
      sum != Checksum{be32(wal, 24), be32(wal, 28)}) {
    report.why_not =
        page_size_ != 0 && is_page_size(size) && size != page_size_
            ? fmt::format("its pages have {} bytes, those of the database {}", size, page_size_)
            : "the checksum of its header does not hold";
    report.rest_bytes = wal.size();
    return report;
  }
  const std::string_view salts = wal.substr(16, 8);
  std::map<std::uint32_t, std::string_view> pending;
  std::size_t at = wal_header_bytes;
  std::uint64_t frames = 0;
  while (wal.size() - at >= frame_header_bytes + size) {
    const std::string_view head = wal.substr(at, frame_header_bytes);
    const std::string_view body = wal.substr(at + frame_header_bytes, size);
    if (head.substr(8, 8) != salts || be32(head, 0) == 0) break;
    Checksum next = sum;
    next.add(head.substr(0, 8), big);
    next.add(body, big);
    if (next != Checksum{be32(head, 16), be32(head, 20)}) break;
    sum = next;
    pending[be32(head, 0)] = body;
    ++frames;
    at += frame_header_bytes + size;
    if (const std::uint32_t count = be32(head, 4); count != 0) {  // a commit
      for (const auto& [number, bytes] : pending)
        newer_[number] = bytes;
      pending.clear();
      // A count that neither file nor log can hold is not believed: memory follows it.
      const std::uint64_t room =
          std::max<std::uint64_t>((file_.size() + size - 1) / size, newer_.rbegin()->first);
      pages_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, room));
      missing_ = 0;
      report.frames = frames;
      report.applied = true;
    }
  }
  report.uncommitted = frames - report.frames;
  report.rest_bytes = wal.size() - at;
  if (report.applied) {
    page_size_ = 0;
    look_at_first_page();
  }
  return report;
}

LogReport Image::apply_journal(std::string_view journal) {
  LogReport report;
  if (journal.size() < 28 || journal.substr(0, 8) != journal_magic) {
    report.rest_bytes = journal.size();
    return report;  // zeroed or cut to nothing: not hot, as SQLite leaves it after a commit
  }
  std::size_t at = 0;
  std::map<std::uint32_t, std::string_view> original;
  std::uint32_t pages_before = 0;
  bool first = true;
  while (journal.size() - at >= 28 && journal.substr(at, 8) == journal_magic) {
    std::uint64_t count = be32(journal, at + 8);
    const std::uint32_t nonce = be32(journal, at + 12), sector = be32(journal, at + 20),
                        size = be32(journal, at + 24);
    if (!is_page_size(size) || (page_size_ && size != page_size_) || sector < 28 ||
        sector > 65536) {
      report.why_not = "the sizes in its header fit no database, or another one";
      break;
    }
    if (first) pages_before = be32(journal, at + 16);
    first = false;
    at = std::min<std::size_t>(journal.size(), at + sector);
    if (count == 0 || count == 0xFFFFFFFF) count = (journal.size() - at) / (size + 8);
    for (; count > 0 && journal.size() - at >= size + 8; --count) {
      const std::uint32_t number = be32(journal, at);
      const std::string_view body = journal.substr(at + 4, size);
      std::uint32_t sum = nonce;
      for (std::int64_t x = static_cast<std::int64_t>(size) - 200; x > 0; x -= 200)
        sum += static_cast<unsigned char>(body[static_cast<std::size_t>(x)]);
      if (number == 0 || sum != be32(journal, at + 4 + size)) {
        count = 0;
        break;
      }
      original.emplace(number, body);  // the first copy is the oldest
      ++report.frames;
      at += size + 8;
    }
    const std::size_t next = (at + sector - 1) / sector * sector;  // headers begin at sectors
    if (next >= journal.size()) break;
    at = next;
  }
  report.rest_bytes = journal.size() - at;
  if (original.empty()) return report;
  report.applied = true;
  newer_ = std::move(original);
  page_size_ = 0;
  look_at_first_page();
  if (page_size_ == 0) return report;
  const std::uint64_t room =
      std::max<std::uint64_t>((file_.size() + page_size_ - 1) / page_size_, newer_.rbegin()->first);
  pages_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(pages_before, room));
  return report;
}

bool Image::read(std::uint64_t offset, char* out, std::size_t length) const {
  std::memset(out, 0, length);
  bool whole = true;
  const std::uint64_t begin = offset;
  std::size_t done = 0;
  while (done < length) {
    const std::uint64_t at = begin + done;
    const std::uint64_t number = at / page_size_ + 1;
    const std::size_t inside = at % page_size_;
    const std::size_t want = std::min<std::size_t>(length - done, page_size_ - inside);
    const std::string_view p =
        number > pages_ ? std::string_view{} : page(static_cast<std::uint32_t>(number));
    const std::size_t have = p.size() > inside ? std::min(want, p.size() - inside) : 0;
    if (have) std::memcpy(out + done, p.data() + inside, have);
    if (number > pages_) whole = false;
    done += want;
  }
  // Header fields that would make SQLite look for a log or refuse a file that was cut.
  char patch[100];
  const auto overlay = [&](std::size_t at, std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (at + i >= begin && at + i < begin + length) out[at + i - begin] = bytes[i];
  };
  if (begin < 100) {
    overlay(18, std::string_view("\1\1", 2));
    put_be32(patch, pages_);
    overlay(28, std::string_view(patch, 4));
    const std::string_view first = page(1);
    if (first.size() >= 96) overlay(92, first.substr(24, 4));
  }
  return whole;
}

// --- the VFS
// --------------------------------------------------------------------------------------

namespace {

struct File {
  sqlite3_file base;
  const Image* image;
};
const Image& image_of(sqlite3_file* f) { return *reinterpret_cast<File*>(f)->image; }

int file_close(sqlite3_file*) { return SQLITE_OK; }
int file_read(sqlite3_file* f, void* out, int n, sqlite3_int64 at) {
  if (at < 0 || n < 0) return SQLITE_IOERR_READ;
  return image_of(f).read(static_cast<std::uint64_t>(at), static_cast<char*>(out),
                          static_cast<std::size_t>(n))
             ? SQLITE_OK
             : SQLITE_IOERR_SHORT_READ;
}
int file_write(sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; }
int file_truncate(sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; }
int file_sync(sqlite3_file*, int) { return SQLITE_OK; }
int file_size(sqlite3_file* f, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(image_of(f).pages()) * image_of(f).page_size();
  return SQLITE_OK;
}
int file_lock(sqlite3_file*, int) { return SQLITE_OK; }
int file_reserved(sqlite3_file*, int* out) {
  *out = 0;
  return SQLITE_OK;
}
int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int file_sector(sqlite3_file*) { return 4096; }
int file_traits(sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; }

const sqlite3_io_methods methods = {
    1,         file_close, file_read,     file_write,   file_truncate, file_sync,   file_size,
    file_lock, file_lock,  file_reserved, file_control, file_sector,   file_traits, nullptr,
    nullptr,   nullptr,    nullptr,       nullptr,      nullptr};

int vfs_open(sqlite3_vfs* vfs, const char*, sqlite3_file* f, int flags, int* out_flags) {
  f->pMethods = nullptr;
  if (!(flags & SQLITE_OPEN_MAIN_DB)) return SQLITE_CANTOPEN;  // no journals, no temporary files
  reinterpret_cast<File*>(f)->image = static_cast<const Image*>(vfs->pAppData);
  f->pMethods = &methods;
  if (out_flags) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}
int vfs_delete(sqlite3_vfs*, const char*, int) { return SQLITE_IOERR_DELETE; }
int vfs_access(sqlite3_vfs*, const char*, int, int* out) {
  *out = 0;
  return SQLITE_OK;
}
int vfs_full(sqlite3_vfs*, const char* name, int n, char* out) {
  sqlite3_snprintf(n, out, "%s", name);
  return SQLITE_OK;
}
int vfs_random(sqlite3_vfs*, int n, char* out) {
  std::memset(out, 0, static_cast<std::size_t>(n));
  return n;
}
int vfs_sleep(sqlite3_vfs*, int) { return 0; }
int vfs_time(sqlite3_vfs*, double* out) {
  *out = 2440587.5;  // 1970: nothing here may depend on today
  return SQLITE_OK;
}
int vfs_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

struct Connection::Vfs {
  sqlite3_vfs vfs{};
  std::string name;
  explicit Vfs(const Image& image) {
    name = fmt::format("clew-image-{}", static_cast<const void*>(this));
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(File);
    vfs.mxPathname = 64;
    vfs.zName = name.c_str();
    vfs.pAppData = const_cast<Image*>(&image);
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full;
    vfs.xRandomness = vfs_random;
    vfs.xSleep = vfs_sleep;
    vfs.xCurrentTime = vfs_time;
    vfs.xGetLastError = vfs_error;
    sqlite3_vfs_register(&vfs, 0);
  }
  ~Vfs() { sqlite3_vfs_unregister(&vfs); }
};

void Connection::configure() {
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, 256 << 20);
  sqlite3_limit(db_, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(db_, SQLITE_LIMIT_WORKER_THREADS, 0);
  sqlite3_progress_handler(
      db_, steps_a_call,
      [](void* steps) { return ++*static_cast<std::uint64_t*>(steps) > max_step_calls ? 1 : 0; },
      &steps_);
  // Phones sort by rules of their own (LOCALIZED, PHONEBOOK …). We never sort or look up by such a
  // column; the name only has to be known for the statement to be accepted.
  sqlite3_collation_needed(db_, nullptr, [](void*, sqlite3* db, int, const char* name) {
    sqlite3_create_collation_v2(
        db, name, SQLITE_UTF8, nullptr,
        [](void*, int na, const void* a, int nb, const void* b) {
          const int order = std::memcmp(a, b, static_cast<std::size_t>(std::min(na, nb)));
          return order != 0 ? order : na - nb;
        },
        nullptr);
  });
  sqlite3_exec(db_, "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192; PRAGMA cell_size_check=1",
               nullptr, nullptr, nullptr);
}

Connection::Connection(const Image& image) : vfs_(std::make_unique<Vfs>(image)) {
  const int code = sqlite3_open_v2("evidence", &db_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                                   vfs_->name.c_str());
  if (code != SQLITE_OK) {
    error_ = db_ ? sqlite3_errmsg(db_) : "out of memory";
    if (!db_) return;
  }
  configure();
  char* message = nullptr;
  if (sqlite3_exec(db_, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, &message) !=
      SQLITE_OK)
    error_ = message ? message : "the schema cannot be read";
  sqlite3_free(message);
}

Connection::Connection() {
  sqlite3_open_v2(
      ":memory:", &db_,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
      nullptr);
  CLEW_ASSERT(db_ != nullptr);
  configure();
}

Connection::~Connection() { sqlite3_close_v2(db_); }

}  // namespace clew::readers::sqlite
