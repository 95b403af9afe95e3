#include "language/pipeline.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <numeric>
#include <unordered_map>

#include "base/assert.h"
#include "base/error.h"
#include "language/apertium.h"
#include "language/normalise.h"
#include "language/placeholder.h"
#include "language/route.h"

namespace clew::language {
namespace {

// Longer lines are cut: at a line break, else behind a sentence, else at a blank, else anywhere.
constexpr std::size_t max_piece_bytes = 1200;
// Fewer segments than this are not worth a process set of their own.
constexpr std::size_t min_task_segments = 512;

constexpr auto status_words =
    std::to_array<std::string_view>({"pending", "translated", "not-needed", "low-confidence",
                                     "no-engine", "refused", "human-checked"});
static_assert(status_words.size() == status_count);

bool has_letter(std::string_view text) {
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    UChar32 c;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), i,
                    static_cast<std::int32_t>(text.size()), c);
    if (u_isalpha(c)) return true;
  }
  return false;
}

// "ok", "lol", "jajaja": the same in English, whatever the language.
bool is_everywhere(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"bye", "hello", "hi", "lol", "ok", "okay", "okey", "oki", "omg", "sms", "thx", "whatsapp",
       "wifi", "wow", "xd", "yes"});
  if (std::binary_search(words.begin(), words.end(), word)) return true;
  // Laughter: two letters in turn, one of them a vowel.
  return word.size() >= 4 && word[0] != word[1] &&
         std::string_view("hjaeiox").find(word[0]) != std::string_view::npos &&
         std::string_view("hjaeiox").find(word[1]) != std::string_view::npos &&
         word.find_first_not_of(word.substr(0, 2)) == std::string_view::npos;
}

// Whether all words of an engine form are such; marks and punctuation aside.
bool is_everywhere_text(std::string_view form) {
  std::string word;
  for (std::size_t at = 0; at <= form.size(); ++at) {
    const char c = at < form.size() ? form[at] : ' ';
    if (static_cast<unsigned char>(c) >= 0x80) {
      if (!mark_at(form, at)) return false;
      at += mark_bytes - 1;
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
      word.push_back(static_cast<char>(c | 0x20));
      continue;
    }
    if (!word.empty() && !is_everywhere(word)) return false;
    word.clear();
  }
  return true;
}

// ---- plan ---------------------------------------------------------------------------------------

// A piece of a line. `before` and `after` go into the result as they are: blanks, line breaks, and
// the items at its edges, which no engine needs to see.
struct Piece {
  std::string before, after;
  std::string raw;                 // core, items in place
  std::string form;                // core as the engine reads it: marks in, normalised
  std::vector<std::string> items;  // behind the marks
  bool wanted = false;             // has letters
  std::uint8_t changes = 0;
};

// The core with its marks numbered from 0: items at the edges are peeled off first.
Piece plan_piece(std::string_view text, std::string_view language,
                 std::span<const std::string> names, bool all_numbers) {
  Piece piece;
  ProtectedText all = protect(text, names, all_numbers);
  std::string_view core = all.text;
  std::size_t first = 0, last = all.items.size();
  for (;;) {
    if (!core.empty() && (core.front() == ' ' || core.front() == '\t')) {
      piece.before.push_back(core.front());
      core.remove_prefix(1);
    } else if (mark_at(core, 0)) {
      piece.before += all.items[first++];
      core.remove_prefix(mark_bytes);
    } else {
      break;
    }
  }
  for (;;) {
    if (!core.empty() && (core.back() == ' ' || core.back() == '\t')) {
      piece.after.insert(piece.after.begin(), core.back());
      core.remove_suffix(1);
    } else if (core.size() >= mark_bytes && mark_at(core, core.size() - mark_bytes)) {
      piece.after.insert(0, all.items[--last]);
      core.remove_suffix(mark_bytes);
    } else {
      break;
    }
  }
  std::string numbered;
  for (std::size_t at = 0; at < core.size();) {
    if (const auto mark = mark_at(core, at)) {
      numbered += mark_text(*mark - first);
      piece.raw += all.items[*mark];
      at += mark_bytes;
    } else {
      numbered.push_back(core[at]);
      piece.raw.push_back(core[at++]);
    }
  }
  piece.items.assign(
      std::make_move_iterator(all.items.begin() + static_cast<std::ptrdiff_t>(first)),
      std::make_move_iterator(all.items.begin() + static_cast<std::ptrdiff_t>(last)));
  piece.wanted = has_letter(numbered);
  if (!piece.wanted) return piece;
  auto normalised = normalise(numbered, language);
  piece.form = std::move(normalised.text);
  piece.changes = normalised.changes;
  // Nothing but invisible characters may be left.
  piece.wanted = has_letter(piece.form);
  return piece;
}

// Where a long stretch without line breaks is best cut: bytes of the first part.
std::size_t cut_at(std::string_view text) {
  if (text.size() <= max_piece_bytes) return text.size();
  std::size_t sentence = 0, blank = 0;
  for (std::size_t i = max_piece_bytes / 3; i < max_piece_bytes; ++i) {
    if (text[i] != ' ') continue;
    blank = i + 1;
    const char c = text[i - 1];
    if (c == '.' || c == '!' || c == '?') sentence = i + 1;
  }
  if (sentence > 0) return sentence;
  if (blank > 0) return blank;
  std::size_t end = max_piece_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return end == 0 ? max_piece_bytes : end;
}

std::vector<Piece> plan_line(std::string_view text, std::string_view language,
                             std::span<const std::string> names) {
  std::vector<Piece> pieces;
  std::string breaks;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\n' || text[at] == '\r') {
      breaks.push_back(text[at++]);
      continue;
    }
    const auto end = std::min(text.find_first_of("\n\r", at), text.size());
    const auto part = text.substr(at, end - at);
    const auto length = cut_at(part);
    auto piece = plan_piece(part.substr(0, length), language, names, false);
    piece.before.insert(0, breaks);
    breaks.clear();
    pieces.push_back(std::move(piece));
    at += length;
  }
  if (!breaks.empty()) {
    Piece last;
    last.before = breaks;
    pieces.push_back(std::move(last));
  }
  return pieces;
}

// ---- what an engine is asked --------------------------------------------------------------------

struct Request {
  Engine* engine = nullptr;
  std::string_view language;
  std::string text;
};

std::vector<std::string> digit_runs(std::string_view text) {
  std::vector<std::string> runs;
  bool inside = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside) runs.emplace_back();
    if (digit) runs.back().push_back(c);
    inside = digit;
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

bool came_through(std::string_view rendered, std::size_t marks) {
  std::vector<unsigned> seen(marks, 0);
  for (std::size_t at = 0; at < rendered.size(); ++at) {
    const auto mark = mark_at(rendered, at);
    if (!mark) continue;
    if (*mark >= marks || ++seen[*mark] > 1) return false;
    at += mark_bytes - 1;
  }
  return std::all_of(seen.begin(), seen.end(), [](unsigned n) { return n == 1; });
}

// How a piece ended up.
struct Outcome {
  std::string text;  // whole piece in English, before/after not included
  std::string refusal;
  std::uint32_t words = 0, unknown = 0;
  std::optional<double> mean_log_prob, clipped;
  std::vector<WordLink> links;  // bytes of the piece and of `text`
  bool moved = false, respelled = false;
};

void shift(std::vector<WordLink>& links, std::size_t source, std::size_t target) {
  const auto a = static_cast<std::uint32_t>(source), b = static_cast<std::uint32_t>(target);
  for (auto& link : links)
    link.source_begin += a, link.source_end += a, link.begin += b, link.end += b;
}

}  // namespace

std::string_view word(Status status) { return status_words[static_cast<std::size_t>(status)]; }

std::optional<Status> status_from(std::string_view text) {
  const auto it = std::find(status_words.begin(), status_words.end(), text);
  if (it == status_words.end()) return {};
  return static_cast<Status>(it - status_words.begin());
}

std::uint64_t Totals::all() const {
  return std::accumulate(lines.begin(), lines.end(), std::uint64_t{0});
}

