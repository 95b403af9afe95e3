#include "readers/calendar_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/calendar_rule.h"
#include "readers/calendar_text.h"
#include "readers/calendar_zone.h"
#include "readers/finding_limit.h"
#include "readers/plausible_time.h"
#include "readers/said_zone.h"
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

using calendar::micros_per_day;
using calendar::Reading;

// Occurrences of recurring entries: of one entry the last before the window's end; the window is ten years before the exhibit came in
// and one after (of an import that says no day, eleven years from the entry's start).
constexpr std::size_t most_occurrences = 1500, most_occurrences_of_file = 50'000, most_changed = 200'000;
constexpr std::uint64_t most_work = 2'000'000;  // candidate days and readings of a file
constexpr Micros years_before = 3653 * micros_per_day, years_after = 366 * micros_per_day;

// What a property says of the zone of its reading.
struct Where {
  std::optional<text::Zone> zone;
  const CalendarZone* own = nullptr;  // one that the file defines under a name of its own
  bool named = false;                 // by the file, not by a person
};

// A day that a recurring entry falls on, or does not.
struct Dated {
  Reading reading;
  Where where;
  model::Time time;
  std::optional<Micros> length;  // of its own
};

// The occurrences of an entry that have entries of their own (RECURRENCE-ID).
struct Changed {
  std::set<Micros> instants, readings, days;  // the days for entries of whole days, whatever else is written there
};

// A time of the entry that others are reckoned from.
struct Anchor {
  Reading reading;
  Where where;
  model::Time time;
};

