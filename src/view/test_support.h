// A new case in a folder of its own, for tests of what is shown.
#pragma once

#include <optional>

#include "base/file.h"
#include "casefile/case.h"

namespace clew::view::testing {

struct NewCase {
  TemporaryDirectory directory{"clew-view"};
  std::optional<casefile::Case> made;  // a member, so that a test can close it

  NewCase() {
    casefile::CaseInfo info;
    info.reference = info.authority = info.purpose = "test";
    info.review_date = "2030-01-01";
    info.country = "GB";
    made = casefile::Case::create(directory.path() / "a.clew", info);
  }
};

}  // namespace clew::view::testing
