#include "search/index.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_set>

#include "base/error.h"
#include "base/time.h"
#include "casefile/tally.h"
#include "exhibit/locator.h"
#include "text/language_name.h"

namespace clew::search {
namespace {

using casefile::Case;
using casefile::Db;
using casefile::OpenMode;
using casefile::Stmt;
using casefile::Transaction;
using Ids = std::vector<std::int64_t>;

// Bumped whenever tokens or tables change.
constexpr const char* index_version = "3";
constexpr std::size_t batch_documents = 10'000;
constexpr std::size_t batch_bytes = 8u << 20;

std::filesystem::path path_of(const Case& case_file) { return case_file.derived() / "search.db"; }

// Rows of `people` that are handles lie below 0, in the order of their ids: FTS5 writes out what it holds in memory, and
// merges, whenever a row comes with a smaller number than the one before. (As minus the id, 103,842 handles took 140 s.)
constexpr std::int64_t first_handle_row = -(std::int64_t{1} << 62);
constexpr std::int64_t row_of_handle(std::int64_t handle) { return first_handle_row + handle; }
constexpr std::int64_t handle_of_row(std::int64_t row) { return row - first_handle_row; }

// The state of the case that an index belongs to: ingest removes all stages when it reads an
// exhibit again, so a missing or other generation means that records may have gone.
std::string generation_of(const Case& case_file) {
  return case_file.db().text("SELECT settings FROM stage WHERE name = 'index'").value_or("");
}

std::string meta(const Db& db, std::string_view key) {
  auto row = db.prepare("SELECT value FROM meta WHERE key = ?1");
  row.bind(1, key);
  return row.step() ? std::string(row.text(0)) : std::string();
}

void set_meta(Db& db, std::string_view key, std::string_view value) {
  db.prepare(
        "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value")
      .bind_all(key, value)
      .run();
}

bool belongs(const Case& case_file, const Db& db) {
  return meta(db, "version") == index_version && meta(db, "generation") == generation_of(case_file);
}

void make_tables(Db& db) {
  register_tokenizer(db.handle());
  db.run(
      "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE done (exhibit_id INTEGER PRIMARY KEY, last_record INTEGER NOT NULL);"
      "CREATE TABLE english_done (record_id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, source "
      "INTEGER NOT NULL);");
  for (const char* table : {"original", "english", "people"}) {
    db.run(
        fmt::format(
            "CREATE VIRTUAL TABLE {0} USING fts5(text, content='', columnsize=0, tokenize='clew');"
            // Few, large pieces while building: 32 MB of postings before each write, none merged.
            "INSERT INTO {0}({0}, rank) VALUES ('hashsize', 33554432), ('automerge', 0);",
            table)
            .c_str());
  }
  set_meta(db, "version", index_version);
}

// How what is written is committed: a new index table by table, for nothing reads it before it has its name, and FTS5
// writes out and merges its postings at each commit; an old one in batches, from which a stopped run goes on.
class Commits {
 public:
  Commits(Db& db, bool whole) : db_(db), whole_(whole) { transaction_.emplace(db); }
  bool in_batches() const { return !whole_; }
  void end() {
    transaction_->commit();
    transaction_.emplace(db_);
  }

 private:
  Db& db_;
  bool whole_;
  std::optional<Transaction> transaction_;
};

// Documents on their way into one table: encoded on the pool, inserted in order by a thread beside while the caller
// reads and encodes the next. From flush() to finish() the index's connection belongs to that thread.
class Feeder {
 public:
  Feeder(Db& db, ThreadPool& pool, const char* table)
      : pool_(pool),
        insert_(db.prepare(fmt::format("INSERT INTO {0}(rowid, text) VALUES (?1, ?2)", table))),
        tokenizers_(std::max(1u, pool.size())) {}
  ~Feeder() {
    if (inserting_.valid()) inserting_.wait();
  }

  // `ready`: tokens that need no work, appended to the document's.
  void add(std::int64_t id, std::string text, std::string ready = {}) {
    bytes_ += text.size();
    documents_.push_back({id, std::move(text), std::move(ready)});
  }
  bool full() const { return documents_.size() >= batch_documents || bytes_ >= batch_bytes; }

  void flush() {
    encode();
    if (inserting_.valid()) inserting_.get();
    batch_.swap(documents_);
    documents_.clear();
    bytes_ = 0;
    auto insert = [this] {
      for (const auto& document : batch_)
        if (!document.text.empty())
          insert_.bind(1, document.id).bind_borrowed(2, document.text).run();
    };
    if (pool_.size() > 1)
      inserting_ = std::async(std::launch::async, insert);
    else
      insert();
  }
  void finish() {
    flush();
    if (inserting_.valid()) inserting_.get();
  }

