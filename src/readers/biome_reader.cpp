#include "readers/biome_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "exhibit/locator.h"
#include "readers/biome_entries.h"
#include "readers/delimited_party.h"
#include "readers/finding_limit.h"
#include "readers/little_bytes.h"
#include "readers/plausible_time.h"
#include "readers/plist.h"
#include "readers/protobuf.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using biome::Kept;
using model::Severity;
using model::TimeKind;

constexpr Micros apple_epoch = Micros{978'307'200} * micros_per_second;
constexpr std::size_t most_values = 2'000;

// What a field of a stream is for. Other fields stay under their number.
enum class Use : std::uint8_t {
  text,        // what was shown or written; several are joined
  app,
  url,
  value,       // a state; `words` say what its numbers mean
  name,        // of a network, a device
  mac,
  key,
  start,       // f64, seconds since 2001
  end,
  unix_start,  // f64, seconds since 1970
  unix_end,
  latitude,
  longitude,
  accuracy,
  altitude,
  place,
  subject,
  from,
  to,
  direction,   // 1 in, 2 out
  extra,       // kept under `words`
};
struct Column {
  std::string_view path;
  Use use;
  std::string_view words = {};  // "0=off,1=on"; of an extra its name
};
struct Stream {
  std::string_view name;
  std::span<const Column> columns;
};

constexpr std::string_view on_off = "0=off,1=on", connected = "0=disconnected,1=connected",
                           locked = "0=unlocked,1=locked";
// Sources: the modules of iLEAPP for each stream, which were compared with whole file systems of iOS 15 to 26 by their authors.
constexpr Column in_focus[] = {{"3", Use::value, "0=background,1=foreground"}, {"4", Use::start}, {"6", Use::app}};
constexpr Column wifi[] = {{"1", Use::name}, {"2", Use::value, connected}};
constexpr Column bluetooth[] = {{"1", Use::mac}, {"2", Use::name}};
constexpr Column switched[] = {{"1", Use::value, on_off}};
constexpr Column linked[] = {{"1", Use::value, connected}};
constexpr Column lock[] = {{"1", Use::value, locked}};
constexpr Column plugged[] = {{"1", Use::value, "0=unplugged,1=plugged in"}};
constexpr Column level[] = {{"1", Use::value}};
constexpr Column silent[] = {{"1", Use::value, "0=ringer on,1=silent"}, {"4", Use::extra, "reason"}};
constexpr Column backlight[] = {{"1", Use::start}, {"2", Use::value, on_off}};
constexpr Column boot[] = {{"2", Use::value, "0=session closed,1=session opened"}};
constexpr Column zone[] = {{"2", Use::value}};
constexpr Column navigations[] = {{"1", Use::extra, "host"}, {"5", Use::extra, "country"}, {"8", Use::url}};
constexpr Column web_usage[] = {{"1", Use::key}, {"2", Use::start}, {"4", Use::url}, {"5", Use::extra, "domain"}, {"6", Use::app}};
constexpr Column notification[] = {{"1", Use::key}, {"2", Use::start}, {"8", Use::text}, {"9", Use::text}, {"12", Use::text}, {"14", Use::app}};
constexpr Column visit[] = {{"4", Use::unix_start}, {"5", Use::unix_end}, {"3.1", Use::latitude}, {"3.2", Use::longitude},
                            {"3.3", Use::accuracy}, {"3.4", Use::altitude}, {"8.5.2", Use::place}, {"8.5.3", Use::place},
                            {"8.5.4", Use::place}, {"6", Use::extra, "confidence"}};
constexpr Column siri[] = {{"1.2", Use::extra, "intent"}, {"1.4", Use::app}, {"1.6", Use::direction}, {"1.8", Use::unix_start},
                           {"1.12", Use::extra, "conversation"}, {"1.13", Use::key}};
