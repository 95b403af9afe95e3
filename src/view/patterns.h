// Answers to questions that an analyst asks of links and times: common contacts, ways between two
// handles, what is new around a moment, rhythm of a handle, languages, brokers, motifs. Computed when
// asked, stored nowhere.
//
// An answer is tables whose cells are text, numbers, handles, times or records, each in the parts of
// job/lead_json.h, so that a face can open a record and mask a handle. All functions throw
// Error(not_found) for a handle that the case does not hold and Error(usage) where a name fits several.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "view/answer.h"
#include "view/viewer.h"

namespace clew::view {

// Id of the handle that `text` names: its normal form, a writing of it (07700 900123), or "kind:normal".
std::int64_t handle_named(const CaseView& view, std::string_view text);

// Contacts of both, rarest first, with events on either side; hubs listed at the end.
Answer common_contacts(const CaseView& view, ThreadPool& pool, std::int64_t a, std::int64_t b);
// Shortest ways from one to the other through handles that are no hubs, at most `hops` ties long.
Answer ways_between(const CaseView& view, ThreadPool& pool, std::int64_t a, std::int64_t b, int hops = 4);
// One handle: with whom, how often, how evenly, since when, until when, longest silence.
Answer contacts_of(const CaseView& view, ThreadPool& pool, std::int64_t handle);
// Who passes on what this handle says, what it passes on, and from whom it hears what others have said: every A→B→C with it that
// was seen three times and more, those that stand out among these first (pattern/relay.h), and the messages that repeat something.
Answer passed_on(const CaseView& view, ThreadPool& pool, std::int64_t handle);
// Which handle may go on with another's contacts, at most five for each that drops, those that are leads too: of one handle (what it may
// continue, what may continue it) or of all.
Answer number_changes(const CaseView& view, ThreadPool& pool, std::optional<std::int64_t> handle);
// New, ceased, raised contacts in the hours before and after a moment against the same hours of other
// weeks. `handles` empty: all.
Answer around(const CaseView& view, ThreadPool& pool, Micros moment, const std::vector<std::int64_t>& handles,
              int hours_before = 48, int hours_after = 48);
// Hours of the week of one handle, or of two compared. Minutes east of UTC.
Answer rhythm(const CaseView& view, ThreadPool& pool, std::int64_t handle, std::optional<std::int64_t> other,
              std::int32_t offset_minutes = 0);
// Lines by writer and language, or of one writer by reader and language.
Answer languages_of(const CaseView& view, ThreadPool& pool, std::optional<std::int64_t> handle);
// Shortest paths through each handle with their error, cut handles, innermost core.
Answer brokers(const CaseView& view, ThreadPool& pool, std::size_t count = 30);
// All 36 motifs of three events with what shuffled times give.
Answer motifs(const CaseView& view, ThreadPool& pool, std::int64_t window_s = 3600);

}  // namespace clew::view
