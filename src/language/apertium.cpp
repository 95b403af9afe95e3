#include "language/apertium.h"

#include <fmt/format.h>
#include <poll.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "base/assert.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "language/apertium_chain.h"
#include "language/apertium_stream.h"
#include "language/code_points.h"
#include "text/language_name.h"

namespace clew::language {
namespace {

using Clock = std::chrono::steady_clock;
using Stages = std::vector<std::vector<std::string>>;

// Part of version(): raised whenever this file changes what comes out.
constexpr std::string_view adapter_version = "13";
constexpr std::size_t max_mode_bytes = 64 * 1024;
constexpr std::size_t max_idle_sets = 12;
// An answer longer than this is a stage run wild.
constexpr std::size_t max_answer_bytes = 256 * 1024;

// ---- Serbian Cyrillic → Latin -------------------------------------------------------------------

// Gaj's alphabet, one to one but for three digraphs. hbs-eng knows Latin only: 98 % of the words
// of Cyrillic text come back unknown.
std::string_view latin_for(char32_t c) {
  static constexpr std::string_view small[] = {
      "a", "b", "v", "g", "d", "e", "ž", "z", "i", "", "k", "l", "m", "n", "o", "p",  // а … п
      "r", "s", "t", "u", "f", "h", "c", "č", "š"};                                   // р … ш
  if (c >= 0x430 && c <= 0x448) return small[c - 0x430];
  switch (c) {
    case 0x452:
      return "đ";
    case 0x458:
      return "j";
    case 0x459:
      return "lj";
    case 0x45A:
      return "nj";
    case 0x45B:
      return "ć";
    case 0x45F:
      return "dž";
    default:
      return "";
  }
}

std::string_view capital_for(std::string_view latin) {
  static const std::map<std::string_view, std::string_view> special = {
      {"ž", "Ž"}, {"č", "Č"},   {"š", "Š"},   {"đ", "Đ"},
      {"ć", "Ć"}, {"lj", "Lj"}, {"nj", "Nj"}, {"dž", "Dž"}};
  static constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (const auto it = special.find(latin); it != special.end()) return it->second;
  return capitals.substr(static_cast<std::size_t>(latin[0] - 'a'), 1);
}

std::string serbian_latin(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto b = static_cast<unsigned char>(text[i]);
    if ((b == 0xD0 || b == 0xD1) && i + 1 < text.size()) {
      const char32_t c =
          (static_cast<char32_t>(b & 0x1F) << 6) | (static_cast<unsigned char>(text[i + 1]) & 0x3F);
      // Capitals: А … Ш lie 0x20 below, Ђ … Џ 0x50 below their small letters.
      const bool capital = c < 0x430;
      const char32_t small = !capital ? c : c >= 0x410 ? c + 0x20 : c + 0x50;
      if (const auto latin = latin_for(small); !latin.empty()) {
        out += capital ? capital_for(latin) : latin;
        i += 2;
        continue;
      }
    }
    out.push_back(text[i++]);
  }
  return out;
}

// ---- mode files ---------------------------------------------------------------------------------

std::string program_path(const std::string& name, const ApertiumOptions& options) {
  if (name.find('/') != std::string::npos) {
    return std::filesystem::exists(name) ? name : std::string();
  }
  for (const auto& folder : options.programs) {
    const auto path = folder / name;
    std::error_code error;
    if (std::filesystem::exists(path, error)) return path.string();
  }
  return {};
}

// The stages of one mode, programs as paths; nothing when the mode, a program or a data file that
// it names is missing.
std::optional<Stages> load_mode(const std::string& mode, const ApertiumOptions& options) {
  const auto path = options.modes / (mode + ".mode");
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > max_mode_bytes) return {};
  auto stages = parse_mode(read_file(path));
  if (!stages) return {};
  for (auto& argv : *stages) {
    argv[0] = program_path(argv[0], options);
    if (argv[0].empty()) return {};
    for (std::size_t i = 1; i < argv.size(); ++i) {
      if (argv[i].starts_with('/') && !std::filesystem::exists(argv[i], error)) return {};
    }
  }
  return stages;
}

// ---- versions -----------------------------------------------------------------------------------

// Package → version out of dpkg's status file, for the packages asked for.
std::map<std::string, std::string> package_versions(const std::filesystem::path& status,
                                                    const std::set<std::string>& wanted) {
  std::map<std::string, std::string> versions;
  std::error_code error;
  if (!std::filesystem::exists(status, error)) return versions;
  const std::string text = read_file(status);
  std::string_view rest = text, package;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.starts_with("Package: ")) {
      package = line.substr(9);
    } else if (line.starts_with("Version: ") && wanted.count(std::string(package)) > 0) {
      versions.emplace(package, line.substr(9));
    }
  }
  return versions;
}

std::string package_of_program(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  if (name == "lt-proc") return "lttoolbox";
  if (name == "cg-proc") return "cg3";
  if (name == "lrx-proc") return "apertium-lex-tools";
  if (name == "lsx-proc") return "apertium-separable";
  if (name == "apertium-anaphora") return "apertium-anaphora";
  return name.starts_with("apertium-") ? "apertium" : "";
}

