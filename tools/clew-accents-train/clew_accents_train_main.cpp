// Learns what speaks for one way to write a word and not another, from the words around it.
//
//   clew-accents-train OUT COUNTS COUNTS_WITHOUT_0 … COUNTS_WITHOUT_4 ro=ron.txt,chat/ro.txt …
//
// The counts come from train.py; OUT is data/language/accents.weights. Each block of lines is judged by counts that have not seen it,
// as a line of a case will be; on top of them a log-linear model over the ways of a word (maximum entropy, trained by stochastic
// gradient descent with AdaGrad's steps and a weak pull towards zero) learns the weights of AccentTable::clues. Lines 0, 5, 10 … stay
// unseen. Same input, same bytes. Sources: Berger, Della Pietra, Della Pietra 1996; Duchi, Hazan, Singer 2011.
#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "language/accents_table.h"
#include "language/code_points.h"

namespace {

using namespace clew::language;

constexpr std::size_t block = 40, parts = 5;  // as in train.py
constexpr int chat_counts = 3;
constexpr int rounds = 2;
constexpr double step = 0.25, pull = 3e-3, least_weight = 1.5 / 16;


std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Where each language begins, and where it ends.
std::map<std::string, std::pair<std::size_t, std::size_t>> languages_of(const std::string& bytes) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> found;
  std::size_t at = 12;
  for (std::uint32_t i = 0; i < accent_number(bytes.data() + 8); ++i) {
    const auto begin = at;
    const auto head = bytes.data() + at;
    at += accent_bytes(head);
    found.emplace(std::string(head, strnlen(head, 8)), std::pair{begin, at});
  }
  return found;
}

// As train.py folds a line.
std::u32string folded(const std::string& line, const std::string& code) {
  UErrorCode error = U_ZERO_ERROR;
  auto text = icu::Normalizer2::getNFCInstance(error)->normalize(icu::UnicodeString::fromUTF8(line), error);
  if (code == "ro") {
    for (const auto& [from, to] : {std::pair{0x15F, 0x219}, {0x163, 0x21B}, {0x15E, 0x218}, {0x162, 0x21A}})
      text.findAndReplace(icu::UnicodeString(static_cast<char16_t>(from)), icu::UnicodeString(static_cast<char16_t>(to)));
  }
  text.toLower(icu::Locale(code == "tr" ? "tr" : ""));
  std::string out;
  return code_points(text.toUTF8String(out));
}

struct Line {
  std::vector<std::u32string> plain;
  std::vector<std::string> truth;
};

// The words that a restorer would see: letters a to z without their accents. False if the line has others.
bool words_of(const std::u32string& text, Line& out) {
  std::u32string word, plain;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && u_isalpha(static_cast<UChar32>(text[i]))) {
      const auto c = accent_stripped(text[i]);
      if (c < 'a' || c > 'z') return false;
      word += text[i];
      plain += c;
    } else if (!word.empty()) {
      std::string bytes;
      out.truth.push_back(
          icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(word.data()), static_cast<std::int32_t>(word.size())).toUTF8String(bytes));
      out.plain.push_back(plain);
      word.clear();
      plain.clear();
    }
  }
  return !out.plain.empty();
}

struct Instance {
  std::vector<double> base;
  std::vector<std::vector<std::uint32_t>> keys;
  std::size_t right = 0;
};

