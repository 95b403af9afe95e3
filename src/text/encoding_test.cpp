#include "text/encoding.h"

#include <doctest/doctest.h>

#include <vector>

using namespace clew::text;
using namespace std::string_literals;

namespace {

std::string utf16(std::u16string_view text, bool little, bool mark) {
  std::string out;
  const auto put = [&](char16_t c) {
    const char low = static_cast<char>(c & 0xFF), high = static_cast<char>(c >> 8);
    out += little ? low : high;
    out += little ? high : low;
  };
  if (mark) put(0xFEFF);
  for (char16_t c : text)
    put(c);
  return out;
}

}  // namespace

TEST_CASE("a byte order mark decides the encoding") {
  CHECK(detect_encoding("\xEF\xBB\xBFVin").encoding == Encoding::utf8);
  CHECK(detect_encoding("\xEF\xBB\xBFVin").bom_bytes == 3);
  CHECK(detect_encoding(utf16(u"a", true, true)).encoding == Encoding::utf16le);
  CHECK(detect_encoding(utf16(u"a", false, true)).encoding == Encoding::utf16be);
}

TEST_CASE("UTF-16 without a mark is seen, also when the letters are Cyrillic") {
  const auto text = u"Дата;Номер\r\nзавтра в 9 утра; у вокзала\r\n";
  CHECK(detect_encoding(utf16(text, true, false)).encoding == Encoding::utf16le);
  CHECK(detect_encoding(utf16(text, false, false)).encoding == Encoding::utf16be);
}

TEST_CASE("bytes that are not UTF-8 are Windows-1252, or Latin-1 where that has gaps") {
  CHECK(detect_encoding("caf\xE9 \x80 5").encoding == Encoding::windows1252);
  CHECK(to_utf8("caf\xE9 \x80", Encoding::windows1252) == "café €");
  CHECK(detect_encoding("caf\xE9 \x81").encoding == Encoding::latin1);
}

TEST_CASE("UTF-8 with a few broken places stays UTF-8 and says how many") {
  const auto guess = detect_encoding("ă ă ă ă \xFF ă");
  CHECK(guess.encoding == Encoding::utf8);
  CHECK(guess.invalid == 1);
  const auto cut = detect_encoding("plain text \xC3");
  CHECK(cut.encoding == Encoding::utf8);
  CHECK(cut.invalid == 1);
}

TEST_CASE("broken UTF-8 is replaced place by place and counted") {
  std::size_t replaced = 0;
  CHECK(to_utf8("a\xFF"
                "b\xE2\x82"
                "c",
                Encoding::utf8, &replaced) == "a\uFFFDb\uFFFDc");
  CHECK(replaced == 2);
  // CESU surrogates and overlong forms are not characters.
  to_utf8("\xED\xA0\x80", Encoding::utf8, &replaced);
  CHECK(replaced == 3);
  to_utf8("\xC0\xAF", Encoding::utf8, &replaced);
  CHECK(replaced == 2);
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
  CHECK(is_valid_utf8("\xF4\x8F\xBF\xBF"));
}

TEST_CASE("lone surrogates in UTF-16 are replaced, pairs are kept") {
  std::size_t replaced = 0;
  CHECK(to_utf8(utf16(u"🔑", true, false), Encoding::utf16le, &replaced) == "🔑");
  CHECK(replaced == 0);
  CHECK(to_utf8("\x3D\xD8"
                "A\0"s,
                Encoding::utf16le, &replaced) == "\uFFFDA");
  CHECK(replaced == 1);
  CHECK(to_utf8("A"s, Encoding::utf16le, &replaced) == "\uFFFD");
}

TEST_CASE("every offset of the UTF-8 form leads back to the bytes of its character") {
  const std::string source = utf16(u"aé🔑z", false, false);
  const std::string utf8 = to_utf8(source, Encoding::utf16be);
  REQUIRE(utf8.size() == 8);
  const std::vector<std::size_t> expected = {0, 2, 2, 4, 4, 4, 4, 8, 10};
  for (std::size_t i = 0; i <= utf8.size(); ++i)
    CHECK(source_offset(source, Encoding::utf16be, i) == expected[i]);
  CHECK(source_offset("caf\xE9!", Encoding::windows1252, 5) == 4);
}

TEST_CASE("lines end at LF, CR LF and lone CR, in every encoding, with their place in the source") {
  const std::u16string text = u"one\r\ntwo\rthree\n\nfive";
  for (const bool wide : {false, true}) {
    const std::string source =
        wide ? utf16(text, true, true) : to_utf8(utf16(text, true, false), Encoding::utf16le);
    LineReader reader(source, detect_encoding(source));
    LineReader::Line line;
    std::vector<std::string> lines;
    std::uint64_t number = 0;
    while (reader.next(line)) {
      lines.emplace_back(line.text);
      CHECK(line.number == ++number);
      CHECK(source.substr(line.offset, line.source.size()) == line.source);
    }
    CHECK(lines == std::vector<std::string>{"one", "two", "three", "", "five"});
  }
}

TEST_CASE("a line longer than the limit comes in pieces that lose nothing") {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "é🔑";
  text += "\nend";
  for (const std::size_t limit : {4, 8, 12, 20}) {
    LineReader reader(text, detect_encoding(text), limit);
    LineReader::Line line;
    std::string joined;
    while (reader.next(line)) {
      if (line.number == 1) joined += line.text;
      CHECK(line.replaced == 0);
      if (line.number == 2) CHECK(line.text.size() <= 3);
    }
    CHECK(joined + "\nend" == text);
  }
}

TEST_CASE("no bytes make the line reader stand still") {
  std::string noise;
  unsigned state = 7;
  for (int i = 0; i < 4096; ++i) {
    state = state * 1103515245 + 12345;
    noise += static_cast<char>(state >> 16);
  }
  for (const auto encoding : {Encoding::utf8, Encoding::utf16le, Encoding::utf16be,
                              Encoding::windows1252, Encoding::latin1}) {
    EncodingGuess guess;
    guess.encoding = encoding;
    LineReader reader(noise, guess, 64);
    LineReader::Line line;
    std::size_t lines = 0;
    while (reader.next(line)) {
      CHECK(is_valid_utf8(line.text));
      REQUIRE(++lines <= noise.size());
    }
  }
}

TEST_CASE("a zero byte in a short ASCII text does not make it UTF-16") {
  CHECK(detect_encoding(std::string("some text a\0b and more\n", 23)).encoding == Encoding::utf8);
  CHECK(detect_encoding(std::string("13/06/2023, 10:00 - Ana: a\0b\n", 30)).encoding ==
        Encoding::utf8);
}
