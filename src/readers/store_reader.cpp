#include "readers/store_reader.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <set>

#include "exhibit/locator.h"
#include "readers/ios_backup.h"
#include "readers/sqlite_image.h"
#include "readers/sqlite_walk.h"
#include "readers/store_description.h"
#include "readers/store_functions.h"
#include "readers/store_row.h"
#include "readers/text_guess.h"
#include "readers/url_cache.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Severity;
using sqlite::Blob;
using sqlite::Connection;
using sqlite::Image;
using sqlite::Value;
using store::Column;

constexpr std::uint64_t max_salvage_bytes = 1u << 30;
constexpr std::uint64_t default_generic_rows = 100'000;  // of a table that no description knows
constexpr std::uint64_t most_rows_beside = 10'000;       // of one in a database that is known
constexpr std::size_t max_listed = 20;
constexpr std::string_view pre_wal = "pre-WAL image";
constexpr std::string_view pre_rollback = "before rollback";

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string fold(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// A prepared statement. Errors are kept, not thrown: they are about the evidence.
class Query {
 public:
  Query(sqlite3* db, const std::string& sql) : db_(db) {
    code_ = sqlite3_prepare_v2(db, sql.c_str(), static_cast<int>(sql.size()), &s_, nullptr);
    if (code_ != SQLITE_OK) error_ = sqlite3_errmsg(db);
  }
  ~Query() { sqlite3_finalize(s_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  bool step() {
    if (!s_ || code_ != SQLITE_OK) return false;
    const int code = sqlite3_step(s_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) {
      code_ = code;
      error_ = sqlite3_errmsg(db_);
    }
    return false;
  }
  const std::string& error() const { return error_; }
  int columns() const { return s_ ? sqlite3_column_count(s_) : 0; }
  std::string name(int i) const {
    const char* n = sqlite3_column_name(s_, i);
    return n ? n : "";
  }
  // "table.column" where the column comes straight from a table; "" for an expression.
  std::string origin(int i) const {
    const char* t = sqlite3_column_table_name(s_, i);
    const char* c = sqlite3_column_origin_name(s_, i);
    return t && c ? fmt::format("{}.{}", t, c) : "";
  }
  std::int64_t integer(int i) const { return sqlite3_column_int64(s_, i); }
  Value value(int i) const {
    switch (sqlite3_column_type(s_, i)) {
      case SQLITE_INTEGER:
        return static_cast<std::int64_t>(sqlite3_column_int64(s_, i));
      case SQLITE_FLOAT:
        return sqlite3_column_double(s_, i);
      case SQLITE_TEXT: {
        const auto* t = sqlite3_column_text(s_, i);
        return std::string(
            reinterpret_cast<const char*>(t ? t : reinterpret_cast<const unsigned char*>("")),
            static_cast<std::size_t>(sqlite3_column_bytes(s_, i)));
      }
      case SQLITE_BLOB: {
        const void* b = sqlite3_column_blob(s_, i);
        const auto n = static_cast<std::size_t>(sqlite3_column_bytes(s_, i));
        return Blob{b ? std::string(static_cast<const char*>(b), n) : std::string()};
      }
      default:
        return {};
    }
  }
  std::vector<Value> row() const {
    std::vector<Value> out;
    for (int i = 0; i < columns(); ++i)
      out.push_back(value(i));
    return out;
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* s_ = nullptr;
  int code_ = SQLITE_OK;
  std::string error_;
};

struct Table {
  std::string name, sql;
  std::uint32_t root = 0;
  bool is_virtual = false, without_rowid = false;
  std::vector<std::string> columns;
};

// One view of the evidence: the image, and a connection to it or to what was salvaged from it.
struct Source {
  const Image* image = nullptr;
  std::unique_ptr<Connection> connection;
  std::map<std::string, Table> tables;  // by folded name
  bool salvaged = false;

  sqlite3* db() const { return connection->get(); }
  const Table* find(std::string_view name) const {
    const auto it = tables.find(fold(name));
    return it == tables.end() || it->second.is_virtual ? nullptr : &it->second;
  }
  bool has(std::string_view table_column) const {
    const auto dot = table_column.find('.');
    const Table* t = find(table_column.substr(0, dot));
    if (!t || dot == table_column.npos) return t != nullptr;
    const std::string want = fold(table_column.substr(dot + 1));
    return std::any_of(t->columns.begin(), t->columns.end(),
                       [&](const std::string& c) { return fold(c) == want; });
  }
  bool has_all(const std::vector<std::string>& list) const {
    return std::all_of(list.begin(), list.end(), [&](const std::string& s) { return has(s); });
  }
};

bool begins_with(std::string_view sql, std::string_view words) {
  return fold(sql.substr(0, words.size())) == words;
}

void list_columns(Source& source) {
  for (auto& [key, t] : source.tables) {
    if (t.is_virtual) continue;
    t.columns.clear();
    Query q(source.db(), fmt::format("PRAGMA table_xinfo({})", quoted(t.name)));
    while (q.step()) {
      const Value hidden = q.value(6), name = q.value(1);
      const auto* n = std::get_if<std::string>(&name);
      const auto* h = std::get_if<std::int64_t>(&hidden);
      if (n && (!h || *h == 0 || *h == 3)) t.columns.push_back(*n);
    }
    Query w(source.db(), fmt::format("SELECT rowid FROM {} LIMIT 0", quoted(t.name)));
    t.without_rowid = !w.error().empty();
  }
}

bool table_less(const Table* a, const Table* b) { return a->name < b->name; }

// --- reading one item
// ------------------------------------------------------------------------------

class Run {
 public:
  Run(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item), options_(options), sink_(sink), file_name_(item.file_name()) {
    limit_ = default_generic_rows;
    if (const auto it = options.answers.find("generic-row-limit"); it != options.answers.end())
      std::from_chars(it->second.data(), it->second.data() + it->second.size(), limit_);
  }

  void read() {
    const std::string_view bytes = item_.bytes();
    Image merged(bytes), before(bytes);
    backup_ = backup_name(item_);
    if (backup_) {
      sink_.decided("backup-name", backup_->whole());
      file_name_ = backup_->path.substr(backup_->path.rfind('/') + 1);
    }
    const auto beside = siblings();
    bool logged = false;
    std::string_view flag = pre_wal;
    if (beside.journal && !beside.journal->bytes().empty()) {
      const auto report = merged.apply_journal(beside.journal->bytes());
      if (report.applied) {
        logged = true;
        flag = pre_rollback;
        finding(Severity::warning, "hot rollback journal", "",
                fmt::format("The program stopped inside a transaction; {} pages were rolled back "
                            "with the journal, as the app would at its next start.",
                            report.frames));
      } else if (!report.why_not.empty()) {
        finding(Severity::warning, "rollback journal not applied", "", report.why_not);
      }
    }
    if (beside.wal && !beside.wal->bytes().empty()) {
      const auto report = merged.apply_wal(beside.wal->bytes());
      logged = logged || report.applied;
      sink_.decided("wal", fmt::format("{} frames applied", report.frames));
      if (!report.why_not.empty())
        finding(Severity::warning, "write-ahead log not applied", "",
                fmt::format("The file beside it is no log of this database: {}.", report.why_not));
      if (report.uncommitted > 0)
        finding(Severity::note, "uncommitted frames in the log", "",
                fmt::format("{} pages at the log's end belong to a transaction that was not "
                            "finished; they were not read.",
                            report.uncommitted));
      if (report.why_not.empty() && report.rest_bytes > 0)
        finding(Severity::note, "older frames in the log", "",
                fmt::format("{} bytes after the last valid frame come from before the last "
                            "checkpoint or are damaged; they were not read.",
                            report.rest_bytes));
    }
    if (!merged.valid()) return say_unreadable(bytes);
    if (merged.missing_pages() > 0)
      finding(Severity::warning, "database cut short", "",
              fmt::format("{} pages that the header counts are not in the file.",
                          merged.missing_pages()));

    Source now = open(merged, "");
    Source then;
    if (logged && before.valid()) then = open(before, "the file without its log");
    read_tables(now, then.image ? &then : nullptr, flag);
  }

 private:
  struct Siblings {
    std::optional<exhibit::Item> wal, journal;
  };
  Siblings siblings() {
    Siblings out;
    if (!item_.tree || item_.path.empty()) return out;
    const std::string base(item_.name());
    for (const char* suffix : {"-wal", "-shm", "-journal"}) {
      std::string name = base + suffix;
      auto other = item_.tree->open(name);
      if (!other && backup_) {  // in a backup the file beside it has a name of its own
        name = backup_sibling(item_, backup_->whole() + suffix);
        if (!name.empty()) other = item_.tree->open(name);
      }
      if (!other) continue;
      sink_.claims(name);
      if (suffix == std::string_view("-wal")) out.wal = std::move(other);
      if (suffix == std::string_view("-journal")) out.journal = std::move(other);
    }
    return out;
  }

  void say_unreadable(std::string_view bytes) {
    if (bytes.empty())
      return finding(Severity::note, "empty file", "", "The database has no bytes and no log.");
    if (bytes.substr(0, 15) == "SQLite format 3")
      return finding(Severity::unread, "damaged database header", "bytes=0+100",
                     "The file begins as a SQLite database, but its header makes no sense; ask for "
                     "another copy.");
    if (item_.file_name() == "Manifest.db")
      return finding(
          Severity::unread, "encrypted backup", "bytes=0+16",
          "The list of files of this iTunes or Finder backup is encrypted. Needed: the backup "
          "password, or a decrypted copy made with it.");
    finding(Severity::unread, "encrypted or unknown database", "bytes=0+16",
            "The name is that of a database, the content is not: it is encrypted (SQLCipher, "
            "crypt12/14/15) or damaged. Needed: the key file or passphrase from the device's key "
            "store, or a decrypted copy made by the extraction tool.");
  }

  // Looks at every page of every table; what is sound goes to SQLite as it is, else what our own
  // walk can read goes into a database in memory.
  Source open(const Image& image, std::string_view which) {
    Source out;
    out.image = &image;
    std::vector<sqlite::Damage> schema_damage;
    const auto schema = sqlite::walk_schema(image, schema_damage);
    bool sound = schema_damage.empty();
    for (const auto& d : schema_damage)
      damage("the table list", d, which);
    for (const auto& e : schema) {
      if (e.type != "table" || e.name.empty()) continue;
      Table t;
      t.name = e.name;
      t.sql = e.sql;
      t.root = e.root;
      t.is_virtual = begins_with(e.sql, "create virtual");
      if (!t.is_virtual && e.root > 0) {
        const auto walked = sqlite::walk_table(image, e.root, {});
        for (const auto& d : walked.damage)
          damage(e.name, d, which);
        sound = sound && walked.sound();
        t.without_rowid = !walked.rowid_table;
      }
      out.tables.emplace(fold(t.name), std::move(t));
    }
    out.connection = std::make_unique<Connection>(image);
    if (!out.connection->error().empty()) {
      finding(Severity::warning, "SQLite refuses the database", "",
              fmt::format("{}{}; the rows were read page by page instead.",
                          which.empty() ? "" : fmt::format("{}: ", which),
                          printable(out.connection->error())));
      sound = false;
    }
    if (!sound) salvage(image, out);
    store::add_functions(out.db());
    list_columns(out);
    return out;
  }

  void damage(std::string_view table, const sqlite::Damage& d, std::string_view which) {
    finding(Severity::warning, "damaged page", exhibit::Locator().table(table).str(),
            fmt::format("{}{}: page {}: {}. Rows on it, or below it, could not be read.",
                        which.empty() ? "" : fmt::format("{}: ", which), printable(table), d.page,
                        d.why));
  }

  // The last parts of a path, folded: what stays the same however the phone's file system was
  // packed.
  // "" when there is only a name, which says too little.
  static std::string tail_of(std::string_view path, int most) {
    std::size_t from = path.size();
    for (int parts = 0; parts < most && from > 0; ++parts) {
      const auto slash = path.substr(0, from).find_last_of("/\\");
      from = slash == path.npos ? 0 : slash;
    }
    while (from < path.size() && (path[from] == '/' || path[from] == '\\'))
      ++from;
    auto out = fold(path.substr(from));
    std::replace(out.begin(), out.end(), '\\', '/');
    return out.find('/') == out.npos ? "" : out;
  }
  // Whether the exhibit has a file of that path, whatever lies before its last three parts.
  bool beside(std::string_view path) {
    if (!item_.tree) return false;
    const auto tail = tail_of(path, 3);
    if (tail.empty()) return false;
    if (!tails_) {
      tails_.emplace();
      for (const auto& name : item_.tree->names())
        for (const int parts : {2, 3})
          if (const auto t = tail_of(name, parts); !t.empty())
            tails_->push_back(std::hash<std::string>{}(t));
      std::sort(tails_->begin(), tails_->end());
    }
    return std::binary_search(tails_->begin(), tails_->end(), std::hash<std::string>{}(tail));
  }

  static std::string printable(std::string_view s) {
    return text::to_utf8(s.substr(0, 300), text::Encoding::utf8);
  }

  // Column names of a CREATE TABLE, by letting SQLite read it into an empty database of our own.
  void salvage(const Image& image, Source& out) {
    auto copy = std::make_unique<Connection>();
    Connection scratch;
    sqlite3* db = copy->get();
    sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
    std::uint64_t kept_bytes = 0;
    for (auto& [key, t] : out.tables) {
      if (t.is_virtual || t.root == 0 || t.without_rowid || t.name.starts_with("sqlite_")) continue;
      std::vector<std::string> columns;
      int rowid_column = -1;
      if (begins_with(t.sql, "create table")) {
        // Only a CREATE TABLE is let through, and only into the scratch database.
        sqlite3_set_authorizer(
            scratch.get(),
            [](void*, int action, const char*, const char*, const char*, const char*) {
              return action == SQLITE_ATTACH || action == SQLITE_DETACH ||
                             action == SQLITE_DROP_TABLE || action == SQLITE_PRAGMA ||
                             action == SQLITE_CREATE_TRIGGER
                         ? SQLITE_DENY
                         : SQLITE_OK;
            },
            nullptr);
        sqlite3_stmt* s = nullptr;
        if (sqlite3_prepare_v2(scratch.get(), t.sql.c_str(), -1, &s, nullptr) == SQLITE_OK)
          sqlite3_step(s);
        sqlite3_finalize(s);
        sqlite3_set_authorizer(scratch.get(), nullptr, nullptr);
        Query q(scratch.get(), fmt::format("PRAGMA table_info({})", quoted(t.name)));
        int keys = 0;
        while (q.step()) {
          const Value name = q.value(1), type = q.value(2);
          if (const auto* n = std::get_if<std::string>(&name)) columns.push_back(*n);
          if (q.integer(5) > 0) {
            ++keys;
            const auto* ty = std::get_if<std::string>(&type);
            if (ty && fold(*ty) == "integer") rowid_column = static_cast<int>(columns.size()) - 1;
          }
        }
        if (keys != 1) rowid_column = -1;
      }
      std::size_t width = columns.size();
      if (width == 0) {  // the statement is damaged too: as many columns as the rows have
        sqlite::walk_table(image, t.root, [&](sqlite::Row&& row) {
          width = std::max(width, std::min<std::size_t>(row.values.size(), 1000));
        });
        for (std::size_t i = 0; i < width; ++i)
          columns.push_back(fmt::format("column{}", i + 1));
      }
      if (columns.empty()) continue;
      std::string create = fmt::format("CREATE TABLE {} (", quoted(t.name)), insert;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        create += (i ? "," : "") + quoted(columns[i]);
        if (static_cast<int>(i) == rowid_column) create += " INTEGER PRIMARY KEY";
        insert += fmt::format(",?{}", i + 2);
      }
      const std::string rowid_name = rowid_column >= 0 ? "" : "rowid,";
      std::string names;
      for (std::size_t i = 0; i < columns.size(); ++i)
        names += (i ? "," : "") + quoted(columns[i]);
      if (sqlite3_exec(db, (create + ")").c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        continue;
      insert = rowid_column >= 0 ? fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(t.name),
                                               names, insert.substr(1))
                                 : fmt::format("INSERT INTO {} (rowid,{}) VALUES (?1{})",
                                               quoted(t.name), names, insert);
      sqlite3_stmt* s = nullptr;
      if (sqlite3_prepare_v2(db, insert.c_str(), -1, &s, nullptr) != SQLITE_OK) continue;
      sqlite::walk_table(image, t.root, [&](sqlite::Row&& row) {
        std::uint64_t bytes = 16;
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
        sqlite3_bind_int64(s, 1, row.rowid);
        for (std::size_t i = 0; i < row.values.size() && i < columns.size(); ++i) {
          const int at = static_cast<int>(i) + 2;
          const Value& v = row.values[i];
          if (const auto* n = std::get_if<std::int64_t>(&v)) sqlite3_bind_int64(s, at, *n);
          if (const auto* d = std::get_if<double>(&v)) sqlite3_bind_double(s, at, *d);
          if (const auto* x = std::get_if<std::string>(&v)) {
            sqlite3_bind_text64(s, at, x->data(), x->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
            bytes += x->size();
          }
          if (const auto* b = std::get_if<Blob>(&v)) {
            sqlite3_bind_blob64(s, at, b->bytes.data(), b->bytes.size(), SQLITE_TRANSIENT);
            bytes += b->bytes.size();
          }
        }
        if (rowid_column >= 0) sqlite3_bind_int64(s, rowid_column + 2, row.rowid);
        if ((kept_bytes += bytes) > max_salvage_bytes) return;
        sqlite3_step(s);
      });
      sqlite3_finalize(s);
      if (kept_bytes > max_salvage_bytes)
        finding(Severity::warning, "too large to repair", exhibit::Locator().table(t.name).str(),
                fmt::format("More than {} MiB of rows had to be taken page by page; the rest was "
                            "left.",
                            max_salvage_bytes >> 20));
    }
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
    out.connection = std::move(copy);
    out.salvaged = true;
  }

  // --- which maps -------------------------------------------------------------------------------
  void read_tables(Source& now, Source* then, std::string_view flag) {
    std::set<std::string> mapped, known;
    bool any = false;
    // An app is recognised in either state: a log may have brought, or dropped, the tables.
    for (const auto& d : store::descriptions()) {
      if (!now.has_all(d.needs)) continue;
      bool used = false;
      for (const auto& map : d.tables) {
        const std::string key = fold(map.name);
        if (mapped.count(key) || !now.find(map.name) || now.find(map.name)->without_rowid ||
            !now.has_all(map.needs) || (!map.unless.empty() && now.has_all(map.unless)))
          continue;
        mapped.insert(key);
        used = any = true;
        for (const auto& u : map.uses)
          known.insert(fold(u.first));
        read_mapped(map, now, then, flag);
      }
      if (used) {
        sink_.decided("store", d.title);
        for (const auto& name : d.lookups)
          known.insert(fold(name));
      }
    }
    std::vector<const Table*> rest;
    for (const auto& [key, t] : now.tables)
      if (!mapped.count(key)) rest.push_back(&t);
    std::sort(rest.begin(), rest.end(), table_less);
    if (any) {
      std::string list;
      limit_ = std::min(limit_, most_rows_beside);
      for (const Table* t : rest) {
        if (t->is_virtual || known.count(fold(t->name)) || is_internal(now, t->name) || is_core_data(t->name)) continue;
        if (const auto n = read_generic(*t, now, then, flag); n > 0 && list.size() < 2000)
          list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", printable(t->name), n);
      }
      if (!list.empty())
        finding(Severity::note, "tables without a description", "",
                fmt::format("The app is known, these tables of it are not: {}. Their rows are shown as events with all their columns; "
                            "times and texts in them are guesses, marked so.",
                            list));
      return;
    }
    sink_.decided("store", "unknown: shown table by table");
    std::uint64_t rows = 0;
    for (const Table* t : rest)
      if (!t->is_virtual && !t->name.starts_with("sqlite_"))
        rows += read_generic(*t, now, then, flag);
    if (then)  // tables that the log dropped
      for (const auto& [key, t] : then->tables)
        if (!now.tables.count(key) && !t.is_virtual && !t.name.starts_with("sqlite_"))
          rows += read_generic(t, Source{}, then, flag);
    finding(Severity::note, "no description of this database", "",
            rows ? "No app description fits; every row is shown as an event with all its columns. "
                   "Times and texts are guesses, marked so."
                 : "No app description fits, and its tables have no rows.");
  }

  // What Core Data keeps for itself in every store: counters, the model, the history of changes.
  static bool is_core_data(std::string_view name) {
    static constexpr std::string_view names[] = {"Z_PRIMARYKEY", "Z_METADATA", "Z_MODELCACHE", "ACHANGE", "ATRANSACTION", "ATRANSACTIONSTRING"};
    // And pairs of row numbers that tie two entities: Z_8FOLLOWING.
    return std::find(std::begin(names), std::end(names), name) != std::end(names) || (name.size() > 3 && name.starts_with("Z_") && name[2] >= '0' && name[2] <= '9');
  }

  // Tables that SQLite itself writes: full-text and r-tree shadows, statistics.
  static bool is_internal(const Source& source, std::string_view name) {
    if (name.starts_with("sqlite_") || name == "android_metadata") return true;
    // Not "_content": where a full-text index has one, the text stands nowhere else.
    static constexpr std::string_view ends[] = {"_segments", "_segdir", "_docsize", "_stat",
                                                "_data",     "_idx",    "_config",  "_node",
                                                "_parent",   "_rowid"};
    for (const auto end : ends)
      if (name.ends_with(end)) {
        const auto it = source.tables.find(fold(name.substr(0, name.size() - end.size())));
        if (it != source.tables.end() && it->second.is_virtual) return true;
      }
    return false;
  }

  // The columns of a full-text index by the names that its CREATE gives them; its content table calls
  // them c0, c1 … (FTS5) or c0subject … (FTS3, FTS4).
  static std::vector<std::string> full_text_columns(std::string_view sql) {
    std::vector<std::string> out;
    const auto open = sql.find('('), close = sql.rfind(')');
    if (open == sql.npos || close == sql.npos || close < open) return out;
    std::string_view list = sql.substr(open + 1, close - open - 1);
    while (!list.empty()) {
      const auto comma = std::min(list.find(','), list.size());
      std::string_view part = list.substr(0, comma);
      list.remove_prefix(std::min(comma + 1, list.size()));
      const auto from = part.find_first_not_of(" \t\r\n\"'`[");
      if (from == part.npos || part.find('=') != part.npos) continue;
      part.remove_prefix(from);
      out.emplace_back(part.substr(0, part.find_first_of(" \t\r\n\"'`]")));
    }
    return out;
  }

  // What a column is called to a reader: its own name, or that of the full-text index it belongs to.
  static std::string shown_name(const std::string& column, const std::vector<std::string>& index) {
    if (index.empty() || column.size() < 2 || column[0] != 'c') return column;
    std::size_t n = 0;
    const auto end = std::from_chars(column.data() + 1, column.data() + column.size(), n);
    return end.ec == std::errc() && n < index.size() ? index[n] : column;
  }

  // --- rows that only the older image has --------------------------------------------------------
  // Both images in rowid order, side by side: rows that are gone or different now.
  std::set<std::int64_t> older_rows(const std::string& name, const Source& now,
                                    const Source& then) {
    std::set<std::int64_t> out;
    const Table* old = then.find(name);
    if (!old || old->without_rowid) return out;
    const auto sql = fmt::format("SELECT rowid, * FROM {} ORDER BY rowid", quoted(name));
    Query a(then.db(), sql);
    const bool exists = now.image && now.find(name);
    Query b(exists ? now.db() : then.db(), exists ? sql : "SELECT 1 WHERE 0");
    bool more = b.step();
    while (a.step()) {
      const auto row = a.integer(0);
      while (more && b.integer(0) < row)
        more = b.step();
      // An ALTER TABLE that only appends columns changes no row.
      bool same = more && b.integer(0) == row;
      for (int i = 1; same && i < std::min(a.columns(), b.columns()); ++i)
        same = a.value(i) == b.value(i);
      if (!same && out.size() < 10'000'000) out.insert(row);
    }
    return out;
  }

  // --- described tables
  // ---------------------------------------------------------------------------- Tables as WITH
  // clauses that have every column the query names, NULL where the evidence has none.
  std::string with(const store::TableMap& map, const Source& source, std::string* missing) {
    std::string out = "WITH ";
    bool first = true;
    for (const auto& [name, columns] : map.uses) {
      out += fmt::format("{}{} AS (SELECT ", first ? "" : ", ", quoted(name));
      const Table* t = source.find(name);
      if (!t) {
        out += "NULL AS rowid_";
        for (const auto& c : columns)
          out += fmt::format(", NULL AS {}", quoted(c));
        out += " WHERE 0)";
        if (missing && !map.optional.contains(name)) *missing += fmt::format("{}table {}", missing->empty() ? "" : ", ", name);
      } else {
        out += t->without_rowid ? "NULL AS rowid_" : "rowid AS rowid_";
        if (first) {
          // The counted table with all its columns; those it lacks are added.
          for (const auto& c : t->columns)
            out += fmt::format(", {}", quoted(c));
        }
        for (const auto& c : columns) {
          const bool there = source.has(fmt::format("{}.{}", name, c));
          if (!there && missing && !map.optional.contains(name + "." + c))
            *missing += fmt::format("{}{}.{}", missing->empty() ? "" : ", ", name, c);
          if (there && first) continue;
          out += there ? fmt::format(", {}", quoted(c)) : fmt::format(", NULL AS {}", quoted(c));
        }
        out += fmt::format(" FROM main.{})", quoted(t->name));
      }
      first = false;
    }
    return out + " ";
  }

  static std::vector<Column> columns_of(const Query& q) {
    std::vector<Column> out;
    std::set<std::string> verbatim;
    bool star = false;
    for (int i = 0; i < q.columns(); ++i) {
      // From `m.*` on (it begins with rowid_) names are the source's own, also "text" or "name".
      star = star || q.name(i) == "rowid_";
      out.push_back(star ? Column{q.name(i), "", "", "", false} : store::parse_column(q.name(i)));
      static const std::set<std::string_view> whole = {
          "row",      "key",   "text", "chat",  "title", "time",   "party",
          "other",    "owner", "name", "media", "mime",  "sha256", "media_title",
          "duration", "lat",   "lon",  "extra", "place", "link",   "form"};
      if (whole.count(out.back().role))
        if (const auto from = q.origin(i); !from.empty()) verbatim.insert(from);
    }
    std::set<std::string> seen;
    for (int i = 0; i < q.columns(); ++i) {
      Column& c = out[static_cast<std::size_t>(i)];
      if (!c.role.empty()) continue;
      const auto from = q.origin(i);
      c.already_mapped = c.name == "rowid_" || (!from.empty() && verbatim.count(from)) ||
                         !seen.insert(c.name).second;
    }
    return out;
  }

  struct DetailRun {
    std::unique_ptr<Query> query;
    std::vector<Column> columns;
    bool more = false;
  };

  void read_mapped(const store::TableMap& map, Source& now, Source* then, std::string_view flag) {
    std::string missing;
    Tally tally;
    run_map(map, now, nullptr, "", tally, &missing);
    if (then && then->find(map.name)) {
      const auto rows = older_rows(map.name, now, *then);
      if (!rows.empty()) run_map(map, *then, &rows, flag, tally, nullptr);
    }
    if (!missing.empty())
      finding(Severity::note, "columns of another app version",
              exhibit::Locator().table(map.name).str(), fmt::format("Read without: {}.", missing));
    for (const auto& [code, n] : tally.notes.unknown_codes)
      finding(Severity::note, "value not in the description",
              exhibit::Locator().table(map.name).str(),
              fmt::format("{} ({} rows); the row keeps it among its other fields.", printable(code),
                          n));
    for (const auto& [unit, n] : tally.notes.other_units)
      finding(Severity::note, "time in another unit than usual",
              exhibit::Locator().table(map.name).str(),
              fmt::format("{} ({} rows), the only unit that gives a plausible time.", unit, n));
    if (tally.notes.invalid_text > 0)
      finding(Severity::warning, "bytes that are not valid text",
              exhibit::Locator().table(map.name).row(tally.notes.invalid_text_row).str(),
              fmt::format("{} values are not valid UTF-8; what is not is shown as U+FFFD.",
                          tally.notes.invalid_text));
    if (map.gaps && tally.gaps > 0)
      finding(Severity::note, "gap in row numbers", exhibit::Locator().table(map.name).str(),
              fmt::format("{} numbers between {} and {} are missing ({}{}): rows were probably "
                          "deleted.",
                          tally.gaps, tally.first, tally.last, tally.gap_list,
                          tally.gaps > tally.listed ? " …" : ""));
  }

  struct Tally {
    store::RowNotes notes;
    std::int64_t first = 0, last = 0;
    std::uint64_t gaps = 0, listed = 0;
    bool any = false;
    std::string gap_list;
    void row(std::int64_t n) {
      if (!any) {
        first = n;
      } else if (n > last + 1 && last > 0) {
        const std::uint64_t missing = static_cast<std::uint64_t>(n - last - 1);
        gaps += missing;
        if (gap_list.size() < 200) {
          gap_list += fmt::format("{}{}", gap_list.empty() ? "" : ", ", last + 1);
          if (missing > 1) gap_list += fmt::format("–{}", n - 1);
          listed += missing;
        }
      }
      any = true;
      last = n;
    }
  };

  void run_map(const store::TableMap& map, Source& source, const std::set<std::int64_t>* only,
               std::string_view flag, Tally& tally, std::string* missing) {
    const std::string head = with(map, source, missing);
    Query q(source.db(), head + map.sql + " ORDER BY 1");
    std::vector<DetailRun> details;
    if (q.error().empty())
      for (const auto& d : map.details) {
        DetailRun run;
        run.query = std::make_unique<Query>(source.db(), head + d.sql + " ORDER BY 1");
        run.columns = columns_of(*run.query);
        if (!run.query->error().empty())
          finding(Severity::warning, "details could not be read",
                  exhibit::Locator().table(map.name).str(), printable(run.query->error()));
        run.more = run.query->step();
        details.push_back(std::move(run));
      }
    const auto columns = columns_of(q);
    std::optional<std::int64_t> previous;
    std::int64_t reached = 0;
    std::uint64_t rows = 0;
    const auto kind = model::record_kind_from(map.kind).value_or(model::RecordKind::event);
    while (q.step()) {
      const std::int64_t row = q.integer(0);
      if (previous == row) continue;  // a join that found two partners: the row is one
      previous = reached = row;
      if (only && !only->count(row)) continue;
      if (!only) tally.row(row);
      ++rows;
      store::RowResult result;
      result.row = row;
      result.record.kind = kind;
      store::add_columns(map, columns, q.row(), options_.latest_plausible, result, tally.notes);
      for (auto& d : details) {
        while (d.more && d.query->integer(0) < row)
          d.more = d.query->step();
        for (; d.more && d.query->integer(0) == row; d.more = d.query->step())
          store::add_columns(map, d.columns, d.query->row(), options_.latest_plausible, result,
                             tally.notes);
      }
      store::finish(map, result);
      const std::string locator = exhibit::Locator().row(row).table(map.name).str();
      sink_.rows(map.name, 1);
      if (result.skip) {
        sink_.skip(map.name, *result.skip, locator);
        continue;
      }
      if (result.duplicate) {
        sink_.duplicate(map.name, locator);
        continue;
      }
      model::Record& r = result.record;
      r.table = map.name;
      r.locator = locator;
      if (only) {
        r.state = model::State::recovered;
        r.state_flag = std::string(flag);
      }
      if (r.key.empty()) r.key = fmt::format("{}:{}", map.name, row);
      for (auto& media : r.media)
        media.present = beside(media.path);
      sink_.record(std::move(r));
    }
    if (q.error().empty()) return;
    finding(Severity::warning, "table could not be read to its end",
            exhibit::Locator().table(map.name).str(),
            fmt::format("after row {} ({} rows): {}.", reached, rows, printable(q.error())));
    lost(source, map.name, previous, only);
  }

  // Rows that SQLite would not give are counted by the walk and skipped by name.
  void lost(const Source& source, const std::string& name, std::optional<std::int64_t> after,
            const std::set<std::int64_t>* only) {
    const Table* t = source.find(name);
    if (!t || t->root == 0 || only) return;
    sqlite::walk_table(*source.image, t->root, [&](sqlite::Row&& row) {
      if (after && row.rowid <= *after) return;
      sink_.rows(name, 1);
      sink_.skip(name, "not readable", exhibit::Locator().row(row.rowid).table(name).str());
    });
  }

  // --- any other table
  // -----------------------------------------------------------------------------
  std::uint64_t read_generic(const Table& t, const Source& now, Source* then,
                             std::string_view flag) {
    std::uint64_t rows = 0;
    const bool internal = is_internal(now.image ? now : *then, t.name);
    if (now.image) rows += generic_rows(t, now, nullptr, "", internal);
    if (then && !internal && !t.without_rowid) {
      const auto older = older_rows(t.name, now, *then);
      if (!older.empty()) rows += generic_rows(*then->find(t.name), *then, &older, flag, internal);
    }
    return rows;
  }

  std::uint64_t generic_rows(const Table& t, const Source& source,
                             const std::set<std::int64_t>* only, std::string_view flag,
                             bool internal) {
    Query q(source.db(), t.without_rowid ? fmt::format("SELECT NULL, * FROM {}", quoted(t.name))
                                         : fmt::format("SELECT rowid, * FROM {} ORDER BY rowid",
                                                       quoted(t.name)));
    std::vector<std::string> index;  // of the full-text index that this table is the content of
    if (constexpr std::string_view end = "_content"; t.name.ends_with(end)) {
      const auto it = source.tables.find(fold(t.name.substr(0, t.name.size() - end.size())));
      if (it != source.tables.end() && it->second.is_virtual)
        index = full_text_columns(it->second.sql);
    }
    std::vector<std::string> names;
    for (int i = 1; i < q.columns(); ++i)
      names.push_back(shown_name(q.name(i), index));
    const auto text = internal ? std::nullopt : guess_text(t, source, names);
    std::uint64_t rows = 0, bad_text = 0;
    std::int64_t row = 0;
    std::optional<std::int64_t> previous;
    while (q.step()) {
      row = t.without_rowid ? row + 1 : q.integer(0);
      if (only && !only->count(row)) continue;
      previous = row;
      ++rows;
      sink_.rows(t.name, 1);
      const std::string locator = exhibit::Locator().row(row).table(t.name).str();
      if (internal) {
        sink_.skip(t.name, "index of the database itself", locator);
        continue;
      }
      if (rows > limit_) {
        sink_.skip(t.name, "generic row limit", locator);
        continue;
      }
      model::Record r;
      r.kind = model::RecordKind::event;
      r.service = file_name_;
      r.table = t.name;
      r.locator = locator;
      r.key = fmt::format("{}:{}", t.name, row);
      r.fields.push_back({"type", printable(t.name)});
      if (only) {
        r.state = model::State::recovered;
        r.state_flag = std::string(flag);
      }
      for (int i = 1; i < q.columns(); ++i) {
        const Value v = q.value(i);
        std::string shown = store::show(v);
        if (std::holds_alternative<std::string>(v) && !text::is_valid_utf8(shown)) {
          shown = text::to_utf8(shown, text::Encoding::utf8);
          ++bad_text;
        }
        const std::string& name = names[static_cast<std::size_t>(i - 1)];
        if (auto time = guess_time(name, v)) {
          r.extras.push_back({"guess: " + printable(name),
                              fmt::format("{} ({})", to_iso_utc(*time->local), time->unit)});
          r.times.push_back(std::move(*time));
        }
        if (text == static_cast<std::size_t>(i - 1) && std::holds_alternative<std::string>(v) &&
            reads_as_words(shown, 1)) {
          r.text = shown;
          r.extras.push_back({"guess: text", printable(name)});
        }
        if (!shown.empty()) r.extras.push_back({printable(name), std::move(shown)});
      }
      sink_.record(std::move(r));
    }
    if (text)
      finding(Severity::note, "text guessed", exhibit::Locator().table(t.name).str(),
              fmt::format("The column {} reads as what somebody wrote, so it is translated and "
                          "searched; that is a guess.",
                          printable(names[*text])));
    if (bad_text > 0)
      finding(
          Severity::warning, "bytes that are not valid text",
          exhibit::Locator().table(t.name).str(),
          fmt::format("{} values are not valid UTF-8; what is not is shown as U+FFFD.", bad_text));
    if (rows > limit_ && !internal)
      finding(Severity::warning, "generic row limit", exhibit::Locator().table(t.name).str(),
              fmt::format("{} rows of {} were counted, the first {} made into records; the setting "
                          "generic-row-limit raises that.",
                          rows, printable(t.name), limit_));
    if (!q.error().empty()) {
      finding(Severity::warning, "table could not be read to its end",
              exhibit::Locator().table(t.name).str(),
              fmt::format("after {} rows: {}.", rows, printable(q.error())));
      if (!t.without_rowid) lost(source, t.name, previous, only);
    }
    return rows;
  }

  static std::optional<std::size_t> guess_text(const Table& t, const Source& source,
                                               const std::vector<std::string>& names) {
    constexpr int looked_at = 400;
    TextGuess guess(names);
    Query q(source.db(), fmt::format("SELECT * FROM {} LIMIT {}", quoted(t.name), looked_at));
    while (q.step())
      for (int i = 0; i < q.columns(); ++i)
        if (const Value v = q.value(i); const auto* s = std::get_if<std::string>(&v))
          guess.see(static_cast<std::size_t>(i), *s);
    return guess.best();
  }

  // A number in a column with a name that speaks of time, in a range that dates fill.
  std::optional<model::Time> guess_time(const std::string& column, const Value& v) const {
    const auto* i = std::get_if<std::int64_t>(&v);
    const auto* d = std::get_if<double>(&v);
    const auto* s = std::get_if<std::string>(&v);
    if (!i && !d && !s) return std::nullopt;
    const std::string name = fold(column);
    bool hint = false;
    for (const char* word : {"time", "date", "stamp", "created", "modified", "updated", "_at", "discover",
                             "sent", "received", "seen", "expire"})
      hint = hint || name.find(word) != name.npos;
    hint = hint || name == "ts" || name.ends_with("_ts") || name.ends_with("opened") || name.ends_with("accessed") || name.ends_with("visited");
    // A day and the reading of a clock in the usual form need no name.
    if (!hint && !(s && s->size() >= 16 && s->size() <= 40 && (*s)[4] == '-' && (*s)[7] == '-' && ((*s)[10] == 'T' || (*s)[10] == ' ') && (*s)[13] == ':')) return std::nullopt;
    if (s) {  // "2024-03-04T21:40:09.949", "2024-03-04 21:40:09+01:00"
      const auto written = s->size() <= 40 ? parse_iso(*s) : std::nullopt;
      if (!written || written->micros < 631'152'000 * micros_per_second) return std::nullopt;
      model::Time t;
      t.raw = *s;
      t.unit = "guess: text";
      t.local = written->micros - written->offset_minutes.value_or(0) * 60LL * micros_per_second;
      t.certainty = model::Certainty::local_unknown;
      return t;
    }
    const double n = i ? static_cast<double>(*i) : *d;
    if (!(n > 0)) return std::nullopt;
    const char* unit = n >= 3e8 && n < 8.5e8       ? "apple-s"
                       : n >= 8.5e8 && n < 2.2e9   ? "s"
                       : n >= 7.9e11 && n < 2.2e12 ? "ms"
                       : n >= 7.9e14 && n < 2.2e15 ? "us"
                       : n >= 1.2e16 && n < 1.4e16 ? "webkit"
                       : n >= 3e17 && n < 8.5e17   ? "apple-ns"
                       : n >= 8.5e17 && n < 2.2e18 ? "ns"
                                                   : nullptr;
    if (!unit) return std::nullopt;
    auto t = store::time_of(v, unit, model::TimeKind::other, options_.latest_plausible, nullptr);
    if (!t || !t->utc) return std::nullopt;
    t->local = t->utc;  // a guess orders, it is no instant
    t->utc.reset();
    t->offset_minutes.reset();
    t->unit = fmt::format("guess: {}", t->unit);
    t->certainty = model::Certainty::local_unknown;
    return t;
  }

  void finding(Severity severity, std::string_view what, std::string where, std::string why) {
    if (const auto n = ++findings_[std::string(what)]; n >= max_listed) {
      if (n == max_listed)
        sink_.finding({Severity::note, "more findings of the same kind", "",
                       fmt::format("\"{}\": only the first {} are listed.", what, max_listed - 1)});
      return;
    }
    sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  std::uint64_t limit_;
  std::optional<std::vector<std::size_t>> tails_;  // of the names beside it, when first asked for
  std::optional<BackupName>
      backup_;  // what the file is on the phone, in an iTunes or Finder backup
  std::string file_name_;
  std::map<std::string, std::size_t> findings_;
};

class StoreReader final : public Reader {
 public:
  std::string_view name() const override { return "sqlite-store"; }
  std::string_view version() const override { return "8"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes();
    if (bytes.size() >= 16 && bytes.substr(0, 16) == std::string_view("SQLite format 3\0", 16))
      return {95, "begins as a SQLite database does"};
    const std::string file = fold(item.file_name());
    const bool named = file.ends_with(".db") || file.ends_with(".sqlite") ||
                       file.ends_with(".sqlitedb") || file.ends_with(".storedata");
    if (bytes.empty()) {
      if (!item.tree || item.path.empty()) return {0, "no bytes"};
      const auto wal = item.tree->open(std::string(item.name()) + "-wal");
      if (wal && wal->bytes().size() > 32)
        return {90, "empty, but its write-ahead log holds a database"};
      return {0, "no bytes"};
    }
    // A database's name on bytes that no program's file begins with: encrypted, most likely.
    if (named || file.ends_with(".crypt12") || file.ends_with(".crypt14") ||
        file.ends_with(".crypt15")) {
      std::size_t odd = 0;
      for (const char c : bytes.substr(0, 256))
        odd += static_cast<unsigned char>(c) >= 0x7F || static_cast<unsigned char>(c) < 9;
      if (odd > 60) return {70, "named like a database; its bytes are encrypted or damaged"};
    }
    return {0, "not a SQLite database"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Run(item, options, sink).read();
  }

  std::unique_ptr<exhibit::Container> attached(const exhibit::Item& item, const Options& /*options*/,
                                               exhibit::Budget& budget) const override {
    return cached_answers(item, budget);
  }
};

}  // namespace

std::unique_ptr<Reader> make_store_reader() { return std::make_unique<StoreReader>(); }

}  // namespace clew::readers
