// Translation as a task: how good, how fast, how faithful. See docs/measurements/translate.md.
//
//   bench_translate quality NTREX_DIR [LINES]  BLEU, chrF2, statuses and words/s per language, by the
//                                              engine alone and with its unknown words looked up
//   bench_translate order NTREX_DIR [LINES]    lines that come out otherwise when their order is turned
//                                              round, each time with fresh processes
//   bench_translate speed NTREX_DIR            es→en and ro→es→en through Clew and through the bare
//                                              pipe of the mode file, in turns, best of three
//   bench_translate checks NTREX_DIR [PART]    marks on good lines (the references themselves) and
//                                              on planted faults; PART: "seen" (the first half of
//                                              the lines, which the checks' words were chosen on),
//                                              "held" (the second), "others" (languages without
//                                              an Apertium engine), "others-seen", "others-held";
//                                              all = the fifteen. SHOW=CODE (or "all") shows the good
//                                              lines that are flagged
//   bench_translate faults PAIRS.tsv           the same on chat lines (bench/data/chat_pairs.tsv), odd
//                                              lines and even lines apart, and 200 planted faults
//   bench_translate planted PLANTED.tsv        chat lines with a fault each that a person planted
//                                              (bench/data/chat_planted.tsv); SHOW=1 shows what went wrong
//   bench_translate glosses NTREX_DIR [LINES]  share of running words with a gloss, and share of the
//                                              glosses that stand in the reference
//   bench_translate gloss-chat bench/data      the same of chat lines
//   bench_translate chat NTREX_DIR LINES       a chat with many repeats: lines/s, distinct, memory
//
// NTREX_DIR holds spa.txt, ron.txt … and eng.txt, line by line (NTREX-128).
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "language/apertium.h"
#include "language/apertium_stream.h"
#include "language/checks.h"
#include "language/gloss.h"
#include "language/pipeline.h"
#include "language/score.h"

namespace {

using namespace clew;
using namespace clew::language;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::string> read_lines(const std::string& path, std::size_t most = 100'000) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; lines.size() < most && std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

struct Text {
  const char* code;
  const char* file;
};
constexpr Text texts[] = {{"es", "spa"}, {"pt", "por"}, {"ca", "cat"}, {"gl", "glg"},
                          {"fr", "fra"}, {"it", "ita"}, {"ro", "ron"}, {"is", "isl"},
                          {"mk", "mkd"}, {"hr", "hrv"}, {"bs", "bos"}, {"sr", "srp-Latn"},
                          {"bg", "bul"}, {"sl", "slv"}, {"eu", "eus"}};

// Languages whose denials the checks know, but which no Apertium engine translates.
constexpr Text other_texts[] = {{"pl", "pol"}, {"cs", "ces"}, {"sk", "slk"}, {"ru", "rus"}, {"uk", "ukr"}, {"hu", "hun"}, {"tr", "tur"}, {"sq", "sqi"},
                                {"lt", "lit"}, {"lv", "lav"}, {"de", "deu"}, {"vi", "vie"}, {"ar", "arb"}, {"fa", "fas"}, {"ur", "urd"}, {"zh", "zho-CN"},
                                {"so", "som"}};

std::vector<Line> as_lines(const std::vector<std::string>& text, const char* code) {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < text.size(); ++i)
    lines.push_back({i, text[i], code});
  return lines;
}

struct Quality {
  Score score;
  double unknown = 0, looked_up_lines = 0, words_per_second = 0;
  std::map<Status, int> statuses;
};

Quality quality_of(Pipeline& pipeline, const char* code, const std::vector<std::string>& source, const std::vector<std::string>& english) {
  pipeline.translate(as_lines({"a b"}, code));  // start the processes, read the dictionaries
  const auto start = Clock::now();
  const auto out = pipeline.translate(as_lines(source, code));
  const double seconds = seconds_since(start);
  Quality q;
  std::vector<std::string> result;
  double words = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    result.push_back(out[i].text.empty() ? source[i] : out[i].text);
    ++q.statuses[out[i].status];
    words += out[i].words;
    q.unknown += out[i].unknown;
    q.looked_up_lines += std::count(out[i].marks.begin(), out[i].marks.end(), Mark::dictionary_words);
  }
  q.score = bleu_chrf(result, english);
  q.unknown *= 100 / words;
  q.words_per_second = words / seconds;
  return q;
}

