// The translation models that a machine has: where they lie, what their manifests say, whether they
// are still what they were.
//
//   STORE/ro-en-tiny-e7542557/  manifest.json  model.bin  vocab.spm  lex.s2t.bin
//
// Stores are looked for in this order: the folder given (--models) or that of CLEW_MODELS, alone;
// else $XDG_DATA_HOME/clew/models (~/.local/share/clew/models), /usr/local/share/clew/models and
// /usr/share/clew/models. The first is the one that is written to.
//
// A manifest names every file with its SHA-256. Files are compared with it when a model is added,
// by verify(), and when a model is loaded: what translates is what the manifest says.
// Throws Error: not_found, integrity, resource, usage. One process may write a store at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/neural.h"

namespace clew::language {

struct StoredFile {
  std::string role;  // model, vocabulary, source-vocabulary, target-vocabulary, shortlist
  std::string name;  // within the model's folder
  std::uint64_t bytes = 0;
  std::string sha256;     // of the unpacked file, lower-case hexadecimal
  std::string published;  // whose manifest gave that hash: "metadata.json"; empty: computed here
};

// A measured quality: {"flores200-plus", "bleu", 39.4, "publisher"}.
struct MeasuredQuality {
  std::string test, metric;
  double value = 0;
  std::string by;
};

struct StoredModel {
  std::string name;      // "ro-en-tiny-e7542557": pair, architecture, start of the model's hash
  std::string from, to;  // language codes
  std::string architecture;
  std::string licence;  // as published; "unknown" otherwise
  std::string origin;   // where the files came from, as told
  std::vector<StoredFile> files;
  std::vector<MeasuredQuality> quality;
  std::filesystem::path folder;  // where it lies; not in the manifest

  const StoredFile* file(std::string_view role) const;
  std::uint64_t bytes() const;
  // The best figure for routing: BLEU of whatever test; nothing if none.
  std::optional<double> bleu() const;
};
std::string manifest_json(const StoredModel& model);
// Throws Error(integrity) when it is none.
StoredModel read_manifest(std::string_view json, const std::string& where);

class ModelStore {
 public:
  // `folder`: as given with --models; empty: the usual places.
  explicit ModelStore(const std::filesystem::path& folder = {});
  const std::filesystem::path& writable() const { return folders_.front(); }

  // All models, by name; one in several places counts once, from the first. `faults` gets what
  // could not be read.
  std::vector<StoredModel> list(std::vector<std::string>* faults = nullptr) const;
  // By name or by pair ("ro-en"); Error(not_found) if none, Error(usage) if several.
  StoredModel find(std::string_view name) const;
  // Compares sizes and hashes; what is wrong, empty if nothing.
  static std::vector<std::string> verify(const StoredModel& model);
  // Puts a model whose files lie in `folder` under their manifest names into the store.
  // Returns false when it is there already.
  bool put(const StoredModel& model, const std::filesystem::path& folder) const;
  void remove(const StoredModel& model) const;

 private:
  std::vector<std::filesystem::path> folders_;
};

// What the engine needs to load it.
NeuralModel neural_model(const StoredModel& model);

// SHA-256 of a file, read in portions.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace clew::language
