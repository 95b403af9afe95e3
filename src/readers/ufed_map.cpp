#include "readers/said_zone.h"
#include "readers/ufed_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "readers/saved_place.h"
#include "readers/store_row.h"
#include "text/dates.h"

namespace clew::readers::ufed {

using model::Certainty;
using model::Direction;
using model::IdentifierKind;
using model::LinkKind;
using model::RecordKind;
using model::Role;
using model::State;
using model::TimeKind;

namespace {

std::string fold_word(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}
bool is_yes(std::string_view v) { return v == "True" || v == "true" || v == "1" || v == "Yes"; }

// Names of time fields; TimeStamp is by the model's type.
const std::unordered_map<std::string_view, TimeKind>& time_names() {
  static const std::unordered_map<std::string_view, TimeKind> names = {
      {"StartTime", TimeKind::start},
      {"StartDate", TimeKind::start},
      {"EndTime", TimeKind::end},
      {"EndDate", TimeKind::end},
      {"DateRead", TimeKind::read},
      {"DateDelivered", TimeKind::delivered},
      {"DateReceived", TimeKind::received},
      {"DateSent", TimeKind::sent},
      {"DateDeleted", TimeKind::deleted},
      {"DeletedDate", TimeKind::deleted},
      {"TimeCreated", TimeKind::created},
      {"CreationTime", TimeKind::created},
      {"CreationDate", TimeKind::created},
      {"DateCreated", TimeKind::created},
      {"Creation", TimeKind::created},
      {"Created", TimeKind::created},
      {"PurchaseDate", TimeKind::created},
      {"InstallDate", TimeKind::created},
      {"TimeModified", TimeKind::modified},
      {"ModifyTime", TimeKind::modified},
      {"Modification", TimeKind::modified},
      {"LastModified", TimeKind::modified},
      {"DateModified", TimeKind::modified},
      {"LastVisited", TimeKind::accessed},
      {"LastAccessTime", TimeKind::accessed},
      {"AccessTime", TimeKind::accessed},
      {"LastUsed", TimeKind::accessed},
      {"LastConnected", TimeKind::accessed},
      {"SystemMessageTimeStamp", TimeKind::other},
  };
  return names;
}

// The role that a field's name gives to the parties in it.
std::optional<Role> role_of_field(std::string_view name) {
  if (name == "From" || name == "Sender") return Role::from;
  if (name == "To" || name == "Recipients" || name == "Recipient") return Role::to;
  if (name == "Cc" || name == "CC") return Role::cc;
  if (name == "Bcc" || name == "BCC") return Role::bcc;
  if (name == "Participants" || name == "Members" || name == "Attendees") return Role::member;
  if (name == "Author" || name == "Organizer") return Role::author;
  if (name == "TaggedParties" || name == "Mentions") return Role::mentioned;
  return std::nullopt;
}
std::optional<Role> role_of_word(std::string_view word) {
  if (word == "From") return Role::from;
  if (word == "To") return Role::to;
  if (word == "Cc" || word == "CC") return Role::cc;
  if (word == "Bcc" || word == "BCC") return Role::bcc;
  return std::nullopt;
}

// "00:01:38", "1.02:03:04.5" (days) → µs.
std::optional<Micros> span_of(std::string_view s) {
  double seconds = 0, part = 0;
  int parts = 0;
  const auto dot = s.find('.');
  if (dot != s.npos && s.find(':') != s.npos && dot < s.find(':')) {
    int days = 0;
    if (std::from_chars(s.data(), s.data() + dot, days).ptr != s.data() + dot) return std::nullopt;
    seconds = days;
    s.remove_prefix(dot + 1);
    seconds *= 24;
    const auto colon = s.find(':');
    int hours = 0;
    if (colon == s.npos ||
        std::from_chars(s.data(), s.data() + colon, hours).ptr != s.data() + colon)
      return std::nullopt;
    seconds = (seconds + hours);
    s.remove_prefix(colon + 1);
    parts = 1;
  }
  while (!s.empty() && parts < 4) {
    const auto colon = std::min(s.find(':'), s.size());
    const auto piece = s.substr(0, colon);
    const auto [end, error] = std::from_chars(piece.data(), piece.data() + piece.size(), part);
    if (error != std::errc{} || end != piece.data() + piece.size() || !(part >= 0))
      return std::nullopt;
    seconds = seconds * 60 + part;
    ++parts;
    s.remove_prefix(std::min(colon + 1, s.size()));
  }
  if (parts == 0 || !s.empty() || seconds > 1e10) return std::nullopt;
  return static_cast<Micros>(std::llround(seconds * 1e6));
}

std::optional<double> number(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '+'))
    s.remove_prefix(1);
  double d = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), d);
  if (error != std::errc{} || end == s.data() || !std::isfinite(d)) return std::nullopt;
  if (end != s.data() + s.size() && *end == ',') {  // 51,5: a decimal comma
    std::string copy(s);
    std::replace(copy.begin(), copy.end(), ',', '.');
    const auto [end2, error2] = std::from_chars(copy.data(), copy.data() + copy.size(), d);
    if (error2 != std::errc{} || end2 != copy.data() + copy.size()) return std::nullopt;
  }
  return d;
}

std::string slashes(std::string_view path) {
  std::string out(path);
  std::replace(out.begin(), out.end(), '\\', '/');
  std::size_t at = 0;
  while (at < out.size() &&
         (out[at] == '/' || (out[at] == '.' && at + 1 < out.size() && out[at + 1] == '/')))
    at += out[at] == '/' ? 1 : 2;
  return out.substr(at);
}