// With the engine alone, and with words that it does not know looked up.
int quality(const std::string& folder, std::size_t most) {
  auto engine = std::make_shared<ApertiumEngine>();
  auto gloss = std::make_shared<GlossEngine>();
  const auto english = read_lines(folder + "/eng.txt", most);
  fmt::print("{:<4} {:<12} {:>6} {:>6} {:>7}   {:>6} {:>6} {:>7} {:>6} {:>6} {:>6} {:>7} {:>8}\n", "from", "route", "BLEU", "chrF2", "unk %",
             "BLEU", "chrF2", "unk %", "with", "good", "low", "refused", "words/s");
  for (const auto& text : texts) {
    const auto source = read_lines(fmt::format("{}/{}.txt", folder, text.file), most);
    if (source.empty() || !engine->can(text.code)) continue;
    Pipeline alone({engine}, {}), both({engine, gloss}, {});
    const auto without = quality_of(alone, text.code, source, english);
    auto with = quality_of(both, text.code, source, english);
    fmt::print("{:<4} {:<12} {:>6.1f} {:>6.1f} {:>7.1f}   {:>6.1f} {:>6.1f} {:>7.1f} {:>6.0f} {:>6} {:>6} {:>7} {:>8.0f}\n", text.code,
               engine->route(text.code), without.score.bleu, without.score.chrf, without.unknown, with.score.bleu, with.score.chrf, with.unknown,
               with.looked_up_lines, with.statuses[Status::translated], with.statuses[Status::low_confidence], with.statuses[Status::refused],
               with.words_per_second);
    std::fflush(stdout);
  }
  return 0;
}

int order(const std::string& folder, std::size_t most) {
  for (const auto& text : texts) {
    auto lines = read_lines(fmt::format("{}/{}.txt", folder, text.file), most);
    ApertiumEngine there, back;
    if (lines.empty() || !there.can(text.code)) continue;
    const auto first = there.translate(text.code, lines, {});
    std::reverse(lines.begin(), lines.end());
    const auto second = back.translate(text.code, lines, {});
    std::size_t differ = 0;
    for (std::size_t i = 0; i < lines.size(); ++i)
      differ += first[i].text != second[lines.size() - 1 - i].text;
    fmt::print("{}: {} of {} lines differ\n", text.code, differ, lines.size());
    std::fflush(stdout);
  }
  return 0;
}

// The mode files as a shell would run them: what Apertium gives by itself.
double bare_pipe(const std::vector<std::string>& modes, const std::vector<std::string>& lines,
                 const std::filesystem::path& folder) {
  std::string input;
  for (const auto& line : lines) {
    for (const char c : line) {
      if (std::string_view("[]{}^$@\\/<>#*").find(c) != std::string_view::npos) input += '\\';
      input += c;
    }
    input += ".[][\n]";
  }
  std::ofstream(folder / "in") << input;
  std::string command = "set -o pipefail; LC_ALL=C.UTF-8; export LC_ALL; ";
  for (std::size_t i = 0; i < modes.size(); ++i) {
    auto mode = read_file("/usr/share/apertium/modes/" + modes[i] + ".mode");
    for (const auto& [from, to] : {std::pair<std::string, std::string>("$1", "-g"), {"$2", ""}}) {
      for (std::size_t at; (at = mode.find(from)) != std::string::npos;)
        mode.replace(at, from.size(), to);
    }
    while (!mode.empty() && mode.back() == '\n')
      mode.pop_back();
    command +=
        (i == 0 ? mode.insert(mode.find('|'), fmt::format(" < {} ", (folder / "in").string()))
                : " | " + mode);
  }
  std::ofstream(folder / "run") << command << " > " << (folder / "out").string() << "\n";
  const auto start = Clock::now();
  const int status = std::system(fmt::format("bash {}", (folder / "run").string()).c_str());
  const double seconds = seconds_since(start);
  const auto out = read_file(folder / "out");
  if (status != 0 || std::count(out.begin(), out.end(), '\n') != static_cast<long>(lines.size())) {
    fmt::print("the bare pipe failed\n");
    std::exit(1);
  }
  return seconds;
}

