// Idea. The language of a line is guessed by a softmax over the sum of weights w[n-gram][language],
// divided by the root of the number of n-grams. Naive Bayes sets such weights by counting; here
// they start there and are then fitted so that the right language wins on lines like those of a
// chat: each step draws a language, one of its sources, a line, a window of 1 to 24 words from it,
// strips the diacritics from a third of the windows, hides a quarter of the n-grams (so that no
// single one is relied on), and moves the weights along the gradient of log p(language). A row's
// step shrinks with the gradients it has seen (AdaGrad, Duchi et al. 2011): rare n-grams learn
// fast, frequent ones settle.
//
// Of all n-grams those are kept that matter most: √(how often they occur) × how far their weights
// spread. In the end the weights are rounded to 16 values, placed by Lloyd's method where the
// weights lie, and the sharpness of the softmax is fitted on lines that were not trained on, for
// each length.
//
// N-grams overlap and so say the same thing several times. Frequent words therefore speak for themselves: for the 2,500 most
// frequent of each language (of news, catalogues, and subtitles' word counts) the file lists ln p(word | language), and the
// n-grams are asked for the other words only. How much the one and the other count, for each length, is fitted last.
//
// Example: "unde esti", Romanian against Spanish: "nde_" +0.9 ro -0.4 es, "_est" -0.2 ro +0.6 es,
// "sti_" +1.4 ro -0.3 es, … / √n → 3.1 against -0.8: p(ro) = .98.
//
// Tried instead (62 Latin-script languages, percent right on held-out lines of 3 / 5 words, as
// written and without diacritics): counting alone, 847,000 n-grams 87.4 / 92.7, 84.3 / 91.0, cut to
// 180,000 n-grams 86.5 / 92.1, 82.9 / 90.3; fitting from zero (rate 0.35, 3 M steps) 84.9
// / 91.5, 80.9 / 89.4, (rate 1) 87.3 / 92.9, 84.2 / 91.6; counted, cut and then fitted (rate 3, 2.5
// M steps) 88.5 / 93.1, 86.4 / 92.2, after rounding to 4 bits 88.3 / 93.1, 86.3 / 92.0.
#include "training.h"

#include "language/lid_features.h"
#include "language/lid_math.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <unordered_map>

namespace clew::lid_train {
namespace {

using language::lid::exact_exp;
using language::lid::exact_log;
using language::lid::Script;
using language::lid::temperature_bucket;
using language::lid::temperature_count;

// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>((next() >> 32) * n >> 32); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

typedef float Lane __attribute__((vector_size(32)));

// A line as the numbers of its words, with and without diacritics.
struct Tokens {
  std::vector<std::uint32_t> full, stripped;
};

struct TokenSource {
  std::string kind;
  double share;
  std::vector<Tokens> lines;
  bool single_words;
  std::vector<double> edge;  // of word lists with counts: the counts up to and with each line

  double count(std::size_t i) const { return edge.empty() ? 1.0 : i == 0 ? edge[0] : edge[i] - edge[i - 1]; }
};

// What a language's weight in the manifest counts in a line's score. Tried: 0, 1.5, 2, 3 (docs/measurements/lid.md).
constexpr float how_often = 2.0f;

struct TokenClass {
  double weight;
  std::vector<TokenSource> sources;
  std::vector<Tokens> held_out, held_out_chat;
  std::size_t listed_words = 0;
  bool weighed = false;  // its weight counts in a line's score
};

class Trainer {
 public:
  Trainer(std::span<const Language* const> languages, const Settings& settings)
      : settings_(settings), random_(settings.seed) {
    script_ = languages[0]->script;
    for (const Language* lang : languages) {
      TokenClass c{lang->weight, {}, {}, {}, lang->listed_words > 0 ? lang->listed_words : settings.listed_words, lang->code != "en" && lang->code.find('-') == std::string::npos};
      for (const Source& s : lang->sources) {
        TokenSource ts{s.kind, s.share, {}, s.kind == "dic" || !s.counts.empty(), {}};
        double counted = 0;
        for (std::size_t i = 0; i < s.lines.size(); ++i) {
          const std::size_t before = ts.lines.size();
          add_line(s.lines[i], ts.lines, true);
          if (!s.counts.empty() && ts.lines.size() > before) ts.edge.push_back(counted += s.counts[i]);
        }
        if (!ts.lines.empty()) c.sources.push_back(std::move(ts));
      }
      for (std::size_t i = 0; i < lang->held_out.size(); i += 2) {  // the odd ones are for tests
        add_line(lang->held_out[i], c.held_out, false);
      }
      for (const auto& line : lang->held_out_chat)
        add_line(line, c.held_out_chat, false);
      classes_.push_back(std::move(c));
      const bool bosnian = lang->code == "bs" || lang->code == "hr" || lang->code == "sr";
      family_.push_back(bosnian ? 1000 : classes_.size());
    }
    width_ = (classes_.size() + 7) / 8 * 8;
  }

