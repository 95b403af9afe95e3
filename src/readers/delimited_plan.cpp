// Decides what the columns of each table are. The order of the decisions:
//   1. roles from the profile, else from the header, else from the content;
//   2. each role checked against the content (a "time" column of words is none);
//   3. the kind of table from the set of roles and the words of title and file name;
//   4. times: which columns belong together, date order, zone, unit.
// Whatever is decided is written down with its reason; what cannot be decided is asked.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "readers/delimited_map.h"
#include "readers/delimited_party.h"
#include "readers/said_zone.h"
#include "text/iban.h"

namespace clew::readers {
namespace {

using model::TimeKind;
using R = ColumnRole;
using text::DateOrder;

class Planner {
 public:
  Planner(const Survey& survey, const std::optional<Profile>& profile, const Options& options,
          std::string_view file_name, Sink& sink, std::string_view name)
      : survey_(survey),
        name_(name),
        profile_(profile),
        options_(options),
        file_name_(fold_header(file_name) + " " + lower(file_name)),
        sink_(sink) {}

  std::vector<Plan> run() {
    find_person_order();
    std::vector<Plan> plans;
    for (std::size_t i = 0; i < survey_.tables.size(); ++i)
      plans.push_back(plan(i));
    decide_orders(plans);
    return plans;
  }

 private:
  Plan plan(std::size_t index) {
    const SurveyTable& table = survey_.tables[index];
    Plan p;
    p.table = name_;
    if (survey_.tables.size() > 1)
      p.table += fmt::format("{}table {}", name_.empty() ? "" : ": ", index + 1);
    p.title = table.title;
    // As written too: folding takes "WhatsApp" apart.
    hints_ = file_name_ + " " + fold_header(table.title) + " " + lower(table.title);
    const Profile* profile = applicable(table);
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      p.columns.push_back(first_guess(table.columns[c], c, profile, table.header_row != 0));
    if (table.header_row == 0 && !profile) by_content(table, p);
    p.matrix = !profile && is_matrix(table);
    p.symmetric = p.matrix && table.one_sided == 0;
    p.attendance = !profile && !p.matrix && is_attendance(table, hints_);
    if (p.matrix || p.attendance)
      for (auto& c : p.columns) c.role = R::extra;
    if (!profile || profile->columns.empty()) provenance(p);
    edge_list(table, p);
    other_party(p);
    best_type(table, p);
    elapsed(p);
    names_beside_ids(table, p);
    if (!profile) of_an_app(p);
    only_once(p);
    if (!profile && is_sessions(p)) sessions(p);
    if (!profile) nodes(p);
    p.kind = profile && profile->kind != TableKind::automatic ? profile->kind : p.matrix ? TableKind::ties : p.attendance ? TableKind::events : p.sessions ? TableKind::events_by_type : kind_of(table, p);
    p.people = p.kind == TableKind::contacts && persons(p) && !has(p, R::phone) && !has(p, R::party) && !has(p, R::email) && !has(p, R::username) && !has(p, R::uid);
    fit_to_kind(table, p);
    source_device(table, p);
    if (p.kind == TableKind::ties) ties(table, p, index);
    if (p.attendance) attendance(table, p, index);
    ask_for_the_start(table, p, index);
    if (profile) {
      p.service = profile->service;
      p.decimal_comma = profile->decimal_comma;
      p.direction_words = profile->direction_words;
      p.event_words = profile->event_words;
    }
    if (p.service.empty()) p.service = service_hint(p);
    p.direction = direction_hint(table, p);
    short_numbers(table, p);
    times(table, p);
    zones(table, p, profile);
    p.apple_epoch = apple_store(table);
    preamble(table, p);
    epochs(table, p);
    note(p, index, "table",
         fmt::format("{} ({})", word(p.kind),
                     profile && profile->kind != TableKind::automatic ? "profile " + profile->name
                                                                      : "columns"));
    return p;
  }

  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
  }

  void note(Plan& p, std::size_t index, std::string_view key, std::string value) {
    const std::string name =
        survey_.tables.size() > 1 ? fmt::format("table {}: {}", index + 1, key) : std::string(key);
    p.decided.emplace_back(name, std::move(value));
  }

  const Profile* applicable(const SurveyTable& table) const {
    if (!profile_) return nullptr;
    if (profile_->table.empty()) return &*profile_;
    if (fold_header(table.title).find(profile_->table) != std::string::npos) return &*profile_;
    for (const auto& column : table.columns)
      if (fold_header(column.header) == profile_->table) return &*profile_;
    return nullptr;
  }

  PlanColumn first_guess(const SurveyColumn& column, std::size_t index, const Profile* profile,
                         bool has_header) const {
    PlanColumn c;
    c.header = column.header;
    c.duration_unit = column.meaning.duration_unit;
    if (profile && !profile->columns.empty()) {
      const std::string folded = fold_header(column.header);
      for (const auto& given : profile->columns) {
        const bool fits = given.number ? *given.number == index + 1
                                       : has_header && (given.header == column.header ||
                                                        fold_header(given.header) == folded);
        if (!fits) continue;
        c.role = given.role;
        c.time_kind = given.time_kind;
        c.unit = given.unit;
        if (given.role == R::duration && !given.unit.empty())
          c.duration_unit = given.unit == "ms"    ? 1000
                            : given.unit == "min" ? 60 * micros_per_second
                                                  : micros_per_second;
        return c;
      }
      return c;  // a profile that names columns decides alone
    }
    c.role = column.meaning.role;
    c.time_kind = column.meaning.time_kind;
    if (c.role == R::amount) {
      const std::string folded = fold_header(column.header);
      for (const std::string_view w :
           {"paid in", "money in", "credit", "credits", "haben", "entrada", "credit amount", "amount credit", "credito", "avere", "abono", "bij", "uznania",
            "deposit", "deposits", "deposit amt", "inflow", "credit eur"})
        if (folded == w) c.amount_direction = model::Direction::in;
      for (const std::string_view w :
           {"paid out", "money out", "debit", "debits", "soll", "salida", "debit amount", "amount debit", "debito", "debet", "dare", "cargo", "af",
            "obciazenia", "withdrawal", "withdrawals", "withdrawal amt", "outflow", "debit eur"})
        if (folded == w) c.amount_direction = model::Direction::out;
    }
    check(column, c);
    return c;
  }