constexpr Column harvested_message[] = {{"1", Use::key}, {"2", Use::extra, "conversation"}, {"10", Use::text}, {"11.1", Use::from}};
constexpr Column harvested_mail[] = {{"2", Use::key}, {"3", Use::start}, {"11", Use::text}};
constexpr Column read_message[] = {{"1", Use::key}};
constexpr Column screen_time[] = {{"1", Use::value}, {"3", Use::app}};
constexpr Column token[] = {{"1.1", Use::text}, {"3", Use::extra, "frequency"}};
constexpr Column wallet[] = {{"1", Use::extra, "pass"}, {"2", Use::name}, {"4", Use::key}};
constexpr Column emergency[] = {{"1", Use::subject}};
constexpr Column playing[] = {{"2", Use::start}, {"5", Use::extra, "artist"}, {"8", Use::text}, {"10", Use::extra, "media type"}, {"14.3", Use::extra, "output"}, {"15", Use::app}};
constexpr Column activity[] = {{"1", Use::app}, {"2", Use::extra, "activity"}, {"5", Use::extra, "expires, seconds since 1970"}, {"8", Use::key}, {"10", Use::extra, "item"},
                               {"14", Use::text}, {"15", Use::extra, "session"}, {"16", Use::extra, "source"}};
constexpr Column user_activity[] = {{"4", Use::text}, {"5", Use::app}};
constexpr Column intent[] = {{"2", Use::app}, {"4", Use::extra, "intent"}, {"5", Use::extra, "verb"}};
constexpr Column transcript[] = {{"1", Use::app}, {"4", Use::unix_start}, {"5.1", Use::extra, "intent"}, {"6.1", Use::extra, "intent"}};
constexpr Column keyboard_session[] = {{"1", Use::extra, "seconds"}, {"2", Use::start}, {"3", Use::app}};
// The form of knowledgeC's events, which streams named _DKEvent have.
constexpr Column dk_event[] = {{"1.1", Use::extra, "stream"}, {"2", Use::start}, {"3", Use::end}, {"4.3", Use::app},
                               {"4.4", Use::value}, {"4.5", Use::value}, {"5", Use::key}};
constexpr Column dk_safari[] = {{"1.1", Use::extra, "stream"}, {"2", Use::start}, {"3", Use::end}, {"4.3", Use::url}, {"5", Use::key}};
constexpr Column dk_name[] = {{"1.1", Use::extra, "stream"}, {"2", Use::start}, {"3", Use::end}, {"4.3", Use::name},
                              {"4.4", Use::value}, {"5", Use::key}};
constexpr Column dk_lock[] = {{"1.1", Use::extra, "stream"}, {"2", Use::start}, {"3", Use::end}, {"4.4", Use::value, locked}, {"5", Use::key}};

constexpr Stream streams[] = {
    {"App.Activity", activity},
    {"App.InFocus", in_focus},
    {"App.Intent", intent},
    {"App.Intents.Transcript", transcript},
    {"App.WebUsage", web_usage},
    {"AppIntent", intent},
    {"Backlight", backlight},
    {"CarPlay.Connected", linked},
    {"CommCenter.Call.EmergencyVoiceCall", emergency},
    {"Device.BootSession", boot},
    {"Device.Display.Backlight", backlight},
    {"Device.KeybagLocked", lock},
    {"Device.Power.BatteryLevel", level},
    {"Device.Power.LowPowerMode", switched},
    {"Device.Power.PluggedIn", plugged},
    {"Device.ScreenLocked", lock},
    {"Device.SilentMode", silent},
    {"Device.TimeZone", zone},
    {"Device.Wireless.AirplaneMode", switched},
    {"Device.Wireless.Bluetooth", bluetooth},
    {"Device.Wireless.CellularDataEnabled", switched},
    {"Device.Wireless.WiFi", wifi},
    {"Keyboard.TokenFrequency", token},
    {"Location.Visit", visit},
    {"Media.NowPlaying", playing},
    {"Messages.Read", read_message},
    {"NowPlaying", playing},
    {"Notification", notification},
    {"Notification.Usage", notification},
    {"ProactiveHarvesting.Mail", harvested_mail},
    {"ProactiveHarvesting.Messages", harvested_message},
    {"Safari.Navigations", navigations},
    {"ScreenTime.AppUsage", screen_time},
    {"Siri.Remembers.CallHistory", siri},
    {"Siri.Remembers.InteractionHistory", siri},
    {"Siri.Remembers.MessageHistory", siri},
    {"Text.InputSession", keyboard_session},
    {"TextInputSession", keyboard_session},
    {"UniversalRecents.UserActivity.Metadata", user_activity},
    {"UserActivityMetadata", user_activity},
    {"Wallet.Transaction", wallet},
    {"_DKEvent.Device.IsLockedImputed", dk_lock},
    {"_DKEvent.Keybag.IsLocked", dk_lock},
    {"_DKEvent.Safari.History", dk_safari},
    {"_DKEvent.Wifi.Connection", dk_name},
};

