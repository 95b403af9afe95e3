// From a position back to the bytes: the sealed file, through every container, to the range or row.
#include <fmt/format.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "exhibit/container.h"
#include "exhibit/intake.h"
#include "exhibit/locator.h"
#include "ingest/reader_process.h"
#include "readers/attached_files.h"
#include "readers/pst_file.h"
#include "readers/pst_reader.h"
#include "view/escape.h"
#include "view/records.h"

namespace clew::view {
namespace {

using exhibit::ByteSource;

std::shared_ptr<const ByteSource> map_path(const std::filesystem::path& path, const std::string& item) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    throw Error(ErrorKind::integrity,
                fmt::format("the bytes of {} are not there any more ({}); run `clew verify`", item,
                            errno_text(errno)));
  auto source = exhibit::map_descriptor(fd, item.c_str());
  close(fd);
  return source;
}

// The write-ahead log beside a database, for whoever asks for it by name.
class LogBeside final : public exhibit::Tree {
 public:
  LogBeside(std::string_view database, std::shared_ptr<const ByteSource> log)
      : names_{std::string(database) + "-wal"}, log_(std::move(log)) {}
  const std::vector<std::string>& names() const override { return names_; }
  std::optional<exhibit::Item> open(std::string_view name) const override {
    if (!log_ || name != names_[0]) return std::nullopt;
    exhibit::Item item;
    item.path = names_;
    item.size = log_->bytes().size();
    item.source = log_;
    return item;
  }

 private:
  std::vector<std::string> names_;
  std::shared_ptr<const ByteSource> log_;
};

// As its reader knows one (ISO 32000-1, annex H, note 13).
bool is_pdf(std::string_view bytes) { return bytes.substr(0, 1024).find("%PDF-") != bytes.npos; }

// The member of `source` with that name; containers are opened afresh. `log`: what lay beside `source` as its
// write-ahead log, or null: an app's cache may hold its newest answers only there.
std::shared_ptr<const ByteSource> member(const std::shared_ptr<const ByteSource>& source, std::string_view outer,
                                         const std::string& name, std::shared_ptr<const ByteSource> log,
                                         const std::filesystem::path& scratch_directory, exhibit::Scratch& scratch,
                                         exhibit::Budget& budget) {
  budget.exhibit_bytes = source->bytes().size();
  auto container = exhibit::open_container(source, outer, scratch, budget);
  if (container)
    for (std::size_t i = 0; i < container->size(); ++i)
      if (container->info(i).name == name)
        if (auto opened = container->open(i); opened.item.source) return opened.item.source;
  // A PDF's files are taken out in a reader process: its library runs nowhere else.
  if (!container && is_pdf(source->bytes()))
    if (auto taken = ingest::attached_bytes(source->bytes(), std::string(outer), name, scratch_directory)) return taken;
  // A mail or message file carries files too.
  exhibit::Item holder;
  holder.path = {std::string(outer)};
  holder.size = source->bytes().size();
  holder.source = source;
  const LogBeside beside(outer, std::move(log));
  holder.tree = &beside;
  if (auto files = container ? nullptr : readers::attached_files(holder, {}, budget))
    for (std::size_t i = 0; i < files->size(); ++i)
      if (files->info(i).name == name)
        if (auto opened = files->open(i); opened.item.source) return opened.item.source;
  throw Error(ErrorKind::not_found, fmt::format("there is no member '{}' in {}", exhibit::percent_encode(name),
                                                exhibit::percent_encode(outer)));
}

// Another member beside the one named: the write-ahead log of a database. Null when there is none.
std::shared_ptr<const ByteSource> beside(const std::shared_ptr<const ByteSource>& source, std::string_view outer,
                                         const std::string& name, const std::filesystem::path& scratch_directory,
                                         exhibit::Scratch& scratch, exhibit::Budget& budget) {
  try {
    return member(source, outer, name, nullptr, scratch_directory, scratch, budget);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_found) throw;
    return nullptr;
  }
}

