#include "job/positions.h"

#include <doctest/doctest.h>

#include <string>

using clew::job::no_position_origins;
using clew::job::says_where_the_phone_was;

TEST_CASE("a place that was sent, saved or planned is no position, a photo's only where a camera put it") {
  for (const char* origin : {"user-shared", "saved", "planned"}) {
    CHECK_FALSE(says_where_the_phone_was(origin, "sdcard/DCIM/Camera/1.jpg"));
    CHECK(no_position_origins.find(std::string("'") + origin + "'") != std::string_view::npos);  // the queries leave out the same
  }
  for (const char* origin : {"", "gps", "cell", "wifi", "inferred", "device"}) CHECK(says_where_the_phone_was(origin, "x"));
  CHECK(says_where_the_phone_was("exif", "sdcard/DCIM/Camera/1.jpg"));
  CHECK(says_where_the_phone_was("exif", "DCIM/100APPLE/1.HEIC"));
  CHECK(says_where_the_phone_was("exif", "phone.zip!private/var/mobile/Media/dcim/1.jpg"));
  CHECK_FALSE(says_where_the_phone_was("exif", "sdcard/Download/1.jpg"));
  CHECK_FALSE(says_where_the_phone_was("exif", "sdcard/NODCIM/1.jpg"));
  CHECK_FALSE(says_where_the_phone_was("exif", ""));
}
