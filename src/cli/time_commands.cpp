#include "cli/time_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "cli/terminal.h"
#include "view/compare.h"
#include "view/escape.h"
#include "view/links.h"
#include "view/only_in.h"
#include "view/timeline.h"

namespace clew::cli {
namespace {

using view::for_terminal;

std::string stamp(Micros time) { return to_iso_local(time).replace(10, 1, " "); }

std::string span(double seconds) {
  if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 172'800) return fmt::format("{:.1f} h", seconds / 3600);
  return fmt::format("{:.1f} days", seconds / 86'400);
}

std::string party(const view::RecordView& r, bool sender) {
  std::string out;
  int more = 0;
  for (const auto& p : r.participants) {
    bool from = p.role == "from" || p.role == "caller" || p.role == "author";
    if (from != sender || (!from && p.role != "to" && p.role != "callee" && p.role != "member" && p.role != "subject")) continue;
    if (!out.empty()) {
      ++more;
      continue;
    }
    out = for_terminal(p.name.empty() ? p.raw : p.name);
  }
  if (out.empty() && (r.direction == "out") == sender && r.direction != "unknown") out = "(this device)";
  return more ? fmt::format("{} +{}", out, more) : out.empty() ? "-" : out;
}

// "ABC/1", or "ABC/1 (phone)" of a table of several phones.
std::string label_of(const auto& clock) {
  return clock.device.empty() ? clock.exhibit : fmt::format("{} ({})", clock.exhibit, for_terminal(model::EvidenceText(clock.device)));
}

std::string clock_table(const std::vector<view::ClockView>& clocks) {
  if (clocks.empty()) return "No exhibits share enough events to compare their clocks.\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& k : clocks)
    rows.push_back({label_of(k), fmt::format("{:+.0f} s", k.offset_s), with_thousands(k.support),
                    fmt::format("{:.0f} %", k.share * 100), k.kind, for_terminal(model::EvidenceText(k.note))});
  return table({"exhibit", "offset", "shared events", "agree", "kind", "in words"}, rows, {false, true, true, true});
}

std::string line_text(const view::Timeline& line) {
  std::string text;
  for (const auto& e : line.entries) {
    const auto& r = e.record;
    if (e.gap) text += fmt::format("      … nothing for {} …\n", span(static_cast<double>(*e.gap) / 1e6));
    std::string also;
    for (const auto& copy : r.copies) also += " = " + copy;
    text += fmt::format("{}{}  {}  {} → {}  [{}{}]{}\n", stamp(e.time), e.zone_known ? "Z" : " (zone unknown)",
                        r.service.empty() ? r.kind : r.service + (r.kind == "message" ? "" : " " + r.kind), party(r, true),
                        party(r, false), r.id, also, r.state == "existing" ? "" : " " + r.state);
    if (!r.times.empty()) {
      std::string written = for_terminal(r.times.front().raw);
      text += fmt::format("      written {}{}{}\n", written,
                          r.times.front().offset_minutes
                              ? fmt::format(" (UTC{:+d}:{:02d})", *r.times.front().offset_minutes / 60,
                                            std::abs(*r.times.front().offset_minutes % 60))
                              : "",
                          e.clock_offset_s != 0 ? fmt::format("; clock {:+.0f} s", e.clock_offset_s)
                          : e.clock_known       ? ""
                                                : "; clock not compared");
    }
    if (r.duration_s) text += fmt::format("      {:.0f} s\n", *r.duration_s);
    if (!r.text.empty()) text += "      " + for_terminal(r.text) + "\n";
    if (r.recognised) text += "      (" + for_terminal(view::recognition_note(r)) + ")\n";
    if (r.translation && !r.translation->text.empty())
      text += fmt::format("      {} ({}): {}\n", r.language, view::english_by(*r.translation), for_terminal(r.translation->text));
  }
  return text;
}

void add_time(Commands& c) {
  auto* app = c.root.add_subcommand(
      "time", "the clocks of the exhibits (stated, never applied to a record) and one merged time line over all of them");
  struct Options {
    std::string path;
    view::TimelineFilter filter;
    bool clocks = false;
  };
  auto o = std::make_shared<Options>();
  o->filter.limit = 100;
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("--around", o->filter.around, "a record (ABC/1#12) or a time (2025-03-30 14:00, UTC) in the middle");
  app->add_option("--window", o->filter.window_hours, "hours before and after it")->capture_default_str();
  app->add_option("--from", o->filter.from, "from this day or time on");
  app->add_option("--to", o->filter.to, "until this day (inclusive) or time");
  app->add_option("--who", o->filter.who, "with this number, account or name; several: all of them in one record")
      ->allow_extra_args(false);
  app->add_option("--exhibit", o->filter.exhibits, "only these exhibits")->allow_extra_args(false);
  app->add_option("--gap", o->filter.gap_hours, "mark silences of so many hours")->capture_default_str();
  app->add_flag("--as-written", o->filter.as_written, "in the order of the exhibits' own clocks");
  app->add_option("--skip", o->filter.offset, "leave out so many entries at the beginning");
  app->add_option("--count", o->filter.limit, "how many entries")->capture_default_str();
  app->add_flag("--clocks", o->clocks, "the clocks alone, with the exhibits each was compared with");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      auto clocks = view::clocks(view);
      std::optional<view::Timeline> line;
      if (!o->clocks) line = view::timeline(view, o->filter);
      view.consulted(o->clocks ? "clocks listed" : "time line read", "case",
                     fmt::format("{{\"entries\":{}}}", line ? line->entries.size() : 0));
      bool empty = o->clocks ? clocks.empty() : line->entries.empty();
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).key("clock_offsets");
        write_array(out, clocks);
        if (line) {
          out.key("line");
          write_json(out, *line);
        }
        out.end();
        put(out.take() + "\n");
        return empty ? 1 : 0;
      }
      std::string text = clock_table(clocks);
      if (o->clocks) {
        std::vector<std::vector<std::string>> rows;
        for (const auto& k : clocks)
          for (const auto& w : k.with)
            rows.push_back({label_of(k), label_of(w), w.from ? stamp(*w.from) : "", w.to ? stamp(*w.to) : "",
                            fmt::format("{:+.1f} s", w.offset_s), with_thousands(w.support), with_thousands(w.compared),
                            w.believed ? fmt::format("{:+.1f} s left over", w.residual_s) : "not believed: too few agree"});
        text += "\n" + table({"exhibit", "against", "from", "to", "difference", "agree", "compared", ""}, rows,
                             {false, false, false, false, true, true, true});
        put(text);
        return empty ? 1 : 0;
      }
      put(text + "\n" + line_text(*line));
      auto shown = static_cast<std::int64_t>(line->entries.size());
      say(settings, fmt::format("{} of {} events shown{}{}", with_thousands(shown), with_thousands(line->total),
                                shown < line->total ? "; --count and --skip show more" : "",
                                line->undated ? fmt::format("; {} without a time", counted(line->undated, "record")) : ""));
      return empty ? 1 : 0;
    };
  });
}