int speed(const std::string& folder) {
  TemporaryDirectory scratch;
  auto engine = std::make_shared<ApertiumEngine>();
  const std::vector<std::tuple<const char*, const char*, std::vector<std::string>>> ways = {
      {"es", "spa", {"spa-eng"}}, {"ro", "ron", {"ro-es", "spa-eng"}}};
  for (const auto& [code, file, modes] : ways) {
    const auto lines = read_lines(fmt::format("{}/{}.txt", folder, file));
    if (lines.empty() || !engine->can(code)) continue;
    double words = 0;
    for (const auto& line : lines)
      words += count_words(line);
    engine->translate(code, std::vector<std::string>{"a"}, {});
    double best_bare = 1e9, best_clew = 1e9;
    for (int round = 0; round < 3; ++round) {
      best_bare = std::min(best_bare, bare_pipe(modes, lines, scratch.path()));
      Pipeline pipeline({engine}, {});  // its memory is empty again
      const auto start = Clock::now();
      const auto out = pipeline.translate(as_lines(lines, code));
      best_clew = std::min(best_clew, seconds_since(start));
      const auto done = std::count_if(out.begin(), out.end(), [](const Translation& t) {
        return t.status == Status::translated || t.status == Status::low_confidence;
      });
      if (static_cast<std::size_t>(done) < lines.size() * 9 / 10) return 1;
    }
    fmt::print(
        "{}: {} lines, {:.0f} words: bare pipe {:.0f} words/s, Clew {:.0f} words/s, ratio {:.2f}\n",
        code, lines.size(), words, words / best_bare, words / best_clew, best_bare / best_clew);
  }
  return 0;
}

// ---- checks -------------------------------------------------------------------------------------

struct Fault {
  const char* name;
  // Spoils a good English line; false when there is nothing to spoil.
  bool (*spoil)(const std::string& source, std::string& english, std::mt19937& random);
};

