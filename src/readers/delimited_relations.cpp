#include "readers/delimited_relations.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "readers/header_meaning.h"

namespace clew::readers {
namespace {

using model::TimeKind;
using R = ColumnRole;

// Reports of tools say in columns of their own which file a row came from. AXIOM's "Source" and
// "Location" are such paths, not a sender and a place; "Recovery method" gives the tool away.
void provenance(Plan& p) {
  const auto has = [&](std::string_view folded) {
    return std::any_of(p.columns.begin(), p.columns.end(),
                       [&](const auto& c) { return fold_header(c.header) == folded; });
  };
  const auto dated = [](const PlanColumn& c) { return fold_header(c.header).find("date time utc") != std::string::npos; };
  const bool axiom = has("recovery method") || (has("evidence number") && (has("item id") || std::any_of(p.columns.begin(), p.columns.end(), dated)));
  constexpr std::string_view always[] = {
      "source file information", "source file", "source info",      "extraction",
      "source extraction",       "carved",      "manually decoded", "source file size",
      "source file path",        "evidence number", "evidence ref", "exhibit number", "exhibit ref", "exhibit reference"};
  constexpr std::string_view of_axiom[] = {"source",       "location",      "evidence number",
                                           "item id",      "tags",          "original artifact",
                                           "sub location", "deleted source"};
  for (auto& c : p.columns) {
    const std::string folded = fold_header(c.header);
    const bool here = std::find(std::begin(always), std::end(always), folded) != std::end(always);
    const bool there = axiom && std::find(std::begin(of_axiom), std::end(of_axiom), folded) !=
                                    std::end(of_axiom);
    if (here || there) c.role = R::extra;
  }
}

// "source" and "target" side by side are the ends of a link; "target" alone is whose records these are.
void edge_list(const SurveyTable& table, Plan& p) {
  PlanColumn* target = nullptr;
  bool source = false, to = false;
  for (auto& c : p.columns) {
    const std::string folded = fold_header(c.header);
    source |= c.role == R::from && (folded == "source" || folded == "src" || folded == "from");
    to |= c.role == R::to;
    if (c.role == R::owner && folded == "target") target = &c;
  }
  if (target && source && !to) {
    target->role = R::to;
    to = true;
  }
  // "Source" alone, without numbers, is where something comes from: "Added by username".
  if (!to)
    for (std::size_t i = 0; i < p.columns.size() && i < table.columns.size(); ++i) {
      const std::string folded = fold_header(p.columns[i].header);
      const ColumnSample& s = table.columns[i].sample;
      if (p.columns[i].role == R::from && (folded == "source" || folded == "src" || folded == "origin") &&
          (s.count(CellLook::phone) + s.count(CellLook::email) + s.count(CellLook::integer) + s.count(CellLook::scientific)) * 2 < s.non_empty())
        p.columns[i].role = R::extra;
    }
}

// "Sender" beside "Sender ID", "Recipient(s)" beside "Recipient ID(s)", as AXIOM has them: one party, its name and its account.
void names_beside_ids(const SurveyTable& table, Plan& p) {
  struct Side {
    R role, name;
    std::vector<std::string_view> ids, words;
  };
  const Side sides[] = {{R::from, R::from_name, {"sender id", "from id", "author id"}, {"sender", "from", "author"}},
                        {R::to, R::to_name, {"recipient id", "recipient ids", "recipient id s", "receiver id", "to id"}, {"recipient", "recipients", "recipient s", "receiver", "to"}}};
  for (const Side& side : sides) {
    std::optional<std::size_t> id, said;
    for (std::size_t i = 0; i < p.columns.size() && i < table.columns.size(); ++i) {
      if (p.columns[i].role != side.role) continue;
      const std::string folded = fold_header(p.columns[i].header);
      if (std::find(side.ids.begin(), side.ids.end(), folded) != side.ids.end()) id = i;
      if (std::find(side.words.begin(), side.words.end(), folded) != side.words.end()) said = i;
    }
    if (!id || !said) continue;
    const ColumnSample& s = table.columns[*said].sample;
    const std::uint64_t numbers = s.count(CellLook::phone) + s.count(CellLook::email) + s.count(CellLook::integer) + s.count(CellLook::scientific);
    if (table.columns[*id].sample.non_empty() == 0 || numbers * 2 >= s.non_empty() || table.columns[*said].example.find('@') != std::string::npos)
      p.columns[*id].role = R::extra;  // what is called the sender is an identifier itself
    else
      p.columns[*said].role = side.name;
  }
}

// The list of nodes beside an edge list ("Id,Label"): here the id is what the other file calls them by, and no row number.
void nodes(Plan& p, const Hints& hints) {
  if (!hints.any({"node", "vertices", "vertex", "actor"}) || p.has(R::uid) || p.has(R::time) || p.has(R::date) || p.has(R::text)) return;
  PlanColumn *id = nullptr, *name = nullptr;
  for (auto& c : p.columns) {
    const std::string header = fold_header(c.header);
    if (!id && (header == "id" || header == "node id" || header == "node" || header == "vertex")) id = &c;
    if (!name && (c.role == R::name || header == "label" || header == "node label")) name = &c;
  }
  if (!id || !name || id == name) return;
  id->role = R::uid;
  name->role = R::name;
}

// "ET" of AT&T's call records is the elapsed time; elsewhere it is an end or a time zone.
void elapsed(Plan& p) {
  const auto is = [](const PlanColumn& c, std::string_view word) { return fold_header(c.header) == word; };
  if (!std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return is(c, "seizure time") || is(c, "seizuretime") || is(c, "conn time") || is(c, "conntime utc") || is(c, "conn time utc"); }))
    return;
  if (std::any_of(p.columns.begin(), p.columns.end(), [](const auto& c) { return c.role == R::duration; })) return;
  for (auto& c : p.columns)
    if (is(c, "et")) c.role = R::duration;
}

