// Search on its way out: every search is kept with what it found, and can be replayed.
//
// The query language is search/query.h's; any string is a valid query. Hits come in the order of
// exhibits and records, not by a score, so that a replay shows the same list. A hit says where it
// matched: "original" (as typed), "folded" (without accents, in another script or spelling),
// "translation", "participant" (name or number beside the record), "found" (a number or address
// inside the text, in another writing), "field" (a subject, title or file name). Where the
// translation knows which words became which, a hit also says which words of the other side stand
// for those that matched ("partners"): nothing was found there. Ranges count UTF-16 code units, as
// browsers do.
//
// Cost: a word in 100,000 of 1 M messages about 30 ms (docs/measurements/search.md).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/records.h"
#include "view/viewer.h"

namespace clew::view {

struct SearchRequest {
  std::string query;
  std::string exhibit, language, kind;  // filters beside those in the query; "" all
};

struct SearchHit {
  RecordView record;
  std::vector<std::string> matched;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> original_ranges, translation_ranges;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> original_partners, translation_partners;
};

struct SearchResult {
  std::int64_t id = 0;  // of the kept search, 0 when it is not kept
  std::string query;
  std::int64_t total = 0;
  bool total_exact = true;
  std::vector<std::string> not_searched;  // what could not be searched, in words with counts
  std::vector<SearchHit> hits;            // from the offset asked for
};

// Runs the search without keeping it.
SearchResult search(const CaseView& view, const SearchRequest& request, std::size_t offset,
                    std::size_t limit);

// Runs it, stores query, filters, number of hits and their hash, logs the consultation; returns its
// number. The case must be open for writing.
std::int64_t keep_search(const CaseView& view, const SearchRequest& request);

// Runs a kept search again. Throws Error(not_found) when there is none of that number.
SearchResult run_kept_search(const CaseView& view, std::int64_t id, std::size_t offset,
                             std::size_t limit);

// All that a kept search finds today, in its order: record numbers. Throws Error(not_found).
std::vector<std::int64_t> kept_search_records(const CaseView& view, std::int64_t id);

// Whether a kept search finds today what it found then.
struct SearchReplay {
  SearchRequest request;
  std::string who;
  Micros made = 0;
  std::int64_t hits_then = 0, hits_now = 0;
  bool same = false;  // the same records, by hash of their ids
};
SearchReplay replay_search(const CaseView& view, std::int64_t id);

struct KeptSearch {
  std::int64_t id = 0, hits = 0;
  SearchRequest request;
  std::string hits_hash, who;
  Micros made = 0;
};
// Newest first.
std::vector<KeptSearch> kept_searches(const CaseView& view);

// {"v":1,"searches":[…]}, newest first.
void write_kept_searches(JsonWriter& out, const CaseView& view);
void write_json(JsonWriter& out, const SearchResult& result);

}  // namespace clew::view
