// A thin layer over SQLite's C interface: connections, statements, transactions.
//
// Errors throw Error(resource) with SQLite's words and the statement's first line; a corrupt file
// throws Error(integrity). A Db and its statements are for one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace clew::casefile {

enum class OpenMode { read, write, create };

class Db;

// A prepared statement. Binding is by position from 1; text is copied unless the name says otherwise.
// Column views hold until the next step() or reset().
class Stmt {
 public:
  Stmt() = default;
  Stmt(Stmt&& other) noexcept : stmt_(std::exchange(other.stmt_, nullptr)) {}
  Stmt& operator=(Stmt&& other) noexcept {
    std::swap(stmt_, other.stmt_);
    return *this;
  }
  ~Stmt();

  Stmt& bind(int index, std::int64_t value);
  Stmt& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
  Stmt& bind(int index, double value);
  Stmt& bind(int index, std::string_view text);
  Stmt& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
  Stmt& bind(int index, const std::string& text) { return bind(index, std::string_view(text)); }
  Stmt& bind_null(int index);
  Stmt& bind_blob(int index, std::string_view bytes);
  // The text is not copied: it must live until reset().
  Stmt& bind_borrowed(int index, std::string_view text);
  template <typename T>
  Stmt& bind(int index, const std::optional<T>& value) {
    return value ? bind(index, *value) : bind_null(index);
  }

  // Binds all arguments from 1.
  template <typename... Args>
  Stmt& bind_all(const Args&... args) {
    int index = 0;
    (bind(++index, args), ...);
    return *this;
  }

  bool step();  // true: a row is there
  void run();   // steps to the end and resets
  void reset();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  // also of blobs
  bool is_null(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  int columns() const;
  std::string_view column_name(int column) const;

 private:
  friend class Db;
  explicit Stmt(sqlite3_stmt* stmt) : stmt_(stmt) {}
  sqlite3_stmt* stmt_ = nullptr;
};

class Db {
 public:
  // Opens with foreign keys on, trusted_schema off, a busy time-out of 5 s. write and create set WAL,
  // synchronous=FULL and secure_delete.
  Db(const std::filesystem::path& path, OpenMode mode);
  ~Db();
  Db(Db&&) noexcept;
  Db& operator=(Db&&) noexcept;

  // Runs one or more statements without results.
  void run(const char* sql);
  // Gives back the pages that are kept for reading again: up to 64 MB, after a walk over the case.
  void forget_pages();
  Stmt prepare(std::string_view sql) const;
  // First column of the first row.
  std::int64_t integer(std::string_view sql) const;
  std::optional<std::string> text(std::string_view sql) const;
  std::int64_t last_rowid() const;
  std::int64_t changes() const;
  sqlite3* handle() const { return db_; }

 private:
  sqlite3* db_ = nullptr;
};

// Commits on commit(), rolls back when destroyed before it. Write transactions begin IMMEDIATE.
class Transaction {
 public:
  explicit Transaction(Db& db);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Db& db_;
  bool open_ = true;
};

}  // namespace clew::casefile
