#include "job/translate_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "casefile/audit.h"
#include "job/index_stage.h"
#include "language/pipeline.h"

namespace clew::job {
namespace {

// A distinct text and the records that hold it: `count` entries of the record list from `first` on.
struct Line {
  std::uint64_t first = 0;
  std::uint32_t count = 0;
};

std::optional<double> rounded(std::optional<double> value, double parts) {
  if (value) *value = std::round(*value * parts) / parts;
  return value;
}

std::string marks_json(const std::vector<language::Mark>& marks) {
  JsonWriter out;
  out.begin_array();
  for (const auto& mark : marks) out.value(language::word(mark));
  out.end();
  return out.take();
}

}  // namespace

TranslateResult run_translate_stage(casefile::Case& case_file, const TranslateOptions& options,
                                    const ProgressCall& progress, std::stop_token stop) {
  auto& db = case_file.db();
  auto engines = language::default_engines(options.engines);

  // What had no engine, and has one now, waits again.
  std::vector<std::string> hopeless;
  for (auto list = db.prepare("SELECT DISTINCT code FROM record_language WHERE status = 'no-engine'"); list.step();)
    hopeless.emplace_back(list.text(0));
  for (const auto& code : hopeless)
    if (std::any_of(engines.begin(), engines.end(), [&](const auto& engine) { return engine->can(code); }))
      db.prepare("UPDATE record_language SET status = 'pending', reason = '' WHERE status = 'no-engine' AND code = ?1")
          .bind_all(code)
          .run();
  if (options.again)
    db.prepare("UPDATE record_language SET status = 'pending', reason = '' WHERE status IN ('translated', "
               "'low-confidence', 'refused') AND (?1 = '' OR code = ?1)")
        .bind_all(options.language)
        .run();

  std::vector<std::int64_t> records;
  std::vector<Line> lines;
  {
    auto list = db.prepare(
        "SELECT r.id, r.text_hash, l.code FROM record_language l JOIN record r ON r.id = l.record_id WHERE l.status = "
        "'pending' AND (?1 = '' OR l.code = ?1) AND (?2 = '' OR r.id >> 32 = (SELECT id FROM exhibit WHERE ref = ?2)) ORDER "
        "BY r.text_hash, l.code, r.id");
    list.bind_all(options.language, options.exhibit);
    std::int64_t hash = 0;
    std::string code;
    while (list.step()) {
      if (lines.empty() || list.integer(1) != hash || list.text(2) != code) {
        hash = list.integer(1);
        code = list.text(2);
        lines.push_back({records.size(), 0});
      }
      records.push_back(list.integer(0));
      ++lines.back().count;
    }
  }
  // In the order in which the case is read.
  std::sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) { return records[a.first] < records[b.first]; });

  auto text_of = db.prepare("SELECT r.text, l.code, r.text_hash FROM record r JOIN record_language l ON l.record_id = r.id "
                            "WHERE r.id = ?1");
  auto put = db.prepare(
      "INSERT INTO translation(text_hash, source, language, text, engine, engine_version, settings, status, reason, marks, "
      "alignment, log_prob, clipped) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13) ON CONFLICT DO UPDATE SET text = "
      "excluded.text, status = excluded.status, reason = excluded.reason, marks = excluded.marks, alignment = "
      "excluded.alignment, log_prob = excluded.log_prob, clipped = excluded.clipped RETURNING id");
  // The text is compared too: two texts with one hash must not share a translation.
  auto set = db.prepare("UPDATE record_language SET status = ?2, reason = ?3, translation_id = ?4 WHERE record_id = ?1 AND "
                        "(SELECT text FROM record WHERE id = ?1) = ?5");

  language::PipelineOptions pipeline_options;
  pipeline_options.threads = options.threads;
  pipeline_options.engine = options.engine;
  language::Pipeline pipeline(engines, pipeline_options);

  // Logged before the first line is written, so that a run that is killed has left its trace.
  if (!lines.empty())
    case_file.audit().append({casefile::AuditAct::alteration, "translation begun", "case",
                              fmt::format("{{\"lines\":{},\"distinct\":{}}}", records.size(), lines.size()), "", ""});

  std::size_t next = 0;
  TranslateResult result;
  result.distinct = static_cast<std::int64_t>(lines.size());
  auto totals = pipeline.run(
      [&](std::vector<language::Line>& into, std::size_t at_most) {
        for (std::size_t i = 0; i < at_most && next < lines.size(); ++i, ++next) {
          text_of.bind(1, records[lines[next].first]);
          if (text_of.step())
            into.push_back({next, std::string(text_of.text(0)), std::string(text_of.text(1))});
          text_of.reset();
        }
        return next < lines.size();
      },
      [&](std::span<const language::Translation> batch) {
        casefile::Transaction transaction(db);
        for (const auto& t : batch) {
          const auto& line = lines[static_cast<std::size_t>(t.id)];
          text_of.bind(1, records[line.first]);
          text_of.step();
          std::string source(text_of.text(0)), code(text_of.text(1));
          auto hash = text_of.integer(2);
          text_of.reset();
          std::optional<std::int64_t> translation;
          if (!t.engine.empty()) {
            put.bind_all(hash, source, code, t.text, t.engine, t.version, t.route, language::word(t.status), t.reason,
                         marks_json(t.marks), language::alignment_text(t.links), rounded(t.mean_log_prob, 1e3),
                         rounded(t.clipped, 1e4));
            put.step();
            translation = put.integer(0);
            put.reset();
          }
          for (std::uint32_t i = 0; i < line.count; ++i)
            set.bind_all(records[line.first + i], language::word(t.status), t.reason, translation, source).run();
          result.lines += line.count;
        }
        transaction.commit();
      },
      stop,
      [&](const language::Progress& p) {
        if (progress)
          progress({"Translating", static_cast<std::int64_t>(p.done), static_cast<std::int64_t>(lines.size()),
                    "distinct lines"});
      },
      lines.size());
  result.segments = static_cast<std::int64_t>(totals.segments);
  result.rendered = static_cast<std::int64_t>(totals.rendered);
  if (result.lines)
    case_file.audit().append({casefile::AuditAct::alteration, "lines translated", "case",
                              fmt::format("{{\"lines\":{},\"distinct\":{}}}", result.lines, result.distinct), "", ""});
  if (stop.stop_requested())
    throw Error(ErrorKind::resource, fmt::format("stopped after {} lines; run `clew translate` again to go on", result.lines));
  ThreadPool pool(options.threads);
  run_index_stage(case_file, pool, progress, stop);  // what was translated is found from now on
  return result;
}

}  // namespace clew::job
