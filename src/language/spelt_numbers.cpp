#include "language/spelt_numbers.h"

#include <algorithm>
#include <array>
#include <map>

#include "language/number_words.h"

namespace clew::language::checking {

// English for the small numbers that engines and people write as words.
bool has_number_word(const Profile& english, const std::string& digits) {
  static const std::map<std::string, std::vector<std::string_view>> words = {
      {"0", {"zero", "no", "nil"}},
      {"1", {"one", "a", "an", "first", "once", "january", "jan"}},
      {"2", {"two", "second", "twice", "both", "couple", "pair", "february", "feb"}},
      {"3", {"three", "third", "march", "mar"}},
      {"4", {"four", "fourth", "april", "apr"}},
      {"5", {"five", "fifth", "may"}},
      {"6", {"six", "sixth", "june", "jun"}},
      {"7", {"seven", "seventh", "july", "jul"}},
      {"8", {"eight", "eighth", "august", "aug"}},
      {"9", {"nine", "ninth", "september", "sept", "sep"}},
      {"10", {"ten", "tenth", "october", "oct", "decade", "decades"}},
      {"11", {"eleven", "eleventh", "november", "nov"}},
      {"12", {"twelve", "twelfth", "dozen", "noon", "midnight", "december", "dec"}},
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
      {"100", {"hundred", "century"}},
      {"1000", {"thousand"}}};
  // "the quarter-hour mark", "a quarter past", "a half-hour ride", "a U-turn".
  for (std::size_t t = 0; t + 1 < english.tokens.size(); ++t) {
    const std::string_view w = english.tokens[t].folded, next = english.tokens[t + 1].folded;
    const bool of_hour = next == "hour" || next == "past" || next == "to" || (next == "of" && t + 3 < english.tokens.size() && english.tokens[t + 3].folded == "hour");
    if ((digits == "15" && w == "quarter" && of_hour) || (digits == "30" && w == "half" && (of_hour || next == "an")) ||
        (digits == "180" && w == "u" && next == "turn"))
      return true;
  }
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

bool spells(const Profile& text, std::string_view language, const std::string& digits) {
  if (digits.size() > 6 || (digits.size() > 1 && digits[0] == '0')) return false;
  std::vector<std::string_view> words;
  for (const auto& token : text.tokens)
    words.push_back(token.folded);
  return spells_number(words, language, std::stol(digits));
}

// "100 percent" and "No. 1" say "wholly" and "first".
bool is_figure_of_speech(const std::string& digits, const Profile& english, std::string_view translation) {
  if (digits == "1") {
    return std::any_of(english.tokens.begin(), english.tokens.end(),
                       [](const Token& t) { return t.before_figure && (t.folded == "no" || t.folded == "number"); });
  }
  if (digits != "100") return false;
  for (const auto* written : {"100 percent", "100 per cent", "100%", "100 %"})
    if (translation.find(written) != std::string_view::npos) return true;
  return false;
}

bool says_wholly(const std::string& digits, std::string_view source, const Profile& english) {
  if (digits != "100" || (source.find("100 %") == std::string_view::npos && source.find("100%") == std::string_view::npos && source.find("100\u00a0%") == std::string_view::npos)) return false;
  static constexpr auto begins = std::to_array<std::string_view>({"absolut", "complete", "entire", "full", "total", "wholl"});
  return std::any_of(english.tokens.begin(), english.tokens.end(), [](const Token& t) { return std::any_of(begins.begin(), begins.end(), [&](auto b) { return std::string_view(t.folded).starts_with(b); }); });
}

// "prima zi", "първия", "první": the 1st.
bool says_first(const Profile& source) {
  static constexpr auto begins = std::to_array<std::string_view>({"primer", "primeir", "premi", "prim", "prvn", "prv", "pierwsz", "перв", "перш", "първ", "прв", "pirm", "első", "elsej", "erste", "birinci", "ilk", "parë", "fyrst", "lehen", "đầu", "أول", "اول", "الأول", "第一", "پہل", "kowaad"});
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) { return std::any_of(begins.begin(), begins.end(), [&](auto b) { return std::string_view(t.folded).starts_with(b); }); });
}