bool phone_service(std::string_view service) {
  static const std::unordered_set<std::string> list = {"",
                                                       "sms",
                                                       "mms",
                                                       "telephony",
                                                       "whatsapp",
                                                       "whatsapp business",
                                                       "viber",
                                                       "signal",
                                                       "imessage",
                                                       "facetime",
                                                       "native messages",
                                                       "native",
                                                       "messages",
                                                       "phone",
                                                       "call log",
                                                       "google messages",
                                                       "samsung messages",
                                                       "rcs",
                                                       "imo",
                                                       "truecaller",
                                                       "native calls"};
  return list.contains(fold_word(service));
}
// What tools write as source of the phone's own messages and calls.
bool native_source(std::string_view source) {
  static const std::unordered_set<std::string> list = {
      "native messages", "native", "messages", "phone",   "call log",
      "native calls",    "sms",    "mms",      "sms/mms", "google messages",
      "samsung messages"};
  return list.contains(fold_word(source));
}

}  // namespace

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t h = 14695981039346656037ull;  // FNV-1a
  for (const char c : text)
    h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return h ^ h >> 29;
}

std::optional<State> state_of(std::string_view s) {
  if (s.empty() || s == "Intact" || s == "False" || s == "No") return State::existing;
  if (s == "Deleted" || s == "True" || s == "Yes") return State::recovered;
  if (s == "Trash") return State::existing;
  if (s == "Unknown") return State::unknown;
  return std::nullopt;
}

model::Identifier identifier_of(std::string_view raw, std::string_view service) {
  auto id = store::identify("auto", raw, service);
  const bool plus = !raw.empty() && raw[0] == '+';
  if (id.kind == IdentifierKind::phone && !plus && !phone_service(service)) {
    // An account number of Telegram or Facebook looks like a telephone number and is none.
    id.kind = IdentifierKind::uid;
    id.scope = std::string(service);
  }
  return id;
}

struct Mapper::Work {
  const Tree& tree;
  const TypeMap& type;
  const std::string& where;
  std::vector<model::Record>& further;
  model::Record record;
  std::string texts[3];
  std::string direction_word, folder, forwarded_text;
  std::vector<std::pair<std::uint64_t, int>> extra_names;  // hash, how often; most have some twenty
  std::unordered_map<std::uint64_t, int> more_extra_names;
  std::optional<bool> from_owner, to_owner;

  Work(const Tree& t, const TypeMap& m, const std::string& w, std::vector<model::Record>& f)
      : tree(t), type(m), where(w), further(f) {
    extra_names.reserve(32);
    record.extras.reserve(16);
    record.fields.reserve(8);
  }
  int times_used(std::uint64_t name) {
    for (auto& [hash, n] : extra_names)
      if (hash == name) return ++n;
    if (extra_names.size() >= 64) return ++more_extra_names[name];
    extra_names.emplace_back(name, 1);
    return 1;
  }
  void extra(std::string name, std::string_view value) {
    if (value.empty()) return;
    if (const int n = times_used(hash_of(name)); n > 1) name += fmt::format(" ({})", n);
    record.extras.push_back({std::move(name), std::string(value)});
  }
  void field(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    for (auto& f : record.fields)
      if (f.name == name) {
        if (f.value != value) f.value += fmt::format(", {}", value);
        return;
      }
    record.fields.push_back({std::string(name), std::string(value)});
  }
  void link(LinkKind kind, std::string_view target) {
    constexpr std::size_t most = 2'000;
    if (record.links.size() >= most) return extra("jumptarget", target);
    for (const auto& l : record.links)
      if (l.target == target) return;
    record.links.push_back({kind, std::string(target)});
  }
};

Mapper::Mapper(const Options& options, FileLookup files, Present present)
    : options_(options), files_(std::move(files)), present_(std::move(present)) {
  zone_ = said_zone(options_);
}

std::optional<model::Time> Mapper::time_of(std::string_view written, TimeKind kind,
                                           const std::string& where) {
  while (!written.empty() && (written.back() == ' ' || written.back() == '\n'))
    written.remove_suffix(1);
  while (!written.empty() && written.front() == ' ')
    written.remove_prefix(1);
  if (written.empty()) return std::nullopt;
  model::Time t;
  t.kind = kind;
  t.raw = std::string(written);
  std::optional<Micros> local;
  if (const auto iso = parse_iso(written)) {
    local = iso->micros;
    t.offset_minutes = iso->offset_minutes;
  } else if (const auto w = text::parse_written_time(written)) {
    auto order = text::DateOrder::unknown;
    if (options_.date_order)
      order = text::date_order_from(*options_.date_order).value_or(text::DateOrder::unknown);
    local = text::reading_of(*w, order);
    t.offset_minutes = w->offset_minutes;
    if (!local) t.certainty = Certainty::ambiguous;
  }
  if (!local) {
    if (notes_.odd_times++ == 0) {
      notes_.odd_time = t.raw;
      notes_.odd_time_where = where;
    }
    t.offset_minutes.reset();
    return t;
  }
  if (t.offset_minutes) {
    t.utc = *local - *t.offset_minutes * 60LL * micros_per_second;
    t.certainty = Certainty::exact;
  } else {
    t.local = local;
    t.certainty = Certainty::local_unknown;
    ++notes_.no_zone;
    if (zone_) {
      const auto at = zone_->to_utc(*local);
      if (at.fit == text::Zone::Fit::unique) {
        t.utc = at.utc;
        t.certainty = Certainty::zone_assumed;
      } else {
        t.certainty = Certainty::ambiguous;
        ++(at.fit == text::Zone::Fit::repeated ? notes_.repeated_hour : notes_.left_out_hour);
      }
    }
  }
  if (t.utc && !plausible(*t.utc)) t.certainty = Certainty::implausible;
  return t;
}

bool Mapper::plausible(Micros utc) const {
  constexpr Micros since_1990 = 631'152'000LL * micros_per_second;
  return utc >= since_1990 &&
         (options_.latest_plausible <= 0 || utc <= options_.latest_plausible);
}

