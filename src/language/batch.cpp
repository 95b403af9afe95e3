#include "language/batch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "language/kept_names.h"
#include "language/normalise.h"
#include "language/placeholder.h"

namespace clew::language {
namespace {

// "a Clara", "la Montse".
bool is_named_with_article(std::string_view language) { return language == "pt" || language == "gl" || language == "ca" || language == "it"; }

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

void shift(std::vector<WordLink>& links, std::size_t source, std::size_t target) {
  const auto a = static_cast<std::uint32_t>(source), b = static_cast<std::uint32_t>(target);
  for (auto& link : links)
    link.source_begin += a, link.source_end += a, link.begin += b, link.end += b;
}

}  // namespace

Batch::Batch(Ways& ways, Renderer& renderer, ThreadPool& pool, const PipelineOptions& options, std::span<const Line> lines, std::stop_token stop)
    : ways_(ways), renderer_(renderer), pool_(pool), options_(options), lines_(lines), stop_(std::move(stop)), results_(lines.size()), plans_(lines.size()), chosen_(lines.size(), nullptr) {}

std::vector<Translation> Batch::run() {
  choose_ways();
  for_each_line([&](std::size_t i) { plan(i); });
  gather();
  if (!renderer_.render(requests_, renderings_, stop_) || !repair_numbers() || !repair_names()) return {};
  drop_articles();
  if (!translate_stretches()) return {};
  first_open_.assign(lines_.size(), open_.size());
  for (std::size_t k = open_.size(); k-- > 0;)
    first_open_[open_[k].line] = k;
  for_each_line([&](std::size_t i) { assemble(i); });
  return std::move(results_);
}

template <typename Work>
void Batch::for_each_line(const Work& work) {
  constexpr std::size_t stride = 64;  // lines a task, so that the pool's bookkeeping stays small
  pool_.for_each((lines_.size() + stride - 1) / stride, [&](std::size_t s) {
    for (std::size_t i = s * stride; i < std::min(lines_.size(), (s + 1) * stride); ++i)
      work(i);
  });
}

Setting Batch::setting_of(const std::string& language) {
  Setting setting;
  setting.language = language;
  setting.names = options_.names;
  setting.glossary = options_.glossary.get();
  setting.accents = options_.accents.get();
  setting.base = ways_.of(language).base;
  return setting;
}

void Batch::choose_ways() {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (lines_[i].language != "en" || options_.translate_english) chosen_[i] = &ways_.of(lines_[i].language);
  }
  for (const auto& line : lines_)
    if (!settings_.contains(line.language)) settings_.emplace(line.language, setting_of(line.language));
}

// Which terms of the glossary a line holds.
void Batch::note_terms(std::string_view text, std::string_view language, Translation& result) const {
  if (!options_.glossary) return;
  const auto hits = options_.glossary->find(text, language);
  for (const auto& hit : hits)
    result.terms.emplace_back(text.substr(hit.begin, hit.end - hit.begin),
                              hit.term->use == TermUse::keep ? std::string() : hit.term->english);
  result.glossary = Glossary::version(hits);
}

void Batch::plan(std::size_t i) {
  auto& result = results_[i];
  result.id = lines_[i].id;
  const auto text = valid_utf8(lines_[i].text);
  plans_[i] = plan_line(text, settings_.at(lines_[i].language),
                       options_.split_languages && chosen_[i] && chosen_[i]->choice.engine);
  note_terms(text, lines_[i].language, result);
  const bool any =
      std::any_of(plans_[i].begin(), plans_[i].end(), [](const Piece& p) { return p.wanted; });
  if (!any && chosen_[i] &&
      std::any_of(plans_[i].begin(), plans_[i].end(),
                  [](const Piece& p) { return p.substituted; }) &&
      !result.glossary.empty()) {
    // The glossary alone says it all.
    result.status = Status::translated;
    result.engine = "glossary";
    result.version = result.glossary;
    for (const auto& piece : plans_[i])
      result.text += piece.before + piece.raw + piece.after;
    result.marks.push_back(Mark::glossary);
  } else if (!any) {
    result.status = Status::not_needed;
    result.reason = "nothing to translate";
  } else if (!chosen_[i]) {
    result.status = Status::not_needed;
    result.reason = "English";
  } else if (std::all_of(plans_[i].begin(), plans_[i].end(), [](const Piece& p) {
               return !p.wanted || is_everywhere_text(p.form);
             })) {
    result.status = Status::not_needed;
    result.reason = "the same in English";
  } else if (!chosen_[i]->choice.engine) {
    result.status = Status::no_engine;
    result.reason = chosen_[i]->choice.reason;
  }
  if (result.status != Status::pending) plans_[i].clear();
}