std::string describe_version(const std::vector<Stages>& legs, const ApertiumOptions& options) {
  // Programs and data folders in order of first use; a folder that is no package is identified by
  // the hash of the files used.
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> files;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  };
  for (const auto& stages : legs) {
    for (const auto& argv : stages) {
      const auto program = package_of_program(argv[0]);
      add(program.empty() ? argv[0] : program);
      if (program.empty()) files[argv[0]].push_back(argv[0]);
      for (std::size_t i = 1; i < argv.size(); ++i) {
        if (!argv[i].starts_with('/')) continue;
        const auto folder = std::filesystem::path(argv[i]).parent_path().filename().string();
        add(folder);
        files[folder].push_back(argv[i]);
      }
    }
  }
  const auto versions =
      package_versions(options.dpkg_status, std::set<std::string>(names.begin(), names.end()));
  std::sort(names.begin(), names.end());
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ", ";
    if (const auto it = versions.find(name); it != versions.end()) {
      text += name + " " + it->second;
      continue;
    }
    Sha256 hash;
    for (const auto& file : files[name]) {
      if (std::filesystem::is_regular_file(file)) hash.update(read_file(file));
    }
    text += name + " sha256:" + to_hex(hash.finish()).substr(0, 16);
  }
  return fmt::format("{}; clew-apertium {}", text, adapter_version);
}

// Whole small-letter words replaced by the pairs of `words` ("sa să si și").
std::string with_accented_words(std::string_view segment, std::string_view words) {
  std::map<std::string_view, std::string_view> table;
  while (!words.empty()) {
    const auto a = std::min(words.find(' '), words.size());
    const auto b = std::min(words.find(' ', a + 1), words.size());
    if (a == words.size()) break;
    table.emplace(words.substr(0, a), words.substr(a + 1, b - a - 1));
    words.remove_prefix(std::min(b + 1, words.size()));
  }
  std::string out;
  for (std::size_t i = 0; i < segment.size();) {
    std::size_t end = i;
    const auto in_word = [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    while (end < segment.size() && in_word(segment[end]))
      ++end;
    const auto word = segment.substr(i, end - i);
    const auto it = table.find(word);
    out += it == table.end() ? word : it->second;
    if (end < segment.size()) out.push_back(segment[end++]);
    i = end;
  }
  return out;
}

bool has_letters(std::string_view text) { return count_words(text) > 0; }

// ---- accents ------------------------------------------------------------------------------------

// The table that `lt-proc -r` reads: which letters a plain one may stand for.
std::string accent_table(std::string_view groups) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<restore-chars>\n";
  const auto letters = code_points(groups);
  for (const bool capitals : {false, true}) {
    bool first = true;
    for (const auto letter : letters) {
      if (letter == ' ') {
        xml += "</char>\n";
        first = true;
        continue;
      }
      const auto c =
          capitals ? static_cast<char32_t>(u_toupper(static_cast<UChar32>(letter))) : letter;
      xml += first ? fmt::format("<char value=\"{}\">", utf8(c))
                   : fmt::format("<restore-char value=\"{}\"/>", utf8(c));
      first = false;
    }
    xml += "</char>\n";
  }
  return xml + "</restore-chars>\n";
}

// Letters in a segment, 0 if one of them has an accent of `groups`.
std::size_t plain_letters(std::string_view segment, std::u32string_view groups) {
  std::size_t letters = 0;
  for (const auto c : code_points(segment)) {
    if (!u_isalpha(static_cast<UChar32>(c))) continue;
    ++letters;
    if (c >= 0x80 && groups.find(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)))) !=
                         std::u32string_view::npos) {
      return 0;
    }
  }
  return letters;
}

// A word in small letters, without signs at its ends ("Trump’" as a stream gives it for "Trump’s").
std::u32string bare_word(std::string_view word) {
  auto points = code_points(word);
  const auto is_sign = [](char32_t c) { return !u_isalnum(static_cast<UChar32>(c)); };
  while (!points.empty() && is_sign(points.back()))
    points.pop_back();
  points.erase(points.begin(), std::find_if_not(points.begin(), points.end(), is_sign));
  for (auto& c : points)
    c = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
  return points;
}

// Whether one of the words in `before` is not among those in `after`.
bool has_other_word(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::set<std::u32string> left;
  for (const auto& word : after)
    left.insert(bare_word(word));
  return std::any_of(before.begin(), before.end(), [&](const std::string& word) { return !left.contains(bare_word(word)); });
}

// `text` without the words further than three from one that holds one of `words`; all of it where one of these is not found.
std::string around_words(std::string_view text, const std::vector<std::string>& words) {
  constexpr std::size_t reach = 3;
  std::vector<std::string_view> tokens;
  std::vector<std::u32string> bare;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) {
      tokens.push_back(text.substr(at, end - at));
      bare.push_back(bare_word(tokens.back()));
    }
    at = end + 1;
  }
  std::vector<bool> kept(tokens.size(), false);
  for (const auto& word : words) {
    const auto wanted = bare_word(word);
    bool found = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (bare[i].find(wanted) == std::u32string::npos) continue;
      found = true;
      const auto last = std::min(tokens.size(), i + reach + 1);
      for (auto k = i - std::min(i, reach); k < last; ++k)
        kept[k] = true;
    }
    if (!found) return std::string(text);
  }
  std::string out;
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (kept[i]) out.append(out.empty() ? "" : " ").append(tokens[i]);
  return out;
}