bool drop_number(const std::string&, std::string& t, std::mt19937&) {
  const auto at = t.find_first_of("123456789");
  if (at == std::string::npos) return false;
  const auto end = t.find_first_not_of("0123456789.,", at);
  t.erase(at, end - at);
  return true;
}
bool change_number(const std::string&, std::string& t, std::mt19937&) {
  const auto at = t.find_first_of("23456789");
  if (at == std::string::npos) return false;
  --t[at];
  return true;
}
bool drop_not(const std::string&, std::string& t, std::mt19937&) {
  for (const auto* word : {" not ", " never ", " no "}) {
    if (const auto at = t.find(word); at != std::string::npos) {
      t.replace(at, std::string(word).size(), " ");
      return true;
    }
  }
  return false;
}
bool drop_question(const std::string&, std::string& t, std::mt19937&) {
  const auto at = t.find('?');
  if (at == std::string::npos) return false;
  std::replace(t.begin(), t.end(), '?', '.');
  return true;
}
bool stammer(const std::string&, std::string& t, std::mt19937&) {
  const auto cut = t.find(' ', t.size() / 2);
  if (cut == std::string::npos) return false;
  const auto end = t.find(' ', cut + 1);
  const auto word = t.substr(cut, end == std::string::npos ? end : end - cut);
  t = t.substr(0, cut);
  for (int i = 0; i < 12; ++i)
    t += word;
  return true;
}
bool hand_back(const std::string& source, std::string& t, std::mt19937&) {
  t = source;
  return true;
}
bool cut_off(const std::string&, std::string& t, std::mt19937&) {
  if (t.size() < 24) return false;
  t.resize(t.size() / 5);
  return true;
}
bool note(const std::string&, std::string& t, std::mt19937&) {
  t = "♪";
  return true;
}
bool nothing(const std::string&, std::string& t, std::mt19937&) {
  t.clear();
  return true;
}
bool run_on(const std::string&, std::string& t, std::mt19937& random) {
  static const std::vector<std::string> filler = {"river",  "table",  "morning", "green",
                                                  "paper",  "bridge", "window",  "garden",
                                                  "letter", "street"};
  const auto target = t.size() * 4 + 40;
  while (t.size() < target)
    t += " " + filler[random() % filler.size()];
  return true;
}
bool drop_name(const std::string& source, std::string& t, std::mt19937&) {
  // Every capitalised word behind the first that the source has too, in its letters: a name. (A
  // nationality or a weekday is written so in English only.)
  bool dropped = false;
  for (std::size_t i = 1; i + 1 < t.size(); ++i) {
    if (t[i - 1] == ' ' && t[i] >= 'A' && t[i] <= 'Z' && t[i + 1] >= 'a' && t[i + 1] <= 'z') {
      const auto end = std::min(t.find_first_of(" .,?!'", i), t.size());
      const auto name = t.substr(i, end - i);
      if (name.size() < 3 || source.find(" " + name) == std::string::npos) continue;
      t.erase(i, end - i);
      dropped = true;
    }
  }
  return dropped;
}
// The right words of another language instead of English.
bool other_language(const std::string&, std::string& t, std::mt19937& random) {
  static const std::vector<std::string> others = {
      "der Schlüssel liegt bei der Nachbarin und wir kommen später",
      "les clés sont chez la voisine et nous arrivons",
      "las llaves están con la vecina y llegamos tarde",
      "klucze są u sąsiadki i przyjdziemy później"};
  t = others[random() % others.size()];
  return true;
}

const std::vector<Fault>& all_faults() {
  static const std::vector<Fault> faults = {{"number dropped", drop_number},
                                            {"number changed", change_number},
                                            {"negation dropped", drop_not},
                                            {"question dropped", drop_question},
                                            {"stammering", stammer},
                                            {"handed back", hand_back},
                                            {"cut off", cut_off},
                                            {"a note", note},
                                            {"nothing", nothing},
                                            {"runs on", run_on},
                                            {"another language", other_language},
                                            {"names dropped", drop_name}};
  return faults;
}

// Chat lines with a faithful English each: odd lines and even lines apart, since the checks' words
// were chosen with the odd ones in view. Then 200 faults, drawn over kinds in turn.
int chat_faults(const std::string& file) {
  struct Pair {
    std::string language, source, english;
  };
  std::vector<Pair> pairs;
  for (const auto& line : read_lines(file)) {
    const auto first = line.find('\t'), second = line.find('\t', first + 1);
    if (line.starts_with('#') || second == std::string::npos) continue;
    pairs.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                     line.substr(second + 1)});
  }
  const auto bad = [](const Pair& pair, const std::string& english) {
    const auto marks = check({pair.source, english, pair.language});
    return std::any_of(marks.begin(), marks.end(), lowers);
  };
  for (const std::size_t half : {std::size_t{0}, std::size_t{1}}) {
    int good = 0, flagged = 0;
    std::map<std::string, std::pair<int, int>> caught;
    for (std::size_t i = half; i < pairs.size(); i += 2) {
      ++good;
      const bool marked = bad(pairs[i], pairs[i].english);
      flagged += marked;
      if (marked && std::getenv("SHOW")) {
        fmt::print("  {} | {} |", pairs[i].source, pairs[i].english);
        for (const auto mark : check({pairs[i].source, pairs[i].english, pairs[i].language}))
          fmt::print(" {}", word(mark));
        fmt::print("\n");
      }
      if (marked) continue;
      std::mt19937 random(static_cast<unsigned>(i));
      for (const auto& fault : all_faults()) {
        auto spoilt = pairs[i].english;
        if (!fault.spoil(pairs[i].source, spoilt, random)) continue;
        auto& [hits, all] = caught[fault.name];
        ++all;
        const bool seen = bad(pairs[i], spoilt);
        hits += seen;
        if (!seen && std::getenv("SHOW"))
          fmt::print("  missed: {}: {} | {}\n", fault.name, pairs[i].source, spoilt);
      }
    }
    fmt::print("{} lines: {} of {} good lines flagged = {:.1f} %\n", half ? "even" : "odd", flagged,
               good, 100.0 * flagged / good);
    double mean = 0;
    for (const auto& [name, counts] : caught) {
      const double share = 100.0 * counts.first / counts.second;
      mean += share / static_cast<double>(caught.size());
      fmt::print("  {:<18} {:>4} of {:>4} = {:.1f} %\n", name, counts.first, counts.second, share);
    }
    fmt::print("  mean over the kinds of fault: {:.1f} %\n", mean);
  }
  // 200 faults: kinds in turn, lines drawn.
  std::mt19937 random(7);
  int planted = 0, seen = 0;
  for (std::size_t tries = 0; planted < 200 && tries < 100'000; ++tries) {
    const auto& fault = all_faults()[static_cast<std::size_t>(planted) % all_faults().size()];
    const auto& pair = pairs[random() % pairs.size()];
    auto spoilt = pair.english;
    if (!fault.spoil(pair.source, spoilt, random)) continue;
    ++planted;
    seen += bad(pair, spoilt);
  }
  fmt::print("200 planted faults: {} flagged = {:.1f} %\n", seen, seen / 2.0);
  return 0;
}

