#include "language/pipeline.h"

#include <fmt/format.h>

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
#include "language/dictionary_words.h"
#include "language/kept_names.h"
#include "language/normalise.h"
#include "language/placeholder.h"
#include "language/plan.h"
#include "language/romanised.h"
#include "language/route.h"

namespace clew::language {
namespace {

// Bumped whenever planning or checking gives other results for the same engine.
constexpr int lines_version = 11;

constexpr auto status_words =
    std::to_array<std::string_view>({"pending", "translated", "not-needed", "low-confidence",
                                     "no-engine", "refused", "human-checked"});
static_assert(status_words.size() == status_count);

// ---- what an engine is asked --------------------------------------------------------------------

// How a language goes to English now.
struct Way {
  Choice choice;
  std::string version, route;
  std::string base;  // the language that the engine is asked for
  bool by_neighbour = false;
  // Where words that the engine does not know are looked up; null: nowhere.
  Engine* dictionary = nullptr;
  std::vector<std::string> dictionary_languages;
};

struct Request {
  const Way* way = nullptr;
  std::string text;
};

// "a Clara", "la Montse".
bool is_named_with_article(std::string_view language) { return language == "pt" || language == "gl" || language == "ca" || language == "it"; }

bool is_number_digit(char c) { return c >= '0' && c <= '9'; }

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
  std::uint32_t words = 0, unknown = 0, looked_up = 0;
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

  std::map<std::string, Way, std::less<>> ways;

  const Way& way(const std::string& language) {
    const auto it = ways.find(language);
    if (it != ways.end()) return it->second;
    Way w;
    w.base = language;
    w.choice = choose_engine(engines, language, options.engine);
    if (const auto base = romanised_base(language); !w.choice.engine && !base.empty()) {
      const auto other = choose_engine(engines, base, options.engine);
      if (other.engine) {
        w.choice = other;
        w.base = base;
      }
    }
    if (w.choice.engine) {
      w.version = fmt::format("{}; lines {}", w.choice.engine->version(w.base), lines_version);
      w.route = w.choice.engine->route(w.base);
      if (w.choice.engine->passes_words_on()) add_dictionary(w);
      // "bg→mk→en", "sl→hr→en": 6 BLEU and less, as the pairs' own ways never are.
      const auto quality = w.choice.engine->quality(w.base);
      w.by_neighbour = w.choice.engine->passes_words_on() && quality && *quality < 8 && w.route.find("→") != w.route.rfind("→");
      if (w.base != language) w.route = fmt::format("{}→{}", language, w.route);
    }
    return ways.emplace(language, std::move(w)).first->second;
  }

  void add_dictionary(Way& w) {
    const auto gloss = std::find_if(engines.begin(), engines.end(), [](const auto& e) { return e->is_gloss(); });
    if (gloss == engines.end()) return;
    w.dictionary_languages = languages_to_look_up(w.route);
    std::erase_if(w.dictionary_languages, [&](const std::string& language) { return !(*gloss)->has_words(language); });
    for (const auto& language : w.dictionary_languages) w.version += fmt::format("; words {}", (*gloss)->version(language));
    if (!w.dictionary_languages.empty()) w.dictionary = gloss->get();
  }

  Setting setting_of(const std::string& language) {
    Setting setting;
    setting.language = language;
    setting.names = options.names;
    setting.glossary = options.glossary.get();
    setting.accents = options.accents.get();
    setting.base = way(language).base;
    return setting;
  }