bool has_small_unknown(const Rendering& rendering) {
  return std::any_of(rendering.untranslated.begin(), rendering.untranslated.end(),
                     [&](const Rendering::Range& range) {
                       const auto word = code_points(std::string_view(rendering.text)
                                                       .substr(range.begin, range.end - range.begin));
                       return !word.empty() && u_islower(static_cast<UChar32>(word.front()));
                     });
}

}  // namespace

std::optional<std::vector<std::vector<std::string>>> parse_mode(std::string_view text) {
  Stages stages(1);
  std::string word;
  bool in_word = false, bad = false;
  const auto end_word = [&] {
    if (!in_word) return;
    if (word == "$1") {
      word = "-g";
    } else if (word == "$2") {
      word.clear();
    } else if (word.find('$') != std::string::npos) {
      bad = true;
    }
    if (!word.empty()) stages.back().push_back(std::move(word));
    word.clear();
    in_word = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      end_word();
    } else if (c == '|') {
      end_word();
      if (stages.back().empty()) return {};
      stages.emplace_back();
    } else if (c == '\'' || c == '"') {
      const auto end = text.find(c, i + 1);
      if (end == std::string_view::npos) return {};
      word += text.substr(i + 1, end - i - 1);
      in_word = true;
      i = end;
    } else if (std::string_view(";&<>()`\\*?[]!{}#").find(c) != std::string_view::npos ||
               c == '\0') {
      return {};
    } else {
      word.push_back(c);
      in_word = true;
    }
  }
  end_word();
  if (bad || stages.back().empty()) return {};
  for (auto& argv : stages)
    argv.insert(argv.begin() + 1, "-z");
  return stages;
}

// BLEU on the 1,997 lines of NTREX-128, measured through this engine (docs/measurements). Several
// routes for one language stand best first; a pivot is never longer than two steps.
const std::vector<ApertiumRoute>& apertium_routes() {
  static const std::vector<ApertiumRoute> routes = {
      {"bg", {"bul-mkd", "mkd-eng"}, "bg→mk→en", 6.2, {"apertium-mkd-bul", "apertium-mkd-eng"}},
      {"bs", {"hbs-eng"}, "bs→en", 7.2, {"apertium-hbs-eng"}, false, "cčć sš zž dđ", 40},
      {"ca", {"cat-eng"}, "ca→en", 14.1, {"apertium-eng-cat"}, false, "aà eéè ií oóò uúü cç", 60},
      {"eo", {"eo-en"}, "eo→en", 0, {"apertium-eo-en"}},
      {"es", {"spa-eng"}, "es→en", 15.8, {"apertium-eng-spa"}, false, "aá eé ií oó uúü nñ", 60},
      {"eu", {"eu-en"}, "eu→en", 5.3, {"apertium-eu-en"}},
      {"fr",
       {"fr-es", "spa-eng"},
       "fr→es→en",
       11.7,
       {"apertium-fr-es", "apertium-eng-spa"},
       false,
       "aàâ eéèêë iîï oô uùûü cç",
       40},
      {"fr",
       {"fra-cat", "cat-eng"},
       "fr→ca→en",
       11.3,
       {"apertium-fra-cat", "apertium-eng-cat"},
       false,
       "aàâ eéèêë iîï oô uùûü cç",
       40},
      {"gl", {"gl-en"}, "gl→en", 14.7, {"apertium-en-gl"}, false, "aá eé ií oó uú nñ", 60},
      {"hr", {"hbs-eng"}, "hr→en", 6.8, {"apertium-hbs-eng"}, false, "cčć sš zž dđ", 40},
      {"is", {"isl-eng"}, "is→en", 10.7, {"apertium-isl-eng"}},
      {"it",
       {"ita-spa", "spa-eng"},
       "it→es→en",
       13.8,
       {"apertium-spa-ita", "apertium-eng-spa"},
       false,
       "aà eèé iì oò uù",
       200},
      {"mk", {"mkd-eng"}, "mk→en", 9.4, {"apertium-mkd-eng"}},
      {"pt",
       {"pt-es", "spa-eng"},
       "pt→es→en",
       15.4,
       {"apertium-es-pt", "apertium-eng-spa"},
       false,
       "aáâãà eéê ií oóôõ uú cç",
       40},
      {"ro",
       {"ro-es", "spa-eng"},
       "ro→es→en",
       9.9,
       {"apertium-es-ro", "apertium-eng-spa"},
       false,
       "aăâ iî sș tț",
       20,
       "sa să si și in în ma mă va vă ca că imi îmi iti îți isi își ii îi il îl daca dacă fara "
       "fără pana până cand când asa așa dupa după intre între inca încă sunt sunt"},
      {"sh", {"hbs-eng"}, "sh→en", 6.8, {"apertium-hbs-eng"}, true, "cčć sš zž dđ", 40},
      {"sl",
       {"slv-hbs", "hbs-eng"},
       "sl→hbs→en",
       5.5,
       {"apertium-hbs-slv", "apertium-hbs-eng"},
       false,
       "cč sš zž",
       40},
      {"sr", {"hbs-eng"}, "sr→en", 5.2, {"apertium-hbs-eng"}, true, "cčć sš zž dđ", 40},
  };
  return routes;
}

std::vector<std::string> apertium_packages_for(std::string_view language) {
  for (const auto& route : apertium_routes()) {
    if (route.language == language) return route.packages;
  }
  return {};
}

