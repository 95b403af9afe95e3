// Silences: gaps that are too long for how often a handle is otherwise in touch.
//
// The handle's events are taken as a Poisson stream with its own hour-of-week rhythm; the chance of
// a gap is exp(-events expected in it). Seizure, the end of an extraction and deletion make
// silences too, so a lead says whether the gap touches the edge of an exhibit's data.
#pragma once

#include <span>
#include <vector>

#include "pattern/lead.h"
#include "pattern/number_change.h"

namespace clew::pattern {

struct SilenceOptions {
  Millis least_gap = link::millis_per_day;
  double level = .001;  // per handle, after correcting for all its gaps
  std::uint32_t least_events = 30;
  std::int32_t day_offset_minutes = 0;
  std::size_t most_leads = 200;
};

struct Silence {
  Handle handle = link::no_handle;
  Millis from = 0, to = 0;
  double expected = 0;  // events that the handle's rhythm puts into the gap
  double log10_p = 0;   // corrected for the number of gaps
  std::int64_t last_record = 0, next_record = 0;
  friend bool operator==(const Silence&, const Silence&) = default;
};

std::vector<Silence> find_silences(const link::Events& events, const SilenceOptions& options,
                                   ThreadPool& pool);
// Silences of different handles that overlap in time say more: their number is in the lead. Whoever goes on under another number is
// silent under the old one: where one of `changes` says so, that stands against the lead.
Leads silence_leads(const link::Events& events, const std::vector<Silence>& silences, std::span<const NumberChange> changes,
                    const SilenceOptions& options);

// Several handles that are in contact with each other and silent in one time: at least
// `least_handles`, each silent by itself (find_silences()), with at least `least_gap` in common.
struct JointSilence {
  std::vector<Handle> handles;
  Millis from = 0, to = 0;  // in common
  double expected = 0;      // events that their rhythms put into it
  double log10_p = 0;       // as if they were silent independently, times the groups looked at
  double case_usual = 0;    // events of the rest of the case in that time by its share of time
  std::uint32_t case_events = 0;  // those there are
  std::uint32_t others = 0;       // further groups of mostly the same handles in about the same time
  std::vector<std::int64_t> evidence;  // last before and first after, of each
  friend bool operator==(const JointSilence&, const JointSilence&) = default;
};
std::vector<JointSilence> find_joint_silences(const link::Events& events,
                                              const std::vector<Silence>& silences,
                                              const SilenceOptions& options,
                                              std::uint32_t least_handles = 3);
Leads joint_silence_leads(const std::vector<JointSilence>& found, std::span<const NumberChange> changes, const SilenceOptions& options);

}  // namespace clew::pattern
