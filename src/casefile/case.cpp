#include "casefile/case.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "casefile/audit.h"

namespace clew::casefile {

extern const char schema_sql[];

namespace {

namespace fs = std::filesystem;

void require(const std::string& value, const char* what, const char* option) {
  if (value.find_first_not_of(" \t") == std::string::npos)
    throw Error(ErrorKind::usage,
                fmt::format("a case needs {}: give {} (a case without authority, purpose and review "
                            "date is refused)",
                            what, option));
}

// Takes the writer's lock or says who has it.
int lock_case(const fs::path& directory) {
  auto path = directory / "lock";
  int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    throw Error(errno == EACCES || errno == EROFS ? ErrorKind::not_permitted : ErrorKind::resource,
                fmt::format("cannot open {} for writing: {}", path.string(), errno_text(errno)));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    std::string holder;
    try {
      holder = read_file(path);
    } catch (const Error&) {
    }
    close(fd);
    throw Error(ErrorKind::resource,
                fmt::format("{} is being changed by somebody else ({}); wait until that has ended, or "
                            "open the case for reading",
                            directory.string(), holder.empty() ? "unknown" : holder));
  }
  auto holder = fmt::format("{}, process {}", current_user(), getpid());
  if (ftruncate(fd, 0) != 0 ||
      pwrite(fd, holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size())) {
    close(fd);
    throw Error(ErrorKind::resource, fmt::format("cannot write {}", path.string()));
  }
  return fd;
}

}  // namespace

std::string current_user() {
  if (const char* user = std::getenv("CLEW_USER"); user && *user) return user;
  if (auto* entry = getpwuid(getuid()); entry && entry->pw_name) return entry->pw_name;
  return fmt::format("uid {}", getuid());
}