// Language, line, English, English with one fault, kind of fault.
int planted_faults(const std::string& file) {
  int good = 0, flagged = 0, hits = 0;
  std::map<std::string, std::pair<int, int>> caught;
  for (const auto& line : read_lines(file)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == '\t')
        fields.emplace_back();
      else
        fields.back() += c;
    }
    if (line.starts_with('#') || fields.size() != 5) continue;
    const auto marks = check({fields[1], fields[2], fields[0]}), found = check({fields[1], fields[3], fields[0]});
    const bool marked = std::any_of(marks.begin(), marks.end(), lowers), seen = std::any_of(found.begin(), found.end(), lowers);
    ++good;
    flagged += marked;
    hits += seen;
    auto& [these, all] = caught[fields[4]];
    these += seen;
    ++all;
    if (!std::getenv("SHOW") || (!marked && seen)) continue;
    fmt::print("  {} | {} | {} |", fields[0], fields[1], marked ? fields[2] : fields[3]);
    for (const auto mark : marks)
      fmt::print(" {}", word(mark));
    fmt::print("{}\n", marked ? "" : "missed: " + fields[4]);
  }
  fmt::print("good lines flagged: {} of {} = {:.1f} %\n", flagged, good, 100.0 * flagged / good);
  for (const auto& [name, counts] : caught)
    fmt::print("  {:<18} {:>4} of {:>4} = {:.1f} %\n", name, counts.first, counts.second, 100.0 * counts.first / counts.second);
  fmt::print("faults flagged: {} of {} = {:.1f} %\n", hits, good, 100.0 * hits / good);
  return 0;
}

