#include "language/checks.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "language/placeholder.h"

namespace clew::language {
namespace {

// Thresholds, each chosen on NTREX-128 so that good lines pass (docs/measurements/translate.md).
constexpr double max_unknown_share = 0.4;
constexpr double min_length_ratio = 0.33, max_length_ratio = 3.2;
constexpr std::size_t min_letters_for_ratio = 18;
constexpr double low_log_prob = -1.6;
constexpr double copied_share = 0.67;
constexpr std::size_t max_checked_bytes = 64 * 1024;

UChar32 next_char(std::string_view text, std::size_t& at) {
  UChar32 c;
  auto i = static_cast<std::int32_t>(at);
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), i,
                  static_cast<std::int32_t>(text.size()), c);
  at = static_cast<std::size_t>(i);
  return c;
}

void append_char(UChar32 c, std::string& out) {
  std::array<std::uint8_t, 4> buffer;
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(buffer.data(), n, c);
  out.append(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(n));
}

bool is_wide_script(UChar32 c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
         (c >= 0xF900 && c <= 0xFAFF);
}

// One word of a text, folded to small letters; `letters` counts code points.
struct Token {
  std::string folded;
  std::size_t letters = 0;
  bool capital = false;         // begins with a capital, and is not all capitals
  bool sentence_start = false;  // first word, or after . ? ! … : " (
};

// What the checks look at, gathered in one pass.
struct Profile {
  std::vector<Token> tokens;
  std::size_t weight = 0;  // letters, Han and Hangul three times
  std::size_t latin = 0, other = 0;
  bool question = false;
  std::size_t longest_run = 0;     // of one character
  std::map<UChar32, int> symbols;  // notes, hearts, …
};

bool is_question_mark(UChar32 c) {
  return c == '?' || c == 0x061F || c == 0xFF1F || c == 0x00BF || c == 0x2047 || c == 0x2048 ||
         c == 0x2049 || c == 0x203D || c == 0x055E || c == 0x1367;
}

bool is_symbol(UChar32 c) {
  return c >= 0x2010 && (u_charType(c) == U_OTHER_SYMBOL || u_charType(c) == U_MATH_SYMBOL);
}

Profile profile_of(std::string_view text) {
  Profile p;
  text = text.substr(0, max_checked_bytes);
  Token token;
  bool inside = false, start = true;
  std::size_t capitals = 0, run = 0;
  UChar32 last = -1;
  const auto close = [&] {
    if (inside) {
      // "O'Neil" and "I" are no all-capitals words; "USA" is.
      if (capitals > 1 && capitals == token.letters) token.capital = false;
      p.tokens.push_back(token);
      start = false;
    }
    inside = false;
    token = {};
    capitals = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    run = c == last ? run + 1 : 1;
    last = c;
    if (c != ' ' && c != '.' && c != '-' && c != '_' && c != '=' && c != '*') {
      p.longest_run = std::max(p.longest_run, run);
    }
    if (is_question_mark(c)) p.question = true;
    if (is_symbol(c)) ++p.symbols[c];
    const auto type = u_charType(c);
    const bool mark = type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
    if (u_isalpha(c) || (inside && (mark || c == '\'' || c == 0x2019))) {
      if (!inside) {
        inside = true;
        token.capital = u_isupper(c);
        token.sentence_start = start;
      }
      if (u_isalpha(c)) {
        ++token.letters;
        p.weight += is_wide_script(c) ? 3 : 1;
        if (u_isupper(c)) ++capitals;
        const bool latin = c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF);
        ++(latin ? p.latin : p.other);
      }
      append_char(c == 0x2019 ? '\'' : u_tolower(c), token.folded);
      continue;
    }
    close();
    if (c == '.' || c == '!' || is_question_mark(c) || c == ':' || c == '"' || c == '(' ||
        c == '\n' || c == 0x2026 || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x2018 ||
        c == 0xA1 || c == '-' || c == 0x2013 || c == 0x2014 || c == '*' || c == '\'' || c == '/') {
      start = true;
    }
  }
  close();
  return p;
}

// ---- numbers ------------------------------------------------------------------------------------

