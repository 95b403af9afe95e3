// clew-lid-train MANIFEST INPUT_ROOT WEIGHTS: trains the language detector. See README.md.
#include "corpus.h"
#include "training.h"

#include "base/error.h"
#include "base/sha256.h"
#include "language/lid_model.h"

#include <fmt/core.h>

#include <cstring>
#include <exception>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace clew;
using namespace clew::lid_train;

void put_u32(std::string& out, std::size_t v) {
  const auto u = static_cast<std::uint32_t>(v);
  out.append(reinterpret_cast<const char*>(&u), 4);
}

void put_f32(std::string& out, float v) { out.append(reinterpret_cast<const char*>(&v), 4); }

std::string weights_file(const std::vector<const Language*>& languages,
                         const std::vector<Trained>& groups,
                         const std::vector<std::uint32_t>& names) {
  std::map<std::uint32_t, std::string> words;  // of two scripts' words with one hash the first is kept
  for (const Trained& g : groups)
    words.insert(g.words.begin(), g.words.end());
  std::string out = "CLEWLID2";
  put_u32(out, languages.size());
  put_u32(out, groups.size());
  put_u32(out, names.size());
  put_u32(out, words.size());
  for (const Language* lang : languages) {
    char code[12] = {};
    std::memcpy(code, lang->code.data(), std::min<std::size_t>(lang->code.size(), 11));
    out.append(code, 12);
    put_u32(out, static_cast<std::size_t>(lang->script));
  }
  for (const Trained& g : groups) {
    std::size_t first = 0;
    while (languages[first]->script != g.script)
      ++first;
    put_u32(out, static_cast<std::size_t>(g.script));
    put_u32(out, first);
    put_u32(out, g.bias.size());
    put_u32(out, g.row_bytes);
    put_u32(out, g.hashes.size());
    put_f32(out, g.scale);
    out.append(reinterpret_cast<const char*>(g.codebook), 16);
    for (const float t : g.temperature)
      put_f32(out, t);
    for (const float w : g.word_weight)
      put_f32(out, w);
  }
  for (const Trained& g : groups) {
    for (const float b : g.bias)
      put_f32(out, b);
    for (const std::uint32_t h : g.hashes)
      put_u32(out, h);
    out.append((64 - out.size() % 64) % 64, '\0');
    out.append(reinterpret_cast<const char*>(g.rows.data()), g.rows.size());
  }
  for (const std::uint32_t h : names)
    put_u32(out, h);
  for (const auto& [hash, entries] : words)
    put_u32(out, hash);
  for (const auto& [hash, entries] : words)
    out += static_cast<char>(entries.size() / 2);
  for (const auto& [hash, entries] : words)
    out += entries;
  return out;
}

int run(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: clew-lid-train MANIFEST INPUT_ROOT WEIGHTS\n");
    return 2;
  }
  const auto all = read_corpus(argv[1], argv[2]);
  const auto names = read_names(argv[2], all);
  fmt::print(stderr, "{} names\n", names.size());
  // By script, in the manifest's order within one; the romanised languages after the Latin ones, whose last is their family.
  using language::lid::Script;
  const auto before = [](Script a, Script b) {
    const auto place = [](Script s) { return s == Script::romanised ? 3 : 2 * static_cast<int>(s); };
    return place(a) < place(b);
  };
  std::map<Script, std::vector<const Language*>, decltype(before)> by_script(before);
  for (const Language& lang : all)
    by_script[lang.script].push_back(&lang);
  std::vector<const Language*> order;
  std::vector<Trained> groups;
  for (const auto& [script, languages] : by_script) {
    order.insert(order.end(), languages.begin(), languages.end());
    for (const Language* lang : languages) {
      fmt::print(stderr, "{}:", lang->code);
      for (const Source& s : lang->sources)
        fmt::print(stderr, " {} {}", s.kind, s.lines.size());
      fmt::print(stderr, "\n");
    }
    if (languages.size() < 2) continue;
    Settings settings;
    switch (script) {
      case language::lid::Script::latin:
        break;
      case language::lid::Script::cyrillic:
      case language::lid::Script::arabic:
        settings.rows = 32000;
        settings.steps = 100000 * languages.size();
        break;
      default:
        settings.rows = 12000;
        settings.steps = 100000 * languages.size();
    }
    groups.push_back(train_group(languages, settings));
  }
  const std::string bytes = weights_file(order, groups, names);
  const language::lid::Model check(bytes);  // what the detector would refuse is not written
  std::ofstream(argv[3], std::ios::binary) << bytes;
  fmt::print("{}  {} languages, {} bytes\n", sha256_hex(bytes), check.class_count(), bytes.size());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr, "clew-lid-train: {}\n", e.what());
    return 1;
  }
}
