// Is the English as long as the source would have it, and are all its parts there?
#include "language/check_parts.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <utility>

#include "language/code_points.h"

namespace clew::language::checking {
namespace {

constexpr double min_length_ratio = 0.33, max_length_ratio = 2.7;
constexpr std::size_t min_letters_for_ratio = 18;
// Chat lines have 1.2 to 1.3 times the English that news have (no pronouns, words left out), their shortest twentieth .8 to .9 times.
constexpr double part_left_out = 0.82, part_left_out_of_more = 0.64, half_left_out = 0.4;
constexpr std::size_t letters_for_a_figure = 4;  // "siete y media" – "7:30"
constexpr std::size_t min_letters_for_parts = 16;

// Letters of English (check_profile.h) for one of the language: means of NTREX-128's first half, of FLORES dev where NTREX was not at hand.
double english_letters_for(std::string_view language) {
  static constexpr auto ratios = std::to_array<std::pair<std::string_view, double>>(
      {{"af", 0.95}, {"am", 1.51}, {"ar", 1.08}, {"az", 0.89}, {"be", 0.88}, {"bg", 0.90}, {"bn", 1.55}, {"bs", 0.96}, {"ca", 0.86}, {"ckb", 0.95}, {"cs", 1.03}, {"cy", 0.95}, {"da", 0.97}, {"de", 0.81}, {"el", 0.82},
       {"es", 0.86}, {"et", 0.98}, {"eu", 0.86}, {"fa", 1.05}, {"fi", 0.89}, {"fr", 0.86}, {"gl", 0.92}, {"gu", 1.72}, {"he", 1.32}, {"hi", 1.55}, {"hr", 0.94}, {"hu", 0.85}, {"hy", 0.88}, {"id", 0.90}, {"ig", 1.02},
       {"is", 1.01}, {"it", 0.84}, {"ja", 0.69}, {"kn", 1.51}, {"ko", 0.77}, {"ku", 0.95}, {"lt", 0.92}, {"lv", 0.90}, {"mk", 0.93}, {"ml", 1.38}, {"mr", 1.60}, {"ms", 0.87}, {"mt", 0.91}, {"my", 1.59}, {"nb", 0.99},
       {"nl", 0.88}, {"pa", 1.67}, {"pl", 0.85}, {"pt", 0.88}, {"ro", 0.84}, {"ru", 0.88}, {"sk", 0.95}, {"sl", 1.00}, {"so", 0.84}, {"sq", 0.86}, {"sr", 0.95}, {"sv", 0.99}, {"ta", 1.34}, {"te", 1.67}, {"th", 1.13},
       {"ti", 1.60}, {"tl", 0.79}, {"tr", 0.89}, {"uk", 0.94}, {"ur", 1.05}, {"vi", 0.96}, {"zh", 0.94}});
  const auto it = std::find_if(ratios.begin(), ratios.end(), [&](const auto& r) { return r.first == language; });
  return it == ratios.end() ? 0.95 : it->second;
}

bool joins(std::string_view w, std::string_view language) {
  static constexpr auto words = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"en", "and but so then because or"}, {"es", "y e pero luego entonces"}, {"pt", "e mas depois"}, {"gl", "e pero"}, {"ca", "i però"}, {"fr", "et mais puis"}, {"it", "e ed ma poi"}, {"ro", "și si iar dar apoi"},
       {"bg", "и но да"}, {"mk", "и но па"}, {"ru", "и а но потом"}, {"uk", "і й та але а потім"}, {"sr", "i a pa ali и а па али"}, {"hr", "i a pa ali"}, {"bs", "i a pa ali"}, {"sl", "in pa ampak"}, {"pl", "i a ale potem"},
       {"cs", "a ale pak"}, {"sk", "a ale potom"}, {"hu", "és de aztán majd"}, {"tr", "ve ama sonra"}, {"sq", "dhe por pastaj"}, {"lt", "ir bet o"}, {"lv", "un bet"}, {"de", "und aber dann"}, {"nl", "en maar dan"}, {"da", "og men"},
       {"nb", "og men"}, {"sv", "och men"}, {"vi", "và nhưng rồi"}, {"ar", "ثم لكن"}, {"fa", "و اما بعد"}, {"ur", "اور لیکن پھر"}, {"ps", "او خو"}, {"ckb", "و بەڵام"}, {"ku", "û lê loma"}, {"bn", "আর এবং কিন্তু"},
       {"hi", "और लेकिन"}, {"pa", "ਅਤੇ ਪਰ"}, {"so", "oo laakiin"}, {"el", "και αλλά"}, {"ti", "ከምኡውን"}, {"am", "እና"}});
  const auto it = std::find_if(words.begin(), words.end(), [&](const auto& r) { return r.first == language; });
  if (it == words.end()) return false;
  const auto list = it->second;
  for (auto at = list.find(w); at != std::string_view::npos; at = list.find(w, at + 1))
    if ((at == 0 || list[at - 1] == ' ') && (at + w.size() == list.size() || list[at + w.size()] == ' ')) return true;
  return false;
}