// "dos horas y media" – "2.5 hours" (25 by its digits), "за півтори години" – "1.5 hours".
bool is_and_a_half(const std::string& digits, const Profile& source, std::string_view language, std::string_view translation) {
  if (digits.size() < 2 || digits.size() > 3 || digits.back() != '5') return false;
  const auto whole = digits.substr(0, digits.size() - 1);
  if (translation.find(whole + ".5") == std::string_view::npos && translation.find(whole + ",5") == std::string_view::npos) return false;
  static constexpr auto halves = std::to_array<std::string_view>({"media", "medio", "meia", "meio", "mitja", "mig", "demi", "demie", "mezza", "mezzo", "jumătate", "jumatate", "pol", "pola", "polovina", "půl", "wpół", "fél", "halb", "buçuk", "bucuk", "половина", "половиной", "половиною", "gjysmë", "gjysme", "erdi", "نصف", "نص", "والنصف", "ونصف", "ونص", "نیم", "半"});
  static constexpr auto one_and_a_half = std::to_array<std::string_view>({"másfél", "masfel", "полтора", "полторы", "півтора", "півтори", "półtora", "półtorej", "pusantr", "pusotr", "anderthalb", "poldrug"});
  const auto has = [&](const auto& list, bool beginning) {
    return std::any_of(source.tokens.begin(), source.tokens.end(), [&](const Token& t) { return std::any_of(list.begin(), list.end(), [&](auto w) { return beginning ? std::string_view(t.folded).starts_with(w) : t.folded == w; }); });
  };
  return (whole == "1" && has(one_and_a_half, true)) || (has(halves, false) && (source_has_number_word(source, language, whole) || spells(source, language, whole)));
}

// Words for numbers in the source's language, for English digits that the source has as a word.
namespace {

// "sedmatřicetiletý": Czech may say the ones first.
bool says_ones_first(const Profile& source, const std::string& digits) {
  static constexpr auto ones = std::to_array<std::string_view>({"jedna", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět"});
  static constexpr auto tens = std::to_array<std::string_view>({"dvacet", "třicet", "čtyřicet", "padesát", "šedesát", "sedmdesát", "osmdesát", "devadesát"});
  if (digits.size() != 2 || digits[0] < '2' || digits[1] < '1') return false;
  const auto word = std::string(ones[static_cast<std::size_t>(digits[1] - '1')]) + "a" + std::string(tens[static_cast<std::size_t>(digits[0] - '2')]);
  // "jedenačtyřicet", "jednačtyřicet".
  return std::any_of(source.tokens.begin(), source.tokens.end(), [&](const Token& t) { return t.folded.starts_with(word) || (digits[1] == '1' && t.folded.starts_with("jedna" + word.substr(6))); });
}

}  // namespace

bool source_has_number_word(const Profile& source, std::string_view language,
                            const std::string& digits) {
  if (language == "cs" && says_ones_first(source, digits)) return true;
  struct Row {
    std::string_view language;
    std::array<std::string_view, 12> words;  // 1 … 12, beginnings
  };
  static constexpr auto rows = std::to_array<Row>({
      {"es",
       {"un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
        "doce"}},
      {"pt",
       {"um", "doi", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze",
        "doze"}},
      {"gl",
       {"un", "dous", "tres", "catro", "cinco", "seis", "sete", "oito", "nove", "dez", "once",
        "doce"}},
      {"ca",
       {"un", "dos", "tres", "quatre", "cinc", "sis", "set", "vuit", "nou", "deu", "onze",
        "dotze"}},
      {"it",
       {"un", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici",
        "dodici"}},
      {"fr",
       {"un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
        "douze"}},
      {"ro",
       {"un", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă", "zece", "unsprezece",
        "doisprezece"}},
      {"pl",
       {"jed", "dw", "trz", "czter", "pię", "sześ", "sied", "osiem", "dziewi", "dziesi", "jedena",
        "dwana"}},
      {"cs",
       {"jed", "dv", "tři", "čtyř", "pět", "šest", "sedm", "osm", "devět", "deset", "jedenáct",
        "dvanáct"}},
      {"sk",
       {"jed", "dv", "tri", "štyr", "päť", "šesť", "sedem", "osem", "deväť", "desať", "jedenásť",
        "dvanásť"}},
      {"hr",
       {"jed", "dv", "tri", "četir", "pet", "šest", "sedam", "osam", "devet", "deset", "jedanaest",
        "dvanaest"}},
      {"bs",
       {"jed", "dv", "tri", "četir", "pet", "šest", "sedam", "osam", "devet", "deset", "jedanaest",
        "dvanaest"}},
      {"sr",
       {"jed", "dv", "tri", "četir", "pet", "šest", "sedam", "osam", "devet", "deset", "jedanaest",
        "dvanaest"}},
      {"sl",
       {"en", "dv", "tri", "štir", "pet", "šest", "sedem", "osem", "devet", "deset", "enajst",
        "dvanajst"}},
      {"bg",
       {"ед", "дв", "три", "четири", "пет", "шест", "седем", "осем", "девет", "десет", "единадесет",
        "дванадесет"}},
      {"mk",
       {"ед", "дв", "три", "четири", "пет", "шест", "седум", "осум", "девет", "десет", "единаесет",
        "дванаесет"}},
      {"ru",
       {"од", "дв", "тр", "четыр", "пят", "шест", "сем", "восем", "девят", "десят", "одиннадцат",
        "двенадцат"}},
      {"uk",
       {"од", "дв", "тр", "чотир", "п'ят", "шіст", "сім", "вісім", "дев'ят", "десят", "одинадцят",
        "дванадцят"}},
      {"de",
       {"ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
        "zwölf"}},
      {"hu",
       {"egy", "ket", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc", "tíz", "tizenegy",
        "tizenkettő"}},
      {"tr",
       {"bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz", "on", "onbir",
        "oniki"}},
      {"sq",
       {"një", "dy", "tre", "katër", "pesë", "gjashtë", "shtatë", "tetë", "nëntë", "dhjetë",
        "njëmbëdhjetë", "dymbëdhjetë"}},
      {"lt",
       {"vien", "du", "tr", "ketur", "penk", "šeš", "septyn", "aštuon", "devyn", "dešimt",
        "vienuolik", "dvylik"}},
      {"eu",
       {"bat", "bi", "hiru", "lau", "bost", "sei", "zazpi", "zortzi", "bederatzi", "hamar",
        "hamaika", "hamabi"}},
  });
  if (digits.size() > 2) return false;
  const int n = std::stoi(digits);
  if (n < 1 || n > 12) return false;
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.language == language; });
  if (row == rows.end()) return false;
  const auto word = row->words[static_cast<std::size_t>(n - 1)];
  return std::any_of(source.tokens.begin(), source.tokens.end(),
                     [&](const Token& t) { return std::string_view(t.folded).starts_with(word); });
}