std::vector<std::pair<std::uint32_t, signed char>> learn(std::vector<Instance> instances) {
  struct Weight {
    double value = 0, squares = 0;
  };
  std::unordered_map<std::uint32_t, Weight> weights;
  std::mt19937 random(1);
  std::vector<double> p;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = instances.size(); i > 1; --i)
      std::swap(instances[i - 1], instances[random() % i]);
    double loss = 0;
    std::size_t right = 0;
    for (const auto& one : instances) {
      p = one.base;
      for (std::size_t w = 0; w < p.size(); ++w)
        for (const auto key : one.keys[w])
          p[w] += weights[key].value;
      const double highest = *std::max_element(p.begin(), p.end());
      right += p[one.right] == highest;
      double sum = 0;
      for (auto& x : p)
        sum += x = std::exp(x - highest);
      for (std::size_t w = 0; w < p.size(); ++w) {
        const double wrong = p[w] / sum - (w == one.right ? 1 : 0);
        if (std::abs(wrong) < 1e-3) continue;
        for (const auto key : one.keys[w]) {
          auto& weight = weights[key];
          const double slope = wrong + pull * weight.value;
          weight.squares += slope * slope;
          weight.value -= step * slope / std::sqrt(weight.squares + 1e-8);
        }
      }
      loss -= std::log(p[one.right] / sum + 1e-12);
    }
    fmt::print("  round {}: {} words, {:.2f} % right, loss {:.4f}\n", round + 1, instances.size(),
               100.0 * static_cast<double>(right) / static_cast<double>(instances.size()), loss / static_cast<double>(instances.size()));
  }
  std::vector<std::pair<std::uint32_t, signed char>> kept;
  for (const auto& [key, weight] : weights)
    if (std::abs(weight.value) >= least_weight)
      kept.emplace_back(key, static_cast<signed char>(std::lround(std::clamp(weight.value * 16, -127.0, 127.0))));
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 + static_cast<int>(parts)) {
    fmt::print(stderr, "clew-accents-train OUT COUNTS COUNTS_WITHOUT_0 … COUNTS_WITHOUT_4 ro=ron.txt,chat/ro.txt …\n");
    return 2;
  }
  const auto full = bytes_of(argv[2]);
  std::vector<std::string> without;
  for (std::size_t k = 0; k < parts; ++k)
    without.push_back(bytes_of(argv[3 + k]));
  std::string out = full.substr(0, 12);
  for (const auto& [code, range] : languages_of(full)) {
    std::string path;
    for (int i = 3 + static_cast<int>(parts); i < argc; ++i)
      if (std::string_view(argv[i]).starts_with(code + "=")) path = std::string(argv[i]).substr(code.size() + 1);
    std::vector<Instance> instances;
    std::size_t words = 0, one_way = 0, unknown = 0;
    for (std::size_t k = 0; k < parts && !path.empty(); ++k) {
      auto at = languages_of(without[k]).at(code).first;
      AccentTable table(without[k], at, {});
      const auto add = [&](const Line& line) {
        const auto judged = table.judge(line.plain);
        for (std::size_t i = 0; i < judged.size(); ++i) {
          const auto& ways = *judged[i].ways;
          ++words;
          const auto right = std::find(ways.begin(), ways.end(), line.truth[i]);
          if (right == ways.end()) {
            ++unknown;
            continue;
          }
          if (ways.size() == 1) {
            ++one_way;
            continue;
          }
          auto& one = instances.emplace_back();
          one.right = static_cast<std::size_t>(right - ways.begin());
          const std::string before = i == 0 ? "<s>" : line.truth[i - 1];
          for (std::size_t w = 0; w < ways.size(); ++w) {
            one.base.push_back(table.by_counts(judged[i], w, before));
            auto& keys = one.keys.emplace_back(table.clues(judged, i, w));
            for (const auto key : AccentTable::clues_before(judged[i], w, before))
              if (key != 0) keys.push_back(key);
          }
        }
      };
      const auto comma = path.find(',');
      std::string text;
      std::ifstream file(path.substr(0, comma)), chat(path.substr(comma + 1));
      for (std::size_t number = 0; std::getline(file, text); ++number)
        if (Line line; number % 5 != 0 && number / block % parts == k && words_of(folded(text, code), line)) add(line);
      for (std::size_t number = 0; std::getline(chat, text); ++number)
        if (Line line; number % parts == k && words_of(folded(text, code), line))
          for (int i = 0; i < chat_counts; ++i)
            add(line);
    }
    fmt::print("{}: {} words, {} with one way, {} whose way is not among those known\n", code, words, one_way, unknown);
    const auto clues = learn(std::move(instances));
    auto part = full.substr(range.first, range.second - range.first);
    const auto count = static_cast<std::uint32_t>(clues.size());
    std::memcpy(part.data() + 28, &count, 4);
    for (const auto& [key, weight] : clues)
      part.append(reinterpret_cast<const char*>(&key), 4);
    for (const auto& [key, weight] : clues)
      part += static_cast<char>(weight);
    fmt::print("  {} clues, {} bytes\n", clues.size(), part.size());
    std::fflush(stdout);
    out += part;
  }
  std::ofstream(argv[1], std::ios::binary) << out;
  return 0;
}