// "[ABC/1#12] 2025-03-30 14:00:00 Ana → +44…: the words", with the English below.
std::string end_text(view::RecordReader& records, const view::EndRecord& end) {
  const auto r = end.id.empty() ? std::nullopt : records.load(end.row);
  if (!r) return "-";
  std::string time = "-";
  if (!r->times.empty()) {
    const auto& t = r->times.front();
    time = view::when_of(t);
    // Where the exhibit's own clock says something else than the others' do.
    if (t.utc && end.common && std::abs(*t.utc - *end.common) >= 2 * micros_per_second) time += fmt::format(" (by the others' clocks {})", stamp(*end.common));
    if (!t.utc && end.common) time += fmt::format(" (by the others' clocks {})", stamp(*end.common));
  }
  std::string text = fmt::format("[{}] {} {} → {}", end.id, time, party(*r, true), party(*r, false));
  if (r->kind != "message") text += "  " + r->kind + (r->duration_s ? fmt::format(", {:.0f} s", *r->duration_s) : "");
  if (!r->text.empty()) text += ": " + shorten(for_terminal(r->text), 100);
  if (r->text.empty() && !r->media.empty()) text += "  " + shorten(for_terminal(r->media.front().path), 60);
  if (r->translation && !r->translation->text.empty())
    text += fmt::format("\n      {} ({}): {}", r->language, view::english_by(*r->translation), shorten(for_terminal(r->translation->text), 100));
  return text;
}

