// Canonical form: for each statement a line with its name, then each row as its columns, each with a type
// letter, its length and its bytes, so that no two different contents give the same bytes. Exhibits go in
// the order of their SHA-256; whatever names another row names it by content (exhibit hash + number).
#include "casefile/digest.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "casefile/audit.h"
#include "exhibit/intake.h"
#include "exhibit/locator.h"

namespace clew::casefile {
namespace {

class Canonical {
 public:
  void name(std::string_view text) { put('#', text); }

  void rows(Stmt& stmt) {
    while (stmt.step()) {
      put('r', "");
      for (int i = 0; i < stmt.columns(); ++i) column(stmt, i);
      if (buffer_.size() > (1 << 20)) flush();
    }
    stmt.reset();
  }

  std::string finish() {
    flush();
    return to_hex(hash_.finish());
  }

 private:
  void column(const Stmt& stmt, int i) {
    if (stmt.is_null(i)) return put('n', "");
    put('v', stmt.text(i));
  }

  void put(char type, std::string_view bytes) {
    buffer_ += type;
    buffer_ += fmt::format_int(bytes.size()).c_str();
    buffer_ += ':';
    buffer_ += bytes;
  }

  void flush() {
    hash_.update(buffer_);
    buffer_.clear();
  }

  Sha256 hash_;
  std::string buffer_;
};

// Doubles print the same everywhere: their bits as an integer.
constexpr const char* case_queries[][2] = {
    {"case", "SELECT key, value FROM case_info WHERE key IN ('reference','authority','purpose','review_date',"
             "'zone','country','nicknames') ORDER BY key"},
    {"translation", "SELECT source, language, text, engine, engine_version, settings, status, reason, marks, "
                    "glossary, read_as, alignment, log_prob, clipped FROM translation ORDER BY source, language, engine, "
                    "engine_version, settings"},
    {"correction", "SELECT source, language, text, author, note FROM translation_correction ORDER BY id"},
    {"glossary", "SELECT language, term, use, english, note, source, author, removed_by FROM glossary ORDER BY id"},
    {"verdict",
     "SELECT e.sha256, v.record_id & 4294967295, t.engine, t.engine_version, t.settings, v.draw, v.verdict, v.note, v.who "
     "FROM translation_verdict v JOIN exhibit e ON e.id = v.record_id >> 32 JOIN translation t ON t.id = v.translation_id "
     "ORDER BY v.id"},
    {"lead", "SELECT id, rank, detector, title, json, settings FROM lead ORDER BY id"},
    {"lead_evidence",
     "SELECT v.lead_id, v.seq, e.sha256, v.record_id & 4294967295 FROM lead_evidence v JOIN exhibit e ON e.id = "
     "v.record_id >> 32 ORDER BY v.lead_id, v.seq"},
    {"not_looked_for", "SELECT detector, why FROM not_looked_for ORDER BY detector"},
    {"lead_judgement", "SELECT lead_id, state, reason, who FROM lead_judgement ORDER BY id"},
    {"proposal",
     "SELECT min(a.kind||x'00'||a.normal||x'00'||a.scope, b.kind||x'00'||b.normal||x'00'||b.scope) AS one, "
     "max(a.kind||x'00'||a.normal||x'00'||a.scope, b.kind||x'00'||b.normal||x'00'||b.scope) AS two, "
     "printf('%.9f', weight), printf('%.9f', probability) FROM identity_proposal p JOIN handle a ON a.id = p.a "
     "JOIN handle b ON b.id = p.b ORDER BY one, two"},
    // What is in force; the acts themselves and their withdrawals are history, as the audit log is. Row ids order
    // the acts on one pair and are not digested.
    {"identity_judgement",
     "SELECT min(a.kind||x'00'||a.normal||x'00'||a.scope, b.kind||x'00'||b.normal||x'00'||b.scope) AS one, "
     "max(a.kind||x'00'||a.normal||x'00'||a.scope, b.kind||x'00'||b.normal||x'00'||b.scope) AS two, verdict, reason, who "
     "FROM identity_judgement p JOIN handle a ON a.id = p.a JOIN handle b ON b.id = p.b WHERE NOT EXISTS (SELECT 1 FROM "
     "withdrawal w WHERE w.act = 'J' AND w.act_id = p.id) ORDER BY one, two, p.id"},
    {"person",
     "SELECT id, label, reason, who FROM person p WHERE EXISTS (SELECT 1 FROM attribution t WHERE t.person_id = p.id AND NOT "
     "EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'A' AND w.act_id = t.id)) OR EXISTS (SELECT 1 FROM person_role t WHERE "
     "t.person_id = p.id AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'R' AND w.act_id = t.id)) OR EXISTS (SELECT "
     "1 FROM person_judgement t WHERE p.id IN (t.a, t.b) AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'M' AND "
     "w.act_id = t.id)) ORDER BY id"},
    {"person_judgement",
     "SELECT a, b, verdict, reason, who FROM person_judgement p WHERE NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = "
     "'M' AND w.act_id = p.id) ORDER BY a, b, p.id"},
    {"attribution",
     "SELECT h.kind||x'00'||h.normal||x'00'||h.scope AS handle, person_id, from_utc, to_utc, basis, reason, who FROM "
     "attribution p JOIN handle h ON h.id = p.handle_id WHERE NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'A' AND "
     "w.act_id = p.id) ORDER BY handle, person_id, p.id"},
    {"person_role",
     "SELECT person_id, role, from_utc, to_utc, basis, reason, who FROM person_role p WHERE NOT EXISTS (SELECT 1 FROM "
     "withdrawal w WHERE w.act = 'R' AND w.act_id = p.id) ORDER BY person_id, role, p.id"},
    // A group of copies is named by its smallest member in canonical order.
    {"event_group",
     "SELECT e.sha256, g.record_id & 4294967295, (SELECT min(e2.sha256 || printf('%010d', g2.record_id & "
     "4294967295)) FROM event_group g2 JOIN exhibit e2 ON e2.id = g2.record_id >> 32 WHERE g2.group_id = "
     "g.group_id) FROM event_group g JOIN exhibit e ON e.id = g.record_id >> 32 ORDER BY 1, 2"},
    {"clock_pair",
     "SELECT x.sha256, y.sha256, a_part, b_part, seq, from_utc, to_utc, offset_us, support, compared, believed, residual_us FROM "
     "clock_pair p JOIN exhibit x ON x.id = p.a JOIN exhibit y ON y.id = p.b ORDER BY x.sha256, y.sha256, a_part, b_part, seq"},
    // Threads and seats are numbered in canonical order.
    {"thread_copy",
     "SELECT t.thread, e.sha256, c.service, c.key FROM thread_copy t JOIN conversation c ON c.id = "
     "t.conversation_id JOIN exhibit e ON e.id = c.exhibit_id ORDER BY t.thread, e.sha256, c.service, c.key"},
    {"thread_seat",
     "SELECT t.seat, e.sha256, c.service, c.key, h.kind, h.normal, h.scope, t.votes FROM thread_seat t JOIN "
     "conversation c ON c.id = t.conversation_id JOIN exhibit e ON e.id = c.exhibit_id JOIN handle h ON h.id = "
     "t.handle_id ORDER BY t.seat, e.sha256, c.service, c.key, h.kind, h.normal, h.scope"},
};

// What people marked, entered and follow, in force; a case without has the digest that it had before there were such tables.
constexpr const char* later_queries[][2] = {
    {"record_tag", "SELECT e.sha256, t.record_id & 4294967295, t.tag, t.reason, t.who FROM record_tag t JOIN exhibit e ON e.id = t.record_id >> 32 WHERE NOT "
                   "EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'T' AND w.act_id = t.id) ORDER BY e.sha256, t.record_id, t.tag, t.id"},
    {"episode", "SELECT person_id, label, from_utc, to_utc, raw, source, note, who FROM episode t WHERE NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'E' "
                "AND w.act_id = t.id) ORDER BY from_utc, label, id"},
    {"enquiry", "SELECT id, title, reason, who FROM enquiry ORDER BY id"},
    {"enquiry_event", "SELECT enquiry_id, state, owner, target, words, who FROM enquiry_event ORDER BY enquiry_id, id"},
};

// ?1 and ?2 bound the record ids of one exhibit, ?3 is the exhibit's id.
constexpr const char* exhibit_queries[][2] = {
    {"exhibit", "SELECT sha256, ref, ref_given, name, kind, size_bytes, zone, country, owner_name, owner_number, "
                "status FROM exhibit WHERE id = ?3 AND ?1 <= ?2"},
    {"file", "SELECT path, size_bytes, sha256, mime, reader, reader_version, status, decided FROM file WHERE "
             "exhibit_id = ?3 AND ?1 <= ?2 ORDER BY id"},
    {"table", "SELECT f.path, t.table_name, t.rows_seen, t.records, t.duplicates, t.recovered FROM import_table t "
              "JOIN file f ON f.id = t.file_id WHERE f.exhibit_id = ?3 AND ?1 <= ?2 ORDER BY f.id, t.table_name"},
    {"skip", "SELECT f.path, t.table_name, t.reason, t.count FROM import_skip t JOIN file f ON f.id = t.file_id "
             "WHERE f.exhibit_id = ?3 AND ?1 <= ?2 ORDER BY f.id, t.table_name, t.reason"},
    {"finding", "SELECT f.path, n.severity, n.what, n.place, n.why FROM finding n LEFT JOIN file f ON f.id = "
                "n.file_id WHERE n.exhibit_id = ?3 AND ?1 <= ?2 ORDER BY n.id"},
    {"question", "SELECT f.path, q.key, q.text, q.choices, q.answer, q.answered_by FROM question q JOIN file f ON "
                 "f.id = q.file_id WHERE f.exhibit_id = ?3 AND ?1 <= ?2 ORDER BY q.id"},
    {"clock_piece", "SELECT part, seq, from_utc, to_utc, offset_us, kind FROM clock_piece WHERE exhibit_id = ?3 AND ?1 "
                    "<= ?2 ORDER BY part, seq"},
    {"own_number", "SELECT o.seq, o.from_utc, o.to_utc, h.kind, h.normal, h.scope, o.support, o.compared FROM own_number o "
                   "JOIN handle h ON h.id = o.handle_id WHERE o.exhibit_id = ?3 AND ?1 <= ?2 ORDER BY o.seq"},
    {"saved_name", "SELECT coalesce(c.key, ''), n.normal, h.kind, h.normal, h.scope, s.support FROM saved_name s JOIN handle n ON n.id = "
                   "s.name_id JOIN handle h ON h.id = s.number_id LEFT JOIN conversation c ON c.id = s.conversation_id WHERE "
                   "s.exhibit_id = ?3 AND ?1 <= ?2 ORDER BY 1, 2, c.service"},
    {"clock_offset", "SELECT offset_us, support, printf('%.9f', share), kind FROM clock_offset WHERE exhibit_id = "
                     "?3 AND ?1 <= ?2"},
    {"record",
     "SELECT r.id & 4294967295, r.kind, f.path, r.locator, r.key, r.state, r.state_flag, r.service, r.direction, "
     "c.key, c.title, r.order_utc, r.utc, r.time_kind, r.time_raw, r.time_unit, r.time_offset_min, "
     "r.time_certainty, r.text, r.text_form, r.duration_us, printf('%.12g', r.latitude), printf('%.12g', "
     "r.longitude), r.fields, r.extras FROM record r JOIN file f ON f.id = r.file_id LEFT JOIN conversation c ON "
     "c.id = r.conversation_id WHERE r.id >= ?1 AND r.id < ?2 AND ?3 ORDER BY r.id"},
    {"record_time", "SELECT record_id & 4294967295, seq, kind, utc, local, raw, unit, offset_min, certainty FROM "
                    "record_time WHERE record_id >= ?1 AND record_id < ?2 AND ?3 ORDER BY record_id, seq"},
    {"participation",
     "SELECT p.record_id & 4294967295, p.seq, p.role, i.kind, i.raw, i.name, i.scope, i.country, h.normal, h.scope, "
     "h.flags FROM participation p JOIN identifier i ON i.id = p.identifier_id JOIN handle h ON h.id = i.handle_id "
     "WHERE p.record_id >= ?1 AND p.record_id < ?2 AND ?3 ORDER BY p.record_id, p.seq"},
    {"media", "SELECT record_id & 4294967295, seq, path, mime, sha256, title, present FROM media WHERE record_id >= "
              "?1 AND record_id < ?2 AND ?3 ORDER BY record_id, seq"},
    {"link", "SELECT from_id & 4294967295, kind, target_key, to_id & 4294967295 FROM record_link WHERE from_id >= "
             "?1 AND from_id < ?2 AND ?3 ORDER BY from_id, kind, target_key"},
    {"mention", "SELECT record_id & 4294967295, start, length, kind, raw, normal, checks FROM mention WHERE "
                "record_id >= ?1 AND record_id < ?2 AND ?3 ORDER BY record_id, start, kind"},
    {"language",
     "SELECT l.record_id & 4294967295, l.code, printf('%.6f', l.confidence), l.status, l.reason, t.engine, "
     "t.engine_version, t.settings, t.text FROM record_language l LEFT JOIN translation t ON t.id = "
     "l.translation_id WHERE l.record_id >= ?1 AND l.record_id < ?2 AND ?3 ORDER BY l.record_id"},
};

}  // namespace

std::string digest(const Case& case_file) {
  const auto& db = case_file.db();
  Canonical out;
  out.name("clew digest 1");
  std::vector<std::int64_t> exhibits;
  for (auto list = db.prepare("SELECT id FROM exhibit ORDER BY sha256"); list.step();)
    exhibits.push_back(list.integer(0));
  for (auto& [name, sql] : exhibit_queries) {
    auto stmt = db.prepare(sql);
    for (auto id : exhibits) {
      out.name(name);
      stmt.bind_all(id << 32, (id + 1) << 32, id);
      out.rows(stmt);
    }
  }
  for (auto& [name, sql] : case_queries) {
    out.name(name);
    auto stmt = db.prepare(sql);
    out.rows(stmt);
  }
  for (auto& [name, sql] : later_queries) {
    if (!db.integer(fmt::format("SELECT EXISTS({})", sql))) continue;
    out.name(name);
    auto stmt = db.prepare(sql);
    out.rows(stmt);
  }
  return out.finish();
}

std::string file_sha256(const std::filesystem::path& path) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    throw Error(errno == ENOENT ? ErrorKind::not_found : ErrorKind::resource,
                fmt::format("cannot open {}: {}", path.string(), errno_text(errno)));
  Sha256 hash;
  std::string buffer(1 << 20, '\0');
  while (true) {
    ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      int error = errno;
      close(fd);
      throw Error(ErrorKind::resource, fmt::format("cannot read {}: {}", path.string(), errno_text(error)));
    }
    if (got == 0) break;
    hash.update(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
  }
  close(fd);
  return to_hex(hash.finish());
}

