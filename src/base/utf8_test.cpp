#include "base/utf8.h"

#include <doctest/doctest.h>

using namespace clew;

namespace {

std::string of(std::uint32_t c) {
  std::string out;
  append_code_point(c, out);
  return out;
}

TEST_CASE("a code point is written in as few bytes as it needs") {
  CHECK(of(0x00) == std::string(1, '\0'));
  CHECK(of(0x7F) == "\x7F");
  CHECK(of(0x80) == "\xC2\x80");
  CHECK(of(0x7FF) == "\xDF\xBF");
  CHECK(of(0x800) == "\xE0\xA0\x80");
  CHECK(of(0x20AC) == "\xE2\x82\xAC");
  CHECK(of(0xFFFF) == "\xEF\xBF\xBF");
  CHECK(of(0x10000) == "\xF0\x90\x80\x80");
  CHECK(of(0x1F511) == "\xF0\x9F\x94\x91");
  CHECK(of(0x10FFFF) == "\xF4\x8F\xBF\xBF");
}

TEST_CASE("it is added to what is there") {
  std::string out = "a";
  append_code_point(0xE9, out);
  append_code_point('b', out);
  CHECK(out == "a\xC3\xA9" "b");
}

}  // namespace