// ---- primers ------------------------------------------------------------------------------------

namespace {

// Apertium's statistical tagger (hmm, apertium 3.8) forgets what an unknown word may be: where a word's set of kinds is missing from its
// table, it looks for a set that contains it and writes that over its set for unknown words, for as long as the process lives. So a line's
// English hangs on what was read before it: of 1,997 NTREX lines in turned order 637 Italian, 651 Galician, 306 Basque, 179 Portuguese, 101
// Catalan and 28 Romanian ones came out otherwise, of 500 Romanian ones alone and in company 135. The set only ever shrinks, so it ends somewhere: a fresh
// chain reads everyday words whose sets are missing, one to each, and is where no line can take it further. With these words none of
// the 1,997 lines differs, whatever the order (words from the first 1,000). An analyser that may add accents (`restores`) offers more kinds, so there
// are more words for it.
std::string primer_of(std::string_view mode, bool restores) {
  static constexpr auto primers = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"ro-es", "care celelalte celor care când cât era este fi fie fii fiind fiu fost joace nimic o tot"},
      {"pt-es", "Mas dessa desses nós qualquer EUA"},
      {"spa-eng", "apenas vela velas vale Armada"},
      {"ita-spa", "Perché che come fine media mia molto nostro nulla perché poco prima quali quanto quello sei siamo state stati stato tutta tutti verso"},
      {"cat-eng", "Al cap com desenes deu estat força igual massa mes molt més primer quan segons sent ser sobre sol son titular tot tota un una va volen"},
      {"gl-en", "Ben Desfíxose Durante NON POR Polo Segundo a súa alerta alertas bastante ben calquera cando canto capital coma como conforme corte cuarto debe "
                "deber demasiado desexo disparo entrevista era mais menos mesmo moito máis nada onde poder pola policía polo primeiro que querer se segundo si visto ás"},
      {"mkd-eng", "Пол Сега биде крај ми не нешто ни се сите"},
      {"bul-mkd", "Сега било всички да дали друг какво като край ми ни само си толкова три"},
      {"eu-en", "EZ luzeen nahiko"},
      {"isl-eng", "að meira minna við á úr þeir"},
  });
  static constexpr auto restoring = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"ro-es", "aceasta afla as atat ca cand cat continua critica da data in inalta intre lupta pentru ca peste sa sase sau schimba tari va vina Marea Marii Tarii abilitati"},
      {"pt-es", "Porque a as ate devem dois e esta estas fosseis lideres ma mas media no nos para pode por porem pos quanto se seria teve valido vos"},
      {"spa-eng", "activo actuales animales bajo clave como continuo cuando cuantas cuanto debate donde entre equipo espia espias esta este generales grave hacia ingles mas "
                  "mascaras media medio medios mi nombre porque presente previo publico que quien radio salvo se sede seria si tarde te tenia una unas valido varias"},
      {"fr-es", "a ajoute alerte annonce apres arbitre but calme cote critique critiques des dit double doubles du eleve eleves entre eut ferme force forces fut grave la livres "
                "marches ne ou participe precedent presente prives resultat retrait seconde sommes subit subites sur triples troubles"},
  });
  const auto find = [&](const auto& table) {
    const auto it = std::find_if(table.begin(), table.end(), [&](const auto& p) { return p.first == mode; });
    return it == table.end() ? std::string() : std::string(it->second);
  };
  auto primer = find(primers);
  if (const auto more = restores ? find(restoring) : std::string(); !more.empty()) primer += (primer.empty() ? "" : " ") + more;
  return primer;
}

}  // namespace

// ---- a set of chains for one route -------------------------------------------------------------

namespace {

using Words = std::vector<std::string>;

// What became of each segment.
struct Results {
  explicit Results(std::size_t segments) : renderings(segments), unread(segments) {}
  std::vector<Rendering> renderings;
  std::vector<Words> unread;  // words that the first leg's analyser does not know
};

// The legs of a route with everything that is under way in them; for one call at a time.
//
//   segments → [leg 0: pending → chain → answers] → step between → [leg 1 …] → renderings
class Runner {
 public:
  // `modes`: the mode that each leg was made from; none: an analyser alone.
  Runner(const std::vector<Stages>& legs, const std::vector<std::string>& modes, const ApertiumOptions& options)
      : options_(options), analyses_(modes.empty()) {
    for (std::size_t i = 0; i < legs.size(); ++i) {
      legs_.push_back(std::make_unique<Leg>(legs[i], options.stage_memory_bytes));
      const auto& analyser = legs[i].front();
      const bool restores = std::find(analyser.begin(), analyser.end(), "-r") != analyser.end();
      if (i < modes.size()) legs_.back()->mode = modes[i], legs_.back()->primer = primer_of(modes[i], restores);
    }
  }

  // Fills `out` for every i in `order`. Returns false when it was stopped.
  bool run(std::span<const std::string> segments, const std::vector<std::size_t>& order, Results& out, std::stop_token stop);

  unsigned failures = 0;  // crashes and hangs during the last run()

