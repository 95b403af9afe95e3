#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "casefile/digest.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "ingest/read_check.h"
#include "view/case_overview.h"
#include "view/escape.h"

namespace clew::cli {
namespace {

using casefile::Case;
using casefile::OpenMode;
using view::for_terminal;

void add_new(Commands& c) {
  auto* app = c.root.add_subcommand("new", "make a case; one without authority, purpose and review date is refused");
  auto info = std::make_shared<casefile::CaseInfo>();
  auto path = std::make_shared<std::string>();
  app->add_option("CASE", *path, "directory to make, usually NAME.clew")->required();
  app->add_option("--ref", info->reference, "reference of the case or operation");
  app->add_option("--authority", info->authority, "on whose authority the data is processed");
  app->add_option("--purpose", info->purpose, "what is to be found out: the line of enquiry");
  app->add_option("--review-date", info->review_date, "when keeping the data is to be reviewed, YYYY-MM-DD");
  app->add_option("--zone", info->zone, "time zone in which times are shown (IANA name, default Europe/London)");
  app->add_option("--country", info->country, "country (ISO 3166, such as GB) of numbers written without one");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto made = Case::create(*path, *info);
      say(settings, fmt::format("Made {}. Add exhibits with: clew add {} FILE…", *path, *path));
      return 0;
    };
  });
}

void add_ls(Commands& c) {
  auto* app = c.root.add_subcommand("ls", "list the exhibits of a case, or the files of one exhibit");
  auto path = std::make_shared<std::string>(), exhibit = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("EXHIBIT", *exhibit, "exhibit reference: list its files");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(*path, OpenMode::read);
      view::CaseView view(case_file, view::local_viewer());
      view.consulted("exhibits listed", exhibit->empty() ? "case" : "exhibit " + *exhibit);
      if (!exhibit->empty()) {
        auto report = view::import_report(view, *exhibit);
        if (settings.json) {
          JsonWriter out;
          write_json(out, report);
          put(out.take() + "\n");
          return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto& f : report.files) {
          std::uint64_t records = 0;
          for (const auto& t : f.tables) records += t.records;
          rows.push_back({f.status, f.reader.empty() ? "-" : f.reader, with_thousands(static_cast<std::int64_t>(records)),
                          with_thousands(f.size_bytes), f.sha256.substr(0, 12),
                          view::for_terminal_path(f.file)});
        }
        put(table({"status", "reader", "records", "bytes", "sha256", "file"}, rows, {false, false, true, true}));
        return 0;
      }
      auto list = view::exhibits(view);
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).key("exhibits").begin_array();
        for (const auto& e : list) write_json(out, e);
        out.end().end();
        put(out.take() + "\n");
        return 0;
      }
      if (list.empty()) {
        say(settings, fmt::format("No exhibits yet. Add one with: clew add {} FILE…", *path));
        return 1;
      }
      std::vector<std::vector<std::string>> rows;
      for (const auto& e : list)
        rows.push_back({e.ref, e.status, with_thousands(e.records), with_thousands(e.files), with_thousands(e.unread),
                        with_thousands(e.questions), e.sha256.substr(0, 12), for_terminal(e.name)});
      put(table({"exhibit", "status", "records", "files", "unread", "questions", "sha256", "name"}, rows,
                {false, false, true, true, true, true}));
      return 0;
    };
  });
}

// What is in the case and read by nobody, though nothing failed. "" where all is text.
std::string kept_line(const std::vector<view::NamedCount>& kept) {
  std::string parts;
  for (const auto& k : kept) {
    const auto thing = k.name == "audio" ? "sound file" : k.name == "video" ? "film" : k.name == "image" ? "picture" : "other file";
    parts += (parts.empty() ? "" : ", ") + counted(k.count, thing);
  }
  return parts.empty() ? "" : "kept with their hash, not heard, watched or looked at by Clew: " + parts + "\n";
}

