// The own vocabulary against libsentencepiece: the same ids, spans and texts, on real lines and on
// hostile ones, for vocabularies of several kinds (trained here by that library, made by hand, and
// the one of the fixture).
#include "nmt/model_maker.h"
#include "nmt/vocabulary.h"

#include <doctest/doctest.h>
#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

namespace clew::nmt {
namespace {

namespace fs = std::filesystem;

// With CLEW_REFEREE=all every line is compared (minutes); else enough of them for each run.
std::size_t every(std::size_t sparse, std::size_t all = 1) {
  static const char* wish = std::getenv("CLEW_REFEREE");
  return wish && std::string_view(wish) == "all" ? all : sparse;
}

fs::path shared_data() {
  const char* data = std::getenv("CLEW_SHARED_DATA");
  return (data ? fs::path(data) : fs::path(CLEW_SOURCE_DIR) / "../shared/data") / "translation";
}

std::string file_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> file_lines(const fs::path& path, std::size_t every) {
  std::vector<std::string> lines;
  std::ifstream in(path);
  std::size_t n = 0;
  for (std::string line; std::getline(in, line);)
    if (n++ % every == 0) lines.push_back(line);
  return lines;
}

void put_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

// Lines nobody writes: scripts mixed, every kind of blank, broken bytes, pieces' own names.
std::vector<std::string> odd_lines(std::size_t count) {
  static constexpr std::string_view scraps[] = {"</s>",
                                                "<unk>",
                                                "<0x41>",
                                                "__sep__",
                                                "__source__",
                                                "▁",
                                                " ",
                                                "  ",
                                                "\t",
                                                "\u00a0",
                                                "\u200b",
                                                "\u3000",
                                                "\ufeff",
                                                "ﬁ",
                                                "Ⅷ",
                                                "ㅎ",
                                                "가",
                                                "e\u0301",
                                                "\u0301",
                                                "㍿",
                                                "ﷺ",
                                                "😂",
                                                "👨‍👩‍👧",
                                                "🇷🇴",
                                                "№",
                                                "½",
                                                "~",
                                                "〜",
                                                "…",
                                                "\x80",
                                                "\xff",
                                                "\xc3",
                                                "\xe2\x96",
                                                "\xed\xa0\x80",
                                                "\xf4\x90\x80\x80",
                                                "\xc0\xaf",
                                                "\xf0\x9f\x98",
                                                "the ",
                                                "casa ",
                                                "Și ",
                                                "ş",
                                                "ﬃ",
                                                "１２",
                                                "ｱ",
                                                "ﾞ",
                                                "\r",
                                                "\n",
                                                "\x01",
                                                "\x7f",
                                                "\u2028"};
  static constexpr std::pair<std::uint32_t, std::uint32_t> blocks[] = {
      {0x20, 0x7e},       {0xa0, 0x24f},      {0x300, 0x36f},       {0x370, 0x52f},
      {0x590, 0x6ff},     {0x900, 0xa7f},     {0xe00, 0xe7f},       {0x10a0, 0x11ff},
      {0x1e00, 0x1fff},   {0x2000, 0x27bf},   {0x3000, 0x33ff},     {0x4e00, 0x4fff},
      {0xac00, 0xad00},   {0xe000, 0xe010},   {0xf900, 0xffff},     {0x1d400, 0x1d7ff},
      {0x1f300, 0x1faff}, {0xf0000, 0xf0010}, {0x10fff0, 0x10ffff}, {0, 0x1f}};
  std::mt19937 random(7);
  std::vector<std::string> lines = {"",
                                    " ",
                                    "   \t ",
                                    "\u00a0",
                                    "▁",
                                    "▁▁ ▁",
                                    std::string(1, '\0'),
                                    std::string("a\0b", 3),
                                    "\xff\xff",
                                    std::string(3000, 'x')};
  for (std::size_t i = 0; i < count; ++i) {
    std::string line;
    const auto& block = blocks[random() % std::size(blocks)];
    for (std::size_t n = random() % 25; n > 0; --n) {
      switch (random() % 4) {
        case 0:
          line += scraps[random() % std::size(scraps)];
          break;
        case 1: {
          const auto& [low, high] = blocks[random() % std::size(blocks)];
          put_utf8(line, low + static_cast<std::uint32_t>(random()) % (high - low + 1));
          break;
        }
        case 2:
          put_utf8(line, block.first + static_cast<std::uint32_t>(random()) %
                                           (block.second - block.first + 1));
          break;
        default:
          line += static_cast<char>(random() % 16 == 0 ? random() : 'a' + random() % 26);
      }
    }
    lines.push_back(line);
  }
  return lines;
}

struct Pair {
  Vocabulary own;
  sentencepiece::SentencePieceProcessor reference;
  std::vector<std::string> differences;  // the first few
  std::size_t lines = 0, pieces = 0;

