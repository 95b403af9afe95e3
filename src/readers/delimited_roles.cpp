#include "readers/delimited_roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/time.h"
#include "readers/delimited_party.h"
#include "readers/folded_words.h"
#include "readers/header_meaning.h"
#include "readers/written_place.h"

namespace clew::readers {
namespace {

using model::TimeKind;
using R = ColumnRole;

// Seconds from the beginning of a study or a recording: whole numbers below those that Apple's count has had since the first iPhone (2007), and
// over more days than anybody's data cover if they were a spreadsheet's.
bool counts_from_a_start(const ColumnSample& s) {
  constexpr std::int64_t first_iphone_s = 204'000'000, most_days = 15'000;
  const auto most = [&](std::uint64_t n) { return n * 10 >= s.non_empty() * 9; };
  return s.non_empty() >= 20 && s.count(CellLook::integer) == s.non_empty() && s.largest >= 1000 && s.largest < first_iphone_s && !most(s.days) && !most(s.clocks) &&
         (s.largest > 60'000 || s.largest - s.smallest > most_days || s.serial * 2 < s.non_empty()) && s.largest - s.smallest > 2 * static_cast<std::int64_t>(s.non_empty());
}

// Nobody but a person can know when it was: without that the column stays as it is written.
void from_a_start(PlanColumn& c, const Options& options) {
  c.from_start = true;
  c.role = R::extra;
  if (const auto said = options.answers.find("time-start"); said != options.answers.end()) {
    const auto start = parse_iso(said->second);
    if (!start)
      throw Error(ErrorKind::usage, fmt::format("'{}' is no moment; give the beginning of the times as 2024-03-04T00:00:00Z", said->second));
    c.start = start->micros - Micros{start->offset_minutes.value_or(0)} * 60 * micros_per_second;
    c.role = R::time;
    c.unit = "from-start";
  }
}

bool clock_like(const SurveyColumn& column) {
  const std::string_view e = column.example;
  if (e.size() != 4 && e.size() != 6) return false;
  return e[0] <= '2' && e[2] <= '5';
}

// "messages_sent", "sites_visited", "number of times used".
bool counts(std::string_view header) {
  const std::string folded = " " + fold_header(header) + " ";
  for (const std::string_view w : {" messages ", " sites ", " pages ", " count ", " number of ", " no of ", " total ", " bytes ", " files ", " items ", " calls "})
    if (folded.find(w) != std::string::npos) return true;
  return false;
}

bool is_checksum(std::string_view s) {
  return s.size() >= 32 && s.size() % 8 == 0 && s.find_first_not_of("0123456789abcdefABCDEF") == s.npos && s.find_first_of("abcdefABCDEF") != s.npos;
}

// "Paid in", "Soll": of a statement with a column for each way.
model::Direction way_of_amounts(std::string_view folded) {
  if (one_of(folded,
      "paid in|money in|credit|credits|haben|entrada|credit amount|amount credit|credito|avere|abono|bij|uznania|deposit|"
      "deposits|deposit amt|inflow|credit eur"))
    return model::Direction::in;
  if (one_of(folded,
      "paid out|money out|debit|debits|soll|salida|debit amount|amount debit|debito|debet|dare|cargo|af|obciazenia|withdrawal|"
      "withdrawals|withdrawal amt|outflow|debit eur"))
    return model::Direction::out;
  return model::Direction::unknown;
}

PlanColumn column_of_profile(const Profile& profile, std::size_t index, bool has_header, PlanColumn c) {
  const std::string folded = fold_header(c.header);
  for (const auto& given : profile.columns) {
    const bool fits = given.number ? *given.number == index + 1 : has_header && (given.header == c.header || fold_header(given.header) == folded);
    if (!fits) continue;
    c.role = given.role;
    c.time_kind = given.time_kind;
    c.unit = given.unit;
    if (given.role == R::duration && !given.unit.empty())
      c.duration_unit = given.unit == "ms" ? 1000 : given.unit == "min" ? 60 * micros_per_second : micros_per_second;
    return c;
  }
  return c;
}

// The header's role against the cells.
class RoleCheck {
 public:
  RoleCheck(const SurveyColumn& column, PlanColumn& c, const Profile* said, const Options& options)
      : column_(column),
        s_(column.sample),
        c_(c),
        said_(said),
        options_(options),
        times_(s_.count(CellLook::date_time)),
        dates_(s_.count(CellLook::date)),
        clocks_(s_.count(CellLook::clock)),
        numeric_(s_.count(CellLook::integer) + s_.count(CellLook::decimal)) {}

  void run();

 private:
  bool share(std::uint64_t cells, unsigned percent) const { return cells * 100 >= s_.non_empty() * percent; }
  bool says_something_else() const;
  void time();
  void time_after_all();
  void words();
  void place();
  void cell_or_party();
  void side();

  const SurveyColumn& column_;
  const ColumnSample& s_;
  PlanColumn& c_;
  const Profile* said_;
  const Options& options_;
  const std::uint64_t times_, dates_, clocks_, numeric_;  // cells of these looks
};

void RoleCheck::run() {
  if (s_.non_empty() == 0) return;
  if (says_something_else()) c_.role = R::extra;
  switch (c_.role) {
    case R::time:
    case R::date:
    case R::clock:
      time();
      break;
    case R::status:
    case R::state:
    case R::currency:
    case R::id:
      time_after_all();
      break;
    case R::direction:
    case R::service:
    case R::event_type:
    case R::from_me:
      words();
      break;
    case R::latitude:
    case R::longitude:
    case R::easting:
    case R::northing:
    case R::place:
      place();
      break;
    case R::cell_id:
    case R::party:
      cell_or_party();
      break;
    case R::from:
    case R::to:
      side();
      break;
    case R::duration:
      if (share(s_.count(CellLook::text), 50)) c_.role = R::extra;
      break;
    case R::chat_id:
      // "Chat" often holds the text; "Group" the title.
      if (share(s_.count(CellLook::text), 60)) c_.role = R::text;
      break;
    case R::amount:
      // "Paid by: cash" is no sum.
      if (share(s_.count(CellLook::text), 80) && column_.example.find_first_of("0123456789") == std::string::npos)
        c_.role = R::extra;
      break;
    default:
      break;
  }
}

bool RoleCheck::says_something_else() const {
  const bool one_of_ends = c_.role == R::phone || c_.role == R::party || c_.role == R::from || c_.role == R::to;
  // "terms_of_service_url", "max_participants": an address is no service, a number of people nobody.
  if (c_.role == R::service && (column_.example.starts_with("http://") || column_.example.starts_with("https://"))) return true;
  if (c_.role == R::participants && (Hints::lower(c_.header).starts_with("max") || Hints::lower(c_.header).starts_with("min"))) return true;
  // "Destination Address": a machine's, neither somebody's nor a place.
  if ((one_of_ends || c_.role == R::place) && is_internet_address(column_.example))
    return true;
  // "changeNumber": 1683233520904 is an instant of a program, whatever its name says.
  if (one_of_ends && share(s_.epoch_only, 80))
    return true;
  // "third_party": true is nobody.
  if ((column_.example == "true" || column_.example == "false" || column_.example == "True" || column_.example == "False" || column_.example == "TRUE" || column_.example == "FALSE") &&
      share(s_.yes_no, 90) &&
      (c_.role == R::name || c_.role == R::party || c_.role == R::party_name || c_.role == R::from || c_.role == R::to || c_.role == R::owner || c_.role == R::author || c_.role == R::username))
    return true;
  // "Number Off Bends": 2, "Number of wives": one or two digits under a name that goes on count something.
  if (one_of_ends && s_.count(CellLook::integer) == s_.non_empty() && s_.characters <= s_.non_empty() * 2) {
    const std::string folded = fold_header(c_.header);
    if (folded.starts_with("number ") && folded.find(' ', 7) != folded.npos) return true;
  }
  // "hashedPhoneNumber": 64 hexadecimal digits are a checksum, no number and no name.
  return is_checksum(column_.example) && (c_.role == R::name || c_.role == R::phone || c_.role == R::party || c_.role == R::party_name || c_.role == R::from || c_.role == R::to || c_.role == R::email);
}

void RoleCheck::time() {
  if (share(clocks_, 50) || (c_.role == R::clock))
    c_.role = R::clock;
  else if (share(dates_, 50))
    c_.role = R::date;
  else if (share(times_, 30) || (share(s_.epoch + s_.serial, 50) && !counts_from_a_start(s_)) ||
           share(times_ + dates_ + clocks_, 30))
    c_.role = R::time;
  else if (share(numeric_, 80) && share(s_.short_number, 60) &&
           s_.count(CellLook::decimal) == 0 &&
           fold_header(c_.header).find("time") != std::string::npos && clock_like(column_))
    c_.role = R::clock;  // "0008", "2140"
  else if (share(numeric_, 80) && share(s_.short_number, 80) && counts(c_.header))
    c_.role = R::extra;  // "messages_sent": 150
  else if (share(s_.days, 90))
    c_.role = R::date;  // "20240304"
  else if (column_.short_days.possible() && says_a_day(c_.header)) {
    c_.role = R::date;  // "240304"
    c_.short_days = true;
  }
  else if (share(s_.clocks, 90))
    c_.role = R::clock;  // "214009"
  else if (counts_from_a_start(s_))
    from_a_start(c_, options_);
  else if (share(numeric_, 80) && !share(s_.yes_no, 50))
    c_.role = share(s_.direction_word, 50) ? R::direction : R::time;
  else if (share(s_.direction_word, 60))
    c_.role = R::direction;
  else
    c_.role = share(times_ + dates_ + clocks_ + s_.epoch, 5) ? R::time : R::extra;
}

// "Status", "Deleted", "Valuta", "ID" above days and clocks. "Valuta" is the day in German and Dutch, the currency in Italian.
void RoleCheck::time_after_all() {
  if (!share(times_ + (c_.role == R::id ? 0 : dates_), 50)) {
    // A status that says which way.
    if (c_.role == R::status && share(s_.direction_word, 80) && !share(numeric_, 50)) c_.role = R::direction;
    return;
  }
  if (c_.role == R::status) c_.time_kind = fold_header(c_.header).find("read") != std::string::npos ? TimeKind::read : TimeKind::other;
  if (c_.role == R::state) c_.time_kind = TimeKind::deleted;
  c_.role = R::time;
}

void RoleCheck::words() {
  switch (c_.role) {
    case R::direction:
      // "Folder" and the like count only when they say a direction.
      if (!share(s_.direction_word, 20) && !share(s_.event_word, 20) && !share(s_.small_type, 80) &&
          !(said_ && !said_->direction_words.empty()))
        c_.role = R::extra;
      if (c_.role == R::direction && ((share(s_.event_word, 60) && !share(s_.direction_word, 40)) || (is_mixed(s_) && fold_header(c_.header).find("call") != std::string::npos)))
        c_.role = R::event_type;
      break;
    case R::service:
      // "Service" of call records: VOICE, SMS, GPRS.
      if (share(s_.event_word, 80) && s_.service_word < s_.event_word) c_.role = R::event_type;
      break;
    case R::event_type:
      if (fold_header(c_.header) == "event" && !share(s_.event_word, 50)) {
        c_.role = share(s_.direction_word, 80) ? R::direction : R::extra;
        break;
      }
      // "MO", "MT", "SMS-MO": some of the words say what it was, all of them which way.
      if (share(s_.direction_word, 80) && !share(s_.event_word, 50) && !is_mixed(s_)) c_.role = R::direction;
      break;
    default:  // whether the phone's own user sent it
      if (!share(s_.yes_no + s_.small_type, 50) && !share(numeric_, 50))
        c_.role = share(s_.direction_word, 50) ? R::direction : R::extra;
      break;
  }
}

void RoleCheck::place() {
  switch (c_.role) {
    case R::latitude:
    case R::longitude:
      if (share(s_.count(CellLook::text), 50)) c_.role = R::extra;
      break;
    case R::place:
      if (pair_of_degrees(column_.example) || !cells_of(column_.example).empty()) c_.role = R::lat_lon;
      break;
    default:  // of a grid
      if (!share(numeric_, 50)) c_.role = R::extra;
      break;
  }
}

void RoleCheck::cell_or_party() {
  // "Cell" is a telephone in American reports and a mast in call records.
  const std::string folded = fold_header(c_.header);
  const bool numbers =
      share(s_.count(CellLook::phone) + s_.long_number + s_.count(CellLook::scientific), 60);
  if (folded == "cell") c_.role = numbers ? R::party : R::cell_id;
  if ((folded == "address" || folded.starts_with("address ") || folded == "contact") && !numbers &&
      share(s_.count(CellLook::text) + (folded == "contact" ? 0 : s_.count(CellLook::word)), 50))
    c_.role = R::place;
  if (folded == "contact") c_.role = numbers ? R::party : R::party_name;
  // "Pickup Address": where, not who.
  if (c_.role == R::party && folded.ends_with(" address") && !numbers && share(s_.count(CellLook::text) + s_.count(CellLook::word), 50))
    c_.role = R::place;
}

void RoleCheck::side() {
  if (share(s_.service_word, 60)) {
    c_.role = R::service;
    return;
  }
  if (share(times_ + dates_, 60)) {  // "From"/"To" of an interval
    c_.time_kind = c_.role == R::from ? TimeKind::start : TimeKind::end;
    c_.role = R::time;
  }
}

}  // namespace

bool is_mixed(const ColumnSample& s) { return s.no_call_word > 0 && s.either_word * 10 >= s.non_empty() * 8; }

PlanColumn column_by_name(const SurveyColumn& column, std::size_t index, bool has_header, const ProfileSaid& profile, const Options& options) {
  PlanColumn c;
  c.header = column.header;
  c.duration_unit = column.meaning.duration_unit;
  if (profile.fitting && !profile.fitting->columns.empty()) return column_of_profile(*profile.fitting, index, has_header, std::move(c));
  c.role = column.meaning.role;
  c.time_kind = column.meaning.time_kind;
  if (c.role == R::amount) c.amount_direction = way_of_amounts(fold_header(column.header));
  RoleCheck(column, c, profile.said, options).run();
  return c;
}

void roles_by_content(const SurveyTable& table, const Hints& hints, const Options& options, Plan& p) {
  bool has_time = false, has_text = false, has_way = false, counted = false;
  std::vector<std::size_t> parties, reached;
  std::optional<std::size_t> lat;
  for (std::size_t i = 0; i < p.columns.size(); ++i) {
    const ColumnSample& s = table.columns[i].sample;
    PlanColumn& c = p.columns[i];
    const std::uint64_t n = s.non_empty();
    if (n == 0) continue;
    const auto most = [&](std::uint64_t k) { return k * 10 >= n * 8; };
    if (most(s.count(CellLook::date_time))) {
      c.role = R::time;
    } else if (most(s.count(CellLook::date))) {
      c.role = R::date;
    } else if (most(s.count(CellLook::clock))) {
      c.role = has_time ? R::duration : R::clock;
    } else if (most(s.epoch) && !most(s.imei)) {
      c.role = R::time;
    } else if (most(s.direction_word)) {
      c.role = R::direction;
    } else if (most(s.imei)) {
      c.role = R::imei;
    } else if (most(s.imsi_uk)) {
      c.role = R::imsi;
    } else if (most(s.event_word)) {
      c.role = R::event_type;
    } else if (pair_of_degrees(table.columns[i].example)) {
      c.role = R::lat_lon;
    } else if (most(s.latitude) && !lat) {
      lat = i;
      c.role = R::latitude;
    } else if (most(s.longitude) && lat && i == *lat + 1) {
      c.role = R::longitude;
    } else if (p.columns.size() <= 6 && s.falling == 0 && counts_from_a_start(s)) {
      from_a_start(c, options);  // in order, and up by more than a row's number
      counted = true;
    } else if (most(s.count(CellLook::email) + s.count(CellLook::phone)) ||
               most(s.count(CellLook::integer)) || most(s.count(CellLook::scientific))) {
      // In a wide table small numbers count or name things of all kinds, not people.
      const bool reachable = most(s.count(CellLook::email) + s.count(CellLook::phone) + s.long_number + s.count(CellLook::scientific));
      if (reachable || p.columns.size() <= 6) parties.push_back(i);
      if (reachable) reached.push_back(i);
    } else if (s.characters > n * 12 && s.count(CellLook::text) * 3 >= n) {
      c.role = R::text;
    }
    has_time |= c.role == R::time || c.role == R::date;
    has_text |= c.role == R::text;
    has_way |= c.role == R::direction || c.role == R::event_type;
  }
  // Texts with one telephone number each: that is the other side. The small numbers beside it count the rows, or are slots or kinds, which
  // nothing tells apart.
  if (has_time && has_text && reached.size() == 1 && parties.size() >= 2 && std::all_of(parties.begin(), parties.end(), [&](std::size_t i) {
        const SurveyColumn& column = table.columns[i];
        const ColumnSample& s = column.sample;
        return i == reached[0] || s.small_type == s.non_empty() || (s.short_number * 10 >= s.non_empty() * 8 && (has_way || (i == 0 && (column.example == "0" || column.example == "1"))));
      }))
    parties = reached;
  if (lat && (*lat + 1 >= p.columns.size() || p.columns[*lat + 1].role != R::longitude))
    p.columns[*lat].role = R::extra;
  if ((has_time || counted) && parties.size() >= 2) {
    p.columns[parties[0]].role = R::from;
    p.columns[parties[1]].role = R::to;
    if (parties.size() == 3 && !lat) {
      const ColumnSample& s = table.columns[parties[2]].sample;
      if (s.count(CellLook::integer) == s.non_empty()) p.columns[parties[2]].role = R::duration;
    }
  } else if (parties.size() == p.columns.size() && (parties.size() == 2 || parties.size() == 3) &&
             hints.any({"edge", "network", "graph", "ties", "adjacen", "links", "call", "contact", "meeting"})) {
    // Pairs of numbers, and how often: in a file that is called so, who is tied with whom.
    p.columns[0].role = R::from;
    p.columns[1].role = R::to;
  } else if (!parties.empty()) {
    const ColumnSample& s = table.columns[parties[0]].sample;
    const std::size_t figures = table.columns[parties[0]].example.size();
    if (s.count(CellLook::phone) * 2 >= s.non_empty() || s.count(CellLook::email) * 2 >= s.non_empty() ||
        (has_time && (has_text || has_way) && s.long_number * 2 >= s.non_empty() && figures >= 10 && figures <= 15))
      p.columns[parties[0]].role = R::party;
  }
}

}  // namespace clew::readers
