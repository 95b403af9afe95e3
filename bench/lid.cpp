// How well and how fast Clew names the language of short lines, beside CLD2 in the same run.
//
//   bench_lid --ntrex DIR                 held-out lines of NTREX-128 (every tenth: never trained
//   on,
//                                         and not used to fit the confidence either)
//   bench_lid --lines DIR                 another corpus: files CODE.txt, one line of text a line
//   --weights FILE                        other weights than the built-in ones
//   --per-language                        a table by language, not only the means
//   --labelled FILE                       lines "language<TAB>line" (several languages: "cs|sk"), as bench/data/short_lines_1.tsv
//   --switched FILE                       lines "language:words|language:words", as bench/data/switched_1.tsv
//   --choose                              NTREX lines 5, 15, 25 …, which the confidence is fitted on: to choose by
//   --quick                               at most 60 lines a language
//   --chat                                only chats with what was written before, and
//   code-switched lines
//
// As in the literature on short-text identification, windows of exactly n words are cut from the
// middle of each line, lower-cased, punctuation removed (Chinese, Japanese, Thai, Lao, Khmer,
// Burmese, Tibetan: 2n characters). "Right" means that the first answer is the line's language;
// an "und" counts as wrong. Accuracies are means over languages, so that no language counts more
// for having more lines. The results are checked before anything is timed.
#include "base/error.h"
#include "language/detect.h"
#include "language/lid_text.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <fmt/core.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace clew;
namespace fs = std::filesystem;

struct Corpus {
  std::string code;  // as Clew answers
  std::string file;
  std::vector<std::string> lines;
};

// The 44 language-and-script pairs on which detectors were compared before.
const std::set<std::string> compared_files = {
    "amh", "arb", "ben", "bos", "bul",    "cat", "ces", "ckb-Arab", "deu", "eng",      "eus",
    "fas", "fra", "glg", "hin", "hrv",    "hun", "ita", "kmr",      "lav", "lit",      "mkd",
    "pan", "pol", "por", "ron", "rus",    "slk", "som", "spa",      "sqi", "srp-Latn", "tir",
    "tur", "ukr", "urd", "vie", "zho-CN", "pus", "hau", "yor",      "ibo", "srp-Cyrl", "tha"};
const std::set<std::string> compared_codes = {
    "am", "ar", "bn", "bs", "bg", "ca", "cs", "ckb", "de", "en", "eu", "fa", "fr", "gl", "hi",
    "hr", "hu", "it", "ku", "lv", "lt", "mk", "pa",  "pl", "pt", "ro", "ru", "sk", "so", "es",
    "sq", "sr", "ti", "tr", "uk", "ur", "vi", "zh",  "ps", "ha", "yo", "ig", "th"};

