#include "readers/android_usage_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "exhibit/locator.h"
#include "readers/protobuf.h"
#include "readers/xml_scan.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::RecordKind;
using model::Severity;
using protobuf::Field;
using protobuf::Message;

constexpr std::size_t most_strings = 1'000'000;
constexpr std::int64_t year_2000_ms = 946'684'800'000, year_2100_ms = 4'102'444'800'000;

// Such a file is named by the time at which it begins, in milliseconds since 1970.
std::optional<std::int64_t> begin_of(const exhibit::Item& item) {
  const auto name = item.file_name();
  std::int64_t n = 0;
  const auto end = std::from_chars(name.data(), name.data() + name.size(), n);
  if (end.ec != std::errc() || end.ptr != name.data() + name.size() || n < year_2000_ms || n > year_2100_ms) return std::nullopt;
  return n;
}

std::string printable(std::string_view s) { return text::to_utf8(s, text::Encoding::utf8); }

std::string place(const exhibit::Item& item, std::string_view piece) {
  return exhibit::Locator().bytes(static_cast<std::uint64_t>(piece.data() - item.bytes().data()), piece.size()).str();
}

// A pool of texts: its entries are counted from 1.
std::vector<std::string> pool_of(std::string_view bytes) {
  std::vector<std::string> out;
  Message pool(bytes);
  for (Field f; pool.next(f);)
    if (f.number == 2 && f.wire == 2 && out.size() < most_strings) out.push_back(printable(f.bytes));
  return out;
}
std::string from_pool(const std::vector<std::string>& pool, std::uint64_t index) {
  return index > 0 && index <= pool.size() ? pool[index - 1] : std::string();
}

model::Time time_at(std::int64_t ms, model::TimeKind kind, Micros latest) {
  model::Time t;
  t.kind = kind;
  t.raw = std::to_string(ms);
  t.unit = "ms";
  t.utc = ms * 1000;
  t.certainty = model::Certainty::exact;
  if (ms < year_2000_ms || (latest > 0 && *t.utc > latest)) t.certainty = model::Certainty::implausible;
  return t;
}

// --- use of apps -------------------------------------------------------------------------------

// android.app.usage.UsageEvents.Event; what the public interface does not name stands in the platform's source.
std::string_view event_word(std::uint64_t type) {
  static constexpr std::string_view words[] = {"", "in front", "left the front", "end of day", "previous day goes on", "settings of the screen changed", "system", "used", "shortcut", "chooser",
    "notice seen", "standby changed", "notice came", "slice pinned", "slice pinned", "screen on", "screen off", "locked", "unlocked", "service began", "service ended", "service goes on", "service carried over",
    "stopped", "destroyed", "written to disk", "device switched off", "device started", "user unlocked", "user stopped", "part of the app shown", "component used"};
  return type < std::size(words) ? words[type] : std::string_view();
}

// Which field of an event or of an app's sums is which; the second generation keeps numbers for all texts.
struct Layout {
  bool tokens;
  std::uint32_t event_time, event_type, event_class, event_class_index, event_channel, event_channel_index, event_shortcut;
};
constexpr Layout with_texts{false, 5, 7, 3, 4, 12, 13, 9};
constexpr Layout with_tokens{true, 3, 5, 0, 2, 0, 9, 7};

class Usage {
 public:
  Usage(const exhibit::Item& item, const Options& options, Sink& sink) : item_(item), options_(options), sink_(sink), begin_(begin_of(item).value_or(0)) {}

  void read() {
    if (item_.bytes().starts_with('<')) return read_xml();
    layout_ = find_layout();
    if (layout_.tokens) read_mappings();
    Message all(item_.bytes());
    for (Field f; all.next(f);) {
      if (f.wire != 2) continue;
      if (f.number == 22) event(f.bytes);
      if (f.number == 20) sums(f.bytes);
    }
    if (!all.whole()) sink_.finding({Severity::warning, "protocol buffer not read to its end", "", "The rest makes no sense; what comes before was read."});
    if (without_name_ > 0)
      sink_.finding({Severity::note, "apps without a name", "", fmt::format("{} entries name their app by a number only; its name stands in the file mappings of the same folder, which is missing or has no such entry.", without_name_)});
  }

