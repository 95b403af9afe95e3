#include "job/translate_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "casefile/audit.h"
#include "job/detect_stage.h"
#include "job/index_stage.h"
#include "job/translate_control.h"
#include "language/alignment.h"
#include "language/accents.h"
#include "language/pipeline.h"

namespace clew::job {
namespace {

using casefile::Case;
using casefile::OpenMode;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr std::size_t apertium_batch = 512;
constexpr std::size_t first_batch = 64, least_batch = 16, most_batch = 16384;
constexpr auto patience_for_writer = std::chrono::seconds(30);
// The search index is brought up to date while the job runs, but not more than a tenth of its time.
constexpr double index_share = 0.1, index_every_seconds = 20;

// The case, open for writing; other writers hold it for moments only.
Case open_for_writing(const std::filesystem::path& directory) {
  const auto until = Clock::now() + patience_for_writer;
  for (;;) {
    try {
      return Case::open(directory, OpenMode::write);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::resource || Clock::now() > until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

// A distinct text and the records that hold it: `count` entries of the record list from `first` on.
struct Line {
  std::uint32_t first = 0, count = 0;
  std::uint16_t language = 0;
};

std::optional<double> rounded(std::optional<double> value, double parts) {
  if (value) *value = std::round(*value * parts) / parts;
  return value;
}

std::string marks_json(const std::vector<language::Mark>& marks) {
  JsonWriter out;
  out.begin_array();
  for (const auto& mark : marks)
    out.value(language::word(mark));
  out.end();
  return out.take();
}

std::string terms_json(const std::vector<std::pair<std::string, std::string>>& terms) {
  if (terms.empty()) return {};
  JsonWriter out;
  out.begin_array();
  for (const auto& [term, english] : terms)
    out.begin_array().value(term).value(english).end();
  out.end();
  return out.take();
}

// The route, and the glossary's terms that were put in: what tells two translations by one engine
// apart.
std::string settings_of(std::string_view route, std::string_view glossary) {
  return glossary.empty() ? std::string(route) : fmt::format("{}; glossary {}", route, glossary);
}

std::shared_ptr<const language::Glossary> load_glossary(const casefile::Db& db) {
  std::vector<language::GlossaryTerm> terms;
  for (auto list = db.prepare("SELECT language, term, use, english FROM glossary WHERE removed_utc "
                              "IS NULL ORDER BY id");
       list.step();)
    terms.push_back({std::string(list.text(0)), std::string(list.text(1)),
                     language::term_use_from(list.text(2)).value_or(language::TermUse::note),
                     std::string(list.text(3))});
  return std::make_shared<const language::Glossary>(std::move(terms));
}

std::string glossary_stamp(const casefile::Db& db) {
  return *db.text("SELECT coalesce(max(id), 0) || '/' || count(removed_utc) FROM glossary");
}

std::shared_ptr<const language::NameSet> load_names(const casefile::Db& db) {
  auto names = std::make_shared<language::NameSet>();
  for (auto list = db.prepare("SELECT DISTINCT name FROM identifier WHERE name <> ''");
       list.step();)
    names->add(list.text(0));
  return names;
}

class Job {
 public:
  Job(const std::filesystem::path& directory, const TranslateOptions& options,
      const ProgressCall& progress, std::stop_token stop)
      : directory_(directory),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)),
        control_(directory),
        engines_(language::default_engines(options.engines)) {}

  TranslateResult run() {
    if (!control_.begin())
      throw Error(
          ErrorKind::usage,
          "a translation of this case is running already; `clew translate --status` shows it, "
          "`--first` changes its order, `--stop` ends it");
    auto read = std::make_unique<Case>(Case::open(directory_, OpenMode::read));
    stamp_ = glossary_stamp(read->db());
    language::PipelineOptions settings;
    settings.threads = options_.threads;
    settings.engine = options_.engine;
    settings.memory_bytes = options_.memory_bytes;
    settings.known_names = load_names(read->db());
    settings.glossary = load_glossary(read->db());
    settings.accents = std::make_shared<language::AccentRestorer>();
    pipeline_ = std::make_unique<language::Pipeline>(engines_, std::move(settings));
    requeue(*read);
    plan(read->db());
    result_.distinct = static_cast<std::int64_t>(queue_.size());
    state_.total = result_.distinct;
    state_.begun_utc = now_micros();
    if (!queue_.empty()) {
      // Logged before the first line is written, so that a run that is killed has left its trace.
      read->audit().append(
          {casefile::AuditAct::alteration, "translation begun", "case",
           fmt::format("{{\"lines\":{},\"distinct\":{}}}", records_.size(), queue_.size()), "",
           ""});
    }
    control_.publish(state_);
    begun_ = indexed_ = Clock::now();
    while (next_ < queue_.size() && !stopped())
      batch(*read);
    state_.seconds_left.reset();
    control_.publish(state_);
    if (result_.lines)
      read->audit().append(
          {casefile::AuditAct::alteration, "lines translated", "case",
           fmt::format("{{\"lines\":{},\"distinct\":{}}}", result_.lines, result_.distinct), "",
           ""});
    read.reset();
    if (result_.lines) index();  // what was translated is found from now on
    if (stopped())
      throw Error(ErrorKind::resource,
                  fmt::format("stopped after {} lines; run `clew translate` again to go on",
                              result_.lines));
    return result_;
  }

 private:
  bool stopped() const { return stop_.stop_requested() || control_.asked_to_stop(); }

  template <typename F>
  void writing(F change) {
    std::unique_lock<std::mutex> lock;
    if (options_.writer) lock = std::unique_lock(*options_.writer);
    auto case_file = open_for_writing(directory_);
    casefile::Transaction transaction(case_file.db());
    change(case_file);
    transaction.commit();
  }

  // Whether a line that `old` translated gains by `now`: a gloss is no translation, and the neural engine is only chosen where it
  // was measured better than the other.
  static bool is_better(std::string_view now, std::string_view old) {
    const auto rank = [](std::string_view engine) { return engine == "neural" ? 3 : engine == "apertium" ? 2 : engine == "gloss" ? 1 : 0; };
    return rank(old) > 0 && rank(now) > rank(old);
  }

  // What had no engine, and has one now, waits again, and what a lesser engine translated; with --again also what the present engine
  // would make otherwise.
  void requeue(const Case& read) {
    std::vector<std::string> hopeful;
    for (auto list = read.db().prepare(
             "SELECT DISTINCT code FROM record_language WHERE status = 'no-engine'");
         list.step();)
      if (!pipeline_->identity(std::string(list.text(0))).engine.empty())
        hopeful.emplace_back(list.text(0));
    std::vector<std::pair<std::string, std::string>> gaining;  // language, the engine that it had
    if (options_.engine.empty()) {
      auto list = read.db().prepare(
          "SELECT DISTINCT l.code, t.engine FROM record_language l JOIN translation t ON t.id = l.translation_id WHERE l.status IN "
          "('translated', 'low-confidence', 'refused') AND t.engine IN ('gloss', 'apertium')");
      while (list.step())
        if (is_better(pipeline_->identity(std::string(list.text(0))).engine, list.text(1))) gaining.emplace_back(list.text(0), list.text(1));
    }
    std::vector<std::int64_t> outdated;
    if (options_.again) {
      auto list = read.db().prepare(
          "SELECT DISTINCT t.id, t.language, t.engine, t.engine_version, t.settings, t.source FROM "
          "record_language l JOIN "
          "translation t ON t.id = l.translation_id WHERE l.status IN ('translated', "
          "'low-confidence', 'refused') AND (?1 = '' "
          "OR l.code = ?1)");
      const auto glossary = load_glossary(read.db());
      for (list.bind_all(options_.language); list.step();) {
        std::string code(list.text(1));
        const auto now = pipeline_->identity(code);
        const auto terms = language::Glossary::version(glossary->find(list.text(5), code));
        const bool same = list.text(2) == now.engine && list.text(3) == now.version &&
                          list.text(4) == settings_of(now.route, terms);
        if (!same && list.text(2) != "glossary") outdated.push_back(list.integer(0));
      }
    }
    if (hopeful.empty() && outdated.empty() && gaining.empty() && !options_.names) return;
    writing([&](Case& case_file) {
      if (options_.names) {
        auto not_said_yet = case_file.db().prepare(
            "UPDATE record_language SET status = 'pending', reason = '' WHERE status = 'not-needed' AND reason = ?1 AND (?2 = '' OR code = ?2) AND "
            "(?3 = '' OR record_id >> 32 = (SELECT id FROM exhibit WHERE ref = ?3))");
        for (const auto reason : not_said)
          not_said_yet.bind_all(reason, options_.language, options_.exhibit).run();
      }
      auto by_code = case_file.db().prepare(
          "UPDATE record_language SET status = 'pending', reason = '' WHERE status = 'no-engine' "
          "AND code = ?1");
      for (const auto& code : hopeful)
        by_code.bind_all(code).run();
      auto by_engine = case_file.db().prepare(
          "UPDATE record_language SET status = 'pending', reason = '' WHERE status IN ('translated', 'low-confidence', 'refused') AND code = ?1 AND "
          "translation_id IN (SELECT id FROM translation WHERE engine = ?2)");
      for (const auto& [code, engine] : gaining)
        by_engine.bind_all(code, engine).run();
      if (outdated.empty()) return;
      case_file.db().run("CREATE TEMP TABLE outdated(id INTEGER PRIMARY KEY)");
      auto put = case_file.db().prepare("INSERT INTO temp.outdated VALUES (?1)");
      for (auto id : outdated)
        put.bind_all(id).run();
      case_file.db().run(
          "UPDATE record_language SET status = 'pending', reason = '' WHERE status <> "
          "'human-checked' AND "
          "translation_id IN (SELECT id FROM temp.outdated)");
    });
  }

  void plan(const casefile::Db& db) {
    std::map<std::string, std::uint16_t, std::less<>> codes;
    auto list = db.prepare(
        "SELECT r.id, r.text_hash, l.code, coalesce(r.conversation_id, 0) FROM record_language l "
        "JOIN record r ON r.id = "
        "l.record_id WHERE l.status = 'pending' AND (?1 = '' OR l.code = ?1) AND (?2 = '' OR r.id "
        ">> 32 = (SELECT id FROM "
        "exhibit WHERE ref = ?2)) ORDER BY r.text_hash, l.code, r.id");
    list.bind_all(options_.language, options_.exhibit);
    std::int64_t hash = 0;
    while (list.step()) {
      auto code = codes.find(list.text(2));
      if (code == codes.end()) {
        code =
            codes.emplace(std::string(list.text(2)), static_cast<std::uint16_t>(languages_.size()))
                .first;
        languages_.emplace_back(list.text(2));
      }
      if (queue_.empty() || list.integer(1) != hash || queue_.back().language != code->second) {
        hash = list.integer(1);
        queue_.push_back({static_cast<std::uint32_t>(records_.size()), 0, code->second});
      }
      records_.push_back(list.integer(0));
      conversations_.push_back(list.integer(3));
      ++queue_.back().count;
    }
    for (auto rows = db.prepare("SELECT ref, id FROM exhibit"); rows.step();)
      exhibits_[std::string(rows.text(0))] = rows.integer(1);
    order({});
  }

  // Sorts what is left by the wishes, then as the case is read.
  void order(const std::vector<First>& wishes) {
    wishes_ = wishes;
    std::unordered_map<std::string, std::uint32_t> by_language;
    std::unordered_map<std::int64_t, std::uint32_t> by_exhibit, by_conversation;
    for (std::uint32_t i = 0; i < wishes.size(); ++i) {
      const auto& wish = wishes[i];
      if (wish.kind == "language") by_language.emplace(wish.value, i);
      if (wish.kind == "conversation") by_conversation.emplace(std::atoll(wish.value.c_str()), i);
      if (const auto at = exhibits_.find(wish.value);
          wish.kind == "exhibit" && at != exhibits_.end())
        by_exhibit.emplace(at->second, i);
    }
    const auto none = static_cast<std::uint32_t>(wishes.size());
    struct Key {
      std::uint32_t rank;
      Line line;
    };
    std::vector<Key> keys;
    keys.reserve(queue_.size() - next_);
    for (std::size_t i = next_; i < queue_.size(); ++i) {
      const auto& line = queue_[i];
      auto rank = none;
      if (const auto at = by_language.find(languages_[line.language]); at != by_language.end())
        rank = at->second;
      if (!by_exhibit.empty() || !by_conversation.empty()) {
        for (auto r = line.first; r < line.first + line.count; ++r) {
          if (const auto at = by_exhibit.find(records_[r] >> 32); at != by_exhibit.end())
            rank = std::min(rank, at->second);
          if (const auto at = by_conversation.find(conversations_[r]); at != by_conversation.end())
            rank = std::min(rank, at->second);
        }
      }
      keys.push_back({rank, line});
    }
    std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
      if (a.rank != b.rank) return a.rank < b.rank;
      const auto x = records_[a.line.first], y = records_[b.line.first];
      if (x >> 32 != y >> 32) return x >> 32 < y >> 32;
      if (a.line.language != b.line.language)
        return languages_[a.line.language] < languages_[b.line.language];
      return x < y;
    });
    for (std::size_t i = 0; i < keys.size(); ++i)
      queue_[next_ + i] = keys[i].line;
  }

