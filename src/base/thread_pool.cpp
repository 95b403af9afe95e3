#include "base/thread_pool.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace clew {

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable wake, done;
  const std::function<void(std::size_t)>* work = nullptr;
  std::size_t next = 0, count = 0, running = 0;
  std::size_t failed_index = 0;
  std::exception_ptr failure;
  bool stop = false;
  std::vector<std::jthread> threads;

  // Takes indexes until none is left. The lock is held on entry and exit.
  void take(std::unique_lock<std::mutex>& lock) {
    while (work && next < count) {
      std::size_t index = next++;
      const auto* current = work;
      ++running;
      lock.unlock();
      std::exception_ptr failure_here;
      try {
        (*current)(index);
      } catch (...) {
        failure_here = std::current_exception();
      }
      lock.lock();
      --running;
      if (failure_here && (!failure || index < failed_index)) {
        failure = failure_here;
        failed_index = index;
      }
    }
    if (running == 0 && next >= count) done.notify_all();
  }

  void loop() {
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [&] { return stop || (work && next < count); });
      if (stop) return;
      take(lock);
    }
  }
};

ThreadPool::ThreadPool(unsigned threads) : state_(std::make_unique<State>()) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 1; i < threads; ++i)
    state_->threads.emplace_back([state = state_.get()] { state->loop(); });
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stop = true;
  }
  state_->wake.notify_all();
}

unsigned ThreadPool::size() const { return static_cast<unsigned>(state_->threads.size()) + 1; }

void ThreadPool::for_each(std::size_t count, const std::function<void(std::size_t)>& work) {
  if (count == 0) return;
  std::unique_lock lock(state_->mutex);
  state_->work = &work;
  state_->next = 0;
  state_->count = count;
  state_->failure = nullptr;
  state_->wake.notify_all();
  state_->take(lock);
  state_->done.wait(lock, [&] { return state_->running == 0 && state_->next >= state_->count; });
  state_->work = nullptr;
  if (auto failure = std::exchange(state_->failure, nullptr)) std::rethrow_exception(failure);
}

}  // namespace clew
