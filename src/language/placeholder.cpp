#include "language/placeholder.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>

#include "language/code_points.h"
#include "language/engine.h"

namespace clew::language {
namespace {

constexpr std::size_t plain_number_digits = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_ascii_letter(c); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

UChar32 code_point_before(std::string_view text, std::size_t at) {
  if (at == 0) return ' ';
  UChar32 c;
  auto i = static_cast<std::int32_t>(at);
  U8_PREV_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), 0, i, c);
  return c;
}

bool is_word_char(UChar32 c) {
  return c < 0x80 ? is_alnum(static_cast<char>(c)) || c == '_'
                  : u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK;
}

bool word_starts(std::string_view text, std::size_t at) {
  return !is_word_char(code_point_before(text, at));
}
bool word_ends(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  return !is_word_char(next_char(text, at));
}

bool lower_starts_with(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] | 0x20) : text[i];
    if (c != prefix[i]) return false;
  }
  return true;
}

// ---- links and addresses ------------------------------------------------------------------------

// A link runs to the next blank, quote or angle bracket; punctuation at its end is the sentence's.
std::size_t link_end(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && static_cast<unsigned char>(text[end]) > 0x20 && text[end] != '<' &&
         text[end] != '>' && text[end] != '"') {
    ++end;
  }
  const auto opened = text.substr(from, end - from).find('(') != std::string_view::npos;
  while (end > from) {
    const char c = text[end - 1];
    if (c == ')' && opened) break;
    if (std::string_view(".,;:!?)]}'*_~").find(c) == std::string_view::npos) break;
    --end;
  }
  return end;
}

// Endings under which people write links without a scheme.
bool is_top_domain(std::string_view label) {
  static constexpr auto known = std::to_array<std::string_view>(
      {"al",   "app", "be",      "bg",   "biz", "co", "com",  "cz",   "de", "dev",
       "es",   "eu",  "example", "fr",   "gg",  "gl", "gov",  "hr",   "hu", "info",
       "io",   "it",  "link",    "live", "ly",  "me", "mk",   "net",  "nl", "online",
       "org",  "pl",  "pt",      "ro",   "rs",  "ru", "shop", "site", "sk", "store",
       "test", "tr",  "tv",      "ua",   "uk",  "us", "vn",   "xyz"});
  std::string lower;
  for (const char c : label)
    lower.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  return std::binary_search(known.begin(), known.end(), lower);
}

// "bit.ly/abc", "www.a.example", "a-b.co.uk": end of the host name, or 0 if it is none.
std::size_t host_end(std::string_view text, std::size_t from) {
  std::size_t at = from, label = from, labels = 0;
  while (at < text.size() && (is_alnum(text[at]) || text[at] == '-' || text[at] == '.')) {
    if (text[at] == '.') {
      if (at == label) return 0;
      if (at + 1 >= text.size() || !is_alnum(text[at + 1])) break;
      ++labels;
      label = at + 1;
    }
    ++at;
  }
  if (labels == 0 || at == label) return 0;
  const auto last = text.substr(label, at - label);
  return last.size() >= 2 && is_top_domain(last) && word_ends(text, at) ? at : 0;
}

std::optional<Found> find_link(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  std::size_t scheme = 0;
  while (scheme < rest.size() && scheme < 12 && is_alnum(rest[scheme]))
    ++scheme;
  const bool has_scheme = scheme >= 2 && rest.substr(scheme).starts_with("://");
  if (has_scheme || lower_starts_with(rest, "www.") || lower_starts_with(rest, "mailto:")) {
    const auto end = link_end(text, at);
    if (end > at + 4) return Found{ItemKind::url, at, end};
  }
  const auto host = host_end(text, at);
  if (host == 0) return {};
  // "casa.es bueno" without a blank is rarer than a link; but a capital behind the dot
  // ("Mañana.Es") is the next sentence.
  const auto dot = text.substr(at, host - at).rfind('.');
  const char after = text[at + dot + 1];
  if (after >= 'A' && after <= 'Z' && !(text[at] >= 'A' && text[at] <= 'Z')) return {};
  const bool path = host < text.size() &&
                    (text[host] == '/' || text[host] == '?' ||
                     (text[host] == ':' && host + 1 < text.size() && is_digit(text[host + 1])));
  return Found{ItemKind::url, at, path ? link_end(text, at) : host};
}

