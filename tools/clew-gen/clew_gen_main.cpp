// clew-gen: writes an invented case with its truth. `clew-gen --help` lists the knobs.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "bulk.h"
#include "generator.h"
#include "language_pack.h"
#include "old_formats.h"
#include "outlook_store.h"
#include "readers/ufed_testing.h"

namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& item : list)
    out += (out.empty() ? "" : ",") + item;
  return out;
}

// A UFED report of one generation. Synthetic: written from docs/formats/ufed.md, not by UFED.
void write_ufed(const std::string& folder, std::uint64_t messages, int generation) {
  using namespace clew::readers::testing;
  std::filesystem::create_directories(folder);
  std::ofstream out(folder + "/report.xml", std::ios::binary);
  out.exceptions(std::ios::failbit | std::ios::badbit);
  UfedSample sample(
      generation == 1   ? Generation::first
      : generation == 2 ? Generation::second
                        : Generation::third,
      [&](std::string_view s) { out.write(s.data(), static_cast<std::streamsize>(s.size())); });
  sample.make(messages);
}

}  // namespace

int main(int argc, char** argv) {
  using clew::gen::Settings;
  // The preset comes first whatever its place on the line: the other options change it.
  Settings s;
  try {
    for (int i = 1; i + 1 < argc; ++i)
      if (std::string_view(argv[i]) == "--preset") s = clew::gen::preset_settings(argv[i + 1]);
    for (int i = 1; i < argc; ++i)
      if (const std::string_view arg = argv[i]; arg.substr(0, 9) == "--preset=")
        s = clew::gen::preset_settings(arg.substr(9));
  } catch (const std::invalid_argument& error) {
    std::cerr << "clew-gen: " << error.what() << "\n";
    return 2;
  }

  CLI::App app{
      "Writes an invented case: exhibits in the forms of real exports, and its truth.\n"
      "The same options and seed give the same bytes on every machine."};
  std::string out, preset = s.preset;
  std::uint64_t csv_messages = 0, events = 0, ufed_messages = 0;
  std::uint64_t old_formats = 0, outlook_mails = 0;
  int ufed_generation = 3;
  bool no_canonical = false, no_event_truth = false, no_decoys = false;
  app.add_option("--out", out, "folder to write into")->required();
  app.add_option("--preset", preset, "one of " + joined(clew::gen::preset_names()));
  app.add_option("--csv-messages", csv_messages, "instead: one CSV phone download of N messages");
  app.add_option("--events", events, "instead: one file of N call records");
  app.add_option("--ufed-messages", ufed_messages,
                 "instead: a synthetic UFED report.xml of N chat messages and a few of all else");
  app.add_option("--ufed-generation", ufed_generation, "1 oldest … 3 newest layout")
      ->check(CLI::Range(1, 3))
      ->capture_default_str();
  app.add_option("--old-formats", old_formats,
                 "instead: a synthetic winmail.dat, an .xls of N messages and a .ppt, with truth.json");
  app.add_option("--outlook-store", outlook_mails, "instead: synthetic Outlook stores in three forms, each with N mails, with truth.json");
  app.add_option("--seed", s.seed, "seed")->capture_default_str();

  auto knob = [&](const char* group, const char* name, auto& value, const char* what) {
    app.add_option(name, value, what)->capture_default_str()->group(group);
  };
  knob("Size", "--records", s.records, "records to aim for");
  knob("Size", "--days", s.days, "days of the case");
  knob("Size", "--start", s.start, "first day; summer time changes on the last Sunday of March");
  knob("Size", "--case-name", s.case_name, "name");
  knob("Size", "--ref-prefix", s.reference_prefix, "exhibit references are PREFIX/1 …");

  knob("People", "--people", s.people, "people in all");
  knob("People", "--core", s.core, "organiser, deputy, dispatchers, runners, drivers");
  knob("People", "--communities", s.communities, "circles of family, work, school");
  knob("People", "--contacts", s.contacts, "contacts of one phone");
  knob("People", "--namesakes", s.namesakes, "pairs of different people with one name");
  app.add_option("--languages", s.languages, "of " + joined(clew::gen::pack_codes()))
      ->delimiter(',')
      ->capture_default_str()
      ->group("People");
  knob("People", "--protected", s.protected_people, "people whose identity is protected");

  knob("Exhibits", "--phones", s.phones, "seized phones");
  knob("Exhibits", "--core-seized", s.core_seized, "% of them that belong to the core");
  knob("Exhibits", "--cdr-exhibits", s.cdr_exhibits, "sets of call records, three layouts in turn");
  knob("Exhibits", "--cdr-subjects", s.cdr_subjects, "numbers in each");
  knob("Exhibits", "--statements", s.statements, "witness statements");
  knob("Exhibits", "--bank-accounts", s.bank_accounts, "bank statements");
  knob("Exhibits", "--coverage", s.coverage, "% of a phone's records that survived");
  knob("Exhibits", "--window-cut", s.window_cut, "% of phones whose extraction starts late");
  knob("Exhibits", "--whatsapp-chats", s.whatsapp_chats,
       "one-to-one chats exported as text, a phone");
  knob("Exhibits", "--deleted", s.deleted, "% of messages marked deleted");
  knob("Exhibits", "--locations-a-day", s.locations_a_day, "positions a phone records");
  knob("Exhibits", "--skewed-phones", s.skewed_phones, "% of phones with a wrong clock");
  knob("Exhibits", "--zone-error-phones", s.zone_error_phones, "% of phones set to a wrong zone");
  knob("Exhibits", "--drifting-phones", s.drifting_phones, "% of phones whose clock runs fast or slow");
  knob("Exhibits", "--dst-wrong-phones", s.dst_wrong_phones, "% that do not follow summer time");
  knob("Exhibits", "--second-extractions", s.second_extractions, "phones extracted twice");
  knob("Exhibits", "--backups", s.backups, "phones of which an older backup is there too");
  knob("Exhibits", "--lost-rows", s.lost_rows, "% of messages that somebody deleted on a phone");
  knob("Exhibits", "--undelivered", s.undelivered, "% that never reach a phone they were sent to");
  knob("Exhibits", "--edited-one-side", s.edited_one_side, "% whose words differ on one phone");
  knob("Exhibits", "--late", s.late, "% that a phone received minutes to hours late");
  knob("Exhibits", "--corrupt-rows", s.corrupt_rows, "damaged rows");

  knob("Content", "--chars-a-line", s.chars_a_line, "mean characters of a line, 0 = as it comes");
  knob("Content", "--calls", s.calls, "% of everyday events that are calls");
  knob("Content", "--sms", s.sms, "% that are SMS; the rest is instant messages");
  knob("Content", "--groups-share", s.groups_share, "% of instant messages said in groups");
  knob("Content", "--repeats", s.repeats, "% of lines such as \"ok\"");
  knob("Content", "--plain-letters", s.plain_letters, "% of people who leave out the marks");
  knob("Content", "--code-switch", s.code_switch, "% of lines in two languages");
  knob("Content", "--emoji", s.emoji, "% of lines");
  knob("Content", "--typos", s.typos, "% of lines");
  knob("Content", "--details", s.details, "% of everyday lines with an address, a time, a sum, a registration");
  knob("Content", "--media", s.media, "% of instant messages that are media");
  knob("Content", "--groups", s.groups, "group chats");
  knob("Content", "--group-max", s.group_max, "members of the largest group at most");

  knob("Planted", "--lines", s.lines, "broadcast lines");
  knob("Planted", "--customers", s.customers, "on the list of each");
  knob("Planted", "--bursts-a-day", s.bursts_a_day, "at most");
  knob("Planted", "--burst-days", s.burst_days, "% of days with bursts");
  knob("Planted", "--orders", s.orders, "% of recipients who answer with an order");
  knob("Planted", "--line-changes", s.line_changes, "broadcast lines that change their number");
  knob("Planted", "--line-carry", s.line_carry, "% of the list kept at such a change");
  knob("Planted", "--number-changes", s.number_changes, "other people who change their number");
  knob("Planted", "--carry-min", s.carry_min, "% of contacts kept at a change, at least");
  knob("Planted", "--carry-max", s.carry_max, "at most");
  knob("Planted", "--gap-hours", s.gap_hours, "silence between old and new number, at most");
  knob("Planted", "--old-number-lives", s.old_number_lives, "% of traffic left on the old number");
  app.add_flag("--whole-core-change", s.whole_core_change,
               "the core changes its numbers on one day")
      ->group("Planted");
  knob("Planted", "--relays", s.relays, "A calls B, B calls C; and as many random decoys");
  knob("Planted", "--relay-delay", s.relay_delay_s, "seconds at most");
  knob("Planted", "--relay-words", s.relay_words, "% of their contacts that are messages, not calls");
  knob("Planted", "--second-phones", s.second_phones, "second phones in one pocket");
  knob("Planted", "--second-phone-overlap", s.second_phone_overlap, "% of contacts shared");
  knob("Planted", "--passed-phones", s.passed_phones, "phones that pass to another person");
  knob("Planted", "--meetings", s.meetings, "meetings");
  knob("Planted", "--hubs", s.hubs, "taxi, one-time codes, voicemail, delivery, again …");
  knob("Planted", "--hub-share", s.hub_share, "% of everyday events with them");
  knob("Planted", "--money-chains", s.money_chains, "payments passed on; and as many decoys");
  knob("Planted", "--payments", s.payments, "other payments");
  knob("Planted", "--ledgers", s.ledgers, "messages that list names and sums");
  knob("Planted", "--media-pool", s.media_pool, "pictures that pass from phone to phone");
  knob("Planted", "--quotes", s.quotes, "messages quoted in a statement");
  knob("Planted", "--contradictions", s.contradictions,
       "facts told in two ways; and as many harmless rewordings");
  app.add_flag("--no-decoy-bursts", no_decoys, "no employer, school, birthday, new-number bursts")
      ->group("Planted");
  app.add_flag("--no-canonical", no_canonical, "no canonical.jsonl")->group("Output");
  app.add_flag("--no-event-truth", no_event_truth, "no events in the truth")->group("Output");
  app.add_flag("--discard", s.discard, "make everything and write nothing, to measure")->group("Output");
  app.footer(
      "The folder gets manifest.json (the exhibits), truth.json (above 10^6 records\n"
      "truth.jsonl), canonical.jsonl (every record in one form) and a folder an exhibit.\n"
      "Exit codes: 0 done, 2 wrong options, 70 could not write.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  s.canonical = !no_canonical;
  s.event_truth = !no_event_truth;
  if (no_decoys) s.decoy_bursts = false;
  try {
    if (csv_messages > 0) {
      clew::gen::write_csv_messages(out, csv_messages, s.seed);
      return 0;
    }
    if (ufed_messages > 0) {
      write_ufed(out, ufed_messages, ufed_generation);
      return 0;
    }
    if (old_formats > 0) {
      clew::gen::write_old_formats(out, old_formats, s.seed);
      return 0;
    }
    if (outlook_mails > 0) {
      clew::gen::write_outlook_stores(out, outlook_mails, s.seed);
      return 0;
    }
    if (events > 0) {
      clew::gen::write_events(out, events, s.seed);
      return 0;
    }
    const auto summary = clew::gen::generate(s, out);
    std::cerr << s.case_name << ": " << summary.exhibits << " exhibits, " << summary.records
              << " records of " << summary.events << " events, " << summary.lines
              << " lines of text with " << summary.characters << " characters\n";
    return 0;
  } catch (const std::invalid_argument& error) {
    std::cerr << "clew-gen: " << error.what() << "\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "clew-gen: " << error.what() << "\n";
    return 70;
  }
}
