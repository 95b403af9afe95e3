#include "readers/store_table_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>
#include <variant>

#include "exhibit/locator.h"
#include "readers/plausible_time.h"
#include "readers/store_row.h"
#include "readers/text_guess.h"
#include "text/encoding.h"

namespace clew::readers::store {

using model::Severity;
using sqlite::Query;
using sqlite::quoted;
using sqlite::Value;

namespace {

// The columns of a full-text index by the names that its CREATE gives them; its content table calls
// them c0, c1 … (FTS5) or c0subject … (FTS3, FTS4).
std::vector<std::string> full_text_columns(std::string_view sql) {
  std::vector<std::string> out;
  const auto open = sql.find('('), close = sql.rfind(')');
  if (open == sql.npos || close == sql.npos || close < open) return out;
  std::string_view list = sql.substr(open + 1, close - open - 1);
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    std::string_view part = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    const auto from = part.find_first_not_of(" \t\r\n\"'`[");
    if (from == part.npos || part.find('=') != part.npos) continue;
    part.remove_prefix(from);
    out.emplace_back(part.substr(0, part.find_first_of(" \t\r\n\"'`]")));
  }
  return out;
}

// What a column is called to a reader: its own name, or that of the full-text index it belongs to.
std::string shown_name(const std::string& column, const std::vector<std::string>& index) {
  if (index.empty() || column.size() < 2 || column[0] != 'c') return column;
  std::size_t n = 0;
  const auto end = std::from_chars(column.data() + 1, column.data() + column.size(), n);
  return end.ec == std::errc() && n < index.size() ? index[n] : column;
}

std::vector<std::string> shown_names(const Table& t, const Source& source, const Query& q) {
  std::vector<std::string> index;  // of the full-text index that this table is the content of
  if (constexpr std::string_view end = "_content"; t.name.ends_with(end)) {
    const auto it = source.tables.find(folded_name(t.name.substr(0, t.name.size() - end.size())));
    if (it != source.tables.end() && it->second.is_virtual) index = full_text_columns(it->second.sql);
  }
  std::vector<std::string> names;
  for (int i = 1; i < q.columns(); ++i)
    names.push_back(shown_name(q.name(i), index));
  return names;
}

std::optional<std::size_t> guess_text(const Table& t, const Source& source,
                                             const std::vector<std::string>& names) {
  constexpr int looked_at = 400;
  TextGuess guess(names);
  Query q(source.db(), fmt::format("SELECT * FROM {} LIMIT {}", quoted(t.name), looked_at));
  while (q.step())
    for (int i = 0; i < q.columns(); ++i)
      if (const Value v = q.value(i); const auto* s = std::get_if<std::string>(&v))
        guess.see(static_cast<std::size_t>(i), *s);
  return guess.best();
}

bool speaks_of_time(const std::string& column) {
  const std::string name = folded_name(column);
  bool hint = false;
  for (const char* word : {"time", "date", "stamp", "created", "modified", "updated", "_at", "discover",
                           "sent", "received", "seen", "expire"})
    hint = hint || name.find(word) != name.npos;
  return hint || name == "ts" || name.ends_with("_ts") || name.ends_with("opened") || name.ends_with("accessed") || name.ends_with("visited");
}

// "2024-03-04T21:40:09.949", "2024-03-04 21:40:09+01:00"
std::optional<model::Time> time_in_text(const std::string& s) {
  const auto written = s.size() <= 40 ? parse_iso(s) : std::nullopt;
  if (!written || written->micros < year_1990) return std::nullopt;
  model::Time t;
  t.raw = s;
  t.unit = "guess: text";
  t.local = written->micros - written->offset_minutes.value_or(0) * 60LL * micros_per_second;
  t.certainty = model::Certainty::local_unknown;
  return t;
}

// A number in a column with a name that speaks of time, in a range that dates fill.
std::optional<model::Time> guess_time(const std::string& column, const Value& v, Micros latest_plausible) {
  const auto* i = std::get_if<std::int64_t>(&v);
  const auto* d = std::get_if<double>(&v);
  const auto* s = std::get_if<std::string>(&v);
  if (!i && !d && !s) return std::nullopt;
  // A day and the reading of a clock in the usual form need no name.
  if (!speaks_of_time(column) && !(s && s->size() >= 16 && s->size() <= 40 && (*s)[4] == '-' && (*s)[7] == '-' && ((*s)[10] == 'T' || (*s)[10] == ' ') && (*s)[13] == ':')) return std::nullopt;
  if (s) return time_in_text(*s);
  const double n = i ? static_cast<double>(*i) : *d;
  if (!(n > 0)) return std::nullopt;
  const char* unit = n >= 3e8 && n < 8.5e8       ? "apple-s"
                     : n >= 8.5e8 && n < 2.2e9   ? "s"
                     : n >= 7.9e11 && n < 2.2e12 ? "ms"
                     : n >= 7.9e14 && n < 2.2e15 ? "us"
                     : n >= 1.2e16 && n < 1.4e16 ? "webkit"
                     : n >= 3e17 && n < 8.5e17   ? "apple-ns"
                     : n >= 8.5e17 && n < 2.2e18 ? "ns"
                                                 : nullptr;
  if (!unit) return std::nullopt;
  auto t = time_of(v, unit, model::TimeKind::other, latest_plausible, nullptr);
  if (!t || !t->utc) return std::nullopt;
  t->local = t->utc;  // a guess orders, it is no instant
  t->utc.reset();
  t->offset_minutes.reset();
  t->unit = fmt::format("guess: {}", t->unit);
  t->certainty = model::Certainty::local_unknown;
  return t;
}

}  // namespace