 private:
  static constexpr std::size_t primer_index = static_cast<std::size_t>(-1);
  struct Job {
    std::size_t index;               // of the segment, or primer_index
    std::string text;                // what this leg reads
    Words words;                     // left untranslated by earlier legs
  };
  struct Flight {
    Job job;
    std::uint64_t number;
  };
  struct Leg {
    Leg(Stages stages, std::size_t memory) : chain(std::move(stages), memory) {}
    ApertiumChain chain;
    std::string mode;    // what it was made from
    std::string primer;  // what a fresh chain reads first
    std::deque<Job> pending;
    std::deque<Job> suspects;  // were under way when the chain failed: to be tried one by one
    std::deque<Flight> flying;
    bool solo = false;  // the one flying is a suspect
    std::string to_write, read;
    Clock::time_point progress;
    std::uint64_t next_number = 0;
  };

  void feed(Leg& leg);
  void take_answers(std::size_t at, Results& out);
  void finish(std::size_t at, Job job, StreamAnswer answer, Results& out);
  void fail(Leg& leg, const std::string& reason, Results& out);
  bool pump(Leg& leg, std::string& reason);

  const ApertiumOptions& options_;
  const bool analyses_;  // answers are an analyser's: only unread words come out
  std::vector<std::unique_ptr<Leg>> legs_;
  std::size_t open_ = 0;  // segments without a rendering
};

void Runner::feed(Leg& leg) {
  const auto send = [&](Job job) {
    if (leg.flying.empty()) leg.progress = Clock::now();
    if (!leg.chain.running()) {
      leg.chain.start();
      if (!leg.primer.empty()) {
        append_stream(leg.primer, leg.next_number, leg.to_write);
        leg.flying.push_back({{primer_index, leg.primer, {}}, leg.next_number++});
      }
    }
    append_stream(job.text, leg.next_number, leg.to_write);
    leg.flying.push_back({std::move(job), leg.next_number++});
  };
  if (leg.solo) return;
  if (!leg.suspects.empty()) {
    if (!leg.flying.empty()) return;
    leg.solo = true;
    auto job = std::move(leg.suspects.front());
    leg.suspects.pop_front();
    send(std::move(job));
    return;
  }
  while (!leg.pending.empty() && leg.flying.size() < options_.lines_in_flight) {
    auto job = std::move(leg.pending.front());
    leg.pending.pop_front();
    send(std::move(job));
  }
}

// Writes and reads what goes without blocking. False: the chain failed for `reason`.
bool Runner::pump(Leg& leg, std::string& reason) {
  bool ended = false;
  while (!leg.to_write.empty()) {
    const long n = leg.chain.write(leg.to_write);
    if (n == 0) break;
    if (n < 0) {
      ended = true;
      break;
    }
    leg.to_write.erase(0, static_cast<std::size_t>(n));
  }
  for (;;) {
    const long n = leg.chain.read(leg.read);
    if (n == 0) break;
    if (n < 0) {
      ended = true;
      break;
    }
    leg.progress = Clock::now();
    if (leg.read.size() > 4 * max_answer_bytes) break;
  }
  if (ended) reason = "engine stage crashed";
  return !ended;
}

void Runner::finish(std::size_t at, Job job, StreamAnswer answer, Results& out) {
  if (at == 0) {
    for (std::size_t i = 0; i < answer.untranslated.size(); ++i) {
      const auto& range = answer.untranslated[i];
      if (answer.unread[i]) out.unread[job.index].push_back(answer.text.substr(range.begin, range.end - range.begin));
    }
  }
  if (at + 1 < legs_.size()) {
    for (const auto& range : answer.untranslated)
      job.words.push_back(answer.text.substr(range.begin, range.end - range.begin));
    job.text = legs_[at + 1]->mode == "spa-eng" ? spanish_request(legs_[at]->mode, smooth_spanish(legs_[at]->mode, answer.text, job.words)) : std::move(answer.text);
    legs_[at + 1]->pending.push_back(std::move(job));
    return;
  }
  Rendering& result = out.renderings[job.index];
  // A word unknown to an earlier leg counts once: as this leg's star if it has one here, else by
  // itself (the later leg took it for a word of its own language).
  std::multiset<std::string_view> here;
  for (const auto& range : answer.untranslated)
    here.insert(std::string_view(answer.text).substr(range.begin, range.end - range.begin));
  result.unknown = static_cast<std::uint32_t>(here.size());
  for (const auto& word : job.words) {
    if (const auto it = here.find(word); it != here.end()) {
      here.erase(it);
    } else {
      ++result.unknown;
    }
  }
  result.text = std::move(answer.text);
  result.untranslated = std::move(answer.untranslated);
  result.unknown = std::min(result.unknown, result.words);
  --open_;
}

// Believes the answers that have arrived as far as each carries the number it should. One that does
// not leaves `flying` as it is; the caller sees a failure when nothing more comes or at the end.
void Runner::take_answers(std::size_t at, Results& out) {
  Leg& leg = *legs_[at];
  std::size_t from = 0;
  while (!leg.flying.empty()) {
    const auto end = leg.read.find('\0', from);
    if (end == std::string::npos) break;
    Flight& first = leg.flying.front();
    const auto said = std::string_view(leg.read).substr(from, end - from);
    std::optional<StreamAnswer> answer;
    if (analyses_) {
      if (auto unread = parse_analysis(said, first.number)) {
        out.unread[first.job.index] = std::move(*unread);
        answer.emplace();
      }
    } else {
      answer = parse_stream(said, first.job.text, first.number);
    }
    if (!answer) {
      leg.read.erase(0, from);
      fail(leg, "engine answer out of step", out);
      return;
    }
    from = end + 1;
    Job job = std::move(first.job);
    leg.flying.pop_front();
    if (job.index == primer_index) continue;
    leg.solo = false;
    finish(at, std::move(job), std::move(*answer), out);
  }
  leg.read.erase(0, from);
  if (leg.read.size() > max_answer_bytes) fail(leg, "engine answer without end", out);
}

void Runner::fail(Leg& leg, const std::string& reason, Results& out) {
  ++failures;
  const std::string end = reason == "engine stage crashed"
                              ? fmt::format("{}: {}", reason, leg.chain.post_mortem())
                              : reason;
  leg.chain.stop();
  leg.to_write.clear();
  leg.read.clear();
  // A primer that is not answered is not tried again.
  if (std::erase_if(leg.flying, [](const Flight& flight) { return flight.job.index == primer_index; }) > 0) leg.primer.clear();
  if (leg.flying.empty()) return;
  if (leg.solo || (leg.flying.size() == 1 && leg.suspects.empty())) {
    // It failed with this one alone under way: once more on a fresh chain if it was in company
    // before, for good if it already had its second chance.
    Job job = std::move(leg.flying.front().job);
    leg.flying.clear();
    if (leg.solo) {
      Rendering& result = out.renderings[job.index];
      result.refusal = end;
      --open_;
    } else {
      leg.suspects.push_back(std::move(job));
    }
    leg.solo = false;
    return;
  }
  for (auto& flight : leg.flying)
    leg.suspects.push_back(std::move(flight.job));
  leg.flying.clear();
}

bool Runner::run(std::span<const std::string> segments, const std::vector<std::size_t>& order,
                 Results& out, std::stop_token stop) {
  failures = 0;
  open_ = order.size();
  std::size_t next = 0;
  std::vector<pollfd> fds;
  while (open_ > 0) {
    if (stop.stop_requested() || failures > options_.max_failures) {
      // What is under way cannot be called back: the processes go with it.
      for (auto& leg : legs_) {
        leg->chain.stop();
        leg->pending.clear();
        leg->suspects.clear();
        leg->flying.clear();
        leg->to_write.clear();
        leg->read.clear();
        leg->solo = false;
      }
      return false;
    }
    // Each queue is kept short, so that a slow later leg holds the earlier ones back.
    for (std::size_t at = 0; at < legs_.size(); ++at) {
      Leg& leg = *legs_[at];
      if (at == 0) {
        while (next < order.size() && leg.pending.size() < options_.lines_in_flight) {
          const auto index = order[next++];
          leg.pending.push_back({index, segments[index], {}});
        }
      }
      if (at + 1 == legs_.size() || legs_[at + 1]->pending.size() < options_.lines_in_flight) {
        feed(leg);
      }
    }
    fds.clear();
    for (auto& leg : legs_) {
      if (!leg->chain.running()) continue;
      fds.push_back({leg->chain.output(), POLLIN, 0});
      if (!leg->to_write.empty()) fds.push_back({leg->chain.input(), POLLOUT, 0});
    }
    ::poll(fds.data(), fds.size(), 200);
    for (std::size_t at = 0; at < legs_.size(); ++at) {
      Leg& leg = *legs_[at];
      if (!leg.chain.running()) continue;
      std::string reason;
      const bool alive = pump(leg, reason);
      take_answers(at, out);
      if (!leg.chain.running() || leg.flying.empty()) {
        if (!alive) leg.chain.stop();  // ended while idle: started again when needed
        continue;
      }
      if (!alive) {
        fail(leg, reason, out);
      } else if (Clock::now() - leg.progress > options_.patience) {
        fail(leg, fmt::format("engine gave no answer for {} ms", options_.patience.count()), out);
      }
    }
  }
  return true;
}

}  // namespace

