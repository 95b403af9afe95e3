#include "corpus.h"

#include "base/error.h"
#include "base/mapped_file.h"
#include "language/lid_features.h"

#include <fmt/core.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <sstream>
#include <string_view>
#include <unordered_set>

namespace clew::lid_train {
namespace {

namespace fs = std::filesystem;
using language::lid::Script;

constexpr std::size_t max_catalogue_lines = 12000;  // a language
constexpr std::size_t max_dictionary_words = 30000;
constexpr double freq_share = 0.3;   // how often a line is drawn from a long list of word counts
constexpr double prose_share = 1.2;  // and from much running text other than NTREX

Script script_named(const std::string& name) {
  static const std::map<std::string, Script> names = {{"latin", Script::latin},
                                                      {"cyrillic", Script::cyrillic},
                                                      {"arabic", Script::arabic},
                                                      {"devanagari", Script::devanagari},
                                                      {"ethiopic", Script::ethiopic},
                                                      {"tibetan", Script::tibetan},
                                                      {"cjk", Script::cjk},
                                                      {"hangul", Script::hangul},
                                                      {"greek", Script::greek},
                                                      {"hebrew", Script::hebrew},
                                                      {"armenian", Script::armenian},
                                                      {"georgian", Script::georgian},
                                                      {"thai", Script::thai},
                                                      {"lao", Script::lao},
                                                      {"khmer", Script::khmer},
                                                      {"myanmar", Script::myanmar},
                                                      {"bengali", Script::bengali},
                                                      {"gurmukhi", Script::gurmukhi},
                                                      {"gujarati", Script::gujarati},
                                                      {"tamil", Script::tamil},
                                                      {"telugu", Script::telugu},
                                                      {"kannada", Script::kannada},
                                                      {"malayalam", Script::malayalam},
                                                      {"sinhala", Script::sinhala},
                                                      {"thaana", Script::thaana},
                                                      {"romanised", Script::romanised}};
  const auto it = names.find(name);
  if (it == names.end()) throw Error(ErrorKind::usage, "manifest: unknown script " + name);
  return it->second;
}

// FNV-1a, for drawing a fixed part of a list whatever its order.
std::uint64_t hash_of(std::string_view s) {
  std::uint64_t h = 1469598103934665603u;
  for (const char c : s)
    h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
  h ^= h >> 29;
  h *= 0xBF58476D1CE4E5B9u;
  return h ^ (h >> 32);
}

std::vector<std::string> read_lines(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(ErrorKind::not_found, fmt::format("cannot open {}", path.string()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

// Message text without what only programs read: %s, {name}, <b>, &amp;, mnemonics.
std::string plain_message(std::string_view m) {
  std::string out;
  for (std::size_t i = 0; i < m.size(); ++i) {
    const char c = m[i];
    if (c == '<' || c == '{') {
      const char close = c == '<' ? '>' : '}';
      const auto end = m.find(close, i);
      if (end != std::string_view::npos && end - i < 80) {
        out += ' ';
        i = end;
        continue;
      }
    }
    if (c == '%' || c == '$' || c == '\\') {
      // A format or variable: skip to the next blank, or one letter after %.
      std::size_t j = i + 1;
      while (j < m.size() &&
             (std::isalnum(static_cast<unsigned char>(m[j])) || m[j] == '.' || m[j] == '-' ||
              m[j] == '$' || m[j] == '(' || m[j] == ')' || m[j] == '_')) {
        ++j;
      }
      out += ' ';
      i = j - 1;
      continue;
    }
    if (c == '&') {
      const auto end = m.find(';', i);
      if (end != std::string_view::npos && end - i < 8) {
        out += ' ';
        i = end;
      }
      continue;
    }
    if (c == '_') {
      // "_File" is a mnemonic, "foo_bar" a program's name.
      const bool after_letter = i > 0 && std::isalnum(static_cast<unsigned char>(m[i - 1]));
      if (after_letter) out += ' ';
      continue;
    }
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return out;
}

std::uint32_t u32_at(std::string_view bytes, std::size_t at, bool swap) {
  if (at + 4 > bytes.size()) return 0;
  std::uint32_t v;
  std::memcpy(&v, bytes.data() + at, 4);
  return swap ? __builtin_bswap32(v) : v;
}

struct Message {
  std::string_view id, text;
};

// GNU .mo: magic, version, N, offset of the originals' table, offset of the translations'.
std::vector<Message> messages_of(std::string_view mo) {
  std::vector<Message> out;
  if (mo.size() < 20) return out;
  const bool swap = u32_at(mo, 0, false) == 0xDE120495;
  if (!swap && u32_at(mo, 0, false) != 0x950412DE) return out;
  const std::uint32_t n = u32_at(mo, 8, swap), ids = u32_at(mo, 12, swap),
                      texts = u32_at(mo, 16, swap);
  const auto string_at = [&](std::uint32_t table, std::uint32_t i) -> std::string_view {
    const std::size_t at = std::size_t{table} + 8 * std::size_t{i};
    const std::size_t length = u32_at(mo, at, swap), offset = u32_at(mo, at + 4, swap);
    if (offset > mo.size() || length > mo.size() - offset) return {};
    return mo.substr(offset, length);
  };
  for (std::uint32_t i = 0; i < n && i < 1000000; ++i) {
    out.push_back({string_at(ids, i), string_at(texts, i)});
  }
  return out;
}

// Catalogues that are lists of names rather than language.
bool list_of_names(const std::string& file) {
  return file.rfind("iso_", 0) == 0 || file.rfind("iso-", 0) == 0 || file == "xkeyboard-config.mo";
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  language::lid::for_each_word(text, [&](const language::lid::Word& w) {
    std::string bytes;
    for (std::size_t i = 0; i < w.length; ++i) {
      bytes += static_cast<char>(w.letters[i] & 0xFF);
      bytes += static_cast<char>(w.letters[i] >> 8);
    }
    words.insert(std::move(bytes));
    return true;
  });
  return words;
}

// A message that is in truth (half) the English original.
bool untranslated(std::string_view id, std::string_view text) {
  const auto context = id.find('\x04');
  if (context != std::string_view::npos) id = id.substr(context + 1);
  const auto a = words_of(id), b = words_of(text);
  std::size_t same = 0;
  for (const auto& w : b)
    same += a.count(w);
  return b.empty() || 3 * same >= 2 * b.size() || (b.size() > 2 && 2 * same > b.size());
}

class Catalogues {
 public:
  explicit Catalogues(const fs::path& root) {
    for (const auto& e :
         fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied)) {
      if (!e.is_regular_file() || e.path().extension() != ".mo") continue;
      if (list_of_names(e.path().filename().string())) continue;
      if (e.path().parent_path().filename() != "LC_MESSAGES") continue;
      files_[e.path().parent_path().parent_path().filename().string()].push_back(e.path());
    }
    for (auto& [locale, files] : files_)
      std::sort(files.begin(), files.end());
  }

  std::vector<std::string> lines(const std::string& locales, bool originals) const {
    std::unordered_set<std::string> seen;
    std::vector<std::string> out;
    std::istringstream list(originals ? "de,fr" : locales);
    for (std::string locale; std::getline(list, locale, ',');) {
      const auto it = files_.find(locale);
      if (it == files_.end()) continue;
      for (const auto& file : it->second) {
        const MappedFile mapped(file);
        for (const Message& m : messages_of(mapped.bytes())) {
          if (m.id.empty()) continue;  // the header
          std::string_view all = originals ? m.id : m.text;
          if (originals) {
            const auto context = all.find('\x04');
            if (context != std::string_view::npos) all = all.substr(context + 1);
          } else if (untranslated(m.id, m.text)) {
            continue;
          }
          // Plural forms are parted by NUL.
          for (std::size_t at = 0; at <= all.size();) {
            const auto nul = std::min(all.find('\0', at), all.size());
            std::string line = plain_message(all.substr(at, nul - at));
            at = nul + 1;
            if (line.size() < 3 || line.size() > 1500) continue;
            if (seen.insert(line).second) out.push_back(std::move(line));
          }
        }
      }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      const auto x = hash_of(a), y = hash_of(b);
      return x != y ? x < y : a < b;
    });
    if (out.size() > max_catalogue_lines) out.resize(max_catalogue_lines);
    return out;
  }

 private:
  std::map<std::string, std::vector<fs::path>> files_;
};

std::vector<std::string> dictionary_words(const fs::path& root, const std::string& name) {
  fs::path dic = root / "usr/share/hunspell" / (name + ".dic");
  if (!fs::exists(dic)) dic = root / "usr/share/myspell/dicts" / (name + ".dic");
  fs::path aff = dic;
  aff.replace_extension(".aff");
  std::string encoding = "ISO8859-1";
  for (const std::string& line : read_lines(aff)) {
    const auto at = line.find("SET ");
    if (at == std::string::npos || at > 3) continue;
    encoding = line.substr(at + 4);
    while (!encoding.empty() && std::isspace(static_cast<unsigned char>(encoding.back()))) {
      encoding.pop_back();
    }
    break;
  }
  std::vector<std::string> words;
  bool first = true;
  for (const std::string& line : read_lines(dic)) {
    if (first) {
      first = false;
      continue;
    }
    std::string word = line.substr(0, line.find_first_of("/\t "));
    if (encoding != "UTF-8") {
      icu::UnicodeString u(word.data(), static_cast<std::int32_t>(word.size()), encoding.c_str());
      word.clear();
      u.toUTF8String(word);
    }
    // Names and abbreviations are capitalised; German writes all nouns so.
    if (word.size() < 3) continue;
    const bool capital = word[0] >= 'A' && word[0] <= 'Z';
    if (capital && name.rfind("de", 0) != 0) continue;
    words.push_back(std::move(word));
  }
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    const auto x = hash_of(a), y = hash_of(b);
    return x != y ? x < y : a < b;
  });
  if (words.size() > max_dictionary_words) words.resize(max_dictionary_words);
  return words;
}

// Serbian subtitles are listed in Latin letters.
std::string serbian_cyrillic(const std::string& word) {
  static constexpr auto letters = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"nj", "њ"}, {"lj", "љ"}, {"dž", "џ"}, {"a", "а"}, {"b", "б"}, {"c", "ц"}, {"č", "ч"}, {"ć", "ћ"},
      {"d", "д"},  {"đ", "ђ"},  {"e", "е"},  {"f", "ф"}, {"g", "г"}, {"h", "х"}, {"i", "и"}, {"j", "ј"},
      {"k", "к"},  {"l", "л"},  {"m", "м"},  {"n", "н"}, {"o", "о"}, {"p", "п"}, {"r", "р"}, {"s", "с"},
      {"š", "ш"},  {"t", "т"},  {"u", "у"},  {"v", "в"}, {"z", "з"}, {"ž", "ж"},
  });
  std::string out;
  for (std::size_t at = 0; at < word.size();) {
    const auto it = std::find_if(letters.begin(), letters.end(), [&](const auto& l) {
      return word.compare(at, l.first.size(), l.first) == 0;
    });
    if (it == letters.end()) return {};
    out += it->second;
    at += it->first.size();
  }
  return out;
}

