// For the targets that hold a list of readers, of which a byte of the input chooses one: which of them a seed has reached,
// that is, made to give a record. A list and seeds that no longer fit together fail the seeds' test.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "counting_sink.h"

namespace clew {

// Name of a reader: records or files that it gave so far. Read by seeds_test.cpp.
inline std::map<std::string, std::uint64_t>& given_by_reader() {
  static std::map<std::string, std::uint64_t> map;
  return map;
}

class ReaderList {
 public:
  using Readers = std::vector<std::unique_ptr<readers::Reader>>;
  explicit ReaderList(Readers list) : readers_(std::move(list)) {
    for (const auto& r : readers_)
      given_.push_back(&given_by_reader()[std::string(r->name())]);
  }
  std::size_t size() const { return readers_.size(); }
  // Probes and reads; every row has one fate.
  const readers::Reader& read(std::size_t which, const exhibit::Item& item, const readers::Options& options) const {
    const auto& reader = *readers_[which];
    (void)reader.probe(item);
    CountingSink sum;
    sum.size = item.bytes().size();
    reader.read(item, options, sum);
    CLEW_ASSERT(sum.seen == sum.fates);
    *given_[which] += sum.records;
    return reader;
  }

 private:
  Readers readers_;
  std::vector<std::uint64_t*> given_;
};

}  // namespace clew