class CalendarWalk {
 public:
  CalendarWalk(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item), options_(options), sink_(sink), findings_(sink), lines_(item.bytes()) {
    said_ = said_zone(options);
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
  // The zones that the file defines, and which occurrences have entries of their own; both may stand behind the entries that
  // need them.
  void read_zones() {
    constexpr std::size_t most_zones = 1000;
    const bool has_changed = item_.bytes().find("RECURRENCE-ID") != std::string_view::npos;
    if (!has_changed && item_.bytes().find("VTIMEZONE") == std::string_view::npos) return;
    // The zones are known after the pass only, so the dates wait.
    struct Waiting {
      std::string uid, value;
      std::optional<vcard::Property> property;
    };
    std::vector<Waiting> waiting;
    Waiting entry;
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
      } else if (edge && (vcard::upper(value) == "VEVENT" || vcard::upper(value) == "VTODO")) {
        if (name == "END" && entry.property && !entry.uid.empty() && waiting.size() < most_changed) waiting.push_back(std::move(entry));
        entry = {};
      } else if (name == "UID") {
        entry.uid = vcard::unescape(value);
      } else if (name == "RECURRENCE-ID") {
        entry.property = parsed->first;
        entry.value = value;
      }
    }
    for (const auto& w : waiting) {
      const auto reading = calendar::reading_of(w.value);
      if (!reading) continue;
      const auto time = placed(TimeKind::start, "", *reading, where_of(*w.property, reading->utc, nullptr));
      if (time.utc) changed_[w.uid].instants.insert(*time.utc);
      else changed_[w.uid].readings.insert(reading->micros);
      changed_[w.uid].days.insert(calendar::day_of(reading->micros));
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
      start_.reset(), end_.reset();
      duration_.clear(), changed_id_.clear();
      rules_.clear(), rdates_.clear(), exdates_.clear();
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
    end_by_duration();
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
    occurrences_.clear();
    occurrences(record, record.locator);
    sink_.record(std::move(record));
    for (auto& r : occurrences_)
      sink_.extra_record(std::move(r));
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
      start_ = time(TimeKind::start, p, value, line);
    } else if (n == "DTEND" || n == "DUE") {
      end_ = time(TimeKind::end, p, value, line);
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
      if (n == "RRULE" && rules_.size() < 16) rules_.emplace_back(value);
      if (n == "RECURRENCE-ID") changed_id_ = value;
      if (n == "DURATION") duration_ = value;
      if (n == "RDATE" || n == "EXDATE") {
        auto& list = n == "RDATE" ? rdates_ : exdates_;
        for (auto& d : dates_of(p, value, line))
          if (list.size() < most_occurrences) list.push_back(std::move(d));
      }
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

  // `line`, when given, is where an unknown zone is found.
  Where where_of(const vcard::Property& p, bool utc, const Unfolded* line) {
    Where w;
    const std::string tzid(p.param("TZID"));
    if (!tzid.empty()) {
      w.zone = text::Zone::find(tzid);
      if (!w.zone && tzid.find('/') != tzid.npos) {
        const std::size_t slash = tzid.rfind('/', tzid.rfind('/') - 1);
        if (slash != tzid.npos) w.zone = text::Zone::find(tzid.substr(slash + 1));
      }
      if (const auto defined = w.zone ? zones_.end() : zones_.find(tzid); defined != zones_.end()) {
        w.zone = text::Zone::find(defined->second.location());
        if (!w.zone && defined->second.usable()) w.own = &defined->second;
      }
      w.named = w.zone || w.own;
      if (!w.named && line)
        findings_.add(
            Severity::note, "unknown time zone", where(line->begin, line->end),
            fmt::format("'{}' is no zone that is known; the reading is kept without an instant.",
                        tzid));
    } else if (!utc) {
      w.zone = calendar_zone_ ? calendar_zone_ : said_;
      w.named = calendar_zone_.has_value();
    }
    return w;
  }

  static model::Time placed(TimeKind kind, std::string raw, const Reading& reading, const Where& w) {
    model::Time time;
    time.kind = kind;
    time.raw = std::move(raw);
    if (reading.utc) {
      time.utc = reading.micros;
      time.certainty = Certainty::exact;
    } else {
      time.local = reading.micros;
      time.certainty = Certainty::local_unknown;
      if ((w.zone || w.own) && reading.clock) {
        const auto at = w.zone ? w.zone->to_utc(reading.micros) : w.own->to_utc(reading.micros);
        if (at.fit == text::Zone::Fit::unique) {
          time.utc = at.utc;
          time.offset_minutes = at.offset_minutes;
          time.certainty = w.named ? Certainty::exact : Certainty::zone_assumed;
          if (w.named) time.local.reset();
        } else {
          time.certainty = Certainty::ambiguous;
        }
      }
    }
    const auto& at = time.utc ? time.utc : time.local;
    // Appointments lie in the future too: only the far past is odd.
    if (at && *at < year_1990) time.certainty = Certainty::implausible;
    return time;
  }

  // "20240304T214009Z", "20240304T214009" with TZID or floating, "20240304".
  std::optional<Anchor> time(TimeKind kind, const vcard::Property& p, std::string_view value, const Unfolded& line) {
    while (!value.empty() && (value.back() == ' ' || value.back() == '\r'))
      value.remove_suffix(1);
    std::string raw(value);
    if (const auto tzid = p.param("TZID"); !tzid.empty()) raw += " " + std::string(tzid);
    const auto reading = calendar::reading_of(value);
    if (!reading) {
      findings_.add(Severity::note, "unreadable time", where(line.begin, line.end),
                    fmt::format("'{}' is no iCalendar time.", raw.substr(0, 80)));
      model::Time time;
      time.kind = kind;
      time.raw = std::move(raw);
      record_->times.push_back(std::move(time));
      return std::nullopt;
    }
    const Where w = where_of(p, reading->utc, &line);
    Anchor anchor{*reading, w, placed(kind, std::move(raw), *reading, w)};
    record_->times.push_back(anchor.time);
    return anchor;
  }

  // The end that a DURATION gives: by the clock for whole days, by the instant otherwise.
  void end_by_duration() {
    if (duration_.empty() || !start_ || end_) return;
    const auto length = calendar::duration_of(duration_);
    if (!length) {
      findings_.add(Severity::note, "unreadable duration", exhibit::Locator().bytes(begin_, 0).str(),
                    fmt::format("'{}' is no iCalendar duration.", duration_.substr(0, 80)));
      return;
    }
    auto time = start_->time;
    time.kind = TimeKind::end;
    time.raw = duration_;
    if (time.utc) *time.utc += *length;
    if (time.local) *time.local += *length;
    if (time.utc && start_->where.zone && !start_->reading.utc) time.offset_minutes = start_->where.zone->offset_minutes_at(*time.utc);
    Reading reading = start_->reading;
    reading.micros += *length;
    end_ = Anchor{reading, start_->where, time};
    record_->times.push_back(std::move(time));
  }

  // One written date of RDATE, EXDATE or RECURRENCE-ID; the zone is the property's.
  std::vector<Dated> dates_of(const vcard::Property& p, std::string_view value, const Unfolded& line) {
    std::vector<Dated> out;
    while (!value.empty() && out.size() < most_occurrences) {
      const auto comma = std::min(value.find(','), value.size());
      const auto piece = value.substr(0, comma);
      value.remove_prefix(std::min(comma + 1, value.size()));
      const auto reading = calendar::reading_of(piece.substr(0, piece.find('/')));
      if (!reading) {
        if (!piece.empty())
          findings_.add(Severity::note, "unreadable time", where(line.begin, line.end),
                        fmt::format("'{}' is no iCalendar time.", piece.substr(0, 80)));
        continue;
      }
      Dated d{*reading, where_of(p, reading->utc, &line), {}, {}};
      d.time = placed(TimeKind::start, std::string(piece), *reading, d.where);
      if (const auto slash = piece.find('/'); slash != piece.npos) {
        const auto to = piece.substr(slash + 1);
        if (const auto end = calendar::reading_of(to)) d.length = end->micros - reading->micros;
        else d.length = calendar::duration_of(to);
      }
      out.push_back(std::move(d));
    }
    return out;
  }

  // Whether `time` is one of the dates: the same instant, or the same reading where there is none.
  static bool among(const std::set<Micros>& instants, const std::set<Micros>& readings, const Reading& reading, const model::Time& time) {
    if (time.utc && instants.contains(*time.utc)) return true;
    return readings.contains(reading.micros);
  }

  // The days on which a recurring entry falls beside its start: further records, each with the entry's own place in the file.
  void occurrences(Record& master, const std::string& locator) {
    if ((rules_.empty() && rdates_.empty()) || !start_ || !changed_id_.empty()) return;
    const Micros begun = start_->reading.micros;
    const Micros middle = options_.latest_plausible ? options_.latest_plausible : begun + years_before;
    const Micros from = std::max(begun, middle - years_before), to = middle + years_after;
    std::set<Micros> ex_instants, ex_readings;
    for (const auto& d : exdates_) {
      if (d.time.utc) ex_instants.insert(*d.time.utc);
      if (!d.reading.clock || !d.time.utc) ex_readings.insert(d.reading.micros);
    }
    const auto changed = changed_.find(master.key);
    const auto left_out = [&](const Reading& reading, const model::Time& time) {
      if (among(ex_instants, ex_readings, reading, time)) return true;
      for (const auto& d : exdates_)
        if ((!d.reading.clock || !reading.clock) && calendar::day_of(d.reading.micros) == calendar::day_of(reading.micros)) return true;
      if (changed == changed_.end()) return false;
      const auto& c = changed->second;
      return among(c.instants, c.readings, reading, time) || (!reading.clock && c.days.contains(calendar::day_of(reading.micros)));
    };
    std::map<Micros, Dated> found;  // by reading, the last ones
    std::uint64_t dropped = 0;
    const auto keep = [&](Dated d) {
      if (d.reading.micros == begun && d.reading.utc == start_->reading.utc) return;
      if (left_out(d.reading, d.time)) return;
      found.try_emplace(d.reading.micros, std::move(d));
      if (found.size() > most_occurrences) found.erase(found.begin()), ++dropped;
    };
    bool whole = true;
    for (const auto& text : rules_) {
      std::string why;
      const auto rule = CalendarRule::parse(text, why);
      if (!rule) {
        findings_.add(Severity::note, "recurrence not worked out", locator, fmt::format("{}; the days of '{}' are not listed.", why, text.substr(0, 80)));
        continue;
      }
      master.fields.push_back({"recurrence in words", rule->words()});
      // One entry's rule takes a tenth of the file's work at most.
      CalendarRule::Work mine{std::min(work_.left, most_work / 10)};
      work_.left -= mine.left;
      whole &= rule->each(begun, from, to, mine, [&](Micros at) {
        Dated d{{at, start_->reading.clock, start_->reading.utc}, start_->where, {}, {}};
        d.time = placed(TimeKind::start, start_->time.raw + "; " + text, d.reading, d.where);
        if (const auto& until = rule->until()) {
          const bool by_instant = until->utc && d.time.utc;
          if ((by_instant ? *d.time.utc : at) > until->reading) return false;
        }
        keep(std::move(d));
        return true;
      });
      work_.left += mine.left;
    }
    for (const auto& d : rdates_) keep(d);
    if (!whole)
      findings_.add(Severity::warning, "too many occurrences", locator, "Working out the rules of this file took too long; days of this entry are missing.");
    if (dropped)
      findings_.add(Severity::note, "occurrences left out", locator,
                    fmt::format("The last {} occurrences up to {} are listed, {} earlier ones are not.", most_occurrences,
                                to_iso_utc(to).substr(0, 10), dropped));
    if (left_ < found.size())
      findings_.add(Severity::warning, "too many occurrences", locator,
                    fmt::format("More than {} occurrences in this file; {} of this entry are not listed.", most_occurrences_of_file, found.size() - left_));
    for (auto& [reading, d] : found) {
      if (left_ == 0) break;
      --left_;
      given_occurrence(master, d, locator);
    }
  }

  void given_occurrence(const Record& master, Dated& d, const std::string& locator) {
    Record r;
    r.kind = RecordKind::event;
    r.table = master.table + " occurrences";
    r.service = master.service;
    r.state = master.state;
    r.state_flag = master.state_flag;
    r.locator = locator;
    r.text = master.text;
    if (master.place) {
      r.place.emplace();
      r.place->name = master.place->name;
    }
    const auto iso = to_iso_local(d.reading.micros);
    if (!master.key.empty()) {
      r.key = master.key + "/" + iso;
      r.links.push_back({model::LinkKind::part_of, master.key});
    }
    r.times.push_back(d.time);
    std::optional<Micros> length = d.length;
    if (!length && end_) length = end_->time.utc && start_->time.utc ? *end_->time.utc - *start_->time.utc : end_->reading.micros - start_->reading.micros;
    if (length) {
      auto end = d.time;
      end.kind = TimeKind::end;
      if (end.utc) *end.utc += *length;
      if (end.local) *end.local += *length;
      if (end.utc && d.where.zone && !d.reading.utc) end.offset_minutes = d.where.zone->offset_minutes_at(*end.utc);
      r.times.push_back(std::move(end));
    }
    for (const auto& f : master.fields)
      if (f.name == "status" || f.name == "calendar" || f.name == "recurrence in words") r.fields.push_back(f);
    std::string people;
    for (const auto& p : master.participants) {
      if (people.size() > 1000) break;
      people += (people.empty() ? "" : ", ") + (p.name.empty() ? p.identifier.raw : p.name);
    }
    // Not participants: who took part in which is not known, and a daily appointment is no daily contact.
    if (!people.empty()) r.fields.push_back({"organiser and attendees", people});
    occurrences_.push_back(std::move(r));
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
  // Of the entry at hand.
  std::optional<Anchor> start_, end_;
  std::string duration_, changed_id_;
  std::vector<std::string> rules_;
  std::vector<Dated> rdates_, exdates_;
  std::vector<Record> occurrences_;
  // Of the file.
  std::map<std::string, Changed, std::less<>> changed_;  // by UID
  std::size_t left_ = most_occurrences_of_file;
  CalendarRule::Work work_{most_work};
  std::uint64_t begin_ = 0, first_line_ = 0, number_ = 0;
  std::size_t used_ = 0;
};

class CalendarReader final : public Reader {
 public:
  std::string_view name() const override { return "calendar"; }
  std::string_view version() const override { return "6"; }
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