void read_word_counts(const fs::path& path, bool to_cyrillic, Source& source) {
  for (const std::string& line : read_lines(path)) {
    const auto blank = line.find(' ');
    if (blank == std::string::npos) continue;
    std::string word = line.substr(0, blank);
    if (to_cyrillic) word = serbian_cyrillic(word);
    if (word.empty()) continue;
    source.counts.push_back(std::stod(line.substr(blank + 1)));
    source.lines.push_back(std::move(word));
  }
}

const icu::Normalizer2& normalizer(bool compose) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* n =
      compose ? icu::Normalizer2::getNFCInstance(status) : icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status)) throw Error(ErrorKind::resource, "ICU's normalisation data is missing");
  return *n;
}

// Hindi or Punjabi the way people type it without its script: ICU's scholarly transliteration,
// then the everyday spelling (c → ch, ś → sh, ṁ → n), then the unspoken a's dropped
// ("karanā" → "karna", "ghara" → "ghar").
std::string romanised(const std::string& line, const icu::Transliterator& to_latin) {
  icu::UnicodeString u = icu::UnicodeString::fromUTF8(line);
  to_latin.transliterate(u);
  u.toLower();
  std::u16string s(reinterpret_cast<const char16_t*>(u.getBuffer()),
                   static_cast<std::size_t>(u.length()));
  const auto swap_all = [&](std::u16string_view from, std::u16string_view to) {
    for (std::size_t at = 0; (at = s.find(from, at)) != std::u16string::npos; at += to.size()) {
      s.replace(at, from.size(), to);
    }
  };
  // Unspoken a: at the end after a consonant; inside VCaCV.
  const auto vowel = [](char16_t c) {
    return std::u16string_view(u"aāiīuūeēoōŕr̥").find(c) != std::u16string_view::npos && c != u'r';
  };
  const auto letter = [](char16_t c) { return c > 0x60; };
  std::u16string t;
  std::size_t since_start = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool in = letter(s[i]);
    since_start = in ? since_start + 1 : 0;
    if (s[i] == u'a' && since_start > 2) {
      const bool ends = i + 1 >= s.size() || !letter(s[i + 1]);
      const bool inside = i + 2 < s.size() && i >= 2 && !vowel(s[i - 1]) && vowel(s[i - 2]) &&
                          letter(s[i + 1]) && !vowel(s[i + 1]) && vowel(s[i + 2]);
      const bool diphthong = i + 1 < s.size() && (s[i + 1] == u'i' || s[i + 1] == u'u');
      if ((ends || inside) && !diphthong) {
        since_start = 1;
        continue;
      }
    }
    t += s[i];
  }
  s = t;
  swap_all(u"ch", u"\x1");
  swap_all(u"c", u"ch");
  swap_all(u"\x1", u"chh");
  swap_all(u"ś", u"sh");
  swap_all(u"ṣ", u"sh");
  swap_all(u"ṁ", u"n");
  swap_all(u"m̐", u"n");
  swap_all(u"ṅ", u"n");
  swap_all(u"ñ", u"n");
  swap_all(u"ē", u"e");
  swap_all(u"ō", u"o");
  std::string out;
  icu::UnicodeString(s.data(), static_cast<std::int32_t>(s.size())).toUTF8String(out);
  return strip_diacritics(out);
}

