// The search index of a case: derived/search.db, three FTS5 tables over encoded tokens (tokens.h).
//
//   original  rowid = record id: the text, and of cards, accounts, files and documents also names, standard fields,
//             titles and file names, and the source's own id unless it is a row number
//   english   rowid = record id: the translation shown (a person's correction goes before the machine's)
//   people    rowid = identifier id: name and number as written, number forwards and backwards (so that it is found by
//             its last digits); below 0, in the order of their ids, the handles: the normal form of what stands in texts
//
// No text is kept twice: the tables are contentless. The file can be deleted; it is then rebuilt. A
// new exhibit or translation is added to it; when an exhibit was read again it is rebuilt.
//
// Hits are record ids in ascending order, all of them: counts are exact, nothing is ranked. What
// was tried instead: ranking by bm25 in FTS5 reads and scores every hit of a common word before the
// first can be shown (docs/measurements/search.md). Sets of ids are joined here, not in FTS5,
// because a query may find one of its words in the original and the other in the translation.
//
// For one thread. Memory: 8 bytes a hit of each term.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "search/query.h"

namespace clew::search {

// Done, total, of what ("records", "translations").
using IndexProgress = std::function<void(std::int64_t, std::int64_t, std::string_view)>;

// Makes the index, or adds what came since. With a case open for reading it can still be made anew
// (it is derived). Stopped, it throws Error(resource) and goes on from the last batch next time.
// `records_done` is called when the records are in; what is read after it returns are handles, languages and
// translations. Cost: docs/measurements/search.md; about 100 MB of memory.
void update_index(casefile::Case& case_file, ThreadPool& pool, const IndexProgress& progress = {},
                  std::stop_token stop = {}, const std::function<void()>& records_done = {});

// For an update on another thread: writes into the case, where needed, which index will belong to it. After that
// update_index() does the rest with the case open for reading only.
void announce_index(casefile::Case& case_file);

class Index {
 public:
  // Nothing when there is no index, or it is damaged or belongs to another state of the case.
  static std::unique_ptr<Index> open(casefile::Case& case_file);
  ~Index();

  // All records that the query finds, ascending. Throws Error(integrity) when the index is damaged.
  std::vector<std::int64_t> find(const Query& query);

  // What no search can see, in words with counts: unread files, lines without a translation, media
  // without text, records that came after the index was made.
  std::vector<std::string> not_searched() const;

 private:
  Index();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::search
