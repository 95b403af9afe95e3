// Runs the network over sentences of piece ids: encoder, then greedy or beam search.
//
// One Searcher per thread; it owns the working memory and grows it to the largest batch it has
// seen, so after a while nothing is allocated per piece. The Network, Shortlist and full output
// layer are shared and must outlive it. The result for a sentence is the same bits whatever
// sentences ran beside it, on whatever thread and with whatever instruction set.
#pragma once

#include "nmt/network.h"
#include "nmt/shortlist.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace clew::nmt {

struct SearchOptions {
  unsigned beam_size = 1;          // 1 … 64
  double normalize = 1.0;          // score = log-probability / length^normalize
  double max_length_factor = 2.0;  // stop at this multiple of the source length
  bool alignment = true;           // keep the soft alignment
  unsigned max_rows = 16;          // sentences x beams decoded side by side; no effect on results
  // Only for timing: end of sentence is barred until as many pieces are out as went in, then
  // forced.
  bool force_source_length = false;
};

struct Hypothesis {
  std::vector<std::uint32_t> ids;  // without end of sentence
  // One per id, then that of end of sentence unless the length limit came first.
  std::vector<float> log_probs;
  // log_probs.size() rows of source-length weights that add up to 1; empty unless asked for.
  std::vector<float> alignment;
  double log_prob = 0;  // their sum
  double score = 0;     // normalised
  bool hit_length_limit = false;
};

struct SearchResult {
  std::vector<Hypothesis> hypotheses;  // best first, at most beam_size
  // Activations that did not fit the calibrated int8 range: many of them mean text unlike that for
  // which the model was made. Out of `quantised` values.
  std::uint64_t clipped = 0, quantised = 0;
};

class Searcher {
 public:
  static constexpr std::size_t max_source_length = 511;  // with end of sentence

  // Without `shortlist` the logits are over `full`, which has all target ids.
  Searcher(const Network& network, const Shortlist* shortlist, const OutputLayer* full);
  ~Searcher();
  Searcher(Searcher&&) noexcept;

  // Takes sentences number `next`, next+1, … until none is left; several threads may share `next`.
  // sentences[i] are ids ending in end of sentence, 1 … max_source_length of them, all below the
  // source vocabulary; results[i] receives what came out. Returns early when asked to stop.
  void run(std::span<const std::vector<std::uint32_t>> sentences, std::atomic<std::size_t>& next,
           std::span<SearchResult> results, const SearchOptions& options,
           std::stop_token stop = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clew::nmt
