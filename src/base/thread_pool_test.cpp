#include "base/thread_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

using namespace clew;

TEST_CASE("every index is worked on exactly once, for any number of threads") {
  for (unsigned threads : {1u, 2u, 7u}) {
    ThreadPool pool(threads);
    for (int round = 0; round < 50; ++round) {
      std::vector<std::atomic<int>> seen(101);
      pool.for_each(seen.size(), [&](size_t i) { ++seen[i]; });
      for (auto& count : seen)
        REQUIRE(count == 1);
    }
  }
}

TEST_CASE("the failure with the lowest index is the one that is thrown, and the pool lives on") {
  ThreadPool pool(4);
  for (int round = 0; round < 20; ++round) {
    std::string caught;
    try {
      pool.for_each(40, [](size_t i) {
        if (i % 10 == 3) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    REQUIRE(caught == "3");
  }
}
