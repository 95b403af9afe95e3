// The idea. Every word of every wording is folded as the search folds words (tokens.h). A text is
// read once; for each word the wordings that begin with it (or with its beginning, for "word*") are
// tried at that place; a wording that is there notes its place in its entry's group. An entry hits when
// all its groups have a place and the widest two lie within its window.
//
//   entry  [["passport*", "documents"], ["he keeps", "she keeps", "boss has"]], window 6
//   "The boss has all the passports"   boss has at 1–2, passports at 5: within 6 → hit
//   "Do you keep a copy of it?"        no group complete
#include "search/indicators.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/error.h"
#include "base/sha256.h"
#include "search/tokens.h"

namespace clew::search {
namespace {

[[noreturn]] void not_of_the_form(std::string_view file, std::string_view where, std::string_view why) {
  throw Error(ErrorKind::usage, fmt::format("{}: {}: {}", file, where, why));
}

std::string text_of(const toml::table& t, std::string_view key, std::string_view file, std::string_view where,
                    bool must) {
  auto value = t[key].value_exact<std::string>();
  if (!value && (must || t.contains(key))) not_of_the_form(file, where, fmt::format("{} must be a text in quotes", key));
  return value.value_or("");
}

std::vector<std::string> texts_of(const toml::array* array, std::string_view file, std::string_view where) {
  std::vector<std::string> out;
  if (!array) return out;
  for (const auto& one : *array) {
    auto value = one.value_exact<std::string>();
    if (!value) not_of_the_form(file, where, "must be a list of texts");
    out.push_back(*value);
  }
  return out;
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
  return true;
}

IndicatorEntry read_entry(const toml::table& t, std::string_view file, const std::string& language) {
  IndicatorEntry entry;
  entry.id = text_of(t, "id", file, "entry", true);
  auto where = "entry " + entry.id;
  for (const auto& [key, value] : t) {
    constexpr std::string_view known[] = {"id", "topic", "all", "window", "source", "note", "from", "until",
                                          "examples", "counter_examples", "false_alarms"};
    if (std::find(std::begin(known), std::end(known), key.str()) == std::end(known))
      not_of_the_form(file, where, fmt::format("{} is not a key of an entry", key.str()));
  }
  entry.language = language;
  entry.topic = text_of(t, "topic", file, where, true);
  entry.source = text_of(t, "source", file, where, true);
  entry.note = text_of(t, "note", file, where, false);
  entry.from = text_of(t, "from", file, where, false);
  entry.until = text_of(t, "until", file, where, false);
  for (const auto& day : {entry.from, entry.until})
    if (!day.empty() && !is_day(day)) not_of_the_form(file, where, "from and until are days: 2015-01-31");
  entry.window = static_cast<std::uint32_t>(std::clamp<std::int64_t>(t["window"].value_or(std::int64_t{8}), 1, 100));
  const auto* groups = t["all"].as_array();
  if (!groups || groups->empty() || groups->size() > 8)
    not_of_the_form(file, where, "all must be a list of one to eight lists of wordings");
  for (const auto& group : *groups) {
    auto wordings = texts_of(group.as_array(), file, where);
    if (wordings.empty()) not_of_the_form(file, where, "all must be a list of lists of wordings");
    entry.groups.push_back(std::move(wordings));
  }
  entry.examples = texts_of(t["examples"].as_array(), file, where);
  entry.counter_examples = texts_of(t["counter_examples"].as_array(), file, where);
  entry.false_alarms = texts_of(t["false_alarms"].as_array(), file, where);
  if (entry.examples.empty() || entry.counter_examples.empty())
    not_of_the_form(file, where, "an entry needs at least one example and one counter-example");
  return entry;
}

}  // namespace

void Lexicon::add(std::string_view toml_text, std::string_view name) {
  toml::table root;
  try {
    root = toml::parse(toml_text, name);
  } catch (const toml::parse_error& error) {
    not_of_the_form(name, fmt::format("line {}", error.source().begin.line), error.description());
  }
  LexiconFile file;
  file.name = name;
  file.language = text_of(root, "language", name, "head", true);
  file.version = text_of(root, "version", name, "head", true);
  file.sha256 = sha256_hex(toml_text);
  const auto* list = root["entry"].as_array();
  if (!list) not_of_the_form(name, "head", "there is no [[entry]]");
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < entries_.size(); ++i) known[entries_[i].id] = i;
  for (const auto& one : *list) {
    const auto* table = one.as_table();
    if (!table) not_of_the_form(name, "entry", "must be a table");
    auto entry = read_entry(*table, name, file.language);
    ++file.entries;
    auto [at, fresh] = known.try_emplace(entry.id, entries_.size());
    if (fresh)
      entries_.push_back(std::move(entry));
    else
      entries_[at->second] = std::move(entry);
  }
  std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  files_.push_back(std::move(file));
}

Lexicon built_in_lexicon() {
  Lexicon lexicon;
  for (const auto* one = embedded_lexicons; one->name; ++one) lexicon.add(one->text, one->name);
  return lexicon;
}