std::optional<Found> find_email(std::string_view text, std::size_t at) {
  std::size_t i = at;
  const auto local = [](char c) {
    return is_alnum(c) || std::string_view("._%+-'").find(c) != std::string_view::npos;
  };
  while (i < text.size() && local(text[i]))
    ++i;
  if (i == at || i >= text.size() || text[i] != '@') return {};
  std::size_t host = ++i, dot = 0;
  while (i < text.size() && (is_alnum(text[i]) || text[i] == '-' || text[i] == '.')) {
    if (text[i] == '.') dot = i;
    ++i;
  }
  while (i > host && (text[i - 1] == '.' || text[i - 1] == '-'))
    --i;
  if (dot <= host || dot + 2 > i) return {};
  return Found{ItemKind::email, at, i};
}

// The name of a file, by its ending; blanks end it.
std::optional<Found> find_file(std::string_view text, std::size_t at) {
  static constexpr auto endings = std::to_array<std::string_view>(
      {"3gp", "7z", "aac", "amr", "apk", "avi", "avif", "bmp", "csv", "doc", "docx", "eml", "gif", "gpx", "heic", "html", "ics", "jpeg", "jpg", "json",
       "kml", "m4a", "mkv", "mov", "mp3", "mp4", "odt", "ogg", "opus", "pdf", "png", "ppt", "pptx", "rar", "rtf", "tiff", "txt", "vcf", "wav", "webm",
       "webp", "xls", "xlsx", "xml", "zip"});
  std::size_t end = at;
  for (std::size_t next = at; next < text.size(); end = next) {
    const auto c = next_char(text, next);
    if (!is_word_char(c) && c != '.' && c != '-' && c != '_' && c != '+' && c != '~') break;
  }
  while (end > at && text[end - 1] == '.') --end;
  const auto dot = end > at ? text.substr(at, end - at).rfind('.') : std::string_view::npos;
  if (dot == std::string_view::npos || dot == 0) return {};
  std::string ending(text.substr(at + dot + 1, end - at - dot - 1));
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  if (!std::binary_search(endings.begin(), endings.end(), ending)) return {};
  return Found{ItemKind::file, at, end};
}

// "@name", "#tag": the sign and the word behind it, letters of any script.
std::optional<Found> find_tag(std::string_view text, std::size_t at) {
  const bool handle = text[at] == '@';
  std::size_t end = at + 1, letters = 0;
  for (std::size_t next = end; next < text.size(); end = next) {
    const auto c = next_char(text, next);
    if (!is_word_char(c) && !(handle && c == '.' && next < text.size() && is_alnum(text[next]))) {
      break;
    }
    ++letters;
  }
  if (letters < 2 && handle) return {};
  if (letters == 0) return {};
  return Found{handle ? ItemKind::handle : ItemKind::hashtag, at, end};
}

// ---- numbers ------------------------------------------------------------------------------------