  // Seconds from the beginning of a study or a recording: whole numbers below those that Apple's count has had since the first iPhone (2007), and
  // over more days than anybody's data cover if they were a spreadsheet's.
  static bool counts_from_a_start(const ColumnSample& s) {
    constexpr std::int64_t first_iphone_s = 204'000'000, most_days = 15'000;
    const auto most = [&](std::uint64_t n) { return n * 10 >= s.non_empty() * 9; };
    return s.non_empty() >= 20 && s.count(CellLook::integer) == s.non_empty() && s.largest >= 1000 && s.largest < first_iphone_s && !most(s.days) && !most(s.clocks) &&
           (s.largest > 60'000 || s.largest - s.smallest > most_days || s.serial * 2 < s.non_empty()) && s.largest - s.smallest > 2 * static_cast<std::int64_t>(s.non_empty());
  }

  // Nobody but a person can know when it was: without that the column stays as it is written.
  void from_a_start(PlanColumn& c) const {
    c.from_start = true;
    c.role = R::extra;
    if (const auto said = options_.answers.find("time-start"); said != options_.answers.end()) {
      const auto start = parse_iso(said->second);
      if (!start)
        throw Error(ErrorKind::usage, fmt::format("'{}' is no moment; give the beginning of the times as 2024-03-04T00:00:00Z", said->second));
      c.start = start->micros - Micros{start->offset_minutes.value_or(0)} * 60 * micros_per_second;
      c.role = R::time;
      c.unit = "from-start";
    }
  }

  // The header's role against the cells.
  void check(const SurveyColumn& column, PlanColumn& c) const {
    const ColumnSample& s = column.sample;
    if (s.non_empty() == 0) return;
    const std::uint64_t n = s.non_empty();
    const auto share = [&](std::uint64_t k, unsigned percent) { return k * 100 >= n * percent; };
    const std::uint64_t times = s.count(CellLook::date_time), dates = s.count(CellLook::date),
                        clocks = s.count(CellLook::clock);
    const std::uint64_t numeric = s.count(CellLook::integer) + s.count(CellLook::decimal);
    // "Destination Address": a machine's, neither somebody's nor a place.
    // "terms_of_service_url", "max_participants": an address is no service, a number of people nobody.
    if (c.role == R::service && (column.example.starts_with("http://") || column.example.starts_with("https://"))) c.role = R::extra;
    if (c.role == R::participants && (lower(c.header).starts_with("max") || lower(c.header).starts_with("min"))) c.role = R::extra;
    if ((c.role == R::phone || c.role == R::party || c.role == R::from || c.role == R::to || c.role == R::place) && is_internet_address(column.example)) {
      c.role = R::extra;
      return;
    }
    // "changeNumber": 1683233520904 is an instant of a program, whatever its name says.
    if ((c.role == R::phone || c.role == R::party || c.role == R::from || c.role == R::to) && share(s.epoch_only, 80)) {
      c.role = R::extra;
      return;
    }
    // "third_party": true is nobody.
    if ((column.example == "true" || column.example == "false" || column.example == "True" || column.example == "False" || column.example == "TRUE" || column.example == "FALSE") &&
        share(s.yes_no, 90) &&
        (c.role == R::name || c.role == R::party || c.role == R::party_name || c.role == R::from || c.role == R::to || c.role == R::owner || c.role == R::author || c.role == R::username)) {
      c.role = R::extra;
      return;
    }
    // "Number Off Bends": 2, "Number of wives": one or two digits under a name that goes on count something.
    if ((c.role == R::phone || c.role == R::party || c.role == R::from || c.role == R::to) && s.count(CellLook::integer) == n && s.characters <= n * 2) {
      const std::string folded = fold_header(c.header);
      if (folded.starts_with("number ") && folded.find(' ', 7) != folded.npos) {
        c.role = R::extra;
        return;
      }
    }
    // "hashedPhoneNumber": 64 hexadecimal digits are a checksum, no number and no name.
    const auto checksum = [](std::string_view s) {
      return s.size() >= 32 && s.size() % 8 == 0 && s.find_first_not_of("0123456789abcdefABCDEF") == s.npos && s.find_first_of("abcdefABCDEF") != s.npos;
    };
    if (checksum(column.example) && (c.role == R::name || c.role == R::phone || c.role == R::party || c.role == R::party_name || c.role == R::from || c.role == R::to || c.role == R::email)) {
      c.role = R::extra;
      return;
    }
    switch (c.role) {
      case R::time:
      case R::date:
      case R::clock:
        if (share(clocks, 50) || (c.role == R::clock))
          c.role = R::clock;
        else if (share(dates, 50))
          c.role = R::date;
        else if (share(times, 30) || (share(s.epoch + s.serial, 50) && !counts_from_a_start(s)) ||
                 share(times + dates + clocks, 30))
          c.role = R::time;
        else if (share(numeric, 80) && share(s.short_number, 60) &&
                 s.count(CellLook::decimal) == 0 &&
                 fold_header(c.header).find("time") != std::string::npos && clock_like(column))
          c.role = R::clock;  // "0008", "2140"
        else if (share(numeric, 80) && share(s.short_number, 80) && counts(c.header))
          c.role = R::extra;  // "messages_sent": 150
        else if (share(s.days, 90))
          c.role = R::date;  // "20240304"
        else if (column.short_days.possible() && says_a_day(c.header)) {
          c.role = R::date;  // "240304"
          c.short_days = true;
        }
        else if (share(s.clocks, 90))
          c.role = R::clock;  // "214009"
        else if (counts_from_a_start(s))
          from_a_start(c);
        else if (share(numeric, 80) && !share(s.yes_no, 50))
          c.role = share(s.direction_word, 50) ? R::direction : R::time;
        else if (share(s.direction_word, 60))
          c.role = R::direction;
        else
          c.role = share(times + dates + clocks + s.epoch, 5) ? R::time : R::extra;
        break;
      case R::status:
        if (share(times + dates, 50)) {
          c.role = R::time;
          c.time_kind = fold_header(c.header).find("read") != std::string::npos ? TimeKind::read
                                                                                : TimeKind::other;
        } else if (share(s.direction_word, 80) && !share(numeric, 50)) {
          c.role = R::direction;
        }
        break;
      case R::state:
        if (share(times + dates, 50)) {
          c.role = R::time;
          c.time_kind = TimeKind::deleted;
        }
        break;
      case R::latitude:
      case R::longitude:
        if (share(s.count(CellLook::text), 50)) c.role = R::extra;
        break;
      case R::easting:
      case R::northing:
        if (!share(numeric, 50)) c.role = R::extra;
        break;
      case R::place:
        if (pair_of_degrees(column.example) || !cells_of(column.example).empty()) c.role = R::lat_lon;
        break;
      case R::cell_id:
      case R::party: {
        // "Cell" is a telephone in American reports and a mast in call records.
        const std::string folded = fold_header(c.header);
        const bool numbers =
            share(s.count(CellLook::phone) + s.long_number + s.count(CellLook::scientific), 60);
        if (folded == "cell") c.role = numbers ? R::party : R::cell_id;
        if ((folded == "address" || folded.starts_with("address ") || folded == "contact") && !numbers &&
            share(s.count(CellLook::text) + (folded == "contact" ? 0 : s.count(CellLook::word)), 50))
          c.role = R::place;
        if (folded == "contact") c.role = numbers ? R::party : R::party_name;
        // "Pickup Address": where, not who.
        if (c.role == R::party && folded.ends_with(" address") && !numbers && share(s.count(CellLook::text) + s.count(CellLook::word), 50))
          c.role = R::place;
        break;
      }
      case R::duration:
        if (share(s.count(CellLook::text), 50)) c.role = R::extra;
        break;
      case R::direction:
        // "Folder" and the like count only when they say a direction.
        if (!share(s.direction_word, 20) && !share(s.event_word, 20) && !share(s.small_type, 80) &&
            !(profile_ && !profile_->direction_words.empty()))
          c.role = R::extra;
        if (c.role == R::direction && ((share(s.event_word, 60) && !share(s.direction_word, 40)) || (mixed(s) && fold_header(c.header).find("call") != std::string::npos)))
          c.role = R::event_type;
        break;
      case R::service:
        // "Service" of call records: VOICE, SMS, GPRS.
        if (share(s.event_word, 80) && s.service_word < s.event_word) c.role = R::event_type;
        break;
      case R::event_type:
        if (fold_header(c.header) == "event" && !share(s.event_word, 50)) {
          c.role = share(s.direction_word, 80) ? R::direction : R::extra;
          break;
        }
        // "MO", "MT", "SMS-MO": some of the words say what it was, all of them which way.
        if (share(s.direction_word, 80) && !share(s.event_word, 50) && !mixed(s)) c.role = R::direction;
        break;
      case R::from_me:
        if (!share(s.yes_no + s.small_type, 50) && !share(numeric, 50))
          c.role = share(s.direction_word, 50) ? R::direction : R::extra;
        break;
      case R::chat_id:
        // "Chat" often holds the text; "Group" the title.
        if (share(s.count(CellLook::text), 60)) c.role = R::text;
        break;
      case R::id:
        if (share(times, 50)) c.role = R::time;
        break;
      case R::ignore:
        break;
      case R::currency:  // "Valuta": the day in German and Dutch, the currency in Italian
        if (share(times + dates, 50)) c.role = R::time;
        break;
      case R::amount:
        // "Paid by: cash" is no sum.
        if (share(s.count(CellLook::text), 80) && column.example.find_first_of("0123456789") == std::string::npos)
          c.role = R::extra;
        break;
      case R::from:
      case R::to:
        if (share(s.service_word, 60)) {
          c.role = R::service;
          break;
        }
        if (share(times + dates, 60)) {  // "From"/"To" of an interval
          c.time_kind = c.role == R::from ? TimeKind::start : TimeKind::end;
          c.role = R::time;
        }
        break;
      default:
        break;
    }
  }

  static bool mixed(const ColumnSample& s) { return s.no_call_word > 0 && s.either_word * 10 >= s.non_empty() * 8; }

  static bool clock_like(const SurveyColumn& column) {
    const std::string_view e = column.example;
    if (e.size() != 4 && e.size() != 6) return false;
    return e[0] <= '2' && e[2] <= '5';
  }

  // Reports of tools say in columns of their own which file a row came from. AXIOM's "Source" and
  // "Location" are such paths, not a sender and a place; "Recovery method" gives the tool away.
  static void provenance(Plan& p) {
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

  // No header at all: times, numbers and texts by their looks. The first two columns of numbers or
  // names are taken for sender and receiver, as every edge list and most call lists have them.
  void by_content(const SurveyTable& table, Plan& p) const {
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
        from_a_start(c);  // in order, and up by more than a row's number
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
               hint({"edge", "network", "graph", "ties", "adjacen", "links", "call", "contact", "meeting"})) {
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

  static bool several_allowed(R role) {
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

  // "source" and "target" side by side are the ends of a link; "target" alone is whose records these are.
  static void edge_list(const SurveyTable& table, Plan& p) {
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
  static void names_beside_ids(const SurveyTable& table, Plan& p) {
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
  void nodes(Plan& p) const {
    if (!hint({"node", "vertices", "vertex", "actor"}) || has(p, R::uid) || has(p, R::time) || has(p, R::date) || has(p, R::text)) return;
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

  // One table of several phones: the column that says from which of them a row is. Only where each row names both its
  // ends, for nothing else says whose phone it is.
  void source_device(const SurveyTable& table, Plan& p) const {
    if (p.kind != TableKind::messages && p.kind != TableKind::calls && p.kind != TableKind::events_by_type) return;
    if (has(p, R::source_device) || !has(p, R::from) || !has(p, R::to)) return;
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

  // "ET" of AT&T's call records is the elapsed time; elsewhere it is an end or a time zone.
  static void elapsed(Plan& p) {
    const auto is = [](const PlanColumn& c, std::string_view word) { return fold_header(c.header) == word; };
    if (!std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return is(c, "seizure time") || is(c, "seizuretime") || is(c, "conn time") || is(c, "conntime utc") || is(c, "conn time utc"); }))
      return;
    if (std::any_of(p.columns.begin(), p.columns.end(), [](const auto& c) { return c.role == R::duration; })) return;
    for (auto& c : p.columns)
      if (is(c, "et")) c.role = R::duration;
  }

  // Of several columns called types ("Type of Connection", "Service Type") the one whose words are calls and texts.
  static void best_type(const SurveyTable& table, Plan& p) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < p.columns.size() && i < table.columns.size(); ++i)
      if (p.columns[i].role == R::event_type && table.columns[i].sample.event_word > (best ? table.columns[*best].sample.event_word : 0)) best = i;
    if (!best) return;
    for (std::size_t i = 0; i < p.columns.size(); ++i)
      if (p.columns[i].role == R::event_type && i != *best && table.columns[i].sample.event_word * 2 < table.columns[*best].sample.event_word) p.columns[i].role = R::extra;
  }

  // Records of one phone that name the other side only, whichever way the call went: "Target No, Call Type, B Party No".
  static void other_party(Plan& p) {
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
  static bool is_sessions(const Plan& p) {
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

  static void sessions(Plan& p) {
    p.sessions = true;
    for (auto& c : p.columns) {
      if (c.role == R::party || c.role == R::phone) c.role = R::owner;
      if (c.role == R::from || c.role == R::to || c.role == R::from_name || c.role == R::to_name || c.role == R::event_type || c.role == R::direction)
        c.role = R::extra;
    }
  }

  // A second column of a role that there is one of stays an extra under its own name.
  void only_once(Plan& p) const {
    // "source" is the sender's number in one layout and the phone's name in another: where a better
    // word is there, the weak one stays an extra.
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
    // Of a chat's and a message's own state the message's.
    const auto chat_state = [](const PlanColumn& c) { return c.role == R::state && fold_header(c.header) == "deleted chat"; };
    if (std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return c.role == R::state && !chat_state(c); }))
      for (auto& c : p.columns)
        if (chat_state(c)) c.role = R::extra;
    std::vector<R> seen;
    for (auto& c : p.columns) {
      if (several_allowed(c.role)) continue;
      if (std::find(seen.begin(), seen.end(), c.role) != seen.end())
        c.role = R::extra;
      else
        seen.push_back(c.role);
    }
    // A whole name beside its parts, or a nickname beside a name: the name once.
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
    // Several texts: the first whose header is a text's name; details and descriptions are extras.
    bool text = false;
    for (auto& c : p.columns) {
      if (c.role != R::text) continue;
      // An operator describes the service ("Mobile to mobile"); what was written stands under another header.
      const std::string header = fold_header(c.header);
      if (text || ((has(p, R::imei) || has(p, R::imsi)) && (header == "description" || header == "details" || header == "service description")))
        c.role = R::extra;
      else
        text = true;
    }
  }

  bool has(const Plan& p, R role) const {
    return std::any_of(p.columns.begin(), p.columns.end(),
                       [&](const auto& c) { return c.role == role; });
  }
  std::optional<std::size_t> find(const Plan& p, R role) const {
    for (std::size_t i = 0; i < p.columns.size(); ++i)
      if (p.columns[i].role == role) return i;
    return std::nullopt;
  }
  bool hint(std::initializer_list<std::string_view> words) const {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return hints_.find(w) != std::string::npos; });
  }

  // A list of persons: a column of given names and one of family names.
  static bool persons(const Plan& p) {
    const auto any = [&](NamePart part) {
      return std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) { return c.role == R::name && name_part(c.header) == part; });
    };
    return any(NamePart::given) && any(NamePart::family);
  }