// Its title, else who takes part.
std::string conversation_name(const view::EndsView& ends) {
  if (const auto& title = ends.a.title.empty() ? ends.b.title : ends.a.title; !title.empty()) return for_terminal(title);
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(2, ends.parties.size()); ++i)
    out += (out.empty() ? "" : ", ") + for_terminal(model::EvidenceText(ends.parties[i]));
  return ends.parties.size() > 2 ? fmt::format("{} +{}", out, ends.parties.size() - 2) : out;
}

std::string describe(view::RecordReader& records, const view::EndsView& ends, const view::DifferenceView& d) {
  const std::string label_a = label_of(ends.a), label_b = label_of(ends.b);
  const auto& side = d.found.side == compare::Side::a ? label_a : label_b;
  std::string text;
  switch (d.found.what) {
    case compare::What::lacks: {
      text = fmt::format("{} lacks  {}\n", side, end_text(records, d.a.id.empty() ? d.b : d.a));
      text += fmt::format("      between {} and {}\n", d.before.id.empty() ? "its beginning" : "[" + d.before.id + "]",
                          d.after.id.empty() ? "its end" : "[" + d.after.id + "]");
      if (d.found.run > 1) text += fmt::format("      one of {} in a row\n", d.found.run);
      if (d.found.missing_ids > 0) text += fmt::format("      {} row ids are missing there\n", d.found.missing_ids);
      break;
    }
    case compare::What::edited:
      text = fmt::format("other words\n      {}: {}\n      {}: {}\n", label_a, end_text(records, d.a), label_b, end_text(records, d.b));
      break;
    case compare::What::shifted:
      text = fmt::format("{} shows it {} later  {} / {}\n", side, span(static_cast<double>(std::abs(d.found.shift)) / 1000),
                         end_text(records, d.a), d.b.id);
      break;
    case compare::What::notice:
      text = fmt::format("{} keeps only a note that it was deleted  {} / {}\n", side, end_text(records, d.a), end_text(records, d.b));
      break;
  }
  for (const auto& cause : d.found.causes)
    text += fmt::format("      possible: {}{}{}\n", compare::word(cause.kind),
                        cause.because.empty() ? "" : fmt::format(", {}", cause.because),
                        cause.but.empty() ? "" : fmt::format(" (but: {})", cause.but));
  return text;
}

int compare_only(const view::CaseView& view, const view::EndsFilter& filter, const Settings& settings) {
  constexpr std::size_t most_shown = 30;
  if (filter.a.empty() || filter.b.empty()) throw Error(ErrorKind::usage, "name two exhibits: clew compare CASE A B --only");
  for (const auto& side : {filter.a, filter.b})
    for (const auto& phone : view::phones_of_tables(view))
      if (side == phone) throw Error(ErrorKind::usage, fmt::format("{} is one phone of a table; --only compares whole exhibits", side));
  const auto found = view::only_in(view, filter.a, filter.b);
  view.consulted("what only one has compared", filter.a + " and " + filter.b,
                 fmt::format("{{\"only_a\":{},\"only_b\":{}}}", found.only_a.size(), found.only_b.size()));
  const bool differ = !found.only_a.empty() || !found.only_b.empty();
  if (settings.json) {
    JsonWriter out;
    write_json(out, found, std::numeric_limits<std::size_t>::max());
    put(out.take() + "\n");
    return differ ? 0 : 1;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& kind : found.kinds)
    rows.push_back({kind.kind, with_thousands(kind.a), with_thousands(kind.b), with_thousands(kind.only_a), with_thousands(kind.only_b)});
  put(view::describe(view, found, most_shown) +
      table({"kind", "in " + found.exhibit_a, "in " + found.exhibit_b, "only in " + found.exhibit_a, "only in " + found.exhibit_b}, rows,
            {false, true, true, true, true}));
  say(settings, "That only one has it does not say why: what was deleted, kept no longer, or not extracted looks alike. --json gives all of them.");
  return differ ? 0 : 1;
}

std::string pairs_table(const std::vector<view::PairView>& pairs) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& p : pairs)
    rows.push_back({label_of(p.a), label_of(p.b), with_thousands(p.conversations), with_thousands(p.both),
                    with_thousands(p.counts.a_lacks), with_thousands(p.counts.b_lacks), with_thousands(p.counts.edited),
                    with_thousands(p.counts.shifted), with_thousands(p.counts.notices), with_thousands(p.counts.outside)});
  return table({"A", "B", "conversations", "in both", "A lacks", "B lacks", "other words", "later", "deletion note", "not covered"}, rows,
               {false, false, true, true, true, true, true, true, true, true});
}