// Every number as its digits: separators inside go, digits of any script become ASCII, the sign
// stays out. "3.500,50" and "3,500.50" are the same.
std::multiset<std::string> numbers_of(std::string_view text) {
  std::multiset<std::string> numbers;
  text = text.substr(0, max_checked_bytes);
  std::string digits;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_char(text, at);
    const auto value = u_charDigitValue(c);
    if (value >= 0 && value <= 9) {
      digits.push_back(static_cast<char>('0' + value));
      continue;
    }
    if (!digits.empty() &&
        (c == '.' || c == ',' || c == ':' || c == '\'' || c == 0xA0 || c == 0x202F || c == 0x66B ||
         c == 0x66C) &&
        at < text.size()) {
      std::size_t peek = at;
      const auto after = next_char(text, peek);
      if (u_charDigitValue(after) >= 0) continue;
    }
    if (!digits.empty()) numbers.insert(std::move(digits));
    digits.clear();
  }
  if (!digits.empty()) numbers.insert(std::move(digits));
  return numbers;
}

// English for the small numbers that engines and people write as words.
bool has_number_word(const Profile& english, const std::string& digits) {
  static const std::map<std::string, std::vector<std::string_view>> words = {
      {"0", {"zero", "no", "nil"}},
      {"1", {"one", "a", "an", "first", "once"}},
      {"2", {"two", "second", "twice", "both"}},
      {"3", {"three", "third"}},
      {"4", {"four", "fourth"}},
      {"5", {"five", "fifth"}},
      {"6", {"six", "sixth"}},
      {"7", {"seven", "seventh"}},
      {"8", {"eight", "eighth"}},
      {"9", {"nine", "ninth"}},
      {"10", {"ten", "tenth"}},
      {"11", {"eleven", "eleventh"}},
      {"12", {"twelve", "twelfth", "noon", "midnight"}},
      {"13", {"thirteen", "thirteenth"}},
      {"14", {"fourteen", "fourteenth"}},
      {"15", {"fifteen", "fifteenth"}},
      {"16", {"sixteen", "sixteenth"}},
      {"17", {"seventeen", "seventeenth"}},
      {"18", {"eighteen", "eighteenth"}},
      {"19", {"nineteen", "nineteenth"}},
      {"30", {"thirty", "thirties"}},
      {"40", {"forty", "forties"}},
      {"50", {"fifty", "fifties"}},
      {"20", {"twenty", "twenties"}},
      {"100", {"hundred"}},
      {"1000", {"thousand"}}};
  const auto it = words.find(digits);
  if (it == words.end()) return false;
  for (const auto& token : english.tokens) {
    for (const auto w : it->second) {
      if (token.folded == w) return true;
    }
  }
  return false;
}

// Roman numerals of the source ("secolul al XIX-lea" – "19th century") as digits.
std::multiset<std::string> roman_numbers(const std::vector<std::string_view>& capitals) {
  std::multiset<std::string> numbers;
  const auto value = [](char c) {
    switch (c) {
      case 'I':
        return 1;
      case 'V':
        return 5;
      case 'X':
        return 10;
      case 'L':
        return 50;
      default:
        return 0;
    }
  };
  for (const auto text : capitals) {
    int sum = 0;
    bool roman = text.size() <= 7;
    for (std::size_t i = 0; i < text.size() && roman; ++i) {
      const int here = value(text[i]), next = i + 1 < text.size() ? value(text[i + 1]) : 0;
      roman = here > 0;
      sum += here < next ? -here : here;
    }
    if (roman && sum > 0) numbers.insert(std::to_string(sum));
  }
  return numbers;
}

std::vector<std::string_view> capital_runs(std::string_view text) {
  std::vector<std::string_view> runs;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && text[end] >= 'A' && text[end] <= 'Z')
      ++end;
    if (end > i) runs.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return runs;
}

// "15:00" (here 1500) may be "3 p.m." or "3.00 pm"; "7:30" may be "half past seven" only by people,
// so that is left to them.
bool is_same_clock(const std::string& source, const std::string& english) {
  if (source.size() < 3 || source.size() > 4) return false;
  const int hour = std::stoi(source.substr(0, source.size() - 2));
  const auto minutes = source.substr(source.size() - 2);
  if (hour > 24 || minutes > "59") return false;
  for (const int h : {hour, hour > 12 ? hour - 12 : hour, hour == 0 ? 12 : hour}) {
    if (english == std::to_string(h) + minutes) return true;
    if (minutes == "00" && english == std::to_string(h)) return true;
    if (h < 10 && english == "0" + std::to_string(h) + minutes) return true;
  }
  return false;
}