struct Pipeline::State {
  State(std::vector<std::shared_ptr<Engine>> e, PipelineOptions o)
      : engines(std::move(e)),
        options(std::move(o)),
        pool(options.threads),
        memory(options.memory_bytes) {}

  std::vector<std::shared_ptr<Engine>> engines;
  PipelineOptions options;
  ThreadPool pool;
  Memory memory;
  Totals totals;

  struct Way {
    Choice choice;
    std::string version, route;
  };
  std::map<std::string, Way, std::less<>> ways;

  const Way& way(const std::string& language) {
    const auto it = ways.find(language);
    if (it != ways.end()) return it->second;
    Way w;
    w.choice = choose_engine(engines, language, options.engine);
    if (w.choice.engine) {
      w.version = w.choice.engine->version(language);
      w.route = w.choice.engine->route(language);
    }
    return ways.emplace(language, std::move(w)).first->second;
  }

  bool render(std::span<const Request> requests, std::vector<Rendering>& out, std::stop_token stop);
  std::vector<Translation> batch(std::span<const Line> lines, std::stop_token stop);
};

// One rendering per request: from memory, from an equal request, or from the engine. False when
// stopped.
bool Pipeline::State::render(std::span<const Request> requests, std::vector<Rendering>& out,
                             std::stop_token stop) {
  out.assign(requests.size(), {});
  // Distinct texts that memory does not have.
  struct Job {
    Engine* engine;
    std::string_view language;
    std::string_view text;
    MemoryKey key;
    std::vector<std::size_t> wanted_by;
  };
  std::vector<Job> jobs;
  struct KeyHash {
    std::size_t operator()(const MemoryKey& key) const { return key.low; }
  };
  std::unordered_map<MemoryKey, std::size_t, KeyHash> at;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto& r = requests[i];
    const auto key = memory_key(r.language, way(std::string(r.language)).version, r.text);
    if (auto known = memory.find(key)) {
      out[i] = std::move(*known);
      continue;
    }
    const auto [it, is_new] = at.emplace(key, jobs.size());
    if (is_new) jobs.push_back({r.engine, r.language, r.text, key, {}});
    jobs[it->second].wanted_by.push_back(i);
  }
  totals.segments += requests.size();
  totals.rendered += jobs.size();
  // By language, shortest first: batch mates of one length suit every engine.
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) {
    if (a.language != b.language) return a.language < b.language;
    if (a.text.size() != b.text.size()) return a.text.size() < b.text.size();
    return a.text < b.text;
  });
  struct Task {
    std::size_t begin, end;
  };
  std::vector<Task> tasks;
  for (std::size_t begin = 0; begin < jobs.size();) {
    std::size_t end = begin;
    while (end < jobs.size() && jobs[end].language == jobs[begin].language)
      ++end;
    const std::size_t n = end - begin;
    const std::size_t parts = std::clamp<std::size_t>(n / min_task_segments, 1, pool.size());
    for (std::size_t p = 0; p < parts; ++p)
      tasks.push_back({begin + n * p / parts, begin + n * (p + 1) / parts});
    begin = end;
  }
  std::atomic<bool> stopped{false};
  pool.for_each(tasks.size(), [&](std::size_t t) {
    const auto [begin, end] = tasks[t];
    std::vector<std::string> texts;
    for (std::size_t i = begin; i < end; ++i)
      texts.emplace_back(jobs[i].text);
    auto renderings = jobs[begin].engine->translate(jobs[begin].language, texts, stop);
    if (renderings.size() < texts.size()) {
      stopped = true;
      return;
    }
    for (std::size_t i = begin; i < end; ++i) {
      auto& rendering = renderings[i - begin];
      // A refusal may be the machine's mood (a time-out under load): not remembered.
      if (rendering.refusal.empty()) memory.put(jobs[i].key, rendering);
      for (const auto w : jobs[i].wanted_by)
        out[w] = rendering;
    }
  });
  return !stopped && !stop.stop_requested();
}