  TableKind kind_of(const SurveyTable& table, const Plan& p) const {
    const bool time = has(p, R::time) || has(p, R::date);
    const bool ends = has(p, R::from) || has(p, R::to);
    const bool party = ends || has(p, R::party) || has(p, R::participants);
    const bool place = (has(p, R::latitude) && has(p, R::longitude)) || has(p, R::lat_lon) ||
                       (has(p, R::easting) && has(p, R::northing));
    const bool calls = hint(
        {"call", "cdr", "anruf", "appel", "llamada", "chiamat", "polaczen", "apel", "chamada"});
    const bool messages =
        hint({"sms", "mms", "message", "chat", "nachricht", "mensaje", "messaggi", "wiadomosc",
              "mesaj", "mensage", "whatsapp", "imessage", "telegram"});
    const bool contacts =
        hint({"contact", "kontakt", "phonebook", "address book", "rubrica", "agenda"});
    if (has(p, R::vrm) && time) return TableKind::anpr;
    bool typed = false;
    if (const auto c = find(p, R::event_type)) {
      const ColumnSample& s = table.columns[*c].sample;
      typed = (s.event_word * 10 >= s.non_empty() * 5 || mixed(s)) && s.non_empty() > 0;
      if (profile_ && !profile_->event_words.empty()) typed = true;
    }
    const bool network =
        has(p, R::cell_id) || has(p, R::imsi) || has(p, R::imei) || has(p, R::azimuth);
    // Texts and calls in one table: the calls have no text.
    const auto kinds = find(p, R::event_type);
    const bool calls_too = kinds && table.columns[*kinds].sample.no_call_word > 0 && table.columns[*kinds].sample.event_word > table.columns[*kinds].sample.no_call_word;
    if (typed && party && (!has(p, R::text) || has(p, R::duration) || calls_too) && time)
      return TableKind::events_by_type;
    // Without a header a text beside "O" and "I" may be anything, a bank's bookings among others.
    if (has(p, R::text) && (table.header_row != 0 || party || has(p, R::author)) &&
        (ends || has(p, R::participants) || has(p, R::chat_id) || has(p, R::chat_title) ||
         has(p, R::author) || has(p, R::from_name) || has(p, R::from_me) || has(p, R::direction) ||
         (has(p, R::party) && time)) &&
        !(has(p, R::amount) && !has(p, R::direction)))
      return has(p, R::duration) && typed ? TableKind::events_by_type : TableKind::messages;
    if (has(p, R::text) && messages && time) return TableKind::messages;
    if (has(p, R::duration) && (party || has(p, R::owner) || has(p, R::party_name)) &&
        !has(p, R::url))
      return typed ? TableKind::events_by_type : TableKind::calls;
    if (ends && time && network) return typed ? TableKind::events_by_type : TableKind::calls;
    if (has(p, R::amount) && (time || has(p, R::iban) || has(p, R::account_number)))
      return TableKind::payments;
    if (has(p, R::direction) && party && time && (calls || has(p, R::outcome)) && !messages)
      return TableKind::calls;
    if (ends && time && calls && !messages) return TableKind::calls;
    if (place && !ends) return TableKind::locations;
    if (has(p, R::url)) return TableKind::web;
    if (ends && (time || has(p, R::subject))) return TableKind::messages;
    if (has(p, R::party) && has(p, R::direction) && time)
      return messages ? TableKind::messages : TableKind::calls;
    const bool reach = has(p, R::phone) || has(p, R::party) || has(p, R::email);
    // Files with the numbers of their users, and apps by the names of their packages, are neither accounts nor people.
    if (!reach && !ends && has(p, R::attachment) && (has(p, R::size) || has(p, R::sha256) || has(p, R::mime))) return TableKind::files;
    if (const auto c = find(p, R::name); c && !reach && !ends && has(p, R::uid) && is_package_name(table.columns[*c].example)) return TableKind::apps;
    // A name beside a version is a program's.
    if (has(p, R::name) && !has(p, R::app) && !reach && !ends && !has(p, R::username) && !persons(p))
      for (const auto& c : p.columns) {
        const std::string folded = fold_header(c.header);
        if (folded == "version" || folded == "app version" || folded == "version name" || folded == "versionname") return TableKind::apps;
      }
    const bool named = has(p, R::name) || has(p, R::party_name) || has(p, R::organisation);
    if (named && (reach || (has(p, R::birthday) && !ends))) return TableKind::contacts;
    if (persons(p) && !time && !ends && !has(p, R::username) && !has(p, R::uid)) return TableKind::contacts;
    if (contacts && (named || reach)) return TableKind::contacts;
    if (has(p, R::from) && has(p, R::to) && !time && !has(p, R::clock) && !has(p, R::amount) && !place) return TableKind::ties;
    if (has(p, R::chat_id) && has(p, R::participants)) return TableKind::chats;
    // Friends and followers have names and user names; the phone's own accounts stand beside a service.
    if ((has(p, R::username) || has(p, R::uid)) && !has(p, R::url) &&
        (related(p) || hint({"friend", "follow", "blocked user", "freund", "amis", "amigos"}) || (named && !has(p, R::service) && !hint({"account", "konto", "compte", "cuenta"}))))
      return TableKind::contacts;
    if (has(p, R::username) || has(p, R::uid))
      return has(p, R::url) ? TableKind::web : TableKind::accounts;
    if ((has(p, R::imei) || has(p, R::iccid) || has(p, R::serial) || has(p, R::mac)) &&
        (has(p, R::make) || has(p, R::model) || has(p, R::os_version)))
      return TableKind::devices;
    if (place) return TableKind::locations;
    if (has(p, R::attachment) && (has(p, R::size) || has(p, R::sha256) || has(p, R::mime)))
      return TableKind::files;
    if (has(p, R::app)) return TableKind::apps;
    return TableKind::events;
  }

