#include "casefile/db.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/assert.h"
#include "base/error.h"
#include "base/natural_order.h"
#include "casefile/bulk_mode.h"

namespace clew::casefile {
namespace {

[[noreturn]] void fail(sqlite3* db, int code, std::string_view sql) {
  auto kind = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? ErrorKind::integrity
                                                              : ErrorKind::resource;
  std::string_view line = sql.substr(0, sql.find('\n'));
  const char* file = db ? sqlite3_db_filename(db, "main") : nullptr;
  std::string hint;
  if (code == SQLITE_FULL) hint = "; free disk space and run the command again, nothing was lost";
  if (code == SQLITE_BUSY) hint = "; another program holds the case, end it or wait";
  throw Error(kind, fmt::format("the case database {} failed: {} (at: {}){}", file ? file : "",
                                db ? sqlite3_errmsg(db) : sqlite3_errstr(code), line, hint));
}

}  // namespace

Stmt::~Stmt() { sqlite3_finalize(stmt_); }

#define CLEW_BIND(call)                                                        \
  int code = call;                                                             \
  if (code != SQLITE_OK) fail(sqlite3_db_handle(stmt_), code, sqlite3_sql(stmt_)); \
  return *this

Stmt& Stmt::bind(int index, std::int64_t value) { CLEW_BIND(sqlite3_bind_int64(stmt_, index, value)); }
Stmt& Stmt::bind(int index, double value) { CLEW_BIND(sqlite3_bind_double(stmt_, index, value)); }
Stmt& Stmt::bind(int index, std::string_view text) {
  CLEW_BIND(sqlite3_bind_text64(stmt_, index, text.data() ? text.data() : "", text.size(),
                                SQLITE_TRANSIENT, SQLITE_UTF8));
}
Stmt& Stmt::bind_borrowed(int index, std::string_view text) {
  CLEW_BIND(sqlite3_bind_text64(stmt_, index, text.data() ? text.data() : "", text.size(),
                                SQLITE_STATIC, SQLITE_UTF8));
}
Stmt& Stmt::bind_blob(int index, std::string_view bytes) {
  CLEW_BIND(sqlite3_bind_blob64(stmt_, index, bytes.data() ? bytes.data() : "", bytes.size(),
                                SQLITE_TRANSIENT));
}
Stmt& Stmt::bind_null(int index) { CLEW_BIND(sqlite3_bind_null(stmt_, index)); }
#undef CLEW_BIND

bool Stmt::step() {
  int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto* db = sqlite3_db_handle(stmt_);
  std::string sql = sqlite3_sql(stmt_);
  fail(db, code & 0xff, sql);
}

void Stmt::run() {
  while (step()) {
  }
  reset();
}

void Stmt::reset() { sqlite3_reset(stmt_); }

std::int64_t Stmt::integer(int column) const { return sqlite3_column_int64(stmt_, column); }
double Stmt::real(int column) const { return sqlite3_column_double(stmt_, column); }
std::string_view Stmt::text(int column) const {
  auto* bytes = static_cast<const char*>(sqlite3_column_blob(stmt_, column));
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column));
  return bytes ? std::string_view(bytes, size) : std::string_view{};
}
bool Stmt::is_null(int column) const { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }
std::optional<std::int64_t> Stmt::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}
int Stmt::columns() const { return sqlite3_column_count(stmt_); }
std::string_view Stmt::column_name(int column) const { return sqlite3_column_name(stmt_, column); }

namespace {

// SQLite keeps no count of its memory: the lock around that count would be taken twice an allocation.
void configure_once() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)done;  // refused when somebody used SQLite before: only slower
}

int natural_order(void*, int size_a, const void* a, int size_b, const void* b) {
  const std::string_view x(static_cast<const char*>(a), static_cast<std::size_t>(size_a)), y(static_cast<const char*>(b), static_cast<std::size_t>(size_b));
  return natural_less(x, y) ? -1 : natural_less(y, x) ? 1 : 0;
}

}  // namespace

Db::Db(const std::filesystem::path& path, OpenMode mode) {
  configure_once();
  int flags = mode == OpenMode::read    ? SQLITE_OPEN_READONLY
              : mode == OpenMode::write ? SQLITE_OPEN_READWRITE
                                        : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int code = sqlite3_open_v2(path.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    std::string words = db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(code);
    sqlite3_close_v2(db_);
    db_ = nullptr;
    throw Error(ErrorKind::resource, fmt::format("cannot open {}: {}", path.string(), words));
  }
  sqlite3_extended_result_codes(db_, 0);
  sqlite3_busy_timeout(db_, 5000);
  // "ORDER BY ref COLLATE by_number": ABC/2 before ABC/10. Only for lists, never in the schema: other programs open a case without it.
  sqlite3_create_collation_v2(db_, "by_number", SQLITE_UTF8, nullptr, natural_order, nullptr);
  try {
    run("PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-65536;"
        "PRAGMA temp_store=MEMORY;");
    if (mode == OpenMode::read)
      run("PRAGMA mmap_size=1073741824");
    else
      run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
          "PRAGMA wal_autocheckpoint=4000;");
  } catch (...) {
    sqlite3_close_v2(db_);
    db_ = nullptr;
    throw;
  }
}

Db::~Db() { sqlite3_close_v2(db_); }
Db::Db(Db&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
Db& Db::operator=(Db&& other) noexcept {
  std::swap(db_, other.db_);
  return *this;
}

void Db::forget_pages() { sqlite3_db_release_memory(db_); }
void Db::run(const char* sql) {
  int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(db_, code & 0xff, sql);
}

Stmt Db::prepare(std::string_view sql) const {
  sqlite3_stmt* stmt = nullptr;
  int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                SQLITE_PREPARE_PERSISTENT, &stmt, nullptr);
  if (code != SQLITE_OK) fail(db_, code & 0xff, sql);
  return Stmt(stmt);
}

std::int64_t Db::integer(std::string_view sql) const {
  auto stmt = prepare(sql);
  return stmt.step() ? stmt.integer(0) : 0;
}

std::optional<std::string> Db::text(std::string_view sql) const {
  auto stmt = prepare(sql);
  if (!stmt.step() || stmt.is_null(0)) return std::nullopt;
  return std::string(stmt.text(0));
}

std::int64_t Db::last_rowid() const { return sqlite3_last_insert_rowid(db_); }
std::int64_t Db::changes() const { return sqlite3_changes64(db_); }

BulkMode::BulkMode(Db& db, const std::filesystem::path& temporary) : db_(db) {
  db_.run("PRAGMA foreign_keys=OFF; PRAGMA wal_autocheckpoint=25000; PRAGMA temp_store=FILE");
  // The same for all connections of the process; what it makes there has no name and is gone when closed.
  auto quoted = temporary.string();
  for (std::size_t at = 0; (at = quoted.find('\'', at)) != std::string::npos; at += 2) quoted.insert(at, 1, '\'');
  db_.run(fmt::format("PRAGMA temp_store_directory='{}'", quoted).c_str());
}
BulkMode::~BulkMode() {
  try {
    db_.run("PRAGMA temp_store_directory=''; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
            "PRAGMA wal_autocheckpoint=4000");
  } catch (const Error&) {
    // the connection is of no use any more, and what broke it is on its way up
  }
}

Transaction::Transaction(Db& db) : db_(db) { db_.run("BEGIN IMMEDIATE"); }
Transaction::~Transaction() {
  if (open_) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}
void Transaction::commit() {
  db_.run("COMMIT");
  open_ = false;
}

}  // namespace clew::casefile
