#include "readers/whatsapp_header.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/blanks.h"

namespace clew::readers {
namespace {

// Half-days as ICU 72 (CLDR 42) writes them, over all locales and widths, with older spellings of
// phones added; without blanks and full stops, ASCII in lower case, sorted by bytes.
constexpr std::string_view am_words[] = {
    "adduha",
    "ag",
    "am",
    "amvormittag",
    "an",
    "ap",
    "asubuhi",
    "atm",
    "bn",
    "comme",
    "damanhã",
    "de",
    "delamadrugada",
    "delamañana",
    "dinda",
    "dop",
    "dopołdnja",
    "eparadites",
    "fh",
    "fm",
    "fọmọ́nin",
    "gh",
    "günortadanöň",
    "hengihengi",
    "ib",
    "ibikɛ̂glà",
    "icheheavo",
    "idiɓa",
    "isuk",
    "iđitbeaivet",
    "kang’ama",
    "karoon",
    "ki",
    "kiroko",
    "kiɛmɛ́ɛm",
    "kíkíríg",
    "lumalwak",
    "lwamilawu",
    "madrugada",
    "makeo",
    "mambia",
    "manhã",
    "maná",
    "matin",
    "mbaʼámbaʼ",
    "mbaꞌmbaꞌ",
    "moies",
    "muhi",
    "munkyo",
    "nd",
    "ntufat",
    "ntɔ́ngɔ́",
    "n’ụtụtụ",
    "od",
    "pamilau",
    "pd",
    "pg",
    "prepodne",
    "priekšpusdienā",
    "priešpiet",
    "prijepodne",
    "rn",
    "rw",
    "rŨ",
    "sa",
    "safiya",
    "sub",
    "subaka",
    "subbaahi",
    "sárúwá",
    "taparachu",
    "tesiran",
    "tifawt",
    "to",
    "too",
    "uhrvörmiddaachs",
    "uluchelo",
    "utuko",
    "vm",
    "wd",
    "wichishu",
    "yb",
    "zdatazal",
    "zmu",
    "Àárɔ̀",
    "Àárọ̀",
    "ÖÖ",
    "öö",
    "Ĩyakwakya",
    "ŋdi",
    "Ɛnkakɛnyá",
    "ǁgoagas",
    "πμ",
    "АМ",
    "ДП",
    "ТО",
    "ЭИ",
    "дп",
    "преподне",
    "претпл",
    "пријеподне",
    "проб",
    "таңкы",
    "үө",
    "ӕмбисбоныразмӕ",
    "לפנה\"צ",
    "לפנהצ",
    "לפנה״צ",
    "פֿאַרמיטאָג",
    "اےایم",
    "بن",
    "ص",
    "صباحا",
    "صباحًا",
    "صبحمنجهند",
    "غم",
    "قبلدوپہر",
    "قبل‌ازظهر",
    "قظ",
    "ق‌ظ",
    "چۈشتىنبۇرۇن",
    "तडके",
    "पूर्वाह्न",
    "फुं",
    "भोर",
    "मपू",
    "येएम",
    "सकाळ",
    "सबेरे",
    "सवेर",
    "सुबुहजा",
    "এএম",
    "পূর্বাহ্ণ",
    "পূৰ্বাহ্ন",
    "ਪੂਦੁ",
    "முற்பகல்",
    "ಪೂರ್ವಾಹ್ನ",
    "පෙව",
    "ก่อนเที่ยง",
    "เช้า",
    "ກ່ອນທ່ຽງ",
    "སྔ་ཆ་",
    "སྔ་དྲོ་",
    "နံနက်",
    "ቅቀ",
    "ጥዋት",
    "ᏌᎾᎴ",
    "ᱥᱮᱛᱟᱜ",
    "ⵜⵉⴼⴰⵡⵜ",
    "上午",
    "凌晨",
    "午前",
    "早上",
    "清晨",
    "ꎸꄑ",
    "오전",
    "𞤀𞤎",
};
constexpr std::string_view pm_words[] = {
    "ak",
    "akasuba",
    "aluula",
    "amnamittag",
    "ch",
    "chilo",
    "cɛɛ́nko",
    "danoite",
    "datarde",
    "delanoche",
    "delatarde",
    "dilolo",
    "du",
    "eahketbeaivet",
    "eb",
    "ebongi",
    "ebyámu",
    "efiafi",
    "eh",
    "eigulo",
    "em",
    "epasdites",
    "ew",
    "fọívnin",
    "gd",
    "gm",
    "günortadansoň",
    "hwaĩ-inĩ",
    "ichamthi",
    "in",
    "ip",
    "iɓugajɔp",
    "jioni",
    "kikiiɗe",
    "kingoto",
    "kisɛ́ndɛ",
    "kooskoliny",
    "kugú",
    "kyiukonyi",
    "lilli",
    "lk",
    "lumalwap",
    "mchana",
    "mchochil’l",
    "md",
    "mog",
    "mpókwa",
    "muu",
    "ncwònzém",
    "ngo",
    "ngəgógəle",
    "nm",
    "noche",
    "nomëttes",
    "ntmeddit",
    "nyiaghuo",
    "n’abali",
    "odp",
    "ot",
    "pamunyi",
    "pashamihe",
    "pm",
    "pn",
    "pop",
    "popiet",
    "popodne",
    "popołdnju",
    "poslijepodne",
    "ptg",
    "ptm",
    "pēcpusdienā",
    "soir",
    "tadggʷat",
    "tarde",
    "teipa",
    "tk",
    "tŊ",
    "uhrnommendaachs",
    "ut",
    "wb",
    "wengi",
    "wótpołdnja",
    "yamma",
    "yh",
    "zaarikayb",
    "zmw",
    "Ös",
    "ös",
    "Ĩyawĩoo",
    "ŋkambɔ́tnji",
    "Ũg",
    "Ɔ̀sán",
    "Ɛndámâ",
    "ǃuias",
    "ɣetrɔ",
    "μμ",
    "ПМ",
    "ПП",
    "ТК",
    "ЭК",
    "попл",
    "поподне",
    "послијеподне",
    "пп",
    "слоб",
    "түштөнкийинки",
    "үх",
    "ӕмбисбоныфӕстӕ",
    "אחה\"צ",
    "אחהצ",
    "אחה״צ",
    "נאָכמיטאָג",
    "بظ",
    "بعدازظهر",
    "بعددوپہر",
    "ب‌ظ",
    "دن",
    "غو",
    "م",
    "مساء",
    "مساءً",
    "منجهندشام",
    "پیایم",
    "چۈشتىنكېيىن",
    "अपराह्न",
    "दपैहरबाद",
    "पीएम",
    "बेलासे",
    "मउ",
    "शामजा",
    "सांज",
    "सांझ",
    "सांम",
    "অপরাহ্ণ",
    "অপৰাহ্ন",
    "পিএম",
    "ਬਾਦੁ",
    "பிற்பகல்",
    "ಅಪರಾಹ್ನ",
    "පව",
    "หลังเที่ยง",
    "เย็น",
    "ຫຼັງທ່ຽງ",
    "ཕྱི་ཆ་",
    "ཕྱི་དྲོ་",
    "ညနေ",
    "ከሰዓት",
    "ድቀ",
    "ᏒᎯᏱᎢᏗᏢ",
    "ᱧᱤᱫᱟᱹ",
    "Ḍeffiraza",
    "Ọ̀sán",
    "ⵜⴰⴷⴳⴳⵯⴰⵜ",
    "下午",
    "傍晚",
    "午後",
    "晚上",
    "ꁯꋒ",
    "오후",
    "𞤇𞤎",
};
constexpr std::string_view noon_words[] = {"中午", "noon", "mediodía"};

// Words that may stand behind the time without meaning anything to it.
constexpr std::string_view clock_suffixes[] = {"uhr", "ч", "год", "น",    "u",    "h",   "hs",
                                               "hrs", "s", "hod", "hodź", "godz", "klo", "o'clock"};

constexpr std::size_t max_head = 96;  // characters of a head that are looked at

// The zero of each decimal script that phones write numbers in.
constexpr char32_t digit_zeros[] = {0x0660, 0x06F0, 0x07C0,  0x0966, 0x09E6, 0x0A66, 0x0AE6,
                                    0x0B66, 0x0BE6, 0x0C66,  0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
                                    0x0ED0, 0x0F20, 0x1040,  0x17E0, 0x1810, 0x19D0, 0x1C50,
                                    0xABF0, 0xFF10, 0x11136, 0x1E950};

struct Decoded {
  char32_t code;
  std::size_t size;
};

// The character at `at`; a byte that begins none is given as it is.
Decoded decode(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = byte(at);
  const std::size_t size = lead < 0xC2   ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 1;
  if (size == 1 || at + size > s.size()) return {lead, 1};
  char32_t code = lead & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {lead, 1};
    code = code << 6 | (byte(at + i) & 0x3F);
  }
  return {code, size};
}

bool is_invisible(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0x061C || c == 0xFEFF;
}
bool is_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

// The begin of a line in a form that the grammar can read: marks left out, every blank a space,
// every digit ASCII, every dash '-'; with the way back to the line's bytes.
struct Head {
  char text[max_head * 4 + 1];
  std::uint16_t from[max_head * 4 + 1];
  std::size_t size = 0;

