#include "base/json.h"

#include <doctest/doctest.h>

using namespace clew;

namespace {
std::string quoted(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}
}  // namespace

TEST_CASE("text of any language goes out as it is, quotes and control characters escaped") {
  CHECK(quoted("Vin mâine 你好 😀") == "\"Vin mâine 你好 😀\"");
  CHECK(quoted("a\"b\\c\n\t\x1b[31m\x7f") == "\"a\\\"b\\\\c\\n\\t\\u001b[31m\\u007f\"");
  CHECK(quoted(std::string_view("\0", 1)) == "\"\\u0000\"");
  CHECK(quoted("\xc2\x9b\xe2\x80\xa8") == "\"\\u009b\\u2028\"");
}

TEST_CASE("bytes that are not UTF-8 become replacement characters") {
  CHECK(quoted("a\xff\x62") == "\"a\xef\xbf\xbd" "b\"");
  CHECK(quoted("\xed\xa0\x80") == "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
  CHECK(quoted("\xe2\x82") == "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST_CASE("objects and arrays get their commas") {
  JsonWriter w;
  w.begin_object().field("v", 1).key("a").begin_array().value("x").null().value(true).value(0.1).end();
  w.key("o").begin_object().end().field("z", -3).end();
  CHECK(w.take() == R"({"v":1,"a":["x",null,true,0.1],"o":{},"z":-3})");
}
