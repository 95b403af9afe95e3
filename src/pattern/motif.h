// Temporal motifs: all ways in which three events among two or three handles can follow each other
// within a time window, counted exactly and compared with the same events at shuffled times. For
// experts: a table of 36 counts, each with its examples; no lead is made of it.
//
// The first event is u→v; the second and third are one of u→v v→u u→w w→u v→w w→v each, which gives
// the 36 motifs of Paranjape, Benson and Leskovec, "Motifs in temporal networks" (WSDM 2017);
// motif_words(1, 4) spells one out: "u→v v→u v→w".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

using MotifCounts = std::array<std::array<std::uint64_t, 6>, 6>;  // by second and third event

struct MotifOptions {
  Millis window = link::millis_per_hour;  // from the first to the third
  std::uint32_t rounds = 5;               // of shuffled times
  std::uint32_t examples = 5;             // for each motif
  std::uint64_t most_steps = 2'000'000'000;  // of work; beyond it triangles are left out, and said
};

// Three events in order, of the columns.
using MotifExample = std::array<std::uint32_t, 3>;
struct Motifs {
  MotifCounts observed{};
  std::array<std::array<double, 6>, 6> expected{}, deviation{};  // mean and spread of the rounds
  std::array<std::array<std::vector<MotifExample>, 6>, 6> examples;
  std::uint64_t events = 0;
  bool without_triangles = false;
};

// "u→v v→w w→u". `second`, `third` 0 … 5.
std::string motif_words(int second, int third);

// Events between two handles; group messages and unknown sides are left out. Simultaneous events
// count in the order of the columns. O(events + Σ over triangles of their events) × (1 + rounds).
Motifs count_motifs(const link::Events& events, const MotifOptions& options, ThreadPool& pool);

}  // namespace clew::pattern
