// The invented people of a case, their numbers, phones and habits: everything that does not grow
// with the number of records. Made once from the settings; read-only afterwards.
//
// A *line* is one phone in one hand: a person's own phone, a second phone, a broadcast line, a taxi
// office. A line has one *handle* (number) at a time; a number change gives it the next one. Lines
// have contacts; the lines whose traffic is in evidence (a seized phone, or call records asked for)
// are *covered*.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "clock.h"
#include "language_pack.h"
#include "settings.h"

namespace clew::gen {

inline constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

enum class LineKind { own, second, broadcast, hub, organisation };

struct Spot {
  std::int32_t lat_e6, lon_e6;
};

struct Person {
  PersonName first, last;
  int pack = 0, second_pack = 0;
  std::string role;
  int community = 0;
  int birth_year = 1980;
  std::string email, username;
  std::vector<Spot> spots;  // home first, then work and others
  int line = -1;
  std::string latin() const { return first.latin + " " + last.latin; }
  std::string native() const { return first.native + " " + last.native; }
};

struct HandleSpan {
  int handle;
  std::int64_t from, to;  // [from, to)
};

struct Handle {
  std::string number;
  std::string kind;  // "phone" or "short-code"
  int line;
};

struct NumberChange {
  int line, old_handle, new_handle;
  std::int64_t last_old, first_new;
  int carry;  // share of contacts kept, per cent
  bool handset_kept;
  bool whole_core;
};

struct Line {
  LineKind kind = LineKind::own;
  int person = -1;
  std::string label;  // of a hub or organisation
  std::vector<HandleSpan> spans;
  std::vector<int> contacts;  // lines; the first are the most frequent. Covered lines only
  std::vector<int> fresh;     // contacts won with the new number
  int carry = 100;
  std::int64_t changed = never;
  std::int64_t silent_until = 0;  // after a change, nothing before this
  std::int64_t passed = never;    // from then on in the hands of passed_to
  int passed_to = -1;
  int device = -1;
  std::vector<int> more_devices;  // second extractions and backups of it
  int cdr = -1;
  int weight = 1;
  bool core = false;
  std::vector<int> groups;
};

enum class PhoneLayout {
  titled_utc,
  semicolon_utf16,
  national_cp1252,
  tab_epoch_ms,
  zoned_headers
};
enum class WhatsAppSystem { ios, android };

struct Device {
  std::string reference;  // "ABC/1"
  std::string folder;     // "ABC_1"
  int line;
  PhoneLayout layout;
  WhatsAppSystem system;
  std::string locale;
  Zone zone;  // in which the phone shows its times
  int skew_s = 0, zone_error_s = 0;
  int drift_s_week = 0;          // gained in a week, since the first day of the case
  std::int64_t dst_missed = 0;   // from this change of summer time on an hour behind; 0 = follows
  int copy_of = -1;              // the device of which this is a second extraction or backup
  bool backup = false;           // messages only, and none after window_to
  int coverage = 100;
  std::int64_t window_from = 0, window_to = never;
  bool locations = false;
  // What its clock shows at `t`, as UTC; `start` is the first day of the case.
  std::int64_t shown(std::int64_t t, std::int64_t start) const {
    std::int64_t out = t + skew_s + zone_error_s;
    if (drift_s_week != 0) out += (t - start) * drift_s_week / 604'800;
    if (dst_missed != 0 && t >= dst_missed) out -= 3600;
    return out;
  }
};

struct CdrExhibit {
  std::string reference, folder;
  int layout;  // 0, 1, 2
  std::vector<int> lines;
};

struct Group {
  std::string name;
  struct Member {
    int line;
    std::int64_t joined, left;
  };
  std::vector<Member> members;
  int admin;
  std::int64_t created;
};

struct SecondPhone {
  int person, first_line, second_line;
};

class World {
 public:
  explicit World(const Settings& settings);

  const Settings& settings() const { return settings_; }
  std::int64_t start() const { return start_; }
  std::int64_t end() const { return start_ + std::int64_t{settings_.days} * 86400; }

  // The number a line uses at `t`. During the gap of a change: the new one.
  int handle_at(int line, std::int64_t t) const;
  int person_at(int line, std::int64_t t) const;
  // Whether `line` went on with `other` after its number change.
  bool carried(int line, int other) const;
  // What the owner of `device` calls the line of `handle`; "" = not saved.
  const std::string& saved_name(int device, int handle) const;
  const char* saved_variant(int device, int handle) const;
  // Name under which the messenger shows an unsaved person.
  std::string own_name(int line, std::int64_t t) const;
  Spot position(int person, std::int64_t t) const;  // without meetings

  std::vector<Person> people;
  std::vector<Line> lines;
  std::vector<Handle> handles;
  std::vector<Device> devices;
  std::vector<CdrExhibit> cdrs;
  std::vector<Group> groups;
  std::vector<NumberChange> changes;
  std::vector<SecondPhone> second_phones;
  std::vector<int> covered;        // lines
  std::vector<int> hubs;           // lines
  std::vector<int> organisations;  // lines: employer, school
  struct Broadcast {
    int line;
    std::vector<int> customers;  // lines; after a change of number, those kept and the new ones
    std::vector<int> customers_after;
    std::vector<int> runners;
  };
  std::vector<Broadcast> broadcasts;
  std::vector<std::pair<int, int>> namesakes;  // persons
  std::vector<int> protected_people;
  std::string reference(int number) const;
  int exhibit_count = 0;  // references given out so far

 private:
  struct Saved {
    std::string name;
    const char* variant;
  };
  const Saved& saved(int device, int handle) const;
  int new_handle(int line, bool short_code = false, bool landline = false);
  int new_line(LineKind kind, int person);
  void make_people();
  void make_lines();
  void make_changes();
  void make_exhibits();
  void make_contacts();
  void make_groups();
  std::string next_reference(std::string& folder);

  Settings settings_;
  std::int64_t start_;
  std::vector<int> packs_;
  int mobiles_ = 0, others_ = 0, landlines_ = 0, short_codes_ = 0;
  mutable std::unordered_map<std::uint64_t, Saved> saved_;
};

}  // namespace clew::gen
