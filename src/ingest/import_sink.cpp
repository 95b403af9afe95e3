#include "ingest/import_sink.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "exhibit/file_type.h"
#include "exhibit/locator.h"
#include "ingest/worker/wire.h"

namespace clew::ingest {
namespace {

using model::Certainty;
using model::Finding;
using model::Severity;

// What one file may say at most; beyond it only the number is kept. A file of a million damaged
// rows needs a count and examples, not a million lines; a hostile reader gets no room to fill the
// disk.
constexpr std::uint64_t max_findings_of_a_kind = 1000;
constexpr std::size_t max_kinds_of_findings = 200;
constexpr std::size_t max_tables = 10'000;
constexpr std::size_t max_reasons = 500;
constexpr std::size_t max_decided = 1000;
constexpr std::uint64_t max_questions = 100;
constexpr std::size_t max_claims = 1'000'000;
constexpr std::uint64_t max_records = 0xFFFF0000;  // record numbers have 32 bits

constexpr Micros earliest_plausible = 631152000 * micros_per_second;  // 1990-01-01

// Invalid bytes become U+FFFD; the bytes themselves stay in the exhibit, the locator leads there.
std::string repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  while (!text.empty()) {
    std::size_t length = 1;
    auto c = static_cast<unsigned char>(text[0]);
    if (c >= 0x80) {
      length = 0;
      for (std::size_t n = 2; n <= 4 && n <= text.size(); ++n)
        if (exhibit::is_utf8(text.substr(0, n))) {
          length = n;
          break;
        }
    }
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out.append(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return out;
}

}  // namespace

ImportSink::ImportSink(casefile::Writer& writer, model::ExhibitId exhibit, std::string exhibit_ref,
                       const ImportOptions& options, std::string country,
                       const ProgressCall& progress, std::stop_token stop)
    : writer_(writer),
      exhibit_(exhibit),
      exhibit_ref_(std::move(exhibit_ref)),
      options_(options),
      country_(std::move(country)),
      progress_(progress),
      stop_(std::move(stop)) {
  state_.step = ImportProgress::Step::reading;
}

void ImportSink::look_for_stop() {
  if (stop_.stop_requested()) throw Stopped{};
  if (!progress_) return;
  auto now = std::chrono::steady_clock::now();
  if (now - last_progress_ < std::chrono::milliseconds(100)) return;
  last_progress_ = now;
  progress_(state_);
}

void ImportSink::begin_item(const ItemHead& head) {
  look_for_stop();
  head_ = head;
  chosen_ = {};
  file_ = {};
  tables_.clear();
  last_table_ = nullptr;
  findings_.clear();
  decided_.clear();
  records_ = extra_ = repaired_ = questions_ = without_zone_ = 0;
  worst_ = Severity::note;
  ++state_.items;
}

void ImportSink::chosen(const Chosen& chosen) {
  chosen_ = chosen;
  if (chosen_.sha256.size() != 64 ||
      chosen_.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
    chosen_.sha256.clear();
  for (auto* text : {&chosen_.mime, &chosen_.reader, &chosen_.reader_version, &chosen_.reason})
    check_text(*text);
  open_file();
}

void ImportSink::open_file() {
  if (file_) return;
  casefile::FileInfo info;
  info.path = head_->path;
  info.size_bytes = head_->size > (1ull << 62) ? 0 : head_->size;
  info.sha256 = chosen_.sha256;
  info.mime = chosen_.mime;
  file_ = writer_.begin_file(exhibit_, info);
}

ImportSink::Table& ImportSink::table(std::string_view name) {
  if (last_table_ && last_table_->count.table == name) return *last_table_;
  auto found = tables_.find(name);
  if (found == tables_.end()) {
    if (tables_.size() >= max_tables) throw WireError("more tables than any file has");
    found = tables_.emplace(std::string(name), Table{}).first;
    found->second.count.table = name;
  }
  return *(last_table_ = &found->second);
}

void ImportSink::rows(std::string_view name, std::uint64_t count) {
  table(name).count.rows_seen += count;
}

void ImportSink::add_skip(Table& in, std::string_view reason, std::uint64_t count) {
  auto found = in.skipped.find(reason);
  if (found == in.skipped.end()) {
    if (in.skipped.size() >= max_reasons) reason = "other reasons";
    found = in.skipped.emplace(std::string(reason), 0).first;
  }
  found->second += count;
}

void ImportSink::skip(std::string_view name, std::string_view reason, std::string_view) {
  add_skip(table(name), reason, 1);
}

void ImportSink::duplicate(std::string_view name, std::string_view) {
  ++table(name).count.duplicates;
}

void ImportSink::check_text(std::string& text) {
  if (exhibit::is_utf8(text)) return;
  text = repaired(text);
  ++repaired_;
}

void ImportSink::check_times(model::Record& record) {
  auto latest = options_.reading.latest_plausible;
  for (auto& time : record.times) {
    if (!time.utc || time.certainty == Certainty::implausible) continue;
    if (*time.utc >= earliest_plausible && (latest == 0 || *time.utc <= latest)) continue;
    time.certainty = Certainty::implausible;
    finding(
        {Severity::note, "implausible time", record.locator,
         fmt::format("{} lies before 1990 or after the exhibit came in; the record is kept, the "
                     "time is marked and left out of time lines",
                     to_iso_utc(*time.utc))});
  }
}

bool ImportSink::outside_scope(const model::Record& record, std::string& reason) const {
  const auto& scope = options_.scope;
  if (!scope.services.empty() && !record.service.empty() &&
      std::find(scope.services.begin(), scope.services.end(), record.service) ==
          scope.services.end()) {
    reason = "outside scope: service";
    return true;
  }
  if (record.times.empty()) return false;
  const auto& time = record.times.front();
  auto at = time.utc ? time.utc : time.local;
  if (!at || time.certainty == Certainty::implausible) return false;
  if ((scope.from && *at < *scope.from) || (scope.to && *at >= *scope.to)) {
    reason = "outside scope: date";
    return true;
  }
  return false;
}

void ImportSink::put(model::Record& record, bool counted) {
  open_file();
  if ((state_.records & 4095) == 0) look_for_stop();
  if (state_.records >= max_records)
    throw Error(
        ErrorKind::resource,
        "the exhibit has more records than one exhibit may hold (4 billion); add it in parts");
  for (auto* text :
       {&record.state_flag, &record.locator, &record.table, &record.key, &record.service,
        &record.chat_key, &record.chat_title, &record.text, &record.text_form})
    check_text(*text);
  for (auto& time : record.times) {
    check_text(time.raw);
    check_text(time.unit);
  }
  for (auto& media : record.media)
    for (auto* text : {&media.path, &media.mime, &media.sha256, &media.title})
      check_text(*text);
  for (auto* fields : {&record.fields, &record.extras})
    for (auto& field : *fields) {
      check_text(field.name);
      check_text(field.value);
    }
  for (auto& link : record.links)
    check_text(link.target);
  if (record.call) check_text(record.call->outcome);
  if (record.place) {
    check_text(record.place->origin);
    check_text(record.place->name);
  }
  check_times(record);

  auto& counts = table(record.table);
  std::string reason;
  if (outside_scope(record, reason)) {
    if (counted) add_skip(counts, reason, 1);
    return;
  }
  forms_.clear();
  for (auto& part : record.participants) {
    check_text(part.identifier.raw);
    check_text(part.identifier.scope);
    check_text(part.name);
    auto kind = part.identifier.kind;
    const auto& normal = normalizer_.normalize(model::word(kind), part.identifier.raw, country_);
    casefile::NormalForm form;
    form.normal = normal.normal;
    form.flags = normal.flags;
    form.country = normal.country;
    // A bare name means something within its exhibit only.
    form.scope = kind == model::IdentifierKind::name ? exhibit_ref_ : part.identifier.scope;
    // … and, in a list of people, for those born on that day, or of that row.
    if (kind == model::IdentifierKind::name && (part.identifier.scope.starts_with("born ") || part.identifier.scope.starts_with("row "))) form.scope += ", " + part.identifier.scope;
    forms_.push_back(std::move(form));
  }
  bool recovered = record.state == model::State::recovered;
  if (counted && !record.times.empty() && record.times.front().certainty == Certainty::local_unknown && !record.times.front().unit.starts_with("guess") &&
      (record.kind == model::RecordKind::message || record.kind == model::RecordKind::call ||
       record.kind == model::RecordKind::event || record.kind == model::RecordKind::location))
    ++without_zone_;
  writer_.add(file_, std::move(record), forms_);
  ++state_.records;
  if (counted) {
    ++counts.count.records;
    if (recovered) ++counts.count.recovered;
    ++records_;
  } else {
    ++extra_;
  }
}

void ImportSink::record(model::Record record) { put(record, true); }
void ImportSink::extra_record(model::Record record) { put(record, false); }

void ImportSink::store_finding(Finding& finding) {
  for (auto* text : {&finding.what, &finding.where, &finding.why})
    if (!exhibit::is_utf8(*text)) *text = repaired(*text);
  writer_.finding(exhibit_, file_, finding);
}

void ImportSink::finding(Finding finding) {
  open_file();
  worst_ = std::max(worst_, finding.severity);
  auto found = findings_.find(finding.what);
  if (found == findings_.end()) {
    if (findings_.size() >= max_kinds_of_findings) finding.what = "other findings";
    found = findings_.emplace(finding.what, 0).first;
  }
  if (++found->second <= max_findings_of_a_kind) store_finding(finding);
}

void ImportSink::exhibit_finding(Finding finding) {
  if (finding.severity != Severity::note) unread_ = true;
  auto keep = file_;
  file_ = {};
  store_finding(finding);
  file_ = keep;
}

void ImportSink::question(model::Question question) {
  open_file();
  if (++questions_ > max_questions) return;
  for (auto* text : {&question.key, &question.text})
    check_text(*text);
  for (auto& choice : question.choices)
    check_text(choice);
  writer_.question(file_, question);
}

void ImportSink::decided(std::string_view key, std::string_view value) {
  if (decided_.size() >= max_decided) return;
  std::string k(key), v(value);
  check_text(k);
  check_text(v);
  for (auto& [known, old] : decided_)
    if (known == k) {
      old = std::move(v);
      return;
    }
  decided_.emplace_back(std::move(k), std::move(v));
}

void ImportSink::claims(std::string_view member_name) {
  if (claimed_.size() >= max_claims) throw WireError("more claims than any exhibit has members");
  auto path = head_->path;
  path.back() = member_name;
  claimed_.push_back(exhibit::join_path(path));
}

void ImportSink::heartbeat() { look_for_stop(); }

void ImportSink::end_item() {
  open_file();
  if (repaired_)
    finding({Severity::note, "text was not UTF-8", "",
             fmt::format("{} texts held bytes that are not UTF-8; they show as U+FFFD, the bytes "
                         "themselves stand at each record's position",
                         repaired_)});
  if (without_zone_)
    finding({Severity::note, "times without a time zone", "",
             fmt::format("{} of {} records give the reading of a clock and no zone. They stand as written; patterns take them in the "
                         "case's zone. If the zone is known, add the file again with --zone.",
                         without_zone_, records_)});
  casefile::FileResult result;
  result.reader = chosen_.reader;
  result.reader_version = chosen_.reader_version;
  result.probe_reason = chosen_.reason;
  for (auto& [name, entry] : tables_) {
    auto& count = entry.count;
    std::uint64_t skipped = 0;
    for (const auto& [reason, number] : entry.skipped) {
      count.skipped.push_back({reason, number});
      skipped += number;
    }
    auto accounted = count.records + count.duplicates + skipped;
    if (accounted != count.rows_seen) {
      // Our reader's mistake or an interrupted item: never hidden, and the stored sum stays exact.
      finding({Severity::warning, "rows do not add up", exhibit::Locator().table(name).str(),
               fmt::format("{} rows were seen, {} are accounted for", count.rows_seen, accounted)});
      if (accounted < count.rows_seen)
        count.skipped.push_back({"not accounted for", count.rows_seen - accounted});
      else
        count.rows_seen = accounted;
    }
    for (auto* text : {&count.table})
      check_text(*text);
    for (auto& reason : count.skipped)
      check_text(reason.reason);
    result.tables.push_back(count);
  }
  for (auto& [what, number] : findings_)
    if (number > max_findings_of_a_kind) {
      Finding more{Severity::note, what, "",
                   fmt::format("and {} more of the same kind", number - max_findings_of_a_kind)};
      store_finding(more);
    }
  bool only_file = chosen_.reader == "file" || records_ + extra_ == 0;
  if (worst_ == Severity::unread && only_file)
    result.status = "unread";
  else if (worst_ != Severity::note || questions_ > 0)
    result.status = "partial";
  else
    result.status = "read";
  if (result.status != "read") unread_ = true;
  result.decided = std::move(decided_);
  decided_.clear();
  writer_.end_file(file_, result);
  state_.bytes_done += head_->path.size() == 1 ? head_->size : 0;
  head_.reset();
  file_ = {};
}

void ImportSink::abandon_item(std::string_view what, std::string_view why) {
  open_file();
  finding({Severity::unread, std::string(what), "",
           fmt::format("{}; {} records that came before are kept, the other items go on", why,
                       records_ + extra_)});
  end_item();
}

}  // namespace clew::ingest