std::string code_of_ntrex(const std::string& name) {
  static const std::map<std::string, std::string> codes = {
      {"eng", "en"},      {"deu", "de"},       {"fra", "fr"},      {"spa", "es"},
      {"por", "pt"},      {"ita", "it"},       {"ron", "ro"},      {"sqi", "sq"},
      {"vie", "vi"},      {"pol", "pl"},       {"lit", "lt"},      {"lav", "lv"},
      {"hun", "hu"},      {"tur", "tr"},       {"ces", "cs"},      {"slk", "sk"},
      {"slv", "sl"},      {"hrv", "hr"},       {"bos", "bs"},      {"srp-Latn", "sr"},
      {"srp-Cyrl", "sr"}, {"som", "so"},       {"kmr", "ku"},      {"nld", "nl"},
      {"afr", "af"},      {"dan", "da"},       {"nob", "nb"},      {"nno", "nn"},
      {"swe", "sv"},      {"isl", "is"},       {"fao", "fo"},      {"fin", "fi"},
      {"est", "et"},      {"cat", "ca"},       {"glg", "gl"},      {"eus", "eu"},
      {"aze-Latn", "az"}, {"mlt", "mt"},       {"gle", "ga"},      {"cym", "cy"},
      {"ltz", "lb"},      {"ind", "id"},       {"msa", "ms"},      {"fil", "fil"},
      {"swa", "sw"},      {"hau", "ha"},       {"yor", "yo"},      {"ibo", "ig"},
      {"zul", "zu"},      {"xho", "xh"},       {"sna-Latn", "sn"}, {"nya", "ny"},
      {"kin", "rw"},      {"orm", "om"},       {"wol", "wo"},      {"mlg", "mg"},
      {"uzb", "uz"},      {"tuk", "tk"},       {"tsn", "tn"},      {"nso", "nso"},
      {"hmn", "hmn"},     {"rus", "ru"},       {"ukr", "uk"},      {"bul", "bg"},
      {"mkd", "mk"},      {"bel", "be"},       {"kaz", "kk"},      {"kir", "ky"},
      {"mon", "mn"},      {"tgk-Cyrl", "tg"},  {"tat", "tt"},      {"bak", "ba"},
      {"arb", "ar"},      {"fas", "fa"},       {"prs", "fa"},      {"urd", "ur"},
      {"pus", "ps"},      {"ckb-Arab", "ckb"}, {"snd-Arab", "sd"}, {"uig", "ug"},
      {"hin", "hi"},      {"mar", "mr"},       {"nep", "ne"},      {"amh", "am"},
      {"tir", "ti"},      {"bod", "bo"},       {"dzo", "dz"},      {"zho-CN", "zh"},
      {"zho-TW", "zh"},   {"yue", "yue"},      {"jpn", "ja"},      {"kor", "ko"},
      {"ell", "el"},      {"heb", "he"},       {"hye", "hy"},      {"kat", "ka"},
      {"tha", "th"},      {"lao", "lo"},       {"khm", "km"},      {"mya", "my"},
      {"ben", "bn"},      {"pan", "pa"},       {"guj", "gu"},      {"tam", "ta"},
      {"tel", "te"},      {"kan", "kn"},       {"mal", "ml"},      {"sin", "si"},
      {"div", "dv"}};
  const auto it = codes.find(name);
  return it == codes.end() ? "" : it->second;
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(std::move(line));
  return lines;
}

bool to_choose_by = false;  // lines 5, 15, 25 … instead of 10, 20, 30 …

std::vector<Corpus> ntrex(const fs::path& root) {
  std::vector<Corpus> out;
  std::vector<fs::path> files;
  const fs::path dir = fs::exists(root / "NTREX-128") ? root / "NTREX-128" : root;
  for (const auto& e : fs::directory_iterator(dir))
    files.push_back(e.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::string name = file.stem().string();
    for (const std::string prefix : {"newstest2019-ref.", "newstest2019-src."}) {
      if (name.rfind(prefix, 0) == 0) name = name.substr(prefix.size());
    }
    const std::string code = code_of_ntrex(name);
    if (code.empty()) continue;
    Corpus c{code, name, {}};
    const auto all = lines_of(file);
    for (std::size_t i = to_choose_by ? 4 : 9; i < all.size(); i += 10)
      c.lines.push_back(all[i]);
    out.push_back(std::move(c));
  }
  return out;
}

std::vector<Corpus> plain_files(const fs::path& dir) {
  std::vector<Corpus> out;
  std::vector<fs::path> files;
  for (const auto& e : fs::directory_iterator(dir)) {
    if (e.path().extension() == ".txt") files.push_back(e.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& f : files)
    out.push_back({f.stem().string(), f.stem().string(), lines_of(f)});
  return out;
}

std::string without_diacritics(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfd = icu::Normalizer2::getNFDInstance(status);
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) throw Error(ErrorKind::resource, "ICU's normalisation data is missing");
  icu::UnicodeString apart = nfd->normalize(icu::UnicodeString::fromUTF8(text), status), plain;
  for (std::int32_t i = 0; i < apart.length(); ++i) {
    const char16_t c = apart.charAt(i);
    if (c >= 0x0300 && c <= 0x036F) continue;
    plain += c == u'đ' ? u'd' : c == u'ł' ? u'l' : c == u'ı' ? u'i' : c == u'ø' ? u'o' : c;
  }
  std::string out;
  nfc->normalize(plain, status).toUTF8String(out);
  return out;
}

bool without_spaces(const std::string& code) {
  static const std::set<std::string> codes = {"zh", "yue", "ja", "th", "lo",
                                              "km", "my",  "bo", "dz"};
  return codes.count(code) != 0;
}