// A language of Cyrillic script as people type it in Latin letters. There is no one way, so each letter has several, and
// `draw` chooses among them: the first is the most usual and may stand there twice.
struct Ways {
  char16_t letter;
  std::array<std::string_view, 4> ways;
};
constexpr auto ways_of_all = std::to_array<Ways>({
    {u'а', {"a", "a", "a", "a"}},     {u'б', {"b", "b", "b", "b"}},      {u'в', {"v", "v", "v", "w"}},
    {u'г', {"g", "g", "g", "g"}},     {u'д', {"d", "d", "d", "d"}},      {u'е', {"e", "e", "e", "e"}},
    {u'ж', {"zh", "zh", "j", "zh"}},  {u'з', {"z", "z", "z", "z"}},      {u'и', {"i", "i", "i", "i"}},
    {u'й', {"i", "y", "j", "y"}},     {u'к', {"k", "k", "k", "k"}},      {u'л', {"l", "l", "l", "l"}},
    {u'м', {"m", "m", "m", "m"}},     {u'н', {"n", "n", "n", "n"}},      {u'о', {"o", "o", "o", "o"}},
    {u'п', {"p", "p", "p", "p"}},     {u'р', {"r", "r", "r", "r"}},      {u'с', {"s", "s", "s", "s"}},
    {u'т', {"t", "t", "t", "t"}},     {u'у', {"u", "u", "u", "u"}},      {u'ф', {"f", "f", "f", "f"}},
    {u'х', {"h", "kh", "h", "x"}},    {u'ц', {"c", "ts", "ts", "tz"}},   {u'ч', {"ch", "ch", "ch", "4"}},
    {u'ш', {"sh", "sh", "sh", "6"}},  {u'щ', {"sch", "shch", "sh", "sch"}}, {u'ъ', {"", "", "", ""}},
    {u'ы', {"y", "y", "i", "y"}},     {u'ь', {"", "", "", "'"}},         {u'э', {"e", "e", "e", "e"}},
    {u'ю', {"yu", "yu", "u", "ju"}},  {u'я', {"ya", "ya", "ia", "ja"}},  {u'ё', {"e", "yo", "e", "e"}},
});
constexpr auto ways_of_ukrainian = std::to_array<Ways>({
    {u'г', {"h", "g", "h", "g"}},     {u'ґ', {"g", "g", "g", "g"}},     {u'и', {"y", "i", "y", "y"}},
    {u'і', {"i", "i", "i", "i"}},     {u'ї', {"yi", "i", "ji", "i"}},   {u'є', {"ye", "e", "ie", "je"}},
    {u'х', {"kh", "h", "h", "x"}},    {u'щ', {"shch", "sch", "sch", "sh"}},
});
constexpr auto ways_of_bulgarian = std::to_array<Ways>({
    {u'ъ', {"a", "u", "y", "a"}}, {u'щ', {"sht", "sht", "sht", "6t"}}, {u'х', {"h", "h", "h", "x"}},
    {u'ц', {"c", "ts", "c", "c"}}, {u'я', {"ya", "ia", "q", "ya"}},    {u'ь', {"i", "y", "", "i"}},
    {u'ю', {"yu", "iu", "yu", "u"}},
});
constexpr auto ways_of_macedonian = std::to_array<Ways>({
    {u'ѓ', {"gj", "g", "gj", "dj"}}, {u'ќ', {"kj", "k", "kj", "k"}},  {u'љ', {"lj", "l", "lj", "lj"}},
    {u'њ', {"nj", "n", "nj", "nj"}}, {u'џ', {"dz", "dzh", "dj", "dz"}}, {u'ѕ', {"dz", "dz", "z", "dz"}},
    {u'ј', {"j", "j", "j", "i"}},    {u'ж', {"z", "zh", "z", "z"}},   {u'ч', {"c", "ch", "c", "ch"}},
    {u'ш', {"s", "sh", "s", "sh"}},  {u'ц', {"c", "c", "c", "ts"}},   {u'х', {"h", "h", "h", "h"}},
});

