#include "language/neural.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/error.h"
#include "base/thread_pool.h"
#include "language/apertium_stream.h"
#include "language/model_store.h"
#include "language/neural_sentence.h"
#include "nmt/translator.h"

namespace clew::language {
namespace {

constexpr std::string_view neural_adapter_version = "4";
// At the length limit the decoder was cut off in the middle of what is most likely a loop.
constexpr double log_prob_at_limit = -10;
// By way of a third language much gets lost; for routing only.
constexpr double pivot_share = 0.7;

class Loaded {
 public:
  explicit Loaded(NeuralModel files) : files_(std::move(files)) {}
  const NeuralModel& files() const { return files_; }

  const nmt::Translator& translator() {
    const std::lock_guard lock(mutex_);
    if (!translator_) {
      for (const auto& [path, hash] : files_.hashes)
        if (sha256_of_file(path) != hash)
          throw Error(ErrorKind::integrity,
                      fmt::format("{} is not what its manifest says (SHA-256); `clew model verify` "
                                  "tells more, and adding "
                                  "the model again mends it",
                                  path.string()));
      translator_ = std::make_unique<nmt::Translator>(
          nmt::ModelFiles{files_.model, files_.vocabularies, files_.shortlist});
    }
    return *translator_;
  }

 private:
  NeuralModel files_;
  std::mutex mutex_;
  std::unique_ptr<nmt::Translator> translator_;
};

// What is known of a segment while its sentences come together.
struct Tally {
  double log_prob = 0;
  std::size_t tokens = 0;
  std::uint64_t clipped = 0, quantised = 0;
};

// One step: a rendering for each segment; fewer when stopped.
std::vector<Rendering> one_step(Loaded& loaded, std::span<const std::string> segments,
                                std::stop_token stop) {
  std::vector<Sentence> sentences;
  std::vector<std::size_t> segment_of;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    for (const auto& [begin, end] : split_sentences(segments[i])) {
      sentences.push_back(take_out_marks(segments[i], begin, end));
      segment_of.push_back(i);
    }
  }
  std::vector<std::string_view> texts;
  for (const auto& sentence : sentences)
    texts.emplace_back(sentence.text);
  // The pipeline runs several calls side by side; each stays on its caller's thread.
  ThreadPool here(1);
  const auto results = loaded.translator().translate(texts, {}, here, stop);

  std::vector<Rendering> out(segments.size());
  std::vector<Tally> tallies(segments.size());
  std::size_t whole = segments.size();
  for (std::size_t k = 0; k < sentences.size(); ++k) {
    const auto i = segment_of[k];
    const auto& t = results[k];
    if (!t.complete) {
      whole = std::min(whole, i);
      break;
    }
    put_back(t, sentences[k], out[i].text, out[i].links);
    out[i].unknown += static_cast<std::uint32_t>(t.unknown_pieces);
    auto& tally = tallies[i];
    tally.log_prob += t.hit_length_limit
                          ? log_prob_at_limit * static_cast<double>(t.target.size() + 1)
                          : t.log_prob;
    tally.tokens += t.target.size() + t.segments.size();
    tally.clipped += t.clipped;
    tally.quantised += t.quantised;
  }
  out.resize(whole);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto& tally = tallies[i];
    out[i].words = count_words(segments[i]);
    out[i].unknown = std::min(out[i].unknown, out[i].words);
    if (tally.tokens > 0) out[i].mean_log_prob = tally.log_prob / static_cast<double>(tally.tokens);
    if (tally.quantised > 0)
      out[i].clipped = static_cast<double>(tally.clipped) / static_cast<double>(tally.quantised);
  }
  return out;
}

}  // namespace

struct NeuralEngine::State {
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Loaded>> models;
  // The one or two steps of each language.
  std::map<std::string, std::vector<Loaded*>, std::less<>> ways;

  const std::vector<Loaded*>* way(std::string_view language) const {
    const auto it = ways.find(language);
    return it == ways.end() ? nullptr : &it->second;
  }
};

NeuralEngine::NeuralEngine(std::vector<NeuralModel> models, bool pivot)
    : state_(std::make_unique<State>()) {
  for (auto& model : models) {
    // Several for one pair: the best measured, then the first.
    auto& place = state_->models[{model.from, model.to}];
    if (!place || model.bleu.value_or(0) > place->files().bleu.value_or(0))
      place = std::make_unique<Loaded>(std::move(model));
  }
  for (const auto& [pair, model] : state_->models)
    if (pair.second == "en") state_->ways[pair.first] = {model.get()};
  if (!pivot) return;
  const auto direct = state_->ways;
  for (const auto& [pair, first] : state_->models) {
    const auto second = direct.find(pair.second);
    if (second == direct.end() || direct.contains(pair.first) || pair.first == "en") continue;
    auto& way = state_->ways[pair.first];
    if (way.empty() ||
        second->second[0]->files().bleu.value_or(0) > way[1]->files().bleu.value_or(0))
      way = {first.get(), second->second[0]};
  }
}

NeuralEngine::~NeuralEngine() = default;

std::vector<std::string> NeuralEngine::languages() const {
  std::vector<std::string> codes;
  for (const auto& [code, way] : state_->ways)
    codes.push_back(code);
  return codes;
}

std::string NeuralEngine::route(std::string_view language) const {
  const auto* way = state_->way(language);
  if (!way) return {};
  if (way->size() == 1) return fmt::format("{}→en", language);
  const auto& between = (*way)[0]->files().to;
  return fmt::format("{}→{}→en, by way of {}", language, between, between);
}

std::string NeuralEngine::version(std::string_view language) const {
  const auto* way = state_->way(language);
  if (!way) return {};
  std::string versions;
  for (const auto* step : *way)
    versions += fmt::format("{}; ", step->files().version);
  return fmt::format("{}clew-neural {}", versions, neural_adapter_version);
}

std::optional<double> NeuralEngine::quality(std::string_view language) const {
  const auto* way = state_->way(language);
  if (!way) return {};
  const auto bleu = way->back()->files().bleu;
  if (way->size() == 1 || !bleu) return bleu;
  return *bleu * pivot_share;
}

std::vector<Rendering> NeuralEngine::translate(std::string_view language,
                                               std::span<const std::string> segments,
                                               std::stop_token stop) {
  const auto* way = state_->way(language);
  if (!way)
    throw Error(
        ErrorKind::not_found,
        fmt::format("no neural model from {} to English; add one with clew model add", language));
  auto out = one_step(*way->front(), segments, stop);
  if (way->size() == 1) return out;
  std::vector<std::string> between;
  for (auto& rendering : out)
    between.push_back(std::move(rendering.text));
  auto second = one_step(*way->back(), between, stop);
  for (std::size_t i = 0; i < second.size(); ++i) {
    // Its words are those of the language between, and so are its links: nothing is said.
    second[i].links.clear();
    second[i].words = out[i].words;
    second[i].unknown = std::max(out[i].unknown, std::min(second[i].unknown, out[i].words));
    if (second[i].mean_log_prob && out[i].mean_log_prob)
      second[i].mean_log_prob = std::min(*second[i].mean_log_prob, *out[i].mean_log_prob);
    if (second[i].clipped && out[i].clipped)
      second[i].clipped = std::max(*second[i].clipped, *out[i].clipped);
  }
  return second;
}

}  // namespace clew::language
