#include "language/score.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "base/error.h"
#include "language/code_points.h"

namespace clew::language {
namespace {

constexpr std::size_t word_orders = 4, char_orders = 6;
constexpr double chrf_beta_squared = 4;

using CodePoints = std::u32string;

bool is_space(char32_t c) {
  return u_isUWhiteSpace(static_cast<UChar32>(c)) || (c >= 0x1C && c <= 0x1F);
}
bool is_number(char32_t c) { return c >= '0' && c <= '9'; }
bool is_point(char32_t c) { return c == '.' || c == ','; }
bool is_split_symbol(char32_t c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') ||
         (c >= '(' && c <= '+') || (c >= ':' && c <= '@') || c == '/';
}

// re.sub() of a pattern of two characters: pairs do not overlap, scanning goes on behind a match.
template <class First, class Second>
CodePoints split_pairs(const CodePoints& in, First first, Second second, std::u32string_view before,
                       std::u32string_view between, std::u32string_view after) {
  CodePoints out;
  std::size_t i = 0;
  while (i < in.size()) {
    if (i + 1 < in.size() && first(in[i]) && second(in[i + 1])) {
      out += before;
      out.push_back(in[i]);
      out += between;
      out.push_back(in[i + 1]);
      out += after;
      i += 2;
    } else {
      out.push_back(in[i++]);
    }
  }
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

struct StringHash {
  std::size_t operator()(const std::u32string& s) const {
    return std::hash<std::u32string_view>()(s);
  }
};

struct Counts {
  double hypothesis = 0, reference = 0, match = 0;
};

}  // namespace

std::vector<std::string> tokenize_13a(std::string_view line) {
  std::string text(line);
  replace_all(text, "<skipped>", "");
  replace_all(text, "-\n", "");
  replace_all(text, "\n", " ");
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&amp;", "&");
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");
  CodePoints spaced = U" ";
  for (const auto c : code_points(text)) {
    if (is_split_symbol(c)) {
      spaced += {U' ', c, U' '};
    } else {
      spaced.push_back(c);
    }
  }
  spaced.push_back(' ');
  const auto no_number = [](char32_t c) { return !is_number(c); };
  const auto dash = [](char32_t c) { return c == '-'; };
  spaced = split_pairs(spaced, no_number, is_point, U"", U" ", U" ");
  spaced = split_pairs(spaced, is_point, no_number, U" ", U" ", U"");
  spaced = split_pairs(spaced, is_number, dash, U"", U" ", U" ");
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < spaced.size();) {
    while (i < spaced.size() && is_space(spaced[i]))
      ++i;
    std::size_t end = i;
    while (end < spaced.size() && !is_space(spaced[end]))
      ++end;
    if (end > i) tokens.push_back(utf8(std::u32string_view(spaced).substr(i, end - i)));
    i = end;
  }
  return tokens;
}

Score bleu_chrf(std::span<const std::string> hypotheses, std::span<const std::string> references) {
  if (hypotheses.size() != references.size()) {
    throw Error(
        ErrorKind::usage,
        fmt::format("{} translated lines against {} reference lines; give files of one length",
                    hypotheses.size(), references.size()));
  }
  std::array<Counts, word_orders> words{};
  std::array<Counts, char_orders> chars{};
  double hypothesis_length = 0, reference_length = 0;
  for (std::size_t s = 0; s < hypotheses.size(); ++s) {
    const auto h = tokenize_13a(hypotheses[s]), r = tokenize_13a(references[s]);
    hypothesis_length += static_cast<double>(h.size());
    reference_length += static_cast<double>(r.size());
    for (std::size_t n = 1; n <= word_orders; ++n) {
      const auto grams = [&](const std::vector<std::string>& tokens) {
        std::unordered_map<std::string, int> counts;
        for (std::size_t i = 0; i + n <= tokens.size(); ++i) {
          std::string gram;
          for (std::size_t k = 0; k < n; ++k)
            gram += tokens[i + k] + '\x1F';
          ++counts[gram];
        }
        return counts;
      };
      const auto in_reference = grams(r);
      for (const auto& [gram, count] : grams(h)) {
        words[n - 1].hypothesis += count;
        const auto it = in_reference.find(gram);
        if (it != in_reference.end()) words[n - 1].match += std::min(count, it->second);
      }
    }
    const auto without_blanks = [](std::string_view text) {
      auto points = code_points(text);
      std::erase_if(points, is_space);
      return points;
    };
    const auto hc = without_blanks(hypotheses[s]), rc = without_blanks(references[s]);
    for (std::size_t n = 1; n <= char_orders; ++n) {
      const auto grams = [&](const CodePoints& text) {
        std::unordered_map<std::u32string, int, StringHash> counts;
        for (std::size_t i = 0; i + n <= text.size(); ++i)
          ++counts[text.substr(i, n)];
        return counts;
      };
      const auto in_hypothesis = grams(hc), in_reference = grams(rc);
      if (!in_reference.empty() && hc.size() >= n) {
        chars[n - 1].hypothesis += static_cast<double>(hc.size() - n + 1);
      }
      if (rc.size() >= n) chars[n - 1].reference += static_cast<double>(rc.size() - n + 1);
      for (const auto& [gram, count] : in_hypothesis) {
        const auto it = in_reference.find(gram);
        if (it != in_reference.end()) chars[n - 1].match += std::min(count, it->second);
      }
    }
  }

  Score score;
  double log_sum = 0, smooth = 1;
  // Without any common word there is nothing to smooth: 0, as sacrebleu has it since 2.0.
  bool all_orders = words[0].match > 0;
  for (const auto& order : words) {
    if (order.hypothesis == 0) {
      all_orders = false;
      break;
    }
    double precision = order.match / order.hypothesis;
    if (order.match == 0) {
      smooth *= 2;
      precision = 1 / (smooth * order.hypothesis);
    }
    log_sum += std::log(precision);
  }
  if (all_orders) {
    const double brevity = hypothesis_length < reference_length
                               ? std::exp(1 - reference_length / hypothesis_length)
                               : 1;
    score.bleu = 100 * brevity * std::exp(log_sum / word_orders);
  }
  double precision = 0, recall = 0;
  int orders = 0;
  for (const auto& order : chars) {
    if (order.hypothesis == 0 || order.reference == 0) continue;
    precision += order.match / order.hypothesis;
    recall += order.match / order.reference;
    ++orders;
  }
  if (orders > 0 && precision + recall > 0) {
    precision /= orders;
    recall /= orders;
    score.chrf = 100 * (1 + chrf_beta_squared) * precision * recall /
                 (chrf_beta_squared * precision + recall);
  }
  return score;
}

}  // namespace clew::language