  explicit Pair(const std::string& bytes) : own(Vocabulary::parse(bytes, "own")) {
    const auto status = reference.LoadFromSerializedProto({bytes.data(), bytes.size()});
    REQUIRE_MESSAGE(status.ok(), status.message());
    REQUIRE(reference.GetPieceSize() == static_cast<int>(own.size()));
  }

  void differ(std::string_view what, std::string_view line) {
    if (differences.size() < 5) differences.push_back(std::string(what) + ": " + std::string(line));
  }

  void compare(std::string_view line) {
    ++lines;
    std::vector<Piece> got, wanted;
    own.encode(line, 0, got);
    const auto encoded = reference.EncodeAsImmutableProto({line.data(), line.size()});
    std::vector<int> ids;
    for (const auto& piece : encoded.pieces()) {
      wanted.push_back({piece.id(), piece.begin(), piece.end()});
      ids.push_back(static_cast<int>(piece.id()));
    }
    pieces += wanted.size();
    if (got != wanted) return differ("encode", line);
    compare_decoding(ids, line);
  }

  void compare_decoding(const std::vector<int>& ids, std::string_view line) {
    const auto decoded = reference.DecodeIdsAsImmutableProto(ids);
    std::vector<Piece> got, wanted;
    for (const auto& piece : decoded.pieces())
      wanted.push_back({piece.id(), piece.begin(), piece.end()});
    const auto text = own.decode({ids.begin(), ids.end()}, &got);
    if (text != std::string(decoded.text().data(), decoded.text().size())) differ("decode", line);
    if (got != wanted) differ("decoded spans", line);
  }

  void compare_random_ids(std::size_t count) {
    std::mt19937 random(11);
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<int> ids(random() % 12);
      for (auto& id : ids)
        id = static_cast<int>(random() %
                              (random() % 3 ? own.size() : std::min<std::size_t>(own.size(), 270)));
      compare_decoding(ids, "random ids " + std::to_string(i));
    }
  }

  void report(const std::string& name) {
    MESSAGE(name << ": " << lines << " lines, " << pieces << " pieces");
    for (const auto& difference : differences)
      CHECK_MESSAGE(difference.empty(), name << ": " << difference);
  }
};

// Without any data: invented sentences, enough for the library to train on.
std::vector<std::string> invented_lines() {
  static constexpr std::string_view words[] = {
      "gara",  "trenul", "mâine",  "cheile", "bani",  "telefon", "unde", "ești", "vine", "la",
      "casa",  "drum",   "vreme",  "ploaie", "soare", "autobuz", "ora",  "zece", "și",   "nu",
      "ключи", "поезд",  "завтра", "погода", "key",   "train",   "rain", "meet", "at",   "nine"};
  std::mt19937 random(5);
  std::vector<std::string> lines;
  for (int i = 0; i < 1500; ++i) {
    std::string line;
    for (std::size_t n = 3 + random() % 10; n > 0; --n) {
      line += words[random() % std::size(words)];
      if (random() % 3 == 0) line += static_cast<char>('a' + random() % 26);
      line += random() % 9 ? " " : ", ";
    }
    lines.push_back(line + std::to_string(random() % 2000));
  }
  return lines;
}

std::string train(const std::vector<std::string>& lines, const std::string& options) {
  const auto folder = fs::temp_directory_path() / ("clew-referee-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  {
    std::ofstream out(folder / "text");
    for (const auto& line : lines)
      out << line << '\n';
  }
  const auto status = sentencepiece::SentencePieceTrainer::Train(
      "--input=" + (folder / "text").string() + " --model_prefix=" + (folder / "m").string() +
      " --bos_id=-1 --eos_id=0 --unk_id=1 --minloglevel=2 --num_threads=1 " + options);
  REQUIRE_MESSAGE(status.ok(), status.message());
  const auto bytes = file_bytes(folder / "m.model");
  fs::remove_all(folder);
  return bytes;
}

}  // namespace