// Of several columns called types ("Type of Connection", "Service Type") the one whose words are calls and texts.
void best_type(const SurveyTable& table, Plan& p) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < p.columns.size() && i < table.columns.size(); ++i)
    if (p.columns[i].role == R::event_type && table.columns[i].sample.event_word > (best ? table.columns[*best].sample.event_word : 0)) best = i;
  if (!best) return;
  for (std::size_t i = 0; i < p.columns.size(); ++i)
    if (p.columns[i].role == R::event_type && i != *best && table.columns[i].sample.event_word * 2 < table.columns[*best].sample.event_word) p.columns[i].role = R::extra;
}

// Records of one phone that name the other side only, whichever way the call went: "Target No, Call Type, B Party No".
void other_party(Plan& p) {
  // "MSISDN" beside hardware and cells is the phone that was served, if another column has the other side.
  const auto is = [](const PlanColumn& c, std::initializer_list<std::string_view> words) {
    const std::string folded = fold_header(c.header);
    return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return folded == w; });
  };
  PlanColumn *served = nullptr, *other = nullptr;
  bool hardware = false, ends = false;
  for (auto& c : p.columns) {
    hardware |= c.role == R::imei || c.role == R::imsi || c.role == R::cell_id;
    ends |= c.role == R::from || c.role == R::owner;
    if (c.role != R::party) continue;
    if (is(c, {"msisdn", "mobile number", "mobile no", "phone number", "number", "mobile"})) served = served ? served : &c;
    const std::string folded = fold_header(c.header);
    if (folded.starts_with("other ") || folded.starts_with("correspond") || folded.starts_with("counter") || folded.starts_with("remote ") ||
        is(c, {"contact number", "partner", "b party msisdn", "chat partner"}))
      other = &c;
  }
  if (served && other && hardware && !ends) served->role = R::owner;
  // "Dialed", "Called" and "Destination Number" are one number three times.
  if (std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return c.role == R::to && is(c, {"called number", "called party number", "called party", "called no", "b number", "b party"}); }))
    for (auto& c : p.columns)
      if (c.role == R::to && is(c, {"dialed number", "dialled number", "dialed digits", "dialled digits", "destination number", "destination", "dialed", "dialled", "dialed digit number"}))
        c.role = R::extra;
  const auto any = [&](R role) { return std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return c.role == role; }); };
  if (any(R::from) || any(R::from_name) || !(any(R::direction) || any(R::event_type))) return;
  for (auto& c : p.columns)
    if (const std::string folded = fold_header(c.header); c.role == R::to && (folded.starts_with("b party") || folded.starts_with("b no") || folded.starts_with("b num") || folded.starts_with("bparty") || folded.starts_with("bnum")))
      c.role = R::party;
}