// A row of an evidence database as "column: value" lines, from a scratch copy that evidence cannot steer. With the
// log that lay beside it; nothing when the table or the row is not there.
std::optional<std::string> database_row(std::string_view bytes, std::string_view log, const std::string& table,
                                        std::int64_t row) {
  TemporaryDirectory directory;
  auto path = directory.path() / "copy.db";
  write_file_durably(path, bytes);
  if (!log.empty()) write_file_durably(directory.path() / "copy.db-wal", log);
  sqlite3* raw = nullptr;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(nullptr, sqlite3_close);
  int code = sqlite3_open_v2(path.c_str(), &raw, log.empty() ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, nullptr);
  db.reset(raw);
  if (code != SQLITE_OK) throw Error(ErrorKind::not_found, "the file is not a database that can be opened");
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  std::string quoted;
  for (char c : table) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  sqlite3_stmt* statement = nullptr;
  auto sql = fmt::format("SELECT * FROM \"{}\" WHERE rowid = ?1", quoted);
  if (sqlite3_prepare_v2(raw, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return std::nullopt;
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
  sqlite3_bind_int64(statement, 1, row);
  if (sqlite3_step(statement) != SQLITE_ROW) return std::nullopt;
  std::string out;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    out += sqlite3_column_name(statement, i);
    out += ": ";
    if (sqlite3_column_type(statement, i) == SQLITE_BLOB) {
      auto* blob = static_cast<const char*>(sqlite3_column_blob(statement, i));
      auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      out += fmt::format("{} bytes ", size);
      for (std::size_t k = 0; k < std::min<std::size_t>(size, 64); ++k)
        out += fmt::format("{:02x}", static_cast<unsigned char>(blob[k]));
    } else if (auto* text = sqlite3_column_text(statement, i)) {
      out.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
    } else {
      out += "NULL";
    }
    out += '\n';
  }
  return out;
}

}  // namespace