 private:
  struct Document {
    std::int64_t id;
    std::string text, ready;
  };
  void encode() {
    std::size_t parts = tokenizers_.size(), count = documents_.size();
    pool_.for_each(parts, [&](std::size_t part) {
      auto& tokenizer = tokenizers_[part];
      if (!tokenizer) tokenizer = std::make_unique<Tokenizer>();
      std::string encoded;
      for (std::size_t i = count * part / parts; i < count * (part + 1) / parts; ++i) {
        encoded.clear();
        tokenizer->encode(documents_[i].text, encoded);
        documents_[i].text.assign(encoded).append(documents_[i].ready);
      }
    });
  }

  ThreadPool& pool_;
  Stmt insert_;
  std::vector<std::unique_ptr<Tokenizer>> tokenizers_;
  std::vector<Document> documents_, batch_;  // being gathered; being inserted
  std::size_t bytes_ = 0;
  std::future<void> inserting_;
};

void stop_if(const std::stop_token& stop) {
  if (stop.stop_requested())
    throw Error(ErrorKind::resource, "stopped; run the command again to go on");
}

// The values of a flat JSON object of strings, without its names: a scan, not a parser; what it
// does not understand it takes as text.
void append_values(std::string_view json, std::string& out) {
  out.reserve(out.size() + json.size());
  bool in_string = false, value = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    char c = json[i];
    if (!in_string) {
      if (c == '"') {
        in_string = true;
        if (value) out += '\n';
      } else if (c == ':') {
        value = true;
      } else if (c == ',') {
        value = false;
      }
    } else if (c == '"') {
      in_string = false;
    } else if (c == '\\' && i + 1 < json.size()) {
      ++i;
      if (value) out += ' ';
    } else if (value) {
      out += c;
    }
  }
}

// Whether somebody may look for a source's own id of a record: "QT3A3BCCEB" or a UUID, but not the number of a row, which
// would be found with every sum and time.
bool says_something(std::string_view key) {
  std::size_t digits = 0, letters = 0;
  for (char c : key) {
    digits += c >= '0' && c <= '9';
    letters += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }
  return key.size() <= 200 && digits + letters >= 6 && (letters > 0 || digits >= 9);
}

void index_records(Case& case_file, Db& db, Commits& commits, ThreadPool& pool, const IndexProgress& progress,
                   const std::stop_token& stop) {
  const auto& source = case_file.db();
  bool any_media = source.integer("SELECT EXISTS (SELECT 1 FROM media)") != 0;
  auto parties = source.prepare(
      "SELECT i.name, i.raw FROM participation p JOIN identifier i ON i.id = p.identifier_id "
      "WHERE p.record_id = ?1 ORDER BY p.seq");
  auto media = source.prepare("SELECT title, path FROM media WHERE record_id = ?1 ORDER BY seq");
  auto list = source.prepare(
      "SELECT id, kind, text, fields, key FROM record WHERE id > ?1 AND id < ?2 ORDER BY id");
  auto mark = db.prepare(
      "INSERT INTO done VALUES (?1, ?2) ON CONFLICT(exhibit_id) DO UPDATE SET last_record = "
      "excluded.last_record");
  Feeder feeder(db, pool, "original");
  std::vector<std::int64_t> exhibits;
  for (auto row = source.prepare("SELECT id FROM exhibit ORDER BY id"); row.step();)
    exhibits.push_back(row.integer(0));
  for (auto exhibit : exhibits) {
    auto before = db.integer(fmt::format(
        "SELECT coalesce(max(last_record), 0) FROM done WHERE exhibit_id = {}", exhibit));
    std::int64_t from = std::max(before, exhibit << 32), last = from;
    auto end = source.integer(
        fmt::format("SELECT coalesce(max(id), 0) FROM record WHERE id > {} AND id < {}", from,
                    (exhibit + 1) << 32));
    if (end == 0) continue;
    list.bind_all(from, (exhibit + 1) << 32);
    bool more = true;
    while (more) {
      stop_if(stop);
      while (!feeder.full() && (more = list.step())) {
        last = list.integer(0);
        std::string text(list.text(2));
        auto kind = list.text(1);
        if (kind != "message" && kind != "call") {
          for (parties.bind(1, last); parties.step();)
            (text += '\n').append(parties.text(0)).append("\n").append(parties.text(1));
          parties.reset();
        }
        if (!list.text(3).empty()) append_values(list.text(3), text);
        if (says_something(list.text(4))) (text += '\n').append(list.text(4));
        if (any_media) {
          for (media.bind(1, last); media.step();)
            (text += '\n').append(media.text(0)).append("\n").append(media.text(1));
          media.reset();
        }
        if (!text.empty()) feeder.add(last, std::move(text));
      }
      feeder.flush();
      if (commits.in_batches() || !more) {
        feeder.finish();
        mark.bind_all(exhibit, last).run();
      }
      if (commits.in_batches()) commits.end();
      if (progress) progress(last - (exhibit << 32), end - (exhibit << 32), "records");
    }
    list.reset();
  }
  commits.end();
}

void append_digits(std::string_view normal, std::string& tokens) {
  std::string digits;
  for (char c : normal)
    if (c >= '0' && c <= '9') digits += c;
  if (digits.size() < 5) return;
  (tokens += '\x01').append(digits);
  // Backwards behind '#', which no word holds: the end of a number becomes a prefix.
  (tokens += "\x02#").append(digits.rbegin(), digits.rend());
}

void index_people(Case& case_file, Db& db, Commits& commits, ThreadPool& pool, const std::stop_token& stop) {
  const auto& source = case_file.db();
  struct Part {
    const char *key, *sql;
    bool handles;
  };
  for (Part part :
       {Part{
            "identifiers",
            "SELECT i.id, i.name || char(10) || i.raw, h.normal FROM identifier i JOIN handle h ON "
            "h.id = i.handle_id WHERE i.id > ?1 ORDER BY i.id",
            false},
        Part{"handles", "SELECT id, normal, normal FROM handle WHERE id > ?1 ORDER BY id", true}}) {
    Feeder feeder(db, pool, "people");
    auto list = source.prepare(part.sql);
    std::int64_t last = std::atoll(meta(db, part.key).c_str());
    list.bind(1, last);
    bool more = true;
    while (more) {
      stop_if(stop);
      while (!feeder.full() && (more = list.step())) {
        last = list.integer(0);
        std::string tokens;
        append_digits(list.text(2), tokens);
        feeder.add(part.handles ? row_of_handle(last) : last, std::string(list.text(1)), std::move(tokens));
      }
      feeder.finish();
      set_meta(db, part.key, std::to_string(last));
      if (commits.in_batches()) commits.end();
    }
  }
  commits.end();
}

// Brings the table of translations to what is shown now.
void index_english(Case& case_file, Db& db, Commits& commits, ThreadPool& pool, const IndexProgress& progress,
                   const std::stop_token& stop) {
  const auto& source = case_file.db();
  auto hash_of = [](std::string_view text) {
    return static_cast<std::int64_t>(XXH3_64bits(text.data(), text.size()));
  };
  // A correction belongs to all records of its text and language.
  std::map<std::int64_t, std::int64_t> corrected;  // record → newest correction
  if (source.integer("SELECT EXISTS (SELECT 1 FROM translation_correction)"))
    for (auto row = source.prepare(
             "SELECT r.id, max(k.id) FROM translation_correction k JOIN record r ON r.text_hash = "
             "k.text_hash AND r.text = k.source JOIN record_language l ON l.record_id = r.id AND "
             "l.code = k.language GROUP BY r.id");
         row.step();)
      corrected[row.integer(0)] = row.integer(1);
  auto machine_text = source.prepare("SELECT text FROM translation WHERE id = ?1");
  auto person_text = source.prepare("SELECT text FROM translation_correction WHERE id = ?1");
  auto text_of = [&](std::int64_t translation) {  // negative: a correction
    auto& stmt = translation < 0 ? person_text : machine_text;
    stmt.bind(1, std::abs(translation));
    std::string text = stmt.step() ? std::string(stmt.text(0)) : std::string();
    stmt.reset();
    return text;
  };
  auto known = db.prepare("SELECT hash, source FROM english_done WHERE record_id = ?1");
  auto put = db.prepare(
      "INSERT INTO english_done VALUES (?1, ?2, ?3) ON CONFLICT(record_id) DO UPDATE SET hash = "
      "excluded.hash, source = excluded.source");
  auto remove = db.prepare("INSERT INTO english(english, rowid, text) VALUES ('delete', ?1, ?2)");
  bool empty = db.integer("SELECT NOT EXISTS (SELECT 1 FROM english_done)") != 0;
  Feeder feeder(db, pool, "english");
  Tokenizer tokenizer;
  // Corrections may stand on lines that no engine translated, and what was shown may not be any more.
  bool some = empty && corrected.empty();
  auto list = source.prepare(fmt::format(
      "SELECT record_id, translation_id FROM record_language {}ORDER BY record_id", some ? "WHERE translation_id IS NOT NULL " : ""));
  auto total = source.integer("SELECT count(*) FROM record_language");
  std::int64_t seen = 0;
  bool more = true;
  while (more) {
    stop_if(stop);
    while (!feeder.full() && (more = list.step())) {
      ++seen;
      auto record = list.integer(0), shown = list.is_null(1) ? 0 : list.integer(1);
      if (auto found = corrected.find(record); found != corrected.end()) shown = -found->second;
      std::int64_t old_hash = 0, old_source = 0;
      if (!empty) {
        known.bind(1, record);
        if (known.step()) {
          old_hash = known.integer(0);
          old_source = known.integer(1);
        }
        known.reset();
      }
      if (shown == 0 && old_source == 0) continue;
      auto text = shown ? text_of(shown) : std::string();
      auto hash = shown ? hash_of(text) : 0;
      if (hash == old_hash && (old_source != 0) == (shown != 0)) continue;
      if (old_source != 0) {
        auto old = text_of(old_source);
        // A contentless table forgets a document only when told what was in it.
        if (hash_of(old) != old_hash)
          throw Error(ErrorKind::integrity, "the search index does not fit the translations");
        std::string encoded;
        tokenizer.encode(old, encoded);
        if (!encoded.empty()) remove.bind_all(record, encoded).run();
      }
      put.bind_all(record, hash, shown).run();
      if (!text.empty()) feeder.add(record, std::move(text));
    }
    feeder.finish();
    if (commits.in_batches()) commits.end();
    if (progress) progress(seen, total, "translations");
  }
  commits.end();
}

// "2,446 lines in Vietnamese, 683 in Albanian and 38 in 13 other languages": the most first, six of them by name.
std::string lines_by_language(std::vector<std::pair<std::int64_t, std::string>> lines) {
  constexpr std::size_t named = 6;
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::int64_t rest = 0;
  std::string out;
  const std::size_t shown = lines.size() <= named + 1 ? lines.size() : named;
  for (std::size_t i = shown; i < lines.size(); ++i) rest += lines[i].first;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [count, code] = lines[i];
    out += i == 0 ? "" : i + 1 == lines.size() ? " and " : ", ";
    out += fmt::format("{}{} in {}", count, i > 0 ? "" : count == 1 ? " line" : " lines", text::language_name(code));
  }
  if (shown < lines.size()) out += fmt::format(" and {} in {} other languages", rest, lines.size() - shown);
  return out;
}

