#include "language/gloss.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "language/gloss_dictionary.h"
#include "language/pipeline.h"
#include "language/stems.h"

namespace clew::language {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

std::string base64(std::uint64_t n) {
  static const std::string digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  do {
    text.insert(text.begin(), digits[n % 64]);
    n /= 64;
  } while (n > 0);
  return text;
}

void write_dictionary(const std::filesystem::path& path, const Entries& entries) {
  std::string index, text;
  for (const auto& [head, entry] : entries) {
    index += head + "\t" + base64(text.size()) + "\t" + base64(entry.size()) + "\n";
    text += entry;
  }
  std::ofstream(path.string() + ".index") << index;
  const gzFile file = gzopen((path.string() + ".dict.dz").c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

}  // namespace

TEST_CASE("the English is found in each layout of an entry") {
  using V = std::vector<std::string>;
  CHECK(gloss_terms("stary /ˈstarɨ/ <adj>\nold, aged\n(o człowieku) który żyje długo;\n") ==
        V{"old", "aged"});
  CHECK(gloss_terms("hayvansal /x/\n1. animal\n2. beast\n") == V{"animal", "beast"});
  CHECK(gloss_terms(
            "underpin //x// <v>\n1. поддържам\nTo give support to\n2. подпирам, укрепвам\n") ==
        V{"поддържам", "подпирам", "укрепвам"});
  CHECK(gloss_terms("miaow /x/\nI.  <N>  miauk\nII.  <V>  miauczeć\n") == V{"miauk", "miauczeć"});
  CHECK(gloss_terms("ludzki /x/ <adj>\nhuman 2.\nodnoszący się do\n 3.\ncecha\n") == V{"human"});
  CHECK(gloss_terms("x\n") == V{});
  CHECK(gloss_terms("") == V{});
}

TEST_CASE("words are glossed by the dictionary, its reverse, or a stem") {
  TemporaryDirectory folder;
  write_dictionary(folder.path() / "freedict-pol-eng",
                   {{"00databaseinfo", "x\n"},
                    {"stary", "stary <adj>\nold, aged\n"},
                    {"dom", "dom <n>\nhouse\n"},
                    {"dzień dobry", "dzień dobry\ngood morning\n"},
                    {"rzeka", "rzeka <n>\nriver\n"},
                    {"rzekomy", "rzekomy\nalleged\n"}});
  write_dictionary(folder.path() / "freedict-eng-pol",
                   {{"above", "above /x/\n  nad, ponad\n"}, {"home", "home\ndom\n"}});
  auto engine = std::make_shared<GlossEngine>(folder.path(), "/usr/share/hunspell", std::span<const WordListText>());
  CHECK(engine->languages() == std::vector<std::string>{"pl"});
  CHECK(engine->is_gloss());
  const std::vector<std::string> segments = {
      "Dzień dobry! Stary DOM nad rzeką, xyz " + mark_text(0), ""};
  const auto out = engine->translate("pl", segments, {});
  REQUIRE(out.size() == 2);
  CHECK(out[0].text == "good morning! old house above river~, xyz " + mark_text(0));
  CHECK(out[0].words == 7);
  CHECK(out[0].unknown == 1);
  REQUIRE(out[0].untranslated.size() == 1);
  CHECK(out[0].text.substr(out[0].untranslated[0].begin, 3) == "xyz");
  CHECK(engine->version("pl").find("freedict-pol-eng sha256:") == 0);

  Pipeline pipeline({engine}, {});
  const std::vector<Line> lines = {{1, "stary dom", "pl"}};
  const auto result = pipeline.translate(lines);
  CHECK(result[0].status == Status::low_confidence);
  CHECK(result[0].engine == "gloss");
  CHECK(result[0].marks.back() == Mark::gloss);
}

TEST_CASE("a damaged dictionary is an error with a reason, or loses only its bad entries") {
  TemporaryDirectory folder;
  const auto path = folder.path() / "freedict-pol-eng";
  write_dictionary(path, {{"dom", "dom\nhouse\n"}, {"las", "las\nforest\n"}});
  GlossDictionary good;
  std::ofstream(path.string() + ".index", std::ios::app)
      << "far\tzzzzzz\tB\nbad\t!!\tB\nlong\tA\tzzzzzzzzzzzzzzz\nno tabs\n";
  good.add(path, false);
  good.finish();
  CHECK(good.size() == 2);
  std::ofstream(path.string() + ".index") << "nothing of an index\n";
  GlossDictionary bad;
  CHECK_THROWS_AS(bad.add(path, false), Error);
  CHECK_THROWS_AS(bad.add(folder.path() / "absent", false), Error);
}

TEST_CASE("of several senses the common one that both dictionaries know is taken") {
  TemporaryDirectory folder;
  write_dictionary(folder.path() / "freedict-pol-eng",
                   {{"klucz", "klucz <n>\nhead stone, key\n"}, {"nie", "nie\nisn't it\n"}, {"brać", "brać\nto take\n"}});
  write_dictionary(folder.path() / "freedict-eng-pol",
                   {{"key", "key\nklucz\n"}, {"not", "not\nnie\n"}, {"spanner", "spanner\nklucz\n"}});
  GlossEngine engine(folder.path(), folder.path(), {});
  const std::vector<std::string> segments = {"klucz nie brać"};
  CHECK(engine.translate("pl", segments, {})[0].text == "key not take");
}

TEST_CASE("a capital that the dictionary gives every word goes, a name's stays") {
  TemporaryDirectory folder;
  write_dictionary(folder.path() / "freedict-ara-eng", {{"باب", "باب\nDoor\n"}, {"لندن", "لندن\nLondon\n"}, {"مايو", "مايو\nMay\n"}});
  GlossEngine engine(folder.path(), folder.path(), {});
  std::string line = "باب لندن مايو";
  CHECK(engine.translate("ar", std::span(&line, 1), {})[0].text == "door London May");
}

TEST_CASE("inflected words are found by the spelling dictionary, denials and names kept") {
  GlossEngine engine("/usr/share/dictd", "/usr/share/hunspell", {});  // without the word lists, which have most of these
  if (!engine.can("pl") || !Stemmer("pl").there() || !engine.can("tr") || !Stemmer("tr").there()) {
    MESSAGE("SKIPPED: dictionaries (packages dict-freedict-pol-eng, -tur-eng, hunspell-pl, -tr not there)");
    return;
  }
  const auto gloss = [&](std::string_view language, std::string text) {
    return engine.translate(language, std::span(&text, 1), {})[0].text;
  };
  CHECK(gloss("pl", "godzin") == "hour~");
  CHECK(gloss("pl", "klucz") == "key");
  CHECK(gloss("tr", "geliyorum") == "come~");
  CHECK(gloss("tr", "gelmiyorum") == "not come~");
  CHECK(gloss("tr", "vermiyor") == "not give~");
  // A surname is no cherry, at whatever place it stands but the first.
  CHECK(gloss("pl", "dzwoni Wiśnia").ends_with(" Wiśnia"));
  GlossEngine with_lists;
  std::string line = "gdzie jesteś? nie mam";
  CHECK(with_lists.translate("pl", std::span(&line, 1), {})[0].text == "where are you? I do not have");
}

TEST_CASE("Polish and Hungarian are glossed from the packaged dictionaries") {
  GlossEngine engine;
  if (!engine.can("pl") || !engine.can("hu")) {
    MESSAGE(
        "SKIPPED: dictionaries (packages dict-freedict-pol-eng, dict-freedict-hun-eng not there)");
    return;
  }
  const std::vector<std::string> polish = {"stary dom"}, hungarian = {"nagy ház"};
  CHECK(engine.translate("pl", polish, {})[0].text == "old house");
  CHECK(engine.translate("hu", hungarian, {})[0].unknown == 0);
}

TEST_CASE("a list of our own glosses a language that has no dictionary, and stands before one") {
  TemporaryDirectory folder;
  write_dictionary(folder.path() / "freedict-pol-eng", {{"po", "po\nafter\n"}, {"dom", "dom\nhouse\n"}});
  const std::vector<WordListText> lists = {WordListText{"pl", "po\teach\nnie mam, niemam\tdo not have\n"},
                                       WordListText{"vi", "# Vietnamese\nhôm qua\tyesterday\nqua\tpass\nkhông, ko\tnot\n"},
                                       WordListText{"zh", "明天\ttomorrow\n我\tI\n来\tcome\n明\tbright\n"}};
  GlossEngine engine(folder.path(), folder.path(), lists);
  CHECK(engine.languages() == std::vector<std::string>{"pl", "vi", "zh"});
  const auto gloss = [&](std::string_view language, std::string text) { return engine.translate(language, std::span(&text, 1), {})[0]; };
  CHECK(gloss("pl", "dom po nie mam").text == "house each do not have");
  CHECK(gloss("vi", "Hôm qua ko qua.").text == "yesterday not pass.");
  const auto chinese = gloss("zh", "我明天来北" + mark_text(0) + "。");
  CHECK(chinese.text == "I tomorrow come 北" + mark_text(0) + "。");
  CHECK(chinese.unknown == 1);
  CHECK(engine.version("vi").starts_with("clew-words vi sha256:"));
  CHECK(engine.version("pl").find("freedict-pol-eng sha256:") != std::string::npos);
}

TEST_CASE("each word of a gloss is tied to its own, also in Chinese, and behind a link") {
  const std::vector<WordListText> lists = {{"vi", "hôm qua\tyesterday\nđi\tgo\n"}, {"zh", "明天\ttomorrow\n我\tI\n来\tcome\n"}};
  auto engine = std::make_shared<GlossEngine>("/nowhere", "/nowhere", lists);
  Pipeline pipeline({engine}, {});
  const auto tied = [&](std::string text, const char* language) {
    const std::vector<Line> lines = {{1, text, language}};
    const auto out = pipeline.translate(lines)[0];
    std::string pairs;
    for (const auto& l : out.links)
      pairs += text.substr(l.source_begin, l.source_end - l.source_begin) + "=" + out.text.substr(l.begin, l.end - l.begin) + ";";
    return pairs;
  };
  CHECK(tied("hôm qua http://a.example đi xyz", "vi") == "hôm qua=yesterday;đi=go;xyz=xyz;");
  CHECK(tied("我明天来", "zh") == "我=I;明天=tomorrow;来=come;");
}

TEST_CASE("a word typed without accents is found, with both meanings where it has two") {
  const std::vector<WordListText> lists = {{"lv", "runāt\tspeak\nkāzas\twedding\nkažas\tfurs\nmāja\thouse\nmaja\tMay's\n"}};
  GlossEngine engine("/nowhere", "/nowhere", lists);
  std::string line = "runat kazas maja";
  CHECK(engine.translate("lv", std::span(&line, 1), {})[0].text == "speak~ furs/wedding~ May's");
}

TEST_CASE("spellings that look the same are one word in a list: composed, Arabic and Persian yeh, joiners, apostrophes") {
  CHECK(fold_word("hoˆm") != fold_word("hôm"));
  CHECK(fold_word("ho\u0302m") == fold_word("hôm"));
  CHECK(fold_word("كيا") == fold_word("کیا"));
  CHECK(fold_word("می\u200cروم") == fold_word("میروم"));
  CHECK(fold_word("П’ЯТЬ") == fold_word("п'ять"));
}

TEST_CASE("a line of a word list that cannot be right is refused with its number") {
  const auto message = [](std::string_view text) {
    try {
      parse_word_list({"sq", text});
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("taken");
  };
  CHECK(message("vij\tcome\n") == "taken");
  CHECK(message("vij come\n").find("line 1") != std::string::npos);
  CHECK(message("# x\nvij\tcome\tgo\n").find("line 2") != std::string::npos);
  CHECK(message("vij,vjen\tcome\n").find("comma") != std::string::npos);
  CHECK(message("vij\tcomé\n").find("plain letters") != std::string::npos);
  CHECK(message("vij\tcome\nVIJ\tgo\n").find("twice") != std::string::npos);
}

TEST_CASE("the lists that come with the program can be read") {
  for (const auto& list : word_lists()) {
    CAPTURE(list.language);
    CHECK(parse_word_list(list).size() >= 30);
  }
}

}  // namespace clew::language