// A time in words that leave its day or form open also stands in ISO 8601 in an attribute of the
// value, with an offset; of times whose zone the tool does not know ("DateTimeOnly") that offset is
// the examiner's and says nothing.
void Mapper::by_attribute(const Tree& tree, const Node& field, model::Time& time) {
  tree.children(field, [&](const Node& value) {
    if (value.tag != Tag::value || time.utc) return;
    if (tree.attribute(value, "format") == "DateTimeOnly") return;
    const auto iso = parse_iso(tree.attribute(value, "formattedTimestamp"));
    if (!iso || !iso->offset_minutes) return;
    time.offset_minutes = iso->offset_minutes;
    time.utc = iso->micros - *iso->offset_minutes * 60LL * micros_per_second;
    time.certainty = plausible(*time.utc) ? Certainty::exact : Certainty::implausible;
    if (notes_.odd_times > 0) --notes_.odd_times;
  });
}

// --- parts of a model
// ------------------------------------------------------------------------------

void Mapper::flatten(Work& work, const Node& start, const std::string& path, bool skip_known) {
  // Depth first without recursion: (node, its path).
  std::vector<std::pair<const Node*, std::string>> todo{{&start, path}};
  while (!todo.empty()) {
    const Node* node = todo.back().first;
    const std::string at = std::move(todo.back().second);
    todo.pop_back();
    if (node->tag == Tag::field || node->tag == Tag::value) {
      work.extra(at, work.tree.value(*node));
      continue;
    }
    if (node->tag == Tag::empty) continue;
    if (node->tag == Tag::multi_field) {
      std::string all;
      work.tree.children(*node, [&](const Node& v) {
        if (!v.text.empty()) all += (all.empty() ? "" : ", ") + std::string(v.text);
      });
      work.extra(at, all);
      continue;
    }
    if (node->tag == Tag::model && !skip_known) {
      if (const auto state = work.tree.attribute(*node, "deleted_state");
          !state.empty() && state != "Intact" && state != "Unknown")
        work.extra(at + ".deleted_state", state);
      if (node->type == "InstantMessage") work.extra(at + ".id", work.tree.attribute(*node, "id"));
    }
    if (!node->text.empty()) work.extra(at, node->text);
    if (node->tag != Tag::model && node->tag != Tag::model_field &&
        node->tag != Tag::multi_model_field && node->tag != Tag::jumptargets)
      for (const auto& a : work.tree.attributes(*node))
        if (a.name != "name" && a.name != "type")
          work.extra(fmt::format("{}.{}", at, a.name), a.value);
    std::vector<std::pair<const Node*, std::string>> below;
    int models = 0;
    work.tree.children(*node, [&](const Node& c) { models += c.tag == Tag::model; });
    int number_of_model = 0;
    work.tree.children(*node, [&](const Node& c) {
      if (c.tag == Tag::model) {
        ++number_of_model;
        auto name = at;
        if (!c.type.empty() && node->type != c.type) name += fmt::format(".{}", c.type);
        if (models > 1) name += fmt::format("[{}]", number_of_model);
        below.emplace_back(&c, std::move(name));
      } else {
        const auto part = c.name.empty() ? c.element : c.name;
        below.emplace_back(&c, at.empty() ? std::string(part) : fmt::format("{}.{}", at, part));
      }
    });
    todo.insert(todo.end(), std::make_move_iterator(below.rbegin()),
                std::make_move_iterator(below.rend()));
  }
}

void Mapper::party(Work& work, const Node& field, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  std::string_view identifier, name, role_word, owner, admin;
  t.children(model, [&](const Node& f) {
    if (f.tag != Tag::field) {
      if (f.tag != Tag::jumptargets) flatten(work, f, fmt::format("{}.{}", path, f.name));
      return;
    }
    const auto v = t.value(f);
    if (v.empty()) return;
    if (f.name == "Identifier")
      identifier = v;
    else if (f.name == "Name")
      name = v;
    else if (f.name == "Role")
      role_word = v;
    else if (f.name == "IsPhoneOwner")
      owner = v;
    else if (f.name == "IsGroupAdmin")
      admin = v;
    else
      work.extra(fmt::format("{}.{}", path, f.name), v);
  });
  if (identifier.empty() && name.empty()) return;
  if (fold_word(identifier) == "system message" ||
      (identifier.empty() && fold_word(name) == "system message")) {
    work.extra(path, identifier.empty() ? name : identifier);
    work.field("type", "system");
    return;
  }
  auto role = role_of_word(role_word).value_or(role_of_field(field.name).value_or(work.type.party));
  const bool is_owner = is_yes(owner);
  if (role == Role::from && !owner.empty()) work.from_owner = is_owner;
  if (role == Role::to && is_owner) work.to_owner = true;
  if (work.type.kind == RecordKind::call) {
    if (role == Role::from) role = Role::caller;
    if (role == Role::to) role = Role::callee;
  } else if (work.type.kind == RecordKind::chat) {
    role = is_owner ? Role::owner : is_yes(admin) ? Role::admin : Role::member;
    if (is_owner && is_yes(admin)) work.extra(path + ".IsGroupAdmin", admin);
  } else if (is_owner && (role == Role::other || role == Role::subject || role == Role::member)) {
    role = Role::owner;
  }
  if (!role_word.empty() && !role_of_word(role_word) && role_word != "General" &&
      role_word != "Parties")
    work.extra(path + ".Role", role_word);
  model::Participation p;
  p.role = role;
  p.name = std::string(name);
  p.identifier = identifier.empty() ? model::Identifier{IdentifierKind::name, std::string(name), ""}
                                    : identifier_of(identifier, work.record.service);
  work.record.participants.push_back(std::move(p));
}