struct ApertiumEngine::State {
  ApertiumOptions options;
  struct Way {
    ApertiumRoute route;
    std::vector<Stages> legs, installed;  // with and without what is put in here
    mutable std::once_flag described;
    mutable std::string version;
    std::atomic<unsigned> failures{0};
    std::u32string accents;
    std::unique_ptr<Way> restoring;  // the same with an analyser that may add accents
    std::unique_ptr<Way> looking;    // that analyser alone
  };
  std::unique_ptr<TemporaryDirectory> tables;  // of accents, for lt-proc
  // Only the languages for which everything is installed.
  std::map<std::string, std::unique_ptr<Way>, std::less<>> ways;
  std::atomic<unsigned> restarts{0};
  std::mutex mutex;
  // Sets of chains that nobody uses now, the longest unused first.
  std::deque<std::pair<const Way*, std::unique_ptr<Runner>>> idle;

  // Puts what mends a pair among its stages: a perl program each.
  void mend_spanish(Stages& stages, const std::string& perl);
  void mend_romanian(Stages& stages, const std::string& perl);
  void mend_macedonian(Stages& stages, const std::string& perl);
  std::vector<std::string> script(const std::string& perl, const char* name, std::string_view text);

  bool run(Way& way, std::span<const std::string> segments, const std::vector<std::size_t>& order, Results& out, std::stop_token stop);
  static std::vector<Rendering> prefix(std::span<const std::string> segments,
                                       std::vector<Rendering>& out);
  Way* find(std::string_view language) const {
    const auto it = ways.find(language);
    return it == ways.end() ? nullptr : it->second.get();
  }
  std::unique_ptr<Runner> take(const Way& way) {
    const std::lock_guard lock(mutex);
    for (auto it = idle.begin(); it != idle.end(); ++it) {
      if (it->first != &way) continue;
      auto runner = std::move(it->second);
      idle.erase(it);
      return runner;
    }
    return std::make_unique<Runner>(way.legs, way.route.modes, options);
  }
  void give_back(const Way& way, std::unique_ptr<Runner> runner) {
    std::unique_ptr<Runner> too_many;  // ends outside the lock
    const std::lock_guard lock(mutex);
    idle.emplace_back(&way, std::move(runner));
    if (idle.size() > max_idle_sets) {
      too_many = std::move(idle.front().second);
      idle.pop_front();
    }
  }
};

