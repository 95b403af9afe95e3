#include "readers/header_meaning.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "readers/folded_words.h"
#include "readers/header_words.h"

namespace clew::readers {
namespace {

using model::TimeKind;

// Address books that give each number a column for its kind and one for itself: "Phone 1 - Label" (or Type), "Phone 1 - Value".
// The kind is no name, and "Value" is no sum. How a name is spoken, and what stands before it, is not the name.
std::optional<ColumnRole> of_address_book(std::string_view folded) {
  for (const std::string_view word : {"phonetic ", "yomi "})
    if (folded.starts_with(word)) return ColumnRole::extra;
  if (folded == "name prefix" || folded == "name suffix") return ColumnRole::extra;
  if (folded == "organization name" || folded == "organisation name") return ColumnRole::organisation;
  // "e mail 1 value": words, a number, one word.
  const std::size_t last = folded.rfind(' ');
  if (last == folded.npos || last == 0) return std::nullopt;
  const std::string_view what = folded.substr(last + 1), before = folded.substr(0, last);
  const std::size_t gap = before.rfind(' ');
  if (gap == before.npos || before.find_first_not_of("0123456789", gap + 1) != before.npos || gap + 1 == before.size()) return std::nullopt;
  const std::string_view of = before.substr(0, gap);
  constexpr std::string_view things[] = {"e mail", "email", "phone", "im", "website", "address", "organization", "relation", "event", "custom field"};
  if (std::find(std::begin(things), std::end(things), of) == std::end(things)) return std::nullopt;
  if (what == "value") {
    if (of == "phone") return ColumnRole::phone;
    if (of == "e mail" || of == "email") return ColumnRole::email;
    if (of == "im") return ColumnRole::username;
  }
  if (of == "organization" && what == "name") return ColumnRole::organisation;
  return ColumnRole::extra;
}

// "Sender Last Name", "Receiver Phone": of payments and parcels, whose two sides have columns of their own.
std::optional<ColumnRole> of_two_sides(std::string_view folded) {
  const std::size_t space = folded.find(' ');
  if (space == folded.npos) return std::nullopt;
  const std::string_view side = folded.substr(0, space), what = folded.substr(space + 1);
  const auto one_of_these = [](std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const bool from = one_of_these(side, {"sender", "payer", "remitter", "originator", "from", "caller"});
  const bool to = one_of_these(side, {"receiver", "recipient", "beneficiary", "payee", "to", "callee"});
  if (!from && !to) return std::nullopt;
  if (one_of_these(what, {"first name", "last name", "full name", "surname", "given name", "family name", "forename"}))
    return from ? ColumnRole::from_name : ColumnRole::to_name;
  if (one_of_these(what, {"phone", "phone number", "mobile", "mobile number", "telephone", "telephone number", "tel", "msisdn", "phone no", "mobile no", "jid", "user id", "handle", "email", "e mail",
                           "email address", "username", "user name"}))
    return from ? ColumnRole::from : ColumnRole::to;
  return std::nullopt;
}

// Headers that hold the words of a role and say something else.
bool is_about_another(std::string_view folded) {
  const auto among = [](std::string_view word, std::string_view list) { return one_of(word, list); };
  // "Quoted Author", "Quoted Message Sent": of the message that is answered. "Has Location": whether. "Bankleitzahl Auftraggeberkonto": the bank.
  for (const std::string_view start : {"quoted ", "replied to ", "reaction ", "has ", "bankleitzahl ", "blz ", "bic ", "swift ", "lrn ", "translation of "})
    if (folded.starts_with(start)) return true;
  // "Reacted By": of a reaction. "Attachment Location", "Content Location": where a file lies. "Partner Location": where a number is registered.
  if (among(folded,
            "ring time|ringing time|ring duration|reacted by|date time reacted|attachment location|content location|file location|geocoded location|partner location|return path|cc name|"
            "bcc name|bankleitzahl|blz|bic"))
    return true;
  // Addresses and ports of the internet are no telephone numbers: "Source Port", "Destination IP Address".
  if (has_word(folded, "ip") || has_word(folded, "ipv4") || has_word(folded, "ipv6") || has_word(folded, "port")) return true;
  const std::size_t space = folded.rfind(' ');
  if (space == folded.npos) return false;
  const std::string_view last = folded.substr(space + 1), before = folded.substr(0, space);
  if (folded.ends_with("user agent")) return true;
  // "Source Database", "Source Table": where a tool found the row.
  if (before == "source" && among(last, "database|table|path|type|format|plist|log|folder|row|module|artifact")) return true;
  // "trackName", "master_metadata_album_artist_name": of what was played.
  for (const std::string_view what : {"track name", "artist name", "album name", "song name", "episode name", "show name", "episode show name", "podcast name", "trackname", "artistname", "albumname"})
    if (folded == what || (folded.size() > what.size() && folded.ends_with(what) && folded[folded.size() - what.size() - 1] == ' ')) return true;
  // "Asset Name": of a thing.
  return last == "name" && among(before, "switch|network element|circle|roaming circle|msc|asset|product|event|album|tariff|plan|playlist|folder|table|database|host|server|domain|access point");
}

}  // namespace

std::string fold_header(std::string_view header) { return fold(header.substr(0, 200), true); }

HeaderMeaning meaning_of(std::string_view header) {
  HeaderMeaning meaning;
  header = header.substr(0, 200);
  meaning.zone = text::zone_in_note(header);
  meaning.date_order = text::order_in_format(header);

  // Without what stands in brackets and without the zone: "Date/Time - (UTC) (MM/dd/yyyy)".
  std::string plain;
  int depth = 0;
  std::string inside;
  for (char c : header) {
    if (c == '(' || c == '[') {
      ++depth;
    } else if ((c == ')' || c == ']') && depth > 0) {
      --depth;
      inside += ' ';
    } else {
      (depth ? inside : plain) += c;
    }
  }
  std::string folded = fold_header(plain);
  const std::string hint = fold_header(inside);
  const std::string full = fold_header(header);
  if (has_word(full, "ms") || has_word(full, "milliseconds") || has_word(full, "millis"))
    meaning.duration_unit = 1000;
  else if (has_word(full, "minutes") || has_word(full, "mins") || has_word(hint, "min") ||
           has_word(hint, "m"))
    meaning.duration_unit = 60 * micros_per_second;
  const auto take = [&](const KnownHeader& m, bool exact) {
    meaning.role = m.role;
    meaning.time_kind = m.time_kind;
    meaning.exact = exact;
    return meaning;
  };
  if (const auto role = of_address_book(full)) return take({*role, TimeKind::other}, true);
  if (const auto role = of_two_sides(full)) return take({*role, TimeKind::other}, true);
  if (is_about_another(folded)) return take({ColumnRole::extra, TimeKind::other}, true);
  // "From (Matched Name)" beside "From (Number)".
  if (has_word(hint, "name"))
    if (const auto* m = known_header(folded)) {
      if (m->role == ColumnRole::from) return take({ColumnRole::from_name, TimeKind::other}, true);
      if (m->role == ColumnRole::to) return take({ColumnRole::to_name, TimeKind::other}, true);
      if (m->role == ColumnRole::party) return take({ColumnRole::party_name, TimeKind::other}, true);
    }
  if (const auto* m = known_header(full)) return take(*m, true);
  if (const auto* m = known_header(folded)) return take(*m, true);
  if (folded.empty()) {
    if (const auto* m = known_header(hint)) return take(*m, true);
    return meaning;
  }
  // Parts of a postal address.
  for (const std::string_view word : {"street number", "street no", "house number", "house no", "building number", "flat number", "flat no", "apartment number", "unit number"})
    if (folded == word) return take({ColumnRole::extra, TimeKind::other}, true);
  // What a summary counts is nobody.
  for (const std::string_view word : {"count of ", "sum of ", "average of ", "max of ", "min of ", "number of ", "no of ", "total "})
    if (folded.starts_with(word)) return take({ColumnRole::extra, TimeKind::other}, true);
  // Zone words at the end: "Start Time UTC", "Date Time UTC 00 00".
  if (meaning.zone) {
    std::string shorter = folded;
    for (const std::string_view zone : {"utc", "gmt", "bst", "local"}) {
      const std::size_t at = shorter.rfind(zone);
      if (at != std::string::npos && at > 0 && shorter[at - 1] == ' ') shorter.resize(at - 1);
    }
    if (const auto* m = known_header(shorter)) return take(*m, true);
    folded = shorter;
  }
  // A known name with more words around it, the longest first: "Sender Phone Number (if known)",
  // "Telephone 2", "Message Body Text 1". One-word names count only at the end or the beginning.
  std::vector<std::string_view> words;
  for (std::string_view rest = folded; !rest.empty();) {
    const std::size_t space = rest.find(' ');
    words.push_back(rest.substr(0, space));
    rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
  }
  if (words.empty() || words.size() > 8) return meaning;  // none: nothing but zones
  // "Deleted - Contact", "Deleted - Call": the state, whatever the sheet is called.
  const bool of_a_tool = header.starts_with("Deleted - ");
  if ((words.size() == 2 || of_a_tool) && words[0] == "deleted" && words[1] != "date" && words[1] != "time")
    return take({ColumnRole::state, TimeKind::other}, true);
  for (std::size_t length = words.size() - 1; length >= 1; --length) {
    for (std::size_t k = 0; k + length <= words.size(); ++k) {
      const std::size_t start = words.size() - length - k;  // from the end
      const std::string_view part(
          words[start].data(),
          static_cast<std::size_t>(words[start + length - 1].data() +
                                   words[start + length - 1].size() - words[start].data()));
      if (length == 1 && part.size() < 4 && part != "sms" && part != "lat" && part != "lon")
        continue;
      if (const auto* m = known_header(part)) {
        if (m->role == ColumnRole::ignore || m->role == ColumnRole::id) continue;
        // "Memories Entry ID" is no entry.
        if (k > 0 && words.back() == "id" && (m->role == ColumnRole::party || m->role == ColumnRole::party_name)) continue;
        return take(*m, false);
      }
    }
  }
  return meaning;
}

NamePart name_part(std::string_view header) {
  const std::string folded = fold_header(header);
  const auto one_of_these = [&](std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), folded) != words.end(); };
  if (one_of_these({"given name", "first name", "forename", "vorname", "prenom", "nombre", "imie", "prenume"})) return NamePart::given;
  if (one_of_these({"family name", "last name", "surname", "nachname", "apellido", "apellidos", "cognome", "nazwisko", "sobrenome"})) return NamePart::family;
  return NamePart::whole;
}

bool says_a_day(std::string_view header) {
  const std::string folded = " " + fold_header(header) + " ";
  for (const std::string_view clock : {" time ", " zeit ", " uhrzeit ", " heure ", " hora ", " ora "})
    if (folded.find(clock) != folded.npos) return false;
  for (const std::string_view day : {"date ", "datum ", "fecha ", " data ", " dato ", " day ", " tag ", " jour ", " dia ", " dag ", "dzien "})
    if (folded.find(day) != folded.npos) return true;
  return false;
}

}  // namespace clew::readers
