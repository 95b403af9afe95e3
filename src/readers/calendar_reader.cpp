#include "readers/calendar_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/calendar_zone.h"
#include "readers/delimited_map.h"
#include "readers/vcard_property.h"
#include "text/encoding.h"
#include "text/zone.h"

namespace clew::readers {
namespace {

using model::Certainty;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr Micros year_1990 = 631'152'000 * micros_per_second;
constexpr std::size_t max_property = 4u << 20, max_component = 16u << 20;

// One unfolded line: "SUMMARY;LANGUAGE=en:Meeting".
struct Unfolded {
  std::string text;
  std::uint64_t begin = 0, end = 0, line = 0;
};

// Lines put together again where the next one begins with a blank (RFC 5545, 3.1).
class Unfolder {
 public:
  explicit Unfolder(std::string_view bytes)
      : lines_(bytes, text::detect_encoding(bytes.substr(0, 65'536)), 1u << 20) {}
  bool next(Unfolded& out) {
    out = {};
    bool any = false;
    while (have_ || lines_.next(line_)) {
      have_ = true;
      const bool fold = !line_.text.empty() && (line_.text[0] == ' ' || line_.text[0] == '\t');
      if (any && !fold && !line_.continued) return true;
      if (!any) {
        out.begin = line_.offset;
        out.line = line_.number;
        any = true;
        out.text = line_.text;
      } else if (out.text.size() < max_property) {
        out.text += line_.continued ? line_.text : line_.text.substr(1);
      }
      out.end = line_.offset + line_.source.size();
      replaced_ += line_.replaced;
      have_ = false;
    }
    return any;
  }
  std::uint64_t replaced() const { return replaced_; }

 private:
  text::LineReader lines_;
  text::LineReader::Line line_;
  bool have_ = false;
  std::uint64_t replaced_ = 0;
};

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + count, value);
  if (error != std::errc() || end != text.data() + at + count) return std::nullopt;
  return value;
}

class CalendarWalk {
 public:
  CalendarWalk(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item), options_(options), sink_(sink), findings_(sink), lines_(item.bytes()) {
    if (options.zone) {
      said_ = text::Zone::find(*options.zone);
      if (!said_) throw Error(ErrorKind::usage, fmt::format("'{}' is no time zone", *options.zone));
    }
  }

  void run() {
    Unfolded line;
    std::uint64_t last = 0;
    read_zones();
    while (lines_.next(line)) {
      last = line.end;
      const auto parsed = vcard::parse_property(line.text);
      if (!parsed) {
        if (line.text.find_first_not_of(" \t\r") != line.text.npos)
          findings_.add(Severity::note, "line that is no property", where(line.begin, line.end),
                        fmt::format("'{}'", line.text.substr(0, 80)));
        continue;
      }
      const auto& [property, value_at] = *parsed;
      const std::string_view value = std::string_view(line.text).substr(value_at);
      if (property.name == "BEGIN") {
        begin(vcard::upper(value), line);
      } else if (property.name == "END") {
        end(vcard::upper(value), line);
      } else if (record_) {
        if (nested_.empty())
          take(property, value, line);
        else if (used_ < max_component)
          extra(nested_ + " " + property.head, std::string(value));
      } else if (property.name == "X-WR-TIMEZONE") {
        calendar_zone_ = text::Zone::find(value);
      } else if (property.name == "X-WR-CALNAME") {
        calendar_ = vcard::unescape(value);
      }
    }
    if (record_) {
      findings_.add(Severity::warning, "entry without an end", where(begin_, last),
                    "The file ends within this entry; what is there is read.");
      give(last);
    }
    findings_.finish();
    if (lines_.replaced())
      sink_.finding({Severity::warning, "text repaired", "",
                     fmt::format("{} places are not valid text; U+FFFD stands for them.",
                                 lines_.replaced())});
  }

 private:
  // The zones that the file defines; they may stand behind the entries that use them.
  void read_zones() {
    constexpr std::size_t most_zones = 1000;
    if (item_.bytes().find("VTIMEZONE") == std::string_view::npos) return;
    Unfolder lines(item_.bytes());
    Unfolded line;
    std::optional<CalendarZone> zone;
    while (lines.next(line)) {
      const auto parsed = vcard::parse_property(line.text);
      if (!parsed) continue;
      const std::string_view value = std::string_view(line.text).substr(parsed->second);
      const std::string& name = parsed->first.name;
      const bool edge = name == "BEGIN" || name == "END";
      if (edge && vcard::upper(value) == "VTIMEZONE") {
        if (name == "BEGIN") zone.emplace();
        if (name == "END" && zone && zones_.size() < most_zones) zones_.try_emplace(zone->id(), std::move(*zone));
        if (name == "END") zone.reset();
      } else if (zone) {
        zone->line(name, name == "TZID" ? std::string_view(vcard::unescape(value)) : value);
      }
    }
  }

  static std::string where(std::uint64_t begin, std::uint64_t end) {
    return exhibit::Locator().bytes(begin, end - begin).str();
  }

