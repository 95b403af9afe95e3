#include "readers/store_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/sha256.h"
#include "readers/plausible_time.h"
#include "readers/store_functions.h"
#include "readers/vcard_property.h"
#include "text/encoding.h"
#include "text/plain_number.h"

namespace clew::readers::store {
namespace {

using model::Certainty;
using model::Direction;
using model::Role;
using model::Time;
using model::TimeKind;
using sqlite::Blob;
using sqlite::Value;

constexpr Micros until_2100 = 4'102'444'800LL * micros_per_second;
constexpr std::int64_t apple_epoch_s = 978'307'200;       // 2001-01-01
constexpr std::int64_t webkit_epoch_s = -11'644'473'600;  // 1601-01-01

bool is_null(const Value& v) { return std::holds_alternative<std::monostate>(v); }

std::optional<double> as_number(const Value& v) {
  if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&v))
    return std::isfinite(*d) ? std::optional(*d) : std::nullopt;
  if (const auto* s = std::get_if<std::string>(&v)) {
    if (s->empty() || s->size() > 32) return std::nullopt;
    char* end = nullptr;
    const double d = std::strtod(s->c_str(), &end);
    if (end == s->c_str() + s->size() && std::isfinite(d)) return d;
  }
  return std::nullopt;
}

// value × unit + epoch in µs; integers exactly.
std::optional<Micros> instant(const Value& v, std::int64_t epoch_s, std::int64_t per_second) {
  constexpr std::int64_t limit = 9'000'000'000'000;  // seconds; far beyond any calendar
  if (const auto* i = std::get_if<std::int64_t>(&v)) {
    const std::int64_t s = *i / per_second, rest = *i % per_second;
    if (s > limit || s < -limit) return std::nullopt;
    return (s + epoch_s) * micros_per_second + (per_second >= micros_per_second
                                                    ? rest / (per_second / micros_per_second)
                                                    : rest * (micros_per_second / per_second));
  }
  const auto d = as_number(v);
  if (!d) return std::nullopt;
  const double micros = *d / static_cast<double>(per_second) * 1e6;
  if (std::abs(micros) > 9e18 / 2) return std::nullopt;
  return static_cast<Micros>(std::llround(micros)) + epoch_s * micros_per_second;
}

struct Unit {
  std::string_view name;
  std::int64_t epoch_s, per_second;
};
constexpr Unit units[] = {
    {"s", 0, 1},
    {"ms", 0, 1'000},
    {"us", 0, 1'000'000},
    {"ns", 0, 1'000'000'000},
    {"apple-s", apple_epoch_s, 1},
    {"apple-ns", apple_epoch_s, 1'000'000'000},
    {"webkit-us", webkit_epoch_s, 1'000'000},
};

std::optional<TimeKind> time_kind(std::string_view w) {
  for (int k = 0; k <= static_cast<int>(TimeKind::other); ++k)
    if (model::word(static_cast<TimeKind>(k)) == w) return static_cast<TimeKind>(k);
  return std::nullopt;
}

// A contact card in a message: its numbers and addresses are mentioned there, under the card's name.
void mention_card(std::string_view card, model::Record& r) {
  const auto begin = card.find("BEGIN:VCARD");
  if (begin == card.npos || card.size() > (1u << 20)) return;
  std::string name, unfolded;
  std::vector<model::Participation> found;
  const auto line_is = [&](std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto head = vcard::parse_property(line);
    if (!head || found.size() >= 100) return;
    const auto& [property, at] = *head;
    std::string value(line.substr(at));
    if (property.is_quoted_printable()) value = vcard::decode_quoted_printable(value);
    value = vcard::unescape(value);
    if (!text::is_valid_utf8(value)) value = text::to_utf8(value, text::Encoding::utf8);
    if (property.name == "FN" && name.empty()) name = value;
    const bool phone = property.name == "TEL";
    if ((!phone && property.name != "EMAIL") || value.empty()) return;
    if (value.starts_with("tel:")) value.erase(0, 4);
    model::Participation p;
    p.role = Role::mentioned;
    p.identifier = identify(phone ? "phone" : "email", value, "");
    p.identifier.scope.clear();
    found.push_back(std::move(p));
  };
  for (std::size_t at = begin; at <= card.size();) {
    const auto end = std::min(card.find('\n', at), card.size());
    const auto line = card.substr(at, end - at);
    at = end + 1;
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t') && !unfolded.empty()) {
      if (unfolded.ends_with('\r')) unfolded.pop_back();
      unfolded += line.substr(1);
      continue;
    }
    line_is(unfolded);
    unfolded = line;
  }
  line_is(unfolded);
  for (auto& p : found) {
    p.name = name;
    r.participants.push_back(std::move(p));
  }
}

bool looks_like_phone(std::string_view s) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (c >= '0' && c <= '9')
      ++digits;
    else if (!(c == '+' && i == 0) &&
             std::string_view(" ()-./*#").find(c) == std::string_view::npos)
      return false;
  }
  return digits >= 3;
}