// Exactly n words (or 2n characters) from the middle, or nothing if the line is shorter.
std::string window(const std::string& code, const std::string& line, std::size_t n) {
  std::vector<std::string> words;
  const icu::UnicodeString u = icu::UnicodeString::fromUTF8(line).toLower(icu::Locale::getRoot());
  const bool characters = without_spaces(code);
  icu::UnicodeString word;
  const auto finish = [&] {
    if (word.isEmpty()) return;
    std::string bytes;
    word.toUTF8String(bytes);
    words.push_back(std::move(bytes));
    word.remove();
  };
  for (std::int32_t i = 0; i < u.length(); i = u.moveIndex32(i, 1)) {
    const UChar32 c = u.char32At(i);
    const int type = u_charType(c);
    const bool mark = type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
    if (characters) {
      // Latin names inside a Chinese or Thai line are not taken: they are no sample of the
      // language.
      if (mark && !words.empty() && word.isEmpty()) {
        icu::UnicodeString(c).toUTF8String(words.back());
      } else if (u_isalpha(c) && c >= 0x0E00) {
        word.append(c);
        finish();
      }
      continue;
    }
    if (u_isalnum(c) || mark || c == 0x200C)
      word.append(c);
    else if (c == '\'' || c == 0x2019 || c == 0x02BB || c == 0x02BC)
      word.append(c);
    else if (u_isUWhiteSpace(c) || c == '-' || c == 0x2013 || c == 0x2014 || c == '/')
      finish();
    else if (c == 0x0F0B)
      finish();
  }
  finish();
  if (characters) n *= 2;
  if (words.size() < n) return {};
  std::string out;
  const std::size_t from = (words.size() - n) / 2;
  for (std::size_t i = from; i < from + n; ++i) {
    if (!characters && i > from) out += ' ';
    out += words[i];
  }
  return out;
}

// What CLD2 answers, in Clew's codes.
std::string cld2_code(const std::string& text, bool& reliable) {
  CLD2::Language language3[3];
  int percent3[3], bytes = 0;
  double score3[3];
  reliable = false;
  const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  const CLD2::Language l = CLD2::ExtDetectLanguageSummary(
      text.data(), static_cast<int>(text.size()), true, &hints, CLD2::kCLDFlagBestEffort, language3,
      percent3, score3, nullptr, &bytes, &reliable);
  std::string code = CLD2::LanguageCode(l);
  static const std::map<std::string, std::string> same = {
      {"iw", "he"},  {"zh-Hant", "zh"}, {"no", "nb"}, {"tl", "fil"},
      {"un", "und"}, {"sr-ME", "sr"},   {"mo", "ro"}, {"jw", "jv"}};
  const auto it = same.find(code);
  return it == same.end() ? code : it->second;
}

// CLD2 has one Kurdish, one Norwegian script and one written Chinese: it is not marked down for it.
bool cld2_right(const std::string& code, const std::string& answer) {
  return code == answer || (code == "ckb" && answer == "ku") || (code == "yue" && answer == "zh") ||
         (code == "dz" && answer == "bo");
}

// Bosnian, Croatian and Serbian in Latin letters share most short lines word for word.
bool same_family(const std::string& a, const std::string& b) {
  static const std::set<std::string> family = {"bs", "hr", "sr"};
  return a == b || (family.count(a) != 0 && family.count(b) != 0);
}

struct Cell {
  std::size_t family = 0, cld2_family = 0;
  std::size_t all = 0, right = 0, as_english = 0, undetermined = 0;
  std::size_t cld2_right = 0, cld2_english = 0, cld2_wrong_reliable = 0;
};

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

