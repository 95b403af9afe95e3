// How many words a text typed without accents gets back right. See docs/measurements/translate.md.
//
//   bench_accents NTREX_DIR [CODE…]     with the spelling dictionaries of this machine
//   bench_accents --without NTREX_DIR   without them
//   bench_accents FILE.tsv              lines "CODE<tab>text": bench/data/chat_accents.tsv
//
// Lines 1, 6, 11 … of each file (0, 5, 10 … from 0) are read: those that tools/clew-accents-train
// left out. A word is right when all its letters are; small letters throughout.
#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "language/accents.h"
#include "language/glossary.h"

namespace {

using namespace clew::language;

struct Text {
  const char* code;
  const char* file;
};
constexpr Text texts[] = {{"ro", "ron"}, {"pl", "pol"}, {"cs", "ces"}, {"hu", "hun"},
                          {"vi", "vie"}, {"tr", "tur"}, {"sq", "sqi"}};

std::string composed_small(const std::string& line, std::string_view code) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(error);
  auto text = nfc->normalize(icu::UnicodeString::fromUTF8(line), error);
  if (code == "ro") {
    text.findAndReplace(icu::UnicodeString(char16_t{0x15F}), icu::UnicodeString(char16_t{0x219}));
    text.findAndReplace(icu::UnicodeString(char16_t{0x163}), icu::UnicodeString(char16_t{0x21B}));
    text.findAndReplace(icu::UnicodeString(char16_t{0x15E}), icu::UnicodeString(char16_t{0x218}));
    text.findAndReplace(icu::UnicodeString(char16_t{0x162}), icu::UnicodeString(char16_t{0x21A}));
  }
  text.toLower(icu::Locale(code == "tr" ? "tr" : ""));
  std::string out;
  return text.toUTF8String(out);
}

// Runs of letters.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  const auto u = icu::UnicodeString::fromUTF8(text);
  icu::UnicodeString word;
  for (std::int32_t i = 0; i <= u.length(); i = i < u.length() ? u.moveIndex32(i, 1) : i + 1) {
    if (i < u.length() && u_isalpha(u.char32At(i))) {
      word.append(u.char32At(i));
    } else if (!word.isEmpty()) {
      std::string out;
      words.push_back(word.toUTF8String(out));
      word.remove();
    }
  }
  return words;
}

std::vector<std::string> lines_of(const std::string& source, const Text& text) {
  std::vector<std::string> lines;
  std::string line;
  if (source.ends_with(".tsv")) {
    std::ifstream file(source);
    while (std::getline(file, line))
      if (line.starts_with(fmt::format("{}\t", text.code))) lines.push_back(line.substr(line.find('\t') + 1));
    return lines;
  }
  std::ifstream file(fmt::format("{}/{}.txt", source, text.file));
  for (std::size_t number = 0; std::getline(file, line); ++number)
    if (number % 5 == 0) lines.push_back(line);
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  AccentOptions options;
  if (!arguments.empty() && arguments[0] == "--without") {
    options.dictionaries = "/nowhere";
    arguments.erase(arguments.begin());
  }
  if (arguments.empty()) {
    fmt::print(stderr, "bench_accents [--without] NTREX_DIR|FILE.tsv [CODE…]\n");
    return 2;
  }
  const AccentRestorer restorer(options);
  fmt::print("{:<4} {:>8} {:>10} {:>10} {:>11}  {}\n", "code", "words", "stripped", "restored",
             "words/s", "dictionary");
  for (const auto& text : texts) {
    if (arguments.size() > 1 &&
        std::find(arguments.begin() + 1, arguments.end(), text.code) == arguments.end())
      continue;
    std::size_t words = 0, plain = 0, right = 0;
    std::clock_t spent = 0;
    restorer.restore("a", text.code);
    for (const auto& line : lines_of(arguments[0], text)) {
      const auto truth = composed_small(line, text.code);
      const auto typed = folded_word(truth);  // without its accents
      const auto start = std::clock();
      const auto restored = restorer.restore(typed, text.code).value_or(typed);
      spent += std::clock() - start;
      const auto a = words_of(truth), b = words_of(restored), c = words_of(typed);
      if (a.size() != b.size() || a.size() != c.size())
        continue;  // letters that have no plain form
      for (std::size_t i = 0; i < a.size(); ++i) {
        ++words;
        plain += a[i] == c[i];
        right += a[i] == b[i];
      }
    }
    if (words == 0) continue;
    fmt::print("{:<4} {:>8} {:>9.2f}% {:>9.2f}% {:>11.0f}  {}\n", text.code, words,
               100.0 * static_cast<double>(plain) / static_cast<double>(words),
               100.0 * static_cast<double>(right) / static_cast<double>(words),
               static_cast<double>(words) / (static_cast<double>(spent) / CLOCKS_PER_SEC),
               restorer.has_dictionary(text.code) ? "yes" : "no");
    std::fflush(stdout);
  }
  return 0;
}