// Media whose content no search can see, each once: what is attached to a message and lies in the same exhibit as a file is counted there, or was
// read there, as a PDF is. `missing` are named by a record and not in the exhibit.
struct UnseenMedia {
  std::int64_t here = 0, missing = 0;
};

UnseenMedia unseen_media(const Db& db) {
  auto key = [](std::int64_t exhibit, std::string_view path) {
    const auto name = path.substr(path.find_last_of("/\\") + 1);
    return XXH3_64bits_withSeed(name.data(), name.size(), static_cast<std::uint64_t>(exhibit));
  };
  std::unordered_set<std::uint64_t> files;
  for (auto row = db.prepare("SELECT exhibit_id, path FROM file"); row.step();)
    if (const auto path = exhibit::split_path(row.text(1)); !path.empty()) files.insert(key(row.integer(0), path.back()));
  UnseenMedia out;
  for (auto row = db.prepare("SELECT f.exhibit_id, m.path, m.present, r.kind = 'file' FROM media m JOIN record r ON r.id = m.record_id JOIN file f ON f.id = r.file_id "
                             "WHERE r.text_form IS NOT 'recognised'");
       row.step();) {
    if (row.integer(3) || (row.integer(2) && !files.contains(key(row.integer(0), row.text(1)))))
      ++out.here;
    else if (!row.integer(2))
      ++out.missing;
  }
  return out;
}