// Chats: messages of 1 to 3 words cut from the held-out lines of one language, or of two in turns
// (7 : 3), in one thread by two senders, after ten messages that are not counted. How many are
// right alone, and with what the thread and its senders wrote before. And the other way round: one
// line of 1 to 5 words in a long thread of another language, which that thread must not swallow.
void chats(const std::vector<Corpus>& corpora, const language::Detector& detector) {
  struct Count {
    std::size_t all = 0, alone = 0, with = 0, family_alone = 0, family_with = 0;
    double said_with = 0;  // sum of the confidences
  };
  std::map<std::string, std::array<Count, 6>> counts;
  constexpr std::size_t learned_from = 10, messages = 90;
  const auto talk = [&](const std::string& kind, const std::vector<const Corpus*>& languages) {
    language::Prior thread;
    std::array<language::Prior, 2> senders;
    for (std::size_t i = 0; i < learned_from + messages; ++i) {
      const Corpus& corpus = *languages[languages.size() > 1 && i % 10 >= 7 ? 1 : 0];
      const std::size_t n = 1 + i % 3;
      const std::string text = window(corpus.code, corpus.lines[(i * 7) % corpus.lines.size()], n);
      if (text.empty()) continue;
      const auto alone = detector.detect(text);
      const auto with = detector.detect_in_chat(text, thread, senders[i % 2]);
      if (i < learned_from) continue;
      Count& c = counts[kind][n];
      ++c.all;
      c.alone += alone.code == corpus.code;
      c.with += with.code == corpus.code;
      c.said_with += with.determined() ? static_cast<double>(with.confidence) : 0;
      c.family_alone += same_family(corpus.code, std::string(alone.code));
      c.family_with += same_family(corpus.code, std::string(with.code));
    }
  };
  const auto stray = [&](const std::string& kind, const Corpus& mostly, std::size_t first) {
    language::Prior thread;
    std::array<language::Prior, 2> senders;
    for (std::size_t i = 0; i < 400; ++i) {
      const bool counted = i % 20 == 19;
      const Corpus& corpus = counted ? corpora[(first + 1 + i / 20) % corpora.size()] : mostly;
      if (counted && same_family(corpus.code, mostly.code)) continue;
      const std::size_t n = counted ? 1 + i / 20 % 5 : 2 + i % 5;
      const std::string text = window(corpus.code, corpus.lines[(i * 7) % corpus.lines.size()], n);
      if (text.empty()) continue;
      const auto alone = detector.detect(text);
      const auto with = detector.detect_in_chat(text, thread, senders[i % 2]);
      if (!counted) continue;
      Count& c = counts[kind][n];
      ++c.all;
      c.alone += alone.code == corpus.code;
      c.with += with.code == corpus.code;
      c.said_with += with.determined() ? static_cast<double>(with.confidence) : 0;
      c.family_alone += same_family(corpus.code, std::string(alone.code));
      c.family_with += same_family(corpus.code, std::string(with.code));
    }
  };
  const Corpus* english = nullptr;
  for (const Corpus& c : corpora)
    if (c.code == "en") english = &c;
  for (std::size_t i = 0; i < corpora.size(); ++i) {
    if (corpora[i].code == "en") continue;
    talk("one language", {&corpora[i]});
    if (english != nullptr) talk("with English", {&corpora[i], english});
    talk("with another", {&corpora[i], &corpora[(i + 5) % corpora.size()]});
    if (english != nullptr) stray("one in English", *english, i);
    stray("one in another", corpora[i], i);
  }
  fmt::print("\nChats: percent right alone → with thread and sender (bs, hr, sr as one)\n");
  for (const auto& [kind, list] : counts) {
    fmt::print("  {:<14}", kind);
    for (std::size_t n = 1; n <= 5; ++n) {
      const Count& c = list[n];
      if (c.all == 0) continue;
      fmt::print("  {} word{}: {:.1f} → {:.1f} ({:.1f} → {:.1f}; said {:.1f})", n, n == 1 ? "" : "s",
                 percent(c.alone, c.all), percent(c.with, c.all), percent(c.family_alone, c.all),
                 percent(c.family_with, c.all), 100 * c.said_with / static_cast<double>(c.all));
    }
    fmt::print("\n");
  }
}

