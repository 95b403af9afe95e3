// Reads a whole exhibit: every file, through every container, each by the reader that knows it
// best.
//
// Runs inside the sandboxed reader process (and in tests without it). The order of items is that of
// the exhibit: files of a folder by name, members of a container as they lie there, companions of a
// database (-wal, -journal, -shm) after the rest; so it is the same on every run, and a run can go
// on after a crash at any item.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "exhibit/intake.h"
#include "exhibit/limits.h"
#include "exhibit/scratch.h"
#include "ingest/worker/reading_sink.h"

namespace clew::ingest {

struct Resume {
  std::uint32_t first_ordinal = 0;        // items before it are done
  std::vector<std::uint32_t> not_opened;  // items whose opening as a container failed before
  std::vector<std::string> claimed;       // joined paths that other items' readers took along
};

// What one item does wrong ends as a finding on it; only Stopped and what the sink throws come out.
// `readers`: those to choose from; the last takes what the others leave (normally all_readers()).
using ReaderList = std::vector<std::unique_ptr<readers::Reader>>;
void read_exhibit(const exhibit::EntryTree& tree, const ReaderList& readers,
                  const readers::Options& options, exhibit::Scratch& scratch,
                  exhibit::Budget& budget, const Resume& resume, ReadingSink& sink);

}  // namespace clew::ingest