  void begin(const std::string& what, const Unfolded& line) {
    const bool entry =
        what == "VEVENT" || what == "VTODO" || what == "VJOURNAL" || what == "VFREEBUSY";
    if (entry) {
      if (record_) {
        findings_.add(Severity::warning, "entry without an end", where(begin_, line.begin),
                      "The next entry begins before this one ends; both are read.");
        give(line.begin);
      }
      record_.emplace();
      record_->kind = RecordKind::event;
      record_->table = what;
      record_->service = "Calendar";
      begin_ = line.begin;
      first_line_ = line.line;
      nested_.clear();
      used_ = 0;
    } else if (record_) {
      if (nested_.empty()) nested_ = what;  // an alarm: its properties are extras
    }
  }

  void end(const std::string& what, const Unfolded& line) {
    if (!record_) return;
    if (what == record_->table)
      give(line.end);
    else if (what == nested_)
      nested_.clear();
  }

  void give(std::uint64_t end) {
    Record record = std::move(*record_);
    record_.reset();
    ++number_;
    record.locator =
        exhibit::Locator().bytes(begin_, end - begin_).line(first_line_).index(number_).str();
    if (!calendar_.empty()) record.fields.push_back({"calendar", calendar_});
    std::stable_sort(record.times.begin(), record.times.end(), [](const auto& a, const auto& b) {
      const auto rank = [](TimeKind k) {
        return k == TimeKind::start ? 0 : k == TimeKind::end ? 1 : 2;
      };
      return rank(a.kind) < rank(b.kind);
    });
    sink_.rows(record.table, 1);
    sink_.record(std::move(record));
  }

  void extra(std::string name, std::string value) {
    used_ += value.size();
    record_->extras.push_back({std::move(name), std::move(value)});
  }

  void take(const vcard::Property& p, std::string_view value, const Unfolded& line) {
    if (used_ > max_component) return;
    used_ += value.size();
    const std::string& n = p.name;
    const std::string text =
        p.is_quoted_printable() ? vcard::decode_quoted_printable(value) : vcard::unescape(value);
    if (n == "DTSTART") {
      time(TimeKind::start, p, value, line);
    } else if (n == "DTEND" || n == "DUE") {
      time(TimeKind::end, p, value, line);
    } else if (n == "CREATED") {
      time(TimeKind::created, p, value, line);
    } else if (n == "LAST-MODIFIED") {
      time(TimeKind::modified, p, value, line);
    } else if (n == "COMPLETED") {
      time(TimeKind::other, p, value, line);
    } else if (n == "SUMMARY") {
      record_->text = text;
    } else if (n == "DESCRIPTION") {
      if (!text.empty()) record_->fields.push_back({"note", text});
    } else if (n == "LOCATION") {
      if (!text.empty()) place().name = text;
    } else if (n == "GEO") {
      const std::size_t semicolon = value.find(';');
      double lat = 0, lon = 0;
      if (semicolon != value.npos) {
        const auto a = std::from_chars(value.data(), value.data() + semicolon, lat);
        const auto b =
            std::from_chars(value.data() + semicolon + 1, value.data() + value.size(), lon);
        if (a.ec == std::errc() && b.ec == std::errc() && std::abs(lat) <= 90 &&
            std::abs(lon) <= 180) {
          place().latitude = lat;
          place().longitude = lon;
          return;
        }
      }
      extra(p.head, std::string(value));
    } else if (n == "UID") {
      record_->key = text;
    } else if (n == "STATUS") {
      record_->fields.push_back({"status", text});
      if (vcard::upper(text) == "CANCELLED") record_->state_flag = text;
    } else if (n == "ORGANIZER" || n == "ATTENDEE") {
      person(n == "ORGANIZER" ? Role::author : Role::member, p, value);
    } else if (n == "RRULE" || n == "RDATE" || n == "EXDATE" || n == "RECURRENCE-ID" ||
               n == "DURATION") {
      record_->fields.push_back({n == "RRULE" ? "recurrence" : p.head, std::string(value)});
    } else if (n == "URL") {
      record_->fields.push_back({"url", text});
    } else if (n == "ATTACH") {
      if (p.is_base64() || value.size() > 2000)
        record_->media.push_back(
            {"", std::string(p.param("FMTTYPE")), "", std::string(p.param("FILENAME")), true});
      else
        record_->media.push_back(
            {std::string(value), std::string(p.param("FMTTYPE")), "", "", false});
    } else {
      extra(p.head, text);
    }
  }

  model::Place& place() {
    if (!record_->place) record_->place.emplace();
    return *record_->place;
  }

  void person(Role role, const vcard::Property& p, std::string_view value) {
    std::string raw(value);
    const bool mail = vcard::upper(raw.substr(0, 7)) == "MAILTO:";
    if (mail) raw.erase(0, 7);
    const bool phone = vcard::upper(raw.substr(0, 4)) == "TEL:";
    if (phone) raw.erase(0, 4);
    model::Participation who;
    who.role = role;
    who.identifier.kind = phone                       ? IdentifierKind::phone
                          : raw.find('@') != raw.npos ? IdentifierKind::email
                                                      : IdentifierKind::other;
    who.identifier.raw = raw;
    who.name = std::string(p.param("CN"));
    record_->participants.push_back(std::move(who));
    if (const auto status = p.param("PARTSTAT"); !status.empty())
      extra("PARTSTAT of " + raw, std::string(status));
  }

