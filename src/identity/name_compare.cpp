// Idea: line up the parts of two names, best agreeing first, wherever they stand and however they
// were joined; then weigh what agreed, what is left over on one side (a middle name) and what is
// left over on both (another person).
//
//   Alisher-Usmanov / AlisherUsmanov          one joined part against two: all agrees
//   Ali Zafar / Iqbal Zafar                   zafar agrees, ali and iqbal are left on both sides:
//   hardly one person Abdul Aziz / Abdul Aziz Nooristani        one side has more: compatible, says
//   less
//
// The weights of the sixteen features come from a logistic regression on 826 labelled pairs of
// names; the quality is measured by cross-validation there (bench_identity names;
// docs/measurements/identity.md). Tried instead: Jaro–Winkler of sorted parts with a threshold, F1
// .72; one similarity of whole strings, .68.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "identity/name_sound.h"
#include "identity/name_tables.h"
#include "identity/names.h"

namespace clew::identity {
namespace {

// Fitted by `bench_identity names --fit` on all pairs; see the head of the file.
constexpr NameFeatures weights = {-4.151, 3.052,  1.423,  -1.437, 2.613,  -2.927, -1.732, 1.988,
                                  1.329,  -0.605, -0.065, 1.072,  -1.399, 0.409,  -1.846, 0.171};

// Names of which one is in a script that leaves vowels out or writes syllables: letters hardly ever agree one for one, and the pairs above hold
// four such. Fitted the same way on 9,600 pairs of a published set of names of people in Arabic, Chinese, Hebrew and Katakana beside English (Merhav
// and Ash, COLING 2018, CC0; half of them of different people, most of whom share one part; a quarter with a further part on one side) and those
// 826; the first .8 lower, so that .96 of what is then called compatible is right on the pairs of the fit. Cyrillic beside Latin keeps the weights
// above: of 2,400 pairs held out P .983, R .889; with weights of its own a part that agrees letter for letter spoke against.
constexpr NameFeatures other_script_weights = {-4.776, -0.029, 1.597, -1.521, 2.884, -1.976, 4.096, 5.749,
                                               1.603, -0.670, 0.293, 1.498, -1.163, -0.521, -5.863, 2.806};

constexpr double worth_pairing = .6;

struct Side {
  std::vector<double> weight;
  std::vector<bool> taken;
  double total = 0, left = 0;
};

Side side_of(const Name& name, const PartFrequencies* frequencies) {
  Side side;
  for (const auto& part : name.parts) {
    double bits = frequencies ? frequencies->bits(part) : 8;
    switch (part.kind) {
      case NamePart::Kind::word:
        break;
      case NamePart::Kind::initial:
        bits *= .3;
        break;
      case NamePart::Kind::particle:
        bits *= .15;
        break;
      case NamePart::Kind::number:
        bits *= .8;
        break;
    }
    if (part.latin.size() <= 2 && part.kind == NamePart::Kind::word) bits *= .7;
    if (part.patronymic) bits *= .7;
    if (name_words().organisations.contains(part.latin)) bits *= .6;
    side.weight.push_back(bits);
    side.total += bits;
  }
  side.taken.resize(name.parts.size());
  return side;
}

struct Pairing {
  std::size_t a, na, b, nb;  // parts [a, a + na) against [b, b + nb)
  double similarity, worth;
};

NamePart joined(const Name& name, std::size_t from, std::size_t count) {
  NamePart part;
  for (std::size_t i = from; i < from + count; ++i)
    part.latin += name.parts[i].latin;
  part.stem = stem_of(part.latin);
  part.sound = sound_of(part.stem);
  part.bones = bones_of(part.latin);
  return part;
}

// All pairs of parts worth pairing, and of a part with two or three that stand together on the
// other side.
std::vector<Pairing> pairings(const Name& a, const Name& b, const Side& wa, const Side& wb) {
  bool other_script = a.script != b.script;
  std::vector<Pairing> out;
  auto worth = [](const Side& side, std::size_t from, std::size_t count) {
    return std::accumulate(side.weight.begin() + static_cast<std::ptrdiff_t>(from),
                           side.weight.begin() + static_cast<std::ptrdiff_t>(from + count), 0.0);
  };
  auto consider = [&](std::size_t i, std::size_t ni, std::size_t j, std::size_t nj, double s) {
    if (s >= worth_pairing)
      out.push_back({i, ni, j, nj, s, s * (worth(wa, i, ni) + worth(wb, j, nj))});
  };
  for (std::size_t i = 0; i < a.parts.size(); ++i)
    for (std::size_t j = 0; j < b.parts.size(); ++j)
      consider(i, 1, j, 1, part_similarity(a.parts[i], b.parts[j], other_script));
  for (std::size_t n = 2; n <= 3; ++n) {
    for (std::size_t i = 0; i + n <= a.parts.size(); ++i) {
      auto one = joined(a, i, n);
      for (std::size_t j = 0; j < b.parts.size(); ++j)
        if (b.parts[j].latin.size() >= 3)
          if (double s = part_similarity(one, b.parts[j], other_script); s >= .85)
            consider(i, n, j, 1, s - .02);
    }
    for (std::size_t j = 0; j + n <= b.parts.size(); ++j) {
      auto one = joined(b, j, n);
      for (std::size_t i = 0; i < a.parts.size(); ++i)
        if (a.parts[i].latin.size() >= 3)
          if (double s = part_similarity(a.parts[i], one, other_script); s >= .85)
            consider(i, 1, j, n, s - .02);
    }
  }
  std::sort(out.begin(), out.end(), [](const Pairing& x, const Pairing& y) {
    if (x.worth != y.worth) return x.worth > y.worth;
    // The same for both orders of the two names: by places taken together.
    return std::pair(x.a + x.b, std::max(x.a, x.b)) < std::pair(y.a + y.b, std::max(y.a, y.b));
  });
  return out;
}

std::string sorted_letters(const Name& name) {
  std::vector<std::string_view> parts;
  for (const auto& part : name.parts)
    if (part.kind != NamePart::Kind::particle) parts.push_back(part.latin);
  std::sort(parts.begin(), parts.end());
  std::string out;
  for (auto p : parts)
    out += p;
  return out;
}

std::string letters(const Name& name) {
  std::string out;
  for (const auto& part : name.parts)
    out += part.latin;
  return out;
}

bool by_letters(const NamePart& x, const NamePart& y) { return x.latin < y.latin; }

double edit_similarity(std::string_view a, std::string_view b) {
  auto longest = std::max(a.size(), b.size());
  return longest == 0 ? 0 : 1 - static_cast<double>(damerau(a, b)) / static_cast<double>(longest);
}

}  // namespace

std::size_t damerau(std::string_view a, std::string_view b) {
  if (a.size() > 200) a = a.substr(0, 200);
  if (b.size() > 200) b = b.substr(0, 200);
  std::vector<std::size_t> two(b.size() + 1), one(b.size() + 1), now(b.size() + 1);
  std::iota(one.begin(), one.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({one[j] + 1, now[j - 1] + 1, one[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], two[j - 2] + 1);
    }
    std::swap(two, one);
    std::swap(one, now);
  }
  return one[b.size()];
}

double jaro_winkler(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return 0;
  if (a.size() > 64) a = a.substr(0, 64);
  if (b.size() > 64) b = b.substr(0, 64);
  auto reach = std::max(a.size(), b.size()) / 2;
  reach = reach ? reach - 1 : 0;
  std::uint64_t taken_a = 0, taken_b = 0;
  std::size_t common = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto from = i > reach ? i - reach : 0, to = std::min(b.size(), i + reach + 1);
    for (auto j = from; j < to; ++j)
      if (!(taken_b >> j & 1) && a[i] == b[j]) {
        taken_a |= std::uint64_t{1} << i;
        taken_b |= std::uint64_t{1} << j;
        ++common;
        break;
      }
  }
  if (!common) return 0;
  std::size_t swaps = 0, j = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(taken_a >> i & 1)) continue;
    while (!(taken_b >> j & 1))
      ++j;
    swaps += a[i] != b[j++];
  }
  double m = static_cast<double>(common);
  double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                 (m - static_cast<double>(swaps / 2)) / m) /
                3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix])
    ++prefix;
  return jaro + .1 * static_cast<double>(prefix) * (1 - jaro);
}

