// Which columns of a table say when: dates with the clocks that belong to them, units of integers, zones.
#pragma once

#include <optional>

#include "readers/delimited_decisions.h"
#include "readers/delimited_hints.h"
#include "readers/delimited_plan.h"
#include "readers/delimited_preamble.h"

namespace clew::readers {

// Dates with the clocks that belong to them: the nearest clock of the same kind to the right,
// else the nearest at all. The main time of a row of this kind of table comes first.
void pair_dates_with_clocks(const SurveyTable& table, Plan& plan);
// From where integers count, and in which unit those outside the plausible range are read: that of the column's others.
void units_of_integers(const SurveyTable& table, const Hints& hints, Plan& plan);
// Of times that count from a beginning that the file does not say: what a person said of it, or the question.
void ask_for_the_start(const SurveyTable& table, Plan& plan, Sink& sink);

// Which zone a reading without an offset is in: the profile, the column's header, a note above
// the table, what a person said; else nobody knows.
//
// Of all tables of a file, in their order: a note above an earlier table holds for the later ones too. Keeps references to both.
class ZonesOfTables {
 public:
  ZonesOfTables(const Options& options, Decisions& decisions) : options_(options), decisions_(decisions) {}
  // `profile`: the one that fits the table, or null. Throws Error(usage) for a zone that nobody knows.
  void decide(const SurveyTable& table, const Profile* profile, Plan& plan);

 private:
  const Options& options_;
  Decisions& decisions_;
  std::optional<NotedZone> note_;  // the last one found
};

}  // namespace clew::readers
