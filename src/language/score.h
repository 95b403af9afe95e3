// BLEU and chrF2 of a translation against a reference, as sacrebleu defines them, so that a lab can
// measure an engine itself and compare with published figures.
//
// BLEU: corpus level, 13a tokeniser, 4-grams, exponential smoothing, no lower-casing, one reference
// (Papineni et al. 2002; Post 2018). chrF2: characters 1 … 6, β = 2, no word n-grams, blanks
// removed, corpus statistics (Popović 2015). Pure; about 3 MB of text a second.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

struct Score {
  double bleu = 0;  // 0 … 100
  double chrf = 0;  // 0 … 100
};
// hypotheses[i] is judged against references[i]; the two must be of one size (Error(usage)).
Score bleu_chrf(std::span<const std::string> hypotheses, std::span<const std::string> references);

// The tokens of one line by the 13a rules.
std::vector<std::string> tokenize_13a(std::string_view line);

}  // namespace clew::language
