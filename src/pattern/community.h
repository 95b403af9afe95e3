// Communities: handles that talk more with each other than with the rest. Nothing more is meant.
//
// Leiden (Traag, Waltman and van Eck 2019, by igraph) with at least 20 seeds. No single run is
// shown as the truth: the best run gives the groups, and each member the share of runs that agree.
// Members below .8 stand between groups.
#pragma once

#include "pattern/graph.h"

namespace clew::pattern {

struct CommunityOptions {
  std::uint32_t seeds = 20;
  double between = .8;
};

struct Communities {
  std::vector<std::uint32_t> group;  // per node; groups by size, largest first
  std::vector<double> agreement;  // per node: mean share of its group found with it over the seeds
  std::uint32_t count = 0;
  double modularity = 0;                             // of the groups shown
  double least_modularity = 0, most_modularity = 0;  // over the seeds
  std::uint32_t least_count = 0, most_count = 0;
};

// One thread (igraph's generator is one for the process; it is seeded before each run).
// Throws Error(internal) if igraph fails.
Communities communities(const Graph& graph, const CommunityOptions& options);

Leads community_leads(const Graph& graph, const Communities& found, const CommunityOptions& options,
                      std::uint32_t least_members = 4);

}  // namespace clew::pattern