void Mapper::attachment(Work& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  model::Media m;
  std::string_view file_name, url;
  t.children(model, [&](const Node& f) {
    const auto v = f.tag == Tag::field ? t.value(f) : std::string_view{};
    if (f.name == "Filename")
      file_name = v;
    else if (f.name == "ContentType")
      m.mime = std::string(v);
    else if (f.name == "Title")
      m.title = std::string(v);
    else if (f.name == "attachment_extracted_path")
      m.path = slashes(v);
    else {
      if (f.name == "URL") url = v;
      flatten(work, f, fmt::format("{}.{}", path, f.name.empty() ? f.element : f.name));
    }
  });
  if (const auto id = t.attribute(model, "file_id"); !id.empty()) {
    work.link(LinkKind::attachment, id);
    if (const auto file = files_(id)) {
      if (m.path.empty()) m.path = file->path;
      m.sha256 = file->sha256;
      if (m.path.empty()) m.path = file->name;
    }
  }
  if (m.title.empty())
    m.title = std::string(file_name);
  else
    work.extra(path + ".Filename", file_name);
  if (m.path.empty()) m.path = std::string(file_name.empty() ? url : file_name);
  m.present = present_(m.path);
  if (!m.path.empty() || !m.mime.empty() || !m.title.empty())
    work.record.media.push_back(std::move(m));
}

// A quoted, forwarded or embedded message: data of the message that holds it.
void Mapper::embedded(Work& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  const auto body = t.value(model, "Body");
  if (work.forwarded_text.empty()) work.forwarded_text = std::string(body);
  t.children(model, [&](const Node& f) {
    if (f.tag == Tag::multi_model_field && f.name == "Attachments") {
      int n = 0;
      t.children(f, [&](const Node& m) {
        if (m.tag == Tag::model) attachment(work, m, fmt::format("{}.Attachments[{}]", path, ++n));
      });
    } else {
      flatten(work, f, fmt::format("{}.{}", path, f.name.empty() ? f.element : f.name));
    }
  });
  work.extra(path + ".id", t.attribute(model, "id"));
}

void Mapper::coordinate(Work& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  auto& r = work.record;
  const auto lat = number(t.value(model, "Latitude")), lon = number(t.value(model, "Longitude"));
  if (lat && lon && std::abs(*lat) <= 90 && std::abs(*lon) <= 180 &&
      (!r.place || !r.place->latitude)) {
    if (!r.place) r.place.emplace();
    r.place->latitude = lat;
    r.place->longitude = lon;
    if (const auto up = number(t.value(model, "Elevation"))) r.place->altitude_m = up;
    t.children(model, [&](const Node& f) {
      if (f.name != "Latitude" && f.name != "Longitude" && f.name != "Elevation")
        flatten(work, f, fmt::format("{}.{}", path, f.name));
    });
  } else {
    flatten(work, model, path);
  }
}

// PhoneNumber, EmailAddress, UserID, WebAddress … of a contact or an account.
void Mapper::entry(Work& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  const auto value = t.value(model, "Value");
  const auto category = t.value(model, "Category");
  if (value.empty()) return flatten(work, model, path);
  model::Participation p;
  p.role = work.type.party == Role::owner ? Role::owner : Role::subject;
  auto& id = p.identifier;
  if (model.type == "PhoneNumber") {
    id = store::identify("phone", value, work.record.service);
  } else if (model.type == "EmailAddress") {
    id = {IdentifierKind::email, std::string(value), ""};
  } else if (model.type == "WebAddress") {
    id = {IdentifierKind::url, std::string(value), ""};
  } else if (model.type == "UserID" || model.type == "ContactEntry") {
    id = identifier_of(value, work.record.service);
  } else {
    return flatten(work, model, path);  // ProfilePicture, StreetAddress and what may come
  }
  work.record.participants.push_back(std::move(p));
  if (!category.empty()) work.extra(fmt::format("{} {}", model.type, category), value);
  t.children(model, [&](const Node& f) {
    if (f.name != "Value" && f.name != "Category")
      flatten(work, f, fmt::format("{}.{}", path, f.name.empty() ? f.element : f.name));
  });
}