struct Matcher::State {
  struct Wording {
    std::uint32_t entry = 0, group = 0;
    struct Word {
      std::string folded;
      bool open = false;  // any ending
    };
    std::vector<Word> words;
  };
  const Lexicon& lexicon;
  Tokenizer tokenizer;
  std::vector<Wording> wordings;
  // language → first word (whole, or the beginning of an open one) → wordings
  std::map<std::string, std::unordered_map<std::string, std::vector<std::uint32_t>>, std::less<>> by_word;
  std::map<std::string, std::vector<std::size_t>, std::less<>> lengths;  // of open first words

  explicit State(const Lexicon& l) : lexicon(l) {
    for (std::uint32_t e = 0; e < l.entries().size(); ++e) {
      const auto& entry = l.entries()[e];
      for (std::uint32_t g = 0; g < entry.groups.size(); ++g)
        for (const auto& text : entry.groups[g]) add(entry, e, g, text);
    }
    for (auto& [language, list] : lengths) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
  }

  void add(const IndicatorEntry& entry, std::uint32_t e, std::uint32_t g, const std::string& text) {
    Wording wording{e, g, {}};
    for (const auto& piece : tokenizer.scan(text)) {
      bool open = piece.end < text.size() && text[piece.end] == '*';
      wording.words.push_back({std::string(piece.folded), open});
    }
    if (wording.words.empty()) return;
    const auto& first = wording.words.front();
    if (first.open) lengths[entry.language].push_back(first.folded.size());
    by_word[entry.language][(first.open ? "*" : "") + first.folded].push_back(
        static_cast<std::uint32_t>(wordings.size()));
    wordings.push_back(std::move(wording));
  }
};

Matcher::Matcher(const Lexicon& lexicon) : state_(std::make_unique<State>(lexicon)) {}
Matcher::~Matcher() = default;

std::vector<IndicatorHit> Matcher::find(std::string_view language, std::string_view text, std::string_view day) {
  std::vector<IndicatorHit> hits;
  auto words = state_->by_word.find(language);
  if (words == state_->by_word.end()) return hits;
  const auto& pieces = state_->tokenizer.scan(text);
  auto lengths = state_->lengths.find(language);
  struct Place {
    std::uint32_t entry, group, first, last;  // pieces
  };
  std::vector<Place> places;
  auto try_here = [&](const std::string& key, std::size_t at) {
    auto list = words->second.find(key);
    if (list == words->second.end()) return;
    for (auto w : list->second) {
      const auto& wording = state_->wordings[w];
      if (at + wording.words.size() > pieces.size()) continue;
      bool same = true;
      for (std::size_t i = 0; i < wording.words.size() && same; ++i)
        same = wording.words[i].open ? pieces[at + i].folded.starts_with(wording.words[i].folded)
                                     : pieces[at + i].folded == wording.words[i].folded;
      if (same)
        places.push_back({wording.entry, wording.group, static_cast<std::uint32_t>(at),
                          static_cast<std::uint32_t>(at + wording.words.size() - 1)});
    }
  };
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    try_here(std::string(pieces[at].folded), at);
    if (lengths != state_->lengths.end())
      for (auto length : lengths->second)
        if (length <= pieces[at].folded.size()) try_here("*" + std::string(pieces[at].folded.substr(0, length)), at);
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.entry < b.entry; });
  for (std::size_t begin = 0, end; begin < places.size(); begin = end) {
    std::uint32_t e = places[begin].entry;
    const auto& entry = state_->lexicon.entries()[e];
    for (end = begin; end < places.size() && places[end].entry == e; ++end) {
    }
    if (end - begin > 400) places.erase(places.begin() + std::ptrdiff_t(begin) + 400, places.begin() + std::ptrdiff_t(end)), end = begin + 400;
    if (!day.empty() && ((!entry.from.empty() && day < entry.from) || (!entry.until.empty() && day > entry.until))) continue;
    // From each place on, the nearest of every other group.
    std::optional<std::pair<std::uint32_t, std::uint32_t>> best;
    for (std::size_t i = begin; i < end; ++i) {
      std::uint32_t first = places[i].first, last = places[i].last;
      bool all = true;
      for (std::uint32_t g = 0; g < entry.groups.size() && all; ++g) {
        if (g == places[i].group) continue;
        const Place* next = nullptr;
        for (std::size_t j = begin; j < end; ++j)
          if (places[j].group == g && places[j].first >= places[i].first && (!next || places[j].last < next->last))
            next = &places[j];
        if (!next)
          all = false;
        else
          last = std::max(last, next->last);
      }
      if (all && last - first < entry.window && (!best || last - first < best->second - best->first))
        best = {first, last};
    }
    if (best) hits.push_back({e, pieces[best->first].begin, pieces[best->second].end});
  }
  std::sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) {
    return std::tie(a.begin, a.end, a.entry) < std::tie(b.begin, b.end, b.entry);
  });
  return hits;
}

}  // namespace clew::search