  explicit Head(std::string_view line) {
    std::size_t at = 0;
    const std::size_t end = std::min<std::size_t>(line.size(), max_head + 64);
    for (std::size_t n = 0; at < end && n < max_head; ++n) {
      const unsigned char c = static_cast<unsigned char>(line[at]);
      if (c < 0x80) {
        put(c == '\t' ? ' ' : static_cast<char>(c), at);
        ++at;
        continue;
      }
      const Decoded d = decode(line, at);
      if (is_blank(d.code)) {
        put(' ', at);
      } else if (!is_invisible(d.code)) {
        add(d, line, at);
      }
      at += d.size;
    }
    from[size] = static_cast<std::uint16_t>(at);
    text[size] = 0;
  }
  std::string_view view(std::size_t begin, std::size_t end) const {
    return {text + begin, end - begin};
  }

 private:
  void put(char c, std::size_t at) {
    from[size] = static_cast<std::uint16_t>(at);
    text[size++] = c;
  }
  void add(const Decoded& d, std::string_view line, std::size_t at) {
    for (const char32_t zero : digit_zeros)
      if (d.code >= zero && d.code < zero + 10)
        return put(static_cast<char>('0' + d.code - zero), at);
    if (d.code >= 0x2010 && d.code <= 0x2015) return put('-', at);
    if (d.code == 0x060D || d.code == 0xFF0F) return put('/', at);  // Arabic date separator
    if (d.code == 0xFF1A || d.code == 0x2236) return put(':', at);
    if (d.code == 0x060C || d.code == 0xFF0C || d.code == 0x3001) return put(',', at);
    for (std::size_t i = 0; i < d.size; ++i)
      put(line[at + i], at);
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Number {
  int value = 0;
  std::uint8_t width = 0;
};

// Reads the head from left to right. Every function leaves `at` where it was when it fails.
class Scanner {
 public:
  explicit Scanner(const Head& head) : h_(head) {}

  std::size_t at = 0;
  std::uint64_t hash = 1469598103934665603ull;  // FNV-1a

  void mix(std::string_view s) {
    for (const char c : s)
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    hash = (hash ^ 0xFF) * 1099511628211ull;
  }
  char peek(std::size_t ahead = 0) const {
    return at + ahead < h_.size ? h_.text[at + ahead] : '\0';
  }
  bool starts(std::string_view s) const { return h_.view(at, h_.size).substr(0, s.size()) == s; }
  void skip_blanks() {
    while (peek() == ' ')
      ++at;
  }

  std::optional<Number> number(int max_width) {
    Number n;
    while (is_digit(peek(n.width)) && n.width <= max_width) {
      n.value = n.value * 10 + (peek(n.width) - '0');
      ++n.width;
    }
    if (n.width == 0 || n.width > max_width) return std::nullopt;
    at += n.width;
    return n;
  }

  // Three numbers and what stands between them.
  bool date(ExportHeader& out) {
    const std::size_t begin = at;
    for (int i = 0; i < 3; ++i) {
      const auto n = number(4);
      if (!n || (i < 2 && !separator(out, i))) {
        at = begin;
        return false;
      }
      out.part[i] = n->value;
      out.width[i] = n->width;
    }
    const int years = (out.width[0] == 4) + (out.width[1] == 4) + (out.width[2] == 4);
    const bool three = out.width[0] == 3 || out.width[1] == 3 || out.width[2] == 3;
    if (years > 1 || three) {
      at = begin;
      return false;
    }
    mix(out.width[0] == 4 ? "Y--" : out.width[1] == 4 ? "-Y-" : out.width[2] == 4 ? "--Y" : "---");
    return true;
  }

  bool time(ExportHeader& out) {
    const std::size_t begin = at;
    const auto hour = number(2);
    if (!hour) return false;
    std::string_view between;
    for (const std::string_view s : {":", ".", " h ", "h", "時", "时", "시 "})
      if (starts(s)) {
        between = s;
        break;
      }
    at += between.size();
    const auto minute = between.empty() ? std::nullopt : number(2);
    if (!minute || (minute->width != 2 && between != " h ")) {
      at = begin;
      return false;
    }
    out.hour = hour->value;
    out.minute = minute->value;
    mix(between);
    const std::string_view next = between == " h " ? std::string_view(" min ") : between;
    if (starts(next) && is_digit(peek(next.size())) && is_digit(peek(next.size() + 1)) &&
        !is_digit(peek(next.size() + 2))) {
      at += next.size();
      out.second = number(2)->value;
      out.has_seconds = true;
      if (between == " h " && starts(" s")) at += 2;
    } else if (starts("分") || starts("분")) {
      at += 3;
    }
    mix(out.has_seconds ? "s" : "m");
    return !is_digit(peek()) && (peek() != ':' || peek(1) == ' ');
  }

  // What stands between date and time: blanks, a comma, a word, perhaps a half-day.
  bool gap(ExportHeader& out) {
    const std::size_t begin = at;
    while (at < h_.size && !is_digit(h_.text[at]) && at - begin < 36) {
      const char c = h_.text[at];
      if (c == '[' || c == ']' || c == ':' || c == '\n' || c == '"') return false;
      ++at;
    }
    std::string_view text = h_.view(begin, at);
    if (text.empty() || !is_digit(peek())) return false;
    out.comma = text.find(',') != std::string_view::npos;
    mix(out.comma ? "," : " ");
    words(text, out, "<");
    return true;
  }

  // Takes the half-day out of a short text and mixes the rest into the layout.
  void words(std::string_view text, ExportHeader& out, std::string_view where) {
    if (out.half == HalfDay::none && text.size() > 1) {
      auto whole = trim(text);
      while (!whole.empty() && (whole.front() == ',' || whole.front() == ' '))
        whole.remove_prefix(1);
      while (!whole.empty() && (whole.back() == ',' || whole.back() == ' '))
        whole.remove_suffix(1);
      if (take_half(whole, out, where)) return;
      // The half-day is the first or the last of several words.
      const auto last = whole.find_last_of(" ,");
      if (last != std::string_view::npos && take_half(whole.substr(last + 1), out, where))
        return mix(whole.substr(0, last));
      const auto first = whole.find_first_of(" ,");
      if (first != std::string_view::npos && take_half(whole.substr(0, first), out, where))
        return mix(whole.substr(first));
      mix(whole);
      return;
    }
    mix(trim(text));
  }

  // Behind the time: half-day or a word, then what ends the head. True if it ends.
  bool tail(ExportHeader& out) {
    const std::size_t begin = at;
    if (out.bracket) {
      while (at < h_.size && h_.text[at] != ']' && at - begin < 40)
        ++at;
      if (peek() != ']') return false;
      words(h_.view(begin, at), out, ">");
      stamp_end(out, begin, at);
      ++at;
      if (peek() == ' ') ++at;
      out.rest = h_.from[at];
      return true;
    }
    // " - " within a few words of the time.
    for (std::size_t i = begin; i < h_.size && i - begin < 40; ++i) {
      const char c = h_.text[i];
      if (c == ':' || c == '[' || is_digit(c)) break;
      if (c != '-' || (i + 1 < h_.size && h_.text[i + 1] != ' ')) continue;
      if (i > begin && h_.text[i - 1] != ' ') continue;
      const std::string_view word = trim(h_.view(begin, i));
      if (!word.empty() && !is_known_suffix(word, out)) break;
      words(word, out, ">");
      mix("-");
      stamp_end(out, begin, i);
      at = i + 1;
      if (peek() == ' ') ++at;
      out.rest = h_.from[at];
      return true;
    }
    // A half-day, then ": " or a blank.
    std::size_t i = begin;
    while (i < h_.size && h_.text[i] == ' ')
      ++i;
    for (std::size_t j = i; j < h_.size && j - i < 24; ++j) {
      const bool stop = h_.text[j] == ':' || h_.text[j] == ' ';
      if (!stop || (j + 1 < h_.size && h_.text[j] == ' ' && is_half_prefix(h_.view(i, j))))
        continue;
      if (j > i && take_half(h_.view(i, j), out, ">")) i = j;
      break;
    }
    if (i > begin && out.half == HalfDay::none) i = begin;
    at = i;
    out.weak = true;
    if (peek() == ':' && (peek(1) == ' ')) {
      mix(":");
      stamp_end(out, begin, at);
      at += 2;
    } else if (peek() == ' ') {
      mix("_");
      stamp_end(out, begin, at);
      ++at;
    } else {
      return false;
    }
    out.rest = h_.from[at];
    return true;
  }

 private:
  static std::string_view trim(std::string_view s) { return trimmed(s, " "); }

  // "p." of "p. m.": a blank after it does not end the half-day.
  static bool is_half_prefix(std::string_view s) {
    return s == "a." || s == "p." || s == "A." || s == "P.";
  }

  bool take_half(std::string_view word, ExportHeader& out, std::string_view where) {
    const HalfDay half = half_day_word(word);
    if (half == HalfDay::none) return false;
    out.half = half;
    mix(where);
    return true;
  }

  bool is_known_suffix(std::string_view word, const ExportHeader& out) {
    if (out.half == HalfDay::none && half_day_word(word) != HalfDay::none) return true;
    std::string lower;
    for (const char c : word)
      if (c != '.') lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (std::find(std::begin(clock_suffixes), std::end(clock_suffixes), lower) !=
        std::end(clock_suffixes))
      return true;
    const auto blank = word.find(' ');
    return blank != std::string_view::npos && is_known_suffix(word.substr(0, blank), out);
  }

  void stamp_end(ExportHeader& out, std::size_t begin, std::size_t end) {
    while (end > begin && h_.text[end - 1] == ' ')
      --end;
    out.stamp_end = h_.from[end];
  }

  bool separator(ExportHeader& out, int which) {
    const std::size_t begin = at;
    std::size_t i = at;
    bool blank = false;
    char sign = 0;
    if (i < h_.size && h_.text[i] == ' ') ++i, blank = true;
    const auto rest = h_.view(i, h_.size);
    if (!rest.empty() && (rest[0] == '/' || rest[0] == '.' || rest[0] == '-')) {
      sign = rest[0];
      ++i;
    } else {
      for (const std::string_view s : {"年", "月", "년", "월"})
        if (rest.substr(0, s.size()) == s) {
          sign = 'K';
          i += s.size();
        }
    }
    if (sign && i < h_.size && h_.text[i] == ' ') ++i, blank = true;
    if (!sign && !blank) return false;
    if (which == 0) {
      out.separator = sign ? sign : ' ';
      out.spaced = sign && blank;
    }
    mix(h_.view(begin, i));
    at = i;
    return true;
  }

  const Head& h_;
};

std::int64_t day_number(const CivilTime& date) {
  return to_micros({date.year, date.month, date.day, 0, 0, 0, 0}) / (86'400 * micros_per_second);
}

// 1 Farvardin 1388 is 21 March 2009; leap years as the calendar had and will have them until 1415.
std::optional<CivilTime> from_persian(int year, int month, int day) {
  constexpr int leap_years[] = {1391, 1395, 1399, 1403, 1408, 1412};
  const auto is_leap = [&](int y) {
    return std::find(std::begin(leap_years), std::end(leap_years), y) != std::end(leap_years);
  };
  const int length = month <= 6 ? 31 : month <= 11 ? 30 : is_leap(year) ? 30 : 29;
  if (month < 1 || month > 12 || day < 1 || day > length) return std::nullopt;
  std::int64_t days = day_number({2009, 3, 21, 0, 0, 0, 0});
  for (int y = 1388; y < year; ++y)
    days += is_leap(y) ? 366 : 365;
  days += month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30;
  return to_civil((days + day - 1) * 86'400 * micros_per_second);
}

constexpr std::array<std::string_view, 6> order_names = {"dmy", "mdy", "ymd", "ydm", "myd", "dym"};

enum class Calendar { gregorian, buddhist, persian, islamic };

// A year of two digits. No chat is from 2052 or later, so such a number counts in another calendar:
// "61" is 2561 of the Buddhist era (2018), "97" the Persian year 1397.
int full_year(int two_digits) {
  if (two_digits >= 52 && two_digits <= 80) return 2500 + two_digits;
  if (two_digits >= 88) return 1300 + two_digits;
  return 2000 + two_digits;
}

Calendar calendar_of(int year) {
  if (year >= 2540 && year <= 2600) return Calendar::buddhist;
  if (year >= 1388 && year <= 1415) return Calendar::persian;
  if (year >= 1430 && year <= 1460) return Calendar::islamic;
  return Calendar::gregorian;
}

// A date of the years that such an export can have (WhatsApp began in 2009).
std::optional<CivilTime> date_in_order(const ExportHeader& header, std::size_t order,
                                       std::string_view* calendar) {
  int year = 0, month = 0, day = 0;
  for (int i = 0; i < 3; ++i) {
    const char what = order_names[order][static_cast<std::size_t>(i)];
    if (what == 'd') day = header.part[i];
    if (what == 'm') month = header.part[i];
    if (what == 'y') {
      year = header.part[i];
      if (header.width[i] == 1) return std::nullopt;
      if (header.width[i] == 2) year = full_year(year);
    }
  }
  CivilTime date{year, month, day, 0, 0, 0, 0};
  switch (calendar_of(year)) {
    case Calendar::buddhist:
      date.year -= 543;
      if (calendar) *calendar = "buddhist";
      break;
    case Calendar::persian:
      if (calendar) *calendar = "persian";
      return from_persian(year, month, day);
    case Calendar::islamic:
      // Good enough to follow the order of dates; never given out as a date.
      if (month < 1 || month > 12 || day < 1 || day > 30) return std::nullopt;
      if (calendar) *calendar = "islamic";
      date = to_civil(((year * 12LL + month - 1) * 2953 / 100 - 492'179 + day) * 86'400 *
                      micros_per_second);
      return date;
    case Calendar::gregorian:
      break;
  }
  if (!is_valid(date) || date.year < 2009 || date.year > 2150) return std::nullopt;
  return date;
}

}  // namespace

HalfDay half_day_word(std::string_view word) {
  if (word.empty() || word.size() > 64) return HalfDay::none;
  std::string plain;
  for (std::size_t i = 0; i < word.size();) {
    const Decoded d = decode(word, i);
    if (d.code < 0x80) {
      const char c = word[i];
      if (c != ' ' && c != '.' && c != ',')
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    } else if (!is_blank(d.code) && !is_invisible(d.code)) {
      plain.append(word, i, d.size);
    }
    i += d.size;
  }
  if (plain == "am") return HalfDay::am;
  if (plain == "pm") return HalfDay::pm;
  const auto in = [&](const auto& words) {
    return std::find(std::begin(words), std::end(words), plain) != std::end(words);
  };
  if (in(am_words)) return HalfDay::am;
  if (in(pm_words)) return HalfDay::pm;
  if (in(noon_words)) return HalfDay::noon;
  return HalfDay::none;
}

std::optional<ExportHeader> parse_export_header(std::string_view line) {
  // Most lines of a long message end here: a head begins with a digit, a bracket or a mark.
  if (line.size() < 10) return std::nullopt;
  const unsigned char first = static_cast<unsigned char>(line[0]);
  if (first < 0x80 && !is_digit(line[0]) && first != '[' && first != ' ') return std::nullopt;
  const Head head(line);
  Scanner s(head);
  ExportHeader out;
  s.skip_blanks();
  if (s.peek() == '[') {
    out.bracket = true;
    ++s.at;
    s.skip_blanks();
    s.mix("[");
  }
  if (!is_digit(s.peek())) return std::nullopt;
  out.stamp_begin = head.from[s.at];
  const std::size_t start_at = s.at;
  const std::uint64_t start_hash = s.hash;
  const ExportHeader empty = out;
  if (s.date(out) && s.gap(out) && s.time(out) && s.tail(out)) {
    out.layout = s.hash;
    return out;
  }
  s.at = start_at;
  s.hash = start_hash;
  out = empty;
  out.time_first = true;
  s.mix("T");
  if (s.time(out) && s.gap(out) && s.date(out) && s.tail(out)) {
    out.layout = s.hash;
    return out;
  }
  return std::nullopt;
}

std::optional<ClockTime> clock_of(const ExportHeader& header) {
  ClockTime t{header.hour, header.minute, header.second};
  if (t.minute > 59 || t.second > 59 || t.hour > 24) return std::nullopt;
  switch (header.half) {
    case HalfDay::none:
      break;
    case HalfDay::am:
      if (t.hour > 12) return std::nullopt;
      if (t.hour == 12) t.hour = 0;
      break;
    case HalfDay::pm:
      // "13:05 PM" is written by phones set to 24 hours with a forced half-day.
      if (t.hour < 12) t.hour += 12;
      break;
    case HalfDay::noon:
      if (t.hour < 10) t.hour += 12;
      break;
  }
  // "24:10" stands for ten past midnight where the pattern counts hours from 1 to 24.
  if (t.hour == 24) t.hour = 0;
  return t;
}

DateOrder::DateOrder(Micros latest_plausible)
    : latest_day_(latest_plausible > 0 ? latest_plausible / (86'400 * micros_per_second)
                                       : INT64_MAX) {}

void DateOrder::add(const ExportHeader& header) {
  ++count_;
  if (std::equal(std::begin(last_part_), std::end(last_part_), header.part)) {
    for (Trial& t : trials_) {
      t.bad += t.last_bad;
      t.late += t.last_late;
    }
    return;
  }
  separator_ = header.separator;
  spaced_ = header.spaced;
  const bool first = last_part_[0] < 0;
  for (int i = 0; i < 3; ++i) {
    changes_[i] += !first && last_part_[i] != header.part[i];
    last_part_[i] = header.part[i];
    two_digits_[i] = two_digits_[i] && header.width[i] == 2;
    if (header.width[i] == 4) four_digits_ = i;
  }
  std::array<std::int64_t, order_count> days{};
  for (std::size_t i = 0; i < order_count; ++i) {
    Trial& t = trials_[i];
    const auto date = date_in_order(header, i, nullptr);
    t.last_bad = !date;
    t.bad += t.last_bad;
    t.last_late = false;
    if (!date) continue;
    days[i] = day_number(*date);
    t.last_late = days[i] > latest_day_;
    t.late += t.last_late;
    t.jumps += t.seen && days[i] + 20 <= t.last;
    t.last = days[i];
    t.seen = true;
  }
  for (std::size_t i = 0; i < order_count; ++i)
    for (std::size_t j = 0; j < order_count; ++j)
      differ_[i][j] = differ_[i][j] || days[i] != days[j];
}

void DateOrder::decide(const std::optional<std::string>& wanted) {
  enum : std::size_t { dmy, mdy, ymd, ydm, myd, dym };
  std::fill(std::begin(open_), std::end(open_), false);
  decided_ = -1;
  if (four_digits_ == 0) {
    open_[ymd] = true;
    open_[ydm] = trials_[ymd].bad > 0;  // no locale writes it: only if nothing else reads
  } else if (four_digits_ == 1) {
    open_[myd] = open_[dym] = true;
  } else {
    open_[dmy] = open_[mdy] = true;
    // Years of two digits come first with '/' (Basque, Nepali), with '-', and with blanks after
    // full stops (Korean); no locale of CLDR 42 writes "18.06.13" for 13 June.
    if (four_digits_ < 0 && two_digits_[0])
      open_[ymd] = separator_ == '/' || separator_ == '-' || (separator_ == '.' && spaced_);
  }
  const auto count_open = [&] { return std::count(std::begin(open_), std::end(open_), true); };
  const auto keep_least = [&](auto&& key, std::string_view why) {
    std::uint64_t least = UINT64_MAX;
    for (std::size_t i = 0; i < order_count; ++i)
      if (open_[i]) least = std::min<std::uint64_t>(least, key(i));
    const auto before = count_open();
    // A head that fits no order (a pasted or a damaged one) must not decide against the others.
    if (least * 50 > count_) return;
    for (std::size_t i = 0; i < order_count; ++i)
      if (open_[i] && key(i) > least) open_[i] = false;
    if (count_open() < before) reason_ = why;
  };
  reason_ = "the four digits of the year";
  keep_least([&](std::size_t i) { return trials_[i].bad; },
             "dates that exist in this order only (a day above 12)");
  keep_least([&](std::size_t i) { return trials_[i].late; },
             "another order would put dates after the exhibit came in");
  keep_least([&](std::size_t i) { return trials_[i].jumps; },
             "the messages run forward in time in this order only");
  // The year is the part that changes least: over several days of one year it stands still.
  if (count_open() > 1 && open_[ymd]) {
    const bool last_is_year = changes_[0] >= 3 && changes_[2] == 0;
    const bool first_is_year = changes_[2] >= 3 && changes_[0] == 0;
    if (last_is_year) open_[ymd] = false;
    if (first_is_year) open_[dmy] = open_[mdy] = false;
    if (last_is_year || first_is_year) reason_ = "the part that never changes is the year";
  }
  // What is left of "13/06/18" is day first: the few locales that put a short year first are left
  // to what the dates above have said.
  if (open_[ymd] && (open_[dmy] || open_[mdy]) && !spaced_) open_[ymd] = false;

  if (wanted) {
    const auto it = std::find(order_names.begin(), order_names.end(), *wanted);
    if (it != order_names.end()) {
      decided_ = static_cast<int>(it - order_names.begin());
      reason_ = "said by a person";
    }
  }
  if (decided_ < 0) {
    std::size_t first = order_count;
    bool same = true;
    for (std::size_t i = 0; i < order_count; ++i) {
      if (!open_[i]) continue;
      if (first == order_count) first = i;
      same = same && !differ_[first][i];
    }
    if (first < order_count && same && count_ > 0 && trials_[first].bad * 50 <= count_) {
      if (count_open() > 1) reason_ = "every date is the same in each order";
      decided_ = static_cast<int>(first);
    }
  }
  if (decided_ >= 0 && last_part_[0] >= 0) {
    ExportHeader last;
    for (int i = 0; i < 3; ++i) {
      last.part[i] = last_part_[i];
      last.width[i] = i == four_digits_ ? 4 : 2;
    }
    date_in_order(last, static_cast<std::size_t>(decided_), &calendar_);
  }
}

std::string_view DateOrder::order() const {
  return decided_ < 0 ? std::string_view{} : order_names[static_cast<std::size_t>(decided_)];
}

std::vector<std::string> DateOrder::open_choices() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < order_count; ++i)
    if (open_[i]) out.emplace_back(order_names[i]);
  return out;
}

std::optional<CivilTime> DateOrder::date(const ExportHeader& header) const {
  if (decided_ < 0) return std::nullopt;
  std::string_view calendar;
  const auto date = date_in_order(header, static_cast<std::size_t>(decided_), &calendar);
  if (calendar == "islamic") return std::nullopt;
  return date;
}

}  // namespace clew::readers