// Fills out[i] for every i in `order`. False: stopped before all were done.
bool ApertiumEngine::State::run(Way& way, std::span<const std::string> segments,
                                const std::vector<std::size_t>& order, Results& out, std::stop_token stop) {
  const auto give_up = [&] {
    for (const auto i : order) {
      auto& rendering = out.renderings[i];
      if (rendering.text.empty() && rendering.refusal.empty()) rendering.refusal = "engine failed too often";
    }
    return true;
  };
  if (way.failures > options.max_failures) return give_up();
  auto runner = take(way);
  const bool complete = runner->run(segments, order, out, stop);
  way.failures += runner->failures;
  restarts += runner->failures;
  if (complete) {
    give_back(way, std::move(runner));
    return true;
  }
  return stop.stop_requested() ? false : give_up();
}

// After a stop: the renderings up to the first that is missing.
std::vector<Rendering> ApertiumEngine::State::prefix(std::span<const std::string> segments,
                                                     std::vector<Rendering>& out) {
  std::size_t whole = 0;
  while (whole < out.size() &&
         !(out[whole].text.empty() && out[whole].refusal.empty() && !segments[whole].empty())) {
    ++whole;
  }
  out.resize(whole);
  return std::move(out);
}

std::vector<std::string> ApertiumEngine::State::script(const std::string& perl, const char* name, std::string_view text) {
  if (!tables) tables = std::make_unique<TemporaryDirectory>("clew-apertium");
  const auto path = tables->path() / name;
  write_file_durably(path, text);
  return {perl, path.string()};
}

void ApertiumEngine::State::mend_spanish(Stages& stages, const std::string& perl) {
  const auto rules = std::find_if(stages.begin(), stages.end(), [](const auto& argv) { return argv.front().ends_with("/lrx-proc"); });
  if (rules == stages.end()) return;
  stages.insert(rules + 1, script(perl, "spa-eng.pl", sense_script()));
  // Before the generator, the last program but one.
  if (stages.size() > 3 && stages.end()[-2].front().ends_with("/lt-proc"))
    stages.insert(stages.end() - 2, script(perl, "spa-eng-shape.pl", shape_script()));
}

void ApertiumEngine::State::mend_romanian(Stages& stages, const std::string& perl) {
  const auto tagger = std::find_if(stages.begin(), stages.end(), [](const auto& argv) { return argv.front().ends_with("/apertium-tagger"); });
  if (tagger != stages.end()) stages.insert(tagger + 1, script(perl, "ro-es.pl", romanian_script()));
}

// Behind the analyser, which comes first, and behind the dictionary ("lt-proc -b").
void ApertiumEngine::State::mend_macedonian(Stages& stages, const std::string& perl) {
  const auto dictionary = std::find_if(stages.begin(), stages.end(), [](const auto& argv) { return argv.front().ends_with("/lt-proc") && std::find(argv.begin(), argv.end(), "-b") != argv.end(); });
  if (dictionary == stages.end() || dictionary == stages.begin()) return;
  stages.insert(dictionary + 1, script(perl, "mkd-eng-senses.pl", macedonian_senses()));
  stages.insert(stages.begin() + 1, script(perl, "mkd-eng.pl", macedonian_script()));
}

ApertiumEngine::ApertiumEngine(ApertiumOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  const auto& known = state_->options.routes.empty() ? apertium_routes() : state_->options.routes;
  for (const auto& route : known) {
    if (state_->find(route.language)) continue;
    std::vector<Stages> legs;
    for (const auto& mode : route.modes) {
      auto stages = load_mode(mode, state_->options);
      if (!stages) break;
      legs.push_back(std::move(*stages));
    }
    if (legs.size() != route.modes.size()) continue;
    auto way = std::make_unique<State::Way>();
    way->route = route;
    way->installed = legs;
    way->legs = std::move(legs);
    if (const auto perl = program_path("perl", state_->options); !perl.empty()) {
      for (std::size_t leg = 0; leg < way->legs.size(); ++leg) {
        if (route.modes[leg] == "spa-eng") state_->mend_spanish(way->legs[leg], perl);
        if (route.modes[leg] == "ro-es") state_->mend_romanian(way->legs[leg], perl);
        if (route.modes[leg] == "mkd-eng") state_->mend_macedonian(way->legs[leg], perl);
      }
    }
    auto& analyser = way->legs.front().front();
    if (!route.accents.empty() && analyser.front().ends_with("/lt-proc")) {
      if (!state_->tables) state_->tables = std::make_unique<TemporaryDirectory>("clew-apertium");
      const auto table = state_->tables->path() / (route.language + ".rcx");
      write_file_durably(table, accent_table(route.accents));
      way->accents = code_points(route.accents);
      way->restoring = std::make_unique<State::Way>();
      way->restoring->route = route;
      way->restoring->legs = way->legs;
      auto& restoring = way->restoring->legs.front().front();
      restoring.insert(restoring.begin() + 2, {"-r", table.string()});
      way->looking = std::make_unique<State::Way>();
      way->looking->legs = {{restoring}};
    }
    state_->ways.emplace(route.language, std::move(way));
  }
}