SourceView show_source(const CaseView& view, std::string_view what, std::size_t max_bytes) {
  RecordReader reader(view);
  std::string text(what);
  std::string note;         // of a text that a machine read from a picture
  bool before_log = false;  // a row that only the database without its log has
  if (auto id = reader.find(what)) {
    auto record = reader.load(*id);
    text = record->position;
    before_log = record->state == "recovered";
    if (record->recognised) note = recognition_note(*record).raw_for_analysis() + "; the page itself is the original\n";
  }
  auto position = exhibit::parse_position(text);
  // Looks like a record: say what is not there.
  if (const auto hash = text.rfind('#'); !position && hash != std::string::npos && hash > 0 && hash + 1 < text.size() &&
                                         text.find_first_not_of("0123456789", hash + 1) == std::string::npos) {
    const auto ref = text.substr(0, hash);
    const auto of = view.exhibit(ref);
    auto last = view.db().prepare("SELECT max(id) & 4294967295 FROM record WHERE id >= ?1 << 32 AND id < (?1 + 1) << 32");
    last.bind(1, of);
    last.step();
    throw Error(ErrorKind::not_found, last.is_null(0) ? fmt::format("exhibit {} has no records", ref)
                                                      : fmt::format("there is no record {}; the last of exhibit {} is {}#{}", text, ref, ref, last.integer(0)));
  }
  if (!position)
    throw Error(ErrorKind::not_found,
                fmt::format("'{}' is neither a record (ABC/1#12) nor a position (ABC/1:file.csv@bytes=10+20)",
                            for_terminal(model::EvidenceText(std::string(text)))));

  const auto& db = view.db();
  auto find = db.prepare("SELECT id, name, kind, storage, sha256, original_path FROM exhibit WHERE ref = ?1");
  find.bind(1, position->exhibit_ref);
  if (!find.step())
    throw Error(ErrorKind::not_found, fmt::format("there is no exhibit {}; `clew ls CASE` lists them",
                                                  for_terminal(model::EvidenceText(std::string(position->exhibit_ref)))));
  auto exhibit_id = find.integer(0);
  bool folder = find.text(2) == "folder", sealed = find.text(3) == "sealed";
  std::string sha(find.text(4)), original(find.text(5));

  SourceView out;
  out.position = text;
  out.exhibit = position->exhibit_ref;
  out.file = exhibit::join_path(position->path);
  auto file = db.prepare("SELECT sha256 FROM file WHERE exhibit_id = ?1 AND path = ?2");
  file.bind_all(exhibit_id, out.file);
  if (!file.step())
    throw Error(ErrorKind::not_found,
                fmt::format("exhibit {} has no file {}", position->exhibit_ref, for_terminal(model::EvidenceText(std::string(out.file)))));
  out.sha256 = file.text(0);

  std::string outer_sha = sha;
  std::filesystem::path outside = original;
  if (folder) {
    auto entry = db.prepare("SELECT sha256 FROM file WHERE exhibit_id = ?1 AND path = ?2");
    entry.bind_all(exhibit_id, exhibit::join_path({position->path.front()}));
    if (!entry.step()) throw Error(ErrorKind::not_found, "the folder has no such file");
    outer_sha = entry.text(0);
    outside /= position->path.front();
  }
  auto source = map_path(sealed ? exhibit::stored_path(view.case_file().exhibits(), outer_sha) : outside,
                         "exhibit " + position->exhibit_ref);
  const auto scratch_directory = view.case_file().derived();
  auto scratch = exhibit::Scratch::in_directory(scratch_directory.string());
  exhibit::Budget budget;
  // Of a database the log beside it counts: for its rows, and for the files that it carries.
  auto is_database = [&] { return source->bytes().starts_with("SQLite format 3"); };
  std::shared_ptr<const ByteSource> log;
  if (folder && is_database()) {
    auto entry = db.prepare("SELECT sha256 FROM file WHERE exhibit_id = ?1 AND path = ?2");
    entry.bind_all(exhibit_id, exhibit::join_path({position->path.front() + "-wal"}));
    if (entry.step())
      log = map_path(sealed ? exhibit::stored_path(view.case_file().exhibits(), std::string(entry.text(0)))
                            : std::filesystem::path(original) / (position->path.front() + "-wal"),
                     "exhibit " + position->exhibit_ref);
  }
  bool by_reader = false;  // taken out by a process that hostile bytes may have taken over
  for (std::size_t i = 1; i < position->path.size(); ++i) {
    const auto holder = source;
    by_reader = by_reader || is_pdf(holder->bytes());
    source = member(holder, position->path[i - 1], position->path[i], std::exchange(log, nullptr),
                    scratch_directory, scratch, budget);
    if (is_database()) log = beside(holder, position->path[i - 1], position->path[i] + "-wal", scratch_directory, scratch, budget);
  }

  auto bytes = source->bytes();
  if (by_reader && sha256_hex(bytes) != out.sha256)
    throw Error(ErrorKind::integrity, fmt::format("what was taken out of {} has another hash than at its import",
                                                  for_terminal(model::EvidenceText(std::string(out.file)))));
  if (auto page = exhibit::locator_part(position->locator, "page")) {
    auto box = exhibit::locator_part(position->locator, "box");
    out.is_row = true;
    auto said = fmt::format("page: {}\n{}", *page,
                            box ? fmt::format("box: {} (x,y,width,height in points from the upper left corner)\n", *box)
                                : std::string()) + note;
    // A comment or a form field is an object of its own; a paragraph has the whole file.
    if (auto range = exhibit::locator_bytes(position->locator);
        range && range->length < bytes.size() && range->offset <= bytes.size() - range->length)
      said.append("\n").append(bytes.substr(range->offset, std::min<std::uint64_t>(range->length, max_bytes)));
    out.bytes = view.text(said);
    return out;
  }
  if (auto range = exhibit::locator_bytes(position->locator)) {
    if (range->offset > bytes.size() || range->length > bytes.size() - range->offset)
      throw Error(ErrorKind::not_found, "the position lies beyond the end of the file");
    out.offset = range->offset;
    // A store of Outlook encodes and packs its blocks: what they hold is shown.
    const auto node = exhibit::locator_part(position->locator, "row");
    if (std::uint32_t id = 0; node && readers::pst::is_store(bytes) && std::from_chars(node->data(), node->data() + node->size(), id).ec == std::errc()) {
      if (auto said = readers::shown_message(bytes, id, range->offset); !said.empty()) {
        out.is_row = true;
        out.bytes = view.text(std::string_view(said).substr(0, max_bytes));
        return out;
      }
    }
    out.bytes = view.text(bytes.substr(range->offset, std::min<std::uint64_t>(range->length, max_bytes)));
    return out;
  }
  auto table = exhibit::locator_part(position->locator, "table"), row = exhibit::locator_part(position->locator, "row");
  if (table && row) {
    std::int64_t number = 0;
    std::from_chars(row->data(), row->data() + row->size(), number);
    out.is_row = true;
    const std::string_view logged = log ? log->bytes() : std::string_view{};
    auto shown = database_row(bytes, before_log ? std::string_view{} : logged, *table, number);
    if (!shown && !logged.empty()) shown = database_row(bytes, before_log ? logged : std::string_view{}, *table, number);
    if (!shown) throw Error(ErrorKind::not_found, fmt::format("the database has no row {} in such a table", number));
    out.bytes = view.text(*shown);
    return out;
  }
  out.bytes = view.text(bytes.substr(0, max_bytes));
  return out;
}

}  // namespace clew::view
