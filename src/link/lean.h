// Columns of events that need not stay resident: a walk over them leaves their pages mapped beside what it found, and a case of
// ten million messages has 400 MB of them.
//
//   EventsLetGo lean(events);   // fifty times a second while it lives, if they are large
//   … go over the columns …
//
// Pages that are looked at again come back from the system's cache. Small columns (a million events) stay.
#pragma once

#include <thread>

#include "link/events.h"

namespace clew::link {

// `events` outlives it. Others may read them meanwhile from any thread.
class EventsLetGo {
 public:
  explicit EventsLetGo(const Events& events);

 private:
  std::jthread thread_;
};

}  // namespace clew::link