void Batch::gather() {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    for (std::size_t p = 0; p < plans_[i].size(); ++p) {
      auto& piece = plans_[i][p];
      if (!piece.wanted) continue;
      const auto* own = piece.language == lines_[i].language ? chosen_[i] : &ways_.of(piece.language);
      open_.push_back({i, p, own, {}});
      if (!own->choice.engine) {
        open_.back().outcome.refusal = own->choice.reason;
        open_.back().outcome.words =
            static_cast<std::uint32_t>(std::count(piece.form.begin(), piece.form.end(), ' ') + 1);
        open_.back().asked = false;
        continue;
      }
      request_of_.push_back(open_.size() - 1);
      requests_.push_back({own, piece.form});
    }
  }
}

// Takes what an engine gave for a piece.
void Batch::accept(Outcome& outcome, Rendering& r, const Piece& piece) {
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
}

// The same where the piece was planned anew: what stands around it goes in too.
void Batch::accept_again(Outcome& outcome, Rendering& r, const Piece& piece) {
  accept(outcome, r, piece);
  if (!outcome.refusal.empty()) return;
  outcome.text = piece.before + outcome.text + piece.after;
  shift(outcome.links, piece.before.size(), piece.before.size());
}

Piece Batch::with_numbers_behind_marks(const Piece& piece) {
  return plan_piece(piece.raw, setting_of(piece.language), true);
}

// Numbers that the engine changed: once more with every number behind a mark.
bool Batch::repair_numbers() {
  std::vector<std::size_t> numbers;
  for (std::size_t n = 0; n < request_of_.size(); ++n) {
    const auto k = request_of_[n];
    auto& piece = plans_[open_[k].line][open_[k].piece];
    auto& r = renderings_[n];
    const bool whole = came_through(r.text, piece.items.size());
    if (!r.refusal.empty() || (whole && digit_runs(r.text) == digit_runs(piece.form))) {
      accept(open_[k].outcome, r, piece);
    } else {
      (whole ? numbers : broken_).push_back(k);
    }
  }
  requests_.clear();
  for (const auto k : numbers) {
    again_.push_back(with_numbers_behind_marks(plans_[open_[k].line][open_[k].piece]));
    requests_.push_back({open_[k].way, again_.back().form});
  }
  if (!renderer_.render(requests_, renderings_, stop_)) return false;
  for (std::size_t n = 0; n < numbers.size(); ++n) {
    const auto k = numbers[n];
    auto& r = renderings_[n];
    if (r.refusal.empty() && !came_through(r.text, again_[n].items.size())) {
      broken_.push_back(k);
      continue;
    }
    accept_again(open_[k].outcome, r, again_[n]);
  }
  return true;
}

// Names that the engine took for words: once more with them behind marks.
bool Batch::repair_names() {
  requests_.clear();
  again_.clear();
  std::vector<std::size_t> renamed;
  for (const auto k : request_of_) {
    auto& outcome = open_[k].outcome;
    if (!outcome.refusal.empty() || outcome.text.empty() || open_[k].way->choice.engine->is_gloss()) continue;
    const auto& piece = plans_[open_[k].line][open_[k].piece];
    auto names = changed_names(piece.raw, outcome.text, options_.known_names.get());
    // A Portuguese "a" (the) before a mark is read as "to"; English has no article there.
    const bool has_article = open_[k].way->choice.engine->passes_words_on() && is_named_with_article(piece.language);
    const auto raw = has_article ? without_articles(piece.raw, names) : piece.raw;
    if (names.empty()) continue;
    names.insert(names.end(), options_.names.begin(), options_.names.end());
    auto setting = setting_of(piece.language);
    setting.language = piece.language;
    setting.names = names;
    again_.push_back(plan_piece(raw, setting, false));
    if (!again_.back().wanted || digit_runs(again_.back().form) != digit_runs(piece.form)) {
      again_.pop_back();
      continue;
    }
    renamed.push_back(k);
    requests_.push_back({open_[k].way, again_.back().form});
  }
  if (!renderer_.render(requests_, renderings_, stop_)) return false;
  for (std::size_t n = 0; n < renamed.size(); ++n) {
    auto& r = renderings_[n];
    if (!r.refusal.empty() || !came_through(r.text, again_[n].items.size()) || digit_runs(r.text) != digit_runs(again_[n].form)) continue;
    auto& outcome = open_[renamed[n]].outcome;
    outcome = {};
    accept_again(outcome, r, again_[n]);
  }
  return true;
}

