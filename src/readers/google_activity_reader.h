// Google Takeout's "My Activity" as HTML, its usual form: MyActivity.html of each product, YouTube's watch-history.html
// and search-history.html. What was searched for, visited, watched or asked, with the time and sometimes the place.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_google_activity_reader();

}  // namespace clew::readers
