// A set of Apertium's chains for one route, with all lines that are under way in them. Stages that crash, hang or fall out of
// step are put down and started again; the line that did it is refused, the others go once more.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "language/apertium_chain.h"
#include "language/apertium_modes.h"
#include "language/apertium_stream.h"

namespace clew::language {

// What became of each segment.
struct ApertiumResults {
  explicit ApertiumResults(std::size_t segments) : renderings(segments), unread(segments) {}
  std::vector<Rendering> renderings;
  std::vector<std::vector<std::string>> unread;  // words that the first leg's analyser does not know
};

// The legs of a route with everything that is under way in them; for one call at a time.
//
//   segments → [leg 0: pending → chain → answers] → step between → [leg 1 …] → renderings
class ApertiumRunner {
 public:
  // `modes`: the mode that each leg was made from; none: an analyser alone. `options` must outlive it. Nothing is started yet.
  ApertiumRunner(const std::vector<Stages>& legs, const std::vector<std::string>& modes, const ApertiumOptions& options);

  // Fills `out` for every i in `order`. False: stopped, or more failures than `options` allow. Throws Error(resource) when a stage cannot be
  // started.
  bool run(std::span<const std::string> segments, const std::vector<std::size_t>& order, ApertiumResults& out, std::stop_token stop);

  unsigned failures = 0;  // crashes and hangs during the last run()

 private:
  static constexpr std::size_t primer_index = static_cast<std::size_t>(-1);
  struct Job {
    std::size_t index;               // of the segment, or primer_index
    std::string text;                // what this leg reads
    std::vector<std::string> words;  // left untranslated by earlier legs
  };
  struct Flight {
    Job job;
    std::uint64_t number;
  };
  struct Leg {
    Leg(Stages stages, std::size_t memory) : chain(std::move(stages), memory) {}
    ApertiumChain chain;
    std::string mode;    // what it was made from
    std::string primer;  // what a fresh chain reads first
    std::deque<Job> pending;
    std::deque<Job> suspects;  // were under way when the chain failed: to be tried one by one
    std::deque<Flight> flying;
    bool solo = false;  // the one flying is a suspect
    std::string to_write, read;
    std::chrono::steady_clock::time_point progress;
    std::uint64_t next_number = 0;
  };

  void feed(Leg& leg);
  void take_answers(std::size_t at, ApertiumResults& out);
  void finish(std::size_t at, Job job, StreamAnswer answer, ApertiumResults& out);
  void fail(Leg& leg, const std::string& reason, ApertiumResults& out);
  bool pump(Leg& leg, std::string& reason);

  const ApertiumOptions& options_;
  const bool analyses_;  // answers are an analyser's: only unread words come out
  std::vector<std::unique_ptr<Leg>> legs_;
  std::size_t open_ = 0;  // segments without a rendering
};

}  // namespace clew::language