constexpr std::size_t part_bytes = 1 << 20;  // of a long answer, written at once

void add_compare(Commands& c) {
  auto* app = c.root.add_subcommand("compare", "both ends of conversations: what one exhibit lacks, has in other words, "
                                               "or shows later, with possible causes");
  struct Options {
    std::string path;
    view::EndsFilter filter;
    bool summary = false, pairs = false, only = false;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("A", o->filter.a, "an exhibit (ABC/1), one of the phones of a table (ABC/4:D02) or a conversation's number; none: every pair");
  app->add_option("B", o->filter.b, "the other");
  auto* summary = app->add_flag("--summary", o->summary, "one line a conversation");
  auto* pairs = app->add_flag("--pairs", o->pairs, "one line for two exhibits: how many conversations they share, and what kind of differences")->excludes(summary);
  app->add_flag("--only", o->only, "of exhibits A and B: the records of every kind that only one of them has, such as what is new in a second "
                                   "extraction of a phone")
      ->excludes(summary)
      ->excludes(pairs);
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      if (o->only) return compare_only(view, o->filter, settings);
      // Each conversation goes out as it was compared: of a large case all differences would not fit.
      view::RecordReader records(view);
      std::size_t conversations = 0, differences = 0;
      bool logged = false;  // before the first byte leaves
      const auto consulted = [&](std::string_view count) {
        if (std::exchange(logged, true)) return;
        view.consulted("both ends compared", o->filter.a.empty() ? "case" : o->filter.a + " and " + o->filter.b,
                       fmt::format("{{\"{}\":{}}}", count, conversations));
      };
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).key("comparisons").begin_array();
        view::compare_ends(view, o->filter, [&](const view::EndsView& ends) {
          ++conversations;
          differences += ends.differences.size();
          write_json(out, records, ends);
          if (out.text().size() < part_bytes) return;
          consulted("conversations_at_least");
          put(out.take_part());
        });
        consulted("conversations");
        out.end().end();
        put(out.take() + "\n");
        return differences ? 0 : 1;
      }
      std::string text;
      std::vector<std::vector<std::string>> rows;
      view::PairsOfSides sides;
      view::compare_ends(view, o->filter, [&](const view::EndsView& ends) {
        ++conversations;
        differences += ends.differences.size();
        sides.add(ends);
        if (o->pairs) return;
        std::int64_t a_lacks = 0, b_lacks = 0, others = 0;
        for (const auto& d : ends.differences)
          ++(d.found.what != compare::What::lacks ? others : d.found.side == compare::Side::a ? a_lacks : b_lacks);
        const auto name = conversation_name(ends);
        rows.push_back({label_of(ends.a), label_of(ends.b), with_thousands(ends.a.rows), with_thousands(ends.b.rows),
                        with_thousands(ends.both), with_thousands(a_lacks), with_thousands(b_lacks), with_thousands(others),
                        shorten(name, 30)});
        if (o->summary || ends.differences.empty()) return;
        text += fmt::format("{} and {}  {}\n", label_of(ends.a), label_of(ends.b), name);
        for (const auto& d : ends.differences) text += "  " + describe(records, ends, d);
      });
      consulted("conversations");
      if (!conversations) {
        say(settings, o->filter.a.empty() ? "No two exhibits hold copies of one event: there is nothing to lay side by side."
                                          : "The two hold no copy of one event: there is nothing to lay side by side.");
        return 1;
      }
      if (o->pairs)
        put(pairs_table(sides.pairs()));
      else
        put(text + (text.empty() ? "" : "\n") +
          table({"A", "B", "records A", "records B", "in both", "A lacks", "B lacks", "other", "conversation"}, rows,
                {false, false, true, true, true, true, true, true}));
      say(settings, "Possible causes only: which it was is for people to find out. No difference shows a forgery, and none excludes one.");
      return differences ? 0 : 1;
    };
  });
}

}  // namespace

void add_time_commands(Commands& c) {
  add_time(c);
  add_compare(c);
}

}  // namespace clew::cli
