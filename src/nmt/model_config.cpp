#include "nmt/model_config.h"

#include "base/blanks.h"
#include "base/error.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace clew::nmt {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorKind::integrity, what); }

std::string_view trim(std::string_view s) { return trimmed(s, " \t\r"); }

std::string scalar(std::string_view s) {
  s = trim(s);
  if (s.size() >= 2 && (s.front() == '"' || s.front() == '\'') && s.back() == s.front())
    s = s.substr(1, s.size() - 2);
  return std::string(s.substr(0, 1000));
}

using Settings = std::map<std::string, std::vector<std::string>>;

std::string value_or(const Settings& settings, std::string_view key, std::string_view fallback) {
  const auto it = settings.find(std::string(key));
  if (it == settings.end()) return std::string(fallback);
  return it->second.empty() ? std::string() : it->second.front();
}

bool flag(const Settings& settings, std::string_view key, bool fallback) {
  const auto value = value_or(settings, key, fallback ? "true" : "false");
  if (value == "true") return true;
  if (value == "false") return false;
  refuse(fmt::format("setting {} is neither true nor false", key));
}

std::uint64_t number(std::string_view key, const std::string& text, std::uint64_t low,
                     std::uint64_t high) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < low || n > high)
    refuse(fmt::format("setting {} is not a number from {} to {}", key, low, high));
  return n;
}

void must_be(const Settings& settings, std::string_view key,
             std::initializer_list<std::string_view> supported, std::string_view fallback) {
  const auto value = value_or(settings, key, fallback);
  if (std::find(supported.begin(), supported.end(), value) == supported.end())
    refuse(fmt::format("setting {} is \"{}\": this kind of network cannot be run", key,
                       value.substr(0, 60)));
}

}  // namespace

std::map<std::string, std::vector<std::string>> parse_settings(std::string_view yaml) {
  Settings settings;
  std::vector<std::string>* list = nullptr;  // of the key whose "- item" lines may follow
  while (!yaml.empty()) {
    const auto end = std::min(yaml.find('\n'), yaml.size());
    const auto whole = yaml.substr(0, end);
    yaml.remove_prefix(std::min(end + 1, yaml.size()));
    const auto line = trim(whole);
    if (line.empty() || line.front() == '#' || line == "---" || line == "...") continue;
    if (line.starts_with("- ") || line == "-") {
      if (!list) refuse("a list item in the settings belongs to no key");
      list->push_back(scalar(line.substr(1)));
      continue;
    }
    // Nested maps have nothing for us; an indented "key:" belongs to one.
    if (whole.front() == ' ' || whole.front() == '\t') continue;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) refuse("a line of the settings has no key");
    auto& values = settings[scalar(line.substr(0, colon))];
    values.clear();
    list = nullptr;
    auto rest = trim(line.substr(colon + 1));
    if (rest.empty()) {
      list = &values;
    } else if (rest.front() == '[' && rest.back() == ']') {
      rest = trim(rest.substr(1, rest.size() - 2));
      while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        values.push_back(scalar(rest.substr(0, comma)));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
      }
    } else {
      values.push_back(scalar(rest));
    }
  }
  return settings;
}

ModelConfig read_config(std::string_view yaml) {
  const auto s = parse_settings(yaml);
  must_be(s, "type", {"transformer"}, "");
  must_be(s, "transformer-decoder-autoreg", {"rnn"}, "self-attention");
  must_be(s, "dec-cell", {"ssru"}, "gru");
  must_be(s, "dec-cell-base-depth", {"2"}, "2");
  must_be(s, "dec-cell-high-depth", {"1"}, "1");
  must_be(s, "transformer-preprocess", {""}, "");
  // "d" is dropout, which is only for training.
  must_be(s, "transformer-postprocess", {"dan", "an"}, "dan");
  must_be(s, "transformer-postprocess-emb", {"d", ""}, "d");
  must_be(s, "transformer-postprocess-top", {"", "d"}, "");
  must_be(s, "transformer-ffn-activation", {"relu"}, "swish");
  must_be(s, "transformer-ffn-depth", {"2"}, "2");
  must_be(s, "transformer-train-position-embeddings", {"false"}, "false");
  must_be(s, "transformer-no-projection", {"false"}, "false");
  must_be(s, "transformer-no-affine", {"false"}, "false");
  must_be(s, "transformer-rnn-projection", {"false"}, "false");
  must_be(s, "transformer-pool", {"false"}, "false");
  must_be(s, "transformer-tied-layers", {""}, "");
  must_be(s, "transformer-depth-scaling", {"false", "true"}, "false");  // initialisation only
  must_be(s, "right-left", {"false"}, "false");
  must_be(s, "ulr", {"false"}, "false");
  must_be(s, "lemma-dim-emb", {"0"}, "0");
  must_be(s, "factors-dim-emb", {"0"}, "0");
  must_be(s, "input-types", {"", "sequence"}, "");

  ModelConfig c;
  c.encoder_layers =
      static_cast<unsigned>(number("enc-depth", value_or(s, "enc-depth", "6"), 1, 64));
  c.decoder_layers =
      static_cast<unsigned>(number("dec-depth", value_or(s, "dec-depth", "6"), 1, 64));
  c.dim = static_cast<unsigned>(number("dim-emb", value_or(s, "dim-emb", "512"), 16, 4096));
  c.heads = static_cast<unsigned>(
      number("transformer-heads", value_or(s, "transformer-heads", "8"), 1, 128));
  if (c.dim % 16 != 0 || c.dim % c.heads != 0)
    refuse("dim-emb is not a multiple of 16 and of transformer-heads");
  const auto vocabs = s.find("dim-vocabs");
  if (vocabs == s.end() || vocabs->second.size() != 2)
    refuse("setting dim-vocabs does not name two sizes");
  c.source_vocab = number("dim-vocabs", vocabs->second[0], 3, 1'000'000);
  c.target_vocab = number("dim-vocabs", vocabs->second[1], 3, 1'000'000);
  c.tied_all = flag(s, "tied-embeddings-all", false);
  c.tied_source = c.tied_all || flag(s, "tied-embeddings-src", false);
  c.tied_output = c.tied_all || flag(s, "tied-embeddings", false);
  if (c.tied_source && c.source_vocab != c.target_vocab)
    refuse("source and target share embeddings but dim-vocabs differ");
  c.output_bias = !flag(s, "output-omit-bias", false);
  const auto layer = value_or(s, "transformer-guided-alignment-layer", "last");
  c.alignment_layer = layer == "last"
                          ? c.decoder_layers - 1
                          : static_cast<unsigned>(number("transformer-guided-alignment-layer",
                                                         layer, 1, c.decoder_layers)) -
                                1;
  return c;
}

}  // namespace clew::nmt
