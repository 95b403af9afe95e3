// Who is looking, and the gate through which all text of a case passes on its way out.
//
// A Viewer is needed to construct any view. CaseView::text() is the place where protected identities
// will be masked (src/protect, a later issue); nothing reaches a face of the program around it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "casefile/case.h"
#include "model/evidence_text.h"

namespace clew::view {

struct Viewer {
  std::string name;            // goes into the audit log
  std::string role = "analyst";
};

// The person at this machine's command line.
Viewer local_viewer();

// A case as one viewer may see it. Keeps a reference to the case; for one thread.
class CaseView {
 public:
  CaseView(casefile::Case& case_file, Viewer viewer)
      : case_(case_file), viewer_(std::move(viewer)) {}

  const Viewer& viewer() const { return viewer_; }
  casefile::Case& case_file() const { return case_; }
  const casefile::Db& db() const { return case_.db(); }

  // Text that came from evidence, as this viewer may see it.
  model::EvidenceText text(std::string_view raw) const { return model::EvidenceText(std::string(raw)); }

  // The number of the exhibit with that reference ("ABC/1"). Throws Error(not_found).
  std::int64_t exhibit(std::string_view ref) const;

  // Logs that this viewer looked: a consultation of `item` (ids and counts, never content).
  void consulted(std::string_view what, std::string_view item, std::string_view details_json = {}) const;

 private:
  casefile::Case& case_;
  Viewer viewer_;
};

}  // namespace clew::view
