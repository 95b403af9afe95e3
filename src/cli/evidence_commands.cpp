#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stop_token>

#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "ingest/import.h"
#include "job/analysis.h"
#include "report/case_uco.h"
#include "report/graph_export.h"
#include "view/case_overview.h"
#include "view/exhibit_report.h"
#include "view/escape.h"
#include "view/links.h"
#include "view/records.h"

namespace clew::cli {
namespace {

using casefile::Case;
using casefile::OpenMode;
using view::for_terminal;
using view::for_terminal_path;

volatile std::sig_atomic_t interrupts = 0;
std::stop_source* interrupt_source = nullptr;

// First Ctrl-C: end the batch and say how to go on. Second: leave at once (commits are durable).
void on_interrupt(int) {
  interrupts = interrupts + 1;
  if (interrupts > 1) std::_Exit(130);
  if (interrupt_source) interrupt_source->request_stop();
}

struct AddOptions {
  std::string case_path;
  std::vector<std::string> paths;
  std::string ref, zone, country, date_order, profile, owner_name, owner_number;
  std::vector<std::string> answers;
  bool reference_only = false, again = false, no_analysis = false;
};

std::string finding_text(const view::FindingView& f, const std::string& file,
                         std::string_view indent) {
  std::string text =
      fmt::format("{}{}: {}{}{}\n", indent, f.severity, for_terminal(model::EvidenceText(f.what)),
                  file.empty() ? "" : " in " + for_terminal_path(file),
                  f.where.empty() ? "" : " at " + for_terminal(f.where));
  if (!f.why.empty()) text += fmt::format("{}    {}\n", indent, for_terminal(f.why));
  return text;
}

// As one word of a command line that can be copied.
std::string as_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c >= 0x80 || std::string_view("./_-+:@,=").find(static_cast<char>(c)) != std::string_view::npos; });
  if (plain) return for_terminal(model::EvidenceText(text));
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return for_terminal(model::EvidenceText(quoted + "'"));
}

// `source`: the file as it was given, where that is known.
std::string question_text(const view::FileReport::QuestionView& q, const std::string& file, const std::string& case_path, const std::string& source = "FILE") {
  std::string others;
  for (std::size_t i = 1; i < q.choices.size(); ++i) others += fmt::format("{}{}={}", i > 1 ? " or " : "   or ", q.key, q.choices[i]);
  return fmt::format("  question about {}: {}\n      {}\n", for_terminal_path(file), for_terminal(q.text),
                     q.answer.empty() ? fmt::format("answer with: clew add {} {} --answer {}={}{}", as_word(case_path), source == "FILE" ? source : as_word(source), q.key,
                                                    q.choices.empty() ? "…" : q.choices.front(), others)
                                      : fmt::format("answered: {}", for_terminal(model::EvidenceText(q.answer))));
}

// "98 rows seen = 95 records + 0 duplicates + 3 skipped (1 recovered)"
std::string sums(std::uint64_t seen, std::uint64_t records, std::uint64_t duplicates,
                 std::uint64_t skipped, std::uint64_t recovered) {
  const auto number = [](std::uint64_t n) { return with_thousands(static_cast<std::int64_t>(n)); };
  std::string text =
      fmt::format("{} seen = {} + {} + {} skipped", counted(static_cast<std::int64_t>(seen), "row"),
                  counted(static_cast<std::int64_t>(records), "record"), counted(static_cast<std::int64_t>(duplicates), "duplicate"), number(skipped));
  if (recovered) text += fmt::format(" ({} recovered)", number(recovered));
  return text;
}

std::string sums(const view::ImportReportView& r) {
  const auto n = [](std::int64_t v) { return static_cast<std::uint64_t>(v); };
  return sums(n(r.rows_seen), n(r.records), n(r.duplicates), n(r.skipped), n(r.recovered));
}

std::uint64_t skipped_of(const model::TableCount& t) {
  std::uint64_t n = 0;
  for (const auto& s : t.skipped)
    n += s.count;
  return n;
}

