#include "language/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <numeric>

#include "language/batch.h"
#include "language/renderer.h"
#include "language/ways.h"

namespace clew::language {
namespace {

constexpr auto status_words =
    std::to_array<std::string_view>({"pending", "translated", "not-needed", "low-confidence",
                                     "no-engine", "refused", "human-checked"});
static_assert(status_words.size() == status_count);

}  // namespace

std::string_view word(Status status) { return status_words[static_cast<std::size_t>(status)]; }

std::optional<Status> status_from(std::string_view text) {
  const auto it = std::find(status_words.begin(), status_words.end(), text);
  if (it == status_words.end()) return {};
  return static_cast<Status>(it - status_words.begin());
}

std::uint64_t Totals::all() const {
  return std::accumulate(lines.begin(), lines.end(), std::uint64_t{0});
}

struct Pipeline::State {
  State(std::vector<std::shared_ptr<Engine>> engines, PipelineOptions o)
      : options(std::move(o)), pool(options.threads), ways(std::move(engines), options.engine), renderer(pool, options.memory_bytes) {}

  std::vector<Translation> batch(std::span<const Line> lines, std::stop_token stop) {
    renderer.segments = renderer.rendered = 0;
    Batch batch(ways, renderer, pool, options, lines, std::move(stop));
    auto results = batch.run();
    totals.segments += renderer.segments;
    totals.rendered += renderer.rendered;
    totals.repaired += batch.repaired();
    return results;
  }

  PipelineOptions options;
  ThreadPool pool;
  Ways ways;
  Renderer renderer;
  Totals totals;
};

Pipeline::Pipeline(std::vector<std::shared_ptr<Engine>> engines, PipelineOptions options)
    : state_(std::make_unique<State>(std::move(engines), std::move(options))) {}

Pipeline::~Pipeline() = default;

Pipeline::Identity Pipeline::identity(const std::string& language) {
  const auto& way = state_->ways.of(language);
  if (!way.choice.engine) return {};
  return {std::string(way.choice.engine->name()), way.version, way.route};
}

const Totals& Pipeline::totals() const { return state_->totals; }

void Pipeline::set_glossary(std::shared_ptr<const Glossary> glossary) {
  state_->options.glossary = std::move(glossary);
}

std::vector<Translation> Pipeline::translate(std::span<const Line> lines, std::stop_token stop) {
  return state_->batch(lines, stop);
}

std::string Pipeline::describe_route(std::string_view language) const {
  const auto choice = state_->ways.choice(language);
  if (!choice.engine) return choice.reason;
  return fmt::format("{}: {}", choice.engine->name(), choice.engine->route(language));
}

Totals Pipeline::run(const Source& source, const Sink& sink, std::stop_token stop,
                     const Report& report, std::uint64_t total_lines) {
  using Clock = std::chrono::steady_clock;
  const auto& options = state_->options;
  state_->totals = {};
  Progress progress;
  progress.total = total_lines;
  std::deque<std::pair<Clock::time_point, std::uint64_t>> recent = {{Clock::now(), 0}};
  std::vector<Line> waiting;
  bool more = true;
  std::size_t batch_lines = std::min<std::size_t>(options.lines_per_batch, 512);
  while ((more || !waiting.empty()) && !stop.stop_requested()) {
    if (more && waiting.size() < batch_lines) more = source(waiting, batch_lines - waiting.size());
    std::size_t n = 0, bytes = 0;
    while (n < waiting.size() && n < batch_lines && (n == 0 || bytes < options.bytes_per_batch))
      bytes += waiting[n++].text.size();
    if (n == 0) continue;
    const auto results = state_->batch(std::span(waiting).first(n), stop);
    if (results.empty()) break;
    sink(results);
    for (const auto& r : results)
      ++state_->totals.lines[static_cast<std::size_t>(r.status)];
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(n));
    // The first batch is small, so that there is something to read at once.
    batch_lines = options.lines_per_batch;

    progress.done += n;
    progress.rendered = state_->totals.rendered;
    const auto now = Clock::now();
    recent.emplace_back(now, progress.done);
    while (recent.size() > 2 && now - recent[1].first > std::chrono::seconds(10))
      recent.pop_front();
    const double seconds = std::chrono::duration<double>(now - recent.front().first).count();
    if (seconds > 0) {
      progress.lines_per_second =
          static_cast<double>(progress.done - recent.front().second) / seconds;
    }
    progress.seconds_left.reset();
    if (total_lines >= progress.done && progress.lines_per_second > 0) {
      progress.seconds_left =
          static_cast<double>(total_lines - progress.done) / progress.lines_per_second;
    }
    if (report) report(progress);
  }
  return state_->totals;
}

}  // namespace clew::language