void add_overview(Commands& c) {
  auto* app = c.root.add_subcommand("overview", "one screen: records by kind, languages, translation, leads");
  auto path = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(*path, settings);
      view::CaseView view(case_file, view::local_viewer());
      view.consulted("overview", "case");
      auto o = view::overview(view);
      if (settings.json) {
        JsonWriter out;
        write_json(out, o);
        put(out.take() + "\n");
        return 0;
      }
      std::string text = fmt::format("{}  (review {})\n\n", o.reference, o.review_date);
      text += fmt::format("{}, {}, {} counted once, {} numbers and accounts\n\n",
                          counted(static_cast<std::int64_t>(o.exhibits.size()), "exhibit"), counted(o.records, "record"),
                          counted(o.events_counted_once, "event"), with_thousands(o.handles));
      std::vector<std::vector<std::string>> rows;
      for (const auto& k : o.kinds) rows.push_back({k.name, with_thousands(k.count)});
      text += table({"kind", "records"}, rows, {false, true}) + "\n";
      rows.clear();
      const auto share = [&](std::int64_t lines) { return fmt::format("{:.1f} %", o.lines ? 100.0 * static_cast<double>(lines) / static_cast<double>(o.lines) : 0.0); };
      for (const auto& s : o.statuses) {
        rows.push_back({s.name, with_thousands(s.count), share(s.count)});
        if (s.name == "low-confidence" && o.glossed) rows.push_back({"  of them glossed word by word", with_thousands(o.glossed), share(o.glossed)});
      }
      rows.push_back({"all lines with text", with_thousands(o.lines), o.lines ? "100 %" : ""});
      text += table({"translation", "lines", ""}, rows, {false, true, true}) + "\n";
      rows.clear();
      std::map<std::string, std::int64_t> by_language;
      for (const auto& l : o.languages) by_language[l.code] += l.lines;
      std::vector<std::pair<std::int64_t, std::string>> sorted;
      for (const auto& [code, lines] : by_language) sorted.push_back({-lines, code});
      std::sort(sorted.begin(), sorted.end());
      for (std::size_t i = 0; i < sorted.size() && i < 12; ++i)
        rows.push_back({sorted[i].second, with_thousands(-sorted[i].first)});
      if (sorted.size() > 12) {
        std::int64_t rest = 0;
        for (std::size_t i = 12; i < sorted.size(); ++i) rest -= sorted[i].first;
        rows.push_back({fmt::format("{} more", sorted.size() - 12), with_thousands(rest)});
      }
      text += table({"language", "lines"}, rows, {false, true}) + "\n";
      text += fmt::format("{} who may be one person{}, {} ({} new), {} unread, {}\n", counted(o.proposals, "pair"),
                          o.proposals_judged ? fmt::format(" ({} judged)", with_thousands(o.proposals_judged)) : "", counted(o.leads, "lead"),
                          with_thousands(o.leads_new), counted(o.findings_unread, "item"), counted(o.questions_open, "open question"));
      text += kept_line(o.kept);
      put(text);
      return 0;
    };
  });
}

void add_digest(Commands& c) {
  auto* app = c.root.add_subcommand("digest", "the canonical hash of the case's content");
  auto path = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(*path, settings);
      case_file.audit().append({casefile::AuditAct::consultation, "digest", "case", "", "", ""});
      put(casefile::digest(case_file) + "\n");
      return 0;
    };
  });
}

std::string with_entries(std::uint64_t n) { return fmt::format("{} {}", with_thousands(static_cast<std::int64_t>(n)), n == 1 ? "entry" : "entries"); }

// What a check of the case by itself cannot show.
std::string not_shown(bool checkpoint, bool read_again) {
  std::string text;
  if (checkpoint) text += "The log has only grown since the checkpoint that was given.\n";
  if (read_again) text += "Every exhibit was read again from its sealed copy and gives the same records.\n";
  text += "Not shown by this:";
  if (!checkpoint) text += " that the whole case was not made anew (only --checkpoint with one that was kept elsewhere shows it);";
  if (!read_again) text += " that the records in the database are what the exhibits say (--read-again shows it);";
  return text + " that the exhibits are what was seized (compare the sha256 of `clew ls --json` with the one on the label).\n";
}