// After reading: the sums, a line for each file with rows, the first findings, open questions.
void print_summary(const Settings& settings, const view::ImportReportView& report,
                   const std::string& case_path, const std::string& source) {
  if (settings.json) {
    JsonWriter out;
    write_json(out, report);
    put(out.take() + "\n");
    return;
  }
  constexpr std::size_t most_files = 20, most_findings = 30;
  std::string text = fmt::format("{}: {}\n", report.exhibit, sums(report));
  std::size_t files = 0, more_files = 0, shown = 0, more = 0;
  std::uint64_t members = 0;  // of archives: each is read as a file of its own
  bool left_out = false;
  for (const auto& file : report.files) {
    std::uint64_t seen = 0, records = 0, duplicates = 0, skipped = 0, recovered = 0;
    for (const auto& t : file.tables) {
      seen += t.rows_seen;
      records += t.records;
      duplicates += t.duplicates;
      recovered += t.recovered;
      skipped += skipped_of(t);
    }
    if (file.reader == "container" && skipped == seen) members += seen;
    if (report.files.size() < 2 || (file.reader == "container" && skipped == seen) || seen == 0) continue;
    if (++files > most_files) {
      ++more_files;
      continue;
    }
    text += fmt::format("  {}: {}\n", for_terminal_path(file.file),
                        sums(seen, records, duplicates, skipped, recovered));
  }
  if (more_files) text += fmt::format("  and {} more files\n", more_files);
  if (members) text += fmt::format("  and {} of archives, skipped there: each was read as a file of its own\n", counted(static_cast<std::int64_t>(members), "member"));
  for (const auto& f : report.findings)
    text += finding_text(f, "", "  ");
  for (const auto& file : report.files) {
    // The same said of a thousand rows is shown of two, then its count (a finding without a place has it); what was not read
    // is always named.
    std::map<std::string_view, std::size_t> of_kind;
    for (const auto& f : file.findings) {
      const bool counts = f.where.empty();
      if (f.severity != "unread" && !counts && ++of_kind[f.what] > 2)
        continue;
      if (f.severity != "unread" && counts) of_kind[f.what] = 0, left_out = true;
      shown++ < most_findings ? void(text += finding_text(f, file.file, "  ")) : void(++more);
    }
    for (const auto& [what, n] : of_kind)
      if (n > 2) {
        text += fmt::format("  and {} more in {}: {}\n", n - 2, for_terminal_path(file.file), for_terminal(model::EvidenceText(std::string(what))));
        left_out = true;
      }
    for (const auto& q : file.questions)
      if (q.answer.empty()) text += question_text(q, file.file, case_path, source);
  }
  if (more) text += fmt::format("  and {} more findings\n", more);
  if (more || more_files || left_out)
    text += fmt::format("  all of it: clew report-import {} {}\n",
                        as_word(case_path),
                        as_word(report.exhibit));
  put(text);
}

// Of an exhibit with very many files: by reader, and what is said of many files once.
void print_in_short(const view::ReportSummary& r, const std::string& case_path) {
  const auto n = [](std::int64_t v) { return static_cast<std::uint64_t>(v); };
  const auto reader = [](const view::ReaderSum& s) { return s.reader.empty() ? std::string("none") : fmt::format("{} {}", s.reader, s.version); };
  std::string text = fmt::format("{}: {} files, {}\n\n", r.exhibit, with_thousands(r.all.files),
                                 sums(n(r.all.rows_seen), n(r.all.records), n(r.all.duplicates), n(r.all.skipped), n(r.all.recovered)));
  std::vector<std::vector<std::string>> rows;
  for (const auto& s : r.readers)
    rows.push_back({reader(s), with_thousands(s.files), with_thousands(s.not_whole), with_thousands(s.rows_seen), with_thousands(s.records), with_thousands(s.recovered),
                    with_thousands(s.duplicates), with_thousands(s.skipped)});
  text += table({"reader", "files", "not whole", "rows seen", "records", "recovered", "duplicates", "skipped"}, rows, {false, true, true, true, true, true, true, true});
  text += "\n";
  for (const auto& g : r.findings) {
    std::string endings;
    for (const auto& [name, count] : g.endings)
      endings += fmt::format("{}{} {}", endings.empty() ? "" : ", ", with_thousands(count), name.empty() ? "without ending" : name);
    text += fmt::format("  {}: {}, {} in {} ({})\n", g.severity, g.what, with_thousands(g.count), counted(g.files, "file"), endings);
    for (std::size_t i = 0; i < std::min<std::size_t>(2, g.first.size()); ++i) {
      const auto& f = g.first[i].finding;
      text += fmt::format("      {}{}: {}\n", g.first[i].file.empty() ? "the exhibit" : for_terminal_path(g.first[i].file),
                          f.where.empty() ? "" : " at " + for_terminal(f.where), for_terminal(f.why));
    }
  }
  for (const auto& q : r.questions) text += question_text(q.question, q.file, case_path);
  put(text);
}