  void batch(Case& read) {
    if (auto wishes = control_.first(); wishes != wishes_) order(wishes);
    if (auto stamp = glossary_stamp(read.db()); stamp != stamp_) {
      stamp_ = stamp;
      pipeline_->set_glossary(load_glossary(read.db()));
    }
    const auto start = Clock::now();
    const auto n = batch_size();
    auto text_of = read.db().prepare("SELECT text, text_hash FROM record WHERE id = ?1");
    auto known = read.db().prepare(
        "SELECT id, status, reason FROM translation WHERE text_hash = ?1 AND language = ?2 AND "
        "engine = ?3 AND "
        "engine_version = ?4 AND settings = ?5 AND source = ?6");
    const auto glossary = load_glossary(read.db());
    struct Reused {
      std::int64_t translation;
      std::string status, reason;
    };
    std::vector<language::Line> lines;
    std::vector<std::string> sources(n);
    std::vector<std::int64_t> hashes(n);
    std::vector<std::optional<Reused>> reused(n);
    for (std::size_t i = 0; i < n; ++i) {
      const auto& line = queue_[next_ + i];
      text_of.bind(1, records_[line.first]);
      if (text_of.step()) {
        sources[i] = text_of.text(0);
        hashes[i] = text_of.integer(1);
      }
      text_of.reset();
      const auto& code = languages_[line.language];
      const auto now = pipeline_->identity(code);
      if (!now.engine.empty()) {
        const auto terms = glossary->empty()
                               ? std::string()
                               : language::Glossary::version(glossary->find(sources[i], code));
        known.bind_all(hashes[i], code, now.engine, now.version, settings_of(now.route, terms),
                       sources[i]);
        if (known.step())
          reused[i] =
              Reused{known.integer(0), std::string(known.text(1)), std::string(known.text(2))};
        known.reset();
      }
      if (!reused[i]) lines.push_back({i, sources[i], code});
    }
    const auto done = pipeline_->translate(lines, stop_);
    if (!lines.empty() && done.empty()) return;  // stopped
    const double engine_seconds = seconds_since(start);

    writing([&](Case& case_file) {
      auto& db = case_file.db();
      auto put = db.prepare(
          "INSERT INTO translation(text_hash, source, language, text, engine, engine_version, "
          "settings, status, reason, "
          "marks, glossary, read_as, alignment, log_prob, clipped) VALUES "
          "(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15) ON CONFLICT DO UPDATE SET text = "
          "excluded.text, status = excluded.status, reason = excluded.reason, marks = "
          "excluded.marks, glossary = excluded.glossary, read_as = excluded.read_as, alignment = "
          "excluded.alignment, log_prob = excluded.log_prob, clipped = excluded.clipped RETURNING "
          "id");
      // The text is compared too: two texts with one hash must not share a translation. What a
      // person has read in the meantime stays.
      auto set = db.prepare(
          "UPDATE record_language SET status = ?2, reason = ?3, translation_id = ?4 WHERE "
          "record_id = ?1 AND status = "
          "'pending' AND (SELECT text FROM record WHERE id = ?1) = ?5");
      const auto settle = [&](std::size_t i, std::string_view status, std::string_view reason,
                              std::optional<std::int64_t> translation) {
        const auto& line = queue_[next_ + i];
        for (std::uint32_t r = 0; r < line.count; ++r)
          set.bind_all(records_[line.first + r], status, reason, translation, sources[i]).run();
        result_.lines += line.count;
      };
      for (std::size_t i = 0; i < n; ++i)
        if (reused[i])
          settle(i, reused[i]->status, reused[i]->reason, reused[i]->translation), ++result_.reused;
      for (const auto& t : done) {
        const auto i = static_cast<std::size_t>(t.id);
        std::optional<std::int64_t> translation;
        if (!t.engine.empty()) {
          put.bind_all(hashes[i], sources[i], languages_[queue_[next_ + i].language], t.text,
                       t.engine, t.version, settings_of(t.route, t.glossary),
                       language::word(t.status), t.reason, marks_json(t.marks), terms_json(t.terms),
                       t.read_as, language::alignment_text(t.links), rounded(t.mean_log_prob, 1e3),
                       rounded(t.clipped, 1e4));
          put.step();
          translation = put.integer(0);
          put.reset();
        }
        settle(i, language::word(t.status), t.reason, translation);
      }
    });
    next_ += n;
    result_.segments = static_cast<std::int64_t>(pipeline_->totals().segments);
    result_.rendered = static_cast<std::int64_t>(pipeline_->totals().rendered);
    report(engine_seconds, n);
  }

