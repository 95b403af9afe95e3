// The stage that translates: every waiting line of a case through the engines that are there.
//
// Identical lines are translated once, also across runs: a text that an engine of the same version
// translated before gets that translation. Lines go in small batches of about a second; each is one
// durable transaction, and between them the case is free for other writers (judgements,
// corrections) and for wishes what to do first (translate_control.h). Killed at any moment nothing
// is lost and nothing is done twice: the next run goes on with what still waits. Originals are
// never touched, old translations stay.
//
// Order: what somebody asked for first, then exhibit by exhibit, language by language, as it is
// read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "casefile/case.h"
#include "job/progress.h"
#include "language/pipeline.h"

namespace clew::job {

struct TranslateOptions {
  std::string engine;    // force one: "apertium", "neural", "gloss"
  std::string language;  // only lines of this language
  std::string exhibit;   // only lines of this exhibit
  unsigned threads = 0;
  std::size_t memory_bytes = std::size_t{64}
                             << 20;  // for remembered renderings, besides the engines' own
  // Also what has a machine translation that the present engine, version or glossary would not have
  // made. Lines that are as this machine would make them now are left alone, old translations stay.
  bool again = false;
  bool names = false;  // also names, addresses and references (detect_stage.h: not_said)
  double batch_seconds = 0.8;  // aimed at: a wish takes effect after the batch under way
  // Held while the case is written, for programs in which other threads write it too.
  std::mutex* writer = nullptr;
  language::EngineChoice engines;  // where the neural models lie; by way of a third language or not
};

struct TranslateResult {
  std::int64_t lines = 0;     // records that got a status
  std::int64_t distinct = 0;  // distinct texts among them
  std::int64_t reused = 0;    // of these, texts whose translation was in the case already
  std::int64_t segments = 0, rendered = 0;  // pieces; those that an engine really translated
};

// What waits, by language, and what the present machine would do with it.
struct TranslatePlan {
  std::string language, engine, route, reason;
  std::int64_t lines = 0;
};

// Needs the detect stage. The case is opened for writing only for the moment of each commit (waits
// up to 30 s for another writer). Throws Error(usage) when a translation is running already,
// Error(resource) when stopped. Cost: the engine's.
TranslateResult run_translate_stage(const std::filesystem::path& case_directory,
                                    const TranslateOptions& options, const ProgressCall& progress,
                                    std::stop_token stop = {});

// Marks lines that a change of the glossary concerns as waiting again: translated ones of
// `language`
// ("*": any) that hold `term`. Their old translation is shown until the new one is there. Returns
// how many records. Inside the caller's transaction.
std::int64_t requeue_for_term(casefile::Case& case_file, std::string_view language,
                              std::string_view term);

// Sets the status of every record that a correction covers to human-checked. Idempotent; inside the
// caller's transaction. `correction` 0: all of them.
void spread_corrections(casefile::Case& case_file, std::int64_t correction = 0);

}  // namespace clew::job