namespace {

// A folder's hash is that of its manifest, which names every file with its own hash (docs/formats/folder-manifest.md). So the manifest is held
// against the exhibit's hash, the sealed copies and what the case says of its files against the manifest.
void verify_sealed_folder(const Case& case_file, const std::string& ref, const std::string& sha, std::vector<Fault>& faults) {
  auto fault = [&](std::string what) { faults.push_back({"exhibit " + ref, std::move(what)}); };
  const auto manifest = read_file(exhibit::stored_path(case_file.exhibits(), sha));
  if (sha256_hex(manifest) != sha) return fault("the sealed list of its files is not what came in (its SHA-256 differs); restore it from a backup");
  const auto entries = exhibit::read_manifest(manifest);
  if (!entries) return fault("the sealed list of its files cannot be read");
  std::map<std::string, std::string, std::less<>> listed;
  for (const auto& entry : *entries) {
    if (entry.kind != exhibit::MemberKind::file) continue;
    listed[exhibit::join_path({entry.name})] = entry.sha256;
    if (entry.sha256.empty()) continue;
    try {
      if (file_sha256(exhibit::stored_path(case_file.exhibits(), entry.sha256)) != entry.sha256)
        fault(fmt::format("{}: the sealed copy is not what came in (its SHA-256 differs); restore it from a backup", exhibit::join_path({entry.name})));
    } catch (const Error& error) {
      fault(error.what());
    }
  }
  auto files = case_file.db().prepare("SELECT f.path, f.sha256 FROM file f JOIN exhibit e ON e.id = f.exhibit_id WHERE e.ref = ?1 AND instr(f.path, '!') = 0 AND f.sha256 <> '' ORDER BY f.id");
  for (files.bind(1, ref); files.step();)
    if (auto found = listed.find(files.text(0)); found != listed.end() && found->second != files.text(1))
      fault(fmt::format("{}: case.db has another SHA-256 for it than the sealed list of the folder", files.text(0)));
}

}  // namespace