  Trained run() {
    choose_candidates();
    count();
    report("counted");
    keep_the_best();
    report("chosen n-grams");
    fit(settings_.steps, 0.5 * settings_.rate);
    report("fitted");
    Trained t = round_weights();
    report("4-bit weights");
    if (script_ != Script::romanised && script_ != Script::cjk) list_words(t);
    fit_temperatures(t);
    // The held-out lines are of every language alike, phones are not: a language's weight in the manifest says how often it is met. English
    // gets none of it, for what is called English is not translated, nor do languages typed in other letters, whose weight is that of their few texts.
    for (std::size_t c = 0; c < classes_.size(); ++c)
      if (classes_[c].weighed) t.bias[c] += how_often * static_cast<float>(exact_log(classes_[c].weight));
    return t;
  }

 private:
  void add_line(const std::string& line, std::vector<Tokens>& to, bool train) {
    Tokens t;
    t.full = words(line, train);
    if (t.full.empty()) return;
    if (script_ == Script::latin || script_ == Script::cyrillic) {
      t.stripped = words(strip_diacritics(line), train);
      if (t.stripped == t.full) t.stripped.clear();
    }
    to.push_back(std::move(t));
  }

  std::vector<std::uint32_t> words(const std::string& line, bool) {
    std::vector<std::uint32_t> out;
    language::lid::for_each_word(line, [&](const language::lid::Word& w) {
      if (w.script != (script_ == Script::romanised ? Script::latin : script_)) return true;
      const std::u16string text(w.letters, w.length);
      const auto [it, fresh] = word_id_.try_emplace(text, word_text_.size());
      if (fresh) {
        word_text_.push_back(text);
        word_seen_.push_back(0);
      }
      out.push_back(static_cast<std::uint32_t>(it->second));
      return true;
    });
    return out;
  }

  // Every n-gram of the training lines, if it occurs in two places; the most frequent first.
  void choose_candidates() {
    for (const auto& c : classes_) {
      for (const auto& s : c.sources) {
        // A source counts as much as it is drawn from, so that a large catalogue does not crowd out
        // the n-grams of a language that has only 1,600 lines.
        double total = 1;
        for (std::size_t i = 0; i < s.lines.size(); ++i) {
          const auto& l = s.lines[i];
          total += s.count(i) * static_cast<double>(l.full.size() + l.stripped.size());
        }
        const double unit = c.weight * s.share * settings_.virtual_words / total;
        for (std::size_t i = 0; i < s.lines.size(); ++i) {
          const auto& l = s.lines[i];
          const float each = static_cast<float>(s.edge.empty() ? std::min(1.0, unit) : unit * s.count(i));
          for (const auto w : l.full)
            word_seen_[w] += each;
          for (const auto w : l.stripped)
            word_seen_[w] += 0.4f * each;
        }
      }
    }
    std::unordered_map<std::uint32_t, float> counts;
    counts.reserve(1 << 22);
    for (std::size_t w = 0; w < word_text_.size(); ++w) {
      if (word_seen_[w] <= 0) continue;
      language::lid::for_each_feature(word_text_[w].data(), word_text_[w].size(),
                                      [&](std::uint32_t h) { counts[h] += word_seen_[w]; });
    }
    std::vector<std::pair<float, std::uint32_t>> order;
    for (const auto& [h, n] : counts) {
      if (n >= 1.9f) order.push_back({-n, h});
    }
    std::sort(order.begin(), order.end());
    if (order.size() > settings_.max_candidates) order.resize(settings_.max_candidates);
    hashes_.clear();
    frequency_.clear();
    for (const auto& [n, h] : order) {
      hashes_.push_back(h);
      frequency_.push_back(-n);
    }
    weights_.assign(hashes_.size() * width_, 0.0f);
    squares_.assign(hashes_.size(), 0.0f);
    bias_.assign(width_, 0.0f);
    bias_squares_ = 0;
    index_words();
    fmt::print(stderr, "  {} classes, {} word forms, {} n-grams of {}\n", classes_.size(),
               word_text_.size(), hashes_.size(), counts.size());
  }