 private:
  // Up to Android 9: elements <package> and <event> with the same values as attributes.
  void read_xml() {
    xml::Scanner scanner(item_.bytes());
    std::uint64_t faults = 0;
    for (;;) {
      const auto t = scanner.next();
      if (t.kind == xml::TokenKind::finish || t.kind == xml::TokenKind::doctype) break;
      faults += t.kind == xml::TokenKind::fault;
      if (t.kind != xml::TokenKind::start || (t.name != "package" && t.name != "event")) continue;
      const bool is_event = t.name == "event";
      auto r = begin(item_.bytes().substr(t.begin, t.end - t.begin), is_event ? "event-log" : "packages", is_event ? "app use" : "app use in sum");
      for (const auto& a : scanner.attributes()) {
        auto value = xml::decode(a.value);
        std::int64_t n = 0;
        const bool whole = std::from_chars(value.data(), value.data() + value.size(), n).ptr == value.data() + value.size() && !value.empty();
        if (a.name == "package") r.fields.push_back({"app", std::move(value)});
        else if (whole && a.name == (is_event ? "time" : "lastTimeActive")) r.times.push_back(time_at(ms_of(static_cast<std::uint64_t>(n)), is_event ? model::TimeKind::other : model::TimeKind::end, options_.latest_plausible));
        else if (whole && is_event && a.name == "type") {
          if (const auto word = event_word(static_cast<std::uint64_t>(n)); !word.empty()) r.fields.push_back({"value", std::string(word)});
          r.extras.push_back({"event type", std::move(value)});
        } else if (a.name == "timeActive") r.extras.push_back({"in front, milliseconds", std::move(value)});
        else if (a.name == "class") r.extras.push_back({"part of the app", std::move(value)});
        else r.extras.push_back({std::string(a.name), std::move(value)});
      }
      sink_.rows(r.table, 1);
      sink_.record(std::move(r));
    }
    if (faults > 0) sink_.finding({Severity::warning, "damaged XML", "", fmt::format("{} places make no sense; the rest was read.", faults)});
  }

  // The first generation has a pool of texts in field 2, the second a version number.
  Layout find_layout() {
    Message all(item_.bytes());
    for (Field f; all.next(f);)
      if (f.number == 2) {
        if (f.wire != 2) return with_tokens;
        pool_ = pool_of(f.bytes);
        return with_texts;
      }
    return with_texts;
  }
  void read_mappings() {
    if (!item_.tree) return;
    std::string path(item_.name());
    for (int up = 0; up < 2; ++up) {
      const auto slash = path.rfind('/');
      path.resize(slash == path.npos ? 0 : slash);
    }
    const auto mappings = item_.tree->open(path.empty() ? "mappings" : path + "/mappings");
    if (!mappings) return;
    Message all(mappings->bytes());
    for (Field f; all.next(f);) {
      if (f.number != 2 || f.wire != 2) continue;
      std::uint64_t token = 0;
      Message one(f.bytes);
      for (Field g; one.next(g);)
        if (g.number == 1 && g.wire == 0) token = g.value;
      apps_[token] = pool_of(f.bytes);
    }
  }
  std::string text_of(std::uint64_t app, std::uint64_t token) const {
    const auto it = apps_.find(app);
    return it == apps_.end() ? std::string() : from_pool(it->second, token == 0 ? 1 : token);
  }
  // After the file's beginning; negative: since 1970.
  std::int64_t ms_of(std::uint64_t value) const {
    const auto n = static_cast<std::int64_t>(value);
    return n < 0 ? (n == INT64_MIN ? 0 : -n) : n > year_2100_ms ? n : begin_ + n;
  }

