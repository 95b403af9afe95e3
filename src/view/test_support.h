// A new case in a folder of its own, for tests of what is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "casefile/case.h"
#include "casefile/writer.h"

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

// One exhibit with one file, for records given one by one.
class OneFile {
 public:
  OneFile(casefile::Case& made, const std::string& ref, std::optional<std::string> owner_number = {}) : writer_(made) {
    casefile::ExhibitInfo exhibit;
    exhibit.ref = exhibit.name = exhibit.sha256 = ref;
    exhibit.kind = "file";
    exhibit.storage = "reference";
    exhibit.owner_number = std::move(owner_number);
    exhibit_ = writer_.begin_exhibit(exhibit);
    casefile::FileInfo file;
    file.path = {"f.csv"};
    file_ = writer_.begin_file(exhibit_, file);
  }
  void end() {
    writer_.end_file(file_, {"test", "1", "", "read", {}, {}});
    writer_.end_exhibit(exhibit_, "complete");
  }
  void add(const model::Record& record, const std::vector<casefile::NormalForm>& forms = {}) { writer_.add(file_, record, forms); }

 private:
  casefile::Writer writer_;
  model::ExhibitId exhibit_;
  model::FileId file_;
};

}  // namespace clew::view::testing
