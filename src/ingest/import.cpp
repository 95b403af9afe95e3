#include "ingest/import.h"

#include <fmt/format.h>

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/assert.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/sha256.h"
#include "casefile/audit.h"
#include "casefile/writer.h"
#include "exhibit/intake.h"
#include "exhibit/locator.h"
#include "exhibit/scratch.h"
#include "ingest/import_sink.h"
#include "ingest/reader_process.h"
#include "ingest/worker/read_exhibit.h"
#include "readers/profile.h"
#include "text/zone.h"

namespace clew::ingest {
namespace {

using exhibit::Entry;

constexpr Micros day = 86400 * micros_per_second;

std::string json_list(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const auto& value : values) {
    if (out.size() > 1) out += ',';
    append_json(out, value);
  }
  return out + "]";
}

// Everything that was said at import, so that it can be repeated.
std::string options_json(const ImportOptions& options) {
  std::string out = "{";
  auto name = [&](const char* key) {
    if (out.size() > 1) out += ',';
    append_json(out, key);
    out += ':';
  };
  auto maybe = [&](const char* key, const std::optional<std::string>& value) {
    if (!value) return;
    name(key);
    append_json(out, *value);
  };
  maybe("zone", options.reading.zone);
  maybe("country", options.reading.country);
  maybe("date_order", options.reading.date_order);
  maybe("profile", options.reading.profile);
  if (!options.reading.answers.empty()) {
    name("answers");
    std::string inner = "{";
    for (const auto& [key, answer] : options.reading.answers) {
      if (inner.size() > 1) inner += ',';
      append_json(inner, key);
      inner += ':';
      append_json(inner, answer);
    }
    out += inner + "}";
  }
  if (options.scope.from) {
    name("scope_from");
    append_json(out, to_iso_utc(*options.scope.from));
  }
  if (options.scope.to) {
    name("scope_to");
    append_json(out, to_iso_utc(*options.scope.to));
  }
  if (!options.scope.services.empty()) {
    name("scope_services");
    out += json_list(options.scope.services);
  }
  return out + "}";
}

std::optional<std::string> said(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// What was said of the exhibit before holds where nothing new is said: an answer to one question must not take back the zone, the owner or
// the scope of the authority.
void keep_what_was_said(const casefile::Case& case_file, model::ExhibitId id, ImportOptions& options) {
  auto row = case_file.db().prepare("SELECT options, owner_name, owner_number FROM exhibit WHERE id = ?1");
  row.bind(1, id.value);
  if (!row.step()) return;
  auto& reading = options.reading;
  if (reading.owner_name.empty()) reading.owner_name = row.text(1);
  if (reading.owner_number.empty()) reading.owner_number = row.text(2);
  const auto said_before = nlohmann::json::parse(row.text(0), nullptr, false);
  if (!said_before.is_object()) return;
  const auto text = [&](const char* key) -> std::optional<std::string> {
    const auto at = said_before.find(key);
    return at != said_before.end() && at->is_string() ? std::optional(at->get<std::string>()) : std::nullopt;
  };
  const auto keep = [&](std::optional<std::string>& now, const char* key) {
    if (!now) now = text(key);
  };
  keep(reading.zone, "zone");
  keep(reading.country, "country");
  keep(reading.date_order, "date_order");
  keep(reading.profile, "profile");
  if (const auto answers = said_before.find("answers"); answers != said_before.end() && answers->is_object())
    for (const auto& [key, value] : answers->items())
      if (value.is_string()) reading.answers.emplace(key, value.get<std::string>());
  const auto instant = [&](std::optional<Micros>& now, const char* key) {
    if (const auto before = text(key); !now && before)
      if (const auto parsed = parse_iso(*before)) now = parsed->micros;
  };
  instant(options.scope.from, "scope_from");
  instant(options.scope.to, "scope_to");
  if (const auto services = said_before.find("scope_services"); options.scope.services.empty() && services != said_before.end() && services->is_array())
    for (const auto& service : *services)
      if (service.is_string()) options.scope.services.push_back(service.get<std::string>());
}

// Where the bytes of an exhibit's entries are opened.
class Store {
 public:
  Store(const casefile::Case& case_file, bool sealed, std::filesystem::path original, bool folder,
        const std::vector<Entry>& entries)
      : store_(case_file.exhibits()),
        sealed_(sealed),
        original_(std::move(original)),
        folder_(folder),
        entries_(entries) {}

  std::filesystem::path path_of(std::size_t index) const {
    const auto& entry = entries_[index];
    if (sealed_) return exhibit::stored_path(store_, entry.sha256);
    return folder_ ? original_ / entry.name : original_;
  }

 private:
  std::filesystem::path store_;
  bool sealed_;
  std::filesystem::path original_;
  bool folder_;
  const std::vector<Entry>& entries_;
};

struct Job {
  casefile::Case& case_file;
  const ImportOptions& options;
  const ProgressCall& progress;
  std::stop_token stop;
};

[[noreturn]] void stopped(const std::string& ref) {
  throw Error(
      ErrorKind::resource,
      fmt::format("stopped while reading {}; the case is whole, add it again to go on", ref));
}

// Reads all entries of an exhibit that is in the case with status "importing".
void read_entries(const Job& job, casefile::Writer& writer, model::ExhibitId id,
                  const std::string& ref, const ImportOptions& options,
                  const std::vector<Entry>& entries, const Store& store, std::uint64_t bytes,
                  const std::vector<model::Finding>& findings) {
  auto country = options.reading.country.value_or(job.case_file.info().country);
  ImportSink sink(writer, id, ref, options, country, job.progress, job.stop);
  for (const auto& finding : findings)
    sink.exhibit_finding(finding);
  try {
    if (options.isolation == Isolation::process) {
      WorkerSettings settings;
      settings.options = options.reading;
      settings.limits = options.limits;
      settings.entries = entries;
      settings.exhibit_bytes = bytes;
      settings.memory_bytes = options.reader_memory_bytes;
      ReaderProcess process(options, job.case_file.derived(),
                            [&](std::size_t index) { return store.path_of(index); });
      process.read(std::move(settings), sink);
    } else {
      auto scratch = exhibit::Scratch::in_directory(job.case_file.derived().string());
      exhibit::Budget budget;
      budget.limits = options.limits;
      budget.exhibit_bytes = bytes;
      exhibit::EntryTree tree(entries, [&](std::size_t index) {
        auto path = store.path_of(index);
        Descriptor fd = open_for_reading(path);
        return exhibit::map_descriptor(fd.get(), path.c_str());
      });
      read_exhibit(tree, readers::all_readers(), options.reading, scratch, budget, {}, sink);
    }
  } catch (const Stopped&) {
    stopped(ref);
  }
  writer.end_exhibit(id, sink.anything_unread() ? "partial" : "complete");
}

// On disk before the first row is: an import that is killed has left its trace, and one that is killed between
// its last row and its entry "exhibit added" is not unlogged.
void log_begin(casefile::Case& case_file, const char* what, const exhibit::Intake& intake) {
  JsonWriter details;
  details.begin_object().field("sha256", intake.sha256).field("size", intake.size).end();
  case_file.audit().append({casefile::AuditAct::collection, what, "exhibit with sha256 " + intake.sha256,
                            details.take(), "", ""});
}

void log_import(casefile::Case& case_file, const char* what, const ImportReport& report) {
  case_file.audit().append(
      {casefile::AuditAct::collection, what, "exhibit " + report.ref,
       fmt::format(R"({{"sha256":"{}","size":{},"storage":"{}","status":"{}","records":{},)"
                   R"("rows_seen":{},"unread_files":{}}})",
                   report.sha256, report.size, report.storage, report.status, report.records,
                   report.rows_seen, report.unread_files),
       "", ""});
}

std::string ref_of(casefile::Case& case_file, model::ExhibitId id) {
  auto find = case_file.db().prepare("SELECT ref FROM exhibit WHERE id = ?1");
  find.bind(1, id.value);
  CLEW_ASSERT(find.step());
  return std::string(find.text(0));
}

}  // namespace

void check_said(const readers::Options& said) {
  if (said.zone && !text::Zone::find(*said.zone))
    throw Error(ErrorKind::usage, fmt::format("'{}' is no time zone; give an IANA name such as Europe/London or an offset such as "
                                              "UTC+01:00. Nothing was read",
                                              *said.zone));
  if (said.date_order && *said.date_order != "dmy" && *said.date_order != "mdy" && *said.date_order != "ymd")
    throw Error(ErrorKind::usage, fmt::format("'{}' is no order of dates; give dmy, mdy or ymd. Nothing was read", *said.date_order));
  if (const auto start = said.answers.find("time-start"); start != said.answers.end() && !parse_iso(start->second))
    throw Error(ErrorKind::usage, fmt::format("'{}' is no moment; give the beginning of the times as 2024-03-04T00:00:00Z. Nothing was read", start->second));
  if (said.profile) readers::parse_profile(*said.profile);
}

ImportReport import_path(casefile::Case& case_file, const std::filesystem::path& path,
                         const ImportOptions& given, const ProgressCall& progress,
                         std::stop_token stop) {
  check_said(given.reading);
  auto options = given;
  if (options.limits.max_ratio == 0) options.limits.max_ratio = 1;
  if (options.added_utc == 0) options.added_utc = now_micros();
  if (options.reading.latest_plausible == 0)
    options.reading.latest_plausible = options.added_utc + day;

  ImportProgress state;
  exhibit::IntakeOptions intake_options;
  if (!options.reference_only) intake_options.store = case_file.exhibits();
  if (progress) state.bytes_total = exhibit::size_of(path);
  intake_options.progress = [&](std::uint64_t done) {
    if (stop.stop_requested())
      throw Error(ErrorKind::resource,
                  fmt::format("stopped while sealing {}; nothing was added", path.string()));
    state.bytes_done = done;
    if (progress) progress(state);
  };
  auto intake = exhibit::take_in(path, intake_options);

  casefile::Writer writer(case_file);
  casefile::ExhibitInfo info;
  info.ref = options.ref;
  info.name = intake.name;
  info.kind = intake.folder ? "folder" : "file";
  info.size_bytes = intake.size;
  info.sha256 = intake.sha256;
  info.storage = options.reference_only ? "reference" : "sealed";
  info.original_path = !options.received_as.empty() ? options.received_as : std::filesystem::absolute(path).lexically_normal().string();
  info.added_utc = options.added_utc;
  const auto say = [&] {
    if (const auto of_case = case_file.info("country"); !options.reading.country && !of_case.empty()) options.reading.country = of_case;
    info.zone = options.reading.zone;
    info.country = options.reading.country;
    info.owner_name = said(options.reading.owner_name);
    info.owner_number = said(options.reading.owner_number);
    info.options_json = options_json(options);
  };

  model::ExhibitId id;
  bool repeated = false;
  if (auto known = writer.exhibit_with(intake.sha256)) {
    auto report = read_report(case_file, *known);
    if (report.status != "importing" && !options.again) {
      report.already_there = true;
      return report;
    }
    id = report.exhibit;
    keep_what_was_said(case_file, id, options);
    say();
    repeated = report.status != "importing";
    log_begin(case_file, "reading an exhibit again begun", intake);
    writer.clear_exhibit(id);
    writer.set_exhibit_options(id, info);
  } else {
    log_begin(case_file, "import begun", intake);
    say();
    id = writer.begin_exhibit(info);
  }
  auto ref = ref_of(case_file, id);
  Store store(case_file, !options.reference_only, std::filesystem::absolute(path), intake.folder,
              intake.entries);
  read_entries({case_file, options, progress, stop}, writer, id, ref, options, intake.entries,
               store, intake.size, intake.findings);
  auto report = read_report(case_file, ref);
  log_import(case_file, repeated ? "exhibit read again" : "exhibit added", report);
  return report;
}

ImportReport read_again(casefile::Case& case_file, std::string_view ref, const ImportOptions& given,
                        const ProgressCall& progress, std::stop_token stop) {
  check_said(given.reading);
  auto before = read_report(case_file, ref);
  auto find = case_file.db().prepare("SELECT original_path, added_utc FROM exhibit WHERE id = ?1");
  find.bind(1, before.exhibit.value);
  CLEW_ASSERT(find.step());
  std::filesystem::path original{std::string(find.text(0))};
  auto added = find.integer(1);
  find.reset();
  auto options = given;
  keep_what_was_said(case_file, before.exhibit, options);
  if (options.limits.max_ratio == 0) options.limits.max_ratio = 1;
  if (options.reading.latest_plausible == 0) options.reading.latest_plausible = added + day;
  bool sealed = before.storage == "sealed", folder = before.kind == "folder";
  auto changed = [&](const std::string& what) {
    throw Error(
        ErrorKind::integrity,
        fmt::format("{} of exhibit {} is not what was sealed; restore it from a backup or add "
                    "the exhibit to a new case",
                    what, before.ref));
  };
  std::vector<Entry> entries;
  std::vector<model::Finding> findings;
  if (sealed && folder) {
    auto text = read_file(exhibit::stored_path(case_file.exhibits(), before.sha256));
    auto listed = sha256_hex(text) == before.sha256 ? exhibit::read_manifest(text) : std::nullopt;
    if (!listed) changed("the manifest");
    entries = std::move(*listed);
  } else if (sealed) {
    entries.push_back({before.name, exhibit::MemberKind::file, before.size, before.sha256, ""});
  } else {
    auto intake = exhibit::take_in(original, {});
    if (intake.sha256 != before.sha256) changed(original.string());
    entries = std::move(intake.entries);
    findings = std::move(intake.findings);
  }
  Store store(case_file, sealed, original, folder, entries);
  if (sealed) {
    ImportProgress state;
    state.bytes_total = before.size;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& entry = entries[i];
      if (entry.kind != exhibit::MemberKind::file || entry.sha256.empty()) continue;
      if (exhibit::take_in(store.path_of(i), {}).sha256 != entry.sha256)
        changed(exhibit::percent_encode(entry.name));
      state.bytes_done += entry.size;
      if (progress) progress(state);
      if (stop.stop_requested()) stopped(before.ref);
    }
  }
  casefile::Writer writer(case_file);
  casefile::ExhibitInfo info;
  info.zone = options.reading.zone;
  info.country = options.reading.country;
  info.owner_name = said(options.reading.owner_name);
  info.owner_number = said(options.reading.owner_number);
  info.options_json = options_json(options);
  writer.clear_exhibit(before.exhibit);
  writer.set_exhibit_options(before.exhibit, info);
  read_entries({case_file, options, progress, stop}, writer, before.exhibit, before.ref, options,
               entries, store, before.size, findings);
  auto report = read_report(case_file, ref);
  log_import(case_file, "exhibit read again", report);
  return report;
}

}  // namespace clew::ingest