double part_similarity(const NamePart& a, const NamePart& b, bool other_script) {
  using Kind = NamePart::Kind;
  if (a.latin == b.latin) return 1;
  if (a.kind == Kind::number || b.kind == Kind::number) return 0;
  if (a.kind == Kind::initial || b.kind == Kind::initial) {
    if (a.kind == b.kind || a.kind == Kind::particle || b.kind == Kind::particle) return 0;
    return a.latin[0] == b.latin[0] ? .75 : 0;
  }
  if (a.stem == b.stem) return .97;
  if (nickname_of(a.latin, b.latin)) return .9;
  double edit = edit_similarity(a.latin, b.latin);
  double best = edit;
  if (a.sound == b.sound && a.sound.size() >= 3) best = std::max(best, .93);
  // A slip of the sound counts with the letters: what is spelled and sounds nearly alike.
  best = std::max(best, .5 * edit + .5 * edit_similarity(a.sound, b.sound));
  if (std::min(a.latin.size(), b.latin.size()) >= 4)
    best = std::max(best, jaro_winkler(a.latin, b.latin) - .08);
  if (other_script) {
    if (a.bones == b.bones && a.bones.size() >= 2)
      best = std::max(best, .9);
    else if (a.bones == b.bones && a.bones.size() == 1 &&
             std::max(a.latin.size(), b.latin.size()) <= 4)
      best = std::max(best, .8);
    else if (std::min(a.bones.size(), b.bones.size()) >= 3 && damerau(a.bones, b.bones) == 1)
      best = std::max(best, .78);
  }
  return best;
}