  bool render(std::span<const Request> requests, std::vector<Rendering>& out, std::stop_token stop);
  bool render_exactly(std::span<const Request> requests, std::vector<Rendering>& out,
                      std::stop_token stop);
  // Which terms of the glossary a line holds.
  void note_terms(std::string_view text, std::string_view language, Translation& result) const {
    if (!options.glossary) return;
    const auto hits = options.glossary->find(text, language);
    for (const auto& hit : hits)
      result.terms.emplace_back(text.substr(hit.begin, hit.end - hit.begin),
                                hit.term->use == TermUse::keep ? std::string() : hit.term->english);
    result.glossary = Glossary::version(hits);
  }
  std::vector<Translation> batch(std::span<const Line> lines, std::stop_token stop);
};

namespace {

// Plain numbers in a text as slots: "dame 15 euros" and "dame 20 euros" are one thing to translate.
// Each run of digits is replaced by one that stands for all of its length; afterwards the real ones
// go back. Left alone: 0 and 1 (grammar hangs on them), years, leading zeros, six digits and more.
struct Slotted {
  std::string text;
  std::vector<std::pair<std::string, std::string>> slots;  // stand-in, real one
};
std::optional<Slotted> slotted(std::string_view text) {
  Slotted result;
  std::array<std::size_t, 6> used{};
  for (std::size_t at = 0; at < text.size();) {
    if (!is_number_digit(text[at])) {
      result.text.push_back(text[at++]);
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_number_digit(text[end]))
      ++end;
    const auto run = text.substr(at, end - at);
    at = end;
    const bool year = run.size() == 4 && (run.starts_with("19") || run.starts_with("20"));
    if (run.size() > 5 || run[0] == '0' || run == "1" || year) {
      result.text += run;
      continue;
    }
    const auto n = used[run.size()]++;
    if (n >= (run.size() == 1 ? 6u : 9u)) return {};
    std::string stand_in(1, '4');
    if (run.size() == 1) {
      stand_in[0] = static_cast<char>('4' + n);
    } else {
      stand_in += std::string(run.size() - 2, '1') + static_cast<char>('1' + n);
    }
    result.text += stand_in;
    result.slots.emplace_back(std::move(stand_in), run);
  }
  if (result.slots.empty()) return {};
  return result;
}
// Puts the real numbers back; nothing when a stand-in did not come out exactly once. Both have
// one length, so ranges of untranslated words stay.
std::optional<Rendering> unslotted(const Rendering& from, const Slotted& slots) {
  Rendering result = from;
  result.text.clear();
  std::vector<unsigned> seen(slots.slots.size(), 0);
  for (std::size_t at = 0; at < from.text.size();) {
    if (!is_number_digit(from.text[at])) {
      result.text.push_back(from.text[at++]);
      continue;
    }
    std::size_t end = at;
    while (end < from.text.size() && is_number_digit(from.text[end]))
      ++end;
    const auto run = std::string_view(from.text).substr(at, end - at);
    std::string_view put = run;
    for (std::size_t i = 0; i < slots.slots.size(); ++i) {
      if (run != slots.slots[i].first) continue;
      if (++seen[i] > 1) return {};
      put = slots.slots[i].second;
    }
    result.text += put;
    at = end;
  }
  if (std::any_of(seen.begin(), seen.end(), [](unsigned n) { return n != 1; })) return {};
  return result;
}

}  // namespace

// One rendering per request: from memory, from an equal request, or from the engine. False when
// stopped.
bool Pipeline::State::render(std::span<const Request> requests, std::vector<Rendering>& out,
                             std::stop_token stop) {
  out.assign(requests.size(), {});
  totals.segments += requests.size();
  std::vector<std::size_t> plain;
  std::vector<Request> asked;
  std::vector<std::pair<std::size_t, Slotted>> with_slots;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (auto s = slotted(requests[i].text)) {
      asked.push_back({requests[i].way, s->text});
      with_slots.emplace_back(i, std::move(*s));
    } else {
      plain.push_back(i);
    }
  }
  // In one call, so that the engines are not idle between; a second one where a slot was lost.
  for (const auto i : plain)
    asked.push_back(requests[i]);
  std::vector<Rendering> answers;
  if (!render_exactly(asked, answers, stop)) return false;
  for (std::size_t n = 0; n < plain.size(); ++n)
    out[plain[n]] = std::move(answers[with_slots.size() + n]);
  plain.clear();
  for (std::size_t n = 0; n < with_slots.size(); ++n) {
    const auto i = with_slots[n].first;
    auto whole = answers[n].refusal.empty() ? unslotted(answers[n], with_slots[n].second)
                                            : std::optional<Rendering>{};
    if (whole) {
      out[i] = std::move(*whole);
    } else {
      plain.push_back(i);  // as it stands, then
    }
  }
  asked.clear();
  for (const auto i : plain)
    asked.push_back(requests[i]);
  if (asked.empty()) return true;
  if (!render_exactly(asked, answers, stop)) return false;
  for (std::size_t n = 0; n < plain.size(); ++n)
    out[plain[n]] = std::move(answers[n]);
  return true;
}

