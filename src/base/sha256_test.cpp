#include "base/sha256.h"

#include <doctest/doctest.h>

using namespace clew;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("bytes fed in portions hash like the whole") {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  CHECK(to_hex(hash.finish()) == sha256_hex("abc"));
}

TEST_CASE("hexadecimal goes there and back and refuses what is not hexadecimal") {
  std::string bytes;
  CHECK(from_hex("00ffA5", bytes));
  CHECK(to_hex(bytes) == "00ffa5");
  CHECK_FALSE(from_hex("0", bytes));
  CHECK_FALSE(from_hex("zz", bytes));
}
