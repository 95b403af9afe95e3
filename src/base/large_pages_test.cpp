#include "base/large_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

using clew::LargePages;

TEST_CASE("pieces of large pages are zero, aligned and do not touch each other") {
  LargePages pages;
  std::vector<std::pair<unsigned char*, std::size_t>> pieces;
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{64}, std::size_t{100'000},
                                  std::size_t{70} << 20, std::size_t{0}, std::size_t{3'000'000}}) {
    auto* at = static_cast<unsigned char*>(pages.take(bytes));
    CHECK(reinterpret_cast<std::uintptr_t>(at) % 64 == 0);
    CHECK(std::all_of(at, at + std::min<std::size_t>(bytes, 4096),
                      [](unsigned char c) { return c == 0; }));
    if (bytes > 0)
      std::memset(at, static_cast<int>(pieces.size()) + 1, std::min<std::size_t>(bytes, 5'000'000));
    pieces.emplace_back(at, bytes);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (pieces[i].second > 0) CHECK(pieces[i].first[0] == i + 1);
  LargePages moved(std::move(pages));
  CHECK(pieces[1].first[63] == 2);
}