// Records of connections to the internet: addresses and ports beside a time and the phone that was served.
bool is_sessions(const Plan& p) {
  bool ip = false, port = false, time = false;
  for (const auto& c : p.columns) {
    const std::string folded = " " + fold_header(c.header) + " ";
    ip |= folded.find(" ip ") != std::string::npos || folded.find(" ipv4 ") != std::string::npos || folded.find(" ipv6 ") != std::string::npos;
    port |= folded.find(" port ") != std::string::npos;
    time |= c.role == R::time || c.role == R::date;
    if (c.role == R::text || c.role == R::vrm) return false;
  }
  return ip && port && time;
}

void sessions(Plan& p) {
  p.sessions = true;
  for (auto& c : p.columns) {
    if (c.role == R::party || c.role == R::phone) c.role = R::owner;
    if (c.role == R::from || c.role == R::to || c.role == R::from_name || c.role == R::to_name || c.role == R::event_type || c.role == R::direction)
      c.role = R::extra;
  }
}

bool several_allowed(R role) {
  switch (role) {
    case R::extra:
    case R::ignore:
    case R::time:
    case R::date:
    case R::clock:
    case R::phone:
    case R::email:
    case R::name:
    case R::party:
    case R::participants:
    case R::attachment:
    case R::note:
    case R::imei:
    case R::imsi:
    case R::username:
    case R::uid:
    case R::account_number:
    case R::iban:
    case R::url:
    case R::amount:
    case R::to:
    case R::mac:
    case R::text:
      return true;
    default:
      return false;
  }
}

// "source" is the sender's number in one layout and the phone's name in another: where a better word is there, the weak one stays an extra.
void weak_words(Plan& p) {
  constexpr std::string_view weak[] = {
      "source", "destination", "target", "origin",  "user",   "a",       "de",    "da",   "do",
      "an",     "src",         "dst",    "contact", "number", "address", "group", "chat", "line"};
  for (auto& c : p.columns) {
    if (c.role != R::from && c.role != R::to && c.role != R::owner && c.role != R::chat_id)
      continue;
    if (std::find(std::begin(weak), std::end(weak), fold_header(c.header)) == std::end(weak))
      continue;
    for (const auto& other : p.columns)
      if (&other != &c && other.role == c.role &&
          std::find(std::begin(weak), std::end(weak), fold_header(other.header)) ==
              std::end(weak)) {
        c.role = R::extra;
        break;
      }
  }
}

// Of a chat's and a message's own state the message's.
void state_of_the_message(Plan& p) {
  const auto chat_state = [](const PlanColumn& c) { return c.role == R::state && fold_header(c.header) == "deleted chat"; };
  if (std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return c.role == R::state && !chat_state(c); }))
    for (auto& c : p.columns)
      if (chat_state(c)) c.role = R::extra;
}

