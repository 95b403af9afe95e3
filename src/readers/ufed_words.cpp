#include "readers/ufed_words.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "readers/store_row.h"

namespace clew::readers::ufed {

using model::IdentifierKind;
using model::Role;
using model::State;
using model::TimeKind;

namespace {

// Services whose accounts are telephone numbers.
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

}  // namespace

std::string fold_word(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::optional<TimeKind> time_kind_of_field(std::string_view name) {
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
  const auto known = names.find(name);
  return known == names.end() ? std::nullopt : std::optional(known->second);
}

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

std::optional<State> state_of(std::string_view s) {
  if (s.empty() || s == "Intact" || s == "False" || s == "No") return State::existing;
  if (s == "Deleted" || s == "True" || s == "Yes") return State::recovered;
  if (s == "Trash") return State::existing;
  if (s == "Unknown") return State::unknown;
  return std::nullopt;
}

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

std::optional<double> number_of(std::string_view s) {
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

bool native_source(std::string_view source) {
  static const std::unordered_set<std::string> list = {
      "native messages", "native", "messages", "phone",   "call log",
      "native calls",    "sms",    "mms",      "sms/mms", "google messages",
      "samsung messages"};
  return list.contains(fold_word(source));
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

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t h = 14695981039346656037ull;  // FNV-1a
  for (const char c : text)
    h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return h ^ h >> 29;
}

}  // namespace clew::readers::ufed