void check_numbers(const CheckInput& input, const Profile& english, std::vector<Mark>& marks) {
  auto source = numbers_of(input.source);
  auto target = numbers_of(input.translation);
  std::vector<std::string> lost, added;
  std::set_difference(source.begin(), source.end(), target.begin(), target.end(),
                      std::back_inserter(lost));
  std::set_difference(target.begin(), target.end(), source.begin(), source.end(),
                      std::back_inserter(added));
  std::erase_if(lost, [&](const std::string& n) {
    const auto it = std::find_if(added.begin(), added.end(),
                                 [&](const auto& a) { return is_same_clock(n, a); });
    if (it == added.end()) return has_number_word(english, n);
    added.erase(it);
    return true;
  });
  if (!added.empty()) {
    auto roman = roman_numbers(capital_runs(input.source));
    std::erase_if(added, [&](const std::string& n) {
      const auto it = roman.find(n);
      if (it == roman.end()) return false;
      roman.erase(it);
      return true;
    });
  }
  if (!lost.empty()) marks.push_back(Mark::number_lost);
  if (!added.empty()) marks.push_back(Mark::number_added);
}

bool is_common_english(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"about",  "after", "again", "all",    "also",     "am",      "an",     "and",    "any",
       "are",    "as",    "at",    "back",   "be",       "because", "been",   "before", "but",
       "by",     "call",  "can",   "come",   "could",    "day",     "did",    "do",     "does",
       "for",    "from",  "get",   "give",   "go",       "going",   "good",   "had",    "has",
       "have",   "hello", "her",   "here",   "him",      "his",     "home",   "house",  "how",
       "i",      "if",    "is",    "it",     "its",      "just",    "know",   "later",  "like",
       "make",   "many",  "money", "more",   "most",     "much",    "must",   "my",     "need",
       "never",  "new",   "not",   "now",    "of",       "on",      "one",    "only",   "or",
       "other",  "our",   "out",   "over",   "people",   "phone",   "please", "said",   "say",
       "see",    "send",  "she",   "should", "so",       "some",    "take",   "than",   "thank",
       "thanks", "that",  "the",   "their",  "them",     "then",    "there",  "these",  "they",
       "this",   "those", "time",  "today",  "tomorrow", "two",     "up",     "us",     "very",
       "want",   "was",   "we",    "well",   "were",     "what",    "when",   "where",  "which",
       "who",    "why",   "will",  "with",   "without",  "would",   "yes",    "yet",    "you",
       "your"});
  return std::binary_search(words.begin(), words.end(), w);
}

// ---- items --------------------------------------------------------------------------------------

void check_items(const CheckInput& input, std::vector<Mark>& marks) {
  for (const auto& item : find_items(input.source.substr(0, max_checked_bytes))) {
    if (item.kind != ItemKind::url && item.kind != ItemKind::email &&
        item.kind != ItemKind::phone && item.kind != ItemKind::handle &&
        item.kind != ItemKind::iban && item.kind != ItemKind::card) {
      continue;
    }
    if (input.translation.find(input.source.substr(item.begin, item.end - item.begin)) ==
        std::string_view::npos) {
      marks.push_back(Mark::item_lost);
      return;
    }
  }
}

// ---- names --------------------------------------------------------------------------------------

// Whether two folded words may be the same name in two languages: a common beginning of half the
// shorter one and at least three letters ("londra", "london").
bool may_be_same_name(std::string_view a, std::string_view b) {
  const auto shorter = std::min(a.size(), b.size());
  std::size_t common = 0;
  while (common < shorter && a[common] == b[common])
    ++common;
  return common == shorter || common >= std::max<std::size_t>(3, (shorter + 1) / 2);
}

void check_names(const CheckInput& input, const Profile& source, const Profile& english,
                 std::vector<Mark>& marks) {
  for (const auto& name : input.names) {
    if (!name.empty() && input.source.find(name) != std::string_view::npos &&
        input.translation.find(name) == std::string_view::npos) {
      marks.push_back(Mark::name_lost);
      return;
    }
  }
  // Without a list: capitals inside a sentence. German writes nouns so; other scripts have none.
  if (input.language == "de" || input.language == "lb" || source.latin < source.other) return;
  std::vector<const Token*> unmatched;
  std::vector<bool> taken(english.tokens.size(), false);
  for (const auto& token : source.tokens) {
    if (!token.capital || token.sentence_start || token.letters < 3) continue;
    bool found = false;
    for (std::size_t i = 0; i < english.tokens.size() && !found; ++i) {
      if (taken[i] || !may_be_same_name(token.folded, english.tokens[i].folded)) continue;
      taken[i] = found = true;
    }
    if (!found) unmatched.push_back(&token);
  }
  // A capital word of the English that answers none of the source's may be its translation
  // ("Reino Unido" – "United Kingdom"); the first word of a sentence only if it is no everyday one.
  std::size_t candidates = 0;
  for (std::size_t i = 0; i < english.tokens.size(); ++i) {
    const auto& token = english.tokens[i];
    if (!token.capital || taken[i] || token.folded == "i") continue;
    if (token.sentence_start && is_common_english(token.folded)) continue;
    ++candidates;
  }
  if (!unmatched.empty() && candidates == 0) marks.push_back(Mark::name_lost);
}