// What no search can see. Counted when the index is brought up to date: over a million rows it
// takes longer than a search may.
void store_coverage(Case& case_file, Db& db) {
  const auto& source = case_file.db();
  std::string lines;
  auto add = [&](std::string line) { (lines += line) += '\n'; };
  std::int64_t looked_at = 0;
  std::map<std::string, std::vector<std::pair<std::int64_t, std::string>>> without_english;
  for (const auto& [of, count] : casefile::count_languages(source)) {
    const auto& [code, status] = of;
    looked_at += count;
    if (status == "pending" || status == "no-engine" || status == "refused") without_english[status].push_back({count, code});
  }
  for (auto& [status, of] : without_english)
    add(fmt::format("{} {}: found by the original only", lines_by_language(std::move(of)),
                    status == "pending"     ? "not translated yet"
                    : status == "no-engine" ? "without a translation engine"
                                            : "refused by the engine's checks"));
  if (auto lines = casefile::tally(source).all().lines; lines > looked_at)
    add(fmt::format("{} lines whose language was not looked at yet", lines - looked_at));
  const auto media = unseen_media(source);
  if (media.here)
    add(media.here == 1 ? "what is said or shown in 1 picture, recording or other file: only its name is searched"
                        : fmt::format("what is said or shown in {} pictures, recordings and other files: only their names are searched", media.here));
  if (media.missing) add(media.missing == 1 ? "1 attachment that is named and not in the exhibit" : fmt::format("{} attachments that are named and not in the exhibits", media.missing));
  for (auto row = source.prepare("SELECT status, count(*) FROM file WHERE status IN ('unread', "
                                 "'partial') GROUP BY status ORDER "
                                 "BY status");
       row.step();)
    add(fmt::format("{} {} read {}", row.integer(1), row.integer(1) == 1 ? "file" : "files",
                    row.text(0) == "unread" ? "not at all" : "only in part"));
  for (auto row = source.prepare(
           "SELECT ref, status FROM exhibit WHERE status IN ('importing', 'refused') ORDER BY ref");
       row.step();)
    add(fmt::format(
        "exhibit {}: {}", row.text(0),
        row.text(1) == "importing" ? "its import did not end" : "its import was refused"));
  set_meta(db, "coverage", lines);
}