struct Told {
  std::string stream;      // "App.InFocus", "" if the path does not say
  std::string far_device;  // of a stream that another device of the same person sent
  bool tombstone = false;
};
// ".../streams/restricted/App.InFocus/remote/UUID/745…"
Told told_by(std::string_view path) {
  Told told;
  std::string_view before;
  bool after_remote = false;
  while (!path.empty()) {
    const auto cut = std::min(path.find('/'), path.size());
    const auto part = path.substr(0, cut);
    path.remove_prefix(std::min(cut + 1, path.size()));
    if (after_remote && !path.empty()) told.far_device = part;
    after_remote = false;
    if ((part == "local" || part == "remote") && !path.empty()) {
      told.stream = before;
      after_remote = part == "remote";
    }
    if (part == "tombstone" && !path.empty()) told.tombstone = true;
    before = part;
  }
  return told;
}

std::string shown(std::string_view bytes) {
  return text::is_valid_utf8(bytes) ? std::string(bytes) : text::to_utf8(bytes, text::Encoding::latin1);
}
std::string word_for(std::string_view words, std::int64_t value) {
  const auto digits = fmt::to_string(value);
  while (!words.empty()) {
    const auto cut = std::min(words.find(','), words.size());
    const auto pair = words.substr(0, cut);
    words.remove_prefix(std::min(cut + 1, words.size()));
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) == digits) return std::string(pair.substr(equals + 1));
  }
  return digits;
}
std::string number_text(const protobuf::Field& f) {
  if (f.wire != 1) return fmt::to_string(static_cast<std::int64_t>(f.value));
  const double d = little::real(f.value);
  const bool sane = std::isfinite(d) && (d == 0 || (std::abs(d) > 1e-6 && std::abs(d) < 1e15));
  return sane ? fmt::format("{}", d) : fmt::to_string(static_cast<std::int64_t>(f.value));
}

class Run {
 public:
  Run(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item), options_(options), sink_(sink), findings_(sink), told_(told_by(item.name())) {}

  void read() {
    if (!told_.stream.empty()) sink_.decided("stream", told_.stream);
    bool any = false;
    biome::each_entry(
        item_.bytes(),
        [&](const biome::Entry& e) {
          any = true;
          take(e);
        },
        [&](const biome::Damage& d) {
          findings_.add(Severity::warning, d.what, where(d.begin, d.length), d.why);
        });
    if (!any) sink_.rows("entries", 0);
    if (unmapped_)
      findings_.add(Severity::note, "no description of this stream", "",
                    "Its entries are shown by the numbers of their fields; what is text and what a message is guessed from the bytes.");
    findings_.finish();
  }

 private:
  static std::string where(std::uint64_t begin, std::uint64_t length) {
    return exhibit::Locator().bytes(begin, length).str();
  }