  std::string engine_of(const Line& line) {
    return pipeline_->identity(languages_[line.language]).engine;
  }

  // Lines of one engine only. Apertium's batches have one size, whatever the speed and the threads. (A line's English no longer hangs
  // on its neighbours, see apertium.cpp on primers; before, a run that was killed had to go on at the very same cuts.)
  std::size_t batch_size() {
    const auto engine = engine_of(queue_[next_]);
    const auto most =
        std::min(engine == "apertium" ? apertium_batch : batch_lines_, queue_.size() - next_);
    std::size_t n = 1;
    while (n < most && engine_of(queue_[next_ + n]) == engine)
      ++n;
    return n;
  }

  void report(double seconds, std::size_t lines) {
    // Towards batches of the wanted length, at most four times as large as the one before.
    const double wanted = seconds > 0 ? options_.batch_seconds / seconds : 4.0;
    batch_lines_ = std::clamp(
        static_cast<std::size_t>(static_cast<double>(lines) * std::clamp(wanted, 0.25, 4.0)),
        least_batch, most_batch);
    state_.done = static_cast<std::int64_t>(next_);
    state_.records = result_.lines;
    state_.rendered = result_.rendered;
    state_.now = next_ < queue_.size() ? languages_[queue_[next_].language] : "";
    recent_.emplace_back(Clock::now(), next_);
    while (recent_.size() > 2 && seconds_since(recent_.front().first) > 15)
      recent_.erase(recent_.begin());
    const auto from = recent_.size() > 1 ? recent_.front() : std::pair(begun_, std::size_t{0});
    const double over = std::chrono::duration<double>(Clock::now() - from.first).count();
    state_.lines_per_second = over > 0 ? static_cast<double>(next_ - from.second) / over : 0;
    if (state_.lines_per_second > 0)
      state_.seconds_left = static_cast<double>(queue_.size() - next_) / state_.lines_per_second;
    control_.publish(state_);
    if (progress_)
      progress_({"Translating", static_cast<std::int64_t>(next_),
                 static_cast<std::int64_t>(queue_.size()), "distinct lines"});
    if (const double since = seconds_since(indexed_);
        next_ < queue_.size() &&
        since > std::max(index_every_seconds, index_seconds_ / index_share))
      index();
  }