// Code-switched lines: n words of one held-out line, then n of another language's, and lines that
// do not switch.
void switches(const std::vector<Corpus>& corpora, const language::Detector& detector) {
  fmt::print(
      "\nCode-switched lines (n words of one language, then n of another; bs, hr, sr as one)\n");
  const auto label = [](const std::vector<language::Segment>& segments, std::size_t at) {
    std::string code = "und";
    for (const auto& s : segments)
      if (s.begin <= at && at < s.end) code = s.code;
    return code;
  };
  for (const std::size_t n : {3, 5, 8}) {
    std::size_t words = 0, right = 0, lines = 0, two = 0, exact = 0, single = 0, whole = 0;
    for (std::size_t i = 0; i < corpora.size(); ++i) {
      const Corpus& a = corpora[i];
      if (without_spaces(a.code)) continue;
      for (std::size_t k = 0; k < 40; ++k) {
        // Every other line switches to English, the rest to another language.
        const Corpus* b = nullptr;
        for (const Corpus& c : corpora)
          if (k % 2 == 0 && c.code == "en") b = &c;
        if (b == nullptr) b = &corpora[(i + 1 + k) % corpora.size()];
        if (same_family(a.code, b->code) || without_spaces(b->code)) continue;
        const std::string first = window(a.code, a.lines[(k * 5) % a.lines.size()], n),
                          second = window(b->code, b->lines[(k * 5 + 2) % b->lines.size()], n);
        if (first.empty() || second.empty()) continue;
        const std::string text = k % 4 < 2 ? first + " " + second : second + " " + first;
        const std::size_t cut = (k % 4 < 2 ? first : second).size();
        const std::string &left = k % 4 < 2 ? a.code : b->code,
                          &later = k % 4 < 2 ? b->code : a.code;
        const auto segments = detector.segments(text);
        bool all_right = true;
        for (std::size_t at = 0; at < text.size();) {
          const std::size_t end = std::min(text.find(' ', at), text.size());
          const bool hit = same_family(at < cut ? left : later, label(segments, at));
          right += hit, all_right &= hit, ++words;
          at = end + 1;
        }
        ++lines;
        two += segments.size() == 2;
        exact += all_right;
        const std::string same = window(a.code, a.lines[(k * 5) % a.lines.size()], 2 * n);
        if (same.empty()) continue;
        ++single;
        whole += detector.segments(same).size() == 1;
      }
    }
    fmt::print(
        "  {} + {} words, {} lines: words right {:.1f} %, two segments {:.1f} %, every word right "
        "{:.1f} %; lines of "
        "{} words in one language left whole {:.1f} %\n",
        n, n, lines, percent(right, words), percent(two, lines), percent(exact, lines), 2 * n,
        percent(whole, single));
  }
}

// Russian, Ukrainian, Bulgarian and Macedonian lines turned into Latin letters as the BGN/PCGN tables have it, without accents and
// apostrophes: not the ways that the weights were trained on.
void romanised(const std::vector<Corpus>& corpora, const language::Detector& detector) {
  static const std::map<std::string, std::string> tables = {{"rus", "Russian-Latin/BGN"}, {"ukr", "Ukrainian-Latin/BGN"},
                                                            {"bul", "Bulgarian-Latin/BGN"}, {"mkd", "Macedonian-Latin/BGN"}};
  constexpr std::array<std::size_t, 5> lengths = {2, 3, 5, 10, 20};
  fmt::print("\nTyped in Latin letters: percent right (as one of the four, undetermined)\nwords   ");
  for (const auto n : lengths) fmt::print("{:>24}", n);
  fmt::print("\n");
  for (const Corpus& corpus : corpora) {
    const auto table = tables.find(corpus.file);
    if (table == tables.end()) continue;
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> latin(
        icu::Transliterator::createInstance(icu::UnicodeString::fromUTF8(table->second), UTRANS_FORWARD, status));
    if (U_FAILURE(status)) throw Error(ErrorKind::resource, "ICU's " + table->second + " is missing");
    fmt::print("{:<8}", corpus.code + "-Latn");
    for (const auto n : lengths) {
      std::size_t all = 0, right = 0, family = 0, undetermined = 0;
      for (const std::string& line : corpus.lines) {
        const std::string own = window(corpus.code, line, n);
        if (own.empty()) continue;
        icu::UnicodeString u = icu::UnicodeString::fromUTF8(own);
        latin->transliterate(u);
        std::string text, plain;
        u.toUTF8String(text);
        for (const char c : without_diacritics(text))
          if (static_cast<unsigned char>(c) < 0x80 && c != '\'') plain += c;
        const auto found = detector.detect(plain);
        ++all;
        right += found.code == corpus.code + "-Latn";
        family += found.code == "ru-Latn" || found.code == "uk-Latn" || found.code == "bg-Latn" || found.code == "mk-Latn";
        undetermined += !found.determined();
      }
      fmt::print("{:>10.1f} ({:>5.1f}, {:>4.1f})", percent(right, all), percent(family, all), percent(undetermined, all));
    }
    fmt::print("\n");
  }
}

