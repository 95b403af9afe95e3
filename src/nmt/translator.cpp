#include "nmt/translator.h"

#include "base/error.h"
#include "nmt/network.h"
#include "nmt/search.h"
#include "nmt/segmenter.h"
#include "nmt/shortlist.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <thread>

namespace clew::nmt {
namespace {

constexpr std::size_t max_text_bytes = std::size_t{1} << 30;
// The library's working memory is some 50 bytes per byte of text: long texts go in by portions.
constexpr std::size_t max_portion_bytes = 1 << 16;
constexpr std::size_t texts_per_task = 64;

void check_options(const TranslateOptions& o) {
  const auto usage = [](const char* what) { throw Error(ErrorKind::usage, what); };
  if (o.beam_size < 1 || o.beam_size > 64) usage("the beam size must be 1 to 64");
  if (o.max_pieces < 1 || o.max_pieces >= Searcher::max_source_length)
    usage("the longest segment must be 1 to 510 pieces");
  if (!(o.max_length_factor > 0 && o.max_length_factor <= 100))
    usage("the length factor must be above 0 and at most 100");
  if (!(o.normalize >= 0 && o.normalize <= 10)) usage("normalize must be 0 to 10");
  if (o.rows > 4096) usage("rows must be 1 to 4096, or 0");
}

// Where to end a portion of a very long text: at a blank if there is one, never inside a character.
std::size_t portion_end(std::string_view text, std::size_t begin) {
  if (text.size() - begin <= max_portion_bytes) return text.size();
  const auto blank = text.substr(0, begin + max_portion_bytes).find_last_of(" \n\t");
  if (blank != text.npos && blank > begin) return blank;
  std::size_t end = begin + max_portion_bytes;
  for (int back = 0; back < 3 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80; ++back)
    --end;
  return end;
}

struct Job {
  std::size_t text, segment;
};

}  // namespace

struct Translator::State {
  Isa isa;
  Network network;
  Vocabulary source;
  std::optional<Vocabulary> target;  // when it differs
  std::optional<Shortlist> shortlist;
  OutputLayer full_output;

  // Working memory that rests between calls.
  std::mutex mutex;
  std::vector<Searcher> idle;

  const Vocabulary& target_vocabulary() const { return target ? *target : source; }

  State(const ModelFiles& files, Isa isa_in, Vocabulary source_in,
        std::optional<Vocabulary> target_in)
      : isa(isa_in),
        network(ModelFile::open(files.model), kernels(isa_in)),
        source(std::move(source_in)),
        target(std::move(target_in)) {
    const auto& c = network.config();
    const auto mismatch = [&](const char* side, std::size_t pieces, std::size_t rows) {
      throw Error(
          ErrorKind::integrity,
          fmt::format("model {}: the {} vocabulary has {} pieces, the model {}: these files "
                      "do not belong together",
                      network.file().name(), side, pieces, rows));
    };
    if (source.size() != c.source_vocab) mismatch("source", source.size(), c.source_vocab);
    if (target_vocabulary().size() != c.target_vocab)
      mismatch("target", target_vocabulary().size(), c.target_vocab);
    if (files.shortlist) {
      shortlist = Shortlist::open(*files.shortlist, c.source_vocab, c.target_vocab, !target);
    } else {
      std::vector<std::uint32_t> all(c.target_vocab);
      std::iota(all.begin(), all.end(), 0u);
      network.make_output(all, false, full_output);
    }
  }