  model::Record begin(std::string_view piece, const char* table, const char* type) {
    model::Record r;
    r.kind = RecordKind::event;
    r.service = "Android";
    r.table = table;
    r.locator = place(item_, piece);
    r.key = fmt::format("{}:{}", table, piece.data() - item_.bytes().data());
    r.fields.push_back({"type", type});
    return r;
  }
  void add_app(model::Record& r, std::string name, std::uint64_t number) {
    if (name.empty()) {
      ++without_name_;
      r.extras.push_back({"number of the app", std::to_string(number)});
    } else {
      r.fields.push_back({"app", std::move(name)});
    }
  }
  void event(std::string_view bytes) {
    auto r = begin(bytes, "event-log", "app use");
    std::string app, where, channel;
    std::uint64_t app_number = 0, class_number = 0;
    Message all(bytes);
    for (Field f; all.next(f);) {
      if (!layout_.tokens && f.number == 1 && f.wire == 2) app = printable(f.bytes);
      else if (f.number == (layout_.tokens ? 1u : 2u) && f.wire == 0) app_number = f.value;
      else if (f.number == layout_.event_class && f.wire == 2) where = printable(f.bytes);
      else if (f.number == layout_.event_class_index && f.wire == 0) class_number = f.value;
      else if (f.number == layout_.event_time && f.wire == 0) r.times.push_back(time_at(ms_of(f.value), model::TimeKind::other, options_.latest_plausible));
      else if (f.number == layout_.event_type && f.wire == 0) {
        if (const auto word = event_word(f.value); !word.empty()) r.fields.push_back({"value", std::string(word)});
        r.extras.push_back({"event type", std::to_string(f.value)});
      } else if (f.wire == 0) {
        r.extras.push_back({fmt::format("field {}", f.number), std::to_string(f.value)});
      } else if (f.wire == 2 && !f.bytes.empty() && text::is_valid_utf8(f.bytes)) {
        r.extras.push_back({fmt::format("field {}", f.number), std::string(f.bytes)});
      }
    }
    if (layout_.tokens) app = text_of(app_number, 0);
    else if (app.empty()) app = from_pool(pool_, app_number);
    if (where.empty() && class_number > 0) where = layout_.tokens ? text_of(app_number, class_number) : from_pool(pool_, class_number);
    add_app(r, std::move(app), app_number);
    if (!where.empty()) r.extras.push_back({"part of the app", std::move(where)});
    sink_.rows("event-log", 1);
    sink_.record(std::move(r));
  }
  void sums(std::string_view bytes) {
    auto r = begin(bytes, "packages", "app use in sum");
    std::string app;
    std::uint64_t number = 0;
    Message all(bytes);
    for (Field f; all.next(f);) {
      if (!layout_.tokens && f.number == 1 && f.wire == 2) app = printable(f.bytes);
      else if (f.number == (layout_.tokens ? 1u : 2u) && f.wire == 0) number = f.value;
      else if (f.wire != 0) continue;
      else if (f.number == 3) r.times.push_back(time_at(ms_of(f.value), model::TimeKind::end, options_.latest_plausible));
      else if (f.number == 4) r.extras.push_back({"in front, milliseconds", std::to_string(f.value)});
      else if (f.number == 6) r.extras.push_back({"times opened", std::to_string(f.value)});
      else r.extras.push_back({fmt::format("field {}", f.number), std::to_string(f.value)});
    }
    if (layout_.tokens) app = text_of(number, 0);
    else if (app.empty()) app = from_pool(pool_, number);
    add_app(r, std::move(app), number);
    sink_.rows("packages", 1);
    sink_.record(std::move(r));
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  std::int64_t begin_;
  Layout layout_ = with_texts;
  std::vector<std::string> pool_;
  std::map<std::uint64_t, std::vector<std::string>> apps_;  // by number: the app's name, then other texts of it
  std::uint64_t without_name_ = 0;
};

bool lies_in(const exhibit::Item& item, std::string_view folder) {
  const auto name = item.name();
  return name.starts_with(std::string(folder) + "/") || name.find("/" + std::string(folder) + "/") != name.npos;
}

class AndroidUsageReader final : public Reader {
 public:
  std::string_view name() const override { return "android-usage"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!lies_in(item, "usagestats") || !begin_of(item)) return {0, "not in Android's folder of app use"};
    const auto head = item.bytes().substr(0, 4096);
    const bool is_xml = head.starts_with('<') && head.find("<usagestats") != head.npos;
    if (!is_xml && !protobuf::is_message(item.bytes())) return {0, "no record of app use"};
    return {92, "a day, week, month or year of Android's record of app use"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { Usage(item, options, sink).read(); }
};

// --- notices -----------------------------------------------------------------------------------

void read_notice(std::string_view bytes, const std::vector<std::string>& pool, const exhibit::Item& item, const Options& options, Sink& sink) {
  model::Record r;
  r.kind = RecordKind::event;
  r.service = "Android";
  r.table = "notification";
  r.locator = place(item, bytes);
  r.key = fmt::format("notification:{}", bytes.data() - item.bytes().data());
  r.fields.push_back({"type", "notification"});
  std::string app, title, body;
  Message all(bytes);
  for (Field f; all.next(f);) {
    const auto words = f.wire == 2 ? printable(f.bytes) : std::string();
    const auto pooled = f.wire == 0 ? from_pool(pool, f.value) : std::string();
    switch (f.number) {
      case 1: app = words; break;
      case 2: if (app.empty()) app = pooled; break;
      case 3: case 4: r.extras.push_back({"channel", f.wire == 2 ? words : pooled}); break;
      case 5: case 6: r.extras.push_back({"channel id", f.wire == 2 ? words : pooled}); break;
      case 7: r.extras.push_back({"uid", std::to_string(f.value)}); break;
      case 8: r.extras.push_back({"user of the phone", std::to_string(f.value)}); break;
      case 9: r.times.push_back(time_at(static_cast<std::int64_t>(f.value), model::TimeKind::received, options.latest_plausible)); break;
      case 10: title = words; break;
      case 11: body = words; break;
      case 13: case 14: r.extras.push_back({"conversation", f.wire == 2 ? words : pooled}); break;
      default: break;
    }
  }
  std::erase_if(r.extras, [](const model::Field& f) { return f.value.empty(); });
  r.text = title + (title.empty() || body.empty() ? "" : "\n") + body;
  if (!app.empty()) r.fields.push_back({"app", std::move(app)});
  sink.rows("notification", 1);
  sink.record(std::move(r));
}

class NotificationHistoryReader final : public Reader {
 public:
  std::string_view name() const override { return "notification-history"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!lies_in(item, "notification_history") || !begin_of(item)) return {0, "not in Android's folder of notices"};
    if (!protobuf::is_message(item.bytes())) return {0, "no protocol buffer"};
    return {92, "a part of Android's record of notices"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    std::vector<std::string> pool;
    for (const bool notices : {false, true}) {
      Message all(item.bytes());
      for (Field f; all.next(f);) {
        if (f.wire != 2) continue;
        if (!notices && f.number == 1) pool = pool_of(f.bytes);
        if (notices && f.number == 3) read_notice(f.bytes, pool, item, options, sink);
      }
      if (notices && !all.whole())
        sink.finding({Severity::warning, "protocol buffer not read to its end", "", "The rest makes no sense; what comes before was read."});
    }
  }
};

}  // namespace

std::unique_ptr<Reader> make_android_usage_reader() { return std::make_unique<AndroidUsageReader>(); }
std::unique_ptr<Reader> make_notification_history_reader() { return std::make_unique<NotificationHistoryReader>(); }

}  // namespace clew::readers
