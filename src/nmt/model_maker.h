// Makes model files without training: for tests, fuzzing and timing.
//
// - A copy model, whose right answer is known: its translation of any text is the text itself (or,
//   with a second vocabulary, the same ids read there). How it is built: model_maker.cpp.
// - Random models with the shapes of the published ones: their output is nonsense, their cost is
// real.
//
// Writes the formats of docs/formats/marian.md. Same arguments, same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::nmt {

enum class Numbers { float32, int8, int8_calibrated };

struct ModelShape {
  unsigned encoder_layers = 6, decoder_layers = 2, dim = 256, ffn = 1536, heads = 8;
  std::size_t source_vocab = 32000, target_vocab = 32000;
  bool tied = true;      // one embedding matrix; otherwise encoder_Wemb and decoder_Wemb
  bool uniform = false;  // weights of a random model: evenly distributed, not normally
  float end_bias = 0;    // of a random model: how willingly it ends, so that lengths can be set
};
ModelShape tiny_shape();
ModelShape base_memory_shape();
ModelShape base_shape();

// Collects arrays and writes the container. Weights are given as floats, [inputs][outputs].
class ModelWriter {
 public:
  explicit ModelWriter(Numbers numbers) : numbers_(numbers) {}
  // A bias, a norm: always float32.
  void add_vector(const std::string& name, const std::vector<float>& values);
  // A weight matrix: float32, or quantised and stored transposed, with the activations' multiplier.
  void add_weight(const std::string& name, std::size_t inputs, std::size_t outputs,
                  const std::vector<float>& values, float activation_mult);
  // Piece embeddings: float32, or quantised as they are.
  void add_embedding(const std::string& name, std::size_t pieces, std::size_t dim,
                     const std::vector<float>& values, float activation_mult);
  // For hostile files.
  void add_raw(const std::string& name, std::uint64_t type, std::vector<std::int32_t> shape,
               std::string data);
  std::string bytes(const std::string& yaml);

 private:
  struct Item {
    std::string name;
    std::uint64_t type;
    std::vector<std::int32_t> shape;
    std::string data;
  };
  Numbers numbers_;
  std::vector<Item> items_;
};

std::string settings_yaml(const ModelShape& shape);
std::string make_random_model(const ModelShape& shape, Numbers numbers, std::uint64_t seed);
// 64-dim, 6 + 2 layers; for `pieces` up to 2,000 and sentences up to 100 pieces.
std::string make_copy_model(std::size_t pieces, Numbers numbers, bool tied = true);

// A shortlist file: lists[w] = target ids for source id w, sorted.
std::string make_shortlist(std::uint64_t first,
                           const std::vector<std::vector<std::uint32_t>>& lists);
// `per_word` ids for each source id, half of them among the frequent first 2,000.
std::string make_random_shortlist(std::size_t vocab, std::size_t per_word, std::uint64_t seed);

// SentencePiece types: 1 normal, 2 unknown, 3 control, 4 user-defined, 6 byte.
struct PieceSpec {
  std::string text;
  float score = 0;
  int type = 1;
};
// `charsmap`: a precompiled normalisation map taken from another vocabulary file, or empty.
std::string make_vocabulary(const std::vector<PieceSpec>& pieces, std::string_view charsmap = {});
// </s>, <unk>, 256 byte pieces, "__sep__", ASCII and the words given: any text can be written.
std::vector<PieceSpec> copy_pieces(const std::vector<std::string>& words = {});
// `size` pieces for a text: its words seen at least `least` times, then frequent parts of words.
std::vector<PieceSpec> pieces_from_text(const std::vector<std::string>& lines, std::size_t size,
                                        std::size_t least);

// Small files for fuzz/nmt_fuzz.cpp: a byte that names the loader, then a whole file.
std::vector<std::string> make_fuzz_seeds();

}  // namespace clew::nmt