std::vector<Translation> Pipeline::State::batch(std::span<const Line> lines, std::stop_token stop) {
  std::vector<Translation> results(lines.size());
  std::vector<std::vector<Piece>> plans(lines.size());
  std::vector<const Way*> chosen(lines.size(), nullptr);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].language != "en" || options.translate_english) chosen[i] = &way(lines[i].language);
  }
  // Plan.
  constexpr std::size_t stride = 64;  // lines a task, so that the pool's bookkeeping stays small
  const auto strides = (lines.size() + stride - 1) / stride;
  const auto for_each_line = [&](const auto& work) {
    pool.for_each(strides, [&](std::size_t s) {
      for (std::size_t i = s * stride; i < std::min(lines.size(), (s + 1) * stride); ++i)
        work(i);
    });
  };
  for_each_line([&](std::size_t i) {
    auto& result = results[i];
    result.id = lines[i].id;
    plans[i] = plan_line(valid_utf8(lines[i].text), lines[i].language, options.names);
    const bool any =
        std::any_of(plans[i].begin(), plans[i].end(), [](const Piece& p) { return p.wanted; });
    if (!any) {
      result.status = Status::not_needed;
      result.reason = "nothing to translate";
    } else if (!chosen[i]) {
      result.status = Status::not_needed;
      result.reason = "English";
    } else if (std::all_of(plans[i].begin(), plans[i].end(), [](const Piece& p) {
                 return !p.wanted || is_everywhere_text(p.form);
               })) {
      result.status = Status::not_needed;
      result.reason = "the same in English";
    } else if (!chosen[i]->choice.engine) {
      result.status = Status::no_engine;
      result.reason = chosen[i]->choice.reason;
    }
    if (result.status != Status::pending) plans[i].clear();
  });

  // Translate, then repair what did not come back whole.
  struct Open {
    std::size_t line, piece;
    Outcome outcome;
  };
  std::vector<Open> open;
  std::vector<Request> requests;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t p = 0; p < plans[i].size(); ++p) {
      if (!plans[i][p].wanted) continue;
      open.push_back({i, p, {}});
      requests.push_back({chosen[i]->choice.engine, lines[i].language, plans[i][p].form});
    }
  }
  std::vector<Rendering> renderings;
  if (!render(requests, renderings, stop)) return {};

  const auto accept = [](Outcome& outcome, Rendering& r, const Piece& piece) {
    outcome.refusal = std::move(r.refusal);
    outcome.words = r.words;
    outcome.unknown = r.unknown;
    outcome.respelled = r.respelled;
    outcome.mean_log_prob = r.mean_log_prob;
    outcome.clipped = r.clipped;
    if (!outcome.refusal.empty()) return;
    outcome.text = restore(r.text, piece.items).text;
    outcome.links = carry(r.links, piece.form, r.text, piece.raw, outcome.text, piece.items);
  };
  // Numbers that the engine changed: once more with every number behind a mark.
  std::vector<std::size_t> numbers, broken;
  for (std::size_t k = 0; k < open.size(); ++k) {
    auto& piece = plans[open[k].line][open[k].piece];
    auto& r = renderings[k];
    const bool whole = came_through(r.text, piece.items.size());
    if (!r.refusal.empty() || (whole && digit_runs(r.text) == digit_runs(piece.form))) {
      accept(open[k].outcome, r, piece);
    } else {
      (whole ? numbers : broken).push_back(k);
    }
  }
  requests.clear();
  std::vector<Piece> again;
  for (const auto k : numbers) {
    const auto i = open[k].line;
    again.push_back(
        plan_piece(plans[i][open[k].piece].raw, lines[i].language, options.names, true));
    requests.push_back({chosen[i]->choice.engine, lines[i].language, again.back().form});
  }
  if (!render(requests, renderings, stop)) return {};
  for (std::size_t n = 0; n < numbers.size(); ++n) {
    const auto k = numbers[n];
    auto& r = renderings[n];
    if (r.refusal.empty() && !came_through(r.text, again[n].items.size())) {
      broken.push_back(k);
      continue;
    }
    accept(open[k].outcome, r, again[n]);
    if (open[k].outcome.refusal.empty()) {
      open[k].outcome.text = again[n].before + open[k].outcome.text + again[n].after;
      shift(open[k].outcome.links, again[n].before.size(), again[n].before.size());
    }
  }
  // Still broken: the stretches between the marks one by one, items between them as they were.
  std::sort(broken.begin(), broken.end());
  requests.clear();
  struct Stretch {
    std::size_t k;
    std::string fixed;  // goes in before
    bool asked = false;
  };
  std::vector<Stretch> stretches;
  for (const auto k : broken) {
    const auto i = open[k].line;
    const auto piece =
        plan_piece(plans[i][open[k].piece].raw, lines[i].language, options.names, true);
    std::string fixed = piece.before, text;
    const auto flush = [&] {
      const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
      if (first == std::string::npos || !has_letter(text)) {
        fixed += text;
      } else {
        fixed += text.substr(0, first);
        stretches.push_back({k, fixed, true});
        requests.push_back(
            {chosen[i]->choice.engine, lines[i].language, text.substr(first, last + 1 - first)});
        fixed = text.substr(last + 1);
      }
      text.clear();
    };
    for (std::size_t at = 0; at < piece.form.size();) {
      if (const auto mark = mark_at(piece.form, at)) {
        flush();
        fixed += piece.items[*mark];
        at += mark_bytes;
      } else {
        text.push_back(piece.form[at++]);
      }
    }
    flush();
    stretches.push_back({k, fixed + piece.after, false});
    open[k].outcome.moved = true;
  }
  totals.repaired += broken.size();
  if (!render(requests, renderings, stop)) return {};
  std::size_t next = 0;
  for (const auto& stretch : stretches) {
    auto& outcome = open[stretch.k].outcome;
    outcome.text += stretch.fixed;
    if (!stretch.asked) continue;
    auto& r = renderings[next++];
    outcome.words += r.words;
    outcome.unknown += r.unknown;
    // A stretch that the engine refuses stays in the original language.
    outcome.text += r.refusal.empty() ? restore(r.text, {}).text : requests[next - 1].text;
    if (!r.refusal.empty()) outcome.unknown += r.words;
  }

  // Assemble.
  std::vector<std::size_t> first_open(lines.size(), open.size());
  for (std::size_t k = open.size(); k-- > 0;)
    first_open[open[k].line] = k;
  for_each_line([&](std::size_t i) {
    auto& result = results[i];
    if (result.status != Status::pending) return;
    result.engine = chosen[i]->choice.engine->name();
    result.version = chosen[i]->version;
    result.route = chosen[i]->route;
    std::string refusal;
    bool moved = false, any_text = false, respelled = false;
    std::uint8_t changes = 0;
    std::optional<double> log_prob;
    std::size_t k = first_open[i], source_at = 0;
    for (std::size_t p = 0; p < plans[i].size(); ++p) {
      const auto& piece = plans[i][p];
      result.text += piece.before;
      source_at += piece.before.size();
      if (!piece.wanted) {
        result.text += piece.raw;
      } else {
        CLEW_ASSERT(k < open.size() && open[k].line == i && open[k].piece == p);
        auto& outcome = open[k++].outcome;
        moved = moved || outcome.moved;
        respelled = respelled || outcome.respelled;
        changes |= piece.changes;
        result.words += outcome.words;
        result.unknown += outcome.unknown;
        if (outcome.mean_log_prob) {
          log_prob = std::min(log_prob.value_or(0), *outcome.mean_log_prob);
        }
        if (outcome.clipped) {
          result.clipped = std::max(result.clipped.value_or(0), *outcome.clipped);
        }
        shift(outcome.links, source_at, result.text.size());
        result.links.insert(result.links.end(), outcome.links.begin(), outcome.links.end());
        if (outcome.refusal.empty()) {
          any_text = true;
          result.text += outcome.text;
        } else {
          refusal = outcome.refusal;
          result.unknown += outcome.words;
          result.text += piece.raw;
        }
      }
      result.text += piece.after;
      source_at += piece.raw.size() + piece.after.size();
    }
    result.mean_log_prob = log_prob;
    const auto refuse = [&](std::string reason) {
      result.status = Status::refused;
      result.reason = std::move(reason);
      result.text.clear();
      result.links.clear();
    };
    if (!any_text) return refuse(refusal);
    if (result.words > 0 && result.unknown >= result.words) {
      return refuse("looks like names, noise or another language: the engine knows none of it");
    }
    const std::string source = valid_utf8(lines[i].text);
    if (source_at != source.size()) result.links.clear();
    result.marks = check({source, result.text, lines[i].language, options.names, result.words,
                          result.unknown, log_prob});
    const auto has = [&](Mark mark) {
      return std::find(result.marks.begin(), result.marks.end(), mark) != result.marks.end();
    };
    if (has(Mark::empty)) return refuse("the engine gave nothing");
    if (has(Mark::loop)) return refuse("the result repeats itself over and over");
    if (moved) result.marks.push_back(Mark::item_moved);
    constexpr auto shown = static_cast<std::uint8_t>(Change::elongation) |
                           static_cast<std::uint8_t>(Change::capitals) |
                           static_cast<std::uint8_t>(Change::spelling);
    if (respelled || (changes & shown) != 0) result.marks.push_back(Mark::read_as);
    if (chosen[i]->choice.engine->is_gloss()) result.marks.push_back(Mark::gloss);
    std::sort(result.marks.begin(), result.marks.end());
    if (!refusal.empty()) result.reason = "in part: " + refusal;
    const bool doubtful =
        !refusal.empty() || std::any_of(result.marks.begin(), result.marks.end(), lowers);
    result.status = doubtful ? Status::low_confidence : Status::translated;
  });
  return results;
}