  void take(const biome::Entry& e) {
    sink_.rows("entries", 1);
    const auto place = where(e.begin, e.length);
    if (e.kept == Kept::empty) return sink_.skip("entries", "place without entry", place);
    if (e.kept == Kept::unreadable) {
      findings_.add(Severity::warning, "damaged entry", place, "Its place or length lies outside of the file.");
      return sink_.skip("entries", "damaged entry", place);
    }
    model::Record r;
    r.kind = model::RecordKind::event;
    r.table = "entries";
    r.service = "Biome";
    r.locator = place;
    const auto* stream = described(e.payload);
    const bool content = !e.payload.empty() && e.payload.find_first_not_of('\0') != e.payload.npos;
    switch (e.kept) {
      case Kept::deleted:
        // Most deleted entries are overwritten with zeros: what is left is that there was one.
        r.state = content && e.sum_right ? model::State::recovered : model::State::deleted_trace;
        r.state_flag = "deleted";
        break;
      case Kept::found:
        r.state = model::State::recovered;
        r.state_flag = "not in the index";
        findings_.add(Severity::warning, "entry found by its checksum", place,
                      "The file's own index or end does not lead to it: it is left over from before, or the file is damaged.");
        break;
      case Kept::wrong_sum:
        findings_.add(Severity::warning, "checksum does not fit", place,
                      "The entry's checksum is not that of its content: it was overwritten in part or damaged.");
        r.extras.push_back({"checksum", "does not fit"});
        break;
      default:
        r.state_flag = "written";
    }
    if (content && (e.sum_right || e.kept == Kept::wrong_sum)) payload(e.payload, stream, r);
    r.fields.insert(r.fields.begin(), {"type", type_of(stream, e.payload)});
    if (e.made) stamp(r, TimeKind::created, *e.made, apple_epoch, "apple-s", std::nullopt);
    if (e.changed && e.changed != e.made) stamp(r, TimeKind::other, *e.changed, apple_epoch, "apple-s", std::nullopt);
    if (!told_.far_device.empty()) r.extras.push_back({"from another device", told_.far_device});
    if (told_.tombstone) r.extras.push_back({"folder", "tombstone"});
    if (!stream && content) unmapped_ = true;
    sink_.record(std::move(r));
  }

  // By the folder, or by the name that an event of knowledgeC's form gives itself.
  const Stream* described(std::string_view payload) const {
    for (const auto& s : streams)
      if (s.name == told_.stream) return &s;
    static constexpr Stream any_event{"_DKEvent", dk_event};
    if (told_.stream.starts_with("_DKEvent.")) return &any_event;
    if (told_.stream.empty()) {
      const auto own = protobuf::find(payload, "1.1");
      if (own && own->wire == 2 && own->bytes.starts_with('/')) return &any_event;
    }
    return nullptr;
  }
  std::string type_of(const Stream* stream, std::string_view payload) const {
    if (!told_.stream.empty()) return told_.stream;
    if (stream)
      if (const auto own = protobuf::find(payload, "1.1")) return shown(own->bytes);
    return "Biome entry";
  }

  void stamp(model::Record& r, TimeKind kind, double seconds, Micros epoch, std::string_view unit,
             std::optional<int> offset) const {
    model::Time t;
    t.kind = kind;
    t.raw = fmt::format("{}", seconds);
    t.unit = unit;
    t.offset_minutes = offset;
    if (std::isfinite(seconds) && std::abs(seconds) < 1e11 && seconds != 0) {
      t.utc = epoch + static_cast<Micros>(std::llround(seconds * 1e6));
      t.certainty = certainty_of(*t.utc, options_.latest_plausible);
    }
    r.times.push_back(std::move(t));
  }

  void payload(std::string_view bytes, const Stream* stream, model::Record& r) {
    if (bytes.starts_with("bplist0")) {
      list(bytes, "", r);
      return;
    }
    std::set<std::string, std::less<>> used;
    if (stream) {
      const auto offset = seconds_from_gmt(bytes, *stream);
      for (const auto& c : stream->columns) {
        const auto f = protobuf::find(bytes, c.path);
        if (f && use(c, *f, offset, r)) used.insert(std::string(c.path));
      }
      if (stream->columns.data() == siri) people(bytes, r);
      if (stream->columns.data() == intent) interaction(bytes, r);
      if (stream->name == "ProactiveHarvesting.Mail") headers(bytes, r);
      if (stream->name.starts_with("_DKEvent")) metadata(bytes, r);
    }
    std::size_t values = 0;
    const bool whole = protobuf::walk_fields(
        bytes,
        [&](const std::string& path, const std::string& text, const protobuf::Field& f) {
          if (used.contains(path) || ++values > most_values) return;
          if (f.wire == 2 && f.bytes.starts_with("bplist0")) return list(f.bytes, path + ".", r);
          r.extras.push_back({path, f.wire == 1 ? number_text(f) : text});
        },
        {most_values, 20});
    if (!whole)
      findings_.add(Severity::warning, "entry is no protocol buffer to its end", r.locator,
                    "What follows the last field that could be read is not shown; the bytes are in the file.");
  }