void fill(Case& case_file, Db& db, bool whole, ThreadPool& pool, const IndexProgress& progress,
          const std::stop_token& stop, const std::function<void()>& records_done) {
  Commits commits(db, whole);
  index_records(case_file, db, commits, pool, progress, stop);
  if (records_done) records_done();
  index_people(case_file, db, commits, pool, stop);
  index_english(case_file, db, commits, pool, progress, stop);
  store_coverage(case_file, db);
  commits.end();
}

void remove_index(const std::filesystem::path& path) {
  for (const char* end : {"", "-wal", "-shm", "-journal"})
    std::filesystem::remove(path.string() + end);
}

void set_generation(Case& case_file) {
  case_file.db()
      .prepare(
          "INSERT INTO stage VALUES ('index', 0, ?1) ON CONFLICT(name) DO UPDATE SET settings = "
          "excluded.settings")
      .bind_all(fmt::format("index {} {}", index_version, now_micros()))
      .run();
}

void build_anew(Case& case_file, ThreadPool& pool, const IndexProgress& progress,
                const std::stop_token& stop, const std::function<void()>& records_done) {
  auto path = path_of(case_file);
  auto fresh = path;
  fresh += ".new";
  std::error_code ignored;
  std::filesystem::create_directories(case_file.derived(), ignored);
  remove_index(fresh);
  if (case_file.writable()) set_generation(case_file);
  std::string generation = generation_of(case_file);
  {
    Db db(fresh, OpenMode::create);
    // Nothing reads this file before it has its name: no journal, no waiting for the disk until the
    // end.
    db.run(
        "PRAGMA journal_mode = DELETE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; "
        "PRAGMA secure_delete = OFF; "
        "PRAGMA cache_size = -16384;");
    make_tables(db);
    set_meta(db, "generation", generation);
    fill(case_file, db, true, pool, progress, stop, records_done);
    for (const char* table : {"original", "english", "people"})  // FTS5's own choice, for what is added later
      db.run(fmt::format("INSERT INTO {0}({0}, rank) VALUES ('automerge', 4)", table).c_str());
    db.run("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;");
    set_meta(db, "whole", "1");
  }
  remove_index(path);
  std::filesystem::rename(fresh, path);
}