std::string typed_in_latin(const std::string& text, const std::string& code, std::uint64_t draw) {
  const std::span<const Ways> own = code == "uk"   ? std::span<const Ways>(ways_of_ukrainian)
                                    : code == "bg" ? std::span<const Ways>(ways_of_bulgarian)
                                    : code == "mk" ? std::span<const Ways>(ways_of_macedonian)
                                                   : std::span<const Ways>();
  icu::UnicodeString u = icu::UnicodeString::fromUTF8(text), out;
  u.toLower();
  for (std::int32_t i = 0; i < u.length(); ++i) {
    const char16_t c = u.charAt(i);
    const auto is_it = [&](const Ways& w) { return w.letter == c; };
    const Ways* ways = nullptr;
    if (const auto it = std::find_if(own.begin(), own.end(), is_it); it != own.end())
      ways = &*it;
    else if (const auto all = std::find_if(ways_of_all.begin(), ways_of_all.end(), is_it); all != ways_of_all.end())
      ways = &*all;
    if (ways == nullptr) {
      if (c != u'\'' && c != u'’') out += c;
      continue;
    }
    std::uint64_t h = draw ^ (std::uint64_t{c} * 0x9E3779B97F4A7C15u);
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9u;
    out += icu::UnicodeString::fromUTF8(std::string(ways->ways[h >> 62]));
  }
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

fs::path ntrex_file(const fs::path& root, const std::string& name) {
  if (name == "eng") return root / "NTREX-128/newstest2019-src.eng.txt";
  return root / "NTREX-128" / ("newstest2019-ref." + name + ".txt");
}

}  // namespace