std::vector<Fault> verify(Case& case_file, const std::string& held_checkpoint,
                          const std::function<void(const std::string&)>& progress) {
  std::vector<Fault> faults;
  auto say = [&](const std::string& item) {
    if (progress) progress(item);
  };
  const auto& db = case_file.db();

  say("audit log");
  for (const auto& fault : case_file.audit().verify(held_checkpoint))
    faults.push_back({"audit log", fmt::format("entry {}: {}", fault.index, fault.what)});

  say("case.db");
  for (auto check = db.prepare("PRAGMA integrity_check"); check.step();)
    if (check.text(0) != "ok") faults.push_back({"case.db", std::string(check.text(0))});
  for (auto check = db.prepare("PRAGMA foreign_key_check"); check.step();)
    faults.push_back({"case.db", fmt::format("a row of {} names a row of {} that is not there",
                                             check.text(0), check.text(2))});
  for (auto sums = db.prepare(
           "SELECT e.ref, f.path, t.table_name FROM import_table t JOIN file f ON f.id = t.file_id JOIN exhibit e "
           "ON e.id = f.exhibit_id WHERE t.rows_seen <> t.records + t.duplicates + (SELECT coalesce(sum(count), 0) "
           "FROM import_skip s WHERE s.file_id = t.file_id AND s.table_name = t.table_name)");
       sums.step();)
    faults.push_back({fmt::format("exhibit {}", sums.text(0)),
                      fmt::format("the rows of {} {} do not add up to records + duplicates + skipped",
                                  sums.text(1), sums.text(2))});
  for (auto orphans = db.prepare("SELECT count(*) FROM record r LEFT JOIN file f ON f.id = r.file_id WHERE f.id IS "
                                 "NULL OR f.exhibit_id <> r.id >> 32");
       orphans.step();)
    if (orphans.integer(0))
      faults.push_back({"case.db", fmt::format("{} records belong to no file of their exhibit", orphans.integer(0))});

  for (auto list = db.prepare("SELECT ref, name, kind, sha256, storage, size_bytes, original_path FROM exhibit "
                              "ORDER BY id");
       list.step();) {
    std::string ref(list.text(0)), kind(list.text(2)), sha(list.text(3)), storage(list.text(4));
    say("exhibit " + ref);
    if (kind != "file") {
      try {
        if (storage == "sealed")
          verify_sealed_folder(case_file, ref, sha, faults);
        else if (const std::string original(list.text(6)); exhibit::take_in(original, {}).sha256 != sha)
          faults.push_back({"exhibit " + ref, fmt::format("{} is not what came in: the SHA-256 of its list of files differs", original)});
      } catch (const Error& error) {
        faults.push_back({"exhibit " + ref, error.what()});
      }
      continue;
    }
    auto path = storage == "sealed" ? exhibit::stored_path(case_file.exhibits(), sha)
                                    : std::filesystem::path(std::string(list.text(6)));
    try {
      if (file_sha256(path) != sha)
        faults.push_back({"exhibit " + ref, fmt::format("{} is not what came in: its SHA-256 differs; restore it "
                                                        "from a backup",
                                                        path.string())});
    } catch (const Error& error) {
      faults.push_back({"exhibit " + ref, error.what()});
    }
  }
  return faults;
}

}  // namespace clew::casefile