bool Pipeline::State::render_exactly(std::span<const Request> requests, std::vector<Rendering>& out,
                                     std::stop_token stop) {
  out.assign(requests.size(), {});
  // Distinct texts that memory does not have.
  struct Job {
    const Way* way;
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
    const auto key = memory_key(r.way->base, r.way->version, r.text);
    if (auto known = memory.find(key)) {
      out[i] = std::move(*known);
      continue;
    }
    const auto [it, is_new] = at.emplace(key, jobs.size());
    if (is_new) jobs.push_back({r.way, r.text, key, {}});
    jobs[it->second].wanted_by.push_back(i);
  }
  totals.rendered += jobs.size();
  // By language, shortest first: batch mates of one length suit every engine.
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) {
    if (a.way->base != b.way->base) return a.way->base < b.way->base;
    if (a.text.size() != b.text.size()) return a.text.size() < b.text.size();
    return a.text < b.text;
  });
  struct Task {
    std::size_t begin, end, step;
  };
  std::vector<Task> tasks;
  for (std::size_t begin = 0; begin < jobs.size();) {
    std::size_t end = begin;
    while (end < jobs.size() && jobs[end].way->base == jobs[begin].way->base)
      ++end;
    const std::size_t n = end - begin, least = jobs[begin].way->choice.engine->least_call();
    const std::size_t parts = std::clamp<std::size_t>(n / least, 1, pool.size());
    for (std::size_t p = 0; p < parts; ++p) {
      if (least < Engine::usual_call)
        tasks.push_back({begin + p, end, parts});
      else
        tasks.push_back({begin + n * p / parts, begin + n * (p + 1) / parts, 1});
    }
    begin = end;
  }
  std::atomic<bool> stopped{false};
  pool.for_each(tasks.size(), [&](std::size_t t) {
    const auto [begin, end, step] = tasks[t];
    std::vector<std::string> texts;
    for (std::size_t i = begin; i < end; i += step)
      texts.emplace_back(jobs[i].text);
    const auto& way = *jobs[begin].way;
    auto renderings = way.choice.engine->translate(way.base, texts, stop);
    if (renderings.size() < texts.size()) {
      stopped = true;
      return;
    }
    for (std::size_t i = begin; i < end; i += step) {
      auto& rendering = renderings[(i - begin) / step];
      if (way.dictionary) look_up_unknown(rendering, *way.dictionary, way.dictionary_languages);
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
  std::map<std::string, Setting, std::less<>> settings;
  for (const auto& line : lines)
    if (!settings.contains(line.language))
      settings.emplace(line.language, setting_of(line.language));
  for (auto& [language, setting] : settings)
    setting.language = language;
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
    const auto text = valid_utf8(lines[i].text);
    plans[i] = plan_line(text, settings.at(lines[i].language),
                         options.split_languages && chosen[i] && chosen[i]->choice.engine);
    note_terms(text, lines[i].language, result);
    const bool any =
        std::any_of(plans[i].begin(), plans[i].end(), [](const Piece& p) { return p.wanted; });
    if (!any && chosen[i] &&
        std::any_of(plans[i].begin(), plans[i].end(),
                    [](const Piece& p) { return p.substituted; }) &&
        !result.glossary.empty()) {
      // The glossary alone says it all.
      result.status = Status::translated;
      result.engine = "glossary";
      result.version = result.glossary;
      for (const auto& piece : plans[i])
        result.text += piece.before + piece.raw + piece.after;
      result.marks.push_back(Mark::glossary);
    } else if (!any) {
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
    const Way* way;
    Outcome outcome;
    bool asked = true;
  };
  std::vector<Open> open;
  std::vector<std::size_t> request_of;
  std::vector<Request> requests;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t p = 0; p < plans[i].size(); ++p) {
      auto& piece = plans[i][p];
      if (!piece.wanted) continue;
      const auto* own = piece.language == lines[i].language ? chosen[i] : &way(piece.language);
      open.push_back({i, p, own, {}});
      if (!own->choice.engine) {
        open.back().outcome.refusal = own->choice.reason;
        open.back().outcome.words =
            static_cast<std::uint32_t>(std::count(piece.form.begin(), piece.form.end(), ' ') + 1);
        open.back().asked = false;
        continue;
      }
      request_of.push_back(open.size() - 1);
      requests.push_back({own, piece.form});
    }
  }
  std::vector<Rendering> renderings;
  if (!render(requests, renderings, stop)) return {};

  const auto accept = [](Outcome& outcome, Rendering& r, const Piece& piece) {
    outcome.refusal = std::move(r.refusal);
    outcome.words = r.words;
    outcome.unknown = r.unknown;
    outcome.looked_up = r.looked_up;
    outcome.respelled = r.respelled;
    outcome.mean_log_prob = r.mean_log_prob;
    outcome.clipped = r.clipped;
    if (!outcome.refusal.empty()) return;
    outcome.text = restore(r.text, piece.items).text;
    outcome.links = carry(r.links, piece.form, r.text, piece.raw, outcome.text, piece.items);
  };
  // Numbers that the engine changed: once more with every number behind a mark.
  const auto replan = [&](const Piece& piece) {
    auto setting = setting_of(piece.language);
    setting.language = piece.language;
    return plan_piece(piece.raw, setting, true);
  };
  std::vector<std::size_t> numbers, broken;
  for (std::size_t n = 0; n < request_of.size(); ++n) {
    const auto k = request_of[n];
    auto& piece = plans[open[k].line][open[k].piece];
    auto& r = renderings[n];
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
    again.push_back(replan(plans[open[k].line][open[k].piece]));
    requests.push_back({open[k].way, again.back().form});
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
  // Names that the engine took for words: once more with them behind marks.
  requests.clear();
  again.clear();
  std::vector<std::size_t> renamed;
  for (const auto k : request_of) {
    auto& outcome = open[k].outcome;
    if (!outcome.refusal.empty() || outcome.text.empty() || open[k].way->choice.engine->is_gloss()) continue;
    const auto& piece = plans[open[k].line][open[k].piece];
    auto names = changed_names(piece.raw, outcome.text, options.known_names.get());
    // A Portuguese "a" (the) before a mark is read as "to"; English has no article there.
    const bool has_article = open[k].way->choice.engine->passes_words_on() && is_named_with_article(piece.language);
    const auto raw = has_article ? without_articles(piece.raw, names) : piece.raw;
    if (names.empty()) continue;
    names.insert(names.end(), options.names.begin(), options.names.end());
    auto setting = setting_of(piece.language);
    setting.language = piece.language;
    setting.names = names;
    again.push_back(plan_piece(raw, setting, false));
    if (!again.back().wanted || digit_runs(again.back().form) != digit_runs(piece.form)) {
      again.pop_back();
      continue;
    }
    renamed.push_back(k);
    requests.push_back({open[k].way, again.back().form});
  }
  if (!render(requests, renderings, stop)) return {};
  for (std::size_t n = 0; n < renamed.size(); ++n) {
    auto& r = renderings[n];
    if (!r.refusal.empty() || !came_through(r.text, again[n].items.size()) || digit_runs(r.text) != digit_runs(again[n].form)) continue;
    auto& outcome = open[renamed[n]].outcome;
    outcome = {};
    accept(outcome, r, again[n]);
    outcome.text = again[n].before + outcome.text + again[n].after;
    shift(outcome.links, again[n].before.size(), again[n].before.size());
  }
  for (const auto k : request_of) {
    auto& outcome = open[k].outcome;
    const auto& piece = plans[open[k].line][open[k].piece];
    if (!outcome.links.empty() || !open[k].way->choice.engine->passes_words_on() || !is_named_with_article(piece.language)) continue;
    const auto names = said_names(piece.raw, options.known_names.get());
    if (!names.empty()) outcome.text = without_it(without_the(outcome.text, names), names);
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
    const auto piece = replan(plans[open[k].line][open[k].piece]);
    std::string fixed = piece.before, text;
    const auto flush = [&] {
      const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
      if (first == std::string::npos || !has_letter(text)) {
        fixed += text;
      } else {
        fixed += text.substr(0, first);
        stretches.push_back({k, fixed, true});
        requests.push_back({open[k].way, text.substr(first, last + 1 - first)});
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
    outcome.looked_up += r.looked_up;
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
    bool moved = false, any_text = false, respelled = false, mixed = false, turned = false;
    std::uint8_t changes = 0;
    std::uint32_t looked_up = 0;
    std::string read_as;
    std::optional<double> log_prob;
    std::size_t k = first_open[i], source_at = 0;
    for (std::size_t p = 0; p < plans[i].size(); ++p) {
      const auto& piece = plans[i][p];
      result.text += piece.before;
      source_at += piece.before.size();
      read_as += piece.before;
      mixed = mixed || (!piece.language.empty() && piece.language != lines[i].language);
      turned = turned || piece.respelled;
      if (!piece.wanted) {
        result.text += piece.raw;
        read_as += piece.raw;
      } else {
        read_as += restore(piece.form, piece.items).text;
        CLEW_ASSERT(k < open.size() && open[k].line == i && open[k].piece == p);
        auto& outcome = open[k++].outcome;
        moved = moved || outcome.moved;
        respelled = respelled || outcome.respelled;
        changes |= piece.changes;
        result.words += outcome.words;
        result.unknown += outcome.unknown;
        looked_up += outcome.looked_up;
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
      read_as += piece.after;
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
      return refuse(
          chosen[i]->choice.engine->is_gloss()
              ? "no gloss: no word of it is in the dictionary"
              : "not translated: looks like noise, names or another language (no word of it is known)");
    }
    const std::string source = valid_utf8(lines[i].text);
    if (source_at != source.size()) result.links.clear();
    CheckInput input;
    input.source = source;
    input.translation = result.text;
    if (read_as != source) input.read_as = read_as;
    input.language = chosen[i]->base;
    input.names = options.names;
    input.known_names = options.known_names.get();
    input.words = result.words;
    input.unknown = result.unknown + looked_up;
    input.mean_log_prob = log_prob;
    input.gloss = chosen[i]->choice.engine->is_gloss();
    input.by_neighbour = chosen[i]->by_neighbour;
    for (const auto& [term, english] : result.terms)
      input.replaced.push_back(term);
    result.marks = check(input);
    const auto has = [&](Mark mark) {
      return std::find(result.marks.begin(), result.marks.end(), mark) != result.marks.end();
    };
    if (!input.gloss && !has(Mark::name_lost) && is_name_changed(source, result.text, input.known_names)) result.marks.push_back(Mark::name_lost);
    if (has(Mark::empty)) return refuse("not translated: the engine gave nothing");
    if (has(Mark::loop)) return refuse("not translated: the result repeats itself over and over");
    if (moved) result.marks.push_back(Mark::item_moved);
    constexpr auto shown = static_cast<std::uint8_t>(Change::elongation) |
                           static_cast<std::uint8_t>(Change::capitals) |
                           static_cast<std::uint8_t>(Change::spelling);
    if (respelled || turned || (changes & shown) != 0) {
      result.marks.push_back(Mark::read_as);
      if (read_as != source) result.read_as = read_as;
    }
    if (looked_up > 0) result.marks.push_back(Mark::dictionary_words);
    if (input.by_neighbour && !result.text.empty()) result.marks.push_back(Mark::by_neighbour);
    if (mixed) result.marks.push_back(Mark::mixed_languages);
    if (!result.glossary.empty()) result.marks.push_back(Mark::glossary);
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

Pipeline::Identity Pipeline::identity(const std::string& language) {
  const auto& way = state_->way(language);
  if (!way.choice.engine) return {};
  return {std::string(way.choice.engine->name()), way.version, way.route};
}

const Totals& Pipeline::totals() const { return state_->totals; }

void Pipeline::set_glossary(std::shared_ptr<const Glossary> glossary) {
  state_->options.glossary = std::move(glossary);
}

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