std::string strip_diacritics(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString apart =
      normalizer(false).normalize(icu::UnicodeString::fromUTF8(text), status);
  icu::UnicodeString plain;
  for (std::int32_t i = 0; i < apart.length(); ++i) {
    const char16_t c = apart.charAt(i);
    if (c >= 0x0300 && c <= 0x036F) continue;
    switch (c) {
      case u'đ':
      case u'ɗ':
      case u'ð':
        plain += u'd';
        break;
      case u'Đ':
      case u'Ɗ':
      case u'Ð':
        plain += u'D';
        break;
      case u'ł':
        plain += u'l';
        break;
      case u'Ł':
        plain += u'L';
        break;
      case u'ø':
        plain += u'o';
        break;
      case u'Ø':
        plain += u'O';
        break;
      case u'ı':
        plain += u'i';
        break;
      case u'ħ':
        plain += u'h';
        break;
      case u'Ħ':
        plain += u'H';
        break;
      case u'ɓ':
        plain += u'b';
        break;
      case u'Ɓ':
        plain += u'B';
        break;
      case u'ƙ':
        plain += u'k';
        break;
      case u'Ƙ':
        plain += u'K';
        break;
      case u'ƴ':
        plain += u'y';
        break;
      case u'ə':
        plain += u'e';
        break;
      case u'Ə':
        plain += u'E';
        break;
      case u'ŋ':
        plain += u'n';
        break;
      case u'æ':
        plain += u"ae";
        break;
      case u'Æ':
        plain += u"AE";
        break;
      case u'œ':
        plain += u"oe";
        break;
      case u'ß':
        plain += u"ss";
        break;
      case u'þ':
        plain += u"th";
        break;
      case u'Þ':
        plain += u"Th";
        break;
      default:
        plain += c;
    }
  }
  std::string out;
  normalizer(true).normalize(plain, status).toUTF8String(out);
  return out;
}

