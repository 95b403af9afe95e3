// Lines in, each back with exactly one status; nothing lost, nothing translated twice, nothing
// hidden.
//
//   Pipeline pipeline({std::make_shared<ApertiumEngine>()}, {});
//   pipeline.run(source, sink, stop, progress);
//
// A batch goes through these steps:
//   plan      each line: needs it anything at all? items → marks, cut into segments, normalised
//   look up   segments seen before (memory.h), and equal ones within the batch
//   translate the rest, per language, shortest first
//   repair    segments whose marks or numbers did not come back are translated in pieces around
//   them assemble  items back in, checks, status
// and is handed to the sink whole. What comes out for a line depends on the line, the engines and
// the options alone: any thread count, batch size or order gives the same bytes.
//
// Nothing is stored here: the caller writes each batch in one transaction and, when started again,
// offers only the lines without a result. Killed at any point, nothing is lost or done twice.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/thread_pool.h"
#include "language/checks.h"
#include "language/engine.h"
#include "language/glossary.h"
#include "language/memory.h"
#include "language/restorer.h"

namespace clew::language {

enum class Status : std::uint8_t {
  pending,         // not looked at yet; never given by a pipeline
  translated,      //
  not_needed,      // English already, or nothing to translate (emoji, numbers, links)
  low_confidence,  // there is a text, with marks that say what is doubtful
  no_engine,       // no engine for that language here; `reason` says what would help
  refused,         // the engine could not, or its result was junk; `reason` says which
  human_checked,   // a person has read or written it; never given by a pipeline
};
inline constexpr int status_count = 7;
std::string_view word(Status status);  // "pending", "translated", "not-needed", "low-confidence", …
std::optional<Status> status_from(std::string_view word);

struct Line {
  std::uint64_t id = 0;
  std::string text;      // as in the record, any bytes
  std::string language;  // detected or given code; "und" or "": undetermined
};

struct Translation {
  std::uint64_t id = 0;
  Status status = Status::pending;
  std::string text;     // English; empty unless translated or low_confidence
  std::string engine;   // "apertium", "neural", "gloss"; empty if none was asked
  std::string version;  // Engine::version()
  std::string route;    // "ro→es→en"
  std::string reason;   // for not_needed, no_engine and refused: one clause in words
  std::vector<Mark> marks;
  std::uint32_t words = 0, unknown = 0;  // as the engine counted
  std::optional<double> mean_log_prob;   // of a token, the worst of the line's segments
  std::optional<double> clipped;         // Rendering::clipped, the worst of the line's segments
  std::vector<WordLink> links;           // bytes of the line (as UTF-8) and of `text`
  // What the engine was given, where that is not the text itself: accents restored, shorthand
  // written out, Latin letters turned back. Shown beside the line, never stored in the record.
  std::string read_as;
  std::vector<std::pair<std::string, std::string>> terms;  // of the glossary: as written → English
  std::string glossary;                                    // Glossary::version() of them
  friend bool operator==(const Translation&, const Translation&) = default;
};

struct PipelineOptions {
  unsigned threads = 0;  // 0: one per processor
  std::string engine;    // only this one ("apertium"); empty: by measured quality
  std::size_t lines_per_batch = 8192;
  std::size_t bytes_per_batch = std::size_t{4} << 20;  // of text; a batch may be one line beyond
  std::size_t memory_bytes = std::size_t{64} << 20;    // of remembered renderings
  std::vector<std::string> names;  // kept as written wherever they stand as whole words
  // Names of the case (contacts, participants): not protected, but looked for in the English.
  std::shared_ptr<const NameSet> known_names;
  std::shared_ptr<const Glossary> glossary;
  std::shared_ptr<const Restorer>
      accents;                     // restores them before an engine reads; null: nobody does
  bool split_languages = true;     // parts of a line in other languages go their own way
  bool translate_english = false;  // lines of language "en" are otherwise not needed
};

struct Progress {
  std::uint64_t done = 0, total = 0;  // lines; total 0: not known
  std::uint64_t rendered = 0;         // segments that an engine really translated
  double lines_per_second = 0;        // over the last 10 s or so
  std::optional<double> seconds_left;
};

struct Totals {
  std::array<std::uint64_t, status_count> lines{};  // by Status
  std::uint64_t all() const;
  std::uint64_t segments = 0;  // that lines consisted of
  std::uint64_t rendered = 0;  // that an engine translated; the rest came from memory
  std::uint64_t repaired = 0;  // translated in pieces around their items
};

// One call of run() or translate() at a time.
class Pipeline {
 public:
  // Appends up to `at_most` further lines; false when there are no more after these.
  using Source = std::function<bool(std::vector<Line>& into, std::size_t at_most)>;
  // A finished batch, in the order of the source. What it throws ends the run.
  using Sink = std::function<void(std::span<const Translation> batch)>;
  using Report = std::function<void(const Progress&)>;

  Pipeline(std::vector<std::shared_ptr<Engine>> engines, PipelineOptions options);
  ~Pipeline();

  // Until the source ends or a stop is asked for; a batch that is under way then is dropped, so the
  // sink only ever sees whole ones. Throws what source, sink or an engine throw.
  Totals run(const Source& source, const Sink& sink, std::stop_token stop = {},
             const Report& report = {}, std::uint64_t total_lines = 0);
  // One batch by itself; empty if stopped.
  std::vector<Translation> translate(std::span<const Line> lines, std::stop_token stop = {});

  // Engine and route that a language would take now; for "what could not be translated and why".
  std::string describe_route(std::string_view language) const;
  // What a translation of that language is known by: two equal ones give equal bytes for a line
  // that holds no term of the glossary. Empty engine: none.
  struct Identity {
    std::string engine, version, route;
  };
  Identity identity(const std::string& language);
  void set_glossary(std::shared_ptr<const Glossary> glossary);
  // Segments so far: asked for and really translated.
  const Totals& totals() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The engines that this machine offers: the neural models in its store (model_store.h), Apertium if
// installed, glosses.
struct EngineChoice {
  std::filesystem::path models;  // where the models lie; empty: the usual places
  bool pivot = false;            // neural also by way of a third language
};
std::vector<std::shared_ptr<Engine>> default_engines(const EngineChoice& choice = {});

// ---- `clew language translate` ------------------------------------------------------------------

struct StreamOptions {
  std::string from;    // language code of every line
  std::string engine;  // forced, or empty
  unsigned threads = 0;
  bool status = false;  // "status<TAB>engine<TAB>marks<TAB>text" instead of the text alone
};
// For every line of `in` (ended by \n, \r\n or the end) one line to `out`: its English, or the line
// itself where nothing was to be done or could be. Never more or fewer lines; an empty line stays
// empty. Lines longer than 1 MiB are translated to that length, the rest of them copied.
// Throws Error(not_found) when no engine can take `from`.
Totals translate_stream(std::istream& in, std::ostream& out, const StreamOptions& options,
                        std::span<const std::shared_ptr<Engine>> engines,
                        std::stop_token stop = {});

}  // namespace clew::language
