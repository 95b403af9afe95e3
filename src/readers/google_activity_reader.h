// Google Takeout's "My Activity", as HTML, its usual form, or JSON: MyActivity.html of each product, YouTube's watch-history.html
// and search-history.html. What was searched for, visited, watched or asked, with the time and sometimes the place.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_google_activity_reader();
std::unique_ptr<Reader> make_google_activity_json_reader();  // MyActivity.json

}  // namespace clew::readers