Ids united(const Ids& a, const Ids& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Ids out;
  out.reserve(a.size() + b.size());
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Ids both(const Ids& a, const Ids& b) {
  Ids out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Ids without(const Ids& a, const Ids& b) {
  Ids out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

}  // namespace

void update_index(Case& case_file, ThreadPool& pool, const IndexProgress& progress,
                  std::stop_token stop, const std::function<void()>& records_done) {
  auto path = path_of(case_file);
  if (std::filesystem::exists(path)) {
    try {
      Db db(path, OpenMode::write);
      db.run(
          "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF; PRAGMA cache_size = -65536;");
      register_tokenizer(db.handle());
      if (belongs(case_file, db) && meta(db, "whole") == "1") {
        fill(case_file, db, false, pool, progress, stop, records_done);
        return;
      }
    } catch (const Error& error) {
      // Damaged, or not an index: made anew. A full disk is no reason to.
      if (error.kind() != ErrorKind::integrity &&
          std::string_view(error.what()).find("no such") == std::string_view::npos)
        throw;
    }
  }
  build_anew(case_file, pool, progress, stop, records_done);
}

void announce_index(Case& case_file) {
  try {
    auto path = path_of(case_file);
    if (std::filesystem::exists(path)) {
      Db db(path, OpenMode::read);
      if (belongs(case_file, db) && meta(db, "whole") == "1") return;
    }
  } catch (const Error&) {
    // damaged, or not an index: it will be made anew
  }
  set_generation(case_file);
}

struct Index::State {
  Case& case_file;
  Db db;
  Stmt in_original, in_english, in_people, of_identifier, sent_by, of_handle, mentioned;

  State(Case& case_file, Db opened)
      : case_file(case_file),
        db(std::move(opened)),
        in_original(db.prepare("SELECT rowid FROM original WHERE original MATCH ?1")),
        in_english(db.prepare("SELECT rowid FROM english WHERE english MATCH ?1")),
        in_people(db.prepare("SELECT rowid FROM people WHERE people MATCH ?1")),
        of_identifier(
            case_file.db().prepare("SELECT record_id FROM participation WHERE identifier_id = ?1")),
        sent_by(case_file.db().prepare(
            "SELECT record_id FROM participation WHERE identifier_id = ?1 AND role IN ('from', "
            "'caller', 'author')")),
        of_handle(case_file.db().prepare("SELECT id FROM identifier WHERE handle_id = ?1")),
        mentioned(case_file.db().prepare("SELECT record_id FROM mention WHERE handle_id = ?1")) {}

  static void collect(Stmt& stmt, Ids& ids) {
    while (stmt.step())
      ids.push_back(stmt.integer(0));
    stmt.reset();
  }

  static void tidy(Ids& ids) {
    if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }

  static std::string expression(const Term& term) {
    // Encoded tokens hold no quotation marks (letters, digits, emoji), so no operator of FTS5 gets
    // through.
    std::string folded = encode_query(term.words, false);
    std::string out = "\"" + folded + "\"" + (term.prefix ? "*" : "");
    if (term.prefix)  // the beginning of a word may be folded differently from the word
      if (auto exact = encode_query(term.words, true); exact != folded)
        out += " OR \"" + exact + "\"*";
    return out;
  }

  // Records by participants, and by what stands in their text when `mentions`.
  void people(const std::string& match, bool senders, bool mentions, Ids& out) {
    Ids rows;
    in_people.bind(1, match);
    collect(in_people, rows);
    Ids identifiers, handles;
    for (auto row : rows) {
      if (row < 0)
        handles.push_back(handle_of_row(row));
      else
        identifiers.push_back(row);
    }
    for (auto handle : handles) {
      of_handle.bind(1, handle);
      collect(of_handle, identifiers);
    }
    tidy(identifiers);
    for (auto identifier : identifiers) {
      auto& stmt = senders ? sent_by : of_identifier;
      stmt.bind(1, identifier);
      collect(stmt, out);
    }
    if (mentions)
      for (auto handle : handles) {
        mentioned.bind(1, handle);
        collect(mentioned, out);
      }
    tidy(out);
  }

  Ids find(const Term& term) {
    Ids out;
    std::string number;
    if (!term.digits.empty())
      number = fmt::format("\"\x01#{}\"*", std::string(term.digits.rbegin(), term.digits.rend()));
    if (term.field != Field::anywhere) {
      people(number.empty() ? expression(term) : number, term.field == Field::from, false, out);
      return out;
    }
    auto match = expression(term);
    Ids english;
    in_original.bind(1, match);
    collect(in_original, out);
    in_english.bind(1, match);
    collect(in_english, english);
    tidy(out);
    tidy(english);
    out = united(out, english);
    if (!number.empty()) {
      Ids by_number;
      people(number, false, true, by_number);
      out = united(out, by_number);
    }
    return out;
  }

  // Records that use a number or account, in the ways asked for; all ways where none is.
  Ids uses_of(std::int64_t handle, const std::vector<model::HandleUse>& wanted) {
    std::map<std::int64_t, model::HandleUse> how;
    const auto put = [&](std::int64_t id, model::HandleUse use) {
      auto [at, is_new] = how.emplace(id, use);
      if (!is_new) at->second = std::min(at->second, use);
    };
    auto part = case_file.db().prepare(
        "SELECT r.id, r.kind, p.role FROM identifier i JOIN participation p ON p.identifier_id = i.id JOIN record r ON r.id = "
        "p.record_id WHERE i.handle_id = ?1");
    for (part.bind(1, handle); part.step();)
      put(part.integer(0), model::handle_use(part.text(1), part.text(2)));
    for (mentioned.bind(1, handle); mentioned.step();)
      put(mentioned.integer(0), model::HandleUse::mentioned);
    mentioned.reset();
    Ids ids;
    for (const auto& [id, use] : how)
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), use) != wanted.end()) ids.push_back(id);
    return ids;
  }

  // Records in whose text a value of that normal form was found: one pass over the mentions.
  Ids that_mention(const std::string& normal) {
    Ids ids;
    auto list = case_file.db().prepare("SELECT DISTINCT record_id FROM mention WHERE normal = ?1 ORDER BY record_id");
    list.bind(1, normal);
    collect(list, ids);
    return ids;
  }

  // All records that the filters leave, in one pass over the table that narrows most: record by record is forty times as much work.
  // Takes the filters out that it has looked at.
  Ids all(Query& query) {
    const auto& cdb = case_file.db();
    const auto in = [](std::string_view column, std::size_t count, int& next) {
      std::string text = fmt::format(" AND {} IN (", column);
      for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}?{}", i ? "," : "", next++);
      return text + ")";
    };
    // An exhibit's records lie together: a range of ids.
    const auto of_exhibits = [&](std::string_view column) {
      if (query.exhibits.empty()) return std::string();
      std::string ranges;
      for (auto row = cdb.prepare("SELECT id, ref FROM exhibit"); row.step();)
        if (std::find(query.exhibits.begin(), query.exhibits.end(), row.text(1)) != query.exhibits.end())
          ranges += fmt::format("{}{} BETWEEN {} AND {}", ranges.empty() ? "" : " OR ", column, row.integer(0) << 32,
                                ((row.integer(0) + 1) << 32) - 1);
      return fmt::format(" AND ({})", ranges.empty() ? "0" : ranges);
    };
    Ids ids;
    int next = 1, at = 1;
    const bool by_line = !query.languages.empty() || !query.statuses.empty();
    std::string where = of_exhibits(by_line ? "record_id" : "id");
    query.exhibits.clear();
    if (by_line) {
      if (!query.languages.empty()) where += in("code", query.languages.size(), next);
      if (!query.statuses.empty()) where += in("status", query.statuses.size(), next);
      auto list = cdb.prepare("SELECT record_id FROM record_language WHERE 1" + where + " ORDER BY record_id");
      for (const auto* values : {&query.languages, &query.statuses})
        for (const auto& value : *values) list.bind(at++, value);
      collect(list, ids);
      query.languages.clear();
      query.statuses.clear();
      return ids;
    }
    if (!query.kinds.empty()) where += in("kind", query.kinds.size(), next);
    auto list = cdb.prepare("SELECT id FROM record WHERE 1" + where + " ORDER BY id");
    for (const auto& value : query.kinds) list.bind(at++, value);
    collect(list, ids);
    query.kinds.clear();
    return ids;
  }

  void filter(const Query& query, Ids& ids) {
    const auto& cdb = case_file.db();
    if (!query.exhibits.empty()) {
      std::vector<std::int64_t> wanted;
      for (auto row = cdb.prepare("SELECT id, ref FROM exhibit"); row.step();)
        if (std::find(query.exhibits.begin(), query.exhibits.end(), row.text(1)) !=
            query.exhibits.end())
          wanted.push_back(row.integer(0));
      std::erase_if(ids, [&](auto id) {
        return std::find(wanted.begin(), wanted.end(), id >> 32) == wanted.end();
      });
    }
    if (!query.kinds.empty() || query.after || query.before) {
      auto facts = cdb.prepare("SELECT kind, order_utc, utc FROM record WHERE id = ?1");
      std::erase_if(ids, [&](auto id) {
        facts.bind(1, id);
        bool keep = facts.step();
        if (keep && !query.kinds.empty())
          keep =
              std::find(query.kinds.begin(), query.kinds.end(), facts.text(0)) != query.kinds.end();
        if (keep && (query.after || query.before)) {
          auto time =
              facts.optional_integer(2) ? facts.optional_integer(2) : facts.optional_integer(1);
          keep = time && (!query.after || *time >= *query.after) &&
                 (!query.before || *time < *query.before);
        }
        facts.reset();
        return !keep;
      });
    }
    if (!query.languages.empty()) {
      auto language = cdb.prepare("SELECT code FROM record_language WHERE record_id = ?1");
      std::erase_if(ids, [&](auto id) {
        language.bind(1, id);
        bool keep = language.step() && std::find(query.languages.begin(), query.languages.end(),
                                                 language.text(0)) != query.languages.end();
        language.reset();
        return !keep;
      });
    }
    if (!query.statuses.empty() || !query.engines.empty() || !query.marks.empty() || !query.reasons.empty()) {
      // A correction stands before a machine's text: its engine and marks are no longer shown.
      auto row = cdb.prepare(
          "SELECT l.status, t.engine, t.marks, l.reason FROM record_language l LEFT JOIN translation t ON t.id "
          "= l.translation_id WHERE l.record_id = ?1");
      const auto in = [](const std::vector<std::string>& list, std::string_view text) {
        return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
      };
      std::erase_if(ids, [&](auto id) {
        row.bind(1, id);
        bool keep = row.step() && in(query.statuses, row.text(0)) && in(query.engines, row.text(1));
        if (keep && !query.reasons.empty()) {
          const auto reason = row.text(3);
          keep = std::any_of(query.reasons.begin(), query.reasons.end(), [&](const auto& wanted) {
            return wanted.second ? reason.starts_with(wanted.first) : reason == wanted.first;
          });
        }
        if (keep && !query.marks.empty()) {
          const auto marks = row.text(2);
          keep = row.text(0) != "human-checked" &&
                 std::any_of(query.marks.begin(), query.marks.end(), [&](const std::string& mark) {
                   return marks.find('"' + mark + '"') != std::string_view::npos;
                 });
        }
        row.reset();
        return !keep;
      });
    }
  }
};