bool looks_like_vanity_number(std::string_view s) {
  if (s.empty() || std::string_view("+(0123456789").find(s[0]) == s.npos) return false;
  return std::count_if(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }) >= 4 &&
         std::all_of(s.begin(), s.end(), [](unsigned char c) {
           return std::isalnum(c) || std::string_view("+ ()-./*#,;").find(static_cast<char>(c)) != std::string_view::npos;
         });
}

}  // namespace

Column parse_column(std::string_view name) {
  Column out;
  out.name = std::string(name);
  if (!is_role(name)) return out;
  const auto first = name.find(':');
  out.role = std::string(name.substr(0, first));
  if (first == name.npos) return out;
  const auto second = name.find(':', first + 1);
  out.a = std::string(name.substr(first + 1, second == name.npos ? name.npos : second - first - 1));
  if (second != name.npos) out.b = std::string(name.substr(second + 1));
  return out;
}

std::string show(const Value& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value)) return fmt::to_string(*i);
  if (const auto* d = std::get_if<double>(&value)) return fmt::to_string(*d);
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  if (const auto* b = std::get_if<Blob>(&value)) {
    std::string out = "x'";
    for (std::size_t i = 0; i < std::min<std::size_t>(b->bytes.size(), 64); ++i)
      out += fmt::format("{:02x}", static_cast<unsigned char>(b->bytes[i]));
    out += '\'';
    if (b->bytes.size() > 64)
      out += fmt::format(" … {} bytes, SHA-256 {}", b->bytes.size(), to_hex(sha256(b->bytes)));
    return out;
  }
  return {};
}

std::optional<Time> time_of(const Value& value, std::string_view unit, TimeKind kind, Micros latest,
                            std::string* other_unit) {
  const auto n = as_number(value);
  if (!n) {
    const auto* s = std::get_if<std::string>(&value);
    if (!s || s->empty()) return std::nullopt;
    Time t;
    t.kind = kind;
    t.raw = *s;
    if (const auto iso = parse_iso(*s)) {
      t.local = iso->micros;
      t.certainty = Certainty::local_unknown;
      if (iso->offset_minutes) {
        t.offset_minutes = iso->offset_minutes;
        t.utc = iso->micros - *iso->offset_minutes * 60LL * micros_per_second;
        t.certainty = Certainty::exact;
      }
    }
    return t;
  }
  if (*n == 0 || *n == -1) return std::nullopt;
  Time t;
  t.kind = kind;
  t.raw = show(value);
  const Micros last = latest > 0 ? latest : until_2100;
  const auto plausible = [&](std::optional<Micros> m) {
    return m && *m >= year_1990 && *m <= last;
  };
  const double size = std::abs(*n);
  std::string_view use = unit;
  if (unit == "apple") use = size > 1e12 ? "apple-ns" : "apple-s";
  if (unit == "auto") use = size < 1e11 ? "s" : size < 1e14 ? "ms" : size < 1e17 ? "us" : "ns";
  if (unit == "webkit") use = "webkit-us";
  const Unit* chosen = nullptr;
  for (const Unit& u : units)
    if (u.name == use) chosen = &u;
  if (!chosen) return std::nullopt;
  auto at = instant(value, chosen->epoch_s, chosen->per_second);
  if (!plausible(at)) {
    // Only when exactly one other unit of the same epoch gives a plausible time is it taken.
    const Unit* other = nullptr;
    int fits = 0;
    for (const Unit& u : units)
      if (&u != chosen && u.epoch_s == chosen->epoch_s &&
          plausible(instant(value, u.epoch_s, u.per_second))) {
        other = &u;
        ++fits;
      }
    if (fits == 1) {
      if (other_unit) *other_unit = fmt::format("{} instead of {}", other->name, chosen->name);
      chosen = other;
      at = instant(value, chosen->epoch_s, chosen->per_second);
    }
  }
  t.unit = std::string(chosen->name);
  t.utc = at;
  t.offset_minutes = 0;
  t.certainty = !at ? Certainty::none : plausible(at) ? Certainty::exact : Certainty::implausible;
  return t;
}

