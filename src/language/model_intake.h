// Takes published file sets as they are into a model store.
//
//   model.roen.intgemm.alphas.bin.gz  lex.50.50.roen.s2t.bin.gz  vocab.roen.spm.gz  metadata.json
//
// Plain, .gz, .zst or other packing, single files, folders (also whole collections of pairs), or an
// archive (tar, zip, 7z) of them. What a file is, its first bytes say, not its name; which pair,
// the metadata beside it, the list given, or its name. Nothing gets in whose hash is not the
// published one, or whose parts do not load together. A model without any published hash is taken
// and its manifest says so. Files may be hostile: sizes are capped, nothing is written outside the
// store.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "language/model_store.h"
#include "language/published_models.h"

namespace clew::language {

struct IntakeOptions {
  std::string pair;                  // "ro-en", where the files do not say
  std::string origin;                // where they came from, for the manifest
  std::string licence;               // where the files do not say
  std::string sha256;                // the model's hash, known from elsewhere
  std::vector<PublishedModel> list;  // to compare with
};

struct IntakeResult {
  StoredModel model;
  bool added = false;  // false: was there already
};

// Throws Error: usage (no model among the files, pair unknown), integrity (a hash differs, a file
// is not what it should be), resource. With several models the first fault stops; what was put in
// before stays.
std::vector<IntakeResult> take_in_models(const ModelStore& store,
                                         const std::vector<std::filesystem::path>& paths,
                                         const IntakeOptions& options,
                                         const std::function<void(const std::string&)>& say = {});

}  // namespace clew::language