void Mapper::place_model(Work& work, const Node& field, const Node& model,
                         const std::string& path) {
  const Tree& t = work.tree;
  const auto type = model.type;
  if (type == "Party") return party(work, field, model, path);
  if (type == "Attachment") return attachment(work, model, path);
  if (type == "Coordinate" && work.type.kind != RecordKind::call)
    return coordinate(work, model, path);
  if (type == "InstantMessage") return embedded(work, model, path);
  if (field.name == "Entries" || type == "PhoneNumber" || type == "EmailAddress" ||
      type == "UserID" || type == "WebAddress")
    return entry(work, model, path);
  if (type == "StreetAddress" || type == "Address") {
    std::string words;
    t.children(model, [&](const Node& f) {
      const auto v = f.tag == Tag::field ? t.value(f) : std::string_view{};
      if (!v.empty() && f.name != "Category" && f.name != "UserMapping")
        words += (words.empty() ? "" : ", ") + std::string(v);
    });
    if (!words.empty()) work.field("address", words);
    return flatten(work, model, path);
  }
  if (type == "Contact" && field.name == "SharedContacts") {
    // A card that was sent: a contact of its own, part of the message.
    Work card{t, type_map("Contact"), work.where, work.further};
    card.record.kind = RecordKind::contact;
    card.record.service = std::string(t.value(model, "Source"));
    card.record.key = std::string(t.attribute(model, "id"));
    t.children(model, [&](const Node& f) { place_field(card, f); });
    card.record.locator = work.where;
    card.record.table = "Contact";
    card.record.state_flag = std::string(t.attribute(model, "deleted_state"));
    card.record.state = state_of(card.record.state_flag).value_or(State::unknown);
    card.link(LinkKind::part_of, work.record.key);
    finish(card, nullptr);
    work.extra(path, card.record.participants.empty() ? std::string_view("contact")
                                                      : card.record.participants[0].identifier.raw);
    work.further.push_back(std::move(card.record));
    return;
  }
  if (type == "ChatActivity") {
    t.children(model, [&](const Node& f) {
      const Node* who = f.tag == Tag::model_field ? t.model_of(f) : nullptr;
      if (who && who->type == "Party") {
        // Who joined or left takes part without having sent or received.
        const auto before = work.record.participants.size();
        const auto from = work.from_owner, to = work.to_owner;
        party(work, f, *who, fmt::format("{}.{}", path, f.name));
        work.from_owner = from;
        work.to_owner = to;
        if (work.record.participants.size() > before)
          work.record.participants.back().role = Role::subject;
      } else {
        flatten(work, f, fmt::format("{}.{}", path, f.name.empty() ? f.element : f.name));
      }
    });
    if (const auto action = t.value(model, "Action"); !action.empty())
      work.field("activity", action);
    return;
  }
  if (type.ends_with("MessageData") || type == "MessageLabel") {
    if (const auto id = t.value(model, "OriginalMessageID"); !id.empty())
      work.field("reply_to", id);
    const auto label = t.value(model, "Label");
    if (label == "Forwarded" || type == "ForwardedMessageData") work.field("forwarded", "yes");
    if (label == "Edited") work.field("edited", "yes");
    t.children(model, [&](const Node& f) {
      const auto at = fmt::format("{}.{}", path, f.name.empty() ? f.element : f.name);
      const Node* inner =
          f.tag == Tag::model_field || f.tag == Tag::multi_model_field ? t.model_of(f) : nullptr;
      if (inner && inner->type == "InstantMessage") {
        if (type == "ReplyMessageData") {  // what is answered is no text of the answer
          auto kept = std::move(work.forwarded_text);
          embedded(work, *inner, at);
          work.forwarded_text = std::move(kept);
        } else {
          embedded(work, *inner, at);
        }
      } else {
        flatten(work, f, at);
      }
    });
    return;
  }
  if (type == "Location" && work.type.kind == RecordKind::message) {
    // A place that was sent: the message's own.
    t.children(model, [&](const Node& f) {
      const auto at = fmt::format("{}.{}", path, f.name.empty() ? f.element : f.name);
      const Node* inner = f.tag == Tag::model_field ? t.model_of(f) : nullptr;
      if (inner && inner->type == "Coordinate")
        coordinate(work, *inner, at);
      else
        flatten(work, f, at);
    });
    if (work.record.place && work.record.place->name.empty())
      work.record.place->name = std::string(t.value(model, "Name"));
    return;
  }
  if (type == "Location" && work.type.kind == RecordKind::event) {
    // Way points of a journey: places of their own.
    Work point{t, type_map("Location"), work.where, work.further};
    point.record.kind = RecordKind::location;
    point.record.service = work.record.service;
    point.record.key = std::string(t.attribute(model, "id"));
    t.children(model, [&](const Node& f) { place_field(point, f); });
    point.record.locator = work.where;
    point.record.table = "Location";
    point.record.state_flag = std::string(t.attribute(model, "deleted_state"));
    point.record.state = state_of(point.record.state_flag).value_or(State::unknown);
    point.field("type", field.name);
    point.link(LinkKind::part_of, work.record.key);
    finish(point, nullptr);
    work.further.push_back(std::move(point.record));
    return;
  }
  flatten(work, model, path);
}

