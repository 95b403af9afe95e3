// The stage that translates: every waiting line of a case through the engines that are there.
//
// Identical lines are translated once. Each batch is one durable transaction, so killed at any moment
// nothing is lost and nothing is done twice: the next run goes on with what still waits. Lines that had
// no engine are tried again when one has come. Originals are never touched.
#pragma once

#include <array>
#include <cstdint>
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
  bool again = false;    // also what has a translation by another engine or version
  language::EngineChoice engines;  // where the neural models lie; by way of a third language or not
};

struct TranslateResult {
  std::int64_t lines = 0;     // records that got a status
  std::int64_t distinct = 0;  // distinct texts among them
  std::int64_t segments = 0, rendered = 0;  // pieces; those that an engine really translated
};

// Needs the detect stage. Cost: the engine's.
TranslateResult run_translate_stage(casefile::Case& case_file, const TranslateOptions& options,
                                    const ProgressCall& progress, std::stop_token stop = {});

}  // namespace clew::job
