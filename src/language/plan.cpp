#include "language/plan.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "language/code_points.h"
#include "language/common_english.h"
#include "language/detect.h"
#include "language/engine.h"
#include "language/normalise.h"
#include "language/placeholder.h"
#include "language/romanised.h"

namespace clew::language {
namespace {

// Longer lines are cut: at a line break, else behind a sentence, else at a blank, else anywhere.
constexpr std::size_t max_piece_bytes = 1200;

// "ok", "lol", "jajaja": the same in English, whatever the language.
bool is_everywhere(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"aha", "bye", "hello", "hi", "lol", "ok", "okay", "okey", "oki", "omg", "sms", "thx", "whatsapp",
       "wifi", "wow", "xd", "yes"});
  if (std::binary_search(words.begin(), words.end(), word)) return true;
  // Laughter: two letters in turn, one of them a vowel.
  return word.size() >= 4 && word[0] != word[1] &&
         std::string_view("hjaeiox").find(word[0]) != std::string_view::npos &&
         std::string_view("hjaeiox").find(word[1]) != std::string_view::npos &&
         word.find_first_not_of(word.substr(0, 2)) == std::string_view::npos;
}

}  // namespace

bool has_letter(std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    if (u_isalpha(next_char(text, at))) return true;
  return false;
}

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

namespace {

std::vector<Substitution> substitutions(std::string_view text, const Setting& setting) {
  std::vector<Substitution> list;
  if (!setting.glossary) return list;
  for (const auto& hit : setting.glossary->find(text, setting.language)) {
    if (hit.term->use == TermUse::note) continue;
    list.push_back({hit.begin, hit.end,
                    hit.term->use == TermUse::keep
                        ? std::string(text.substr(hit.begin, hit.end - hit.begin))
                        : hit.term->english});
  }
  return list;
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

// The stretches of one language each in a code-switched text; one of `language` if it is none. A
// stretch of another language counts from `least_switched_words` on and only if the detector is
// sure of it; neighbours that share most words (es/pt/gl, hr/bs/sr …) are not told apart.
struct Stretch {
  std::size_t begin, end;
  std::string language;
};
constexpr std::size_t least_switched_words = 3;
constexpr float least_switched_confidence = 0.9f;
constexpr float least_confidence_of_script = 0.5f;  // which of its languages is another question

// Blanks part words; of scripts that have none, two letters count as one.
std::size_t words_in(std::string_view text) {
  std::size_t words = 0, unparted = 0;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    const bool blank = c == ' ' || c == '\t' || c == 0x3000;
    const bool joined = (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x20000 && c <= 0x3FFFF);
    unparted += joined && u_isalpha(c);
    if (!blank && !joined && !inside) ++words;
    inside = !blank && !joined;
  }
  return words + unparted / 2;
}

bool has_other_letters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    if (u_isalpha(c) && c >= 0x370 && !(c >= 0x1E00 && c <= 0x1EFF)) return true;
  }
  return false;
}

// Mostly in another script than Latin: such a stretch of an English line needs no third word to be sure.
bool is_of_another_script(std::string_view text) {
  std::size_t latin = 0, other = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    if (u_isalpha(c)) ++(c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF) ? latin : other);
  }
  return other > latin;
}

// "in the van. meet Elsie": read as Afrikaans, for two of its three words are that too. What half and more of are plain English words is no
// foreign stretch of an English line.
bool mostly_english(std::string_view stretch) {
  std::size_t words = 0, english = 0;
  std::string word;
  for (std::size_t at = 0; at <= stretch.size(); ++at) {
    const char c = at < stretch.size() ? stretch[at] : ' ';
    if (static_cast<unsigned char>(c) >= 0x80) {
      word += c;
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
      word += static_cast<char>(c | 0x20);
    } else {
      words += !word.empty();
      english += word.size() >= 3 && english_commonness(word) > 0;
      word.clear();
    }
  }
  return english * 2 >= words;
}

std::vector<Stretch> stretches_of(std::string_view text, std::string_view language) {
  std::vector<Stretch> list = {{0, text.size(), std::string(language)}};
  // What the detector does not know it would call something else.
  static const auto known = Detector::builtin().languages();
  const bool of_two_scripts = language == "en" && has_other_letters(text);
  if (words_in(text) < (of_two_scripts ? 2 : 2 * least_switched_words) ||
      !std::binary_search(known.begin(), known.end(), language)) {
    return list;
  }
  auto segments = Detector::builtin().segments(text);
  if (segments.size() < 2) return list;
  std::vector<Stretch> found;
  bool other = false;
  for (const auto& segment : segments) {
    const auto part = text.substr(segment.begin, segment.end - segment.begin);
    const bool sure =
        (of_two_scripts && is_of_another_script(part) ? words_in(part) >= 2 && segment.confidence >= least_confidence_of_script
                                                      : segment.confidence >= least_switched_confidence && words_in(part) >= least_switched_words) &&
        !are_close(segment.code, language) &&
        !(language == "en" && mostly_english(text.substr(segment.begin, segment.end - segment.begin)));
    std::string code(sure ? segment.code : language);
    if (sure) other = true;
    if (!found.empty() && found.back().language == code) {
      found.back().end = segment.end;
    } else {
      found.push_back({segment.begin, segment.end, std::move(code)});
    }
  }
  if (!other) return list;
  // What stands between two belongs to the first; the edges to the outer ones.
  found.front().begin = 0;
  for (std::size_t i = 0; i + 1 < found.size(); ++i)
    found[i].end = found[i + 1].begin;
  found.back().end = text.size();
  return found;
}

}  // namespace

