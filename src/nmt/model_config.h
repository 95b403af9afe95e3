// The settings of a model, from the YAML text inside its file.
//
// Reads what Marian writes there: "key: scalar", "key: [a, b]" and "key:" followed by "- item"
// lines. A setting that would change the network into something this engine does not compute is
// refused by name, never ignored; settings of other network types are ignored. Throws
// Error(integrity) with a reason.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace clew::nmt {

// Key → values (one for a scalar, none for an empty list). Lines it cannot read are an error.
std::map<std::string, std::vector<std::string>> parse_settings(std::string_view yaml);

struct ModelConfig {
  unsigned encoder_layers = 6, decoder_layers = 2;
  unsigned dim = 256, heads = 8;
  std::uint64_t source_vocab = 0, target_vocab = 0;
  bool tied_all = true;      // one Wemb for source, target and output
  bool tied_source = false;  // one Wemb for source and target
  bool tied_output = true;   // target embeddings serve as output layer
  bool output_bias = true;
  unsigned alignment_layer = 0;  // decoder layer, from 0
};

ModelConfig read_config(std::string_view yaml);

}  // namespace clew::nmt
