#include "language/detect.h"

#include "base/sha256.h"
#include "language/lid_features.h"
#include "language/lid_math.h"
#include "language/lid_model.h"

#include <fmt/core.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <istream>
#include <optional>
#include <ostream>

namespace clew::language {
namespace {

using lid::exact_exp;
using lid::exact_log;
using lid::Group;
using lid::Model;
using lid::Script;
using lid::Word;

constexpr std::size_t max_features = 4096;
constexpr std::size_t max_words = 1024;
constexpr std::size_t max_segment_words = 512;

// Below this probability the best guess is not told as the answer.
// Chosen on held-out lines: docs/measurements/lid.md, "Undetermined".
constexpr float least_confidence = 0.35f;
// English counts as read, so a line that is wrongly called so is lost: it needs more.
constexpr float least_confidence_in_english = 0.5f;

// Prior: pseudo-count of the unseen languages, most lines remembered, and how far the prior is
// trusted against the line itself (1 = fully). Chosen together on held-out lines cut into chats
// (bench_lid --chat), so that a thread helps its short lines as far as it can without swallowing a
// line of another language that strays into it.
constexpr float prior_unseen = 7.0f;
constexpr float prior_memory = 20.0f;
constexpr float prior_trust = 0.9f;
constexpr float sure_alone = 0.999f;

// Viterbi: what a change of language between two words costs, in nats.
constexpr float switch_cost = 5.0f;
// And what "I" is worth for English: other languages write their "i" (and) so at a beginning only.
constexpr float i_is_english = 6.0f;

// Words that chats of every language use, so they say nothing about any. Laughter is matched by
// shape (see below), not listed.
constexpr std::array<std::u16string_view, 64> common_to_all = {
    u"ok",       u"okay",      u"okey",     u"oki",    u"okk",    u"kk",      u"okie",
    u"lol",      u"lmao",      u"lmfao",    u"rofl",   u"xd",     u"xdd",     u"omg",
    u"wtf",      u"wow",       u"hm",       u"hmm",    u"mm",     u"mmm",     u"mhm",
    u"uh",       u"oh",        u"ooh",      u"ah",     u"aah",    u"eh",      u"ehm",
    u"uhm",      u"um",        u"xx",       u"xo",     u"xoxo",   u"sms",     u"mms",
    u"gps",      u"usb",       u"wifi",     u"pdf",    u"img",    u"jpg",     u"whatsapp",
    u"facebook", u"instagram", u"telegram", u"viber",  u"google", u"youtube", u"iphone",
    u"samsung",  u"android",   u"snapchat", u"tiktok", u"paypal", u"uber",    u"gif",
    u"aha",      u"mhmm",
    u"tv",       u"ок",        u"лол",      u"хм",     u"окей",   u"ой"};

bool laughter(std::u16string_view w) {
  // haha, hehehe, jajaja, ahahah, xaxa, хаха, kkkk, 55555 is a number anyway.
  if (w.size() < 3) return false;
  static constexpr std::u16string_view breath = u"hjxkхгж", vowels = u"aeiouаеио";
  bool has_vowel = false, has_breath = false;
  for (const char16_t c : w) {
    if (breath.find(c) != std::u16string_view::npos)
      has_breath = true;
    else if (vowels.find(c) != std::u16string_view::npos)
      has_vowel = true;
    else
      return false;
  }
  if (!has_breath) return false;
  if (!has_vowel) return true;
  if (w.size() < 4) return false;
  // One breath and one vowel only, in turn.
  char16_t v = 0, b = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    char16_t& kept = vowels.find(w[i]) != std::u16string_view::npos ? v : b;
    if (kept == 0) kept = w[i];
    if (kept != w[i]) return false;
    if (i > 0 && w[i] == w[i - 1]) return false;
  }
  return true;
}

// A word may be in the list only if its bit is set; nearly all words end here.
struct CommonBits {
  std::array<bool, 1024> bit{};
  static std::size_t of(std::u16string_view w) {
    return (w.front() * 37u + w.back() * 5u + w.size()) & 1023;
  }
  constexpr CommonBits() {
    for (const auto w : common_to_all)
      bit[(w.front() * 37u + w.back() * 5u + w.size()) & 1023] = true;
  }
};
constexpr CommonBits common_bits;

bool says_nothing(const Word& word) {
  // Only Latin and Cyrillic words are listed.
  if (word.script != Script::latin && word.script != Script::cyrillic) return false;
  const std::u16string_view w(word.letters + 1, word.length - 2);
  if (common_bits.bit[CommonBits::of(w)] &&
      std::find(common_to_all.begin(), common_to_all.end(), w) != common_to_all.end()) {
    return true;
  }
  return laughter(w);
}

// "3andak", "a7san", "halla2": Arabic typed in Latin letters writes its own letters as digits. How much such a word speaks for it, in nats;
// of one that ends in its digit ("sob7", but also "ahmed7") less. What other languages write so ("2nd", "3pm", "2moro", "mp3",
// "l8r") says nothing.
constexpr float arabic_digit = 5.0f;
float arabic_digits_of(const Word& word) {
  const std::u16string_view w(word.letters + 1, word.length - 2);
  if (word.digits > 2 || w.size() < word.digits + 2 || w.size() > 14) return 0;
  const auto is_digit = [](char16_t c) { return c >= u'0' && c <= u'9'; };
  const auto is_sound = [](char16_t c) { return c == u'2' || c == u'3' || c == u'5' || c == u'7' || c == u'9'; };
  float most = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (!is_digit(w[i])) continue;
    if (!is_sound(w[i]) || (i > 0 && is_digit(w[i - 1]))) return 0;  // "b4", "covid19"
    if (i == 0) {
      // Amounts, ordinals and English "to": "3kg", "2nd", "2day".
      static constexpr auto others = std::to_array<std::u16string_view>({u"am", u"cl", u"cm", u"d", u"day", u"dl", u"eu", u"eur", u"euro", u"euros", u"g", u"gb", u"geth", u"gr", u"h", u"hr", u"hrs", u"k", u"kg", u"km",
                                                                         u"l", u"lei", u"m", u"mb", u"min", u"mins", u"ml", u"mm", u"mo", u"mor", u"nd", u"ni", u"pa", u"pc", u"people", u"pl", u"pm", u"pp", u"rd", u"sec", u"st", u"th",
                                                                         u"to", u"tsd", u"w", u"x", u"y", u"zl"});
      const auto rest = w.substr(1);
      if (rest.size() < 3 || std::any_of(others.begin(), others.end(), [&](auto o) { return o.size() <= 2 ? rest == o || (o.size() == 2 && o != u"am" && o != u"th" && rest.starts_with(o)) : rest.starts_with(o); })) return 0;
      most = std::max(most, arabic_digit);
    } else if (i + 1 == w.size()) {
      // "mp3", "ps5", "co2", "x2": names of things.
      most = std::max(most, w.size() >= 4 && w[i] != u'5' && w[i] != u'9' ? 0.8f * arabic_digit : 0.0f);
    } else {
      most = std::max(most, w.size() >= 4 ? arabic_digit : 0.0f);
    }
  }
  return most;
}