std::vector<Language> read_corpus(const fs::path& manifest, const fs::path& root) {
  const Catalogues catalogues(root);
  std::vector<Language> languages;
  for (const std::string& line : read_lines(manifest)) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream in(line);
    Language lang;
    std::string script;
    if (!(in >> lang.code >> script >> lang.weight)) {
      throw Error(ErrorKind::usage, "manifest: cannot read the line: " + line);
    }
    lang.script = script_named(script);
    const auto hold_out = [](std::vector<std::string> all, std::size_t every,
                             std::vector<std::string>& held) {
      std::vector<std::string> kept;
      for (std::size_t i = 0; i < all.size(); ++i) {
        (i % every == every - 1 ? held : kept).push_back(std::move(all[i]));
      }
      return kept;
    };
    for (std::string item; in >> item;) {
      const auto equals = item.find('=');
      const std::string key = item.substr(0, equals);
      std::string value = equals == std::string::npos ? "" : item.substr(equals + 1);
      if (key == "ntrex") {
        Source source{"ntrex", 1.0, {}, {}};
        std::istringstream names(value);
        for (std::string name; std::getline(names, name, ',');) {
          auto kept = hold_out(read_lines(ntrex_file(root, name)), 5, lang.held_out);
          source.lines.insert(source.lines.end(), kept.begin(), kept.end());
        }
        lang.sources.push_back(std::move(source));
      } else if (key == "roman") {
        Source source{"roman", 1.0, {}, {}}, counted{"roman", 0.6, {}, {}};
        std::istringstream names(value);
        for (std::string name; std::getline(names, name, ',');) {
          UErrorCode status = U_ZERO_ERROR;
          std::unique_ptr<icu::Transliterator> t(icu::Transliterator::createInstance(
              name == "pan" ? "Gurmukhi-Latin" : "Devanagari-Latin", UTRANS_FORWARD, status));
          if (U_FAILURE(status)) throw Error(ErrorKind::resource, "ICU transliterator missing");
          auto all = read_lines(ntrex_file(root, name));
          for (auto& l : all)
            l = romanised(l, *t);
          auto kept = hold_out(std::move(all), 5, lang.held_out);
          source.lines.insert(source.lines.end(), kept.begin(), kept.end());
          if (name != "hin") continue;
          read_word_counts(root / "FrequencyWords" / "hi.2018.txt", false, counted);
          for (auto& w : counted.lines)
            w = romanised(w, *t);
        }
        lang.sources.push_back(std::move(source));
        if (!counted.lines.empty()) lang.sources.push_back(std::move(counted));
      } else if (key == "typed") {
        // ru,uk,…: the NTREX lines, word list and phrases of the language, each line in two ways.
        std::istringstream names(value);
        for (std::string name; std::getline(names, name, ',');) {
          static const std::map<std::string, std::string> ntrex = {{"ru", "rus"}, {"uk", "ukr"}, {"bg", "bul"}, {"mk", "mkd"}};
          const auto typed = [&](const std::vector<std::string>& all, std::size_t ways) {
            std::vector<std::string> out;
            for (const auto& l : all)
              for (std::size_t k = 0; k < ways; ++k) out.push_back(typed_in_latin(l, name, hash_of(l) + k * 0x5851F42D4C957F2Du));
            return out;
          };
          std::vector<std::string> held;
          Source lines{"typed " + name, 1.0, typed(hold_out(read_lines(ntrex_file(root, ntrex.at(name))), 5, held), 2), {}};
          held = typed(held, 1);
          lang.held_out.insert(lang.held_out.end(), held.begin(), held.end());
          Source counted{"typed " + name, 0.8, {}, {}}, list{"", 0, {}, {}};
          read_word_counts(root / "FrequencyWords" / (name + ".2018.txt"), false, list);
          counted.lines = typed(list.lines, 3);
          for (const double n : list.counts) counted.counts.insert(counted.counts.end(), 3, n);
          held.clear();
          Source chat{"typed " + name, 0.5, typed(hold_out(read_lines(manifest.parent_path() / "phrases" / (name + ".txt")), 10, held), 4), {}};
          held = typed(held, 1);
          lang.held_out_chat.insert(lang.held_out_chat.end(), held.begin(), held.end());
          for (Source* source : {&lines, &counted, &chat}) lang.sources.push_back(std::move(*source));
        }
      } else if (key == "mo") {
        auto lines = catalogues.lines(value, value == "msgid");
        // A small catalogue is drawn from less often, so that it is not learnt by heart.
        const double share =
            0.8 * static_cast<double>(lines.size()) / (static_cast<double>(lines.size()) + 1500.0);
        lang.sources.push_back({"mo", share, hold_out(std::move(lines), 10, lang.held_out_chat), {}});
      } else if (key == "freq") {
        Source source{"freq", freq_share, {}, {}};
        std::istringstream names(value);
        for (std::string name; std::getline(names, name, ',');)
          read_word_counts(root / "FrequencyWords" / (name + ".txt"), lang.code == "sr" && lang.script == Script::cyrillic,
                           source);
        source.share *= static_cast<double>(source.lines.size()) / (static_cast<double>(source.lines.size()) + 5000.0);
        lang.sources.push_back(std::move(source));
      } else if (key == "flores" || key == "ud") {
        Source source{key, 0, {}, {}};
        std::istringstream names(value);
        for (std::string name; std::getline(names, name, ',');) {
          auto all = read_lines(root / key / (name + ".txt"));
          source.lines.insert(source.lines.end(), all.begin(), all.end());
        }
        source.share = prose_share * static_cast<double>(source.lines.size()) / (static_cast<double>(source.lines.size()) + 1000.0);
        lang.sources.push_back(std::move(source));
      } else if (key == "words") {
        lang.listed_words = std::stoul(value);
      } else if (key == "dic") {
        lang.sources.push_back({"dic", 0.12, dictionary_words(root, value), {}});
      } else {
        throw Error(ErrorKind::usage, "manifest: unknown key " + key);
      }
    }
    const fs::path phrases = manifest.parent_path() / "phrases" / (lang.code + ".txt");
    if (fs::exists(phrases)) {
      lang.sources.push_back(
          {"phrases", 0.35, hold_out(read_lines(phrases), 10, lang.held_out_chat), {}});
    }
    std::erase_if(lang.sources, [](const Source& s) { return s.lines.empty(); });
    languages.push_back(std::move(lang));
  }
  return languages;
}