ApertiumEngine::~ApertiumEngine() = default;

std::vector<std::string> ApertiumEngine::languages() const {
  std::vector<std::string> codes;
  for (const auto& [code, way] : state_->ways)
    codes.push_back(code);
  return codes;
}

std::string ApertiumEngine::route(std::string_view language) const {
  const auto* way = state_->find(language);
  return way ? way->route.label : std::string();
}

std::string ApertiumEngine::version(std::string_view language) const {
  const auto* way = state_->find(language);
  if (!way) return {};
  std::call_once(way->described,
                 [&] { way->version = describe_version(way->installed, state_->options); });
  return way->version;
}

std::optional<double> ApertiumEngine::quality(std::string_view language) const {
  const auto* way = state_->find(language);
  if (!way || way->route.bleu <= 0) return {};
  return way->route.bleu;
}

std::vector<Rendering> ApertiumEngine::translate(std::string_view language,
                                                 std::span<const std::string> segments,
                                                 std::stop_token stop) {
  auto* way = state_->find(language);
  if (!way) {
    throw Error(ErrorKind::not_found,
                fmt::format("Apertium has no way from {} to English on this machine", text::language_name(language)));
  }
  Results results(segments.size());
  auto& out = results.renderings;
  std::vector<std::size_t> order;
  std::vector<std::string> latin;
  const auto given = segments;
  if (way->route.cyrillic_to_latin) {
    for (const auto& segment : segments)
      latin.push_back(serbian_latin(segment));
    segments = latin;
  }
  std::vector<std::string> in_order;
  if (way->route.language == "fr") {
    for (const auto& segment : segments)
      in_order.push_back(french_with_pronoun(french_in_order(segment)));
    segments = in_order;
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    out[i].words = count_words(segments[i]);
    if (!has_letters(segments[i])) {
      out[i].text = segments[i];
    } else if (segments[i].size() > max_segment_bytes) {
      out[i].refusal = "segment too long for the engine";
    } else {
      order.push_back(i);
    }
  }
  if (!state_->run(*way, segments, order, results, stop)) return state_->prefix(segments, out);
  if (!way->restoring) return std::move(out);

  // Once more with accents, where something speaks for their having been left out: a word that nobody
  // knows and the analyser does with them, or a long segment without any. Cyrillic letters leave none out.
  std::vector<std::size_t> again, doubtful;
  std::vector<bool> expected(segments.size(), false);
  std::vector<std::string> accented(segments.begin(), segments.end());
  for (const auto i : order) {
    if ((!latin.empty() && latin[i] != given[i]) || !out[i].refusal.empty()) continue;
    const auto letters = plain_letters(segments[i], way->accents);
    expected[i] = letters >= way->route.accents_expected_in;
    if (expected[i]) {
      again.push_back(i);
    } else if (!results.unread[i].empty() && (letters > 0 || has_small_unknown(out[i]))) {
      // Where somebody typed some, only for a word in small letters: a name that nobody knows is one.
      doubtful.push_back(i);
    } else {
      continue;
    }
    if (letters > 0) accented[i] = with_accented_words(segments[i], way->route.accented_words);
  }
  const auto unfinished = [&] {
    for (const auto* list : {&again, &doubtful})
      for (const auto i : *list)
        out[i] = {};
    return state_->prefix(segments, out);
  };
  // The analyser alone tells in a tenth of the time that no accent makes a word known, as in nine of ten lines with names.
  Results looked(segments.size());
  if (!doubtful.empty()) {
    std::vector<std::string> parts(segments.size());
    for (const auto i : doubtful)
      parts[i] = around_words(accented[i], results.unread[i]);
    if (!state_->run(*way->looking, parts, doubtful, looked, stop)) return unfinished();
  }
  for (const auto i : doubtful)
    if (looked.renderings[i].refusal.empty() && has_other_word(results.unread[i], looked.unread[i])) again.push_back(i);

  Results restored(segments.size());
  for (const auto i : again)
    restored.renderings[i].words = out[i].words;
  if (!again.empty() && !state_->run(*way->restoring, accented, again, restored, stop)) return unfinished();
  for (const auto i : again) {
    auto& second = restored.renderings[i];
    if (!second.refusal.empty() || second.text == out[i].text ||
        second.unknown + (expected[i] ? 0 : 1) > out[i].unknown) {
      continue;
    }
    second.respelled = true;
    out[i] = std::move(second);
  }
  return std::move(out);
}

unsigned ApertiumEngine::restarts() const { return state_->restarts; }

}  // namespace clew::language