// "5 mil", "5 de mii", "1,5 million": the zeros stand in a word on one of the sides.
bool names_a_scale(const Profile& text) {
  static constexpr auto words =
      std::to_array<std::string_view>({"bin", "bn", "k", "m", "mie", "mii", "mijë", "mil", "mila",
                                       "mille", "mln", "mlrd", "tis", "tys", "тис", "тыс", "хил", "ألف", "ألفا", "آلاف", "هزار", "ہزار", "لاکھ", "کروڑ", "مليون", "ملايين", "میلیون", "مليار",
                                       "میلیارد"});
  static constexpr auto begins = std::to_array<std::string_view>(
      {"thousand", "million", "billion", "hundred", "trillion", "bilion",  "tisíc",
       "tysi",     "tysią",   "tuhat",   "ezer",    "nghìn",    "ngàn",    "triệu",
       "тися",     "тыся",    "хиляд",   "илјад",   "хиљад",    "милион",  "миллион",
       "мільйон",  "млн",     "млрд",    "hiljad",  "tusen",    "þúsund",  "miliard",
       "miliar",   "milió",   "tūkst",   "milh",    "milers",   "migliai", "tisuć"});
  return std::any_of(text.tokens.begin(), text.tokens.end(), [](const Token& t) {
    return std::find(words.begin(), words.end(), t.folded) != words.end() ||
           t.folded.starts_with("万") || t.folded.starts_with("萬") || t.folded.starts_with("亿") || t.folded.starts_with("億") || t.folded.starts_with("千") ||
           std::any_of(begins.begin(), begins.end(),
                       [&](auto b) { return std::string_view(t.folded).starts_with(b); });
  });
}

}  // namespace clew::language::checking