TEST_CASE("the fixture's vocabulary cuts a news text in 38 languages as the library does") {
  const auto data = shared_data();
  const auto file = data / "marian-fixture/vocab.roen.spm";
  if (!fs::exists(file)) {
    MESSAGE("SKIPPED: vocabulary fixture (shared data not there)");
    return;
  }
  Pair pair(file_bytes(file));
  for (const auto& entry : fs::directory_iterator(data / "ntrex"))
    for (const auto& line : file_lines(entry.path(), every(entry.path().stem() == "ron" ? 1 : 16)))
      pair.compare(line);
  for (const auto& line : odd_lines(every(8000, 40000)))
    pair.compare(line);
  pair.compare_random_ids(3000);
  pair.report("fixture");
}

TEST_CASE("vocabularies of every published kind cut and join text as the library does") {
  auto lines = invented_lines();
  std::vector<std::string> test = lines;
  test.resize(500);
  const auto ntrex = shared_data() / "ntrex";
  if (fs::exists(ntrex)) {
    for (const auto* name : {"ron.txt", "rus.txt"})
      for (auto& line : file_lines(ntrex / name, 8))
        lines.push_back(std::move(line));
    for (const auto& entry : fs::directory_iterator(ntrex))
      for (auto& line : file_lines(entry.path(), every(100)))
        test.push_back(std::move(line));
  }
  for (auto& line : odd_lines(every(2000, 20000)))
    test.push_back(std::move(line));
  const std::string base = "--vocab_size=900 --hard_vocab_limit=false ";
  const std::map<std::string, std::string> kinds = {
      {"as the newer students", base + "--byte_fallback=true --split_digits=true "
                                       "--user_defined_symbols=__source__,__sep__,__misc0__,a__"},
      {"as the older students", base},
      {"case folding", base + "--normalization_rule_name=nmt_nfkc_cf"},
      {"no map", base + "--normalization_rule_name=identity"},
      {"blanks kept", base + "--remove_extra_whitespaces=false"},
      {"no blank in front", base + "--add_dummy_prefix=false"},
      {"no blank in front, blanks kept",
       base + "--add_dummy_prefix=false --remove_extra_whitespaces=false"},
      {"blank behind", base + "--treat_whitespace_as_suffix=true"},
      {"pieces over blanks", base + "--split_by_whitespace=false --max_sentencepiece_length=24"},
      {"own text for <unk>", base + "--unk_surface=[?]"},
  };
  for (const auto& [name, options] : kinds) {
    Pair pair(train(lines, options));
    for (const auto& line : test)
      pair.compare(line);
    pair.compare_random_ids(2000);
    pair.report(name);
  }
}

TEST_CASE("the vocabularies that tests are made of are read as the library reads them") {
  auto pieces = copy_pieces({"gara", "tren"});
  pieces.push_back({"▁dead", -1, 5});  // unused
  pieces.push_back({"▁▁", -0.5f, 1});
  pieces.push_back({"a▁b", -0.25f, 4});
  Pair pair(make_vocabulary(pieces));
  for (const auto& line : odd_lines(every(3000, 20000)))
    pair.compare(line);
  for (const char* line : {"dead dead", "a b", "a▁b a▁b", "  a  b  ", "gara tren gara"})
    pair.compare(line);
  pair.compare_random_ids(3000);
  pair.report("made");
}

TEST_CASE("what the library refuses is refused") {
  const auto both_refuse = [](const std::string& bytes) {
    sentencepiece::SentencePieceProcessor reference;
    const bool refused = !reference.LoadFromSerializedProto({bytes.data(), bytes.size()}).ok();
    return refused && !vocabulary_fault(bytes).empty();
  };
  auto pieces = copy_pieces();
  const auto first_byte =
      std::find_if(pieces.begin(), pieces.end(), [](const PieceSpec& p) { return p.type == 6; });
  REQUIRE(first_byte != pieces.end());
  first_byte->text = "<0xZZ>";
  CHECK(both_refuse(make_vocabulary(pieces)));
  pieces = copy_pieces();
  pieces.erase(
      std::find_if(pieces.begin(), pieces.end(), [](const PieceSpec& p) { return p.type == 6; }));
  CHECK(both_refuse(make_vocabulary(pieces)));
  pieces = copy_pieces();
  pieces.push_back(pieces.back());
  CHECK(both_refuse(make_vocabulary(pieces)));
  // And some that only we refuse.
  const auto bpe = train(invented_lines(), "--vocab_size=400 --model_type=bpe");
  CHECK(vocabulary_fault(bpe) == "a BPE vocabulary; only unigram vocabularies are read");
}

}  // namespace clew::nmt
