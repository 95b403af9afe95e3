// What the columns of a delimited table mean: roles, the words of headers for them in eight
// languages, and what the cells themselves look like.
//
// A role is decided from the header first and checked against the content: a column named "Time"
// that holds whole dates is a time, one that holds "21:40" is a clock reading that needs a date
// column beside it. Columns without a header are known by their content alone.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "text/dates.h"

namespace clew::readers {

enum class ColumnRole : std::uint8_t {
  extra,   // kept under its own name
  ignore,  // a running number of the tool ("#"): kept as an extra, decides nothing
  id,
  service,
  event_type,
  direction,
  from_me,
  status,
  outcome,
  state,
  time,   // date and clock, or an integer or serial number
  date,   // date alone
  clock,  // clock alone
  zone,
  duration,
  from,
  from_name,
  to,
  to_name,
  cc,
  bcc,
  participants,
  party,  // the other side, whoever called
  party_name,
  owner,  // the number whose phone or subscription this is
  owner_name,
  source_device,  // which of several phones the row was read from, in one table of them all
  forwarded_to,
  author,
  name,
  phone,
  email,
  username,
  uid,
  organisation,
  note,
  subject,
  text,
  chat_id,
  chat_title,
  attachment,
  mime,
  sha256,
  size,
  imei,
  imsi,
  iccid,
  mac,
  serial,
  vrm,
  latitude,
  longitude,
  lat_lon,
  easting,
  northing,
  accuracy,
  altitude,
  azimuth,
  cell_id,
  place,
  postcode,
  country,
  subscriber,
  url,
  title,
  app,
  amount,
  currency,
  iban,
  account_number,
  make,
  model,
  birthday,
  os_version,
};
std::string_view word(ColumnRole role);
std::optional<ColumnRole> column_role_from(std::string_view word);

enum class TableKind : std::uint8_t {
  automatic,
  messages,
  calls,           // every row a call
  events_by_type,  // call records: the event type decides row by row
  contacts,
  accounts,
  devices,
  locations,
  web,
  apps,
  anpr,
  payments,
  files,
  chats,
  ties,    // who is in contact with whom, without times: an edge list or a matrix
  events,  // anything else
};
std::string_view word(TableKind kind);
std::optional<TableKind> table_kind_from(std::string_view word);

// What a header says.
struct HeaderMeaning {
  ColumnRole role = ColumnRole::extra;
  model::TimeKind time_kind = model::TimeKind::other;
  bool exact = false;               // the whole header is a known name, not only a part of it
  std::optional<std::string> zone;  // "(UTC)", "(UTC+1)"
  std::optional<text::DateOrder> date_order;  // "(MM/dd/yyyy)"
  Micros duration_unit = micros_per_second;   // "(ms)", "(minutes)"
};
HeaderMeaning meaning_of(std::string_view header);

// Lower case, without accents, camelCase and punctuation turned into single spaces:
// "CallingNumber" → "calling number", "Empfänger-Nr." → "empfanger nr".
std::string fold_header(std::string_view header);

// A first look at a cell. Cheap: some tens of nanoseconds.
enum class CellLook : std::uint8_t {
  empty,
  integer,
  decimal,
  scientific,  // 4.4777E+11
  phone,       // + and digits, or a national number with a leading zero
  date_time,
  date,
  clock,  // 21:40, 00:05:32
  email,
  url,
  word,  // up to three words
  text,
};
inline constexpr int cell_look_count = 13;
CellLook look_at(std::string_view cell);
// "20240304" → "2024-03-04", of 1990 to 2049; "214009", "94009" → "21:40:09", "09:40:09". As operators write them; "" for anything else.
std::string compact_day(std::string_view digits);
std::string compact_clock(std::string_view digits);
// "240301" → "2024-03-01" in the order ymd, years 00 to 49 being 20xx and 90 to 99 19xx; "10324", of a spreadsheet that took the nought away, is
// "010324". "" where that is no day.
std::string short_day(std::string_view digits, text::DateOrder order);
// Whether a header speaks of days and not of clocks: "Date", "Buchungsdatum".
bool says_a_day(std::string_view header);
// A column of days of six figures: in which orders they can be meant, from all of its cells.
//
// An order in which one of them is no day is out. Then the year: where the parts at one end take three values at most and those at the other six
// or more, the first are years (240301, 240302 … 240409: as days they would all be the 24th, of twenty years). Then the sequence of the rows, as of
// other dates: never going back in one order, and back and forth in the others.
class ShortDays {
 public:
  void add(std::string_view cell);
  bool possible() const { return cells_ > 0 && six_ > 0 && others_ == 0 && std::any_of(valid_.begin(), valid_.end(), [&](auto n) { return n == cells_; }); }
  std::vector<text::DateOrder> orders(std::string& reason) const;  // those left; `reason` where one is
  const std::string& example() const { return example_; }