std::optional<std::string> typedstream_text(std::string_view bytes) {
  // "NSString" (or NSMutableString), a few bytes of class description, '+', a length, the text.
  // Length: one byte; 0x81: two, 0x82: four bytes little-endian follow.
  if (bytes.substr(0, 64).find("streamtyped") == bytes.npos) return std::nullopt;
  std::size_t at = bytes.find("NSString");
  if (const auto m = bytes.find("NSMutableString"); m != bytes.npos && (at == bytes.npos || m < at))
    at = m;
  if (at == bytes.npos) return std::nullopt;
  at = bytes.find('+', at);
  if (at == bytes.npos || at + 1 >= bytes.size()) return std::nullopt;
  ++at;
  std::uint64_t size = static_cast<unsigned char>(bytes[at++]);
  const int more = size == 0x81 ? 2 : size == 0x82 ? 4 : 0;
  if (more) {
    if (at + static_cast<std::size_t>(more) > bytes.size()) return std::nullopt;
    size = 0;
    for (int i = more; i-- > 0;)
      size = size << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    at += static_cast<std::size_t>(more);
  } else if (size > 0x82) {
    return std::nullopt;
  }
  if (size > bytes.size() - at) return std::nullopt;
  return text::to_utf8(bytes.substr(at, size), text::Encoding::utf8);
}

model::Identifier identify(std::string_view kind, std::string_view raw, std::string_view service) {
  using model::IdentifierKind;
  model::Identifier out;
  out.raw = std::string(raw);
  // Pasted numbers have marks of writing direction and no-break blanks in them.
  std::string buffer;
  if (kind == "phone" || kind == "auto") raw = text::plain_number(raw, buffer);
  if (kind == "phone" && raw.find('@') != raw.npos) kind = "auto";
  // "BANK" and "3Network" are senders' names; "1-800-MY-APPLE" is a number as people write it.
  if (kind == "phone" && !looks_like_phone(raw) && !looks_like_vanity_number(raw)) kind = "auto";
  if (kind == "jid" && raw.ends_with("@lid")) kind = "lid";
  if (kind == "auto") {
    const auto at = raw.find('@');
    if (raw.ends_with("@lid"))
      kind = "lid";
    else if (raw.ends_with("@s.whatsapp.net") || raw.ends_with("@g.us") ||
             raw.ends_with("@broadcast"))
      kind = "jid";
    else if (at != raw.npos && at > 0 && raw.find('.', at) != raw.npos)
      kind = "email";
    else if (looks_like_phone(raw))
      kind = "phone";
    else
      kind = "username";
  }
  out.kind = model::identifier_kind_from(kind).value_or(IdentifierKind::other);
  if (out.kind != IdentifierKind::phone && out.kind != IdentifierKind::email)
    out.scope = std::string(service);
  return out;
}

