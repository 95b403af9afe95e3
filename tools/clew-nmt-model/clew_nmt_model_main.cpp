// clew-nmt-model: writes model files for tests and timing, without training.
//
//   clew-nmt-model copy OUT_DIR [--numbers float32|int8|int8-calibrated]
//   clew-nmt-model random OUT_DIR --shape tiny|base-memory|base --text FILE…
//   clew-nmt-model seeds OUT_DIR                (seed-NN files for fuzz/nmt_fuzz.cpp)
//
// The first two leave model.bin, vocab.spm and lex.s2t.bin in OUT_DIR.
#include "base/error.h"
#include "base/file.h"
#include "nmt/model_maker.h"

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace clew::nmt;

std::vector<std::string> lines_of(const std::vector<std::string>& files) {
  std::vector<std::string> lines;
  for (const auto& file : files) {
    const auto text = clew::read_file(file);
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      lines.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  std::string kind, directory, shape_name = "tiny", numbers_name = "int8-calibrated";
  std::vector<std::string> texts;
  std::size_t least = 4, vocab = 32000;
  std::uint64_t seed = 1;
  float end_bias = 0;
  CLI::App app("Writes translation models without training.", "clew-nmt-model");
  app.add_option("kind", kind)->required()->check(CLI::IsMember({"copy", "random", "seeds"}));
  app.add_option("directory", directory)->required();
  app.add_option("--shape", shape_name)->check(CLI::IsMember({"tiny", "base-memory", "base"}));
  app.add_option("--numbers", numbers_name)
      ->check(CLI::IsMember({"float32", "int8", "int8-calibrated"}));
  app.add_option("--text", texts, "text for the vocabulary of a random model");
  app.add_option("--least", least, "times a word must be there to become a piece");
  app.add_option("--vocab", vocab, "pieces of a random model")->check(CLI::Range(300, 200000));
  app.add_option("--seed", seed);
  app.add_option("--end-bias", end_bias, "how willingly a random model ends a sentence");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const Numbers numbers = numbers_name == "float32" ? Numbers::float32
                          : numbers_name == "int8"  ? Numbers::int8
                                                    : Numbers::int8_calibrated;
  try {
    const std::filesystem::path out = directory;
    std::filesystem::create_directories(out);
    if (kind == "seeds") {
      int number = 0;
      for (const auto& seed : make_fuzz_seeds())
        clew::write_file_durably(out / fmt::format("seed-{:02}", number++), seed);
    } else if (kind == "copy") {
      const auto pieces = copy_pieces();
      clew::write_file_durably(out / "model.bin", make_copy_model(pieces.size(), numbers));
      clew::write_file_durably(out / "vocab.spm", make_vocabulary(pieces));
      std::vector<std::vector<std::uint32_t>> lists(pieces.size());
      clew::write_file_durably(out / "lex.s2t.bin", make_shortlist(2, lists));
    } else {
      auto shape = shape_name == "tiny"          ? tiny_shape()
                   : shape_name == "base-memory" ? base_memory_shape()
                                                 : base_shape();
      shape.source_vocab = shape.target_vocab = vocab;
      shape.end_bias = end_bias;
      clew::write_file_durably(out / "model.bin", make_random_model(shape, numbers, seed));
      clew::write_file_durably(out / "vocab.spm",
                               make_vocabulary(pieces_from_text(lines_of(texts), vocab, least)));
      clew::write_file_durably(out / "lex.s2t.bin", make_random_shortlist(vocab, 28, seed));
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "clew-nmt-model: {}\n", error.what());
    return 1;
  }
  return 0;
}