  Searcher take_searcher() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        auto searcher = std::move(idle.back());
        idle.pop_back();
        return searcher;
      }
    }
    return Searcher(network, shortlist ? &*shortlist : nullptr, shortlist ? nullptr : &full_output);
  }
  void give_back(Searcher searcher) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(searcher));
  }

  // Pieces and segments of a text.
  void prepare(std::string_view text, const TranslateOptions& options, Translation& out) const {
    if (text.size() > max_text_bytes)
      throw Error(ErrorKind::resource,
                  "a text of more than 1 GiB cannot be translated in one piece");
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = portion_end(text, begin);
      source.encode(text.substr(begin, end - begin), static_cast<std::uint32_t>(begin), out.source);
      begin = end;
    }
    out.unknown_pieces = static_cast<std::size_t>(
        std::count_if(out.source.begin(), out.source.end(),
                      [](const Piece& p) { return p.id == Vocabulary::unknown; }));
    if (out.source.empty()) {
      out.complete = true;
      return;
    }
    std::size_t begin = 0;
    for (const auto& cut : cut_long_text(text, out.source, options.max_pieces)) {
      Segment segment;
      segment.source_begin = begin;
      segment.source_end = begin = cut.end;
      out.segments.push_back(std::move(segment));
    }
  }

  // Each step reads the decoder's weights once, for all rows; and keys, values and candidates of
  // each row's own sentence. A decoder that does not fit into a core's own cache wants more rows to
  // share its weights, a small one fewer, so that their sentences stay near
  // (docs/measurements/nmt.md).
  unsigned suitable_rows() const {
    const auto& c = network.config();
    const std::size_t weights =
        c.decoder_layers * (4 * c.dim * c.dim + 2 * c.dim * network.ffn_dim());
    return weights > (std::size_t{4} << 20) ? 32 : 16;
  }

  // Puts the segments' results together.
  void finish(std::string_view text, const TranslateOptions& options,
              std::span<SearchResult> results, Translation& out) const {
    for (const auto& result : results)
      if (result.hypotheses.empty()) return;  // stopped
    const auto& vocabulary = target_vocabulary();
    std::vector<Piece> spans;
    const auto cuts = cut_long_text(text, out.source, options.max_pieces);
    for (std::size_t i = 0; i < results.size(); ++i) {
      auto& segment = out.segments[i];
      auto& best = results[i].hypotheses.front();
      const auto part = vocabulary.decode(best.ids, options.spans ? &spans : nullptr);
      const auto at =
          static_cast<std::uint32_t>(append_part(out.text, part, i > 0 && cuts[i - 1].mid_word));
      segment.target_begin = out.target.size();
      for (std::size_t t = 0; t < best.ids.size(); ++t) {
        TargetPiece piece{best.ids[t], at, at, best.log_probs[t]};
        if (options.spans && t < spans.size())
          piece.begin += spans[t].begin, piece.end += spans[t].end;
        out.target.push_back(piece);
      }
      segment.target_end = out.target.size();
      segment.log_prob = best.log_prob;
      segment.hit_length_limit = best.hit_length_limit;
      segment.end_log_prob = best.hit_length_limit ? 0.0f : best.log_probs.back();
      segment.alignment = std::move(best.alignment);
      out.log_prob += best.log_prob;
      out.hit_length_limit |= best.hit_length_limit;
      out.clipped += results[i].clipped;
      out.quantised += results[i].quantised;
    }
    if (options.alternatives) add_alternatives(cuts, results, out);
    out.complete = true;
  }

  // The n-th alternative of a text in several parts is made of each part's n-th (or last).
  void add_alternatives(std::span<const Cut> cuts, std::span<const SearchResult> results,
                        Translation& out) const {
    std::size_t count = 0;
    for (const auto& result : results)
      count = std::max(count, result.hypotheses.size());
    for (std::size_t n = 0; n < count; ++n) {
      Alternative alternative;
      for (std::size_t i = 0; i < results.size(); ++i) {
        const auto& list = results[i].hypotheses;
        const auto& h = list[std::min(n, list.size() - 1)];
        append_part(alternative.text, target_vocabulary().decode(h.ids, nullptr),
                    i > 0 && cuts[i - 1].mid_word);
        alternative.log_prob += h.log_prob;
        alternative.score += h.score;
      }
      out.alternatives.push_back(std::move(alternative));
    }
  }
};

namespace {

// The two vocabularies are read on a second thread while the caller's maps and tiles the weights?
// No: reading one 32,000-piece vocabulary takes most of the load; two are read side by side.
std::optional<Vocabulary> second_vocabulary(const ModelFiles& files) {
  if (files.vocabularies.size() < 2 || files.vocabularies[0] == files.vocabularies[1]) return {};
  return Vocabulary::open(files.vocabularies[1]);
}

}  // namespace