int checks(const std::string& folder, const std::string& part) {
  const auto english = read_lines(folder + "/eng.txt");
  const std::size_t half = english.size() / 2, begin = part.ends_with("held") ? half : 0, end = part.ends_with("seen") ? half : english.size();
  const auto& faults = all_faults();
  std::map<std::string, std::pair<int, int>> caught;
  std::map<std::string, int> false_marks;
  int good = 0, flagged = 0;
  const std::span<const Text> languages = part.starts_with("others") ? std::span<const Text>(other_texts) : std::span<const Text>(texts);
  for (const auto& text : languages) {
    const auto source = read_lines(fmt::format("{}/{}.txt", folder, text.file));
    int here = 0;
    for (std::size_t i = begin; i < std::min(end, source.size()); ++i) {
      const auto marks = check({source[i], english[i], text.code});
      ++good;
      const bool bad = std::any_of(marks.begin(), marks.end(), lowers);
      if (bad) ++flagged, ++here;
      for (const auto mark : marks)
        ++false_marks[std::string(word(mark))];
      if (const auto* shown = std::getenv("SHOW"); shown && bad && (std::string(text.code) == shown || std::string("all") == shown)) {
        fmt::print("{} {} {}\n  {}\n ", text.code, i, source[i], english[i]);
        for (const auto mark : marks)
          fmt::print(" {}", word(mark));
        fmt::print("\n");
      }
      if (bad || i % 7 != 0) continue;  // faults are planted into lines that are good before
      std::mt19937 random(static_cast<unsigned>(i));
      for (const auto& fault : faults) {
        auto spoilt = english[i];
        if (!fault.spoil(source[i], spoilt, random)) continue;
        const auto found = check({source[i], spoilt, text.code});
        auto& [hits, all] = caught[fault.name];
        ++all;
        const bool seen = std::any_of(found.begin(), found.end(), lowers);
        hits += seen;
        if ((!seen || std::getenv("HITS")) && std::getenv("MISSED") && std::string(fault.name) == std::getenv("MISSED")) fmt::print("{} {}\n  {}\n", seen ? "hit" : "missed", source[i], spoilt);
      }
    }
    if (!source.empty())
      fmt::print("{}: {:.1f} % of good lines flagged\n", text.code, 100.0 * here / static_cast<double>(std::min(end, source.size()) - begin));
  }
  fmt::print("good lines flagged: {} of {} = {:.1f} %\n", flagged, good, 100.0 * flagged / good);
  for (const auto& [mark, n] : false_marks)
    fmt::print("  {:<16} {:.2f} %\n", mark, 100.0 * n / good);
  int hits = 0, all = 0;
  for (const auto& [name, counts] : caught) {
    fmt::print("{:<18} {:>5} of {:>5} = {:.1f} %\n", name, counts.first, counts.second,
               100.0 * counts.first / counts.second);
    hits += counts.first;
    all += counts.second;
  }
  fmt::print("faults flagged: {:.1f} %\n", 100.0 * hits / all);
  return 0;
}

// ---- a chat with repeats ------------------------------------------------------------------------

int chat(const std::string& folder, std::size_t count) {
  // Messages of 2 … 14 words cut from NTREX in three languages. As chats do, four in ten repeat one
  // of the few hundred commonest; others carry links, numbers, emoji.
  const std::vector<Text> languages = {{"es", "spa"}, {"ro", "ron"}, {"pt", "por"}};
  std::mt19937 random(42);
  std::vector<std::vector<std::string>> words(languages.size());
  for (std::size_t l = 0; l < languages.size(); ++l) {
    for (const auto& line : read_lines(fmt::format("{}/{}.txt", folder, languages[l].file))) {
      std::size_t at = 0;
      while (at < line.size()) {
        const auto end = std::min(line.find(' ', at), line.size());
        if (end > at) words[l].push_back(line.substr(at, end - at));
        at = end + 1;
      }
    }
  }
  const auto message = [&](std::size_t l) {
    std::string text;
    auto at = random() % (words[l].size() - 20);
    for (auto n = 2 + random() % 13; n > 0; --n)
      text += (text.empty() ? "" : " ") + words[l][at++];
    return text;
  };
  std::vector<std::vector<std::string>> common(languages.size());
  for (std::size_t l = 0; l < languages.size(); ++l)
    for (int i = 0; i < 300; ++i)
      common[l].push_back(message(l));
  std::size_t made = 0, characters = 0;
  PipelineOptions options;
  Pipeline pipeline(default_engines(), options);
  const auto start = Clock::now();
  const auto totals = pipeline.run(
      [&](std::vector<Line>& into, std::size_t at_most) {
        for (std::size_t n = 0; n < at_most && made < count; ++n, ++made) {
          const auto l = random() % languages.size();
          // Zipf-like: the square of a uniform number favours the front.
          const double u = static_cast<double>(random()) / 4294967296.0;
          std::string text =
              random() % 10 < 4 ? common[l][static_cast<std::size_t>(u * u * 300)] : message(l);
          switch (random() % 12) {
            case 0:
              text += " 😂😂";
              break;
            case 1:
              text += fmt::format(" {:02}:{:02}", random() % 24, random() % 60);
              break;
            case 2:
              text += fmt::format(" +447700900{:03}", random() % 1000);
              break;
            case 3:
              text += " http://a.example/" + std::to_string(random() % 1000);
              break;
            default:
              break;
          }
          characters += text.size();
          into.push_back({made, std::move(text), languages[l].code});
        }
        return made < count;
      },
      [](auto) {});
  const double seconds = seconds_since(start);
  rusage own{}, children{};
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &children);
  fmt::print(
      "{} lines, {} characters, {:.1f} s, {:.0f} lines/s; {} segments, {} translated by an engine; "
      "own memory {} MiB\n",
      totals.all(), characters, seconds, static_cast<double>(totals.all()) / seconds,
      totals.segments, totals.rendered, own.ru_maxrss / 1024);
  for (int s = 0; s < status_count; ++s)
    fmt::print("  {:<15} {}\n", word(static_cast<Status>(s)),
               totals.lines[static_cast<std::size_t>(s)]);
  return 0;
}