bool luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, twice = !twice) {
    const int d = (*it - '0') * (twice ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return sum % 10 == 0;
}

std::optional<Found> find_iban(std::string_view text, std::size_t at) {
  if (at + 15 > text.size() || !is_ascii_letter(text[at]) || !is_ascii_letter(text[at + 1]) ||
      !is_digit(text[at + 2]) || !is_digit(text[at + 3])) {
    return {};
  }
  std::string compact;
  std::size_t end = 0;
  for (std::size_t i = at; i < text.size() && compact.size() <= 34; ++i) {
    if (is_alnum(text[i])) {
      compact.push_back(is_ascii_letter(text[i]) ? static_cast<char>(text[i] & ~0x20) : text[i]);
      // The longest prefix that passes ISO 7064 mod 97-10 and ends a word.
      if (compact.size() >= 15 && compact.size() <= 34 && word_ends(text, i + 1)) {
        int remainder = 0;
        for (std::size_t k = 0; k < compact.size(); ++k) {
          const char c = compact[(k + 4) % compact.size()];
          const int value = is_digit(c) ? c - '0' : c - 'A' + 10;
          remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
        }
        if (remainder == 1) end = i + 1;
      }
    } else if (text[i] != ' ' && text[i] != '-') {
      break;
    }
  }
  if (end == 0) return {};
  return Found{ItemKind::iban, at, end};
}

std::size_t currency_at(std::string_view text, std::size_t at) {
  static constexpr auto signs = std::to_array<std::string_view>(
      {"£",   "€",   "$",   "¥",   "₽", "₹",   "₺",   "₴",   "₫",
       "₦",   "₪",   "₱",   "zł",  "Kč",  "kr",  "EUR", "GBP", "USD",
       "RON", "PLN", "ALL", "VND", "TRY", "CZK", "HUF", "BGN", "CHF"});
  for (const auto sign : signs) {
    if (sign.front() == text[at] && text.substr(at).starts_with(sign) &&
        (static_cast<unsigned char>(sign[0]) >= 0xC2 || sign == "$" ||
         (word_starts(text, at) || is_digit(text[at - 1])))) {
      const bool letters = is_ascii_letter(sign.back());
      if (letters && at + sign.size() < text.size() && is_ascii_letter(text[at + sign.size()])) {
        continue;
      }
      return sign.size();
    }
  }
  return 0;
}

// The longest run of digits with single separators between them, from `at`.
struct Digits {
  std::size_t end = 0;
  std::size_t count = 0;
  std::string all;         // the digits alone
  std::string separators;  // one character each
};
Digits digits_from(std::string_view text, std::size_t at, std::string_view allowed) {
  Digits d;
  std::size_t i = at;
  while (i < text.size()) {
    if (is_digit(text[i])) {
      d.all.push_back(text[i]);
      d.end = ++i;
      continue;
    }
    std::size_t next = i;
    std::string between;
    while (next < text.size() && allowed.find(text[next]) != std::string_view::npos &&
           next - i < 2) {
      between.push_back(text[next++]);
    }
    if (between.empty() || next >= text.size() || !is_digit(text[next])) break;
    d.separators += between;
    i = next;
  }
  d.count = d.all.size();
  return d;
}

std::optional<Found> find_number(std::string_view text, std::size_t at, bool all_numbers) {
  const bool plus = text[at] == '+' || text[at] == '(';
  std::size_t start = at;
  if (plus) {
    while (start < text.size() && (text[start] == '+' || text[start] == '(' || text[start] == ' '))
      ++start;
    if (start - at > 3 || start >= text.size() || !is_digit(text[start])) return {};
  }
  // Phone and card numbers: digits in groups.
  const auto wide = digits_from(text, start, " -./()");
  if (wide.count >= 13 && wide.count <= 19 && !plus && word_ends(text, wide.end) &&
      wide.separators.find_first_not_of(" -") == std::string::npos && luhn(wide.all)) {
    return Found{ItemKind::card, at, wide.end};
  }
  const auto date = digits_from(text, start, "./-");
  if (date.count >= 4 && date.count <= 8 && date.separators.size() == 2 &&
      date.separators[0] == date.separators[1] && word_ends(text, date.end) && !plus) {
    return Found{ItemKind::date, at, date.end};
  }
  const auto clock = digits_from(text, start, ":");
  if (!plus && clock.count >= 3 && clock.count <= 6 && !clock.separators.empty() &&
      clock.separators.size() <= 2 && text[clock.end - 3] == ':') {
    return Found{ItemKind::time, at, clock.end};
  }
  if (wide.count >= 7 && wide.count <= 15 &&
      (plus || wide.all[0] == '0' || wide.separators.empty() || wide.count >= 9)) {
    // A thousands-grouped amount ("1.250.000") is a number, not a phone.
    const auto amount = digits_from(text, start, ".,'");
    if (!(amount.end == wide.end && !amount.separators.empty() && !plus && wide.all[0] != '0')) {
      return Found{ItemKind::phone, at, wide.end};
    }
  }
  if (plus) {
    return text[at] == '+' && start == at + 1
               ? std::optional(Found{ItemKind::number, at, digits_from(text, start, ".,").end})
               : std::nullopt;
  }
  // Amounts and other numbers.
  auto amount = digits_from(text, start, ".,'");
  std::size_t end = amount.end;
  std::size_t after = end;
  if (after < text.size() && text[after] == ' ') ++after;
  if (const auto sign = after < text.size() ? currency_at(text, after) : 0) {
    return Found{ItemKind::money, at, after + sign};
  }
  if (end < text.size() && (text[end] == '%' || text.substr(end).starts_with("°"))) {
    return Found{ItemKind::number, at, end + (text[end] == '%' ? 1u : 2u)};
  }
  // Letters or more against it: a plate, a reference, "5kg", "18h30".
  std::size_t run = end;
  while (run < text.size() && (is_alnum(text[run]) || text[run] == '-' || text[run] == '_') &&
         !(text[run] == '-' && (run + 1 >= text.size() || !is_alnum(text[run + 1])))) {
    ++run;
  }
  if (run > end) return Found{ItemKind::number, at, run};
  if (all_numbers || !amount.separators.empty() || amount.count > plain_number_digits) {
    return Found{ItemKind::number, at, end};
  }
  return {};
}

// "AB12 CDE", "B5", "iPhone12": a word of ASCII letters that runs into digits.
std::optional<Found> find_mixed(std::string_view text, std::size_t at) {
  std::size_t end = at;
  bool digit = false;
  while (end < text.size() && (is_alnum(text[end]) || text[end] == '_')) {
    digit = digit || is_digit(text[end]);
    ++end;
  }
  if (!digit || !word_ends(text, end)) return {};
  return Found{ItemKind::number, at, end};
}

// ---- pictures -----------------------------------------------------------------------------------

bool is_picture(UChar32 c) {
  if (c < 0xA9) return false;
  if (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) ||
      u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) ||
      u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER)) {
    return true;
  }
  const auto type = u_charType(c);
  return type == U_OTHER_SYMBOL || type == U_MATH_SYMBOL;
}
// What continues a picture: joiner, variation selectors, keycap, tags.
bool continues_picture(UChar32 c) {
  return c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3 ||
         (c >= 0xE0020 && c <= 0xE007F);
}
bool is_stray(UChar32 c) {
  return (c < 0x20 && c != '\t') || c == 0x7F || c == 0xFFFD || c >= 0xF0000 ||
         (c >= 0xE000 && c <= 0xF8FF) || u_charType(c) == U_UNASSIGNED;
}