void add_columns(const TableMap& map, const std::vector<Column>& columns,
                 const std::vector<Value>& values, Micros latest, RowResult& out, RowNotes& notes) {
  model::Record& r = out.record;
  const auto mapped = [&](std::string_view role, const std::string& value) -> std::string {
    const auto table = map.maps.find(role);
    if (table == map.maps.end()) return value;
    const auto word = table->second.find(value);
    if (word != table->second.end()) return word->second;
    if (const auto rest = table->second.find("*"); rest != table->second.end()) return rest->second;
    ++notes.unknown_codes[fmt::format("{} {}", role, value)];
    return {};
  };
  const auto state_from = [](std::string_view w) {
    if (w == "deleted_trace") return model::State::deleted_trace;
    for (int s = 0; s <= static_cast<int>(model::State::unknown); ++s)
      if (model::word(static_cast<model::State>(s)) == w) return static_cast<model::State>(s);
    return model::State::unknown;
  };
  const Column* nobody = nullptr;  // the last party column, if it was NULL: its name stands alone
  for (std::size_t i = 0; i < columns.size() && i < values.size(); ++i) {
    const Column& c = columns[i];
    const Value& v = values[i];
    const bool party = c.role == "party" || c.role == "other" || c.role == "owner";
    if (party) nobody = show(v).empty() ? &c : nullptr;
    if (is_null(v) || c.already_mapped) continue;
    std::string raw = show(v);
    // Some apps store bodies and names as bytes (WhatsApp, when they are no valid text).
    const auto* blob = std::get_if<Blob>(&v);
    const bool words =
        c.role == "text" || c.role == "title" || c.role == "name" || c.role == "other";
    if (blob && words) raw = blob->bytes;
    if ((std::holds_alternative<std::string>(v) || (blob && words)) && !text::is_valid_utf8(raw)) {
      raw = text::to_utf8(raw, text::Encoding::utf8);
      if (notes.invalid_text++ == 0) notes.invalid_text_row = out.row;
    }
    const std::string& role = c.role;
    if (role == "row") {
      if (const auto* n = std::get_if<std::int64_t>(&v)) out.row = *n;
      continue;
    }
    if (role == "parent" || raw.empty()) continue;
    if (role.empty()) {
      r.extras.push_back({c.name, std::move(raw)});
    } else if (role == "extra") {
      r.extras.push_back({c.a, std::move(raw)});
    } else if (role == "field") {
      if (std::string value = mapped("field:" + c.a, raw); !value.empty())
        r.fields.push_back({c.a, std::move(value)});
    } else if (role == "key") {
      r.key = std::move(raw);
    } else if (role == "kind") {
      if (const auto kind = model::record_kind_from(mapped("kind", raw))) r.kind = *kind;
    } else if (role == "service") {
      if (std::string s = mapped("service", raw); !s.empty()) r.service = std::move(s);
    } else if (role == "direction") {
      const std::string d = mapped("direction", raw);
      r.direction = d == "in" ? Direction::in : d == "out" ? Direction::out : Direction::unknown;
    } else if (role == "state") {
      if (const std::string s = mapped("state", raw); !s.empty()) {
        r.state = state_from(s);
        if (r.state != model::State::existing) r.state_flag = raw;
      }
    } else if (role == "state_if") {  // state_if:edited — not NULL and not 0 means that state
      if (raw != "0") {
        r.state = state_from(c.a);
        r.state_flag = c.b.empty() ? c.a : c.b;
      }
    } else if (role == "flag") {
      r.state_flag = std::move(raw);
    } else if (role == "chat") {
      r.chat_key = std::move(raw);
    } else if (role == "title") {
      r.chat_title = std::move(raw);
    } else if (role == "text") {
      if (!r.text.empty()) r.text += '\n';  // a further part (MMS)
      r.text += raw;
    } else if (role == "form") {
      r.text_form = std::move(raw);
    } else if (role == "time") {
      std::string other;
      const auto kind = time_kind(c.a).value_or(TimeKind::other);
      if (auto t = time_of(v, c.b, kind, latest, &other)) r.times.push_back(std::move(*t));
      if (!other.empty()) ++notes.other_units[fmt::format("{}: {}", c.a, other)];
    } else if (role == "party" || role == "other" || role == "owner") {
      const std::string& kind = role == "party" ? c.b : c.a;
      const std::string_view service = r.service.empty() ? map.service : r.service;
      model::Participation p;
      p.role = role == "party"   ? model::role_from(c.a).value_or(Role::other)
               : role == "other" ? Role::other
                                 : Role::owner;
      p.identifier = identify(kind, raw, service);
      if (role == "other") p.name = "\x01";  // finish() gives the role; see there
      r.participants.push_back(std::move(p));
    } else if (role == "name") {
      if (nobody || r.participants.empty()) {
        model::Participation p;
        p.role = !nobody || nobody->role == "party"
                     ? model::role_from(nobody ? nobody->a : "subject").value_or(Role::other)
                     : Role::other;
        p.identifier = {model::IdentifierKind::name, raw, ""};
        p.name = (nobody && nobody->role == "other" ? "\x01" : "") + raw;
        r.participants.push_back(std::move(p));
        nobody = nullptr;
      } else {
        std::string& name = r.participants.back().name;
        const bool other = !name.empty() && name[0] == '\x01';
        name = (other ? "\x01" : "") + raw;
      }
    } else if (role == "media") {
      model::Media media;
      media.path = std::move(raw);
      r.media.push_back(std::move(media));
    } else if (role == "mime" || role == "sha256" || role == "media_title") {
      if (r.media.empty()) r.media.emplace_back();
      model::Media& m = r.media.back();
      (role == "mime" ? m.mime : role == "sha256" ? m.sha256 : m.title) = std::move(raw);
    } else if (role == "duration" || role == "outcome" || role == "video") {
      if (!r.call) r.call.emplace();
      if (role == "duration") {
        const auto n = as_number(v);
        if (n && *n >= 0 && *n < 1e12)
          r.call->duration = static_cast<Micros>(std::llround(*n * (c.a == "ms"   ? 1e3
                                                                    : c.a == "us" ? 1.0
                                                                                  : 1e6)));
      } else if (role == "outcome") {
        r.call->outcome = mapped("outcome", raw);
      } else {
        const std::string video = mapped("video", raw);
        if (video == "1" || video == "0") r.call->video = video == "1";
      }
    } else if (role == "lat" || role == "lon" || role == "accuracy" || role == "altitude") {
      const auto n = as_number(v);
      if (!n) continue;
      if (!r.place) r.place.emplace();
      if (role == "lat" && std::abs(*n) <= 90)
        r.place->latitude = *n;
      else if (role == "lon" && std::abs(*n) <= 180)
        r.place->longitude = *n;
      else if (role == "accuracy")
        r.place->accuracy_m = *n;
      else if (role == "altitude")
        r.place->altitude_m = *n;
      else
        r.extras.push_back({role, raw});  // a number that is no degree (pixels, usually)
    } else if (role == "place" || role == "origin") {
      if (!r.place) r.place.emplace();
      (role == "place" ? r.place->name : r.place->origin) = std::move(raw);
    } else if (role == "link") {
      r.links.push_back({c.a == "reply"              ? model::LinkKind::reply
                         : c.a == "attachment"       ? model::LinkKind::attachment
                         : c.a == "deleted_trace_of" ? model::LinkKind::deleted_trace_of
                         : c.a == "part_of"          ? model::LinkKind::part_of
                                                     : model::LinkKind::other,
                         std::move(raw)});
    } else if (role == "skip") {
      out.skip = std::move(raw);
    } else if (role == "duplicate") {
      out.duplicate = std::move(raw);
    } else if (role == "hook" && c.a == "typedstream") {
      const auto* blob = std::get_if<Blob>(&v);
      if (!blob || !r.text.empty()) continue;
      if (auto body = typedstream_text(blob->bytes)) {
        // A lone U+FFFC is the place of an attachment.
        if (*body == "\xEF\xBF\xBC") continue;
        r.text = std::move(*body);
        r.text_form = "typedstream";
      } else {
        r.extras.push_back({"attributedBody", std::move(raw)});
        ++notes.unknown_codes["attributedBody without a text that can be read"];
      }
    } else if (role == "hook" && (c.a == "plist" || c.a == "protobuf")) {
      // Every value in it, under its path.
      const auto* inside = std::get_if<Blob>(&v);
      const auto leaves = leaves_of(c.a, inside ? std::string_view(inside->bytes) : raw);
      for (const auto& [path, text] : leaves)
        r.extras.push_back({path.empty() ? c.b : fmt::format("{}.{}", c.b, path), text});
      if (leaves.empty()) r.extras.push_back({c.b, std::move(raw)});
    } else if (role == "hook" && c.a == "edits") {
      const auto* inside = std::get_if<Blob>(&v);
      if (!inside) continue;
      const auto history = edit_history(inside->bytes);
      for (const auto& e : history.edits)
        r.extras.push_back(
            {fmt::format("version of part {} at {}", e.part, to_iso_utc(e.at)), e.text});
      for (const auto& part : history.unsent_parts)
        r.extras.push_back({"unsent part", part});
      // The whole message was taken back: no text is left of it.
      if (!history.unsent_parts.empty() && r.text.empty()) {
        r.state = model::State::revoked;
        r.state_flag = "unsent";
      } else if (!history.edits.empty() && r.state == model::State::existing) {
        r.state = model::State::edited;
        r.state_flag = "message_summary_info";
      }
    } else if (role == "hook" && c.a == "vcard") {
      mention_card(raw, r);
    } else if (role == "hook" && c.a == "xml") {
      // Skype: XML entities and its own mark-up; entities are decoded, mark-up is kept.
      std::string text;
      for (std::size_t k = 0; k < raw.size();) {
        static constexpr std::pair<std::string_view, std::string_view> entities[] = {
            {"&apos;", "'"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}};
        bool hit = false;
        for (const auto& [from, to] : entities)
          if (!hit && raw.compare(k, from.size(), from) == 0) {
            text += to;
            k += from.size();
            hit = true;
          }
        if (!hit) text += raw[k++];
      }
      if (r.text.empty()) r.text = std::move(text);
    }
  }
}