 private:
  static constexpr std::array<text::DateOrder, 3> all_{text::DateOrder::ymd, text::DateOrder::dmy, text::DateOrder::mdy};
  std::uint64_t cells_ = 0, six_ = 0, others_ = 0;
  std::array<std::uint64_t, 3> valid_{}, forward_{}, back_{};
  std::array<std::string, 3> last_day_;
  std::bitset<100> first_, last_;
  std::string example_;
};
// "14/03/2024 00:00:00" → "14/03/2024"; what has another clock, or none, as it is.
std::string_view without_midnight(std::string_view cell);

// Counts over the sampled cells of one column.
struct ColumnSample {
  std::uint64_t cells = 0;
  std::array<std::uint64_t, cell_look_count> looks{};
  std::uint64_t imei = 0, imsi = 0, imsi_uk = 0, latitude = 0, longitude = 0, epoch = 0, serial = 0;
  std::uint64_t short_number = 0;             // integers below 5 digits
  std::uint64_t long_number = 0;              // integers of 7 digits and more
  std::array<std::uint64_t, 4> epoch_unit{};  // s, ms, us, ns
  std::uint64_t epoch_only = 0;  // 13 digits from 1 on, ms of 2001 … 2033: no telephone number, for +1 has eleven
  std::uint64_t uk_short = 0;                 // ten digits beginning with 7
  std::uint64_t small_type = 0;               // integers 1…7
  std::uint64_t service_word = 0;             // names of messengers and networks
  std::uint64_t direction_word = 0, event_word = 0, yes_no = 0, mac = 0, osgb = 0, newline = 0;
  std::uint64_t no_call_word = 0, either_word = 0;  // event words of texts and data; event or direction words
  std::uint64_t characters = 0;
  std::uint64_t slash = 0;     // with one: paths, and references of exhibits
  // Of the integers that count something up: from where to where, and how many are less than the one before.
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max(), largest = -1, last_integer = -1;
  std::uint64_t falling = 0;
  std::uint64_t days = 0, clocks = 0;  // compact_day, compact_clock
  std::uint64_t midnight = 0;  // dates with a clock at midnight, as programs write days
  std::vector<std::size_t> distinct;  // hashes of its words and texts, until there are most_distinct
  static constexpr std::size_t most_distinct = 256;
  std::uint64_t non_empty() const { return cells - looks[0]; }
  std::uint64_t count(CellLook look) const { return looks[static_cast<std::size_t>(look)]; }
  bool mostly(std::uint64_t n) const { return non_empty() > 0 && n * 10 >= non_empty() * 8; }
};
void sample_cell(std::string_view cell, ColumnSample& sample);

// "MO", "Outgoing", "gesendet", "→ out" … in eight languages; unknown for anything else.
model::Direction direction_of(std::string_view cell);
// "yes", "true", "1", "ja", "oui", "sí", "tak", "da", "sim" and their opposites.
std::optional<bool> yes_no_of(std::string_view cell);

// Kinds of events that call records and phone reports name in a column.
enum class EventType : std::uint8_t { unknown, call, sms, mms, message, data, location, email };
struct EventMeaning {
  EventType type = EventType::unknown;
  model::Direction direction = model::Direction::unknown;
  bool forwarded = false;
  std::string_view outcome;  // "" unless the word says it ("Missed call")
};
EventMeaning event_of(std::string_view cell);
// "answered", "missed", "rejected", "voicemail", "blocked", or "" when the word is none of those.
std::string_view outcome_of(std::string_view cell);
bool is_withheld(std::string_view cell);
// What programs write where a name is missing: "NA", "#N/A", "NULL", "NaN". To the letter: Na and Nan are names.
bool is_missing(std::string_view cell);
// "WhatsApp", "Native Messages", "SMS" …: the name of a service, alone in a cell.
bool is_service_name(std::string_view cell);

bool luhn_valid(std::string_view digits);

// Cells as AT&T writes them: "[37622/10091:-122.41941:37.77493:120.0:-1.0, …]", area and cell, longitude, latitude, direction of the
// antenna, width of its beam; of a call that moved several, in order; -1 is none. Nothing for any other text.
struct WrittenCell {
  std::string_view cell, longitude, latitude, azimuth;
};
std::vector<WrittenCell> cells_of(std::string_view text);

// "51.5, -0.12", "Latitude, Longitude: 51.5, -0.12", "51.503 ± 14.22 meters, -0.119 ± 14.22 meters": the two numbers as written and what
// stands behind ±; nothing for any other text.
struct WrittenPair {
  std::string_view latitude, longitude, accuracy;
};
std::optional<WrittenPair> pair_of_degrees(std::string_view text);

}  // namespace clew::readers
