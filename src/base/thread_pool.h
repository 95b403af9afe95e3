// A fixed set of threads for stages that work on batches. No globals, no detached threads.
//
// Results are put where their index says, so one thread and thirty-two give the same bytes.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace clew {

class ThreadPool {
 public:
  // `threads` 0 means one per processor. With 1, work runs on the caller's thread.
  explicit ThreadPool(unsigned threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  unsigned size() const;

  // Calls work(index) for 0 … count-1 on the pool and waits for all. The first exception by index
  // order is thrown again here after the rest has ended. Not to be called from inside `work`.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew
