// What the reading of an exhibit tells, item by item: the reader's Sink plus what frames it. Ingest
// implements it; wire.h carries it across the process boundary.
//
// Order for each item: begin_item, chosen (at most once), any number of Sink calls, end_item. Items
// do not nest: a container ends before its members begin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "readers/reader.h"

namespace clew::ingest {

struct ItemHead {
  std::uint32_t ordinal = 0;  // items of an exhibit are numbered from 0 in reading order
  std::vector<std::string> path;
  std::uint64_t size = 0;
  friend bool operator==(const ItemHead&, const ItemHead&) = default;
};

struct Chosen {
  std::string sha256, mime;
  std::string reader, reader_version;  // "container" for what was unpacked; "" if read elsewhere
  std::string reason;                  // why this reader
  int confidence = 0;
  friend bool operator==(const Chosen&, const Chosen&) = default;
};

class ReadingSink : public readers::Sink {
 public:
  virtual void begin_item(const ItemHead& head) = 0;
  virtual void chosen(const Chosen& chosen) = 0;
  virtual void end_item() = 0;
  // About the exhibit as a whole, outside any item.
  virtual void exhibit_finding(model::Finding finding) = 0;
  // Work goes on although nothing else is said.
  virtual void heartbeat() = 0;
};

// Thrown by a sink to end the reading at once; readers and the walk let it through.
struct Stopped {};

}  // namespace clew::ingest
