#include "settings.h"

#include <stdexcept>

#include "clock.h"
#include "language_pack.h"

namespace clew::gen {
namespace {

// A hard case: everything at once, little carried over, a whole core that changes its numbers.
Settings hard(std::string name, std::uint64_t records, int people, int phones, int days) {
  Settings s;
  s.preset = name;
  s.case_name = "Operation Skein " + name;
  s.records = records;
  s.people = people;
  s.phones = phones;
  s.days = days;
  s.core = 14;
  s.communities = people / 40 + 4;
  s.contacts = 40;
  s.namesakes = people / 60 + 4;
  s.languages = pack_codes();
  s.cdr_exhibits = 3;
  s.cdr_subjects = 14;
  s.statements = 6;
  s.bank_accounts = 6;
  s.coverage = 82;
  s.lines = 3;
  s.customers = 60;
  s.line_changes = 2;
  s.number_changes = 8;
  s.whole_core_change = true;
  s.relays = 240;
  s.relay_words = 55;
  s.details = 3;
  s.second_phones = 4;
  s.passed_phones = 3;
  s.meetings = 16;
  s.groups = 24;
  s.group_max = 120;
  s.money_chains = 12;
  s.payments = 900;
  s.contradictions = 12;
  s.quotes = 5;
  s.protected_people = 3;
  s.corrupt_rows = 60;
  s.drifting_phones = 15;
  s.dst_wrong_phones = 15;
  s.second_extractions = 1;
  s.backups = 1;
  s.lost_rows = 3;
  s.undelivered = 1;
  s.edited_one_side = 1;
  s.late = 2;
  s.ledgers = 4;
  s.media_pool = 12;
  return s;
}

}  // namespace

const std::vector<std::string>& preset_names() {
  static const std::vector<std::string> names{"demo", "small", "s1", "s2", "s3", "ends", "null", "feldspar"};
  return names;
}

Settings preset_settings(std::string_view name) {
  Settings s;
  if (name == "demo") return s;
  if (name == "small") {
    s.preset = "small";
    s.case_name = "Operation Bobbin";
    s.records = 1'000;
    s.days = 21;
    s.start = "2025-03-17";
    s.people = 60;
    s.contacts = 14;
    s.phones = 3;
    s.cdr_subjects = 4;
    s.customers = 14;
    s.bursts_a_day = 1;
    s.relays = 8;
    s.meetings = 2;
    s.whatsapp_chats = 3;
    s.groups = 2;
    s.group_max = 8;
    s.money_chains = 1;
    s.payments = 12;
    s.locations_a_day = 1;
    s.corrupt_rows = 6;
    return s;
  }
  if (name == "s1") return hard("s1", 100'000, 400, 14, 90);
  if (name == "s2") {
    s = hard("s2", 1'000'000, 2'000, 40, 120);
    s.coverage = 78;
    s.drifting_phones = 20;
    s.second_extractions = 3;
    s.backups = 3;
    s.lost_rows = 4;
    s.number_changes = 16;
    s.media_pool = 30;
    return s;
  }
  if (name == "s3") {
    s = hard("s3", 10'000'000, 8'000, 120, 180);
    s.coverage = 74;
    s.drifting_phones = 25;
    s.second_extractions = 6;
    s.backups = 6;
    s.lost_rows = 5;
    s.number_changes = 40;
    s.media_pool = 80;
    return s;
  }
  if (name == "null") {
    // The hard case with nothing in it to be found.
    s = hard("null", 100'000, 400, 14, 90);
    s.case_name = "Operation Selvedge";
    s.lines = 0;
    s.line_changes = s.number_changes = 0;
    s.whole_core_change = false;
    s.relays = s.second_phones = s.passed_phones = s.meetings = s.money_chains = s.ledgers = 0;
    s.media_pool = 0;
    s.decoy_bursts = false;
    return s;
  }
  if (name == "ends") {
    // Few phones that talk with each other: both ends of the chats are there, with holes.
    s.preset = "ends";
    s.case_name = "Operation Selvage";
    s.records = 12'000;
    s.days = 60;
    s.people = 80;
    s.contacts = 12;
    s.phones = 8;
    s.core_seized = 100;
    s.core = 9;
    s.cdr_exhibits = 1;
    s.coverage = 100;
    s.deleted = 2;
    s.window_cut = 50;
    s.drifting_phones = 15;
    s.dst_wrong_phones = 15;
    s.lost_rows = 5;
    s.undelivered = 2;
    s.edited_one_side = 2;
    s.late = 2;
    s.corrupt_rows = 0;
    s.whatsapp_chats = 10;
    return s;
  }
  if (name == "feldspar") {
    // The published case: 350,000 chat lines, 12.5 million characters, three languages.
    s.preset = "feldspar";
    s.case_name = "Operation Spindle";
    s.records = 372'800;
    s.days = 120;
    s.people = 320;
    s.phones = 8;
    s.contacts = 45;
    s.languages = {"sq", "ro", "vi"};
    s.calls = 0;
    s.sms = 4;
    s.repeats = 22;
    s.chars_a_line = 36;  // with the lines of firms: 35.7
    s.locations_a_day = 0;
    s.cdr_exhibits = 0;
    s.whatsapp_chats = 14;
    s.groups = 10;
    s.media = 0;
    return s;
  }
  std::string known;
  for (const auto& n : preset_names())
    known += " " + n;
  throw std::invalid_argument("no preset " + std::string(name) + "; there are:" + known);
}

std::string complaint(const Settings& s) {
  auto within = [](int value, int low, int high) { return value >= low && value <= high; };
  if (s.records < 100 || s.records > 1'000'000'000) return "--records is 100 … 10^9";
  if (!within(s.days, 7, 3650)) return "--days is 7 … 3650";
  if (!within(s.people, 30, 200'000)) return "--people is 30 … 200000";
  if (!within(s.phones, 1, 1'000)) return "--phones is 1 … 1000";
  if (!within(s.core, 4, 200)) return "--core is 4 … 200";
  if (!within(s.contacts, 6, 2'000)) return "--contacts is 6 … 2000";
  if (!within(s.communities, 1, 10'000)) return "--communities is 1 … 10000";
  if (s.phones + s.core + s.lines * s.customers > s.people)
    return "--people must be at least --phones + --core + --lines × --customers";
  if (!within(s.groups, 0, 1'000) || !within(s.group_max, 3, 300))
    return "--groups is 0 … 1000 and --group-max 3 … 300";
  if (!within(s.lines, 0, 20) || (s.lines > 0 && !within(s.customers, 8, 500)))
    return "--lines is 0 … 20 and --customers 8 … 500";
  if (s.lines > 0 && s.core < s.lines + 3) return "--core must be at least --lines + 3";
  if (s.carry_min > s.carry_max || s.carry_min < 0 || s.carry_max > 100)
    return "--carry-min and --carry-max are shares with min <= max";
  for (const int share : {s.core_seized,
                          s.coverage,
                          s.window_cut,
                          s.deleted,
                          s.skewed_phones,
                          s.zone_error_phones,
                          s.calls,
                          s.sms,
                          s.groups_share,
                          s.repeats,
                          s.plain_letters,
                          s.code_switch,
                          s.emoji,
                          s.typos,
                          s.media,
                          s.burst_days,
                          s.line_carry,
                          s.orders,
                          s.old_number_lives,
                          s.second_phone_overlap,
                          s.drifting_phones,
                          s.dst_wrong_phones,
                          s.lost_rows,
                          s.undelivered,
                          s.edited_one_side,
                          s.late,
                          s.relay_words,
                          s.details,
                          s.hub_share})
    if (!within(share, 0, 100)) return "a share is 0 … 100 per cent";
  if (s.calls + s.sms > 100) return "--calls + --sms must not pass 100";
  if (!within(s.cdr_exhibits, 0, 100) || !within(s.cdr_subjects, 0, 100'000))
    return "--cdr-exhibits is 0 … 100 and --cdr-subjects 0 … 100000";
  for (const int count : {s.namesakes,       s.statements,     s.bank_accounts,    s.whatsapp_chats,
                          s.locations_a_day, s.bursts_a_day,   s.line_changes,     s.number_changes,
                          s.gap_hours,       s.relays,         s.second_phones,    s.passed_phones,
                          s.meetings,        s.hubs,           s.money_chains,     s.payments,
                          s.quotes,          s.contradictions, s.protected_people, s.corrupt_rows,
                          s.chars_a_line,    s.ledgers,        s.media_pool})
    if (!within(count, 0, 1'000'000)) return "a count is 0 … 1000000";
  if (!within(s.second_extractions, 0, s.phones) || !within(s.backups, 0, s.phones))
    return "--second-extractions and --backups are 0 … --phones";
  if (!within(s.relay_delay_s, 10, 3600)) return "--relay-delay is 10 … 3600 seconds";
  if (s.locations_a_day > 96) return "--locations-a-day is at most 96";
  if (s.bursts_a_day > 8) return "--bursts-a-day is at most 8";
  if (s.languages.empty()) return "--languages needs at least one";
  for (const auto& code : s.languages)
    if (find_pack(code) == nullptr) return "no texts for language " + code;
  try {
    parse_date(s.start);
  } catch (const std::invalid_argument& error) {
    return std::string("--start: ") + error.what();
  }
  return "";
}

}  // namespace clew::gen