// Everything that the case knows of the import: file by file, table by table, every finding.
void print_report(const Settings& settings, const view::ImportReportView& report, const std::string& case_path) {
  if (settings.json) {
    JsonWriter out;
    write_json(out, report);
    put(out.take() + "\n");
    return;
  }
  std::string text = fmt::format("{}: {}\n", report.exhibit, sums(report));
  for (const auto& f : report.findings)
    text += finding_text(f, "", "  ");
  for (const auto& file : report.files) {
    text += fmt::format(
        "\n{}\n  {} bytes, {}, sha256 {}\n", for_terminal_path(file.file),
        with_thousands(file.size_bytes), for_terminal(model::EvidenceText(file.mime)),
        file.sha256.empty() ? "unknown" : file.sha256);
    text += file.reader.empty() ? fmt::format("  {}\n", file.status)
                                : fmt::format("  {}, by the reader {} {}\n", file.status,
                                              file.reader, file.reader_version);
    const auto decided =
        nlohmann::json::parse(file.decided_json.raw_for_analysis(), nullptr, false);
    if (decided.is_object())
      for (const auto& [name, value] : decided.items())
        text += fmt::format("  decided: {}: {}\n", for_terminal(model::EvidenceText(name)),
                            for_terminal(model::EvidenceText(
                                value.is_string() ? value.get<std::string>() : value.dump())));
    for (const auto& t : file.tables) {
      text += fmt::format("  {}: {}\n",
                          t.table.empty() ? "rows" : for_terminal(model::EvidenceText(t.table)),
                          sums(t.rows_seen, t.records, t.duplicates, skipped_of(t), t.recovered));
      for (const auto& s : t.skipped)
        text +=
            fmt::format("    {} skipped: {}\n", with_thousands(static_cast<std::int64_t>(s.count)),
                        for_terminal(model::EvidenceText(s.reason)));
    }
    for (const auto& f : file.findings)
      text += finding_text(f, "", "  ");
    for (const auto& q : file.questions)
      text += question_text(q, file.file, case_path);
  }
  put(text);
}