// "I" alone inside a line that has small letters before it.
bool is_english_i(std::string_view text, const Word& word) {
  if (word.end - word.begin != 1 || text[word.begin] != 'I' || word.begin < 2) return false;
  const auto before = text.substr(0, word.begin);
  const auto last = before.find_last_not_of(" \t");
  if (last == std::string_view::npos || std::string_view(".!?:\n").find(before[last]) != std::string_view::npos) return false;
  return std::any_of(before.begin(), before.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

struct Run {
  Script script;
  std::uint16_t first_feature, features;
};

// What one pass over a line finds.
struct Line {
  std::array<std::uint32_t, max_features> features;
  std::array<Run, max_words> runs;
  std::size_t feature_count = 0, run_count = 0;
  struct Listed {
    Script script;
    Model::ListedWord word;
  };
  std::array<Listed, max_words> listed;  // words that speak for themselves
  std::size_t listed_count = 0;
  std::array<std::uint32_t, lid::script_count> letters{}, words{};
  std::size_t names = 0, capitals = 0;
  float arabic_digits = 0;  // arabic_digits_of() of all its words, at most two words' worth
  std::size_t seen = 0;  // words looked at for names: the first four
  bool name_first = false;
};

// A script of one language: the more letters, the surer; a lone letter may be a symbol.
float sureness_of_script(std::size_t letters) {
  return letters >= 4 ? 0.995f : letters == 3 ? 0.98f : letters == 2 ? 0.95f : 0.7f;
}

}  // namespace

struct Detector::State {
  explicit State(std::string_view weights) : model(weights), sha256(sha256_hex(weights)) {
    canonical.resize(model.class_count());
    for (std::size_t i = 0; i < canonical.size(); ++i) {
      std::size_t first = 0;
      while (model.code(first) != model.code(i))
        ++first;
      canonical[i] = static_cast<std::int16_t>(first);
    }
    const Group* latin = model.group(Script::latin);
    for (std::size_t c = 0; latin != nullptr && c < latin->classes; ++c)
      if (model.code(latin->first_class + c) == "ar-Latn") arabic_in_latin = c;
    lid::fold_table();  // built now, not in the first call
  }

  void read(std::string_view text, Line& line) const {
    lid::for_each_word(text, [&](const Word& w) {
      if (says_nothing(w)) return true;
      const auto s = static_cast<std::size_t>(w.script);
      // A Han character or Hangul syllable carries as much as two or three letters.
      line.letters[s] += static_cast<std::uint32_t>(w.length - 2) *
                         (w.script == Script::cjk || w.script == Script::hangul ? 3 : 1);
      ++line.words[s];
      if (w.digits > 0 && w.script == Script::latin) line.arabic_digits = std::min(2 * arabic_digit, line.arabic_digits + arabic_digits_of(w));
      const Group* g = model.group(w.script);
      const bool may_be_listed = g != nullptr && model.has_words();
      const bool looked_at = model.has_names() && line.seen < 4;
      const std::uint32_t hash = may_be_listed || looked_at ? lid::word_hash(w.letters, w.length) : 0;
      if (looked_at) {
        const bool name = model.is_name(hash);
        std::size_t at = w.begin;
        const char32_t first = lid::next_code_point(text, at);
        line.names += name;
        line.capitals += first < 0x80 ? first >= 'A' && first <= 'Z'
                                      : u_isupper(static_cast<UChar32>(first)) != 0;
        if (line.seen++ == 0) line.name_first = name;
      }
      if (may_be_listed) {
        if (const auto word = model.find_word(hash); word.languages > 0) {
          if (line.listed_count == max_words) return false;
          line.listed[line.listed_count++] = {w.script, word};
          return true;
        }
      }
      if (g == nullptr) return true;
      if (line.run_count == max_words ||
          line.feature_count + lid::max_word_features > max_features) {
        return false;
      }
      Run run{w.script, static_cast<std::uint16_t>(line.feature_count), 0};
      lid::for_each_feature(w.letters, w.length, [&](std::uint32_t h) {
        line.features[line.feature_count++] = h;
        Model::prefetch(*g, h);
      });
      run.features = static_cast<std::uint16_t>(line.feature_count - run.first_feature);
      if (line.run_count > 0 && line.runs[line.run_count - 1].script == w.script) {
        line.runs[line.run_count - 1].features =
            static_cast<std::uint16_t>(line.runs[line.run_count - 1].features + run.features);
      } else {
        line.runs[line.run_count++] = run;
      }
      return true;
    });
  }

  Candidate candidate(std::size_t cls) const { return {model.code(cls), 0, canonical[cls]}; }

  Model model;
  std::string sha256;
  std::vector<std::int16_t> canonical;  // the first class with the same code
  std::optional<std::size_t> arabic_in_latin;
};

namespace {

// Scores (already sharpened by the group's temperature) to the four best candidates.
template <class CodeOf>
void fill_candidates(const float* score, std::size_t n, CodeOf&& candidate_of, Detection& d) {
  // The four best, by insertion; of equals the first in the weights' order stays ahead.
  std::array<std::size_t, 4> best{};
  std::array<float, 4> value;
  value.fill(-1e30f);
  for (std::size_t c = 0; c < n; ++c) {
    if (!(score[c] > value[3])) continue;
    std::size_t k = 3;
    for (; k > 0 && score[c] > value[k - 1]; --k) {
      value[k] = value[k - 1];
      best[k] = best[k - 1];
    }
    value[k] = score[c];
    best[k] = c;
  }
  // What is 20 nats behind adds less than 1e-8.
  constexpr float far = 20.0f;
  std::array<float, lid::max_scores> share;
  for (std::size_t c = 0; c < n; ++c) {
    const float behind = score[c] - value[0];
    share[c] = lid::exact_exp_within(behind > -far ? behind : -far);
  }
  float total = 0;
  for (std::size_t c = 0; c < n; ++c)
    total += score[c] > value[0] - far ? share[c] : 0.0f;
  d.candidates = {};
  for (std::size_t k = 0; k < d.candidates.size() && k < n; ++k) {
    d.candidates[k] = candidate_of(best[k]);
    d.candidates[k].probability = exact_exp(value[k] - value[0]) / total;
  }
}

// The scores of a table's languages, sharpened for a line of so many words.
void fill_scores(const Group& g, std::size_t words, std::size_t known, const std::int32_t* sums, float* score) {
  const float x = known == 0 ? 0.0f : g.scale / std::sqrt(static_cast<float>(known));
  const float sharpness = g.temperature[lid::temperature_bucket(words)];
  for (std::size_t c = 0; c < g.classes; ++c) score[c] = sharpness * (Model::bias(g, c) + x * static_cast<float>(sums[c]));
}

// The score of the family, the last of `classes`, goes to its members, which follow it and hold what their listed words say. Where
// all are far behind they need not be told apart by their n-grams.
template <class FillScores>
void split_family(float* score, std::size_t classes, std::size_t members, FillScores&& fill) {
  constexpr float near = 6.0f;
  float& family = score[classes - 1];
  float* const member = score + classes;
  const float top = *std::max_element(score, score + classes);
  if (family + *std::max_element(member, member + members) < top - near) {
    const float each = family - static_cast<float>(exact_log(static_cast<double>(members)));
    for (std::size_t c = 0; c < members; ++c) member[c] += each;
  } else {
    std::array<float, lid::max_group_classes> own;
    fill(own.data());
    const float best = *std::max_element(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(members));
    float total = 0;
    for (std::size_t c = 0; c < members; ++c) total += exact_exp(own[c] - best);
    const float shift = family - best - static_cast<float>(exact_log(static_cast<double>(total)));
    for (std::size_t c = 0; c < members; ++c) member[c] += own[c] + shift;
  }
  family = -1e9f;
}

// Languages that are read by one another's readers: whether one of them is meant is known long before which.
int shared_reading(std::string_view code) {
  if (code == "bs" || code == "hr" || code == "sr") return 1;
  if (code == "nb" || code == "nn") return 2;
  return code == "id" || code == "ms" ? 3 : 0;
}

void settle(Detection& d) {
  d.confidence = d.candidates[0].probability;
  float sure = d.confidence;
  if (const int reading = sure < least_confidence ? shared_reading(d.candidates[0].code) : 0) {
    for (std::size_t k = 1; k < d.candidates.size(); ++k)
      sure += shared_reading(d.candidates[k].code) == reading ? d.candidates[k].probability : 0.0f;
  }
  const float least = d.candidates[0].code == "en" ? least_confidence_in_english : least_confidence;
  d.code = sure >= least && !d.candidates[0].code.empty() ? d.candidates[0].code : undetermined;
}

}  // namespace

void Prior::observe(const Detection& line) {
  // A line without a language says nothing about the next one.
  if (line.candidates[0].slot < 0) return;
  if (total_ + 1 > prior_memory) {
    const float keep = (prior_memory - 1) / total_;
    for (float& m : mass_)
      m *= keep;
    total_ *= keep;
  }
  // What is unsure of itself teaches less: "mersi" alone may be anything.
  const float sure = line.candidates[0].probability;
  for (const Candidate& c : line.candidates) {
    if (c.slot < 0) continue;
    mass_[static_cast<std::size_t>(c.slot)] += sure * c.probability;
    total_ += sure * c.probability;
  }
}

namespace {

constexpr float prior_languages = 100;

float log_of_share(float mass, float total) {
  const float share = (mass + prior_unseen / prior_languages) / (total + prior_unseen);
  return static_cast<float>(exact_log(static_cast<double>(share)));
}

}  // namespace

float Prior::log_share(std::int16_t slot) const { return slot < 0 ? 0 : log_of_share(mass(slot), total_); }

Prior Prior::join(const Prior& thread, const Prior& sender) {
  if (sender.empty()) return thread;
  if (thread.empty()) return sender;
  Prior both;
  for (std::size_t i = 0; i < both.mass_.size(); ++i) {
    both.mass_[i] = 0.5f * (thread.mass_[i] / thread.total_ + sender.mass_[i] / sender.total_);
  }
  both.total_ = 0.5f * (thread.total_ + sender.total_);
  for (float& m : both.mass_)
    m *= both.total_;
  return both;
}

void Prior::log_shares(const Prior& thread, const Prior& sender, const std::int16_t* slots, std::size_t count, float* out) {
  // The same operations in the same order as in join(), so the same bits.
  std::array<float, lid::max_scores> masses;
  float total;
  if (sender.empty() || thread.empty()) {
    const Prior& one = sender.empty() ? thread : sender;
    total = one.total_;
    for (std::size_t i = 0; i < count; ++i) masses[i] = one.mass(slots[i]);
  } else {
    std::array<float, lid::max_scores> others;
    total = 0.5f * (thread.total_ + sender.total_);
    for (std::size_t i = 0; i < count; ++i) {
      masses[i] = thread.mass(slots[i]);
      others[i] = sender.mass(slots[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const float mean = 0.5f * (masses[i] / thread.total_ + others[i] / sender.total_);
      masses[i] = mean * total;
    }
  }
  for (std::size_t i = 0; i < count; ++i) out[i] = log_of_share(masses[i], total);
  for (std::size_t i = 0; i < count; ++i) out[i] = slots[i] < 0 ? 0 : out[i];
}

Detector::Detector(std::string_view weights) : state_(std::make_unique<State>(weights)) {}
Detector::~Detector() = default;

const Detector& Detector::builtin() {
  static const Detector detector(lid::builtin_weights());
  return detector;
}

Detection Detector::detect(std::string_view utf8) const {
  LineReading reading;
  read(utf8, reading);
  return reading.alone;
}

Detection Detector::detect(std::string_view utf8, const Prior& prior) const {
  LineReading reading;
  read(utf8, reading);
  return with_priors(reading, prior, Prior());
}

Detection Detector::detect_in_chat(std::string_view utf8, Prior& thread, Prior& sender) const {
  LineReading reading;
  read(utf8, reading);
  return detect_in_chat(reading, thread, sender);
}

Detection Detector::detect_in_chat(const LineReading& reading, Prior& thread, Prior& sender) const {
  const Detection result = with_priors(reading, thread, sender);
  thread.observe(reading.alone);
  sender.observe(reading.alone);
  return result;
}

void Detector::read(std::string_view utf8, LineReading& reading) const {
  static_assert(std::tuple_size_v<decltype(reading.score)> == lid::max_scores);
  const State& s = *state_;
  Line line;
  s.read(utf8, line);
  Detection& d = reading.alone;
  d = {};
  reading.classes = 0;
  std::size_t script = 0;
  for (std::size_t i = 1; i < lid::script_count; ++i) {
    if (line.letters[i] > line.letters[script]) script = i;
  }
  const std::size_t words = line.words[script];
  // Names only: every word is one, or a capitalised name is followed by other capitalised words
  // ("Krzysztof Nowak"; but "Salut Elena" is a greeting).
  const bool names_only = (words <= 4 && line.names == words) ||
                          (words <= 3 && line.name_first && line.capitals == words);
  if (script == 0 || names_only) return;
  const Group* g = s.model.group(static_cast<Script>(script));
  if (g == nullptr) {
    const int only = s.model.only_class(static_cast<Script>(script));
    if (only >= 0) {
      d.candidates[0] = s.candidate(static_cast<std::size_t>(only));
      d.candidates[0].probability = sureness_of_script(line.letters[script]);
      settle(d);
    }
    return;
  }
  const auto score_by_n_grams = [&](const Group& of, float* score) {
    std::array<std::int32_t, lid::max_group_classes> sums{};
    std::size_t known = 0;
    for (std::size_t r = 0; r < line.run_count; ++r) {
      const Run& run = line.runs[r];
      if (static_cast<std::size_t>(run.script) != script) continue;
      known += s.model.accumulate(of, {&line.features[run.first_feature], run.features}, sums.data());
    }
    fill_scores(of, words, known, sums.data(), score);
  };
  score_by_n_grams(*g, reading.score.data());
  reading.first_class = static_cast<std::uint16_t>(g->first_class);
  std::size_t classes = g->classes;
  const Group* romanised = g->script == Script::latin ? s.model.group(Script::romanised) : nullptr;
  const std::size_t members = romanised == nullptr ? 0 : romanised->classes;
  std::fill_n(reading.score.begin() + static_cast<std::ptrdiff_t>(classes), members, 0.0f);
  if (line.listed_count > 0) {
    std::array<std::int32_t, lid::max_scores> sums{};
    for (std::size_t i = 0; i < line.listed_count; ++i)
      if (line.listed[i].script == g->script) s.model.add_word(line.listed[i].word, sums.data());
    const float weight = g->word_weight[lid::temperature_bucket(words)] / 8;
    for (std::size_t c = 0; c < classes + members; ++c) reading.score[c] += weight * static_cast<float>(sums[c]);
  }
  if (line.arabic_digits > 0 && g->script == Script::latin && s.arabic_in_latin) reading.score[*s.arabic_in_latin] += line.arabic_digits;
  if (romanised != nullptr) {
    split_family(reading.score.data(), classes, members, [&](float* score) { score_by_n_grams(*romanised, score); });
    classes += members;
  }
  reading.classes = static_cast<std::uint16_t>(classes);
  // A single letter is no word of anything.
  reading.letter_alone = line.letters[script] < 2;
  fill_candidates(reading.score.data(), classes,
                  [&](std::size_t c) { return s.candidate(g->first_class + c); }, d);
  settle(d);
  if (reading.letter_alone) d.code = undetermined;
}

Detection Detector::with_priors(const LineReading& reading, const Prior& thread, const Prior& sender) const {
  if (reading.classes == 0 || (thread.empty() && sender.empty())) return reading.alone;
  // The strongest prior leaves such a line its language; most lines of five words and more end here.
  if (reading.alone.candidates[0].probability >= sure_alone && reading.alone.determined()) return reading.alone;
  const State& s = *state_;
  std::array<float, lid::max_scores> score;
  Prior::log_shares(thread, sender, &s.canonical[reading.first_class], reading.classes, score.data());
  for (std::size_t c = 0; c < reading.classes; ++c) score[c] = reading.score[c] + prior_trust * score[c];
  Detection d;
  fill_candidates(score.data(), reading.classes,
                  [&](std::size_t c) { return s.candidate(reading.first_class + c); }, d);
  settle(d);
  if (reading.letter_alone) d.code = undetermined;
  return d;
}

std::vector<Segment> Detector::segments(std::string_view utf8) const {
  const State& s = *state_;
  struct Spot {
    std::size_t begin, end;
    Script script;
    bool neutral;
    std::array<float, lid::max_group_classes> score;
  };
  std::vector<Spot> spots;
  const Group* const latin = s.model.group(Script::latin);
  std::optional<std::size_t> english;
  for (std::size_t c = 0; latin != nullptr && c < latin->classes; ++c)
    if (s.model.code(latin->first_class + c) == "en") english = c;
  lid::for_each_word(utf8, [&](const Word& w) {
    Spot spot{w.begin, w.end, w.script, says_nothing(w), {}};
    const Group* g = s.model.group(w.script);
    const bool may_be_listed = !spot.neutral && g != nullptr && s.model.has_words();
    const auto listed = may_be_listed ? s.model.find_word(lid::word_hash(w.letters, w.length)) : Model::ListedWord{};
    if (listed.languages > 0) {
      std::array<std::int32_t, lid::max_scores> sums{};
      s.model.add_word(listed, sums.data());
      // The family as its likeliest member.
      if (g->script == Script::latin)
        sums[g->classes - 1] = std::max(sums[g->classes - 1], *std::max_element(sums.begin() + g->classes, sums.end()));
      for (std::size_t c = 0; c < g->classes; ++c) spot.score[c] = g->word_weight[0] / 8 * static_cast<float>(sums[c]);
    } else if (!spot.neutral && g != nullptr) {
      std::array<std::uint32_t, lid::max_word_features> features;
      std::size_t n = 0;
      lid::for_each_feature(w.letters, w.length, [&](std::uint32_t h) { features[n++] = h; });
      std::array<std::int32_t, lid::max_group_classes> sums{};
      const std::size_t known = s.model.accumulate(*g, {features.data(), n}, sums.data());
      const float x = known == 0 ? 0.0f : g->scale / std::sqrt(static_cast<float>(known));
      for (std::size_t c = 0; c < g->classes; ++c) {
        spot.score[c] = s.model.bias(*g, c) + x * static_cast<float>(sums[c]);
      }
    } else if (g == nullptr && s.model.only_class(w.script) < 0) {
      spot.neutral = true;
    }
    if (w.digits > 0 && s.arabic_in_latin && w.script == Script::latin) spot.score[*s.arabic_in_latin] += arabic_digits_of(w);
    if (english && !spots.empty() && is_english_i(utf8, w)) spot.score[*english] += i_is_english;
    spots.push_back(spot);
    return spots.size() < max_segment_words;
  });
  while (!spots.empty() && spots.front().neutral)
    spots.erase(spots.begin());
  while (!spots.empty() && spots.back().neutral)
    spots.pop_back();
  if (spots.empty()) return {};

  // Viterbi over all classes. A word allows only the classes of its script; a neutral one all.
  const std::size_t n = s.model.class_count();
  constexpr float never = -1e9f;
  std::vector<float> best(n, 0.0f), next(n);
  std::vector<std::int16_t> from(spots.size() * n);
  for (std::size_t i = 0; i < spots.size(); ++i) {
    const Spot& spot = spots[i];
    const Group* g = s.model.group(spot.script);
    // log p of the word under each class of its script.
    float log_total = 0;
    if (!spot.neutral && g != nullptr) {
      const float top = *std::max_element(
          spot.score.begin(), spot.score.begin() + static_cast<std::ptrdiff_t>(g->classes));
      float total = 0;
      for (std::size_t c = 0; c < g->classes; ++c)
        total += exact_exp(spot.score[c] - top);
      log_total = top + static_cast<float>(exact_log(static_cast<double>(total)));
    }
    std::size_t top_class = 0;
    for (std::size_t c = 1; c < n; ++c) {
      if (best[c] > best[top_class]) top_class = c;
    }
    for (std::size_t c = 0; c < n; ++c) {
      const bool stays = best[c] >= best[top_class] - switch_cost;
      from[i * n + c] = static_cast<std::int16_t>(stays ? c : top_class);
      const float before = i == 0 ? 0.0f : stays ? best[c] : best[top_class] - switch_cost;
      if (spot.neutral) {
        next[c] = before;
      } else if (g != nullptr && c >= g->first_class && c < g->first_class + g->classes) {
        next[c] = before + std::max(-8.0f, spot.score[c - g->first_class] - log_total);
      } else if (g == nullptr && static_cast<int>(c) == s.model.only_class(spot.script)) {
        next[c] = before;
      } else {
        next[c] = never;
      }
    }
    // Kept near zero, so that long lines lose no precision.
    const float top = *std::max_element(next.begin(), next.end());
    for (std::size_t c = 0; c < n; ++c)
      best[c] = std::max(never, next[c] - top);
  }
  std::vector<std::size_t> path(spots.size());
  path.back() = static_cast<std::size_t>(std::max_element(best.begin(), best.end()) - best.begin());
  for (std::size_t i = spots.size() - 1; i > 0; --i) {
    path[i - 1] = static_cast<std::size_t>(from[i * n + path[i]]);
  }
  std::vector<Segment> out;
  for (std::size_t i = 0; i < spots.size(); ++i) {
    const std::string_view code = s.model.code(path[i]);
    if (!out.empty() && (out.back().code == code || spots[i].neutral)) {
      out.back().end = spots[i].end;
    } else {
      out.push_back({spots[i].begin, spots[i].end, code, 0});
    }
  }
  if (spots.size() == max_segment_words) {
    std::size_t end = utf8.size();
    out.back().end = std::max(out.back().end, end);
  }
  const auto judge = [&](Segment& segment) {
    segment.confidence = 0;
    const Detection d = detect(utf8.substr(segment.begin, segment.end - segment.begin));
    if (segment.code == lid::romanised_family) {
      const Group* family = s.model.group(Script::romanised);
      const auto member = std::find_if(d.candidates.begin(), d.candidates.end(), [&](const Candidate& c) {
        return c.slot >= static_cast<int>(family->first_class) && c.slot < static_cast<int>(family->first_class + family->classes);
      });
      segment.code = (member == d.candidates.end() ? d.candidates.begin() : member)->code;
    }
    for (const Candidate& c : d.candidates) {
      if (c.code == segment.code) segment.confidence = c.probability;
    }
  };
  for (Segment& segment : out)
    judge(segment);
  // A single word is a language of its own only if it is sure of it; else it goes with the words
  // before it, or at the start with those after it.
  constexpr float sure_word = 0.95f;
  const auto script_of = [&](const Segment& g) {
    const auto it = std::find_if(spots.begin(), spots.end(), [&](const Spot& w) { return w.begin >= g.begin && w.end <= g.end && !w.neutral; });
    return it == spots.end() ? Script::none : it->script;
  };
  const auto one_word = [&](const Segment& g) {
    return std::count_if(spots.begin(), spots.end(), [&](const Spot& w) {
             return w.begin >= g.begin && w.end <= g.end && !w.neutral;
           }) == 1;
  };
  for (std::size_t i = 0; i < out.size() && out.size() > 1;) {
    if (out[i].confidence >= sure_word || !one_word(out[i])) {
      ++i;
      continue;
    }
    // Another script is another language, whatever its neighbours are; a run of Han is no single word either.
    const Script script = script_of(out[i]);
    const bool with_next = i + 1 < out.size() && (i == 0 || script_of(out[i - 1]) != script) && script_of(out[i + 1]) == script;
    if (!with_next && (i == 0 || script_of(out[i - 1]) != script)) {
      ++i;
      continue;
    }
    Segment& to = with_next ? out[i + 1] : out[i - 1];
    to.begin = std::min(to.begin, out[i].begin);
    to.end = std::max(to.end, out[i].end);
    judge(to);
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(i));
  }
  // Neighbours that have become of one language are one.
  for (std::size_t i = 1; i < out.size();) {
    if (out[i].code == out[i - 1].code) {
      out[i - 1].end = out[i].end;
      judge(out[i - 1]);
      out.erase(out.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  return out;
}

std::vector<std::string_view> Detector::languages() const {
  std::vector<std::string_view> codes;
  for (std::size_t i = 0; i < state_->model.class_count(); ++i) {
    codes.push_back(state_->model.code(i));
  }
  std::erase(codes, lid::romanised_family);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

const std::string& Detector::weights_sha256() const { return state_->sha256; }

std::uint64_t detect_stream(std::istream& in, std::ostream& out) {
  constexpr std::size_t longest = std::size_t{1} << 20;
  const Detector& detector = Detector::builtin();
  std::uint64_t lines = 0;
  std::string line;
  const auto answer = [&] {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const Detection d = detector.detect(line);
    out << d.code << '\t' << fmt::format("{:.3f}", d.confidence) << '\n';
    ++lines;
    line.clear();
  };
  std::streambuf& bytes = *in.rdbuf();
  bool open = false;  // bytes since the last line end
  for (int c; (c = bytes.sbumpc()) != std::char_traits<char>::eof();) {
    open = true;
    if (c == '\n') {
      answer();
      open = false;
    } else if (line.size() < longest) {
      line.push_back(static_cast<char>(c));
    }
  }
  if (open) answer();
  return lines;
}

}  // namespace clew::language
