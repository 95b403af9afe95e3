#include "view/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/error.h"
#include "exhibit/locator.h"
#include "view/escape.h"
#include "view/utf16.h"

namespace clew::view {
namespace {

using casefile::Stmt;

std::vector<FieldView> fields_from(const CaseView& view, std::string_view json) {
  std::vector<FieldView> out;
  if (json.empty()) return out;
  // ordered_json keeps the source's order; repeated names are kept by the callback.
  std::string name;
  auto keep = [&](int depth, nlohmann::ordered_json::parse_event_t event, nlohmann::ordered_json& value) {
    if (depth == 1 && event == nlohmann::ordered_json::parse_event_t::key) name = value.get<std::string>();
    if (depth == 1 && event == nlohmann::ordered_json::parse_event_t::value)
      out.push_back({name, view.text(value.is_string() ? value.get<std::string>() : value.dump())});
    return true;
  };
  auto parsed = nlohmann::ordered_json::parse(json, keep, false);
  (void)parsed;
  return out;
}

// A stored alignment; nothing when one of its places lies outside the two texts.
std::vector<language::WordLink> links_within(std::string_view stored, std::size_t source, std::size_t target) {
  auto links = language::alignment_from(stored);
  for (const auto& link : links)
    if (link.source_end > source || link.end > target) return {};
  return links;
}

// A spreadsheet's day number as a reading: what stands as 21613 is 1959-03-04. An implausible time has no place in a time
// line, but whoever looks at the record should see the day.
std::optional<Micros> day_of_a_spreadsheet(std::string_view raw, std::string_view unit) {
  if (!unit.starts_with("excel-day")) return std::nullopt;
  double days = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), days);
  if (error != std::errc() || end != raw.data() + raw.size() || !(std::abs(days) < 3e6)) return std::nullopt;
  const double first = unit == "excel-day-1904" ? 24107 : 25569;  // the number of 1970-01-01
  return static_cast<Micros>(std::llround((days - first) * 86'400)) * micros_per_second;
}

}  // namespace

struct RecordReader::State {
  const CaseView& view;
  Stmt record, participants, times, media, links, copies, all;
  std::unordered_map<std::int64_t, std::string> refs;                             // exhibit → reference
  std::unordered_map<std::string, std::int64_t> by_ref;

  static constexpr const char* record_sql =
      "SELECT r.id, r.kind, f.path, r.locator, r.state, r.state_flag, r.service, r.direction, c.title, c.key, r.utc, "
      "r.order_utc, r.time_kind, r.time_raw, r.time_unit, r.time_offset_min, r.time_certainty, r.text, r.duration_us, "
      "r.latitude, r.longitude, r.fields, r.extras, l.code, l.confidence, l.status, l.reason, t.text, t.engine, "
      "t.engine_version, t.marks, r.conversation_id, r.text_hash, k.text, k.author, t.settings, t.glossary, t.read_as, k.note, t.alignment, r.text_form, r.key FROM record r JOIN file f ON f.id "
      "= r.file_id LEFT JOIN conversation c ON c.id = r.conversation_id LEFT JOIN record_language l ON l.record_id = "
      "r.id LEFT JOIN translation t ON t.id = l.translation_id LEFT JOIN translation_correction k ON k.id = (SELECT "
      "max(id) FROM translation_correction WHERE text_hash = r.text_hash AND source = r.text AND language = l.code) ";

  explicit State(const CaseView& view)
      : view(view),
        record(view.db().prepare(std::string(record_sql) + "WHERE r.id = ?1")),
        participants(view.db().prepare(
            "SELECT p.role, i.kind, i.raw, h.normal, i.name, h.id FROM participation p JOIN identifier i ON i.id = "
            "p.identifier_id JOIN handle h ON h.id = i.handle_id WHERE p.record_id = ?1 ORDER BY p.seq")),
        times(view.db().prepare("SELECT kind, utc, local, raw, unit, offset_min, certainty FROM record_time WHERE "
                                "record_id = ?1 ORDER BY seq")),
        media(view.db().prepare("SELECT path, mime, sha256, title, present FROM media WHERE record_id = ?1 ORDER BY "
                                "seq")),
        links(view.db().prepare("SELECT kind, to_id FROM record_link WHERE from_id = ?1 ORDER BY kind, target_key")),
        copies(view.db().prepare("SELECT g2.record_id FROM event_group g JOIN event_group g2 ON g2.group_id = "
                                 "g.group_id WHERE g.record_id = ?1 AND g2.record_id <> ?1 ORDER BY 1")),
        all(view.db().prepare(std::string(record_sql) + "ORDER BY r.id")) {
    for (auto list = view.db().prepare("SELECT id, ref FROM exhibit"); list.step();) {
      refs[list.integer(0)] = std::string(list.text(1));
      by_ref[std::string(list.text(1))] = list.integer(0);
    }
  }