  // The wire type must be what the use needs: apps change their layouts.
  bool use(const Column& c, const protobuf::Field& f, std::optional<int> offset, model::Record& r) const {
    const double real = f.wire == 1 ? little::real(f.value) : static_cast<double>(f.value);
    const auto place = [&]() -> model::Place& {
      if (!r.place) r.place.emplace();
      r.place->origin = "inferred";
      return *r.place;
    };
    const bool words = f.wire == 2 && text::is_valid_utf8(f.bytes) && !f.bytes.empty();
    switch (c.use) {
      case Use::text:
        if (!words) return false;
        if (!r.text.empty()) r.text += '\n';
        r.text += f.bytes;
        return true;
      case Use::place:
        if (!words) return false;
        if (!place().name.empty()) place().name += ", ";
        place().name += f.bytes;
        return true;
      case Use::app:
        return words && (r.fields.push_back({"app", std::string(f.bytes)}), true);
      case Use::url:
        return words && (r.fields.push_back({"url", std::string(f.bytes)}), true);
      case Use::key:
        return words && r.key.empty() && (r.key = f.bytes, true);
      case Use::name:
        return words && r.text.empty() && (r.text = f.bytes, true);
      case Use::mac:
        return words && party(r, model::Role::subject, model::IdentifierKind::mac, f.bytes, "");
      case Use::subject:
        return words && handle(r, model::Role::subject, f.bytes, "");
      case Use::from:
        return words && handle(r, model::Role::from, f.bytes, "");
      case Use::to:
        return words && handle(r, model::Role::to, f.bytes, "");
      case Use::value:
        if (f.wire == 2 && !words) return false;
        r.fields.push_back({"value", f.wire == 2   ? std::string(f.bytes)
                                     : f.wire == 0 ? word_for(c.words, static_cast<std::int64_t>(f.value))
                                                   : number_text(f)});
        return true;
      case Use::start:
      case Use::end:
        if (f.wire != 1) return false;
        stamp(r, c.use == Use::start ? TimeKind::start : TimeKind::end, real, apple_epoch, "apple-s", offset);
        return true;
      case Use::unix_start:
      case Use::unix_end:
        if (f.wire != 1 && f.wire != 0) return false;
        stamp(r, c.use == Use::unix_start ? TimeKind::start : TimeKind::end, real, 0, "s", offset);
        return true;
      case Use::latitude:
      case Use::longitude:
        if (f.wire != 1 || !std::isfinite(real) || std::abs(real) > (c.use == Use::latitude ? 90 : 180)) return false;
        r.kind = model::RecordKind::location;
        (c.use == Use::latitude ? place().latitude : place().longitude) = real;
        return true;
      case Use::accuracy:
      case Use::altitude:
        if (f.wire != 1 || !std::isfinite(real)) return false;
        (c.use == Use::accuracy ? place().accuracy_m : place().altitude_m) = real;
        return true;
      case Use::direction:
        if (f.wire != 0) return false;
        r.direction = f.value == 1   ? model::Direction::in
                      : f.value == 2 ? model::Direction::out
                                     : model::Direction::unknown;
        return f.value == 1 || f.value == 2;
      case Use::extra:
        if (f.wire == 2 && !words) return false;
        r.extras.push_back({std::string(c.words), f.wire == 2 ? std::string(f.bytes) : number_text(f)});
        return true;
    }
    return false;
  }

  static bool party(model::Record& r, model::Role role, model::IdentifierKind kind, std::string_view raw,
                    std::string_view name) {
    r.participants.push_back({role, {kind, std::string(raw), ""}, std::string(name)});
    return true;
  }
  static bool handle(model::Record& r, model::Role role, std::string_view raw, std::string_view name) {
    return party(r, role, identifier_kind_of(raw, false), raw, name);
  }