Case Case::create(const fs::path& directory, const CaseInfo& info) {
  require(info.reference, "a reference", "--ref");
  require(info.authority, "the authority on which the data is processed", "--authority");
  require(info.purpose, "a purpose", "--purpose");
  require(info.review_date, "a review date", "--review-date");
  auto review = parse_iso(info.review_date);
  if (!review || review->has_clock)
    throw Error(ErrorKind::usage, fmt::format("the review date must be a date like 2027-03-14, not '{}'",
                                              info.review_date));
  if (fs::exists(directory))
    throw Error(ErrorKind::usage,
                fmt::format("{} is already there; choose another name or add to it with `clew add`",
                            directory.string()));
  // Made beside and renamed, so that a case is whole or not there at all.
  auto staging = directory;
  staging += fmt::format(".new-{}", getpid());
  std::error_code error;
  fs::remove_all(staging, error);
  for (auto name : {"exhibits", "audit", "derived"}) {
    fs::create_directories(staging / name, error);
    if (error)
      throw Error(ErrorKind::resource,
                  fmt::format("cannot create {}: {}", (staging / name).string(), error.message()));
  }
  fs::permissions(staging, fs::perms::owner_all, error);
  {
    Db db(staging / "case.db", OpenMode::create);
    Transaction transaction(db);
    db.run(schema_sql);
    db.run(fmt::format("PRAGMA user_version={}", schema_version).c_str());
    auto put = db.prepare("INSERT INTO case_info VALUES (?1, ?2)");
    auto fact = [&](const char* key, const std::string& value) {
      put.bind_all(key, value).run();
    };
    fact("reference", info.reference);
    fact("authority", info.authority);
    fact("purpose", info.purpose);
    fact("review_date", info.review_date);
    fact("zone", info.zone.empty() ? "Europe/London" : info.zone);
    fact("country", info.country);
    fact("created_by", info.created_by.empty() ? current_user() : info.created_by);
    fact("created_utc", to_iso_utc(now_micros()));
    fact("clew_version", CLEW_VERSION);
    transaction.commit();
    db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  AuditLog::create(staging / "audit", info.reference);
  sync_directory(staging);
  fs::rename(staging, directory, error);
  if (error)
    throw Error(ErrorKind::resource,
                fmt::format("cannot create {}: {}", directory.string(), error.message()));
  auto parent = directory.parent_path();
  sync_directory(parent.empty() ? "." : parent);
  Case result = open(directory, OpenMode::write);
  result.audit().append({AuditAct::collection, "case created", "case", "", "", ""});
  return result;
}

Case Case::open(const fs::path& directory, OpenMode mode) {
  if (!fs::exists(directory)) throw Error(ErrorKind::not_found, fmt::format("{} is not a case: there is no such folder; make one with `clew new`", directory.string()));
  if (!fs::exists(directory / "case.db"))
    throw Error(ErrorKind::not_found,
                fmt::format("{} is not a case (no case.db in it); make one with `clew new`",
                            directory.string()));
  Case result;
  result.directory_ = directory;
  if (mode != OpenMode::read) result.lock_ = lock_case(directory);
  result.db_ = std::make_unique<Db>(directory / "case.db", mode);
  auto version = result.db_->integer("PRAGMA user_version");
  if (version > schema_version)
    throw Error(ErrorKind::usage,
                fmt::format("{} was made by a newer Clew (schema {}, this program knows {}); use that "
                            "version",
                            directory.string(), version, schema_version));
  if (version < 1)
    throw Error(ErrorKind::integrity,
                fmt::format("{} holds no schema; the case is damaged or was never made whole",
                            (directory / "case.db").string()));
  // Migrations from older versions go here, one step a version, each in its own transaction. There is none from
  // version 1, which was never released.
  if (version < 2)
    throw Error(ErrorKind::usage,
                fmt::format("{} was made by a Clew before its first release (schema {}, this program knows {}); make the "
                            "case anew from its exhibits with `clew new` and `clew add`",
                            directory.string(), version, schema_version));
  if (version < schema_version) {
    // The tables of later versions may be empty. A case open for reading only gets them beside it.
    std::string sql;
    for (auto [since, item] : {std::pair(3, "TABLE own_number"), std::pair(4, "TABLE saved_name"), std::pair(4, "TABLE saved_name_count"),
                               std::pair(5, "TABLE record_tag"), std::pair(5, "INDEX record_tag_by_record"), std::pair(5, "TABLE episode"),
                               std::pair(5, "TABLE enquiry"), std::pair(5, "TABLE enquiry_event"), std::pair(5, "INDEX enquiry_event_by_enquiry")}) {
      const std::string_view all(schema_sql), what(item);
      const bool table = what.starts_with("TABLE");
      if (version >= since || (mode == OpenMode::read && !table)) continue;
      auto begin = all.find(fmt::format("CREATE {} ", what));
      auto end = all.find(';', table ? all.find("\n)", begin) : begin);
      std::string create(all.substr(begin, end + 1 - begin));
      if (mode == OpenMode::read) {
        create.insert(create.find("TABLE"), "TEMP ");
        // A table beside the case cannot refer into it.
        for (std::size_t at; (at = create.find(" REFERENCES ")) != std::string::npos;) create.erase(at, create.find(')', at) + 1 - at);
      }
      sql += create + "\n";
    }
    if (mode == OpenMode::read) {
      result.db_->run(sql.c_str());
    } else {
      Transaction transaction(*result.db_);
      result.db_->run(sql.c_str());
      result.db_->run(fmt::format("PRAGMA user_version={}", schema_version).c_str());
      transaction.commit();
    }
  }
  result.audit_ = std::make_unique<AuditLog>(directory / "audit");
  return result;
}

Case::~Case() {
  audit_.reset();
  if (db_ && lock_ >= 0) {
    try {
      db_->run("PRAGMA wal_checkpoint(TRUNCATE)");  // so that deleted text does not linger in the WAL
    } catch (const Error&) {
      // A reader may still be looking; the next writer does it.
    }
  }
  db_.reset();
  if (lock_ >= 0) close(lock_);
}

Case::Case(Case&& other) noexcept
    : directory_(std::move(other.directory_)),
      db_(std::move(other.db_)),
      audit_(std::move(other.audit_)),
      lock_(std::exchange(other.lock_, -1)) {}

Case& Case::operator=(Case&& other) noexcept {
  std::swap(directory_, other.directory_);
  std::swap(db_, other.db_);
  std::swap(audit_, other.audit_);
  std::swap(lock_, other.lock_);
  return *this;
}

std::string Case::info(std::string_view key) const {
  auto get = db_->prepare("SELECT value FROM case_info WHERE key = ?1");
  get.bind(1, key);
  return get.step() ? std::string(get.text(0)) : std::string();
}

void Case::set_info(std::string_view key, std::string_view value) {
  db_->prepare("INSERT INTO case_info VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value")
      .bind_all(key, value)
      .run();
}

CaseInfo Case::info() const {
  return {info("reference"), info("authority"), info("purpose"),   info("review_date"),
          info("zone"),      info("country"),   info("created_by")};
}

AuditLog& Case::audit() { return *audit_; }

}  // namespace clew::casefile
