// The knobs of a generated case, and the named presets. Shares are whole per cent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::gen {

struct Settings {
  std::string preset = "demo";
  std::string case_name = "Operation Thread";
  std::string reference_prefix = "ABC";
  std::uint64_t seed = 1;
  std::uint64_t records = 20'000;  // aim; reached within about one per cent

  // Time
  std::string start = "2025-02-24";  // first day; the default span crosses the change of 30 March
  int days = 70;

  // People
  int people = 160;     // all, seized or not
  int core = 9;         // organiser, deputy, dispatchers, runners, drivers
  int communities = 6;  // circles of family, work, school
  int contacts = 26;    // contacts of one phone
  int namesakes = 4;    // pairs of different people with one name
  std::vector<std::string> languages{"ro", "sq", "vi", "pl", "ar", "en"};

  // Exhibits
  int phones = 5;        // seized phones
  int core_seized = 60;  // share of the seized phones that belong to the core
  int cdr_exhibits = 1;  // call records, one operator layout each in turn
  int cdr_subjects = 6;  // numbers whose records were asked for, in each
  int statements = 2;
  int bank_accounts = 2;
  int coverage = 92;       // share of a phone's records that survived
  int window_cut = 40;     // share of phones whose extraction starts late
  int whatsapp_chats = 6;  // one-to-one chats a phone exports as text
  int deleted = 2;         // share of messages marked deleted
  int locations_a_day = 3;

  // Clocks
  int skewed_phones = 60;      // share of phones with a wrong clock (seconds to minutes)
  int zone_error_phones = 20;  // share of phones set to a wrong zone (whole quarter hours)
  int drifting_phones = 0;     // share of phones whose clock runs fast or slow
  int dst_wrong_phones = 0;    // share of phones that do not follow the change of summer time

  // Copies and ends
  int second_extractions = 0;  // phones extracted twice: a further exhibit of the same phone
  int backups = 0;             // backups of a phone: a further exhibit that ends earlier
  int lost_rows = 0;           // share of a phone's messages that somebody deleted there
  int undelivered = 0;         // share of messages that never reach a phone they were sent to
  int edited_one_side = 0;     // share of messages whose words differ on one phone
  int late = 0;                // share of messages that a phone received minutes to hours late

  // Content
  int chars_a_line = 0;      // mean characters of a chat line; 0 = as it comes
  int calls = 22, sms = 18;  // share of noise events; the rest is instant messages
  int groups_share = 18;     // of the instant messages, share in groups
  int repeats = 16;          // share of lines such as "ok"
  int plain_letters = 22;    // share of lines without diacritics
  int code_switch = 6;
  int emoji = 9;
  int typos = 5;
  int details = 0;           // share of everyday lines that add a time, an address, a sum or a registration
  int media = 4;

  // Planted
  int lines = 1;       // broadcast lines
  int customers = 24;  // on the list of each
  int bursts_a_day = 2;
  int burst_days = 45;                 // share of days with bursts
  int line_carry = 70;                 // share of the list kept when the line changes its number
  int line_changes = 1;                // broadcast lines that change their number
  int orders = 25;                     // share of recipients who answer a burst with an order
  int number_changes = 1;              // beside the lines'
  int carry_min = 30, carry_max = 60;  // share of contacts kept
  int gap_hours = 20;              // at most, between the last of the old and the first of the new
  int old_number_lives = 6;        // share of traffic that stays on the old number
  bool whole_core_change = false;  // all of the core on one day
  int relays = 30;                 // A calls B, B calls C; the same number of random decoys
  int relay_delay_s = 240;         // at most
  int relay_words = 0;             // share of their contacts that are messages; the rest are calls
  int second_phones = 1;
  int second_phone_overlap = 30;  // share of its contacts that the first phone has too
  int passed_phones = 1;
  int meetings = 4;
  int groups = 4;
  int group_max = 20;
  int hubs = 4;              // taxi, one-time codes, voicemail, delivery
  int hub_share = 7;         // of the noise
  bool decoy_bursts = true;  // employer, school, birthday, new number
  int money_chains = 3;
  int payments = 60;
  int ledgers = 0;     // messages that list names and sums
  int media_pool = 0;  // pictures that pass from phone to phone
  int quotes = 3;  // a statement
  int contradictions = 3;
  int protected_people = 1;
  int corrupt_rows = 12;

  // Output
  bool canonical = true;    // canonical.jsonl
  bool event_truth = true;  // events in the truth
  bool discard = false;     // make everything and write nothing: to measure
};

// The preset of that name; throws std::invalid_argument with the list of names for another.
Settings preset_settings(std::string_view name);
const std::vector<std::string>& preset_names();

// Says what is wrong with the settings, or "" when all is well.
std::string complaint(const Settings& settings);

}  // namespace clew::gen