// Words of a text in small letters, ASCII letters and what is beyond ASCII.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
      words.back() += static_cast<char>(c | 0x20);
    else if (static_cast<unsigned char>(c) >= 0x80 || (c == '\'' && !words.back().empty()))
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool is_small_word(const std::string& word) {
  return word == "to" || word == "the" || word == "of" || word == "be" || word == "a";
}

// The first five letters count: strict for synonyms, loose for forms.
bool stands_in(const std::vector<std::string>& reference, const std::string& word) {
  return std::any_of(reference.begin(), reference.end(), [&](const std::string& r) {
    return word.size() <= 3 ? r == word : r.substr(0, 5) == word.substr(0, 5);
  });
}

// What a gloss brings of a text, counted in words of it (single), and in the English words that whole lines give.
struct GlossCount {
  std::size_t words = 0, found = 0, stems = 0, right = 0;
  std::size_t line_words = 0, line_found = 0, english = 0, english_right = 0;
  double seconds = 0;
};

void count_single_words(GlossEngine& engine, std::string_view code, const std::string& line, const std::vector<std::string>& reference, GlossCount& count) {
  const auto list = words_of(line);
  const auto t = Clock::now();
  const auto out = engine.translate(code, list, {});
  count.seconds += seconds_since(t);
  for (const auto& one : out) {
    ++count.words;
    if (one.unknown > 0) continue;
    ++count.found;
    count.stems += one.text.ends_with('~');
    const auto gloss = words_of(one.text);
    count.right += std::any_of(gloss.begin(), gloss.end(), [&](const std::string& g) {
      return (gloss.size() == 1 || !is_small_word(g)) && stands_in(reference, g);
    });
  }
}

// Groups of words count as what they are only in their line. English words that every line has are left out.
void count_line(GlossEngine& engine, std::string_view code, const std::string& line, const std::vector<std::string>& reference, GlossCount& count) {
  const auto out = engine.translate(code, std::span(&line, 1), {})[0];
  count.line_words += out.words;
  count.line_found += out.words - out.unknown;
  std::string english = out.text;
  for (auto at = out.untranslated.rbegin(); at != out.untranslated.rend(); ++at) english.replace(at->begin, at->end - at->begin, " ");
  for (const auto& word : words_of(english)) {
    if (is_small_word(word)) continue;
    ++count.english;
    count.english_right += stands_in(reference, word);
  }
}

