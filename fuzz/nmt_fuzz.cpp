// Any bytes through the loaders of the translation engine, and whatever loads through the engine:
// no crash, no hang, no memory beyond what the file's size deserves. The first byte chooses the
// loader; the rest is the file. Seeds: `clew-nmt-model seeds DIR`, made by nmt::make_fuzz_seeds();
// they and damaged copies of them also run as ordinary tests.
#include "base/assert.h"
#include "base/error.h"
#include "nmt/model_config.h"
#include "nmt/model_file.h"
#include "nmt/network.h"
#include "nmt/search.h"
#include "nmt/segmenter.h"
#include "nmt/shortlist.h"
#include "nmt/vocabulary.h"

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace clew::nmt;

void run_model(const std::string& bytes) {
  const Network network(ModelFile::parse(bytes, "fuzz"),
                        kernels(bytes.size() % 2 ? best_isa() : Isa::scalar));
  const auto& config = network.config();
  if (config.target_vocab > 4096 || bytes.size() > (1 << 20)) return;  // keeps one run short
  std::vector<std::uint32_t> all(config.target_vocab);
  std::iota(all.begin(), all.end(), 0u);
  OutputLayer full;
  network.make_output(all, false, full);
  SearchOptions options;
  options.beam_size = 1 + bytes.size() % 3;
  Searcher searcher(network, nullptr, &full);
  const std::vector<std::vector<std::uint32_t>> sentences = {{2, 1, 0}, {0}};
  std::vector<SearchResult> results(sentences.size());
  std::atomic<std::size_t> next = 0;
  searcher.run(sentences, next, results, options);
  for (const auto& result : results) {
    CLEW_ASSERT(!result.hypotheses.empty());
    for (const auto& h : result.hypotheses)
      for (const auto id : h.ids)
        CLEW_ASSERT(id < config.target_vocab);
  }
}

void run_shortlist(const std::string& bytes) {
  const auto shortlist = Shortlist::parse(bytes, "fuzz", 6, 60, bytes.size() % 2 == 0);
  std::vector<std::uint64_t> marks;
  std::vector<std::uint32_t> ids;
  shortlist.select(std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7}, marks, ids);
  for (const auto id : ids)
    CLEW_ASSERT(id < 60);
}

void run_vocabulary(const std::string& bytes) {
  const auto vocabulary = Vocabulary::parse(bytes, "fuzz");
  const std::string text = "The keys, the train; \xf0\x9f\x98\x82 \xff 12:40. Și ﬁ!";
  std::vector<Piece> pieces;
  vocabulary.encode(text, 0, pieces);
  std::vector<std::uint32_t> ids;
  for (const auto& piece : pieces) {
    CLEW_ASSERT(piece.begin <= piece.end && piece.end <= text.size());
    ids.push_back(piece.id);
  }
  for (const auto& cut : cut_long_text(text, pieces, 5))
    CLEW_ASSERT(cut.end <= pieces.size());
  vocabulary.decode(ids, &pieces);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  try {
    switch (data[0] % 4) {
      case 0:
        run_model(bytes);
        break;
      case 1:
        run_shortlist(bytes);
        break;
      case 2:
        run_vocabulary(bytes);
        break;
      default:
        read_config(bytes);
        break;
    }
  } catch (const clew::Error& error) {
    CLEW_ASSERT(error.kind() == clew::ErrorKind::integrity);
  }
  return 0;
}
