#include "readers/kik_return_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "exhibit/locator.h"
#include "readers/plausible_time.h"
#include "text/dates.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using exhibit::Locator;
using model::IdentifierKind;
using model::RecordKind;
using model::Role;
using model::Severity;

// Columns by number; -1: the file has none. The first column is a running number or time.
struct Layout {
  std::string_view file;
  RecordKind kind;
  int columns;  // at least
  int user, other, group, content, ip, time;
  std::string_view what;
};
constexpr Layout layouts[] = {
    {"bind.txt", RecordKind::event, 6, 1, -1, -1, -1, 2, 4, "login"},
    {"chat_sent.txt", RecordKind::message, 6, 1, 2, -1, -1, 4, 5, "message sent"},
    {"chat_sent_received.txt", RecordKind::message, 6, 1, 2, -1, -1, -1, 5, "message received"},
    {"chat_platform_sent.txt", RecordKind::message, 7, 1, 2, -1, 4, 5, 6, "media sent"},
    {"chat_platform_sent_received.txt", RecordKind::message, 6, 0, 1, -1, 5, 2, 3,
     "media received"},
    {"friend_added.txt", RecordKind::event, 4, 1, 2, -1, -1, -1, 3, "friend added"},
    {"group_send_msg.txt", RecordKind::message, 7, 1, 3, 2, -1, 5, 6, "group message sent"},
    {"group_receive_msg.txt", RecordKind::message, 7, 1, 3, 2, -1, -1, 6, "group message received"},
    {"group_send_msg_platform.txt", RecordKind::message, 8, 1, 3, 2, 5, 6, 7, "group media sent"},
    {"group_receive_msg_platform.txt", RecordKind::message, 8, 1, 3, 2, 5, 6, 7,
     "group media received"},
};
constexpr std::size_t most_line = 1u << 20, most_findings = 20;

const Layout* layout_of(std::string_view file_name) {
  for (const auto& l : layouts)
    if (l.file == file_name) return &l;
  return nullptr;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> out;
  while (out.size() < 64) {
    auto tab = line.find('\t');
    out.push_back(line.substr(0, tab));
    if (tab == line.npos) break;
    line.remove_prefix(tab + 1);
  }
  return out;
}

// Seconds or milliseconds since 1970, or a written time; all in UTC, as public readers take them.
model::Time time_of(std::string_view raw, const Options& options) {
  model::Time time;
  time.kind = model::TimeKind::sent;
  time.raw = std::string(raw);
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  std::optional<Micros> utc;
  if (error == std::errc() && end == raw.data() + raw.size()) {
    if (number > 100'000'000 && number < 100'000'000'000'000) {
      const bool milliseconds = number > 100'000'000'000;
      time.unit = milliseconds ? "ms" : "s";
      utc = number * (milliseconds ? 1'000 : 1'000'000);
    }
  } else if (auto written = text::parse_written_time(raw); written && written->has_clock) {
    if (auto reading = text::reading_of(*written, text::DateOrder::ymd)) {
      time.offset_minutes = written->offset_minutes;
      utc = *reading - Micros{written->offset_minutes.value_or(0)} * 60 * micros_per_second;
    }
  }
  if (!utc) return time;
  time.utc = utc;
  time.certainty = certainty_of(*utc, options.latest_plausible);
  return time;
}

class KikReturnReader final : public Reader {
 public:
  std::string_view name() const override { return "kik-return"; }
  std::string_view version() const override { return "1"; }

  // The name says the kind, the first lines whether it is one: enough cells, a time where it
  // belongs.
  Probe probe(const exhibit::Item& item) const override {
    const auto* layout = layout_of(item.file_name());
    if (!layout) return {};
    auto bytes = item.bytes().substr(0, 64u << 10);
    int fitting = 0, others = 0;
    for (std::size_t at = 0; at < bytes.size() && fitting + others < 20;) {
      auto end = std::min(bytes.find('\n', at), bytes.size());
      auto line = bytes.substr(at, end - at);
      at = end + 1;
      if (line.empty() || line == "\r") continue;
      ++(fits(line, *layout) ? fitting : others);
    }
    if (fitting == 0 || others > fitting) return {};
    return {86, fmt::format("a log of a return by Kik ({})", layout->what)};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const auto* layout = layout_of(item.file_name());
    auto bytes = item.bytes();
    std::uint64_t number = 0, bad = 0;
    for (std::size_t at = 0; at < bytes.size();) {
      auto end = std::min(bytes.find('\n', at), bytes.size());
      auto line = bytes.substr(at, end - at);
      auto begin = at;
      at = end + 1;
      ++number;
      if (line.ends_with('\r')) line.remove_suffix(1);
      auto where = Locator().bytes(begin, line.size()).line(number).str();
      sink.rows("", 1);
      if (line.find_first_not_of(" \t") == line.npos) {
        sink.skip("", "blank row", where);
        continue;
      }
      auto cells = cells_of(line.substr(0, most_line));
      if (!layout || cells.size() < static_cast<std::size_t>(layout->columns)) {
        sink.skip("", "row with too few cells", where);
        if (++bad <= most_findings)
          sink.finding({Severity::warning, "row with too few cells", where,
                        fmt::format("{} cells; such a log has {}", cells.size(),
                                    layout ? layout->columns : 0)});
        continue;
      }
      sink.record(record(cells, *layout, std::move(where), options));
    }
    if (bad > most_findings)
      sink.finding({Severity::note, "row with too few cells", "",
                    fmt::format("{} more of the same kind", bad - most_findings)});
  }

 private:
  static bool fits(std::string_view line, const Layout& layout) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    auto cells = cells_of(line);
    if (cells.size() < static_cast<std::size_t>(layout.columns)) return false;
    return time_of(cells[static_cast<std::size_t>(layout.time)], {}).utc.has_value();
  }

  static std::string utf8(std::string_view raw) {
    return text::to_utf8(
        raw, text::is_valid_utf8(raw) ? text::Encoding::utf8 : text::Encoding::windows1252);
  }

  static model::Record record(const std::vector<std::string_view>& cells, const Layout& layout,
                              std::string where, const Options& options) {
    auto cell = [&](int index) {
      return index < 0 ? std::string() : utf8(cells[static_cast<std::size_t>(index)]);
    };
    model::Record out;
    out.kind = layout.kind;
    out.locator = std::move(where);
    out.service = "Kik";
    out.times.push_back(time_of(cells[static_cast<std::size_t>(layout.time)], options));
    auto add = [&](Role role, std::string name) {
      if (!name.empty())
        out.participants.push_back({role, {IdentifierKind::username, std::move(name), "Kik"}, ""});
    };
    const bool message = layout.kind == RecordKind::message;
    // Whose log it is stands first; who sent is certain only where the log is of what was sent.
    const bool sent = layout.what.ends_with("sent");
    add(message && sent ? Role::from : Role::subject, cell(layout.user));
    add(message && sent ? Role::to : Role::other, cell(layout.other));
    out.chat_key = layout.group >= 0 ? cell(layout.group) : std::string();
    if (auto content = cell(layout.content); !content.empty())
      out.media.push_back({content, "", "", "", false});
    out.fields.push_back({"type", std::string(layout.what)});
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty())
        out.extras.push_back({static_cast<int>(i) == layout.ip ? std::string("IP address")
                                                               : fmt::format("column {}", i + 1),
                              utf8(cells[i])});
    return out;
  }
};

}  // namespace

std::unique_ptr<Reader> make_kik_return_reader() { return std::make_unique<KikReturnReader>(); }

}  // namespace clew::readers
