// The publisher's lists of models: what is to be had, under which address, with which hash.
//
// Two forms are read. The list of Firefox Translations ("models.json"):
//   {"generated": …, "baseUrl": …, "models": {"ro-en": [{"architecture": "tiny", "releaseStatus":
//   "Release", "sourceLanguage": "ro", "targetLanguage": "en", "files": {"model": {"path",
//   "uncompressedSize", "uncompressedHash"}, "vocab" | "srcVocab" + "trgVocab": {"path"},
//   "lexicalShortlist": {"path"}}, "metrics": {"flores200-plus": {"bleu", "chrf", "comet22"}}}]}}
// and the older registry:
//   {"roen": {"model" | "lex" | "vocab" | "srcvocab" | "trgvocab": {"name", "size",
//   "expectedSha256Hash", "modelType"}}}
// Sizes and hashes are those of the unpacked files. Also the metadata.json that lies beside a
// model:
//   {"architecture", "byteSize", "hash", "sourceLanguage", "targetLanguage", "flores": {"bleu",
//   "comet"}}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/model_store.h"

namespace clew::language {

struct PublishedFile {
  std::string role;  // as StoredFile::role
  std::string url;   // empty in metadata.json
  std::uint64_t bytes = 0;
  std::string sha256;  // of the unpacked file; empty when not published
};

struct PublishedModel {
  std::string from, to, architecture, status, licence;
  std::vector<PublishedFile> files;
  std::vector<MeasuredQuality> quality;
};

// Whether it is one of the two lists. Throws nothing.
bool is_model_list(std::string_view json);
// `base`: the address before the paths, where the list does not say it. Error(integrity) when it is
// none, Error(usage) when there is no address.
std::vector<PublishedModel> read_model_list(std::string_view json, std::string_view base);
// Nothing when it is no metadata.json.
std::optional<PublishedModel> read_metadata(std::string_view json);

// Of those for a pair ("ro-en") the one of that architecture, or without wish the released one that
// measured best, then the largest. Nothing if there is none.
const PublishedModel* choose_published(const std::vector<PublishedModel>& list,
                                       std::string_view pair, std::string_view architecture);

// "roen" → ro, en; "zh-Hanten" → zh-Hant, en. Codes of two or three letters, English on one side.
std::optional<std::pair<std::string, std::string>> split_pair(std::string_view pair);

}  // namespace clew::language
