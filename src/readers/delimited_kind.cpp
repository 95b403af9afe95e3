#include "readers/delimited_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>
#include <utility>

#include "readers/delimited_roles.h"
#include "readers/header_meaning.h"

namespace clew::readers {
namespace {

using R = ColumnRole;

bool is_talk(const Plan& p) { return p.kind == TableKind::messages || p.kind == TableKind::calls || p.kind == TableKind::events_by_type; }

// A list of persons: a column of given names and one of family names.
bool is_of_persons(const Plan& p) {
  const auto any = [&](NamePart part) {
    return std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return c.role == R::name && name_part(c.header) == part; });
  };
  return any(NamePart::given) && any(NamePart::family);
}

// How somebody stands to whom the table is of: "FRIEND", "BLOCKED".
bool related(const Plan& p) {
  return std::any_of(p.columns.begin(), p.columns.end(), [](const PlanColumn& c) { return fold_header(c.header) == "relationship"; });
}

// "com.whatsapp", "org.example.app.beta".
bool is_package_name(std::string_view s) {
  std::size_t dots = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (c == '.')
      ++dots;
    else if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
      return false;
    if (c == '.' && (i == 0 || i + 1 == s.size())) return false;
  }
  return dots >= 1 && s.size() > 4 && (dots >= 2 || s.starts_with("com.") || s.starts_with("org.") || s.starts_with("net."));
}

// Of messages and calls: one other side, one name, and whether the types are Android's numbers.
void fit_talk(const SurveyTable& table, Plan& p) {
  // With both ends in columns of their own, further numbers are extras.
  if (p.has(R::from) && p.has(R::to))
    for (auto& c : p.columns)
      if (c.role == R::party) c.role = R::extra;
  if (const auto c = p.find(R::event_type)) {
    const ColumnSample& s = table.columns[*c].sample;
    p.android_types = s.non_empty() > 0 && s.small_type == s.non_empty() &&
                      fold_header(table.columns[*c].header) == "type" && !p.has(R::direction);
  }
  // Only one name beside the other side.
  bool named = false;
  for (auto& c : p.columns) {
    if (c.role != R::party_name) continue;
    if (named) c.role = R::name;
    named = true;
  }
}

// Roles that mean something else in this kind of table.
void fit_roles(const SurveyTable& table, Plan& p) {
  for (std::size_t i = 0; i < p.columns.size(); ++i) {
    PlanColumn& c = p.columns[i];
    const std::string folded = fold_header(c.header);
    switch (p.kind) {
      case TableKind::contacts:
      case TableKind::accounts:
        if (c.role == R::party || c.role == R::owner) c.role = R::phone;
        if (c.role == R::subscriber) c.role = R::extra;
        if (c.role == R::model || c.role == R::make || c.role == R::app) c.role = R::extra;
        break;
      case TableKind::devices:
        if (c.role == R::party || c.role == R::owner) c.role = R::phone;
        break;
      case TableKind::locations:
        if (c.role == R::from || c.role == R::to) c.role = R::party;
        break;
      case TableKind::anpr:
        if (c.role == R::name) c.role = p.has(R::place) ? R::extra : R::place;  // the camera's
        if (c.role == R::subscriber) c.role = R::extra;
        break;
      case TableKind::files:
        if (c.role == R::uid || c.role == R::chat_id || c.role == R::username) c.role = R::extra;  // of the user and group on the device
        break;
      case TableKind::apps:
        if (c.role == R::uid) c.role = R::extra;
        if (c.role == R::name && !p.has(R::app)) c.role = R::app;
        break;
      case TableKind::messages:
      case TableKind::calls:
      case TableKind::events_by_type:
        if (c.role == R::name && !p.has(R::party_name)) c.role = R::party_name;
        if (c.role == R::phone) c.role = R::party;
        if (c.role == R::app && !p.has(R::service)) c.role = R::service;
        if (c.role == R::account_number || c.role == R::mac || c.role == R::serial)
          c.role = R::extra;
        if (c.role == R::model || c.role == R::make) c.role = R::extra;
        if (c.role == R::username && !p.has(R::from) && !p.has(R::author)) c.role = R::author;
        // "author_id, …, username": who the author is.
        if (const auto from = p.find(R::from); (c.role == R::username || c.role == R::author) && from && !p.has(R::from_name) && fold_header(p.columns[*from].header).starts_with("author")) c.role = R::from_name;
        if (c.role == R::title) c.role = p.has(R::chat_title) ? R::extra : R::chat_title;
        break;
      default:
        break;
    }
  }
  if (is_talk(p)) fit_talk(table, p);
}