std::optional<Found> find_picture(std::string_view text, std::size_t at) {
  std::size_t end = at;
  const auto first = next_char(text, end);
  // Keycaps begin with an ordinary character: 1️⃣ #️⃣.
  if ((first >= '0' && first <= '9') || first == '#' || first == '*') {
    std::size_t next = end;
    if (next >= text.size()) return {};
    auto c = next_char(text, next);
    if (c == 0xFE0F && next < text.size()) c = next_char(text, next);
    if (c != 0x20E3) return {};
    return Found{ItemKind::emoji, at, next};
  }
  if (is_stray(first)) return Found{ItemKind::other, at, end};
  if (!is_picture(first) && !continues_picture(first)) return {};
  for (std::size_t next = end; next < text.size(); end = next) {
    const auto c = next_char(text, next);
    if (!is_picture(c) && !continues_picture(c)) break;
  }
  return Found{ItemKind::emoji, at, end};
}

std::optional<Found> find_emoticon(std::string_view text, std::size_t at) {
  static constexpr auto faces = std::to_array<std::string_view>(
      {":'-(", ":'(", ":-))", ":))", ":((", ":-)", ":-(", ":-D", ":-P", ":-p", ":-/", ":-*",
       ";-)",  ">:(", ":)",   ":(",  ":D",  ":P",  ":p",  ":*",  ":/",  ";)",  ";D",  ":o",
       ":O",   "=)",  "=(",   "<3",  "</3", "xD",  "XD",  "^^",  "-_-", "o_O", "O_o", "T_T"});
  if (at > 0 && !is_blank(text[at - 1]) &&
      (is_alnum(text[at]) || is_digit(text[at - 1]) || text[at] == '-')) {
    return {};
  }
  for (const auto face : faces) {
    if (!text.substr(at).starts_with(face)) continue;
    std::size_t end = at + face.size();
    while (end < text.size() && text[end] == face.back() && !is_alnum(face.back()))
      ++end;
    if (end < text.size() && (is_alnum(text[end]) || text[end] == '/')) continue;
    return Found{ItemKind::emoji, at, end};
  }
  return {};
}

