#include "link/lean.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace clew::link {

EventsLetGo::EventsLetGo(const Events& events) {
  constexpr std::size_t large = std::size_t{64} << 20;
  if (events.bytes().size() < large) return;
  thread_ = std::jthread([&events](std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, stop, std::chrono::milliseconds(20), [&] { return stop.stop_requested(); })) events.let_go();
  });
}

}  // namespace clew::link