void finish(const TableMap& map, RowResult& out) {
  model::Record& r = out.record;
  if (r.service.empty()) r.service = map.service;
  const bool call = r.kind == model::RecordKind::call;
  // "other" is who the owner of the phone talks with: who sent depends on the direction.
  for (auto& p : r.participants) {
    if (!p.name.empty() && p.name[0] == '\x01') {
      p.name.erase(0, 1);
      p.role = r.direction == Direction::in    ? (call ? Role::caller : Role::from)
               : r.direction == Direction::out ? (call ? Role::callee : Role::to)
                                               : Role::member;
    } else if (p.role == Role::owner && (call || r.kind == model::RecordKind::message)) {
      p.role = r.direction == Direction::out  ? (call ? Role::caller : Role::from)
               : r.direction == Direction::in ? (call ? Role::callee : Role::to)
                                              : Role::member;
    }
  }
  // A contact's name stands beside each of its addresses.
  if (r.kind == model::RecordKind::contact) {
    std::string shown;
    for (const auto& p : r.participants)
      if (shown.empty() && p.identifier.kind == model::IdentifierKind::name)
        shown = p.identifier.raw;
    for (auto& p : r.participants)
      if (p.name.empty()) p.name = shown;
  }
  if (call && !r.call) r.call.emplace();
  // Extras become one object: a name stands once.
  std::map<std::string, int> names;
  for (auto& e : r.extras)
    if (const int n = ++names[e.name]; n > 1) e.name += fmt::format(" ({})", n);
  if (r.place && !r.place->latitude && !r.place->longitude && r.place->name.empty())
    r.place.reset();
}

}  // namespace clew::readers::store
