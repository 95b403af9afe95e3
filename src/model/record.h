// The record: one thing that an exhibit holds. Ten kinds, the smallest set that loses nothing
// (compared with UFED, CASE/UCO, FollowTheMoney and LAVA before it was fixed).
//
// Plain values: they copy, compare and have no behaviour. What a reader cannot place goes into
// `extras`, so no field of the source is lost. Nothing here is merged, corrected or guessed:
// `raw` is always what the source says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace clew::model {

enum class RecordKind : std::uint8_t {
  message,
  chat,
  call,
  contact,
  account,
  device,
  location,
  file,
  document,
  event,
};
inline constexpr int record_kind_count = 10;

enum class State : std::uint8_t {
  existing,       // as the source holds it
  deleted_trace,  // known to have been there; content gone
  recovered,      // content found by WAL, freelist, carving, or a tool says so
  revoked,        // withdrawn by the sender
  edited,         // changed after sending
  unknown,
};

enum class Direction : std::uint8_t { unknown, in, out };

enum class TimeKind : std::uint8_t {
  sent,
  received,
  read,
  delivered,
  start,
  end,
  created,
  modified,
  deleted,
  taken,
  accessed,
  other,
};

enum class Certainty : std::uint8_t {
  exact,          // the source gives UTC, an epoch or an offset
  zone_assumed,   // local time, read in a zone that a person or a setting gave
  local_unknown,  // local time, no zone known: no instant, only an order
  ambiguous,      // date order not known, or the hour that daylight saving repeats
  implausible,    // outside 1990 … a day after the exhibit came in; kept out of time lines
  none,           // no time, or unreadable
};

// One time of a record. `utc` is absent unless certainty is exact, zone_assumed or implausible.
// `local` is the reading of the clock as if it were UTC, for ordering only, where the zone is
// unknown.
struct Time {
  TimeKind kind = TimeKind::other;
  std::optional<Micros> utc;
  std::optional<Micros> local;
  std::string raw;   // original text, or the integer as decimal text
  std::string unit;  // "" for text; "s", "ms", "us", "ns", "apple-s", "apple-ns", "excel-day", "s-from-start" …
  std::optional<int> offset_minutes;  // if the source gives one; east positive
  Certainty certainty = Certainty::none;
  friend bool operator==(const Time&, const Time&) = default;
};

enum class IdentifierKind : std::uint8_t {
  phone,
  email,
  jid,
  lid,
  username,
  uid,
  name,
  imei,
  imsi,
  iccid,
  vrm,
  mac,
  serial,
  url,
  account_number,
  iban,
  crypto,
  other,
};

// As written in the source. Normal forms are made by ingest (text/normal.h), never by a reader.
struct Identifier {
  IdentifierKind kind = IdentifierKind::other;
  std::string raw;
  std::string scope;  // service whose accounts these are ("WhatsApp"); "" for phone, e-mail, IMEI …
  friend bool operator==(const Identifier&, const Identifier&) = default;
};

enum class Role : std::uint8_t {
  from,
  to,
  cc,
  bcc,
  caller,
  callee,
  member,
  admin,
  mentioned,
  owner,
  subject,
  author,
  other,
};

// identifier × record × role, with the name the source shows beside it ("" if none).
struct Participation {
  Role role = Role::other;
  Identifier identifier;
  std::string name;
  friend bool operator==(const Participation&, const Participation&) = default;
};

// A file that belongs to a record. `path` as the source names it; absent content is usual.
struct Media {
  std::string path, mime, sha256, title;
  bool present = false;  // found in the exhibit
  friend bool operator==(const Media&, const Media&) = default;
};

struct Call {
  std::optional<Micros> duration;  // microseconds
  std::string outcome;  // "answered", "missed", "rejected", "voicemail", "blocked", "" unknown
  std::optional<bool> video;
  friend bool operator==(const Call&, const Call&) = default;
};

struct Place {
  std::optional<double> latitude, longitude;  // degrees, WGS84
  std::optional<double> accuracy_m, altitude_m;
  // gps, cell, wifi, exif, inferred, anpr; no position of the phone: user-shared, saved, planned
  std::string origin;
  std::string name;    // place name, address or cell id as written
  friend bool operator==(const Place&, const Place&) = default;
};

// A named value. In `fields` the name is one of the standard names of docs/case-file.md (subject,
// status, reply_to, organisation, note, imei, mime, size, title …); in `extras` it is the source's
// own.
struct Field {
  std::string name, value;
  friend bool operator==(const Field&, const Field&) = default;
};

enum class LinkKind : std::uint8_t {
  attachment,
  reply,
  same_identity,  // two identifiers that the source itself pairs (LID ↔ number)
  thumbnail_of,
  extracted_from,
  deleted_trace_of,
  edit_of,
  part_of,
  other,
};

// A tie to another record of the same file that the source states. `target` is that record's `key`.
struct RecordLink {
  LinkKind kind = LinkKind::other;
  std::string target;
  friend bool operator==(const RecordLink&, const RecordLink&) = default;
};

struct Record {
  RecordKind kind = RecordKind::message;
  State state = State::existing;
  std::string state_flag;  // the tool's own word for it, verbatim
  std::string locator;     // where in the file: exhibit/locator.h writes and reads it
  std::string table;       // table of the file it counts for (TableCount::table)
  std::string key;         // the source's own id (message id, rowid), "" if none
  std::string service;     // "WhatsApp", "SMS", "Telephony" …; "" unknown
  Direction direction = Direction::unknown;
  std::string chat_key;  // conversation within file and service; "" → made from the participants
  std::string chat_title;
  std::vector<Time> times;  // the first is the main one (sent, start, created …)
  std::vector<Participation> participants;
  std::string text;  // body, note, name of a place; UTF-8 (repaired text is flagged by a finding)
  std::string text_form;  // "" plain, "html", "typedstream" …
  std::vector<Media> media;
  std::optional<Call> call;
  std::optional<Place> place;
  std::vector<Field> fields;
  std::vector<Field> extras;
  std::vector<RecordLink> links;
  friend bool operator==(const Record&, const Record&) = default;
};

// The words of the machine-readable forms, and back (nothing for an unknown word).
std::string_view word(RecordKind);
std::string_view word(State);
std::string_view word(Direction);
std::string_view word(TimeKind);
std::string_view word(Certainty);
std::string_view word(IdentifierKind);
std::string_view word(Role);
std::string_view word(LinkKind);
std::optional<RecordKind> record_kind_from(std::string_view word);
std::optional<IdentifierKind> identifier_kind_from(std::string_view word);
std::optional<Role> role_from(std::string_view word);

}  // namespace clew::model