  // Field 10 of knowledgeC's form: how far the phone's clock was from UTC.
  static std::optional<int> seconds_from_gmt(std::string_view bytes, const Stream& stream) {
    if (!stream.name.starts_with("_DKEvent")) return std::nullopt;
    const auto f = protobuf::find(bytes, "10");
    if (!f || f->wire != 0) return std::nullopt;
    const auto s = static_cast<std::int64_t>(f->value);
    if (s % 900 || s < -14 * 3600 || s > 14 * 3600) return std::nullopt;
    return static_cast<int>(s / 60);
  }

  // Whom Siri remembers: fields 2 are pairs of what somebody was (contactHandles, senderHandle, recipients …) and who.
  static void people(std::string_view bytes, model::Record& r) {
    struct Person {
      std::string part, who, name;
    };
    std::vector<Person> all;
    protobuf::Message m(bytes);
    for (protobuf::Field f; m.next(f) && all.size() < 200;) {
      if (f.number != 2 || f.wire != 2) continue;
      const auto part = protobuf::find(f.bytes, "1"), who = protobuf::find(f.bytes, "2.1"),
                 more = protobuf::find(f.bytes, "2.4");
      if (!part || part->wire != 2) continue;
      Person p{shown(part->bytes), who ? shown(who->bytes) : "", ""};
      if (more && more->wire == 2) {
        constexpr std::string_view name_key = "\"name\":\"";
        if (const auto at = more->bytes.find(name_key); at != more->bytes.npos) {
          const auto rest = more->bytes.substr(at + name_key.size());
          p.name = shown(rest.substr(0, rest.find('"')));
        }
      }
      if (!p.who.empty() || !p.name.empty()) all.push_back(std::move(p));
    }
    const auto names_of = [&](std::string_view part) {
      std::vector<std::string> names;
      for (const auto& p : all)
        if (p.part == part) names.push_back(p.name.empty() ? p.who : p.name);
      return names;
    };
    const auto give = [&](std::string_view handles, std::string_view names_part, model::Role role) {
      const auto names = names_of(names_part), shown_handles = names_of(handles);
      std::size_t i = 0;
      for (const auto& p : all) {
        if (p.part != handles || p.who.empty()) continue;
        // Names stand in a list of their own; they are told apart only when there are as many.
        handle(r, role, p.who, names.size() == shown_handles.size() ? names[i] : std::string());
        ++i;
      }
      if (i == 0)
        for (const auto& n : names)
          party(r, role, model::IdentifierKind::name, n, n);
    };
    const bool out = r.direction == model::Direction::out;
    give("senderHandle", "sender", model::Role::from);
    give("recipientHandles", "recipients", model::Role::to);
    give("contactHandles", "contacts",
         r.direction == model::Direction::unknown ? model::Role::other
         : out                                    ? model::Role::to
                                                  : model::Role::from);
    for (const auto& p : all)
      if (p.part == "speakableGroupName") r.extras.push_back({"group", p.name.empty() ? p.who : p.name});
  }
  // What an app told Siri that was done: field 8 is an archived INInteraction. Of the intent inside, which each app fills in its own way, only
  // texts and calls of Apple's own apps are taken; iLEAPP's authors saw them there, Apple describes none of it.
  void interaction(std::string_view bytes, model::Record& r) const {
    const auto held = protobuf::find(bytes, "8");
    const auto parsed = held && held->wire == 2 ? plist::Plist::parse(held->bytes) : std::nullopt;
    if (!parsed) return;
    const auto app = protobuf::find(bytes, "2");
    parsed->walk(
        parsed->root(),
        [&](std::string_view path, const plist::Value& v) {
          if (path.starts_with("root.")) path.remove_prefix(5);
          const bool time = v.kind == plist::Kind::date || v.kind == plist::Kind::real;
          if (path == "dateInterval.NS.startDate" && time) stamp(r, TimeKind::start, v.real, apple_epoch, "apple-s", std::nullopt);
          if (path == "dateInterval.NS.endDate" && time) stamp(r, TimeKind::end, v.real, apple_epoch, "apple-s", std::nullopt);
          if (path == "direction" && v.kind == plist::Kind::integer)  // INInteractionDirection
            r.direction = v.integer == 1 ? model::Direction::out : v.integer == 2 ? model::Direction::in : model::Direction::unknown;
          if (path == "groupIdentifier" && v.kind == plist::Kind::string && !v.text.empty()) r.extras.push_back({"conversation", v.text});
          if (!path.starts_with("intent.backingStore") || v.kind != plist::Kind::data || !app) return;
          const auto said = [&](std::string_view at) {
            const auto f = protobuf::find(v.text, at);
            return f && f->wire == 2 && text::is_valid_utf8(f->bytes) ? std::string(f->bytes) : std::string();
          };
          if (app->bytes == "com.apple.MobileSMS") r.text = said("5.1.2");
          if (const auto number = said("5.1.4"); app->bytes == "com.apple.InCallService" && !number.empty()) handle(r, model::Role::other, number, "");
        },
        {most_values, 20});
    std::stable_sort(r.times.begin(), r.times.end(), [](const auto& a, const auto& b) { return a.kind == TimeKind::start && b.kind != TimeKind::start; });
  }
  // Fields 10 of a harvested mail: name and value of its headers.
  static void headers(std::string_view bytes, model::Record& r) {
    protobuf::Message m(bytes);
    for (protobuf::Field f; m.next(f);) {
      if (f.number != 10 || f.wire != 2) continue;
      const auto name = protobuf::find(f.bytes, "1"), value = protobuf::find(f.bytes, "2");
      if (!name || !value || value->bytes.empty()) continue;
      const auto role = name->bytes == "from" || name->bytes == "From" ? std::optional(model::Role::from)
                        : name->bytes == "to" || name->bytes == "To"   ? std::optional(model::Role::to)
                                                                       : std::nullopt;
      if (!role) continue;
      const auto raw = shown(value->bytes);
      const auto open = raw.rfind('<'), close = raw.rfind('>');
      if (open != raw.npos && close != raw.npos && close > open && raw.find(',') == raw.npos) {
        auto name_part = raw.substr(0, open);
        while (!name_part.empty() && (name_part.back() == ' ' || name_part.back() == '"'))
          name_part.pop_back();
        if (name_part.starts_with('"')) name_part.erase(0, 1);
        handle(r, *role, raw.substr(open + 1, close - open - 1), name_part);
      } else if (raw.find(',') == raw.npos) {
        handle(r, *role, raw, "");
      }
    }
  }
  // Fields 7 of an event: name (3) and value (2.3 text, 2.4 number).
  static void metadata(std::string_view bytes, model::Record& r) {
    protobuf::Message m(bytes);
    for (protobuf::Field f; m.next(f);) {
      if (f.number != 7 || f.wire != 2) continue;
      const auto name = protobuf::find(f.bytes, "3"), text = protobuf::find(f.bytes, "2.3");
      if (!name || name->wire != 2 || !text || text->wire != 2) continue;
      if (name->bytes.find("Title") != name->bytes.npos || name->bytes.find("title") != name->bytes.npos)
        if (r.text.empty()) r.text = shown(text->bytes);
    }
  }

  void list(std::string_view bytes, const std::string& before, model::Record& r) {
    std::string why;
    const auto parsed = plist::Plist::parse(bytes, &why);
    if (!parsed) {
      findings_.add(Severity::warning, "property list in an entry not read", r.locator, why);
      return;
    }
    std::size_t values = 0;
    parsed->walk(parsed->root(),
                 [&](const std::string& path, const plist::Value& v) {
                   if (++values <= most_values) r.extras.push_back({before + path, plist::show(v)});
                 },
                 {most_values, 20});
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  Told told_;
  bool unmapped_ = false;
};

class BiomeReader final : public Reader {
 public:
  std::string_view name() const override { return "biome"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    switch (biome::generation_of(item.bytes())) {
      case biome::Generation::first:
        return {97, "begins as a Biome stream of iOS 15 or 16 does"};
      case biome::Generation::second:
        return {97, "begins as a Biome stream does"};
      case biome::Generation::none:
        break;
    }
    return {0, "no Biome stream"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Run(item, options, sink).read();
  }
};

}  // namespace

std::unique_ptr<Reader> make_biome_reader() { return std::make_unique<BiomeReader>(); }

}  // namespace clew::readers