  void index() {
    const auto start = Clock::now();
    std::unique_lock<std::mutex> lock;
    if (options_.writer) lock = std::unique_lock(*options_.writer);
    auto case_file = open_for_writing(directory_);
    ThreadPool pool(options_.threads);
    run_index_stage(case_file, pool, next_ < queue_.size() ? ProgressCall{} : progress_, {});
    index_seconds_ = seconds_since(start);
    indexed_ = Clock::now();
  }

  std::filesystem::path directory_;
  const TranslateOptions& options_;
  const ProgressCall& progress_;
  std::stop_token stop_;
  TranslateControl control_;
  std::vector<std::shared_ptr<language::Engine>> engines_;
  std::unique_ptr<language::Pipeline> pipeline_;
  std::string stamp_;
  std::vector<std::int64_t> records_, conversations_;
  std::vector<Line> queue_;
  std::vector<std::string> languages_;
  std::unordered_map<std::string, std::int64_t> exhibits_;
  std::vector<First> wishes_;
  std::size_t next_ = 0, batch_lines_ = first_batch;
  TranslateResult result_;
  TranslateState state_;
  Clock::time_point begun_, indexed_;
  double index_seconds_ = 0;
  std::vector<std::pair<Clock::time_point, std::size_t>> recent_;
};

}  // namespace