// Reads every exhibit again, beside the case, and adds what differs.
void verify_records(const Case& case_file, const Settings& settings, std::vector<casefile::Fault>& faults) {
  ProgressLine line(!settings.quiet);
  const auto checks = ingest::check_reading(case_file, {}, [&](const ingest::ImportProgress& p) { line.update("Reading again", static_cast<std::int64_t>(p.records), 0, "records"); });
  line.finish();
  constexpr std::size_t named = 5;
  for (const auto& check : checks) {
    if (check.same()) continue;
    std::string what = check.fault;
    if (what.empty()) {
      what = counted(static_cast<std::int64_t>(check.differing.size()), "record");
      what += check.differing.size() == 1 ? " is not what the exhibit says:" : " are not what the exhibit says:";
      for (std::size_t i = 0; i < check.differing.size() && i < named; ++i) what += fmt::format(" {}#{}", check.exhibit, check.differing[i]);
      if (check.differing.size() > named) what += " …";
      for (const auto& reader : check.other_readers) what += fmt::format("; read by {}: another version may read otherwise", reader);
    }
    faults.push_back({"exhibit " + check.exhibit, what});
  }
}

void add_verify(Commands& c) {
  auto* app = c.root.add_subcommand("verify", "check exhibits, audit log and database; names what is wrong (exit 4)");
  auto path = std::make_shared<std::string>(), held = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("--checkpoint", *held, "file with a checkpoint kept elsewhere (such as from a report)");
  auto read_again = std::make_shared<bool>(false);
  app->add_flag("--read-again", *read_again, "also read every exhibit again, beside the case, and compare the records (takes as long as adding them)");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(*path, OpenMode::read);
      auto checkpoint = held->empty() ? std::string() : read_file(*held);
      auto faults = casefile::verify(case_file, checkpoint, [&](const std::string& item) {
        say(settings, "Checking " + for_terminal(model::EvidenceText(item)));
      });
      if (*read_again) verify_records(case_file, settings, faults);
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).field("whole", faults.empty()).key("faults").begin_array();
        for (const auto& f : faults) out.begin_object().field("item", f.item).field("what", f.what).end();
        out.end().end();
        put(out.take() + "\n");
      } else if (faults.empty()) {
        put(fmt::format("Whole: the sealed exhibits have their hashes, the audit log ({}) is unbroken, the database is sound and its rows add up.\n{}",
                        with_entries(case_file.audit().size()), not_shown(!held->empty(), *read_again)));
      } else {
        for (const auto& f : faults) put(fmt::format("{}: {}\n", for_terminal(model::EvidenceText(f.item)), for_terminal(model::EvidenceText(f.what))));
      }
      return faults.empty() ? 0 : 4;
    };
  });
}

void add_audit(Commands& c) {
  auto* app = c.root.add_subcommand("audit", "who did what to which item, when; or the signed checkpoint");
  auto path = std::make_shared<std::string>();
  auto checkpoint = std::make_shared<bool>(false);
  auto last = std::make_shared<std::int64_t>(50);
  app->add_option("CASE", *path, "the case")->required();
  app->add_flag("--checkpoint", *checkpoint, "print the signed checkpoint: keep it elsewhere and hand it to `clew verify`");
  app->add_option("--last", *last, "how many of the newest entries (0: all)");
  app->add_flag("--json", c.settings.json, "one JSON object a line, as stored");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(*path, OpenMode::read);
      auto& log = case_file.audit();
      if (*checkpoint) {
        put(log.checkpoint());
        return 0;
      }
      auto size = log.size();
      auto from = *last > 0 && size > static_cast<std::uint64_t>(*last) ? size - static_cast<std::uint64_t>(*last) : 0;
      for (const auto& entry : log.entries(from, size))
        put(settings.json ? entry.json + "\n"
                          : fmt::format("{:>6}  {}\n", entry.index, for_terminal(model::EvidenceText(entry.json))));
      log.append({casefile::AuditAct::consultation, "audit log read", "audit log", "", "", ""});
      return 0;
    };
  });
}

}  // namespace

void add_case_commands(Commands& c) {
  add_new(c);
  add_ls(c);
  add_overview(c);
  add_digest(c);
  add_verify(c);
  add_audit(c);
}

}  // namespace clew::cli