  RecordView take(const Stmt& row) {
    RecordView r;
    r.row = {row.integer(0)};
    r.exhibit = refs[model::exhibit_of(r.row).value];
    r.id = fmt::format("{}#{}", r.exhibit, model::number_of(r.row));
    r.kind = row.text(1);
    r.file = row.text(2);
    r.position = fmt::format("{}:{}@{}", exhibit::percent_encode(r.exhibit), r.file, row.text(3));
    r.key = view.text(row.text(41));
    r.state = row.text(4);
    r.state_flag = view.text(row.text(5));
    r.service = row.text(6);
    r.direction = row.text(7);
    std::string_view title = row.text(8), key = row.text(9);
    if (!title.empty())
      r.chat = view.text(title);
    else if (key.starts_with("k:"))
      r.chat = view.text(key.substr(2));
    if (!row.text(12).empty() || !row.text(13).empty()) {
      TimeView time;
      time.utc = row.optional_integer(10);
      time.kind = row.text(12);
      time.raw = view.text(row.text(13));
      time.unit = row.text(14);
      if (auto offset = row.optional_integer(15)) time.offset_minutes = static_cast<int>(*offset);
      time.certainty = row.text(16);
      if (!time.utc && time.certainty == "local-unknown") time.local = row.optional_integer(11);
      if (!time.utc && time.certainty == "implausible") time.local = day_of_a_spreadsheet(row.text(13), time.unit);
      r.times.push_back(std::move(time));
    }
    r.text = view.text(row.text(17));
    if (auto duration = row.optional_integer(18)) r.duration_s = static_cast<double>(*duration) / 1e6;
    if (!row.is_null(19)) r.latitude = row.real(19);
    if (!row.is_null(20)) r.longitude = row.real(20);
    r.fields = fields_from(view, row.text(21));
    r.extras = fields_from(view, row.text(22));
    r.text_form = row.text(40);
    if (r.text_form == "recognised") {
      r.recognised.emplace();
      for (const auto& f : r.extras) {
        const auto& value = f.value.raw_for_analysis();
        if (f.name == "recognised by") r.recognised->by = f.value;
        if (f.name == "mean confidence of words (%)") {
          int percent = -1;
          std::from_chars(value.data(), value.data() + value.size(), percent);
          if (percent >= 0 && percent <= 100) r.recognised->confidence = percent;
        }
      }
    }
    if (!row.is_null(23)) {
      r.language = row.text(23);
      r.language_confidence = row.real(24);
      TranslationView t;
      t.status = row.text(25);
      t.reason = row.text(26);
      t.text = view.text(row.text(27));
      t.engine = row.text(28);
      t.engine_version = row.text(29);
      if (!row.text(30).empty())
        for (const auto& mark : nlohmann::json::parse(row.text(30), nullptr, false))
          if (mark.is_string()) t.marks.push_back(mark.get<std::string>());
      t.route = row.text(35).substr(0, row.text(35).find(';'));
      t.read_as = view.text(row.text(37));
      if (!row.text(36).empty())
        for (const auto& term : nlohmann::json::parse(row.text(36), nullptr, false))
          if (term.is_array() && term.size() == 2 && term[0].is_string() && term[1].is_string())
            t.terms.emplace_back(view.text(term[0].get<std::string>()), view.text(term[1].get<std::string>()));
      if (!row.is_null(33)) {
        t.machine = view.text(row.text(27));
        t.note = view.text(row.text(38));
        t.text = view.text(row.text(33));
        t.author = row.text(34);
        t.engine = "human";
        t.status = "human-checked";
        t.marks.clear();
      } else {
        t.alignment = links_within(row.text(39), row.text(17).size(), row.text(27).size());
      }
      r.translation = std::move(t);
    }
    r.conversation = {row.integer(31)};
    auto id = r.row.value;
    for (participants.bind(1, id); participants.step();)
      r.participants.push_back({std::string(participants.text(0)), std::string(participants.text(1)),
                                view.text(participants.text(2)), view.text(participants.text(3)),
                                view.text(participants.text(4)), {participants.integer(5)}});
    participants.reset();
    for (times.bind(1, id); times.step();) {
      TimeView time;
      time.kind = times.text(0);
      time.utc = times.optional_integer(1);
      time.local = times.optional_integer(2);
      time.raw = view.text(times.text(3));
      time.unit = times.text(4);
      if (auto offset = times.optional_integer(5)) time.offset_minutes = static_cast<int>(*offset);
      time.certainty = times.text(6);
      r.times.push_back(std::move(time));
    }
    times.reset();
    for (media.bind(1, id); media.step();)
      r.media.push_back({view.text(media.text(0)), std::string(media.text(1)), std::string(media.text(2)),
                         view.text(media.text(3)), media.integer(4) != 0});
    media.reset();
    for (links.bind(1, id); links.step();)
      r.links.push_back({std::string(links.text(0)), links.is_null(1) ? "" : external({links.integer(1)})});
    links.reset();
    for (copies.bind(1, id); copies.step();) r.copies.push_back(external({copies.integer(0)}));
    copies.reset();
    return r;
  }

