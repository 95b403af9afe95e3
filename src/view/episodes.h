// Episodes in which somebody was missing from where they live, as people enter or import them from reports, and beside each the contacts and places
// of that person in time order. Question 25.
//
// An episode says what a report says, with the report named; nothing here says why somebody was away, and there is no score. Contacts and places are those of
// the numbers and accounts that people attributed to the person (view/identity.h), at the time of the attribution.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/answer.h"

namespace clew::view {

struct EpisodeView {
  std::string id;                      // E1
  std::optional<std::int64_t> person;  // P
  std::string label;                   // as the report names somebody, or the person's label
  Micros from = 0;
  std::optional<Micros> to;
  std::string raw, source, note, who;
  Micros made = 0;
};
// In force, by beginning.
std::vector<EpisodeView> episodes(const CaseView& view);

struct NewEpisode {
  std::string person;    // P1, or a name as the report has it
  std::string from, to;  // 2024-03-04T21:40Z, or with an offset; a local reading is taken in the case's zone; to may be ""
  std::string source;    // the report
  std::string note;
};
// Returns the id. Throws Error(usage) for what makes no sense, Error(not_found) for no such person.
std::string add_episode(const CaseView& view, const NewEpisode& episode);
void withdraw_episode(const CaseView& view, std::string_view id, std::string_view reason);

struct EpisodesImported {
  std::size_t added = 0, repeated = 0;
  std::vector<std::string> refused;  // "line 3: from is no time"
};
// A CSV table with the columns person, from, to, source, note in any order (from and person needed). Lines that stand in the case already are counted and
// left alone; the others go in together, or none when one is refused. Throws Error(usage) for a table without the columns.
EpisodesImported import_episodes(const CaseView& view, std::string_view csv, std::string_view source);

// Each episode with what happened from `hours_around` before it to as long after it.
Answer episodes_aligned(const CaseView& view, int hours_around, std::size_t most);

void write_json(JsonWriter& out, const std::vector<EpisodeView>& list);

}  // namespace clew::view