// Lines that somebody labelled: how many get their language, by language, and each that does not.
void labelled(const std::string& file, const language::Detector& detector) {
  std::ifstream in(file);
  std::map<std::string, std::array<std::size_t, 4>> table;  // lines, right, und, English
  for (std::string line; std::getline(in, line);) {
    const auto tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string::npos) continue;
    const auto labels = "|" + line.substr(0, tab) + "|", text = line.substr(tab + 1);
    const auto found = detector.detect(text);
    const bool right = labels.find("|" + std::string(found.code) + "|") != std::string::npos;
    auto& row = table[labels.substr(1, labels.find('|', 1) - 1)];
    ++row[0];
    row[1] += right;
    row[2] += !found.determined();
    row[3] += !right && found.code == "en";
    if (!right) fmt::print("  {} {}: {} {:.2f}\n", labels, text, found.code, found.confidence);
  }
  std::array<std::size_t, 4> plain{}, typed{};
  for (const auto& [code, row] : table) {
    fmt::print("{:8} {:3} lines, {:3} right, {} undetermined, {} called English\n", code, row[0], row[1], row[2], row[3]);
    auto& sum = code.find('-') == std::string::npos ? plain : typed;
    for (std::size_t k = 0; k < 4; ++k) sum[k] += row[k];
  }
  for (const auto& [what, sum] : {std::pair{"in their own letters", plain}, {"typed in Latin letters", typed}})
    if (sum[0] > 0) fmt::print("{}: {} of {} right = {:.1f} %, {} undetermined, {} called English\n", what, sum[1], sum[0], 100.0 * static_cast<double>(sum[1]) / static_cast<double>(sum[0]), sum[2], sum[3]);
}

// Lines that somebody cut where the language changes: how many words get theirs.
void switched(const std::string& file, const language::Detector& detector) {
  std::ifstream in(file);
  std::size_t words = 0, right = 0, lines = 0, whole = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::string text;
    std::vector<std::pair<std::size_t, std::string>> starts;  // of each word
    for (std::size_t at = 0; at <= line.size();) {
      const auto end = std::min(line.find('|', at), line.size()), colon = line.find(':', at);
      const auto code = line.substr(at, colon - at), part = line.substr(colon + 1, end - colon - 1);
      if (!text.empty()) text += ' ';
      for (std::size_t i = 0; i < part.size(); ++i)
        if (i == 0 || part[i - 1] == ' ') starts.emplace_back(text.size() + i, code);
      text += part;
      at = end + 1;
    }
    const auto segments = detector.segments(text);
    std::size_t hits = 0;
    for (const auto& [at, code] : starts)
      hits += std::any_of(segments.begin(), segments.end(), [&](const auto& s) { return at >= s.begin && at < s.end && same_family(code, std::string(s.code)); });
    words += starts.size();
    right += hits;
    ++lines;
    whole += hits == starts.size();
    if (hits < starts.size()) {
      fmt::print("  ");
      for (const auto& s : segments) fmt::print("{}:{} | ", s.code, text.substr(s.begin, s.end - s.begin));
      fmt::print("\n");
    }
  }
  fmt::print("{} of {} words with the right language = {:.1f} %, {} of {} lines wholly\n", right, words, 100.0 * static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(words, 1)), whole, lines);
}