bool is_core_data(std::string_view name) {
  static constexpr std::string_view names[] = {"Z_PRIMARYKEY", "Z_METADATA", "Z_MODELCACHE", "ACHANGE", "ATRANSACTION", "ATRANSACTIONSTRING"};
  // And pairs of row numbers that tie two entities: Z_8FOLLOWING.
  return std::find(std::begin(names), std::end(names), name) != std::end(names) || (name.size() > 3 && name.starts_with("Z_") && name[2] >= '0' && name[2] <= '9');
}

bool is_of_sqlite(const Source& source, std::string_view name) {
  if (name.starts_with("sqlite_") || name == "android_metadata") return true;
  // Not "_content": where a full-text index has one, the text stands nowhere else.
  static constexpr std::string_view ends[] = {"_segments", "_segdir", "_docsize", "_stat",
                                              "_data",     "_idx",    "_config",  "_node",
                                              "_parent",   "_rowid"};
  for (const auto end : ends)
    if (name.ends_with(end)) {
      const auto it = source.tables.find(folded_name(name.substr(0, name.size() - end.size())));
      if (it != source.tables.end() && it->second.is_virtual) return true;
    }
  return false;
}

std::uint64_t TableView::read(const Table& t, const Source& now, const Source* then, std::string_view flag) {
  std::uint64_t seen = 0;
  const bool internal = is_of_sqlite(now.image ? now : *then, t.name);
  if (now.image) seen += rows(t, now, nullptr, "", internal);
  if (then && !internal && !t.without_rowid) {
    const auto older = older_rows(t.name, now, *then);
    if (!older.empty()) seen += rows(*then->find(t.name), *then, &older, flag, internal);
  }
  return seen;
}

// A row as an event with all its columns; what reads as a time or as text somebody wrote is marked as a guess.
model::Record TableView::record_of(const Table& t, std::int64_t row, const std::vector<std::string>& names, const Query& q, std::size_t text,
                                   std::uint64_t& bad_text) const {
  model::Record r;
  r.kind = model::RecordKind::event;
  r.service = service_;
  r.table = t.name;
  r.key = fmt::format("{}:{}", t.name, row);
  r.fields.push_back({"type", printable(t.name)});
  for (int i = 1; i < q.columns(); ++i) {
    const Value v = q.value(i);
    std::string shown = show(v);
    if (std::holds_alternative<std::string>(v) && !text::is_valid_utf8(shown)) {
      shown = text::to_utf8(shown, text::Encoding::utf8);
      ++bad_text;
    }
    const std::string& name = names[static_cast<std::size_t>(i - 1)];
    if (auto time = guess_time(name, v, latest_plausible_)) {
      r.extras.push_back({"guess: " + printable(name),
                          fmt::format("{} ({})", to_iso_utc(*time->local), time->unit)});
      r.times.push_back(std::move(*time));
    }
    if (text == static_cast<std::size_t>(i - 1) && std::holds_alternative<std::string>(v) &&
        reads_as_words(shown, 1)) {
      r.text = shown;
      r.extras.push_back({"guess: text", printable(name)});
    }
    if (!shown.empty()) r.extras.push_back({printable(name), std::move(shown)});
  }
  return r;
}

std::uint64_t TableView::rows(const Table& t, const Source& source, const std::set<std::int64_t>* only, std::string_view flag, bool internal) {
  Query q(source.db(), t.without_rowid ? fmt::format("SELECT NULL, * FROM {}", quoted(t.name))
                                       : fmt::format("SELECT rowid, * FROM {} ORDER BY rowid",
                                                     quoted(t.name)));
  const auto names = shown_names(t, source, q);
  // The column that reads as text; none: their number.
  const std::size_t text = internal ? names.size() : guess_text(t, source, names).value_or(names.size());
  std::uint64_t rows = 0, bad_text = 0;
  std::int64_t row = 0;
  std::optional<std::int64_t> previous;
  while (q.step()) {
    row = t.without_rowid ? row + 1 : q.integer(0);
    if (only && !only->count(row)) continue;
    previous = row;
    ++rows;
    sink_.rows(t.name, 1);
    const std::string locator = exhibit::Locator().row(row).table(t.name).str();
    if (internal) {
      sink_.skip(t.name, "index of the database itself", locator);
      continue;
    }
    if (rows > limit_) {
      sink_.skip(t.name, "generic row limit", locator);
      continue;
    }
    model::Record r = record_of(t, row, names, q, text, bad_text);
    r.locator = locator;
    if (only) {
      r.state = model::State::recovered;
      r.state_flag = std::string(flag);
    }
    sink_.record(std::move(r));
  }
  if (text < names.size())
    findings_.add(Severity::note, "text guessed", exhibit::Locator().table(t.name).str(),
                  fmt::format("The column {} reads as what somebody wrote, so it is translated and "
                              "searched; that is a guess.",
                              printable(names[text])));
  if (bad_text > 0)
    findings_.add(
        Severity::warning, "bytes that are not valid text",
        exhibit::Locator().table(t.name).str(),
        fmt::format("{} values are not valid UTF-8; what is not is shown as U+FFFD.", bad_text));
  if (rows > limit_ && !internal)
    findings_.add(Severity::warning, "generic row limit", exhibit::Locator().table(t.name).str(),
                  fmt::format("{} rows of {} were counted, the first {} made into records; the setting "
                              "generic-row-limit raises that.",
                              rows, printable(t.name), limit_));
  if (!q.error().empty()) {
    findings_.add(Severity::warning, "table could not be read to its end",
                  exhibit::Locator().table(t.name).str(),
                  fmt::format("after {} rows: {}.", rows, printable(q.error())));
    if (!t.without_rowid && !only) skip_unreadable(source, t.name, previous, sink_);
  }
  return rows;
}

}  // namespace clew::readers::store