std::vector<std::uint32_t> read_names(const fs::path& root,
                                      const std::vector<Language>& languages) {
  using language::lid::Word;
  using language::lid::word_hash;
  const fs::path folder = root / "usr/lib/python3/dist-packages/faker/providers/person";
  std::vector<fs::path> files;
  if (fs::exists(folder)) {
    for (const auto& e : fs::directory_iterator(folder)) {
      if (fs::exists(e.path() / "__init__.py")) files.push_back(e.path() / "__init__.py");
    }
  }
  std::sort(files.begin(), files.end());
  std::set<std::uint32_t> names;
  const auto add = [&](const std::string& text) {
    language::lid::for_each_word(text, [&](const Word& w) {
      const bool known_script = w.script == Script::latin || w.script == Script::cyrillic;
      if (known_script && w.length >= 5) names.insert(word_hash(w.letters, w.length));
      return true;
    });
  };
  for (const fs::path& file : files) {
    for (const std::string& line : read_lines(file)) {
      // Comments hold addresses and remarks; formats hold braces; names stand in quotes.
      const auto first = line.find_first_not_of(' ');
      if (first == std::string::npos || line[first] == '#') continue;
      for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '\'' && line[at] != '"') continue;
        const auto end = line.find(line[at], at + 1);
        if (end == std::string::npos) break;
        const std::string name = line.substr(at + 1, end - at - 1);
        at = end;
        const bool lower = !name.empty() && name[0] >= 'a' && name[0] <= 'z';
        if (name.empty() || lower || name.find('{') != std::string::npos) continue;
        add(name);
        add(strip_diacritics(name));
      }
    }
  }
  std::map<std::uint32_t, int> in_lower_case;
  for (const Language& lang : languages) {
    if (lang.script != Script::latin && lang.script != Script::cyrillic) continue;
    for (const Source& s : lang.sources) {
      if (s.kind != "ntrex" && s.kind != "phrases") continue;
      for (const std::string& line : s.lines) {
        language::lid::for_each_word(line, [&](const Word& w) {
          std::size_t at = w.begin;
          const char32_t c = language::lid::next_code_point(line, at);
          if (u_islower(static_cast<UChar32>(c))) {
            const auto h = word_hash(w.letters, w.length);
            if (names.count(h) != 0) ++in_lower_case[h];
          }
          return true;
        });
      }
    }
  }
  std::vector<std::uint32_t> out;
  for (const std::uint32_t h : names) {
    const auto it = in_lower_case.find(h);
    if (it == in_lower_case.end() || it->second < 2) out.push_back(h);
  }
  return out;
}

}  // namespace clew::lid_train