// One table of several phones: the column that says from which of them a row is. Only where each row names both its
// ends, for nothing else says whose phone it is.
void source_device(const SurveyTable& table, Plan& p) {
  if (!is_talk(p)) return;
  if (p.has(R::source_device) || !p.has(R::from) || !p.has(R::to)) return;
  constexpr std::string_view names[] = {"source device",   "device",       "device name",     "exhibit",        "exhibit ref", "exhibit reference",
                                        "evidence number", "evidence ref", "extraction name", "source exhibit", "handset",     "source"};
  for (const std::string_view name : names)  // the plainest first
    for (std::size_t i = 0; i < p.columns.size() && i < table.columns.size(); ++i) {
      if (p.columns[i].role != R::extra || fold_header(p.columns[i].header) != name) continue;
      const ColumnSample& s = table.columns[i].sample;
      if (!s.mostly(s.count(CellLook::word) + s.count(CellLook::text)) || s.service_word > 0) continue;
      // Phones are few and have many rows each; a place in a file or a note is another in each row.
      if (s.distinct.size() >= ColumnSample::most_distinct || (s.distinct.size() > 8 && s.distinct.size() * 4 > s.non_empty())) continue;
      // The file that the tool found the row in: a path, "calllog.db".
      const std::string& e = table.columns[i].example;
      const auto dot = e.rfind('.');
      const bool file = dot != e.npos && dot > 0 && e.size() - dot >= 3 && e.size() - dot <= 12 && e.find(' ', dot) == e.npos && std::all_of(e.begin() + static_cast<std::ptrdiff_t>(dot) + 1, e.end(), [](unsigned char ch) { return std::isalnum(ch); });
      if (name == "source" && (s.slash > 0 || file)) continue;
      p.columns[i].role = R::source_device;
      return;
    }
}

}  // namespace

TableKind kind_of(const SurveyTable& table, const Hints& hints, const Profile* said, const Plan& p) {
  const bool time = p.has(R::time) || p.has(R::date);
  const bool ends = p.has(R::from) || p.has(R::to);
  const bool party = ends || p.has(R::party) || p.has(R::participants);
  const bool place = (p.has(R::latitude) && p.has(R::longitude)) || p.has(R::lat_lon) ||
                     (p.has(R::easting) && p.has(R::northing));
  const bool calls = hints.any(
      {"call", "cdr", "anruf", "appel", "llamada", "chiamat", "polaczen", "apel", "chamada"});
  const bool messages =
      hints.any({"sms", "mms", "message", "chat", "nachricht", "mensaje", "messaggi", "wiadomosc",
            "mesaj", "mensage", "whatsapp", "imessage", "telegram"});
  const bool contacts =
      hints.any({"contact", "kontakt", "phonebook", "address book", "rubrica", "agenda"});
  if (p.has(R::vrm) && time) return TableKind::anpr;
  bool typed = false;
  if (const auto c = p.find(R::event_type)) {
    const ColumnSample& s = table.columns[*c].sample;
    typed = (s.event_word * 10 >= s.non_empty() * 5 || is_mixed(s)) && s.non_empty() > 0;
    if (said && !said->event_words.empty()) typed = true;
  }
  const bool network =
      p.has(R::cell_id) || p.has(R::imsi) || p.has(R::imei) || p.has(R::azimuth);
  // Texts and calls in one table: the calls have no text.
  const auto kinds = p.find(R::event_type);
  const bool calls_too = kinds && table.columns[*kinds].sample.no_call_word > 0 && table.columns[*kinds].sample.event_word > table.columns[*kinds].sample.no_call_word;
  if (typed && party && (!p.has(R::text) || p.has(R::duration) || calls_too) && time)
    return TableKind::events_by_type;
  // Without a header a text beside "O" and "I" may be anything, a bank's bookings among others.
  if (p.has(R::text) && (table.header_row != 0 || party || p.has(R::author)) &&
      (ends || p.has(R::participants) || p.has(R::chat_id) || p.has(R::chat_title) ||
       p.has(R::author) || p.has(R::from_name) || p.has(R::from_me) || p.has(R::direction) ||
       (p.has(R::party) && time)) &&
      !(p.has(R::amount) && !p.has(R::direction)))
    return p.has(R::duration) && typed ? TableKind::events_by_type : TableKind::messages;
  if (p.has(R::text) && messages && time) return TableKind::messages;
  if (p.has(R::duration) && (party || p.has(R::owner) || p.has(R::party_name)) &&
      !p.has(R::url))
    return typed ? TableKind::events_by_type : TableKind::calls;
  if (ends && time && network) return typed ? TableKind::events_by_type : TableKind::calls;
  if (p.has(R::amount) && (time || p.has(R::iban) || p.has(R::account_number)))
    return TableKind::payments;
  if (p.has(R::direction) && party && time && (calls || p.has(R::outcome)) && !messages)
    return TableKind::calls;
  if (ends && time && calls && !messages) return TableKind::calls;
  if (place && !ends) return TableKind::locations;
  if (p.has(R::url)) return TableKind::web;
  if (ends && (time || p.has(R::subject))) return TableKind::messages;
  if (p.has(R::party) && p.has(R::direction) && time)
    return messages ? TableKind::messages : TableKind::calls;
  const bool reach = p.has(R::phone) || p.has(R::party) || p.has(R::email);
  // Files with the numbers of their users, and apps by the names of their packages, are neither accounts nor people.
  if (!reach && !ends && p.has(R::attachment) && (p.has(R::size) || p.has(R::sha256) || p.has(R::mime))) return TableKind::files;
  if (const auto c = p.find(R::name); c && !reach && !ends && p.has(R::uid) && is_package_name(table.columns[*c].example)) return TableKind::apps;
  // A name beside a version is a program's.
  if (p.has(R::name) && !p.has(R::app) && !reach && !ends && !p.has(R::username) && !is_of_persons(p))
    for (const auto& c : p.columns) {
      const std::string folded = fold_header(c.header);
      if (folded == "version" || folded == "app version" || folded == "version name" || folded == "versionname") return TableKind::apps;
    }
  const bool named = p.has(R::name) || p.has(R::party_name) || p.has(R::organisation);
  if (named && (reach || (p.has(R::birthday) && !ends))) return TableKind::contacts;
  if (is_of_persons(p) && !time && !ends && !p.has(R::username) && !p.has(R::uid)) return TableKind::contacts;
  if (contacts && (named || reach)) return TableKind::contacts;
  if (p.has(R::from) && p.has(R::to) && !time && !p.has(R::clock) && !p.has(R::amount) && !place) return TableKind::ties;
  if (p.has(R::chat_id) && p.has(R::participants)) return TableKind::chats;
  // Friends and followers have names and user names; the phone's own accounts stand beside a service.
  if ((p.has(R::username) || p.has(R::uid)) && !p.has(R::url) &&
      (related(p) || hints.any({"friend", "follow", "blocked user", "freund", "amis", "amigos"}) || (named && !p.has(R::service) && !hints.any({"account", "konto", "compte", "cuenta"}))))
    return TableKind::contacts;
  if (p.has(R::username) || p.has(R::uid))
    return p.has(R::url) ? TableKind::web : TableKind::accounts;
  if ((p.has(R::imei) || p.has(R::iccid) || p.has(R::serial) || p.has(R::mac)) &&
      (p.has(R::make) || p.has(R::model) || p.has(R::os_version)))
    return TableKind::devices;
  if (place) return TableKind::locations;
  if (p.has(R::attachment) && (p.has(R::size) || p.has(R::sha256) || p.has(R::mime)))
    return TableKind::files;
  if (p.has(R::app)) return TableKind::apps;
  return TableKind::events;
}