void Mapper::place_field(Work& work, const Node& f) {
  const Tree& t = work.tree;
  model::Record& r = work.record;
  if (f.tag == Tag::model_field || f.tag == Tag::multi_model_field) {
    int models = 0, n = 0;
    t.children(f, [&](const Node& m) { models += m.tag == Tag::model; });
    t.children(f, [&](const Node& m) {
      if (m.tag != Tag::model) return;
      ++n;
      std::string path(f.name);
      if (m.type != f.type && !m.type.empty() && !f.name.empty())
        path += fmt::format(".{}", m.type);
      if (models > 1) path += fmt::format("[{}]", n);
      place_model(work, f, m, path);
    });
    return;
  }
  if (f.tag == Tag::jumptargets) {
    t.children(f, [&](const Node& target) {
      if (target.text.empty()) return;
      const bool file =
          t.attribute(target, "ismodel") == "false" || t.attribute(target, "ismodel") == "False";
      work.link(file ? LinkKind::attachment : LinkKind::other, target.text);
    });
    return;
  }
  if (f.tag == Tag::node_field) {
    t.children(f, [&](const Node& id) {
      if (id.text.empty()) return;
      work.link(LinkKind::attachment, id.text);
      work.extra(std::string(f.name), id.text);
    });
    return;
  }
  const bool words = std::find(std::begin(work.type.text), std::end(work.type.text), f.name) !=
                     std::end(work.type.text);
  if (f.tag == Tag::multi_field && words && !f.name.empty()) {
    std::string all;
    t.children(f, [&](const Node& v) {
      if (!v.text.empty()) all += (all.empty() ? "" : "\n") + std::string(v.text);
    });
    for (int k = 0; k < 3; ++k)
      if (work.type.text[k] == f.name) work.texts[k] += all;
    return;
  }
  if (f.tag != Tag::field)
    return flatten(work, f, std::string(f.name.empty() ? f.element : f.name));

  const auto v = t.value(f);
  if (v.empty()) return;
  const auto name = f.name;
  if (f.type == "TimeStamp" || f.type == "DateTime") {
    const auto& names = time_names();
    const auto known = names.find(name);
    const auto kind = name == "TimeStamp" || name == "Timestamp" ? work.type.time
                      : known != names.end()                     ? known->second
                                                                 : TimeKind::other;
    if (auto time = time_of(v, kind, work.where)) {
      if (!time->utc && !time->local) by_attribute(t, f, *time);
      r.times.push_back(std::move(*time));
    }
    if (kind == TimeKind::other) work.extra(std::string(name), v);
    return;
  }
  for (int i = 0; i < 3; ++i)
    if (work.type.text[i] == name) {
      if (work.texts[i].empty())
        work.texts[i] = std::string(v);
      else
        work.extra(std::string(name), v);
      return;
    }
  const bool message = work.type.kind == RecordKind::message,
             call = work.type.kind == RecordKind::call;
  if (name == "Source" || name == "SourceApplication") {
    work.extra(std::string(name), v);
    return;
  }
  if (message || call) {
    if (name == "Direction") {
      work.direction_word = fold_word(v);
      return;
    }
    if (name == "Type") {
      work.field("type", v);
      if (work.direction_word.empty()) work.direction_word = fold_word(v);
      return;
    }
    if (name == "Folder") {
      work.folder = fold_word(v);
      work.extra("Folder", v);
      return;
    }
    if (name == "Status") return work.field("status", v);
    if (name == "Subject") return work.field("subject", v);
    if (name == "Identifier") return work.field("id", v);
    if (name == "Label" && v == "Forwarded") work.field("forwarded", "yes");
    if (name == "Label" && v == "Edited") work.field("edited", "yes");
    if (name == "Duration") {
      if (const auto span = span_of(v)) {
        if (!r.call) r.call.emplace();
        r.call->duration = span;
      } else {
        work.extra("Duration", v);
      }
      return;
    }
    if (name == "VideoCall") {
      if (!r.call) r.call.emplace();
      r.call->video = is_yes(v);
      return;
    }
  }
  if (work.type.kind == RecordKind::chat) {
    if (name == "Name") {
      r.chat_title = std::string(v);
      return;
    }
    if (name == "ChatType" || name == "Type") return work.field("type", v);
  }
  if (work.type.kind == RecordKind::contact || work.type.kind == RecordKind::account) {
    if (name == "Name" || name == "DisplayName") {
      model::Participation p{work.type.party == Role::owner ? Role::owner : Role::subject,
                             {IdentifierKind::name, std::string(v), ""},
                             ""};
      r.participants.insert(r.participants.begin(), std::move(p));
      return;
    }
    if (name == "Username" || name == "UserName" || name == "Identifier") {
      model::Participation p{work.type.party == Role::owner ? Role::owner : Role::subject,
                             identifier_of(v, r.service), ""};
      r.participants.push_back(std::move(p));
      return;
    }
    if (name == "AccountNumber" || name == "AccountId") {
      r.participants.push_back(
          {work.type.party, {IdentifierKind::account_number, std::string(v), ""}, ""});
      return;
    }
    if (name == "Organization") return work.field("organisation", v);
  }
  if (work.type.kind == RecordKind::location) {
    if (!r.place) r.place.emplace();
    if (name == "Name") {
      r.place->name = std::string(v);
      return;
    }
    if (name == "Origin" && r.place->origin.empty()) r.place->origin = fold_word(v);
    if ((name == "Category" || name == "Type") && is_word_for_saved_place(v)) r.place->origin = "saved";
    if (name == "GpsHorizontalAccuracy" || (name == "Precision" && !r.place->accuracy_m))
      if (const auto m = number(v)) r.place->accuracy_m = m;
  }
  if (name == "BSSId" || name == "MACAddress" || name == "MacAddress") {
    r.participants.push_back({Role::subject, {IdentifierKind::mac, std::string(v), ""}, ""});
    return;
  }
  if (name == "Url" || name == "URL") {
    work.field("url", v);
    return;
  }
  work.extra(std::string(name), v);
}

// --- the whole
// -------------------------------------------------------------------------------------