// ---- negation -----------------------------------------------------------------------------------

// `strong`: hardly ever without a negation in English. `weak`: may stand behind one.
struct Negations {
  std::vector<std::string_view> strong, weak;
};
const Negations* negations_of(std::string_view language) {
  static const std::map<std::string_view, Negations> table = {
      {"es",
       {{"no", "nunca", "jamás", "tampoco", "nadie"},
        {"nada", "sin", "ni", "ninguno", "ningún", "ninguna", "imposible", "falta", "menos"}}},
      {"ca", {{"no", "mai", "tampoc", "ningú"}, {"res", "sense", "ni", "cap", "pas"}}},
      {"gl", {{"non", "nunca", "tampouco", "ninguén"}, {"nada", "sen", "nin", "ningún"}}},
      {"pt",
       {{"não", "nunca", "jamais", "ninguém", "nao"},
        {"nada", "sem", "nem", "nenhum", "nenhuma", "tampouco"}}},
      {"it",
       {{"non", "mai", "nessuno"},
        {"niente", "nulla", "senza", "né", "nessun", "nessuna", "neanche", "nemmeno"}}},
      {"fr",
       {{"pas", "jamais"},
        {"ne", "n", "rien", "personne", "sans", "ni", "aucun", "aucune", "non"}}},
      {"ro",
       {{"nu", "niciodată", "nimeni", "nici", "n", "niciodata"},
        {"nimic", "fără", "fara", "niciun", "nicio", "nu-i"}}},
      {"bg", {{"не", "няма", "никога", "никой"}, {"нищо", "без", "ни", "нито"}}},
      {"mk", {{"не", "нема", "никогаш", "никој"}, {"ништо", "без", "ни", "ниту"}}},
      {"ru", {{"не", "нет", "никогда", "никто"}, {"ничего", "без", "ни", "нельзя"}}},
      {"uk", {{"не", "ні", "немає", "ніколи", "ніхто"}, {"нічого", "без"}}},
      {"sr",
       {{"ne", "nije", "nisam", "nemoj", "nikad", "не", "није", "нисам", "немој"},
        {"nema", "neću", "ništa", "bez", "ni", "niko", "нема", "нећу", "ништа", "без", "nisu",
         "nismo", "nisi", "ниси", "нису"}}},
      {"hr",
       {{"ne", "nije", "nisam", "nemoj", "nikad"},
        {"nema", "neću", "ništa", "bez", "ni", "nitko", "nisu", "nismo", "nisi"}}},
      {"bs",
       {{"ne", "nije", "nisam", "nemoj", "nikad"},
        {"nema", "neću", "ništa", "bez", "ni", "niko", "nisu", "nismo", "nisi"}}},
      {"sl", {{"ne", "ni", "nisem", "nikoli"}, {"nič", "brez", "nihče", "niso", "nima"}}},
      {"pl", {{"nie", "nigdy", "nikt"}, {"nic", "bez", "ani"}}},
      {"cs", {{"není", "nikdy", "nikdo"}, {"ne", "nic", "bez", "ani", "nejsem"}}},
      {"sk", {{"nie", "nikdy", "nikto"}, {"nič", "bez", "ani"}}},
      {"is", {{"ekki", "aldrei"}, {"enginn", "ekkert", "án"}}},
      {"eu", {{"ez"}, {"inoiz", "gabe", "inor"}}},
      {"de",
       {{"nicht", "nie", "niemals", "kein", "keine"},
        {"nichts", "ohne", "keinen", "niemand", "nein"}}},
      {"nl", {{"niet", "nooit", "geen"}, {"niets", "zonder", "niemand", "nee"}}},
      {"hu", {{"nem", "soha", "nincs"}, {"semmi", "ne", "nélkül", "sem", "senki"}}},
      {"sq", {{"nuk", "mos", "kurrë", "s"}, {"asgjë", "pa", "jo", "as", "askush"}}},
      {"lt", {{"nėra", "niekada"}, {"ne", "nieko", "be"}}},
      {"vi", {{"không", "chưa", "đừng"}, {"chẳng"}}},
  };
  const auto it = table.find(language);
  return it == table.end() ? nullptr : &it->second;
}