bool is_list_of_people(const Plan& p) {
  return p.kind == TableKind::contacts && is_of_persons(p) && !p.has(R::phone) && !p.has(R::party) && !p.has(R::email) && !p.has(R::username) && !p.has(R::uid);
}

void fit_to_kind(const SurveyTable& table, Plan& p) {
  fit_roles(table, p);
  source_device(table, p);
}

void explain_ties(const SurveyTable& table, Plan& p) {
  constexpr std::string_view words[] = {"weight", "count", "counts", "calls", "number of calls", "no of calls", "num calls", "contacts",
                                        "number of contacts", "messages", "number of messages", "frequency", "freq", "times", "strength", "total",
                                        "events", "number", "n", "gewicht", "anzahl", "poids", "nombre", "peso", "waga", "liczba", "numar"};
  for (std::size_t i = 0; i < p.columns.size() && !p.contacts && !p.matrix; ++i) {
    const ColumnSample& s = table.columns[i].sample;
    const bool bare = table.header_row == 0 && i == 2 && p.columns.size() == 3 && !p.columns[i].from_start;
    if (p.columns[i].role == R::from || p.columns[i].role == R::to || s.non_empty() == 0 ||
        s.count(CellLook::integer) + s.count(CellLook::decimal) < s.non_empty())
      continue;
    if (!bare && std::find(std::begin(words), std::end(words), fold_header(p.columns[i].header)) == std::end(words)) continue;
    p.columns[i].role = R::extra;
    p.contacts = i;
  }
  p.note("ties",
       p.matrix     ? fmt::format("a row and a column for each; a cell says how many contacts{}; no times",
                                p.symmetric ? ", each tie stands twice and is counted once" : "")
       : p.contacts ? fmt::format("each row stands for as many contacts as '{}' says; no times", p.columns[*p.contacts].header)
                    : std::string("each row is one contact; no times"));
}