int glosses(const std::string& folder, std::size_t most) {
  constexpr Text dictionaries[] = {{"pl", "pol"}, {"hu", "hun"}, {"tr", "tur"}, {"cs", "ces"}, {"lt", "lit"},
                                   {"sk", "slk"}, {"ar", "arb"}, {"ru", "rus"}, {"ku", "kmr"}, {"bg", "bul"},
                                   {"hr", "hrv"}, {"de", "deu"}, {"vi", "vie"}, {"sq", "sqi"}, {"uk", "ukr"}, {"ur", "urd"},
                                   {"pa", "pan"}, {"zh", "zho-CN"}, {"so", "som"}, {"bn", "ben"}, {"lv", "lav"}, {"fa", "fas"},
                                   {"ckb", "ckb-Arab"}, {"hi", "hin"}};
  GlossEngine engine;
  const auto english = read_lines(folder + "/eng.txt", most);
  const auto share = [](std::size_t part, std::size_t whole) { return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(1, whole)); };
  fmt::print("{:<4} {:>7} {:>8} {:>8} {:>8} {:>9} {:>14} {:>16}\n", "from", "words", "found %", "stem %", "right %", "words/s", "in lines found", "English in ref.");
  for (const auto& text : dictionaries) {
    const auto source = read_lines(fmt::format("{}/{}.txt", folder, text.file), most);
    if (source.empty() || !engine.can(text.code)) continue;
    const std::vector<std::string> first = {"a"};
    engine.translate(text.code, first, {});
    GlossCount count;
    for (std::size_t i = 0; i < std::min(source.size(), english.size()); ++i) {
      const auto reference = words_of(english[i]);
      count_single_words(engine, text.code, source[i], reference, count);
      count_line(engine, text.code, source[i], reference, count);
    }
    fmt::print("{:<4} {:>7} {:>8.1f} {:>8.1f} {:>8.1f} {:>9.0f} {:>14.1f} {:>16.1f}\n", text.code, count.words, share(count.found, count.words),
               share(count.stems, count.words), share(count.right, count.found), static_cast<double>(count.words) / count.seconds,
               share(count.line_found, count.line_words), share(count.english_right, count.english));
    std::fflush(stdout);
  }
  return 0;
}

// FOLDER/gloss_chat.LANGUAGE.tsv: chat lines with a faithful English.
int gloss_chat(const std::filesystem::path& folder) {
  GlossEngine engine;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.path().filename().string().starts_with("gloss_chat.")) files.push_back(file.path());
  std::sort(files.begin(), files.end());
  fmt::print("{:<8} {:>6} {:>6} {:>8} {:>16}\n", "from", "lines", "words", "found %", "English in ref.");
  for (const auto& file : files) {
    const auto language = file.stem().extension().string().substr(1);
    GlossCount count;
    std::size_t lines = 0;
    for (const auto& line : read_lines(file, 100'000)) {
      const auto tab = line.find('\t');
      if (line.starts_with('#') || tab == std::string::npos) continue;
      count_line(engine, language, line.substr(0, tab), words_of(line.substr(tab + 1)), count);
      ++lines;
    }
    const auto share = [](std::size_t part, std::size_t whole) { return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(1, whole)); };
    fmt::print("{:<8} {:>6} {:>6} {:>8.1f} {:>16.1f}\n", language, lines, count.line_words, share(count.line_found, count.line_words), share(count.english_right, count.english));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string task = argc > 2 ? argv[1] : "";
  if (task == "quality") return quality(argv[2], argc > 3 ? std::stoul(argv[3]) : 100'000);
  if (task == "order") return order(argv[2], argc > 3 ? std::stoul(argv[3]) : 100'000);
  if (task == "speed") return speed(argv[2]);
  if (task == "checks") return checks(argv[2], argc > 3 ? argv[3] : "");
  if (task == "faults") return chat_faults(argv[2]);
  if (task == "planted") return planted_faults(argv[2]);
  if (task == "gloss-chat") return gloss_chat(argv[2]);
  if (task == "glosses") return glosses(argv[2], argc > 3 ? std::stoul(argv[3]) : 100'000);
  if (task == "chat" && argc > 3) return chat(argv[2], std::stoul(argv[3]));
  fmt::print(stderr, "bench_translate quality|order|speed|checks|faults|planted|glosses|gloss-chat|chat NTREX_DIR [LINES]\n");
  return 2;
}