  // Naive Bayes as the starting point: log p(n-gram | language), moved to mean 0 for each n-gram.
  void count() {
    const std::size_t n = classes_.size();
    std::vector<float> seen(word_text_.size());
    for (std::size_t c = 0; c < n; ++c) {
      std::fill(seen.begin(), seen.end(), 0.0f);
      double shares = 0;
      for (const auto& s : classes_[c].sources)
        shares += s.share;
      for (const auto& s : classes_[c].sources) {
        double total = 1;
        for (std::size_t i = 0; i < s.lines.size(); ++i)
          total += s.count(i) * static_cast<double>(s.lines[i].full.size());
        for (std::size_t i = 0; i < s.lines.size(); ++i) {
          const auto& l = s.lines[i];
          const auto each = static_cast<float>(s.share / shares * settings_.virtual_words * s.count(i) / total);
          const float bare = l.stripped.empty() ? 0.0f : static_cast<float>(settings_.bare) * each;
          for (const auto w : l.full)
            seen[w] += each - bare;
          for (const auto w : l.stripped)
            seen[w] += bare;
        }
      }
      for (std::size_t w = 0; w < seen.size(); ++w) {
        if (seen[w] <= 0) continue;
        for (std::size_t k = word_start_[w]; k < word_start_[w + 1]; ++k) {
          weights_[std::size_t{word_rows_[k]} * width_ + c] += seen[w];
        }
      }
    }
    std::vector<double> total(n, 0.0);
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      for (std::size_t c = 0; c < n; ++c)
        total[c] += static_cast<double>(weights_[i * width_ + c]);
    }
    constexpr double unseen = 0.3, strength = 1.3;
    std::vector<double> row(n);
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      double mean = 0;
      for (std::size_t c = 0; c < n; ++c) {
        row[c] = exact_log((static_cast<double>(weights_[i * width_ + c]) + unseen) / total[c]);
        mean += row[c];
      }
      mean /= static_cast<double>(n);
      for (std::size_t c = 0; c < n; ++c) {
        weights_[i * width_ + c] = static_cast<float>(strength * (row[c] - mean));
      }
    }
  }

