#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

#include "base/error.h"
#include "base/thread_pool.h"
#include "http/incoming.h"
#include "http/routes.h"
#include "ingest/import.h"
#include "job/analysis.h"
#include "job/translate_control.h"

namespace clew::http {
namespace {

using casefile::Case;
using casefile::OpenMode;

// Reads one exhibit at a time, on a thread of its own: a file that came in, or anew a sealed copy, with what was said of it before and what is
// said now.
class Reading {
 public:
  explicit Reading(Routes& routes) : routes_(routes), incoming_(routes.case_directory()) {}
  Incoming& incoming() { return incoming_; }

  struct State {
    bool running = false, already_there = false;  // these bytes were in the case; nothing was read
    std::string exhibit, step, fault;  // fault: why the last one ended early
    std::int64_t done = 0, total = 0;
  };
  State state() const {
    std::lock_guard lock(state_mutex_);
    return state_;
  }

  // `coming`: the file that came in, to be added; "" the exhibit `ref` is read anew.
  void start(const std::filesystem::path& directory, std::string ref, ingest::ImportOptions options, std::string coming = {}) {
    std::lock_guard lock(mutex_);
    if (state().running) throw Error(ErrorKind::usage, fmt::format("exhibit {} is being read; wait until that is done", state().exhibit));
    if (job::TranslateControl(directory).state().running)
      throw Error(ErrorKind::usage, "a translation of this case is running; stop it first, nothing of it is lost");
    if (thread_.joinable()) thread_.join();
    set([&](State& s) { s = {true, false, ref, "reading", "", 0, 0}; });
    thread_ = std::jthread([this, directory, ref, options = std::move(options), coming = std::move(coming)](std::stop_token stop) {
      run(directory, ref, options, coming, stop);
    });
  }

 private:
  void run(const std::filesystem::path& directory, const std::string& ref, const ingest::ImportOptions& options, const std::string& coming,
           std::stop_token stop) {
    auto told = std::chrono::steady_clock::now();
    const auto tell = [&](std::string_view step, std::int64_t done, std::int64_t total) {
      set([&](State& s) { s.step = step, s.done = done, s.total = total; });
      const auto now = std::chrono::steady_clock::now();
      if (now - told < std::chrono::seconds(1)) return;
      told = now;
      routes_.changed();
    };
    std::string fault;
    try {
      auto case_file = open(directory);
      const auto told_of = [&](const ingest::ImportProgress& p) {
        if (p.step == ingest::ImportProgress::Step::sealing)
          tell("sealing", static_cast<std::int64_t>(p.bytes_done >> 20), static_cast<std::int64_t>(p.bytes_total >> 20));
        else
          tell("reading", static_cast<std::int64_t>(p.records), 0);
      };
      if (coming.empty()) {
        ingest::read_again(case_file, ref, options, told_of, stop);
      } else {
        const auto report = ingest::import_path(case_file, incoming_.path_of(coming), options, told_of, stop);
        set([&](State& s) { s.exhibit = report.ref, s.already_there = report.already_there; });
        incoming_.drop(coming);  // it is sealed in the case now
      }
      ThreadPool pool(routes_.threads());
      job::bring_up_to_date(case_file, pool, [&](const job::Progress& p) { tell(p.stage, p.done, p.total); }, stop);
    } catch (const std::exception& error) {
      fault = error.what();
    }
    if (!coming.empty()) incoming_.drop(coming);
    set([&](State& s) { s.running = false, s.fault = fault; });
    routes_.changed();
  }