void Batch::drop_articles() {
  for (const auto k : request_of_) {
    auto& outcome = open_[k].outcome;
    const auto& piece = plans_[open_[k].line][open_[k].piece];
    if (!outcome.links.empty() || !open_[k].way->choice.engine->passes_words_on() || !is_named_with_article(piece.language)) continue;
    const auto names = said_names(piece.raw, options_.known_names.get());
    if (!names.empty()) outcome.text = without_it(without_the(outcome.text, names), names);
  }
}

// Still broken: the stretches between the marks one by one, items between them as they were.
bool Batch::translate_stretches() {
  std::sort(broken_.begin(), broken_.end());
  requests_.clear();
  struct Stretch {
    std::size_t k;
    std::string fixed;  // goes in before
    bool asked = false;
  };
  std::vector<Stretch> stretches;
  for (const auto k : broken_) {
    const auto piece = with_numbers_behind_marks(plans_[open_[k].line][open_[k].piece]);
    std::string fixed = piece.before, text;
    const auto flush = [&] {
      const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
      if (first == std::string::npos || !has_letter(text)) {
        fixed += text;
      } else {
        fixed += text.substr(0, first);
        stretches.push_back({k, fixed, true});
        requests_.push_back({open_[k].way, text.substr(first, last + 1 - first)});
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
    open_[k].outcome.moved = true;
  }
  repaired_ += broken_.size();
  if (!renderer_.render(requests_, renderings_, stop_)) return false;
  std::size_t next = 0;
  for (const auto& stretch : stretches) {
    auto& outcome = open_[stretch.k].outcome;
    outcome.text += stretch.fixed;
    if (!stretch.asked) continue;
    auto& r = renderings_[next++];
    outcome.words += r.words;
    outcome.unknown += r.unknown;
    outcome.looked_up += r.looked_up;
    // A stretch that the engine refuses stays in the original language.
    outcome.text += r.refusal.empty() ? restore(r.text, {}).text : requests_[next - 1].text;
    if (!r.refusal.empty()) outcome.unknown += r.words;
  }
  return true;
}

// What the pieces of a line gave together.
struct Batch::Joined {
  std::string refusal;
  bool moved = false, any_text = false, respelled = false, mixed = false, turned = false;
  std::uint8_t changes = 0;
  std::uint32_t looked_up = 0;
  std::string read_as;
  std::size_t source_at = 0;  // bytes of the line that the pieces cover
};

Batch::Joined Batch::join(std::size_t i) {
  Joined j;
  auto& result = results_[i];
  std::size_t k = first_open_[i];
  for (std::size_t p = 0; p < plans_[i].size(); ++p) {
    const auto& piece = plans_[i][p];
    result.text += piece.before;
    j.source_at += piece.before.size();
    j.read_as += piece.before;
    j.mixed = j.mixed || (!piece.language.empty() && piece.language != lines_[i].language);
    j.turned = j.turned || piece.respelled;
    if (!piece.wanted) {
      result.text += piece.raw;
      j.read_as += piece.raw;
    } else {
      j.read_as += restore(piece.form, piece.items).text;
      CLEW_ASSERT(k < open_.size() && open_[k].line == i && open_[k].piece == p);
      auto& outcome = open_[k++].outcome;
      j.moved = j.moved || outcome.moved;
      j.respelled = j.respelled || outcome.respelled;
      j.changes |= piece.changes;
      result.words += outcome.words;
      result.unknown += outcome.unknown;
      j.looked_up += outcome.looked_up;
      if (outcome.mean_log_prob) {
        result.mean_log_prob = std::min(result.mean_log_prob.value_or(0), *outcome.mean_log_prob);
      }
      if (outcome.clipped) {
        result.clipped = std::max(result.clipped.value_or(0), *outcome.clipped);
      }
      shift(outcome.links, j.source_at, result.text.size());
      result.links.insert(result.links.end(), outcome.links.begin(), outcome.links.end());
      if (outcome.refusal.empty()) {
        j.any_text = true;
        result.text += outcome.text;
      } else {
        j.refusal = outcome.refusal;
        result.unknown += outcome.words;
        result.text += piece.raw;
      }
    }
    result.text += piece.after;
    j.source_at += piece.raw.size() + piece.after.size();
    j.read_as += piece.after;
  }
  return j;
}

CheckInput Batch::check_input(std::size_t i, const std::string& source, const Joined& j) const {
  const auto& result = results_[i];
  CheckInput input;
  input.source = source;
  input.translation = result.text;
  if (j.read_as != source) input.read_as = j.read_as;
  input.language = chosen_[i]->base;
  input.names = options_.names;
  input.known_names = options_.known_names.get();
  input.words = result.words;
  input.unknown = result.unknown + j.looked_up;
  input.mean_log_prob = result.mean_log_prob;
  input.gloss = chosen_[i]->choice.engine->is_gloss();
  input.by_neighbour = chosen_[i]->by_neighbour;
  for (const auto& [term, english] : result.terms)
    input.replaced.push_back(term);
  return input;
}

void Batch::assemble(std::size_t i) {
  auto& result = results_[i];
  if (result.status != Status::pending) return;
  result.engine = chosen_[i]->choice.engine->name();
  result.version = chosen_[i]->version;
  result.route = chosen_[i]->route;
  const Joined j = join(i);
  const auto refuse = [&](std::string reason) {
    result.status = Status::refused;
    result.reason = std::move(reason);
    result.text.clear();
    result.links.clear();
  };
  if (!j.any_text) return refuse(j.refusal);
  if (result.words > 0 && result.unknown >= result.words) {
    return refuse(
        chosen_[i]->choice.engine->is_gloss()
            ? "no gloss: no word of it is in the dictionary"
            : "not translated: looks like noise, names or another language (no word of it is known)");
  }
  const std::string source = valid_utf8(lines_[i].text);
  if (j.source_at != source.size()) result.links.clear();
  const CheckInput input = check_input(i, source, j);
  result.marks = check(input);
  const auto has = [&](Mark mark) {
    return std::find(result.marks.begin(), result.marks.end(), mark) != result.marks.end();
  };
  if (!input.gloss && !has(Mark::name_lost) && is_name_changed(source, result.text, input.known_names)) result.marks.push_back(Mark::name_lost);
  if (has(Mark::empty)) return refuse("not translated: the engine gave nothing");
  if (has(Mark::loop)) return refuse("not translated: the result repeats itself over and over");
  if (j.moved) result.marks.push_back(Mark::item_moved);
  constexpr auto shown = static_cast<std::uint8_t>(Change::elongation) |
                         static_cast<std::uint8_t>(Change::capitals) |
                         static_cast<std::uint8_t>(Change::spelling);
  if (j.respelled || j.turned || (j.changes & shown) != 0) {
    result.marks.push_back(Mark::read_as);
    if (j.read_as != source) result.read_as = j.read_as;
  }
  if (j.looked_up > 0) result.marks.push_back(Mark::dictionary_words);
  if (input.by_neighbour && !result.text.empty()) result.marks.push_back(Mark::by_neighbour);
  if (j.mixed) result.marks.push_back(Mark::mixed_languages);
  if (!result.glossary.empty()) result.marks.push_back(Mark::glossary);
  if (chosen_[i]->choice.engine->is_gloss()) result.marks.push_back(Mark::gloss);
  std::sort(result.marks.begin(), result.marks.end());
  if (!j.refusal.empty()) result.reason = "in part: " + j.refusal;
  const bool doubtful =
      !j.refusal.empty() || std::any_of(result.marks.begin(), result.marks.end(), lowers);
  result.status = doubtful ? Status::low_confidence : Status::translated;
}

}  // namespace clew::language
