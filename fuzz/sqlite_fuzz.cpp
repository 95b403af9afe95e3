// Any bytes as a SQLite database with a write-ahead log beside it: no crash, no hang, every row one
// fate. The first two bytes say how much of the rest is the log. Seeds: fuzz/sqlite/.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "counting_sink.h"
#include "readers/store_reader.h"

namespace {

using namespace clew;

struct Beside final : exhibit::Tree {
  std::vector<std::string> list;
  std::string log;
  const std::vector<std::string>& names() const override { return list; }
  std::optional<exhibit::Item> open(std::string_view name) const override {
    if (name != "a.db-wal" || log.empty()) return std::nullopt;
    exhibit::Item item;
    item.path = {"a.db-wal"};
    item.size = log.size();
    item.source = exhibit::bytes_in_memory(log);
    return item;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t log = std::min<std::size_t>(rest.size(), std::size_t{data[0]} * 256 + data[1]);
  Beside tree;
  tree.log = std::string(rest.substr(rest.size() - log));
  exhibit::Item item;
  item.path = {"a.db"};
  item.source = exhibit::bytes_in_memory(std::string(rest.substr(0, rest.size() - log)));
  item.size = item.bytes().size();
  item.tree = &tree;
  const auto reader = readers::make_store_reader();
  (void)reader->probe(item);
  CountingSink sum;
  reader->read(item, {}, sum);
  CLEW_ASSERT(sum.seen == sum.fates);
  return 0;
}