bool is_english_negation(std::string_view w) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"aint",   "cannot", "cant",    "didnt",   "doesnt", "dont",    "hasnt",
       "havent", "isnt",   "neither", "never",   "no",     "nobody",  "none",
       "nor",    "not",    "nothing", "nowhere", "wasnt",  "without", "wont"});
  return w.ends_with("n't") || std::binary_search(words.begin(), words.end(), w);
}
// Words that say the same without "not".
bool is_english_denial(std::string_view w) {
  static constexpr auto begins = std::to_array<std::string_view>(
      {"absen",     "avoid",    "barely",   "denie",   "deny",      "disagree", "dislike",
       "fail",      "few",      "hardly",   "illegal", "impossib",  "inab",     "incapab",
       "incorrect", "ineligib", "insuffic", "invalid", "irregular", "keep",     "lack",
       "little",    "miss",     "prevent",  "rarely",  "refus",     "reject",   "scarce",
       "seldom",    "stop",     "unable",   "unlike"});
  if (w == "only" || w == "short" || w == "ill" || w == "off" || w == "out") return true;
  if (w.size() >= 6 && w.ends_with("less")) return true;
  if (w.starts_with("un") && w.size() >= 6 && !w.starts_with("uni") && !w.starts_with("under") &&
      w != "unless") {
    return true;
  }
  return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

void check_negation(const CheckInput& input, const Profile& source, const Profile& english,
                    std::vector<Mark>& marks) {
  const auto* words = negations_of(input.language);
  if (!words) return;
  bool strong = false, weak = false;
  for (std::size_t t = 0; t < source.tokens.size(); ++t) {
    const auto& token = source.tokens[t];
    // "no obstante", "no solo", "¿no?" and their like deny nothing.
    if (t + 1 < source.tokens.size()) {
      const auto& next = source.tokens[t + 1].folded;
      if (next == "obstante" || next == "solo" || next == "sólo" || next == "só" ||
          next == "només" || next == "solamente" || next == "numai" || next == "doar" ||
          next == "seulement" || next == "deja" || next == "samo") {
        weak = true;
        continue;
      }
    }
    // "l-am", "n-am": the part before an apostrophe or hyphen is a token of its own here.
    std::string_view w = token.folded;
    strong =
        strong || std::find(words->strong.begin(), words->strong.end(), w) != words->strong.end();
    weak = weak || std::find(words->weak.begin(), words->weak.end(), w) != words->weak.end();
    if (const auto cut = w.find('\''); cut != std::string_view::npos) {
      w = w.substr(0, cut);
      weak = weak || std::find(words->weak.begin(), words->weak.end(), w) != words->weak.end();
    }
    // Words that carry a denial in their beginning or in many languages' common stock.
    weak = weak || w.starts_with("im") || w.starts_with("in") || w.starts_with("ne") ||
           w.starts_with("des") || w.starts_with("не") || w.starts_with("ni");
  }
  bool denies = false, denial = false;
  for (const auto& token : english.tokens) {
    denies = denies || is_english_negation(token.folded);
    denial = denial || is_english_denial(token.folded);
  }
  if (strong && !denies && !denial) marks.push_back(Mark::negation_lost);
  if (denies && !strong && !weak) marks.push_back(Mark::negation_added);
}

// ---- loops, copies, language --------------------------------------------------------------------

// The most times that 1 … 6 words stand one after the other, counted for runs of at least `least`
// words in all.
std::size_t longest_repeat(const std::vector<Token>& tokens) {
  std::size_t worst = 1;
  for (std::size_t n = 1; n <= 6; ++n) {
    std::size_t same = 0;
    for (std::size_t i = n; i < tokens.size(); ++i) {
      same = tokens[i].folded == tokens[i - n].folded ? same + 1 : 0;
      // Two words twice happen ("bye bye", "very very good"); longer groups rarely.
      const auto times = same / n + 1;
      if (times >= (n <= 2 ? 4u : 3u)) worst = std::max(worst, times);
    }
  }
  return worst;
}

void check_language(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  std::set<std::string_view> theirs;
  for (const auto& token : source.tokens)
    theirs.insert(token.folded);
  std::size_t content = 0, same = 0, common = 0;
  for (const auto& token : english.tokens) {
    if (is_common_english(token.folded)) ++common;
    if (token.letters < 3) continue;
    ++content;
    // Names stand in both; what counts are the small-letter words.
    if (theirs.count(token.folded) > 0 && !token.capital) ++same;
  }
  if (content >= 3 && static_cast<double>(same) >= copied_share * static_cast<double>(content)) {
    marks.push_back(Mark::copied);
  } else if (english.tokens.size() >= 3 && english.tokens.size() == source.tokens.size() &&
             std::any_of(english.tokens.begin(), english.tokens.end(),
                         [](const Token& t) { return !t.capital && t.letters > 1; }) &&
             std::equal(english.tokens.begin(), english.tokens.end(), source.tokens.begin(),
                        [](const Token& a, const Token& b) { return a.folded == b.folded; })) {
    marks.push_back(Mark::copied);
  }
  const bool foreign_letters =
      english.other > 2 && english.other * 5 > 2 * (english.latin + english.other);
  if (foreign_letters || (english.tokens.size() >= 9 && common == 0)) {
    marks.push_back(Mark::not_english);
  }
}

void check_symbols(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  for (const auto& [symbol, count] : english.symbols) {
    const auto it = source.symbols.find(symbol);
    if (it == source.symbols.end() || it->second < count) {
      marks.push_back(Mark::invented);
      return;
    }
  }
}

void check_length(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  const auto ratio = static_cast<double>(english.weight) /
                     static_cast<double>(std::max<std::size_t>(1, source.weight));
  if (source.weight >= min_letters_for_ratio && ratio < min_length_ratio) {
    marks.push_back(Mark::too_short);
  }
  if (english.weight >= min_letters_for_ratio && source.weight > 0 && ratio > max_length_ratio) {
    marks.push_back(Mark::too_long);
  }
}

constexpr auto mark_words = std::to_array<std::string_view>(
    {"empty",     "number-lost",   "number-added",    "item-lost",     "item-moved",
     "name-lost", "negation-lost", "negation-added",  "question-lost", "question-added",
     "loop",      "copied",        "not-english",     "invented",      "too-short",
     "too-long",  "unknown-words", "low-probability", "read-as",       "gloss"});
static_assert(mark_words.size() == mark_count);

}  // namespace

