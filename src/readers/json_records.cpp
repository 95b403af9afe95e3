#include "readers/json_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/blanks.h"
#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/header_meaning.h"
#include "readers/plausible_time.h"
#include "readers/said_zone.h"
#include "text/dates.h"

namespace clew::readers {

using model::Certainty;
using model::Record;
using model::Severity;
using model::Time;
using model::TimeKind;

namespace {


std::string_view trim(std::string_view s) { return trimmed(s, " \t"); }

std::optional<double> degrees_of(std::string_view s) {
  s = trim(s);
  if (s.ends_with("\xC2\xB0")) s.remove_suffix(2);
  if (s.ends_with("\xC3\x82\xC2\xB0")) s.remove_suffix(4);
  s = trim(s);
  double value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (s.empty() || error != std::errc() || end != s.data() + s.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::pair<double, double>> lat_lon(std::string_view text) {
  text = trim(text);
  if (text.starts_with("geo:")) text.remove_prefix(4);
  text = text.substr(0, text.find(';'));
  const std::size_t comma = text.find(',');
  if (comma == text.npos) return std::nullopt;
  std::string_view second = text.substr(comma + 1);
  second = second.substr(0, second.find(','));  // an altitude may follow
  const auto y = degrees_of(text.substr(0, comma)), x = degrees_of(second);
  if (!y || !x || std::abs(*y) > 90 || std::abs(*x) > 180) return std::nullopt;
  return std::pair(*y, *x);
}

std::optional<double> degrees_e7(Json value, bool* overflow) {
  auto e7 = value.integer();
  if (!e7) return std::nullopt;
  if (*e7 > 1'800'000'000 || *e7 < -1'800'000'000) {
    *e7 += *e7 > 0 ? -4'294'967'296 : 4'294'967'296;
    if (overflow) *overflow = true;
    if (*e7 > 1'800'000'000 || *e7 < -1'800'000'000) return std::nullopt;
  }
  return static_cast<double>(*e7) / 1e7;
}

JsonRecords::JsonRecords(const exhibit::Item& item, const Utf8Bytes& text, const Options& options,
                         Sink& sink)
    : item_(item), text_(text), options_(options), sink_(sink), findings_(sink) {
  zone_ = said_zone(options);
  if (zone_) sink.decided("zone", *options.zone + " (said at import)");
  const std::string_view name = item.name();
  folder_ = std::string(name.substr(0, name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1));
}

void JsonRecords::finish() { findings_.finish(); }

std::string JsonRecords::place(const JsonPath& path, Json value) const {
  const std::uint64_t begin = text_.source(value.begin()),
                      end = text_.source(value.begin() + value.source().size());
  return exhibit::Locator().bytes(begin, end - begin).json(json_pointer(path)).str();
}

Record JsonRecords::start(model::RecordKind kind, std::string_view table, const JsonPath& path,
                          Json value) const {
  Record record;
  record.kind = kind;
  record.table = table;
  record.locator = place(path, value);
  return record;
}

void JsonRecords::give(Record record) {
  sink_.rows(record.table, 1);
  sink_.record(std::move(record));
}
void JsonRecords::extra(Record record) { sink_.extra_record(std::move(record)); }

void JsonRecords::damaged(const JsonPath& path, std::uint64_t begin, std::uint64_t end,
                          const char* why) {
  const std::uint64_t from = text_.source(begin), to = text_.source(end);
  const std::string where =
      exhibit::Locator().bytes(from, to - from).json(json_pointer(path)).str();
  findings_.add(
      Severity::warning, "damaged JSON", where,
      fmt::format("What stands in these {} bytes {}; what follows is read.", to - from, why));
  if (!path.empty() && path.back().element) {
    sink_.rows("damaged", 1);
    sink_.skip("damaged", "not well-formed JSON", where);
  }
}

void JsonRecords::leave_over(Record& record, Json object,
                             std::initializer_list<std::string_view> used,
                             std::string_view prefix) {
  object.each_member([&](const std::string& key, Json value) {
    if (std::find(used.begin(), used.end(), key) != used.end()) return;
    std::string text =
        value.is_object() || value.is_array() ? std::string(value.source()) : value.text();
    if (text.empty() || text == "[]" || text == "{}") return;
    record.extras.push_back({std::string(prefix) + key, std::move(text)});
  });
}

void JsonRecords::range_check(Time& time, const std::string& where) {
  if (auto why = mark_implausible(time, options_.latest_plausible))
    findings_.add(Severity::note, "time outside the plausible range", where, std::move(*why));
}

void JsonRecords::add_unix(Record& record, TimeKind kind, Json value, std::string_view unit) {
  if (!value) return;
  Time time;
  time.kind = kind;
  time.raw = value.text();
  if (time.raw.empty()) return;
  time.unit = unit;
  const Micros factor = unit == "s" ? micros_per_second : unit == "ms" ? 1000 : 1;
  const auto whole = value.integer();
  std::optional<double> real;
  if (!whole) real = value.real();
  if (whole && (*whole == 0 || *whole == -1)) {
    time.certainty = Certainty::none;
  } else if (whole && std::abs(*whole) < 9'000'000'000'000'000'000 / factor) {
    time.utc = *whole * factor;
  } else if (real && std::abs(*real) < 9e18 / static_cast<double>(factor)) {
    time.utc = static_cast<Micros>(std::llround(*real * static_cast<double>(factor)));
  }
  if (time.utc) {
    time.certainty = Certainty::exact;
    range_check(time, record.locator);
  }
  record.times.push_back(std::move(time));
}

void JsonRecords::add_written(Record& record, TimeKind kind, Json value, bool utc) {
  if (value) add_time_text(record, kind, value.text(), utc);
}

void JsonRecords::add_time_text(Record& record, TimeKind kind, std::string raw, bool utc) {
  if (raw.empty()) return;
  Time time;
  time.kind = kind;
  time.raw = std::move(raw);
  std::optional<Micros> reading;
  std::optional<int> offset;
  if (const auto iso = parse_iso(time.raw)) {
    reading = iso->micros;
    offset = iso->offset_minutes;
  } else if (const auto written = text::parse_written_time(time.raw)) {
    auto order = text::DateOrder::unknown;
    if (options_.date_order) order = text::date_order_from(*options_.date_order).value_or(order);
    reading = text::reading_of(*written, order);
    offset = written->offset_minutes;
    if (!reading) time.certainty = Certainty::ambiguous;
  }
  if (!offset && utc) offset = 0;
  if (reading && offset) {
    time.utc = *reading - Micros{*offset} * 60 * micros_per_second;
    time.offset_minutes = offset;
    time.certainty = Certainty::exact;
  } else if (reading) {
    time.local = reading;
    time.certainty = Certainty::local_unknown;
    if (zone_) {
      const auto instant = zone_->to_utc(*reading);
      if (instant.fit == text::Zone::Fit::unique) {
        time.utc = instant.utc;
        time.offset_minutes = instant.offset_minutes;
        time.certainty = Certainty::zone_assumed;
      } else {
        time.certainty = Certainty::ambiguous;
      }
    }
  } else if (time.certainty != Certainty::ambiguous) {
    findings_.add(Severity::note, "unreadable time", record.locator,
                  fmt::format("'{}' is in no form that is known.", time.raw.substr(0, 80)));
  }
  range_check(time, record.locator);
  record.times.push_back(std::move(time));
}

bool JsonRecords::add_any_time(Record& record, TimeKind kind, Json value, bool utc) {
  const std::string raw = value.text();
  if (const auto number = value.integer()) {
    const std::size_t digits = raw.size();
    if (*number <= 0 || (digits != 10 && digits != 13 && digits != 16)) return false;
    add_unix(record, kind, value, digits == 10 ? "s" : digits == 13 ? "ms" : "us");
    return true;
  }
  if (const auto seconds = value.real(); seconds && *seconds >= 1e9 && *seconds < 1e10) {
    add_unix(record, kind, value, "s");
    return true;
  }
  if (raw.size() < 8 || (!parse_iso(raw) && !text::parse_written_time(raw))) return false;
  add_time_text(record, kind, raw, utc);
  return true;
}

void JsonRecords::generic(std::string_view table, const JsonPath& path, Json value) {
  Record record = start(model::RecordKind::event, table, path, value);
  value.each_member([&](const std::string& key, Json member) {
    if (member.is_object() || member.is_array() || record.times.size() >= 8) return;
    const std::string folded = fold_header(key);
    if (folded.find("time") == folded.npos && folded.find("date") == folded.npos) return;
    if (value[key + "_unixtime"]) return;  // the same moment, exactly
    add_any_time(record, TimeKind::other, member);
  });
  if (!record.times.empty()) record.extras.push_back({"time", "guessed from the member's name"});
  if (value.is_object())
    leave_over(record, value, {});
  else
    record.extras.push_back({"value", std::string(value.source().substr(0, 1u << 20))});
  give(std::move(record));
}

bool JsonRecords::present(std::string_view relative) const {
  if (relative.empty() || !item_.tree) return false;
  if (item_.tree->open(folder_ + std::string(relative))) return true;
  return item_.tree->find(relative).has_value();
}

model::Participation JsonRecords::who(model::Role role, model::IdentifierKind kind, std::string raw,
                                      std::string name, std::string_view scope) {
  model::Participation p;
  p.role = role;
  p.identifier.kind = kind;
  p.identifier.raw = std::move(raw);
  p.identifier.scope = scope;
  p.name = std::move(name);
  return p;
}

bool JsonRecords::is_owner_name(std::string_view name) const {
  return !options_.owner_name.empty() && name == options_.owner_name;
}

void read_json(const exhibit::Item& item, Sink& sink,
               const std::function<void(const Utf8Bytes&)>& walk) {
  Utf8Bytes text(item.bytes());
  if (const auto script = value_in_script(item.bytes())) {
    text.only(script->begin, script->end);
    sink.decided("value of", script->name);
  }
  if (refused_as_too_large(text, "JSON", sink)) return;
  walk(text);
}

}  // namespace clew::readers
