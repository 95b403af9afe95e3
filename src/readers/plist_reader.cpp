#include "readers/plist_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "exhibit/file_type.h"
#include "exhibit/locator.h"
#include "readers/device_words.h"
#include "readers/ios_backup.h"
#include "readers/plist.h"
#include "readers/protobuf.h"
#include "readers/store_row.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::RecordKind;
using model::Severity;
using plist::Kind;
using plist::Plist;
using plist::Value;

constexpr std::size_t max_parts = 50'000;        // records of one list
constexpr std::size_t max_leaves = 3'000;        // values of one record
constexpr std::size_t max_all_leaves = 500'000;  // of one file

std::string fold(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// The kind of a time by the name of its value; `other` where the name says nothing of ours.
model::TimeKind time_kind(std::string_view path) {
  const auto p = fold(path);
  const auto has = [&](std::string_view w) { return p.find(w) != p.npos; };
  if (has("added") || has("created") || has("creation") || has("birth"))
    return model::TimeKind::created;
  if (has("updated") || has("modif")) return model::TimeKind::modified;
  if (has("joined") || has("associated")) return model::TimeKind::start;
  if (has("discovered") || has("lastused") || has("access")) return model::TimeKind::accessed;
  return model::TimeKind::other;
}

// A number under a name that speaks of time: a guess, for ordering only.
std::optional<model::Time> guess(std::string_view path, const Value& v, Micros latest) {
  if (v.kind != Kind::integer && v.kind != Kind::real) return std::nullopt;
  const double n = v.kind == Kind::integer ? static_cast<double>(v.integer) : v.real;
  const auto name = fold(path);
  bool hint = false;
  for (const char* word : {"time", "date", "stamp", "created", "modified", "last", "expire"})
    hint = hint || name.find(word) != name.npos;
  if (!hint || !(n > 0)) return std::nullopt;
  const char* unit = n >= 3e8 && n < 8.5e8       ? "apple-s"
                     : n >= 8.5e8 && n < 2.2e9   ? "s"
                     : n >= 7.9e11 && n < 2.2e12 ? "ms"
                     : n >= 7.9e14 && n < 2.2e15 ? "us"
                                                 : nullptr;
  if (!unit) return std::nullopt;
  const sqlite::Value number =
      v.kind == Kind::integer ? sqlite::Value(v.integer) : sqlite::Value(v.real);
  auto t = store::time_of(number, unit, model::TimeKind::other, latest, nullptr);
  if (!t || !t->utc) return std::nullopt;
  t->local = t->utc;
  t->utc.reset();
  t->offset_minutes.reset();
  t->unit = fmt::format("guess: {}", t->unit);
  t->certainty = model::Certainty::local_unknown;
  return t;
}

class Run {
 public:
  Run(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item), options_(options), sink_(sink), service_(item.file_name()) {}

  void read() {
    const auto bytes = item_.bytes();
    std::string why;
    const auto list = Plist::parse(bytes, &why);
    if (const auto name = backup_name(item_)) {
      sink_.decided("backup-name", name->whole());
      service_ = name->path.substr(name->path.rfind('/') + 1);
    }
    if (!list) {
      sink_.rows("list", 1);
      sink_.skip("list", "damaged property list", where(""));
      sink_.finding({Severity::unread, "damaged property list", where(""), why + "."});
      return;
    }
    if (!why.empty())
      sink_.finding({Severity::warning, "property list partly damaged", where(""),
                     why + "; the rest was read."});
    if (list->archived()) sink_.decided("form", "keyed archive");
    const auto top = list->children(list->root(), max_parts);
    if (fold(service_) == "manifest.plist") look_for_backup(*list);
    if (read_networks(*list, top) || read_sims(*list, top) || read_lookups(*list, top) || read_bluetooth(*list, top) || read_notices(*list, top)) return;
    // A list about the device is one record; a list of parts one for each.
    model::Record whole = begin("");
    bool complete = fill(*list, list->root(), "", whole);
    const bool parts = std::count_if(top.begin(), top.end(),
                                     [&](const auto& c) { return holds(*list, *c.value); }) > 1;
    if (says_device(whole) || !parts || top.empty()) {
      if (says_device(whole)) {
        whole.kind = RecordKind::device;
        whole.fields.insert(whole.fields.begin(), {"type", "device settings"});
      } else {
        whole.fields.insert(whole.fields.begin(), {"type", "property list"});
      }
      give(std::move(whole), complete);
      note_generic(!says_device(whole));
      return;
    }
    model::Record rest = begin("");
    rest.fields.push_back({"type", "property list"});
    complete = true;
    for (const auto& c : top)
      if (!holds(*list, *c.value)) complete = fill(*list, *c.value, c.name, rest) && complete;
    if (!rest.extras.empty()) give(std::move(rest), complete);
    for (const auto& c : top) {
      if (!holds(*list, *c.value)) continue;
      model::Record r = begin(c.name);
      r.fields.push_back({"type", "property list"});
      r.fields.push_back({"title", c.name});
      const bool all = fill(*list, *c.value, "", r);
      give(std::move(r), all);
    }
    note_generic(true);
  }

 private:
  static bool holds(const Plist& list, const Value& value) {
    const auto& v = list.resolve(value);
    return v.kind == Kind::dictionary || v.kind == Kind::array;
  }
  std::string where(std::string_view part) const {
    exhibit::Locator l;
    l.bytes(0, item_.bytes().size());
    if (!part.empty()) l.json("/" + std::string(part.substr(0, 200)));
    return l.str();
  }
  model::Record begin(std::string_view part) const {
    model::Record r;
    r.kind = RecordKind::event;
    r.service = service_;
    r.table = "list";
    r.locator = where(part);
    r.key = fmt::format("list:{}", part);
    return r;
  }
  void give(model::Record r, bool whole) {
    sink_.rows("list", 1);
    if (!whole)
      sink_.finding({Severity::warning, "property list too large", r.locator,
                     fmt::format("More than {} values, or nested too deep: the rest was left out.",
                                 max_leaves)});
    sink_.record(std::move(r));
  }
  void note_generic(bool generic) {
    if (generic)
      sink_.finding({Severity::note, "no description of this property list", "",
                     "Every value is shown under its path. Times that stand as numbers are "
                     "guesses, marked so."});
  }

  bool fill(const Plist& list, const Value& from, const std::string& prefix, model::Record& r) {
    std::size_t leaves = 0;
    std::map<std::string, int> names;
    bool all = true;
    const bool whole = list.walk(
        from,
        [&](const std::string& path, const Value& v) {
          if (++leaves > max_leaves || ++all_leaves_ > max_all_leaves) {
            all = false;
            return;
          }
          auto name = prefix.empty() ? path : path.empty() ? prefix : prefix + "." + path;
          if (name.empty()) name = "value";
          if (const int n = ++names[name]; n > 1) name += fmt::format(" ({})", n);
          auto shown = plist::show(v);
          place_device_word(r, name, shown);
          if (v.kind == Kind::date && r.times.size() < 30) {
            if (const auto at = plist::instant(v)) {
              model::Time t;
              t.kind = time_kind(name);
              t.utc = at;
              t.offset_minutes = 0;
              t.raw = fmt::to_string(v.real);
              t.unit = "apple-s";
              t.certainty = model::Certainty::exact;
              r.times.push_back(std::move(t));
            }
          } else if (auto t = guess(name, v, options_.latest_plausible); t && r.times.size() < 30) {
            r.extras.push_back(
                {"guess: " + name, fmt::format("{} ({})", to_iso_utc(*t->local), t->unit)});
            r.times.push_back(std::move(*t));
          }
          r.extras.push_back({std::move(name), std::move(shown)});
        },
        {4 * max_leaves, 40});
    // The most telling time first: joined, then created.
    std::stable_sort(r.times.begin(), r.times.end(), [](const auto& a, const auto& b) {
      const auto rank = [](const model::Time& t) {
        return t.kind == model::TimeKind::start     ? 0
               : t.kind == model::TimeKind::created ? 1
               : t.utc                              ? 2
                                                    : 3;
      };
      return rank(a) < rank(b);
    });
    return whole && all;
  }

  // com.apple.wifi.known-networks.plist (iOS 14+): a dictionary of "wifi.network.ssid.NAME";
  // before: com.apple.wifi.plist with "List of known networks".
  bool read_networks(const Plist& list, const std::vector<Plist::Child>& top) {
    std::vector<Plist::Child> networks;
    for (const auto& c : top)
      if (c.name.starts_with("wifi.network.")) networks.push_back(c);
    if (networks.empty()) {
      if (const Value* old = list.find("List of known networks"))
        networks = list.children(*old, max_parts);
      if (networks.empty()) return false;
      model::Record rest = begin("");
      rest.fields.push_back({"type", "Wi-Fi settings"});
      bool complete = true;
      for (const auto& c : top)
        if (c.name != "List of known networks")
          complete = fill(list, *c.value, c.name, rest) && complete;
      if (!rest.extras.empty()) give(std::move(rest), complete);
    }
    for (const auto& c : networks) {
      model::Record r = begin(c.name);
      r.fields.push_back({"type", "Wi-Fi network"});
      r.service = "Wi-Fi";
      const bool complete = fill(list, *c.value, "", r);
      for (const char* name : {"SSID_STR", "SSID"})
        if (const Value* v = list.find(name, c.value); v && r.text.empty())
          r.text = v->kind == Kind::string || v->kind == Kind::data
                       ? text::to_utf8(v->text, text::Encoding::utf8)
                       : "";
      if (r.text.empty() && c.name.starts_with("wifi.network.ssid.")) r.text = c.name.substr(18);
      give(std::move(r), complete);
    }
    return true;
  }

  // com.apple.commcenter.data.plist: every SIM card that was in the phone, under its number, with its own telephone number.
  bool read_sims(const Plist& list, const std::vector<Plist::Child>& top) {
    const Value* wallet = list.find("PersonalWallet");
    const auto cards = wallet ? list.children(*wallet, max_parts) : std::vector<Plist::Child>();
    std::vector<Plist::Child> rest;
    model::Record beside = begin("");
    for (const auto& c : top)
      if (c.name != "PersonalWallet") {
        rest.push_back(c);
        fill(list, *c.value, c.name, beside);
      }
    // com.apple.commcenter.plist has the same beside the IMEI: one record of the device.
    if (cards.empty() || says_device(beside)) return false;
    give_rest(list, rest, "SIM settings");
    const auto party = [](model::Record& r, model::Role role, model::IdentifierKind kind, std::string raw) {
      if (!raw.empty()) r.participants.push_back({role, {kind, std::move(raw), ""}, ""});
    };
    for (const auto& card : cards) {
      model::Record r = begin(card.name);
      r.kind = RecordKind::device;
      r.service.clear();
      r.fields.push_back({"type", "SIM"});
      const bool complete = fill(list, *card.value, "", r);
      r.participants.clear();
      party(r, model::Role::subject, model::IdentifierKind::iccid, card.name);
      r.times.clear();
      for (const auto& part : list.children(*card.value, max_parts)) {  // "info", as far as is known
        for (const char* name : {"mdn", "phone-number"})
          if (const Value* v = list.find(name, part.value); v && v->kind == Kind::string) party(r, model::Role::owner, model::IdentifierKind::phone, v->text);
        if (const Value* at = list.find("ts", part.value); at && at->kind == Kind::integer)
          if (auto t = store::time_of(at->integer, "s", model::TimeKind::modified, options_.latest_plausible, nullptr)) r.times.push_back(std::move(*t));
      }
      give(std::move(r), complete);
    }
    return true;
  }

  static std::optional<model::Identifier> looked_up(std::string_view name) {
    model::Identifier out;
    const bool phone = name.starts_with("tel:");
    if (!phone && !name.starts_with("mailto:")) return std::nullopt;
    out.kind = phone ? model::IdentifierKind::phone : model::IdentifierKind::email;
    out.raw = std::string(name.substr(phone ? 4 : 7));
    return out;
  }
  // What does not belong to the list's parts that are described.
  void give_rest(const Plist& list, const std::vector<Plist::Child>& parts, std::string_view type) {
    model::Record rest = begin("");
    rest.fields.push_back({"type", std::string(type)});
    bool complete = true;
    for (const auto& c : parts)
      complete = fill(list, *c.value, c.name, rest) && complete;
    if (!rest.extras.empty()) give(std::move(rest), complete);
  }

  // com.apple.identityservices.idstatuscache.plist: for each service of Apple's (com.apple.madrid is iMessage) the numbers
  // and addresses that the phone asked about, and when.
  bool read_lookups(const Plist& list, const std::vector<Plist::Child>& top) {
    std::vector<Plist::Child> rest;
    bool any = false;
    for (const auto& service : top) {
      const auto asked = holds(list, *service.value) ? list.children(*service.value, max_parts) : std::vector<Plist::Child>();
      if (asked.empty() || !looked_up(asked[0].name)) rest.push_back(service);
      else any = true;
    }
    if (!any || list.find("CacheVersion") == nullptr) return false;
    give_rest(list, rest, "contacts looked up");
    for (const auto& service : top) {
      if (std::any_of(rest.begin(), rest.end(), [&](const auto& c) { return c.value == service.value; })) continue;
      for (const auto& one : list.children(*service.value, max_parts)) {
        auto who = looked_up(one.name).value_or(model::Identifier{model::IdentifierKind::other, one.name, ""});
        model::Record r = begin(service.name + "/" + one.name);
        r.fields.push_back({"type", "contact looked up"});
        r.service = service.name;
        r.participants.push_back({model::Role::other, std::move(who), ""});
        const bool complete = fill(list, *one.value, "", r);
        r.times.clear();
        if (const Value* at = list.find("LookupDate", one.value); at && at->kind == Kind::real)
          if (auto t = store::time_of(at->real, "apple-s", model::TimeKind::other, options_.latest_plausible, nullptr)) r.times.push_back(std::move(*t));
        std::erase_if(r.extras, [](const model::Field& f) { return f.name == "guess: LookupDate"; });
        if (const Value* status = list.find("IDStatus", one.value); status && status->kind == Kind::integer)
          r.fields.push_back({"value", status->integer == 1 ? "registered" : status->integer == 2 ? "not registered" : fmt::to_string(status->integer)});
        give(std::move(r), complete);
      }
    }
    return true;
  }

  static bool is_address(std::string_view s) {
    if (s.size() != 17) return false;
    for (std::size_t i = 0; i < s.size(); ++i) {
      const char c = s[i];
      const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if (i % 3 == 2 ? c != ':' && c != '-' : !hex) return false;
    }
    return true;
  }
  // com.apple.MobileBluetooth.devices.plist: a dictionary of paired devices under their addresses; a Mac's com.apple.Bluetooth.plist keeps it
  // in DeviceCache.
  bool read_bluetooth(const Plist& list, const std::vector<Plist::Child>& top) {
    auto devices = top;
    std::vector<Plist::Child> rest;
    if (const Value* cache = list.find("DeviceCache")) {
      devices = list.children(*cache, max_parts);
      for (const auto& c : top)
        if (c.name != "DeviceCache") rest.push_back(c);
    }
    if (devices.empty() || !std::all_of(devices.begin(), devices.end(), [](const auto& c) { return is_address(c.name); })) return false;
    give_rest(list, rest, "Bluetooth settings");
    for (const auto& c : devices) {
      model::Record r = begin(c.name);
      r.fields.push_back({"type", "Bluetooth pairing"});
      r.service = "Bluetooth";
      const bool complete = fill(list, *c.value, "", r);
      for (const char* name : {"Name", "DefaultName", "displayName"})
        if (const Value* v = list.find(name, c.value); v && v->kind == Kind::string && r.text.empty()) r.text = v->text;
      model::Participation who;
      who.role = model::Role::other;
      who.identifier.kind = model::IdentifierKind::mac;
      who.identifier.raw = c.name;
      who.name = r.text;
      r.participants.insert(r.participants.begin(), std::move(who));
      if (const Value* seen = list.find("LastSeenTime", c.value); seen && seen->kind == Kind::integer) {
        r.times.clear();
        std::erase_if(r.extras, [](const model::Field& f) { return f.name == "guess: LastSeenTime"; });
        if (auto t = store::time_of(seen->integer, "s", model::TimeKind::other, options_.latest_plausible, nullptr)) r.times.push_back(std::move(*t));
      }
      give(std::move(r), complete);
    }
    return true;
  }

  // DeliveredNotifications.plist (iOS 12 and later): a list of the notices of the app whose name its folder bears.
  bool read_notices(const Plist& list, const std::vector<Plist::Child>& top) {
    const auto is_notice = [&](const Plist::Child& c) { return list.find("AppNotificationCreationDate", c.value) != nullptr; };
    const auto notices = top.size() == 1 && top[0].name == "root" ? list.children(*top[0].value, max_parts) : top;  // "root": of an archive
    if (notices.empty() || !std::all_of(notices.begin(), notices.end(), is_notice)) return false;
    auto folder = item_.name();
    folder = folder.substr(0, std::min(folder.rfind('/'), folder.size()));
    folder = folder.substr(folder.rfind('/') == folder.npos ? 0 : folder.rfind('/') + 1);
    for (const auto& c : notices) {
      model::Record r = begin(c.name);
      r.fields.push_back({"type", "notification"});
      if (folder.find('.') != folder.npos && folder != item_.file_name()) r.fields.push_back({"app", std::string(folder)});
      const bool complete = fill(list, *c.value, "", r);
      for (const char* name : {"AppNotificationTitle", "AppNotificationSubtitle", "AppNotificationMessage"})
        if (const Value* v = list.find(name, c.value); v && v->kind == Kind::string && !v->text.empty() && v->text != "$null") r.text += (r.text.empty() ? "" : "\n") + v->text;
      if (const Value* at = list.find("AppNotificationCreationDate", c.value))
        if (const auto utc = plist::instant(*at)) {
          model::Time t;
          t.kind = model::TimeKind::received;
          t.raw = fmt::to_string(at->real);
          t.unit = "apple-s";
          t.utc = utc;
          t.offset_minutes = 0;
          t.certainty = model::Certainty::exact;
          r.times.insert(r.times.begin(), std::move(t));
        }
      give(std::move(r), complete);
    }
    return true;
  }

  void look_for_backup(const Plist& list) {
    const Value* encrypted = list.find("IsEncrypted");
    if (encrypted && encrypted->kind == Kind::boolean && encrypted->integer)
      sink_.finding({Severity::unread, "encrypted backup", where("IsEncrypted"),
                     "This backup was made with encryption: its files and Manifest.db are "
                     "unreadable. Needed: the backup "
                     "password, or a decrypted copy made with it."});
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  std::string service_;
  std::size_t all_leaves_ = 0;
};

class PlistReader final : public Reader {
 public:
  std::string_view name() const override { return "property-list"; }
  std::string_view version() const override { return "4"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto bytes = item.bytes();
    if (bytes.starts_with("bplist0")) return {90, "begins as a binary property list does"};
    if (plist::is_plist(bytes)) return {90, "an XML property list"};
    return {0, "no property list"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Run(item, options, sink).read();
  }
};

class ProtobufReader final : public Reader {
 public:
  static constexpr std::size_t max_bytes = 16u << 20;
  std::string_view name() const override { return "protobuf"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto bytes = item.bytes();
    if (bytes.size() < 16 || bytes.size() > max_bytes) return {0, "no protocol buffer"};
    const auto type = exhibit::file_type(bytes, item.name());
    const bool named = exhibit::extension_of(item.name()) == "pb";
    if (type.file_class != exhibit::FileClass::unknown && !named) return {0, "of a known type"};
    if (!protobuf::is_message(bytes)) return {0, "no protocol buffer"};
    // All of the bytes parse as fields: by chance only for short ones. Words in it settle it.
    std::size_t fields = 0, words = 0;
    protobuf::walk(bytes,
                   [&](const std::string&, const std::string& text) {
                     ++fields;
                     words += text.size() >= 4 && text[0] != 'x' &&
                              text.find_first_not_of("0123456789-") != text.npos;
                   },
                   {200, 10});
    if (fields >= 3 && words >= 1)
      return {named ? 60 : 20, "all of it reads as a protocol buffer message"};
    return {0, "no protocol buffer"};
  }
  void read(const exhibit::Item& item, const Options&, Sink& sink) const override {
    const auto bytes = item.bytes();
    model::Record r;
    r.kind = RecordKind::event;
    r.service = std::string(item.file_name());
    r.table = "message";
    r.locator = exhibit::Locator().bytes(0, bytes.size()).str();
    r.fields.push_back({"type", "protocol buffer"});
    const bool whole = protobuf::walk(bytes,
                                      [&](const std::string& path, const std::string& text) {
                                        if (r.extras.size() < max_leaves)
                                          r.extras.push_back({path, text});
                                      },
                                      {max_leaves, 20});
    sink.rows("message", 1);
    if (!whole)
      sink.finding(
          {Severity::warning, "protocol buffer not read to its end", r.locator,
           fmt::format("After {} values; the rest is damaged, nested too deep or too much.",
                       r.extras.size())});
    sink.finding(
        {Severity::note, "no description of this protocol buffer", "",
         "Fields are shown by number; what is text and what a message is guessed from the bytes."});
    sink.record(std::move(r));
  }
};

}  // namespace

std::unique_ptr<Reader> make_plist_reader() { return std::make_unique<PlistReader>(); }
std::unique_ptr<Reader> make_protobuf_reader() { return std::make_unique<ProtobufReader>(); }

}  // namespace clew::readers