Index::Index() = default;
Index::~Index() = default;

std::unique_ptr<Index> Index::open(Case& case_file) {
  auto path = path_of(case_file);
  if (!std::filesystem::exists(path)) return nullptr;
  try {
    Db db(path, OpenMode::read);
    register_tokenizer(db.handle());
    if (!belongs(case_file, db) || meta(db, "whole") != "1") return nullptr;
    std::unique_ptr<Index> index(new Index);
    index->state_ = std::make_unique<State>(case_file, std::move(db));
    return index;
  } catch (const Error&) {
    return nullptr;
  }
}

Ids Index::find(const Query& query) {
  auto& s = *state_;
  if (query.empty()) return {};
  Ids ids;
  bool first = true;
  for (const auto& clause : query.all) {
    if (clause.exclude) continue;
    Ids any;
    for (const auto& term : clause.any)
      any = united(any, s.find(term));
    ids = first ? std::move(any) : both(ids, any);
    first = false;
    if (ids.empty()) return ids;
  }
  for (std::size_t i = 0; i < query.handles.size(); ++i) {
    auto of = s.uses_of(query.handles[i], i == 0 ? query.uses : std::vector<model::HandleUse>{});
    ids = first ? std::move(of) : both(ids, of);
    first = false;
  }
  for (const auto& normal : query.mentions) {
    auto of = s.that_mention(normal);
    ids = first ? std::move(of) : both(ids, of);
    first = false;
  }
  Query rest = query;  // the filters that are still to be looked at
  if (first) ids = s.all(rest);
  for (const auto& clause : query.all)
    if (clause.exclude)
      for (const auto& term : clause.any)
        ids = without(ids, s.find(term));
  s.filter(rest, ids);
  return ids;
}

std::vector<std::string> Index::not_searched() const {
  std::vector<std::string> out;
  const auto& s = *state_;
  std::int64_t late = 0;
  auto last = s.db.prepare("SELECT last_record FROM done WHERE exhibit_id = ?1");
  auto count = s.case_file.db().prepare("SELECT count(*) FROM record WHERE id > ?1 AND id < ?2");
  for (auto row = s.case_file.db().prepare("SELECT id FROM exhibit ORDER BY id"); row.step();) {
    auto exhibit = row.integer(0);
    last.bind(1, exhibit);
    auto from = last.step() ? last.integer(0) : exhibit << 32;
    last.reset();
    count.bind_all(from, (exhibit + 1) << 32);
    if (count.step()) late += count.integer(0);
    count.reset();
  }
  if (late) out.push_back(fmt::format("{} records that came after the index was made", late));
  auto lines = meta(s.db, "coverage");
  for (std::size_t at = 0; at < lines.size();) {
    auto end = lines.find('\n', at);
    out.push_back(lines.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace clew::search