Pipeline::Pipeline(std::vector<std::shared_ptr<Engine>> engines, PipelineOptions options)
    : state_(std::make_unique<State>(std::move(engines), std::move(options))) {}

Pipeline::~Pipeline() = default;

std::vector<Translation> Pipeline::translate(std::span<const Line> lines, std::stop_token stop) {
  return state_->batch(lines, stop);
}

std::string Pipeline::describe_route(std::string_view language) const {
  const auto choice = choose_engine(state_->engines, language, state_->options.engine);
  if (!choice.engine) return choice.reason;
  return fmt::format("{}: {}", choice.engine->name(), choice.engine->route(language));
}

Totals Pipeline::run(const Source& source, const Sink& sink, std::stop_token stop,
                     const Report& report, std::uint64_t total_lines) {
  using Clock = std::chrono::steady_clock;
  const auto& options = state_->options;
  state_->totals = {};
  Progress progress;
  progress.total = total_lines;
  std::deque<std::pair<Clock::time_point, std::uint64_t>> recent = {{Clock::now(), 0}};
  std::vector<Line> waiting;
  bool more = true;
  std::size_t batch_lines = std::min<std::size_t>(options.lines_per_batch, 512);
  while ((more || !waiting.empty()) && !stop.stop_requested()) {
    if (more && waiting.size() < batch_lines) more = source(waiting, batch_lines - waiting.size());
    std::size_t n = 0, bytes = 0;
    while (n < waiting.size() && n < batch_lines && (n == 0 || bytes < options.bytes_per_batch))
      bytes += waiting[n++].text.size();
    if (n == 0) continue;
    const auto results = state_->batch(std::span(waiting).first(n), stop);
    if (results.empty()) break;
    sink(results);
    for (const auto& r : results)
      ++state_->totals.lines[static_cast<std::size_t>(r.status)];
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(n));
    // The first batch is small, so that there is something to read at once.
    batch_lines = options.lines_per_batch;

    progress.done += n;
    progress.rendered = state_->totals.rendered;
    const auto now = Clock::now();
    recent.emplace_back(now, progress.done);
    while (recent.size() > 2 && now - recent[1].first > std::chrono::seconds(10))
      recent.pop_front();
    const double seconds = std::chrono::duration<double>(now - recent.front().first).count();
    if (seconds > 0) {
      progress.lines_per_second =
          static_cast<double>(progress.done - recent.front().second) / seconds;
    }
    progress.seconds_left.reset();
    if (total_lines >= progress.done && progress.lines_per_second > 0) {
      progress.seconds_left =
          static_cast<double>(total_lines - progress.done) / progress.lines_per_second;
    }
    if (report) report(progress);
  }
  return state_->totals;
}

}  // namespace clew::language