void Mapper::finish(Work& work, Chat* chat) {
  model::Record& r = work.record;
  for (const auto& part : work.texts)
    if (!part.empty()) r.text += (r.text.empty() ? "" : "\n") + part;
  const bool message = r.kind == RecordKind::message, call = r.kind == RecordKind::call;
  if (message) {
    const auto forwarded = std::find_if(r.fields.begin(), r.fields.end(),
                                        [](const auto& f) { return f.name == "forwarded"; });
    if (r.text.empty() && forwarded != r.fields.end()) r.text = work.forwarded_text;
  }
  if (message || call) {
    // Who sent: said outright, by the owner's mark, by the folder, or by which side is named.
    const auto& w = work.direction_word;
    const bool out = w.find("outgoing") != w.npos || w == "sent" || w == "dialed" || w == "out";
    const bool in = w.find("incoming") != w.npos || w.find("missed") != w.npos || w == "received" ||
                    w.find("rejected") != w.npos || w == "in" || w.find("unanswered") != w.npos;
    const auto has = [&](Role role) {
      return std::any_of(r.participants.begin(), r.participants.end(),
                         [&](const auto& p) { return p.role == role; });
    };
    const auto sender =
        std::find_if(r.participants.begin(), r.participants.end(),
                     [&](const auto& p) { return p.role == (call ? Role::caller : Role::from); });
    const bool owned = chat && sender != r.participants.end() &&
                       std::find(chat->owners.begin(), chat->owners.end(),
                                 sender->identifier.raw) != chat->owners.end();
    if (out || in)
      r.direction = out ? Direction::out : Direction::in;
    else if (work.from_owner == true || owned)
      r.direction = Direction::out;
    else if (work.to_owner == true || work.from_owner == false)
      r.direction = Direction::in;
    else if (work.folder.find("sent") != work.folder.npos ||
             work.folder.find("outbox") != work.folder.npos ||
             work.folder.find("draft") != work.folder.npos)
      r.direction = Direction::out;
    else if (work.folder.find("inbox") != work.folder.npos)
      r.direction = Direction::in;
    else if (sender != r.participants.end() && chat && !chat->owners.empty())
      r.direction = Direction::in;
    else if (sender != r.participants.end() && !has(call ? Role::callee : Role::to))
      r.direction = Direction::in;
    else if (sender == r.participants.end() && has(call ? Role::callee : Role::to))
      r.direction = Direction::out;
    // "General" parties: the other side, as far as the direction says which that is. Beside a sender
    // who is named they are the others of a group.
    const bool sent = has(call ? Role::caller : Role::from);
    for (auto& p : r.participants) {
      if (p.role != Role::other && p.role != Role::owner) continue;
      const bool from = (p.role == Role::owner) == (r.direction == Direction::out);
      if (r.direction == Direction::unknown || (from && sent && p.role == Role::other))
        p.role = Role::member;
      else if (call)
        p.role = from ? Role::caller : Role::callee;
      else
        p.role = from ? Role::from : Role::to;
    }
    if (call) {
      if (!r.call) r.call.emplace();
      auto status = w;
      for (const auto& f : r.fields)
        if (f.name == "status") status += " " + fold_word(f.value);
      if (work.type.type == "VoiceMail" || status.find("voicemail") != status.npos)
        r.call->outcome = "voicemail";
      else if (status.find("missed") != status.npos || status.find("unanswered") != status.npos ||
               status.find("not answered") != status.npos || status.find("noanswer") != status.npos)
        r.call->outcome = "missed";
      else if (status.find("reject") != status.npos || status.find("declin") != status.npos ||
               status.find("cancel") != status.npos)
        r.call->outcome = "rejected";
      else if (status.find("blocked") != status.npos)
        r.call->outcome = "blocked";
      else if (status.find("established") != status.npos ||
               status.find("answered") != status.npos || r.call->duration.value_or(0) > 0)
        r.call->outcome = "answered";
      if (work.type.type == "VoiceMail" && r.direction == Direction::unknown)
        r.direction = Direction::in;
    }
  } else if (r.call) {
    r.call.reset();
  }
  if (r.kind == RecordKind::contact || r.kind == RecordKind::account) {
    std::string shown;
    for (const auto& p : r.participants)
      if (shown.empty() && p.identifier.kind == IdentifierKind::name) shown = p.identifier.raw;
    for (auto& p : r.participants)
      if (p.name.empty() && p.identifier.kind != IdentifierKind::name) p.name = shown;
  }
  if (r.place && !r.place->latitude && r.place->name.empty() && r.place->origin.empty())
    r.place.reset();
  if (r.place && message)
    r.place->origin = r.place->origin.empty() ? "user-shared" : r.place->origin;
  if (message && r.state == State::recovered && r.text.empty() && r.media.empty())
    r.state = State::deleted_trace;
  if (r.state == State::existing && message) {
    for (const auto& f : r.fields)
      if (f.name == "edited") r.state = State::edited;
    for (const auto& e : r.extras)
      if (e.name == "DeletionReason" && fold_word(e.value).find("sender") != std::string::npos)
        r.state = State::revoked;
  }
  // The main time first: the one that its type's TimeStamp or start gives.
  const auto main = std::find_if(r.times.begin(), r.times.end(),
                                 [&](const auto& t) { return t.kind == work.type.time; });
  if (main != r.times.end()) std::rotate(r.times.begin(), main, main + 1);
}

model::Record Mapper::map(const Tree& tree, const std::string& where, Chat* chat,
                          std::vector<model::Record>& further) {
  const Node& root = tree.root();
  Work work{tree, type_map(root.type), where, further};
  model::Record& r = work.record;
  r.kind = work.type.kind;
  r.locator = where;
  r.table = std::string(root.type);
  r.key = std::string(tree.attribute(root, "id"));
  r.state_flag = std::string(tree.attribute(root, "deleted_state"));
  if (r.state_flag.empty()) r.state_flag = std::string(tree.attribute(root, "deleted"));
  if (const auto state = state_of(r.state_flag)) {
    r.state = *state;
  } else {
    r.state = State::unknown;
    ++notes_.states[r.state_flag];
  }
  const auto source = tree.value(root, "Source"), app = tree.value(root, "SourceApplication");
  const auto kind_word = tree.value(root, "Type");
  const auto said = !source.empty() ? source : app;
  if (said.empty() || native_source(said)) {
    r.service = std::string(work.type.service);
    if (r.kind == RecordKind::message && r.service.empty())
      r.service = kind_word == "MMS"                    ? "MMS"
                  : kind_word == "iMessage"             ? "iMessage"
                  : kind_word == "SMS" || !said.empty() ? "SMS"
                  : chat                                ? chat->service
                                                        : "";
    if (r.kind == RecordKind::chat && !said.empty()) r.service = "SMS";
  } else {
    r.service = std::string(said);
  }
  if (chat) {
    r.chat_key = chat->key;
    r.chat_title = chat->title;
  } else if (r.kind == RecordKind::chat) {
    r.chat_key = r.key;
    r.chat_title = chat_of(tree).title;
  }
  if (r.kind != RecordKind::message && r.kind != RecordKind::call && r.kind != RecordKind::chat)
    r.fields.push_back({"type", std::string(root.type)});
  if (const auto c = tree.attribute(root, "decoding_confidence"); !c.empty())
    r.fields.push_back({"confidence", std::string(c)});

  tree.children(root, [&](const Node& f) { place_field(work, f); });
  for (const auto& a : tree.attributes(root))
    if (a.name != "type" && a.name != "id" && a.name != "deleted_state" &&
        a.name != "decoding_confidence" && !(a.name == "isrelated" && !is_yes(a.value)))
      work.extra(std::string(a.name), a.value);
  if (work.record.key.empty()) work.record.key = fmt::format("{}:{}", root.type, where);
  // An answer names the app's id of what it answers; where that message came before, its model's.
  if (r.kind == RecordKind::message) {
    std::string_view own, answered;
    for (const auto& f : r.fields) {
      if (f.name == "id") own = f.value;
      if (f.name == "reply_to") answered = f.value;
    }
    if (!answered.empty()) {
      std::string_view target = answered;
      if (chat)
        if (const auto it = chat->message_ids.find(hash_of(answered));
            it != chat->message_ids.end())
          target = it->second;
      r.links.push_back({LinkKind::reply, std::string(target)});
    }
    constexpr std::size_t most_ids = 300'000;
    if (chat && !own.empty() && chat->message_ids.size() < most_ids)
      chat->message_ids.emplace(hash_of(own), std::string(tree.attribute(root, "id")));
  }
  if (r.kind == RecordKind::device) {
    // "IMEI", "ICCID", "MSISDN" … beside a value.
    const auto name = fold_word(tree.value(root, "Name")),
               category = fold_word(tree.value(root, "Category"));
    const auto value = tree.value(root, "Value");
    const auto say = [&](std::string_view word, IdentifierKind kind) {
      if (!value.empty() && (name.find(word) != name.npos || category.find(word) != category.npos))
        r.participants.push_back({Role::subject, {kind, std::string(value), ""}, ""});
    };
    say("imei", IdentifierKind::imei);
    say("imsi", IdentifierKind::imsi);
    say("iccid", IdentifierKind::iccid);
    say("msisdn", IdentifierKind::phone);
    say("mac address", IdentifierKind::mac);
    say("serial", IdentifierKind::serial);
  }
  finish(work, chat);
  return std::move(work.record);
}