// A whole name beside its parts, or a nickname beside a name: the name once.
void one_name(Plan& p) {
  const auto name_words = [&](std::initializer_list<std::string_view> words, bool drop) {
    bool any = false;
    for (auto& c : p.columns)
      if (c.role == R::name && std::find(words.begin(), words.end(), fold_header(c.header)) != words.end()) {
        any = true;
        if (drop) c.role = R::extra;
      }
    return any;
  };
  if (name_words({"name", "full name", "contact full name", "display name", "nom complet", "nombre completo", "nome completo", "nume complet"}, false))
    name_words({"given name", "additional name", "middle name", "family name", "first name", "last name", "surname", "forename", "vorname",
                "nachname", "prenom", "nombre", "apellido", "apellidos", "cognome", "nazwisko", "prenume", "sobrenome"},
               true);
  if (name_words({"name", "full name", "first name", "last name", "given name", "family name", "surname", "forename"}, false))
    name_words({"nickname", "nick name"}, true);
}

// Several texts: the first whose header is a text's name; details and descriptions are extras.
void one_text(Plan& p) {
  bool text = false;
  for (auto& c : p.columns) {
    if (c.role != R::text) continue;
    // An operator describes the service ("Mobile to mobile"); what was written stands under another header.
    const std::string header = fold_header(c.header);
    if (text || ((p.has(R::imei) || p.has(R::imsi)) && (header == "description" || header == "details" || header == "service description")))
      c.role = R::extra;
    else
      text = true;
  }
}

// A second column of a role that there is one of stays an extra under its own name.
void only_once(Plan& p) {
  weak_words(p);
  state_of_the_message(p);
  std::vector<R> seen;
  for (auto& c : p.columns) {
    if (several_allowed(c.role)) continue;
    if (std::find(seen.begin(), seen.end(), c.role) != seen.end())
      c.role = R::extra;
    else
      seen.push_back(c.role);
  }
  one_name(p);
  one_text(p);
}

// Tables that an app writes itself, known by headers that nobody else has.
void of_an_app(Plan& p, const Hints& hints) {
  const auto named = [&](std::string_view header) -> PlanColumn* {
    for (auto& c : p.columns)
      if (fold_header(c.header) == header) return &c;
    return nullptr;
  };
  const auto set = [&](std::string_view header, R role, TimeKind kind = TimeKind::other) {
    if (auto* c = named(header)) c->role = role, c->time_kind = kind;
  };
  // LinkedIn's messages.csv: the folder is the same for both sides, the profiles stand beside the names.
  if (named("sender profile url") && named("recipient profile urls") && named("conversation id")) {
    p.service = "LinkedIn";
    set("folder", R::extra);
    set("sender profile url", R::extra);
    set("recipient profile urls", R::extra);
  }
  if (named("identity") && named("publickey") && named("verification")) {  // contacts.csv of Threema's backup
    p.service = "Threema";
    set("identity", R::uid);
    set("firstname", R::name);
    set("lastname", R::name);
    set("nick name", R::extra);
    set("last update", R::time, TimeKind::modified);
  }
  // Threema's backup: message_ABCD1234.csv with one account, group_message_….csv with an account a row.
  if (named("apiid") && named("isoutbox") && named("body")) {
    p.service = "Threema";
    set("apiid", R::id);
    set("uid", R::extra);
    set("isoutbox", R::from_me);
    set("posted at", R::time, TimeKind::sent);
    set("created at", R::time, TimeKind::created);
    set("modified at", R::time, TimeKind::modified);
    set("type", R::extra);
    set("identity", R::party);
    const std::string_view start = "message ";
    if (const auto at = hints.file().find(start); at == 0 && !named("identity")) {
      std::string id = hints.file().substr(start.size(), 8);
      for (char& c : id)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
      if (id.size() == 8 && id.find(' ') == id.npos) p.partner = id;
    }
  }
}

}  // namespace

void relate_columns(const SurveyTable& table, const Hints& hints, bool by_profile, bool named_by_profile, Plan& plan) {
  if (!named_by_profile) provenance(plan);
  edge_list(table, plan);
  other_party(plan);
  best_type(table, plan);
  elapsed(plan);
  names_beside_ids(table, plan);
  if (!by_profile) of_an_app(plan, hints);
  only_once(plan);
  if (!by_profile && is_sessions(plan)) sessions(plan);
  if (!by_profile) nodes(plan, hints);
}

}  // namespace clew::readers
