// Apertium as an engine: rule-based, from Debian packages, works out of the box. Its English is a
// machine's gist (Romanian→English BLEU 12.8 against 39 to 45 of neural systems; reference figures
// in docs/measurements/translate.md), good for finding the lines worth an interpreter.
//
// How it runs. A mode file (/usr/share/apertium/modes/spa-eng.mode) is a shell pipeline of some ten
// programs. It is parsed, never handed to a shell, and its stages are started once, each with -z,
// so that they live on and answer after every NUL byte. Pivots (ro→es→en) are two such chains with
// our own step between, which takes out the first one's unknown-word stars. Lines are sent many at
// a time (pipelined), so that all stages work at once; each carries its number in a superblank at
// its end, and an answer that does not end in that number is not believed.
//
// A stage that crashes, hangs or falls out of step takes nothing with it: the chain is started
// again and the lines that were under way are repeated one by one; the one that does it again comes
// back refused with the reason.
//
// Text typed without accents ("vreau sa merg acasa") costs Romanian a third of its BLEU. Where a
// segment has no accented letter at all, and has unknown words or is long, it is read once more by
// an analyser that may add accents (lt-proc -r with a table of letters); the tagger then chooses
// among the readings, and the result is taken if it has no more unknown words than the first.
//
// Apertium's own marks are the only quality signal it gives: "*word" unknown, "@word" not in the
// bilingual dictionary, "#word" form not generated. They are counted, taken out of the text and
// kept as ranges.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "language/engine.h"

namespace clew::language {

// The stages of a mode file: one argv each. `$1` becomes -g (generate, unknown words marked), `$2`
// nothing, and every stage gets -z. Nothing when the text uses anything of a shell beyond words,
// single or double quotes and |.
std::optional<std::vector<std::vector<std::string>>> parse_mode(std::string_view text);

// One way from a language to English, as a chain of modes.
struct ApertiumRoute {
  std::string language;               // "ro"
  std::vector<std::string> modes;     // {"ro-es", "spa-eng"}
  std::string label;                  // "ro→es→en"
  double bleu = 0;                    // NTREX-128, measured (docs/measurements/translate.md)
  std::vector<std::string> packages;  // Debian packages that bring the modes
  bool cyrillic_to_latin = false;     // transliterate first (Serbian)
  // Letters that people type without their accents, in groups: "aăâ iî sș tț". Empty: none.
  std::string accents = {};
  // A segment of so many letters with none of them accented was typed without accents.
  std::size_t accents_expected_in = 0;
  // The commonest short words, plain and right in turn ("sa să si și"): the tagger has no eye for
  // their frequency and would take "sa" for "his" as readily as for "to".
  std::string accented_words = {};
};
// Every route known, best first within a language.
const std::vector<ApertiumRoute>& apertium_routes();
// The Debian packages that would bring `language` (the best route's), empty if none can.
std::vector<std::string> apertium_packages_for(std::string_view language);

struct ApertiumOptions {
  std::filesystem::path modes = "/usr/share/apertium/modes";
  // Where stage programs are looked for, in order, when a mode names them without a path.
  std::vector<std::filesystem::path> programs = {"/usr/bin", "/bin"};
  std::filesystem::path dpkg_status = "/var/lib/dpkg/status";
  // A chain that has lines under way and gives no byte for so long is taken to hang.
  std::chrono::milliseconds patience{10'000};
  std::size_t lines_in_flight = 256;
  // Address space of one stage; 0: no limit. The largest pair needs 120 MB.
  std::size_t stage_memory_bytes = std::size_t{2} << 30;
  // After so many crashes and hangs of one route it is left alone for the rest of the run.
  unsigned max_failures = 200;
  std::vector<ApertiumRoute> routes;  // empty: apertium_routes()
};

// Processes are started at the first use of a language (0.2 s) and end with the object. Each
// simultaneous translate() of a language holds a set of its own (25–120 MB).
// 10,000 to 15,000 words a second and core for es→en, about half of that for pivots.
class ApertiumEngine final : public Engine {
 public:
  explicit ApertiumEngine(ApertiumOptions options = {});
  ~ApertiumEngine() override;

  bool passes_words_on() const override { return true; }
  std::string_view name() const override { return "apertium"; }
  std::vector<std::string> languages() const override;
  std::string route(std::string_view language) const override;
  std::string version(std::string_view language) const override;
  std::optional<double> quality(std::string_view language) const override;
  std::vector<Rendering> translate(std::string_view language, std::span<const std::string> segments,
                                   std::stop_token stop) override;

  // How often a chain had to be started again since construction.
  unsigned restarts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::language
