#include "language/neural/neural.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/error.h"
#include "base/thread_pool.h"
#include "language/apertium_stream.h"
#include "nmt/translator.h"

namespace clew::language {
namespace {

constexpr std::string_view neural_adapter_version = "1";
// At the length limit the decoder was cut off in the middle of what is most likely a loop.
constexpr double log_prob_at_limit = -10;

// A sentence on its way through the decoder.
struct Sentence {
  std::size_t segment;  // whose part it is
  std::string text;     // without marks
  struct Taken {
    std::size_t mark;
    std::size_t at;  // byte of `text` before which it stood
  };
  std::vector<Taken> marks;
};

Sentence take_out_marks(std::size_t segment, std::string_view text) {
  Sentence s{segment, {}, {}};
  for (std::size_t i = 0; i < text.size();) {
    const auto mark = mark_at(text, i);
    if (!mark) {
      s.text.push_back(text[i++]);
      continue;
    }
    s.marks.push_back({*mark, s.text.size()});
    i += mark_bytes;
    // "al ⟨0⟩ por" leaves one blank, not two.
    if (s.text.ends_with(' ') && i < text.size() && text[i] == ' ') ++i;
  }
  return s;
}

// Where in the English the mark belongs: behind the word that the source piece before it became.
std::size_t position_of(const nmt::Translation& t, std::size_t at) {
  if (at == 0) return 0;
  std::size_t piece = t.source.size();
  for (std::size_t i = 0; i < t.source.size() && t.source[i].begin < at; ++i)
    piece = i;
  if (piece == t.source.size()) return 0;
  if (piece + 1 == t.source.size()) return t.text.size();
  for (const auto& segment : t.segments) {
    if (piece < segment.source_begin || piece >= segment.source_end) continue;
    const std::size_t columns = segment.source_end - segment.source_begin + 1;
    const std::size_t rows = segment.target_end - segment.target_begin;
    float best = -1;
    std::size_t row = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto index = r * columns + (piece - segment.source_begin);
      if (index < segment.alignment.size() && segment.alignment[index] > best) {
        best = segment.alignment[index];
        row = r;
      }
    }
    if (best < 0) break;
    std::size_t end = t.target[segment.target_begin + row].end;
    while (end < t.text.size() && t.text[end] != ' ')
      ++end;
    return end;
  }
  return t.text.size();
}

std::string put_back_marks(const nmt::Translation& t, const Sentence& sentence) {
  // By position, equal ones in the order of the source.
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (const auto& taken : sentence.marks)
    places.emplace_back(position_of(t, taken.at), taken.mark);
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out;
  std::size_t from = 0;
  for (const auto& [at, mark] : places) {
    out += t.text.substr(from, at - from);
    from = at;
    if (!out.empty() && out.back() != ' ') out += ' ';
    out += mark_text(mark);
    if (at == 0 || (at < t.text.size() && t.text[at] != ' ')) out += ' ';
  }
  out += t.text.substr(from);
  return out;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> split_sentences(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> parts;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    std::size_t b = begin, e = end;
    while (b < e && text[b] == ' ')
      ++b;
    while (e > b && text[e - 1] == ' ')
      --e;
    if (e > b) parts.emplace_back(b, e);
    begin = end;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    UChar32 c;
    auto at = static_cast<std::int32_t>(i);
    const auto size = static_cast<std::int32_t>(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    i = static_cast<std::size_t>(at);
    if (c == 0x3002 || c == 0xFF01 || c == 0xFF1F) {  // CJK ends need no blank
      add(i);
      continue;
    }
    if (c != '.' && c != '!' && c != '?' && c != 0x2026 && c != 0x61F && c != 0x6D4) continue;
    while (i < text.size() && (text[i] == '.' || text[i] == '!' || text[i] == '?' ||
                               text[i] == '"' || text[i] == ')')) {
      ++i;
    }
    if (i >= text.size() || text[i] != ' ') continue;
    std::size_t next = i;
    while (next < text.size() && text[next] == ' ')
      ++next;
    if (next >= text.size()) continue;
    at = static_cast<std::int32_t>(next);
    UChar32 following;
    U8_NEXT_OR_FFFD(bytes, at, size, following);
    if (c == '.' && u_islower(following)) continue;
    if (c == '.' && start >= 1 && i == start + 1) {
      const bool digit = text[start - 1] >= '0' && text[start - 1] <= '9';
      const bool initial = start == 1 || text[start - 2] == ' ' || text[start - 2] == '.';
      if (digit || initial) continue;
    }
    add(i);
  }
  add(text.size());
  return parts;
}

struct NeuralEngine::State {
  struct Loaded {
    NeuralModel files;
    std::mutex mutex;
    std::unique_ptr<nmt::Translator> translator;
  };
  std::map<std::string, std::unique_ptr<Loaded>, std::less<>> models;

  Loaded* find(std::string_view language) const {
    const auto it = models.find(language);
    return it == models.end() ? nullptr : it->second.get();
  }
};

NeuralEngine::NeuralEngine(std::vector<NeuralModel> models) : state_(std::make_unique<State>()) {
  for (auto& model : models) {
    auto loaded = std::make_unique<State::Loaded>();
    auto language = model.language;
    loaded->files = std::move(model);
    // Several for one language: the best measured, then the first.
    auto& place = state_->models[language];
    if (!place || loaded->files.bleu.value_or(0) > place->files.bleu.value_or(0)) {
      place = std::move(loaded);
    }
  }
}

NeuralEngine::~NeuralEngine() = default;

std::vector<std::string> NeuralEngine::languages() const {
  std::vector<std::string> codes;
  for (const auto& [code, model] : state_->models)
    codes.push_back(code);
  return codes;
}

std::string NeuralEngine::route(std::string_view language) const {
  return state_->find(language) ? fmt::format("{}→en", language) : std::string();
}

std::string NeuralEngine::version(std::string_view language) const {
  const auto* loaded = state_->find(language);
  if (!loaded) return {};
  return fmt::format("{}; clew-neural {}", loaded->files.version, neural_adapter_version);
}

std::optional<double> NeuralEngine::quality(std::string_view language) const {
  const auto* loaded = state_->find(language);
  return loaded ? loaded->files.bleu : std::nullopt;
}

std::vector<Rendering> NeuralEngine::translate(std::string_view language,
                                               std::span<const std::string> segments,
                                               std::stop_token stop) {
  auto* loaded = state_->find(language);
  if (!loaded) {
    throw Error(
        ErrorKind::not_found,
        fmt::format("no neural model from {} to English; add one with clew model add", language));
  }
  {
    const std::lock_guard lock(loaded->mutex);
    if (!loaded->translator) {
      loaded->translator = std::make_unique<nmt::Translator>(nmt::ModelFiles{
          loaded->files.model, loaded->files.vocabularies, loaded->files.shortlist});
    }
  }
  std::vector<Sentence> sentences;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    for (const auto& [begin, end] : split_sentences(segments[i]))
      sentences.push_back(
          take_out_marks(i, std::string_view(segments[i]).substr(begin, end - begin)));
  }
  std::vector<std::string_view> texts;
  for (const auto& sentence : sentences)
    texts.emplace_back(sentence.text);
  // The pipeline runs several calls side by side; each stays on its caller's thread.
  ThreadPool here(1);
  const auto results = loaded->translator->translate(texts, {}, here, stop);

  std::vector<Rendering> out(segments.size());
  std::vector<double> log_prob(segments.size(), 0);
  std::vector<std::size_t> tokens(segments.size(), 0);
  std::size_t whole = segments.size();
  for (std::size_t k = 0; k < sentences.size(); ++k) {
    const auto i = sentences[k].segment;
    const auto& t = results[k];
    if (!t.complete) {
      whole = std::min(whole, i);
      break;
    }
    auto& rendering = out[i];
    if (!rendering.text.empty()) rendering.text += ' ';
    rendering.text += put_back_marks(t, sentences[k]);
    rendering.unknown += static_cast<std::uint32_t>(t.unknown_pieces);
    log_prob[i] += t.hit_length_limit ? log_prob_at_limit * static_cast<double>(t.target.size() + 1)
                                      : t.log_prob;
    tokens[i] += t.target.size() + t.segments.size();
  }
  out.resize(whole);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].words = count_words(segments[i]);
    out[i].unknown = std::min(out[i].unknown, out[i].words);
    if (tokens[i] > 0) out[i].mean_log_prob = log_prob[i] / static_cast<double>(tokens[i]);
  }
  return out;
}

}  // namespace clew::language