int add_exhibits(const AddOptions& o, const Settings& settings) {
  auto case_file = Case::open(o.case_path, OpenMode::write);
  if (!o.ref.empty() && o.paths.size() > 1)
    throw Error(ErrorKind::usage,
                "--ref names one exhibit: add several files one by one, or without --ref");
  ingest::ImportOptions options;
  options.ref = o.ref;
  auto& reading = options.reading;
  if (!o.zone.empty()) reading.zone = o.zone;
  if (!o.country.empty()) reading.country = o.country;
  if (!o.date_order.empty()) reading.date_order = o.date_order;
  if (!o.profile.empty()) reading.profile = read_file(o.profile);
  reading.owner_name = o.owner_name;
  reading.owner_number = o.owner_number;
  for (const auto& answer : o.answers) {
    auto equals = answer.find('=');
    if (equals == std::string::npos)
      throw Error(ErrorKind::usage, fmt::format("--answer wants KEY=VALUE, not '{}'", answer));
    auto key = answer.substr(0, equals), value = answer.substr(equals + 1);
    reading.answers[key] = value;
    if (key == "date-order") reading.date_order = value;
    if (key == "zone") reading.zone = value;
    if (key == "country") reading.country = value;
  }
  options.reference_only = o.reference_only;
  // Something new was said about an exhibit that is there already: read it anew.
  bool said = !o.zone.empty() || !o.date_order.empty() || !o.profile.empty() ||
              !o.answers.empty() || !o.owner_name.empty() || !o.owner_number.empty() ||
              !o.country.empty();
  options.again = o.again || said;

  std::stop_source stop;
  interrupt_source = &stop;
  std::signal(SIGINT, on_interrupt);
  ProgressLine line(!settings.quiet);
  bool unread = false;
  view::CaseView view(case_file, view::local_viewer());
  JsonWriter many;
  for (const auto& path : o.paths) {
    auto report = ingest::import_path(
        case_file, path, options,
        [&](const ingest::ImportProgress& p) {
          if (p.step == ingest::ImportProgress::Step::sealing)
            line.update("Sealing " + for_terminal(model::EvidenceText(path)),
                        static_cast<std::int64_t>(p.bytes_done >> 20),
                        static_cast<std::int64_t>(p.bytes_total >> 20), "MiB");
          else
            line.update("Reading " + for_terminal(model::EvidenceText(path)),
                        static_cast<std::int64_t>(p.records), 0, "records");
        },
        stop.get_token());
    line.finish();
    if (report.already_there)
      say(settings, fmt::format("{} is in the case already, as exhibit {}; nothing was read",
                                for_terminal(model::EvidenceText(path)), report.ref));
    auto shown = view::import_report(view, report.ref);
    unread = unread || shown.something_unread;
    print_summary(settings, shown, o.case_path, path);
  }
  if (!o.no_analysis) {
    ThreadPool pool(settings.threads);
    job::bring_up_to_date(
        case_file, pool,
        [&](const job::Progress& p) { line.update(p.stage, p.done, p.total, p.unit); },
        stop.get_token());
  }
  interrupt_source = nullptr;
  return unread ? 3 : 0;
}

void add_add(Commands& c) {
  auto* app = c.root.add_subcommand("add",
                                    "take files or folders into the case: hashed, sealed, read, "
                                    "every row accounted for (exit 3: some unread)");
  auto o = std::make_shared<AddOptions>();
  app->add_option("CASE", o->case_path, "the case")->required();
  app->add_option("PATH", o->paths, "files or folders as received")->required();
  app->add_option("--ref", o->ref,
                  "exhibit reference, such as ABC/1 (default: made from the file name)");
  app->add_option("--zone", o->zone,
                  "time zone of times written without one (IANA name, such as Europe/London)");
  app->add_option("--country", o->country,
                  "country of numbers written without one (ISO 3166, such as GB)");
  app->add_option("--date-order", o->date_order, "order of dates such as 03/04/2024")
      ->check(CLI::IsMember({"dmy", "mdy", "ymd"}));
  app->add_option("--profile", o->profile, "mapping profile (TOML) for a delimited file")
      ->check(CLI::ExistingFile);
  app->add_option("--owner-name", o->owner_name, "whose device it is, as named in it");
  app->add_option("--owner-number", o->owner_number, "the device's own number");
  app->add_option("--answer", o->answers, "answer to a question that an import asked: KEY=VALUE");
  app->add_flag("--reference", o->reference_only,
                "keep path and hash only, no sealed copy (very large exhibits)");
  app->add_flag("--again", o->again, "read an exhibit of the case anew");
  app->add_flag("--no-analysis", o->no_analysis,
                "only read; languages, links and leads wait for the next command");
  app->add_flag("--json", c.settings.json, "the import report as JSON, one line an exhibit");
  app->callback(
      [=, &c] { c.chosen = [=, &settings = c.settings] { return add_exhibits(*o, settings); }; });
}