Translator::Translator(const ModelFiles& files, Isa isa) {
  if (files.vocabularies.empty() || files.vocabularies.size() > 2)
    throw Error(ErrorKind::usage, "name one vocabulary, or two: source and target");
  state_ = std::make_unique<State>(files, isa, Vocabulary::open(files.vocabularies[0]),
                                   second_vocabulary(files));
}
Translator::~Translator() = default;
Translator::Translator(Translator&&) noexcept = default;

std::vector<Translation> Translator::translate(std::span<const std::string_view> texts,
                                               const TranslateOptions& options, ThreadPool& pool,
                                               std::stop_token stop) const {
  check_options(options);
  std::vector<Translation> out(texts.size());
  const std::size_t tasks = (texts.size() + texts_per_task - 1) / texts_per_task;
  const auto each_text = [&](const auto& work) {
    pool.for_each(tasks, [&](std::size_t task) {
      const std::size_t end = std::min(texts.size(), (task + 1) * texts_per_task);
      for (std::size_t i = task * texts_per_task; i < end; ++i)
        work(i);
    });
  };
  each_text([&](std::size_t i) { state_->prepare(texts[i], options, out[i]); });

  // Longest first: the threads end together, and rows that run side by side are alike.
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < out.size(); ++i)
    for (std::size_t s = 0; s < out[i].segments.size(); ++s)
      jobs.push_back({i, s});
  const auto length = [&](const Job& j) {
    const auto& segment = out[j.text].segments[j.segment];
    return segment.source_end - segment.source_begin;
  };
  std::stable_sort(jobs.begin(), jobs.end(),
                   [&](const Job& a, const Job& b) { return length(a) > length(b); });
  std::vector<std::vector<std::uint32_t>> sentences(jobs.size());
  std::vector<std::size_t> first_job(out.size() + 1, 0);
  for (std::size_t i = 0; i < out.size(); ++i)
    first_job[i + 1] = first_job[i] + out[i].segments.size();
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    const auto& segment = out[jobs[j].text].segments[jobs[j].segment];
    for (std::size_t p = segment.source_begin; p < segment.source_end; ++p)
      sentences[j].push_back(out[jobs[j].text].source[p].id);
    sentences[j].push_back(Vocabulary::end_of_sentence);
  }

  SearchOptions search;
  search.beam_size = options.beam_size;
  search.normalize = options.normalize;
  search.max_length_factor = options.max_length_factor;
  search.alignment = options.alignment;
  search.max_rows = options.rows != 0 ? options.rows : state_->suitable_rows();
  search.force_source_length = options.force_source_length;
  std::vector<SearchResult> found(jobs.size());
  std::atomic<std::size_t> next = 0;
  const std::size_t workers = std::min<std::size_t>(pool.size(), jobs.size());
  pool.for_each(workers, [&](std::size_t) {
    auto searcher = state_->take_searcher();
    searcher.run(sentences, next, found, search, stop);
    state_->give_back(std::move(searcher));
  });

  // Back into the order of the texts.
  std::vector<SearchResult> results(jobs.size());
  for (std::size_t j = 0; j < jobs.size(); ++j)
    results[first_job[jobs[j].text] + jobs[j].segment] = std::move(found[j]);
  each_text([&](std::size_t i) {
    if (out[i].segments.empty()) return;
    const std::span mine(results.data() + first_job[i], first_job[i + 1] - first_job[i]);
    state_->finish(texts[i], options, mine, out[i]);
  });
  return out;
}

Translation Translator::translate(std::string_view text, const TranslateOptions& options) const {
  ThreadPool caller(1);
  auto lines = translate(std::span(&text, 1), options, caller);
  return std::move(lines.front());
}

Translator::Description Translator::describe() const {
  const auto& n = state_->network;
  const auto& c = n.config();
  return {c.encoder_layers,
          c.decoder_layers,
          c.dim,
          static_cast<unsigned>(n.ffn_dim()),
          c.heads,
          c.source_vocab,
          c.target_vocab,
          n.quantised(),
          n.quantised() && n.encoder().front().self.q.activation_mult > 0,
          !state_->target,
          state_->shortlist.has_value(),
          n.memory_bytes(),
          state_->isa};
}

const Vocabulary& Translator::source_vocabulary() const { return state_->source; }
const Vocabulary& Translator::target_vocabulary() const { return state_->target_vocabulary(); }

}  // namespace clew::nmt