void explain_attendance(const SurveyTable& table, Plan& p, Sink& sink) {
  p.note("attendance", "a row for each person, a column for each event; 1 says that he or she was there");
  sink.finding({model::Severity::note, "a table of who was at what", "",
                 fmt::format("{} people and {} events. Each person stands with what he or she attended; to have been at the same event is not counted as a contact of any two.",
                             table.rows, table.columns.size() - 1)});
}

void find_ids(const SurveyTable& table, Plan& p) {
  if (p.kind == TableKind::calls || p.kind == TableKind::events_by_type) return;
  // A list of ties has no telephone of three figures: "187" between names is a group that is called so.
  if (p.kind == TableKind::ties) {
    for (auto& c : p.columns) c.numbers_are_ids = true;
    return;
  }
  std::uint64_t cells = 0, numbers = 0;
  const auto party = [&](std::size_t i) {
    const R role = p.columns[i].role;
    return role == R::from || role == R::to || role == R::party || role == R::participants || role == R::author;
  };
  // "author_id", "recipient_id": numbers of accounts, however long.
  const auto account = [&](std::size_t i) {
    const std::string folded = fold_header(p.columns[i].header);
    for (const std::string_view w : {"author id", "recipient id", "recipient ids", "recipient id s", "receiver id", "user id", "member id", "account id", "friend id", "from user id", "to user id", "sender user id", "recipient user id", "from id", "to id"})
      if (folded == w) return true;
    return false;
  };
  bool accounts = false;
  for (std::size_t i = 0; i < p.columns.size(); ++i) accounts = accounts || (party(i) && account(i));
  for (std::size_t i = 0; i < p.columns.size(); ++i) {
    if (!party(i)) continue;
    const ColumnSample& s = table.columns[i].sample;
    cells += s.non_empty();
    numbers += s.short_number;
    p.columns[i].numbers_are_ids = (s.non_empty() > 0 && s.short_number * 2 >= s.non_empty()) || account(i) || (accounts && fold_header(p.columns[i].header) == "sender id");
  }
  // One id stands in both columns: where nearly all are short, all columns hold ids.
  if (cells && numbers * 10 >= cells * 8)
    for (std::size_t i = 0; i < p.columns.size(); ++i)
      if (party(i)) p.columns[i].numbers_are_ids = true;
}

std::string service_of_table(const Hints& hints, const Plan& p) {
  const bool network = p.has(R::cell_id) || p.has(R::imsi) || p.has(R::imei);
  if (p.kind != TableKind::messages && p.kind != TableKind::calls && p.kind != TableKind::chats &&
      p.kind != TableKind::contacts && (p.kind != TableKind::events_by_type || network))
    return {};
  if (p.has(R::service)) return {};
  for (const auto& [word, service] : {std::pair{"whatsapp", "WhatsApp"},
                                      {"telegram", "Telegram"},
                                      {"signal", "Signal"},
                                      {"snapchat", "Snapchat"},
                                      {"talk history", "Snapchat"},
                                      {"instagram", "Instagram"},
                                      {"facebook", "Facebook Messenger"},
                                      {"messenger", "Facebook Messenger"},
                                      {"viber", "Viber"},
                                      {"imessage", "iMessage"},
                                      {"kik ", "Kik"},
                                      {"tiktok", "TikTok"},
                                      {"discord", "Discord"},
                                      {"wechat", "WeChat"},
                                      {"skype", "Skype"}})
    if (hints.words().find(word) != std::string::npos) return service;
  if (p.kind == TableKind::messages) {
    if (hints.any({"sms"})) return "SMS";
    if (hints.any({"mms"})) return "MMS";
  }
  return {};
}

model::Direction direction_of_table(const SurveyTable& table, const Plan& p) {
  if (!is_talk(p)) return model::Direction::unknown;
  if (p.has(R::direction) || p.has(R::from_me) || (p.has(R::from) && p.has(R::to)) || p.has(R::owner)) return model::Direction::unknown;
  if (const auto c = p.find(R::event_type); c && table.columns[*c].sample.direction_word > 0) return model::Direction::unknown;
  const std::string title = " " + fold_header(p.title) + " ";
  const auto says = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return title.find(" " + std::string(w) + " ") != std::string::npos; });
  };
  const bool in = says({"incoming", "received", "inbox", "missed", "eingehend", "eingehende", "empfangene", "entrantes", "recibidas", "primite", "odebrane", "recus"});
  const bool out = says({"outgoing", "dialed", "dialled", "sent", "outbox", "placed", "ausgehend", "ausgehende", "gesendete", "salientes", "enviados", "trimise", "wyslane", "envoyes"});
  if (in == out) return model::Direction::unknown;
  return in ? model::Direction::in : model::Direction::out;
}

}  // namespace clew::readers
