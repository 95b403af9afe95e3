#include "language/accents.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <thread>

#include "base/error.h"
#include "language/engine.h"

namespace clew::language {
namespace {

const AccentRestorer& plain() {  // what it knows by itself, on any machine
  static const AccentRestorer restorer({"/nowhere"});
  return restorer;
}

}  // namespace

TEST_CASE("accents come back where the words leave no doubt") {
  CHECK(plain().restore("nu stiu ce sa fac", "ro") == "nu știu ce să fac");
  CHECK(plain().restore("wiem ze nie moge", "pl") == "wiem że nie mogę");
  CHECK(plain().restore("toi khong biet", "vi") == "tôi không biết");
  CHECK(plain().restore("Nu STIU", "ro") == "Nu ȘTIU");
}

TEST_CASE("what stands around a word decides how it is written") {
  CHECK(plain().restore("may gio anh ve nha", "vi") == "mấy giờ anh về nhà");
  CHECK(plain().restore("anh dang o dau vay", "vi") == "anh đang ở đâu vậy");
  CHECK(plain().restore("toi muon thue mot phong nho gan truong hoc", "vi") == "tôi muốn thuê một phòng nhỏ gần trường học");
  CHECK(plain().restore("muzes mi prosim poslat adresu bytu", "cs") == "můžeš mi prosím poslat adresu bytu");
  CHECK(plain().restore("otworz drzwi, stoje na zewnatrz", "pl") == "otwórz drzwi, stoję na zewnątrz");
}

TEST_CASE("a spelling dictionary in Latin-1 is used too") {
  AccentOptions options;
  if (!std::filesystem::exists(options.dictionaries / "sq_AL.dic")) {
    MESSAGE("SKIPPED: Albanian spelling dictionary (package myspell-sq not there)");
    return;
  }
  CHECK(AccentRestorer(options).has_dictionary("sq"));
}

TEST_CASE("a text with accents of its own, of another language or without words is left alone") {
  CHECK_FALSE(plain().restore("nu știu ce sa fac", "ro").has_value());
  CHECK_FALSE(plain().restore("unde esti", "es").has_value());
  CHECK_FALSE(plain().restore("12 / 15 !!", "ro").has_value());
  CHECK_FALSE(plain().restore("", "ro").has_value());
}

TEST_CASE("marks, numbers and punctuation stay where they are") {
  const auto text = "nu stiu " + mark_text(0) + " la 15:30, ce sa fac?";
  const auto restored = plain().restore(text, "ro");
  REQUIRE(restored.has_value());
  CHECK(restored == "nu știu " + mark_text(0) + " la 15:30, ce să fac?");
}

TEST_CASE("the same text gives the same bytes from any thread and after any other text") {
  std::vector<std::string> texts;
  for (int i = 0; i < 200; ++i)
    texts.push_back(
        "cuvantul " +
        std::string(1 + static_cast<std::size_t>(i % 9), static_cast<char>('a' + i % 26)) +
        " si masina mea");
  std::vector<std::string> once;
  for (const auto& text : texts)
    once.push_back(plain().restore(text, "ro").value_or(text));
  const AccentRestorer fresh({"/nowhere"});
  std::vector<std::jthread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = texts.size(); i-- > 0;)
        wrong[t] += fresh.restore(texts[i], "ro").value_or(texts[i]) != once[i];
    });
  }
  threads.clear();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("damaged weights are refused with a reason") {
  const auto whole = builtin_accents();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{8}, std::size_t{40}, whole.size() / 2, whole.size() - 1}) {
    CHECK_THROWS_AS(AccentRestorer(whole.substr(0, size), {"/nowhere"}), Error);
  }
  std::string other(whole.substr(0, 4096));
  other[0] = 'X';
  CHECK_THROWS_AS(AccentRestorer(other, {"/nowhere"}), Error);
}

TEST_CASE("words of talk get their accents too, not only those of news") {
  CHECK(plain().restore("zapomnel jsem si doma penezenku", "cs") == "zapomněl jsem si doma peněženku");
  CHECK(plain().restore("dej mi vedet az dorazis", "cs") == "dej mi vědět až dorazíš");
  CHECK(plain().restore("slibila jsi mi ze prijdes", "cs") == "slíbila jsi mi že přijdeš");
}

}  // namespace clew::language
