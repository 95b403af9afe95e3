#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/time_commands.h"
#include "view/conversations.h"
#include "view/escape.h"
#include "view/links.h"
#include "view/records.h"

namespace clew::cli {
namespace {

using casefile::Case;
using casefile::OpenMode;
using view::for_terminal;

std::string when(const std::optional<Micros>& time) {
  return time ? to_iso_local(*time).replace(10, 1, " ") : std::string("-");
}

std::string who(const view::RecordView& r) {
  for (const auto& p : r.participants)
    if (p.role == "from" || p.role == "caller" || p.role == "author")
      return for_terminal(p.name.empty() ? p.raw : p.name);
  return r.direction == "out" ? "(this device)" : "-";
}

void print_record(std::string& text, const view::RecordView& r, bool both) {
  const std::string time = r.times.empty() ? "-" : view::when_of(r.times.front());
  text += fmt::format("{}  {}  {}  [{}]{}\n", time, who(r), r.kind == "message" ? "" : r.kind, r.id,
                      r.state == "existing" ? "" : " " + r.state);
  if (!r.text.empty()) text += "    " + for_terminal(r.text) + "\n";
  if (r.recognised) text += "    (" + for_terminal(view::recognition_note(r)) + ")\n";
  if (both && r.translation) {
    const auto& t = *r.translation;
    if (!t.text.empty())
      text += fmt::format("    {} ({}, {}{}): {}\n", r.language, view::english_by(t),
                          t.status, t.marks.empty() ? "" : ", " + std::to_string(t.marks.size()) + " doubts",
                          for_terminal(t.text));
    else if (t.status != "not-needed")
      text += fmt::format("    {} ({}{})\n", r.language, t.status, t.reason.empty() ? "" : ": " + t.reason);
  }
}

void add_read(Commands& c) {
  auto* app = c.root.add_subcommand("read", "list conversations, or read one with original and English side by side");
  struct Options {
    std::string path, exhibit, language, text, at;
    std::int64_t conversation = 0;
    std::size_t count = 50, before = 0;
    bool original = false, unopened = false;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("CONVERSATION", o->conversation, "number from the list");
  app->add_option("--exhibit", o->exhibit, "only conversations of this exhibit");
  app->add_option("--language", o->language, "only conversations with lines in this language");
  app->add_option("--with", o->text, "only conversations whose title or participants hold this");
  app->add_option("--at", o->at, "begin at a record (ABC/1#12), a time (2024-03-04 21:40) or a row number");
  app->add_option("--count", o->count, "how many")->capture_default_str();
  app->add_option("--before", o->before, "how many before --at");
  app->add_flag("--unopened", o->unopened, "only conversations with rows that nobody has had before them yet");
  app->add_flag("--original", o->original, "without translations");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      JsonWriter out;
      if (!o->conversation) {
        view::ConversationFilter filter;
        filter.exhibit = o->exhibit;
        filter.language = o->language;
        filter.text = o->text;
        filter.unopened = o->unopened;
        filter.limit = o->count;
        auto list = view::conversations(view, filter);
        view.consulted("conversations listed", "case", fmt::format("{{\"conversations\":{}}}", list.total));
        if (settings.json) {
          write_json(out, list);
          put(out.take() + "\n");
          return list.total ? 0 : 1;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto& conversation : list.rows) {
          std::string languages;
          for (const auto& code : conversation.languages) languages += (languages.empty() ? "" : ",") + code;
          rows.push_back({std::to_string(conversation.id), conversation.exhibit, conversation.service,
                          with_thousands(conversation.records), when(conversation.first).substr(0, 10),
                          when(conversation.last).substr(0, 10), languages,
                          shorten(for_terminal(conversation.title), 50)});
        }
        put(table({"no", "exhibit", "service", "records", "first", "last", "languages", "who"}, rows,
                  {true, false, false, true}));
        if (static_cast<std::size_t>(list.total) > list.rows.size())
          say(settings, fmt::format("{} of {} shown; --count shows more", list.rows.size(), list.total));
        return list.total ? 0 : 1;
      }
      view::Anchor anchor;
      if (o->at.find('#') != std::string::npos) {
        anchor.record = view::RecordReader(view).find(o->at);
        if (!anchor.record) throw Error(ErrorKind::not_found, fmt::format("there is no record {}", o->at));
      } else if (auto time = parse_iso(o->at)) {
        anchor.time = time->micros;
      } else if (!o->at.empty()) {
        anchor.row = std::atoll(o->at.c_str());
      }
      auto window = view::window(view, o->conversation, anchor, o->before, o->count);
      if (!window.total) throw Error(ErrorKind::not_found, fmt::format("there is no conversation {}", o->conversation));
      view.consulted("conversation read", fmt::format("conversation {}", o->conversation),
                     fmt::format("{{\"from_row\":{},\"rows\":{}}}", window.first_row, window.records.size()));
      if (settings.json) {
        write_json(out, window);
        put(out.take() + "\n");
        return 0;
      }
      std::string text;
      for (const auto& record : window.records) print_record(text, record, !o->original);
      put(text);
      say(settings, fmt::format("rows {} to {} of {}", window.first_row + 1,
                                window.first_row + static_cast<std::int64_t>(window.records.size()), window.total));
      return 0;
    };
  });
}

}  // namespace

void add_reading_commands(Commands& c) {
  add_read(c);
  add_time_commands(c);
}

}  // namespace clew::cli