// "jajaja", "hahahah", "kkkkk", "rsrsrs", "хахаха", "ههههه": goes through as it stands. An engine would
// take "kkk" for a word, or what a stretched letter is squeezed to ("k", "ه") for one.
std::optional<Found> find_laughter(std::string_view text, std::size_t at) {
  std::array<UChar32, 2> letters = {-1, -1};
  std::array<std::size_t, 2> counts = {0, 0};
  std::size_t end = at;
  while (end < text.size()) {
    std::size_t next = end;
    const auto c = u_tolower(next_char(text, next));
    if (!u_isalpha(c)) break;
    if (letters[0] < 0 || letters[0] == c) {
      letters[0] = c;
      ++counts[0];
    } else if (letters[1] < 0 || letters[1] == c) {
      letters[1] = c;
      ++counts[1];
    } else {
      return {};
    }
    end = next;
  }
  if (!word_ends(text, end)) return {};
  const auto is_of = [](UChar32 c, std::u32string_view set) {
    return set.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
  };
  if (counts[1] == 0) {
    return (letters[0] == 'k' && counts[0] >= 3) || (letters[0] == 0x647 && counts[0] >= 3)
               ? std::optional(Found{ItemKind::other, at, end})
               : std::nullopt;
  }
  if (std::min(counts[0], counts[1]) < 2) return {};
  const auto [a, b] = letters;
  const bool breath = is_of(a, U"hх") || is_of(b, U"hх"), other = is_of(a, U"jx") || is_of(b, U"jx");
  const bool vowel = is_of(a, U"aeioаеи") || is_of(b, U"aeioаеи");
  const bool pair = (a == 'r' && b == 's') || (a == 'w' && b == 'k');
  // "jaja" is Polish for eggs, "xixi" Portuguese for something else.
  const auto least = breath || pair ? 4u : 5u;
  if (((breath || other) && vowel) || pair) {
    if (counts[0] + counts[1] >= least) return Found{ItemKind::other, at, end};
  }
  return {};
}

std::optional<Found> find_name(std::string_view text, std::size_t at,
                               std::span<const std::string> names) {
  std::size_t longest = 0;
  for (const auto& name : names) {
    if (name.size() > longest && text.substr(at).starts_with(name) &&
        word_ends(text, at + name.size())) {
      longest = name.size();
    }
  }
  if (longest == 0) return {};
  return Found{ItemKind::name, at, at + longest};
}

std::optional<Found> find_at(std::string_view text, std::size_t at,
                             std::span<const std::string> names, bool all_numbers) {
  const char c = text[at];
  const bool start = word_starts(text, at);
  if (start && !names.empty()) {
    if (auto f = find_name(text, at, names)) return f;
  }
  if (auto f = find_picture(text, at)) return f;
  if (start) {
    if (auto f = find_file(text, at)) return f;
  }
  if (start && (is_alnum(c) || c == '_')) {
    if (auto f = find_link(text, at)) return f;
    if (auto f = find_email(text, at)) return f;
    if (auto f = find_iban(text, at)) return f;
  }
  if (start && (c == '@' || c == '#')) return find_tag(text, at);
  if (auto f = find_emoticon(text, at)) return f;
  if (start) {
    if (auto f = find_laughter(text, at)) return f;
  }
  if (const auto sign = start || !is_ascii_letter(c) ? currency_at(text, at) : 0) {
    std::size_t next = at + sign;
    if (next < text.size() && text[next] == ' ') ++next;
    if (next < text.size() && is_digit(text[next])) {
      return Found{ItemKind::money, at, digits_from(text, next, ".,'").end};
    }
  }
  if (start && (is_digit(c) || c == '+' || c == '(')) return find_number(text, at, all_numbers);
  if (start && is_ascii_letter(c)) return find_mixed(text, at);
  return {};
}

}  // namespace

