// One batch of lines on its way through the pipeline: planned, translated, repaired, assembled.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"
#include "language/checks.h"
#include "language/pipeline.h"
#include "language/plan.h"
#include "language/renderer.h"
#include "language/ways.h"

namespace clew::language {

// How a piece ended up.
struct Outcome {
  std::string text;  // whole piece in English, before/after not included
  std::string refusal;
  std::uint32_t words = 0, unknown = 0, looked_up = 0;
  std::optional<double> mean_log_prob, clipped;
  std::vector<WordLink> links;  // bytes of the piece and of `text`
  bool moved = false, respelled = false;
};

// Made for one batch and used once. Keeps references to all that it is made of.
class Batch {
 public:
  Batch(Ways& ways, Renderer& renderer, ThreadPool& pool, const PipelineOptions& options, std::span<const Line> lines, std::stop_token stop);
  // A translation a line, in their order; empty if stopped.
  std::vector<Translation> run();
  std::uint64_t repaired() const { return repaired_; }  // pieces translated in stretches around their items

 private:
  // A piece that an engine is asked for.
  struct Open {
    std::size_t line, piece;
    const Way* way;
    Outcome outcome;
    bool asked = true;
  };
  std::vector<Open> open;
  struct Joined;

  template <typename Work>
  void for_each_line(const Work& work);
  Setting setting_of(const std::string& language);
  void choose_ways();
  void plan(std::size_t line);
  void note_terms(std::string_view text, std::string_view language, Translation& result) const;
  void gather();
  static void accept(Outcome& outcome, Rendering& r, const Piece& piece);
  static void accept_again(Outcome& outcome, Rendering& r, const Piece& piece);
  Piece with_numbers_behind_marks(const Piece& piece);
  // Each false when stopped.
  bool repair_numbers();
  bool repair_names();
  void drop_articles();
  bool translate_stretches();
  Joined join(std::size_t line);
  CheckInput check_input(std::size_t line, const std::string& source, const Joined& joined) const;
  void assemble(std::size_t line);

  Ways& ways_;
  Renderer& renderer_;
  ThreadPool& pool_;
  const PipelineOptions& options_;
  std::span<const Line> lines_;
  std::stop_token stop_;
  std::vector<Translation> results_;
  std::vector<std::vector<Piece>> plans_;  // of each line
  std::vector<const Way*> chosen_;         // of each line; null: English
  std::map<std::string, Setting, std::less<>> settings_;
  std::vector<Open> open_;                 // in the order of lines and pieces
  std::vector<std::size_t> first_open_;    // of each line
  std::vector<std::size_t> request_of_;    // into open_, of the first requests
  std::vector<std::size_t> broken_;        // into open_: marks did not come back
  // Asked for now.
  std::vector<Request> requests_;
  std::vector<Rendering> renderings_;
  std::vector<Piece> again_;
  std::uint64_t repaired_ = 0;
};

}  // namespace clew::language