void add_report(Commands& c) {
  auto* app = c.root.add_subcommand(
      "report-import",
      "what became of every file, table and row of an exhibit, with the reasons and all findings");
  constexpr std::int64_t most_files_listed = 500;
  auto path = std::make_shared<std::string>(), exhibit = std::make_shared<std::string>();
  auto whole = std::make_shared<bool>(false);
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("EXHIBIT", *exhibit, "exhibit reference")->required();
  app->add_flag("--files", *whole, fmt::format("file by file also where there are more than {}", most_files_listed));
  app->add_flag("--json", c.settings.json, "machine-readable, always file by file");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(*path, OpenMode::read);
      view::CaseView view(case_file, view::local_viewer());
      view.consulted("import report", "exhibit " + *exhibit);
      if (!settings.json && !*whole) {
        const auto summary = view::report_summary(view, *exhibit);
        if (summary.all.files > most_files_listed) {
          print_in_short(summary, *path);
          say(settings, fmt::format("File by file: clew report-import {} {} --files", *path, *exhibit));
          const bool open = std::any_of(summary.questions.begin(), summary.questions.end(), [](const auto& q) { return q.question.answer.empty(); });
          const bool needs_eye = std::any_of(summary.findings.begin(), summary.findings.end(), [](const auto& g) { return g.severity != "note"; });
          return open || needs_eye ? 3 : 0;
        }
      }
      auto report = view::import_report(view, *exhibit);
      print_report(settings, report, *path);
      return report.something_unread ? 3 : 0;
    };
  });
}

void add_show(Commands& c) {
  auto* app = c.root.add_subcommand("show", "the raw bytes or row behind a record or position");
  auto path = std::make_shared<std::string>(), what = std::make_shared<std::string>();
  auto raw = std::make_shared<bool>(false);
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("RECORD|POSITION", *what,
                  "ABC/1#12, or a position such as ABC/1:chat.zip!_chat.txt@bytes=10+20")
      ->required();
  app->add_flag("--raw", *raw,
                "the bytes as they are, even on a terminal (they may hold control codes)");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(*path, OpenMode::read);
      view::CaseView view(case_file, view::local_viewer());
      auto source = view::show_source(view, *what);
      view.consulted("source bytes shown", source.position.substr(0, 2000));
      if (settings.json) {
        JsonWriter out;
        out.begin_object()
            .field("v", 1)
            .field("position", source.position)
            .field("exhibit", source.exhibit);
        out.field("file", source.file)
            .field("sha256", source.sha256)
            .field("offset", source.offset);
        out.field("row", source.is_row).field("bytes", source.bytes.raw_for_analysis()).end();
        put(out.take() + "\n");
      } else if (!*raw && isatty(STDOUT_FILENO)) {
        put(for_terminal(source.bytes, true) + "\n");
      } else {
        put(source.bytes.raw_for_analysis());
      }
      return 0;
    };
  });
}

// Who gets what leaves the case, and why: kept in the audit log.
struct Disclosure {
  std::string recipients, reason;
};

int export_graph(const std::string& path, const std::string& file, std::int64_t least,
                 const Disclosure& to, const Settings& settings) {
  report::graph_form(file);  // a wrong name is told before the work
  auto case_file = open_analysed(path, settings);
  view::CaseView view(case_file, view::local_viewer());
  ThreadPool pool(settings.threads);
  auto pairs = view::links(view, pool, 0, least);
  // Logged before the first byte leaves.
  case_file.audit().append({casefile::AuditAct::disclosure, "contacts exported", "case",
                            fmt::format("{{\"pairs\":{}}}", pairs.size()), to.recipients, to.reason});
  report::write_graph(file, pairs,
                      fmt::format("{}: {} pairs of numbers and accounts with at least {} events, "
                                  "each counted once. Contacts in the "
                                  "exhibits of this case only. Clew {}",
                                  case_file.info("reference"), pairs.size(), least, CLEW_VERSION));
  say(settings, fmt::format("{} pairs written to {}",
                            with_thousands(static_cast<std::int64_t>(pairs.size())), file));
  return pairs.empty() ? 1 : 0;
}