TranslateResult run_translate_stage(const std::filesystem::path& case_directory,
                                    const TranslateOptions& options, const ProgressCall& progress,
                                    std::stop_token stop) {
  return Job(case_directory, options, progress, std::move(stop)).run();
}

std::int64_t requeue_for_term(Case& case_file, std::string_view language, std::string_view term) {
  auto& db = case_file.db();
  const language::Glossary glossary(
      {{std::string(language), std::string(term), language::TermUse::translate, "x"}});
  db.run("CREATE TEMP TABLE IF NOT EXISTS concerned(id INTEGER PRIMARY KEY)");
  db.run("DELETE FROM temp.concerned");
  auto put = db.prepare("INSERT OR IGNORE INTO temp.concerned VALUES (?1)");
  auto list = db.prepare(
      "SELECT l.record_id, r.text, l.code FROM record_language l JOIN record r ON r.id = "
      "l.record_id WHERE "
      "l.status IN ('translated', 'low-confidence', 'refused') OR (l.status = 'not-needed' AND "
      "l.code <> "
      "'en')");
  while (list.step())
    if (!glossary.find(list.text(1), list.text(2)).empty()) put.bind_all(list.integer(0)).run();
  list.reset();
  db.run(
      "UPDATE record_language SET status = 'pending', reason = '' WHERE record_id IN (SELECT id "
      "FROM temp.concerned)");
  return db.changes();
}

void spread_corrections(Case& case_file, std::int64_t correction) {
  case_file.db()
      .prepare(
          "UPDATE record_language SET status = 'human-checked', reason = '' WHERE status <> "
          "'human-checked' AND record_id "
          "IN (SELECT r.id FROM translation_correction k JOIN record r ON r.text_hash = "
          "k.text_hash AND r.text = k.source "
          "JOIN record_language l ON l.record_id = r.id AND l.code = k.language WHERE ?1 = 0 OR "
          "k.id = ?1)")
      .bind_all(correction)
      .run();
}

}  // namespace clew::job