bool parts_here(UChar32 c) {
  return c == ',' || c == ';' || c == '.' || c == '!' || c == '?' || c == ':' || c == '\n' || c == 0x60C || c == 0x61B || c == 0x61F || c == 0x6D4 || c == 0x964 || c == 0x3001 || c == 0x3002 || c == 0xFF0C || c == 0xFF1B || c == 0xFF01 || c == 0xFF1F ||
         c == 0x1361 || c == 0x1362 || c == 0x1363 || c == 0x1364 || c == 0x2026 || c == 0x2014 || c == 0x2013;
}

// Of how many parts a text is, by its punctuation and its "and": "estoy en casa, te llamo luego" is two.
std::size_t parts_of(std::string_view text, const Profile& profile, std::string_view language) {
  std::size_t parts = 0, letters = 0, word = 0;
  const auto close = [&] {
    parts += letters >= 3;
    letters = 0;
  };
  const bool blanks_part = language == "th";
  for (std::size_t at = 0; at < std::min(text.size(), max_checked_bytes);) {
    const auto before = at;
    const auto c = next_char(text, at);
    const bool inside = before > 0 && at < text.size() && text[at] != ' ' && text[at] != '\n' && (c < 0x80 || c == 0x2013 || c == 0x2014);  // "18:30", "www.example.com", "1950–53"
    const bool shortened = c == '.' && word < 4;                                                                                              // "30.", "tys."
    if ((parts_here(c) && !inside && !shortened) || (blanks_part && c == ' '))
      close();
    else
      letters += u_isalpha(c) ? 1 : 0;
    word = u_isalpha(c) ? word + 1 : 0;
  }
  close();
  const auto& tokens = profile.tokens;
  for (std::size_t t = 2; t + 1 < tokens.size(); ++t) {
    // Arabic writes "and" as the next word's beginning.
    const bool arabic = language == "ar" && tokens[t].letters >= 5 && tokens[t].folded.starts_with("و");
    parts += !tokens[t].sentence_start && (arabic || joins(tokens[t].folded, language));
  }
  return parts;
}

std::size_t figures_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// Who says what may be left out with its quotation marks.
bool has_quotes(std::string_view text) {
  static constexpr auto quotes = std::to_array<std::string_view>({"\"", "“", "”", "„", "«", "»", "「"});
  return std::any_of(quotes.begin(), quotes.end(), [&](std::string_view q) { return text.find(q) != std::string_view::npos; });
}

// Who ends a line with a full stop writes his sentences out, as news do.
bool ends_with_stop(std::string_view text) {
  const auto end = text.find_last_not_of(" \n\t");
  const auto line = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  static constexpr auto stops = std::to_array<std::string_view>({".", "。", "۔", "।", "።"});
  return !line.ends_with("..") && std::any_of(stops.begin(), stops.end(), [&](auto stop) { return line.ends_with(stop); });
}

}  // namespace

void check_length(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  const auto ratio = static_cast<double>(english.weight) / static_cast<double>(std::max<std::size_t>(1, source.weight)), expected = english_letters_for(input.language);
  const auto theirs = figures_in(input.source), ours = figures_in(input.translation);
  const auto with_figures = ratio + (ours > theirs ? static_cast<double>(letters_for_a_figure * (ours - theirs)) / static_cast<double>(std::max<std::size_t>(1, source.weight)) : 0.0);
  bool is_short = source.weight >= min_letters_for_ratio && ratio < min_length_ratio * std::max(1.0, expected);
  if (!is_short && source.tokens.size() <= short_line_words && source.weight >= min_letters_for_parts && !has_quotes(input.source)) {
    // Without blanks between words three letters of weight 3 are two words.
    const auto words = std::max(source.tokens.size(), input.language == "zh" || input.language == "yue" || input.language == "ja" || input.language == "th" ? source.weight / 5 : 0);
    is_short = with_figures < half_left_out * expected ||
               (with_figures < (words <= chat_line_words && !ends_with_stop(input.source) ? part_left_out : part_left_out_of_more) * expected && parts_of(input.source, source, input.language) > parts_of(input.translation, english, "en"));
  }
  if (is_short) marks.push_back(Mark::too_short);
  if (english.weight >= min_letters_for_ratio && source.weight > 0 && ratio > max_length_ratio * std::max(1.0, expected)) marks.push_back(Mark::too_long);
}

}  // namespace clew::language::checking