  std::string external(model::RecordId id) {
    return fmt::format("{}#{}", refs[model::exhibit_of(id).value], model::number_of(id));
  }
};

RecordReader::RecordReader(const CaseView& view) : state_(std::make_unique<State>(view)) {}
RecordReader::~RecordReader() = default;

std::optional<RecordView> RecordReader::load(model::RecordId id) {
  auto& stmt = state_->record;
  stmt.bind(1, id.value);
  std::optional<RecordView> result;
  if (stmt.step()) result = state_->take(stmt);
  stmt.reset();
  return result;
}

void RecordReader::for_each(const std::function<bool(const RecordView&)>& each) {
  auto& stmt = state_->all;
  while (stmt.step())
    if (!each(state_->take(stmt))) break;
  stmt.reset();
}

std::optional<model::RecordId> RecordReader::find(std::string_view external_id) const {
  auto hash = external_id.rfind('#');
  if (hash == std::string_view::npos) return std::nullopt;
  auto exhibit = state_->by_ref.find(std::string(external_id.substr(0, hash)));
  if (exhibit == state_->by_ref.end()) return std::nullopt;
  std::uint32_t number = 0;
  auto digits = external_id.substr(hash + 1);
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  auto id = model::record_id({exhibit->second}, number);
  auto exists = state_->view.db().prepare("SELECT 1 FROM record WHERE id = ?1");
  exists.bind(1, id.value);
  if (!exists.step()) return std::nullopt;
  return id;
}

std::string RecordReader::external_id(model::RecordId id) const { return state_->external(id); }

model::EvidenceText recognition_note(const RecordView& record) {
  if (!record.recognised) return {};
  std::string out = "recognised from a picture";
  if (const auto& by = record.recognised->by.raw_for_analysis(); !by.empty()) out += " by " + by;
  if (record.recognised->confidence)
    out += fmt::format("; its words {} % sure on average", *record.recognised->confidence);
  return model::EvidenceText(std::move(out));
}

std::string when_of(const TimeView& time) {
  const auto& raw = time.raw.raw_for_analysis();
  const auto stamp = [](Micros at) { return to_iso_local(at).replace(10, 1, " "); };
  if (time.utc) {
    // As the workbench tells a day (web/src/state/rows.ts).
    const Micros there = *time.utc + time.offset_minutes.value_or(0) * 60 * micros_per_second;
    bool clock = raw.find(':') != std::string::npos;
    std::size_t digits = 0;
    char before = 0;
    for (const char c : raw) {
      digits = c >= '0' && c <= '9' ? digits + 1 : 0;
      clock |= digits >= 9 || (digits == 1 && (before == 'T' || before == 't'));
      before = c;
    }
    if (time.unit.empty() && !raw.empty() && !clock && there % (86'400 * micros_per_second) == 0) return to_iso_local(there).substr(0, 10) + " (a day)";
    return stamp(*time.utc) + "Z";
  }
  return time.local ? stamp(*time.local) + " (zone unknown)" : for_terminal(time.raw) + " (as written)";
}

std::string english_by(const TranslationView& translation) {
  return translation.engine == "human" ? "by " + for_terminal(model::EvidenceText(translation.author)) : translation.engine + " gist";
}

namespace {

void evidence_or_null(JsonWriter& out, std::string_view name, const model::EvidenceText& text) {
  out.key(name);
  if (text.empty())
    out.null();
  else
    out.value(text.raw_for_analysis());
}

}  // namespace

void write_english(JsonWriter& out, const RecordView& r) {
  out.key("language");
  if (r.language.empty())
    out.null();
  else
    out.begin_object().field("code", r.language).field("confidence", r.language_confidence).end();
  out.key("translation");
  if (!r.translation) {
    out.null();
  } else {
    const auto& t = *r.translation;
    out.begin_object();
    evidence_or_null(out, "text", t.text);
    out.field("engine", t.engine).field("engine_version", t.engine_version).field("status", t.status);
    out.field("reason", t.reason).field("author", t.author).key("marks").begin_array();
    for (const auto& mark : t.marks) out.value(mark);
    out.end().field("route", t.route);
    evidence_or_null(out, "read_as", t.read_as);
    evidence_or_null(out, "machine", t.machine);
    evidence_or_null(out, "note", t.note);
    out.key("terms").begin_array();
    for (const auto& [term, english] : t.terms)
      out.begin_array().value(term.raw_for_analysis()).value(english.raw_for_analysis()).end();
    out.end();
    if (!t.alignment.empty()) {
      const Utf16Places source(r.text.raw_for_analysis()), target(t.text.raw_for_analysis());
      out.key("alignment").begin_array();
      for (const auto& link : t.alignment) {
        out.begin_array();
        for (const auto place : {source.before(link.source_begin), source.before(link.source_end),
                                 target.before(link.begin), target.before(link.end)})
          out.value(static_cast<std::int64_t>(place));
        out.end();
      }
      out.end();
    }
    out.end();
  }
}

void write_json(JsonWriter& out, const RecordView& r) {
  auto evidence = [&](std::string_view name, const model::EvidenceText& text) {
    out.field(name, text.raw_for_analysis());
  };
  out.begin_object().field("v", 1).field("id", r.id).field("kind", r.kind).field("exhibit", r.exhibit);
  out.field("file", r.file).field("position", r.position).field("state", r.state);
  evidence("key", r.key);
  evidence("state_flag", r.state_flag);
  out.field("service", r.service).field("direction", r.direction);
  evidence_or_null(out, "chat", r.chat);
  out.key("times").begin_array();
  for (const auto& t : r.times) {
    out.begin_object().field("kind", t.kind).key("utc");
    if (t.utc)
      out.value(to_iso_utc(*t.utc));
    else
      out.null();
    evidence("raw", t.raw);
    out.field("unit", t.unit).key("offset");
    if (t.offset_minutes)
      out.value(*t.offset_minutes);
    else
      out.null();
    out.field("certainty", t.certainty).key("local");
    if (t.local)
      out.value(to_iso_local(*t.local));
    else
      out.null();
    out.end();
  }
  out.end().key("participants").begin_array();
  for (const auto& p : r.participants) {
    out.begin_object().field("role", p.role).field("kind", p.kind);
    evidence("raw", p.raw);
    evidence("normal", p.normal);
    evidence("name", p.name);
    out.end();
  }
  out.end();
  evidence("text", r.text);
  if (!r.text_form.empty()) out.field("text_form", r.text_form);
  if (r.recognised) {
    out.key("recognised").begin_object();
    evidence("by", r.recognised->by);
    if (r.recognised->confidence) out.field("confidence", *r.recognised->confidence);
    out.end();
  }
  write_english(out, r);
  out.key("media").begin_array();
  for (const auto& m : r.media) {
    out.begin_object();
    evidence("path", m.path);
    out.field("mime", m.mime).field("sha256", m.sha256);
    evidence("title", m.title);
    out.field("present", m.present).end();
  }
  out.end();
  if (r.duration_s) out.field("duration_s", *r.duration_s);
  if (r.latitude) out.field("latitude", *r.latitude);
  if (r.longitude) out.field("longitude", *r.longitude);
  // Standard fields first; a name of the source that is the same as one of ours gets "source." before it.
  out.key("extras").begin_object();
  std::vector<std::string> used;
  auto put = [&](std::string name, const model::EvidenceText& value) {
    while (std::find(used.begin(), used.end(), name) != used.end()) name = "source." + name;
    out.field(name, value.raw_for_analysis());
    used.push_back(std::move(name));
  };
  if (r.duration_s) put("duration_s", model::EvidenceText(fmt::format("{}", *r.duration_s)));
  for (const auto& f : r.fields) put(f.name, f.value);
  for (const auto& f : r.extras) put(f.name, f.value);
  out.end().key("links").begin_array();
  for (const auto& l : r.links) out.begin_object().field("kind", l.kind).field("record", l.record).end();
  out.end().key("copies").begin_array();
  for (const auto& copy : r.copies) out.value(copy);
  out.end().end();
}

void write_records(JsonWriter& out, const CaseView& view, const std::vector<model::RecordId>& ids, bool more) {
  RecordReader reader(view);
  out.begin_object().field("v", 1).key("records").begin_array();
  for (auto id : ids)
    if (auto record = reader.load(id)) write_json(out, *record);
  out.end().field("more", more).end();
}

}  // namespace clew::view
