// Clocks and time line, both ends of conversations: called by add_link_routes().
#pragma once

#include "http/routes.h"

namespace clew::http {

void add_time_routes(Routes& routes);

}  // namespace clew::http
