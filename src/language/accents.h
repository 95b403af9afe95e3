// Puts back the accents that people leave out when they type: "vreau sa merg acasa" → "vreau să
// merg acasă", "toi khong co tien" → "tôi không có tiền".
//
// Idea. Each plain word has a few ways to be written with accents: those seen in the training text,
// and those that a spelling dictionary (hunspell, if its Debian package is there) accepts. Which
// one is meant is decided over the line by the Viterbi algorithm:
//
//   P(way | line) ~ C(way) · exp(sum of the weights of what speaks for it), shares over its ways
//   C(way)        = (pairs seen with the word before + b · P1) / (pairs + b)
//   P1(way)       = (times seen + a · P0) / (all its ways + a)
//   P0(way)       = ∏ letters, each by the longest surroundings (6+6 … 0+0
//                   letters) that were seen, with Witten-Bell backoff
//
// What speaks for a way (AccentTable::clues): the way itself, with the plain word before, after, both, with the way of the word
// before; its ending with theirs; its letters in their surroundings. Example: "gap" is "gặp" (meet), "gấp" (urgent) or "gáp"; "nhau"
// (each other) after it weighs for the first. The weights are learned on lines that C had not seen, so C is trusted no more than it
// deserves.
//
// What was measured (NTREX lines and chat lines never trained on; share of words right, without →
// with): docs/measurements/translate.md. Tried: C alone (vi 86.3 % instead of 92.0, cs 95.5 instead of
// 96.4); the commonest way of each word alone (ro 95.5 %); letters alone without a dictionary (pl −2
// points). Sources: Witten & Bell 1991 for the backoff; Berger, Della Pietra & Della Pietra 1996 for
// the weights.
//
// The weights hold what was learned of seven languages (ro pl cs hu vi tr sq), by
// tools/clew-accents-train. Words of a text that has accents of its own are left alone: who types
// "să" means "sa" by "sa".
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "language/restorer.h"

namespace clew::language {

struct AccentOptions {
  std::filesystem::path dictionaries =
      "/usr/share/hunspell";  // NAME.aff and NAME.dic; may be missing
};

// Languages are made ready at their first use (0.1 s, with dictionary 0.2 s, 5 to 60 MB). Any
// number of threads; each word is worked out once and kept (up to 200,000 words a language).
class AccentRestorer final : public Restorer {
 public:
  // With the weights that are built into the program. Throws Error(integrity) if they are damaged.
  explicit AccentRestorer(AccentOptions options = {});
  // With other weights; the bytes must outlive the object.
  AccentRestorer(std::string_view weights, AccentOptions options);
  ~AccentRestorer() override;

  std::optional<std::string> restore(std::string_view text,
                                     std::string_view language) const override;
  std::vector<std::string> languages() const;
  // Whether a spelling dictionary is there for the language.
  bool has_dictionary(std::string_view language) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The bytes of data/language/accents.weights, as built into the program.
std::string_view builtin_accents();

}  // namespace clew::language