std::string_view word(Mark mark) { return mark_words[static_cast<std::size_t>(mark)]; }

std::optional<Mark> mark_from(std::string_view text) {
  const auto it = std::find(mark_words.begin(), mark_words.end(), text);
  if (it == mark_words.end()) return {};
  return static_cast<Mark>(it - mark_words.begin());
}

bool lowers(Mark mark) { return mark != Mark::read_as && mark != Mark::item_moved; }

std::vector<Mark> check(const CheckInput& input) {
  std::vector<Mark> marks;
  const auto source = profile_of(input.source);
  const auto english = profile_of(input.translation);
  if (input.translation.find_first_not_of(" \t\n\r") == std::string_view::npos) {
    if (input.source.find_first_not_of(" \t\n\r") != std::string_view::npos) {
      marks.push_back(Mark::empty);
    }
    return marks;
  }
  check_numbers(input, english, marks);
  check_items(input, marks);
  check_names(input, source, english, marks);
  check_negation(input, source, english, marks);
  if (source.question && !english.question) marks.push_back(Mark::question_lost);
  if (!source.question && english.question) marks.push_back(Mark::question_added);
  const auto repeats = longest_repeat(english.tokens);
  if ((repeats > 1 && repeats > longest_repeat(source.tokens)) ||
      (english.longest_run >= 6 && english.longest_run > source.longest_run)) {
    marks.push_back(Mark::loop);
  }
  check_language(source, english, marks);
  check_symbols(source, english, marks);
  check_length(source, english, marks);
  if (input.words > 1 && input.unknown > max_unknown_share * input.words) {
    marks.push_back(Mark::unknown_words);
  }
  if (input.mean_log_prob && *input.mean_log_prob < low_log_prob) {
    marks.push_back(Mark::low_probability);
  }
  return marks;
}

}  // namespace clew::language
