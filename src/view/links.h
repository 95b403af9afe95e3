// Who is in contact with whom, by how many events counted once; and the clocks of the exhibits.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "link/events.h"
#include "view/viewer.h"

namespace clew::view {

struct LinkPairView {
  std::int64_t a_id = 0, b_id = 0;
  model::EvidenceText a, b;  // normal forms; a is the smaller in (kind, normal, scope)
  model::EvidenceText a_name, b_name;  // the name that most exhibits save it under, see put_names()
  std::string a_kind, b_kind;
  std::int64_t count = 0, a_to_b = 0, b_to_a = 0, undated = 0;
  std::int64_t by_saved_name = 0;  // of `count`: the exhibit shows only a name, which there stands for the number (job/saved_names.h)
  std::array<std::int64_t, link::event_kind_count> by_kind{};
  std::int64_t talk_s = 0;                  // summed length of calls, seconds
  std::optional<Micros> first, last;
};
// Pairs with at least `least` events; most events first. `handle` 0: all.
std::vector<LinkPairView> links(const CaseView& view, ThreadPool& pool, std::int64_t handle = 0, std::int64_t least = 1);
// The names of those that are shown: a question for each handle of the list.
void put_names(const CaseView& view, std::vector<LinkPairView>& list);
void write_json(JsonWriter& out, const std::vector<LinkPairView>& list);

struct ClockView {
  std::string exhibit, kind, note;
  std::string device;  // of a table of several phones: which; '' else
  double offset_s = 0, share = 0;  // at the beginning; see pieces
  std::int64_t support = 0;
  struct Piece {
    std::optional<Micros> from, to;  // as the exhibit says; nothing: open
    double offset_s = 0;
    std::string kind;
    std::string part;  // '': of times with a zone of their own; else of the reader whose times have none
  };
  std::vector<Piece> pieces;
  struct With {  // what the events shared with one other exhibit say
    std::string exhibit, device;
    std::optional<Micros> from, to;
    double offset_s = 0, residual_s = 0;  // this clock less the other's
    std::int64_t support = 0, compared = 0;
    bool believed = false;
  };
  std::vector<With> with;
};
// Offsets are stated, never applied to a record. One for each exhibit, or each phone of an exhibit that is a table of several.
std::vector<ClockView> clocks(const CaseView& view);
// The array of clocks.
void write_array(JsonWriter& out, const std::vector<ClockView>& list);
void write_json(JsonWriter& out, const std::vector<ClockView>& list);

struct LinkRecordFilter {
  std::optional<Micros> from, to;  // events in [from, to); undated ones only where neither is given
  bool undated = true;             // lines of a chart count dated events alone
  bool copies = true;              // with all copies of each event; else the first, so that there are as many as the line counts
  std::size_t limit = 1000;
};
// The records behind a line of links(): every event it counts (either direction), in order of time, undated last.
std::vector<model::RecordId> link_records(const CaseView& view, ThreadPool& pool, std::int64_t a, std::int64_t b,
                                          const LinkRecordFilter& filter);
inline std::vector<model::RecordId> link_records(const CaseView& view, ThreadPool& pool, std::int64_t a, std::int64_t b,
                                                 std::size_t limit = 1000) {
  LinkRecordFilter filter;
  filter.limit = limit;
  return link_records(view, pool, a, b, filter);
}

}  // namespace clew::view
