#include "readers/store_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "readers/ios_backup.h"
#include "readers/sqlite_image.h"
#include "readers/store_description.h"
#include "readers/store_findings.h"
#include "readers/store_mapped.h"
#include "readers/store_source.h"
#include "readers/store_table_view.h"
#include "readers/url_cache.h"

namespace clew::readers {
namespace {

using model::Severity;
using sqlite::Image;
using store::folded_name;
using store::Source;

constexpr std::uint64_t default_generic_rows = 100'000;  // of a table that no description knows
constexpr std::uint64_t most_rows_beside = 10'000;       // of one in a database that is known
constexpr std::string_view pre_wal = "pre-WAL image";
constexpr std::string_view pre_rollback = "before rollback";

// Reads one item: the file, the log beside it, then table by table.
class Run {
 public:
  Run(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item), options_(options), sink_(sink), findings_(sink), file_name_(item.file_name()) {
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
    if (beside.journal && !beside.journal->bytes().empty() && apply_journal(*beside.journal, merged)) {
      logged = true;
      flag = pre_rollback;
    }
    if (beside.wal && !beside.wal->bytes().empty()) logged = apply_wal(*beside.wal, merged) || logged;
    if (!merged.valid()) return say_unreadable(bytes);
    if (merged.missing_pages() > 0)
      findings_.add(Severity::warning, "database cut short", "",
                    fmt::format("{} pages that the header counts are not in the file.",
                                merged.missing_pages()));

    const std::string path(backup_ ? std::string_view(backup_->path) : item_.name());
    Source now = open_source(merged, path, "", findings_);
    Source then;
    if (logged && before.valid()) then = open_source(before, path, "the file without its log", findings_);
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

  // Whether the journal was rolled back into `merged`, as the app would at its next start.
  bool apply_journal(const exhibit::Item& journal, Image& merged) {
    const auto report = merged.apply_journal(journal.bytes());
    if (report.applied) {
      findings_.add(Severity::warning, "hot rollback journal", "",
                    fmt::format("The program stopped inside a transaction; {} pages were rolled back "
                                "with the journal, as the app would at its next start.",
                                report.frames));
    } else if (!report.why_not.empty()) {
      findings_.add(Severity::warning, "rollback journal not applied", "", report.why_not);
    }
    return report.applied;
  }

  // Whether frames of the log were applied to `merged`.
  bool apply_wal(const exhibit::Item& wal, Image& merged) {
    const auto report = merged.apply_wal(wal.bytes());
    sink_.decided("wal", fmt::format("{} frames applied", report.frames));
    if (!report.why_not.empty())
      findings_.add(Severity::warning, "write-ahead log not applied", "",
                    fmt::format("The file beside it is no log of this database: {}.", report.why_not));
    if (report.uncommitted > 0)
      findings_.add(Severity::note, "uncommitted frames in the log", "",
                    fmt::format("{} pages at the log's end belong to a transaction that was not "
                                "finished; they were not read.",
                                report.uncommitted));
    if (report.why_not.empty() && report.rest_bytes > 0)
      findings_.add(Severity::note, "older frames in the log", "",
                    fmt::format("{} bytes after the last valid frame come from before the last "
                                "checkpoint or are damaged; they were not read.",
                                report.rest_bytes));
    return report.applied;
  }

  void say_unreadable(std::string_view bytes) {
    if (bytes.empty())
      return findings_.add(Severity::note, "empty file", "", "The database has no bytes and no log.");
    if (bytes.substr(0, 15) == "SQLite format 3")
      return findings_.add(Severity::unread, "damaged database header", "bytes=0+100",
                           "The file begins as a SQLite database, but its header makes no sense; ask for "
                           "another copy.");
    if (item_.file_name() == "Manifest.db")
      return findings_.add(
          Severity::unread, "encrypted backup", "bytes=0+16",
          "The list of files of this iTunes or Finder backup is encrypted. Needed: the backup "
          "password, or a decrypted copy made with it.");
    findings_.add(Severity::unread, "encrypted or unknown database", "bytes=0+16",
                  "The name is that of a database, the content is not: it is encrypted (SQLCipher, "
                  "crypt12/14/15) or damaged. Needed: the key file or passphrase from the device's key "
                  "store, or a decrypted copy made by the extraction tool.");
  }

  void read_tables(const Source& now, const Source* then, std::string_view flag) {
    std::set<std::string> mapped, known;
    read_described(now, then, flag, mapped, known);
    std::vector<const store::Table*> rest;
    for (const auto& [key, t] : now.tables)
      if (!mapped.count(key)) rest.push_back(&t);
    std::sort(rest.begin(), rest.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    if (!mapped.empty())
      read_others(now, then, flag, rest, known);
    else
      read_unknown(now, then, flag, rest);
  }

  void read_described(const Source& now, const Source* then, std::string_view flag, std::set<std::string>& mapped, std::set<std::string>& known) {
    store::MappedTables tables(item_, options_.latest_plausible, sink_, findings_);
    // An app is recognised in either state: a log may have brought, or dropped, the tables.
    for (const auto& d : store::descriptions()) {
      if (!now.has_all(d.needs)) continue;
      bool used = false;
      for (const auto& map : store::for_tables(d.tables, now.table_names())) {
        const std::string key = folded_name(map.name);
        if (mapped.count(key) || !now.find(map.name) || now.find(map.name)->without_rowid ||
            !now.has_all(map.needs) || (!map.unless.empty() && now.has_all(map.unless)))
          continue;
        mapped.insert(key);
        used = true;
        for (const auto& u : map.uses)
          known.insert(folded_name(u.first));
        tables.read(map, now, then, flag);
      }
      if (used) {
        sink_.decided("store", d.title);
        for (const auto& name : d.lookups)
          known.insert(folded_name(name));
      }
    }
  }

  // Tables of a known app that no description has.
  void read_others(const Source& now, const Source* then, std::string_view flag, const std::vector<const store::Table*>& rest, const std::set<std::string>& known) {
    store::TableView view(file_name_, std::min(limit_, most_rows_beside), options_.latest_plausible, sink_, findings_);
    std::string list;
    for (const store::Table* t : rest) {
      if (t->is_virtual || known.count(folded_name(t->name)) || store::is_of_sqlite(now, t->name) || store::is_core_data(t->name)) continue;
      if (const auto n = view.read(*t, now, then, flag); n > 0 && list.size() < 2000)
        list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", store::printable(t->name), n);
    }
    if (!list.empty())
      findings_.add(Severity::note, "tables without a description", "",
                    fmt::format("The app is known, these tables of it are not: {}. Their rows are shown as events with all their columns; "
                                "times and texts in them are guesses, marked so.",
                                list));
  }

  // A database that no description fits.
  void read_unknown(const Source& now, const Source* then, std::string_view flag, const std::vector<const store::Table*>& rest) {
    store::TableView view(file_name_, limit_, options_.latest_plausible, sink_, findings_);
    sink_.decided("store", "unknown: shown table by table");
    std::uint64_t rows = 0;
    for (const store::Table* t : rest)
      if (!t->is_virtual && !t->name.starts_with("sqlite_"))
        rows += view.read(*t, now, then, flag);
    if (then)  // tables that the log dropped
      for (const auto& [key, t] : then->tables)
        if (!now.tables.count(key) && !t.is_virtual && !t.name.starts_with("sqlite_"))
          rows += view.read(t, Source{}, then, flag);
    findings_.add(Severity::note, "no description of this database", "",
                  rows ? "No app description fits; every row is shown as an event with all its columns. "
                         "Times and texts are guesses, marked so."
                       : "No app description fits, and its tables have no rows.");
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  store::StoreFindings findings_;
  std::uint64_t limit_;
  std::optional<BackupName> backup_;  // what the file is on the phone, in an iTunes or Finder backup
  std::string file_name_;
};

class StoreReader final : public Reader {
 public:
  std::string_view name() const override { return "sqlite-store"; }
  std::string_view version() const override { return "9"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes();
    if (bytes.size() >= 16 && bytes.substr(0, 16) == std::string_view("SQLite format 3\0", 16))
      return {95, "begins as a SQLite database does"};
    const std::string file = folded_name(item.file_name());
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
