#include "exhibit/locator.h"

#include <doctest/doctest.h>

using namespace clew::exhibit;

TEST_CASE("a position with odd names goes to text and back") {
  Position position{"ABC/1",
                    {"a:b@c!d;e.zip", "dir/ș\x01%.txt"},
                    Locator().bytes(12, 3).row(-4).table("a;b=c").str()};
  auto back = parse_position(to_string(position));
  REQUIRE(back);
  CHECK(*back == position);
  CHECK(locator_part(back->locator, "table") == "a;b=c");
  CHECK(locator_part(back->locator, "row") == "-4");
  CHECK(locator_bytes(back->locator) == ByteRange{12, 3});
}

TEST_CASE("what is not a position is nothing") {
  for (auto text : {"", "abc", ":x@y", "ABC/1:file", "%zz:file@bytes=1+1"})
    CHECK_FALSE(parse_position(text));
  CHECK_FALSE(locator_bytes("bytes=1"));
  CHECK_FALSE(locator_bytes("bytes=x+1"));
  CHECK_FALSE(locator_part("row=1", "line"));
}