  void index_words() {
    std::unordered_map<std::uint32_t, std::uint32_t> row_of;
    row_of.reserve(hashes_.size() * 2);
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      row_of.emplace(hashes_[i], static_cast<std::uint32_t>(i));
    }
    word_start_.assign(1, 0);
    word_rows_.clear();
    for (const auto& text : word_text_) {
      language::lid::for_each_feature(text.data(), text.size(), [&](std::uint32_t h) {
        const auto it = row_of.find(h);
        if (it != row_of.end()) word_rows_.push_back(it->second);
      });
      word_start_.push_back(word_rows_.size());
    }
  }

  // A window's rows. Windows of chat length are drawn most.
  std::size_t window_length() {
    const double u = random_.unit();
    if (u < 0.08) return 1;
    if (u < 0.22) return 2;
    if (u < 0.40) return 3;
    if (u < 0.55) return 4;
    if (u < 0.70) return 5;
    if (u < 0.90) return 6 + random_.below(5);
    return 11 + random_.below(14);
  }

  std::size_t draw(const TokenSource& source) {
    if (source.edge.empty()) return random_.below(source.lines.size());
    const double u = random_.unit() * source.edge.back();
    const auto it = std::upper_bound(source.edge.begin(), source.edge.end(), u);
    return std::min(source.lines.size() - 1, static_cast<std::size_t>(it - source.edge.begin()));
  }

  void rows_of(const std::vector<std::uint32_t>& words, std::size_t from, std::size_t count,
               std::vector<std::uint32_t>& rows) const {
    rows.clear();
    for (std::size_t i = from; i < from + count; ++i) {
      if (!word_entries_.empty() && !word_entries_[words[i]].empty()) continue;  // speaks for itself
      rows.insert(rows.end(),
                  word_rows_.begin() + static_cast<std::ptrdiff_t>(word_start_[words[i]]),
                  word_rows_.begin() + static_cast<std::ptrdiff_t>(word_start_[words[i] + 1]));
    }
  }

  // p over the classes, in `p`.
  void predict(const std::vector<std::uint32_t>& rows, float x, float* p) const {
    const std::size_t lanes = width_ / 8;
    Lane sum[8] = {};
    for (const auto r : rows) {
      const float* w = &weights_[std::size_t{r} * width_];
      for (std::size_t l = 0; l < lanes; ++l) {
        Lane v;
        std::memcpy(&v, w + 8 * l, sizeof v);
        sum[l] += v;
      }
    }
    float top = -1e30f;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      p[c] = bias_[c] + x * sum[c / 8][c % 8];
      top = std::max(top, p[c]);
    }
    float total = 0;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      p[c] = exact_exp(p[c] - top);
      total += p[c];
    }
    for (std::size_t c = 0; c < classes_.size(); ++c)
      p[c] /= total;
  }

  void fit(std::size_t steps, double rate) {
    std::vector<double> edge;
    double total = 0;
    for (const auto& c : classes_)
      edge.push_back(total += c.weight);
    std::fill(squares_.begin(), squares_.end(), 0.02f);
    bias_squares_ = 1.0f;
    std::vector<std::uint32_t> rows;
    std::array<float, 64> p{};
    const std::size_t lanes = width_ / 8;
    double loss = 0;
    for (std::size_t step = 0; step < steps; ++step) {
      const double u = random_.unit() * total;
      std::size_t cls = 0;
      while (cls + 1 < classes_.size() && u >= edge[cls])
        ++cls;
      const TokenClass& c = classes_[cls];
      double share = 0;
      for (const auto& s : c.sources)
        share += s.share;
      double v = random_.unit() * share;
      std::size_t si = 0;
      while (si + 1 < c.sources.size() && v >= c.sources[si].share)
        v -= c.sources[si++].share;
      const TokenSource& source = c.sources[si];
      std::size_t length = window_length();
      std::vector<std::uint32_t> joined;
      const std::vector<std::uint32_t>* words;
      if (source.single_words) {
        // Dictionary words have no neighbours; a few drawn words stand for a line.
        length = source.edge.empty() ? 1 + random_.below(4) : std::min<std::size_t>(window_length(), 8);
        const bool bare = random_.unit() < settings_.bare;
        for (std::size_t i = 0; i < length; ++i) {
          const Tokens& t = source.lines[draw(source)];
          const auto& w = bare && !t.stripped.empty() ? t.stripped : t.full;
          joined.insert(joined.end(), w.begin(), w.end());
        }
        words = &joined;
      } else {
        const Tokens& t = source.lines[random_.below(source.lines.size())];
        words = random_.unit() < settings_.bare && !t.stripped.empty() ? &t.stripped : &t.full;
      }
      length = std::min(length, words->size());
      rows_of(*words, random_.below(words->size() - length + 1), length, rows);
      // Hidden n-grams.
      std::size_t kept = 0;
      for (const auto r : rows) {
        if (random_.unit() < settings_.keep_feature) rows[kept++] = r;
      }
      rows.resize(kept);
      if (rows.empty()) continue;
      const float x = 1.0f / std::sqrt(static_cast<float>(rows.size()));
      predict(rows, x, p.data());
      if (step % 1000 == 0)
        loss = loss * 0.99 - 0.0144 * exact_log(static_cast<double>(std::max(p[cls], 1e-9f)));
      p[cls] -= 1.0f;  // now the gradient by the scores
      float square = 0;
      for (std::size_t k = 0; k < classes_.size(); ++k)
        square += p[k] * p[k];
      const float progress = static_cast<float>(step) / static_cast<float>(steps);
      const float now = static_cast<float>(rate) * (1.0f - 0.95f * progress);
      Lane g[8] = {};
      for (std::size_t k = 0; k < classes_.size(); ++k)
        g[k / 8][k % 8] = p[k];
      const float gain = square * x * x;
      for (const auto r : rows) {
        squares_[r] += gain;
        const float move = now * x / std::sqrt(squares_[r]);
        float* w = &weights_[std::size_t{r} * width_];
        for (std::size_t l = 0; l < lanes; ++l) {
          Lane value;
          std::memcpy(&value, w + 8 * l, sizeof value);
          value -= g[l] * move;
          std::memcpy(w + 8 * l, &value, sizeof value);
        }
      }
      bias_squares_ += square;
      const float move = now * 0.3f / std::sqrt(bias_squares_);
      for (std::size_t k = 0; k < classes_.size(); ++k)
        bias_[k] -= move * p[k];
      if (step % 1000000 == 999999) {
        fmt::print(stderr, "  step {}: {:.3f} bits a line\n", step + 1, loss);
      }
    }
  }

  void keep_the_best() {
    if (hashes_.size() <= settings_.rows) return;
    std::vector<std::pair<float, std::uint32_t>> order;
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      const float* w = &weights_[i * width_];
      float mean = 0, spread = 0;
      for (std::size_t c = 0; c < classes_.size(); ++c)
        mean += w[c];
      mean /= static_cast<float>(classes_.size());
      for (std::size_t c = 0; c < classes_.size(); ++c)
        spread += (w[c] - mean) * (w[c] - mean);
      order.push_back({-std::sqrt(frequency_[i] * spread), static_cast<std::uint32_t>(i)});
    }
    std::sort(order.begin(), order.end());
    order.resize(settings_.rows);
    std::sort(order.begin(), order.end(),
              [](const auto& a, const auto& b) { return a.second < b.second; });
    std::vector<std::uint32_t> hashes;
    std::vector<float> frequency, weights;
    for (const auto& [score, i] : order) {
      hashes.push_back(hashes_[i]);
      frequency.push_back(frequency_[i]);
      weights.insert(weights.end(), weights_.begin() + static_cast<std::ptrdiff_t>(i * width_),
                     weights_.begin() + static_cast<std::ptrdiff_t>((i + 1) * width_));
    }
    hashes_ = std::move(hashes);
    frequency_ = std::move(frequency);
    weights_ = std::move(weights);
    squares_.assign(hashes_.size(), 0.0f);
    index_words();
  }

  // 16 values for all weights of the group: Lloyd's method on the weights, each row first moved so
  // that its median is 0 (a softmax does not change when all classes move alike).
  Trained round_weights() {
    Trained t;
    t.script = script_;
    const std::size_t n = classes_.size();
    std::vector<float> sorted(n);
    float top = 0;
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      float* w = &weights_[i * width_];
      std::copy(w, w + n, sorted.begin());
      std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(n / 2),
                       sorted.end());
      const float middle = sorted[n / 2];
      for (std::size_t c = 0; c < n; ++c)
        top = std::max(top, std::fabs(w[c] -= middle));
    }
    // A histogram of 4,096 bins stands for the weights; frequent n-grams count more.
    constexpr std::size_t bins = 4096;
    std::vector<double> histogram(bins, 0.0);
    const auto bin_of = [&](float w) {
      const float u = (w / top + 1.0f) * 0.5f * (bins - 1);
      return static_cast<std::size_t>(std::clamp(u, 0.0f, static_cast<float>(bins - 1)));
    };
    const auto value_of = [&](std::size_t bin) {
      return (static_cast<double>(bin) / (bins - 1) * 2.0 - 1.0) * static_cast<double>(top);
    };
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      const double weight = std::sqrt(static_cast<double>(frequency_[i]));
      for (std::size_t c = 0; c < n; ++c)
        histogram[bin_of(weights_[i * width_ + c])] += weight;
    }
    std::array<double, 16> book{};
    for (std::size_t k = 0; k < 16; ++k) {
      const double u = (static_cast<double>(k) - 7.5) / 7.5;
      book[k] = u * std::fabs(u) * 0.7 * static_cast<double>(top);
    }
    for (int round = 0; round < 60; ++round) {
      std::array<double, 16> sum{}, mass{};
      for (std::size_t b = 0; b < bins; ++b) {
        if (histogram[b] <= 0) continue;
        const double v = value_of(b);
        std::size_t best = 0;
        for (std::size_t k = 1; k < 16; ++k) {
          if (std::fabs(v - book[k]) < std::fabs(v - book[best])) best = k;
        }
        sum[best] += v * histogram[b];
        mass[best] += histogram[b];
      }
      for (std::size_t k = 0; k < 16; ++k) {
        if (mass[k] > 0) book[k] = sum[k] / mass[k];
      }
    }
    double widest = 1e-9;
    for (const double v : book)
      widest = std::max(widest, std::fabs(v));
    t.scale = static_cast<float>(widest / 127.0);
    for (std::size_t k = 0; k < 16; ++k) {
      t.codebook[k] = static_cast<std::int8_t>(std::floor(book[k] / widest * 127.0 + 0.5));
    }
    t.row_bytes = n > 16 ? 32 : 8;
    t.hashes = hashes_;
    t.rows.assign(hashes_.size() * t.row_bytes, 0);
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      for (std::size_t c = 0; c < n; ++c) {
        float& w = weights_[i * width_ + c];
        std::size_t best = 0;
        for (std::size_t k = 1; k < 16; ++k) {
          if (std::fabs(w - t.scale * static_cast<float>(t.codebook[k])) <
              std::fabs(w - t.scale * static_cast<float>(t.codebook[best]))) {
            best = k;
          }
        }
        w = t.scale * static_cast<float>(t.codebook[best]);
        t.rows[i * t.row_bytes + c / 2] |= static_cast<std::uint8_t>(c % 2 == 0 ? best : best << 4);
      }
    }
    t.bias.assign(bias_.begin(), bias_.begin() + static_cast<std::ptrdiff_t>(n));
    return t;
  }

  // Of each language the most frequent words, and how likely each is in every language that has it. A word as it is
  // written counts for lines with diacritics; one that has none in half of the cases for what it stands for without.
  void list_words(Trained& t) {
    // The romanised languages share a class, but not their words: they come after the classes.
    struct Speaker {
      std::size_t cls;
      std::string kind;  // of the sources, if not all
    };
    std::vector<Speaker> speakers;
    for (std::size_t c = 0; c < classes_.size(); ++c) speakers.push_back({c, {}});
    for (const auto& s : classes_.back().sources)
      if (s.kind.rfind("typed ", 0) == 0 && s.kind != speakers.back().kind) speakers.push_back({classes_.size() - 1, s.kind});
    if (speakers.size() > classes_.size()) speakers[classes_.size() - 1].kind = "none";
    const std::size_t n = speakers.size();
    using language::lid::unseen_word;
    constexpr double least = unseen_word * 1.2;
    constexpr double discount = 0.6;  // taken off what was seen, since half of the words seen once are seen by chance
    std::vector<bool> seen(word_text_.size()), seen_bare(word_text_.size());
    std::vector<std::vector<std::pair<std::uint32_t, double>>> likely(n);
    std::vector<double> full(word_text_.size()), bare(word_text_.size());
    std::vector<bool> listed(word_text_.size()), plain(word_text_.size());
    for (std::size_t w = 0; w < word_text_.size(); ++w)
      plain[w] = std::all_of(word_text_[w].begin(), word_text_[w].end(), [&](char16_t c) { return script_ != Script::latin || c < 0x80; });
    for (std::size_t c = 0; c < n; ++c) {
      std::fill(full.begin(), full.end(), 0.0);
      std::fill(bare.begin(), bare.end(), 0.0);
      // By kind of text: running text, word counts, catalogues, phrases.
      static constexpr std::array<double, 4> shares = {0.55, 0.31, 0.05, 0.09};
      std::fill(seen.begin(), seen.end(), false);
      std::fill(seen_bare.begin(), seen_bare.end(), false);
      const auto left_out = [&](const TokenSource& s) {
        return s.kind == "dic" || (!speakers[c].kind.empty() && s.kind != speakers[c].kind);
      };
      const auto kind_of = [](const TokenSource& s) { return !s.edge.empty() ? 1u : s.kind == "mo" ? 2u : s.kind == "phrases" ? 3u : 0u; };
      std::array<double, 4> words{};
      for (const auto& s : classes_[speakers[c].cls].sources) {
        if (left_out(s)) continue;
        for (std::size_t i = 0; i < s.lines.size(); ++i) words[kind_of(s)] += s.count(i) * static_cast<double>(s.lines[i].full.size());
      }
      double total = 0;
      for (std::size_t k = 0; k < 4; ++k) total += words[k] > 0 ? shares[k] : 0;
      for (const auto& s : classes_[speakers[c].cls].sources) {
        if (left_out(s)) continue;
        const std::size_t k = kind_of(s);
        for (std::size_t i = 0; i < s.lines.size(); ++i) {
          const auto& l = s.lines[i];
          const double each = shares[k] / total * s.count(i) / words[k];
          for (const auto w : l.full) {
            full[w] += s.edge.empty() && !seen[w] ? (1 - discount) * each : each;
            if (s.edge.empty()) seen[w] = true;
          }
          for (const auto w : l.stripped.empty() ? l.full : l.stripped) {
            bare[w] += s.edge.empty() && !seen_bare[w] ? (1 - discount) * each : each;
            if (s.edge.empty()) seen_bare[w] = true;
          }
        }
      }
      for (std::size_t w = 0; w < full.size(); ++w) {
        const double p = plain[w] ? 0.5 * (full[w] + bare[w]) : full[w];
        if (p > least) likely[c].push_back({static_cast<std::uint32_t>(w), p});
      }
      auto order = likely[c];
      std::sort(order.begin(), order.end(),
                [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
      if (const auto most = classes_[speakers[c].cls].listed_words; order.size() > most) order.resize(most);
      for (const auto& [w, p] : order) listed[w] = true;
    }
    word_entries_.assign(word_text_.size(), {});
    for (std::size_t c = 0; c < n; ++c) {
      for (const auto& [w, p] : likely[c]) {
        if (!listed[w]) continue;
        const double value = std::floor(8 * exact_log(p / unseen_word) + 0.5);
        word_entries_[w].push_back(static_cast<std::uint8_t>(c));
        word_entries_[w].push_back(static_cast<std::uint8_t>(std::clamp(value, 1.0, 255.0)));
      }
    }
    for (std::size_t w = 0; w < word_text_.size(); ++w) {
      if (word_entries_[w].empty()) continue;
      t.words.emplace(language::lid::word_hash(word_text_[w].data(), word_text_[w].size()),
                      std::string(word_entries_[w].begin(), word_entries_[w].end()));
    }
    fmt::print(stderr, "  {} words listed\n", t.words.size());
  }

  // Calls f(class, words, p-with-T=1 scores) for windows of held-out lines.
  template <class F>
  void over_held_out(std::size_t length, bool chat, bool bare, F&& f) {
    std::vector<std::uint32_t> rows;
    for (std::size_t cls = 0; cls < classes_.size(); ++cls) {
      const auto& lines = chat ? classes_[cls].held_out_chat : classes_[cls].held_out;
      std::size_t taken = 0;
      for (const Tokens& t : lines) {
        const auto& words = bare && !t.stripped.empty() ? t.stripped : t.full;
        if (words.size() < length || taken++ >= 200) continue;
        const std::size_t from = (words.size() - length) / 2;
        rows_of(words, from, length, rows);
        word_sums_.assign(width_ + language::lid::max_romanised, 0.0f);
        bool any = !rows.empty();
        for (std::size_t i = from; i < from + length && !word_entries_.empty(); ++i) {
          const auto& list = word_entries_[words[i]];
          any |= !list.empty();
          for (std::size_t k = 0; k < list.size(); k += 2) word_sums_[list[k]] += static_cast<float>(list[k + 1]) / 8;
        }
        if (any) f(cls, rows);
      }
    }
  }

  void report(const char* what) {
    std::array<float, 64> p{};
    fmt::print(stderr, "  {}, held-out lines of n words:", what);
    for (const bool bare : {false, true}) {
      for (const std::size_t length : {1u, 2u, 3u, 5u, 10u}) {
        std::size_t right = 0, all = 0;
        over_held_out(length, false, bare, [&](std::size_t cls, const auto& rows) {
          predict(rows, 1.0f / std::sqrt(static_cast<float>(rows.size())), p.data());
          const auto best = static_cast<std::size_t>(
              std::max_element(p.begin(),
                               p.begin() + static_cast<std::ptrdiff_t>(classes_.size())) -
              p.begin());
          right += family_[best] == family_[cls];
          ++all;
        });
        fmt::print(stderr, " {}{}:{:.2f}", length, bare ? "-" : "",
                   100.0 * static_cast<double>(right) /
                       static_cast<double>(std::max<std::size_t>(all, 1)));
      }
    }
    fmt::print(stderr, "\n");
  }

  // The sharpness of the n-grams' scores and the weight of the words' that make the held-out lines likeliest, for each length.
  void fit_temperatures(Trained& t) {
    static constexpr std::array<std::size_t, temperature_count> lengths = {1, 2, 3,  4,
                                                                           5, 8, 12, 18};
    const std::size_t n = classes_.size();
    for (std::size_t b = 0; b < temperature_count; ++b) {
      std::vector<float> score, word_score;
      std::vector<std::size_t> truth;
      for (const bool chat : {false, true}) {
        for (const bool bare : {false, true}) {
          over_held_out(lengths[b], chat, bare, [&](std::size_t cls, const auto& rows) {
            std::array<float, 64> p{};
            predict(rows, rows.empty() ? 0.0f : 1.0f / std::sqrt(static_cast<float>(rows.size())), p.data());
            truth.push_back(cls);
            for (std::size_t c = 0; c < n; ++c) {
              score.push_back(
                  static_cast<float>(exact_log(static_cast<double>(std::max(p[c], 1e-12f)))));
            }
            word_score.insert(word_score.end(), word_sums_.begin(), word_sums_.begin() + static_cast<std::ptrdiff_t>(n));
            word_score.back() = std::max(word_score.back(), *std::max_element(word_sums_.begin() + static_cast<std::ptrdiff_t>(n), word_sums_.end()));
          });
        }
      }
      std::size_t right = 0;
      const auto loss_of = [&](float sharpness, float weight) {
        double loss = 0;
        right = 0;
        std::array<float, 64> sum{};
        for (std::size_t i = 0; i < truth.size(); ++i) {
          float top = -1e30f;
          std::size_t best = 0;
          for (std::size_t c = 0; c < n; ++c) {
            sum[c] = sharpness * score[i * n + c] + weight * word_score[i * n + c];
            if (sum[c] > top) top = sum[c], best = c;
          }
          float total = 0;
          for (std::size_t c = 0; c < n; ++c)
            total += exact_exp(sum[c] - top);
          loss += exact_log(static_cast<double>(total)) - static_cast<double>(sum[truth[i]] - top);
          right += family_[best] == family_[truth[i]];
        }
        return loss;
      };
      float sharpness = 0.8f, weight = t.words.empty() ? 0.0f : 0.6f;
      for (int round = 0; round < (t.words.empty() ? 1 : 3); ++round) {
        double best_loss = 1e300;
        float best = 0;
        for (int k = 0; k <= 40; ++k) {
          const float tried = 0.3f + 0.05f * static_cast<float>(k);
          const double loss = loss_of(tried, weight);
          if (loss < best_loss) best_loss = loss, best = tried;
        }
        sharpness = best;
        if (t.words.empty()) break;
        best_loss = 1e300;
        for (int k = 0; k <= 24; ++k) {
          const float tried = 0.1f + 0.05f * static_cast<float>(k);
          const double loss = loss_of(sharpness, tried);
          if (loss < best_loss) best_loss = loss, best = tried;
        }
        weight = best;
      }
      t.temperature[b] = sharpness;
      t.word_weight[b] = weight;
      loss_of(sharpness, weight);
      fmt::print(stderr, "  {} words: sharpness {:.2f}, words' weight {:.2f}, {:.2f} % of these lines right\n", lengths[b], sharpness, weight,
                 100.0 * static_cast<double>(right) / static_cast<double>(truth.size()));
    }
  }

  const Settings& settings_;
  Random random_;
  Script script_ = Script::none;
  std::vector<TokenClass> classes_;
  std::vector<std::size_t> family_;  // a number; bs, hr and sr have the same
  std::size_t width_ = 0;
  std::unordered_map<std::u16string, std::size_t> word_id_;
  std::vector<std::u16string> word_text_;
  std::vector<float> word_seen_;
  std::vector<std::uint32_t> hashes_;
  std::vector<float> frequency_;
  std::vector<std::size_t> word_start_;
  std::vector<std::uint32_t> word_rows_;
  std::vector<std::vector<std::uint8_t>> word_entries_;  // once words are listed: class, value, class, …
  std::vector<float> word_sums_;                         // of the window that over_held_out is at
  std::vector<float> weights_, squares_, bias_;
  float bias_squares_ = 0;
};

}  // namespace

Trained train_group(std::span<const Language* const> languages, const Settings& settings) {
  return Trainer(languages, settings).run();
}

}  // namespace clew::lid_train
