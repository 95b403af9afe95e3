// Neural translation of lines of text with a published Firefox Translations / Marian student model.
//
//   Translator translator({.model = "model.bin", .vocabularies = {"vocab.spm"}, .shortlist =
//   "lex.bin"}); ThreadPool pool(2); auto lines = translator.translate(texts, {}, pool);   //
//   lines[i] belongs to texts[i]
//
// Knows nothing of cases: no placeholders, no memory, no checks; those belong to its callers.
//
// A Translator is immutable and may be used by any number of threads. The same text with the same
// model files and options gives the same bits, whatever the batch, the number of threads or the
// processor (docs/formats/marian.md says how). Files are mapped: they must not change meanwhile.
// Cost (base-memory shape): load ~50 ms, 19 MB beside the mapped file, ~15 MB per thread at work.
#pragma once

#include "base/thread_pool.h"
#include "nmt/kernels.h"
#include "nmt/vocabulary.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace clew::nmt {

struct ModelFiles {
  std::filesystem::path model;
  // One for both sides, or source and target.
  std::vector<std::filesystem::path> vocabularies;
  std::optional<std::filesystem::path> shortlist;  // without: slower, all pieces are candidates
};

struct TranslateOptions {
  unsigned beam_size = 1;          // 1 … 64; 1 is what the published models were made for
  double normalize = 1.0;          // beams compete by log-probability / length^normalize
  double max_length_factor = 2.0;  // at most so many times the source's pieces
  std::size_t max_pieces = 128;    // longer texts are cut and rejoined; 1 … 510
  bool alignment = true;           // fill Segment::alignment
  bool spans = true;               // fill begin/end of the target pieces
  bool alternatives = false;       // with beam_size > 1: fill Translation::alternatives
  // Hypotheses side by side per thread: speed and memory only. 0: as suits the model's size.
  unsigned rows = 0;
  bool force_source_length = false;  // for timing only: as many pieces out as in
};

struct TargetPiece {
  std::uint32_t id = 0;
  std::uint32_t begin = 0, end = 0;  // bytes of Translation::text
  float log_prob = 0;
};

// A part of the text that went through the network in one piece; most texts have one.
struct Segment {
  std::size_t source_begin = 0, source_end = 0;  // in Translation::source
  std::size_t target_begin = 0, target_end = 0;  // in Translation::target
  double log_prob = 0;                           // all pieces and the end of sentence
  float end_log_prob = 0;         // the end of sentence alone (0 at the length limit)
  bool hit_length_limit = false;  // no end came in time: likely a loop or junk
  // Soft alignment: for each target piece of the segment, and then for its end of sentence (unless
  // the limit was hit), one weight per source piece of the segment and one for its end of sentence.
  std::vector<float> alignment;
};

struct Alternative {
  std::string text;
  double log_prob = 0, score = 0;
};

struct Translation {
  bool complete = false;  // false only when stopped before its turn
  std::string text;
  std::vector<Piece> source;  // begin/end: bytes of the text given
  std::vector<TargetPiece> target;
  std::vector<Segment> segments;          // empty for a blank text
  std::vector<Alternative> alternatives;  // best first, the first being `text`
  double log_prob = 0;                    // sum over segments
  bool hit_length_limit = false;          // any segment
  // Activations outside the calibrated int8 range, of how many: a sign of text unlike that for
  // which the model was made. Both 0 with a float32 model.
  std::uint64_t clipped = 0, quantised = 0;
  std::size_t unknown_pieces = 0;  // source pieces that the vocabulary lacks; they cannot come out
};

class Translator {
 public:
  // Throws Error: not_found or resource (a file cannot be opened), integrity (a file is not what it
  // should be, or the files do not belong together). `isa` must be one that this machine has.
  explicit Translator(const ModelFiles& files, Isa isa = best_isa());
  ~Translator();
  Translator(Translator&&) noexcept;

  // Results in the order of the texts. A text may be any bytes up to 1 GiB; throws Error(resource)
  // beyond, Error(usage) for options out of range. When asked to stop, returns early with some
  // results not complete. Memory: the results, plus the working memory of each thread.
  std::vector<Translation> translate(std::span<const std::string_view> texts,
                                     const TranslateOptions& options, ThreadPool& pool,
                                     std::stop_token stop = {}) const;
  // On the caller's thread.
  Translation translate(std::string_view text, const TranslateOptions& options = {}) const;

  struct Description {
    unsigned encoder_layers, decoder_layers, dim, ffn_dim, heads;
    std::size_t source_pieces, target_pieces;
    bool quantised, calibrated, shared_vocabulary, shortlist;
    std::size_t memory_bytes;  // beside the mapped files
    Isa isa;
  };
  Description describe() const;
  const Vocabulary& source_vocabulary() const;
  const Vocabulary& target_vocabulary() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::nmt