NameFeatures name_features(const Name& a, const Name& b, const PartFrequencies* frequencies) {
  // Ties between pairings are broken by place, so the two names are taken in a fixed order.
  if (std::lexicographical_compare(b.parts.begin(), b.parts.end(), a.parts.begin(), a.parts.end(),
                                   by_letters))
    return name_features(b, a, frequencies);
  auto wa = side_of(a, frequencies), wb = side_of(b, frequencies);
  double agreed = 0, both = wa.total + wb.total, short_of = 0, worst = 1, matched_a = 0,
         matched_b = 0;
  double exact = 0, bits = 0;
  for (const auto& p : pairings(a, b, wa, wb)) {
    bool free = true;
    for (std::size_t i = p.a; i < p.a + p.na; ++i)
      free &= !wa.taken[i];
    for (std::size_t j = p.b; j < p.b + p.nb; ++j)
      free &= !wb.taken[j];
    if (!free) continue;
    double of_a = 0, of_b = 0;
    for (std::size_t i = p.a; i < p.a + p.na; ++i)
      of_a += wa.weight[i], wa.taken[i] = true;
    for (std::size_t j = p.b; j < p.b + p.nb; ++j)
      of_b += wb.weight[j], wb.taken[j] = true;
    matched_a += of_a;
    matched_b += of_b;
    agreed += p.similarity * (of_a + of_b);
    short_of += (1 - p.similarity) * (of_a + of_b);
    bool word =
        a.parts[p.a].kind == NamePart::Kind::word && b.parts[p.b].kind == NamePart::Kind::word;
    if (word) {
      worst = std::min(worst, p.similarity);
      if (p.similarity >= .95) exact += 1;
      bits += std::min(of_a, of_b) * p.similarity;
    }
  }
  double left_a = wa.total - matched_a, left_b = wb.total - matched_b;
  double least = std::min(wa.total, wb.total);
  bool patronymics = false, initials = false, numbers = false;
  double initial_left = 0;
  for (std::size_t i = 0; i < a.parts.size(); ++i)
    for (std::size_t j = 0; j < b.parts.size(); ++j) {
      if (wa.taken[i] || wb.taken[j]) continue;
      patronymics |= a.parts[i].patronymic && b.parts[j].patronymic;
      numbers |=
          a.parts[i].kind == NamePart::Kind::number && b.parts[j].kind == NamePart::Kind::number;
      bool one = a.parts[i].kind == NamePart::Kind::initial,
           two = b.parts[j].kind == NamePart::Kind::initial;
      initials |= (one || two) && a.parts[i].kind != NamePart::Kind::particle &&
                  b.parts[j].kind != NamePart::Kind::particle;
    }
  for (std::size_t i = 0; i < a.parts.size(); ++i)
    initial_left += !wa.taken[i] && a.parts[i].kind == NamePart::Kind::number;
  for (std::size_t j = 0; j < b.parts.size(); ++j)
    initial_left += !wb.taken[j] && b.parts[j].kind == NamePart::Kind::number;
  bool legal_differs = !a.legal.empty() && !b.legal.empty() && a.legal != b.legal;
  double organisation = a.organisation || b.organisation;
  // One character of a whole word differs is a slip; of a short word, another word.
  double whole = std::max(edit_similarity(sorted_letters(a), sorted_letters(b)),
                          edit_similarity(letters(a), letters(b)));
  NameFeatures f{};
  f[0] = 1;
  f[1] = both > 0 ? agreed / both : 0;
  f[2] = least > 0 ? std::max(matched_a / wa.total, matched_b / wb.total) : 0;
  f[3] =
      least > 0 ? std::min(left_a, left_b) / least : 1;  // left over on both sides: a contradiction
  f[4] = both > 0 ? std::abs(left_a - left_b) / both : 0;  // on one side only: a longer name
  f[5] = 1 - worst;
  f[6] = both > 0 ? short_of / both : 0;
  f[7] = whole;
  f[8] = whole > .999;
  f[9] = patronymics;
  f[10] = initials;
  f[11] = numbers ? 1 : initial_left > 0 ? .5 : 0;
  f[12] = legal_differs;
  f[13] = organisation;
  f[14] = std::min(exact, 3.0) / 3;
  f[15] = std::min(bits, 32.0) / 32;
  return f;
}

bool without_vowels(const Name& a, const Name& b) {
  auto one = [](Script s) { return s == Script::arabic || s == Script::hebrew || s == Script::han || s == Script::kana; };
  return a.script != b.script && (one(a.script) || one(b.script));
}

double name_score(const NameFeatures& features, bool vowels_left_out) {
  const auto& by = vowels_left_out ? other_script_weights : weights;
  double sum = 0;
  for (std::size_t i = 0; i < features.size(); ++i)
    sum += by[i] * features[i];
  return 1 / (1 + std::exp(-sum));
}

double compare_names(const Name& a, const Name& b, const PartFrequencies* frequencies) {
  if (a.words() == 0 || b.words() == 0)
    return a.parts.empty() || b.parts.empty() || a.key() != b.key() ? .3 : .9;
  return name_score(name_features(a, b, frequencies), without_vowels(a, b));
}

}  // namespace clew::identity