std::string foreign_part(std::string_view text) {
  std::string found;
  std::size_t longest = 0;
  for (const auto& stretch : stretches_of(text, "en")) {
    const auto length = stretch.end - stretch.begin;
    if (stretch.language != "en" && length > longest) {
      longest = length;
      found = stretch.language;
    }
  }
  return found;
}

bool are_close(std::string_view a, std::string_view b) {
  static constexpr auto families = std::to_array<std::string_view>(
      {" bs hr sr sl mk bg ", " es pt gl ca eu oc an it ", " cs sk ", " ru uk be bg sr mk ",
       " nb nn da sv is ", " ms id ", " af nl ", " ur ur-Latn hi ", " pa pa-Latn ", " fr ca oc ",
       " xh zu ", " ru-Latn uk-Latn bg-Latn mk-Latn bs hr sr sl ", " zh yue ", " fa ps ckb ur ar ", " az tr uz tk ", " fil ceb ", " tn nso st "});
  if (a == b) return true;
  const auto in = [](std::string_view family, std::string_view code) {
    const auto at = family.find(code);
    return at != std::string_view::npos && at > 0 && family[at - 1] == ' ' &&
           family[at + code.size()] == ' ';
  };
  return std::any_of(families.begin(), families.end(),
                     [&](auto f) { return in(f, a) && in(f, b); });
}

// `restored` (`plain` with accents, code point for code point) with plain's shorthand as it was: "ko" is
// for the table to write out, not for the restorer to guess at.
std::string with_shorthand_of(std::string_view plain, std::string_view restored,
                              std::string_view language) {
  const auto letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  const auto step = [](std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
      ++at;
    return at;
  };
  std::string out;
  std::size_t from = 0;  // in `restored`
  for (std::size_t at = 0; at < plain.size();) {
    std::size_t end = at, until = from;
    std::string word;
    while (end < plain.size() && letter(plain[end])) {
      word.push_back(static_cast<char>(plain[end++] | 0x20));
      until = step(restored, until);
    }
    if (word.empty()) {
      end = step(plain, at);
      until = step(restored, from);
    }
    out += !word.empty() && !shorthand(language, word).empty() ? plain.substr(at, end - at)
                                                               : restored.substr(from, until - from);
    at = end;
    from = until;
  }
  return out;
}

// "a las 20:30", "la 15 mai": an hour, a day, a sum at the end is part of what the words before it say. After punctuation it is not.
bool belongs_to_sentence(std::string_view before, std::string_view item) {
  const bool figure = !item.empty() && item[0] >= '0' && item[0] <= '9';
  if (!figure || before.size() < 2 || before.back() != ' ') return false;
  auto at = before.size() - 2;
  while (at > 0 && (static_cast<unsigned char>(before[at]) & 0xC0) == 0x80) --at;
  return u_isalpha(next_char(before, at)) != 0;
}

// The core with its marks numbered from 0: items at the edges are peeled off first, but for figures that end a sentence.
Piece plan_piece(std::string_view text, const Setting& setting, bool all_numbers) {
  Piece piece;
  piece.language = setting.language;
  const auto terms = substitutions(text, setting);
  ProtectedText all = protect(text, setting.names, all_numbers, terms);
  piece.substituted = all.items != all.originals || !terms.empty();
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
      if (belongs_to_sentence(core.substr(0, core.size() - mark_bytes), all.items[last - 1])) break;
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
      piece.raw += all.originals[*mark];
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
  auto normalised = normalise_letters(numbered, setting.base);
  if (setting.base == setting.language && setting.accents) {
    if (auto restored = setting.accents->restore(normalised.text, setting.language)) {
      normalised.text = with_shorthand_of(normalised.text, *restored, setting.language);
      piece.respelled = true;
    }
  }
  write_out_shorthand(normalised, setting.base);
  piece.form = std::move(normalised.text);
  piece.changes = normalised.changes;
  if (setting.base != setting.language) {
    if (auto turned = from_romanised(piece.form, setting.language); turned != piece.form) {
      piece.form = std::move(turned);
      piece.respelled = true;
    }
  }
  // Nothing but invisible characters may be left.
  piece.wanted = has_letter(piece.form);
  return piece;
}

std::vector<Piece> plan_line(std::string_view text, const Setting& setting, bool split) {
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
    std::vector<Stretch> stretches = {{0, length, std::string(setting.language)}};
    if (split) stretches = stretches_of(part.substr(0, length), setting.language);
    for (const auto& stretch : stretches) {
      Setting own = setting;
      if (stretch.language != setting.language) own.language = own.base = stretch.language;
      auto piece = plan_piece(part.substr(stretch.begin, stretch.end - stretch.begin), own, false);
      piece.before.insert(0, breaks);
      breaks.clear();
      if (own.language == "en") piece.wanted = false;
      pieces.push_back(std::move(piece));
    }
    at += length;
  }
  if (!breaks.empty()) {
    Piece last;
    last.before = breaks;
    pieces.push_back(std::move(last));
  }
  return pieces;
}

}  // namespace clew::language
