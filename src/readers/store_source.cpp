#include "readers/store_source.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "exhibit/locator.h"
#include "readers/store_functions.h"

namespace clew::readers::store {
namespace {

using model::Severity;
using sqlite::Blob;
using sqlite::Connection;
using sqlite::Image;
using sqlite::Query;
using sqlite::quoted;
using sqlite::Value;

constexpr std::uint64_t max_salvage_bytes = 1u << 30;

bool begins_with(std::string_view sql, std::string_view words) {
  return folded_name(sql.substr(0, words.size())) == words;
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

void say_damage(std::string_view table, const sqlite::Damage& d, std::string_view which, StoreFindings& findings) {
  findings.add(Severity::warning, "damaged page", exhibit::Locator().table(table).str(),
               fmt::format("{}{}: page {}: {}. Rows on it, or below it, could not be read.",
                           which.empty() ? "" : fmt::format("{}: ", which), printable(table), d.page,
                           d.why));
}

// What a table is called to have, for the copy that its rows are put into.
struct CopyColumns {
  std::vector<std::string> names;
  int rowid = -1;  // the column that is the row number, if one is
};

// Column names of a CREATE TABLE, by letting SQLite read it into an empty database of our own.
CopyColumns columns_of_create(const Table& t, sqlite3* scratch) {
  CopyColumns out;
  if (!begins_with(t.sql, "create table")) return out;
  // Only a CREATE TABLE is let through, and only into the scratch database.
  sqlite3_set_authorizer(
      scratch,
      [](void*, int action, const char*, const char*, const char*, const char*) {
        return action == SQLITE_ATTACH || action == SQLITE_DETACH ||
                       action == SQLITE_DROP_TABLE || action == SQLITE_PRAGMA ||
                       action == SQLITE_CREATE_TRIGGER
                   ? SQLITE_DENY
                   : SQLITE_OK;
      },
      nullptr);
  sqlite3_stmt* s = nullptr;
  if (sqlite3_prepare_v2(scratch, t.sql.c_str(), -1, &s, nullptr) == SQLITE_OK)
    sqlite3_step(s);
  sqlite3_finalize(s);
  sqlite3_set_authorizer(scratch, nullptr, nullptr);
  Query q(scratch, fmt::format("PRAGMA table_info({})", quoted(t.name)));
  int keys = 0;
  while (q.step()) {
    const Value name = q.value(1), type = q.value(2);
    if (const auto* n = std::get_if<std::string>(&name)) out.names.push_back(*n);
    if (q.integer(5) > 0) {
      ++keys;
      const auto* ty = std::get_if<std::string>(&type);
      if (ty && folded_name(*ty) == "integer") out.rowid = static_cast<int>(out.names.size()) - 1;
    }
  }
  if (keys != 1) out.rowid = -1;
  return out;
}

// As many columns as the rows have, where the statement is damaged too.
std::vector<std::string> columns_of_rows(const Table& t, const Image& image) {
  std::vector<std::string> columns;
  std::size_t width = 0;
  sqlite::walk_table(image, t.root, [&](sqlite::Row&& row) {
    width = std::max(width, std::min<std::size_t>(row.values.size(), 1000));
  });
  for (std::size_t i = 0; i < width; ++i)
    columns.push_back(fmt::format("column{}", i + 1));
  return columns;
}

// Creates the table in `db`; the statement that inserts a row, or "" where that cannot be.
std::string create_copy(const Table& t, const CopyColumns& columns, sqlite3* db) {
  std::string create = fmt::format("CREATE TABLE {} (", quoted(t.name)), insert;
  for (std::size_t i = 0; i < columns.names.size(); ++i) {
    create += (i ? "," : "") + quoted(columns.names[i]);
    if (static_cast<int>(i) == columns.rowid) create += " INTEGER PRIMARY KEY";
    insert += fmt::format(",?{}", i + 2);
  }
  std::string names;
  for (std::size_t i = 0; i < columns.names.size(); ++i)
    names += (i ? "," : "") + quoted(columns.names[i]);
  if (sqlite3_exec(db, (create + ")").c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return {};
  return columns.rowid >= 0 ? fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(t.name),
                                           names, insert.substr(1))
                             : fmt::format("INSERT INTO {} (rowid,{}) VALUES (?1{})",
                                           quoted(t.name), names, insert);
}

void bind_value(sqlite3_stmt* s, int at, const Value& v) {
  if (const auto* n = std::get_if<std::int64_t>(&v)) sqlite3_bind_int64(s, at, *n);
  if (const auto* d = std::get_if<double>(&v)) sqlite3_bind_double(s, at, *d);
  if (const auto* x = std::get_if<std::string>(&v)) sqlite3_bind_text64(s, at, x->data(), x->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (const auto* b = std::get_if<Blob>(&v)) sqlite3_bind_blob64(s, at, b->bytes.data(), b->bytes.size(), SQLITE_TRANSIENT);
}

std::uint64_t bytes_of(const Value& v) {
  if (const auto* x = std::get_if<std::string>(&v)) return x->size();
  if (const auto* b = std::get_if<Blob>(&v)) return b->bytes.size();
  return 0;
}

// The rows of `image` that our own walk can read, in a database in memory.
void salvage(const Image& image, Source& out, StoreFindings& findings) {
  auto copy = std::make_unique<Connection>();
  Connection scratch;
  sqlite3* db = copy->get();
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  std::uint64_t kept_bytes = 0;
  for (auto& [key, t] : out.tables) {
    if (t.is_virtual || t.root == 0 || t.without_rowid || t.name.starts_with("sqlite_")) continue;
    CopyColumns columns = columns_of_create(t, scratch.get());
    if (columns.names.empty()) columns.names = columns_of_rows(t, image);
    if (columns.names.empty()) continue;
    const std::string insert = create_copy(t, columns, db);
    sqlite3_stmt* s = nullptr;
    if (insert.empty() || sqlite3_prepare_v2(db, insert.c_str(), -1, &s, nullptr) != SQLITE_OK) continue;
    sqlite::walk_table(image, t.root, [&](sqlite::Row&& row) {
      std::uint64_t bytes = 16;
      sqlite3_reset(s);
      sqlite3_clear_bindings(s);
      sqlite3_bind_int64(s, 1, row.rowid);
      for (std::size_t i = 0; i < row.values.size() && i < columns.names.size(); ++i) {
        bind_value(s, static_cast<int>(i) + 2, row.values[i]);
        bytes += bytes_of(row.values[i]);
      }
      if (columns.rowid >= 0) sqlite3_bind_int64(s, columns.rowid + 2, row.rowid);
      if ((kept_bytes += bytes) > max_salvage_bytes) return;
      sqlite3_step(s);
    });
    sqlite3_finalize(s);
    if (kept_bytes > max_salvage_bytes)
      findings.add(Severity::warning, "too large to repair", exhibit::Locator().table(t.name).str(),
                   fmt::format("More than {} MiB of rows had to be taken page by page; the rest was "
                               "left.",
                               max_salvage_bytes >> 20));
  }
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  out.connection = std::move(copy);
  out.salvaged = true;
}

}  // namespace

std::string folded_name(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

Source open_source(const sqlite::Image& image, std::string_view path, std::string_view which, StoreFindings& findings) {
  Source out;
  out.image = &image;
  std::vector<sqlite::Damage> schema_damage;
  const auto schema = sqlite::walk_schema(image, schema_damage);
  bool sound = schema_damage.empty();
  for (const auto& d : schema_damage)
    say_damage("the table list", d, which, findings);
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
        say_damage(e.name, d, which, findings);
      sound = sound && walked.sound();
      t.without_rowid = !walked.rowid_table;
    }
    out.tables.emplace(folded_name(t.name), std::move(t));
  }
  out.connection = std::make_unique<Connection>(image);
  if (!out.connection->error().empty()) {
    findings.add(Severity::warning, "SQLite refuses the database", "",
                 fmt::format("{}{}; the rows were read page by page instead.",
                             which.empty() ? "" : fmt::format("{}: ", which),
                             printable(out.connection->error())));
    sound = false;
  }
  if (!sound) salvage(image, out, findings);
  add_functions(out.db(), path);
  list_columns(out);
  return out;
}

std::set<std::int64_t> older_rows(const std::string& name, const Source& now, const Source& then) {
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

void skip_unreadable(const Source& source, const std::string& name, std::optional<std::int64_t> after, Sink& sink) {
  const Table* t = source.find(name);
  if (!t || t->root == 0) return;
  sqlite::walk_table(*source.image, t->root, [&](sqlite::Row&& row) {
    if (after && row.rowid <= *after) return;
    sink.rows(name, 1);
    sink.skip(name, "not readable", exhibit::Locator().row(row.rowid).table(name).str());
  });
}

}  // namespace clew::readers::store