  // How somebody stands to whom the table is of: "FRIEND", "BLOCKED".
  static bool related(const Plan& p) {
    return std::any_of(p.columns.begin(), p.columns.end(), [](const PlanColumn& c) { return fold_header(c.header) == "relationship"; });
  }

  // "messages_sent", "sites_visited", "number of times used".
  static bool counts(std::string_view header) {
    const std::string folded = " " + fold_header(header) + " ";
    for (const std::string_view w : {" messages ", " sites ", " pages ", " count ", " number of ", " no of ", " total ", " bytes ", " files ", " items ", " calls "})
      if (folded.find(w) != std::string::npos) return true;
    return false;
  }

  // "com.whatsapp", "org.example.app.beta".
  static bool is_package_name(std::string_view s) {
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

  void ask_for_the_start(const SurveyTable& table, Plan& p, std::size_t index) {
    for (std::size_t i = 0; i < p.columns.size(); ++i) {
      const PlanColumn& c = p.columns[i];
      if (!c.from_start) continue;
      const std::string name = c.header.empty() ? fmt::format("column {}", i + 1) : fmt::format("'{}'", c.header);
      if (c.role == R::time) {
        note(p, index, "time-start", fmt::format("{} counts seconds from {} (said at import)", name, to_iso_utc(c.start)));
        continue;
      }
      const ColumnSample& s = table.columns[i].sample;
      note(p, index, "time-start", "open");
      sink_.question({"time-start",
                      fmt::format("Times under {} count from {} to {}: seconds, it seems, from a beginning that the file does not say. When was it "
                                  "(2024-03-04T00:00:00Z)? Until this is said the numbers stand as written and nothing has a time.",
                                  name, s.smallest, s.largest),
                      {}});
      return;
    }
  }

  void attendance(const SurveyTable& table, Plan& p, std::size_t index) {
    note(p, index, "attendance", "a row for each person, a column for each event; 1 says that he or she was there");
    sink_.finding({model::Severity::note, "a table of who was at what", "",
                   fmt::format("{} people and {} events. Each person stands with what he or she attended; to have been at the same event is not counted as a contact of any two.",
                               table.rows, table.columns.size() - 1)});
  }

  // Ties without times: which column says how many contacts a row stands for.
  void ties(const SurveyTable& table, Plan& p, std::size_t index) {
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
    note(p, index, "ties",
         p.matrix     ? fmt::format("a row and a column for each; a cell says how many contacts{}; no times",
                                  p.symmetric ? ", each tie stands twice and is counted once" : "")
         : p.contacts ? fmt::format("each row stands for as many contacts as '{}' says; no times", p.columns[*p.contacts].header)
                      : std::string("each row is one contact; no times"));
  }

  // Roles that mean something else in this kind of table.
  void fit_to_kind(const SurveyTable& table, Plan& p) const {
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
          if (c.role == R::name) c.role = has(p, R::place) ? R::extra : R::place;  // the camera's
          if (c.role == R::subscriber) c.role = R::extra;
          break;
        case TableKind::files:
          if (c.role == R::uid || c.role == R::chat_id || c.role == R::username) c.role = R::extra;  // of the user and group on the device
          break;
        case TableKind::apps:
          if (c.role == R::uid) c.role = R::extra;
          if (c.role == R::name && !has(p, R::app)) c.role = R::app;
          break;
        case TableKind::messages:
        case TableKind::calls:
        case TableKind::events_by_type:
          if (c.role == R::name && !has(p, R::party_name)) c.role = R::party_name;
          if (c.role == R::phone) c.role = R::party;
          if (c.role == R::app && !has(p, R::service)) c.role = R::service;
          if (c.role == R::account_number || c.role == R::mac || c.role == R::serial)
            c.role = R::extra;
          if (c.role == R::model || c.role == R::make) c.role = R::extra;
          if (c.role == R::username && !has(p, R::from) && !has(p, R::author)) c.role = R::author;
          // "author_id, …, username": who the author is.
          if (const auto from = find(p, R::from); (c.role == R::username || c.role == R::author) && from && !has(p, R::from_name) && fold_header(p.columns[*from].header).starts_with("author")) c.role = R::from_name;
          if (c.role == R::title) c.role = has(p, R::chat_title) ? R::extra : R::chat_title;
          break;
        default:
          break;
      }
    }
    if (p.kind == TableKind::messages || p.kind == TableKind::calls ||
        p.kind == TableKind::events_by_type) {
      // With both ends in columns of their own, further numbers are extras.
      if (has(p, R::from) && has(p, R::to))
        for (auto& c : p.columns)
          if (c.role == R::party) c.role = R::extra;
      if (const auto c = find(p, R::event_type)) {
        const ColumnSample& s = table.columns[*c].sample;
        p.android_types = s.non_empty() > 0 && s.small_type == s.non_empty() &&
                          fold_header(table.columns[*c].header) == "type" && !has(p, R::direction);
      }
      // Only one name beside the other side.
      bool named = false;
      for (auto& c : p.columns) {
        if (c.role != R::party_name) continue;
        if (named) c.role = R::name;
        named = true;
      }
    }
  }

