// Texts to English: each distinct one once, from memory or from its engine, on all processors.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "language/memory.h"
#include "language/ways.h"

namespace clew::language {

// What an engine is asked.
struct Request {
  const Way* way = nullptr;
  std::string text;
};

// One call at a time. Keeps references to the pool.
class Renderer {
 public:
  Renderer(ThreadPool& pool, std::size_t memory_bytes) : pool_(pool), memory_(memory_bytes) {}
  // One rendering per request: from memory, from an equal request, or from the engine. False when
  // stopped.
  bool render(std::span<const Request> requests, std::vector<Rendering>& out, std::stop_token stop);

  std::uint64_t segments = 0, rendered = 0;  // asked for, and of these given to an engine

 private:
  bool render_exactly(std::span<const Request> requests, std::vector<Rendering>& out, std::stop_token stop);

  ThreadPool& pool_;
  Memory memory_;
};

}  // namespace clew::language