int export_case_uco(const std::string& path, const std::string& file, const Disclosure& to, const Settings& settings) {
  auto case_file = open_analysed(path, settings);
  view::CaseView view(case_file, view::local_viewer());
  std::FILE* out = file == "-" ? stdout : std::fopen(file.c_str(), "wb");
  if (!out)
    throw Error(ErrorKind::resource,
                fmt::format("cannot write {}: {}", file, std::strerror(errno)));
  // Logged before the first byte leaves.
  case_file.audit().append(
      {casefile::AuditAct::disclosure, "case exported as CASE/UCO", "case", "", to.recipients, to.reason});
  bool whole = true;
  auto counts = report::write_case_uco(view, [&](std::string_view piece) {
    whole = whole && std::fwrite(piece.data(), 1, piece.size(), out) == piece.size();
  });
  whole = (file == "-" ? std::fflush(out) : std::fclose(out)) == 0 && whole;
  if (!whole)
    throw Error(ErrorKind::resource,
                fmt::format("{} could not be written whole: is the disk full?", file));
  say(settings, fmt::format("{} records, {} identifiers and {} files written to {}",
                            with_thousands(counts.records), with_thousands(counts.identifiers),
                            with_thousands(counts.files), file));
  return counts.records ? 0 : 1;
}

void add_export(Commands& c) {
  auto* app = c.root.add_subcommand("export",
                                    "write the case's records, one JSON object a line, its "
                                    "contacts as a graph, or all of it as CASE/UCO");
  auto path = std::make_shared<std::string>(), file = std::make_shared<std::string>(),
       graph = std::make_shared<std::string>();
  auto least = std::make_shared<std::int64_t>(1);
  app->add_option("CASE", *path, "the case")->required();
  auto* records = app->add_option("--records", *file, "file to write ('-' for stdout)");
  auto* contacts = app->add_option(
      "--graph", *graph,
      "who is in contact with whom: FILE.graphml, .gexf, .csv, .xlsx or .anx (i2 chart)");
  contacts->excludes(records);
  auto uco = std::make_shared<std::string>();
  app->add_option("--case-uco", *uco,
                  "everything as CASE/UCO JSON-LD: FILE.jsonld ('-' for stdout)")
      ->excludes(records)
      ->excludes(contacts);
  app->add_option("--least", *least, "for --graph: only pairs with at least so many events")
      ->needs(contacts);
  auto to = std::make_shared<Disclosure>();
  app->add_option("--for", to->recipients, "who gets the file: kept in the audit log");
  app->add_option("--reason", to->reason, "why: kept in the audit log");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      if (!uco->empty()) return export_case_uco(*path, *uco, *to, settings);
      if (!graph->empty()) return export_graph(*path, *graph, *least, *to, settings);
      if (file->empty())
        throw Error(
            ErrorKind::usage,
            "what should be exported? Give --records FILE, --graph FILE or --case-uco FILE");
      auto case_file = open_analysed(*path, settings);
      view::CaseView view(case_file, view::local_viewer());
      std::FILE* out = *file == "-" ? stdout : std::fopen(file->c_str(), "wb");
      if (!out)
        throw Error(ErrorKind::resource,
                    fmt::format("cannot write {}: {}", *file, errno_text(errno)));
      std::int64_t total = view.db().integer("SELECT count(*) FROM record"), done = 0;
      // Logged before the first byte leaves.
      case_file.audit().append({casefile::AuditAct::disclosure, "records exported", "case",
                                fmt::format("{{\"records\":{}}}", total), to->recipients, to->reason});
      ProgressLine line(!settings.quiet);
      view::RecordReader reader(view);
      JsonWriter json;
      bool failed = false;
      reader.for_each([&](const view::RecordView& record) {
        write_json(json, record);
        auto text = json.take();
        text += '\n';
        failed = std::fwrite(text.data(), 1, text.size(), out) != text.size();
        if (++done % 10'000 == 0) line.update("Exporting", done, total, "records");
        return !failed;
      });
      if (failed && out == stdout && errno == EPIPE) return 0;
      if (out != stdout && std::fclose(out) != 0) failed = true;
      if (failed)
        throw Error(ErrorKind::resource,
                    fmt::format("could not write all of {}: disk full?", *file));
      line.finish();
      say(settings, fmt::format("{} records written to {}", with_thousands(done), *file));
      return 0;
    };
  });
}

}  // namespace

void add_evidence_commands(Commands& c) {
  add_add(c);
  add_report(c);
  add_show(c);
  add_export(c);
}

}  // namespace clew::cli