  // "Incoming Calls", "Sent messages": the way of all rows of a table that says no other.
  model::Direction direction_hint(const SurveyTable& table, const Plan& p) const {
    if (p.kind != TableKind::messages && p.kind != TableKind::calls && p.kind != TableKind::events_by_type) return model::Direction::unknown;
    if (has(p, R::direction) || has(p, R::from_me) || (has(p, R::from) && has(p, R::to)) || has(p, R::owner)) return model::Direction::unknown;
    if (const auto c = find(p, R::event_type); c && table.columns[*c].sample.direction_word > 0) return model::Direction::unknown;
    const std::string title = " " + fold_header(p.title) + " ";
    const auto says = [&](std::initializer_list<std::string_view> words) {
      return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return title.find(" " + std::string(w) + " ") != std::string::npos; });
    };
    const bool in = says({"incoming", "received", "inbox", "missed", "eingehend", "eingehende", "empfangene", "entrantes", "recibidas", "primite", "odebrane", "recus"});
    const bool out = says({"outgoing", "dialed", "dialled", "sent", "outbox", "placed", "ausgehend", "ausgehende", "gesendete", "salientes", "enviados", "trimise", "wyslane", "envoyes"});
    if (in == out) return model::Direction::unknown;
    return in ? model::Direction::in : model::Direction::out;
  }

  // Tables that an app writes itself, known by headers that nobody else has.
  void of_an_app(Plan& p) const {
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
      if (const auto at = file_name_.find(start); at == 0 && !named("identity")) {
        std::string id = file_name_.substr(start.size(), 8);
        for (char& c : id)
          if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        if (id.size() == 8 && id.find(' ') == id.npos) p.partner = id;
      }
    }
  }

  std::string service_hint(const Plan& p) const {
    const bool network = has(p, R::cell_id) || has(p, R::imsi) || has(p, R::imei);
    if (p.kind != TableKind::messages && p.kind != TableKind::calls && p.kind != TableKind::chats &&
        p.kind != TableKind::contacts && (p.kind != TableKind::events_by_type || network))
      return {};
    if (has(p, R::service)) return {};
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
      if (hints_.find(word) != std::string::npos) return service;
    if (p.kind == TableKind::messages) {
      if (hint({"sms"})) return "SMS";
      if (hint({"mms"})) return "MMS";
    }
    return {};
  }

  // Numbers too short for telephones, in tables that are not of telephones, are user ids.
  void short_numbers(const SurveyTable& table, Plan& p) const {
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

  static int importance(TimeKind kind, TableKind table) {
    const bool calls = table == TableKind::calls || table == TableKind::events_by_type;
    switch (kind) {
      case TimeKind::sent:
        return 0;
      case TimeKind::start:
        return calls ? -1 : 2;
      case TimeKind::other:
        return 1;
      case TimeKind::taken:
        return 2;
      case TimeKind::received:
        return 3;
      case TimeKind::accessed:
        return 4;
      case TimeKind::created:
        return 5;
      case TimeKind::end:
        return 6;
      default:
        return 7;
    }
  }

  // Dates with the clocks that belong to them: the nearest clock of the same kind to the right,
  // else the nearest at all.
  void times(const SurveyTable& table, Plan& p) const {
    // A program writes days as midnights: where clocks stand in a column of their own, those are the clocks.
    if (has(p, R::clock))
      for (std::size_t i = 0; i < p.columns.size() && i < table.columns.size(); ++i) {
        const ColumnSample& s = table.columns[i].sample;
        if (p.columns[i].role == R::time && s.midnight > 0 && s.midnight + s.count(CellLook::date) >= s.non_empty()) p.columns[i].role = R::date;
      }
    std::vector<std::size_t> dates, clocks;
    bool whole = false;
    for (std::size_t i = 0; i < p.columns.size(); ++i) {
      if (p.columns[i].role == R::date) dates.push_back(i);
      if (p.columns[i].role == R::clock) clocks.push_back(i);
      whole |= p.columns[i].role == R::time;
    }
    std::vector<bool> taken(p.columns.size(), false);
    for (const std::size_t d : dates) {
      std::optional<std::size_t> best;
      int best_cost = 1 << 20;
      for (const std::size_t c : clocks) {
        if (taken[c]) continue;
        int cost = static_cast<int>(c > d ? c - d : 100 + (d - c));
        if (p.columns[c].time_kind != p.columns[d].time_kind &&
            p.columns[c].time_kind != TimeKind::other && p.columns[d].time_kind != TimeKind::other)
          cost += dates.size() == 1 && clocks.size() == 1 && !whole ? 500 : 1000;  // one day and one clock: of the same event
        else if (p.columns[c].time_kind != p.columns[d].time_kind)
          cost += 50;
        if (cost < best_cost && cost < 1000) {
          best_cost = cost;
          best = c;
        }
      }
      TimeKind kind = p.columns[d].time_kind;
      if (best) {
        taken[*best] = true;
        if (kind == TimeKind::other) kind = p.columns[*best].time_kind;
      }
      // A date that repeats a whole time beside it ("Timestamp: Date", "Timestamp: Time").
      if (!best && whole) {
        const bool same = std::any_of(p.columns.begin(), p.columns.end(), [&](const auto& c) {
          return c.role == R::time && c.time_kind == p.columns[d].time_kind;
        });
        if (same) {
          p.columns[d].role = R::extra;
          continue;
        }
      }
      p.times.push_back({kind, d, best});
    }
    for (std::size_t i = 0; i < p.columns.size(); ++i) {
      if (p.columns[i].role == R::time)
        p.times.push_back({p.columns[i].time_kind, i, std::nullopt});
      if (p.columns[i].role != R::clock || taken[i]) continue;
      // A clock without a date: the end of a call on the day it began. A duration under another
      // name otherwise stays what it says.
      const bool end = p.columns[i].time_kind == TimeKind::end;
      if (end && dates.size() == 1 && !whole)
        p.times.push_back({TimeKind::end, dates[0], i});
      else
        p.columns[i].role = R::extra;
    }
    // A plain "Date" in a message or call is when it was sent or began.
    TimeKind main = TimeKind::other;
    if (p.kind == TableKind::messages) main = TimeKind::sent;
    if (p.kind == TableKind::calls || p.kind == TableKind::events_by_type) main = TimeKind::start;
    if (p.kind == TableKind::anpr) main = TimeKind::taken;
    if (p.kind == TableKind::web) main = TimeKind::accessed;
    const bool has_main =
        std::any_of(p.times.begin(), p.times.end(), [&](const auto& t) { return t.kind == main; });
    if (!has_main && main != TimeKind::other)
      for (auto& t : p.times)
        if (t.kind == TimeKind::other) {
          t.kind = main;
          break;
        }
    std::stable_sort(p.times.begin(), p.times.end(), [&](const auto& a, const auto& b) {
      return importance(a.kind, p.kind) < importance(b.kind, p.kind);
    });
    p.zone_column = find(p, R::zone);
  }

  // Which zone a reading without an offset is in: the profile, the column's header, a note above
  // the table, what a person said; else nobody knows.
  void zones(const SurveyTable& table, Plan& p, const Profile* profile) {
    std::optional<std::string> note_zone;
    for (std::size_t begin = 0; begin < table.notes.size();) {
      std::size_t end = table.notes.find('\n', begin);
      if (end == std::string::npos) end = table.notes.size();
      const std::string_view line(table.notes.data() + begin, end - begin);
      const std::string folded = fold_header(line);
      for (const std::string_view w :
           {"time", "zone", "zeit", "heure", "hora", "ora", "czas", "utc", "gmt", "bst", "clock"}) {
        if (folded.find(w) == std::string::npos) continue;
        if (auto zone = text::zone_in_note(line)) {
          note_zone = std::move(zone);
          note_text_ = line;
        }
        break;
      }
      if (note_zone) break;
      begin = end + 1;
    }
    // A preamble whose zone stood above an earlier table holds for the later ones too.
    if (note_zone)
      file_note_ = note_zone;
    else
      note_zone = file_note_;
    std::string said;
    if (profile && !profile->zone.empty())
      said = profile->zone;
    else if (const auto a = options_.answers.find("zone"); a != options_.answers.end())
      said = a->second;
    if (said.empty() && options_.zone) said = *options_.zone;
    std::optional<text::Zone> said_zone;
    if (!said.empty()) said_zone = zone_named(said);
    for (const auto& t : p.times) {
      PlanColumn& c = p.columns[t.column];
      std::optional<std::string> header_zone = table.columns[t.column].meaning.zone;
      if (!header_zone && t.clock) header_zone = table.columns[*t.clock].meaning.zone;
      if (profile && !profile->zone.empty()) {
        c.zone = said_zone;
      } else if (header_zone) {
        c.zone = text::Zone::find(*header_zone);
        c.zone_from_file = true;
        once("zone", fmt::format("{} (header '{}')", *header_zone, c.header));
      } else if (note_zone) {
        c.zone = text::Zone::find(*note_zone);
        c.zone_from_file = true;
        once("zone", fmt::format("{} (note '{}')", *note_zone, note_text_.substr(0, 120)));
      } else if (said_zone) {
        c.zone = said_zone;
      }
      if (c.zone && !c.zone_from_file) once("zone", said + " (said at import)");
    }
  }

  void once(std::string key, std::string value) {
    const auto pair = std::pair{std::move(key), std::move(value)};
    if (std::find(decided_.begin(), decided_.end(), pair) != decided_.end()) return;
    sink_.decided(pair.first, pair.second);
    decided_.push_back(pair);
  }

  // Apple's stores count from 2001; a column name or two gives them away.
  bool apple_store(const SurveyTable& table) const {
    if (hint({"ios", "iphone", "ipad", "apple", "sms db", "chatstorage", "mac absolute", "cocoa"}))
      return true;
    for (const auto& c : table.columns) {
      const std::string folded = fold_header(c.header);
      if (folded == "zdate" || folded == "zmessagedate" ||
          folded.find("cocoa") != std::string::npos ||
          folded.find("mac absolute") != std::string::npos ||
          folded.find("apple") != std::string::npos)
        return true;
    }
    return false;
  }

  // Integers outside the plausible range are read in the unit of the column's others.
  static void epochs(const SurveyTable& table, Plan& p) {
    constexpr std::string_view units[] = {"s", "ms", "us", "ns"};
    for (const auto& t : p.times) {
      const ColumnSample& s = table.columns[t.column].sample;
      for (std::size_t u = 0; u < 4; ++u)
        if (s.epoch_unit[u] * 2 > s.non_empty()) p.columns[t.column].usual_unit = units[u];
    }
  }

  // What the rows above the header say of all rows below: whose phone, number or account it is.
  // "Own number: +447700900001", "Subject numbers: 447700900001 447700900002".
  // "Call Data Records for MSISDN 447700900101 from …": the one number of a title that says whose records follow.
  static void number_in_title(std::string_view line, Plan& p) {
    const std::string folded = " " + fold_header(line) + " ";
    bool said = false;
    for (const std::string_view word : {" msisdn ", " subscriber ", " records for ", " call records ", " data records ", " cdr ", " billing for ", " usage for "})
      said |= folded.find(word) != std::string::npos;
    if (!said) return;
    std::vector<std::string_view> numbers;
    for (std::size_t at = 0; at < line.size();) {
      std::size_t end = at + (line[at] == '+');
      while (end < line.size() && line[end] >= '0' && line[end] <= '9')
        ++end;
      const std::size_t digits = end - at - (line[at] == '+');
      if (digits >= 10 && digits <= 14) numbers.push_back(line.substr(at, end - at));
      at = std::max(end, at + 1);
    }
    if (numbers.size() == 1) p.owners.emplace_back(numbers[0]);
  }

  void preamble(const SurveyTable& table, Plan& p) {
    for (std::size_t begin = 0; begin < table.notes.size();) {
      std::size_t end = table.notes.find('\n', begin);
      if (end == std::string::npos) end = table.notes.size();
      const std::string_view line(table.notes.data() + begin, end - begin);
      begin = end + 1;
      const std::size_t colon = line.find(": ");
      if (colon == std::string_view::npos || colon > 60) {
        number_in_title(line, p);
        continue;
      }
      const std::string_view key = line.substr(0, colon), value = line.substr(colon + 2);
      const std::string folded = fold_header(key);
      if (value.empty() || value.size() > 1000) continue;
      const auto is = [&](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), folded) != words.end();
      };
      if (is({"own number",     "owner number",     "subject number", "subject numbers",
              "target number",  "target",           "msisdn",         "subscriber number",
              "phone number",   "number",           "target msisdn",  "subject msisdn",
              "device number",  "eigene rufnummer", "rufnummer",      "numero cible",
              "numero propio",  "numero objetivo",  "numero proprio", "numer wlasny",
              "numar propriu",  "target numbers",   "my number",      "line number",
              "handset number", "user number"})) {
        for (std::size_t at = 0; at < value.size();) {
          std::size_t stop = value.find_first_of(",;|", at);
          if (stop == std::string_view::npos) stop = value.size();
          std::string_view part = value.substr(at, stop - at);
          at = stop + 1;
          // Blanks separate where the whole has more digits than one number can.
          const auto digits =
              std::count_if(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
          while (digits > 15 && part.find(' ') != std::string_view::npos) {
            const std::size_t blank = part.find(' ');
            if (blank >= 5) p.owners.emplace_back(part.substr(0, blank));
            part.remove_prefix(blank + 1);
          }
          while (!part.empty() && part.front() == ' ')
            part.remove_prefix(1);
          if (part.size() >= 5 &&
              (look_at(part) == CellLook::phone || look_at(part) == CellLook::integer))
            p.owners.emplace_back(part);
        }
      } else if (p.kind == TableKind::payments &&
                 is({"account number", "account no", "account", "kontonummer", "konto", "iban",
                     "numero de compte", "numero de cuenta", "numero conto", "numer rachunku"})) {
        p.account = value;
        p.account_is_iban = folded == "iban" || text::is_iban(value);
      } else if (p.kind == TableKind::payments && is({"account name", "account holder", "name",
                                                      "kontoinhaber", "titulaire", "titular"})) {
        p.account_name = value;
      } else if (p.kind == TableKind::payments && is({"sort code"})) {
        p.sort_code = value;
      }
    }
    if (!p.owners.empty()) {
      std::string list;
      for (const auto& o : p.owners)
        list += (list.empty() ? "" : ", ") + o;
      once("owner", list + " (note above the table)");
    }
  }

  void find_person_order() {
    std::string said;
    if (const auto a = options_.answers.find("date-order"); a != options_.answers.end())
      said = a->second;
    if (said.empty() && options_.date_order) said = *options_.date_order;
    if (said.empty() && profile_) said = profile_->date_order;
    if (said.empty()) return;
    const auto order = text::date_order_from(said);
    if (!order)
      throw Error(ErrorKind::usage,
                  fmt::format("'{}' is no date order; it must be dmy, mdy or ymd", said));
    person_ = *order;
  }

  // A column's own header or dates; else what the file's other columns agree on; else what a person
  // said (which goes before everything but a header); else it is asked.
  void decide_orders(std::vector<Plan>& plans) {
    DateOrder common = DateOrder::unknown;
    bool split = false, contradictory = false;
    std::string reason;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      for (const auto& t : plans[i].times) {
        const auto decision = survey_.tables[i].columns[t.column].order.decide();
        contradictory |= decision.contradictory;
        if (decision.contradictory)
          sink_.finding(
              {model::Severity::warning, "dates in two orders", "",
               fmt::format("Column '{}' has {}. A spreadsheet that turned day and month of "
                           "some dates leaves this behind.",
                           plans[i].columns[t.column].header, decision.reason)});
        if (decision.order == DateOrder::unknown) continue;
        if (common != DateOrder::unknown && common != decision.order) split = true;
        if (common == DateOrder::unknown) reason = decision.reason;
        common = decision.order;
      }
    }
    bool ask = false;
    std::string examples;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      for (const auto& t : plans[i].times) {
        const SurveyColumn& column = survey_.tables[i].columns[t.column];
        PlanColumn& c = plans[i].columns[t.column];
        if (c.short_days) {
          std::string why;
          const auto orders = column.short_days.orders(why);
          const auto can = [&](DateOrder o) { return std::find(orders.begin(), orders.end(), o) != orders.end(); };
          if (column.meaning.date_order && can(*column.meaning.date_order)) c.order = *column.meaning.date_order, why = fmt::format("header '{}'", column.header);
          else if (orders.size() == 1) c.order = orders[0];
          else if (can(person_)) c.order = person_, why = "stated";
          if (c.order != DateOrder::unknown) {
            once("date-order", fmt::format("{} ({})", text::word(c.order), why));
            continue;
          }
          std::vector<std::string> choices;
          for (const auto o : orders) choices.emplace_back(text::word(o));
          if (!asked_short_) {
            once("date-order", "open");
            sink_.question({"date-order",
                            fmt::format("In which order do year, month and day stand in dates such as {} (d day, m month, y year)? Until this is said, these times stay unread.", column.short_days.example()),
                            std::move(choices)});
          }
          asked_short_ = true;
          continue;
        }
        const auto decision = column.order.decide();
        if (column.meaning.date_order && *column.meaning.date_order != DateOrder::ymd) {
          c.order = *column.meaning.date_order;
          if (decision.needed || decision.order != DateOrder::unknown)
            once("date-order", fmt::format("{} (header '{}')", text::word(c.order), column.header));
          continue;
        }
        if (person_ != DateOrder::unknown) {
          c.order = person_;
          if (decision.order != DateOrder::unknown && decision.order != person_)
            sink_.finding({model::Severity::warning, "dates speak against the stated order", "",
                           fmt::format("Column '{}' was read as {} as stated, but has {}.",
                                       column.header, text::word(person_), decision.reason)});
          if (decision.needed) once("date-order", fmt::format("{} (stated)", text::word(person_)));
          continue;
        }
        if (decision.order != DateOrder::unknown) {
          c.order = decision.order;
          once("date-order", fmt::format("{} ({})", text::word(c.order), decision.reason));
        } else if (common != DateOrder::unknown && !split && !decision.contradictory) {
          c.order = common;
          if (decision.needed)
            once("date-order", fmt::format("{} (another column: {})", text::word(common), reason));
        }
        if (c.order == DateOrder::unknown && decision.needed) {
          ask = true;
          for (const auto& e : column.order.examples())
            if (!e.empty() && examples.size() < 120) examples += (examples.empty() ? "" : ", ") + e;
        }
      }
    }
    if (ask && !asked_short_)
      sink_.question(
          {"date-order",
           fmt::format("Is the day or the month first in dates such as {}? Until this is "
                       "said, these times stay unread.",
                       examples),
           {"dmy", "mdy"}});
  }

  const Survey& survey_;
  const std::string name_;
  const std::optional<Profile>& profile_;
  const Options& options_;
  std::string file_name_, hints_;
  Sink& sink_;
  DateOrder person_ = DateOrder::unknown;
  bool asked_short_ = false;
  std::optional<std::string> file_note_;
  std::string note_text_;
  std::vector<std::pair<std::string, std::string>> decided_;
};

}  // namespace

std::vector<Plan> make_plans(const Survey& survey, const std::optional<Profile>& profile,
                             const Options& options, std::string_view file_name, Sink& sink,
                             std::string_view name) {
  return Planner(survey, profile, options, file_name, sink, name).run();
}

}  // namespace clew::readers
