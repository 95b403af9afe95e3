#include "language/model_store.h"

#include <doctest/doctest.h>

#include <random>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "language/model_intake.h"
#include "language/published_models.h"
#include "nmt/model_maker.h"

namespace clew::language {
namespace {

namespace fs = std::filesystem;

// A copy model under the names of publication.
fs::path published_set(const fs::path& folder, const std::string& pair) {
  fs::create_directories(folder);
  const auto pieces = nmt::copy_pieces();
  write_file_durably(folder / ("model." + pair + ".intgemm.alphas.bin"),
                     nmt::make_copy_model(pieces.size(), nmt::Numbers::int8_calibrated));
  write_file_durably(folder / ("vocab." + pair + ".spm"), nmt::make_vocabulary(pieces));
  return folder;
}

ErrorKind kind_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.kind();
  }
  return ErrorKind::internal;
}

}  // namespace

TEST_CASE("a published set is taken in, listed, found, verified, loaded and removed") {
  const TemporaryDirectory place;
  const ModelStore store(place.path() / "store");
  CHECK(store.list().empty());
  const auto set = published_set(place.path() / "set", "roen");
  const auto results = take_in_models(store, {set}, {});
  REQUIRE(results.size() == 1);
  CHECK(results[0].added);
  CHECK(results[0].model.from == "ro");
  CHECK(results[0].model.to == "en");
  CHECK_FALSE(take_in_models(store, {set}, {})[0].added);
  REQUIRE(store.list().size() == 1);
  const auto model = store.find("ro-en");
  CHECK(model.name == results[0].model.name);
  CHECK(ModelStore::verify(model).empty());
  NeuralEngine engine({neural_model(model)});
  const std::vector<std::string> texts = {"Unde esti maine?"};
  CHECK(engine.translate("ro", texts, {})[0].text == texts[0]);
  CHECK(engine.translate("ro", texts, {})[0].links.size() == 3);
  // Only the store itself is left of the workplace.
  CHECK(std::distance(fs::directory_iterator(store.writable()), fs::directory_iterator()) == 1);
  store.remove(model);
  CHECK(store.list().empty());
  CHECK(kind_of([&] { store.find("ro-en"); }) == ErrorKind::not_found);
}

TEST_CASE("a manifest from a stick is held against the files") {
  const TemporaryDirectory place;
  const ModelStore first(place.path() / "first"), second(place.path() / "second");
  const auto model =
      take_in_models(first, {published_set(place.path() / "set", "plen")}, {})[0].model;
  CHECK(take_in_models(second, {model.folder}, {})[0].added);
  auto bytes = read_file(model.folder / "model.bin");
  bytes[bytes.size() / 2] ^= 4;
  write_file_durably(model.folder / "model.bin", bytes);
  CHECK(ModelStore::verify(model).size() == 1);
  const ModelStore third(place.path() / "third");
  CHECK(kind_of([&] { take_in_models(third, {model.folder}, {}); }) == ErrorKind::integrity);
  CHECK(third.list().empty());
}

TEST_CASE("damaged manifests and lists are refused or read, never worse") {
  StoredModel model;
  model.name = "ro-en-tiny-00000000";
  model.from = "ro", model.to = "en", model.architecture = "tiny";
  model.files = {{"model", "model.bin", 5, std::string(64, 'a'), ""},
                 {"vocabulary", "vocab.spm", 5, std::string(64, 'b'), "metadata.json"}};
  model.quality = {{"flores", "bleu", 39.4, "publisher"}};
  const auto whole = manifest_json(model);
  CHECK(manifest_json(read_manifest(whole, "test")) == whole);
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    auto damaged = whole.substr(0, i % 3 ? whole.size() : random() % whole.size());
    if (!damaged.empty()) damaged[random() % damaged.size()] = static_cast<char>(random());
    try {
      const auto read = read_manifest(damaged, "test");
      for (const auto& f : read.files)
        CHECK(f.name.find('/') == std::string::npos);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::integrity);
    }
    try {
      read_model_list(damaged, "");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::integrity);
    }
    read_metadata(damaged);
  }
  for (const char* name : {"../x", "a/b", ".hidden", "a b", ""}) {
    auto bad = model;
    bad.files[0].name = name;
    CHECK(kind_of([&] { read_manifest(manifest_json(bad), "test"); }) == ErrorKind::integrity);
  }
}

TEST_CASE("both forms of the publisher's list are read") {
  const auto list =
      read_model_list(R"({"generated":"x","baseUrl":"https://models.example.test/data/","models":{
      "ro-en":[{"architecture":"tiny","releaseStatus":"Release","sourceLanguage":"ro","targetLanguage":"en",
                "files":{"model":{"path":"a/model.bin.gz","uncompressedSize":17,"uncompressedHash":"ABCDEF"},
                         "vocab":{"path":"a/vocab.spm.gz"},"lexicalShortlist":{"path":"a/lex.bin.gz"}},
                "metrics":{"flores200-plus":{"bleu":39.4,"chrf":65.0}}},
               {"architecture":"base-memory","releaseStatus":"Nightly","files":{"model":{"path":"b/model.bin.gz"},
                "srcVocab":{"path":"b/s.spm.gz"},"trgVocab":{"path":"b/t.spm.gz"}}}]}})",
                      "");
  REQUIRE(list.size() == 2);
  CHECK(list[0].files[0].url == "https://models.example.test/data/a/model.bin.gz");
  CHECK(list[0].files[0].sha256 == "abcdef");
  CHECK(list[0].quality.size() == 2);
  CHECK(list[1].from == "ro");
  CHECK(list[1].files[1].role == "source-vocabulary");
  CHECK(choose_published(list, "ro-en", "")->architecture == "tiny");
  CHECK(choose_published(list, "ro-en", "base-memory") == &list[1]);
  CHECK(choose_published(list, "ro-en", "base") == nullptr);
  CHECK(choose_published(list, "xx-en", "") == nullptr);

  const auto old = read_model_list(
      R"({"esen":{"model":{"name":"model.esen.bin","size":9,"expectedSha256Hash":"ff","modelType":"prod"},
      "lex":{"name":"lex.50.50.esen.s2t.bin","size":8},"vocab":{"name":"vocab.esen.spm","size":7}}})",
      "https://models.example.test/");
  REQUIRE(old.size() == 1);
  CHECK(old[0].from == "es");
  CHECK(old[0].files[0].url == "https://models.example.test/esen/model.esen.bin.gz");
  CHECK(kind_of([] { read_model_list("[]", ""); }) == ErrorKind::integrity);
}

TEST_CASE("pairs are read from names as they are published") {
  using P = std::pair<std::string, std::string>;
  CHECK((split_pair("roen") == P{"ro", "en"}));
  CHECK((split_pair("enzh") == P{"en", "zh"}));
  CHECK((split_pair("uk-ru") == P{"uk", "ru"}));
  CHECK((split_pair("zh-Hant-en") == P{"zh-Hant", "en"}));
  for (const char* none : {"", "en", "x-y", "vocab", "intgemm", "s2t", "50", "ROEN"})
    CHECK_FALSE(split_pair(none).has_value());
}

}  // namespace clew::language
