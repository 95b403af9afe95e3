// Which language a chat line is written in.
//
//   Detection d = Detector::builtin().detect("unde esti?");   // d.code == "ro", d.confidence ≈ .97
//
// Codes are ISO 639-1 where it has one, else 639-3: ro, sq, vi, zh, …; ku is Kurmanji in Latin
// letters, ckb Sorani, fa Persian and Dari, sr Serbian in both scripts, nb and nn the two
// Norwegians, yue Cantonese, fil Filipino; ur-Latn is Hindi/Urdu and pa-Latn Punjabi typed in Latin
// letters, ar-Latn Arabic chat alphabet; ru-Latn, uk-Latn, bg-Latn and mk-Latn Russian, Ukrainian,
// Bulgarian and Macedonian typed in Latin letters. languages() lists them all. "und" means undetermined: the
// line has no words of a language (emoji, numbers, links, a name alone, "ok", "lol"), or the best
// guess is too weak (bs, hr and sr count together there, as nb and nn, id and ms do). The guess is still in
// candidates[0].
//
// Method: the script of most letters decides among scripts, a log-linear model over character
// n-grams and frequent words among the languages that share a script (lid_model.h, trained by
// tools/clew-lid-train).
// The confidence is calibrated: of the lines given .9, nine in ten are right
// (docs/measurements/lid.md; measured on lines that were not trained on).
//
// A Detector may be used by any number of threads; detect() allocates nothing, takes about 2 µs for
// a line of five words and looks at no more than the first 4,096 n-grams. Bytes that are no UTF-8
// are stepped over. The same bytes give the same answer on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

inline constexpr std::string_view undetermined = "und";

struct Candidate {
  std::string_view code;  // lives as long as the detector
  float probability = 0;
  std::int16_t slot = -1;  // for Prior
};

struct Detection {
  std::string_view code = undetermined;
  // That `code` is right; for "und" the probability of the best guess, 0 if there is none.
  float confidence = 0;
  // Best first, at most four; empty codes at the end. Probabilities may not add up to 1.
  std::array<Candidate, 4> candidates{};

  bool determined() const { return code != undetermined; }
};

// What earlier lines of a thread or of a sender say about the next one: a chat has one to three
// languages. Holds a decaying sum of posteriors; plain data, no allocation, copyable.
class Prior {
 public:
  // Takes in a line's detection *without* prior, else guesses would confirm themselves.
  void observe(const Detection& line);
  // log p of a language by this prior, up to a constant.
  float log_share(std::int16_t slot) const;
  bool empty() const { return total_ <= 0; }
  // Both together: the mean of the shares. Either may be empty.
  static Prior join(const Prior& thread, const Prior& sender);
  // join(thread, sender).log_share() of many slots, but of these only: the mean of all need not be made.
  static void log_shares(const Prior& thread, const Prior& sender, const std::int16_t* slots, std::size_t count, float* out);

 private:
  float mass(std::int16_t slot) const { return slot < 0 ? 0.0f : mass_[static_cast<std::size_t>(slot)]; }
  std::array<float, 128> mass_{};
  float total_ = 0;
};

// What a detector makes of a line by itself. Of a text that comes again and again it can be kept; holds for the detector
// that made it. Plain data, 400 bytes.
struct LineReading {
  Detection alone;                // without any prior
  std::uint16_t first_class = 0;  // of the script's group
  std::uint16_t classes = 0;      // 0: no prior changes it
  bool letter_alone = false;
  std::array<float, 72> score;    // of each class
};

// A stretch of a line in one language: bytes [begin, end), from the first letter of its first word
// to the last letter of its last.
struct Segment {
  std::size_t begin = 0, end = 0;
  std::string_view code;
  float confidence = 0;
};

class Detector {
 public:
  // The detector with the weights that are built into the program. Throws Error(integrity) on first
  // use if they are damaged.
  static const Detector& builtin();

  // With other weights; the bytes must outlive the detector. Throws Error(integrity).
  explicit Detector(std::string_view weights);
  ~Detector();
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;

  Detection detect(std::string_view utf8) const;
  Detection detect(std::string_view utf8, const Prior& prior) const;

  // The usual step of a chat: detects with both priors, then lets them learn from the line.
  // Lines must come in one order (by time) to give the same answers again.
  Detection detect_in_chat(std::string_view utf8, Prior& thread, Prior& sender) const;
  // The same in two steps: what hangs on the line alone, and the rest.
  void read(std::string_view utf8, LineReading& reading) const;
  Detection detect_in_chat(const LineReading& reading, Prior& thread, Prior& sender) const;

  // The languages within a code-switched line ("vin maine but not before lunch"), word by word by
  // the Viterbi algorithm. Words that belong to none ("ok", links, emoji) join the segment before
  // them or are left out at the ends. Empty if the line has no words. Looks at the first 512 words;
  // the last segment takes the rest. About 2 µs a word.
  std::vector<Segment> segments(std::string_view utf8) const;

  // All codes, sorted, without "und".
  std::vector<std::string_view> languages() const;
  // SHA-256 of the weights, in hex: goes into what is stored with each detection.
  const std::string& weights_sha256() const;

 private:
  struct State;
  Detection with_priors(const LineReading& reading, const Prior& thread, const Prior& sender) const;
  std::unique_ptr<const State> state_;
};

// `clew language detect`: for every line of `in` (ended by \n, \r\n or the end) one line
// "code<TAB>confidence" with three decimals to `out`. Lines beyond 1 MiB are judged by their first
// MiB. Returns the number of lines.
std::uint64_t detect_stream(std::istream& in, std::ostream& out);

}  // namespace clew::language