std::string_view word(ItemKind kind) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"url", "email", "phone", "iban", "card", "money", "time", "date", "number", "handle",
       "hashtag", "emoji", "file", "name", "other"});
  return words[static_cast<std::size_t>(kind)];
}

std::vector<Found> find_items(std::string_view text, std::span<const std::string> names,
                              bool all_numbers) {
  std::vector<Found> found;
  for (std::size_t at = 0; at < text.size();) {
    if (auto f = find_at(text, at, names, all_numbers)) {
      at = f->end;
      found.push_back(*f);
      continue;
    }
    // A run of digits that is no item is stepped over whole, so that its tail is not taken for one.
    if (is_digit(text[at])) {
      while (at < text.size() && is_digit(text[at]))
        ++at;
    } else {
      next_char(text, at);
    }
  }
  return found;
}

ProtectedText protect(std::string_view text, std::span<const std::string> names, bool all_numbers,
                      std::span<const Substitution> substitutions) {
  struct Kept {
    std::size_t begin, end;
    std::string_view text;
  };
  std::vector<Kept> kept;
  auto next = substitutions.begin();
  const auto take_until = [&](std::size_t begin) {
    for (; next != substitutions.end() && next->end <= begin; ++next)
      kept.push_back({next->begin, next->end, next->text});
  };
  for (const auto& f : find_items(text, names, all_numbers)) {
    take_until(f.begin);
    while (next != substitutions.end() && next->begin < f.end)
      ++next;
    kept.push_back({f.begin, f.end, text.substr(f.begin, f.end - f.begin)});
  }
  take_until(text.size());

  ProtectedText result;
  std::size_t at = 0;
  bool joinable = false;  // only blanks since the last item
  for (const auto& k : kept) {
    const auto between = text.substr(at, k.begin - at),
               original = text.substr(k.begin, k.end - k.begin);
    joinable = joinable && between.find_first_not_of(" \t") == std::string_view::npos;
    if (joinable || result.items.size() == max_marks) {
      result.items.back().append(between).append(k.text);
      result.originals.back().append(between).append(original);
    } else {
      result.text += between;
      result.text += mark_text(result.items.size());
      result.items.emplace_back(k.text);
      result.originals.emplace_back(original);
    }
    at = k.end;
    joinable = true;
  }
  result.text += text.substr(at);
  return result;
}

Restored restore(std::string_view translated, std::span<const std::string> items) {
  Restored result;
  std::vector<unsigned> seen(items.size(), 0);
  const auto needs_gap = [](UChar32 a, UChar32 b) { return is_word_char(a) && is_word_char(b); };
  for (std::size_t at = 0; at < translated.size();) {
    const auto mark = mark_at(translated, at);
    if (!mark) {
      std::size_t next = at;
      const auto c = next_char(translated, next);
      if (at >= mark_bytes && mark_at(translated, at - mark_bytes) && !result.text.empty() &&
          needs_gap(code_point_before(result.text, result.text.size()), c)) {
        result.text += ' ';
      }
      result.text += translated.substr(at, next - at);
      at = next;
      continue;
    }
    at += mark_bytes;
    if (*mark >= items.size()) {
      ++result.repeated;
      continue;
    }
    if (++seen[*mark] > 1) {
      ++result.repeated;
      continue;
    }
    const std::string& item = items[*mark];
    std::size_t first = 0;
    if (!result.text.empty() && !item.empty() &&
        needs_gap(code_point_before(result.text, result.text.size()), next_char(item, first))) {
      result.text += ' ';
    }
    result.text += item;
  }
  result.lost = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), 0u));
  return result;
}

std::string valid_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const auto from = at;
    UChar32 c;
    auto i = static_cast<std::int32_t>(at);
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(bytes.data()), i,
            static_cast<std::int32_t>(bytes.size()), c);
    at = static_cast<std::size_t>(i);
    if (c < 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out += bytes.substr(from, at - from);
    }
  }
  return out;
}

}  // namespace clew::language
