#include "nmt/segmenter.h"

#include <doctest/doctest.h>

#include <string>

using namespace clew::nmt;

namespace {

// One piece per character, a blank joined to the character after it: close to what a vocabulary
// does.
std::vector<Piece> pieces_of(const std::string& text) {
  std::vector<Piece> pieces;
  for (std::uint32_t i = 0; i < text.size();) {
    std::uint32_t end = i + 1;
    if (text[i] == ' ' && end < text.size()) ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
      ++end;
    pieces.push_back({5, i, end});
    i = end;
  }
  return pieces;
}
std::vector<std::string> parts(const std::string& text, std::size_t limit) {
  const auto pieces = pieces_of(text);
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (const auto& cut : cut_long_text(text, pieces, limit)) {
    CHECK(cut.end > begin);
    CHECK(cut.end - begin <= limit);
    out.push_back(text.substr(pieces[begin].begin, pieces[cut.end - 1].end - pieces[begin].begin));
    begin = cut.end;
  }
  CHECK(begin == pieces.size());
  return out;
}

}  // namespace

TEST_CASE("a text within the limit stays whole") {
  CHECK(parts("One train. Two trains.", 22) == std::vector<std::string>{"One train. Two trains."});
}

TEST_CASE(
    "a long text is cut after sentences, else after commas, else before words, else anywhere") {
  CHECK(parts("Come at nine. Bring the keys.", 20) ==
        std::vector<std::string>{"Come at nine.", " Bring the keys."});
  CHECK(parts("come at nine, bring the keys", 18) ==
        std::vector<std::string>{"come at nine,", " bring the keys"});
  CHECK(parts("come at nine and bring keys", 15) ==
        std::vector<std::string>{"come at nine", " and bring keys"});
  const auto joined = parts("abcdefghijklmnopqrstuvwxyz", 10);
  CHECK(joined.size() == 3);
  CHECK(joined[0] + joined[1] + joined[2] == "abcdefghijklmnopqrstuvwxyz");
}

TEST_CASE("the last two parts are alike in length, so none is a lone rest") {
  const auto p = parts("aaa bbb ccc ddd eee fff ggg hhh iii jjj", 29);
  CHECK(p.size() == 2);
  CHECK(p[1].size() > 10);
}

TEST_CASE("texts without spaces are cut after their own full stops") {
  CHECK(parts("我们九点见。带上钥匙吧。", 9) ==
        std::vector<std::string>{"我们九点见。", "带上钥匙吧。"});
}

TEST_CASE("every limit and length gives parts that add up") {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += i % 7 == 6 ? ". " : i % 5 == 4 ? " " : "x";
    for (std::size_t limit = 1; limit < 20; ++limit)
      parts(text, limit);
  }
}

TEST_CASE("parts are joined with a space where the script has them") {
  std::string text = "Come at nine.";
  CHECK(append_part(text, "Bring it.", false) == 14);
  CHECK(text == "Come at nine. Bring it.");
  text = "abc";
  append_part(text, "def", true);
  CHECK(text == "abcdef");
  text = "九点见。";
  append_part(text, "带上", false);
  CHECK(text == "九点见。带上");
  text.clear();
  CHECK(append_part(text, "a", false) == 0);
}
