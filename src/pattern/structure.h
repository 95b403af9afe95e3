// Leads and answers from the shape of the network: its dense core, the sets whose removal breaks it
// up, and who lies on most shortest paths. Facts about the ties in these exhibits, not about people.
#pragma once

#include "link/pairs.h"
#include "pattern/broker.h"
#include "pattern/graph.h"
#include "pattern/k_core.h"
#include "pattern/key_player.h"

namespace clew::pattern {

// One lead: the innermost core, if it is at least `least_k` and no more than half of the network.
Leads core_leads(const Graph& graph, const std::vector<std::uint32_t>& core, std::uint32_t least_k = 3);

// One lead: the sets of 1 … 5 with what each does. Not for networks of more than `most_nodes`.
Leads key_player_leads(const Graph& graph, std::uint32_t most_nodes = 20'000);

// Rows for leads about the shape of the network: the first and the last event of the strongest ties among a lead's
// subjects, or, where they are not tied with each other, of those that a subject has; at most `most_ties` of them. The
// explanation says of how many.
void cite_ties(std::vector<Lead>& leads, const link::Events& events, const link::Contacts& contacts,
               std::size_t most_ties = 20);

// Nodes with the largest betweenness, each with its half width, at most `count`.
Table betweenness_table(const Graph& graph, const Betweenness& measured, std::size_t count);

}  // namespace clew::pattern
