// A SQLite database out of bytes: the file, the write-ahead log or rollback journal beside it, and
// read-only access for SQLite itself without a file system.
//
// The reader process can open no file, and evidence must not change, so SQLite reads pages through
// a small VFS: pages come from the mapped file, or from the log where that holds a newer copy.
// Nothing is copied. The same file without its log is a second image: what stood there before.
// Format: https://www.sqlite.org/fileformat2.html (sections 1, 3 and 4).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace clew::readers::sqlite {

// What reading a log or journal showed.
struct LogReport {
  bool applied = false;           // some page of the image comes from it
  std::uint64_t frames = 0;       // in committed transactions
  std::uint64_t uncommitted = 0;  // valid, but after the last commit: not applied
  std::uint64_t rest_bytes = 0;   // after the last valid frame (older generation, or damage)
  std::string why_not;            // when the whole log is no log of this database
};

// Views `file` and what is applied to it; all of them must outlive the image. Const after set-up:
// safe from any thread. Cost: four words per page that the log holds.
class Image {
 public:
  explicit Image(std::string_view file);

  // Applies the committed frames of a `-wal` file: magic, salts and running checksums must hold.
  LogReport apply_wal(std::string_view wal);
  // Rolls back with a hot `-journal`: what SQLite would do at the next opening.
  LogReport apply_journal(std::string_view journal);

  bool valid() const { return page_size_ != 0; }  // page 1 begins as a database does
  std::uint32_t page_size() const { return page_size_; }
  std::uint32_t pages() const { return pages_; }
  std::uint32_t usable() const { return page_size_ - reserved_; }  // bytes of a page in use
  // 1-based; shorter than a page (or empty) where the file ends before.
  std::string_view page(std::uint32_t number) const;
  // Bytes missing at the end of the file against the page count in its header.
  std::uint64_t missing_pages() const { return missing_; }
  // As SQLite reads them: page 1 says "no log", and the page count that is there.
  bool read(std::uint64_t offset, char* out, std::size_t length) const;

 private:
  void look_at_first_page();
  std::string_view file_;
  std::map<std::uint32_t, std::string_view> newer_;
  std::uint32_t page_size_ = 0, reserved_ = 0, pages_ = 0;
  std::uint64_t missing_ = 0;
};

// An open connection to an image (or to an empty database in memory): read-only, defensive, no
// trusted schema, no extension, no view, no trigger, bounded steps. For one thread.
class Connection {
 public:
  explicit Connection(const Image& image);  // keeps a reference
  Connection();                             // empty, in memory, writable: for what is salvaged
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* get() const { return db_; }
  // Empty when the schema could be read; else SQLite's words for why not.
  const std::string& error() const { return error_; }

 private:
  struct Vfs;
  void configure();
  std::unique_ptr<Vfs> vfs_;
  sqlite3* db_ = nullptr;
  std::string error_;
  std::uint64_t steps_ = 0;
};

}  // namespace clew::readers::sqlite