  // "20240304T214009Z", "20240304T214009" with TZID or floating, "20240304".
  void time(TimeKind kind, const vcard::Property& p, std::string_view value, const Unfolded& line) {
    while (!value.empty() && (value.back() == ' ' || value.back() == '\r'))
      value.remove_suffix(1);
    model::Time time;
    time.kind = kind;
    time.raw = std::string(value);
    const std::string tzid(p.param("TZID"));
    if (!tzid.empty()) time.raw += " " + tzid;
    CivilTime c;
    const auto y = digits(value, 0, 4), m = digits(value, 4, 2), d = digits(value, 6, 2);
    bool good = y && m && d;
    bool clock = false, utc = false;
    if (good) {
      c.year = *y;
      c.month = *m;
      c.day = *d;
      if (value.size() > 8) {
        const auto h = digits(value, 9, 2), min = digits(value, 11, 2), s = digits(value, 13, 2);
        good = value[8] == 'T' && h && min && s;
        if (good) {
          c.hour = *h;
          c.minute = *min;
          c.second = std::min(*s, 59);
          clock = true;
          utc = value.ends_with("Z");
        }
      }
    }
    if (!good || !is_valid(c)) {
      findings_.add(Severity::note, "unreadable time", where(line.begin, line.end),
                    fmt::format("'{}' is no iCalendar time.", time.raw.substr(0, 80)));
      record_->times.push_back(std::move(time));
      return;
    }
    const Micros reading = to_micros(c);
    std::optional<text::Zone> zone;
    const CalendarZone* own = nullptr;  // one that the file defines under a name of its own
    bool named = false;
    if (!tzid.empty()) {
      zone = text::Zone::find(tzid);
      if (!zone && tzid.find('/') != tzid.npos) {
        const std::size_t slash = tzid.rfind('/', tzid.rfind('/') - 1);
        if (slash != tzid.npos) zone = text::Zone::find(tzid.substr(slash + 1));
      }
      if (const auto defined = zone ? zones_.end() : zones_.find(tzid); defined != zones_.end()) {
        zone = text::Zone::find(defined->second.location());
        if (!zone && defined->second.usable()) own = &defined->second;
      }
      named = zone || own;
      if (!named)
        findings_.add(
            Severity::note, "unknown time zone", where(line.begin, line.end),
            fmt::format("'{}' is no zone that is known; the reading is kept without an instant.",
                        tzid));
    } else if (!utc) {
      zone = calendar_zone_ ? calendar_zone_ : said_;
      named = calendar_zone_.has_value();
    }
    if (utc) {
      time.utc = reading;
      time.certainty = Certainty::exact;
    } else {
      time.local = reading;
      time.certainty = Certainty::local_unknown;
      if ((zone || own) && clock) {
        const auto at = zone ? zone->to_utc(reading) : own->to_utc(reading);
        if (at.fit == text::Zone::Fit::unique) {
          time.utc = at.utc;
          time.offset_minutes = at.offset_minutes;
          time.certainty = named ? Certainty::exact : Certainty::zone_assumed;
          if (named) time.local.reset();
        } else {
          time.certainty = Certainty::ambiguous;
        }
      }
    }
    const auto& at = time.utc ? time.utc : time.local;
    // Appointments lie in the future too: only the far past is odd.
    if (at && *at < year_1990) time.certainty = Certainty::implausible;
    record_->times.push_back(std::move(time));
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  Unfolder lines_;
  std::map<std::string, CalendarZone, std::less<>> zones_;
  std::optional<text::Zone> said_, calendar_zone_;
  std::string calendar_, nested_;
  std::optional<Record> record_;
  std::uint64_t begin_ = 0, first_line_ = 0, number_ = 0;
  std::size_t used_ = 0;
};

class CalendarReader final : public Reader {
 public:
  std::string_view name() const override { return "calendar"; }
  std::string_view version() const override { return "3"; }
  Probe probe(const exhibit::Item& item) const override {
    std::string_view head = item.bytes().substr(0, 4096);
    const auto guess = text::detect_encoding(head);
    std::string text = text::to_utf8(head.substr(guess.bom_bytes), guess.encoding);
    const std::size_t at = text.find_first_not_of(" \t\r\n");
    if (at == text.npos) return {};
    const std::string begin = vcard::upper(text.substr(at, 15));
    if (begin == "BEGIN:VCALENDAR") return {97, "an iCalendar file"};
    if (begin.starts_with("BEGIN:VEVENT")) return {90, "an iCalendar entry"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    CalendarWalk walk(item, options, sink);
    walk.run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_calendar_reader() { return std::make_unique<CalendarReader>(); }

}  // namespace clew::readers
