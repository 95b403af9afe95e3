#include "ingest/read_check.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/file.h"

namespace clew::ingest {
namespace {

namespace fs = std::filesystem;
using casefile::Db;
using casefile::Stmt;

// Rows of one exhibit; the first `keys` columns order them, and the first of all is the number of the record.
struct Source {
  const char* sql;
  int keys;
};
constexpr Source sources[] = {
    {"SELECT r.id & 4294967295, r.kind, f.path, r.locator, r.key, r.state, r.state_flag, r.service, r.direction, r.order_utc, r.utc, r.time_kind, r.time_raw, r.time_unit, "
     "r.time_offset_min, r.time_certainty, r.text, r.text_form, r.duration_us, r.latitude, r.longitude, r.fields, r.extras FROM record r JOIN file f ON f.id = r.file_id "
     "WHERE r.id >= ?1 AND r.id < ?2 ORDER BY r.id",
     1},
    {"SELECT record_id & 4294967295, seq, kind, utc, local, raw, unit, offset_min, certainty FROM record_time WHERE record_id >= ?1 AND record_id < ?2 ORDER BY record_id, seq", 2},
    {"SELECT p.record_id & 4294967295, p.seq, p.role, i.kind, i.raw, i.name FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE p.record_id >= ?1 AND "
     "p.record_id < ?2 ORDER BY p.record_id, p.seq",
     2},
};

std::int64_t exhibit_id(const Db& db, const std::string& ref) {
  auto find = db.prepare("SELECT id FROM exhibit WHERE ref = ?1");
  find.bind(1, ref);
  return find.step() ? find.integer(0) : 0;
}

// The rows of an exhibit one by one.
class Rows {
 public:
  Rows(const Db& db, const Source& source, std::int64_t exhibit) : rows_(db.prepare(source.sql)), keys_(source.keys) {
    rows_.bind_all(exhibit << 32, (exhibit + 1) << 32);
    next();
  }
  void next() { more_ = rows_.step(); }
  bool more() const { return more_; }
  std::int64_t record() const { return rows_.integer(0); }
  std::pair<std::int64_t, std::int64_t> key() const { return {rows_.integer(0), keys_ > 1 ? rows_.integer(1) : 0}; }
  bool same(const Rows& other) const {
    for (int i = 0; i < rows_.columns(); ++i)
      if (rows_.is_null(i) != other.rows_.is_null(i) || rows_.text(i) != other.rows_.text(i)) return false;
    return true;
  }

 private:
  Stmt rows_;
  int keys_;
  bool more_ = false;
};

void compare(const Db& held, const Db& read, std::int64_t in_held, std::int64_t in_read, std::set<std::int64_t>& differing) {
  for (const auto& source : sources) {
    Rows a(held, source, in_held), b(read, source, in_read);
    while (a.more() || b.more()) {
      if (!b.more() || (a.more() && a.key() < b.key())) {
        differing.insert(a.record());
        a.next();
      } else if (!a.more() || b.key() < a.key()) {
        differing.insert(b.record());
        b.next();
      } else {
        if (!a.same(b)) differing.insert(a.record());
        a.next();
        b.next();
      }
    }
  }
}

std::map<std::string, std::string> versions_of(const Db& db, std::int64_t exhibit) {
  std::map<std::string, std::string> out;
  auto list = db.prepare("SELECT DISTINCT reader, reader_version FROM file WHERE exhibit_id = ?1 AND reader <> '' ORDER BY reader, reader_version");
  for (list.bind(1, exhibit); list.step();) out[std::string(list.text(0))] = list.text(1);
  return out;
}

}  // namespace

std::vector<ReadCheck> check_reading(const casefile::Case& case_file, const ImportOptions& options, const ProgressCall& progress, std::stop_token stop) {
  TemporaryDirectory place("clew-check");
  const auto copy = place.path() / "copy.clew";
  fs::create_directories(copy / "derived");
  case_file.db().prepare("VACUUM INTO ?1").bind(1, (copy / "case.db").string()).run();
  fs::create_directory_symlink(fs::absolute(case_file.exhibits()), copy / "exhibits");
  fs::copy(case_file.directory() / "audit", copy / "audit", fs::copy_options::recursive);
  auto other = casefile::Case::open(copy, casefile::OpenMode::write);

  std::vector<ReadCheck> out;
  for (auto list = case_file.db().prepare("SELECT ref, id FROM exhibit ORDER BY id"); list.step();) {
    ReadCheck check;
    check.exhibit = list.text(0);
    const auto held = list.integer(1);
    const auto before = versions_of(case_file.db(), held);
    try {
      auto again = options;
      again.again = true;
      read_again(other, check.exhibit, again, progress, stop);
      const auto read = exhibit_id(other.db(), check.exhibit);
      std::set<std::int64_t> differing;
      compare(case_file.db(), other.db(), held, read, differing);
      check.differing.assign(differing.begin(), differing.end());
      for (const auto& [reader, version] : versions_of(other.db(), read))
        if (auto then = before.find(reader); then != before.end() && then->second != version) check.other_readers.push_back(fmt::format("{} {}, now {}", reader, then->second, version));
    } catch (const Error& error) {
      check.fault = error.what();
    }
    auto count = case_file.db().prepare("SELECT count(*) FROM record WHERE id >= ?1 AND id < ?2");
    count.bind_all(held << 32, (held + 1) << 32);
    if (count.step()) check.records = count.integer(0);
    out.push_back(std::move(check));
  }
  return out;
}

}  // namespace clew::ingest