  // Whoever asked still holds the case for a moment.
  static Case open(const std::filesystem::path& directory) {
    for (int tries = 0;; ++tries) {
      try {
        return Case::open(directory, OpenMode::write);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::resource || tries >= 100) throw;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }

  template <class Change>
  void set(const Change& change) {
    std::lock_guard lock(state_mutex_);
    change(state_);
  }

  Routes& routes_;
  Incoming incoming_;
  std::mutex mutex_;
  mutable std::mutex state_mutex_;
  State state_;
  std::jthread thread_;
};

// {"answers":["date-order=dmy"],"zone","country","date_order","owner_name","owner_number"}
readers::Options said_in(const Ask& ask) {
  readers::Options said;
  const auto maybe = [&](std::optional<std::string>& to, const char* name) {
    if (auto text = ask.body_text(name); !text.empty()) to = std::move(text);
  };
  maybe(said.zone, "zone");
  maybe(said.country, "country");
  maybe(said.date_order, "date_order");
  said.owner_name = ask.body_text("owner_name");
  said.owner_number = ask.body_text("owner_number");
  for (const auto& answer : ask.body_texts("answers")) {
    const auto equals = answer.find('=');
    if (equals == std::string::npos || equals == 0) throw Error(ErrorKind::usage, fmt::format("an answer is KEY=VALUE, not '{}'", answer));
    const auto key = answer.substr(0, equals), value = answer.substr(equals + 1);
    said.answers[key] = value;
    if (key == "date-order") said.date_order = value;
    if (key == "zone") said.zone = value;
    if (key == "country") said.country = value;
  }
  ingest::check_said(said);
  return said;
}

// What is left out stays as it was said.
void again(Reading& reading, const Ask& ask, view::CaseView& view) {
  const auto ref = ask.match(1);
  view.exhibit(ref);
  ingest::ImportOptions options;
  options.again = true;
  options.reading = said_in(ask);
  reading.start(view.case_file().directory(), ref, std::move(options));
}

// {"incoming":"3","ref":"ABC/4"} and what is said of it.
void add(Reading& reading, const Ask& ask, view::CaseView& view) {
  const auto coming = ask.body_text("incoming");
  const auto path = reading.incoming().path_of(coming);
  ingest::ImportOptions options;
  options.ref = ask.body_text("ref");
  options.reading = said_in(ask);
  options.received_as = fmt::format("{} (given in the workbench)", path.filename().string());
  if (!options.ref.empty()) {
    auto taken = view.db().prepare("SELECT 1 FROM exhibit WHERE ref = ?1");
    taken.bind(1, options.ref);
    if (taken.step()) throw Error(ErrorKind::usage, fmt::format("there is an exhibit {} already; give another reference", options.ref));
  }
  reading.start(view.case_file().directory(), options.ref.empty() ? path.filename().string() : options.ref, std::move(options), coming);
}

}  // namespace

void add_exhibit_routes(Routes& routes) {
  auto reading = std::make_shared<Reading>(routes);
  routes.get("/api/exhibits/again", [reading](const Ask&, view::CaseView&, JsonWriter& out) {
    const auto s = reading->state();
    out.begin_object().field("v", 1).field("running", s.running).field("exhibit", s.exhibit).field("step", s.step);
    out.field("done", s.done).field("total", s.total).field("fault", s.fault).field("already_there", s.already_there).end();
  });
  routes.post("/api/incoming", [reading](const Ask& ask, view::CaseView&, JsonWriter& out) {
    const auto size = ask.body_int("size", -1);
    if (size < 0) throw Error(ErrorKind::usage, "say how many bytes it has");
    out.begin_object().field("v", 1).field("id", reading->incoming().begin(ask.body_text("name"), static_cast<std::uint64_t>(size))).end();
  });
  routes.piece(R"(/api/incoming/(\d{1,18}))", [reading](const Ask& ask, std::string_view bytes, JsonWriter& out) {
    const auto at = static_cast<std::uint64_t>(ask.number("at", 0));
    out.begin_object().field("v", 1).field("have", static_cast<std::int64_t>(reading->incoming().take(ask.match(1), at, bytes))).end();
  });
  routes.post(R"(/api/incoming/(\d{1,18})/withdrawal)", [reading](const Ask& ask, view::CaseView&, JsonWriter& out) {
    reading->incoming().drop(ask.match(1));
    answer_ok(out);
  });
  routes.post("/api/exhibits", [reading](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    add(*reading, ask, view);
    answer_ok(out);
  });
  routes.post(R"(/api/exhibits/([^/]+(?:/[^/]+)*)/again)", [reading](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    again(*reading, ask, view);
    answer_ok(out);
  });
}

}  // namespace clew::http