int run(int argc, char** argv) {
  std::vector<Corpus> corpora;
  std::string labelled_file, switched_file;
  bool per_language = false, from_ntrex = false, confusions = false, in_chats = false, in_latin = false;
  std::size_t limit = 1000;
  std::string weights;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    if (a == "--ntrex" && i + 1 < argc)
      corpora = ntrex(argv[++i]), from_ntrex = true;
    else if (a == "--lines" && i + 1 < argc)
      corpora = plain_files(argv[++i]);
    else if (a == "--weights" && i + 1 < argc)
      weights = argv[++i];
    else if (a == "--labelled" && i + 1 < argc)
      labelled_file = argv[++i];
    else if (a == "--switched" && i + 1 < argc)
      switched_file = argv[++i];
    else if (a == "--per-language")
      per_language = true;
    else if (a == "--confusions")
      confusions = true;
    else if (a == "--chat")
      in_chats = true;
    else if (a == "--romanised")
      in_latin = true;
    else if (a == "--choose")
      to_choose_by = true;
    else if (a == "--quick")
      limit = 60;
    else
      throw Error(ErrorKind::usage, "bench_lid: unknown argument " + a);
  }
  if (corpora.empty() && labelled_file.empty() && switched_file.empty()) {
    fmt::print(stderr,
               "usage: bench_lid --ntrex DIR | --lines DIR | --labelled FILE | --switched FILE [--weights FILE] "
               "[--per-language] [--confusions] [--quick] [--chat] [--romanised]\n");
    return 2;
  }
  std::string bytes;
  std::unique_ptr<language::Detector> other;
  if (!weights.empty()) {
    std::ifstream in(weights, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
    other = std::make_unique<language::Detector>(bytes);
  }
  const language::Detector& detector = other ? *other : language::Detector::builtin();
  if (!labelled_file.empty() || !switched_file.empty()) {
    if (!labelled_file.empty()) labelled(labelled_file, detector);
    if (!switched_file.empty()) switched(switched_file, detector);
    return 0;
  }
  const auto languages = detector.languages();
  std::erase_if(corpora, [&](const Corpus& c) {
    return !std::binary_search(languages.begin(), languages.end(), std::string_view(c.code));
  });
  const auto compared = [&](const Corpus& c) {
    return from_ntrex ? compared_files.count(c.file) != 0 : compared_codes.count(c.code) != 0;
  };
  fmt::print("weights {}\n{} language files\n", detector.weights_sha256(), corpora.size());

  if (in_latin) {
    romanised(corpora, detector);
    return 0;
  }
  if (in_chats) {
    chats(corpora, detector);
    switches(corpora, detector);
    return 0;
  }
  static constexpr std::array<std::size_t, 6> lengths = {1, 2, 3, 5, 10, 20};
  std::vector<std::string> five_words;  // for the timing
  for (const bool bare : {false, true}) {
    std::map<std::string, std::array<Cell, lengths.size()>> table;
    std::array<std::array<double, 3>, 20> calibration{};  // number, confidence, right
    std::map<std::string, std::size_t> confused;
    for (const Corpus& corpus : corpora) {
      auto& row = table[corpus.file];
      for (std::size_t k = 0; k < lengths.size(); ++k) {
        std::size_t taken = 0;
        for (const std::string& line : corpus.lines) {
          if (taken >= limit) break;
          std::string text = window(corpus.code, line, lengths[k]);
          if (text.empty()) continue;
          if (bare) text = without_diacritics(text);
          ++taken;
          Cell& cell = row[k];
          const language::Detection d = detector.detect(text);
          ++cell.all;
          const bool right = d.code == corpus.code;
          cell.right += right;
          cell.family += same_family(corpus.code, std::string(d.code));
          cell.undetermined += !d.determined();
          cell.as_english += d.code == "en" && corpus.code != "en";
          if (d.determined()) {
            auto& bin = calibration[std::min<std::size_t>(
                19, static_cast<std::size_t>(d.confidence * 20.0f))];
            bin[0] += 1;
            bin[1] += static_cast<double>(d.confidence);
            bin[2] += right ? 1 : 0;
          }
          if (!right && lengths[k] == 5) {
            ++confused[corpus.code + " as " + std::string(d.code)];
          }
          bool reliable = false;
          const std::string theirs = cld2_code(text, reliable);
          cell.cld2_right += cld2_right(corpus.code, theirs);
          cell.cld2_family += cld2_right(corpus.code, theirs) || same_family(corpus.code, theirs);
          cell.cld2_english += theirs == "en" && corpus.code != "en";
          cell.cld2_wrong_reliable += reliable && !cld2_right(corpus.code, theirs);
          if (lengths[k] == 5 && !bare) five_words.push_back(std::move(text));
        }
      }
    }
    fmt::print("\n{} (Clew / CLD2, percent right, mean over languages)\n",
               bare ? "Without diacritics" : "As written");
    fmt::print("{:<28}", "words");
    for (const auto n : lengths)
      fmt::print("{:>15}", n);
    fmt::print("\n");
    for (const bool only_compared : {true, false}) {
      std::array<double, lengths.size()> ours{}, theirs{}, english{}, their_english{}, und{}, rel{};
      std::array<double, lengths.size()> family{}, their_family{};
      std::array<double, lengths.size()> count{};
      for (const Corpus& c : corpora) {
        if (only_compared && !compared(c)) continue;
        for (std::size_t k = 0; k < lengths.size(); ++k) {
          const Cell& cell = table[c.file][k];
          if (cell.all < 10) continue;
          count[k] += 1;
          ours[k] += percent(cell.right, cell.all);
          theirs[k] += percent(cell.cld2_right, cell.all);
          family[k] += percent(cell.family, cell.all);
          their_family[k] += percent(cell.cld2_family, cell.all);
          english[k] += percent(cell.as_english, cell.all);
          their_english[k] += percent(cell.cld2_english, cell.all);
          und[k] += percent(cell.undetermined, cell.all);
          rel[k] += percent(cell.cld2_wrong_reliable, cell.all);
        }
      }
      const auto print = [&](const std::string& what, const auto& a, const auto* b) {
        fmt::print("{:<28}", what);
        for (std::size_t k = 0; k < lengths.size(); ++k) {
          const double n = std::max(count[k], 1.0);
          if (b != nullptr)
            fmt::print("{:>7.2f} /{:>6.2f}", a[k] / n, (*b)[k] / n);
          else
            fmt::print("{:>15.2f}", a[k] / n);
        }
        fmt::print("\n");
      };
      const std::string which = only_compared ? "the compared 44" : "all files";
      print(fmt::format("{} ({:.0f})", which, count[3]), ours, &theirs);
      print("  bs, hr, sr as one", family, &their_family);
      print("  wrongly called English", english, &their_english);
      print("  undetermined", und, static_cast<const decltype(und)*>(nullptr));
      print("  CLD2 wrong and \"reliable\"", rel, static_cast<const decltype(und)*>(nullptr));
    }
    double total = 0, error = 0;
    for (const auto& b : calibration)
      total += b[0];
    fmt::print("calibration (lines that got a code): confidence → share right\n ");
    for (const auto& b : calibration) {
      if (b[0] < 20) continue;
      fmt::print(" {:.2f}→{:.2f}", b[1] / b[0], b[2] / b[0]);
      error += std::fabs(b[1] - b[2]) / total;
    }
    fmt::print("\nexpected calibration error {:.2f} %\n", 100 * error);
    if (confusions) {
      std::vector<std::pair<std::size_t, std::string>> order;
      for (const auto& [what, n] : confused)
        order.push_back({n, what});
      std::sort(order.rbegin(), order.rend());
      fmt::print("most confused at 5 words:");
      for (std::size_t i = 0; i < order.size() && i < 40; ++i) {
        fmt::print(" {} ({})", order[i].second, order[i].first);
      }
      fmt::print("\n");
    }
    if (per_language) {
      for (const Corpus& c : corpora) {
        fmt::print("{:<28}", c.code + " (" + c.file + ")" + (compared(c) ? " *" : ""));
        for (std::size_t k = 0; k < lengths.size(); ++k) {
          const Cell& cell = table[c.file][k];
          fmt::print("{:>7.1f} /{:>6.1f}", percent(cell.right, cell.all),
                     percent(cell.cld2_right, cell.all));
        }
        fmt::print("\n");
      }
    }
  }

  // Results first, then time: a detector that answers nonsense quickly is not measured.
  std::size_t right_answers = 0;
  for (const std::string& t : five_words)
    right_answers += detector.detect(t).determined();
  if (2 * right_answers < five_words.size()) {
    throw Error(ErrorKind::internal, "bench_lid: most lines are undetermined; nothing is timed");
  }
  const auto rate = [&](auto&& f) {
    double best = 0;
    for (int round = 0; round < 5; ++round) {
      const auto start = std::chrono::steady_clock::now();
      std::size_t n = 0, sink = 0;
      for (const std::string& t : five_words) {
        sink += f(t);
        if (++n == 40000) break;
      }
      const double s =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      if (sink != 0) best = std::max(best, static_cast<double>(n) / s);
    }
    return best;
  };
  const double ours = rate([&](const std::string& t) { return detector.detect(t).code.size(); });
  const double theirs = rate([&](const std::string& t) {
    bool reliable = false;
    return cld2_code(t, reliable).size();
  });
  double bytes_each = 0;
  for (const std::string& t : five_words)
    bytes_each += static_cast<double>(t.size());
  fmt::print(
      "\n5-word lines ({:.0f} bytes on average), one thread, best of 5: Clew {:.0f} lines/s, "
      "CLD2 {:.0f} lines/s\n",
      bytes_each / static_cast<double>(std::max<std::size_t>(five_words.size(), 1)), ours, theirs);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
