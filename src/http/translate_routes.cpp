#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "http/routes.h"
#include "job/translate_control.h"
#include "job/translate_stage.h"
#include "view/sample.h"
#include "view/translation.h"

namespace clew::http {
namespace {

constexpr std::size_t most_drawn = 1000;  // that a page can hold

// The one translation that this server runs, on a thread of its own; ends with the server.
class Translator {
 public:
  explicit Translator(Routes& routes) : routes_(routes) {}

  void start(const std::filesystem::path& directory, job::TranslateOptions options) {
    std::lock_guard lock(mutex_);
    if (job::TranslateControl(directory).state().running)
      throw Error(ErrorKind::usage, "a translation of this case is running already");
    if (thread_.joinable()) thread_.join();
    options.threads = routes_.threads();
    options.writer = &routes_.writer();
    set_fault({});
    thread_ = std::jthread([this, directory, options = std::move(options)](std::stop_token stop) {
      run(directory, options, std::move(stop));
    });
  }

  // Why the last one ended early; "" when it did not.
  std::string fault() const {
    std::lock_guard lock(fault_mutex_);
    return fault_;
  }

 private:
  void run(const std::filesystem::path& directory, const job::TranslateOptions& options,
           std::stop_token stop) {
    auto told = std::chrono::steady_clock::now();
    const job::ProgressCall tell = [&](const job::Progress&) {
      const auto now = std::chrono::steady_clock::now();
      if (now - told < std::chrono::seconds(1)) return;
      told = now;
      routes_.changed();
    };
    try {
      job::run_translate_stage(directory, options, tell, std::move(stop));
    } catch (const std::exception& error) {
      set_fault(error.what());
    }
    routes_.changed();
  }
  void set_fault(std::string text) {
    std::lock_guard lock(fault_mutex_);
    fault_ = std::move(text);
  }

  Routes& routes_;
  std::mutex mutex_;
  mutable std::mutex fault_mutex_;
  std::string fault_;
  std::jthread thread_;
};

void start(Translator& translator, const Ask& ask, view::CaseView& view, JsonWriter& out) {
  job::TranslateOptions options;
  options.engine = ask.body_text("engine");
  options.language = ask.body_text("language");
  options.exhibit = ask.body_text("exhibit");
  options.again = ask.body_flag("again");
  options.names = ask.body_flag("names");
  translator.start(view.case_file().directory(), std::move(options));
  answer_ok(out);
}

// {"kind", "value"}; without a kind: forget all wishes.
void first(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  job::TranslateControl control(view.case_file().directory());
  if (auto kind = ask.body_text("kind"); !kind.empty())
    control.put_first({kind, ask.body_text("value")});
  else
    control.clear_first();
  answer_ok(out);
}

void stop(const Ask&, view::CaseView& view, JsonWriter& out) {
  job::TranslateControl(view.case_file().directory()).ask_to_stop();
  answer_ok(out);
}

void correct(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const auto done = view::correct_translation(view, ask.body_text("record"),
                                              ask.body_text("english"), ask.body_text("note"));
  out.begin_object().field("v", 1).field("records", done.records).end();
}

void judge(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::judge_translation(view, ask.body_text("record"), ask.body_text("verdict"),
                          ask.body_text("note"), ask.body_text("draw"));
  answer_ok(out);
}

view::NewTerm term_of(const Ask& ask) {
  view::NewTerm term;
  term.term = ask.body_text("term");
  term.english = ask.body_text("english");
  if (auto language = ask.body_text("language"); !language.empty()) term.language = language;
  if (auto use = ask.body_text("use"); !use.empty()) term.use = use;
  term.note = ask.body_text("note");
  term.source = ask.body_text("source");
  return term;
}

void answer_change(const view::TermChange& change, JsonWriter& out) {
  out.begin_object().field("v", 1).field("id", change.id).field("waiting", change.waiting).end();
}

}  // namespace

void add_translate_routes(Routes& routes) {
  auto translator = std::make_shared<Translator>(routes);
  routes.get("/api/translate", [translator](const Ask&, view::CaseView& view, JsonWriter& out) {
    view::write_translate_json(out, view, translator->fault());
  });
  routes.get("/api/translate/sample", [](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    const auto name = ask.text("draw");
    const auto draw = name.empty() ? view::next_draw(view, ask.text("language"), static_cast<std::size_t>(ask.number("size", 50)))
                                   : view::draw_from(name);
    if (draw.size > most_drawn)
      throw Error(ErrorKind::usage, fmt::format("a sample on the page has at most {} lines; clew translate --sample writes larger ones", most_drawn));
    const auto lines = view::write_sample_json(out, view, draw);
    view.consulted("sample drawn", "case", fmt::format("{{\"draw\":\"{}\",\"lines\":{}}}", draw.name(), lines));
  });
  routes.post("/api/translate/start",
              [translator](const Ask& ask, view::CaseView& view, JsonWriter& out) {
                start(*translator, ask, view, out);
              });
  routes.post("/api/translate/stop", stop);
  routes.post("/api/translate/first", first);
  routes.post("/api/translate/correction", correct);
  routes.post("/api/translate/verdict", judge);
  routes.get("/api/glossary", [](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    view::write_json(out, view::glossary(view, ask.text("all") == "1"));
  });
  routes.post("/api/glossary", [](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    answer_change(view::add_term(view, term_of(ask)), out);
  });
  routes.post("/api/glossary/remove", [](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    answer_change(view::remove_term(view, ask.body_int("id", 0)), out);
  });
  routes.post("/api/glossary/preview", [](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    view::write_json(out, view::preview_term(view, term_of(ask),
                                             static_cast<std::size_t>(std::clamp<std::int64_t>(
                                                 ask.body_int("limit", 10), 1, 50))));
  });
}

}  // namespace clew::http