Chat Mapper::chat_of(const Tree& tree) const {
  Chat out;
  const Node& root = tree.root();
  out.key = std::string(tree.attribute(root, "id"));
  const auto source = tree.value(root, "Source");
  out.service = native_source(source) ? "SMS" : std::string(source);
  out.title = std::string(tree.value(root, "Name"));
  std::vector<std::string_view> others;
  if (const Node* field = tree.child(root, "Participants"))
    tree.children(*field, [&](const Node& p) {
      if (p.tag != Tag::model) return;
      const auto id = tree.value(p, "Identifier"), name = tree.value(p, "Name");
      if (is_yes(tree.value(p, "IsPhoneOwner"))) {
        if (!id.empty() && out.owners.size() < 16) out.owners.emplace_back(id);
      } else if (others.size() < 2) {
        others.push_back(name.empty() ? id : name);
      }
    });
  if (out.title.empty() && others.size() == 1) out.title = std::string(others[0]);
  return out;
}

FileFacts Mapper::facts_of(const Tree& file) const {
  FileFacts out;
  const Node& root = file.root();
  out.name = std::string(file.attribute(root, "path"));
  file.children(root, [&](const Node& section) {
    file.children(section, [&](const Node& item) {
      if (item.name == "Local Path") out.path = slashes(item.text);
      if (item.name == "MD5") out.md5 = fold_word(item.text);
      if (item.name == "SHA256") out.sha256 = fold_word(item.text);
    });
  });
  return out;
}

model::Record Mapper::map_file(const Tree& tree, const std::string& where) {
  const Node& root = tree.root();
  static constexpr TypeMap type{"file", RecordKind::file, TimeKind::created, Role::other, "", {}};
  std::vector<model::Record> further;
  Work work{tree, type, where, further};
  model::Record& r = work.record;
  r.kind = RecordKind::file;
  r.locator = where;
  r.table = "file";
  r.key = std::string(tree.attribute(root, "id"));
  r.state_flag = std::string(tree.attribute(root, "deleted"));
  if (r.state_flag.empty()) r.state_flag = std::string(tree.attribute(root, "deleted_state"));
  r.state = state_of(r.state_flag).value_or(State::unknown);
  auto facts = facts_of(tree);
  if (facts.path.empty())
    if (const auto other = files_(r.key)) facts.path = other->path;
  model::Media m;
  m.title = facts.name;
  m.path = facts.path.empty() ? facts.name : facts.path;
  if (facts.sha256.size() == 64) m.sha256 = facts.sha256;
  m.present = !facts.path.empty() && present_(facts.path);
  r.media.push_back(std::move(m));
  if (const auto size = tree.attribute(root, "size"); !size.empty())
    r.fields.push_back({"size", std::string(size)});
  for (const auto& a : tree.attributes(root))
    if (a.name != "id" && a.name != "size" && a.name != "deleted")
      work.extra(std::string(a.name), a.value);
  tree.children(root, [&](const Node& section) {
    tree.children(section, [&](const Node& item) {
      if (item.text.empty()) return;
      if (item.element == "timestamp") {
        const auto kind = item.name == "CreationTime" ? TimeKind::created
                          : item.name == "ModifyTime" ? TimeKind::modified
                          : item.name == "AccessTime" ? TimeKind::accessed
                                                      : TimeKind::other;
        if (kind == TimeKind::other) work.extra(std::string(item.name), item.text);
        if (auto time = time_of(item.text, kind, where)) r.times.push_back(std::move(*time));
        return;
      }
      work.extra(std::string(item.name.empty() ? item.element : item.name), item.text);
      if (item.name == "Lat/Lon" || item.name == "LatLon") {
        const auto slash = item.text.find_first_of("/,;", 1);
        if (slash == item.text.npos) return;
        const auto lat = number(item.text.substr(0, slash));
        auto rest = item.text.substr(slash + 1);
        const auto lon = number(rest);
        if (lat && lon && std::abs(*lat) <= 90 && std::abs(*lon) <= 180) {
          r.place.emplace();
          r.place->latitude = lat;
          r.place->longitude = lon;
          r.place->origin = "exif";
        }
      }
    });
  });
  return std::move(work.record);
}

}  // namespace clew::readers::ufed
